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
