//! Schedules, hours, free days and waits.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::node::Node;
use super::value::made;
use super::{Loss, World};
use crate::catalog::{Feature, FeatureKind};
use crate::hubspot::platform::Object;
use crate::hubspot::switches::ScheduleDelta;
use crate::source::Spanned;
use crate::syntax::ast::{
    self, Anchor, Days, Duration, Holiday, HowLong, Line, Month, Schedule, ScheduleDays, Side, Time, Unit, Until,
    Weekday,
};

/// How far from a day a schedule or a wait may be.
const FARTHEST: i64 = 3660;

/// HubSpot's words for the months, in the order of the year.
const MONTHS: [&str; 12] = [
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
];

/// Reads `enrollmentSchedule`.
pub(super) fn schedule(it: &Node<'_>, object: Object, world: &World<'_>) -> Result<Schedule, Loss> {
    let at = time(&it.need("timeOfDay")?)?;
    let (on, members): (ScheduleDays, &[&str]) = match it.text("type")? {
        "DAILY" => (ScheduleDays::Daily, &[]),
        "WEEKLY" => (ScheduleDays::Weekly(weekdays(it, "daysOfWeek")?), &["daysOfWeek"]),
        "MONTHLY_SPECIFIC_DAYS" => {
            let days = it.items("daysOfMonth")?;
            let days = days.iter().map(|day| {
                let number = u32::try_from(whole(day)?).ok().filter(|number| (1..=31).contains(number));
                number.ok_or_else(|| day.loss("it is no day of a month"))
            });
            (ScheduleDays::Monthly(distinct(it, days.collect::<Result<_, _>>()?)?), &["daysOfMonth"])
        }
        "MONTHLY_RELATIVE_DAYS" => {
            let day = match it.text("monthlyRelativeDays")? {
                "FIRST_MONDAY_OF_MONTH" => ScheduleDays::FirstMonday,
                "LAST_DAY_OF_MONTH" => ScheduleDays::LastDay,
                _ => return Err(it.loss("nothing is known of such days of a month")),
            };
            (day, &["monthlyRelativeDays"])
        }
        "YEARLY" => (ScheduleDays::Yearly(made(day_of_year(it)?)), &["month", "dayOfMonth"]),
        "PROPERTY_BASED" => {
            let feature = date_feature(it.text("dateProperty")?, object, world);
            let feature = feature.ok_or_else(|| it.loss("no date of the catalog has this property"))?;
            let delta = whole(&it.need("daysDelta")?)?;
            let days = match world.switches.schedule_delta {
                ScheduleDelta::NegativeBefore => delta,
                ScheduleDelta::PositiveBefore => -delta,
            };
            if days.abs() > FARTHEST {
                return Err(it.loss("it is too far from the day"));
            }
            let yearly = it.get("yearly").map(|yearly| yearly.json.as_bool());
            let every_year = match yearly {
                Some(Some(true)) => Some(super::value::nowhere()),
                Some(Some(false)) => None,
                Some(None) | None => return Err(it.loss("it does not say whether it is for each year")),
            };
            let shift = shift(days, Unit::Days);
            let feature = made(feature.name.clone());
            (ScheduleDays::Feature { shift, feature, every_year }, &["dateProperty", "daysDelta", "yearly"])
        }
        _ => return Err(it.loss("nothing is known of schedules of this type")),
    };
    it.only(&[&["type", "timeOfDay"], members].concat())?;
    Ok(Schedule { on, at })
}

/// Hours with the days that have them.
struct Hours {
    from: Time,
    to: Time,
    days: Vec<Weekday>,
}

/// Reads `timeWindows`: a line for each span of hours, with all days that have it.
pub(super) fn windows(flow: &Node<'_>) -> Result<Vec<Line>, Loss> {
    const WORKDAYS: usize = 5;
    let clock = |time: Time| (time.hour, time.minute);
    let mut all: Vec<Hours> = Vec::new();
    for window in flow.items("timeWindows")? {
        window.only(&["day", "startTime", "endTime"])?;
        let day = weekday(&window.need("day")?)?;
        let (from, to) = (time(&window.need("startTime")?)?.node, time(&window.need("endTime")?)?.node);
        let meets = |it: &Hours| it.days.contains(&day) && clock(it.from) < clock(to) && clock(from) < clock(it.to);
        if clock(from) >= clock(to) || all.iter().any(meets) {
            return Err(window.loss("these hours end before they begin, or overlap with others"));
        }
        match all.iter_mut().find(|it| it.from == from && it.to == to) {
            Some(hours) => hours.days.push(day),
            None => all.push(Hours { from, to, days: vec![day] }),
        }
    }
    all.iter_mut().for_each(|hours| hours.days.sort());
    all.sort_by(|a, b| (&a.days, clock(a.from)).cmp(&(&b.days, clock(b.from))));
    let line = |Hours { from, to, days }| {
        let workdays = Weekday::ALL.get(..WORKDAYS) == Some(days.as_slice());
        let days = if workdays { Days::Weekdays } else { Days::These(days.into_iter().map(made).collect()) };
        Line::ActiveOn { days, from: made(from), to: made(to) }
    };
    Ok(all.into_iter().map(line).collect())
}

