//! The words of `check`.

mod activity;
mod flow;
mod name;
mod rule;
mod step;
mod template;
mod value;

use super::{Fact, Words};

pub use activity::ActivityFault;
pub use flow::FlowFault;
pub use name::NameFault;
pub use rule::RuleFault;
pub use step::StepFault;
pub use template::TemplateFault;
pub use value::ValueFault;

/// What can be wrong; boxed, so that a problem stays small.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// Names that are not there, or are there twice.
    Name(Box<NameFault>),
    /// Tests and values that do not fit a type.
    Value(Box<ValueFault>),
    /// What records did.
    Activity(Box<ActivityFault>),
    /// Conditions as a whole.
    Rule(Box<RuleFault>),
    /// Lines and steps of workflows.
    Flow(Box<FlowFault>),
    /// Times, shares, addresses and code in workflows.
    Step(Box<StepFault>),
    /// Templates and their uses.
    Template(Box<TemplateFault>),
}

/// What is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the declaration's word")]
pub enum Sort {
    Segment,
    StaticList,
    Workflow,
    Template,
}

impl Sort {
    fn word(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::StaticList => "static list",
            Self::Workflow => "workflow",
            Self::Template => "template",
        }
    }

    fn plural(self) -> &'static str {
        match self {
            Self::Segment => "segments",
            Self::StaticList => "static lists",
            Self::Workflow => "workflows",
            Self::Template => "templates",
        }
    }
}

/// Says a fault.
#[must_use]
pub fn words(fault: &Fault) -> Words {
    match fault {
        Fault::Name(fault) => name::words(fault),
        Fault::Value(fault) => value::words(fault),
        Fault::Activity(fault) => activity::words(fault),
        Fault::Rule(fault) => rule::words(fault),
        Fault::Flow(fault) => flow::words(fault),
        Fault::Step(fault) => step::words(fault),
        Fault::Template(fault) => template::words(fault),
    }
}

macro_rules! from_fault {
    ($($variant:ident $kind:ident),*) => {
        $(impl From<$kind> for Fault {
            fn from(fault: $kind) -> Self {
                Self::$variant(Box::new(fault))
            }
        }
        impl From<$kind> for Fact {
            fn from(fault: $kind) -> Self {
                Self::Check(fault.into())
            }
        })*
    };
}
from_fault!(
    Name NameFault, Value ValueFault, Activity ActivityFault, Rule RuleFault, Flow FlowFault, Step StepFault,
    Template TemplateFault
);

fn did_you_mean(near: &Option<String>) -> Option<String> {
    near.as_ref().map(|near| format!("did you mean `{near}`?"))
}

fn listed<T: AsRef<str>>(names: &[T]) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}

macro_rules! pages {
    ($($kind:literal)*) => {
        /// Every code of this stage with its page.
        pub const PAGES: &[(&str, &str)] = &[
            $((concat!("check::", $kind), include_str!(concat!("../../docs/problems/check/", $kind, ".md")))),*
        ];
    };
}
pages!(
    "activity-within-any"
    "always-true"
    "bad-action-type"
    "bad-address"
    "bad-amount"
    "bad-brace"
    "bad-copy"
    "bad-count"
    "bad-duration"
    "bad-label"
    "bad-number"
    "bad-only-if"
    "bad-pattern"
    "bad-re-enroll"
    "bad-sign"
    "bad-split"
    "bad-title"
    "bad-unenroll"
    "bad-version"
    "bad-window"
    "bare-field"
    "calculated-history"
    "changed-in-calendar"
    "circle"
    "clears-required"
    "copy-loses-option"
    "counted-alternatives"
    "doubled-argument"
    "doubled-line"
    "doubled-name"
    "doubled-parameter"
    "doubled-step"
    "doubled-title"
    "doubled-value"
    "drops-empty"
    "empty-arm"
    "empty-match"
    "empty-text"
    "enrolls-itself"
    "event-empty"
    "expands-too-far"
    "formerly-in-template"
    "formerly-taken"
    "future-change"
    "go-to-backwards"
    "goal-on-contacts"
    "has-a-step"
    "literal-braces"
    "missing-argument"
    "missing-field"
    "missing-version"
    "mixed-and-or"
    "mixed-enrolment"
    "nested-any"
    "never-true"
    "no-append"
    "no-code"
    "no-email-filter"
    "no-enrolment"
    "no-exact-form"
    "no-match"
    "no-negation"
    "no-pipelines"
    "no-such-day"
    "no-such-time"
    "not-a-date"
    "not-a-duration"
    "not-a-number"
    "not-an-owner"
    "not-in-condition"
    "not-of-event"
    "not-run"
    "not-static"
    "on-and-off"
    "other-activity"
    "other-object"
    "other-pipeline"
    "other-runtime"
    "outside-range"
    "perhaps-not-run"
    "re-enroll-event"
    "repeated-value"
    "reversed-bounds"
    "reversed-hours"
    "rotate-associated"
    "same-condition"
    "send-to-contacts"
    "set-to-feature"
    "stage-of-which"
    "static-version"
    "step-or-association"
    "suppress-members"
    "too-many"
    "too-many-filters"
    "too-many-problems"
    "two-refinements"
    "unknown-argument"
    "unknown-association"
    "unknown-environment"
    "unknown-event"
    "unknown-event-property"
    "unknown-feature"
    "unknown-field"
    "unknown-list"
    "unknown-object"
    "unknown-option"
    "unknown-output"
    "unknown-owner"
    "unknown-step"
    "unknown-template"
    "unknown-word"
    "unknown-workflow"
    "unreachable"
    "unused-parameter"
    "whole-days"
    "writes-calculated"
    "wrong-argument"
    "wrong-change"
    "wrong-event-test"
    "wrong-field"
    "wrong-follow-up"
    "wrong-other"
    "wrong-reference"
    "wrong-refinement"
    "wrong-test"
    "wrong-value"
    "wrong-window"
);
