//! Parts of a condition that no value of a feature passes, or that every value passes.
//!
//! What two tests of one feature say together is not looked up but tried: on a value of each kind that their borders
//! tell apart, and on none. Within an `and` no value may be left; within an `or` every one. What is not understood,
//! such as the past of a feature, is left out, so that nothing is said that is not so. Digests never see this.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::catalog::FeatureKind;
use crate::hubspot::platform::Object;
use crate::model::rule::{
    CalendarSpan, CalendarUnit, ChoiceTest, ChoiceValue, DayPart, Empty, NumberTest, PropertyTest, Sign, Stamp, Test,
    TextTest, TextsTest, TimeTest,
};
use crate::problem::lint::Fault;
use crate::source::Span;

use super::normal::Formula;

/// How many tests of one feature are held against each other.
const MOST_TESTS: usize = 40;

/// How many values are tried.
const MOST_VALUES: usize = 4096;

/// Returns the parts of a formula whose outcome does not depend on the record, the innermost ones.
pub fn decided(formula: &Formula) -> Vec<(Span, Fault)> {
    let mut found = Vec::new();
    look(formula, &mut found);
    found
}

/// Looks at a part and at what is in it; tells whether something was found.
fn look(formula: &Formula, found: &mut Vec<(Span, Fault)>) -> bool {
    match formula {
        Formula::All(_, span) | Formula::Any(_, span) => {
            let mut parts = Vec::new();
            flatten(formula, formula, &mut parts);
            let before = found.len();
            // What is decided by itself decides nothing here.
            parts.retain(|part| !look(part, found));
            if let Some(feature) = together(formula, &parts) {
                let fault = match formula {
                    Formula::All(..) => Fault::NeverTrue { feature },
                    Formula::Any(..)
                    | Formula::Property(_)
                    | Formula::Member(_)
                    | Formula::Activity(_)
                    | Formula::Event(_)
                    | Formula::Associated(..) => Fault::EveryValue { feature },
                };
                found.push((*span, fault));
            }
            found.len() > before
        }
        Formula::Associated(_, Some(inner)) => look(inner, found),
        Formula::Property(_)
        | Formula::Member(_)
        | Formula::Activity(_)
        | Formula::Event(_)
        | Formula::Associated(_, None) => false,
    }
}

/// Gathers the parts of an `and` within an `and`, and of an `or` within an `or`.
fn flatten<'a>(whole: &Formula, formula: &'a Formula, parts: &mut Vec<&'a Formula>) {
    match (whole, formula) {
        (Formula::All(..), Formula::All(inner, _)) | (Formula::Any(..), Formula::Any(inner, _)) => {
            inner.iter().for_each(|part| flatten(whole, part, parts));
        }
        (_, part) => parts.push(part),
    }
}

/// Returns a feature that decides all parts together.
fn together(whole: &Formula, parts: &[&Formula]) -> Option<String> {
    let mut of: BTreeMap<(Object, &str), Vec<Part<'_>>> = BTreeMap::new();
    for part in parts {
        if let Some((subject, tests)) = of_one(part) {
            of.entry(subject).or_default().push((part, tests));
        }
    }
    of.into_values().find_map(|parts| {
        let tests: Vec<&PropertyTest> = parts.iter().flat_map(|(_, tests)| tests).copied().collect();
        let first = tests.first()?;
        // `known or unknown` of one comparison has a warning of its own, and so have two parts that say so.
        let presence = |test: &&PropertyTest| matches!(test.test, Test::Known | Test::Unknown);
        let wants_all = matches!(whole, Formula::All(..));
        if parts.len() < 2 || tests.len() > MOST_TESTS || (!wants_all && tests.iter().all(presence)) {
            return None;
        }
        let values = Values::of(&tests)?;
        let passes = |value: &Value| parts.iter().map(|(part, _)| holds(part, value)).collect::<Option<Vec<bool>>>();
        let decided = if wants_all {
            values.all(&|value| passes(value).is_some_and(|passed| passed.contains(&false)))
        } else {
            values.all(&|value| passes(value).is_some_and(|passed| passed.contains(&true)))
        };
        decided.then(|| first.property.feature.clone())
    })
}

/// A part, and the tests in it.
type Part<'a> = (&'a Formula, Vec<&'a PropertyTest>);

/// A property, and tests of it.
type OfOne<'a> = ((Object, &'a str), Vec<&'a PropertyTest>);

