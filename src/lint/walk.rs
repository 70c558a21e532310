//! Goes through trees.

use crate::source::{Ident, Span, Spanned};
use crate::syntax::ast::{Action, Body, Declaration, Event, Expr, ExprKind, File, Line, MatchArm, Step, WorkflowForm};

/// Calls `visit` with every condition that stands in no other.
pub(super) fn rules<'a>(file: &'a File, visit: &mut dyn FnMut(&'a Expr)) {
    for declaration in &file.declarations {
        match declaration {
            Declaration::Segment(it) => visit(&it.rule),
            Declaration::StaticList(_) => {}
            Declaration::Template(it) => body_rules(&it.body, visit),
            Declaration::Workflow(it) => match &it.form {
                WorkflowForm::Own { body, .. } => body_rules(body, visit),
                WorkflowForm::Use { lines, .. } => line_rules(lines, visit),
            },
        }
    }
}

/// Calls `visit` with every condition of a body that stands in no other.
pub(super) fn body_rules<'a>(body: &'a Body, visit: &mut dyn FnMut(&'a Expr)) {
    line_rules(&body.lines, visit);
    actions(&body.steps, &mut |action| match action {
        Action::If { arms, .. } => arms.iter().for_each(|arm| visit(&arm.rule)),
        Action::WaitForEvent { events, .. } => events.iter().filter_map(event_rule).for_each(&mut *visit),
        Action::Wait(_)
        | Action::WaitUntil(_)
        | Action::Match { .. }
        | Action::Split(_)
        | Action::Set { .. }
        | Action::Clear(_)
        | Action::Copy { .. }
        | Action::Append { .. }
        | Action::Change { .. }
        | Action::Send(_)
        | Action::Notify { .. }
        | Action::CreateTask { .. }
        | Action::CreateNote(_)
        | Action::CreateRecord { .. }
        | Action::Rotate { .. }
        | Action::AddTo(_)
        | Action::RemoveFrom(_)
        | Action::EnrollIn(_)
        | Action::Webhook { .. }
        | Action::RunCode { .. }
        | Action::Opaque { .. }
        | Action::GoTo(_)
        | Action::End => {}
    });
}

fn line_rules<'a>(lines: &'a [Spanned<Line>], visit: &mut dyn FnMut(&'a Expr)) {
    for line in lines {
        match &line.node {
            Line::EnrollWhen(rule) | Line::Suppress(rule) | Line::OnlyIf(rule) | Line::Goal(rule) => visit(rule),
            Line::EnrollOn(event) | Line::ReEnroll(Some(event)) => event_rule(event).into_iter().for_each(&mut *visit),
            Line::Header(_)
            | Line::Switch { .. }
            | Line::EnrollManually
            | Line::ReEnroll(None)
            | Line::Unenroll
            | Line::Schedule(_)
            | Line::ActiveOn { .. }
            | Line::NotActiveOn(_) => {}
        }
    }
}

fn event_rule(event: &Event) -> Option<&Expr> {
    match event {
        Event::Did(it) => it.rule.as_deref(),
        Event::Changes { .. } | Event::Created(_) => None,
    }
}

/// Calls `visit` with a condition and every one in it.
pub(super) fn parts<'a>(rule: &'a Expr, visit: &mut dyn FnMut(&'a Expr)) {
    visit(rule);
    match &rule.node {
        ExprKind::Or(inner) | ExprKind::And(inner) => inner.iter().for_each(|part| parts(part, visit)),
        ExprKind::Not(inner) | ExprKind::Paren(inner) | ExprKind::Any { rule: Some(inner), .. } => parts(inner, visit),
        ExprKind::Activity { activity, .. } => activity.rule().into_iter().for_each(|part| parts(part, visit)),
        ExprKind::Any { rule: None, .. } | ExprKind::Member(_) | ExprKind::Compare { .. } => {}
    }
}

/// Calls `visit` with every action of steps and of the blocks in them.
pub(super) fn actions<'a>(all: &'a [Step], visit: &mut dyn FnMut(&'a Action)) {
    steps(all, &mut |step| visit(&step.action));
}

/// Calls `visit` with every step and those of the blocks in it.
pub(super) fn steps<'a>(all: &'a [Step], visit: &mut dyn FnMut(&'a Step)) {
    for step in all {
        visit(step);
        for block in step.action.blocks() {
            steps(&block.steps, visit);
        }
    }
}

/// Calls `visit` with the object and the body of every workflow that is written out, and of every template.
pub(super) fn bodies<'a>(file: &'a File, visit: &mut dyn FnMut(&'a Ident, &'a Body)) {
    for declaration in &file.declarations {
        match declaration {
            Declaration::Template(it) => visit(&it.object, &it.body),
            Declaration::Workflow(it) => match &it.form {
                WorkflowForm::Own { object, body } => visit(object, body),
                WorkflowForm::Use { .. } => {}
            },
            Declaration::Segment(_) | Declaration::StaticList(_) => {}
        }
    }
}

/// Calls `visit` with the place of all that has lines of its own: declarations and their lines, rules and their parts,
/// steps, arms and blocks.
pub(super) fn places(file: &File, visit: &mut dyn FnMut(Span)) {
    for declaration in &file.declarations {
        visit(declaration.span());
        match declaration {
            Declaration::Segment(it) => it.header.iter().for_each(|line| visit(line.span())),
            Declaration::StaticList(it) => it.header.iter().for_each(|line| visit(line.span())),
            Declaration::Template(it) => it.body.lines.iter().for_each(|line| visit(line.span)),
            Declaration::Workflow(it) => it.lines().iter().for_each(|line| visit(line.span)),
        }
    }
    rules(file, &mut |rule| parts(rule, &mut |part| visit(part.span)));
    bodies(file, &mut |_, body| {
        steps(&body.steps, &mut |step| {
            visit(step.span);
            arms(&step.action, visit);
            step.action.blocks().iter().for_each(|block| visit(block.span));
        });
    });
}

fn arms(action: &Action, visit: &mut dyn FnMut(Span)) {
    if let Action::Match { arms, .. } = action {
        let first = |arm: &MatchArm| arm.values.first().map(|value| value.span.to(arm.block.span));
        arms.iter().filter_map(first).for_each(&mut *visit);
    }
    if let Action::Split(arms) = action {
        arms.iter().for_each(|(share, block)| visit(share.span.to(block.span)));
    }
}
