//! Experiments on filters: which of them a list may have.

use serde_json::{Value, json};

use super::lab::{Cut, Lab, all, any, known, list_of, one, property};
use super::said::Seen;

/// A number that no owner of any portal has.
const NOBODY: &str = "999999999999";

fn point(reference: Value, days: i64) -> Value {
    json!({ "timeType": "INDEXED", "zoneId": "America/New_York", "timezoneSource": "CUSTOM",
        "indexReference": reference, "offset": { "days": days } })
}

fn today() -> Value {
    json!({ "referenceType": "TODAY" })
}

fn range(lower: Value, upper: Value, end: &str) -> Value {
    json!({ "operationType": "TIME_RANGED", "type": "TIME_RANGED", "operator": "IS_BETWEEN",
        "lowerBoundTimePoint": lower, "upperBoundTimePoint": upper, "lowerBoundEndpointBehavior": "INCLUSIVE",
        "upperBoundEndpointBehavior": end, "propertyParser": "VALUE", "includeObjectsWithNoValueSet": false })
}

fn after(point: Value) -> Value {
    json!({ "operationType": "TIME_POINT", "type": "TIME_POINT", "operator": "IS_AFTER", "timePoint": point,
        "endpointBehavior": "EXCLUSIVE", "propertyParser": "VALUE", "includeObjectsWithNoValueSet": false })
}

/// The range that is taken everywhere: from so many days ago until now.
fn until_now() -> Value {
    let now = json!({ "timeType": "INDEXED", "zoneId": "America/New_York", "timezoneSource": "CUSTOM",
        "indexReference": { "referenceType": "NOW" } });
    range(point(today(), -7), now, "INCLUSIVE")
}

fn filtered(name: &str, operation: Value) -> Value {
    list_of(one(property(name, operation)))
}

pub(super) fn branch_operator(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let mut root = one(known("email"));
    super::lab::join(&mut root, json!({ "filterBranchOperator": "AND" }));
    lab.takes(list_of(root), list_of(one(known("email"))), "ignored", "checked")
}

pub(super) fn relative_ranges(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let tried = range(point(today(), -7), point(today(), -1), "INCLUSIVE");
    lab.takes(filtered("closedate", tried), filtered("closedate", until_now()), "free", "pairs")
}

pub(super) fn on_today(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    // Where any range is taken, that this one is says nothing about it.
    let any_range = range(point(today(), -7), point(today(), -1), "INCLUSIVE");
    let free = lab.list(filtered("closedate", any_range))?;
    if !free.refused() {
        return Ok(Seen::open(if free.ok() { "any range is taken here".to_owned() } else { free.short() }));
    }
    let tried = range(point(today(), 0), point(today(), 1), "EXCLUSIVE");
    let control = json!({ "operationType": "CALENDAR_DATE", "operator": "IN_THIS_TIME_UNIT", "timeUnit": "DAY",
        "timeUnitCount": 1, "includeObjectsWithNoValueSet": false });
    lab.takes(filtered("closedate", tried), filtered("closedate", control), "today-to-tomorrow", "calendar-day")
}

pub(super) fn day_times(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let end = json!({ "referenceType": "TODAY", "hour": 23, "minute": 59, "second": 59, "millisecond": 999 });
    let tried = filtered("closedate", after(point(end, 3)));
    lab.takes(tried, filtered("closedate", after(point(today(), 3))), "taken", "refused")
}

pub(super) fn referenced_updates(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let point = |property: &str, reference: &str| {
        json!({ "timeType": "PROPERTY_REFERENCED", "zoneId": "America/New_York", "timezoneSource": "CUSTOM",
            "property": property, "referenceType": reference })
    };
    let tried = filtered("closedate", after(point("firstname", "UPDATED_AT")));
    lab.takes(tried, filtered("closedate", after(point("createdate", "VALUE"))), "any", "datetimes")
}

fn number(value: Value) -> Value {
    json!({ "operationType": "NUMBER", "operator": "IS_EQUAL_TO", "value": value, "includeObjectsWithNoValueSet": false })
}

pub(super) fn number_text(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let of = |value: Value| filtered("num_associated_deals", number(value));
    lab.takes(of(json!("5")), of(json!(5)), "coerced", "refused")
}

pub(super) fn ranged_bounds(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let of = |lower: Value, upper: Value| {
        let range = json!({ "operationType": "NUMBER_RANGED", "operator": "IS_BETWEEN", "lowerBound": lower,
            "upperBound": upper, "includeObjectsWithNoValueSet": false });
        filtered("num_associated_deals", range)
    };
    lab.takes(of(json!(1.5), json!(2.5)), of(json!(1), json!(2)), "any", "whole")
}

