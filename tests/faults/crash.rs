//! An apply is cut off at every request in turn, and every answer in turn is lost or spoilt.

use std::collections::BTreeSet;

use hubwright::apply::{Finished, Outcome};
use hubwright::emulator::Embedded;
use hubwright::plan::build::Options;
use hubwright::plan::{ChangeKind, Claim, Plan};
use hubwright::portal::Portal;
use hubwright::portal::testing::{Counted, Fault, Faulty};
use hubwright::record::{MemoryStore, ObjectKey, ObjectKind};
use hubwright::settings::{ApiPaths, BatchSizes};
use serde_json::{Value, json};

use crate::harness::{
    self, Heard, Ledger, Mortal, Project, census, deletes, deploy, events, is_settled, objects, plan, portrait,
};
use crate::programs;

/// One apply that things happen to: what was deployed before it, and what it deploys.
struct Case {
    before: Option<Project>,
    after: Project,
    options: Options,
    /// Whether somebody deleted a list and a workflow of it in the portal.
    bereft: bool,
}

impl Case {
    fn create() -> Self {
        Self { before: None, after: programs::first(), options: Options::default(), bereft: false }
    }

    fn update() -> Self {
        Self { before: Some(programs::first()), after: programs::second(), options: Options::default(), bereft: false }
    }

    fn delete() -> Self {
        Self { before: Some(programs::first()), after: programs::empty(), options: deletes(), bereft: false }
    }

    fn replace() -> Self {
        Self {
            before: Some(programs::free_middle()),
            after: programs::replaced_middle(),
            options: deletes(),
            bereft: false,
        }
    }

    fn replace_named() -> Self {
        Self {
            before: Some(programs::first()),
            after: programs::replaced_named_middle(),
            options: deletes(),
            bereft: false,
        }
    }

    fn release() -> Self {
        Self { before: Some(programs::first()), after: programs::without_middle(), options: deletes(), bereft: false }
    }

    fn overwrite() -> Self {
        let overwrite = ["middle", "plain"].map(str::to_owned).into();
        let options = Options { overwrite, ..Options::default() };
        Self { before: Some(programs::first()), after: programs::first(), options, bereft: true }
    }

    /// Returns a portal and a record as they are before the apply.
    fn start(&self) -> (Embedded, MemoryStore) {
        let embedded = harness::portal(programs::SEED);
        let mut store = MemoryStore::default();
        if let Some(before) = &self.before {
            deploy(before, &embedded, &mut store, &Options::default());
        }
        if self.bereft {
            let client = Portal::new(&embedded, ApiPaths::default(), BatchSizes::default());
            let list = client.list_by_title("0-1", "Middle (v1)").unwrap().unwrap();
            client.delete_list(&list.id).unwrap();
            let flows = client.all_flows().unwrap();
            let flow = flows.iter().find(|flow| flow.name.as_deref() == Some("Plain")).unwrap();
            client.delete_flow(&flow.id).unwrap();
        }
        (embedded, store)
    }

    /// Returns what an undisturbed apply makes, how many requests it sends, and how many deletions it carries out.
    fn undisturbed(&self) -> Undisturbed {
        let (embedded, mut store) = self.start();
        let made = plan(&self.after, &embedded, &mut store, &self.options).unwrap();
        assert_eq!(made.stops, []);
        let heard = Heard::new(&embedded);
        let outcome = harness::apply(&self.after, &made, &heard, &mut store).unwrap();
        assert_eq!(outcome.failed, []);
        is_settled(&self.after, &embedded, &mut store, &self.options);
        Undisturbed {
            portrait: portrait(&embedded),
            census: census(&embedded),
            deletions: events(&embedded, "DELETE"),
            requests: heard.requests(),
            writes: heard.writes(),
            plan: made,
        }
    }
}

struct Undisturbed {
    portrait: Value,
    census: std::collections::BTreeMap<&'static str, usize>,
    deletions: usize,
    requests: usize,
    /// Which of the requests are writes.
    writes: Vec<usize>,
    plan: Plan,
}

