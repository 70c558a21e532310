//! A total view over a live flow: whatever a portal answers is read and kept.

use serde_json::{Map, Value};

use super::actions;
use super::id::id_text;
use super::list::text;

/// A flow as the portal returned it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    entries: Map<String, Value>,
}

/// An action of a flow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Action<'a>(&'a Map<String, Value>);

/// Where an action leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The way out of the action.
    pub slot: Slot,
    /// `STANDARD`, `GOTO` or what else there may be.
    pub kind: Option<String>,
    /// The next action; none where the path ends.
    pub to: Option<String>,
}

/// A way out of an action.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The only one.
    Next,
    /// The branch at that place.
    Branch(usize),
    /// What no branch took.
    Default,
}

/// Arrays that hold an action's branches.
const BRANCHES: [&str; 3] = ["listBranches", "staticBranches", "testBranches"];

/// Action types in which records wait: a delay, a wait for an event, a wait for a date.
const WAITING: [&str; 3] = [actions::WAIT.id, actions::WAIT_FOR_EVENT.id, actions::WAIT_FOR_DATE.id];

/// Members of an action by its type. What else one may have, nobody has told us of.
const MEMBERS: [(&str, &[&str]); 6] = [
    ("AB_TEST_BRANCH", &["actionId", "type", "testBranches"]),
    (
        "CUSTOM_CODE",
        &["actionId", "type", "runtime", "sourceCode", "secretNames", "inputFields", "outputFields", "connection"],
    ),
    ("LIST_BRANCH", &["actionId", "type", "listBranches", "defaultBranch", "defaultBranchName"]),
    ("SINGLE_CONNECTION", &["actionId", "type", "actionTypeId", "actionTypeVersion", "fields", "connection"]),
    ("STATIC_BRANCH", &["actionId", "type", "inputValue", "staticBranches", "defaultBranch", "defaultBranchName"]),
    ("WEBHOOK", &["actionId", "type", "method", "webhookUrl", "queryParams", "authSettings", "connection"]),
];

/// Returns the members of an action of a type, if that is a type that anybody has told us of.
#[must_use]
pub fn members(kind: &str) -> Option<&'static [&'static str]> {
    MEMBERS.iter().find(|(known, _)| *known == kind).map(|(_, members)| *members)
}

/// Tells whether an action of a type has such a member, as far as anybody knows. Of a type that nobody knows, each counts.
#[must_use]
pub fn is_member(kind: &str, key: &str) -> bool {
    members(kind).is_none_or(|members| members.contains(&key))
}

impl Flow {
    /// Takes any JSON; what is no object is empty.
    #[must_use]
    pub fn read(json: Value) -> Self {
        match json {
            Value::Object(entries) => Self { entries },
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Self::default(),
        }
    }

    /// Returns the JSON that was read.
    #[must_use]
    pub fn json(&self) -> Value {
        Value::Object(self.entries.clone())
    }

    /// Returns the flow's id; listings and bodies call it the same.
    #[must_use]
    pub fn id(&self) -> Option<String> {
        self.entries.get("id").and_then(id_text)
    }

    /// Returns its name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        text(&self.entries, "name")
    }

    /// Returns its description; an unset one is missing.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        text(&self.entries, "description")
    }

    /// Returns its `uuid`, which is free text.
    #[must_use]
    pub fn uuid(&self) -> Option<&str> {
        text(&self.entries, "uuid")
    }

    /// Returns the revision that a write must name.
    #[must_use]
    pub fn revision(&self) -> Option<String> {
        self.entries.get("revisionId").and_then(id_text)
    }

    /// Returns whether it is switched on.
    #[must_use]
    pub fn is_enabled(&self) -> Option<bool> {
        self.entries.get("isEnabled").and_then(Value::as_bool)
    }

    /// Returns the type id of the object whose records enrol.
    #[must_use]
    pub fn object_type_id(&self) -> Option<String> {
        self.entries.get("objectTypeId").and_then(id_text)
    }

    /// Returns whether the portal has made it: before, it takes no write.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        text(&self.entries, "crmObjectCreationStatus").is_none_or(|status| status == "COMPLETE")
    }

    /// Returns the first action.
    #[must_use]
    pub fn start(&self) -> Option<String> {
        self.entries.get("startActionId").and_then(id_text)
    }

    /// Returns the first number that no action has ever had, as far as the flow tells.
    #[must_use]
    pub fn next_action_id(&self) -> u64 {
        let counter = self
            .entries
            .get("nextAvailableActionId")
            .and_then(id_text)
            .and_then(|id| id.parse::<u64>().ok())
            .unwrap_or(1);
        let highest = self.actions().filter_map(|action| action.id()?.parse::<u64>().ok()).max().unwrap_or(0);
        counter.max(highest.saturating_add(1))
    }

    /// Goes through the actions as they stand; entries that are no objects are left out.
    pub fn actions(&self) -> impl Iterator<Item = Action<'_>> {
        self.entries.get("actions").and_then(Value::as_array).into_iter().flatten().filter_map(Action::read)
    }
}