/// Returns the tests of a part that is of the present value of one property alone.
fn of_one(formula: &Formula) -> Option<OfOne<'_>> {
    match formula {
        Formula::Property(test) => {
            let looks_elsewhere = match &test.test {
                Test::Past(..)
                | Test::SameText(_)
                | Test::Time(Stamp::Changed, _)
                | Test::Time(_, TimeTest::Against(..)) => true,
                Test::Known
                | Test::Unknown
                | Test::Bool(..)
                | Test::Number(..)
                | Test::Text(..)
                | Test::Texts(..)
                | Test::Choice(..)
                | Test::Time(Stamp::Value, _) => false,
            };
            (!looks_elsewhere).then(|| ((test.property.object, test.property.name.as_str()), vec![test]))
        }
        Formula::All(parts, _) | Formula::Any(parts, _) => {
            let mut all: Option<OfOne<'_>> = None;
            for part in parts {
                let (subject, tests) = of_one(part)?;
                match &mut all {
                    Some((known, more)) if *known == subject => more.extend(tests),
                    Some(_) => return None,
                    None => all = Some((subject, tests)),
                }
            }
            all
        }
        Formula::Member(_) | Formula::Activity(_) | Formula::Event(_) | Formula::Associated(..) => None,
    }
}

/// Tells whether a value passes; nothing where that is not known.
fn holds(formula: &Formula, value: &Value) -> Option<bool> {
    match formula {
        Formula::All(parts, _) => {
            parts.iter().map(|part| holds(part, value)).try_fold(true, |all, one| Some(all & one?))
        }
        Formula::Any(parts, _) => {
            parts.iter().map(|part| holds(part, value)).try_fold(false, |any, one| Some(any | one?))
        }
        Formula::Property(test) => value.passes(test),
        Formula::Member(_) | Formula::Activity(_) | Formula::Event(_) | Formula::Associated(..) => None,
    }
}

/// A kind of value: what the tests at hand can tell of it.
#[derive(Clone, Debug)]
enum Value {
    Empty,
    Bool(bool),
    Number(f64),
    /// The options that it has, of those that are named, and whether it has others.
    Options(BTreeSet<String>, bool),
    /// What is true of a text, or of a thing of the portal: of names alone it is not known whether they are the same.
    Facts(BTreeSet<String>),
    Moment {
        day: Instant<Date>,
        from_today: Instant<i64>,
        now: Instant<i64>,
        calendar: BTreeSet<String>,
    },
}

/// A day and how far it has gone: 0 is its first millisecond. Where clocks are turned back over midnight, something
/// of the day follows upon its last millisecond.
type Instant<D> = (D, u8);

/// The last millisecond of a day.
const END: u8 = 8;
/// What may follow upon it.
const AFTER_END: u8 = 9;

/// All kinds of value.
struct Values(Vec<Value>);

impl Values {
    fn all(&self, holds: &dyn Fn(&Value) -> bool) -> bool {
        self.0.iter().all(holds)
    }

    /// Returns a value of each kind that the tests tell apart; nothing where there are too many.
    fn of(tests: &[&PropertyTest]) -> Option<Self> {
        let mut values = vec![Value::Empty];
        match &tests.first()?.property.kind {
            FeatureKind::Bool => values.extend([Value::Bool(true), Value::Bool(false)]),
            FeatureKind::Number => values.extend(numbers(tests).into_iter().map(Value::Number)),
            FeatureKind::Enum(_) => {
                values.extend(named(tests).into_iter().map(|one| Value::Options(BTreeSet::from([one]), false)));
                values.push(Value::Options(BTreeSet::new(), true));
            }
            FeatureKind::Set(_) => {
                for has in subsets(&named(tests))? {
                    values.push(Value::Options(has.clone(), true));
                    if !has.is_empty() {
                        values.push(Value::Options(has, false));
                    }
                }
            }
            FeatureKind::Text
            | FeatureKind::Owner
            | FeatureKind::Pipeline
            | FeatureKind::Stage { .. }
            | FeatureKind::Form
            | FeatureKind::Email
            | FeatureKind::List => values.extend(subsets(&facts(tests))?.into_iter().map(Value::Facts)),
            FeatureKind::Date | FeatureKind::DateTime => values.extend(moments(tests)?),
        }
        (values.len() <= MOST_VALUES).then_some(Self(values))
    }
}

/// Returns every border, and a number between any two of them.
fn numbers(tests: &[&PropertyTest]) -> Vec<f64> {
    let mut borders: Vec<f64> = Vec::new();
    for test in tests {
        if let Test::Number(_, number) = &test.test {
            borders.push(number.0);
        }
    }
    borders.sort_by(f64::total_cmp);
    let between = borders.windows(2).filter_map(|pair| Some(pair.first()? / 2.0 + pair.last()? / 2.0));
    between.chain([f64::NEG_INFINITY, f64::INFINITY]).chain(borders.iter().copied()).collect()
}

