//! A workflow as a graph of actions.
//!
//! Steps in blocks become actions with edges: an edge leads to the step that runs next, over the ends of blocks; where
//! nothing runs next there is no edge, for HubSpot refuses an empty one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::action::{object_property, single};
use super::filter::{event, in_any, list, portal_text, rule, trigger};
use super::spelling::spelled;
use super::{DesiredAction, DesiredFlow};
use crate::hubspot::doc::{Doc, Hole, Shape};
use crate::hubspot::platform::Object;
use crate::hubspot::switches::{Convergence, Switches};
use crate::model::FlowName;
use crate::model::workflow::{Action, Again, Block, Enrol, MatchValue, Step, StepId, Suppress, Workflow};

/// Writes a workflow.
#[must_use]
pub fn flow(workflow: &Workflow, switches: &Switches) -> DesiredFlow {
    let mut graph = Graph {
        object: workflow.object,
        convergence: switches.convergence,
        entered: BTreeSet::new(),
        actions: Vec::new(),
    };
    graph.block(&workflow.steps, None);
    let mut fields = BTreeMap::from([("enrollmentCriteria", enrolment(&workflow.enrol))]);
    fields.extend(suppression(&workflow.suppress, workflow.object));
    let spell = |action: DesiredAction| DesiredAction { body: spelled(action.body, switches), ..action };
    DesiredFlow {
        name: FlowName(workflow.head.name.clone()),
        object: workflow.object,
        object_type: Doc::object_type(workflow.object),
        title: workflow.head.title.clone(),
        description: workflow.head.doc.clone(),
        fields: fields.into_iter().map(|(key, doc)| (key, spelled(doc, switches))).collect(),
        actions: graph.actions.into_iter().map(spell).collect(),
        start: entry(&workflow.steps, None),
    }
}

fn enrolment(enrol: &Enrol) -> Doc {
    let again = |again: bool| Doc::Plain(Value::Bool(again));
    match enrol {
        Enrol::When(condition, triggers) => Doc::map([
            ("type", Doc::text("LIST_BASED")),
            ("listFilterBranch", rule(condition)),
            ("reEnrollmentTriggersFilterBranches", Doc::List(triggers.iter().map(trigger).collect())),
            ("shouldReEnroll", again(!triggers.is_empty())),
            ("unEnrollObjectsNotMeetingCriteria", again(false)),
        ]),
        Enrol::On(events, repeat) => Doc::map([
            ("type", Doc::text("EVENT_BASED")),
            ("eventFilterBranches", Doc::List(events.iter().map(event).collect())),
            ("listMembershipFilterBranches", Doc::List(Vec::new())),
            ("shouldReEnroll", again(matches!(repeat, Again::Always))),
        ]),
        Enrol::Manually(repeat) => {
            Doc::map([("type", Doc::text("MANUAL")), ("shouldReEnroll", again(matches!(repeat, Again::Always)))])
        }
    }
}

/// Contacts are held back by lists, given as numbers; all other records by a filter, which must not stand there empty.
fn suppression(suppress: &Suppress, object: Object) -> Option<(&'static str, Doc)> {
    const LISTS: &str = "suppressionListIds";
    const FILTER: &str = "suppressionFilterBranch";
    match (suppress, object) {
        (Suppress::Nobody, Object::Contact) => Some((LISTS, Doc::List(Vec::new()))),
        (Suppress::Nobody, _) => None,
        (Suppress::Lists(lists), Object::Contact) => {
            Some((LISTS, Doc::List(lists.iter().map(|target| Doc::Hole(list(target), Shape::Number)).collect())))
        }
        (Suppress::Lists(lists), _) => Some((FILTER, in_any(lists))),
        (Suppress::Rule(condition), _) => Some((FILTER, rule(condition))),
    }
}

/// Returns the first action of some steps, or what comes after them.
fn entry(steps: &[Step], after: Option<StepId>) -> Option<StepId> {
    match steps.first() {
        None => after,
        Some(Step { action: Action::End, .. }) => None,
        Some(step) => Some(step.id),
    }
}

/// The actions so far, in reading order.
struct Graph {
    object: Object,
    convergence: Convergence,
    /// Actions that a STANDARD edge leads into.
    entered: BTreeSet<StepId>,
    actions: Vec<DesiredAction>,
}

