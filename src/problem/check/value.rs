//! Tests and values that do not fit a type.

use crate::problem::Words;

use super::{did_you_mean, listed};

/// What can be wrong with a test or a value.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "a fault says itself in `words`; its fields are the facts in it")]
pub enum ValueFault {
    UnknownOption { written: String, feature: String, near: Option<String>, is_label: bool, known: Vec<String> },
    OtherPipeline { feature: String, pipeline: String, written: String },
    StageOfWhich { feature: String, stage: String },
    EmptyText { feature: String },
    BadNumber { most: usize },
    WrongReference { found: String, wanted: &'static str },
    WrongValue { feature: String, kind: &'static str, found: String, wanted: String },
    WrongTest { feature: String, kind: &'static str, spellings: String, instead: Option<String> },
    WrongChange { feature: String, kind: &'static str, takes: &'static str },
    ReversedBounds { low: String, high: String },
    OutsideRange { feature: String, range: String, outcome: &'static str },
    SetOutsideRange { feature: String, range: String },
    NoSuchDay { write: &'static str },
    DayTooFar { first: u16, last: u16 },
    DaysOnly { nearest: u32 },
    TooManyDays { most: u32 },
    NoDays,
    ReversedDays { low: String, high: String },
    FutureChange,
    ChangedInCalendar { feature: String },
    ChangedAgainstValue { feature: String, other: String },
    CalculatedHistory { feature: String },
    SameFeature { feature: String },
    WrongOther { other: String, kind: &'static str, wanted: &'static str },
    FeatureAsDay { name: String },
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
        ValueFault::StageOfWhich { feature, stage } => Words::error(
            "check::stage-of-which",
            format!(
                "`{feature}` holds the stages of several pipelines, and `stage(\"{stage}\")` does not say of which"
            ),
            "of which pipeline?",
            format!("write `pipeline(\"…\").stage(\"{stage}\")`"),
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
        ValueFault::WrongTest { feature, kind, spellings, instead } => Words::error(
            "check::wrong-test",
            format!("this test does not fit the {kind} feature `{feature}`"),
            format!("not for {kind}"),
            match instead {
                Some(instead) => format!("write `{instead}`; features of type {kind} take {spellings}"),
                None => format!("features of type {kind} take {spellings}"),
            },
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
        ValueFault::SetOutsideRange { feature, range } => Words::warning(
            "check::outside-range",
            format!("`{feature}` ranges over {range}, and is given another number"),
            "out of range",
            "write a number within the range, or widen the `range` in the catalog",
        ),
        ValueFault::NoSuchDay { write } => {
            Words::error("check::no-such-day", "there is no such day", "not in the calendar", format!("write {write}"))
        }
        ValueFault::DayTooFar { first, last } => Words::error(
            "check::no-such-day",
            "this day is too far from today",
            "out of reach",
            format!("write a day of the years {first} to {last}"),
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
        ValueFault::NoDays => Words::error(
            "check::bad-window",
            "a window of coming days needs a day",
            "no day",
            "write 1 day at least, or `after today`",
        ),
        ValueFault::ReversedDays { low, high } => Words::error(
            "check::reversed-bounds",
            format!("`{low}` is after `{high}`, so no day is within"),
            "",
            format!("write `from {high} to {low}`"),
        ),
        ValueFault::FutureChange => Words::error(
            "check::future-change",
            "nothing has changed later than now",
            "lies ahead",
            "write a window that ends today, such as `changed in last 7 days`",
        ),
        ValueFault::ChangedInCalendar { feature } => Words::error(
            "check::changed-in-calendar",
            "HubSpot's units of the calendar look at a value and never at its last change",
            "of a change",
            format!(
                "count in days: `{feature} changed in last 30 days`, or name them: `{feature} changed from 2026-11-01 to today`"
            ),
        ),
        ValueFault::ChangedAgainstValue { feature, other } => Words::error(
            "check::wrong-other",
            format!("the last change of `{feature}` can't be held against the value of `{other}`"),
            "a value",
            format!("compare two changes: `{feature} changed before {other} changed`"),
        ),
        ValueFault::CalculatedHistory { feature } => Words::error(
            "check::calculated-history",
            format!("HubSpot keeps no history of `{feature}`, which is calculated"),
            "no history",
            "test the features that it is calculated from, or copy it to another property by a workflow",
        ),
        ValueFault::SameFeature { feature } => Words::error(
            "check::wrong-other",
            format!("`{feature}` is compared with itself"),
            "the same property",
            "name another feature",
        ),
        ValueFault::WrongOther { other, kind, wanted } => Words::error(
            "check::wrong-other",
            format!("the {kind} feature `{other}` can't be compared with here"),
            format!("of type {kind}"),
            format!("name {wanted}"),
        ),
        ValueFault::FeatureAsDay { name } => Words::error(
            "check::wrong-other",
            format!("the feature `{name}` can't stand for a day here"),
            "a feature",
            match name.as_str() {
                "yesterday" => "write `today - 1 day`".to_owned(),
                "tomorrow" => "write `today + 1 day`".to_owned(),
                _ => format!(
                    "HubSpot has filters for `before {name}` and `after {name}` alone; a day is `2026-11-23`, `today` or `today - 7 days`"
                ),
            },
        ),
    }
}
