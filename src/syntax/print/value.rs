//! Prints values.

use super::super::ast::{
    Date, Duration, Field, HowLong, Order, Path, Ref, Shift, Side, Target, Unit, Value, ValueKind,
};
use super::super::words::{is_name, quoted};

pub(super) fn value(it: &Value) -> String {
    match &it.node {
        ValueKind::Text(text) => quoted(text),
        ValueKind::Number(number) => number.clone(),
        ValueKind::Bool(true) => "true".to_owned(),
        ValueKind::Bool(false) => "false".to_owned(),
        ValueKind::Word(word) => word.clone(),
        ValueKind::Path(association, feature) => format!("{}.{}", association.node, feature.node),
        ValueKind::Ref(it) => reference(it),
        ValueKind::Duration(it) => duration(*it),
        ValueKind::Now(None) => "now".to_owned(),
        ValueKind::Now(Some(by)) => format!("now {}", shift(by)),
        ValueKind::List(items) => format!("[{}]", joined(items)),
        ValueKind::Fields(fields) => {
            let fields: Vec<String> = fields.iter().map(field).collect();
            if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
        }
    }
}

/// Prints `(a, b)`.
pub(super) fn values(items: &[Value]) -> String {
    format!("({})", joined(items))
}

pub(super) fn joined(items: &[Value]) -> String {
    items.iter().map(value).collect::<Vec<_>>().join(", ")
}

fn field(it: &Field) -> String {
    format!("{} = {}", key(it), value(&it.value))
}

/// Prints a key, in quotes where it is no name.
pub(super) fn key(it: &Field) -> String {
    if is_name(&it.key.node) { it.key.node.clone() } else { quoted(&it.key.node) }
}

pub(super) fn reference(it: &Ref) -> String {
    let stage = it.stage.as_ref().map(|stage| format!(".stage({})", quoted(&stage.node))).unwrap_or_default();
    format!("{}({}){stage}", it.kind.node.word(), quoted(&it.name.node))
}

pub(super) fn target(it: &Target) -> String {
    match it {
        Target::Name(name) => name.node.clone(),
        Target::Ref(it) => reference(it),
    }
}

pub(super) fn path(it: &Path) -> String {
    match &it.association {
        Some(association) => format!("{}.{}", association.node, it.feature.node),
        None => it.feature.node.clone(),
    }
}

pub(super) fn order(it: Order) -> &'static str {
    match it {
        Order::Less => "<",
        Order::LessOrEqual => "<=",
        Order::Greater => ">",
        Order::GreaterOrEqual => ">=",
    }
}

pub(super) fn date(it: Date) -> String {
    format!("{:04}-{:02}-{:02}", it.year, it.month, it.day)
}

/// Prints `+ 3 days`.
pub(super) fn shift(it: &Shift) -> String {
    let sign = match it.side {
        Side::Before => '-',
        Side::After => '+',
    };
    format!("{sign} {}", how_long(&it.by))
}

pub(super) fn side(it: Side) -> &'static str {
    match it {
        Side::Before => "before",
        Side::After => "after",
    }
}

pub(super) fn how_long(it: &HowLong) -> String {
    match it {
        HowLong::Duration(it) => duration(it.node),
        HowLong::Parameter(name) => name.node.clone(),
    }
}

fn duration(it: Duration) -> String {
    let unit = match (it.unit, it.count) {
        (Unit::Minutes, 1) => "minute",
        (Unit::Minutes, _) => "minutes",
        (Unit::Hours, 1) => "hour",
        (Unit::Hours, _) => "hours",
        (Unit::Days, 1) => "day",
        (Unit::Days, _) => "days",
        (Unit::Weeks, 1) => "week",
        (Unit::Weeks, _) => "weeks",
    };
    format!("{} {unit}", it.count)
}
