//! The names under which a workflow fetches associated records.
//!
//! HubSpot keeps them in `dataSources`, which is set when a workflow is made and is in no schema of a write that
//! replaces one. So a new workflow brings its own; one that is there can read what it reads already, and another only
//! where the switch `put_data_sources` says that the portal takes more.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::build::Context;
use super::normal;
use crate::hubspot::switches::PutDataSources;
use crate::lower::DesiredFlow;
use crate::model::rule::AssociationPath;

/// What a workflow fetches.
#[derive(Clone, Debug, Default)]
pub(super) struct Fetches {
    /// The name of each.
    pub names: BTreeMap<AssociationPath, String>,
    /// All of `dataSources`, where something has to be added to it.
    pub sources: Option<Value>,
    /// The first one that the workflow does not fetch and cannot be made to.
    pub missing: Option<AssociationPath>,
}

/// Finds the names in a live workflow, or gives new ones to a workflow that is made.
pub(super) fn fetches(context: &Context<'_>, desired: &DesiredFlow, live: Option<&Value>) -> Fetches {
    let mut sources: Vec<Value> =
        live.and_then(|live| live.get("dataSources")).and_then(Value::as_array).cloned().unwrap_or_default();
    let may_add = live.is_none() || context.inputs.settings.switches.put_data_sources == PutDataSources::Taken;
    let mut found = Fetches::default();
    let mut added = false;
    for (path, source) in &desired.fetches {
        let wanted = source.fill(&|hole| context.find(hole));
        let name = |source: &Value| source.get("name").and_then(Value::as_str).map(str::to_owned);
        if let Some(name) = sources.iter().find(|source| same(source, &wanted)).and_then(name) {
            found.names.insert(path.clone(), name);
        } else if may_add {
            let taken: Vec<String> = sources.iter().filter_map(name).collect();
            let fresh = (1..).map(|at| format!("fetched_object_{at}")).find(|name| !taken.contains(name));
            let fresh = fresh.unwrap_or_default();
            let mut entries: Map<String, Value> = wanted.as_object().cloned().unwrap_or_default();
            entries.insert("name".to_owned(), json!(fresh));
            sources.push(Value::Object(entries));
            found.names.insert(path.clone(), fresh);
            added = true;
        } else if found.missing.is_none() {
            found.missing = Some(path.clone());
        }
    }
    found.sources = added.then_some(Value::Array(sources));
    found
}

/// Tells whether two entries fetch the same records: they are the same but for their names. An order, say, that somebody
/// gave to one would make it another record that is read.
fn same(source: &Value, wanted: &Value) -> bool {
    let meant = |of: &Value| {
        let mut entries = of.as_object().cloned().unwrap_or_default();
        entries.retain(|key, value| key != "name" && !value.is_null());
        normal::canon(&Value::Object(entries))
    };
    meant(source) == meant(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fetch_is_another_one_where_somebody_ordered_the_records() {
        let wanted = json!({ "type": "ASSOCIATION", "objectTypeId": "0-2", "associationCategory": "HUBSPOT_DEFINED",
            "associationTypeId": 279 });
        let with = |key: &str, value: Value| {
            let mut source = wanted.clone();
            source["name"] = json!("fetched_object_7");
            source[key] = value;
            source
        };
        assert!(same(&with("associationTypeId", json!("279")), &wanted));
        assert!(same(&with("sortBy", Value::Null), &wanted));
        assert!(!same(&with("sortBy", json!({ "property": "createdate", "order": "DESC" })), &wanted));
        assert!(!same(&with("type", json!("ASSOCIATION_TIMESTAMP")), &wanted));
    }
}
