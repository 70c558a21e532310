//! Every row of the filter grammar is evaluated by something: no operator falls to a default.

use std::collections::BTreeSet;

use hubwright::emulator::State;
use hubwright::emulator::evaluate::did::Around;
use hubwright::emulator::evaluate::rule::Rule;
use hubwright::emulator::evaluate::time::Clock;
use hubwright::emulator::json::{Json, Need};
use hubwright::emulator::object::Object;
use hubwright::emulator::rows::events::{EVENTS, NEVER_HERE, READINGS};
use hubwright::emulator::rows::links::EVENT_TYPES;
use hubwright::emulator::rows::{BRANCHES, FILTERS, Kind, OPERATIONS, Operation};
use serde_json::{Map, Value, json};

use super::support::{Portal, and, or, property};

fn rule(state: &State, filter: &Value) -> Rule {
    let clock = Clock { now: super::support::NOW.parse().unwrap(), zone: state.zone(), switches: state.switches };
    Rule::of_filter(Around { state, clock: &clock, object: Object::Contact }, filter)
}

/// Makes a value of a form.
fn sample(name: &str, form: Json) -> Value {
    let point = |reference: &str| json!({ "timeType": "INDEXED", "zoneId": "Europe/Paris", "indexReference": { "referenceType": reference } });
    match (name, form) {
        ("timePoint" | "lowerBoundTimePoint", _) => point("TODAY"),
        ("upperBoundTimePoint", _) => point("NOW"),
        ("comparisonPropertyName", _) => json!("lastname"),
        ("operation", _) => json!({ "operationType": "ALL_PROPERTY", "operator": "IS_KNOWN" }),
        ("coalescingRefineBy", _) => json!({ "type": "NUM_OCCURRENCES", "minOccurrences": 1 }),
        ("pruningRefineBy", _) => json!({ "type": "ALL_HISTORY" }),
        ("acceptedStatuses", _) => json!(["OPT_IN"]),
        ("subscriptionIds", _) => json!(["1"]),
        ("listId", _) => json!("1"),
        (_, Json::Text | Json::Filled | Json::NumberText | Json::Id) => json!("1"),
        (_, Json::Whole | Json::Number) => json!(1),
        (_, Json::Bool) => json!(true),
        (_, Json::Object | Json::TextMap) => json!({}),
        (_, Json::Array | Json::Wholes) => json!([]),
        (_, Json::Texts) => json!(["1"]),
        (_, Json::Enum(choices)) => json!(choices[0]),
        (_, Json::Any) => Value::Null,
    }
}

fn members(fields: &[hubwright::emulator::json::Field]) -> Map<String, Value> {
    let needed = fields.iter().filter(|field| field.need == Need::Required || field.name == "listId");
    needed.map(|field| (field.name.to_owned(), sample(field.name, field.json))).collect()
}

fn operation(row: &Operation, operator: &str) -> Value {
    let mut map = members(row.fields);
    map.insert("operationType".to_owned(), json!(row.name));
    map.insert("operator".to_owned(), json!(operator));
    Value::Object(map)
}

