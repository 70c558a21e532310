//! Marks what of a plan mentions a sensitive feature, now or before: its literals do not go into a pull request.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::snapshot::{FlowRead, ListRead, Snapshot};
use super::{Plan, Sensitive, StopReason};
use crate::model::Program;
use crate::record::{ObjectKey, ObjectKind};

/// Marks changes, stops and drift.
pub(super) fn mark(plan: &mut Plan, program: &Program, snapshot: &Snapshot, ids: &BTreeMap<ObjectKey, String>) {
    if program.sensitive.is_empty() {
        return;
    }
    let texts = texts(program);
    let object = |key: &ObjectKey| {
        let text = texts.get(&(key.kind, key.name.as_str())).copied();
        let live = ids.get(key).and_then(|id| live(snapshot, key.kind, id));
        let mentioned = text.is_some_and(|text| mentions(text, &program.sensitive));
        if mentioned || live.is_some_and(|live| json_mentions(live, &program.sensitive)) {
            Sensitive::Yes
        } else {
            Sensitive::No
        }
    };
    for change in &mut plan.changes {
        // A property that is made is named by its key alone.
        let mut texts = change.was.iter().chain([&change.deployed.text, &change.object.name]);
        let mut values = change.before.iter().chain(&change.after);
        let is = texts.any(|text| mentions(text, &program.sensitive))
            || values.any(|value| json_mentions(value, &program.sensitive));
        change.sensitive = if is { Sensitive::Yes } else { Sensitive::No };
    }
    for stop in &mut plan.stops {
        if let StopReason::Drifted { sensitive, .. } = &mut stop.why {
            *sensitive = object(&stop.object);
        }
    }
    for drift in &mut plan.drift {
        drift.sensitive = object(&drift.object);
    }
}

fn texts(program: &Program) -> BTreeMap<(ObjectKind, &str), &str> {
    let lists = program.segments.iter().map(|segment| (ObjectKind::List, &segment.head));
    let lists = lists.chain(program.static_lists.iter().map(|list| (ObjectKind::List, &list.head)));
    let heads = lists.chain(program.workflows.iter().map(|workflow| (ObjectKind::Workflow, &workflow.head)));
    heads.map(|(kind, head)| ((kind, head.name.as_str()), head.text.as_deref().unwrap_or_default())).collect()
}

fn live<'a>(snapshot: &'a Snapshot, kind: ObjectKind, id: &str) -> Option<&'a Value> {
    match kind {
        ObjectKind::List => match snapshot.lists.get(id)? {
            ListRead::Found(live) => Some(live),
            ListRead::Gone => None,
        },
        ObjectKind::Workflow => match snapshot.flows.get(id)? {
            FlowRead::Found(live) => Some(live),
            FlowRead::Hidden | FlowRead::Gone => None,
        },
        ObjectKind::Property | ObjectKind::Folder => None,
    }
}

/// Tells whether one of the names stands in a text as a whole word.
fn mentions(text: &str, names: &BTreeSet<String>) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    let words: BTreeSet<&str> = words.collect();
    names.iter().any(|name| words.contains(name.as_str()))
}

/// Tells whether one of the names stands in the text of a JSON value.
fn json_mentions(value: &Value, names: &BTreeSet<String>) -> bool {
    match value {
        Value::String(text) => mentions(text, names),
        Value::Array(items) => items.iter().any(|item| json_mentions(item, names)),
        Value::Object(entries) => entries.values().any(|value| json_mentions(value, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
