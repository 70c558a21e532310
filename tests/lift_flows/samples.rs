//! What a reader sees of live flows: the JSON stands beside, the text in the snapshot.

use hubwright::hubspot::doc::Hole;
use hubwright::hubspot::platform::Object;
use hubwright::hubspot::switches::Switches;
use hubwright::lift::LiftedFlow;
use hubwright::model::{ListName, PortalName};
use hubwright::syntax::print;
use serde_json::{Value, json};

use super::graphs::flow;
use super::programs;
use super::world::Portal;

/// A portal in which the ids of the samples have names.
fn portal() -> Portal {
    let portal = programs::portal();
    let stage = |label: &str| {
        Hole::Portal(PortalName::Stage { object: Object::Deal, pipeline: "Sales".to_owned(), label: label.to_owned() })
    };
    portal.know("800", Hole::List(ListName("by_hand".to_owned())));
    portal.know("801", Hole::List(ListName("excluded".to_owned())));
    portal.know("901", Hole::Portal(PortalName::Email("First".to_owned())));
    portal.know("902", Hole::Portal(PortalName::Email("Second".to_owned())));
    portal.know("903", Hole::Portal(PortalName::User("ada@acme.example".to_owned())));
    portal.know("904", Hole::Portal(PortalName::App("broker".to_owned())));
    portal.know("BROKER", Hole::Portal(PortalName::Secret("broker key".to_owned())));
    portal.know("MODEL", Hole::Portal(PortalName::Secret("MODEL".to_owned())));
    for (id, label) in [("921", "Open"), ("922", "Offer"), ("923", "Won")] {
        portal.know(id, stage(label));
    }
    portal
}

fn shown(LiftedFlow { declaration, code, losses }: &LiftedFlow) -> String {
    let mut text = print::declaration(declaration);
    for (path, source) in code {
        text.push_str(&format!("\n\n-- workflows/code/{path}\n{source}"));
    }
    let losses: Vec<String> = losses.iter().map(ToString::to_string).collect();
    format!("{text}\n\n-- kept or named otherwise\n{}", losses.join("\n"))
}

#[test]
fn samples_are_said_as_a_person_would_write_them() {
    let portal = portal();
    for (name, text) in [
        ("merge", include_str!("samples/merge.json")),
        ("reaching_out", include_str!("samples/reaching_out.json")),
        ("values", include_str!("samples/values.json")),
    ] {
        let json: Value = serde_json::from_str(text).unwrap();
        let lifted = portal.lift(&json, &Switches::default()).unwrap_or_else(|losses| panic!("{name}: {losses:#?}"));
        insta::assert_snapshot!(name, shown(&lifted));
        portal.compare(&json, &lifted, &Switches::default()).unwrap_or_else(|why| panic!("{name}: {why}"));
    }
}

/// Returns the losses of a flow that differs from a plain one in some members.
fn said(members: Value) -> String {
    let mut json = flow(vec![], None);
    json.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    match portal().lift(&json, &Switches::default()) {
        Ok(lifted) => panic!("{}", shown(&lifted)),
        Err(losses) => losses.iter().map(|loss| format!("{loss}\n")).collect(),
    }
}

fn single(type_id: &str, fields: Value) -> Value {
    json!({ "actionId": "1", "type": "SINGLE_CONNECTION", "actionTypeId": type_id, "actionTypeVersion": 0, "fields": fields })
}

fn only(action: Value) -> Value {
    json!({ "startActionId": "1", "actions": [action] })
}

