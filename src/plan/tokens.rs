//! The places in a flow that name actions: ids, edges, and tokens within texts.

use serde_json::Value;

/// What stands before an action id in a token that reads what an action returned.
const TOKEN: &str = "action_output_";

/// Renames actions everywhere in JSON. `name` gives the new name of an action; `dangling` that of an edge's end which
/// is no action. What else names an action that isn't there stays as it is.
pub(super) fn renamed(json: Value, name: &dyn Fn(&str) -> Option<String>, dangling: &dyn Fn(&str) -> String) -> Value {
    match json {
        Value::Null | Value::Bool(_) | Value::Number(_) => json,
        Value::String(text) => Value::String(text_renamed(&text, name)),
        Value::Array(items) => Value::Array(items.into_iter().map(|item| renamed(item, name, dangling)).collect()),
        Value::Object(entries) => Value::Object(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let value = match (key.as_str(), value) {
                        ("actionId", Value::String(id)) => Value::String(name(&id).unwrap_or(id)),
                        ("nextActionId" | "startActionId", Value::String(id)) => {
                            Value::String(name(&id).unwrap_or_else(|| dangling(&id)))
                        }
                        (_, value) => renamed(value, name, dangling),
                    };
                    (key, value)
                })
                .collect(),
        ),
    }
}

fn text_renamed(text: &str, name: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(TOKEN) {
        let end = after.find(|c: char| c == '.' || c == '}' || c.is_whitespace()).unwrap_or(after.len());
        let (id, behind) = after.split_at(end);
        out.push_str(before);
        out.push_str(TOKEN);
        out.push_str(&name(id).unwrap_or_else(|| id.to_owned()));
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_edges_and_tokens_follow() {
        let json = json!({
            "startActionId": "1",
            "actions": [
                { "actionId": "1", "connection": { "nextActionId": "2" } },
                { "actionId": "2", "connection": { "nextActionId": "9" },
                  "inputValue": { "type": "FIELD_DATA", "actionId": "1" },
                  "fields": { "body": "{{ action_outputs.action_output_1.a }}{{ action_outputs.action_output_10.b }}" } },
            ],
        });
        let name = |id: &str| matches!(id, "1" | "2").then(|| format!("n{id}"));
        let renamed = renamed(json, &name, &|id| format!("!{id}"));
        assert_eq!(
            renamed,
            json!({
                "startActionId": "n1",
                "actions": [
                    { "actionId": "n1", "connection": { "nextActionId": "n2" } },
                    { "actionId": "n2", "connection": { "nextActionId": "!9" },
                      "inputValue": { "type": "FIELD_DATA", "actionId": "n1" },
                      "fields": { "body": "{{ action_outputs.action_output_n1.a }}{{ action_outputs.action_output_10.b }}" } },
                ],
            })
        );
    }
}
