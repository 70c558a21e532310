//! Spellings of one rule that the normal form brings to one, and some that say something else.

use std::slice::from_ref;

use hubwright::hubspot::switches::{RangeEnds, Switches};
use hubwright::plan::normal::{self, Reading};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

fn group(kind: &str, filters: &[Value], branches: &[Value]) -> Value {
    json!({ "filterBranchType": kind, "filterBranchOperator": kind, "filters": filters, "filterBranches": branches })
}

fn member(list: usize) -> Value {
    json!({ "filterType": "IN_LIST", "operator": "IN_LIST", "listId": list.to_string() })
}

fn test(kind: &str, operator: &str, more: &Value) -> Value {
    let mut operation = json!({ "operationType": kind, "operator": operator, "includeObjectsWithNoValueSet": false });
    operation.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "filterType": "PROPERTY", "property": "p", "operation": operation })
}

fn with_empty(mut filter: Value) -> Value {
    filter["operation"]["includeObjectsWithNoValueSet"] = json!(true);
    filter
}

/// Puts filters as HubSpot's own pages do.
fn rule(filters: &[Value]) -> Value {
    group("OR", &[], &[group("AND", filters, &[])])
}

fn changed(zone: &str, of: &str) -> Value {
    let point = json!({ "timeType": "PROPERTY_REFERENCED", "property": "q", "referenceType": of, "zoneId": zone });
    test("TIME_POINT", "IS_BEFORE", &json!({ "timePoint": point, "propertyParser": "UPDATED_AT" }))
}

fn before(zone: &str, offset: &Value) -> Value {
    let point = json!({ "timeType": "INDEXED", "indexReference": { "referenceType": "TODAY" }, "zoneId": zone, "offset": offset });
    test("TIME_POINT", "IS_BEFORE", &json!({ "timePoint": point }))
}

#[track_caller]
fn same(one: &Value, other: &Value) {
    assert_eq!(normal::filter(one), normal::filter(other), "\n{one:#}\n{other:#}");
}

#[track_caller]
fn differ(one: &Value, other: &Value) {
    assert_ne!(normal::filter(one), normal::filter(other), "\n{one:#}\n{other:#}");
}

#[test]
fn how_groups_nest_says_nothing() {
    let (a, b, c) = (member(1), member(2), member(3));
    let wanted = rule(&[a.clone(), b.clone()]);
    same(&group("AND", &[a.clone(), b.clone()], &[]), &wanted);
    same(&group("AND", from_ref(&a), &[group("AND", from_ref(&b), &[])]), &wanted);
    same(&group("AND", &[], &[group("OR", &[], &[group("AND", &[b.clone(), a.clone(), a.clone()], &[])])]), &wanted);
    same(&group("OR", &[], &[wanted.clone(), wanted.clone()]), &wanted);
    let either =
        group("OR", &[], &[group("AND", &[a.clone(), c.clone()], &[]), group("AND", &[b.clone(), c.clone()], &[])]);
    same(&group("AND", from_ref(&c), &[group("OR", &[a.clone(), b.clone()], &[])]), &either);
    differ(&either, &rule(&[a.clone(), b.clone(), c]));
    // A list holds a root OR; an enrolment's changes are ANDs of their own.
    same(&json!({ "filterBranch": group("AND", from_ref(&a), &[]) }), &json!({ "filterBranch": rule(from_ref(&a)) }));
    let trigger = json!({ "reEnrollmentTriggersFilterBranches": [group("AND", from_ref(&a), &[])] });
    assert_eq!(normal::filter(&trigger)["reEnrollmentTriggersFilterBranches"][0]["filterBranchType"], "AND");
    let event = json!({ "filterBranchType": "UNIFIED_EVENTS", "eventTypeId": "4-1", "operator": "HAS_COMPLETED" });
    same(&group("OR", &[], from_ref(&event)), &group("OR", &[], &[group("AND", &[], from_ref(&event))]));
    // What nobody knows the meaning of is not looked into.
    differ(&group("NOT_ANY", from_ref(&a), &[]), &group("AND", from_ref(&a), &[]));
    differ(&group("OR", &[], &[group("AND", &[], &[]), group("AND", from_ref(&a), &[])]), &rule(from_ref(&a)));
}

#[test]
fn what_would_be_too_large_is_not_multiplied_out() {
    let or = |first: usize| group("OR", &(first..first + 16).map(member).collect::<Vec<_>>(), &[]);
    let small = normal::filter(&group("AND", &[], &[or(0)]));
    assert_eq!(small["filterBranches"].as_array().unwrap().len(), 16);
    let large = normal::filter(&group("AND", &[], &[or(0), or(16)]));
    assert_eq!(large["filterBranches"][0]["filterBranchType"], "AND");
    assert_eq!(normal::filter(&large), large);
}

