//! The writes of a plan, and the placeholders in them: ids that a plan cannot know, by label.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::hubspot::doc::{HOLE_KEY, Shape};

/// One write. Ids that the portal makes stand as placeholders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "write", rename_all = "kebab-case")]
pub enum Write {
    /// Makes a property group.
    CreateGroup {
        /// The object's plural.
        object: String,
        /// The body.
        body: Value,
    },
    /// Makes a property.
    CreateProperty {
        /// The object's plural.
        object: String,
        /// The body.
        body: Value,
    },
    /// Changes a property.
    UpdateProperty {
        /// The object's plural.
        object: String,
        /// Its internal name.
        name: String,
        /// The body.
        body: Value,
    },
    /// Makes a folder for lists.
    CreateFolder {
        /// Its name.
        name: String,
        /// The folder that it is made in; none for the root.
        parent: Option<Value>,
    },
    /// Makes a list.
    CreateList {
        /// The body.
        body: Value,
    },
    /// Replaces the filters of a list.
    UpdateFilters {
        /// `filterBranch`
        filter: Value,
    },
    /// Renames a list.
    RenameList {
        /// The new title.
        title: String,
    },
    /// Deletes a list.
    DeleteList,
    /// Makes a flow.
    CreateFlow {
        /// The body.
        body: Value,
    },
    /// Replaces a flow; its `revisionId` is filled in from the last read.
    ReplaceFlow {
        /// The body.
        body: Value,
    },
    /// Deletes a flow.
    DeleteFlow,
}

/// What a write does to its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Makes it.
    Make,
    /// Changes it.
    Change,
    /// Deletes it.
    Delete,
}

impl Write {
    /// Returns what it does to its object.
    #[must_use]
    pub fn deed(&self) -> Deed {
        match self {
            Self::CreateGroup { .. }
            | Self::CreateProperty { .. }
            | Self::CreateFolder { .. }
            | Self::CreateList { .. }
            | Self::CreateFlow { .. } => Deed::Make,
            Self::UpdateProperty { .. }
            | Self::UpdateFilters { .. }
            | Self::RenameList { .. }
            | Self::ReplaceFlow { .. } => Deed::Change,
            Self::DeleteList | Self::DeleteFlow => Deed::Delete,
        }
    }

    /// Tells whether it makes its object.
    #[must_use]
    pub fn makes(&self) -> bool {
        self.deed() == Deed::Make
    }

    /// Returns the definition that it sends: of a list that is changed, its filters.
    #[must_use]
    pub fn body(&self) -> Option<&Value> {
        match self {
            Self::CreateGroup { body, .. }
            | Self::CreateProperty { body, .. }
            | Self::UpdateProperty { body, .. }
            | Self::CreateList { body }
            | Self::UpdateFilters { filter: body }
            | Self::CreateFlow { body }
            | Self::ReplaceFlow { body } => Some(body),
            Self::CreateFolder { .. } | Self::RenameList { .. } | Self::DeleteList | Self::DeleteFlow => None,
        }
    }

    /// Returns the body of a workflow, where it writes one.
    #[must_use]
    pub fn flow(&self) -> Option<&Value> {
        self.body().filter(|_| matches!(self, Self::CreateFlow { .. } | Self::ReplaceFlow { .. }))
    }

    /// Returns the object's plural and the internal name of the property that it writes, where it writes one.
    #[must_use]
    pub fn property(&self) -> Option<(&str, &str)> {
        if let Self::UpdateProperty { object, name, .. } = self {
            Some((object, name))
        } else if let Self::CreateProperty { object, body } = self {
            Some((object, body.get("name").and_then(Value::as_str).unwrap_or_default()))
        } else {
            None
        }
    }

    /// Returns the labels of the placeholders in it.
    #[must_use]
    pub fn labels(&self) -> Vec<String> {
        let mut labels = Vec::new();
        let mut visit = |label: &str| labels.push(label.to_owned());
        let parent = if let Self::CreateFolder { parent, .. } = self { parent.as_ref() } else { None };
        self.body().into_iter().chain(parent).for_each(|value| holes(value, &mut visit));
        labels
    }
}

/// Fills the placeholders whose ids are known; the others stay.
pub(crate) fn fill(value: &Value, find: &dyn Fn(&str) -> Option<String>) -> Value {
    match value {
        Value::Object(entries) => match entries.get(HOLE_KEY).and_then(Value::as_str) {
            Some(label) => find(label).map_or_else(|| value.clone(), |id| shape(entries).value(&id)),
            None => Value::Object(entries.iter().map(|(key, value)| (key.clone(), fill(value, find))).collect()),
        },
        Value::Array(items) => Value::Array(items.iter().map(|item| fill(item, find)).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// Visits the labels of the placeholders in a value.
fn holes(value: &Value, visit: &mut dyn FnMut(&str)) {
    match value {
        Value::Object(entries) => match entries.get(HOLE_KEY).and_then(Value::as_str) {
            Some(label) => visit(label),
            None => entries.values().for_each(|inner| holes(inner, visit)),
        },
        Value::Array(items) => items.iter().for_each(|item| holes(item, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn shape(entries: &Map<String, Value>) -> Shape {
    match entries.get("as").and_then(Value::as_str) {
        Some("number") => Shape::Number,
        Some(_) | None => Shape::Text,
    }
}
