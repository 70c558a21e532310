//! The words of deployment: portal, record, plan, guards.

mod contract;
mod portal;
mod probe;
mod record;
mod stop;

pub use probe::Probe;

use super::Words;
use crate::plan::contract::Broken;
use crate::plan::{BadPlan, StopReason};
use crate::portal::PortalError;
use crate::record::{ObjectKey, RecordError};

/// What can be wrong between a checked program and a portal.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// The environment variable with the token is not set.
    TokenMissing {
        /// The environment.
        environment: String,
        /// The variable.
        variable: String,
    },
    /// The host that was allowed cannot be used.
    BadHost {
        /// What was given.
        value: String,
    },
    /// The portal is another than declared.
    WrongPortal {
        /// The environment.
        environment: String,
        /// The declared id.
        declared: u64,
        /// The id that the portal shows.
        found: u64,
    },
    /// The portal's account type is not of the declared kind.
    WrongAccountType {
        /// The environment.
        environment: String,
        /// The declared kind.
        declared: String,
        /// The type that the portal shows.
        found: String,
    },
    /// The portal could not be asked, or refused.
    Portal(PortalError),
    /// The record could not be read or written.
    Record(RecordError),
    /// The embedded portal could not be opened, made or seeded.
    Embedded {
        /// Where it is.
        place: String,
        /// Why.
        why: String,
    },
    /// A saved plan is not taken.
    BadPlanFile {
        /// The file.
        path: String,
        /// Why.
        why: BadPlan,
    },
    /// A saved portal is not taken.
    BadSnapshot {
        /// The file.
        path: String,
        /// Why.
        why: BadSnapshot,
    },
    /// A saved plan is for something else.
    OtherPlan {
        /// What differs: the project, the environment, the portal.
        what: String,
        /// What the plan says.
        plan: String,
        /// What is here.
        here: String,
    },
    /// The sources are not those that were planned.
    OtherSources,
    /// The record, an object or a name moved since the plan was made.
    Stale {
        /// What moved.
        what: String,
    },
    /// The plan is not the one that was reviewed.
    OtherDigest {
        /// The digest that was given.
        expected: String,
        /// The plan's digest.
        found: String,
    },
    /// There is nobody to ask.
    NobodyToAsk(Question),
    /// A file that was named on the command line cannot be read.
    UnreadableArgument {
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
    /// The person who was asked said no.
    NotApproved,
    /// Production needs a word more.
    Unproven,
    /// A portal is not probed, or not left as it was.
    Probe(Probe),
    /// The catalog says something that the portal does not keep.
    Broken(Broken),
    /// Generated catalogs come from another environment.
    OtherCatalogSource {
        /// The environment that was asked for.
        asked: String,
        /// The one that they come from.
        from: String,
    },
    /// No setting says from which of the environments generated catalogs come.
    NoCatalogSource {
        /// The environments.
        known: Vec<String>,
    },
    /// A file stands where a generated one is to be written, and was not generated.
    NotGenerated {
        /// The file.
        path: String,
    },
    /// An object is stopped.
    Stopped {
        /// The object.
        object: ObjectKey,
        /// Why.
        why: StopReason,
    },
    /// A write did not go through.
    Failed {
        /// The object.
        object: ObjectKey,
        /// Why.
        why: PortalError,
    },
    /// It is not known whether a write went through.
    Unsettled {
        /// The object.
        object: ObjectKey,
        /// Why.
        why: PortalError,
    },
    /// The portal holds something else than what was written.
    ReadBackDiffers {
        /// The object.
        object: ObjectKey,
        /// What differs.
        difference: Vec<String>,
    },
    /// An object was not tried, since one that it needs failed.
    Skipped {
        /// The object.
        object: ObjectKey,
        /// The one that failed.
        needs: ObjectKey,
    },
    /// An object was not sent, since the id of something in it is not known.
    Unfilled {
        /// The object.
        object: ObjectKey,
        /// What stands for the id.
        label: String,
    },
    /// A name on the command line is no declaration.
    NoSuchDeclaration {
        /// The name.
        name: String,
        /// The nearest.
        nearest: Option<String>,
    },
    /// A name on the command line is a list and a workflow.
    TwoDeclarations {
        /// The name.
        name: String,
    },
    /// The object to adopt is not there, or not of the declaration's kind.
    CannotAdopt {
        /// The declaration.
        name: String,
        /// The id.
        id: String,
        /// Why.
        why: String,
    },
    /// An import beside changes that are not deployed.
    ImportOverChanges {
        /// The first object that is not as the source wants it.
        object: ObjectKey,
        /// How many more there are.
        more: usize,
    },
    /// Nothing of the portal that could be imported is called so.
    NothingToImport {
        /// The titles or ids.
        names: Vec<String>,
    },
    /// An import that must lose nothing would.
    ImportLosses {
        /// How much.
        losses: usize,
    },
    /// A declaration changed since a git revision, and its version did not, or went back.
    MissingBump {
        /// The declaration.
        name: String,
        /// The version.
        version: u32,
        /// The version at the revision.
        then: u32,
        /// The revision.
        since: String,
    },
    /// Git could not tell what was at a revision.
    Git {
        /// Why.
        why: String,
    },
}

