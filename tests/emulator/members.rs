//! Who is in a list: the portal's own reading of filters.

use super::support::{Portal, and, number, one, or, property};
use serde_json::{Value, json};

#[track_caller]
fn members(branch: Value, wanted: &[&str]) {
    assert_eq!(Portal::seeded().members_of(branch), wanted);
}

fn text(operator: &str, value: &str) -> Value {
    property("country", json!({ "operationType": "STRING", "operator": operator, "value": value }))
}

fn choice(name: &str, operator: &str, values: &[&str]) -> Value {
    property(name, json!({ "operationType": "ENUMERATION", "operator": operator, "values": values }))
}

fn or_unknown(mut filter: Value) -> Value {
    filter["operation"]["includeObjectsWithNoValueSet"] = json!(true);
    filter
}

#[test]
fn numbers_and_missing_values() {
    members(one(number("score", "IS_GREATER_THAN", 40)), &["Ada"]);
    members(one(number("score", "IS_GREATER_THAN_OR_EQUAL_TO", 40)), &["Ada", "Bea"]);
    members(one(number("score", "IS_LESS_THAN", 40)), &["Cy"]);
    members(one(or_unknown(number("score", "IS_LESS_THAN", 40))), &["Cy", "Dee"]);
    members(one(number("score", "IS_NOT_EQUAL_TO", 40)), &["Ada", "Cy"]);
    members(one(or_unknown(number("score", "IS_NOT_EQUAL_TO", 40))), &["Ada", "Cy", "Dee"]);
    let range = |operator: &str| {
        one(property(
            "score",
            json!({ "operationType": "NUMBER_RANGED", "operator": operator, "lowerBound": 40, "upperBound": 90 }),
        ))
    };
    members(range("IS_BETWEEN"), &["Ada", "Bea"]);
    members(range("IS_NOT_BETWEEN"), &["Cy"]);
}

#[test]
fn and_or_known_and_unknown() {
    let (high, france) = (|| number("score", "IS_GREATER_THAN", 40), || text("IS_EQUAL_TO", "France"));
    members(or(vec![and(vec![high(), france()])]), &["Ada"]);
    members(or(vec![and(vec![high()]), and(vec![france()])]), &["Ada", "Bea"]);
    let known =
        |operator: &str| one(property("country", json!({ "operationType": "ALL_PROPERTY", "operator": operator })));
    members(known("IS_KNOWN"), &["Ada", "Bea", "Dee"]);
    members(known("IS_UNKNOWN"), &["Cy"]);
    let mut portal = Portal::seeded_with(&[("known_flag", "heeded")]);
    assert!(portal.members_of(known("IS_UNKNOWN")).is_empty());
}

#[test]
fn text_ignores_case_unless_the_switch_says_otherwise() {
    members(one(text("IS_EQUAL_TO", "FRANCE")), &["Ada", "Bea"]);
    members(one(text("IS_NOT_EQUAL_TO", "france")), &["Dee"]);
    members(one(text("CONTAINS", "ran")), &["Ada", "Bea"]);
    members(one(text("DOES_NOT_CONTAIN", "ran")), &["Dee"]);
    members(one(text("STARTS_WITH", "fr")), &["Ada", "Bea"]);
    members(one(text("ENDS_WITH", "AIN")), &["Dee"]);
    let multi = |operator: &str, values: &[&str]| {
        one(property("country", json!({ "operationType": "MULTISTRING", "operator": operator, "values": values })))
    };
    members(multi("IS_EQUAL_TO", &["spain", "france"]), &["Ada", "Bea", "Dee"]);
    members(multi("IS_NOT_EQUAL_TO", &["spain", "italy"]), &["Ada", "Bea"]);
    let mut portal = Portal::seeded_with(&[("text_case", "exact"), ("contains", "word")]);
    assert_eq!(portal.members_of(one(text("IS_EQUAL_TO", "France"))), ["Ada"]);
    assert!(portal.members_of(one(text("CONTAINS", "ran"))).is_empty());
}

#[test]
fn choices_and_sets_of_choices() {
    members(one(choice("lifecyclestage", "IS_ANY_OF", &["lead", "other"])), &["Ada"]);
    members(one(choice("lifecyclestage", "IS_NONE_OF", &["lead", "other"])), &["Bea"]);
    members(one(or_unknown(choice("lifecyclestage", "IS_NONE_OF", &["lead"]))), &["Bea", "Cy", "Dee"]);
    members(one(choice("interests", "IS_ANY_OF", &["pricing", "docs"])), &["Ada"]);
    members(one(choice("interests", "CONTAINS_ALL", &["pricing", "api"])), &["Ada"]);
    members(one(choice("interests", "DOES_NOT_CONTAIN_ALL", &["pricing", "api"])), &["Bea"]);
    members(one(choice("interests", "IS_EXACTLY", &["api"])), &["Bea"]);
    members(one(choice("interests", "IS_NOT_EXACTLY", &["api"])), &["Ada"]);
    members(one(choice("vip", "IS_ANY_OF", &["true"])), &["Ada"]);
    let truth =
        |operator: &str| one(property("vip", json!({ "operationType": "BOOL", "operator": operator, "value": true })));
    members(truth("IS_EQUAL_TO"), &["Ada"]);
    members(truth("IS_NOT_EQUAL_TO"), &["Bea"]);
}

