//! Names that are not there, or are there twice.

use crate::hubspot::platform::Object;
use crate::problem::Words;

use super::{Sort, did_you_mean, listed};

/// What can be wrong with a name.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "a fault says itself in `words`; its fields are the facts in it")]
pub enum NameFault {
    DoubledName { name: String, sort: Sort, first: Sort },
    FormerlyDeclared { name: String },
    FormerlyTwice { name: String },
    FormerlyInTemplate,
    VersionZero,
    MissingVersion { name: String, sort: Sort },
    StaticVersion { name: String },
    BadTitle { why: String },
    DoubledTitle { title: String, other: String },
    UnknownOwner { name: String, near: Option<String> },
    UnknownObject { name: String, near: Option<String> },
    UnknownFeature { name: String, object: Object, near: Option<String>, elsewhere: Option<Object> },
    UnknownAssociation { name: String, object: Object, near: Option<String>, known: Vec<String> },
    UnknownList { name: String, near: Option<String>, found: Option<Sort> },
    UnknownWorkflow { name: String, near: Option<String>, found: Option<Sort> },
    UnknownTemplate { name: String, near: Option<String>, found: Option<Sort> },
    OtherObject { name: String, its: Object, wanted: Object },
    UnknownEnvironment { name: String, near: Option<String>, known: Vec<String> },
    UnknownStep { name: String, near: Option<String> },
    UnknownOutput { step: String, key: String, near: Option<String>, known: Vec<String> },
    Circle { names: Vec<String> },
}

