//! Steps: their order, their branches, what each may do.

mod branch;
mod reach;
mod wait;
mod walk;
mod write;

use crate::catalog::FeatureKind;
use crate::hubspot::platform::Object;
use crate::model::workflow::{Action, Assignee, ExistingOwner, Priority, Step, Task, TaskKind};
use crate::model::{FlowName, FlowTarget, ListName, ListTarget, PortalName};
use crate::problem::Note;
use crate::problem::check::{FlowFault, NameFault, Sort, StepFault, ValueFault};
use crate::source::{Ident, Span, Spanned};
use crate::syntax::ast::{self, Duration, HowLong, Path, RefKind, Target, TaskLine, Unit};

use super::value::place;
use super::{Checker, names, property};

pub(super) use walk::{Certainty, Seen, Walk};

/// The most actions of one workflow.
const MOST_ACTIONS: usize = 500;

/// Whether a record goes on after steps.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    GoesOn,
    Ends,
}

impl Checker<'_> {
    /// Checks the steps of a workflow or template.
    pub(super) fn steps(&mut self, name: &Ident, steps: &[ast::Step], object: Object) -> Option<Vec<Step>> {
        let mut walk = Walk::new(name, object);
        self.collect_step_names(steps, &mut walk);
        let (steps, _) = self.sequence(steps, &mut walk);
        if walk.actions > MOST_ACTIONS {
            let fault = FlowFault::TooMany { what: "actions in a workflow", found: walk.actions, most: MOST_ACTIONS };
            self.report(name.span, fault);
        }
        steps
    }

    /// Checks steps in order; a step after one that always ends can't be reached.
    pub(super) fn sequence(&mut self, steps: &[ast::Step], walk: &mut Walk<'_>) -> (Option<Vec<Step>>, After) {
        let mut checked = Some(Vec::with_capacity(steps.len()));
        let mut after = After::GoesOn;
        let mut ended: Option<Span> = None;
        let behind = walk.follows;
        for (at, step) in steps.iter().enumerate() {
            let id = walk.enter(step);
            if walk.is_target(id) {
                (after, ended) = (After::GoesOn, None);
            } else if let Some(at) = ended.take() {
                self.report_and(step.span, FlowFault::Unreachable, vec![(at, Note::AndHere)]);
            }
            walk.follows = match steps.get(at + 1).map(|next| &next.action) {
                Some(ast::Action::End) => false,
                Some(_) => true,
                None => behind,
            };
            let (action, then) = self.action(step, id, walk);
            walk.leave(step, id);
            if after == After::GoesOn && then == After::Ends {
                after = After::Ends;
                ended = Some(step.span);
            }
            let name = step.name.as_ref().map(|name| name.node.clone());
            match (action, checked.as_mut()) {
                (Some(action), Some(steps)) => steps.push(Step { id, name, action, at: step.span }),
                (None, _) | (_, None) => checked = None,
            }
        }
        walk.follows = behind;
        (checked, after)
    }

    fn action(
        &mut self,
        step: &ast::Step,
        id: crate::model::workflow::StepId,
        walk: &mut Walk<'_>,
    ) -> (Option<Action>, After) {
        let object = walk.object;
        let action = match &step.action {
            ast::Action::If { arms, otherwise } => return self.branch_if(step, id, (arms, otherwise.as_ref()), walk),
            ast::Action::Match { path, arms, otherwise } => {
                return self.branch_match(step, id, (path, arms, otherwise.as_ref()), walk);
            }
            ast::Action::WaitForEvent { events, up_to, block, otherwise } => {
                return self.wait_for(id, (events, up_to), (block, otherwise.as_ref()), walk);
            }
            ast::Action::Split(arms) => return self.split(id, arms, step.span, walk),
            ast::Action::GoTo(name) => return (self.go_to(name, walk), After::Ends),
            ast::Action::WaitUntil(until) => self.wait_until(until, object).map(Action::WaitUntil),
            ast::Action::Append { value, to } => self.append(value, to, walk),
            ast::Action::Change { direction, path, by } => self.increase(*direction, path, by, object),
            ast::Action::Notify { targets, by, subject, body } => {
                let by = by.as_ref().map(|by| by.node);
                self.notify((targets, by), (subject, body.as_ref()), walk)
            }
            ast::Action::CreateNote(note) => self.note(note, walk),
            ast::Action::CreateRecord { object, fields } => self.create_record(object, fields, walk),
            ast::Action::Webhook { method, url, fields, sign } => {
                self.webhook((method, url), fields, sign.as_ref(), walk)
            }
            ast::Action::RunCode { file, runtime, lines } => self.run_code((file, runtime), lines, step.span, walk),
            ast::Action::End => {
                walk.stop();
                return (Some(Action::End), After::Ends);
            }
            ast::Action::Wait(wait) => self.minutes(wait, 1).map(Action::Wait),
            ast::Action::Set { path, value } => self.set(path, value, walk),
            ast::Action::Clear(path) => self.clear(path, object),
            ast::Action::Copy { from, to } => self.copy(from, to, object),
            ast::Action::Send(target) => self.send(target, step.span, object),
            ast::Action::CreateTask { subject, lines } => self.task(subject, lines, walk).map(Action::CreateTask),
            ast::Action::Rotate { feature, among, overwrite } => self.rotate(feature, among, *overwrite, object),
            ast::Action::AddTo(target) => self.static_target(target, object).map(Action::AddTo),
            ast::Action::RemoveFrom(target) => self.static_target(target, object).map(Action::RemoveFrom),
            ast::Action::EnrollIn(target) => self.enroll_in(target, walk).map(Action::EnrollIn),
            ast::Action::Opaque { type_id, version, fields, returns } => {
                self.opaque((type_id, version.node), fields, returns, walk)
            }
        };
        (action, After::GoesOn)
    }

    /// Reads how long something takes; of a parameter without an argument nothing can be said.
    pub(in crate::check) fn how_long(&mut self, written: &HowLong) -> Option<Spanned<Duration>> {
        match written {
            HowLong::Duration(duration) => Some(duration.clone()),
            HowLong::Parameter(name) => {
                let is_duration = self
                    .expansion
                    .as_ref()
                    .and_then(|expansion| expansion.holes.get(&name.node))
                    .is_some_and(|kind| *kind == ast::ParameterKind::Duration);
                if !is_duration {
                    self.report(name.span, FlowFault::NotADuration { name: name.node.clone() });
                }
                None
            }
        }
    }

    /// Counts the minutes of a span of time.
    pub(super) fn minutes(&mut self, written: &HowLong, least: u32) -> Option<u32> {
        let span = self.how_long(written)?;
        let Duration { count, unit } = span.node;
        let factor = match unit {
            Unit::Minutes => 1,
            Unit::Hours => 60,
            Unit::Days => 24 * 60,
            Unit::Weeks => 7 * 24 * 60,
        };
        match count.checked_mul(factor) {
            Some(minutes) if minutes >= least => Some(minutes),
            Some(_) => {
                self.report(span.span, FlowFault::TooShort);
                None
            }
            None => {
                self.report(span.span, FlowFault::TooLong);
                None
            }
        }
    }

    fn send(&mut self, target: &Target, at: Span, object: Object) -> Option<Action> {
        if object != Object::Contact {
            self.report(at, FlowFault::SendToContacts { object });
        }
        match target {
            Target::Ref(reference) if reference.kind.node == RefKind::Email && reference.stage.is_none() => {
                (object == Object::Contact).then(|| Action::SendEmail(PortalName::Email(reference.name.node.clone())))
            }
            Target::Ref(reference) => {
                self.wrong_reference(reference, "`email(\"…\")`");
                None
            }
            Target::Name(name) => {
                self.not_a_name(name, "`email(\"…\")`");
                None
            }
        }
    }

    /// Returns the thing of the portal that a place takes; a bare name is a parameter without an argument.
    pub(in crate::check) fn thing_of<'t>(&mut self, target: &'t Target, wanted: &'static str) -> Option<&'t ast::Ref> {
        match target {
            Target::Ref(reference) => Some(reference),
            Target::Name(name) => {
                self.not_a_name(name, wanted);
                None
            }
        }
    }

    /// Reports a bare name where only a thing of the portal may stand.
    pub(in crate::check) fn not_a_name(&mut self, name: &Ident, wanted: &'static str) {
        if !self.is_hole(&name.node) {
            self.report(name.span, ValueFault::WrongReference { found: format!("the name `{}`", name.node), wanted });
        }
    }

    fn note(&mut self, note: &Spanned<String>, walk: &Walk<'_>) -> Option<Action> {
        if note.node.trim().is_empty() {
            self.report(note.span, FlowFault::EmptySubject);
        }
        self.text(note, walk).map(Action::CreateNote)
    }

    fn task(&mut self, subject: &Spanned<String>, lines: &[Spanned<TaskLine>], walk: &Walk<'_>) -> Option<Task> {
        let mut task = Task {
            subject: crate::model::workflow::Text::default(),
            body: None,
            kind: TaskKind::default(),
            priority: Priority::default(),
            due: None,
            assign: None,
        };
        let mut whole = Some(());
        if subject.node.trim().is_empty() {
            self.report(subject.span, FlowFault::EmptySubject);
        }
        match self.text(subject, walk) {
            Some(text) => task.subject = text,
            None => whole = None,
        }
        let mut seen: std::collections::BTreeMap<&'static str, Span> = std::collections::BTreeMap::new();
        for line in lines {
            let word = match &line.node {
                TaskLine::Due(_) => "due",
                TaskLine::Priority(_) => "priority",
                TaskLine::Type(_) => "type",
                TaskLine::Body(_) => "body",
                TaskLine::Assign(_) => "assign to",
            };
            if let Some(first) = seen.insert(word, line.span) {
                self.report_and(line.span, FlowFault::DoubledLine { line: word }, vec![(first, Note::FirstHere)]);
            }
            let read = match &line.node {
                TaskLine::Due(span) => self.minutes(span, 0).map(|due| task.due = Some(due)),
                TaskLine::Priority(word) => self.word(word, PRIORITIES).map(|priority| task.priority = priority),
                TaskLine::Type(word) => self.word(word, TASK_KINDS).map(|kind| task.kind = kind),
                TaskLine::Body(body) => self.text(body, walk).map(|body| task.body = Some(body)),
                TaskLine::Assign(target) => {
                    self.assignee(target, walk.object).map(|assignee| task.assign = Some(assignee))
                }
            };
            if read.is_none() {
                whole = None;
            }
        }
        whole.map(|()| task)
    }

    pub(super) fn word<T: Copy>(&mut self, word: &Ident, known: &[(&'static str, T)]) -> Option<T> {
        let found = known.iter().find(|(name, _)| *name == word.node).map(|(_, value)| *value);
        if found.is_none() {
            let known = known.iter().map(|(name, _)| *name).collect();
            self.report(word.span, FlowFault::UnknownWord { word: word.node.clone(), known });
        }
        found
    }

    fn assignee(&mut self, target: &Target, object: Object) -> Option<Assignee> {
        match target {
            Target::Name(name) => {
                let feature = self.feature(name, object)?;
                self.owner_feature(feature, name.span)?;
                Some(Assignee::Property(property::of(feature)))
            }
            Target::Ref(reference) if reference.kind.node == RefKind::User && reference.stage.is_none() => {
                Some(Assignee::User(PortalName::Owner(reference.name.node.clone())))
            }
            Target::Ref(reference) => {
                self.wrong_reference(reference, "an owner feature or `user(\"…\")`");
                None
            }
        }
    }

    fn owner_feature(&mut self, feature: &crate::catalog::Feature, at: Span) -> Option<()> {
        if feature.kind == FeatureKind::Owner {
            return Some(());
        }
        let fault = FlowFault::NotAnOwner { feature: feature.name.clone(), kind: feature.kind.word() };
        self.report(at, fault);
        None
    }

    fn rotate(&mut self, path: &Path, among: &[Target], overwrite: Option<Span>, object: Object) -> Option<Action> {
        let feature = match &path.association {
            Some(association) => {
                self.report(association.span.to(path.span()), StepFault::RotatesAssociated);
                None
            }
            None => self.feature(&path.feature, object),
        };
        let feature = feature
            .filter(|feature| self.owner_feature(feature, path.span()).is_some())
            .filter(|feature| self.writable(feature, path.span()).is_some());
        let (mut users, mut teams) = (Vec::new(), Vec::new());
        let mut whole = Some(());
        let mut seen = std::collections::BTreeMap::new();
        let mut before = None;
        for target in among {
            let Some((name, at)) = self.rotated(target) else {
                (whole, before) = (None, None);
                continue;
            };
            if let Some(first) = seen.insert(name.clone(), at) {
                let fault = FlowFault::DoubledValue { value: name.to_string(), place: "`rotate`" };
                self.report_and(at, fault, vec![(first, Note::FirstHere)]);
                self.drop_last(before, at);
            }
            before = Some(at);
            if matches!(name, PortalName::Team(_)) {
                teams.push(name);
            } else {
                users.push(name);
            }
        }
        users.sort();
        teams.sort();
        let existing = if overwrite.is_some() { ExistingOwner::Overwrite } else { ExistingOwner::Keep };
        let feature = feature?;
        whole.map(|()| Action::Rotate { property: property::of(feature), users, teams, existing })
    }

    /// Reads a user or a team.
    fn rotated(&mut self, target: &Target) -> Option<(PortalName, Span)> {
        let wanted = "`user(\"…\")` or `team(\"…\")`";
        let reference = match target {
            Target::Ref(reference) => reference,
            Target::Name(name) => {
                self.not_a_name(name, wanted);
                return None;
            }
        };
        let at = place(reference);
        let name = reference.name.node.clone();
        match (reference.kind.node, &reference.stage) {
            (RefKind::User, None) => Some((PortalName::User(name), at)),
            (RefKind::Team, None) => Some((PortalName::Team(name), at)),
            (_, _) => {
                self.wrong_reference(reference, wanted);
                None
            }
        }
    }

    /// Finds a list whose members a step may change.
    fn static_target(&mut self, target: &Target, object: Object) -> Option<ListTarget> {
        match target {
            Target::Ref(reference) => self.portal_list(reference, object).map(ListTarget::Portal),
            Target::Name(name) => match self.own_list(name, object)? {
                names::List::Static(_) => Some(ListTarget::Own(ListName(name.node.clone()))),
                names::List::Segment(segment) => {
                    let at = segment.name.span;
                    let fault = FlowFault::NotStatic { name: name.node.clone() };
                    self.report_and(name.span, fault, vec![(at, Note::DeclaredHere)]);
                    None
                }
            },
        }
    }

    fn enroll_in(&mut self, target: &Target, walk: &Walk<'_>) -> Option<FlowTarget> {
        let name = match target {
            Target::Ref(reference) if reference.kind.node == RefKind::Workflow && reference.stage.is_none() => {
                return Some(FlowTarget::Portal(PortalName::Workflow(reference.name.node.clone())));
            }
            Target::Ref(reference) => {
                self.wrong_reference(reference, "a workflow: a name of this project or `workflow(\"…\")`");
                return None;
            }
            Target::Name(name) => name,
        };
        if self.is_hole(&name.node) {
            return None;
        }
        let (workflow, found) = match self.names.flow(&name.node) {
            Some(names::Flow::Workflow(workflow)) => (Some(workflow), None),
            Some(names::Flow::Template(_)) => (None, Some(Sort::Template)),
            None if self.names.is_unread(&name.node) => return None,
            None => {
                let found = self.names.list(&name.node).map(|list| match list {
                    names::List::Segment(_) => Sort::Segment,
                    names::List::Static(_) => Sort::StaticList,
                });
                (None, found)
            }
        };
        let Some(workflow) = workflow else {
            let near = self.names.near_flow(&name.node, Sort::Workflow);
            self.report(name.span, NameFault::UnknownWorkflow { name: name.node.clone(), near, found });
            return None;
        };
        let its = self.names.object_of(workflow, self.catalog)?;
        if its != walk.object {
            let fault = NameFault::OtherObject { name: name.node.clone(), its, wanted: walk.object };
            self.report_and(name.span, fault, vec![(workflow.name.span, Note::DeclaredHere)]);
            return None;
        }
        if name.node == walk.name.node {
            self.report(name.span, FlowFault::EnrollsItself { name: name.node.clone() });
        }
        Some(FlowTarget::Own(FlowName(name.node.clone())))
    }
}

const PRIORITIES: &[(&str, Priority)] =
    &[("none", Priority::None), ("low", Priority::Low), ("medium", Priority::Medium), ("high", Priority::High)];

const TASK_KINDS: &[(&str, TaskKind)] =
    &[("todo", TaskKind::Todo), ("call", TaskKind::Call), ("email", TaskKind::Email)];
