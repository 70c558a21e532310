//! Makes a plan: every declaration gets one decision, then decisions that depend on a stopped one are stopped too.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::identity::{self, Identity, Wanted};
use super::known::{History, Known};
use super::snapshot::{FlowRead, ListRead, Snapshot};
use super::{Change, ChangeKind, Claim, Drift, FORMAT, Notice, Plan, Stop, StopReason, Target, key};
use super::{aside, deletions, events, flows, lists, order, properties, sensitive, titles};
use crate::hubspot::doc::{Doc, HOLE_KEY, Hole};
use crate::hubspot::platform::Object;
use crate::model::{Head, Program, walk};
use crate::plan::names;
use crate::plan::normal::Reading;
use crate::record::{ObjectKey, ObjectKind, Origin, Wrote};
use crate::settings::{Environment, EnvironmentKind, ObjectBindings, Settings};

/// Everything that a plan is made from.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// What the source wants.
    pub program: &'a Program,
    /// `hubwright.yaml`.
    pub settings: &'a Settings,
    /// The environment.
    pub environment: &'a Environment,
    /// The portal.
    pub snapshot: &'a Snapshot,
    /// What was deployed.
    pub record: &'a History,
    /// The record's head.
    pub record_head: &'a str,
    /// Committed bindings.
    pub bindings: &'a ObjectBindings,
    /// A digest over the sources.
    pub sources: &'a str,
    /// What was asked for.
    pub options: &'a Options,
}

/// What was asked for on the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Objects whose changes in the portal may be overwritten, by name.
    pub overwrite: BTreeSet<String>,
    /// Workflows that are to be switched on again, by name.
    pub resume: BTreeSet<String>,
    /// What becomes of objects that somebody else changed and the source did not.
    pub repair: Repair,
    /// What becomes of our objects that are no longer in the source.
    pub deletes: Deletes,
}

/// What becomes of objects that somebody else changed and the source did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repair {
    /// They are reported.
    #[default]
    Report,
    /// They are set back.
    SetBack,
}

/// What becomes of our objects that are no longer in the source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deletes {
    /// They stay.
    #[default]
    Keep,
    /// They are deleted.
    Delete,
}

/// What is decided for one object.
#[derive(Clone, Debug)]
pub(super) enum Decision {
    /// It is as the source wants it, and the record knows.
    Unchanged,
    /// It is as the source wants it, and the record does not know.
    Claim(Claim),
    /// It is written.
    Change(Box<Change>),
    /// Nothing of it is written.
    Stop(StopReason),
    /// Somebody else changed it; it is reported.
    Drift(Drift),
}

/// One declaration on its way to a decision.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its key.
    pub key: ObjectKey,
    /// The declarations of this program that it names.
    pub refers: BTreeSet<ObjectKey>,
    /// What is decided.
    pub decision: Decision,
}

/// What the decisions look things up in.
#[derive(Debug)]
pub(super) struct Context<'a> {
    /// Everything that the plan is made from.
    pub inputs: Inputs<'a>,
    /// Lists of this program that are there, with their ids.
    pub lists: BTreeMap<String, Identity>,
    /// Workflows of this program that are there, with their ids.
    pub flows: BTreeMap<String, Identity>,
    /// Lists of this program that are made anew: what names them must name the new ones.
    pub replaced: BTreeSet<String>,
    /// How many live objects name each list, counted when it is first asked for.
    pub named: OnceCell<BTreeMap<String, lists::Namers>>,
    /// What a reader should know.
    pub notices: Vec<Notice>,
    /// What somebody else changed and is overwritten, as was asked.
    pub overwritten: Vec<Drift>,
}

/// Makes the plan.
#[must_use]
pub fn build(inputs: Inputs<'_>) -> Plan {
    let mut context = Context {
        inputs,
        lists: BTreeMap::new(),
        flows: BTreeMap::new(),
        replaced: BTreeSet::new(),
        named: OnceCell::new(),
        notices: Vec::new(),
        overwritten: Vec::new(),
    };
    context.identify();
    context.replaced = lists::replaced(&context);
    let mut entries = properties::decide(&context);
    entries.extend(lists::decide(&mut context));
    titles::settle(inputs.snapshot, &mut entries);
    entries.extend(flows::decide(&mut context));
    stop_dependents(&mut entries);
    let mut orphans = orphans(&mut context, &entries);
    entries.append(&mut orphans);
    deletions::hold(&context, &mut entries);
    assemble(context, entries)
}

