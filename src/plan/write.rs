//! The placeholders in what is written: ids that a plan cannot know, by label.

use serde_json::{Map, Value};

use crate::hubspot::doc::{HOLE_KEY, Shape};

/// Fills the placeholders whose ids are known; the others stay.
#[must_use]
pub fn fill(value: &Value, find: &dyn Fn(&str) -> Option<String>) -> Value {
    match value {
        Value::Object(entries) => match entries.get(HOLE_KEY).and_then(Value::as_str) {
            Some(label) => find(label).map_or_else(|| value.clone(), |id| shape(entries).value(&id)),
            None => Value::Object(entries.iter().map(|(key, value)| (key.clone(), fill(value, find))).collect()),
        },
        Value::Array(items) => Value::Array(items.iter().map(|item| fill(item, find)).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// Visits the labels of the placeholders in a value.
pub fn holes(value: &Value, visit: &mut dyn FnMut(&str)) {
    match value {
        Value::Object(entries) => match entries.get(HOLE_KEY).and_then(Value::as_str) {
            Some(label) => visit(label),
            None => entries.values().for_each(|inner| holes(inner, visit)),
        },
        Value::Array(items) => items.iter().for_each(|item| holes(item, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn shape(entries: &Map<String, Value>) -> Shape {
    match entries.get("as").and_then(Value::as_str) {
        Some("number") => Shape::Number,
        Some(_) | None => Shape::Text,
    }
}
