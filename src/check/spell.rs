//! Conditions as one line of text, for what problems say.

use crate::syntax::ast::{Expr, ExprKind, Order, Ref, Target, Test, Value, ValueKind};

/// Returns what stands within parentheses.
pub fn bare(expr: &Expr) -> &Expr {
    match &expr.node {
        ExprKind::Paren(inner) => bare(inner),
        ExprKind::Or(_)
        | ExprKind::And(_)
        | ExprKind::Not(_)
        | ExprKind::Any { .. }
        | ExprKind::Member(_)
        | ExprKind::Compare { .. } => expr,
    }
}

/// Spells a condition.
pub fn expr(expr: &Expr) -> String {
    match &expr.node {
        ExprKind::Or(parts) => parts.iter().map(self::expr).collect::<Vec<_>>().join(" or "),
        ExprKind::And(parts) => parts.iter().map(self::expr).collect::<Vec<_>>().join(" and "),
        ExprKind::Not(inner) => format!("not {}", self::expr(inner)),
        ExprKind::Paren(inner) => format!("({})", self::expr(inner)),
        ExprKind::Any { association, rule: None } => format!("any {}", association.node),
        ExprKind::Any { association, rule: Some(rule) } => {
            format!("any {} ({})", association.node, self::expr(bare(rule)))
        }
        ExprKind::Member(Target::Name(name)) => format!("member of {}", name.node),
        ExprKind::Member(Target::Ref(reference)) => format!("member of {}", self::reference(reference)),
        ExprKind::Compare { feature, test, or_unknown } => {
            let unknown = if or_unknown.is_some() { " or unknown" } else { "" };
            format!("{} {}{unknown}", feature.node, self::test(&test.node))
        }
    }
}

fn test(test: &Test) -> String {
    match test {
        Test::Known => "is known".to_owned(),
        Test::Unknown => "is unknown".to_owned(),
        Test::Is(one) => format!("is {}", value(one)),
        Test::IsNot(one) => format!("is not {}", value(one)),
        Test::In(all) => format!("in {}", values(all)),
        Test::NotIn(all) => format!("not in {}", values(all)),
        Test::Order(order, one) => format!("{} {}", sign(*order), value(one)),
        Test::Between { negated, low, high } => {
            format!("{}between {} and {}", if *negated { "not " } else { "" }, value(low), value(high))
        }
        Test::Contains(one) => format!("contains {}", value(one)),
        Test::ContainsAny(all) => format!("contains any of {}", values(all)),
        Test::ContainsNone(all) => format!("contains none of {}", values(all)),
        Test::DoesNotContain(one) => format!("does not contain {}", value(one)),
        Test::StartsWith(one) => format!("starts with {}", value(one)),
        Test::EndsWith(one) => format!("ends with {}", value(one)),
        Test::HasAny(all) => format!("has any of {}", values(all)),
        Test::HasAll(all) => format!("has all of {}", values(all)),
        Test::HasNone(all) => format!("has none of {}", values(all)),
        Test::IsExactly(all) => format!("is exactly {}", values(all)),
        Test::Before(day) => format!("before {}", self::day(&day.node)),
        Test::After(day) => format!("after {}", self::day(&day.node)),
        Test::On(day) => format!("on {}", self::day(&day.node)),
        Test::InLast(span) => format!("in last {}", duration(span.node)),
        Test::MoreThanAgo(span) => format!("more than {} ago", duration(span.node)),
    }
}

fn sign(order: Order) -> &'static str {
    match order {
        Order::Less => "<",
        Order::LessOrEqual => "<=",
        Order::Greater => ">",
        Order::GreaterOrEqual => ">=",
    }
}

fn day(day: &crate::syntax::ast::Day) -> String {
    format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
}

fn duration(span: crate::syntax::ast::Duration) -> String {
    use crate::syntax::ast::Unit;
    let unit = match span.unit {
        Unit::Minutes => "minute",
        Unit::Hours => "hour",
        Unit::Days => "day",
        Unit::Weeks => "week",
    };
    format!("{} {unit}{}", span.count, if span.count == 1 { "" } else { "s" })
}

fn values(all: &[Value]) -> String {
    format!("({})", all.iter().map(value).collect::<Vec<_>>().join(", "))
}

/// Spells a value.
pub fn value(value: &Value) -> String {
    match &value.node {
        ValueKind::Text(text) => quoted(text),
        ValueKind::Number(text) | ValueKind::Word(text) => text.clone(),
        ValueKind::Bool(truth) => truth.to_string(),
        ValueKind::Path(first, second) => format!("{}.{}", first.node, second.node),
        ValueKind::Ref(reference) => self::reference(reference),
        ValueKind::Duration(span) => duration(*span),
        ValueKind::List(all) => values(all),
        ValueKind::Fields(_) => "{ … }".to_owned(),
    }
}

fn reference(reference: &Ref) -> String {
    let stage = reference.stage.as_ref().map_or_else(String::new, |stage| format!(".stage({})", quoted(&stage.node)));
    format!("{}({}){stage}", reference.kind.node.word(), quoted(&reference.name.node))
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
    format!("\"{escaped}\"")
}
