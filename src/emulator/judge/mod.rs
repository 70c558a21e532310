//! What HubSpot refuses: raw JSON held against rows, before anything is stored.

pub mod action;
pub mod activity;
pub mod call;
pub mod fetch;
pub mod fields;
pub mod filter;
pub mod flow;
pub mod graph;
pub mod operation;
pub mod point;

use serde_json::{Map, Value};

use super::json::Field;
use super::object::Object;
use super::reply::Refusal;
use super::state::State;
use crate::hubspot::switches::UnknownKeys;

/// In what a filter stands; the nesting rules differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A list's definition.
    List,
    /// A workflow's enrolment or branch.
    Flow,
}

/// What a judged piece of JSON is about.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The portal.
    pub state: &'a State,
    /// Where it stands.
    pub place: Place,
    /// Whose properties it may name.
    pub object: Object,
}

impl<'a> Scope<'a> {
    /// Makes the scope of the records of another type.
    #[must_use]
    pub fn of(self, object: Object) -> Self {
        Self { object, ..self }
    }
}

/// Refuses keys that no row knows, where the switch says so.
///
/// # Errors
/// 400 for the first.
pub fn judge_keys(state: &State, map: &Map<String, Value>, common: &[&str], fields: &[Field]) -> Result<(), Refusal> {
    match state.switches.unknown_keys {
        UnknownKeys::Ignored => Ok(()),
        UnknownKeys::Refused => {
            let known = |key: &str| common.contains(&key) || fields.iter().any(|field| field.name == key);
            match map.keys().find(|key| !known(key)) {
                Some(key) => Err(Refusal::validation(format!("Invalid input JSON: unrecognized field {key}"))),
                None => Ok(()),
            }
        }
    }
}
