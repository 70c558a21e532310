//! What the tables hold, as typed rows with their keys.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::object::Object;
use super::state::Millis;
use super::table::Key;

/// An object type and a name inside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The object type.
    pub object: Object,
    /// The name.
    pub name: String,
}

impl Named {
    /// Makes the key.
    pub fn new(object: Object, name: impl Into<String>) -> Self {
        Self { object, name: name.into() }
    }
}

impl Key for Named {
    fn text(&self) -> String {
        format!("{}/{}", self.object.id(), self.name)
    }

    fn parse(text: &str) -> Option<Self> {
        let (object, name) = text.split_once('/')?;
        Some(Self::new(Object::by_id(object)?, name))
    }
}

/// A record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordKey {
    /// The object type.
    pub object: Object,
    /// The record's number.
    pub id: u64,
}

impl Key for RecordKey {
    fn text(&self) -> String {
        format!("{}/{}", self.object.id(), self.id)
    }

    fn parse(text: &str) -> Option<Self> {
        let (object, id) = text.split_once('/')?;
        Some(Self { object: Object::by_id(object)?, id: id.parse().ok()? })
    }
}

/// Two records, in the direction in which the association is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkKey {
    /// From.
    pub from: RecordKey,
    /// To.
    pub to: RecordKey,
}

impl Key for LinkKey {
    fn text(&self) -> String {
        format!("{}>{}", self.from.text(), self.to.text())
    }

    fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('>')?;
        Some(Self { from: RecordKey::parse(from)?, to: RecordKey::parse(to)? })
    }
}

/// One event of a record. Events of a record stand together, so that reading them looks at no other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventKey {
    /// Whose.
    pub record: RecordKey,
    /// The event's number.
    pub number: u64,
}

impl Key for EventKey {
    fn text(&self) -> String {
        format!("{}#{}", self.record.text(), self.number)
    }

    fn parse(text: &str) -> Option<Self> {
        let (record, number) = text.split_once('#')?;
        Some(Self { record: RecordKey::parse(record)?, number: number.parse().ok()? })
    }
}

/// A record and a subscription.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OptKey {
    /// Whose.
    pub record: RecordKey,
    /// The subscription's id.
    pub subscription: String,
}

impl Key for OptKey {
    fn text(&self) -> String {
        format!("{}#{}", self.record.text(), self.subscription)
    }

    fn parse(text: &str) -> Option<Self> {
        let (record, subscription) = text.split_once('#')?;
        Some(Self { record: RecordKey::parse(record)?, subscription: subscription.to_owned() })
    }
}

/// A direction between two object types, and a type of association in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LabelKey {
    /// From.
    pub from: Object,
    /// To.
    pub to: Object,
    /// The association's type id.
    pub type_id: u64,
}

impl Key for LabelKey {
    fn text(&self) -> String {
        format!("{}>{}/{}", self.from.id(), self.to.id(), self.type_id)
    }

    fn parse(text: &str) -> Option<Self> {
        let (pair, type_id) = text.split_once('/')?;
        let (from, to) = pair.split_once('>')?;
        Some(Self { from: Object::by_id(from)?, to: Object::by_id(to)?, type_id: type_id.parse().ok()? })
    }
}

/// An option of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct Choice {
    pub value: String,
    pub label: String,
    #[serde(default)]
    pub hidden: bool,
    #[serde(default)]
    pub description: String,
}

/// How well a property is guarded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the variants are HubSpot's own")]
pub enum Sensitivity {
    #[default]
    NonSensitive,
    Sensitive,
    HighlySensitive,
}

impl Sensitivity {
    /// Returns the word of the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NonSensitive => "non_sensitive",
            Self::Sensitive => "sensitive",
            Self::HighlySensitive => "highly_sensitive",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn by_word(word: &str) -> Option<Self> {
        [Self::NonSensitive, Self::Sensitive, Self::HighlySensitive].into_iter().find(|known| known.word() == word)
    }
}

/// A property.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct PropertyRow {
    pub name: String,
    pub label: String,
    pub kind: String,
    pub field: String,
    pub group: String,
    pub description: String,
    pub options: Vec<Choice>,
    pub sensitivity: Sensitivity,
    pub hidden: bool,
    pub unique: bool,
    pub calculated: bool,
    pub hubspot_defined: bool,
    pub read_only: bool,
    /// `OWNER` where the options are the portal's owners.
    pub referenced: Option<String>,
    pub display_order: i64,
    pub created: Millis,
    pub updated: Millis,
    pub archived: Option<Millis>,
}

/// A group of properties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct GroupRow {
    pub name: String,
    pub label: String,
    pub display_order: i64,
}

/// How a list comes by its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants are HubSpot's own")]
pub enum Processing {
    Manual,
    Dynamic,
    Snapshot,
}

impl Processing {
    /// Returns the word of the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Manual => "MANUAL",
            Self::Dynamic => "DYNAMIC",
            Self::Snapshot => "SNAPSHOT",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn by_word(word: &str) -> Option<Self> {
        [Self::Manual, Self::Dynamic, Self::Snapshot].into_iter().find(|known| known.word() == word)
    }
}

/// A list, living or deleted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct ListRow {
    pub id: u64,
    pub name: String,
    pub object: Object,
    pub processing: Processing,
    pub version: u64,
    pub filter: Option<Value>,
    pub folder: u64,
    pub description: Option<String>,
    pub members: BTreeMap<u64, Millis>,
    pub permissions: Option<Value>,
    pub membership_settings: Option<Value>,
    /// How many more reads find it PROCESSING.
    pub pending: u64,
    pub created: Millis,
    pub updated: Millis,
    pub filters_updated: Millis,
    pub deleted: Option<Millis>,
}

