//! Time points and spans.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::subject::Subject;
use crate::emulator::json::{present, text};
use crate::emulator::rows::{Kind, SHORT_MONTHS};
use crate::emulator::state::Millis;
use crate::hubspot::switches::{ClearedChange, DateZone, OlderDays, OlderZone, RangeEnds, Switches};

/// 24 hours.
const DAY: Millis = 86_400_000;

/// The time, and whose days count.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Now.
    pub now: Timestamp,
    /// The portal's zone.
    pub zone: TimeZone,
    /// How what is uncertain is judged.
    pub switches: Switches,
}

/// One end of a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// There is none.
    Open,
    /// An instant, and whether it is inside.
    At(Millis, Border),
    /// Another property of the record: its value, or its last change.
    Property(String, Read, Border),
}

/// Whether an end belongs to its span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Border {
    /// It does.
    Inside,
    /// It does not.
    Outside,
}

/// What of another property an end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// Its value.
    Value,
    /// Its last change.
    Update,
}

/// A span of time.
#[derive(Clone, Debug)]
pub struct Span {
    pub(super) lower: End,
    pub(super) upper: End,
    /// The zone in which a date is a day.
    pub zone: TimeZone,
}

impl Span {
    /// Tells whether an instant is inside; none where an end is a property of the record that is empty.
    #[must_use]
    pub fn holds(&self, clock: &Clock, subject: &impl Subject, at: Millis) -> Option<bool> {
        let limit = |end: &End| -> Option<Option<(Millis, Border)>> {
            Some(match end {
                End::Open => None,
                End::At(limit, border) => Some((*limit, *border)),
                End::Property(name, Read::Value, border) => {
                    let value = subject.value(name)?;
                    Some((clock.moment(value, looks_like(value), &self.zone)?, *border))
                }
                End::Property(name, Read::Update, border) => Some((clock.changed(subject, name)?, *border)),
            })
        };
        let (lower, upper) = (limit(&self.lower)?, limit(&self.upper)?);
        let is_after = lower.is_none_or(|(limit, border)| at > limit || (at == limit && border == Border::Inside));
        let is_before = upper.is_none_or(|(limit, border)| at < limit || (at == limit && border == Border::Inside));
        Some(is_after && is_before)
    }
}

impl Clock {
    /// Returns when a property last changed, as UPDATED_AT sees it.
    #[must_use]
    pub fn changed(&self, subject: &impl Subject, property: &str) -> Option<Millis> {
        match self.switches.cleared_change {
            ClearedChange::Empty if subject.value(property).is_none() => None,
            ClearedChange::Counts | ClearedChange::Empty => subject.changed(property),
        }
    }

    /// Returns the instant that a value stands for. A date is midnight of its day.
    #[must_use]
    pub fn moment(&self, value: &str, kind: Kind, zone: &TimeZone) -> Option<Millis> {
        if kind != Kind::Date {
            return instant(value);
        }
        let day = date(value)?;
        let zone = match self.switches.date_zone {
            DateZone::Local => zone.clone(),
            DateZone::Utc => TimeZone::UTC,
        };
        Some(day.to_zoned_datetime(zone).ok()?.timestamp().as_millisecond())
    }

