#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod models;

use std::collections::BTreeSet;

use hubwright::hubspot::doc::Hole;
use hubwright::hubspot::flow::Flow;
use hubwright::hubspot::platform::Object;
use hubwright::hubspot::switches::Switches;
use hubwright::lower::{self, DesiredFlow};
use hubwright::model::workflow::{Action, Block, Piece, SetValue, StepId, Text, Workflow};
use hubwright::plan::assign::{Assignment, assign};
use hubwright::plan::body::{create_flow_body, fill_flow, merge_flow, shell_flow_body};
use hubwright::plan::normal;
use models::{any_actions, block, known, place, set, workflow};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn find(hole: &Hole) -> Option<String> {
    match hole {
        Hole::Step(_) => None,
        Hole::List(_) | Hole::Flow(_) | Hole::Portal(_) => Some("77".to_owned()),
        Hole::Fetch(_) => Some("fetched_object_1".to_owned()),
        Hole::Moment(..) => hole.moment("Europe/Berlin"),
        Hole::TimeZone => Some("Europe/Berlin".to_owned()),
    }
}

fn lowered(model: &Workflow) -> DesiredFlow {
    lower::flow(model, &Switches::default())
}

fn assigned(desired: &DesiredFlow, live: Option<&Value>) -> Assignment {
    let live = live.cloned().map(Flow::read);
    assign(&desired.actions, desired.start, live.as_ref(), 1, &find)
}

/// What a portal holds after the workflow was created.
fn live(model: &Workflow) -> Value {
    let desired = lowered(model);
    let mut body = create_flow_body(model.object, &fill_flow(&desired, &assigned(&desired, None), &find));
    body.insert("nextAvailableActionId".to_owned(), json!((desired.actions.len() + 1).to_string()));
    body.insert("revisionId".to_owned(), json!("1"));
    Value::Object(body)
}

/// The ids of all steps in reading order.
fn ids(assignment: &Assignment) -> Vec<&str> {
    assignment.ids.values().map(String::as_str).collect()
}

/// 40 steps: two branches of ten, one nested, one that only the end follows.
fn forty() -> Vec<Action> {
    let sets = |from: usize, to: usize| -> Vec<Action> { (from..to).map(|at| set(&format!("p{at}"), "x")).collect() };
    // 1 to 5; the fourth waits.
    let mut steps = sets(1, 4);
    steps.push(Action::Wait(1440));
    steps.push(set("p5", "x"));
    // 6: if; 7 to 12 then; 13 to 16 else.
    steps.push(Action::If { arms: vec![(known("a"), block(sets(7, 13)))], otherwise: block(sets(13, 17)) });
    // 17 to 20.
    steps.extend(sets(17, 21));
    // 21: if; 22 and 23, 24: if, 25 and 26, 27; 28 and 29 else.
    let mut then = sets(22, 24);
    then.push(Action::If { arms: vec![(known("c"), block(sets(25, 27)))], otherwise: Block::default() });
    then.push(set("p27", "x"));
    steps.push(Action::If { arms: vec![(known("b"), block(then))], otherwise: block(sets(28, 30)) });
    // 30 to 34; the 31st waits.
    steps.push(set("p30", "x"));
    steps.push(Action::Wait(2880));
    steps.extend(sets(32, 35));
    // 35: match; 36 and 37; 38.
    steps.push(Action::If {
        arms: vec![(known("d"), block(sets(36, 38)))],
        otherwise: Block { label: None, steps: models::steps(vec![set("p38", "x"), Action::End]) },
    });
    // 39 and 40.
    steps.extend(sets(39, 41));
    steps
}

/// The arms of a branch.
fn arms(action: &mut Action) -> &mut Vec<(hubwright::model::Rule, Block)> {
    let Action::If { arms, .. } = action else { panic!("no branch") };
    arms
}

fn forty_live() -> Value {
    live(&workflow(Object::Contact, forty()))
}

fn edited(edit: impl FnOnce(&mut Vec<Action>)) -> Assignment {
    let mut actions = forty();
    edit(&mut actions);
    assigned(&lowered(&workflow(Object::Contact, actions)), Some(&forty_live()))
}

fn numbers(parts: &[std::ops::RangeInclusive<u32>]) -> Vec<String> {
    parts.iter().cloned().flatten().map(|id| id.to_string()).collect()
}

