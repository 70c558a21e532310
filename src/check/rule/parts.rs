//! A test as written, as the tests that one filter each can hold.

use crate::catalog::{Feature, FeatureKind};
use crate::model::rule::{ChoiceTest, ChoiceValue, Number, NumberTest, Sign, Stamp, Test, TextTest, TextsTest};
use crate::problem::check::ValueFault;
use crate::source::Spanned;
use crate::syntax::ast::{self, Order, Value};

use super::super::Checker;
use super::super::normal::opposite;
use super::super::types::{self, Form, Kind};
use super::moment::negated;

/// What a test is in filters, and what its opposite is: nothing where HubSpot cannot hold it.
#[derive(Clone, Debug, PartialEq)]
pub struct Both {
    /// The test.
    pub holds: Option<Parts>,
    /// What holds of exactly the other values.
    pub not: Option<Parts>,
    /// What comes nearest to either, where it cannot be held.
    pub nearest: Nearest,
}

/// Conditions that HubSpot can hold, and that come nearest to what it cannot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Nearest {
    /// To a test.
    pub holds: String,
    /// To its opposite; an empty value passes it.
    pub not: String,
}

impl Both {
    /// Makes both of a test that can be held.
    pub fn of(parts: Parts) -> Self {
        let not = parts.opposite();
        Self { holds: Some(parts), not, nearest: Nearest::default() }
    }
}

/// One test, or several that one feature must pass.
#[derive(Clone, Debug, PartialEq)]
pub enum Parts {
    /// One filter.
    One(Test),
    /// All of them.
    All(Vec<Test>),
    /// One of them.
    Any(Vec<Test>),
    /// All of one of these groups.
    Union(Vec<Vec<Test>>),
}

impl Parts {
    /// Makes the least of a union.
    pub fn union(mut groups: Vec<Vec<Test>>) -> Self {
        if groups.iter().all(|group| group.len() == 1) {
            return several(Sign::Holds, groups.concat());
        }
        match (groups.pop(), groups.is_empty()) {
            (Some(only), true) => Self::All(only),
            (last, _) => Self::Union(groups.into_iter().chain(last).collect()),
        }
    }

    /// Returns what holds of exactly the other values; nothing where HubSpot has no such test.
    pub fn opposite(&self) -> Option<Self> {
        match self {
            Self::One(test) => {
                let mut tests = opposite(test)?;
                match (tests.pop(), tests.is_empty()) {
                    (Some(test), true) => Some(Self::One(test)),
                    (last, _) => Some(Self::Any(tests.into_iter().chain(last).collect())),
                }
            }
            Self::All(tests) => {
                let each: Option<Vec<Vec<Test>>> = tests.iter().map(opposite).collect();
                Some(Self::Any(each?.concat()))
            }
            Self::Any(tests) => {
                let single = |test| opposite(test).filter(|tests| tests.len() == 1);
                let each: Option<Vec<Vec<Test>>> = tests.iter().map(single).collect();
                Some(Self::All(each?.concat()))
            }
            // Only spans of days are unions, and these are made with their opposites.
            Self::Union(_) => None,
        }
    }
}

