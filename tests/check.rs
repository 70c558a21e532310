//! Each case of `tests/spec/check` is a program; its snapshot holds the source, what is wrong and what it means.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[path = "check/dates.rs"]
mod dates;
#[path = "check/digests.rs"]
mod digests;
#[path = "check/moments.rs"]
mod moments;
#[path = "check/shown.rs"]
mod shown;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use hubwright::catalog::{self, Catalog, Provenance};
use hubwright::check;
use hubwright::model::Program;
use hubwright::problem::{Problem, Severity, check::PAGES};
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::syntax;
use proptest::prelude::*;

/// A line that begins another file of the same case.
const NEXT: &str = "//=== ";

const ENVIRONMENTS: &[&str] = &["production", "sandbox"];

/// Checks programs against the catalog of the cases.
pub fn checked(files: &[(&str, &str)]) -> (Sources, Program, Vec<Problem>) {
    checked_against(files, &std::fs::read_to_string(folder().join("features.yaml")).unwrap())
}

fn checked_against(files: &[(&str, &str)], catalog: &str) -> (Sources, Program, Vec<Problem>) {
    let catalog = catalog.to_owned();
    let sources = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    project(sources.chain([("rules/features.yaml".to_owned(), catalog)]).collect(), ENVIRONMENTS)
}

fn project(files: Vec<(String, String)>, environments: &[&str]) -> (Sources, Program, Vec<Problem>) {
    let sources = Sources::new(files.into_iter().map(|(path, text)| SourceFile { path, text }).collect());
    let which: Vec<(FileId, Provenance)> =
        sources.iter().filter_map(|(id, file)| Some((id, Provenance::of(&file.path)?))).collect();
    let (catalog, problems): (Catalog, _) = catalog::read(&sources, &which);
    assert_eq!(problems, [], "the catalog has no problems");
    let mut trees = Vec::new();
    for (id, file) in sources.iter() {
        if file.path.ends_with(".seg") || file.path.ends_with(".flow") {
            let (tree, problems) = syntax::parse(id, &file.text);
            assert_eq!(say(&sources, &problems), "", "{} is of the language", file.path);
            trees.push(tree);
        }
    }
    let (program, problems) = check::program(&trees, &catalog, "acme", environments);
    (sources, program, problems)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec/check")
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "seg" || kind == "flow"))
        .collect();
    cases.sort();
    cases
}

#[test]
fn programs_give_the_problems_and_meanings_beside_them() {
    for path in cases() {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let mut files = vec![(name, String::new())];
        for line in text.split_inclusive('\n') {
            match line.strip_prefix(NEXT) {
                Some(path) => files.push((path.trim(), String::new())),
                None => files.last_mut().unwrap().1.push_str(line),
            }
        }
        files.retain(|(_, text)| !text.is_empty());
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let (sources, program, problems) = checked(&files);
        let mut outcome = format!("{}\n", text.trim_end());
        if !problems.is_empty() {
            write!(outcome, "\n──── problems\n{}", say(&sources, &problems)).unwrap();
        }
        if !problems.iter().any(Problem::is_error) {
            write!(outcome, "\n──── meaning\n{}", shown::program(&program)).unwrap();
        }
        insta::with_settings!({ snapshot_path => folder(), prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, outcome);
        });
    }
}

/// Says each problem with its places.
fn say(sources: &Sources, problems: &[Problem]) -> String {
    let place = |span: hubwright::source::Span| {
        let (line, column) = sources.line_column(span);
        let slice = sources.slice(span).lines().next().unwrap_or("");
        format!("{}:{line}:{column} `{slice}`", sources.get(span.file).unwrap().path)
    };
    let mut text = String::new();
    for problem in problems {
        let words = problem.words();
        let severity = match words.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        writeln!(text, "{severity} {} {}", words.code, words.message).unwrap();
        let label = if words.label.is_empty() { String::new() } else { format!(": {}", words.label) };
        writeln!(text, "    at {}{label}", place(problem.at.unwrap())).unwrap();
        for (span, note) in &problem.also {
            writeln!(text, "    {} {}", note.text(), place(*span)).unwrap();
        }
        if !words.help.is_empty() {
            writeln!(text, "    help: {}", words.help).unwrap();
        }
    }
    text
}

