//! Records: created, read, updated, archived, one at a time and in batches.

pub mod search;
pub mod values;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::json::{Field, Json, array, judge_fields, object, optional, required, text};
use super::object::Object;
use super::reply::{Answer, Refusal, Reply};
use super::routes::{Call, object_of};
use super::state::{LinkKey, Millis, RecordKey, RecordRow, State, iso};
use super::{associations, json as shapes};
use crate::portal::transport::Method;

/// How many inputs a batch may have.
const MOST_INPUTS: usize = 100;

/// Answers requests to records.
///
/// # Errors
/// As HubSpot refuses.
pub fn answer(call: &mut Call<'_>, parts: &[&str]) -> Answer {
    let [word, rest @ ..] = parts else {
        return Err(Refusal::no_route());
    };
    let object = object_of(call.state, word)?;
    match (call.request.method, rest) {
        (Method::Get, []) => listing(call, object),
        (Method::Post, []) => {
            let body = call.body()?.clone();
            let row = create(call.state, object, &body, call.world.millis())?;
            let location = format!("/{}/{}/{}", call.base, object.plural(), row.id);
            let wanted = row.values.keys().cloned().collect::<Vec<_>>();
            Ok(Reply::created(view(object, &row, &wanted), location))
        }
        (Method::Post, ["search"]) => search::search(call, object),
        (Method::Post, ["batch", "read"]) => batch_read(call, object),
        (Method::Post, ["batch", "create"]) => batch_create(call, object),
        (Method::Post, ["batch", "update"]) => batch_update(call, object),
        (Method::Post, ["batch", "archive"]) => batch_archive(call, object),
        (Method::Get, [id]) => {
            let row = find(call, object, id)?;
            let wanted = wanted(call);
            let mut out = with_history(view(object, row, &wanted), row, call.params("propertiesWithHistory"));
            if let (Some(links), Some(map)) = (links(call, object, row.id)?, out.as_object_mut()) {
                map.insert("associations".to_owned(), links);
            }
            Ok(Reply::ok(out))
        }
        (Method::Patch, [id]) => {
            let number = find(call, object, id)?.id;
            let body = call.body()?.clone();
            let row = update(call.state, object, number, &body, call.world.millis())?;
            let wanted = body.get("properties").and_then(Value::as_object);
            let wanted: Vec<String> = wanted.into_iter().flat_map(|map| map.keys().cloned()).collect();
            Ok(Reply::ok(view(object, &row, &wanted)))
        }
        (Method::Delete, [id]) => {
            let number: u64 = id.parse().map_err(|_| not_numeric(id))?;
            archive(call.state, object, number, call.world.millis());
            Ok(Reply::empty())
        }
        (_, [] | [_]) => Err(Refusal::method_not_allowed()),
        _ => Err(Refusal::no_route()),
    }
}

fn not_numeric(id: &str) -> Refusal {
    Refusal::not_found("Object not found.  objectId are usually numeric.").context("id", vec![id.to_owned()])
}

fn find<'a>(call: &'a Call<'_>, object: Object, id: &str) -> Result<&'a RecordRow, Refusal> {
    let archived = call.flag("archived");
    if object == Object::Contact && call.param("idProperty") == Some("email") {
        let lower = id.to_lowercase();
        return living(call.state, object)
            .find(|row| row.value("email") == Some(lower.as_str()))
            .ok_or_else(Refusal::resource_not_found);
    }
    let number: u64 = id.parse().map_err(|_| not_numeric(id))?;
    if number == 0 {
        return Err(Refusal::not_found("Object not found. objectId is usually positive."));
    }
    let row = call.state.data.records.get(&RecordKey { object, id: number });
    row.filter(|row| row.archived.is_some() == archived).ok_or_else(Refusal::resource_not_found)
}

/// Returns the records of a type that are not archived.
pub fn living(state: &State, object: Object) -> impl Iterator<Item = &RecordRow> {
    let (first, last) = (RecordKey { object, id: 0 }, RecordKey { object, id: u64::MAX });
    state.data.records.range(first..=last).map(|(_, row)| row).filter(|row| row.archived.is_none())
}

