//! Templates and their uses.

use crate::problem::Words;

use super::{did_you_mean, listed};

/// What can be wrong with a template or a use of one.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "a fault says itself in `words`; its fields are the facts in it")]
pub enum TemplateFault {
    DoubledParameter { name: String },
    UnusedParameter { name: String },
    UnknownArgument { name: String, template: String, near: Option<String>, known: Vec<String> },
    DoubledArgument { name: String },
    MissingArgument { name: String, template: String, kind: &'static str },
    WrongArgument { name: String, kind: &'static str, found: String },
    TooLarge { template: String },
}

/// Says a fault.
pub fn words(fault: &TemplateFault) -> Words {
    match fault {
        TemplateFault::DoubledParameter { name } => Words::error(
            "check::doubled-parameter",
            format!("the template has two parameters `{name}`"),
            "again",
            "rename one of them",
        ),
        TemplateFault::UnusedParameter { name } => Words::warning(
            "check::unused-parameter",
            format!("the parameter `{name}` is not used"),
            "nothing names it",
            "remove it, here and where the template is used",
        ),
        TemplateFault::UnknownArgument { name, template, near, known } => Words::error(
            "check::unknown-argument",
            format!("the template `{template}` has no parameter `{name}`"),
            "no such parameter",
            did_you_mean(near).unwrap_or_else(|| {
                if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", listed(known)) }
            }),
        ),
        TemplateFault::DoubledArgument { name } => Words::error(
            "check::doubled-argument",
            format!("the argument `{name}` is given twice"),
            "again",
            "remove one of them",
        ),
        TemplateFault::MissingArgument { name, template, kind } => Words::error(
            "check::missing-argument",
            format!("the template `{template}` needs the argument `{name}`"),
            "not given",
            format!("add `{name}: …` of type {kind}"),
        ),
        TemplateFault::TooLarge { template } => Words::error(
            "check::expands-too-far",
            format!("what the template `{template}` expands to is too large to be read"),
            "not expanded",
            "shorten the template or its arguments, or use it less often",
        ),
        TemplateFault::WrongArgument { name, kind, found } => Words::error(
            "check::wrong-argument",
            format!("the parameter `{name}` is of type {kind} and can't take {found}"),
            format!("not of type {kind}"),
            match *kind {
                "feature" | "segment" => format!("write the bare name of a {kind}"),
                "duration" => "write a number and a unit: `3 days`".to_owned(),
                "string" => "write text in quotes".to_owned(),
                "number" => "write a number".to_owned(),
                "bool" => "write `true` or `false`".to_owned(),
                kind => format!("write `{kind}(\"…\")`"),
            },
        ),
    }
}
