//! What is known from a log.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Digest;

use super::entry::{Event, Facts, Intent, NewEntry, ObjectKey, ObjectKind, Wrote};
use super::log::Log;

/// How an object became ours: only such objects can be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// We created it.
    Created,
    /// A person said that it is ours.
    Adopted,
}

/// A write of which no outcome is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// The write.
    pub intent: Intent,
    /// When it was about to be sent.
    pub at: String,
    /// The run it belongs to.
    pub run: String,
    /// Which change of that run's plan it belongs to.
    pub change: Option<u32>,
    /// Why the outcome is unknown; none where nothing was noted, as after a kill.
    pub unknown: Option<String>,
}

impl Pending {
    /// Tells whether it was to make the object.
    #[must_use]
    pub fn makes(&self) -> bool {
        self.intent.does == Wrote::Created
    }

    fn count(&self, digests: &mut BTreeMap<u32, BTreeSet<Digest>>) {
        if let (Some(version), Some(digest)) = (self.intent.version, &self.intent.digest) {
            digests.entry(version).or_default().insert(digest.clone());
        }
    }
}

/// What is known about one object.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectState {
    /// The object, under its last name.
    pub key: ObjectKey,
    /// Its id, unless it was deleted or never made.
    pub id: Option<String>,
    /// How it became ours; none where it was only ever updated, claimed by its mark.
    pub origin: Option<Origin>,
    /// Whether an apply has written it, or found it as wanted, since it became ours.
    pub deployed: bool,
    /// What it was like after the last apply that wrote or adopted it.
    pub facts: Option<Facts>,
    /// When and in which run that was.
    pub last: Option<(String, String)>,
    /// Writes without an outcome, the oldest first.
    pub pending: Vec<Pending>,
    /// Every digest that was ever sent and not refused, by version; those of pending writes stand with them only.
    digests: BTreeMap<u32, BTreeSet<Digest>>,
    /// The ids it had before and doesn't have now.
    pub left: BTreeSet<String>,
}

/// Who an id belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The project.
    pub project: String,
    /// The object.
    pub key: ObjectKey,
}

/// What is known about a portal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// By project, kind and identity.
    objects: BTreeMap<(String, ObjectKind, String), ObjectState>,
    holders: BTreeMap<(ObjectKind, String), Holder>,
}

impl State {
    /// Returns what is known about an object of a project.
    #[must_use]
    pub fn object(&self, project: &str, key: &ObjectKey) -> Option<&ObjectState> {
        self.objects.get(&(project.to_owned(), key.kind, key.identity.clone()))
    }

    /// Returns every object of a project, by kind and identity.
    pub fn objects<'a>(&'a self, project: &'a str) -> impl Iterator<Item = &'a ObjectState> {
        self.objects.iter().filter(move |((of, _, _), _)| of == project).map(|(_, state)| state)
    }

    /// Goes through every object that something of this portal is known as, whatever its project.
    pub fn holders(&self) -> impl Iterator<Item = (ObjectKind, &str, &Holder)> {
        self.holders.iter().map(|((kind, id), holder)| (*kind, id.as_str(), holder))
    }

    /// Returns who an id belongs to, in whichever project.
    #[must_use]
    pub fn holder(&self, kind: ObjectKind, id: &str) -> Option<&Holder> {
        self.holders.get(&(kind, id.to_owned()))
    }
}

/// Folds a log into what is known from it. Total: any sequence of entries means something.
#[must_use]
pub fn fold(log: &Log) -> State {
    let mut state = State::default();
    for entry in log.entries() {
        state.take(&entry.said);
    }
    state
}

