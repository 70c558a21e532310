//! What is said to be always or never true is so, on every record that the interpreter is given; and of one number,
//! choice or set it is always said.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::collections::BTreeMap;

use hubwright::catalog::{self, Catalog, Provenance};
use hubwright::hubspot::switches::Switches;
use hubwright::model::interpret::{Pattern, Reading, Record, Version};
use hubwright::model::{PortalName, Rule};
use hubwright::problem::Problem;
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::{check, syntax};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::sample::select;

const CATALOG: &str = "
objects:
  contact:
    features:
      flag: { type: bool }
      score: { type: number }
      stage: { type: enum, options: { a: A, b: B, c: C } }
      tags: { type: set, options: { a: A, b: B, c: C } }
      note: { type: string }
      day: { type: date }
      seen: { type: datetime }
";

/// Values of each feature: of every kind that its tests below tell apart, where it is a number, a choice or a set.
const VALUES: [(&str, &[&str]); 7] = [
    ("flag", &["true", "false"]),
    ("score", &["-9", "-1", "0", "0.5", "1", "1.5", "2", "2.5", "3", "99"]),
    ("stage", &["a", "b", "c", "d"]),
    (
        "tags",
        &["a", "b", "c", "d", "a;b", "a;c", "b;c", "a;b;c", "a;d", "b;d", "c;d", "a;b;d", "a;c;d", "b;c;d", "a;b;c;d"],
    ),
    ("note", &["x", "y", "X", "xy", "yx", "z", "axa"]),
    (
        "day",
        &[
            "2026-11-18",
            "2026-11-20",
            "2026-11-21",
            "2026-11-22",
            "2026-11-23",
            "2026-11-24",
            "2026-11-25",
            "2026-11-26",
            "2026-12-24",
        ],
    ),
    (
        "seen",
        &[
            "2026-11-19T22:59:59.999Z",
            "2026-11-20T22:59:59.999Z",
            "2026-11-20T23:00:00Z",
            "2026-11-22T22:59:59.999Z",
            "2026-11-22T23:00:00Z",
            "2026-11-22T23:00:00.001Z",
            "2026-11-23T09:59:59Z",
            "2026-11-23T10:00:00Z",
            "2026-11-23T10:00:01Z",
            "2026-11-23T22:59:59.999Z",
            "2026-11-23T23:00:00Z",
            "2026-11-24T23:00:00Z",
            "2026-11-24T23:00:00.001Z",
            "2026-12-24T10:00:00Z",
        ],
    ),
];

fn read_catalog() -> Catalog {
    let sources = Sources::new(vec![SourceFile { path: "rules/features.yaml".to_owned(), text: CATALOG.to_owned() }]);
    let (catalog, problems) = catalog::read(&sources, &[(FileId(0), Provenance::Hand)]);
    assert_eq!(problems, []);
    catalog
}

/// Checks a rule; nothing where it does not compile.
fn checked(catalog: &Catalog, rule: &str) -> (String, Option<Rule>, Vec<Problem>) {
    let text = format!("segment s on contact {{ version 1 where {rule} }}\n");
    let (tree, problems) = syntax::parse(FileId(1), &text);
    assert_eq!(problems, [], "{text}");
    let (program, problems) = check::program(&[tree], catalog, "acme", &[]);
    (text, program.segments.into_iter().next().map(|segment| segment.rule), problems)
}

fn records(feature: &str) -> Vec<Record> {
    let (_, values) = VALUES.iter().find(|(name, _)| *name == feature).unwrap();
    let record = |value: Option<&&str>| {
        let versions = value.map(|value| vec![Version { value: (*value).to_owned(), at: 0 }]);
        let properties: BTreeMap<_, _> = versions.into_iter().map(|versions| (feature.to_owned(), versions)).collect();
        Record { properties, ..Record::default() }
    };
    [None].into_iter().chain(values.iter().map(Some)).map(record).collect()
}

/// Counts who passes.
fn passing(rule: &Rule, records: &[Record]) -> usize {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let pattern = |_: &str| -> Pattern { Box::new(|_| false) };
    let reading = Reading {
        now: "2026-11-23T10:00:00Z".parse().unwrap(),
        zone: &zone,
        switches: Switches::default(),
        ids: &|name: &PortalName| name.to_string(),
        patterns: &pattern,
    };
    records.iter().filter(|record| reading.passes(rule, record)).count()
}

