//! Each member renamed and each literal changed in turn: the portal refuses it, or it means something else.

use serde_json::{Value, json};

use super::flows::{smallest, step, with_actions};
use super::support::{Portal, number, one, property};

/// Every change of one member or one literal, with its place.
fn mutations(value: &Value) -> Vec<(String, Value)> {
    let mut out = Vec::new();
    walk(value, "", &mut |place, changed| out.push((place, changed)));
    out
}

fn walk(value: &Value, place: &str, found: &mut dyn FnMut(String, Value)) {
    match value {
        Value::Null => {}
        Value::Bool(truth) => found(place.to_owned(), json!(!truth)),
        Value::Number(number) => {
            let changed =
                number.as_i64().map_or_else(|| json!(number.as_f64().unwrap() + 1.0), |whole| json!(whole + 1));
            found(place.to_owned(), changed);
        }
        Value::String(text) => found(place.to_owned(), json!(format!("{text}x"))),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                walk(item, &format!("{place}/{at}"), &mut |place, changed| {
                    let mut items = items.clone();
                    items[at] = changed;
                    found(place, Value::Array(items));
                });
            }
        }
        Value::Object(map) => {
            for (key, member) in map {
                let mut renamed = map.clone();
                let moved = renamed.remove(key).unwrap();
                renamed.insert(format!("{key}X"), moved);
                found(format!("{place}/{key} renamed"), Value::Object(renamed));
                walk(member, &format!("{place}/{key}"), &mut |place, changed| {
                    let mut map = map.clone();
                    map.insert(key.clone(), changed);
                    found(place, Value::Object(map));
                });
            }
        }
    }
}

/// Names and texts for people, which mean nothing to the portal but come back changed.
const FREE: &[&str] = &["/name", "/description", "/uuid", "/subject", "/body", "/branchName"];

#[test]
fn no_change_of_a_list_goes_unnoticed() {
    let point = |reference: &str, days: Option<i64>| {
        let mut point = json!({ "timeType": "INDEXED", "zoneId": "Europe/Paris", "timezoneSource": "CUSTOM",
            "indexReference": { "referenceType": reference } });
        if let Some(days) = days {
            point["offset"] = json!({ "days": days });
        }
        point
    };
    let mut branch = one(number("score", "IS_GREATER_THAN_OR_EQUAL_TO", 90));
    branch["filterBranches"][0]["filters"].as_array_mut().unwrap().extend([
        property("lifecyclestage", json!({ "operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": ["lead"], "includeObjectsWithNoValueSet": false })),
        property("last_seen", json!({ "operationType": "TIME_RANGED", "type": "TIME_RANGED", "operator": "IS_BETWEEN",
            "lowerBoundTimePoint": point("TODAY", Some(-3)), "upperBoundTimePoint": point("NOW", None),
            "lowerBoundEndpointBehavior": "INCLUSIVE", "upperBoundEndpointBehavior": "INCLUSIVE", "propertyParser": "VALUE",
            "includeObjectsWithNoValueSet": false })),
        property("country", json!({ "operationType": "STRING", "operator": "CONTAINS", "value": "France", "includeObjectsWithNoValueSet": false })),
        json!({ "filterType": "IN_LIST", "operator": "IN_LIST", "listId": "1" }),
    ]);
    branch["filterBranches"][0]["filterBranches"] = json!([{
        "filterBranchType": "ASSOCIATION", "filterBranchOperator": "AND", "operator": "IN_LIST", "objectTypeId": "0-2",
        "associationTypeId": 279, "associationCategory": "HUBSPOT_DEFINED", "filterBranches": [],
        "filters": [number("numberofemployees", "IS_GREATER_THAN", 249)],
    }]);
    let body = json!({ "name": "Hot", "objectTypeId": "0-1", "processingType": "DYNAMIC", "filterBranch": branch });
    judge("/crm/lists/2026-09", &body, |got| got["list"]["filterBranch"].clone());
}

#[test]
fn no_change_of_a_workflow_goes_unnoticed() {
    let value = |text: &str| json!({ "type": "STATIC_VALUE", "staticValue": text });
    let mut third = step("3", "0-5", json!({ "property_name": "tier", "value": value("A") }), Some("5"));
    third["connection"]["edgeType"] = json!("STANDARD");
    let mut fourth = step(
        "4",
        "0-11",
        json!({ "target_property": "hubspot_owner_id", "team_ids": ["30000001"], "overwrite_current_owner": "true" }),
        Some("5"),
    );
    fourth["connection"]["edgeType"] = json!("GOTO");
    let mut body = with_actions(json!([
        step("1", "0-1", json!({ "delta": "1440", "time_unit": "MINUTES" }), Some("2")),
        { "type": "LIST_BRANCH", "actionId": "2", "listBranches": [
            { "branchName": "yes", "connection": { "edgeType": "STANDARD", "nextActionId": "3" },
              "filterBranch": one(number("score", "IS_GREATER_THAN", 3)) }],
          "defaultBranch": { "edgeType": "STANDARD", "nextActionId": "4" } },
        third, fourth,
        step("5", "0-4", json!({ "content_id": "9001" }), Some("6")),
        step("6", "0-63809083", json!({ "listId": "1", "targetObject": "{{ enrolled_object }}" }), Some("7")),
        step("7", "0-15", json!({ "flow_id": "78" }), None),
    ]));
    body["uuid"] = json!("hubwright:a:b");
    body["description"] = json!("about");
    body["suppressionListIds"] = json!([1]);
    body["enrollmentCriteria"] = json!({ "type": "EVENT_BASED", "shouldReEnroll": false, "listMembershipFilterBranches": [],
        "eventFilterBranches": [{ "filterBranchType": "UNIFIED_EVENTS", "filterBranchOperator": "AND", "operator": "HAS_COMPLETED",
            "eventTypeId": "4-655002", "filterBranches": [], "filters": [
                property("hs_name", json!({ "operationType": "STRING", "operator": "IS_EQUAL_TO", "value": "score" })),
                property("hs_value", json!({ "operationType": "NUMBER", "operator": "IS_GREATER_THAN", "value": 80.0 })) ] }] });
    let _whole = smallest();
    judge("/automation/v4/flows", &body, |got| {
        let mut got = got.clone();
        for key in ["id", "createdAt", "updatedAt", "nextAvailableActionId"] {
            got.as_object_mut().unwrap().remove(key);
        }
        got
    });
}

/// Posts each mutation. What is taken has to be kept as something else than the original.
#[track_caller]
fn judge(path: &str, body: &Value, kept: impl Fn(&Value) -> Value) {
    let original = kept(&Portal::seeded().post(path, body.clone()).ok());
    let mut unnoticed = Vec::new();
    let mut taken = Vec::new();
    for (place, changed) in mutations(body) {
        let got = Portal::seeded().post(path, changed);
        if got.status < 300 {
            let same = kept(&got.body) == original;
            let free = FREE.iter().any(|free| place.ends_with(free) || place.ends_with(&format!("{free} renamed")));
            if same && !free {
                unnoticed.push(place);
            } else if !free {
                taken.push(place);
            }
        }
    }
    println!("taken as something else: {taken:#?}");
    let expected = |place: &String| {
        // What the portal fills in by itself may be left out, which is what renaming amounts to.
        [
            "includeObjectsWithNoValueSet",
            "filterBranchOperator",
            "filterBranches",
            "filters",
            "listMembershipFilterBranches",
        ]
        .iter()
        .any(|filled| place.ends_with(&format!("/{filled} renamed")))
    };
    unnoticed.retain(|place| !expected(place));
    assert!(unnoticed.is_empty(), "{unnoticed:#?}");
}
