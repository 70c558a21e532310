//! Days counted from today, as what HubSpot has filters for.
//!
//! HubSpot holds few relative tests: before a past midnight, after today's or a coming one, from a past midnight until
//! now, from now until a coming one, and the day of today. A span of days is a union of intersections of these, or it
//! has no exact form. Which one is not looked up but found: all tests are held against all kinds of instant that the
//! borders of the span tell apart, once with a clock somewhere within today and once with one at its first
//! millisecond. What is equal there is equal everywhere.

use std::collections::BTreeSet;

use crate::model::rule::{CalendarSpan, CalendarUnit, DayPart, Sign, TimeTest};

/// Which instants a property can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The first millisecond of each day.
    Dates,
    /// Any.
    Instants,
    /// Any until now: nothing has changed later.
    Changes,
}

/// A span of days, counted from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// From 00:00 of the first day until the last millisecond before the second one begins; open without.
    Whole {
        /// The first day within.
        from: Option<i64>,
        /// The first day no longer within.
        until: Option<i64>,
    },
    /// After 00:00 of a day to come.
    Beyond(i64),
}

/// OR of ANDs of tests.
pub type Union = Vec<Vec<TimeTest>>;

/// No span needs more parts: before today, today until now, from now until a day to come, after one.
const MOST_PARTS: usize = 4;

/// Returns what holds of exactly the instants within a span, or without it; nothing where HubSpot has no such tests. A
/// union of nothing holds for none.
pub fn exact(days: Days, sign: Sign, line: Line) -> Option<Union> {
    let tests = candidates(days, line);
    let points = points(&tests, line);
    let over = |holds: &dyn Fn(&Point) -> bool| -> Vec<bool> { points.iter().map(holds).collect() };
    let wanted = over(&|point| within(days, point.at) == (sign == Sign::Holds));
    let reach: Vec<Vec<bool>> = tests.iter().map(|test| over(&|point| holds(test, point))).collect();
    let parts = parts(&tests, &reach, &wanted);
    let reachable = |at: usize| parts.iter().any(|part| part.reach.get(at) == Some(&true));
    if !wanted.iter().enumerate().all(|(at, wanted)| !*wanted || reachable(at)) {
        return None;
    }
    (0..=MOST_PARTS).find_map(|size| cover(&parts, &vec![false; wanted.len()], &wanted, size))
}

/// A day counted from today, and how far it has gone: 0 is its first millisecond.
type Instant = (i64, u8);

/// An instant to be tested, and what the clock says.
struct Point {
    at: Instant,
    now: Instant,
}

/// An intersection of tests, and where it holds.
struct Part {
    tests: Vec<TimeTest>,
    reach: Vec<bool>,
}

fn within(days: Days, at: Instant) -> bool {
    match days {
        Days::Whole { from, until } => from.is_none_or(|day| at >= (day, 0)) && until.is_none_or(|day| at < (day, 0)),
        Days::Beyond(day) => at > (day, 0),
    }
}

fn holds(test: &TimeTest, Point { at, now }: &Point) -> bool {
    let signed = |sign: Sign, inside: bool| inside == (sign == Sign::Holds);
    match test {
        TimeTest::BeforeToday(days) => *at < (-i64::from(*days), 0),
        TimeTest::AfterToday(days, DayPart::Begin) => *at > (i64::from(*days), 0),
        TimeTest::AfterToday(days, DayPart::End) => *at >= (i64::from(*days) + 1, 0),
        TimeTest::LastDays(sign, days) => signed(*sign, (-i64::from(*days), 0) <= *at && at <= now),
        TimeTest::NextDays(sign, days) => signed(*sign, now <= at && *at <= (i64::from(*days), 0)),
        TimeTest::Calendar(CalendarSpan::This, CalendarUnit::Day) => at.0 == 0,
        // None of these is a candidate.
        TimeTest::Before(_)
        | TimeTest::After(_)
        | TimeTest::Within(..)
        | TimeTest::Calendar(..)
        | TimeTest::Against(..) => false,
    }
}

