//! A total view over a live list: whatever a portal answers is read and kept.

use serde_json::{Map, Value};

use super::id::id_text;

/// A list as the portal returned it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List(Map<String, Value>);

impl List {
    /// Takes any JSON; what stands under `list` or `updatedList` is unwrapped, and what is no object is empty.
    #[must_use]
    pub fn read(json: Value) -> Self {
        let Value::Object(mut entries) = json else { return Self::default() };
        for wrapper in ["list", "updatedList"] {
            if let Some(Value::Object(inner)) = entries.get_mut(wrapper) {
                return Self(std::mem::take(inner));
            }
        }
        Self(entries)
    }

    /// Returns the JSON that was read.
    #[must_use]
    pub fn json(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// Returns the list's id.
    #[must_use]
    pub fn id(&self) -> Option<String> {
        self.0.get("listId").and_then(id_text)
    }

    /// Returns its title.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        text(&self.0, "name")
    }

    /// Returns the type id of the object whose records it holds.
    #[must_use]
    pub fn object_type_id(&self) -> Option<String> {
        self.0.get("objectTypeId").and_then(id_text)
    }

    /// Returns `DYNAMIC`, `MANUAL`, `SNAPSHOT` or what else there may be.
    #[must_use]
    pub fn processing_type(&self) -> Option<&str> {
        text(&self.0, "processingType")
    }

    /// Returns whether the portal is done with the last change; it spells that in two ways.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(text(&self.0, "processingStatus"), Some("COMPLETE" | "COMPLETED"))
    }

    /// Returns the number that goes up with each change of the definition.
    #[must_use]
    pub fn version(&self) -> Option<i64> {
        self.0.get("listVersion").and_then(Value::as_i64)
    }

    /// Returns when the filters changed last.
    #[must_use]
    pub fn filters_updated_at(&self) -> Option<&str> {
        text(&self.0, "filtersUpdatedAt")
    }

    /// Returns whether it is in the bin: a deleted list still answers.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.0.get("deletedAt").is_some_and(|at| !at.is_null())
    }

    /// Returns the rule; static lists have none, and reads without filters leave it out.
    #[must_use]
    pub fn filter(&self) -> Option<&Value> {
        self.0.get("filterBranch").filter(|branch| !branch.is_null())
    }
}

/// Reads text under a key.
pub(super) fn text<'a>(entries: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    entries.get(key).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_id_may_be_text_or_a_number() {
        assert_eq!(List::read(json!({ "listId": 42 })).id().as_deref(), Some("42"));
        assert_eq!(List::read(json!({ "listId": "42" })).id().as_deref(), Some("42"));
        assert_eq!(List::read(json!({ "listId": null })).id(), None);
    }

    #[test]
    fn an_answer_is_read_wrapped_or_bare() {
        let bare = json!({ "listId": "1", "unheard of": [1, { "x": null }] });
        for json in [bare.clone(), json!({ "list": bare }), json!({ "updatedList": bare })] {
            assert_eq!(List::read(json).json(), bare);
        }
    }

    #[test]
    fn a_deleted_list_says_so() {
        assert!(List::read(json!({ "deletedAt": "2026-11-23T00:00:00.000Z" })).is_deleted());
        assert!(!List::read(json!({ "deletedAt": null })).is_deleted());
    }
}
