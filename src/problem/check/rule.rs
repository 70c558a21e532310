//! Conditions as a whole.

use crate::hubspot::platform::Object;
use crate::problem::Words;

/// What can be wrong with a condition.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "a fault says itself in `words`; its fields are the facts in it")]
pub enum RuleFault {
    TooManyProblems { most: usize },
    Multiplies { filters: usize, most: usize },
    TooManyFilters { most: usize },
    NeverTrue,
    AlwaysTrue { feature: String },
    NestedAny { association: String },
    NoNegation { helper: String, name: String },
    OnlyNegation { helper: String, name: String, nearest: String },
    NoExactForm { nearest: String },
    MixedAndOr { compiled: String, other: String },
    Repeated { value: String },
    DropsEmpty { feature: String, object: Object, text: String },
}

/// Says a fault.
pub fn words(fault: &RuleFault) -> Words {
    match fault {
        RuleFault::TooManyProblems { most } => Words::warning(
            "check::too-many-problems",
            format!("there are more than {most} problems here; the rest is not shown"),
            "",
            "solve those that are shown, then check again",
        ),
        RuleFault::Multiplies { filters, most } => Words::error(
            "check::too-many-filters",
            format!("HubSpot would need {filters} filters or more for this, and {most} is the most"),
            "this part multiplies",
            "HubSpot holds OR of ANDs, so each `or` within an `and` is multiplied out; move one of them to a segment of its own and use `member of`",
        ),
        RuleFault::Repeated { value } => Words::warning(
            "check::repeated-value",
            format!("`{value}` stands twice in this list"),
            "again",
            "remove one of them, or write the one that was meant",
        ),
        RuleFault::TooManyFilters { most } => Words::error(
            "check::too-many-filters",
            format!("this condition holds more than the {most} filters that HubSpot does"),
            "",
            "move a part to a segment of its own and use `member of`",
        ),
        RuleFault::NeverTrue => Words::error(
            "check::never-true",
            "no record can pass this condition",
            "contradicts itself",
            "remove one of the parts that exclude each other",
        ),
        RuleFault::AlwaysTrue { feature } => Words::warning(
            "check::always-true",
            format!("`{feature} is known or unknown` holds for every record"),
            "nothing is left out",
            "remove the comparison, or `or unknown`",
        ),
        RuleFault::NestedAny { association } => Words::error(
            "check::nested-any",
            format!("`any {association}` stands within another `any`, and HubSpot goes one step only"),
            "a second step",
            "make a segment of the associated records and write `any … (member of …)`",
        ),
        RuleFault::NoNegation { helper, name } => Words::error(
            "check::no-negation",
            "HubSpot has no filter for the opposite of this",
            "negated",
            format!(
                "declare `{helper}` and write `member of {name}` in its place: `not member of {name}` has a filter"
            ),
        ),
        RuleFault::OnlyNegation { helper, name, nearest } => Words::error(
            "check::no-exact-form",
            "HubSpot has a filter for the opposite of this alone",
            "has a border at a midnight to come",
            format!(
                "declare `{helper}` and write `not member of {name}` in its place; or write `{nearest}`, which takes in that midnight"
            ),
        ),
        RuleFault::NoExactForm { nearest } => Words::error(
            "check::no-exact-form",
            "HubSpot has no filter for exactly this",
            "has a border at a midnight to come",
            format!("the nearest is `{nearest}`, which differs at that midnight alone"),
        ),
        RuleFault::MixedAndOr { compiled, other } => Words::warning(
            "check::mixed-and-or",
            "`and` and `or` are mixed without parentheses",
            "`and` binds tighter",
            format!("this reads as `{compiled}`; if that is meant, write it so; else write `{other}`"),
        ),
        RuleFault::DropsEmpty { feature, object, text } => Words::warning(
            "check::drops-empty",
            format!("a {} without `{feature}` does not pass this", object.word()),
            "false for an empty value",
            format!(
                "write `({text} or unknown)` to let them pass, or add `{feature} is known` to say that they shall not"
            ),
        ),
    }
}
