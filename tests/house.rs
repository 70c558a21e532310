//! Holds the project to its own map: the direction of modules, one owner per library, a page per problem, short files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use hubwright::problem;

/// The most lines that a file of `src` may have.
const LONGEST: usize = 600;

/// Uses of a module that the drawing puts below, with the reason.
const UPWARD: &[(&str, &[&str], &str)] = &[
    ("problem", &["hubspot", "plan", "record", "portal"], "facts of deployment are said where all others are"),
    ("settings", &["catalog"], "one reader of YAML with places, which the catalog owns"),
    ("settings", &["hubspot"], "`hubwright.yaml` names the switches of the platform"),
    ("catalog", &["hubspot"], "platform facts are rows: objects, types, reserved names"),
    ("model", &["hubspot"], "a checked program names HubSpot's objects and not words for them"),
    ("check", &["hubspot"], "limits of the platform are rows"),
    ("lint", &["hubspot"], "objects of the catalog are HubSpot's"),
    ("lift", &["plan"], "what the spellings of one filter have in common is said once, by the normal form"),
    ("plan", &["record"], "identity and versions come from what was deployed"),
];

/// Libraries that belong to one place, with the places.
const OWNERS: &[(&str, &[&str])] = &[
    ("any_ascii", &["src/lift/naming.rs"]),
    ("axum", &["src/emulator/"]),
    ("clap", &["src/cli/", "src/report.rs"]),
    ("indicatif", &["src/cli/"]),
    ("miette", &["src/report.rs"]),
    ("mimalloc", &["src/main.rs"]),
    ("pest", &["src/syntax/"]),
    ("pest_derive", &["src/syntax/"]),
    ("rayon", &["src/cli/"]),
    ("regex", &["src/emulator/"]),
    ("reqwest", &["src/portal/https.rs"]),
    ("rusqlite", &["src/emulator/"]),
    ("rustls", &["src/portal/https.rs"]),
    ("secrecy", &["src/portal/https.rs", "src/emulator/", "src/cli/"]),
    ("serde_saphyr", &["src/yaml.rs"]),
    ("serde_yaml", &["src/emulator/seed/"]),
    ("similar", &["src/plan/"]),
    ("tempfile", &["src/cli/", "src/record/"]),
    // The two rooms that own a runtime.
    ("tokio", &["src/portal/https.rs", "src/emulator/server.rs"]),
];

/// Libraries whose types are the common words of several modules.
const SHARED: &[&str] = &["jiff", "serde", "serde_json", "sha2"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns all files below a folder that end so, relative to the project, sorted.
fn files(folder: &str, ending: &str) -> Vec<String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    let relative = found.iter().map(|path| path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/"));
    let mut files: Vec<String> = relative.filter(|path| path.ends_with(ending)).collect();
    files.sort();
    files
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// Returns what is compiled into the library: no comments, no tests.
fn code(path: &str) -> String {
    let text = read(path);
    let shipped = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    shipped.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

/// Returns the module at the top that a file belongs to.
fn module(path: &str) -> &str {
    let below = path.strip_prefix("src/").unwrap();
    below.split(['/', '.']).next().unwrap()
}

/// Returns every word that follows `prefix` in a text.
fn words_after<'t>(text: &'t str, prefix: &str) -> impl Iterator<Item = &'t str> {
    text.match_indices(prefix).map(|(at, _)| {
        let rest = &text[at..][prefix.len()..];
        rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap()
    })
}

/// Tells whether a text uses a library by its path.
fn uses(text: &str, library: &str) -> bool {
    let path = format!("{library}::");
    text.match_indices(&path).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':')
    })
}

/// Returns the modules in the order of the drawing in `src/lib.rs`.
fn drawn() -> Vec<String> {
    let text = read("src/lib.rs");
    let drawing = text.split("```text").nth(1).unwrap().split("```").next().unwrap();
    let rows = drawing.lines().filter_map(|line| line.strip_prefix("//!   "));
    rows.map(|row| row.split_whitespace().next().unwrap().to_owned()).collect()
}

