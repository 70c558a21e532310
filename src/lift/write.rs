//! Tests of the checked program as people write them: the opposite of what the checker reads.

use crate::catalog::FeatureKind;
use crate::catalog::events::Event;
use crate::model::rule::{
    Activity, ActivityTest, CalendarSpan, CalendarUnit, ChoiceTest, CtaVerb, DayPart, EmailVerb, Empty, EventTest,
    Leaf, Membership, NumberTest, OptStatus, PageMatch, Past, PropertyTest, Refine, Side, Sign, Stamp, Test, TextTest,
    TextsTest, TimeTest,
};
use crate::model::{ListTarget, PortalName, Property};
use crate::syntax::ast::{
    self, Address, ButNot, Calendar, Day, Duration, EventOf, Expr, ExprKind, HowLong, Order, Shift, Target, Unit,
    Value, ValueKind, When,
};

use super::World;
use super::fold::{self, Part};
use super::value::{made, nowhere, reference, written};

/// Writes a part of an AND: one condition or two.
///
/// # Errors
/// Where the language has no form for it.
pub fn part(part: Part, world: &World<'_>) -> Result<Vec<Expr>, String> {
    match part {
        Part::Between(property, low, high, empty) => {
            let (low, high) = (number(low.text()), number(high.text()));
            let between = ast::Test::Between { negated: false, low, high };
            Ok(vec![compare(&property, between, Sense::Said, empty)])
        }
        Part::Since(property, days, empty) => {
            let since = ast::Test::When(When::After(made(today(-i64::from(days) - 1))));
            Ok(vec![compare(&property, since, Sense::Said, empty)])
        }
        Part::NotOpted(status, name) => Ok(vec![not(opted(status, &name)?)]),
        Part::Leaf(Leaf::Activity(test)) => match &test.activity {
            // Whoever opted neither in nor out.
            Activity::Subscription(OptStatus::Neither, name) => {
                Ok(vec![not(opted(OptStatus::In, name)?), not(opted(OptStatus::Out, name)?)])
            }
            Activity::Subscription(..)
            | Activity::Form(_)
            | Activity::Page(..)
            | Activity::Cta(..)
            | Activity::Email(..) => Ok(vec![activity(&test)?]),
        },
        Part::Leaf(Leaf::Property(test)) => Ok(vec![property(&test)?]),
        Part::Leaf(Leaf::Member(test)) => Ok(vec![member(&test)]),
        Part::Leaf(Leaf::Event(test)) => Ok(vec![did(&test, world)?]),
        Part::Leaf(leaf @ Leaf::Any { .. }) => self::part(Part::of(leaf), world),
        Part::Any(association, parts) => {
            let name = world.features.association(&association).ok_or("the catalog has no such association")?;
            let rule = if parts.is_empty() { None } else { Some(Box::new(fold::conjunction(parts, world)?)) };
            Ok(vec![made(ExprKind::Any { association: made(name.to_owned()), rule })])
        }
    }
}

/// Whether a test is said as it is, or by the one that it is the opposite of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sense {
    Said,
    Turned,
}

fn property(test: &PropertyTest) -> Result<Expr, String> {
    let PropertyTest { property, test, empty } = test;
    let (said, sense) = match test {
        Test::Known => return Ok(compare(property, ast::Test::Known, Sense::Said, Empty::Fails)),
        Test::Unknown => return Ok(compare(property, ast::Test::Unknown, Sense::Said, Empty::Fails)),
        Test::Bool(sign, value) => (is(*sign, made(ValueKind::Bool(*value))), Sense::Said),
        Test::Number(comparison, value) => {
            let value = number(value.text());
            let said = match (comparison, order(*comparison)) {
                (_, Some(order)) => ast::Test::Order(order, value),
                (NumberTest::NotEqual, None) => ast::Test::IsNot(value),
                (
                    NumberTest::Equal
                    | NumberTest::Less
                    | NumberTest::LessOrEqual
                    | NumberTest::Greater
                    | NumberTest::GreaterOrEqual,
                    None,
                ) => ast::Test::Is(value),
            };
            (said, Sense::Said)
        }
        Test::Text(comparison, value) => {
            let value = text(value);
            let said = match comparison {
                TextTest::Equal => ast::Test::Is(value),
                TextTest::NotEqual => ast::Test::IsNot(value),
                TextTest::Contains => ast::Test::Contains(value),
                TextTest::DoesNotContain => ast::Test::DoesNotContain(value),
                TextTest::StartsWith => ast::Test::StartsWith(value),
                TextTest::EndsWith => ast::Test::EndsWith(value),
            };
            (said, Sense::Said)
        }
        Test::Texts(comparison, values) => {
            let values = values.iter().map(|value| text(value)).collect();
            let said = match comparison {
                TextsTest::EqualAny => ast::Test::In(values),
                TextsTest::EqualNone => ast::Test::NotIn(values),
                TextsTest::ContainsAny => ast::Test::ContainsAny(values),
                TextsTest::ContainsNone => ast::Test::ContainsNone(values),
            };
            (said, Sense::Said)
        }
        Test::Choice(comparison, values) => {
            chosen(property, *comparison, values.iter().map(written).map(made).collect())
        }
        Test::Past(sign, past) => (remembered(*sign, past), Sense::Said),
        Test::Time(Stamp::Changed, TimeTest::Against(side, other)) => {
            (ast::Test::ChangedAgainst(order_of(*side), made(other.feature.clone())), Sense::Said)
        }
        Test::Time(stamp, time) => {
            let (when, sense) = when(time, &property.kind)?;
            match (stamp, sense) {
                (Stamp::Value, sense) => (ast::Test::When(when), sense),
                (Stamp::Changed, Sense::Said) => (ast::Test::Changed(when), Sense::Said),
                (Stamp::Changed, Sense::Turned) => (ast::Test::NotChanged(when), Sense::Said),
            }
        }
        Test::SameText(other) => (ast::Test::SameAs(made(other.feature.clone())), Sense::Said),
    };
    Ok(compare(property, said, sense, *empty))
}

