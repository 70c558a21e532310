//! Puts arguments where a template names its parameters.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Ident, Span};
use crate::syntax::ast::{
    Action, Activity, Anchor, Block, Body, Change, CodeLine, Day, Event, EventOf, Expr, ExprKind, Field, Line, Path,
    Refine, ScheduleDays, Step, Target, TaskLine, Test, Until, Value, ValueKind, WaitFor, When,
};

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
                    ScheduleDays::Feature { feature, .. } => self.name(feature),
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
            ValueKind::Number(_)
            | ValueKind::Bool(_)
            | ValueKind::Path(..)
            | ValueKind::Ref(_)
            | ValueKind::Duration(_)
            | ValueKind::Now(_) => {}
        }
    }

    fn fields(&mut self, fields: &mut [Field]) {
        for field in fields {
            self.value(&mut field.value);
        }
    }

    /// `{parameter}` in a text: a feature stays one, a value is written out.
    fn text(&mut self, text: &mut String) {
        let mut names = self.holes(text);
        while let Some(name) = names.pop_first() {
            let hole = format!("{{{name}}}");
            let times = text.matches(&hole).count();
            if times == 0 {
                continue;
            }
            let written = match self.arguments.get(&name).and_then(|argument| Some(&argument.as_ref()?.node)) {
                Some(ValueKind::Word(word)) => Some(format!("{{{word}}}")),
                Some(ValueKind::Text(value) | ValueKind::Number(value)) => Some(value.clone()),
                Some(ValueKind::Bool(value)) => Some(value.to_string()),
                Some(
                    ValueKind::Path(..)
                    | ValueKind::Ref(_)
                    | ValueKind::Duration(_)
                    | ValueKind::Now(_)
                    | ValueKind::List(_)
                    | ValueKind::Fields(_),
                )
                | None => None,
            };
            self.met.insert(name.clone());
            let Some(written) = written else { continue };
            // Without arguments, when a template is looked at for itself, nothing is written.
            self.left = self.left.saturating_sub(text.len() + times.saturating_mul(written.len()));
            if self.left == 0 {
                return;
            }
            *text = text.replace(&hole, &written);
            // What was written may name a parameter that comes later.
            names.extend(self.holes(&written).into_iter().filter(|later| *later > name));
        }
    }

    /// Returns the parameters that a text names.
    fn holes(&self, text: &str) -> BTreeSet<String> {
        let names = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        names.filter(|(name, _)| self.arguments.contains_key(*name)).map(|(name, _)| name.to_owned()).collect()
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
                if let Activity::Did(event) = &mut **activity {
                    self.event_of(event);
                }
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
            When::InLast(_)
            | When::InNext(_)
            | When::InCalendar(..)
            | When::MoreThanAgo(_)
            | When::MoreThanFromNow(_) => {}
        }
    }

    fn day(&mut self, day: &mut Day) {
        if let Day::Feature(name) = day {
            self.name(name);
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

    fn action(&mut self, action: &mut Action) {
        match action {
            Action::Wait(wait) => {
                if let WaitFor::Parameter(name) = wait
                    && let Some(ValueKind::Duration(span)) = self.argument(&name.node, name.span)
                {
                    *wait = WaitFor::Duration(crate::source::Spanned::new(span, name.span));
                }
            }
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
                        TaskLine::Due(_) | TaskLine::Priority(_) | TaskLine::Type(_) => {}
                    }
                }
            }
            Action::Rotate { feature, among, .. } => {
                self.path(feature);
                among.iter_mut().for_each(|target| self.target(target));
            }
            Action::Opaque { fields, .. } | Action::CreateRecord { fields, .. } | Action::Webhook { fields, .. } => {
                self.fields(fields);
            }
            Action::WaitUntil(until) => match until {
                Until::Day { anchor: Anchor::Feature(name), .. } => self.name(name),
                Until::Day { anchor: Anchor::Date(_), .. } | Until::Weekday(..) | Until::Time(_) => {}
            },
            Action::WaitForEvent { events, block, otherwise, .. } => {
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
                        CodeLine::Output(..) | CodeLine::Uses(_) => {}
                    }
                }
            }
            Action::GoTo(_) | Action::End => {}
        }
    }
}
