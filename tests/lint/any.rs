//! What each lint is sure of, over numbers, names and conditions of any kind: it speaks exactly where the sentence of its
//! page holds.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::{CATALOG, said, segment, workflow};

/// Returns how often each program is warned of by a code; nothing else may be said.
fn times(code: &str, catalog: &str, program: &str) -> usize {
    let said = said(catalog, program);
    let (of_it, others): (Vec<_>, Vec<_>) = said.into_iter().partition(|(told, _)| *told == code);
    // Two numbers drawn at random may leave no record out.
    assert!(others.iter().all(|(told, _)| *told == "lint::always-true"), "{others:?}\n{program}");
    of_it.len()
}

/// A condition, and whether every record that passes it has a `renewal`.
fn condition() -> impl Strategy<Value = (String, bool)> {
    let plain = select(vec![
        ("renewal is known", true),
        ("renewal after 2026-01-01", true),
        ("renewal in last 30 days", true),
        ("signed after renewal", false),
        ("(renewal after 2026-01-01 or unknown)", false),
        ("not (renewal is unknown)", false),
        ("renewal changed in last 30 days", false),
        ("score >= 3", false),
        ("signed is known", false),
    ]);
    let both = proptest::collection::vec(plain, 1..4);
    (both, any::<bool>()).prop_map(|(parts, all)| {
        let says = |(_, says): &(&str, bool)| *says;
        let known = if all { parts.iter().any(says) } else { parts.iter().all(says) };
        let texts: Vec<&str> = parts.iter().map(|(text, _)| *text).collect();
        (texts.join(if all { " and " } else { " or " }), known)
    })
}

