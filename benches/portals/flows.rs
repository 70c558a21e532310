//! Workflows: enrolled by rules, events or hand; with branches that come together again, waits, writes and mail.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::lists::{self, Of};
use super::random::Random;
use super::{FIRST_FLOW, Portal, TEAM, all_of, any_of, email, in_list, property, title, user};

/// Of so many workflows, one leads back to where it has been.
const LOOPS: usize = 60;

/// Tells whose records the workflow of a number enrols.
fn object(number: usize) -> Of {
    if number % 7 == 3 { Of::Company } else { Of::Contact }
}

/// Makes the workflow of a number.
pub fn flow(portal: &Portal, number: usize, random: &mut Random) -> Value {
    let of = object(number);
    let mut steps = Steps { portal, number, of, random, actions: Vec::new(), entered: BTreeSet::new() };
    let loops = of == Of::Contact && number % LOOPS == 2;
    let start = if loops { steps.circle() } else { steps.sequence(2, None) };
    let mut actions = steps.actions;
    // In the order in which people made them, which is that of nothing.
    actions.reverse();
    let mut body = json!({
        "type": if of == Of::Contact { "CONTACT_FLOW" } else { "PLATFORM_FLOW" },
        "flowType": "WORKFLOW", "objectTypeId": of.type_id(), "isEnabled": !number.is_multiple_of(3),
        "name": title(number, random), "uuid": format!("made-by-hand-{number}"),
        "startActionId": start, "actions": actions, "enrollmentCriteria": enrolled(portal, of, random),
    });
    if random.below(3) == 0 {
        body["description"] = json!(format!("Asked for by sales.\n\nSince {}; see “Größe”.", 2019 + number % 7));
    }
    if of == Of::Contact && random.below(4) == 0 {
        let suppressed: Vec<usize> = lists::of_contacts(portal.lists, random).into_iter().collect();
        body["suppressionListIds"] = json!(suppressed);
    }
    body
}

/// Makes the way into a workflow.
fn enrolled(portal: &Portal, of: Of, random: &mut Random) -> Value {
    let again = random.below(2) == 0;
    match random.below(4) {
        0 => json!({ "type": "MANUAL", "shouldReEnroll": again }),
        1 => {
            let changed = if of == Of::Contact { "plan" } else { "tier" };
            let is = |name: &str, operation: Value| property(name, operation, false);
            json!({
                "type": "EVENT_BASED", "shouldReEnroll": again, "listMembershipFilterBranches": [],
                "eventFilterBranches": [{
                    "filterBranchType": "UNIFIED_EVENTS", "filterBranchOperator": "AND", "operator": "HAS_COMPLETED",
                    "eventTypeId": "4-655002", "filterBranches": [],
                    "filters": [
                        is("hs_name", json!({ "operationType": "STRING", "operator": "IS_EQUAL_TO", "value": changed })),
                        is("hs_value", json!({ "operationType": "ALL_PROPERTY", "operator": "IS_KNOWN" })),
                    ],
                }],
            })
        }
        which => {
            let list = if of == Of::Contact { lists::of_contacts(portal.lists, random) } else { None };
            let member = list.filter(|_| which == 2).map(|list| in_list(list, "IN_LIST"));
            let filter = member.unwrap_or_else(|| lists::one(of, random.below(9), random));
            json!({
                "type": "LIST_BASED", "shouldReEnroll": false, "unEnrollObjectsNotMeetingCriteria": which == 3,
                "reEnrollmentTriggersFilterBranches": [],
                "listFilterBranch": any_of(vec![all_of(vec![filter], vec![])]),
            })
        }
    }
}

/// The actions of a workflow, made from its last one to its first.
struct Steps<'a> {
    portal: &'a Portal,
    number: usize,
    of: Of,
    random: &'a mut Random,
    actions: Vec<Value>,
    /// Actions that something leads to: HubSpot has one STANDARD way into each, and others are GOTO.
    entered: BTreeSet<String>,
}

