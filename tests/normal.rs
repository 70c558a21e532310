#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod models;

#[path = "normal/older.rs"]
mod older;
#[path = "normal/spellings.rs"]
mod spellings;

use hubwright::hubspot::doc::Hole;
use hubwright::hubspot::filter::lists_named;
use hubwright::hubspot::flow::Flow;
use hubwright::hubspot::list::List;
use hubwright::hubspot::platform::Object;
use hubwright::hubspot::switches::{Convergence, Switches};
use hubwright::lower;
use hubwright::model::rule::{
    AssociatedTest, AssociationPath, Branch, ChoiceTest, ChoiceValue, DayPart, Leaf, Membership, Number, NumberTest,
    Rule, Sign, Stamp, Test, TextTest, TextsTest, TimeTest,
};
use hubwright::model::workflow::{Action, Again, Enrol, Event, ExistingOwner, Suppress, Trigger, Workflow};
use hubwright::model::{ListName, ListTarget, PortalName};
use hubwright::plan::assign::assign;
use hubwright::plan::body::{create_flow_body, fill_flow};
use hubwright::plan::normal;
use jiff::civil::date;
use models::{any_actions, any_json, known, property, rule_of, set, test, workflow};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn find(hole: &Hole) -> Option<String> {
    match hole {
        Hole::Step(_) => None,
        Hole::List(name) => Some(name.0.trim_start_matches('l').to_owned()),
        Hole::Flow(_) | Hole::Portal(_) => Some("77".to_owned()),
        Hole::Fetch(_) => Some("fetched_object_1".to_owned()),
        Hole::Moment(..) => hole.moment("Europe/Berlin"),
        Hole::TimeZone => Some("Europe/Berlin".to_owned()),
    }
}

/// Every kind of leaf.
fn full_rule() -> Rule {
    let texts = |it: &[&str]| it.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
    let options = |it: &[&str]| it.iter().map(|text| ChoiceValue::Option((*text).to_owned())).collect::<Vec<_>>();
    let list = |name: &str| ListTarget::Own(ListName(name.to_owned()));
    let tests = [
        Test::Known,
        Test::Bool(Sign::Not, true),
        Test::Number(NumberTest::GreaterOrEqual, Number(80.0)),
        Test::Number(NumberTest::Less, Number(0.5)),
        Test::Text(TextTest::Equal, "a".to_owned()),
        Test::Texts(TextsTest::EqualAny, texts(&["b", "a"])),
        Test::Texts(TextsTest::ContainsAny, texts(&["one", "two"])),
        Test::Choice(ChoiceTest::AnyOf, options(&["y", "x"])),
        Test::Time(Stamp::Value, TimeTest::Before(date(2026, 11, 23))),
        Test::Time(Stamp::Value, TimeTest::Within(Sign::Holds, date(2026, 11, 23), date(2026, 11, 23))),
        Test::Time(Stamp::Value, TimeTest::LastDays(Sign::Holds, 3)),
        Test::Time(Stamp::Value, TimeTest::BeforeToday(7)),
        Test::Time(Stamp::Value, TimeTest::AfterToday(0, DayPart::Begin)),
    ];
    let leaves = tests.into_iter().enumerate().map(|(at, it)| Leaf::Property(test(&format!("f{at}"), it))).collect();
    let any = Leaf::Any {
        association: AssociationPath { from: Object::Contact, to: Object::Company, label: None },
        tests: vec![
            AssociatedTest::Property(test("size", Test::Number(NumberTest::Greater, Number(10.0)))),
            AssociatedTest::Member(Membership { list: list("l3"), sign: Sign::Holds }),
        ],
    };
    let member = Leaf::Member(Membership { list: list("l12"), sign: Sign::Not });
    Rule { branches: vec![Branch { leaves }, Branch { leaves: vec![any, member] }] }
}

fn full_filter() -> Value {
    lower::rule(&full_rule(), &Switches::default()).fill(&find)
}

fn full_flow() -> Workflow {
    let user = |name: &str| PortalName::User(name.to_owned());
    let mut flow = workflow(
        Object::Contact,
        vec![
            Action::Wait(60),
            Action::If {
                arms: vec![(full_rule(), models::block(vec![set("a", "x")]))],
                otherwise: models::block(vec![]),
            },
            Action::Rotate {
                property: property("owner"),
                users: vec![user("a"), user("b")],
                teams: vec![],
                existing: ExistingOwner::Keep,
            },
            Action::AddTo(ListTarget::Own(ListName("l5".to_owned()))),
        ],
    );
    let change = |name: &str| Trigger { property: property(name), to: hubwright::model::workflow::ChangedTo::Any };
    flow.enrol = Enrol::When(full_rule(), vec![change("a"), change("b")]);
    flow.suppress =
        Suppress::Lists(vec![ListTarget::Own(ListName("l9".to_owned())), ListTarget::Own(ListName("l10".to_owned()))]);
    flow
}

