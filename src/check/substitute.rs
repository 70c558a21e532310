//! Puts arguments where a template names its parameters.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::timing::Side;
use crate::source::{Ident, Span, Spanned};
use crate::syntax::ast::{
    Action, Activity, Address, Anchor, Block, Body, Change, CodeLine, Day, Event, EventOf, Expr, ExprKind, Field,
    HowLong, Line, Path, Refine, ScheduleDays, Step, Target, TaskLine, Test, Until, Value, ValueKind, WebhookUrl, When,
};
use crate::syntax::plain_braces;

/// What stands for each parameter.
#[derive(Default)]
pub struct Substitution {
    /// The argument of a parameter; none where a use gives none.
    pub arguments: BTreeMap<String, Option<Value>>,
    /// For each place where an argument was put: the place of the argument.
    pub places: BTreeMap<Span, Span>,
    /// Parameters that were met.
    pub met: BTreeSet<String>,
    /// How many bytes of text may still be written; a text in many holes is more than anybody reads.
    left: usize,
}

/// How many times its own size a template with its arguments may write.
const GROWTH: usize = 64;

/// How much any template may write.
const ALWAYS: usize = 64 * 1024;

impl Substitution {
    /// Begins for a template and arguments of so many bytes.
    pub fn within(bytes: usize) -> Self {
        Self { left: bytes.saturating_mul(GROWTH).saturating_add(ALWAYS), ..Self::default() }
    }

    /// Tells whether more was to be written than is allowed: some holes were left as they are.
    pub fn is_too_large(&self) -> bool {
        self.left == 0
    }

    /// Goes through lines and steps.
    pub fn body(&mut self, body: &mut Body) {
        for line in &mut body.lines {
            match &mut line.node {
                Line::EnrollWhen(expr) | Line::Suppress(expr) | Line::OnlyIf(expr) | Line::Goal(expr) => {
                    self.expr(expr);
                }
                Line::Schedule(schedule) => match &mut schedule.on {
                    ScheduleDays::Feature { shift, feature, .. } => {
                        self.shift(shift);
                        self.name(feature);
                    }
                    ScheduleDays::Daily
                    | ScheduleDays::Weekly(_)
                    | ScheduleDays::Monthly(_)
                    | ScheduleDays::FirstMonday
                    | ScheduleDays::LastDay
                    | ScheduleDays::Yearly(_) => {}
                },
                Line::EnrollOn(event) | Line::ReEnroll(Some(event)) => self.event(event),
                Line::Header(_)
                | Line::Switch { .. }
                | Line::EnrollManually
                | Line::ReEnroll(None)
                | Line::Unenroll
                | Line::ActiveOn { .. }
                | Line::NotActiveOn(_) => {}
            }
        }
        self.steps(&mut body.steps);
    }

    fn argument(&mut self, name: &str, at: Span) -> Option<ValueKind> {
        let argument = self.arguments.get(name)?;
        self.met.insert(name.to_owned());
        let argument = argument.as_ref()?;
        self.places.insert(at, argument.span);
        Some(argument.node.clone())
    }

    /// A name in a place of features and lists: only a name can stand there.
    fn name(&mut self, name: &mut Ident) {
        if let Some(ValueKind::Word(word)) = self.argument(&name.node, name.span) {
            name.node = word;
        }
    }

    fn path(&mut self, path: &mut Path) {
        self.name(&mut path.feature);
    }

    fn target(&mut self, target: &mut Target) {
        let Target::Name(name) = target else { return };
        match self.argument(&name.node, name.span) {
            Some(ValueKind::Word(word)) => name.node = word,
            Some(ValueKind::Ref(reference)) => *target = Target::Ref(reference),
            Some(
                ValueKind::Text(_)
                | ValueKind::Number(_)
                | ValueKind::Bool(_)
                | ValueKind::Path(..)
                | ValueKind::Duration(_)
                | ValueKind::Now(_)
                | ValueKind::List(_)
                | ValueKind::Fields(_),
            )
            | None => {}
        }
    }