#[test]
fn what_has_no_form_is_said_with_its_place() {
    let code = |more: Value| {
        let mut action = json!({ "actionId": "1", "type": "CUSTOM_CODE", "runtime": "PYTHON39", "sourceCode": "x = 1",
            "secretNames": [], "inputFields": [], "outputFields": [] });
        action.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        only(action)
    };
    let cases = [
        ("a flow of another kind", json!({ "flowType": "ACTION_SET" })),
        ("a variant that does not fit", json!({ "type": "PLATFORM_FLOW" })),
        ("an object without a word", json!({ "objectTypeId": "0-136" })),
        ("no enrolment", json!({ "enrollmentCriteria": null })),
        ("a data set", json!({ "enrollmentCriteria": { "type": "DATASET", "datasetId": 5 } })),
        (
            "entry into a list",
            json!({ "enrollmentCriteria": { "type": "EVENT_BASED", "shouldReEnroll": false,
            "eventFilterBranches": [], "listMembershipFilterBranches": [{ "filterBranchType": "AND" }] } }),
        ),
        ("a list without a name", json!({ "suppressionListIds": [5] })),
        ("a title that nobody can write", json!({ "name": " blanks " })),
        ("a description that ends in blanks", json!({ "description": "a  \nb" })),
        (
            "hours that end before they begin",
            json!({ "timeWindows": [{ "day": "MONDAY",
            "startTime": { "hour": 9, "minute": 0 }, "endTime": { "hour": 8, "minute": 0 } }] }),
        ),
        (
            "an unknown schedule",
            json!({ "enrollmentSchedule": { "type": "HOURLY", "timeOfDay": { "hour": 1, "minute": 0 } } }),
        ),
        ("an unknown type", only(json!({ "actionId": "1", "type": "NEWER" }))),
        ("an unknown member", only(json!({ "actionId": "1", "type": "WEBHOOK", "retries": 3 }))),
        (
            "a value by the number of an action",
            only(single("0-7", json!({ "x": { "type": "FIELD_DATA", "actionId": "1", "dataKey": "y" } }))),
        ),
        (
            "a token that is spelled otherwise",
            only(single("0-7", json!({ "x": "{{action_outputs.action_output_1.y}}" }))),
        ),
        ("a number of too many digits", only(single("0-7", json!({ "x": 0.123_456_789_012_345_67 })))),
        ("nothing in a list", only(single("0-7", json!({ "x": [null] })))),
        (
            "a match on an output",
            only(json!({ "actionId": "1", "type": "STATIC_BRANCH",
            "inputValue": { "type": "FIELD_DATA", "actionId": "9", "dataKey": "y" }, "staticBranches": [{ "branchValue": "a" }] })),
        ),
        (
            "three shares that are not said",
            only(json!({ "actionId": "1", "type": "AB_TEST_BRANCH", "testBranches": [
            { "connection": { "nextActionId": "1" } }, {}, {} ] })),
        ),
        (
            "an app without a name",
            only(json!({ "actionId": "1", "type": "WEBHOOK", "method": "GET",
            "webhookUrl": "https://a.example", "queryParams": [], "authSettings": { "type": "SIGNATURE", "appId": 7 } })),
        ),
        (
            "an address of another scheme",
            only(json!({ "actionId": "1", "type": "WEBHOOK", "method": "GET",
            "webhookUrl": "http://a.example", "queryParams": [] })),
        ),
        ("an unknown runtime", code(json!({ "runtime": "RUBY33" }))),
        (
            "an output with options",
            code(json!({ "outputFields": [{ "name": "x", "type": "ENUMERATION", "options": ["a"] }] })),
        ),
        (
            "an input that has no name",
            code(
                json!({ "inputFields": [{ "name": "a b", "value": { "type": "STATIC_VALUE", "staticValue": "x" } }] }),
            ),
        ),
    ];
    let sheet: Vec<String> = cases.into_iter().map(|(what, members)| format!("{what}\n{}", said(members))).collect();
    insta::assert_snapshot!(sheet.join("\n"));
}

#[test]
fn a_secret_stops_the_flow_and_is_never_said() {
    // Put together here, so that no scanner takes this file for one that leaks.
    let secret = ["pat-na1", "0a1b2c3d", "4e5f", "6071", "8293"].join("-");
    let places = [
        only(single("0-7", json!({ "headers": [{ "value": format!("Bearer {secret}") }] }))),
        only(json!({ "actionId": "1", "type": "WEBHOOK", "method": "GET", "queryParams": [],
            "webhookUrl": format!("https://a.example/?hapikey={secret}") })),
        only(
            json!({ "actionId": "1", "type": "CUSTOM_CODE", "runtime": "NODE20X", "secretNames": [], "inputFields": [],
            "outputFields": [], "sourceCode": format!("const token = '{secret}';") }),
        ),
    ];
    let named =
        json!([{ "name": "api_key", "value": { "type": "STATIC_VALUE", "staticValue": "q7Rk2mVx9TzL4pBw8sYd" } }]);
    let code = json!({ "actionId": "1", "type": "CUSTOM_CODE", "runtime": "NODE20X", "secretNames": [], "inputFields": named,
        "outputFields": [], "sourceCode": "" });
    let said: Vec<String> = places.into_iter().chain([only(code)]).map(said).collect();
    assert!(said.iter().all(|said| !said.contains("pat-") && !said.contains("0a1b")), "{said:?}");
    assert_eq!(
        said[0],
        "/actions/0/fields/headers/0/value: this looks like a secret: keep it in HubSpot, and name it with `secret(\"…\")`\n"
    );
    assert!(
        said[1].starts_with("/actions/0/webhookUrl: ") && said[2].starts_with("/actions/0/sourceCode: "),
        "{said:?}"
    );
}
