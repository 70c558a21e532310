//! Every form, plain and under `not`, with and without `or unknown`, with everything that fits its holes, against every
//! value that could tell two readings apart: at each edge of each day, on days on which clocks change.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use hubwright::hubspot::switches::Switches;
use hubwright::lower;
use hubwright::model::interpret::{Happening, Record, Version};
use hubwright::model::rule::OptStatus;
use jiff::Timestamp;

use super::catalog::{self, Bond, Catalog, Home, RENEWAL};
use super::deeds::{CTA_CLICK, CTA_VIEW, FORM, MAILS, PAGE};
use super::forms::{FORMS, Form, Polarity, REFUSED, Type, refusal};
use super::generate::{Leaf, Tree, takes_unknown};
use super::pool::{
    self, Around, Days, FORMS_OF_PORTAL, LISTS_OF_PORTAL, MAILS_OF_PORTAL, NUMBERS, OWNERS, SETS, TEXTS, TRUTHS, WHEN,
};
use super::world::{self, Asked, Contact, World};
use super::worlds::{PAGES, past};
use super::written;

/// Each property with all its values.
const VALUES: &[(&str, &[&str])] = &[
    ("country", TEXTS),
    ("score", NUMBERS),
    ("vip", TRUTHS),
    ("tier", &["a", "b", "c"]),
    ("interests", SETS),
    ("hubspot_owner_id", &[OWNERS[0].0, OWNERS[1].0]),
    ("first_form", &[FORMS_OF_PORTAL[0].0, FORMS_OF_PORTAL[1].0]),
    ("last_mail", &[MAILS_OF_PORTAL[0].0, MAILS_OF_PORTAL[1].0]),
    ("came_from", &[LISTS_OF_PORTAL[0].0, LISTS_OF_PORTAL[1].0]),
];

/// The same of the custom object.
const OF_CUSTOM: &[(&str, &[&str])] = &[
    ("status", &["came", "left early", "Absent"]),
    ("topics", &["sales", "code", "sales;code"]),
    ("minutes_there", NUMBERS),
    ("paid", TRUTHS),
    ("remark", TEXTS),
    ("hubspot_owner_id", &[OWNERS[0].0, OWNERS[1].0]),
];

/// A contact that had values, one a day, the last one at a moment.
fn with(property: &str, values: &[&str], at: i64) -> Contact {
    Contact { record: held(property, values, at), ..Contact::default() }
}

fn held(property: &str, values: &[&str], at: i64) -> Record {
    let count = i64::try_from(values.len()).unwrap();
    let since = (1..=count).map(|nth| at - (count - nth) * 86_400_000);
    let held = values.iter().zip(since).map(|(value, at)| Version { value: (*value).to_owned(), at });
    Record { properties: [(property.to_owned(), held.collect())].into(), ..Record::default() }
}

fn both(mut contact: Contact, property: &str, value: &str, at: i64) -> Contact {
    contact.record.set(property, value, at);
    contact
}

