//! The state of a portal: typed rows in memory, written through to the file.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::object::Object;
use super::reply::Refusal;
use super::standard;
use super::store::{Store, StoreError, Writer};
use super::table::{Key, Table};
use crate::hubspot::switches::Switches;

/// What is around the portal: its clock, and the seed of what it makes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct World {
    /// The time.
    pub now: Timestamp,
    /// From which correlation ids are made.
    pub seed: u64,
}

impl World {
    /// Returns the time in milliseconds since 1970.
    #[must_use]
    pub fn millis(&self) -> Millis {
        self.now.as_millisecond()
    }
}

/// Milliseconds since 1970.
pub type Millis = i64;

/// Says a time as HubSpot does: ISO 8601, milliseconds, `Z`.
#[must_use]
pub fn iso(millis: Millis) -> String {
    let time = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH);
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// The kind of account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountType {
    /// A company's own.
    Standard,
    /// A copy for trying things out.
    Sandbox,
    /// A developer's.
    DeveloperTest,
}

impl AccountType {
    const ALL: [Self; 3] = [Self::Standard, Self::Sandbox, Self::DeveloperTest];

    /// Returns the word that account details have.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Standard => "STANDARD",
            Self::Sandbox => "SANDBOX",
            Self::DeveloperTest => "DEVELOPER_TEST",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What a portal is, from its first day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalIdentity {
    /// The portal's number.
    pub portal_id: u64,
    /// The kind of account.
    pub account_type: AccountType,
    /// The IANA name of its time zone.
    pub time_zone: String,
}

/// Why there is no state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateError {
    /// The file.
    Store(StoreError),
    /// There is no such time zone.
    TimeZone(String),
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::TimeZone(name) => write!(f, "there is no time zone `{name}`"),
        }
    }
}

impl std::error::Error for StateError {}

impl From<StoreError> for StateError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

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

/// Something a record did: a form that a contact filled out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityRow {
    /// Who.
    pub object: Object,
    /// Who.
    pub record: u64,
    /// The form's id.
    pub form: String,
    /// When.
    pub at: Millis,
}

