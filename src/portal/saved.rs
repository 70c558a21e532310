//! A portal as it answered once: a transport that needs neither network nor token.
//!
//! [`Recording`] passes requests on and keeps what came back; [`Saved`] answers the same requests again. Lists and flows
//! are kept by their ids, so that any of them can be asked for, in any batch. What was not asked then has no answer
//! now, and that is an error: only the portal can say that something is not there.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::answer::{id, items};
use super::lists::unwrapped;
use super::paths::{decoded, encoded};
use super::transport::{Broken, Method, Request, Response, Transport};
use crate::settings::ApiPaths;

/// What a portal answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    /// Where the endpoints of lists are.
    lists_at: String,
    /// Where the endpoints of flows are.
    flows_at: String,
    /// Every list with its filters, by id.
    lists: BTreeMap<String, Value>,
    /// Every flow, by id.
    flows: BTreeMap<String, Value>,
    /// What else was asked, with the answer.
    answers: BTreeMap<String, Answer>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    status: u16,
    body: Value,
}

impl Saved {
    /// Starts with nothing.
    #[must_use]
    pub fn new(paths: &ApiPaths) -> Self {
        Self {
            lists_at: paths.lists(),
            flows_at: paths.flows(),
            lists: BTreeMap::new(),
            flows: BTreeMap::new(),
            answers: BTreeMap::new(),
        }
    }

    /// Returns every list that was read whole, by id.
    #[must_use]
    pub fn lists(&self) -> &BTreeMap<String, Value> {
        &self.lists
    }

    /// Returns every flow that was read, by id.
    #[must_use]
    pub fn flows(&self) -> &BTreeMap<String, Value> {
        &self.flows
    }

    /// Tells what a request asks for.
    fn asks<'r>(&self, request: &'r Request) -> Asks<'r> {
        let below =
            |family: &str| request.path.strip_prefix(family).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        match (request.method, below(&self.lists_at), below(&self.flows_at)) {
            (Method::Get, Some(""), _) => Asks::Lists(
                request.query.iter().filter(|(name, _)| name == "listIds").map(|(_, id)| id.as_str()).collect(),
            ),
            (Method::Get, Some(rest), _) => match rest.split('/').collect::<Vec<_>>().as_slice() {
                ["", id] if is_number(id) => Asks::List(id),
                ["", "object-type-id", object_type, "name", title] => Asks::ListCalled { object_type, title },
                _ => Asks::Else,
            },
            (Method::Post, _, Some("/batch/read")) => {
                let inputs = request.body.iter().flat_map(|body| items(body, "inputs"));
                Asks::Flows(inputs.filter_map(|input| id(input, "flowId")).collect())
            }
            (Method::Get, _, Some(rest)) => match rest.split('/').collect::<Vec<_>>().as_slice() {
                ["", id] if is_number(id) => Asks::Flow(id),
                _ => Asks::Else,
            },
            (Method::Get | Method::Post | Method::Put | Method::Patch | Method::Delete, _, _) => Asks::Else,
        }
    }

    /// Keeps an answer. One that asks for patience, or that cannot be read, is none.
    fn keep(&mut self, request: &Request, response: &Response) {
        let passing = matches!(response.status, 408 | 423 | 429 | 477 | 500..);
        let Some(body) = serde_json::from_str::<Value>(&response.body).ok().filter(|_| !passing) else { return };
        let done = response.status < 300;
        match self.asks(request) {
            Asks::Lists(ids) if done => {
                let rows = items(&body, "lists").filter_map(|list| Some((id(list, "listId")?, list.clone())));
                self.lists.extend(rows);
                let gone: Vec<&str> = ids.into_iter().filter(|id| !self.lists.contains_key(*id)).collect();
                self.answers.extend(gone.into_iter().map(|id| (gone_key(id), not_found())));
            }
            Asks::List(_) | Asks::ListCalled { .. } if done => {
                let list = unwrapped(body, "list");
                self.lists.extend(id(&list, "listId").map(|id| (id, list)));
            }
            Asks::Flows(_) if done => {
                let rows = items(&body, "results").filter_map(|flow| Some((id(flow, "id")?, flow.clone())));
                self.flows.extend(rows);
            }
            Asks::Flow(_) if done => self.flows.extend(id(&body, "id").map(|id| (id, body))),
            Asks::List(_) | Asks::Lists(_) | Asks::ListCalled { .. } | Asks::Flows(_) => {}
            Asks::Flow(_) | Asks::Else => {
                self.answers.insert(key(request), Answer { status: response.status, body });
            }
        }
    }

    /// Tells whether a list may have been made since: lists are counted, and nobody asked for one that far.
    fn is_newer(&self, id: &str) -> bool {
        let number = |id: &str| id.parse::<u64>().ok();
        let last = self.lists.keys().filter_map(|id| number(id)).max().unwrap_or(0);
        number(id).is_some_and(|asked| asked > last) && !self.answers.contains_key(&gone_key(id))
    }

    fn answer(&self, request: &Request) -> Option<Answer> {
        let found = |body: Value| Some(Answer { status: 200, body });
        let one = |list: Option<&Value>| match list {
            Some(list) => Answer { status: 200, body: json!({ "list": list }) },
            // All lists were read: one that is not among them was not there.
            None => not_found(),
        };
        match self.asks(request) {
            Asks::Lists(ids) if ids.iter().any(|id| self.is_newer(id)) => None,
            Asks::Lists(ids) => {
                let lists: Vec<&Value> = ids.into_iter().filter_map(|id| self.lists.get(id)).collect();
                found(json!({ "lists": lists }))
            }
            Asks::List(id) if self.is_newer(id) => None,
            Asks::List(id) => Some(one(self.lists.get(id))),
            Asks::ListCalled { object_type, title } => {
                let title = decoded(title).to_lowercase();
                let of =
                    |list: &Value, key: &str| list.get(key).and_then(Value::as_str).unwrap_or_default().to_lowercase();
                let bears = |list: &&Value| of(list, "name") == title && of(list, "objectTypeId") == object_type;
                let alive = |list: &&Value| list.get("deletedAt").is_none_or(Value::is_null);
                Some(one(self.lists.values().find(|list| bears(list) && alive(list))))
            }
            Asks::Flows(ids) => {
                let flows: Vec<&Value> = ids.iter().filter_map(|id| self.flows.get(id)).collect();
                // What is missing is asked for singly, where an id that was never read is no answer.
                let errors: Vec<Value> =
                    ids.iter().filter(|id| !self.flows.contains_key(*id)).map(|_| json!({})).collect();
                found(json!({ "status": "COMPLETE", "results": flows, "errors": errors }))
            }
            Asks::Flow(id) => match self.flows.get(id) {
                Some(flow) => found(flow.clone()),
                None => self.answers.get(&key(request)).cloned(),
            },
            Asks::Else => self.answers.get(&key(request)).cloned(),
        }
    }
}

