//! Decides what becomes of each segment and static list.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::build::{self, Context, Decision, Entry, Inputs, Repair, list_key, placeholder};
use super::identity::{By, Identity, list_mark, list_title};
use super::known::Known;
use super::names;
use super::snapshot::{FlowRead, ListRead, Snapshot};
use super::{
    Change, ChangeKind, Claim, Deployed, Drift, Expect, Notice, Plan, Sensitive, StopReason, Write, aside, body, diff,
    key, normal, properties,
};
use crate::hubspot::filter::lists_named;
use crate::hubspot::list::List;
use crate::hubspot::platform::Object;
use crate::hubspot::switches::ListReferences;
use crate::lower::{self, DesiredList};
use crate::model::walk::{self, Use};
use crate::model::{Head, Version};
use crate::record::{ObjectKey, ObjectKind};
use crate::settings::{ListTags, Settings};

/// The label of the folder that this plan makes for the project.
pub(crate) const FOLDER: &str = "folder";

/// What of a list the source governs, in normal form.
#[derive(Clone, Debug, PartialEq)]
struct Core {
    title: String,
    filter: Value,
}

impl Core {
    fn of(live: &Value) -> Self {
        let title = live.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        // What filled a snapshot once says nothing of who is in it now.
        let filter = live.get("filterBranch").filter(|_| live.get("processingType") != Some(&json!("SNAPSHOT")));
        Self { title, filter: filter.map_or(Value::Null, normal::filter) }
    }

    fn json(&self) -> Value {
        json!({ "name": self.title, "filterBranch": self.filter })
    }
}

/// Returns what must be read back after a write.
#[must_use]
pub fn expected(list: &Value) -> Value {
    Core::of(list).json()
}

/// A declaration of a list.
struct Declared<'a> {
    head: &'a Head,
    version: Option<&'a Version>,
    object: Object,
    desired: DesiredList,
    uses: Vec<Use<'a>>,
}

/// Decides for every list, static ones first: segments may name them.
pub(super) fn decide(context: &mut Context<'_>) -> Vec<Entry> {
    let program = context.inputs.program;
    let mut declared = Vec::new();
    for list in &program.static_lists {
        let desired = lower::static_list(list);
        declared.push(Declared { head: &list.head, version: None, object: list.object, desired, uses: Vec::new() });
    }
    for segment in &program.segments {
        let mut uses = Vec::new();
        walk::rule(&segment.rule, &mut |found| uses.push(found));
        let switches = &context.inputs.settings.switches;
        let desired = lower::list(segment, switches).spelled(switches);
        let version = Some(&segment.version);
        declared.push(Declared { head: &segment.head, version, object: segment.object, desired, uses });
    }
    declared
        .iter()
        .flat_map(|declared| {
            let key = list_key(declared.head);
            let mut refers = context.refers(declared.desired.docs());
            refers.append(&mut properties::used(context, &declared.uses));
            let decision = decide_one(context, declared, &key);
            let mut entries = Vec::new();
            if let Decision::Change(change) = &decision
                && change.id.is_none()
                && let Some(Identity::Is { id, live, .. }) = context.lists.get(&declared.head.name)
            {
                entries = aside::set_aside(context, &key, id, live);
                refers.insert(aside::key(&key, id));
            }
            entries.insert(0, Entry { key, refers, decision });
            entries
        })
        .collect()
}