impl<'a> Action<'a> {
    /// Takes one action.
    #[must_use]
    pub fn read(json: &'a Value) -> Option<Self> {
        json.as_object().map(Self)
    }

    /// Returns the whole action.
    #[must_use]
    pub fn entries(&self) -> &'a Map<String, Value> {
        self.0
    }

    /// Returns its id.
    #[must_use]
    pub fn id(&self) -> Option<String> {
        self.0.get("actionId").and_then(id_text)
    }

    /// Goes through the members that nobody has told us of, but for those that hold nothing.
    pub fn strange(self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let kind = self.kind().unwrap_or_default();
        let members = self.0.iter().filter(|(key, value)| !value.is_null() && !is_member(kind, key));
        members.map(|(key, value)| (key.as_str(), value))
    }

    /// Returns `SINGLE_CONNECTION`, `LIST_BRANCH` or what else there may be.
    #[must_use]
    pub fn kind(&self) -> Option<&'a str> {
        text(self.0, "type")
    }

    /// Returns the action type id; branches have none.
    #[must_use]
    pub fn type_id(&self) -> Option<&'a str> {
        text(self.0, "actionTypeId")
    }

    /// Returns its fields.
    #[must_use]
    pub fn fields(&self) -> Option<&'a Map<String, Value>> {
        self.0.get("fields").and_then(Value::as_object)
    }

    /// Returns whether records wait in it.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.type_id().is_some_and(|id| WAITING.contains(&id))
    }

    /// Returns all ways out in order, also those that lead nowhere.
    #[must_use]
    pub fn edges(&self) -> Vec<Edge> {
        let mut edges = Vec::new();
        let mut branching = false;
        for key in BRANCHES {
            if let Some(branches) = self.0.get(key).and_then(Value::as_array) {
                branching = true;
                for branch in branches {
                    edges.push(edge(Slot::Branch(edges.len()), branch.get("connection")));
                }
            }
        }
        if branching || self.0.contains_key("defaultBranch") {
            edges.push(edge(Slot::Default, self.0.get("defaultBranch")));
        }
        if !branching || self.0.contains_key("connection") {
            edges.push(edge(Slot::Next, self.0.get("connection")));
        }
        edges
    }
}

fn edge(slot: Slot, connection: Option<&Value>) -> Edge {
    let field = |key: &str| connection.and_then(|it| it.get(key));
    Edge {
        slot,
        kind: field("edgeType").and_then(Value::as_str).map(str::to_owned),
        to: field("nextActionId").and_then(id_text),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ways_out_are_read_in_order_and_those_that_lead_nowhere_too() {
        let json = json!({
            "type": "LIST_BRANCH",
            "listBranches": [{ "connection": { "edgeType": "STANDARD", "nextActionId": 2 } }, { "branchName": "b" }],
            "defaultBranch": { "edgeType": "GOTO", "nextActionId": "3" },
        });
        let edges = Action::read(&json).unwrap().edges();
        let read: Vec<_> = edges.iter().map(|edge| (edge.slot.clone(), edge.to.as_deref())).collect();
        assert_eq!(read, [(Slot::Branch(0), Some("2")), (Slot::Branch(1), None), (Slot::Default, Some("3"))]);
    }

    #[test]
    fn the_counter_is_never_below_an_id_that_is_in_use() {
        let flow = json!({ "nextAvailableActionId": "4", "actions": [{ "actionId": "9" }, 7, null] });
        assert_eq!(Flow::read(flow).next_action_id(), 10);
        assert_eq!(Flow::read(json!({ "nextAvailableActionId": "nonsense" })).next_action_id(), 1);
    }

    #[test]
    fn what_is_no_flow_is_an_empty_one() {
        for json in [json!(null), json!([]), json!("text"), json!({ "actions": "none" })] {
            let flow = Flow::read(json);
            assert_eq!((flow.id(), flow.actions().count(), flow.next_action_id()), (None, 0, 1));
        }
    }
}
