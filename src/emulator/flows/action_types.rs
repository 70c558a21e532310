//! The catalogue of action types, which the beta has: what may stand in a workflow, and with which fields.

use serde_json::{Value, json};

use crate::emulator::json::{Field, Json, Need, optional, required};
use crate::emulator::judge::fields::KINDS;
use crate::emulator::object::Object;
use crate::emulator::reply::{Answer, Refusal, Reply};
use crate::emulator::routes::{Call, object_of};
use crate::portal::transport::Method;

/// Names of the actions that are judged.
const NAMES: &[(&str, &str)] = &[
    ("0-1", "Delay"),
    ("0-3", "Create task"),
    ("0-4", "Send email"),
    ("0-5", "Edit record"),
    ("0-8", "Email to users"),
    ("0-9", "Notification in the app"),
    ("0-11", "Rotate owner"),
    ("0-14", "Create record"),
    ("0-15", "Enrol elsewhere"),
    ("0-25", "Copy property"),
    ("0-29", "Wait for an event"),
    ("0-35", "Wait for a date"),
    ("0-169425243", "Create note"),
    ("0-63809083", "Add to list"),
    ("0-63863438", "Remove from list"),
];

/// Actions that are listed and taken as they are.
const UNJUDGED: &[(&str, &str, &[Field])] = &[
    (
        "0-31",
        "Marketing status",
        &[
            required("targetContact", Json::Filled),
            required("marketableType", Json::Enum(&["MARKETABLE", "NON_MARKETABLE"])),
        ],
    ),
    ("0-172351286", "Ask a model", &[required("message", Json::Filled)]),
    (
        "0-43347357",
        "Subscription",
        &[
            required("targetContact", Json::Filled),
            required("channel", Json::Filled),
            required("optState", Json::Filled),
            required("subscriptionId", Json::NumberText),
            optional("legalBasis", Json::Text),
            optional("legalBasisExplanation", Json::Text),
        ],
    ),
];

/// Actions that only contacts have.
const OF_CONTACTS: &[&str] = &["0-4", "0-31", "0-43347357"];

/// Answers with all that there are, or with those of an object.
///
/// # Errors
/// 400 for an object that the portal does not have.
pub fn answer(call: &Call<'_>, parts: &[&str]) -> Answer {
    if call.request.method != Method::Get {
        return Err(Refusal::method_not_allowed());
    }
    if !parts.is_empty() {
        return Err(Refusal::no_route());
    }
    let object = call.param("objectTypeId").map(|word| object_of(call.state, word)).transpose()?;
    let judged = NAMES.iter().filter_map(|(id, name)| {
        let kind = KINDS.iter().find(|kind| kind.id == *id)?;
        Some((*id, *name, kind.fields))
    });
    let all = judged.chain(UNJUDGED.iter().copied());
    let fits = |id: &str| object.is_none_or(|object| object == Object::Contact) || !OF_CONTACTS.contains(&id);
    let rows: Vec<Value> = all.filter(|(id, ..)| fits(id)).map(|(id, name, fields)| row(id, name, fields)).collect();
    Ok(Reply::ok(json!({ "results": rows })))
}

fn row(id: &str, name: &str, fields: &[Field]) -> Value {
    let objects = if OF_CONTACTS.contains(&id) { json!(["0-1"]) } else { json!([]) };
    let fields: Vec<Value> = fields.iter().map(definition).collect();
    json!({
        "actionTypeId": id,
        "actionName": name,
        "groupId": "hubspot",
        "objectTypeIds": objects,
        "inputFieldDefinitions": fields,
    })
}

fn definition(field: &Field) -> Value {
    let kind = match field.json {
        Json::Text | Json::Filled | Json::Id | Json::Any => "string",
        Json::NumberText | Json::Whole | Json::Number => "number",
        Json::Bool => "bool",
        Json::Enum(_) => "enumeration",
        Json::Object | Json::Array | Json::Texts | Json::Wholes | Json::TextMap => "json",
    };
    let mut out = json!({
        "fieldDefinitionType": "SIMPLE",
        "name": field.name,
        "isRequired": field.need == Need::Required,
        "type": kind,
    });
    if let (Json::Enum(words), Some(map)) = (field.json, out.as_object_mut()) {
        let option = |(at, word): (usize, &&str)| {
            json!({
                "value": word, "label": word, "description": "", "displayOrder": at, "doubleData": 0.0,
                "hidden": false, "readOnly": false,
            })
        };
        map.insert("fieldDefinitionType".to_owned(), json!("ENUM"));
        map.insert("options".to_owned(), words.iter().enumerate().map(option).collect());
    }
    out
}
