//! A flow's actions as a graph, with every way out of them.
//!
//! A wait for an event and the branch on what came of it are one node: the language has one step for both.

use std::collections::BTreeMap;

use super::Loss;
use super::action::is_of;
use super::nest::{Fault, Graph};
use super::node::Node;
use crate::hubspot::actions;
use crate::hubspot::flow;

/// The most actions that a workflow may have.
const MOST_ACTIONS: usize = 500;

/// An action, or the two of a wait for an event.
#[derive(Clone, Debug)]
pub(super) struct Spot<'j> {
    /// The id of the action; of two, that of the wait.
    pub id: String,
    /// The action.
    pub json: Node<'j>,
    /// What it is.
    pub kind: Kind<'j>,
}

/// What an action is, as far as its ways out tell.
#[derive(Clone, Debug)]
pub(super) enum Kind<'j> {
    /// An action type with fields.
    Single,
    /// Custom code.
    Code,
    /// A call of an address.
    Webhook,
    /// The branches, then the default.
    If(Vec<Node<'j>>),
    /// Values that lead to one place and stand side by side, then the default.
    Match(Vec<Vec<Node<'j>>>),
    /// The branches.
    Split(Vec<Node<'j>>),
    /// The branch behind the wait: when it happened, then the default.
    WaitFor(Node<'j>),
}

/// Where a way out leads: the id, and the place of the edge.
type Way = Option<(String, String)>;

/// A flow's actions, with the numbers of the nodes that their ids stand for.
#[derive(Debug)]
pub(super) struct Actions<'j> {
    pub spots: Vec<Spot<'j>>,
    pub by_id: BTreeMap<String, usize>,
    pub graph: Graph,
}

/// Reads the actions of a flow.
pub(super) fn actions<'j>(flow: &Node<'j>) -> Result<Actions<'j>, Vec<Loss>> {
    let items = flow.items("actions").map_err(|loss| vec![loss])?;
    if items.len() > MOST_ACTIONS {
        let why = format!("there are {} actions, and a workflow has {MOST_ACTIONS} at most", items.len());
        return Err(vec![Loss::new("/actions", why)]);
    }
    let mut losses = Vec::new();
    let mut read: Vec<(Spot<'j>, Vec<Way>)> = Vec::new();
    for item in items {
        match spot(item) {
            Ok(spot) => read.push(spot),
            Err(loss) => losses.push(loss),
        }
    }
    if !losses.is_empty() {
        return Err(losses);
    }
    let read = with_waits(read, flow);
    let mut by_id = BTreeMap::new();
    for (at, (spot, _)) in read.iter().enumerate() {
        if by_id.insert(spot.id.clone(), at).is_some() {
            losses.push(spot.json.loss(format!("another action has the id {} too", spot.id)));
        }
    }
    let mut graph = Graph::default();
    for (spot, ways) in &read {
        let ways = ways.iter().map(|way| {
            let (id, place) = way.as_ref()?;
            let to = by_id.get(id).copied();
            if to.is_none() {
                let why = format!("the action {} leads to the action {id}, which there is not", spot.id);
                losses.push(Loss::new(place.clone(), why));
            }
            to
        });
        graph.ways.push(ways.collect());
    }
    match start(flow, &by_id, read.len()) {
        Ok(start) => graph.start = start,
        Err(loss) => losses.push(loss),
    }
    if losses.is_empty() {
        Ok(Actions { spots: read.into_iter().map(|(spot, _)| spot).collect(), by_id, graph })
    } else {
        Err(losses)
    }
}

impl Actions<'_> {
    /// Says what keeps the graph from being one of nested blocks.
    pub(super) fn fault(&self, fault: Fault) -> Loss {
        let loss = |node: usize, why: String| {
            let place = self.spots.get(node).map(|spot| spot.json.place.clone());
            Loss::new(place.unwrap_or_default(), why)
        };
        let id = |node: usize| self.spots.get(node).map_or("", |spot| spot.id.as_str());
        match fault {
            Fault::Circle(from, to) => loss(
                from,
                format!("the action {} leads back to the action {}, and steps go forward alone", id(from), id(to)),
            ),
            Fault::Unreached(node) => {
                loss(node, format!("no way leads to the action {}, and no step is without one", id(node)))
            }
            Fault::TooDeep(node) => {
                loss(node, format!("the action {} stands within more branches than a source can nest", id(node)))
            }
        }
    }
}

fn start(flow: &Node<'_>, by_id: &BTreeMap<String, usize>, actions: usize) -> Result<Option<usize>, Loss> {
    if flow.get("startActionId").is_none() {
        return match actions {
            0 => Ok(None),
            _ => Err(flow.loss("there are actions, and none of them is the first one")),
        };
    }
    let id = flow.id("startActionId")?;
    let found = by_id.get(&id).copied();
    found.map(Some).ok_or_else(|| Loss::new("/startActionId", format!("there is no action {id} to begin with")))
}

