//! Branches that an earlier one leaves nothing for.

use super::World;
use super::implies::{any_of, implies};
use super::walk::{actions, bodies, parts, rules};
use crate::problem::lint::Fault;
use crate::problem::{Note, Problem};
use crate::syntax::ast::{Action, Expr, ExprKind};

/// Of more branches each pair is not looked at: the work grows with the square.
const MOST: usize = 64;

/// Looks at the parts of each `or`, and at the conditions of each `if`.
pub(super) fn lint(world: &World<'_>, problems: &mut Vec<Problem>) {
    for file in world.trees {
        rules(file, &mut |rule| {
            parts(rule, &mut |part| {
                if let ExprKind::Or(_) = part.node {
                    // The parts of an inner `or` without parentheses are the outer one's.
                    look(&any_of(part), Fault::ImpliedPart, problems);
                }
            });
        });
        bodies(file, &mut |_, body| {
            actions(&body.steps, &mut |action| {
                if let Action::If { arms, .. } = action {
                    let rules: Vec<&Expr> = arms.iter().map(|arm| &arm.rule).collect();
                    look(&rules, Fault::ImpliedBranch, problems);
                }
            });
        });
    }
}

fn look(branches: &[&Expr], fault: Fault, problems: &mut Vec<Problem>) {
    for (at, branch) in branches.iter().enumerate().take(MOST) {
        let earlier = branches.get(..at).unwrap_or(&[]).iter().find(|earlier| implies(branch, earlier));
        if let Some(earlier) = earlier {
            problems.push(Problem::at(branch.span, fault.clone()).and(earlier.span, Note::FirstHere));
        }
    }
}