    fn how_long(&mut self, written: &mut HowLong) {
        if let HowLong::Parameter(name) = written
            && let Some(ValueKind::Duration(duration)) = self.argument(&name.node, name.span)
        {
            *written = HowLong::Duration(Spanned::new(duration, name.span));
        }
    }

    fn shift(&mut self, shift: &mut Option<(Side, HowLong)>) {
        if let Some((_, by)) = shift {
            self.how_long(by);
        }
    }

    fn values(&mut self, values: &mut [Value]) {
        for value in values {
            self.value(value);
        }
    }

    fn value(&mut self, value: &mut Value) {
        match &mut value.node {
            ValueKind::Word(word) => {
                let word = word.clone();
                if let Some(argument) = self.argument(&word, value.span) {
                    value.node = argument;
                }
            }
            ValueKind::Text(text) => self.text(text),
            ValueKind::List(values) => self.values(values),
            ValueKind::Fields(fields) => self.fields(fields),
            ValueKind::Now(Some(shift)) => self.how_long(&mut shift.by),
            ValueKind::Number(_)
            | ValueKind::Bool(_)
            | ValueKind::Path(..)
            | ValueKind::Ref(_)
            | ValueKind::Duration(_)
            | ValueKind::Now(None) => {}
        }
    }

    fn fields(&mut self, fields: &mut [Field]) {
        for field in fields {
            self.value(&mut field.value);
        }
    }

    /// `{parameter}` in a text: a feature stays one, a value is written out. What was written is not looked at again: a
    /// brace in an argument means what it means there, whatever the parameters are called.
    fn text(&mut self, text: &mut String) {
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some((before, from)) = rest.find('{').map(|at| rest.split_at(at)) {
            out.push_str(before);
            let inner = from.get(1..).unwrap_or("");
            let hole = inner.find(['{', '}']).filter(|end| inner.get(*end..).is_some_and(|rest| rest.starts_with('}')));
            let name = hole.and_then(|end| inner.get(..end)).unwrap_or("");
            let (brace, behind) = from.split_at(1);
            rest = behind;
            match self.hole(name) {
                Some(written) => {
                    // Without arguments, when a template is looked at for itself, nothing is written.
                    self.left = self.left.saturating_sub(written.len());
                    if self.left == 0 {
                        return;
                    }
                    out.push_str(&written);
                    rest = behind.get(name.len() + 1..).unwrap_or("");
                }
                None => out.push_str(brace),
            }
        }
        out.push_str(rest);
        *text = out;
    }

    /// Returns what stands for a parameter in a text; nothing where the name is none, or its argument is no text.
    fn hole(&mut self, name: &str) -> Option<String> {
        let argument = self.arguments.get(name)?;
        self.met.insert(name.to_owned());
        match &argument.as_ref()?.node {
            ValueKind::Word(word) => Some(format!("{{{word}}}")),
            ValueKind::Text(value) | ValueKind::Number(value) => Some(value.clone()),
            ValueKind::Bool(value) => Some(value.to_string()),
            ValueKind::Path(..)
            | ValueKind::Ref(_)
            | ValueKind::Duration(_)
            | ValueKind::Now(_)
            | ValueKind::List(_)
            | ValueKind::Fields(_) => None,
        }
    }

    fn expr(&mut self, expr: &mut Expr) {
        match &mut expr.node {
            ExprKind::Or(parts) | ExprKind::And(parts) => parts.iter_mut().for_each(|part| self.expr(part)),
            ExprKind::Not(inner) | ExprKind::Paren(inner) => self.expr(inner),
            ExprKind::Any { rule, .. } => {
                if let Some(rule) = rule {
                    self.expr(rule);
                }
            }
            ExprKind::Member(target) => self.target(target),
            ExprKind::Activity { activity, refine } => {
                self.activity(activity);
                for it in refine {
                    match &mut it.node {
                        Refine::When(when) => self.when(when),
                        Refine::AtLeast(_) | Refine::AtMost(_) => {}
                    }
                }
            }
            ExprKind::Compare { feature, test, .. } => {
                self.name(feature);
                self.test(&mut test.node);
            }
        }
    }