/// Says a fault.
pub fn words(fault: &NameFault) -> Words {
    match fault {
        NameFault::DoubledName { name, sort, first } => {
            let kept =
                if sort == first { String::new() } else { format!(" ({} and {})", first.plural(), sort.plural()) };
            Words::error(
                "check::doubled-name",
                format!(
                    "the name `{name}` is declared twice{}",
                    if kept.is_empty() { "" } else { " over kinds that share their names" }
                ),
                "declared again",
                format!("names are unique over all files of a project{kept}; rename one of them"),
            )
        }
        NameFault::FormerlyDeclared { name } => Words::error(
            "check::formerly-taken",
            format!("`{name}` is declared now, so it is no former name"),
            "a name of today",
            "a former name belongs to the declaration that was renamed; remove this line or rename the other declaration",
        ),
        NameFault::FormerlyTwice { name } => Words::error(
            "check::formerly-taken",
            format!("two declarations claim the former name `{name}`"),
            "claimed again",
            "one object in the portal can go to one declaration only; remove one of the lines",
        ),
        NameFault::FormerlyInTemplate => Words::error(
            "check::formerly-in-template",
            "a template has no former name, since nothing of it is in the portal",
            "not here",
            "write `formerly` in the workflow that uses it",
        ),
        NameFault::VersionZero => {
            Words::error("check::bad-version", "versions begin with 1", "no version", "write `version 1`")
        }
        NameFault::MissingVersion { name, sort } => Words::error(
            "check::missing-version",
            format!("the {} `{name}` has no version", sort.word()),
            "no `version` line",
            "write `version 1`; each change of what it does gets the next number",
        ),
        NameFault::StaticVersion { name } => Words::error(
            "check::static-version",
            format!("the static list `{name}` has a version, and static lists have none"),
            "not here",
            "remove the line: a static list has no rule that could change",
        ),
        NameFault::BadTitle { why } => Words::error(
            "check::bad-title",
            format!("this title can't be used: {why}"),
            "",
            "write a title of one line",
        ),
        NameFault::DoubledTitle { title, other } => Words::error(
            "check::doubled-title",
            format!("`{other}` would have the title `{title}` too"),
            "the same title",
            "HubSpot tells lists apart by their titles, ignoring case, over all objects; give one of them another `title`",
        ),
        NameFault::UnknownOwner { name, near } => Words::error(
            "check::unknown-owner",
            format!("there is no owner `{name}`"),
            "not in the catalog",
            did_you_mean(near).unwrap_or_else(|| "declare the team under `owners:` in the feature catalog".to_owned()),
        ),
        NameFault::UnknownObject { name, near } => Words::error(
            "check::unknown-object",
            format!("there is no object `{name}`"),
            "not an object",
            did_you_mean(near).unwrap_or_else(|| "objects are `contact`, `company`, `deal` and `ticket`".to_owned()),
        ),
        NameFault::UnknownFeature { name, object, near, elsewhere } => {
            let object = object.word();
            let help = match (elsewhere, did_you_mean(near)) {
                (Some(other), near) => {
                    let near = near.map(|near| format!("; {near}")).unwrap_or_default();
                    format!("`{name}` is a feature of {}, and this is about {object}{near}", other.word())
                }
                (None, Some(near)) => near,
                (None, None) => format!("declare it under `{object}:` in the feature catalog"),
            };
            Words::error(
                "check::unknown-feature",
                format!("there is no feature `{name}` on {object}"),
                "not in the catalog",
                help,
            )
        }
        NameFault::UnknownAssociation { name, object, near, known } => Words::error(
            "check::unknown-association",
            format!("there is no association `{name}` on {}", object.word()),
            "not in the catalog",
            did_you_mean(near).unwrap_or_else(|| {
                if known.is_empty() {
                    "declare it under `associations:` in the feature catalog".to_owned()
                } else {
                    format!("there are {}", listed(known))
                }
            }),
        ),
        NameFault::UnknownList { name, near, found } => Words::error(
            "check::unknown-list",
            format!("there is no segment or static list `{name}`"),
            found.map_or_else(|| "not declared".to_owned(), |found| format!("this is a {}", found.word())),
            did_you_mean(near)
                .unwrap_or_else(|| "declare it, or name a list of the portal with `list(\"…\")`".to_owned()),
        ),
        NameFault::UnknownWorkflow { name, near, found } => Words::error(
            "check::unknown-workflow",
            format!("there is no workflow `{name}`"),
            found.map_or_else(|| "not declared".to_owned(), |found| format!("this is a {}", found.word())),
            did_you_mean(near)
                .unwrap_or_else(|| "declare it, or name a workflow of the portal with `workflow(\"…\")`".to_owned()),
        ),
        NameFault::UnknownTemplate { name, near, found } => Words::error(
            "check::unknown-template",
            format!("there is no template `{name}`"),
            found.map_or_else(|| "not declared".to_owned(), |found| format!("this is a {}", found.word())),
            did_you_mean(near).unwrap_or_else(|| "declare it with `template`".to_owned()),
        ),
        NameFault::OtherObject { name, its, wanted } => Words::error(
            "check::other-object",
            format!("`{name}` is about {}, and this is about {}", its.word(), wanted.word()),
            format!("on {}", its.word()),
            format!("name one on {}; a condition reaches other objects with `any … (…)`", wanted.word()),
        ),
        NameFault::UnknownEnvironment { name, near, known } => Words::error(
            "check::unknown-environment",
            format!("there is no environment `{name}`"),
            "not in hubwright.yaml",
            did_you_mean(near).unwrap_or_else(|| format!("environments are {}", listed(known))),
        ),
        NameFault::UnknownStep { name, near } => Words::error(
            "check::unknown-step",
            format!("there is no step `{name}` in this workflow"),
            "read here",
            did_you_mean(near).unwrap_or_else(|| format!("name the step with `{name}:` before it")),
        ),
        NameFault::UnknownOutput { step, key, near, known } => Words::error(
            "check::unknown-output",
            format!("the step `{step}` returns no `{key}`"),
            "read here",
            did_you_mean(near).unwrap_or_else(|| {
                if known.is_empty() {
                    "only `action … returns (…)` and `run code` return what later steps can read".to_owned()
                } else {
                    format!("it returns {}", listed(known))
                }
            }),
        ),
        NameFault::Circle { names } => {
            let first = names.first().cloned().unwrap_or_default();
            Words::error(
                "check::circle",
                "segments refer to each other in a circle",
                "part of the circle",
                format!("the circle is {} → {first}; one of them must do without the next", names.join(" → ")),
            )
        }
    }
}
