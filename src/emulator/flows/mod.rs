//! Workflows: made, listed, read, replaced, deleted.

pub mod action_types;
pub mod stored;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::json::{Json, array, judge_fields, object, present, required, text};
use super::judge::flow::{Write, judge_flow, judge_variant};
use super::object::Object;
use super::read_back::shown;
use super::reply::{Answer, Refusal, Reply};
use super::routes::{Call, unknown_id};
use super::state::{FlowRow, Sensitivity, State, iso};
use crate::hubspot::switches::{
    ActionIdReuse, ActionKindChange, CreationStatus, IdlePut, PutDataSources, PutEnabled, PutOmittedText, Switches,
    UuidChange, UuidUnique,
};
use crate::portal::transport::Method;

const CREATION: &str = "Invalid request to flow creation";
const UPDATE: &str = "Invalid request to flow update";
const BAD_UPDATE: &str = "FLOW_UPDATE_BAD_REQUEST";
const BAD_REVISION: &str = "INVALID_REVISION_ID_IN_PUT_REQUEST";

/// What HubSpot says in full, where it says anything: all other faults stand behind one opaque sentence.
const OPEN: &[&str] =
    &["Some required fields were not set", "Expected an object type", "Property name and value filter is missing"];

/// Answers requests to workflows.
///
/// # Errors
/// As HubSpot refuses.
pub fn answer(call: &mut Call<'_>, parts: &[&str]) -> Answer {
    match (call.request.method, parts) {
        (Method::Post, []) => create(call).map_err(|refusal| opaque(refusal, CREATION, None)),
        (Method::Get, []) => listing(call),
        (Method::Post, ["batch", "read"]) => batch_read(call),
        (Method::Get, [flow]) => read(call, flow),
        (Method::Put, [flow]) => replace(call, flow).map_err(|refusal| opaque(refusal, UPDATE, Some(BAD_UPDATE))),
        (Method::Delete, [flow]) => delete(call, flow),
        (_, [] | [_]) => Err(Refusal::method_not_allowed()),
        _ => Err(Refusal::no_route()),
    }
}

fn opaque(refusal: Refusal, message: &str, sub_category: Option<&'static str>) -> Refusal {
    if OPEN.iter().any(|open| refusal.message.starts_with(open)) || refusal.sub_category == Some(BAD_REVISION) {
        return refusal;
    }
    refusal.hide_behind(message, sub_category)
}

fn create(call: &mut Call<'_>) -> Answer {
    let body = call.body()?.clone();
    let object = judge_variant(call.state, &body, None)?;
    judge_flow(call.state, Write::Create, object, &body, None)?;
    judge_uuid(call.state, text(&body, "uuid"), None)?;
    let now = call.now();
    let mut stored = stored::stored(call.switches(), object, &body, now);
    stored.insert("dataSources".to_owned(), body.get("dataSources").cloned().unwrap_or_else(|| json!([])));
    let number = call.state.next_number("flow", 1_600_000_001);
    let ids = stored::action_types(&stored);
    let row = FlowRow {
        id: number,
        object,
        flow_type: text(&body, "flowType").unwrap_or("WORKFLOW").to_owned(),
        body: stored,
        revision: 1,
        next_action: next_action(1, ids.keys()),
        used: ids.into_keys().collect(),
        sealed: false,
        pending: match call.switches().creation_status {
            CreationStatus::AtOnce => 0,
            CreationStatus::OneRead => 1,
            CreationStatus::ThreeReads => 3,
        },
        created: now,
        updated: now,
        deleted: None,
    };
    let shown = view(call.switches(), &row);
    call.state.data.flows.put(number, row);
    Ok(Reply::created(shown, format!("/{}/{number}", call.base)))
}

/// The counter is the highest id that was ever used, plus one; it never goes down.
fn next_action<'a>(counter: u64, ids: impl Iterator<Item = &'a String>) -> u64 {
    ids.filter_map(|id| id.parse::<u64>().ok()).map(|id| id.saturating_add(1)).fold(counter, u64::max)
}

