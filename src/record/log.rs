//! A log as text: one line an entry, each with a checksum over everything up to it.

use std::fmt;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::RecordError;
use super::entry::{Entry, FORMAT, NewEntry};

const BEFORE_SUM: &str = r#"{"sum":""#;
const BEFORE_ENTRY: &str = r#"","entry":"#;
const AFTER_ENTRY: &str = "}";

/// A checksum over a line and all lines before it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Checksum([u8; 32]);

impl Checksum {
    /// The checksum before the first line.
    pub const START: Self = Self([0; 32]);

    fn chain(self, line: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(line.as_bytes());
        Self(hash.finalize().into())
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A log that was read whole and is not damaged.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    entries: Vec<Entry>,
    /// The checksum before the first entry, and after each one.
    sums: Vec<Checksum>,
    /// Bytes of a last line that was never acknowledged; they count as not there.
    torn: usize,
}

impl Default for Log {
    fn default() -> Self {
        Self { entries: Vec::new(), sums: vec![Checksum::START], torn: 0 }
    }
}

impl Log {
    /// Reads a log.
    ///
    /// A last line without an end was torn by a kill or a full disk: nobody was told that it was written, so it is
    /// dropped, and [`Log::torn`] says so.
    ///
    /// # Errors
    /// [`RecordError::Damaged`] and [`RecordError::Newer`]
    pub fn parse(bytes: &[u8], place: &str) -> Result<Self, RecordError> {
        let mut log = Self::default();
        log.extend_from(bytes, place)?;
        Ok(log)
    }

    /// Reads lines that continue this log.
    pub(super) fn extend_from(&mut self, bytes: &[u8], place: &str) -> Result<(), RecordError> {
        let mut rest = bytes;
        let mut number = 0;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, tail) = rest.split_at(end);
            rest = tail.get(1..).unwrap_or_default();
            number += 1;
            self.read_line(line, place, number)?;
        }
        self.torn = rest.len();
        Ok(())
    }

    /// Adds entries and returns their lines.
    ///
    /// # Errors
    /// [`RecordError::Unwritable`] where an entry could not be read back, as one that nests too deep; nothing is added.
    pub fn push(&mut self, entries: &[NewEntry], place: &str) -> Result<String, RecordError> {
        let before = self.entries.len();
        let mut text = String::new();
        for said in entries {
            let unwritable = || RecordError::Unwritable { place: place.to_owned(), object: said.object.to_string() };
            let entry = Entry { format: FORMAT, sequence: self.sequence() + 1, said: said.clone() };
            let added = serde_json::to_string(&entry).map_err(|_| unwritable()).and_then(|json| {
                let line = format!("{BEFORE_SUM}{}{BEFORE_ENTRY}{json}{AFTER_ENTRY}", self.head().chain(&json));
                self.read_line(line.as_bytes(), place, 0).map_err(|_| unwritable())?;
                text.push_str(&line);
                text.push('\n');
                Ok(())
            });
            if let Err(error) = added {
                self.truncate(before);
                return Err(error);
            }
        }
        Ok(text)
    }

    /// Forgets all but the first entries.
    pub(super) fn truncate(&mut self, entries: usize) {
        self.entries.truncate(entries);
        self.sums.truncate(entries + 1);
    }

    /// Returns all entries, the oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the checksum over everything.
    #[must_use]
    pub fn head(&self) -> Checksum {
        self.sums.last().copied().unwrap_or(Checksum::START)
    }

    /// Returns how many bytes of a torn last line were dropped.
    #[must_use]
    pub fn torn(&self) -> usize {
        self.torn
    }

    /// Returns the number of the last entry, 0 in an empty log.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        u64::try_from(self.entries.len()).unwrap_or(u64::MAX)
    }

    /// Returns the checksum after so many entries.
    #[cfg(feature = "edge")]
    pub(super) fn sum_after(&self, entries: usize) -> Option<Checksum> {
        self.sums.get(entries).copied()
    }

    /// Tells whether this log is `earlier` and perhaps more.
    #[cfg(feature = "edge")]
    pub(super) fn continues(&self, earlier: &Self) -> bool {
        self.sum_after(earlier.entries.len()) == Some(earlier.head())
    }

    /// Returns the log that lines continue, which is this one or a beginning of it; the last one that fits.
    #[cfg(feature = "edge")]
    pub(super) fn continued_by(&self, bytes: &[u8]) -> Option<Self> {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let (sum, json) = cut(bytes.get(..end)?)?;
        let after = self.sums.iter().rposition(|before| before.chain(json).to_string() == sum)?;
        let mut log = self.clone();
        log.truncate(after);
        log.torn = 0;
        Some(log)
    }

    fn read_line(&mut self, line: &[u8], place: &str, number: usize) -> Result<(), RecordError> {
        let damaged = || RecordError::Damaged { place: place.to_owned(), line: number };
        let (sum, json) = cut(line).ok_or_else(damaged)?;
        let expected = self.head().chain(json);
        if sum != expected.to_string() {
            return Err(damaged());
        }
        let value: Value = serde_json::from_str(json).map_err(|_| damaged())?;
        let format = value.get("format").and_then(Value::as_u64).ok_or_else(damaged)?;
        if format > FORMAT {
            return Err(RecordError::Newer { place: place.to_owned(), line: number, format });
        }
        let entry: Entry = serde_json::from_value(value).map_err(|_| damaged())?;
        if entry.sequence != self.sequence() + 1 {
            return Err(damaged());
        }
        self.entries.push(entry);
        self.sums.push(expected);
        Ok(())
    }
}

/// Cuts a line into its checksum and the text that it covers.
fn cut(line: &[u8]) -> Option<(&str, &str)> {
    let line = std::str::from_utf8(line).ok()?;
    let (sum, rest) = line.strip_prefix(BEFORE_SUM)?.split_once(BEFORE_ENTRY)?;
    Some((sum, rest.strip_suffix(AFTER_ENTRY)?))
}
