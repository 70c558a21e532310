//! Whole bodies of writes.
//!
//! HubSpot replaces a flow as a whole: what a body leaves out is gone without a word. So a body is the live document
//! with the fields that the source governs replaced, and everything we have no word for kept.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::hubspot::doc::{Doc, Hole, Shape};
use crate::hubspot::flow::Action;
use crate::hubspot::platform::Object;
use crate::lower::{DesiredFlow, DesiredList, flow_variant};
use crate::plan::assign::Assignment;
use crate::plan::normal::{self, FLOW_FIXED, FLOW_SERVER_OWNED, Reading};

const EDGE_TYPE: &str = "edgeType";
const NEXT: &str = "nextActionId";

/// Fields of a flow that the source governs always: one that it doesn't want must not be there.
pub const FLOW_GOVERNED: [&str; 9] = [
    "actions",
    "startActionId",
    "enrollmentCriteria",
    "enrollmentSchedule",
    "goalFilterBranch",
    "suppressionListIds",
    "suppressionFilterBranch",
    "timeWindows",
    "blockedDates",
];

/// Writes the fields of a flow that the source governs: actions in reading order, first action, enrolment. Title,
/// description and switch are the caller's to add. Holes that `find` doesn't know stay holes.
#[must_use]
pub fn fill_flow(
    desired: &DesiredFlow,
    assignment: &Assignment,
    find: &dyn Fn(&Hole) -> Option<String>,
) -> Map<String, Value> {
    let find = |hole: &Hole| match hole {
        Hole::Step(step) => assignment.ids.get(step).cloned(),
        Hole::List(_) | Hole::Flow(_) | Hole::Portal(_) | Hole::Fetch(_) | Hole::TimeZone | Hole::Moment(..) => {
            find(hole)
        }
    };
    let mut governed: Map<String, Value> =
        desired.fields.iter().map(|(key, doc)| ((*key).to_owned(), doc.fill(&find))).collect();
    governed.insert("actions".to_owned(), desired.actions.iter().map(|action| action.body.fill(&find)).collect());
    if let Some(start) = desired.start {
        governed.insert("startActionId".to_owned(), Doc::Hole(Hole::Step(start), Shape::Text).fill(&find));
    }
    governed
}

/// Writes the body that replaces a live flow: governed fields replaced or removed, server-owned ones removed, revision
/// and all else kept. What `governed` holds beyond [`FLOW_GOVERNED`] is replaced too.
#[must_use]
pub fn merge_flow(live: &Value, governed: &Map<String, Value>) -> Map<String, Value> {
    let mut body = live.as_object().cloned().unwrap_or_default();
    body.retain(|key, _| {
        let key = key.as_str();
        key == "revisionId"
            || !(FLOW_SERVER_OWNED.contains(&key) || FLOW_FIXED.contains(&key) || FLOW_GOVERNED.contains(&key))
    });
    body.extend(governed.clone());
    if let (Some(Value::Array(actions)), Some(Value::Array(before))) = (body.get_mut("actions"), live.get("actions")) {
        keep_raised_versions(actions, before);
        for action in actions {
            let same = |live: &&Value| live.get("actionId") == action.get("actionId");
            if let Some(live) = before.iter().find(same) {
                keep_strange(action, live);
            }
        }
    }
    keep_spellings(&mut body, live, &normal::canon);
    for (key, value) in required(body.get("type").and_then(Value::as_str).unwrap_or_default()) {
        body.entry(key).or_insert(value);
    }
    body
}

/// Writes the body that creates a flow, switched off unless `governed` says otherwise.
#[must_use]
pub fn create_flow_body(object: Object, governed: &Map<String, Value>) -> Map<String, Value> {
    let mut body = smallest(object);
    body.extend(required(flow_variant(object)).into_iter().map(|(key, value)| (key.to_owned(), value)));
    body.insert("dataSources".to_owned(), json!([]));
    body.extend(governed.clone());
    body
}

/// Writes the smallest body that creates a flow: empty and switched off, so that others can name it before it is
/// filled.
#[must_use]
pub fn shell_flow_body(object: Object, name: &str, uuid: &str) -> Map<String, Value> {
    let mut body = smallest(object);
    body.insert("name".to_owned(), json!(name));
    body.insert("uuid".to_owned(), json!(uuid));
    body
}

