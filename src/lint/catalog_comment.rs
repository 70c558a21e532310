//! Comments of the feature catalog that silence warnings: `# allow lint::feature-without-owner: why`.

use super::Silenced;
use crate::problem::lint::Fault;
use crate::problem::{Problem, Severity};
use crate::source::{FileId, SourceFile, Sources, Span};

/// Takes away the warnings that a comment of a YAML file silences: those of its line, or of the entry below it.
pub(super) fn silence(sources: &Sources, problems: Vec<Problem>) -> Silenced {
    let mut out = Silenced { problems, idle: Vec::new() };
    for (id, file) in sources.iter().filter(|(_, file)| file.path.ends_with(".yaml")) {
        // Few files have one.
        if file.text.contains("# allow ") {
            for comment in comments(id, file) {
                hear(&comment, &mut out);
            }
        }
    }
    out
}

/// A comment that silences a code.
struct Allow<'t> {
    code: &'t str,
    reason: &'t str,
    at: Span,
    within: Span,
}

fn hear(Allow { code, reason, at, within }: &Allow<'_>, out: &mut Silenced) {
    let code = || (*code).to_owned();
    if reason.is_empty() {
        return out.idle.push(Problem::at(*at, Fault::NoReason { code: code() }));
    }
    let before = out.problems.len();
    out.problems.retain(|problem| {
        let words = problem.words();
        let here =
            problem.at.is_some_and(|at| at.file == within.file && (within.start..within.end).contains(&at.start));
        words.severity == Severity::Error || words.code != code() || !here
    });
    if out.problems.len() == before {
        out.idle.push(Problem::at(*at, Fault::IdleAllow { code: code() }));
    }
}

fn comments(id: FileId, file: &SourceFile) -> Vec<Allow<'_>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        lines.push((start, line));
        start += line.len();
    }
    let mut found = Vec::new();
    for (number, (start, line)) in lines.iter().enumerate() {
        let Some((before, said)) = line.split_once("# allow ") else { continue };
        let alone = before.trim().is_empty();
        if !alone && !before.ends_with([' ', '\t']) {
            continue;
        }
        let said = said.trim();
        let end = said.find(|c: char| !(c.is_ascii_lowercase() || matches!(c, ':' | '-'))).unwrap_or(said.len());
        let code = said.get(..end).unwrap_or("").trim_end_matches(':');
        if !code.contains("::") {
            continue;
        }
        let reason = said.get(code.len()..).and_then(|rest| rest.strip_prefix(':')).unwrap_or("").trim();
        let at = Span::new(id, start + before.len(), start + line.trim_end().len());
        let within = match lines.get(number + 1..) {
            Some(below) if alone => entry(id, below).unwrap_or(at),
            Some(_) | None => Span::new(id, *start, start + line.len()),
        };
        found.push(Allow { code, reason, at, within });
    }
    found
}

/// Returns where the first entry of some lines stands: its line, and those that are further in.
fn entry(id: FileId, lines: &[(usize, &str)]) -> Option<Span> {
    let margin = |line: &str| line.len() - line.trim_start().len();
    let says_something = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let mut lines = lines.iter().filter(|(_, line)| says_something(line));
    let (start, first) = lines.next()?;
    let inside = lines.take_while(|(_, line)| margin(line) > margin(first));
    let end = inside.last().map_or(start + first.len(), |(start, line)| start + line.len());
    Some(Span::new(id, *start, end))
}