    fn activity(&mut self, activity: &mut Activity) {
        match activity {
            Activity::Submitted(of)
            | Activity::Viewed(of)
            | Activity::Clicked(of)
            | Activity::RepliedTo(of)
            | Activity::BouncedOn(of)
            | Activity::UnsubscribedFrom(of)
            | Activity::Opened(of, _)
            | Activity::Received(of, _)
            | Activity::WasSent(of, _)
            | Activity::OptedIn(of)
            | Activity::OptedOut(of) => self.target(of),
            Activity::ViewedPage(_, address) => {
                if let Address::Parameter(name) = address
                    && let Some(ValueKind::Text(text)) = self.argument(&name.node, name.span)
                {
                    *address = Address::Text(Spanned::new(plain_braces(&text), name.span));
                }
            }
            Activity::Did(event) => self.event_of(event),
            Activity::SubmittedAny => {}
        }
    }

    fn test(&mut self, test: &mut Test) {
        match test {
            Test::Is(value)
            | Test::IsNot(value)
            | Test::Order(_, value)
            | Test::Contains(value)
            | Test::DoesNotContain(value)
            | Test::StartsWith(value)
            | Test::EndsWith(value)
            | Test::WasEver(value)
            | Test::WasNever(value) => self.value(value),
            Test::In(values)
            | Test::NotIn(values)
            | Test::ContainsAny(values)
            | Test::ContainsNone(values)
            | Test::HasAny(values)
            | Test::HasAll(values)
            | Test::HasNone(values)
            | Test::IsExactly(values)
            | Test::WasEverIn(values)
            | Test::WasNeverIn(values) => self.values(values),
            Test::Between { low, high, .. } => {
                self.value(low);
                self.value(high);
            }
            Test::When(when) | Test::Changed(when) | Test::NotChanged(when) => self.when(when),
            Test::ChangedAgainst(_, feature) | Test::SameAs(feature) => self.name(feature),
            Test::Known | Test::Unknown => {}
        }
    }

    fn when(&mut self, when: &mut When) {
        match when {
            When::Before(day) | When::After(day) | When::On(day) => self.day(&mut day.node),
            When::FromTo(first, last) => {
                self.day(&mut first.node);
                self.day(&mut last.node);
            }
            When::InLast(it) | When::InNext(it) | When::MoreThanAgo(it) | When::MoreThanFromNow(it) => {
                self.how_long(it);
            }
            When::InCalendar(..) => {}
        }
    }

    fn day(&mut self, day: &mut Day) {
        match day {
            Day::Feature(name) => self.name(name),
            Day::Today(Some(shift)) => self.how_long(&mut shift.by),
            Day::Today(None) | Day::Date(_) => {}
        }
    }

    fn event_of(&mut self, event: &mut EventOf) {
        if let Some(rule) = &mut event.rule {
            self.expr(rule);
        }
    }

    fn event(&mut self, event: &mut Event) {
        match event {
            Event::Changes { feature, to } => {
                self.name(feature);
                match to.as_mut().map(|to| &mut to.node) {
                    Some(Change::Value(value) | Change::Order(_, value)) => self.value(value),
                    Some(Change::AnyOf(values)) => self.values(values),
                    Some(Change::Unknown) | None => {}
                }
            }
            Event::Created(_) => {}
            Event::Did(event) => self.event_of(event),
        }
    }

    fn block(&mut self, block: &mut Block) {
        self.steps(&mut block.steps);
    }

    fn steps(&mut self, steps: &mut [Step]) {
        for step in steps {
            self.action(&mut step.action);
        }
    }

