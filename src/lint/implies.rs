//! Whether one condition implies another, where the words alone say so.
//!
//! A condition is taken as an `or` of `and`s as it is written; nothing is multiplied out. What is not understood is
//! equal to itself and to nothing else, so that "no" means "not known" and "yes" is always true.

use crate::source::{FileId, Span, Spanned};
use crate::syntax::ast::{Expr, ExprKind, Order, Test, Value, ValueKind};
use crate::syntax::print;

/// Tells whether every record that passes the first condition passes the second.
pub(super) fn implies(narrow: &Expr, wide: &Expr) -> bool {
    any_of(narrow).iter().all(|narrow| any_of(wide).iter().any(|wide| all_imply(narrow, wide)))
}

fn all_imply(narrow: &Expr, wide: &Expr) -> bool {
    let given = all_of(narrow);
    all_of(wide).iter().all(|wide| given.iter().any(|given| leaf_implies(given, wide)))
}

/// Returns the parts of the outermost `or`.
pub(super) fn any_of(rule: &Expr) -> Vec<&Expr> {
    match &bare(rule).node {
        ExprKind::Or(parts) => parts.iter().flat_map(any_of).collect(),
        ExprKind::And(_)
        | ExprKind::Not(_)
        | ExprKind::Paren(_)
        | ExprKind::Any { .. }
        | ExprKind::Member(_)
        | ExprKind::Activity { .. }
        | ExprKind::Compare { .. } => vec![bare(rule)],
    }
}

/// Returns the parts of the outermost `and`.
pub(super) fn all_of(rule: &Expr) -> Vec<&Expr> {
    match &bare(rule).node {
        ExprKind::And(parts) => parts.iter().flat_map(all_of).collect(),
        ExprKind::Or(_)
        | ExprKind::Not(_)
        | ExprKind::Paren(_)
        | ExprKind::Any { .. }
        | ExprKind::Member(_)
        | ExprKind::Activity { .. }
        | ExprKind::Compare { .. } => vec![bare(rule)],
    }
}

/// Takes the parentheses off.
pub(super) fn bare(rule: &Expr) -> &Expr {
    match &rule.node {
        ExprKind::Paren(inner) => bare(inner),
        ExprKind::Or(_)
        | ExprKind::And(_)
        | ExprKind::Not(_)
        | ExprKind::Any { .. }
        | ExprKind::Member(_)
        | ExprKind::Activity { .. }
        | ExprKind::Compare { .. } => rule,
    }
}

fn leaf_implies(narrow: &Expr, wide: &Expr) -> bool {
    if let (
        ExprKind::Compare { feature, test, or_unknown },
        ExprKind::Compare { feature: other, test: wider, or_unknown: wide_or_unknown },
    ) = (&narrow.node, &wide.node)
    {
        let empties_fit = or_unknown.is_none() || wide_or_unknown.is_some() || wider.node == Test::Unknown;
        return feature.node == other.node && empties_fit && test_implies(&test.node, &wider.node);
    }
    print::expression(narrow) == print::expression(wide)
}

fn test_implies(narrow: &Test, wide: &Test) -> bool {
    if *wide == Test::Known {
        return needs_value(narrow);
    }
    if let (Some(narrow), Some(wide)) = (range(narrow), range(wide)) {
        return wide.holds(&narrow);
    }
    if let (Some(narrow), Some(wide)) = (values(narrow), values(wide)) {
        return narrow.iter().all(|value| wide.contains(value));
    }
    same_test(narrow, wide)
}

/// Tells whether two tests are the same, wherever they stand.
fn same_test(a: &Test, b: &Test) -> bool {
    // A tree prints the same where it says the same; a feature is needed to print one.
    let shown = |test: &Test| {
        let at = Span::new(FileId(0), 0, 0);
        let (feature, test) = (Spanned::new("x".to_owned(), at), Box::new(Spanned::new(test.clone(), at)));
        print::expression(&Spanned::new(ExprKind::Compare { feature, test, or_unknown: None }, at))
    };
    shown(a) == shown(b)
}

/// Tells whether a test is false for an empty value: all are, but the one for it.
pub(super) fn needs_value(test: &Test) -> bool {
    // What is asked of the past says nothing of the present value.
    !matches!(
        test,
        Test::Unknown
            | Test::Changed(_)
            | Test::NotChanged(_)
            | Test::ChangedAgainst(..)
            | Test::WasEver(_)
            | Test::WasEverIn(_)
            | Test::WasNever(_)
            | Test::WasNeverIn(_)
    )
}

/// Returns the values of `is` and `in`, as they are written.
pub(super) fn values(test: &Test) -> Option<Vec<&ValueKind>> {
    let plain = |value: &Value| match &value.node {
        ValueKind::Text(_) | ValueKind::Word(_) | ValueKind::Bool(_) => true,
        ValueKind::Number(_)
        | ValueKind::Path(..)
        | ValueKind::Ref(_)
        | ValueKind::Duration(_)
        | ValueKind::Now(_)
        | ValueKind::List(_)
        | ValueKind::Fields(_) => false,
    };
    let several: &[Value] = if let Test::Is(value) = test {
        std::slice::from_ref(value)
    } else if let Test::In(values) = test {
        values
    } else {
        return None;
    };
    several.iter().all(plain).then(|| several.iter().map(|value| &value.node).collect())
}

/// Numbers between two ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    low: (f64, bool),
    high: (f64, bool),
}

impl Range {
    /// Tells whether all numbers of another are in it.
    pub fn holds(&self, other: &Self) -> bool {
        let low = other.low.0 > self.low.0 || (other.low.0 == self.low.0 && (self.low.1 || !other.low.1));
        let high = other.high.0 < self.high.0 || (other.high.0 == self.high.0 && (self.high.1 || !other.high.1));
        low && high
    }

    /// Tells whether no number is in both.
    pub fn excludes(&self, other: &Self) -> bool {
        let apart = |a: (f64, bool), b: (f64, bool)| a.0 < b.0 || (a.0 == b.0 && !(a.1 && b.1));
        apart(self.high, other.low) || apart(other.high, self.low)
    }
}

/// Returns the numbers that pass a test, where it is one of numbers.
pub(super) fn range(test: &Test) -> Option<Range> {
    if let Test::Is(value) = test {
        value.node.number().map(|it| Range { low: (it, true), high: (it, true) })
    } else if let Test::Order(order, value) = test {
        value.node.number().map(|it| ordered(*order, it))
    } else if let Test::Between { negated: false, low, high } = test {
        Some(Range { low: (low.node.number()?, true), high: (high.node.number()?, true) })
    } else {
        None
    }
}

/// Returns the numbers that compare so.
pub(super) fn ordered(order: Order, than: f64) -> Range {
    let (below, above) = ((f64::NEG_INFINITY, false), (f64::INFINITY, false));
    match order {
        Order::Less => Range { low: below, high: (than, false) },
        Order::LessOrEqual => Range { low: below, high: (than, true) },
        Order::Greater => Range { low: (than, false), high: above },
        Order::GreaterOrEqual => Range { low: (than, true), high: above },
    }
}
