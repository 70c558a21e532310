//! Prints schedules, hours and what a wait waits for.

use super::super::ast::{Anchor, Date, Days, Holiday, HowLong, Schedule, ScheduleDays, Side, Time, Until, Weekday};
use super::value::{date, how_long, side};
use crate::source::Spanned;

pub(super) fn schedule(it: &Schedule) -> String {
    let days = match &it.on {
        ScheduleDays::Daily => "daily".to_owned(),
        ScheduleDays::Weekly(days) => format!("weekly on {}", weekdays(days)),
        ScheduleDays::Monthly(days) => {
            let days: Vec<String> = days.iter().map(|day| day.node.to_string()).collect();
            format!("monthly on {}", days.join(", "))
        }
        ScheduleDays::FirstMonday => "monthly on first monday".to_owned(),
        ScheduleDays::LastDay => "monthly on last day".to_owned(),
        ScheduleDays::Yearly(day) => format!("yearly on {} {}", day.node.0.word(), day.node.1),
        ScheduleDays::Feature { shift, feature, every_year } => {
            let shift = shift.as_ref().map_or_else(|| "on ".to_owned(), from_day);
            let every_year = if every_year.is_some() { " every year" } else { "" };
            format!("{shift}{}{every_year}", feature.node)
        }
    };
    format!("schedule {days} at {}", time(it.at.node))
}

pub(super) fn active_on(days: &Days, from: Time, to: Time) -> String {
    let days = match days {
        Days::Weekdays => "weekdays".to_owned(),
        Days::These(days) => weekdays(days),
    };
    format!("active on {days} {}-{}", time(from), time(to))
}

pub(super) fn not_active_on(day: Holiday) -> String {
    match day {
        Holiday::Date(it) => format!("not active on {}", date(it)),
        Holiday::Yearly(month, day) => format!("not active on {} {day}", month.word()),
    }
}

pub(super) fn until(it: &Until) -> String {
    let at = |at: &Option<Spanned<Time>>| at.as_ref().map(|at| format!(" at {}", time(at.node))).unwrap_or_default();
    match it {
        Until::Weekday(day, hour) => format!("{}{}", day.node.word(), at(hour)),
        Until::Time(hour) => time(hour.node),
        Until::Day { shift, anchor, at: hour } => {
            let shift = shift.as_ref().map(from_day).unwrap_or_default();
            format!("{shift}{}{}", anchored(anchor), at(hour))
        }
    }
}

fn anchored(anchor: &Anchor) -> String {
    match anchor {
        Anchor::Date(Spanned { node, .. }) => date(Date { ..*node }),
        Anchor::Feature(name) => name.node.clone(),
    }
}

/// Prints `3 days before `.
fn from_day((to, by): &(Side, HowLong)) -> String {
    format!("{} {} ", how_long(by), side(*to))
}

fn weekdays(days: &[Spanned<Weekday>]) -> String {
    days.iter().map(|day| day.node.word()).collect::<Vec<_>>().join(", ")
}

fn time(it: Time) -> String {
    format!("{:02}:{:02}", it.hour, it.minute)
}
