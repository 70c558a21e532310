//! Names that only bindings give a meaning, and that an environment does not bind.

use super::World;
use super::walk::{actions, bodies, parts, rules};
use crate::problem::Problem;
use crate::problem::lint::Fault;
use crate::syntax::ast::{
    Action, Activity, CodeLine, Declaration, ExprKind, Field, File, Ref, RefKind, Target, Value, ValueKind, WebhookUrl,
    WorkflowForm,
};

/// Says so of each name of a kind that HubSpot's API can't look up: a plan for such an environment would stop there.
pub(super) fn lint(world: &World<'_>, problems: &mut Vec<Problem>) {
    for file in world.trees {
        references(file, &mut |it| {
            let (RefKind::Cta | RefKind::App | RefKind::Url | RefKind::Secret | RefKind::Thing) = it.kind.node else {
                return;
            };
            let name = (it.kind.node, it.name.node.clone());
            let lacking = world.bound.iter().filter(|(_, bound)| !bound.contains(&name));
            let environments: Vec<String> = lacking.map(|(environment, _)| environment.clone()).collect();
            if !environments.is_empty() {
                let (kind, name) = (it.kind.node.word(), name.1);
                problems.push(Problem::at(it.span, Fault::UnboundName { kind, name, environments }));
            }
        });
    }
}

/// Calls `visit` with every reference that stands where one of these kinds may.
fn references<'a>(file: &'a File, visit: &mut dyn FnMut(&'a Ref)) {
    rules(file, &mut |rule| {
        parts(rule, &mut |part| {
            if let ExprKind::Activity { activity, .. } = &part.node
                && let Activity::Viewed(of) | Activity::Clicked(of) = &**activity
            {
                of_target(of, visit);
            }
        });
    });
    bodies(file, &mut |_, body| actions(&body.steps, &mut |action| of_action(action, visit)));
    for declaration in &file.declarations {
        match declaration {
            Declaration::Workflow(it) => {
                if let WorkflowForm::Use { arguments, .. } = &it.form {
                    arguments.iter().for_each(|(_, value)| of_value(value, visit));
                }
            }
            Declaration::Template(it) => {
                it.parameters.iter().filter_map(|it| it.default.as_ref()).for_each(|it| of_value(it, visit));
            }
            Declaration::Segment(_) | Declaration::StaticList(_) => {}
        }
    }
}

fn of_action<'a>(action: &'a Action, visit: &mut dyn FnMut(&'a Ref)) {
    if let Action::Webhook { url, fields, sign, .. } = action {
        if let WebhookUrl::Ref(reference) = url {
            visit(reference);
        }
        fields.iter().for_each(|field| of_field(field, visit));
        sign.iter().for_each(|sign| of_target(&sign.with, visit));
    }
    if let Action::RunCode { lines, .. } = action {
        for line in lines {
            match &line.node {
                CodeLine::Uses(secret) => of_target(secret, visit),
                CodeLine::Input(_, value) => of_value(value, visit),
                CodeLine::Output(..) => {}
            }
        }
    }
    if let Action::Opaque { fields, .. } = action {
        fields.iter().for_each(|field| of_field(field, visit));
    }
}

fn of_target<'a>(target: &'a Target, visit: &mut dyn FnMut(&'a Ref)) {
    target.reference().into_iter().for_each(visit);
}

fn of_field<'a>(field: &'a Field, visit: &mut dyn FnMut(&'a Ref)) {
    of_value(&field.value, visit);
}

fn of_value<'a>(value: &'a Value, visit: &mut dyn FnMut(&'a Ref)) {
    match &value.node {
        ValueKind::Ref(reference) => visit(reference),
        ValueKind::List(values) => values.iter().for_each(|value| of_value(value, visit)),
        ValueKind::Fields(fields) => fields.iter().for_each(|field| of_field(field, visit)),
        ValueKind::Word(_)
        | ValueKind::Text(_)
        | ValueKind::Number(_)
        | ValueKind::Bool(_)
        | ValueKind::Path(..)
        | ValueKind::Duration(_)
        | ValueKind::Now(_) => {}
    }
}