impl State {
    fn take(&mut self, said: &NewEntry) {
        let place = (said.project.clone(), said.object.kind, said.object.identity.clone());
        let object = self.objects.entry(place).or_insert_with(|| ObjectState::new(&said.object));
        object.key = said.object.clone();
        let before = object.id.clone();
        object.take(said);
        if before != object.id {
            let kind = said.object.kind;
            let ours = |holder: &Holder| holder.project == said.project && holder.key.identity == said.object.identity;
            if let Some(id) = before {
                // An id that somebody else has claimed since stays theirs.
                self.holders.retain(|(of, known), holder| !(*of == kind && *known == id && ours(holder)));
            }
            if let Some(id) = &object.id {
                let holder = Holder { project: said.project.clone(), key: said.object.clone() };
                self.holders.insert((kind, id.clone()), holder);
            }
        }
    }
}

impl ObjectState {
    /// Returns every digest that was ever deployed, or may have been, by version: what was sent and not refused counts.
    #[must_use]
    pub fn digests(&self) -> BTreeMap<u32, BTreeSet<Digest>> {
        let mut digests = self.digests.clone();
        self.pending.iter().for_each(|pending| pending.count(&mut digests));
        digests
    }

    fn new(key: &ObjectKey) -> Self {
        Self {
            key: key.clone(),
            id: None,
            origin: None,
            deployed: false,
            facts: None,
            last: None,
            pending: Vec::new(),
            digests: BTreeMap::new(),
            left: BTreeSet::new(),
        }
    }

    fn take(&mut self, said: &NewEntry) {
        match &said.event {
            Event::Intent(intent) => self.pending.push(Pending {
                intent: intent.clone(),
                at: said.at.clone(),
                run: said.run.clone(),
                change: said.change,
                unknown: None,
            }),
            Event::Done { wrote, facts } => {
                // What an earlier run made, and was cut off before it could say so, is ours all the same.
                let is_new = self.id.as_deref() != Some(&facts.id);
                if *wrote == Wrote::Created || is_new && self.pending.iter().any(Pending::makes) {
                    self.origin = Some(Origin::Created);
                } else if is_new {
                    // The origin was another object's.
                    self.origin = None;
                }
                self.deployed = true;
                self.settle(said, facts);
            }
            Event::Adopted { facts } => {
                // What we created stays ours by creation, also where somebody says so again.
                if self.origin != Some(Origin::Created) || self.id.as_deref() != Some(&facts.id) {
                    self.origin = Some(Origin::Adopted);
                    self.deployed = false;
                }
                self.settle(said, facts);
            }
            Event::Refused { .. } => {
                if let Some(place) = self.pending_of(said) {
                    self.pending.remove(place);
                }
            }
            Event::Unknown { why } => {
                if let Some(pending) = self.pending_of(said).and_then(|place| self.pending.get_mut(place)) {
                    pending.unknown = Some(why.clone());
                }
            }
            Event::Deleted { id } => {
                self.left.insert(id.clone());
                if self.id.as_deref() == Some(id) {
                    self.id = None;
                    self.origin = None;
                    self.deployed = false;
                    self.facts = None;
                }
                self.forget_pending(self.pending.len());
            }
        }
    }

    /// Finds the pending write that an outcome is about: an object may have several in one run.
    fn pending_of(&self, said: &NewEntry) -> Option<usize> {
        self.pending.iter().rposition(|pending| pending.run == said.run && pending.change == said.change)
    }

    /// Takes the oldest pending writes as settled. What they sent may have been live for a moment.
    fn forget_pending(&mut self, oldest: usize) {
        for pending in self.pending.drain(..oldest) {
            pending.count(&mut self.digests);
        }
    }

    fn settle(&mut self, said: &NewEntry, facts: &Facts) {
        if let Some(old) = self.id.replace(facts.id.clone()).filter(|old| *old != facts.id) {
            self.left.insert(old);
        }
        self.left.remove(&facts.id);
        if let (Some(version), Some(digest)) = (facts.version, &facts.digest) {
            self.digests.entry(version).or_default().insert(digest.clone());
        }
        self.facts = Some(facts.clone());
        self.last = Some((said.at.clone(), said.run.clone()));
        // The object was read just now: that settles all that came before, and nothing that is still to be sent.
        let settled = self.pending_of(said).map_or(self.pending.len(), |place| place + 1);
        self.forget_pending(settled);
    }
}
