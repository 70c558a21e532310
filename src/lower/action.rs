//! A step that does something, as action type and fields.

use serde_json::Value;

use super::filter::{association, event, list, portal_text};
use super::text::{Markup, text};
use super::timing;
use crate::hubspot::actions::{
    ADD_TO_LIST, ActionRow, CREATE_NOTE, CREATE_RECORD, CREATE_TASK, ENROLL, IN_APP, INTERNAL_EMAIL, REMOVE_FROM_LIST,
    ROTATE_OWNER, SEND_EMAIL, SET_PROPERTY, WAIT, WAIT_FOR_DATE, WAIT_FOR_EVENT,
};
use crate::hubspot::doc::{Doc, Hole, Part, Shape};
use crate::hubspot::platform::Object;
use crate::hubspot::switches::{AppendSets, Switches};
use crate::model::rule::AssociationPath;
use crate::model::timing::Until;
use crate::model::workflow::{
    Action, Assignee, Channel, ExistingOwner, Field, Input, Notice, Place, Priority, SetValue, Task, TaskKind,
};
use crate::model::{FlowTarget, ListTarget, PortalName, Property};

/// Action type and fields of a step that leads to one other.
pub(super) struct Single {
    pub type_id: String,
    pub version: u32,
    pub fields: Doc,
}

/// HubSpot's own associations from a task to the record that it is about.
const TASK_ASSOCIATIONS: [(Object, u32); 4] =
    [(Object::Contact, 204), (Object::Company, 192), (Object::Deal, 216), (Object::Ticket, 230)];

const ENROLLED_OBJECT: &str = "{{ enrolled_object }}";
const MINUTES_PER_DAY: u32 = 24 * 60;

/// Writes the fields of a step; nothing for branches and `end`.
pub(super) fn single(action: &Action, object: Object, switches: &Switches) -> Option<Single> {
    Some(match action {
        Action::Wait(minutes) => of(
            WAIT,
            // The minutes are text, and the editor too keeps days as minutes.
            Doc::map([("delta", Doc::text(minutes.to_string())), ("time_unit", Doc::text("MINUTES"))]),
        ),
        Action::Set(place, value) => of(SET_PROPERTY, set(place, set_value(value))),
        Action::Copy { from, to } => of(SET_PROPERTY, set(to, property(from))),
        Action::Increase(place, by) => of(
            SET_PROPERTY,
            set(place, Doc::map([("incrementAmount", Doc::Plain(by.json())), ("type", Doc::text("INCREMENT"))])),
        ),
        Action::Append(place, value) => of(SET_PROPERTY, set(place, appended(value, switches.append_sets))),
        Action::WaitUntil(it) => until(it),
        Action::WaitFor { events, minutes, .. } => of(
            WAIT_FOR_EVENT,
            Doc::map([
                ("event_filter_branches", Doc::List(events.iter().map(|it| event(it, switches)).collect())),
                ("expiration_minutes", Doc::text(minutes.to_string())),
            ]),
        ),
        Action::Notify(notice) => notify(notice),
        Action::CreateNote(note) => of(CREATE_NOTE, Doc::map([("note_body", text(note, Markup::Html))])),
        Action::CreateRecord { object: made, values } => of(CREATE_RECORD, create_record(*made, values, object)),
        Action::SendEmail(email) => of(SEND_EMAIL, Doc::map([("content_id", portal_text(email))])),
        Action::CreateTask(task) => of(CREATE_TASK, create_task(task, object)),
        Action::Rotate { property, users, teams, existing } => {
            of(ROTATE_OWNER, rotate(&property.name, users, teams, *existing))
        }
        Action::AddTo(target) => of(ADD_TO_LIST, on_list(target)),
        Action::RemoveFrom(target) => of(REMOVE_FROM_LIST, on_list(target)),
        Action::EnrollIn(target) => {
            let hole = match target {
                FlowTarget::Own(name) => Hole::Flow(name.clone()),
                FlowTarget::Portal(name) => Hole::Portal(name.clone()),
            };
            of(ENROLL, Doc::map([("flow_id", Doc::Hole(hole, Shape::Text))]))
        }
        Action::Opaque { type_id, version, fields, returns: _ } => {
            Single { type_id: type_id.clone(), version: *version, fields: opaque_fields(fields) }
        }
        Action::If { .. }
        | Action::Match { .. }
        | Action::Split(_)
        | Action::Webhook(_)
        | Action::RunCode(_)
        | Action::GoTo(_)
        | Action::End => return None,
    })
}

/// Writes the property of the enrolled record as a value.
pub(super) fn object_property(name: &str) -> Doc {
    Doc::map([("propertyName", Doc::text(name.to_owned())), ("type", Doc::text("OBJECT_PROPERTY"))])
}

