//! Comments that silence warnings: `// allow lint::short-window: why`, in YAML files `# allow …`.

mod catalog;
mod program;

use std::collections::{BTreeMap, BTreeSet};

use crate::problem::lint::Fault;
use crate::problem::{Note, Problem, Severity, pages};
use crate::source::{FileId, SourceFile, Span};
use crate::syntax::ast::File;

/// What is left after the comments are heard.
#[derive(Debug, Default)]
pub struct Silenced {
    /// Problems that no comment silences.
    pub problems: Vec<Problem>,
    /// What is wrong with the comments themselves: no reason, or nothing to silence.
    pub idle: Vec<Problem>,
}

/// A comment that silences a code somewhere.
#[derive(Debug)]
pub struct Allow<'t> {
    code: &'t str,
    at: Span,
    /// Where it silences.
    within: Span,
    has_reason: bool,
}

/// Takes away the warnings that a comment silences. An error stays, whatever is written.
pub(super) fn silence(allows: Vec<Allow<'_>>, problems: Vec<Problem>) -> Silenced {
    if allows.is_empty() {
        return Silenced { problems, idle: Vec::new() };
    }
    let warnings = by_place(&problems);
    let mut silenced: BTreeSet<usize> = BTreeSet::new();
    // Comments that say the same of the same are heard once. So a warning is met once for each thing that it stands
    // in, and these are as many as may nest.
    let mut heard: BTreeMap<(&str, Span), bool> = BTreeMap::new();
    let mut idle = Vec::new();
    for Allow { code, at, within, has_reason } in allows {
        if !has_reason {
            idle.push(Problem::at(at, Fault::NoReason { code: code.to_owned() }));
            continue;
        }
        let is_of_use = *heard.entry((code, within)).or_insert_with(|| {
            let (from, to) = ((code, within.file, within.start), (code, within.file, within.end));
            let mut here = warnings.range(from..to).flat_map(|(_, numbers)| numbers).copied().peekable();
            let some = here.peek().is_some();
            silenced.extend(here);
            some
        });
        if !is_of_use {
            idle.push(Problem::at(at, Fault::IdleAllow { code: code.to_owned() }));
        }
    }
    let left = problems.into_iter().enumerate().filter(|(number, _)| !silenced.contains(number));
    Silenced { problems: left.map(|(_, problem)| problem).collect(), idle }
}

/// Returns the numbers of all warnings, by code and place.
fn by_place(problems: &[Problem]) -> BTreeMap<(&'static str, FileId, u32), Vec<usize>> {
    let mut found: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (number, problem) in problems.iter().enumerate() {
        let words = problem.words();
        if words.severity == Severity::Error {
            continue;
        }
        // A line of a template is judged at each use: a comment at either place counts.
        let in_template = problem.also.iter().filter(|(_, note)| *note == Note::InTemplate).map(|(span, _)| *span);
        for place in problem.at.into_iter().chain(in_template) {
            found.entry((words.code, place.file, place.start)).or_default().push(number);
        }
    }
    found
}

/// Finds the comments of a file that are to silence something; `tree` is what it declares.
#[must_use]
pub fn allows<'t>(id: FileId, file: &'t SourceFile, tree: Option<&File>) -> Vec<Allow<'t>> {
    // Few files have one: the others are not read again.
    if !file.text.contains("allow ") {
        return Vec::new();
    }
    match file.path.rsplit_once('.') {
        Some((_, "seg" | "flow")) => program::allows(id, &file.text, tree),
        Some((_, "yaml")) => catalog::allows(id, &file.text),
        _ => Vec::new(),
    }
}

impl<'t> Allow<'t> {
    /// Reads a comment that is to silence a code; nothing where its words are as any other.
    fn of(said: &'t str, at: Span, within: Span) -> Option<Self> {
        let said = said.trim_start().strip_prefix("allow ")?.trim_start();
        let end = said.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, ':' | '-')));
        let code = said.get(..end.unwrap_or(said.len()))?.trim_end_matches(':');
        let whole = code
            .split_once("::")
            .is_some_and(|(stage, kind)| !stage.is_empty() && !kind.is_empty() && !kind.contains(':'));
        // A code without its stage silences nothing, and is told of.
        let kind_alone = || pages().any(|(known, _)| known.split_once("::").is_some_and(|(_, kind)| kind == code));
        (whole || kind_alone()).then_some(())?;
        let reason = said.get(code.len()..)?.strip_prefix(':').unwrap_or("");
        Some(Self { code, at, within, has_reason: !reason.trim().is_empty() })
    }
}
