//! What the judge of filters refuses.

use super::support::{Portal, and, number, one, or, property};
use serde_json::{Value, json};

const ENUM: &str = "ListError.ENUM_CONVERSION";
const TYPE: &str = "ListError.INVALID_OPERATION_FOR_PROPERTY_TYPE";

#[track_caller]
fn refused(branch: Value, sub: &str) {
    Portal::seeded().list("x", branch).refused(400, sub);
}

#[track_caller]
fn accepted(branch: Value) {
    Portal::seeded().list("x", branch).ok();
}

#[test]
fn the_root_is_an_or_of_ands_without_filters() {
    let leaf = || number("score", "IS_GREATER_THAN", 3);
    accepted(one(leaf()));
    refused(and(vec![leaf()]), "");
    refused(or(vec![]), "");
    refused(or(vec![or(vec![and(vec![leaf()])])]), "");
    let mut with_filter = one(leaf());
    with_filter["filters"] = json!([leaf()]);
    refused(with_filter, "");
    let mut nested = one(leaf());
    nested["filterBranches"][0]["filterBranches"] = json!([and(vec![leaf()])]);
    refused(nested, "");
}

#[test]
fn branch_types_that_may_not_be_written_are_refused() {
    for kind in ["NOT_ALL", "NOT_ANY", "RESTRICTED", "PROPERTY_ASSOCIATION", "or", ""] {
        let mut branch = one(number("score", "IS_GREATER_THAN", 3));
        branch["filterBranches"][0]["filterBranchType"] = json!(kind);
        refused(branch, "");
    }
}

#[test]
fn a_branch_operator_has_to_be_the_types_unless_the_switch_says_otherwise() {
    let mut branch = one(number("score", "IS_GREATER_THAN", 3));
    branch["filterBranches"][0]["filterBranchOperator"] = json!("OR");
    refused(branch.clone(), "");
    Portal::seeded_with(&[("branch_operator", "ignored")]).list("x", branch.clone()).ok();
    branch["filterBranches"][0].as_object_mut().unwrap().remove("filterBranchOperator");
    accepted(branch);
}

#[test]
fn an_operator_that_nobody_knows_cannot_be_decoded() {
    for (kind, operator) in
        [("ALL_PROPERTY", "IS_NOT_KNOWN"), ("NUMBER", "EQ"), ("ENUMERATION", "IS_EQUAL_TO"), ("NUMBER", "IS_BETWEEN")]
    {
        let operation = json!({ "operationType": kind, "operator": operator, "value": 1, "values": ["lead"] });
        let name = if kind == "ENUMERATION" { "lifecyclestage" } else { "score" };
        refused(one(property(name, operation)), ENUM);
    }
}

#[test]
fn an_operation_has_to_fit_the_propertys_type() {
    let string = json!({ "operationType": "STRING", "operator": "IS_EQUAL_TO", "value": "lead" });
    let multi = json!({ "operationType": "MULTISTRING", "operator": "IS_EQUAL_TO", "values": ["lead"] });
    let choice = json!({ "operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": ["lead"] });
    let count = json!({ "operationType": "NUMBER", "operator": "IS_EQUAL_TO", "value": 1 });
    let truth = json!({ "operationType": "BOOL", "operator": "IS_EQUAL_TO", "value": true });
    let known = json!({ "operationType": "ALL_PROPERTY", "operator": "IS_KNOWN" });
    for (name, operation) in [
        ("lifecyclestage", string),
        ("lifecyclestage", multi),
        ("email", choice),
        ("email", count.clone()),
        ("renewal", count),
        ("score", truth.clone()),
    ] {
        refused(one(property(name, operation)), TYPE);
    }
    accepted(one(property("vip", truth)));
    for name in ["email", "score", "vip", "renewal", "last_seen", "lifecyclestage"] {
        accepted(one(property(name, known.clone())));
    }
}

