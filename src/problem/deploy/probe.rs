//! The words of probes.

use super::Words;

/// What keeps a probe from what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// The portal is a production portal.
    Production {
        /// The environment.
        environment: String,
    },
    /// The portal did not let go what was made in it.
    Left {
        /// The portal.
        portal: u64,
        /// What it is, and what the portal said.
        left: Vec<String>,
    },
}

/// Says a fault.
pub(super) fn words(fault: &Probe) -> Words {
    match fault {
        Probe::Production { environment } => Words::error(
            "deploy::not-probed",
            format!("environment `{environment}` is a production portal, and those are not probed"),
            "",
            "probe a sandbox or a test account: what is found out about HubSpot there holds here",
        ),
        Probe::Left { portal, left } => Words::error(
            "deploy::probe-left",
            format!("portal {portal} did not let go what a probe made: {}", left.join("; ")),
            "",
            "see what uses it in the portal, then run `probe` again: it removes what is left before anything else",
        ),
    }
}