#[test]
fn a_range_of_numbers_is_its_two_ends_where_they_are_within_it() {
    let (switches, mut outside) = (Switches::default(), Switches::default());
    outside.range_ends = RangeEnds::Exclusive;
    let reading = Reading { time_zone: "Europe/Berlin", switches: &switches };
    let reads = |json: &Value| reading.filter(json);
    let ranged = |operator: &str| test("NUMBER_RANGED", operator, &json!({ "lowerBound": 1, "upperBound": 3 }));
    let end = |operator: &str, value: i64| test("NUMBER", operator, &json!({ "value": value }));
    let ends = [end("IS_GREATER_THAN_OR_EQUAL_TO", 1), end("IS_LESS_THAN_OR_EQUAL_TO", 3)];
    assert_eq!(reads(&rule(&[ranged("IS_BETWEEN")])), reads(&rule(&ends)));
    assert_eq!(reads(&rule(&[with_empty(ranged("IS_BETWEEN"))])), reads(&rule(&ends.clone().map(with_empty))));
    assert_ne!(reads(&rule(&[ranged("IS_BETWEEN")])), reads(&rule(&ends.clone().map(with_empty))));
    assert_ne!(reads(&rule(&[ranged("IS_NOT_BETWEEN")])), reads(&rule(&ends)));
    // One of several filters is enough in an OR: the ends stay together.
    let any = group("OR", &[ranged("IS_BETWEEN"), member(1)], &[]);
    let apart = group("OR", &[], &[group("AND", &ends, &[]), group("AND", &[member(1)], &[])]);
    assert_eq!(reads(&any), reads(&apart));
    let strict = Reading { time_zone: "Europe/Berlin", switches: &outside };
    assert_ne!(strict.filter(&rule(&[ranged("IS_BETWEEN")])), strict.filter(&rule(&ends)));
}

#[test]
fn one_value_of_several_is_that_value() {
    let texts = |operator: &str, values: &[&str]| test("MULTISTRING", operator, &json!({ "values": values }));
    for operator in ["IS_EQUAL_TO", "IS_NOT_EQUAL_TO", "CONTAINS", "DOES_NOT_CONTAIN", "STARTS_WITH", "ENDS_WITH"] {
        let one = test("STRING", operator, &json!({ "value": "x" }));
        same(&texts(operator, &["x"]), &one);
        same(&texts(operator, &["x", "x"]), &one);
        differ(&texts(operator, &["x", "y"]), &one);
    }
    differ(&texts("CONTAINS_EXACTLY", &["x"]), &test("STRING", "CONTAINS", &json!({ "value": "x" })));
    let options = |operator: &str, values: &[&str]| test("ENUMERATION", operator, &json!({ "values": values }));
    let truth = |operator: &str, value: bool| test("BOOL", operator, &json!({ "value": value }));
    same(&options("IS_ANY_OF", &["true"]), &truth("IS_EQUAL_TO", true));
    same(&options("IS_NONE_OF", &["false"]), &truth("IS_NOT_EQUAL_TO", false));
    differ(&options("IS_ANY_OF", &["true", "false"]), &truth("IS_EQUAL_TO", true));
    differ(&options("IS_EXACTLY", &["true"]), &truth("IS_EQUAL_TO", true));
}

#[test]
fn what_becomes_of_empty_values_says_nothing_where_they_are_asked_for() {
    let presence = |operator: &str| test("ALL_PROPERTY", operator, &json!({}));
    same(&presence("IS_UNKNOWN"), &with_empty(presence("IS_UNKNOWN")));
    differ(&presence("IS_KNOWN"), &with_empty(presence("IS_KNOWN")));
}

#[test]
fn changes_are_compared_in_any_zone() {
    let old = test("COMPARATIVE_PROPERTY_UPDATED", "IS_BEFORE", &json!({ "comparisonPropertyName": "q" }));
    same(&changed("Europe/Berlin", "UPDATED_AT"), &old);
    same(&changed("Asia/Tokyo", "UPDATED_AT"), &old);
    differ(&changed("Europe/Berlin", "VALUE"), &old);
    differ(&with_empty(changed("Europe/Berlin", "UPDATED_AT")), &old);
}

#[test]
fn weeks_are_days_and_zones_have_several_names() {
    let of = |offset: &Value| before("Europe/Berlin", offset);
    same(&of(&json!({ "weeks": -2 })), &of(&json!({ "days": -14 })));
    same(&of(&json!({ "weeks": -1, "days": 7 })), &of(&json!({})));
    differ(&of(&json!({ "months": -1 })), &of(&json!({ "days": -30 })));
    let days = json!({ "days": -1 });
    same(&before("US/Eastern", &days), &before("America/New_York", &days));
    differ(&before("US/Central", &days), &before("America/New_York", &days));
}

/// Filters that trees are made of.
const FILTERS: usize = 5;

fn tree() -> impl Strategy<Value = Value> {
    let filters = || vec((0..FILTERS).prop_map(member), 0..3);
    let leaf =
        (filters(), any::<bool>()).prop_map(|(filters, and)| group(if and { "AND" } else { "OR" }, &filters, &[]));
    leaf.prop_recursive(4, 24, 3, move |inner| {
        (filters(), vec(inner, 0..4), any::<bool>())
            .prop_map(|(filters, branches, and)| group(if and { "AND" } else { "OR" }, &filters, &branches))
    })
}

/// Tells whether who passes some filters passes a tree, by what the documentation says of groups.
fn passes(tree: &Value, held: usize) -> bool {
    let items = |key: &str| tree[key].as_array().cloned().unwrap_or_default();
    let filter = |filter: &Value| held >> filter["listId"].as_str().unwrap().parse::<usize>().unwrap() & 1 == 1;
    let mut parts = items("filters")
        .iter()
        .map(filter)
        .chain(items("filterBranches").iter().map(|it| passes(it, held)))
        .collect::<Vec<_>>()
        .into_iter();
    if tree["filterBranchOperator"] == "AND" { parts.all(|part| part) } else { parts.any(|part| part) }
}

proptest! {
    #[test]
    fn whoever_passes_a_rule_passes_its_normal_form(tree in tree()) {
        let normal = normal::filter(&tree);
        prop_assert_eq!(normal::filter(&normal), normal.clone());
        for held in 0..1 << FILTERS {
            prop_assert_eq!(passes(&normal, held), passes(&tree, held), "{:#}\n{:#}", tree, normal);
        }
    }
}
