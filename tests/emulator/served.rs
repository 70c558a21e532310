//! The portal behind a socket.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;

use hubwright::emulator::server::serve_until;
use hubwright::emulator::{ServeError, ServeOptions};
use secrecy::SecretString;

use super::support::Portal;

fn options(token: &str) -> ServeOptions {
    ServeOptions { port: 0, token: SecretString::from(token.to_owned()), seed: 1 }
}

fn ask(address: SocketAddr, head: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    // In one write: what is refused by its head is answered and closed before a second.
    let request = format!("{head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    (answer.split_whitespace().nth(1).unwrap().parse().unwrap(), answer)
}

#[test]
fn only_who_knows_the_token_and_names_this_machine_is_served() {
    let (told, heard) = mpsc::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = std::thread::spawn(move || {
        let state = Portal::seeded().state;
        let done = async {
            let _gone = stopped.await;
        };
        serve_until(state, options("secret"), done, |address| told.send(address).unwrap())
    });
    let address = heard.recv().unwrap();
    assert!(address.ip().is_loopback());
    let host = format!("Host: 127.0.0.1:{}", address.port());
    let get = |host: &str, token: &str| {
        ask(
            address,
            &format!("GET /crm/v3/lists/1?includeFilters=true HTTP/1.1\r\n{host}\r\nAuthorization: {token}"),
            "",
        )
        .0
    };
    assert_eq!(get(&host, "Bearer secret"), 200);
    assert_eq!(get(&host, "Bearer secre"), 401);
    assert_eq!(get(&host, "Bearer secrets"), 401);
    assert_eq!(get(&host, "Basic secret"), 401);
    assert_eq!(get(&host, ""), 401);
    assert_eq!(get("Host: evil.example", "Bearer secret"), 421);
    assert_eq!(get("Host: 127.0.0.1", "Bearer secret"), 421);
    let post = |body: &str| {
        ask(address, &format!("POST /crm/v3/lists HTTP/1.1\r\n{host}\r\nAuthorization: Bearer secret"), body)
    };
    assert_eq!(post("{ nonsense").0, 400);
    assert_eq!(post(&"[".repeat(100_000)).0, 400);
    assert_eq!(post(&" ".repeat(11 * 1024 * 1024)).0, 413);
    let (status, answer) = post(r#"{"name":"Made","objectTypeId":"0-1","processingType":"MANUAL"}"#);
    assert_eq!(status, 200, "{answer}");
    let named = ask(
        address,
        &format!(
            "PUT /crm/v3/lists/2/update-list-name?listName=Two+w%C3%B6rds HTTP/1.1\r\n{host}\r\nAuthorization: Bearer secret"
        ),
        "",
    );
    assert!(named.1.contains("Two wörds"), "{}", named.1);
    stop.send(()).unwrap();
    server.join().unwrap().unwrap();
}

#[test]
fn an_empty_token_serves_nobody() {
    let served = serve_until(Portal::bare().state, options(""), async {}, |_| {});
    assert!(matches!(served, Err(ServeError::EmptyToken)));
}