fn named(tests: &[&PropertyTest]) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for test in tests {
        if let Test::Choice(_, values) = &test.test {
            named.extend(values.iter().map(option));
        }
    }
    named
}

fn option(value: &ChoiceValue) -> String {
    match value {
        ChoiceValue::Option(option) => option.clone(),
        ChoiceValue::Portal(name) => name.to_string(),
    }
}

fn facts(tests: &[&PropertyTest]) -> BTreeSet<String> {
    let mut facts = named(tests);
    for test in tests {
        match &test.test {
            Test::Text(how, text) => facts.extend([fact(of_text(*how), text)]),
            Test::Texts(how, texts) => facts.extend(texts.iter().map(|text| fact(of_texts(*how), text))),
            Test::Known
            | Test::Unknown
            | Test::Bool(..)
            | Test::Number(..)
            | Test::Choice(..)
            | Test::Past(..)
            | Test::Time(..)
            | Test::SameText(_) => {}
        }
    }
    facts
}

fn fact(how: &str, text: &str) -> String {
    format!("{how} {text}")
}

fn of_text(how: TextTest) -> &'static str {
    match how {
        TextTest::Equal | TextTest::NotEqual => "is",
        TextTest::Contains | TextTest::DoesNotContain => "contains",
        TextTest::StartsWith => "starts with",
        TextTest::EndsWith => "ends with",
    }
}

fn of_texts(how: TextsTest) -> &'static str {
    match how {
        TextsTest::EqualAny | TextsTest::EqualNone => "is",
        TextsTest::ContainsAny | TextsTest::ContainsNone => "contains",
    }
}

fn subsets(of: &BTreeSet<String>) -> Option<Vec<BTreeSet<String>>> {
    let mut all = vec![BTreeSet::new()];
    for one in of {
        let with: Vec<BTreeSet<String>> = all.iter().map(|set| set.iter().chain([one]).cloned().collect()).collect();
        all.extend(with);
        if all.len() > MOST_VALUES {
            return None;
        }
    }
    Some(all)
}

/// Where a moment lies among days by their dates is not known from where it lies seen from today.
fn moments(tests: &[&PropertyTest]) -> Option<Vec<Value>> {
    let (mut dates, mut distances, mut calendar) = (BTreeSet::new(), BTreeSet::from([0_i64]), BTreeSet::new());
    for test in tests {
        if let Test::Time(_, time) = &test.test {
            match time {
                TimeTest::Before(day) | TimeTest::After(day) => dates.extend([*day]),
                TimeTest::Within(_, first, last) => dates.extend([*first, *last]),
                TimeTest::BeforeToday(days) | TimeTest::LastDays(_, days) => distances.extend([-i64::from(*days)]),
                TimeTest::AfterToday(days, _) | TimeTest::NextDays(_, days) => distances.extend([i64::from(*days)]),
                TimeTest::Calendar(span, unit) => calendar.extend([unit_of(*span, *unit)]),
                TimeTest::Against(..) => {}
            }
        }
    }
    let around = |day: &Date| [day.yesterday().ok(), Some(*day), day.tomorrow().ok()];
    let mut days: BTreeSet<Date> = dates.iter().flat_map(around).flatten().collect();
    days.extend(dates.is_empty().then_some(Date::ZERO));
    let near: BTreeSet<i64> = distances.iter().flat_map(|day| [day - 1, *day, day + 1]).collect();
    let calendar = subsets(&calendar)?;
    let mut all = Vec::new();
    for now in [(0, 0), (0, 2), (0, AFTER_END)] {
        for from_today in near.iter().flat_map(|day| [0, 1, 2, 3, END, AFTER_END].map(|time| (*day, time))) {
            for day in days.iter().flat_map(|day| [0, AFTER_END].map(|time| (*day, time))) {
                for calendar in &calendar {
                    all.push(Value::Moment { day, from_today, now, calendar: calendar.clone() });
                }
            }
            if all.len() > MOST_VALUES {
                return None;
            }
        }
    }
    Some(all)
}

fn unit_of(span: CalendarSpan, unit: CalendarUnit) -> String {
    format!("{span:?} {unit:?}")
}

