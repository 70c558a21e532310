//! Every page of `docs/problems` holds what it says: the examples of the language are compiled, and the situations of
//! deployment are met by some test.
#![cfg(feature = "edge")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[path = "explain/example.rs"]
mod example;
#[path = "explain/page.rs"]
mod page;
#[path = "explain/provoked.rs"]
mod provoked;

use std::collections::BTreeSet;
use std::sync::Mutex;

use hubwright::problem;
use page::{Part, parts};

/// Codes that no text can give, with the reason. Their pages have a situation and a way out instead of an example.
const FAULTS_OF_OUR_OWN: &[(&str, &str)] =
    &[("syntax::unreadable", "the grammar accepts what the reader behind it does not: a fault in hubwright")];

/// Codes that an example cannot help giving because it is an excerpt, with the reason. Their own pages still must give
/// them, and their right examples must not.
const OF_EXCERPTS: &[(&str, &str)] = &[
    ("lint::unused-segment", "the segment of an excerpt is what the page is about, and nothing uses it"),
    (
        "lint::unbound-name",
        "an excerpt has the rule that the page is about, and not the bindings of three environments",
    ),
    ("lint::feature-without-owner", "a feature of an excerpt has the keys that the page is about, and no others"),
];

/// What to do, at the end of whatever this file complains about.
const ADVICE: &str = "A page of the language is a title, prose, `Wrong:` with blocks, `Right:` with blocks; one of deployment has \
     `Situation:` and `Way out:` instead. The blocks of an example are files of the project docs/example, which `hubwright \
     check` then checks. \"A page for each code\" in CONTRIBUTING.md has all of it.";

fn is_of_the_language(code: &str) -> bool {
    !code.starts_with("deploy::") && !FAULTS_OF_OUR_OWN.iter().any(|(own, _)| *own == code)
}

fn path(code: &str) -> String {
    format!("docs/problems/{}.md", code.replace("::", "/"))
}

/// Asks something of each page, on all cores, and fails with all answers at once.
fn each_page(wanted: impl Fn(&str) -> bool, ask: impl Fn(&str, &[Part]) -> Vec<String> + Sync) {
    let pages: Vec<(&str, &str)> = problem::pages().filter(|(code, _)| wanted(code)).collect();
    assert!(!pages.is_empty());
    let wrong: Mutex<BTreeSet<String>> = Mutex::default();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (ask, all) = (&ask, &wrong);
    std::thread::scope(|scope| {
        for chunk in pages.chunks(pages.len().div_ceil(threads)) {
            scope.spawn(move || {
                for (code, page) in chunk {
                    let found = ask(code, &parts(page));
                    all.lock().unwrap().extend(found.iter().map(|what| format!("{}: {what}", path(code))));
                }
            });
        }
    });
    let wrong: Vec<String> = wrong.into_inner().unwrap().into_iter().collect();
    assert!(wrong.is_empty(), "\n{}\n\n{ADVICE}\n", wrong.join("\n"));
}

fn part<'p>(parts: &'p [Part], heading: &str) -> Option<&'p Part> {
    parts.iter().find(|part| part.heading == heading)
}

#[test]
fn every_page_has_the_headings_of_its_kind_with_something_below_each() {
    each_page(
        |_| true,
        |code, parts| {
            let wanted = if is_of_the_language(code) { ["", "Wrong", "Right"] } else { ["", "Situation", "Way out"] };
            let headings: Vec<&str> = parts.iter().map(|part| part.heading.as_str()).collect();
            let mut wrong = Vec::new();
            if headings != wanted {
                wrong.push(format!("has the headings {headings:?}, and not {wanted:?} (the first is the prose)"));
            }
            let empty = parts.iter().filter(|part| !part.says_something());
            wrong.extend(empty.map(|part| format!("has nothing below `{}`", part.heading)));
            if is_of_the_language(code) {
                let bare = parts.iter().skip(1).filter(|part| part.blocks.is_empty());
                wrong.extend(bare.map(|part| format!("`{}` has no block", part.heading)));
            }
            let plain = parts.iter().flat_map(|part| &part.blocks).filter(|block| block.language.is_empty());
            wrong.extend(plain.map(|block| format!("names no language at the block `{}`", block.text.trim())));
            wrong
        },
    );
}

#[test]
fn every_wrong_example_gives_its_code_and_what_the_page_says_besides() {
    each_page(is_of_the_language, |code, parts| {
        let Some(wrong) = part(parts, "Wrong") else { return vec!["has no `Wrong:`".to_owned()] };
        let expected: BTreeSet<&str> = std::iter::once(code).chain(wrong.named()).collect();
        let found = match example::codes(wrong) {
            Ok(found) => found,
            Err(why) => return vec![why],
        };
        let missing = expected.iter().filter(|code| !found.contains_key(**code));
        let missing = missing.map(|code| format!("its wrong example should give `{code}` and gives {found:#?}"));
        let more = found.iter().filter(|(code, _)| !expected.contains(code.as_str()) && !is_of_excerpts(code));
        let more = more.map(|(code, message)| {
            format!(
                "its wrong example also gives `{code}`: {message}; make the example smaller, or say below `Wrong:`, in a \
                 sentence with the code in backticks, why that comes with it"
            )
        });
        missing.chain(more).collect()
    });
}

#[test]
fn every_right_example_gives_no_problem_at_all() {
    each_page(is_of_the_language, |own, parts| {
        let Some(right) = part(parts, "Right") else { return vec!["has no `Right:`".to_owned()] };
        match example::codes(right) {
            Ok(found) => {
                let problems = found.iter().filter(|(code, _)| *code == own || !is_of_excerpts(code));
                problems.map(|(code, message)| format!("its right example gives `{code}`: {message}")).collect()
            }
            Err(why) => vec![why],
        }
    });
}

fn is_of_excerpts(code: &str) -> bool {
    OF_EXCERPTS.iter().any(|(other, _)| *other == code)
}

/// The most lines of a page: it is read in a terminal.
const LONGEST: usize = 40;

#[test]
fn every_page_is_short_and_says_what_its_code_means() {
    for (code, page) in problem::pages() {
        let path = path(code);
        assert_eq!(page.lines().next(), Some(format!("# {code}").as_str()), "{path} has another title");
        assert!(page.lines().count() <= LONGEST, "{path} has more than {LONGEST} lines");
        assert!(page.ends_with('\n') && !page.contains('\t') && !page.contains("\n\n\n"), "{path}: blanks");
        assert!(parts(page)[0].text.trim().len() >= 80, "{path} says too little before its example");
    }
}

#[test]
fn every_command_on_a_page_is_one_that_there_is() {
    each_page(
        |_| true,
        |_, parts| {
            let blocks = parts.iter().flat_map(|part| &part.blocks).filter(|block| block.language == "console");
            let commands = blocks.flat_map(|block| example::commands(&block.text));
            commands.filter_map(|words| example::not_a_command(&words)).collect()
        },
    );
}

#[test]
fn every_exception_names_a_code_and_says_why() {
    for (code, why) in FAULTS_OF_OUR_OWN.iter().chain(OF_EXCERPTS) {
        assert!(problem::pages().any(|(known, _)| known == *code), "there is no code `{code}`");
        assert!(why.len() > 20, "{code}");
    }
}
