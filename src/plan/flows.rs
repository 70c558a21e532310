//! Decides what becomes of each workflow.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::actions;
use super::adopted::{is_unmarked, without_mark};
use super::assign::{self, Assignment};
use super::build::{self, Context, Decision, Entry, Inputs, Repair, flow_key};
use super::fetch::{Fetches, fetches};
use super::identity::{self, By, Identity};
use super::known::Known;
use super::names;
use super::snapshot::FlowRead;
use super::{
    Change, ChangeKind, Claim, Deployed, Drift, Expect, Notice, Sensitive, StepChanges, StopReason, Write, body, diff,
    normal, properties,
};
use crate::catalog::Sensitivity;
use crate::hubspot::doc::{Doc, HOLE_KEY, Hole};
use crate::hubspot::flow::{self, Flow};
use crate::hubspot::parts;
use crate::hubspot::switches::{Convergence, PutEnabled};
use crate::lower::{self, DesiredFlow};
use crate::model::Workflow;
use crate::model::rule::AssociationPath;
use crate::model::walk::{self, Use};
use crate::record::ObjectKey;

/// The top-level fields that a source governs: everything else in a live flow is kept as it is.
const GOVERNED: &[&str] = &[
    "actions",
    "blockedDates",
    "description",
    "enrollmentCriteria",
    "enrollmentSchedule",
    "goalFilterBranch",
    "name",
    "startActionId",
    "suppressionFilterBranch",
    "suppressionListIds",
    "timeWindows",
];

/// The label that apply replaces by the revision it read last.
pub const REVISION: &str = "revision";

/// A workflow with what the decision needs of it.
struct Declared<'a> {
    workflow: &'a Workflow,
    desired: DesiredFlow,
    uses: Vec<Use<'a>>,
}

impl Declared<'_> {
    fn docs(&self) -> impl Iterator<Item = &Doc> {
        self.desired.docs()
    }
}

/// Decides for every workflow.
pub(super) fn decide(context: &mut Context<'_>) -> Vec<Entry> {
    let Context { inputs, .. } = *context;
    let mut entries = Vec::new();
    for workflow in &inputs.program.workflows {
        let mut uses = Vec::new();
        walk::workflow(workflow, &mut |found| uses.push(found));
        let desired = lower::flow(workflow, &inputs.settings.switches);
        let declared = Declared { workflow, desired, uses };
        let key = flow_key(&workflow.head);
        let mut refers = context.refers(declared.docs());
        refers.append(&mut properties::used(context, &declared.uses));
        let decision = decide_one(context, &declared, &key);
        entries.push(Entry { key, refers, decision });
    }
    entries
}

fn decide_one(context: &mut Context<'_>, declared: &Declared<'_>, key: &ObjectKey) -> Decision {
    let workflow = declared.workflow;
    if let Some(stop) = context.version_stop(key, &workflow.version) {
        return Decision::Stop(stop);
    }
    if let Some(stop) = context.obstacle(declared.docs(), &declared.uses, workflow.object) {
        return Decision::Stop(stop);
    }
    if let Some(stop) = actions::obstacle(context, &declared.desired, key) {
        return Decision::Stop(stop);
    }
    let Some(identity) = context.flows.get(&workflow.head.name).cloned() else {
        // Every declaration was looked for; one that was not is never taken for one that is as it should be.
        return Decision::Stop(StopReason::Unmanageable { what: "not identified".to_owned() });
    };
    match identity {
        Identity::New if may_be_hidden(context, declared, key) && !context.may_overwrite(&workflow.head.name) => {
            Decision::Stop(StopReason::MayBeHidden)
        }
        Identity::New => match context.strays(&workflow.head, key, workflow.object, true) {
            Some(stop) => Decision::Stop(stop),
            None => create(context, declared, key, ChangeKind::Create),
        },
        Identity::Gone { .. } if context.inputs.record.object(key).is_some_and(Known::is_being_deleted) => {
            create(context, declared, key, ChangeKind::Create)
        }
        Identity::Gone { .. } if context.may_overwrite(&workflow.head.name) => {
            create(context, declared, key, ChangeKind::Replace)
        }
        Identity::Gone { id } => Decision::Stop(StopReason::DeletedInPortal { id }),
        Identity::Hidden { id } => hidden(context, declared, key, id),
        Identity::MarkedTwice { ids } => Decision::Stop(StopReason::MarkedTwice { ids }),
        Identity::Is { id, by, live } => existing(context, declared, key, &Is { id, by, live }),
    }
}