/// A contact for each value, present or past; for each date, each moment, each moment of a change; and one without any.
pub fn world(catalog: &Arc<Catalog>, when: (&'static str, &'static str), days: &Days) -> World {
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
    // Every property at once: when one of them changed has nothing to do with another.
    for at in past(when, days) {
        let mut changed = held("interests", &["api", ""], at);
        let single = VALUES.iter().filter(|(property, _)| *property != "interests");
        let others = single.map(|(property, values)| (*property, values[values.len() - 1]));
        for (property, value) in others.chain([("born", "2026-01-01"), ("seen", days.moments[0].as_str())]) {
            changed.set(property, value, at);
        }
        contacts.push(Contact { record: changed, ..Contact::default() });
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
        ("first_form", "f-demo"),
        ("last_mail", "901"),
        ("came_from", "90"),
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
    let deals = deals(&changes, now);
    let customs = customs(&changes, days, now);
    let counts = [(Bond::Company, companies.len()), (Bond::Deal, deals.len()), (Bond::Decides, 2)];
    for (bond, count) in counts {
        contacts.extend((0..count).map(|at| Contact::bound(bond, &[at])));
    }
    // Some of those that the custom object has: its own conditions have them all.
    for at in (0..customs.len()).step_by(7) {
        contacts.extend([Bond::Custom, Bond::Spoke].map(|bond| Contact::bound(bond, &[at])));
    }
    let some = |all: &[usize]| all.iter().copied().collect::<BTreeSet<usize>>();
    let bound = [(Bond::Company, some(&[0, 1, 2])), (Bond::Deal, some(&[0, 2])), (Bond::Decides, some(&[1]))];
    contacts.push(Contact { bound: bound.into(), ..Contact::default() });
    // The other way round, records of the custom object have contacts that are something.
    for (at, contact) in contacts.iter_mut().take(80).enumerate().filter(|(at, _)| at % 3 == 0) {
        contact.bound.insert(if at % 2 == 0 { Bond::Custom } else { Bond::Spoke }, some(&[at / 3]));
    }
    // What somebody did has nothing to do with what somebody is; the first one is and did nothing.
    let doers = doers(&past(when, days));
    while contacts.len() <= doers.len() {
        contacts.push(Contact::default());
    }
    for (contact, doer) in contacts.iter_mut().skip(1).zip(doers) {
        contact.record =
            Record { events: doer.events, subscriptions: doer.subscriptions, ..std::mem::take(&mut contact.record) };
    }
    World {
        contacts,
        companies,
        deals,
        customs,
        segments: [
            "branch is \"us\"",
            "phase is stage(\"Open\")",
            "status is came or minutes > 3",
            "country is known",
            "member of first and not vip is true",
        ]
        .map(str::to_owned),
        by_hand: (0..10).collect(),
        in_portal: (5..15).collect(),
        ..World::empty(Arc::clone(catalog), when)
    }
}

/// A deal for each stage and pipeline, present or past, and for some moments of a change.
fn deals(changes: &[i64], now: i64) -> Vec<Record> {
    let mut deals: Vec<Record> = Vec::new();
    for (stage, pipeline) in [("s-open", "sales"), ("s-won", "sales"), ("r-open", "renewals"), ("", ""), ("s-won", "")]
    {
        let mut deal = held("dealstage", &[stage], now);
        deal.set("pipeline", pipeline, now);
        deals.push(deal);
    }
    for property in ["dealstage", "pipeline"] {
        let value = if property == "dealstage" { "s-won" } else { "renewals" };
        deals.extend(changes.iter().step_by(3).map(|at| held(property, &[value], *at)));
        deals.push(held(property, &[value, ""], now));
    }
    for (first, second) in [(0, 1), (1, 0), (1, 1)] {
        let mut deal = held("dealstage", &["s-won"], changes[first]);
        deal.set("pipeline", "sales", changes[second]);
        deals.push(deal);
    }
    deals
}

/// A record of the custom object for each value, date and moment, and for each moment of a change.
fn customs(changes: &[i64], days: &Days, now: i64) -> Vec<Record> {
    let mut customs = vec![Record::default()];
    for (property, values) in OF_CUSTOM {
        customs.extend(values.iter().map(|value| held(property, &[value], now)));
        customs.push(held(property, &[values[1], ""], now));
        customs.extend(values.windows(2).map(|pair| held(property, pair, now)));
    }
    customs.extend(days.dates.iter().map(|date| held("held_on", &[&date.to_string()], now)));
    customs.extend(days.moments.iter().map(|moment| held("joined_at", &[moment], now)));
    customs.extend(changes.iter().map(|at| held("held_on", &["2026-01-01"], *at)));
    for (own, other) in [("minutes_there", "remark"), ("remark", "answer"), ("joined_at", "left_at")] {
        let value = |property: &str, nth: usize| match property {
            "minutes_there" => "3".to_owned(),
            "joined_at" | "left_at" => days.moments[nth].clone(),
            _ => ["US", "us", "x"][nth].to_owned(),
        };
        for (first, second) in [(0, 0), (0, 1), (1, 0), (0, 2)] {
            let mut record = held(own, &[&value(own, first)], changes[first]);
            record.set(other, &value(other, second), changes[second]);
            customs.push(record);
        }
    }
    customs
}

/// Records that did something once, some things twice or thrice, and one thing beside another.
fn doers(past: &[i64]) -> Vec<Record> {
    let event = |(event, property): (&str, &str), value: &str, at: i64| Happening {
        event: event.to_owned(),
        at,
        properties: [(property.to_owned(), value.to_owned())].into(),
    };
    let with = |events: Vec<Happening>| Record { events, ..Record::default() };
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
            all.push(Record { subscriptions, ..Record::default() });
        }
    }
    all
}

/// Returns a condition as it is asked: of the records that it is about, but of deals through the contacts that have them.
pub fn asked(form: &Form, kind: Type, tree: &Tree) -> Asked {
    if matches!(kind, Type::Stage | Type::Pipeline) {
        return Tree::Any("deal".to_owned(), Some(Box::new(tree.clone()))).asked(Home::Contact);
    }
    tree.asked(form.on)
}

