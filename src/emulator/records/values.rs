//! Which values properties of records can have.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::living;
use crate::emulator::evaluate::time::{date, instant};
use crate::emulator::judge::operation::is_option;
use crate::emulator::object::Object;
use crate::emulator::reply::Refusal;
use crate::emulator::rows::Kind;
use crate::emulator::state::{PropertyRow, State};

/// Judges the properties of a write and returns them as text.
///
/// # Errors
/// 400 with every value that does not fit.
pub fn judge(state: &State, object: Object, sent: &Map<String, Value>) -> Result<BTreeMap<String, String>, Refusal> {
    let mut out = BTreeMap::new();
    let mut faults = Vec::new();
    for (name, value) in sent {
        match judge_one(state, object, name, value) {
            Ok(value) => {
                out.insert(name.clone(), value);
            }
            Err((code, message)) => faults.push(json!({
                "message": message,
                "code": code,
                "context": { "propertyName": [name] },
            })),
        }
    }
    if faults.is_empty() {
        return Ok(out);
    }
    let inside: Vec<Value> = faults
        .iter()
        .map(|fault| {
            json!({
                "isValid": false,
                "message": fault.get("message"),
                "error": fault.get("code"),
                "name": fault.pointer("/context/propertyName/0"),
                "localizedErrorMessage": fault.get("message"),
                "portalId": state.identity().portal_id,
            })
        })
        .collect();
    // HubSpot puts JSON inside the sentence.
    let mut refusal = Refusal::validation(format!("Property values were not valid: {}", Value::Array(inside)));
    refusal.errors = faults;
    Err(refusal)
}

type Fault = (&'static str, String);

fn judge_one(state: &State, object: Object, name: &str, value: &Value) -> Result<String, Fault> {
    let Some(row) = state.property(object, name) else {
        return Err(("PROPERTY_DOESNT_EXIST", format!("Property \"{name}\" does not exist")));
    };
    if row.read_only {
        return Err(("READ_ONLY_VALUE", format!("\"{name}\" is a read only property; its value cannot be set.")));
    }
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Array(_) | Value::Object(_) => {
            return Err(("INVALID_STRING", format!("{value} is no value of \"{name}\"")));
        }
    };
    fit(state, object, row, &text)
}

/// Returns the value as it is stored, where it is one that the property can have.
///
/// # Errors
/// HubSpot's code of the fault, and words.
pub fn fit(state: &State, object: Object, row: &PropertyRow, text: &str) -> Result<String, Fault> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let name = &row.name;
    match Kind::of(&row.kind) {
        Kind::String if object == Object::Contact && name == "email" => {
            let is_email = text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
            if !is_email || text.contains(char::is_whitespace) {
                return Err(("INVALID_EMAIL", format!("Email address {text} is invalid")));
            }
            Ok(text.to_lowercase())
        }
        Kind::String | Kind::Other => Ok(text.to_owned()),
        Kind::Number => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(text.to_owned()),
            _ => Err(("INVALID_LONG", format!("{text} was not a valid number."))),
        },
        Kind::Bool => match text {
            "true" | "false" => Ok(text.to_owned()),
            _ => Err(("INVALID_OPTION", format!("{text} was not one of the allowed options: [true, false]"))),
        },
        Kind::Enumeration => {
            let values: Vec<&str> = if row.field == "checkbox" {
                text.split(';').filter(|one| !one.is_empty()).collect()
            } else {
                vec![text]
            };
            match values.iter().find(|value| !is_option(state, row, value)) {
                Some(value) => Err(("INVALID_OPTION", format!("{value} was not one of the allowed options of {name}"))),
                None => Ok(values.join(";")),
            }
        }
        Kind::Date => match date(text) {
            Some(day) => Ok(day.to_string()),
            None => Err(("INVALID_DATE", format!("{text} was not a valid date."))),
        },
        Kind::DateTime => match instant(text) {
            Some(at) => Ok(crate::emulator::state::iso(at)),
            None => Err(("INVALID_DATE", format!("{text} was not a valid date."))),
        },
    }
}

/// Judges that a new record has what HubSpot wants it to have.
///
/// # Errors
/// 400 where it has not.
pub fn judge_enough(object: Object, values: &BTreeMap<String, String>) -> Result<(), Refusal> {
    let (wanted, all): (&[&str], bool) = match object {
        Object::Contact => (&["email", "firstname", "lastname"], false),
        Object::Company => (&["name", "domain"], false),
        Object::Deal => (&["dealname", "dealstage"], true),
        Object::Ticket => (&["subject", "hs_pipeline_stage"], true),
        // What its schema requires, which the schemas made here do not.
        Object::Custom(_) => (&[], true),
    };
    let has = |name: &&str| values.get(*name).is_some_and(|value| !value.is_empty());
    let fits = if all { wanted.iter().all(has) } else { wanted.iter().any(has) };
    if fits {
        return Ok(());
    }
    Err(Refusal::validation(format!("Some of these properties are required: [{}]", wanted.join(", "))))
}

/// Judges that no other contact has an e-mail address.
///
/// # Errors
/// 409 with the other's id.
pub fn judge_email(state: &State, email: Option<&str>, own: Option<u64>) -> Result<(), Refusal> {
    let Some(email) = email.filter(|email| !email.is_empty()) else {
        return Ok(());
    };
    match living(state, Object::Contact).find(|row| Some(row.id) != own && row.value("email") == Some(email)) {
        Some(row) => Err(Refusal::other(409, "CONFLICT", format!("Contact already exists. Existing ID: {}", row.id))),
        None => Ok(()),
    }
}
