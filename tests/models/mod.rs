//! Small constructors of checked programs.
#![allow(dead_code, missing_docs)]

use hubwright::catalog::{FeatureKind, Sensitivity};
use hubwright::hubspot::platform::Object;
use hubwright::model::rule::{Branch, Empty, Leaf, PropertyTest, Rule, Test};
use hubwright::model::timing::Frame;
use hubwright::model::workflow::{
    Action, Again, Block, Enrol, Event, MatchValue, Piece, Place, SetValue, Step, StepId, Suppress, Switch, Text,
    Workflow,
};
use hubwright::model::{Digest, Head, Property, PropertyFacts, Version};
use hubwright::source::{FileId, Span};
use proptest::prelude::*;

pub fn at() -> Span {
    Span::new(FileId(0), 0, 0)
}

pub fn head(name: &str) -> Head {
    Head {
        name: name.to_owned(),
        formerly: Vec::new(),
        title: format!("The {name}"),
        former_titles: Vec::new(),
        owner: None,
        doc: None,
        at: at(),
        text: None,
    }
}

pub fn version() -> Version {
    Version { number: 1, at: at(), digest: Digest("d1:0".to_owned()) }
}

pub fn property_of(object: Object, name: &str, kind: FeatureKind) -> Property {
    let (feature, name) = (name.to_owned(), name.to_owned());
    PropertyFacts { feature, object, name, kind, sensitivity: Sensitivity::Plain }.into()
}

pub fn property(name: &str) -> Property {
    property_of(Object::Contact, name, FeatureKind::Text)
}

pub fn test(name: &str, test: Test) -> PropertyTest {
    PropertyTest { property: property(name), test, empty: Empty::Fails }
}

pub fn rule_of(leaves: Vec<Leaf>) -> Rule {
    Rule { branches: vec![Branch { leaves }] }
}

pub fn when(name: &str, it: Test) -> Rule {
    rule_of(vec![Leaf::Property(test(name, it))])
}

pub fn known(name: &str) -> Rule {
    when(name, Test::Known)
}

pub fn text(literal: &str) -> Text {
    Text { pieces: vec![Piece::Literal(literal.to_owned())] }
}

pub fn place(name: &str) -> Place {
    Place { association: None, property: property(name) }
}

pub fn set(name: &str, value: &str) -> Action {
    Action::Set(place(name), SetValue::Plain(value.to_owned()))
}

pub fn block(actions: Vec<Action>) -> Block {
    Block { label: None, steps: steps(actions) }
}

/// Steps without numbers; [`workflow`] numbers them.
pub fn steps(actions: Vec<Action>) -> Vec<Step> {
    actions.into_iter().map(|action| Step { id: StepId(0), name: None, action, at: at() }).collect()
}

pub fn workflow(object: Object, actions: Vec<Action>) -> Workflow {
    let mut steps = steps(actions);
    number(&mut steps, &mut 0);
    Workflow {
        head: head("flow"),
        version: version(),
        object,
        enrol: Enrol::Manually(Again::Never),
        suppress: Suppress::Nobody,
        frame: Frame::default(),
        switch: Switch::default(),
        steps,
    }
}

/// Numbers steps in reading order, blocks after their branch.
pub fn number(steps: &mut [Step], next: &mut u32) {
    for step in steps {
        step.id = StepId(*next);
        *next += 1;
        match &mut step.action {
            Action::If { arms, otherwise } => {
                arms.iter_mut().for_each(|(_, block)| number(&mut block.steps, next));
                number(&mut otherwise.steps, next);
            }
            Action::Match { arms, otherwise, .. } => {
                arms.iter_mut().for_each(|(_, block)| number(&mut block.steps, next));
                number(&mut otherwise.steps, next);
            }
            Action::WaitFor { branch, happened, otherwise, .. } => {
                // The branch behind the wait has a number of its own.
                *branch = StepId(*next);
                *next += 1;
                number(&mut happened.steps, next);
                number(&mut otherwise.steps, next);
            }
            Action::Split(arms) => arms.iter_mut().for_each(|(_, block)| number(&mut block.steps, next)),
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
            | Action::Opaque { .. }
            | Action::GoTo(_)
            | Action::End => {}
        }
    }
}

