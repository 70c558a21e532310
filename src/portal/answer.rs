//! Reading what a portal answered: total, whatever came.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::client::{Effect, at, unreadable};
use super::paths::decoded;
use super::transport::{Request, Response};
use super::{Garbage, Portal, PortalError, Refusal};

/// More pages than any portal has; a listing that goes on is broken.
const PAGES: usize = 5_000;
/// A portal's sentence is cut here.
const MESSAGE: usize = 2_000;

/// Reads a body as JSON.
pub(super) fn json(body: &str) -> Result<Value, Garbage> {
    if body.trim().is_empty() {
        return Err(Garbage::Empty);
    }
    serde_json::from_str(body).map_err(|_| if is_html(body) { Garbage::Html } else { Garbage::NotJson })
}

/// Tells whether a body is a web page.
pub(super) fn is_html(body: &str) -> bool {
    body.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('<')
}

/// Reads what the portal says about a refusal; each part may be missing.
pub(super) fn refusal(response: &Response, body: &Value) -> Refusal {
    let details = || body.get("errors").and_then(Value::as_array).into_iter().flatten();
    let codes = details().flat_map(|detail| [text(detail, "code"), text(detail, "subCategory")]).flatten().collect();
    let said = text(body, "message").into_iter().chain(details().filter_map(|detail| text(detail, "message")));
    let mut messages: Vec<String> = Vec::new();
    for message in said.map(cut) {
        if !messages.contains(&message) {
            messages.push(message);
        }
    }
    Refusal {
        status: response.status,
        category: text(body, "category"),
        sub_category: text(body, "subCategory"),
        codes,
        messages,
        correlation_id: text(body, "correlationId")
            .or_else(|| response.header("x-hubspot-correlation-id").map(str::to_owned)),
        why: response.header("x-hubwright-why").map(|why| cut(why.to_owned())).filter(|why| !why.is_empty()),
    }
}

/// Reads the scopes that the portal asks for.
pub(super) fn scopes(body: &Value) -> Vec<String> {
    let details = body.get("errors").and_then(Value::as_array).into_iter().flatten();
    let contexts = details.filter_map(|detail| detail.get("context")).chain(body.get("context"));
    let named: BTreeSet<String> = contexts
        .flat_map(|context| [context.get("requiredGranularScopes"), context.get("requiredScopes")])
        .flatten()
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    named.into_iter().collect()
}

/// Reads a text.
pub(super) fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

/// Reads an id, which HubSpot writes as text or as a number.
pub(super) fn id(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(as_id)
}

/// Reads a value as an id.
pub(super) fn as_id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => number.as_u64().map(|number| number.to_string()),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Reads the objects in an array; a missing array has none.
pub(super) fn items<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

impl Portal<'_> {
    /// Sends a read and takes the array that stands under a key of its answer.
    pub(super) fn rows(&self, request: &Request, key: &str) -> Result<Vec<Value>, PortalError> {
        take_rows(request, &mut self.json(request, Effect::Read)?, key)
    }

    /// Goes through all pages of a listing whose cursor is a query parameter.
    pub(super) fn pages(&self, first: &Request) -> Result<Vec<Value>, PortalError> {
        self.follow(first, |request, after| {
            request.query.retain(|(name, _)| name != "after");
            request.query.push(("after".to_owned(), decoded(after)));
        })
    }

    /// Goes through all pages of a listing whose cursor is part of the body.
    pub(super) fn posted_pages(&self, first: &Request) -> Result<Vec<Value>, PortalError> {
        self.follow(first, |request, after| {
            if let Some(Value::Object(body)) = &mut request.body {
                body.insert("after".to_owned(), Value::String(after.to_owned()));
            }
        })
    }

    fn follow(&self, first: &Request, turn: impl Fn(&mut Request, &str)) -> Result<Vec<Value>, PortalError> {
        let mut request = first.clone();
        let mut seen = BTreeSet::new();
        let mut rows = Vec::new();
        for _ in 0..PAGES {
            let mut page = self.json(&request, Effect::Read)?;
            rows.append(&mut take_rows(&request, &mut page, "results")?);
            let Some(after) = cursor(&page).map_err(|what| unreadable(&request, Effect::Read, what))? else {
                return Ok(rows);
            };
            if !seen.insert(after.clone()) {
                return Err(PortalError::Garbage { at: at(&request), what: Garbage::Loop });
            }
            turn(&mut request, &after);
        }
        Err(PortalError::Garbage { at: at(&request), what: Garbage::Endless })
    }

    /// Makes the error of an answer to a read in which something is missing.
    pub(super) fn misshapen(request: &Request, effect: Effect, place: &str) -> PortalError {
        unreadable(request, effect, Garbage::Shape(place.to_owned()))
    }
}

/// A cursor that is there and unreadable must not end a listing early: what is missing would look deleted.
fn cursor(page: &Value) -> Result<Option<String>, Garbage> {
    let unreadable = || Garbage::Shape("paging.next.after".to_owned());
    match page.get("paging").and_then(|paging| paging.get("next")) {
        None | Some(Value::Null) => Ok(None),
        Some(next) => match next.get("after") {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(after) => as_id(after).map(Some).ok_or_else(unreadable),
        },
    }
}

fn take_rows(request: &Request, page: &mut Value, key: &str) -> Result<Vec<Value>, PortalError> {
    match page.as_object_mut().map(|page: &mut Map<String, Value>| page.remove(key)) {
        Some(Some(Value::Array(rows))) => Ok(rows),
        Some(_) | None => Err(Portal::misshapen(request, Effect::Read, key)),
    }
}

fn cut(message: String) -> String {
    if message.chars().count() <= MESSAGE { message } else { message.chars().take(MESSAGE).chain(['…']).collect() }
}