#[test]
fn the_map_draws_every_module_in_the_order_of_the_crate() {
    let text = read("src/lib.rs");
    let declared: Vec<&str> = text.lines().filter_map(|line| line.split_once("mod ")?.1.strip_suffix(';')).collect();
    assert_eq!(drawn(), declared);
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let order = drawn();
    let place = |name: &str| order.iter().position(|module| module == name);
    let mut allowed: BTreeMap<(&str, &str), bool> = BTreeMap::new();
    for (from, targets, reason) in UPWARD {
        assert!(!reason.is_empty());
        allowed.extend(targets.iter().map(|to| ((*from, *to), false)));
    }
    let mut wrong = Vec::new();
    for path in files("src", ".rs").iter().filter(|path| !is_test(path)) {
        let from = module(path);
        let Some(here) = place(from) else { continue };
        let text = code(path);
        assert!(
            !text.contains("use crate::{"),
            "{path}: one `use crate::module::…` a module, so that this test reads it"
        );
        for to in words_after(&text, "crate::").filter(|to| place(to).is_some_and(|there| there > here)) {
            match allowed.iter_mut().find(|((a, b), _)| *a == from && *b == to) {
                Some((_, used)) => *used = true,
                None => wrong.push(format!("{path}: `{from}` uses `{to}`, which the map puts below it")),
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let idle: Vec<_> = allowed.iter().filter(|(_, used)| !**used).map(|(pair, _)| pair).collect();
    assert!(idle.is_empty(), "exceptions that nothing needs any more: {idle:?}");
}

#[test]
fn the_embedded_portal_shares_only_the_switches_and_the_transport_with_the_writer() {
    for path in files("src/emulator", ".rs").iter().filter(|path| !is_test(path)) {
        let text = code(path);
        for to in words_after(&text, "crate::").filter(|to| *to != "emulator") {
            assert!(["hubspot", "portal"].contains(&to), "{path} uses `{to}`");
        }
        for to in words_after(&text, "crate::hubspot::") {
            assert_eq!(to, "switches", "{path} knows the wire by rows of its own");
        }
        for to in words_after(&text, "crate::portal::") {
            assert_eq!(to, "transport", "{path} answers requests and reads none of ours");
        }
    }
}

#[test]
fn a_library_has_one_owner() {
    for path in files("src", ".rs") {
        let text = code(&path);
        for (library, owners) in OWNERS {
            let owned = owners.iter().any(|owner| path.starts_with(owner));
            assert!(owned || !uses(&text, library), "{path} uses {library}, which belongs to {}", owners.join(", "));
        }
    }
}

#[test]
fn every_dependency_has_an_owner_and_a_line_that_says_what_it_is_for() {
    let manifest = read("Cargo.toml");
    let section = manifest.split("[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
    let mut said = false;
    let mut names = BTreeSet::new();
    for line in section.lines() {
        match line.split_once(" = ") {
            Some((name, _)) if !line.starts_with('#') => {
                assert!(said, "`{name}` in Cargo.toml has no comment above it");
                names.insert(name.replace('-', "_"));
            }
            _ => said = line.starts_with("# ") && !line.starts_with("# --") || said && !line.is_empty(),
        }
    }
    let known = OWNERS.iter().map(|(name, _)| *name).chain(SHARED.iter().copied());
    assert_eq!(names, known.map(str::to_owned).collect());
}

#[test]
fn the_core_has_no_dependency_of_the_edge() {
    let edge = ["apply", "emulator", "report", "cli"];
    for path in files("src", ".rs").iter().filter(|path| !is_test(path) && !edge.contains(&module(path))) {
        if ["src/lib.rs", "src/main.rs"].contains(&path.as_str()) {
            continue;
        }
        for to in words_after(&code(path), "crate::") {
            assert!(!edge.contains(&to), "{path} uses `{to}`, which is not built without the edge");
        }
    }
}

#[test]
fn no_file_is_longer_than_can_be_read_at_a_sitting() {
    let lines = |path: &String| read(path).lines().count();
    let long: Vec<_> = files("src", ".rs").into_iter().filter(|path| lines(path) > LONGEST).collect();
    assert_eq!(long, Vec::<String>::new());
}

/// Returns every code that stands in the words of a problem.
fn said() -> BTreeSet<String> {
    let stages = ["syntax", "yaml", "catalog", "check", "lint", "settings", "deploy"];
    let mut codes = BTreeSet::new();
    for path in files("src/problem", ".rs") {
        let text = code(&path);
        // The table of pages says nothing.
        let table = text.find("pub const PAGES").map(|start| start..start + text[start..].find("];").unwrap());
        let (before, after) = table.map_or((text.as_str(), ""), |table| (&text[..table.start], &text[table.end..]));
        for literal in before.split('"').chain(after.split('"')) {
            let Some((stage, kind)) = literal.split_once("::") else { continue };
            let is_kebab =
                !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if stages.contains(&stage) && is_kebab {
                codes.insert(literal.to_owned());
            }
        }
    }
    codes
}

#[test]
fn every_code_that_can_be_said_has_one_page_and_every_page_has_a_code() {
    let embedded: Vec<&str> = problem::pages().map(|(code, _)| code).collect();
    let unique: BTreeSet<String> = embedded.iter().map(|code| (*code).to_owned()).collect();
    assert_eq!(unique.len(), embedded.len(), "a code stands twice among the pages");
    let on_disk: BTreeSet<String> = files("docs/problems", ".md")
        .iter()
        .filter(|path| *path != "docs/problems/README.md")
        .map(|path| path["docs/problems/".len()..].trim_end_matches(".md").replace('/', "::"))
        .collect();
    let said = said();
    assert!(said.len() > 150, "the scan finds the codes: {}", said.len());
    assert_eq!(said, unique, "codes of `words` and pages that are embedded");
    assert_eq!(said, on_disk, "codes of `words` and files under docs/problems");
}

#[test]
fn every_page_is_embedded_from_its_own_file() {
    for (code, page) in problem::pages() {
        let path = format!("docs/problems/{}.md", code.replace("::", "/"));
        assert_eq!(read(&path), page, "{code} is embedded from {path}");
    }
}
