//! Holds the titles that lists are to bear against those that are borne: a title is unique in a portal, whatever its
//! case and whatever the object.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::build::{Decision, Entry};
use super::snapshot::Snapshot;
use super::{Bearer, ChangeKind, StopReason, Write, aside};
use crate::record::{ObjectKey, ObjectKind};

/// Stops every list whose title somebody else bears and keeps, and orders the others: who gives a title up comes
/// before who takes it.
pub(super) fn settle(snapshot: &Snapshot, entries: &mut Vec<Entry>) {
    let bearers: BTreeMap<String, &str> =
        snapshot.list_heads.iter().map(|head| (head.title.to_lowercase(), head.id.as_str())).collect();
    // A stop keeps a title where it is, so others may have to stop for it.
    while let Some((at, why)) = entries.iter().enumerate().find_map(|(at, entry)| {
        let (title, id) = wanted(entry)?;
        let bearer = bearers.get(&title.to_lowercase()).filter(|bearer| Some(**bearer) != id)?;
        let given_up = entries.iter().any(|other| wanted(other).is_some_and(|(_, id)| id == Some(*bearer)));
        (!given_up).then(|| (at, taken(title, bearer, bearer_of(snapshot, entry, bearer))))
    }) {
        stop(entries, at, why);
    }
    let mut holders: Vec<(usize, ObjectKey)> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let Some((title, id)) = wanted(entry) else { continue };
        let Some(bearer) = bearers.get(&title.to_lowercase()).filter(|bearer| Some(**bearer) != id) else { continue };
        let holder = entries.iter().find(|other| wanted(other).is_some_and(|(_, id)| id == Some(*bearer)));
        // Who takes the title of a list that is replaced waits for the new one: the old one keeps its title until then.
        let for_whom = holder.and_then(|holder| aside::for_whom(&holder.key));
        let replacing = entries.iter().filter(|other| for_whom == Some(other.key.identity.as_str()));
        let replacing = replacing.filter(|other| other.key.kind == ObjectKind::List && other.key != entry.key);
        holders.extend(holder.into_iter().chain(replacing).map(|holder| (at, holder.key.clone())));
    }
    let takers: BTreeSet<ObjectKey> =
        holders.iter().filter_map(|(at, _)| entries.get(*at)).map(|entry| entry.key.clone()).collect();
    for (at, holder) in holders {
        if let Some(entry) = entries.get_mut(at) {
            entry.refers.insert(holder);
        }
    }
    order(entries, &takers, &bearers);
}

/// Returns the title that a change gives to its list, with the id of the list.
fn wanted(entry: &Entry) -> Option<(&str, Option<&str>)> {
    let Decision::Change(change) = &entry.decision else { return None };
    let gives = change.writes.iter().any(|write| matches!(write, Write::CreateList { .. } | Write::RenameList { .. }));
    (entry.key.kind == ObjectKind::List && gives && !change.kinds.contains(&ChangeKind::Delete))
        .then_some((change.title.as_str(), change.id.as_deref()))
}

/// Tells whether the list that bears a title could be adopted by the one that wants it.
fn bearer_of(snapshot: &Snapshot, entry: &Entry, id: &str) -> Bearer {
    let Decision::Change(change) = &entry.decision else { return Bearer::Other };
    let Some(head) = snapshot.list_heads.iter().find(|head| head.id == id) else { return Bearer::Other };
    let alike = change.id.is_none()
        && change.writes.iter().filter_map(made).any(|body| {
            let is = |field: &str, found: &str| body.get(field).and_then(Value::as_str) == Some(found);
            is("objectTypeId", &head.object_type) && is("processingType", &head.processing)
        });
    if alike { Bearer::Alike } else { Bearer::Other }
}

fn made(write: &Write) -> Option<&Value> {
    match write {
        Write::CreateList { body } => Some(body),
        Write::CreateGroup { .. }
        | Write::CreateProperty { .. }
        | Write::UpdateProperty { .. }
        | Write::CreateFolder { .. }
        | Write::UpdateFilters { .. }
        | Write::RenameList { .. }
        | Write::DeleteList
        | Write::CreateFlow { .. }
        | Write::ReplaceFlow { .. }
        | Write::DeleteFlow => None,
    }
}

fn taken(title: &str, id: &str, bearer: Bearer) -> StopReason {
    StopReason::TitleTaken { title: title.to_owned(), id: id.to_owned(), bearer }
}

fn stop(entries: &mut [Entry], at: usize, why: StopReason) {
    if let Some(entry) = entries.get_mut(at) {
        entry.decision = Decision::Stop(why);
    }
}

/// Brings changes behind what they need. Lists that exchange their titles wait for each other: they are stopped.
fn order(entries: &mut Vec<Entry>, takers: &BTreeSet<ObjectKey>, bearers: &BTreeMap<String, &str>) {
    let mut waiting = std::mem::take(entries);
    let mut unwritten: BTreeSet<ObjectKey> = waiting
        .iter()
        .filter(|entry| matches!(entry.decision, Decision::Change(_)))
        .map(|entry| entry.key.clone())
        .collect();
    while !waiting.is_empty() {
        let mut bound = Vec::new();
        let before = entries.len();
        for entry in waiting {
            if entry.refers.iter().any(|key| *key != entry.key && unwritten.contains(key)) {
                bound.push(entry);
            } else {
                unwritten.remove(&entry.key);
                entries.push(entry);
            }
        }
        if entries.len() == before {
            let at = bound.iter().position(|entry| takers.contains(&entry.key)).unwrap_or(0);
            let mut entry = bound.remove(at);
            if let Some((title, _)) = wanted(&entry) {
                let bearer = bearers.get(&title.to_lowercase()).copied().unwrap_or_default();
                entry.decision = Decision::Stop(taken(title, bearer, Bearer::Other));
            }
            // What waits for it is stopped with it.
            unwritten.remove(&entry.key);
            entries.push(entry);
        }
        waiting = bound;
    }
}
