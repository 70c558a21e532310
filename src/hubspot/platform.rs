//! Facts of the platform as rows: objects and the associations between them.

/// A kind of record that rules can be written on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the object's name")]
pub enum Object {
    Contact,
    Company,
    Deal,
    Ticket,
}

impl Object {
    /// Every object, in the order of type ids.
    pub const ALL: [Self; 4] = [Self::Contact, Self::Company, Self::Deal, Self::Ticket];

    /// Returns the word of the language and the catalog.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Company => "company",
            Self::Deal => "deal",
            Self::Ticket => "ticket",
        }
    }

    /// Finds an object by its word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|object| object.word() == word)
    }

    /// Returns HubSpot's object type id.
    #[must_use]
    pub fn type_id(self) -> &'static str {
        match self {
            Self::Contact => "0-1",
            Self::Company => "0-2",
            Self::Deal => "0-3",
            Self::Ticket => "0-5",
        }
    }

    /// Returns the name in paths of the API.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Contact => "contacts",
            Self::Company => "companies",
            Self::Deal => "deals",
            Self::Ticket => "tickets",
        }
    }
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

/// Returns the type id of HubSpot's own association between two objects.
#[must_use]
pub fn association_type_id(from: Object, to: Object) -> Option<u32> {
    ASSOCIATIONS.iter().find(|(a, b, _)| (*a, *b) == (from, to)).map(|(_, _, id)| *id)
}
