//! Workflows: bodies, revisions, action ids, hidden ones.

use super::support::{Portal, number, one, property};
use serde_json::{Value, json};

const F: &str = "/automation/v4/flows";

pub fn smallest() -> Value {
    json!({ "name": "Shell", "type": "CONTACT_FLOW", "flowType": "WORKFLOW", "isEnabled": false, "objectTypeId": "0-1", "actions": [] })
}

pub fn step(id: &str, kind: &str, fields: Value, next: Option<&str>) -> Value {
    let mut action = json!({ "type": "SINGLE_CONNECTION", "actionId": id, "actionTypeId": kind, "actionTypeVersion": 0, "fields": fields });
    if let Some(next) = next {
        action["connection"] = json!({ "edgeType": "STANDARD", "nextActionId": next });
    }
    action
}

pub fn delay(id: &str, next: Option<&str>) -> Value {
    step(id, "0-1", json!({ "delta": "1440", "time_unit": "MINUTES" }), next)
}

fn set(id: &str, property: &str, value: &str) -> Value {
    step(
        id,
        "0-5",
        json!({ "property_name": property, "value": { "type": "STATIC_VALUE", "staticValue": value } }),
        None,
    )
}

pub fn with_actions(actions: Value) -> Value {
    let mut body = smallest();
    if let Some(first) = actions.get(0) {
        body["startActionId"] = first["actionId"].clone();
    }
    body["actions"] = actions;
    body
}

/// Makes a flow, waits for its creation, and returns it as a body for PUT.
fn made(portal: &mut Portal, body: Value) -> (String, Value) {
    let id = portal.post(F, body).ok()["id"].as_str().unwrap().to_owned();
    let mut live = portal.get(&format!("{F}/{id}")).ok();
    for key in ["createdAt", "updatedAt", "dataSources"] {
        live.as_object_mut().unwrap().remove(key);
    }
    (id, live)
}

#[track_caller]
fn refused(body: Value) {
    let got = Portal::seeded().post(F, body).refused(400, "");
    assert_eq!(got.body["message"], "Invalid request to flow creation", "{}", got.why());
}

#[track_caller]
fn accepted(body: Value) -> Value {
    Portal::seeded().post(F, body).ok()
}

#[test]
fn the_smallest_body_is_taken_and_filled() {
    let mut portal = Portal::seeded();
    let got = portal.post(F, smallest());
    assert_eq!(got.status, 201);
    let id = got.body["id"].as_str().unwrap();
    assert_eq!(got.raw.header("location"), Some(format!("/automation/v4/flows/{id}").as_str()));
    for (key, value) in [
        ("timeWindows", json!([])),
        ("blockedDates", json!([])),
        ("customProperties", json!({})),
        ("dataSources", json!([])),
        ("suppressionListIds", json!([])),
        ("canEnrollFromSalesforce", json!(false)),
        ("revisionId", json!("1")),
        ("nextAvailableActionId", json!("1")),
        ("crmObjectCreationStatus", json!("PENDING")),
    ] {
        assert_eq!(got.body[key], value, "{key}");
    }
    for absent in ["uuid", "description", "startActionId", "enrollmentCriteria"] {
        assert!(got.body.get(absent).is_none(), "{absent}");
    }
    let mut platform = smallest();
    platform["type"] = json!("PLATFORM_FLOW");
    platform["objectTypeId"] = json!("0-3");
    let got = portal.post("/automation/2026-09-beta/flows", platform).ok();
    assert!(got.get("suppressionListIds").is_none());
}

#[test]
fn hubspots_own_words_for_missing_and_wrong_variants() {
    let mut portal = Portal::seeded();
    let mut body = smallest();
    body.as_object_mut().unwrap().remove("type");
    assert_eq!(portal.post(F, body).refused(400, "").body["message"], "Some required fields were not set: [type]");
    let mut body = smallest();
    body["type"] = json!("PLATFORM_FLOW");
    assert_eq!(
        portal.post(F, body).refused(400, "").body["message"],
        "Expected an object type other than \"0-1\" objectType but got \"0-1\""
    );
    for key in ["flowType", "isEnabled", "objectTypeId", "actions"] {
        let mut body = smallest();
        body.as_object_mut().unwrap().remove(key);
        let got = portal.post(F, body).refused(400, "");
        assert_eq!(got.body["message"], format!("Some required fields were not set: [{key}]"));
    }
}

