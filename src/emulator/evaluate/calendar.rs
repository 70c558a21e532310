//! Calendar units: this week, the last quarter.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde_json::{Map, Value};

use super::time::{Border, Clock, End, Span, days_span, first};
use crate::emulator::json::text;
use crate::emulator::rows::LONG_MONTHS;
use crate::hubspot::switches::{LastSoFar, WeekStart};

impl Clock {
    /// Reads the span of a CALENDAR_DATE operation.
    pub(super) fn calendar(&self, map: &Map<String, Value>, operator: &str) -> Option<Span> {
        let count = map.get("timeUnitCount").and_then(Value::as_i64).unwrap_or(1).max(1);
        let today = self.today(&self.zone);
        let (start, unit) = self.unit(map, today)?;
        let many = unit.checked_mul(count).ok()?;
        let open = |day: Date| Some(End::At(self.millis(first(day), &self.zone)?, Border::Outside));
        let now = End::At(self.now.as_millisecond(), Border::Inside);
        let (from, upper) = match operator {
            "IN_THIS_TIME_UNIT" => (start, open(start.checked_add(unit).ok()?)?),
            "IN_THIS_TIME_UNIT_SO_FAR" => (start, now),
            "IN_LAST_TIME_UNIT" => (start.checked_sub(many).ok()?, open(start)?),
            "IN_LAST_TIME_UNIT_SO_FAR" => {
                let upper = match self.switches.last_so_far {
                    LastSoFar::UntilNow => now,
                    LastSoFar::SamePoint => {
                        let point = self.now.to_zoned_datetime(self.zone.clone()).datetime().checked_sub(unit).ok()?;
                        End::At(self.millis(point, &self.zone)?, Border::Inside)
                    }
                };
                (start.checked_sub(many).ok()?, upper)
            }
            "IN_NEXT_TIME_UNIT" => {
                let next = start.checked_add(unit).ok()?;
                (next, open(next.checked_add(many).ok()?)?)
            }
            _ => return None,
        };
        let lower = End::At(self.millis(first(from), &self.zone)?, Border::Inside);
        Some(Span { lower, upper, zone: self.zone.clone() })
    }

    /// Returns when the unit that today is in began, and how long it is.
    fn unit(&self, map: &Map<String, Value>, today: Date) -> Option<(Date, jiff::Span)> {
        Some(match text(map, "timeUnit")? {
            "DAY" => (today, days_span(1)?),
            "WEEK" => {
                let first = match self.switches.week_start {
                    WeekStart::Monday => Weekday::Monday,
                    WeekStart::Sunday => Weekday::Sunday,
                };
                let back = i64::from(today.weekday().since(first));
                (today.checked_sub(days_span(back)?).ok()?, days_span(7)?)
            }
            "MONTH" => (Date::new(today.year(), today.month(), 1).ok()?, 1.month()),
            "QUARTER" => (began(today, first_month(map), 3)?, 3.months()),
            "YEAR" => (began(today, first_month(map), 12)?, 12.months()),
            _ => return None,
        })
    }
}

/// Returns the month, from 0, in which years begin.
fn first_month(map: &Map<String, Value>) -> i8 {
    if map.get("useFiscalYear") != Some(&Value::Bool(true)) {
        return 0;
    }
    let month = LONG_MONTHS.iter().position(|month| Some(*month) == text(map, "fiscalYearStart"));
    month.and_then(|month| i8::try_from(month).ok()).unwrap_or(0)
}

/// Returns the first day of the block of months that a day is in, where blocks are counted from a month.
fn began(today: Date, month: i8, block: i8) -> Option<Date> {
    let into = (today.month() - 1 - month).rem_euclid(block);
    Date::new(today.year(), today.month(), 1).ok()?.checked_sub(i64::from(into).months()).ok()
}
