use std::path::Path;

use proptest::prelude::*;

use super::super::print;
use super::super::print::tests::{AT, action, at, expr};
use super::super::token::{Token, tokens};
use crate::source::{FileId, Span};
use crate::syntax::ast::{Body, Declaration, Line, Segment, Step, Workflow, WorkflowForm};
use crate::syntax::parse;

fn format(text: &str) -> String {
    super::format(FileId(0), text).unwrap_or_else(|problems| panic!("{problems:?}\n{text}"))
}

/// Formats twice and holds the outcome to what always holds.
fn sound(text: &str) -> String {
    let formatted = format(text);
    assert_eq!(format(&formatted), formatted, "again, from\n{text}");
    assert_eq!(meaning(&formatted), meaning(text), "\n{text}\n{formatted}");
    let (before, after) = (comments(text), comments(&formatted));
    let said = |comments: &[Said]| comments.iter().map(|it| (it.text.clone(), it.behind)).collect::<Vec<_>>();
    assert_eq!(said(&after), said(&before), "\n{text}\n{formatted}");
    for (before, after) in before.iter().zip(&after) {
        assert!(after.own_line || !before.own_line, "{} had a line to itself\n{text}\n{formatted}", before.text);
    }
    // What ends in blanks is text.
    if !formatted.contains("\"\"\"") {
        for line in formatted.lines() {
            assert_eq!(line.trim_end(), line, "{formatted}");
        }
    }
    formatted
}

/// Returns what is declared, as the printer of trees says it.
fn meaning(text: &str) -> Vec<String> {
    let (file, problems) = parse(FileId(0), text);
    assert_eq!(problems, [], "{text}");
    file.declarations.iter().map(print::declaration).collect()
}

/// A comment and where it stands.
#[derive(Debug)]
struct Said {
    text: String,
    /// Behind how many characters of tokens. Commas and parentheses come and go, and what stands behind an `and` or
    /// `or` is moved before it: these are not counted.
    behind: usize,
    own_line: bool,
}

/// Returns the comments in order.
fn comments(text: &str) -> Vec<Said> {
    let mut comments = Vec::new();
    let (mut behind, mut connective, mut from) = (0, 0, 0);
    let found = tokens(text).all;
    for token in found.iter().map(Some).chain([None]) {
        let to = token.map_or(text.len(), |token| token.start as usize);
        for (number, line) in text[from..to].split('\n').enumerate() {
            if let Some(at) = line.find("//") {
                let own_line = number > 0 || from == 0;
                comments.push(Said { text: line[at..].trim_end().to_owned(), behind: behind - connective, own_line });
            }
        }
        let Some(token) = token else { break };
        let word = token.text(text);
        if !matches!(word, "," | "(" | ")") {
            let width = word.chars().filter(|it| !it.is_whitespace()).count();
            behind += width;
            connective = if matches!(word, "and" | "or") { width } else { 0 };
        }
        from = token.end as usize;
    }
    comments
}

/// Returns every program among the spec files that has no problem of syntax.
fn programs() -> Vec<(String, String)> {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let mut programs = Vec::new();
    for folder in ["syntax", "check", "format"] {
        let Ok(entries) = std::fs::read_dir(spec.join(folder)) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.extension().is_some_and(|kind| kind == "seg" || kind == "flow") {
                let text = std::fs::read_to_string(&path).unwrap();
                if parse(FileId(0), &text).1.is_empty() {
                    programs.push((path.display().to_string(), text));
                }
            }
        }
    }
    programs.sort();
    assert!(programs.len() > 30, "{}", programs.len());
    programs
}

#[test]
fn every_program_has_a_form_that_keeps_its_meaning_and_its_comments() {
    for (_, text) in programs() {
        sound(&text);
        sound(&text.replace('\n', "\r\n"));
    }
}

