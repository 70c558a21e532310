//! The words of `yaml`: what can be wrong with any of the project's YAML files, whatever they hold.

use super::{Words, nearest};

/// What can be wrong.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the facts that the words name")]
pub enum Fault {
    /// The text is no YAML.
    NotYaml { why: String },
    /// A character that cannot be seen.
    Invisible { character: char },
    /// More bytes or values than a project's file can need.
    TooLarge { limit: Limit },
    /// Values nested too deep.
    TooDeep { limit: usize },
    /// Aliases that copy too much.
    AliasBomb { limit: usize },
    /// A second document.
    SeveralDocuments,
    /// A tag.
    Tag { tag: String },
    /// A list or mapping as a key.
    KeyNotText,
    /// A key that stands twice in one mapping.
    DoubledKey { key: String },
    /// A key that means nothing there.
    UnknownKey { key: String, of: &'static str, known: &'static [&'static str] },
    /// A key that must be there.
    MissingKey { key: &'static str, of: &'static str },
    /// A list where text is wanted, and its like.
    WrongShape { key: String, wanted: &'static str, found: String },
}

/// What a text has too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Bytes.
    Bytes(usize),
    /// Values.
    Values(usize),
}

/// Every code of this stage with its page.
pub const PAGES: &[(&str, &str)] = &[
    ("yaml::not-yaml", include_str!("../../docs/problems/yaml/not-yaml.md")),
    ("yaml::invisible-character", include_str!("../../docs/problems/yaml/invisible-character.md")),
    ("yaml::too-large", include_str!("../../docs/problems/yaml/too-large.md")),
    ("yaml::too-deep", include_str!("../../docs/problems/yaml/too-deep.md")),
    ("yaml::alias-bomb", include_str!("../../docs/problems/yaml/alias-bomb.md")),
    ("yaml::several-documents", include_str!("../../docs/problems/yaml/several-documents.md")),
    ("yaml::tag", include_str!("../../docs/problems/yaml/tag.md")),
    ("yaml::key-not-text", include_str!("../../docs/problems/yaml/key-not-text.md")),
    ("yaml::doubled-key", include_str!("../../docs/problems/yaml/doubled-key.md")),
    ("yaml::unknown-key", include_str!("../../docs/problems/yaml/unknown-key.md")),
    ("yaml::missing-key", include_str!("../../docs/problems/yaml/missing-key.md")),
    ("yaml::wrong-shape", include_str!("../../docs/problems/yaml/wrong-shape.md")),
];

/// Says a fault.
#[must_use]
pub fn words(fault: &Fault) -> Words {
    match fault {
        Fault::NotYaml { why } => Words::error(
            "yaml::not-yaml",
            format!("this is not YAML: {why}"),
            "cannot be read from here on",
            "look at the indentation, the brackets and the quotes before this place",
        ),
        Fault::Invisible { character } => Words::error(
            "yaml::invisible-character",
            format!("there is a character here that cannot be seen (U+{:04X})", u32::from(*character)),
            "invisible",
            "take it away; between double quotes it can be written as an escape: `\\u202E`",
        ),
        Fault::TooLarge { limit } => Words::error(
            "yaml::too-large",
            match limit {
                Limit::Bytes(bytes) => format!("the file has more than {bytes} bytes"),
                Limit::Values(values) => format!("the file has more than {values} values"),
            },
            "",
            "split it into several files, or look at what wrote it",
        ),
        Fault::TooDeep { limit } => Words::error(
            "yaml::too-deep",
            format!("values nest more than {limit} deep"),
            "one too many",
            "no file of a project needs this; look for a bracket that is never closed",
        ),
        Fault::AliasBomb { limit } => Words::error(
            "yaml::alias-bomb",
            format!("aliases copy more than {limit} values"),
            "this copy is one too many",
            "write the values out, or share less with `&` and `*`",
        ),
        Fault::SeveralDocuments => Words::error(
            "yaml::several-documents",
            "the file holds more than one YAML document",
            "a second document begins here",
            "put what follows `---` into a file of its own",
        ),
        Fault::Tag { tag } => Words::error(
            "yaml::tag",
            format!("the tag `{tag}` means nothing here"),
            "",
            "leave the tag out; put a value in quotes where it must be text",
        ),
        Fault::KeyNotText => Words::error(
            "yaml::key-not-text",
            "a key is a list or a mapping",
            "not text",
            "write a single word or a quoted text before the colon",
        ),
        Fault::DoubledKey { key } => Words::error(
            "yaml::doubled-key",
            format!("the key `{key}` stands twice"),
            "again here",
            "keep one of the two",
        ),
        Fault::UnknownKey { key, of, known } => Words::error(
            "yaml::unknown-key",
            format!("there is no key `{key}` in {of}"),
            "not known here",
            match nearest(key, known.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("known keys: {}", list(known.iter().copied())),
            },
        ),
        Fault::MissingKey { key, of } => {
            Words::error("yaml::missing-key", format!("{of} needs the key `{key}`"), "it is missing here", "")
        }
        Fault::WrongShape { key, wanted, found } => Words::error(
            "yaml::wrong-shape",
            format!("`{key}` takes {wanted}, not {found}"),
            format!("should be {wanted}"),
            "",
        ),
    }
}

/// Says a few names in backticks.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
