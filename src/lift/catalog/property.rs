//! What a property of the portal is in the catalog.

use std::collections::BTreeSet;

use super::yaml::{Line, Value};
use super::{Loss, lose};
use crate::catalog::portal::{Filled, Origin, Pipeline, Property, PropertyOption, Which};
use crate::catalog::{Sensitivity, is_internal_name};
use crate::hubspot::platform::Object;
use crate::lift::looks_secret;
use crate::source::is_no_text;

/// The longest description that stands in the catalog.
const LONGEST_ABOUT: usize = 80;
/// The longest value of an option: YAML takes no longer text for a key.
const LONGEST_VALUE: usize = 200;

/// HubSpot's `type`s whose values are of one type of the catalog, whatever the field.
const TYPES: &[(&str, &str)] = &[
    ("bool", "bool"),
    ("number", "number"),
    ("string", "string"),
    ("phone_number", "string"),
    ("date", "date"),
    ("datetime", "datetime"),
];

/// Properties that hold a pipeline, and those that hold a stage.
const PIPELINES: &[(&str, &str)] = &[("pipeline", "dealstage"), ("hs_pipeline", "hs_pipeline_stage")];

/// Returns the keys of a feature or of a property of an event, but for `property`; why there are none where the catalog
/// cannot declare it. What it can declare only in part is lost at `place`.
pub(super) fn keys(
    property: &Property,
    of: Option<(&Which, &[Pipeline])>,
    place: &str,
    lines: &mut Vec<Line>,
    losses: &mut Vec<Loss>,
) -> Result<Vec<(&'static str, Value)>, String> {
    let kind = kind(property, of)?;
    let mut keys = vec![("type", Value::text(kind.word()))];
    match kind {
        Kind::Plain(_) => {}
        Kind::Stage(pipeline) => keys.extend(pipeline.map(|label| ("pipeline", Value::text(label)))),
        Kind::Choice(_) => {
            let (good, bad) = options(&property.options);
            if good.is_empty() {
                return Err("it has no option that a rule could name".to_owned());
            }
            for (option, why) in bad {
                let what = format!("option `{}` (`{}`) of `{}`", option.value, option.label, property.name);
                lose(lines, losses, format!("{place}/options"), &what, why);
            }
            keys.push(("options", Value::Map(good)));
        }
    }
    Ok(keys)
}

/// Returns the keys that only a feature of an object has.
pub(super) fn more_keys(property: &Property) -> Vec<(&'static str, Value)> {
    let mut keys = Vec::new();
    match property.filled {
        Filled::Calculated => keys.push(("calculated", Value::True)),
        Filled::Anybody | Filled::HubSpot => {}
    }
    if property.sensitivity != Sensitivity::Plain {
        keys.push(("sensitivity", Value::text(property.sensitivity.word())));
    }
    // HubSpot's own are described at length, and elsewhere.
    let about = property.description.trim();
    let is_short = about.chars().count() <= LONGEST_ABOUT && !about.chars().any(|c| is_no_text(c) || c == '\n');
    if property.origin == Origin::Portal && is_short && !about.is_empty() {
        keys.push(("about", Value::text(about)));
    }
    keys
}

/// Tells why no feature can stand for a property, whatever its type.
pub(super) fn unnameable(property: &Property) -> Option<&'static str> {
    if !is_internal_name(&property.name) {
        return Some("its internal name is none that HubSpot gives today");
    }
    let options = property.options.iter().flat_map(|option| [&option.value, &option.label]);
    let mut texts = [&property.label, &property.description].into_iter().chain(options);
    texts.any(|text| looks_secret(text)).then_some("one of its texts looks like a secret")
}

/// What the catalog calls the type of a property.
enum Kind {
    Plain(&'static str),
    /// With the label of the only pipeline that there is.
    Stage(Option<String>),
    /// `enum` or `set`
    Choice(&'static str),
}

impl Kind {
    fn word(&self) -> &'static str {
        match self {
            Self::Plain(word) | Self::Choice(word) => word,
            Self::Stage(_) => "stage",
        }
    }
}

fn kind(property: &Property, of: Option<(&Which, &[Pipeline])>) -> Result<Kind, String> {
    if let Some((_, word)) = TYPES.iter().find(|(kind, _)| *kind == property.kind) {
        return Ok(Kind::Plain(word));
    }
    if property.kind != "enumeration" {
        return Err(format!("the language has no form for values of type `{}`", property.kind));
    }
    if let Some(kind) = of.and_then(|(which, pipelines)| of_pipelines(&property.name, which, pipelines)) {
        return Ok(kind);
    }
    match (property.refers_to.as_deref(), property.field.as_str()) {
        (Some("OWNER"), "checkbox") => Err("the language has no form for several owners".to_owned()),
        (Some("OWNER"), _) => Ok(Kind::Plain("owner")),
        (_, "booleancheckbox") => Ok(Kind::Plain("bool")),
        (_, "checkbox") => Ok(Kind::Choice("set")),
        (_, _) => Ok(Kind::Choice("enum")),
    }
}

/// Returns the type of a property that holds a pipeline or a stage.
fn of_pipelines(name: &str, which: &Which, pipelines: &[Pipeline]) -> Option<Kind> {
    let has_them = match which {
        Which::Standard(Object::Deal | Object::Ticket) | Which::Custom(_) => true,
        Which::Standard(Object::Contact | Object::Company | Object::Custom(_)) => false,
    };
    let (pipeline, _) = PIPELINES.iter().find(|(pipeline, stage)| has_them && (*pipeline == name || *stage == name))?;
    // The shorter names are those of deals alone.
    if *pipeline == "pipeline" && *which != Which::Standard(Object::Deal) {
        return None;
    }
    if *pipeline == name {
        return Some(Kind::Plain("pipeline"));
    }
    let only = match pipelines {
        [only] => Some(only.label.clone()).filter(|label| !label.trim().is_empty() && !label.chars().any(is_no_text)),
        [] | [_, ..] => None,
    };
    Some(Kind::Stage(only))
}

/// Parts options into those that a catalog can declare and the others, with the reason.
fn options(all: &[PropertyOption]) -> (Vec<Line>, Vec<(&PropertyOption, &'static str)>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    let (mut values, mut labels) = (BTreeSet::new(), BTreeSet::new());
    for option in all {
        let (value, label) = (option.value.as_str(), option.label.as_str());
        let why = if value.is_empty() {
            Some("its value is empty")
        } else if value.trim() != value {
            Some("its value begins or ends with a blank")
        } else if value.contains(';') {
            Some("its value has a `;`, which parts the values of a set")
        } else if value.chars().count() > LONGEST_VALUE {
            Some("its value is too long")
        } else if label.is_empty() {
            Some("its label is empty")
        } else if label.trim() != label {
            Some("its label begins or ends with a blank")
        } else if value.chars().chain(label.chars()).any(is_no_text) {
            Some("it holds a character that no text holds")
        } else if values.contains(value) {
            Some("another option has its value")
        } else if labels.contains(label) {
            Some("another option has its label")
        } else {
            None
        };
        match why {
            Some(why) => bad.push((option, why)),
            None => {
                values.insert(value);
                labels.insert(label);
                good.push(Line::Entry(value.to_owned(), Value::text(label)));
            }
        }
    }
    (good, bad)
}
