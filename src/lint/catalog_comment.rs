//! Comments of the feature catalog that silence warnings: `# allow lint::feature-without-owner: why`.

use std::collections::{BTreeMap, BTreeSet};

use super::Silenced;
use crate::problem::lint::Fault;
use crate::problem::{Problem, Severity};
use crate::source::{FileId, SourceFile, Sources, Span};

/// Takes away the warnings that a comment of a YAML file silences: those of its line, or of the line below it.
pub(super) fn silence(sources: &Sources, problems: Vec<Problem>) -> Silenced {
    let files = sources.iter().filter(|(_, file)| file.path.ends_with(".yaml"));
    // Few files have one.
    let allows: Vec<Allow<'_>> =
        files.filter(|(_, file)| file.text.contains("# allow ")).flat_map(|(id, file)| comments(id, file)).collect();
    if allows.is_empty() {
        return Silenced { problems, idle: Vec::new() };
    }
    let mut warnings: BTreeMap<(&str, FileId, u32), Vec<usize>> = BTreeMap::new();
    for (number, problem) in problems.iter().enumerate() {
        let words = problem.words();
        if let (Some(at), Severity::Warning) = (problem.at, words.severity) {
            warnings.entry((words.code, at.file, at.start)).or_default().push(number);
        }
    }
    let mut silenced: BTreeSet<usize> = BTreeSet::new();
    // Comments that say the same of one line are heard once.
    let mut heard: BTreeMap<(&str, Span), bool> = BTreeMap::new();
    let mut idle = Vec::new();
    for Allow { code, reason, at, within } in allows {
        if reason.is_empty() {
            idle.push(Problem::at(at, Fault::NoReason { code: code.to_owned() }));
            continue;
        }
        let is_of_use = *heard.entry((code, within)).or_insert_with(|| {
            let here = warnings.range((code, within.file, within.start)..(code, within.file, within.end));
            let before = silenced.len();
            silenced.extend(here.flat_map(|(_, numbers)| numbers.iter().copied()));
            silenced.len() > before
        });
        if !is_of_use {
            idle.push(Problem::at(at, Fault::IdleAllow { code: code.to_owned() }));
        }
    }
    let left = problems.into_iter().enumerate().filter(|(number, _)| !silenced.contains(number));
    Silenced { problems: left.map(|(_, problem)| problem).collect(), idle }
}

/// A comment that silences a code.
struct Allow<'t> {
    code: &'t str,
    reason: &'t str,
    at: Span,
    within: Span,
}

fn comments(id: FileId, file: &SourceFile) -> Vec<Allow<'_>> {
    let mut found = Vec::new();
    let mut end = file.text.len();
    // From below, so that what follows a comment is known.
    let mut below = None;
    for line in file.text.split_inclusive('\n').rev() {
        let start = end - line.len();
        let whole = Span::new(id, start, end);
        end = start;
        if let Some((before, said)) = line.split_once("# allow ")
            && (before.is_empty() || before.ends_with([' ', '\t']))
        {
            let at = Span::new(id, start + before.len(), start + line.trim_end().len());
            let within = if before.trim().is_empty() { below.unwrap_or(at) } else { whole };
            found.extend(of_comment(said.trim(), at, within));
        }
        let says_something = !line.trim().is_empty() && !line.trim_start().starts_with('#');
        if says_something {
            below = Some(whole);
        }
    }
    found.reverse();
    found
}

fn of_comment(said: &str, at: Span, within: Span) -> Option<Allow<'_>> {
    let end = said.find(|c: char| !(c.is_ascii_lowercase() || matches!(c, ':' | '-'))).unwrap_or(said.len());
    let code = said.get(..end)?.trim_end_matches(':');
    code.contains("::").then_some(())?;
    let reason = said.get(code.len()..)?.strip_prefix(':').unwrap_or("").trim();
    Some(Allow { code, reason, at, within })
}
