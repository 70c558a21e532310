//! Any JSON is read, or lost in words; never guessed. What is read of a filter that somebody changed by chance compiles to
//! that very filter.

use hubwright::hubspot::coverage::{ROWS, Row};
use hubwright::hubspot::switches::Switches;
use hubwright::lift;
use hubwright::plan::normal;
use proptest::collection::{hash_map, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::catalog::Home;
use super::coverage::{portal, samples};
use super::portal::Portal;
use super::round::cases;
use super::world::Asked;

/// Keys that mean something.
const KEYS: &[&str] = &[
    "filterBranchType",
    "filterBranchOperator",
    "filterBranches",
    "filters",
    "filterType",
    "operation",
    "operationType",
    "operator",
    "property",
    "value",
    "values",
    "includeObjectsWithNoValueSet",
    "timePoint",
    "timeType",
    "offset",
    "listId",
    "eventTypeId",
    "coalescingRefineBy",
    "pruningRefineBy",
    "metadata",
    "newer",
];

/// Words that stand in filters.
fn words() -> Vec<&'static str> {
    let mut words: Vec<&str> = ROWS.iter().flat_map(|row| [row.kind, row.word]).collect();
    words.extend([
        "country",
        "score",
        "vip",
        "tier",
        "interests",
        "seen",
        "born",
        "hs_object_id",
        "INCLUSIVE",
        "EXCLUSIVE",
    ]);
    words.extend([
        "true",
        "a",
        "api",
        "1000",
        "0-2",
        "4-1639801",
        "\u{1}",
        "{x}",
        "alltypes",
        "string",
        "Europe/Berlin",
        "x",
    ]);
    words.sort_unstable();
    words.dedup();
    words
}

fn scalar() -> BoxedStrategy<Value> {
    prop_oneof![
        1 => Just(Value::Null),
        2 => any::<bool>().prop_map(Value::from),
        3 => (-40_i64..40).prop_map(Value::from),
        1 => any::<f64>().prop_map(|number| json!(number)),
        1 => any::<i64>().prop_map(Value::from),
        6 => select(words()).prop_map(Value::from),
        1 => ".{0,6}".prop_map(Value::from),
    ]
    .boxed()
}

fn any_json() -> BoxedStrategy<Value> {
    scalar()
        .prop_recursive(5, 40, 5, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..4).prop_map(Value::from),
                hash_map(select(KEYS), inner, 0..7).prop_map(|entries| Value::Object(
                    entries.into_iter().map(|(key, it)| (key.to_owned(), it)).collect()
                )),
            ]
        })
        .boxed()
}

/// Returns the places of all that is within JSON, itself first.
fn places(json: &Value, place: &str, found: &mut Vec<String>) {
    found.push(place.to_owned());
    match json {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| places(item, &format!("{place}/{at}"), found));
        }
        Value::Object(entries) => entries.iter().for_each(|(key, item)| places(item, &format!("{place}/{key}"), found)),
        _ => {}
    }
}