fn body(model: &Workflow, switches: &Switches) -> Value {
    let desired = lower::flow(model, switches);
    let ids = assign(&desired.actions, desired.start, None, 1, &find);
    Value::Object(create_flow_body(model.object, &fill_flow(&desired, &ids, &find)))
}

/// What stands in one document and is left to chance by the portal.
struct Noise(u64);

impl Noise {
    /// A plain generator: the same noise for the same seed.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn coin(&mut self) -> bool {
        self.next().is_multiple_of(2)
    }

    fn shuffle(&mut self, items: &mut [Value]) {
        for at in (1..items.len()).rev() {
            let other = usize::try_from(self.next()).unwrap() % (at + 1);
            items.swap(at, other);
        }
    }

    /// Rewrites JSON as a portal might return it: the same meaning in other words.
    fn over(&mut self, key: &str, json: &Value) -> Value {
        const SETS: [&str; 7] = [
            "filters",
            "filterBranches",
            "eventFilterBranches",
            "reEnrollmentTriggersFilterBranches",
            "suppressionListIds",
            "user_ids",
            "actions",
        ];
        match json {
            Value::Number(number) if self.coin() => {
                if key == "suppressionListIds" {
                    return json!(number.to_string());
                }
                json!(number.as_f64().unwrap())
            }
            Value::String(text)
                if matches!(key, "listId" | "actionId" | "nextActionId" | "user_ids") && self.coin() =>
            {
                text.parse::<i64>().map_or(json.clone(), Value::from)
            }
            Value::Array(items) => {
                let mut items: Vec<Value> = items.iter().map(|item| self.over(key, item)).collect();
                if SETS.contains(&key) {
                    self.shuffle(&mut items);
                }
                Value::Array(items)
            }
            Value::Object(entries) => {
                let mut entries: Map<String, Value> =
                    entries.iter().map(|(key, value)| (key.clone(), self.over(key, value))).collect();
                self.object(&mut entries);
                Value::Object(entries)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => json.clone(),
        }
    }

    fn object(&mut self, entries: &mut Map<String, Value>) {
        let is = |entries: &Map<String, Value>, key: &str, word: &str| {
            entries.get(key).and_then(Value::as_str) == Some(word)
        };
        if entries.contains_key("filterBranchType") && self.coin() {
            entries.remove("filterBranchOperator");
        }
        if entries.get("includeObjectsWithNoValueSet") == Some(&json!(false)) && self.coin() {
            entries.remove("includeObjectsWithNoValueSet");
        }
        for (key, default) in [
            ("endpointBehavior", "EXCLUSIVE"),
            ("lowerBoundEndpointBehavior", "INCLUSIVE"),
            ("upperBoundEndpointBehavior", "INCLUSIVE"),
            ("propertyParser", "VALUE"),
            ("timezoneSource", "CUSTOM"),
        ] {
            if is(entries, key, default) && self.coin() {
                entries.remove(key);
            }
        }
        if entries.contains_key("operationType") {
            if let Some(Value::Array(values)) = entries.get_mut("values") {
                self.shuffle(values);
            }
            let equality = is(entries, "operator", "IS_EQUAL_TO") || is(entries, "operator", "IS_NOT_EQUAL_TO");
            if is(entries, "operationType", "STRING") && equality && self.coin() {
                let value = entries.remove("value").unwrap();
                entries.insert("operationType".to_owned(), json!("MULTISTRING"));
                entries.insert("values".to_owned(), json!([value]));
            }
            entries.insert("defaultValue".to_owned(), Value::Null);
            entries.insert("operatorName".to_owned(), json!("whatever"));
        }
        if entries.contains_key("timeType") && !entries.contains_key("offset") && self.coin() {
            entries.insert("offset".to_owned(), json!({ "days": 0 }));
        }
        if entries.contains_key("nextActionId") && self.coin() {
            let kind = if is(entries, "edgeType", "GOTO") { "STANDARD" } else { "GOTO" };
            entries.insert("edgeType".to_owned(), json!(kind));
        }
        if self.coin() {
            entries.retain(|_, value| *value != json!([]) && *value != json!({}));
        }
        if self.coin() {
            entries.insert("some newer key".to_owned(), Value::Null);
        }
    }
}