/// Holds what follows a disturbed apply to the promises.
fn recovers(case: &Case, undisturbed: &Undisturbed, embedded: &Embedded, store: &mut MemoryStore, what: &str) -> Plan {
    let rest = plan(&case.after, embedded, store, &case.options).unwrap();
    assert_eq!(rest.stops, [], "{what}: nothing stops");
    assert_eq!(rest.drift, [], "{what}: nothing of it is somebody else's");
    let outcome = harness::apply(&case.after, &rest, embedded, store).unwrap();
    assert_eq!(outcome.failed, [], "{what}: the rest goes through");
    is_settled(&case.after, embedded, store, &case.options);
    let same = portrait(embedded);
    if same != undisturbed.portrait {
        panic!("{what}: {}", hubwright::plan::diff::json(&undisturbed.portrait, &same).join("\n"));
    }
    assert_eq!(census(embedded), undisturbed.census, "{what}: nothing is there twice");
    assert_eq!(events(embedded, "DELETE"), undisturbed.deletions, "{what}: nothing else was deleted");
    rest
}

fn claimed(plan: &Plan) -> BTreeSet<ObjectKey> {
    plan.claims.iter().map(|claim: &Claim| claim.object.clone()).collect()
}

#[test]
fn what_a_killed_apply_deleted_may_be_declared_again() {
    let case = Case::delete();
    let before = case.before.as_ref().unwrap();
    let undisturbed = case.undisturbed();
    for at in 0..=undisturbed.requests {
        let what = format!("killed at request {at}");
        let (embedded, store) = case.start();
        let there = portrait(&embedded);
        let mut ledger = Ledger::of(store);
        let made = plan(&case.after, &embedded, &mut ledger, &case.options).unwrap();
        let mortal = Mortal::new(&embedded, &ledger.dead, at, Fault::DropAfter);
        harness::apply(&case.after, &made, &mortal, &mut ledger).unwrap();
        let mut kept = ledger.kept.clone();
        let again = plan(before, &embedded, &mut kept, &Options::default()).unwrap();
        assert_eq!(again.stops, [], "{what}: we deleted it, and nobody else");
        let outcome = harness::apply(before, &again, &embedded, &mut kept).unwrap();
        assert_eq!(outcome.failed, [], "{what}");
        is_settled(before, &embedded, &mut kept, &Options::default());
        assert_eq!(portrait(&embedded), there, "{what}: all of it is there again, and once");
    }
}

/// The process is gone at once: nothing more reaches the portal or the record.
fn killed(case: &Case, last: &Fault) {
    let undisturbed = case.undisturbed();
    for at in 0..=undisturbed.requests {
        let what = format!("killed at request {at}, {last:?}");
        let (embedded, store) = case.start();
        let mut ledger = Ledger::of(store.clone());
        let made = plan(&case.after, &embedded, &mut ledger, &case.options).unwrap();
        let mortal = Mortal::new(&embedded, &ledger.dead, at, last.clone());
        let outcome = harness::apply(&case.after, &made, &mortal, &mut ledger).unwrap();
        // What was done before: an object that has several changes is done when all of them are.
        let of = |key: &ObjectKey| made.changes.iter().filter(|change| change.object == *key).count();
        let went = |key: &ObjectKey| outcome.done.iter().filter(|finished| finished.object == *key).count();
        let done: BTreeSet<ObjectKey> = objects(&made).into_iter().filter(|key| of(key) == went(key)).collect();
        let mut kept = ledger.kept.clone();
        let rest = recovers(case, &undisturbed, &embedded, &mut kept, &what);
        // The rest is exactly the rest: what was done is not done again, and nothing is forgotten.
        let left: BTreeSet<ObjectKey> = objects(&rest).union(&claimed(&rest)).cloned().collect();
        assert_eq!(left.intersection(&done).collect::<Vec<_>>(), Vec::<&ObjectKey>::new(), "{what}: not done again");
        let all: BTreeSet<ObjectKey> = left.union(&done).cloned().collect();
        let (all, wanted) = (recorded(&all), recorded(&objects(&made)));
        // Of a deletion that went through and was not noted, the portal says that there is nothing left to do.
        let noted = wanted.difference(&all).count();
        assert!(noted <= usize::from(case.options == deletes()), "{what}: {:?} is forgotten", wanted.difference(&all));
        assert!(all.is_subset(&wanted), "{what}: nothing is added");
    }
}