impl Graph {
    fn block(&mut self, steps: &[Step], after: Option<StepId>) {
        let mut rest = steps;
        while let Some((step, following)) = rest.split_first() {
            // What stands behind `end` never runs; the checker has said so.
            if matches!(step.action, Action::End) {
                return;
            }
            self.step(step, entry(following, after));
            rest = following;
        }
    }

    fn step(&mut self, step: &Step, next: Option<StepId>) {
        let mut body = vec![("actionId", Doc::Hole(Hole::Step(step.id), Shape::Text))];
        let mut inner: Vec<&Block> = Vec::new();
        match &step.action {
            Action::If { arms, otherwise } => {
                let branches = arms.iter().map(|(condition, block)| {
                    inner.push(block);
                    let mut branch = vec![("filterBranch", rule(condition))];
                    branch.extend(block.label.as_ref().map(|label| ("branchName", Doc::text(label))));
                    branch.extend(self.edge(entry(&block.steps, next)).map(|edge| ("connection", edge)));
                    map(branch)
                });
                let branches = Doc::List(branches.collect());
                body.extend([("type", Doc::text("LIST_BRANCH")), ("listBranches", branches)]);
                body.extend(self.otherwise(otherwise, next));
                inner.push(otherwise);
            }
            Action::Match { input, arms, otherwise } => {
                let mut branches = Vec::new();
                for (values, block) in arms {
                    inner.push(block);
                    for value in values {
                        let value = match value {
                            MatchValue::Plain(value) => Doc::text(value),
                            MatchValue::Portal(name) => portal_text(name),
                        };
                        let mut branch = vec![("branchValue", value)];
                        branch.extend(self.edge(entry(&block.steps, next)).map(|edge| ("connection", edge)));
                        branches.push(map(branch));
                    }
                }
                body.extend([
                    ("type", Doc::text("STATIC_BRANCH")),
                    ("inputValue", object_property(&input.name)),
                    ("staticBranches", Doc::List(branches)),
                ]);
                body.extend(self.otherwise(otherwise, next));
                inner.push(otherwise);
            }
            Action::Wait(_)
            | Action::Set(..)
            | Action::Copy { .. }
            | Action::SendEmail(_)
            | Action::CreateTask(_)
            | Action::Rotate { .. }
            | Action::AddTo(_)
            | Action::RemoveFrom(_)
            | Action::EnrollIn(_)
            | Action::Opaque { .. }
            | Action::End => {
                if let Some(single) = single(&step.action, self.object) {
                    body.extend([
                        ("type", Doc::text("SINGLE_CONNECTION")),
                        ("actionTypeId", Doc::text(single.type_id)),
                        ("actionTypeVersion", Doc::Plain(Value::from(single.version))),
                        ("fields", single.fields),
                    ]);
                }
                body.extend(self.edge(next).map(|edge| ("connection", edge)));
            }
        }
        self.actions.push(DesiredAction { step: step.id, name: step.name.clone(), body: map(body) });
        for block in inner {
            self.block(&block.steps, next);
        }
    }

    fn otherwise(&mut self, block: &Block, next: Option<StepId>) -> Vec<(&'static str, Doc)> {
        let mut entries = Vec::new();
        entries.extend(block.label.as_ref().map(|label| ("defaultBranchName", Doc::text(label))));
        // The default branch is itself an edge and has none inside.
        entries.extend(self.edge(entry(&block.steps, next)).map(|edge| ("defaultBranch", edge)));
        entries
    }

    /// Draws an edge; the first one into an action in reading order is STANDARD.
    fn edge(&mut self, to: Option<StepId>) -> Option<Doc> {
        let to = to?;
        let first = self.entered.insert(to);
        let kind = match self.convergence {
            Convergence::Goto if !first => "GOTO",
            Convergence::Goto | Convergence::Standard => "STANDARD",
        };
        Some(Doc::map([("edgeType", Doc::text(kind)), ("nextActionId", Doc::Hole(Hole::Step(to), Shape::Text))]))
    }
}

fn map(entries: Vec<(&str, Doc)>) -> Doc {
    Doc::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}
