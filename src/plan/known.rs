//! What the record tells a plan of each object.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{ChangeKind, write};
use crate::hubspot::doc::Hole;
use crate::model::{FlowName, ListName};
use crate::record::{self, ObjectKey, ObjectKind, ObjectState, Origin, State, Switched};

/// What the record knows of one object.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The object, under its last name.
    pub key: ObjectKey,
    /// Its id.
    pub id: Option<String>,
    /// How it became ours.
    pub origin: Option<Origin>,
    /// Whether an apply has written it, or found it as wanted, since it became ours.
    pub deployed: bool,
    /// The version last deployed.
    pub version: Option<u32>,
    /// The digest last deployed.
    pub digest: Option<String>,
    /// What the source said of on and off then.
    pub switch: Option<bool>,
    /// The whole JSON after the last write.
    pub after: Option<Value>,
    /// The declaration then.
    pub text: Option<String>,
    /// The names in it that stood for ids, with the ids.
    pub links: BTreeMap<String, String>,
    /// The last write without an outcome.
    pub pending: Option<Pending>,
    digests: BTreeMap<u32, BTreeSet<String>>,
}

/// A write without an outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// What it was to lead to, in normal form.
    pub after: Option<Value>,
    /// Whether an object that is made anew had to go first.
    pub is_replacement: bool,
    /// Whether the object had to go for good.
    pub is_deletion: bool,
    /// Whether it, or one before it, was to make the object.
    pub makes: bool,
    /// Whether it, or one before it, may have reached the portal; where it certainly did not, nothing of it is there.
    pub may_be_sent: bool,
}

impl Pending {
    /// Takes together what is pending: the last is what the object was to become.
    fn of(all: &[record::Pending]) -> Option<Self> {
        let pending = all.last()?;
        let is = |kind: ChangeKind| pending.intent.change.split(", ").any(|word| word == kind.word());
        Some(Self {
            after: pending.intent.after.clone(),
            is_replacement: is(ChangeKind::Replace),
            is_deletion: is(ChangeKind::Delete),
            makes: all.iter().any(record::Pending::makes),
            may_be_sent: all.iter().any(|pending| pending.unknown.is_some()),
        })
    }
}

impl Known {
    /// Tells whether a plan may delete it: only what we made, or what was adopted and deployed since. An import that
    /// nobody merged puts nothing at risk.
    #[must_use]
    pub fn may_be_deleted(&self) -> bool {
        match self.origin {
            Some(Origin::Created) => true,
            Some(Origin::Adopted) => self.deployed,
            None => false,
        }
    }

    /// Tells whether it was adopted and nothing was deployed to it since.
    #[must_use]
    pub fn is_as_adopted(&self) -> bool {
        self.origin == Some(Origin::Adopted) && self.version.is_none()
    }

    /// Tells whether an apply was cut off while it made something new in its place.
    #[must_use]
    pub fn is_being_replaced(&self) -> bool {
        self.pending.as_ref().is_some_and(|pending| pending.is_replacement)
    }

    /// Tells whether an apply was cut off while it made the object.
    #[must_use]
    pub fn is_being_made(&self) -> bool {
        self.pending.as_ref().is_some_and(|pending| pending.makes)
    }

    /// Tells whether an apply was cut off while it deleted it: where it is gone, that was us.
    #[must_use]
    pub fn is_being_deleted(&self) -> bool {
        self.pending.as_ref().is_some_and(|pending| pending.is_deletion)
    }

    fn of(state: &ObjectState) -> Self {
        let facts = state.facts.as_ref();
        Self {
            key: state.key.clone(),
            id: state.id.clone(),
            origin: state.origin,
            deployed: state.deployed,
            version: facts.and_then(|facts| facts.version),
            digest: facts.and_then(|facts| facts.digest.as_ref()).map(|digest| digest.0.clone()),
            switch: facts.and_then(|facts| facts.wanted).map(|wanted| wanted == Switched::On),
            after: facts.map(|facts| facts.after.clone()),
            text: facts.map(|facts| facts.text.clone()).filter(|text| !text.is_empty()),
            links: facts.map(|facts| facts.links.clone()).unwrap_or_default(),
            pending: Pending::of(&state.pending),
            digests: state
                .digests()
                .into_iter()
                .map(|(version, digests)| (version, digests.into_iter().map(|digest| digest.0).collect()))
                .collect(),
        }
    }
}

/// What the record knows of one project in one portal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    objects: BTreeMap<(ObjectKind, String), Known>,
    /// Whose each id of the portal is: the project and the identity there.
    holders: BTreeMap<(ObjectKind, String), (String, String)>,
    project: String,
}

impl History {
    /// Takes what concerns a project out of a record.
    #[must_use]
    pub fn of(state: &State, project: &str) -> Self {
        let ids: BTreeMap<String, String> =
            state.objects(project).filter_map(|object| Some((label(&object.key)?, object.id.clone()?))).collect();
        let objects = state.objects(project).map(|object| {
            let mut known = Known::of(object);
            // The intent was noted before the run knew the ids that it made.
            if let Some(after) = known.pending.as_mut().and_then(|pending| pending.after.as_mut()) {
                *after = write::fill(after, &|label| ids.get(label).cloned());
            }
            ((known.key.kind, known.key.identity.clone()), known)
        });
        let holders = state.holders().map(|(kind, id, holder)| {
            let whose = (holder.project.clone(), holder.key.identity.clone());
            ((kind, id.to_owned()), whose)
        });
        Self { objects: objects.collect(), holders: holders.collect(), project: project.to_owned() }
    }

    /// Returns what is known of an object.
    #[must_use]
    pub fn object(&self, key: &ObjectKey) -> Option<&Known> {
        self.objects.get(&(key.kind, key.identity.clone()))
    }

    /// Tells whether an id of the portal is known to be another object than this, of this project or of another.
    #[must_use]
    pub fn is_anothers(&self, key: &ObjectKey, id: &str) -> bool {
        let whose = self.holders.get(&(key.kind, id.to_owned()));
        whose.is_some_and(|(project, identity)| *project != self.project || *identity != key.identity)
    }

    /// Returns the project and the identity of what an id of the portal is known to be.
    #[must_use]
    pub fn whose(&self, kind: ObjectKind, id: &str) -> Option<(&str, &str)> {
        let (project, identity) = self.holders.get(&(kind, id.to_owned()))?;
        Some((project, identity))
    }

    /// Goes through all objects, by kind and identity.
    pub fn objects(&self) -> impl DoubleEndedIterator<Item = &Known> {
        self.objects.values()
    }

    /// Returns every digest that was ever deployed, or may have been, under a version of an object.
    #[must_use]
    pub fn digests(&self, key: &ObjectKey, version: u32) -> BTreeSet<String> {
        self.object(key).and_then(|known| known.digests.get(&version).cloned()).unwrap_or_default()
    }
}

/// Returns what placeholders call an object.
pub(crate) fn label(key: &ObjectKey) -> Option<String> {
    match key.kind {
        ObjectKind::List => Some(Hole::List(ListName(key.name.clone())).label()),
        ObjectKind::Workflow => Some(Hole::Flow(FlowName(key.name.clone())).label()),
        ObjectKind::Property | ObjectKind::Folder => None,
    }
}
