//! The way to a real portal, against a tiny server on this machine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]
#![cfg(feature = "edge")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use hubwright::portal::https::{Host, Https};
use hubwright::portal::{Broken, Method, Portal, PortalError, Request, Transport as _};
use hubwright::settings::{ApiPaths, BatchSizes};

const TOKEN: &str = "pat-na1-secret";

/// Answers each connection with the next raw text, then closes it; hands on what it was sent.
fn server(answers: Vec<Vec<u8>>) -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (send, receive) = channel();
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = send.send(read_request(&stream));
            // Who has seen enough hangs up.
            let _ = stream.write_all(&answer);
        }
    });
    (address, receive)
}

fn read_request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut text = String::new();
    while reader.read_line(&mut text).unwrap() > 2 {}
    let length = text
        .lines()
        .find_map(|line| line.to_lowercase().strip_prefix("content-length:").map(|value| value.trim().parse().unwrap()))
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    text + &String::from_utf8(body).unwrap()
}

fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}").into_bytes()
}

fn https(address: SocketAddr) -> Https {
    Https::new(TOKEN.to_owned().into(), Host::choose(Some(&address.to_string())).unwrap())
}

#[test]
fn a_request_goes_out_whole_and_its_answer_comes_back_whole() {
    let (address, sent) = server(vec![answer("201 Created", "X-Thing: 7\r\n", "{\"a\":1}")]);
    let request = Request::new(Method::Put, "/crm/lists/2026-09/7/update-list-name")
        .with("listName", "A & B=ü")
        .body(serde_json::json!({ "x": "ü" }));
    let response = https(address).send(&request).unwrap();
    assert_eq!((response.status, response.header("x-thing")), (201, Some("7")));
    assert_eq!(response.body, "{\"a\":1}");
    let sent = sent.recv().unwrap();
    let first = "PUT /crm/lists/2026-09/7/update-list-name?listName=A+%26+B%3D%C3%BC HTTP/1.1";
    assert!(sent.starts_with(first), "{sent}");
    let lower = sent.to_lowercase();
    assert!(lower.contains(&format!("authorization: bearer {TOKEN}")), "{sent}");
    assert!(lower.contains("accept: application/json") && lower.contains("content-type: application/json"), "{sent}");
    assert!(sent.ends_with("{\"x\":\"ü\"}"));
}

#[test]
fn a_redirect_is_refused_and_the_token_is_not_sent_on() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let location = format!("Location: http://{}/steal\r\n", other.local_addr().unwrap());
    for (status, method) in [("302 Found", Method::Get), ("307 Temporary Redirect", Method::Post)] {
        let (address, _sent) = server(vec![answer(status, &location, "")]);
        let error = https(address).send(&Request::new(method, "/x")).unwrap_err();
        assert!(matches!(&error, Broken::Forbidden(why) if why.contains("redirect")), "{error:?}");
        assert!(!error.to_string().contains(TOKEN));
    }
    other.set_nonblocking(true).unwrap();
    assert_eq!(other.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "nobody came there");
}

#[test]
fn plain_http_is_for_this_machine_only() {
    for host in ["192.0.2.1:8080", "example.com:80", "localhost.example.com", "127.0.0.1.example.com:8080"] {
        assert_eq!(Host::choose(Some(host)).unwrap().to_string(), format!("https://{host}"));
    }
    assert!(Host::choose(Some("http://example.com")).is_err());
}

/// 0.0.0.0 is no loopback address, and yet leads to this machine: so a test can see what would leave it.
#[cfg(target_os = "linux")]
#[test]
fn what_leaves_this_machine_is_encrypted_from_the_first_byte() {
    if std::env::vars().any(|(name, _)| name.to_lowercase().ends_with("s_proxy")) {
        return;
    }
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let host = Host::choose(Some(&listener.local_addr().unwrap().to_string())).unwrap();
    let (send, seen) = channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut bytes = vec![0; 4096];
        let length = stream.read(&mut bytes).unwrap();
        bytes.truncate(length);
        send.send(bytes).unwrap();
    });
    let https = Https::new(TOKEN.to_owned().into(), host);
    https.send(&Request::new(Method::Get, "/account-info/2026-09/details")).unwrap_err();
    let bytes = seen.recv_timeout(std::time::Duration::from_secs(10)).unwrap();
    assert_eq!(bytes.first(), Some(&0x16), "a TLS handshake");
    assert!(!String::from_utf8_lossy(&bytes).contains(TOKEN));
}

#[test]
fn no_connection_is_told_from_no_answer() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let request = Request::new(Method::Post, "/x").with("email", "jane@example.com");
    let refused = https(address).send(&request).unwrap_err();
    assert!(matches!(&refused, Broken::NotSent(why) if !why.contains("jane")), "{refused:?}");

    let (address, _sent) = server(vec![Vec::new()]);
    let closed = https(address).send(&request).unwrap_err();
    assert!(matches!(&closed, Broken::NoAnswer(why) if !why.contains("jane")), "{closed:?}");

    let half = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"a\":".to_vec();
    let (address, _sent) = server(vec![half]);
    let broken = https(address).send(&request).unwrap_err();
    assert!(matches!(broken, Broken::NoAnswer(_)), "{broken:?}");
}

#[test]
fn an_answer_beyond_all_measure_is_not_kept() {
    let body = "x".repeat(65 * 1024 * 1024);
    let (address, _sent) = server(vec![answer("200 OK", "", &body)]);
    let error = https(address).send(&Request::new(Method::Post, "/x")).unwrap_err();
    assert!(matches!(&error, Broken::NoAnswer(why) if why.contains("64 MiB")), "{error:?}");
}

#[test]
fn an_error_names_neither_token_nor_query() {
    let (address, _sent) = server(vec![answer("400 Bad Request", "", "{\"message\":\"no\"}")]);
    let https = https(address);
    let portal = Portal::new(&https, ApiPaths::default(), BatchSizes::default());
    let error = portal.rename_list("7", "jane@example.com").unwrap_err();
    assert!(matches!(error, PortalError::Refused { .. }));
    let said = format!("{error:?}");
    assert!(!said.contains(TOKEN) && !said.contains("jane"), "{said}");
}

#[test]
fn a_token_asks_about_itself_and_no_answer_repeats_it() {
    let body = format!("{{\"message\":\"the token {TOKEN} is not known\"}}");
    let (address, sent) = server(vec![answer("400 Bad Request", "", &body)]);
    let https = https(address);
    let portal = Portal::new(&https, ApiPaths::default(), BatchSizes::default());
    let said = portal.introspect().unwrap();
    assert_eq!((said.status, said.body.as_str()), (400, "{\"message\":\"the token … is not known\"}"));
    let sent = sent.recv().unwrap();
    assert!(sent.starts_with("POST /oauth/v2/private-apps/get/access-token-info HTTP/1.1"), "{sent}");
    assert!(sent.ends_with(&format!("{{\"tokenKey\":\"{TOKEN}\"}}")), "{sent}");
}

#[test]
fn a_token_that_would_break_the_request_is_not_sent() {
    let https = Https::new("a\r\nX-Evil: 1".to_owned().into(), Host::choose(Some("127.0.0.1:1")).unwrap());
    let error = https.send(&Request::new(Method::Get, "/x")).unwrap_err();
    assert!(matches!(&error, Broken::Forbidden(why) if !why.contains("Evil")));
}
