//! From the checked program to HubSpot's JSON, with holes where ids are found later. It cannot fail.

mod action;
mod activity;
mod bundle;
mod filter;
mod flow;
mod list;
mod property;
mod reach;
mod spelling;
mod text;
mod timing;

use std::collections::{BTreeMap, BTreeSet};

use crate::hubspot::doc::{Doc, Hole};
use crate::hubspot::platform::Object;
use crate::hubspot::switches::Switches;
use crate::model::rule::AssociationPath;
use crate::model::workflow::StepId;
use crate::model::{FlowName, ListName};

pub use bundle::{bundle, flow_variant};
pub use filter::rule;
pub use flow::flow;
pub use list::{list, static_list};
pub use property::property;

/// A list as the source wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct DesiredList {
    /// Its name in the project.
    pub name: ListName,
    /// The object whose records it holds.
    pub object: Object,
    /// `objectTypeId`
    pub object_type: Doc,
    /// Its title without a version.
    pub title: String,
    /// `filterBranch` of a segment; none for a static list.
    pub filter: Option<Doc>,
}

impl DesiredList {
    /// Returns everything whose id must be found before the list can be written.
    #[must_use]
    pub fn holes(&self) -> BTreeSet<Hole> {
        holes(self.docs())
    }

    /// Goes through all that it is written from.
    pub fn docs(&self) -> impl Iterator<Item = &Doc> {
        std::iter::once(&self.object_type).chain(&self.filter)
    }

    /// Writes its filter in the spellings that the switches choose.
    #[must_use]
    pub fn spelled(mut self, switches: &Switches) -> Self {
        self.filter = self.filter.map(|filter| spelling::spelled(filter, switches));
        self
    }

    /// Returns HubSpot's word for what fills the list: a rule, or workflows and people.
    #[must_use]
    pub fn processing_type(&self) -> &'static str {
        match self.filter {
            Some(_) => "DYNAMIC",
            None => "MANUAL",
        }
    }
}

/// A workflow as the source wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct DesiredFlow {
    /// Its name in the project.
    pub name: FlowName,
    /// The object whose records enrol.
    pub object: Object,
    /// `objectTypeId`
    pub object_type: Doc,
    /// Its title.
    pub title: String,
    /// Its description without the mark.
    pub description: Option<String>,
    /// The top-level fields that the source governs besides title, description, mark, actions and switch:
    /// `enrollmentCriteria`, `suppressionListIds` or `suppressionFilterBranch`. A governed field that is absent here
    /// must be absent in the portal.
    pub fields: BTreeMap<&'static str, Doc>,
    /// Its actions in reading order; `actionId` and the ids of edges are holes.
    pub actions: Vec<DesiredAction>,
    /// The first action.
    pub start: Option<StepId>,
    /// The associated records that it reads, sorted: each with its entry of `dataSources`, the name apart.
    pub fetches: Vec<(AssociationPath, Doc)>,
}

impl DesiredFlow {
    /// Returns everything whose id must be found before the workflow can be written, its own steps among it.
    #[must_use]
    pub fn holes(&self) -> BTreeSet<Hole> {
        holes(self.docs())
    }

    /// Goes through all that it is written from.
    pub fn docs(&self) -> impl Iterator<Item = &Doc> {
        std::iter::once(&self.object_type)
            .chain(self.fields.values())
            .chain(self.actions.iter().map(|action| &action.body))
            .chain(self.fetches.iter().map(|(_, source)| source))
    }
}

/// An action as the source wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct DesiredAction {
    /// The step it comes from.
    pub step: StepId,
    /// The step's name in the source.
    pub name: Option<String>,
    /// The whole action, `actionId` included as a hole.
    pub body: Doc,
}

/// A property as the catalog wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct DesiredProperty {
    /// The object.
    pub object: Object,
    /// HubSpot's internal name.
    pub name: String,
    /// The body that creates it.
    pub body: serde_json::Value,
}

fn holes<'a>(docs: impl Iterator<Item = &'a Doc>) -> BTreeSet<Hole> {
    let mut found = BTreeSet::new();
    for doc in docs {
        doc.holes(&mut |hole| {
            found.insert(hole.clone());
        });
    }
    found
}
