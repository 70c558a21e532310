//! The file: SQLite, a table of objects and a table of events. It holds text and knows no rule.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, params};

/// Marks a file as an embedded portal's ("HWpt").
const APPLICATION: i64 = 0x4857_7074;
/// The layout of the tables.
const LAYOUT: i64 = 2;
/// Brings a file of layout 1 up to date: submissions of forms are events now, kept by record.
const FROM_LAYOUT_1: &str = "UPDATE object SET kind = 'happening', \
     id = CASE json_extract(body, '$.object') WHEN 'company' THEN '0-2' WHEN 'deal' THEN '0-3' WHEN 'ticket' THEN '0-5' \
     ELSE '0-1' END || '/' || json_extract(body, '$.record') || '#' || id, \
     body = json_object('event', '4-1639801', 'at', json_extract(body, '$.at'), \
     'properties', json_object('hs_form_id', json_extract(body, '$.form'))) WHERE kind = 'activity'; \
     UPDATE object SET id = 'happening' WHERE kind = 'counter' AND id = 'activity'; PRAGMA user_version = 2";

/// Why the file can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// It is a file of something else, or none of SQLite.
    Foreign,
    /// It was written by a newer hubwright.
    Newer,
    /// It is damaged.
    Corrupt(String),
    /// Another process has it open.
    Busy,
    /// It already exists.
    Exists,
    /// There is none.
    Missing,
    /// The disk refuses: no room, no permission.
    Disk(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("the file is not an embedded portal"),
            Self::Newer => f.write_str("the embedded portal was made by a newer version"),
            Self::Corrupt(what) => write!(f, "the embedded portal's file is damaged: {what}"),
            Self::Busy => f.write_str("another process has the embedded portal open"),
            Self::Exists => f.write_str("there is an embedded portal already"),
            Self::Missing => f.write_str("there is no embedded portal"),
            Self::Disk(what) => write!(f, "the embedded portal's file can't be used: {what}"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::Foreign,
            Some(ErrorCode::DatabaseCorrupt) => Self::Corrupt(error.to_string()),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Disk(error.to_string()),
        }
    }
}

/// An open file.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
}

/// One transaction.
#[derive(Debug)]
pub struct Writer<'a> {
    transaction: Transaction<'a>,
}

impl Store {
    /// Makes the file and its tables.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where there is one, or what the disk answers.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        if path.exists() {
            return Err(StoreError::Exists);
        }
        let mut store = Self { connection: Connection::open(path)? };
        store.settings()?;
        store.lay_out()?;
        Ok(store)
    }

    /// Makes tables that live as long as the process.
    ///
    /// # Errors
    /// What SQLite answers.
    pub fn in_memory() -> Result<Self, StoreError> {
        let mut store = Self { connection: Connection::open_in_memory()? };
        store.lay_out()?;
        Ok(store)
    }

    /// Opens a file that [`Store::create`] made.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing);
        }
        let mut store = Self { connection: Connection::open(path)? };
        // The marks are read before anything is set, so that a foreign file stays as it is.
        let application: i64 = store.connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
        let layout: i64 = store.connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        match (application, layout) {
            (APPLICATION, LAYOUT) => {
                store.settings()?;
                Ok(store)
            }
            (APPLICATION, 1) => {
                store.settings()?;
                let transaction = store.connection.transaction()?;
                transaction.execute_batch(FROM_LAYOUT_1)?;
                transaction.commit()?;
                Ok(store)
            }
            (APPLICATION, _) => Err(StoreError::Newer),
            _ => Err(StoreError::Foreign),
        }
    }

    /// Removes a file that [`Store::create`] made, and those that SQLite keeps beside it.
    ///
    /// # Errors
    /// [`StoreError::Foreign`] where it is something else: that is not ours to remove.
    pub fn remove(path: &Path) -> Result<(), StoreError> {
        match Self::open(path) {
            Ok(store) => drop(store),
            Err(StoreError::Missing) => return Ok(()),
            // A damaged portal can still be removed.
            Err(StoreError::Corrupt(_) | StoreError::Newer) => {}
            Err(error @ (StoreError::Foreign | StoreError::Busy | StoreError::Exists | StoreError::Disk(_))) => {
                return Err(error);
            }
        }
        for suffix in ["", "-wal", "-shm"] {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            match std::fs::remove_file(&name) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(StoreError::Disk(error.to_string())),
            }
        }
        Ok(())
    }

    /// The rows live in memory too, so the file is held exclusively; a killed process loses its hold with its life.
    /// A transaction that was committed survives a kill (WAL, NORMAL).
    fn settings(&self) -> Result<(), StoreError> {
        self.connection.busy_timeout(Duration::from_secs(5))?;
        self.connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        self.connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        self.connection.pragma_update(None, "synchronous", "NORMAL")?;
        self.connection.execute_batch("BEGIN IMMEDIATE; COMMIT")?;
        Ok(())
    }

    fn lay_out(&mut self) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        transaction.execute_batch(
            "CREATE TABLE object (kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)) \
             WITHOUT ROWID;
             CREATE TABLE event (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL);
             CREATE TABLE fact (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;",
        )?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", LAYOUT)?;
        transaction.commit()?;
        Ok(())
    }

    /// Calls `row` with kind, id and body of each object.
    ///
    /// # Errors
    /// What the file answers, or `row`.
    pub fn each(&self, mut row: impl FnMut(&str, &str, &str) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare("SELECT kind, id, body FROM object")?;
        let mut rows = statement.query([])?;
        while let Some(found) = rows.next()? {
            let (kind, id, body): (String, String, String) = (found.get(0)?, found.get(1)?, found.get(2)?);
            row(&kind, &id, &body)?;
        }
        Ok(())
    }

    /// Returns a fact about the portal.
    ///
    /// # Errors
    /// What the file answers.
    pub fn fact(&self, name: &str) -> Result<Option<String>, StoreError> {
        let found = self
            .connection
            .query_row("SELECT value FROM fact WHERE name = ?1", params![name], |row| row.get(0))
            .optional()?;
        Ok(found)
    }

    /// Returns what happened, oldest first.
    ///
    /// # Errors
    /// What the file answers.
    pub fn events(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare("SELECT what FROM event ORDER BY seq")?;
        let found = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        Ok(found)
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// What the file answers.
    pub fn begin(&mut self) -> Result<Writer<'_>, StoreError> {
        Ok(Writer { transaction: self.connection.transaction()? })
    }
}

