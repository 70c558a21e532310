//! Values against the type of the feature beside them.

use jiff::civil::Date;

use crate::catalog::{ChoiceOption, Feature, FeatureKind};
use crate::hubspot::platform::Object;
use crate::model::PortalName;
use crate::model::rule::{ChoiceValue, Number};
use crate::problem::check::ValueFault;
use crate::problem::nearest;
use crate::source::Span;
use crate::syntax::ast::{Ref, RefKind, Value, ValueKind};
use crate::syntax::plain_braces;

use super::Checker;

/// How many significant digits a 64-bit float keeps for certain.
const MOST_DIGITS: usize = 15;

impl Checker<'_> {
    /// Reads an option, or a thing of the portal, as a value of a feature.
    pub(super) fn choice(&mut self, feature: &Feature, value: &Value) -> Option<ChoiceValue> {
        match &feature.kind {
            FeatureKind::Enum(options) | FeatureKind::Set(options) => {
                self.option(feature, options, value).map(ChoiceValue::Option)
            }
            FeatureKind::Owner
            | FeatureKind::Pipeline
            | FeatureKind::Stage { .. }
            | FeatureKind::Form
            | FeatureKind::Email
            | FeatureKind::List => self.thing(feature, value).map(ChoiceValue::Portal),
            FeatureKind::Bool | FeatureKind::Number | FeatureKind::Text | FeatureKind::Date | FeatureKind::DateTime => {
                self.unfit(feature, value);
                None
            }
        }
    }

    fn option(&mut self, feature: &Feature, options: &[ChoiceOption], value: &Value) -> Option<String> {
        let written = match &value.node {
            ValueKind::Text(text) => &plain_braces(text),
            ValueKind::Word(word) if self.is_hole(word) => return None,
            ValueKind::Word(word) => word,
            ValueKind::Number(_)
            | ValueKind::Bool(_)
            | ValueKind::Path(..)
            | ValueKind::Ref(_)
            | ValueKind::Duration(_)
            | ValueKind::Now(_)
            | ValueKind::List(_)
            | ValueKind::Fields(_) => {
                self.unfit(feature, value);
                return None;
            }
        };
        if options.iter().any(|option| option.value == *written) {
            return Some(written.clone());
        }
        let by_label = options.iter().find(|option| option.label.to_lowercase() == written.to_lowercase());
        let near = by_label.map(|option| option.value.clone()).or_else(|| {
            nearest(written, options.iter().map(|option| option.value.as_str())).or_else(|| {
                let label = nearest(written, options.iter().map(|option| option.label.as_str()))?;
                options.iter().find(|option| option.label == label).map(|option| option.value.clone())
            })
        });
        let fault = ValueFault::UnknownOption {
            written: written.clone(),
            feature: feature.name.clone(),
            near,
            is_label: by_label.is_some(),
            known: options.iter().take(8).map(|option| option.value.clone()).collect(),
        };
        self.report(value.span, fault);
        None
    }

    fn thing(&mut self, feature: &Feature, value: &Value) -> Option<PortalName> {
        let reference = match &value.node {
            ValueKind::Ref(reference) => reference,
            ValueKind::Word(word) if self.is_hole(word) => return None,
            ValueKind::Word(_)
            | ValueKind::Text(_)
            | ValueKind::Number(_)
            | ValueKind::Bool(_)
            | ValueKind::Path(..)
            | ValueKind::Duration(_)
            | ValueKind::Now(_)
            | ValueKind::List(_)
            | ValueKind::Fields(_) => {
                self.unfit(feature, value);
                return None;
            }
        };
        let name = reference.name.node.clone();
        let object = feature.object;
        match (&feature.kind, reference.kind.node, &reference.stage) {
            (FeatureKind::Owner, RefKind::User, None) => Some(PortalName::Owner(name)),
            (FeatureKind::Form, RefKind::Form, None) => Some(PortalName::Form(name)),
            (FeatureKind::Email, RefKind::Email, None) => Some(PortalName::Email(name)),
            (FeatureKind::List, RefKind::List, None) => Some(PortalName::List { object, title: name }),
            (FeatureKind::Pipeline, RefKind::Pipeline, None) => Some(PortalName::Pipeline { object, label: name }),
            (FeatureKind::Stage { pipeline: Some(pipeline) }, RefKind::Stage, None) => {
                Some(PortalName::Stage { object, pipeline: pipeline.clone(), label: name })
            }
            (FeatureKind::Stage { pipeline: None }, RefKind::Stage, None) => {
                self.report(reference.span, ValueFault::StageOfWhich { feature: feature.name.clone(), stage: name });
                None
            }
            (FeatureKind::Stage { pipeline }, RefKind::Pipeline, Some(stage)) => {
                if let Some(pipeline) = pipeline.as_ref().filter(|pipeline| name != **pipeline) {
                    let fault = ValueFault::OtherPipeline {
                        feature: feature.name.clone(),
                        pipeline: pipeline.clone(),
                        written: name,
                    };
                    self.report(reference.name.span, fault);
                    return None;
                }
                Some(PortalName::Stage { object, pipeline: name, label: stage.node.clone() })
            }
            (_, _, _) => {
                self.unfit(feature, value);
                None
            }
        }
    }

    /// Reads the text of a text feature, in which braces stand for themselves.
    pub(super) fn plain_text(&mut self, feature: &Feature, value: &Value) -> Option<String> {
        self.written_text(feature, value).map(|text| plain_braces(&text))
    }

    /// Reads the text that is written to a text feature; what stands in its braces is still to be read.
    pub(super) fn written_text(&mut self, feature: &Feature, value: &Value) -> Option<String> {
        match &value.node {
            ValueKind::Text(text) if text.is_empty() => {
                self.report(value.span, ValueFault::EmptyText { feature: feature.name.clone() });
                None
            }
            ValueKind::Text(text) => Some(text.clone()),
            ValueKind::Word(word) if self.is_hole(word) => None,
            ValueKind::Word(_)
            | ValueKind::Number(_)
            | ValueKind::Bool(_)
            | ValueKind::Path(..)
            | ValueKind::Ref(_)
            | ValueKind::Duration(_)
            | ValueKind::Now(_)
            | ValueKind::List(_)
            | ValueKind::Fields(_) => {
                self.unfit(feature, value);
                None
            }
        }
    }

    /// Reads true or false.
    pub(super) fn bool(&mut self, feature: &Feature, value: &Value) -> Option<bool> {
        match &value.node {
            ValueKind::Bool(truth) => Some(*truth),
            ValueKind::Word(word) if self.is_hole(word) => None,
            ValueKind::Word(_)
            | ValueKind::Text(_)
            | ValueKind::Number(_)
            | ValueKind::Path(..)
            | ValueKind::Ref(_)
            | ValueKind::Duration(_)
            | ValueKind::Now(_)
            | ValueKind::List(_)
            | ValueKind::Fields(_) => {
                self.unfit(feature, value);
                None
            }
        }
    }

    /// Reads a number of a number feature.
    pub(super) fn number(&mut self, feature: &Feature, value: &Value) -> Option<Number> {
        match &value.node {
            ValueKind::Number(written) => self.decimal(written, value.span),
            ValueKind::Word(word) if self.is_hole(word) => None,
            ValueKind::Word(_)
            | ValueKind::Text(_)
            | ValueKind::Bool(_)
            | ValueKind::Path(..)
            | ValueKind::Ref(_)
            | ValueKind::Duration(_)
            | ValueKind::Now(_)
            | ValueKind::List(_)
            | ValueKind::Fields(_) => {
                self.unfit(feature, value);
                None
            }
        }
    }

    /// Reads a number as written.
    pub(super) fn decimal(&mut self, written: &str, span: Span) -> Option<Number> {
        let number = decimal(written);
        if number.is_none() {
            self.report(span, ValueFault::BadNumber { most: MOST_DIGITS });
        }
        number
    }

    /// Reads a list of the portal.
    pub(super) fn portal_list(&mut self, reference: &Ref, object: Object) -> Option<PortalName> {
        if reference.kind.node == RefKind::List && reference.stage.is_none() {
            return Some(PortalName::List { object, title: reference.name.node.clone() });
        }
        self.wrong_reference(reference, "a list: a name of this project or `list(\"…\")`");
        None
    }

    /// Reports a reference that names another kind of thing than its place takes.
    pub(super) fn wrong_reference(&mut self, reference: &Ref, wanted: &'static str) {
        let span = reference.span;
        self.report(span, ValueFault::WrongReference { found: format!("`{}(…)`", reference.kind.node.word()), wanted });
    }

    /// Reports a value that does not fit its feature.
    fn unfit(&mut self, feature: &Feature, value: &Value) {
        let fault = ValueFault::WrongValue {
            feature: feature.name.clone(),
            kind: feature.kind.word(),
            found: found(&value.node),
            wanted: wanted(&feature.kind),
        };
        self.report(value.span, fault);
    }
}

