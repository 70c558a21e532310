//! Every form, plain and under `not`, with and without `or unknown`, with everything that fits its holes, against every
//! value that could tell two readings apart: at each edge of each day, on days on which clocks change.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use hubwright::hubspot::switches::Switches;
use hubwright::lower;
use hubwright::model::interpret::{Record, Version};
use jiff::Timestamp;

use super::forms::{FORMS, Form, Polarity, REFUSED, Type, refusal};
use super::generate::{Leaf, Tree, past, takes_unknown};
use super::pool::{self, Days, NUMBERS, OPTIONS, OWNERS, SETS, STAGES, TEXTS, TRUTHS, WHEN};
use super::world::{self, Contact, World};
use super::written;

/// Each property with all its values.
const VALUES: &[(&str, &[&str])] = &[
    ("country", TEXTS),
    ("score", NUMBERS),
    ("vip", TRUTHS),
    ("tier", OPTIONS),
    ("interests", SETS),
    ("hubspot_owner_id", &[OWNERS[0].0, OWNERS[1].0]),
];

/// A contact that had values, one a day, the last one at a moment.
fn with(property: &str, values: &[&str], at: i64) -> Contact {
    let count = i64::try_from(values.len()).unwrap();
    let since = (1..=count).map(|nth| at - (count - nth) * 86_400_000);
    let held = values.iter().zip(since).map(|(value, at)| Version { value: (*value).to_owned(), at });
    let record = Record { properties: [(property.to_owned(), held.collect())].into(), ..Record::default() };
    Contact { record, ..Contact::default() }
}

fn both(mut contact: Contact, property: &str, value: &str, at: i64) -> Contact {
    contact.record.set(property, value, at);
    contact
}

/// A contact for each value, present or past; for each date, each moment, each moment of a change; and one without any.
pub fn world(when: (&'static str, &'static str), days: &Days) -> World {
    let now = when.0.parse::<Timestamp>().unwrap().as_millisecond();
    let mut contacts = vec![Contact::default()];
    for (property, values) in VALUES {
        contacts.extend(values.iter().map(|value| with(property, &[value], now)));
        contacts.push(with(property, &[""], now));
        for pair in values.windows(2) {
            contacts.push(with(property, pair, now));
            contacts.push(with(property, &[pair[1], ""], now));
        }
    }
    for property in ["born", "renewed"] {
        contacts.extend(days.dates.iter().map(|date| with(property, &[&date.to_string()], now)));
    }
    for property in ["seen", "demo_at"] {
        contacts.extend(days.moments.iter().map(|moment| with(property, &[moment], now)));
    }
    for at in past(when, days) {
        for (property, value) in
            [("country", "us"), ("score", "3"), ("vip", "true"), ("tier", "a"), ("born", "2026-01-01")]
        {
            contacts.push(with(property, &[value], at));
        }
        contacts.push(with("interests", &["api", ""], at));
        contacts.push(with("seen", &[&days.moments[0]], at));
        contacts.push(with("hubspot_owner_id", &[OWNERS[0].0], at));
    }
    // One feature against another: before it, the same, after it, and one of them empty.
    let changes = past(when, days);
    let pairs = [("born", "renewed"), ("born", "seen"), ("seen", "demo_at"), ("seen", "born")];
    for (own, other) in pairs {
        let values = |name: &str| -> Vec<String> {
            if matches!(name, "born" | "renewed") {
                days.dates.iter().step_by(4).map(ToString::to_string).collect()
            } else {
                days.moments.iter().step_by(5).cloned().collect()
            }
        };
        for value in values(own) {
            contacts.extend(
                values(other).iter().map(|other_value| both(with(own, &[&value], now), other, other_value, now)),
            );
            contacts.push(both(with(own, &[&value], now), other, "", now));
        }
    }
    for text in TEXTS {
        contacts.extend(["US", "Zürich", ""].map(|note| both(with("country", &[text], now), "note", note, now)));
    }
    for feature in [
        ("country", "us"),
        ("score", "3"),
        ("vip", "true"),
        ("tier", "a"),
        ("interests", "api"),
        ("hubspot_owner_id", "701"),
    ] {
        for other in ["note", "demo_at"] {
            for (own, at) in [(0, 1), (1, 0), (1, 1)] {
                contacts.push(both(with(feature.0, &[feature.1], changes[own]), other, &days.moments[0], changes[at]));
            }
        }
    }
    let companies: Vec<Record> = [("us", "3", 0), ("fr", "", 1), ("", "81", 2), ("us", "2.5", 4)]
        .iter()
        .map(|(branch, employees, at)| {
            let mut record = Record::default();
            record.set("branch", branch, now);
            record.set("numberofemployees", employees, now);
            record.set("founded", &days.dates[days.dates.len() - 1 - 2 * at].to_string(), now);
            record.set("visited", &days.moments[days.moments.len() / 2 + at], now);
            record
        })
        .collect();
    let deals: Vec<Record> = STAGES
        .iter()
        .map(|(id, _)| *id)
        .chain([""])
        .map(|stage| {
            let mut deal = Record::default();
            deal.set("dealstage", stage, now);
            deal
        })
        .collect();
    for at in 0..companies.len() {
        contacts.push(Contact { companies: [at].into(), ..Contact::default() });
    }
    for at in 0..deals.len() {
        contacts.push(Contact { deals: [at].into(), ..Contact::default() });
    }
    contacts.push(Contact { companies: [0, 1, 2].into(), deals: [0, 2].into(), ..Contact::default() });
    World {
        contacts,
        companies,
        deals,
        segments: ["branch is \"us\"", "country is known", "member of first and not vip is true"].map(str::to_owned),
        by_hand: (0..10).collect(),
        in_portal: (5..15).collect(),
        ..World::empty(when)
    }
}

