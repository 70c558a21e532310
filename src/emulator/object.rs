//! The object types that the embedded portal holds.

use std::borrow::Cow;

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
    /// A custom object, by the number in its type id.
    Custom(u32),
}

impl Object {
    /// Those that every portal has, in the order of their ids.
    pub const STANDARD: [Self; 4] = [Self::Contact, Self::Company, Self::Deal, Self::Ticket];

    /// Returns the object type id.
    #[must_use]
    pub fn id(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Contact => "0-1",
            Self::Company => "0-2",
            Self::Deal => "0-3",
            Self::Ticket => "0-5",
            Self::Custom(number) => return Cow::Owned(format!("2-{number}")),
        })
    }

    /// Returns the name in the singular; a custom object goes by its type id.
    #[must_use]
    pub fn singular(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Contact => "contact",
            Self::Company => "company",
            Self::Deal => "deal",
            Self::Ticket => "ticket",
            Self::Custom(_) => return self.id(),
        })
    }

    /// Returns the name in the plural; a custom object goes by its type id.
    #[must_use]
    pub fn plural(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Contact => "contacts",
            Self::Company => "companies",
            Self::Deal => "deals",
            Self::Ticket => "tickets",
            Self::Custom(_) => return self.id(),
        })
    }

    /// Reads an object type id. Whether a portal has the custom object is for its schemas to say.
    #[must_use]
    pub fn by_id(id: &str) -> Option<Self> {
        match id.strip_prefix("2-") {
            Some(number) => number.parse().ok().map(Self::Custom),
            None => Self::STANDARD.into_iter().find(|object| object.id() == id),
        }
    }

    /// Reads what may stand in a path: the plural or the singular in any case, or the id.
    #[must_use]
    pub fn by_word(word: &str) -> Option<Self> {
        let lower = word.to_lowercase();
        let is_it = |object: &Self| [object.id(), object.singular(), object.plural()].iter().any(|word| *word == lower);
        Self::STANDARD.into_iter().find(is_it).or_else(|| Self::by_id(&lower))
    }
}
