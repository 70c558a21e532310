//! Schedules, hours and waits.

use serde_json::Value;

use crate::hubspot::doc::Doc;
use crate::hubspot::switches::{ScheduleDelta, Switches};
use crate::model::timing::{
    Blocked, Distance, Every, Frame, Leaving, Month, Schedule, ScheduleDays, TimeOfDay, Unit, Until, Weekday,
};

use super::filter::rule;

/// Writes the top-level fields of schedules, hours and goals; what the source does not have is absent.
pub(super) fn fields(frame: &Frame, switches: &Switches) -> Vec<(&'static str, Doc)> {
    // `only if` and `unenroll` stand in the enrolment.
    let Frame { only_if: _, leaving: Leaving::AtTheEnd | Leaving::WhenNoLongerMatching, goal, .. } = frame;
    let mut fields = Vec::new();
    fields.extend(goal.as_ref().map(|goal| ("goalFilterBranch", rule(goal, switches))));
    fields.extend(frame.schedule.as_ref().map(|it| ("enrollmentSchedule", schedule(it, switches.schedule_delta))));
    if !frame.windows.is_empty() {
        let windows = frame.windows.iter().map(|window| {
            Doc::map([
                ("day", Doc::text(weekday(window.day))),
                ("startTime", time(window.from)),
                ("endTime", time(window.to)),
            ])
        });
        fields.push(("timeWindows", Doc::List(windows.collect())));
    }
    if !frame.blocked.is_empty() {
        fields.push(("blockedDates", Doc::List(frame.blocked.iter().map(blocked).collect())));
    }
    fields
}

fn blocked(blocked: &Blocked) -> Doc {
    let mut entries = vec![("month", Doc::text(month(blocked.month))), ("dayOfMonth", whole(blocked.day))];
    entries.extend(blocked.year.map(|year| ("year", whole(year))));
    Doc::map(entries)
}

fn schedule(schedule: &Schedule, delta: ScheduleDelta) -> Doc {
    let at = ("timeOfDay", time(schedule.at));
    let (kind, more) = match &schedule.on {
        ScheduleDays::Daily => ("DAILY", Vec::new()),
        ScheduleDays::Weekly(days) => {
            let days = days.iter().map(|day| Doc::text(weekday(*day))).collect();
            ("WEEKLY", vec![("daysOfWeek", Doc::List(days))])
        }
        ScheduleDays::Monthly(days) => {
            let days = days.iter().map(|day| whole(*day)).collect();
            ("MONTHLY_SPECIFIC_DAYS", vec![("daysOfMonth", Doc::List(days))])
        }
        ScheduleDays::FirstMonday => {
            ("MONTHLY_RELATIVE_DAYS", vec![("monthlyRelativeDays", Doc::text("FIRST_MONDAY_OF_MONTH"))])
        }
        ScheduleDays::LastDay => {
            ("MONTHLY_RELATIVE_DAYS", vec![("monthlyRelativeDays", Doc::text("LAST_DAY_OF_MONTH"))])
        }
        ScheduleDays::Yearly(of, day) => {
            ("YEARLY", vec![("month", Doc::text(month(*of))), ("dayOfMonth", whole(*day))])
        }
        ScheduleDays::Property { property, days, every } => {
            let days = match delta {
                ScheduleDelta::NegativeBefore => *days,
                ScheduleDelta::PositiveBefore => -*days,
            };
            let yearly = Doc::Plain(Value::Bool(match every {
                Every::Once => false,
                Every::Year => true,
            }));
            (
                "PROPERTY_BASED",
                vec![
                    ("dateProperty", Doc::text(property.name.clone())),
                    ("daysDelta", whole(days)),
                    ("yearly", yearly),
                ],
            )
        }
    };
    let mut entries = vec![("type", Doc::text(kind)), at];
    entries.extend(more);
    Doc::map(entries)
}

/// Writes the fields of a wait for a day or a time. The number is text here too.
pub(super) fn until(until: &Until) -> Vec<(&'static str, Doc)> {
    let at = |at: &Option<TimeOfDay>| at.map(|at| ("time_of_day", time(at)));
    let nothing = || vec![("delta", Doc::text("0")), ("time_unit", Doc::text("DAYS"))];
    match until {
        Until::Weekday(day, hour) => {
            let mut fields = nothing();
            fields.push(("days_of_week", Doc::List(vec![Doc::text(weekday(*day))])));
            fields.extend(at(hour));
            fields
        }
        Until::Time(hour) => {
            let mut fields = nothing();
            fields.push(("time_of_day", time(*hour)));
            fields
        }
        Until::Date(date, hour) => {
            let mut fields = nothing();
            // A day is its midnight in UTC, as in all of HubSpot's dates.
            let midnight = jiff::tz::TimeZone::UTC.to_timestamp(date.to_datetime(jiff::civil::Time::midnight()));
            let midnight = midnight.map_or(0, jiff::Timestamp::as_millisecond);
            let value = [("staticValue", Doc::text(midnight.to_string())), ("type", Doc::text("STATIC_VALUE"))];
            fields.push(("date", Doc::map(value)));
            fields.extend(at(hour));
            fields
        }
        Until::Property { property, shift, at: hour } => {
            let mut fields = match shift {
                None => nothing(),
                Some(by) => {
                    vec![("delta", Doc::text(by.delta().to_string())), ("time_unit", Doc::text(unit(by.unit)))]
                }
            };
            fields.push(("date", super::action::object_property(&property.name)));
            fields.extend(at(hour));
            fields
        }
    }
}

/// Writes how far a moment is from the one at which a step runs.
pub(super) fn delay(distance: Distance) -> Doc {
    Doc::map([
        ("delta", Doc::Plain(Value::from(distance.delta()))),
        ("timeUnit", Doc::text(unit(distance.unit))),
        ("daysOfWeek", Doc::List(Vec::new())),
    ])
}

fn time(time: TimeOfDay) -> Doc {
    Doc::map([("hour", whole(time.hour)), ("minute", whole(time.minute))])
}

fn whole(number: impl Into<i64>) -> Doc {
    Doc::Plain(Value::from(number.into()))
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Minutes => "MINUTES",
        Unit::Hours => "HOURS",
        Unit::Days => "DAYS",
        Unit::Weeks => "WEEKS",
    }
}

fn weekday(day: Weekday) -> String {
    day.word().to_uppercase()
}

fn month(month: Month) -> &'static str {
    match month {
        Month::Jan => "JANUARY",
        Month::Feb => "FEBRUARY",
        Month::Mar => "MARCH",
        Month::Apr => "APRIL",
        Month::May => "MAY",
        Month::Jun => "JUNE",
        Month::Jul => "JULY",
        Month::Aug => "AUGUST",
        Month::Sep => "SEPTEMBER",
        Month::Oct => "OCTOBER",
        Month::Nov => "NOVEMBER",
        Month::Dec => "DECEMBER",
    }
}
