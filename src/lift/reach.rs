//! Calls of addresses and custom code.

use std::collections::BTreeSet;

use super::Loss;
use super::action::{moment, path_value};
use super::lifting::Lifting;
use super::node::Node;
use super::text::Markup;
use super::value::{is_sayable, made, number, reference};
use crate::catalog::FeatureKind;
use crate::hubspot::platform::{CODE_RUNTIMES, MOST_CODE_INPUTS, WEBHOOK_METHODS};
use crate::model::PortalName;
use crate::syntax::ast::{Action, CodeLine, Field, Sign, SignPlace, Target, ValueKind, WebhookUrl};
use crate::syntax::is_name;

/// HubSpot's types of outputs, and the language's.
const OUTPUTS: [(&str, &str); 6] = [
    ("STRING", "string"),
    ("NUMBER", "number"),
    ("BOOLEAN", "bool"),
    ("DATE", "date"),
    ("DATETIME", "datetime"),
    ("ENUMERATION", "enum"),
];

/// Reads a call of an address.
pub(super) fn webhook(lifting: &mut Lifting<'_, '_>, node: usize, it: &Node<'_>) -> Result<Action, Loss> {
    let method = it.text("method")?;
    if !WEBHOOK_METHODS.iter().any(|(known, _)| *known == method) {
        return Err(it.loss(format!("nothing is known of the method `{method}`")));
    }
    let address = it.text("webhookUrl")?;
    let bound = lifting.world.names.thing(address, |name| matches!(name, PortalName::Url(_))).and_then(reference);
    let url = match bound {
        Some(name) => WebhookUrl::Ref(Box::new(name)),
        None if is_address(address) => WebhookUrl::Text(made(address.to_owned())),
        None => {
            return Err(it.need("webhookUrl")?.loss("it is no address that begins with `https://` and names a host"));
        }
    };
    let mut fields = Vec::new();
    for (name, value) in inputs(lifting, node, it, "queryParams")? {
        fields.push(Field { key: made(name), value: made(value) });
    }
    let sign = match it.get("authSettings") {
        Some(settings) => Some(signature(lifting, &settings)?),
        None => None,
    };
    Ok(Action::Webhook { method: made(method.to_owned()), url, fields, sign })
}

