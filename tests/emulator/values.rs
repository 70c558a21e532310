//! Who is in a list by what properties are, were, and when they changed: borders, other properties, empty values.

use serde_json::{Value, json};

use super::support::{Portal, one, property};

const PROPERTIES: &str = "
properties:
  contact:
    - { name: at, type: datetime }
    - { name: other_at, type: datetime }
    - { name: day, type: date }
    - { name: other_day, type: date }
";

/// Makes a portal whose contacts have these values, named by what they hold.
fn holding(switches: &[(&str, &str)], records: &[(&str, &[(&str, &str)])]) -> Portal {
    let mut portal = Portal::with(switches);
    let mut text = format!("{PROPERTIES}records:\n  contact:\n");
    for (name, values) in records {
        text.push_str(&format!("    - {{ as: {name}, email: {name}@a.example, firstname: {name}"));
        for (property, value) in *values {
            text.push_str(&format!(", {property}: \"{value}\""));
        }
        text.push_str(" }\n");
    }
    portal.also(&text);
    portal
}

#[track_caller]
fn finds(switches: &[(&str, &str)], records: &[(&str, &[(&str, &str)])], filter: Value, wanted: &[&str]) {
    assert_eq!(holding(switches, records).members_of(one(filter)), wanted);
}

fn point(name: &str, operator: &str, point: Value) -> Value {
    property(
        name,
        json!({ "operationType": "TIME_POINT", "type": "TIME_POINT", "operator": operator, "timePoint": point,
            "endpointBehavior": "EXCLUSIVE", "propertyParser": "VALUE" }),
    )
}

fn flagged(mut filter: Value) -> Value {
    filter["operation"]["includeObjectsWithNoValueSet"] = json!(true);
    filter
}

fn by_update(mut filter: Value) -> Value {
    filter["operation"]["propertyParser"] = json!("UPDATED_AT");
    filter
}

fn indexed(days: i64, clock: Value) -> Value {
    let mut reference = json!({ "referenceType": "TODAY" });
    reference.as_object_mut().unwrap().extend(clock.as_object().unwrap().clone());
    json!({ "timeType": "INDEXED", "zoneId": "Europe/Paris", "indexReference": reference, "offset": { "days": days } })
}

fn end_of_day() -> Value {
    json!({ "hour": 23, "minute": 59, "second": 59, "millisecond": 999 })
}

// Today is 23 November in Paris, an hour ahead of UTC.
const BORDERS: &[(&str, &[(&str, &str)])] = &[
    ("last", &[("at", "2026-11-22T22:59:59.999Z"), ("day", "2026-11-22")]),
    ("first", &[("at", "2026-11-22T23:00:00.000Z"), ("day", "2026-11-23")]),
    ("second", &[("at", "2026-11-22T23:00:00.001Z"), ("day", "2026-11-23")]),
    ("end", &[("at", "2026-11-23T22:59:59.999Z"), ("day", "2026-11-23")]),
    ("next", &[("at", "2026-11-23T23:00:00.000Z"), ("day", "2026-11-24")]),
    ("none", &[]),
];

#[test]
fn points_in_time_are_exact_and_have_an_hour() {
    let zero = || json!({});
    for (filter, wanted) in [
        (point("at", "IS_BEFORE", indexed(0, zero())), &["last"][..]),
        (point("at", "IS_AFTER", indexed(0, zero())), &["second", "end", "next"]),
        (point("at", "IS_AFTER", indexed(0, end_of_day())), &["next"]),
        (point("day", "IS_BEFORE", indexed(0, zero())), &["last"]),
        (point("day", "IS_AFTER", indexed(0, zero())), &["next"]),
        (point("day", "IS_AFTER", indexed(0, end_of_day())), &["next"]),
        (flagged(point("day", "IS_AFTER", indexed(0, zero()))), &["next", "none"]),
    ] {
        finds(&[], BORDERS, filter, wanted);
    }
    let mut inclusive = point("at", "IS_BEFORE", indexed(0, zero()));
    inclusive["operation"]["endpointBehavior"] = json!("INCLUSIVE");
    holding(&[], BORDERS).list("x", one(inclusive)).refused(400, "");
    let noon = json!({ "hour": 12, "minute": 30, "second": 15, "millisecond": 250 });
    let near: &[(&str, &[(&str, &str)])] =
        &[("before", &[("at", "2026-11-23T11:30:15.249Z")]), ("after", &[("at", "2026-11-23T11:30:15.251Z")])];
    finds(&[], near, point("at", "IS_AFTER", indexed(0, noon)), &["after"]);
}

