//! Experiments on meaning: whether a contact of known values is in a list.

use serde_json::{Value, json};

use super::lab::{Cut, Lab, property};
use super::said::Seen;
use super::scratch::{DAY, Member, NUMBER, Noon, TEXT, say};

/// The event type of a changed property.
const CHANGED: &str = "4-655002";

fn text(operator: &str, value: &str) -> Value {
    json!({ "operationType": "STRING", "operator": operator, "value": value, "includeObjectsWithNoValueSet": false })
}

pub(super) fn text_case(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let filter = property(&lab.of("text"), text("IS_EQUAL_TO", &TEXT.to_lowercase()));
    lab.told(filter, "ignored", "exact")
}

pub(super) fn contains(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    // From the middle of a word, in its own case.
    let filter = property(&lab.of("text"), text("CONTAINS", "phabe"));
    lab.told(filter, "substring", "word")
}

pub(super) fn known_flag(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let operation =
        json!({ "operationType": "ALL_PROPERTY", "operator": "IS_KNOWN", "includeObjectsWithNoValueSet": true });
    let filter = property(&lab.of("empty"), operation);
    lab.told(filter, "heeded", "ignored")
}

pub(super) fn date_zone(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    // Midnight of that day comes later in New York than in UTC.
    let point = match DAY.split('-').map(str::parse).collect::<Result<Vec<i64>, _>>().as_deref() {
        Ok([year, month, day]) => json!({ "timeType": "DATE", "zoneId": "America/New_York", "timezoneSource": "CUSTOM",
            "year": year, "month": month, "day": day, "hour": 0, "minute": 0, "second": 0, "millisecond": 0 }),
        Ok(_) | Err(_) => Value::Null,
    };
    let operation = json!({ "operationType": "TIME_POINT", "type": "TIME_POINT", "operator": "IS_BEFORE",
        "timePoint": point, "endpointBehavior": "EXCLUSIVE", "propertyParser": "VALUE",
        "includeObjectsWithNoValueSet": false });
    let filter = property(&lab.of("day"), operation);
    lab.told(filter, "utc", "local")
}

fn calendar(operator: &str, unit: &str) -> Value {
    json!({ "operationType": "CALENDAR_DATE", "operator": operator, "timeUnit": unit, "timeUnitCount": 1,
        "includeObjectsWithNoValueSet": false })
}

pub(super) fn week_start(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    if lab.day_ends() {
        return Ok(Seen::open("the day ends within the hour: ask again after midnight"));
    }
    let filter = property(&lab.of("week"), calendar("IN_THIS_TIME_UNIT", "WEEK"));
    // On a Sunday the contact has the Saturday before.
    if lab.today().weekday() == jiff::civil::Weekday::Sunday {
        return lab.told(filter, "monday", "sunday");
    }
    lab.told(filter, "sunday", "monday")
}

pub(super) fn last_so_far(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    // An hour ago is in no year but this one, or at the very end of the last.
    let filter = property(&lab.of("recent"), calendar("IN_LAST_TIME_UNIT_SO_FAR", "YEAR"));
    lab.told(filter, "until-now", "same-point")
}

pub(super) fn cleared_change(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let point = |reference: &str, days: i64| {
        let mut point = json!({ "timeType": "INDEXED", "zoneId": "America/New_York", "timezoneSource": "CUSTOM",
            "indexReference": { "referenceType": reference } });
        if days != 0 {
            super::lab::join(&mut point, json!({ "offset": { "days": days } }));
        }
        point
    };
    let operation = json!({ "operationType": "TIME_RANGED", "type": "TIME_RANGED", "operator": "IS_BETWEEN",
        "lowerBoundTimePoint": point("TODAY", -2), "upperBoundTimePoint": point("NOW", 0),
        "lowerBoundEndpointBehavior": "INCLUSIVE", "upperBoundEndpointBehavior": "INCLUSIVE",
        "propertyParser": "UPDATED_AT", "includeObjectsWithNoValueSet": false });
    let filter = property(&lab.of("past"), operation);
    lab.told(filter, "counts", "empty")
}

