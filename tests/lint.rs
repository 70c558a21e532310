//! Each lint says what it is for and nothing else; a comment with a reason silences it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[path = "lint/any.rs"]
mod any;
#[path = "lint/files.rs"]
mod files;

use std::collections::BTreeMap;

use hubwright::catalog::{self, Provenance};
use hubwright::lint::{self, Silenced, World};
use hubwright::problem::{Problem, Severity};
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::syntax::ast::RefKind;
use hubwright::{check, syntax};

const CATALOG: &str = "
owners:
  growth: { team: Growth }
objects:
  contact:
    features:
      country: { type: string, owner: growth }
      score: { type: number, owner: growth }
      stage: { type: enum, options: { lead: Lead, customer: Customer }, owner: growth }
      seen: { type: datetime, owner: growth }
      any_tag: { type: set, options: { a: A, b: B, c: C }, owner: growth }
      renewal: { type: date, owner: growth }
      signed: { type: date, owner: growth, required: true }
";

/// Returns what is told of a program: warnings of the checker that stay, lints, and idle comments.
fn problems(catalog: &str, program: &str) -> (Sources, Vec<Problem>) {
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let sources = Sources::new(vec![file("rules/features.yaml", catalog), file("rules/z.flow", program)]);
    let (catalog, found) = catalog::read(&sources, &[(FileId(0), Provenance::Hand)]);
    assert_eq!(words(&found), Vec::<String>::new());
    let (tree, found) = syntax::parse(FileId(1), program);
    assert_eq!(words(&found), Vec::<String>::new(), "{program}");
    let trees = [tree];
    let (_, mut problems) = check::program(&trees, &catalog, "acme", &["production"]);
    assert!(!problems.iter().any(Problem::is_error), "{:?}\n{program}", words(&problems));
    let names = [(RefKind::Url, "known"), (RefKind::Secret, "known"), (RefKind::Cta, "Known banner")];
    let names = names.map(|(kind, name)| (kind, name.to_owned())).into();
    let bound = BTreeMap::from([("production".to_owned(), names)]);
    let world = World { trees: &trees, catalog: &catalog, by_hand: &|_| true, bound: &bound };
    problems.extend(lint::program(&world));
    let Silenced { mut problems, idle } = lint::silence(&sources, &trees, problems);
    problems.extend(idle);
    for problem in &problems {
        assert_eq!(problem.words().severity, Severity::Warning, "what can be silenced stops nothing");
    }
    (sources, problems)
}

/// Returns the code and the line of each warning.
fn said(catalog: &str, program: &str) -> Vec<(&'static str, usize)> {
    let (sources, problems) = problems(catalog, program);
    let mut said: Vec<_> =
        problems.iter().map(|problem| (problem.words().code, sources.line_column(problem.at.unwrap()).0)).collect();
    said.sort_unstable();
    said
}

fn words(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|problem| format!("{}: {}", problem.words().code, problem.words().message)).collect()
}

fn segment(rule: &str) -> String {
    format!(
        "// allow lint::unused-segment: people look at it\nsegment a on contact {{\n  version 1\n  where {rule}\n}}\n"
    )
}

fn workflow(lines: &str) -> String {
    format!("workflow a on contact {{\n  version 1\n  {lines}\n}}\n")
}

#[track_caller]
fn warns(code: &str, program: &str) {
    let said = said(CATALOG, program);
    assert_eq!(said.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [code], "{program}");
}

#[track_caller]
fn passes(program: &str) {
    assert_eq!(said(CATALOG, program), [], "{program}");
}

#[test]
fn an_or_that_every_record_passes_is_told() {
    warns("lint::always-true", &segment("country is known or country is unknown"));
    warns("lint::always-true", &segment("score >= 3 and (seen is known or not (seen is known))"));
    warns("lint::always-true", &segment("not (score is 3 and seen is known) or (score is 3 and seen is known)"));
    warns("lint::always-true", &segment("not not (score is 3) or not (score is 3)"));
    passes(&segment("country is known or score is unknown"));
}

#[test]
fn an_or_that_every_value_of_one_feature_passes_is_told() {
    for rule in [
        "score > 3 or (score <= 3 or unknown)",
        "(score > 3 or unknown) or score <= 3",
        "score > 3 or not score > 3",
        "score is unknown or score < 10 or score between 5 and 90 or score > 80",
        "country is \"US\" or (country is not \"US\" or unknown)",
        "stage is lead or (stage is not lead or unknown)",
        "score >= 3 and (renewal before 2026-01-01 or renewal after 2025-12-31 or renewal is unknown)",
        "seen in last 7 days or not (seen in last 3 days)",
    ] {
        warns("lint::always-true", &segment(rule));
    }
    warns(
        "lint::always-true",
        &workflow("enroll manually\n  if score > 3 or score <= 3 or score is unknown { wait 1 day }"),
    );
    for rule in
        ["score < 3 or (score > 3 or unknown)", "score > 3 or score <= 3", "score > 3 or (stage is lead or unknown)"]
    {
        let said: Vec<_> =
            said(CATALOG, &segment(rule)).into_iter().filter(|(code, _)| code.starts_with("lint")).collect();
        assert_eq!(said, [], "{rule}");
    }
}

