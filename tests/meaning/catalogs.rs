//! Catalogs at random: names that are words of the language, properties that are called as other features are, options
//! that look like something else, and labels that are the values of others.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::catalog::{Bond, Catalog, Event, Feature, Home, Pipeline, RENEWAL, Side, Way, feature, form, mail};
use super::forms::Type;

/// Names of features: most are words of the language, which are free wherever a name can stand.
const NAMES: &[&str] = &[
    "p_a",
    "p_b",
    "p_c",
    "p_d",
    "p_e",
    "p_f",
    "p_g",
    "p_h",
    "Score",
    "score",
    "_x",
    "x1",
    "did",
    "submitted",
    "opened",
    "clicked",
    "viewed",
    "received",
    "replied",
    "bounced",
    "opted",
    "changed",
    "contains",
    "starts",
    "ends",
    "does",
    "form",
    "email",
    "list",
    "user",
    "pipeline",
    "stage",
    "subscription",
    "before",
    "after",
    "on",
    "from",
    "to",
    "last",
    "next",
    "this",
    "previous",
    "first",
    "more",
    "than",
    "ago",
    "at",
    "least",
    "times",
    "days",
    "day",
    "week",
    "month",
    "version",
    "title",
    "owner",
    "segment",
    "static",
    "workflow",
    "same",
    "as",
    "exactly",
    "ever",
    "never",
    "all",
    "none",
    "with",
    "contain",
    "page",
    "matching",
    "cta",
    "out",
    "but",
    "happened",
    "created",
    "contact",
    "country",
];

/// What the portal calls properties; some are called as features of something else are.
const PROPERTIES: &[&str] = &[
    "p_a",
    "p_b",
    "p_c",
    "p_d",
    "p_e",
    "p_f",
    "p_g",
    "p_h",
    "q_a",
    "q_b",
    "q_c",
    "q_d",
    "q_e",
    "q_f",
    "q_g",
    "q_h",
    "q_i",
    "q_j",
    "q_k",
    "q_l",
    "q_m",
    "q_n",
    "q_o",
    "q_p",
    "q_q",
    "q_r",
    "q_s",
    "q_t",
    "submitted",
    "opened",
    "before",
    "is_known",
    "hs",
    "x1",
    "a__b",
    "and",
    "or",
    "not",
    "known",
];

/// Values of options that look like something else, or like each other.
const OPTIONS: &[&str] = &[
    "a",
    "A",
    "b",
    "Yes",
    "yes",
    "No",
    "1.0",
    "1",
    "01",
    "x y",
    "true",
    "False",
    "and",
    "unknown",
    "known",
    "ü",
    "Ü",
    "-1",
    "a-b",
    "\"q\"",
    "it's",
    "100%",
    "{x}",
    "{v}",
    "a,b",
    "(x)",
    "back\\slash",
    "null",
    "~",
    "same",
    "exactly",
    "any",
    "2026-01-01",
    "today",
    "stage",
    "# no",
    "a: b",
    "// c",
    "[1]",
    "<b>",
];

const LABELS: &[&str] = &["Decision maker", "\"boss\"", "Über", "a: b", "yes", "1.0", "Primary one", "x (y)"];

/// The types of features of each object. A type that stands twice has features that can be held against each other.
const KINDS: &[(Home, &[Type])] = &[
    (
        Home::Contact,
        &[
            Type::Bool,
            Type::Number,
            Type::Text,
            Type::Text,
            Type::Enum,
            Type::Set,
            Type::Date,
            Type::DateTime,
            Type::Owner,
            Type::Form,
            Type::Email,
            Type::List,
        ],
    ),
    (Home::Company, ANYWHERE),
    (Home::Deal, &[Type::Stage, Type::Pipeline, Type::Number, Type::Date, Type::DateTime, Type::Enum, Type::Text]),
    (Home::Custom, ANYWHERE),
];

const ANYWHERE: &[Type] =
    &[Type::Bool, Type::Number, Type::Text, Type::Enum, Type::Set, Type::Date, Type::DateTime, Type::Owner];

