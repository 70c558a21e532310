//! Times, days and schedules, as written.

use super::{Date, HowLong, Side};
use crate::source::{Ident, Span, Spanned};

/// A time of the day as written: `09:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// 0 to 23, as written: the checker refuses others.
    pub hour: u8,
    /// 0 to 59, as written.
    pub minute: u8,
}

/// Days of the week.
#[derive(Clone, Debug, PartialEq)]
pub enum Days {
    /// `weekdays`: Monday to Friday.
    Weekdays,
    /// `monday, thursday`
    These(Vec<Spanned<Weekday>>),
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word of the language")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// Every day, from Monday.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// Returns the word of the language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }
}

/// A month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word of the language")]
pub enum Month {
    Jan,
    Feb,
    Mar,
    Apr,
    May,
    Jun,
    Jul,
    Aug,
    Sep,
    Oct,
    Nov,
    Dec,
}

impl Month {
    /// Every month, from January.
    pub const ALL: [Self; 12] = [
        Self::Jan,
        Self::Feb,
        Self::Mar,
        Self::Apr,
        Self::May,
        Self::Jun,
        Self::Jul,
        Self::Aug,
        Self::Sep,
        Self::Oct,
        Self::Nov,
        Self::Dec,
    ];

    /// Returns the word of the language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Jan => "jan",
            Self::Feb => "feb",
            Self::Mar => "mar",
            Self::Apr => "apr",
            Self::May => "may",
            Self::Jun => "jun",
            Self::Jul => "jul",
            Self::Aug => "aug",
            Self::Sep => "sep",
            Self::Oct => "oct",
            Self::Nov => "nov",
            Self::Dec => "dec",
        }
    }
}

/// A day on which nothing runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holiday {
    /// `2026-12-25`: that one day.
    Date(Date),
    /// `dec 25`: every year.
    Yearly(Month, u8),
}

/// `schedule … at 02:00`
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// On which days.
    pub on: ScheduleDays,
    /// When.
    pub at: Spanned<Time>,
}

/// On which days a schedule runs.
#[derive(Clone, Debug, PartialEq)]
pub enum ScheduleDays {
    /// `daily`
    Daily,
    /// `weekly on monday, thursday`
    Weekly(Vec<Spanned<Weekday>>),
    /// `monthly on 1, 15`
    Monthly(Vec<Spanned<u32>>),
    /// `monthly on first monday`
    FirstMonday,
    /// `monthly on last day`
    LastDay,
    /// `yearly on dec 24`
    Yearly(Spanned<(Month, u8)>),
    /// `30 days before renewal_date every year`, `on renewal_date`
    Feature {
        /// How far from the day; none for the day itself.
        shift: Option<(Side, HowLong)>,
        /// The date feature.
        feature: Ident,
        /// Where `every year` stands.
        every_year: Option<Span>,
    },
}

/// What `wait until` waits for.
#[derive(Clone, Debug, PartialEq)]
pub enum Until {
    /// `tuesday [at 09:00]`
    Weekday(Spanned<Weekday>, Option<Spanned<Time>>),
    /// `09:00`
    Time(Spanned<Time>),
    /// `[3 days before] renewal_date [at 09:00]`, `2026-12-01`
    Day {
        /// How far from the day; none for the day itself.
        shift: Option<(Side, HowLong)>,
        /// The day.
        anchor: Anchor,
        /// When on that day.
        at: Option<Spanned<Time>>,
    },
}

/// The day that a wait is measured from.
#[derive(Clone, Debug, PartialEq)]
pub enum Anchor {
    /// `2026-12-01`
    Date(Spanned<Date>),
    /// A date feature, or a parameter.
    Feature(Ident),
}
