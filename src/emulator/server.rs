//! The embedded portal on loopback: a socket around [`handle`].

use std::fmt;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{
    HeaderMap, HeaderName, HeaderValue, Request as HttpRequest, Response as HttpResponse, StatusCode, header,
};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

use super::routes::handle;
use super::state::{State, World};
use crate::portal::transport::{Method, Request, Response};

/// How large a body may be.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// How to serve.
#[derive(Debug)]
pub struct ServeOptions {
    /// The port on 127.0.0.1; 0 for any that is free.
    pub port: u16,
    /// What a client has to know.
    pub token: SecretString,
    /// From which ids are made up.
    pub seed: u64,
}

/// Why a portal is not served.
#[derive(Debug)]
pub enum ServeError {
    /// There is no runtime or no thread to be had.
    Runtime(std::io::Error),
    /// The port is taken, or may not be used.
    Bind(std::io::Error),
    /// The socket broke.
    Serve(std::io::Error),
    /// A token of nothing guards nothing.
    EmptyToken,
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Runtime(error) => write!(f, "the server can't be started: {error}"),
            Self::Bind(error) => write!(f, "the port can't be used: {error}"),
            Self::Serve(error) => write!(f, "the server has stopped: {error}"),
            Self::EmptyToken => f.write_str("the token is empty"),
        }
    }
}

impl std::error::Error for ServeError {}

/// A request on its way to the one thread that owns the state.
struct Job {
    request: Request,
    answer: oneshot::Sender<Response>,
}

/// What each connection needs.
struct Shop {
    jobs: mpsc::Sender<Job>,
    token: SecretString,
    port: u16,
}

/// Serves a portal until ctrl-c. `ready` is told the address before the first request is taken.
///
/// # Errors
/// Where it can't be served.
pub fn serve(state: State, options: ServeOptions, ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    let interrupted = async {
        // Without a signal handler the process ends on ctrl-c by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    serve_until(state, options, interrupted, ready)
}

/// Serves a portal until a future is done.
///
/// # Errors
/// Where it can't be served.
pub fn serve_until(
    state: State,
    options: ServeOptions,
    stop: impl Future<Output = ()> + Send + 'static,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    if options.token.expose_secret().is_empty() {
        return Err(ServeError::EmptyToken);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServeError::Runtime)?;
    let (jobs, queue) = mpsc::channel(64);
    let seed = options.seed;
    // The state's file is closed when the last job is done: this thread ends with the queue.
    let keeper = std::thread::Builder::new()
        .name("portal".to_owned())
        .spawn(move || keep(state, seed, queue))
        .map_err(ServeError::Runtime)?;
    let served = runtime.block_on(listen(options, jobs, stop, ready));
    drop(runtime);
    let _ended = keeper.join();
    served
}

/// Answers one request after the other.
fn keep(mut state: State, seed: u64, mut queue: mpsc::Receiver<Job>) {
    while let Some(job) = queue.blocking_recv() {
        let world = World { now: Timestamp::now(), seed };
        let response = handle(&mut state, &world, &job.request);
        // Who asked may have hung up.
        let _gone = job.answer.send(response);
    }
}

async fn listen(
    options: ServeOptions,
    jobs: mpsc::Sender<Job>,
    stop: impl Future<Output = ()> + Send + 'static,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await.map_err(ServeError::Bind)?;
    let address = listener.local_addr().map_err(ServeError::Bind)?;
    let shop = Arc::new(Shop { jobs, token: options.token, port: address.port() });
    let router = Router::new().fallback(move |request: HttpRequest<Body>| {
        let shop = Arc::clone(&shop);
        async move { serve_one(&shop, request).await }
    });
    ready(address);
    axum::serve(listener, router).with_graceful_shutdown(stop).await.map_err(ServeError::Serve)
}

async fn serve_one(shop: &Shop, request: HttpRequest<Body>) -> HttpResponse<Body> {
    let (parts, body) = request.into_parts();
    if !is_loopback(&parts.headers, shop.port) {
        // A page in a browser that had its own name resolved to 127.0.0.1 gets nothing.
        return refuse(421, None, "Misdirected request");
    }
    if !is_authentic(&parts.headers, &shop.token) {
        return refuse(
            401,
            Some("INVALID_AUTHENTICATION"),
            "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more \
             details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
        );
    }
    let method = match parts.method.as_str() {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        _ => return refuse(405, None, "HTTP 405 Method Not Allowed"),
    };
    let Ok(bytes) = to_bytes(body, LARGEST_BODY).await else {
        return refuse(413, Some("VALIDATION_ERROR"), "Request Entity Too Large");
    };
    let body = if bytes.is_empty() {
        None
    } else {
        match serde_json::from_slice::<Value>(&bytes) {
            Ok(value) => Some(value),
            Err(error) => {
                let place = format!("Invalid input JSON on line {}, column {}", error.line(), error.column());
                return refuse(400, Some("VALIDATION_ERROR"), &place);
            }
        }
    };
    let query = parts.uri.query().map(split_query).unwrap_or_default();
    let request = Request { method, path: parts.uri.path().to_owned(), query, body };
    let (answer, answered) = oneshot::channel();
    if shop.jobs.send(Job { request, answer }).await.is_err() {
        return refuse(503, None, "The portal is closing");
    }
    match answered.await {
        Ok(response) => http(&response),
        Err(_) => refuse(500, None, "internal error"),
    }
}

/// Only the names of this machine's own address may stand in `Host`.
fn is_loopback(headers: &HeaderMap, port: u16) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    ["127.0.0.1", "localhost"].iter().any(|name| host.eq_ignore_ascii_case(&format!("{name}:{port}")))
}

fn is_authentic(headers: &HeaderMap, token: &SecretString) -> bool {
    let given = headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes).unwrap_or_default();
    let Some((scheme, given)) = given.split_at_checked(7) else {
        return false;
    };
    scheme.eq_ignore_ascii_case(b"bearer ") && is_same(given, token.expose_secret().as_bytes())
}

/// Compares in a time that depends on the lengths alone.
fn is_same(given: &[u8], wanted: &[u8]) -> bool {
    let differences = given.iter().zip(wanted).fold(0_u8, |all, (a, b)| all | (a ^ b));
    std::hint::black_box(differences) == 0 && given.len() == wanted.len()
}

/// Reads `a=1&b=two+words`.
fn split_query(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (super::routes::decode(&name.replace('+', " ")), super::routes::decode(&value.replace('+', " ")))
        })
        .collect()
}

fn http(response: &Response) -> HttpResponse<Body> {
    let mut out = HttpResponse::new(Body::from(response.body.clone()));
    *out.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in &response.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::from_str(value)) {
            out.headers_mut().append(name, value);
        }
    }
    out
}

fn refuse(status: u16, category: Option<&str>, message: &str) -> HttpResponse<Body> {
    let mut body = json!({
        "status": "error",
        "message": message,
        "correlationId": "00000000-0000-4000-a000-000000000000",
    });
    if let (Some(category), Some(map)) = (category, body.as_object_mut()) {
        map.insert("category".to_owned(), json!(category));
    }
    http(&Response {
        status,
        headers: vec![("content-type".to_owned(), "application/json;charset=utf-8".to_owned())],
        body: body.to_string(),
    })
}
