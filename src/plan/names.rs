//! The names that a program mentions, and what they mean in a portal.

use std::collections::BTreeSet;

use super::StopReason;
use super::snapshot::{Bound, Snapshot};
use crate::hubspot::doc::{Doc, Hole};
use crate::lower::{DesiredFlow, DesiredList};
use crate::model::PortalName;

/// Collects the names of the portal in a list.
pub fn of_list(list: &DesiredList, names: &mut BTreeSet<PortalName>) {
    if let Some(filter) = &list.filter {
        of_doc(filter, names);
    }
}

/// Collects the names of the portal in a workflow.
pub fn of_flow(flow: &DesiredFlow, names: &mut BTreeSet<PortalName>) {
    for doc in flow.fields.values().chain(flow.actions.iter().map(|action| &action.body)) {
        of_doc(doc, names);
    }
}

fn of_doc(doc: &Doc, names: &mut BTreeSet<PortalName>) {
    doc.holes(&mut |hole| {
        if let Hole::Portal(name) = hole {
            names.insert(name.clone());
        }
    });
}

/// Returns the id that a name means, or why it means none.
///
/// # Errors
/// Where nothing, or more than one thing, bears the name.
pub fn resolve<'a>(snapshot: &'a Snapshot, name: &PortalName) -> Result<&'a str, StopReason> {
    let found = snapshot.names.get(name);
    match found.map(|found| found.ids.as_slice()) {
        Some([id]) => Ok(id),
        Some([]) | None => {
            let known = found.map(|found| found.known.clone()).unwrap_or_default();
            let name = name.to_string();
            Err(match found.and_then(|found| found.bound.clone()) {
                Some(Bound { file, key }) => StopReason::Unbound { name, file, key, known },
                None => StopReason::Unresolved { name, known },
            })
        }
        Some(ids) => Err(StopReason::Ambiguous { name: name.to_string(), ids: ids.to_vec() }),
    }
}
