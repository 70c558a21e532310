//! The state of a portal: typed rows in memory, written through to the file.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::path::Path;

pub use super::entity::{
    Choice, EmailRow, EventKey, EventPropertyRow, EventRow, EventTypeRow, FlowRow, FolderRow, FormRow, GroupRow, Held,
    LabelKey, LabelRow, LinkKey, LinkType, ListRow, Named, OptKey, OptStatus, OwnerRow, PipelineRow, Processing,
    PropertyRow, RecordKey, RecordRow, Sensitivity, StageRow, SubscriptionRow, TeamRow, UserRow,
};
use super::object::Object;
use super::reply::Refusal;
use super::schemas::SchemaRow;
use super::standard;
use super::store::{Store, StoreError, Writer};
use super::table::Table;
use crate::hubspot::switches::Switches;
use jiff::Timestamp;

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
    /// Custom objects.
    schemas: u64 => SchemaRow = "schema";
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
    /// Types of e-mail subscriptions.
    subscriptions: u64 => SubscriptionRow = "subscription";
    /// Definitions of events of the portal's own, by the name that is theirs for ever.
    event_types: String => EventTypeRow = "event type";
    /// Pipelines.
    pipelines: Named => PipelineRow = "pipeline";
    /// What happened to records.
    events: EventKey => EventRow = "happening";
    /// What contacts said about subscriptions.
    opted: OptKey => OptStatus = "opted";
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

    /// Removes the files of a portal, if there is one.
    ///
    /// # Errors
    /// Where the file is not an embedded portal's, is open elsewhere, or can't be removed.
    pub fn remove(path: &Path) -> Result<(), StateError> {
        Ok(Store::remove(path)?)
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