/// Graphs with circles, actions that nothing leads to, edges to nowhere.
fn any_graph() -> impl Strategy<Value = Value> {
    let edge = || {
        prop::option::of((1..8u32, any::<bool>()).prop_map(
            |(to, goto)| json!({ "edgeType": if goto { "GOTO" } else { "STANDARD" }, "nextActionId": to.to_string() }),
        ))
    };
    let action = (edge(), edge(), edge(), any::<bool>(), 1..8u32).prop_map(|(a, b, c, branch, token)| {
        let text = format!("{{{{ action_outputs.action_output_{token}.x }}}}");
        if branch {
            let filter = |text: &str| json!({ "filterType": "CONSTANT", "source": text });
            json!({ "type": "LIST_BRANCH", "defaultBranch": a, "listBranches": [
                { "connection": b, "filterBranch": { "filterBranchType": "AND", "filters": [filter(&text), filter("plain")] } },
                { "connection": c },
            ] })
        } else {
            json!({ "type": "SINGLE_CONNECTION", "actionTypeId": "0-5", "connection": a,
                "fields": { "a": text, "b": { "type": "FIELD_DATA", "actionId": token.to_string() } } })
        }
    });
    (prop::collection::vec(action, 1..7), 1..4u32).prop_map(|(mut actions, start)| {
        for (at, action) in actions.iter_mut().enumerate() {
            action["actionId"] = json!((at + 1).to_string());
        }
        json!({ "startActionId": start.to_string(), "actions": actions })
    })
}

/// Bends the graph so that every action is reached and every name names an action: the others keep their ids.
fn all_reached(flow: Value) -> Value {
    let count = flow["actions"].as_array().unwrap().len();
    let mut text = flow.to_string();
    for stray in count + 1..9 {
        let within = stray % count + 1;
        text = text.replace(&format!("\"{stray}\""), &format!("\"{within}\""));
        text = text.replace(&format!("action_output_{stray}."), &format!("action_output_{within}."));
    }
    let mut flow: Value = serde_json::from_str(&text).unwrap();
    flow["startActionId"] = json!("1");
    for at in 1..count {
        let action = &mut flow["actions"][at - 1];
        let way = if action["type"] == "LIST_BRANCH" { "defaultBranch" } else { "connection" };
        action[way] = json!({ "edgeType": "GOTO", "nextActionId": (at + 1).to_string() });
    }
    flow
}

proptest! {
    #[test]
    fn the_normal_form_of_a_normal_form_is_itself(json in any_json()) {
        for (name, normal) in [
            ("filter", normal::filter as fn(&Value) -> Value),
            ("list", normal::list),
            ("flow", normal::flow),
            ("flow_shape", normal::flow_shape),
            ("property", normal::property),
        ] {
            let once = normal(&json);
            prop_assert_eq!(normal(&once), once.clone(), "{} of {}", name, json);
        }
    }

    #[test]
    fn any_graph_has_one_shape(flow in any_graph()) {
        let once = normal::flow_shape(&flow);
        prop_assert_eq!(normal::flow_shape(&once), once);
    }

    #[test]
    fn flows_that_differ_in_ids_alone_have_one_shape(flow in any_graph(), seed in any::<u64>()) {
        let mut flow = all_reached(flow);
        let shape = normal::flow_shape(&flow);
        let mut noise = Noise(seed);
        let mut ids: Vec<Value> = (100..109).map(Value::from).collect();
        noise.shuffle(&mut ids);
        let mut text = flow.to_string();
        for (at, id) in ids.iter().enumerate() {
            text = text.replace(&format!("\"{}\"", at + 1), &format!("\"{id}\""));
            text = text.replace(&format!("action_output_{}.", at + 1), &format!("action_output_{id}."));
        }
        flow = serde_json::from_str(&text).unwrap();
        noise.shuffle(flow["actions"].as_array_mut().unwrap());
        prop_assert_eq!(normal::flow_shape(&flow), shape);
    }

    #[test]
    fn whatever_a_portal_returns_is_read_and_kept(json in any_json()) {
        let flow = Flow::read(json.clone());
        let list = List::read(json.clone());
        let _ = (flow.id(), flow.name(), flow.revision(), flow.uuid(), flow.is_enabled(), flow.next_action_id());
        let _ = (list.id(), list.title(), list.version(), list.is_deleted(), list.filter(), list.is_settled());
        let _: usize = flow.actions().map(|action| action.edges().len()).sum();
        let _ = lists_named(&json);
        if json.is_object() {
            prop_assert_eq!(flow.json(), json);
        }
    }

    #[test]
    fn a_filter_in_other_words_is_the_same_filter(seed in any::<u64>()) {
        let noisy = Noise(seed).over("", &full_filter());
        prop_assert_eq!(normal::filter(&noisy), normal::filter(&full_filter()));
    }

    #[test]
    fn a_flow_in_other_words_is_the_same_flow(seed in any::<u64>()) {
        let sent = body(&full_flow(), &Switches::default());
        let mut noisy = Noise(seed).over("", &sent);
        for (key, value) in [
            ("id", json!("9")),
            ("revisionId", json!("7")),
            ("createdAt", json!("2026-01-01T00:00:00.000Z")),
            ("updatedAt", json!("2026-01-01T00:00:00.000Z")),
            ("nextAvailableActionId", json!("40")),
            ("crmObjectCreationStatus", json!("COMPLETE")),
            ("dataSources", json!([{ "name": "fetched_object_1" }])),
        ] {
            noisy[key] = value;
        }
        prop_assert_eq!(normal::flow(&noisy), normal::flow(&sent));
        prop_assert_eq!(normal::flow_shape(&noisy), normal::flow_shape(&sent));
    }

    #[test]
    fn convergence_makes_no_difference(actions in any_actions()) {
        let model = workflow(Object::Contact, actions);
        let standard = Switches { convergence: Convergence::Standard, ..Switches::default() };
        prop_assert_eq!(normal::flow(&body(&model, &standard)), normal::flow(&body(&model, &Switches::default())));
    }
}

