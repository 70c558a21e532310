//! A portal that talks nonsense from some request on: an error that says so, and nothing is written.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use hubwright::emulator::{AccountType, Embedded, PortalIdentity, State};
use hubwright::hubspot::switches::Switches;
use hubwright::portal::{Method, Request, Response, Transport as _};

use crate::world::{PORTAL, SETTINGS, World, run};

/// What a portal says instead of an answer.
#[derive(Clone, Copy, Debug)]
enum Nonsense {
    Body(&'static str),
    Half,
    HangUp,
}

/// Answers the first requests as a portal does, all further ones with nonsense; counts writes.
struct Babbler {
    embedded: Mutex<Embedded>,
    sane: AtomicUsize,
    nonsense: Nonsense,
    writes: AtomicUsize,
}

fn babble(sane: usize, nonsense: Nonsense) -> (SocketAddr, Arc<Babbler>) {
    let identity =
        PortalIdentity { portal_id: PORTAL, account_type: AccountType::Sandbox, time_zone: "UTC".to_owned() };
    let embedded = Mutex::new(Embedded::new(State::in_memory(identity, Switches::default()).unwrap()));
    let babbler = Babbler { embedded, sane: AtomicUsize::new(sane), nonsense, writes: AtomicUsize::new(0) };
    let shared = Arc::new(babbler);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let ours = Arc::clone(&shared);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            // Who has heard enough hangs up.
            let _done = ours.answer(stream.unwrap());
        }
    });
    (address, shared)
}

impl Babbler {
    fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let request = read(&stream)?;
        let is_read = ["/all", "/batch/read", "/search"].iter().any(|tail| request.path.ends_with(tail));
        if request.method != Method::Get && !is_read {
            self.writes.fetch_add(1, Ordering::SeqCst);
        }
        let sane = self.sane.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        let Response { status, body, .. } = self.embedded.lock().unwrap().send(&request).unwrap();
        let (body, length) = match (sane, self.nonsense) {
            (true, _) => (body.clone(), body.len()),
            (false, Nonsense::Body(text)) => (text.to_owned(), text.len()),
            (false, Nonsense::Half) => (body[..body.len() / 2].to_owned(), body.len() / 2),
            (false, Nonsense::HangUp) => return Ok(()),
        };
        let status = if sane { status } else { 200 };
        write!(stream, "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
    }
}

pub fn read(stream: &TcpStream) -> std::io::Result<Request> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while reader.read_line(&mut head)? > 2 {}
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let mut words = head.split_whitespace();
    let method = match words.next().unwrap_or_default() {
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        _ => Method::Get,
    };
    let target = words.next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query = query.split('&').filter_map(|pair| pair.split_once('='));
    let query = query.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Ok(Request { method, path: path.to_owned(), query, body: serde_json::from_slice(&body).ok() })
}

pub fn in_file() -> String {
    SETTINGS.replace("portal: 4242", "portal: 4242, record: file")
}

/// How many requests the plan of an empty portal takes: details, lists, folders, flows, properties.
const REQUESTS: usize = 5;

fn ends_five(sane: usize, nonsense: Nonsense) {
    let world = World::new();
    let project = world.project(&in_file());
    let (address, babbler) = babble(sane, nonsense);
    let ended = run(&project, &["apply", "--auto-approve"], address);
    assert_eq!(ended.code, 5, "{sane} {nonsense:?}: {ended:?}");
    let ended = ended.is(5, "deploy::");
    assert_eq!(babbler.writes.load(Ordering::SeqCst), 0, "{sane} {nonsense:?}: nothing is written: {ended:?}");
    assert!(!project.join(".hubwright/record/4242.jsonl").exists(), "{sane} {nonsense:?}: nothing is recorded");
}

#[test]
fn a_plan_of_an_empty_portal_takes_so_many_requests() {
    let world = World::new();
    let project = world.project(&in_file());
    let (address, babbler) = babble(1000, Nonsense::HangUp);
    run(&project, &["plan"], address).is(0, "");
    assert_eq!(1000 - babbler.sane.load(Ordering::SeqCst), REQUESTS);
}

#[test]
fn a_web_page_is_no_answer_at_any_request() {
    (0..REQUESTS).for_each(|sane| ends_five(sane, Nonsense::Body("<!DOCTYPE html><html><body>Sorry</body></html>")));
}

#[test]
fn half_a_body_is_no_answer_at_any_request() {
    (0..REQUESTS).for_each(|sane| ends_five(sane, Nonsense::Half));
}

#[test]
fn nothing_is_no_answer_at_any_request() {
    (0..REQUESTS).for_each(|sane| ends_five(sane, Nonsense::Body("")));
}

#[test]
fn json_of_another_shape_is_no_answer_at_any_request() {
    for text in ["[]", "{}", "null", "17", r#""x""#, r#"{"results":{},"lists":7,"folder":[],"portalId":"x"}"#] {
        (0..REQUESTS).for_each(|sane| ends_five(sane, Nonsense::Body(text)));
    }
}

#[test]
fn rows_of_another_shape_are_no_answer() {
    for text in [r#"{"results":[{}],"lists":[{}],"folder":{}}"#, r#"{"results":[null],"lists":[7]}"#] {
        (0..REQUESTS).for_each(|sane| ends_five(sane, Nonsense::Body(text)));
    }
}

#[test]
fn a_connection_that_is_closed_without_a_word_is_no_answer() {
    ends_five(0, Nonsense::HangUp);
    ends_five(REQUESTS - 1, Nonsense::HangUp);
}

#[test]
fn nobody_there_is_no_answer() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let world = World::new();
    run(&world.project(&in_file()), &["apply", "--auto-approve"], address).is(5, "deploy::");
}
