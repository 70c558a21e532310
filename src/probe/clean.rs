//! Removing what a probe made, by its id or by its key.

use serde_json::Value;

use super::journal::{Kind, Thing};
use super::said::Said;
use crate::portal::{Method, Portal, PortalError, Request};
use crate::settings::ApiPaths;

/// More pages of workflows than any portal has.
const PAGES: usize = 1_000;

/// What became of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removal {
    /// It is not there any more, or never was.
    Gone,
    /// The portal does not let it go; what it said.
    Stays(String),
}

/// Removes a thing. To remove what is not there is no failure: the answer to an earlier attempt may have been lost.
///
/// # Errors
/// Where the portal cannot be asked.
pub fn remove(portal: &Portal<'_>, paths: &ApiPaths, thing: &Thing) -> Result<Removal, PortalError> {
    let found = match &thing.id {
        Some(id) => Found::As(id.clone()),
        None => find(portal, paths, thing)?,
    };
    let id = match found {
        Found::As(id) => id,
        Found::Nowhere => return Ok(Removal::Gone),
        Found::Unsure(why) => return Ok(Removal::Stays(why)),
    };
    let path = format!("{}/{id}", family(paths, thing.kind));
    match called(portal, &path, thing, &id)? {
        Called::AsMade => {}
        Called::Nothing => return Ok(Removal::Gone),
        Called::Otherwise(why) => return Ok(Removal::Stays(why)),
    }
    let said = match portal.exchange(&Request::new(Method::Delete, &path)) {
        Ok(response) => Said::of(&response),
        // Whether it is gone, a look will say.
        Err(PortalError::Unknown { status: Some(status), .. }) => Said::failed(status),
        Err(error) => return Err(error),
    };
    if said.ok() || !lives(portal, &path)? {
        return Ok(Removal::Gone);
    }
    Ok(Removal::Stays(said.short()))
}

fn family(paths: &ApiPaths, kind: Kind) -> String {
    match kind {
        Kind::Flow => paths.flows(),
        Kind::List => paths.lists(),
        Kind::Contact => paths.records("contacts"),
        Kind::Property => paths.properties("contacts"),
    }
}

/// What a thing of a journal is called in the portal.
enum Called {
    /// What the probe called it.
    AsMade,
    /// It is not there.
    Nothing,
    /// Anything else, or nobody can tell; what there is instead.
    Otherwise(String),
}

/// Looks at what a thing is called before it is removed: a journal is a file like others, and what it names by an id may
/// be somebody's work.
fn called(portal: &Portal<'_>, path: &str, thing: &Thing, id: &str) -> Result<Called, PortalError> {
    let other = |called: &str| Called::Otherwise(format!("it is called “{called}”, which is not what the probe made"));
    let place = match thing.kind {
        // Its name is its id.
        Kind::Property if id != thing.key => return Ok(other(id)),
        Kind::Property => "/name",
        Kind::Flow | Kind::List | Kind::Contact if !id.bytes().all(|byte| byte.is_ascii_digit()) => {
            return Ok(other(id));
        }
        Kind::Flow => "/name",
        Kind::List => "/list/name",
        Kind::Contact => "/properties/email",
    };
    let said = Said::of(&portal.exchange(&Request::new(Method::Get, path))?);
    let is_deleted = said.body.pointer("/list/deletedAt").is_some_and(|at| !at.is_null());
    Ok(match said.body.pointer(place).and_then(Value::as_str) {
        _ if is_deleted || matches!(said.status, 400 | 404) => Called::Nothing,
        Some(called) if said.ok() && called.eq_ignore_ascii_case(&thing.key) => Called::AsMade,
        Some(called) if said.ok() => other(called),
        Some(_) | None => Called::Otherwise(said.short()),
    })
}

/// Tells whether something is there. A deleted list still answers, and says that it is deleted.
fn lives(portal: &Portal<'_>, path: &str) -> Result<bool, PortalError> {
    let said = Said::of(&portal.exchange(&Request::new(Method::Get, path))?);
    let is_gone = matches!(said.status, 400 | 404);
    Ok(!is_gone && said.body.pointer("/list/deletedAt").is_none_or(Value::is_null))
}

/// Where a thing is of which only the key is known.
enum Found {
    /// It has this id.
    As(String),
    /// It was never made, or is deleted.
    Nowhere,
    /// The portal does not say; what it said instead.
    Unsure(String),
}

/// Finds the id of what was made and whose answer never came.
fn find(portal: &Portal<'_>, paths: &ApiPaths, thing: &Thing) -> Result<Found, PortalError> {
    let key = &thing.key;
    let request = match thing.kind {
        // By name it shows at once; a search may lag.
        Kind::List => Request::new(Method::Get, format!("{}/object-type-id/0-1/name/{key}", paths.lists())),
        Kind::Contact => {
            Request::new(Method::Get, format!("{}/{key}", paths.records("contacts"))).with("idProperty", "email")
        }
        Kind::Property => return Ok(Found::As(key.clone())),
        Kind::Flow => return find_flow(portal, paths, key),
    };
    let said = Said::of(&portal.exchange(&request)?);
    let is_deleted = said.body.pointer("/list/deletedAt").is_some_and(|at| !at.is_null());
    let id = said.body.pointer("/list/listId").or_else(|| said.body.get("id")).and_then(text);
    Ok(match (said.status, id) {
        (200..=299, Some(id)) if !is_deleted => Found::As(id),
        (200..=299, Some(_)) | (400 | 404, _) => Found::Nowhere,
        _ => Found::Unsure(said.short()),
    })
}

/// Workflows have no name in their paths: the listing is gone through.
fn find_flow(portal: &Portal<'_>, paths: &ApiPaths, name: &str) -> Result<Found, PortalError> {
    let mut request = Request::new(Method::Get, paths.flows()).with("limit", 100);
    for _ in 0..PAGES {
        let said = Said::of(&portal.exchange(&request)?);
        let Some(rows) = said.body.get("results").and_then(Value::as_array).filter(|_| said.ok()) else {
            return Ok(Found::Unsure(said.short()));
        };
        let found = rows.iter().find(|row| row.get("name").and_then(Value::as_str) == Some(name));
        if let Some(id) = found.and_then(|row| row.get("id")).and_then(text) {
            return Ok(Found::As(id));
        }
        let Some(after) = said.body.pointer("/paging/next/after").and_then(text) else { return Ok(Found::Nowhere) };
        request.query.retain(|(name, _)| name != "after");
        request = request.with("after", after);
    }
    Ok(Found::Unsure("the listing of workflows has no end".to_owned()))
}

/// Returns an id, which HubSpot writes as text or as a number.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}
