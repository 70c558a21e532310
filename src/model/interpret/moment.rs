//! Moments: when a value lies, and which moments a test of time lets pass.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Reading;
use super::record::Millis;
use crate::catalog::FeatureKind;
use crate::hubspot::switches::{DateZone, WeekStart};
use crate::model::Property;
use crate::model::rule::{CalendarSpan, CalendarUnit, DayPart, Sign, TimeTest};

/// From a moment until another one, both inside. It is empty where the first is the later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub from: Millis,
    pub until: Millis,
}

impl Span {
    /// Tells whether a moment is inside.
    pub fn has(self, at: Millis) -> bool {
        self.from <= at && at <= self.until
    }
}

impl Reading<'_> {
    /// Returns the moments that a test of time names, and whether they are to be inside or outside. Nothing for a
    /// test against another property: that has another moment for each record.
    pub(super) fn span(&self, test: &TimeTest) -> Option<(Span, Sign)> {
        let now = self.now.as_millisecond();
        let (from, until, sign) = match test {
            TimeTest::Before(day) => (Millis::MIN, self.begin(*day).saturating_sub(1), Sign::Holds),
            TimeTest::After(day) => (self.end(*day).saturating_add(1), Millis::MAX, Sign::Holds),
            TimeTest::Within(sign, first, last) => (self.begin(*first), self.end(*last), *sign),
            TimeTest::BeforeToday(days) => {
                let day = later(self.today(), -i64::from(*days));
                (Millis::MIN, self.begin(day).saturating_sub(1), Sign::Holds)
            }
            TimeTest::AfterToday(days, part) => {
                let day = later(self.today(), i64::from(*days));
                let last = match part {
                    DayPart::Begin => self.begin(day),
                    DayPart::End => self.end(day),
                };
                (last.saturating_add(1), Millis::MAX, Sign::Holds)
            }
            TimeTest::LastDays(sign, days) => (self.begin(later(self.today(), -i64::from(*days))), now, *sign),
            TimeTest::NextDays(sign, days) => (now, self.begin(later(self.today(), i64::from(*days))), *sign),
            TimeTest::Calendar(span, unit) => {
                let (first, after) = self.unit(*span, *unit);
                (self.begin(first), self.begin(after).saturating_sub(1), Sign::Holds)
            }
            TimeTest::Against(..) => return None,
        };
        Some((Span { from, until }, sign))
    }

    /// Returns the moment that a value of a property stands for; none where it stands for none.
    pub(super) fn moment(&self, property: &Property, value: &str) -> Option<Millis> {
        if property.kind != FeatureKind::Date {
            return instant(value);
        }
        let day = match value.trim().parse::<i64>() {
            // A date as a number is its midnight in UTC.
            Ok(millis) => Timestamp::from_millisecond(millis).ok()?.to_zoned_datetime(TimeZone::UTC).date(),
            Err(_) => value.trim().get(..10)?.parse().ok()?,
        };
        match self.switches.date_zone {
            DateZone::Local => Some(self.begin(day)),
            DateZone::Utc => Some(begin(day, &TimeZone::UTC)),
        }
    }

    fn today(&self) -> Date {
        self.now.to_zoned_datetime(self.zone.clone()).date()
    }

    fn begin(&self, day: Date) -> Millis {
        begin(day, self.zone)
    }

    fn end(&self, day: Date) -> Millis {
        let last = day.at(23, 59, 59, 999_000_000).to_zoned_datetime(self.zone.clone());
        last.map_or(Millis::MAX, |last| last.timestamp().as_millisecond())
    }

    /// Returns the first day of a unit of the calendar and the first one after it.
    fn unit(&self, span: CalendarSpan, unit: CalendarUnit) -> (Date, Date) {
        let today = self.today();
        let ahead: i64 = match span {
            CalendarSpan::Last => -1,
            CalendarSpan::This => 0,
            CalendarSpan::Next => 1,
        };
        let days = |first: Date, length: i64| (later(first, ahead * length), later(first, (ahead + 1) * length));
        let months = |length: i64| {
            // Counted from the year 0, so that units of any length begin where they should.
            let number = (i64::from(today.year()) * 12 + i64::from(today.month()) - 1).div_euclid(length) + ahead;
            (month(number * length), month((number + 1) * length))
        };
        match unit {
            CalendarUnit::Day => days(today, 1),
            CalendarUnit::Week => {
                let first = match self.switches.week_start {
                    WeekStart::Monday => Weekday::Monday,
                    WeekStart::Sunday => Weekday::Sunday,
                };
                days(later(today, -i64::from(today.weekday().since(first))), 7)
            }
            CalendarUnit::Month => months(1),
            CalendarUnit::Quarter => months(3),
            CalendarUnit::Year => months(12),
        }
    }
}

/// Returns the first moment of a day in a zone.
fn begin(day: Date, zone: &TimeZone) -> Millis {
    let first = day.to_zoned_datetime(zone.clone());
    first.map_or(Millis::MIN, |first| first.timestamp().as_millisecond())
}

/// Returns the first day of a month, counted from January of the year 0.
fn month(number: i64) -> Date {
    let year = i16::try_from(number.div_euclid(12)).unwrap_or(i16::MAX);
    let month = i8::try_from(number.rem_euclid(12) + 1).unwrap_or(1);
    Date::new(year, month, 1).unwrap_or(Date::MAX)
}

/// Returns the day that many days later, within the calendar.
fn later(day: Date, days: i64) -> Date {
    day.saturating_add(SignedDuration::from_hours(days.saturating_mul(24)))
}

/// Reads a moment: milliseconds, or as RFC 3339 has it; a day alone is its midnight in UTC.
fn instant(value: &str) -> Option<Millis> {
    let value = value.trim();
    if let Ok(millis) = value.parse() {
        return Some(millis);
    }
    match value.parse::<Timestamp>() {
        Ok(at) => Some(at.as_millisecond()),
        Err(_) => Some(begin(value.parse().ok()?, &TimeZone::UTC)),
    }
}