impl Checker<'_> {
    /// Reads a test of a feature.
    pub(super) fn parts(&mut self, feature: &Feature, test: &Spanned<ast::Test>) -> Option<Both> {
        let form = form(&test.node);
        let kind = Kind::of(&feature.kind);
        if !types::fits(form, kind) {
            let fault = ValueFault::WrongTest {
                feature: feature.name.clone(),
                kind: feature.kind.word(),
                spellings: types::spellings(kind),
            };
            self.report(test.span, fault);
            return None;
        }
        let past = |checker: &mut Self, values: &[Value], sign| checker.past(feature, values, sign, test.span);
        match &test.node {
            ast::Test::When(when) => self.moment(feature, Stamp::Value, when, test.span),
            ast::Test::Changed(when) => self.moment(feature, Stamp::Changed, when, test.span),
            ast::Test::NotChanged(when) => self.moment(feature, Stamp::Changed, when, test.span).map(negated),
            ast::Test::ChangedAgainst(side, other) => self.changed_against(feature, *side, other),
            ast::Test::SameAs(other) => self.same_text(feature, other),
            ast::Test::WasEver(value) => past(self, std::slice::from_ref(value), Sign::Holds),
            ast::Test::WasEverIn(values) => past(self, values, Sign::Holds),
            ast::Test::WasNever(value) => past(self, std::slice::from_ref(value), Sign::Not),
            ast::Test::WasNeverIn(values) => past(self, values, Sign::Not),
            ast::Test::Known
            | ast::Test::Unknown
            | ast::Test::Is(_)
            | ast::Test::IsNot(_)
            | ast::Test::In(_)
            | ast::Test::NotIn(_)
            | ast::Test::Order(..)
            | ast::Test::Between { .. }
            | ast::Test::Contains(_)
            | ast::Test::ContainsAny(_)
            | ast::Test::ContainsNone(_)
            | ast::Test::DoesNotContain(_)
            | ast::Test::StartsWith(_)
            | ast::Test::EndsWith(_)
            | ast::Test::HasAny(_)
            | ast::Test::HasAll(_)
            | ast::Test::HasNone(_)
            | ast::Test::IsExactly(_) => self.of_value(feature, &test.node).map(Both::of),
        }
    }

    /// Reads a test of the present value.
    fn of_value(&mut self, feature: &Feature, test: &ast::Test) -> Option<Parts> {
        match test {
            ast::Test::Known => Some(Parts::One(Test::Known)),
            ast::Test::Unknown => Some(Parts::One(Test::Unknown)),
            ast::Test::Is(value) => self.equal(feature, std::slice::from_ref(value), Sign::Holds),
            ast::Test::IsNot(value) => self.equal(feature, std::slice::from_ref(value), Sign::Not),
            ast::Test::In(values) => self.equal(feature, values, Sign::Holds),
            ast::Test::NotIn(values) => self.equal(feature, values, Sign::Not),
            ast::Test::Order(order, value) => {
                let number = self.compared(feature, value, number_test(*order))?;
                Some(Parts::One(Test::Number(number_test(*order), number)))
            }
            ast::Test::Between { negated, low, high } => self.between(feature, *negated, low, high),
            ast::Test::Contains(value) => self.texts(feature, std::slice::from_ref(value), TextsTest::ContainsAny),
            ast::Test::ContainsAny(values) => self.texts(feature, values, TextsTest::ContainsAny),
            ast::Test::ContainsNone(values) => self.texts(feature, values, TextsTest::ContainsNone),
            ast::Test::DoesNotContain(value) => {
                self.texts(feature, std::slice::from_ref(value), TextsTest::ContainsNone)
            }
            ast::Test::StartsWith(value) => {
                Some(Parts::One(Test::Text(TextTest::StartsWith, self.plain_text(feature, value)?)))
            }
            ast::Test::EndsWith(value) => {
                Some(Parts::One(Test::Text(TextTest::EndsWith, self.plain_text(feature, value)?)))
            }
            ast::Test::HasAny(values) => self.choices(feature, values, ChoiceTest::AnyOf),
            ast::Test::HasAll(values) => self.choices(feature, values, ChoiceTest::AllOf),
            ast::Test::HasNone(values) => self.choices(feature, values, ChoiceTest::NoneOf),
            ast::Test::IsExactly(values) => self.choices(feature, values, ChoiceTest::Exactly),
            // Read elsewhere.
            ast::Test::When(_)
            | ast::Test::Changed(_)
            | ast::Test::NotChanged(_)
            | ast::Test::ChangedAgainst(..)
            | ast::Test::SameAs(_)
            | ast::Test::WasEver(_)
            | ast::Test::WasEverIn(_)
            | ast::Test::WasNever(_)
            | ast::Test::WasNeverIn(_) => None,
        }
    }

    fn equal(&mut self, feature: &Feature, values: &[Value], sign: Sign) -> Option<Parts> {
        match &feature.kind {
            FeatureKind::Bool => {
                let values = self.each(values, |checker, value| checker.bool(feature, value))?;
                Some(several(sign, values.into_iter().map(|value| Test::Bool(sign, value)).collect()))
            }
            FeatureKind::Number => {
                let comparison = match sign {
                    Sign::Holds => NumberTest::Equal,
                    Sign::Not => NumberTest::NotEqual,
                };
                let values = self.each(values, |checker, value| checker.compared(feature, value, comparison))?;
                Some(several(sign, values.into_iter().map(|value| Test::Number(comparison, value)).collect()))
            }
            FeatureKind::Text => {
                let comparison = match sign {
                    Sign::Holds => TextsTest::EqualAny,
                    Sign::Not => TextsTest::EqualNone,
                };
                self.texts(feature, values, comparison)
            }
            FeatureKind::Enum(_)
            | FeatureKind::Owner
            | FeatureKind::Pipeline
            | FeatureKind::Stage { .. }
            | FeatureKind::Form
            | FeatureKind::Email
            | FeatureKind::List => {
                let comparison = match sign {
                    Sign::Holds => ChoiceTest::AnyOf,
                    Sign::Not => ChoiceTest::NoneOf,
                };
                self.choices(feature, values, comparison)
            }
            // The rows of types let none of these come here.
            FeatureKind::Date | FeatureKind::DateTime | FeatureKind::Set(_) => None,
        }
    }

    /// HubSpot has one operation for one text and another for several.
    fn texts(&mut self, feature: &Feature, values: &[Value], comparison: TextsTest) -> Option<Parts> {
        let mut texts = self.each(values, |checker, value| checker.plain_text(feature, value))?;
        texts.sort();
        texts.dedup();
        let single = match comparison {
            TextsTest::EqualAny => TextTest::Equal,
            TextsTest::EqualNone => TextTest::NotEqual,
            TextsTest::ContainsAny => TextTest::Contains,
            TextsTest::ContainsNone => TextTest::DoesNotContain,
        };
        Some(Parts::One(match texts.as_slice() {
            [text] => Test::Text(single, text.clone()),
            [] | [_, ..] => Test::Texts(comparison, texts),
        }))
    }

    fn choices(&mut self, feature: &Feature, values: &[Value], comparison: ChoiceTest) -> Option<Parts> {
        let mut values: Vec<ChoiceValue> = self.each(values, |checker, value| checker.choice(feature, value))?;
        values.sort();
        values.dedup();
        Some(Parts::One(Test::Choice(comparison, values)))
    }

    fn between(&mut self, feature: &Feature, negated: bool, low: &Value, high: &Value) -> Option<Parts> {
        let (from, to) = (self.number(feature, low), self.number(feature, high));
        let (from, to) = (from?, to?);
        if from.0 > to.0 {
            self.report(low.span.to(high.span), ValueFault::ReversedBounds { low: from.text(), high: to.text() });
            return None;
        }
        let inside =
            Parts::All(vec![Test::Number(NumberTest::GreaterOrEqual, from), Test::Number(NumberTest::LessOrEqual, to)]);
        if negated { inside.opposite() } else { Some(inside) }
    }

    /// Reads the number of a comparison, and warns where the feature's range decides it.
    pub(in crate::check) fn compared(
        &mut self,
        feature: &Feature,
        value: &Value,
        comparison: NumberTest,
    ) -> Option<Number> {
        let number = self.number(feature, value)?;
        if let Some((least, most)) = feature.range
            && let Some(outcome) = decided(comparison, number.0, least, most)
        {
            let end = |end: Option<f64>| end.map_or_else(|| "…".to_owned(), |end| Number(end).text());
            let range = format!("{} to {}", end(least), end(most));
            self.report(value.span, ValueFault::OutsideRange { feature: feature.name.clone(), range, outcome });
        }
        Some(number)
    }

    /// Reads every value, also after one that is wrong.
    pub(in crate::check) fn each<T>(
        &mut self,
        values: &[Value],
        mut read: impl FnMut(&mut Self, &Value) -> Option<T>,
    ) -> Option<Vec<T>> {
        let all: Vec<Option<T>> = values.iter().map(|value| read(self, value)).collect();
        all.into_iter().collect::<Option<Vec<T>>>().filter(|all| !all.is_empty())
    }
}