/// Tells whether the checker takes an address, and whether it says no number of an action.
fn is_address(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    is_sayable(text)
        && !text.contains("action_output_")
        && !host.is_empty()
        && !host.starts_with(':')
        && !host.contains('@')
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

fn signature(lifting: &mut Lifting<'_, '_>, settings: &Node<'_>) -> Result<Sign, Loss> {
    match settings.text("type")? {
        "SIGNATURE" => {
            settings.only(&["type", "appId"])?;
            let app = settings.id("appId")?;
            let name = lifting.world.names.thing(&app, |name| matches!(name, PortalName::App(_))).and_then(reference);
            let name = name.ok_or_else(|| settings.loss(format!("nothing has a name for the app {app}: bind it")))?;
            Ok(Sign { with: Target::Ref(Box::new(name)), place: None })
        }
        "AUTH_KEY" => {
            settings.only(&["type", "name", "secretName", "location"])?;
            let place = match settings.text("location")? {
                "HEADER" => SignPlace::Header,
                "QUERY_PARAM" => SignPlace::Query,
                _ => return Err(settings.loss("a secret stands in a header or in the query")),
            };
            let key = settings.text("name")?;
            if !is_sayable(key) {
                return Err(settings.loss("no source can hold the name of the header"));
            }
            let with = secret(lifting, &settings.need("secretName")?)?;
            Ok(Sign { with, place: Some((made(place), made(key.to_owned()))) })
        }
        _ => Err(settings.loss("nothing is known of signatures of this type")),
    }
}

/// Names a secret: as the bindings do, else as the portal does.
fn secret(lifting: &mut Lifting<'_, '_>, it: &Node<'_>) -> Result<Target, Loss> {
    let stored =
        it.json.as_str().filter(|stored| is_sayable(stored)).ok_or_else(|| it.loss("it is no name of a secret"))?;
    let known = lifting.world.names.thing(stored, |name| matches!(name, PortalName::Secret(_))).cloned();
    let name = known.unwrap_or_else(|| {
        let loss = it.loss(format!("the bindings of an environment have to say what `secret({stored:?})` is there"));
        lifting.notes.losses.push(loss);
        PortalName::Secret(stored.to_owned())
    });
    let name = reference(&name).ok_or_else(|| it.loss("no source can hold the name of the secret"))?;
    Ok(Target::Ref(Box::new(name)))
}

/// Reads custom code; its source becomes a file.
pub(super) fn code(lifting: &mut Lifting<'_, '_>, node: usize, it: &Node<'_>) -> Result<Action, Loss> {
    let runtime = it.text("runtime")?;
    if !CODE_RUNTIMES.iter().any(|(known, _)| *known == runtime) {
        return Err(it.loss(format!("nothing is known of the runtime `{runtime}`")));
    }
    let source = it.text("sourceCode")?;
    if source.contains("action_output") {
        let place = it.need("sourceCode")?;
        lifting.notes.losses.push(place.loss("the code may name an action by its number, which it keeps"));
    }
    let inputs = inputs(lifting, node, it, "inputFields")?;
    if inputs.len() > MOST_CODE_INPUTS {
        return Err(it.loss(format!("code takes {MOST_CODE_INPUTS} inputs at most")));
    }
    let mut lines = Vec::new();
    for (name, value) in inputs {
        if !is_name(&name) {
            return Err(it.loss(format!("the input `{name}` has no name of the language")));
        }
        lines.push(CodeLine::Input(made(name), made(value)));
    }
    let mut outputs: BTreeSet<&str> = BTreeSet::new();
    for output in it.items("outputFields")? {
        output.only(&["name", "type", "options"])?;
        let (name, kind) = (output.text("name")?, output.text("type")?);
        let word = OUTPUTS.iter().find(|(known, _)| *known == kind).map(|(_, word)| *word);
        let word = word.ok_or_else(|| output.loss(format!("nothing is known of outputs of the type `{kind}`")))?;
        if !output.items("options")?.is_empty() || !is_name(name) || !outputs.insert(name) {
            return Err(output.loss("an output has a name of the language, once, and no options"));
        }
        lines.push(CodeLine::Output(made(name.to_owned()), made(word.to_owned())));
    }
    if let Some(keys) = lifting.read.get(node)
        && let Some(key) = keys.iter().find(|key| !outputs.contains(key.as_str()))
    {
        return Err(it.loss(format!("a later step reads `{key}`, which the code does not return")));
    }
    let mut secrets: Vec<Target> = Vec::new();
    for name in it.items("secretNames")? {
        let target = secret(lifting, &name)?;
        if secrets.contains(&target) {
            return Err(name.loss("the same secret is named twice"));
        }
        secrets.push(target);
    }
    lines.extend(secrets.into_iter().map(CodeLine::Uses));
    let ending = if runtime.starts_with("PYTHON") { "py" } else { "js" };
    let file = format!("{}/{}.{ending}", lifting.called, lifting.name(node));
    lifting.notes.code.insert(file.clone(), source.to_owned());
    let lines = lines.into_iter().map(made).collect();
    Ok(Action::RunCode { file: made(file), runtime: made(runtime.to_owned()), lines })
}

/// Reads names with the values that they are given.
fn inputs(
    lifting: &mut Lifting<'_, '_>,
    node: usize,
    it: &Node<'_>,
    key: &str,
) -> Result<Vec<(String, ValueKind)>, Loss> {
    let mut found: Vec<(String, ValueKind)> = Vec::new();
    for input in it.items(key)? {
        input.only(&["name", "value"])?;
        let name = input.text("name")?;
        if !is_sayable(name) || found.iter().any(|(known, _)| known == name) {
            return Err(input.loss("its name is none that a source can hold, or is there twice"));
        }
        let given = input.need("value")?;
        let value = given_value(lifting, node, &given);
        let value = value.ok_or_else(|| given.loss("the language has no form for this value"))?;
        found.push((name.to_owned(), value));
    }
    Ok(found)
}

fn given_value(lifting: &mut Lifting<'_, '_>, node: usize, given: &Node<'_>) -> Option<ValueKind> {
    if let Some((path, _)) = lifting.property(given) {
        return Some(path_value(path));
    }
    if let Some(moment) = moment(given, &FeatureKind::DateTime) {
        return Some(moment);
    }
    given.fixed("type", "STATIC_VALUE").ok()?;
    given.only(&["type", "staticValue"]).ok()?;
    let stored = given.text("staticValue").ok()?;
    let as_number = stored.parse::<f64>().ok().and_then(number).filter(|number| number.text() == stored);
    match (stored, as_number) {
        ("true", _) => Some(ValueKind::Bool(true)),
        ("false", _) => Some(ValueKind::Bool(false)),
        (_, Some(number)) => Some(ValueKind::Number(number.text())),
        (_, None) => lifting.text(node, stored, Markup::Plain).map(ValueKind::Text),
    }
}
