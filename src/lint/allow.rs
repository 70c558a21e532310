//! Comments that silence warnings: `// allow lint::short-window: why`.

use crate::problem::lint::Fault;
use crate::problem::{Note, Problem, pages};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::ast::{Declaration, File};
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
    used: bool,
}

/// Takes away the warnings that a comment silences. An error stays, whatever is written.
#[must_use]
pub fn silence(sources: &Sources, trees: &[File], problems: Vec<Problem>) -> Silenced {
    let mut allows: Vec<Allow<'_>> = sources.iter().flat_map(|(id, file)| of_file(id, file, trees)).collect();
    let mut out = Silenced::default();
    for problem in problems {
        if allows.is_empty() || problem.is_error() || !silenced(&problem, &mut allows) {
            out.problems.push(problem);
        }
    }
    for allow in allows {
        let code = allow.code.to_owned();
        if !allow.has_reason {
            out.idle.push(Problem::at(allow.at, Fault::NoReason { code }));
        } else if !allow.used {
            out.idle.push(Problem::at(allow.at, Fault::IdleAllow { code }));
        }
    }
    out
}

/// Finds every comment for a problem; of several, all are of use.
fn silenced(problem: &Problem, allows: &mut [Allow<'_>]) -> bool {
    let code = problem.words().code;
    // A line of a template is judged at each use: a comment at either place counts.
    let in_template = problem.also.iter().filter(|(_, note)| *note == Note::InTemplate).map(|(span, _)| *span);
    let places: Vec<Span> = problem.at.into_iter().chain(in_template).collect();
    let mut found = false;
    for place in places {
        // Comments stand in the order of their files.
        let first = allows.partition_point(|allow| allow.at.file < place.file);
        let here = allows.iter_mut().skip(first).take_while(|allow| allow.at.file == place.file);
        for allow in here.filter(|allow| allow.has_reason && allow.code == code && holds(allow.within, place.start)) {
            allow.used = true;
            found = true;
        }
    }
    found
}

fn holds(within: Span, byte: u32) -> bool {
    (within.start..within.end).contains(&byte)
}

/// Returns where the declarations of a file stand.
fn declarations(file: FileId, trees: &[File]) -> Vec<Span> {
    // A tree is one file's: its first declaration tells which.
    let own = trees.iter().filter(|tree| tree.declarations.first().is_some_and(|first| place(first).file == file));
    own.flat_map(|tree| &tree.declarations).map(place).collect()
}

fn place(declaration: &Declaration) -> Span {
    match declaration {
        Declaration::Segment(it) => it.span,
        Declaration::StaticList(it) => it.span,
        Declaration::Template(it) => it.span,
        Declaration::Workflow(it) => it.span,
    }
}

fn of_file<'t>(id: FileId, file: &'t SourceFile, trees: &[File]) -> Vec<Allow<'t>> {
    // Few files have one: the others are not read again.
    if !file.text.contains("allow ") || !(file.path.ends_with(".seg") || file.path.ends_with(".flow")) {
        return Vec::new();
    }
    let declarations = declarations(id, trees);
    comments(id, &file.text).into_iter().filter_map(|comment| of_comment(&comment, &file.text, &declarations)).collect()
}

fn of_comment<'t>(comment: &Comment<'t>, text: &str, declarations: &[Span]) -> Option<Allow<'t>> {
    let said = comment.text.trim_start().strip_prefix("allow ")?.trim_start();
    let end = said.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, ':' | '-')));
    let code = said.get(..end.unwrap_or(said.len()))?.trim_end_matches(':');
    let whole =
        code.split_once("::").is_some_and(|(stage, kind)| !stage.is_empty() && !kind.is_empty() && !kind.contains(':'));
    // A code without its stage silences nothing, and is told of.
    let kind_alone = || pages().any(|(known, _)| known.split_once("::").is_some_and(|(_, kind)| kind == code));
    (whole || kind_alone()).then_some(())?;
    let rest = said.get(code.len()..)?;
    let reason = rest.strip_prefix(':').unwrap_or("");
    let within = match (comment.behind, comment.before) {
        (Some(behind), _) => declarations
            .iter()
            .find(|span| span.end == behind)
            .copied()
            .unwrap_or_else(|| line_of(comment.at, behind.saturating_sub(1), text)),
        (None, Some(before)) => {
            let whole = declarations.iter().find(|span| span.start == before).copied();
            whole.unwrap_or_else(|| line_of(comment.at, before, text))
        }
        (None, None) => comment.at,
    };
    Some(Allow { code, at: comment.at, within, has_reason: !reason.trim().is_empty(), used: false })
}

/// Returns the line that a byte stands on.
fn line_of(at: Span, byte: u32, text: &str) -> Span {
    let byte = byte as usize;
    let start = text.get(..byte).and_then(|before| before.rfind('\n')).map_or(0, |feed| feed + 1);
    let end = text.get(byte..).and_then(|after| after.find('\n')).map_or(text.len(), |feed| byte + feed);
    Span::new(at.file, start, end)
}
