//! Tests of moments.

use jiff::civil::Date;

use crate::catalog::Feature;
use crate::check::property;
use crate::check::types::{Form, Kind, fits};
use crate::hubspot::coverage::{self, Group};
use crate::hubspot::switches::OnToday;
use crate::hubspot::zones;
use crate::model::rule::{CalendarSpan, CalendarUnit, DayPart, Side, Sign, Stamp, TimeTest};

use super::node::Node;
use super::property::Find;
use super::{Loss, World};

/// The language reaches so many days from today.
const MOST_DAYS: i64 = 36_500;

const UNITS: [(&str, CalendarUnit); 4] = [
    ("WEEK", CalendarUnit::Week),
    ("MONTH", CalendarUnit::Month),
    ("QUARTER", CalendarUnit::Quarter),
    ("YEAR", CalendarUnit::Year),
];
const SPANS: [(&str, CalendarSpan); 3] = [
    ("IN_THIS_TIME_UNIT", CalendarSpan::This),
    ("IN_LAST_TIME_UNIT", CalendarSpan::Last),
    ("IN_NEXT_TIME_UNIT", CalendarSpan::Next),
];

/// A point of time as HubSpot names it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Point<'j> {
    Day(Date, DayPart),
    /// Days from today.
    Today(i64, DayPart),
    Now,
    Other(&'j str, Stamp),
}

/// Reads an operation in its normal form that asks for a moment of a feature.
pub fn read<'f>(
    operation: &Node<'_>,
    feature: &Feature,
    find: &Find<'f>,
    world: &World<'_>,
) -> Result<(Stamp, TimeTest), Loss> {
    let (kind, word) = (operation.text("operationType")?, operation.text("operator")?);
    let other = |name: &str| {
        let other = find(name).filter(|other| other.property != feature.property);
        other.ok_or_else(|| operation.loss(format!("the catalog has no other feature of the property `{name}`")))
    };
    let (stamp, test) = match kind {
        "COMPARATIVE_DATE" | "COMPARATIVE_PROPERTY_UPDATED" => {
            operation.only(&["comparisonPropertyName", "includeObjectsWithNoValueSet", "operationType", "operator"])?;
            let other = other(operation.text("comparisonPropertyName")?)?;
            let stamp = if kind == "COMPARATIVE_DATE" { Stamp::Value } else { Stamp::Changed };
            if stamp == Stamp::Value && Kind::of(&other.kind) != Kind::Date {
                return Err(operation.loss("it is written as a point of time where the other property is no date"));
            }
            (stamp, TimeTest::Against(side(operation, word)?, property::of(other)))
        }
        "CALENDAR_DATE" => {
            operation.only(&["includeObjectsWithNoValueSet", "operationType", "operator", "timeUnit"])?;
            let unit = operation.text("timeUnit")?;
            let span = SPANS.iter().find(|(known, _)| *known == word).map(|(_, span)| *span);
            let unit = match (span, unit, Kind::of(&feature.kind)) {
                (Some(CalendarSpan::This), "DAY", Kind::DateTime) => match world.switches.on_today {
                    OnToday::CalendarDay => Some(CalendarUnit::Day),
                    OnToday::TodayToTomorrow => None,
                },
                _ => UNITS.iter().find(|(known, _)| *known == unit).map(|(_, unit)| *unit),
            };
            let test = span.zip(unit).map(|(span, unit)| TimeTest::Calendar(span, unit));
            (Stamp::Value, test.ok_or_else(|| operation.loss("the language has no such unit of the calendar here"))?)
        }
        _ => {
            let (stamp, test) = span(operation, world)?;
            match test {
                Span::Test(test) => (stamp, test),
                Span::Against(side, name, of) => {
                    let other = other(name)?;
                    let written = match stamp {
                        Stamp::Value => Kind::of(&other.kind) == Kind::DateTime,
                        Stamp::Changed => true,
                    };
                    if stamp != of || !written {
                        return Err(operation.loss("a property is compared with another kind of moment"));
                    }
                    (stamp, TimeTest::Against(side, property::of(other)))
                }
            }
        }
    };
    let form = if stamp == Stamp::Value { Form::Time } else { Form::Change };
    if !fits(form, Kind::of(&feature.kind)) {
        let (name, kind) = (&feature.name, feature.kind.word());
        return Err(operation.loss(format!("`{name}`, a {kind}, holds no moment")));
    }
    let of_instants = TimeTest::Calendar(CalendarSpan::This, CalendarUnit::Day);
    let of_dates = (matches!(test, TimeTest::AfterToday(_, DayPart::End)) || test == of_instants)
        && Kind::of(&feature.kind) == Kind::Date;
    let coming = matches!(test, TimeTest::AfterToday(..) | TimeTest::NextDays(..)) && stamp == Stamp::Changed;
    if of_dates || coming {
        return Err(operation.loss("no condition on such a feature is written so"));
    }
    Ok((stamp, test))
}