#[test]
fn an_and_that_no_value_of_one_feature_passes_is_told() {
    for rule in [
        "score > 3 and score < 2",
        "score is 3 and score is 4",
        "stage is lead and stage is customer",
        "renewal before 2026-01-01 and renewal after 2026-02-01",
        "(country is known and country is unknown) or score > 3",
        "seen in last 3 days and seen more than 5 days ago",
        "any_tag has all of (a, b) and any_tag has none of (b, c)",
        "(score < 3 or score > 6) and score between 4 and 5 and country is known",
    ] {
        warns("lint::never-true", &segment(rule));
    }
    warns("lint::never-true", &workflow("enroll manually\n  if score > 3 and score < 2 { wait 1 day }"));
    passes(&segment("score >= 3 and score <= 3"));
    passes(&segment("score > 3 and score < 4"));
    passes(&segment("any_tag has any of (a) and any_tag has none of (b)"));
    passes(&segment("seen after 2026-01-01 and seen in last 3 days"));
    passes(&segment("country starts with \"x\" and country ends with \"y\""));
}

#[test]
fn a_part_that_an_earlier_one_implies_is_told() {
    warns("lint::implied-branch", &segment("score >= 50 or score >= 80"));
    warns("lint::implied-branch", &segment("country in (\"US\", \"CA\") or (country is \"CA\" and score >= 3)"));
    warns("lint::implied-branch", &segment("score is known or score between 3 and 5"));
    warns("lint::implied-branch", &segment("(score >= 3 or unknown) or (score > 3 or unknown)"));
    passes(&segment("score >= 80 or score between 3 and 50"));
    passes(&segment("score >= 50 or (score >= 80 or unknown)"));
    passes(&segment("country is \"us\" or country is \"US\""));
    passes(&segment("(country is \"US\" and score >= 3) or country is \"US\""));
    passes(&segment("score > 3 or score >= 3"));
}

#[test]
fn a_branch_that_is_never_taken_is_told() {
    let branches = |first: &str, then: &str| {
        workflow(&format!("enroll manually\n  if {first} {{ wait 1 day }} else if {then} {{ wait 2 days }}"))
    };
    warns("lint::implied-branch", &branches("score >= 50", "score >= 80"));
    warns("lint::implied-branch", &branches("stage in (lead, customer)", "stage is lead and score >= 1"));
    passes(&branches("score >= 80", "score >= 50"));
}

#[test]
fn windows_of_one_and_two_days_are_told() {
    warns("lint::short-window", &segment("seen in last 1 day"));
    warns("lint::short-window", &segment("not (seen in last 2 days or unknown)"));
    passes(&segment("seen in last 3 days"));
    passes(&segment("seen in last 1 week"));
}

#[test]
fn segments_that_nothing_mentions_are_told() {
    let used = "segment b on contact { version 1 where score >= 3 }\n";
    warns("lint::unused-segment", used);
    passes(&format!("{used}{}", segment("member of b")));
    passes(&format!("{used}{}", workflow("enroll when member of b")));
    let template = "template t(who: segment) on contact { enroll when member of who wait 1 day }\n";
    passes(&format!("{used}{template}workflow w = t(who: b) {{ version 1 }}\n"));
}

#[test]
fn features_without_an_owner_are_told_where_others_have_one() {
    let without = CATALOG.replace("score: { type: number, owner: growth }", "score: { type: number }");
    assert_eq!(said(&without, ""), [("lint::feature-without-owner", 8)]);
    assert_eq!(said(CATALOG, ""), []);
    let nobody = CATALOG.replace(", owner: growth", "");
    assert_eq!(said(&nobody, ""), []);
    assert_eq!(said("objects: { contact: { features: { a: { type: number } } } }\n", ""), []);
}

#[test]
fn a_comment_of_the_catalog_silences_its_line_or_the_one_below_it() {
    let without = |before: &str, behind: &str| {
        let score = "      score: { type: number, owner: growth }\n";
        CATALOG.replace(score, &format!("{before}      score: {behind}\n        type: number\n"))
    };
    let allow = "# allow lint::feature-without-owner: a machine writes it";
    assert_eq!(said(&without(&format!("      {allow}\n"), ""), ""), []);
    assert_eq!(said(&without("", allow), ""), []);
    let codes = |catalog: &str| said(catalog, "").into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    assert_eq!(
        codes(&without("", "# allow lint::feature-without-owner")),
        ["lint::feature-without-owner", "lint::no-reason"]
    );
    let elsewhere = CATALOG.replace("      seen:", &format!("      {allow}\n      seen:"));
    assert_eq!(codes(&elsewhere), ["lint::idle-allow"]);
    assert_eq!(codes(&format!("{}{allow}\n", without("", ""))), ["lint::feature-without-owner", "lint::idle-allow"]);
}

