//! Stored values as values of their feature's type.

use crate::catalog::{Feature, FeatureKind};
use crate::hubspot::platform::Object;
use crate::model::PortalName;
use crate::model::rule::{ChoiceValue, Number};
use crate::source::{FileId, Span, Spanned, is_no_text};
use crate::syntax::ast::{Ref, RefKind, ValueKind};
use crate::syntax::{escaped_braces, is_name};

use super::{Loss, World};

/// A number has at most so many digits in the language.
const MOST_DIGITS: usize = 15;

/// `is null` is how people who come from elsewhere ask for an empty value: an option of that name stands in quotes.
const FOR_EMPTY: [&str; 4] = ["blank", "empty", "nil", "null"];

/// What was made here stands nowhere.
pub fn nowhere() -> Span {
    Span::new(FileId(0), 0, 0)
}

/// Joins a thing with the place that it does not have.
pub fn made<T>(node: T) -> Spanned<T> {
    Spanned::new(node, nowhere())
}

/// Returns a stored value, which is text in JSON, as a value of the feature that holds it.
///
/// # Errors
/// Where it is no value of that type, or stands for a thing that has no name.
pub fn value(feature: &Feature, stored: &str, world: &World<'_>) -> Result<ValueKind, Loss> {
    let unfit = || Loss::new("", format!("`{stored}` is no value of `{}`, a {}", feature.name, feature.kind.word()));
    match &feature.kind {
        FeatureKind::Bool => stored.parse().map(ValueKind::Bool).map_err(|_| unfit()),
        FeatureKind::Number => {
            let float: f64 = stored.parse().map_err(|_| unfit())?;
            // A number that is written in another way would be written anew.
            let text = number(float).map(|number| number.text()).filter(|text| text == stored);
            text.map(ValueKind::Number).ok_or_else(unfit)
        }
        // Where texts hold values, these braces hold none.
        FeatureKind::Text if is_sayable(stored) => Ok(ValueKind::Text(escaped_braces(stored))),
        FeatureKind::Text | FeatureKind::Date | FeatureKind::DateTime => Err(unfit()),
        FeatureKind::Enum(_)
        | FeatureKind::Set(_)
        | FeatureKind::Owner
        | FeatureKind::Pipeline
        | FeatureKind::Stage { .. }
        | FeatureKind::Form
        | FeatureKind::Email
        | FeatureKind::List => Ok(written(&choice(feature, stored, world)?)),
    }
}

/// Reads a stored value as an option, or as the id of a thing.
pub fn choice(feature: &Feature, stored: &str, world: &World<'_>) -> Result<ChoiceValue, Loss> {
    let object = feature.object;
    let thing = |is_meant: &dyn Fn(&PortalName) -> bool| {
        let found = world.names.thing(stored, is_meant);
        found.cloned().map(ChoiceValue::Portal).ok_or_else(|| {
            Loss::new("", format!("nothing is known of the {} with the id `{stored}`", feature.kind.word()))
        })
    };
    match &feature.kind {
        FeatureKind::Enum(options) | FeatureKind::Set(options) => {
            let known = options.iter().any(|option| option.value == stored) && is_sayable(stored);
            let unknown = || Loss::new("", format!("`{stored}` is no option of `{}` in the catalog", feature.name));
            if known { Ok(ChoiceValue::Option(stored.to_owned())) } else { Err(unknown()) }
        }
        FeatureKind::Owner => thing(&|name| matches!(name, PortalName::Owner(_))),
        FeatureKind::Form => thing(&|name| matches!(name, PortalName::Form(_))),
        FeatureKind::Email => thing(&|name| matches!(name, PortalName::Email(_))),
        FeatureKind::List => thing(&|name| is_list(name, object)),
        FeatureKind::Pipeline => {
            thing(&|name| matches!(name, PortalName::Pipeline { object: its, .. } if *its == object))
        }
        FeatureKind::Stage { pipeline } => thing(
            &|name| matches!(name, PortalName::Stage { object: its, pipeline: of, .. } if *its == object && pipeline.as_ref().is_none_or(|its| its == of)),
        ),
        FeatureKind::Bool | FeatureKind::Number | FeatureKind::Text | FeatureKind::Date | FeatureKind::DateTime => {
            Err(Loss::new("", format!("`{}` is a {} and has no options", feature.name, feature.kind.word())))
        }
    }
}

fn is_list(name: &PortalName, object: Object) -> bool {
    matches!(name, PortalName::List { object: its, .. } if *its == object)
}

/// Writes an option as a word where it can be one, and a thing by its name.
pub fn written(value: &ChoiceValue) -> ValueKind {
    match value {
        ChoiceValue::Option(option) if is_name(option) && !FOR_EMPTY.contains(&option.as_str()) => {
            ValueKind::Word(option.clone())
        }
        ChoiceValue::Option(option) => ValueKind::Text(option.clone()),
        ChoiceValue::Portal(name) => reference(name)
            .map_or_else(|| ValueKind::Text(name.to_string()), |reference| ValueKind::Ref(Box::new(reference))),
    }
}

/// Writes a thing of the portal by its name; nothing for what stands among no values.
#[must_use]
pub fn reference(name: &PortalName) -> Option<Ref> {
    let (kind, name) = match name {
        PortalName::Form(name) => (RefKind::Form, name),
        PortalName::Email(name) | PortalName::Campaign(name) => (RefKind::Email, name),
        PortalName::List { title, .. } => (RefKind::List, title),
        PortalName::User(address) | PortalName::Owner(address) => (RefKind::User, address),
        PortalName::Team(name) => (RefKind::Team, name),
        PortalName::Subscription(name) => (RefKind::Subscription, name),
        PortalName::Cta(name) => (RefKind::Cta, name),
        PortalName::App(name) => (RefKind::App, name),
        PortalName::Url(name) => (RefKind::Url, name),
        PortalName::Secret(name) => (RefKind::Secret, name),
        PortalName::Thing(name) => (RefKind::Thing, name),
        PortalName::Workflow(name) => (RefKind::Workflow, name),
        PortalName::Pipeline { label, .. } => (RefKind::Pipeline, label),
        PortalName::Stage { pipeline, label, .. } => {
            let (kind, name) = (made(RefKind::Pipeline), made(pipeline.clone()));
            return Some(Ref { kind, name, stage: Some(made(label.clone())), span: nowhere() });
        }
        PortalName::Event(_)
        | PortalName::Object(_)
        | PortalName::TaskLink(_)
        | PortalName::TaskCategory(_)
        | PortalName::Association { .. }
        | PortalName::Label { .. } => return None,
    };
    Some(Ref { kind: made(kind), name: made(name.clone()), stage: None, span: nowhere() })
}

/// Returns a number that the language can write with all its digits.
pub fn number(float: f64) -> Option<Number> {
    // There is one zero.
    let number = Number(float + 0.0);
    let fits = float == 0.0 || float.is_normal() && float.abs() < 1e15;
    let text = if fits { number.text() } else { return None };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let significant = if text.contains('.') { digits.as_str() } else { digits.trim_end_matches('0') };
    (significant.trim_start_matches('0').len() <= MOST_DIGITS).then_some(number)
}

/// Tells whether a source can hold a text.
pub fn is_sayable(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(is_no_text)
}
