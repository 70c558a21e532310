//! What a rule says is who passes it. It is read three times: the tree as it is written (`written.rs`, by the words of
//! `docs/language.md`), the checked rule (`hubwright::model::interpret`), and the compiled JSON (the embedded portal's
//! own evaluation). All three agree, for every form of `forms.rs`, plain and under `not`: over the catalog of the
//! snapshots (`rows.rs`), and over catalogs, worlds and conditions at random (here, and `drawn.rs`).
//!
//! `PROPTEST_CASES` says how many worlds are tried.
#![cfg(feature = "edge")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]
#![allow(clippy::wildcard_enum_match_arm, reason = "what no form writes is not read")]

#[path = "meaning/catalog.rs"]
mod catalog;
#[path = "meaning/catalogs.rs"]
mod catalogs;
mod compiled;
#[path = "meaning/deeds.rs"]
mod deeds;
#[path = "meaning/drawn.rs"]
mod drawn;
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
#[path = "meaning/tree.rs"]
mod tree;
#[path = "meaning/world.rs"]
mod world;
#[path = "meaning/worlds.rs"]
mod worlds;
#[path = "meaning/written.rs"]
mod written;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use forms::Polarity;
use generate::{Rule as Asking, Sign, Tree, catalog_and_rules, world_and_rules};
use hubwright::hubspot::switches::Switches;
use hubwright::lower::bundle;
use hubwright::model::rule::Rule;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use world::{Asked, Running, World};
use worlds::switches;

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
    "older_days",
    "older_zone",
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

fn judge(world: &World, running: &mut Running<'_>, rules: &[Asking]) -> Result<(), TestCaseError> {
    let asked: Vec<Asked> = rules.iter().map(|rule| rule.tree.asked(rule.on)).collect();
    for ((rule, Asked { on, text }), found) in rules.iter().zip(&asked).zip(running.ask(&asked)) {
        let meant = written::passing(world, *on, &world::parsed(text));
        match found {
            Ok(found) => {
                prop_assert_eq!(&found.checked, &meant, "as it is checked, and as it is written: {}", text);
                prop_assert_eq!(&found.compiled, &meant, "in the portal, and as it is written: {}", text);
            }
            Err(codes) => {
                let expected = rule.tree.refusals(Polarity::Plain);
                for code in codes {
                    match code {
                        NEVER => prop_assert!(meant.is_empty(), "{:?} pass what nobody can: {}", meant, text),
                        code => {
                            prop_assert!(expected.contains(code) || TOO_LARGE.contains(&code), "{}: {}", code, text)
                        }
                    }
                }
            }
        }
    }
    Ok(())
}

/// How many conditions are put to each world.
const RULES: usize = 3;

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_readings_of_a_rule_agree((world, rules) in world_and_rules(Sign::Plain, RULES), switches in switches(FREE)) {
        let world = World { switches, ..world };
        judge(&world, &mut world.run(), &rules)?;
    }

    #[test]
    fn not_selects_exactly_the_others((world, rules) in world_and_rules(Sign::Both, RULES), switches in switches(FREE)) {
        let world = World { switches, ..world };
        let mut running = world.run();
        let turned = |rule: &Asking| Asking { tree: Tree::Not(Box::new(rule.tree.clone())), ..rule.clone() };
        let negated: Vec<Asking> = rules.iter().map(turned).collect();
        judge(&world, &mut running, &[rules.clone(), negated.clone()].concat())?;
        for (rule, not) in rules.iter().zip(&negated) {
            let found = running.ask(&[rule.tree.asked(rule.on), not.tree.asked(rule.on)]);
            if let [Ok(holds), Ok(not)] = &found[..] {
                let mut all: Vec<usize> = [&holds.compiled[..], &not.compiled].concat();
                all.sort_unstable();
                let everybody: Vec<usize> = (0..world.records(rule.on).len()).collect();
                prop_assert_eq!(all, everybody, "each passes one: {:?}", rule.tree);
            }
        }
    }

    #[test]
    fn the_checked_rule_is_read_as_the_portal_reads_the_json_whatever_hubspot_is(
        (world, rules) in world_and_rules(Sign::Plain, RULES),
        free in switches(FREE),
        contrary in switches(CONTRARY),
    ) {
        let mut switches = free;
        for (name, choice) in contrary.chosen().into_iter().filter(|(name, _)| CONTRARY.contains(name)) {
            switches.set(name, choice).unwrap();
        }
        let world = World { switches, ..world };
        let asked: Vec<Asked> = rules.iter().map(|rule| rule.tree.asked(rule.on)).collect();
        for (asked, found) in asked.iter().zip(world.run().ask(&asked)) {
            if let Ok(found) = found {
                prop_assert_eq!(found.checked, found.compiled, "as it is checked, and in the portal: {}", asked.text);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_checked_rule_is_the_same_however_it_is_written((catalog, rules) in catalog_and_rules(Sign::Plain, RULES)) {
        let each = |rule: &Asking| {
            let twice = Tree::Not(Box::new(Tree::Not(Box::new(rule.tree.clone()))));
            [rule.tree.clone(), twice, rule.tree.reversed()].map(|tree| Asking { tree, on: rule.on })
        };
        let all: Vec<Asking> = rules.iter().flat_map(each).collect();
        for (rule, found) in rules.iter().zip(checked(&catalog, &all).chunks(3)) {
            prop_assert_eq!(&found[1], &found[0], "two negations are none: {:?}", rule.tree);
            prop_assert_eq!(&found[2], &found[0], "the order of operands does not matter: {:?}", rule.tree);
        }
    }

    #[test]
    fn no_branch_of_a_checked_rule_is_within_another((catalog, rules) in catalog_and_rules(Sign::Plain, RULES)) {
        for (rule, found) in rules.iter().zip(checked(&catalog, &rules)) {
            let Ok(found) = found else { continue };
            prop_assert!(!found.branches.is_empty());
            for (at, branch) in found.branches.iter().enumerate() {
                prop_assert!(!branch.leaves.is_empty());
                for other in &found.branches[at + 1..] {
                    prop_assert!(!branch.leaves.iter().all(|leaf| other.leaves.contains(leaf)), "{:?}", rule.tree);
                    prop_assert!(!other.leaves.iter().all(|leaf| branch.leaves.contains(leaf)), "{:?}", rule.tree);
                }
            }
        }
    }
}

/// Returns the checked rule of each condition, or the codes with which it is refused.
fn checked(catalog: &Arc<catalog::Catalog>, rules: &[Asking]) -> Vec<Result<Rule, BTreeSet<&'static str>>> {
    let asked: Vec<Asked> = rules.iter().map(|rule| rule.tree.asked(rule.on)).collect();
    let lists = World::empty(Arc::clone(catalog), pool::WHEN[0]).lists();
    let (program, refused) = world::checked(catalog, &lists, &asked);
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
    let program = compiled::program(&[(world::FEATURES, &catalog::fixed().yaml()), ("rules/small.seg", SMALL)]);
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
        let (world, rules) = world_and_rules(Sign::Plain, 1).new_tree(&mut runner).unwrap().current();
        let on = rules[0].on;
        if let Ok(found) = &world.run().ask(&[rules[0].tree.asked(on)])[0] {
            telling += usize::from(!found.compiled.is_empty() && found.compiled.len() < world.records(on).len());
        }
    }
    assert!(telling > TRIED / 2, "{telling} of {TRIED}");
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(150)
}
