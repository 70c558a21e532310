//! Calls of addresses and code: actions with members of their own in the place of type and fields.

use super::action::input;
use super::filter::portal_text;
use crate::hubspot::doc::{Doc, Hole, Shape};
use crate::model::workflow::{Address, Code, Input, OutputKind, SignPlace, Signature, Webhook};

/// Writes the members of a webhook.
pub(super) fn webhook(webhook: &Webhook) -> Vec<(&'static str, Doc)> {
    let url = match &webhook.url {
        Address::Text(url) => Doc::text(url.clone()),
        Address::Portal(name) => portal_text(name),
    };
    let mut members = vec![
        ("type", Doc::text("WEBHOOK")),
        ("method", Doc::text(webhook.method)),
        ("webhookUrl", url),
        ("queryParams", inputs(&webhook.parameters)),
    ];
    members.extend(webhook.signature.as_ref().map(|signature| ("authSettings", sign(signature))));
    members
}

fn sign(signature: &Signature) -> Doc {
    match signature {
        Signature::App(app) => Doc::map([
            // The one id of an app that is a number.
            ("appId", Doc::Hole(Hole::Portal(app.clone()), Shape::Number)),
            ("type", Doc::text("SIGNATURE")),
        ]),
        Signature::Secret { name, place, key } => Doc::map([
            ("type", Doc::text("AUTH_KEY")),
            ("name", Doc::text(key.clone())),
            ("secretName", portal_text(name)),
            (
                "location",
                Doc::text(match place {
                    SignPlace::Header => "HEADER",
                    SignPlace::Query => "QUERY_PARAM",
                }),
            ),
        ]),
    }
}

/// Writes the members of a code step.
pub(super) fn code(code: &Code) -> Vec<(&'static str, Doc)> {
    let outputs = code.outputs.iter().map(|(name, kind)| {
        let mut entries = vec![("name", Doc::text(name.clone())), ("type", Doc::text(output(*kind)))];
        match kind {
            // The options are not known before the code has run.
            OutputKind::Enum => entries.push(("options", Doc::List(Vec::new()))),
            OutputKind::String | OutputKind::Number | OutputKind::Bool | OutputKind::Date | OutputKind::DateTime => {}
        }
        Doc::map(entries)
    });
    vec![
        ("type", Doc::text("CUSTOM_CODE")),
        ("runtime", Doc::text(code.runtime)),
        ("sourceCode", Doc::text(code.source.clone())),
        ("secretNames", Doc::List(code.secrets.iter().map(portal_text).collect())),
        ("inputFields", inputs(&code.inputs)),
        ("outputFields", Doc::List(outputs.collect())),
    ]
}

fn output(kind: OutputKind) -> &'static str {
    match kind {
        OutputKind::String => "STRING",
        OutputKind::Number => "NUMBER",
        OutputKind::Bool => "BOOLEAN",
        OutputKind::Date => "DATE",
        OutputKind::DateTime => "DATETIME",
        OutputKind::Enum => "ENUMERATION",
    }
}

fn inputs(inputs: &[(String, Input)]) -> Doc {
    Doc::List(
        inputs
            .iter()
            .map(|(name, value)| Doc::map([("name", Doc::text(name.clone())), ("value", input(value))]))
            .collect(),
    )
}
