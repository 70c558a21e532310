//! Tests and values that do not fit a type.

use crate::problem::Words;

use super::{did_you_mean, listed};

/// What can be wrong with a test or a value.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "a fault says itself in `words`; its fields are the facts in it")]
pub enum ValueFault {
    UnknownOption { written: String, feature: String, near: Option<String>, is_label: bool, known: Vec<String> },
    OtherPipeline { feature: String, pipeline: String, written: String },
    EmptyText { feature: String },
    BadNumber { most: usize },
    WrongReference { found: String, wanted: &'static str },
    WrongValue { feature: String, kind: &'static str, found: String, wanted: String },
    WrongTest { feature: String, kind: &'static str, spellings: String },
    WrongChange { feature: String, kind: &'static str, takes: &'static str },
    ReversedBounds { low: String, high: String },
    OutsideRange { feature: String, range: String, outcome: &'static str },
    NoSuchDay,
    DaysOnly { nearest: u32 },
    TooManyDays { most: u32 },
}

/// Says a fault.
pub fn words(fault: &ValueFault) -> Words {
    match fault {
        ValueFault::UnknownOption { written, feature, near, is_label, known } => {
            let help = match (near, is_label) {
                (Some(value), true) => format!("`{written}` is the label; write the value `{value}`"),
                (near, _) => did_you_mean(near).unwrap_or_else(|| format!("its options are {}", listed(known))),
            };
            Words::error(
                "check::unknown-option",
                format!("`{feature}` has no option `{written}`"),
                "not an option",
                help,
            )
        }
        ValueFault::OtherPipeline { feature, pipeline, written } => Words::error(
            "check::other-pipeline",
            format!("`{feature}` is a stage of the pipeline `{pipeline}`, not of `{written}`"),
            "another pipeline",
            format!("write `pipeline(\"{pipeline}\")`, or a feature for the stages of `{written}`"),
        ),
        ValueFault::EmptyText { feature } => Words::error(
            "check::empty-text",
            format!("empty text is no value of `{feature}`"),
            "empty",
            "test with `is unknown`; empty a property with `clear`",
        ),
        ValueFault::BadNumber { most } => Words::error(
            "check::bad-number",
            "this number can't be kept exactly",
            "too many digits",
            format!("write at most {most} significant digits, and at most {most} before the point"),
        ),
        ValueFault::WrongReference { found, wanted } => Words::error(
            "check::wrong-reference",
            format!("{found} can't stand here"),
            format!("here stands {wanted}"),
            format!("write {wanted}"),
        ),
        ValueFault::WrongValue { feature, kind, found, wanted } => Words::error(
            "check::wrong-value",
            format!("the {kind} feature `{feature}` can't take {found}"),
            "does not fit",
            format!("write {wanted}"),
        ),
        ValueFault::WrongTest { feature, kind, spellings } => Words::error(
            "check::wrong-test",
            format!("this test does not fit the {kind} feature `{feature}`"),
            format!("not for {kind}"),
            format!("features of type {kind} take {spellings}"),
        ),
        ValueFault::WrongChange { feature, kind, takes } => Words::error(
            "check::wrong-change",
            format!("the {kind} feature `{feature}` can't be watched for this change"),
            format!("not for {kind}"),
            format!("write {takes}"),
        ),
        ValueFault::ReversedBounds { low, high } => Words::error(
            "check::reversed-bounds",
            format!("{low} is above {high}, so nothing is between them"),
            "",
            format!("write `between {high} and {low}`"),
        ),
        ValueFault::OutsideRange { feature, range, outcome } => Words::warning(
            "check::outside-range",
            format!("this {outcome}: `{feature}` ranges over {range}"),
            outcome.to_string(),
            "compare with a number within the range, or widen the `range` in the catalog",
        ),
        ValueFault::NoSuchDay => Words::error(
            "check::no-such-day",
            "there is no such day",
            "not in the calendar",
            "write year, month and day: `2026-11-23`",
        ),
        ValueFault::DaysOnly { nearest } => {
            let s = if *nearest == 1 { "" } else { "s" };
            Words::error(
                "check::bad-window",
                "HubSpot counts such windows in days",
                "shorter than a day",
                format!("the nearest it can hold is `{nearest} day{s}`, counted from 00:00"),
            )
        }
        ValueFault::TooManyDays { most } => {
            Words::error("check::bad-window", "this window is too long", "", format!("write at most {most} days"))
        }
    }
}
