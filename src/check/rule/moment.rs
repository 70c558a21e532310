//! Tests of moments, of changes and of other features.

use jiff::civil::Date;

use crate::catalog::{Feature, FeatureKind};
use crate::model::rule::{self, CalendarSpan, CalendarUnit, DayPart, Past, Sign, Stamp, Test, TimeTest};
use crate::problem::check::ValueFault;
use crate::source::{Ident, Span, Spanned};
use crate::syntax::ast::{self, Calendar, Day, Duration, HowLong, Shift, Side, Unit, Value, When};
use crate::syntax::print;

use super::super::types::Kind;
use super::super::{Checker, property};
use super::days::{self, Days, Line, Union};
use super::parts::{Both, Nearest, Parts};

/// No date window reaches further: a hundred years.
const MOST_DAYS: u32 = 36_500;

/// A day as the checker knows it.
#[derive(Clone, Copy)]
enum At {
    /// Of the calendar.
    Date(Date),
    /// Counted from today.
    Today(i64),
}

impl<'a> Checker<'a> {
    /// Reads a test of the moment that a feature holds, or of its last change.
    pub(super) fn moment(&mut self, feature: &Feature, stamp: Stamp, when: &When, at: Span) -> Option<Both> {
        let one = |test: TimeTest| Both::of(Parts::One(Test::Time(stamp, test)));
        match when {
            When::Before(Spanned { node: Day::Feature(name), .. }) => {
                self.against(feature, stamp, rule::Side::Before, name)
            }
            When::After(Spanned { node: Day::Feature(name), .. }) => {
                self.against(feature, stamp, rule::Side::After, name)
            }
            When::Before(day) => match self.day(day, stamp)? {
                At::Date(date) => Some(one(TimeTest::Before(date))),
                At::Today(day) => Some(whole(feature, stamp, None, Some(day))),
            },
            When::After(day) => match self.day(day, stamp)? {
                At::Date(date) => Some(one(TimeTest::After(date))),
                At::Today(0) if stamp == Stamp::Changed => self.not_changed_yet(at),
                At::Today(day) => Some(whole(feature, stamp, Some(day + 1), None)),
            },
            When::On(day) => match self.day(day, stamp)? {
                At::Date(date) => Some(one(TimeTest::Within(Sign::Holds, date, date))),
                At::Today(day) => Some(whole(feature, stamp, Some(day), Some(day + 1))),
            },
            When::FromTo(first, last) => self.between_days(feature, stamp, first, last),
            When::InLast(span) => Some(one(TimeTest::LastDays(Sign::Holds, self.days(span)?))),
            When::MoreThanAgo(span) if stamp == Stamp::Changed => {
                Some(whole(feature, stamp, None, Some(-i64::from(self.days(span)?))))
            }
            When::MoreThanAgo(span) => Some(one(TimeTest::BeforeToday(self.days(span)?))),
            When::InNext(_) | When::MoreThanFromNow(_) if stamp == Stamp::Changed => self.not_changed_yet(at),
            When::InNext(span) => Some(one(TimeTest::NextDays(Sign::Holds, self.coming_days(span)?))),
            When::MoreThanFromNow(span) => {
                let days = self.coming_days(span)?;
                let holds = Parts::One(Test::Time(stamp, TimeTest::AfterToday(days, DayPart::Begin)));
                let not = days::exact(Days::Beyond(i64::from(days)), Sign::Not, line(feature, stamp));
                Some(Both {
                    holds: Some(holds),
                    not: not.map(|union| parts(stamp, union)),
                    nearest: Nearest::default(),
                })
            }
            When::InCalendar(Calendar::Next, _) if stamp == Stamp::Changed => self.not_changed_yet(at),
            When::InCalendar(..) if stamp == Stamp::Changed => {
                self.report(at, ValueFault::ChangedInCalendar { feature: feature.name.clone() });
                None
            }
            When::InCalendar(span, unit) => Some(one(TimeTest::Calendar(calendar_span(*span), calendar_unit(*unit)))),
        }
    }