fn spot(json: Node<'_>) -> Result<(Spot<'_>, Vec<Way>), Loss> {
    let id = json.id("actionId")?;
    let of = json.text("type")?;
    let (kind, ways): (Kind<'_>, Vec<Way>) = match of {
        "SINGLE_CONNECTION" => (Kind::Single, vec![way(&json, "connection")?]),
        "CUSTOM_CODE" => (Kind::Code, vec![way(&json, "connection")?]),
        "WEBHOOK" => (Kind::Webhook, vec![way(&json, "connection")?]),
        "LIST_BRANCH" => {
            let branches = branches(&json, "listBranches", &["filterBranch", "branchName", "connection"])?;
            let ways = branches.iter().map(|branch| way(branch, "connection")).chain([way(&json, "defaultBranch")]);
            let ways = ways.collect::<Result<_, _>>()?;
            (Kind::If(branches), ways)
        }
        "STATIC_BRANCH" => {
            let branches = branches(&json, "staticBranches", &["branchValue", "connection"])?;
            let mut groups: Vec<Vec<Node<'_>>> = Vec::new();
            let mut ways: Vec<Way> = Vec::new();
            for branch in branches {
                let way = way(&branch, "connection")?;
                let leads = |way: &Way| way.as_ref().map(|(id, _)| id.clone());
                match groups.last_mut().filter(|_| ways.last().is_some_and(|last| leads(last) == leads(&way))) {
                    Some(group) => group.push(branch),
                    None => {
                        groups.push(vec![branch]);
                        ways.push(way);
                    }
                }
            }
            ways.push(way(&json, "defaultBranch")?);
            (Kind::Match(groups), ways)
        }
        "AB_TEST_BRANCH" => {
            let branches = branches(&json, "testBranches", &["percentage", "connection"])?;
            if branches.len() < 2 {
                return Err(json.loss("a split has two ways at least"));
            }
            let ways = branches.iter().map(|branch| match way(branch, "connection")? {
                Some(way) => Ok(Some(way)),
                None => Err(branch.loss("a way of a split leads nowhere")),
            });
            let ways = ways.collect::<Result<_, _>>()?;
            (Kind::Split(branches), ways)
        }
        other => return Err(json.loss(format!("nothing is known of actions of the type `{other}`"))),
    };
    json.only(flow::members(of).unwrap_or_default())?;
    Ok((Spot { id, json, kind }, ways))
}

fn branches<'j>(json: &Node<'j>, key: &str, members: &[&str]) -> Result<Vec<Node<'j>>, Loss> {
    let branches = json.items(key)?;
    if branches.is_empty() {
        return Err(json.loss("the action branches, and has no branches"));
    }
    for branch in &branches {
        branch.only(members)?;
    }
    Ok(branches)
}

/// Reads an edge; an absent or an empty one leads nowhere.
fn way(json: &Node<'_>, key: &str) -> Result<Way, Loss> {
    let Some(edge) = json.get(key).filter(|edge| edge.json.as_object().is_none_or(|it| !it.is_empty())) else {
        return Ok(None);
    };
    edge.only(&["edgeType", "nextActionId"])?;
    if let Some(kind) = edge.get("edgeType")
        && !matches!(kind.json.as_str(), Some("STANDARD" | "GOTO"))
    {
        return Err(kind.loss("nothing is known of edges of this kind"));
    }
    Ok(Some((edge.id("nextActionId")?, edge.place)))
}

/// Joins each wait for an event with the branch on what came of it, where that is all that leads to the branch.
fn with_waits<'j>(read: Vec<(Spot<'j>, Vec<Way>)>, flow: &Node<'j>) -> Vec<(Spot<'j>, Vec<Way>)> {
    let mut entries: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, _) in read.iter().flat_map(|(_, ways)| ways).flatten() {
        *entries.entry(id).or_default() += 1;
    }
    let begins = flow.id("startActionId").unwrap_or_default();
    let mut branches: BTreeMap<String, usize> = BTreeMap::new();
    for (at, (spot, ways)) in read.iter().enumerate() {
        if !is_of(&spot.json, &actions::WAIT_FOR_EVENT) {
            continue;
        }
        let [Some((next, _))] = ways.as_slice() else { continue };
        let behind = read.iter().position(|(other, _)| other.id == *next && answers(other, &spot.id));
        if behind.is_some() && entries.get(next.as_str()) == Some(&1) && *next != begins {
            branches.insert(next.clone(), at);
        }
    }
    // An id that two actions have is told as a fault.
    let joined = |spot: &Spot<'_>| branches.contains_key(&spot.id) && matches!(spot.kind, Kind::Match(_));
    let (behind, mut rest): (Vec<_>, Vec<_>) = read.iter().cloned().partition(|(spot, _)| joined(spot));
    for (branch, ways) in behind {
        let wait = branches.get(&branch.id).and_then(|at| read.get(*at)).map(|(spot, _)| spot.json.place.as_str());
        if let Some((spot, own)) = rest.iter_mut().find(|(spot, _)| Some(spot.json.place.as_str()) == wait) {
            spot.kind = Kind::WaitFor(branch.json);
            *own = ways;
        }
    }
    rest
}

/// Tells whether an action branches on what came of a wait, and on nothing else.
fn answers(spot: &Spot<'_>, wait: &str) -> bool {
    let Kind::Match(groups) = &spot.kind else { return false };
    let [group] = groups.as_slice() else { return false };
    let [only] = group.as_slice() else { return false };
    let input = spot.json.get("inputValue");
    let says = |key: &str, text: &str| {
        input.as_ref().and_then(|input| input.get(key)).and_then(|it| it.json.as_str()) == Some(text)
    };
    says("type", "FIELD_DATA")
        && says("dataKey", actions::CRITERIA_MET)
        && input.as_ref().is_some_and(|input| {
            input.id("actionId").is_ok_and(|id| id == wait) && input.only(&["type", "dataKey", "actionId"]).is_ok()
        })
        && only.get("branchValue").is_some_and(|it| it.json.as_str() == Some("true"))
}
