//! How phrases of other languages and of HubSpot's screens are answered: with their code, their place and a help that
//! compiles where it is shown.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::fmt::Write;

use hubwright::catalog::{self, Catalog, Provenance};
use hubwright::problem::Problem;
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::{check, syntax};

const EXAMPLES: &str = include_str!("spec/phrases.txt");

const CATALOG: &str = "
objects:
  contact:
    features:
      country: { type: string }
      opted_out: { type: bool }
      score: { type: number }
      stage: { type: enum, options: { lead: Lead, mql: MQL, customer: Customer } }
      interests: { type: set, options: { pricing: Pricing, api: API } }
      d: { type: date }
      t: { type: datetime }
    associations:
      company: { to: company }
  company:
    features:
      employees: { type: number }
";

const OTHER: &str = "static list other on contact { }\n";

/// Negations that HubSpot cannot hold: what is said then brings a helper that can be pasted.
const WITHOUT_NEGATION: &[&str] = &[
    "rule: country not starts with \"x\"",
    "rule: country not ends with \"x\"",
    "rule: country does not start with \"x\"",
    "rule: country does not end with \"x\"",
];

fn catalog() -> Catalog {
    let sources = Sources::new(vec![SourceFile { path: "rules/features.yaml".to_owned(), text: CATALOG.to_owned() }]);
    let (catalog, problems) = catalog::read(&sources, &[(FileId(0), Provenance::Hand)]);
    assert_eq!(problems, []);
    catalog
}

fn program(example: &str) -> String {
    match example.split_once(": ").unwrap() {
        ("rule", text) => format!("{OTHER}segment a on contact {{\n  version 1\n  where {text}\n}}\n"),
        ("line", text) => format!("workflow a on contact {{\n  version 1\n  {text}\n  wait 1 day\n}}\n"),
        ("step", text) => format!("workflow a on contact {{\n  version 1\n  enroll manually\n  {text}\n}}\n"),
        (place, _) => panic!("{place}"),
    }
}

/// Returns the codes of the errors of a program.
fn errors(catalog: &Catalog, text: &str) -> Vec<&'static str> {
    let (tree, problems) = syntax::parse(FileId(1), text);
    let (_, found) = check::program(&[tree], catalog, "acme", &[]);
    problems.iter().chain(&found).filter(|problem| problem.is_error()).map(|problem| problem.words().code).collect()
}

/// Returns what a help says to write: what stands between backquotes.
fn ways(problem: &Problem) -> Vec<String> {
    let help = problem.words().help;
    let said = help.strip_prefix("write ").unwrap_or(&help).split(';').next().unwrap();
    said.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn each_phrase_is_told_with_its_place_and_a_help_that_compiles_there() {
    let catalog = catalog();
    let (mut shown, mut wrong) = (String::new(), Vec::new());
    for example in EXAMPLES.lines() {
        let text = program(example);
        let (_, problems) = syntax::parse(FileId(1), &text);
        writeln!(shown, "{example}").unwrap();
        let told: Vec<String> = problems
            .iter()
            .map(|problem| {
                let at = problem.at.unwrap();
                let words = problem.words();
                format!("{} at `{}`: {}", words.code, &text[at.start as usize..at.end as usize], words.help)
            })
            .collect();
        if told.len() != 1 {
            wrong.push(format!("{example} is one mistake: {told:#?}"));
            continue;
        }
        writeln!(shown, "    {}", told[0]).unwrap();
        let at = problems[0].at.unwrap();
        let ways = ways(&problems[0]);
        assert!(!ways.is_empty(), "{example}: {told:?}");
        for way in ways {
            let mended = format!("{}{way}{}", &text[..at.start as usize], &text[at.end as usize..]);
            let expected: &[&str] = if WITHOUT_NEGATION.contains(&example) { &["check::no-negation"] } else { &[] };
            let found = errors(&catalog, &mended);
            if found != expected {
                wrong.push(format!("{example}: {mended}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    insta::assert_snapshot!(shown);
}

#[test]
fn what_other_helps_say_to_write_compiles_there_too() {
    let catalog = catalog();
    for example in [
        "rule: interests is pricing",
        "rule: interests is not pricing",
        "rule: interests in (pricing, api)",
        "rule: interests contains \"api\"",
        "rule: d in last 3 months",
        "rule: t more than 1 year ago",
        "rule: d before today - 2 quarters",
        "step: wait 3 months",
        "step: set t = now + 1 quarter",
    ] {
        let text = program(example);
        let (tree, mut problems) = syntax::parse(FileId(1), &text);
        problems.extend(check::program(&[tree], &catalog, "acme", &[]).1.into_iter().filter(Problem::is_error));
        assert_eq!(problems.len(), 1, "{example}: {problems:?}");
        let (at, help) = (problems[0].at.unwrap(), problems[0].words().help);
        let way = help.split('`').nth(1).unwrap();
        let mended = format!("{}{way}{}", &text[..at.start as usize], &text[at.end as usize..]);
        assert_eq!(errors(&catalog, &mended), [""; 0], "{mended}");
    }
}