/// Calls `visit` with the document changed in one scalar, for every scalar.
fn each_change(json: &Value, visit: &mut dyn FnMut(&str, Value)) {
    fn scalars(json: &Value, path: &str, found: &mut Vec<String>) {
        match json {
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, it)| scalars(it, &format!("{path}/{at}"), found))
            }
            Value::Object(entries) => entries.iter().for_each(|(key, it)| scalars(it, &format!("{path}/{key}"), found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => found.push(path.to_owned()),
        }
    }
    let mut paths = Vec::new();
    scalars(json, "", &mut paths);
    for path in paths {
        let mut changed = json.clone();
        let place = changed.pointer_mut(&path).unwrap();
        *place = match place {
            Value::Bool(it) => json!(!*it),
            Value::Number(it) => json!(it.as_f64().unwrap() + 1.0),
            Value::String(it) => json!(format!("{it}0")),
            Value::Null | Value::Array(_) | Value::Object(_) => json!("other"),
        };
        visit(&path, changed);
    }
}

#[test]
fn every_change_of_a_filter_shows() {
    let filter = full_filter();
    each_change(&filter, &mut |path, changed| {
        assert_ne!(normal::filter(&changed), normal::filter(&filter), "{path}");
    });
}

#[test]
fn every_change_of_a_flow_shows() {
    let flow = body(&full_flow(), &Switches::default());
    each_change(&flow, &mut |path, changed| {
        assert_ne!(normal::flow(&changed), normal::flow(&flow), "{path}");
    });
}

#[test]
fn numbers_are_decimals_and_big_ones_exact() {
    assert_eq!(normal::filter(&json!({ "value": 1.0 })), json!({ "value": 1 }));
    assert_eq!(normal::filter(&json!({ "value": 1.5 })), json!({ "value": 1.5 }));
    assert_eq!(normal::filter(&json!({ "value": 1e18 })), json!({ "value": 1_000_000_000_000_000_000_i64 }));
    let (big, next) = (json!({ "value": 9_007_199_254_740_993_i64 }), json!({ "value": 9_007_199_254_740_992_i64 }));
    assert_ne!(normal::filter(&big), normal::filter(&next));
}

#[test]
fn internal_names_of_operations_are_read_as_the_public_ones() {
    let operation = |kind: &str| json!({ "operationType": kind, "operator": "IS_KNOWN" });
    for (internal, public) in
        [("alltypes", "ALL_PROPERTY"), ("number-ranged", "NUMBER_RANGED"), ("timepoint", "TIME_POINT")]
    {
        assert_eq!(normal::filter(&operation(internal)), normal::filter(&operation(public)));
    }
}

#[test]
fn the_order_of_branches_is_kept_for_the_first_match_wins() {
    let branch =
        |names: [&str; 2]| json!({ "actions": [{ "listBranches": names.map(|name| json!({ "branchName": name })) }] });
    assert_ne!(normal::flow(&branch(["a", "b"])), normal::flow(&branch(["b", "a"])));
}

#[test]
fn unknown_keys_are_kept_in_what_we_know_and_in_what_we_do_not() {
    let json = json!({ "unheard of": 1, "actions": [{ "actionId": "1", "type": "NEWER", "more": { "x": true } }] });
    assert_eq!(normal::flow(&json), json);
}

