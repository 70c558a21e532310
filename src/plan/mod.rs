//! Desired and live meet: a plan says every write, whole, in order, before anything is written.
//!
//! A [`Plan`] is a value: complete, ordered, serialisable, printable. It holds no closure, no colour and no clock.
//! What was reviewed is what is applied: `apply` fills in ids that the portal makes and does nothing else of its own.

mod actions;
mod adopted;
mod aside;
pub mod assign;
pub mod body;
pub mod build;
pub mod contract;
pub(crate) mod deletions;
pub mod diff;
mod events;
mod fetch;
pub mod flows;
pub mod identity;
pub mod known;
pub mod lists;
pub mod markdown;
pub mod mermaid;
pub mod names;
pub mod normal;
mod order;
pub mod properties;
pub mod redact;
mod sensitive;
pub mod snapshot;
pub mod text;
mod titles;
mod tokens;
pub mod write;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

pub use write::Write;

use crate::record::{ObjectKey, ObjectKind, Wrote};

/// The format of saved plans and of `--format json`.
pub const FORMAT: u32 = 1;

/// Everything that one apply would do, and everything that it would not and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// [`FORMAT`].
    pub format: u32,
    /// The project's name.
    pub project: String,
    /// Where it would go.
    pub target: Target,
    /// A digest over all source files.
    pub sources: String,
    /// The head of the record that the plan was made from.
    pub record: String,
    /// What was asked for on the command line: a saved plan is held against one that is asked for the same.
    pub asked: build::Options,
    /// Names that were looked up in the portal, with their ids.
    pub names: BTreeMap<String, String>,
    /// What would be written, in order.
    pub changes: Vec<Change>,
    /// Objects that are stopped, with the reason.
    pub stops: Vec<Stop>,
    /// Objects that somebody else changed and the plan does not write, or overwrites as was asked.
    pub drift: Vec<Drift>,
    /// What a reader should know and nothing is done about.
    pub notices: Vec<Notice>,
    /// Objects that are as the source wants them and that the record does not know so: noted at the next apply.
    pub claims: Vec<Claim>,
    /// How many objects are as the source wants them.
    pub unchanged: usize,
}

/// The portal that a plan is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The environment's name.
    pub environment: String,
    /// `embedded`, `sandbox` or `production`.
    pub kind: String,
    /// The portal id.
    pub portal: u64,
    /// HubSpot's account type.
    pub account_type: String,
    /// The portal's time zone.
    pub time_zone: String,
}

/// What happens to one object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The object.
    pub object: ObjectKey,
    /// What happens, in a reviewer's words; one at least.
    pub kinds: Vec<ChangeKind>,
    /// Its title in the portal after the change.
    pub title: String,
    /// Its portal id; none before it is made.
    pub id: Option<String>,
    /// What must still be so just before the first write.
    pub expect: Option<Expect>,
    /// The writes in order.
    pub writes: Vec<Write>,
    /// The whole JSON before.
    pub before: Option<Value>,
    /// The normal form that must be read back, placeholders in it.
    pub after: Option<Value>,
    /// What the record will say of it.
    pub deployed: Deployed,
    /// The declaration as last deployed, where the record knows it.
    pub was: Option<String>,
    /// Changes of this plan that must have gone through before.
    pub needs: Vec<ObjectKey>,
    /// For a workflow: what becomes of action ids.
    pub steps: Option<StepChanges>,
    /// Whether a sensitive feature is in it.
    pub sensitive: Sensitive,
}

/// Whether a sensitive feature is mentioned in an object, now or before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sensitive {
    /// None is.
    #[default]
    No,
    /// One is: its literals do not go into a pull request.
    Yes,
}

/// What the record says of an object after a change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployed {
    /// `version N`
    pub version: Option<u32>,
    /// The digest of the declaration.
    pub digest: Option<String>,
    /// What the source says of on and off.
    pub switch: Option<bool>,
    /// The declaration in canonical spelling.
    pub text: String,
    /// Names in it that stood for ids, with the ids.
    pub links: BTreeMap<String, String>,
}

