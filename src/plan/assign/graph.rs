//! The actions of a flow in reading order, each reduced to what can be compared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::hubspot::flow::{Action, Flow, Slot};
use crate::plan::{normal, tokens};

/// A flow as nodes in reading order: an action before what it leads to, the first branch before the second, what
/// branches lead to after all of them.
pub(super) struct Graph {
    pub nodes: Vec<Node>,
    places: BTreeMap<String, usize>,
}

/// An action.
pub(super) struct Node {
    /// Its id.
    pub id: String,
    /// Its type and action type id: what never changes under one id.
    pub kind: String,
    /// Its normal form without ids and edges.
    pub content: String,
    /// Whether records wait in it.
    pub waits: bool,
    /// The pieces of its content.
    parts: BTreeSet<String>,
    /// The first way in, in reading order: the way out of which node.
    entered: Option<(Slot, usize)>,
}

impl Graph {
    /// Reads a flow; of several actions with one id the first counts.
    pub fn of(flow: &Flow) -> Self {
        let mut actions: Vec<(String, Action<'_>)> = Vec::new();
        let mut places = BTreeMap::new();
        for action in flow.actions() {
            if let Some(id) = action.id()
                && !places.contains_key(&id)
            {
                places.insert(id.clone(), actions.len());
                actions.push((id, action));
            }
        }
        let ways: Vec<Vec<usize>> = actions
            .iter()
            .map(|(_, action)| {
                action.edges().iter().filter_map(|edge| places.get(edge.to.as_ref()?).copied()).collect()
            })
            .collect();
        let start = flow.start().and_then(|id| places.get(&id).copied());
        let order = reading_order(start, &ways);
        let mut nodes: Vec<Node> =
            order.iter().filter_map(|at| actions.get(*at)).map(|(id, action)| Node::of(id, *action)).collect();
        let places: BTreeMap<String, usize> =
            nodes.iter().enumerate().map(|(at, node)| (node.id.clone(), at)).collect();
        for (from, at) in order.iter().enumerate() {
            for edge in actions.get(*at).map(|(_, action)| action.edges()).unwrap_or_default() {
                let target = edge.to.and_then(|id| places.get(&id).copied()).and_then(|at| nodes.get_mut(at));
                if let Some(node) = target
                    && node.entered.is_none()
                {
                    node.entered = Some((edge.slot, from));
                }
            }
        }
        Self { nodes, places }
    }

    /// Finds an action's place.
    pub fn index(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// Returns how a node is entered first: by which way out of which node.
    pub fn entered(&self, at: usize) -> Option<(&Slot, &Node)> {
        let (slot, from) = self.nodes.get(at)?.entered.as_ref()?;
        Some((slot, self.nodes.get(*from)?))
    }
}

impl Node {
    fn of(id: &str, action: Action<'_>) -> Self {
        let mut entries = action.entries().clone();
        for key in ["actionId", "connection", "defaultBranch", "actionTypeVersion"] {
            entries.remove(key);
        }
        for key in ["listBranches", "staticBranches", "testBranches"] {
            if let Some(Value::Array(branches)) = entries.get_mut(key) {
                for branch in branches.iter_mut().filter_map(Value::as_object_mut) {
                    branch.remove("connection");
                }
            }
        }
        let anonymous = |_: &str| "*".to_owned();
        let content = normal::canon(&Value::Object(entries));
        let content = normal::canon(&tokens::renamed(content, &|id| Some(anonymous(id)), &anonymous));
        Self {
            id: id.to_owned(),
            kind: format!("{} {}", action.kind().unwrap_or(""), action.type_id().unwrap_or("")),
            waits: action.waits(),
            parts: parts(&content),
            content: content.to_string(),
            entered: None,
        }
    }

    /// Tells whether two nodes are equal but for ids and edges.
    pub fn same(&self, other: &Self) -> bool {
        self.kind == other.kind && self.content == other.content
    }

    /// Counts what is equal in two nodes.
    pub fn equal_parts(&self, other: &Self) -> i64 {
        self.parts.intersection(&other.parts).take(50).map(|_| 1).sum()
    }
}

/// The fields of an action that does something, the branches of one that branches.
fn parts(content: &Value) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    for (key, value) in content.as_object().unwrap_or(&Map::new()) {
        match value {
            Value::Object(entries) => {
                parts.extend(entries.iter().map(|(inner, value)| format!("{key}.{inner}={value}")))
            }
            Value::Array(items) => parts.extend(items.iter().map(|item| format!("{key}={item}"))),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    parts
}

/// Orders places so that each stands before those it leads to and after all that lead to it, as far as there is no
/// circle; what isn't reached comes last. It is the reverse of the order in which a search leaves the places.
fn reading_order(start: Option<usize>, ways: &[Vec<usize>]) -> Vec<usize> {
    let mut seen: BTreeSet<usize> = start.into_iter().collect();
    // Each place with the ways out that are still to go, the last one first.
    let mut open: Vec<(usize, &[usize])> = Vec::new();
    let ways_of = |at: usize| ways.get(at).map(Vec::as_slice).unwrap_or_default();
    open.extend(start.map(|at| (at, ways_of(at))));
    let mut order = Vec::with_capacity(ways.len());
    while let Some((at, rest)) = open.last_mut() {
        match rest.split_last() {
            Some((next, before)) => {
                *rest = before;
                if seen.insert(*next) {
                    open.push((*next, ways_of(*next)));
                }
            }
            None => {
                order.push(*at);
                open.pop();
            }
        }
    }
    order.reverse();
    order.extend((0..ways.len()).filter(|at| !seen.contains(at)));
    order
}