pub(super) fn owner_values(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let owners = lab.get(&lab.paths.owners())?;
    let Some(owner) = owners.body.pointer("/results/0/id").and_then(super::clean::text) else {
        return Ok(Seen::open(format!("the portal has no owner to compare with: {}", owners.short())));
    };
    let of = |id: &str| {
        let operation = json!({ "operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": [id],
            "includeObjectsWithNoValueSet": false });
        filtered("hubspot_owner_id", operation)
    };
    lab.takes(of(NOBODY), of(&owner), "free", "checked")
}

fn submitted(operator: &str, refine: Value) -> Value {
    let mut filter = json!({ "filterType": "FORM_SUBMISSION", "operator": operator });
    super::lab::join(&mut filter, refine);
    list_of(one(filter))
}

fn offset(direction: &str, unit: &str) -> Value {
    let offset = json!({ "amount": 3, "offsetDirection": direction, "timeUnit": unit });
    json!({ "pruningRefineBy": { "type": "RELATIVE_COMPARATIVE", "comparison": "AFTER", "timeOffset": offset } })
}

pub(super) fn refine_words(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let plural = lab.list(submitted("FILLED_OUT", offset("PAST", "DAYS")))?;
    let singular = lab.list(submitted("FILLED_OUT", offset("BEFORE", "DAY")))?;
    Ok(match (plural.ok(), singular.ok()) {
        (true, false) if !singular.refused() => Seen::open(singular.short()),
        (false, true) if !plural.refused() => Seen::open(plural.short()),
        (true, false) => Seen::so("plural", format!("PAST and DAYS are taken; BEFORE and DAY: {}", singular.short())),
        (false, true) => Seen::so("singular", format!("BEFORE and DAY are taken; PAST and DAYS: {}", plural.short())),
        (true, true) => Seen::open("both spellings are taken"),
        (false, false) => Seen::open(format!("neither spelling is taken: {}", plural.short())),
    })
}

pub(super) fn negative_counts(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let twice = || json!({ "coalescingRefineBy": { "type": "NUM_OCCURRENCES", "minOccurrences": 2 } });
    lab.takes(submitted("NOT_FILLED_OUT", twice()), submitted("FILLED_OUT", twice()), "turned", "refused")
}

/// Which part of a branch may be left out, in the order of trying.
pub(super) fn omitted_members(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let filter = known("email");
    let without = [
        (
            "filterBranchOperator",
            json!({ "filterBranchType": "OR", "filters": [], "filterBranches": [
            { "filterBranchType": "AND", "filters": [filter], "filterBranches": [] }] }),
        ),
        (
            "empty arrays",
            json!({ "filterBranchType": "OR", "filterBranchOperator": "OR", "filterBranches": [
            { "filterBranchType": "AND", "filterBranchOperator": "AND", "filters": [filter] }] }),
        ),
    ];
    let mut told = Vec::new();
    for (what, root) in without {
        told.push(format!("without {what}: {}", lab.list(list_of(root))?.short()));
    }
    Ok(Seen::so("see the evidence", told.join("; ")))
}

/// What a portal says to lists that are known to be wrong.
pub(super) fn refusals(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let and = || all(&[known("email")], &[]);
    let rows = [
        ("MANUAL with filters", json!({ "processingType": "MANUAL", "filterBranch": one(known("email")) })),
        ("DYNAMIC without", json!({ "processingType": "DYNAMIC" })),
        ("an empty AND", list_of(any(&[all(&[], &[])]))),
        ("AND under AND", list_of(any(&[all(&[known("email")], &[and()])]))),
        ("an AND as root", list_of(and())),
        ("an unknown property", list_of(one(known("hwprobe_no_such_property")))),
    ];
    let mut told = Vec::new();
    for (what, body) in rows {
        let said = lab.list(body)?;
        told.push(format!("{what}: {}", said.code()));
    }
    Ok(Seen::so("see the evidence", told.join("; ")))
}

/// Whether a description that is given with a list's creation is read back by a search.
pub(super) fn description(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let mut body = list_of(one(known("email")));
    super::lab::join(&mut body, json!({ "customProperties": { "hs_description": "a probe" } }));
    let made = lab.list(body)?;
    if !made.ok() {
        return Ok(Seen::so("refused", made.short()));
    }
    let search = json!({ "listIds": [made.text("/list/listId")], "processingTypes": [], "additionalProperties": ["hs_description"],
        "offset": 0 });
    let request = crate::portal::Request::new(crate::portal::Method::Post, format!("{}/search", lab.paths.lists()));
    for _ in 0..5 {
        let said = lab.send(&request.clone().body(search.clone()))?;
        if said.text("/lists/0/additionalProperties/hs_description") == "a probe" {
            return Ok(Seen::so("it sets the description", "a search reads it back"));
        }
        lab.rest();
    }
    Ok(Seen::so("it does not set the description", "searches for ten seconds do not read it back"))
}
