//! The program as written: every node with its place, no name looked up.

mod timing;
mod value;
mod workflow;

use crate::source::{Ident, Span, Spanned};

pub use timing::*;
pub use value::*;
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

impl Declaration {
    /// Returns where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Segment(it) => it.span,
            Self::StaticList(it) => it.span,
            Self::Template(it) => it.span,
            Self::Workflow(it) => it.span,
        }
    }
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

impl HeaderLine {
    /// Returns where it stands, without its first word.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Version(it) => it.span,
            Self::Title(it) => it.span,
            Self::Owner(it) | Self::Formerly(it) => it.span,
        }
    }
}

/// A condition with its place.
pub type Expr = Spanned<ExprKind>;

/// A condition.
#[derive(Clone, Debug, PartialEq)]
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
    /// `submitted form("…") in last 30 days`
    Activity {
        /// What was done.
        activity: Box<Activity>,
        /// What narrows it, as written: the checker takes one at most.
        refine: Vec<Spanned<Refine>>,
    },
    /// `feature test [or unknown]`
    Compare {
        /// The feature, or a parameter of type `feature`.
        feature: Ident,
        /// What its value must pass.
        test: Box<Spanned<Test>>,
        /// The place of `or unknown`.
        or_unknown: Option<Span>,
    },
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
    /// A test of the moment that the feature holds.
    When(When),
    /// `changed WHEN`: a test of the moment at which the feature last changed.
    Changed(When),
    /// `not changed WHEN`
    NotChanged(When),
    /// `changed before g changed`, `changed after g changed`
    ChangedAgainst(Side, Ident),
    /// `is same as g`
    SameAs(Ident),
    /// `was ever v`
    WasEver(Value),
    /// `was ever in (…)`
    WasEverIn(Vec<Value>),
    /// `was never v`
    WasNever(Value),
    /// `was never in (…)`
    WasNeverIn(Vec<Value>),
}

/// A test of a moment.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// `before D`
    Before(Spanned<Day>),
    /// `after D`
    After(Spanned<Day>),
    /// `on D`
    On(Spanned<Day>),
    /// `from D to D`
    FromTo(Spanned<Day>, Spanned<Day>),
    /// `in last N days`
    InLast(HowLong),
    /// `in next N days`
    InNext(HowLong),
    /// `in this month`
    InCalendar(Calendar, CalendarUnit),
    /// `more than N days ago`
    MoreThanAgo(HowLong),
    /// `more than N days from now`
    MoreThanFromNow(HowLong),
}

/// Before or after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word of the language")]
pub enum Side {
    Before,
    After,
}

/// Which unit of the calendar, seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word of the language")]
pub enum Calendar {
    This,
    Previous,
    Next,
}

/// A unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word of the language")]
pub enum CalendarUnit {
    Week,
    Month,
    Quarter,
    Year,
}

/// What a record did, or what was done to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Activity {
    /// `submitted any form`
    SubmittedAny,
    /// `submitted form("…")`
    Submitted(Target),
    /// `viewed page "…"`, `viewed page containing "…"`, `viewed page matching "…"`
    ViewedPage(PageMatch, Address),
    /// `viewed cta("…")`
    Viewed(Target),
    /// `clicked email("…")`, `clicked cta("…")`
    Clicked(Target),
    /// `replied to email("…")`
    RepliedTo(Target),
    /// `bounced on email("…")`
    BouncedOn(Target),
    /// `unsubscribed from email("…")`
    UnsubscribedFrom(Target),
    /// `opened email("…") [but not clicked | replied]`
    Opened(Target, Option<ButNot>),
    /// `received email("…") [but not opened]`
    Received(Target, Option<ButNot>),
    /// `was sent email("…") [but not clicked | received]`
    WasSent(Target, Option<ButNot>),
    /// `opted in to subscription("…")`
    OptedIn(Target),
    /// `opted out of subscription("…")`
    OptedOut(Target),
    /// `did EVENT [where ( rule )]`
    Did(EventOf),
}

impl Activity {
    /// Returns the tests of an event's own properties.
    #[must_use]
    pub fn rule(&self) -> Option<&Expr> {
        match self {
            Self::Did(event) => event.rule.as_deref(),
            Self::SubmittedAny
            | Self::Submitted(_)
            | Self::ViewedPage(..)
            | Self::Viewed(_)
            | Self::Clicked(_)
            | Self::RepliedTo(_)
            | Self::BouncedOn(_)
            | Self::UnsubscribedFrom(_)
            | Self::Opened(..)
            | Self::Received(..)
            | Self::WasSent(..)
            | Self::OptedIn(_)
            | Self::OptedOut(_) => None,
        }
    }
}

/// An event by its name, narrowed by a rule over its own properties.
#[derive(Clone, Debug, PartialEq)]
pub struct EventOf {
    /// The event's name: HubSpot's own, or one of the catalog.
    pub event: Ident,
    /// `where ( rule )`
    pub rule: Option<Box<Expr>>,
}

/// How the address of a page is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageMatch {
    /// `viewed page "…"`
    Is,
    /// `viewed page containing "…"`
    Containing,
    /// `viewed page matching "…"`: a regular expression.
    Matching,
}

/// What did not follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word of the language")]
pub enum ButNot {
    Clicked,
    Replied,
    Opened,
    Received,
}

/// What narrows an activity.
#[derive(Clone, Debug, PartialEq)]
pub enum Refine {
    /// `at least N times`
    AtLeast(Spanned<u32>),
    /// `at most N times`
    AtMost(Spanned<u32>),
    /// A window of time.
    When(When),
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

/// A whole day as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Day {
    /// `2026-11-23`
    Date(Date),
    /// `today`, `today - 7 days`
    Today(Option<Shift>),
    /// Another feature of the same record, or a parameter.
    Feature(Ident),
}

/// A day of the calendar as written: `2026-11-23`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: i16,
    /// 1 to 12, as written: the checker refuses others.
    pub month: i8,
    /// 1 to 31, as written.
    pub day: i8,
}

/// `+ 3 days`, `- 7 days`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// To which side.
    pub side: Side,
    /// How far.
    pub by: HowLong,
}

/// The address of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Address {
    /// `"…"`
    Text(Spanned<String>),
    /// A parameter.
    Parameter(Ident),
}

/// How long something takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HowLong {
    /// `3 days`
    Duration(Spanned<Duration>),
    /// A parameter.
    Parameter(Ident),
}

impl HowLong {
    /// Returns its place.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Duration(duration) => duration.span,
            Self::Parameter(name) => name.span,
        }
    }
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
