//! Carries out one change: compare, write, settle, read back.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Came, Run, settle};
use crate::plan::flows::REVISION;
use crate::plan::{Change, Expect, Write, diff, flows, known, lists, properties, write};
use crate::portal::{FlowRead, PortalError};
use crate::problem::deploy::Fault;
use crate::record::ObjectKind;

/// How often a flow that is being made is looked at before it is given up.
const MOST_LOOKS: u32 = 60;

/// How long is waited between two looks.
const BETWEEN_LOOKS: u64 = 500;

/// What is known of the object while its writes go out.
#[derive(Default)]
pub(super) struct Underway {
    pub id: Option<String>,
    pub revision: Option<String>,
    /// A flow that the portal is still making.
    pub is_incomplete: bool,
    /// A flow as the last write answered: all there is of one that the portal hides from then on.
    pub answered: Option<Value>,
}

/// Carries out one change; `id` is what an earlier change of the same plan made.
pub(super) fn carry_out(
    change: &Change,
    run: &Run<'_>,
    made: &mut BTreeMap<String, String>,
    id: Option<String>,
) -> Came {
    let mut object = Underway { id: id.or_else(|| change.id.clone()), ..Underway::default() };
    if let Some(expect) = &change.expect {
        match still_so(change, expect, run, &mut object) {
            Ok(true) => {}
            Ok(false) => {
                let what = format!("{} `{}`", change.object.kind.word(), change.object.name);
                return Came::Refused(Fault::Stale { what });
            }
            Err(why) => return Came::Refused(Fault::Failed { object: change.object.clone(), why }),
        }
    } else if change.object.kind == ObjectKind::Workflow
        && let Some(id) = object.id.clone()
    {
        // A shell that this plan made: its revision is read before it is filled.
        match run.portal.flow(&id) {
            Ok(FlowRead::Found(flow)) => object.revision = flow.revision,
            Ok(FlowRead::Hidden | FlowRead::Gone) => {}
            Err(why) => return Came::Refused(Fault::Failed { object: change.object.clone(), why }),
        }
    }
    for (sent, write) in change.writes.iter().enumerate() {
        if let Some(label) = write.labels().into_iter().find(|label| id_of(label, made, &object).is_none()) {
            let fault = Fault::Unfilled { object: change.object.clone(), label };
            return if sent == 0 { Came::Refused(fault) } else { Came::Unknown(fault) };
        }
        let answer = match send(write, run, made, &mut object) {
            // Whether it was done is asked, and it is not sent again.
            Err(why @ PortalError::Unknown { .. }) => {
                if !settle::was_done(change, write, run, made, &mut object) {
                    return Came::Unknown(Fault::Unsettled { object: change.object.clone(), why });
                }
                Ok(())
            }
            other => other,
        };
        if let Err(why) = answer {
            let fault = Fault::Failed { object: change.object.clone(), why };
            // Where a part of it is there, the next plan finds it and does the rest.
            return match (object.id, object.answered) {
                _ if sent == 0 => Came::Refused(fault),
                (Some(id), Some(live)) => Came::Partly { id, live, fault },
                (_, None) | (None, Some(_)) => Came::Unknown(fault),
            };
        }
        // Known at once: a workflow may name itself.
        remember(change, made, &object);
        if let Write::CreateFlow { .. } = write
            && let Err(why) = wait_until_complete(run, &mut object)
        {
            return Came::Unknown(Fault::Failed { object: change.object.clone(), why });
        }
    }
    read_back(change, run, made, &object)
}

/// Makes the new id known to the changes that wait for it.
fn remember(change: &Change, made: &mut BTreeMap<String, String>, object: &Underway) {
    if let (Some(id), Some(label)) = (&object.id, known::label(&change.object)) {
        made.insert(label, id.clone());
    }
}

/// Compares what must still be so; reads a flow's revision on the way.
fn still_so(change: &Change, expect: &Expect, run: &Run<'_>, object: &mut Underway) -> Result<bool, PortalError> {
    let id = object.id.clone().unwrap_or_default();
    Ok(match expect {
        Expect::List { version, filters_updated_at, title } => match run.portal.list(&id)? {
            Some(list) => {
                list.deleted_at.is_none()
                    && list.version.map(|version| version.to_string()).unwrap_or_default() == *version
                    && list.filters_updated_at == *filters_updated_at
                    && list.title == *title
            }
            None => false,
        },
        Expect::Flow { revision } => match run.portal.flow(&id)? {
            FlowRead::Found(flow) => {
                object.revision.clone_from(&flow.revision);
                flow.revision.unwrap_or_default() == *revision
            }
            FlowRead::Hidden | FlowRead::Gone => false,
        },
        Expect::Property { definition } => match property(change, run)? {
            Some(live) => properties::read_back(&live) == *definition,
            None => false,
        },
    })
}

fn property(change: &Change, run: &Run<'_>) -> Result<Option<Value>, PortalError> {
    match change.writes.iter().find_map(Write::property) {
        Some((object, name)) => run.portal.property(object, name, properties::sensitivity(change)),
        None => Ok(None),
    }
}

