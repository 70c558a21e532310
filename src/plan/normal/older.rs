//! Older spellings of tests: each brought to the newer one of the same meaning.
//!
//! Those of dates name no time zone, and what they count, or hold, is not all certain. So they are read for a portal: its zone, and what its
//! switches say. What has no newer spelling there stays as it is, and says why.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::canon::{canon, text};
use super::range;
use crate::hubspot::switches::{OlderDays, OlderZone, RangeEnds, Switches};

/// As many days as a newer test may lie from today.
const MOST_DAYS: i64 = 36_500;

const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// Older operations, and the members that the newer one has no use for.
const OLDER: [(&str, &[&str]); 5] = [
    ("DATE", &["year", "month", "day"]),
    ("DATETIME", &["timestamp", ZONED]),
    ("RANGED_DATE", &["lowerBound", "upperBound", ZONED]),
    ("ROLLING_DATE_RANGE", &["numberOfDays", ZONED]),
    ("ROLLING_PROPERTY_UPDATED", &["numberOfDays"]),
];

/// The member that says something about the zone, and nothing says what.
const ZONED: &str = "requiresTimeZoneConversion";

/// Tests of single days and instants: what of the day they name, the newer operator and which end of the day it has.
const POINTS: [(&str, &str, Named, &str, End); 6] = [
    ("DATE", "BEFORE", Named::Day, "IS_BEFORE", End::First),
    ("DATE", "AFTER", Named::Day, "IS_AFTER", End::Last),
    ("DATETIME", "IS_BEFORE", Named::Instant, "IS_BEFORE", End::First),
    ("DATETIME", "IS_AFTER", Named::Instant, "IS_AFTER", End::Last),
    ("DATETIME", "IS_BEFORE_DATE", Named::Within, "IS_BEFORE", End::First),
    ("DATETIME", "IS_AFTER_DATE", Named::Within, "IS_AFTER", End::Last),
];

/// Tests that count days from today: the newer operator, from where to where, and what of the property is tested.
const COUNTS: [(&str, &str, Count, &str); 6] = [
    ("IS_LESS_THAN_X_DAYS_AGO", "IS_BETWEEN", Count::UntilNow, "VALUE"),
    ("IS_MORE_THAN_X_DAYS_AGO", "IS_BEFORE", Count::Ago, "VALUE"),
    ("IS_LESS_THAN_X_DAYS_FROM_NOW", "IS_BETWEEN", Count::FromNow, "VALUE"),
    ("IS_MORE_THAN_X_DAYS_FROM_NOW", "IS_AFTER", Count::Ahead, "VALUE"),
    ("UPDATED_IN_LAST_X_DAYS", "IS_BETWEEN", Count::UntilNow, "UPDATED_AT"),
    ("NOT_UPDATED_IN_LAST_X_DAYS", "IS_NOT_BETWEEN", Count::UntilNow, "UPDATED_AT"),
];

/// How an older test names its day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    /// By year, month and day.
    Day,
    /// By the instant itself.
    Instant,
    /// By an instant of it.
    Within,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    First,
    Last,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Count {
    UntilNow,
    Ago,
    FromNow,
    Ahead,
}

/// What JSON is read for: of which portal it is.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The portal's time zone.
    pub time_zone: &'a str,
    /// What is not certain, as it was chosen.
    pub switches: &'a Switches,
}

