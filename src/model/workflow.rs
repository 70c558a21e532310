//! A checked workflow.

use std::collections::BTreeSet;

use super::rule::{AssociationPath, ChoiceValue, EventType, Number, NumberTest, PropertyTest, Rule};
use super::timing::{Distance, Frame, Until};
use super::{FlowTarget, Head, ListTarget, PortalName, Property, Version};
use crate::hubspot::platform::Object;
use crate::source::Span;
pub use crate::syntax::ast::{Channel, SignPlace};

/// A workflow with its templates expanded.
#[derive(Clone, Debug, PartialEq)]
pub struct Workflow {
    /// Name, title, owner.
    pub head: Head,
    /// Version and digest.
    pub version: Version,
    /// The object whose records enrol.
    pub object: Object,
    /// When a record enrols.
    pub enrol: Enrol,
    /// Who never enrols.
    pub suppress: Suppress,
    /// What surrounds its steps besides that.
    pub frame: Frame,
    /// What the source says of on and off.
    pub switch: Switch,
    /// Steps in order.
    pub steps: Vec<Step>,
}

/// When a record enrols.
#[derive(Clone, Debug, PartialEq)]
pub enum Enrol {
    /// `enroll when`, with the changes that enrol a record again; empty means never again.
    When(Rule, Vec<Trigger>),
    /// `enroll on`: one at least.
    On(Vec<Event>, Again),
    /// `enroll manually`
    Manually(Again),
}

/// Whether a record may enrol more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Again {
    /// Once.
    Never,
    /// `re-enroll`
    Always,
}

/// What happens to a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A property changes.
    Change(Trigger),
    /// The record is made.
    Created,
    /// Something happens to the record, with what it must pass; the properties are the event's own.
    Did(EventType, Vec<PropertyTest>),
}

/// The change of a property.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// The property.
    pub property: Property,
    /// To what.
    pub to: ChangedTo,
}

/// What a property changes to.
#[derive(Clone, Debug, PartialEq)]
pub enum ChangedTo {
    /// Any value.
    Any,
    /// No value.
    Unknown,
    /// An option, owner or stage of these; of a set: one of these in it.
    Choice(Vec<ChoiceValue>),
    /// One of these texts.
    Texts(Vec<String>),
    /// This bool.
    Bool(bool),
    /// A number that compares so.
    Number(NumberTest, Number),
}

/// Who never enrols.
#[derive(Clone, Debug, PartialEq)]
pub enum Suppress {
    /// Nobody.
    Nobody,
    /// Contacts on one of these lists.
    Lists(Vec<ListTarget>),
    /// Records of another object that pass a rule.
    Rule(Rule),
}

/// What the source says of on and off, by environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Switch {
    /// `enabled`
    pub on: Scope,
    /// `disabled`
    pub off: Scope,
}

impl Switch {
    /// Returns what the source says for an environment; nothing where it names it on neither line.
    #[must_use]
    pub fn state(&self, environment: &str) -> Option<bool> {
        if self.on.holds(environment) {
            Some(true)
        } else if self.off.holds(environment) {
            Some(false)
        } else {
            None
        }
    }
}

/// Some environments, or all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// No such line.
    #[default]
    Nowhere,
    /// The line names none.
    Everywhere,
    /// The line names these.
    Environments(BTreeSet<String>),
}

impl Scope {
    /// Tells whether an environment is in it.
    #[must_use]
    pub fn holds(&self, environment: &str) -> bool {
        match self {
            Self::Nowhere => false,
            Self::Everywhere => true,
            Self::Environments(names) => names.contains(environment),
        }
    }
}

/// A step's number within its workflow: from 0, in reading order, blocks after their branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId(pub u32);

