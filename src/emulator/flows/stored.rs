//! A workflow as it is stored: what its source governs, defaults filled, unknown keys dropped.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::emulator::json::text;
use crate::emulator::judge::action::action_fields;
use crate::emulator::judge::flow::{criteria_fields, stored_fields};
use crate::emulator::object::Object;
use crate::emulator::read_back::{float_increments, kept, stored_branch};
use crate::emulator::state::{Millis, iso};
use crate::hubspot::switches::{CustomProperties, EvenShares, Switches};

/// Makes the stored form of a body that was judged.
#[must_use]
pub fn stored(switches: Switches, object: Object, body: &Map<String, Value>, now: Millis) -> Map<String, Value> {
    let mut out = kept(body, &[], &stored_fields(object));
    for (name, default) in defaults(object) {
        out.entry(name.to_owned()).or_insert(default);
    }
    if switches.custom_properties == CustomProperties::Dropped {
        out.insert("customProperties".to_owned(), json!({}));
    }
    let unnamed = format!("Unnamed workflow - {}", iso(now).get(..10).unwrap_or_default());
    out.entry("name".to_owned()).or_insert(json!(unnamed));
    for name in ["description", "uuid"] {
        if text(&out, name) == Some("") {
            out.remove(name);
        }
    }
    for name in ["goalFilterBranch", "suppressionFilterBranch"] {
        change(&mut out, name, stored_branch);
    }
    change(&mut out, "enrollmentCriteria", stored_criteria);
    change_each(&mut out, "actions", stored_action);
    if switches.even_shares == EvenShares::Dropped {
        change_each(&mut out, "actions", without_even_shares);
    }
    out
}

fn defaults(object: Object) -> Vec<(&'static str, Value)> {
    let mut out = vec![
        ("timeWindows", json!([])),
        ("blockedDates", json!([])),
        ("customProperties", json!({})),
        ("dataSources", json!([])),
    ];
    match object {
        Object::Contact => {
            out.push(("suppressionListIds", json!([])));
            out.push(("canEnrollFromSalesforce", json!(false)));
        }
        Object::Company | Object::Deal | Object::Ticket | Object::Custom(_) => {}
    }
    out
}

fn change(map: &mut Map<String, Value>, name: &str, store: fn(&Value) -> Value) {
    if let Some(value) = map.get_mut(name) {
        *value = store(value);
    }
}

fn change_each(map: &mut Map<String, Value>, name: &str, store: fn(&Value) -> Value) {
    if let Some(Value::Array(items)) = map.get_mut(name) {
        items.iter_mut().for_each(|item| *item = store(item));
    }
}

fn stored_criteria(value: &Value) -> Value {
    let Some(map) = value.as_object() else {
        return value.clone();
    };
    let mut out = kept(map, &["type"], criteria_fields(text(map, "type").unwrap_or_default()));
    for name in ["listFilterBranch", "refinementCriteria"] {
        change(&mut out, name, stored_branch);
    }
    for name in ["eventFilterBranches", "listMembershipFilterBranches", "reEnrollmentTriggersFilterBranches"] {
        change_each(&mut out, name, stored_branch);
    }
    Value::Object(out)
}

/// Leaves out the percentages of a test whose branches have one share each.
fn without_even_shares(action: &Value) -> Value {
    let mut action = action.clone();
    if let Some(Value::Array(branches)) = action.get_mut("testBranches") {
        let shares: Vec<Option<&Value>> = branches.iter().map(|branch| branch.get("percentage")).collect();
        if shares.iter().all(|share| *share == shares.first().copied().flatten()) {
            for branch in branches.iter_mut().filter_map(Value::as_object_mut) {
                branch.remove("percentage");
            }
        }
    }
    action
}

fn stored_action(value: &Value) -> Value {
    let Some(map) = value.as_object() else {
        return value.clone();
    };
    let kind = text(map, "type").unwrap_or_default();
    let mut out = kept(map, &["type"], action_fields(kind));
    change_each(&mut out, "listBranches", |branch| {
        let Some(map) = branch.as_object() else {
            return branch.clone();
        };
        let mut out: Map<String, Value> =
            map.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.clone(), value.clone())).collect();
        change(&mut out, "filterBranch", stored_branch);
        Value::Object(out)
    });
    // What a wait waits for are branches as in an enrolment.
    if let Some(Value::Object(fields)) = out.get_mut("fields") {
        change_each(fields, "event_filter_branches", stored_branch);
    }
    let mut out = Value::Object(out);
    float_increments(&mut out);
    out
}

/// Returns the actions of a body: by id, the type and the action type id.
#[must_use]
pub fn action_types(body: &Map<String, Value>) -> BTreeMap<String, (String, String)> {
    let word = |action: &Value, name: &str| action.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    body.get("actions")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|action| (word(action, "actionId"), (word(action, "type"), word(action, "actionTypeId"))))
        .collect()
}
