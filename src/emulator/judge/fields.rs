//! The `fields` of actions: an untyped map in the schema, which the server judges all the same.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Scope;
use super::action::judge_value;
use super::filter::judge_event_branch;
use super::flow::{DAYS, TIME_OF_DAY, judge_time};
use super::operation::is_option;
use crate::emulator::associations::task_link;
use crate::emulator::json::{Field, Json, array, judge_fields, missing, object, optional, present, required, text};
use crate::emulator::object::Object;
use crate::emulator::reply::Refusal;
use crate::emulator::rows::links::{ASSOCIATIONS, TASK_ASSOCIATIONS};
use crate::emulator::rows::{CATEGORIES, Kind};
use crate::emulator::state::{Processing, PropertyRow, State};
use crate::hubspot::switches::{AppendSets, UnknownFields};

/// The action ids of a workflow.
#[derive(Clone, Debug, Default)]
pub struct Steps<'a>(BTreeSet<&'a str>);

impl<'a> Steps<'a> {
    /// Makes an empty set.
    #[must_use]
    pub fn new() -> Self {
        Self(BTreeSet::new())
    }

    /// Adds an id; false where it is there already.
    pub fn insert(&mut self, id: &'a str) -> bool {
        self.0.insert(id)
    }

    /// Tells whether there is such an action.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.0.contains(id)
    }

    /// Returns the first in alphabetical order.
    #[must_use]
    pub fn first(&self) -> Option<&'a str> {
        self.0.first().copied()
    }

    /// Returns all in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().copied()
    }
}

/// A known action.
#[derive(Clone, Copy, Debug)]
pub struct ActionKind {
    /// `actionTypeId`.
    pub id: &'static str,
    /// The newest version that the portal has.
    pub newest: i64,
    /// The members of its `fields`.
    pub fields: &'static [Field],
    check: Check,
}

/// What has to be looked up for an action.
#[derive(Clone, Copy, Debug)]
enum Check {
    Nothing,
    Delay,
    Task,
    Email,
    SetProperty,
    Message,
    Rotate,
    /// The old list action fails in the server.
    Crash,
    Enroll,
    Copy,
    Membership,
    WaitForEvent,
    WaitForDate,
    Record,
}

const UNITS: Json = Json::Enum(&["MINUTES", "HOURS", "DAYS", "WEEKS", "MONTHS"]);
const TRUTH: Json = Json::Enum(&["true", "false"]);
const MEMBERSHIP: &[Field] = &[required("listId", Json::NumberText), required("targetObject", Json::Filled)];

