//! Segments that nothing mentions.

use std::collections::BTreeSet;

use super::World;
use super::walk::{actions, bodies, parts, rules};
use crate::problem::Problem;
use crate::problem::lint::Fault;
use crate::syntax::ast::{Action, Declaration, ExprKind, Field, Target, Value, ValueKind, WorkflowForm};

/// Says so of each segment that no other declaration names. What people use in the portal is not known here.
pub(super) fn lint(world: &World<'_>, problems: &mut Vec<Problem>) {
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for file in world.trees {
        rules(file, &mut |rule| {
            parts(rule, &mut |part| {
                if let ExprKind::Member(Target::Name(name)) = &part.node {
                    named.insert(&name.node);
                }
            });
        });
        bodies(file, &mut |_, body| {
            actions(&body.steps, &mut |action| {
                if let Action::Opaque { fields, .. } = action {
                    fields.iter().for_each(|field| of_field(field, &mut named));
                }
            });
        });
        for declaration in &file.declarations {
            match declaration {
                Declaration::Workflow(it) => {
                    if let WorkflowForm::Use { arguments, .. } = &it.form {
                        arguments.iter().for_each(|(_, value)| of_value(value, &mut named));
                    }
                }
                Declaration::Template(it) => {
                    it.parameters.iter().filter_map(|it| it.default.as_ref()).for_each(|it| of_value(it, &mut named));
                }
                Declaration::Segment(_) | Declaration::StaticList(_) => {}
            }
        }
    }
    for declaration in world.trees.iter().flat_map(|file| &file.declarations) {
        if let Declaration::Segment(segment) = declaration
            && !named.contains(segment.name.node.as_str())
        {
            problems.push(Problem::at(segment.name.span, Fault::UnusedSegment { name: segment.name.node.clone() }));
        }
    }
}

fn of_field<'a>(field: &'a Field, named: &mut BTreeSet<&'a str>) {
    of_value(&field.value, named);
}

fn of_value<'a>(value: &'a Value, named: &mut BTreeSet<&'a str>) {
    match &value.node {
        ValueKind::Word(word) => {
            named.insert(word);
        }
        ValueKind::List(values) => values.iter().for_each(|value| of_value(value, named)),
        ValueKind::Fields(fields) => fields.iter().for_each(|field| of_field(field, named)),
        ValueKind::Text(_)
        | ValueKind::Number(_)
        | ValueKind::Bool(_)
        | ValueKind::Path(..)
        | ValueKind::Ref(_)
        | ValueKind::Duration(_)
        | ValueKind::Now(_) => {}
    }
}
