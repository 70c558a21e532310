//! Older tests of dates: whoever passes one in the embedded portal passes the newer one that it is read as.

use std::sync::atomic::{AtomicUsize, Ordering};

use hubwright::emulator::evaluate::subject::Subject;
use hubwright::emulator::evaluate::test::Test;
use hubwright::emulator::evaluate::time::Clock;
use hubwright::emulator::rows::Kind;
use hubwright::hubspot::switches::{OlderDays, OlderZone, RangeEnds, Switches};
use hubwright::plan::normal::{self, Reading};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

const ZONES: [&str; 4] = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"];
const OPERATIONS: [(&str, &str); 15] = [
    ("DATE", "BEFORE"),
    ("DATE", "AFTER"),
    ("DATE", "EQUAL"),
    ("DATETIME", "IS_BEFORE"),
    ("DATETIME", "IS_AFTER"),
    ("DATETIME", "IS_BEFORE_DATE"),
    ("DATETIME", "IS_AFTER_DATE"),
    ("RANGED_DATE", "IS_BETWEEN"),
    ("RANGED_DATE", "IS_NOT_BETWEEN"),
    ("ROLLING_DATE_RANGE", "IS_LESS_THAN_X_DAYS_AGO"),
    ("ROLLING_DATE_RANGE", "IS_MORE_THAN_X_DAYS_AGO"),
    ("ROLLING_DATE_RANGE", "IS_LESS_THAN_X_DAYS_FROM_NOW"),
    ("ROLLING_DATE_RANGE", "IS_MORE_THAN_X_DAYS_FROM_NOW"),
    ("ROLLING_PROPERTY_UPDATED", "UPDATED_IN_LAST_X_DAYS"),
    ("ROLLING_PROPERTY_UPDATED", "NOT_UPDATED_IN_LAST_X_DAYS"),
];

/// A record of one property.
struct Record {
    value: Option<String>,
    changed: Option<i64>,
}

impl Subject for Record {
    fn value(&self, _: &str) -> Option<&str> {
        self.value.as_deref()
    }

    fn past(&self, _: &str) -> Vec<&str> {
        self.value.as_deref().into_iter().collect()
    }

    fn changed(&self, _: &str) -> Option<i64> {
        self.changed
    }
}

fn begin(day: i8, zone: &str) -> i64 {
    day_of(day).in_tz(zone).unwrap().timestamp().as_millisecond()
}

/// Around the end of summer time, so that days have 23 to 25 hours.
fn day_of(day: i8) -> Date {
    Date::new(2026, 10, day).unwrap()
}

/// An older operation: some begin and end days of the zone, some lie an hour or a millisecond beside.
fn operation() -> impl Strategy<Value = (Value, &'static str)> {
    let beside = || select(vec![0, 0, 0, -1, 1, 3_600_000, -3_600_000]);
    let more = (1..31_i8, 0..5_i8, beside(), beside(), 0..9_i64, any::<[bool; 2]>());
    (select(&OPERATIONS[..]), select(&ZONES[..]), more).prop_map(|((kind, word), zone, more)| {
        let (day, days, low, high, count, [flag, empty]) = more;
        let from = begin(day, zone) + low;
        let to = begin((day + days).min(30) + 1, zone) - 1 + high;
        let mut of = match kind {
            "DATE" => json!({ "year": 2026, "month": "OCT", "day": day }),
            "DATETIME" => json!({ "timestamp": if word.contains("BEFORE") { from } else { to } }),
            "RANGED_DATE" => json!({ "lowerBound": from, "upperBound": to }),
            _ => json!({ "numberOfDays": count }),
        };
        for (key, value) in [("operationType", json!(kind)), ("operator", json!(word))] {
            of[key] = value;
        }
        if !matches!(kind, "DATE" | "ROLLING_PROPERTY_UPDATED") {
            of["requiresTimeZoneConversion"] = json!(flag);
        }
        of["includeObjectsWithNoValueSet"] = json!(empty);
        (of, zone)
    })
}

fn chosen() -> impl Strategy<Value = Switches> {
    any::<[bool; 3]>().prop_map(|[hours, flagged, exclusive]| Switches {
        older_days: if hours { OlderDays::Hours } else { OlderDays::Days },
        older_zone: if flagged { OlderZone::Flagged } else { OlderZone::Portal },
        range_ends: if exclusive { RangeEnds::Exclusive } else { RangeEnds::Inclusive },
        ..Switches::default()
    })
}