/// Writes the body that creates a list under a title.
#[must_use]
pub fn create_list_body(
    desired: &DesiredList,
    title: &str,
    find: &dyn Fn(&Hole) -> Option<String>,
) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("name".to_owned(), json!(title));
    body.insert("objectTypeId".to_owned(), desired.object_type.fill(find));
    body.insert("processingType".to_owned(), json!(desired.processing_type()));
    if let Some(filter) = &desired.filter {
        body.insert("filterBranch".to_owned(), filter.fill(find));
    }
    body
}

/// The type id of a custom object is for the caller to add: it is the portal's.
fn smallest(object: Object) -> Map<String, Value> {
    Map::from_iter([
        ("type".to_owned(), json!(flow_variant(object))),
        ("flowType".to_owned(), json!("WORKFLOW")),
        ("objectTypeId".to_owned(), json!(object.type_id())),
        ("isEnabled".to_owned(), json!(false)),
        ("actions".to_owned(), json!([])),
    ])
}

/// What HubSpot's schema requires of every body of a variant and what it says where there is nothing to say.
fn required(variant: &str) -> Vec<(&'static str, Value)> {
    let mut entries = vec![("timeWindows", json!([])), ("blockedDates", json!([])), ("customProperties", json!({}))];
    if variant == flow_variant(Object::Contact) {
        entries.extend([("suppressionListIds", json!([])), ("canEnrollFromSalesforce", json!(false))]);
    }
    entries
}

/// A member of an action that nobody has told us of is no more ours to remove than one of the flow, as long as the action is
/// of the same kind.
fn keep_strange(wanted: &mut Value, live: &Value) {
    let kind = |action: &Action<'_>| (action.kind().map(str::to_owned), action.type_id().map(str::to_owned));
    let (Some(was), Some(is)) = (Action::read(live), Action::read(wanted)) else { return };
    if kind(&was) == kind(&is)
        && let Some(entries) = wanted.as_object_mut()
    {
        for (key, value) in was.strange() {
            entries.entry(key).or_insert_with(|| value.clone());
        }
    }
}

/// Gives each action one STANDARD way in again where edges that were kept and edges that were drawn anew leave it none,
/// or several: what was there before stays if it can. The first action is entered by the enrolment.
pub fn settle_edges(body: &mut Map<String, Value>, live: &Value) {
    let start = body.get("startActionId").and_then(Value::as_str).map(str::to_owned);
    let Some(Value::Array(actions)) = body.get_mut("actions") else { return };
    let mut before = BTreeSet::new();
    for action in live.get("actions").and_then(Value::as_array).into_iter().flatten() {
        visit_edges(&mut action.clone(), &mut |from, slot, edge| {
            if edge.get(EDGE_TYPE).and_then(Value::as_str) == Some("STANDARD") {
                before.insert((from.to_owned(), slot, edge.get(NEXT).cloned().unwrap_or_default().to_string()));
            }
        });
    }
    // By target: whether each way in, in reading order, is STANDARD now and was before.
    let mut ways: BTreeMap<String, Vec<(bool, bool)>> = BTreeMap::new();
    for action in actions.iter_mut() {
        visit_edges(action, &mut |from, slot, edge| {
            let to = edge.get(NEXT).cloned().unwrap_or_default().to_string();
            let is = edge.get(EDGE_TYPE).and_then(Value::as_str) == Some("STANDARD");
            let was = before.contains(&(from.to_owned(), slot, to.clone()));
            ways.entry(to).or_default().push((is, was));
        });
    }
    let start = start.map(|id| Value::from(id).to_string());
    let chosen = ways.into_iter().filter_map(|(to, ways)| {
        let is_entered = start.as_ref() == Some(&to);
        let standard = ways.iter().filter(|(is, _)| *is).count();
        let is_untouched = ways.iter().all(|(is, was)| is == was);
        if is_untouched || standard + usize::from(is_entered) == 1 {
            return None;
        }
        let kept = ways.iter().position(|(_, was)| *was);
        Some((to, kept.or(Some(0)).filter(|_| !is_entered)))
    });
    let chosen: BTreeMap<String, Option<usize>> = chosen.collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for action in actions {
        visit_edges(action, &mut |_, _, edge| {
            let to = edge.get(NEXT).cloned().unwrap_or_default().to_string();
            let Some(standard) = chosen.get(&to) else { return };
            let at = seen.entry(to).or_default();
            let kind = if *standard == Some(*at) { "STANDARD" } else { "GOTO" };
            edge.insert(EDGE_TYPE.to_owned(), Value::from(kind));
            *at += 1;
        });
    }
}

