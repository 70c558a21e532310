//! What the ids of a portal are called in the source.

use std::collections::BTreeMap;

use crate::model::PortalName;

/// What a list or a workflow is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Called<'a> {
    /// A declaration of this project.
    Own(&'a str),
    /// A thing of the portal, by its title.
    Portal(&'a PortalName),
}

/// The names of everything that an id may stand for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// Declared names of lists, by id.
    pub lists: BTreeMap<String, String>,
    /// Declared names of workflows, by id.
    pub flows: BTreeMap<String, String>,
    /// Things of the portal, by id; things of different kinds may share one.
    things: BTreeMap<String, Vec<PortalName>>,
    /// Things of no kind, by id and the stem of the keys that it stands under.
    under: BTreeMap<(String, String), PortalName>,
}

impl Names {
    /// Says what an id stands for. A name that stands for two ids must not be given.
    pub fn insert(&mut self, id: impl Into<String>, name: PortalName) {
        self.things.entry(id.into()).or_default().push(name);
    }

    /// Returns the thing that an id stands for where a thing of that sort is meant.
    pub fn thing(&self, id: &str, is_meant: impl Fn(&PortalName) -> bool) -> Option<&PortalName> {
        self.things.get(id)?.iter().find(|name| is_meant(name))
    }

    /// Says what an id stands for under keys of a stem (`sequence` of `sequenceId`), for which no kind of name is meant.
    pub fn insert_under(&mut self, id: impl Into<String>, stem: impl Into<String>, name: PortalName) {
        self.under.insert((id.into(), stem.into()), name);
    }

    /// Returns what an id is called under keys of a stem, for which no kind of name is meant.
    #[must_use]
    pub fn under(&self, id: &str, stem: &str) -> Option<&PortalName> {
        let anywhere = || self.thing(id, |name| matches!(name, PortalName::Thing(_)));
        self.under.get(&(id.to_owned(), stem.to_owned())).or_else(anywhere)
    }

    /// Returns what a list is called.
    #[must_use]
    pub fn list(&self, id: &str) -> Option<Called<'_>> {
        let portal = || self.thing(id, |name| matches!(name, PortalName::List { .. })).map(Called::Portal);
        self.lists.get(id).map(|name| Called::Own(name)).or_else(portal)
    }

    /// Returns what a workflow is called.
    #[must_use]
    pub fn flow(&self, id: &str) -> Option<Called<'_>> {
        let portal = || self.thing(id, |name| matches!(name, PortalName::Workflow(_))).map(Called::Portal);
        self.flows.get(id).map(|name| Called::Own(name)).or_else(portal)
    }
}
