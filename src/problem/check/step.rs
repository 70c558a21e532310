//! Lines and steps with times, shares, addresses and code in them.

use crate::hubspot::platform::Object;
use crate::problem::Words;

use super::{did_you_mean, listed};

/// What can be wrong with what times a workflow, tells people, or reaches beyond the record.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "a fault says itself in `words`; its fields are the facts in it")]
pub enum StepFault {
    OnlyIfBeside,
    UnenrollBeside,
    GoalOnContacts { object: Object },
    NoSuchTime { written: String },
    ReversedHours,
    NotADate { feature: String, kind: &'static str },
    WholeDays { why: &'static str },
    Share { share: u32 },
    Shares { sum: u64 },
    OneArm,
    EmptyArm,
    GoToBackwards { name: String },
    NoAppend { feature: String, kind: &'static str },
    NotANumber { feature: String, kind: &'static str },
    BadAmount { opposite: &'static str },
    BadAddress { why: &'static str },
    AppPlace,
    SecretPlace,
    NoCode { file: String, near: Option<String>, known: Vec<String> },
    NoPipelines { object: Object },
    WritesCalculated { feature: String },
    RotatesAssociated,
}

/// Says a fault.
pub fn words(fault: &StepFault) -> Words {
    match fault {
        StepFault::OnlyIfBeside => Words::error(
            "check::bad-only-if",
            "`only if` narrows the events of `enroll on`, and there are none",
            "narrows nothing",
            "join the condition to `enroll when` with `and`, or put the steps into `if … { … }`",
        ),
        StepFault::UnenrollBeside => Words::error(
            "check::bad-unenroll",
            "`unenroll when no longer matching` goes with `enroll when` only",
            "matching what?",
            "only a condition can stop holding; leave the workflow with `if … { end }`, or with `goal when` on contacts",
        ),
        StepFault::GoalOnContacts { object } => Words::error(
            "check::goal-on-contacts",
            format!("HubSpot has goals for contacts, and this workflow is about {}", object.word()),
            "",
            "leave the workflow with `if … { end }`",
        ),
        StepFault::NoSuchTime { written } => Words::error(
            "check::no-such-time",
            format!("there is no time `{written}` on any day"),
            "not on the clock",
            "hours go from 00 to 23 and minutes from 00 to 59",
        ),
        StepFault::ReversedHours => Words::error(
            "check::reversed-hours",
            "these hours end before they begin",
            "",
            "the first time is the earlier one; hours over midnight are two lines",
        ),
        StepFault::NotADate { feature, kind } => Words::error(
            "check::not-a-date",
            format!("`{feature}` is of type {kind}, and here stands a date"),
            format!("of type {kind}"),
            "name a feature of type `date` or `datetime`",
        ),
        StepFault::WholeDays { why } => Words::error(
            "check::whole-days",
            format!("{why} counts whole days"),
            "not whole days",
            "write days or weeks: `3 days`",
        ),
        StepFault::Share { share } => Words::error(
            "check::bad-split",
            format!("{share}% is no share: each way takes from 1% to 99% of the records"),
            "",
            "write a whole number from 1 to 99",
        ),
        StepFault::Shares { sum } => Words::error(
            "check::bad-split",
            format!("the shares of this `split` add up to {sum}%"),
            "not 100%",
            "change one of them so that they add up to 100%",
        ),
        StepFault::OneArm => Words::error(
            "check::bad-split",
            "a `split` has two ways at least",
            "",
            "write each with its share: `50% { … } 50% { … }`",
        ),
        StepFault::EmptyArm => Words::error(
            "check::empty-arm",
            "this way of the `split` leads to no step",
            "leads nowhere",
            "HubSpot keeps only ways that lead somewhere: write a step into it, or one behind the `split`",
        ),
        StepFault::GoToBackwards { name } => Words::error(
            "check::go-to-backwards",
            format!("the step `{name}` has begun already, and `go to` leads forward only"),
            "backwards",
            "name a step that comes later; a record that should run again enrols again",
        ),
        StepFault::NoAppend { feature, kind } => Words::error(
            "check::no-append",
            format!("nothing can be appended to the {kind} feature `{feature}`"),
            format!("of type {kind}"),
            "`append` adds an option to a set, or text to a string; use `set` for all others",
        ),
        StepFault::NotANumber { feature, kind } => Words::error(
            "check::not-a-number",
            format!("`{feature}` is of type {kind}, and only numbers increase and decrease"),
            format!("of type {kind}"),
            "name a feature of type `number`",
        ),
        StepFault::BadAmount { opposite } => Words::error(
            "check::bad-amount",
            "the amount is above zero",
            "not above zero",
            format!("to go the other way, write `{opposite}`"),
        ),
        StepFault::BadAddress { why } => Words::error(
            "check::bad-address",
            format!("a webhook can't be sent there: {why}"),
            "",
            "write the whole address: `\"https://host/path\"`, or `url(\"…\")` and bind it for each environment",
        ),
        StepFault::AppPlace => Words::error(
            "check::bad-sign",
            "an app signs the whole call: it stands in no place of its own",
            "too much",
            "remove what follows `app(\"…\")`",
        ),
        StepFault::SecretPlace => Words::error(
            "check::bad-sign",
            "a secret has to stand somewhere in the call",
            "where?",
            "write `in header \"X-Key\"` or `in query \"key\"` behind it",
        ),
        StepFault::NoCode { file, near, known } => Words::error(
            "check::no-code",
            format!("there is no file `workflows/code/{file}`"),
            "not in the project",
            did_you_mean(near).unwrap_or_else(|| {
                if known.is_empty() {
                    "put the source there, in a file that ends with `.py` or `.js`".to_owned()
                } else {
                    format!("there are {}", listed(known))
                }
            }),
        ),
        StepFault::NoPipelines { object } => Words::error(
            "check::no-pipelines",
            format!("a {} has no pipelines, and this workflow is about {0}", object.word()),
            "",
            "in fields of `action`, pipelines and stages are those of the enrolled record's object",
        ),
        StepFault::WritesCalculated { feature } => Words::error(
            "check::writes-calculated",
            format!("HubSpot calculates `{feature}`, and no step can write it"),
            "calculated",
            "write a feature that it is calculated from, or another one; remove `calculated: true` from the catalog if it is an ordinary property",
        ),
        StepFault::RotatesAssociated => Words::error(
            "check::rotate-associated",
            "HubSpot rotates the owner of the enrolled record alone",
            "of an associated record",
            "rotate an owner feature of the enrolled record and `copy` it over; or write the workflow on the object whose owner it is",
        ),
    }
}