/// Says why a date is not taken: there is none, or it lies out of reach.
pub fn beyond(date: Option<Date>, first: u16) -> ValueFault {
    match date {
        Some(_) => ValueFault::DayTooFar { first, last: 9998 },
        None => ValueFault::NoSuchDay { write: A_DAY },
    }
}

/// How a day is written.
pub const A_DAY: &str = "year, month and day: `2026-11-23`";

/// Says what a value is.
pub fn found(value: &ValueKind) -> String {
    match value {
        ValueKind::Text(_) => "a text".to_owned(),
        ValueKind::Number(_) => "a number".to_owned(),
        ValueKind::Bool(truth) => format!("`{truth}`"),
        ValueKind::Word(word) => format!("the name `{word}`"),
        ValueKind::Path(first, second) => format!("the path `{}.{}`", first.node, second.node),
        ValueKind::Ref(it) if it.stage.is_some() => format!("`{}(…).stage(…)`", it.kind.node.word()),
        ValueKind::Ref(it) => format!("`{}(…)`", it.kind.node.word()),
        ValueKind::Duration(_) => "a duration".to_owned(),
        ValueKind::Now(_) => "`now`".to_owned(),
        ValueKind::List(_) => "a list of values".to_owned(),
        ValueKind::Fields(_) => "a block of fields".to_owned(),
    }
}

