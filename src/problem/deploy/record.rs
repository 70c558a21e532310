//! The words of a record that cannot be read or added to.

use crate::problem::Words;
use crate::record::RecordError;

/// Says what is wrong with a record.
pub(super) fn words(error: &RecordError) -> Words {
    let message = said(error);
    match error {
        RecordError::Damaged { .. } => Words::error(
            "deploy::record-damaged",
            message,
            "",
            "restore the record from a backup, or move it away: objects are then recognised by their marks",
        ),
        RecordError::Raced { .. } => {
            Words::error("deploy::record-raced", message, "", "another apply was faster: make a new plan")
        }
        RecordError::Short { .. } | RecordError::Adrift { .. } => Words::error(
            "deploy::record-stale",
            message,
            "",
            "an old copy of the record is no truth: fetch or restore the newest, or move it away",
        ),
        RecordError::Newer { .. } => {
            Words::error("deploy::record-newer", message, "", "use the hubwright that wrote it, or a later one")
        }
        RecordError::Locked { .. } => {
            Words::error("deploy::record-locked", message, "", "wait until the other process has ended")
        }
        RecordError::Unwritable { .. } => Words::error(
            "deploy::record-unwritable",
            message,
            "",
            "nothing was written; no object that hubwright makes nests so deep, so look at it in the portal",
        ),
        RecordError::Io { .. } | RecordError::Git { .. } => Words::error(
            "deploy::record-unavailable",
            message,
            "",
            "make the place writable, or correct the remote; the next plan reads what the portal holds",
        ),
    }
}

fn said(error: &RecordError) -> String {
    match error {
        RecordError::Damaged { place, line } => format!("line {line} of the record `{place}` is not what was written"),
        RecordError::Newer { place, line, format } => {
            format!("line {line} of the record `{place}` has format {format}, which this hubwright does not know")
        }
        RecordError::Short { place, entries, acknowledged } => {
            format!("the record `{place}` has {entries} entries, and it once had {acknowledged}")
        }
        RecordError::Unwritable { place, object } => {
            format!("{object} nests too deep for the record `{place}`")
        }
        RecordError::Adrift { place } => {
            format!("entries that wait in `{place}` do not continue the record that is there")
        }
        RecordError::Locked { place } => format!("another process is writing the record `{place}`"),
        RecordError::Raced { place, objects } if objects.is_empty() => {
            format!("somebody else applied to this portal meanwhile, by the record `{place}`")
        }
        RecordError::Raced { place, objects } => {
            format!("somebody else applied {} meanwhile, by the record `{place}`", objects.join(", "))
        }
        RecordError::Io { place, why } => format!("the record `{place}` cannot be used: {why}"),
        RecordError::Git { command, why } => format!("git could not {command} the record: {why}"),
    }
}