#[test]
fn ranges_hold_their_ends_or_not() {
    let day = |day: i64, clock: Value| {
        let mut point = json!({ "timeType": "DATE", "zoneId": "Europe/Paris", "year": 2026, "month": 11, "day": day });
        point.as_object_mut().unwrap().extend(clock.as_object().unwrap().clone());
        point
    };
    let range = |name: &str, operator: &str, ends: &str| {
        property(
            name,
            json!({ "operationType": "TIME_RANGED", "type": "TIME_RANGED", "operator": operator,
                "lowerBoundTimePoint": day(23, json!({})), "upperBoundTimePoint": day(23, end_of_day()),
                "lowerBoundEndpointBehavior": ends, "upperBoundEndpointBehavior": ends, "propertyParser": "VALUE" }),
        )
    };
    finds(&[], BORDERS, range("at", "IS_BETWEEN", "INCLUSIVE"), &["first", "second", "end"]);
    finds(&[], BORDERS, range("at", "IS_BETWEEN", "EXCLUSIVE"), &["second"]);
    finds(&[], BORDERS, range("at", "IS_NOT_BETWEEN", "INCLUSIVE"), &["last", "next"]);
    finds(&[], BORDERS, flagged(range("at", "IS_NOT_BETWEEN", "INCLUSIVE")), &["last", "next", "none"]);
    finds(&[], BORDERS, range("day", "IS_BETWEEN", "INCLUSIVE"), &["first", "second", "end"]);
}

#[test]
fn numbers_in_ranges() {
    let mut portal = Portal::seeded();
    let range = |operator: &str| {
        property(
            "score",
            json!({ "operationType": "NUMBER_RANGED", "operator": operator, "lowerBound": 0, "upperBound": 40 }),
        )
    };
    assert_eq!(portal.members_of(one(range("IS_BETWEEN"))), ["Bea", "Cy"]);
    assert_eq!(portal.members_of(one(range("IS_NOT_BETWEEN"))), ["Ada"]);
    let mut open = Portal::seeded_with(&[("range_ends", "exclusive")]);
    assert!(open.members_of(one(range("IS_BETWEEN"))).is_empty());
}

const PAIRS: &[(&str, &[(&str, &str)])] = &[
    ("earlier", &[("at", "2026-11-01T10:00:00.000Z"), ("other_at", "2026-11-01T10:00:00.001Z")]),
    ("same", &[("at", "2026-11-01T10:00:00.000Z"), ("other_at", "2026-11-01T10:00:00.000Z")]),
    ("later", &[("at", "2026-11-01T10:00:00.001Z"), ("other_at", "2026-11-01T10:00:00.000Z")]),
    ("own", &[("at", "2026-11-01T10:00:00.000Z")]),
    ("foreign", &[("other_at", "2026-11-01T10:00:00.000Z")]),
    ("neither", &[]),
];

