//! What one entry of the log says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::Digest;
use crate::settings::ObjectBindings;

/// The format that is written; a higher one is refused.
pub(super) const FORMAT: u64 = 1;

/// One entry of a log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The format of this entry.
    pub format: u64,
    /// Its place in the log, from 1.
    pub sequence: u64,
    /// What it says.
    #[serde(flatten)]
    pub said: NewEntry,
}

/// An entry that has no place in the log yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewEntry {
    /// When, in RFC 3339.
    pub at: String,
    /// The project.
    pub project: String,
    /// The environment.
    pub environment: String,
    /// The run of `apply` that it belongs to.
    pub run: String,
    /// Which change of that run's plan it belongs to, from 0; none where it belongs to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<u32>,
    /// The object it is about.
    pub object: ObjectKey,
    /// What happened.
    pub event: Event,
}

/// The kinds of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectKind {
    /// A segment or a static list.
    List,
    /// A workflow.
    Workflow,
    /// A managed property; its name is `object.name`.
    Property,
    /// A folder for lists; its name is its path. Plans name it, the record never does.
    Folder,
}

impl ObjectKind {
    /// Returns the word for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Workflow => "workflow",
            Self::Property => "property",
            Self::Folder => "folder",
        }
    }

    /// Returns which ids an environment binds objects of this kind to, by their names.
    #[must_use]
    pub fn bound(self, bindings: &ObjectBindings) -> &BTreeMap<String, String> {
        match self {
            Self::Workflow => &bindings.workflows,
            Self::List | Self::Property | Self::Folder => &bindings.lists,
        }
    }

    /// Returns the same, to be changed.
    pub fn bound_mut(self, bindings: &mut ObjectBindings) -> &mut BTreeMap<String, String> {
        match self {
            Self::Workflow => &mut bindings.workflows,
            Self::List | Self::Property | Self::Folder => &mut bindings.lists,
        }
    }
}

/// An object of a project. Two keys of one kind and identity mean one object, whatever its name was at the time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectKey {
    /// Its kind.
    pub kind: ObjectKind,
    /// The declaration's name at the time.
    pub name: String,
    /// Its oldest name, which no rename changes.
    pub identity: String,
}

/// What happened to an object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[expect(clippy::large_enum_variant, reason = "a log holds about as many intents as anything else")]
pub enum Event {
    /// A write is about to be sent.
    Intent(Intent),
    /// The intent of its change was carried out and read back; without one, the object was found like that.
    Done {
        /// What it did.
        wrote: Wrote,
        /// The object afterwards.
        facts: Box<Facts>,
    },
    /// The portal refused the intent of its change, or it was never sent.
    Refused {
        /// Why.
        why: String,
    },
    /// Nobody knows whether the intent of its change was carried out.
    Unknown {
        /// Why.
        why: String,
    },
    /// An object that was there became ours.
    Adopted {
        /// The object as it was found.
        facts: Box<Facts>,
    },
    /// The object was deleted.
    Deleted {
        /// Its id.
        id: String,
    },
}

/// A write that is about to be sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// What kind of change, in the plan's words: `create`, `update`, `switch off`.
    pub change: String,
    /// Whether it is to make the object, or to change one that is there.
    #[serde(default)]
    pub does: Wrote,
    /// The version of the declaration that goes out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// The digest of the declaration that goes out: it may be live from here on, whatever becomes of this run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// The object's id; none when it is to be created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The whole JSON before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// The body that is to be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// What the object is to become, in normal form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// How to find what was created, where the answer was lost.
    #[serde(default, skip_serializing_if = "Marks::is_empty")]
    pub marks: Marks,
}

/// What a created object can be found by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// The object type id and the title of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The `uuid` of a flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
}

impl Marks {
    /// Tells whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.title.is_none() && self.uuid.is_none()
    }
}

/// What a write did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wrote {
    /// The object is new.
    Created,
    /// The object was there.
    #[default]
    Updated,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Switched {
    /// On.
    On,
    /// Off.
    Off,
}

impl From<bool> for Switched {
    fn from(enabled: bool) -> Self {
        if enabled { Self::On } else { Self::Off }
    }
}

/// An object as it was after an apply.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Its id in the portal.
    pub id: String,
    /// The declaration's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// The declaration's digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// A flow's revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// A list's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_version: Option<i64>,
    /// When a list's filters were last edited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filters_updated_at: Option<String>,
    /// The whole JSON as the portal showed it afterwards.
    pub after: Value,
    /// What the source asked for; none where it has neither `enabled` nor `disabled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Switched>,
    /// What it was in the portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switched: Option<Switched>,
    /// The declaration in canonical spelling.
    #[serde(default)]
    pub text: String,
    /// Names in it that stood for ids, with the ids.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub links: BTreeMap<String, String>,
}
