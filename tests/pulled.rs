//! Generated catalogs: whatever a portal has, what is written is read without a word of complaint, and says what was there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};

use hubwright::catalog::portal::{
    Association, Event, Facts, Filled, Origin, Pipeline, PortalObject, Property, PropertyOption, Shown, State, Which,
};
use hubwright::catalog::{self, Catalog, FeatureKind, Provenance, Sensitivity};
use hubwright::hubspot::platform::Object;
use hubwright::lift::catalog::{Written, write};
use hubwright::plan::contract;
use hubwright::problem::Problem;
use hubwright::source::{FileId, SourceFile, Sources};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Texts that break a careless writer of YAML, and others.
fn nasty() -> impl Strategy<Value = String> {
    let known = [
        "",
        " ",
        "null",
        "~",
        "Yes",
        "true",
        "0",
        "1.0",
        "-",
        "- a",
        "a: b",
        "a #b",
        "#",
        "{",
        "a, b",
        "[x]",
        "'",
        "\"",
        "\\",
        "a\\nb",
        " a",
        "a ",
        "a;b",
        "é",
        "日本",
        "🎈",
        "a\nb",
        "\t",
        "\u{7}",
        "\u{85}",
        "\u{2028}",
        "\u{202e}x",
        "\u{feff}",
        "\u{fdd0}",
        "\u{ffff}",
        "!a",
        "&a",
        "*a",
        "%a",
        "@a",
        "`a`",
        "? a",
        "a:",
        "|",
        ">",
        "---",
        "...",
        "Won",
        "won",
        "\u{a0}x",
        "\r",
        "<<",
    ];
    prop_oneof![
        select(known.to_vec()).prop_map(str::to_owned),
        ".{0,12}",
        "[a-z]{1,6}",
        "[A-Za-z ]{1,30}",
        "x{180,230}"
    ]
}

/// Internal names: good ones, words of the language, and what old portals hold.
fn name() -> impl Strategy<Value = String> {
    let known = [
        "email",
        "member",
        "is",
        "any",
        "today",
        "property_member",
        "dealstage",
        "pipeline",
        "hs_pipeline",
        "hs_pipeline_stage",
        "9lives",
        "Upper",
        "with-dash",
        "hubspot_owner_id",
        "null",
        "true",
        "mine",
        "other",
        "to",
        "custom",
    ];
    prop_oneof![select(known.to_vec()).prop_map(str::to_owned), "[a-z][a-z0-9_]{0,8}"]
}

fn option() -> impl Strategy<Value = PropertyOption> {
    (nasty(), nasty(), prop::bool::ANY).prop_map(|(value, label, hidden)| PropertyOption {
        value,
        label,
        shown: if hidden { Shown::Hidden } else { Shown::Shown },
    })
}

fn property() -> impl Strategy<Value = Property> {
    let kinds = [
        "bool",
        "number",
        "string",
        "phone_number",
        "date",
        "datetime",
        "enumeration",
        "enumeration",
        "enumeration",
        "json",
        "object_coordinates",
    ];
    let fields = ["checkbox", "select", "radio", "booleancheckbox", "text"];
    let refers = [None, None, Some("OWNER"), Some("TEAM")];
    let sensitivity = [Sensitivity::Plain, Sensitivity::Sensitive, Sensitivity::HighlySensitive];
    let filled = [Filled::Anybody, Filled::HubSpot, Filled::Calculated];
    let one = (select(kinds.to_vec()), select(fields.to_vec()), select(refers.to_vec()), vec(option(), 0..8));
    let two =
        (select(sensitivity.to_vec()), select(filled.to_vec()), select([Origin::Portal, Origin::HubSpot].to_vec()));
    (name(), nasty(), nasty(), one, two, select([State::Live, State::Live, State::Archived].to_vec())).prop_map(
        |(name, label, description, (kind, field, refers_to, options), (sensitivity, filled, origin), state)| {
            Property {
                name,
                label,
                description,
                kind: kind.to_owned(),
                field: field.to_owned(),
                options,
                refers_to: refers_to.map(str::to_owned),
                sensitivity,
                filled,
                origin,
                state,
            }
        },
    )
}