#[test]
fn another_property_is_compared_and_an_empty_one_fails() {
    let referenced = |operator: &str| {
        let other = json!({ "timeType": "PROPERTY_REFERENCED", "property": "other_at", "referenceType": "VALUE", "zoneId": "Europe/Paris" });
        point("at", operator, other)
    };
    let compared = |operator: &str| {
        property(
            "at",
            json!({ "operationType": "COMPARATIVE_DATE", "operator": operator, "comparisonPropertyName": "other_at" }),
        )
    };
    for ask in [&referenced as &dyn Fn(&str) -> Value, &compared] {
        finds(&[], PAIRS, ask("IS_BEFORE"), &["earlier"]);
        finds(&[], PAIRS, ask("IS_AFTER"), &["later"]);
        // The flag speaks of the property, not of the other one, unless the switch says so.
        finds(&[], PAIRS, flagged(ask("IS_BEFORE")), &["earlier", "foreign", "neither"]);
        finds(&[("other_empty", "flag")], PAIRS, flagged(ask("IS_BEFORE")), &["earlier", "own", "foreign", "neither"]);
    }
    let mut default = compared("IS_AFTER");
    default["operation"]["defaultComparisonValue"] = json!("2026-10-01T00:00:00Z");
    finds(&[], PAIRS, default, &["later", "own"]);
    // A day against an instant: the day begins at its midnight in the portal's zone.
    let mixed: &[(&str, &[(&str, &str)])] = &[
        ("day-before", &[("day", "2026-11-02"), ("at", "2026-11-01T23:00:00.001Z")]),
        ("day-after", &[("day", "2026-11-02"), ("at", "2026-11-01T22:59:59.999Z")]),
    ];
    let day = |operator: &str| {
        property(
            "day",
            json!({ "operationType": "COMPARATIVE_DATE", "operator": operator, "comparisonPropertyName": "at" }),
        )
    };
    finds(&[], mixed, day("IS_BEFORE"), &["day-before"]);
    finds(&[], mixed, day("IS_AFTER"), &["day-after"]);
}

#[test]
fn text_is_compared_without_regard_to_case_and_an_empty_one_fails_in_either_polarity() {
    let records: &[(&str, &[(&str, &str)])] = &[
        ("same", &[("city", "Paris"), ("state", "PARIS")]),
        ("other", &[("city", "Paris"), ("state", "Lyon")]),
        ("own", &[("city", "Paris")]),
        ("neither", &[]),
    ];
    let compared = |operator: &str| {
        property(
            "city",
            json!({ "operationType": "COMPARATIVE_STRING", "operator": operator, "comparisonPropertyName": "state" }),
        )
    };
    finds(&[], records, compared("IS_EQUAL_TO"), &["same"]);
    finds(&[("text_case", "exact")], records, compared("IS_EQUAL_TO"), &["same"]);
    finds(&[], records, compared("IS_NOT_EQUAL_TO"), &["other"]);
    finds(&[("other_empty", "flag")], records, compared("IS_NOT_EQUAL_TO"), &["other"]);
    finds(&[("other_empty", "flag")], records, flagged(compared("IS_NOT_EQUAL_TO")), &["other", "own", "neither"]);
}

/// A portal whose contacts 101 to 103 changed their cities a day later: set, changed, cleared; 104 never had one.
fn changed(switches: &[(&str, &str)]) -> Portal {
    let mut portal = holding(
        switches,
        &[
            ("set", &[("state", "A")]),
            ("moved", &[("city", "Lyon"), ("state", "A")]),
            ("cleared", &[("city", "Lyon"), ("state", "A")]),
            ("never", &[("state", "A")]),
            ("stayed", &[("city", "Nice"), ("state", "A")]),
        ],
    );
    portal.world.now = "2026-11-24T10:00:00Z".parse().unwrap();
    for (id, city) in [(101, "Paris"), (102, "Paris"), (103, ""), (105, "Nice")] {
        portal.patch(&format!("/crm/v3/objects/contacts/{id}"), json!({ "properties": { "city": city } })).ok();
    }
    portal
}