/// Takes the id of an action, the place of one of its edges among them, and that edge.
type VisitEdge<'v> = dyn FnMut(&str, usize, &mut Map<String, Value>) + 'v;

/// Calls `visit` with each edge of an action in reading order.
fn visit_edges(action: &mut Value, visit: &mut VisitEdge<'_>) {
    let from = action.get("actionId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(entries) = action.as_object_mut() else { return };
    let mut edges: Vec<&mut Map<String, Value>> = Vec::new();
    let mut last = None;
    for (key, value) in entries {
        match key.as_str() {
            "connection" => edges.extend(value.as_object_mut()),
            "defaultBranch" => last = value.as_object_mut(),
            "listBranches" | "staticBranches" | "testBranches" => {
                let branches = value.as_array_mut().into_iter().flatten();
                for branch in branches {
                    edges.extend(branch.get_mut("connection").and_then(Value::as_object_mut));
                }
            }
            _ => {}
        }
    }
    edges.extend(last);
    for (slot, edge) in edges.into_iter().filter(|edge| edge.contains_key(NEXT)).enumerate() {
        visit(&from, slot, edge);
    }
}

/// Keeps the older spellings of a live flow in the body that replaces it, wherever the two mean the same.
pub fn keep_older(body: &mut Map<String, Value>, live: &Value, reading: &Reading<'_>) {
    keep_spellings(body, live, &|json| reading.filter(json));
}

/// Returns a filter as the live one is spelled, where the two mean the same.
#[must_use]
pub fn as_spelled(mut wanted: Value, live: Option<&Value>, reading: &Reading<'_>) -> Value {
    if let Some(live) = live {
        keep_spelling(&mut wanted, live, &|json| reading.filter(json));
    }
    wanted
}

fn keep_spellings(body: &mut Map<String, Value>, live: &Value, meant: &dyn Fn(&Value) -> Value) {
    if let (Some(Value::Array(actions)), Some(Value::Array(before))) = (body.get_mut("actions"), live.get("actions")) {
        for action in actions {
            let same = |live: &&Value| live.get("actionId") == action.get("actionId");
            if let Some(live) = before.iter().find(same) {
                keep_spelling(action, live, meant);
            }
        }
    }
    for (key, wanted) in body {
        if let Some(found) = live.get(key) {
            keep_spelling(wanted, found, meant);
        }
    }
}

/// What says the same as what is there stays as it is spelled there: a write changes what the source changed, and nothing
/// else that anybody could see.
fn keep_spelling(wanted: &mut Value, live: &Value, meant: &dyn Fn(&Value) -> Value) {
    if wanted != live && meant(wanted) == meant(live) {
        *wanted = live.clone();
    }
}

/// The server raises versions of action types; a body with the old one would take that back.
fn keep_raised_versions(actions: &mut [Value], before: &[Value]) {
    const VERSION: &str = "actionTypeVersion";
    for action in actions {
        let raised = Action::read(action).and_then(|wanted| {
            let same = |live: &Action<'_>| {
                live.id() == wanted.id() && live.kind() == wanted.kind() && live.type_id() == wanted.type_id()
            };
            let version = |it: Action<'_>| it.entries().get(VERSION).and_then(Value::as_u64);
            let live = version(before.iter().filter_map(Action::read).find(same)?)?;
            (live > version(wanted)?).then_some(live)
        });
        if let (Some(raised), Some(entries)) = (raised, action.as_object_mut()) {
            entries.insert(VERSION.to_owned(), Value::from(raised));
        }
    }
}