impl<'a> Context<'a> {
    /// Finds every declaration in the portal before any is decided: they refer to each other.
    fn identify(&mut self) {
        let Inputs { program, settings, snapshot, bindings, .. } = self.inputs;
        for segment in &program.segments {
            let key = list_key(&segment.head);
            let wanted = wanted(&segment.head, &key, self.inputs, segment.object, true);
            let found = identity::list(&wanted, bindings, settings.list_tags, snapshot);
            self.lists.insert(segment.head.name.clone(), found);
        }
        for list in &program.static_lists {
            let key = list_key(&list.head);
            let wanted = wanted(&list.head, &key, self.inputs, list.object, false);
            let found = identity::list(&wanted, bindings, settings.list_tags, snapshot);
            self.lists.insert(list.head.name.clone(), found);
        }
        for workflow in &program.workflows {
            let key = flow_key(&workflow.head);
            let wanted = wanted(&workflow.head, &key, self.inputs, workflow.object, true);
            let found = identity::flow(&wanted, &program.project, bindings, snapshot);
            self.flows.insert(workflow.head.name.clone(), found);
        }
    }

    /// Returns what a list or workflow may be that was not found: nothing is made beside what may be it.
    pub fn strays(&self, head: &Head, key: &ObjectKey, object: Object, versioned: bool) -> Option<StopReason> {
        let Inputs { program, settings, snapshot, bindings, record, .. } = self.inputs;
        if record.object(key).is_some_and(|known| known.id.is_some()) {
            return None;
        }
        let wanted = wanted(head, key, self.inputs, object, versioned);
        let (mut found, identities) = match key.kind {
            ObjectKind::Workflow => {
                (identity::stray_flows(&wanted, &program.project, bindings, snapshot), self.flows.values())
            }
            ObjectKind::List | ObjectKind::Property | ObjectKind::Folder => (
                identity::stray_lists(&wanted, &program.project, bindings, settings.list_tags, snapshot),
                self.lists.values(),
            ),
        };
        let taken: BTreeSet<&String> = identities
            .flat_map(|found| match found {
                Identity::Is { id, .. } | Identity::Gone { id } | Identity::Hidden { id } => std::slice::from_ref(id),
                Identity::MarkedTwice { ids } => ids.as_slice(),
                Identity::New => &[],
            })
            .collect();
        found.retain(|(id, _)| !taken.contains(id));
        (!found.is_empty()).then_some(StopReason::Candidates { found })
    }