/// A step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its number.
    pub id: StepId,
    /// `name:`
    pub name: Option<String>,
    /// What it does.
    pub action: Action,
    /// Where it stands.
    pub at: Span,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Waits that many minutes.
    Wait(u32),
    /// Waits for a day or a time.
    WaitUntil(Until),
    /// Waits for an event: two actions of HubSpot's, the wait and the branch on what came of it.
    WaitFor {
        /// Any of them ends the wait.
        events: Vec<Event>,
        /// Minutes until it ends without.
        minutes: u32,
        /// The action that branches.
        branch: StepId,
        /// When one happened.
        happened: Block,
        /// When none did.
        otherwise: Block,
    },
    /// Sends records one way or another: percentages that add up to 100.
    Split(Vec<(u32, Block)>),
    /// Writes a property.
    Set(Place, SetValue),
    /// Adds a number to a property; a negative one is taken away.
    Increase(Place, Number),
    /// Adds a value to those that a property has.
    Append(Place, SetValue),
    /// Copies one property to another; one of them at least is the enrolled record's.
    Copy {
        /// What is read.
        from: Place,
        /// What is written.
        to: Place,
    },
    /// Takes the first branch whose rule holds.
    If {
        /// Rules with their steps; one at least.
        arms: Vec<(Rule, Block)>,
        /// `else`; an absent one goes on after the step.
        otherwise: Block,
    },
    /// Takes the branch of a value.
    Match {
        /// What is looked at.
        input: Place,
        /// Values with their steps.
        arms: Vec<(Vec<MatchValue>, Block)>,
        /// `else`
        otherwise: Block,
    },
    /// Sends a marketing e-mail: always [`PortalName::Email`].
    SendEmail(PortalName),
    /// Makes a task.
    CreateTask(Task),
    /// Tells people.
    Notify(Notice),
    /// Makes a note on the enrolled record.
    CreateNote(Text),
    /// Makes a record that is associated with the enrolled one.
    CreateRecord {
        /// Its object.
        object: Object,
        /// Its properties with their values.
        values: Vec<(Property, Input)>,
    },
    /// Calls an address; nothing comes back.
    Webhook(Webhook),
    /// Runs code in HubSpot.
    RunCode(Code),
    /// Gives the record to one of several users.
    Rotate {
        /// The owner property.
        property: Property,
        /// Users: each [`PortalName::User`].
        users: Vec<PortalName>,
        /// Teams: each [`PortalName::Team`].
        teams: Vec<PortalName>,
        /// What becomes of an owner that is there.
        existing: ExistingOwner,
    },
    /// Adds the record to a static list.
    AddTo(ListTarget),
    /// Removes the record from a static list.
    RemoveFrom(ListTarget),
    /// Enrols the record in another workflow.
    EnrollIn(FlowTarget),
    /// What the language has no word for.
    Opaque {
        /// The action type id.
        type_id: String,
        /// The action type version.
        version: u32,
        /// Its fields.
        fields: Vec<(String, Field)>,
        /// What later steps may read.
        returns: Vec<String>,
    },
    /// Goes on at a step that comes later: an edge, and no action of its own.
    GoTo(StepId),
    /// Leaves the workflow. It is no action of its own in HubSpot: the step before it has no connection.
    End,
}

/// Steps of a branch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// The branch's name.
    pub label: Option<String>,
    /// Its steps; none means on after the block.
    pub steps: Vec<Step>,
}

/// What becomes of an owner that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExistingOwner {
    /// It stays.
    Keep,
    /// It is overwritten.
    Overwrite,
}

/// A property of the enrolled record, or of its associated ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The way to the associated records.
    pub association: Option<AssociationPath>,
    /// The property.
    pub property: Property,
}

/// What is written into a property.
#[derive(Clone, Debug, PartialEq)]
pub enum SetValue {
    /// No value.
    Clear,
    /// The moment at which the step runs.
    Now,
    /// A moment before or after that.
    Shifted(Distance),
    /// Text as it is, `true`, `false`, a number, an option's internal value.
    Plain(String),
    /// Options of a set, joined as HubSpot stores them.
    Options(Vec<String>),
    /// Text with values in it.
    Text(Text),
    /// An owner, a stage, a pipeline.
    Portal(PortalName),
}

