//! Property operations.

use serde_json::{Map, Value};

use super::filter::undecodable;
use super::point::judge_times;
use super::{Scope, judge_keys};
use crate::emulator::json::{Json, array, judge_fields, malformed, missing, object, present, text};
use crate::emulator::reply::Refusal;
use crate::emulator::rows::{EVENT_OPERATIONS, Kind, OPERATIONS, Operation};
use crate::emulator::state::{PropertyRow, State};
use crate::hubspot::switches::{NumberText, OwnerValues, RangedBounds};

const COMMON: &[&str] = &["operationType", "operator", "includeObjectsWithNoValueSet"];

/// Judges an operation on a property of the scope's object type.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_operation(scope: Scope<'_>, property: &str, map: &Map<String, Value>) -> Result<(), Refusal> {
    let row = judge_form(scope, map)?;
    let Some(found) = scope.state.property(scope.object, property) else {
        return Err(Refusal::validation(format!("Property \"{property}\" does not exist")));
    };
    let by_update = text(map, "propertyParser") == Some("UPDATED_AT");
    let kind = Kind::of(&found.kind);
    if !(row.kinds.contains(&kind) || (by_update && row.name.starts_with("TIME_"))) {
        return Err(wrong_type(row, found));
    }
    let operator = text(map, "operator").unwrap_or_default();
    if found.calculated && (operator.starts_with("HAS_EVER") || operator.starts_with("HAS_NEVER")) {
        return Err(Refusal::validation(format!("{operator} cannot be used on a calculated property")));
    }
    judge_values(scope.state, map, kind, found)?;
    if let Some(other) = text(map, "comparisonPropertyName") {
        let Some(other) = scope.state.property(scope.object, other) else {
            return Err(Refusal::validation(format!("Property \"{other}\" does not exist")));
        };
        if !row.kinds.contains(&Kind::of(&other.kind)) {
            return Err(wrong_type(row, other));
        }
    }
    judge_times(scope, map)
}

/// Judges an operation on an event's property; with a property, on the value that it changes to.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_event_operation(
    scope: Scope<'_>,
    map: &Map<String, Value>,
    changed: Option<(Kind, &PropertyRow)>,
) -> Result<(), Refusal> {
    let row = judge_form(scope, map)?;
    if let Some((kind, property)) = changed {
        if !row.kinds.contains(&kind) {
            return Err(wrong_type(row, property));
        }
        judge_values(scope.state, map, kind, property)?;
        return judge_times(scope, map);
    }
    let operator = text(map, "operator").unwrap_or_default();
    match EVENT_OPERATIONS.iter().find(|(name, _)| *name == row.name) {
        Some((_, operators)) if operators.contains(&operator) => Ok(()),
        _ => Err(Refusal::validation(format!("{} {operator} cannot be used on events", row.name))),
    }
}

/// Judges an operation by itself: its kind, its members, its operator.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_form(scope: Scope<'_>, map: &Map<String, Value>) -> Result<&'static Operation, Refusal> {
    let Some(name) = present(map, "operationType") else {
        return Err(missing(&["operationType"]));
    };
    let name = name.as_str().ok_or_else(|| malformed("operationType", "text"))?;
    let Some(row) = OPERATIONS.iter().find(|row| row.name == name) else {
        return Err(Refusal::validation(format!("Invalid input JSON: {name} is no operationType")));
    };
    let operator = present(map, "operator").ok_or_else(|| missing(&["operator"]))?;
    let operator = operator.as_str().ok_or_else(|| malformed("operator", "text"))?;
    if !row.operators.contains(&operator) {
        return Err(undecodable(operator));
    }
    if name == "NUMBER" && scope.state.switches.number_text == NumberText::Coerced {
        judge_number_text(map)?;
    } else {
        judge_fields(map, row.fields)?;
    }
    judge_keys(scope.state, map, COMMON, row.fields)?;
    if present(map, "includeObjectsWithNoValueSet").is_some_and(|flag| !flag.is_boolean()) {
        return Err(malformed("includeObjectsWithNoValueSet", "true or false"));
    }
    let has_values = row.fields.iter().any(|field| field.name == "values" && field.json == Json::Texts);
    if has_values && array(map, "values")?.is_empty() {
        return Err(Refusal::validation("values must not be empty"));
    }
    let bounds = [map.get("lowerBound"), map.get("upperBound")];
    if name == "NUMBER_RANGED"
        && scope.state.switches.ranged_bounds == RangedBounds::Whole
        && bounds.into_iter().flatten().any(|bound| !(bound.is_i64() || bound.is_u64()))
    {
        return Err(malformed("lowerBound and upperBound", "whole numbers"));
    }
    Ok(row)
}

fn judge_number_text(map: &Map<String, Value>) -> Result<(), Refusal> {
    match present(map, "value") {
        Some(Value::Number(_)) => Ok(()),
        Some(Value::String(text)) if text.parse::<f64>().is_ok() => Ok(()),
        Some(_) => Err(malformed("value", "a number")),
        None => Err(missing(&["value"])),
    }
}

fn wrong_type(row: &Operation, property: &PropertyRow) -> Refusal {
    Refusal::validation(format!(
        "Operation {} is not valid for property {} of type {}",
        row.name, property.name, property.kind
    ))
    .sub_category("ListError.INVALID_OPERATION_FOR_PROPERTY_TYPE")
}

fn judge_values(state: &State, map: &Map<String, Value>, kind: Kind, property: &PropertyRow) -> Result<(), Refusal> {
    if text(map, "operationType") != Some("ENUMERATION") {
        return Ok(());
    }
    for value in array(map, "values")?.iter().filter_map(Value::as_str) {
        let fits = match kind {
            Kind::Bool => value == "true" || value == "false",
            Kind::Enumeration => is_option(state, property, value),
            Kind::String | Kind::Number | Kind::Date | Kind::DateTime | Kind::Other => true,
        };
        if !fits {
            return Err(Refusal::validation(format!("{value} is not an option of property {}", property.name)));
        }
    }
    Ok(())
}

/// Tells whether a value is one that an enumeration can have.
#[must_use]
pub fn is_option(state: &State, property: &PropertyRow, value: &str) -> bool {
    if property.referenced.as_deref() == Some("OWNER") {
        return match state.switches.owner_values {
            OwnerValues::Free => true,
            OwnerValues::Checked => value.parse().is_ok_and(|id: u64| state.data.owners.get(&id).is_some()),
        };
    }
    // An enumeration without options draws them from elsewhere: nothing can be said about a value.
    property.options.is_empty() || property.options.iter().any(|option| option.value == value)
}

/// Judges an operation that stands where a property's operation may: in a refine-by, in a line of an event.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_bare_operation(scope: Scope<'_>, value: &Value) -> Result<(), Refusal> {
    let map = object(value, "operation")?;
    judge_form(scope, map)?;
    judge_times(scope, map)
}
