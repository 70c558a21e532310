//! What the record knows after a kill holds for sources that were edited since.

use hubwright::emulator::Embedded;
use hubwright::plan::StopReason;
use hubwright::plan::Write;
use hubwright::plan::build::Options;
use hubwright::portal::testing::Fault;
use hubwright::problem::deploy;
use hubwright::record::{Event, MemoryStore, ObjectKind, Store, Wrote};
use serde_json::json;

use crate::harness::{
    self, Clones, Heard, Ledger, Mortal, Project, apply, deletes, deploy, events, is_settled, plan, portal,
};

const FEATURES: &str = "objects:\n  contact:\n    features:\n      job: { property: jobtitle, type: string }\n";

fn project(workflows: &str) -> Project {
    Project::of(&[
        ("hubwright.yaml", "name: known\nenvironments:\n  demo: { kind: embedded, portal: 1001 }\n"),
        ("rules/features.yaml", FEATURES),
        ("workflows/all.flow", workflows),
    ])
}

fn one(version: u32, text: &str) -> Project {
    project(&format!(
        "workflow one on contact {{\n  version {version}\n  enabled in demo\n  enroll manually\n  set job = \"{text}\"\n}}\n"
    ))
}

/// Two workflows that enrol into each other, so that both are made as shells first.
fn circle(version: u32, text: &str) -> Project {
    let flow = |name: &str, other: &str| {
        format!(
            "workflow {name} on contact {{\n  version {version}\n  enroll manually\n  set job = \"{text}\"\n  enroll in \
             {other}\n}}\n\n"
        )
    };
    project(&(flow("left", "right") + &flow("right", "left")))
}

/// Applies until the process dies right after a write, and returns the record that it leaves.
fn killed_after_write(project: &Project, embedded: &Embedded, store: &MemoryStore, which: usize) -> MemoryStore {
    // Where the writes are is seen on a portal of the same past.
    let twin = harness::portal("");
    let mut past = MemoryStore::default();
    if events(embedded, "POST") > 0 {
        deploy(&one(1, "first"), &twin, &mut past, &Options::default());
    }
    let heard = Heard::new(&twin);
    let made = plan(project, &twin, &mut past, &Options::default()).unwrap();
    apply(project, &made, &heard, &mut past).unwrap();
    let at = heard.writes()[which];
    let mut ledger = Ledger::of(store.clone());
    let made = plan(project, embedded, &mut ledger, &Options::default()).unwrap();
    assert_eq!(made.stops, []);
    let mortal = Mortal::new(embedded, &ledger.dead, at, Fault::DropAfter);
    apply(project, &made, &mortal, &mut ledger).unwrap();
    assert!(ledger.dead.get(), "it was killed");
    ledger.kept
}

#[test]
fn a_second_meaning_does_not_go_out_under_the_version_of_a_killed_apply() {
    let (embedded, mut store) = (portal(""), MemoryStore::default());
    deploy(&one(1, "first"), &embedded, &mut store, &Options::default());
    let mut store = killed_after_write(&one(2, "second"), &embedded, &store, 0);
    let other = plan(&one(2, "third"), &embedded, &mut store, &Options::default()).unwrap();
    assert_eq!(other.stops.iter().map(|stop| &stop.why).collect::<Vec<_>>(), [&StopReason::SameVersion { version: 2 }]);
    deploy(&one(3, "third"), &embedded, &mut store, &Options::default());
    is_settled(&one(3, "third"), &embedded, &mut store, &Options::default());
}

#[test]
fn what_a_kill_left_between_making_and_switching_on_is_ours_to_delete() {
    let (embedded, store) = (portal(""), MemoryStore::default());
    let mut store = killed_after_write(&one(1, "first"), &embedded, &store, 0);
    deploy(&one(1, "first"), &embedded, &mut store, &Options::default());
    is_settled(&one(1, "first"), &embedded, &mut store, &Options::default());
    deploy(&project(""), &embedded, &mut store, &deletes());
    assert_eq!(events(&embedded, "DELETE"), 1, "we made it");
}

