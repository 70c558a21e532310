//! A log in a file: `.hubwright/record/<portal id>.jsonl`.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "the record is kept in a file")]

use std::path::{Path, PathBuf};

use super::entry::NewEntry;
use super::journal::{self, Journal};
use super::log::Log;
use super::{RecordError, Store};

/// Keeps a log in a file of the project.
pub struct FileStore {
    journal: Journal,
    /// Says how far the log was when it was last synced: what is shorter is an old copy.
    acknowledged: PathBuf,
    loaded: Option<Loaded>,
}

struct Loaded {
    log: Log,
    /// Bytes of whole lines.
    sound: u64,
}

impl FileStore {
    /// Names the log of a portal in a project's folder; nothing is read or written yet.
    #[must_use]
    pub fn new(project: &Path, portal: u64) -> Self {
        let folder = project.join(".hubwright").join("record");
        Self {
            journal: Journal::new(folder.join(format!("{portal}.jsonl"))),
            acknowledged: folder.join(format!("{portal}.head")),
            loaded: None,
        }
    }

    fn read(&self) -> Result<Loaded, RecordError> {
        let place = self.journal.place();
        let Some(bytes) = self.journal.read()? else {
            // A log that was removed whole was meant to be removed.
            return Ok(Loaded { log: Log::default(), sound: 0 });
        };
        let log = Log::parse(&bytes, &place)?;
        if let Some((entries, head)) = self.read_acknowledged()? {
            if log.sequence() < entries {
                return Err(RecordError::Short { place, entries: log.sequence(), acknowledged: entries });
            }
            let line = usize::try_from(entries).unwrap_or(usize::MAX);
            if log.sum_after(line).is_none_or(|sum| sum.to_string() != head) {
                return Err(RecordError::Damaged { place, line });
            }
        }
        let sound = u64::try_from(bytes.len() - log.torn()).unwrap_or(u64::MAX);
        Ok(Loaded { log, sound })
    }

    fn read_acknowledged(&self) -> Result<Option<(u64, String)>, RecordError> {
        let Some(bytes) = journal::read(&self.acknowledged)? else { return Ok(None) };
        let text = String::from_utf8_lossy(&bytes);
        let mut words = text.split_whitespace();
        match (words.next().and_then(|word| word.parse().ok()), words.next()) {
            (Some(entries), Some(head)) => Ok(Some((entries, head.to_owned()))),
            (Some(_), None) | (None, _) => {
                Err(RecordError::Damaged { place: self.acknowledged.display().to_string(), line: 1 })
            }
        }
    }
}

impl Store for FileStore {
    fn load(&mut self) -> Result<Log, RecordError> {
        let loaded = self.read()?;
        let log = loaded.log.clone();
        self.loaded = Some(loaded);
        Ok(log)
    }

    fn append(&mut self, entries: &[NewEntry]) -> Result<(), RecordError> {
        let place = self.journal.place();
        if self.loaded.is_none() {
            self.load()?;
        }
        if !self.journal.is_locked() {
            self.journal.lock()?;
            let now = self.read()?;
            if let Some(loaded) = &self.loaded
                && loaded.log.head() != now.log.head()
            {
                let ours = loaded.log.entries().len();
                let theirs = now.log.entries().iter().skip(ours).map(|entry| &entry.said);
                return Err(RecordError::Raced { place, objects: objects(theirs) });
            }
            self.loaded = Some(now);
        }
        let Some(loaded) = &mut self.loaded else { return Ok(()) };
        let before = loaded.log.entries().len();
        let text = loaded.log.push(entries, &place)?;
        if let Err(error) = self.journal.append(loaded.sound, &text) {
            loaded.log.truncate(before);
            return Err(error);
        }
        loaded.sound += u64::try_from(text.len()).unwrap_or(0);
        Ok(())
    }

    fn begin(&mut self) -> Result<(), RecordError> {
        // Who appended holds the lock, and nobody added anything since the load.
        self.sync()
    }

    fn sync(&mut self) -> Result<(), RecordError> {
        match &self.loaded {
            // Who has not appended holds no lock and has nothing to say.
            Some(loaded) if self.journal.is_locked() => {
                let text = format!("{} {}\n", loaded.log.sequence(), loaded.log.head());
                journal::replace(&self.acknowledged, &text)
            }
            Some(_) | None => Ok(()),
        }
    }

    fn place(&self) -> String {
        self.journal.place()
    }
}

/// Names the objects of entries, each once.
pub(super) fn objects<'a>(entries: impl Iterator<Item = &'a NewEntry>) -> Vec<String> {
    let named: std::collections::BTreeSet<String> = entries.map(|said| said.object.to_string()).collect();
    named.into_iter().collect()
}
