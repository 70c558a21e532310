//! Holds the actions of a workflow against those that the portal lists, where it lists them.

use std::collections::BTreeSet;

use super::build::Context;
use super::{Notice, StopReason};
use crate::hubspot::actions::{Listed, Need};
use crate::hubspot::flow::Action;
use crate::lower::DesiredFlow;
use crate::record::ObjectKey;

/// Tells what stops a workflow: a field that an action needs and has not. That an action or a field is not in the
/// listing is a notice, as nobody says that the listing is whole.
pub(super) fn obstacle(context: &mut Context<'_>, desired: &DesiredFlow, key: &ObjectKey) -> Option<StopReason> {
    let inputs = context.inputs;
    let listed = inputs.snapshot.actions.get(&desired.object)?;
    let mut notices: Vec<Notice> = Vec::new();
    let mut stop = None;
    for action in &desired.actions {
        // Which fields there are does not depend on what is in the portal.
        let body = action.body.fill(&|_| None);
        let Some((id, view)) = Action::read(&body).and_then(|view| Some((view.type_id()?, view))) else { continue };
        let action = id.to_owned();
        let Some(known) = listed.iter().find(|known| known.id == id) else {
            notices.push(Notice::ActionNotListed { object: key.clone(), action });
            continue;
        };
        let fields: BTreeSet<&str> = view
            .fields()
            .into_iter()
            .flatten()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, _)| &**name)
            .collect();
        if let Some(field) = missing(known, &fields) {
            let name = known.name.clone();
            stop.get_or_insert(StopReason::FieldMissing { action: action.clone(), name, field });
        }
        for field in fields.iter().filter(|field| !known.fields.contains_key(**field)) {
            let (action, field) = (action.clone(), (*field).to_owned());
            notices.push(Notice::FieldNotListed { object: key.clone(), action, field });
        }
    }
    for notice in notices {
        if !context.notices.contains(&notice) {
            context.notices.push(notice);
        }
    }
    stop
}

fn missing(known: &Listed, fields: &BTreeSet<&str>) -> Option<String> {
    let needed = known.fields.iter().filter(|(_, need)| **need == Need::Required).map(|(name, _)| name);
    needed.into_iter().find(|name| !fields.contains(name.as_str())).cloned()
}