/// What one feature is besides its names and its type.
type Trait = (Vec<&'static str>, bool, Option<(i64, i64)>, usize);

/// Generates a catalog.
pub fn catalog() -> impl Strategy<Value = Catalog> {
    let names = || Just(NAMES.to_vec()).prop_shuffle();
    let properties = || Just(PROPERTIES.to_vec()).prop_shuffle();
    let objects: Vec<_> =
        KINDS.iter().map(|(_, kinds)| (names(), properties(), vec(1..=3_usize, kinds.len()))).collect();
    let range = prop::option::weighted(0.3, select(&[(0, 80), (-1, 3), (3, 3), (100, 200)][..]));
    let each = (subsequence(OPTIONS, 2..=5).prop_shuffle(), prop::bool::weighted(0.3), range, 0..2_usize);
    let labels = || Just(LABELS.to_vec()).prop_shuffle();
    let custom =
        (select(&["attendance", "webinar", "of_us", "segments", "did"][..]), select(&["event_2", "Webinar", "x"][..]));
    let event = (
        select(&["renewal", "did", "first", "form", "at"][..]),
        select(&["renewal_started", "pe_renewal", "x y"][..]),
        names(),
        properties(),
    );
    (objects, vec(each, 16), names(), (labels(), labels(), labels()), custom, event).prop_map(
        |(objects, traits, ways, (labels, pipelines, stages), custom, event)| {
            let mut traits = traits.iter().cycle();
            let mut features = Vec::new();
            for ((home, kinds), (names, properties, counts)) in KINDS.iter().zip(objects) {
                let all = kinds.iter().zip(counts).flat_map(|(kind, count)| std::iter::repeat_n(*kind, count));
                let named = names.iter().zip(&properties).zip(all);
                features.extend(
                    named.map(|((name, property), kind)| one(*home, (name, property), kind, traits.next().unwrap())),
                );
            }
            let stage = |id: &'static str, at: usize| (id, stages[at].to_owned());
            let pipeline = |id, at: usize, stages| Pipeline { id, label: pipelines[at].to_owned(), stages };
            Catalog {
                features,
                ways: all_ways(&ways, &labels),
                events: vec![renewal(event, traits.next().unwrap()), mail(), form()],
                pipelines: vec![
                    pipeline("pl-1", 0, vec![stage("s-1", 0), stage("s-2", 1)]),
                    // A stage is the pipeline's: that two have the same label is no matter.
                    pipeline("pl-2", 1, vec![stage("t-1", 1), stage("t-2", 2)]),
                ],
                custom: (custom.0.to_owned(), custom.1.to_owned()),
            }
        },
    )
}

fn one(home: Home, (name, property): (&str, &str), kind: Type, (values, required, range, pipeline): &Trait) -> Feature {
    let options = if matches!(kind, Type::Enum | Type::Set) { options(values) } else { Vec::new() };
    Feature {
        options,
        required: *required,
        range: range.filter(|_| kind == Type::Number),
        pipeline: *pipeline,
        ..feature(home, name, property, kind)
    }
}

/// The label of each option is the value of the next one.
fn options(values: &[&str]) -> Vec<(String, String)> {
    let labels = values.iter().cycle().skip(1);
    values.iter().zip(labels).map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect()
}

fn all_ways(names: &[&str], labels: &[&str]) -> Vec<Way> {
    let mut names = names.iter();
    let mut labels = labels.iter();
    let mut ways = Vec::new();
    for bond in Bond::ALL {
        for from in [Side::OfContact, Side::OfOther] {
            let label = bond.is_labelled().then(|| (*labels.next().unwrap()).to_owned());
            ways.push(Way { name: (*names.next().unwrap()).to_owned(), bond, from, label });
        }
    }
    ways
}

/// The portal's own event, with tests of each of its properties.
fn renewal((word, name, names, properties): (&str, &str, Vec<&str>, Vec<&str>), own: &Trait) -> Event {
    const OF_EVENTS: &[Type] = &[Type::Number, Type::Text, Type::Text, Type::Bool, Type::Enum, Type::Set];
    let named = names.iter().zip(&properties).zip(OF_EVENTS);
    let properties: Vec<Feature> = named
        .map(|((name, property), kind)| Feature {
            required: false,
            range: None,
            ..one(Home::Contact, (name, property), *kind, own)
        })
        .collect();
    let quoted = |at: usize| format!("{:?}", own.0[at]);
    let mut conditions = vec![String::new()];
    let mut alternatives = Vec::new();
    for property in &properties {
        let f = &property.name;
        let (single, several): (Vec<String>, Vec<String>) = match property.kind {
            Type::Number => (
                vec![format!("{f} >= 3"), format!("{f} is not 3"), format!("{f} between 0 and 3")],
                vec![format!("{f} in (3, 80)"), format!("{f} not between 0 and 3")],
            ),
            Type::Text => (
                vec![
                    format!("{f} is \"us\""),
                    format!("{f} not in (\"us\", \"x\")"),
                    format!("{f} does not contain \"us\""),
                    format!("{f} starts with \"u\""),
                    format!("{f} ends with \"s\""),
                ],
                vec![format!("{f} in (\"us\", \"fr\")"), format!("{f} contains any of (\"us\", \"fr\")")],
            ),
            Type::Bool => (vec![format!("{f} is true"), format!("{f} is not true")], Vec::new()),
            Type::Enum => (
                vec![format!("{f} in ({}, {})", quoted(0), quoted(1)), format!("{f} is not {}", quoted(0))],
                vec![format!("{f} is {} or {f} is {}", quoted(0), quoted(1))],
            ),
            _ => (
                vec![
                    format!("{f} has any of ({})", quoted(0)),
                    format!("{f} has none of ({}, {})", quoted(0), quoted(1)),
                ],
                Vec::new(),
            ),
        };
        conditions.extend(single);
        alternatives.extend(several);
    }
    let (word, custom) = (word.to_owned(), Some(name.to_owned()));
    Event { word, id: RENEWAL, custom, properties, conditions, alternatives }
}
