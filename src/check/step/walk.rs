//! Where in a workflow checking is: numbers of steps, and which steps have run before.

use std::collections::{BTreeMap, BTreeSet};

use crate::hubspot::platform::Object;
use crate::model::workflow::StepId;
use crate::problem::Note;
use crate::problem::check::FlowFault;
use crate::source::{Ident, Span};
use crate::syntax::ast::{self, Action, CodeLine};

use super::super::Checker;
use super::MOST_ACTIONS;

/// The way through the steps of one workflow.
pub struct Walk<'a> {
    /// The workflow's name.
    pub name: &'a Ident,
    /// The object whose records enrol.
    pub object: Object,
    /// How many actions there are; `end` is none.
    pub actions: usize,
    /// Whether a step follows the one that is being checked, or the blocks around it.
    pub follows: bool,
    next: u32,
    /// The steps that each record has been at that comes here; nothing where none comes.
    been: Option<BTreeSet<StepId>>,
    /// For each step that a `go to` leads to: the steps that each record has been at that comes by one.
    arriving: BTreeMap<StepId, Option<BTreeSet<StepId>>>,
    /// The steps around this place that branch.
    forks: Vec<Fork>,
    /// The branches that checking is in: the step that branches, and which of its blocks.
    blocks: Vec<(StepId, usize)>,
    named: BTreeMap<String, Named>,
}

/// A step that branches: the steps that each record has been at that comes to it, and that leaves one of its blocks.
struct Fork {
    before: Option<BTreeSet<StepId>>,
    after: Option<BTreeSet<StepId>>,
}

/// A named step.
struct Named {
    at: Span,
    /// Its number.
    id: StepId,
    /// Whether checking has come to it.
    begun: bool,
    /// Where it ran, once checking has passed it.
    ran: Option<Ran>,
}

struct Ran {
    id: StepId,
    blocks: Vec<(StepId, usize)>,
    returns: Vec<String>,
}

/// Where a named step stands, seen from a place in the workflow.
pub enum Ahead {
    /// There is none of this name.
    Never,
    /// It has begun.
    Begun,
    /// It comes later.
    Later(StepId),
}

/// What can be said of a named step at a place in the workflow.
pub enum Seen<'a> {
    /// There is none of this name.
    Never,
    /// It comes later, or stands in another branch of the same step.
    Elsewhere,
    /// It ran, or may have where it stands in a branch that was left.
    Before {
        /// Its number.
        id: StepId,
        /// What it returns.
        returns: &'a [String],
        /// Whether each record that comes here has been there.
        certainty: Certainty,
    },
}

/// Whether each record has been at a step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// Each.
    Each,
    /// Those that took its branch.
    Some,
}

impl<'a> Walk<'a> {
    /// Begins before the first step.
    pub fn new(name: &'a Ident, object: Object) -> Self {
        Self {
            name,
            object,
            actions: 0,
            follows: false,
            next: 0,
            been: Some(BTreeSet::new()),
            arriving: BTreeMap::new(),
            forks: Vec::new(),
            blocks: Vec::new(),
            named: BTreeMap::new(),
        }
    }

    /// Gives a step its number.
    pub fn enter(&mut self, step: &ast::Step) -> StepId {
        let id = StepId(self.next);
        self.next += numbers(&step.action);
        if let Some(arriving) = self.arriving.get(&id) {
            self.been = both(self.been.take(), arriving.clone());
        }
        if !matches!(step.action, Action::End | Action::GoTo(_)) {
            self.actions += numbers(&step.action) as usize;
        }
        if let Some(named) = step.name.as_ref().and_then(|name| self.named.get_mut(&name.node)) {
            named.begun = true;
        }
        id
    }

    /// Says where a named step stands.
    pub fn target(&self, name: &str) -> Ahead {
        match self.named.get(name) {
            None => Ahead::Never,
            Some(named) if named.begun => Ahead::Begun,
            Some(named) => Ahead::Later(named.id),
        }
    }

    /// Leads from here to a later step.
    pub fn jump(&mut self, to: StepId) {
        let here = self.been.take();
        let arriving = self.arriving.entry(to).or_default();
        *arriving = both(arriving.take(), here);
    }

    /// Leads nowhere: records leave.
    pub fn stop(&mut self) {
        self.been = None;
    }

    /// Tells whether a step before leads to this one.
    pub fn is_target(&self, id: StepId) -> bool {
        self.arriving.contains_key(&id)
    }

