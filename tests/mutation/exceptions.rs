//! Mutants that HubSpot takes for the original, or reads alike, each with the reason.

use serde_json::{Value, json};

use super::mutants::{Change, Mutant};

/// What became of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// The portal refused it.
    Refused,
    /// The list has other members.
    Meant,
    /// It reads back as something else, and the plan would show it.
    Shown,
    /// Nothing tells it from the original.
    Unseen,
}

/// Mutants that have another fate than the rest.
pub struct Exception {
    /// Why.
    pub why: &'static str,
    /// Their fate: each of them must have it.
    pub fate: Fate,
    /// Which they are.
    pub is: fn(&Mutant) -> bool,
}

/// What lists and workflows have in common.
const FILTERS: &[Exception] = &[
    Exception {
        why: "HubSpot fills a missing array of filters or branches in as an empty one",
        fate: Fate::Unseen,
        is: |it| it.is_gone() && ["filters", "filterBranches"].contains(&it.key.as_str()) && it.before == json!([]),
    },
    Exception {
        why: "HubSpot fills the operator of a branch in from its type",
        fate: Fate::Unseen,
        is: |it| it.is_gone() && it.key == "filterBranchOperator",
    },
    Exception {
        why: "HubSpot fills a missing flag in as false",
        fate: Fate::Unseen,
        is: |it| it.is_gone() && it.key == "includeObjectsWithNoValueSet" && it.before == json!(false),
    },
    Exception {
        why: "the end of a single point is always EXCLUSIVE, of a range INCLUSIVE unless it says otherwise",
        fate: Fate::Unseen,
        is: |it| it.is_gone() && it.key.to_lowercase().ends_with("endpointbehavior"),
    },
    Exception {
        why: "a test is of the value unless it says otherwise",
        fate: Fate::Unseen,
        is: |it| it.is_gone() && it.key == "propertyParser",
    },
    Exception {
        why: "CUSTOM is the only source of a time zone that was ever seen, and so the default",
        fate: Fate::Unseen,
        is: |it| it.is_gone() && it.key == "timezoneSource",
    },
];

/// What reads back as something else and has the same members.
const LISTS: &[Exception] = &[
    Exception { why: "a title says nothing of members", fate: Fate::Shown, is: |it| it.place == ["name"] && !it.is_gone() },
    Exception {
        why: "a snapshot has the members of its first moment",
        fate: Fate::Shown,
        is: |it| it.place == ["processingType"] && it.became("SNAPSHOT"),
    },
    Exception {
        why: "for known and unknown HubSpot does not look at the flag",
        fate: Fate::Shown,
        is: |it| it.key == "includeObjectsWithNoValueSet" && !it.is_gone() && it.has("operationType", "ALL_PROPERTY"),
    },
    Exception {
        why: "the zone is named, so where the name comes from changes nothing",
        fate: Fate::Shown,
        is: |it| it.key == "timezoneSource" && (it.became("PORTAL") || it.became("USER")),
    },
    Exception {
        why: "of one value, to be any of it, to contain all of it and (of a property with one value) to be exactly it are one",
        fate: Fate::Shown,
        is: |it| {
            let one = it.holder.get("values").and_then(Value::as_array).is_some_and(|values| values.len() == 1);
            let same = [["IS_ANY_OF", "IS_EXACTLY", "CONTAINS_ALL"], ["IS_NONE_OF", "IS_NOT_EXACTLY", "DOES_NOT_CONTAIN_ALL"]];
            let both = |words: &[&str; 3]| words.iter().any(|a| it.before == *a) && words.iter().any(|b| it.became(b));
            it.key == "operator" && it.has("operationType", "ENUMERATION") && one && same.iter().any(both)
        },
    },
    Exception {
        why: "a date has no time: where in the day after its first moment a bound lies, and in which zone, is all one",
        fate: Fate::Shown,
        is: |it| of_a_date(it) && beyond_a_date(it),
    },
];

/// What the portal keeps of a workflow as it was, or fills in.
const FLOWS: &[Exception] = &[
    Exception {
        why: "HubSpot fills these in where they are missing",
        fate: Fate::Unseen,
        is: |it| {
            let filled = ["timeWindows", "blockedDates", "customProperties", "canEnrollFromSalesforce"];
            let empty = it.key == "suppressionListIds" && it.before == json!([]);
            it.place.len() == 1 && it.is_gone() && (filled.contains(&it.key.as_str()) || empty)
        },
    },
    Exception {
        why: "the server owns it",
        fate: Fate::Unseen,
        is: |it| it.place == ["dataSources"],
    },
    Exception {
        why: "no days and no list of days are one",
        fate: Fate::Unseen,
        is: |it| it.key == "daysOfWeek" && it.is_gone() && it.before == json!([]),
    },
    Exception {
        why: "the server raises the versions of action types by itself, so a higher one is no difference",
        fate: Fate::Unseen,
        is: |it| {
            let higher = |value: &Value| value.as_u64() > it.before.as_u64();
            it.key == "actionTypeVersion"
                && it.has("actionTypeId", "0-43347357")
                && matches!(&it.change, Change::Became(value) if higher(value))
        },
    },
];

/// Returns the exceptions of lists.
pub fn of_lists() -> Vec<&'static Exception> {
    FILTERS.iter().chain(LISTS).collect()
}

/// Returns the exceptions of workflows.
pub fn of_flows() -> Vec<&'static Exception> {
    FILTERS.iter().chain(FLOWS).collect()
}

/// Tells whether the test that a mutant changes is one of a property of type date.
fn of_a_date(mutant: &Mutant) -> bool {
    mutant.around.iter().any(|holder| ["born", "renewed"].iter().any(|name| holder.get("property") == Some(&json!(name))))
}

fn beyond_a_date(mutant: &Mutant) -> bool {
    let is_end = mutant.has("timeType", "DATE") && mutant.holder.get("hour") == Some(&json!(23));
    let in_day = is_end && ["hour", "minute", "second", "millisecond"].contains(&mutant.key.as_str());
    let kept = !mutant.is_gone() && !matches!(&mutant.change, Change::Became(value) if value.as_i64() > mutant.before.as_i64());
    let upper = mutant.key == "upperBoundEndpointBehavior" && mutant.became("EXCLUSIVE");
    let zone = mutant.key == "zoneId" && mutant.became("America/New_York");
    (in_day && kept) || upper || zone
}
