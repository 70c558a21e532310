//! The real way to a portal: HTTPS, one host, one token.
//!
//! This is one of the two rooms that own a runtime; it is made on first use, and nothing of it is seen outside.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "the one way to the network")]

use std::error::Error;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION};
use reqwest::redirect::Policy;
use secrecy::{ExposeSecret as _, SecretString};

use super::transport::{Broken, Method, Request, Response, Transport, WHO};

/// HubSpot's host.
const HUBSPOT: &str = "api.hubapi.com";
const CONNECT: Duration = Duration::from_secs(10);
const TOTAL: Duration = Duration::from_secs(60);
/// No portal's answer is longer; one that is would fill the memory.
const LARGEST: usize = 64 * 1024 * 1024;

/// The one host that a token is sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    base: Url,
    reach: Reach,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Over the network: HTTPS, through a proxy where the system names one.
    Network,
    /// This machine: plain HTTP, through no proxy.
    Loopback,
}

/// What stands in `HUBWRIGHT_ALLOW_HOST` is not `host` or `host:port`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadHost;

impl Host {
    /// Chooses the host: HubSpot's, unless the value of `HUBWRIGHT_ALLOW_HOST` names another as `host[:port]`.
    ///
    /// It is spoken to over HTTPS; plain HTTP is for this machine only (127.0.0.0/8, `[::1]`, `localhost`).
    ///
    /// # Errors
    /// [`BadHost`] where the value is anything else, as a whole URL.
    pub fn choose(allow: Option<&str>) -> Result<Self, BadHost> {
        let wanted = allow.unwrap_or(HUBSPOT);
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']');
        if wanted.is_empty() || !wanted.bytes().all(is_plain) {
            return Err(BadHost);
        }
        let mut base = Url::parse(&format!("https://{wanted}/")).map_err(|_| BadHost)?;
        let reach = if is_loopback(base.host_str().unwrap_or_default()) { Reach::Loopback } else { Reach::Network };
        if reach == Reach::Loopback {
            base = Url::parse(&format!("http://{wanted}/")).map_err(|_| BadHost)?;
        }
        Ok(Self { base, reach })
    }

    /// Makes the address of a request, if it is on this host and means the path that it shows.
    fn address(&self, request: &Request) -> Option<Url> {
        let mut url = self.base.clone();
        url.set_path(&request.path);
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        (url.path() == request.path && url.origin() == self.base.origin()).then_some(url)
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.base.as_str().trim_end_matches('/'))
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Sends requests to one host with one token.
pub struct Https {
    token: SecretString,
    host: Host,
    room: Mutex<Option<Room>>,
}

struct Room {
    runtime: tokio::runtime::Runtime,
    client: reqwest::Client,
}

impl Https {
    /// Makes a transport; no connection is opened yet.
    #[must_use]
    pub fn new(token: SecretString, host: Host) -> Self {
        Self { token, host, room: Mutex::new(None) }
    }

    fn outgoing(&self, client: &reqwest::Client, request: &Request) -> Result<reqwest::RequestBuilder, Broken> {
        let forbidden = |why: &str| Broken::Forbidden(why.to_owned());
        let url = self.host.address(request).ok_or_else(|| forbidden("the path leads elsewhere"))?;
        let mut bearer = HeaderValue::try_from(format!("Bearer {}", self.token.expose_secret()))
            .map_err(|_| forbidden("the token has characters that no token has"))?;
        bearer.set_sensitive(true);
        let mut outgoing = client
            .request(method(request.method), url)
            .header(AUTHORIZATION, bearer)
            // Without it, HubSpot answers some errors with a web page.
            .header(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(body) = &request.body {
            outgoing =
                outgoing.header(CONTENT_TYPE, HeaderValue::from_static("application/json")).body(body.to_string());
        }
        Ok(outgoing)
    }
}

impl Transport for Https {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        let mut room = self.room.lock().unwrap_or_else(PoisonError::into_inner);
        let room = match &mut *room {
            Some(room) => room,
            empty => empty.insert(Room::open(&self.host)?),
        };
        let outgoing = self.outgoing(&room.client, request)?;
        room.runtime.block_on(receive(outgoing))
    }

    fn introspect(&self) -> Result<Response, Broken> {
        let token = self.token.expose_secret();
        let request = Request::new(Method::Post, WHO).body(serde_json::json!({ "tokenKey": token }));
        let mut response = self.send(&request)?;
        // A refusal may repeat what was asked.
        response.body = response.body.replace(token, "…");
        Ok(response)
    }

    fn pause(&self, milliseconds: u64) {
        std::thread::sleep(Duration::from_millis(milliseconds));
    }
}