fn wanted(call: &Call<'_>) -> Vec<String> {
    call.params("properties").flat_map(|names| names.split(',')).map(str::to_owned).collect()
}

/// Shows a record: HubSpot's default properties, and those asked for.
fn view(object: Object, row: &RecordRow, wanted: &[String]) -> Value {
    let mut properties = Map::new();
    let known = |name: &str| row.value(name).map_or(Value::Null, |value| json!(value));
    for name in defaults(object) {
        properties.insert((*name).to_owned(), known(name));
    }
    for name in wanted {
        properties.insert(name.clone(), known(name));
    }
    let mut out = json!({
        "id": row.id.to_string(),
        "properties": properties,
        "createdAt": iso(row.created),
        "updatedAt": iso(row.updated),
        "archived": row.archived.is_some(),
    });
    if let (Some(archived), Some(map)) = (row.archived, out.as_object_mut()) {
        map.insert("archivedAt".to_owned(), json!(iso(archived)));
    }
    out
}

/// Adds the values that properties have had, the newest first.
fn with_history<'a>(mut shown: Value, row: &RecordRow, wanted: impl Iterator<Item = &'a str>) -> Value {
    let past: Map<String, Value> = wanted
        .flat_map(|names| names.split(','))
        .map(|name| {
            let held = row.values.get(name).into_iter().flatten().rev();
            let values: Vec<Value> = held
                .map(|held| json!({ "value": held.value, "timestamp": iso(held.at), "sourceType": "INTEGRATION" }))
                .collect();
            (name.to_owned(), Value::Array(values))
        })
        .collect();
    if let (false, Some(map)) = (past.is_empty(), shown.as_object_mut()) {
        map.insert("propertiesWithHistory".to_owned(), Value::Object(past));
    }
    shown
}

fn defaults(object: Object) -> &'static [&'static str] {
    match object {
        Object::Contact => &["createdate", "email", "firstname", "lastname", "hs_object_id", "lastmodifieddate"],
        Object::Company => &["name", "domain", "createdate", "hs_lastmodifieddate", "hs_object_id"],
        Object::Deal => &[
            "dealname",
            "amount",
            "closedate",
            "pipeline",
            "dealstage",
            "createdate",
            "hs_lastmodifieddate",
            "hs_object_id",
        ],
        Object::Ticket => &[
            "subject",
            "content",
            "hs_pipeline",
            "hs_pipeline_stage",
            "hs_ticket_category",
            "hs_ticket_priority",
            "createdate",
            "hs_lastmodifieddate",
            "hs_object_id",
        ],
        Object::Custom(_) => &["hs_createdate", "hs_lastmodifieddate", "hs_object_id"],
    }
}

/// Returns the associations that a read asks for.
fn links(call: &Call<'_>, object: Object, id: u64) -> Result<Option<Value>, Refusal> {
    let mut out = Map::new();
    for word in call.params("associations").flat_map(|words| words.split(',')) {
        let to = object_of(call.state, word)?;
        let from = RecordKey { object, id };
        let first = LinkKey { from, to: RecordKey { object: to, id: 0 } };
        let last = LinkKey { from, to: RecordKey { object: to, id: u64::MAX } };
        let found: Vec<Value> = call
            .state
            .data
            .links
            .range(first..=last)
            .map(|(key, _)| {
                json!({ "id": key.to.id.to_string(), "type": format!("{}_to_{}", object.singular(), to.singular()) })
            })
            .collect();
        if !found.is_empty() {
            out.insert(to.plural().into_owned(), json!({ "results": found }));
        }
    }
    Ok(Some(Value::Object(out)).filter(|out| out.as_object().is_some_and(|map| !map.is_empty())))
}

