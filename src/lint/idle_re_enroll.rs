//! Triggers that enrol nobody again.

use super::World;
use super::implies::{all_of, any_of, needs_value, ordered, range, values};
use super::walk::bodies;
use crate::problem::lint::Fault;
use crate::problem::{Note, Problem};
use crate::syntax::ast::{Change, Event, Expr, ExprKind, Line, Test, ValueKind};

/// Says so of `re-enroll when f changes to v` beside an `enroll when` that no record with `f` at `v` passes.
pub(super) fn lint(world: &World<'_>, problems: &mut Vec<Problem>) {
    for file in world.trees {
        bodies(file, &mut |_, body| {
            for line in &body.lines {
                let Line::EnrollWhen(rule) = &line.node else { continue };
                for line in &body.lines {
                    if let Line::ReEnroll(Some(Event::Changes { feature, to: Some(to) })) = &line.node
                        && any_of(rule).iter().all(|branch| excluded(branch, &feature.node, &to.node))
                    {
                        let fault = Fault::IdleReEnroll { feature: feature.node.clone() };
                        problems.push(Problem::at(to.span, fault).and(rule.span, Note::AndHere));
                    }
                }
            }
        });
    }
}

/// Tells whether a branch has a comparison that a record fails whose feature has just changed so.
fn excluded(branch: &Expr, name: &str, to: &Change) -> bool {
    all_of(branch).into_iter().any(|part| {
        matches!(
            &part.node,
            ExprKind::Compare { feature, test, or_unknown: None } if feature.node == name && fails(&test.node, to)
        )
    })
}

fn fails(test: &Test, to: &Change) -> bool {
    let changed = match to {
        Change::Value(value) => Test::Is(value.clone()),
        Change::AnyOf(several) => Test::In(several.clone()),
        Change::Order(order, value) => {
            let new = value.node.number().map(|than| ordered(*order, than));
            return range(test).zip(new).is_some_and(|(wanted, new)| wanted.excludes(&new));
        }
        Change::Unknown => return needs_value(test),
    };
    if let (Some(wanted), Some(new)) = (range(test), range(&changed)) {
        return wanted.excludes(&new);
    }
    // Texts may differ in case only; options cannot.
    let is_word = |value: &&ValueKind| !matches!(value, ValueKind::Text(_));
    match (values(test), values(&changed)) {
        (Some(wanted), Some(new)) => {
            wanted.iter().all(is_word) && new.iter().all(is_word) && !new.iter().any(|value| wanted.contains(value))
        }
        _ => false,
    }
}