/// Writes a comparison. A test that is turned takes what becomes of empty values with it.
fn compare(property: &Property, test: ast::Test, sense: Sense, empty: Empty) -> Expr {
    let unknown = match (sense, empty) {
        (Sense::Said, Empty::Passes) | (Sense::Turned, Empty::Fails) => Some(nowhere()),
        (Sense::Said, Empty::Fails) | (Sense::Turned, Empty::Passes) => None,
    };
    let feature = made(property.feature.clone());
    let said = made(ExprKind::Compare { feature, test: Box::new(made(test)), or_unknown: unknown });
    match sense {
        Sense::Said => said,
        Sense::Turned => not(said),
    }
}

fn not(expr: Expr) -> Expr {
    made(ExprKind::Not(Box::new(expr)))
}

fn is(sign: Sign, value: Value) -> ast::Test {
    match sign {
        Sign::Holds => ast::Test::Is(value),
        Sign::Not => ast::Test::IsNot(value),
    }
}

/// Writes options: one by one where there is one, and as a set where the feature is one.
fn chosen(property: &Property, comparison: ChoiceTest, mut values: Vec<Value>) -> (ast::Test, Sense) {
    let set = matches!(property.kind, FeatureKind::Set(_));
    let test = match (comparison, set) {
        (ChoiceTest::AnyOf, true) => ast::Test::HasAny(values),
        (ChoiceTest::NoneOf, true) => ast::Test::HasNone(values),
        (ChoiceTest::AllOf | ChoiceTest::NotAllOf, _) => ast::Test::HasAll(values),
        (ChoiceTest::Exactly | ChoiceTest::NotExactly, _) => ast::Test::IsExactly(values),
        (ChoiceTest::AnyOf | ChoiceTest::NoneOf, false) => {
            let sign = if comparison == ChoiceTest::AnyOf { Sign::Holds } else { Sign::Not };
            match (values.pop(), values.is_empty(), sign) {
                (Some(only), true, sign) => is(sign, only),
                (last, _, Sign::Holds) => ast::Test::In(values.into_iter().chain(last).collect()),
                (last, _, Sign::Not) => ast::Test::NotIn(values.into_iter().chain(last).collect()),
            }
        }
    };
    let sense = match comparison {
        ChoiceTest::AnyOf | ChoiceTest::NoneOf | ChoiceTest::AllOf | ChoiceTest::Exactly => Sense::Said,
        ChoiceTest::NotAllOf | ChoiceTest::NotExactly => Sense::Turned,
    };
    (test, sense)
}

fn remembered(sign: Sign, past: &Past) -> ast::Test {
    let mut values: Vec<Value> = match past {
        Past::Bool(value) => vec![made(ValueKind::Bool(*value))],
        Past::Number(value) => vec![number(value.text())],
        Past::Text(value) => vec![text(value)],
        Past::Choice(values) => values.iter().map(written).map(made).collect(),
    };
    match (values.pop(), values.is_empty(), sign) {
        (Some(only), true, Sign::Holds) => ast::Test::WasEver(only),
        (Some(only), true, Sign::Not) => ast::Test::WasNever(only),
        (last, _, Sign::Holds) => ast::Test::WasEverIn(values.into_iter().chain(last).collect()),
        (last, _, Sign::Not) => ast::Test::WasNeverIn(values.into_iter().chain(last).collect()),
    }
}

