//! A wrong row in the compiler's tables is noticed: each operator is put where each other one of its kind stands, each
//! bound moved by a day, opened or closed, each unit made another one. Some record of the edges must tell.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::catalog;
use super::forms::{FORMS, Polarity, refusal};
use super::generate::{Leaf, Tree, takes_unknown};
use super::pool::{self, Around, WHEN};
use super::rows;

/// Words that a wrong row could put for each other.
const FAMILIES: &[(&str, &[&str])] = &[
    ("endpointBehavior", &["INCLUSIVE", "EXCLUSIVE"]),
    ("lowerBoundEndpointBehavior", &["INCLUSIVE", "EXCLUSIVE"]),
    ("upperBoundEndpointBehavior", &["INCLUSIVE", "EXCLUSIVE"]),
    ("propertyParser", &["VALUE", "UPDATED_AT"]),
    ("timeUnit", &["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"]),
];

/// What each wrong row is, and documents with it: the place of the right one, and the wrong one.
type Wrong = BTreeMap<String, Vec<(usize, Value)>>;

#[test]
fn a_wrong_operator_or_bound_is_told_by_some_record() {
    let days = pool::days(WHEN[0]);
    let catalog = Arc::new(catalog::fixed());
    let mut asked = Vec::new();
    for form in FORMS {
        for kind in form.types {
            for (at, text) in
                spread(pool::texts(form, &Around::first(&catalog, &days, form, *kind))).into_iter().enumerate()
            {
                // In a union each filter says the same of empty values: only where it stands alone is one told apart.
                let or_unknown = at == 0 && takes_unknown(form, *kind);
                let leaf = Leaf { form, kind: *kind, text, or_unknown };
                let compiles = |polarity: &Polarity| refusal(form, *kind, *polarity).is_none();
                let trees =
                    Polarity::BOTH.into_iter().filter(compiles).map(|polarity| Tree::of(leaf.clone(), polarity));
                asked.extend(trees.map(|tree| rows::asked(form, *kind, &tree)));
            }
        }
    }
    let world = rows::world(&catalog, WHEN[0], &days);
    let mut running = world.run();
    let bodies = running.bodies(&asked);
    let mut operators: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    bodies.iter().for_each(|body| {
        objects(body, &mut |object| {
            if let Some((kind, operator)) = operator(object) {
                operators.entry(kind).or_default().insert(operator);
            }
        })
    });
    let mut wrong = Wrong::new();
    for (at, body) in bodies.iter().enumerate() {
        change(body, &operators, &mut |name, body| wrong.entry(name).or_default().push((at, body)));
    }
    let right: Vec<Vec<u64>> = bodies.iter().map(|body| running.members(body).unwrap()).collect();
    let (mut told, mut refused, mut silent) = (0, 0, Vec::new());
    for (name, changed) in &wrong {
        let mut found = changed.iter().map(|(at, body)| (*at, running.members(body))).peekable();
        let mut any = false;
        let differs = found.by_ref().any(|(at, members)| {
            any |= members.is_some();
            members.is_some_and(|members| members != right[at])
        });
        match (differs, any) {
            (true, _) => told += 1,
            (false, false) => refused += 1,
            (false, true) => silent.push(name),
        }
    }
    println!("{told} wrong rows are told by some record, {refused} are refused by the portal");
    assert!(silent.is_empty(), "nobody notices {silent:#?}");
    assert!(told > 100, "{told}");
}

/// A few texts of all.
fn spread(texts: Vec<String>) -> Vec<String> {
    let step = texts.len().div_ceil(6);
    texts.into_iter().step_by(step).collect()
}

fn operator(object: &Map<String, Value>) -> Option<(String, String)> {
    let word = |name: &str| object.get(name).and_then(Value::as_str);
    let kind = word("operationType").or_else(|| word("filterType")).or_else(|| word("filterBranchType"))?;
    // An association branch has one operator.
    Some((kind.to_owned(), word("operator").filter(|_| kind != "ASSOCIATION")?.to_owned()))
}

fn objects(value: &Value, visit: &mut dyn FnMut(&Map<String, Value>)) {
    match value {
        Value::Object(map) => {
            visit(map);
            map.values().for_each(|value| objects(value, visit));
        }
        Value::Array(all) => all.iter().for_each(|value| objects(value, visit)),
        _ => {}
    }
}

/// Hands out every document that one wrong row would have made of a right one.
fn change(body: &Value, operators: &BTreeMap<String, BTreeSet<String>>, out: &mut dyn FnMut(String, Value)) {
    let mut places = Vec::new();
    paths(body, "", &mut places);
    for path in places {
        let object = body.pointer(&path).unwrap().as_object().unwrap();
        let mut put = |name: String, key: &str, value: Value| {
            let mut changed = body.clone();
            changed.pointer_mut(&path).unwrap()[key] = value;
            out(name, changed);
        };
        if let Some((kind, right)) = operator(object) {
            for other in operators[&kind].iter().filter(|other| **other != right) {
                put(format!("{kind} {right} -> {other}"), "operator", json!(other));
            }
        }
        let kind = object.get("operationType").and_then(Value::as_str);
        if let (Some(kind), Some(Value::Bool(flag))) = (kind, object.get("includeObjectsWithNoValueSet"))
            && kind != "ALL_PROPERTY"
        {
            put(format!("{kind} empty {flag} -> {}", !flag), "includeObjectsWithNoValueSet", json!(!flag));
        }
        for (key, words) in FAMILIES {
            if let Some(right) = object.get(*key).and_then(Value::as_str) {
                for other in words.iter().filter(|other| **other != right) {
                    put(format!("{key} {right} -> {other}"), key, json!(other));
                }
            }
        }
        let is_offset = path.ends_with("/offset");
        if let Some(days) = object.get("days").and_then(Value::as_i64).filter(|_| is_offset) {
            for step in [-1, 1] {
                put(format!("offset of {} days {step:+}", days.signum()), "days", json!(days + step));
            }
        }
        if object.get("timeType") == Some(&json!("DATE")) {
            let day = object["day"].as_i64().unwrap();
            // The first day of a month has its neighbour in another one.
            if day > 1 {
                put("day -1".to_owned(), "day", json!(day - 1));
            }
            let hour = object["hour"].as_i64().unwrap();
            put(format!("hour {hour} -> {}", 23 - hour), "hour", json!(23 - hour));
            let last = object["millisecond"].as_i64().unwrap();
            put(format!("millisecond {last} -> {}", 999 - last), "millisecond", json!(999 - last));
        }
        if let Some(value) = object.get("value").and_then(Value::as_f64) {
            put("number + 1".to_owned(), "value", json!(value + 1.0));
        }
    }
}

fn paths(value: &Value, here: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            out.push(here.to_owned());
            map.iter().for_each(|(key, value)| paths(value, &format!("{here}/{key}"), out));
        }
        Value::Array(all) => {
            all.iter().enumerate().for_each(|(at, value)| paths(value, &format!("{here}/{at}"), out));
        }
        _ => {}
    }
}