#[test]
fn members_of_operations_have_to_be_there_and_of_their_type() {
    let bad = [
        json!({ "operator": "IS_EQUAL_TO", "value": 1 }),
        json!({ "operationType": "NUMBER", "value": 1 }),
        json!({ "operationType": "NUMBER", "operator": "IS_EQUAL_TO" }),
        json!({ "operationType": "NUMBER", "operator": "IS_EQUAL_TO", "value": "1" }),
        json!({ "operationType": "NUMBER", "operator": "IS_EQUAL_TO", "values": [1] }),
        json!({ "operationType": "number", "operator": "IS_EQUAL_TO", "value": 1 }),
        json!({ "operationType": "NUMBER_RANGED", "operator": "IS_BETWEEN", "lowerBound": 1 }),
        json!({ "operationType": "NUMBER_RANGED", "operator": "IS_BETWEEN", "lowerBound": 1.5, "upperBound": 2 }),
        json!({ "operationType": "NUMBER", "operator": "IS_EQUAL_TO", "value": 1, "includeObjectsWithNoValueSet": "no" }),
        json!([]),
        json!(null),
    ];
    for operation in bad {
        refused(one(property("score", operation)), "");
    }
    let text = json!({ "operationType": "NUMBER", "operator": "IS_EQUAL_TO", "value": "1" });
    Portal::seeded_with(&[("number_text", "coerced")]).list("x", one(property("score", text))).ok();
}

#[test]
fn what_is_named_has_to_exist() {
    refused(one(number("nothing", "IS_EQUAL_TO", 1)), "");
    let stage = |value: &str| json!({ "operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": [value] });
    refused(one(property("lifecyclestage", stage("Lead"))), "");
    accepted(one(property("lifecyclestage", stage("lead"))));
    refused(one(property("hubspot_owner_id", stage("1"))), "");
    accepted(one(property("hubspot_owner_id", stage("70000001"))));
    Portal::seeded_with(&[("owner_values", "free")]).list("x", one(property("hubspot_owner_id", stage("1")))).ok();
    let empty = json!({ "operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": [] });
    refused(one(property("lifecyclestage", empty)), "");
    let member = |list: &str| json!({ "filterType": "IN_LIST", "operator": "IN_LIST", "listId": list });
    refused(one(member("99")), "");
    accepted(one(member("1")));
    refused(one(json!({ "filterType": "IN_LIST", "operator": "INSIDE", "listId": "1" })), ENUM);
    refused(one(json!({ "filterType": "MAGIC" })), "");
    refused(one(json!({ "operator": "IN_LIST" })), "");
}

#[test]
fn history_is_not_kept_of_calculated_properties() {
    let ever = |operator: &str| json!({ "operationType": "NUMBER", "operator": operator, "value": 1 });
    refused(one(property("sum", ever("HAS_EVER_BEEN_EQUAL_TO"))), "");
    accepted(one(property("sum", ever("IS_EQUAL_TO"))));
    accepted(one(property("score", ever("HAS_EVER_BEEN_EQUAL_TO"))));
}

#[test]
fn associations_lead_in_one_direction() {
    let branch = |object: &str, type_id: u64, category: &str| {
        let mut root = one(number("score", "IS_GREATER_THAN", 3));
        root["filterBranches"][0]["filterBranches"] = json!([{
            "filterBranchType": "ASSOCIATION", "filterBranchOperator": "AND", "operator": "IN_LIST",
            "objectTypeId": object, "associationTypeId": type_id, "associationCategory": category,
            "filterBranches": [],
            "filters": [property("hs_object_id", json!({ "operationType": "ALL_PROPERTY", "operator": "IS_KNOWN" }))],
        }]);
        root
    };
    accepted(branch("0-2", 279, "HUBSPOT_DEFINED"));
    accepted(branch("0-3", 1, "USER_DEFINED"));
    refused(branch("0-2", 280, "HUBSPOT_DEFINED"), "");
    refused(branch("0-3", 280, "HUBSPOT_DEFINED"), "");
    refused(branch("0-2", 279, "USER_DEFINED"), "");
    refused(branch("0-53", 177, "HUBSPOT_DEFINED"), "ListError.INVALID_OBJECT_TYPE_FOR_LIST");
    let mut empty = branch("0-2", 279, "HUBSPOT_DEFINED");
    empty["filterBranches"][0]["filterBranches"][0]["filters"] = json!([]);
    refused(empty, "");
    let mut other = branch("0-2", 279, "HUBSPOT_DEFINED");
    other["filterBranches"][0]["filterBranches"][0]["filters"][0]["property"] = json!("email");
    refused(other, "");
}