#[test]
fn history_is_remembered() {
    let mut portal = Portal::seeded();
    portal.patch("/crm/v3/objects/contacts/101", json!({ "properties": { "tier": "C", "score": null } })).ok();
    assert_eq!(portal.members_of(one(choice("tier", "HAS_EVER_BEEN_ANY_OF", &["A"]))), ["Ada"]);
    assert_eq!(portal.members_of(one(choice("tier", "HAS_NEVER_BEEN_ANY_OF", &["A"]))), ["Bea"]);
    assert_eq!(portal.members_of(one(choice("tier", "IS_ANY_OF", &["A"]))), Vec::<String>::new());
    assert_eq!(portal.members_of(one(number("score", "HAS_EVER_BEEN_EQUAL_TO", 90))), ["Ada"]);
}

fn indexed(reference: &str, days: i64) -> Value {
    json!({ "timeType": "INDEXED", "zoneId": "Europe/Paris", "timezoneSource": "CUSTOM",
        "indexReference": { "referenceType": reference }, "offset": { "days": days } })
}

fn now() -> Value {
    json!({ "timeType": "INDEXED", "zoneId": "Europe/Paris", "indexReference": { "referenceType": "NOW" } })
}

fn range(name: &str, operator: &str, lower: Value, upper: Value) -> Value {
    property(
        name,
        json!({ "operationType": "TIME_RANGED", "type": "TIME_RANGED", "operator": operator,
        "lowerBoundTimePoint": lower, "upperBoundTimePoint": upper,
        "lowerBoundEndpointBehavior": "INCLUSIVE", "upperBoundEndpointBehavior": "INCLUSIVE", "propertyParser": "VALUE" }),
    )
}

fn point(name: &str, operator: &str, point: Value) -> Value {
    property(
        name,
        json!({ "operationType": "TIME_POINT", "type": "TIME_POINT", "operator": operator,
        "timePoint": point, "endpointBehavior": "EXCLUSIVE", "propertyParser": "VALUE" }),
    )
}

fn day(day: i64, hour: i64, millisecond: i64) -> Value {
    let minute = if hour == 0 { 0 } else { 59 };
    json!({ "timeType": "DATE", "zoneId": "Europe/Paris", "year": 2026, "month": 11, "day": day,
        "hour": hour, "minute": minute, "second": minute, "millisecond": millisecond })
}

#[test]
fn days_are_those_of_the_zone() {
    // Today is 23 November; Bea's renewal is today, Ada's on 3 December, Cy's was on the 15th.
    members(one(range("renewal", "IS_BETWEEN", indexed("TODAY", -8), now())), &["Bea", "Cy"]);
    members(one(range("renewal", "IS_BETWEEN", indexed("TODAY", -7), now())), &["Bea"]);
    members(one(range("renewal", "IS_NOT_BETWEEN", indexed("TODAY", -7), now())), &["Ada", "Cy"]);
    members(one(range("renewal", "IS_BETWEEN", now(), indexed("TODAY", 10))), &["Ada"]);
    members(one(range("renewal", "IS_BETWEEN", now(), indexed("TODAY", 9))), &[]);
    members(one(point("renewal", "IS_BEFORE", indexed("TODAY", 0))), &["Cy"]);
    members(one(point("renewal", "IS_BEFORE", indexed("TODAY", -8))), &[]);
    members(one(point("renewal", "IS_AFTER", indexed("TODAY", 9))), &["Ada"]);
    members(one(point("renewal", "IS_AFTER", indexed("TODAY", 10))), &[]);
    members(one(point("renewal", "IS_BEFORE", day(23, 0, 0))), &["Cy"]);
    members(one(point("renewal", "IS_AFTER", day(22, 23, 999))), &["Ada", "Bea"]);
    members(one(point("renewal", "IS_AFTER", day(23, 23, 999))), &["Ada"]);
    members(one(range("renewal", "IS_BETWEEN", day(23, 0, 0), day(23, 23, 999))), &["Bea"]);
    members(one(range("last_seen", "IS_BETWEEN", indexed("TODAY", -3), now())), &["Ada", "Bea"]);
    members(one(range("last_seen", "IS_BETWEEN", indexed("TODAY", -2), now())), &["Ada"]);
    members(one(or_unknown(point("last_seen", "IS_BEFORE", indexed("TODAY", -7)))), &["Cy", "Dee"]);
    let calendar = |unit: &str| {
        one(property(
            "last_seen",
            json!({ "operationType": "CALENDAR_DATE", "operator": "IN_THIS_TIME_UNIT", "timeUnit": unit }),
        ))
    };
    members(calendar("DAY"), &["Ada"]);
    members(calendar("WEEK"), &["Ada"]);
    members(calendar("MONTH"), &["Ada", "Bea"]);
}

