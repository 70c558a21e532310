//! What must hold for any input, one function a stage: plain functions over bytes, which `cargo test` calls with seeds
//! and mutations of them and `.ci/fuzz` with whatever cargo-fuzz comes up with. Each ends without a panic or has found
//! a fault.

use hubwright::catalog::{self, Provenance};
use hubwright::hubspot::switches::Switches;
use hubwright::model::Program;
use hubwright::plan::SavedPlan;
use hubwright::problem::Problem;
use hubwright::record::Log;
use hubwright::report::{self, Diagnostics, Style};
use hubwright::settings;
use hubwright::source::{FileId, SourceFile, Sources, Span};
use hubwright::syntax::{self, print};
use hubwright::{check, lower};

/// A body by its name.
pub type Body = (&'static str, fn(&[u8]));

/// All of them.
#[allow(dead_code, reason = "a target of cargo-fuzz calls one of them")]
pub const ALL: &[Body] = &[
    ("scan", scan),
    ("parse", parse),
    ("format", format),
    ("check", check),
    ("catalog", catalog),
    ("settings", settings),
    ("stored", stored),
];

const FILE: FileId = FileId(0);

/// Cutting a text: tokens in order, each within the text, with nothing but blanks and comments between them.
pub fn scan(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let outline = syntax::outline(FILE, text);
    let mut end = 0;
    for token in &outline.tokens {
        assert!(token.start as usize >= end && token.start < token.end, "tokens stand in order: {token:?}");
        let between = text.get(end..token.start as usize).expect("tokens stand between characters");
        let blank = |line: &str| line.trim_matches(['\u{feff}', ' ', '\t', '\r']).is_empty();
        let is_aside = |line: &str| blank(line.split("//").next().unwrap_or(""));
        assert!(between.split('\n').all(is_aside), "only blanks and comments stand between tokens: {between:?}");
        end = token.end as usize;
    }
    let mut last = 0;
    for piece in &outline.pieces {
        assert!(piece.start >= last, "pieces stand in order: {piece:?}");
        last = piece.end;
    }
    told(text, &outline.problems);
}

/// Parsing: what is read whole prints to a text that reads back the same; what is not is told, at a place.
pub fn parse(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let (file, problems) = syntax::parse(FILE, text);
    told(text, &problems);
    assert!(problems.iter().all(|problem| problem.words().code != "syntax::unreadable"), "grammar and reader agree");
    assert!(file.unread.is_empty() || !problems.is_empty(), "what is not read is told");
    assert_eq!(syntax::parse(FILE, text), (file.clone(), problems.clone()), "the same text reads the same");
    if !problems.is_empty() {
        return;
    }
    for declaration in &file.declarations {
        let printed = print::declaration(declaration);
        let (again, problems) = syntax::parse(FILE, &printed);
        assert_eq!(problems, [], "what is printed is of the language:\n{printed}");
        let again: Vec<String> = again.declarations.iter().map(print::declaration).collect();
        assert_eq!(again, [printed], "printing is stable");
    }
}

/// Formatting: once is enough, nothing gets another meaning, and no comment is lost.
pub fn format(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let Ok(formatted) = syntax::format(FILE, text) else { return };
    let again = syntax::format(FILE, &formatted).expect("what is formatted is of the language");
    assert_eq!(again, formatted, "formatting twice is formatting once");
    let shown = |text: &str| {
        let (file, _) = syntax::parse(FILE, text);
        file.declarations.iter().map(print::declaration).collect::<Vec<_>>()
    };
    assert_eq!(shown(text), shown(&formatted), "formatting keeps the meaning");
    assert_eq!(comments(text), comments(&formatted), "formatting keeps comments");
    let (_, before, _) = checked(text);
    let (_, after, _) = checked(&formatted);
    assert_eq!(digests(&before), digests(&after), "formatting keeps digests");
}

/// Checking and compiling: the same program each time, problems that can be shown, and JSON for what has no error.
pub fn check(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let (sources, program, problems) = checked(text);
    let (_, again, found) = checked(text);
    assert_eq!((&program, &problems), (&again, &found), "the same sources give the same program");
    for problem in &problems {
        within(&sources, problem);
    }
    shown(&sources, &problems);
    let _ = lower::bundle(&program, &Switches::default());
}

/// Reading a catalog: the same each time, problems at places within it.
pub fn catalog(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let sources = Sources::new(vec![file("rules/features.yaml", text)]);
    let read = || catalog::read(&sources, &[(FILE, Provenance::Hand)]);
    let (_, problems) = read();
    assert_eq!(problems, read().1, "the same catalog reads the same");
    for problem in &problems {
        within(&sources, problem);
    }
    shown(&sources, &problems);
}

/// Reading settings and bindings: what is printed of bindings reads back the same.
pub fn settings(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let sources = Sources::new(vec![file("hubwright.yaml", text)]);
    let mut problems = settings::read(FILE, text).1;
    problems.extend(settings::bindings(FILE, text).1);
    let (bindings, found) = settings::object_bindings(FILE, text);
    problems.extend(found);
    for problem in &problems {
        within(&sources, problem);
    }
    shown(&sources, &problems);
    if let Some(bindings) = bindings {
        let printed = settings::print_object_bindings(&bindings);
        assert_eq!(settings::object_bindings(FILE, &printed).0, Some(bindings), "{printed}");
    }
}

/// Reading what was stored: a saved plan, a record. What is no such thing is refused.
pub fn stored(data: &[u8]) {
    let _ = Log::parse(data, "a record");
    if let Some(text) = text(data)
        && let Ok(plan) = SavedPlan::read(text)
    {
        assert_eq!(SavedPlan::read(&SavedPlan::print(&plan)), Ok(plan), "a plan that is saved again is the same");
    }
}

/// Longer ones are refused by their length alone, which other tests show.
fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok().filter(|text| text.len() <= 64 * 1024)
}

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.to_owned() }
}