#[test]
fn members_have_their_types() {
    for (key, value) in [
        ("isEnabled", json!("false")),
        ("flowType", json!("OTHER")),
        ("actions", json!({})),
        ("suppressionListIds", json!(["1"])),
        ("suppressionListIds", json!([99])),
        ("customProperties", json!({ "a": 1 })),
        ("timeWindows", json!([{ "day": "FUNDAY" }])),
        ("blockedDates", json!([{ "month": "MAY", "dayOfMonth": "1" }])),
        ("unEnrollmentSetting", json!({ "type": "SELECTIVE", "flowIds": ["1"] })),
        ("enrollmentSchedule", json!({ "type": "DAILY" })),
        ("goalFilterBranch", json!({})),
        ("startActionId", json!("1")),
    ] {
        let mut body = smallest();
        body[key] = value;
        let got = Portal::seeded().post(F, body);
        assert_eq!(got.status, 400, "{key}: {}", got.why());
    }
    let mut body = smallest();
    body["suppressionListIds"] = json!([1]);
    body["unEnrollmentSetting"] = json!({ "type": "SELECTIVE", "flowIds": ["78"] });
    accepted(body);
}

#[test]
fn the_graph_has_no_loose_ends() {
    accepted(with_actions(json!([delay("1", Some("2")), delay("2", None)])));
    refused(with_actions(json!([delay("1", Some("3")), delay("2", None)])));
    refused(with_actions(json!([delay("1", None), delay("2", None)])));
    refused(with_actions(json!([delay("1", Some("1"))])));
    let mut without_start = with_actions(json!([delay("1", None)]));
    without_start.as_object_mut().unwrap().remove("startActionId");
    refused(without_start);
    refused(with_actions(json!([delay("1", Some("2")), delay("2", None), delay("2", None)])));
    let mut empty = delay("1", None);
    empty["connection"] = json!({});
    let got = Portal::seeded().post(F, with_actions(json!([empty]))).refused(400, "");
    assert!(got.body["message"].as_str().unwrap().contains("required fields"));
    let mut numeric = delay("1", None);
    numeric["actionId"] = json!(1);
    refused(with_actions(json!([numeric])));
}

fn diamond(second: &str) -> Value {
    let branch = |value: &str, next: &str| json!({ "branchValue": value, "connection": { "edgeType": "STANDARD", "nextActionId": next } });
    let mut third = delay("3", Some("4"));
    third["connection"]["edgeType"] = json!(second);
    with_actions(json!([
        { "type": "STATIC_BRANCH", "actionId": "1", "inputValue": { "type": "OBJECT_PROPERTY", "propertyName": "country" },
          "staticBranches": [branch("a", "2"), branch("b", "3")] },
        delay("2", Some("4")), third, delay("4", None),
    ]))
}

#[test]
fn paths_converge_as_the_switch_says() {
    accepted(diamond("GOTO"));
    refused(diamond("STANDARD"));
    let mut portal = Portal::seeded_with(&[("convergence", "standard")]);
    portal.post(F, diamond("STANDARD")).ok();
    portal.post(F, diamond("GOTO")).refused(400, "");
}

#[test]
fn branch_names_too_long_crash_the_server() {
    let named = |length: usize| {
        with_actions(json!([{ "type": "LIST_BRANCH", "actionId": "1",
            "listBranches": [{ "branchName": "n".repeat(length), "filterBranch": one(number("score", "IS_GREATER_THAN", 3)) }] }]))
    };
    accepted(named(50));
    let got = Portal::seeded().post(F, named(51));
    assert_eq!((got.status, got.raw.body.as_str()), (500, ""));
}