pub(super) fn history_of_empty(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let filter = property(&lab.of("past"), text("HAS_EVER_BEEN_EQUAL_TO", "once"));
    lab.told(filter, "past", "empty")
}

pub(super) fn other_empty(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let operation = json!({ "operationType": "COMPARATIVE_DATE", "operator": "IS_BEFORE",
        "comparisonPropertyName": lab.of("empty"), "includeObjectsWithNoValueSet": true });
    let filter = property(&lab.of("week"), operation);
    lab.told(filter, "flag", "fails")
}

pub(super) fn range_ends(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let operation = json!({ "operationType": "NUMBER_RANGED", "operator": "IS_BETWEEN", "lowerBound": NUMBER,
        "upperBound": NUMBER + 10, "includeObjectsWithNoValueSet": false });
    let filter = property(&lab.of("number"), operation);
    lab.told(filter, "inclusive", "exclusive")
}

/// An hour ago is more than no day ago in periods of 24 hours, and today is not.
pub(super) fn older_days(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    if lab.day_ends() || lab.day_began() {
        return Ok(Seen::open("a day begins or ends within the hour: ask again later"));
    }
    let operation = json!({ "operationType": "ROLLING_DATE_RANGE", "operator": "IS_MORE_THAN_X_DAYS_AGO",
        "numberOfDays": 0, "requiresTimeZoneConversion": true, "includeObjectsWithNoValueSet": false });
    let filter = property(&lab.of("recent"), operation);
    lab.told(filter, "hours", "days")
}

/// Noon comes after the day before it. The instant is of that day in one of the zones, and of noon's own in the other.
pub(super) fn older_zone(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let Some((instant, in_portal)) = lab.between_days() else {
        return Ok(Seen::open("the portal's days are those of UTC, or nearly none of them: another portal could tell"));
    };
    let operation = json!({ "operationType": "DATETIME", "operator": "IS_AFTER_DATE", "timestamp": instant,
        "requiresTimeZoneConversion": false, "includeObjectsWithNoValueSet": false });
    let filter = property(&lab.of("week"), operation);
    match in_portal {
        Noon::After => lab.told(filter, "portal", "flagged"),
        Noon::Within => lab.told(filter, "flagged", "portal"),
    }
}

/// The subject changed a moment ago: before now, and not before today. No offset but zero tells the two apart.
pub(super) fn relative_refines(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    if lab.day_ends() {
        return Ok(Seen::open("the day ends within the hour: ask again after midnight"));
    }
    let mut why = String::new();
    for (direction, unit) in [("PAST", "DAYS"), ("BEFORE", "DAY")] {
        let offset = json!({ "amount": 0, "offsetDirection": direction, "timeUnit": unit });
        let branch = json!({ "filterBranchType": "UNIFIED_EVENTS", "filterBranchOperator": "AND", "operator": "HAS_COMPLETED",
            "eventTypeId": CHANGED, "filterBranches": [],
            "filters": [
                property("hs_name", text("IS_EQUAL_TO", &lab.of("text"))),
                property("hs_value", text("IS_EQUAL_TO", TEXT)),
            ],
            "pruningRefineBy": { "type": "RELATIVE_COMPARATIVE", "comparison": "BEFORE", "timeOffset": offset } });
        match lab.member(&[], &[branch])? {
            Member::Unsure(other) => why = other,
            found @ (Member::In | Member::Out) => return Ok(say(found, "rolling", "days")),
        }
    }
    Ok(Seen::open(why))
}

pub(super) fn subscription_silence(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let types = lab.get(&lab.paths.subscriptions())?;
    let rows =
        types.body.get("results").or_else(|| types.body.get("subscriptionDefinitions")).and_then(Value::as_array);
    let Some(id) = rows.into_iter().flatten().find_map(|row| row.get("id").and_then(super::clean::text)) else {
        return Ok(Seen::open(format!("the portal has no subscription type: {}", types.short())));
    };
    let filter = json!({ "filterType": "EMAIL_SUBSCRIPTION", "subscriptionIds": [id], "acceptedStatuses": ["NOT_OPTED"], "subscriptionType": "SUBSCRIPTION" });
    lab.told(filter, "not-opted", "nothing")
}
