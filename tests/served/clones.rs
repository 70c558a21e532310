//! One portal, several checkouts.

use std::os::unix::fs::PermissionsExt as _;

use hubwright::record::ObjectKind;
use serde_json::Value;

use crate::world::{Ended, TOKEN, World, as_somebody_else, command, content, run, serve};

const ALL: [&str; 3] = ["Engineers (v1)", "Greet", "Writers (v1)"];

#[test]
fn a_second_clone_finds_nothing_to_do() {
    let (world, address) = (World::new(), serve());
    world.remote();
    let (first, second) = (world.clone("first"), world.clone("second"));
    run(&first, &["apply", "--auto-approve"], address).is(0, "");
    assert_eq!(content(address), ALL);
    run(&second, &["plan", "--detailed-exitcode"], address).is(0, "");
    run(&second, &["apply", "--auto-approve"], address).is(0, "");
    assert_eq!(content(address), ALL);
}

#[test]
fn of_two_applies_at_once_one_wins_and_one_is_told() {
    let (world, address) = (World::new(), serve());
    let remote = world.remote();
    // Whoever pushes is held up for so long that the other pushes too.
    let hook = remote.join("hooks/pre-receive");
    std::fs::create_dir_all(remote.join("hooks")).unwrap();
    std::fs::write(&hook, "#!/bin/sh\nsleep 3\n").unwrap();
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    let clones = [world.clone("first"), world.clone("second")];
    let started = clones
        .each_ref()
        .map(|clone| command(clone, &["apply", "--auto-approve"], address, Some(TOKEN)).spawn().unwrap());
    let ended = started.map(|child| Ended::of(child.wait_with_output().unwrap()));
    let loser = ended.iter().position(|ended| ended.code != 0).expect("one is told");
    let [first, second] = ended;
    let (winner, told) = if loser == 0 { (second, first) } else { (first, second) };
    winner.is(0, "✓");
    let told = told.is(6, "deploy::");
    assert!(!told.err.contains('✓'), "it wrote nothing: {told:?}");
    assert_eq!(content(address), ALL, "nothing is there twice");
    std::fs::remove_file(&hook).unwrap();
    for clone in &clones {
        run(clone, &["plan", "--detailed-exitcode"], address).is(0, "");
        run(clone, &["apply", "--auto-approve"], address).is(0, "");
    }
    assert_eq!(content(address), ALL);
}

#[test]
fn a_filter_that_somebody_changed_is_drift_on_that_list_alone() {
    let (world, address) = (World::new(), serve());
    world.remote();
    let clone = world.clone("clone");
    run(&clone, &["apply", "--auto-approve"], address).is(0, "");
    as_somebody_else(address, |portal| {
        let list = portal.list_by_title("0-1", "Engineers (v1)").unwrap().unwrap();
        let text = list.filters().unwrap().to_string().replace("Engineer", "Plumber");
        portal.update_list_filters(&list.id, serde_json::from_str(&text).unwrap()).unwrap();
    });
    let ended = run(&clone, &["plan", "--detailed-exitcode", "--format", "json"], address).is(0, "");
    let saved: Value = serde_json::from_str(&ended.out).unwrap();
    let drift = saved["plan"]["drift"].as_array().unwrap();
    assert_eq!(drift.len(), 1, "{drift:?}");
    assert_eq!(drift[0]["object"]["name"], "engineers");
    assert_eq!(drift[0]["object"]["kind"], serde_json::to_value(ObjectKind::List).unwrap());
    assert_eq!(saved["plan"]["changes"], Value::Array(Vec::new()));

    let path = clone.join("rules/all.seg");
    let source = std::fs::read_to_string(&path).unwrap();
    let source = source.replacen("version 1", "version 2", 1).replace("\"Engineer\"", "\"Engineer\", \"Developer\"");
    std::fs::write(&path, source).unwrap();
    run(&clone, &["plan"], address).is(6, "engineers");
    run(&clone, &["apply", "--auto-approve"], address).is(6, "engineers");
    assert_eq!(content(address), ALL, "what is stopped is not written");
    run(&clone, &["apply", "--auto-approve", "--overwrite", "engineers"], address).is(0, "");
    assert_eq!(content(address), ["Engineers (v2)", "Greet", "Writers (v1)"]);
    run(&clone, &["plan", "--detailed-exitcode"], address).is(0, "");
}
