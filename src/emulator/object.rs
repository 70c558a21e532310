//! The object types that the embedded portal holds.

use serde::{Deserialize, Serialize};

/// An object type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each is the object's name")]
pub enum Object {
    Contact,
    Company,
    Deal,
    Ticket,
}

impl Object {
    /// All, in the order of their ids.
    pub const ALL: [Self; 4] = [Self::Contact, Self::Company, Self::Deal, Self::Ticket];

    /// Returns the object type id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Contact => "0-1",
            Self::Company => "0-2",
            Self::Deal => "0-3",
            Self::Ticket => "0-5",
        }
    }

    /// Returns the name in the singular.
    #[must_use]
    pub fn singular(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Company => "company",
            Self::Deal => "deal",
            Self::Ticket => "ticket",
        }
    }

    /// Returns the name in the plural.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Contact => "contacts",
            Self::Company => "companies",
            Self::Deal => "deals",
            Self::Ticket => "tickets",
        }
    }

    /// Reads an object type id.
    #[must_use]
    pub fn by_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|object| object.id() == id)
    }

    /// Reads what may stand in a path: the plural or the singular in any case, or the id.
    #[must_use]
    pub fn by_word(word: &str) -> Option<Self> {
        let lower = word.to_lowercase();
        Self::ALL.into_iter().find(|object| [object.id(), object.singular(), object.plural()].contains(&lower.as_str()))
    }
}
