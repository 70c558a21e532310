//! Holds deletions of lists against what stays: nothing that lives on after the plan may name a list that it deletes.

use std::collections::{BTreeMap, BTreeSet};

use super::build::{Context, Decision, Entry, stop_dependents};
use super::snapshot::{FlowRead, ListRead};
use super::{Change, StopReason, Write, names};
use crate::hubspot::filter::lists_named;
use crate::model::PortalName;

/// Stops every deletion of a list that a list or a workflow of ours still names when the plan is through.
pub(super) fn hold(context: &Context<'_>, entries: &mut [Entry]) {
    if !entries.iter().any(|entry| deleted(entry).is_some()) {
        return;
    }
    let snapshot = context.inputs.snapshot;
    let mut namers: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (id, read) in &snapshot.lists {
        if let ListRead::Found(live) = read {
            namers.insert(id, lists_named(live));
        }
    }
    for (id, read) in &snapshot.flows {
        if let FlowRead::Found(live) = read {
            namers.insert(id, lists_named(live));
        }
    }
    // The source may no longer declare a list and still name it by its title.
    let by_title = snapshot.names.keys().filter(|name| matches!(name, PortalName::List { .. }));
    let by_title: BTreeSet<&str> = by_title.filter_map(|name| names::resolve(snapshot, name).ok()).collect();
    // What is stopped stays as it is, and may be what names a list: that list stays too.
    loop {
        stop_dependents(entries);
        let after: BTreeMap<&str, BTreeSet<String>> = entries
            .iter()
            .filter_map(|entry| change(entry))
            .filter_map(|change| {
                Some((change.id.as_deref()?, change.after.as_ref().map(lists_named).unwrap_or_default()))
            })
            .collect();
        let still = |id: &str| {
            let before = namers.iter().filter(|(namer, named)| **namer != id && named.contains(id));
            let (mut known, mut left) = (0_u64, 0_u64);
            for (namer, _) in before {
                known += 1;
                left += u64::from(after.get(namer).is_none_or(|named| named.contains(id)));
            }
            if left == 0 && by_title.contains(id) {
                (known, left) = (known + 1, 1);
            }
            (left > 0).then_some(StopReason::Referenced { portal: known, known: known - left })
        };
        let held = entries.iter().enumerate().find_map(|(at, entry)| Some((at, still(deleted(entry)?)?)));
        let Some((at, why)) = held else { return };
        if let Some(entry) = entries.get_mut(at) {
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

/// Returns the id of the list that an entry deletes.
fn deleted(entry: &Entry) -> Option<&str> {
    let change = change(entry)?;
    change.writes.contains(&Write::DeleteList).then_some(change.id.as_deref()).flatten()
}