/// Writes an action of a type, in the version that the row has: the server may raise it.
fn of(row: ActionRow, fields: Doc) -> Single {
    Single { type_id: row.id.to_owned(), version: row.version, fields }
}

fn static_value(value: Doc) -> Doc {
    Doc::map([("staticValue", value), ("type", Doc::text("STATIC_VALUE"))])
}

fn set(place: &Place, value: Doc) -> Doc {
    let mut fields = vec![("property_name", Doc::text(place.property.name.clone())), ("value", value)];
    if let Some(path) = &place.association {
        fields.push(("association", Doc::map(association(path))));
    }
    Doc::map(fields)
}

/// Writes what a property of the enrolled record, or of an associated one, holds.
pub(super) fn property(place: &Place) -> Doc {
    let Some(path) = &place.association else { return object_property(&place.property.name) };
    let token = vec![
        Part::Literal("{{ fetched_objects.".to_owned()),
        Part::Fetch(path.clone()),
        Part::Literal(format!(".{} }}}}", place.property.name)),
    ];
    Doc::map([("propertyToken", Doc::Joined(token)), ("type", Doc::text("FETCHED_OBJECT_PROPERTY"))])
}

/// Writes what a record, a request or code is given.
pub(super) fn input(input: &Input) -> Doc {
    match input {
        Input::Value(value) => set_value(value),
        Input::Property(place) => property(place),
    }
}

fn appended(value: &SetValue, sets: AppendSets) -> Doc {
    let text = match (value, sets) {
        (SetValue::Options(options), AppendSets::Bare) => Doc::text(options.join(";")),
        (SetValue::Options(options), AppendSets::Semicolon) => Doc::text(format!(";{}", options.join(";"))),
        (SetValue::Plain(value), _) => Doc::text(value.clone()),
        (SetValue::Text(value), _) => text(value, Markup::Plain),
        (SetValue::Portal(name), _) => portal_text(name),
        (SetValue::Clear | SetValue::Now | SetValue::Shifted(_), _) => Doc::text(""),
    };
    Doc::map([("staticAppendValue", text), ("type", Doc::text("STATIC_APPEND_VALUE"))])
}

fn until(until: &Until) -> Single {
    let fields = Doc::map(timing::until(until));
    match until {
        Until::Weekday(..) | Until::Time(_) => of(WAIT, fields),
        Until::Date(..) | Until::Property { .. } => of(WAIT_FOR_DATE, fields),
    }
}

fn notify(notice: &Notice) -> Single {
    let Notice { channel, users, teams, owners, subject, body } = notice;
    let (action, markup) = match channel {
        Channel::App => (IN_APP, Markup::Plain),
        Channel::Email => (INTERNAL_EMAIL, Markup::Html),
    };
    let body = body.as_ref().map_or_else(|| Doc::text(""), |body| text(body, markup));
    let mut fields = vec![("subject", text(subject, Markup::Plain)), ("body", body)];
    match channel {
        Channel::App => fields.push(("delivery_method", Doc::text("APP"))),
        Channel::Email => {}
    }
    for (key, names) in [("user_ids", users), ("team_ids", teams)] {
        if !names.is_empty() {
            fields.push((key, Doc::List(names.iter().map(portal_text).collect())));
        }
    }
    if !owners.is_empty() {
        fields
            .push(("owner_properties", Doc::List(owners.iter().map(|owner| Doc::text(owner.name.clone())).collect())));
    }
    of(action, Doc::map(fields))
}

fn create_record(made: Object, values: &[(Property, Input)], enrolled: Object) -> Doc {
    let properties = values.iter().map(|(property, value)| {
        Doc::map([("targetProperty", Doc::text(property.name.clone())), ("value", input(value))])
    });
    Doc::map([
        ("object_type_id", Doc::object_type(made)),
        ("properties", Doc::List(properties.collect())),
        ("associations", associated(association(&AssociationPath { from: made, to: enrolled, label: None }))),
        ("use_explicit_associations", Doc::text("true")),
    ])
}

