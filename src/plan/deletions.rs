//! Holds deletions against what stays: nothing that lives on after the plan may name a list that it deletes, or enrol
//! into a workflow that it deletes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::build::{Context, Decision, Entry, stop_dependents};
use super::snapshot::{FlowRead, ListRead};
use super::{Change, ChangeKind, StopReason, Write, aside, names};
use crate::hubspot::filter::lists_named;
use crate::hubspot::id::id_text;
use crate::model::PortalName;
use crate::record::{ObjectKey, ObjectKind};

/// An object of the portal: ids of lists and of workflows are counted apart.
type Place<'a> = (ObjectKind, &'a str);

/// What an object names.
type Named = BTreeSet<(ObjectKind, String)>;

/// Stops every deletion of what a list or a workflow of ours still names when the plan is through.
pub(super) fn hold(context: &Context<'_>, entries: &mut Vec<Entry>) {
    if !entries.iter().any(|entry| deleted(entry).is_some()) {
        return;
    }
    let snapshot = context.inputs.snapshot;
    let namers = live_namers(context);
    // The source may no longer declare an object and still name it by its title.
    let by_title = snapshot.names.keys().filter_map(|name| {
        let kind = match name {
            PortalName::List { .. } => ObjectKind::List,
            PortalName::Workflow(_) => ObjectKind::Workflow,
            PortalName::Form(_)
            | PortalName::Email(_)
            | PortalName::Campaign(_)
            | PortalName::User(_)
            | PortalName::Owner(_)
            | PortalName::Team(_)
            | PortalName::Subscription(_)
            | PortalName::Cta(_)
            | PortalName::App(_)
            | PortalName::Url(_)
            | PortalName::Secret(_)
            | PortalName::Thing(_)
            | PortalName::Event(_)
            | PortalName::Pipeline { .. }
            | PortalName::Stage { .. }
            | PortalName::Object(_)
            | PortalName::Association { .. }
            | PortalName::TaskLink(_)
            | PortalName::TaskCategory(_)
            | PortalName::Label { .. } => return None,
        };
        Some((kind, names::resolve(snapshot, name).ok()?))
    });
    let by_title: BTreeSet<Place<'_>> = by_title.collect();
    // What is stopped stays as it is, and may be what names a list: that list stays too.
    loop {
        stop_dependents(entries);
        aside::keep_what_is_not_replaced(entries);
        let after: BTreeMap<Place<'_>, Named> = entries
            .iter()
            .filter_map(change)
            .filter_map(|change| {
                let place = (change.object.kind, change.id.as_deref()?);
                Some((place, change.after.as_ref().map(named).unwrap_or_default()))
            })
            .collect();
        let still = |(kind, id): Place<'_>| {
            let it = (kind, id.to_owned());
            let before = namers.iter().filter(|(namer, named)| **namer != (kind, id) && named.contains(&it));
            let (mut known, mut left) = (0_u64, 0_u64);
            for (namer, _) in before {
                known += 1;
                left += u64::from(after.get(namer).is_none_or(|named| named.contains(&it)));
            }
            if left == 0 && by_title.contains(&(kind, id)) {
                (known, left) = (known + 1, 1);
            }
            (left > 0).then_some(StopReason::Referenced { portal: known, known: known - left })
        };
        let held = entries.iter().enumerate().find_map(|(at, entry)| Some((at, still(deleted(entry)?)?)));
        let Some((at, why)) = held else { return };
        // What cannot be deleted is not replaced either.
        let replacing = entries.get(at).and_then(|entry| aside::for_whom(&entry.key)).and_then(|identity| {
            entries.iter().position(|entry| {
                let is_it = entry.key.kind == ObjectKind::List && entry.key.identity == identity;
                is_it && change(entry).is_some_and(|change| change.kinds.contains(&ChangeKind::Replace))
            })
        });
        if let Some(entry) = entries.get_mut(replacing.unwrap_or(at)) {
            entry.decision = Decision::Stop(why);
        }
    }
}

