//! One walk over any JSON of HubSpot's; what a piece is shows in its own keys, so that it needs no context.

use serde_json::{Map, Number, Value, json};

use super::branch;
use crate::hubspot::{id, zones};

/// Keys of arrays whose order says nothing.
const SETS: [&str; 19] = [
    "acceptedOptStates",
    "acceptedStatuses",
    "blockedDates",
    "days_of_week",
    "daysOfMonth",
    "daysOfWeek",
    "event_filter_branches",
    "eventFilterBranches",
    "filterBranches",
    "filters",
    "flowIds",
    "listMembershipFilterBranches",
    "reEnrollmentTriggersFilterBranches",
    "searchTerms",
    "subscriptionIds",
    "suppressionListIds",
    "team_ids",
    "timeWindows",
    "user_ids",
];

/// HubSpot's internal names of operation types, which its newest pages print, and the public ones.
const OPERATION_TYPES: [(&str, &str); 18] = [
    ("alltypes", "ALL_PROPERTY"),
    ("bool", "BOOL"),
    ("calendar-date", "CALENDAR_DATE"),
    ("date", "DATE"),
    ("datetime", "DATETIME"),
    ("datetime-comparative", "COMPARATIVE_DATE"),
    ("datetime-ranged", "RANGED_DATE"),
    ("datetime-rolling", "ROLLING_DATE_RANGE"),
    ("enumeration", "ENUMERATION"),
    ("multistring", "MULTISTRING"),
    ("number", "NUMBER"),
    ("number-ranged", "NUMBER_RANGED"),
    ("property-updated-comparative", "COMPARATIVE_PROPERTY_UPDATED"),
    ("rangedtime", "TIME_RANGED"),
    ("rolling-property-updated", "ROLLING_PROPERTY_UPDATED"),
    ("string", "STRING"),
    ("string-comparative", "COMPARATIVE_STRING"),
    ("timepoint", "TIME_POINT"),
];

/// Members of HubSpot's internal form and the public member that says the same.
const INTERNAL_TWINS: [(&str, &str); 3] =
    [("frameworkFilterId", "operator"), ("operatorName", "operator"), ("propertyType", "operationType")];

/// Keys that a piece has by default: the key that makes it such a piece, its value, the default's key and value.
const DEFAULTS: &[(&str, &str, &str, Default)] = &[
    ("filterBranchType", "OR", "filterBranchOperator", Default::Text("OR")),
    ("filterBranchType", "AND", "filterBranchOperator", Default::Text("AND")),
    ("filterBranchType", "ASSOCIATION", "filterBranchOperator", Default::Text("AND")),
    ("filterBranchType", "UNIFIED_EVENTS", "filterBranchOperator", Default::Text("AND")),
    ("filterType", "EMAIL_SUBSCRIPTION", "subscriptionType", Default::Text("SUBSCRIPTION")),
    ("filterType", "PAGE_VIEW", "enableTracking", Default::False),
    ("operationType", "TIME_POINT", "type", Default::Text("TIME_POINT")),
    ("operationType", "TIME_POINT", "endpointBehavior", Default::Text("EXCLUSIVE")),
    ("operationType", "TIME_POINT", "propertyParser", Default::Text("VALUE")),
    ("operationType", "TIME_RANGED", "type", Default::Text("TIME_RANGED")),
    ("operationType", "TIME_RANGED", "lowerBoundEndpointBehavior", Default::Text("INCLUSIVE")),
    ("operationType", "TIME_RANGED", "upperBoundEndpointBehavior", Default::Text("INCLUSIVE")),
    ("operationType", "TIME_RANGED", "propertyParser", Default::Text("VALUE")),
    ("timeType", "DATE", "timezoneSource", Default::Text("CUSTOM")),
    ("timeType", "INDEXED", "timezoneSource", Default::Text("CUSTOM")),
    ("timeType", "PROPERTY_REFERENCED", "timezoneSource", Default::Text("CUSTOM")),
    ("type", "LIST_BASED", "shouldReEnroll", Default::False),
    ("type", "LIST_BASED", "unEnrollObjectsNotMeetingCriteria", Default::False),
    ("type", "EVENT_BASED", "shouldReEnroll", Default::False),
    ("type", "MANUAL", "shouldReEnroll", Default::False),
    ("type", "SINGLE_CONNECTION", "actionTypeVersion", Default::Zero),
];

