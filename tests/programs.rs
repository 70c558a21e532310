//! The programs of the folder that `HUBWRIGHT_PROGRAMS` names: each is formatted, and compiles or is refused where a
//! declaration says so by its name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use hubwright::catalog::{self, Provenance};
use hubwright::problem::Problem;
use hubwright::source::{FileId, SourceFile, Sources, Span};
use hubwright::syntax::{self, ast::Declaration};
use hubwright::{check, problem};

/// Returns the programs, or none where nobody names them.
fn programs() -> Option<Vec<(PathBuf, String)>> {
    let Some(folder) = std::env::var_os("HUBWRIGHT_PROGRAMS") else {
        eprintln!("skipped: HUBWRIGHT_PROGRAMS names no folder");
        return None;
    };
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "seg" || kind == "flow"));
    paths.sort();
    assert!(!paths.is_empty(), "there are programs");
    Some(paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect())
}

fn said(path: &Path, problem: &Problem, text: &str) -> String {
    let words = problem.words();
    let line = problem.at.map_or(0, |at| text[..at.start as usize].matches('\n').count() + 1);
    format!("{}:{line}: {}: {}", path.file_name().unwrap().to_str().unwrap(), words.code, words.message)
}

#[test]
fn each_program_is_formatted_once_and_for_all() {
    let mut wrong = Vec::new();
    for (path, text) in programs().unwrap_or_default() {
        match syntax::format(FileId(0), &text) {
            Err(problems) => wrong.extend(problems.iter().map(|problem| said(&path, problem, &text))),
            Ok(formatted) => {
                assert_eq!(syntax::format(FileId(0), &formatted).unwrap(), formatted, "{}", path.display());
                let comments = |text: &str| -> Vec<String> {
                    syntax::comments(FileId(0), text).iter().map(|comment| comment.text.to_owned()).collect()
                };
                assert_eq!(comments(&text), comments(&formatted), "{}", path.display());
                assert_eq!(digests(&text).0, digests(&formatted).0, "{}", path.display());
                let wide = formatted
                    .lines()
                    .find(|line| line.chars().count() > 100 && !line.contains("//") && !line.contains('"'));
                assert_eq!(wide, None, "{}", path.display());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_program_compiles_or_is_refused_where_its_name_says_so() {
    let mut wrong = Vec::new();
    for (path, text) in programs().unwrap_or_default() {
        let (found, problems) = syntax::parse(FileId(0), &text);
        wrong.extend(problems.iter().map(|problem| said(&path, problem, &text)));
        let (_, problems) = digests(&text);
        let errors: Vec<&Problem> = problems.iter().filter(|problem| problem.is_error()).collect();
        for declaration in &found.declarations {
            let (name, span) = head(declaration);
            let own = |problem: &&&Problem| {
                problem.at.is_some_and(|at| at.file == FileId(1) && span.start <= at.start && at.start < span.end)
            };
            let found: Vec<&&Problem> = errors.iter().filter(own).collect();
            let refused = name.starts_with("refused_");
            if refused && found.is_empty() {
                wrong.push(format!("{}: `{name}` compiles", path.display()));
            } else if !refused {
                wrong.extend(found.into_iter().map(|problem| said(&path, problem, &text)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn head(declaration: &Declaration) -> (&str, Span) {
    match declaration {
        Declaration::Segment(it) => (&it.name.node, it.span),
        Declaration::StaticList(it) => (&it.name.node, it.span),
        Declaration::Template(it) => (&it.name.node, it.span),
        Declaration::Workflow(it) => (&it.name.node, it.span),
    }
}

/// Checks a program by itself, with the catalog of the test and stand-ins for what it does not declare.
fn digests(text: &str) -> (Vec<String>, Vec<Problem>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
    let file = |path: &str, text: String| SourceFile { path: path.to_owned(), text };
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let sources = Sources::new(vec![
        file("rules/features.yaml", read("features.yaml")),
        file("rules/program.flow", text.to_owned()),
    ]);
    let (catalog, problems) = catalog::read(&sources, &[(FileId(0), Provenance::Hand)]);
    let said: Vec<String> = problems.iter().map(|problem| problem::Problem::words(problem).message).collect();
    assert_eq!(said, Vec::<String>::new(), "the catalog has no problems");
    let (tree, _) = syntax::parse(FileId(1), text);
    let declared: BTreeSet<String> = tree.declarations.iter().map(|it| head(it).0.to_owned()).collect();
    let (mut stand_ins, problems) = syntax::parse(FileId(2), &read("stand_ins.flow"));
    assert_eq!(problems, []);
    stand_ins.declarations.retain(|it| !declared.contains(head(it).0));
    let (program, problems) = check::program(&[tree, stand_ins], &catalog, "acme", &["production", "sandbox"]);
    let segments = program.segments.iter().map(|it| format!("{} {}", it.head.name, it.version.digest));
    let workflows = program.workflows.iter().map(|it| format!("{} {}", it.head.name, it.version.digest));
    (segments.chain(workflows).collect(), problems)
}
