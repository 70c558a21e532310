//! The program as written: every node with its place, no name looked up.

use crate::source::{Ident, Span, Spanned};

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

/// `template NAME(params) on OBJECT { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// The `///` lines before it.
    pub doc: Option<String>,
    /// Its name.
    pub name: Ident,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// The object whose records enrol.
    pub object: Ident,
    /// Lines and steps.
    pub body: Body,
    /// From the keyword to the closing brace.
    pub span: Span,
}

/// `name: type = default`
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub kind: Spanned<ParameterKind>,
    /// What stands where a use gives nothing.
    pub default: Option<Value>,
}

/// The type of a template's parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word of the language")]
pub enum ParameterKind {
    Feature,
    Segment,
    Duration,
    Number,
    String,
    Bool,
    Ref(RefKind),
}

/// `workflow NAME on OBJECT { … }` or `workflow NAME = template(…) { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Workflow {
    /// The `///` lines before it.
    pub doc: Option<String>,
    /// Its name.
    pub name: Ident,
    /// What it does.
    pub form: WorkflowForm,
    /// From the keyword to the end.
    pub span: Span,
}

/// How a workflow is written.
#[derive(Clone, Debug, PartialEq)]
pub enum WorkflowForm {
    /// Written out.
    Own {
        /// The object whose records enrol.
        object: Ident,
        /// Lines and steps.
        body: Body,
    },
    /// From a template.
    Use {
        /// The template.
        template: Ident,
        /// `name: value`
        arguments: Vec<(Ident, Value)>,
        /// Added lines.
        lines: Vec<Spanned<Line>>,
    },
}

/// Lines, then steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// Header lines.
    pub lines: Vec<Spanned<Line>>,
    /// Steps.
    pub steps: Vec<Step>,
}

/// A header line of a workflow.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// version, title, owner, formerly
    Header(HeaderLine),
    /// `enabled [in a, b]`, `disabled [in a, b]`
    Switch {
        /// `enabled`.
        on: bool,
        /// The environments; empty means all.
        environments: Vec<Ident>,
    },
    /// `enroll when RULE`
    EnrollWhen(Expr),
    /// `enroll on EVENT`
    EnrollOn(Event),
    /// `enroll manually`
    EnrollManually,
    /// `re-enroll` or `re-enroll when EVENT`
    ReEnroll(Option<Event>),
    /// `suppress RULE`
    Suppress(Expr),
}

/// What makes a record enrol at the moment it happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// `f changes [to …]`
    Changes {
        /// The feature.
        feature: Ident,
        /// To what; none for any value.
        to: Option<Spanned<Change>>,
    },
    /// `created`
    Created(Span),
}

/// The value a feature changes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// `to v`
    Value(Value),
    /// `to any of (…)`
    AnyOf(Vec<Value>),
    /// `to >= v`
    Order(Order, Value),
    /// `to unknown`
    Unknown,
}

/// A step of a workflow.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// `name:` before it.
    pub name: Option<Ident>,
    /// What it does.
    pub action: Action,
    /// From its first word to its last.
    pub span: Span,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// `wait 3 days`, or the name of a parameter of type `duration`
    Wait(WaitFor),
    /// `set path = value`
    Set {
        /// What is written.
        path: Path,
        /// The value; `now` is `Word("now")`.
        value: Value,
    },
    /// `clear path`
    Clear(Path),
    /// `copy a to b`
    Copy {
        /// What is read.
        from: Path,
        /// What is written.
        to: Path,
    },
    /// `if … else if … else …`
    If {
        /// Each condition with its block.
        arms: Vec<Arm>,
        /// `else`
        otherwise: Option<Block>,
    },
    /// `match path { v => { … } else => { … } }`
    Match {
        /// What is looked at.
        path: Path,
        /// Each set of values with its block.
        arms: Vec<MatchArm>,
        /// `else`
        otherwise: Option<Block>,
    },
    /// `send email("…")`
    Send(Target),
    /// `create task "…" { … }`
    CreateTask {
        /// Its subject.
        subject: Spanned<String>,
        /// Its lines.
        lines: Vec<Spanned<TaskLine>>,
    },
    /// `rotate f among team("…"), …`
    Rotate {
        /// The owner feature.
        feature: Path,
        /// Users and teams.
        among: Vec<Target>,
        /// `overwrite`
        overwrite: Option<Span>,
    },
    /// `add to list`
    AddTo(Target),
    /// `remove from list`
    RemoveFrom(Target),
    /// `enroll in workflow`
    EnrollIn(Target),
    /// `action "0-1" v7 { … } returns (a, b)`
    Opaque {
        /// The action type id.
        type_id: Spanned<String>,
        /// The action type version.
        version: Spanned<u32>,
        /// Its fields.
        fields: Vec<Field>,
        /// What later steps may read.
        returns: Vec<Ident>,
    },
    /// `end`
    End,
}

/// How long `wait` waits.
#[derive(Clone, Debug, PartialEq)]
pub enum WaitFor {
    /// `3 days`
    Duration(Spanned<Duration>),
    /// A parameter.
    Parameter(Ident),
}

/// A feature of the enrolled record, or of an associated one.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The association; none for the enrolled record.
    pub association: Option<Ident>,
    /// The feature.
    pub feature: Ident,
}

impl Path {
    /// Returns where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.association.as_ref().map_or(self.feature.span, |first| first.span.to(self.feature.span))
    }
}

/// A condition of `if`, the name of its branch, its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// The condition.
    pub rule: Expr,
    /// The block.
    pub block: Block,
}

/// Values of `match` with their steps.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchArm {
    /// The values.
    pub values: Vec<Value>,
    /// The steps.
    pub block: Block,
}

/// `as "…" { steps }`
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The name of the branch.
    pub label: Option<Spanned<String>>,
    /// The steps.
    pub steps: Vec<Step>,
    /// The braces and what is between them.
    pub span: Span,
}

/// A line of `create task`.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskLine {
    /// `due in 1 day`
    Due(Spanned<Duration>),
    /// `priority high`
    Priority(Ident),
    /// `type call`
    Type(Ident),
    /// `body "…"`
    Body(Spanned<String>),
    /// `assign to owner_id` or `assign to user("…")`
    Assign(Target),
}
