//! The program as written: every node with its place, no name looked up.

mod workflow;

use crate::source::{Ident, Span, Spanned};

pub use workflow::*;

/// What one file declares, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// The declarations that could be read.
    pub declarations: Vec<Declaration>,
    /// Names of declarations that could not be read and were reported: whoever uses them is not at fault.
    pub unread: Vec<Ident>,
}

/// A top-level declaration.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "trees are small and short-lived; a box would be in the way of every match"
)]
pub enum Declaration {
    /// `segment`
    Segment(Segment),
    /// `static list`
    StaticList(StaticList),
    /// `template`
    Template(Template),
    /// `workflow`
    Workflow(Workflow),
}

/// `segment NAME on OBJECT { header where RULE }`
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// The `///` lines before it, joined by line feeds.
    pub doc: Option<String>,
    /// Its name.
    pub name: Ident,
    /// The object whose records it holds.
    pub object: Ident,
    /// Lines before the rule.
    pub header: Vec<HeaderLine>,
    /// What a record must pass.
    pub rule: Expr,
    /// From the keyword to the closing brace.
    pub span: Span,
}

/// `static list NAME on OBJECT { header }`
#[derive(Clone, Debug, PartialEq)]
pub struct StaticList {
    /// The `///` lines before it.
    pub doc: Option<String>,
    /// Its name.
    pub name: Ident,
    /// The object whose records it holds.
    pub object: Ident,
    /// Its lines.
    pub header: Vec<HeaderLine>,
    /// From the keyword to the closing brace.
    pub span: Span,
}

/// A line that segments, static lists and workflows share.
#[derive(Clone, Debug, PartialEq)]
pub enum HeaderLine {
    /// `version 3`; the span is the number's.
    Version(Spanned<u32>),
    /// `title "…"`
    Title(Spanned<String>),
    /// `owner growth`
    Owner(Ident),
    /// `formerly old_name`
    Formerly(Ident),
}

/// A condition with its place.
pub type Expr = Spanned<ExprKind>;

/// A condition.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "trees are small and short-lived; a box would be in the way of every match"
)]
pub enum ExprKind {
    /// `a or b or c`
    Or(Vec<Expr>),
    /// `a and b and c`
    And(Vec<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `( a )`; kept, so that the reader of a mix without parentheses can be warned.
    Paren(Box<Expr>),
    /// `any company ( rule )` or `any deal`
    Any {
        /// The association's name in the catalog.
        association: Ident,
        /// What one associated record must pass.
        rule: Option<Box<Expr>>,
    },
    /// `member of s`
    Member(Target),
    /// `feature test [or unknown]`
    Compare {
        /// The feature, or a parameter of type `feature`.
        feature: Ident,
        /// What its value must pass.
        test: Spanned<Test>,
        /// The place of `or unknown`.
        or_unknown: Option<Span>,
    },
}

/// A list or workflow by its name in this project, or a thing of the portal.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// A declared name, or a parameter.
    Name(Ident),
    /// `list("…")`
    Ref(Ref),
}

/// What a feature's value must pass.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `is known`
    Known,
    /// `is unknown`
    Unknown,
    /// `is v`
    Is(Value),
    /// `is not v`
    IsNot(Value),
    /// `in (…)`
    In(Vec<Value>),
    /// `not in (…)`
    NotIn(Vec<Value>),
    /// `< v` and its like
    Order(Order, Value),
    /// `[not] between a and b`
    Between {
        /// With `not`.
        negated: bool,
        /// The lower end.
        low: Value,
        /// The upper end.
        high: Value,
    },
    /// `contains v`
    Contains(Value),
    /// `contains any of (…)`
    ContainsAny(Vec<Value>),
    /// `contains none of (…)`
    ContainsNone(Vec<Value>),
    /// `does not contain v`
    DoesNotContain(Value),
    /// `starts with v`
    StartsWith(Value),
    /// `ends with v`
    EndsWith(Value),
    /// `has any of (…)`
    HasAny(Vec<Value>),
    /// `has all of (…)`
    HasAll(Vec<Value>),
    /// `has none of (…)`
    HasNone(Vec<Value>),
    /// `is exactly (…)`
    IsExactly(Vec<Value>),
    /// `before D`
    Before(Spanned<Day>),
    /// `after D`
    After(Spanned<Day>),
    /// `on D`
    On(Spanned<Day>),
    /// `in last N days`
    InLast(Spanned<Duration>),
    /// `more than N days ago`
    MoreThanAgo(Spanned<Duration>),
}

/// A comparison sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// A whole day as written: `2026-11-23`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The year.
    pub year: i16,
    /// 1 to 12, as written: the checker refuses others.
    pub month: i8,
    /// 1 to 31, as written.
    pub day: i8,
}

/// A number and a unit: `3 days`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

/// A unit of time of fixed length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// 60 seconds
    Minutes,
    /// 60 minutes
    Hours,
    /// 24 hours or a calendar day, as the construct says
    Days,
    /// 7 days
    Weeks,
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
    Ref(Ref),
    /// `3 days`: only where a duration may stand (arguments of a template).
    Duration(Duration),
    /// `[a, b]`: only in fields of `action`.
    List(Vec<Value>),
    /// `{ a = b }`: only in fields of `action`.
    Fields(Vec<Field>),
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
}

impl RefKind {
    /// Every kind, in the order of the reference.
    pub const ALL: [Self; 13] = [
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
        }
    }
}
