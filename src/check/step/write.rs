//! Steps that write properties.

use crate::catalog::{Feature, FeatureKind};
use crate::hubspot::platform::Object;
use crate::model::rule::ChoiceValue;
use crate::model::workflow::{Action, Piece, Place, SetValue, Text};
use crate::problem::check::{FlowFault, StepFault, ValueFault};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Path, Value, ValueKind};

use super::super::types;
use super::super::value::found;
use super::super::{Checker, property};
use super::Walk;

impl Checker<'_> {
    pub(super) fn set(&mut self, path: &Path, value: &Value, walk: &Walk<'_>) -> Option<Action> {
        let (place, feature) = self.target_place(path, walk.object)?;
        let value = self.set_value(&feature, value, walk)?;
        Some(Action::Set(place, value))
    }

    pub(super) fn clear(&mut self, path: &Path, object: Object) -> Option<Action> {
        let (place, feature) = self.target_place(path, object)?;
        if feature.required {
            self.report(path.span(), FlowFault::ClearsRequired { feature: feature.name });
        }
        Some(Action::Set(place, SetValue::Clear))
    }

    pub(super) fn copy(&mut self, from: &Path, to: &Path, object: Object) -> Option<Action> {
        let source = self.place(from, object);
        let target = self.target_place(to, object);
        let ((read, source), (place, target)) = (source?, target?);
        if read.association.is_none() && place.association.is_none() && source.property == target.property {
            self.report(from.span().to(to.span()), FlowFault::CopyToItself { feature: source.name });
            return None;
        }
        self.copies(&source, &target, from.span().to(to.span()))?;
        Some(Action::Copy { from: read, to: place })
    }

    /// Checks that what one feature holds can be written into another.
    pub(super) fn copies(&mut self, source: &Feature, target: &Feature, at: Span) -> Option<()> {
        if !types::copies(&source.kind, &target.kind) {
            let fault = FlowFault::CopyMismatch {
                from: source.name.clone(),
                from_kind: source.kind.word(),
                to: target.name.clone(),
                to_kind: target.kind.word(),
            };
            self.report(at, fault);
            return None;
        }
        let missing = lost_option(&source.kind, &target.kind);
        if let Some(option) = missing {
            let fault = FlowFault::CopyLosesOption { from: source.name.clone(), to: target.name.clone(), option };
            self.report(at, fault);
        }
        Some(())
    }

    /// Finds a feature of the enrolled record or of an associated one.
    pub(super) fn place(&mut self, path: &Path, object: Object) -> Option<(Place, Feature)> {
        let association = match &path.association {
            Some(name) => Some(self.association(name, object)?),
            None => None,
        };
        let object = association.as_ref().map_or(object, |path| path.to);
        let feature = self.feature(&path.feature, object)?.clone();
        Some((Place { association, property: property::of(&feature) }, feature))
    }

    /// Finds a feature that a step writes.
    pub(super) fn target_place(&mut self, path: &Path, object: Object) -> Option<(Place, Feature)> {
        let (place, feature) = self.place(path, object)?;
        self.writable(&feature, path.span())?;
        Some((place, feature))
    }

    /// Reports a feature whose value HubSpot makes itself.
    pub(super) fn writable(&mut self, feature: &Feature, at: Span) -> Option<()> {
        if feature.calculated {
            self.report(at, StepFault::WritesCalculated { feature: feature.name.clone() });
            return None;
        }
        Some(())
    }

    pub(super) fn set_value(&mut self, feature: &Feature, value: &Value, walk: &Walk<'_>) -> Option<SetValue> {
        if let ValueKind::Path(first, second) = &value.node {
            let path = format!("{}.{}", first.node, second.node);
            self.report(value.span, FlowFault::SetToFeature { path, feature: feature.name.clone() });
            return None;
        }
        match &feature.kind {
            FeatureKind::Bool => self.bool(feature, value).map(|truth| SetValue::Plain(truth.to_string())),
            FeatureKind::Number => self.given(feature, value).map(|number| SetValue::Plain(number.text())),
            FeatureKind::Text => {
                let written = self.written_text(feature, value)?;
                let text = self.text(&Spanned::new(written, value.span), walk)?;
                Some(plain_or_text(text))
            }
            FeatureKind::Date | FeatureKind::DateTime => match &value.node {
                ValueKind::Now(None) => Some(SetValue::Now),
                ValueKind::Now(Some(shift)) => self.shifted(shift, &feature.kind).map(SetValue::Shifted),
                ValueKind::Word(word) if self.is_hole(word) => None,
                ValueKind::Word(_)
                | ValueKind::Text(_)
                | ValueKind::Number(_)
                | ValueKind::Bool(_)
                | ValueKind::Path(..)
                | ValueKind::Ref(_)
                | ValueKind::Duration(_)
                | ValueKind::List(_)
                | ValueKind::Fields(_) => {
                    let fault = ValueFault::WrongValue {
                        feature: feature.name.clone(),
                        kind: feature.kind.word(),
                        found: found(&value.node),
                        wanted: "`now` or `now + 3 days`".to_owned(),
                    };
                    self.report(value.span, fault);
                    None
                }
            },
            FeatureKind::Set(_) => match self.choice(feature, value)? {
                ChoiceValue::Option(option) => Some(SetValue::Options(vec![option])),
                ChoiceValue::Portal(name) => Some(SetValue::Portal(name)),
            },
            FeatureKind::Enum(_)
            | FeatureKind::Owner
            | FeatureKind::Pipeline
            | FeatureKind::Stage { .. }
            | FeatureKind::Form
            | FeatureKind::Email
            | FeatureKind::List => match self.choice(feature, value)? {
                ChoiceValue::Option(option) => Some(SetValue::Plain(option)),
                ChoiceValue::Portal(name) => Some(SetValue::Portal(name)),
            },
        }
    }
}

/// Makes a value of a text: one without values in it stands for itself.
pub(super) fn plain_or_text(text: Text) -> SetValue {
    match text.pieces.as_slice() {
        [Piece::Literal(literal)] => SetValue::Plain(literal.clone()),
        [] | [_, ..] => SetValue::Text(text),
    }
}

/// Returns an option of the one that the other doesn't have.
fn lost_option(from: &FeatureKind, to: &FeatureKind) -> Option<String> {
    let (from, to) = (from.options()?, to.options()?);
    let lost = from.iter().find(|option| to.iter().all(|known| known.value != option.value))?;
    Some(lost.value.clone())
}
