//! What the record knows after a kill holds for sources that were edited since.

use hubwright::emulator::Embedded;
use hubwright::plan::StopReason;
use hubwright::plan::build::Options;
use hubwright::portal::testing::Fault;
use hubwright::record::MemoryStore;

use crate::harness::{self, Heard, Ledger, Mortal, Project, apply, deletes, deploy, events, is_settled, plan, portal};

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
