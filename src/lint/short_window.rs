//! Windows of one or two days.

use super::World;
use super::walk::{parts, rules};
use crate::problem::Problem;
use crate::problem::lint::Fault;
use crate::syntax::ast::{ExprKind, HowLong, Refine, Test, Unit, When};

/// Says that `in last 1 day` begins at 00:00 of yesterday: up to 48 hours are in it.
pub(super) fn lint(world: &World<'_>, problems: &mut Vec<Problem>) {
    for file in world.trees {
        rules(file, &mut |rule| {
            parts(rule, &mut |part| match &part.node {
                ExprKind::Compare { test, .. } => {
                    if let Test::When(when) | Test::Changed(when) | Test::NotChanged(when) = &test.node {
                        look(when, problems);
                    }
                }
                ExprKind::Activity { refine, .. } => {
                    for it in refine {
                        if let Refine::When(when) = &it.node {
                            look(when, problems);
                        }
                    }
                }
                ExprKind::Or(_)
                | ExprKind::And(_)
                | ExprKind::Not(_)
                | ExprKind::Paren(_)
                | ExprKind::Any { .. }
                | ExprKind::Member(_) => {}
            });
        });
    }
}

fn look(when: &When, problems: &mut Vec<Problem>) {
    if let When::InLast(HowLong::Duration(window)) = when
        && window.node.unit == Unit::Days
        && (1..=2).contains(&window.node.count)
    {
        problems.push(Problem::at(window.span, Fault::ShortWindow { days: window.node.count }));
    }
}