impl Steps<'_> {
    /// Makes a sequence of steps before one that is there, and returns the id of its first.
    fn sequence(&mut self, depth: usize, then: Option<String>) -> String {
        let mut next = then;
        for _ in 0..1 + self.random.below(3) {
            next = Some(self.plain(next));
        }
        if depth > 0 && self.random.below(4) > 0 {
            let first = if self.random.below(2) == 0 { self.by_rules(depth, next) } else { self.by_value(depth, next) };
            next = Some(first);
        }
        for _ in 0..self.random.below(3) {
            next = Some(self.plain(next));
        }
        next.unwrap_or_default()
    }

    /// Waits, does something, and begins again.
    fn circle(&mut self) -> String {
        self.entered.extend(["1".to_owned(), "2".to_owned()]);
        self.actions.push(json!({ "type": "SINGLE_CONNECTION", "actionId": "2", "actionTypeId": "0-4", "actionTypeVersion": 0,
            "fields": { "content_id": email(0).to_string() }, "connection": { "edgeType": "GOTO", "nextActionId": "1" } }));
        self.actions.push(json!({ "type": "SINGLE_CONNECTION", "actionId": "1", "actionTypeId": "0-1", "actionTypeVersion": 0,
            "fields": { "delta": "1440", "time_unit": "MINUTES" }, "connection": { "edgeType": "STANDARD", "nextActionId": "2" } }));
        "1".to_owned()
    }

    fn by_rules(&mut self, depth: usize, then: Option<String>) -> String {
        let named: Vec<(&str, String)> = ["Große", "All of \"them\""][..1 + self.random.below(2)]
            .iter()
            .map(|name| (*name, self.sequence(depth - 1, then.clone())))
            .collect();
        let which = self.random.below(6);
        let branches: Vec<Value> = named
            .into_iter()
            .enumerate()
            .map(|(at, (name, first))| {
                let rule = all_of(vec![lists::one(self.of, which + at, self.random)], vec![]);
                json!({ "branchName": name, "filterBranch": rule, "connection": self.edge(&first) })
            })
            .collect();
        let mut action = json!({ "type": "LIST_BRANCH", "listBranches": branches });
        if let Some(then) = then {
            action["defaultBranch"] = self.edge(&then);
        }
        self.put(action)
    }

    fn by_value(&mut self, depth: usize, then: Option<String>) -> String {
        let (name, values) = match self.of {
            Of::Contact => ("plan", ["team", "Enterprise (old)"]),
            Of::Company | Of::Deal => ("tier", ["gold", "basic"]),
        };
        let branches: Vec<Value> = values
            .iter()
            .map(|value| {
                let first = self.sequence(depth - 1, then.clone());
                json!({ "branchValue": value, "connection": self.edge(&first) })
            })
            .collect();
        let input = json!({ "type": "OBJECT_PROPERTY", "propertyName": name });
        let mut action = json!({ "type": "STATIC_BRANCH", "inputValue": input, "staticBranches": branches, "defaultBranchName": "Rest" });
        if let Some(then) = then {
            action["defaultBranch"] = self.edge(&then);
        }
        self.put(action)
    }

    /// Makes a step with one way out.
    fn plain(&mut self, then: Option<String>) -> String {
        let (kind, version, fields) = match self.of {
            Of::Contact => self.of_contact(),
            Of::Company | Of::Deal => self.of_any("industry", "seats"),
        };
        let mut action = json!({ "type": "SINGLE_CONNECTION", "actionTypeId": kind, "actionTypeVersion": version, "fields": fields });
        if let Some(then) = then {
            action["connection"] = self.edge(&then);
        }
        self.put(action)
    }

    fn of_contact(&mut self) -> (&'static str, u32, Value) {
        match self.random.below(10) {
            0 | 1 => {
                ("0-4", 0, json!({ "content_id": email(self.random.below(self.portal.things.emails)).to_string() }))
            }
            2 => (
                "0-11",
                0,
                json!({ "target_property": "hubspot_owner_id", "overwrite_current_owner": "false", "team_ids": [TEAM.to_string()] }),
            ),
            3 => {
                let whom = user(self.random.below(self.portal.things.owners)).to_string();
                (
                    "0-8",
                    0,
                    json!({ "user_ids": [whom], "subject": "{{ enrolled_object.firstname }} is ready", "body": "Call them &amp; their team." }),
                )
            }
            4 => {
                let earlier = Some(self.random.below(self.number.max(1)));
                match earlier.filter(|other| *other < self.number && object(*other) == self.of) {
                    Some(other) => ("0-15", 0, json!({ "flow_id": (FIRST_FLOW + other).to_string() })),
                    None => self.of_any("jobtitle", "lead_score"),
                }
            }
            5 => {
                let by_hand = (0..20).map(|_| self.random.below(self.portal.lists.max(1)));
                let found = by_hand.filter(|it| lists::is_by_hand(*it) && lists::object(*it) == Of::Contact).last();
                match found.filter(|it| *it < self.portal.lists) {
                    Some(list) => (
                        "0-63809083",
                        5,
                        json!({ "listId": lists::id(list).to_string(), "targetObject": "{{ enrolled_object }}" }),
                    ),
                    None => self.of_any("jobtitle", "lead_score"),
                }
            }
            _ => self.of_any("jobtitle", "lead_score"),
        }
    }

    fn of_any(&mut self, text: &str, number: &str) -> (&'static str, u32, Value) {
        let value = 1 + self.random.below(90);
        match self.random.below(4) {
            0 => ("0-1", 0, json!({ "delta": (60 * value).to_string(), "time_unit": "MINUTES" })),
            1 => (
                "0-5",
                0,
                json!({ "property_name": number, "value": { "type": "INCREMENT", "incrementAmount": value } }),
            ),
            2 if text == "jobtitle" => {
                let text_of = json!({ "type": "STATIC_VALUE", "staticValue": format!("Stufe {value}, „neu“") });
                ("0-5", 0, json!({ "property_name": text, "value": text_of }))
            }
            2 | 3 => (
                "0-5",
                0,
                json!({ "property_name": number, "value": { "type": "STATIC_VALUE", "staticValue": value.to_string() } }),
            ),
            _ => unreachable!("a number below four"),
        }
    }

    fn edge(&mut self, to: &str) -> Value {
        let kind = if self.entered.insert(to.to_owned()) { "STANDARD" } else { "GOTO" };
        json!({ "edgeType": kind, "nextActionId": to })
    }

    fn put(&mut self, mut action: Value) -> String {
        let id = (self.actions.len() + 1).to_string();
        action["actionId"] = json!(id);
        self.actions.push(action);
        id
    }
}
