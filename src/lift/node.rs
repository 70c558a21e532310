//! A piece of JSON with its place.

use serde_json::Value;

use super::Loss;
use crate::hubspot::id::id_text;

/// A value, and the pointer that leads to it.
#[derive(Clone, Debug)]
pub struct Node<'j> {
    /// The value.
    pub json: &'j Value,
    /// The pointer.
    pub place: String,
}

impl<'j> Node<'j> {
    /// Takes a whole piece.
    pub fn root(json: &'j Value) -> Self {
        Self { json, place: String::new() }
    }

    /// Says why this piece has no form.
    pub fn loss(&self, why: impl Into<String>) -> Loss {
        Loss::new(self.place.clone(), why)
    }

    /// Moves a loss within the normal form of this piece to its place in the piece itself.
    pub fn told(&self, loss: Loss) -> Loss {
        let inner = loss.place.strip_prefix(&self.place).unwrap_or_default();
        // The normal form has other members for one value of several, and the values in another order.
        let values = inner.split_once("/values/").map(|(before, _)| format!("{before}/values"));
        let mut inner = values.unwrap_or_else(|| inner.to_owned());
        while self.json.pointer(&inner).is_none() {
            inner.truncate(inner.rfind('/').unwrap_or(0));
        }
        Loss { place: format!("{}{inner}", self.place), ..loss }
    }

    /// Returns a member; one that is null is none.
    pub fn get(&self, key: &str) -> Option<Self> {
        let json = self.json.get(key).filter(|json| !json.is_null())?;
        Some(Self { json, place: format!("{}/{}", self.place, key.replace('~', "~0").replace('/', "~1")) })
    }

    /// Returns a member that has to be there.
    pub fn need(&self, key: &str) -> Result<Self, Loss> {
        self.get(key).ok_or_else(|| self.loss(format!("it has no `{key}`")))
    }

    /// Returns the text of a member that has to be there.
    pub fn text(&self, key: &str) -> Result<&'j str, Loss> {
        let found = self.need(key)?;
        found.json.as_str().ok_or_else(|| found.loss(format!("`{key}` is no text")))
    }

    /// Returns an id that has to be there, written as text or as a number.
    pub fn id(&self, key: &str) -> Result<String, Loss> {
        let found = self.need(key)?;
        id_text(found.json).ok_or_else(|| found.loss(format!("`{key}` is no id")))
    }

    /// Goes through the items of an array; nothing where the member is absent.
    pub fn items(&self, key: &str) -> Result<Vec<Self>, Loss> {
        let Some(found) = self.get(key) else { return Ok(Vec::new()) };
        let items = found.json.as_array().ok_or_else(|| found.loss(format!("`{key}` is no list")))?;
        let item = |(at, json)| Self { json, place: format!("{}/{at}", found.place) };
        Ok(items.iter().enumerate().map(item).collect())
    }

    /// Refuses members that nobody here knows: they may say anything.
    pub fn only(&self, known: &[&str]) -> Result<(), Loss> {
        let Some(entries) = self.json.as_object() else { return Err(self.loss("it is no object")) };
        let strange = |key: &&String| !known.contains(&key.as_str()) && self.get(key).is_some_and(|it| !it.is_empty());
        match entries.keys().find(strange) {
            Some(key) => Err(self.get(key).unwrap_or_else(|| self.clone()).loss(format!("`{key}` is not known here"))),
            None => Ok(()),
        }
    }

    fn is_empty(&self) -> bool {
        self.json.as_array().is_some_and(Vec::is_empty) || self.json.as_object().is_some_and(serde_json::Map::is_empty)
    }

    /// Returns a whole number that has to be there.
    pub fn whole(&self, key: &str) -> Result<i64, Loss> {
        let found = self.need(key)?;
        found.json.as_i64().ok_or_else(|| found.loss(format!("`{key}` is no whole number")))
    }

    /// Refuses a flag that is set.
    pub fn fixed_flag(&self, key: &str) -> Result<(), Loss> {
        match self.get(key) {
            Some(found) if found.json.as_bool() != Some(false) => Err(found.loss(format!("`{key}` says nothing here"))),
            Some(_) | None => Ok(()),
        }
    }

    /// Refuses a text that is another one than the only one that the language can say.
    pub fn fixed(&self, key: &str, wanted: &str) -> Result<(), Loss> {
        let found = self.text(key)?;
        if found == wanted {
            return Ok(());
        }
        Err(self.need(key)?.loss(format!("`{key}` is `{found}`, and the language has `{wanted}` alone")))
    }
}
