//! Associations between records, and the labels that they can carry.

use serde_json::{Map, Value, json};

use super::json::{Json, array, judge_fields, object, optional, required, text};
use super::object::Object;
use super::reply::{Answer, Refusal, Reply};
use super::routes::{Call, object_of};
use super::rows::links::{ASSOCIATIONS, TASK, TASK_ASSOCIATIONS};
use super::state::{LabelKey, LabelRow, LinkKey, LinkType, RecordKey, State, iso};
use crate::portal::transport::Method;

/// Answers requests about a pair of object types: labels and batches.
///
/// # Errors
/// As HubSpot refuses.
pub fn answer(call: &mut Call<'_>, parts: &[&str]) -> Answer {
    let [from, to, rest @ ..] = parts else {
        return Err(Refusal::no_route());
    };
    if let (Method::Get, TASK, ["labels"]) = (call.request.method, *from, rest) {
        let link = task_link(object_of(call.state, to)?);
        return Ok(Reply::ok(json!({ "results": [Kind { link, label: None }.view()] })));
    }
    let (from, to) = (object_of(call.state, from)?, object_of(call.state, to)?);
    match (call.request.method, rest) {
        (Method::Get, ["labels"]) => {
            let rows: Vec<Value> = types(call.state, from, to).into_iter().map(|row| row.view()).collect();
            Ok(Reply::ok(json!({ "results": rows })))
        }
        (Method::Post, ["labels"]) => create_label(call, from, to),
        (Method::Put, ["labels"]) => change_label(call, from, to),
        (Method::Delete, ["labels", type_id]) => delete_label(call, from, to, type_id),
        (Method::Post, ["batch", "create"]) => batch_create(call, from, to, Types::Sent),
        (Method::Post, ["batch", "associate", "default"]) => batch_create(call, from, to, Types::Plain),
        (Method::Post, ["batch", "read"]) => batch_read(call, from, to),
        _ => Err(Refusal::no_route()),
    }
}

/// One type of association in one direction.
struct Kind {
    link: LinkType,
    label: Option<String>,
}

impl Kind {
    fn view(&self) -> Value {
        json!({ "category": self.link.category, "typeId": self.link.type_id, "label": self.label })
    }
}

fn types(state: &State, from: Object, to: Object) -> Vec<Kind> {
    let own =
        ASSOCIATIONS.iter().filter(|(a, b, _, _)| from.id() == *a && to.id() == *b).map(|(_, _, id, label)| Kind {
            link: LinkType { category: "HUBSPOT_DEFINED".to_owned(), type_id: *id },
            label: label.map(str::to_owned),
        });
    let made = state.data.labels.iter().filter(|(key, _)| (key.from, key.to) == (from, to)).map(|(key, row)| Kind {
        link: LinkType { category: "USER_DEFINED".to_owned(), type_id: key.type_id },
        // The plain association of a custom object has none.
        label: Some(row.label.clone()).filter(|label| !label.is_empty()),
    });
    own.chain(made).collect()
}

/// Returns the plain association of a direction.
pub fn plain(state: &State, from: Object, to: Object) -> Option<LinkType> {
    types(state, from, to).into_iter().find(|kind| kind.label.is_none()).map(|kind| kind.link)
}

/// Returns the plain association from a task to records of an object. Every custom object has one, under a number of
/// the portal's own.
pub fn task_link(to: Object) -> LinkType {
    const CUSTOM: u64 = 50_000;
    match to {
        Object::Custom(number) => LinkType { category: "USER_DEFINED".to_owned(), type_id: CUSTOM + u64::from(number) },
        Object::Contact | Object::Company | Object::Deal | Object::Ticket => {
            let own = TASK_ASSOCIATIONS.iter().find(|(object, _, _)| to.id() == *object);
            let type_id = own.map_or(0, |(_, _, from)| *from);
            LinkType { category: "HUBSPOT_DEFINED".to_owned(), type_id }
        }
    }
}