/// Reads a window in which something happened.
pub fn window(operation: &Node<'_>, world: &World<'_>) -> Result<TimeTest, Loss> {
    let (kind, word) = (operation.text("operationType")?, operation.text("operator")?);
    coverage::held(Group::Operation, kind, word).map_err(|why| operation.loss(why))?;
    operation.fixed_flag("includeObjectsWithNoValueSet")?;
    match span(operation, world)? {
        (Stamp::Value, Span::Test(test)) => in_past(test).ok_or_else(|| operation.loss(NO_WINDOW)),
        (Stamp::Value | Stamp::Changed, Span::Test(_) | Span::Against(..)) => Err(operation.loss(NO_WINDOW)),
    }
}

/// Why a window has no form.
pub const NO_WINDOW: &str = "the language has no such window for what happened";

/// Returns a window that can be written: what happened lies in the past.
pub fn in_past(test: TimeTest) -> Option<TimeTest> {
    match &test {
        TimeTest::Before(_)
        | TimeTest::After(_)
        | TimeTest::Within(Sign::Holds, ..)
        | TimeTest::BeforeToday(_)
        | TimeTest::LastDays(Sign::Holds, _) => Some(test),
        TimeTest::Within(Sign::Not, ..)
        | TimeTest::LastDays(Sign::Not, _)
        | TimeTest::AfterToday(..)
        | TimeTest::NextDays(..)
        | TimeTest::Calendar(..)
        | TimeTest::Against(..) => None,
    }
}

enum Span<'j> {
    Test(TimeTest),
    Against(Side, &'j str, Stamp),
}

fn span<'j>(operation: &Node<'j>, world: &World<'_>) -> Result<(Stamp, Span<'j>), Loss> {
    let (kind, word) = (operation.text("operationType")?, operation.text("operator")?);
    if let Some(why) = world.reading().unread(operation.json) {
        return Err(operation.loss(why));
    }
    operation.fixed("type", kind)?;
    let stamp = stamp(operation, "propertyParser")?;
    let test = match kind {
        "TIME_POINT" => {
            operation.only(&[
                "endpointBehavior",
                "includeObjectsWithNoValueSet",
                "operationType",
                "operator",
                "propertyParser",
                "timePoint",
                "type",
            ])?;
            operation.fixed("endpointBehavior", "EXCLUSIVE")?;
            let at = operation.need("timePoint")?;
            let unwritten = || at.loss("no condition is written with this point of time");
            match (side(operation, word)?, point(&at, world)?) {
                (Side::Before, Point::Day(day, DayPart::Begin)) => Span::Test(TimeTest::Before(day)),
                (Side::After, Point::Day(day, DayPart::End)) => Span::Test(TimeTest::After(day)),
                (Side::Before, Point::Today(days, DayPart::Begin)) => {
                    Span::Test(TimeTest::BeforeToday(u32::try_from(-days).map_err(|_| unwritten())?))
                }
                (Side::After, Point::Today(days, part)) => {
                    Span::Test(TimeTest::AfterToday(u32::try_from(days).map_err(|_| unwritten())?, part))
                }
                (side, Point::Other(name, of)) => Span::Against(side, name, of),
                (Side::Before | Side::After, Point::Day(..) | Point::Today(..) | Point::Now) => return Err(unwritten()),
            }
        }
        _ => {
            operation.only(&[
                "includeObjectsWithNoValueSet",
                "lowerBoundEndpointBehavior",
                "lowerBoundTimePoint",
                "operationType",
                "operator",
                "propertyParser",
                "type",
                "upperBoundEndpointBehavior",
                "upperBoundTimePoint",
            ])?;
            let sign = match word {
                "IS_BETWEEN" => Sign::Holds,
                _ => Sign::Not,
            };
            let (lower, upper) = (operation.need("lowerBoundTimePoint")?, operation.need("upperBoundTimePoint")?);
            let unwritten = || operation.loss("no condition is written with this span of time");
            let days = |days: i64| u32::try_from(days).map_err(|_| unwritten());
            operation.fixed("lowerBoundEndpointBehavior", "INCLUSIVE")?;
            let (from, to) = (point(&lower, world)?, point(&upper, world)?);
            let open = operation.text("upperBoundEndpointBehavior")? == "EXCLUSIVE";
            let today = (Point::Today(0, DayPart::Begin), Point::Today(1, DayPart::Begin));
            if open && (from, to) == today && sign == Sign::Holds && stamp == Stamp::Value {
                return match world.switches.on_today {
                    OnToday::TodayToTomorrow => {
                        Ok((stamp, Span::Test(TimeTest::Calendar(CalendarSpan::This, CalendarUnit::Day))))
                    }
                    OnToday::CalendarDay => Err(operation.loss(
                        "the switch `on_today` says that today is written as a unit of the calendar; set it to `today-to-tomorrow`",
                    )),
                };
            }
            operation.fixed("upperBoundEndpointBehavior", "INCLUSIVE")?;
            Span::Test(match (from, to) {
                (Point::Day(first, DayPart::Begin), Point::Day(last, DayPart::End)) if first <= last => {
                    TimeTest::Within(sign, first, last)
                }
                (Point::Today(from, DayPart::Begin), Point::Now) => TimeTest::LastDays(sign, days(-from)?),
                (Point::Now, Point::Today(to, DayPart::Begin)) if to > 0 => TimeTest::NextDays(sign, days(to)?),
                (Point::Day(..) | Point::Today(..) | Point::Now | Point::Other(..), _) => return Err(unwritten()),
            })
        }
    };
    Ok((stamp, test))
}

