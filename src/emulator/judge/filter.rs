//! Branches and filters.

use serde_json::{Map, Value};

use super::activity::{judge_activity, judge_refines};
use super::operation::{judge_event_operation, judge_operation};
use super::{Place, Scope, judge_keys};
use crate::emulator::json::{array, id, judge_fields, malformed, missing, object, present, text};
use crate::emulator::object::Object;
use crate::emulator::reply::Refusal;
use crate::emulator::rows::links::{ASSOCIATIONS, EVENT_TYPES, FORM_SUBMITTED, PROPERTY_CHANGE};
use crate::emulator::rows::{BRANCHES, BranchKind, FILTERS, IN_LIST_TYPES, Kind};
use crate::emulator::state::LabelKey;
use crate::hubspot::switches::BranchOperator;

/// How many filters one definition may hold.
pub const MOST_FILTERS: usize = 250;
/// How deep branches may nest before they are read as nonsense.
const DEEPEST: usize = 16;

const BRANCH_KEYS: &[&str] = &["filterBranchType", "filterBranchOperator", "filterBranches", "filters"];

/// Judges a whole filter branch from its root.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_root(scope: Scope<'_>, value: &Value) -> Result<(), Refusal> {
    let map = object(value, "filterBranch")?;
    let kind = branch_kind(map)?;
    let fits = match scope.place {
        Place::List => kind.name == "OR",
        // The server keeps a root AND with filters on it: HubSpot's default ticket workflows have one.
        Place::Flow => kind.name == "OR" || kind.name == "AND",
    };
    if !fits {
        return Err(Refusal::validation("The root filter branch must be an OR of ANDs"));
    }
    let mut count = 0;
    judge_branch(scope, map, 0, &mut count)?;
    if count > MOST_FILTERS {
        return Err(Refusal::validation(format!("No more than {MOST_FILTERS} filters are allowed")));
    }
    Ok(())
}

fn branch_kind(map: &Map<String, Value>) -> Result<&'static BranchKind, Refusal> {
    let Some(name) = present(map, "filterBranchType") else {
        return Err(missing(&["filterBranchType"]));
    };
    let name = name.as_str().ok_or_else(|| malformed("filterBranchType", "text"))?;
    BRANCHES.iter().find(|kind| kind.name == name).ok_or_else(|| {
        Refusal::validation(format!("Invalid input JSON: {name} is no filterBranchType that may be written"))
    })
}

fn judge_branch(scope: Scope<'_>, map: &Map<String, Value>, depth: usize, count: &mut usize) -> Result<(), Refusal> {
    if depth > DEEPEST {
        return Err(Refusal::validation("The filter branches are nested too deeply"));
    }
    let kind = branch_kind(map)?;
    judge_fields(map, kind.fields)?;
    judge_keys(scope.state, map, BRANCH_KEYS, kind.fields)?;
    judge_branch_operator(scope, map, kind)?;
    judge_refines(scope, map)?;
    let filters = array(map, "filters")?;
    let branches = array(map, "filterBranches")?;
    *count += filters.len();
    let inner = match kind.name {
        "OR" => {
            if !filters.is_empty() {
                return Err(Refusal::validation("An OR filter branch cannot have filters"));
            }
            if branches.is_empty() {
                return Err(Refusal::validation("An OR filter branch needs at least one AND filter branch"));
            }
            scope
        }
        "ASSOCIATION" => {
            if filters.is_empty() {
                return Err(Refusal::validation("An ASSOCIATION filter branch needs at least one filter"));
            }
            scope.of(judge_association(scope, map)?)
        }
        "UNIFIED_EVENTS" => {
            judge_event_type(map)?;
            judge_event_filters(scope, map)?;
            scope
        }
        _ => scope,
    };
    if kind.name != "UNIFIED_EVENTS" {
        for filter in filters {
            judge_filter(inner, object(filter, "filters")?)?;
        }
    }
    for branch in branches {
        let branch = object(branch, "filterBranches")?;
        let below = branch_kind(branch)?;
        if !kind.holds.contains(&below.name) {
            return Err(Refusal::validation(format!("{} cannot stand in {}", below.name, kind.name)));
        }
        judge_branch(inner, branch, depth + 1, count)?;
    }
    Ok(())
}

fn judge_branch_operator(scope: Scope<'_>, map: &Map<String, Value>, kind: &BranchKind) -> Result<(), Refusal> {
    let Some(operator) = present(map, "filterBranchOperator") else {
        return Ok(());
    };
    let operator = operator.as_str().ok_or_else(|| malformed("filterBranchOperator", "text"))?;
    match scope.state.switches.branch_operator {
        BranchOperator::Ignored => Ok(()),
        BranchOperator::Checked if operator == kind.operator => Ok(()),
        BranchOperator::Checked => Err(Refusal::validation(format!(
            "filterBranchOperator {operator} does not fit filterBranchType {}",
            kind.name
        ))),
    }
}

