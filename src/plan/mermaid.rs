//! A picture of a workflow for a pull request, from the body that would be written.

use std::fmt::Write as _;

use serde_json::Value;

use super::markdown::escape;
use crate::hubspot::flow::Flow;

/// How many actions a picture may have: beyond, nobody reads it.
pub const MOST_ACTIONS: usize = 60;

/// Draws a flow; nothing where it has no actions, or too many.
#[must_use]
pub fn draw(flow: &Value) -> Option<String> {
    let view = Flow::new(flow);
    let actions: Vec<_> = view.actions().collect();
    if actions.is_empty() || actions.len() > MOST_ACTIONS {
        return None;
    }
    let mut out = String::from("flowchart TD\n");
    let _ = writeln!(out, "  start([enrol]) --> {}", node(view.start_action_id().unwrap_or_default()));
    for action in &actions {
        let id = action.id().unwrap_or_default();
        let label = label(action.json());
        let (open, close) = if action.edges().len() > 1 { ("{\"", "\"}") } else { ("[\"", "\"]") };
        let _ = writeln!(out, "  {}{open}{}{close}", node(&id), escape(&label));
        for edge in action.edges() {
            let text = if edge.label.is_empty() { String::new() } else { format!("|\"{}\"|", escape(&edge.label)) };
            let _ = writeln!(out, "  {} -->{text} {}", node(&id), node(&edge.to));
        }
    }
    Some(out)
}

/// Makes a name that Mermaid takes: ids of a portal are text.
fn node(id: &str) -> String {
    let safe: String = id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("a{safe}")
}

/// What the common actions are called.
const NAMES: &[(&str, &str)] = &[
    ("0-1", "wait"),
    ("0-3", "create task"),
    ("0-4", "send e-mail"),
    ("0-5", "set"),
    ("0-11", "rotate"),
    ("0-15", "enroll in"),
    ("0-63809083", "add to list"),
    ("0-63863438", "remove from list"),
];

fn label(action: &Value) -> String {
    let text = |field: &str| action.get(field).and_then(Value::as_str);
    let field = |name: &str| action.pointer(&format!("/fields/{name}")).and_then(Value::as_str);
    match (text("type"), text("actionTypeId")) {
        (Some("LIST_BRANCH"), _) => "if".to_owned(),
        (Some("STATIC_BRANCH"), _) => {
            let property = action.pointer("/inputValue/propertyName").and_then(Value::as_str).unwrap_or("value");
            format!("match {property}")
        }
        (_, Some(id)) => {
            let name = NAMES.iter().find(|(known, _)| *known == id).map_or(id, |(_, name)| *name);
            let detail = ["property_name", "subject", "target_property"].iter().find_map(|name| field(name));
            let minutes = field("delta").map(|delta| format!("{delta} min"));
            match detail.map(str::to_owned).or(minutes) {
                Some(detail) => format!("{name} {detail}"),
                None => name.to_owned(),
            }
        }
        (kind, None) => kind.unwrap_or("action").to_lowercase(),
    }
}