fn filter(operation: &Value) -> Value {
    json!({ "filterType": "PROPERTY", "property": "p", "operation": operation })
}

#[test]
fn whoever_passes_an_older_test_passes_the_newer_one() {
    let read = AtomicUsize::new(0);
    let drawn = (operation(), chosen(), select(vec![Kind::Date, Kind::DateTime]), 0..20_000_i64);
    proptest!(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() }, |(((older, zone), switches, kind, minutes) in drawn)| {
        let reading = Reading { time_zone: zone, switches: &switches };
        let normal = reading.filter(&filter(&older));
        prop_assert_eq!(normal::filter(&normal), normal.clone());
        prop_assert_eq!(reading.filter(&normal), normal.clone());
        let newer = &normal["operation"];
        let is_read = newer["operationType"].as_str().unwrap().starts_with("TIME_");
        prop_assert_eq!(is_read, reading.unread(&older).is_none());
        prop_assert!(is_read || normal == normal::filter(&filter(&older)));
        read.fetch_add(usize::from(is_read), Ordering::Relaxed);
        let now = Timestamp::from_millisecond(begin(18, zone) + minutes * 60_000).unwrap();
        let clock = Clock { now, zone: TimeZone::get(zone).unwrap(), switches };
        let [older, newer] = [&older, newer].map(|it| Test::of(&clock, |_| kind, "p", it).unwrap());
        // Each value that could tell the two apart: both sides of each midnight, and of now and its own time on each day.
        let mut moments: Vec<i64> = (1..32).map(|day| begin(day, zone)).collect();
        moments.extend((-9..10).map(|days| now.as_millisecond() + days * 86_400_000));
        let mut records = vec![Record { value: None, changed: None }];
        for at in moments.into_iter().flat_map(|at| [at - 1, at, at + 1]) {
            let day = || Timestamp::from_millisecond(at).unwrap().to_zoned_datetime(clock.zone.clone()).date().to_string();
            let value = if kind == Kind::Date { day() } else { at.to_string() };
            records.push(Record { value: Some(value), changed: Some(at) });
        }
        for record in records {
            let said = (older.accepts(&clock, &record), newer.accepts(&clock, &record));
            prop_assert_eq!(said.0, said.1, "{:?} {:?} at {} under {:#?}", record.value, record.changed, now, normal);
        }
    });
    assert!(read.into_inner() > 100, "enough of them have a newer spelling");
}

#[test]
fn what_is_not_certain_of_an_older_test_leaves_it_as_it_is() {
    let days =
        json!({ "operationType": "ROLLING_PROPERTY_UPDATED", "operator": "UPDATED_IN_LAST_X_DAYS", "numberOfDays": 7 });
    let with = |key: &str, value: Value| {
        let mut operation = days.clone();
        operation[key] = value;
        operation
    };
    let hours = Switches { older_days: OlderDays::Hours, ..Switches::default() };
    let (as_is, by_hours) = (Switches::default(), Reading { time_zone: "Europe/Berlin", switches: &hours });
    let reading = Reading { switches: &as_is, ..by_hours };
    assert_eq!(reading.unread(&days), None);
    assert_eq!(reading.unread(&json!({ "operationType": "NUMBER", "operator": "IS_EQUAL_TO" })), None);
    for (operation, reading, why) in [
        (days.clone(), by_hours, "periods of 24 hours"),
        (with("numberOfDays", json!(-1)), reading, "further from today"),
        (with("operator", json!("DANCED")), reading, "no such operator"),
        (with("propertyParser", json!("VALUE")), reading, "no member"),
        (with("operationType", json!("RANGED_DATE")), reading, "no such operator"),
    ] {
        let found = reading.unread(&operation).unwrap();
        assert!(found.contains(why), "{found}");
        assert_eq!(reading.newer(&filter(&operation)), filter(&operation));
    }
    // What stands elsewhere than in a filter is no test of a property.
    assert_eq!(reading.newer(&json!({ "pruningRefineBy": days })), json!({ "pruningRefineBy": days }));
    // A member that nobody knows may say anything: it is kept.
    assert_eq!(reading.filter(&filter(&with("newer", json!(1))))["operation"]["newer"], 1);
}