    /// Returns how the older spellings of this portal are read.
    pub fn reading(&self) -> Reading<'_> {
        Reading { time_zone: &self.inputs.snapshot.time_zone, switches: &self.inputs.settings.switches }
    }

    /// Returns the id of what a hole stands for, where there is one already.
    pub fn find(&self, hole: &Hole) -> Option<String> {
        let id = |found: Option<&Identity>| match found {
            Some(Identity::Is { id, .. } | Identity::Hidden { id }) => Some(id.clone()),
            Some(Identity::New | Identity::Gone { .. } | Identity::MarkedTwice { .. }) | None => None,
        };
        match hole {
            Hole::List(name) if self.replaced.contains(&name.0) => None,
            Hole::List(name) => id(self.lists.get(&name.0)),
            Hole::Flow(name) => id(self.flows.get(&name.0)),
            Hole::Portal(name) => names::resolve(self.inputs.snapshot, name).ok().map(str::to_owned),
            Hole::TimeZone => Some(self.inputs.snapshot.time_zone.clone()),
            Hole::Moment(..) => hole.moment(&self.inputs.snapshot.time_zone),
            Hole::Step(_) | Hole::Fetch(_) => None,
        }
    }

    /// Returns the ids of the declarations that are there.
    fn ids(&self) -> BTreeMap<ObjectKey, String> {
        let program = self.inputs.program;
        let segments = program.segments.iter().map(|segment| &segment.head);
        let lists = segments.chain(program.static_lists.iter().map(|list| &list.head));
        let lists = lists.map(|head| (list_key(head), self.lists.get(&head.name)));
        let flows = program.workflows.iter().map(|flow| (flow_key(&flow.head), self.flows.get(&flow.head.name)));
        let ids = lists.chain(flows).filter_map(|(key, found)| match found {
            Some(Identity::Is { id, .. } | Identity::Hidden { id }) => Some((key, id.clone())),
            Some(Identity::New | Identity::Gone { .. } | Identity::MarkedTwice { .. }) | None => None,
        });
        ids.collect()
    }

    /// Returns the ids that an object's holes stand for now, by label.
    pub fn links<'d>(&self, docs: impl IntoIterator<Item = &'d Doc>) -> BTreeMap<String, String> {
        let mut links = BTreeMap::new();
        for doc in docs {
            doc.holes(&mut |hole| {
                if let Some(id) = self.find(hole) {
                    links.insert(hole.label(), id);
                }
            });
        }
        links
    }

    /// Returns the keys of the declarations that an object names.
    pub fn refers<'d>(&self, docs: impl IntoIterator<Item = &'d Doc>) -> BTreeSet<ObjectKey> {
        let program = self.inputs.program;
        let mut keys = BTreeSet::new();
        for doc in docs {
            doc.holes(&mut |hole| match hole {
                Hole::List(name) => {
                    let heads = program.segments.iter().map(|segment| &segment.head);
                    let mut heads = heads.chain(program.static_lists.iter().map(|list| &list.head));
                    keys.extend(heads.find(|head| head.name == name.0).map(list_key));
                }
                Hole::Flow(name) => {
                    let mut heads = program.workflows.iter().map(|workflow| &workflow.head);
                    keys.extend(heads.find(|head| head.name == name.0).map(flow_key));
                }
                Hole::Portal(_) | Hole::Step(_) | Hole::Fetch(_) | Hole::TimeZone | Hole::Moment(..) => {}
            });
        }
        keys
    }

    /// Returns why an object cannot be written whatever it looks like: a name, or a property, is not as it must be.
    pub fn obstacle<'d>(
        &self,
        docs: impl IntoIterator<Item = &'d Doc>,
        uses: &[walk::Use<'_>],
        object: Object,
    ) -> Option<StopReason> {
        let mut first = None;
        for doc in docs {
            doc.holes(&mut |hole| {
                let snapshot = self.inputs.snapshot;
                match (hole, &first) {
                    (Hole::Portal(name), None) => {
                        first = names::resolve(snapshot, name).err();
                        first = first.take().or_else(|| events::elsewhere(snapshot, name, object));
                    }
                    (Hole::Moment(..), None) if hole.moment(&snapshot.time_zone).is_none() => {
                        let name = format!("a day of the time zone `{}`", snapshot.time_zone);
                        first = Some(StopReason::Unresolved { name, known: Vec::new() });
                    }
                    (_, _) => {}
                }
            });
        }
        first.or_else(|| uses.iter().find_map(|found| properties::broken(self, found)))
    }

    /// Returns the stop of a declaration that changed and has the version of one that was deployed.
    pub fn version_stop(&self, key: &ObjectKey, version: &crate::model::Version) -> Option<StopReason> {
        let deployed = self.inputs.record.digests(key, version.number);
        let same_version = !deployed.is_empty() && !deployed.contains(&version.digest.0);
        same_version.then_some(StopReason::SameVersion { version: version.number })
    }

    /// Returns the stop of an object that would be deleted and that somebody changed since it was last deployed: what they
    /// made would be lost with it.
    pub fn drifted_orphan(&self, known: &Known, was: Option<&Value>, live: &Value) -> Option<StopReason> {
        let was = was.filter(|was| *was != live)?;
        let difference = super::diff::json(was, live);
        let stop = StopReason::Drifted { difference, sensitive: super::Sensitive::No };
        (!self.may_overwrite(&known.key.name)).then_some(stop)
    }

    /// Tells whether a person said that an object of the portal is this declaration, rather than that we made it.
    pub fn is_adopted(&self, key: &ObjectKey, head: &Head) -> bool {
        let bindings = key.kind.bound(self.inputs.bindings);
        match self.inputs.record.object(key).and_then(|known| known.origin) {
            Some(Origin::Adopted) => true,
            Some(Origin::Created) => false,
            None => std::iter::once(&head.name).chain(&head.formerly).any(|name| bindings.contains_key(name)),
        }
    }

    /// Tells whether changes that somebody made to an object may be overwritten.
    pub fn may_overwrite(&self, name: &str) -> bool {
        self.inputs.options.overwrite.contains(name)
    }
}