/// Known actions.
pub const KINDS: &[ActionKind] = &[
    ActionKind {
        id: "0-1",
        newest: 0,
        fields: &[
            required("delta", Json::NumberText),
            required("time_unit", UNITS),
            optional("days_of_week", Json::Texts),
            optional("time_of_day", Json::Object),
        ],
        check: Check::Delay,
    },
    ActionKind {
        id: "0-3",
        newest: 0,
        fields: &[
            required("task_type", Json::Enum(&["TODO", "CALL", "EMAIL"])),
            required("subject", Json::Filled),
            optional("body", Json::Text),
            optional("associations", Json::Array),
            optional("use_explicit_associations", TRUTH),
            optional("priority", Json::Enum(&["NONE", "LOW", "MEDIUM", "HIGH"])),
            optional("owner_assignment", Json::Object),
            optional("due_time", Json::Object),
            optional("queue_id", Json::Text),
        ],
        check: Check::Task,
    },
    ActionKind { id: "0-4", newest: 0, fields: &[required("content_id", Json::NumberText)], check: Check::Email },
    ActionKind {
        id: "0-5",
        newest: 0,
        fields: &[
            required("property_name", Json::Filled),
            required("value", Json::Object),
            optional("association", Json::Object),
        ],
        check: Check::SetProperty,
    },
    ActionKind {
        id: "0-8",
        newest: 0,
        fields: &[
            required("subject", Json::Filled),
            required("body", Json::Text),
            optional("user_ids", Json::Texts),
            optional("team_ids", Json::Texts),
            optional("owner_properties", Json::Texts),
        ],
        check: Check::Message,
    },
    ActionKind {
        id: "0-9",
        newest: 0,
        fields: &[
            required("subject", Json::Filled),
            required("body", Json::Text),
            required("delivery_method", Json::Enum(&["APP"])),
            optional("user_ids", Json::Texts),
            optional("team_ids", Json::Texts),
            optional("owner_properties", Json::Texts),
        ],
        check: Check::Message,
    },
    ActionKind {
        id: "0-11",
        newest: 0,
        fields: &[
            required("target_property", Json::Filled),
            optional("overwrite_current_owner", TRUTH),
            optional("user_ids", Json::Texts),
            optional("team_ids", Json::Texts),
        ],
        check: Check::Rotate,
    },
    ActionKind { id: "0-13", newest: 0, fields: &[], check: Check::Crash },
    ActionKind {
        id: "0-14",
        newest: 0,
        fields: &[
            required("object_type_id", Json::Filled),
            required("properties", Json::Array),
            optional("associations", Json::Array),
            optional("use_explicit_associations", TRUTH),
        ],
        check: Check::Record,
    },
    ActionKind { id: "0-15", newest: 0, fields: &[required("flow_id", Json::NumberText)], check: Check::Enroll },
    ActionKind {
        id: "0-25",
        newest: 0,
        fields: &[
            required("source_property", Json::Filled),
            required("target_property", Json::Filled),
            optional("target_object", Json::Filled),
        ],
        check: Check::Copy,
    },
    ActionKind {
        id: "0-29",
        newest: 0,
        fields: &[required("event_filter_branches", Json::Array), optional("expiration_minutes", Json::NumberText)],
        check: Check::WaitForEvent,
    },
    ActionKind {
        id: "0-35",
        newest: 0,
        fields: &[
            required("date", Json::Object),
            required("delta", Json::NumberText),
            required("time_unit", UNITS),
            optional("time_of_day", Json::Object),
        ],
        check: Check::WaitForDate,
    },
    ActionKind {
        id: "0-169425243",
        newest: 0,
        fields: &[required("note_body", Json::Filled), optional("pin_note", TRUTH)],
        check: Check::Nothing,
    },
    ActionKind { id: "0-63809083", newest: 5, fields: MEMBERSHIP, check: Check::Membership },
    ActionKind { id: "0-63863438", newest: 5, fields: MEMBERSHIP, check: Check::Membership },
];

