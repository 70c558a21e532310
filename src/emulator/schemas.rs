//! Custom objects: their schemas, and what a portal makes with each.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::associations::insert_label;
use super::object::Object;
use super::reply::{Answer, Refusal, Reply};
use super::routes::Call;
use super::standard;
use super::state::{Millis, Sensitivity, State, iso};
use crate::portal::transport::Method;

/// A custom object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct SchemaRow {
    pub number: u32,
    pub name: String,
    pub singular: String,
    pub plural: String,
    pub created: Millis,
}

impl SchemaRow {
    /// Returns the object.
    #[must_use]
    pub fn object(&self) -> Object {
        Object::Custom(self.number)
    }
}

/// Answers requests about schemas.
///
/// # Errors
/// As HubSpot refuses.
pub fn answer(call: &Call<'_>, parts: &[&str]) -> Answer {
    let state = &*call.state;
    match (call.request.method, parts) {
        (Method::Get, []) => {
            let rows: Vec<Value> = state.data.schemas.values().map(|row| view(state, row)).collect();
            Ok(Reply::ok(json!({ "results": rows })))
        }
        (Method::Get, [word]) => {
            let found = find(state, word).and_then(|object| row_of(state, object));
            found.map(|row| Reply::ok(view(state, row))).ok_or_else(Refusal::resource_not_found)
        }
        _ => Err(Refusal::no_route()),
    }
}

/// Finds what stands for an object in a path: one of HubSpot's own, or a custom one by type id or full name.
#[must_use]
pub fn find(state: &State, word: &str) -> Option<Object> {
    match Object::by_word(word) {
        Some(Object::Custom(number)) => has(state, Object::Custom(number)).then_some(Object::Custom(number)),
        Some(object) => Some(object),
        None => {
            let full = |row: &&SchemaRow| full_name(state, row).eq_ignore_ascii_case(word);
            state.data.schemas.values().find(full).map(SchemaRow::object)
        }
    }
}

/// Finds a custom object by its name alone, which the API never takes.
#[must_use]
pub fn by_name(state: &State, name: &str) -> Option<Object> {
    state.data.schemas.values().find(|row| row.name.eq_ignore_ascii_case(name)).map(SchemaRow::object)
}

/// Tells whether a portal has an object.
#[must_use]
pub fn has(state: &State, object: Object) -> bool {
    match object {
        Object::Contact | Object::Company | Object::Deal | Object::Ticket => true,
        Object::Custom(_) => row_of(state, object).is_some(),
    }
}

/// Makes a custom object with the properties that each has, and the plain associations to others.
pub fn insert(state: &mut State, row: SchemaRow, associated: &[Object]) {
    let object = row.object();
    standard::furnish_custom(&mut state.data, object, &row.singular);
    for other in associated {
        let name = format!("{}_to_{}", row.name, other.singular());
        // The plain association is the portal's own, and bears no label.
        insert_label(state, object, *other, &name, "", "");
    }
    state.data.schemas.put(u64::from(row.number), row);
}

fn row_of(state: &State, object: Object) -> Option<&SchemaRow> {
    match object {
        Object::Contact | Object::Company | Object::Deal | Object::Ticket => None,
        Object::Custom(number) => state.data.schemas.get(&u64::from(number)),
    }
}

fn full_name(state: &State, row: &SchemaRow) -> String {
    format!("p{}_{}", state.identity().portal_id, row.name)
}

fn view(state: &State, row: &SchemaRow) -> Value {
    let id = row.object().id();
    let leads = state.data.labels.iter().filter(|(key, _)| key.from == row.object());
    let its_own = state.data.properties.iter().filter(|(key, _)| key.object == row.object());
    let is_sensitive = its_own.into_iter().any(|(_, property)| property.sensitivity != Sensitivity::NonSensitive);
    let associations: Vec<Value> = leads
        .map(|(key, label)| {
            json!({
                "id": key.type_id.to_string(),
                "fromObjectTypeId": key.from.id(),
                "toObjectTypeId": key.to.id(),
                "name": label.name,
            })
        })
        .collect();
    json!({
        "id": row.number.to_string(),
        "objectTypeId": id,
        "name": row.name,
        "fullyQualifiedName": full_name(state, row),
        "labels": { "singular": row.singular, "plural": row.plural },
        "primaryDisplayProperty": "hs_object_id",
        "requiredProperties": [],
        "searchableProperties": [],
        "secondaryDisplayProperties": [],
        "properties": [],
        "associations": associations,
        "archived": false,
        "allowsSensitiveProperties": is_sensitive,
        "createdAt": iso(row.created),
        "updatedAt": iso(row.created),
    })
}