#[test]
fn the_last_change_has_a_time_and_what_was_never_set_has_none() {
    let day = |operator: &str| by_update(point("city", operator, indexed(0, json!({}))));
    let found = |switches: &[(&str, &str)], filter: Value| changed(switches).members_of(one(filter));
    assert_eq!(found(&[], day("IS_AFTER")), ["set", "moved", "cleared"]);
    assert_eq!(found(&[], day("IS_BEFORE")), ["stayed"]);
    assert_eq!(found(&[], flagged(day("IS_BEFORE"))), ["never", "stayed"]);
    let empty = [("cleared_change", "empty")];
    assert_eq!(found(&empty, day("IS_AFTER")), ["set", "moved"]);
    assert_eq!(found(&empty, flagged(day("IS_BEFORE"))), ["cleared", "never", "stayed"]);
    let rolling = |operator: &str| {
        property(
            "city",
            json!({ "operationType": "ROLLING_PROPERTY_UPDATED", "operator": operator, "numberOfDays": 0 }),
        )
    };
    assert_eq!(found(&[], rolling("UPDATED_IN_LAST_X_DAYS")), ["set", "moved", "cleared"]);
    assert_eq!(found(&[], rolling("NOT_UPDATED_IN_LAST_X_DAYS")), ["stayed"]);
}

#[test]
fn one_change_is_held_against_another() {
    let referenced = |name: &str, operator: &str, other: &str| {
        let other = json!({ "timeType": "PROPERTY_REFERENCED", "property": other, "referenceType": "UPDATED_AT", "zoneId": "Europe/Paris" });
        by_update(point(name, operator, other))
    };
    let compared = |name: &str, operator: &str, other: &str| {
        property(
            name,
            json!({ "operationType": "COMPARATIVE_PROPERTY_UPDATED", "operator": operator, "comparisonPropertyName": other }),
        )
    };
    for ask in [&referenced as &dyn Fn(&str, &str, &str) -> Value, &compared] {
        assert_eq!(changed(&[]).members_of(one(ask("city", "IS_AFTER", "state"))), ["set", "moved", "cleared"]);
        assert_eq!(changed(&[]).members_of(one(ask("state", "IS_BEFORE", "city"))), ["set", "moved", "cleared"]);
        assert!(changed(&[]).members_of(one(ask("city", "IS_BEFORE", "state"))).is_empty());
    }
    // Both were made at one time, and a time is not before itself.
    assert!(!changed(&[]).members_of(one(referenced("state", "IS_BEFORE", "city"))).contains(&"stayed".to_owned()));
    let mut strict = changed(&[("referenced_updates", "datetimes")]);
    strict.list("x", one(referenced("city", "IS_AFTER", "state"))).refused(400, "");
    strict.list("x", one(referenced("city", "IS_AFTER", "at"))).ok();
}

#[test]
fn the_past_includes_the_present() {
    let ever = |operator: &str, value: &str| {
        property("city", json!({ "operationType": "STRING", "operator": operator, "value": value }))
    };
    let found = |switches: &[(&str, &str)], filter: Value| changed(switches).members_of(one(filter));
    assert_eq!(found(&[], ever("HAS_EVER_BEEN_EQUAL_TO", "lyon")), ["moved", "cleared"]);
    assert_eq!(found(&[], ever("HAS_EVER_BEEN_EQUAL_TO", "paris")), ["set", "moved"]);
    assert_eq!(found(&[], ever("HAS_NEVER_BEEN_EQUAL_TO", "lyon")), ["set", "stayed"]);
    assert_eq!(found(&[], flagged(ever("HAS_NEVER_BEEN_EQUAL_TO", "lyon"))), ["set", "never", "stayed"]);
    assert_eq!(found(&[], ever("HAS_EVER_CONTAINED", "yo")), ["moved", "cleared"]);
    assert_eq!(found(&[], ever("HAS_NEVER_CONTAINED", "yo")), ["set", "stayed"]);
    let empty = [("history_of_empty", "empty")];
    assert_eq!(found(&empty, ever("HAS_EVER_BEEN_EQUAL_TO", "lyon")), ["moved"]);
    assert_eq!(found(&empty, flagged(ever("HAS_NEVER_BEEN_EQUAL_TO", "lyon"))), ["set", "cleared", "never", "stayed"]);
}

