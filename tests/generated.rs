//! The programs that benchmarks run on: they check without a problem, and both languages ask the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};

use hubwright::catalog::{self, Provenance};
use hubwright::check;
use hubwright::lint::{self, Silenced};
use hubwright::model::Program;
use hubwright::problem::Problem;
use hubwright::settings;
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::syntax;

#[allow(dead_code, reason = "benchmarks write to folders")]
#[path = "../benches/generate/mod.rs"]
mod generate;

#[test]
fn a_generated_project_checks_without_a_problem_at_any_size() {
    for (count, seed) in [(0, 1), (1, 1), (9, 2), (10, 3), (11, 4), (101, 5), (400, 6), (400, 7)] {
        let (program, problems, sources) = checked(count, seed);
        assert_eq!(problems, [], "{count} segments of seed {seed}");
        assert_eq!(program.segments.len(), count);
        assert_eq!(sources.iter().count(), 2 + count.div_ceil(generate::IN_A_FILE));
    }
}

#[test]
fn a_segment_and_its_policy_have_nine_lines_and_the_same_conditions() {
    for pair in generate::pairs(500, 11) {
        let lines = pair.segment.lines().filter(|line| !line.trim().is_empty()).count();
        assert_eq!(lines, generate::LINES, "{}", pair.segment);
        assert_eq!(pair.policy.lines().count(), generate::LINES, "{}", pair.policy);
        let count = |text: &str, words: &[&str]| words.iter().map(|word| text.matches(word).count()).sum::<usize>();
        let joins = count(&pair.segment, &["\n    and ", " or ", " between ", "any company ("]);
        assert_eq!(joins, count(&pair.policy, &["&&", "||", " else "]), "{}\n{}", pair.segment, pair.policy);
    }
}

#[test]
fn ten_thousand_segments_are_about_three_megabytes_and_as_much_of_policies() {
    let (mut segments, mut policies) = (0, 0);
    for pair in generate::pairs(10_000, 1) {
        segments += pair.segment.len();
        policies += pair.policy.len();
    }
    assert!((2_700_000..=3_300_000).contains(&segments), "{segments}");
    assert!((segments..=segments * 5 / 4).contains(&policies), "{segments} and {policies}");
}

#[test]
fn a_seed_gives_the_same_texts_and_another_seed_gives_others() {
    let texts = |seed| -> Vec<String> { generate::pairs(50, seed).map(|pair| pair.segment).collect() };
    assert_eq!(texts(1), texts(1));
    assert_ne!(texts(1), texts(2));
}

#[test]
fn every_form_of_a_test_that_both_languages_have_is_met() {
    let text: String = generate::pairs(2_000, 3).map(|pair| pair.segment).collect();
    let forms = [
        " in (",
        " not in (",
        ">= ",
        "< ",
        "between ",
        "or unknown",
        "is known",
        "is unknown",
        "is true",
        "is \"",
        "starts with",
        "ends with",
        "contains",
        "has any of",
        "has all of",
        "in last ",
        "more than ",
        "member of ",
        "not member of ",
        "any company (",
        " on contact",
        " on company",
        " on deal",
    ];
    let missing: BTreeSet<&str> = forms.into_iter().filter(|form| !text.contains(form)).collect();
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn what_is_generated_stands_in_its_canonical_form() {
    for seed in 8..12 {
        for (path, text) in generate::project(500, seed).filter(|(path, _)| path.ends_with(".seg")) {
            assert_eq!(syntax::format(FileId(0), &text).as_deref(), Ok(text.as_str()), "{path}");
        }
    }
}

/// Checks a generated project as `check` does.
fn checked(count: usize, seed: u64) -> (Program, Vec<Problem>, Sources) {
    let files = generate::project(count, seed).map(|(path, text)| SourceFile { path, text }).collect();
    let sources = Sources::new(files);
    let (mut problems, mut catalogs, mut trees, mut name) = (Vec::new(), Vec::new(), Vec::new(), String::new());
    for (id, file) in sources.iter() {
        if file.path == "hubwright.yaml" {
            let (settings, found) = settings::read(id, &file.text);
            problems.extend(found);
            name = settings.unwrap().name;
        } else if let Some(provenance) = Provenance::of(&file.path) {
            catalogs.push((id, provenance));
        } else {
            let (tree, found) = syntax::parse(id, &file.text);
            problems.extend(found);
            trees.push(tree);
        }
    }
    let (catalog, found) = catalog::read(&sources, &catalogs);
    problems.extend(found);
    let (program, found) = check::program(&trees, &catalog, &name, &["demo"]);
    problems.extend(found);
    problems.extend(lint::program(&lint::World {
        trees: &trees,
        catalog: &catalog,
        by_hand: &|_| true,
        bound: &BTreeMap::new(),
    }));
    let Silenced { mut problems, idle } = lint::silence(&sources, &trees, problems);
    problems.extend(idle);
    (program, problems, sources)
}