#[test]
fn a_new_workflow_counts_from_one() {
    let result = assigned(&lowered(&workflow(Object::Contact, forty())), None);
    assert_eq!(ids(&result), numbers(&[1..=40]));
    assert_eq!((result.kept.len(), result.fresh.len(), result.gone.len()), (0, 40, 0));
}

#[test]
fn an_unchanged_workflow_keeps_all_ids() {
    let result = edited(|_| {});
    assert_eq!(ids(&result), numbers(&[1..=40]));
    assert_eq!((result.fresh.len(), result.gone.len()), (0, 0));
}

#[test]
fn an_inserted_step_takes_the_next_id_and_nothing_else_changes() {
    let result = edited(|actions| actions.insert(2, set("new", "x")));
    assert_eq!(ids(&result), numbers(&[1..=2, 41..=41, 3..=40]));
    assert_eq!((result.fresh.as_slice(), result.gone.len()), ([StepId(2)].as_slice(), 0));
}

#[test]
fn a_step_inserted_in_a_branch_changes_nothing_outside() {
    let result = edited(|actions| arms(&mut actions[5])[0].1.steps.extend(models::steps(vec![set("new", "x")])));
    assert_eq!(ids(&result), numbers(&[1..=12, 41..=41, 13..=40]));
}

#[test]
fn a_removed_step_leaves_a_gap() {
    let result = edited(|actions| drop(actions.remove(1)));
    assert_eq!(ids(&result), numbers(&[1..=1, 3..=40]));
    assert_eq!((result.gone.as_slice(), result.waiting_gone), (["2".to_owned()].as_slice(), 0));
}

#[test]
fn a_removed_wait_is_counted() {
    let result = edited(|actions| drop(actions.remove(3)));
    assert_eq!(ids(&result), numbers(&[1..=3, 5..=40]));
    assert_eq!((result.gone.as_slice(), result.waiting_gone), (["4".to_owned()].as_slice(), 1));
}

#[test]
fn a_moved_step_takes_its_id_along() {
    let result = edited(|actions| {
        let step = actions.remove(1);
        actions.insert(8, step);
    });
    // Step 2 now stands between 19 and 20.
    assert_eq!(ids(&result), numbers(&[1..=1, 3..=19, 2..=2, 20..=40]));
    assert_eq!((result.fresh.len(), result.gone.len()), (0, 0));
}

#[test]
fn a_step_moved_into_a_branch_takes_its_id_along() {
    let result = edited(|actions| {
        let step = actions.remove(0);
        arms(&mut actions[4])[0].1.steps.extend(models::steps(vec![step]));
    });
    assert_eq!(ids(&result), numbers(&[2..=12, 1..=1, 13..=40]));
}

#[test]
fn a_retyped_step_gets_a_new_id_and_the_old_one_is_gone() {
    let result = edited(|actions| actions[4] = Action::Wait(60));
    assert_eq!(ids(&result), numbers(&[1..=4, 41..=41, 6..=40]));
    assert_eq!((result.gone.as_slice(), result.waiting_gone), (["5".to_owned()].as_slice(), 0));
    let result = edited(|actions| actions[3] = set("p4", "x"));
    assert_eq!(ids(&result), numbers(&[1..=3, 41..=41, 5..=40]));
    assert_eq!((result.gone.as_slice(), result.waiting_gone), (["4".to_owned()].as_slice(), 1));
}

#[test]
fn an_if_that_becomes_a_match_is_another_action_and_its_steps_stay() {
    let result = edited(|actions| {
        let arms = arms(&mut actions[5])
            .drain(..)
            .map(|(_, block)| (vec![hubwright::model::workflow::MatchValue::Plain("x".to_owned())], block));
        let arms = arms.collect();
        let Action::If { otherwise, .. } = actions.remove(5) else { panic!("no branch") };
        actions.insert(5, Action::Match { input: place("country"), arms, otherwise });
    });
    assert_eq!(ids(&result), numbers(&[1..=5, 41..=41, 7..=40]));
    assert_eq!(result.gone, ["6"]);
}