/// A hidden workflow is taken to be as we left it: only a change of the source needs a write, which cannot be made.
fn hidden(context: &Context<'_>, declared: &Declared<'_>, key: &ObjectKey, id: String) -> Decision {
    let version = &declared.workflow.version;
    let switch = declared.workflow.switch.state(&context.inputs.environment.name);
    let as_deployed = context.inputs.record.object(key).is_some_and(|known| {
        known.version == Some(version.number)
            && known.digest.as_ref() == Some(&version.digest.0)
            && known.after.as_ref().is_some_and(|after| {
                let left = Some(Flow::read(after.clone()).is_enabled().unwrap_or(false));
                (switch.is_none() || known.switch == switch || left == switch)
                    && wanted(context, declared, after).core == core(after)
            })
    });
    if as_deployed { Decision::Unchanged } else { Decision::Stop(StopReason::Hidden { id }) }
}

/// A workflow that touches sensitive data may be hidden from listings. Where the portal holds objects of ours that the
/// record did not see being made, a record was lost; where it was sent and nobody knows what came of it, it may be
/// there. Making the workflow could make it twice.
fn may_be_hidden(context: &Context<'_>, declared: &Declared<'_>, key: &ObjectKey) -> bool {
    let sensitive = declared.uses.iter().any(|found| found.property.sensitivity != Sensitivity::Plain);
    if !sensitive {
        return false;
    }
    let record = context.inputs.record;
    let pending = record.object(key).and_then(|known| known.pending.as_ref());
    let unseen = |key: ObjectKey, found: Option<&Identity>| {
        let is_there = found.is_some_and(|found| !matches!(found, Identity::New));
        is_there && record.object(&key).is_none_or(|known| known.origin.is_none())
    };
    let program = context.inputs.program;
    let segments = program.segments.iter().map(|segment| &segment.head);
    let mut lists = segments.chain(program.static_lists.iter().map(|list| &list.head));
    let mut flows = program.workflows.iter().map(|workflow| &workflow.head);
    pending.is_some_and(|pending| pending.may_be_sent)
        || lists.any(|head| unseen(build::list_key(head), context.lists.get(&head.name)))
        || flows.any(|head| unseen(flow_key(head), context.flows.get(&head.name)))
}

/// A workflow that is there.
struct Is {
    id: String,
    by: By,
    live: Value,
}

/// Returns the description with the mark of one of its names.
fn description(context: &Context<'_>, declared: &Declared<'_>, name: &str) -> Value {
    let version = &declared.workflow.version;
    let trailer = identity::trailer(&context.inputs.program.project, name, version.number, &version.digest);
    Value::String(identity::description(declared.desired.description.as_deref(), &trailer))
}

/// Returns the governed fields with every id that is known.
fn governed(
    context: &Context<'_>,
    declared: &Declared<'_>,
    ids: &Assignment,
    find: &dyn Fn(&Hole) -> Option<String>,
) -> Map<String, Value> {
    let mut fields = body::fill_flow(&declared.desired, ids, find);
    fields.insert("name".to_owned(), Value::String(declared.desired.title.clone()));
    fields.insert("description".to_owned(), description(context, declared, &declared.workflow.head.name));
    fields
}

fn deployed(context: &Context<'_>, declared: &Declared<'_>) -> Deployed {
    let workflow = declared.workflow;
    Deployed {
        version: Some(workflow.version.number),
        digest: Some(workflow.version.digest.0.clone()),
        switch: workflow.switch.state(&context.inputs.environment.name),
        text: workflow.head.text.clone().unwrap_or_default(),
        links: context.links(declared.docs()),
    }
}

/// Returns what of a flow the source governs, in normal form: members that nobody has told us of are none of it, in an
/// action as well.
pub(crate) fn core(flow: &Value) -> Map<String, Value> {
    let mut core: Map<String, Value> = match normal::flow(flow) {
        Value::Object(entries) => entries.into_iter().filter(|(key, _)| GOVERNED.contains(&key.as_str())).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    };
    let actions = core.get_mut("actions").and_then(Value::as_array_mut);
    for entries in actions.into_iter().flatten().filter_map(Value::as_object_mut) {
        let kind = entries.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        entries.retain(|key, _| flow::is_member(&kind, key));
    }
    core
}

