//! What goes back: HubSpot's envelopes.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::portal::transport::Response;

/// A refused request, as HubSpot words it.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// `VALIDATION_ERROR`, `OBJECT_NOT_FOUND` ...; some bodies have none.
    pub category: Option<&'static str>,
    /// The narrower kind, where HubSpot has one.
    pub sub_category: Option<&'static str>,
    /// HubSpot's message, which often names no field.
    pub message: Box<str>,
    /// The members of `errors`.
    pub errors: Vec<Value>,
    /// Members of `context`, each with its values.
    pub context: Vec<(&'static str, Vec<String>)>,
    /// What is really wrong, for who debugs against the embedded portal; it goes out as a header only.
    pub why: Box<str>,
    shell: Shell,
}

/// The form of a refusal's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shell {
    Envelope,
    Html,
    Empty,
    RateLimit,
}

/// What an endpoint answers.
pub type Answer = Result<Reply, Refusal>;

/// An accepted request's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body; none for 204.
    pub body: Option<Value>,
    /// The `Location` header of what was created.
    pub location: Option<String>,
}

impl Reply {
    /// Answers 200 with a body.
    #[must_use]
    pub fn ok(body: Value) -> Self {
        Self { status: 200, body: Some(body), location: None }
    }

    /// Answers with a status and a body.
    #[must_use]
    pub fn with_status(status: u16, body: Value) -> Self {
        Self { status, body: Some(body), location: None }
    }

    /// Answers 201 and says where it now is.
    #[must_use]
    pub fn created(body: Value, location: String) -> Self {
        Self { status: 201, body: Some(body), location: Some(location) }
    }

    /// Answers 204 without a body.
    #[must_use]
    pub fn empty() -> Self {
        Self { status: 204, body: None, location: None }
    }
}

impl Refusal {
    fn new(status: u16, category: Option<&'static str>, message: impl Into<String>) -> Self {
        let message = message.into().into_boxed_str();
        Self {
            status,
            category,
            sub_category: None,
            why: message.clone(),
            message,
            errors: Vec::new(),
            context: Vec::new(),
            shell: Shell::Envelope,
        }
    }

