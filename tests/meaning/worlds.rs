//! Worlds at random, over a catalog, with what lies at the edges more often than not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hubwright::hubspot::switches::Switches;
use hubwright::model::interpret::{Happening, Record, Version};
use hubwright::model::rule::OptStatus;
use jiff::Timestamp;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::catalog::{Bond, Catalog, Feature, Home};
use super::deeds::{CTA_CLICK, CTA_VIEW, FORM, MAILS, PAGE};
use super::forms::Type;
use super::pool::{self, Days, FORMS_OF_PORTAL, LISTS_OF_PORTAL, MAILS_OF_PORTAL, NUMBERS, OWNERS, TEXTS, TRUTHS};
use super::world::World;

pub use super::world::Contact;

/// A moment, and the portal's zone.
pub type When = (&'static str, &'static str);

/// How many records there are of each object.
const CONTACTS: usize = 12;
const COMPANIES: usize = 4;
const DEALS: usize = 4;
const CUSTOMS: usize = 6;

/// Generates a world of a catalog.
pub fn world(catalog: &Arc<Catalog>, when: When) -> impl Strategy<Value = World> + use<> {
    let days = pool::days(when);
    let past = past(when, &days);
    let of = |home: Home, count: usize| vec(record(catalog, home, past.clone(), &days), count);
    let records = (of(Home::Company, COMPANIES), of(Home::Deal, DEALS), of(Home::Custom, CUSTOMS));
    let contacts = vec(contact(catalog, when, &days), CONTACTS);
    let members = (btree_set(0..CONTACTS, 0..6), btree_set(0..CONTACTS, 0..6));
    let catalog = Arc::clone(catalog);
    (segments(&catalog), contacts, records, members).prop_map(
        move |(segments, contacts, (companies, deals, customs), (by_hand, in_portal))| World {
            contacts,
            companies,
            deals,
            customs,
            segments,
            by_hand,
            in_portal,
            ..World::empty(Arc::clone(&catalog), when)
        },
    )
}

/// Picks a choice of each of some switches.
pub fn switches(names: &'static [&'static str]) -> impl Strategy<Value = Switches> {
    vec(any::<Index>(), names.len()).prop_map(move |picks| {
        let mut switches = Switches::default();
        for (name, pick) in names.iter().zip(picks) {
            let row = Switches::ROWS.iter().find(|row| row.name == *name).unwrap();
            switches.set(name, pick.get(row.choices).0).unwrap();
        }
        switches
    })
}

fn words(words: &'static [&'static str]) -> BoxedStrategy<String> {
    select(words).prop_map(str::to_owned).boxed()
}

fn ids(pairs: &'static [(&'static str, &'static str)]) -> BoxedStrategy<String> {
    select(pairs).prop_map(|(id, _)| id.to_owned()).boxed()
}

fn values(catalog: &Catalog, feature: &Feature, days: &Days) -> BoxedStrategy<String> {
    let own = |values: Vec<String>| select(values).boxed();
    let options = || feature.options.iter().map(|(value, _)| value.clone()).collect::<Vec<String>>();
    let pipelines = catalog.pipelines.iter();
    match feature.kind {
        Type::Bool => words(TRUTHS),
        Type::Number => words(NUMBERS),
        Type::Text => words(TEXTS),
        Type::Enum => own(options()),
        Type::Owner => ids(OWNERS),
        Type::Form => ids(FORMS_OF_PORTAL),
        Type::Email => ids(MAILS_OF_PORTAL),
        Type::List => ids(LISTS_OF_PORTAL),
        Type::Pipeline => own(pipelines.map(|pipeline| pipeline.id.to_owned()).collect()),
        Type::Stage => own(pipelines.flat_map(|one| &one.stages).map(|(id, _)| (*id).to_owned()).collect()),
        Type::Set => subsequence(options(), 1..=options().len()).prop_map(|values| values.join(";")).boxed(),
        Type::Date => select(days.dates.clone()).prop_map(|date| date.to_string()).boxed(),
        Type::DateTime => select(days.moments.clone()).boxed(),
        Type::Nothing => unreachable!(),
    }
}

/// The properties of an object with their past: none, one value, or several; the empty text is no value.
fn record(catalog: &Catalog, home: Home, past: Vec<i64>, days: &Days) -> impl Strategy<Value = Record> + use<> {
    let property = |feature: &Feature| {
        let name = feature.property.clone();
        let value = prop_oneof![5 => values(catalog, feature, days), 1 => Just(String::new())];
        let held = vec((value, select(past.clone())), 0..=3).prop_map(|mut held| {
            held.sort_by_key(|(_, at)| *at);
            held.into_iter().map(|(value, at)| Version { value, at }).collect::<Vec<_>>()
        });
        held.prop_map(move |held| (name.clone(), held))
    };
    let all: Vec<_> = catalog.of(home).map(property).collect();
    all.prop_map(|all| Record {
        properties: all.into_iter().filter(|(_, held)| !held.is_empty()).collect(),
        ..Record::default()
    })
}