/// Returns the type that the other direction has.
fn inverse(state: &State, from: Object, to: Object, link: &LinkType) -> Option<LinkType> {
    if link.category == "USER_DEFINED" {
        let row = state.data.labels.get(&LabelKey { from, to, type_id: link.type_id })?;
        return Some(LinkType { category: link.category.clone(), type_id: row.inverse });
    }
    let known = ASSOCIATIONS.iter().find(|(a, b, id, _)| from.id() == *a && to.id() == *b && *id == link.type_id)?;
    let type_id = match link.type_id {
        13 => 14,
        14 => 13,
        _ => ASSOCIATIONS.iter().find(|(a, b, _, label)| to.id() == *a && from.id() == *b && *label == known.3)?.2,
    };
    Some(LinkType { category: link.category.clone(), type_id })
}

/// Makes a label with both its directions, and returns the type id of the first.
pub fn insert_label(state: &mut State, from: Object, to: Object, name: &str, label: &str, inverse_label: &str) -> u64 {
    let forth = state.next_number("label", 1);
    let back = if from == to && label == inverse_label { forth } else { state.next_number("label", 1) };
    let row = |label: &str, inverse| LabelRow { label: label.to_owned(), name: name.to_owned(), inverse };
    state.data.labels.put(LabelKey { from, to, type_id: forth }, row(label, back));
    state.data.labels.put(LabelKey { from: to, to: from, type_id: back }, row(inverse_label, forth));
    forth
}

fn create_label(call: &mut Call<'_>, from: Object, to: Object) -> Answer {
    let body = call.body()?.clone();
    judge_fields(
        &body,
        &[required("label", Json::Filled), required("name", Json::Filled), optional("inverseLabel", Json::Text)],
    )?;
    let (name, label) = (text(&body, "name").unwrap_or_default(), text(&body, "label").unwrap_or_default());
    let inverse_label = text(&body, "inverseLabel").unwrap_or(label);
    if call.state.data.labels.values().any(|row| row.name == name) {
        return Err(Refusal::validation(format!("An association label named {name} already exists")));
    }
    let forth = insert_label(call.state, from, to, name, label, inverse_label);
    let back = call.state.data.labels.get(&LabelKey { from, to, type_id: forth }).map_or(forth, |row| row.inverse);
    let one = |type_id: u64, label: &str| json!({ "category": "USER_DEFINED", "typeId": type_id, "label": label });
    Ok(Reply::ok(json!({ "results": [one(forth, label), one(back, inverse_label)] })))
}

/// Gives a label another text, in both directions where no other is sent for the second.
fn change_label(call: &mut Call<'_>, from: Object, to: Object) -> Answer {
    let body = call.body()?.clone();
    judge_fields(
        &body,
        &[
            required("associationTypeId", Json::Whole),
            required("label", Json::Filled),
            optional("inverseLabel", Json::Text),
        ],
    )?;
    let type_id = body.get("associationTypeId").and_then(Value::as_u64).unwrap_or_default();
    let label = text(&body, "label").unwrap_or_default();
    let inverse_label = text(&body, "inverseLabel").unwrap_or(label);
    let back = inverse_label_of(call, from, to, type_id)?;
    for (key, label) in [(back, inverse_label), (LabelKey { from, to, type_id }, label)] {
        call.state.data.labels.edit(&key, |row| label.clone_into(&mut row.label));
    }
    Ok(Reply::empty())
}

