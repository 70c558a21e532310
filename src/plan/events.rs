//! Events of the portal's own: the catalog says whose they are, and the portal knows.

use super::snapshot::Snapshot;
use super::{StopReason, names};
use crate::hubspot::platform::Object;
use crate::model::PortalName;

/// Tells that an event, found by its name, happens to other records than those that name it.
pub(super) fn elsewhere(snapshot: &Snapshot, name: &PortalName, object: Object) -> Option<StopReason> {
    let PortalName::Event(event) = name else { return None };
    let id = names::resolve(snapshot, name).ok()?;
    let found = snapshot.event_objects.get(id)?;
    let differs = match object {
        Object::Contact | Object::Company | Object::Deal | Object::Ticket => {
            !spellings(object).contains(&found.to_lowercase())
        }
        // How a definition spells a custom object is not certain: what may be this one is taken for it.
        Object::Custom(custom) => {
            let standard = [Object::Contact, Object::Company, Object::Deal, Object::Ticket];
            let type_id = names::path(snapshot, object).ok();
            let full = format!("p{}_{}", snapshot.portal, custom.name());
            standard.into_iter().any(|other| spellings(other).contains(&found.to_lowercase()))
                || found.starts_with("2-") && type_id != Some(found.as_str())
                || found.starts_with(&format!("p{}_", snapshot.portal)) && *found != full
        }
    };
    differs.then(|| StopReason::OtherEventObject {
        event: event.clone(),
        wanted: object.word().to_owned(),
        found: found.clone(),
    })
}

/// How a portal may spell one of HubSpot's own objects, in small letters.
fn spellings(object: Object) -> Vec<String> {
    let words = [Some(object.word()), object.plural(), object.type_id()];
    words.into_iter().flatten().map(str::to_lowercase).collect()
}
