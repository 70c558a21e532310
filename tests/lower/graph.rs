//! Branches and edges: a record takes the way through the actions that it takes through the source.

use hubwright::hubspot::doc::Hole;
use hubwright::hubspot::platform::Object;
use hubwright::hubspot::switches::{Convergence, Switches};
use hubwright::lower::{self, DesiredFlow};
use hubwright::model::PortalName;
use hubwright::model::workflow::{Action, Block, MatchValue, Step};
use proptest::prelude::*;
use serde_json::Value;

use super::actions;
use super::models::{any_actions, block, known, place, set, workflow};

fn branching() -> Vec<Action> {
    let arm = |label: Option<&str>, actions| Block { label: label.map(str::to_owned), ..block(actions) };
    vec![
        Action::If {
            arms: vec![(known("a"), arm(Some("Has a"), vec![set("x", "1")])), (known("b"), arm(None, vec![]))],
            otherwise: arm(None, vec![set("x", "2"), Action::End]),
        },
        Action::Match {
            input: place("country"),
            arms: vec![
                (
                    vec![MatchValue::Plain("US".to_owned()), MatchValue::Plain("CA".to_owned())],
                    arm(None, vec![set("na", "true")]),
                ),
                (
                    vec![MatchValue::Portal(PortalName::Owner("ada@acme.example".to_owned()))],
                    arm(None, vec![Action::End]),
                ),
            ],
            otherwise: arm(Some("Elsewhere"), vec![]),
        },
        set("done", "true"),
    ]
}

/// Edges only: which slot of which action leads where, and how.
fn edges(flow: &DesiredFlow) -> Vec<String> {
    let mut lines = Vec::new();
    for action in &flow.actions {
        let json = action.body.fill(&step_number);
        let id = json["actionId"].as_str().unwrap().to_owned();
        let mut line = |slot: &str, edge: &Value| {
            if edge.is_object() {
                let (kind, to) = (edge["edgeType"].as_str().unwrap(), edge["nextActionId"].as_str().unwrap());
                lines.push(format!("{id} {slot} {kind} {to}"));
            } else {
                lines.push(format!("{id} {slot} nowhere"));
            }
        };
        match json["type"].as_str().unwrap() {
            "LIST_BRANCH" => {
                json["listBranches"].as_array().unwrap().iter().for_each(|it| line("branch", &it["connection"]));
                line("default", &json["defaultBranch"]);
            }
            "STATIC_BRANCH" => {
                json["staticBranches"].as_array().unwrap().iter().for_each(|it| line("value", &it["connection"]));
                line("default", &json["defaultBranch"]);
            }
            _ => line("next", &json["connection"]),
        }
    }
    lines
}

fn step_number(hole: &Hole) -> Option<String> {
    match hole {
        Hole::Step(step) => Some(step.0.to_string()),
        Hole::List(_) | Hole::Flow(_) | Hole::Portal(_) | Hole::Fetch(_) | Hole::TimeZone | Hole::Moment(..) => None,
    }
}

#[test]
fn branches_compile_to_branch_actions() {
    let flow = lower::flow(&workflow(Object::Contact, branching()), &Switches::default());
    insta::assert_json_snapshot!(actions(&flow));
}

#[test]
fn one_standard_edge_leads_into_an_action_and_goto_for_the_others() {
    let flow = lower::flow(&workflow(Object::Contact, branching()), &Switches::default());
    assert_eq!(
        edges(&flow),
        [
            "0 branch STANDARD 1",
            "0 branch STANDARD 4",
            "0 default STANDARD 2",
            "1 next GOTO 4",
            "2 next nowhere",
            "4 value STANDARD 5",
            "4 value GOTO 5",
            "4 value nowhere",
            "4 default STANDARD 7",
            "5 next GOTO 7",
            "7 next nowhere",
        ]
    );
}

#[test]
fn all_edges_are_standard_where_the_switch_says_so() {
    let switches = Switches { convergence: Convergence::Standard, ..Switches::default() };
    let flow = lower::flow(&workflow(Object::Contact, branching()), &switches);
    assert!(edges(&flow).iter().all(|edge| !edge.contains("GOTO")), "{:#?}", edges(&flow));
}

#[test]
fn a_workflow_that_only_ends_has_no_start() {
    let flow = lower::flow(&workflow(Object::Contact, vec![Action::End]), &Switches::default());
    assert_eq!((flow.start, flow.actions.len()), (None, 0));
}

/// Which branch a record takes, in turn.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn among(&mut self, count: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % count
    }
}

