//! A workflow as a graph of actions.
//!
//! Steps in blocks become actions with edges: an edge leads to the step that runs next, over the ends of blocks; where
//! nothing runs next there is no edge, for HubSpot refuses an empty one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::action::{property, single};
use super::filter::{association, event, in_any, list, portal_text, rule, trigger};
use super::spelling::spelled;
use super::{DesiredAction, DesiredFlow, reach, timing};
use crate::hubspot::actions::CRITERIA_MET;
use crate::hubspot::doc::{Doc, Hole, Shape};
use crate::hubspot::platform::Object;
use crate::hubspot::switches::{Convergence, Switches};
use crate::model::FlowName;
use crate::model::rule::AssociationPath;
use crate::model::timing::{Frame, Leaving};
use crate::model::workflow::{Action, Again, Block, Enrol, MatchValue, Step, StepId, Suppress, Workflow};

/// Writes a workflow.
#[must_use]
pub fn flow(workflow: &Workflow, switches: &Switches) -> DesiredFlow {
    let mut graph = Graph { object: workflow.object, switches, entered: BTreeSet::new(), actions: Vec::new() };
    graph.block(&workflow.steps, None);
    let mut fields = BTreeMap::from([("enrollmentCriteria", enrolment(&workflow.enrol, &workflow.frame, switches))]);
    fields.extend(suppression(&workflow.suppress, workflow.object, switches));
    fields.extend(timing::fields(&workflow.frame, switches));
    let fetches = fetches(graph.actions.iter().map(|action| &action.body));
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
        fetches,
    }
}

/// Returns what is fetched in some JSON, each once, with what `dataSources` says of it.
fn fetches<'d>(docs: impl Iterator<Item = &'d Doc>) -> Vec<(AssociationPath, Doc)> {
    let mut found = BTreeSet::new();
    for doc in docs {
        doc.holes(&mut |hole| {
            if let Hole::Fetch(path) = hole {
                found.insert(path.clone());
            }
        });
    }
    let source = |path: AssociationPath| {
        let mut entries = vec![("type", Doc::text("ASSOCIATION")), ("objectTypeId", Doc::object_type(path.to))];
        entries.extend(association(&path));
        (path, Doc::map(entries))
    };
    found.into_iter().map(source).collect()
}

fn enrolment(enrol: &Enrol, frame: &Frame, switches: &Switches) -> Doc {
    let again = |again: bool| Doc::Plain(Value::Bool(again));
    match enrol {
        Enrol::When(condition, triggers) => Doc::map([
            ("type", Doc::text("LIST_BASED")),
            ("listFilterBranch", rule(condition, switches)),
            ("reEnrollmentTriggersFilterBranches", Doc::List(triggers.iter().map(trigger).collect())),
            ("shouldReEnroll", again(!triggers.is_empty())),
            ("unEnrollObjectsNotMeetingCriteria", again(frame.leaving == Leaving::WhenNoLongerMatching)),
        ]),
        Enrol::On(events, repeat) => {
            let mut entries = vec![
                ("type", Doc::text("EVENT_BASED")),
                ("eventFilterBranches", Doc::List(events.iter().map(|it| event(it, switches)).collect())),
                ("listMembershipFilterBranches", Doc::List(Vec::new())),
                ("shouldReEnroll", again(matches!(repeat, Again::Always))),
            ];
            entries.extend(frame.only_if.as_ref().map(|condition| ("refinementCriteria", rule(condition, switches))));
            Doc::map(entries)
        }
        Enrol::Manually(repeat) => {
            Doc::map([("type", Doc::text("MANUAL")), ("shouldReEnroll", again(matches!(repeat, Again::Always)))])
        }
    }
}

/// Contacts are held back by lists, given as numbers; all other records by a filter, which must not stand there empty.
fn suppression(suppress: &Suppress, object: Object, switches: &Switches) -> Option<(&'static str, Doc)> {
    const LISTS: &str = "suppressionListIds";
    const FILTER: &str = "suppressionFilterBranch";
    match (suppress, object) {
        (Suppress::Nobody, Object::Contact) => Some((LISTS, Doc::List(Vec::new()))),
        (Suppress::Nobody, _) => None,
        (Suppress::Lists(lists), Object::Contact) => {
            Some((LISTS, Doc::List(lists.iter().map(|target| Doc::Hole(list(target), Shape::Number)).collect())))
        }
        (Suppress::Lists(lists), _) => Some((FILTER, in_any(lists))),
        (Suppress::Rule(condition), _) => Some((FILTER, rule(condition, switches))),
    }
}

/// Returns the first action of some steps, or what comes after them.
fn entry(steps: &[Step], after: Option<StepId>) -> Option<StepId> {
    match steps.first() {
        None => after,
        Some(Step { action: Action::End, .. }) => None,
        Some(Step { action: Action::GoTo(target), .. }) => Some(*target),
        Some(step) => Some(step.id),
    }
}

/// The actions so far, in reading order.
struct Graph<'a> {
    object: Object,
    switches: &'a Switches,
    /// Actions that a STANDARD edge leads into.
    entered: BTreeSet<StepId>,
    actions: Vec<DesiredAction>,
}

