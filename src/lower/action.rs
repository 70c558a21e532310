//! A step that does something, as action type and fields.

use serde_json::Value;

use super::filter::{association, list, portal_text};
use super::text::{Markup, text};
use crate::hubspot::doc::{Doc, Hole, Shape};
use crate::hubspot::platform::Object;
use crate::model::workflow::{Action, Assignee, ExistingOwner, Field, Place, Priority, SetValue, Task, TaskKind};
use crate::model::{FlowTarget, ListTarget, PortalName};

/// Action type and fields of a step that leads to one other.
pub(super) struct Single {
    pub type_id: String,
    pub version: u32,
    pub fields: Doc,
}

/// HubSpot's action types: id and the version that is written; the server may raise it.
#[derive(Clone, Copy)]
struct Type(&'static str, u32);

const WAIT: Type = Type("0-1", 0);
const CREATE_TASK: Type = Type("0-3", 0);
const SEND_EMAIL: Type = Type("0-4", 0);
const SET_PROPERTY: Type = Type("0-5", 0);
const ROTATE_OWNER: Type = Type("0-11", 0);
const ENROLL: Type = Type("0-15", 0);
const ADD_TO_LIST: Type = Type("0-63809083", 5);
const REMOVE_FROM_LIST: Type = Type("0-63863438", 5);

/// HubSpot's own associations from a task to the record that it is about.
const TASK_ASSOCIATIONS: [(Object, u32); 4] =
    [(Object::Contact, 204), (Object::Company, 192), (Object::Deal, 216), (Object::Ticket, 230)];

const ENROLLED_OBJECT: &str = "{{ enrolled_object }}";
const MINUTES_PER_DAY: u32 = 24 * 60;

/// Writes the fields of a step; nothing for branches and `end`.
pub(super) fn single(action: &Action, object: Object) -> Option<Single> {
    Some(match action {
        Action::Wait(minutes) => of(
            WAIT,
            // The minutes are text, and the editor too keeps days as minutes.
            Doc::map([("delta", Doc::text(minutes.to_string())), ("time_unit", Doc::text("MINUTES"))]),
        ),
        Action::Set(place, value) => of(SET_PROPERTY, set(place, set_value(value))),
        Action::Copy { from, to } => of(SET_PROPERTY, set(to, object_property(&from.name))),
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
        Action::If { .. } | Action::Match { .. } | Action::End => return None,
    })
}

/// Writes the property of the enrolled record as a value.
pub(super) fn object_property(name: &str) -> Doc {
    Doc::map([("propertyName", Doc::text(name)), ("type", Doc::text("OBJECT_PROPERTY"))])
}

fn of(Type(id, version): Type, fields: Doc) -> Single {
    Single { type_id: id.to_owned(), version, fields }
}

fn entries(entries: Vec<(&str, Doc)>) -> Doc {
    Doc::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn static_value(value: Doc) -> Doc {
    Doc::map([("staticValue", value), ("type", Doc::text("STATIC_VALUE"))])
}

fn set(place: &Place, value: Doc) -> Doc {
    let mut fields = vec![("property_name", Doc::text(&place.property.name)), ("value", value)];
    if let Some(path) = &place.association {
        fields.push(("association", Doc::map(association(path))));
    }
    entries(fields)
}

fn set_value(value: &SetValue) -> Doc {
    match value {
        // No value is the empty text.
        SetValue::Clear => static_value(Doc::text("")),
        SetValue::Now => Doc::map([("timestampType", Doc::text("EXECUTION_TIME")), ("type", Doc::text("TIMESTAMP"))]),
        SetValue::Plain(value) => static_value(Doc::text(value)),
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
        ("target_property", Doc::text(property)),
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
    entries(fields)
}

fn create_task(task: &Task, object: Object) -> Doc {
    let association = TASK_ASSOCIATIONS.iter().find(|(about, _)| *about == object).map(|(_, id)| *id);
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
        (
            "associations",
            Doc::List(vec![Doc::map([
                (
                    "target",
                    Doc::map([
                        ("associationCategory", Doc::text("HUBSPOT_DEFINED")),
                        ("associationTypeId", Doc::Plain(Value::from(association))),
                    ]),
                ),
                ("value", Doc::map([("type", Doc::text("ENROLLED_OBJECT"))])),
            ])]),
        ),
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
    entries(fields)
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
    Doc::Map(fields.iter().map(|(key, value)| (key.clone(), field(value))).collect())
}

fn field(value: &Field) -> Doc {
    match value {
        Field::Text(value) => text(value, Markup::Plain),
        Field::Number(number) => Doc::Plain(number.json()),
        Field::Bool(value) => Doc::Plain(Value::Bool(*value)),
        Field::Portal(name) => portal_text(name),
        Field::List(target) => Doc::Hole(list(target), Shape::Text),
        Field::Several(values) => Doc::List(values.iter().map(field).collect()),
        Field::Fields(fields) => opaque_fields(fields),
    }
}