/// Returns every condition of a form and a type, with how it stands.
fn conditions(form: &'static Form, kind: Type, days: &Days) -> Vec<(Polarity, Tree)> {
    let mut all = Vec::new();
    for text in pool::texts(form, kind, days) {
        for or_unknown in [false, true].into_iter().filter(|unknown| !unknown || takes_unknown(form, kind)) {
            for polarity in Polarity::BOTH {
                all.push((polarity, Tree::of(Leaf { form, kind, text: text.clone(), or_unknown }, polarity)));
            }
        }
    }
    all
}

/// Whether what a form means changes with the hour and the zone.
fn is_of_time(form: &Form) -> bool {
    form.family.contains("days")
        || ["windows", "calendar", "relative spans", "other features", "changes", "associations"].contains(&form.family)
}

#[test]
fn every_form_means_in_all_readings_what_it_says_plain_and_under_not() {
    let mut covered: BTreeSet<(usize, Type, Polarity)> = BTreeSet::new();
    let mut counts = BTreeMap::from([("conditions", 0), ("refused", 0)]);
    for (nth, when) in WHEN.iter().enumerate() {
        let days = pool::days(*when);
        let world = world(*when, &days);
        let mut running = world.run();
        for (number, form) in FORMS.iter().enumerate().filter(|(_, form)| nth == 0 || is_of_time(form)) {
            // When a property changed has nothing to do with its type.
            let kinds = form.types.iter().filter(|kind| nth == 0 || form.family != "changes" || **kind == Type::Number);
            for kind in kinds {
                let conditions = conditions(form, *kind, &days);
                let texts: Vec<String> = conditions.iter().map(|(_, tree)| tree.text()).collect();
                let mut holding: Vec<Vec<usize>> = Vec::new();
                for (((polarity, tree), text), found) in conditions.iter().zip(&texts).zip(running.ask_all(&texts)) {
                    *counts.get_mut("conditions").unwrap() += 1;
                    let expected: BTreeSet<&str> = if *kind == Type::Stage {
                        BTreeSet::new()
                    } else {
                        refusal(form, *kind, *polarity).into_iter().collect()
                    };
                    match found {
                        Ok(found) => {
                            assert_eq!(expected, BTreeSet::new(), "is not refused: {text} at {when:?}");
                            let meant = written::passing(&world, &world::parsed(text));
                            assert_eq!(found.checked, meant, "as checked, and as written: {text} at {when:?}");
                            assert_eq!(found.compiled, meant, "in the portal, and as written: {text} at {when:?}");
                            holding.push(meant);
                        }
                        Err(codes) => {
                            *counts.get_mut("refused").unwrap() += 1;
                            assert_eq!(codes, expected, "{text} at {when:?}");
                        }
                    }
                    covered.insert((number, *kind, *polarity));
                    let _ = tree;
                }
                let is_telling = |found: &Vec<usize>| !found.is_empty() && found.len() < world.contacts.len();
                let tells = holding.iter().any(is_telling);
                assert!(tells || holding.is_empty() || nth > 0, "{} of {kind:?} tells nobody apart", form.text);
            }
        }
    }
    let wanted: usize = FORMS.iter().map(|form| form.types.len() * 2).sum();
    assert_eq!(covered.len(), wanted, "every form, type and polarity is tried");
    println!(
        "{} forms, {wanted} with their types and polarities, all tried: {} conditions, {} of them refused",
        FORMS.len(),
        counts["conditions"],
        counts["refused"]
    );
}

#[test]
fn every_row_of_what_is_refused_names_a_form_and_types_that_it_has() {
    for (text, types, _, _) in REFUSED {
        let form = FORMS.iter().find(|form| form.text == *text);
        let form = form.unwrap_or_else(|| panic!("no form is written {text}"));
        assert!(types.iter().all(|kind| form.types.contains(kind)), "{text}");
    }
}

/// Each form once, plain and negated, with its JSON or the problem that it is.
#[test]
fn every_form_compiles_to_this_plain_and_under_not() {
    let days = pool::days(WHEN[0]);
    let lists = "static list by_hand on contact { }\nsegment companies on company { version 1 where branch is known }
segment first on contact { version 1 where country is known }
segment second on contact { version 1 where country is known }\n";
    let mut families: BTreeMap<&str, String> = BTreeMap::new();
    for form in FORMS {
        let shown = families.entry(form.family).or_default();
        for kind in form.types {
            let text = pool::texts(form, *kind, &days).pop().unwrap();
            let leaf = Leaf { form, kind: *kind, text, or_unknown: false };
            for polarity in Polarity::BOTH {
                let text = Tree::of(leaf.clone(), polarity).text();
                let (program, refused) = world::checked(lists, std::slice::from_ref(&text));
                writeln!(shown, "──── {text}").unwrap();
                if refused[0].is_empty() {
                    let asked = program.segments.iter().find(|segment| segment.head.name == "asked0").unwrap();
                    let filter =
                        lower::list(asked, &Switches::default()).filter.unwrap().fill(&|hole| Some(hole.label()));
                    writeln!(shown, "{}", serde_json::to_string(&filter).unwrap()).unwrap();
                } else {
                    writeln!(shown, "refused: {:?}", refused[0]).unwrap();
                }
            }
        }
    }
    for (family, shown) in families {
        insta::with_settings!({ omit_expression => true, snapshot_path => "snapshots" }, {
            insta::assert_snapshot!(family.replace(' ', "_"), shown);
        });
    }
}
