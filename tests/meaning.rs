//! What a rule says is who passes it. It is read three times: the tree as it is written (`written.rs`, by the words of
//! `docs/language.md`), the checked rule (`hubwright::model::interpret`), and the compiled JSON (the embedded portal's
//! own evaluation). All three agree, for every form of `forms.rs`, plain and under `not`.
//!
//! `PROPTEST_CASES` says how many worlds are tried.
#![cfg(feature = "edge")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]
#![allow(clippy::wildcard_enum_match_arm, reason = "what no form writes is not read")]

mod compiled;
#[path = "meaning/deeds.rs"]
mod deeds;
#[path = "meaning/forms.rs"]
mod forms;
#[path = "meaning/generate.rs"]
mod generate;
#[path = "meaning/operators.rs"]
mod operators;
#[path = "meaning/pool.rs"]
mod pool;
#[path = "meaning/rows.rs"]
mod rows;
#[path = "meaning/world.rs"]
mod world;
#[path = "meaning/written.rs"]
mod written;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use forms::Polarity;
use generate::{Sign, Tree, switches, world_and_rule};
use hubwright::hubspot::switches::Switches;
use hubwright::lower::bundle;
use hubwright::model::rule::Rule;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use world::{Running, World};

/// A condition that no record can pass is refused; and no record does pass it.
const NEVER: &str = "check::never-true";
/// HubSpot holds so many filters and no more.
const TOO_LARGE: [&str; 2] = ["check::multiplies", "check::too-many-filters"];

/// Switches on which the language says nothing: it means the same under each choice, or what the choice says.
pub const FREE: &[&str] = &[
    "text_case",
    "contains",
    "week_start",
    "cleared_change",
    "history_of_empty",
    "range_ends",
    "relative_refines",
    "refine_words",
    "page_urls",
    "page_patterns",
    "email_ids",
    "subscription_ids",
    "last_so_far",
    "on_today",
    "email_app",
    "email_level",
];

/// Switches of which one choice makes HubSpot something that the language is not written for. Interpreter and portal
/// still agree about it.
pub const CONTRARY: &[&str] = &["known_flag", "date_zone", "other_empty", "subscription_silence"];

/// Switches that have nothing to do with who passes a rule that the portal takes: what it refuses, how it stores and
/// answers, what is true of workflows. `activity_windows` is one of spelling, but a window in its other spelling has
/// periods of 24 hours, which no rule says.
const ELSEWHERE: &[&str] = &[
    "convergence",
    "deleted_titles",
    "deleted_by_name",
    "repeated_delete",
    "unknown_ids",
    "search_lag",
    "list_processing",
    "create_echo",
    "dynamic_members",
    "list_cycles",
    "list_references",
    "read_order",
    "read_empties",
    "unknown_keys",
    "unknown_fields",
    "branch_operator",
    "relative_ranges",
    "day_times",
    "number_text",
    "ranged_bounds",
    "owner_values",
    "referenced_updates",
    "negative_counts",
    "activity_windows",
    "creation_status",
    "uuid_unique",
    "uuid_change",
    "put_omitted_text",
    "put_read_only",
    "put_enabled",
    "put_data_sources",
    "idle_put",
    "custom_properties",
    "action_id_reuse",
    "action_kind_change",
    "append_sets",
    "schedule_delta",
    "even_shares",
    "code_outputs",
    "rate_limit",
];

#[test]
fn every_switch_is_tried_or_has_nothing_to_do_with_who_passes() {
    let mut named: Vec<&str> = [FREE, CONTRARY, ELSEWHERE].concat();
    let mut all = Switches::NAMES.to_vec();
    named.sort_unstable();
    all.sort_unstable();
    assert_eq!(named, all);
}

