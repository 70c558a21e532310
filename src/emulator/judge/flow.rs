//! Whole workflows.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::action::judge_actions;
use super::fetch::judge_fetches;
use super::filter::{judge_event_branch, judge_root, judge_trigger};
use super::{Place, Scope, judge_keys};
use crate::emulator::json::{Field, Json, array, judge_fields, missing, object, optional, present, required, text};
use crate::emulator::object::Object;
use crate::emulator::reply::Refusal;
use crate::emulator::rows::Kind;
use crate::emulator::schemas;
use crate::emulator::state::State;
use crate::hubspot::switches::{CustomProperties, PutDataSources, PutReadOnly};

/// Which request brings the workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    /// POST.
    Create,
    /// PUT.
    Replace,
}

fn is_taken(state: &State, key: &str) -> bool {
    key == "dataSources" && state.switches.put_data_sources == PutDataSources::Taken
}

const VARIANTS: &[&str] = &["CONTACT_FLOW", "PLATFORM_FLOW"];
const FLOW_TYPES: Json = Json::Enum(&["WORKFLOW", "ACTION_SET", "UNKNOWN"]);

/// What both variants and both requests have.
const COMMON: &[Field] = &[
    required("isEnabled", Json::Bool),
    required("actions", Json::Array),
    optional("name", Json::Text),
    optional("description", Json::Text),
    optional("uuid", Json::Text),
    optional("startActionId", Json::Filled),
    optional("enrollmentCriteria", Json::Object),
    optional("enrollmentSchedule", Json::Object),
    optional("timeWindows", Json::Array),
    optional("blockedDates", Json::Array),
    optional("customProperties", Json::TextMap),
];
const ON_CREATE: &[Field] =
    &[required("objectTypeId", Json::Filled), required("flowType", FLOW_TYPES), optional("dataSources", Json::Array)];
const ON_REPLACE: &[Field] = &[required("revisionId", Json::Filled)];
const CONTACT: &[Field] = &[
    optional("suppressionListIds", Json::Wholes),
    optional("canEnrollFromSalesforce", Json::Bool),
    optional("goalFilterBranch", Json::Object),
    optional("eventAnchor", Json::Object),
    optional("unEnrollmentSetting", Json::Object),
];
const PLATFORM: &[Field] = &[optional("suppressionFilterBranch", Json::Object)];
/// Read-only members that were seen to be taken, and dropped, on PUT and POST.
const TOLERATED: &[&str] =
    &["type", "id", "flowType", "objectTypeId", "nextAvailableActionId", "crmObjectCreationStatus"];
/// Read-only members that HubSpot's guide says to leave out of a PUT.
const SERVERS: &[&str] = &["createdAt", "updatedAt", "dataSources"];

/// The members of a workflow that its source governs, as they are stored.
#[must_use]
pub fn stored_fields(object: Object) -> Vec<Field> {
    let own = match object {
        Object::Contact => CONTACT,
        Object::Company | Object::Deal | Object::Ticket | Object::Custom(_) => PLATFORM,
    };
    COMMON.iter().chain(own).copied().collect()
}

/// Returns the members of an enrolment of a kind.
#[must_use]
pub fn criteria_fields(kind: &str) -> &'static [Field] {
    CRITERIA.iter().find(|(known, _)| *known == kind).map_or(&[], |(_, fields)| fields)
}

