//! What the tree of a program can hold, and whether the examples have all of it.

use std::path::Path;

use hubwright::syntax::ast::File;

/// What no example has, with the reason.
const WITHOUT: &[(&str, &str)] =
    &[("Weekday", "the entry of schedules names each"), ("Month", "the entry of schedules names each")];

/// Returns every variant of the tree's enums that stands in none of some trees.
pub fn missing(trees: &[File]) -> Vec<String> {
    let shown: String = trees.iter().map(|tree| format!("{tree:?}")).collect();
    let words: std::collections::BTreeSet<&str> = shown.split(|sign: char| !super::grammar::is_part(sign)).collect();
    let all = variants();
    let without = |name: &str| WITHOUT.iter().any(|(it, _)| name.split("::").any(|part| part == *it) || *it == name);
    all.into_iter()
        .filter(|(name, word)| !words.contains(word.as_str()) && !without(name))
        .map(|(name, _)| name)
        .collect()
}

/// Reads the enums of `src/syntax/ast`: each variant with its enum, and the word by which it is shown.
fn variants() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/syntax");
    let mut files = vec![root.join("ast.rs")];
    files.extend(std::fs::read_dir(root.join("ast")).unwrap().map(|entry| entry.unwrap().path()));
    let mut found = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(path).unwrap();
        let mut of: Option<&str> = None;
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("pub enum ") {
                of = Some(name.trim_end_matches(" {"));
            } else if line == "}" {
                of = None;
            } else if let (Some(of), Some(word)) = (of, line.strip_prefix("    ").map(first_word))
                && word.starts_with(|sign: char| sign.is_ascii_uppercase())
            {
                found.push((format!("{of}::{word}"), word.to_owned()));
            }
        }
    }
    assert!(found.len() > 100, "the tree is read whole");
    found
}

fn first_word(line: &str) -> &str {
    line.split(|sign: char| !super::grammar::is_part(sign)).next().unwrap()
}