/// Judges type, version and fields of a `SINGLE_CONNECTION`. What no row knows is taken as it is.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_action_fields(scope: Scope<'_>, action: &Map<String, Value>, steps: &Steps<'_>) -> Result<(), Refusal> {
    let id = text(action, "actionTypeId").unwrap_or_default();
    let number = |part: &str| part.parse::<u64>().is_ok();
    if !id.split_once('-').is_some_and(|(space, rest)| number(space) && number(rest)) {
        return Err(Refusal::validation(format!("{id} is no actionTypeId")));
    }
    let fields = object(action.get("fields").unwrap_or(&Value::Null), "fields")?;
    let Some(kind) = KINDS.iter().find(|kind| kind.id == id) else {
        return Ok(());
    };
    let version = action.get("actionTypeVersion").and_then(Value::as_i64).unwrap_or(-1);
    if !(0..=kind.newest).contains(&version) {
        return Err(Refusal::validation(format!("Action {id} has no version {version}")));
    }
    judge_fields(fields, kind.fields)?;
    let unknown = fields.keys().find(|key| kind.fields.iter().all(|field| field.name != *key));
    match (kind.check, unknown, scope.state.switches.unknown_fields) {
        (Check::Crash, _, _) | (_, None, _) | (_, _, UnknownFields::Kept) => {}
        (_, Some(key), UnknownFields::Refused) => {
            return Err(Refusal::validation(format!("Action {id} has no field {key}")));
        }
    }
    match kind.check {
        Check::Nothing => Ok(()),
        Check::Delay => judge_delay(fields),
        Check::Task => judge_task(scope, fields, steps),
        Check::Email => judge_email(scope.state, fields),
        Check::SetProperty => judge_set(scope, fields, steps),
        Check::Message => {
            for name in array(fields, "owner_properties")?.iter().filter_map(Value::as_str) {
                if property(scope, name)?.referenced.as_deref() != Some("OWNER") {
                    return Err(Refusal::validation(format!("Property \"{name}\" holds no owner")));
                }
            }
            judge_people(scope.state, fields, &["user_ids", "team_ids", "owner_properties"])
        }
        Check::Rotate => judge_rotate(scope, fields),
        Check::Crash => Err(Refusal::crash("action 0-13 is no longer served")),
        Check::Enroll => {
            let flow = text(fields, "flow_id").unwrap_or_default();
            match scope.state.living_flow(flow) {
                Some(found) if found.object == scope.object => Ok(()),
                Some(_) => Err(Refusal::validation(format!("Flow {flow} is for objects of another type"))),
                None => Err(Refusal::validation(format!("There is no flow {flow}"))),
            }
        }
        Check::Copy => {
            let source = property(scope, text(fields, "source_property").unwrap_or_default())?;
            let target = property(scope, text(fields, "target_property").unwrap_or_default())?;
            writable(target)?;
            let (from, to) = (Kind::of(&source.kind), Kind::of(&target.kind));
            if to != Kind::String && from != to {
                return Err(Refusal::validation(format!("{} cannot be copied into {}", source.name, target.name)));
            }
            Ok(())
        }
        Check::Membership => judge_membership(scope, fields),
        Check::WaitForEvent => {
            if array(fields, "event_filter_branches")?.is_empty() {
                return Err(missing(&["event_filter_branches"]));
            }
            array(fields, "event_filter_branches")?.iter().try_for_each(|branch| judge_event_branch(scope, branch))
        }
        Check::WaitForDate => judge_wait_for_date(scope, fields, steps),
        Check::Record => judge_record(scope, fields, steps),
    }
}

fn property<'a>(scope: Scope<'a>, name: &str) -> Result<&'a PropertyRow, Refusal> {
    scope
        .state
        .property(scope.object, name)
        .ok_or_else(|| Refusal::validation(format!("Property \"{name}\" does not exist")))
}

fn writable(property: &PropertyRow) -> Result<(), Refusal> {
    if property.read_only {
        return Err(Refusal::validation(format!("Property \"{}\" is read only", property.name)));
    }
    Ok(())
}

fn judge_delay(fields: &Map<String, Value>) -> Result<(), Refusal> {
    let delta = text(fields, "delta").and_then(|delta| delta.parse::<i64>().ok()).unwrap_or(-1);
    if delta < 0 {
        return Err(Refusal::validation("A delay cannot be negative"));
    }
    if let Some(time) = present(fields, "time_of_day") {
        judge_time(time, "time_of_day")?;
    }
    let Json::Enum(week) = DAYS else { return Ok(()) };
    let is_day = |day: &Value| day.as_str().is_some_and(|day| week.contains(&day));
    if !array(fields, "days_of_week")?.iter().all(is_day) {
        return Err(Refusal::validation("days_of_week names no day of the week"));
    }
    Ok(())
}

