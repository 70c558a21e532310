//! Action ids and the graph they name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::hubspot::flow::Flow;
use crate::plan::tokens;

/// Stands before the place of an action that the walk reaches.
const REACHED: char = '@';
/// Stands before the id of an action that it doesn't.
const UNREACHED: char = '?';
/// Stands before an id that an edge names and no action has.
const NOWHERE: char = '!';

/// Returns what actions are sorted by: numbers by size, before all that is none.
pub(super) fn order(action: &Value) -> (u8, u64, String) {
    let Some(id) = action.get("actionId").and_then(Value::as_str) else { return (u8::MAX, 0, String::new()) };
    let (class, digits) = match id.strip_prefix(REACHED) {
        Some(digits) => (0, digits),
        None => (1, id.strip_prefix(UNREACHED).unwrap_or(id)),
    };
    match digits.parse() {
        Ok(number) => (class, number, id.to_owned()),
        Err(_) => (2, 0, id.to_owned()),
    }
}

/// Names the actions of a flow by their place in the walk from the first one.
pub(super) fn renamed(flow: Value) -> Value {
    let names = names(&Flow::read(flow.clone()));
    tokens::renamed(flow, &|id| names.get(id).cloned(), &|id| {
        if id.starts_with(NOWHERE) { id.to_owned() } else { format!("{NOWHERE}{id}") }
    })
}

fn names(flow: &Flow) -> BTreeMap<String, String> {
    let mut actions = BTreeMap::new();
    for action in flow.actions() {
        if let Some(id) = action.id() {
            actions.entry(id).or_insert(action);
        }
    }
    let mut names = BTreeMap::new();
    let mut seen = BTreeSet::new();
    // Depth first, ways out in order: a stack takes them in reverse.
    let mut open: Vec<String> = flow.start().into_iter().collect();
    while let Some(id) = open.pop() {
        let Some(action) = actions.get(&id) else { continue };
        if !seen.insert(id.clone()) {
            continue;
        }
        names.insert(id, format!("{REACHED}{}", seen.len()));
        open.extend(action.edges().into_iter().rev().filter_map(|edge| edge.to));
    }
    for id in actions.into_keys() {
        let behind = if id.starts_with(UNREACHED) { id.clone() } else { format!("{UNREACHED}{id}") };
        names.entry(id).or_insert(behind);
    }
    names
}