/// Why a saved portal is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadSnapshot {
    /// It is none.
    NotOne(String),
    /// Another hubwright saved it.
    Format {
        /// Its format.
        found: u64,
        /// The one that is known here.
        known: u64,
    },
}

/// What is asked before something cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether a plan is applied.
    Apply,
    /// Whether an embedded portal is removed.
    Reset,
    /// Whether a portal is probed.
    Probe,
}

/// Names an object: `segment or list `hot_leads``.
fn name(object: &ObjectKey) -> String {
    format!("{} `{}`", object.kind.word(), object.name)
}

/// Says a fault.
#[must_use]
pub fn words(fault: &Fault) -> Words {
    match fault {
        Fault::TokenMissing { environment, variable } => Words::error(
            "deploy::token-missing",
            format!("there is no token for environment `{environment}`"),
            "",
            format!("set the environment variable `{variable}` to a service key or private app token of that portal"),
        ),
        Fault::BadHost { value } => Words::error(
            "deploy::host-refused",
            format!("`HUBWRIGHT_ALLOW_HOST` is `{value}`, which is no `host` or `host:port`"),
            "",
            "name the host alone, without `https://` and without a path",
        ),
        Fault::WrongPortal { environment, declared, found } => Words::error(
            "deploy::wrong-portal",
            format!("environment `{environment}` is portal {declared}, and what answers is portal {found}"),
            "",
            "use a token, or a snapshot, of the declared portal, or correct `portal:` in `hubwright.yaml`",
        ),
        Fault::WrongAccountType { environment, declared, found } => Words::error(
            "deploy::wrong-account-type",
            format!("environment `{environment}` is declared `{declared}`, and the portal's account type is `{found}`"),
            "",
            "`sandbox` takes SANDBOX and DEVELOPER_TEST, `production` takes STANDARD",
        ),
        Fault::Portal(error) => portal::words(error),
        Fault::Record(error) => record::words(error),
        Fault::Embedded { place, why } => Words::error(
            "deploy::embedded-portal",
            format!("the embedded portal `{place}` cannot be used: {why}"),
            "",
            "mend the seed where that is the reason; end the process that has it open; where it is damaged, `hubwright portal reset` makes a new one",
        ),
        Fault::BadPlanFile { path, why } => bad_plan(path, why),
        Fault::BadSnapshot { path, why } => match why {
            BadSnapshot::NotOne(detail) => Words::error(
                "deploy::not-a-snapshot",
                format!("`{path}` is no saved portal: {detail}"),
                "",
                "`hubwright snapshot --out FILE` makes one",
            ),
            BadSnapshot::Format { found, known } => Words::error(
                "deploy::snapshot-format",
                format!("`{path}` has snapshot format {found}, and this hubwright knows format {known}"),
                "",
                "take the snapshot with the hubwright that plans against it",
            ),
        },
        Fault::OtherPlan { what, plan, here } => Words::error(
            "deploy::other-plan",
            format!("the plan is for {what} `{plan}`, and this is `{here}`"),
            "",
            "apply it where it was made, or make a new plan here",
        ),
        Fault::OtherSources => Words::error(
            "deploy::other-sources",
            "the checkout is not the one that was planned",
            "",
            "check out what was planned, or make a new plan",
        ),
        Fault::Stale { what } => Words::error(
            "deploy::stale",
            format!("the plan is stale: {what} moved since it was made"),
            "",
            "make a new plan and look at what changed",
        ),
        Fault::OtherDigest { expected, found } => Words::error(
            "deploy::other-digest",
            format!("the plan's digest is `{found}` and not `{expected}`"),
            "",
            "review this plan, and give its digest",
        ),
        Fault::NobodyToAsk(question) => Words::error(
            "deploy::nobody-to-ask",
            "there is nobody to ask",
            "",
            match question {
                Question::Apply => {
                    "review a plan with `plan --out FILE` and run `apply FILE`, or give `--auto-approve`"
                }
                Question::Reset => "give `--yes` where the portal and its record may go",
                Question::Probe => "give `--yes` where scratch objects may be made in the portal and deleted again",
            },
        ),
        Fault::UnreadableArgument { path, why } => Words::error(
            "deploy::unreadable-argument",
            format!("`{path}` cannot be read: {why}"),
            "",
            "give the path of a text file, relative to the folder that you are in",
        ),
        Fault::NotApproved => Words::error(
            "deploy::not-approved",
            "not approved; nothing was written",
            "",
            "run it again when you are ready",
        ),
        Fault::Unproven => Words::error(
            "deploy::unproven",
            "applying to a production portal is not proved safe yet",
            "",
            "try it on a sandbox; `--allow unproven` goes on at your own risk",
        ),
        Fault::Probe(probe) => probe::words(probe),
        Fault::Broken(broken) => contract::words(broken),
        Fault::OtherCatalogSource { asked, from } => Words::error(
            "deploy::other-catalog-source",
            format!("generated catalogs come from `{from}`, and not from `{asked}`"),
            "",
            format!("pull from `{from}`, or change `from` below `catalog:` in `hubwright.yaml`"),
        ),
        Fault::NoCatalogSource { known } => Words::error(
            "deploy::no-catalog-source",
            "`hubwright.yaml` does not say from which environment generated catalogs come",
            "",
            format!("write `catalog: {{ from: … }}` with one of {}", stop::some(known)),
        ),
        Fault::NotGenerated { path } => Words::error(
            "deploy::not-generated",
            format!("`{path}` was not generated, and a generated catalog is to be written there"),
            "",
            "move it to another place below `rules/`; `rules/portal/` is rewritten whole",
        ),
        Fault::Stopped { object, why } => stop::words(object, why),
        Fault::Failed { object, why } => {
            let inner = portal::words(why);
            Words::error(
                "deploy::write-failed",
                format!("{} was not written: {}", name(object), inner.message),
                "",
                inner.help,
            )
        }
        Fault::Unsettled { object, why } => Words::error(
            "deploy::outcome-unknown",
            format!("it is not known whether {} was written: {}", name(object), portal::words(why).message),
            "",
            "make a new plan: it reads what the portal holds and goes on from there",
        ),
        Fault::ReadBackDiffers { object, difference } => Words::error(
            "deploy::read-back-differs",
            format!("the portal holds {} otherwise than it was written: {}", name(object), difference.join(" ⏎ ")),
            "",
            "the next plan shows the difference; please report it, since the compiler should have known",
        ),
        Fault::Skipped { object, needs } => Words::error(
            "deploy::skipped",
            format!("{} was not tried, since {} did not go through", name(object), name(needs)),
            "",
            "the next plan holds what is left",
        ),
        Fault::Unfilled { object, label } => Words::error(
            "deploy::unfilled",
            format!("{} was not sent, since the id of `{label}` is not known", name(object)),
            "",
            "make a new plan; please report it where that says so again",
        ),
        Fault::NoSuchDeclaration { name, nearest } => Words::error(
            "deploy::no-such-declaration",
            format!("nothing here is called `{name}`"),
            "",
            nearest.as_ref().map_or_else(
                || "give the name of a segment, a static list or a workflow".to_owned(),
                |nearest| format!("did you mean `{nearest}`?"),
            ),
        ),
        Fault::TwoDeclarations { name } => Words::error(
            "deploy::two-declarations",
            format!("a list and a workflow are called `{name}`"),
            "",
            "say which is meant with `--kind list` or `--kind workflow`",
        ),
        Fault::CannotAdopt { name, id, why } => Words::error(
            "deploy::cannot-adopt",
            format!("`{name}` cannot adopt the object with id {id}: {why}"),
            "",
            "look the id up in the portal; the plan lists candidates",
        ),
        Fault::ImportOverChanges { object, more } => Words::error(
            "deploy::import-over-changes",
            match more {
                0 => format!("{} is not yet in the portal as the source wants it", name(object)),
                1 => format!("{} and one more object are not yet in the portal as the source wants them", name(object)),
                more => format!(
                    "{} and {more} more objects are not yet in the portal as the source wants them",
                    name(object)
                ),
            },
            "",
            "`hubwright plan` shows what is open; apply it or take it back, and import then",
        ),
        Fault::NothingToImport { names } => Words::error(
            "deploy::nothing-to-import",
            format!("no list and no workflow of the portal has the title or id `{}`", names.join("` or `")),
            "",
            "give the title as the portal shows it, or the id; without one, everything is imported",
        ),
        Fault::ImportLosses { losses } => Words::error(
            "deploy::import-losses",
            match losses {
                1 => "one thing could not be said as it is; nothing was written".to_owned(),
                losses => format!("{losses} things could not be said as they are; nothing was written"),
            },
            "",
            "import without `--strict` where what is listed may stay in the portal",
        ),
        Fault::MissingBump { name, version, then, since } => Words::error(
            "deploy::missing-bump",
            if version < then {
                format!("`{name}` changed since `{since}`, and its version went back from {then} to {version}")
            } else {
                format!("`{name}` changed since `{since}` and is still version {version}")
            },
            "",
            format!("run `hubwright bump --changed --since {since}`"),
        ),
        Fault::Git { why } => {
            Words::error("deploy::git", format!("git: {why}"), "", "give a revision that this checkout has")
        }
    }
}