impl Writer<'_> {
    /// Writes an object.
    ///
    /// # Errors
    /// What the file answers.
    pub fn put(&self, kind: &str, id: &str, body: &str) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO object (kind, id, body) VALUES (?1, ?2, ?3)")?
            .execute(params![kind, id, body])?;
        Ok(())
    }

    /// Removes an object.
    ///
    /// # Errors
    /// What the file answers.
    pub fn remove(&self, kind: &str, id: &str) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("DELETE FROM object WHERE kind = ?1 AND id = ?2")?
            .execute(params![kind, id])?;
        Ok(())
    }

    /// Writes a fact about the portal.
    ///
    /// # Errors
    /// What the file answers.
    pub fn fact(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO fact (name, value) VALUES (?1, ?2)")?
            .execute(params![name, value])?;
        Ok(())
    }

    /// Adds an event.
    ///
    /// # Errors
    /// What the file answers.
    pub fn event(&self, at: &str, what: &str) -> Result<(), StoreError> {
        self.transaction.prepare_cached("INSERT INTO event (at, what) VALUES (?1, ?2)")?.execute(params![at, what])?;
        Ok(())
    }

    /// Makes everything written durable, or nothing of it.
    ///
    /// # Errors
    /// What the file answers.
    pub fn commit(self) -> Result<(), StoreError> {
        self.transaction.commit()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_first_layout_keeps_its_submissions_as_events() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("portal.sqlite");
        let mut store = Store::create(&path).unwrap();
        let writer = store.begin().unwrap();
        writer.put("activity", "7", r#"{"object":"contact","record":101,"form":"f","at":5}"#).unwrap();
        writer.put("counter", "activity", "8").unwrap();
        writer.commit().unwrap();
        store.connection.pragma_update(None, "user_version", 1).unwrap();
        drop(store);
        for _ in 0..2 {
            let store = Store::open(&path).unwrap();
            let mut found = Vec::new();
            store
                .each(|kind, id, body| {
                    found.push(format!("{kind} {id} {body}"));
                    Ok(())
                })
                .unwrap();
            assert_eq!(
                found,
                [
                    "counter happening 8",
                    r#"happening 0-1/101#7 {"event":"4-1639801","at":5,"properties":{"hs_form_id":"f"}}"#
                ]
            );
        }
    }
}
