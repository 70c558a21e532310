//! Holds a whole catalog against a portal: what each declaration promises, and what the portal has.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::portal::{Event, Facts, Filled, Origin, PortalObject, Property, State, Unseen};
use crate::catalog::{Association, Catalog, CustomEvent, Feature, FeatureKind, Sensitivity, events};
use crate::hubspot::platform::{Object, association_type_id};
use crate::problem::deploy::Fault;
use crate::problem::{Problem, nearest};

/// Something that the catalog says and the portal does not keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The portal does not have it.
    Missing {
        /// What, in words.
        what: String,
        /// What is called nearly so.
        near: Option<String>,
    },
    /// The portal has archived it.
    Archived {
        /// The property.
        property: String,
    },
    /// It is something else there.
    Other {
        /// What, in words.
        what: String,
        /// What the catalog says.
        wanted: String,
        /// What the portal has.
        found: String,
    },
    /// The portal does not have some of its options.
    OptionsGone {
        /// The property.
        property: String,
        /// Their values.
        gone: Vec<String>,
        /// Those that there are.
        known: Vec<String>,
    },
    /// The portal calculates it, and the catalog does not say so.
    Calculated {
        /// The property.
        property: String,
    },
    /// The catalog says that the portal calculates it, and it does not.
    NotCalculated {
        /// The property.
        property: String,
    },
    /// It is `required`, and some records have no value of it.
    Empty {
        /// The property.
        property: String,
        /// How many records.
        records: u64,
    },
}

/// Names each broken contract of a catalog at the place that declares it, in the order of places.
///
/// What the token may not read is not held against anything. A managed property that is not there is made by `apply`,
/// and so are options of one.
#[must_use]
pub fn check(catalog: &Catalog, facts: &Facts) -> Vec<Problem> {
    let mut problems = Vec::new();
    for custom in catalog.custom_objects.values() {
        if facts.object(custom.object).is_none() && !facts.unseen.contains(&Unseen::CustomObjects) {
            let name = name_of(custom.object);
            let names = facts.objects.values().map(|object| object.which.name());
            let broken = Broken::Missing { what: format!("object `{name}`"), near: nearest(name, names) };
            problems.push(Problem::at(custom.at, Fault::Broken(broken)));
        }
    }
    for feature in catalog.features.values() {
        let Some((_, object)) = facts.object(feature.object) else { continue };
        let broken = of_feature(facts, object, feature);
        problems.extend(broken.into_iter().map(|broken| Problem::at(feature.at, Fault::Broken(broken))));
    }
    for association in catalog.associations.values() {
        let broken = of_association(facts, association);
        problems.extend(broken.map(|broken| Problem::at(association.at, Fault::Broken(broken))));
    }
    for (word, event) in &catalog.events {
        if events::standard(word).is_none() {
            problems.extend(of_event(catalog, facts, word, event));
        }
    }
    problems.sort_by_key(|problem| problem.at);
    problems
}

/// Returns the objects of which a property that is declared is not among those in use: it may be archived.
#[must_use]
pub fn missing(catalog: &Catalog, facts: &Facts) -> BTreeSet<Object> {
    let is_missing = |feature: &&Feature| {
        facts.object(feature.object).is_some_and(|(_, object)| {
            feature.sensitivity == Sensitivity::Plain
                && !object.properties.contains_key(&feature.property)
                && facts.has_seen(&object.which, Sensitivity::Plain)
        })
    };
    catalog.features.values().filter(is_missing).map(|feature| feature.object).collect()
}

/// Returns the features that no record may lack, of objects and properties that the portal has.
pub fn required<'a>(catalog: &'a Catalog, facts: &'a Facts) -> impl Iterator<Item = (&'a Feature, &'a str)> {
    catalog.features.values().filter(|feature| feature.required).filter_map(|feature| {
        let (id, object) = facts.object(feature.object)?;
        let property = object.properties.get(&feature.property)?;
        (property.state == State::Live).then_some((feature, id))
    })
}

/// Names a property as plans do.
#[must_use]
pub fn full_name(object: Object, property: &str) -> String {
    format!("{}.{property}", object.word())
}

fn name_of(object: Object) -> &'static str {
    match object {
        Object::Custom(custom) => custom.name(),
        Object::Contact | Object::Company | Object::Deal | Object::Ticket => object.word(),
    }
}

