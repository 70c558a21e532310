//! Transports for tests: one that counts, one that breaks, one that answers from a list.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use super::transport::{Broken, Method, Request, Response, Transport};

/// Counts what goes through it, by the shape of the endpoint.
pub struct Counted<'t> {
    inner: &'t dyn Transport,
    counts: RefCell<BTreeMap<String, usize>>,
}

impl<'t> Counted<'t> {
    /// Wraps a transport.
    #[must_use]
    pub fn new(inner: &'t dyn Transport) -> Self {
        Self { inner, counts: RefCell::default() }
    }

    /// Returns how many requests of each shape were sent: `GET /crm/lists/2026-09/{}` and so on.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<String, usize> {
        self.counts.borrow().clone()
    }

    /// Returns how many requests were sent.
    #[must_use]
    pub fn total(&self) -> usize {
        self.counts.borrow().values().sum()
    }

    /// Returns how many requests were sent whose shape begins like this: `POST `, `GET /automation`.
    #[must_use]
    pub fn starting(&self, beginning: &str) -> usize {
        self.counts.borrow().iter().filter(|(shape, _)| shape.starts_with(beginning)).map(|(_, count)| count).sum()
    }

    /// Forgets what was counted.
    pub fn reset(&self) {
        self.counts.borrow_mut().clear();
    }
}

impl Transport for Counted<'_> {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        *self.counts.borrow_mut().entry(shape(request)).or_default() += 1;
        self.inner.send(request)
    }

    fn pause(&self, milliseconds: u64) {
        self.inner.pause(milliseconds);
    }
}

/// Returns a request's method and path with `{}` for ids and for what follows `name`.
#[must_use]
pub fn shape(request: &Request) -> String {
    let mut before = "";
    let parts: Vec<&str> = request
        .path
        .split('/')
        .map(|part| {
            let is_id = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            let is_guid = part.len() == 36 && part.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
            let shown = if is_id || is_guid || before == "name" { "{}" } else { part };
            before = part;
            shown
        })
        .collect();
    format!("{} {}", request.method.name(), parts.join("/"))
}

/// What goes wrong with one request.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// Nothing: it passes.
    Pass,
    /// The portal answers with this status and body without doing anything.
    Status(u16, Value),
    /// It answers with this status, body and headers without doing anything.
    Answer(Response),
    /// The connection breaks before the request is sent.
    DropBefore,
    /// The portal does it, and the connection breaks before the answer.
    DropAfter,
    /// The portal does it and answers with this status.
    StatusAfter(u16),
    /// The portal does it and answers with a web page.
    Html,
    /// The portal does it and half of the answer comes.
    HalfBody,
    /// The portal does it and answers with nothing.
    Nothing,
}

/// Breaks what goes through it, by a script.
pub struct Faulty<'t> {
    inner: &'t dyn Transport,
    script: RefCell<VecDeque<Fault>>,
    aimed: RefCell<Vec<Aim>>,
    left: Cell<Option<usize>>,
}

struct Aim {
    method: Method,
    part: String,
    fault: Fault,
}

impl<'t> Faulty<'t> {
    /// Wraps a transport; everything passes until a fault is set.
    #[must_use]
    pub fn new(inner: &'t dyn Transport) -> Self {
        Self { inner, script: RefCell::default(), aimed: RefCell::default(), left: Cell::new(None) }
    }

    /// Adds the fault of the next request that no fault is set for yet.
    #[must_use]
    pub fn then(self, fault: Fault) -> Self {
        self.script.borrow_mut().push_back(fault);
        self
    }

    /// Sets a fault for the next request of this method whose path contains this; used up by it.
    #[must_use]
    pub fn on(self, method: Method, part: &str, fault: Fault) -> Self {
        self.aimed.borrow_mut().push(Aim { method, part: part.to_owned(), fault });
        self
    }

    /// Lets this many requests through, and none after them: what a killed process looks like from the portal.
    #[must_use]
    pub fn dead_after(self, requests: usize) -> Self {
        self.left.set(Some(requests));
        self
    }

    fn fault(&self, request: &Request) -> Fault {
        let mut aimed = self.aimed.borrow_mut();
        match aimed.iter().position(|aim| aim.method == request.method && request.path.contains(&aim.part)) {
            Some(index) => aimed.remove(index).fault,
            None => self.script.borrow_mut().pop_front().unwrap_or(Fault::Pass),
        }
    }
}

impl Transport for Faulty<'_> {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        if let Some(left) = self.left.get() {
            let Some(less) = left.checked_sub(1) else { return Err(Broken::NotSent("dead".to_owned())) };
            self.left.set(Some(less));
        }
        let after = |change: &dyn Fn(Response) -> Response| self.inner.send(request).map(change);
        match self.fault(request) {
            Fault::Pass => self.inner.send(request),
            Fault::Status(status, body) => Ok(answer(status, &body)),
            Fault::Answer(response) => Ok(response),
            Fault::DropBefore => Err(Broken::NotSent("connection refused".to_owned())),
            Fault::DropAfter => {
                after(&|response| response)?;
                Err(Broken::NoAnswer("connection closed before the answer".to_owned()))
            }
            Fault::StatusAfter(status) => after(&|response| Response { status, ..response }),
            Fault::Html => after(&|response| Response { body: HTML.to_owned(), ..response }),
            Fault::HalfBody => after(&|response| {
                let half = response.body.chars().count() / 2;
                Response { body: response.body.chars().take(half).collect(), ..response }
            }),
            Fault::Nothing => after(&|response| Response { body: String::new(), ..response }),
        }
    }

    fn pause(&self, milliseconds: u64) {
        self.inner.pause(milliseconds);
    }
}

/// A web page as gateways send it.
pub const HTML: &str = "<!DOCTYPE html><html><body><h1>Bad Gateway</h1></body></html>";

/// Makes a response of a status and JSON.
#[must_use]
pub fn answer(status: u16, body: &Value) -> Response {
    Response { status, headers: Vec::new(), body: body.to_string() }
}

/// Answers in order, and keeps what it was asked and how long it was told to wait.
#[derive(Default)]
pub struct Scripted {
    answers: RefCell<VecDeque<Result<Response, Broken>>>,
    asked: RefCell<Vec<Request>>,
    pauses: RefCell<Vec<u64>>,
}

impl Scripted {
    /// Makes a transport of its answers; when they are used up, nothing answers.
    #[must_use]
    pub fn new(answers: impl IntoIterator<Item = Result<Response, Broken>>) -> Self {
        Self { answers: RefCell::new(answers.into_iter().collect()), ..Self::default() }
    }

    /// Makes a transport that answers with these statuses and bodies.
    #[must_use]
    pub fn json(answers: impl IntoIterator<Item = (u16, Value)>) -> Self {
        Self::new(answers.into_iter().map(|(status, body)| Ok(answer(status, &body))))
    }

    /// Returns what it was asked.
    #[must_use]
    pub fn asked(&self) -> Vec<Request> {
        self.asked.borrow().clone()
    }

    /// Returns how long it was told to wait, each time.
    #[must_use]
    pub fn pauses(&self) -> Vec<u64> {
        self.pauses.borrow().clone()
    }
}

impl Transport for Scripted {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        self.asked.borrow_mut().push(request.clone());
        self.answers.borrow_mut().pop_front().unwrap_or_else(|| Err(Broken::NotSent("nothing more to say".to_owned())))
    }

    fn pause(&self, milliseconds: u64) {
        self.pauses.borrow_mut().push(milliseconds);
    }
}