/// Deletes a label with both its directions, and takes it off the records that have it.
fn delete_label(call: &mut Call<'_>, from: Object, to: Object, type_id: &str) -> Answer {
    let type_id = type_id.parse().map_err(|_| Refusal::validation(format!("Invalid association type {type_id}")))?;
    let back = inverse_label_of(call, from, to, type_id)?;
    for key in [LabelKey { from, to, type_id }, back] {
        call.state.data.labels.remove(&key);
        let link = LinkType { category: "USER_DEFINED".to_owned(), type_id: key.type_id };
        let carries = |pair: &LinkKey, links: &Vec<LinkType>| {
            (pair.from.object, pair.to.object) == (key.from, key.to) && links.contains(&link)
        };
        let pairs = call.state.data.links.iter().filter(|(pair, links)| carries(pair, links));
        for pair in pairs.map(|(pair, _)| *pair).collect::<Vec<_>>() {
            call.state.data.links.edit(&pair, |links| links.retain(|known| *known != link));
        }
    }
    Ok(Reply::empty())
}

/// Finds the other direction of a label that the portal's people made.
fn inverse_label_of(call: &Call<'_>, from: Object, to: Object, type_id: u64) -> Result<LabelKey, Refusal> {
    let row = call.state.data.labels.get(&LabelKey { from, to, type_id });
    row.map(|row| LabelKey { from: to, to: from, type_id: row.inverse }).ok_or_else(|| {
        Refusal::validation(format!("No association label {type_id} between these objects can be changed"))
    })
}

/// Associates two records in both directions; a labelled association comes with the plain one.
///
/// # Errors
/// 400 where there is no such type in this direction, 404 where a record is missing.
pub fn connect(state: &mut State, from: RecordKey, to: RecordKey, link: &LinkType) -> Result<(), Refusal> {
    for key in [from, to] {
        if state.data.records.get(&key).is_none_or(|row| row.archived.is_some()) {
            return Err(Refusal::validation("One or more associations are invalid").error(json!({
                "message": format!("{} {} does not exist", key.object.singular(), key.id),
                "subCategory": "crm.associations.INVALID_OBJECT_IDS",
            })));
        }
    }
    let known = types(state, from.object, to.object).iter().any(|kind| kind.link == *link);
    let back = inverse(state, from.object, to.object, link);
    let (true, Some(back)) = (known, back) else {
        return Err(Refusal::validation(format!(
            "{} {} is invalid from object type {} to {}",
            link.category,
            link.type_id,
            from.object.id(),
            to.object.id()
        )));
    };
    let pairs = [(from, to, link.clone()), (to, from, back)];
    for (from, to, link) in pairs {
        let key = LinkKey { from, to };
        let mut types = state.data.links.get(&key).cloned().unwrap_or_default();
        let before = types.len();
        types.extend(plain(state, from.object, to.object));
        types.push(link);
        types.sort();
        types.dedup();
        if types.len() != before {
            state.data.links.put(key, types);
        }
    }
    Ok(())
}

/// Associates by the array of types of a request; without one, plainly.
///
/// # Errors
/// 400 where something does not fit.
pub fn connect_by_types(state: &mut State, from: RecordKey, to: &str, types: Option<&Value>) -> Result<(), Refusal> {
    let id = to.parse().map_err(|_| Refusal::validation("One or more associations are invalid"))?;
    let items = match types {
        None | Some(Value::Null) => return Err(Refusal::validation("An association needs its types")),
        Some(types) => types.as_array().ok_or_else(|| Refusal::validation("types must be an array"))?,
    };
    for item in items {
        let link = link_of(object(item, "types")?)?;
        let target = target(state, from.object, &link)
            .ok_or_else(|| Refusal::validation("One or more associations are invalid"))?;
        connect(state, from, RecordKey { object: target, id }, &link)?;
    }
    Ok(())
}

fn target(state: &State, from: Object, link: &LinkType) -> Option<Object> {
    Object::STANDARD.into_iter().find(|to| types(state, from, *to).iter().any(|kind| kind.link == *link))
}

fn link_of(map: &Map<String, Value>) -> Result<LinkType, Refusal> {
    judge_fields(map, &[required("associationCategory", Json::Filled), required("associationTypeId", Json::Whole)])?;
    Ok(LinkType {
        category: text(map, "associationCategory").unwrap_or_default().to_owned(),
        type_id: map.get("associationTypeId").and_then(Value::as_u64).unwrap_or_default(),
    })
}