/// The day is a moment in milliseconds, or a date of the record.
fn judge_wait_for_date(scope: Scope<'_>, fields: &Map<String, Value>, steps: &Steps<'_>) -> Result<(), Refusal> {
    let date = fields.get("date").unwrap_or(&Value::Null);
    match judge_value(scope, date, steps)? {
        "OBJECT_PROPERTY" => {
            let found = property(scope, date.get("propertyName").and_then(Value::as_str).unwrap_or_default())?;
            if !matches!(Kind::of(&found.kind), Kind::Date | Kind::DateTime) {
                return Err(Refusal::validation(format!("Property \"{}\" is no date", found.name)));
            }
        }
        "STATIC_VALUE" => {
            let moment = date.get("staticValue").and_then(Value::as_str).unwrap_or_default();
            if moment.parse::<i64>().is_err() {
                return Err(Refusal::validation(format!("{moment} is no moment")));
            }
        }
        kind => return Err(Refusal::validation(format!("A wait cannot have a {kind} for its date"))),
    }
    if text(fields, "delta").is_none_or(|delta| delta.parse::<i64>().is_err()) {
        return Err(Refusal::validation("The delta is no whole number"));
    }
    present(fields, "time_of_day").map_or(Ok(()), |time| judge_time(time, "time_of_day"))
}

/// Judges what a new record gets, and how it hangs on the enrolled one.
fn judge_record(scope: Scope<'_>, fields: &Map<String, Value>, steps: &Steps<'_>) -> Result<(), Refusal> {
    let id = text(fields, "object_type_id").unwrap_or_default();
    let Some(made) = Object::by_id(id) else {
        return Err(Refusal::validation(format!("Unknown object_type_id {id}")));
    };
    for row in array(fields, "properties")? {
        let row = object(row, "properties")?;
        judge_fields(row, &[required("targetProperty", Json::Filled), required("value", Json::Object)])?;
        let target = property(scope.of(made), text(row, "targetProperty").unwrap_or_default())?;
        writable(target)?;
        judge_written(scope, target, row.get("value").unwrap_or(&Value::Null), steps)?;
    }
    for association in array(fields, "associations")? {
        let association = object(association, "associations")?;
        judge_fields(association, &[required("target", Json::Object), required("value", Json::Object)])?;
        let target = object(association.get("target").unwrap_or(&Value::Null), "target")?;
        judge_fields(target, ASSOCIATION)?;
        let enrolled = association.get("value").and_then(|value| value.get("type")).and_then(Value::as_str);
        if enrolled == Some("ENROLLED_OBJECT") && association_target(scope.of(made), target)? != scope.object {
            return Err(Refusal::validation("The association does not lead to the enrolled record"));
        }
    }
    Ok(())
}

const ASSOCIATION: &[Field] =
    &[required("associationCategory", Json::Enum(CATEGORIES)), required("associationTypeId", Json::Whole)];

fn judge_task(scope: Scope<'_>, fields: &Map<String, Value>, steps: &Steps<'_>) -> Result<(), Refusal> {
    if let Some(due) = present(fields, "due_time") {
        let due = object(due, "due_time")?;
        if text(due, "timeUnit") == Some("YEARS") {
            return Err(Refusal::crash("a task cannot be due in YEARS"));
        }
        judge_fields(
            due,
            &[
                required("delta", Json::Whole),
                required("timeUnit", UNITS),
                optional("timeOfDay", Json::Object),
                optional("daysOfWeek", Json::Texts),
            ],
        )?;
        if let Some(time) = present(due, "timeOfDay") {
            judge_fields(object(time, "timeOfDay")?, TIME_OF_DAY)?;
        }
    }
    if let Some(assignment) = present(fields, "owner_assignment") {
        let assignment = object(assignment, "owner_assignment")?;
        judge_fields(assignment, &[required("type", Json::Enum(&["CUSTOM"])), required("value", Json::Object)])?;
        let value = assignment.get("value").unwrap_or(&Value::Null);
        judge_value(scope, value, steps)?;
        if let Some(owner) = value.get("staticValue").and_then(Value::as_str) {
            let known = owner.parse().is_ok_and(|id: u64| scope.state.data.owners.get(&id).is_some());
            if !known && !owner.contains("{{") {
                return Err(Refusal::validation(format!("There is no owner {owner}")));
            }
        }
    }
    for association in array(fields, "associations")? {
        let association = object(association, "associations")?;
        judge_fields(association, &[required("target", Json::Object), required("value", Json::Object)])?;
        let target = object(association.get("target").unwrap_or(&Value::Null), "target")?;
        judge_fields(target, ASSOCIATION)?;
        let type_id = target.get("associationTypeId").and_then(Value::as_u64).unwrap_or_default();
        let known = match text(target, "associationCategory") {
            Some("HUBSPOT_DEFINED") => TASK_ASSOCIATIONS.iter().any(|(_, to, from)| [*to, *from].contains(&type_id)),
            Some("USER_DEFINED") => task_link(scope.object).type_id == type_id,
            _ => true,
        };
        if !known {
            return Err(Refusal::validation(format!("There is no association {type_id} of tasks")));
        }
        let value = object(association.get("value").unwrap_or(&Value::Null), "value")?;
        match text(value, "type") {
            // These two stand in no schema of values, only in these fields.
            Some("ENROLLED_OBJECT" | "COPY_ASSOCIATION") => {}
            Some(_) => {
                judge_value(scope, association.get("value").unwrap_or(&Value::Null), steps)?;
            }
            None => return Err(missing(&["type"])),
        }
    }
    Ok(())
}

