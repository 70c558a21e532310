//! What a portal has that rules can name, as typed facts: what generated catalogs are written from, and what every
//! catalog is held against. Readers are total: what a portal leaves out of an answer is taken as it says by default.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::Sensitivity;
use crate::hubspot::platform::Object;

/// A portal, as far as rules can name what it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The portal id.
    pub portal: u64,
    /// Objects that were read, by their type ids: HubSpot's own, and the portal's.
    pub objects: BTreeMap<String, PortalObject>,
    /// Associations that were read, in the order of pairs.
    pub associations: Vec<Association>,
    /// Definitions of events of the portal's own; none where they could not be read.
    pub events: Option<Vec<Event>>,
    /// What the token may not read.
    pub unseen: Vec<Unseen>,
}

/// An object of a portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalObject {
    /// Whose it is.
    pub which: Which,
    /// Its properties of every class that could be read, by their internal names.
    pub properties: BTreeMap<String, Property>,
    /// Its pipelines; empty for an object that has none.
    pub pipelines: Vec<Pipeline>,
}

/// Whose an object is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// HubSpot's own.
    Standard(Object),
    /// The portal's, by its name, the only one of the portal whatever the case.
    Custom(String),
}

impl Which {
    /// Returns the word of one of HubSpot's own objects, or the name of the portal's.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Standard(object) => object.word(),
            Self::Custom(name) => name,
        }
    }

    /// Tells whether this is an object of the catalog.
    #[must_use]
    pub fn is(&self, object: Object) -> bool {
        match (self, object) {
            (Self::Custom(name), Object::Custom(custom)) => custom.name().eq_ignore_ascii_case(name),
            (Self::Standard(own), other) => *own == other,
            (Self::Custom(_), Object::Contact | Object::Company | Object::Deal | Object::Ticket) => false,
        }
    }
}

/// A property, or a property of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Property {
    /// Its internal name.
    pub name: String,
    /// What people see.
    pub label: String,
    /// What it is for.
    pub description: String,
    /// HubSpot's `type`.
    pub kind: String,
    /// HubSpot's `fieldType`.
    pub field: String,
    /// Its options in the order of the portal, hidden ones too: they still may stand in rules.
    pub options: Vec<PropertyOption>,
    /// What its values refer to, where its options come from elsewhere: `OWNER`.
    pub refers_to: Option<String>,
    /// Its class.
    pub sensitivity: Sensitivity,
    /// Who fills it.
    pub filled: Filled,
    /// Whether it is one of HubSpot's own.
    pub origin: Origin,
    /// Whether it still is in use.
    pub state: State,
}

/// An option of a property.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PropertyOption {
    /// Its internal value.
    pub value: String,
    /// What people see.
    pub label: String,
    /// Whether people can still choose it.
    pub shown: Shown,
}

/// Whether people can choose an option.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// They can.
    #[default]
    Shown,
    /// They can't; records may hold it.
    Hidden,
}

/// Who fills a property.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filled {
    /// Anybody.
    #[default]
    Anybody,
    /// HubSpot alone.
    HubSpot,
    /// HubSpot, from other values: of these it keeps no history.
    Calculated,
}

/// Whose a definition is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The portal's.
    #[default]
    Portal,
    /// HubSpot's.
    HubSpot,
}

/// Whether a property is in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// It is.
    #[default]
    Live,
    /// It is archived: no rule can be written about it.
    Archived,
}

/// A pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Its label, the only one of its object, whatever the case.
    pub label: String,
    /// The labels of its stages.
    pub stages: Vec<String>,
}

/// A type of association in one direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Association {
    /// The type id of the object that it leads from.
    pub from: String,
    /// The type id of the object that it leads to.
    pub to: String,
    /// Whose it is.
    pub origin: Origin,
    /// Its number, which only its origin, direction and objects make the only one.
    pub type_id: u64,
    /// Its label; none for the plain one.
    pub label: Option<String>,
}

/// An event of the portal's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its internal name.
    pub name: String,
    /// The portal's word for the object whose records it happens to.
    pub object: Option<String>,
    /// Its properties.
    pub properties: Vec<Property>,
}

/// Something that a token may not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unseen {
    /// The properties of an object of one class.
    Properties {
        /// The object's word or name.
        object: String,
        /// The class.
        sensitivity: Sensitivity,
    },
    /// The pipelines of an object.
    Pipelines {
        /// The object's word or name.
        object: String,
    },
    /// The portal's own objects.
    CustomObjects,
    /// The labels between two objects.
    Labels {
        /// The word or name of the object that they lead from.
        from: String,
        /// The word or name of the object that they lead to.
        to: String,
    },
    /// The portal's own events.
    Events,
}

impl fmt::Display for Unseen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Properties { object, sensitivity: Sensitivity::Plain } => write!(f, "properties of {object}"),
            Self::Properties { object, sensitivity: Sensitivity::Sensitive } => {
                write!(f, "sensitive properties of {object}")
            }
            Self::Properties { object, sensitivity: Sensitivity::HighlySensitive } => {
                write!(f, "highly sensitive properties of {object}")
            }
            Self::Pipelines { object } => write!(f, "pipelines of {object}"),
            Self::CustomObjects => write!(f, "custom objects"),
            Self::Labels { from, to } => write!(f, "labels of associations from {from} to {to}"),
            Self::Events => write!(f, "definitions of events"),
        }
    }
}