fn judge(world: &World, running: &mut Running<'_>, rule: &Tree) -> Result<(), TestCaseError> {
    let text = rule.text();
    let meant = written::passing(world, &world::parsed(&text));
    match running.ask(&text) {
        Ok(found) => {
            prop_assert_eq!(&found.checked, &meant, "as it is checked, and as it is written: {}", text);
            prop_assert_eq!(&found.compiled, &meant, "in the portal, and as it is written: {}", text);
        }
        Err(codes) => {
            let expected = rule.refusals(Polarity::Plain);
            for code in codes {
                match code {
                    NEVER => prop_assert!(meant.is_empty(), "{:?} pass what nobody can: {}", meant, text),
                    code => prop_assert!(expected.contains(code) || TOO_LARGE.contains(&code), "{}: {}", code, text),
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_readings_of_a_rule_agree((world, rule) in world_and_rule(Sign::Plain), switches in switches(FREE)) {
        let world = World { switches, ..world };
        judge(&world, &mut world.run(), &rule)?;
    }

    #[test]
    fn not_selects_exactly_the_others((world, rule) in world_and_rule(Sign::Both), switches in switches(FREE)) {
        let world = World { switches, ..world };
        let mut running = world.run();
        judge(&world, &mut running, &rule)?;
        let negated = Tree::Not(Box::new(rule.clone()));
        judge(&world, &mut running, &negated)?;
        if let (Ok(holds), Ok(not)) = (running.ask(&rule.text()), running.ask(&negated.text())) {
            let mut all: Vec<usize> = holds.compiled.into_iter().chain(not.compiled).collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..world.contacts.len()).collect::<Vec<_>>(), "each passes one: {}", rule.text());
        }
    }

    #[test]
    fn the_checked_rule_is_read_as_the_portal_reads_the_json_whatever_hubspot_is(
        (world, rule) in world_and_rule(Sign::Plain),
        free in switches(FREE),
        contrary in switches(CONTRARY),
    ) {
        let mut switches = free;
        for (name, choice) in contrary.chosen().into_iter().filter(|(name, _)| CONTRARY.contains(name)) {
            switches.set(name, choice).unwrap();
        }
        let world = World { switches, ..world };
        if let Ok(found) = world.run().ask(&rule.text()) {
            prop_assert_eq!(found.checked, found.compiled, "as it is checked, and in the portal: {}", rule.text());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2 * cases(), max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_checked_rule_is_the_same_however_it_is_written((_, rule) in world_and_rule(Sign::Plain)) {
        let twice = Tree::Not(Box::new(Tree::Not(Box::new(rule.clone()))));
        let found = checked(&[&rule, &twice, &rule.reversed()]);
        prop_assert_eq!(&found[1], &found[0], "two negations are none: {}", rule.text());
        prop_assert_eq!(&found[2], &found[0], "the order of operands does not matter: {}", rule.text());
    }

    #[test]
    fn no_branch_of_a_checked_rule_is_within_another((_, rule) in world_and_rule(Sign::Plain)) {
        if let Ok(found) = checked(&[&rule]).remove(0) {
            prop_assert!(!found.branches.is_empty());
            for (at, branch) in found.branches.iter().enumerate() {
                prop_assert!(!branch.leaves.is_empty());
                for other in &found.branches[at + 1..] {
                    prop_assert!(!branch.leaves.iter().all(|leaf| other.leaves.contains(leaf)), "{}", rule.text());
                    prop_assert!(!other.leaves.iter().all(|leaf| branch.leaves.contains(leaf)), "{}", rule.text());
                }
            }
        }
    }
}

/// Returns the checked rule of each condition, or the codes with which it is refused.
fn checked(rules: &[&Tree]) -> Vec<Result<Rule, BTreeSet<&'static str>>> {
    let texts: Vec<String> = rules.iter().map(|rule| rule.text()).collect();
    let (program, refused) = world::checked(&World::empty(pool::WHEN[0]).lists(), &texts);
    let rule = |at: usize| {
        let name = format!("asked{at}");
        program.segments.iter().find(|segment| segment.head.name == name).unwrap().rule.clone()
    };
    let one = |(at, codes): (usize, BTreeSet<&'static str>)| if codes.is_empty() { Ok(rule(at)) } else { Err(codes) };
    refused.into_iter().enumerate().map(one).collect()
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
        if let Ok(found) = world.run().ask(&rule.text()) {
            telling += usize::from(!found.compiled.is_empty() && found.compiled.len() < world.contacts.len());
        }
    }
    assert!(telling > TRIED / 2, "{telling} of {TRIED}");
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(150)
}
