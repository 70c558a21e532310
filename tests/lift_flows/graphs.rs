//! Any graph of branches: nothing is written twice, and no more is jumped than its merges ask for.

use std::collections::BTreeMap;

use hubwright::hubspot::switches::Switches;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::programs::portal;

/// An action: one way out, or several, and where they lead.
#[derive(Clone, Debug)]
pub enum Spot {
    Plain(Option<usize>),
    Branch(Vec<Option<usize>>),
}

/// Any graph without circles: a way leads to a later spot, or out.
pub fn any_graph(most: usize) -> impl Strategy<Value = Vec<Spot>> {
    let ahead = |at: usize, to: usize| if to == 0 { None } else { Some(at + to) };
    let spot = prop_oneof![
        (0..4_usize).prop_map(|to| vec![to]),
        prop::collection::vec(0..6_usize, 2..4),
        prop::collection::vec(0..4_usize, 2..4),
    ];
    prop::collection::vec(spot, 1..most).prop_map(move |spots| {
        let count = spots.len();
        let way = |at: usize, to: usize| ahead(at, to).filter(|to| *to < count);
        let spots = spots.iter().enumerate().map(|(at, ways)| match ways.as_slice() {
            // A plain spot goes on as a rule, so that graphs are deep.
            [to] => Spot::Plain(way(at, (*to).max(1))),
            ways => Spot::Branch(ways.iter().map(|to| way(at, *to)).collect()),
        });
        spots.collect()
    })
}

fn ways(spot: &Spot) -> Vec<Option<usize>> {
    match spot {
        Spot::Plain(way) => vec![*way],
        Spot::Branch(ways) => ways.clone(),
    }
}

/// The spots that a record can come to.
fn reached(graph: &[Spot]) -> Vec<usize> {
    let mut seen = vec![false; graph.len()];
    let mut open = vec![0];
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut seen[at], true) {
            open.extend(ways(&graph[at]).into_iter().flatten());
        }
    }
    (0..graph.len()).filter(|at| seen[*at]).collect()
}

pub fn flow(actions: Vec<Value>, start: Option<&str>) -> Value {
    json!({
        "id": "1", "type": "CONTACT_FLOW", "flowType": "WORKFLOW", "objectTypeId": "0-1", "isEnabled": true,
        "name": "A graph", "revisionId": "3", "startActionId": start, "nextAvailableActionId": "999",
        "enrollmentCriteria": { "type": "MANUAL", "shouldReEnroll": false },
        "actions": actions, "timeWindows": [], "blockedDates": [], "customProperties": {}, "dataSources": [],
        "suppressionListIds": [], "canEnrollFromSalesforce": false,
    })
}

fn edge(to: usize, seed: usize) -> Value {
    json!({ "edgeType": if (to + seed).is_multiple_of(2) { "STANDARD" } else { "GOTO" }, "nextActionId": id(to, seed) })
}

fn id(at: usize, seed: usize) -> String {
    ((at + 1) * seed % 503).to_string()
}

fn set(at: usize, seed: usize) -> Value {
    json!({
        "actionId": id(at, seed), "type": "SINGLE_CONNECTION", "actionTypeId": "0-5", "actionTypeVersion": 0,
        "fields": { "property_name": "p0", "value": { "type": "STATIC_VALUE", "staticValue": format!("n{at}") } },
    })
}

fn json(graph: &[Spot], seed: usize) -> Value {
    let actions = reached(graph).into_iter().map(|at| match &graph[at] {
        Spot::Plain(way) => {
            let mut action = set(at, seed);
            if let Some(to) = way {
                action["connection"] = edge(*to, seed);
            }
            action
        }
        Spot::Branch(ways) => {
            let (last, arms) = ways.split_last().unwrap();
            let arms = arms.iter().enumerate().map(|(arm, way)| {
                let known = json!({ "filterType": "PROPERTY", "property": format!("c{arm}"),
                    "operation": { "operationType": "ALL_PROPERTY", "operator": "IS_KNOWN", "includeObjectsWithNoValueSet": false } });
                let and = json!({ "filterBranchType": "AND", "filterBranchOperator": "AND", "filterBranches": [], "filters": [known] });
                let filter = json!({ "filterBranchType": "OR", "filterBranchOperator": "OR", "filters": [], "filterBranches": [and] });
                let mut branch = json!({ "filterBranch": filter });
                if arm == 0 {
                    branch["branchName"] = json!(format!("n{at}"));
                }
                if let Some(to) = way {
                    branch["connection"] = edge(*to, seed);
                }
                branch
            });
            let mut action = json!({ "actionId": id(at, seed), "type": "LIST_BRANCH", "listBranches": arms.collect::<Vec<_>>() });
            if let Some(to) = last {
                action["defaultBranch"] = edge(*to, seed);
            }
            action
        }
    });
    let mut actions: Vec<Value> = actions.collect();
    actions.sort_by_key(|action| action["actionId"].as_str().unwrap().len() * seed % 7);
    flow(actions, Some(&id(0, seed)))
}

/// How many ways lead into spots beyond the first one into each.
fn merging(graph: &[Spot]) -> usize {
    let mut entries: BTreeMap<usize, usize> = BTreeMap::new();
    for to in reached(graph).into_iter().flat_map(|at| ways(&graph[at])).flatten() {
        *entries.entry(to).or_default() += 1;
    }
    entries.values().map(|count| count - 1).sum()
}