/// A number with its test, and whether another number passes it.
fn order() -> impl Strategy<Value = (&'static str, fn(i32, i32) -> bool)> {
    let at_least: fn(i32, i32) -> bool = |it, than| it >= than;
    let more: fn(i32, i32) -> bool = |it, than| it > than;
    let at_most: fn(i32, i32) -> bool = |it, than| it <= than;
    let less: fn(i32, i32) -> bool = |it, than| it < than;
    select(vec![(">=", at_least), (">", more), ("<=", at_most), ("<", less)])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_wait_is_endless_where_nothing_on_the_way_says_that_the_day_is_known(
        (outer, outer_known) in condition(),
        (inner, inner_known) in condition(),
        in_else in any::<bool>(),
    ) {
        let wait = "wait until renewal";
        let branch = if in_else { format!("{{ wait 1 day }} else {{ {wait} }}") } else { format!("{{ {wait} }}") };
        let program = workflow(&format!(
            "// allow check::drops-empty: a test\n  enroll when {outer}\n  if {inner} {branch}\n  wait until signed"
        ));
        let told = said(CATALOG, &program).iter().filter(|(code, _)| *code == "lint::endless-wait").count();
        let known = outer_known || inner_known && !in_else;
        prop_assert_eq!(told, usize::from(!known), "{}", program);
    }

    #[test]
    fn a_window_is_short_where_it_has_one_or_two_days(count in 1..9_u32, unit in select(vec!["days", "weeks"])) {
        let told = times("lint::short-window", CATALOG, &segment(&format!("seen in last {count} {unit}")));
        prop_assert_eq!(told, usize::from(unit == "days" && count <= 2));
    }

    #[test]
    fn a_part_is_implied_where_all_its_numbers_pass_an_earlier_one(
        (first, passes) in order(), (then, narrower) in order(), a in 0..5, b in 0..5,
    ) {
        // Whole numbers and halves, and far beyond: enough to tell two such tests apart.
        let numbers = (-40..40).flat_map(|whole| [2 * whole, 2 * whole + 1]);
        let implied = numbers.into_iter().all(|number| !narrower(number, 2 * b) || passes(number, 2 * a));
        let rule = format!("(score {first} {a} or unknown) or (score {then} {b} or unknown)");
        if first == then && a == b {
            return Ok(());
        }
        prop_assert_eq!(times("lint::implied-branch", CATALOG, &segment(&rule)), usize::from(implied), "{}", rule);
    }

    #[test]
    fn a_workflow_writes_its_own_trigger_where_the_number_is_one_that_enrols(
        (sign, passes) in order(), than in 0..5, written in 0..5,
    ) {
        let program = workflow(&format!("enroll on score changes to {sign} {than}\n  re-enroll\n  set score = {written}"));
        let told = times("lint::writes-own-trigger", CATALOG, &program);
        prop_assert_eq!(told, usize::from(passes(written, than)), "{}", program);
    }

    #[test]
    fn a_trigger_is_idle_where_no_changed_number_passes_the_condition(
        (sign, passes) in order(), than in 0..5, new in 0..5,
    ) {
        let enrol = format!("enroll when (score {sign} {than}) and seen is known\n  re-enroll when score changes to {new}");
        let program = workflow(&format!("// allow check::drops-empty: a test\n  {enrol}\n  wait 1 day"));
        let told = said(CATALOG, &program).iter().filter(|(code, _)| *code == "lint::idle-re-enroll").count();
        prop_assert_eq!(told, usize::from(!passes(new, than)), "{}", program);
    }

    #[test]
    fn every_record_passes_known_or_unknown_of_one_feature_and_not_of_two(
        one in select(vec!["country", "score", "seen", "renewal"]),
        other in select(vec!["country", "score", "seen", "renewal"]),
        swapped in any::<bool>(),
    ) {
        let (first, second) = if swapped { ("unknown", "known") } else { ("known", "unknown") };
        let rule = format!("{one} is {first} or {other} is {second}");
        prop_assert_eq!(times("lint::always-true", CATALOG, &segment(&rule)), usize::from(one == other), "{}", rule);
    }

    #[test]
    fn a_segment_is_unused_where_nothing_mentions_it(used in subsequence(vec![0, 1, 2, 3], 0..=4)) {
        let uses = [
            "enroll when member of s0",
            "enroll manually\n  suppress member of s1",
            "enroll manually\n  if member of s2 { wait 1 day }",
            "enroll manually\n  goal when member of s3",
        ];
        let mut program = String::new();
        for at in 0..4 {
            program.push_str(&format!("segment s{at} on contact {{ version 1 where score >= {at} }}\n"));
        }
        for at in &used {
            program.push_str(&workflow(&format!("{}\n  wait 1 day", uses[*at])).replace("workflow a", &format!("workflow w{at}")));
        }
        prop_assert_eq!(times("lint::unused-segment", CATALOG, &program), 4 - used.len(), "{}", program);
    }

    #[test]
    fn a_list_is_an_own_one_by_its_title_whatever_the_case_and_the_version_of_a_segment(
        called in select(vec!["Hot leads", "hot LEADS", "Hot leads (v3)", "Hot lead", "Hot leads (v)", "Hot leads v3", "Leads"]),
        is_static in any::<bool>(),
        on_another_object in any::<bool>(),
        negated in any::<bool>(),
    ) {
        let other = if on_another_object { "company" } else { "contact" };
        let declared = match is_static {
            true => format!("static list hot on {other} {{ title \"Hot leads\" }}\n"),
            false if on_another_object => "static list hot on company { title \"Hot leads\" }\n".to_owned(),
            false => "// allow lint::unused-segment: a test\nsegment hot on contact { version 1 title \"Hot leads\" where score >= 3 }\n".to_owned(),
        };
        let not = if negated { "not " } else { "" };
        let program = format!("{declared}{}", segment(&format!("{not}member of list(\"{called}\")")));
        let bare = called.to_lowercase() == "hot leads";
        let versioned = called == "Hot leads (v3)" && !is_static;
        let wanted = usize::from(!on_another_object && (bare || versioned));
        prop_assert_eq!(times("lint::own-by-title", CATALOG, &program), wanted, "{}", program);
    }

    #[test]
    fn a_feature_lacks_an_owner_where_it_has_none_and_another_has_one(owned in subsequence(vec![0, 1, 2, 3, 4], 0..=5)) {
        let mut catalog = "owners: { growth: { team: Growth } }\nobjects:\n  contact:\n    features:\n".to_owned();
        for at in 0..5 {
            let owner = if owned.contains(&at) { ", owner: growth" } else { "" };
            catalog.push_str(&format!("      f{at}: {{ type: string{owner} }}\n"));
        }
        let wanted = if owned.is_empty() { 0 } else { 5 - owned.len() };
        prop_assert_eq!(times("lint::feature-without-owner", &catalog, ""), wanted, "{}", catalog);
    }

    #[test]
    fn a_comment_silences_with_a_reason_and_is_idle_without_a_warning(
        reason in select(vec!["", ": ", ": it is right here"]), short in any::<bool>(),
    ) {
        let window = if short { "1 day" } else { "9 days" };
        let allow = format!("// allow lint::short-window{reason}");
        let codes: Vec<&str> =
            said(CATALOG, &segment(&format!("seen in last {window} {allow}"))).iter().map(|(code, _)| *code).collect();
        let wanted: &[&str] = match (reason.trim().len() > 1, short) {
            (true, true) => &[],
            (true, false) => &["lint::idle-allow"],
            (false, true) => &["lint::no-reason", "lint::short-window"],
            (false, false) => &["lint::no-reason"],
        };
        prop_assert_eq!(codes, wanted, "{}", allow);
    }
}
