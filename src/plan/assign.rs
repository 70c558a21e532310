//! Which step becomes which action: ids that survive a change of the source.
//!
//! HubSpot remembers every action id that a flow ever had: one that left may not come back, and none may change its
//! type. Records wait inside actions, so a step that survives keeps its id; the others take numbers from the flow's
//! counter upward.
//!
//! Steps and actions are laid out in reading order and matched in three rounds: first what is equal and in order, then
//! what is equal and moved, then what changed its fields between two neighbours that stayed. Nothing is ever matched
//! with an action of another type.

mod align;
mod graph;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::hubspot::doc::Hole;
use crate::hubspot::flow::Flow;
use crate::lower::DesiredAction;
use crate::model::workflow::StepId;
use align::align;
use graph::Graph;

/// The action ids of a workflow's steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    /// The id of each step.
    pub ids: BTreeMap<StepId, String>,
    /// Steps whose action is there, in the order in which they were given.
    pub kept: Vec<StepId>,
    /// Steps that get a new action, in the order in which they were given.
    pub fresh: Vec<StepId>,
    /// Ids of live actions that no step becomes.
    pub gone: Vec<String>,
    /// How many of those are waits, in which records may be.
    pub waiting_gone: usize,
}

/// Above this product of steps and actions only unique steps are matched: no portal holds flows of that size.
const COMPARISONS: usize = 4_000_000;

/// What an equal step in order weighs; the neighbours only decide between equals.
const EQUAL: i64 = 10_000;
/// What a changed step weighs before what is the same in it counts.
const CHANGED: i64 = 10;
/// What one equal field of a changed step weighs.
const EQUAL_PART: i64 = 10;

/// Assigns an action id to every step.
///
/// `counter` is the first number that is known to be free; the live flow's own is used where it is higher. `find`
/// resolves what the portal knows; a name without an id makes its step a changed one.
#[must_use]
pub fn assign(
    desired: &[DesiredAction],
    start: Option<StepId>,
    live: Option<&Flow>,
    counter: u64,
    find: &dyn Fn(&Hole) -> Option<String>,
) -> Assignment {
    let nothing = Flow::default();
    let live = live.unwrap_or(&nothing);
    let wanted = Flow::read(wanted_json(desired, start, find));
    let (wanted, there) = (Graph::of(&wanted), Graph::of(live));
    let matches = matches(&wanted, &there);

    let mut result = Assignment::default();
    let mut next = counter.max(live.next_action_id());
    for action in desired {
        let id = wanted.index(&key(action.step)).and_then(|at| matches.get(&at)).and_then(|at| there.nodes.get(*at));
        match id {
            Some(node) => {
                result.kept.push(action.step);
                result.ids.insert(action.step, node.id.clone());
            }
            None => {
                result.fresh.push(action.step);
                result.ids.insert(action.step, next.to_string());
                next = next.saturating_add(1);
            }
        }
    }
    let taken: BTreeSet<usize> = matches.into_values().collect();
    for (at, node) in there.nodes.iter().enumerate() {
        if !taken.contains(&at) {
            result.gone.push(node.id.clone());
            result.waiting_gone += usize::from(node.waits);
        }
    }
    result
}

/// The id that stands for a step while it has none.
fn key(step: StepId) -> String {
    format!("step{}", step.0)
}

fn wanted_json(desired: &[DesiredAction], start: Option<StepId>, find: &dyn Fn(&Hole) -> Option<String>) -> Value {
    let find = |hole: &Hole| match hole {
        Hole::Step(step) => Some(key(*step)),
        Hole::List(_) | Hole::Flow(_) | Hole::Portal(_) | Hole::Fetch(_) | Hole::TimeZone | Hole::Moment(..) => {
            find(hole)
        }
    };
    let actions: Vec<Value> = desired.iter().map(|action| action.body.fill(&find)).collect();
    json!({ "startActionId": start.map(key), "actions": actions })
}