/// What happens to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// It is made.
    Create,
    /// It is made empty and disabled, since others name it before it can be whole.
    Prepare,
    /// A new version of it.
    Update,
    /// The same declaration, written otherwise by a newer compiler, or repaired.
    ReEncode,
    /// A name in it means another id now.
    ReLink,
    /// Title, description or mark.
    Text,
    /// The title of a list.
    Rename,
    /// Renamed, since another list is made in its place; it is deleted when nothing names it any more.
    SetAside,
    /// Made anew, since the portal cannot change what changed.
    Replace,
    /// Back to what the source says, over a change made in the portal.
    Repair,
    /// Switched on.
    SwitchOn,
    /// Switched off.
    SwitchOff,
    /// Deleted.
    Delete,
}

impl ChangeKind {
    /// Returns the word that plans print.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Prepare => "prepare",
            Self::Update => "update",
            Self::ReEncode => "re-encode",
            Self::ReLink => "re-link",
            Self::Text => "text",
            Self::Rename => "rename",
            Self::SetAside => "set aside",
            Self::Replace => "replace",
            Self::Repair => "repair",
            Self::SwitchOn => "switch on",
            Self::SwitchOff => "switch off",
            Self::Delete => "delete",
        }
    }
}

/// What must still be so just before a write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum Expect {
    /// A list.
    List {
        /// `listVersion`
        version: String,
        /// `filtersUpdatedAt`
        filters_updated_at: Option<String>,
        /// `name`
        title: String,
    },
    /// A flow.
    Flow {
        /// `revisionId`
        revision: String,
    },
    /// A property: the normal form of its definition.
    Property {
        /// As it is.
        definition: Value,
    },
}

/// What becomes of the action ids of a workflow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepChanges {
    /// Actions that keep their id and change.
    pub changed: Vec<String>,
    /// Ids that are new.
    pub fresh: Vec<String>,
    /// Ids that go.
    pub gone: Vec<String>,
    /// How many of those that go hold waiting records.
    pub waiting_gone: usize,
}

/// An object that is stopped: nothing of it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// The object.
    pub object: ObjectKey,
    /// Why.
    pub why: StopReason,
}

/// What a list is that bears a title which another wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bearer {
    /// A list of the same object and kind: it could be adopted.
    Alike,
    /// Any other list.
    Other,
}

