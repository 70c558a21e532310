//! Steps that branch.

use std::collections::BTreeMap;

use crate::catalog::{Feature, FeatureKind};
use crate::model::Rule;
use crate::model::rule::ChoiceValue;
use crate::model::workflow::{Action, Block, MatchValue, Place, StepId};
use crate::problem::Note;
use crate::problem::check::FlowFault;
use crate::source::Span;
use crate::syntax::ast::{self, Arm, MatchArm, Path, Value};

use super::super::Checker;
use super::super::types;
use super::{After, Walk};

/// The longest name of a branch: a longer one makes HubSpot answer 500.
const LONGEST_LABEL: usize = 50;
/// The most branches of an `if`.
const MOST_ARMS: usize = 20;
/// The most values of a `match`.
const MOST_VALUES: usize = 250;

impl Checker<'_> {
    pub(super) fn branch_if(
        &mut self,
        step: &ast::Step,
        id: StepId,
        (arms, otherwise): (&[Arm], Option<&ast::Block>),
        walk: &mut Walk<'_>,
    ) -> (Option<Action>, After) {
        self.at_most("branches in an `if`", arms.len(), MOST_ARMS, step.span);
        let mut all_end = true;
        let mut conditions: Vec<(Rule, Span)> = Vec::new();
        let mut checked = Some(Vec::with_capacity(arms.len()));
        walk.fork();
        for (at, arm) in arms.iter().enumerate() {
            let rule = self.rule(&arm.rule, walk.object);
            if let Some(rule) = &rule {
                match conditions.iter().find(|(known, _)| known == rule) {
                    Some((_, first)) => {
                        self.report_and(arm.rule.span, FlowFault::SameCondition, vec![(*first, Note::FirstHere)]);
                    }
                    None if conditions.len() < MOST_ARMS => conditions.push((rule.clone(), arm.rule.span)),
                    // There are more than HubSpot holds, which is told.
                    None => {}
                }
            }
            let (block, after) = self.block(Some(&arm.block), (id, at), walk);
            all_end &= after == After::Ends;
            match (rule.zip(block), checked.as_mut()) {
                (Some(arm), Some(arms)) => arms.push(arm),
                (None, _) | (_, None) => checked = None,
            }
        }
        let (otherwise, after) = self.block(otherwise, (id, arms.len()), walk);
        walk.join();
        all_end &= after == After::Ends;
        let action = checked.zip(otherwise).map(|(arms, otherwise)| Action::If { arms, otherwise });
        (action, if all_end { After::Ends } else { After::GoesOn })
    }

    pub(super) fn branch_match(
        &mut self,
        step: &ast::Step,
        id: StepId,
        (path, arms, otherwise): (&Path, &[MatchArm], Option<&ast::Block>),
        walk: &mut Walk<'_>,
    ) -> (Option<Action>, After) {
        let matched = self.matched(path, walk);
        self.at_most("values in a `match`", arms.iter().map(|arm| arm.values.len()).sum(), MOST_VALUES, step.span);
        if arms.is_empty() {
            self.report(step.span, FlowFault::EmptyMatch);
        }
        let mut seen: BTreeMap<MatchValue, Span> = BTreeMap::new();
        let mut all_end = true;
        let mut checked = (!arms.is_empty()).then(Vec::new);
        walk.fork();
        for (at, arm) in arms.iter().enumerate() {
            let values = matched.as_ref().and_then(|(_, feature)| {
                let values = self.each(&arm.values, |checker, value| checker.match_value(feature, value))?;
                let mut before = None;
                for (value, written) in values.iter().zip(&arm.values) {
                    if let Some(first) = seen.insert(value.clone(), written.span) {
                        let fault = FlowFault::DoubledValue { value: shown(value), place: "`match`" };
                        self.report_and(written.span, fault, vec![(first, Note::FirstHere)]);
                        // In another arm it may be that one which is meant.
                        let own = arm.values.iter().any(|value| value.span == first);
                        self.drop_last(before.filter(|_| own), written.span);
                    }
                    before = Some(written.span);
                }
                Some(values)
            });
            let (block, after) = self.block(Some(&arm.block), (id, at), walk);
            all_end &= after == After::Ends;
            match (values.zip(block), checked.as_mut()) {
                (Some(arm), Some(arms)) => arms.push(arm),
                (None, _) | (_, None) => checked = None,
            }
        }
        let (otherwise, after) = self.block(otherwise, (id, arms.len()), walk);
        walk.join();
        all_end &= after == After::Ends;
        let input = matched.map(|(place, _)| place);
        let action = input.zip(checked).zip(otherwise).map(|((input, arms), otherwise)| Action::Match {
            input,
            arms,
            otherwise,
        });
        (action, if all_end { After::Ends } else { After::GoesOn })
    }

    /// Checks the steps of a branch; an absent one goes on after the block.
    pub(super) fn block(
        &mut self,
        block: Option<&ast::Block>,
        (id, at): (StepId, usize),
        walk: &mut Walk<'_>,
    ) -> (Option<Block>, After) {
        let Some(block) = block else {
            walk.open(id, at);
            walk.close();
            return (Some(Block::default()), After::GoesOn);
        };
        if let Some(label) = &block.label {
            let length = label.node.chars().count();
            if length > LONGEST_LABEL {
                self.report(label.span, FlowFault::LongLabel { length, most: LONGEST_LABEL });
            } else if label.node.trim().is_empty() {
                self.report(label.span, FlowFault::EmptyLabel);
            }
        }
        walk.open(id, at);
        let (steps, after) = self.sequence(&block.steps, walk);
        walk.close();
        let label = block.label.as_ref().map(|label| label.node.clone());
        (steps.map(|steps| Block { label, steps }), after)
    }

    fn matched(&mut self, path: &Path, walk: &Walk<'_>) -> Option<(Place, Feature)> {
        let (place, feature) = self.place(path, walk.object)?;
        if !types::matches(&feature.kind) {
            let fault = FlowFault::NoMatch { feature: feature.name.clone(), kind: feature.kind.word() };
            self.report(path.span(), fault);
            return None;
        }
        Some((place, feature))
    }

    fn match_value(&mut self, feature: &Feature, value: &Value) -> Option<MatchValue> {
        match &feature.kind {
            FeatureKind::Bool => self.bool(feature, value).map(|truth| MatchValue::Plain(truth.to_string())),
            FeatureKind::Number => self.number(feature, value).map(|number| MatchValue::Plain(number.text())),
            FeatureKind::Text => self.plain_text(feature, value).map(MatchValue::Plain),
            FeatureKind::Enum(_)
            | FeatureKind::Set(_)
            | FeatureKind::Owner
            | FeatureKind::Pipeline
            | FeatureKind::Stage { .. }
            | FeatureKind::Form
            | FeatureKind::Email
            | FeatureKind::List
            | FeatureKind::Date
            | FeatureKind::DateTime => self.choice(feature, value).map(|value| match value {
                ChoiceValue::Option(option) => MatchValue::Plain(option),
                ChoiceValue::Portal(name) => MatchValue::Portal(name),
            }),
        }
    }

    fn at_most(&mut self, what: &'static str, found: usize, most: usize, at: Span) {
        if found > most {
            self.report(at, FlowFault::TooMany { what, found, most });
        }
    }
}

fn shown(value: &MatchValue) -> String {
    match value {
        MatchValue::Plain(text) => text.clone(),
        MatchValue::Portal(name) => name.to_string(),
    }
}
