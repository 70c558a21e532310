//! Workflows that real portals stored, where HUBWRIGHT_CORPUS names a folder of them; none of them is kept here.
#![allow(dead_code, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::{Value, json};

/// Properties that every portal has.
const STANDARD: [&str; 4] = ["createdate", "industry", "country", "annualrevenue"];

/// Returns the workflows by their files; nothing, with a word, where no folder is named.
pub fn workflows() -> Vec<(PathBuf, Value)> {
    let Ok(folder) = std::env::var("HUBWRIGHT_CORPUS") else {
        eprintln!("skipped: HUBWRIGHT_CORPUS names no folder of stored workflows");
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let read = |path: PathBuf| (path.clone(), serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap());
    files.into_iter().map(read).collect()
}

/// Returns the bodies of the properties that a workflow names, for a portal that has only its own.
pub fn missing_properties(flow: &Value) -> Vec<Value> {
    let mut wanted = BTreeMap::new();
    properties(flow, &mut wanted);
    let missing = wanted.iter().filter(|(name, _)| !STANDARD.contains(&name.as_str()));
    let body = |(name, (kind, options)): (&String, &(String, BTreeSet<String>))| {
        let options: Vec<Value> = options.iter().map(|option| json!({ "label": option, "value": option })).collect();
        let (kind, field) = match kind.as_str() {
            "number" => ("number", "number"),
            "enumeration" => ("enumeration", "select"),
            "bool" => ("bool", "booleancheckbox"),
            _ => ("string", "text"),
        };
        let options = match kind {
            "enumeration" => options,
            "bool" => vec![json!({ "label": "Yes", "value": "true" }), json!({ "label": "No", "value": "false" })],
            _ => Vec::new(),
        };
        json!({ "name": name, "label": name, "type": kind, "fieldType": field, "groupName": "companyinformation", "options": options })
    };
    missing.map(body).collect()
}

/// Returns the body that creates a stored workflow again.
pub fn created(flow: &Value) -> Value {
    let mut sent = flow.clone();
    for key in ["id", "revisionId", "nextAvailableActionId", "crmObjectCreationStatus", "createdAt", "updatedAt"] {
        sent.as_object_mut().unwrap().remove(key);
    }
    sent
}

/// Guesses the properties that a workflow names, with type and options.
fn properties(value: &Value, out: &mut BTreeMap<String, (String, BTreeSet<String>)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| properties(item, out)),
        Value::Object(map) => {
            let operation = map.get("operation");
            let kind = operation.and_then(|operation| operation["operationType"].as_str()).unwrap_or_default();
            let kind = match kind {
                "NUMBER" | "NUMBER_RANGED" => "number",
                "ENUMERATION" => "enumeration",
                "BOOL" => "bool",
                _ => "",
            };
            for key in ["property", "property_name", "propertyName"] {
                if let Some(name) = map.get(key).and_then(Value::as_str).filter(|name| !name.starts_with("hs_")) {
                    let entry = out.entry(name.to_owned()).or_default();
                    if !kind.is_empty() {
                        kind.clone_into(&mut entry.0);
                    }
                    let values = operation.and_then(|operation| operation["values"].as_array());
                    entry.1.extend(values.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
                    let set = map.get("value").and_then(|value| value["staticValue"].as_str());
                    entry.1.extend(set.map(str::to_owned));
                }
            }
            if map.get("property") == Some(&json!("hs_name"))
                && let Some(name) = operation.and_then(|operation| operation["value"].as_str())
            {
                out.entry(name.to_owned()).or_default();
            }
            map.values().for_each(|member| properties(member, out));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