/// Why an object is stopped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum StopReason {
    /// Somebody changed it in the portal since it was last deployed or adopted, and the source changed too.
    Drifted {
        /// What differs, as lines of a difference.
        difference: Vec<String>,
        /// Whether a sensitive feature is in it.
        sensitive: Sensitive,
    },
    /// It was deleted in the portal since it was last deployed or adopted.
    DeletedInPortal {
        /// Its id.
        id: String,
    },
    /// The portal does not show it to this token.
    Hidden {
        /// Its id.
        id: String,
    },
    /// The portal may hide one that is there already.
    MayBeHidden,
    /// It changed and has the same version.
    SameVersion {
        /// The version.
        version: u32,
    },
    /// Objects that may be ours and are not proved to be.
    Candidates {
        /// Their ids with what they are called.
        found: Vec<(String, String)>,
    },
    /// More than one object bears its mark.
    MarkedTwice {
        /// Their ids.
        ids: Vec<String>,
    },
    /// An object that is not ours has its title.
    TitleTaken {
        /// The title.
        title: String,
        /// The id of the other.
        id: String,
        /// What the other is.
        bearer: Bearer,
    },
    /// A name in it does not resolve.
    Unresolved {
        /// The name as written.
        name: String,
        /// What there is of its kind.
        known: Vec<String>,
    },
    /// A name in it that HubSpot's API can't look up is not bound.
    Unbound {
        /// The name as written.
        name: String,
        /// The file that binds such names.
        file: String,
        /// The key in it.
        key: String,
        /// What is bound there.
        known: Vec<String>,
    },
    /// A name in it resolves more than once.
    Ambiguous {
        /// The name as written.
        name: String,
        /// The ids.
        ids: Vec<String>,
    },
    /// A property that the catalog describes is otherwise in the portal, or not there.
    BrokenContract {
        /// The property.
        property: String,
        /// What the catalog says.
        wanted: String,
        /// What the portal has; none where it is not there.
        found: Option<String>,
    },
    /// A property that it writes has its value from the portal itself.
    ReadOnly {
        /// The property.
        property: String,
    },
    /// An event in it happens to records of another object in the portal than in the catalog.
    OtherEventObject {
        /// The event's name in the portal.
        event: String,
        /// The object that the catalog says.
        wanted: String,
        /// The portal's word for the one it has.
        found: String,
    },
    /// It would be deleted, and that is not allowed.
    DeletesNotAllowed,
    /// It would be deleted, and something that we do not know of refers to it.
    Referenced {
        /// How many references the portal counts.
        portal: u64,
        /// How many we know of.
        known: u64,
    },
    /// What the portal holds cannot be written back.
    Unmanageable {
        /// What it is.
        what: String,
    },
    /// It reads associated records that the workflow in the portal does not fetch, and no write can add that.
    NotFetched {
        /// The object of the associated records.
        to: String,
    },
    /// An action lacks a field that it needs, as the portal lists it.
    FieldMissing {
        /// The action type.
        action: String,
        /// What the portal calls it.
        name: String,
        /// The field.
        field: String,
    },
    /// Something that it needs is stopped.
    Needs {
        /// What.
        object: ObjectKey,
    },
}

/// An object that somebody else changed and the plan does not write, or overwrites as was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// The object.
    pub object: ObjectKey,
    /// Its id.
    pub id: String,
    /// What differs, as lines of a difference.
    pub difference: Vec<String>,
    /// Whether a sensitive feature is in it.
    pub sensitive: Sensitive,
}

/// What a reader should know and nothing is done about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "kebab-case")]
pub enum Notice {
    /// Somebody switched a workflow off in the portal.
    Paused {
        /// The workflow.
        object: ObjectKey,
    },
    /// Somebody switched a workflow on that the source wants off.
    SwitchedOn {
        /// The workflow.
        object: ObjectKey,
    },
    /// Ours, no longer in the source, and kept.
    Orphan {
        /// The object.
        object: ObjectKey,
        /// Its id.
        id: String,
    },
    /// No longer in the source, and kept, since nothing says that we made it.
    NotOurs {
        /// The object.
        object: ObjectKey,
        /// Its id.
        id: String,
    },
    /// A field of a workflow that the language has no word for and that is kept.
    Kept {
        /// The workflow.
        object: ObjectKey,
        /// The fields.
        fields: Vec<String>,
    },
    /// A workflow that was adopted gets our mark with this change, its first.
    Marked {
        /// The workflow.
        object: ObjectKey,
    },
    /// The portal does not list an action type of a workflow.
    ActionNotListed {
        /// The workflow.
        object: ObjectKey,
        /// The action type.
        action: String,
    },
    /// The portal lists an action type of a workflow without one of its fields.
    FieldNotListed {
        /// The workflow.
        object: ObjectKey,
        /// The action type.
        action: String,
        /// The field.
        field: String,
    },
    /// An earlier apply left it unsettled; what the portal shows was taken.
    Settled {
        /// The object.
        object: ObjectKey,
        /// What was found.
        found: String,
    },
}

/// An object that is as the source wants it and that the record does not know so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The object.
    pub object: ObjectKey,
    /// Its id.
    pub id: String,
    /// Whether an apply that was cut off made it, or it was found.
    pub wrote: Wrote,
    /// Its whole JSON.
    pub live: Value,
    /// What the record will say of it.
    pub deployed: Deployed,
}

