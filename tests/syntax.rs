//! Each program of `tests/spec/syntax` with the tree that is read from it and the problems that are told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[path = "syntax/tree.rs"]
mod tree;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use hubwright::problem::Problem;
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::syntax::{self, print};

#[test]
fn programs_give_the_trees_and_problems_beside_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec/syntax");
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "seg" || kind == "flow"));
    paths.sort();
    assert!(paths.len() > 20, "the programs are there");
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for path in paths {
            let name = path.file_name().unwrap().to_str().unwrap();
            insta::assert_snapshot!(name, outcome(name, &fs::read_to_string(&path).unwrap()));
        }
    });
}

/// Shows a program with its problems, or else with its tree, which prints to a text that reads back the same.
fn outcome(name: &str, text: &str) -> String {
    let (file, problems) = syntax::parse(FileId(0), text);
    let sources = Sources::new(vec![SourceFile { path: name.to_owned(), text: text.to_owned() }]);
    let mut out = format!("{}\n", text.replace("\r\n", "␍\n").trim_end());
    if !problems.is_empty() {
        out.push_str("\n---- problems ----\n");
        for problem in &problems {
            out.push_str(&said(&sources, problem));
        }
    }
    if !file.unread.is_empty() {
        let names: Vec<_> = file.unread.iter().map(|name| name.node.as_str()).collect();
        writeln!(out, "\n---- not read ----\n{}", names.join(" ")).unwrap();
    }
    if !file.declarations.is_empty() {
        out.push_str("\n---- tree ----\n");
    }
    for declaration in &file.declarations {
        writeln!(out, "{}", tree::compact(&format!("{declaration:?}"))).unwrap();
    }
    if problems.is_empty() {
        out.push_str("\n---- printed ----\n");
        for declaration in &file.declarations {
            let printed = print::declaration(declaration);
            let (again, problems) = syntax::parse(FileId(0), &printed);
            assert_eq!(problems, [], "{printed}");
            assert_eq!(print::declaration(&again.declarations[0]), printed, "printing is stable");
            writeln!(out, "{printed}\n").unwrap();
        }
    }
    out
}

fn said(sources: &Sources, problem: &Problem) -> String {
    let words = problem.words();
    let place = |span| {
        let (line, column) = sources.line_column(span);
        format!("{line}:{column}")
    };
    let at = problem.at.expect("every problem of this stage has a place");
    let mut out = format!("{} {}: {}\n", place(at), words.code, words.message);
    let slice = sources.slice(at).lines().next().unwrap_or("");
    let _ = writeln!(
        out,
        "  at `{slice}`{}",
        if words.label.is_empty() { String::new() } else { format!(": {}", words.label) }
    );
    for (span, note) in &problem.also {
        let _ = writeln!(out, "  {} {}", place(*span), note.text());
    }
    if !words.help.is_empty() {
        let _ = writeln!(out, "  help: {}", words.help);
    }
    out
}

#[test]
fn ten_mistakes_in_three_files_are_ten_problems_in_one_run() {
    let files = [
        "segment a on contact { version 1 where x == 1 && y is empty }\nsegment b { where z is 1 }\nsegmnt c on d { }\n",
        "workflow d on contact {\n  version 1\n  enroll manualy\n  sett x = 1\n  notify y\n  set x 1\n}\n",
        "static list e on contact { title \"E }\n",
    ];
    let told: Vec<_> =
        files.iter().flat_map(|text| syntax::parse(FileId(0), text).1).map(|problem| problem.words().code).collect();
    assert_eq!(told.len(), 10, "{told:#?}");
}

#[test]
fn a_page_is_there_for_every_code_that_the_programs_show() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec/syntax");
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let Some("seg" | "flow") = entry.extension().and_then(|kind| kind.to_str()) else { continue };
        for problem in syntax::parse(FileId(0), &fs::read_to_string(&entry).unwrap()).1 {
            let code = problem.words().code;
            assert!(hubwright::problem::pages().any(|(known, _)| known == code), "{code}");
        }
    }
}
