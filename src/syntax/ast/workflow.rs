//! Templates, workflows and their steps, as written.

use super::{
    Days, EventOf, Expr, Field, HeaderLine, Holiday, HowLong, Order, Ref, RefKind, Schedule, Target, Time, Until, Value,
};
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

impl Line {
    /// Returns a line that segments and static lists have too.
    #[must_use]
    pub fn header(&self) -> Option<&HeaderLine> {
        match self {
            Self::Header(header) => Some(header),
            Self::Switch { .. }
            | Self::EnrollWhen(_)
            | Self::EnrollOn(_)
            | Self::EnrollManually
            | Self::ReEnroll(_)
            | Self::Suppress(_)
            | Self::OnlyIf(_)
            | Self::Unenroll
            | Self::Goal(_)
            | Self::Schedule(_)
            | Self::ActiveOn { .. }
            | Self::NotActiveOn(_) => None,
        }
    }
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
    Wait(HowLong),
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
        up_to: HowLong,
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

impl Action {
    /// Returns the blocks of a step, in order; most steps have none.
    #[must_use]
    pub fn blocks(&self) -> Vec<&Block> {
        match self {
            Self::If { arms, otherwise } => arms.iter().map(|arm| &arm.block).chain(otherwise).collect(),
            Self::Match { arms, otherwise, .. } => arms.iter().map(|arm| &arm.block).chain(otherwise).collect(),
            Self::Split(arms) => arms.iter().map(|(_, block)| block).collect(),
            Self::WaitForEvent { block, otherwise, .. } => std::iter::once(block).chain(otherwise).collect(),
            Self::Wait(_)
            | Self::WaitUntil(_)
            | Self::Set { .. }
            | Self::Clear(_)
            | Self::Copy { .. }
            | Self::Append { .. }
            | Self::Change { .. }
            | Self::Send(_)
            | Self::Notify { .. }
            | Self::CreateTask { .. }
            | Self::CreateNote(_)
            | Self::CreateRecord { .. }
            | Self::Rotate { .. }
            | Self::AddTo(_)
            | Self::RemoveFrom(_)
            | Self::EnrollIn(_)
            | Self::Webhook { .. }
            | Self::RunCode { .. }
            | Self::Opaque { .. }
            | Self::GoTo(_)
            | Self::End => Vec::new(),
        }
    }
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
    Ref(Box<Ref>),
    /// `"https://…"`
    Text(Spanned<String>),
    /// A parameter.
    Parameter(Ident),
}

/// `sign with app("…")`, `sign with secret("…") in header "X-Key"`
#[derive(Clone, Debug, PartialEq)]
pub struct Sign {
    /// An app or a secret.
    pub with: Target,
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
    Uses(Target),
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
    Due(HowLong),
    /// `priority high`
    Priority(Ident),
    /// `type call`
    Type(Ident),
    /// `body "…"`
    Body(Spanned<String>),
    /// `assign to owner_id` or `assign to user("…")`
    Assign(Target),
}