/// Judges where an association leads, and that there is such an association.
fn judge_association(scope: Scope<'_>, map: &Map<String, Value>) -> Result<Object, Refusal> {
    let target = text(map, "objectTypeId").unwrap_or_default();
    let Some(target) = Object::by_id(target) else {
        return Err(Refusal::validation(format!("The objectTypeId {target} is not valid for this portal."))
            .sub_category("ListError.INVALID_OBJECT_TYPE_FOR_LIST"));
    };
    judge_association_type(scope, map, target)?;
    Ok(target)
}

/// Judges category and type id of an association from the scope's object type to another.
///
/// # Errors
/// 400 where the portal has no such association in this direction.
pub fn judge_association_type(scope: Scope<'_>, map: &Map<String, Value>, target: Object) -> Result<(), Refusal> {
    let type_id = map.get("associationTypeId").and_then(Value::as_u64).unwrap_or_default();
    let category = text(map, "associationCategory").unwrap_or_default();
    let known = match category {
        "HUBSPOT_DEFINED" => ASSOCIATIONS
            .iter()
            .any(|(from, to, known, _)| scope.object.id() == *from && target.id() == *to && *known == type_id),
        "USER_DEFINED" => scope.state.data.labels.get(&LabelKey { from: scope.object, to: target, type_id }).is_some(),
        _ => false,
    };
    if known {
        return Ok(());
    }
    Err(Refusal::validation(format!(
        "There is no association {category} {type_id} from {} to {}",
        scope.object.id(),
        target.id()
    )))
}

fn judge_filter(scope: Scope<'_>, map: &Map<String, Value>) -> Result<(), Refusal> {
    let Some(name) = present(map, "filterType") else {
        return Err(missing(&["filterType"]));
    };
    let name = name.as_str().ok_or_else(|| malformed("filterType", "text"))?;
    let Some(kind) = FILTERS.iter().find(|kind| kind.name == name) else {
        return Err(Refusal::validation(format!("Invalid input JSON: {name} is no filterType")));
    };
    judge_fields(map, kind.fields)?;
    judge_keys(scope.state, map, &["filterType", "operator"], kind.fields)?;
    if !kind.operators.is_empty() {
        let operator = present(map, "operator").ok_or_else(|| missing(&["operator"]))?;
        let operator = operator.as_str().ok_or_else(|| malformed("operator", "text"))?;
        if !kind.operators.contains(&operator) {
            return Err(undecodable(operator));
        }
    }
    judge_refines(scope, map)?;
    match name {
        "PROPERTY" => {
            let property = text(map, "property").unwrap_or_default();
            let operation = object(map.get("operation").unwrap_or(&Value::Null), "operation")?;
            judge_operation(scope, property, operation)
        }
        "IN_LIST" => judge_in_list(scope, map),
        "ASSOCIATION" => judge_list_exists(scope, map),
        "CONSTANT" => Ok(()),
        _ => judge_activity(scope, name, map),
    }
}

fn judge_in_list(scope: Scope<'_>, map: &Map<String, Value>) -> Result<(), Refusal> {
    if let Some(metadata) = present(map, "metadata") {
        let metadata = object(metadata, "metadata")?;
        let kind = text(metadata, "inListType").ok_or_else(|| missing(&["inListType"]))?;
        present(metadata, "id").ok_or_else(|| missing(&["id"]))?;
        if !IN_LIST_TYPES.contains(&kind) {
            return Err(undecodable(kind));
        }
        return Ok(());
    }
    judge_list_exists(scope, map)
}

fn judge_list_exists(scope: Scope<'_>, map: &Map<String, Value>) -> Result<(), Refusal> {
    let list = present(map, "listId").and_then(id).ok_or_else(|| missing(&["listId"]))?;
    let Some(found) = scope.state.living_list(&list) else {
        return Err(Refusal::validation(format!("List {list} does not exist")));
    };
    let is_association = text(map, "filterType") == Some("ASSOCIATION");
    if !is_association && found.object != scope.object {
        return Err(Refusal::validation(format!("List {list} holds objects of another type")));
    }
    Ok(())
}

/// Judges a flat branch of events, as the enrolment of a workflow holds them.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_event_branch(scope: Scope<'_>, value: &Value) -> Result<(), Refusal> {
    let map = object(value, "eventFilterBranches")?;
    let kind = branch_kind(map)?;
    if kind.name != "UNIFIED_EVENTS" {
        return Err(Refusal::validation("An event filter branch must be of the type UNIFIED_EVENTS"));
    }
    if !array(map, "filterBranches")?.is_empty() {
        return Err(Refusal::validation("An event filter branch must be flat"));
    }
    judge_branch(scope, map, 0, &mut 0)?;
    if text(map, "eventTypeId") == Some(PROPERTY_CHANGE) {
        let names: Vec<&str> =
            array(map, "filters")?.iter().filter_map(|filter| filter.get("property").and_then(Value::as_str)).collect();
        if !(names.contains(&"hs_name") && names.contains(&"hs_value")) {
            return Err(Refusal::validation("Property name and value filter is missing"));
        }
    }
    Ok(())
}

