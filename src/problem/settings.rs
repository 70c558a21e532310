//! The words of `settings`.

use super::yaml::list;
use super::{Words, nearest};

/// What can be wrong.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the facts that the words name")]
pub enum Fault {
    /// A name that marks could not carry.
    BadProjectName { name: String, limit: usize },
    /// A name that `enabled in …` and an environment variable could not carry.
    BadEnvironmentName { name: String },
    /// No environment at all.
    NoEnvironments,
    /// A word that is none of those a key takes.
    UnknownWord { key: &'static str, word: String, known: Vec<&'static str> },
    /// A portal id that is none.
    BadPortal { text: String },
    /// Two environments with one portal.
    DoubledPortal { portal: u64, first: String },
    /// A seed for a portal that hubwright does not keep.
    SeedNotEmbedded,
    /// A seed outside the project.
    BadSeedPath { path: String },
    /// A key that would choose where the token is sent.
    ChosenHost { key: String },
    /// A path of the API that is more than a path.
    BadPath { key: &'static str, value: String, example: &'static str },
    /// A batch size out of range.
    BadBatch { key: &'static str, limit: usize },
    /// A switch that there is not.
    UnknownSwitch { name: String, known: &'static [&'static str] },
    /// A choice that a switch does not have.
    UnknownChoice { switch: &'static str, choice: String, known: &'static [&'static str] },
    /// Answers of another portal than the environment's.
    OtherPortal { declared: u64, found: String },
    /// A name in the objects' bindings that no declaration can have.
    BadObjectName { name: String },
    /// A portal id of an object that is none.
    BadId { id: String },
    /// Two objects of the project bound to one of the portal.
    DoubledId { id: String, first: String },
    /// A bound value that its kind can't have.
    BadBinding { kind: &'static str, name: String, why: BindingFault },
    /// No `hubwright.yaml` here or above.
    NoProject { from: String },
    /// A file that could not be read.
    UnreadableFile { path: String, why: String },
    /// A file that looks like a source and lies where, or is called as, none is read.
    MisplacedFile { path: String },
    /// A place that could not be written.
    OutputNotWritable { path: String, why: String },
    /// An environment that the settings do not name.
    UnknownEnvironment { name: String, known: Vec<String> },
    /// Several environments and none chosen.
    EnvironmentNeeded { known: Vec<String> },
}

/// Why a bound value is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindingFault {
    /// Not an https address.
    NoAddress,
    /// Not an id of digits.
    NoNumber,
    /// Empty, or with blanks.
    NoWord,
}

/// Every code of this stage with its page.
pub const PAGES: &[(&str, &str)] = &[
    ("settings::bad-project-name", include_str!("../../docs/problems/settings/bad-project-name.md")),
    ("settings::bad-environment-name", include_str!("../../docs/problems/settings/bad-environment-name.md")),
    ("settings::no-environments", include_str!("../../docs/problems/settings/no-environments.md")),
    ("settings::unknown-word", include_str!("../../docs/problems/settings/unknown-word.md")),
    ("settings::bad-portal", include_str!("../../docs/problems/settings/bad-portal.md")),
    ("settings::doubled-portal", include_str!("../../docs/problems/settings/doubled-portal.md")),
    ("settings::seed-not-embedded", include_str!("../../docs/problems/settings/seed-not-embedded.md")),
    ("settings::bad-seed-path", include_str!("../../docs/problems/settings/bad-seed-path.md")),
    ("settings::chosen-host", include_str!("../../docs/problems/settings/chosen-host.md")),
    ("settings::bad-path", include_str!("../../docs/problems/settings/bad-path.md")),
    ("settings::bad-batch", include_str!("../../docs/problems/settings/bad-batch.md")),
    ("settings::unknown-switch", include_str!("../../docs/problems/settings/unknown-switch.md")),
    ("settings::unknown-choice", include_str!("../../docs/problems/settings/unknown-choice.md")),
    ("settings::other-portal", include_str!("../../docs/problems/settings/other-portal.md")),
    ("settings::bad-object-name", include_str!("../../docs/problems/settings/bad-object-name.md")),
    ("settings::bad-id", include_str!("../../docs/problems/settings/bad-id.md")),
    ("settings::doubled-id", include_str!("../../docs/problems/settings/doubled-id.md")),
    ("settings::bad-binding", include_str!("../../docs/problems/settings/bad-binding.md")),
    ("settings::no-project", include_str!("../../docs/problems/settings/no-project.md")),
    ("settings::unreadable-file", include_str!("../../docs/problems/settings/unreadable-file.md")),
    ("settings::misplaced-file", include_str!("../../docs/problems/settings/misplaced-file.md")),
    ("settings::output-not-writable", include_str!("../../docs/problems/settings/output-not-writable.md")),
    ("settings::unknown-environment", include_str!("../../docs/problems/settings/unknown-environment.md")),
    ("settings::environment-needed", include_str!("../../docs/problems/settings/environment-needed.md")),
];

/// Says a fault.
#[must_use]
pub fn words(fault: &Fault) -> Words {
    match fault {
        Fault::BadProjectName { name, limit } => Words::error(
            "settings::bad-project-name",
            format!("`{name}` can't name a project"),
            "marks in the portal carry this name",
            format!("a letter, then letters, digits, `-` and `_`; at most {limit} characters"),
        ),
        Fault::BadEnvironmentName { name } => Words::error(
            "settings::bad-environment-name",
            format!("`{name}` can't name an environment"),
            "",
            "a lower-case letter, then lower-case letters, digits and `_`, and no word of the language",
        ),
        Fault::NoEnvironments => Words::error(
            "settings::no-environments",
            "the project declares no environment",
            "nothing here",
            "add one: `demo: { kind: embedded, portal: 1001 }`",
        ),
        Fault::UnknownWord { key, word, known } => Words::error(
            "settings::unknown-word",
            format!("`{key}` can't be `{word}`"),
            "not one of its words",
            meant(word, known.iter().copied()),
        ),
        Fault::BadPortal { text } => Words::error(
            "settings::bad-portal",
            format!("`{text}` is no portal id"),
            "a whole number above 0",
            "the id stands in every address of the portal: `app.hubspot.com/home/<id>`",
        ),
        Fault::DoubledPortal { portal, first } => Words::error(
            "settings::doubled-portal",
            format!("portal {portal} already belongs to the environment `{first}`"),
            "the same portal again",
            "a portal has one record, so it belongs to one environment",
        ),
        Fault::SeedNotEmbedded => Words::error(
            "settings::seed-not-embedded",
            "only an embedded portal is loaded with a seed",
            "this environment is a real portal",
            "remove the seed, or say `kind: embedded`",
        ),
        Fault::BadSeedPath { path } => Words::error(
            "settings::bad-seed-path",
            format!("`{path}` is no path inside the project"),
            "",
            "write it relative to `hubwright.yaml`, with `/` and without `..`",
        ),
        Fault::ChosenHost { key } => Words::error(
            "settings::chosen-host",
            format!("`{key}`: a file in the repository cannot choose where the token is sent"),
            "not allowed in a file",
            "the host is HubSpot's, or the one that the environment variable `HUBWRIGHT_ALLOW_HOST=host[:port]` names; the token is in `HUBWRIGHT_TOKEN_<ENV>`",
        ),
        Fault::BadPath { key, value, example } => Words::error(
            "settings::bad-path",
            format!("`{value}` is no plain path for `{key}`"),
            "",
            format!("letters, digits, `-`, `_` and `.` between slashes, like `{example}`; no host and no `..`"),
        ),
        Fault::BadBatch { key, limit } => Words::error(
            "settings::bad-batch",
            format!("a batch of `{key}` has 1 to {limit} ids"),
            "out of range",
            format!("leave it out for {limit}"),
        ),
        Fault::UnknownSwitch { name, known } => Words::error(
            "settings::unknown-switch",
            format!("there is no switch `{name}`"),
            "not a switch",
            meant(name, known.iter().copied()),
        ),
        Fault::UnknownChoice { switch, choice, known } => Words::error(
            "settings::unknown-choice",
            format!("the switch `{switch}` can't be `{choice}`"),
            "not one of its choices",
            meant(choice, known.iter().copied()),
        ),
        Fault::OtherPortal { declared, found } => Words::error(
            "settings::other-portal",
            format!("these are answers of portal {found}, and the environment is portal {declared}"),
            "another portal",
            "run `hubwright probe` on the environment again, or remove the file",
        ),
        Fault::BadObjectName { name } => Words::error(
            "settings::bad-object-name",
            format!("`{name}` is no name of a list or workflow"),
            "no declaration has this name",
            "the file is generated by `hubwright adopt`; look at what changed it",
        ),
        Fault::BadId { id } => Words::error(
            "settings::bad-id",
            format!("`{id}` is no id of the portal"),
            "an id is digits",
            "the file is generated by `hubwright adopt`; look at what changed it",
        ),
        Fault::DoubledId { id, first } => Words::error(
            "settings::doubled-id",
            format!("the id `{id}` already belongs to `{first}`"),
            "the same object again",
            "one object of the portal is one object of the project: remove one of the two",
        ),
        Fault::BadBinding { kind, name, why } => Words::error(
            "settings::bad-binding",
            format!("the {kind} `{name}` has no usable value"),
            match why {
                BindingFault::NoAddress => "not an https address",
                BindingFault::NoNumber => "not an id of digits",
                BindingFault::NoWord => "empty, or with blanks",
            },
            match why {
                BindingFault::NoAddress => "write `https://…`, without a user name in it",
                BindingFault::NoNumber => "write the app's id",
                BindingFault::NoWord => "write the name or id as the portal shows it",
            },
        ),
        Fault::NoProject { from } => Words::error(
            "settings::no-project",
            format!("there is no `hubwright.yaml` in `{from}` or above it"),
            "",
            "run it inside a project, or make one with `hubwright init`",
        ),
        Fault::UnreadableFile { path, why } => Words::error(
            "settings::unreadable-file",
            format!("`{path}` can't be read: {why}"),
            "",
            "put a file or folder of the project there that you may read, or name another one",
        ),
        Fault::MisplacedFile { path } => Words::error(
            "settings::misplaced-file",
            format!("`{path}` is not read: its declarations would be left out"),
            "",
            "segments and lists stand in `rules/` in files `.seg`, workflows and templates in `workflows/` in files `.flow`, the catalog in `rules/` in files `.yaml`; endings are lower case",
        ),
        Fault::OutputNotWritable { path, why } => Words::error(
            "settings::output-not-writable",
            format!("`{path}` can't be written: {why}"),
            "",
            "look at what is there, or name another place that you may write to",
        ),
        Fault::UnknownEnvironment { name, known } => Words::error(
            "settings::unknown-environment",
            format!("there is no environment `{name}`"),
            "not in `hubwright.yaml`",
            meant(name, known.iter().map(String::as_str)),
        ),
        Fault::EnvironmentNeeded { known } => Words::error(
            "settings::environment-needed",
            "the project has several environments and none is chosen",
            "",
            format!("add `--env` with one of {}", list(known.iter().map(String::as_str))),
        ),
    }
}

/// Says which known name is near, or all of them.
fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(word, known.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("known: {}", list(known)),
    }
}