#[test]
fn every_code_has_a_case_and_a_page() {
    let shown: String = cases()
        .iter()
        .map(|path| {
            let name = format!("{}.snap", path.file_name().unwrap().to_str().unwrap());
            std::fs::read_to_string(folder().join(name)).unwrap_or_default()
        })
        .collect();
    let seen: BTreeSet<&str> = shown.split_whitespace().collect();
    let missing: Vec<_> = PAGES.iter().filter(|(code, _)| !seen.contains(code)).map(|(code, _)| code).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
    for (code, page) in PAGES {
        assert!(page.starts_with(&format!("# {code}\n")), "the page of {code} has another title");
    }
}

#[test]
fn ten_mistakes_in_three_files_give_ten_problems() {
    let (_, _, problems) = checked(&[
        (
            "a.seg",
            "segment a on contact { version 1 where emial is known and score > \"x\" }\n\
             segment a on contact { version 1 where score >= 3 }\n\
             segment c on kontact { version 1 where score >= 3 }",
        ),
        ("b.seg", "segment b on company { where member of nobody or any deals }"),
        (
            "c.flow",
            "workflow w on contact { version 1 enroll when member of b enroll manually \
             wait 1 minute end wait 1 day }",
        ),
    ]);
    let mut codes: Vec<&str> = problems.iter().map(|problem| problem.words().code).collect();
    codes.sort_unstable();
    assert_eq!(
        codes,
        [
            "check::doubled-name",
            "check::missing-version",
            "check::mixed-enrolment",
            "check::other-object",
            "check::unknown-association",
            "check::unknown-feature",
            "check::unknown-list",
            "check::unknown-object",
            "check::unreachable",
            "check::wrong-value",
        ]
    );
}

#[test]
fn limits_hold_at_their_exact_number() {
    let codes = |text: &str| -> Vec<&'static str> {
        let (_, _, problems) = checked(&[("a.flow", text)]);
        problems.iter().map(|problem| problem.words().code).collect()
    };
    let actions = |count: usize| {
        format!("workflow w on contact {{ version 1 enroll manually {} end }}", "wait 1 day ".repeat(count))
    };
    assert_eq!(codes(&actions(500)), [""; 0]);
    assert_eq!(codes(&actions(501)), ["check::too-many"]);
    let values = |count: usize| {
        let values: Vec<String> = (0..count).map(|at| at.to_string()).collect();
        format!(
            "workflow w on contact {{ version 1 enroll manually match amount {{ {} => {{ end }} }} }}",
            values.join(", ")
        )
    };
    assert_eq!(codes(&values(250)), [""; 0]);
    assert_eq!(codes(&values(251)), ["check::too-many"]);
    let filters = |count: usize| {
        let parts: Vec<String> = (0..count).map(|at| format!("amount is {at}")).collect();
        format!("segment s on contact {{ version 1 where {} }}", parts.join(" or "))
    };
    assert_eq!(codes(&filters(250)), [""; 0]);
    assert_eq!(codes(&filters(251)), ["check::too-many-filters"]);
}

