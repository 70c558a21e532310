//! When workflows run: schedules, hours, free days, and what a wait waits for.

use jiff::civil::Date;

use super::{Property, Rule};
pub use crate::syntax::ast::{Month, Side, Unit, Weekday};

/// What surrounds the steps of a workflow besides enrolment. Each part has an encoding of its own in the digest, and
/// none where it is absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// `only if`: what narrows the events of `enroll on`.
    pub only_if: Option<Rule>,
    /// What becomes of records that stop matching `enroll when`.
    pub leaving: Leaving,
    /// `goal when`: contacts that pass it leave.
    pub goal: Option<Rule>,
    /// `schedule`
    pub schedule: Option<Schedule>,
    /// `active on`: one row a day and span, sorted; empty means always.
    pub windows: Vec<Window>,
    /// `not active on`: sorted.
    pub blocked: Vec<Blocked>,
}

/// What becomes of records that stop matching.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leaving {
    /// They stay to the end.
    #[default]
    AtTheEnd,
    /// `unenroll when no longer matching`
    WhenNoLongerMatching,
}

/// A time of the day in the portal's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

/// Hours of a day of the week in which actions run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// The day.
    pub day: Weekday,
    /// When it begins.
    pub from: TimeOfDay,
    /// When it ends: later than it begins.
    pub to: TimeOfDay,
}

/// A day on which no action runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Blocked {
    /// The month.
    pub month: Month,
    /// The day of the month.
    pub day: u8,
    /// The year; none for every year.
    pub year: Option<i16>,
}

/// When records are looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// On which days.
    pub on: ScheduleDays,
    /// When on those days.
    pub at: TimeOfDay,
}

/// On which days a schedule runs.
#[derive(Clone, Debug, PartialEq)]
pub enum ScheduleDays {
    /// Each day.
    Daily,
    /// Each of these days of the week: sorted, one at least.
    Weekly(Vec<Weekday>),
    /// Each of these days of the month: 1 to 31, sorted, one at least.
    Monthly(Vec<u32>),
    /// The first Monday of the month.
    FirstMonday,
    /// The last day of the month.
    LastDay,
    /// One day of the year.
    Yearly(Month, u8),
    /// A day that each record has for itself.
    Property {
        /// The date property.
        property: Property,
        /// Days from it: negative before, positive after.
        days: i32,
        /// Once, or each year.
        every: Every,
    },
}

/// How often a day of a record counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Every {
    /// In its own year.
    Once,
    /// Each year.
    Year,
}

/// What a wait waits for.
#[derive(Clone, Debug, PartialEq)]
pub enum Until {
    /// A day of the week.
    Weekday(Weekday, Option<TimeOfDay>),
    /// A time of the day.
    Time(TimeOfDay),
    /// A day of the calendar, any shift counted in.
    Date(Date, Option<TimeOfDay>),
    /// A date of the enrolled record.
    Property {
        /// The date property.
        property: Property,
        /// How far from it; none for the day itself.
        shift: Option<Distance>,
        /// When on that day.
        at: Option<TimeOfDay>,
    },
}

/// How far, and to which side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Distance {
    /// Before or after.
    pub side: Side,
    /// How many.
    pub count: u32,
    /// Of what; weeks are counted as days.
    pub unit: Unit,
}

impl Distance {
    /// Returns the number as HubSpot counts: negative before, positive after.
    #[must_use]
    pub fn delta(self) -> i64 {
        match self.side {
            Side::Before => -i64::from(self.count),
            Side::After => i64::from(self.count),
        }
    }
}