/// Returns what must be read back after a write.
#[must_use]
pub fn expected(flow: &Value) -> Value {
    let mut entries = core(flow);
    entries.insert("isEnabled".to_owned(), json!(Flow::read(flow.clone()).is_enabled().unwrap_or(false)));
    Value::Object(entries)
}

fn create(context: &Context<'_>, declared: &Declared<'_>, key: &ObjectKey, kind: ChangeKind) -> Decision {
    let workflow = declared.workflow;
    let fetches = fetches(context, &declared.desired, None);
    let find = |hole: &Hole| find(context, &fetches, hole);
    let ids = assign::assign(&declared.desired.actions, declared.desired.start, None, 1, &find);
    let mut fields = governed(context, declared, &ids, &find);
    fields.extend(fetches.sources.clone().map(|sources| ("dataSources".to_owned(), sources)));
    let mark = identity::flow_mark(&context.inputs.program.project, &workflow.head.name);
    fields.insert("uuid".to_owned(), Value::String(mark));
    fields.insert("objectTypeId".to_owned(), declared.desired.object_type.fill(&|hole| context.find(hole)));
    let made = Value::Object(body::create_flow_body(declared.desired.object, &fields));
    let deployed = deployed(context, declared);
    let mut kinds = vec![kind];
    let mut writes = vec![Write::CreateFlow { body: made.clone() }];
    let mut final_body = made.clone();
    // Made off and switched on afterwards: no record enrols into something that was not read back.
    if deployed.switch == Some(true) {
        kinds.push(ChangeKind::SwitchOn);
        final_body = switched(&replace_body(&made), true);
        writes.push(Write::ReplaceFlow { body: final_body.clone() });
    }
    Decision::Change(Box::new(Change {
        object: key.clone(),
        kinds,
        title: declared.desired.title.clone(),
        id: None,
        expect: None,
        writes,
        before: None,
        after: Some(expected(&final_body)),
        deployed,
        was: context.inputs.record.object(key).and_then(|known| known.text.clone()),
        needs: Vec::new(),
        steps: Some(steps(&ids, &[])),
        sensitive: Sensitive::No,
    }))
}

/// Makes the body that replaces a flow out of the one that made it.
pub(super) fn replace_body(made: &Value) -> Value {
    let governed = made.as_object().into_iter().flatten();
    let governed = governed.filter(|(key, _)| GOVERNED.contains(&key.as_str()));
    Value::Object(body::merge_flow(made, &governed.map(|(key, value)| (key.clone(), value.clone())).collect()))
}

pub(super) fn switched(body: &Value, on: bool) -> Value {
    let mut body = body.clone();
    if let Some(entries) = body.as_object_mut() {
        entries.insert("isEnabled".to_owned(), Value::Bool(on));
        entries.insert("revisionId".to_owned(), json!({ HOLE_KEY: REVISION }));
    }
    body
}

fn steps(ids: &Assignment, changed: &[String]) -> StepChanges {
    StepChanges {
        changed: changed.to_vec(),
        fresh: ids.fresh.iter().filter_map(|step| ids.ids.get(step).cloned()).collect(),
        gone: ids.gone.clone(),
        waiting_gone: ids.waiting_gone,
    }
}

/// What a live workflow is to become.
struct Wanted {
    ids: Assignment,
    merged: Value,
    core: Map<String, Value>,
    /// What of its fetches cannot be had.
    missing: Option<AssociationPath>,
}

/// Returns the id of what a hole stands for, or the name of a fetch.
fn find(context: &Context<'_>, fetches: &Fetches, hole: &Hole) -> Option<String> {
    match hole {
        Hole::Fetch(path) => fetches.names.get(path).cloned(),
        Hole::List(_) | Hole::Flow(_) | Hole::Portal(_) | Hole::Step(_) | Hole::TimeZone | Hole::Moment(..) => {
            context.find(hole)
        }
    }
}