#[test]
fn edited_fields_change_no_id() {
    let result = edited(|actions| {
        actions[0] = set("p1", "other");
        actions[3] = Action::Wait(7 * 1440);
        arms(&mut actions[5])[0].0 = known("other");
        arms(&mut actions[5])[0].1.steps[2].action = set("p9", "other");
    });
    assert_eq!(ids(&result), numbers(&[1..=40]));
    assert_eq!((result.fresh.len(), result.gone.len()), (0, 0));
}

#[test]
fn a_step_wrapped_in_a_new_branch_keeps_its_id() {
    let result = edited(|actions| {
        let wrapped = vec![actions.remove(1), actions.remove(1)];
        let arms = vec![(known("z"), block(wrapped))];
        actions.insert(1, Action::If { arms, otherwise: Block::default() });
    });
    assert_eq!(ids(&result), numbers(&[1..=1, 41..=41, 2..=40]));
}

#[test]
fn two_branches_that_change_places_keep_their_ids() {
    let result = edited(|actions| {
        let Action::If { arms, otherwise } = &mut actions[5] else { panic!("no branch") };
        std::mem::swap(&mut arms[0].1, otherwise);
    });
    assert_eq!(ids(&result), numbers(&[1..=6, 13..=16, 7..=12, 17..=40]));
}

#[test]
fn of_two_equal_steps_the_one_whose_place_is_gone_goes() {
    let both = |then: Vec<Action>, otherwise: Vec<Action>| {
        let arms = vec![(known("a"), block(then))];
        workflow(Object::Contact, vec![Action::If { arms, otherwise: block(otherwise) }, set("end", "x")])
    };
    let same = || vec![set("same", "x")];
    let before = live(&both(same(), same()));
    let gone = |after: Workflow| assigned(&lowered(&after), Some(&before)).gone;
    assert_eq!(gone(both(same(), vec![])), ["3"]);
    assert_eq!(gone(both(vec![], same())), ["2"]);
}

#[test]
fn a_removed_branch_takes_its_steps_along() {
    let result = edited(|actions| drop(actions.remove(5)));
    assert_eq!(ids(&result), numbers(&[1..=5, 17..=40]));
    assert_eq!(result.gone, numbers(&[6..=16]));
}

#[test]
fn an_id_that_left_is_never_used_again() {
    let mut live = forty_live();
    live["nextAvailableActionId"] = json!("97");
    let desired = lowered(&workflow(Object::Contact, [forty(), vec![set("new", "x")]].concat()));
    let result = assigned(&desired, Some(&live));
    assert_eq!(result.ids.values().last().unwrap(), "97");
    let live = Flow::read(live);
    let result = assign(&desired.actions, desired.start, Some(&live), 120, &find);
    assert_eq!(result.ids.values().last().unwrap(), "120");
}

#[test]
fn tokens_and_edges_follow_the_ids() {
    let ask =
        |version| Action::Opaque { type_id: "0-1".to_owned(), version, fields: vec![], returns: vec!["x".to_owned()] };
    let tell = |step| {
        let pieces = vec![Piece::Output { step: StepId(step), key: "x".to_owned() }];
        Action::Set(place("note"), SetValue::Text(Text { pieces }))
    };
    let before = live(&workflow(Object::Contact, vec![ask(0), tell(0)]));
    let desired = lowered(&workflow(Object::Contact, vec![set("new", "x"), ask(0), tell(1)]));
    let result = assigned(&desired, Some(&before));
    assert_eq!(ids(&result), ["3", "1", "2"]);
    let filled = fill_flow(&desired, &result, &find);
    assert_eq!(filled["startActionId"], "3");
    assert_eq!(filled["actions"][0]["connection"]["nextActionId"], "1");
    assert_eq!(filled["actions"][2]["fields"]["value"]["staticValue"], "{{ action_outputs.action_output_1.x }}");
}

#[test]
fn actions_of_no_known_shape_are_gone_or_ignored_and_never_matched() {
    let strange = json!({ "startActionId": 7, "actions": [
        null, 3, "x", [], {}, { "actionId": 7 }, { "actionId": "7", "type": "SINGLE_CONNECTION" },
        { "actionId": "8", "type": "NEWER", "connection": { "nextActionId": "7" } },
    ] });
    let desired = lowered(&workflow(Object::Contact, vec![set("a", "x")]));
    let result = assigned(&desired, Some(&strange));
    assert_eq!(ids(&result), ["9"]);
    assert_eq!(result.gone, ["7", "8"]);
}

