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
        why: "what asks for empty values is passed by them whatever the flag says",
        fate: Fate::Unseen,
        is: |it| it.key == "includeObjectsWithNoValueSet" && !it.is_gone() && it.has("operator", "IS_UNKNOWN"),
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

const CLOCK: [&str; 4] = ["hour", "minute", "second", "millisecond"];

/// What reads back as something else and has the same members.
const LISTS: &[Exception] = &[
    Exception {
        why: "a title says nothing of members",
        fate: Fate::Shown,
        is: |it| it.place == ["name"] && !it.is_gone(),
    },
    Exception {
        why: "a snapshot has the members of its first moment",
        fate: Fate::Shown,
        is: |it| it.place == ["processingType"] && it.before == "DYNAMIC" && it.became("SNAPSHOT"),
    },
    Exception {
        why: "for known HubSpot does not look at the flag",
        fate: Fate::Shown,
        is: |it| it.key == "includeObjectsWithNoValueSet" && !it.is_gone() && it.has("operator", "IS_KNOWN"),
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
            let same =
                [["IS_ANY_OF", "IS_EXACTLY", "CONTAINS_ALL"], ["IS_NONE_OF", "IS_NOT_EXACTLY", "DOES_NOT_CONTAIN_ALL"]];
            let both = |words: &[&str; 3]| words.iter().any(|a| it.before == *a) && words.iter().any(|b| it.became(b));
            it.key == "operator" && it.has("operationType", "ENUMERATION") && one && same.iter().any(both)
        },
    },
    Exception {
        why: "a part of the time of day that is missing is 0",
        fate: Fate::Shown,
        is: |it| {
            it.is_gone() && it.has("timeType", "DATE") && CLOCK.contains(&it.key.as_str()) && it.before == json!(0)
        },
    },
    Exception {
        why: "a date has no time: where in its day an end lies is all one",
        fate: Fate::Shown,
        is: |it| {
            let is_end = it.has("timeType", "DATE") && it.holder.get("hour") == Some(&json!(23));
            let later = matches!(&it.change, Change::Became(value) if value.as_i64() > it.before.as_i64());
            let of_end = is_end && CLOCK.contains(&it.key.as_str()) && !later;
            of_a_date(it) && (of_end || (it.key == "upperBoundEndpointBehavior" && it.became("EXCLUSIVE")))
        },
    },
    Exception {
        why: "a date is a day of the zone that the bound names, unless the other bound names another",
        fate: Fate::Shown,
        is: |it| {
            let is_fixed_upper = it.has("timeType", "DATE") && it.place.contains(&"upperBoundTimePoint".to_owned());
            of_a_date(it) && it.key == "zoneId" && it.became("America/New_York") && !is_fixed_upper
        },
    },
    Exception {
        why: "now is one moment in all zones",
        fate: Fate::Shown,
        is: |it| {
            let is_now = it.holder.get("indexReference") == Some(&json!({ "referenceType": "NOW" }));
            is_now && it.key == "zoneId" && it.became("America/New_York") && !of_a_date(it)
        },
    },
    Exception {
        why: "whoever has no value fails the other test of the same property",
        fate: Fate::Shown,
        is: |it| {
            let two = it.about.contains("between 80 and 90") || it.about.contains("not in (80, 90)");
            let and = two && !it.about.contains("not between");
            and && it.key == "includeObjectsWithNoValueSet" && !it.is_gone()
        },
    },
    Exception {
        why: "both parts of a negated window take in whoever has no value, so one of them does",
        fate: Fate::Shown,
        is: |it| is_negated_window(it) && it.key == "includeObjectsWithNoValueSet" && it.before == json!(true),
    },
    Exception {
        why: "the parts of a negated window overlap between midnight and now",
        fate: Fate::Shown,
        is: |it| {
            let upper = it.key == "upperBoundEndpointBehavior" && it.became("EXCLUSIVE");
            let after =
                it.key == "zoneId" && it.place.contains(&"timePoint".to_owned()) && it.became("America/New_York");
            is_negated_window(it) && !of_a_date(it) && (upper || after)
        },
    },
];

/// What the portal keeps of a workflow as it was, or fills in.
const FLOWS: &[Exception] = &[
    Exception {
        why: "HubSpot fills these in where they are missing",
        fate: Fate::Unseen,
        is: |it| {
            let filled = ["customProperties", "canEnrollFromSalesforce"];
            let lists = ["suppressionListIds", "timeWindows", "blockedDates"];
            let empty = lists.contains(&it.key.as_str()) && it.before == json!([]);
            it.place.len() == 1 && it.is_gone() && (filled.contains(&it.key.as_str()) || empty)
        },
    },
    Exception {
        why: "the server owns it",
        fate: Fate::Unseen,
        is: |it| it.place == ["dataSources"] && it.before == json!([]),
    },
    Exception {
        why: "no days and no list of days are one",
        fate: Fate::Unseen,
        is: |it| {
            // The schema of values has it as required; that of a task's time is nobody's.
            let of_a_task = it.around.iter().any(|holder| holder.contains_key("due_time"));
            it.key == "daysOfWeek" && it.is_gone() && it.before == json!([]) && of_a_task
        },
    },
    Exception {
        why: "the server raises the versions of action types by itself, so a higher one is no difference",
        fate: Fate::Unseen,
        is: |it| {
            let higher = |value: &Value| value.as_u64() > it.before.as_u64();
            it.key == "actionTypeVersion"
                && ["0-43347357", "0-199"].iter().any(|opaque| it.has("actionTypeId", opaque))
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
    mutant
        .around
        .iter()
        .any(|holder| ["born", "renewed"].iter().any(|name| holder.get("property") == Some(&json!(name))))
}

/// Tells whether what is changed was compiled from `not … more than N days ago`, which takes two filters.
fn is_negated_window(mutant: &Mutant) -> bool {
    mutant.about.starts_with("not") && mutant.about.contains("more than")
}