fn wanted(context: &Context<'_>, declared: &Declared<'_>, live: &Value) -> Wanted {
    let fetches = fetches(context, &declared.desired, Some(live));
    let find = |hole: &Hole| find(context, &fetches, hole);
    let view = Flow::read(context.reading().newer(live));
    let ids = assign::assign(&declared.desired.actions, declared.desired.start, Some(&view), 1, &find);
    let mut governed = governed(context, declared, &ids, &find);
    governed.extend(fetches.sources.clone().map(|sources| ("dataSources".to_owned(), sources)));
    let mut merged = body::merge_flow(live, &governed);
    body::keep_older(&mut merged, live, &context.reading());
    if context.inputs.settings.switches.convergence == Convergence::Goto {
        body::settle_edges(&mut merged, live);
    }
    let merged = Value::Object(merged);
    let missing = fetches.missing;
    let live_core = core(live);
    if is_unmarked(context, &declared.workflow.head, live) {
        // A person made it, and nothing was written to it since: the mark comes with the first change.
        let as_found = without_mark(&declared.desired, &merged, live);
        let core_as_found = core(&as_found);
        if core_as_found == live_core {
            return Wanted { ids, merged: as_found, core: core_as_found, missing };
        }
    }
    // Marks keep a former name until something else of the workflow changes: a rename in code changes no object.
    let head = &declared.workflow.head;
    for (at, former) in head.formerly.iter().enumerate() {
        let mut as_before = merged.clone();
        if let Some(entries) = as_before.as_object_mut() {
            entries.insert("description".to_owned(), description(context, declared, former));
            if let Some(title) = head.former_titles.get(at) {
                entries.insert("name".to_owned(), Value::String(title.clone()));
            }
        }
        let core_before = core(&as_before);
        if core_before == live_core {
            return Wanted { ids, merged: as_before, core: core_before, missing };
        }
    }
    let core = core(&merged);
    Wanted { ids, merged, core, missing }
}

fn existing(context: &mut Context<'_>, declared: &Declared<'_>, key: &ObjectKey, is: &Is) -> Decision {
    let view = Flow::read(is.live.clone());
    let is_of = |id: &str| names::is_type_id(context.inputs.snapshot, declared.desired.object, id);
    if !view.object_type_id().as_deref().is_some_and(is_of) {
        let what = format!("a workflow on `{}`", view.object_type_id().unwrap_or_default());
        return Decision::Stop(StopReason::Unmanageable { what });
    }
    let known = context.inputs.record.object(key).cloned();
    let live_core = core(&is.live);
    let Wanted { ids, merged, core: wanted_core, missing } = wanted(context, declared, &is.live);
    if let Some(path) = missing {
        return Decision::Stop(StopReason::NotFetched { to: path.to.word().to_owned() });
    }
    let deployed = deployed(context, declared);
    notice_kept(context, key, &is.live);
    let on = switch(context, key, known.as_ref(), &deployed, view.is_enabled().unwrap_or(false));
    let same = live_core == wanted_core && on == view.is_enabled().unwrap_or(false);
    let record_knows = known.as_ref().is_some_and(|known| {
        known.id.as_deref() == Some(is.id.as_str())
            && known.version == deployed.version
            && known.digest == deployed.digest
            && known.switch == deployed.switch
            && known.pending.is_none()
            && known.after.as_ref().is_some_and(|after| core(after) == live_core)
    });
    if same && record_knows {
        return Decision::Unchanged;
    }
    if same {
        if known.as_ref().is_some_and(|known| known.pending.is_some()) {
            context.notices.push(Notice::Settled { object: key.clone(), found: "as the source wants it".to_owned() });
        }
        let wrote = build::settled_as(known.as_ref());
        return Decision::Claim(Claim {
            object: key.clone(),
            id: is.id.clone(),
            wrote,
            live: is.live.clone(),
            deployed,
        });
    }
    let mut kinds = Vec::new();
    if live_core != wanted_core {
        let switching = if on == view.is_enabled().unwrap_or(false) {
            Switching::AsFound
        } else if known.as_ref().and_then(|known| known.switch) == deployed.switch {
            Switching::Asked
        } else {
            Switching::BySource
        };
        match judge(context, declared, is, &live_core, &wanted_core, &deployed, switching) {
            Ok(kind) => kinds.push(kind),
            Err(decision) => return *decision,
        }
        if is_unmarked(context, &declared.workflow.head, &is.live) {
            context.notices.push(Notice::Marked { object: key.clone() });
        }
    }
    if on != view.is_enabled().unwrap_or(false) {
        kinds.push(if on { ChangeKind::SwitchOn } else { ChangeKind::SwitchOff });
    }
    let put = switched(&merged, on);
    let mut writes = vec![Write::ReplaceFlow { body: put.clone() }];
    let takes_no_edit = context.inputs.settings.switches.put_enabled == PutEnabled::Refused;
    if takes_no_edit && view.is_enabled().unwrap_or(false) && live_core != wanted_core {
        // Switched off by the write that changes it, and on again by one that changes nothing else.
        writes.insert(0, Write::ReplaceFlow { body: switched(&merged, false) });
        if !on {
            writes.truncate(1);
        }
    }
    let changed = changed_steps(&live_core, &wanted_core, &ids);
    Decision::Change(Box::new(Change {
        object: key.clone(),
        kinds,
        title: declared.desired.title.clone(),
        id: Some(is.id.clone()),
        expect: Some(Expect::Flow { revision: view.revision().unwrap_or_default() }),
        writes,
        before: Some(is.live.clone()),
        after: Some(expected(&put)),
        deployed,
        was: known.and_then(|known| known.text),
        needs: Vec::new(),
        steps: Some(steps(&ids, &changed)),
        sensitive: Sensitive::No,
    }))
}

