//! For a reader: what people's lists look like, and what they are read as.

use std::fmt::Write as _;

use hubwright::hubspot::doc::Hole;
use hubwright::hubspot::platform::Object;
use hubwright::hubspot::switches::Switches;
use hubwright::lift;
use hubwright::model::{ListName, PortalName};
use hubwright::plan::normal;
use hubwright::syntax::print;
use serde_json::{Value, json};

use super::catalog::Home;
use super::coverage::{begin, id, indexed, point, portal, range, rule, test};
use super::portal::Portal;
use super::world::Asked;

fn with_empty(mut filter: Value) -> Value {
    filter["operation"]["includeObjectsWithNoValueSet"] = json!(true);
    filter
}

fn end(day: i64) -> Value {
    let mut end = begin(day);
    for (key, value) in [("hour", 23), ("minute", 59), ("second", 59), ("millisecond", 999)] {
        end[key] = json!(value);
    }
    end
}

fn country(operator: &str) -> Value {
    test("country", "STRING", operator, &json!({ "value": "US" }))
}

fn score(operator: &str, value: i64) -> Value {
    test("score", "NUMBER", operator, &json!({ "value": value }))
}

fn company(filters: &[Value]) -> Value {
    json!({ "filterBranchType": "ASSOCIATION", "filterBranchOperator": "AND", "operator": "IN_LIST",
        "objectTypeId": "0-2", "associationTypeId": 279, "associationCategory": "HUBSPOT_DEFINED", "filters": filters })
}

fn group(kind: &str, filters: &[Value], branches: &[Value]) -> Value {
    json!({ "filterBranchType": kind, "filterBranchOperator": kind, "filters": filters, "filterBranches": branches })
}

fn day(property: &str, kind: &str, operator: &str, more: &Value) -> Value {
    test(property, kind, operator, more)
}

/// Filters as they were met, each under what is to be seen in it.
fn rows(portal: &Portal) -> Vec<(&'static str, Value)> {
    let mail = id(portal, PortalName::Subscription("News".to_owned()));
    let owner = id(portal, PortalName::Owner("ana@acme.example".to_owned()));
    let hot = portal.id(&Hole::List(ListName("first".to_owned())));
    let status = |status: &str| json!({ "filterType": "EMAIL_SUBSCRIPTION", "subscriptionIds": [mail], "acceptedStatuses": [status] });
    let later = day("seen", "TIME_POINT", "IS_AFTER", &point(&indexed("TODAY", 0), "VALUE"));
    let last = day("seen", "TIME_RANGED", "IS_BETWEEN", &range(&indexed("TODAY", -6), &indexed("NOW", 0)));
    let renamed =
        json!({ "operationType": "number", "operatorName": "IS_EQUAL_TO", "operator": "IS_EQUAL_TO", "value": 3.0 });
    vec![
        (
            "empty values fail a `not` and pass what says so",
            rule(&[country("IS_NOT_EQUAL_TO"), with_empty(score("IS_LESS_THAN", 3))], &[]),
        ),
        (
            "a root AND, in the internal spelling",
            group("AND", &[json!({ "filterType": "PROPERTY", "property": "score", "operation": renamed })], &[]),
        ),
        (
            "groups within groups",
            group(
                "OR",
                &[],
                &[
                    group(
                        "AND",
                        &[country("CONTAINS")],
                        &[group(
                            "OR",
                            &[],
                            &[group("AND", &[score("IS_EQUAL_TO", 1), score("IS_NOT_EQUAL_TO", 2)], &[])],
                        )],
                    ),
                    group("OR", &[], &[company(&[test("hs_object_id", "ALL_PROPERTY", "IS_KNOWN", &json!({}))])]),
                ],
            ),
        ),
        (
            "a range, and both of its ends",
            group(
                "OR",
                &[],
                &[
                    group(
                        "AND",
                        &[test("score", "NUMBER_RANGED", "IS_BETWEEN", &json!({ "lowerBound": 1, "upperBound": 3 }))],
                        &[],
                    ),
                    group(
                        "AND",
                        &[
                            with_empty(score("IS_LESS_THAN_OR_EQUAL_TO", 9)),
                            with_empty(score("IS_GREATER_THAN_OR_EQUAL_TO", 5)),
                        ],
                        &[],
                    ),
                ],
            ),
        ),
        (
            "one text of several, and a truth of several",
            rule(
                &[
                    test("country", "MULTISTRING", "STARTS_WITH", &json!({ "values": ["U"] })),
                    test("vip", "ENUMERATION", "IS_NONE_OF", &json!({ "values": ["true"] })),
                ],
                &[],
            ),
        ),
        (
            "a span of days that two filters hold",
            group(
                "OR",
                &[],
                &[
                    group("AND", &[last.clone(), country("IS_EQUAL_TO")], &[]),
                    group("AND", &[country("IS_EQUAL_TO"), later.clone()], &[]),
                ],
            ),
        ),
        (
            "days",
            rule(
                &[
                    day("born", "TIME_RANGED", "IS_NOT_BETWEEN", &range(&begin(23), &end(23))),
                    day("born", "TIME_POINT", "IS_AFTER", &point(&end(1), "VALUE")),
                    day("seen", "TIME_RANGED", "IS_NOT_BETWEEN", &{
                        let mut range = range(&indexed("TODAY", -30), &indexed("NOW", 0));
                        range["propertyParser"] = json!("UPDATED_AT");
                        range
                    }),
                ],
                &[],
            ),
        ),
        (
            "what was done, and what is no member",
            rule(
                &[
                    status("NOT_OPTED"),
                    json!({ "filterType": "IN_LIST", "listId": hot.parse::<u64>().unwrap(), "operator": "NOT_IN_LIST" }),
                    test("hubspot_owner_id", "ENUMERATION", "IS_ANY_OF", &json!({ "values": [owner] })),
                ],
                &[],
            ),
        ),
        (
            "not opted in",
            group("OR", &[], &[group("AND", &[status("NOT_OPTED")], &[]), group("AND", &[status("OPT_OUT")], &[])]),
        ),
        (
            "an associated record",
            rule(
                &[],
                &[company(&[
                    with_empty(test("branch", "STRING", "IS_NOT_EQUAL_TO", &json!({ "value": "Law" }))),
                    test(
                        "numberofemployees",
                        "NUMBER_RANGED",
                        "IS_BETWEEN",
                        &json!({ "lowerBound": 1, "upperBound": 200 }),
                    ),
                ])],
            ),
        ),
        (
            "all that is lost is said",
            rule(
                &[
                    test("shoe_size", "NUMBER", "IS_EQUAL_TO", &json!({ "value": 1 })),
                    test("tier", "ENUMERATION", "IS_ANY_OF", &json!({ "values": ["z"] })),
                    json!({ "filterType": "IN_LIST", "listId": "77", "operator": "IN_LIST" }),
                    json!({ "filterType": "IN_LIST", "operator": "IN_LIST", "listId": "1", "metadata": { "id": "9", "inListType": "IMPORT" } }),
                    json!({ "filterType": "WEBINAR", "operator": "HAS_WEBINAR_REGISTRATION" }),
                    with_empty(test("country", "ALL_PROPERTY", "IS_KNOWN", &json!({}))),
                ],
                &[company(&[company(&[])])],
            ),
        ),
        (
            "an OR within an AND",
            group(
                "AND",
                &[country("IS_EQUAL_TO")],
                &[group(
                    "OR",
                    &[],
                    &[group("AND", &[score("IS_EQUAL_TO", 1)], &[]), group("AND", &[score("IS_EQUAL_TO", 2)], &[])],
                )],
            ),
        ),
        (
            "what is redundant",
            group(
                "OR",
                &[],
                &[
                    group("AND", &[country("IS_EQUAL_TO")], &[]),
                    group("AND", &[country("IS_EQUAL_TO"), score("IS_EQUAL_TO", 2)], &[]),
                ],
            ),
        ),
        ("half of a span of days", rule(&[later], &[])),
        (
            "another time zone",
            rule(
                &[day("seen", "TIME_POINT", "IS_BEFORE", &{
                    let mut point = point(&begin(23), "VALUE");
                    point["timePoint"]["zoneId"] = json!("US/Eastern");
                    point
                })],
                &[],
            ),
        ),
    ]
}

