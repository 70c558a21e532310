//! The feature catalog: what the rules may name, typed and with places.

pub mod events;
mod feature;
pub mod portal;
mod read;
mod rows;

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use self::read::{Provenance, read};
pub use self::rows::{is_identifier, is_internal_name, is_reserved};
use crate::hubspot::platform::Object;
use crate::source::{FileId, Span, Spanned};

/// All catalog files of a project as one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalog {
    /// Teams that own features, segments and workflows, by name.
    pub owners: BTreeMap<String, Owner>,
    /// Features by object and name.
    pub features: BTreeMap<(Object, String), Feature>,
    /// Associations by object and name.
    pub associations: BTreeMap<(Object, String), Association>,
    /// Custom objects by their word.
    pub custom_objects: BTreeMap<String, CustomObject>,
    /// Events of the portal by their word, and what is known here of HubSpot's own.
    pub events: BTreeMap<String, CustomEvent>,
    /// Features that are declared and whose type could not be read: what uses them is not reported again.
    pub faulty: BTreeSet<(Object, String)>,
}

/// Who answers for a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The team.
    pub team: String,
    /// An address, a channel or a page.
    pub contact: Option<String>,
    /// Where it stands.
    pub at: Span,
}

/// A name that rules may use: one property of one object.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Its name.
    pub name: String,
    /// The object whose records have it.
    pub object: Object,
    /// HubSpot's internal name.
    pub property: String,
    /// What may be done with it.
    pub kind: FeatureKind,
    /// Never empty: silences warnings and never changes what is compiled.
    pub required: bool,
    /// Both ends of what a number may be, each optional.
    pub range: Option<(Option<f64>, Option<f64>)>,
    /// Who answers for it.
    pub owner: Option<Spanned<String>>,
    /// What it means.
    pub about: Option<String>,
    /// How a sync derives it.
    pub source: Option<Source>,
    /// With it, `apply` creates and updates the property.
    pub managed: Option<Managed>,
    /// HubSpot's data sensitivity.
    pub sensitivity: Sensitivity,
    /// HubSpot makes its values of others, and keeps no history of them.
    pub calculated: bool,
    /// Where its name stands.
    pub at: Span,
}

/// The type of a feature.
#[derive(Clone, Debug, PartialEq)]
pub enum FeatureKind {
    /// true or false
    Bool,
    /// A number.
    Number,
    /// Text.
    Text,
    /// A day.
    Date,
    /// A moment.
    DateTime,
    /// One of the options: value and label, in the catalog's order. Shared, since every test of the feature has them.
    Enum(Arc<[ChoiceOption]>),
    /// Any of the options.
    Set(Arc<[ChoiceOption]>),
    /// An owner of the portal.
    Owner,
    /// A pipeline of the object.
    Pipeline,
    /// A stage of a pipeline of the object.
    Stage {
        /// The label of the only pipeline whose stages it holds; without it every value says which pipeline it is of.
        pipeline: Option<String>,
    },
    /// A form.
    Form,
    /// A marketing e-mail.
    Email,
    /// A list.
    List,
}

impl FeatureKind {
    /// Returns the options of a value that is one of some, or several of them.
    #[must_use]
    pub fn options(&self) -> Option<&[ChoiceOption]> {
        match self {
            Self::Enum(options) | Self::Set(options) => Some(options),
            Self::Bool
            | Self::Number
            | Self::Text
            | Self::Date
            | Self::DateTime
            | Self::Owner
            | Self::Pipeline
            | Self::Stage { .. }
            | Self::Form
            | Self::Email
            | Self::List => None,
        }
    }

    /// Returns the word of the catalog.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Number => "number",
            Self::Text => "string",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Enum(_) => "enum",
            Self::Set(_) => "set",
            Self::Owner => "owner",
            Self::Pipeline => "pipeline",
            Self::Stage { .. } => "stage",
            Self::Form => "form",
            Self::Email => "email",
            Self::List => "list",
        }
    }
}

/// An option of an `enum` or a `set`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceOption {
    /// HubSpot's internal value.
    pub value: String,
    /// What people see.
    pub label: String,
}