    /// Goes on after a step: what it returns can be read from now on.
    pub fn leave(&mut self, step: &ast::Step, id: StepId) {
        let Some(named) = step.name.as_ref().and_then(|name| self.named.get_mut(&name.node)) else { return };
        let returns = match &step.action {
            Action::Opaque { returns, .. } => returns.iter().map(|key| key.node.clone()).collect(),
            Action::RunCode { lines, .. } => lines
                .iter()
                .filter_map(|line| match &line.node {
                    CodeLine::Output(name, _) => Some(name.node.clone()),
                    CodeLine::Input(..) | CodeLine::Uses(_) => None,
                })
                .collect(),
            Action::Wait(_)
            | Action::Set { .. }
            | Action::Clear(_)
            | Action::Copy { .. }
            | Action::If { .. }
            | Action::Match { .. }
            | Action::Send(_)
            | Action::CreateTask { .. }
            | Action::Rotate { .. }
            | Action::AddTo(_)
            | Action::RemoveFrom(_)
            | Action::EnrollIn(_)
            | Action::WaitUntil(_)
            | Action::WaitForEvent { .. }
            | Action::Split(_)
            | Action::Append { .. }
            | Action::Change { .. }
            | Action::Notify { .. }
            | Action::CreateNote(_)
            | Action::CreateRecord { .. }
            | Action::Webhook { .. }
            | Action::GoTo(_)
            | Action::End => Vec::new(),
        };
        named.ran = Some(Ran { id, blocks: self.blocks.clone(), returns });
        if self.actions <= MOST_ACTIONS
            && let Some(been) = &mut self.been
        {
            been.insert(id);
        }
    }

    /// Comes to a step that branches.
    pub fn fork(&mut self) {
        self.forks.push(Fork { before: self.been.take(), after: None });
    }

    /// Goes into a block of a step that branches.
    pub fn open(&mut self, step: StepId, block: usize) {
        self.blocks.push((step, block));
        self.been = self.forks.last().and_then(|fork| fork.before.clone());
    }

    /// Comes out of a block.
    pub fn close(&mut self) {
        self.blocks.pop();
        let been = self.been.take();
        if let Some(fork) = self.forks.last_mut() {
            fork.after = both(fork.after.take(), been);
        }
    }

    /// Leaves a step that branches, by whichever of its blocks.
    pub fn join(&mut self) {
        self.been = self.forks.pop().and_then(|fork| fork.after);
    }

    /// Says whether a named step has run here.
    pub fn seen(&self, name: &str) -> Seen<'_> {
        let Some(named) = self.named.get(name) else { return Seen::Never };
        let Some(Ran { id, blocks, returns }) = &named.ran else { return Seen::Elsewhere };
        let parted = blocks.iter().zip(&self.blocks).find(|(its, here)| its != here);
        if parted.is_some_and(|(its, here)| its.0 == here.0) {
            return Seen::Elsewhere;
        }
        // Of a workflow that is too long, and of a place that nobody comes to, it is told that it is.
        let each = self.actions > MOST_ACTIONS || self.been.as_ref().is_none_or(|been| been.contains(id));
        let certainty = if each { Certainty::Each } else { Certainty::Some };
        Seen::Before { id: *id, returns, certainty }
    }

    /// Goes through the names of steps.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.named.keys().map(String::as_str)
    }
}

impl Checker<'_> {
    /// Gathers the names of all steps; each stands once.
    pub(super) fn collect_step_names(&mut self, steps: &[ast::Step], walk: &mut Walk<'_>) {
        self.collect_names(steps, &mut 0, walk);
    }

    /// Numbers the steps as [`Walk::enter`] does: in reading order.
    fn collect_names(&mut self, steps: &[ast::Step], next: &mut u32, walk: &mut Walk<'_>) {
        for step in steps {
            let id = StepId(*next);
            *next += numbers(&step.action);
            if let Some(name) = &step.name {
                match walk.named.get(&name.node) {
                    Some(first) => {
                        let fault = FlowFault::DoubledStep { name: name.node.clone() };
                        self.report_and(name.span, fault, vec![(first.at, Note::FirstHere)]);
                    }
                    None => {
                        walk.named.insert(name.node.clone(), Named { at: name.span, id, begun: false, ran: None });
                    }
                }
            }
            for block in step.action.blocks() {
                self.collect_names(&block.steps, next, walk);
            }
        }
    }
}

/// What is in both sets, where both are known: nobody comes by the other way.
fn both(one: Option<BTreeSet<StepId>>, other: Option<BTreeSet<StepId>>) -> Option<BTreeSet<StepId>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.intersection(&other).copied().collect()),
        (one, other) => one.or(other),
    }
}

/// How many numbers a step takes: a wait for an event is the wait and the branch behind it.
fn numbers(action: &Action) -> u32 {
    if matches!(action, Action::WaitForEvent { .. }) { 2 } else { 1 }
}
