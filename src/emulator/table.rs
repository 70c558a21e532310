//! Rows of one kind in memory, with a journal so that a refused request leaves no trace.

use std::collections::BTreeMap;
use std::ops::RangeBounds;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::store::{StoreError, Writer};

/// What identifies a row; its text is the primary key in the file.
pub trait Key: Ord + Clone {
    /// Returns the text.
    fn text(&self) -> String;

    /// Reads the text.
    fn parse(text: &str) -> Option<Self>;
}

impl Key for u64 {
    fn text(&self) -> String {
        self.to_string()
    }

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Key for String {
    fn text(&self) -> String {
        self.clone()
    }

    fn parse(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

/// The rows of one kind.
#[derive(Debug)]
pub struct Table<K, R> {
    kind: &'static str,
    rows: BTreeMap<K, R>,
    /// What stood under a key before, in the order of changes.
    journal: Vec<(K, Option<R>)>,
    generation: u64,
}

impl<K: Key, R: Clone + Serialize + DeserializeOwned> Table<K, R> {
    /// Makes an empty table; `kind` is its name in the file.
    #[must_use]
    pub fn new(kind: &'static str) -> Self {
        Self { kind, rows: BTreeMap::new(), journal: Vec::new(), generation: 0 }
    }

    /// Returns the name in the file.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// Returns a number that grows with each change.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Takes over a row that stands in the file.
    ///
    /// # Errors
    /// Where key or body are not of this table.
    pub fn load(&mut self, id: &str, body: &str) -> Result<(), StoreError> {
        let broken = || StoreError::Corrupt(format!("row {id} of {}", self.kind));
        let key = K::parse(id).ok_or_else(broken)?;
        let row = serde_json::from_str(body).map_err(|_| broken())?;
        self.rows.insert(key, row);
        Ok(())
    }

    /// Returns a row.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&R> {
        self.rows.get(key)
    }

    /// Returns all rows by key.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &R)> {
        self.rows.iter()
    }

    /// Returns all rows by key, without the keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &R> {
        self.rows.values()
    }

    /// Returns the rows of a range of keys.
    pub fn range(&self, range: impl RangeBounds<K>) -> impl DoubleEndedIterator<Item = (&K, &R)> {
        self.rows.range(range)
    }

    /// Returns how many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Tells whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes a row, in the place of another where there is one.
    pub fn put(&mut self, key: K, row: R) {
        let before = self.rows.insert(key.clone(), row);
        self.note(key, before);
    }

    /// Changes a row in place.
    pub fn edit<T>(&mut self, key: &K, change: impl FnOnce(&mut R) -> T) -> Option<T> {
        let row = self.rows.get_mut(key)?;
        let before = row.clone();
        let out = change(row);
        self.note(key.clone(), Some(before));
        Some(out)
    }

    /// Removes a row.
    pub fn remove(&mut self, key: &K) -> Option<R> {
        let before = self.rows.remove(key)?;
        self.note(key.clone(), Some(before.clone()));
        Some(before)
    }

    fn note(&mut self, key: K, before: Option<R>) {
        self.generation += 1;
        self.journal.push((key, before));
    }

    /// Tells whether something is to be written.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        !self.journal.is_empty()
    }

    /// Writes each changed row once.
    ///
    /// # Errors
    /// What the file answers.
    pub fn write(&self, writer: &Writer<'_>) -> Result<(), StoreError> {
        let mut keys: Vec<&K> = self.journal.iter().map(|(key, _)| key).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            match self.rows.get(key) {
                Some(row) => {
                    let body = serde_json::to_string(row).map_err(|error| StoreError::Corrupt(error.to_string()))?;
                    writer.put(self.kind, &key.text(), &body)?;
                }
                None => writer.remove(self.kind, &key.text())?,
            }
        }
        Ok(())
    }

    /// Forgets the journal: what was changed stays.
    pub fn settle(&mut self) {
        self.journal.clear();
    }

    /// Undoes what the journal holds.
    pub fn roll_back(&mut self) {
        while let Some((key, before)) = self.journal.pop() {
            self.generation += 1;
            match before {
                Some(row) => self.rows.insert(key, row),
                None => self.rows.remove(&key),
            };
        }
    }
}