fn listing(call: &Call<'_>, object: Object) -> Answer {
    let limit = call.limit(10, 100)?;
    let archived = call.flag("archived");
    let after = match call.param("after") {
        None => 0,
        Some(cursor) => cursor.parse().map_err(|_| Refusal::validation(format!("The cursor {cursor} is not valid")))?,
    };
    let wanted = wanted(call);
    let first = RecordKey { object, id: u64::saturating_add(after, 1) };
    let last = RecordKey { object, id: u64::MAX };
    let mut rest = call
        .state
        .data
        .records
        .range(first..=last)
        .map(|(_, row)| row)
        .filter(|row| row.archived.is_some() == archived);
    let mut results = Vec::new();
    let mut seen = 0;
    for row in rest.by_ref().take(limit) {
        seen = row.id;
        results.push(with_history(view(object, row, &wanted), row, call.params("propertiesWithHistory")));
    }
    let mut out = json!({ "results": results });
    if let (true, Some(map)) = (rest.next().is_some(), out.as_object_mut()) {
        map.insert("paging".to_owned(), json!({ "next": { "after": seen.to_string() } }));
    }
    Ok(Reply::ok(out))
}

const CREATE: &[Field] = &[required("properties", Json::Object), optional("associations", Json::Array)];

/// Makes a record, and its associations.
fn create(state: &mut State, object: Object, body: &Map<String, Value>, now: Millis) -> Result<RecordRow, Refusal> {
    judge_fields(body, CREATE)?;
    let sent = shapes::object(body.get("properties").unwrap_or(&Value::Null), "properties")?;
    let mut values = values::judge(state, object, sent)?;
    values::judge_enough(object, &values)?;
    if object == Object::Contact {
        values::judge_email(state, values.get("email").map(String::as_str), None)?;
        values.entry("lifecyclestage".to_owned()).or_insert_with(|| "lead".to_owned());
    }
    if object == Object::Deal && values.contains_key("dealstage") {
        values.entry("pipeline".to_owned()).or_insert_with(|| "default".to_owned());
    }
    if object == Object::Ticket {
        values.entry("hs_pipeline".to_owned()).or_insert_with(|| "0".to_owned());
    }
    let row = insert(state, object, &values, now);
    for association in array(body, "associations")? {
        let association = shapes::object(association, "associations")?;
        let to = association.get("to").and_then(|to| to.get("id")).and_then(shapes::id).unwrap_or_default();
        associations::connect_by_types(state, RecordKey { object, id: row.id }, &to, association.get("types"))?;
    }
    Ok(row)
}

/// Puts a new record into the table.
pub fn insert(state: &mut State, object: Object, values: &BTreeMap<String, String>, now: Millis) -> RecordRow {
    let id = state.next_number("record", 101);
    let mut row = RecordRow { id, values: BTreeMap::new(), created: now, updated: now, archived: None };
    row.set("hs_object_id", &id.to_string(), now);
    row.set("createdate", &iso(now), now);
    row.set(modified(object), &iso(now), now);
    for (name, value) in values {
        row.set(name, value, now);
    }
    state.data.records.put(RecordKey { object, id }, row.clone());
    row
}

/// Returns the property that says when a record was last written.
#[must_use]
pub fn modified(object: Object) -> &'static str {
    match object {
        Object::Contact => "lastmodifieddate",
        Object::Company | Object::Deal | Object::Ticket | Object::Custom(_) => "hs_lastmodifieddate",
    }
}

fn update(
    state: &mut State,
    object: Object,
    number: u64,
    body: &Map<String, Value>,
    now: Millis,
) -> Result<RecordRow, Refusal> {
    judge_fields(body, &[required("properties", Json::Object)])?;
    let sent = shapes::object(body.get("properties").unwrap_or(&Value::Null), "properties")?;
    let values = values::judge(state, object, sent)?;
    if object == Object::Contact {
        values::judge_email(state, values.get("email").map(String::as_str), Some(number))?;
    }
    let row = state.data.records.edit(&RecordKey { object, id: number }, |row| {
        for (name, value) in &values {
            row.set(name, value, now);
        }
        row.set(modified(object), &iso(now), now);
        row.updated = now;
        row.clone()
    });
    row.ok_or_else(Refusal::resource_not_found)
}

fn archive(state: &mut State, object: Object, number: u64, now: Millis) {
    let key = RecordKey { object, id: number };
    if state.data.records.get(&key).is_some_and(|row| row.archived.is_none()) {
        state.data.records.edit(&key, |row| row.archived = Some(now));
    }
}