#[test]
fn what_explodes_is_refused_before_it_is_computed() {
    let choice = "(email is \"a\" or note is \"b\")".replace("\"a\"", "\"A\"");
    let factors: Vec<String> =
        (0..60).map(|at| choice.replace("A", &at.to_string()).replace("b", &format!("b{at}"))).collect();
    let alternatives: Vec<String> = (0..20_000).map(|at| format!("amount is {at}")).collect();
    let doubles: Vec<String> = (0..5_000).map(|at| format!("amount is {}", at % 7)).collect();
    // Two to the sixtieth branches: a product that was computed would never come to an end.
    for (rule, code) in [
        (factors.join(" and "), Some("check::too-many-filters")),
        (format!("not ({})", factors.join(" or ").replace(" or note", " and note")), Some("check::too-many-filters")),
        (alternatives.join(" or "), Some("check::too-many-filters")),
        (alternatives.join(" and "), Some("check::too-many-filters")),
        (doubles.join(" or "), None),
    ] {
        let (_, _, problems) = checked(&[("a.seg", &format!("segment s on contact {{ version 1 where {rule} }}"))]);
        let codes: Vec<&str> = problems.iter().map(|problem| problem.words().code).collect();
        assert_eq!(codes, code.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn each_test_fits_the_types_that_its_row_names_and_no_other() {
    let features = [
        ("contact", "opted_out", "true"),
        ("contact", "amount", "3"),
        ("contact", "email", "\"x\""),
        ("contact", "born", "\"x\""),
        ("contact", "seen", "\"x\""),
        ("contact", "stage", "lead"),
        ("contact", "interests", "api"),
        ("contact", "owner_id", "user(\"a@acme.example\")"),
        ("contact", "first_form", "form(\"x\")"),
        ("contact", "last_email", "email(\"x\")"),
        ("contact", "source_list", "list(\"x\")"),
        ("deal", "pipeline", "pipeline(\"x\")"),
        ("deal", "deal_stage", "stage(\"x\")"),
    ];
    let all: Vec<&str> = features.iter().map(|(_, name, _)| *name).collect();
    let but = |without: &[&str]| -> Vec<&str> { all.iter().copied().filter(|name| !without.contains(name)).collect() };
    let comparable = but(&["born", "seen", "interests"]);
    for (test, fits) in [
        ("is known", all.clone()),
        ("is unknown", all.clone()),
        ("is V", comparable.clone()),
        ("is not V", comparable.clone()),
        ("in (V)", comparable.clone()),
        ("not in (V)", comparable),
        ("< 3", vec!["amount"]),
        (">= 3", vec!["amount"]),
        ("between 3 and 4", vec!["amount"]),
        ("not between 3 and 4", vec!["amount"]),
        ("contains V", vec!["email"]),
        ("does not contain V", vec!["email"]),
        ("contains any of (V)", vec!["email"]),
        ("contains none of (V)", vec!["email"]),
        ("starts with V", vec!["email"]),
        ("ends with V", vec!["email"]),
        ("has any of (V)", vec!["interests"]),
        ("has all of (V)", vec!["interests"]),
        ("has none of (V)", vec!["interests"]),
        ("is exactly (V)", vec!["interests"]),
        ("before 2026-11-23", vec!["born", "seen"]),
        ("after 2026-11-23", vec!["born", "seen"]),
        ("on 2026-11-23", vec!["born", "seen"]),
        ("in last 3 days", vec!["born", "seen"]),
        ("more than 3 days ago", vec!["born", "seen"]),
        ("before today", vec!["born", "seen"]),
        ("after today - 3 days", vec!["born", "seen"]),
        ("on today", vec!["born", "seen"]),
        ("from today - 3 days to today", vec!["born", "seen"]),
        ("in next 3 days", vec!["born", "seen"]),
        ("more than 3 days from now", vec!["born", "seen"]),
        ("in this week", vec!["born", "seen"]),
        ("in previous month", vec!["born", "seen"]),
        ("in next year", vec!["born", "seen"]),
        ("before demo_at", vec!["born", "seen"]),
        ("after renewed", vec!["born", "seen"]),
        ("is same as note", vec!["email"]),
        ("was ever V", vec!["opted_out", "amount", "email", "stage", "owner_id"]),
        ("was never V", vec!["opted_out", "amount", "email", "stage", "owner_id"]),
        ("was ever in (V)", vec!["opted_out", "amount", "email", "stage", "owner_id"]),
        ("was never in (V)", vec!["opted_out", "amount", "email", "stage", "owner_id"]),
        ("changed in last 3 days", all.clone()),
        ("not changed in last 3 days", all.clone()),
        ("changed before 2026-11-23", all.clone()),
        ("changed on today", all.clone()),
    ] {
        for (object, feature, value) in features {
            let rule = format!("{feature} {}", test.replace('V', value));
            let (_, _, problems) =
                checked(&[("a.seg", &format!("segment s on {object} {{ version 1 where {rule} }}"))]);
            let errors: Vec<&str> = problems.iter().filter(|one| one.is_error()).map(|one| one.words().code).collect();
            let wanted: &[&str] = if fits.contains(&feature) { &[] } else { &["check::wrong-test"] };
            assert_eq!(errors, wanted, "{rule}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Words left out, doubled or swapped: what can still be read is checked without a crash, and all is said in style.
    #[test]
    fn no_program_breaks_the_checker(case in 0..1_000_usize, at in 0..10_000_usize, other in 0..10_000_usize, how in 0..3) {
        let cases = cases();
        let text = std::fs::read_to_string(&cases[case % cases.len()]).unwrap();
        let mut words: Vec<&str> = text.split(' ').collect();
        let (at, other) = (at % words.len(), other % words.len());
        match how {
            0 => drop(words.remove(at)),
            1 => words.insert(at, words[other]),
            _ => words.swap(at, other),
        }
        let text = words.join(" ");
        let catalog = std::fs::read_to_string(folder().join("features.yaml")).unwrap();
        let sources = Sources::new(vec![
            SourceFile { path: "a.flow".to_owned(), text: text.clone() },
            SourceFile { path: "rules/features.yaml".to_owned(), text: catalog },
        ]);
        let (catalog, _) = catalog::read(&sources, &[(FileId(1), Provenance::Hand)]);
        let (tree, _) = syntax::parse(FileId(0), &text);
        let (_, problems) = check::program(&[tree], &catalog, "acme", ENVIRONMENTS);
        prop_assert!(problems.iter().map(|problem| problem.at).is_sorted());
        for problem in problems {
            let words = problem.words();
            prop_assert!(problem.at.is_some());
            let pages = PAGES.iter().chain(hubwright::problem::lint::PAGES);
            prop_assert!(pages.into_iter().any(|(code, _)| *code == words.code), "{}", words.code);
            for line in [&words.message, &words.label, &words.help] {
                prop_assert!(!line.contains('\n') && !line.ends_with('.'), "{line}");
            }
            prop_assert!(!words.message.is_empty() && !words.message.starts_with(char::is_uppercase) || words.message.starts_with("HubSpot"));
        }
    }
}

#[test]
fn what_is_said_in_place_of_days_without_an_exact_form_compiles() {
    let errors = |text: &str| -> Vec<&'static str> {
        let (_, _, problems) = checked(&[("a.seg", text)]);
        problems.iter().filter(|problem| problem.is_error()).map(|problem| problem.words().code).collect()
    };
    for rule in [
        "seen before today + 7 days",
        "seen from today to today + 60 days or unknown",
        "seen from 2026-01-01 to today + 3 days",
        "seen on today + 3 days",
        "not (seen on today + 3 days)",
        "not (seen from today + 3 days to today + 9 days or unknown)",
    ] {
        let (_, _, problems) = checked(&[("a.seg", &format!("segment s on contact {{ version 1 where {rule} }}"))]);
        assert_eq!(problems[0].words().code, "check::no-exact-form", "{rule}");
        let help = problems[0].words().help;
        let quoted: Vec<&str> = help.split('`').collect();
        if let [_, helper, _, member, _, nearest, _] = quoted.as_slice() {
            assert_eq!(
                errors(&format!("segment s on contact {{ version 1 where {member} }}\n{helper}")),
                [""; 0],
                "{help}"
            );
            assert_eq!(errors(&format!("segment s on contact {{ version 1 where {nearest} }}")), [""; 0], "{help}");
        } else {
            assert_eq!(errors(&format!("segment s on contact {{ version 1 where {} }}", quoted[1])), [""; 0], "{help}");
        }
    }
}

#[test]
fn the_printed_segment_takes_the_place_of_what_cannot_be_negated() {
    for negated in ["email ends with \"@gmail.com\"", "any company (employees >= 3 and industry is \"x\")"] {
        let program = format!("segment s on contact {{ version 1 where score >= 3 and not ({negated}) }}");
        let (_, _, problems) = checked(&[("a.seg", &program)]);
        let help = problems[0].words().help;
        let quoted: Vec<&str> = help.split('`').collect();
        let (segment, member) = (quoted[1], quoted[3]);
        let mended = format!("{}\n{segment}", program.replace(negated, member));
        let (sources, _, problems) = checked(&[("a.seg", &mended)]);
        assert_eq!(say(&sources, &problems), "", "{mended}");
    }
}

#[test]
fn what_hangs_on_a_reported_fault_is_not_reported_again() {
    let text = "segment broken on contact { version 1 where = }\n\
        template unread( on contact { wait 1 day }\n\
        segment user on contact { version 1 where member of broken and shaky >= 3 }\n\
        workflow w on contact { version 1 enroll when member of broken enroll in gone add to broken }\n\
        workflow gone on contact { version version }\n\
        workflow use = unread(x: 3) { version 1 }\n";
    let catalog = "owners: {}\nobjects: { contact: { features: { shaky: { type: nonsense } } } }\n";
    let sources = Sources::new(vec![
        SourceFile { path: "a.flow".to_owned(), text: text.to_owned() },
        SourceFile { path: "rules/features.yaml".to_owned(), text: catalog.to_owned() },
    ]);
    let (catalog, in_catalog) = catalog::read(&sources, &[(FileId(1), Provenance::Hand)]);
    let (tree, in_syntax) = syntax::parse(FileId(0), text);
    assert_eq!((in_catalog.len(), in_syntax.len()), (1, 3), "{}", say(&sources, &in_syntax));
    let (_, problems) = check::program(&[tree], &catalog, "acme", ENVIRONMENTS);
    assert_eq!(say(&sources, &problems), "");
}

#[test]
fn the_project_that_ships_has_no_problems() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["rules", "workflows"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{folder}/{}", path.file_name().unwrap().to_str().unwrap());
            files.push((name, std::fs::read_to_string(path).unwrap()));
        }
    }
    let (sources, _, problems) = project(files, &["demo"]);
    assert_eq!(say(&sources, &problems), "");
}