#[test]
fn fields_of_actions_are_judged() {
    let single = |kind: &str, fields: Value| with_actions(json!([step("1", kind, fields, None)]));
    let value = |text: &str| json!({ "type": "STATIC_VALUE", "staticValue": text });
    for (kind, fields) in [
        ("0-1", json!({ "delta": 5, "time_unit": "DAYS" })),
        ("0-1", json!({ "delta": "5" })),
        ("0-1", json!({ "delta": "5", "time_unit": "AGES" })),
        ("0-3", json!({ "task_type": "TODO" })),
        ("0-3", json!({ "task_type": "CHAT", "subject": "x" })),
        ("0-4", json!({ "content_id": "1" })),
        ("0-4", json!({ "content_id": 9001 })),
        ("0-4", json!({ "content_id": "9002" })),
        ("0-5", json!({ "property_name": "nothing", "value": value("x") })),
        ("0-5", json!({ "property_name": "tier", "value": value("Z") })),
        ("0-5", json!({ "property_name": "score", "value": value("many") })),
        ("0-5", json!({ "property_name": "createdate", "value": value("1") })),
        ("0-5", json!({ "property_name": "tier", "value": "A" })),
        ("0-5", json!({ "property_name": "tier", "value": { "type": "STATIC_VALUE", "staticValue": 1 } })),
        ("0-5", json!({ "property_name": "tier", "value": { "type": "INCREMENT", "incrementAmount": 1 } })),
        ("0-5", json!({ "property_name": "tier", "value": { "type": "OBJECT_PROPERTY", "propertyName": "nothing" } })),
        ("0-5", json!({ "property_name": "tier", "value": { "type": "FIELD_DATA", "actionId": "9", "dataKey": "x" } })),
        ("0-8", json!({ "subject": "x", "body": "y" })),
        ("0-8", json!({ "subject": "x", "body": "y", "user_ids": ["70000001"] })),
        ("0-9", json!({ "subject": "x", "body": "y", "user_ids": ["50000001"], "delivery_method": "SMS" })),
        ("0-11", json!({ "target_property": "score", "user_ids": ["50000001"] })),
        ("0-11", json!({ "target_property": "hubspot_owner_id", "team_ids": ["1"] })),
        ("0-11", json!({ "target_property": "hubspot_owner_id" })),
        ("0-15", json!({ "flow_id": "1" })),
        ("0-25", json!({ "source_property": "email", "target_property": "nothing" })),
        ("0-63809083", json!({ "listId": "99", "targetObject": "{{ enrolled_object }}" })),
        ("0-63809083", json!({ "listId": "1" })),
        ("0-63863438", json!({ "listId": 1, "targetObject": "{{ enrolled_object }}" })),
        ("0-1", json!({ "delta": "5", "time_unit": "DAYS", "deltas": "6" })),
        ("set", json!({})),
    ] {
        let got = Portal::seeded().post(F, single(kind, fields.clone()));
        assert_eq!(got.status, 400, "{kind} {fields}");
    }
    for (kind, fields) in [
        (
            "0-3",
            json!({ "task_type": "CALL", "subject": "Call", "priority": "HIGH", "due_time": { "delta": 1, "timeUnit": "DAYS" } }),
        ),
        ("0-4", json!({ "content_id": "9001" })),
        ("0-5", json!({ "property_name": "tier", "value": value("") })),
        ("0-5", json!({ "property_name": "interests", "value": value("api;docs") })),
        (
            "0-5",
            json!({ "property_name": "plan", "value": value("pro"), "association": { "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279 } }),
        ),
        ("0-8", json!({ "subject": "x", "body": "y", "user_ids": ["50000001"] })),
        (
            "0-11",
            json!({ "target_property": "hubspot_owner_id", "team_ids": ["30000001"], "overwrite_current_owner": "true" }),
        ),
        ("0-15", json!({ "flow_id": "78" })),
        ("0-25", json!({ "source_property": "email", "target_property": "city" })),
        ("0-63809083", json!({ "listId": "1", "targetObject": "{{ enrolled_object }}" })),
        ("0-43347357", json!({ "anything": [1, { "goes": null }] })),
        ("1-179507819", json!({})),
    ] {
        accepted(single(kind, fields));
    }
    for (kind, fields) in [
        ("0-13", json!({ "operation": "ADD", "list_id": "1" })),
        ("0-3", json!({ "task_type": "TODO", "subject": "x", "due_time": { "delta": 1, "timeUnit": "YEARS" } })),
    ] {
        let got = Portal::seeded().post(F, single(kind, fields));
        assert_eq!((got.status, got.raw.body.as_str()), (500, ""));
    }
    let mut newer = single("0-63809083", json!({ "listId": "1", "targetObject": "{{ enrolled_object }}" }));
    newer["actions"][0]["actionTypeVersion"] = json!(5);
    accepted(newer.clone());
    newer["actions"][0]["actionTypeVersion"] = json!(6);
    refused(newer);
}

fn event(name: &str, operation: Value) -> Value {
    json!({
        "filterBranchType": "UNIFIED_EVENTS", "filterBranchOperator": "AND", "operator": "HAS_COMPLETED",
        "eventTypeId": "4-655002", "filterBranches": [],
        "filters": [
            property("hs_name", json!({ "operationType": "STRING", "operator": "IS_EQUAL_TO", "value": name })),
            property("hs_value", operation),
        ],
    })
}

#[test]
fn enrolments_are_whole_and_flat() {
    let known = || json!({ "operationType": "ALL_PROPERTY", "operator": "IS_KNOWN" });
    let with = |criteria: Value| {
        let mut body = smallest();
        body["enrollmentCriteria"] = criteria;
        body
    };
    let events = |branch: Value| {
        with(
            json!({ "type": "EVENT_BASED", "shouldReEnroll": false, "eventFilterBranches": [branch], "listMembershipFilterBranches": [] }),
        )
    };
    accepted(events(event("score", known())));
    accepted(events(event(
        "tier",
        json!({ "operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": ["A"] }),
    )));
    refused(events(event("nothing", known())));
    refused(events(event("tier", json!({ "operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": ["Z"] }))));
    refused(events(event("tier", json!({ "operationType": "NUMBER", "operator": "IS_EQUAL_TO", "value": 1 }))));
    let mut bare = event("score", known());
    bare["filters"].as_array_mut().unwrap().pop();
    let got = Portal::seeded().post(F, events(bare)).refused(400, "");
    assert_eq!(got.body["message"], "Property name and value filter is missing");
    let mut nested = event("score", known());
    nested["filterBranches"] = json!([event("score", known())]);
    refused(events(nested));
    let mut strange = event("score", known());
    strange["eventTypeId"] = json!("4-1");
    refused(events(strange));

    let list = || one(number("score", "IS_GREATER_THAN", 3));
    let trigger = json!({ "filterBranchType": "AND", "filterBranchOperator": "AND", "filterBranches": [], "filters": event("score", known())["filters"] });
    let based = json!({ "type": "LIST_BASED", "shouldReEnroll": true, "unEnrollObjectsNotMeetingCriteria": false,
        "listFilterBranch": list(), "reEnrollmentTriggersFilterBranches": [trigger] });
    accepted(with(based.clone()));
    for key in [
        "shouldReEnroll",
        "unEnrollObjectsNotMeetingCriteria",
        "listFilterBranch",
        "reEnrollmentTriggersFilterBranches",
    ] {
        let mut lacking = based.clone();
        lacking.as_object_mut().unwrap().remove(key);
        let got = Portal::seeded().post(F, with(lacking)).refused(400, "");
        assert_eq!(got.body["message"], format!("Some required fields were not set: [{key}]"));
    }
    // A root AND with filters on it is as real as an OR of ANDs.
    let mut flat = based;
    flat["listFilterBranch"] = super::support::and(vec![number("score", "IS_GREATER_THAN", 3)]);
    accepted(with(flat));
    accepted(with(json!({ "type": "MANUAL", "shouldReEnroll": false })));
    refused(with(json!({ "type": "SOMETIMES", "shouldReEnroll": false })));
}

#[test]
fn revisions_count_and_stale_ones_are_refused() {
    let mut portal = Portal::seeded();
    let (id, mut body) = made(&mut portal, with_actions(json!([delay("1", None)])));
    body["isEnabled"] = json!(true);
    let got = portal.put(&format!("{F}/{id}"), body.clone()).ok();
    assert_eq!(got["revisionId"], "2");
    assert_eq!(got["isEnabled"], true);
    const STALE: &str = "INVALID_REVISION_ID_IN_PUT_REQUEST";
    portal.put(&format!("{F}/{id}"), body.clone()).refused(400, STALE);
    body["revisionId"] = json!("3");
    portal.put(&format!("{F}/{id}"), body.clone()).refused(400, STALE);
    body.as_object_mut().unwrap().remove("revisionId");
    portal.put(&format!("{F}/{id}"), body.clone()).refused(400, STALE);
    body["revisionId"] = json!("2");
    assert_eq!(portal.put(&format!("{F}/{id}"), body.clone()).ok()["revisionId"], "3");
    body["revisionId"] = json!("3");
    body["createdAt"] = json!("2026-01-01T00:00:00.000Z");
    portal.put(&format!("{F}/{id}"), body.clone()).refused(400, "FLOW_UPDATE_BAD_REQUEST");
    portal.state.switches.set("put_read_only", "ignored").unwrap();
    portal.put(&format!("{F}/{id}"), body).ok();
}

#[test]
fn no_put_is_taken_before_the_creation_is_complete() {
    let mut portal = Portal::seeded();
    let created = portal.post(F, smallest()).ok();
    let path = format!("{F}/{}", created["id"].as_str().unwrap());
    let mut body = smallest();
    body["revisionId"] = json!("1");
    portal.put(&path, body.clone()).refused(400, "FLOW_UPDATE_BAD_REQUEST");
    assert_eq!(portal.get(&path).ok()["crmObjectCreationStatus"], "COMPLETE");
    portal.put(&path, body).ok();

    let mut portal = Portal::seeded_with(&[("creation_status", "three-reads")]);
    portal.post(F, smallest()).ok();
    let states: Vec<Value> = (0..3).map(|_| portal.get(&path).ok()["crmObjectCreationStatus"].clone()).collect();
    assert_eq!(states, ["PENDING", "PENDING", "COMPLETE"]);
}

#[test]
fn a_put_replaces_the_whole() {
    let mut portal = Portal::seeded();
    let mut first = with_actions(json!([delay("1", None)]));
    first["description"] = json!("about");
    first["uuid"] = json!("hubwright:a:b");
    first["enrollmentCriteria"] = json!({ "type": "MANUAL", "shouldReEnroll": false });
    first["suppressionListIds"] = json!([1]);
    let (id, _) = made(&mut portal, first.clone());
    let path = format!("{F}/{id}");
    let body = json!({ "type": "CONTACT_FLOW", "revisionId": "1", "isEnabled": false, "actions": [] });
    let got = portal.put(&path, body.clone()).ok();
    for absent in ["description", "uuid", "enrollmentCriteria", "startActionId"] {
        assert!(got.get(absent).is_none(), "{absent}");
    }
    assert_eq!(got["suppressionListIds"], json!([]));
    assert_eq!(got["name"], "Unnamed workflow - 2026-11-23");
    assert_eq!(got["nextAvailableActionId"], "2");

    let mut portal = Portal::seeded_with(&[("put_omitted_text", "kept")]);
    let (id, _) = made(&mut portal, first);
    let got = portal.put(&format!("{F}/{id}"), body).ok();
    assert_eq!((&got["name"], &got["uuid"]), (&json!("Shell"), &json!("hubwright:a:b")));
}

#[test]
fn an_action_id_that_has_left_never_comes_back() {
    let mut portal = Portal::seeded();
    let (id, mut body) = made(&mut portal, with_actions(json!([delay("1", Some("7")), delay("7", None)])));
    let path = format!("{F}/{id}");
    assert_eq!(body["nextAvailableActionId"], "8");
    const BAD: &str = "FLOW_UPDATE_BAD_REQUEST";
    body["actions"] = json!([delay("1", None)]);
    let got = portal.put(&path, body.clone()).ok();
    assert_eq!(got["nextAvailableActionId"], "8");
    body["revisionId"] = got["revisionId"].clone();
    body["actions"] = json!([delay("1", Some("7")), delay("7", None)]);
    let got = portal.put(&path, body.clone()).refused(400, BAD);
    assert_eq!(got.body["message"], "Invalid request to flow update");
    body["actions"] = json!([delay("1", Some("110")), delay("110", None)]);
    let got = portal.put(&path, body.clone()).ok();
    assert_eq!(got["nextAvailableActionId"], "111");
    body["revisionId"] = got["revisionId"].clone();
    // 3 was never used: the default takes it, the stricter reading does not.
    body["actions"] = json!([delay("1", Some("3")), delay("3", None)]);
    portal.state.switches.set("action_id_reuse", "below-counter").unwrap();
    portal.put(&path, body.clone()).refused(400, BAD);
    portal.state.switches.set("action_id_reuse", "used").unwrap();
    portal.put(&path, body).ok();
}

#[test]
fn an_action_keeps_its_type() {
    let mut portal = Portal::seeded();
    let (id, mut body) = made(&mut portal, with_actions(json!([delay("1", None)])));
    let path = format!("{F}/{id}");
    body["actions"] = json!([{ "type": "LIST_BRANCH", "actionId": "1", "listBranches": [] }]);
    portal.put(&path, body.clone()).refused(400, "FLOW_UPDATE_BAD_REQUEST");
    body["actions"] = json!([set("1", "tier", "A")]);
    portal.put(&path, body.clone()).refused(400, "FLOW_UPDATE_BAD_REQUEST");
    portal.state.switches.set("action_kind_change", "taken").unwrap();
    portal.put(&path, body).ok();
}

#[test]
fn a_uuid_is_one_flows_own() {
    let mut portal = Portal::seeded();
    let mut body = smallest();
    body["uuid"] = json!("mine");
    portal.post(F, body.clone()).ok();
    portal.post(F, body.clone()).refused(400, "");
    let listing = portal.get(F).ok();
    assert!(listing["results"].as_array().unwrap().iter().any(|row| row["uuid"] == "mine"));
    portal.state.switches.set("uuid_unique", "free").unwrap();
    let (id, mut live) = made(&mut portal, body);
    live["uuid"] = json!("other");
    let path = format!("{F}/{id}");
    portal.state.switches.set("uuid_change", "refused").unwrap();
    portal.put(&path, live.clone()).refused(400, "FLOW_UPDATE_BAD_REQUEST");
    portal.state.switches.set("uuid_change", "ignored").unwrap();
    assert_eq!(portal.put(&path, live.clone()).ok()["uuid"], "mine");
    portal.state.switches.set("uuid_change", "taken").unwrap();
    live["revisionId"] = json!("2");
    assert_eq!(portal.put(&path, live).ok()["uuid"], "other");
}

#[test]
fn sensitive_flows_are_hidden_and_denied() {
    let mut portal = Portal::seeded();
    let named = portal.post(F, with_actions(json!([set("1", "ssn", "x")]))).ok()["id"].as_str().unwrap().to_owned();
    let listing = portal.get(F).ok();
    let ids: Vec<&str> = listing["results"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["78"]);
    for id in ["77", named.as_str()] {
        let got = portal.get(&format!("{F}/{id}")).refused(403, "");
        assert!(got.body["message"].as_str().unwrap().starts_with("Access denied. Flow must be accessible"));
    }
    let got = portal.post(
        &format!("{F}/batch/read"),
        json!({ "inputs": [{ "type": "FLOW_ID", "flowId": "77" }, { "type": "FLOW_ID", "flowId": "78" }, { "type": "FLOW_ID", "flowId": "1" }] }),
    );
    assert_eq!(got.status, 207);
    assert_eq!(got.body["numErrors"], 2);
    assert_eq!(got.body["errors"][0]["subCategory"], "FLOW_NOT_FOUND_BY_FLOW_ID");
    assert_eq!(got.body["results"][0]["id"], "78");
    let all = portal.post(&format!("{F}/batch/read"), json!({ "inputs": [{ "type": "FLOW_ID", "flowId": "78" }] }));
    assert_eq!(all.status, 200);
}

#[test]
fn listings_page_and_deleted_flows_are_gone() {
    let mut portal = Portal::bare();
    for _ in 0..105 {
        portal.post(F, smallest()).ok();
    }
    let first = portal.get(F).ok();
    assert_eq!(first["results"].as_array().unwrap().len(), 100);
    assert!(first["results"][0].get("description").is_none() && first["results"][0].get("type").is_none());
    let after = first["paging"]["next"]["after"].as_str().unwrap();
    let second = portal.get(&format!("{F}?after={after}&limit=50")).ok();
    assert_eq!(second["results"].as_array().unwrap().len(), 5);
    assert!(second.get("paging").is_none());
    let id = second["results"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("{F}/{id}");
    assert_eq!(portal.patch(&path, json!({})).status, 405);
    assert_eq!(portal.delete(&path).status, 204);
    for got in [portal.get(&path), portal.delete(&path), portal.put(&path, smallest())] {
        got.refused(404, "");
    }
}

#[test]
fn numbers_come_back_as_floats_and_nulls_not_at_all() {
    let mut body = with_actions(json!([
        { "type": "LIST_BRANCH", "actionId": "1", "defaultBranch": null, "listBranches": [
            { "branchName": null, "connection": { "edgeType": "STANDARD", "nextActionId": "2" },
              "filterBranch": one(json!({ "filterType": "PROPERTY", "property": "score",
                "operation": { "operationType": "NUMBER", "operator": "IS_GREATER_THAN", "value": 3 } })) }] },
        step("2", "0-5", json!({ "property_name": "score", "value": { "type": "INCREMENT", "incrementAmount": -20 } }), None),
    ]));
    body["description"] = json!(null);
    let mut portal = Portal::seeded();
    let got = portal.post(F, body);
    assert!(got.raw.body.contains("\"value\":3.0"), "{}", got.raw.body);
    assert!(got.raw.body.contains("\"incrementAmount\":-20.0"), "{}", got.raw.body);
    assert!(!got.raw.body.contains("null"), "{}", got.raw.body);
}
