//! Lines that surround the steps: who is let in and taken out, and when anything runs.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::catalog::{Feature, FeatureKind};
use crate::hubspot::platform::Object;
use crate::model::timing::{
    Blocked, Every, Frame, Leaving, Month, Schedule, ScheduleDays, Side, TimeOfDay, Unit, Weekday, Window,
};
use crate::problem::Note;
use crate::problem::check::{FlowFault, StepFault, ValueFault};
use crate::source::{Ident, Span, Spanned};
use crate::syntax::ast::{self, Days, Holiday, HowLong, Line, Time};

use super::{Checker, property};

/// How far from a day a schedule may be: beyond, nobody means it.
const FARTHEST: u32 = 3660;

/// The days from Monday to Friday.
const WEEKDAYS: [Weekday; 5] =
    [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

impl Checker<'_> {
    /// Checks the lines that say more than how records enrol.
    pub(super) fn frame(&mut self, lines: &[Spanned<Line>], object: Object) -> Option<Frame> {
        let kinds = Kinds::of(lines);
        let mut frame = Frame::default();
        let mut whole = Some(());
        let mut first: BTreeMap<&'static str, Span> = BTreeMap::new();
        for line in lines {
            let (word, read) = match &line.node {
                Line::OnlyIf(rule) => {
                    if kinds.some && !kinds.events {
                        self.report(line.span, StepFault::OnlyIfBeside);
                    }
                    ("only if", self.rule(rule, object).map(|rule| frame.only_if = Some(rule)))
                }
                Line::Unenroll => {
                    if kinds.some && !kinds.condition {
                        self.report(line.span, StepFault::UnenrollBeside);
                    }
                    frame.leaving = Leaving::WhenNoLongerMatching;
                    ("unenroll", Some(()))
                }
                Line::Goal(rule) => {
                    if object != Object::Contact {
                        self.report(line.span, StepFault::GoalOnContacts { object });
                    }
                    ("goal when", self.rule(rule, object).map(|rule| frame.goal = Some(rule)))
                }
                Line::Schedule(it) => {
                    ("schedule", self.schedule(it, object).map(|schedule| frame.schedule = Some(schedule)))
                }
                Line::ActiveOn { days, from, to } => {
                    if self.hours(days, from, to, &mut frame.windows).is_none() {
                        whole = None;
                    }
                    continue;
                }
                Line::NotActiveOn(day) => {
                    if self.holiday(day, &mut frame.blocked).is_none() {
                        whole = None;
                    }
                    continue;
                }
                Line::Header(_)
                | Line::Switch { .. }
                | Line::EnrollWhen(_)
                | Line::EnrollOn(_)
                | Line::EnrollManually
                | Line::ReEnroll(_)
                | Line::Suppress(_) => continue,
            };
            if let Some(first) = first.insert(word, line.span) {
                self.report_and(line.span, FlowFault::DoubledLine { line: word }, vec![(first, Note::FirstHere)]);
            }
            if read.is_none() {
                whole = None;
            }
        }
        frame.windows.sort();
        frame.blocked.sort();
        whole.map(|()| frame)
    }

    fn schedule(&mut self, schedule: &ast::Schedule, object: Object) -> Option<Schedule> {
        let at = self.time_of_day(&schedule.at);
        let on = match &schedule.on {
            ast::ScheduleDays::Daily => Some(ScheduleDays::Daily),
            ast::ScheduleDays::FirstMonday => Some(ScheduleDays::FirstMonday),
            ast::ScheduleDays::LastDay => Some(ScheduleDays::LastDay),
            ast::ScheduleDays::Weekly(days) => Some(ScheduleDays::Weekly(self.distinct(days, Weekday::word))),
            ast::ScheduleDays::Monthly(days) => {
                let wrong = days.iter().find(|day| !(1..=31).contains(&day.node));
                if let Some(day) = wrong {
                    self.report(day.span, ValueFault::NoSuchDay);
                }
                let days = self.distinct(days, |day| day.to_string());
                wrong.is_none().then_some(ScheduleDays::Monthly(days))
            }
            ast::ScheduleDays::Yearly(day) => {
                let (month, number) = day.node;
                self.day_of_year(month, number, day.span).map(|()| ScheduleDays::Yearly(month, number))
            }
            ast::ScheduleDays::Feature { shift, feature, every_year } => {
                let found = self.date_feature(feature, object);
                let days = match shift {
                    None => Some(0),
                    Some((side, by)) => self.whole_days(by, "a schedule").map(|days| match side {
                        Side::Before => -days,
                        Side::After => days,
                    }),
                };
                let every = if every_year.is_some() { Every::Year } else { Every::Once };
                found.zip(days).map(|(feature, days)| ScheduleDays::Property {
                    property: property::of(&feature),
                    days,
                    every,
                })
            }
        };
        Some(Schedule { on: on?, at: at? })
    }

    /// Sorts what is named, each once.
    fn distinct<T: Copy + Ord, W: Into<String>>(&mut self, named: &[Spanned<T>], word: impl Fn(T) -> W) -> Vec<T> {
        let mut seen = BTreeMap::new();
        for one in named {
            if let Some(first) = seen.insert(one.node, one.span) {
                let fault = FlowFault::DoubledValue { value: word(one.node).into(), place: "this line" };
                self.report_and(one.span, fault, vec![(first, Note::FirstHere)]);
            }
        }
        seen.into_keys().collect()
    }

    /// Finds a date of the enrolled record.
    pub(super) fn date_feature(&mut self, name: &Ident, object: Object) -> Option<Feature> {
        let feature = self.feature(name, object)?;
        if matches!(feature.kind, FeatureKind::Date | FeatureKind::DateTime) {
            return Some(feature.clone());
        }
        self.report(name.span, StepFault::NotADate { feature: feature.name.clone(), kind: feature.kind.word() });
        None
    }

    /// Counts days where only whole ones can stand.
    pub(super) fn whole_days(&mut self, span: &HowLong, why: &'static str) -> Option<i32> {
        let span = self.how_long(span)?;
        let days = match span.node.unit {
            Unit::Minutes | Unit::Hours => {
                self.report(span.span, StepFault::WholeDays { why });
                return None;
            }
            Unit::Days => Some(span.node.count),
            Unit::Weeks => span.node.count.checked_mul(7),
        };
        let days = days.filter(|days| *days <= FARTHEST).and_then(|days| i32::try_from(days).ok());
        if days.is_none() {
            self.report(span.span, FlowFault::TooLong);
        }
        days
    }

    pub(super) fn time_of_day(&mut self, time: &Spanned<Time>) -> Option<TimeOfDay> {
        let Time { hour, minute } = time.node;
        if hour < 24 && minute < 60 {
            return Some(TimeOfDay { hour, minute });
        }
        self.report(time.span, StepFault::NoSuchTime { written: format!("{hour:02}:{minute:02}") });
        None
    }

    fn day_of_year(&mut self, month: Month, day: u8, at: Span) -> Option<()> {
        // A leap year has every day that any year has.
        let number = Month::ALL.iter().zip(1_i8..).find(|(known, _)| **known == month).map_or(0, |(_, number)| number);
        let exists = i8::try_from(day).is_ok_and(|day| Date::new(2028, number, day).is_ok());
        if !exists {
            self.report(at, ValueFault::NoSuchDay);
        }
        exists.then_some(())
    }

    fn hours(
        &mut self,
        days: &Days,
        from: &Spanned<Time>,
        to: &Spanned<Time>,
        windows: &mut Vec<Window>,
    ) -> Option<()> {
        let (begin, end) = (self.time_of_day(from), self.time_of_day(to));
        let (begin, end) = (begin?, end?);
        if begin >= end {
            self.report(from.span.to(to.span), StepFault::ReversedHours);
            return None;
        }
        let days = match days {
            Days::Weekdays => WEEKDAYS.to_vec(),
            Days::These(days) => self.distinct(days, Weekday::word),
        };
        let mut overlaps = false;
        for day in days {
            if windows.iter().any(|known| known.day == day && known.from < end && begin < known.to) {
                let fault = FlowFault::DoubledValue { value: day.word().to_owned(), place: "the hours of `active on`" };
                self.report(from.span.to(to.span), fault);
                overlaps = true;
                break;
            }
            windows.push(Window { day, from: begin, to: end });
        }
        (!overlaps).then_some(())
    }

    fn holiday(&mut self, day: &Spanned<Holiday>, blocked: &mut Vec<Blocked>) -> Option<()> {
        let found = match day.node {
            Holiday::Yearly(month, number) => {
                self.day_of_year(month, number, day.span)?;
                Blocked { month, day: number, year: None }
            }
            Holiday::Date(ast::Date { year, month, day: number }) => {
                let known = Date::new(year, month, number).ok().and_then(|date| {
                    let month = Month::ALL.get(usize::try_from(date.month()).ok()?.checked_sub(1)?).copied()?;
                    Some(Blocked { month, day: u8::try_from(date.day()).ok()?, year: Some(year) })
                });
                if known.is_none() {
                    self.report(day.span, ValueFault::NoSuchDay);
                }
                known?
            }
        };
        if blocked.contains(&found) {
            let number = found.day;
            let value = match found.year {
                Some(year) => format!("{} {number} {year}", found.month.word()),
                None => format!("{} {number}", found.month.word()),
            };
            self.report(day.span, FlowFault::DoubledValue { value, place: "`not active on`" });
            return None;
        }
        blocked.push(found);
        Some(())
    }
}

/// Which kinds of enrolment the lines have.
struct Kinds {
    some: bool,
    condition: bool,
    events: bool,
}

impl Kinds {
    fn of(lines: &[Spanned<Line>]) -> Self {
        let has = |kind: fn(&Line) -> bool| lines.iter().any(|line| kind(&line.node));
        let condition = has(|line| matches!(line, Line::EnrollWhen(_)));
        let events = has(|line| matches!(line, Line::EnrollOn(_)));
        // A template leaves it to its uses.
        Self { some: condition || events || has(|line| matches!(line, Line::EnrollManually)), condition, events }
    }
}
