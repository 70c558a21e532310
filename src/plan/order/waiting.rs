//! Workflows that wait for those that they name: who is ready is known by counting, however many there are.

use std::collections::{BTreeMap, BTreeSet};

use super::Named;
use crate::record::ObjectKey;

/// Changes that are not in the order yet.
pub(super) struct Waiting {
    changes: Vec<Option<Named>>,
    /// For each change, how many of those that it names are still to be made.
    missing: Vec<usize>,
    /// Those that miss nothing.
    ready: BTreeSet<usize>,
    /// Objects that are still to be made, with the changes that name them.
    unmade: BTreeMap<ObjectKey, Vec<usize>>,
}

impl Waiting {
    pub(super) fn new(changes: Vec<Named>) -> Self {
        let made_here = changes.iter().filter(|(change, _)| change.id.is_none());
        let mut unmade: BTreeMap<ObjectKey, Vec<usize>> =
            made_here.map(|(change, _)| (change.object.clone(), Vec::new())).collect();
        let mut missing = Vec::with_capacity(changes.len());
        for (at, (_, refers)) in changes.iter().enumerate() {
            let mut count = 0;
            for key in refers {
                if let Some(wanted_by) = unmade.get_mut(key) {
                    wanted_by.push(at);
                    count += 1;
                }
            }
            missing.push(count);
        }
        let ready = missing.iter().enumerate().filter(|(_, count)| **count == 0).map(|(at, _)| at).collect();
        Self { changes: changes.into_iter().map(Some).collect(), missing, ready, unmade }
    }

    /// Takes the first of those that are ready.
    pub(super) fn first(&mut self) -> Option<Named> {
        let at = *self.ready.first()?;
        self.take(at)
    }

    /// Takes the one of those that are ready whose turn it is: the lowest, and the first of these.
    pub(super) fn lowest(&mut self, turn: impl Fn(&Named) -> usize) -> Option<Named> {
        let ready = self.ready.iter().filter_map(|at| Some((*at, self.changes.get(*at)?.as_ref()?)));
        let (at, _) = ready.min_by_key(|(_, named)| turn(named))?;
        self.take(at)
    }

    /// Returns the first that is still to be made and that another one, or it itself, waits for.
    pub(super) fn wanted(&mut self) -> Option<&mut Named> {
        let is_waiting = |at: &usize| self.changes.get(*at).is_some_and(Option::is_some);
        let at = self.changes.iter().position(|named| {
            let wanted_by = named.as_ref().and_then(|(change, _)| self.unmade.get(&change.object));
            wanted_by.is_some_and(|wanted_by| wanted_by.iter().any(is_waiting))
        })?;
        self.changes.get_mut(at)?.as_mut()
    }

    /// Notes that an object is made, if only as a shell.
    pub(super) fn made(&mut self, key: &ObjectKey) {
        for at in self.unmade.remove(key).into_iter().flatten() {
            if let Some(count) = self.missing.get_mut(at) {
                *count -= 1;
                if *count == 0 && self.changes.get(at).is_some_and(Option::is_some) {
                    self.ready.insert(at);
                }
            }
        }
    }

    /// Returns all that are left, in their order.
    pub(super) fn rest(self) -> impl Iterator<Item = Named> {
        self.changes.into_iter().flatten()
    }

    fn take(&mut self, at: usize) -> Option<Named> {
        self.ready.remove(&at);
        let named = self.changes.get_mut(at)?.take()?;
        self.made(&named.0.object);
        Some(named)
    }
}
