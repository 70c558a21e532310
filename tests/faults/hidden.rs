//! A workflow with sensitive data is hidden from the token that made it: what is not seen may be there all the same.

use hubwright::hubspot::switches::{Switches, UuidUnique};
use hubwright::plan::StopReason;
use hubwright::plan::build::Options;
use hubwright::portal::Method;
use hubwright::portal::testing::{Fault, Faulty};
use hubwright::record::{MemoryStore, Store};

use crate::harness::{
    Clones, Heard, Ledger, Mortal, Project, apply, census, deploy, is_settled, plan, portal, portal_with,
};

const SEED: &str = "
properties:
  contact:
    - { name: ssn_last4, label: SSN, type: string, field: text, sensitivity: sensitive }
";

const WORKFLOWS: &str = "workflow guarded on contact {\n  version 1\n  enroll when ssn_last4 is known\n  set job = \"x\"\n}\n\n\
                         workflow open on contact {\n  version 1\n  enroll manually\n  set job = \"y\"\n}\n";

fn project() -> Project {
    project_of(WORKFLOWS)
}

fn project_of(workflows: &str) -> Project {
    Project::of(&[
        ("hubwright.yaml", "name: hidden\nenvironments:\n  demo: { kind: embedded, portal: 1001 }\n"),
        (
            "rules/features.yaml",
            "objects:\n  contact:\n    features:\n      ssn_last4: { type: string, sensitivity: sensitive }\n      job: { \
             property: jobtitle, type: string }\n",
        ),
        ("workflows/all.flow", workflows),
    ])
}

fn stops(project: &Project, embedded: &hubwright::emulator::Embedded, store: &mut dyn Store) -> Vec<StopReason> {
    let made = plan(project, embedded, store, &Options::default()).unwrap();
    made.stops.into_iter().map(|stop| stop.why).collect()
}

#[test]
fn a_hidden_workflow_is_made_once_and_known_by_its_record() {
    let (embedded, mut store, project) = (portal(SEED), MemoryStore::default(), project());
    deploy(&project, &embedded, &mut store, &Options::default());
    is_settled(&project, &embedded, &mut store, &Options::default());
    assert_eq!(census(&embedded)["flows"], 2);
}

#[test]
fn a_hidden_workflow_is_not_made_again_where_the_record_is_lost() {
    let (embedded, project) = (portal(SEED), project());
    deploy(&project, &embedded, &mut MemoryStore::default(), &Options::default());
    assert_eq!(stops(&project, &embedded, &mut MemoryStore::default()), [StopReason::MayBeHidden]);
}

#[test]
fn a_hidden_workflow_whose_answer_was_lost_is_not_made_again() {
    let (embedded, mut store, project) = (portal(SEED), MemoryStore::default(), project());
    let made = plan(&project, &embedded, &mut store, &Options::default()).unwrap();
    let faulty = Faulty::new(&embedded).on(Method::Post, "/flows", Fault::DropAfter);
    let outcome = apply(&project, &made, &faulty, &mut store).unwrap();
    assert_eq!((outcome.done.len(), outcome.failed.len()), (1, 1), "nobody can tell, and that is said");
    for _ in 0..2 {
        assert_eq!(stops(&project, &embedded, &mut store), [StopReason::MayBeHidden]);
        let rest = plan(&project, &embedded, &mut store, &Options::default()).unwrap();
        apply(&project, &rest, &embedded, &mut store).unwrap();
    }
    assert_eq!(census(&embedded)["flows"], 2);
}

#[test]
fn a_workflow_that_was_never_sent_is_made_without_a_question() {
    let (embedded, mut store, project) = (portal(SEED), MemoryStore::default(), project());
    let made = plan(&project, &embedded, &mut store, &Options::default()).unwrap();
    let faulty = Faulty::new(&embedded).dead_after(0);
    apply(&project, &made, &faulty, &mut store).unwrap();
    deploy(&project, &embedded, &mut store, &Options::default());
    assert_eq!(census(&embedded)["flows"], 2);
}

#[test]
fn who_has_looked_may_have_it_made() {
    let (embedded, mut store, project) = (portal(SEED), MemoryStore::default(), project());
    let made = plan(&project, &embedded, &mut store, &Options::default()).unwrap();
    // The portal takes one request in, answers with an error, and does nothing.
    let error = serde_json::json!({ "status": "error" });
    let faulty = Faulty::new(&embedded).on(Method::Post, "/flows", Fault::Status(500, error));
    apply(&project, &made, &faulty, &mut store).unwrap();
    assert_eq!(stops(&project, &embedded, &mut store), [StopReason::MayBeHidden]);
    let options = Options { overwrite: ["guarded".to_owned()].into(), ..Options::default() };
    deploy(&project, &embedded, &mut store, &options);
    assert_eq!(census(&embedded)["flows"], 2);
}

/// A runner is killed after each of its writes and its journal is thrown away; the next one has what was pushed.
fn thrown_away(project: &Project, flows: usize) {
    let free = || portal_with(SEED, Switches { uuid_unique: UuidUnique::Free, ..Switches::default() });
    let (twin, mut past) = (free(), MemoryStore::default());
    let heard = Heard::new(&twin);
    let made = plan(project, &twin, &mut past, &Options::default()).unwrap();
    apply(project, &made, &heard, &mut past).unwrap();
    for at in heard.writes() {
        let (embedded, clones) = (free(), Clones::new());
        let mut ledger = Ledger::of(clones.store("first"));
        let made = plan(project, &embedded, &mut ledger, &Options::default()).unwrap();
        let mortal = Mortal::new(&embedded, &ledger.dead, at, Fault::DropAfter);
        apply(project, &made, &mortal, &mut ledger).unwrap();
        let mut second = clones.store("second");
        for _ in 0..2 {
            let rest = plan(project, &embedded, &mut second, &Options::default()).unwrap();
            apply(project, &rest, &embedded, &mut second).unwrap();
        }
        assert!(census(&embedded)["flows"] <= flows, "killed at request {at}: a second one was made");
    }
}

#[test]
fn a_hidden_workflow_of_a_killed_runner_is_not_made_again_by_another_clone() {
    thrown_away(&project(), 2);
}

#[test]
fn a_shell_that_was_filled_and_is_hidden_since_is_not_made_again_by_another_clone() {
    let flow = |name: &str, other: &str| {
        format!(
            "workflow {name} on contact {{\n  version 1\n  enroll when ssn_last4 is known\n  enroll in {other}\n}}\n\n"
        )
    };
    thrown_away(&project_of(&(flow("guarded", "open") + &flow("open", "guarded"))), 2);
}

#[test]
fn what_a_killed_runner_did_not_send_is_made_by_another_clone() {
    let (embedded, clones, project) = (portal(SEED), Clones::new(), project());
    // The intents are pushed, and nothing was announced.
    let mut ledger = Ledger::of(clones.store("first")).full_after(1);
    let made = plan(&project, &embedded, &mut ledger, &Options::default()).unwrap();
    apply(&project, &made, &embedded, &mut ledger).unwrap();
    assert_eq!(census(&embedded)["flows"], 0);
    deploy(&project, &embedded, &mut clones.store("second"), &Options::default());
    assert_eq!(census(&embedded)["flows"], 2);
}
