//! Brings the changes of a plan into the order in which they are written.

mod waiting;

use std::collections::BTreeSet;

use serde_json::Value;

use super::build::set_needs;
use super::flows::{expected, replace_body, switched};
use super::{Change, ChangeKind, Deployed, Write, body, deletions, identity};
use crate::hubspot::platform::Object;
use crate::record::{ObjectKey, ObjectKind};
use waiting::Waiting;

/// A change with what it names of this program.
type Named = (Change, BTreeSet<ObjectKey>);

/// Orders the changes: what is named comes before what names it; workflows that name each other are made as empty,
/// disabled shells first, and switched on when all of them are filled; deletions go last.
pub(super) fn order(changes: Vec<Named>, project: &str) -> Vec<Change> {
    let (deletes, writes): (Vec<_>, Vec<_>) =
        changes.into_iter().partition(|(change, _)| change.kinds.contains(&ChangeKind::Delete));
    let (flows, mut ordered): (Vec<_>, Vec<_>) =
        writes.into_iter().partition(|(change, _)| change.object.kind == ObjectKind::Workflow);
    let mut waiting = Waiting::new(flows);
    let mut circles = Circles::default();
    loop {
        let ready = if circles.is_none() { waiting.first() } else { waiting.lowest(|named| circles.turn(named)) };
        if let Some(next) = ready {
            circles.take(next, &mut ordered);
            continue;
        }
        // All that is left waits for each other: one of those that are waited for becomes a shell.
        let Some((change, _)) = waiting.wanted() else { break };
        let shell = split_shell(change, project);
        waiting.made(&shell.object);
        circles.shells.insert(shell.object.clone());
        ordered.push((shell, BTreeSet::new()));
    }
    ordered.extend(waiting.rest());
    circles.close(&mut ordered);
    set_needs(&mut ordered);
    let mut ordered: Vec<Change> = ordered.into_iter().map(|(change, _)| change).collect();
    let deletes = deletes.into_iter().map(|(delete, _)| delete).collect();
    for mut delete in deletions::namers_first(deletes) {
        delete.needs = deletions::namers(&delete, &ordered);
        ordered.push(delete);
    }
    ordered
}

/// Workflows that name each other while they are made.
#[derive(Default)]
struct Circles {
    /// Those that are empty still.
    shells: BTreeSet<ObjectKey>,
    /// What is switched on when none is empty any more: what enrols into an empty workflow loses its records.
    later: Vec<Named>,
}

impl Circles {
    /// Tells whether every workflow is what it is to be: then it is everybody's turn.
    fn is_none(&self) -> bool {
        self.shells.is_empty() && self.later.is_empty()
    }

    /// Tells whether a workflow is not yet what it is to be.
    fn is_open(&self, key: &ObjectKey) -> bool {
        self.shells.contains(key) || self.later.iter().any(|(change, _)| change.object == *key)
    }

    /// Returns whose turn it is among those that could be written: what has no part in a circle goes before it, or
    /// waits until it is closed.
    fn turn(&self, (change, refers): &Named) -> usize {
        match () {
            () if self.shells.contains(&change.object) => 1,
            () if !refers.iter().any(|key| self.is_open(key)) => 0,
            () if change.id.is_none() => 2,
            () => 3,
        }
    }

    /// Takes a change into the order, and puts its switching on off where it has a part in a circle.
    fn take(&mut self, (mut change, refers): Named, ordered: &mut Vec<Named>) {
        let is_shell = self.shells.remove(&change.object);
        if change.id.is_none() && (is_shell || refers.iter().any(|key| self.is_open(key))) {
            self.later.extend(split_switch(&mut change).map(|on| (on, refers.clone())));
        }
        ordered.push((change, refers));
        if self.shells.is_empty() {
            self.close(ordered);
        }
    }

    /// Switches on what waited for it: who enrols comes after what is enrolled into, as far as a circle has an order.
    fn close(&mut self, ordered: &mut Vec<Named>) {
        while !self.later.is_empty() {
            let off: BTreeSet<ObjectKey> = self.later.iter().map(|(change, _)| change.object.clone()).collect();
            let is_free =
                |(change, refers): &Named| !refers.iter().any(|key| *key != change.object && off.contains(key));
            let is_awaited = |(change, _): &Named| {
                self.later
                    .iter()
                    .any(|(other, refers)| other.object != change.object && refers.contains(&change.object))
            };
            let next = self.later.iter().position(is_free).or_else(|| self.later.iter().position(is_awaited));
            ordered.push(self.later.remove(next.unwrap_or(0)));
        }
    }
}

/// Takes the switching on out of a change that makes or fills a workflow.
fn split_switch(change: &mut Change) -> Option<Change> {
    let at = change.kinds.iter().position(|kind| *kind == ChangeKind::SwitchOn)?;
    let write = change.writes.pop()?;
    change.kinds.remove(at);
    let on = Change {
        kinds: vec![ChangeKind::SwitchOn],
        writes: vec![write],
        was: Some(change.deployed.text.clone()),
        steps: None,
        ..change.clone()
    };
    let off = change.writes.last().and_then(whole).map(expected);
    change.after = off;
    // Where it is cut off here, the next plan sees that it was never switched on, and not that somebody paused it.
    change.deployed.switch = None;
    Some(on)
}

/// Returns the flow that a write makes or leaves behind.
fn whole(write: &Write) -> Option<&Value> {
    match write {
        Write::CreateFlow { body } | Write::ReplaceFlow { body } => Some(body),
        Write::CreateGroup { .. }
        | Write::CreateProperty { .. }
        | Write::UpdateProperty { .. }
        | Write::CreateFolder { .. }
        | Write::CreateList { .. }
        | Write::UpdateFilters { .. }
        | Write::RenameList { .. }
        | Write::DeleteList
        | Write::DeleteFlow => None,
    }
}

/// Takes the making out of a change: what is left fills the shell.
fn split_shell(change: &mut Change, project: &str) -> Change {
    let full = change.writes.iter().find_map(whole).cloned().unwrap_or_default();
    let mark = identity::flow_mark(project, &change.object.name);
    let mut shell = body::shell_flow_body(Object::Contact, &change.title, &mark);
    for fixed in ["type", "objectTypeId"] {
        shell.extend(full.get(fixed).map(|value| (fixed.to_owned(), value.clone())));
    }
    // What a workflow fetches can only be said when it is made.
    let sources = full.get("dataSources").filter(|sources| sources.as_array().is_some_and(|all| !all.is_empty()));
    shell.extend(sources.map(|sources| ("dataSources".to_owned(), sources.clone())));
    let shell = Value::Object(shell);
    let on = change.kinds.contains(&ChangeKind::SwitchOn);
    let fill = switched(&replace_body(&full), false);
    let mut writes = vec![Write::ReplaceFlow { body: fill.clone() }];
    if on {
        writes.push(Write::ReplaceFlow { body: switched(&fill, true) });
    }
    let prepare = Change {
        kinds: vec![ChangeKind::Prepare],
        writes: vec![Write::CreateFlow { body: shell.clone() }],
        after: Some(expected(&shell)),
        deployed: Deployed::default(),
        needs: Vec::new(),
        steps: None,
        ..change.clone()
    };
    change.writes = writes;
    prepare
}