impl Reading<'_> {
    /// Returns the normal form of filters, the older tests in it spelled as the newer ones of the same meaning.
    #[must_use]
    pub fn filter(&self, json: &Value) -> Value {
        canon(&self.newer(json))
    }

    /// Spells the older tests as the newer ones of the same meaning, and leaves all else to the letter.
    #[must_use]
    pub fn newer(&self, json: &Value) -> Value {
        match json {
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => json.clone(),
            Value::Array(items) => items.iter().map(|item| self.newer(item)).collect(),
            Value::Object(entries) => {
                let member = |(key, value): (&String, &Value)| {
                    let spelled = if key == "operation" { self.operation(value) } else { Err(String::new()) };
                    (key.clone(), spelled.unwrap_or_else(|_| self.newer(value)))
                };
                let mut newer: Map<String, Value> = entries.iter().map(member).collect();
                if self.switches.range_ends == RangeEnds::Inclusive {
                    range::spread(&mut newer);
                }
                Value::Object(newer)
            }
        }
    }

    /// Says why an older operation has no newer spelling; nothing where it is none or has one.
    #[must_use]
    pub fn unread(&self, operation: &Value) -> Option<String> {
        self.operation(operation).err().filter(|why| !why.is_empty())
    }

    /// Spells an older operation anew.
    ///
    /// # Errors
    /// Why it cannot be done; nothing is said of what is no older operation.
    fn operation(&self, json: &Value) -> Result<Value, String> {
        let Value::Object(mut entries) = canon(json) else { return Err(String::new()) };
        let kind = text(&entries, "operationType").unwrap_or_default();
        let (kind, members) = OLDER.into_iter().find(|(older, _)| *older == kind).ok_or_else(String::new)?;
        let newer = self.spelled(kind, &entries)?;
        for member in members.iter().chain(&["operationType", "operator"]) {
            entries.remove(*member);
        }
        if let Some((key, _)) = newer.iter().find(|(key, _)| entries.contains_key(*key)) {
            return Err(format!("`{key}` is no member of `{kind}`"));
        }
        entries.extend(newer.into_iter().map(|(key, value)| (key.to_owned(), value)));
        Ok(Value::Object(entries))
    }

    fn spelled(&self, kind: &str, entries: &Map<String, Value>) -> Result<Members, String> {
        let unknown = || format!("`{kind}` has no such operator");
        let word = text(entries, "operator").ok_or_else(unknown)?;
        self.zoned(entries)?;
        match kind {
            "RANGED_DATE" => {
                if !["IS_BETWEEN", "IS_NOT_BETWEEN"].contains(&word) {
                    return Err(unknown());
                }
                if self.switches.range_ends == RangeEnds::Exclusive {
                    return Err("the switch `range_ends` says that the ends of this range are not within it".to_owned());
                }
                let (from, to) = (self.edge(entries, "lowerBound")?, self.edge(entries, "upperBound")?);
                match (from, to) {
                    ((from, End::First), (to, End::Last)) => Ok(self.range(word, from, to)),
                    ((_, End::First | End::Last), (_, End::First | End::Last)) => Err(NO_DAYS.to_owned()),
                }
            }
            "DATE" if word == "EQUAL" => {
                let day = day(entries)?;
                Ok(self.range("IS_BETWEEN", day, day))
            }
            "DATE" | "DATETIME" => {
                let row = POINTS.iter().find(|(of, known, ..)| (*of, *known) == (kind, word)).ok_or_else(unknown)?;
                let (_, _, named, operator, end) = *row;
                let day = match named {
                    Named::Day => day(entries)?,
                    Named::Within => self.edge(entries, "timestamp")?.0,
                    Named::Instant => match self.edge(entries, "timestamp")? {
                        (day, found) if found == end => day,
                        (_, End::First | End::Last) => return Err(NO_DAYS.to_owned()),
                    },
                };
                Ok(point(operator, self.moment(day, end), "VALUE"))
            }
            _ => {
                let row = COUNTS.iter().find(|(known, ..)| *known == word).ok_or_else(unknown)?;
                self.counted(row, entries)
            }
        }
    }

    fn counted(
        &self,
        (_, operator, count, parser): &(&str, &'static str, Count, &'static str),
        entries: &Map<String, Value>,
    ) -> Result<Members, String> {
        if self.switches.older_days == OlderDays::Hours {
            return Err(PERIODS.to_owned());
        }
        let days = entries.get("numberOfDays").and_then(Value::as_i64).filter(|days| (0..=MOST_DAYS).contains(days));
        let days = days.ok_or("it lies further from today than the language reaches")?;
        Ok(match count {
            Count::UntilNow => ranged(operator, self.indexed("TODAY", -days), self.indexed("NOW", 0), parser),
            Count::FromNow => ranged(operator, self.indexed("NOW", 0), self.indexed("TODAY", days), parser),
            Count::Ago => point(operator, self.indexed("TODAY", -days), parser),
            Count::Ahead => point(operator, self.indexed("TODAY", days), parser),
        })
    }

    /// Tells whether the days of a test are those of the portal.
    fn zoned(&self, entries: &Map<String, Value>) -> Result<(), String> {
        match (entries.get(ZONED), self.switches.older_zone) {
            (None | Some(Value::Bool(true)), _) | (Some(Value::Bool(false)), OlderZone::Portal) => Ok(()),
            (Some(Value::Bool(false)), OlderZone::Flagged) => Err(ELSEWHERE.to_owned()),
            (Some(_), _) => Err(format!("`{ZONED}` is neither true nor false")),
        }
    }

    /// Finds the day that an instant begins or ends. Another instant may be of another day to HubSpot.
    fn edge(&self, entries: &Map<String, Value>, member: &str) -> Result<(Date, End), String> {
        let instant = entries.get(member).and_then(Value::as_i64);
        let instant = instant.ok_or_else(|| format!("`{member}` is no whole number"))?;
        let zone = TimeZone::get(self.time_zone).map_err(|_| format!("there is no time zone `{}`", self.time_zone))?;
        let found = Timestamp::from_millisecond(instant).ok().and_then(|at| {
            let day = at.to_zoned_datetime(zone.clone()).date();
            let ends = [(End::First, day.at(0, 0, 0, 0)), (End::Last, day.at(23, 59, 59, 999_000_000))];
            let is_here = |end: &(End, jiff::civil::DateTime)| {
                end.1.to_zoned_datetime(zone.clone()).is_ok_and(|end| end.timestamp() == at)
            };
            ends.into_iter().find(is_here).map(|(end, _)| (day, end))
        });
        found.ok_or_else(|| NO_DAYS.to_owned())
    }

    fn range(&self, operator: &str, from: Date, to: Date) -> Members {
        ranged(operator, self.moment(from, End::First), self.moment(to, End::Last), "VALUE")
    }

    fn moment(&self, day: Date, end: End) -> Value {
        let [hour, minute, second, millisecond] = match end {
            End::First => [0, 0, 0, 0],
            End::Last => [23, 59, 59, 999],
        };
        json!({ "timeType": "DATE", "year": day.year(), "month": day.month(), "day": day.day(), "hour": hour,
            "minute": minute, "second": second, "millisecond": millisecond, "zoneId": self.time_zone,
            "timezoneSource": "CUSTOM" })
    }

    fn indexed(&self, reference: &str, days: i64) -> Value {
        json!({ "timeType": "INDEXED", "indexReference": { "referenceType": reference }, "offset": { "days": days },
            "zoneId": self.time_zone, "timezoneSource": "CUSTOM" })
    }
}

