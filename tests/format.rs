//! Each program of `tests/spec/format` beside the form it is brought into; formatting keeps every digest.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};

use hubwright::catalog::{self, Provenance};
use hubwright::check;
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::syntax;

fn programs(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec").join(folder);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "seg" || kind == "flow"));
    paths.sort();
    paths
}

#[test]
fn programs_are_brought_into_the_forms_beside_them() {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec/format"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for path in programs("format") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let formatted = syntax::format(FileId(0), &fs::read_to_string(&path).unwrap()).unwrap();
        for line in formatted.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
        settings.bind(|| insta::assert_snapshot!(name, formatted));
    }
}

/// Returns the digest of every segment and workflow of a program, with those of its problems.
fn digests(text: &str) -> Vec<String> {
    let features = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec/check/features.yaml");
    let features = SourceFile { path: "rules/features.yaml".to_owned(), text: fs::read_to_string(features).unwrap() };
    let program = SourceFile { path: "rules/a.seg".to_owned(), text: text.to_owned() };
    let sources = Sources::new(vec![features, program]);
    let (catalog, _) = catalog::read(&sources, &[(FileId(1), Provenance::Hand)]);
    let (tree, problems) = syntax::parse(FileId(0), text);
    assert_eq!(problems, [], "{text}");
    let (program, problems) = check::program(&[tree], &catalog, "acme", &["production", "sandbox"]);
    let segments = program.segments.iter().map(|it| format!("{} {}", it.head.name, it.version.digest));
    let workflows = program.workflows.iter().map(|it| format!("{} {}", it.head.name, it.version.digest));
    let problems = problems.iter().map(|problem| problem.words().code.to_owned());
    segments.chain(workflows).chain(problems).collect()
}

#[test]
fn a_formatted_program_has_the_digests_and_problems_that_it_had() {
    let mut compared = 0;
    for path in programs("check") {
        let text = fs::read_to_string(&path).unwrap();
        let Ok(formatted) = syntax::format(FileId(0), &text) else { continue };
        let (before, after) = (digests(&text), digests(&formatted));
        assert_eq!(before, after, "{}", path.display());
        compared += before.iter().filter(|line| line.contains(" d1:")).count();
    }
    assert!(compared > 50, "{compared}");
}
