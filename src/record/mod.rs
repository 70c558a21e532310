//! The append-only log of what was done to a portal, and what is known from it.
//!
//! One log belongs to one portal id. Before a write its intent is in the log, with the whole JSON as it was before;
//! after it the outcome, with the whole JSON as it is then. What is known is a fold over the entries: [`fold`].
//!
//! Who applies: [`Store::load`], plan, [`Store::append`] the intents, [`Store::begin`] with them, and only then write to
//! the portal; append each outcome as it is known, and [`Store::sync`] at the end. So of two who apply at once, one is
//! told before it has written anything.
//!
//! INVARIANT: nothing that was acknowledged is ever changed, and nothing damaged is read as truth: only a last line
//! that was never acknowledged may be dropped.

mod entry;
#[cfg(feature = "edge")]
mod file;
mod fold;
#[cfg(feature = "edge")]
mod git;
#[cfg(feature = "edge")]
mod journal;
mod log;
mod memory;

use std::fmt;

pub use entry::{Entry, Event, Facts, Intent, Marks, NewEntry, ObjectKey, ObjectKind, Switched, Wrote};
#[cfg(feature = "edge")]
pub use file::FileStore;
pub use fold::{Holder, ObjectState, Origin, Pending, State, fold};
#[cfg(feature = "edge")]
pub use git::GitStore;
pub use log::{Checksum, Log};
pub use memory::MemoryStore;

/// Where a log is kept.
pub trait Store {
    /// Reads the whole log.
    ///
    /// # Errors
    /// [`RecordError`]; a log that isn't there yet is empty.
    fn load(&mut self) -> Result<Log, RecordError>;

    /// Adds entries, durably on this machine when it returns. Only after [`Store::load`].
    ///
    /// # Errors
    /// [`RecordError`]; nothing was added then, or only a torn last line that the next load drops.
    fn append(&mut self, entries: &[NewEntry]) -> Result<(), RecordError>;

    /// Makes the intents of a run visible to everybody else who applies to this portal, before anything is acted upon.
    ///
    /// # Errors
    /// [`RecordError::Raced`] where anybody added anything since [`Store::load`], whatever object it is about: a plan is
    /// made from all of the record. The run is forgotten then.
    fn begin(&mut self) -> Result<(), RecordError>;

    /// Makes what was added visible to everybody else who applies to this portal.
    ///
    /// # Errors
    /// [`RecordError::Raced`] where somebody else was faster with one of the same objects.
    fn sync(&mut self) -> Result<(), RecordError>;

    /// Says where it is, for people.
    fn place(&self) -> String;
}

/// Why a log cannot be read or added to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordError {
    /// A line is not what was written; nothing of the log is taken for true.
    Damaged {
        /// Where the log is.
        place: String,
        /// Which line, from 1.
        line: usize,
    },
    /// A later version of hubwright wrote it.
    Newer {
        /// Where the log is.
        place: String,
        /// Which line, from 1.
        line: usize,
        /// The format it names.
        format: u64,
    },
    /// An entry that could not be read back if it were written: its JSON nests too deep.
    Unwritable {
        /// Where the log is.
        place: String,
        /// The object, by kind and name.
        object: String,
    },
    /// It is shorter than what was once acknowledged: an old copy, or cut.
    Short {
        /// Where the log is.
        place: String,
        /// How many entries it has.
        entries: u64,
        /// How many it had.
        acknowledged: u64,
    },
    /// Entries that wait to be pushed do not continue the log that is there.
    Adrift {
        /// Where the waiting entries are.
        place: String,
    },
    /// Another process on this machine is applying.
    Locked {
        /// Where the log is.
        place: String,
    },
    /// Somebody else was faster.
    Raced {
        /// Where the log is.
        place: String,
        /// The objects that they touched and we want to, by kind and name.
        objects: Vec<String>,
    },
    /// A file could not be read or written.
    Io {
        /// Which.
        place: String,
        /// In the system's words.
        why: String,
    },
    /// `git` is not there or failed.
    Git {
        /// What it was to do: `push`.
        command: String,
        /// In its own words, without credentials.
        why: String,
    },
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.word(), self.name)
    }
}