fn said(actions: Vec<Value>, start: Option<&str>) -> Vec<String> {
    let losses = portal().lift(&flow(actions, start), &Switches::default()).unwrap_err();
    losses.iter().map(ToString::to_string).collect()
}

fn leading(at: usize, to: &str) -> Value {
    let mut action = set(at, 1);
    action["connection"] = json!({ "edgeType": "GOTO", "nextActionId": to });
    action
}

#[test]
fn a_way_back_is_said_and_not_drawn() {
    let actions = vec![leading(0, "2"), leading(1, "1")];
    assert_eq!(
        said(actions, Some("1")),
        ["/actions/1: the action 2 leads back to the action 1, and steps go forward alone"]
    );
    assert_eq!(said(vec![leading(0, "1")], Some("1")).len(), 1);
}

#[test]
fn a_way_into_nothing_is_said() {
    assert_eq!(
        said(vec![leading(0, "9")], Some("1")),
        ["/actions/0/connection: the action 1 leads to the action 9, which there is not"]
    );
    assert_eq!(said(vec![set(0, 1)], Some("7")), ["/startActionId: there is no action 7 to begin with"]);
    assert_eq!(said(vec![set(0, 1)], None), [": there are actions, and none of them is the first one"]);
}

#[test]
fn what_no_way_leads_to_is_said() {
    assert_eq!(
        said(vec![set(0, 1), set(1, 1)], Some("1")),
        ["/actions/1: no way leads to the action 2, and no step is without one"]
    );
}

#[test]
fn two_actions_of_one_id_are_said() {
    assert_eq!(said(vec![set(0, 1), set(0, 1)], Some("1")), ["/actions/1: another action has the id 1 too"]);
}

#[test]
fn branches_within_branches_end_somewhere() {
    // Each one stands in a branch of the one before it, and all of them go on at the last action.
    let deep = |count: usize| -> Vec<Spot> {
        let mut graph: Vec<Spot> = (0..count).map(|at| Spot::Branch(vec![None, Some(at + 1)])).collect();
        graph.push(Spot::Plain(None));
        graph
    };
    assert!(portal().lift(&json(&deep(20), 1), &Switches::default()).is_ok());
    let losses = portal().lift(&json(&deep(60), 1), &Switches::default()).unwrap_err();
    assert!(losses[0].why.contains("more branches than a source can nest"), "{losses:?}");
}

#[test]
fn a_workflow_of_too_many_actions_is_refused_at_once() {
    let actions: Vec<Value> = (0..20_000).map(|at| leading(at, &(at + 2).to_string())).collect();
    assert_eq!(said(actions, Some("1")), ["/actions: there are 20000 actions, and a workflow has 500 at most"]);
    let chain =
        |count: usize| -> Vec<Spot> { (0..count).map(|at| Spot::Plain((at + 1 < count).then_some(at + 1))).collect() };
    let (portal, json) = (portal(), json(&chain(500), 1));
    let lifted = portal.lift(&json, &Switches::default()).unwrap();
    portal.compare(&json, &lifted, &Switches::default()).unwrap();
}

#[test]
fn branches_that_meet_go_on_behind_the_block() {
    // 0 branches to 1 and 2, which meet at 3; one way of 4 leaves, the other meets 3's end.
    let graph =
        [Spot::Branch(vec![Some(1), Some(2), None]), Spot::Plain(Some(3)), Spot::Plain(Some(3)), Spot::Plain(None)];
    let lifted = portal().lift(&json(&graph, 1), &Switches::default()).unwrap();
    let text = hubwright::syntax::print::declaration(&lifted.declaration);
    insta::assert_snapshot!(text);
}

#[test]
fn what_cannot_stand_behind_a_block_is_jumped_to_once() {
    // Two branches whose ways cross.
    let graph = [
        Spot::Branch(vec![Some(1), Some(2)]),
        Spot::Branch(vec![Some(3), Some(4)]),
        Spot::Branch(vec![Some(3), Some(4)]),
        Spot::Plain(None),
        Spot::Plain(None),
    ];
    let lifted = portal().lift(&json(&graph, 1), &Switches::default()).unwrap();
    let text = hubwright::syntax::print::declaration(&lifted.declaration);
    insta::assert_snapshot!(text);
}

proptest! {
    #[test]
    fn any_graph_is_said_with_each_action_once(graph in any_graph(24), seed in 1..500_usize) {
        let (portal, switches) = (portal(), Switches::default());
        let json = json(&graph, seed);
        let lifted = portal.lift(&json, &switches);
        prop_assert!(lifted.is_ok(), "{:?} {}", lifted, json);
        let lifted = lifted.unwrap();
        let text = portal.compare(&json, &lifted, &switches);
        prop_assert!(text.is_ok(), "{}", text.unwrap_err());
        let text = text.unwrap();
        for at in reached(&graph) {
            prop_assert_eq!(text.matches(&format!("\"n{at}\"")).count(), 1, "{}", text);
        }
        let jumps = text.matches("go to ").count();
        prop_assert!(jumps <= merging(&graph), "{} {}", text, merging(&graph));
    }
}