fn decide_one(context: &mut Context<'_>, declared: &Declared<'_>, key: &ObjectKey) -> Decision {
    if let Some(version) = declared.version
        && let Some(stop) = context.version_stop(key, version)
    {
        return Decision::Stop(stop);
    }
    if let Some(stop) = context.obstacle(declared.desired.docs(), &declared.uses, declared.object) {
        return Decision::Stop(stop);
    }
    let Some(identity) = context.lists.get(&declared.head.name).cloned() else {
        // Every declaration was looked for; one that was not is never taken for one that is as it should be.
        return Decision::Stop(StopReason::Unmanageable { what: "not identified".to_owned() });
    };
    let known = context.inputs.record.object(key).cloned();
    match identity {
        Identity::New => match context.strays(declared.head, key, declared.object, declared.version.is_some()) {
            Some(stop) => Decision::Stop(stop),
            None => create(context, declared, key, ChangeKind::Create),
        },
        // A replacement that was cut off between deleting and making is ours to finish.
        Identity::Gone { .. } if known.as_ref().is_some_and(Known::is_being_replaced) => {
            create(context, declared, key, ChangeKind::Replace)
        }
        Identity::Gone { .. } if known.as_ref().is_some_and(Known::is_being_deleted) => {
            create(context, declared, key, ChangeKind::Create)
        }
        Identity::Gone { .. } if context.may_overwrite(&declared.head.name) => {
            create(context, declared, key, ChangeKind::Replace)
        }
        Identity::Gone { id } | Identity::Hidden { id } => Decision::Stop(StopReason::DeletedInPortal { id }),
        Identity::MarkedTwice { ids } => Decision::Stop(StopReason::MarkedTwice { ids }),
        Identity::Is { id, by, live } => existing(context, declared, key, known.as_ref(), &Is { id, by, live }),
    }
}

/// A list that is there.
struct Is {
    id: String,
    by: By,
    live: Value,
}

fn tagged(declared: &Declared<'_>, title: &str, tags: ListTags) -> String {
    list_title(title, declared.version.map(|version| version.number), tags)
}

/// Tells whether a list is one that a person made and this project adopted, as its title shows: without a version, or
/// just as the source has it. Nobody looks for ours there.
fn keeps_bare_title(context: &Context<'_>, declared: &Declared<'_>, key: &ObjectKey, live: &str) -> bool {
    let tags = context.inputs.settings.list_tags;
    let mut titles = std::iter::once(&declared.head.title).chain(&declared.head.former_titles);
    let is_bare = list_mark(live, tags) == live.to_lowercase() || titles.any(|title| title == live);
    is_bare && context.is_adopted(key, declared.head)
}

fn wanted_filter(context: &Context<'_>, declared: &Declared<'_>) -> Option<Value> {
    declared.desired.filter.as_ref().map(|filter| filter.fill(&|hole| context.find(hole)))
}

fn deployed(context: &Context<'_>, declared: &Declared<'_>) -> Deployed {
    Deployed {
        version: declared.version.map(|version| version.number),
        digest: declared.version.map(|version| version.digest.0.clone()),
        switch: None,
        text: declared.head.text.clone().unwrap_or_default(),
        links: context.links(declared.desired.docs()),
    }
}

fn create(context: &Context<'_>, declared: &Declared<'_>, key: &ObjectKey, kind: ChangeKind) -> Decision {
    let title = tagged(declared, &declared.head.title, context.inputs.settings.list_tags);
    let body = Value::Object(body::create_list_body(&declared.desired, &title, &|hole| context.find(hole)));
    let after = Core::of(&body).json();
    Decision::Change(Box::new(Change {
        object: key.clone(),
        kinds: vec![kind],
        title,
        id: None,
        expect: None,
        writes: vec![Write::CreateList { body }],
        before: None,
        after: Some(after),
        deployed: deployed(context, declared),
        was: context.inputs.record.object(key).and_then(|known| known.text.clone()),
        needs: Vec::new(),
        steps: None,
        sensitive: Sensitive::No,
    }))
}

