//! What the properties, associations, objects and events of a portal are called in the catalog.

use std::collections::BTreeMap;

use crate::catalog::events::{Event, Kind};
use crate::catalog::{Catalog, Feature};
use crate::hubspot::platform::{Object, association_type_id};
use crate::model::PortalName;
use crate::model::rule::{AssociationPath, EventType};

use super::Names;

/// A catalog by the names that HubSpot has for things: made once, asked for each filter.
#[derive(Debug)]
pub struct Features<'a> {
    properties: BTreeMap<(Object, &'a str), &'a Feature>,
    ways: BTreeMap<(Object, Object, Option<&'a str>), &'a str>,
    /// By HubSpot's id of a standard event, or by the name that the portal's own one has there.
    events: BTreeMap<String, (&'a str, Event)>,
}

impl<'a> Features<'a> {
    /// Turns a catalog round.
    #[must_use]
    pub fn new(catalog: &'a Catalog) -> Self {
        let property = |feature: &'a Feature| ((feature.object, feature.property.as_str()), feature);
        let mut ways = BTreeMap::new();
        for way in catalog.associations.values() {
            // Of two names for one way the first one stands, so that the same one is found each time.
            ways.entry((way.from, way.to, way.label.as_deref())).or_insert(way.name.as_str());
        }
        let event = |word: &'a str| {
            let event = catalog.event(word)?;
            let key = match &event.of {
                Kind::Standard(standard) => standard.id.to_owned(),
                Kind::Custom(name) => name.clone(),
            };
            Some((key, (word, event)))
        };
        Self {
            properties: catalog.features.values().map(property).collect(),
            ways,
            events: catalog.event_words().filter_map(event).collect(),
        }
    }

    /// Finds the feature of a property.
    #[must_use]
    pub fn feature(&self, object: Object, property: &str) -> Option<&'a Feature> {
        self.properties.get(&(object, property)).copied()
    }

    /// Finds the name of a way to associated records.
    #[must_use]
    pub fn association(&self, path: &AssociationPath) -> Option<&'a str> {
        self.ways.get(&(path.from, path.to, path.label.as_deref())).copied()
    }

    /// Goes through the names of the ways that lead from an object.
    pub fn associations(&self, from: Object) -> impl Iterator<Item = &'a str> {
        self.ways.iter().filter(move |((begin, ..), _)| *begin == from).map(|(_, name)| *name)
    }

    /// Goes through the objects that ways lead to from an object.
    pub fn reached(&self, from: Object) -> impl Iterator<Item = Object> {
        self.ways.keys().filter(move |(begin, ..)| *begin == from).map(|(_, to, _)| *to)
    }

    /// Finds an event and its word by the id of its type.
    #[must_use]
    pub fn event(&self, type_id: &str, names: &Names) -> Option<(&'a str, &Event)> {
        let custom = || {
            let name = names.thing(type_id, |name| matches!(name, PortalName::Event(_)));
            if let Some(PortalName::Event(name)) = name { self.events.get(name) } else { None }
        };
        self.events.get(type_id).or_else(custom).map(|(word, event)| (*word, event))
    }

    /// Finds an event and its word by its type.
    #[must_use]
    pub fn event_of(&self, event: &EventType) -> Option<(&'a str, &Event)> {
        let key = match event {
            EventType::Standard { id, .. } => id,
            EventType::Custom(PortalName::Event(name)) => name.as_str(),
            EventType::Custom(_) => return None,
        };
        self.events.get(key).map(|(word, event)| (*word, event))
    }
}

/// Finds an object by its type id.
#[must_use]
pub fn object(type_id: &str, names: &Names) -> Option<Object> {
    let standard = Object::STANDARD.into_iter().find(|object| object.type_id() == Some(type_id));
    standard.or_else(|| {
        let name = names.thing(type_id, |name| matches!(name, PortalName::Object(_)));
        if let Some(PortalName::Object(custom)) = name { Some(Object::Custom(*custom)) } else { None }
    })
}

/// Finds the way that leads from one object to another by the id of its type.
#[must_use]
pub fn path(from: Object, to: Object, type_id: &str, names: &Names) -> Option<AssociationPath> {
    let plain = AssociationPath { from, to, label: None };
    if association_type_id(from, to).is_some_and(|id| id.to_string() == type_id) {
        return Some(plain);
    }
    let leads = |name: &PortalName| {
        if let PortalName::Association { from: begin, to: end } | PortalName::Label { from: begin, to: end, .. } = name
        {
            (*begin, *end) == (from, to)
        } else {
            false
        }
    };
    let name = names.thing(type_id, leads)?;
    let label = if let PortalName::Label { label, .. } = name { Some(label.clone()) } else { None };
    Some(AssociationPath { label, ..plain })
}
