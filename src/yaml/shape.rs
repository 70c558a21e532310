//! Reading a tree into what it should be: each slip is reported at its place and the rest is read on.

use super::{Entry, Kind, Node};
use crate::problem::yaml::Fault;
use crate::problem::{Fact, Note, Problem};
use crate::source::{Span, Spanned};

/// Gathers problems while a tree is read.
pub(crate) struct Reader {
    /// What was wrong so far.
    pub problems: Vec<Problem>,
    refuse: fn(&str) -> Option<Fact>,
}

/// The keys of one mapping, each known and there once.
pub(crate) struct Fields<'n> {
    of: &'static str,
    at: Span,
    entries: Vec<&'n Entry>,
}

impl<'n> Fields<'n> {
    /// Finds a key.
    pub(crate) fn get(&self, key: &str) -> Option<&'n Entry> {
        self.entries.iter().copied().find(|entry| entry.key.node == key)
    }
}

impl Reader {
    /// Starts without problems.
    pub(crate) fn new() -> Self {
        Self { problems: Vec::new(), refuse: |_| None }
    }

    /// Starts with keys that get a fault of their own where they are not known.
    pub(crate) fn refusing(refuse: fn(&str) -> Option<Fact>) -> Self {
        Self { problems: Vec::new(), refuse }
    }

    /// Reports a fact.
    pub(crate) fn report(&mut self, at: Span, fact: impl Into<Fact>) {
        self.problems.push(Problem::at(at, fact));
    }

    /// Returns the entries of a mapping with names of the author's choice, each once.
    pub(crate) fn names<'n>(&mut self, entry: &'n Entry) -> Vec<&'n Entry> {
        let Kind::Map(entries) = &entry.value.kind else {
            self.wrong(&entry.key, &entry.value, "a mapping of names");
            return Vec::new();
        };
        self.once(entries)
    }

    /// Returns the entries of a mapping whose keys are given; `of` says what the mapping is.
    pub(crate) fn fields<'n>(
        &mut self,
        of: &'static str,
        at: &Spanned<String>,
        node: &'n Node,
        known: &'static [&'static str],
    ) -> Option<Fields<'n>> {
        let Kind::Map(entries) = &node.kind else {
            self.wrong(at, node, "a mapping");
            return None;
        };
        let mut entries = self.once(entries);
        entries.retain(|entry| {
            let key = entry.key.node.as_str();
            let is_known = known.contains(&key);
            if !is_known {
                let fact = (self.refuse)(key);
                self.report(
                    entry.key.span,
                    fact.unwrap_or_else(|| Fault::UnknownKey { key: key.to_owned(), of, known }.into()),
                );
            }
            is_known
        });
        Some(Fields { of, at: at.span, entries })
    }

    /// Finds a key that must be there.
    pub(crate) fn need<'n>(&mut self, fields: &Fields<'n>, key: &'static str) -> Option<&'n Entry> {
        let found = fields.get(key);
        if found.is_none() {
            self.report(fields.at, Fault::MissingKey { key, of: fields.of });
        }
        found
    }

    /// Reads text: whatever single value stands there, as it is written.
    pub(crate) fn text(&mut self, entry: &Entry) -> Option<Spanned<String>> {
        if let Kind::Scalar { text, .. } = &entry.value.kind {
            return Some(Spanned::new(text.clone(), entry.value.span));
        }
        self.wrong(&entry.key, &entry.value, "text");
        None
    }

    /// Reads true or false.
    pub(crate) fn flag(&mut self, entry: &Entry) -> Option<bool> {
        match plain(&entry.value) {
            Some("true" | "True" | "TRUE") => Some(true),
            Some("false" | "False" | "FALSE") => Some(false),
            _ => {
                self.wrong(&entry.key, &entry.value, "true or false");
                None
            }
        }
    }

    /// Reads a whole number of at least 0.
    pub(crate) fn count(&mut self, entry: &Entry) -> Option<u64> {
        let number = plain(&entry.value).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let number = number.and_then(|text| text.parse().ok());
        if number.is_none() {
            self.wrong(&entry.key, &entry.value, "a whole number");
        }
        number
    }

    /// Reports a value of the wrong shape.
    pub(crate) fn wrong(&mut self, key: &Spanned<String>, node: &Node, wanted: &'static str) {
        let found = match &node.kind {
            Kind::Scalar { text, .. } => format!("`{}`", shorten(text)),
            Kind::Null | Kind::List(_) | Kind::Map(_) => node.kind.describe().to_owned(),
        };
        // Of nothing there is no place: the key has one.
        let at = if node.kind == Kind::Null { key.span } else { node.span };
        self.report(at, Fault::WrongShape { key: key.node.clone(), wanted, found });
    }

    /// Keeps the first of each key.
    fn once<'n>(&mut self, entries: &'n [Entry]) -> Vec<&'n Entry> {
        let mut first = std::collections::BTreeMap::new();
        let mut kept = Vec::new();
        for entry in entries {
            let name = entry.key.node.as_str();
            match first.get(name) {
                Some(before) => {
                    let problem = Problem::at(entry.key.span, Fault::DoubledKey { key: name.to_owned() });
                    self.problems.push(problem.and(*before, Note::FirstHere));
                }
                None => {
                    first.insert(name, entry.key.span);
                    kept.push(entry);
                }
            }
        }
        kept
    }
}

/// Returns the text of a value without quotes.
pub(crate) fn plain(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Scalar { text, plain: true } => Some(text),
        Kind::Null | Kind::Scalar { .. } | Kind::List(_) | Kind::Map(_) => None,
    }
}

/// Keeps a message short.
fn shorten(text: &str) -> String {
    let line: String = text.chars().take(40).collect();
    if line.len() < text.len() { format!("{line}…") } else { line }
}