fn when(test: &TimeTest, kind: &FeatureKind) -> Result<(When, Sense), String> {
    let sense = |sign: Sign| if sign == Sign::Holds { Sense::Said } else { Sense::Turned };
    let at = |day: Day| made(day);
    Ok(match test {
        TimeTest::Before(date) => (When::Before(at(day(*date))), Sense::Said),
        TimeTest::After(date) => (When::After(at(day(*date))), Sense::Said),
        TimeTest::Within(sign, first, last) if first == last => (When::On(at(day(*first))), sense(*sign)),
        TimeTest::Within(sign, first, last) => (When::FromTo(at(day(*first)), at(day(*last))), sense(*sign)),
        TimeTest::BeforeToday(0) => (When::Before(at(today(0))), Sense::Said),
        TimeTest::BeforeToday(days) => (When::MoreThanAgo(how_long(*days)), Sense::Said),
        // Dates have no time of the day: these are all of today.
        TimeTest::LastDays(Sign::Holds, 0) if *kind == FeatureKind::Date => (When::On(at(today(0))), Sense::Said),
        TimeTest::LastDays(sign, days) => (When::InLast(how_long(*days)), sense(*sign)),
        TimeTest::NextDays(sign, days) => (When::InNext(how_long(*days)), sense(*sign)),
        TimeTest::AfterToday(0, DayPart::Begin) if *kind == FeatureKind::Date => {
            (When::After(at(today(0))), Sense::Said)
        }
        TimeTest::AfterToday(0, DayPart::Begin) => {
            return Err("later than the begin of today has no form alone".to_owned());
        }
        TimeTest::AfterToday(days, DayPart::Begin) => (When::MoreThanFromNow(how_long(*days)), Sense::Said),
        TimeTest::AfterToday(days, DayPart::End) => (When::After(at(today(i64::from(*days)))), Sense::Said),
        TimeTest::Calendar(_, CalendarUnit::Day) => (When::On(at(today(0))), Sense::Said),
        TimeTest::Calendar(span, unit) => (When::InCalendar(calendar(*span), unit_of(*unit)?), Sense::Said),
        TimeTest::Against(side, other) => {
            let other = at(Day::Feature(made(other.feature.clone())));
            match side {
                Side::Before => (When::Before(other), Sense::Said),
                Side::After => (When::After(other), Sense::Said),
            }
        }
    })
}

fn calendar(span: CalendarSpan) -> Calendar {
    match span {
        CalendarSpan::This => Calendar::This,
        CalendarSpan::Last => Calendar::Previous,
        CalendarSpan::Next => Calendar::Next,
    }
}

fn unit_of(unit: CalendarUnit) -> Result<ast::CalendarUnit, String> {
    match unit {
        CalendarUnit::Day => Err("the language has no such day of the calendar".to_owned()),
        CalendarUnit::Week => Ok(ast::CalendarUnit::Week),
        CalendarUnit::Month => Ok(ast::CalendarUnit::Month),
        CalendarUnit::Quarter => Ok(ast::CalendarUnit::Quarter),
        CalendarUnit::Year => Ok(ast::CalendarUnit::Year),
    }
}

fn day(date: jiff::civil::Date) -> Day {
    Day::Date(ast::Date { year: date.year(), month: date.month(), day: date.day() })
}

fn today(days: i64) -> Day {
    let side = if days < 0 { ast::Side::Before } else { ast::Side::After };
    let count = u32::try_from(days.unsigned_abs()).unwrap_or(u32::MAX);
    Day::Today((count > 0).then(|| Shift { side, by: how_long(count) }))
}

fn how_long(days: u32) -> HowLong {
    HowLong::Duration(made(Duration { count: days, unit: Unit::Days }))
}

fn order_of(side: Side) -> ast::Side {
    match side {
        Side::Before => ast::Side::Before,
        Side::After => ast::Side::After,
    }
}

/// Returns the sign of a comparison; equality has none.
pub fn order(comparison: NumberTest) -> Option<Order> {
    match comparison {
        NumberTest::Equal | NumberTest::NotEqual => None,
        NumberTest::Less => Some(Order::Less),
        NumberTest::LessOrEqual => Some(Order::LessOrEqual),
        NumberTest::Greater => Some(Order::Greater),
        NumberTest::GreaterOrEqual => Some(Order::GreaterOrEqual),
    }
}

fn number(written: String) -> Value {
    made(ValueKind::Number(written))
}

fn text(value: &str) -> Value {
    made(ValueKind::Text(value.to_owned()))
}

fn member(test: &Membership) -> Expr {
    let target = match &test.list {
        ListTarget::Own(name) => Target::Name(made(name.0.clone())),
        ListTarget::Portal(name) => named(name).unwrap_or_else(|| Target::Name(made(name.to_string()))),
    };
    let member = made(ExprKind::Member(target));
    match test.sign {
        Sign::Holds => member,
        Sign::Not => not(member),
    }
}