#[test]
fn changes_have_times_too() {
    let mut portal = Portal::seeded();
    portal.world.now = "2026-12-03T10:00:00Z".parse().unwrap();
    portal.patch("/crm/v3/objects/contacts/102", json!({ "properties": { "score": "41" } })).ok();
    let mut filter = range("score", "IS_BETWEEN", indexed("TODAY", -3), now());
    filter["operation"]["propertyParser"] = json!("UPDATED_AT");
    assert_eq!(portal.members_of(one(filter.clone())), ["Bea"]);
    filter["operation"]["operator"] = json!("IS_NOT_BETWEEN");
    assert_eq!(portal.members_of(one(filter)), ["Ada", "Cy"]);
}

#[test]
fn lists_of_lists_and_circles() {
    let member = |operator: &str, id: &str| json!({ "filterType": "IN_LIST", "operator": operator, "listId": id });
    members(one(member("IN_LIST", "1")), &["Ada"]);
    members(one(member("NOT_IN_LIST", "1")), &["Bea", "Cy", "Dee"]);
    let mut portal = Portal::seeded_with(&[("list_cycles", "taken")]);
    portal.list("b", one(member("IN_LIST", "1"))).ok();
    portal.list("c", one(member("IN_LIST", "2"))).ok();
    assert_eq!(portal.members_of(one(member("IN_LIST", "3"))), ["Ada"]);
    let circle = json!({ "filterBranch": or(vec![and(vec![member("IN_LIST", "3")]), and(vec![number("score", "IS_EQUAL_TO", 0)])]) });
    portal.put("/crm/v3/lists/2/update-list-filters", circle.clone()).ok();
    let got = portal.get("/crm/v3/lists/2").ok();
    assert_eq!(got["list"]["size"], 1);
    portal.state.switches.set("list_cycles", "refused").unwrap();
    portal.put("/crm/v3/lists/2/update-list-filters", circle).refused(400, "");
}

#[test]
fn some_associated_record_passes_all_of_it() {
    let branch = |object: &str, id: u64, category: &str, filters: Vec<Value>| {
        let mut root = one(property("email", json!({ "operationType": "ALL_PROPERTY", "operator": "IS_KNOWN" })));
        root["filterBranches"][0]["filterBranches"] = json!([{ "filterBranchType": "ASSOCIATION", "filterBranchOperator": "AND",
            "operator": "IN_LIST", "objectTypeId": object, "associationTypeId": id, "associationCategory": category,
            "filterBranches": [], "filters": filters }]);
        root
    };
    let company = |filters: Vec<Value>| branch("0-2", 279, "HUBSPOT_DEFINED", filters);
    members(company(vec![number("numberofemployees", "IS_GREATER_THAN", 100)]), &["Ada", "Bea"]);
    members(
        company(vec![
            number("numberofemployees", "IS_GREATER_THAN", 5),
            property("name", json!({ "operationType": "STRING", "operator": "IS_EQUAL_TO", "value": "south" })),
        ]),
        &["Cy"],
    );
    members(branch("0-3", 1, "USER_DEFINED", vec![number("amount", "IS_GREATER_THAN", 5)]), &["Ada"]);
    members(branch("0-3", 4, "HUBSPOT_DEFINED", vec![choice("dealstage", "IS_ANY_OF", &["renewals_open"])]), &["Ada"]);
}

#[test]
fn forms_that_were_filled_out() {
    let form = |more: Value| {
        let mut filter = json!({ "filterType": "FORM_SUBMISSION", "operator": "FILLED_OUT", "formId": "f-demo" });
        filter.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        one(filter)
    };
    members(form(json!({})), &["Ada", "Bea"]);
    members(form(json!({ "operator": "NOT_FILLED_OUT" })), &["Cy", "Dee"]);
    members(form(json!({ "coalescingRefineBy": { "type": "NUM_OCCURRENCES", "minOccurrences": 2 } })), &["Ada"]);
    members(
        form(json!({ "coalescingRefineBy": { "type": "NUM_OCCURRENCES", "maxOccurrences": 1 } })),
        &["Bea", "Cy", "Dee"],
    );
    let recent = range("x", "IS_BETWEEN", indexed("TODAY", -7), now())["operation"].clone();
    members(form(json!({ "pruningRefineBy": recent })), &["Ada"]);
}
