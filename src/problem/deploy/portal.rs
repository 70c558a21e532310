//! The words of a portal that did not do what it was asked.

use crate::portal::{Garbage, PortalError, Refusal, Where};
use crate::problem::Words;

/// Says what a portal did not do.
pub(super) fn words(error: &PortalError) -> Words {
    match error {
        PortalError::Unauthenticated { .. } => Words::error(
            "deploy::not-authenticated",
            format!("the portal does not take the token: {}", said(error)),
            "",
            "the token may be expired or of another portal: make a new one and set the variable again",
        ),
        PortalError::NotPermitted { .. } => Words::error(
            "deploy::not-permitted",
            format!("the token may not do this: {}", said(error)),
            "",
            "give the service key or private app the scopes that are named",
        ),
        PortalError::Refused { .. } | PortalError::NotFound { .. } => Words::error(
            "deploy::refused",
            format!("the portal refused it: {}", said(error)),
            "",
            "the message is the portal's own; its correlation id helps HubSpot's support",
        ),
        PortalError::Forbidden { .. } => Words::error(
            "deploy::forbidden",
            format!("hubwright does not send this: {}", said(error)),
            "",
            "the token goes to the portal's own host only, and over https",
        ),
        PortalError::NotSaved { .. } => Words::error(
            "deploy::not-saved",
            format!("the saved portal does not tell: {}", said(error)),
            "",
            "take a new one with `hubwright snapshot`: it holds what the sources and the record name at that time",
        ),
        PortalError::Limited { .. } => Words::error(
            "deploy::limited",
            format!("the portal takes no more requests for now: {}", said(error)),
            "",
            "nothing was written by this request; wait, and try again",
        ),
        PortalError::Unreachable { .. } => Words::error(
            "deploy::unreachable",
            format!("the portal could not be reached: {}", said(error)),
            "",
            "nothing was written by this request; try again",
        ),
        PortalError::Unknown { .. } => Words::error(
            "deploy::outcome-unknown",
            format!("it is not known whether the request went through: {}", said(error)),
            "",
            "make a new plan: it reads what the portal holds and goes on from there",
        ),
        PortalError::Garbage { .. } => Words::error(
            "deploy::garbage",
            format!("the portal's answer cannot be read: {}", said(error)),
            "",
            "a proxy may stand between; look at what answers at that address",
        ),
    }
}

/// Says the request and what came of it.
fn said(error: &PortalError) -> String {
    let at = place(error.at());
    match error {
        PortalError::Unauthenticated { refusal, .. }
        | PortalError::NotFound { refusal, .. }
        | PortalError::Refused { refusal, .. } => format!("{at}: {}", refused(refusal)),
        PortalError::NotPermitted { scopes, refusal, .. } if scopes.is_empty() => format!("{at}: {}", refused(refusal)),
        PortalError::NotPermitted { scopes, .. } => format!("{at} needs {}", scopes.join(" or ")),
        PortalError::NotSaved { .. } => format!("{at} was not asked when it was saved"),
        PortalError::Limited { policy, .. } => format!("{at}: {policy}"),
        PortalError::Unreachable { why, .. } | PortalError::Forbidden { why, .. } => format!("{at}: {why}"),
        PortalError::Unknown { status: Some(status), why, .. } => format!("{at}: status {status}, {why}"),
        PortalError::Unknown { status: None, why, .. } => format!("{at}: {why}"),
        PortalError::Garbage { what, .. } => format!("{at}: {}", garbage(what)),
    }
}

fn place(at: &Where) -> String {
    format!("{} {}", at.method.name(), at.path)
}

fn refused(refusal: &Refusal) -> String {
    let mut parts = vec![refusal.status.to_string()];
    parts.extend(refusal.category.clone());
    parts.extend(refusal.sub_category.clone());
    let mut text = parts.join(" ");
    for message in &refusal.messages {
        text.push_str(": ");
        text.push_str(message.trim_end_matches('.'));
    }
    // Where the portal's sentence says as much, it is not said twice.
    if let Some(why) = refusal.why.as_ref().filter(|why| !text.contains(why.trim_end_matches('.'))) {
        text.push_str(&format!(": in truth, {}", why.trim_end_matches('.')));
    }
    if let Some(id) = &refusal.correlation_id {
        text.push_str(&format!(" (correlation id {id})"));
    }
    text
}

fn garbage(what: &Garbage) -> String {
    match what {
        Garbage::Empty => "an empty body".to_owned(),
        Garbage::Html => "a web page instead of JSON".to_owned(),
        Garbage::NotJson => "no JSON, or half of it".to_owned(),
        Garbage::Shape(place) => format!("`{place}` is missing or of another kind"),
        Garbage::Loop => "a listing that leads back to a page it has shown".to_owned(),
        Garbage::Endless => "a listing without end".to_owned(),
    }
}