fn existing(
    context: &mut Context<'_>,
    declared: &Declared<'_>,
    key: &ObjectKey,
    known: Option<&Known>,
    is: &Is,
) -> Decision {
    let filter = wanted_filter(context, declared);
    let filter = filter.map(|it| body::as_spelled(it, is.live.get("filterBranch"), &context.reading()));
    let live = Core::of(&is.live);
    let tags = if keeps_bare_title(context, declared, key, &live.title) {
        ListTags::None
    } else {
        context.inputs.settings.list_tags
    };
    let mut wanted = Core {
        title: tagged(declared, &declared.head.title, tags),
        filter: filter.as_ref().map_or(Value::Null, normal::filter),
    };
    // A title that is made of a former name stays until something else of the list changes.
    let former = declared.head.former_titles.iter().map(|title| tagged(declared, title, tags));
    if wanted.filter == live.filter
        && let Some(title) = former.into_iter().find(|title| *title == live.title)
    {
        wanted.title = title;
    }
    let view = List::read(is.live.clone());
    let deployed = deployed(context, declared);
    if !is_right_kind(context, &is.live, declared.object, declared.version.is_some()) {
        return replace(context, declared, key, is, &wanted, deployed);
    }
    let same = live == wanted;
    let record_knows = known.is_some_and(|known| {
        known.id.as_deref() == Some(is.id.as_str())
            && known.version == deployed.version
            && known.digest == deployed.digest
            && known.pending.is_none()
            && known.after.as_ref().is_some_and(|after| Core::of(after) == live)
    });
    if same && record_knows {
        return Decision::Unchanged;
    }
    if same {
        if let Some(known) = known.filter(|known| known.pending.is_some()) {
            let found = "as the source wants it".to_owned();
            context.notices.push(Notice::Settled { object: known.key.clone(), found });
        }
        let wrote = build::settled_as(known);
        return Decision::Claim(Claim {
            object: key.clone(),
            id: is.id.clone(),
            wrote,
            live: is.live.clone(),
            deployed,
        });
    }
    let kinds = match judge(context, declared, known, is, &live, &wanted, &deployed) {
        Ok(kinds) => kinds,
        Err(decision) => return *decision,
    };
    let mut writes = Vec::new();
    if live.filter != wanted.filter
        && let Some(filter) = filter
    {
        writes.push(Write::UpdateFilters { filter });
    }
    if live.title != wanted.title {
        // Renamed last: no title claims a version that is not there.
        writes.push(Write::RenameList { title: wanted.title.clone() });
    }
    Decision::Change(Box::new(Change {
        object: key.clone(),
        kinds,
        title: wanted.title.clone(),
        id: Some(is.id.clone()),
        expect: Some(expect(&view)),
        writes,
        before: Some(is.live.clone()),
        after: Some(wanted.json()),
        deployed,
        was: known.and_then(|known| known.text.clone()),
        needs: Vec::new(),
        steps: None,
        sensitive: Sensitive::No,
    }))
}

/// Tells whether a live list can become what is declared: its object and its kind cannot change.
fn is_right_kind(context: &Context<'_>, live: &Value, object: Object, versioned: bool) -> bool {
    let view = List::read(live.clone());
    (view.processing_type() == Some("DYNAMIC")) == versioned
        && view.object_type_id().is_some_and(|id| names::is_type_id(context.inputs.snapshot, object, &id))
}

/// Finds the lists that have to be made anew, where that is allowed.
pub(super) fn replaced(context: &Context<'_>) -> BTreeSet<String> {
    if context.inputs.options.deletes == build::Deletes::Keep {
        return BTreeSet::new();
    }
    let program = context.inputs.program;
    let segments = program.segments.iter().map(|segment| (&segment.head.name, segment.object, true));
    let lists = program.static_lists.iter().map(|list| (&list.head.name, list.object, false));
    let wrong = segments.chain(lists).filter(|(name, object, versioned)| match context.lists.get(*name) {
        Some(Identity::Is { live, .. }) => !is_right_kind(context, live, *object, *versioned),
        Some(Identity::New | Identity::Gone { .. } | Identity::Hidden { .. } | Identity::MarkedTwice { .. }) | None => {
            false
        }
    });
    wrong.map(|(name, _, _)| name.clone()).collect()
}

