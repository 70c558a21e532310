//! Every code that no example gives is met by some test: this counts them in what the tests assert.

use std::collections::BTreeSet;
use std::path::Path;

use hubwright::problem;

/// Reads what tests assert: snapshots, and the code of tests without its comments; of sources only the tests below them.
fn asserted(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            // These files name codes to count them.
            if !path.ends_with("tests/explain") {
                asserted(&path, text);
            }
            continue;
        }
        let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        if kind == "snap" || kind == "rs" {
            let lines = std::fs::read_to_string(&path).unwrap();
            let is_source = path.strip_prefix(root()).unwrap().starts_with("src") && !path.ends_with("tests.rs");
            let lines =
                if is_source { lines.split_once("\nmod tests {").map_or("", |(_, tests)| tests) } else { &lines };
            // A page that is asked for is no problem that is met.
            let met = lines.lines().filter(|line| !line.trim_start().starts_with("//") && !line.contains("explain"));
            text.extend(met.flat_map(|line| [line, "\n"]));
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != ':' && c != '-').collect()
}

#[test]
fn every_code_without_an_example_is_met_by_a_test() {
    let mut text = String::new();
    asserted(&root().join("tests"), &mut text);
    asserted(&root().join("src"), &mut text);
    let met = words(&text);
    let codes = problem::pages().map(|(code, _)| code).filter(|code| !super::is_of_the_language(code));
    let unmet: Vec<&str> = codes.filter(|code| !met.contains(code)).collect();
    assert!(
        unmet.is_empty(),
        "\nno test meets {unmet:#?}\n\nWrite one that provokes each: a story in tests/deploy/*.case, whose snapshot then has the \
         code, or a test in tests/faults, tests/record, tests/cli or tests/portal.rs that asserts `words().code`.\n"
    );
}