/// Edits a chain at a place; true where something was there to edit.
#[derive(Clone, Debug)]
enum Edit {
    Insert(usize),
    Remove(usize),
    Change(usize),
    Retype(usize),
    Swap(usize, usize),
}

fn any_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        any::<usize>().prop_map(Edit::Insert),
        any::<usize>().prop_map(Edit::Remove),
        any::<usize>().prop_map(Edit::Change),
        any::<usize>().prop_map(Edit::Retype),
        (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Edit::Swap(a, b)),
    ]
}

fn apply(edit: &Edit, actions: &mut Vec<Action>) {
    let len = actions.len();
    match *edit {
        Edit::Insert(at) => actions.insert(at % (len + 1), set("inserted", "x")),
        _ if len == 0 => {}
        Edit::Remove(at) => drop(actions.remove(at % len)),
        Edit::Change(at) => actions[at % len] = set("changed", "x"),
        Edit::Retype(at) => actions[at % len] = Action::Wait(7),
        Edit::Swap(a, b) => actions.swap(a % len, b % len),
    }
}

proptest! {
    #[test]
    fn what_was_written_keeps_all_ids(actions in any_actions()) {
        let model = workflow(Object::Contact, actions);
        let before = live(&model);
        let desired = lowered(&model);
        let result = assigned(&desired, Some(&before));
        prop_assert_eq!(&result.ids, &assigned(&desired, None).ids);
        prop_assert!(result.fresh.is_empty() && result.gone.is_empty());
    }

    #[test]
    fn ids_are_distinct_never_used_again_and_never_change_their_type(
        actions in any_actions(),
        edits in prop::collection::vec(any_edit(), 1..5),
    ) {
        let before = live(&workflow(Object::Contact, actions.clone()));
        let mut after = actions;
        edits.iter().for_each(|edit| apply(edit, &mut after));
        let desired = lowered(&workflow(Object::Contact, after));
        let result = assigned(&desired, Some(&before));
        let old = Flow::read(before);
        let kind = |flow: &Flow, id: &str| {
            flow.actions()
                .find(|it| it.id().as_deref() == Some(id))
                .map(|it| (it.kind().map(str::to_owned), it.type_id().map(str::to_owned)))
        };
        let distinct: BTreeSet<&String> = result.ids.values().collect();
        prop_assert_eq!(distinct.len(), desired.actions.len());
        prop_assert_eq!(result.kept.len() + result.fresh.len(), desired.actions.len());
        prop_assert_eq!(result.kept.len() + result.gone.len(), old.actions().count());
        let new = Flow::read(Value::Object(fill_flow(&desired, &result, &find)));
        for step in &result.kept {
            let id = &result.ids[step];
            prop_assert_eq!(kind(&old, id), kind(&new, id));
        }
        for step in &result.fresh {
            prop_assert!(result.ids[step].parse::<u64>().unwrap() >= old.next_action_id());
        }
        for id in &result.gone {
            prop_assert!(!distinct.contains(id));
        }
    }

    #[test]
    fn an_edit_in_one_branch_leaves_the_other_steps_alone(
        branch in any_actions(),
        edits in prop::collection::vec(any_edit(), 1..4),
    ) {
        let outside = |branch: Vec<Action>| {
            let around = |from: usize| (from..from + 4).map(|at| set(&format!("around{at}"), "x"));
            let mut actions: Vec<Action> = around(0).collect();
            let arms = vec![(known("left"), block(branch))];
            actions.push(Action::If { arms, otherwise: block(around(4).collect()) });
            actions.extend(around(8));
            workflow(Object::Contact, actions)
        };
        let named = |model: &Workflow, result: &Assignment| -> Vec<String> {
            let desired = lowered(model);
            let body = Value::Object(fill_flow(&desired, result, &find));
            let actions = body["actions"].as_array().unwrap().iter();
            let around = actions.filter(|it| it["fields"]["property_name"].as_str().is_some_and(|name| name.starts_with("around")));
            around.map(|it| it["actionId"].as_str().unwrap().to_owned()).collect()
        };
        let before = outside(branch.clone());
        let first = assigned(&lowered(&before), None);
        let mut changed = branch;
        edits.iter().for_each(|edit| apply(edit, &mut changed));
        let after = outside(changed);
        let second = assigned(&lowered(&after), Some(&live(&before)));
        prop_assert_eq!(named(&before, &first), named(&after, &second));
    }

    #[test]
    fn any_live_flow_is_survived(live in models::any_json(), actions in any_actions()) {
        let desired = lowered(&workflow(Object::Contact, actions));
        let result = assigned(&desired, Some(&live));
        prop_assert_eq!(result.ids.len(), desired.actions.len());
        let _ = merge_flow(&live, &fill_flow(&desired, &result, &find));
    }

    #[test]
    fn what_was_written_is_what_is_wanted_up_to_ids(actions in any_actions(), shift in 1..50u64) {
        let model = workflow(Object::Contact, actions);
        let desired = lowered(&model);
        let shifted = assign(&desired.actions, desired.start, None, shift, &find);
        let other = Value::Object(create_flow_body(model.object, &fill_flow(&desired, &shifted, &find)));
        prop_assert_eq!(normal::flow_shape(&live(&model)), normal::flow_shape(&other));
    }
}