/// Answers requests about the associations of one record.
///
/// # Errors
/// As HubSpot refuses.
pub fn of_record(call: &mut Call<'_>, word: &str, id: &str, rest: &[&str]) -> Answer {
    let from = object_of(call.state, word)?;
    let id: u64 = id.parse().map_err(|_| Refusal::resource_not_found())?;
    let from = RecordKey { object: from, id };
    if call.state.data.records.get(&from).is_none() {
        return Err(Refusal::resource_not_found());
    }
    match (call.request.method, rest) {
        (Method::Get, [to]) => {
            let to = object_of(call.state, to)?;
            let results = linked(call.state, from, to);
            Ok(Reply::ok(json!({ "results": results })))
        }
        (Method::Put, ["default", word, other]) => {
            let to = record(call.state, word, other)?;
            let link = plain(call.state, from.object, to.object).ok_or_else(Refusal::no_route)?;
            connect(call.state, from, to, &link)?;
            Ok(batch(call, 200, plain_pair(call.state, from, to), Vec::new()))
        }
        (Method::Put, [word, other]) => {
            let to = record(call.state, word, other)?;
            let Some(Value::Array(items)) = call.request.body.clone() else {
                return Err(Refusal::validation("Invalid input JSON: an array of association types is expected"));
            };
            for item in &items {
                let link = link_of(object(item, "types")?)?;
                connect(call.state, from, to, &link)?;
            }
            Ok(Reply::with_status(201, shown_pair(call.state, from, to)))
        }
        (Method::Delete, [word, other]) => {
            let to = record(call.state, word, other)?;
            call.state.data.links.remove(&LinkKey { from, to });
            call.state.data.links.remove(&LinkKey { from: to, to: from });
            Ok(Reply::empty())
        }
        _ => Err(Refusal::no_route()),
    }
}

fn record(state: &State, word: &str, id: &str) -> Result<RecordKey, Refusal> {
    Ok(RecordKey { object: object_of(state, word)?, id: id.parse().map_err(|_| Refusal::resource_not_found())? })
}

fn label_of(state: &State, from: Object, to: Object, link: &LinkType) -> Option<String> {
    types(state, from, to).into_iter().find(|kind| kind.link == *link).and_then(|kind| kind.label)
}

fn linked(state: &State, from: RecordKey, to: Object) -> Vec<Value> {
    let first = LinkKey { from, to: RecordKey { object: to, id: 0 } };
    let last = LinkKey { from, to: RecordKey { object: to, id: u64::MAX } };
    state
        .data
        .links
        .range(first..=last)
        .map(|(key, links)| {
            let types: Vec<Value> = links
                .iter()
                .map(|link| {
                    let label = label_of(state, from.object, to, link);
                    json!({ "category": link.category, "typeId": link.type_id, "label": label })
                })
                .collect();
            json!({ "toObjectId": key.to.id.to_string(), "associationTypes": types })
        })
        .collect()
}

fn shown_pair(state: &State, from: RecordKey, to: RecordKey) -> Value {
    let links = state.data.links.get(&LinkKey { from, to }).cloned().unwrap_or_default();
    let labels: Vec<String> = links.iter().filter_map(|link| label_of(state, from.object, to.object, link)).collect();
    json!({
        "fromObjectTypeId": from.object.id(),
        "fromObjectId": from.id.to_string(),
        "toObjectTypeId": to.object.id(),
        "toObjectId": to.id.to_string(),
        "labels": labels,
    })
}

/// Shows a plain association both ways, each with the type of its direction.
fn plain_pair(state: &State, from: RecordKey, to: RecordKey) -> Vec<Value> {
    let one = |from: RecordKey, to: RecordKey| {
        let link = plain(state, from.object, to.object)?;
        Some(json!({
            "from": { "id": from.id.to_string() },
            "to": { "id": to.id.to_string() },
            "associationSpec": { "associationCategory": link.category, "associationTypeId": link.type_id },
        }))
    };
    one(from, to).into_iter().chain(one(to, from)).collect()
}

