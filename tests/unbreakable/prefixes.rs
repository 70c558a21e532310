//! A program that is cut off anywhere, as an editor sees it while somebody types, is read or told.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use hubwright::report::Diagnostics;

use crate::compiled::compiled;
use crate::huge::CATALOG;

/// How many places one program is cut at, in an unoptimised build; its lines' ends and begins are always among them.
const CUTS: usize = 60;

fn programs() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    for folder in ["rules", "workflows", "docs/example", "tests/spec", "src/cli/init"] {
        walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    }
    found.retain(|path| path.extension().is_some_and(|kind| kind == "seg" || kind == "flow"));
    found.sort();
    found
}

/// Every character of a short program, and of a long one some that differ from program to program.
/// `HUBWRIGHT_EVERY=1` takes every character of every program.
fn cuts(text: &str) -> BTreeSet<usize> {
    let all: Vec<usize> = (0..text.len()).filter(|at| text.is_char_boundary(*at)).collect();
    let step = if std::env::var("HUBWRIGHT_EVERY").is_ok() { 1 } else { (all.len() / CUTS).max(1) };
    all.iter().copied().skip(text.len() % step).step_by(step).chain(all.last().copied()).collect()
}

#[test]
fn every_prefix_of_every_program_is_read_or_told() {
    let programs = programs();
    assert!(programs.len() > 50, "the programs are there");
    for path in programs {
        let text = std::fs::read_to_string(&path).unwrap();
        for at in cuts(&text) {
            let prefix = &text[..at];
            let files = vec![
                ("rules/a.seg".to_owned(), prefix.to_owned()),
                ("rules/features.yaml".to_owned(), CATALOG.to_owned()),
            ];
            let compiled = compiled(&files);
            let place = || format!("{} up to byte {at}", path.display());
            for problem in &compiled.problems {
                for span in problem.at.iter().chain(problem.also.iter().map(|(span, _)| span)) {
                    let text = &compiled.sources.get(span.file).unwrap().text;
                    assert!(text.get(span.start as usize..span.end as usize).is_some(), "{}: {problem:?}", place());
                }
            }
            // What ends within brackets is no program, whatever else it is.
            let (tree, problems) = hubwright::syntax::parse(hubwright::source::FileId(0), prefix);
            let open = hubwright::syntax::outline(hubwright::source::FileId(0), prefix);
            let ends_inside = open.problems.iter().any(hubwright::problem::Problem::is_error);
            assert!(!ends_inside || !problems.is_empty(), "{}", place());
            assert!(tree.unread.is_empty() || !problems.is_empty(), "{}", place());
            assert!(compiled.print(Diagnostics::Plain) > 0 || compiled.problems.is_empty(), "{}", place());
            if at % 7 == 0 {
                compiled.print(Diagnostics::Human);
                compiled.print(Diagnostics::Json);
            }
        }
    }
}
