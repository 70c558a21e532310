//! Finds out by reading whether a write was done whose answer was lost.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Run;
use super::step::{Underway, filled};
use crate::plan::{Change, Write, flows, lists, normal, properties};
use crate::portal::{FlowRead, PortalError};

/// Tells whether the portal shows that a write was done. Where it was not, or nobody can tell, the answer is no: the
/// write may still be on its way, so that it is never sent again in this run.
pub(super) fn was_done(
    change: &Change,
    write: &Write,
    run: &Run<'_>,
    made: &mut BTreeMap<String, String>,
    object: &mut Underway,
) -> bool {
    ask(change, write, run, made, object).unwrap_or(false)
}

fn ask(
    change: &Change,
    write: &Write,
    run: &Run<'_>,
    made: &mut BTreeMap<String, String>,
    object: &mut Underway,
) -> Result<bool, PortalError> {
    let portal = run.portal;
    let id = object.id.clone().unwrap_or_default();
    let text = |body: &Value, field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(match write {
        Write::CreateGroup { object, body } => {
            let name = text(body, "name");
            portal.property_groups(object)?.iter().any(|group| text(group, "name") == name)
        }
        Write::CreateProperty { object, body } => {
            portal.property(object, &text(body, "name"), properties::sensitivity(change))?.is_some()
        }
        // The reading back that follows compares the whole definition.
        Write::UpdateProperty { .. } => true,
        Write::CreateFolder { name, parent } => {
            let parent = parent.as_ref().map(|parent| filled(parent, made, object));
            let parent = portal.folder(parent.as_ref().and_then(Value::as_str).unwrap_or("0"))?;
            let Some(found) = parent.folders.into_iter().find(|folder| folder.name == *name) else { return Ok(false) };
            made.insert(lists::FOLDER.to_owned(), found.id);
            true
        }
        Write::CreateList { body } => {
            let found = portal.list_by_title(&text(body, "objectTypeId"), &text(body, "name"))?;
            let Some(list) = found.filter(|list| list.deleted_at.is_none()) else { return Ok(false) };
            object.id = Some(list.id);
            true
        }
        Write::UpdateFilters { filter } => {
            let wanted = normal::filter(&filled(filter, made, object));
            let live = portal.list(&id)?;
            live.is_some_and(|list| list.filters().is_some_and(|live| normal::filter(live) == wanted))
        }
        Write::RenameList { title } => portal.list(&id)?.is_some_and(|list| list.title == *title),
        Write::DeleteList => portal.list(&id)?.is_none_or(|list| list.deleted_at.is_some()),
        Write::CreateFlow { body } => {
            let mark = body.get("uuid").and_then(Value::as_str);
            let rows = portal.all_flows()?;
            let Some(row) = rows.into_iter().find(|row| mark.is_some() && row.uuid.as_deref() == mark) else {
                return Ok(false);
            };
            object.id = Some(row.id);
            object.revision = row.revision;
            object.is_incomplete = true;
            true
        }
        Write::ReplaceFlow { body } => match portal.flow(&id)? {
            FlowRead::Found(flow) => {
                let done = flows::expected(&flow.body) == flows::expected(&filled(body, made, object));
                object.revision = flow.revision;
                done
            }
            FlowRead::Hidden | FlowRead::Gone => false,
        },
        Write::DeleteFlow => matches!(portal.flow(&id)?, FlowRead::Gone),
    })
}
