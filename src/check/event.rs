//! Events: what happens to a record at the moment it enrols.

use crate::catalog::{Feature, FeatureKind};
use crate::hubspot::platform::Object;
use crate::model::rule::NumberTest;
use crate::model::workflow::{ChangedTo, Event, Trigger};
use crate::problem::check::ValueFault;
use crate::source::Spanned;
use crate::syntax::ast::{self, Change, Value};

use super::rule::number_test;
use super::{Checker, property};

impl Checker<'_> {
    /// Checks an event of records of an object; several mean any of them.
    pub(super) fn event(&mut self, event: &ast::Event, object: Object) -> Option<Vec<Event>> {
        self.repeated_in_event(event);
        match event {
            ast::Event::Created(_) => Some(vec![Event::Created]),
            ast::Event::Did(of) => {
                let alternatives = self.happening(of, object)?;
                Some(alternatives.into_iter().map(|(event, tests)| Event::Did(event, tests)).collect())
            }
            ast::Event::Changes { feature, to } => {
                let feature = self.feature(feature, object)?;
                let to = match to {
                    Some(change) => self.change(feature, change)?,
                    None => ChangedTo::Any,
                };
                Some(vec![Event::Change(Trigger { property: property::of(feature), to })])
            }
        }
    }

    fn change(&mut self, feature: &Feature, change: &Spanned<Change>) -> Option<ChangedTo> {
        match &change.node {
            Change::Unknown => Some(ChangedTo::Unknown),
            Change::Value(value) => self.changed_to(feature, std::slice::from_ref(value), change),
            Change::AnyOf(values) => self.changed_to(feature, values, change),
            Change::Order(order, value) => {
                if feature.kind != FeatureKind::Number {
                    self.unfit_change(feature, change);
                    return None;
                }
                let comparison = number_test(*order);
                Some(ChangedTo::Number(comparison, self.compared(feature, value, comparison)?))
            }
        }
    }

    fn changed_to(&mut self, feature: &Feature, values: &[Value], whole: &Spanned<Change>) -> Option<ChangedTo> {
        match &feature.kind {
            FeatureKind::Bool => match values {
                [value] => self.bool(feature, value).map(ChangedTo::Bool),
                [] | [_, ..] => {
                    self.unfit_change(feature, whole);
                    None
                }
            },
            FeatureKind::Number => match values {
                [value] => self
                    .compared(feature, value, NumberTest::Equal)
                    .map(|number| ChangedTo::Number(NumberTest::Equal, number)),
                [] | [_, ..] => {
                    self.unfit_change(feature, whole);
                    None
                }
            },
            FeatureKind::Text => {
                let mut texts = self.each(values, |checker, value| checker.plain_text(feature, value))?;
                texts.sort();
                texts.dedup();
                Some(ChangedTo::Texts(texts))
            }
            FeatureKind::Enum(_)
            | FeatureKind::Set(_)
            | FeatureKind::Owner
            | FeatureKind::Pipeline
            | FeatureKind::Stage { .. }
            | FeatureKind::Form
            | FeatureKind::Email
            | FeatureKind::List => {
                let mut values = self.each(values, |checker, value| checker.choice(feature, value))?;
                values.sort();
                values.dedup();
                Some(ChangedTo::Choice(values))
            }
            FeatureKind::Date | FeatureKind::DateTime => {
                self.unfit_change(feature, whole);
                None
            }
        }
    }

    fn unfit_change(&mut self, feature: &Feature, change: &Spanned<Change>) {
        let takes = match &feature.kind {
            FeatureKind::Bool => "`changes to true` or `changes to false`",
            FeatureKind::Number => "`changes to` one number or a comparison with one; write a line for each",
            FeatureKind::Date | FeatureKind::DateTime => "`changes` or `changes to unknown`",
            FeatureKind::Text
            | FeatureKind::Enum(_)
            | FeatureKind::Set(_)
            | FeatureKind::Owner
            | FeatureKind::Pipeline
            | FeatureKind::Stage { .. }
            | FeatureKind::Form
            | FeatureKind::Email
            | FeatureKind::List => "`changes to` a value or `any of (…)`",
        };
        let fault = ValueFault::WrongChange { feature: feature.name.clone(), kind: feature.kind.word(), takes };
        self.report(change.span, fault);
    }
}