impl Facts {
    /// Finds an object of the catalog.
    #[must_use]
    pub fn object(&self, object: Object) -> Option<(&str, &PortalObject)> {
        self.objects.iter().find(|(_, known)| known.which.is(object)).map(|(id, known)| (id.as_str(), known))
    }

    /// Finds the type id of the object that a definition of an event is about, however it is spelt.
    #[must_use]
    pub fn spelt(&self, word: &str) -> Option<&str> {
        let names = |id: &str, object: &PortalObject| -> Vec<String> {
            match &object.which {
                Which::Standard(own) => {
                    [Some(own.word()), own.plural()].into_iter().flatten().map(str::to_owned).collect()
                }
                Which::Custom(name) => vec![name.clone(), format!("p{}_{name}", self.portal)],
            }
            .into_iter()
            .chain([id.to_owned()])
            .collect()
        };
        let is = |id: &str, object: &PortalObject| names(id, object).iter().any(|name| name.eq_ignore_ascii_case(word));
        self.objects.iter().find(|(id, object)| is(id, object)).map(|(id, _)| id.as_str())
    }

    /// Tells whether the properties of an object could be read in a class.
    #[must_use]
    pub fn has_seen(&self, object: &Which, class: Sensitivity) -> bool {
        !self.unseen.iter().any(|unseen| {
            matches!(unseen, Unseen::Properties { object: of, sensitivity } if of == object.name() && *sensitivity == class)
        })
    }
}

impl Property {
    /// Reads a definition; nothing where it has no name.
    #[must_use]
    pub fn read(body: &Value) -> Option<Self> {
        let text = |of: &Value, key: &str| of.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let is = |pointer: &str| body.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
        let option = |option: &Value| PropertyOption {
            value: text(option, "value"),
            label: text(option, "label"),
            shown: match option.get("hidden").and_then(Value::as_bool) {
                Some(true) => Shown::Hidden,
                Some(false) | None => Shown::Shown,
            },
        };
        let options = body.get("options").and_then(Value::as_array);
        let name = text(body, "name");
        let formula = text(body, "calculationFormula");
        let classes = [Sensitivity::Sensitive, Sensitivity::HighlySensitive];
        let class = text(body, "dataSensitivity");
        Some(Self {
            label: text(body, "label"),
            description: text(body, "description"),
            kind: text(body, "type"),
            field: text(body, "fieldType"),
            options: options.into_iter().flatten().map(option).collect(),
            refers_to: Some(text(body, "referencedObjectType"))
                .filter(|what| is("/externalOptions") && !what.is_empty()),
            sensitivity: classes.into_iter().find(|known| known.word() == class).unwrap_or_default(),
            filled: if is("/calculated") || !formula.is_empty() {
                Filled::Calculated
            } else if is("/modificationMetadata/readOnlyValue") {
                Filled::HubSpot
            } else {
                Filled::Anybody
            },
            origin: if is("/hubspotDefined") { Origin::HubSpot } else { Origin::Portal },
            state: if is("/archived") { State::Archived } else { State::Live },
            name,
        })
        .filter(|property| !property.name.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_definition_says_who_fills_it_and_what_it_refers_to() {
        let read = |body: Value| Property::read(&body).unwrap();
        assert_eq!(read(json!({ "name": "a", "calculationFormula": "1" })).filled, Filled::Calculated);
        let server = json!({ "name": "a", "modificationMetadata": { "readOnlyValue": true } });
        assert_eq!(read(server).filled, Filled::HubSpot);
        let owner = |external| json!({ "name": "a", "externalOptions": external, "referencedObjectType": "OWNER" });
        assert_eq!(read(owner(true)).refers_to.as_deref(), Some("OWNER"));
        assert_eq!(read(owner(false)).refers_to, None);
        let hidden = json!({ "name": "a", "options": [{ "value": "x", "hidden": true }, {}] });
        assert_eq!(read(hidden).options.iter().map(|it| it.shown).collect::<Vec<_>>(), [Shown::Hidden, Shown::Shown]);
        assert_eq!(Property::read(&json!({ "type": "string" })), None);
    }

    #[test]
    fn the_object_of_an_event_is_found_however_it_is_spelt() {
        let object = |which| PortalObject { which, properties: BTreeMap::new(), pipelines: Vec::new() };
        let objects = [
            ("0-2".to_owned(), object(Which::Standard(Object::Company))),
            ("2-7".to_owned(), object(Which::Custom("Visit".to_owned()))),
        ];
        let facts = Facts { portal: 9, objects: objects.into(), ..Facts::default() };
        for word in ["COMPANY", "companies", "0-2"] {
            assert_eq!(facts.spelt(word), Some("0-2"));
        }
        for word in ["p9_visit", "2-7", "VISIT"] {
            assert_eq!(facts.spelt(word), Some("2-7"));
        }
        assert_eq!(facts.spelt("CONTACT"), None);
    }
}