fn judge_email(state: &State, fields: &Map<String, Value>) -> Result<(), Refusal> {
    let id = text(fields, "content_id").unwrap_or_default();
    let found = id.parse().ok().and_then(|id: u64| state.data.emails.get(&id));
    match found.filter(|email| !email.archived) {
        Some(email) if email.kind.starts_with("AUTOMATED") => Ok(()),
        Some(_) => Err(Refusal::validation(format!("E-mail {id} is not an automated one"))),
        None => Err(Refusal::validation(format!("There is no e-mail {id}"))),
    }
}

fn judge_set(scope: Scope<'_>, fields: &Map<String, Value>, steps: &Steps<'_>) -> Result<(), Refusal> {
    let target = match present(fields, "association") {
        None => scope,
        Some(association) => {
            let association = object(association, "association")?;
            judge_fields(association, ASSOCIATION)?;
            scope.of(association_target(scope, association)?)
        }
    };
    let property = property(target, text(fields, "property_name").unwrap_or_default())?;
    writable(property)?;
    judge_written(scope, property, fields.get("value").unwrap_or(&Value::Null), steps)
}

/// Judges a value that is written into a property.
fn judge_written(scope: Scope<'_>, property: &PropertyRow, value: &Value, steps: &Steps<'_>) -> Result<(), Refusal> {
    let kind = judge_value(scope, value, steps)?;
    let property_kind = Kind::of(&property.kind);
    let refused = |what: &str| Err(Refusal::validation(format!("Property \"{}\" {what}", property.name)));
    match kind {
        "INCREMENT" if property_kind != Kind::Number => refused("is not a number"),
        "TIMESTAMP" | "RELATIVE_DATETIME" if !matches!(property_kind, Kind::Date | Kind::DateTime) => {
            refused("is no date")
        }
        "STATIC_APPEND_VALUE" => {
            let text = value.get("staticAppendValue").and_then(Value::as_str).unwrap_or_default();
            match property_kind {
                Kind::String | Kind::Other => Ok(()),
                Kind::Enumeration => {
                    let separated = scope.state.switches.append_sets == AppendSets::Semicolon;
                    match text.strip_prefix(';') {
                        Some(text) if separated => judge_static(scope.state, property, property_kind, text),
                        None if !separated => judge_static(scope.state, property, property_kind, text),
                        Some(_) | None => refused("takes no such appended value"),
                    }
                }
                Kind::Number | Kind::Bool | Kind::Date | Kind::DateTime => refused("takes no further value"),
            }
        }
        "STATIC_VALUE" => {
            let text = value.get("staticValue").and_then(Value::as_str).unwrap_or_default();
            judge_static(scope.state, property, property_kind, text)
        }
        _ => Ok(()),
    }
}