#[test]
fn calendar_units_have_borders() {
    // 23 November 2026 is a Monday; the day before it is Sunday.
    let at = |unit: &str, operator: &str, more: Value| {
        let mut operation = json!({ "operationType": "CALENDAR_DATE", "operator": operator, "timeUnit": unit });
        operation.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        property("at", operation)
    };
    let plain = |unit: &str, operator: &str| at(unit, operator, json!({}));
    let days: &[(&str, &[(&str, &str)])] = &[
        ("oct", &[("at", "2026-10-31T22:59:59.999Z")]),
        ("nov", &[("at", "2026-10-31T23:00:00.000Z")]),
        ("week", &[("at", "2026-11-15T23:00:00.000Z")]),
        ("sunday", &[("at", "2026-11-22T22:59:59.999Z")]),
        ("today", &[("at", "2026-11-22T23:00:00.000Z")]),
        ("now", &[("at", "2026-11-23T10:00:00.000Z")]),
        ("soon", &[("at", "2026-11-23T10:00:00.001Z")]),
        ("tomorrow", &[("at", "2026-11-23T23:00:00.000Z")]),
        ("nextweek", &[("at", "2026-11-29T23:00:00.000Z")]),
        ("dec", &[("at", "2026-11-30T23:00:00.000Z")]),
        ("jan", &[("at", "2026-12-31T23:00:00.000Z")]),
        ("none", &[]),
    ];
    for (unit, operator, wanted) in [
        ("DAY", "IN_THIS_TIME_UNIT", &["today", "now", "soon"][..]),
        ("DAY", "IN_THIS_TIME_UNIT_SO_FAR", &["today", "now"]),
        ("DAY", "IN_LAST_TIME_UNIT", &["sunday"]),
        ("DAY", "IN_NEXT_TIME_UNIT", &["tomorrow"]),
        ("WEEK", "IN_THIS_TIME_UNIT", &["today", "now", "soon", "tomorrow"]),
        ("WEEK", "IN_LAST_TIME_UNIT", &["week", "sunday"]),
        ("WEEK", "IN_NEXT_TIME_UNIT", &["nextweek", "dec"]),
        ("MONTH", "IN_LAST_TIME_UNIT", &["oct"]),
        ("MONTH", "IN_NEXT_TIME_UNIT", &["dec"]),
        (
            "QUARTER",
            "IN_THIS_TIME_UNIT",
            &["oct", "nov", "week", "sunday", "today", "now", "soon", "tomorrow", "nextweek", "dec"],
        ),
        ("QUARTER", "IN_NEXT_TIME_UNIT", &["jan"]),
        ("YEAR", "IN_LAST_TIME_UNIT", &[]),
        ("YEAR", "IN_NEXT_TIME_UNIT", &["jan"]),
    ] {
        finds(&[], days, plain(unit, operator), wanted);
    }
    let two = json!({ "timeUnitCount": 2 });
    finds(&[], days, at("WEEK", "IN_LAST_TIME_UNIT", two), &["week", "sunday"]);
    finds(
        &[("week_start", "sunday")],
        days,
        plain("WEEK", "IN_THIS_TIME_UNIT"),
        &["sunday", "today", "now", "soon", "tomorrow"],
    );
    // Last week so far: until its Monday at eleven in Paris, or until now.
    finds(&[], days, plain("WEEK", "IN_LAST_TIME_UNIT_SO_FAR"), &["week"]);
    finds(
        &[("last_so_far", "until-now")],
        days,
        plain("WEEK", "IN_LAST_TIME_UNIT_SO_FAR"),
        &["week", "sunday", "today", "now"],
    );
    let fiscal = json!({ "useFiscalYear": true, "fiscalYearStart": "DECEMBER" });
    finds(&[], days, at("YEAR", "IN_NEXT_TIME_UNIT", fiscal.clone()), &["dec", "jan"]);
    finds(&[], days, at("QUARTER", "IN_NEXT_TIME_UNIT", fiscal), &["dec", "jan"]);
}
