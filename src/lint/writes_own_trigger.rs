//! Workflows that write what they enrol on again and again.

use super::World;
use super::implies::{ordered, range};
use super::walk::{actions, bodies};
use crate::problem::lint::Fault;
use crate::problem::{Note, Problem};
use crate::source::Ident;
use crate::syntax::ast::{Action, Body, Change, Event, Line, Path, Test, Value, ValueKind};

/// Says so where a record enrols again when a feature changes, and a step of the workflow may change it so.
pub(super) fn lint(world: &World<'_>, problems: &mut Vec<Problem>) {
    for file in world.trees {
        bodies(file, &mut |_, body| {
            for (feature, to) in triggers(body) {
                actions(&body.steps, &mut |action| {
                    if let Some((path, value)) = written(action)
                        && path.association.is_none()
                        && path.feature.node == feature.node
                        && may_become(to, value)
                    {
                        let fault = Fault::WritesOwnTrigger { feature: feature.node.clone() };
                        problems.push(Problem::at(path.feature.span, fault).and(feature.span, Note::AndHere));
                    }
                });
            }
        });
    }
}

/// Returns the changes that enrol a record again.
fn triggers(body: &Body) -> Vec<(&Ident, Option<&Change>)> {
    let again = body.lines.iter().any(|line| line.node == Line::ReEnroll(None));
    let changes = body.lines.iter().filter_map(|line| {
        let event = if let Line::ReEnroll(Some(event)) = &line.node {
            event
        } else if let (Line::EnrollOn(event), true) = (&line.node, again) {
            event
        } else {
            return None;
        };
        if let Event::Changes { feature, to } = event { Some((feature, to)) } else { None }
    });
    changes.map(|(feature, to)| (feature, to.as_ref().map(|to| &to.node))).collect()
}

/// What a step writes.
enum Written<'a> {
    Value(&'a Value),
    Nothing,
    Anything,
}

fn written(action: &Action) -> Option<(&Path, Written<'_>)> {
    match action {
        Action::Set { path, value } => Some((path, Written::Value(value))),
        Action::Clear(path) => Some((path, Written::Nothing)),
        Action::Copy { to: path, .. }
        | Action::Append { to: path, .. }
        | Action::Change { path, .. }
        | Action::Rotate { feature: path, .. } => Some((path, Written::Anything)),
        Action::Wait(_)
        | Action::WaitUntil(_)
        | Action::WaitForEvent { .. }
        | Action::If { .. }
        | Action::Match { .. }
        | Action::Split(_)
        | Action::Send(_)
        | Action::Notify { .. }
        | Action::CreateTask { .. }
        | Action::CreateNote(_)
        | Action::CreateRecord { .. }
        | Action::AddTo(_)
        | Action::RemoveFrom(_)
        | Action::EnrollIn(_)
        | Action::Webhook { .. }
        | Action::RunCode { .. }
        | Action::Opaque { .. }
        | Action::GoTo(_)
        | Action::End => None,
    }
}

/// Tells whether writing this may be the change that is waited for.
fn may_become(to: Option<&Change>, written: Written<'_>) -> bool {
    match (to, written) {
        (None, _) | (Some(_), Written::Anything) => true,
        (Some(Change::Unknown), Written::Nothing) => true,
        (Some(Change::Unknown), Written::Value(_)) => false,
        (Some(Change::Value(_) | Change::AnyOf(_) | Change::Order(..)), Written::Nothing) => false,
        (Some(Change::Value(wanted)), Written::Value(value)) => may_equal(wanted, value),
        (Some(Change::AnyOf(wanted)), Written::Value(value)) => wanted.iter().any(|wanted| may_equal(wanted, value)),
        (Some(Change::Order(order, than)), Written::Value(value)) => {
            let new = range(&Test::Is(value.clone()));
            let wanted = than.node.number().map(|than| ordered(*order, than));
            new.zip(wanted).is_none_or(|(new, wanted)| !wanted.excludes(&new))
        }
    }
}

/// Tells whether two values may be one: options and numbers are compared, anything else may be anything.
fn may_equal(wanted: &Value, value: &Value) -> bool {
    match (&wanted.node, &value.node) {
        (ValueKind::Word(a), ValueKind::Word(b)) => a == b,
        (ValueKind::Bool(a), ValueKind::Bool(b)) => a == b,
        (ValueKind::Number(_), ValueKind::Number(_)) => wanted.node.number() == value.node.number(),
        _ => true,
    }
}
