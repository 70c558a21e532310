//! `docs/coverage.md` is made in two parts, by the test of filters and by the test of workflows: each holds its own.
#![allow(dead_code, reason = "each test holds one part")]

use std::path::Path;

/// The line at which the part about workflows begins.
const WORKFLOWS: &str = "<!-- Workflows: made by another test. -->\n";

/// A part of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Filters,
    Workflows,
}

/// Fails unless a part of the page is what was made; under `INSTA_UPDATE=always` it is written.
pub fn held(part: Part, made: &str, command: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/coverage.md");
    let read = || std::fs::read_to_string(&path).unwrap_or_default().replace('\r', "");
    let page = read();
    let (filters, workflows) = page.split_once(WORKFLOWS).unwrap_or((&page, ""));
    let whole = match part {
        Part::Filters => format!("{made}\n{WORKFLOWS}{workflows}"),
        Part::Workflows => format!("{filters}{WORKFLOWS}\n{made}"),
    };
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        std::fs::write(&path, &whole).unwrap();
    }
    assert!(read() == whole, "docs/coverage.md is out of date: INSTA_UPDATE=always {command}");
}
