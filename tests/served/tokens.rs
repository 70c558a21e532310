//! Who may ask what of which portal.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};

use crate::world::{Ended, SETTINGS, TOKEN, World, command, content, run, serve};

fn plan(settings: &str, address: SocketAddr, token: Option<&str>) -> Ended {
    let world = World::new();
    let project = world.project(settings);
    Ended::of(command(&project, &["plan"], address, token).output().unwrap())
}

fn in_file() -> String {
    SETTINGS.replace("portal: 4242", "portal: 4242, record: file")
}

#[test]
fn without_a_token_nothing_is_asked() {
    plan(&in_file(), serve(), None).is(4, "HUBWRIGHT_TOKEN_STAGING");
    plan(&in_file(), serve(), Some("  ")).is(4, "HUBWRIGHT_TOKEN_STAGING");
}

#[test]
fn a_wrong_token_is_not_authenticated() {
    plan(&in_file(), serve(), Some("pat-na1-other")).is(4, "");
}

#[test]
fn another_portal_than_declared_is_told_before_anything_else() {
    plan(&in_file().replace("4242", "4243"), serve(), Some(TOKEN)).is(4, "4243");
}

#[test]
fn another_account_type_than_declared_is_told_before_anything_else() {
    let production = in_file().replace("kind: sandbox", "kind: production");
    plan(&production, serve(), Some(TOKEN)).is(4, "SANDBOX");
}

#[test]
fn production_is_not_written_without_a_word_more() {
    let (world, address) = (World::new(), serve());
    let project = world.project(&in_file().replace("kind: sandbox", "kind: production"));
    run(&project, &["apply", "--auto-approve"], address).is(6, "unproven");
    assert_eq!(content(address), Vec::<String>::new());
}

#[test]
fn without_an_answer_from_a_person_nothing_is_written() {
    let (world, address) = (World::new(), serve());
    let project = world.project(&in_file());
    run(&project, &["apply"], address).is(6, "--auto-approve");
    assert_eq!(content(address), Vec::<String>::new());
}

#[test]
fn a_portal_that_misses_a_scope_is_a_matter_of_permission() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut bytes = [0; 4096];
            let _read = stream.read(&mut bytes);
            let body = r#"{"status":"error","category":"MISSING_SCOPES","message":"This app hasn't been granted all required scopes","errors":[{"message":"One or more of the following scopes are required.","context":{"requiredGranularScopes":["crm.lists.read"]}}]}"#;
            let _written = write!(
                stream,
                "HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: \
                 close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    plan(&in_file(), address, Some(TOKEN)).is(4, "deploy::not-permitted").is(4, "crm.lists.read");
}

#[test]
fn a_foreign_host_header_gets_nothing() {
    let address = serve();
    for host in ["evil.example", "127.0.0.1", "127.0.0.1.evil.example"] {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "GET /account-info/2026-09/details HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {TOKEN}\r\nConnection: \
             close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 421"), "{host}: {answer}");
        assert!(!answer.contains("portalId"), "{host}: {answer}");
    }
}

#[test]
fn a_hostile_project_cannot_choose_where_the_token_goes() {
    let evil = TcpListener::bind("127.0.0.1:0").unwrap();
    evil.set_nonblocking(true).unwrap();
    let there = evil.local_addr().unwrap();
    let lines = [
        format!("host: {there}"),
        format!("url: http://{there}"),
        format!("token: {there}"),
        format!("paths: {{ automation: \"//{there}/x\" }}"),
        format!("paths: {{ automation: \"http://{there}/x\" }}"),
        format!("paths: {{ automation: \"@{there}/x\" }}"),
        format!("paths: {{ crm: \"../../{there}\" }}"),
        format!("paths: {{ crm: \"2026-09@{there}\" }}"),
        "seed: /etc/passwd".to_owned(),
        "seed: ../../../etc/passwd".to_owned(),
    ];
    for line in lines {
        let settings = in_file().replace("portal: 4242", &format!("portal: 4242, {line}"));
        let ended = plan(&settings, serve(), Some(TOKEN));
        assert_eq!(ended.code, 3, "{line}: {ended:?}");
        assert!(!ended.err.contains("panicked") && !ended.err.contains(TOKEN), "{line}: {ended:?}");
        assert!(evil.accept().is_err(), "{line}: nobody came");
    }
}

#[test]
fn what_is_no_host_is_not_used() {
    let world = World::new();
    let project = world.project(&in_file());
    for value in ["http://127.0.0.1:1/", "user@127.0.0.1", "127.0.0.1:1/x", "", "[::1"] {
        let mut command = command(&project, &["plan"], serve(), Some(TOKEN));
        let ended = Ended::of(command.env("HUBWRIGHT_ALLOW_HOST", value).output().unwrap());
        assert_eq!(ended.code, 64, "{value}: {ended:?}");
    }
}

#[test]
fn doctor_tells_who_the_token_is_and_never_the_token() {
    let (world, address) = (World::new(), serve());
    let project = world.project(&in_file());
    let ended = run(&project, &["doctor"], address).is(0, "portal        4242, as `staging` declares; SANDBOX");
    ended.is(0, "user 1, app 1, portal 4242");
    let ended = Ended::of(command(&project, &["doctor"], address, Some("pat-na1-other")).output().unwrap());
    ended.is(4, "INVALID_AUTHENTICATION");
    run(&world.project(&in_file().replace("4242", "4243")), &["doctor"], address).is(4, "and `staging` declares 4243");
}