impl Value {
    /// Tells whether the value passes a test; nothing where the test is not of such values.
    fn passes(&self, test: &PropertyTest) -> Option<bool> {
        match (&test.test, self) {
            (Test::Known, value) => Some(!matches!(value, Self::Empty)),
            (Test::Unknown, value) => Some(matches!(value, Self::Empty)),
            (_, Self::Empty) => Some(test.empty == Empty::Passes),
            (Test::Bool(sign, wanted), Self::Bool(value)) => Some(signed(*sign, value == wanted)),
            (Test::Number(how, wanted), Self::Number(value)) => Some(compares(*how, *value, wanted.0)),
            (Test::Choice(how, wanted), Self::Options(has, more)) => {
                let wanted: BTreeSet<String> = wanted.iter().map(option).collect();
                Some(chooses(*how, has, &wanted, *more))
            }
            // Of things of the portal a value is one, and only these tests are of one.
            (Test::Choice(how, wanted), Self::Facts(facts)) => match how {
                ChoiceTest::AnyOf => Some(wanted.iter().any(|one| facts.contains(&option(one)))),
                ChoiceTest::NoneOf => Some(!wanted.iter().any(|one| facts.contains(&option(one)))),
                ChoiceTest::AllOf | ChoiceTest::NotAllOf | ChoiceTest::Exactly | ChoiceTest::NotExactly => None,
            },
            (Test::Text(how, text), Self::Facts(facts)) => {
                let found = facts.contains(&fact(of_text(*how), text));
                Some(match how {
                    TextTest::Equal | TextTest::Contains | TextTest::StartsWith | TextTest::EndsWith => found,
                    TextTest::NotEqual | TextTest::DoesNotContain => !found,
                })
            }
            (Test::Texts(how, texts), Self::Facts(facts)) => {
                let found = texts.iter().any(|text| facts.contains(&fact(of_texts(*how), text)));
                Some(match how {
                    TextsTest::EqualAny | TextsTest::ContainsAny => found,
                    TextsTest::EqualNone | TextsTest::ContainsNone => !found,
                })
            }
            (Test::Time(Stamp::Value, time), Self::Moment { day, from_today, now, calendar }) => {
                in_time(time, *day, (*from_today, *now), calendar)
            }
            (
                Test::Bool(..)
                | Test::Number(..)
                | Test::Text(..)
                | Test::Texts(..)
                | Test::Choice(..)
                | Test::Past(..)
                | Test::Time(..)
                | Test::SameText(_),
                _,
            ) => None,
        }
    }
}

fn signed(sign: Sign, holds: bool) -> bool {
    holds == (sign == Sign::Holds)
}

#[expect(clippy::float_cmp, reason = "a value is the number that the rule names, or it is another one")]
fn compares(how: NumberTest, value: f64, wanted: f64) -> bool {
    match how {
        NumberTest::Equal => value == wanted,
        NumberTest::NotEqual => value != wanted,
        NumberTest::Less => value < wanted,
        NumberTest::LessOrEqual => value <= wanted,
        NumberTest::Greater => value > wanted,
        NumberTest::GreaterOrEqual => value >= wanted,
    }
}

fn chooses(how: ChoiceTest, has: &BTreeSet<String>, wanted: &BTreeSet<String>, more: bool) -> bool {
    let (any, all, exactly) = (!has.is_disjoint(wanted), wanted.is_subset(has), has == wanted && !more);
    match how {
        ChoiceTest::AnyOf => any,
        ChoiceTest::NoneOf => !any,
        ChoiceTest::AllOf => all,
        ChoiceTest::NotAllOf => !all,
        ChoiceTest::Exactly => exactly,
        ChoiceTest::NotExactly => !exactly,
    }
}

fn in_time(
    time: &TimeTest,
    day: Instant<Date>,
    (at, now): (Instant<i64>, Instant<i64>),
    calendar: &BTreeSet<String>,
) -> Option<bool> {
    let begin = |days: u32| (i64::from(days), 0);
    let ago = |days: u32| (-i64::from(days), 0);
    Some(match time {
        TimeTest::Before(date) => day < (*date, 0),
        TimeTest::After(date) => day > (*date, END),
        TimeTest::Within(sign, first, last) => signed(*sign, (*first, 0) <= day && day <= (*last, END)),
        TimeTest::BeforeToday(days) => at < ago(*days),
        TimeTest::AfterToday(days, DayPart::Begin) => at > begin(*days),
        TimeTest::AfterToday(days, DayPart::End) => at > (i64::from(*days), END),
        TimeTest::LastDays(sign, days) => signed(*sign, ago(*days) <= at && at <= now),
        TimeTest::NextDays(sign, days) => signed(*sign, now <= at && at <= begin(*days)),
        TimeTest::Calendar(span, unit) => calendar.contains(&unit_of(*span, *unit)),
        TimeTest::Against(..) => return None,
    })
}