impl Plan {
    /// Returns the digest that `--expect` pins: over the plan itself, without what moves in a list while nobody
    /// touches it.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut plan = self.clone();
        let befores = plan.changes.iter_mut().filter_map(|change| Some((change.object.kind, change.before.as_mut()?)));
        let lives = plan.claims.iter_mut().map(|claim| (claim.object.kind, &mut claim.live));
        for (_, list) in befores.chain(lives).filter(|(kind, _)| *kind == ObjectKind::List) {
            if let Value::Object(entries) = list {
                entries.retain(|field, _| !VOLATILE.contains(&field.as_str()));
            }
        }
        format!("p1:{}", hash(&plan))
    }

    /// Tells whether something would be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Tells whether a change that somebody made is overwritten: it is shown beside what the source changes.
    #[must_use]
    pub fn is_overwritten(&self, drift: &Drift) -> bool {
        self.changes.iter().any(|change| change.object == drift.object)
    }

    /// Counts the changes by their first kind.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<ChangeKind, usize> {
        let mut counts = BTreeMap::new();
        for kind in self.changes.iter().filter_map(|change| change.kinds.first()) {
            *counts.entry(*kind).or_insert(0) += 1;
        }
        counts
    }
}

/// What of a list moves with its members.
const VOLATILE: &[&str] = &["additionalProperties", "processingStatus", "size", "updatedAt"];

/// A plan is made of maps with sorted keys, numbers and text: its JSON is the same wherever it is made.
fn hash(plan: &Plan) -> String {
    let json = serde_json::to_vec(plan).unwrap_or_default();
    Sha256::digest(&json).iter().fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A plan as it is saved: sealed, so that an edited one is recognised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedPlan {
    /// [`Plan::digest`].
    pub digest: String,
    /// A digest over every byte of the plan, what the digest leaves out among them.
    pub seal: String,
    /// The plan.
    pub plan: Plan,
}

/// Why a saved plan is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadPlan {
    /// It is no saved plan.
    NotAPlan(String),
    /// It has another format.
    Format(u64),
    /// It was edited.
    Edited,
}

impl SavedPlan {
    /// Prints a plan for saving.
    #[must_use]
    pub fn print(plan: &Plan) -> String {
        let saved = Self { digest: plan.digest(), seal: seal(plan), plan: plan.clone() };
        let mut text = serde_json::to_string_pretty(&saved).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads a saved plan.
    ///
    /// # Errors
    /// Where the text is no plan, of another format, or not what was saved.
    pub fn read(text: &str) -> Result<Plan, BadPlan> {
        let value: Value = serde_json::from_str(text).map_err(|error| BadPlan::NotAPlan(error.to_string()))?;
        let format = value.pointer("/plan/format").and_then(Value::as_u64);
        match format {
            Some(found) if found != u64::from(FORMAT) => return Err(BadPlan::Format(found)),
            Some(_) => {}
            None => return Err(BadPlan::NotAPlan("it has no `plan.format`".to_owned())),
        }
        let saved: Self =
            serde_json::from_value(value.clone()).map_err(|error| BadPlan::NotAPlan(error.to_string()))?;
        // What serde would drop on reading counts as edited too: a key that nobody reads must not pass as reviewed.
        let again = serde_json::to_value(&saved).unwrap_or_default();
        let sealed = saved.digest == saved.plan.digest() && saved.seal == seal(&saved.plan);
        if sealed && again == value { Ok(saved.plan) } else { Err(BadPlan::Edited) }
    }
}

fn seal(plan: &Plan) -> String {
    format!("w1:{}", hash(plan))
}

/// Makes the key of an object.
#[must_use]
pub fn key(kind: ObjectKind, name: &str, identity: &str) -> ObjectKey {
    ObjectKey { kind, name: name.to_owned(), identity: identity.to_owned() }
}
