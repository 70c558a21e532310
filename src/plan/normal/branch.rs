//! Groups of filters: the one shape that all ways to nest them have in common.
//!
//! HubSpot's own shape is an OR of ANDs. People's lists were made by other hands: a root AND, an OR of one, groups within
//! groups. They are taken apart here, and an OR within an AND is multiplied out as far as one list may hold the result.

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

/// So many filters one list may hold: what would be more when multiplied out stays as it is.
const MOST_FILTERS: usize = 250;

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
            let filters = take(&mut entries, "filters");
            put(&mut entries, "filters", filters);
            Value::Object(entries)
        }
        _ => Value::Object(entries),
    }
}

fn any(mut entries: Map<String, Value>) -> Value {
    let mut parts = Vec::new();
    for filter in take(&mut entries, "filters") {
        parts.push(all_of(vec![filter], Vec::new()));
    }
    for branch in take(&mut entries, "filterBranches") {
        match kind(&branch) {
            Some("OR") if holds_something(&branch) => parts.extend_from_slice(items(&branch, "filterBranches")),
            Some("ASSOCIATION" | "UNIFIED_EVENTS") => parts.push(all_of(Vec::new(), vec![branch])),
            _ => parts.push(branch),
        }
    }
    any_of(parts)
}

fn all(mut entries: Map<String, Value>) -> Value {
    let mut filters = take(&mut entries, "filters");
    let mut branches = Vec::new();
    for branch in take(&mut entries, "filterBranches") {
        if kind(&branch) == Some("AND") && holds_something(&branch) {
            filters.extend_from_slice(items(&branch, "filters"));
            branches.extend_from_slice(items(&branch, "filterBranches"));
        } else {
            branches.push(branch);
        }
    }
    product(&filters, &branches).unwrap_or_else(|| all_of(filters, branches))
}

/// Multiplies an AND with the ORs in it: an OR of ANDs. Nothing where there are none, or it grows too large.
fn product(filters: &[Value], branches: &[Value]) -> Option<Value> {
    let (ors, others): (Vec<&Value>, Vec<&Value>) = branches.iter().partition(|branch| is_or_of_ands(branch));
    if ors.is_empty() {
        return None;
    }
    let mut all = vec![(filters.to_vec(), others.into_iter().cloned().collect::<Vec<Value>>())];
    for or in ors {
        let parts = items(or, "filterBranches");
        let mut joined = Vec::new();
        let mut size = 0;
        for (filters, branches) in &all {
            for part in parts {
                let with = |own: &[Value], key: &str| [own, items(part, key)].concat();
                let (filters, branches) = (with(filters, "filters"), with(branches, "filterBranches"));
                size += filters.len() + branches.len();
                if size > MOST_FILTERS {
                    return None;
                }
                joined.push((filters, branches));
            }
        }
        all = joined;
    }
    Some(any_of(all.into_iter().map(|(filters, branches)| all_of(filters, branches)).collect()))
}

fn is_or_of_ands(branch: &Value) -> bool {
    let is_and = |part: &Value| kind(part) == Some("AND") && holds_something(part);
    kind(branch) == Some("OR") && holds_something(branch) && items(branch, "filterBranches").iter().all(is_and)
}

fn items<'j>(branch: &'j Value, key: &str) -> &'j [Value] {
    branch.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
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
fn holds_something(branch: &Value) -> bool {
    let filled = ["filters", "filterBranches"].iter().any(|key| !items(branch, key).is_empty());
    filled && branch.as_object().is_some_and(is_group)
}

fn kind(branch: &Value) -> Option<&str> {
    branch.get("filterBranchType").and_then(Value::as_str)
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