/// Matches nodes of one graph with nodes of the other.
fn matches(wanted: &Graph, there: &Graph) -> BTreeMap<usize, usize> {
    let small = wanted.nodes.len().saturating_mul(there.nodes.len()) <= COMPARISONS;
    let in_order = if small { equal_in_order(wanted, there) } else { Vec::new() };
    let mut matches: BTreeMap<usize, usize> = in_order.iter().copied().collect();
    equal_and_moved(wanted, there, &mut matches);
    if small {
        changed_in_place(wanted, there, &in_order, &mut matches);
    }
    matches
}

fn equal_in_order(wanted: &Graph, there: &Graph) -> Vec<(usize, usize)> {
    align(wanted.nodes.len(), there.nodes.len(), &|a, b| {
        let (node, other) = (wanted.nodes.get(a)?, there.nodes.get(b)?);
        node.same(other).then(|| EQUAL + surroundings(wanted, a, there, b))
    })
}

/// What is equal, unmatched, and the only one of its kind on both sides has moved.
fn equal_and_moved(wanted: &Graph, there: &Graph, matches: &mut BTreeMap<usize, usize>) {
    let taken: BTreeSet<usize> = matches.values().copied().collect();
    let open: Vec<usize> = (0..wanted.nodes.len()).filter(|at| !matches.contains_key(at)).collect();
    let rest: Vec<usize> = (0..there.nodes.len()).filter(|at| !taken.contains(at)).collect();
    let (open, rest) = (by_content(wanted, &open), by_content(there, &rest));
    for (content, places) in open {
        if let ([from], Some([to])) = (places.as_slice(), rest.get(&content).map(Vec::as_slice)) {
            matches.insert(*from, *to);
        }
    }
}

fn by_content<'a>(graph: &'a Graph, places: &[usize]) -> BTreeMap<(&'a str, &'a str), Vec<usize>> {
    let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for at in places {
        if let Some(node) = graph.nodes.get(*at) {
            groups.entry((node.kind.as_str(), node.content.as_str())).or_default().push(*at);
        }
    }
    groups
}

/// Between two neighbours that stayed in order, a step with other fields is the same step changed.
fn changed_in_place(wanted: &Graph, there: &Graph, in_order: &[(usize, usize)], matches: &mut BTreeMap<usize, usize>) {
    let taken: BTreeSet<usize> = matches.values().copied().collect();
    let ends = (wanted.nodes.len(), there.nodes.len());
    let mut from = (0, 0);
    for (until, anchor) in in_order.iter().map(|pair| (*pair, true)).chain([(ends, false)]) {
        let open: Vec<usize> = (from.0..until.0).filter(|at| !matches.contains_key(at)).collect();
        let rest: Vec<usize> = (from.1..until.1).filter(|at| !taken.contains(at)).collect();
        let pairs = align(open.len(), rest.len(), &|a, b| {
            let (a, b) = (*open.get(a)?, *rest.get(b)?);
            let (node, other) = (wanted.nodes.get(a)?, there.nodes.get(b)?);
            (node.kind == other.kind)
                .then(|| CHANGED + EQUAL_PART * node.equal_parts(other) + surroundings(wanted, a, there, b))
        });
        for (a, b) in pairs {
            if let (Some(a), Some(b)) = (open.get(a), rest.get(b)) {
                matches.insert(*a, *b);
            }
        }
        if anchor {
            from = (until.0 + 1, until.1 + 1);
        }
    }
}

/// How alike two places are: entered by the same way out, of an action of the same type, of an equal one.
fn surroundings(wanted: &Graph, a: usize, there: &Graph, b: usize) -> i64 {
    match (wanted.entered(a), there.entered(b)) {
        (None, None) => 3,
        (Some((slot, node)), Some((other_slot, other))) => {
            i64::from(slot == other_slot) + i64::from(node.kind == other.kind) + i64::from(node.same(other))
        }
        (None, Some(_)) | (Some(_), None) => 0,
    }
}
