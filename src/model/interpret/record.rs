//! A record as rules see it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::ListTarget;
use crate::model::rule::{AssociationPath, OptStatus};

/// Milliseconds since 1970 in UTC.
pub type Millis = i64;

/// A record with all that a rule may ask of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// The values of each property by HubSpot's internal name: the oldest first, the present one last.
    pub properties: BTreeMap<String, Vec<Version>>,
    /// The lists that it is in.
    pub lists: BTreeSet<ListTarget>,
    /// The records that it is associated with, by the way that leads to them.
    pub associated: BTreeMap<AssociationPath, Vec<Record>>,
    /// What happened to it, in any order.
    pub events: Vec<Happening>,
    /// What it said about subscriptions, by their ids.
    pub subscriptions: BTreeMap<String, OptStatus>,
}

/// A value that a property had from a moment on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The value as HubSpot has it: `a;b` for a set, `2026-11-23` for a date. Empty text is no value.
    pub value: String,
    /// Since when.
    pub at: Millis,
}

/// Something that happened to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// The id of the event's type.
    pub event: String,
    /// When.
    pub at: Millis,
    /// The event's properties by HubSpot's internal name.
    pub properties: BTreeMap<String, String>,
}

impl Record {
    /// Gives a property a value.
    pub fn set(&mut self, property: &str, value: &str, at: Millis) {
        self.properties.entry(property.to_owned()).or_default().push(Version { value: value.to_owned(), at });
    }
}

/// What has properties: a record, or an event of one.
pub(super) trait Subject {
    /// Returns the values of a property, the present one last. Empty text is no value.
    fn versions(&self, property: &str) -> impl DoubleEndedIterator<Item = (&str, Millis)>;

    /// Returns the present value of a property.
    fn value(&self, property: &str) -> Option<&str> {
        self.versions(property).next_back().map(|(value, _)| value).filter(|value| !value.is_empty())
    }
}

impl Subject for Record {
    fn versions(&self, property: &str) -> impl DoubleEndedIterator<Item = (&str, Millis)> {
        let versions = self.properties.get(property).into_iter().flatten();
        versions.map(|version| (version.value.as_str(), version.at))
    }
}

/// An event's properties never change.
impl Subject for Happening {
    fn versions(&self, property: &str) -> impl DoubleEndedIterator<Item = (&str, Millis)> {
        let value = self.properties.get(property).filter(|value| !value.is_empty());
        value.map(|value| (value.as_str(), self.at)).into_iter()
    }
}