/// What a reader of the source expects to happen; true means the record left.
fn run_model(steps: &[Step], choices: &mut Choices<'_>, seen: &mut Vec<u32>) -> bool {
    for step in steps {
        let left = match &step.action {
            Action::End => return true,
            Action::If { arms, otherwise } => {
                seen.push(step.id.0);
                let at = choices.among(arms.len() + 1);
                let block = arms.get(at).map_or(otherwise, |(_, block)| block);
                run_model(&block.steps, choices, seen)
            }
            Action::Match { arms, otherwise, .. } => {
                seen.push(step.id.0);
                let blocks: Vec<&Block> =
                    arms.iter().flat_map(|(values, block)| values.iter().map(move |_| block)).collect();
                let at = choices.among(blocks.len() + 1);
                let block = blocks.get(at).copied().unwrap_or(otherwise);
                run_model(&block.steps, choices, seen)
            }
            Action::WaitFor { branch, happened, otherwise, .. } => {
                seen.extend([step.id.0, branch.0]);
                let block = if choices.among(2) == 0 { happened } else { otherwise };
                run_model(&block.steps, choices, seen)
            }
            Action::Split(arms) => {
                seen.push(step.id.0);
                let (_, block) = &arms[choices.among(arms.len())];
                run_model(&block.steps, choices, seen)
            }
            Action::GoTo(_) => unreachable!("none is generated"),
            Action::Wait(_)
            | Action::WaitUntil(_)
            | Action::Set(..)
            | Action::Increase(..)
            | Action::Append(..)
            | Action::Copy { .. }
            | Action::SendEmail(_)
            | Action::CreateTask(_)
            | Action::Notify(_)
            | Action::CreateNote(_)
            | Action::CreateRecord { .. }
            | Action::Webhook(_)
            | Action::RunCode(_)
            | Action::Rotate { .. }
            | Action::AddTo(_)
            | Action::RemoveFrom(_)
            | Action::EnrollIn(_)
            | Action::Opaque { .. } => {
                seen.push(step.id.0);
                false
            }
        };
        if left {
            return true;
        }
    }
    false
}

fn run_graph(flow: &DesiredFlow, choices: &mut Choices<'_>) -> Vec<u32> {
    let actions: std::collections::BTreeMap<String, Value> = flow
        .actions
        .iter()
        .map(|action| {
            let json = action.body.fill(&step_number);
            (json["actionId"].as_str().unwrap().to_owned(), json)
        })
        .collect();
    let mut seen = Vec::new();
    let mut here = flow.start.map(|step| step.0.to_string());
    while let Some(id) = here {
        seen.push(id.parse().unwrap());
        let action = &actions[&id];
        let edge = match action["type"].as_str().unwrap() {
            "SINGLE_CONNECTION" => &action["connection"],
            "AB_TEST_BRANCH" => {
                let branches = action["testBranches"].as_array().unwrap();
                &branches[choices.among(branches.len())]["connection"]
            }
            kind => {
                let key = if kind == "LIST_BRANCH" { "listBranches" } else { "staticBranches" };
                let branches = action[key].as_array().unwrap();
                let at = choices.among(branches.len() + 1);
                branches.get(at).map_or(&action["defaultBranch"], |branch| &branch["connection"])
            }
        };
        here = edge["nextActionId"].as_str().map(str::to_owned);
    }
    seen
}

proptest! {
    #[test]
    fn a_record_goes_through_the_graph_as_through_the_source(
        actions in any_actions(),
        choices in prop::collection::vec(any::<u8>(), 0..12),
    ) {
        let model = workflow(Object::Contact, actions);
        let flow = lower::flow(&model, &Switches::default());
        let mut expected = Vec::new();
        run_model(&model.steps, &mut Choices(choices.iter()), &mut expected);
        prop_assert_eq!(run_graph(&flow, &mut Choices(choices.iter())), expected);
    }

    #[test]
    fn no_action_is_entered_by_two_standard_edges(actions in any_actions()) {
        let flow = lower::flow(&workflow(Object::Contact, actions), &Switches::default());
        let mut entered = std::collections::BTreeSet::new();
        for edge in edges(&flow) {
            if let Some((_, to)) = edge.split_once(" STANDARD ") {
                prop_assert!(entered.insert(to.to_owned()), "{}", edge);
            }
        }
        for edge in edges(&flow) {
            if let Some((_, to)) = edge.split_once(" GOTO ") {
                prop_assert!(entered.contains(to), "{}", edge);
            }
        }
    }
}