#[test]
fn a_source_edited_after_a_kill_finds_each_filled_shell_its_own() {
    for which in 0..3 {
        let (embedded, store) = (portal(""), MemoryStore::default());
        let mut store = killed_after_write(&circle(1, "first"), &embedded, &store, which);
        deploy(&circle(2, "second"), &embedded, &mut store, &Options::default());
        is_settled(&circle(2, "second"), &embedded, &mut store, &Options::default());
    }
}

#[test]
fn what_a_property_was_before_a_write_is_in_the_record() {
    let labelled = |label: &str| {
        let features = format!(
            "owners:\n  ops: {{ team: Ops, contact: ops@acme.example }}\nobjects:\n  contact:\n    features:\n      \
             score:\n        type: number\n        owner: ops\n        about: A score.\n        managed: {{ label: \
             {label}, group: hubwright, field: number }}\n"
        );
        Project::of(&[
            ("hubwright.yaml", "name: known\nenvironments:\n  demo: { kind: embedded, portal: 1001 }\n"),
            ("rules/features.yaml", &features),
        ])
    };
    let (embedded, mut store) = (portal(""), MemoryStore::default());
    deploy(&labelled("Score"), &embedded, &mut store, &Options::default());
    deploy(&labelled("Points"), &embedded, &mut store, &Options::default());
    let log = store.load().unwrap();
    let said = log.entries().iter().map(|entry| &entry.said).filter(|said| said.object.kind == ObjectKind::Property);
    let events: Vec<&Event> = said.map(|said| &said.event).collect();
    let [Event::Intent(made), Event::Done { wrote: Wrote::Created, .. }, Event::Intent(intent), done] = &events[..]
    else {
        panic!("{events:#?}")
    };
    assert_eq!((&made.before, made.does), (&None, Wrote::Created));
    assert_eq!(intent.before.as_ref().unwrap()["label"], "Score", "the whole definition before the write");
    assert_eq!(intent.before.as_ref().unwrap()["type"], "number");
    let Event::Done { wrote: Wrote::Updated, facts } = done else { panic!("{done:?}") };
    assert_eq!((facts.id.as_str(), &facts.after["label"]), ("contact.score", &json!("Points")));
}

#[test]
fn a_placeholder_whose_id_nobody_told_is_not_sent() {
    let (embedded, mut store) = (portal(""), MemoryStore::default());
    let mut made = plan(&one(1, "first"), &embedded, &mut store, &Options::default()).unwrap();
    let Write::CreateFlow { body } = &mut made.changes[0].writes[0] else { panic!("{made:?}") };
    body["suppressionListIds"] = json!([{ "$hubwright": "list:nobody" }]);
    let heard = Heard::new(&embedded);
    let outcome = apply(&one(1, "first"), &made, &heard, &mut store).unwrap();
    assert_eq!(heard.writes(), Vec::<usize>::new());
    let [deploy::Fault::Unfilled { label, .. }] = &outcome.failed[..] else { panic!("{:?}", outcome.failed) };
    assert_eq!(label, "list:nobody");
    assert_eq!(deploy::words(&outcome.failed[0]).code, "deploy::unfilled");
    deploy(&one(1, "second"), &embedded, &mut store, &Options::default());
}

#[test]
fn an_apply_of_nothing_pushes_what_an_earlier_one_could_not() {
    let (embedded, clones, project) = (portal(""), Clones::new(), one(1, "first"));
    let mut first = clones.store("first");
    deploy(&project, &embedded, &mut first, &Options::default());
    let log = first.load().unwrap();
    // An outcome that only this machine knows.
    first.append(&[log.entries().last().unwrap().said.clone()]).unwrap();
    drop(first);
    let empty = deploy(&project, &embedded, &mut clones.store("first"), &Options::default());
    assert_eq!((empty.changes, empty.claims), (vec![], vec![]));
    assert_eq!(clones.store("second").load().unwrap().entries().len(), log.entries().len() + 1);
}