/// Judges a trigger of re-enrolment: an AND of a property's name and an operation on its value.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_trigger(scope: Scope<'_>, value: &Value) -> Result<(), Refusal> {
    let map = object(value, "reEnrollmentTriggersFilterBranches")?;
    let kind = branch_kind(map)?;
    if kind.name != "AND" || !array(map, "filterBranches")?.is_empty() {
        return Err(Refusal::validation("A re-enrollment trigger must be a flat AND filter branch"));
    }
    judge_branch_operator(scope, map, kind)?;
    judge_keys(scope.state, map, BRANCH_KEYS, kind.fields)?;
    judge_name_and_value(scope, map)
}

fn judge_event_type(map: &Map<String, Value>) -> Result<(), Refusal> {
    let event = text(map, "eventTypeId").unwrap_or_default();
    let custom = event.strip_prefix("6-").is_some_and(|rest| rest.parse::<u64>().is_ok());
    if EVENT_TYPES.contains(&event) || custom {
        return Ok(());
    }
    Err(Refusal::validation(format!("There is no event type {event}")))
}

fn judge_event_filters(scope: Scope<'_>, map: &Map<String, Value>) -> Result<(), Refusal> {
    if text(map, "eventTypeId") == Some(PROPERTY_CHANGE) && !array(map, "filters")?.is_empty() {
        return judge_name_and_value(scope, map);
    }
    for filter in array(map, "filters")? {
        let (property, operation) = event_filter(scope, filter)?;
        judge_event_operation(scope, operation, None)?;
        if property == "hs_form_id" && text(map, "eventTypeId") == Some(FORM_SUBMITTED) {
            for form in array(operation, "values")?.iter().filter_map(Value::as_str) {
                if scope.state.data.forms.get(&form.to_owned()).is_none() {
                    return Err(Refusal::validation(format!("There is no form {form}")));
                }
            }
        }
    }
    Ok(())
}

/// `hs_name` says which property, `hs_value` holds an operation that has to fit it.
fn judge_name_and_value(scope: Scope<'_>, map: &Map<String, Value>) -> Result<(), Refusal> {
    let filters = array(map, "filters")?;
    let mut named = None;
    for filter in filters {
        let (property, operation) = event_filter(scope, filter)?;
        if property == "hs_name" {
            let is_equality = text(operation, "operationType") == Some("STRING")
                && text(operation, "operator") == Some("IS_EQUAL_TO");
            if !is_equality {
                return Err(Refusal::validation("hs_name must be a STRING that IS_EQUAL_TO a property's name"));
            }
            judge_event_operation(scope, operation, None)?;
            let name = text(operation, "value").ok_or_else(|| missing(&["value"]))?;
            named = Some(
                scope
                    .state
                    .property(scope.object, name)
                    .ok_or_else(|| Refusal::validation(format!("Property \"{name}\" does not exist")))?,
            );
        }
    }
    let Some(named) = named else {
        return Err(Refusal::validation("Property name and value filter is missing"));
    };
    let mut has_value = false;
    for filter in filters {
        let (property, operation) = event_filter(scope, filter)?;
        match property {
            "hs_name" => {}
            "hs_value" => {
                has_value = true;
                judge_event_operation(scope, operation, Some((Kind::of(&named.kind), named)))?;
            }
            other => return Err(Refusal::validation(format!("A property change has no property {other}"))),
        }
    }
    if has_value { Ok(()) } else { Err(Refusal::validation("Property name and value filter is missing")) }
}

fn event_filter<'a>(scope: Scope<'_>, filter: &'a Value) -> Result<(&'a str, &'a Map<String, Value>), Refusal> {
    let filter = object(filter, "filters")?;
    if text(filter, "filterType") != Some("PROPERTY") {
        return Err(Refusal::validation("Events take PROPERTY filters only"));
    }
    let row = FILTERS.iter().find(|kind| kind.name == "PROPERTY").map_or(&[][..], |kind| kind.fields);
    judge_fields(filter, row)?;
    judge_keys(scope.state, filter, &["filterType"], row)?;
    let operation = object(filter.get("operation").unwrap_or(&Value::Null), "operation")?;
    Ok((text(filter, "property").unwrap_or_default(), operation))
}

/// Refuses a word that HubSpot cannot decode.
#[must_use]
pub fn undecodable(word: &str) -> Refusal {
    Refusal::validation(format!("Unable to convert {word} to an enum value")).sub_category("ListError.ENUM_CONVERSION")
}
