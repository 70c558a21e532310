//! A picture of a workflow for a pull request, from the body that would be written.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::hubspot::flow::{Flow, Slot};

/// How many actions a picture may have: beyond, nobody reads it.
pub const MOST_ACTIONS: usize = 60;

/// Draws a flow; nothing where it has no actions, or too many.
#[must_use]
pub fn draw(flow: &Value) -> Option<String> {
    let view = Flow::read(flow.clone());
    let actions: Vec<_> = view.actions().collect();
    if actions.is_empty() || actions.len() > MOST_ACTIONS {
        return None;
    }
    let mut out = String::from("flowchart TD\n");
    let _ = writeln!(out, "  start([enrol]) --> {}", node(&view.start().unwrap_or_default()));
    for action in &actions {
        let id = action.id().unwrap_or_default();
        let label = text(&label(action.entries()));
        let branches = action.edges().iter().any(|edge| !matches!(edge.slot, Slot::Next));
        let shape = if branches { format!("{{\"{label}\"}}") } else { format!("[\"{label}\"]") };
        let _ = writeln!(out, "  {}{shape}", node(&id));
        for edge in action.edges() {
            let Some(to) = &edge.to else { continue };
            let way = way(action.entries(), &edge.slot);
            let way = if way.is_empty() { way } else { format!("|\"{}\"|", text(&way)) };
            let _ = writeln!(out, "  {} -->{way} {}", node(&id), node(to));
        }
    }
    Some(out)
}

/// Says which way out of an action an edge is.
fn way(action: &Map<String, Value>, slot: &Slot) -> String {
    let branch = |list: &str, at: usize, field: &str| {
        action.get(list).and_then(|list| list.get(at)?.get(field)?.as_str()).map(str::to_owned)
    };
    match slot {
        Slot::Next => String::new(),
        Slot::Default => {
            action.get("defaultBranchName").and_then(Value::as_str).map_or_else(|| "else".to_owned(), str::to_owned)
        }
        Slot::Branch(at) => branch("listBranches", *at, "branchName")
            .or_else(|| branch("staticBranches", *at, "branchValue"))
            .or_else(|| {
                let share = action.get("testBranches")?.get(*at)?.get("percentage")?.as_u64()?;
                Some(format!("{share}%"))
            })
            .unwrap_or_else(|| format!("branch {}", at + 1)),
    }
}

/// Makes text that stands in a label: Mermaid reads quotes, and a browser reads the rest as HTML.
fn text(text: &str) -> String {
    let escaped = text.replace('#', "#35;").replace('&', "#amp;").replace('"', "#quot;");
    escaped.replace('<', "#lt;").replace('>', "#gt;").replace(['\n', '\r'], " ")
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
    ("0-8", "notify"),
    ("0-9", "notify"),
    ("0-11", "rotate"),
    ("0-14", "create record"),
    ("0-15", "enroll in"),
    ("0-29", "wait for event"),
    ("0-35", "wait until"),
    ("0-169425243", "create note"),
    ("0-63809083", "add to list"),
    ("0-63863438", "remove from list"),
];

fn label(action: &Map<String, Value>) -> String {
    let part = |field: &str| action.get(field).and_then(Value::as_str);
    let field = |name: &str| action.get("fields")?.get(name)?.as_str();
    match (part("type"), part("actionTypeId")) {
        (Some("LIST_BRANCH"), _) => "if".to_owned(),
        (Some("AB_TEST_BRANCH"), _) => "split".to_owned(),
        (Some("WEBHOOK"), _) => "call webhook".to_owned(),
        (Some("CUSTOM_CODE"), _) => "run code".to_owned(),
        (Some("STATIC_BRANCH"), _) => {
            let input = |key: &str| action.get("inputValue")?.get(key)?.as_str();
            // `{{ fetched_objects.NAME.property }}`
            let fetched = || input("propertyToken")?.trim_end_matches([' ', '}']).rsplit('.').next();
            format!("match {}", input("propertyName").or_else(fetched).unwrap_or("value"))
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
