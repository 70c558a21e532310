//! Whatever compiles is read back as a condition that compiles to the same filters, and that is read the same again.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use hubwright::plan::normal;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestRunner;

use super::catalogs::catalog;
use super::forms::{FORMS, Polarity, Type, refusal};
use super::generate::{Place, Sign, Tree, Unknown, catalog_and_rules, forms};
use super::pool::{self, WHEN};
use super::portal::Portal;
use super::world::Asked;
use super::worlds::switches;

/// Switches that choose how filters are spelt.
pub const SPELLING: &[&str] =
    &["on_today", "activity_windows", "refine_words", "email_ids", "email_app", "email_level", "range_ends"];

/// What compiles and is not read back, once in some thousand conditions at random: never a form alone.
const HALF: &str = "later than the begin of today has no form alone";

/// Judges conditions and tells how many of them compile.
pub fn judge(portal: &Portal, asked: &[Asked]) -> Result<usize, TestCaseError> {
    let compiled = portal.compiled(asked);
    let mut again = Vec::new();
    for (asked, json) in asked.iter().zip(&compiled) {
        let Some(json) = json else { continue };
        match portal.lifted(json, asked.on) {
            Ok(text) => again.push((asked, json, Asked { on: asked.on, text })),
            // Half of a span of days, whose other half another condition has taken in.
            Err(losses) if losses.iter().all(|loss| loss.why == HALF) => {}
            Err(losses) => prop_assert!(false, "{}\nis lost: {:?}\n{:#}", asked.text, losses, json),
        }
    }
    let lifted: Vec<Asked> = again.iter().map(|(_, _, lifted)| lifted.clone()).collect();
    for ((asked, json, lifted), twice) in again.iter().zip(portal.compiled(&lifted)) {
        let Some(twice) = twice else {
            let why = portal.refusal(lifted);
            prop_assert!(false, "{}\nis read as what is refused\n{}\n{}", asked.text, lifted.text, why);
            continue;
        };
        let (once, back) = (normal::filter(json), normal::filter(&twice));
        prop_assert_eq!(once, back, "{}\nis read as\n{}", asked.text, lifted.text);
        prop_assert_eq!(portal.lifted(&twice, asked.on).unwrap(), lifted.text.clone(), "{}", asked.text);
    }
    Ok(again.len())
}

/// How many catalogs are drawn for the walk over all forms.
const CATALOGS: u32 = 3;

#[test]
fn every_form_is_read_back() {
    let covered: RefCell<BTreeSet<(&str, Type, Polarity)>> = RefCell::default();
    let (conditions, compiled) = (Cell::new(0), Cell::new(0));
    let config =
        ProptestConfig { cases: CATALOGS, max_shrink_iters: 8, failure_persistence: None, ..ProptestConfig::default() };
    let drawn = (catalog(), select(WHEN), vec(any::<Index>(), 40), switches(SPELLING));
    let outcome = TestRunner::new(config).run(&drawn, |(catalog, when, picks, switches)| {
        let catalog = Arc::new(catalog);
        let portal = Portal::new(&catalog, when, switches);
        let days = pool::days(when);
        let places = forms(&catalog, &days);
        let mut picks = picks.iter().cycle();
        let mut asked: Vec<Asked> = Vec::new();
        for form in FORMS {
            for kind in form.types {
                let of = |one: &&Place<'_>| one.form.text == form.text && one.kind() == *kind;
                let of: Vec<&Place<'_>> = places.iter().filter(of).collect();
                if of.is_empty() {
                    assert!(form.is_of_fixed_catalog(), "{} of {kind:?} is drawn nowhere", form.text);
                    continue;
                }
                let place = picks.next().unwrap().get(&of);
                let own = [*picks.next().unwrap(), *picks.next().unwrap()];
                for unknown in [Unknown::Fails, Unknown::Passes] {
                    let leaf = place.filled(&catalog, &days, &own, unknown);
                    for polarity in Polarity::BOTH {
                        asked.push(Tree::of(leaf.clone(), polarity).asked(place.home));
                        if refusal(form, *kind, polarity).is_none() {
                            covered.borrow_mut().insert((form.text, *kind, polarity));
                        }
                    }
                }
            }
        }
        for way in &catalog.ways {
            let inside = |one: &&Place<'_>| {
                one.home == way.to()
                    && !one.form.is_activity()
                    && refusal(one.form, one.kind(), Polarity::Plain).is_none()
            };
            let inside: Vec<&Place<'_>> = places.iter().filter(inside).collect();
            let leaf =
                picks.next().unwrap().get(&inside).filled(&catalog, &days, &[*picks.next().unwrap()], Unknown::Fails);
            for inner in [None, Some(Box::new(Tree::Leaf(leaf)))] {
                asked.push(Tree::Any(way.name.clone(), inner).asked(way.from()));
            }
        }
        conditions.set(conditions.get() + judge(&portal, &asked)?);
        compiled.set(compiled.get() + portal.compiled(&asked).iter().flatten().count());
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    println!("{} forms, types and polarities, {} conditions", covered.borrow().len(), conditions.get());
    // Of conditions of one form nothing is lost.
    assert_eq!(conditions.get(), compiled.get());
    assert!(conditions.get() > 800, "{}", conditions.get());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_condition_is_read_back(
        (catalog, rules) in catalog_and_rules(Sign::Plain, 6),
        zone in select(WHEN),
        switches in switches(SPELLING),
    ) {
        let portal = Portal::new(&catalog, zone, switches);
        let asked: Vec<Asked> = rules.iter().map(|rule| rule.tree.asked(rule.on)).collect();
        judge(&portal, &asked)?;
    }
}

pub fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(120)
}

