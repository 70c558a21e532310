//! `docs/reference` is made of the grammar, of rows of data and of what the compiler does; nothing of the language is
//! missing in it, and each example compiles. Written anew with `INSTA_UPDATE=always cargo test --test reference`.
#![cfg(feature = "edge")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]
#![allow(clippy::wildcard_enum_match_arm, reason = "one fact of all is looked for")]

#[path = "reference/compile.rs"]
mod compile;
mod compiled;
#[path = "meaning/forms.rs"]
#[allow(dead_code, reason = "what is refused is seen here, and not foretold")]
mod forms;
#[path = "reference/grammar.rs"]
mod grammar;
#[path = "reference/page.rs"]
mod page;
#[path = "reference/rows.rs"]
mod rows;
#[path = "reference/tables.rs"]
mod tables;
#[path = "reference/told.rs"]
mod told;
#[path = "reference/tree.rs"]
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use compile::Project;
use grammar::Grammar;
use hubwright::check::types::TESTS;
use page::{Entry, PAGES, Page};

/// What to do where something has no entry.
const ADVICE: &str = "every form has one entry in tests/reference/*.yaml, with its meaning and an example";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference")
}

fn pages() -> Vec<(&'static str, Page)> {
    PAGES.iter().map(|name| (*name, Page::read(name))).collect()
}

/// Returns where each of some names is found: the headings of entries.
fn places(pages: &[(&str, Page)], names: impl Fn(&Entry) -> &Vec<String>) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (page, entry) in pages.iter().flat_map(|(name, page)| page.entries.iter().map(move |entry| (name, entry))) {
        for name in names(entry) {
            found.entry(name.clone()).or_default().push(format!("{page}: {}", entry.title));
        }
    }
    found
}

/// Fails unless each wanted name is in one entry.
fn each_once<'w>(what: &str, wanted: impl Iterator<Item = &'w str>, found: &BTreeMap<String, Vec<String>>) {
    let wanted: BTreeSet<&str> = wanted.collect();
    let mut wrong = String::new();
    for name in &wanted {
        match found.get(*name).map(Vec::as_slice) {
            None => writeln!(wrong, "{what} `{name}` is in no entry").unwrap(),
            Some([_]) => {}
            Some(several) => writeln!(wrong, "{what} `{name}` is in several entries: {several:?}").unwrap(),
        }
    }
    for name in found.keys().filter(|name| !wanted.contains(name.as_str())) {
        writeln!(wrong, "{what} `{name}` is in {:?}, and there is none", found[name]).unwrap();
    }
    assert!(wrong.is_empty(), "\n{wrong}{ADVICE}\n");
}

#[test]
fn the_pages_are_what_is_compiled() {
    let (project, grammar) = (Project::example(), Grammar::read());
    let pages = pages();
    let mut made: Vec<(String, String)> = vec![("README.md".to_owned(), contents(&pages))];
    made.extend(pages.iter().map(|(name, page)| (format!("{name}.md"), page.markdown(name, &project, &grammar))));
    let wrong = project.wrong.borrow().join("\n");
    assert!(wrong.is_empty(), "examples of tests/reference/*.yaml are not clean:\n\n{wrong}");
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        std::fs::create_dir_all(folder()).unwrap();
        for (name, text) in &made {
            std::fs::write(folder().join(name), text).unwrap();
        }
    }
    let old =
        |(name, text): &&(String, String)| std::fs::read_to_string(folder().join(name)).unwrap_or_default() != *text;
    let old: Vec<&str> = made.iter().filter(old).map(|(name, _)| name.as_str()).collect();
    assert!(
        old.is_empty(),
        "docs/reference/{{{}}} out of date: INSTA_UPDATE=always cargo test --test reference",
        old.join(", ")
    );
    let there = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let strange: Vec<String> = there.filter(|name| !made.iter().any(|(made, _)| made == name)).collect();
    assert!(strange.is_empty(), "no page of tests/reference makes {strange:?}");
    let missing = tree::missing(&project.trees.borrow());
    assert!(missing.is_empty(), "\nno example of the reference has\n{}\n{ADVICE}\n", missing.join("\n"));
}

fn contents(pages: &[(&str, Page)]) -> String {
    let mut out = include_str!("reference/README.md").replace('\r', "");
    for (name, page) in pages {
        writeln!(out, "| [{}]({name}.md) | {} |", page.title, page.about).unwrap();
    }
    out
}

#[test]
fn every_rule_of_the_grammar_is_quoted_by_one_entry() {
    let (grammar, pages) = (Grammar::read(), pages());
    each_once("the rule", grammar.told(), &places(&pages, |entry| &entry.grammar));
}

#[test]
fn every_word_of_a_rule_stands_in_its_entry() {
    let grammar = Grammar::read();
    let mut wrong = String::new();
    for (name, page) in pages() {
        for entry in &page.entries {
            let written = entry.written();
            let words: BTreeSet<&str> = written
                .split(|sign: char| !grammar::is_part(sign) && sign != '-')
                .map(|word| word.trim_matches('-'))
                .collect();
            for rule in &entry.grammar {
                for spellings in grammar.words(rule) {
                    if !spellings.iter().any(|spelling| words.contains(spelling.as_str())) {
                        writeln!(wrong, "{name}.yaml, {}: {spellings:?} of the rule `{rule}`", entry.title).unwrap();
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\nno example and no sentence has\n{wrong}{ADVICE}\n");
}

#[test]
fn every_row_of_types_and_every_family_of_forms_is_in_one_entry() {
    let pages = pages();
    let tests: Vec<String> = TESTS.iter().map(|row| format!("{:?}", row.form)).collect();
    each_once("the tests", tests.iter().map(String::as_str), &places(&pages, |entry| &entry.tests));
    let families = forms::FORMS.iter().map(|form| form.family).filter(|family| !forms::OF_TESTS.contains(family));
    each_once("the family", families, &places(&pages, |entry| &entry.families));
}
