//! What is large or wrong many times: how much is told is bounded by numbers, and no case takes a time or a memory that
//! grows faster than the source. A case that did would not end here.

use hubwright::report::Diagnostics;

use crate::compiled::{Compiled, compiled};
use crate::huge::{self, CATALOG, Files};

/// The size of each case: large enough that a mistake with a square in it is felt, small enough for a slow build.
const BYTES: usize = 16_000;

fn of(name: &str, bytes: usize) -> Compiled {
    let (_, case) = huge::all().find(|(known, _)| *known == name).unwrap();
    compiled(&case(bytes))
}

#[test]
fn every_large_source_ends_and_tells_no_more_than_it_holds() {
    for (name, case) in huge::all() {
        let files = case(BYTES);
        let source: usize = files.iter().map(|(_, text)| text.len()).sum();
        let compiled = compiled(&files);
        let declarations = files.iter().flat_map(|(_, text)| text.split("contact")).count() + 10;
        let entries = files.iter().filter(|(path, _)| path.ends_with(".yaml")).map(|(_, text)| text.lines().count());
        let most = 110 + 2 * declarations + 2 * entries.sum::<usize>() + source / 8;
        assert!(compiled.problems.len() <= most, "{name}: {} problems", compiled.problems.len());
        for diagnostics in [Diagnostics::Human, Diagnostics::Plain] {
            let printed = compiled.print(diagnostics);
            assert!(printed <= 12_000 * compiled.problems.len().max(1), "{name}: {printed} bytes");
        }
    }
}

#[test]
fn a_file_of_a_million_segments_is_refused_by_its_length() {
    let million = huge::fill(58 << 20, |n| format!("segment s{n} on contact {{ version 1 where a is known }}\n"));
    assert!(million.lines().count() > 900_000);
    let files: Files = vec![("rules/a.seg".to_owned(), million)];
    let compiled = compiled(&files);
    assert_eq!(compiled.codes(), ["syntax::file-too-large"]);
    assert!(compiled.program.segments.is_empty());
}

#[test]
fn a_rule_whose_form_explodes_is_refused_at_the_part_that_does() {
    let part = |from: usize| {
        let pairs = (from..from + 40).map(|n| format!("(score is {n} or country is \"{n}\")"));
        pairs.collect::<Vec<_>>().join(" and ")
    };
    for rule in [
        part(0),
        format!("agreed is true or ({})", part(0)),
        format!("not ({})", part(0).replace(" or ", " # ").replace(" and ", " or ").replace(" # ", " and ")),
        format!("any company ({})", part(0).replace("score", "size").replace("country", "industry")),
        format!("({}) and agreed is true", part(0)),
    ] {
        let text = format!("segment a on contact {{ version 1 where {rule} }}\n");
        let files =
            vec![("rules/a.seg".to_owned(), text.clone()), ("rules/features.yaml".to_owned(), CATALOG.to_owned())];
        let compiled = compiled(&files);
        let errors: Vec<_> = compiled.problems.iter().filter(|problem| problem.is_error()).collect();
        assert_eq!(errors.len(), 1, "{rule}: {:?}", compiled.codes());
        let named = compiled.sources.slice(errors[0].at.unwrap());
        assert!(named.contains("39") && !named.contains("agreed is true or"), "{}: {named}", errors[0].words().message);
        assert!(errors[0].words().message.contains("filters"), "{}", errors[0].words().message);
    }
}

#[test]
fn a_hundred_thousand_values_and_ten_thousand_parts_are_no_explosion() {
    let compiled = of("in texts", 1_000_000);
    assert!(!compiled.problems.iter().any(hubwright::problem::Problem::is_error), "{:?}", compiled.codes());
    for name in ["or", "and", "mixed", "any again"] {
        assert!(of(name, 200_000).codes().contains(&"check::too-many-filters"), "{name}");
    }
    // Ten thousand times the same is the same.
    assert_eq!(of("the same again", 200_000).program.segments[0].rule.branches.len(), 240);
}

/// Each of these once looked at every pair: at this size, that is an hour.
#[test]
fn a_megabyte_of_the_same_takes_as_long_as_it_is() {
    let count = |name: &str, code: &str| {
        let problems = of(name, 1_000_000).problems;
        problems.iter().filter(|problem| problem.words().code == code).count()
    };
    for name in ["wrong holes in a text", "open holes in a text", "closed holes in a text"] {
        assert_eq!(count(name, "check::bad-brace"), 100, "{name}");
    }
    assert_eq!(count("or not", "lint::always-true"), 0);
    assert_eq!(count("allowed segments", "check::drops-empty"), 0);
    assert_eq!(count("allowed segments", "lint::idle-allow"), 0);
    assert_eq!(count("allowed again", "lint::idle-allow"), 0);
}

#[test]
fn a_template_is_no_bomb() {
    for name in ["large text in many holes", "uses of a large template"] {
        let compiled = of(name, 200_000);
        assert_eq!(compiled.codes(), ["check::expands-too-far"], "{name}");
        assert!(compiled.program.workflows.is_empty());
    }
}

#[test]
fn what_hides_in_names_and_texts_is_shown_and_does_nothing() {
    let hidden = "a\u{202e}b\u{1b}[31mc\0d";
    for text in [
        format!("// {hidden}\nsegment a on contact {{ version 1 where country is known }}\n"),
        format!("segment a on contact {{ version 1 title \"{hidden}\" where country is known }}\n"),
        format!("segment {hidden} on contact {{ version 1 where country is known }}\n"),
        format!("segment a on contact {{ version 1 where {hidden} is \"{hidden}\" }}\n"),
    ] {
        let files =
            vec![(format!("rules/{hidden}.seg"), text.clone()), ("rules/features.yaml".to_owned(), CATALOG.to_owned())];
        let compiled = compiled(&files);
        assert!(compiled.codes().contains(&"syntax::invisible-character"), "{text:?}: {:?}", compiled.codes());
        for diagnostics in [Diagnostics::Human, Diagnostics::Plain] {
            let printed = compiled.printed(diagnostics);
            let is_command = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}');
            assert!(!printed.contains(is_command), "{printed:?}");
        }
    }
}