/// Judges that a property can have a value. An empty one clears it; one with a token is made at run time.
fn judge_static(state: &State, property: &PropertyRow, kind: Kind, text: &str) -> Result<(), Refusal> {
    if text.is_empty() || text.contains("{{") {
        return Ok(());
    }
    let fits = match kind {
        Kind::String | Kind::Other => true,
        Kind::Number => text.parse::<f64>().is_ok(),
        Kind::Bool => text == "true" || text == "false",
        Kind::Enumeration => text.split(';').all(|value| is_option(state, property, value)),
        Kind::Date | Kind::DateTime => {
            text.parse::<i64>().is_ok() || text.get(..10).is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok())
        }
    };
    if fits {
        return Ok(());
    }
    Err(Refusal::validation(format!("{text} is no value of property \"{}\"", property.name)))
}

/// Returns the objects that an association leads to.
///
/// # Errors
/// 400 where there is none of this id.
pub fn association_target(scope: Scope<'_>, association: &Map<String, Value>) -> Result<Object, Refusal> {
    let type_id = association.get("associationTypeId").and_then(Value::as_u64).unwrap_or_default();
    let found = match text(association, "associationCategory") {
        Some("HUBSPOT_DEFINED") => ASSOCIATIONS
            .iter()
            .find(|(from, _, known, _)| *from == scope.object.id() && *known == type_id)
            .and_then(|(_, to, _, _)| Object::by_id(to)),
        Some("USER_DEFINED") => scope
            .state
            .data
            .labels
            .iter()
            .find(|(key, _)| key.from == scope.object && key.type_id == type_id)
            .map(|(key, _)| key.to),
        _ => None,
    };
    found.ok_or_else(|| Refusal::validation(format!("There is no association {type_id} from {}", scope.object.id())))
}

fn judge_people(state: &State, fields: &Map<String, Value>, keys: &[&str]) -> Result<(), Refusal> {
    let mut somebody = false;
    for key in keys {
        for id in array(fields, key)?.iter().filter_map(Value::as_str) {
            somebody = true;
            let number = id.parse::<u64>().ok();
            let known = match *key {
                "user_ids" => number.is_some_and(|id| state.data.users.get(&id).is_some()),
                "team_ids" => number.is_some_and(|id| state.data.teams.get(&id).is_some()),
                _ => true,
            };
            if !known {
                return Err(Refusal::validation(format!("{key} names {id}, which the portal does not have")));
            }
        }
    }
    if somebody { Ok(()) } else { Err(missing(&["user_ids"])) }
}

fn judge_rotate(scope: Scope<'_>, fields: &Map<String, Value>) -> Result<(), Refusal> {
    let target = property(scope, text(fields, "target_property").unwrap_or_default())?;
    if target.referenced.as_deref() != Some("OWNER") {
        return Err(Refusal::validation(format!("Property \"{}\" holds no owner", target.name)));
    }
    judge_people(scope.state, fields, &["user_ids", "team_ids"])
}

fn judge_membership(scope: Scope<'_>, fields: &Map<String, Value>) -> Result<(), Refusal> {
    let list = text(fields, "listId").unwrap_or_default();
    let Some(found) = scope.state.living_list(list) else {
        return Err(Refusal::validation(format!("There is no list {list}")));
    };
    if found.object != scope.object {
        return Err(Refusal::validation(format!("List {list} holds objects of another type")));
    }
    if found.processing == Processing::Dynamic {
        return Err(Refusal::validation(format!("The members of list {list} come from its filters")));
    }
    let target = text(fields, "targetObject").unwrap_or_default();
    if !(target.starts_with("{{") && target.ends_with("}}")) {
        return Err(Refusal::validation("targetObject must be a token"));
    }
    Ok(())
}
