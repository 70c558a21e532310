//! Lines and steps of workflows.

use crate::hubspot::platform::Object;
use crate::problem::Words;

use super::{did_you_mean, listed};

/// What can be wrong with a workflow.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "a fault says itself in `words`; its fields are the facts in it")]
pub enum FlowFault {
    DoubledLine { line: &'static str },
    OnAndOff { environment: String },
    NoEnrolment { name: String },
    MixedEnrolment,
    ReEnrollWhen,
    ReEnrollAlone,
    ReEnrollCreated,
    NotInCondition { feature: String },
    AddsNobody { feature: String },
    SuppressMembers,
    TooMany { what: &'static str, found: usize, most: usize },
    Unreachable,
    NotADuration { name: String },
    TooShort,
    TooLong,
    SendToContacts { object: Object },
    EmptySubject,
    UnknownWord { word: String, known: Vec<&'static str> },
    NotAnOwner { feature: String, kind: &'static str },
    DoubledValue { value: String, place: &'static str },
    NotStatic { name: String },
    EnrollsItself { name: String },
    DoubledStep { name: String },
    EmptyMatch,
    SameCondition,
    LongLabel { length: usize, most: usize },
    EmptyLabel,
    NoMatch { feature: String, kind: &'static str },
    ClearsRequired { feature: String },
    CopyMismatch { from: String, from_kind: &'static str, to: String, to_kind: &'static str },
    CopyToItself { feature: String },
    CopyLosesOption { from: String, to: String, option: String },
    SetToFeature { path: String, feature: String },
    BadBrace { written: String },
    EscapedPair { written: String },
    StepOrAssociation { name: String },
    LiteralBraces { name: String },
    NotRun { name: String },
    PerhapsNotRun { name: String },
    BadActionType { written: String },
    HasStep { id: &'static str, name: &'static str, step: &'static str },
    OldAction { id: &'static str, step: &'static str },
    UnknownField { id: &'static str, name: &'static str, field: String, near: Option<String>, known: Vec<&'static str> },
    MissingField { id: &'static str, name: &'static str, field: &'static str },
    WrongField { field: &'static str, wanted: &'static str },
    BareField { found: String },
    BareOption { feature: String, option: String },
}

/// Says a fault.
pub fn words(fault: &FlowFault) -> Words {
    match fault {
        FlowFault::DoubledLine { line } => Words::error(
            "check::doubled-line",
            format!("`{line}` stands twice"),
            "again",
            if *line == "enroll when" { "join both conditions with `or`" } else { "remove one of the lines" },
        ),
        FlowFault::OnAndOff { environment } => Words::error(
            "check::on-and-off",
            if environment.is_empty() {
                "this is both `enabled` and `disabled`".to_owned()
            } else {
                format!("this is both `enabled` and `disabled` in `{environment}`")
            },
            "the opposite",
            "a line without environments means all of them; name the environments on both lines",
        ),
        FlowFault::NoEnrolment { name } => Words::error(
            "check::no-enrolment",
            format!("nothing says when a record enrols in `{name}`"),
            "no `enroll` line",
            "write `enroll when …`, `enroll on …` or `enroll manually`",
        ),
        FlowFault::MixedEnrolment => Words::error(
            "check::mixed-enrolment",
            "a workflow enrols in one way: by a condition, on events, or manually",
            "another way",
            "keep one kind of `enroll` line",
        ),
        FlowFault::ReEnrollWhen => Words::error(
            "check::bad-re-enroll",
            "`re-enroll when` goes with `enroll when` only",
            "",
            "write `re-enroll` alone: each event enrols the record again",
        ),
        FlowFault::ReEnrollAlone => Words::error(
            "check::bad-re-enroll",
            "beside `enroll when`, `re-enroll` must say when",
            "when?",
            "write `re-enroll when FEATURE changes` for a feature of the condition",
        ),
        FlowFault::ReEnrollCreated => Words::error(
            "check::bad-re-enroll",
            "a record is created once, so that can't enrol it again",
            "",
            "write `re-enroll when FEATURE changes`",
        ),
        FlowFault::AddsNobody { feature } => Words::error(
            "check::not-in-condition",
            format!(
                "the part of the condition with `{feature}` lets nobody pass that the others do not, so HubSpot does not get it"
            ),
            "in a part that adds nobody",
            "remove that part, and name a feature that the rest of the condition looks at",
        ),
        FlowFault::NotInCondition { feature } => Words::error(
            "check::not-in-condition",
            format!("`{feature}` does not occur in the condition of `enroll when`"),
            "not tested there",
            "HubSpot enrols again only for properties that the condition tests; test it there, or name another feature",
        ),
        FlowFault::SuppressMembers => Words::error(
            "check::suppress-members",
            "HubSpot suppresses contacts by lists only",
            "not a list",
            "make a segment of this condition and write `suppress member of …`",
        ),
        FlowFault::TooMany { what, found, most } => Words::error(
            "check::too-many",
            format!("{found} {what} are more than the {most} that HubSpot holds"),
            "",
            "split it",
        ),
        FlowFault::Unreachable => Words::error(
            "check::unreachable",
            "no record can reach this step",
            "after the end",
            "every way before it ends; remove the step, or an `end`",
        ),
        FlowFault::NotADuration { name } => Words::error(
            "check::not-a-duration",
            format!("`{name}` is not a parameter of type duration"),
            "",
            "write a span of time like `3 days`, or name a parameter of type `duration`",
        ),
        FlowFault::TooShort => Words::error(
            "check::bad-duration",
            "a wait lasts one minute at least",
            "too short",
            "write `wait 1 minute`",
        ),
        FlowFault::TooLong => {
            Words::error("check::bad-duration", "this span of time is too long", "too long", "write a shorter one")
        }
        FlowFault::SendToContacts { object } => Words::error(
            "check::send-to-contacts",
            format!("a marketing e-mail goes to contacts, and this workflow is about {}", object.word()),
            "",
            "send it from a workflow on contact",
        ),
        FlowFault::EmptySubject => {
            Words::error("check::empty-text", "HubSpot takes no empty text here", "empty", "say what it is about")
        }
        FlowFault::UnknownWord { word, known } => Words::error(
            "check::unknown-word",
            format!("`{word}` is none of the words that can stand here"),
            "",
            format!("write {}", listed(known)),
        ),
        FlowFault::NotAnOwner { feature, kind } => Words::error(
            "check::not-an-owner",
            format!("`{feature}` is of type {kind}, and here stands an owner"),
            format!("of type {kind}"),
            "name a feature of type `owner`",
        ),
        FlowFault::DoubledValue { value, place } => Words::error(
            "check::doubled-value",
            format!("`{value}` stands twice in {place}"),
            "again",
            "remove one of them",
        ),
        FlowFault::NotStatic { name } => Words::error(
            "check::not-static",
            format!("`{name}` is a segment: HubSpot fills it by its rule, so a step can't"),
            "a segment",
            "name a static list, or change what the rule looks at",
        ),
        FlowFault::EnrollsItself { name } => Words::warning(
            "check::enrolls-itself",
            format!("`{name}` enrols records in itself"),
            "itself",
            "a record that is in a workflow is not enrolled again; name another workflow",
        ),
        FlowFault::DoubledStep { name } => Words::error(
            "check::doubled-step",
            format!("two steps have the name `{name}`"),
            "again",
            "rename one of them",
        ),
        FlowFault::SameCondition => Words::error(
            "check::same-condition",
            "no record can reach this branch: a branch before it has the same condition",
            "never taken",
            "a record takes the first branch whose condition holds; remove one of them, or change the condition",
        ),
        FlowFault::EmptyMatch => {
            Words::error("check::empty-match", "this `match` has no value", "", "write `VALUE => { … }` before `else`")
        }
        FlowFault::LongLabel { length, most } => Words::error(
            "check::bad-label",
            format!("the name of this branch has {length} characters, and HubSpot takes {most}"),
            "too long",
            "shorten it",
        ),
        FlowFault::EmptyLabel => {
            Words::error("check::bad-label", "the name of this branch is empty", "empty", "remove `as` or name it")
        }
        FlowFault::NoMatch { feature, kind } => Words::error(
            "check::no-match",
            format!("`match` can't look at the {kind} feature `{feature}`"),
            format!("of type {kind}"),
            "use `if`; `match` looks at enum, owner, stage, pipeline, bool, string and number features",
        ),
        FlowFault::ClearsRequired { feature } => Words::warning(
            "check::clears-required",
            format!("the catalog says that `{feature}` is never empty, and this empties it"),
            "",
            "remove the step, or `required` in the catalog",
        ),
        FlowFault::CopyMismatch { from, from_kind, to, to_kind } => Words::error(
            "check::bad-copy",
            format!("the {from_kind} feature `{from}` can't be copied to the {to_kind} feature `{to}`"),
            "types differ",
            "copy between features of one type",
        ),
        FlowFault::CopyToItself { feature } => Words::error(
            "check::bad-copy",
            format!("`{feature}` is copied to its own property"),
            "",
            "name another feature",
        ),
        FlowFault::CopyLosesOption { from, to, option } => Words::warning(
            "check::copy-loses-option",
            format!("`{to}` has no option `{option}`, which `{from}` has"),
            "",
            "HubSpot refuses such a value when the step runs; add the option, or use `match`",
        ),
        FlowFault::SetToFeature { path, feature } => Words::error(
            "check::set-to-feature",
            format!("`set` writes a value, and `{path}` is a feature"),
            "not a value",
            format!("write `copy … to {feature}`"),
        ),
        FlowFault::BadBrace { written } => Words::error(
            "check::bad-brace",
            format!("`{written}` stands for nothing here"),
            "in this text",
            "braces hold a feature, `{firstname}` or `{company.industry}`, or what a step returned, `{name.key}`; HubSpot's own `{{ … }}` passes in `action` fields only; a brace that is meant as such is written `\\{` or `\\}`",
        ),
        FlowFault::EscapedPair { written } => Words::error(
            "check::bad-brace",
            format!("HubSpot would read `{written}` as its own, and not as the brace that is meant"),
            "in this text",
            "put a blank between the two signs, or use another kind of bracket",
        ),
        FlowFault::LiteralBraces { name } => Words::warning(
            "check::literal-braces",
            format!("`{{{name}}}` goes out as it stands: braces hold no feature here"),
            "not filled in",
            format!(
                "in fields of `action` HubSpot's own token is passed on: `{{{{ enrolled_object.… }}}}`; to a webhook, give a parameter: `{{ {name} = {name} }}`"
            ),
        ),
        FlowFault::StepOrAssociation { name } => Words::error(
            "check::step-or-association",
            format!("`{name}` is a step here, and an association in the catalog"),
            "which of the two?",
            "give the step another name",
        ),
        FlowFault::NotRun { name } => Words::error(
            "check::not-run",
            format!("the step `{name}` has not run here"),
            "read here",
            "it comes later or stands in another branch; move this step behind it",
        ),
        FlowFault::PerhapsNotRun { name } => Words::warning(
            "check::perhaps-not-run",
            format!("not every record that comes here has been at the step `{name}`"),
            "read here",
            "for the others it is empty; move this step into the branch, or the other one before it",
        ),
        FlowFault::BadActionType { written } => Words::error(
            "check::bad-action-type",
            format!("`{written}` is no action type of HubSpot"),
            "",
            "write two numbers with a hyphen, like `0-43347357`",
        ),
        FlowFault::HasStep { id, name, step } => Words::warning(
            "check::has-a-step",
            format!("the language has a step for the action `{id}` ({name})"),
            "",
            format!("write {step}: names and values of a step are checked"),
        ),
        FlowFault::OldAction { id, step } => Words::warning(
            "check::has-a-step",
            format!("HubSpot serves the action `{id}` no more"),
            "",
            format!("write {step}: they are other actions now"),
        ),
        FlowFault::UnknownField { id, name, field, near, known } => Words::warning(
            "check::unknown-field",
            format!("the action `{id}` ({name}) has no field `{field}` that is known"),
            did_you_mean(near).unwrap_or_default(),
            format!("its fields are {}", listed(known)),
        ),
        FlowFault::MissingField { id, name, field } => Words::warning(
            "check::missing-field",
            format!("the action `{id}` ({name}) needs the field `{field}`"),
            "",
            "add it: HubSpot refuses the workflow without it, and does not say why",
        ),
        FlowFault::WrongField { field, wanted } => Words::warning(
            "check::wrong-field",
            format!("`{field}` is written in another form in this action"),
            "",
            format!("HubSpot takes {wanted}"),
        ),
        FlowFault::BareOption { feature, option } => Words::error(
            "check::bare-field",
            format!("a bare name is a feature here, and `{option}` is an option of `{feature}`"),
            "not a feature",
            format!("quote it: `\"{option}\"`"),
        ),
        FlowFault::BareField { found } => Words::error(
            "check::bare-field",
            format!("{found} can't stand in a field of `action`"),
            "not a value",
            "quote text; a bare name is a list of this project; name things of the portal with `list(\"…\")` and its like",
        ),
    }
}