/// Whether a batch says with which types its records are associated.
#[derive(Clone, Copy, Debug)]
enum Types {
    Sent,
    Plain,
}

fn batch_create(call: &mut Call<'_>, from: Object, to: Object, sent: Types) -> Answer {
    let body = call.body()?.clone();
    judge_fields(&body, &[required("inputs", Json::Array)])?;
    let inputs = array(&body, "inputs")?;
    if inputs.len() > 2000 {
        return Err(Refusal::validation("The maximum number of inputs supported in a batch is 2000."));
    }
    let side = |input: &Map<String, Value>, name: &str| {
        input.get(name).and_then(|side| side.get("id")).and_then(super::json::id).and_then(|id| id.parse::<u64>().ok())
    };
    let (mut results, mut errors) = (Vec::new(), Vec::new());
    for input in inputs {
        let input = object(input, "inputs")?;
        let (Some(a), Some(b)) = (side(input, "from"), side(input, "to")) else {
            return Err(Refusal::validation("Each input needs from.id and to.id"));
        };
        let (a, b) = (RecordKey { object: from, id: a }, RecordKey { object: to, id: b });
        let links: Vec<LinkType> = match (sent, input.get("types")) {
            (Types::Plain, _) | (Types::Sent, None) => plain(call.state, from, to).into_iter().collect(),
            (Types::Sent, Some(_)) => {
                array(input, "types")?.iter().map(|item| link_of(object(item, "types")?)).collect::<Result<_, _>>()?
            }
        };
        match (links.iter().try_for_each(|link| connect(call.state, a, b, link)), sent) {
            (Ok(()), Types::Sent) => results.push(shown_pair(call.state, a, b)),
            (Ok(()), Types::Plain) => results.extend(plain_pair(call.state, a, b)),
            (Err(refusal), _) => errors.push(json!({
                "status": "error",
                "category": "VALIDATION_ERROR",
                "message": refusal.message,
                "context": { "fromObjectId": [a.id.to_string()], "toObjectId": [b.id.to_string()] },
            })),
        }
    }
    let status = match sent {
        Types::Sent => 201,
        Types::Plain => 200,
    };
    Ok(batch(call, status, results, errors))
}

fn batch_read(call: &mut Call<'_>, from: Object, to: Object) -> Answer {
    let body = call.body()?.clone();
    judge_fields(&body, &[required("inputs", Json::Array)])?;
    let (mut results, mut errors) = (Vec::new(), Vec::new());
    for input in array(&body, "inputs")? {
        let id = object(input, "inputs")?.get("id").and_then(super::json::id).unwrap_or_default();
        let found = match id.parse() {
            Ok(number) => linked(call.state, RecordKey { object: from, id: number }, to),
            Err(_) => Vec::new(),
        };
        if found.is_empty() {
            errors.push(json!({
                "status": "error",
                "category": "OBJECT_NOT_FOUND",
                "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
                "message": format!("No {} is associated with {} {id}.", to.singular(), from.singular()),
                "context": { "fromObjectId": [id] },
            }));
        } else {
            results.push(json!({ "from": { "id": id }, "to": found }));
        }
    }
    Ok(batch(call, 200, results, errors))
}

fn batch(call: &Call<'_>, status: u16, results: Vec<Value>, errors: Vec<Value>) -> Reply {
    let now = iso(call.now());
    let mut out = json!({ "status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now });
    let partial = !errors.is_empty();
    if let (true, Some(map)) = (partial, out.as_object_mut()) {
        map.insert("numErrors".to_owned(), json!(errors.len()));
        map.insert("errors".to_owned(), Value::Array(errors));
    }
    Reply::with_status(if partial { 207 } else { status }, out)
}