/// Tells why a list that is not as the source wants it may be written, or what becomes of it instead.
fn judge(
    context: &mut Context<'_>,
    declared: &Declared<'_>,
    known: Option<&Known>,
    is: &Is,
    live: &Core,
    wanted: &Core,
    deployed: &Deployed,
) -> Result<Vec<ChangeKind>, Box<Decision>> {
    let stop = |why| Err(Box::new(Decision::Stop(why)));
    let Some(known) = known.filter(|known| known.id.is_some() || known.pending.is_some()) else {
        return match is.by {
            // Without a record nobody can tell what people changed.
            By::Binding if context.may_overwrite(&declared.head.name) => Ok(vec![ChangeKind::Update]),
            By::Binding | By::Record | By::Mark => {
                stop(StopReason::Candidates { found: vec![(is.id.clone(), live.title.clone())] })
            }
        };
    };
    let pending = known.pending.as_ref().and_then(|pending| pending.after.as_ref()).map(Core::of);
    let was = known.after.as_ref().map(Core::of);
    // An apply that was cut off leaves each part either as it was or as it should have become: as the record said
    // before the portal's ids were known, or as the source says now.
    let wanted_now = Some(wanted.clone());
    let part = |of: &dyn Fn(&Core) -> bool| [&was, &pending, &wanted_now].into_iter().flatten().any(of);
    let ours = part(&|core| core.filter == live.filter) && part(&|core| core.title == live.title);
    let source_changed = was.as_ref() != Some(wanted);
    if !ours {
        let base = was.as_ref().map_or(Value::Null, Core::json);
        let difference = diff::json(&base, &live.json());
        let object = list_key(declared.head);
        let drift = Drift { object, id: is.id.clone(), difference, sensitive: Sensitive::No };
        if context.may_overwrite(&declared.head.name) {
            context.overwritten.push(drift);
        } else if source_changed {
            return stop(StopReason::Drifted { difference: drift.difference, sensitive: Sensitive::No });
        } else if context.inputs.options.repair == Repair::Report {
            return Err(Box::new(Decision::Drift(drift)));
        }
    }
    if known.version != deployed.version || known.digest != deployed.digest {
        return Ok(vec![ChangeKind::Update]);
    }
    if !ours && !source_changed {
        return Ok(vec![ChangeKind::Repair]);
    }
    let text_only = live.filter == wanted.filter;
    Ok(vec![build::unversioned_kind(known, &deployed.links, text_only.then_some(ChangeKind::Rename))])
}

/// A list whose object or kind changed cannot be changed: it is made anew beside the old one, which was set aside.
fn replace(
    context: &Context<'_>,
    declared: &Declared<'_>,
    key: &ObjectKey,
    is: &Is,
    wanted: &Core,
    deployed: Deployed,
) -> Decision {
    if context.inputs.options.deletes == build::Deletes::Keep {
        return Decision::Stop(StopReason::DeletesNotAllowed);
    }
    let known = context.inputs.record.object(key);
    if !known.is_some_and(Known::may_be_deleted) {
        let what = "another kind of list, which this project did not make".to_owned();
        return Decision::Stop(StopReason::Unmanageable { what });
    }
    if let Some(stop) = referenced(context, &is.id) {
        return Decision::Stop(stop);
    }
    let body = Value::Object(body::create_list_body(&declared.desired, &wanted.title, &|hole| context.find(hole)));
    Decision::Change(Box::new(Change {
        object: key.clone(),
        kinds: vec![ChangeKind::Replace],
        title: wanted.title.clone(),
        id: None,
        expect: None,
        writes: vec![Write::CreateList { body }],
        before: Some(is.live.clone()),
        after: Some(wanted.json()),
        deployed,
        was: known.and_then(|known| known.text.clone()),
        needs: Vec::new(),
        steps: None,
        sensitive: Sensitive::No,
    }))
}

pub(super) fn expect(list: &List) -> Expect {
    Expect::List {
        version: list.version().map(|version| version.to_string()).unwrap_or_default(),
        filters_updated_at: list.filters_updated_at().map(str::to_owned),
        title: list.title().unwrap_or_default().to_owned(),
    }
}

