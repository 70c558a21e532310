//! What a rule says is who passes it: the portal's own evaluation of the compiled JSON against the language's meaning,
//! written down a second time in `evaluate.rs`.
//!
//! `PROPTEST_CASES` says how many worlds are tried.
#![cfg(feature = "edge")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod compiled;
#[path = "meaning/days.rs"]
mod days;
#[path = "meaning/evaluate.rs"]
mod evaluate;
#[path = "meaning/generate.rs"]
mod generate;
#[path = "meaning/language.rs"]
mod language;
#[path = "meaning/leaves.rs"]
mod leaves;
#[path = "meaning/world.rs"]
mod world;

use std::fmt::Write as _;

use generate::{Sign, world_and_rule};
use hubwright::hubspot::switches::Switches;
use hubwright::lower::bundle;
use language::Expr;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use world::{Outcome, Running, World};

/// A condition that no record can pass is refused; and no record does pass it.
const NEVER: &str = "check::never-true";
/// HubSpot holds so many filters and no more.
const TOO_LARGE: [&str; 2] = ["check::multiplies", "check::too-many-filters"];

fn judge(world: &World, running: &mut Running, rule: &Expr) -> Result<(), TestCaseError> {
    let passing = evaluate::passing(world, rule);
    let text = rule.text();
    match world.ask(running, &text) {
        Outcome::Passing(found) => prop_assert_eq!(found, passing, "in the portal, and by its meaning: {}", text),
        Outcome::Refused(NEVER) => prop_assert!(passing.is_empty(), "{:?} pass what nobody can: {}", passing, text),
        Outcome::Refused(code) => prop_assert!(TOO_LARGE.contains(&code), "{}: {}", code, text),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_portal_selects_whom_the_rule_means((world, rule) in world_and_rule(Sign::Plain)) {
        judge(&world, &mut world.run(), &rule)?;
    }

    #[test]
    fn not_selects_exactly_the_others((world, rule) in world_and_rule(Sign::Both)) {
        let mut running = world.run();
        judge(&world, &mut running, &rule)?;
        let negated = Expr::Not(Box::new(rule.clone()));
        judge(&world, &mut running, &negated)?;
        let (holds, not) = (world.ask(&mut running, &rule.text()), world.ask(&mut running, &negated.text()));
        if let (Outcome::Passing(holds), Outcome::Passing(not)) = (holds, not) {
            let mut all: Vec<usize> = holds.into_iter().chain(not).collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..world.contacts.len()).collect::<Vec<_>>(), "each passes one: {}", rule.text());
        }
    }
}

const SMALL: &str = r#"
segment hot on contact {
  version 1
  where score >= 80 and seen in last 3 days and not member of by_hand
}
static list by_hand on contact { title "By hand" }
workflow greet on contact {
  version 1
  enroll when member of hot
  wait 1 day
  if vip is true as "VIP" { set tier = a } else { end }
  add to by_hand
}
"#;

/// What the compiler writes, for a reader: ids that only a portal knows stand as holes.
#[test]
fn a_small_program_compiles_to_this() {
    let program = compiled::program(&[world::FEATURES, ("rules/small.seg", SMALL)]);
    let mut shown = SMALL.trim_start().to_owned();
    for (path, json) in bundle(&program, &Switches::default()) {
        write!(shown, "\n──── {path}\n{}\n", serde_json::to_string_pretty(&json).unwrap()).unwrap();
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(shown) });
}

/// Conditions that everybody or nobody passes would prove nothing.
#[test]
fn most_conditions_that_are_tried_select_some_and_not_all() {
    const TRIED: usize = 40;
    let mut runner = TestRunner::deterministic();
    let mut telling = 0;
    for _ in 0..TRIED {
        let (world, rule) = world_and_rule(Sign::Plain).new_tree(&mut runner).unwrap().current();
        if let Outcome::Passing(found) = world.ask(&mut world.run(), &rule.text()) {
            telling += usize::from(!found.is_empty() && found.len() < world.contacts.len());
        }
    }
    assert!(telling > TRIED / 2, "{telling} of {TRIED}");
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(150)
}
