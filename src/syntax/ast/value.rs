//! Values, and the things of the portal that are named among them.

use super::{Duration, Shift};
use crate::source::{Ident, Span, Spanned};

/// A list or workflow by its name in this project, or a thing of the portal.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// A declared name, or a parameter.
    Name(Ident),
    /// `list("…")`
    Ref(Box<Ref>),
}

impl Target {
    /// Returns the thing of the portal; nothing of a name.
    #[must_use]
    pub fn reference(&self) -> Option<&Ref> {
        match self {
            Self::Ref(reference) => Some(reference),
            Self::Name(_) => None,
        }
    }

    /// Returns the place of its first word.
    #[must_use]
    pub fn at(&self) -> Span {
        match self {
            Self::Ref(reference) => reference.kind.span,
            Self::Name(name) => name.span,
        }
    }
}

/// A value with its place.
pub type Value = Spanned<ValueKind>;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueKind {
    /// `"…"`, escapes resolved.
    Text(String),
    /// A number as written, without `_`.
    Number(String),
    /// `true`, `false`
    Bool(bool),
    /// A bare name: an option, a feature or a parameter, as the place says.
    Word(String),
    /// `company.tier`: a feature of an associated record.
    Path(Ident, Ident),
    /// `owner("…")` and its like.
    Ref(Box<Ref>),
    /// `3 days`: only where a duration may stand (arguments of a template).
    Duration(Duration),
    /// `now`, `now + 3 days`: only where a moment is written (`set`, fields).
    Now(Option<Shift>),
    /// `[a, b]`: only in fields of `action`.
    List(Vec<Value>),
    /// `{ a = b }`: only in fields of `action`.
    Fields(Vec<Field>),
}

impl ValueKind {
    /// Returns a written number.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(written) => written.parse().ok(),
            Self::Text(_)
            | Self::Bool(_)
            | Self::Word(_)
            | Self::Path(..)
            | Self::Ref(_)
            | Self::Duration(_)
            | Self::Now(_)
            | Self::List(_)
            | Self::Fields(_) => None,
        }
    }
}

/// `key = value` in the fields of `action`.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The key.
    pub key: Ident,
    /// Its value.
    pub value: Value,
}

/// `form("Demo request")`, `pipeline("Sales").stage("Won")`: a thing of the portal by its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Ref {
    /// What it is.
    pub kind: Spanned<RefKind>,
    /// Its name, or a user's e-mail address.
    pub name: Spanned<String>,
    /// The stage of a pipeline.
    pub stage: Option<Spanned<String>>,
    /// From its kind to the last bracket.
    pub span: Span,
}

/// What a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word of the language")]
pub enum RefKind {
    Form,
    Email,
    List,
    User,
    Team,
    Pipeline,
    Stage,
    Workflow,
    Subscription,
    Secret,
    Cta,
    App,
    Url,
    /// `thing("…")`
    Thing,
}

impl RefKind {
    /// Every kind, in the order of the reference.
    pub const ALL: [Self; 14] = [
        Self::Form,
        Self::Email,
        Self::List,
        Self::User,
        Self::Team,
        Self::Pipeline,
        Self::Stage,
        Self::Workflow,
        Self::Subscription,
        Self::Secret,
        Self::Cta,
        Self::App,
        Self::Url,
        Self::Thing,
    ];

    /// Returns the word of the language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Email => "email",
            Self::List => "list",
            Self::User => "user",
            Self::Team => "team",
            Self::Pipeline => "pipeline",
            Self::Stage => "stage",
            Self::Workflow => "workflow",
            Self::Subscription => "subscription",
            Self::Secret => "secret",
            Self::Cta => "cta",
            Self::App => "app",
            Self::Url => "url",
            Self::Thing => "thing",
        }
    }
}
