//! Sending: pace, retries, and what each status means.

use serde_json::Value;

use super::answer;
use super::transport::{Broken, Request, Response};
use super::{Garbage, Portal, PortalError, Where};

/// Whether sending a request twice does harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It changes nothing, whatever its method.
    Read,
    /// It may change the portal.
    Write,
}

/// How often one request is sent at most.
const ATTEMPTS: u64 = 5;
/// The longest single wait; a portal that asks for more is not waited for.
const PATIENCE_MS: u64 = 120_000;
/// What one request costs: eight a second.
const COST_MS: u64 = 125;
/// What may be saved up: a burst of eight.
const BURST_MS: u64 = 8 * COST_MS;
/// HubSpot's window of the rolling limit.
const WINDOW_MS: u64 = 10_000;

/// A token bucket without a clock: it fills only by the waits that we ask for, so it is never too fast.
pub(super) struct Pace {
    credit: u64,
    /// How long the portal's own headers say that we should hold back.
    hold: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { credit: BURST_MS, hold: 0 }
    }
}

/// What follows from one answer.
enum Next {
    Take(Response),
    Wait(u64, PortalError),
    Fail(PortalError),
}

impl Portal<'_> {
    /// Sends a request until it is answered for good, and returns the answer if it is a success.
    pub(super) fn call(&self, request: &Request, effect: Effect) -> Result<Response, PortalError> {
        let response = self.answered(request, effect)?;
        match response.status {
            200..=299 => Ok(response),
            404 if effect == Effect::Read && answer::is_html(&response.body) => {
                // HubSpot answers a web page where it knows no such route: that says nothing about the thing.
                Err(PortalError::Garbage { at: at(request), what: Garbage::Html })
            }
            _ => Err(refused(request, &response)),
        }
    }

    /// Sends a request until it is answered for good, be it a success or a refusal.
    pub(super) fn answered(&self, request: &Request, effect: Effect) -> Result<Response, PortalError> {
        self.answered_by(request, effect, &|| self.transport.send(request))
    }

    /// The same, where the transport itself knows how the request is sent.
    pub(super) fn answered_by(
        &self,
        request: &Request,
        effect: Effect,
        send: &dyn Fn() -> Result<Response, Broken>,
    ) -> Result<Response, PortalError> {
        if let Some(why) = climbs(&request.path) {
            return Err(PortalError::Forbidden { at: at(request), why: why.to_owned() });
        }
        let mut attempt = 1;
        loop {
            self.keep_pace();
            let outcome = send();
            if let Ok(response) = &outcome {
                self.heed(response);
            }
            match judge(request, effect, outcome, attempt) {
                Next::Take(response) => return Ok(response),
                Next::Fail(error) => return Err(error),
                Next::Wait(wait, error) if attempt >= ATTEMPTS || wait > PATIENCE_MS => return Err(error),
                Next::Wait(wait, _) => self.wait(wait),
            }
            attempt += 1;
        }
    }

    /// Sends a request and reads the answer as JSON.
    pub(super) fn json(&self, request: &Request, effect: Effect) -> Result<Value, PortalError> {
        let response = self.call(request, effect)?;
        answer::json(&response.body).map_err(|what| unreadable(request, effect, what))
    }

    /// Sends a write whose answer says nothing that a later read would not say better.
    pub(super) fn write(&self, request: &Request) -> Result<(), PortalError> {
        let response = self.call(request, Effect::Write)?;
        match answer::json(&response.body) {
            Ok(_) | Err(Garbage::Empty) => Ok(()),
            // A page of a gateway, or half an answer: whether the portal did it, a read will say.
            Err(what) => Err(unreadable(request, Effect::Write, what)),
        }
    }

    fn keep_pace(&self) {
        let hold = std::mem::take(&mut self.pace.borrow_mut().hold);
        if hold > 0 {
            self.wait(hold);
        }
        let missing = COST_MS.saturating_sub(self.pace.borrow().credit);
        if missing > 0 {
            self.wait(missing);
        }
        self.pace.borrow_mut().credit -= COST_MS;
    }

    pub(super) fn wait(&self, milliseconds: u64) {
        self.transport.pause(milliseconds);
        let mut pace = self.pace.borrow_mut();
        pace.credit = (pace.credit + milliseconds).min(BURST_MS);
    }

    /// Holds back before the portal has to refuse.
    fn heed(&self, response: &Response) {
        let number = |name: &str| response.header(name).and_then(|value| value.trim().parse::<u64>().ok());
        if response.status < 400 && number("x-hubspot-ratelimit-remaining").is_some_and(|left| left <= 1) {
            let window = number("x-hubspot-ratelimit-interval-milliseconds").unwrap_or(WINDOW_MS);
            self.pace.borrow_mut().hold = window.min(WINDOW_MS);
        }
    }
}

/// Names a request as errors do.
pub(super) fn at(request: &Request) -> Where {
    Where { method: request.method, path: request.path.clone() }
}