#[test]
fn a_version_that_the_server_raised_is_no_difference_and_one_below_is() {
    let version = |version: u32| json!({ "actions": [{ "actionId": "1", "type": "SINGLE_CONNECTION", "actionTypeId": "1-9", "actionTypeVersion": version }] });
    assert!(normal::equal_flow(&version(3), &version(5)));
    assert!(normal::equal_flow_shape(&version(3), &version(5)));
    assert!(!normal::equal_flow(&version(5), &version(3)));
}

#[test]
fn a_body_that_replaces_equals_what_is_read_back() {
    let sent = json!({ "type": "CONTACT_FLOW", "revisionId": "4", "actions": [], "isEnabled": true });
    let read = json!({ "type": "CONTACT_FLOW", "revisionId": "5", "flowType": "WORKFLOW", "objectTypeId": "0-1", "id": "9",
        "isEnabled": true, "uuid": "Made by hand-9", "timeWindows": [], "canEnrollFromSalesforce": false });
    assert!(normal::equal_flow(&sent, &read));
    assert!(!normal::equal_flow(&json!({ "uuid": "ours" }), &json!({ "uuid": "theirs" })));
    assert!(!normal::equal_flow(&sent, &json!({ "type": "PLATFORM_FLOW", "isEnabled": true })));
}

#[test]
fn what_the_walk_does_not_reach_is_kept_under_its_id() {
    let json = json!({ "startActionId": "5", "actions": [
        { "actionId": "5", "connection": { "edgeType": "STANDARD", "nextActionId": "9" } },
        { "actionId": "7", "connection": { "edgeType": "STANDARD", "nextActionId": "5" } },
    ] });
    assert_eq!(
        normal::flow_shape(&json),
        json!({ "startActionId": "@1", "actions": [
            { "actionId": "@1", "connection": { "nextActionId": "!9" } },
            { "actionId": "?7", "connection": { "nextActionId": "@1" } },
        ] })
    );
}

#[test]
fn a_list_without_what_the_server_owns_is_title_object_kind_and_rule() {
    let rule = lower::rule(&rule_of(vec![Leaf::Property(test("a", Test::Known))]), &Switches::default()).fill(&find);
    let read = json!({ "listId": "42", "listVersion": 3, "name": "Hot (v2)", "objectTypeId": "0-1", "size": 10,
        "processingType": "DYNAMIC", "processingStatus": "COMPLETE", "filtersUpdatedAt": "x", "createdAt": "x",
        "updatedAt": "x", "createdById": "1", "updatedById": "1", "filterBranch": rule,
        "membershipSettings": { "includeUnassigned": true }, "listPermissions": { "teamsWithEditAccess": [] } });
    let wanted =
        json!({ "name": "Hot (v2)", "objectTypeId": "0-1", "processingType": "DYNAMIC", "filterBranch": rule });
    assert_eq!(normal::list(&read), normal::list(&wanted));
    assert_eq!(normal::filter(&rule), normal::filter(&lower::rule(&known("a"), &Switches::default()).fill(&find)));
}

#[test]
fn a_property_is_compared_by_what_the_catalog_says() {
    let read = json!({ "name": "tier", "label": "Tier", "type": "enumeration", "fieldType": "select", "groupName": "g",
        "description": "", "archived": false, "hidden": false, "displayOrder": -1, "hubspotDefined": false,
        "modificationMetadata": { "archivable": true }, "options": [
            { "label": "B", "value": "b", "displayOrder": 0, "hidden": false, "description": "" },
            { "label": "A", "value": "a", "displayOrder": 1, "hidden": false },
        ] });
    let wanted = json!({ "name": "tier", "label": "Tier", "type": "enumeration", "fieldType": "select", "groupName": "g",
        "dataSensitivity": "non_sensitive",
        "options": [{ "label": "A", "value": "a" }, { "label": "B", "value": "b" }] });
    assert_eq!(normal::property(&read), normal::property(&wanted));
}

#[test]
fn events_in_another_order_are_the_same_enrolment() {
    let flow = |names: [&str; 2]| {
        let mut flow = workflow(Object::Contact, vec![]);
        let event = |name: &str| {
            Event::Change(Trigger { property: property(name), to: hubwright::model::workflow::ChangedTo::Any })
        };
        flow.enrol = Enrol::On(names.map(event).into(), Again::Always);
        body(&flow, &Switches::default())
    };
    assert_eq!(normal::flow(&flow(["a", "b"])), normal::flow(&flow(["b", "a"])));
}