/// Words that mean something where a value stands, or that people write by mistake there.
fn words() -> Vec<String> {
    let grammar = include_str!("../../grammar/hubwright.pest");
    let rules = grammar.lines().filter(|line| !line.trim_start().starts_with("//"));
    let quoted = rules.flat_map(|line| line.split('"').skip(1).step_by(2));
    let mut words: Vec<String> =
        quoted.filter(|word| word.chars().all(|c| c.is_ascii_lowercase())).map(str::to_owned).collect();
    words.extend(
        ["empty", "blank", "null", "nil", "none", "set", "equal", "one", "within", "missing", "undefined"]
            .map(str::to_owned),
    );
    words.retain(|word| !word.is_empty());
    words.sort();
    words.dedup();
    words
}

#[test]
fn an_option_may_be_called_as_any_word_is() {
    let words = words();
    assert!(words.len() > 100, "{}", words.len());
    let mut fixed = super::catalog::fixed();
    for feature in fixed.features.iter_mut().filter(|feature| !feature.options.is_empty()) {
        feature.options = words.iter().map(|word| (word.clone(), word.clone())).collect();
    }
    let portal = Portal::new(&Arc::new(fixed), WHEN[0], hubwright::hubspot::switches::Switches::default());
    let test = |property: &str, operator: &str, values: &[&String]| {
        super::coverage::test(property, "ENUMERATION", operator, &serde_json::json!({ "values": values }))
    };
    let filters = words.iter().zip(words.iter().skip(1)).flat_map(|(one, other)| {
        [
            test("tier", "IS_ANY_OF", &[one]),
            test("tier", "IS_NONE_OF", &[one]),
            test("tier", "IS_NONE_OF", &[one, other]),
            test("tier", "HAS_EVER_BEEN_ANY_OF", &[one]),
            test("interests", "IS_EXACTLY", &[one]),
        ]
    });
    let filters: Vec<_> = filters.collect();
    let rules: Vec<_> = filters.iter().map(|filter| super::coverage::rule(std::slice::from_ref(filter), &[])).collect();
    let lifted: Vec<Asked> = rules
        .iter()
        .map(|rule| Asked {
            on: super::forms::Home::Contact,
            text: portal.lifted(rule, super::forms::Home::Contact).unwrap(),
        })
        .collect();
    for ((rule, asked), compiled) in rules.iter().zip(&lifted).zip(portal.compiled(&lifted)) {
        let compiled = compiled.unwrap_or_else(|| panic!("{}: {}", asked.text, portal.refusal(asked)));
        assert_eq!(normal::filter(&compiled), normal::filter(rule), "{}", asked.text);
    }
}