#[test]
fn every_operator_of_every_filter_is_read_by_something() {
    let portal = Portal::seeded();
    let mut count = 0;
    for kind in FILTERS {
        let operators = if kind.operators.is_empty() { &[""][..] } else { kind.operators };
        for operator in operators {
            let mut filter = members(kind.fields);
            filter.insert("filterType".to_owned(), json!(kind.name));
            if !operator.is_empty() {
                filter.insert("operator".to_owned(), json!(operator));
            }
            let read = rule(&portal.state, &Value::Object(filter.clone()));
            let row = (kind.name, *operator);
            let is_read = match &read {
                Rule::Property(_) => kind.name == "PROPERTY",
                Rule::InList(_) | Rule::AssociatedInList { .. } => *operator == "IN_LIST",
                Rule::Not(_) => *operator == "NOT_IN_LIST",
                Rule::Opted(_) => kind.name == "EMAIL_SUBSCRIPTION",
                Rule::Did(_) => {
                    READINGS.iter().any(|row| (row.filter, row.operator) == (kind.name, *operator))
                        || ["EVENT", "INTEGRATION_EVENT", "UNIFIED_EVENTS"].contains(&kind.name)
                }
                Rule::Constant(_) => {
                    kind.name == "CONSTANT" || NEVER_HERE.iter().any(|(name, operator, _)| (*name, *operator) == row)
                }
                Rule::All(_) | Rule::Any(_) | Rule::Associated { .. } | Rule::Unreadable => false,
            };
            assert!(is_read, "{row:?} is {read:?}");
            // What nobody knows is not read as something else.
            if !kind.operators.is_empty() {
                filter.insert("operator".to_owned(), json!("DANCED"));
                assert!(matches!(rule(&portal.state, &Value::Object(filter)), Rule::Unreadable), "{row:?}");
            }
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
}

#[test]
fn readings_and_rows_name_the_same_operators() {
    let rows: BTreeSet<(&str, &str)> = FILTERS
        .iter()
        .flat_map(|kind| kind.operators.iter().map(|operator| (kind.name, *operator)))
        .filter(|(name, _)| {
            ["FORM_SUBMISSION", "FORM_SUBMISSION_ON_PAGE", "PAGE_VIEW", "CTA", "EMAIL_EVENT"].contains(name)
        })
        .collect();
    let readings: BTreeSet<(&str, &str)> = READINGS.iter().map(|row| (row.filter, row.operator)).collect();
    assert_eq!(rows, readings);
    for row in READINGS {
        for event in [Some(row.event), row.without].into_iter().flatten() {
            assert!(EVENTS.iter().any(|kind| kind.id == event), "{event} can be recorded");
        }
    }
    for kind in EVENTS {
        assert!(kind.id == kind.word || EVENT_TYPES.contains(&kind.id), "{} can stand in a branch", kind.id);
    }
}

#[test]
fn every_operator_of_every_operation_is_read_by_something() {
    let portal = Portal::seeded();
    let mut read = BTreeSet::new();
    for row in OPERATIONS {
        for operator in row.operators {
            let filter = property("lastname", operation(row, operator));
            let found = rule(&portal.state, &filter);
            assert!(matches!(found, Rule::Property(_)), "{} {operator} is {found:?}", row.name);
            // No two operators of an operation ask the same.
            assert!(read.insert(format!("{} {found:?}", row.name)), "{} {operator}", row.name);
        }
        let filter = property("lastname", operation(row, "DANCED"));
        assert!(matches!(rule(&portal.state, &filter), Rule::Unreadable), "{} DANCED", row.name);
    }
}

#[test]
fn every_kind_of_branch_is_read_by_something_and_one_that_nobody_knows_accepts_nobody() {
    let portal = Portal::seeded();
    let clock =
        Clock { now: super::support::NOW.parse().unwrap(), zone: portal.state.zone(), switches: portal.state.switches };
    let around = Around { state: &portal.state, clock: &clock, object: Object::Contact };
    let read = |kind: &str, inside: Value| {
        let fields = BRANCHES.iter().find(|row| row.name == kind).map_or(&[][..], |row| row.fields);
        let mut branch = members(fields);
        branch.insert("filterBranchType".to_owned(), json!(kind));
        branch.insert("filters".to_owned(), inside);
        if kind == "ASSOCIATION" {
            branch.insert("objectTypeId".to_owned(), json!("0-2"));
        }
        Rule::of(around, &Value::Object(branch))
    };
    for kind in BRANCHES.iter().map(|row| row.name).chain(["NOT_ALL", "NOT_ANY"]) {
        assert!(!matches!(read(kind, json!([])), Rule::Unreadable), "{kind}");
    }
    for kind in ["NOT_ALL", "NOT_ANY", "UNIFIED_EVENTS"] {
        assert!(matches!(read(kind, json!([{ "filterType": "MAGIC" }])), Rule::Unreadable), "{kind}");
    }
    assert!(matches!(read("RESTRICTED", json!([])), Rule::Unreadable));
}

/// Text that a property of a kind can have, the first equal to what the samples ask for.
fn values(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::String | Kind::Enumeration | Kind::Other => &["1", "1", "0", "12", "21", "2"],
        Kind::Number => &["1", "0", "2"],
        Kind::Bool => &["true", "false"],
        Kind::Date | Kind::DateTime => &[
            "1970-01-01T00:00:00.000Z",
            "1970-01-01T00:00:00.001Z",
            "1969-12-31T00:00:00.000Z",
            "2001-01-01T11:00:00.000Z",
            "2026-11-24T09:30:00.000Z",
            "2026-11-24T11:00:00.000Z",
            "2026-11-23T09:30:00.000Z",
            "2025-11-20T09:30:00.000Z",
            "2026-11-30T09:30:00.000Z",
            "2028-11-30T09:30:00.000Z",
        ],
    }
}

/// Somebody passes each operator and somebody fails it: none of them is always or never true.
#[test]
fn every_operator_tells_values_apart() {
    let properties: [(Kind, &str, &str); 6] = [
        (Kind::String, "string", "text"),
        (Kind::Number, "number", "number"),
        (Kind::Bool, "bool", "booleancheckbox"),
        (Kind::Enumeration, "enumeration", "checkbox"),
        (Kind::DateTime, "datetime", "date"),
        (Kind::Date, "date", "date"),
    ];
    let mut text = "properties:\n  contact:\n".to_owned();
    for (_, kind, field) in &properties {
        let options = if *kind == "enumeration" { ", options: [\"0\", \"1\", \"2\", \"12\", \"21\"]" } else { "" };
        text.push_str(&format!("    - {{ name: own_{kind}, type: {kind}, field: {field}{options} }}\n"));
    }
    text.push_str("records:\n  contact:\n");
    let mut number = 0;
    for (kind, word, _) in properties.iter().filter(|(kind, ..)| *kind != Kind::Date) {
        for value in values(*kind) {
            number += 1;
            let also = if *word == "datetime" { ", own_date: \"2020-01-01\"" } else { "" };
            text.push_str(&format!(
                "    - {{ as: r{number}, email: r{number}@a.example, firstname: r{number}, lastname: \"1\", own_{word}: \"{value}\"{also} }}\n"
            ));
        }
    }
    let mut portal = Portal::with(&[("relative_ranges", "free")]);
    portal.also(&text);
    portal.world.now = "2026-11-24T10:00:00Z".parse().unwrap();
    portal.patch("/crm/v3/objects/contacts/101", json!({ "properties": { "own_string": "7" } })).ok();
    portal.patch("/crm/v3/objects/contacts/103", json!({ "properties": { "lastname": "3" } })).ok();
    for row in OPERATIONS {
        let kind = match row.kinds {
            [Kind::Date, Kind::DateTime] => "datetime",
            [Kind::String] | [Kind::String, Kind::Number, ..] => "string",
            [Kind::Number] => "number",
            [Kind::Bool] => "bool",
            [Kind::Enumeration, ..] => "enumeration",
            other => panic!("{other:?}"),
        };
        for operator in row.operators {
            let mut operation = operation(row, operator);
            if row.name == "DATETIME" && *operator == "IS_EQUAL_TO" {
                operation["timestamp"] = json!(0);
            }
            if row.name == "DATE" {
                operation["year"] = json!(2001);
            }
            if row.name == "RANGED_DATE" {
                operation["lowerBound"] = json!(0);
            }
            if row.name == "ROLLING_PROPERTY_UPDATED" {
                operation["numberOfDays"] = json!(0);
            }
            if row.name == "COMPARATIVE_DATE" {
                operation["comparisonPropertyName"] = json!("own_date");
            }
            if row.name == "COMPARATIVE_STRING" {
                operation["comparisonPropertyName"] = json!("own_string");
            }
            if row.name == "CALENDAR_DATE" {
                operation["timeUnit"] = json!(if operator.contains("NEXT") { "WEEK" } else { "DAY" });
            }
            let name = if row.name == "COMPARATIVE_STRING" { "lastname".to_owned() } else { format!("own_{kind}") };
            let branch = or(vec![and(vec![
                property(&format!("own_{kind}"), json!({ "operationType": "ALL_PROPERTY", "operator": "IS_KNOWN" })),
                property(&name, operation),
            ])]);
            if row.name == "ALL_PROPERTY" {
                continue;
            }
            let all = values(match kind {
                "datetime" => Kind::DateTime,
                "number" => Kind::Number,
                "bool" => Kind::Bool,
                _ => Kind::String,
            })
            .len();
            let found = portal.members_of(branch);
            assert!(!found.is_empty() && found.len() < all, "{} {operator}: {found:?} of {all}", row.name);
        }
    }
}