/// How a derived signal is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The event.
    pub event: String,
    /// The window, as written.
    pub window: Option<String>,
    /// The aggregate.
    pub aggregate: String,
}

/// What `apply` gives the property of a managed feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Managed {
    /// Its label.
    pub label: String,
    /// Its property group.
    pub group: String,
    /// HubSpot's field type.
    pub field: String,
}

/// HubSpot's data sensitivity of a property.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sensitivity {
    /// Not sensitive.
    #[default]
    Plain,
    /// Sensitive.
    Sensitive,
    /// Highly sensitive.
    HighlySensitive,
}

impl Sensitivity {
    /// Returns HubSpot's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "non_sensitive",
            Self::Sensitive => "sensitive",
            Self::HighlySensitive => "highly_sensitive",
        }
    }
}

/// A way from one record to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Association {
    /// Its name in rules.
    pub name: String,
    /// The object it leads from.
    pub from: Object,
    /// The object it leads to.
    pub to: Object,
    /// A label of the portal; none for HubSpot's own association.
    pub label: Option<String>,
    /// Where its name stands.
    pub at: Span,
}

/// A custom object that the catalog declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomObject {
    /// The object.
    pub object: Object,
    /// Where its word stands.
    pub at: Span,
}

/// An event of the portal, or further properties of one of HubSpot's own.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomEvent {
    /// Its name in the portal; the word of the standard event that it adds to.
    pub custom: String,
    /// The object it happens to.
    pub on: String,
    /// Its properties by their words.
    pub properties: BTreeMap<String, Feature>,
    /// Where its word stands.
    pub at: Span,
}

impl Catalog {
    /// Finds an object by its word: HubSpot's own, or a custom one.
    #[must_use]
    pub fn object(&self, word: &str) -> Option<Object> {
        Object::standard(word).or_else(|| self.custom_objects.get(word).map(|custom| custom.object))
    }

    /// Goes through all objects, HubSpot's own first.
    pub fn objects(&self) -> impl Iterator<Item = Object> {
        Object::STANDARD.into_iter().chain(self.custom_objects.values().map(|custom| custom.object))
    }

    /// Returns the part that stands in the files that are meant.
    #[must_use]
    pub fn of_files(&self, is_meant: &dyn Fn(FileId) -> bool) -> Self {
        let mut part = self.clone();
        part.owners.retain(|_, owner| is_meant(owner.at.file));
        part.features.retain(|_, feature| is_meant(feature.at.file));
        part.associations.retain(|_, association| is_meant(association.at.file));
        part.custom_objects.retain(|_, custom| is_meant(custom.at.file));
        part.events.retain(|_, event| is_meant(event.at.file));
        part
    }

    /// Finds a feature.
    #[must_use]
    pub fn feature(&self, object: Object, name: &str) -> Option<&Feature> {
        self.features.get(&(object, name) as &dyn ByName)
    }

    /// Goes through the features of one object.
    pub fn features_of(&self, object: Object) -> impl Iterator<Item = &Feature> {
        self.features.values().filter(move |feature| feature.object == object)
    }

    /// Finds an association.
    #[must_use]
    pub fn association(&self, object: Object, name: &str) -> Option<&Association> {
        self.associations.get(&(object, name) as &dyn ByName)
    }
}

/// What features and associations are found by: a name is looked up as it stands in a source, without a copy of it.
trait ByName {
    fn key(&self) -> (Object, &str);
}

impl ByName for (Object, String) {
    fn key(&self) -> (Object, &str) {
        (self.0, &self.1)
    }
}

impl ByName for (Object, &str) {
    fn key(&self) -> (Object, &str) {
        *self
    }
}

impl<'a> Borrow<dyn ByName + 'a> for (Object, String) {
    fn borrow(&self) -> &(dyn ByName + 'a) {
        self
    }
}

impl PartialEq for dyn ByName + '_ {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for dyn ByName + '_ {}

impl PartialOrd for dyn ByName + '_ {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for dyn ByName + '_ {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}
