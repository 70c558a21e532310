//! The two readings of the interpreter agree, on every test that a rule can hold and under every switch.
//!
//! `PROPTEST_CASES` says how many rules are tried.
#![allow(
    clippy::wildcard_enum_match_arm,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

#[path = "interpret/any.rs"]
mod any;

use hubwright::model::PortalName;
use hubwright::model::interpret::{Pattern, Reading, Record, compile};
use hubwright::model::rule::Rule;
use jiff::tz::TimeZone;
use proptest::prelude::*;

/// What is found is found at the begin: enough of an engine to tell two readings apart.
fn pattern(pattern: &str) -> Pattern {
    let pattern = pattern.trim_start_matches("^(?:").trim_end_matches(")$").to_owned();
    Box::new(move |text| text.starts_with(&pattern))
}

fn id(name: &PortalName) -> String {
    match name {
        PortalName::Owner(name) | PortalName::Form(name) | PortalName::Subscription(name) => name.clone(),
        other => other.to_string(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(400),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_compiled_rule_passes_whom_the_plain_reading_passes(
        rules in prop::collection::vec(any::rule(), 1..4),
        records in prop::collection::vec(any::record(), 1..16),
        switches in any::switches(),
        (now, zone) in any::now(),
    ) {
        let zone = TimeZone::get(zone).unwrap();
        let reading = Reading { now, zone: &zone, switches, ids: &id, patterns: &pattern };
        let rules: Vec<Rule> = rules;
        let (layout, programs) = compile(&reading, rules.iter());
        let table = layout.table(&reading, &records);
        prop_assert_eq!(table.len(), records.len());
        for (rule, program) in rules.iter().zip(&programs) {
            for (record, row) in records.iter().zip(table.rows()) {
                let plain = reading.passes(rule, record);
                prop_assert_eq!(program.passes(row), plain, "{:#?}\n{:#?}\n{:?}", rule, record, switches);
            }
        }
    }
}

/// Tests that everybody or nobody passes would prove nothing: each kind of leaf tells records apart.
#[test]
fn each_kind_of_test_passes_some_records_and_not_others() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let reading = Reading {
        now: any::NOW.parse().unwrap(),
        zone: &zone,
        switches: hubwright::hubspot::switches::Switches::default(),
        ids: &id,
        patterns: &pattern,
    };
    let records: Vec<Record> = (0..400).map(|_| any::record().new_tree(&mut runner).unwrap().current()).collect();
    for (name, leaf) in any::kinds() {
        let tells = (0..60).any(|_| {
            let rule = any::of(vec![leaf.new_tree(&mut runner).unwrap().current()]);
            let passing = records.iter().filter(|record| reading.passes(&rule, record)).count();
            passing > 0 && passing < records.len()
        });
        assert!(tells, "{name}");
    }
}