fn bad_plan(path: &str, why: &BadPlan) -> Words {
    match why {
        BadPlan::NotAPlan(detail) => Words::error(
            "deploy::not-a-plan",
            format!("`{path}` is no saved plan: {detail}"),
            "",
            "`hubwright plan --out FILE` makes one",
        ),
        BadPlan::Format(found) => Words::error(
            "deploy::plan-format",
            format!("`{path}` has plan format {found}, and this hubwright knows format {}", crate::plan::FORMAT),
            "",
            "make the plan with the hubwright that applies it",
        ),
        BadPlan::Edited => Words::error(
            "deploy::plan-edited",
            format!("`{path}` was edited after it was made"),
            "",
            "change the source and make a new plan",
        ),
    }
}

/// Every code of this stage with its page.
pub const PAGES: &[(&str, &str)] = &[
    ("deploy::not-in-portal", include_str!("../../docs/problems/deploy/not-in-portal.md")),
    ("deploy::archived", include_str!("../../docs/problems/deploy/archived.md")),
    ("deploy::other-in-portal", include_str!("../../docs/problems/deploy/other-in-portal.md")),
    ("deploy::option-gone", include_str!("../../docs/problems/deploy/option-gone.md")),
    ("deploy::calculated", include_str!("../../docs/problems/deploy/calculated.md")),
    ("deploy::not-calculated", include_str!("../../docs/problems/deploy/not-calculated.md")),
    ("deploy::empty-in-portal", include_str!("../../docs/problems/deploy/empty-in-portal.md")),
    ("deploy::other-catalog-source", include_str!("../../docs/problems/deploy/other-catalog-source.md")),
    ("deploy::no-catalog-source", include_str!("../../docs/problems/deploy/no-catalog-source.md")),
    ("deploy::not-generated", include_str!("../../docs/problems/deploy/not-generated.md")),
    ("deploy::token-missing", include_str!("../../docs/problems/deploy/token-missing.md")),
    ("deploy::host-refused", include_str!("../../docs/problems/deploy/host-refused.md")),
    ("deploy::wrong-portal", include_str!("../../docs/problems/deploy/wrong-portal.md")),
    ("deploy::wrong-account-type", include_str!("../../docs/problems/deploy/wrong-account-type.md")),
    ("deploy::embedded-portal", include_str!("../../docs/problems/deploy/embedded-portal.md")),
    ("deploy::not-a-snapshot", include_str!("../../docs/problems/deploy/not-a-snapshot.md")),
    ("deploy::snapshot-format", include_str!("../../docs/problems/deploy/snapshot-format.md")),
    ("deploy::not-saved", include_str!("../../docs/problems/deploy/not-saved.md")),
    ("deploy::other-plan", include_str!("../../docs/problems/deploy/other-plan.md")),
    ("deploy::other-sources", include_str!("../../docs/problems/deploy/other-sources.md")),
    ("deploy::stale", include_str!("../../docs/problems/deploy/stale.md")),
    ("deploy::other-digest", include_str!("../../docs/problems/deploy/other-digest.md")),
    ("deploy::nobody-to-ask", include_str!("../../docs/problems/deploy/nobody-to-ask.md")),
    ("deploy::not-probed", include_str!("../../docs/problems/deploy/not-probed.md")),
    ("deploy::probe-left", include_str!("../../docs/problems/deploy/probe-left.md")),
    ("deploy::not-approved", include_str!("../../docs/problems/deploy/not-approved.md")),
    ("deploy::unproven", include_str!("../../docs/problems/deploy/unproven.md")),
    ("deploy::write-failed", include_str!("../../docs/problems/deploy/write-failed.md")),
    ("deploy::outcome-unknown", include_str!("../../docs/problems/deploy/outcome-unknown.md")),
    ("deploy::read-back-differs", include_str!("../../docs/problems/deploy/read-back-differs.md")),
    ("deploy::skipped", include_str!("../../docs/problems/deploy/skipped.md")),
    ("deploy::unfilled", include_str!("../../docs/problems/deploy/unfilled.md")),
    ("deploy::no-such-declaration", include_str!("../../docs/problems/deploy/no-such-declaration.md")),
    ("deploy::two-declarations", include_str!("../../docs/problems/deploy/two-declarations.md")),
    ("deploy::unreadable-argument", include_str!("../../docs/problems/deploy/unreadable-argument.md")),
    ("deploy::cannot-adopt", include_str!("../../docs/problems/deploy/cannot-adopt.md")),
    ("deploy::import-over-changes", include_str!("../../docs/problems/deploy/import-over-changes.md")),
    ("deploy::nothing-to-import", include_str!("../../docs/problems/deploy/nothing-to-import.md")),
    ("deploy::import-losses", include_str!("../../docs/problems/deploy/import-losses.md")),
    ("deploy::missing-bump", include_str!("../../docs/problems/deploy/missing-bump.md")),
    ("deploy::git", include_str!("../../docs/problems/deploy/git.md")),
    ("deploy::not-a-plan", include_str!("../../docs/problems/deploy/not-a-plan.md")),
    ("deploy::plan-format", include_str!("../../docs/problems/deploy/plan-format.md")),
    ("deploy::plan-edited", include_str!("../../docs/problems/deploy/plan-edited.md")),
    ("deploy::drifted", include_str!("../../docs/problems/deploy/drifted.md")),
    ("deploy::deleted-in-portal", include_str!("../../docs/problems/deploy/deleted-in-portal.md")),
    ("deploy::hidden", include_str!("../../docs/problems/deploy/hidden.md")),
    ("deploy::may-be-hidden", include_str!("../../docs/problems/deploy/may-be-hidden.md")),
    ("deploy::same-version", include_str!("../../docs/problems/deploy/same-version.md")),
    ("deploy::candidates", include_str!("../../docs/problems/deploy/candidates.md")),
    ("deploy::marked-twice", include_str!("../../docs/problems/deploy/marked-twice.md")),
    ("deploy::title-taken", include_str!("../../docs/problems/deploy/title-taken.md")),
    ("deploy::unbound", include_str!("../../docs/problems/deploy/unbound.md")),
    ("deploy::unresolved", include_str!("../../docs/problems/deploy/unresolved.md")),
    ("deploy::ambiguous", include_str!("../../docs/problems/deploy/ambiguous.md")),
    ("deploy::field-missing", include_str!("../../docs/problems/deploy/field-missing.md")),
    ("deploy::broken-contract", include_str!("../../docs/problems/deploy/broken-contract.md")),
    ("deploy::read-only", include_str!("../../docs/problems/deploy/read-only.md")),
    ("deploy::other-event-object", include_str!("../../docs/problems/deploy/other-event-object.md")),
    ("deploy::deletes-not-allowed", include_str!("../../docs/problems/deploy/deletes-not-allowed.md")),
    ("deploy::referenced", include_str!("../../docs/problems/deploy/referenced.md")),
    ("deploy::unmanageable", include_str!("../../docs/problems/deploy/unmanageable.md")),
    ("deploy::needs-stopped", include_str!("../../docs/problems/deploy/needs-stopped.md")),
    ("deploy::not-authenticated", include_str!("../../docs/problems/deploy/not-authenticated.md")),
    ("deploy::not-fetched", include_str!("../../docs/problems/deploy/not-fetched.md")),
    ("deploy::not-permitted", include_str!("../../docs/problems/deploy/not-permitted.md")),
    ("deploy::refused", include_str!("../../docs/problems/deploy/refused.md")),
    ("deploy::forbidden", include_str!("../../docs/problems/deploy/forbidden.md")),
    ("deploy::limited", include_str!("../../docs/problems/deploy/limited.md")),
    ("deploy::unreachable", include_str!("../../docs/problems/deploy/unreachable.md")),
    ("deploy::garbage", include_str!("../../docs/problems/deploy/garbage.md")),
    ("deploy::record-damaged", include_str!("../../docs/problems/deploy/record-damaged.md")),
    ("deploy::record-raced", include_str!("../../docs/problems/deploy/record-raced.md")),
    ("deploy::record-stale", include_str!("../../docs/problems/deploy/record-stale.md")),
    ("deploy::record-newer", include_str!("../../docs/problems/deploy/record-newer.md")),
    ("deploy::record-locked", include_str!("../../docs/problems/deploy/record-locked.md")),
    ("deploy::record-unwritable", include_str!("../../docs/problems/deploy/record-unwritable.md")),
    ("deploy::record-unavailable", include_str!("../../docs/problems/deploy/record-unavailable.md")),
];
