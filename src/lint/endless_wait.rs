//! Waits for a day that may never be there.

use super::World;
use super::implies::{all_of, any_of, needs_value};
use super::walk::bodies;
use crate::catalog::Catalog;
use crate::hubspot::platform::Object;
use crate::problem::Problem;
use crate::problem::lint::Fault;
use crate::syntax::ast::{Action, Anchor, Expr, ExprKind, Line, Step, Until};

/// Says so of `wait until` a date feature that may be empty, where no condition on the way there says that it is not.
pub(super) fn lint(world: &World<'_>, problems: &mut Vec<Problem>) {
    for file in world.trees {
        bodies(file, &mut |object, body| {
            let known: Vec<&Expr> = body.lines.iter().filter_map(|line| enrolled(&line.node)).collect();
            let mut walk = Walk { catalog: world.catalog, object: &object.node, problems };
            walk.steps(&body.steps, &known);
        });
    }
}

fn enrolled(line: &Line) -> Option<&Expr> {
    if let Line::EnrollWhen(rule) | Line::OnlyIf(rule) = line { Some(rule) } else { None }
}

struct Walk<'a> {
    catalog: &'a Catalog,
    object: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Walk<'_> {
    fn steps(&mut self, steps: &[Step], known: &[&Expr]) {
        for step in steps {
            if let Action::WaitUntil(Until::Day { anchor: Anchor::Feature(name), .. }) = &step.action
                && self.may_be_empty(&name.node)
                && !known.iter().any(|rule| says_known(rule, &name.node))
            {
                let fault = Fault::EndlessWait { feature: name.node.clone() };
                self.problems.push(Problem::at(name.span, fault));
            }
            if let Action::If { arms, otherwise } = &step.action {
                for arm in arms {
                    let mut inside = known.to_vec();
                    inside.push(&arm.rule);
                    self.steps(&arm.block.steps, &inside);
                }
                otherwise.iter().for_each(|block| self.steps(&block.steps, known));
            } else {
                step.action.blocks().into_iter().for_each(|block| self.steps(&block.steps, known));
            }
        }
    }

    /// Tells whether a name is a feature that can be without a value; a parameter of a template is judged where it is
    /// used.
    fn may_be_empty(&self, name: &str) -> bool {
        let mut features = self.catalog.features.iter();
        features.any(|((object, feature), it)| is(*object, self.object) && feature == name && !it.required)
    }
}

fn is(object: Object, word: &str) -> bool {
    object.word() == word
}

/// Tells whether every record that passes a condition has the value: each way to pass it needs one.
fn says_known(rule: &Expr, name: &str) -> bool {
    any_of(rule).into_iter().all(|way| all_of(way).into_iter().any(|part| needs(part, name)))
}

fn needs(part: &Expr, name: &str) -> bool {
    matches!(
        &part.node,
        ExprKind::Compare { feature, test, or_unknown: None } if feature.node == name && needs_value(&test.node)
    )
}
