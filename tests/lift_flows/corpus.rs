//! Real workflows, in the folder that `HUBWRIGHT_CORPUS` names: each is said exactly, without a jump.

use std::collections::{BTreeMap, BTreeSet};

use hubwright::hubspot::switches::Switches;
use serde_json::{Map, Value, json};

use super::world::Portal;

/// What is seen of a property: types, and values.
#[derive(Default)]
struct Seen {
    kinds: BTreeSet<&'static str>,
    values: BTreeSet<String>,
}

/// Gathers what a flow tells of the properties that it names.
#[derive(Default)]
struct Catalog(BTreeMap<String, Seen>);

impl Catalog {
    fn see(&mut self, property: &str, kind: &'static str, values: Vec<String>) {
        let seen = self.0.entry(property.to_owned()).or_default();
        seen.kinds.insert(kind);
        seen.values.extend(values);
    }

    fn operation(&mut self, property: &str, operation: &Value) {
        let texts = |key: &str| -> Vec<String> {
            let values = operation[key].as_array().into_iter().flatten();
            values.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        match operation["operationType"].as_str().unwrap_or_default() {
            "BOOL" => self.see(property, "bool", vec![]),
            "NUMBER" | "NUMBER_RANGED" => self.see(property, "number", vec![]),
            "STRING" | "MULTISTRING" => self.see(property, "string", vec![]),
            "ENUMERATION" => self.see(property, "enum", texts("values")),
            "TIME_POINT" | "TIME_RANGED" => self.see(property, "datetime", vec![]),
            _ => self.see(property, "any", vec![]),
        }
    }

    fn walk(&mut self, json: &Value) {
        match json {
            Value::Array(items) => items.iter().for_each(|item| self.walk(item)),
            Value::Object(entries) => {
                if let Some(property) = entries.get("property").and_then(Value::as_str) {
                    self.operation(property, &entries.get("operation").cloned().unwrap_or_default());
                }
                if let Some(filters) = entries.get("filters").and_then(Value::as_array) {
                    let of = |name: &str| filters.iter().find(|filter| filter["property"] == name);
                    if let (Some(name), Some(value)) = (of("hs_name"), of("hs_value")) {
                        self.operation(name["operation"]["value"].as_str().unwrap_or_default(), &value["operation"]);
                    }
                }
                if let Some(property) = entries.get("property_name").and_then(Value::as_str) {
                    let value = json["value"]["staticValue"].as_str();
                    let kind = match value {
                        Some("true" | "false") => "bool",
                        Some(value) if value.parse::<f64>().is_ok() => "number",
                        Some(_) => "string",
                        None => "any",
                    };
                    self.see(property, kind, value.map(str::to_owned).into_iter().collect());
                }
                if let Some(branches) = entries.get("staticBranches").and_then(Value::as_array) {
                    let values: Vec<String> =
                        branches.iter().filter_map(|it| it["branchValue"].as_str()).map(str::to_owned).collect();
                    let kind = if values.iter().all(|it| it == "true" || it == "false") { "bool" } else { "enum" };
                    self.see(json["inputValue"]["propertyName"].as_str().unwrap_or_default(), kind, values);
                }
                entries.values().for_each(|value| self.walk(value));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn text(&self, object: &str) -> String {
        let feature = |seen: &Seen| {
            let options: Map<String, Value> =
                seen.values.iter().map(|value| (value.clone(), json!(format!("The {value}")))).collect();
            // What is tested says more than what is written.
            match ["enum", "number", "datetime", "bool"].into_iter().find(|kind| seen.kinds.contains(kind)) {
                Some("enum") => json!({ "type": "enum", "options": options }),
                Some(kind) => json!({ "type": kind }),
                None => json!({ "type": "string" }),
            }
        };
        let known = self.0.iter().filter(|(name, _)| !name.is_empty() && !name.starts_with("hs_"));
        let features: Map<String, Value> = known.map(|(name, seen)| (name.clone(), feature(seen))).collect();
        json!({ "objects": { object: { "features": features } } }).to_string()
    }
}

#[test]
fn each_workflow_of_the_corpus_is_said_exactly_and_without_a_jump() {
    let Some(folder) = std::env::var_os("HUBWRIGHT_CORPUS") else {
        return eprintln!("skipped: HUBWRIGHT_CORPUS names no folder");
    };
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "json"));
    paths.sort();
    assert!(!paths.is_empty(), "there are workflows");
    for path in paths {
        let json: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let object = match json["objectTypeId"].as_str().unwrap() {
            "0-1" => "contact",
            "0-2" => "company",
            "0-3" => "deal",
            _ => "ticket",
        };
        let mut catalog = Catalog::default();
        catalog.walk(&json);
        let portal = Portal::new(&catalog.text(object), "");
        let lifted = portal.lift(&json, &Switches::default());
        let lifted = lifted.unwrap_or_else(|losses| panic!("{}: {losses:#?}", path.display()));
        let text = portal.compare(&json, &lifted, &Switches::default());
        let text = text.unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        assert!(!text.contains("go to"), "{text}");
        if std::env::var_os("HUBWRIGHT_CORPUS_SHOWN").is_some() {
            eprintln!("{text}\n{:#?}", lifted.losses);
        }
    }
}