/// INVARIANT: digests see what is found, and of equal choices the first one is: this order stays.
fn candidates(days: Days, line: Line) -> Vec<TimeTest> {
    let borders = match days {
        Days::Whole { from, until } => [from, until],
        Days::Beyond(day) => [Some(day), None],
    };
    let mut near: BTreeSet<i64> = borders.into_iter().flatten().flat_map(|day| [day - 1, day]).collect();
    near.insert(0);
    let mut tests = Vec::new();
    for day in near {
        let distance = u32::try_from(day.unsigned_abs()).unwrap_or(u32::MAX);
        if day <= 0 {
            tests.extend([TimeTest::BeforeToday(distance), TimeTest::LastDays(Sign::Holds, distance)]);
        }
        match line {
            Line::Changes => {}
            Line::Dates | Line::Instants => {
                if day >= 0 {
                    tests.push(TimeTest::AfterToday(distance, DayPart::Begin));
                }
                if day >= 1 {
                    tests.push(TimeTest::NextDays(Sign::Holds, distance));
                }
            }
        }
        match line {
            Line::Dates | Line::Changes => {}
            Line::Instants => {
                if day == 0 {
                    tests.push(TimeTest::Calendar(CalendarSpan::This, CalendarUnit::Day));
                }
                if day >= 0 {
                    tests.push(TimeTest::AfterToday(distance, DayPart::End));
                }
            }
        }
    }
    tests
}

/// Returns an instant of each kind that the tests tell apart.
fn points(tests: &[TimeTest], line: Line) -> Vec<Point> {
    let day_of = |test: &TimeTest| match test {
        TimeTest::BeforeToday(days) | TimeTest::LastDays(_, days) => -i64::from(*days),
        TimeTest::AfterToday(days, _) | TimeTest::NextDays(_, days) => i64::from(*days),
        TimeTest::Before(_)
        | TimeTest::After(_)
        | TimeTest::Within(..)
        | TimeTest::Calendar(..)
        | TimeTest::Against(..) => 0,
    };
    let days: BTreeSet<i64> = tests.iter().map(day_of).flat_map(|day| [day - 1, day, day + 1, day + 2]).collect();
    // Midnight, then before, at and after a clock that stands within the day.
    let times: &[u8] = match line {
        Line::Dates => &[0],
        Line::Instants | Line::Changes => &[0, 1, 2, 3],
    };
    let mut points = Vec::new();
    for now in [(0, 0), (0, 2)] {
        for day in &days {
            points.extend(times.iter().map(|time| Point { at: (*day, *time), now }));
        }
    }
    points.retain(|point| line != Line::Changes || point.at <= point.now);
    points
}

/// Returns the tests, and pairs of them, that hold nowhere but where it is wanted.
fn parts(tests: &[TimeTest], reach: &[Vec<bool>], wanted: &[bool]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut push = |tests: Vec<TimeTest>, reach: Vec<bool>| {
        let something = reach.iter().any(|here| *here);
        let only_wanted = reach.iter().zip(wanted).all(|(here, wanted)| *wanted || !*here);
        let wider = |part: &Part| reach.iter().zip(&part.reach).all(|(here, there)| *there || !*here);
        if something && only_wanted && !parts.iter().any(wider) {
            parts.push(Part { tests, reach });
        }
    };
    for (test, reach) in tests.iter().zip(reach) {
        push(vec![test.clone()], reach.clone());
    }
    for (at, (left, left_reach)) in tests.iter().zip(reach).enumerate() {
        for (right, right_reach) in tests.iter().zip(reach).skip(at + 1) {
            let both = left_reach.iter().zip(right_reach).map(|(left, right)| *left && *right).collect();
            push(vec![left.clone(), right.clone()], both);
        }
    }
    parts
}

/// Finds so many parts that together hold wherever it is wanted.
fn cover(parts: &[Part], held: &[bool], wanted: &[bool], size: usize) -> Option<Union> {
    if size == 0 {
        return (held == wanted).then(Vec::new);
    }
    parts.iter().enumerate().find_map(|(at, part)| {
        let held: Vec<bool> = held.iter().zip(&part.reach).map(|(held, here)| *held || *here).collect();
        let mut rest = cover(parts.get(at + 1..)?, &held, wanted, size - 1)?;
        rest.insert(0, part.tests.clone());
        Some(rest)
    })
}