/// Returns whether the workflow is to be on: as the source says where the source changed to it, else as found.
fn switch(context: &mut Context<'_>, key: &ObjectKey, known: Option<&Known>, deployed: &Deployed, live: bool) -> bool {
    // What is made in the place of another has not been switched yet.
    let before = known.filter(|known| !known.is_being_replaced()).and_then(|known| known.switch);
    // What was adopted and not written since is as people left it: the source did not change to anything yet.
    let known = known.filter(|known| !known.is_as_adopted());
    match deployed.switch {
        None => live,
        Some(wanted) if wanted == live => live,
        Some(wanted) if known.is_some() && before != Some(wanted) => wanted,
        Some(true) if context.inputs.options.resume.contains(&key.name) => true,
        Some(true) => {
            context.notices.push(Notice::Paused { object: key.clone() });
            live
        }
        Some(false) if context.inputs.options.repair == Repair::SetBack => false,
        Some(false) => {
            context.notices.push(Notice::SwitchedOn { object: key.clone() });
            live
        }
    }
}

/// Why a workflow is switched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Switching {
    /// It is not.
    AsFound,
    /// By `--resume` or `--repair`.
    Asked,
    /// The source changed.
    BySource,
}

/// Tells why a workflow that is not as the source wants it may be written, or what becomes of it instead.
fn judge(
    context: &mut Context<'_>,
    declared: &Declared<'_>,
    is: &Is,
    live: &Map<String, Value>,
    wanted: &Map<String, Value>,
    deployed: &Deployed,
    switching: Switching,
) -> Result<ChangeKind, Box<Decision>> {
    let stop = |why| Err(Box::new(Decision::Stop(why)));
    let name = &declared.workflow.head.name;
    let object = flow_key(&declared.workflow.head);
    let Inputs { record, options, .. } = context.inputs;
    let Some(known) = record.object(&object).filter(|known| known.id.is_some() || known.pending.is_some()) else {
        let title = Flow::read(is.live.clone()).name().unwrap_or_default().to_owned();
        return match is.by {
            // Without a record nobody can tell what people changed.
            By::Binding if context.may_overwrite(name) => Ok(ChangeKind::Update),
            By::Binding | By::Record | By::Mark => stop(StopReason::Candidates { found: vec![(is.id.clone(), title)] }),
        };
    };
    let was = known.after.as_ref().map(core);
    let pending = known.pending.as_ref().and_then(|pending| pending.after.as_ref()).map(core);
    // A shell that an apply left behind when it was cut off is ours: it has no steps and was never on.
    let shell = was.is_none()
        && known.pending.is_some()
        && Flow::read(is.live.clone()).actions().next().is_none()
        && !Flow::read(is.live.clone()).is_enabled().unwrap_or(false);
    // A field that somebody changed to what the source wants now was taken over by the source.
    let fields: BTreeSet<&String> =
        live.keys().chain(wanted.keys()).chain(was.iter().flatten().map(|(key, _)| key)).collect();
    let part = |key: &String| {
        live.get(key) == wanted.get(key) || was.as_ref().is_some_and(|was| was.get(key) == live.get(key))
    };
    let ours = shell || pending.as_ref() == Some(live) || (was.is_some() && fields.into_iter().all(part));
    // What the source wants of the workflow as it was then: a mark that it does not bear yet is no change.
    let as_then = known.after.as_ref().map(|after| self::wanted(context, declared, after).core);
    let source_changed = as_then.is_none() || as_then != was;
    if !ours {
        let base = was.map_or(Value::Null, Value::Object);
        let difference = diff::json(&base, &Value::Object(live.clone()));
        let drift = Drift { object, id: is.id.clone(), difference, sensitive: Sensitive::No };
        let is_reported = options.repair == Repair::Report;
        // A switch is a write of the whole workflow: it would carry away what somebody changed.
        let is_written = match switching {
            Switching::AsFound => source_changed,
            Switching::Asked => source_changed || is_reported,
            Switching::BySource => true,
        };
        if context.may_overwrite(name) {
            context.overwritten.push(drift);
        } else if is_written {
            return stop(StopReason::Drifted { difference: drift.difference, sensitive: Sensitive::No });
        } else if is_reported {
            return Err(Box::new(Decision::Drift(drift)));
        }
    }
    if known.version != deployed.version || known.digest != deployed.digest {
        return Ok(ChangeKind::Update);
    }
    if !ours && !source_changed {
        return Ok(ChangeKind::Repair);
    }
    let without_text = |core: &Map<String, Value>| {
        let mut core = core.clone();
        core.remove("name");
        core.remove("description");
        core
    };
    let text_only = without_text(live) == without_text(wanted);
    Ok(build::unversioned_kind(known, &deployed.links, text_only.then_some(ChangeKind::Text)))
}

