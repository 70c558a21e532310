//! Webhooks and code steps.

use serde_json::{Map, Value};

use super::{Scope, judge_keys};
use crate::emulator::json::{Field, Json, array, judge_fields, object, optional, present, required, text};
use crate::emulator::reply::Refusal;
use crate::hubspot::switches::CodeOutputs;

/// How proof of where a call comes from looks.
pub const AUTH: &[(&str, &[Field])] = &[
    (
        "AUTH_KEY",
        &[
            required("name", Json::Filled),
            required("secretName", Json::Filled),
            required("location", Json::Enum(&["HEADER", "QUERY_PARAM"])),
        ],
    ),
    ("SIGNATURE", &[required("appId", Json::Whole)]),
];

/// The runtimes that code was seen to have.
const RUNTIMES: &[&str] = &["NODE16X", "NODE20X", "PYTHON39"];
/// The types of outputs in the schema or in a stored step.
const SEEN_OUTPUTS: &[&str] = &["ENUMERATION", "STRING"];
/// Those that the others are called.
const OTHER_OUTPUTS: &[&str] = &["NUMBER", "BOOLEAN", "DATE", "DATETIME"];
/// How many inputs code may have.
const MOST_INPUTS: usize = 50;

/// Judges address and proof of a webhook; its parameters are judged with all values.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_webhook(scope: Scope<'_>, action: &Map<String, Value>) -> Result<(), Refusal> {
    let url = text(action, "webhookUrl").unwrap_or_default();
    let host = url.strip_prefix("https://").map(|rest| rest.split('/').next().unwrap_or_default());
    if host.is_none_or(str::is_empty) {
        return Err(Refusal::validation("The webhookUrl must be an https address"));
    }
    distinct(action, "queryParams")?;
    let Some(auth) = present(action, "authSettings") else { return Ok(()) };
    let auth = object(auth, "authSettings")?;
    let kind = text(auth, "type").unwrap_or_default();
    let Some((_, fields)) = AUTH.iter().find(|(known, _)| *known == kind) else {
        return Err(Refusal::validation(format!("Invalid input JSON: {kind} is no type of authSettings")));
    };
    judge_fields(auth, fields)?;
    judge_keys(scope.state, auth, &["type"], fields)
}

/// Judges runtime, inputs and outputs of a code step.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_code(scope: Scope<'_>, action: &Map<String, Value>) -> Result<(), Refusal> {
    let runtime = text(action, "runtime").unwrap_or_default();
    if !RUNTIMES.contains(&runtime) {
        return Err(Refusal::validation(format!("{runtime} is no runtime of code")));
    }
    if text(action, "sourceCode").is_none_or(str::is_empty) {
        return Err(Refusal::validation("The sourceCode is empty"));
    }
    if array(action, "inputFields")?.len() > MOST_INPUTS {
        return Err(Refusal::validation(format!("No more than {MOST_INPUTS} inputFields are allowed")));
    }
    distinct(action, "inputFields")?;
    distinct(action, "outputFields")?;
    let row = [required("name", Json::Filled), required("type", Json::Filled), optional("options", Json::Texts)];
    for field in array(action, "outputFields")? {
        let field = object(field, "outputFields")?;
        judge_fields(field, &row)?;
        judge_keys(scope.state, field, &[], &row)?;
        let kind = text(field, "type").unwrap_or_default();
        let known = match scope.state.switches.code_outputs {
            CodeOutputs::Seen => SEEN_OUTPUTS.contains(&kind),
            CodeOutputs::All => SEEN_OUTPUTS.contains(&kind) || OTHER_OUTPUTS.contains(&kind),
        };
        if !known {
            return Err(Refusal::validation(format!("{kind} is no type of an output")));
        }
    }
    Ok(())
}

fn distinct(action: &Map<String, Value>, name: &str) -> Result<(), Refusal> {
    let mut seen = Vec::new();
    for field in array(action, name)? {
        let key = field.get("name").and_then(Value::as_str).unwrap_or_default();
        if seen.contains(&key) {
            return Err(Refusal::validation(format!("{key} stands twice in {name}")));
        }
        seen.push(key);
    }
    Ok(())
}
