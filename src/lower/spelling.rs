//! Spellings that HubSpot may want otherwise, as the switches say.

use super::filter::from_today;
use crate::hubspot::doc::{Doc, Entries};
use crate::hubspot::switches::{OnToday, Switches};
use crate::model::rule::DayPart;

/// Writes a filter, and whatever holds filters, in the chosen spellings.
pub fn spelled(doc: Doc, switches: &Switches) -> Doc {
    match switches.on_today {
        OnToday::CalendarDay => doc,
        OnToday::TodayToTomorrow => days_as_ranges(doc),
    }
}

fn days_as_ranges(doc: Doc) -> Doc {
    match doc {
        Doc::Map(entries) if is_this_day(&entries) => as_range(entries),
        Doc::Map(entries) => Doc::map(entries.into_iter().map(|(key, value)| (key, days_as_ranges(value)))),
        Doc::List(items) => Doc::List(items.into_iter().map(days_as_ranges).collect()),
        Doc::Text(_) | Doc::Plain(_) | Doc::Hole(..) | Doc::Joined(_) => doc,
    }
}

fn is_this_day(entries: &Entries) -> bool {
    let this_day = [("operationType", "CALENDAR_DATE"), ("operator", "IN_THIS_TIME_UNIT"), ("timeUnit", "DAY")];
    this_day.iter().all(|(key, word)| entries.get(key) == Some(&Doc::text(*word)))
}

fn as_range(entries: Entries) -> Doc {
    let range = [
        ("operationType", Doc::text("TIME_RANGED")),
        ("type", Doc::text("TIME_RANGED")),
        ("operator", Doc::text("IS_BETWEEN")),
        ("lowerBoundTimePoint", from_today(0, DayPart::Begin)),
        ("lowerBoundEndpointBehavior", Doc::text("INCLUSIVE")),
        ("upperBoundTimePoint", from_today(1, DayPart::Begin)),
        ("upperBoundEndpointBehavior", Doc::text("EXCLUSIVE")),
        ("propertyParser", Doc::text("VALUE")),
    ];
    let rest = entries.into_iter().filter(|(key, _)| key != "timeUnit");
    Doc::map(rest.chain(range.map(|(key, value)| (key.into(), value))))
}