/// A default's value.
enum Default {
    Text(&'static str),
    False,
    Zero,
}

/// Brings JSON into canonical form.
pub(in crate::plan) fn canon(json: &Value) -> Value {
    under("", json)
}

fn under(key: &str, json: &Value) -> Value {
    match json {
        Value::Null | Value::Bool(_) | Value::String(_) => json.clone(),
        Value::Number(number) => {
            let number = decimal(number);
            // Only whole numbers are ids.
            if id::is_id_key(key) && !number.is_f64() {
                Value::String(number.to_string())
            } else {
                Value::Number(number)
            }
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| under(key, item)).collect();
            if SETS.contains(&key) {
                items.sort_by_cached_key(Value::to_string);
            }
            Value::Array(items)
        }
        Value::Object(entries) => {
            let mut entries: Map<String, Value> = entries
                .iter()
                .map(|(key, value)| (key.clone(), under(key, value)))
                .filter(|(_, value)| !is_nothing(value))
                .collect();
            operation(&mut entries);
            time_point(&mut entries);
            edge(&mut entries);
            shares(&mut entries);
            defaults(&mut entries);
            changes(&mut entries);
            branch::shaped(key, entries)
        }
    }
}

/// A missing key, null and an empty array or object say the same; an empty text is a value.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// 1.0 becomes 1; whole numbers that are written as such stay exact, however big.
fn decimal(number: &Number) -> Number {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    match number.as_f64() {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within the range of the type")]
        Some(float) if number.is_f64() && float.fract() == 0.0 && (-LIMIT..LIMIT).contains(&float) => {
            Number::from(float as i64)
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, positive and within the range of the type"
        )]
        Some(float) if number.is_f64() && float.fract() == 0.0 && (LIMIT..2.0 * LIMIT).contains(&float) => {
            Number::from(float as u64)
        }
        _ => number.clone(),
    }
}

/// Reads text under a key.
pub(super) fn text<'a>(entries: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    entries.get(key).and_then(Value::as_str)
}

/// A test of a property.
fn operation(entries: &mut Map<String, Value>) {
    let Some(kind) = text(entries, "operationType") else { return };
    let kind =
        OPERATION_TYPES.iter().find(|(internal, _)| *internal == kind).map_or(kind, |(_, public)| public).to_owned();
    for (internal, public) in INTERNAL_TWINS {
        if entries.contains_key(public) {
            entries.remove(internal);
        }
    }
    entries.insert("operationType".to_owned(), Value::String(kind));
    entries.entry("includeObjectsWithNoValueSet").or_insert(Value::Bool(false));
    if let Some(Value::Array(values)) = entries.get_mut("values") {
        values.sort_by_cached_key(Value::to_string);
        values.dedup();
    }
    one_text_of_several(entries);
    one_truth(entries);
    absence(entries);
}

/// A property has one type, and where a bool is asked for by its options it is asked for by one of two.
fn one_truth(entries: &mut Map<String, Value>) {
    if text(entries, "operationType") != Some("ENUMERATION") || entries.contains_key("value") {
        return;
    }
    let operator = match text(entries, "operator") {
        Some("IS_ANY_OF") => "IS_EQUAL_TO",
        Some("IS_NONE_OF") => "IS_NOT_EQUAL_TO",
        _ => return,
    };
    let Some([Value::String(only)]) = entries.get("values").and_then(Value::as_array).map(Vec::as_slice) else {
        return;
    };
    let Ok(truth) = only.parse::<bool>() else { return };
    entries.remove("values");
    for (key, value) in [("operationType", json!("BOOL")), ("operator", json!(operator)), ("value", json!(truth))] {
        entries.insert(key.to_owned(), value);
    }
}

/// What asks for empty values is passed by them, whatever else says what becomes of these.
fn absence(entries: &mut Map<String, Value>) {
    let asks = text(entries, "operator") == Some("IS_UNKNOWN");
    if asks && text(entries, "operationType") == Some("ALL_PROPERTY") {
        entries.insert("includeObjectsWithNoValueSet".to_owned(), Value::Bool(false));
    }
}