    /// Refuses with 400 `VALIDATION_ERROR`.
    #[must_use]
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new(400, Some("VALIDATION_ERROR"), message)
    }

    /// Refuses with 404 `OBJECT_NOT_FOUND`.
    #[must_use]
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(404, Some("OBJECT_NOT_FOUND"), message)
    }

    /// Refuses with 404 and no category, as for a record's number that nobody has.
    #[must_use]
    pub fn resource_not_found() -> Self {
        Self::new(404, None, "resource not found")
    }

    /// Refuses with another status and category.
    #[must_use]
    pub fn other(status: u16, category: &'static str, message: impl Into<String>) -> Self {
        Self::new(status, Some(category), message)
    }

    /// Refuses with the HTML page that HubSpot has for paths it does not know.
    #[must_use]
    pub fn no_route() -> Self {
        Self { shell: Shell::Html, ..Self::new(404, None, "no such route") }
    }

    /// Refuses with 405 for a method that the path does not have.
    #[must_use]
    pub fn method_not_allowed() -> Self {
        Self::new(405, None, "HTTP 405 Method Not Allowed")
    }

    /// Fails with 500 and nothing in the body, as HubSpot does for some wrong fields.
    #[must_use]
    pub fn crash(why: impl Into<String>) -> Self {
        Self { shell: Shell::Empty, ..Self::new(500, None, why) }
    }

    /// Fails with 500 and the ordinary shell.
    #[must_use]
    pub fn internal(why: impl Into<String>) -> Self {
        Self { why: why.into().into_boxed_str(), ..Self::new(500, None, "internal error") }
    }

    /// Refuses with 429.
    #[must_use]
    pub fn rate_limit() -> Self {
        Self { shell: Shell::RateLimit, ..Self::new(429, None, "You have reached your ten_secondly_rolling limit.") }
    }

    /// Sets the sub-category.
    #[must_use]
    pub fn sub_category(mut self, sub_category: &'static str) -> Self {
        self.sub_category = Some(sub_category);
        self
    }

    /// Sets what is really wrong, where HubSpot's message hides it.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = why.into().into_boxed_str();
        self
    }

    /// Adds a member of `errors`.
    #[must_use]
    pub fn error(mut self, error: Value) -> Self {
        self.errors.push(error);
        self
    }

    /// Adds a member of `context`.
    #[must_use]
    pub fn context(mut self, key: &'static str, values: Vec<String>) -> Self {
        self.context.push((key, values));
        self
    }

    /// Puts another message over what is wrong, which is kept for the header.
    #[must_use]
    pub fn hide_behind(mut self, message: &str, sub_category: Option<&'static str>) -> Self {
        if self.shell == Shell::Envelope && self.status == 400 {
            self.message = message.into();
            self.sub_category = sub_category;
        }
        self
    }

    fn body(&self, correlation: &str) -> String {
        match self.shell {
            Shell::Empty => String::new(),
            Shell::Html => {
                "<html>\n<head>\n<title>Error 404 - Not Found</title>\n</head>\n<body>\n<h2>HTTP ERROR 404</h2>\n\
                 </body>\n</html>\n"
                    .to_owned()
            }
            Shell::RateLimit => json!({
                "status": "error",
                "message": self.message,
                "errorType": "RATE_LIMIT",
                "correlationId": correlation,
                "policyName": "TEN_SECONDLY_ROLLING",
                "requestId": correlation,
            })
            .to_string(),
            Shell::Envelope => {
                let mut body = Map::new();
                body.insert("status".to_owned(), json!("error"));
                body.insert("message".to_owned(), json!(self.message));
                body.insert("correlationId".to_owned(), json!(correlation));
                if let Some(category) = self.category {
                    body.insert("category".to_owned(), json!(category));
                }
                if let Some(sub_category) = self.sub_category {
                    body.insert("subCategory".to_owned(), json!(sub_category));
                }
                if !self.context.is_empty() {
                    let context: Map<String, Value> =
                        self.context.iter().map(|(key, values)| ((*key).to_owned(), json!(values))).collect();
                    body.insert("context".to_owned(), Value::Object(context));
                }
                if !self.errors.is_empty() {
                    body.insert("errors".to_owned(), Value::Array(self.errors.clone()));
                }
                Value::Object(body).to_string()
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status, self.why)
    }
}

/// Makes the response of an answer.
#[must_use]
pub fn respond(answer: &Answer, correlation: &str) -> Response {
    let mut headers = vec![("x-hubspot-correlation-id".to_owned(), correlation.to_owned())];
    match answer {
        Ok(reply) => {
            let body = reply.body.as_ref().map(Value::to_string).unwrap_or_default();
            if reply.body.is_some() {
                headers.push(content_type("application/json;charset=utf-8"));
            }
            if let Some(location) = &reply.location {
                headers.push(("location".to_owned(), location.clone()));
            }
            Response { status: reply.status, headers, body }
        }
        Err(refusal) => {
            match refusal.shell {
                Shell::Html => headers.push(content_type("text/html;charset=iso-8859-1")),
                Shell::Empty => {}
                Shell::Envelope | Shell::RateLimit => headers.push(content_type("application/json;charset=utf-8")),
            }
            headers.push(("x-hubwright-why".to_owned(), plain(&refusal.why)));
            Response { status: refusal.status, headers, body: refusal.body(correlation) }
        }
    }
}

fn content_type(value: &str) -> (String, String) {
    ("content-type".to_owned(), value.to_owned())
}

/// A header's value holds printable ASCII only.
fn plain(text: &str) -> String {
    text.chars().take(300).map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).collect()
}