impl Graph<'_> {
    fn block(&mut self, steps: &[Step], after: Option<StepId>) {
        let mut rest = steps;
        while let Some((step, following)) = rest.split_first() {
            // These two are no actions but edges, and steps behind them are reached by another way.
            if !matches!(step.action, Action::End | Action::GoTo(_)) {
                self.step(step, entry(following, after));
            }
            rest = following;
        }
    }

    fn step(&mut self, step: &Step, next: Option<StepId>) {
        let mut body = vec![("actionId", Doc::Hole(Hole::Step(step.id), Shape::Text))];
        let mut inner: Vec<&Block> = Vec::new();
        match &step.action {
            Action::If { arms, otherwise } => {
                let switches = self.switches;
                let branches = arms.iter().map(|(condition, block)| {
                    inner.push(block);
                    let mut branch = vec![("filterBranch", rule(condition, switches))];
                    branch.extend(block.label.as_ref().map(|label| ("branchName", Doc::text(label.clone()))));
                    branch.extend(self.edge(entry(&block.steps, next)).map(|edge| ("connection", edge)));
                    Doc::map(branch)
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
                            MatchValue::Plain(value) => Doc::text(value.clone()),
                            MatchValue::Portal(name) => portal_text(name),
                        };
                        let mut branch = vec![("branchValue", value)];
                        branch.extend(self.edge(entry(&block.steps, next)).map(|edge| ("connection", edge)));
                        branches.push(Doc::map(branch));
                    }
                }
                body.extend([
                    ("type", Doc::text("STATIC_BRANCH")),
                    ("inputValue", property(input)),
                    ("staticBranches", Doc::List(branches)),
                ]);
                body.extend(self.otherwise(otherwise, next));
                inner.push(otherwise);
            }
            Action::Split(arms) => {
                let branches = arms.iter().map(|(share, block)| {
                    inner.push(block);
                    let mut branch = vec![("percentage", Doc::Plain(Value::from(*share)))];
                    branch.extend(self.edge(entry(&block.steps, next)).map(|edge| ("connection", edge)));
                    Doc::map(branch)
                });
                let branches = Doc::List(branches.collect());
                body.extend([("type", Doc::text("AB_TEST_BRANCH")), ("testBranches", branches)]);
            }
            Action::WaitFor { branch, happened, otherwise, .. } => {
                body.extend(self.single(&step.action));
                body.extend(self.edge(Some(*branch)).map(|edge| ("connection", edge)));
                self.actions.push(DesiredAction { step: step.id, name: step.name.clone(), body: Doc::map(body) });
                return self.answered(step.id, *branch, (happened, otherwise), next);
            }
            Action::Webhook(webhook) => {
                body.extend(reach::webhook(webhook));
                body.extend(self.edge(next).map(|edge| ("connection", edge)));
            }
            Action::RunCode(code) => {
                body.extend(reach::code(code));
                body.extend(self.edge(next).map(|edge| ("connection", edge)));
            }
            Action::Wait(_)
            | Action::WaitUntil(_)
            | Action::Increase(..)
            | Action::Append(..)
            | Action::Notify(_)
            | Action::CreateNote(_)
            | Action::CreateRecord { .. }
            | Action::GoTo(_)
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
                body.extend(self.single(&step.action));
                body.extend(self.edge(next).map(|edge| ("connection", edge)));
            }
        }
        self.actions.push(DesiredAction { step: step.id, name: step.name.clone(), body: Doc::map(body) });
        for block in inner {
            self.block(&block.steps, next);
        }
    }

    fn single(&self, action: &Action) -> Vec<(&'static str, Doc)> {
        let Some(single) = single(action, self.object, self.switches) else { return Vec::new() };
        vec![
            ("type", Doc::text("SINGLE_CONNECTION")),
            ("actionTypeId", Doc::text(single.type_id)),
            ("actionTypeVersion", Doc::Plain(Value::from(single.version))),
            ("fields", single.fields),
        ]
    }

    /// Writes the branch on what came of a wait for an event.
    fn answered(
        &mut self,
        wait: StepId,
        branch: StepId,
        (happened, otherwise): (&Block, &Block),
        next: Option<StepId>,
    ) {
        let input = Doc::map([
            ("actionId", Doc::Hole(Hole::Step(wait), Shape::Text)),
            ("dataKey", Doc::text(CRITERIA_MET)),
            ("type", Doc::text("FIELD_DATA")),
        ]);
        let mut met = vec![("branchValue", Doc::text("true"))];
        met.extend(self.edge(entry(&happened.steps, next)).map(|edge| ("connection", edge)));
        let mut body = vec![
            ("actionId", Doc::Hole(Hole::Step(branch), Shape::Text)),
            ("type", Doc::text("STATIC_BRANCH")),
            ("inputValue", input),
            ("staticBranches", Doc::List(vec![Doc::map(met)])),
        ];
        body.extend(self.otherwise(otherwise, next));
        self.actions.push(DesiredAction { step: branch, name: None, body: Doc::map(body) });
        for block in [happened, otherwise] {
            self.block(&block.steps, next);
        }
    }

    fn otherwise(&mut self, block: &Block, next: Option<StepId>) -> Vec<(&'static str, Doc)> {
        let mut entries = Vec::new();
        entries.extend(block.label.as_ref().map(|label| ("defaultBranchName", Doc::text(label.clone()))));
        // The default branch is itself an edge and has none inside.
        entries.extend(self.edge(entry(&block.steps, next)).map(|edge| ("defaultBranch", edge)));
        entries
    }

    /// Draws an edge; the first one into an action in reading order is STANDARD.
    fn edge(&mut self, to: Option<StepId>) -> Option<Doc> {
        let to = to?;
        let first = self.entered.insert(to);
        let kind = match self.switches.convergence {
            Convergence::Goto if !first => "GOTO",
            Convergence::Goto | Convergence::Standard => "STANDARD",
        };
        Some(Doc::map([("edgeType", Doc::text(kind)), ("nextActionId", Doc::Hole(Hole::Step(to), Shape::Text))]))
    }
}