/// Writes the association of what is made with the enrolled record.
fn associated(target: [(&'static str, Doc); 2]) -> Doc {
    Doc::List(vec![Doc::map([
        ("target", Doc::map(target)),
        ("value", Doc::map([("type", Doc::text("ENROLLED_OBJECT"))])),
    ])])
}

/// Returns category and type id of the association from a task to the record that it is about.
fn task_association(about: Object) -> [(&'static str, Doc); 2] {
    let (category, id) = match about {
        // Each portal has its own for a custom object.
        Object::Custom(custom) => (
            portal_text(&PortalName::TaskCategory(custom)),
            Doc::Hole(Hole::Portal(PortalName::TaskLink(custom)), Shape::Number),
        ),
        Object::Contact | Object::Company | Object::Deal | Object::Ticket => {
            let known = TASK_ASSOCIATIONS.iter().find(|(object, _)| *object == about);
            (Doc::text("HUBSPOT_DEFINED"), Doc::Plain(Value::from(known.map(|(_, id)| *id))))
        }
    };
    [("associationCategory", category), ("associationTypeId", id)]
}

fn set_value(value: &SetValue) -> Doc {
    match value {
        // No value is the empty text.
        SetValue::Clear => static_value(Doc::text("")),
        SetValue::Shifted(distance) => {
            Doc::map([("timeDelay", timing::delay(*distance)), ("type", Doc::text("RELATIVE_DATETIME"))])
        }
        SetValue::Now => Doc::map([("timestampType", Doc::text("EXECUTION_TIME")), ("type", Doc::text("TIMESTAMP"))]),
        SetValue::Plain(value) => static_value(Doc::text(value.clone())),
        SetValue::Options(values) => static_value(Doc::text(values.join(";"))),
        SetValue::Text(value) => static_value(text(value, Markup::Plain)),
        SetValue::Portal(name) => static_value(portal_text(name)),
    }
}

fn on_list(target: &ListTarget) -> Doc {
    Doc::map([("listId", Doc::Hole(list(target), Shape::Text)), ("targetObject", Doc::text(ENROLLED_OBJECT))])
}

fn rotate(property: &str, users: &[PortalName], teams: &[PortalName], existing: ExistingOwner) -> Doc {
    let mut fields = vec![
        ("target_property", Doc::text(property.to_owned())),
        (
            "overwrite_current_owner",
            Doc::text(match existing {
                ExistingOwner::Keep => "false",
                ExistingOwner::Overwrite => "true",
            }),
        ),
    ];
    for (key, names) in [("user_ids", users), ("team_ids", teams)] {
        if !names.is_empty() {
            fields.push((key, Doc::List(names.iter().map(portal_text).collect())));
        }
    }
    Doc::map(fields)
}

fn create_task(task: &Task, object: Object) -> Doc {
    let mut fields = vec![
        (
            "task_type",
            Doc::text(match task.kind {
                TaskKind::Todo => "TODO",
                TaskKind::Call => "CALL",
                TaskKind::Email => "EMAIL",
            }),
        ),
        ("subject", text(&task.subject, Markup::Plain)),
        (
            "priority",
            Doc::text(match task.priority {
                Priority::None => "NONE",
                Priority::Low => "LOW",
                Priority::Medium => "MEDIUM",
                Priority::High => "HIGH",
            }),
        ),
        ("associations", associated(task_association(object))),
        ("use_explicit_associations", Doc::text("true")),
    ];
    if let Some(body) = &task.body {
        fields.push(("body", text(body, Markup::Html)));
    }
    if let Some(minutes) = task.due {
        fields.push(("due_time", due(minutes)));
    }
    if let Some(assignee) = &task.assign {
        let value = match assignee {
            Assignee::Property(property) => object_property(&property.name),
            Assignee::User(owner) => static_value(portal_text(owner)),
        };
        fields.push(("owner_assignment", Doc::map([("type", Doc::text("CUSTOM")), ("value", value)])));
    }
    Doc::map(fields)
}

fn due(minutes: u32) -> Doc {
    let (delta, unit) = if minutes.is_multiple_of(MINUTES_PER_DAY) {
        (minutes / MINUTES_PER_DAY, "DAYS")
    } else {
        (minutes, "MINUTES")
    };
    Doc::map([
        // Here, unlike in a wait, the number is a number.
        ("delta", Doc::Plain(Value::from(delta))),
        ("timeUnit", Doc::text(unit)),
        ("daysOfWeek", Doc::List(Vec::new())),
    ])
}

fn opaque_fields(fields: &[(String, Field)]) -> Doc {
    Doc::map(fields.iter().map(|(key, value)| (key.clone(), field(key, value))))
}

/// Keys under which an id stands as a number, wherever they do.
const NUMBERS: [&str; 3] = ["appId", "associationTypeId", "datasetId"];

fn field(key: &str, value: &Field) -> Doc {
    match value {
        Field::Portal(name) if NUMBERS.contains(&key) => Doc::Hole(Hole::Portal(name.clone()), Shape::Number),
        Field::Text(value) => text(value, Markup::Plain),
        Field::Number(number) => Doc::Plain(number.json()),
        Field::Bool(value) => Doc::Plain(Value::Bool(*value)),
        Field::Portal(name) => portal_text(name),
        Field::List(target) => Doc::Hole(list(target), Shape::Text),
        Field::Several(values) => Doc::List(values.iter().map(|value| field(key, value)).collect()),
        Field::Fields(fields) => opaque_fields(fields),
    }
}
