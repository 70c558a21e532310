//! Each lint has a file in `tests/spec/lint`: what it warns of, and below `=== right` the same as it should be.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use hubwright::problem::lint::PAGES;

use super::{CATALOG, problems};

/// The line between the two parts, behind the sign of a comment.
const RIGHT: &str = "=== right\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec/lint")
}

/// Says what is told of a part: a catalog, or a program beside the usual one.
fn told(part: &str, kind: &str) -> (Vec<&'static str>, String) {
    let (catalog, program) = if kind == "yaml" { (part, "") } else { (CATALOG, part) };
    let (sources, problems) = problems(catalog, program);
    let mut codes = Vec::new();
    let mut text = String::new();
    for problem in problems {
        let (words, at) = (problem.words(), problem.at.unwrap());
        let (line, column) = sources.line_column(at);
        writeln!(text, "{} at {line}:{column} `{}`", words.code, sources.slice(at).lines().next().unwrap()).unwrap();
        writeln!(text, "    {}\n    {}\n    help: {}", words.message, words.label, words.help).unwrap();
        codes.push(words.code);
    }
    (codes, text)
}

#[test]
fn every_lint_warns_of_what_is_wrong_in_its_file_and_of_nothing_else() {
    for (code, _) in PAGES {
        let name = code.strip_prefix("lint::").unwrap();
        let kind = if folder().join(format!("{name}.yaml")).exists() { "yaml" } else { "flow" };
        let text = std::fs::read_to_string(folder().join(format!("{name}.{kind}"))).expect(code);
        let (wrong, right) = text.split_once(RIGHT).expect(code);
        let wrong = wrong.trim_end_matches(['/', '#']);
        let (codes, warnings) = told(wrong, kind);
        assert!(!codes.is_empty() && codes.iter().all(|told| told == code), "{code}: {codes:?}");
        let (codes, _) = told(right, kind);
        assert_eq!(codes, [""; 0], "{code}: the right one");
        let shown = format!("{}\n\n──── warnings\n{warnings}", wrong.trim_end());
        insta::with_settings!({ snapshot_path => folder(), prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("{name}.{kind}"), shown);
        });
    }
}
