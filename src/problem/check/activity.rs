//! What records did: activities and events.

use crate::hubspot::platform::Object;
use crate::problem::Words;

use super::{did_you_mean, listed};

/// What can be wrong with an activity or an event.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "a fault says itself in `words`; its fields are the facts in it")]
pub enum ActivityFault {
    NotOfObject { what: String, its: Object, object: Object, helper: String, name: String },
    WithinAny { its: Object, helper: String, name: String },
    TwoRefinements { nearest: Vec<String> },
    AlwaysSo,
    BadCount { most: u32 },
    NoRefinement,
    WrongWindow { why: &'static str },
    NotOfEmail { what: &'static str, nearest: Option<String> },
    NegatedWindow { nearest: Option<String>, helper: String, name: String },
    NegatedEmail { nearest: String },
    NegatedStatus { helper: String, name: String },
    WrongFollowUp { verb: &'static str, takes: &'static str },
    EmptyAddress,
    BadPattern { why: &'static str },
    UnknownEvent { name: String, near: Option<String>, known: Vec<String> },
    OtherEventObject { event: String, its: Object, object: Object },
    UnknownEventProperty { event: String, name: String, near: Option<String>, known: Vec<String> },
    WrongEventTest { name: String, takes: String },
    EventEmpty { what: &'static str },
    NotOfEvent { what: &'static str },
    CountedAlternatives,
    ReEnrollEvent,
}

/// Says a fault.
pub fn words(fault: &ActivityFault) -> Words {
    match fault {
        ActivityFault::NotOfObject { what, its, object, helper, name } => Words::error(
            "check::other-activity",
            format!("{what} of a {}, and this is about a {}", its.word(), object.word()),
            format!("of a {}", its.word()),
            format!(
                "declare `{helper}` and ask for it over an association, such as `any {0} (member of {name})`",
                its.word()
            ),
        ),
        ActivityFault::WithinAny { its, helper, name } => Words::error(
            "check::activity-within-any",
            "HubSpot looks at properties and lists of associated records, and not at what they did",
            format!("of an associated {}", its.word()),
            format!("declare `{helper}` and write `member of {name}` in its place"),
        ),
        ActivityFault::TwoRefinements { nearest } => Words::error(
            "check::two-refinements",
            "HubSpot takes a count or a window of time, and not both",
            "one too many",
            format!("the nearest are {}", listed(nearest)),
        ),
        ActivityFault::AlwaysSo => Words::error(
            "check::bad-count",
            "everything happened at least 0 times",
            "holds for every record",
            "remove it, or write `at least 1 time`",
        ),
        ActivityFault::BadCount { most } => {
            Words::error("check::bad-count", "this count is too large", "", format!("write at most {most}"))
        }
        ActivityFault::NoRefinement => Words::error(
            "check::wrong-refinement",
            "a status is what it is now: it has no count and no time",
            "not here",
            "remove it",
        ),
        ActivityFault::WrongWindow { why } => Words::error(
            "check::wrong-window",
            format!("an activity can't be looked for in this window: {why}"),
            "",
            "use days: `in last 30 days`, `more than 30 days ago`, `before 2026-11-23`, `from 2026-11-01 to 2026-11-23`",
        ),
        ActivityFault::NotOfEmail { what, nearest } => Words::error(
            "check::no-email-filter",
            format!("HubSpot's filter on an e-mail takes {what}"),
            "",
            match nearest {
                Some(nearest) => format!("the event has it: `{nearest}`"),
                None => "name days, such as `after 2026-11-23`, or nothing".to_owned(),
            },
        ),
        ActivityFault::NegatedWindow { nearest, helper, name } => Words::error(
            "check::no-negation",
            "HubSpot has no filter for the opposite of this",
            "negated, within a time",
            match nearest {
                Some(nearest) => format!("the event has one: `{nearest}`"),
                None => format!(
                    "declare `{helper}` and write `member of {name}` in its place: `not member of {name}` has a filter"
                ),
            },
        ),
        ActivityFault::NegatedEmail { nearest } => Words::error(
            "check::no-negation",
            "HubSpot has no filter for the opposite of this",
            "negated",
            format!("the event has one: `{nearest}`"),
        ),
        ActivityFault::NegatedStatus { helper, name } => Words::error(
            "check::no-negation",
            "HubSpot has no filter for the opposite of this: a contact that never said anything has none of the three statuses",
            "negated, under `subscription_silence: nothing`",
            format!(
                "declare `{helper}` and write `member of {name}` in its place: `not member of {name}` has a filter"
            ),
        ),
        ActivityFault::WrongFollowUp { verb, takes } => Words::error(
            "check::wrong-follow-up",
            format!("HubSpot has no filter for `{verb} …` with this"),
            "not known",
            format!("`{verb} …` takes {takes}"),
        ),
        ActivityFault::EmptyAddress => Words::error(
            "check::bad-pattern",
            "this address is empty",
            "empty",
            "write the address of a page, or a part of it",
        ),
        ActivityFault::BadPattern { why } => Words::error(
            "check::bad-pattern",
            format!("this is no regular expression: {why}"),
            "",
            "write one, with `\\\\` before signs that stand for themselves, or use `viewed page containing \"…\"`",
        ),
        ActivityFault::UnknownEvent { name, near, known } => Words::error(
            "check::unknown-event",
            format!("there is no event `{name}`"),
            "not HubSpot's, not in the catalog",
            did_you_mean(near).unwrap_or_else(|| {
                format!(
                    "there are {} and more; declare the portal's own under `events:` in the feature catalog",
                    listed(known)
                )
            }),
        ),
        ActivityFault::OtherEventObject { event, its, object } => Words::error(
            "check::other-activity",
            format!("`{event}` happens to a {}, and this is about a {}", its.word(), object.word()),
            format!("of a {}", its.word()),
            format!("enrol records of {}, or use an event of {}", its.word(), object.word()),
        ),
        ActivityFault::UnknownEventProperty { event, name, near, known } => Words::error(
            "check::unknown-event-property",
            format!("the event `{event}` has no property `{name}`"),
            "not known",
            did_you_mean(near).unwrap_or_else(|| {
                let add = format!("declare it under `events:`, `{event}:`, `properties:` in the feature catalog");
                if known.is_empty() { add } else { format!("there is {}; or {add}", listed(known)) }
            }),
        ),
        ActivityFault::WrongEventTest { name, takes } => Words::error(
            "check::wrong-event-test",
            format!("HubSpot has no such test of the property `{name}` of an event"),
            "",
            if takes.is_empty() {
                "properties of this type can't be tested in events".to_owned()
            } else {
                format!("it takes {takes}")
            },
        ),
        ActivityFault::EventEmpty { what } => Words::error(
            "check::event-empty",
            format!("{what} lets events without a value pass, and HubSpot can't say that of an event"),
            "",
            "write the opposite test, which looks at known values alone, such as `is not` for `not … is`",
        ),
        ActivityFault::NotOfEvent { what } => Words::error(
            "check::not-of-event",
            format!("{what} is no property of an event"),
            "not within `where ( )`",
            "put it beside the event with `and`",
        ),
        ActivityFault::CountedAlternatives => Words::error(
            "check::counted-alternatives",
            "HubSpot counts events of one kind, and this `or` makes two",
            "an `or`, counted",
            "count one of them, or leave the count out",
        ),
        ActivityFault::ReEnrollEvent => Words::error(
            "check::re-enroll-event",
            "beside `enroll when`, a record enrols again when a feature changes and by nothing else",
            "no change of a feature",
            "write `re-enroll when FEATURE changes`, or use `enroll on EVENT` with `re-enroll`",
        ),
    }
}
