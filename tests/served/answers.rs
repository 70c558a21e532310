//! A portal whose answers are good but for one: each is told by its own code.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};

use hubwright::emulator::{AccountType, Embedded, PortalIdentity, State};
use hubwright::hubspot::switches::Switches;
use hubwright::portal::{Method, Request, Response, Transport as _};

use crate::nonsense::{in_file, read};
use crate::world::{Ended, PORTAL, World, run};

/// What becomes of an answer; none: the connection is closed instead.
type Change = fn(&Request, Response) -> Option<Response>;

/// Serves a portal that changes its answers so.
fn altered(change: Change) -> SocketAddr {
    let identity =
        PortalIdentity { portal_id: PORTAL, account_type: AccountType::Sandbox, time_zone: "UTC".to_owned() };
    let embedded = Embedded::new(State::in_memory(identity, Switches::default()).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let Ok(request) = read(&stream) else { continue };
            let Some(answer) = change(&request, embedded.send(&request).unwrap()) else { continue };
            let headers = answer.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
            let headers = headers.collect::<String>();
            let Response { status, body, .. } = answer;
            // Who has heard enough hangs up.
            let _done = write!(
                stream,
                "HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    address
}

fn applied(change: Change) -> Ended {
    let world = World::new();
    run(&world.project(&in_file()), &["apply", "--auto-approve"], altered(change))
}

fn json(status: u16, body: &str) -> Option<Response> {
    Some(Response { status, headers: Vec::new(), body: body.to_owned() })
}

fn makes_a_list(request: &Request) -> bool {
    request.method == Method::Post && request.path.starts_with("/crm/lists/") && request.path.matches('/').count() == 3
}

#[test]
fn a_redirect_is_not_followed() {
    let change: Change = |_, _| {
        let headers = vec![("location".to_owned(), "https://login.example.com/".to_owned())];
        Some(Response { status: 302, headers, body: String::new() })
    };
    applied(change).is(5, "deploy::forbidden");
}

#[test]
fn a_web_page_is_garbage() {
    applied(|_, _| json(200, "<!DOCTYPE html><html></html>")).is(5, "deploy::garbage");
}

#[test]
fn the_limit_of_a_day_is_not_waited_for() {
    let change: Change =
        |_, _| json(429, r#"{"status":"error","message":"limit","errorType":"RATE_LIMIT","policyName":"DAILY"}"#);
    applied(change).is(5, "deploy::limited");
}

#[test]
fn a_read_that_is_refused_says_what_the_portal_said() {
    let change: Change = |request, answer| {
        if request.path.starts_with("/crm/lists/") {
            return json(400, r#"{"status":"error","category":"VALIDATION_ERROR","message":"no lists today"}"#);
        }
        Some(answer)
    };
    let ended = applied(change).is(5, "deploy::refused");
    assert!(ended.err.contains("no lists today"), "{ended:?}");
}

#[test]
fn what_the_portal_holds_otherwise_than_written_is_told() {
    let change: Change = |request, answer| {
        let read = request.method == Method::Get && request.path.starts_with("/crm/lists/");
        let body = if read { answer.body.replace("Writer", "Editor") } else { answer.body };
        Some(Response { body, ..answer })
    };
    applied(change).is(5, "deploy::read-back-differs");
}

#[test]
fn a_write_whose_answer_is_lost_and_that_cannot_be_found_is_of_unknown_outcome() {
    let change: Change = |request, answer| {
        // The answer is lost, and from then on nobody finds the list.
        let asks_for_lists = request.path.starts_with("/crm/lists/") && !request.path.contains("folder");
        let found = answer.body.contains("Engineers") || answer.body.contains("Writers");
        let is_lost = makes_a_list(request) || asks_for_lists && found;
        (!is_lost).then_some(answer)
    };
    applied(change).is(5, "deploy::outcome-unknown");
}