    /// Reads the span of an operation on times.
    #[must_use]
    pub fn span(&self, map: &Map<String, Value>) -> Option<Span> {
        let operator = text(map, "operator").unwrap_or_default();
        let whole = |name: &str| map.get(name).and_then(Value::as_i64);
        let own = self.older_zone(map);
        let between = |lower: End, upper: End| Span { lower, upper, zone: own.clone() };
        let at_day = |day: Date, end: fn(Date) -> DateTime| -> Option<Millis> { self.millis(end(day), &own) };
        match text(map, "operationType").or_else(|| text(map, "type"))? {
            "TIME_POINT" => {
                let border = border(map, "endpointBehavior", Border::Outside);
                let (end, zone) = self.point(map.get("timePoint")?, border)?;
                match operator {
                    "IS_BEFORE" => Some(Span { lower: End::Open, upper: end, zone }),
                    "IS_AFTER" => Some(Span { lower: end, upper: End::Open, zone }),
                    _ => None,
                }
            }
            "TIME_RANGED" => {
                let lower = border(map, "lowerBoundEndpointBehavior", Border::Inside);
                let upper = border(map, "upperBoundEndpointBehavior", Border::Inside);
                let (lower, zone) = self.point(map.get("lowerBoundTimePoint")?, lower)?;
                let (upper, _) = self.point(map.get("upperBoundTimePoint")?, upper)?;
                Some(Span { lower, upper, zone })
            }
            "DATETIME" => {
                let at = whole("timestamp")?;
                let day = Timestamp::from_millisecond(at).ok()?.to_zoned_datetime(own.clone()).date();
                Some(match operator {
                    "IS_BEFORE" => between(End::Open, End::At(at, Border::Outside)),
                    "IS_AFTER" => between(End::At(at, Border::Outside), End::Open),
                    "IS_BEFORE_DATE" => between(End::Open, End::At(at_day(day, first)?, Border::Outside)),
                    "IS_AFTER_DATE" => between(End::At(at_day(day, last)?, Border::Outside), End::Open),
                    "IS_EQUAL_TO" => between(End::At(at, Border::Inside), End::At(at, Border::Inside)),
                    _ => return None,
                })
            }
            "DATE" => {
                let month = SHORT_MONTHS.iter().position(|month| Some(*month) == text(map, "month"))? + 1;
                let day = civil(whole("year")?, i64::try_from(month).ok()?, whole("day")?)?;
                let (start, end) = (at_day(day, first)?, at_day(day, last)?);
                Some(match operator {
                    "BEFORE" => between(End::Open, End::At(start, Border::Outside)),
                    "AFTER" => between(End::At(end, Border::Outside), End::Open),
                    "EQUAL" => between(End::At(start, Border::Inside), End::At(end, Border::Inside)),
                    _ => return None,
                })
            }
            "RANGED_DATE" => {
                let border = match self.switches.range_ends {
                    RangeEnds::Inclusive => Border::Inside,
                    RangeEnds::Exclusive => Border::Outside,
                };
                Some(between(End::At(whole("lowerBound")?, border), End::At(whole("upperBound")?, border)))
            }
            "ROLLING_DATE_RANGE" | "ROLLING_PROPERTY_UPDATED" => {
                let days = whole("numberOfDays")?;
                let far = |days: i64| match self.switches.older_days {
                    OlderDays::Days => at_day(self.today(&own).checked_add(days_span(days)?).ok()?, first),
                    OlderDays::Hours => self.now.as_millisecond().checked_add(days.checked_mul(DAY)?),
                };
                let now = End::At(self.now.as_millisecond(), Border::Inside);
                Some(match operator {
                    "IS_MORE_THAN_X_DAYS_AGO" => between(End::Open, End::At(far(-days)?, Border::Outside)),
                    "IS_LESS_THAN_X_DAYS_FROM_NOW" => between(now, End::At(far(days)?, Border::Inside)),
                    "IS_MORE_THAN_X_DAYS_FROM_NOW" => between(End::At(far(days)?, Border::Outside), End::Open),
                    "IS_LESS_THAN_X_DAYS_AGO" | "UPDATED_IN_LAST_X_DAYS" | "NOT_UPDATED_IN_LAST_X_DAYS" => {
                        between(End::At(far(-days)?, Border::Inside), now)
                    }
                    _ => return None,
                })
            }
            "CALENDAR_DATE" => self.calendar(map, operator),
            _ => None,
        }
    }

    /// Returns whose days an older test of dates means: it names no zone.
    fn older_zone(&self, map: &Map<String, Value>) -> TimeZone {
        match (self.switches.older_zone, map.get("requiresTimeZoneConversion")) {
            (OlderZone::Flagged, Some(Value::Bool(false))) => TimeZone::UTC,
            (OlderZone::Portal | OlderZone::Flagged, _) => self.zone.clone(),
        }
    }

    pub(super) fn today(&self, zone: &TimeZone) -> Date {
        self.now.to_zoned_datetime(zone.clone()).date()
    }

    pub(super) fn millis(&self, at: DateTime, zone: &TimeZone) -> Option<Millis> {
        Some(at.to_zoned_datetime(zone.clone()).ok()?.timestamp().as_millisecond())
    }

    fn point(&self, point: &Value, border: Border) -> Option<(End, TimeZone)> {
        let map = point.as_object()?;
        let zone = text(map, "zoneId").and_then(|name| TimeZone::get(name).ok()).unwrap_or_else(|| self.zone.clone());
        let whole = |name: &str| map.get(name).and_then(Value::as_i64);
        let end = match text(map, "timeType")? {
            "DATE" => {
                let day = civil(whole("year")?, whole("month")?, whole("day")?)?;
                End::At(self.millis(day.to_datetime(time_of_day(map)?), &zone)?, border)
            }
            "INDEXED" => End::At(self.indexed(map, &zone)?, border),
            "PROPERTY_REFERENCED" => {
                let read = if text(map, "referenceType") == Some("UPDATED_AT") { Read::Update } else { Read::Value };
                End::Property(text(map, "property")?.to_owned(), read, border)
            }
            _ => return None,
        };
        Some((end, zone))
    }