/// Leaves out what is not recorded, since the portal says it all: properties and folders.
fn recorded(keys: &BTreeSet<ObjectKey>) -> BTreeSet<ObjectKey> {
    let is_recorded = |key: &&ObjectKey| matches!(key.kind, ObjectKind::List | ObjectKind::Workflow);
    keys.iter().filter(is_recorded).cloned().collect()
}

/// The process lives on: it is told that one answer went wrong, and goes on as well as it can.
fn disturbed(case: &Case, fault: &Fault) {
    let undisturbed = case.undisturbed();
    // That a read may fail is shown where things are made; elsewhere it is the same code.
    let all = (0..undisturbed.requests).collect();
    for at in if case.before.is_none() { all } else { undisturbed.writes.clone() } {
        let what = format!("request {at} of {}: {fault:?}", undisturbed.requests);
        let (embedded, mut store) = case.start();
        let made = plan(&case.after, &embedded, &mut store, &case.options).unwrap();
        let mut faulty = Faulty::new(&embedded);
        for _ in 0..at {
            faulty = faulty.then(Fault::Pass);
        }
        let faulty = faulty.then(fault.clone());
        let heard = Heard::new(&faulty);
        let outcome = harness::apply(&case.after, &made, &heard, &mut store).unwrap();
        assert_eq!(heard.doubled(), None, "{what}: no write is sent twice");
        if matches!(fault, Fault::DropAfter | Fault::StatusAfter(_)) {
            assert_eq!(outcome.failed, [], "{what}: what was done is found by reading");
        }
        assert_eq!(outcome.done.len() + outcome.failed.len(), made.changes.len(), "{what}: the counts are honest");
        recovers(case, &undisturbed, &embedded, &mut store, &what);
    }
}

/// The connection dies and the process notes it: every change that is left is refused in the record.
fn cut_off(case: &Case) {
    let undisturbed = case.undisturbed();
    for at in 0..undisturbed.requests {
        let (embedded, mut store) = case.start();
        let made = plan(&case.after, &embedded, &mut store, &case.options).unwrap();
        let faulty = Faulty::new(&embedded).dead_after(at);
        let outcome = harness::apply(&case.after, &made, &faulty, &mut store).unwrap();
        assert_eq!(outcome.done.len() + outcome.failed.len(), made.changes.len());
        recovers(case, &undisturbed, &embedded, &mut store, &format!("cut off after {at} requests"));
    }
}

/// The disk of the record is full from the k-th append on.
fn full(case: &Case) {
    let undisturbed = case.undisturbed();
    for at in 0..=undisturbed.plan.changes.len() {
        let what = format!("full after {at} appends");
        let (embedded, store) = case.start();
        let before = census(&embedded);
        let mut ledger = Ledger::of(store.clone()).full_after(at);
        let made = plan(&case.after, &embedded, &mut ledger, &case.options).unwrap();
        let counted = Counted::new(&embedded);
        match harness::apply(&case.after, &made, &counted, &mut ledger) {
            Ok(_) => assert!(at > 0, "{what}"),
            Err(_) => {
                assert_eq!((at, counted.total(), census(&embedded)), (0, 0, before), "{what}: nothing is written")
            }
        }
        let mut kept = ledger.kept.clone();
        recovers(case, &undisturbed, &embedded, &mut kept, &what);
    }
}