/// A value of `match`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchValue {
    /// As HubSpot stores it.
    Plain(String),
    /// An owner, a stage, a pipeline.
    Portal(PortalName),
}

/// Text with values in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    /// Its pieces in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// As it stands.
    Literal(String),
    /// A property of the enrolled record.
    Property(Property),
    /// A property of an associated record.
    Associated(AssociationPath, Property),
    /// What an earlier step returned.
    Output {
        /// The step.
        step: StepId,
        /// What of it.
        key: String,
    },
}

/// A task.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Its subject.
    pub subject: Text,
    /// Its body.
    pub body: Option<Text>,
    /// Its kind.
    pub kind: TaskKind,
    /// Its priority.
    pub priority: Priority,
    /// Minutes until it is due.
    pub due: Option<u32>,
    /// Who gets it.
    pub assign: Option<Assignee>,
}

/// The kind of a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is HubSpot's word")]
pub enum TaskKind {
    #[default]
    Todo,
    Call,
    Email,
}

/// The priority of a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is HubSpot's word")]
pub enum Priority {
    #[default]
    None,
    Low,
    Medium,
    High,
}

/// Who gets a task.
#[derive(Clone, Debug, PartialEq)]
pub enum Assignee {
    /// The owner that the enrolled record has in this property.
    Property(Property),
    /// One user: always [`PortalName::Owner`].
    User(PortalName),
}

/// What a record, a request or code is given.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A value.
    Value(SetValue),
    /// What a property of the enrolled record, or of an associated one, holds.
    Property(Place),
}

/// A message to people.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// How they get it.
    pub channel: Channel,
    /// Users: each [`PortalName::User`].
    pub users: Vec<PortalName>,
    /// Teams: each [`PortalName::Team`].
    pub teams: Vec<PortalName>,
    /// Whoever these properties of the enrolled record name.
    pub owners: Vec<Property>,
    /// Its subject.
    pub subject: Text,
    /// Its body.
    pub body: Option<Text>,
}

/// A call of an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook {
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The address.
    pub url: Address,
    /// Query parameters.
    pub parameters: Vec<(String, Input)>,
    /// What proves where it comes from.
    pub signature: Option<Signature>,
}

/// Where a webhook goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Address {
    /// As written, `https` always.
    Text(String),
    /// Bound for each environment: always [`PortalName::Url`].
    Portal(PortalName),
}

/// What proves where a call comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Signature {
    /// The signature of an app: always [`PortalName::App`].
    App(PortalName),
    /// A secret in a header or the query.
    Secret {
        /// Always [`PortalName::Secret`].
        name: PortalName,
        /// Where it stands.
        place: SignPlace,
        /// Under which name.
        key: String,
    },
}

/// Code that HubSpot runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// HubSpot's word for the runtime.
    pub runtime: &'static str,
    /// Its source.
    pub source: String,
    /// What it is given.
    pub inputs: Vec<(String, Input)>,
    /// What it returns.
    pub outputs: Vec<(String, OutputKind)>,
    /// Secrets that it may read: each [`PortalName::Secret`].
    pub secrets: Vec<PortalName>,
}

/// The type of what code returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word of the language")]
pub enum OutputKind {
    String,
    Number,
    Bool,
    Date,
    DateTime,
    Enum,
}

/// A value in the fields of an opaque step.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// Text, passed through as it is but for `{name.key}`.
    Text(Text),
    /// A number.
    Number(Number),
    /// true or false
    Bool(bool),
    /// The id of a thing of the portal, as text.
    Portal(PortalName),
    /// The id of a list of this program or the portal, as text.
    List(ListTarget),
    /// Several.
    Several(Vec<Self>),
    /// Fields.
    Fields(Vec<(String, Self)>),
}