fn object(which: Which) -> impl Strategy<Value = PortalObject> {
    let pipeline = (nasty(), vec(nasty(), 0..3)).prop_map(|(label, stages)| Pipeline { label, stages });
    (vec(property(), 0..8), vec(pipeline, 0..3)).prop_map(move |(properties, pipelines)| PortalObject {
        which: which.clone(),
        properties: properties.into_iter().map(|property| (property.name.clone(), property)).collect(),
        pipelines,
    })
}

fn facts() -> impl Strategy<Value = Facts> {
    let ids = ["0-1", "0-2", "0-3", "0-5", "2-1", "2-2"];
    let custom =
        |names: &'static [&'static str]| select(names).prop_flat_map(|name| object(Which::Custom(name.to_owned())));
    let objects = (
        object(Which::Standard(Object::Contact)),
        object(Which::Standard(Object::Company)),
        object(Which::Standard(Object::Deal)),
        object(Which::Standard(Object::Ticket)),
        custom(&["Visit", "events", "contact", "member"]),
        custom(&["webinar", "object_contact"]),
    );
    let objects = objects.prop_map(|(a, b, c, d, e, f)| {
        ["0-1", "0-2", "0-3", "0-5", "2-1", "2-2"].into_iter().map(str::to_owned).zip([a, b, c, d, e, f]).collect()
    });
    let origin = select([Origin::Portal, Origin::HubSpot].to_vec());
    let label = prop_oneof![Just(None), nasty().prop_map(Some)];
    let link = (select(ids.to_vec()), select(ids.to_vec()), origin, select([3_u64, 4, 279, 449].to_vec()), label)
        .prop_map(|(from, to, origin, type_id, label)| Association {
            from: from.to_owned(),
            to: to.to_owned(),
            origin,
            type_id,
            label,
        });
    let on = select([Some("CONTACT"), Some("deals"), Some("2-1"), Some("p7_webinar"), Some("CALL"), None].to_vec());
    let event = (prop_oneof![name(), nasty()], on, vec(property(), 0..4))
        .prop_map(|(name, object, properties)| Event { name, object: object.map(str::to_owned), properties });
    (objects, vec(link, 0..12), vec(event, 0..4)).prop_map(|(objects, associations, events)| Facts {
        portal: 7,
        objects,
        associations,
        events: Some(events),
        unseen: Vec::new(),
    })
}

/// What people have declared already: properties, names that generated features would take, an object and an event.
const BY_HAND: &str = "
objects:
  contact:
    features:
      mine: { property: email, type: string }
      other: { property: nobodys, type: number }
    associations:
      company: { to: deal, label: won }
      sale: { to: deal }
  talk: { custom: WEBINAR, features: { mine: { type: number } } }
events:
  renewal: { custom: other, on: contact }
";

fn read(files: &BTreeMap<String, String>, by_hand: &str) -> (Catalog, Vec<Problem>, Sources) {
    let hand = SourceFile { path: "rules/features.yaml".to_owned(), text: by_hand.to_owned() };
    let files = files.iter().map(|(path, text)| SourceFile { path: path.clone(), text: text.clone() });
    let sources = Sources::new(files.chain([hand]).collect());
    let which: Vec<(FileId, Provenance)> =
        sources.iter().map(|(id, file)| (id, Provenance::of(&file.path).unwrap())).collect();
    let (catalog, problems) = catalog::read(&sources, &which);
    (catalog, problems, sources)
}

fn kind(property: &Property, object: &PortalObject) -> &'static str {
    let deal = object.which == Which::Standard(Object::Deal);
    let piped = deal || !matches!(object.which, Which::Standard(Object::Contact | Object::Company));
    match (property.kind.as_str(), property.name.as_str(), property.field.as_str()) {
        ("enumeration", "pipeline", _) if deal => "pipeline",
        ("enumeration", "dealstage", _) if deal => "stage",
        ("enumeration", "hs_pipeline", _) if piped => "pipeline",
        ("enumeration", "hs_pipeline_stage", _) if piped => "stage",
        ("enumeration", _, field) => match (property.refers_to.as_deref(), field) {
            (Some("OWNER"), _) => "owner",
            (_, "booleancheckbox") => "bool",
            (_, "checkbox") => "set",
            _ => "enum",
        },
        ("phone_number", _, _) => "string",
        ("bool", _, _) => "bool",
        ("number", _, _) => "number",
        ("string", _, _) => "string",
        ("date", _, _) => "date",
        ("datetime", _, _) => "datetime",
        (other, _, _) => panic!("{other} has no form"),
    }
}

