//! Carries a plan out. It makes no choices: it fills in ids that the portal makes, compares what must still be so,
//! sends each write once, reads it back, and notes everything in the record.
//!
//! INVARIANT: the whole JSON of every object is in the record before the first write.

mod settle;
mod step;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::plan::{Change, ChangeKind, Deployed, Plan, Sensitive, Write};
use crate::portal::{Portal, Transport};
use crate::problem::deploy::Fault;
use crate::record::{Event, Facts, Intent, Marks, NewEntry, ObjectKey, ObjectKind, RecordError, Store, Wrote};

/// What an apply needs of the world.
pub struct Run<'a> {
    /// The portal.
    pub portal: &'a Portal<'a>,
    /// The same portal's transport, for waiting.
    pub transport: &'a dyn Transport,
    /// The record.
    pub store: &'a mut dyn Store,
    /// The time, in RFC 3339.
    pub now: &'a dyn Fn() -> String,
    /// A name for this run.
    pub run: String,
    /// Told before each change.
    pub progress: &'a mut dyn FnMut(Progress<'_>),
}

/// How far an apply is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// How many changes are behind it.
    pub done: usize,
    /// How many there are.
    pub of: usize,
    /// The one that comes now.
    pub change: &'a Change,
}

/// What an apply did, honestly.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Changes that went through and were read back, with the portal id.
    pub done: Vec<Finished>,
    /// What did not go through, with the reason.
    pub failed: Vec<Fault>,
}

/// A change that went through.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// The object.
    pub object: ObjectKey,
    /// What happened.
    pub kinds: Vec<ChangeKind>,
    /// Its title.
    pub title: String,
    /// Its id; none after a deletion, and for folders and properties.
    pub id: Option<String>,
}

/// What came of one change.
enum Came {
    /// It went through.
    Through { id: Option<String>, live: Option<Value> },
    /// Nothing was changed.
    Refused(Fault),
    /// Some of its writes went through; this is what the portal answered to the last of them.
    Partly { id: String, live: Value, fault: Fault },
    /// Nobody knows, or not all of it went through.
    Unknown(Fault),
}

/// Carries out a plan.
///
/// # Errors
/// Where nothing was written to the portal: the record could not be written, or somebody else was faster.
pub fn apply(plan: &Plan, run: &mut Run<'_>) -> Result<Outcome, RecordError> {
    let mut entries: Vec<NewEntry> = Vec::new();
    for claim in &plan.claims {
        let facts = Box::new(facts(&claim.id, &claim.live, &claim.deployed));
        entries.push(entry(plan, run, None, &claim.object, Event::Done { wrote: claim.wrote, facts }));
    }
    for (at, change) in plan.changes.iter().enumerate().filter(|(_, change)| is_recorded(change)) {
        entries.push(entry(plan, run, Some(at), &change.object, Event::Intent(intent(change))));
    }
    if entries.is_empty() && plan.changes.is_empty() {
        // What an earlier run could not push is still to be pushed.
        run.store.sync()?;
        return Ok(Outcome::default());
    }
    run.store.append(&entries)?;
    run.store.begin()?;
    let mut outcome = Outcome::default();
    let mut made: BTreeMap<String, String> = BTreeMap::new();
    let mut ids: BTreeMap<ObjectKey, String> = BTreeMap::new();
    let mut failed: BTreeSet<ObjectKey> = BTreeSet::new();
    for (at, change) in plan.changes.iter().enumerate() {
        (run.progress)(Progress { done: at, of: plan.changes.len(), change });
        let missing = change.needs.iter().chain([&change.object]).find(|key| failed.contains(*key));
        let came = match missing {
            Some(needs) => Came::Refused(Fault::Skipped { object: change.object.clone(), needs: needs.clone() }),
            None => {
                if may_be_hidden(change)
                    && let Err(error) = announce(plan, run, at, change)
                {
                    outcome.failed.push(Fault::Record(error));
                    return Ok(outcome);
                }
                step::carry_out(change, run, &mut made, ids.get(&change.object).cloned())
            }
        };
        let event = match came {
            Came::Through { id, live } => {
                if let Some(id) = &id {
                    ids.insert(change.object.clone(), id.clone());
                }
                let event = through(change, id.as_deref(), live.as_ref(), &made);
                outcome.done.push(Finished {
                    object: change.object.clone(),
                    kinds: change.kinds.clone(),
                    title: change.title.clone(),
                    id,
                });
                event
            }
            Came::Refused(fault) => {
                failed.insert(change.object.clone());
                let event = Event::Refused { why: said(&fault) };
                outcome.failed.push(fault);
                Some(event)
            }
            Came::Partly { id, live, fault } => {
                failed.insert(change.object.clone());
                outcome.failed.push(fault);
                // No version and no digest: the next plan sees that it is not what the source wants. That they may
                // be live all the same is known from the intent.
                let facts = Box::new(facts(&id, &live, &Deployed::default()));
                Some(Event::Done { wrote: does(change), facts })
            }
            Came::Unknown(fault) => {
                failed.insert(change.object.clone());
                let event = Event::Unknown { why: said(&fault) };
                outcome.failed.push(fault);
                Some(event)
            }
        };
        if let Some(event) = event.filter(|_| is_recorded(change)) {
            let entry = entry(plan, run, Some(at), &change.object, event);
            // A full disk here loses the outcome and not the intent: the next plan settles it by reading.
            if let Err(error) = run.store.append(&[entry]) {
                outcome.failed.push(Fault::Record(error));
                return Ok(outcome);
            }
        }
    }
    if let Err(error) = run.store.sync() {
        outcome.failed.push(Fault::Record(error));
    }
    Ok(outcome)
}