#[test]
fn filters_are_read_as_a_person_would_have_written_them() {
    let portal = portal(Switches::default());
    let mut sheet = String::new();
    for (title, json) in rows(&portal) {
        writeln!(sheet, "──── {title}\n{json}").unwrap();
        match portal.lifted(&json, Home::Contact) {
            Ok(text) => {
                let asked = Asked { on: Home::Contact, text };
                let compiled = portal.compiled(std::slice::from_ref(&asked)).remove(0);
                let compiled = compiled.unwrap_or_else(|| panic!("{}", portal.refusal(&asked)));
                assert_eq!(normal::filter(&compiled), portal.meant(&json), "{}", asked.text);
                writeln!(sheet, "  {}\n", asked.text).unwrap();
            }
            Err(losses) => {
                losses.iter().for_each(|loss| writeln!(sheet, "  lost at {loss}").unwrap());
                sheet.push('\n');
            }
        }
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(sheet) });
}

#[test]
fn a_list_is_a_segment_or_a_static_list() {
    let portal = portal(Switches::default());
    let object = id(&portal, PortalName::Object(custom(&portal)));
    let list = |kind: &str, object: &str, filter: Option<Value>| {
        json!({ "list": { "listId": "9", "name": "Hot \"leads\" (EMEA)", "objectTypeId": object, "processingType": kind,
            "filterBranch": filter, "deletedAt": null } })
    };
    let paid = test("paid", "BOOL", "IS_EQUAL_TO", &json!({ "value": true }));
    let mut binned = list("MANUAL", "0-1", None);
    binned["list"]["deletedAt"] = json!("2026-11-23T00:00:00Z");
    let lists = [
        list("DYNAMIC", "0-1", Some(rule(&[country("IS_EQUAL_TO"), score("IS_GREATER_THAN", 3)], &[]))),
        list("DYNAMIC", &object, Some(rule(&[paid], &[]))),
        list("SNAPSHOT", "0-2", Some(rule(&[country("IS_EQUAL_TO")], &[]))),
        list("MANUAL", "0-3", None),
        list("DYNAMIC", "0-1", Some(rule(&[country("IS_ODD")], &[]))),
        list("DYNAMIC", "0-1", None),
        list("DYNAMIC", "0-53", None),
        list("NEWER", "0-1", None),
        binned,
        json!([]),
    ];
    let mut sheet = String::new();
    for json in &lists {
        match portal.within(|world| lift::list(json, "hot_leads", world)) {
            Ok(declaration) => writeln!(sheet, "{}\n", print::declaration(&declaration)).unwrap(),
            Err(losses) => losses.iter().for_each(|loss| writeln!(sheet, "lost at {loss}\n").unwrap()),
        }
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(sheet) });
}

fn custom(portal: &Portal) -> hubwright::hubspot::platform::CustomObject {
    match portal.object(Home::Custom) {
        Object::Custom(custom) => custom,
        other => panic!("{other:?}"),
    }
}
