//! Prints conditions.

use super::super::ast::{Day, Expr, ExprKind, Test};
use super::value::{duration, order, target, value, values};

/// How tightly what stands around an expression binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Around {
    /// Nothing, or parentheses.
    Free,
    Or,
    And,
    Not,
}

/// Prints on one line.
pub(super) fn expression(rule: &Expr) -> String {
    inside(rule, Around::Free)
}

/// Returns the outermost `and` or `or` and what it joins.
pub(super) fn outermost(rule: &Expr) -> (&'static str, Vec<String>) {
    match &rule.node {
        ExprKind::Or(parts) => ("or", parts.iter().map(|part| inside(part, Around::Or)).collect()),
        ExprKind::And(parts) => ("and", parts.iter().map(|part| inside(part, Around::And)).collect()),
        ExprKind::Not(_)
        | ExprKind::Paren(_)
        | ExprKind::Any { .. }
        | ExprKind::Member(_)
        | ExprKind::Compare { .. } => ("", vec![expression(rule)]),
    }
}

fn inside(rule: &Expr, around: Around) -> String {
    match &rule.node {
        ExprKind::Or(parts) => bracketed(around > Around::Free, join(parts, " or ", Around::Or)),
        ExprKind::And(parts) => bracketed(around > Around::Or, join(parts, " and ", Around::And)),
        ExprKind::Not(inner) => format!("not {}", inside(inner, Around::Not)),
        ExprKind::Paren(inner) => format!("({})", expression(inner)),
        ExprKind::Any { association, rule: None } => format!("any {}", association.node),
        ExprKind::Any { association, rule: Some(rule) } => format!("any {} ({})", association.node, expression(rule)),
        ExprKind::Member(list) => format!("member of {}", target(list)),
        ExprKind::Compare { feature, test: it, or_unknown: None } => format!("{} {}", feature.node, test(&it.node)),
        // Beside `and`, `or` and `not` its reach is shown by parentheses.
        ExprKind::Compare { feature, test: it, or_unknown: Some(_) } => {
            bracketed(around > Around::Free, format!("{} {} or unknown", feature.node, test(&it.node)))
        }
    }
}

fn join(parts: &[Expr], word: &str, around: Around) -> String {
    parts.iter().map(|part| inside(part, around)).collect::<Vec<_>>().join(word)
}

fn bracketed(needed: bool, text: String) -> String {
    if needed { format!("({text})") } else { text }
}

fn test(test: &Test) -> String {
    match test {
        Test::Known => "is known".to_owned(),
        Test::Unknown => "is unknown".to_owned(),
        Test::Is(it) => format!("is {}", value(it)),
        Test::IsNot(it) => format!("is not {}", value(it)),
        Test::In(items) => format!("in {}", values(items)),
        Test::NotIn(items) => format!("not in {}", values(items)),
        Test::Order(sign, it) => format!("{} {}", order(*sign), value(it)),
        Test::Between { negated, low, high } => {
            let not = if *negated { "not " } else { "" };
            format!("{not}between {} and {}", value(low), value(high))
        }
        Test::Contains(it) => format!("contains {}", value(it)),
        Test::ContainsAny(items) => format!("contains any of {}", values(items)),
        Test::ContainsNone(items) => format!("contains none of {}", values(items)),
        Test::DoesNotContain(it) => format!("does not contain {}", value(it)),
        Test::StartsWith(it) => format!("starts with {}", value(it)),
        Test::EndsWith(it) => format!("ends with {}", value(it)),
        Test::HasAny(items) => format!("has any of {}", values(items)),
        Test::HasAll(items) => format!("has all of {}", values(items)),
        Test::HasNone(items) => format!("has none of {}", values(items)),
        Test::IsExactly(items) => format!("is exactly {}", values(items)),
        Test::Before(it) => format!("before {}", day(&it.node)),
        Test::After(it) => format!("after {}", day(&it.node)),
        Test::On(it) => format!("on {}", day(&it.node)),
        Test::InLast(it) => format!("in last {}", duration(it.node)),
        Test::MoreThanAgo(it) => format!("more than {} ago", duration(it.node)),
    }
}

fn day(day: &Day) -> String {
    format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
}