/// Decides for a list that we made and that is no longer in the source; nothing where it is gone already.
pub(super) fn delete(context: &Context<'_>, known: &Known, id: &str) -> Option<Decision> {
    let live = match context.inputs.snapshot.lists.get(id) {
        Some(ListRead::Found(live)) => live,
        Some(ListRead::Gone) | None => return None,
    };
    let was = known.after.as_ref().map(|after| Core::of(after).json());
    if let Some(stop) = context.drifted_orphan(known, was.as_ref(), &Core::of(live).json()) {
        return Some(Decision::Stop(stop));
    }
    if let Some(stop) = referenced(context, id) {
        return Some(Decision::Stop(stop));
    }
    let view = List::read(live.clone());
    Some(Decision::Change(Box::new(Change {
        object: known.key.clone(),
        kinds: vec![ChangeKind::Delete],
        title: view.title().unwrap_or_default().to_owned(),
        id: Some(id.to_owned()),
        expect: Some(expect(&view)),
        writes: vec![Write::DeleteList],
        before: Some(live.clone()),
        after: None,
        deployed: Deployed::default(),
        was: known.text.clone(),
        needs: Vec::new(),
        steps: None,
        sensitive: Sensitive::No,
    })))
}

/// Counts what refers to a list, in the portal's words and in what we can see of it. What the portal's count holds is
/// a switch: a workflow of ours must not make up for a list of somebody else.
fn referenced(context: &Context<'_>, id: &str) -> Option<StopReason> {
    let Inputs { snapshot, settings, .. } = context.inputs;
    let portal = snapshot.list_heads.iter().find(|head| head.id == id).and_then(|head| head.references)?;
    let named = context.named.get_or_init(|| namers(snapshot));
    let Namers { lists, flows } = named.get(id).copied().unwrap_or_default();
    let known = match settings.switches.list_references {
        ListReferences::Lists => lists,
        ListReferences::ListsAndWorkflows => lists + flows,
    };
    (portal > known).then_some(StopReason::Referenced { portal, known })
}

/// How many live objects name a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Namers {
    lists: u64,
    flows: u64,
}

fn namers(snapshot: &Snapshot) -> BTreeMap<String, Namers> {
    let mut namers: BTreeMap<String, Namers> = BTreeMap::new();
    for read in snapshot.lists.values() {
        if let ListRead::Found(live) = read {
            let named = live.get("filterBranch").map(lists_named).unwrap_or_default();
            named.into_iter().for_each(|id| namers.entry(id).or_default().lists += 1);
        }
    }
    for read in snapshot.flows.values() {
        if let FlowRead::Found(live) = read {
            lists_named(live).into_iter().for_each(|id| namers.entry(id).or_default().flows += 1);
        }
    }
    namers
}

/// Puts the lists that are made into the project's folder, and makes the folder where it is missing.
pub(super) fn put_into_folder(plan: &mut Plan, snapshot: &Snapshot, settings: &Settings) {
    let makes_list = |write: &Write| matches!(write, Write::CreateList { .. });
    if !plan.changes.iter().any(|change| change.writes.iter().any(makes_list)) {
        return;
    }
    let path = format!("hubwright/{}", settings.name);
    let folder = match snapshot.folders.get(&path) {
        Some(id) => Value::String(id.clone()),
        None => {
            let root = snapshot.folders.get("hubwright");
            let mut writes = Vec::new();
            let parent = match root {
                Some(id) => Value::String(id.clone()),
                None => {
                    writes.push(Write::CreateFolder { name: "hubwright".to_owned(), parent: None });
                    placeholder(FOLDER)
                }
            };
            writes.push(Write::CreateFolder { name: settings.name.clone(), parent: Some(parent) });
            plan.changes.insert(0, folder_change(&path, writes));
            placeholder(FOLDER)
        }
    };
    let makes_folder = !snapshot.folders.contains_key(&path);
    let folder_key = key(ObjectKind::Folder, &path, &path);
    for change in &mut plan.changes {
        for write in &mut change.writes {
            if let Write::CreateList { body: Value::Object(body) } = write {
                body.insert("listFolderId".to_owned(), folder.clone());
                if makes_folder {
                    change.needs.push(folder_key.clone());
                }
            }
        }
    }
}

fn folder_change(path: &str, writes: Vec<Write>) -> Change {
    Change {
        object: key(ObjectKind::Folder, path, path),
        kinds: vec![ChangeKind::Create],
        title: path.to_owned(),
        id: None,
        expect: None,
        writes,
        before: None,
        after: None,
        deployed: Deployed::default(),
        was: None,
        needs: Vec::new(),
        steps: None,
        sensitive: Sensitive::No,
    }
}