/// Judges the variant and, on creation, whether it fits the object type, which it returns.
///
/// # Errors
/// 400 with the words that HubSpot has for them.
pub fn judge_variant(state: &State, body: &Map<String, Value>, stored: Option<Object>) -> Result<Object, Refusal> {
    let variant = present(body, "type").ok_or_else(|| missing(&["type"]))?;
    let variant = variant.as_str().filter(|variant| VARIANTS.contains(variant));
    let variant = variant.ok_or_else(|| Refusal::validation("Invalid input JSON: unknown flow type"))?;
    let object_id = match stored {
        Some(object) => object.id(),
        None => Cow::Borrowed(text(body, "objectTypeId").ok_or_else(|| missing(&["objectTypeId"]))?),
    };
    if variant == "PLATFORM_FLOW" && object_id == "0-1" {
        return Err(Refusal::validation("Expected an object type other than \"0-1\" objectType but got \"0-1\""));
    }
    if variant == "CONTACT_FLOW" && object_id != "0-1" {
        return Err(Refusal::validation(format!("Expected an object type \"0-1\" objectType but got \"{object_id}\"")));
    }
    let known = Object::by_id(&object_id).filter(|object| schemas::has(state, *object));
    known.ok_or_else(|| Refusal::validation(format!("Unknown objectTypeId {object_id}")))
}

/// Judges everything else of a workflow.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_flow(
    state: &State,
    write: Write,
    object: Object,
    body: &Map<String, Value>,
    stored: Option<&Map<String, Value>>,
) -> Result<(), Refusal> {
    let mut fields = stored_fields(object);
    match write {
        Write::Create => fields.extend(ON_CREATE),
        Write::Replace => fields.extend(ON_REPLACE),
    }
    judge_fields(body, &fields)?;
    if write == Write::Replace
        && state.switches.put_read_only == PutReadOnly::Refused
        && let Some(key) = SERVERS.iter().find(|key| body.contains_key(**key) && !is_taken(state, key))
    {
        return Err(Refusal::validation(format!("{key} cannot be set")));
    }
    let tolerated: Vec<&str> = TOLERATED.iter().chain(SERVERS).copied().collect();
    judge_keys(state, body, &tolerated, &fields)?;
    let scope = Scope { state, place: Place::Flow, object };
    if let Some(criteria) = present(body, "enrollmentCriteria") {
        judge_criteria(scope, criteria)?;
    }
    if let Some(schedule) = present(body, "enrollmentSchedule") {
        judge_days(judge_kinds(state, schedule, SCHEDULES, "enrollmentSchedule")?)?;
        judge_times_of_day(schedule)?;
    }
    for name in ["goalFilterBranch", "suppressionFilterBranch"] {
        if let Some(branch) = present(body, name) {
            judge_root(scope, branch)?;
        }
    }
    judge_rows(state, body)?;
    judge_references(state, object, body)?;
    judge_fetches(scope, body, stored)?;
    judge_actions(scope, body)
}

fn judge_criteria(scope: Scope<'_>, criteria: &Value) -> Result<(), Refusal> {
    let map = judge_kinds(scope.state, criteria, CRITERIA, "enrollmentCriteria")?;
    if let Some(branch) = present(map, "listFilterBranch") {
        judge_root(scope, branch)?;
    }
    if let Some(branch) = present(map, "refinementCriteria") {
        judge_root(scope, branch)?;
    }
    for branch in array(map, "listMembershipFilterBranches")? {
        judge_root(scope, branch)?;
    }
    for branch in array(map, "eventFilterBranches")? {
        judge_event_branch(scope, branch)?;
    }
    array(map, "reEnrollmentTriggersFilterBranches")?.iter().try_for_each(|branch| judge_trigger(scope, branch))
}

/// Judges an object that its `type` tells apart.
fn judge_kinds<'a>(
    state: &State,
    value: &'a Value,
    rows: &[(&str, &[Field])],
    place: &str,
) -> Result<&'a Map<String, Value>, Refusal> {
    let map = object(value, place)?;
    let kind = text(map, "type").ok_or_else(|| missing(&["type"]))?;
    let Some((_, fields)) = rows.iter().find(|(known, _)| *known == kind) else {
        return Err(Refusal::validation(format!("Invalid input JSON: {kind} is no type of {place}")));
    };
    judge_fields(map, fields)?;
    judge_keys(state, map, &["type"], fields)?;
    Ok(map)
}

