//! Which path is which endpoint.

use serde_json::{Map, Value};

use super::object::Object;
use super::reply::{Answer, Refusal, respond};
use super::state::{Millis, State, World};
use super::{associations, directory, flows, lists, properties, records, schemas};
use crate::hubspot::switches::{RateLimit, Switches, UnknownIds};
use crate::portal::transport::{Method, Request, Response};

/// A family of endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Account,
    /// Who a token is.
    Token,
    Properties,
    Lists,
    Objects,
    /// Labels and batches between two object types.
    Associations,
    Pipelines,
    Schemas,
    Owners,
    Users,
    Teams,
    Forms,
    Emails,
    Subscriptions,
    EventDefinitions,
    ActionTypes,
    Flows,
}

/// The prefixes of each family, with their versions: they answer alike.
const FAMILIES: &[(&str, Family)] = &[
    ("account-info/v3/details", Family::Account),
    ("account-info/2026-03/details", Family::Account),
    ("account-info/2026-09/details", Family::Account),
    ("oauth/v2/private-apps/get/access-token-info", Family::Token),
    ("crm/v3/properties", Family::Properties),
    ("crm/properties/2026-03", Family::Properties),
    ("crm/properties/2026-09", Family::Properties),
    ("crm/v3/lists", Family::Lists),
    ("crm/lists/2026-03", Family::Lists),
    ("crm/lists/2026-09", Family::Lists),
    ("crm/v3/objects", Family::Objects),
    ("crm/v4/objects", Family::Objects),
    ("crm/objects/2026-03", Family::Objects),
    ("crm/objects/2026-09", Family::Objects),
    ("crm/v4/associations", Family::Associations),
    ("crm/associations/v4", Family::Associations),
    ("crm/associations/2026-03", Family::Associations),
    ("crm/associations/2026-09", Family::Associations),
    ("crm/v3/pipelines", Family::Pipelines),
    ("crm/pipelines/2026-03", Family::Pipelines),
    ("crm/pipelines/2026-09", Family::Pipelines),
    ("crm/v3/schemas", Family::Schemas),
    ("crm-object-schemas/v3/schemas", Family::Schemas),
    ("crm-object-schemas/2026-03/schemas", Family::Schemas),
    ("crm-object-schemas/2026-09/schemas", Family::Schemas),
    ("crm/v3/owners", Family::Owners),
    ("crm/owners/2026-03", Family::Owners),
    ("crm/owners/2026-09", Family::Owners),
    ("settings/v3/users/teams", Family::Teams),
    ("settings/users/2026-03/teams", Family::Teams),
    ("settings/users/2026-09/teams", Family::Teams),
    ("settings/v3/users", Family::Users),
    ("settings/users/v3", Family::Users),
    ("settings/users/2026-03", Family::Users),
    ("settings/users/2026-09", Family::Users),
    ("settings/teams/2026-09", Family::Teams),
    ("marketing/v3/forms", Family::Forms),
    ("marketing/forms/2026-03", Family::Forms),
    ("marketing/forms/2026-09", Family::Forms),
    ("marketing/forms/2026-09-beta", Family::Forms),
    ("marketing/v3/emails", Family::Emails),
    ("marketing/emails/2026-03", Family::Emails),
    ("marketing/emails/2026-09", Family::Emails),
    ("communication-preferences/v4/definitions", Family::Subscriptions),
    ("communication-preferences/2026-03/definitions", Family::Subscriptions),
    ("communication-preferences/2026-09/definitions", Family::Subscriptions),
    ("events/v3/event-definitions", Family::EventDefinitions),
    ("events/2026-03/event-definitions", Family::EventDefinitions),
    ("events/2026-09/event-definitions", Family::EventDefinitions),
    ("automation/2026-09-beta/action-types", Family::ActionTypes),
    ("automation/v4/flows", Family::Flows),
    ("automation/2026-09-beta/flows", Family::Flows),
    ("automation/2026-03/flows", Family::Flows),
    ("automation/2026-09/flows", Family::Flows),
];

/// A request under way: what an endpoint needs.
#[derive(Debug)]
pub struct Call<'a> {
    /// The portal.
    pub state: &'a mut State,
    /// Clock and seed.
    pub world: &'a World,
    /// What was asked.
    pub request: &'a Request,
    /// The part of the path before the family's own parts.
    pub base: &'a str,
}

impl Call<'_> {
    /// Returns the time in milliseconds.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.world.millis()
    }

    /// Returns the switches.
    #[must_use]
    pub fn switches(&self) -> Switches {
        self.state.switches
    }

    /// Returns the first value of a query parameter.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.request.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns the values of a query parameter that may stand more than once.
    pub fn params(&self, name: &str) -> impl Iterator<Item = &str> {
        self.request.query.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Tells whether a query parameter is `true`. HubSpot's own Python client writes `True`.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.param(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Returns a page's size.
    ///
    /// # Errors
    /// 400 where the parameter is no number or beyond the limit.
    pub fn limit(&self, default: usize, most: usize) -> Result<usize, Refusal> {
        match self.param("limit") {
            None => Ok(default),
            Some(text) => match text.parse() {
                Ok(limit) if (1..=most).contains(&limit) => Ok(limit),
                _ => Err(Refusal::validation(format!("limit must be between 1 and {most}"))),
            },
        }
    }

    /// Returns the body, which has to be an object.
    ///
    /// # Errors
    /// 400 where it is none.
    pub fn body(&self) -> Result<&Map<String, Value>, Refusal> {
        match &self.request.body {
            Some(Value::Object(map)) => Ok(map),
            Some(_) => Err(Refusal::validation("Invalid input JSON on line 1, column 1: an object is expected")),
            None => Err(Refusal::validation("Invalid input JSON: the body is missing")),
        }
    }
}

