//! What can be wrong, as facts; and how each is said.
//!
//! A stage reports a [`Problem`]: a fact and its places. Code, message, label and help are made from the fact in
//! one place, the file of this folder that is named after the stage. Each code has a page under `docs/problems/`.

pub mod catalog;
pub mod check;
pub mod deploy;
mod fix;
pub mod lint;
pub mod settings;
pub mod syntax;
pub mod yaml;

pub use fix::{Edit, Fix, Safety, apply};

use crate::source::Span;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The program does not compile.
    Error,
    /// It compiles, and perhaps not to what was meant.
    Warning,
}

/// What is wrong, by the stage that finds it.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// The text is not of the language.
    Syntax(syntax::Fault),
    /// The feature catalog.
    Catalog(catalog::Fault),
    /// Names, types, rules of the platform.
    Check(check::Fault),
    /// What compiles and is perhaps not meant.
    Lint(lint::Fault),
    /// `hubwright.yaml`, bindings, the project's folder.
    Settings(settings::Fault),
    /// Portal, record, plan.
    Deploy(Box<deploy::Fault>),
    /// The shape of any YAML file.
    Yaml(yaml::Fault),
}

/// Why a second place is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// The other declaration of a name.
    FirstHere,
    /// Where a name is declared.
    DeclaredHere,
    /// The line of the template, where the main place is its use.
    InTemplate,
    /// Where a bracket was opened.
    OpenedHere,
    /// Another part of the same fault.
    AndHere,
}

impl Note {
    /// Returns what stands beside the place.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::FirstHere => "first here",
            Self::DeclaredHere => "declared here",
            Self::InTemplate => "in this line of the template",
            Self::OpenedHere => "opened here",
            Self::AndHere => "and here",
        }
    }
}

/// A fact and its places.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What is wrong.
    pub fact: Fact,
    /// Where; none for what stands in no file.
    pub at: Option<Span>,
    /// Further places.
    pub also: Vec<(Span, Note)>,
    /// What a machine can do about it; boxed, since few have one.
    pub fix: Option<Box<Fix>>,
}

/// How one fact is said: lower case, one line, no final stop, user text in backticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// `stage::kind`; never changes.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// What stands beside the place; may be empty.
    pub label: String,
    /// A way out; may be empty.
    pub help: String,
}

impl Words {
    /// Makes the words of an error.
    pub fn error(
        code: &'static str,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let (message, label, help) = (one_line(message.into()), one_line(label.into()), one_line(help.into()));
        Self { code, severity: Severity::Error, message, label, help }
    }

    /// Makes the words of a warning.
    pub fn warning(
        code: &'static str,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message, label, help) }
    }
}

/// How long one sentence is at most, in characters: a name may be as long as its file.
const LONGEST_WORDS: usize = 4000;

/// Keeps words on one line and short, whatever the user's text in them holds.
fn one_line(mut text: String) -> String {
    if text.len() > LONGEST_WORDS
        && let Some((end, _)) = text.char_indices().nth(LONGEST_WORDS)
    {
        text.truncate(end);
        text.push('…');
    }
    if text.contains(char::is_control) { text.replace(char::is_control, " ") } else { text }
}

impl Problem {
    /// Reports a fact at a place.
    pub fn at(span: Span, fact: impl Into<Fact>) -> Self {
        Self { fact: fact.into(), at: Some(span), also: Vec::new(), fix: None }
    }

    /// Reports a fact that stands in no file.
    pub fn nowhere(fact: impl Into<Fact>) -> Self {
        Self { fact: fact.into(), at: None, also: Vec::new(), fix: None }
    }

    /// Adds a further place.
    #[must_use]
    pub fn and(mut self, span: Span, note: Note) -> Self {
        self.also.push((span, note));
        self
    }

    /// Says what a machine can do about it.
    #[must_use]
    pub fn with_fix(mut self, safety: Safety, edits: impl IntoIterator<Item = (Span, String)>) -> Self {
        let edits = edits.into_iter().map(|(at, with)| Edit { at, with }).collect();
        self.fix = Some(Box::new(Fix { edits, safety }));
        self
    }

    /// Says the fact.
    #[must_use]
    pub fn words(&self) -> Words {
        match &self.fact {
            Fact::Syntax(fault) => syntax::words(fault),
            Fact::Catalog(fault) => catalog::words(fault),
            Fact::Check(fault) => check::words(fault),
            Fact::Lint(fault) => lint::words(fault),
            Fact::Settings(fault) => settings::words(fault),
            Fact::Deploy(fault) => deploy::words(fault),
            Fact::Yaml(fault) => yaml::words(fault),
        }
    }

    /// Tells whether the program does not compile with it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.words().severity == Severity::Error
    }
}

macro_rules! from_fault {
    ($($variant:ident $stage:ident),*) => {
        $(impl From<$stage::Fault> for Fact {
            fn from(fault: $stage::Fault) -> Self {
                Self::$variant(fault)
            }
        })*
    };
}
from_fault!(Syntax syntax, Catalog catalog, Check check, Lint lint, Settings settings, Yaml yaml);

impl From<deploy::Fault> for Fact {
    fn from(fault: deploy::Fault) -> Self {
        // Far larger than the others: it may hold the reasons of a plan whole.
        Self::Deploy(Box::new(fault))
    }
}

/// Returns every code with its page, in the order of stages.
pub fn pages() -> impl Iterator<Item = (&'static str, &'static str)> {
    [syntax::PAGES, yaml::PAGES, catalog::PAGES, check::PAGES, lint::PAGES, settings::PAGES, deploy::PAGES]
        .into_iter()
        .flatten()
        .copied()
}

/// Of more known names, the first so many are compared: a file may hold as many misspelt ones.
const MOST_COMPARED: usize = 1000;

/// A word that is longer is no misspelt name.
const LONGEST_NAME: usize = 200;

/// Returns the known name that is nearest to a misspelt one, if one is near.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let length = wanted.chars().count();
    if length > LONGEST_NAME {
        return None;
    }
    let limit = (length / 3).max(1);
    let wanted: Vec<char> = wanted.to_lowercase().chars().collect();
    let mut best: Option<(usize, &str)> = None;
    for name in known.into_iter().take(MOST_COMPARED) {
        // A character has at most four bytes.
        if name.len() + limit < length || name.len() > 4 * (length + limit) {
            continue;
        }
        let far = distance(&wanted, &name.to_lowercase().chars().collect::<Vec<_>>(), limit);
        if let Some(far) = far
            && best.is_none_or(|best| (far, name) < best)
        {
            best = Some((far, name));
        }
    }
    best.map(|(_, name)| name.to_owned())
}

/// Counts the insertions, deletions, substitutions and swaps of neighbours between two words, up to a limit.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (row, from) in a.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, to) in b.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut best =
                (at(&last, column) + usize::from(from != to)).min(at(&last, column + 1) + 1).min(at(&next, column) + 1);
            let swapped = row > 0 && column > 0 && a.get(row - 1) == Some(to) && b.get(column - 1) == Some(from);
            if swapped {
                best = best.min(at(&before, column - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut last, next);
        // A swap looks back two lines; what is too far in both comes no nearer.
        if last.iter().chain(&before).all(|far| *far > limit) {
            return None;
        }
    }
    last.last().copied().filter(|far| *far <= limit)
}
