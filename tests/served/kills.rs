//! A process that is killed, and processes that want the same at once.

use std::time::Duration;

use crate::world::{Ended, SETTINGS, TOKEN, World, as_somebody_else, command, content, run, serve};

const ALL: [&str; 3] = ["Engineers (v1)", "Greet", "Writers (v1)"];

fn killed_midway(settings: &str) {
    let (world, address) = (World::new(), serve());
    world.remote();
    let clone = world.clone("clone");
    std::fs::write(clone.join("hubwright.yaml"), settings).unwrap();
    let mut child = command(&clone, &["apply", "--auto-approve"], address, Some(TOKEN)).spawn().unwrap();
    while as_somebody_else(address, |portal| portal.all_lists().unwrap().is_empty()) {
        assert!(child.try_wait().unwrap().is_none(), "it goes on until it has made something");
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    run(&clone, &["apply", "--auto-approve"], address).is(0, "");
    assert_eq!(content(address), ALL, "nothing is missing, nothing is there twice");
    run(&clone, &["plan", "--detailed-exitcode"], address).is(0, "");
}

#[test]
fn a_kill_leaves_the_rest_to_the_next_apply_with_a_record_in_a_file() {
    killed_midway(&SETTINGS.replace("portal: 4242", "portal: 4242, record: file"));
}

#[test]
fn a_kill_leaves_the_rest_to_the_next_apply_with_a_record_in_git() {
    killed_midway(SETTINGS);
}

#[test]
fn two_applies_of_one_checkout_make_nothing_twice() {
    let (world, address) = (World::new(), serve());
    let project = world.project(&SETTINGS.replace("portal: 4242", "portal: 4242, record: file"));
    let start = || command(&project, &["apply", "--auto-approve"], address, Some(TOKEN)).spawn().unwrap();
    let ended = [start(), start()].map(|child| Ended::of(child.wait_with_output().unwrap()));
    assert!(ended.iter().any(|ended| ended.code == 0), "{ended:?}");
    assert!(ended.iter().all(|ended| matches!(ended.code, 0 | 6)), "{ended:?}");
    assert_eq!(content(address), ALL);
    run(&project, &["plan", "--detailed-exitcode"], address).is(0, "");
}

#[test]
fn what_a_killed_runner_left_is_finished_by_another_clone() {
    let (world, address) = (World::new(), serve());
    world.remote();
    let (first, second) = (world.clone("first"), world.clone("second"));
    let mut child = command(&first, &["apply", "--auto-approve"], address, Some(TOKEN)).spawn().unwrap();
    while as_somebody_else(address, |portal| portal.all_lists().unwrap().is_empty()) {
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // The intents were pushed before the first write: the other clone knows what it may find.
    run(&second, &["apply", "--auto-approve"], address).is(0, "");
    assert_eq!(content(address), ALL);
    run(&second, &["plan", "--detailed-exitcode"], address).is(0, "");
    // The first one has outcomes that it never pushed; they say nothing that is not so.
    run(&first, &["apply", "--auto-approve"], address).is(0, "");
    run(&first, &["plan", "--detailed-exitcode"], address).is(0, "");
    run(&second, &["plan", "--detailed-exitcode"], address).is(0, "");
    assert_eq!(content(address), ALL);
}