macro_rules! tables {
    ($( $(#[doc = $doc:literal])+ $field:ident : $key:ty => $row:ty = $kind:literal; )+) => {
        /// Every table.
        #[derive(Debug)]
        pub struct Data {
            $( $(#[doc = $doc])+ pub $field: Table<$key, $row>, )+
        }

        impl Data {
            fn new() -> Self {
                Self { $( $field: Table::new($kind), )+ }
            }

            fn load(&mut self, kind: &str, id: &str, body: &str) -> Result<(), StoreError> {
                match kind {
                    $( $kind => self.$field.load(id, body), )+
                    _ => Err(StoreError::Corrupt(format!("objects of the kind {kind}"))),
                }
            }

            fn write(&self, writer: &Writer<'_>) -> Result<(), StoreError> {
                $( self.$field.write(writer)?; )+
                Ok(())
            }

            fn is_changed(&self) -> bool {
                $( self.$field.is_changed() )||+
            }

            fn settle(&mut self) {
                $( self.$field.settle(); )+
            }

            /// Undoes everything since the last commit.
            pub fn roll_back(&mut self) {
                $( self.$field.roll_back(); )+
            }
        }
    };
}

tables! {
    /// Properties.
    properties: Named => PropertyRow = "property";
    /// Groups of properties.
    groups: Named => GroupRow = "group";
    /// Lists, deleted ones too.
    lists: u64 => ListRow = "list";
    /// Folders of lists.
    folders: u64 => FolderRow = "folder";
    /// Workflows, deleted ones too.
    flows: u64 => FlowRow = "flow";
    /// Records.
    records: RecordKey => RecordRow = "record";
    /// Associations, one row a direction.
    links: LinkKey => Vec<LinkType> = "link";
    /// Labels that people made.
    labels: LabelKey => LabelRow = "label";
    /// Owners.
    owners: u64 => OwnerRow = "owner";
    /// Users.
    users: u64 => UserRow = "user";
    /// Teams.
    teams: u64 => TeamRow = "team";
    /// Forms.
    forms: String => FormRow = "form";
    /// Marketing e-mails.
    emails: u64 => EmailRow = "email";
    /// Pipelines.
    pipelines: Named => PipelineRow = "pipeline";
    /// What records did.
    activities: u64 => ActivityRow = "activity";
    /// What a seed made, by its key there.
    seeded: String => String = "seeded";
    /// The next number of each kind.
    counters: String => u64 = "counter";
}

/// The state of a portal.
#[derive(Debug)]
pub struct State {
    store: Store,
    identity: PortalIdentity,
    /// The settings of what is uncertain.
    pub switches: Switches,
    /// The rows.
    pub data: Data,
    /// How many requests this process has answered; makes correlation ids.
    pub requests: u64,
    /// When the last requests came, for the rate limit.
    pub recent: VecDeque<Millis>,
    /// How many members each list was last found to have: with what generation of rows, in which minute.
    pub sizes: HashMap<u64, (u64, i64, u64)>,
}

impl State {
    /// Makes a portal in a file.
    ///
    /// # Errors
    /// Where the file exists or can't be written, or the time zone is none.
    pub fn create(path: &Path, identity: PortalIdentity, switches: Switches) -> Result<Self, StateError> {
        check_zone(&identity.time_zone)?;
        Self::fresh(Store::create(path)?, identity, switches)
    }

    /// Makes a portal that lives as long as the process.
    ///
    /// # Errors
    /// Where the time zone is none.
    pub fn in_memory(identity: PortalIdentity, switches: Switches) -> Result<Self, StateError> {
        check_zone(&identity.time_zone)?;
        Self::fresh(Store::in_memory()?, identity, switches)
    }

    fn fresh(store: Store, identity: PortalIdentity, switches: Switches) -> Result<Self, StateError> {
        let mut state = Self::with(store, identity, switches);
        standard::furnish(&mut state.data);
        let PortalIdentity { portal_id, account_type, time_zone } = state.identity.clone();
        let writer = state.store.begin()?;
        writer.fact("portal", &portal_id.to_string())?;
        writer.fact("type", account_type.word())?;
        writer.fact("zone", &time_zone)?;
        state.data.write(&writer)?;
        writer.commit()?;
        state.data.settle();
        Ok(state)
    }

    /// Opens the portal of a file.
    ///
    /// # Errors
    /// Where the file is missing, foreign, damaged, or open elsewhere.
    pub fn open(path: &Path, switches: Switches) -> Result<Self, StateError> {
        let store = Store::open(path)?;
        let fact = |name: &str| {
            store.fact(name)?.ok_or_else(|| StoreError::Corrupt(format!("the portal's {name} is missing")))
        };
        let identity = PortalIdentity {
            portal_id: fact("portal")?.parse().map_err(|_| StoreError::Corrupt("the portal's number".to_owned()))?,
            account_type: AccountType::by_word(&fact("type")?)
                .ok_or_else(|| StoreError::Corrupt("the portal's type".to_owned()))?,
            time_zone: fact("zone")?,
        };
        check_zone(&identity.time_zone)?;
        let mut data = Data::new();
        store.each(|kind, id, body| data.load(kind, id, body))?;
        let mut state = Self::with(store, identity, switches);
        state.data = data;
        Ok(state)
    }

    fn with(store: Store, identity: PortalIdentity, switches: Switches) -> Self {
        Self {
            store,
            identity,
            switches,
            data: Data::new(),
            requests: 0,
            recent: VecDeque::new(),
            sizes: HashMap::new(),
        }
    }

    /// Returns what the portal is.
    #[must_use]
    pub fn identity(&self) -> &PortalIdentity {
        &self.identity
    }

    /// Returns the portal's time zone.
    #[must_use]
    pub fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.identity.time_zone).unwrap_or(jiff::tz::TimeZone::UTC)
    }

    /// Returns what was written, oldest first: method, path and status of each request that changed something.
    ///
    /// # Errors
    /// What the file answers.
    pub fn events(&self) -> Result<Vec<String>, StateError> {
        Ok(self.store.events()?)
    }

    /// Takes the next number of a kind.
    pub fn next_number(&mut self, kind: &str, first: u64) -> u64 {
        let key = kind.to_owned();
        let number = self.data.counters.get(&key).copied().unwrap_or(first);
        self.data.counters.put(key, number.saturating_add(1));
        number
    }

    /// Writes everything changed in one transaction; where the file refuses, the rows in memory go back too.
    ///
    /// # Errors
    /// What the file answers.
    pub fn commit(&mut self, at: Millis, what: &str) -> Result<(), StateError> {
        if !self.data.is_changed() {
            return Ok(());
        }
        match Self::write(&mut self.store, &self.data, at, what) {
            Ok(()) => {
                self.data.settle();
                Ok(())
            }
            Err(error) => {
                self.data.roll_back();
                Err(error.into())
            }
        }
    }

    fn write(store: &mut Store, data: &Data, at: Millis, what: &str) -> Result<(), StoreError> {
        let writer = store.begin()?;
        data.write(&writer)?;
        writer.event(&iso(at), what)?;
        writer.commit()
    }

    /// Returns a living property.
    #[must_use]
    pub fn property(&self, object: Object, name: &str) -> Option<&PropertyRow> {
        self.data.properties.get(&Named::new(object, name)).filter(|row| row.archived.is_none())
    }

    /// Returns a list that is not deleted.
    #[must_use]
    pub fn living_list(&self, id: &str) -> Option<&ListRow> {
        self.data.lists.get(&id.parse().ok()?).filter(|row| row.deleted.is_none())
    }

    /// Returns a flow that is not deleted.
    #[must_use]
    pub fn living_flow(&self, id: &str) -> Option<&FlowRow> {
        self.data.flows.get(&id.parse().ok()?).filter(|row| row.deleted.is_none())
    }
}

fn check_zone(name: &str) -> Result<(), StateError> {
    jiff::tz::TimeZone::get(name).map(|_| ()).map_err(|_| StateError::TimeZone(name.to_owned()))
}

impl From<StateError> for Refusal {
    fn from(error: StateError) -> Self {
        Self::internal(error.to_string())
    }
}
