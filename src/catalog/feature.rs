//! One feature as YAML says it.

use std::collections::BTreeMap;

use super::rows::{self, PROPERTY_NAME, SENSITIVITIES, TYPES};
use super::{ChoiceOption, Feature, FeatureKind, Managed, Sensitivity, Source};
use crate::hubspot::platform::Object;
use crate::problem::catalog::{Fault, OptionFault, Thing};
use crate::problem::{Note, Problem};
use crate::source::{Span, Spanned};
use crate::yaml::{Entry, Fields, Kind, Node, Reader, plain};

const KEYS: &[&str] = &[
    "property",
    "type",
    "options",
    "pipeline",
    "owner",
    "about",
    "range",
    "required",
    "source",
    "managed",
    "sensitivity",
    "calculated",
];

/// What one entry under `features` comes to.
pub(super) struct Read {
    /// HubSpot's internal name with the place that says it.
    pub property: Spanned<String>,
    /// The label of a managed property with its place.
    pub label: Option<Spanned<String>>,
    /// The feature; none where its type could not be read.
    pub feature: Option<Feature>,
}

/// Reads one feature of an object; a custom object's are checked as if they were a contact's.
pub(super) fn read(reader: &mut Reader, object: Object, entry: &Entry) -> Option<Read> {
    let name = &entry.key;
    check_name(reader, Thing::Feature, name);
    let fields = reader.fields("a feature", name, &entry.value, KEYS)?;
    let property = fields.get("property").and_then(|entry| reader.text(entry)).unwrap_or_else(|| name.clone());
    // A name that is no name has been reported as that.
    let named = fields.get("property").is_some() || rows::is_identifier(&name.node);
    if named && !rows::is_internal_name(&property.node) {
        reader.report(property.span, Fault::BadPropertyName { name: property.node.clone(), limit: PROPERTY_NAME });
    }
    let word = type_word(reader, &fields);
    let kind = word.and_then(|word| kind(reader, &fields, name.span, word));
    let range = match (fields.get("range"), word) {
        (Some(entry), Some("number")) => range(reader, &entry.value),
        (Some(entry), Some(other)) => {
            not_for(reader, entry, "range", other, &["number"]);
            None
        }
        (Some(_) | None, _) => None,
    };
    let (managed, label) = match fields.get("managed") {
        Some(entry) => managed(reader, entry, word),
        None => (None, None),
    };
    let owner = fields.get("owner").and_then(|entry| reader.text(entry));
    let about = fields.get("about").and_then(|entry| filled(reader, entry, "about")).map(|text| text.node);
    let required = fields.get("required").and_then(|entry| reader.flag(entry)).unwrap_or(false);
    let source = fields.get("source").and_then(|entry| source(reader, entry));
    let calculated = fields.get("calculated").and_then(|entry| reader.flag(entry)).unwrap_or(false);
    if let (true, Some(entry)) = (calculated, fields.get("managed")) {
        reader.report(entry.key.span, Fault::ManagedCalculated);
    }
    let sensitivity = fields.get("sensitivity").and_then(|entry| sensitivity(reader, entry)).unwrap_or_default();
    let feature = kind.map(|kind| Feature {
        name: name.node.clone(),
        object,
        property: property.node.clone(),
        kind,
        required,
        range,
        owner,
        about,
        source,
        managed,
        sensitivity,
        calculated,
        at: name.span,
    });
    Some(Read { property, label, feature })
}

/// Reports a name that rules could not write.
pub(super) fn check_name(reader: &mut Reader, what: Thing, name: &Spanned<String>) {
    if !rows::is_identifier(&name.node) {
        reader.report(name.span, Fault::BadName { what, name: name.node.clone() });
    } else if rows::is_reserved(&name.node) {
        reader.report(name.span, Fault::ReservedWord { what, name: name.node.clone() });
    }
}

/// Reads text that must say something.
pub(super) fn filled(reader: &mut Reader, entry: &Entry, key: &'static str) -> Option<Spanned<String>> {
    let text = reader.text(entry)?;
    if text.node.trim().is_empty() {
        reader.report(text.span, Fault::EmptyText { key });
    }
    Some(text)
}