/// What says of a list that it was asked for and not there.
fn gone_key(id: &str) -> String {
    format!("gone list {id}")
}

/// What a request asks for.
enum Asks<'r> {
    /// Lists by their ids.
    Lists(Vec<&'r str>),
    /// A list by its id.
    List(&'r str),
    /// A list by its title.
    ListCalled { object_type: &'r str, title: &'r str },
    /// Flows by their ids.
    Flows(Vec<String>),
    /// A flow by its id.
    Flow(&'r str),
    /// Something that is asked in one way only.
    Else,
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Names a request: the same request, the same name.
fn key(request: &Request) -> String {
    let mut key = format!("{} {}", request.method.name(), request.path);
    for (at, (name, value)) in request.query.iter().enumerate() {
        // Writing into a string cannot fail.
        let _ = write!(key, "{}{}={}", if at == 0 { '?' } else { '&' }, encoded(name), encoded(value));
    }
    if let Some(body) = &request.body {
        let _ = write!(key, " {body}");
    }
    key
}

fn not_found() -> Answer {
    let body = json!({ "status": "error", "category": "OBJECT_NOT_FOUND", "message": "it was not there when this portal was saved" });
    Answer { status: 404, body }
}

impl Transport for Rc<Saved> {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        self.as_ref().send(request)
    }

    fn pause(&self, milliseconds: u64) {
        self.as_ref().pause(milliseconds);
    }
}

impl Transport for Saved {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        let Answer { status, body } = self.answer(request).ok_or(Broken::NotSaved)?;
        Ok(Response { status, headers: Vec::new(), body: body.to_string() })
    }

    fn pause(&self, _milliseconds: u64) {}
}

/// Passes requests on, and keeps what came back.
pub struct Recording<'t> {
    inner: &'t dyn Transport,
    saved: RefCell<Saved>,
}

impl<'t> Recording<'t> {
    /// Wraps a transport.
    #[must_use]
    pub fn new(inner: &'t dyn Transport, paths: &ApiPaths) -> Self {
        Self { inner, saved: RefCell::new(Saved::new(paths)) }
    }

    /// Returns what came back.
    #[must_use]
    pub fn finish(self) -> Saved {
        self.saved.into_inner()
    }
}

impl Transport for Recording<'_> {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        let response = self.inner.send(request)?;
        self.saved.borrow_mut().keep(request, &response);
        Ok(response)
    }

    fn pause(&self, milliseconds: u64) {
        self.inner.pause(milliseconds);
    }
}
