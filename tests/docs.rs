//! The reference of the language holds what it says: its examples are one project without a problem, and its lists of
//! words are those of the code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::path::Path;

use hubwright::catalog::{self, Provenance};
use hubwright::problem::Problem;
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::{check, lint, settings, syntax};

fn reference() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/language.md")).unwrap()
}

/// Returns what stands in the blocks of a language, in order.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(word)) => open = (word == language).then(String::new).or(Some(String::from("\0"))),
            (Some(block), Some("")) => {
                if !block.starts_with('\0') {
                    found.push(std::mem::take(block));
                }
                open = None;
            }
            (Some(block), _) => block.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is left open");
    found
}

fn said(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|problem| format!("{}: {}", problem.words().code, problem.words().message)).collect()
}

#[test]
fn the_examples_of_the_reference_are_one_project_without_a_problem() {
    let text = reference();
    let yaml = blocks(&text, "yaml");
    let [project, features] = yaml.as_slice() else { panic!("`hubwright.yaml` and the catalog: {}", yaml.len()) };
    let (settings, problems) = settings::read(FileId(0), project);
    assert_eq!(said(&problems), Vec::<String>::new());
    let settings = settings.unwrap();

    let program = blocks(&text, "hubwright").join("\n");
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let sources = Sources::new(vec![file("rules/features.yaml", features), file("workflows/reference.flow", &program)]);
    let (catalog, problems) = catalog::read(&sources, &[(FileId(0), Provenance::of("rules/features.yaml").unwrap())]);
    assert_eq!(said(&problems), Vec::<String>::new());
    let (tree, problems) = syntax::parse(FileId(1), &program);
    assert_eq!(said(&problems), Vec::<String>::new());

    let environments: Vec<&str> = settings.environments.keys().map(String::as_str).collect();
    let trees = [tree];
    let (program, problems) = check::program(&trees, &catalog, &settings.name, &environments);
    let left = lint::silence(&sources, &trees, problems);
    assert_eq!(said(&left.problems), Vec::<String>::new());
    assert_eq!((program.segments.len(), program.static_lists.len(), program.workflows.len()), (7, 1, 4));
}

#[test]
fn the_reserved_words_are_those_of_the_grammar() {
    let grammar = include_str!("../grammar/hubwright.pest");
    let rule = grammar.split("\nreserved = ").nth(1).unwrap().split('}').next().unwrap();
    let words: Vec<&str> = rule.split('"').skip(1).step_by(2).collect();
    assert!(words.len() > 15, "{words:?}");
    assert!(
        reference().replace('\n', " ").contains(&format!("`{}`", words.join(" "))),
        "the reference lists {words:?}"
    );
}

#[test]
fn the_reference_names_every_type_and_every_step_of_the_grammar() {
    let grammar = include_str!("../grammar/hubwright.pest");
    let text = reference();
    let rule = grammar.split("\naction = _{").nth(1).unwrap().split('}').next().unwrap();
    let steps = rule.split('|').map(|step| step.trim().trim_end_matches("_step"));
    for step in steps {
        let first = match step {
            "opaque" => "action",
            "webhook" => "call",
            other => other.split('_').next().unwrap(),
        };
        assert!(
            text.lines().any(|row| row.starts_with("| `") && row.contains(&format!("`{first} "))
                || row.contains(&format!("| `{first}`"))),
            "no row of the table of steps begins with `{first}`"
        );
    }
    for word in ["bool", "number", "string", "date", "datetime", "enum", "set", "owner", "pipeline", "stage"] {
        assert!(text.contains(&format!("`{word}`")), "{word}");
    }
}
