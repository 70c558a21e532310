//! The normal form: what two spellings of one definition have in common.
//!
//! HubSpot drops what is empty, fills in defaults, turns whole numbers into floats and reorders sets. The normal form
//! takes all that away, and what the server owns with it; what is left differs only where the meaning does. It keeps
//! what it doesn't know, and is idempotent. Of groups of filters it keeps who passes them and not how they nest.
//!
//! Older spellings of dates and of ranges stay as they are here: what they mean depends on the portal's time zone, which
//! no filter of theirs names, and on switches. A [`Reading`] for a portal brings them to the newer ones first.

mod branch;
mod canon;
mod older;
mod range;
mod shape;

use serde_json::{Map, Value};

pub(super) use canon::canon;
pub use older::Reading;

/// What the server owns in a flow; none of it belongs to a definition.
pub const FLOW_SERVER_OWNED: [&str; 7] =
    ["id", "createdAt", "updatedAt", "revisionId", "nextAvailableActionId", "crmObjectCreationStatus", "dataSources"];

/// What is set when a flow is made and never again; bodies that replace a flow leave it out.
pub const FLOW_FIXED: [&str; 2] = ["objectTypeId", "flowType"];

/// What the server owns in a list, and what it fills in unasked and takes no change of.
const LIST_SERVER_OWNED: [&str; 12] = [
    "listId",
    "listVersion",
    "createdAt",
    "createdById",
    "updatedAt",
    "updatedById",
    "deletedAt",
    "filtersUpdatedAt",
    "size",
    "processingStatus",
    "listPermissions",
    "membershipSettings",
];

/// What the server owns in a property.
const PROPERTY_SERVER_OWNED: [&str; 14] = [
    "archived",
    "archivedAt",
    "calculated",
    "createdAt",
    "createdUserId",
    "dateDisplayHint",
    "displayOrder",
    "formField",
    "hasUniqueValue",
    "hubspotDefined",
    "modificationMetadata",
    "showCurrencySymbol",
    "updatedAt",
    "updatedUserId",
];

/// Returns the normal form of a filter branch.
#[must_use]
pub fn filter(json: &Value) -> Value {
    canon(json)
}

/// Returns the normal form of a list: title, object, kind and rule.
#[must_use]
pub fn list(json: &Value) -> Value {
    without(canon(json), &LIST_SERVER_OWNED)
}

/// Returns the normal form of a flow, action ids kept and actions sorted by them.
#[must_use]
pub fn flow(json: &Value) -> Value {
    let mut flow = without(canon(json), &FLOW_SERVER_OWNED);
    if let Value::Object(entries) = &mut flow {
        drop_false(entries, "canEnrollFromSalesforce");
        // The order of the array says nothing: the edges do.
        if let Some(Value::Array(actions)) = entries.get_mut("actions") {
            actions.sort_by_cached_key(shape::order);
        }
    }
    flow
}

/// Returns the normal form of a flow with its actions named by their place in the walk from the first one, so that two
/// flows which differ in action ids alone are equal. What the walk does not reach keeps its id behind a `?`.
#[must_use]
pub fn flow_shape(json: &Value) -> Value {
    flow(&shape::renamed(flow(json)))
}

/// Returns the normal form of a property.
#[must_use]
pub fn property(json: &Value) -> Value {
    let mut property = without(canon(json), &PROPERTY_SERVER_OWNED);
    if let Value::Object(entries) = &mut property {
        drop_false(entries, "hidden");
        drop_false(entries, "externalOptions");
        drop_empty_text(entries, "description");
        entries.entry("dataSensitivity").or_insert_with(|| Value::String("non_sensitive".to_owned()));
        if let Some(Value::Array(options)) = entries.get_mut("options") {
            for option in options.iter_mut().filter_map(Value::as_object_mut) {
                // Where an option stands among the others is for people to arrange.
                option.remove("displayOrder");
                drop_false(option, "hidden");
                drop_empty_text(option, "description");
            }
            options.sort_by_cached_key(Value::to_string);
        }
    }
    property
}

/// Tells whether a live flow is what was wanted, action ids included.
///
/// The server may raise the version of an action type, and a body that replaces a flow leaves out what never changes;
/// neither makes a difference.
#[must_use]
pub fn equal_flow(wanted: &Value, live: &Value) -> bool {
    equal(flow(wanted), flow(live))
}

/// Tells whether a live flow is what was wanted, up to action ids.
#[must_use]
pub fn equal_flow_shape(wanted: &Value, live: &Value) -> bool {
    equal(flow_shape(wanted), flow_shape(live))
}

fn equal(wanted: Value, mut live: Value) -> bool {
    if let (Value::Object(wanted), Value::Object(live)) = (&wanted, &mut live) {
        for key in FLOW_FIXED.into_iter().chain(["uuid"]) {
            if !wanted.contains_key(key) {
                live.remove(key);
            }
        }
        lower_versions(wanted, live);
    }
    wanted == live
}

/// Sets each live action type version that is above the wanted one down to it.
fn lower_versions(wanted: &Map<String, Value>, live: &mut Map<String, Value>) {
    const VERSION: &str = "actionTypeVersion";
    let (Some(Value::Array(wanted)), Some(Value::Array(live))) = (wanted.get("actions"), live.get_mut("actions"))
    else {
        return;
    };
    // Both are sorted by id: where they are equal, equals stand side by side.
    for (wanted, live) in wanted.iter().zip(live) {
        let version = |action: &Value| action.get(VERSION).and_then(Value::as_u64);
        if let (Some(below), Some(above)) = (version(wanted), version(live))
            && above > below
            && let Some(entries) = live.as_object_mut()
        {
            entries.insert(VERSION.to_owned(), Value::from(below));
        }
    }
}

fn without(json: Value, keys: &[&str]) -> Value {
    match json {
        Value::Object(mut entries) => {
            entries.retain(|key, _| !keys.contains(&key.as_str()));
            Value::Object(entries)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => json,
    }
}

fn drop_false(entries: &mut Map<String, Value>, key: &str) {
    if entries.get(key) == Some(&Value::Bool(false)) {
        entries.remove(key);
    }
}

fn drop_empty_text(entries: &mut Map<String, Value>, key: &str) {
    if entries.get(key).and_then(Value::as_str) == Some("") {
        entries.remove(key);
    }
}
