//! Small constructors of checked programs.
#![allow(dead_code, missing_docs)]

use hubwright::catalog::{FeatureKind, Sensitivity};
use hubwright::hubspot::platform::Object;
use hubwright::model::rule::{Branch, Empty, Leaf, PropertyTest, Rule, Test};
use hubwright::model::workflow::{
    Action, Again, Block, Enrol, MatchValue, Piece, Place, SetValue, Step, StepId, Suppress, Switch, Text, Workflow,
};
use hubwright::model::{Digest, Head, Property, Version};
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
        owner: None,
        doc: None,
        at: at(),
        text: String::new(),
    }
}

pub fn version() -> Version {
    Version { number: 1, at: at(), digest: Digest("d1:0".to_owned()) }
}

pub fn property_of(object: Object, name: &str, kind: FeatureKind) -> Property {
    Property { feature: name.to_owned(), object, name: name.to_owned(), kind, sensitivity: Sensitivity::Plain }
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
    plain.prop_recursive(3, 40, 4, move |inner| {
        let arm = (inner.clone(), any::<bool>()).prop_map(|(mut actions, end)| {
            if end {
                actions.push(Action::End);
            }
            block(actions)
        });
        let branch =
            (any::<bool>(), prop::collection::vec(arm.clone(), 1..3), arm).prop_map(|(is_if, arms, otherwise)| {
                if is_if {
                    let arms = arms.into_iter().enumerate().map(|(at, arm)| (known(&format!("c{at}")), arm)).collect();
                    Action::If { arms, otherwise }
                } else {
                    let value = |at: usize| MatchValue::Plain(at.to_string());
                    let arms = arms
                        .into_iter()
                        .enumerate()
                        .map(|(at, arm)| (vec![value(2 * at), value(2 * at + 1)], arm))
                        .collect();
                    Action::Match { input: property("country"), arms, otherwise }
                }
            });
        prop::collection::vec(prop_oneof![2 => leaf.clone(), 1 => branch], 0..5)
    })
}