    /// Reads `changed before g changed`.
    pub(super) fn changed_against(&mut self, feature: &Feature, side: Side, name: &Ident) -> Option<Both> {
        let side = match side {
            Side::Before => rule::Side::Before,
            Side::After => rule::Side::After,
        };
        let other = self.other_feature(feature, name)?;
        let test = TimeTest::Against(side, property::of(other));
        Some(Both::of(Parts::One(Test::Time(Stamp::Changed, test))))
    }

    /// Reads `is same as g`.
    pub(super) fn same_text(&mut self, feature: &Feature, name: &Ident) -> Option<Both> {
        let other = self.other_feature(feature, name)?;
        self.of_kind(other, name, &[Kind::Text], "a feature of type string")?;
        Some(Both::of(Parts::One(Test::SameText(property::of(other)))))
    }

    /// Reads `was ever v` and its like.
    pub(super) fn past(&mut self, feature: &Feature, values: &[Value], sign: Sign, at: Span) -> Option<Both> {
        if feature.calculated {
            self.report(at, ValueFault::CalculatedHistory { feature: feature.name.clone() });
            return None;
        }
        let past: Vec<Past> = match &feature.kind {
            FeatureKind::Bool => self.each(values, |checker, value| checker.bool(feature, value).map(Past::Bool))?,
            FeatureKind::Number => {
                self.each(values, |checker, value| checker.number(feature, value).map(Past::Number))?
            }
            FeatureKind::Text => {
                self.each(values, |checker, value| checker.plain_text(feature, value).map(Past::Text))?
            }
            FeatureKind::Enum(_) | FeatureKind::Owner => {
                let mut values = self.each(values, |checker, value| checker.choice(feature, value))?;
                values.sort();
                values.dedup();
                vec![Past::Choice(values)]
            }
            // The rows of types let none of these come here.
            FeatureKind::Date
            | FeatureKind::DateTime
            | FeatureKind::Set(_)
            | FeatureKind::Pipeline
            | FeatureKind::Stage { .. }
            | FeatureKind::Form
            | FeatureKind::Email
            | FeatureKind::List => return None,
        };
        let tests = past.into_iter().map(|past| Test::Past(sign, past)).collect();
        Some(Both::of(super::parts::several(sign, tests)))
    }

    fn against(&mut self, feature: &Feature, stamp: Stamp, side: rule::Side, name: &Ident) -> Option<Both> {
        let other = self.other_feature(feature, name)?;
        if stamp == Stamp::Changed {
            let fault = ValueFault::ChangedAgainstValue { feature: feature.name.clone(), other: other.name.clone() };
            self.report(name.span, fault);
            return None;
        }
        self.of_kind(other, name, &[Kind::Date, Kind::DateTime], "a feature of type date or datetime")?;
        Some(Both::of(Parts::One(Test::Time(stamp, TimeTest::Against(side, property::of(other))))))
    }

