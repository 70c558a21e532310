//! The names that a program mentions, and what they mean in a portal.

use std::collections::BTreeSet;

use super::StopReason;
use super::snapshot::{Bound, Snapshot};
use crate::hubspot::doc::{Doc, Hole};
use crate::hubspot::platform::Object;
use crate::hubspot::switches::Switches;
use crate::lower::{self, DesiredFlow, DesiredList};
use crate::model::{PortalName, Program};

/// Collects the names of the portal in a program.
#[must_use]
pub fn of_program(program: &Program, switches: &Switches) -> BTreeSet<PortalName> {
    let mut names = BTreeSet::new();
    for segment in &program.segments {
        of_list(&lower::list(segment, switches), &mut names);
    }
    for list in &program.static_lists {
        of_list(&lower::static_list(list), &mut names);
    }
    for workflow in &program.workflows {
        of_flow(&lower::flow(workflow, switches), &mut names);
    }
    names
}

/// Collects the names of the portal in a list.
pub fn of_list(list: &DesiredList, names: &mut BTreeSet<PortalName>) {
    for doc in list.docs() {
        of_doc(doc, names);
    }
}

/// Collects the names of the portal in a workflow.
pub fn of_flow(flow: &DesiredFlow, names: &mut BTreeSet<PortalName>) {
    for doc in flow.docs() {
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

/// Tells whether a type id is that of an object.
#[must_use]
pub fn is_type_id(snapshot: &Snapshot, object: Object, id: &str) -> bool {
    match object {
        Object::Custom(custom) => resolve(snapshot, &PortalName::Object(custom)).is_ok_and(|its| its == id),
        Object::Contact | Object::Company | Object::Deal | Object::Ticket => object.type_id() == Some(id),
    }
}

/// Returns what stands for an object in paths of the API.
///
/// # Errors
/// Where the portal does not have a custom object, or has two of its name.
pub fn path(snapshot: &Snapshot, object: Object) -> Result<&str, StopReason> {
    match object {
        Object::Custom(custom) => resolve(snapshot, &PortalName::Object(custom)),
        Object::Contact | Object::Company | Object::Deal | Object::Ticket => Ok(object.plural().unwrap_or_default()),
    }
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
