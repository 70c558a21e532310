//! What a person made and this project adopted: it keeps its looks until something else of it changes.

use serde_json::Value;

use super::build::{Context, flow_key};
use super::identity;
use crate::lower::DesiredFlow;
use crate::model::Head;

/// Tells whether a workflow was adopted and bears no mark, and bore none after our last write.
pub(super) fn is_unmarked(context: &Context<'_>, head: &Head, live: &Value) -> bool {
    let key = flow_key(head);
    let names: Vec<&str> = std::iter::once(&head.name).chain(&head.formerly).map(String::as_str).collect();
    let project = &context.inputs.program.project;
    let after = context.inputs.record.object(&key).and_then(|known| known.after.as_ref());
    let mut flows = std::iter::once(live).chain(after);
    context.is_adopted(&key, head) && !flows.any(|flow| identity::bears_trailer(flow, project, &names))
}

/// Returns a merged body with the description that the source alone makes.
pub(super) fn without_mark(desired: &DesiredFlow, merged: &Value, live: &Value) -> Value {
    let mut body = merged.clone();
    let Some(entries) = body.as_object_mut() else { return body };
    let found = live.get("description");
    let said = desired.description.as_deref().unwrap_or_default();
    if found.and_then(Value::as_str).unwrap_or_default().trim_end() == said {
        // No text and an empty one say the same.
        entries.remove("description");
        entries.extend(found.map(|found| ("description".to_owned(), found.clone())));
    } else {
        entries.insert("description".to_owned(), Value::String(said.to_owned()));
    }
    body
}
