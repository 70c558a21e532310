//! An `or` that every record passes.

use std::collections::BTreeMap;

use super::World;
use super::implies::{any_of, bare};
use super::walk::{parts, rules};
use crate::model::rule::Sign;
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

/// What a part says or denies.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Said<'a> {
    /// That a feature has a value.
    Known(&'a str),
    /// Anything else, in its canonical spelling.
    Other(String),
}

/// Returns the first part that is the opposite of an earlier one, behind that one.
fn opposites<'a>(parts: &[&'a Expr]) -> Option<(&'a Expr, &'a Expr)> {
    let (mut said, mut denied) = (BTreeMap::new(), BTreeMap::new());
    for part in parts {
        let (what, sign) = judged(part);
        let (own, other) = match sign {
            Sign::Holds => (&mut said, &denied),
            Sign::Not => (&mut denied, &said),
        };
        if let Some(earlier) = other.get(&what) {
            return Some((*earlier, *part));
        }
        own.entry(what).or_insert(*part);
    }
    None
}

fn judged(part: &Expr) -> (Said<'_>, Sign) {
    match &part.node {
        ExprKind::Not(inner) => match judged(bare(inner)) {
            (what, Sign::Holds) => (what, Sign::Not),
            (what, Sign::Not) => (what, Sign::Holds),
        },
        ExprKind::Compare { feature, test, .. } if test.node == Test::Known => {
            (Said::Known(&feature.node), Sign::Holds)
        }
        ExprKind::Compare { feature, test, .. } if test.node == Test::Unknown => {
            (Said::Known(&feature.node), Sign::Not)
        }
        ExprKind::Or(_)
        | ExprKind::And(_)
        | ExprKind::Paren(_)
        | ExprKind::Any { .. }
        | ExprKind::Member(_)
        | ExprKind::Activity { .. }
        | ExprKind::Compare { .. } => (Said::Other(print::expression(part)), Sign::Holds),
    }
}
