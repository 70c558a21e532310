//! Every form over catalogs at random: one text of each form and type, plain and under `not`, and of each way to other
//! records; in all readings, under settings at random of what is uncertain.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;

use super::forms::{FORMS, Polarity, Type, refusal};
use super::generate::{Place, Tree, Unknown, forms, world_and_rules};
use super::world::{Asked, World};
use super::worlds::switches;
use super::{FREE, generate::Sign, pool, world, written};

/// How many catalogs are drawn.
const CATALOGS: u32 = 8;

/// When a property changed has nothing to do with its type: each catalog has some types, all of them together all.
const TYPES_OF_CHANGES: usize = 2;

/// What is asked, and the code with which it is refused.
type Expected = (Asked, Option<&'static str>);

#[test]
fn every_form_means_what_it_says_over_any_catalog() {
    let covered: RefCell<BTreeSet<(&str, Type, Polarity)>> = RefCell::default();
    let (nth, conditions, ways) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let config =
        ProptestConfig { cases: CATALOGS, max_shrink_iters: 8, failure_persistence: None, ..ProptestConfig::default() };
    let drawn = (world_and_rules(Sign::Plain, 0), vec(any::<Index>(), 40), switches(FREE));
    let outcome = TestRunner::new(config).run(&drawn, |((world, _), picks, switches)| {
        let world = World { switches, ..world };
        let days = pool::days((world.now, world.zone));
        let places = forms(&world.catalog, &days);
        let mut picks = picks.iter().cycle();
        let mut asked: Vec<Expected> = Vec::new();
        for (at, form) in FORMS.iter().enumerate() {
            for (number, kind) in form.types.iter().enumerate() {
                let turn = (number + at + nth.get() * TYPES_OF_CHANGES) % form.types.len();
                if form.family == "changes" && turn >= TYPES_OF_CHANGES {
                    continue;
                }
                let of = |one: &&Place<'_>| one.form.text == form.text && one.kind() == *kind;
                let of: Vec<&Place<'_>> = places.iter().filter(of).collect();
                if of.is_empty() {
                    assert!(form.is_of_fixed_catalog(), "{} of {kind:?} is drawn nowhere", form.text);
                    continue;
                }
                let place = picks.next().unwrap().get(&of);
                let own = [*picks.next().unwrap(), *picks.next().unwrap()];
                let unknown = if own[0].index(3) == 0 { Unknown::Passes } else { Unknown::Fails };
                let leaf = place.filled(&world.catalog, &days, &own, unknown);
                for polarity in Polarity::BOTH {
                    let tree = Tree::of(leaf.clone(), polarity);
                    asked.push((tree.asked(place.home), refusal(form, *kind, polarity)));
                    covered.borrow_mut().insert((form.text, *kind, polarity));
                }
            }
        }
        for way in &world.catalog.ways {
            let inside = |one: &&Place<'_>| {
                one.home == way.to()
                    && !one.form.is_activity()
                    && refusal(one.form, one.kind(), Polarity::Plain).is_none()
            };
            let inside: Vec<&Place<'_>> = places.iter().filter(inside).collect();
            let one = picks.next().unwrap().get(&inside);
            let leaf = one.filled(&world.catalog, &days, &[*picks.next().unwrap()], Unknown::Fails);
            for inner in [None, Some(Box::new(Tree::Leaf(leaf)))] {
                let any = Tree::Any(way.name.clone(), inner);
                asked.push((any.asked(way.from()), None));
                asked.push((Tree::Not(Box::new(any)).asked(way.from()), Some("check::no-negation")));
                ways.set(ways.get() + 2);
            }
        }
        nth.set(nth.get() + 1);
        conditions.set(conditions.get() + asked.len());
        judge(&world, &asked)
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    let of_types = FORMS.iter().filter(|form| !form.is_of_fixed_catalog());
    let wanted: usize = of_types.clone().map(|form| 2 * form.types.len()).sum();
    assert_eq!(covered.borrow().len(), wanted, "every form, type and polarity is drawn");
    println!(
        "{CATALOGS} catalogs: {} forms, {wanted} with their types and polarities, all drawn: {} conditions, {} of them of other records",
        of_types.count(),
        conditions.get(),
        ways.get()
    );
}

fn judge(world: &World, asked: &[Expected]) -> Result<(), TestCaseError> {
    let all: Vec<Asked> = asked.iter().map(|(asked, _)| asked.clone()).collect();
    for ((Asked { on, text }, refused), found) in asked.iter().zip(world.run().ask(&all)) {
        match found {
            Ok(found) => {
                prop_assert_eq!(*refused, None, "is not refused: {}", text);
                let meant = written::passing(world, *on, &world::parsed(text));
                prop_assert_eq!(&found.checked, &meant, "as it is checked, and as it is written: {}", text);
                prop_assert_eq!(&found.compiled, &meant, "in the portal, and as it is written: {}", text);
            }
            Err(codes) => {
                prop_assert_eq!(codes, refused.iter().copied().collect::<BTreeSet<_>>(), "{}", text);
            }
        }
    }
    Ok(())
}