fn judge_uuid(state: &State, uuid: Option<&str>, own: Option<u64>) -> Result<(), Refusal> {
    let Some(uuid) = uuid.filter(|uuid| !uuid.is_empty()) else {
        return Ok(());
    };
    let taken = state
        .data
        .flows
        .values()
        .any(|row| Some(row.id) != own && row.deleted.is_none() && text(&row.body, "uuid") == Some(uuid));
    match state.switches.uuid_unique {
        UuidUnique::Refused if taken => Err(Refusal::validation(format!("Another flow has the uuid {uuid}"))),
        UuidUnique::Refused | UuidUnique::Free => Ok(()),
    }
}

/// Shows a whole workflow.
#[must_use]
pub fn view(switches: Switches, row: &FlowRow) -> Value {
    let shown = shown(&switches, &Value::Object(row.body.clone()));
    let mut out = shown.as_object().cloned().unwrap_or_default();
    let mut set = |name: &str, value: Value| out.insert(name.to_owned(), value);
    set("id", json!(row.id.to_string()));
    set("objectTypeId", json!(row.object.id()));
    set("flowType", json!(row.flow_type));
    set("type", json!(variant(row.object)));
    set("revisionId", json!(row.revision.to_string()));
    set("nextAvailableActionId", json!(row.next_action.to_string()));
    set("crmObjectCreationStatus", json!(if row.pending > 0 { "PENDING" } else { "COMPLETE" }));
    set("createdAt", json!(iso(row.created)));
    set("updatedAt", json!(iso(row.updated)));
    Value::Object(out)
}

fn variant(object: Object) -> &'static str {
    match object {
        Object::Contact => "CONTACT_FLOW",
        Object::Company | Object::Deal | Object::Ticket | Object::Custom(_) => "PLATFORM_FLOW",
    }
}

/// Knows which workflows hold sensitive data; what names no such property costs nothing.
struct Guard {
    names: Vec<(Object, String)>,
}

impl Guard {
    fn of(state: &State) -> Self {
        let names = state
            .data
            .properties
            .iter()
            .filter(|(_, row)| row.sensitivity != Sensitivity::NonSensitive)
            .map(|(key, _)| (key.object, key.name.clone()))
            .collect();
        Self { names }
    }

    fn hides(&self, row: &FlowRow) -> bool {
        row.sealed
            || self
                .names
                .iter()
                .any(|(object, name)| *object == row.object && row.body.values().any(|value| mentions(value, name)))
    }
}

