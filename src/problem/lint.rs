//! The words of `lint`: all of them warnings.

use super::Words;

/// What compiles and is perhaps not meant; and what is wrong with a comment that silences.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "a fault says itself in `words`; its fields are the facts in it")]
pub enum Fault {
    AlwaysTrue { one: String, other: String },
    EndlessWait { feature: String },
    EveryValue { feature: String },
    FeatureWithoutOwner { feature: String },
    IdleAllow { code: String },
    IdleReEnroll { feature: String },
    ImpliedBranch,
    ImpliedPart,
    NeverTrue { feature: String },
    NoReason { code: String },
    OwnByTitle { kind: &'static str, title: String, name: String },
    ShortWindow { days: u32 },
    UnboundName { kind: &'static str, name: String, environments: Vec<String> },
    UnusedSegment { name: String },
    WritesOwnTrigger { feature: String },
}

macro_rules! pages {
    ($($kind:literal)*) => {
        /// Every code of this stage with its page.
        pub const PAGES: &[(&str, &str)] = &[
            $((concat!("lint::", $kind), include_str!(concat!("../../docs/problems/lint/", $kind, ".md")))),*
        ];
    };
}
pages!(
    "always-true"
    "endless-wait"
    "feature-without-owner"
    "idle-allow"
    "idle-re-enroll"
    "implied-branch"
    "never-true"
    "no-reason"
    "own-by-title"
    "short-window"
    "unbound-name"
    "unused-segment"
    "writes-own-trigger"
);

/// Says a fault.
#[must_use]
pub fn words(fault: &Fault) -> Words {
    match fault {
        Fault::AlwaysTrue { one, other } => Words::warning(
            "lint::always-true",
            "every record passes this",
            format!("`{one}` or `{other}`"),
            "remove the whole `or`, or the part that is not meant",
        ),
        Fault::EndlessWait { feature } => Words::warning(
            "lint::endless-wait",
            format!("a record without `{feature}` has no day to wait for"),
            "may be empty",
            format!("wait inside `if {feature} is known {{ … }}`, or enrol such records only"),
        ),
        Fault::EveryValue { feature } => Words::warning(
            "lint::always-true",
            "every record passes this",
            format!("every value of `{feature}`, and none"),
            "remove the whole `or`, or the part that is not meant",
        ),
        Fault::FeatureWithoutOwner { feature } => Words::warning(
            "lint::feature-without-owner",
            format!("nobody answers for the feature `{feature}`"),
            "no `owner`",
            "give it one of the catalog's `owners`",
        ),
        Fault::IdleAllow { code } => Words::warning(
            "lint::idle-allow",
            format!("there is no warning `{code}` here that this could silence"),
            "silences nothing",
            "remove it; it stands at the end of a line, on the line before it, or before a declaration",
        ),
        Fault::IdleReEnroll { feature } => Words::warning(
            "lint::idle-re-enroll",
            format!("a record whose `{feature}` has just changed so does not pass `enroll when`"),
            "enrols nobody again",
            "change one of the two: a change enrols a record again only if it passes the condition then",
        ),
        Fault::ImpliedBranch => Words::warning(
            "lint::implied-branch",
            "no record comes to this branch: an earlier one takes them all",
            "implies an earlier condition",
            "put the narrower condition first, or remove this branch",
        ),
        Fault::ImpliedPart => Words::warning(
            "lint::implied-branch",
            "this part adds no record: an earlier part has them all",
            "implies an earlier part",
            "remove it, or the earlier part if this one is meant",
        ),
        Fault::NeverTrue { feature } => Words::warning(
            "lint::never-true",
            format!("no value of `{feature}` passes all of this"),
            "no record passes",
            "remove the part that is not meant, or write `or` where one of them is enough",
        ),
        Fault::NoReason { code } => Words::warning(
            "lint::no-reason",
            format!("`{code}` is silenced without a reason"),
            "why?",
            format!("write `// allow {code}: why it is right here`"),
        ),
        Fault::OwnByTitle { kind, title, name } => Words::warning(
            "lint::own-by-title",
            format!("`{kind}(\"{title}\")` has the title of `{name}`, which this project makes"),
            "by its title",
            format!(
                "write `{name}` where that is meant: with its next title or version, nothing is called so any more"
            ),
        ),
        Fault::ShortWindow { days } => {
            let s = if *days == 1 { "" } else { "s" };
            let begin = if *days == 1 { "yesterday" } else { "the day before yesterday" };
            Words::warning(
                "lint::short-window",
                format!("`in last {days} day{s}` begins at 00:00 of {begin}, not {} hours ago", days * 24),
                format!("{} to {} hours", days * 24, (days + 1) * 24),
                "HubSpot counts whole days; if that is right here, say so: `// allow lint::short-window: why`",
            )
        }
        Fault::UnboundName { kind, name, environments } => {
            let first = environments.first().map_or("", String::as_str);
            let all: Vec<String> = environments.iter().map(|name| format!("`{name}`")).collect();
            Words::warning(
                "lint::unbound-name",
                format!("`{kind}(\"{name}\")` means nothing in {}", all.join(", ")),
                "not bound",
                format!("say what it means there under `{kind}:` in bindings/{first}.yaml"),
            )
        }
        Fault::UnusedSegment { name } => Words::warning(
            "lint::unused-segment",
            format!("nothing in this project mentions the segment `{name}`"),
            "not used",
            "if people use the list in HubSpot, say so above it: `// allow lint::unused-segment: who uses it`",
        ),
        Fault::WritesOwnTrigger { feature } => Words::warning(
            "lint::writes-own-trigger",
            format!("this writes `{feature}`, whose change enrols the record again"),
            "may go round in circles",
            "narrow the change, `changes to …`, to what this step does not write",
        ),
    }
}