/// A change at some place.
#[derive(Clone, Debug)]
enum Change {
    /// Another word of the same rows.
    Word(Index),
    /// Another value of the same type.
    Similar(Index),
    /// The other truth.
    Flag,
    /// A group around a group.
    Group(&'static str),
    /// A filter or a branch of another sample beside those that there are.
    Join(Index),
    Replace(Value),
    Remove,
    Add(&'static str, Value),
    Double,
    /// Something from elsewhere in the same filter.
    Copy(Index),
    /// A group around it.
    Wrap(&'static str),
    Turn,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        8 => any::<Index>().prop_map(Change::Word),
        8 => any::<Index>().prop_map(Change::Similar),
        4 => Just(Change::Flag),
        4 => select(&["AND", "OR"][..]).prop_map(Change::Group),
        8 => any::<Index>().prop_map(Change::Join),
        3 => scalar().prop_map(Change::Replace),
        1 => any_json().prop_map(Change::Replace),
        2 => Just(Change::Remove),
        2 => (select(KEYS), scalar()).prop_map(|(key, value)| Change::Add(key, value)),
        1 => Just(Change::Double),
        2 => any::<Index>().prop_map(Change::Copy),
        2 => select(&["AND", "OR", "NOT_ANY"][..]).prop_map(Change::Wrap),
        2 => Just(Change::Turn),
    ]
}

/// Values that may stand for each other.
const TEXTS: &[&str] = &["US", "FR", "a", "b", "c", "api", "pricing", "jobs", "x", "true"];
const NUMBERS: &[i64] = &[-30, -7, -1, 0, 1, 2, 3, 7, 23];

/// Returns whether a change can be made at a place.
fn fits(json: &Value, place: &str, change: &Change) -> bool {
    let here = json.pointer(place).unwrap();
    let word = here.as_str().is_some_and(|word| ROWS.iter().any(|row| [row.kind, row.word].contains(&word)));
    let value = place.contains("/value") || here.is_number();
    match change {
        Change::Word(_) => word,
        Change::Similar(_) => value && (here.is_number() || here.is_string()),
        Change::Flag => here.is_boolean(),
        Change::Group(_) => {
            matches!(here["filterBranchType"].as_str(), Some("AND" | "OR" | "ASSOCIATION" | "UNIFIED_EVENTS"))
        }
        Change::Join(_) => here["filterBranchType"].is_string(),
        _ => true,
    }
}

fn changed(json: &Value, at: &Index, change: &Change, samples: &[Value]) -> Value {
    let mut all = Vec::new();
    places(json, "", &mut all);
    all.retain(|place| fits(json, place, change));
    if all.is_empty() {
        return json.clone();
    }
    let place = at.get(&all);
    let mut changed = json.clone();
    let here = changed.pointer_mut(place).unwrap();
    match change {
        Change::Word(pick) => {
            let old = here.as_str().unwrap();
            let of = |row: &&Row| row.word == old || row.kind == old;
            let of: Vec<_> = ROWS.iter().filter(of).map(|row| (row.group, row.kind, row.word == old)).collect();
            let alike =
                |row: &&Row| of.iter().any(|(group, kind, word)| row.group == *group && (row.kind == *kind) == *word);
            let others: Vec<&str> =
                ROWS.iter().filter(alike).map(|row| if of[0].2 { row.word } else { row.kind }).collect();
            *here = json!(if others.is_empty() { old } else { pick.get(&others) });
            return changed;
        }
        Change::Similar(pick) => {
            *here = if here.is_number() { json!(pick.get(NUMBERS)) } else { json!(pick.get(TEXTS)) };
            return changed;
        }
        Change::Flag => {
            *here = json!(!here.as_bool().unwrap());
            return changed;
        }
        Change::Group(kind) => {
            *here = json!({ "filterBranchType": kind, "filterBranchOperator": kind, "filterBranches": [here.clone()] });
            return changed;
        }
        Change::Join(pick) => {
            let other = &pick.get(samples)["filterBranches"][0];
            for key in ["filters", "filterBranches"] {
                let more = other[key].as_array().cloned().unwrap_or_default();
                let mut own = here[key].as_array().cloned().unwrap_or_default();
                own.extend(more);
                here[key] = json!(own);
            }
            return changed;
        }
        _ => {}
    }
    let other = |at: &Index| json.pointer(at.get(&all).as_str()).unwrap().clone();
    let Some((parent, key)) = place.rsplit_once('/') else {
        let group = |kind: &str| json!({ "filterBranchType": kind, "filterBranchOperator": kind, "filters": [], "filterBranches": [json] });
        return match change {
            Change::Replace(value) => value.clone(),
            Change::Wrap(kind) => group(kind),
            _ => changed,
        };
    };
    let here = changed.pointer_mut(place).unwrap();
    match change {
        Change::Word(_) | Change::Similar(_) | Change::Flag | Change::Group(_) | Change::Join(_) => {}
        Change::Replace(value) => *here = value.clone(),
        Change::Copy(from) => *here = other(from),
        Change::Wrap(kind) if here.get("filterBranchType").is_some() => {
            *here = json!({ "filterBranchType": kind, "filterBranchOperator": kind, "filterBranches": [here.clone()] });
        }
        Change::Wrap(_) => *here = json!([here.clone()]),
        Change::Turn => match here {
            Value::Bool(it) => *it = !*it,
            Value::Number(it) => *here = json!(-it.as_f64().unwrap_or(0.0)),
            Value::Array(items) => items.reverse(),
            _ => {}
        },
        Change::Add(key, value) => {
            if let Value::Object(entries) = here {
                entries.insert((*key).to_owned(), value.clone());
            }
        }
        Change::Remove | Change::Double => match changed.pointer_mut(parent).unwrap() {
            Value::Object(entries) => {
                entries.remove(key);
            }
            Value::Array(items) => {
                let item = items.remove(key.parse().unwrap());
                if matches!(change, Change::Double) {
                    items.extend([item.clone(), item]);
                }
            }
            _ => {}
        },
    }
    changed
}

/// Returns the samples that can be read.
fn readable(portal: &Portal) -> Vec<Value> {
    samples(portal).into_iter().filter(|sample| portal.lifted(sample, Home::Contact).is_ok()).collect()
}

/// Fails where a filter is read as something else than it is.
fn exact(portal: &Portal, json: &Value) -> Result<bool, TestCaseError> {
    let text = match portal.lifted(json, Home::Contact) {
        Ok(text) => text,
        Err(losses) => {
            prop_assert!(!losses.is_empty());
            for loss in losses {
                prop_assert!(json.pointer(&loss.place).is_some(), "{}\n{:#}", loss, json);
                prop_assert!(!loss.why.is_empty() && !loss.why.contains('\n'), "{}", loss);
            }
            return Ok(false);
        }
    };
    let asked = Asked { on: Home::Contact, text };
    let compiled = portal.compiled(std::slice::from_ref(&asked)).remove(0);
    let Some(compiled) = compiled else {
        let why = portal.refusal(&asked);
        prop_assert!(false, "is read as what is refused: {}\n{}\n{:#}", asked.text, why, json);
        return Ok(true);
    };
    prop_assert_eq!(portal.meant(json), normal::filter(&compiled), "{}", asked.text);
    Ok(true)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20 * cases(), max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_json_breaks_the_reader(json in any_json()) {
        let portal = portal(Switches::default());
        portal.within(|world| {
            let object = portal.object(Home::Contact);
            let _ = lift::rule(&json, object, world);
            let _ = lift::event(&json, object, world);
            let _ = lift::trigger(&json, object, world);
            let _ = lift::list(&json, "x", world);
        });
        prop_assert_eq!(normal::filter(&normal::filter(&json)), normal::filter(&json));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 15 * cases(), max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_filter_is_read_as_it_is_or_not_at_all(
        pick in any::<Index>(),
        other in any::<Index>(),
        changes in vec((any::<Index>(), change()), 1..4),
    ) {
        let portal = portal(Switches::default());
        let samples = readable(&portal);
        let mut json = pick.get(&samples).clone();
        if other.index(2) == 0 {
            // Two rules side by side.
            json = json!({ "filterBranchType": "OR", "filterBranchOperator": "OR", "filterBranches": [json, other.get(&samples)] });
        }
        for (at, change) in &changes {
            json = changed(&json, at, change, &samples);
            prop_assert_eq!(normal::filter(&normal::filter(&json)), normal::filter(&json), "{:#}", json);
        }
        exact(&portal, &json)?;
    }
}

/// A portal may nest as deep as it likes.
#[test]
fn what_nests_without_end_is_lost() {
    let portal = portal(Switches::default());
    let mut json = samples(&portal)[0].clone();
    for _ in 0..100 {
        json = json!({ "filterBranchType": "AND", "filterBranches": [json] });
    }
    let losses = portal.lifted(&json, Home::Contact).unwrap_err();
    assert!(losses[0].why.contains("deep"), "{losses:?}");
}

/// Changes after which nothing can be read would prove nothing.
#[test]
fn many_changed_filters_are_still_read() {
    const TRIED: usize = 400;
    let portal = portal(Switches::default());
    let samples = readable(&portal);
    let mut runner = TestRunner::deterministic();
    let mut read = 0;
    for _ in 0..TRIED {
        let drawn = (any::<Index>(), any::<Index>(), change()).new_tree(&mut runner).unwrap().current();
        let (sample, at, change) = (drawn.0.get(&samples), drawn.1, drawn.2);
        let json = changed(sample, &at, &change, &samples);
        read += usize::from(json != *sample && portal.lifted(&json, Home::Contact).is_ok());
    }
    println!("{read} of {TRIED}");
    assert!(read > TRIED / 10, "{read} of {TRIED}");
}