/// When a property changed is an instant: no time zone makes it earlier or later than when another one did.
fn changes(entries: &mut Map<String, Value>) {
    let operation =
        [("operationType", "TIME_POINT"), ("endpointBehavior", "EXCLUSIVE"), ("propertyParser", "UPDATED_AT")];
    let members = ["operator", "timePoint", "type", "includeObjectsWithNoValueSet"];
    let is_known = |key: &String| members.contains(&key.as_str()) || operation.iter().any(|(known, _)| known == key);
    let fits = operation.iter().all(|(key, word)| text(entries, key) == Some(word)) && entries.keys().all(is_known);
    let whole = fits && matches!(text(entries, "type"), Some("TIME_POINT") | None);
    let Some(point) = entries.get("timePoint").and_then(Value::as_object).filter(|_| whole) else { return };
    let of_point = ["property", "referenceType", "timeType", "timezoneSource", "zoneId"];
    let refers =
        text(point, "timeType") == Some("PROPERTY_REFERENCED") && text(point, "referenceType") == Some("UPDATED_AT");
    let Some(other) = text(point, "property").map(str::to_owned) else { return };
    if !refers || !point.keys().all(|key| of_point.contains(&key.as_str())) {
        return;
    }
    for key in ["endpointBehavior", "propertyParser", "timePoint", "type"] {
        entries.remove(key);
    }
    entries.insert("operationType".to_owned(), json!("COMPARATIVE_PROPERTY_UPDATED"));
    entries.insert("comparisonPropertyName".to_owned(), Value::String(other));
}

/// One text of several is that text.
fn one_text_of_several(entries: &mut Map<String, Value>) {
    let of_one = [
        "IS_EQUAL_TO",
        "IS_NOT_EQUAL_TO",
        "CONTAINS",
        "DOES_NOT_CONTAIN",
        "STARTS_WITH",
        "ENDS_WITH",
        "HAS_EVER_BEEN_EQUAL_TO",
        "HAS_NEVER_BEEN_EQUAL_TO",
    ];
    let equality = text(entries, "operator").is_some_and(|operator| of_one.contains(&operator));
    if !equality || text(entries, "operationType") != Some("MULTISTRING") || entries.contains_key("value") {
        return;
    }
    let Some(Value::Array(values)) = entries.get("values") else { return };
    if let [Value::String(only)] = values.as_slice() {
        let only = Value::String(only.clone());
        entries.remove("values");
        entries.insert("value".to_owned(), only);
        entries.insert("operationType".to_owned(), Value::String("STRING".to_owned()));
    }
}

/// An offset of nothing is no offset, a week is seven days, and a time zone may have two names.
fn time_point(entries: &mut Map<String, Value>) {
    if !entries.contains_key("timeType") {
        return;
    }
    if let Some(Value::String(zone)) = entries.get_mut("zoneId") {
        *zone = zones::kept(zone).to_owned();
    }
    if let Some(Value::Object(offset)) = entries.get_mut("offset") {
        let count = |key: &str| offset.get(key).map_or(Some(0), Value::as_i64);
        if let (Some(weeks), Some(days)) = (count("weeks").filter(|weeks| *weeks != 0), count("days"))
            && let Some(days) = weeks.checked_mul(7).and_then(|more| days.checked_add(more))
        {
            offset.remove("weeks");
            offset.insert("days".to_owned(), Value::from(days));
        }
        offset.retain(|_, amount| amount.as_i64() != Some(0));
        if offset.is_empty() {
            entries.remove("offset");
        }
    }
}

/// Which of the edges into an action is STANDARD and which GOTO depends on the order in which they were drawn.
fn edge(entries: &mut Map<String, Value>) {
    if entries.contains_key("nextActionId") && matches!(text(entries, "edgeType"), Some("STANDARD" | "GOTO")) {
        entries.remove("edgeType");
    }
}

/// Where the ways of a split have one share each, a stored one names none.
fn shares(entries: &mut Map<String, Value>) {
    let Some(Value::Array(branches)) = entries.get_mut("testBranches") else { return };
    let share = |branch: &Value| branch.get("percentage").and_then(Value::as_u64);
    let count = u64::try_from(branches.len()).unwrap_or(0);
    if branches.iter().all(|branch| share(branch).is_some_and(|share| share.checked_mul(count) == Some(100))) {
        for branch in branches.iter_mut().filter_map(Value::as_object_mut) {
            branch.remove("percentage");
        }
    }
}

fn defaults(entries: &mut Map<String, Value>) {
    for (key, value, default, content) in DEFAULTS {
        if text(entries, key) == Some(value) && !entries.contains_key(*default) {
            let content = match content {
                Default::Text(text) => Value::String((*text).to_owned()),
                Default::False => Value::Bool(false),
                Default::Zero => Value::from(0),
            };
            entries.insert((*default).to_owned(), content);
        }
    }
}