/// Reads `type` and returns the word of the row.
pub(super) fn type_word(reader: &mut Reader, fields: &Fields<'_>) -> Option<&'static str> {
    let entry = reader.need(fields, "type")?;
    let word = reader.text(entry)?;
    let known = TYPES.iter().map(|(known, _)| *known).find(|known| *known == word.node);
    if known.is_none() {
        let known = TYPES.iter().map(|(known, _)| *known).collect();
        reader.report(word.span, Fault::UnknownType { word: word.node, known });
    }
    known
}

/// Makes the type from its word and the keys that go with it.
pub(super) fn kind(reader: &mut Reader, fields: &Fields<'_>, at: Span, word: &'static str) -> Option<FeatureKind> {
    let chosen = fields.get("options");
    let pipeline = fields.get("pipeline");
    if let (Some(entry), false) = (chosen, matches!(word, "enum" | "set")) {
        not_for(reader, entry, "options", word, &["enum", "set"]);
    }
    if let (Some(entry), false) = (pipeline, word == "stage") {
        not_for(reader, entry, "pipeline", word, &["stage"]);
    }
    Some(match word {
        "bool" => FeatureKind::Bool,
        "number" => FeatureKind::Number,
        "string" => FeatureKind::Text,
        "date" => FeatureKind::Date,
        "datetime" => FeatureKind::DateTime,
        "owner" => FeatureKind::Owner,
        "pipeline" => FeatureKind::Pipeline,
        "form" => FeatureKind::Form,
        "email" => FeatureKind::Email,
        "list" => FeatureKind::List,
        "stage" => {
            let pipeline = match pipeline {
                Some(entry) => Some(filled(reader, entry, "pipeline")?.node),
                None => None,
            };
            FeatureKind::Stage { pipeline }
        }
        "enum" | "set" => {
            let Some(entry) = chosen else {
                reader.report(at, Fault::MissingForType { key: "options", kind: word.to_owned() });
                return None;
            };
            let options = options(reader, entry, word)?.into();
            if word == "enum" { FeatureKind::Enum(options) } else { FeatureKind::Set(options) }
        }
        _ => return None,
    })
}

/// Reads options. One that HubSpot refuses is reported and kept, so that rules that name it aren't reported too.
fn options(reader: &mut Reader, entry: &Entry, kind: &str) -> Option<Vec<ChoiceOption>> {
    let Kind::Map(_) = entry.value.kind else {
        reader.wrong(&entry.key, &entry.value, "a mapping of values to labels");
        return None;
    };
    let entries = reader.names(entry);
    if entries.is_empty() {
        reader.report(entry.key.span, Fault::NoOptions { kind: kind.to_owned() });
    }
    let mut options: Vec<ChoiceOption> = Vec::new();
    let mut labels: BTreeMap<String, Span> = BTreeMap::new();
    for entry in entries {
        let value = &entry.key;
        let mut refuse = |at: Span, why| reader.report(at, Fault::BadOption { value: value.node.clone(), why });
        if value.node.is_empty() {
            refuse(value.span, OptionFault::EmptyValue);
        } else if value.node.trim() != value.node {
            refuse(value.span, OptionFault::Blanks);
        }
        if value.node.contains(';') {
            refuse(value.span, OptionFault::Semicolon);
        }
        let label = reader.text(entry).unwrap_or_else(|| value.clone());
        let mut refuse = |why| reader.report(label.span, Fault::BadOption { value: value.node.clone(), why });
        if label.node.is_empty() {
            refuse(OptionFault::EmptyLabel);
        } else if label.node.trim() != label.node {
            refuse(OptionFault::Blanks);
        }
        if let Some(first) = labels.get(&label.node).filter(|_| !label.node.is_empty()) {
            let problem = Problem::at(label.span, Fault::DoubledLabel { label: label.node.clone() });
            reader.problems.push(problem.and(*first, Note::FirstHere));
        }
        options.push(ChoiceOption { value: value.node.clone(), label: label.node.clone() });
        labels.entry(label.node).or_insert(label.span);
    }
    Some(options)
}

fn not_for(reader: &mut Reader, entry: &Entry, key: &'static str, kind: &str, types: &'static [&'static str]) {
    reader.report(entry.key.span, Fault::NotForType { key, kind: kind.to_owned(), types });
}

fn range(reader: &mut Reader, node: &Node) -> Option<(Option<f64>, Option<f64>)> {
    let ends = match &node.kind {
        Kind::List(items) => items.iter().map(end).collect::<Option<Vec<_>>>(),
        Kind::Null | Kind::Scalar { .. } | Kind::Map(_) => None,
    };
    match ends.as_deref() {
        Some([low, high]) => {
            if let (Some(low), Some(high)) = (low, high)
                && low > high
            {
                reader.report(node.span, Fault::EmptyRange { low: *low, high: *high });
            }
            Some((*low, *high))
        }
        Some(_) | None => {
            reader.report(node.span, Fault::BadRange);
            None
        }
    }
}

/// Reads one end of a range: a number, or null where it is open.
fn end(node: &Node) -> Option<Option<f64>> {
    if node.kind == Kind::Null {
        return Some(None);
    }
    plain(node)?.parse::<f64>().ok().filter(|number| number.is_finite()).map(Some)
}

fn sensitivity(reader: &mut Reader, entry: &Entry) -> Option<Sensitivity> {
    let word = reader.text(entry)?;
    let found = [Sensitivity::Plain, Sensitivity::Sensitive, Sensitivity::HighlySensitive]
        .into_iter()
        .find(|sensitivity| sensitivity.word() == word.node);
    if found.is_none() {
        reader.report(word.span, Fault::UnknownWord { key: "sensitivity", word: word.node, known: SENSITIVITIES });
    }
    found
}

fn source(reader: &mut Reader, entry: &Entry) -> Option<Source> {
    let fields = reader.fields("a source", &entry.key, &entry.value, &["event", "window", "as"])?;
    let event = reader.need(&fields, "event").and_then(|entry| reader.text(entry));
    let aggregate = reader.need(&fields, "as").and_then(|entry| reader.text(entry));
    let window = fields.get("window").and_then(|entry| reader.text(entry));
    for (what, name) in [(Thing::Event, &event), (Thing::Aggregate, &aggregate)] {
        if let Some(name) = name
            && !rows::is_identifier(&name.node)
        {
            reader.report(name.span, Fault::BadName { what, name: name.node.clone() });
        }
    }
    if let Some(text) = &window
        && !is_window(&text.node)
    {
        reader.report(text.span, Fault::BadWindow { text: text.node.clone() });
    }
    Some(Source { event: event?.node, window: window.map(|text| text.node), aggregate: aggregate?.node })
}

fn is_window(text: &str) -> bool {
    let Some((count, unit)) = text.split_once(' ') else { return false };
    let units = ["minute", "hour", "day", "week", "month"];
    count.parse::<u32>().is_ok_and(|count| count > 0) && units.contains(&unit.strip_suffix('s').unwrap_or(unit))
}

fn managed(
    reader: &mut Reader,
    entry: &Entry,
    word: Option<&'static str>,
) -> (Option<Managed>, Option<Spanned<String>>) {
    if let Some(word) = word
        && rows::fields(word).is_empty()
    {
        not_for(reader, entry, "managed", word, &["bool", "number", "string", "date", "datetime", "enum", "set"]);
        return (None, None);
    }
    let Some(fields) = reader.fields("a managed property", &entry.key, &entry.value, &["label", "group", "field"])
    else {
        return (None, None);
    };
    let label = reader.need(&fields, "label").and_then(|entry| filled(reader, entry, "label"));
    let group = reader.need(&fields, "group").and_then(|entry| reader.text(entry));
    if let Some(group) = &group
        && !rows::is_internal_name(&group.node)
    {
        reader.report(group.span, Fault::BadGroupName { name: group.node.clone() });
    }
    let usual = word.and_then(|word| rows::fields(word).first().copied()).unwrap_or_default();
    let field = match fields.get("field") {
        Some(entry) => reader.text(entry).map(|field| {
            if let Some(word) = word
                && !rows::fields(word).contains(&field.node.as_str())
            {
                let known = rows::fields(word);
                reader
                    .report(field.span, Fault::WrongField { kind: word.to_owned(), field: field.node.clone(), known });
            }
            field.node
        }),
        None => Some(usual.to_owned()),
    };
    let managed = match (&label, group, field) {
        (Some(label), Some(group), Some(field)) => {
            Some(Managed { label: label.node.clone(), group: group.node, field })
        }
        (Some(_) | None, _, _) => None,
    };
    (managed, label)
}
