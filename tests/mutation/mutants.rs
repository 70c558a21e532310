//! Every document that differs from a given one in one place.

use serde_json::{Map, Value, json};

use super::words::others;

/// What was changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A key got another name.
    Renamed,
    /// A member was left out.
    LeftOut,
    /// A literal became another one.
    Became(Value),
    /// An element of an array was taken away.
    Taken,
}

/// A document with one change.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// What the document was compiled from.
    pub about: String,
    /// The keys and indices on the way to the change.
    pub place: Vec<String>,
    /// The object that holds what was changed, as it was.
    pub holder: Map<String, Value>,
    /// The objects around it, the innermost last.
    pub around: Vec<Map<String, Value>>,
    /// The key in that object under which the change is.
    pub key: String,
    /// What stood there.
    pub before: Value,
    /// What was changed.
    pub change: Change,
    /// The whole document, changed.
    pub document: Value,
}

impl Mutant {
    /// Tells in one line what was changed and where.
    pub fn line(&self) -> String {
        let what = match &self.change {
            Change::Renamed => "renamed".to_owned(),
            Change::LeftOut => "left out".to_owned(),
            Change::Became(value) => format!("{} -> {value}", self.before),
            Change::Taken => format!("{} taken away", self.before),
        };
        format!("{}: {}: {what}", self.about, self.place.join("/"))
    }

    /// Tells whether the key is gone, by either way.
    pub fn is_gone(&self) -> bool {
        matches!(self.change, Change::Renamed | Change::LeftOut)
    }

    /// Tells whether the literal became this word.
    pub fn became(&self, word: &str) -> bool {
        matches!(&self.change, Change::Became(value) if value == word)
    }

    /// Tells whether the holder has this word under a key.
    pub fn has(&self, key: &str, word: &str) -> bool {
        self.holder.get(key).and_then(Value::as_str) == Some(word)
    }
}

/// Visits every mutant of a document; all at once would be too many to hold.
pub fn mutants(about: &str, document: &Value, visit: &mut dyn FnMut(&Mutant)) {
    Walk { about, document, place: Vec::new(), around: Vec::new(), visit }.value(document);
}

struct Walk<'a> {
    about: &'a str,
    document: &'a Value,
    place: Vec<String>,
    around: Vec<(String, Map<String, Value>)>,
    visit: &'a mut dyn FnMut(&Mutant),
}

impl Walk<'_> {
    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => {}
            Value::Bool(truth) => self.literal(value, vec![json!(!truth)]),
            Value::Number(number) => {
                let others = match number.as_i64() {
                    Some(whole) => vec![json!(whole + 1), json!(whole - 1)],
                    None => vec![json!(number.as_f64().unwrap() + 1.0), json!(number.as_f64().unwrap() - 1.0)],
                };
                self.literal(value, others);
            }
            Value::String(text) => {
                let (key, holder) = self.around.last().cloned().unwrap_or_default();
                self.literal(value, others(&holder, &key, text).into_iter().map(Value::String).collect());
            }
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.place.push(at.to_string());
                    self.note(item, Change::Taken, |slot| {
                        slot.as_array_mut().unwrap().remove(at);
                    });
                    self.value(item);
                    self.place.pop();
                }
            }
            Value::Object(entries) => {
                for (key, member) in entries {
                    self.place.push(key.clone());
                    self.around.push((key.clone(), entries.clone()));
                    self.note(member, Change::Renamed, |slot| {
                        let holder = slot.as_object_mut().unwrap();
                        let member = holder.remove(key).unwrap();
                        holder.insert(format!("{key}X"), member);
                    });
                    self.note(member, Change::LeftOut, |slot| {
                        slot.as_object_mut().unwrap().remove(key);
                    });
                    self.value(member);
                    self.around.pop();
                    self.place.pop();
                }
            }
        }
    }

    fn literal(&mut self, before: &Value, others: Vec<Value>) {
        for other in others {
            let last = self.place.last().cloned().unwrap_or_default();
            let change = Change::Became(other.clone());
            self.note(before, change, |holder| match holder {
                Value::Array(items) => items[last.parse::<usize>().unwrap()] = other,
                Value::Object(entries) => {
                    entries.insert(last, other);
                }
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => unreachable!(),
            });
        }
    }

    /// Notes the document with a change in what holds the present place.
    fn note(&mut self, before: &Value, change: Change, apply: impl FnOnce(&mut Value)) {
        let mut document = self.document.clone();
        let (_, way) = self.place.split_last().unwrap();
        let holder = way.iter().fold(&mut document, |value, step| match value {
            Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            Value::Object(entries) => &mut entries[step],
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => unreachable!(),
        });
        apply(holder);
        let (key, holder) = self.around.last().cloned().unwrap_or_default();
        (self.visit)(&Mutant {
            about: self.about.to_owned(),
            place: self.place.clone(),
            holder,
            around: self.around.iter().rev().skip(1).rev().map(|(_, entries)| entries.clone()).collect(),
            key,
            before: before.clone(),
            change,
            document,
        });
    }
}
