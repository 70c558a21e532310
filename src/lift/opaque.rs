//! The opaque step: an action that the language has no word for, or that says more than its step can.

use super::Loss;
use super::action::list;
use super::lifting::Lifting;
use super::node::Node;
use super::value::{is_sayable, made, number, reference};
use crate::hubspot::id::{id_text, is_hubspots, is_id_key, is_portals_own, stem};
use crate::model::PortalName;
use crate::syntax::ast::{Action, Field, Target, Value, ValueKind};
use serde_json::Value as Json;

/// What is meant by the ids under a key.
type IsMeant = fn(&PortalName) -> bool;

/// Keys under which ids of things stand.
const THINGS: [(&str, IsMeant); 12] = [
    ("content_id", |name| matches!(name, PortalName::Email(_))),
    ("email_content_id", |name| matches!(name, PortalName::Email(_))),
    ("emailId", |name| matches!(name, PortalName::Email(_))),
    ("user_ids", |name| matches!(name, PortalName::User(_))),
    ("userId", |name| matches!(name, PortalName::User(_))),
    ("user_id", |name| matches!(name, PortalName::User(_))),
    ("team_ids", |name| matches!(name, PortalName::Team(_))),
    ("teamId", |name| matches!(name, PortalName::Team(_))),
    ("formId", |name| matches!(name, PortalName::Form(_))),
    ("subscriptionId", |name| matches!(name, PortalName::Subscription(_))),
    ("flow_id", |name| matches!(name, PortalName::Workflow(_))),
    ("appId", |name| matches!(name, PortalName::App(_))),
];

/// Keys under which the ids of lists stand.
const LISTS: [&str; 2] = ["listId", "list_id"];

/// Keys under which the numbers of actions stand.
const ACTIONS: [&str; 3] = ["actionId", "nextActionId", "startActionId"];

/// Keys under which there may be the id of a stage or a pipeline.
const STAGES: [&str; 3] = ["stageId", "pipelineId", "pipeline"];

/// The deepest that fields nest: brackets of a source are counted.
const DEEPEST: usize = 12;

/// Writes an action as it is.
pub(super) fn opaque(lifting: &mut Lifting<'_, '_>, node: usize, action: &Node<'_>) -> Result<Action, Loss> {
    let type_id = action.text("actionTypeId")?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !type_id.split_once('-').is_some_and(|(first, second)| digits(first) && digits(second)) {
        return Err(action.loss("its action type is no pair of numbers"));
    }
    let version = match action.get("actionTypeVersion") {
        Some(version) => version.json.as_u64().and_then(|version| u32::try_from(version).ok()),
        None => Some(0),
    };
    let version = version.ok_or_else(|| action.loss("the version of its action type is no number"))?;
    let fields = match action.get("fields") {
        Some(fields) => entries(lifting, node, &fields, 0)?,
        None => Vec::new(),
    };
    let returns = lifting.read.get(node).into_iter().flatten().map(|key| made(key.clone())).collect();
    Ok(Action::Opaque { type_id: made(type_id.to_owned()), version: made(version), fields, returns })
}

fn entries(lifting: &mut Lifting<'_, '_>, node: usize, it: &Node<'_>, depth: usize) -> Result<Vec<Field>, Loss> {
    let Some(entries) = it.json.as_object() else { return Err(it.loss("the fields are no object")) };
    let mut fields = Vec::new();
    for key in entries.keys() {
        // A member that is null says what an absent one does.
        let Some(value) = it.get(key) else { continue };
        if !is_sayable(key) {
            return Err(value.loss("no source can hold this key"));
        }
        if ACTIONS.contains(&key.as_str()) {
            return Err(value.loss("it names an action by its number, and steps have none in a source"));
        }
        // What is HubSpot's own has a number, and no name.
        let called = if is_hubspots(entries, key) { "" } else { key };
        let value = field(lifting, node, &value, called, depth)?;
        fields.push(Field { key: made(key.clone()), value: made(value) });
    }
    Ok(fields)
}

fn field(
    lifting: &mut Lifting<'_, '_>,
    node: usize,
    it: &Node<'_>,
    key: &str,
    depth: usize,
) -> Result<ValueKind, Loss> {
    if depth > DEEPEST {
        return Err(it.loss("it nests deeper than a source can"));
    }
    match it.json {
        Json::Null => Err(it.loss("there is nothing in the place of a value")),
        Json::Bool(truth) => Ok(ValueKind::Bool(*truth)),
        Json::Array(_) => {
            let values = items(it).into_iter().map(|item| field(lifting, node, &item, key, depth + 1).map(made));
            values.collect::<Result<Vec<Value>, _>>().map(ValueKind::List)
        }
        Json::Object(_) => entries(lifting, node, it, depth + 1).map(ValueKind::Fields),
        Json::Number(written) => {
            // Numbers of ids are looked at as text in comparisons, and may be written as one.
            let named = if is_id_key(key) { id(lifting, it, key)? } else { None };
            let float = written.as_f64().and_then(number);
            let number = || float.map(|float| ValueKind::Number(float.text()));
            named.or_else(number).ok_or_else(|| it.loss("the number has more digits than the language keeps"))
        }
        Json::String(text) => match id(lifting, it, key)? {
            Some(named) => Ok(named),
            None => {
                let said = lifting.field_text(node, text).map_err(|why| it.loss(why))?;
                if said.contains("fetched_object") {
                    let why = "it reads an associated record by the portal's number, which stays in the source";
                    lifting.notes.losses.push(it.loss(why));
                }
                Ok(ValueKind::Text(said))
            }
        },
    }
}

/// Goes through the items of an array itself.
fn items<'j>(it: &Node<'j>) -> Vec<Node<'j>> {
    let all = it.json.as_array().into_iter().flatten().enumerate();
    all.map(|(at, json)| Node { json, place: format!("{}/{at}", it.place) }).collect()
}

/// Names the thing that an id stands for. One of the portal's own that has no name stands in no source.
fn id(lifting: &mut Lifting<'_, '_>, it: &Node<'_>, key: &str) -> Result<Option<ValueKind>, Loss> {
    let Some(stored) = id_text(it.json) else { return Ok(None) };
    let is_list = LISTS.contains(&key);
    let meant = THINGS.iter().find(|(known, _)| *known == key).map(|(_, meant)| meant);
    let names = lifting.world.names;
    let found = if is_list {
        list(lifting, &stored).map(|target| match target {
            Target::Name(name) => ValueKind::Word(name.node),
            Target::Ref(reference) => ValueKind::Ref(reference),
        })
    } else if let Some(meant) = meant {
        names.thing(&stored, meant).and_then(reference).map(|name| ValueKind::Ref(Box::new(name)))
    } else if STAGES.contains(&key) {
        let object = lifting.object;
        let of_object = |name: &PortalName| matches!(name, PortalName::Stage { object: its, .. } | PortalName::Pipeline { object: its, .. } if *its == object);
        names.thing(&stored, of_object).and_then(reference).map(|name| ValueKind::Ref(Box::new(name)))
    } else {
        None
    };
    let thing = || names.under(&stored, stem(key)?).and_then(reference);
    let found = found.or_else(|| thing().map(|name| ValueKind::Ref(Box::new(name))));
    if found.is_none() && is_portals_own(&stored) && is_id_key(key) && !ACTIONS.contains(&key) {
        return Err(it.loss(format!("nothing tells what the portal's number {stored} is called")));
    }
    Ok(found)
}