    fn indexed(&self, map: &Map<String, Value>, zone: &TimeZone) -> Option<Millis> {
        let reference = map.get("indexReference")?.as_object()?;
        let part = |name: &str| reference.get(name).and_then(Value::as_i64);
        let today = self.today(zone);
        let day = match text(reference, "referenceType")? {
            // Without an offset the instant is exact, whatever the zone does in that hour.
            "NOW" if present(map, "offset").is_none() => return Some(self.now.as_millisecond()),
            "NOW" => {
                let now = self.now.to_zoned_datetime(zone.clone());
                let at = self.shifted(now.datetime(), map.get("offset"))?;
                return self.millis(at, zone);
            }
            "TODAY" => today,
            "WEEK" => {
                let wanted = weekday(text(reference, "dayOfWeek")?)?;
                let back = i64::from(today.weekday().since(wanted));
                today.checked_sub(days_span(back)?).ok()?
            }
            "MONTH" => civil(i64::from(today.year()), i64::from(today.month()), part("day")?)?,
            "QUARTER" | "FISCAL_QUARTER" => {
                let start = i64::from((today.month() - 1) / 3 * 3);
                civil(i64::from(today.year()), start + part("month")?, part("day")?)?
            }
            "YEAR" | "FISCAL_YEAR" => civil(i64::from(today.year()), part("month")?, part("day")?)?,
            _ => return None,
        };
        let at = self.shifted(day.to_datetime(time_of_day(reference)?), map.get("offset"))?;
        self.millis(at, zone)
    }

    fn shifted(&self, at: DateTime, offset: Option<&Value>) -> Option<DateTime> {
        let Some(offset) = offset.and_then(Value::as_object) else {
            return Some(at);
        };
        let amount = |name: &str| offset.get(name).and_then(Value::as_i64).unwrap_or(0);
        let months = amount("months").checked_add(amount("quarters").checked_mul(3)?)?;
        let span = jiff::Span::new()
            .try_years(amount("years"))
            .ok()?
            .try_months(months)
            .ok()?
            .try_weeks(amount("weeks"))
            .ok()?
            .try_days(amount("days"))
            .ok()?
            .try_hours(amount("hours"))
            .ok()?
            .try_minutes(amount("minutes"))
            .ok()?
            .try_seconds(amount("seconds"))
            .ok()?
            .try_milliseconds(amount("milliseconds"))
            .ok()?;
        at.checked_add(span).ok()
    }
}

fn border(map: &Map<String, Value>, name: &str, default: Border) -> Border {
    match text(map, name) {
        Some("INCLUSIVE") => Border::Inside,
        Some("EXCLUSIVE") => Border::Outside,
        _ => default,
    }
}

pub(super) fn days_span(days: i64) -> Option<jiff::Span> {
    jiff::Span::new().try_days(days).ok()
}

fn civil(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

pub(super) fn first(day: Date) -> DateTime {
    day.to_datetime(Time::midnight())
}

fn last(day: Date) -> DateTime {
    day.at(23, 59, 59, 999_000_000)
}

fn time_of_day(map: &Map<String, Value>) -> Option<Time> {
    let part = |name: &str| map.get(name).and_then(Value::as_i64).unwrap_or(0);
    let small = |name: &str| i8::try_from(part(name)).ok();
    let nanos = i32::try_from(part("millisecond").checked_mul(1_000_000)?).ok()?;
    Time::new(small("hour")?, small("minute")?, small("second")?, nanos).ok()
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "MONDAY" => Weekday::Monday,
        "TUESDAY" => Weekday::Tuesday,
        "WEDNESDAY" => Weekday::Wednesday,
        "THURSDAY" => Weekday::Thursday,
        "FRIDAY" => Weekday::Friday,
        "SATURDAY" => Weekday::Saturday,
        "SUNDAY" => Weekday::Sunday,
        _ => return None,
    })
}

/// Tells a day from an instant by how it is stored: a record holds `YYYY-MM-DD` for a date and ISO 8601 for a datetime.
#[must_use]
pub fn looks_like(value: &str) -> Kind {
    if value.len() == 10 && value.parse::<Date>().is_ok() { Kind::Date } else { Kind::DateTime }
}

/// Reads an instant: milliseconds, or ISO 8601; a day alone is its midnight in UTC.
#[must_use]
pub fn instant(value: &str) -> Option<Millis> {
    let value = value.trim();
    if let Ok(millis) = value.parse::<i64>() {
        return Some(millis);
    }
    if let Ok(at) = value.parse::<Timestamp>() {
        return Some(at.as_millisecond());
    }
    let day: Date = value.parse().ok()?;
    Some(day.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

/// Reads a day: `YYYY-MM-DD`, or milliseconds of its midnight in UTC.
#[must_use]
pub fn date(value: &str) -> Option<Date> {
    let value = value.trim();
    match value.parse::<i64>() {
        Ok(millis) => Some(Timestamp::from_millisecond(millis).ok()?.to_zoned_datetime(TimeZone::UTC).date()),
        Err(_) => value.get(..10)?.parse().ok(),
    }
}