fn point(operator: &str, days: i64) -> Value {
    property(
        "last_seen",
        json!({
            "operationType": "TIME_POINT", "type": "TIME_POINT", "operator": operator, "endpointBehavior": "EXCLUSIVE",
            "propertyParser": "VALUE",
            "timePoint": { "timeType": "INDEXED", "zoneId": "Europe/Paris", "timezoneSource": "CUSTOM",
                "indexReference": { "referenceType": "TODAY" }, "offset": { "days": days } },
        }),
    )
}

fn range(lower: Value, upper: Value) -> Value {
    let point = |reference: Value| {
        json!({ "timeType": "INDEXED", "zoneId": "Europe/Paris",
            "indexReference": { "referenceType": reference["at"] }, "offset": { "days": reference["days"] } })
    };
    property(
        "last_seen",
        json!({
            "operationType": "TIME_RANGED", "type": "TIME_RANGED", "operator": "IS_BETWEEN",
            "lowerBoundTimePoint": point(lower), "upperBoundTimePoint": point(upper),
        }),
    )
}

#[test]
fn relative_points_look_in_one_direction() {
    accepted(one(point("IS_BEFORE", -7)));
    accepted(one(point("IS_AFTER", 7)));
    accepted(one(point("IS_AFTER", 0)));
    refused(one(point("IS_BEFORE", 7)), "");
    refused(one(point("IS_AFTER", -7)), "");
    Portal::seeded_with(&[("relative_ranges", "free")]).list("x", one(point("IS_AFTER", -7))).ok();
}

#[test]
fn relative_ranges_are_the_two_pairs() {
    let (today, now) = (|days: i64| json!({ "at": "TODAY", "days": days }), || json!({ "at": "NOW" }));
    accepted(one(range(today(-7), now())));
    accepted(one(range(now(), today(7))));
    refused(one(range(today(1), now())), "");
    refused(one(range(today(0), today(1))), "");
    refused(one(range(today(-30), today(-7))), "");
    refused(one(range(now(), today(-1))), "");
}

#[test]
fn time_points_name_real_days_and_zones() {
    let date = |zone: &str, day: i64| {
        one(property(
            "renewal",
            json!({ "operationType": "TIME_POINT", "type": "TIME_POINT", "operator": "IS_BEFORE",
                "timePoint": { "timeType": "DATE", "zoneId": zone, "year": 2026, "month": 2, "day": day } }),
        ))
    };
    accepted(date("UTC", 28));
    refused(date("UTC", 30), "");
    refused(date("Mars/Olympus", 28), "");
}

#[test]
fn a_filter_has_one_refine_by_at_most() {
    let form = |refines: Value| {
        let mut filter = json!({ "filterType": "FORM_SUBMISSION", "operator": "FILLED_OUT", "formId": "f-demo" });
        filter.as_object_mut().unwrap().extend(refines.as_object().unwrap().clone());
        one(filter)
    };
    let often = json!({ "type": "NUM_OCCURRENCES", "minOccurrences": 2 });
    let ago = json!({ "type": "ABSOLUTE_COMPARATIVE", "comparison": "AFTER", "timestamp": 1 });
    accepted(form(json!({ "coalescingRefineBy": often })));
    accepted(form(json!({ "pruningRefineBy": ago, "coalescingRefineBy": null })));
    refused(form(json!({ "pruningRefineBy": ago, "coalescingRefineBy": often })), "");
    refused(form(json!({ "pruningRefineBy": { "type": "SOMETIMES" } })), "");
    refused(form(json!({ "pruningRefineBy": ago, "operator": "NOT_FILLED_OUT" })), "");
}

#[test]
fn a_definition_holds_250_filters() {
    let many = |count: usize| or(vec![and(vec![number("score", "IS_GREATER_THAN", 3); count])]);
    accepted(many(250));
    refused(many(251), "");
}

#[test]
fn unknown_keys_are_swallowed_or_refused() {
    let mut branch = one(number("score", "IS_GREATER_THAN", 3));
    branch["filterBranches"][0]["filters"][0]["operation"]["operatorName"] = json!("IS_LESS_THAN");
    let mut portal = Portal::seeded();
    let got = portal.list("x", branch.clone()).ok();
    assert_eq!(
        got["list"]["filterBranch"]["filterBranches"][0]["filters"][0]["operation"],
        json!({ "operationType": "NUMBER", "operator": "IS_GREATER_THAN", "value": 3.0, "includeObjectsWithNoValueSet": false })
    );
    Portal::seeded_with(&[("unknown_keys", "refused")]).list("x", branch).refused(400, "");
}