/// The process is killed and the record is lost with it: objects are claimed or shown as candidates, never doubled.
fn lost(case: &Case) {
    let undisturbed = case.undisturbed();
    for at in 0..=undisturbed.requests {
        let what = format!("killed at request {at}, record lost");
        let (embedded, store) = case.start();
        let mut ledger = Ledger::of(store.clone());
        let made = plan(&case.after, &embedded, &mut ledger, &case.options).unwrap();
        let mortal = Mortal::new(&embedded, &ledger.dead, at, Fault::DropAfter);
        harness::apply(&case.after, &made, &mortal, &mut ledger).unwrap();
        let deletions = events(&embedded, "DELETE");
        let mut empty = MemoryStore::default();
        for _ in 0..2 {
            let rest = plan(&case.after, &embedded, &mut empty, &case.options).unwrap();
            harness::apply(&case.after, &rest, &embedded, &mut empty).unwrap();
        }
        for (kind, most) in &undisturbed.census {
            assert!(census(&embedded)[kind] <= *most, "{what}: a second of {kind}");
        }
        assert_eq!(events(&embedded, "DELETE"), deletions, "{what}: nothing was deleted");
    }
}

macro_rules! cut_off {
    ($($case:ident),+) => { $(
        mod $case {
            use super::*;

            #[test]
            fn a_kill_before_any_request_leaves_exactly_the_rest() {
                killed(&Case::$case(), &Fault::DropBefore);
            }

            #[test]
            fn a_kill_after_any_request_leaves_exactly_the_rest() {
                killed(&Case::$case(), &Fault::DropAfter);
            }

            #[test]
            fn a_connection_that_dies_anywhere_leaves_exactly_the_rest() {
                cut_off(&Case::$case());
            }

            #[test]
            fn any_answer_may_be_lost() {
                disturbed(&Case::$case(), &Fault::DropAfter);
            }

            #[test]
            fn any_request_may_be_answered_with_a_500_and_not_be_done() {
                disturbed(&Case::$case(), &Fault::Status(500, json!({ "status": "error", "message": "internal" })));
            }

            #[test]
            fn any_answer_may_be_half_of_itself() {
                disturbed(&Case::$case(), &Fault::HalfBody);
            }

            #[test]
            fn the_record_may_run_out_of_room_at_any_entry() {
                full(&Case::$case());
            }

            #[test]
            fn a_lost_record_never_leads_to_a_second_object() {
                lost(&Case::$case());
            }
        }
    )+ };
}

cut_off!(create, update, delete, replace, replace_named, release, overwrite);

#[test]
fn any_request_may_be_answered_with_a_502_and_be_done() {
    disturbed(&Case::create(), &Fault::StatusAfter(502));
    disturbed(&Case::update(), &Fault::StatusAfter(502));
}

#[test]
fn any_answer_may_be_a_web_page() {
    disturbed(&Case::create(), &Fault::Html);
    disturbed(&Case::update(), &Fault::Html);
}

#[test]
fn any_answer_may_be_empty() {
    disturbed(&Case::create(), &Fault::Nothing);
    disturbed(&Case::update(), &Fault::Nothing);
}

fn deleted(outcome: &Outcome, name: &str) -> bool {
    let is_it = |finished: &Finished| finished.object.name == name && finished.kinds.contains(&ChangeKind::Delete);
    outcome.done.iter().any(is_it)
}

#[test]
fn nothing_is_deleted_under_what_could_not_be_freed_of_it() {
    for case in [Case::release(), Case::delete(), Case::replace_named()] {
        let (embedded, mut store) = case.start();
        let made = plan(&case.after, &embedded, &mut store, &case.options).unwrap();
        let heard = Heard::new(&embedded);
        harness::apply(&case.after, &made, &heard, &mut store).unwrap();
        for at in heard.writes() {
            let (embedded, mut store) = case.start();
            let made = plan(&case.after, &embedded, &mut store, &case.options).unwrap();
            let mut faulty = Faulty::new(&embedded);
            for _ in 0..at {
                faulty = faulty.then(Fault::Pass);
            }
            let faulty = faulty.then(Fault::Status(400, json!({ "status": "error", "message": "no" })));
            let outcome = harness::apply(&case.after, &made, &faulty, &mut store).unwrap();
            let went = |name: &str| outcome.done.iter().any(|finished| finished.object.name == name);
            let gone = ["middle", "middle (replaced)"].iter().any(|name| deleted(&outcome, name));
            assert!(went("plain") || !gone, "the list goes after what names it, at {at}");
        }
    }
}