fn named(name: &PortalName) -> Option<Target> {
    reference(name).map(|reference| Target::Ref(Box::new(reference)))
}

fn target(name: &PortalName) -> Result<Target, String> {
    named(name).ok_or_else(|| format!("{name} is named nowhere"))
}

fn opted(status: OptStatus, name: &PortalName) -> Result<Expr, String> {
    let activity = match status {
        OptStatus::In => ast::Activity::OptedIn(target(name)?),
        OptStatus::Out | OptStatus::Neither => ast::Activity::OptedOut(target(name)?),
    };
    Ok(made(ExprKind::Activity { activity: Box::new(activity), refine: Vec::new() }))
}

fn activity(test: &ActivityTest) -> Result<Expr, String> {
    let activity = match &test.activity {
        Activity::Form(None) => ast::Activity::SubmittedAny,
        Activity::Form(Some(form)) => ast::Activity::Submitted(target(form)?),
        Activity::Page(how, address) => {
            let how = match how {
                PageMatch::Equal => ast::PageMatch::Is,
                PageMatch::Contains => ast::PageMatch::Containing,
                PageMatch::Regex => ast::PageMatch::Matching,
            };
            ast::Activity::ViewedPage(how, Address::Text(made(address.clone())))
        }
        Activity::Cta(CtaVerb::Viewed, name) => ast::Activity::Viewed(target(name)?),
        Activity::Cta(CtaVerb::Clicked, name) => ast::Activity::Clicked(target(name)?),
        Activity::Email(verb, name) => {
            let of = target(name)?;
            match verb {
                EmailVerb::Sent => ast::Activity::WasSent(of, None),
                EmailVerb::SentNotReceived => ast::Activity::WasSent(of, Some(ButNot::Received)),
                EmailVerb::SentNotClicked => ast::Activity::WasSent(of, Some(ButNot::Clicked)),
                EmailVerb::Received => ast::Activity::Received(of, None),
                EmailVerb::ReceivedNotOpened => ast::Activity::Received(of, Some(ButNot::Opened)),
                EmailVerb::Opened => ast::Activity::Opened(of, None),
                EmailVerb::OpenedNotClicked => ast::Activity::Opened(of, Some(ButNot::Clicked)),
                EmailVerb::OpenedNotReplied => ast::Activity::Opened(of, Some(ButNot::Replied)),
                EmailVerb::Clicked => ast::Activity::Clicked(of),
                EmailVerb::Replied => ast::Activity::RepliedTo(of),
                EmailVerb::Bounced => ast::Activity::BouncedOn(of),
                EmailVerb::Unsubscribed => ast::Activity::UnsubscribedFrom(of),
            }
        }
        Activity::Subscription(status, name) => return opted(*status, name),
    };
    narrowed(activity, test.sign, &test.refine)
}

fn did(test: &EventTest, world: &World<'_>) -> Result<Expr, String> {
    let unknown = || "the catalog has no such event".to_owned();
    let (word, found) = world.features.event_of(&test.event).ok_or_else(unknown)?;
    narrowed(ast::Activity::Did(event_of(word, found, &test.tests)), test.sign, &test.refine)
}

/// Writes an event and what one must pass.
pub fn event_of(word: &str, event: &Event, tests: &[PropertyTest]) -> EventOf {
    // An event's tests are none that have no form, and are called as its properties are.
    let named = |test: &PropertyTest| event.properties.values().any(|feature| feature.name == test.property.feature);
    let tests: Vec<Expr> = tests.iter().filter(|test| named(test)).filter_map(|test| property(test).ok()).collect();
    let rule = if tests.is_empty() { None } else { Some(Box::new(fold::all(tests))) };
    EventOf { event: made(word.to_owned()), rule }
}

fn narrowed(activity: ast::Activity, sign: Sign, refine: &Refine) -> Result<Expr, String> {
    let refine = match refine {
        Refine::Ever => Vec::new(),
        Refine::AtLeast(times) => vec![made(ast::Refine::AtLeast(made(*times)))],
        Refine::AtMost(times) => vec![made(ast::Refine::AtMost(made(*times)))],
        Refine::During(time) => match when(time, &FeatureKind::DateTime)? {
            (when, Sense::Said) => vec![made(ast::Refine::When(when))],
            (_, Sense::Turned) => return Err(super::moment::NO_WINDOW.to_owned()),
        },
    };
    let done = made(ExprKind::Activity { activity: Box::new(activity), refine });
    Ok(match sign {
        Sign::Holds => done,
        Sign::Not => not(done),
    })
}
