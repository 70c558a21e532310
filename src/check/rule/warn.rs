//! What compiles, and perhaps not to what was meant.

use std::collections::BTreeSet;

use crate::catalog::Feature;
use crate::model::rule::Sign;
use crate::problem::check::RuleFault;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Order, Test};
use crate::syntax::print;

use super::super::Checker;
use super::{Join, Scope, ast_and, ast_or, bare, other};

/// The longest condition that a warning spells out.
const LONGEST: usize = 400;

impl Checker<'_> {
    /// Warns of `a and b or c`: both readings are spelled out.
    pub(super) fn warn_mixed(&mut self, or: &Expr, parts: &[Expr]) {
        if !parts.iter().any(|part| matches!(part.node, ExprKind::And(_))) {
            return;
        }
        let text = |part: &Expr| print::expression(part);
        let compiled: Vec<String> = parts
            .iter()
            .map(|part| match part.node {
                ExprKind::And(_) => format!("({})", text(part)),
                ExprKind::Or(_)
                | ExprKind::Not(_)
                | ExprKind::Paren(_)
                | ExprKind::Any { .. }
                | ExprKind::Member(_)
                | ExprKind::Activity { .. }
                | ExprKind::Compare { .. } => text(part),
            })
            .collect();
        // The other reading: what stands between two `and` belongs together.
        let mut groups: Vec<Vec<String>> = vec![Vec::new()];
        for part in parts {
            let operands = match &part.node {
                ExprKind::And(operands) => operands.as_slice(),
                ExprKind::Or(_)
                | ExprKind::Not(_)
                | ExprKind::Paren(_)
                | ExprKind::Any { .. }
                | ExprKind::Member(_)
                | ExprKind::Activity { .. }
                | ExprKind::Compare { .. } => std::slice::from_ref(part),
            };
            for (at, operand) in operands.iter().enumerate() {
                if at > 0 {
                    groups.push(Vec::new());
                }
                if let Some(group) = groups.last_mut() {
                    group.push(text(operand));
                }
            }
        }
        let other: Vec<String> = groups
            .into_iter()
            .map(|group| if group.len() > 1 { format!("({})", group.join(" or ")) } else { group.concat() })
            .collect();
        let fault = RuleFault::MixedAndOr { compiled: short(compiled.join(" or ")), other: short(other.join(" and ")) };
        // The parentheses that spell out what is compiled.
        let groups = parts.iter().filter(|part| matches!(part.node, ExprKind::And(_)));
        let edits = groups.flat_map(|part| {
            let end = |at: u32| Span { start: at, end: at, ..part.span };
            [(end(part.span.start), "(".to_owned()), (end(part.span.end), ")".to_owned())]
        });
        self.report(or.span, fault);
        self.mend_last(edits);
    }

    /// Warns of a comparison that leaves out records without a value, where nothing beside it says that it should.
    pub(super) fn warn_dropped(&mut self, whole: &Expr, feature: &Feature, test: &Test, scope: &Scope) {
        if feature.required || scope.settled.contains(&feature.name) || !drops_what_one_expects(test) {
            return;
        }
        let fault = RuleFault::DropsEmpty {
            feature: feature.name.clone(),
            object: scope.object,
            text: short(print::expression(bare(whole))),
        };
        self.report(whole.span, fault);
    }
}

/// Returns the scope of the parts of an `and` or `or`: with the features of which a part says what becomes of empty
/// ones. Beside another comparison of the same feature under `and`, empty ones are gone anyway.
pub(super) fn settled_by(parts: &[Expr], join: Join, sign: Sign, scope: &Scope) -> Scope {
    let mut scope = scope.clone();
    parts.iter().for_each(|part| settle(part, join, sign, &mut scope.settled));
    scope
}

/// Gathers the features that one part settles; what is joined in the same way within it stands beside it.
fn settle(part: &Expr, join: Join, sign: Sign, settled: &mut BTreeSet<String>) {
    match &part.node {
        ExprKind::Paren(inner) => settle(inner, join, sign, settled),
        ExprKind::Not(inner) => settle(inner, join, other(sign), settled),
        ExprKind::Or(parts) if ast_or(sign) == join => parts.iter().for_each(|part| settle(part, join, sign, settled)),
        ExprKind::And(parts) if ast_and(sign) == join => {
            parts.iter().for_each(|part| settle(part, join, sign, settled));
        }
        ExprKind::Compare { feature, test, or_unknown } => {
            let of_presence = matches!(test.node, Test::Known | Test::Unknown);
            // Under `not`, empty values pass unless they are named.
            let leaves_out = match sign {
                Sign::Holds => or_unknown.is_none() && !drops_what_one_expects(&test.node),
                Sign::Not => or_unknown.is_some(),
            };
            if of_presence || (join == Join::All && leaves_out && !looks_back(&test.node)) {
                settled.insert(feature.node.clone());
            }
        }
        ExprKind::Or(_) | ExprKind::And(_) | ExprKind::Any { .. } | ExprKind::Member(_) | ExprKind::Activity { .. } => {
        }
    }
}

/// Keeps what a person can read at one place.
fn short(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", text.get(..end).unwrap_or("")),
        None => text,
    }
}

/// Tells whether a test is of the past or of changes: a property that is empty now may pass it.
fn looks_back(test: &Test) -> bool {
    matches!(
        test,
        Test::Changed(_)
            | Test::NotChanged(_)
            | Test::ChangedAgainst(..)
            | Test::WasEver(_)
            | Test::WasEverIn(_)
            | Test::WasNever(_)
            | Test::WasNeverIn(_)
    )
}

/// Tells whether a reader would expect an empty value to pass.
fn drops_what_one_expects(test: &Test) -> bool {
    match test {
        Test::IsNot(_)
        | Test::NotIn(_)
        | Test::DoesNotContain(_)
        | Test::ContainsNone(_)
        | Test::HasNone(_)
        | Test::WasNever(_)
        | Test::WasNeverIn(_)
        | Test::NotChanged(_)
        | Test::Between { negated: true, .. } => true,
        Test::Order(Order::Less, value) => value.node.number().is_some_and(|number| number > 0.0),
        Test::Order(Order::LessOrEqual, value) => value.node.number().is_some_and(|number| number >= 0.0),
        Test::Order(Order::Greater | Order::GreaterOrEqual, _)
        | Test::Known
        | Test::Unknown
        | Test::Is(_)
        | Test::In(_)
        | Test::Between { negated: false, .. }
        | Test::Contains(_)
        | Test::ContainsAny(_)
        | Test::StartsWith(_)
        | Test::EndsWith(_)
        | Test::HasAny(_)
        | Test::HasAll(_)
        | Test::IsExactly(_)
        | Test::When(_)
        | Test::Changed(_)
        | Test::ChangedAgainst(..)
        | Test::SameAs(_)
        | Test::WasEver(_)
        | Test::WasEverIn(_) => false,
    }
}
