//! What a workflow fetches, and the texts that read it.

use serde_json::{Map, Value};

use super::Scope;
use super::fields::association_target;
use crate::emulator::json::{Field, Json, array, judge_fields, object, optional, required, text};
use crate::emulator::object::Object;
use crate::emulator::reply::Refusal;
use crate::emulator::rows::CATEGORIES;
use crate::hubspot::switches::PutDataSources;

/// What stands before the name of a fetch in a text.
const TOKEN: &str = "fetched_objects.";

/// What may be fetched.
pub const TYPES: Json = Json::Enum(&[
    "ASSOCIATION",
    "ASSOCIATION_TIMESTAMP",
    "STATIC_PROPERTY_FILTER",
    "ENROLLED_RECORD_PROPERTY_FILTER",
    "DATASET_FIELD_PROPERTY_FILTER",
    "ENROLLED_ARGUMENT_PROPERTY_FILTER",
]);

const ASSOCIATION: &[Field] = &[
    required("name", Json::Filled),
    required("objectTypeId", Json::Filled),
    required("associationCategory", Json::Enum(CATEGORIES)),
    required("associationTypeId", Json::Whole),
    optional("sortBy", Json::Object),
];

/// Judges the fetches of a workflow, and that each text reads one of them.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_fetches(
    scope: Scope<'_>,
    body: &Map<String, Value>,
    stored: Option<&Map<String, Value>>,
) -> Result<(), Refusal> {
    let sent = array(body, "dataSources")?;
    // Another write than the first keeps what was there.
    let kept = match (stored, scope.state.switches.put_data_sources) {
        (None, _) => sent,
        (Some(_), PutDataSources::Taken) if body.contains_key("dataSources") => sent,
        (Some(stored), PutDataSources::Taken | PutDataSources::Refused) => array(stored, "dataSources")?,
    };
    let mut fetched: Vec<(&str, Option<Object>)> = Vec::new();
    for row in kept {
        let row = object(row, "dataSources")?;
        judge_fields(row, &[required("type", TYPES), required("name", Json::Filled)])?;
        let name = text(row, "name").unwrap_or_default();
        if fetched.iter().any(|(known, _)| *known == name) {
            return Err(Refusal::validation(format!("The data source {name} stands twice")));
        }
        let target = if text(row, "type") == Some("ASSOCIATION") {
            judge_fields(row, ASSOCIATION)?;
            let target = association_target(scope, row)?;
            if text(row, "objectTypeId").is_none_or(|id| target.id() != id) {
                return Err(Refusal::validation(format!("The data source {name} leads to objects of another type")));
            }
            Some(target)
        } else {
            None
        };
        fetched.push((name, target));
    }
    body.get("actions").map_or(Ok(()), |actions| judge_texts(scope, actions, &fetched))
}

fn judge_texts(scope: Scope<'_>, json: &Value, fetched: &[(&str, Option<Object>)]) -> Result<(), Refusal> {
    match json {
        Value::String(text) => {
            for (_, token) in text.match_indices(TOKEN).filter_map(|(at, _)| text.split_at_checked(at)) {
                judge_token(scope, token.strip_prefix(TOKEN).unwrap_or(token), fetched)?;
            }
            Ok(())
        }
        Value::Array(items) => items.iter().try_for_each(|item| judge_texts(scope, item, fetched)),
        // The source of a code step is nobody's text.
        Value::Object(map) => map
            .iter()
            .filter(|(key, _)| *key != "sourceCode")
            .try_for_each(|(_, value)| judge_texts(scope, value, fetched)),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

/// Judges `NAME.PROPERTY` and what follows it.
fn judge_token(scope: Scope<'_>, token: &str, fetched: &[(&str, Option<Object>)]) -> Result<(), Refusal> {
    let word = |text: &str| -> String { text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect() };
    let name = word(token);
    let Some((_, target)) = fetched.iter().find(|(known, _)| *known == name) else {
        return Err(Refusal::validation(format!("There is no data source {name}")));
    };
    let property = token.get(name.len()..).and_then(|rest| rest.strip_prefix('.')).map(word).unwrap_or_default();
    match target {
        Some(target) if scope.state.property(*target, &property).is_none() => {
            Err(Refusal::validation(format!("Property \"{property}\" does not exist")))
        }
        Some(_) | None => Ok(()),
    }
}
