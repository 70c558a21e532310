//! What HubSpot makes of JSON that it stores: defaults filled, unknown keys dropped, numbers as floats.

use serde_json::{Map, Value, json};

use super::json::{Field, present, text};
use super::rows::time::{CLOCK, OFFSET_UNITS, REFERENCES, TIME_POINTS};
use super::rows::{BRANCHES, FILTERS, OPERATIONS};
use crate::hubspot::switches::{ReadEmpties, ReadOrder, Switches};

/// Returns a filter branch as it is stored. Kinds that no row knows (a foreign list may hold any) are kept whole.
#[must_use]
pub fn stored_branch(value: &Value) -> Value {
    let Some(map) = value.as_object() else {
        return value.clone();
    };
    let name = text(map, "filterBranchType").unwrap_or_default();
    let kind = BRANCHES.iter().find(|kind| kind.name == name);
    let mut out = match kind {
        Some(kind) => kept(map, &["filterBranchType"], kind.fields),
        None => map.clone(),
    };
    if let Some(kind) = kind {
        out.insert("filterBranchOperator".to_owned(), json!(kind.operator));
    }
    let each = |name: &str, store: fn(&Value) -> Value| {
        let items = map.get(name).and_then(Value::as_array);
        Value::Array(items.into_iter().flatten().map(store).collect())
    };
    out.insert("filters".to_owned(), each("filters", stored_filter));
    out.insert("filterBranches".to_owned(), each("filterBranches", stored_branch));
    Value::Object(out)
}

fn stored_filter(value: &Value) -> Value {
    let Some(map) = value.as_object() else {
        return value.clone();
    };
    let name = text(map, "filterType").unwrap_or_default();
    let Some(kind) = FILTERS.iter().find(|kind| kind.name == name) else {
        return value.clone();
    };
    let mut out = kept(map, &["filterType", "operator"], kind.fields);
    if let Some(operation) = present(map, "operation") {
        out.insert("operation".to_owned(), stored_operation(operation));
    }
    if let Some(id) = present(map, "listId").and_then(super::json::id) {
        out.insert("listId".to_owned(), json!(id));
    }
    if name == "EMAIL_SUBSCRIPTION" {
        // Seen in HubSpot's own example: the ids come back in another order, and the type appears.
        if let Some(Value::Array(ids)) = out.get_mut("subscriptionIds") {
            ids.sort_by_key(ToString::to_string);
        }
        out.entry("subscriptionType".to_owned()).or_insert_with(|| json!("SUBSCRIPTION"));
    }
    Value::Object(out)
}

/// Returns a property operation as it is stored.
#[must_use]
pub fn stored_operation(value: &Value) -> Value {
    let Some(map) = value.as_object() else {
        return value.clone();
    };
    let name = text(map, "operationType").unwrap_or_default();
    let Some(row) = OPERATIONS.iter().find(|row| row.name == name) else {
        return value.clone();
    };
    let mut out = kept(map, &["operationType", "operator", "includeObjectsWithNoValueSet"], row.fields);
    out.entry("includeObjectsWithNoValueSet".to_owned()).or_insert(json!(false));
    for point in ["timePoint", "lowerBoundTimePoint", "upperBoundTimePoint"] {
        if let Some(point) = out.get_mut(point) {
            *point = stored_point(point);
        }
    }
    if name == "NUMBER"
        && let Some(number) = map.get("value").and_then(number_of)
    {
        out.insert("value".to_owned(), json!(number));
    }
    Value::Object(out)
}

/// Returns a time point as it is stored: with what its kind has.
fn stored_point(value: &Value) -> Value {
    let Some(map) = value.as_object() else {
        return value.clone();
    };
    let fields = TIME_POINTS.iter().find(|(known, _)| Some(*known) == text(map, "timeType")).map(|(_, fields)| *fields);
    let Some(fields) = fields else {
        return value.clone();
    };
    let mut out = kept(map, &["timeType"], fields);
    if let Some(reference) = map.get("indexReference").and_then(Value::as_object) {
        let kind = text(reference, "referenceType");
        let fields = REFERENCES.iter().find(|(known, _)| Some(*known) == kind).map_or(&[][..], |(_, fields)| *fields);
        let fields: Vec<Field> = fields.iter().chain(CLOCK).copied().collect();
        out.insert("indexReference".to_owned(), Value::Object(kept(reference, &["referenceType"], &fields)));
    }
    if let Some(offset) = map.get("offset").and_then(Value::as_object) {
        out.insert("offset".to_owned(), Value::Object(kept(offset, OFFSET_UNITS, &[])));
    }
    Value::Object(out)
}

/// Returns the number of a JSON number or of a number in text.
#[must_use]
pub fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Keeps the members that rows know and that are not null.
#[must_use]
pub fn kept(map: &Map<String, Value>, common: &[&str], fields: &[Field]) -> Map<String, Value> {
    map.iter()
        .filter(|(key, value)| {
            !value.is_null() && (common.contains(&key.as_str()) || fields.iter().any(|field| field.name == *key))
        })
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// Which arrays are read as sets by HubSpot, so that their order may change.
const SETS: &[&str] = &[
    "filters",
    "filterBranches",
    "values",
    "eventFilterBranches",
    "reEnrollmentTriggersFilterBranches",
    "listMembershipFilterBranches",
    "suppressionListIds",
    "actions",
];

/// Returns what a read shows of what is stored.
#[must_use]
pub fn shown(switches: &Switches, value: &Value) -> Value {
    match (switches.read_order, switches.read_empties) {
        (ReadOrder::Kept, ReadEmpties::Kept) => value.clone(),
        _ => show(switches, value),
    }
}

fn show(switches: &Switches, value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(|item| show(switches, item)).collect()),
        Value::Object(map) => {
            let mut out = Map::new();
            for (key, member) in map {
                let is_filters = key == "filters" || key == "filterBranches";
                let is_empty = member.as_array().is_some_and(Vec::is_empty);
                if is_filters && is_empty && switches.read_empties == ReadEmpties::Stripped {
                    continue;
                }
                let mut member = show(switches, member);
                if let Value::Array(items) = &mut member
                    && switches.read_order == ReadOrder::Shuffled
                    && SETS.contains(&key.as_str())
                {
                    items.reverse();
                }
                out.insert(key.clone(), member);
            }
            Value::Object(out)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// Makes floats of the amounts of increments, wherever they stand.
pub fn float_increments(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(float_increments),
        Value::Object(map) => {
            for (key, member) in map.iter_mut() {
                if key == "incrementAmount"
                    && let Some(number) = number_of(member)
                {
                    *member = json!(number);
                } else {
                    float_increments(member);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
