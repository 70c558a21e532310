//! Time points and refine-bys.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::operation::judge_bare_operation;
use super::{Place, Scope, judge_keys};
use crate::emulator::json::{judge_fields, malformed, missing, object, present, text};
use crate::emulator::reply::Refusal;
use crate::emulator::rows::Kind;
use crate::emulator::rows::time::{
    CLOCK, OFFSET_UNITS, REFERENCES, REFINE_OFFSET, REFINE_OFFSET_SINGULAR, REFINES, TIME_POINTS,
};
use crate::hubspot::switches::{DayTimes, OnToday, ReferencedUpdates, RefineWords, RelativeRanges};

/// Judges the time points of an operation, if it has any.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_times(scope: Scope<'_>, map: &Map<String, Value>) -> Result<(), Refusal> {
    if let Some(point) = present(map, "timePoint") {
        let point = judge_point(scope, object(point, "timePoint")?)?;
        return judge_relative_point(scope, text(map, "operator").unwrap_or_default(), &point);
    }
    if let (Some(lower), Some(upper)) = (present(map, "lowerBoundTimePoint"), present(map, "upperBoundTimePoint")) {
        let lower = judge_point(scope, object(lower, "lowerBoundTimePoint")?)?;
        let upper = judge_point(scope, object(upper, "upperBoundTimePoint")?)?;
        let exclusive = text(map, "upperBoundEndpointBehavior") == Some("EXCLUSIVE");
        return judge_relative_range(scope, &lower, &upper, exclusive);
    }
    Ok(())
}

/// What the rules about relative points look at.
enum Point {
    Fixed,
    Indexed { reference: String, offsets: Vec<i64>, days: i64 },
}

impl Point {
    fn is_not_before(&self) -> bool {
        matches!(self, Self::Indexed { offsets, .. } if offsets.iter().all(|offset| *offset >= 0))
    }

    fn is_not_after(&self) -> bool {
        matches!(self, Self::Indexed { offsets, .. } if offsets.iter().all(|offset| *offset <= 0))
    }

    fn is_plain(&self, wanted: &str) -> bool {
        matches!(self, Self::Indexed { reference, offsets, .. }
            if reference == wanted && offsets.iter().all(|offset| *offset == 0))
    }

    fn is_today(&self) -> bool {
        matches!(self, Self::Indexed { reference, .. } if reference == "TODAY")
    }
}

fn judge_point(scope: Scope<'_>, map: &Map<String, Value>) -> Result<Point, Refusal> {
    let name = text(map, "timeType").ok_or_else(|| missing(&["timeType"]))?;
    let Some((_, fields)) = TIME_POINTS.iter().find(|(known, _)| *known == name) else {
        return Err(Refusal::validation(format!("Invalid input JSON: {name} is no timeType")));
    };
    judge_fields(map, fields)?;
    judge_keys(scope.state, map, &["timeType"], fields)?;
    judge_clock(map)?;
    let zone = text(map, "zoneId").unwrap_or_default();
    if TimeZone::get(zone).is_err() {
        return Err(Refusal::validation(format!("There is no time zone {zone}")));
    }
    match name {
        "DATE" => {
            let part = |name: &str| map.get(name).and_then(Value::as_i64).unwrap_or(-1);
            let date = i16::try_from(part("year"))
                .ok()
                .zip(i8::try_from(part("month")).ok())
                .zip(i8::try_from(part("day")).ok())
                .and_then(|((year, month), day)| Date::new(year, month, day).ok());
            date.map(|_| Point::Fixed).ok_or_else(|| Refusal::validation("There is no such day"))
        }
        "INDEXED" => judge_indexed(scope, map),
        _ => {
            let property = text(map, "property").unwrap_or_default();
            let Some(found) = scope.state.property(scope.object, property) else {
                return Err(Refusal::validation(format!("Property \"{property}\" does not exist")));
            };
            let is_free = text(map, "referenceType") == Some("UPDATED_AT")
                && scope.state.switches.referenced_updates == ReferencedUpdates::Any;
            if !is_free && Kind::of(&found.kind) != Kind::DateTime {
                return Err(Refusal::validation(format!("Property {property} is not a datetime")));
            }
            Ok(Point::Fixed)
        }
    }
}

fn judge_clock(map: &Map<String, Value>) -> Result<(), Refusal> {
    for (name, limit) in [("hour", 24), ("minute", 60), ("second", 60), ("millisecond", 1000)] {
        if let Some(part) = map.get(name).and_then(Value::as_i64)
            && !(0..limit).contains(&part)
        {
            return Err(malformed(name, "inside a day"));
        }
    }
    Ok(())
}