fn of_feature(facts: &Facts, object: &PortalObject, feature: &Feature) -> Vec<Broken> {
    let property = full_name(feature.object, &feature.property);
    let is_managed = feature.managed.is_some();
    let Some(live) = object.properties.get(&feature.property) else {
        let is_seen = facts.has_seen(&object.which, feature.sensitivity);
        let near = || nearest(&feature.property, object.properties.keys().map(String::as_str));
        let broken = || Broken::Missing { what: format!("property `{property}`"), near: near() };
        return if is_seen && !is_managed { vec![broken()] } else { Vec::new() };
    };
    if live.state == State::Archived {
        // One that `apply` makes comes back with its values.
        return if is_managed { Vec::new() } else { vec![Broken::Archived { property }] };
    }
    let mut broken = Vec::new();
    if live.sensitivity != feature.sensitivity {
        broken.push(Broken::Other {
            what: format!("property `{property}`"),
            wanted: format!("sensitivity {}", feature.sensitivity.word()),
            found: format!("sensitivity {}", live.sensitivity.word()),
        });
    }
    if !fits(&feature.kind, &live.kind, &live.field) {
        broken.push(Broken::Other {
            what: format!("property `{property}`"),
            wanted: feature.kind.word().to_owned(),
            found: format!("type {}, field {}", live.kind, live.field),
        });
        return broken;
    }
    match (feature.calculated, live.filled) {
        (false, Filled::Calculated) => broken.push(Broken::Calculated { property: property.clone() }),
        (true, Filled::Anybody | Filled::HubSpot) => broken.push(Broken::NotCalculated { property: property.clone() }),
        (true, Filled::Calculated) | (false, Filled::Anybody | Filled::HubSpot) => {}
    }
    if !is_managed {
        broken.extend(options_gone(&feature.kind, live, property));
    }
    broken.extend(of_pipeline(facts, object, feature));
    broken
}

/// Tells which options of a type the portal does not have. Those that come from elsewhere (users, say) are not listed.
fn options_gone(kind: &FeatureKind, live: &Property, property: String) -> Option<Broken> {
    let options = kind.options()?;
    let known: BTreeSet<&str> = live.options.iter().map(|option| option.value.as_str()).collect();
    let gone = options.iter().map(|option| option.value.as_str()).filter(|value| !known.contains(value));
    let gone: Vec<String> = gone.map(str::to_owned).collect();
    let is_broken = !known.is_empty() && !gone.is_empty();
    is_broken.then(|| Broken::OptionsGone { property, gone, known: known.into_iter().map(str::to_owned).collect() })
}

/// Tells whether the pipeline whose stages a feature holds is missing.
fn of_pipeline(facts: &Facts, object: &PortalObject, feature: &Feature) -> Option<Broken> {
    let FeatureKind::Stage { pipeline: Some(label) } = &feature.kind else { return None };
    let unseen = Unseen::Pipelines { object: object.which.name().to_owned() };
    let read = match feature.object {
        Object::Deal | Object::Ticket | Object::Custom(_) => !facts.unseen.contains(&unseen),
        Object::Contact | Object::Company => false,
    };
    let labels = || object.pipelines.iter().map(|pipeline| pipeline.label.as_str());
    let is_missing = read && labels().all(|known| known.to_lowercase() != label.to_lowercase());
    is_missing.then(|| Broken::Missing {
        what: format!("pipeline `{label}` of {}", feature.object.word()),
        near: nearest(label, labels()),
    })
}

fn of_association(facts: &Facts, association: &Association) -> Option<Broken> {
    let ((from, one), (to, other)) = facts.object(association.from).zip(facts.object(association.to))?;
    let unseen = Unseen::Labels { from: one.which.name().to_owned(), to: other.which.name().to_owned() };
    if facts.unseen.contains(&unseen) {
        return None;
    }
    let between = format!("from {} to {}", association.from.word(), association.to.word());
    let own = facts.associations.iter().filter(|it| it.from == from && it.to == to && it.origin == Origin::Portal);
    let labels: Vec<&str> = own.map(|it| it.label.as_deref().unwrap_or_default()).collect();
    match &association.label {
        Some(label) => {
            let is_there = labels.iter().any(|known| known.to_lowercase() == label.to_lowercase());
            let near = nearest(label, labels.into_iter().filter(|label| !label.is_empty()));
            (!is_there).then(|| Broken::Missing { what: format!("label `{label}` {between}"), near })
        }
        None if association_type_id(association.from, association.to).is_none() && !labels.contains(&"") => {
            Some(Broken::Missing { what: format!("association {between}"), near: None })
        }
        None => None,
    }
}