    /// Finds another feature of the same record.
    fn other_feature(&mut self, feature: &Feature, name: &Ident) -> Option<&'a Feature> {
        let other = self.feature(name, feature.object)?;
        if other.property == feature.property {
            self.report(name.span, ValueFault::SameFeature { feature: feature.name.clone() });
            return None;
        }
        Some(other)
    }

    fn of_kind(&mut self, other: &Feature, name: &Ident, kinds: &[Kind], wanted: &'static str) -> Option<()> {
        if kinds.contains(&Kind::of(&other.kind)) {
            return Some(());
        }
        let fault = ValueFault::WrongOther { other: other.name.clone(), kind: other.kind.word(), wanted };
        self.report(name.span, fault);
        None
    }

    fn between_days(
        &mut self,
        feature: &Feature,
        stamp: Stamp,
        first: &Spanned<Day>,
        last: &Spanned<Day>,
    ) -> Option<Both> {
        let (from, to) = (self.day(first, stamp), self.day(last, stamp));
        let (from, to) = (from?, to?);
        let reversed = match (from, to) {
            (At::Date(from), At::Date(to)) => from > to,
            (At::Today(from), At::Today(to)) => from > to,
            // Which one is later changes with the days.
            (At::Date(_), At::Today(_)) | (At::Today(_), At::Date(_)) => false,
        };
        if reversed {
            let (low, high) = (print::day(&first.node), print::day(&last.node));
            self.report(first.span.to(last.span), ValueFault::ReversedDays { low, high });
            return None;
        }
        Some(match (from, to) {
            (At::Date(from), At::Date(to)) => {
                Both::of(Parts::One(Test::Time(stamp, TimeTest::Within(Sign::Holds, from, to))))
            }
            (At::Today(from), At::Today(to)) => whole(feature, stamp, Some(from), Some(to + 1)),
            // One end is a filter of its own, whatever day it is.
            (At::Date(from), At::Today(to)) => {
                let (after, before) = (TimeTest::After(from.yesterday().ok()?), TimeTest::Before(from));
                joined(feature, stamp, (after, before), Days::Whole { from: None, until: Some(to + 1) })
            }
            (At::Today(from), At::Date(to)) => {
                let (before, after) = (TimeTest::Before(to.tomorrow().ok()?), TimeTest::After(to));
                joined(feature, stamp, (before, after), Days::Whole { from: Some(from), until: None })
            }
        })
    }

    fn day(&mut self, day: &Spanned<Day>, stamp: Stamp) -> Option<At> {
        match &day.node {
            Day::Date(ast::Date { year, month, day: number }) => {
                // Both neighbours must be days too: they stand in negations.
                let date = Date::new(*year, *month, *number).ok().filter(|date| (1..=9998).contains(&date.year()));
                if date.is_none() {
                    self.report(day.span, ValueFault::NoSuchDay);
                }
                date.map(At::Date)
            }
            Day::Today(None) => Some(At::Today(0)),
            Day::Today(Some(Shift { side, by })) => {
                let days = i64::from(self.days(by)?);
                let days = match side {
                    Side::Before => -days,
                    Side::After => days,
                };
                if stamp == Stamp::Changed && days > 0 {
                    return self.not_changed_yet(day.span);
                }
                Some(At::Today(days))
            }
            Day::Feature(name) => {
                if !self.is_hole(&name.node) {
                    self.report(name.span, ValueFault::FeatureAsDay { name: name.node.clone() });
                }
                None
            }
        }
    }

    fn not_changed_yet<T>(&mut self, at: Span) -> Option<T> {
        self.report(at, ValueFault::FutureChange);
        None
    }

    fn coming_days(&mut self, span: &HowLong) -> Option<u32> {
        let days = self.days(span)?;
        if days == 0 {
            self.report(span.span(), ValueFault::NoDays);
            return None;
        }
        Some(days)
    }

    fn days(&mut self, span: &HowLong) -> Option<u32> {
        let span = self.how_long(span)?;
        in_days(span.node).map_err(|fault| self.report(span.span, fault)).ok()
    }
}

fn in_days(Duration { count, unit }: Duration) -> Result<u32, ValueFault> {
    let days = match unit {
        Unit::Minutes | Unit::Hours => {
            let nearest = match unit {
                Unit::Minutes => count.div_ceil(1440),
                Unit::Hours | Unit::Days | Unit::Weeks => count.div_ceil(24),
            };
            return Err(ValueFault::DaysOnly { nearest: nearest.max(1) });
        }
        Unit::Days => Some(count),
        Unit::Weeks => count.checked_mul(7),
    };
    days.filter(|days| *days <= MOST_DAYS).ok_or(ValueFault::TooManyDays { most: MOST_DAYS })
}

fn line(feature: &Feature, stamp: Stamp) -> Line {
    match (stamp, Kind::of(&feature.kind)) {
        (Stamp::Changed, _) => Line::Changes,
        (Stamp::Value, Kind::Date) => Line::Dates,
        (Stamp::Value, _) => Line::Instants,
    }
}