/// Makes the error of a success whose body cannot be read: of a write, nobody knows what it did.
pub(super) fn unreadable(request: &Request, effect: Effect, what: Garbage) -> PortalError {
    match effect {
        Effect::Read => PortalError::Garbage { at: at(request), what },
        Effect::Write => PortalError::Unknown {
            at: at(request),
            status: None,
            why: "the portal's answer could not be read".to_owned(),
        },
    }
}

/// An id of `..` or nothing would make a request for something else.
fn climbs(path: &str) -> Option<&'static str> {
    let mut parts = path.split('/');
    match parts.next() {
        Some("") if parts.all(|part| !matches!(part, "" | "." | "..")) => None,
        Some(_) | None => Some("an id is empty, `.` or `..`"),
    }
}

fn judge(request: &Request, effect: Effect, outcome: Result<Response, Broken>, attempt: u64) -> Next {
    match outcome {
        Ok(response) => judge_status(request, effect, response, attempt),
        Err(Broken::Forbidden(why)) => Next::Fail(PortalError::Forbidden { at: at(request), why }),
        Err(Broken::NotSaved) => Next::Fail(PortalError::NotSaved { at: at(request) }),
        Err(Broken::NotSent(why)) => Next::Wait(backoff(attempt), PortalError::Unreachable { at: at(request), why }),
        Err(Broken::NoAnswer(why)) => match effect {
            Effect::Read => Next::Wait(backoff(attempt), PortalError::Unreachable { at: at(request), why }),
            Effect::Write => Next::Fail(PortalError::Unknown { at: at(request), status: None, why }),
        },
    }
}

fn judge_status(request: &Request, effect: Effect, response: Response, attempt: u64) -> Next {
    let status = response.status;
    match status {
        408 | 500.. => {
            let truth = response.header("x-hubwright-why").map(|why| format!(": {why}")).unwrap_or_default();
            let why = format!("the portal answered with status {status}{truth}");
            match effect {
                Effect::Read => Next::Wait(backoff(attempt), PortalError::Unreachable { at: at(request), why }),
                Effect::Write => Next::Fail(PortalError::Unknown { at: at(request), status: Some(status), why }),
            }
        }
        423 | 429 | 477 => {
            let body = answer::json(&response.body).unwrap_or_default();
            let limit = Limit::of(status, &body);
            let wait = limit.wait(attempt);
            let error = PortalError::Limited { at: at(request), policy: limit.name() };
            let asked = response.header("retry-after").and_then(|value| value.trim().parse::<u64>().ok());
            match (wait, asked) {
                (None, _) => Next::Fail(error),
                (Some(_), Some(seconds)) => Next::Wait(seconds.saturating_mul(1000), error),
                (Some(wait), None) => Next::Wait(wait, error),
            }
        }
        _ => Next::Take(response),
    }
}

fn refused(request: &Request, response: &Response) -> PortalError {
    let body = answer::json(&response.body).unwrap_or_default();
    let refusal = Box::new(answer::refusal(response, &body));
    let at = at(request);
    match response.status {
        401 => PortalError::Unauthenticated { at, refusal },
        403 => PortalError::NotPermitted { at, scopes: answer::scopes(&body), refusal },
        404 => PortalError::NotFound { at, refusal },
        _ => PortalError::Refused { at, refusal },
    }
}

/// 200, 400, 800, 1,600 ms.
fn backoff(attempt: u64) -> u64 {
    100_u64 << attempt.min(8)
}

/// The limits of HubSpot's platform.
enum Limit {
    Rolling,
    Secondly,
    Daily,
    Locked,
    Migrating,
    Other(String),
}

impl Limit {
    fn of(status: u16, body: &Value) -> Self {
        let said = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (policy, message) = (said("policyName"), said("message").to_lowercase());
        match (status, policy.as_str()) {
            (423, _) => Self::Locked,
            (477, _) => Self::Migrating,
            (_, "DAILY") => Self::Daily,
            (_, "SECONDLY") => Self::Secondly,
            (_, "TEN_SECONDLY_ROLLING") => Self::Rolling,
            (_, "") if message.contains("daily") => Self::Daily,
            (_, "") if message.contains("ten_secondly") => Self::Rolling,
            (_, "") if message.contains("secondly") => Self::Secondly,
            (_, "") => Self::Rolling,
            (_, other) => Self::Other(other.to_owned()),
        }
    }

    fn name(self) -> String {
        match self {
            Self::Rolling => "TEN_SECONDLY_ROLLING".to_owned(),
            Self::Secondly => "SECONDLY".to_owned(),
            Self::Daily => "DAILY".to_owned(),
            Self::Locked => "423".to_owned(),
            Self::Migrating => "477".to_owned(),
            Self::Other(name) => name,
        }
    }

    /// Returns how long to wait, or nothing where waiting is of no use.
    fn wait(&self, attempt: u64) -> Option<u64> {
        match self {
            Self::Rolling | Self::Migrating | Self::Other(_) => Some(WINDOW_MS * attempt),
            Self::Secondly => Some(1_000 * attempt),
            Self::Locked => Some(2_000 * attempt),
            Self::Daily => None,
        }
    }
}