fn of_event(catalog: &Catalog, facts: &Facts, word: &str, event: &CustomEvent) -> Vec<Problem> {
    let Some(known) = &facts.events else { return Vec::new() };
    let at_event = |broken: Broken| Problem::at(event.at, Fault::Broken(broken));
    let Some(live) = known.iter().find(|live| live.name == event.custom) else {
        let near = nearest(&event.custom, known.iter().map(|live| live.name.as_str()));
        return vec![at_event(Broken::Missing { what: format!("event `{}`", event.custom), near })];
    };
    let mut problems: Vec<Problem> = elsewhere(catalog, facts, event, live).map(at_event).into_iter().collect();
    // Of two that bear one name, the first counts.
    let in_use = live.properties.iter().rev().filter(|property| property.state == State::Live);
    let properties: BTreeMap<&str, &Property> = in_use.map(|property| (property.name.as_str(), property)).collect();
    for feature in event.properties.values() {
        let what = format!("property `{}` of event `{word}`", feature.property);
        let broken = match properties.get(feature.property.as_str()) {
            // Those that HubSpot gives every event are in no definition.
            None if properties.is_empty() || feature.property.starts_with("hs_") => None,
            None => {
                let near = nearest(&feature.property, properties.keys().copied());
                Some(Broken::Missing { what, near })
            }
            Some(live) if !types(&feature.kind).contains(&live.kind.as_str()) => Some(Broken::Other {
                what,
                wanted: feature.kind.word().to_owned(),
                found: format!("type {}", live.kind),
            }),
            Some(live) => options_gone(&feature.kind, live, format!("{word}.{}", feature.property)),
        };
        problems.extend(broken.map(|broken| Problem::at(feature.at, Fault::Broken(broken))));
    }
    problems
}

/// Tells that an event happens to records of another object, where the portal says it in words that are known here.
fn elsewhere(catalog: &Catalog, facts: &Facts, event: &CustomEvent, live: &Event) -> Option<Broken> {
    let wanted = facts.object(catalog.object(&event.on)?)?;
    let found = facts.spelt(live.object.as_deref()?)?;
    (found != wanted.0).then(|| Broken::Other {
        what: format!("event `{}`", event.custom),
        wanted: format!("on {}", event.on),
        found: format!("on {}", facts.objects.get(found).map_or(found, |object| object.which.name())),
    })
}

/// Which types of HubSpot a type of the catalog stands for.
const FITS: &[(&str, &[&str])] = &[
    ("bool", &["bool", "enumeration"]),
    ("number", &["number"]),
    ("string", &["string", "phone_number"]),
    ("date", &["date"]),
    ("datetime", &["datetime"]),
    ("enum", &["enumeration"]),
    ("set", &["enumeration"]),
    ("owner", &["enumeration"]),
    // Their tests are written as tests of an enumeration, which the portal refuses for any other type.
    ("pipeline", &["enumeration"]),
    ("stage", &["enumeration"]),
    ("form", &["enumeration"]),
    ("email", &["enumeration"]),
    ("list", &["enumeration"]),
];

fn types(kind: &FeatureKind) -> &'static [&'static str] {
    FITS.iter().find(|(word, _)| *word == kind.word()).map_or(&[], |(_, types)| types)
}

/// Tells whether a type of the catalog stands for a type and a field of HubSpot.
#[must_use]
pub fn fits(kind: &FeatureKind, live_type: &str, live_field: &str) -> bool {
    let field_fits = match kind {
        FeatureKind::Set(_) => live_field == "checkbox",
        FeatureKind::Enum(_) => live_field != "checkbox",
        FeatureKind::Bool => live_type == "bool" || live_field == "booleancheckbox",
        FeatureKind::Number
        | FeatureKind::Text
        | FeatureKind::Date
        | FeatureKind::DateTime
        | FeatureKind::Owner
        | FeatureKind::Pipeline
        | FeatureKind::Stage { .. }
        | FeatureKind::Form
        | FeatureKind::Email
        | FeatureKind::List => true,
    };
    field_fits && types(kind).contains(&live_type)
}