/// Returns the tests of a span of days: from the first until the second begins.
fn whole(feature: &Feature, stamp: Stamp, from: Option<i64>, until: Option<i64>) -> Both {
    let days = Days::Whole { from, until };
    let exact = |sign| days::exact(days, sign, line(feature, stamp)).map(|union| parts(stamp, union));
    let lower = from.map(|day| format!("{} after {}", feature.name, relative(day - 1)));
    Both { holds: exact(Sign::Holds), not: exact(Sign::Not), nearest: nearest(feature, lower, days) }
}

/// Returns the tests of a span of which one end is a day of the calendar: what holds at that end, and what does not.
fn joined(feature: &Feature, stamp: Stamp, (inside, outside): (TimeTest, TimeTest), days: Days) -> Both {
    let exact = |sign| days::exact(days, sign, line(feature, stamp));
    let with = |mut tests: Vec<TimeTest>| {
        tests.push(inside.clone());
        tests
    };
    let (holds, not) = (exact(Sign::Holds), exact(Sign::Not));
    // Changes end now, so a span until today is open for them.
    let open = not.as_ref().is_some_and(Vec::is_empty);
    let holds = if open { Some(vec![Vec::new()]) } else { holds };
    let holds = holds.map(|union| parts(stamp, union.into_iter().map(with).collect()));
    let not = not.map(|mut union| {
        union.push(vec![outside.clone()]);
        parts(stamp, union)
    });
    let lower = match &inside {
        TimeTest::After(date) => Some(format!("{} after {date}", feature.name)),
        TimeTest::Before(_)
        | TimeTest::Within(..)
        | TimeTest::BeforeToday(_)
        | TimeTest::AfterToday(..)
        | TimeTest::LastDays(..)
        | TimeTest::NextDays(..)
        | TimeTest::Calendar(..)
        | TimeTest::Against(..) => None,
    };
    Both { holds, not, nearest: nearest(feature, lower, days) }
}

fn parts(stamp: Stamp, union: Union) -> Parts {
    let test = |test: TimeTest| Test::Time(stamp, test);
    Parts::union(union.into_iter().map(|tests| tests.into_iter().map(test).collect()).collect())
}

/// Spells what comes nearest to a span that begins or ends at a midnight to come: it takes that midnight to the other
/// side.
fn nearest(feature: &Feature, lower: Option<String>, days: Days) -> Nearest {
    let name = &feature.name;
    let (from, until) = match days {
        Days::Whole { from, until } => (from, until),
        Days::Beyond(_) => (None, None),
    };
    let until_day = |day: i64| {
        let s = if day == 1 { "" } else { "s" };
        format!("not {name} more than {day} day{s} from now")
    };
    let lower = lower.unwrap_or_else(|| format!("{name} is known"));
    let (from, until) = (from.unwrap_or(1).max(1), until.unwrap_or(1).max(1));
    Nearest {
        holds: format!("{lower} and {}", until_day(until)),
        not: format!("{} or {name} after {}", until_day(from), relative(until - 1)),
    }
}

fn relative(day: i64) -> String {
    let s = if day.abs() == 1 { "" } else { "s" };
    match day {
        0 => "today".to_owned(),
        1.. => format!("today + {day} day{s}"),
        _ => format!("today - {} day{s}", day.abs()),
    }
}

fn calendar_span(span: Calendar) -> CalendarSpan {
    match span {
        Calendar::This => CalendarSpan::This,
        Calendar::Previous => CalendarSpan::Last,
        Calendar::Next => CalendarSpan::Next,
    }
}

fn calendar_unit(unit: ast::CalendarUnit) -> CalendarUnit {
    match unit {
        ast::CalendarUnit::Week => CalendarUnit::Week,
        ast::CalendarUnit::Month => CalendarUnit::Month,
        ast::CalendarUnit::Quarter => CalendarUnit::Quarter,
        ast::CalendarUnit::Year => CalendarUnit::Year,
    }
}

/// Returns the opposite parts where a test is written with `not` before `changed`.
pub(super) fn negated(both: Both) -> Both {
    let nearest = Nearest { holds: both.nearest.not, not: both.nearest.holds };
    Both { holds: both.not, not: both.holds, nearest }
}