/// Reads `blockedDates`.
pub(super) fn blocked(flow: &Node<'_>) -> Result<Vec<Line>, Loss> {
    let mut days = BTreeSet::new();
    for blocked in flow.items("blockedDates")? {
        blocked.only(&["month", "dayOfMonth", "year"])?;
        let (month, day) = day_of_year(&blocked)?;
        let year = match blocked.get("year") {
            Some(year) => Some(i16::try_from(whole(&year)?).map_err(|_| year.loss("it is no year"))?),
            None => None,
        };
        if year.is_some_and(|year| !(1..=9999).contains(&year) || date(year, month, day).is_none()) {
            return Err(blocked.loss("there is no such day"));
        }
        if !days.insert((month, day, year)) {
            return Err(blocked.loss("the same day stands there twice"));
        }
    }
    let holiday = |(month, day, year): (Month, u8, Option<i16>)| match year.and_then(|year| date(year, month, day)) {
        Some(date) => Holiday::Date(ast::Date { year: date.year(), month: date.month(), day: date.day() }),
        None => Holiday::Yearly(month, day),
    };
    Ok(days.into_iter().map(|day| Line::NotActiveOn(made(holiday(day)))).collect())
}

/// Writes minutes in the biggest unit that they are a whole number of.
pub(super) fn lasting(minutes: u32) -> HowLong {
    const UNITS: [(u32, Unit); 2] = [(24 * 60, Unit::Days), (60, Unit::Hours)];
    let fits = |(each, _): &&(u32, Unit)| minutes > 0 && minutes.is_multiple_of(*each);
    let (count, unit) =
        UNITS.iter().find(fits).map_or((minutes, Unit::Minutes), |(each, unit)| (minutes / each, *unit));
    HowLong::Duration(made(Duration { count, unit }))
}

/// Reads the fields of a wait for a number of minutes; nothing where they are of another wait.
pub(super) fn minutes(fields: &Node<'_>) -> Option<u32> {
    fields.only(&["delta", "time_unit"]).ok()?;
    fields.fixed("time_unit", "MINUTES").ok()?;
    counted(fields.text("delta").ok()?).and_then(|minutes| u32::try_from(minutes).ok()).filter(|minutes| *minutes > 0)
}

/// Reads the fields of a wait for a day of the week or a time.
pub(super) fn until_time(fields: &Node<'_>) -> Option<Until> {
    if counted(fields.text("delta").ok()?)? != 0 || fields.text("time_unit").ok()? != "DAYS" {
        return None;
    }
    let at = match fields.get("time_of_day") {
        Some(at) => Some(time(&at).ok()?),
        None => None,
    };
    let days = fields.items("days_of_week").ok()?;
    match (days.as_slice(), at) {
        ([day], at) => Some(Until::Weekday(made(weekday(day).ok()?), at)),
        ([], Some(at)) => Some(Until::Time(at)),
        ([], None) | ([_, _, ..], _) => None,
    }
}

/// Reads the fields of a wait for a date.
pub(super) fn until_date(fields: &Node<'_>, object: Object, world: &World<'_>) -> Option<Until> {
    let at = match fields.get("time_of_day") {
        Some(at) => Some(time(&at).ok()?),
        None => None,
    };
    let delta = counted(fields.text("delta").ok()?)?;
    let unit = unit(fields.text("time_unit").ok()?)?;
    let day = fields.get("date")?;
    match day.text("type").ok()? {
        "STATIC_VALUE" => {
            day.only(&["type", "staticValue"]).ok()?;
            let date = midnight(day.text("staticValue").ok()?)?;
            let said = delta == 0 && unit == Unit::Days && (1970..=9998).contains(&date.year);
            said.then(|| Until::Day { shift: None, anchor: Anchor::Date(made(date)), at })
        }
        "OBJECT_PROPERTY" => {
            day.only(&["type", "propertyName"]).ok()?;
            let feature = date_feature(day.text("propertyName").ok()?, object, world)?;
            let whole = feature.kind == FeatureKind::Date || at.is_some();
            let shift = match (delta, unit) {
                (0, Unit::Days) => None,
                (_, Unit::Days) if delta.abs() <= FARTHEST => shift(delta, unit),
                (1.., Unit::Hours | Unit::Minutes) | (..=-1, Unit::Hours | Unit::Minutes) if !whole => {
                    let minutes = if unit == Unit::Hours { delta.checked_mul(60)? } else { delta };
                    u32::try_from(minutes.abs()).ok()?;
                    shift(delta, unit)
                }
                (_, Unit::Days | Unit::Hours | Unit::Minutes | Unit::Weeks) => return None,
            };
            Some(Until::Day { shift, anchor: Anchor::Feature(made(feature.name.clone())), at })
        }
        _ => None,
    }
}