    fn url(&mut self, url: &mut WebhookUrl) {
        let WebhookUrl::Parameter(name) = url else { return };
        match self.argument(&name.node, name.span) {
            Some(ValueKind::Ref(reference)) => *url = WebhookUrl::Ref(reference),
            Some(ValueKind::Text(text)) => *url = WebhookUrl::Text(Spanned::new(plain_braces(&text), name.span)),
            Some(
                ValueKind::Number(_)
                | ValueKind::Bool(_)
                | ValueKind::Word(_)
                | ValueKind::Path(..)
                | ValueKind::Duration(_)
                | ValueKind::Now(_)
                | ValueKind::List(_)
                | ValueKind::Fields(_),
            )
            | None => {}
        }
    }

    fn action(&mut self, action: &mut Action) {
        match action {
            Action::Wait(wait) => self.how_long(wait),
            Action::Set { path, value } => {
                self.path(path);
                self.value(value);
            }
            Action::Clear(path) => self.path(path),
            Action::Copy { from, to } => {
                self.path(from);
                self.path(to);
            }
            Action::If { arms, otherwise } => {
                for arm in arms {
                    self.expr(&mut arm.rule);
                    self.block(&mut arm.block);
                }
                otherwise.iter_mut().for_each(|block| self.block(block));
            }
            Action::Match { path, arms, otherwise } => {
                self.path(path);
                for arm in arms {
                    self.values(&mut arm.values);
                    self.block(&mut arm.block);
                }
                otherwise.iter_mut().for_each(|block| self.block(block));
            }
            Action::Send(target) | Action::AddTo(target) | Action::RemoveFrom(target) | Action::EnrollIn(target) => {
                self.target(target);
            }
            Action::CreateTask { subject, lines } => {
                self.text(&mut subject.node);
                for line in lines {
                    match &mut line.node {
                        TaskLine::Body(body) => self.text(&mut body.node),
                        TaskLine::Assign(target) => self.target(target),
                        TaskLine::Due(it) => self.how_long(it),
                        TaskLine::Priority(_) | TaskLine::Type(_) => {}
                    }
                }
            }
            Action::Rotate { feature, among, .. } => {
                self.path(feature);
                among.iter_mut().for_each(|target| self.target(target));
            }
            Action::Opaque { fields, .. } | Action::CreateRecord { fields, .. } => self.fields(fields),
            Action::Webhook { url, fields, sign, .. } => {
                self.url(url);
                self.fields(fields);
                sign.iter_mut().for_each(|sign| self.target(&mut sign.with));
            }
            Action::WaitUntil(until) => match until {
                Until::Day { shift, anchor, .. } => {
                    self.shift(shift);
                    match anchor {
                        Anchor::Feature(name) => self.name(name),
                        Anchor::Date(_) => {}
                    }
                }
                Until::Weekday(..) | Until::Time(_) => {}
            },
            Action::WaitForEvent { events, block, otherwise, up_to } => {
                self.how_long(up_to);
                events.iter_mut().for_each(|event| self.event(event));
                self.block(block);
                otherwise.iter_mut().for_each(|block| self.block(block));
            }
            Action::Split(arms) => arms.iter_mut().for_each(|(_, block)| self.block(block)),
            Action::Append { value, to } => {
                self.value(value);
                self.path(to);
            }
            Action::Change { path, by, .. } => {
                self.path(path);
                self.value(by);
            }
            Action::Notify { targets, subject, body, .. } => {
                targets.iter_mut().for_each(|target| self.target(target));
                self.text(&mut subject.node);
                body.iter_mut().for_each(|body| self.text(&mut body.node));
            }
            Action::CreateNote(text) => self.text(&mut text.node),
            Action::RunCode { lines, .. } => {
                for line in lines {
                    match &mut line.node {
                        CodeLine::Input(_, value) => self.value(value),
                        CodeLine::Uses(secret) => self.target(secret),
                        CodeLine::Output(..) => {}
                    }
                }
            }
            Action::GoTo(_) | Action::End => {}
        }
    }
}