fn change(entry: &Entry) -> Option<&Change> {
    match &entry.decision {
        Decision::Change(change) => Some(change),
        Decision::Unchanged | Decision::Claim(_) | Decision::Stop(_) | Decision::Drift(_) => None,
    }
}

/// Returns what an entry deletes.
fn deleted(entry: &Entry) -> Option<Place<'_>> {
    let change = change(entry)?;
    let deletes = change.writes.iter().any(|write| matches!(write, Write::DeleteList | Write::DeleteFlow));
    Some((change.object.kind, change.id.as_deref().filter(|_| deletes)?))
}

/// Returns what each living list and workflow names.
fn live_namers<'a>(context: &Context<'a>) -> BTreeMap<Place<'a>, Named> {
    let snapshot = context.inputs.snapshot;
    let mut namers = BTreeMap::new();
    for (id, read) in &snapshot.lists {
        if let ListRead::Found(live) = read {
            namers.insert((ObjectKind::List, id.as_str()), named(live));
        }
    }
    for (id, read) in &snapshot.flows {
        let live = match read {
            FlowRead::Found(live) => Some(live),
            // A hidden workflow is taken to be as we left it.
            FlowRead::Hidden => {
                let mut ours = context.inputs.record.objects().filter(|known| known.key.kind == ObjectKind::Workflow);
                ours.find(|known| known.id.as_ref() == Some(id)).and_then(|known| known.after.as_ref())
            }
            FlowRead::Gone => None,
        };
        if let Some(live) = live {
            namers.insert((ObjectKind::Workflow, id.as_str()), named(live));
        }
    }
    namers
}

/// Returns the lists and workflows that a list or a workflow names, wherever they stand in it.
pub(crate) fn named(json: &Value) -> Named {
    let lists = lists_named(json).into_iter().map(|id| (ObjectKind::List, id));
    lists.chain(flows_named(json).into_iter().map(|id| (ObjectKind::Workflow, id))).collect()
}

/// Returns what a deletion must wait for: the changes that free what is deleted from being named.
pub(super) fn namers(delete: &Change, before: &[Change]) -> Vec<ObjectKey> {
    let Some(id) = &delete.id else { return Vec::new() };
    let it = (delete.object.kind, id.clone());
    let frees = |change: &&Change| {
        let takes_its_place = aside::for_whom(&delete.object) == Some(change.object.identity.as_str());
        change.object != delete.object
            && (takes_its_place && change.object.kind == delete.object.kind
                || change.before.as_ref().is_some_and(|before| named(before).contains(&it)))
    };
    before.iter().filter(frees).map(|change| change.object.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Brings deletions into an order in which nothing is deleted before what names it: workflows come before lists.
pub(super) fn namers_first(mut waiting: Vec<Change>) -> Vec<Change> {
    let others = |change: &Change| {
        let mut named = change.before.as_ref().map(named).unwrap_or_default();
        named.retain(|(kind, id)| (*kind, Some(id)) != (change.object.kind, change.id.as_ref()));
        named
    };
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let before: Named = waiting.iter().flat_map(others).collect();
        let is_named = |change: &Change| {
            let it = change.id.clone().map(|id| (change.object.kind, id));
            it.is_some_and(|it| before.contains(&it))
        };
        let (bound, free): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_named);
        // What names each other in a circle has no order.
        let (free, bound) = if free.is_empty() { (bound, Vec::new()) } else { (free, bound) };
        ordered.extend(free);
        waiting = bound;
    }
    ordered.sort_by_key(|change| change.object.kind != ObjectKind::Workflow);
    ordered
}

/// Returns the ids of the workflows that a workflow enrols into, wherever that stands in it.
fn flows_named(json: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    // A list of things to look at instead of recursion: a portal may nest as deep as it likes.
    let mut open = vec![json];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(entries) => {
                for (key, value) in entries {
                    if key == "flow_id" { found.extend(id_text(value)) } else { open.push(value) }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    found
}
