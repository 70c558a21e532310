//! A portal of a thousand lists and a thousand workflows: what its import asks for, and what of it another machine knows.
#![cfg(feature = "edge")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[path = "import_many/counting.rs"]
mod counting;
#[path = "../benches/portals/mod.rs"]
mod portals;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use counting::Counting;
use portals::Things;
use serde_json::Value;

const LISTS: usize = 1_000;
const FLOWS: usize = 1_000;

/// What an import says of the things that the generator makes for it to say so.
const NOT_SAID: [&str; 2] =
    ["the action 2 leads back to the action 1, and steps go forward alone", "webinars have no form in the language"];

/// Runs a command that has to end well, and returns what it printed.
fn done(folder: &Path, portal: Option<SocketAddr>, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hubwright"));
    command.env_clear().env("HOME", folder).current_dir(folder).stdin(Stdio::null()).args(arguments);
    // Without a portal there is no token either: nothing can be asked.
    if let Some(address) = portal {
        command.env("HUBWRIGHT_ALLOW_HOST", address.to_string()).env(portals::TOKEN_VARIABLE, portals::TOKEN);
    }
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (code, out, err) = (output.status.code(), text(output.stdout), text(output.stderr));
    assert_eq!(code, Some(0), "{arguments:?}: {out}\n{err}");
    out
}

/// Copies what is committed of a project: all but what is kept for one machine.
fn cloned(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copy = to.join(path.file_name().unwrap());
        if path.ends_with(".hubwright") {
            continue;
        } else if path.is_dir() {
            std::fs::create_dir_all(&copy).unwrap();
            cloned(&path, &copy);
        } else {
            std::fs::copy(&path, &copy).unwrap();
        }
    }
}

/// What the README promises: lists and workflows by pages and then by hundreds, and pages of names.
fn expected(lists: usize, flows: usize) -> usize {
    let Things { forms, emails, owners } = portals::things(lists, flows);
    let pages = |of: usize, in_a_page: usize| of.div_ceil(in_a_page).max(1);
    let lists = pages(lists, 500) + lists.div_ceil(100) + 1;
    let flows = pages(flows, 100) + flows.div_ceil(100);
    let standard = 4;
    // Three classes of properties, archived ones, their groups, pipelines; and labels between each two objects.
    let objects = standard * 6 + standard * standard;
    let named = pages(forms, 100) + pages(emails, 100) + pages(owners, 500);
    let (account, schemas, teams, subscriptions, events) = (2, 1, 1, 1, 1);
    account + lists + flows + objects + named + schemas + teams + subscriptions + events
}

#[test]
fn a_thousand_lists_and_workflows_are_imported_in_few_requests_and_a_second_clone_knows_them() {
    let portal = Counting::before(portals::serve(portals::portal(LISTS, FLOWS)));
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(first.path().join("hubwright.yaml"), portals::SETTINGS).unwrap();
    let report = done(first.path(), Some(portal.address), &["import", "--format", "json"]);

    let counts = portal.take();
    assert_eq!(counts.values().sum::<usize>(), expected(LISTS, FLOWS), "{counts:#?}");
    let of =
        |part: &str| counts.iter().filter(|(shape, _)| shape.contains(part)).map(|(_, count)| count).sum::<usize>();
    assert_eq!(of("/account-info/") + of("/crm/lists/") + of("/automation/"), 35, "{counts:#?}");

    let report: Value = serde_json::from_str(&report).unwrap();
    let mut lost: BTreeMap<&str, usize> = BTreeMap::new();
    for loss in report["losses"].as_array().unwrap() {
        *lost.entry(loss["why"].as_str().unwrap()).or_default() += 1;
    }
    assert_eq!(lost.keys().copied().collect::<Vec<_>>(), NOT_SAID, "{:#}", report["losses"]);
    let imported = report["imported"].as_array().unwrap().len();
    assert_eq!(imported + lost.values().sum::<usize>(), LISTS + FLOWS);
    assert!(imported >= (LISTS + FLOWS) * 95 / 100, "{imported}");

    done(first.path(), None, &["check"]);
    cloned(first.path(), second.path());
    assert!(!second.path().join(".hubwright").exists());
    let plan = done(second.path(), Some(portal.address), &["plan", "--detailed-exitcode"]);
    assert!(plan.contains("Nothing to do"), "{plan}");
}