/// Joins tests of which one shall hold, or all of their opposites.
pub(super) fn several(sign: Sign, mut tests: Vec<Test>) -> Parts {
    match (tests.len(), sign) {
        (1, _) => tests.pop().map_or(Parts::Any(Vec::new()), Parts::One),
        (_, Sign::Holds) => Parts::Any(tests),
        (_, Sign::Not) => Parts::All(tests),
    }
}

/// Returns the comparison of a sign.
pub fn number_test(order: Order) -> NumberTest {
    match order {
        Order::Less => NumberTest::Less,
        Order::LessOrEqual => NumberTest::LessOrEqual,
        Order::Greater => NumberTest::Greater,
        Order::GreaterOrEqual => NumberTest::GreaterOrEqual,
    }
}

fn decided(comparison: NumberTest, number: f64, least: Option<f64>, most: Option<f64>) -> Option<&'static str> {
    let (least, most) = (least.unwrap_or(f64::NEG_INFINITY), most.unwrap_or(f64::INFINITY));
    let outside = number < least || number > most;
    let (never, always) = match comparison {
        NumberTest::Equal => (outside, false),
        NumberTest::NotEqual => (false, outside),
        NumberTest::Less => (least >= number, most < number),
        NumberTest::LessOrEqual => (least > number, most <= number),
        NumberTest::Greater => (most <= number, least > number),
        NumberTest::GreaterOrEqual => (most < number, least >= number),
    };
    if never {
        Some("never holds")
    } else if always {
        Some("holds for every value")
    } else {
        None
    }
}

fn form(test: &ast::Test) -> Form {
    match test {
        ast::Test::Known | ast::Test::Unknown => Form::Presence,
        ast::Test::Is(_) | ast::Test::IsNot(_) | ast::Test::In(_) | ast::Test::NotIn(_) => Form::Equality,
        ast::Test::Order(..) | ast::Test::Between { .. } => Form::Order,
        ast::Test::Contains(_)
        | ast::Test::ContainsAny(_)
        | ast::Test::ContainsNone(_)
        | ast::Test::DoesNotContain(_)
        | ast::Test::StartsWith(_)
        | ast::Test::EndsWith(_) => Form::Text,
        ast::Test::HasAny(_) | ast::Test::HasAll(_) | ast::Test::HasNone(_) | ast::Test::IsExactly(_) => Form::Set,
        ast::Test::When(_) => Form::Time,
        ast::Test::Changed(_) | ast::Test::NotChanged(_) | ast::Test::ChangedAgainst(..) => Form::Change,
        ast::Test::SameAs(_) => Form::Text,
        ast::Test::WasEver(_) | ast::Test::WasEverIn(_) | ast::Test::WasNever(_) | ast::Test::WasNeverIn(_) => {
            Form::History
        }
    }
}
