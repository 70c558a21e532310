//! What can go wrong between us and a portal, as facts that a problem is made of elsewhere.

use std::fmt;

use super::transport::Method;

/// A request, as errors name it: without query and body, which may hold values of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Where {
    /// The method.
    pub method: Method,
    /// The path.
    pub path: String,
}

impl fmt::Display for Where {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.name(), self.path)
    }
}

/// What the portal said when it refused a request; each part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// `VALIDATION_ERROR`
    pub category: Option<String>,
    /// `ILS.DUPLICATE_LIST_NAMES`
    pub sub_category: Option<String>,
    /// The codes and sub-categories of its details.
    pub codes: Vec<String>,
    /// The portal's own sentence and those of its details.
    pub messages: Vec<String>,
    /// What HubSpot's support asks for.
    pub correlation_id: Option<String>,
    /// Why an embedded portal refused in truth: HubSpot's own words often hide it, and hubwright's portal says it beside
    /// them.
    pub why: Option<String>,
}

impl Refusal {
    /// Tells whether this word is its category or sub-category, or the code of a detail.
    #[must_use]
    pub fn says(&self, word: &str) -> bool {
        [&self.category, &self.sub_category].into_iter().flatten().chain(&self.codes).any(|known| known == word)
    }
}

/// Why a body could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Garbage {
    /// Nothing where something has to be.
    Empty,
    /// A web page.
    Html,
    /// No JSON, or only the first half of it.
    NotJson,
    /// JSON in which this place is missing or of another kind.
    Shape(String),
    /// A listing that leads back to a page it has already shown.
    Loop,
    /// A listing without end.
    Endless,
}

/// Why a portal did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortalError {
    /// The token is not accepted.
    Unauthenticated {
        /// The request.
        at: Where,
        /// What the portal said.
        refusal: Box<Refusal>,
    },
    /// The token is good and may not do this.
    NotPermitted {
        /// The request.
        at: Where,
        /// The scopes the portal asks for, where it names them.
        scopes: Vec<String>,
        /// What the portal said.
        refusal: Box<Refusal>,
    },
    /// There is no such thing.
    NotFound {
        /// The request.
        at: Where,
        /// What the portal said.
        refusal: Box<Refusal>,
    },
    /// The portal understood and refused; nothing was changed.
    Refused {
        /// The request.
        at: Where,
        /// What the portal said.
        refusal: Box<Refusal>,
    },
    /// A limit that outlasted our patience; nothing was changed.
    Limited {
        /// The request.
        at: Where,
        /// Which limit: `DAILY`, `TEN_SECONDLY_ROLLING`, or the status.
        policy: String,
    },
    /// No connection, no answer to a read, or only server errors; nothing was changed.
    Unreachable {
        /// The request.
        at: Where,
        /// What happened, in the transport's words.
        why: String,
    },
    /// Our own side refuses to send it (a redirect, plain HTTP beyond loopback, a path that climbs).
    Forbidden {
        /// The request.
        at: Where,
        /// Why.
        why: String,
    },
    /// The portal is one that was saved, and this was not asked then.
    NotSaved {
        /// The request.
        at: Where,
    },
    /// An answer to a read that cannot be understood.
    Garbage {
        /// The request.
        at: Where,
        /// What is wrong with it.
        what: Garbage,
    },
    /// A write that may or may not have happened: to be settled by reading, never by sending it again.
    Unknown {
        /// The request.
        at: Where,
        /// The status, where it is the reason.
        status: Option<u16>,
        /// What happened.
        why: String,
    },
}

/// Errors by what a person does about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorClass {
    /// Not authenticated or not permitted: another token.
    NotPermitted,
    /// The portal does not want it: another request.
    Refused,
    /// The portal is not there, or not itself: later.
    Unreachable,
    /// It may have happened: look.
    Unknown,
}

impl PortalError {
    /// Returns what a person does about it.
    #[must_use]
    pub fn exit(&self) -> ErrorClass {
        match self {
            Self::Unauthenticated { .. } | Self::NotPermitted { .. } => ErrorClass::NotPermitted,
            Self::NotFound { .. } | Self::Refused { .. } => ErrorClass::Refused,
            Self::Limited { .. }
            | Self::Unreachable { .. }
            | Self::Forbidden { .. }
            | Self::NotSaved { .. }
            | Self::Garbage { .. } => ErrorClass::Unreachable,
            Self::Unknown { .. } => ErrorClass::Unknown,
        }
    }

    /// Returns the request.
    #[must_use]
    pub fn at(&self) -> &Where {
        match self {
            Self::Unauthenticated { at, .. }
            | Self::NotPermitted { at, .. }
            | Self::NotFound { at, .. }
            | Self::Refused { at, .. }
            | Self::Limited { at, .. }
            | Self::Unreachable { at, .. }
            | Self::Forbidden { at, .. }
            | Self::NotSaved { at }
            | Self::Garbage { at, .. }
            | Self::Unknown { at, .. } => at,
        }
    }

    /// Returns what the portal said, where it said something.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Unauthenticated { refusal, .. }
            | Self::NotPermitted { refusal, .. }
            | Self::NotFound { refusal, .. }
            | Self::Refused { refusal, .. } => Some(refusal),
            Self::Limited { .. }
            | Self::Unreachable { .. }
            | Self::Forbidden { .. }
            | Self::NotSaved { .. }
            | Self::Garbage { .. }
            | Self::Unknown { .. } => None,
        }
    }
}