/// Makes the key of a list.
pub(super) fn list_key(head: &Head) -> ObjectKey {
    key(ObjectKind::List, &head.name, head.identity())
}

/// Makes the key of a workflow.
pub(super) fn flow_key(head: &Head) -> ObjectKey {
    key(ObjectKind::Workflow, &head.name, head.identity())
}

fn wanted<'a>(head: &'a Head, key: &'a ObjectKey, inputs: Inputs<'a>, object: Object, versioned: bool) -> Wanted<'a> {
    let names = std::iter::once(head.name.as_str()).chain(head.formerly.iter().map(String::as_str)).collect();
    let Inputs { record, snapshot, .. } = inputs;
    // An apply that was cut off while it made a replacement: what was is gone, and what is there is found by its mark.
    let recorded = record.object(key).filter(|known| !(known.is_being_replaced() && is_gone(known, snapshot)));
    let recorded = recorded.and_then(|known| known.id.as_deref());
    // One that was set aside is no longer this one.
    let is_aside =
        |id: &&str| record.object(&aside::key(key, id)).is_some_and(|aside| aside.id.as_deref() == Some(*id));
    let recorded = recorded.filter(|id| key.kind != ObjectKind::List || !is_aside(id));
    let titles = std::iter::once(&head.title).chain(&head.former_titles).map(String::as_str).collect();
    Wanted { recorded, names, key, record, titles, versioned, object }
}

fn is_gone(known: &Known, snapshot: &Snapshot) -> bool {
    known.id.as_ref().is_some_and(|id| match known.key.kind {
        ObjectKind::List => !matches!(snapshot.lists.get(id), Some(ListRead::Found(_))),
        ObjectKind::Workflow => matches!(snapshot.flows.get(id), Some(FlowRead::Gone) | None),
        ObjectKind::Property | ObjectKind::Folder => false,
    })
}