fn inputs(body: &Map<String, Value>) -> Result<&[Value], Refusal> {
    judge_fields(body, &[required("inputs", Json::Array)])?;
    let inputs = array(body, "inputs")?;
    if inputs.len() > MOST_INPUTS {
        return Err(Refusal::validation(
            "The maximum number of inputs supported in a batch is 100. Please reduce the number of items and try again",
        ));
    }
    Ok(inputs)
}

fn batch(call: &Call<'_>, status: u16, object: Object, results: Vec<Value>, lost: Vec<String>) -> Answer {
    let now = iso(call.now());
    let mut out = json!({ "status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now });
    if lost.is_empty() {
        return Ok(Reply::with_status(status, out));
    }
    if let Some(map) = out.as_object_mut() {
        let message = format!(
            "Could not get some {} objects, they may be deleted or not exist. Check that ids are valid.",
            object.singular().to_uppercase()
        );
        map.insert("numErrors".to_owned(), json!(1));
        map.insert(
            "errors".to_owned(),
            json!([{
                "status": "error",
                "category": "OBJECT_NOT_FOUND",
                "message": message,
                "context": { "ids": lost },
            }]),
        );
    }
    Ok(Reply::with_status(207, out))
}

fn batch_read(call: &mut Call<'_>, whose: Object) -> Answer {
    let body = call.body()?.clone();
    let wanted: Vec<String> = array(&body, "properties")?.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let by_email = whose == Object::Contact && text(&body, "idProperty") == Some("email");
    let (mut results, mut lost) = (Vec::new(), Vec::new());
    for input in inputs(&body)? {
        let id = object(input, "inputs")?.get("id").and_then(shapes::id).unwrap_or_default();
        let row = if by_email {
            let lower = id.to_lowercase();
            living(call.state, whose).find(|row| row.value("email") == Some(lower.as_str()))
        } else {
            id.parse()
                .ok()
                .and_then(|number| call.state.data.records.get(&RecordKey { object: whose, id: number }))
                .filter(|row| row.archived.is_none())
        };
        match row {
            Some(row) => {
                let past = array(&body, "propertiesWithHistory")?.iter().filter_map(Value::as_str);
                results.push(with_history(view(whose, row, &wanted), row, past));
            }
            None => lost.push(id),
        }
    }
    batch(call, 200, whose, results, lost)
}

/// One bad input fails the whole batch.
fn batch_create(call: &mut Call<'_>, whose: Object) -> Answer {
    let body = call.body()?.clone();
    let now = call.now();
    let mut results = Vec::new();
    for input in inputs(&body)? {
        let row = create(call.state, whose, object(input, "inputs")?, now)?;
        let wanted: Vec<String> = row.values.keys().cloned().collect();
        results.push(view(whose, &row, &wanted));
    }
    batch(call, 201, whose, results, Vec::new())
}

fn batch_update(call: &mut Call<'_>, whose: Object) -> Answer {
    let body = call.body()?.clone();
    let now = call.now();
    let (mut results, mut lost) = (Vec::new(), Vec::new());
    for input in inputs(&body)? {
        let input = object(input, "inputs")?;
        let id = input.get("id").and_then(shapes::id).unwrap_or_default();
        let key = id.parse().ok().map(|number| RecordKey { object: whose, id: number });
        let lives = key.and_then(|key| call.state.data.records.get(&key)).is_some_and(|row| row.archived.is_none());
        match key {
            Some(key) if lives => {
                let row = update(call.state, whose, key.id, input, now)?;
                results.push(view(whose, &row, &[]));
            }
            _ => lost.push(id),
        }
    }
    batch(call, 200, whose, results, lost)
}

fn batch_archive(call: &mut Call<'_>, whose: Object) -> Answer {
    let body = call.body()?.clone();
    let now = call.now();
    for input in inputs(&body)? {
        let id = object(input, "inputs")?.get("id").and_then(shapes::id);
        if let Some(number) = id.and_then(|id| id.parse().ok()) {
            archive(call.state, whose, number, now);
        }
    }
    Ok(Reply::empty())
}