#[test]
fn a_body_keeps_what_we_have_no_word_for_and_drops_what_the_server_owns() {
    let model = workflow(Object::Contact, vec![set("a", "x")]);
    let mut before = live(&model);
    let entries = before.as_object_mut().unwrap();
    for (key, value) in [
        ("id", json!("9")),
        ("createdAt", json!("2026-01-01T00:00:00.000Z")),
        ("updatedAt", json!("2026-01-01T00:00:00.000Z")),
        ("crmObjectCreationStatus", json!("COMPLETE")),
        ("dataSources", json!([{ "name": "fetched_object_1" }])),
        ("revisionId", json!("5")),
        ("uuid", json!("hubwright:acme:flow")),
        ("goalFilterBranch", json!({ "filterBranchType": "OR" })),
        ("timeWindows", json!([{ "day": "MONDAY" }])),
        ("suppressionFilterBranch", json!({ "stray": true })),
        ("unheard of", json!([1, { "x": null }])),
    ] {
        entries.insert(key.to_owned(), value);
    }
    entries["actions"][0]["actionTypeVersion"] = json!(4);
    let desired = lowered(&model);
    let mut governed = fill_flow(&desired, &assigned(&desired, Some(&before)), &find);
    governed.insert("name".to_owned(), json!("New name"));
    insta::assert_json_snapshot!(merge_flow(&before, &governed));
}

#[test]
fn creating_and_shelling_write_what_hubspot_requires() {
    let model = workflow(Object::Deal, vec![]);
    let desired = lowered(&model);
    let governed = fill_flow(&desired, &assigned(&desired, None), &find);
    assert_eq!(
        Value::Object(create_flow_body(Object::Deal, &governed)),
        json!({
            "type": "PLATFORM_FLOW", "flowType": "WORKFLOW", "objectTypeId": "0-3", "isEnabled": false, "actions": [],
            "timeWindows": [], "blockedDates": [], "customProperties": {}, "dataSources": [],
            "enrollmentCriteria": { "type": "MANUAL", "shouldReEnroll": false },
        })
    );
    assert_eq!(
        Value::Object(shell_flow_body(Object::Contact, "Nurture", "hubwright:acme:nurture")),
        json!({
            "type": "CONTACT_FLOW", "flowType": "WORKFLOW", "objectTypeId": "0-1", "isEnabled": false, "actions": [],
            "name": "Nurture", "uuid": "hubwright:acme:nurture",
        })
    );
}

#[test]
fn a_body_for_an_empty_live_document_still_has_what_the_schema_requires() {
    let governed = Map::from_iter([("actions".to_owned(), json!([]))]);
    let body = merge_flow(&json!({ "type": "CONTACT_FLOW", "revisionId": "1" }), &governed);
    assert_eq!(
        Value::Object(body),
        json!({
            "type": "CONTACT_FLOW", "revisionId": "1", "actions": [], "timeWindows": [], "blockedDates": [],
            "customProperties": {}, "suppressionListIds": [], "canEnrollFromSalesforce": false,
        })
    );
}