/// Returns conditions of a form and a type, with how each stands. At the first moment thirty texts at most;
/// at each further one a share, another one each time, so that all clocks together see nearly all.
fn conditions(form: &'static Form, kind: Type, around: &Around<'_>, nth: usize) -> Vec<(Polarity, Asked)> {
    const MOST: usize = 30;
    const SHARE: usize = 3;
    let texts = pool::texts(form, around);
    // When a property changed has nothing to do with its type.
    let is_told_elsewhere = form.family == "changes" && kind != Type::Number;
    let most = if nth == 0 && !is_told_elsewhere { MOST } else { SHARE };
    let step = texts.len().div_ceil(most);
    let mut all = Vec::new();
    for (at, text) in texts.into_iter().skip(nth % step).step_by(step).enumerate() {
        // What becomes of empty values has nothing to do with the value that it is compared with.
        let unknowns: &[bool] = if nth == 0 && at < 3 && takes_unknown(form, kind) { &[false, true] } else { &[false] };
        for or_unknown in unknowns.iter().copied() {
            for polarity in Polarity::BOTH {
                let tree = Tree::of(Leaf { form, kind, text: text.clone(), or_unknown }, polarity);
                all.push((polarity, asked(form, kind, &tree)));
            }
        }
    }
    all
}

/// Whether what a form means changes with the hour and the zone.
fn is_of_time(form: &Form) -> bool {
    form.family.contains("days")
        || ["calendar", "relative spans", "other features", "changes", "associations", "other ways", "custom objects"]
            .contains(&form.family)
        || form.family.ends_with("windows")
}

#[test]
fn every_form_means_in_all_readings_what_it_says_plain_and_under_not() {
    let catalog = Arc::new(catalog::fixed());
    let mut covered: BTreeSet<(usize, Type, Polarity)> = BTreeSet::new();
    let mut counts = BTreeMap::from([("conditions", 0), ("refused", 0)]);
    for (nth, when) in WHEN.iter().enumerate() {
        let days = pool::days(*when);
        let world = world(&catalog, *when, &days);
        let mut running = world.run();
        // What is true of a day's edges is so of changes as well: a third of their forms at each further clock.
        let is_asked = |(number, form): &(usize, &Form)| {
            nth == 0 || is_of_time(form) && (form.family != "changes" || (number + nth) % 3 == 0)
        };
        for (number, form) in FORMS.iter().enumerate().filter(is_asked) {
            let kinds = form.types.iter().filter(|kind| nth == 0 || form.family != "changes" || **kind == Type::Number);
            for kind in kinds {
                let conditions = conditions(form, *kind, &Around::first(&catalog, &days, form, *kind), nth);
                let asked: Vec<Asked> = conditions.iter().map(|(_, asked)| asked.clone()).collect();
                let mut tells = Vec::new();
                for ((polarity, Asked { on, text }), found) in conditions.iter().zip(running.ask(&asked)) {
                    *counts.get_mut("conditions").unwrap() += 1;
                    let expected: BTreeSet<&str> = refusal(form, *kind, *polarity).into_iter().collect();
                    match found {
                        Ok(found) => {
                            assert_eq!(expected, BTreeSet::new(), "is not refused: {text} at {when:?}");
                            let meant = written::passing(&world, *on, &world::parsed(text));
                            assert_eq!(found.checked, meant, "as checked, and as written: {text} at {when:?}");
                            assert_eq!(found.compiled, meant, "in the portal, and as written: {text} at {when:?}");
                            tells.push(!meant.is_empty() && meant.len() < world.records(*on).len());
                        }
                        Err(codes) => {
                            *counts.get_mut("refused").unwrap() += 1;
                            assert_eq!(codes, expected, "{text} at {when:?}");
                        }
                    }
                    covered.insert((number, *kind, *polarity));
                }
                let some_tell = tells.contains(&true);
                assert!(some_tell || tells.is_empty() || nth > 0, "{} of {kind:?} tells nobody apart", form.text);
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
    let catalog = Arc::new(catalog::fixed());
    let lists = World::empty(Arc::clone(&catalog), WHEN[0]).lists();
    let mut families: BTreeMap<&str, String> = BTreeMap::new();
    for form in FORMS {
        let shown = families.entry(form.family).or_default();
        for kind in form.types {
            let text = pool::texts(form, &Around::first(&catalog, &days, form, *kind)).pop().unwrap();
            let leaf = Leaf { form, kind: *kind, text, or_unknown: false };
            for polarity in Polarity::BOTH {
                let asked = asked(form, *kind, &Tree::of(leaf.clone(), polarity));
                let (program, refused) = world::checked(&catalog, &lists, std::slice::from_ref(&asked));
                writeln!(shown, "──── {}", asked.text).unwrap();
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
