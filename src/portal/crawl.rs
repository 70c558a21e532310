//! Asks a portal everything that a plan of any program may ask, in as few requests as there are pages of it.
//!
//! What comes back is kept by a [`Recording`](super::saved::Recording): a plan, an import or a catalog can then be made
//! of it without the portal.

use std::collections::BTreeSet;

use super::{Portal, PortalError};
use crate::catalog::Sensitivity;
use crate::hubspot::platform::{Object, TASK};

/// Something that the token may not see: what needs it will say so when it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// What it is, in the plural.
    pub what: &'static str,
    /// What the portal said.
    pub why: PortalError,
}

/// Asks everything. `lists` and `flows` are read by their ids even where no listing shows them: a deleted list answers,
/// and a flow with sensitive data is in no listing.
///
/// # Errors
/// The first request that the portal does not answer. What the token may not see is no error, but for lists and flows.
pub fn crawl(
    portal: &Portal<'_>,
    lists: &BTreeSet<String>,
    flows: &BTreeSet<String>,
) -> Result<Vec<Unseen>, PortalError> {
    let mut unseen = Vec::new();
    portal.account()?;
    let shown = portal.all_lists()?.into_iter().map(|list| list.id);
    let ids: BTreeSet<String> = shown.chain(lists.iter().cloned()).collect();
    portal.lists(&ids.into_iter().collect::<Vec<_>>())?;
    let root = portal.folder("0")?;
    for folder in root.folders.iter().filter(|folder| folder.name == super::observe::FOLDER) {
        portal.folder(&folder.id)?;
    }
    let shown = portal.all_flows()?.into_iter().map(|flow| flow.id);
    let ids: BTreeSet<String> = shown.chain(flows.iter().cloned()).collect();
    portal.flows(&ids.into_iter().collect::<Vec<_>>())?;
    let customs = seen(&mut unseen, "schemas of custom objects", portal.object_schemas())?.unwrap_or_default();
    let customs: Vec<String> = customs.into_iter().map(|schema| schema.type_id).collect();
    objects(portal, &customs, &mut unseen)?;
    associations(portal, &customs, &mut unseen)?;
    let standard: Vec<&str> = Object::STANDARD.into_iter().filter_map(Object::type_id).collect();
    for object in standard.into_iter().chain(customs.iter().map(String::as_str)) {
        portal.action_types(object)?;
    }
    seen(&mut unseen, "owners", portal.owners())?;
    seen(&mut unseen, "teams", portal.teams())?;
    seen(&mut unseen, "forms", portal.forms())?;
    seen(&mut unseen, "marketing e-mails", portal.emails())?;
    seen(&mut unseen, "subscriptions", portal.subscriptions())?;
    seen(&mut unseen, "event definitions", portal.event_definitions())?;
    Ok(unseen)
}

/// Properties with their groups, and pipelines.
fn objects(portal: &Portal<'_>, customs: &[String], unseen: &mut Vec<Unseen>) -> Result<(), PortalError> {
    let standard: Vec<&str> = Object::STANDARD.into_iter().filter_map(Object::plural).collect();
    for path in standard.into_iter().chain(customs.iter().map(String::as_str)) {
        for class in [Sensitivity::Plain, Sensitivity::Sensitive, Sensitivity::HighlySensitive] {
            let what = match class {
                Sensitivity::Plain => "properties",
                Sensitivity::Sensitive => "sensitive properties",
                Sensitivity::HighlySensitive => "highly sensitive properties",
            };
            seen(unseen, what, portal.properties(path, class))?;
        }
        seen(unseen, "archived properties", portal.archived_properties(path))?;
        seen(unseen, "property groups", portal.property_groups(path))?;
        seen(unseen, "pipelines", portal.pipelines(path))?;
    }
    Ok(())
}

/// The labels of associations between all objects, and from tasks to custom ones.
fn associations(portal: &Portal<'_>, customs: &[String], unseen: &mut Vec<Unseen>) -> Result<(), PortalError> {
    let standard: Vec<&str> = Object::STANDARD.into_iter().filter_map(Object::type_id).collect();
    let all: Vec<&str> = standard.into_iter().chain(customs.iter().map(String::as_str)).collect();
    let pairs = all.iter().flat_map(|from| all.iter().map(move |to| (*from, *to)));
    for (from, to) in pairs.chain(customs.iter().map(|to| (TASK, to.as_str()))) {
        seen(unseen, "association labels", portal.association_labels(from, to))?;
    }
    Ok(())
}

/// Takes an answer, or the word that there is none for this token; of many of one kind the first is told.
fn seen<T>(
    unseen: &mut Vec<Unseen>,
    what: &'static str,
    answer: Result<T, PortalError>,
) -> Result<Option<T>, PortalError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(why @ PortalError::NotPermitted { .. }) => {
            if !unseen.iter().any(|known| known.what == what) {
                unseen.push(Unseen { what, why });
            }
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
