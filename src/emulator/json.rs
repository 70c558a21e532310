//! Rows that say what a JSON object must look like, and the one function that holds JSON against them.

use serde_json::{Map, Value};

use super::reply::Refusal;

/// The form of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Json {
    /// Text.
    Text,
    /// Text that is not empty.
    Filled,
    /// Text that holds a whole number.
    NumberText,
    /// A number without a fraction.
    Whole,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// An object.
    Object,
    /// An array of anything.
    Array,
    /// An array of text.
    Texts,
    /// An array of whole numbers.
    Wholes,
    /// An object whose members are text.
    TextMap,
    /// Text or a whole number: an id that stands in either form.
    Id,
    /// Text out of a closed set.
    Enum(&'static [&'static str]),
    /// Whatever.
    Any,
}

/// Whether a member may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It has to be there.
    Required,
    /// It may be missing or null.
    Optional,
}

/// A member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its form.
    pub json: Json,
    /// Whether it may be left out.
    pub need: Need,
}

/// Makes the row of a member that has to be there.
#[must_use]
pub const fn required(name: &'static str, json: Json) -> Field {
    Field { name, json, need: Need::Required }
}

/// Makes the row of a member that may be left out.
#[must_use]
pub const fn optional(name: &'static str, json: Json) -> Field {
    Field { name, json, need: Need::Optional }
}

/// Returns a member as an object.
///
/// # Errors
/// 400 where it is something else.
pub fn object<'a>(value: &'a Value, place: &str) -> Result<&'a Map<String, Value>, Refusal> {
    value.as_object().ok_or_else(|| malformed(place, "an object"))
}

/// Returns the members of an array; none where it is absent or null.
///
/// # Errors
/// 400 where it is something else.
pub fn array<'a>(map: &'a Map<String, Value>, name: &str) -> Result<&'a [Value], Refusal> {
    match map.get(name) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(items)) => Ok(items),
        Some(_) => Err(malformed(name, "an array")),
    }
}

/// Returns a member as text.
#[must_use]
pub fn text<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    map.get(name).and_then(Value::as_str)
}

/// Returns a member that is there and not null.
#[must_use]
pub fn present<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    map.get(name).filter(|value| !value.is_null())
}

/// Returns an id that may stand as text or as a number.
#[must_use]
pub fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Refuses a member of another form.
#[must_use]
pub fn malformed(place: &str, wanted: &str) -> Refusal {
    Refusal::validation(format!("Invalid input JSON: {place} must be {wanted}"))
}

/// Refuses an object that lacks members.
#[must_use]
pub fn missing(names: &[&str]) -> Refusal {
    Refusal::validation(format!("Some required fields were not set: [{}]", names.join(", ")))
}

/// Holds an object against the rows of its members. Members that no row names are none of its business.
///
/// # Errors
/// 400 for the first member that does not fit.
pub fn judge_fields(map: &Map<String, Value>, fields: &[Field]) -> Result<(), Refusal> {
    let lacking: Vec<&str> = fields
        .iter()
        .filter(|field| field.need == Need::Required && present(map, field.name).is_none())
        .map(|field| field.name)
        .collect();
    if !lacking.is_empty() {
        return Err(missing(&lacking));
    }
    fields.iter().try_for_each(|field| match present(map, field.name) {
        Some(value) => judge_value(value, field.json, field.name),
        None => Ok(()),
    })
}

fn judge_value(value: &Value, json: Json, place: &str) -> Result<(), Refusal> {
    let all = |test: fn(&Value) -> bool| value.as_array().is_some_and(|items| items.iter().all(test));
    let (fits, wanted) = match json {
        Json::Text => (value.is_string(), "text"),
        Json::Filled => (value.as_str().is_some_and(|text| !text.trim().is_empty()), "text that is not blank"),
        Json::NumberText => (value.as_str().is_some_and(|text| text.parse::<i64>().is_ok()), "a number in text"),
        Json::Whole => (is_whole(value), "a whole number"),
        Json::Number => (value.is_number(), "a number"),
        Json::Bool => (value.is_boolean(), "true or false"),
        Json::Object => (value.is_object(), "an object"),
        Json::Array => (value.is_array(), "an array"),
        Json::Texts => (all(Value::is_string), "an array of text"),
        Json::Wholes => (all(is_whole), "an array of whole numbers"),
        Json::TextMap => (value.as_object().is_some_and(|map| map.values().all(Value::is_string)), "an object of text"),
        Json::Id => (value.is_string() || is_whole(value), "an id"),
        Json::Enum(choices) => {
            return match value.as_str() {
                Some(word) if choices.contains(&word) => Ok(()),
                Some(word) => Err(Refusal::validation(format!(
                    "Invalid input JSON: {word} is none of the values of {place}: [{}]",
                    choices.join(", ")
                ))),
                None => Err(malformed(place, "text")),
            };
        }
        Json::Any => (true, ""),
    };
    if fits { Ok(()) } else { Err(malformed(place, wanted)) }
}

fn is_whole(value: &Value) -> bool {
    value.is_i64() || value.is_u64()
}