fn mentions(value: &Value, name: &str) -> bool {
    match value {
        Value::String(text) => {
            text == name || text.contains(&format!(".{name} ")) || text.contains(&format!(".{name}}}"))
        }
        Value::Array(items) => items.iter().any(|item| mentions(item, name)),
        Value::Object(map) => map.values().any(|member| mentions(member, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn denied() -> Refusal {
    Refusal::other(
        403,
        "FORBIDDEN",
        "Access denied. Flow must be accessible via external APIs and contain no sensitive properties unless \
         appropriate sensitive data scopes are provided.",
    )
}

fn find(call: &Call<'_>, flow: &str) -> Result<FlowRow, Refusal> {
    let row = call.state.living_flow(flow).ok_or_else(|| unknown_id(call.switches(), "Flow", flow))?;
    if Guard::of(call.state).hides(row) {
        return Err(denied());
    }
    Ok(row.clone())
}

/// Reads a workflow; enough reads end its creation.
fn seen(call: &mut Call<'_>, mut row: FlowRow) -> Value {
    if row.pending > 0 {
        row.pending -= 1;
        let pending = row.pending;
        call.state.data.flows.edit(&row.id, |row| row.pending = pending);
    }
    view(call.switches(), &row)
}

fn read(call: &mut Call<'_>, flow: &str) -> Answer {
    let row = find(call, flow)?;
    let view = seen(call, row);
    Ok(Reply::ok(view))
}

fn listing(call: &mut Call<'_>) -> Answer {
    let limit = call.limit(100, 500)?;
    let after = match call.param("after") {
        None => 0,
        Some(cursor) => cursor.parse().map_err(|_| Refusal::validation(format!("The cursor {cursor} is not valid")))?,
    };
    let guard = Guard::of(call.state);
    let mut rest = call
        .state
        .data
        .flows
        .range(u64::saturating_add(after, 1)..)
        .map(|(_, row)| row)
        .filter(|row| row.deleted.is_none() && !guard.hides(row));
    let mut results = Vec::new();
    let mut last = 0;
    for row in rest.by_ref().take(limit) {
        last = row.id;
        let mut item = json!({
            "id": row.id.to_string(),
            "isEnabled": row.body.get("isEnabled").cloned().unwrap_or(json!(false)),
            "flowType": row.flow_type,
            "objectTypeId": row.object.id(),
            "revisionId": row.revision.to_string(),
            "createdAt": iso(row.created),
            "updatedAt": iso(row.updated),
        });
        for name in ["name", "uuid"] {
            if let (Some(value), Some(map)) = (row.body.get(name), item.as_object_mut()) {
                map.insert(name.to_owned(), value.clone());
            }
        }
        results.push(item);
    }
    let mut out = json!({ "results": results });
    if let (true, Some(map)) = (rest.next().is_some(), out.as_object_mut()) {
        map.insert("paging".to_owned(), json!({ "next": { "after": last.to_string() } }));
    }
    Ok(Reply::ok(out))
}

fn batch_read(call: &mut Call<'_>) -> Answer {
    let body = call.body()?.clone();
    judge_fields(&body, &[required("inputs", Json::Array)])?;
    let mut results = Vec::new();
    let mut errors = Vec::new();
    let mut asked = BTreeSet::new();
    for input in array(&body, "inputs")? {
        let input = object(input, "inputs")?;
        judge_fields(input, &[required("type", Json::Enum(&["FLOW_ID"])), required("flowId", Json::Filled)])?;
        let flow = text(input, "flowId").unwrap_or_default().to_owned();
        if !asked.insert(flow.clone()) {
            continue;
        }
        match find(call, &flow) {
            Ok(row) => results.push(seen(call, row)),
            Err(_) => errors.push(json!({
                "status": "error",
                "category": "OBJECT_NOT_FOUND",
                "subCategory": "FLOW_NOT_FOUND_BY_FLOW_ID",
                "message": format!("No flow was found with the id {flow}"),
                "context": { "flowId": [flow] },
                "errors": [],
                "links": {},
            })),
        }
    }
    let now = iso(call.now());
    let mut out = json!({ "status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now });
    let partial = !errors.is_empty();
    if let (true, Some(map)) = (partial, out.as_object_mut()) {
        map.insert("numErrors".to_owned(), json!(errors.len()));
        map.insert("errors".to_owned(), Value::Array(errors));
    }
    Ok(Reply::with_status(if partial { 207 } else { 200 }, out))
}

fn replace(call: &mut Call<'_>, flow: &str) -> Answer {
    let row = find(call, flow)?;
    let body = call.body()?.clone();
    judge_variant(call.state, &body, Some(row.object))?;
    let revision = present(&body, "revisionId").and_then(Value::as_str);
    if revision != Some(row.revision.to_string().as_str()) {
        let message = format!("The revision is {} and the request's {}", row.revision, revision.unwrap_or("none"));
        return Err(Refusal::validation("The revisionId in the request is not the current one")
            .sub_category(BAD_REVISION)
            .why(message));
    }
    if row.pending > 0 {
        return Err(Refusal::validation("The creation of the flow is not COMPLETE"));
    }
    judge_flow(call.state, Write::Replace, row.object, &body, Some(&row.body))?;
    judge_enabled(call.switches(), &row, &body)?;
    judge_ids(call.switches(), &row, &body)?;
    let body = kept_texts(call.switches(), &row, body);
    let uuid_change = text(&row.body, "uuid") != text(&body, "uuid");
    if uuid_change && call.switches().uuid_change == UuidChange::Refused {
        return Err(Refusal::validation("The uuid cannot be changed"));
    }
    judge_uuid(call.state, text(&body, "uuid"), Some(row.id))?;
    let now = call.now();
    let mut stored = stored::stored(call.switches(), row.object, &body, now);
    // What the server owns stays.
    let sent = body.get("dataSources").filter(|_| call.switches().put_data_sources == PutDataSources::Taken);
    let sources = sent.or_else(|| row.body.get("dataSources")).cloned();
    stored.insert("dataSources".to_owned(), sources.unwrap_or_else(|| json!([])));
    if call.switches().uuid_change == UuidChange::Ignored {
        match row.body.get("uuid") {
            Some(uuid) => stored.insert("uuid".to_owned(), uuid.clone()),
            None => stored.remove("uuid"),
        };
    }
    let is_idle = stored == row.body && call.switches().idle_put == IdlePut::Nothing;
    let mut row = row;
    if !is_idle {
        row.body = stored;
        row.revision += 1;
        row.updated = now;
        let ids = stored::action_types(&row.body);
        row.next_action = next_action(row.next_action, ids.keys());
        let used: BTreeSet<String> = row.used.drain(..).chain(ids.into_keys()).collect();
        row.used = used.into_iter().collect();
    }
    let view = view(call.switches(), &row);
    if !is_idle {
        call.state.data.flows.put(row.id, row);
    }
    Ok(Reply::ok(view))
}

fn judge_enabled(switches: Switches, row: &FlowRow, body: &Map<String, Value>) -> Result<(), Refusal> {
    let on = |map: &Map<String, Value>| map.get("isEnabled") == Some(&Value::Bool(true));
    match switches.put_enabled {
        PutEnabled::Refused if on(&row.body) && on(body) => {
            Err(Refusal::validation("A flow that is on cannot be changed"))
        }
        PutEnabled::Refused | PutEnabled::Taken => Ok(()),
    }
}

/// An id that has left never comes back, and one that stays keeps its type.
fn judge_ids(switches: Switches, row: &FlowRow, body: &Map<String, Value>) -> Result<(), Refusal> {
    let live = stored::action_types(&row.body);
    for (id, (kind, type_id)) in stored::action_types(body) {
        match live.get(&id) {
            Some((known, _)) if *known != kind => {
                return Err(Refusal::validation(format!("Action {id} was a {known} and cannot become a {kind}")));
            }
            Some((_, known)) if *known != type_id && switches.action_kind_change == ActionKindChange::Refused => {
                return Err(Refusal::validation(format!("Action {id} was {known} and cannot become {type_id}")));
            }
            Some(_) => {}
            None => {
                let below = id.parse::<u64>().is_ok_and(|id| id < row.next_action);
                let gone = match switches.action_id_reuse {
                    ActionIdReuse::Used => row.used.contains(&id),
                    ActionIdReuse::BelowCounter => below || row.used.contains(&id),
                };
                if gone {
                    return Err(Refusal::validation(format!("Action {id} was used by an earlier revision")));
                }
            }
        }
    }
    Ok(())
}

fn kept_texts(switches: Switches, row: &FlowRow, mut body: Map<String, Value>) -> Map<String, Value> {
    if switches.put_omitted_text == PutOmittedText::Kept {
        for name in ["name", "description", "uuid"] {
            if let (None, Some(old)) = (present(&body, name), row.body.get(name)) {
                let old = old.clone();
                body.insert(name.to_owned(), old);
            }
        }
    }
    body
}

fn delete(call: &mut Call<'_>, flow: &str) -> Answer {
    let number = find(call, flow)?.id;
    let now = call.now();
    call.state.data.flows.edit(&number, |row| row.deleted = Some(now));
    Ok(Reply::empty())
}
