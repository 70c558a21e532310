//! The properties that `apply` creates and updates.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Feature};
use crate::model::{ManagedProperty, Property, PropertyFacts};

/// Returns the property of a feature.
pub fn of(feature: &Feature) -> Property {
    let facts = PropertyFacts {
        feature: feature.name.clone(),
        object: feature.object,
        name: feature.property.clone(),
        kind: feature.kind.clone(),
        sensitivity: feature.sensitivity,
    };
    facts.into()
}

/// Returns each managed property once, by object and name. Two features of one property are the catalog's fault.
pub fn managed(catalog: &Catalog) -> Vec<ManagedProperty> {
    let mut seen = BTreeSet::new();
    let mut properties: Vec<ManagedProperty> = catalog
        .features
        .values()
        .filter_map(|feature| {
            let managed = feature.managed.clone()?;
            seen.insert((feature.object, feature.property.clone())).then(|| ManagedProperty {
                property: of(feature),
                managed,
                about: feature.about.clone(),
                at: feature.at,
            })
        })
        .collect();
    properties.sort_by(|a, b| (a.property.object, &a.property.name).cmp(&(b.property.object, &b.property.name)));
    properties
}
