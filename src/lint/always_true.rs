//! An `or` that every record passes.

use super::World;
use super::implies::{any_of, bare};
use super::walk::{parts, rules};
use crate::problem::Problem;
use crate::problem::lint::Fault;
use crate::syntax::ast::{Expr, ExprKind, Test};
use crate::syntax::print;

/// Says so where one part is the opposite of another: `is known` beside `is unknown`, or `p` beside `not p`.
pub(super) fn lint(world: &World<'_>, problems: &mut Vec<Problem>) {
    for file in world.trees {
        rules(file, &mut |rule| {
            parts(rule, &mut |part| {
                if let ExprKind::Or(_) = part.node
                    && let Some((one, other)) = opposites(&any_of(part))
                {
                    let fault = Fault::AlwaysTrue { one: print::expression(one), other: print::expression(other) };
                    problems.push(Problem::at(part.span, fault));
                }
            });
        });
    }
}

fn opposites<'a>(parts: &[&'a Expr]) -> Option<(&'a Expr, &'a Expr)> {
    parts.iter().enumerate().find_map(|(at, one)| {
        let rest = parts.get(at + 1..)?;
        rest.iter().find(|other| is_opposite(one, other) || is_opposite(other, one)).map(|other| (*one, *other))
    })
}

fn is_opposite(one: &Expr, other: &Expr) -> bool {
    match (&one.node, &other.node) {
        (ExprKind::Compare { feature, test, .. }, ExprKind::Compare { feature: of, test: against, .. }) => {
            feature.node == of.node && test.node == Test::Known && against.node == Test::Unknown
        }
        (_, ExprKind::Not(inner)) => print::expression(one) == print::expression(bare(inner)),
        _ => false,
    }
}