/// Moments at edges that are no later than now.
pub fn past((now, _): (&str, &str), days: &Days) -> Vec<i64> {
    let now: Timestamp = now.parse().unwrap();
    let all = days.moments.iter().map(|moment| moment.parse::<Timestamp>().unwrap());
    all.filter(|moment| *moment <= now).map(Timestamp::as_millisecond).collect()
}

fn contact(catalog: &Catalog, when: When, days: &Days) -> impl Strategy<Value = Contact> + use<> {
    let some = |count: usize| btree_set(0..count, 0..3);
    let bound = (some(COMPANIES), some(DEALS), some(DEALS), some(CUSTOMS), some(CUSTOMS));
    let bound = bound.prop_map(|(companies, deals, decides, customs, spoke)| {
        let all = [companies, deals, decides, customs, spoke];
        Bond::ALL.into_iter().zip(all).collect::<BTreeMap<Bond, BTreeSet<usize>>>()
    });
    let status = || prop::option::of(select(&[OptStatus::In, OptStatus::Out, OptStatus::Neither][..]));
    let said = (status(), status()).prop_map(|(first, second)| {
        let said = [("801", first), ("802", second)];
        said.into_iter().filter_map(|(id, said)| Some((id.to_owned(), said?))).collect::<BTreeMap<_, _>>()
    });
    let done = vec(happening(catalog, past(when, days)), 0..8);
    (record(catalog, Home::Contact, past(when, days), days), bound, done, said).prop_map(
        |(record, bound, events, subscriptions)| Contact { record: Record { events, subscriptions, ..record }, bound },
    )
}

/// What a contact may have done, and when.
fn happening(catalog: &Catalog, past: Vec<i64>) -> impl Strategy<Value = Happening> + use<> {
    type Done = (String, Vec<(String, String)>);
    let one = |(event, property): (&'static str, &'static str),
               values: &'static [&'static str]|
     -> BoxedStrategy<Done> {
        select(values).prop_map(move |value| (event.to_owned(), vec![(property.to_owned(), value.to_owned())])).boxed()
    };
    let event = catalog.renewal();
    let property = |feature: &Feature| {
        let name = feature.property.clone();
        let value = match feature.kind {
            Type::Number => words(&["-1", "2.5", "3", "80", ""]),
            Type::Text => words(&["us", "US bus", "fr", "x", ""]),
            _ => prop_oneof![3 => values(catalog, feature, &Days { dates: Vec::new(), moments: Vec::new() }), 1 => Just(String::new())].boxed(),
        };
        value.prop_map(move |value| (name.clone(), value))
    };
    let properties: Vec<_> = event.properties.iter().map(property).collect();
    let id = event.id;
    let renewal = properties.prop_map(move |all| -> Done {
        (id.to_owned(), all.into_iter().filter(|(_, value)| !value.is_empty()).collect())
    });
    let mails = select(&MAILS[..]).prop_flat_map(move |mail| one(mail, &["901", "902"]));
    let what = prop_oneof![
        2 => one(FORM, &["f-demo", "f-other"]),
        2 => one(PAGE, PAGES),
        1 => one(CTA_VIEW, &["cta-1", "cta-2"]),
        1 => one(CTA_CLICK, &["cta-1", "cta-2"]),
        4 => mails,
        3 => renewal,
    ];
    (what, select(past)).prop_map(|((event, properties), at)| Happening {
        event,
        at,
        properties: properties.into_iter().collect(),
    })
}

/// Addresses that are the same page or not, as one reads them.
pub const PAGES: &[&str] = &[
    "https://acme.example/pricing",
    "HTTPS://Acme.example/Pricing/?a=b#c",
    "acme.example/pricing",
    "https://acme.example/de/pricing",
    "http://acme.example/fr/?q=/pricing",
    "https://acme.example/",
    "https://acme.example/pricing/team",
    "https://acme-example/pricing",
    "https://some.acme-example/pricing",
];

/// The rules of segments that others name.
fn segments(catalog: &Catalog) -> impl Strategy<Value = [String; 5]> + use<> {
    let some = |home: Home, kind: Type, test: &str| {
        let feature = catalog.of(home).find(|feature| feature.kind == kind).or_else(|| catalog.of(home).next());
        let feature = feature.unwrap();
        if feature.kind == kind { test.replace("{}", &feature.name) } else { format!("{} is known", feature.name) }
    };
    let of = |home: Home| {
        let texts = vec![
            some(home, Type::Text, "{} is known"),
            some(home, Type::Number, "{} < 80 or unknown"),
            some(home, Type::Text, "not {} contains \"us\""),
            some(home, Type::Date, "{} before today"),
        ];
        select(texts)
    };
    let second = select(vec![
        format!("member of first or {}", some(Home::Contact, Type::Bool, "{} is true")),
        "not member of first".to_owned(),
        format!("member of first and {}", some(Home::Contact, Type::Number, "{} < 80")),
    ]);
    (of(Home::Company), of(Home::Deal), of(Home::Custom), of(Home::Contact), second)
        .prop_map(|(companies, deals, customs, first, second)| [companies, deals, customs, first, second])
}
