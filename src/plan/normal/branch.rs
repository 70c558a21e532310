//! Groups of filters: the one shape that all ways to nest them have in common.
//!
//! HubSpot's own shape is an OR of ANDs. People's lists were made by other hands: a root AND, an OR of one, groups within
//! groups. What only nests is taken apart here; what would have to be multiplied out stays as it is.

use serde_json::{Map, Value, json};

use super::canon::text;

/// Members of a group that say nothing else.
const MEMBERS: [&str; 4] = ["filterBranchOperator", "filterBranchType", "filterBranches", "filters"];

/// Keys of lists of branches in which each one says something by itself: none of these is the root of a rule.
const OTHER_BRANCHES: [&str; 5] = [
    "eventFilterBranches",
    "event_filter_branches",
    "filterBranches",
    "listMembershipFilterBranches",
    "reEnrollmentTriggersFilterBranches",
];

/// Brings a branch into shape, the branches in it being so already.
pub(super) fn shaped(key: &str, mut entries: Map<String, Value>) -> Value {
    match text(&entries, "filterBranchType") {
        Some("OR") if is_group(&entries) => any(entries),
        Some("AND") if is_group(&entries) => {
            let all = all(entries);
            // The root of a rule is an OR, and be it of one.
            let root = !OTHER_BRANCHES.contains(&key) && all.get("filterBranchType") != Some(&json!("OR"));
            if root { any_of(vec![all]) } else { all }
        }
        Some("ASSOCIATION" | "UNIFIED_EVENTS") => {
            let filters = ranges(take(&mut entries, "filters"));
            put(&mut entries, "filters", filters);
            Value::Object(entries)
        }
        _ => Value::Object(entries),
    }
}

fn any(mut entries: Map<String, Value>) -> Value {
    let mut parts = Vec::new();
    for filter in take(&mut entries, "filters") {
        parts.push(all_of(ranges(vec![filter]), Vec::new()));
    }
    for branch in take(&mut entries, "filterBranches") {
        match kind(&branch) {
            Some("OR") if holds_something(&branch) => parts.extend(children(branch)),
            Some("ASSOCIATION" | "UNIFIED_EVENTS") => parts.push(all_of(Vec::new(), vec![branch])),
            _ => parts.push(branch),
        }
    }
    any_of(parts)
}

fn all(mut entries: Map<String, Value>) -> Value {
    let mut filters = ranges(take(&mut entries, "filters"));
    let mut branches = Vec::new();
    for branch in take(&mut entries, "filterBranches") {
        match branch {
            Value::Object(mut inner)
                if text(&inner, "filterBranchType") == Some("AND") && has_something(&inner) && is_group(&inner) =>
            {
                filters.extend(take(&mut inner, "filters"));
                branches.extend(take(&mut inner, "filterBranches"));
            }
            Value::Object(mut inner) if is_one(&inner) => {
                for only in take(&mut inner, "filterBranches") {
                    if let Value::Object(mut only) = only {
                        filters.extend(take(&mut only, "filters"));
                        branches.extend(take(&mut only, "filterBranches"));
                    }
                }
            }
            branch => branches.push(branch),
        }
    }
    if filters.is_empty()
        && let [only] = branches.as_slice()
        && kind(only) == Some("OR")
    {
        return only.clone();
    }
    all_of(filters, branches)
}

/// Tells whether a branch is an OR of one AND that holds something.
fn is_one(entries: &Map<String, Value>) -> bool {
    let branches = entries.get("filterBranches").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let [Value::Object(only)] = branches else { return false };
    let is_and = text(only, "filterBranchType") == Some("AND") && is_group(only) && has_something(only);
    text(entries, "filterBranchType") == Some("OR") && is_group(entries) && !entries.contains_key("filters") && is_and
}

fn any_of(branches: Vec<Value>) -> Value {
    group("OR", Vec::new(), branches)
}

fn all_of(filters: Vec<Value>, branches: Vec<Value>) -> Value {
    group("AND", filters, branches)
}

fn group(kind: &str, filters: Vec<Value>, branches: Vec<Value>) -> Value {
    let mut entries = Map::new();
    put(&mut entries, "filters", filters);
    put(&mut entries, "filterBranches", branches);
    entries.insert("filterBranchOperator".to_owned(), Value::String(kind.to_owned()));
    entries.insert("filterBranchType".to_owned(), Value::String(kind.to_owned()));
    Value::Object(entries)
}

/// Spells a range of numbers as its two ends, both of which are within it.
fn ranges(filters: Vec<Value>) -> Vec<Value> {
    filters.into_iter().flat_map(|filter| ends(&filter).map_or_else(|| vec![filter], Vec::from)).collect()
}

fn ends(filter: &Value) -> Option<[Value; 2]> {
    let operation = filter.get("operation")?.as_object()?;
    let range = text(operation, "operationType") == Some("NUMBER_RANGED");
    if !range || text(operation, "operator") != Some("IS_BETWEEN") {
        return None;
    }
    let end = |bound: &str, other: &str, operator: &str| {
        let mut operation = operation.clone();
        operation.remove(other);
        let value = operation.remove(bound).filter(Value::is_number)?;
        for (key, value) in [("operationType", json!("NUMBER")), ("operator", json!(operator)), ("value", value)] {
            operation.insert(key.to_owned(), value);
        }
        let mut filter = filter.as_object()?.clone();
        filter.insert("operation".to_owned(), Value::Object(operation));
        Some(Value::Object(filter))
    };
    if operation.contains_key("value") {
        return None;
    }
    let low = end("lowerBound", "upperBound", "IS_GREATER_THAN_OR_EQUAL_TO")?;
    let high = end("upperBound", "lowerBound", "IS_LESS_THAN_OR_EQUAL_TO")?;
    Some([low, high])
}

/// Tells whether a branch joins what is in it and says no more: what is not an array of objects is not looked into.
fn is_group(entries: &Map<String, Value>) -> bool {
    let plain = |key: &str| match entries.get(key) {
        None => true,
        Some(Value::Array(items)) => items.iter().all(Value::is_object),
        Some(_) => false,
    };
    let operator = text(entries, "filterBranchOperator") == text(entries, "filterBranchType");
    operator && plain("filters") && plain("filterBranches") && entries.keys().all(|key| MEMBERS.contains(&key.as_str()))
}

/// A branch that holds nothing says something by that; what it is, HubSpot alone knows.
fn has_something(entries: &Map<String, Value>) -> bool {
    ["filters", "filterBranches"]
        .iter()
        .any(|key| entries.get(*key).and_then(Value::as_array).is_some_and(|it| !it.is_empty()))
}

fn holds_something(branch: &Value) -> bool {
    branch.as_object().is_some_and(|entries| has_something(entries) && is_group(entries))
}

fn kind(branch: &Value) -> Option<&str> {
    branch.get("filterBranchType").and_then(Value::as_str)
}

fn children(branch: Value) -> Vec<Value> {
    match branch {
        Value::Object(mut entries) => take(&mut entries, "filterBranches"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Vec::new(),
    }
}

fn take(entries: &mut Map<String, Value>, key: &str) -> Vec<Value> {
    match entries.remove(key) {
        Some(Value::Array(items)) => items,
        Some(other) => {
            entries.insert(key.to_owned(), other);
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// Sets a list of filters or branches, of which neither order nor doubles say anything; one of nothing is none.
fn put(entries: &mut Map<String, Value>, key: &str, mut items: Vec<Value>) {
    items.sort_by_cached_key(Value::to_string);
    items.dedup();
    if !items.is_empty() {
        entries.insert(key.to_owned(), Value::Array(items));
    }
}
