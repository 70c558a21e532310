//! The one seam to the world: a request goes out, a response or a broken connection comes back.

use std::fmt;

use serde_json::Value;

/// An HTTP method that HubSpot's APIs use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the method's name")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// Returns the name as it stands on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// One request, without host and credentials: those are the transport's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path, from `/`, its parts percent-encoded where they need it.
    pub path: String,
    /// Names and values, not encoded; a name may stand more than once.
    pub query: Vec<(String, String)>,
    /// The JSON body.
    pub body: Option<Value>,
}

impl Request {
    /// Makes a request without query and body.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), query: Vec::new(), body: None }
    }

    /// Adds one query parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.query.push((name.to_owned(), value.to_string()));
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }
}

/// One response. The body is text: a portal may answer HTML, half a body, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Header names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Response {
    /// Returns the first header of a name given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Why no response came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The request certainly did not arrive (no connection, no name, refused).
    NotSent(String),
    /// It may have arrived: the connection broke, or the time ran out, after it was sent.
    NoAnswer(String),
    /// The transport refuses to send it (a redirect to another host, plain HTTP beyond loopback, no token).
    Forbidden(String),
    /// The portal is one that was saved, and this was not asked then.
    NotSaved,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(why) | Self::NoAnswer(why) | Self::Forbidden(why) => f.write_str(why),
            Self::NotSaved => f.write_str("it was not asked when the portal was saved"),
        }
    }
}

/// Where a token is asked about.
pub const WHO: &str = "/oauth/v2/private-apps/get/access-token-info";

/// Sends requests to one portal.
pub trait Transport {
    /// Sends one request and waits for its response.
    ///
    /// # Errors
    /// [`Broken`] where no whole response came; any status is a response.
    fn send(&self, request: &Request) -> Result<Response, Broken>;

    /// Asks who the token is. The token stands in the body of this request: whoever has one makes it, and gives back an
    /// answer without it.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    fn introspect(&self) -> Result<Response, Broken> {
        self.send(&Request::new(Method::Post, WHO).body(serde_json::json!({ "tokenKey": "none" })))
    }

    /// Waits before a retry; transports that need no real time return at once.
    fn pause(&self, milliseconds: u64);
}