fn judge_indexed(scope: Scope<'_>, map: &Map<String, Value>) -> Result<Point, Refusal> {
    let reference = object(map.get("indexReference").unwrap_or(&Value::Null), "indexReference")?;
    let name = text(reference, "referenceType").ok_or_else(|| missing(&["referenceType"]))?;
    let Some((_, fields)) = REFERENCES.iter().find(|(known, _)| *known == name) else {
        return Err(Refusal::validation(format!("Invalid input JSON: {name} is no referenceType")));
    };
    judge_fields(reference, fields)?;
    judge_fields(reference, CLOCK)?;
    judge_clock(reference)?;
    let has_time = CLOCK.iter().any(|field| present(reference, field.name).is_some());
    if has_time && scope.state.switches.day_times == DayTimes::Refused {
        return Err(Refusal::validation("indexReference cannot have a time of day"));
    }
    let common = ["referenceType", "hour", "minute", "second", "millisecond"];
    judge_keys(scope.state, reference, &common, fields)?;
    let mut offsets = Vec::new();
    let mut days = 0;
    if let Some(offset) = present(map, "offset") {
        for (unit, amount) in object(offset, "offset")? {
            if !OFFSET_UNITS.contains(&unit.as_str()) {
                judge_keys(scope.state, object(offset, "offset")?, OFFSET_UNITS, &[])?;
                continue;
            }
            if amount.is_null() {
                continue;
            }
            let amount = amount
                .as_i64()
                .filter(|amount| i32::try_from(*amount).is_ok())
                .ok_or_else(|| malformed(unit, "a whole number"))?;
            if unit == "days" {
                days = amount;
            }
            offsets.push(amount);
        }
    }
    Ok(Point::Indexed { reference: name.to_owned(), offsets, days })
}

fn judge_relative_point(scope: Scope<'_>, operator: &str, point: &Point) -> Result<(), Refusal> {
    match (scope.state.switches.relative_ranges, point) {
        (RelativeRanges::Free, _) | (_, Point::Fixed) => Ok(()),
        (RelativeRanges::Pairs, Point::Indexed { .. }) => {
            let fits = point.is_today()
                && match operator {
                    "IS_AFTER" => point.is_not_before(),
                    _ => point.is_not_after(),
                };
            if fits {
                return Ok(());
            }
            Err(Refusal::validation(
                "A relative time point counts from TODAY, forwards for IS_AFTER and backwards for IS_BEFORE",
            ))
        }
    }
}

fn judge_relative_range(scope: Scope<'_>, lower: &Point, upper: &Point, exclusive: bool) -> Result<(), Refusal> {
    let relative = |point: &Point| matches!(point, Point::Indexed { .. });
    if scope.state.switches.relative_ranges == RelativeRanges::Free || !(relative(lower) || relative(upper)) {
        return Ok(());
    }
    let past = lower.is_today() && lower.is_not_after() && upper.is_plain("NOW");
    let future = lower.is_plain("NOW") && upper.is_today() && upper.is_not_before();
    // A capture of a workflow has it.
    let taken_here = scope.place == Place::Flow || scope.state.switches.on_today == OnToday::TodayToTomorrow;
    let day = taken_here
        && exclusive
        && lower.is_plain("TODAY")
        && upper.is_today()
        && matches!(upper, Point::Indexed { days: 1, .. });
    if past || future || day {
        return Ok(());
    }
    Err(Refusal::validation("A relative range leads from TODAY to NOW or from NOW to TODAY"))
}

/// Judges a refine-by.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_refine(scope: Scope<'_>, value: &Value) -> Result<(), Refusal> {
    let map = object(value, "refineBy")?;
    let name = text(map, "type").ok_or_else(|| missing(&["type"]))?;
    if name == "TIME_POINT" || name == "TIME_RANGED" {
        return judge_bare_operation(scope, value);
    }
    let Some((_, fields)) = REFINES.iter().find(|(known, _)| *known == name) else {
        return Err(Refusal::validation(format!("Invalid input JSON: {name} is no refine-by")));
    };
    judge_fields(map, fields)?;
    judge_keys(scope.state, map, &["type"], fields)?;
    for name in ["timeOffset", "lowerBoundOffset", "upperBoundOffset"] {
        if let Some(offset) = present(map, name) {
            let fields = match scope.state.switches.refine_words {
                RefineWords::Plural => REFINE_OFFSET,
                RefineWords::Singular => REFINE_OFFSET_SINGULAR,
            };
            let offset = object(offset, name)?;
            judge_fields(offset, fields)?;
            judge_keys(scope.state, offset, &[], fields)?;
            judge_count(offset, "amount")?;
        }
    }
    judge_count(map, "minOccurrences")?;
    judge_count(map, "maxOccurrences")
}

fn judge_count(map: &Map<String, Value>, name: &str) -> Result<(), Refusal> {
    match map.get(name).and_then(Value::as_i64) {
        Some(count) if count < 0 => Err(malformed(name, "zero or more")),
        _ => Ok(()),
    }
}