#[test]
fn workflows_that_enrol_themselves_again_are_told() {
    let own = |on: &str, step: &str| workflow(&format!("enroll on {on}\n  re-enroll\n  {step}"));
    warns("lint::writes-own-trigger", &own("score changes", "set score = 3"));
    warns("lint::writes-own-trigger", &own("score changes to >= 3", "set score = 3"));
    warns("lint::writes-own-trigger", &own("stage changes to unknown", "clear stage"));
    passes(&own("score changes to >= 3", "set score = 0"));
    passes(&own("stage changes to lead", "set stage = customer"));
    passes(&own("stage changes", "set score = 3"));
    passes(&workflow("enroll on score changes\n  set score = 3"));
}

#[test]
fn triggers_that_enrol_nobody_are_told() {
    let again = |to: &str| {
        workflow(&format!(
            "enroll when score >= 80 or stage is lead and score >= 50 // allow check::mixed-and-or: a test\n  re-enroll when score changes {to}"
        ))
    };
    warns("lint::idle-re-enroll", &again("to < 50"));
    warns("lint::idle-re-enroll", &again("to 3"));
    passes(&again("to < 51"));
    passes(&again("to >= 80"));
    passes(&again(""));
}

#[test]
fn a_comment_with_a_reason_silences_its_line_or_its_declaration() {
    let dropped = |before: &str, line: &str, behind: &str| {
        format!("{before}segment a on contact {{\n  version 1{line}\n  where country is not \"US\"{behind}\n}}\n")
    };
    let used = "// allow lint::unused-segment: people look at it\n";
    let allow = "// allow check::drops-empty: they are of no interest";
    passes(&dropped(used, "", &format!(" {allow}")));
    passes(&dropped(used, &format!("\n  {allow}"), ""));
    passes(&dropped(&format!("{used}{allow}\n"), "", ""));
    passes(&format!("{} {allow}\n", dropped(used, "", "").trim_end()));
    // Another line, another code, no reason.
    let codes = |program: &str| said(CATALOG, program).into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    assert_eq!(codes(&dropped(used, &format!(" {allow}"), "")), ["check::drops-empty", "lint::idle-allow"]);
    let other = allow.replace("drops-empty", "drops-emty");
    assert_eq!(codes(&dropped(used, "", &format!(" {other}"))), ["check::drops-empty", "lint::idle-allow"]);
    for bare in ["// allow check::drops-empty", "// allow check::drops-empty:  "] {
        assert_eq!(codes(&dropped(used, "", &format!(" {bare}"))), ["check::drops-empty", "lint::no-reason"]);
    }
    // A code without its stage.
    let bare = allow.replace("check::", "");
    assert_eq!(codes(&dropped(used, "", &format!(" {bare}"))), ["check::drops-empty", "lint::idle-allow"]);
    // A comment holds for the whole of what follows it, however the lines are broken.
    let parts = "country is not \"US\"\n    and (country is not \"DE\" or\n      score is not 3)";
    let rule = |rule: &str| format!("{used}segment a on contact {{\n  version 1\n  {rule}\n}}\n");
    passes(&rule(&format!("{allow}\n  where {parts}")));
    passes(&rule(&format!("where score >= 1\n    {allow}\n    and (country is not \"DE\" or\n      score is not 3)")));
    assert_eq!(
        codes(&rule(&format!("where country is not \"US\"\n    {allow}\n    and country is not \"DE\""))),
        ["check::drops-empty"]
    );
    // And for nothing that only stands on the same line.
    assert_eq!(
        codes(&format!("{used}segment a on contact {{\n  {allow}\n  version 1 where country is not \"US\"\n}}\n")),
        ["check::drops-empty", "lint::idle-allow"]
    );
    passes(&workflow(&format!("{allow}\n  enroll when {parts}\n  wait 1 day")));
    let step = "if score >= 3\n    and country is not \"US\" {\n    if country is not \"DE\" { wait 1 day }\n  }";
    passes(&workflow(&format!("enroll manually\n  {allow}\n  {step}")));
    let arms =
        format!("match stage {{\n    {allow}\n    lead => {{\n    {step}\n    }}\n    else => {{ wait 1 day }}\n  }}");
    passes(&workflow(&format!("enroll manually\n  {arms}")));
    // Words that are no code are a comment as any other.
    passes(&segment("score >= 3 // allow for holidays"));
}

#[test]
fn waits_for_a_day_that_may_never_be_are_told() {
    let wait = |lines: &str| workflow(&format!("{lines}\n  wait until renewal"));
    warns("lint::endless-wait", &wait("enroll manually"));
    warns("lint::endless-wait", &wait("enroll when renewal is known or score >= 3"));
    passes(&wait("enroll when renewal is known and score >= 3"));
    passes(&workflow("enroll manually\n  wait until signed"));
    passes(&workflow("enroll manually\n  if renewal is known { wait until 3 days before renewal }"));
}