fn told(text: &str, problems: &[Problem]) {
    let sources = Sources::new(vec![file("rules/a.seg", text)]);
    for problem in problems {
        assert!(problem.at.is_some(), "a problem of syntax has a place: {problem:?}");
        within(&sources, problem);
    }
    shown(&sources, problems);
}

/// A problem says something, at places that are in the text and between characters.
fn within(sources: &Sources, problem: &Problem) {
    let words = problem.words();
    assert!(!words.message.is_empty() && !words.message.contains('\n'), "{words:?}");
    assert!(hubwright::problem::pages().any(|(code, _)| code == words.code), "{} has a page", words.code);
    for span in problem.at.iter().chain(problem.also.iter().map(|(span, _)| span)) {
        let Span { file, start, end } = *span;
        let text = &sources.get(file).expect("a problem is of a file").text;
        assert!(text.get(start as usize..end as usize).is_some(), "{span:?} of {}: {problem:?}", text.len());
    }
}

/// However it is printed, nothing in it is a command for a terminal.
fn shown(sources: &Sources, problems: &[Problem]) {
    for diagnostics in [Diagnostics::Human, Diagnostics::Plain, Diagnostics::Json] {
        let mut out = Vec::new();
        let first = problems.get(..problems.len().min(20)).unwrap_or_default();
        report::print(&mut out, first, sources, diagnostics, Style::Bare).expect("memory can be written to");
        let out = String::from_utf8(out).expect("problems are printed as UTF-8");
        let is_command = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
        assert!(diagnostics == Diagnostics::Json || !out.contains(is_command), "{out:?}");
    }
}

fn checked(text: &str) -> (Sources, Program, Vec<Problem>) {
    let sources = Sources::new(vec![
        file("rules/a.seg", text),
        file("rules/features.yaml", include_str!("../spec/check/features.yaml")),
    ]);
    let (catalog, mut problems) = catalog::read(&sources, &[(FileId(1), Provenance::Hand)]);
    let (tree, mut found) = syntax::parse(FILE, text);
    problems.append(&mut found);
    let (program, mut found) = check::program(&[tree], &catalog, "acme", &["production", "sandbox"]);
    problems.append(&mut found);
    (sources, program, problems)
}

fn digests(program: &Program) -> Vec<(&str, &str)> {
    let segments = program.segments.iter().map(|it| (it.head.name.as_str(), it.version.digest.0.as_str()));
    segments.chain(program.workflows.iter().map(|it| (it.head.name.as_str(), it.version.digest.0.as_str()))).collect()
}

/// Returns what comments say, in order: the text between tokens without its blanks.
fn comments(text: &str) -> Vec<String> {
    let mut end = 0;
    let mut said = Vec::new();
    let tokens = syntax::outline(FILE, text).tokens;
    let starts = tokens.iter().map(|token| (token.start as usize, token.end as usize));
    for (start, next) in starts.chain([(text.len(), text.len())]) {
        let between = text.get(end..start).unwrap_or("");
        said.extend(between.split('\n').filter_map(|line| Some(line.split_once("//")?.1.trim().to_owned())));
        end = next;
    }
    said
}
