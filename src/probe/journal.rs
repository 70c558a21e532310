//! What a probe makes, written down before it is made: so that whatever ends it, the next one can tidy up.

use serde::{Deserialize, Serialize};

/// What a thing of a probe is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A workflow.
    Flow,
    /// A list.
    List,
    /// A contact.
    Contact,
    /// A property of contacts.
    Property,
}

impl Kind {
    /// In the order of removal: what names others goes first.
    pub const ALL: [Self; 4] = [Self::Flow, Self::List, Self::Contact, Self::Property];

    /// Returns its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Flow => "workflow",
            Self::List => "list",
            Self::Contact => "contact",
            Self::Property => "property",
        }
    }
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum Line {
    /// The request that makes it goes out next.
    About {
        /// What it is.
        kind: Kind,
        /// By what it can be found: a title, an e-mail address, a name. No other thing of the portal has it.
        key: String,
    },
    /// The portal made it.
    Made {
        /// What it is.
        kind: Kind,
        /// Its key.
        key: String,
        /// Its id.
        id: String,
    },
    /// It is not there, or not any more.
    Gone {
        /// What it is.
        kind: Kind,
        /// Its key.
        key: String,
        /// Its id, where it was known: a title can be used again, and then two things have one key.
        id: Option<String>,
    },
}

/// Where the lines go.
pub trait Journal {
    /// Keeps a line; when it returns, the line outlives the process.
    ///
    /// # Errors
    /// Why it cannot be kept; nothing is made then.
    fn write(&mut self, line: &str) -> Result<(), String>;
}

impl Journal for Vec<String> {
    fn write(&mut self, line: &str) -> Result<(), String> {
        self.push(line.to_owned());
        Ok(())
    }
}

/// A thing that a probe made, or was about to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// What it is.
    pub kind: Kind,
    /// By what it can be found.
    pub key: String,
    /// Its id, where the portal's answer came.
    pub id: Option<String>,
}

impl Thing {
    /// Says that it is gone.
    #[must_use]
    pub fn gone(&self) -> Line {
        Line::Gone { kind: self.kind, key: self.key.clone(), id: self.id.clone() }
    }
}

/// Prints a line, without its end.
#[must_use]
pub fn print(line: &Line) -> String {
    // Of words and texts alone, this cannot fail.
    serde_json::to_string(line).unwrap_or_default()
}

/// How the name of everything begins that a probe makes.
pub const PREFIX: &str = "hwprobe";

/// Reads a journal and returns what may still be there. A line that was cut was written before its request: nothing
/// came of it. What is not named as a probe names things is nobody's to remove, whatever a file says.
#[must_use]
pub fn left(text: &str) -> Vec<Thing> {
    let mut things: Vec<Thing> = Vec::new();
    for line in text.lines().filter_map(|line| serde_json::from_str(line).ok()) {
        match line {
            Line::About { key, .. } if !key.starts_with(PREFIX) => {}
            Line::About { kind, key } => things.push(Thing { kind, key, id: None }),
            Line::Made { kind, key, id } => {
                let is_it = |thing: &&mut Thing| (thing.kind, &thing.key, &thing.id) == (kind, &key, &None);
                let known = things.iter_mut().find(is_it);
                if let Some(thing) = known {
                    thing.id = Some(id);
                }
            }
            Line::Gone { kind, key, id } => {
                things.retain(|thing| (thing.kind, &thing.key, &thing.id) != (kind, &key, &id));
            }
        }
    }
    things
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_begun_and_not_ended_is_left() {
        let key = |name: &str| format!("hwprobe_{name}");
        let id = |id: &str| id.to_owned();
        let lines = [
            Line::About { kind: Kind::List, key: key("a") },
            Line::Made { kind: Kind::List, key: key("a"), id: id("7") },
            Line::About { kind: Kind::Flow, key: key("a") },
            Line::About { kind: Kind::Contact, key: key("c") },
            Line::Gone { kind: Kind::Contact, key: key("c"), id: None },
            // Its title was free again.
            Line::About { kind: Kind::List, key: key("a") },
            Line::Made { kind: Kind::List, key: key("a"), id: id("8") },
            Line::Gone { kind: Kind::List, key: key("a"), id: Some(id("7")) },
        ];
        let mut text: String = lines.iter().map(|line| print(line) + "\n").collect();
        text.push_str(&(print(&Line::About { kind: Kind::Property, key: "email".to_owned() }) + "\n"));
        text.push_str("{\"what\":\"about\",\"kind\":\"li");
        let found = left(&text);
        assert_eq!(
            found,
            [
                Thing { kind: Kind::Flow, key: key("a"), id: None },
                Thing { kind: Kind::List, key: key("a"), id: Some(id("8")) },
            ]
        );
    }
}
