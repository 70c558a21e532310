//! Every test of every type, plain, negated and with `or unknown`, against every value that could tell them apart.

use super::evaluate::passing;
use super::generate::{INTERESTS, NUMBERS, OPTIONS, OWNERS, PARTS, TEXTS};
use super::language::{Expr, Test};
use super::world::{Outcome, Record, World};

const NOW: (&str, &str) = ("2026-11-23T10:00:00Z", "Europe/Berlin");
const TRUTHS: &[&str] = &["true", "false"];
const SETS: &[&str] = &["pricing", "api", "pricing;api", "api;pricing", "jobs", "pricing;api;jobs"];

/// Each feature with all its values.
const VALUES: [(&str, &[&str]); 6] = [
    ("country", TEXTS),
    ("score", NUMBERS),
    ("vip", TRUTHS),
    ("tier", OPTIONS),
    ("interests", SETS),
    ("owner_id", OWNERS),
];

/// A world with a contact for each value, one with the empty text, and one without any.
fn world() -> World {
    let with =
        |name: &'static str, value: &str| Record { values: [(name, value.to_owned())].into(), ..Record::default() };
    let each = VALUES.iter().flat_map(|(name, values)| values.iter().chain(&[""]).map(|value| with(name, value)));
    World { contacts: each.chain([Record::default()]).collect(), ..World::empty(NOW.0, NOW.1) }
}

/// One and two of some values.
fn some(values: &[&str]) -> Vec<Vec<String>> {
    let one = |value: &&str| vec![(*value).to_owned()];
    let two = |pair: &[&str]| pair.iter().map(|value| (*value).to_owned()).collect();
    values.iter().map(one).chain(values.windows(2).map(two)).collect()
}

fn tests(feature: &str) -> Vec<(Test, Opposite)> {
    let of = |values: &[&str], form: fn(Vec<String>) -> Test| some(values).into_iter().map(form).collect::<Vec<_>>();
    let mut all = vec![Test::Known, Test::Unknown];
    let mut one_sided = Vec::new();
    match feature {
        "country" => {
            all.extend([of(TEXTS, Test::In), of(TEXTS, Test::NotIn)].concat());
            all.extend([of(PARTS, Test::Contains), of(PARTS, Test::ContainsNone)].concat());
            let parts = || PARTS.iter().map(|part| (*part).to_owned());
            one_sided.extend(parts().map(Test::Starts).chain(parts().map(Test::Ends)));
        }
        "score" => {
            all.extend([of(NUMBERS, Test::In), of(NUMBERS, Test::NotIn)].concat());
            let numbers: Vec<f64> = NUMBERS.iter().map(|number| number.parse().unwrap()).collect();
            for (at, number) in numbers.iter().enumerate() {
                all.extend(["<", "<=", ">", ">="].map(|order| Test::Number(order, *number)));
                for high in &numbers[at..] {
                    all.extend([Test::Between(*number, *high), Test::NotBetween(*number, *high)]);
                }
            }
        }
        "vip" => all.extend([of(TRUTHS, Test::In), of(TRUTHS, Test::NotIn)].concat()),
        "tier" => all.extend([of(OPTIONS, Test::In), of(OPTIONS, Test::NotIn)].concat()),
        "owner_id" => all.extend([of(OWNERS, Test::In), of(OWNERS, Test::NotIn)].concat()),
        _ => {
            for form in [Test::HasAny, Test::HasNone, Test::HasAll, Test::Exactly] {
                all.extend(of(INTERESTS, form));
            }
        }
    }
    let both = all.into_iter().map(|test| (test, Opposite::Held));
    both.chain(one_sided.into_iter().map(|test| (test, Opposite::None))).collect()
}

/// Whether HubSpot can hold the opposite of a test.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opposite {
    Held,
    None,
}

#[test]
fn every_test_means_the_same_in_the_portal_plain_negated_and_with_or_unknown() {
    let world = world();
    let mut rules = Vec::new();
    for (feature, _) in VALUES {
        for (test, opposite) in tests(feature) {
            let not = |expr: &Expr| Expr::Not(Box::new(expr.clone()));
            let presence = matches!(test, Test::Known | Test::Unknown);
            let plain = Expr::Compare { feature, test: test.clone(), or_unknown: false };
            let unknown = Expr::Compare { feature, test, or_unknown: true };
            let with_unknown = (!presence).then_some(unknown);
            let all: Vec<Expr> = [plain].into_iter().chain(with_unknown).collect();
            if opposite == Opposite::Held {
                rules.extend(all.iter().map(not));
            }
            rules.extend(all);
        }
    }
    let texts: Vec<String> = rules.iter().map(Expr::text).collect();
    let found = world.ask_all(&mut world.run(), &texts);
    assert_eq!(found.len(), rules.len(), "{found:?}");
    for (found, rule) in found.iter().zip(&rules) {
        assert_eq!(*found, Outcome::Passing(passing(&world, rule)), "{}", rule.text());
    }
}
