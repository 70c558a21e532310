//! A portal that is served while commands want the same file: one at a time, and the other is told.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::world::{Ended, Running, World};

const SETTINGS: &str = "name: embedded\nenvironments:\n  demo: { kind: embedded, portal: 7 }\n";

fn hubwright(project: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hubwright"));
    command.env_clear().current_dir(project).args(arguments).stdin(Stdio::null());
    command
}

fn run(project: &Path, arguments: &[&str]) -> Ended {
    Ended::of(hubwright(project, arguments).output().unwrap())
}

fn serve(project: &Path) -> (Running, SocketAddr) {
    let mut command = hubwright(project, &["portal", "serve", "--port", "0"]);
    command.env("HUBWRIGHT_PORTAL_TOKEN", "t").stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("http://").expect("it says where it is").parse().unwrap();
    (Running(child), address)
}

#[test]
fn what_is_served_is_not_planned_in_process_at_the_same_time() {
    let world = World::new();
    let project = world.project(SETTINGS);
    run(&project, &["apply", "--auto-approve"]).is(0, "");
    let (server, _) = serve(&project);
    let told = run(&project, &["plan"]).is(5, "another process has the");
    assert_eq!(told.out, "");
    run(&project, &["apply", "--auto-approve"]).is(5, "another process has the");
    run(&project, &["portal", "serve", "--port", "0"]).is(4, "HUBWRIGHT_PORTAL_TOKEN");
    drop(server);
    // A server that was killed leaves its hold with its life.
    run(&project, &["plan", "--detailed-exitcode"]).is(0, "");
}

#[test]
fn what_was_written_over_the_socket_is_there_after_a_kill() {
    let world = World::new();
    let project = world.project(SETTINGS);
    run(&project, &["apply", "--auto-approve"]).is(0, "");
    let (server, address) = serve(&project);
    let https = hubwright::portal::https::Https::new(
        "t".to_owned().into(),
        hubwright::portal::https::Host::choose(Some(&address.to_string())).unwrap(),
    );
    let portal = hubwright::portal::Portal::new(&https, Default::default(), Default::default());
    let list = portal.list_by_title("0-1", "Writers (v1)").unwrap().unwrap();
    portal.rename_list(&list.id, "Writers by hand").unwrap();
    drop(server);
    run(&project, &["plan"]).is(0, "Writers by hand");
}

#[test]
fn what_is_served_is_not_reset() {
    let world = World::new();
    let project = world.project(SETTINGS);
    run(&project, &["apply", "--auto-approve"]).is(0, "");
    let (server, _) = serve(&project);
    run(&project, &["portal", "reset", "--yes"]).is(5, "another process has the");
    drop(server);
    run(&project, &["plan", "--detailed-exitcode"]).is(0, "");
    run(&project, &["portal", "reset", "--yes"]).is(0, "");
    run(&project, &["plan", "--detailed-exitcode"]).is(2, "");
}

#[test]
fn commands_that_make_the_portal_at_once_make_one() {
    let world = World::new();
    let project = world.project(SETTINGS);
    let mut command = hubwright(&project, &["apply", "--auto-approve"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let started: Vec<_> = (0..4).map(|_| command.spawn().unwrap()).collect();
    let ended: Vec<_> = started.into_iter().map(|child| Ended::of(child.wait_with_output().unwrap())).collect();
    // Who found the portal or the record in use was told so.
    assert!(ended.iter().any(|ended| ended.code == 0), "{ended:?}");
    assert!(ended.iter().all(|ended| matches!(ended.code, 0 | 5 | 6)), "{ended:?}");
    run(&project, &["plan", "--detailed-exitcode"]).is(0, "");
    let inside: Vec<_> = std::fs::read_dir(project.join(".hubwright/portal")).unwrap().collect();
    assert!(inside.iter().all(|entry| !entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("new-")));
}
