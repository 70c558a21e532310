//! Templates, workflows and their steps, as written.

use super::{Date, Duration, EventOf, Expr, Field, HeaderLine, Order, Ref, RefKind, Side, Target, Value};
use crate::source::{Ident, Span, Spanned};

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
    /// `only if RULE`: narrows `enroll on`.
    OnlyIf(Expr),
    /// `unenroll when no longer matching`
    Unenroll,
    /// `goal when RULE`
    Goal(Expr),
    /// `schedule …`
    Schedule(Schedule),
    /// `active on weekdays 08:00-18:00`
    ActiveOn {
        /// The days.
        days: Days,
        /// When it begins.
        from: Spanned<Time>,
        /// When it ends.
        to: Spanned<Time>,
    },
    /// `not active on 2026-12-25`, `not active on dec 25`
    NotActiveOn(Spanned<Holiday>),
}

/// A time of the day as written: `09:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// 0 to 23, as written: the checker refuses others.
    pub hour: u8,
    /// 0 to 59, as written.
    pub minute: u8,
}

/// Days of the week.
#[derive(Clone, Debug, PartialEq)]
pub enum Days {
    /// `weekdays`: Monday to Friday.
    Weekdays,
    /// `monday, thursday`
    These(Vec<Spanned<Weekday>>),
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word of the language")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// Every day, from Monday.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// Returns the word of the language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }
}

/// A month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word of the language")]
pub enum Month {
    Jan,
    Feb,
    Mar,
    Apr,
    May,
    Jun,
    Jul,
    Aug,
    Sep,
    Oct,
    Nov,
    Dec,
}

impl Month {
    /// Every month, from January.
    pub const ALL: [Self; 12] = [
        Self::Jan,
        Self::Feb,
        Self::Mar,
        Self::Apr,
        Self::May,
        Self::Jun,
        Self::Jul,
        Self::Aug,
        Self::Sep,
        Self::Oct,
        Self::Nov,
        Self::Dec,
    ];

    /// Returns the word of the language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Jan => "jan",
            Self::Feb => "feb",
            Self::Mar => "mar",
            Self::Apr => "apr",
            Self::May => "may",
            Self::Jun => "jun",
            Self::Jul => "jul",
            Self::Aug => "aug",
            Self::Sep => "sep",
            Self::Oct => "oct",
            Self::Nov => "nov",
            Self::Dec => "dec",
        }
    }
}

/// A day on which nothing runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holiday {
    /// `2026-12-25`: that one day.
    Date(Date),
    /// `dec 25`: every year.
    Yearly(Month, u8),
}

/// `schedule … at 02:00`
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// On which days.
    pub on: ScheduleDays,
    /// When.
    pub at: Spanned<Time>,
}

/// On which days a schedule runs.
#[derive(Clone, Debug, PartialEq)]
pub enum ScheduleDays {
    /// `daily`
    Daily,
    /// `weekly on monday, thursday`
    Weekly(Vec<Spanned<Weekday>>),
    /// `monthly on 1, 15`
    Monthly(Vec<Spanned<u32>>),
    /// `monthly on first monday`
    FirstMonday,
    /// `monthly on last day`
    LastDay,
    /// `yearly on dec 24`
    Yearly(Spanned<(Month, u8)>),
    /// `30 days before renewal_date every year`, `on renewal_date`
    Feature {
        /// How far from the day; none for the day itself.
        shift: Option<(Side, Spanned<Duration>)>,
        /// The date feature.
        feature: Ident,
        /// Where `every year` stands.
        every_year: Option<Span>,
    },
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
    /// `EVENT [where ( rule )]`
    Did(EventOf),
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
        /// The value.
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
    /// `wait until …`
    WaitUntil(Until),
    /// `wait for EVENT up to 2 days { … } else { … }`
    WaitForEvent {
        /// Any of them ends the wait.
        events: Vec<Event>,
        /// The longest wait.
        up_to: Spanned<Duration>,
        /// When it happened.
        block: Block,
        /// `else`: it did not.
        otherwise: Option<Block>,
    },
    /// `split { 10% { … } 90% { … } }`
    Split(Vec<(Spanned<u32>, Block)>),
    /// `append v to f`
    Append {
        /// What is added.
        value: Value,
        /// To which feature.
        to: Path,
    },
    /// `increase f by n`, `decrease f by n`
    Change {
        /// Up or down.
        direction: Direction,
        /// The feature.
        path: Path,
        /// By how much.
        by: Value,
    },
    /// `notify owner_id by app "…" { body "…" }`
    Notify {
        /// Users, teams, owner features.
        targets: Vec<Target>,
        /// How; none for by e-mail.
        by: Option<Spanned<Channel>>,
        /// The subject.
        subject: Spanned<String>,
        /// The body.
        body: Option<Spanned<String>>,
    },
    /// `create note "…"`
    CreateNote(Spanned<String>),
    /// `create deal { … }`
    CreateRecord {
        /// The object.
        object: Ident,
        /// Its features with their values.
        fields: Vec<Field>,
    },
    /// `call webhook POST url("…") { … } sign with app("…")`
    Webhook {
        /// The HTTP method.
        method: Ident,
        /// Where to.
        url: WebhookUrl,
        /// Query parameters.
        fields: Vec<Field>,
        /// `sign with …`
        sign: Option<Sign>,
    },
    /// `run code "file" on RUNTIME { … }`
    RunCode {
        /// The source's path under `workflows/code/`.
        file: Spanned<String>,
        /// The runtime.
        runtime: Ident,
        /// Inputs, outputs, secrets.
        lines: Vec<Spanned<CodeLine>>,
    },
    /// `go to NAME`
    GoTo(Ident),
    /// `end`
    End,
}

/// What `wait until` waits for.
#[derive(Clone, Debug, PartialEq)]
pub enum Until {
    /// `tuesday [at 09:00]`
    Weekday(Spanned<Weekday>, Option<Spanned<Time>>),
    /// `09:00`
    Time(Spanned<Time>),
    /// `[3 days before] renewal_date [at 09:00]`, `2026-12-01`
    Day {
        /// How far from the day; none for the day itself.
        shift: Option<(Side, Spanned<Duration>)>,
        /// The day.
        anchor: Anchor,
        /// When on that day.
        at: Option<Spanned<Time>>,
    },
}

/// The day that a wait is measured from.
#[derive(Clone, Debug, PartialEq)]
pub enum Anchor {
    /// `2026-12-01`
    Date(Spanned<Date>),
    /// A date feature, or a parameter.
    Feature(Ident),
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word of the language")]
pub enum Direction {
    Increase,
    Decrease,
}

/// How people are notified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word of the language")]
pub enum Channel {
    App,
    Email,
}

/// Where a webhook goes.
#[derive(Clone, Debug, PartialEq)]
pub enum WebhookUrl {
    /// `url("…")`
    Ref(Ref),
    /// `"https://…"`
    Text(Spanned<String>),
}

/// `sign with app("…")`, `sign with secret("…") in header "X-Key"`
#[derive(Clone, Debug, PartialEq)]
pub struct Sign {
    /// An app or a secret.
    pub with: Ref,
    /// Where a secret stands.
    pub place: Option<(Spanned<SignPlace>, Spanned<String>)>,
}

/// Where a secret stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word of the language")]
pub enum SignPlace {
    Header,
    Query,
}

/// A line of `run code`.
#[derive(Clone, Debug, PartialEq)]
pub enum CodeLine {
    /// `input name = value`
    Input(Ident, Value),
    /// `output name: type`
    Output(Ident, Ident),
    /// `uses secret("…")`
    Uses(Ref),
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