fn send(
    write: &Write,
    run: &Run<'_>,
    made: &mut BTreeMap<String, String>,
    object: &mut Underway,
) -> Result<(), PortalError> {
    let portal = run.portal;
    let id = object.id.clone().unwrap_or_default();
    match write {
        Write::CreateGroup { object, body } => portal.create_property_group(object, body.clone()),
        Write::CreateProperty { object, body } => portal.create_property(object, body.clone()).map(|_| ()),
        Write::UpdateProperty { object, name, body } => portal.update_property(object, name, body.clone()).map(|_| ()),
        Write::CreateFolder { name, parent } => {
            let parent = parent.as_ref().map(|parent| filled(parent, made, object));
            let parent = parent.as_ref().and_then(Value::as_str).unwrap_or("0");
            let id = portal.create_folder(name, parent)?;
            made.insert(lists::FOLDER.to_owned(), id);
            Ok(())
        }
        Write::CreateList { body } => {
            object.id = Some(portal.create_list(filled(body, made, object))?.id);
            Ok(())
        }
        Write::UpdateFilters { filter } => portal.update_list_filters(&id, filled(filter, made, object)),
        Write::RenameList { title } => portal.rename_list(&id, title),
        Write::DeleteList => portal.delete_list(&id),
        Write::CreateFlow { body } => {
            let flow = portal.create_flow(filled(body, made, object))?;
            object.id = Some(flow.id.clone());
            object.revision.clone_from(&flow.revision);
            object.is_incomplete = !flow.is_complete();
            object.answered = Some(flow.body);
            Ok(())
        }
        Write::ReplaceFlow { body } => {
            let flow = portal.replace_flow(&id, filled(body, made, object))?;
            object.revision = flow.revision;
            object.answered = Some(flow.body);
            Ok(())
        }
        Write::DeleteFlow => portal.delete_flow(&id),
    }
}

/// Waits until the portal has made a flow: before, it takes no change of it.
fn wait_until_complete(run: &Run<'_>, object: &mut Underway) -> Result<(), PortalError> {
    let id = object.id.clone().unwrap_or_default();
    for _ in 0..MOST_LOOKS {
        if !object.is_incomplete {
            return Ok(());
        }
        run.transport.pause(BETWEEN_LOOKS);
        match run.portal.flow(&id)? {
            FlowRead::Found(flow) => {
                object.revision.clone_from(&flow.revision);
                object.is_incomplete = !flow.is_complete();
            }
            // It hides what it has just made: it is there, and nothing more can be known of it.
            FlowRead::Hidden | FlowRead::Gone => return Ok(()),
        }
    }
    Ok(())
}

/// Reads an object back and compares it with what the plan says must be there.
fn read_back(change: &Change, run: &Run<'_>, made: &BTreeMap<String, String>, object: &Underway) -> Came {
    let failed = |why| Came::Unknown(Fault::Unsettled { object: change.object.clone(), why });
    let id = object.id.clone();
    let live = match (change.object.kind, &id) {
        (ObjectKind::Folder, _) => return Came::Through { id: None, live: None },
        (ObjectKind::Property, _) => match property(change, run) {
            Ok(live) => live.map(|live| (properties::read_back(&live), live)),
            Err(why) => return failed(why),
        },
        (ObjectKind::List, Some(id)) => match run.portal.list(id) {
            Ok(list) => {
                let live = list.filter(|list| list.deleted_at.is_none());
                live.map(|list| (lists::expected(&list.body), list.body))
            }
            Err(why) => return failed(why),
        },
        (ObjectKind::Workflow, Some(id)) => match run.portal.flow(id) {
            Ok(FlowRead::Found(flow)) => Some((flows::expected(&flow.body), flow.body)),
            // It hides what it has just taken, since sensitive data is in it: the answer to the write is all there is.
            Ok(FlowRead::Hidden) => object.answered.clone().map(|body| (flows::expected(&body), body)),
            Ok(FlowRead::Gone) => None,
            Err(why) => return failed(why),
        },
        (ObjectKind::List | ObjectKind::Workflow, None) => None,
    };
    let Some(after) = &change.after else {
        // A deletion: a deleted list still answers, with the day of its deletion.
        return match live {
            None => Came::Through { id: None, live: None },
            Some(_) => differs(change, vec!["it is still there".to_owned()]),
        };
    };
    let wanted = filled(after, made, object);
    match live {
        Some((normal, live)) if normal == renormal(change, &wanted) => Came::Through { id, live: Some(live) },
        Some((normal, _)) => differs(change, diff::json(&wanted, &normal)),
        None => differs(change, vec!["it is not there".to_owned()]),
    }
}

/// Ids that were filled in may change the order of what is sorted by its text.
fn renormal(change: &Change, wanted: &Value) -> Value {
    match change.object.kind {
        ObjectKind::List => lists::expected(wanted),
        ObjectKind::Workflow => flows::expected(wanted),
        ObjectKind::Property | ObjectKind::Folder => wanted.clone(),
    }
}

fn differs(change: &Change, difference: Vec<String>) -> Came {
    Came::Unknown(Fault::ReadBackDiffers { object: change.object.clone(), difference })
}

/// Fills the placeholders whose ids are known.
pub(super) fn filled(value: &Value, made: &BTreeMap<String, String>, object: &Underway) -> Value {
    write::fill(value, &|label| id_of(label, made, object))
}

fn id_of(label: &str, made: &BTreeMap<String, String>, object: &Underway) -> Option<String> {
    if label == REVISION { object.revision.clone() } else { made.get(label).cloned() }
}