/// Why no day stands for an instant.
const NO_DAYS: &str = "an instant that neither begins nor ends a day of the portal, as its place asks, is no day";
const PERIODS: &str = "the switch `older_days` says that it counts periods of 24 hours, and the language counts days";
const ELSEWHERE: &str =
    "the switch `older_zone` says that its days are those of UTC, and the language has the portal's";

/// Members of an operation.
type Members = Vec<(&'static str, Value)>;

fn point(operator: &str, at: Value, parser: &str) -> Members {
    vec![
        ("operationType", json!("TIME_POINT")),
        ("type", json!("TIME_POINT")),
        ("operator", json!(operator)),
        ("timePoint", at),
        ("endpointBehavior", json!("EXCLUSIVE")),
        ("propertyParser", json!(parser)),
    ]
}

fn ranged(operator: &str, from: Value, to: Value, parser: &str) -> Members {
    vec![
        ("operationType", json!("TIME_RANGED")),
        ("type", json!("TIME_RANGED")),
        ("operator", json!(operator)),
        ("lowerBoundTimePoint", from),
        ("upperBoundTimePoint", to),
        ("lowerBoundEndpointBehavior", json!("INCLUSIVE")),
        ("upperBoundEndpointBehavior", json!("INCLUSIVE")),
        ("propertyParser", json!(parser)),
    ]
}

fn day(entries: &Map<String, Value>) -> Result<Date, String> {
    let month = MONTHS.iter().position(|month| Some(*month) == text(entries, "month"));
    let month = month.and_then(|at| i8::try_from(at + 1).ok());
    let whole = |key: &str| entries.get(key).and_then(Value::as_i64);
    let year = whole("year").and_then(|year| i16::try_from(year).ok());
    let day = whole("day").and_then(|day| i8::try_from(day).ok());
    let date = year.zip(month).zip(day).and_then(|((year, month), day)| Date::new(year, month, day).ok());
    date.ok_or_else(|| "there is no such day".to_owned())
}
