//! JSON for readers: short where it is short, ids that a plan finds in angle brackets.

use serde_json::Value;

/// The widest line of a block.
const WIDTH: usize = 130;

/// Writes JSON, each object and list on one line where it fits.
pub fn json(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, 0, 0);
    out
}

/// Writes filters: those of one AND behind each other, the ANDs of an OR apart.
pub fn filters(branches: &[Vec<Value>]) -> String {
    let all = |filters: &Vec<Value>| filters.iter().map(json).collect::<Vec<_>>().join("\n// and\n");
    branches.iter().map(all).collect::<Vec<_>>().join("\n// or\n")
}

/// Says in a few words what filters are: their operations.
pub fn operations(branches: &[Vec<Value>]) -> String {
    let all = |filters: &Vec<Value>| filters.iter().map(operation).collect::<Vec<_>>().join(" and ");
    branches.iter().map(all).collect::<Vec<_>>().join("<br>or ")
}

fn operation(filter: &Value) -> String {
    let text = |value: &Value, key: &str| value[key].as_str().map(str::to_owned);
    let said = [
        text(filter, "filterBranchType"),
        text(filter, "filterType").filter(|kind| kind != "PROPERTY"),
        text(&filter["operation"], "operationType"),
        text(&filter["operation"], "operator"),
        text(filter, "operator"),
    ];
    format!("`{}`", said.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn write(out: &mut String, value: &Value, indent: usize, before: usize) {
    let short = line(value);
    if indent + before + short.len() <= WIDTH || !(value.is_array() || value.is_object()) || hole(value).is_some() {
        out.push_str(&short);
        return;
    }
    let margin = " ".repeat(indent + 2);
    let (open, close) = if value.is_array() { ('[', ']') } else { ('{', '}') };
    out.push(open);
    let entries: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().map(|item| (String::new(), item)).collect(),
        Value::Object(entries) => {
            entries.iter().map(|(key, value)| (format!("{}: ", Value::from(key.as_str())), value)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (at, (key, entry)) in entries.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        out.extend([comma, "\n", &margin, key]);
        write(out, entry, indent + 2, key.len() + 1);
    }
    out.extend(["\n", &" ".repeat(indent)]);
    out.push(close);
}

fn line(value: &Value) -> String {
    match value {
        Value::Array(items) if items.is_empty() => "[]".to_owned(),
        Value::Array(items) => format!("[{}]", items.iter().map(line).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Object(entries) => match hole(value) {
            Some(hole) => format!("<{hole}>"),
            None => {
                let said = entries.iter().map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), line(value)));
                format!("{{ {} }}", said.collect::<Vec<_>>().join(", "))
            }
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

/// Returns what stands where an id is found later.
fn hole(value: &Value) -> Option<&str> {
    let label = value.get("$hubwright")?.as_str()?;
    Some(label.strip_prefix("portal:").unwrap_or(label))
}
