//! What has properties that filters ask about: a record, and an event of one.

use crate::emulator::state::{EventRow, Millis, RecordRow};

/// Something with properties.
pub trait Subject {
    /// Returns the value that a property has now; none where it is empty.
    fn value(&self, property: &str) -> Option<&str>;

    /// Returns each value that a property ever had, without the empty ones.
    fn past(&self, property: &str) -> Vec<&str>;

    /// Returns when a property last changed; none where it was never set.
    fn changed(&self, property: &str) -> Option<Millis>;
}

impl Subject for RecordRow {
    fn value(&self, property: &str) -> Option<&str> {
        Self::value(self, property)
    }

    fn past(&self, property: &str) -> Vec<&str> {
        let held = self.values.get(property).into_iter().flatten();
        held.map(|held| held.value.as_str()).filter(|value| !value.is_empty()).collect()
    }

    fn changed(&self, property: &str) -> Option<Millis> {
        Self::changed(self, property)
    }
}

/// An event's properties never change.
impl Subject for EventRow {
    fn value(&self, property: &str) -> Option<&str> {
        self.properties.get(property).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn past(&self, property: &str) -> Vec<&str> {
        self.value(property).into_iter().collect()
    }

    fn changed(&self, property: &str) -> Option<Millis> {
        self.value(property).map(|_| self.at)
    }
}