/// Reads `timeDelay`: how far a moment is from the one at which a step runs.
pub(super) fn delay(it: &Node<'_>, kind: &FeatureKind) -> Option<ast::Shift> {
    it.only(&["delta", "timeUnit", "daysOfWeek"]).ok()?;
    if !it.items("daysOfWeek").ok()?.is_empty() {
        return None;
    }
    let delta = whole(&it.get("delta")?).ok()?;
    let unit = unit(it.text("timeUnit").ok()?)?;
    let said = match unit {
        Unit::Days => delta.abs() <= FARTHEST,
        Unit::Hours | Unit::Minutes => *kind == FeatureKind::DateTime && delta.abs() < i64::from(u32::MAX / 60),
        Unit::Weeks => false,
    };
    let (side, by) = shift(delta, unit).filter(|_| said)?;
    Some(ast::Shift { side, by })
}

/// Returns how far to which side; nothing for no distance.
fn shift(delta: i64, unit: Unit) -> Option<(Side, HowLong)> {
    let count = u32::try_from(delta.abs()).ok().filter(|count| *count > 0)?;
    let side = if delta < 0 { Side::Before } else { Side::After };
    Some((side, HowLong::Duration(made(Duration { count, unit }))))
}

fn unit(word: &str) -> Option<Unit> {
    const UNITS: [(&str, Unit); 3] = [("MINUTES", Unit::Minutes), ("HOURS", Unit::Hours), ("DAYS", Unit::Days)];
    UNITS.iter().find(|(known, _)| *known == word).map(|(_, unit)| *unit)
}

/// Reads a number that stands as text, spelled as we spell it.
fn counted(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number: &i64| number.to_string() == text)
}

/// Returns the day that begins at a moment, in UTC.
fn midnight(millis: &str) -> Option<ast::Date> {
    let moment = Timestamp::from_millisecond(counted(millis)?).ok()?;
    let moment = TimeZone::UTC.to_datetime(moment);
    let begins = moment.time() == jiff::civil::Time::midnight();
    begins.then(|| ast::Date { year: moment.year(), month: moment.month(), day: moment.day() })
}

fn date_feature<'a>(property: &str, object: Object, world: &World<'a>) -> Option<&'a Feature> {
    let feature = world.features.feature(object, property)?;
    matches!(feature.kind, FeatureKind::Date | FeatureKind::DateTime).then_some(feature)
}

fn time(it: &Node<'_>) -> Result<Spanned<Time>, Loss> {
    it.only(&["hour", "minute"])?;
    let hour = u8::try_from(whole(&it.need("hour")?)?).ok().filter(|hour| *hour < 24);
    let minute = u8::try_from(whole(&it.need("minute")?)?).ok().filter(|minute| *minute < 60);
    let time = hour.zip(minute).map(|(hour, minute)| made(Time { hour, minute }));
    time.ok_or_else(|| it.loss("it is no time of the day"))
}

fn weekdays(it: &Node<'_>, key: &str) -> Result<Vec<Spanned<Weekday>>, Loss> {
    let days = it.items(key)?;
    distinct(it, days.iter().map(weekday).collect::<Result<_, _>>()?)
}

/// Sorts what may stand there once, and does once at least.
fn distinct<T: Ord + Copy>(it: &Node<'_>, all: Vec<T>) -> Result<Vec<Spanned<T>>, Loss> {
    let once: BTreeSet<T> = all.iter().copied().collect();
    if once.is_empty() || once.len() != all.len() {
        return Err(it.loss("it names no day, or one twice"));
    }
    Ok(once.into_iter().map(made).collect())
}

fn weekday(it: &Node<'_>) -> Result<Weekday, Loss> {
    let found = Weekday::ALL.into_iter().find(|day| it.json.as_str() == Some(day.word().to_uppercase().as_str()));
    found.ok_or_else(|| it.loss("it is no day of the week"))
}

fn day_of_year(it: &Node<'_>) -> Result<(Month, u8), Loss> {
    let word = it.text("month")?;
    let month = MONTHS.iter().zip(Month::ALL).find(|(known, _)| **known == word).map(|(_, month)| month);
    let day = u8::try_from(whole(&it.need("dayOfMonth")?)?).ok();
    // A leap year has every day that any year has.
    let found = month.zip(day).filter(|(month, day)| date(2028, *month, *day).is_some());
    found.ok_or_else(|| it.loss("there is no such day"))
}

fn date(year: i16, month: Month, day: u8) -> Option<Date> {
    Date::new(year, number(month), i8::try_from(day).ok()?).ok()
}

fn number(month: Month) -> i8 {
    Month::ALL.iter().zip(1_i8..).find(|(known, _)| **known == month).map_or(0, |(_, number)| number)
}

/// Reads a whole number, which the portal may write with a fraction of nothing.
fn whole(it: &Node<'_>) -> Result<i64, Loss> {
    let float = || it.json.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 9e15).map(|it| it as i64);
    it.json.as_i64().or_else(float).ok_or_else(|| it.loss("it is no whole number"))
}
