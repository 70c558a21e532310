//! Ranges of numbers: a test of its own in older lists, and two of its ends in newer ones.

use serde_json::{Map, Value, json};

use super::canon::{canon, text};

/// Spells each range among the filters of a branch as its two ends, both of which are within it.
pub(super) fn spread(branch: &mut Map<String, Value>) {
    let kind = text(branch, "filterBranchType");
    let is_any = kind == Some("OR");
    if !is_any && !matches!(kind, Some("AND" | "ASSOCIATION" | "UNIFIED_EVENTS")) {
        return;
    }
    let Some(Value::Array(filters)) = branch.get("filters") else { return };
    let read: Vec<(Value, Option<[Value; 2]>)> = filters.iter().map(|filter| (filter.clone(), ends(filter))).collect();
    if read.iter().all(|(_, ends)| ends.is_none()) {
        return;
    }
    let (mut filters, mut branches) = (Vec::new(), Vec::new());
    for (filter, ends) in read {
        match ends {
            None => filters.push(filter),
            // Of several filters one is enough here: both ends stay together in a branch of their own.
            Some(ends) if is_any => branches.push(json!({ "filterBranchOperator": "AND", "filterBranchType": "AND",
                "filterBranches": [], "filters": ends })),
            Some(ends) => filters.extend(ends),
        }
    }
    if !branches.is_empty() {
        match branch.entry("filterBranches").or_insert_with(|| json!([])) {
            Value::Array(others) => others.extend(branches),
            // Whatever that is, it is kept.
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => return,
        }
    }
    branch.insert("filters".to_owned(), Value::Array(filters));
}

fn ends(filter: &Value) -> Option<[Value; 2]> {
    let Value::Object(operation) = canon(filter.get("operation")?) else { return None };
    let range = text(&operation, "operationType") == Some("NUMBER_RANGED");
    if !range || text(&operation, "operator") != Some("IS_BETWEEN") || operation.contains_key("value") {
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
    let low = end("lowerBound", "upperBound", "IS_GREATER_THAN_OR_EQUAL_TO")?;
    let high = end("upperBound", "lowerBound", "IS_LESS_THAN_OR_EQUAL_TO")?;
    Some([low, high])
}
