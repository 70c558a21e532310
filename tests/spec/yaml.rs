//! Runs a reader over the files of a folder and holds source and outcome against snapshots.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use hubwright::problem::Problem;
use hubwright::source::{SourceFile, Sources};

/// A line that begins another file of the same case.
const NEXT: &str = "#=== ";

/// Reads each case of a folder; the first file has the usual path unless its first line says another.
pub fn each(folder: &str, usual: &str, read: impl Fn(&Sources) -> (Vec<Problem>, String)) {
    for path in cases(folder) {
        let text = std::fs::read_to_string(&path).unwrap();
        let sources = split(&text, usual);
        let (problems, kept) = read(&sources);
        let outcome = format!("{text}\n──── problems\n{}\n──── kept\n{kept}", say(&sources, &problems));
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        insta::with_settings!({ snapshot_path => path.parent().unwrap(), prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, outcome);
        });
    }
}

/// Fails with the codes that no snapshot of these folders shows.
pub fn every_code_is_seen(folders: &[&str], pages: &[(&str, &str)]) {
    let snapshots: String = folders
        .iter()
        .flat_map(|folder| cases(folder))
        .map(|path| std::fs::read_to_string(path.with_extension("snap")).unwrap())
        .collect();
    let seen: BTreeSet<&str> = snapshots.split_whitespace().collect();
    let missing: Vec<_> = pages.iter().filter(|(code, _)| !seen.contains(code)).map(|(code, _)| code).collect();
    assert!(missing.is_empty(), "no spec shows {missing:?}");
    for (code, page) in pages {
        assert!(page.starts_with(&format!("# {code}\n")), "the page of {code} has another title");
    }
}

fn cases(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec").join(folder);
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "no case in {}", folder.display());
    cases
}

fn split(text: &str, usual: &str) -> Sources {
    let mut files = vec![SourceFile { path: usual.to_owned(), text: String::new() }];
    for line in text.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix(NEXT) {
            files.push(SourceFile { path: path.trim().to_owned(), text: String::new() });
        } else {
            files.last_mut().unwrap().text.push_str(line);
        }
    }
    files.retain(|file| !file.text.is_empty());
    Sources::new(files)
}

/// Says each problem in a line or two, with its places.
fn say(sources: &Sources, problems: &[Problem]) -> String {
    let place = |span| {
        let (line, column) = sources.line_column(span);
        format!("{}:{line}:{column} `{}`", sources.get(span.file).unwrap().path, sources.slice(span).escape_debug())
    };
    let mut text = String::new();
    for problem in problems {
        let words = problem.words();
        writeln!(text, "{} {} {}", problem.at.map(place).unwrap_or_default(), words.code, words.message).unwrap();
        for (what, words) in [("label", &words.label), ("help", &words.help)] {
            if !words.is_empty() {
                writeln!(text, "    {what}: {words}").unwrap();
            }
        }
        for (span, note) in &problem.also {
            writeln!(text, "    {}: {}", note.text(), place(*span)).unwrap();
        }
    }
    text
}