/// Folders are tidiness and have no record.
fn is_recorded(change: &Change) -> bool {
    match change.object.kind {
        ObjectKind::List | ObjectKind::Workflow | ObjectKind::Property => true,
        ObjectKind::Folder => false,
    }
}

/// A portal may hide a workflow from the moment on in which sensitive data is in it.
fn may_be_hidden(change: &Change) -> bool {
    change.sensitive == Sensitive::Yes && change.writes.iter().any(|write| write.flow().is_some())
}

/// Says that a change is about to be sent, to everybody: whatever happens to this machine now, nobody takes what the
/// portal does not show for what is not there.
fn announce(plan: &Plan, run: &mut Run<'_>, at: usize, change: &Change) -> Result<(), RecordError> {
    let sent = Event::Unknown { why: "it was about to be sent".to_owned() };
    let sent = entry(plan, run, Some(at), &change.object, sent);
    run.store.append(&[sent])?;
    run.store.sync().inspect_err(|error| {
        let refused =
            entry(plan, run, Some(at), &change.object, Event::Refused { why: said(&Fault::Record(error.clone())) });
        // Where this is not noted either, the next plan asks a person to look.
        let _noted = run.store.append(&[refused]);
    })
}

fn said(fault: &Fault) -> String {
    crate::problem::deploy::words(fault).message
}

fn entry(plan: &Plan, run: &Run<'_>, change: Option<usize>, object: &ObjectKey, event: Event) -> NewEntry {
    NewEntry {
        at: (run.now)(),
        project: plan.project.clone(),
        environment: plan.target.environment.clone(),
        run: run.run.clone(),
        change: change.and_then(|at| u32::try_from(at).ok()),
        object: object.clone(),
        event,
    }
}

fn intent(change: &Change) -> Intent {
    let kinds: Vec<&str> = change.kinds.iter().map(|kind| kind.word()).collect();
    let body = change.writes.iter().rev().find_map(Write::body).cloned();
    let text = |field: &str| body.as_ref().and_then(|body| body.get(field)).and_then(Value::as_str).map(str::to_owned);
    let marks = match change.object.kind {
        ObjectKind::List | ObjectKind::Workflow => {
            Marks { title: text("name").or_else(|| Some(change.title.clone())), uuid: text("uuid") }
        }
        ObjectKind::Property | ObjectKind::Folder => Marks::default(),
    };
    Intent {
        change: kinds.join(", "),
        does: does(change),
        version: change.deployed.version,
        digest: change.deployed.digest.clone().map(crate::model::Digest),
        id: change.id.clone(),
        before: change.before.clone(),
        body: body.clone(),
        after: change.after.clone(),
        marks,
    }
}

/// What fills a shell has no id yet in the plan, and is a part of making it. Only what is ours is set aside, and it
/// stays ours under the name that it has then.
fn does(change: &Change) -> Wrote {
    let is_ours = change.id.is_none() || change.kinds.contains(&ChangeKind::SetAside);
    let makes = is_ours || change.writes.iter().any(Write::makes);
    if makes { Wrote::Created } else { Wrote::Updated }
}

fn through(change: &Change, id: Option<&str>, live: Option<&Value>, names: &BTreeMap<String, String>) -> Option<Event> {
    if change.kinds.contains(&ChangeKind::Delete) {
        return change.id.clone().map(|id| Event::Deleted { id });
    }
    let live = live?;
    if change.object.kind == ObjectKind::Property {
        // A property's name is its id, and its definition all there is to say of it.
        let facts = facts(&change.object.name, live, &Deployed::default());
        return Some(Event::Done { wrote: does(change), facts: Box::new(facts) });
    }
    let id = id?;
    let mut facts = facts(id, live, &change.deployed);
    // Names whose ids this run made: the plan could not know them.
    for label in change.writes.iter().flat_map(Write::labels).filter(|label| label.contains(':')) {
        facts.links.extend(names.get(&label).map(|id| (label.clone(), id.clone())));
    }
    Some(Event::Done { wrote: does(change), facts: Box::new(facts) })
}

/// Makes what the record says of an object after a write.
#[must_use]
pub fn facts(id: &str, live: &Value, deployed: &Deployed) -> Facts {
    let text = |field: &str| match live.get(field) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => None,
    };
    Facts {
        id: id.to_owned(),
        version: deployed.version,
        digest: deployed.digest.clone().map(crate::model::Digest),
        revision: text("revisionId"),
        list_version: live.get("listVersion").and_then(Value::as_i64),
        filters_updated_at: text("filtersUpdatedAt"),
        after: live.clone(),
        wanted: deployed.switch.map(Into::into),
        switched: live.get("isEnabled").and_then(Value::as_bool).map(Into::into),
        text: deployed.text.clone(),
        links: deployed.links.clone(),
    }
}