/// Any steps: nested branches, `end` at the end of blocks.
pub fn any_actions() -> impl Strategy<Value = Vec<Action>> {
    let leaf = prop_oneof![
        (0..4u32, 0..4u32).prop_map(|(name, value)| set(&format!("p{name}"), &value.to_string())),
        (1..5u32).prop_map(|days| Action::Wait(days * 1440)),
    ];
    let plain = prop::collection::vec(leaf.clone(), 0..4);
    plain
        .prop_recursive(3, 40, 4, move |inner| {
            let arm = (inner.clone(), any::<bool>()).prop_map(|(mut actions, end)| {
                if end {
                    actions.push(Action::End);
                }
                block(actions)
            });
            let branch = (0..4, prop::collection::vec(arm.clone(), 1..3), arm).prop_map(|(kind, arms, otherwise)| {
                if kind == 3 {
                    wait_for(arms.into_iter().next().unwrap_or_default(), otherwise)
                } else if kind == 2 {
                    split(arms.into_iter().chain([otherwise]))
                } else if kind == 1 {
                    let arms = arms.into_iter().enumerate().map(|(at, arm)| (known(&format!("c{at}")), arm)).collect();
                    Action::If { arms, otherwise }
                } else {
                    let value = |at: usize| MatchValue::Plain(at.to_string());
                    let arms = arms
                        .into_iter()
                        .enumerate()
                        .map(|(at, arm)| (vec![value(2 * at), value(2 * at + 1)], arm))
                        .collect();
                    let input = Place { association: None, property: property("country") };
                    Action::Match { input, arms, otherwise }
                }
            });
            prop::collection::vec(prop_oneof![2 => leaf.clone(), 1 => branch], 0..5)
        })
        .prop_map(|mut actions| {
            let mut steps = steps(std::mem::take(&mut actions));
            cut(&mut steps);
            steps.into_iter().map(|step| step.action).collect()
        })
}

fn wait_for(happened: Block, otherwise: Block) -> Action {
    let events = vec![Event::Created];
    Action::WaitFor { events, minutes: 60, branch: StepId(0), happened, otherwise }
}

/// Each way has a step: one that leads nowhere does not compile.
fn split(arms: impl Iterator<Item = Block>) -> Action {
    let mut arms: Vec<(u32, Block)> = arms.map(|arm| (20, arm)).collect();
    for (at, (_, block)) in arms.iter_mut().enumerate() {
        block.steps.insert(0, steps(vec![set("arm", &at.to_string())]).remove(0));
    }
    let others: u32 = arms.iter().skip(1).map(|(share, _)| share).sum();
    arms[0].0 = 100 - others;
    Action::Split(arms)
}

/// Cuts off what no record reaches, as the checker would; tells whether a record gets to the end.
fn cut(steps: &mut Vec<Step>) -> bool {
    for at in 0..steps.len() {
        let goes_on = match &mut steps[at].action {
            Action::End => false,
            Action::If { arms, otherwise } => {
                let arms: Vec<bool> = arms.iter_mut().map(|(_, block)| cut(&mut block.steps)).collect();
                cut(&mut otherwise.steps) || arms.contains(&true)
            }
            Action::Match { arms, otherwise, .. } => {
                let arms: Vec<bool> = arms.iter_mut().map(|(_, block)| cut(&mut block.steps)).collect();
                cut(&mut otherwise.steps) || arms.contains(&true)
            }
            Action::WaitFor { happened, otherwise, .. } => {
                let first = cut(&mut happened.steps);
                cut(&mut otherwise.steps) || first
            }
            Action::Split(arms) => {
                let arms: Vec<bool> = arms.iter_mut().map(|(_, block)| cut(&mut block.steps)).collect();
                arms.contains(&true)
            }
            Action::GoTo(_) => false,
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
            | Action::Opaque { .. } => true,
        };
        if !goes_on {
            steps.truncate(at + 1);
            return false;
        }
    }
    true
}

/// Any JSON, with the words of HubSpot strewn in.
pub fn any_json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::{Value, json};
    let word = prop::sample::select(vec![
        "actionId",
        "actions",
        "connection",
        "nextActionId",
        "startActionId",
        "edgeType",
        "defaultBranch",
        "listBranches",
        "staticBranches",
        "filterBranch",
        "filterBranches",
        "filters",
        "filterType",
        "filterBranchType",
        "operation",
        "operationType",
        "operator",
        "operatorName",
        "value",
        "values",
        "type",
        "timeType",
        "offset",
        "days",
        "fields",
        "listId",
        "options",
        "displayOrder",
        "hidden",
        "enrollmentCriteria",
        "eventFilterBranches",
        "suppressionListIds",
        "user_ids",
        "uuid",
        "id",
        "name",
        "description",
        "includeObjectsWithNoValueSet",
        "actionTypeVersion",
        "nextAvailableActionId",
        "list",
        "propertyType",
        "canEnrollFromSalesforce",
    ]);
    let text = prop::sample::select(vec![
        "",
        "1",
        "2",
        "3",
        "@1",
        "?1",
        "!1",
        "AND",
        "OR",
        "STANDARD",
        "GOTO",
        "SINGLE_CONNECTION",
        "LIST_BRANCH",
        "STATIC_BRANCH",
        "MULTISTRING",
        "multistring",
        "STRING",
        "IS_EQUAL_TO",
        "TIME_POINT",
        "TIME_RANGED",
        "DATE",
        "INDEXED",
        "LIST_BASED",
        "EMAIL_SUBSCRIPTION",
        "{{ action_outputs.action_output_1.x }}",
        "action_output_",
        "action_output_@1}",
        "é",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3i64..12).prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-3i32..12).prop_map(|it| json!(f64::from(it))),
        any::<f64>().prop_map(|it| json!(it)),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((word.clone(), inner), 0..7)
                .prop_map(|entries| Value::Object(entries.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    })
}
