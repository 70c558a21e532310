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

    /// Returns what an id is called for which no kind of name is meant, under a key of this stem (`sequence` of
    /// `sequenceId`): by hand, or by a name that was made up for such keys, as `sequence [3]`.
    #[must_use]
    pub fn under(&self, id: &str, stem: &str) -> Option<&PortalName> {
        self.thing(id, |name| {
            let PortalName::Thing(name) = name else { return false };
            let made_up = name.strip_suffix(']').and_then(|name| name.rsplit_once(" ["));
            let made_up = made_up.filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()));
            made_up.is_none_or(|(of, _)| of == stem)
        })
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