/// A folder of lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct FolderRow {
    pub id: u64,
    pub name: String,
    pub parent: u64,
    pub created: Millis,
    pub updated: Millis,
}

/// A workflow, living or deleted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowRow {
    /// Its number.
    pub id: u64,
    /// The object type.
    pub object: Object,
    /// `WORKFLOW`, `ACTION_SET` or `UNKNOWN`.
    pub flow_type: String,
    /// What a request may set, as it is read back.
    pub body: Map<String, Value>,
    /// Grows by one with each replacement.
    pub revision: u64,
    /// The next free action id; never goes down.
    pub next_action: u64,
    /// Each action id that any revision had.
    pub used: Vec<String>,
    /// Whether the seed says that it holds sensitive data.
    pub sealed: bool,
    /// How many more reads find its creation PENDING.
    pub pending: u64,
    /// When it was made.
    pub created: Millis,
    /// When it was last written.
    pub updated: Millis,
    /// When it was deleted.
    pub deleted: Option<Millis>,
}

/// One value that a property had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The value; empty where it was cleared.
    pub value: String,
    /// Since when.
    pub at: Millis,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRow {
    /// Its number.
    pub id: u64,
    /// Each property's values, the newest last.
    pub values: BTreeMap<String, Vec<Held>>,
    /// When it was made.
    pub created: Millis,
    /// When it was last written.
    pub updated: Millis,
    /// When it was archived.
    pub archived: Option<Millis>,
}

impl RecordRow {
    /// Returns the value that a property has now; none where it is empty.
    #[must_use]
    pub fn value(&self, property: &str) -> Option<&str> {
        let held = self.values.get(property)?.last()?;
        Some(held.value.as_str()).filter(|value| !value.is_empty())
    }

    /// Returns when a property last changed.
    #[must_use]
    pub fn changed(&self, property: &str) -> Option<Millis> {
        Some(self.values.get(property)?.last()?.at)
    }

    /// Gives a property a value; one that it already has leaves its time.
    pub fn set(&mut self, property: &str, value: &str, at: Millis) {
        let held = self.values.entry(property.to_owned()).or_default();
        if held.last().is_some_and(|last| last.value == value) || (held.is_empty() && value.is_empty()) {
            return;
        }
        // HubSpot keeps a property's latest values only.
        if held.len() >= 20 {
            held.remove(0);
        }
        held.push(Held { value: value.to_owned(), at });
    }
}

/// The type of one association.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct LinkType {
    pub category: String,
    pub type_id: u64,
}

/// A label that the portal's people made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct LabelRow {
    pub label: String,
    pub name: String,
    /// The type id of the other direction.
    pub inverse: u64,
}

/// An owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct OwnerRow {
    pub id: u64,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    /// The user's number; none for those of a queue.
    pub user: Option<u64>,
    pub archived: bool,
    pub created: Millis,
}

/// A user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct UserRow {
    pub id: u64,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct TeamRow {
    pub id: u64,
    pub name: String,
    pub members: Vec<u64>,
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct FormRow {
    pub id: String,
    pub name: String,
    pub form_type: String,
    pub archived: bool,
    pub created: Millis,
}

/// A type of e-mail subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct SubscriptionRow {
    pub id: u64,
    pub name: String,
    pub active: bool,
    pub created: Millis,
}

/// The definition of an event of the portal's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct EventTypeRow {
    pub type_id: String,
    pub name: String,
    pub object: Object,
    pub created: Millis,
    #[serde(default)]
    pub properties: Vec<EventPropertyRow>,
}

/// A property that an event of the portal's own is defined with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct EventPropertyRow {
    pub name: String,
    pub label: String,
    pub kind: String,
    pub options: Vec<Choice>,
}

/// A marketing e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct EmailRow {
    pub id: u64,
    pub name: String,
    pub subject: String,
    pub kind: String,
    pub state: String,
    /// The number of its campaign, which is not its own.
    pub campaign: u64,
    pub archived: bool,
    pub created: Millis,
}

/// A stage of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct StageRow {
    pub id: String,
    pub label: String,
    pub metadata: BTreeMap<String, String>,
}

/// A pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are HubSpot's own")]
pub struct PipelineRow {
    pub id: String,
    pub label: String,
    pub order: u64,
    pub stages: Vec<StageRow>,
    pub created: Millis,
}

/// Something that happened to a record. It is kept as the event that HubSpot makes of it; the filters that are older
/// than events (forms, pages, CTAs, e-mails) read the same row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRow {
    /// The event type's id; a word of `rows::events` where HubSpot has no type for it.
    pub event: String,
    /// When.
    pub at: Millis,
    /// The event's own properties.
    pub properties: BTreeMap<String, String>,
}

/// What a contact said about a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants are HubSpot's own")]
pub enum OptStatus {
    #[serde(rename = "OPT_IN")]
    OptIn,
    #[serde(rename = "OPT_OUT")]
    OptOut,
    #[serde(rename = "NOT_OPTED")]
    NotOpted,
}

impl OptStatus {
    /// All.
    pub const ALL: [Self; 3] = [Self::OptIn, Self::OptOut, Self::NotOpted];

    /// Returns the word of the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::OptIn => "OPT_IN",
            Self::OptOut => "OPT_OUT",
            Self::NotOpted => "NOT_OPTED",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }
}