fn notice_kept(context: &mut Context<'_>, key: &ObjectKey, live: &Value) {
    let is_set = |value: &Value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(entries) => !entries.is_empty(),
        Value::Bool(true) | Value::Number(_) | Value::String(_) => true,
    };
    let members = live.as_object().into_iter().flatten().filter(|(key, value)| parts::stays(key) && is_set(value));
    let mut fields: Vec<String> = members.map(|(key, _)| key.clone()).collect();
    let view = Flow::read(live.clone());
    let strange: BTreeSet<&str> = view.actions().flat_map(flow::Action::strange).map(|(key, _)| key).collect();
    fields.extend(strange.into_iter().map(|key| format!("{key} of its actions")));
    if !fields.is_empty() {
        context.notices.push(Notice::Kept { object: key.clone(), fields });
    }
}

/// Returns the ids of actions that stay and are written otherwise.
fn changed_steps(live: &Map<String, Value>, wanted: &Map<String, Value>, ids: &Assignment) -> Vec<String> {
    let actions = |core: &Map<String, Value>| -> BTreeMap<String, Value> {
        let list = core.get("actions").and_then(Value::as_array).cloned().unwrap_or_default();
        list.into_iter().filter_map(|action| Some((action.get("actionId")?.as_str()?.to_owned(), action))).collect()
    };
    let (live, wanted) = (actions(live), actions(wanted));
    ids.ids
        .values()
        .filter(|id| live.get(*id).is_some_and(|before| wanted.get(*id).is_some_and(|after| before != after)))
        .cloned()
        .collect()
}

/// Decides for a workflow that we made and that is no longer in the source; nothing where it is gone already.
pub(super) fn delete(context: &Context<'_>, known: &Known, id: &str) -> Option<Decision> {
    let live = match context.inputs.snapshot.flows.get(id) {
        Some(FlowRead::Found(live)) => live,
        Some(FlowRead::Hidden) => return Some(Decision::Stop(StopReason::Hidden { id: id.to_owned() })),
        Some(FlowRead::Gone) | None => return None,
    };
    let was = known.after.as_ref().map(|after| Value::Object(core(after)));
    if let Some(stop) = context.drifted_orphan(known, was.as_ref(), &Value::Object(core(live))) {
        return Some(Decision::Stop(stop));
    }
    let view = Flow::read(live.clone());
    Some(Decision::Change(Box::new(Change {
        object: known.key.clone(),
        kinds: vec![ChangeKind::Delete],
        title: view.name().unwrap_or_default().to_owned(),
        id: Some(id.to_owned()),
        expect: Some(Expect::Flow { revision: view.revision().unwrap_or_default() }),
        writes: vec![Write::DeleteFlow],
        before: Some(live.clone()),
        after: None,
        deployed: Deployed::default(),
        was: known.text.clone(),
        needs: Vec::new(),
        steps: None,
        sensitive: Sensitive::No,
    })))
}
