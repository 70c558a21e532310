//! Facts of the platform as rows: objects and the associations between them.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// A kind of record that rules can be written on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the object's name")]
pub enum Object {
    Contact,
    Company,
    Deal,
    Ticket,
    Custom(CustomObject),
}

impl Object {
    /// HubSpot's own objects, in the order of type ids.
    pub const STANDARD: [Self; 4] = [Self::Contact, Self::Company, Self::Deal, Self::Ticket];

    /// Returns the word of the language and the catalog.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Company => "company",
            Self::Deal => "deal",
            Self::Ticket => "ticket",
            Self::Custom(custom) => custom.word,
        }
    }

    /// Finds one of HubSpot's own objects by its word.
    #[must_use]
    pub fn standard(word: &str) -> Option<Self> {
        Self::STANDARD.into_iter().find(|object| object.word() == word)
    }

    /// Returns HubSpot's object type id; that of a custom object is the portal's, and looked up there.
    #[must_use]
    pub fn type_id(self) -> Option<&'static str> {
        match self {
            Self::Contact => Some("0-1"),
            Self::Company => Some("0-2"),
            Self::Deal => Some("0-3"),
            Self::Ticket => Some("0-5"),
            Self::Custom(_) => None,
        }
    }

    /// Returns the name in paths of the API; a custom object stands there by its type id.
    #[must_use]
    pub fn plural(self) -> Option<&'static str> {
        match self {
            Self::Contact => Some("contacts"),
            Self::Company => Some("companies"),
            Self::Deal => Some("deals"),
            Self::Ticket => Some("tickets"),
            Self::Custom(_) => None,
        }
    }
}

/// A custom object of a portal: its word in the catalog and its name in the portal.
///
/// Both are kept for the life of the program, each text once: an object is then as small as a number, and is passed
/// around like one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomObject {
    word: &'static str,
    name: &'static str,
}

impl CustomObject {
    /// Makes one of its word and its name.
    #[must_use]
    pub fn new(word: &str, name: &str) -> Self {
        Self { word: kept(word), name: kept(name) }
    }

    /// Returns its name in the portal.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }
}

/// Returns the one copy of a text that is kept.
fn kept(text: &str) -> &'static str {
    static TEXTS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    // Texts are only ever added, so what a thread that panicked left behind is whole.
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = texts.get(text) {
        return known;
    }
    let new: &'static str = Box::leak(text.to_owned().into_boxed_str());
    texts.insert(new);
    new
}
/// HTTP methods of webhooks: the word of the language and HubSpot's, which are the same.
pub const WEBHOOK_METHODS: &[(&str, &str)] = &[
    ("CONNECT", "CONNECT"),
    ("DELETE", "DELETE"),
    ("GET", "GET"),
    ("HEAD", "HEAD"),
    ("OPTIONS", "OPTIONS"),
    ("PATCH", "PATCH"),
    ("POST", "POST"),
    ("PUT", "PUT"),
    ("TRACE", "TRACE"),
];

/// Runtimes of custom code, by the word of the language and HubSpot's: those that stored workflows were seen to have.
pub const CODE_RUNTIMES: &[(&str, &str)] = &[("NODE16X", "NODE16X"), ("NODE20X", "NODE20X"), ("PYTHON39", "PYTHON39")];

/// The most inputs of custom code.
pub const MOST_CODE_INPUTS: usize = 50;

/// The object type id of tasks, which rules are never about.
pub const TASK: &str = "0-27";

/// HubSpot's own unlabelled associations: from, to, type id in that direction.
pub const ASSOCIATIONS: &[(Object, Object, u32)] = &[
    (Object::Contact, Object::Contact, 449),
    (Object::Contact, Object::Company, 279),
    (Object::Contact, Object::Deal, 4),
    (Object::Contact, Object::Ticket, 15),
    (Object::Company, Object::Contact, 280),
    (Object::Company, Object::Company, 450),
    (Object::Company, Object::Deal, 342),
    (Object::Company, Object::Ticket, 340),
    (Object::Deal, Object::Contact, 3),
    (Object::Deal, Object::Company, 341),
    (Object::Deal, Object::Deal, 451),
    (Object::Deal, Object::Ticket, 27),
    (Object::Ticket, Object::Contact, 16),
    (Object::Ticket, Object::Company, 339),
    (Object::Ticket, Object::Deal, 28),
    (Object::Ticket, Object::Ticket, 452),
];

/// Returns the type id of HubSpot's own association between two of its own objects.
#[must_use]
pub fn association_type_id(from: Object, to: Object) -> Option<u32> {
    ASSOCIATIONS.iter().find(|(a, b, _)| (*a, *b) == (from, to)).map(|(_, _, id)| *id)
}
