//! Comments that silence warnings: `// allow lint::short-window: why`.

use std::collections::{BTreeMap, BTreeSet};

use super::walk::places;
use crate::problem::lint::Fault;
use crate::problem::{Note, Problem, Severity};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::ast::File;
use crate::syntax::{Comment, comments};

/// What is left after the comments are heard.
#[derive(Debug, Default)]
pub struct Silenced {
    /// Problems that no comment silences.
    pub problems: Vec<Problem>,
    /// What is wrong with the comments themselves: no reason, or nothing to silence.
    pub idle: Vec<Problem>,
}

/// A comment that silences a code somewhere.
struct Allow<'t> {
    code: &'t str,
    at: Span,
    /// Where it silences.
    within: Span,
    has_reason: bool,
}

/// Takes away the warnings that a comment silences. An error stays, whatever is written.
#[must_use]
pub fn silence(sources: &Sources, trees: &[File], problems: Vec<Problem>) -> Silenced {
    // A tree is one file's: its first declaration tells which.
    let trees: BTreeMap<FileId, &File> =
        trees.iter().filter_map(|tree| Some((tree.declarations.first()?.span().file, tree))).collect();
    let allows: Vec<Allow<'_>> =
        sources.iter().flat_map(|(id, file)| of_file(id, file, trees.get(&id).copied())).collect();
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

fn of_file<'t>(id: FileId, file: &'t SourceFile, tree: Option<&File>) -> Vec<Allow<'t>> {
    // Few files have one: the others are not read again.
    if !file.text.contains("allow ") || !(file.path.ends_with(".seg") || file.path.ends_with(".flow")) {
        return Vec::new();
    }
    let things = Things::of(id, &file.text, tree);
    comments(id, &file.text).into_iter().filter_map(|comment| of_comment(&comment, &things)).collect()
}

/// What a comment of a file can be about.
#[derive(Default)]
struct Things {
    /// Where declarations stand, by their ends.
    declarations: BTreeMap<u32, Span>,
    /// The largest thing that begins at each byte where one does.
    largest: BTreeMap<u32, Span>,
    /// Where the lines stand.
    lines: Vec<Span>,
}

impl Things {
    fn of(id: FileId, text: &str, tree: Option<&File>) -> Self {
        let mut things = Self::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            things.lines.push(Span::new(id, start, start + line.len()));
            start += line.len();
        }
        let Some(tree) = tree else { return things };
        things.declarations = tree.declarations.iter().map(|it| (it.span().end, it.span())).collect();
        places(tree, &mut |span| {
            let largest = things.largest.entry(span.start).or_insert(span);
            *largest = largest.to(span);
        });
        things
    }

    /// Returns what a comment ends: a declaration, else its line.
    fn behind(&self, comment: &Comment<'_>, end: u32) -> Span {
        self.declarations.get(&end).copied().unwrap_or_else(|| self.line(comment.at.start).unwrap_or(comment.at))
    }

    /// Returns what follows a comment: the first thing on the next line, however many lines it has; else that line.
    fn after(&self, comment: &Comment<'_>, start: u32) -> Span {
        let line = self.line(start).unwrap_or(comment.at);
        self.largest.range(start..line.end.max(start)).next().map_or(line, |(_, thing)| *thing)
    }

    fn line(&self, byte: u32) -> Option<Span> {
        self.lines.get(self.lines.partition_point(|line| line.end <= byte)).copied()
    }
}

fn of_comment<'t>(comment: &Comment<'t>, things: &Things) -> Option<Allow<'t>> {
    let said = comment.text.trim_start().strip_prefix("allow ")?.trim_start();
    let end = said.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, ':' | '-')));
    let code = said.get(..end.unwrap_or(said.len()))?.trim_end_matches(':');
    code.split_once("::").filter(|(stage, kind)| !stage.is_empty() && !kind.is_empty() && !kind.contains(':'))?;
    let rest = said.get(code.len()..)?;
    let reason = rest.strip_prefix(':').unwrap_or("");
    let within = match (comment.behind, comment.before) {
        (Some(behind), _) => things.behind(comment, behind),
        (None, Some(before)) => things.after(comment, before),
        (None, None) => comment.at,
    };
    Some(Allow { code, at: comment.at, within, has_reason: !reason.trim().is_empty() })
}
