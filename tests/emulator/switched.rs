//! The choices of switches that no other test turns, and the table of switches itself.

use hubwright::hubspot::switches::Switches;
use serde_json::{Value, json};

use super::flows::{smallest, step, with_actions};
use super::support::{Portal, number, one, property};

const L: &str = "/crm/lists/2026-09";
const F: &str = "/automation/v4/flows";

#[test]
fn every_choice_of_every_switch_can_be_set() {
    for row in Switches::ROWS {
        for (choice, _) in row.choices {
            let mut switches = Switches::default();
            switches.set(row.name, choice).unwrap();
            assert!(switches.chosen().contains(&(row.name, choice)));
        }
        let (default, _) = row.choices[0];
        assert!(Switches::default().chosen().contains(&(row.name, default)));
    }
    assert!(Switches::default().set("convergence", "sometimes").is_err());
    assert!(Switches::default().set("nothing", "x").is_err());
}

#[test]
fn deleted_lists_may_be_found_by_name_and_deleted_again() {
    let mut portal = Portal::seeded_with(&[("deleted_by_name", "found"), ("repeated_delete", "done")]);
    portal.list("Hot", one(number("score", "IS_GREATER_THAN", 50))).ok();
    for _ in 0..2 {
        assert_eq!(portal.delete(&format!("{L}/2")).status, 204);
    }
    let got = portal.get(&format!("{L}/object-type-id/0-1/name/HOT")).ok();
    assert!(got["list"]["deletedAt"].is_string());
    for _ in 0..2 {
        assert_eq!(portal.put_bare(&format!("{L}/2/restore")).status, 204);
    }
    assert_eq!(portal.get(&format!("{L}/2")).ok()["list"]["listVersion"], 2);
}

#[test]
fn lists_are_at_work_for_as_long_as_the_switch_says() {
    let branch = || one(number("score", "IS_GREATER_THAN", 50));
    let mut portal = Portal::seeded_with(&[("list_processing", "three-reads"), ("create_echo", "omitted")]);
    let made = portal.list("Hot", branch()).ok();
    assert!(made["list"].get("filterBranch").is_none());
    let states: Vec<Value> =
        (0..4).map(|_| portal.get(&format!("{L}/2")).ok()["list"]["processingStatus"].clone()).collect();
    assert_eq!(states, ["PROCESSING", "PROCESSING", "PROCESSING", "COMPLETE"]);
    let mut portal = Portal::seeded_with(&[("list_processing", "at-once")]);
    assert_eq!(portal.list("Hot", branch()).ok()["list"]["processingStatus"], "COMPLETE");
}

#[test]
fn ranges_may_have_fractions_and_actions_unknown_fields() {
    let range =
        json!({ "operationType": "NUMBER_RANGED", "operator": "IS_BETWEEN", "lowerBound": 39.5, "upperBound": 40.5 });
    let mut portal = Portal::seeded_with(&[("ranged_bounds", "any"), ("unknown_fields", "kept")]);
    assert_eq!(portal.members_of(one(property("score", range))), ["Bea"]);
    let flow = with_actions(json!([step("1", "0-1", json!({ "delta": "5", "time_unit": "DAYS", "more": 1 }), None)]));
    assert_eq!(portal.post(F, flow).ok()["actions"][0]["fields"]["more"], 1);
}

#[test]
fn dates_may_be_instants() {
    // Midnight of the 23rd in UTC is still the 22nd in New York.
    let before = json!({ "operationType": "TIME_POINT", "type": "TIME_POINT", "operator": "IS_BEFORE", "endpointBehavior": "EXCLUSIVE",
        "timePoint": { "timeType": "DATE", "zoneId": "America/New_York", "year": 2026, "month": 11, "day": 23 } });
    assert_eq!(Portal::seeded().members_of(one(property("renewal", before.clone()))), ["Cy"]);
    let mut portal = Portal::seeded_with(&[("date_zone", "utc")]);
    assert_eq!(portal.members_of(one(property("renewal", before))), ["Bea", "Cy"]);
}

#[test]
fn puts_on_workflows_that_are_on_and_idle_ones() {
    let mut portal =
        Portal::seeded_with(&[("put_enabled", "refused"), ("creation_status", "at-once"), ("idle_put", "nothing")]);
    let mut body = smallest();
    body["isEnabled"] = json!(true);
    let path = format!("{F}/{}", portal.post(F, body.clone()).ok()["id"].as_str().unwrap());
    body["revisionId"] = json!("1");
    body["description"] = json!("new");
    portal.put(&path, body.clone()).refused(400, "FLOW_UPDATE_BAD_REQUEST");
    body["isEnabled"] = json!(false);
    assert_eq!(portal.put(&path, body.clone()).ok()["revisionId"], "2");
    body["revisionId"] = json!("2");
    assert_eq!(portal.put(&path, body).ok()["revisionId"], "2");
}

#[test]
fn custom_properties_may_be_dropped_or_refused() {
    let mut body = smallest();
    body["customProperties"] = json!({ "purpose": "x" });
    let mut portal = Portal::bare();
    assert_eq!(portal.post(F, body.clone()).ok()["customProperties"], json!({ "purpose": "x" }));
    portal.state.switches.set("custom_properties", "dropped").unwrap();
    assert_eq!(portal.post(F, body.clone()).ok()["customProperties"], json!({}));
    portal.state.switches.set("custom_properties", "refused").unwrap();
    portal.post(F, body).refused(400, "");
}

#[test]
fn days_may_have_no_time_and_lists_the_range_of_a_day() {
    let at = |reference: Value, days: i64| {
        json!({ "timeType": "INDEXED", "zoneId": "Europe/Paris", "timezoneSource": "CUSTOM",
            "indexReference": reference, "offset": { "days": days } })
    };
    let today = || json!({ "referenceType": "TODAY" });
    let end = json!({ "referenceType": "TODAY", "hour": 23, "minute": 59, "second": 59, "millisecond": 999 });
    let after = json!({ "operationType": "TIME_POINT", "type": "TIME_POINT", "operator": "IS_AFTER",
        "endpointBehavior": "EXCLUSIVE", "timePoint": at(end, 3) });
    Portal::seeded().list("x", one(property("last_seen", after.clone()))).ok();
    Portal::seeded_with(&[("day_times", "refused")]).list("x", one(property("last_seen", after))).refused(400, "");
    let day = json!({ "operationType": "TIME_RANGED", "type": "TIME_RANGED", "operator": "IS_BETWEEN",
        "lowerBoundTimePoint": at(today(), 0), "upperBoundTimePoint": at(today(), 1),
        "upperBoundEndpointBehavior": "EXCLUSIVE" });
    Portal::seeded().list("x", one(property("last_seen", day.clone()))).refused(400, "");
    let mut portal = Portal::seeded_with(&[("on_today", "today-to-tomorrow")]);
    assert_eq!(portal.members_of(one(property("last_seen", day))), ["Ada"]);
}