fn side(operation: &Node<'_>, word: &str) -> Result<Side, Loss> {
    match word {
        "IS_BEFORE" => Ok(Side::Before),
        "IS_AFTER" => Ok(Side::After),
        _ => Err(operation.loss(format!("`{word}` is neither before nor after"))),
    }
}

fn stamp(node: &Node<'_>, key: &str) -> Result<Stamp, Loss> {
    let word = node.text(key)?;
    coverage::held(Group::Reference, key, word).map_err(|why| node.loss(why))?;
    Ok(if word == "VALUE" { Stamp::Value } else { Stamp::Changed })
}

fn point<'j>(at: &Node<'j>, world: &World<'_>) -> Result<Point<'j>, Loss> {
    let kind = at.text("timeType")?;
    coverage::held(Group::Point, kind, "").map_err(|why| at.loss(why))?;
    at.fixed("timezoneSource", "CUSTOM")?;
    at.fixed("zoneId", zones::kept(world.time_zone))?;
    match kind {
        "DATE" => {
            let parts = ["day", "hour", "millisecond", "minute", "month", "second", "year"];
            at.only(&[&parts, &["timeType", "timezoneSource", "zoneId"][..]].concat())?;
            let part = |key: &str| at.whole(key);
            let small = |key: &str| Ok::<i8, Loss>(i8::try_from(part(key)?).unwrap_or(0));
            let year = i16::try_from(part("year")?).unwrap_or(0);
            let date = Date::new(year, small("month")?, small("day")?).ok();
            // Both neighbours of a day must be days too.
            let date = date.filter(|date| (1..=9998).contains(&date.year()));
            let date = date.ok_or_else(|| at.loss("there is no such day, or it is out of reach"))?;
            Ok(Point::Day(date, day_part(at, &part)?))
        }
        "INDEXED" => {
            at.only(&["indexReference", "offset", "timeType", "timezoneSource", "zoneId"])?;
            let offset = match at.get("offset") {
                None => 0,
                Some(offset) => {
                    offset.only(&["days"])?;
                    offset.whole("days")?
                }
            };
            if offset.abs() > MOST_DAYS {
                return Err(at.loss("it lies further from today than the language reaches"));
            }
            let reference = at.need("indexReference")?;
            let word = reference.text("referenceType")?;
            coverage::held(Group::Reference, "indexReference", word).map_err(|why| reference.loss(why))?;
            reference.only(&["hour", "millisecond", "minute", "referenceType", "second"])?;
            let part = |key: &str| if reference.get(key).is_some() { reference.whole(key) } else { Ok(0) };
            let has_time = ["hour", "minute", "second", "millisecond"].iter().any(|key| reference.get(key).is_some());
            match (word, offset, has_time) {
                ("NOW", 0, false) => Ok(Point::Now),
                ("TODAY", _, false) => Ok(Point::Today(offset, DayPart::Begin)),
                ("TODAY", _, true) if day_part(&reference, &part)? == DayPart::End => {
                    Ok(Point::Today(offset, DayPart::End))
                }
                (_, _, _) => Err(at.loss("the language counts whole days from today")),
            }
        }
        _ => {
            at.only(&["property", "referenceType", "timeType", "timezoneSource", "zoneId"])?;
            Ok(Point::Other(at.text("property")?, stamp(at, "referenceType")?))
        }
    }
}

/// A day is whole: it begins at 00:00, and ends with its last millisecond.
fn day_part(at: &Node<'_>, part: &dyn Fn(&str) -> Result<i64, Loss>) -> Result<DayPart, Loss> {
    match [part("hour")?, part("minute")?, part("second")?, part("millisecond")?] {
        [0, 0, 0, 0] => Ok(DayPart::Begin),
        [23, 59, 59, 999] => Ok(DayPart::End),
        _ => Err(at.loss("the language has whole days and no time of the day here")),
    }
}