impl Room {
    fn open(host: &Host) -> Result<Self, Broken> {
        // Installed by whoever is first; it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .user_agent(concat!("hubwright/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(CONNECT)
            .timeout(TOTAL);
        let builder = match host.reach {
            Reach::Network => builder.https_only(true),
            // No proxy sees what stays on this machine, and no certificate is needed for it.
            Reach::Loopback => builder.no_proxy().tls_certs_only([]),
        };
        let client = builder.build().map_err(|error| Broken::NotSent(words(error)))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Broken::NotSent(error.to_string()))?;
        Ok(Self { runtime, client })
    }
}

async fn receive(outgoing: reqwest::RequestBuilder) -> Result<Response, Broken> {
    let mut incoming = outgoing.send().await.map_err(broken)?;
    let status = incoming.status();
    if status.is_redirection() {
        let target = incoming.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let host = target.and_then(|target| Url::parse(target).ok()).and_then(|url| url.host_str().map(str::to_owned));
        let to = host.map_or_else(String::new, |host| format!(" to {host}"));
        return Err(Broken::Forbidden(format!("the answer is a redirect{to}; redirects are not followed")));
    }
    let headers = incoming
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect();
    let mut body = Vec::new();
    while let Some(chunk) = incoming.chunk().await.map_err(|error| Broken::NoAnswer(words(error)))? {
        if body.len() + chunk.len() > LARGEST {
            return Err(Broken::NoAnswer(format!("the answer is longer than {} MiB", LARGEST >> 20)));
        }
        body.extend_from_slice(&chunk);
    }
    let body = String::from_utf8(body).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    Ok(Response { status: status.as_u16(), headers, body })
}

fn broken(error: reqwest::Error) -> Broken {
    // A request that could not be made, or had no connection, certainly did not arrive.
    if error.is_connect() || error.is_builder() {
        Broken::NotSent(words(error))
    } else {
        Broken::NoAnswer(words(error))
    }
}

/// Says an error with its causes, but without the address: its query may hold what is nobody's business.
fn words(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        said = format!("{said}: {inner}");
        cause = inner.source();
    }
    said
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(allow: Option<&str>) -> Option<String> {
        Host::choose(allow).ok().map(|host| host.to_string())
    }

    #[test]
    fn the_host_is_hubspots_unless_one_is_allowed_and_plain_http_stays_on_this_machine() {
        for (allow, expected) in [
            (None, "https://api.hubapi.com"),
            (Some("example.com"), "https://example.com"),
            (Some("example.com:8443"), "https://example.com:8443"),
            (Some("127.0.0.1:8080"), "http://127.0.0.1:8080"),
            (Some("127.9.9.9:1"), "http://127.9.9.9:1"),
            (Some("[::1]:8080"), "http://[::1]:8080"),
            (Some("localhost:8080"), "http://localhost:8080"),
            (Some("LOCALHOST"), "http://localhost"),
            (Some("2130706433"), "http://127.0.0.1"),
            (Some("localhost.example.com"), "https://localhost.example.com"),
            (Some("127.0.0.1.example.com"), "https://127.0.0.1.example.com"),
            (Some("10.0.0.1:80"), "https://10.0.0.1:80"),
            (Some("0.0.0.0:80"), "https://0.0.0.0:80"),
            (Some("[::ffff:127.0.0.1]"), "https://[::ffff:7f00:1]"),
        ] {
            assert_eq!(shown(allow).as_deref(), Some(expected), "{allow:?}");
        }
    }

    #[test]
    fn a_host_is_a_host_and_nothing_more() {
        for allow in [
            "",
            "http://127.0.0.1",
            "https://example.com",
            "example.com/path",
            "127.0.0.1@example.com",
            "user:pass@127.0.0.1",
            "example.com?x",
            "example.com#x",
            "exa mple.com",
            "127.0.0.1:99999",
            "127.0.0.1\\@example.com",
            "::1",
            ":80",
        ] {
            assert_eq!(Host::choose(Some(allow)), Err(BadHost), "{allow}");
        }
    }

    #[test]
    fn a_request_stays_on_its_host_and_its_path() {
        let host = Host::choose(None).unwrap();
        let address = |path: &str| host.address(&Request::new(Method::Get, path)).map(|url| url.to_string());
        assert_eq!(address("/crm/lists/2026-09/7").as_deref(), Some("https://api.hubapi.com/crm/lists/2026-09/7"));
        assert_eq!(address("/a/name/x%20%2F..").as_deref(), Some("https://api.hubapi.com/a/name/x%20%2F.."));
        for path in ["@evil.example/x", "evil", "", "/a/../b", "/a/%2e%2e/b", "/a?b", "/a#b", "/a b"] {
            assert_eq!(address(path), None, "{path}");
        }
        assert_eq!(
            address("//evil.example/x").as_deref().map(|url| url.starts_with("https://api.hubapi.com//")),
            Some(true)
        );
    }
}