/// Stops whatever would be written and names something that is stopped.
pub(super) fn stop_dependents(entries: &mut [Entry]) {
    loop {
        let stopped: BTreeSet<ObjectKey> = entries
            .iter()
            .filter(|entry| matches!(entry.decision, Decision::Stop(_)))
            .map(|entry| entry.key.clone())
            .collect();
        let mut changed = false;
        for entry in entries.iter_mut().filter(|entry| matches!(entry.decision, Decision::Change(_))) {
            if let Some(object) = entry.refers.iter().find(|key| stopped.contains(key)) {
                entry.decision = Decision::Stop(StopReason::Needs { object: object.clone() });
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

/// Looks for objects that we made and that are no longer in the source.
fn orphans(context: &mut Context<'_>, entries: &[Entry]) -> Vec<Entry> {
    let declared: BTreeSet<(ObjectKind, &str)> =
        entries.iter().map(|entry| (entry.key.kind, entry.key.identity.as_str())).collect();
    let mut found = Vec::new();
    // Workflows come before lists: no live workflow may name a deleted list even for a moment.
    for kind in [ObjectKind::Workflow, ObjectKind::List] {
        let ours = context.inputs.record.objects().filter(|known| known.key.kind == kind);
        let ours = ours.filter(|known| !declared.contains(&(kind, known.key.identity.as_str())));
        for (known, id) in ours.rev().filter_map(|known| Some((known, known.id.clone()?))) {
            if !known.may_be_deleted() {
                if !is_gone(known, context.inputs.snapshot) {
                    context.notices.push(Notice::NotOurs { object: known.key.clone(), id });
                }
                continue;
            }
            let decision = match kind {
                ObjectKind::Workflow => flows::delete(context, known, &id),
                ObjectKind::List => lists::delete(context, known, &id),
                ObjectKind::Property | ObjectKind::Folder => None,
            };
            match decision {
                None => {}
                Some(_) if context.inputs.options.deletes == Deletes::Keep => {
                    context.notices.push(Notice::Orphan { object: known.key.clone(), id });
                }
                Some(decision) => found.push(Entry { key: known.key.clone(), refers: BTreeSet::new(), decision }),
            }
        }
    }
    found
}

fn assemble(context: Context<'_>, entries: Vec<Entry>) -> Plan {
    let ids = context.ids();
    let Context { inputs, notices, mut overwritten, .. } = context;
    let Inputs { program, environment, snapshot, settings, .. } = inputs;
    let mut plan = Plan {
        format: FORMAT,
        project: program.project.clone(),
        target: Target {
            environment: environment.name.clone(),
            kind: match environment.kind {
                EnvironmentKind::Embedded => "embedded",
                EnvironmentKind::Sandbox => "sandbox",
                EnvironmentKind::Production => "production",
            }
            .to_owned(),
            portal: snapshot.portal,
            account_type: snapshot.account_type.clone(),
            time_zone: snapshot.time_zone.clone(),
        },
        sources: inputs.sources.to_owned(),
        record: inputs.record_head.to_owned(),
        asked: inputs.options.clone(),
        names: resolved_names(inputs),
        changes: Vec::new(),
        stops: Vec::new(),
        drift: Vec::new(),
        notices,
        claims: Vec::new(),
        unchanged: 0,
    };
    let mut changes: Vec<(Change, BTreeSet<ObjectKey>)> = Vec::new();
    for entry in entries {
        match entry.decision {
            Decision::Unchanged => plan.unchanged += 1,
            Decision::Claim(claim) => {
                plan.unchanged += 1;
                plan.claims.push(claim);
            }
            Decision::Change(change) => changes.push((*change, entry.refers)),
            Decision::Stop(why) => plan.stops.push(Stop { object: entry.key, why }),
            Decision::Drift(drift) => plan.drift.push(drift),
        }
    }
    // Where only the source's side of a write is shown, what it overwrites is shown beside it.
    overwritten.retain(|drift| changes.iter().any(|(change, _)| change.object == drift.object && shows_source(change)));
    plan.drift.append(&mut overwritten);
    plan.changes = order::order(changes, &program.project);
    lists::put_into_folder(&mut plan, snapshot, settings);
    sensitive::mark(&mut plan, program, snapshot, &ids);
    plan
}

/// Tells whether a change is shown as a difference between declarations.
fn shows_source(change: &Change) -> bool {
    change.was.as_ref().is_some_and(|was| *was != change.deployed.text)
}

fn resolved_names(inputs: Inputs<'_>) -> BTreeMap<String, String> {
    inputs
        .snapshot
        .names
        .keys()
        .filter_map(|name| Some((name.to_string(), names::resolve(inputs.snapshot, name).ok()?.to_owned())))
        .collect()
}

/// Returns the difference between what the source wants and what is live, as a word: the reason for a write that
/// neither a new version nor a change in the portal explains. `text` is the word where nothing but text differs.
pub(super) fn unversioned_kind(
    known: &Known,
    links: &BTreeMap<String, String>,
    text: Option<ChangeKind>,
) -> ChangeKind {
    // The digest is the same, so every name is still there, though perhaps renamed: one without an id means what this
    // plan makes.
    let relinked = known.links.iter().any(|(label, id)| match links.get(label) {
        Some(now) => now != id,
        None => !links.values().any(|now| now == id),
    });
    match (text, relinked) {
        (Some(text), _) => text,
        (None, true) => ChangeKind::ReLink,
        (None, false) => ChangeKind::ReEncode,
    }
}

/// Returns what the record says of an object that is as the source wants it: made by an apply that was cut off, or
/// found.
pub(super) fn settled_as(known: Option<&Known>) -> Wrote {
    match known {
        Some(known) if known.is_being_made() => Wrote::Created,
        Some(_) | None => Wrote::Updated,
    }
}

/// Adds to every change what must have gone through before it.
pub(super) fn set_needs(changes: &mut [(Change, BTreeSet<ObjectKey>)]) {
    let written: BTreeSet<ObjectKey> = changes.iter().map(|(change, _)| change.object.clone()).collect();
    for (change, refers) in changes {
        change.needs = refers.iter().filter(|key| written.contains(key) && **key != change.object).cloned().collect();
    }
}

/// Makes the placeholder of something that this plan makes.
pub(super) fn placeholder(label: &str) -> Value {
    serde_json::json!({ HOLE_KEY: label })
}