fn agrees(facts: &Facts, written: &Written, catalog: &Catalog, hand: &Catalog) {
    let lost: BTreeSet<&str> = written.losses.iter().map(|loss| loss.place.as_str()).collect();
    for (id, known) in &facts.objects {
        let object = catalog.objects().find(|object| known.which.is(*object));
        let Some(object) = object else {
            panic!("{id} is not in the catalog");
        };
        for property in known.properties.values() {
            let mut found = catalog.features_of(object).filter(|feature| feature.property == property.name);
            let place = format!("/{}/{}", object.word(), property.name);
            let is_there = property.state == State::Live && !lost.contains(place.as_str());
            let feature = found.next();
            assert!(found.next().is_none(), "{place} is there twice");
            let by_hand = hand.features_of(object).any(|feature| feature.property == property.name);
            assert_eq!(feature.is_some(), is_there || by_hand, "{place}");
            let Some(feature) = feature.filter(|_| is_there && !by_hand) else { continue };
            assert_eq!(feature.kind.word(), kind(property, known), "{place}");
            assert_eq!(feature.sensitivity, property.sensitivity);
            assert_eq!(feature.calculated, property.filled == Filled::Calculated);
            if let FeatureKind::Enum(options) | FeatureKind::Set(options) = &feature.kind {
                let read: Vec<(&str, &str)> = options.iter().map(|it| (it.value.as_str(), it.label.as_str())).collect();
                let missing = written.losses.iter().filter(|loss| loss.place == format!("{place}/options")).count();
                assert_eq!(read.len() + missing, property.options.len(), "{place}");
                let mut all = property.options.iter().map(|it| (it.value.as_str(), it.label.as_str()));
                assert!(read.iter().all(|option| all.any(|known| known == *option)), "{place}: {read:?}");
            }
            if let FeatureKind::Stage { pipeline: Some(pipeline) } = &feature.kind {
                assert_eq!([pipeline], known.pipelines.iter().map(|it| &it.label).collect::<Vec<_>>()[..]);
            }
        }
    }
    for association in facts.associations.iter().filter(|it| it.origin == Origin::Portal) {
        let (from, to) = (&facts.objects[&association.from].which, &facts.objects[&association.to].which);
        let Some(label) = association.label.as_ref().filter(|label| !label.is_empty()) else { continue };
        let has = |found: &&catalog::Association| {
            let its = found.label.as_ref().is_some_and(|its| its.to_lowercase() == label.to_lowercase());
            from.is(found.from) && to.is(found.to) && its
        };
        let place = |object: &Which| catalog.objects().find(|known| object.is(*known)).unwrap().word();
        let place = format!("/{}/associations/{}", place(from), place(to));
        assert!(catalog.associations.values().any(|it| has(&it)) || lost.contains(place.as_str()), "{association:?}");
    }
    for event in facts.events.iter().flatten() {
        let is_there = catalog.events.values().any(|known| known.custom == event.name);
        assert!(is_there || lost.contains(format!("/events/{}", event.name).as_str()), "{event:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 300 } else { 3_000 }))]

    #[test]
    fn whatever_a_portal_has_is_written_as_a_catalog_that_is_read_without_problems_and_says_the_same(
        facts in facts(), by_hand in select(["", BY_HAND].to_vec())
    ) {
        let (hand, problems, _) = read(&BTreeMap::new(), by_hand);
        prop_assert!(problems.is_empty());
        let written = write(&facts, &hand, "production");
        let (catalog, problems, sources) = read(&written.files, by_hand);
        let said = |problem: &Problem| {
            let at = problem.at.unwrap();
            let file = sources.get(at.file).unwrap();
            (problem.words().message, file.path.clone(), file.text[at.start as usize..].lines().next().map(str::to_owned))
        };
        prop_assert!(problems.is_empty(), "{:#?}", problems.iter().map(said).collect::<Vec<_>>());
        agrees(&facts, &written, &catalog, &hand);
        // Those of hand are as they were: what is generated says nothing of them.
        let generated = |id: FileId| sources.get(id).is_some_and(|file| file.path.starts_with("rules/portal/"));
        let mine = catalog.of_files(&|id| !generated(id));
        prop_assert_eq!(mine.features.len(), hand.features.len());
        prop_assert_eq!(write(&facts, &mine, "production"), written);
        // The portal keeps each contract that was written from it.
        let broken = contract::check(&catalog.of_files(&generated), &facts);
        prop_assert!(broken.is_empty(), "{:#?}", broken.iter().map(said).collect::<Vec<_>>());
    }
}

#[test]
fn a_portal_reads_like_a_file_that_people_wrote() {
    let option = |value: &str, label: &str| PropertyOption {
        value: value.to_owned(),
        label: label.to_owned(),
        ..PropertyOption::default()
    };
    let property = |name: &str, kind: &str, field: &str| Property {
        name: name.to_owned(),
        kind: kind.to_owned(),
        field: field.to_owned(),
        ..Property::default()
    };
    let properties = [
        property("email", "string", "text"),
        Property {
            options: vec![option("a", "A"), option("b;c", "B and C"), option("old", "A")],
            ..property("tier", "enumeration", "select")
        },
        Property {
            options: (1..=12).map(|at| option(&format!("topic_{at}"), &format!("Topic {at}"))).collect(),
            ..property("topics", "enumeration", "checkbox")
        },
        Property { refers_to: Some("OWNER".to_owned()), ..property("hubspot_owner_id", "enumeration", "select") },
        Property {
            filled: Filled::Calculated,
            description: "Revenue less costs: what is left.".to_owned(),
            ..property("margin", "number", "calculation_equation")
        },
        Property { sensitivity: Sensitivity::Sensitive, ..property("ssn_last4", "string", "text") },
        property("member", "bool", "booleancheckbox"),
        property("place", "object_coordinates", "text"),
    ];
    let object = |which, properties: Vec<Property>, pipelines| PortalObject {
        which,
        properties: properties.into_iter().map(|property| (property.name.clone(), property)).collect(),
        pipelines,
    };
    let pipeline = |label: &str| Pipeline { label: label.to_owned(), stages: Vec::new() };
    let stages = || vec![property("dealstage", "enumeration", "select"), property("pipeline", "enumeration", "select")];
    let link = |from: &str, to: &str, origin, type_id, label: Option<&str>| Association {
        from: from.to_owned(),
        to: to.to_owned(),
        origin,
        type_id,
        label: label.map(str::to_owned),
    };
    let facts = Facts {
        portal: 7,
        objects: [
            ("0-1".to_owned(), object(Which::Standard(Object::Contact), properties.into(), Vec::new())),
            (
                "0-3".to_owned(),
                object(Which::Standard(Object::Deal), stages(), vec![pipeline("Sales"), pipeline("Renewals")]),
            ),
            (
                "2-7".to_owned(),
                object(Which::Custom("Visit".to_owned()), vec![property("minutes", "number", "number")], Vec::new()),
            ),
        ]
        .into(),
        associations: vec![
            link("0-1", "0-3", Origin::HubSpot, 4, None),
            link("0-1", "0-3", Origin::Portal, 9, Some("Decision maker")),
            link("0-1", "2-7", Origin::Portal, 11, None),
            link("0-3", "0-1", Origin::HubSpot, 3, None),
        ],
        events: Some(vec![Event {
            name: "renewal_started".to_owned(),
            object: Some("DEAL".to_owned()),
            properties: vec![property("amount", "number", "")],
        }]),
        unseen: Vec::new(),
    };
    let written = write(&facts, &Catalog::default(), "production");
    let mut text = String::new();
    for (path, file) in &written.files {
        text.push_str(&format!("──── {path}\n{file}"));
    }
    text.push_str("──── losses\n");
    for loss in &written.losses {
        text.push_str(&format!("{loss}\n"));
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("pulled_as_people_wrote_it", text);
    });
}