fn tests(feature: &'static str) -> BoxedStrategy<String> {
    let words = |words: &'static [&'static str]| select(words).prop_map(str::to_owned).boxed();
    let number = || select(&["0", "1", "2"][..]);
    let set =
        || proptest::sample::subsequence(vec!["a", "b", "c"], 1..3).prop_map(|all| format!("({})", all.join(", ")));
    match feature {
        "flag" => words(&["is true", "is false", "is not true", "is not false", "is known", "is unknown"]),
        "score" => prop_oneof![
            6 => (select(&["is", "is not", "<", "<=", ">", ">="][..]), number()).prop_map(|(test, n)| format!("{test} {n}")),
            2 => words(&["between 0 and 1", "not between 1 and 2", "in (0, 2)", "not in (0, 1)"]),
            1 => words(&["is known", "is unknown"]),
        ]
        .boxed(),
        "stage" => prop_oneof![
            4 => (select(&["in", "not in"][..]), set()).prop_map(|(test, all)| format!("{test} {all}")),
            1 => words(&["is known", "is unknown"]),
        ]
        .boxed(),
        "tags" => prop_oneof![
            6 => (select(&["has any of", "has all of", "has none of", "is exactly"][..]), set()).prop_map(|(test, all)| format!("{test} {all}")),
            1 => words(&["is known", "is unknown"]),
        ]
        .boxed(),
        "note" => prop_oneof![
            (select(&["is", "is not", "contains", "does not contain"][..]), select(&["x", "y"][..])).prop_map(|(test, text)| format!("{test} \"{text}\"")),
            words(&["in (\"x\", \"y\")", "not in (\"x\", \"y\")", "contains any of (\"x\", \"y\")", "contains none of (\"x\", \"y\")"]),
            words(&["is known", "is unknown", "starts with \"x\"", "ends with \"y\""]),
        ]
        .boxed(),
        _ => prop_oneof![
            4 => (select(&["before", "after", "on"][..]), select(&["2026-11-21", "2026-11-22", "2026-11-24"][..])).prop_map(|(test, day)| format!("{test} {day}")),
            4 => words(&["in last 2 days", "in last 1 day", "in next 2 days", "more than 2 days ago", "more than 1 day from now", "before today"]),
            1 => words(&["is known", "is unknown", "in this week", "in this month"]),
        ]
        .boxed(),
    }
}

/// A condition of tests of one feature.
fn rule() -> impl Strategy<Value = (&'static str, String)> {
    let features: Vec<&'static str> = VALUES.iter().map(|(name, _)| *name).collect();
    select(features).prop_flat_map(|feature| {
        let comparison = (tests(feature), select(&["", "", "or unknown"][..]), select(&["", "", "not "][..])).prop_map(
            move |(test, or, not)| {
                let or = if test.ends_with("known") { "" } else { or };
                format!("{not}({feature} {test} {or})")
            },
        );
        let rule = comparison.prop_recursive(2, 6, 3, |inner| {
            (prop::collection::vec(inner, 2..4), select(&[" and ", " or "][..]))
                .prop_map(|(parts, join)| format!("({})", parts.join(join)))
        });
        (Just(feature), rule)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_said_of_every_record_is_so((feature, rule) in rule()) {
        let catalog = read_catalog();
        let (text, compiled, problems) = checked(&catalog, &rule);
        let records = records(feature);
        let codes: Vec<&str> = problems.iter().map(|problem| problem.words().code).collect();
        for problem in &problems {
            let at = problem.at.unwrap();
            let part = &text[at.start as usize..at.end as usize];
            match problem.words().code {
                "lint::never-true" | "check::never-true" => {
                    if let (_, Some(rule), _) = checked(&catalog, part) {
                        prop_assert_eq!(passing(&rule, &records), 0, "{}", part);
                    }
                }
                "lint::always-true" => {
                    if let (_, Some(rule), _) = checked(&catalog, part) {
                        prop_assert_eq!(passing(&rule, &records), records.len(), "{}", part);
                    }
                }
                _ => {}
            }
        }
        // Days are seen from today or by their dates, and texts may be the same in more than one way.
        if let Some(compiled) = compiled
            && ["flag", "score", "stage", "tags"].contains(&feature)
        {
            let passing = passing(&compiled, &records);
            if passing == 0 {
                prop_assert!(codes.contains(&"lint::never-true"), "never true, and nobody says so: {}", rule);
            }
            // That is told by the lint of opposites.
            let of_presence = rule.contains("is known") || rule.contains("is unknown");
            if passing == records.len() && !of_presence {
                prop_assert!(codes.contains(&"lint::always-true"), "always true, and nobody says so: {}", rule);
            }
        }
    }
}