/// Answers a request. Whatever the request, it answers; what it refuses leaves no trace in the state.
pub fn handle(state: &mut State, world: &World, request: &Request) -> Response {
    state.requests = state.requests.wrapping_add(1);
    let correlation = correlation(world.seed, state.requests);
    let now = world.millis();
    let mut remaining = None;
    let answer = match count(state, request, now) {
        Err(refusal) => Err(refusal),
        Ok(left) => {
            remaining = left;
            dispatch(state, world, request)
        }
    };
    let answer = match answer {
        Ok(reply) => {
            let what = format!("{} {} {}", request.method.name(), request.path, reply.status);
            state.commit(now, &what).map(|()| reply).map_err(Refusal::from)
        }
        Err(refusal) => {
            state.data.roll_back();
            Err(refusal)
        }
    };
    let mut response = respond(&answer, &correlation);
    if let Some(left) = remaining {
        for (name, value) in [("max", 100), ("remaining", left), ("interval-milliseconds", 10_000)] {
            response.headers.push((format!("x-hubspot-ratelimit-{name}"), value.to_string()));
        }
    }
    response
}

/// Makes an id that looks like HubSpot's and depends on nothing but the seed and the number of the request.
fn correlation(seed: u64, request: u64) -> String {
    let mix = |value: u64| {
        let mut value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    };
    let high = mix(seed ^ mix(request));
    let low = mix(high);
    format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff
    )
}

/// Counts a request, and refuses the one too many. Creating and replacing workflows is exempt.
fn count(state: &mut State, request: &Request, now: Millis) -> Result<Option<u64>, Refusal> {
    let exempt = request.path.contains("/flows") && matches!(request.method, Method::Post | Method::Put);
    match state.switches.rate_limit {
        RateLimit::None => Ok(None),
        RateLimit::Hundred if exempt => Ok(None),
        RateLimit::Hundred => {
            while state.recent.front().is_some_and(|at| now.saturating_sub(*at) >= 10_000) {
                state.recent.pop_front();
            }
            let used = u64::try_from(state.recent.len()).unwrap_or(u64::MAX);
            if used >= 100 {
                return Err(Refusal::rate_limit());
            }
            state.recent.push_back(now);
            Ok(Some(99 - used))
        }
    }
}

fn dispatch(state: &mut State, world: &World, request: &Request) -> Answer {
    let path = request.path.trim_matches('/');
    let split = |text: &str| -> Vec<String> { text.split('/').filter(|part| !part.is_empty()).map(decode).collect() };
    let found = FAMILIES
        .iter()
        .filter_map(|(prefix, family)| {
            let rest = path.strip_prefix(prefix)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| (*prefix, *family, split(rest)))
        })
        .max_by_key(|(prefix, _, _)| prefix.len());
    let Some((base, family, parts)) = found else {
        return Err(Refusal::no_route());
    };
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let mut call = Call { state, world, request, base };
    match family {
        Family::Account => directory::account(&call, &parts),
        Family::Token => directory::token(&call, &parts),
        Family::Properties => properties::answer(&mut call, &parts),
        Family::Lists => lists::answer(&mut call, &parts),
        Family::Objects => match parts.as_slice() {
            [object, id, "associations", rest @ ..] => {
                let rest = rest.to_vec();
                associations::of_record(&mut call, object, id, &rest)
            }
            _ => records::answer(&mut call, &parts),
        },
        Family::Associations => associations::answer(&mut call, &parts),
        Family::Pipelines => directory::pipelines(&call, &parts),
        Family::Schemas => schemas::answer(&call, &parts),
        Family::Owners => directory::owners(&call, &parts),
        Family::Users => directory::users(&call, &parts),
        Family::Teams => directory::teams(&call, &parts),
        Family::Forms => directory::forms(&call, &parts),
        Family::Emails => directory::emails(&call, &parts),
        Family::Subscriptions => directory::subscriptions(&call, &parts),
        Family::EventDefinitions => directory::event_definitions(&call, &parts),
        Family::ActionTypes => flows::action_types::answer(&call, &parts),
        Family::Flows => flows::answer(&mut call, &parts),
    }
}

/// Undoes percent-encoding; what is not encoded well stays as it is.
pub(super) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let encoded = (*byte == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match encoded {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// Reads the object type of a path.
///
/// # Errors
/// 400 where the portal does not have it.
pub fn object_of(state: &State, word: &str) -> Result<Object, Refusal> {
    schemas::find(state, word).ok_or_else(|| Refusal::validation(format!("Unable to infer object type from: {word}")))
}

/// Refuses an id that nothing has, as the switch says.
#[must_use]
pub fn unknown_id(switches: Switches, what: &str, id: &str) -> Refusal {
    let message = format!("{what} {id} does not exist");
    match switches.unknown_ids {
        UnknownIds::NotFound => Refusal::not_found(message),
        UnknownIds::BadRequest => Refusal::validation(message),
    }
}