fn wanted(kind: &FeatureKind) -> String {
    match kind {
        FeatureKind::Bool => "`true` or `false`".to_owned(),
        FeatureKind::Number => "a number".to_owned(),
        FeatureKind::Text => "text in quotes".to_owned(),
        FeatureKind::Date | FeatureKind::DateTime => "a date".to_owned(),
        FeatureKind::Enum(options) | FeatureKind::Set(options) => {
            let known: Vec<String> = options.iter().take(5).map(|option| format!("`\"{}\"`", option.value)).collect();
            format!("one of its options: {}{}", known.join(", "), if options.len() > 5 { ", …" } else { "" })
        }
        FeatureKind::Owner => "`user(\"…\")` with an e-mail address".to_owned(),
        FeatureKind::Pipeline => "`pipeline(\"…\")`".to_owned(),
        FeatureKind::Stage { pipeline: None } => "`pipeline(\"…\").stage(\"…\")`".to_owned(),
        FeatureKind::Stage { pipeline: Some(pipeline) } => {
            format!("`stage(\"…\")` or `pipeline(\"{pipeline}\").stage(\"…\")`")
        }
        FeatureKind::Form => "`form(\"…\")`".to_owned(),
        FeatureKind::Email => "`email(\"…\")`".to_owned(),
        FeatureKind::List => "`list(\"…\")`".to_owned(),
    }
}

/// Reads a decimal of at most 15 significant digits, below 10^15 and, but for zero, above 10^-307: what a 64-bit float
/// keeps as it was written.
fn decimal(written: &str) -> Option<Number> {
    let unsigned = written.strip_prefix(['-', '+']).unwrap_or(written);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let whole_digits = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let significant = format!("{whole_digits}{fraction}");
    if whole_digits.len() > MOST_DIGITS || significant.trim_start_matches('0').len() > MOST_DIGITS {
        return None;
    }
    if significant.bytes().all(|digit| digit == b'0') {
        // There is one zero.
        return Some(Number(0.0));
    }
    let number: f64 = written.parse().ok()?;
    // Below the smallest normal float, digits are lost, and at last the number.
    number.is_normal().then_some(Number(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits_or_are_refused() {
        assert_eq!(decimal("0.10"), Some(Number(0.1)));
        assert_eq!(decimal("-0").map(|number| number.text()), Some("0".to_owned()));
        assert_eq!(decimal("999999999999999"), Some(Number(999_999_999_999_999.0)));
        assert_eq!(decimal("1000000000000000"), None);
        assert_eq!(decimal("0.1234567890123456"), None);
        assert_eq!(decimal("0.00000000000000000000123456789012345"), decimal("0.000000000000000000001234567890123450"));
        assert_eq!(decimal("0.000000001").map(|number| number.text()), Some("0.000000001".to_owned()));
        let tiny = |zeros: usize| decimal(&format!("0.{}1", "0".repeat(zeros)));
        assert_eq!((tiny(300), tiny(310), tiny(400)), (Some(Number(1e-301)), None, None));
        assert_eq!(decimal(&format!("0.{}", "0".repeat(400))), Some(Number(0.0)));
        for bad in ["", ".5", "1e5", "-", "NaN", "inf"] {
            assert_eq!(decimal(bad), None, "{bad}");
        }
    }
}