/// Kinds of enrolment, with their members.
pub const CRITERIA: &[(&str, &[Field])] = &[
    (
        "LIST_BASED",
        &[
            required("shouldReEnroll", Json::Bool),
            required("listFilterBranch", Json::Object),
            required("unEnrollObjectsNotMeetingCriteria", Json::Bool),
            required("reEnrollmentTriggersFilterBranches", Json::Array),
        ],
    ),
    (
        "EVENT_BASED",
        &[
            required("shouldReEnroll", Json::Bool),
            required("eventFilterBranches", Json::Array),
            required("listMembershipFilterBranches", Json::Array),
            optional("refinementCriteria", Json::Object),
        ],
    ),
    ("MANUAL", &[required("shouldReEnroll", Json::Bool)]),
    (
        "DATASET",
        &[
            required("shouldReEnroll", Json::Bool),
            required("datasetId", Json::Whole),
            optional("subviewId", Json::Text),
        ],
    ),
];

/// The days of the week.
pub const DAYS: Json = Json::Enum(&["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]);
const MONTHS: Json = Json::Enum(&[
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
]);

/// Kinds of schedules, with their members.
pub const SCHEDULES: &[(&str, &[Field])] = &[
    ("DAILY", &[required("timeOfDay", Json::Object)]),
    ("WEEKLY", &[required("timeOfDay", Json::Object), required("daysOfWeek", Json::Texts)]),
    ("MONTHLY_SPECIFIC_DAYS", &[required("timeOfDay", Json::Object), required("daysOfMonth", Json::Wholes)]),
    (
        "MONTHLY_RELATIVE_DAYS",
        &[
            required("timeOfDay", Json::Object),
            required("monthlyRelativeDays", Json::Enum(&["FIRST_MONDAY_OF_MONTH", "LAST_DAY_OF_MONTH"])),
        ],
    ),
    ("YEARLY", &[required("timeOfDay", Json::Object), required("month", MONTHS), required("dayOfMonth", Json::Whole)]),
    (
        "PROPERTY_BASED",
        &[
            required("timeOfDay", Json::Object),
            required("dateProperty", Json::Filled),
            required("daysDelta", Json::Whole),
            required("yearly", Json::Bool),
        ],
    ),
];

/// Kinds of anchors, with their members.
pub const ANCHORS: &[(&str, &[Field])] = &[
    ("CONTACT_PROPERTY_ANCHOR", &[required("contactProperty", Json::Filled)]),
    (
        "STATIC_DATE_ANCHOR",
        &[required("month", MONTHS), required("dayOfMonth", Json::Whole), optional("year", Json::Whole)],
    ),
];

/// Hour and minute.
pub const TIME_OF_DAY: &[Field] = &[required("hour", Json::Whole), required("minute", Json::Whole)];

fn judge_times_of_day(value: &Value) -> Result<(), Refusal> {
    for name in ["timeOfDay", "startTime", "endTime"] {
        if let Some(time) = value.get(name).filter(|time| !time.is_null()) {
            judge_time(time, name)?;
        }
    }
    Ok(())
}

/// Judges an hour and a minute.
///
/// # Errors
/// 400 where it is none of a clock.
pub fn judge_time(time: &Value, name: &str) -> Result<(), Refusal> {
    let time = object(time, name)?;
    judge_fields(time, TIME_OF_DAY)?;
    let within = |key: &str, most: i64| time.get(key).and_then(Value::as_i64).is_some_and(|n| (0..=most).contains(&n));
    if within("hour", 23) && within("minute", 59) {
        return Ok(());
    }
    Err(Refusal::validation(format!("{name} is no time of a day")))
}

/// Judges the days that a schedule names.
fn judge_days(schedule: &Map<String, Value>) -> Result<(), Refusal> {
    let known = |day: &Value| day.as_i64().is_some_and(|day| (1..=31).contains(&day));
    let days = array(schedule, "daysOfMonth")?;
    let named = array(schedule, "daysOfWeek")?;
    let Json::Enum(week) = DAYS else { return Ok(()) };
    if !days.iter().chain(schedule.get("dayOfMonth")).all(known) {
        return Err(Refusal::validation("A day of the month goes from 1 to 31"));
    }
    if named.iter().any(|day| day.as_str().is_none_or(|day| !week.contains(&day))) {
        return Err(Refusal::validation("daysOfWeek names no day of the week"));
    }
    let empty = ["daysOfMonth", "daysOfWeek"]
        .iter()
        .any(|key| schedule.get(*key).and_then(Value::as_array).is_some_and(Vec::is_empty));
    if empty { Err(Refusal::validation("A schedule needs at least one day")) } else { Ok(()) }
}

fn judge_rows(state: &State, body: &Map<String, Value>) -> Result<(), Refusal> {
    let window = [required("day", DAYS), optional("startTime", Json::Object), optional("endTime", Json::Object)];
    for row in array(body, "timeWindows")? {
        judge_fields(object(row, "timeWindows")?, &window)?;
        judge_times_of_day(row)?;
        let minute = |name: &str| {
            let time = row.get(name)?;
            Some(time.get("hour")?.as_i64()? * 60 + time.get("minute")?.as_i64()?)
        };
        if minute("startTime").zip(minute("endTime")).is_some_and(|(from, to)| from >= to) {
            return Err(Refusal::validation("A time window ends before it begins"));
        }
    }
    let blocked = [required("month", MONTHS), required("dayOfMonth", Json::Whole), optional("year", Json::Whole)];
    for row in array(body, "blockedDates")? {
        judge_fields(object(row, "blockedDates")?, &blocked)?;
        if !row.get("dayOfMonth").and_then(Value::as_i64).is_some_and(|day| (1..=31).contains(&day)) {
            return Err(Refusal::validation("A day of the month goes from 1 to 31"));
        }
    }
    if let Some(anchor) = present(body, "eventAnchor") {
        judge_kinds(state, anchor, ANCHORS, "eventAnchor")?;
    }
    let is_custom = present(body, "customProperties").and_then(Value::as_object).is_some_and(|map| !map.is_empty());
    if is_custom && state.switches.custom_properties == CustomProperties::Refused {
        return Err(Refusal::validation("customProperties names properties that the portal does not have"));
    }
    Ok(())
}

/// Judges the ids of other things that a workflow names at its top.
fn judge_references(state: &State, whose: Object, body: &Map<String, Value>) -> Result<(), Refusal> {
    if whose == Object::Contact {
        for list in array(body, "suppressionListIds")?.iter().filter_map(Value::as_u64) {
            let found = state.living_list(&list.to_string());
            if found.is_none_or(|row| row.object != whose) {
                return Err(Refusal::validation(format!("There is no list {list} of contacts")));
            }
        }
        if let Some(setting) = present(body, "unEnrollmentSetting") {
            let setting = object(setting, "unEnrollmentSetting")?;
            judge_fields(
                setting,
                &[required("type", Json::Enum(&["ALL", "SELECTIVE"])), required("flowIds", Json::Texts)],
            )?;
            for flow in array(setting, "flowIds")?.iter().filter_map(Value::as_str) {
                if state.living_flow(flow).is_none() {
                    return Err(Refusal::validation(format!("There is no flow {flow}")));
                }
            }
        }
    }
    let schedule = body.get("enrollmentSchedule").and_then(|schedule| schedule.get("dateProperty"));
    let anchor = body.get("eventAnchor").and_then(|anchor| anchor.get("contactProperty"));
    for property in [schedule, anchor].into_iter().flatten().filter_map(Value::as_str) {
        let Some(row) = state.property(whose, property) else {
            return Err(Refusal::validation(format!("Property \"{property}\" does not exist")));
        };
        if !matches!(Kind::of(&row.kind), Kind::Date | Kind::DateTime) {
            return Err(Refusal::validation(format!("Property \"{property}\" is no date")));
        }
    }
    Ok(())
}
