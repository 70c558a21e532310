//! Filters on what happened: what each of them takes beside its members, and how they are refined.

use serde_json::{Map, Value};

use super::filter::undecodable;
use super::operation::{judge_event_operation, judge_form};
use super::point::judge_refine;
use super::{Scope, judge_keys};
use crate::emulator::json::{Json, array, id, judge_fields, malformed, missing, object, present, required, text};
use crate::emulator::object::Object;
use crate::emulator::reply::Refusal;
use crate::emulator::rows::OPT_STATUSES;
use crate::emulator::rows::events::{READINGS, Sense};
use crate::hubspot::switches::NegativeCounts;

/// Judges a filter that is about what a contact did, beyond the form of its members.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_activity(scope: Scope<'_>, name: &str, map: &Map<String, Value>) -> Result<(), Refusal> {
    let operator = text(map, "operator").unwrap_or_default();
    match name {
        "FORM_SUBMISSION" | "FORM_SUBMISSION_ON_PAGE"
            if operator == "NOT_FILLED_OUT" && present(map, "pruningRefineBy").is_some() =>
        {
            return Err(Refusal::validation("NOT_FILLED_OUT cannot have a pruningRefineBy"));
        }
        "PAGE_VIEW" if map.get("enableTracking") == Some(&Value::Bool(true)) && !operator.ends_with("_EQ") => {
            return Err(Refusal::validation(format!("enableTracking cannot be true with {operator}")));
        }
        "EMAIL_EVENT" => judge_email(operator, map)?,
        "EMAIL_SUBSCRIPTION" => judge_subscription(map)?,
        "SURVEY_MONKEY_VALUE" => {
            judge_form(scope, object(map.get("valueComparison").unwrap_or(&Value::Null), "valueComparison")?)?;
        }
        "ADS_SEARCH" => judge_ads(operator, map)?,
        "INTEGRATION_EVENT" | "UNIFIED_EVENTS" => return judge_lines(scope, map),
        _ => {}
    }
    contact_only(scope, name)
}

/// These say something about a contact.
fn contact_only(scope: Scope<'_>, name: &str) -> Result<(), Refusal> {
    match scope.object {
        Object::Contact => Ok(()),
        Object::Company | Object::Deal | Object::Ticket | Object::Custom(_) => {
            Err(Refusal::validation(format!("{name} filters are for contacts only")))
        }
    }
}

fn judge_email(operator: &str, map: &Map<String, Value>) -> Result<(), Refusal> {
    if present(map, "clickUrl").is_some() && operator != "LINK_CLICKED" {
        return Err(Refusal::validation(format!("clickUrl cannot be set with {operator}")));
    }
    let kind = present(map, "pruningRefineBy").and_then(|refine| refine.get("type")).and_then(Value::as_str);
    match kind {
        None | Some("ABSOLUTE_COMPARATIVE" | "ABSOLUTE_RANGED") => Ok(()),
        Some(kind) => Err(Refusal::validation(format!("EMAIL_EVENT cannot have a pruningRefineBy of the type {kind}"))),
    }
}

fn judge_subscription(map: &Map<String, Value>) -> Result<(), Refusal> {
    let [status] = array(map, "acceptedStatuses")? else {
        return Err(Refusal::validation("acceptedStatuses must hold exactly one status"));
    };
    let status = status.as_str().unwrap_or_default();
    if !OPT_STATUSES.contains(&status) {
        return Err(undecodable(status));
    }
    let ids = array(map, "subscriptionIds")?;
    if ids.is_empty() || ids.iter().any(|one| id(one).is_none()) {
        return Err(malformed("subscriptionIds", "an array of ids that is not empty"));
    }
    Ok(())
}

fn judge_ads(operator: &str, map: &Map<String, Value>) -> Result<(), Refusal> {
    let term = text(map, "searchTermType").unwrap_or_default();
    if term == "AD_TYPE" && text(map, "entityType") != Some("AD") {
        return Err(Refusal::validation("searchTermType AD_TYPE goes with entityType AD only"));
    }
    if term != "NAME" && !matches!(operator, "IS_KNOWN" | "IS_EQUAL_TO") {
        return Err(Refusal::validation(format!("{operator} cannot be used with searchTermType {term}")));
    }
    if operator != "IS_KNOWN" && array(map, "searchTerms")?.is_empty() {
        return Err(missing(&["searchTerms"]));
    }
    Ok(())
}

/// Judges the lines of the older filters on events: each a property of the event and an operation on it.
fn judge_lines(scope: Scope<'_>, map: &Map<String, Value>) -> Result<(), Refusal> {
    let fields = [required("property", Json::Filled), required("operation", Json::Object)];
    for line in array(map, "filterLines")? {
        let line = object(line, "filterLines")?;
        judge_fields(line, &fields)?;
        judge_keys(scope.state, line, &[], &fields)?;
        judge_event_operation(scope, object(line.get("operation").unwrap_or(&Value::Null), "operation")?, None)?;
    }
    Ok(())
}

/// The refine-bys that say how many; all others say when.
const COUNTS: &[&str] = &["NUM_OCCURRENCES", "SET_OCCURRENCES"];

/// Judges the refine-bys of a filter or a branch: at most one may stand there, and each in its place.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_refines(scope: Scope<'_>, map: &Map<String, Value>) -> Result<(), Refusal> {
    let pruning = present(map, "pruningRefineBy");
    let coalescing = present(map, "coalescingRefineBy");
    if pruning.is_some() && coalescing.is_some() {
        return Err(Refusal::validation("Only one of pruningRefineBy and coalescingRefineBy may be set"));
    }
    let is_count =
        |refine: &Value| refine.get("type").and_then(Value::as_str).is_some_and(|kind| COUNTS.contains(&kind));
    if let Some(refine) = pruning {
        judge_refine(scope, refine)?;
        if is_count(refine) {
            return Err(Refusal::validation("A pruningRefineBy says when, not how often"));
        }
    }
    if let Some(refine) = coalescing {
        judge_refine(scope, refine)?;
        if !is_count(refine) {
            return Err(Refusal::validation("A coalescingRefineBy says how often, not when"));
        }
        if scope.state.switches.negative_counts == NegativeCounts::Refused && is_negative(map) {
            return Err(Refusal::validation("A negative operator cannot have a coalescingRefineBy"));
        }
    }
    Ok(())
}

/// Tells whether a filter or a branch wants that something did not happen.
fn is_negative(map: &Map<String, Value>) -> bool {
    let operator = text(map, "operator").unwrap_or_default();
    let row = READINGS.iter().find(|row| Some(row.filter) == text(map, "filterType") && row.operator == operator);
    row.map_or(matches!(operator, "HAS_NOT_COMPLETED" | "NOT_HAS_EVENT"), |row| row.sense == Sense::NotHappened)
}