#[test]
fn a_comment_in_any_gap_stays_there_once() {
    let mut tried = 0;
    for (path, text) in programs().into_iter().flat_map(|(path, text)| {
        let (file, _) = parse(FileId(0), &text);
        let own = |span: Span| text[span.start as usize..span.end as usize].to_owned();
        file.declarations.iter().map(|it| (path.clone(), own(place(it)))).collect::<Vec<_>>()
    }) {
        let found = tokens(&text).all;
        // The programs of the checker have much of the same: of them each fifth gap is tried.
        let step = if path.contains("/check/") { 5 } else { 1 };
        for at in (0..=found.len()).step_by(step) {
            // Behind something, before something, between things: each gap has one of them.
            let comment = [" // here\n ", "\n// here\n ", "\n\n// here\n\n/// and here\n "][(at + text.len()) % 3];
            let place = found.get(at).map_or(text.len(), |token| token.start as usize);
            let commented = format!("{}{comment}{}", &text[..place], &text[place..]);
            if parse(FileId(0), &commented).1.is_empty() {
                tried += 1;
                sound(&commented);
            } else {
                assert!(is_inside(&text, &found, at), "{path}: {commented}");
            }
        }
    }
    assert!(tried > 1000, "{tried}");
}

fn place(declaration: &Declaration) -> Span {
    match declaration {
        Declaration::Segment(it) => it.span,
        Declaration::StaticList(it) => it.span,
        Declaration::Template(it) => it.span,
        Declaration::Workflow(it) => it.span,
    }
}

/// Tells whether two tokens of the scanner belong to one of the parser.
fn is_inside(text: &str, found: &[Token], at: usize) -> bool {
    let word = |at: usize| found.get(at).map_or("", |token| token.text(text));
    let (before, after) = (word(at.wrapping_sub(1)), word(at));
    after == "("
        || before == "-"
        || after == "-"
        || after.starts_with('-')
        || before == ":"
        || after == ":"
        || after == "%"
}

/// Puts comments, blanks and line feeds into the gaps of a text.
fn disturbed(text: &str, noise: &[usize]) -> String {
    const NOISE: [&str; 8] = ["", "", " // a\n", "\n// b\n", "\n\n\n", "  \t ", "\r\n", " // c\n\n\n/// d\n"];
    let found = tokens(text).all;
    let mut out = String::new();
    let mut from = 0;
    for (at, token) in found.iter().enumerate() {
        let gap = &text[from..token.start as usize];
        let inside = gap.is_empty() && at > 0;
        out.push_str(gap);
        if !inside && token.text(text) != "(" {
            out.push_str(NOISE[noise[at % noise.len()] % NOISE.len()]);
            // A keyword of a declaration in column 1 would begin one.
            out.push_str(if at == 0 { "" } else { " " });
        }
        out.push_str(token.text(text));
        from = token.end as usize;
    }
    out.push_str(&text[from..]);
    out
}

proptest! {
    #[test]
    fn rules_keep_their_meaning_whatever_stands_between_their_words(
        rule in expr(), noise in prop::collection::vec(0_usize..8, 1..30),
    ) {
        let name = at("a".to_owned());
        let segment = Segment { doc: None, name: name.clone(), object: name, header: vec![], rule, span: AT };
        let text = print::declaration(&Declaration::Segment(segment));
        sound(&text);
        sound(&disturbed(&text, &noise));
    }

    #[test]
    fn steps_keep_their_meaning_whatever_stands_between_their_words(
        actions in prop::collection::vec(action(), 0..3), rule in expr(), noise in prop::collection::vec(0_usize..8, 1..30),
    ) {
        let steps = actions.into_iter().map(|action| Step { name: None, action, span: AT }).collect();
        let body = Body { lines: vec![at(Line::EnrollWhen(rule))], steps };
        let form = WorkflowForm::Own { object: at("b".into()), body };
        let workflow = Workflow { doc: None, name: at("a".into()), form, span: AT };
        let text = print::declaration(&Declaration::Workflow(workflow));
        sound(&text);
        sound(&disturbed(&text, &noise));
    }
}

#[test]
fn a_file_without_declarations_keeps_its_comments() {
    assert_eq!(format(""), "");
    assert_eq!(format("\n\n"), "");
    assert_eq!(format("\u{feff}// a  \r\n\r\n\r\n// b"), "// a\n\n// b\n");
}

#[test]
fn a_file_with_a_mistake_has_no_form() {
    assert!(super::format(FileId(0), "segment a on contact { where }").is_err());
}
