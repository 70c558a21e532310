//! A managed feature as the body that creates its property.

use serde_json::{Value, json};

use super::DesiredProperty;
use crate::catalog::{ChoiceOption, FeatureKind};
use crate::model::ManagedProperty;

/// Writes a property.
#[must_use]
pub fn property(managed: &ManagedProperty) -> DesiredProperty {
    let property = &managed.property;
    let mut body = json!({
        "name": property.name,
        "label": managed.managed.label,
        "groupName": managed.managed.group,
        "description": managed.about.as_deref().unwrap_or(""),
        "type": wire_type(&property.kind),
        "fieldType": managed.managed.field,
        "options": options(&property.kind),
        "dataSensitivity": property.sensitivity.word(),
    });
    if let (FeatureKind::Owner, Value::Object(entries)) = (&property.kind, &mut body) {
        // Its options are the portal's users.
        entries.insert("externalOptions".to_owned(), Value::Bool(true));
        entries.insert("referencedObjectType".to_owned(), Value::String("OWNER".to_owned()));
    }
    DesiredProperty { object: property.object, name: property.name.clone(), body }
}

fn wire_type(kind: &FeatureKind) -> &'static str {
    match kind {
        FeatureKind::Bool => "bool",
        FeatureKind::Number => "number",
        FeatureKind::Text => "string",
        FeatureKind::Date => "date",
        FeatureKind::DateTime => "datetime",
        FeatureKind::Enum(_)
        | FeatureKind::Set(_)
        | FeatureKind::Owner
        | FeatureKind::Pipeline
        | FeatureKind::Stage { .. }
        | FeatureKind::Form
        | FeatureKind::Email
        | FeatureKind::List => "enumeration",
    }
}

fn options(kind: &FeatureKind) -> Value {
    let row = |(at, (value, label)): (usize, (&str, &str))| json!({ "value": value, "label": label, "displayOrder": at, "hidden": false });
    match kind {
        FeatureKind::Enum(options) | FeatureKind::Set(options) => options
            .iter()
            .map(|ChoiceOption { value, label }| (value.as_str(), label.as_str()))
            .enumerate()
            .map(row)
            .collect(),
        // HubSpot wants both values of a bool spelled out.
        FeatureKind::Bool => [("true", "Yes"), ("false", "No")].into_iter().enumerate().map(row).collect(),
        FeatureKind::Number
        | FeatureKind::Text
        | FeatureKind::Date
        | FeatureKind::DateTime
        | FeatureKind::Owner
        | FeatureKind::Pipeline
        | FeatureKind::Stage { .. }
        | FeatureKind::Form
        | FeatureKind::Email
        | FeatureKind::List => Value::Array(Vec::new()),
    }
}
