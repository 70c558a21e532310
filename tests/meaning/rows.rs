//! Every form, plain and under `not`, with and without `or unknown`, with everything that fits its holes, against every
//! value that could tell two readings apart: at each edge of each day, on days on which clocks change.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use hubwright::hubspot::switches::Switches;
use hubwright::lower;
use hubwright::model::interpret::{Happening, Record, Version};
use hubwright::model::rule::OptStatus;
use jiff::Timestamp;

use super::deeds::{CTA_CLICK, CTA_VIEW, FORM, MAILS, PAGE, RENEWAL};
use super::forms::{FORMS, Form, Polarity, REFUSED, Type, refusal};
use super::generate::{Leaf, PAGES, Tree, past, takes_unknown};
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
    contacts.extend(doers(&past(when, days)));
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

/// Contacts that did something once, some things twice or thrice, and one thing beside another.
fn doers(past: &[i64]) -> Vec<Contact> {
    let event = |(event, property): (&str, &str), value: &str, at: i64| Happening {
        event: event.to_owned(),
        at,
        properties: [(property.to_owned(), value.to_owned())].into(),
    };
    let with =
        |events: Vec<Happening>| Contact { record: Record { events, ..Record::default() }, ..Contact::default() };
    let (early, late) = (past[0], past[past.len() - 1]);
    let mut all = Vec::new();
    for what in [(FORM, "f-demo"), (PAGE, PAGES[0]), (CTA_VIEW, "cta-1"), (CTA_CLICK, "cta-1"), (MAILS[2], "901")] {
        all.extend(past.iter().map(|at| with(vec![event(what.0, what.1, *at)])));
        all.extend([2, 3].map(|count| with(vec![event(what.0, what.1, early); count])));
    }
    all.push(with(vec![event(FORM, "f-other", late)]));
    all.push(with(vec![event(FORM, "f-other", late), event(FORM, "f-demo", early)]));
    all.extend(PAGES.iter().map(|page| with(vec![event(PAGE, page, late)])));
    for first in MAILS {
        all.extend(["901", "902"].map(|email| with(vec![event(first, email, late)])));
        for second in MAILS {
            let both = |email: &str, at: i64| with(vec![event(first, "901", late), event(second, email, at)]);
            all.extend([both("901", late), both("902", late), both("901", early)]);
        }
    }
    let renewal = |values: &[(&str, &str)], at: i64| Happening {
        event: RENEWAL.to_owned(),
        at,
        properties: values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    };
    all.extend(past.iter().map(|at| with(vec![renewal(&[("amount", "80"), ("auto", "true")], *at)])));
    let kinds: [&[(&str, &str)]; 10] = [
        &[("amount", "3"), ("plan_name", "us")],
        &[("amount", "2.5"), ("plan_name", "fr"), ("auto", "true")],
        &[("plan_name", "a bus"), ("auto", "true")],
        &[("plan_name", "us lots"), ("auto", "false"), ("level", "b")],
        &[("plan_name", "fr"), ("amount", "-1")],
        &[("level", "a"), ("auto", "false")],
        &[("level", "b"), ("plan_name", "x")],
        &[("extras", "x;y")],
        &[("extras", "y"), ("amount", "81"), ("plan_name", "x")],
        &[],
    ];
    for (at, kind) in kinds.iter().enumerate() {
        all.push(with(vec![renewal(kind, late)]));
        all.push(with(vec![renewal(kind, late); 2]));
        all.push(with(vec![renewal(kind, late), renewal(kinds[(at + 1) % kinds.len()], early)]));
    }
    for status in [OptStatus::In, OptStatus::Out, OptStatus::Neither] {
        for id in ["801", "802"] {
            let subscriptions = [(id.to_owned(), status)].into();
            all.push(Contact { record: Record { subscriptions, ..Record::default() }, ..Contact::default() });
        }
    }
    all
}

/// Returns conditions of a form and a type, with how each stands. At the first moment forty texts at most;
/// at each further one a share, another one each time, so that all clocks together see nearly all.
fn conditions(form: &'static Form, kind: Type, days: &Days, nth: usize) -> Vec<(Polarity, Tree)> {
    const MOST: usize = 40;
    const SHARE: usize = 5;
    let texts = pool::texts(form, kind, days);
    let step = texts.len().div_ceil(if nth == 0 { MOST } else { SHARE });
    let mut all = Vec::new();
    for (at, text) in texts.into_iter().skip(nth % step).step_by(step).enumerate() {
        // What becomes of empty values has nothing to do with the value that it is compared with.
        let unknowns: &[bool] = if nth == 0 && at < 3 && takes_unknown(form, kind) { &[false, true] } else { &[false] };
        for or_unknown in unknowns.iter().copied() {
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
        || ["calendar", "relative spans", "other features", "changes", "associations"].contains(&form.family)
        || form.family.ends_with("windows")
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
                let conditions = conditions(form, *kind, &days, nth);
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
