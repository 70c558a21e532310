//! What changes a digest and what does not.

use super::{checked_against, folder};

fn digest(text: &str) -> String {
    // `points` is another name for the feature `score`.
    let name = if text.contains("points") { "points:" } else { "score:" };
    let catalog = std::fs::read_to_string(folder().join("features.yaml")).unwrap().replacen("score:", name, 1);
    let (_, program, problems) = checked_against(&[("a.seg", text)], &catalog);
    assert!(!problems.iter().any(|problem| problem.is_error()), "{problems:?}");
    let versions = program.segments.iter().map(|segment| (&segment.head, &segment.version));
    let flows = program.workflows.iter().map(|flow| (&flow.head, &flow.version));
    let wanted = ["s", "renamed", "w"];
    versions.chain(flows).find(|(head, _)| wanted.contains(&head.name.as_str())).unwrap().1.digest.0.clone()
}

const SEGMENT: &str = "segment s on contact { version 1 where score >= 80 and stage in (lead, customer) \
     and not member of other } segment other on contact { version 1 where email is known }";

#[test]
fn the_encoding_is_frozen() {
    assert_eq!(digest(SEGMENT), "d1:fca333f84e9226ce479ad95854f0b825aed73ed3ac61225f31436ac96c503032");
    assert_eq!(digest(WORKFLOW), "d1:9f6304e78698492dc599f12bd34c2e91f94850db44b7cf6ebe5c4248a5dd9d6c");
}

#[test]
fn the_encoding_of_days_changes_and_the_past_is_frozen() {
    let segment = |rule: &str| digest(&format!("segment s on contact {{ version 1 where {rule} }}"));
    let all = [
        "born before today + 7 days",
        "not (born from today + 3 days to today + 9 days)",
        "seen on today and not seen before today - 3 days",
        "seen after today + 7 days or seen in next 7 days or not seen more than 3 days from now",
        "born from 2026-01-01 to today or born in previous quarter or born before renewed",
        "stage changed on today - 3 days or not email changed in last 7 days or born changed after stage changed",
        "stage was ever in (lead, mql) or email was ever \"a\" or not amount was ever 3 or email is same as note",
    ]
    .map(segment);
    insta::assert_snapshot!(all.join("\n"));
}

const WORKFLOW: &str = "workflow w on contact { version 1 enroll when score >= 80 \
     ask: action \"0-1\" v7 { text = \"a\" list = list(\"L\") deep = { n = [1, true] } } returns (answer) \
     create task \"Call {firstname}: {ask.answer}\" { due in 1 day priority high assign to owner_id } \
     if stage is lead { wait 2 days send email(\"Hello\") } else as \"others\" { end } \
     match country { \"US\" => { set stage = customer } else => { clear score } } \
     rotate owner_id among team(\"SDR\"), user(\"a@acme.example\") }";

#[test]
fn order_spelling_titles_and_comments_change_no_digest() {
    for same in [
        "segment s on contact { version 1 where not member of other and stage in (customer, lead) and score >= 80 } \
         segment other on contact { version 1 where email is known }",
        "// why\n/// What it is.\nsegment s on contact { version 7 title \"T\" owner growth \
         where (score >= 80 and (stage in (lead, customer))) and not (member of other) } \
         segment other on contact { version 1 where email is known }",
        // The feature by another name.
        "segment s on contact { version 1 where points >= 80 and stage in (lead, customer) and not member of other } \
         segment other on contact { version 1 where email is known }",
        // A rename, of it and of what it names.
        "segment renamed on contact { version 1 formerly s where score >= 80 and stage in (lead, customer) \
         and not member of another } segment another on contact { version 1 formerly other where email is known }",
        "segment s on contact { version 1 where (score >= 80 and stage in (lead, customer) and not member of other) \
         or (score >= 80 and stage in (lead, customer) and not member of other and email is known) } \
         segment other on contact { version 1 where email is known }",
    ] {
        assert_eq!(digest(same), digest(SEGMENT), "{same}");
    }
    for same in [
        WORKFLOW.replace("version 1", "version 2 title \"T\" owner growth enabled in production"),
        WORKFLOW.replace("ask:", "question:").replace("{ask.", "{question."),
        WORKFLOW.replace("score", "points"),
        WORKFLOW.replace("team(\"SDR\"), user(\"a@acme.example\")", "user(\"a@acme.example\"), team(\"SDR\")"),
    ] {
        assert_eq!(digest(&same), digest(WORKFLOW), "{same}");
    }
}

#[test]
fn what_changes_the_meaning_changes_the_digest() {
    for (from, to) in [
        ("80", "81"),
        (">=", ">"),
        ("(lead, customer)", "(lead)"),
        ("not member of other", "member of other"),
        ("on contact { version 1 where score", "on contact { version 1 where email is unknown or score"),
    ] {
        let other = SEGMENT.replacen(from, to, 1);
        assert_ne!(other, SEGMENT);
        assert_ne!(digest(&other), digest(SEGMENT), "{other}");
    }
    for (from, to) in [
        ("2 days", "3 days"),
        ("wait 2 days send email(\"Hello\")", "send email(\"Hello\") wait 2 days"),
        ("= customer", "= lead"),
        ("v7", "v8"),
        ("[1, true]", "[true, 1]"),
        ("\"others\"", "\"rest\""),
        ("{ end }", "{ }"),
        ("enroll when score >= 80", "enroll when score >= 80 re-enroll when score changes"),
        ("priority high", "priority low"),
        ("\"SDR\"", "\"AE\""),
        ("Call {firstname}", "Call {country}"),
        ("match country", "match company.industry"),
    ] {
        let other = WORKFLOW.replacen(from, to, 1);
        assert_ne!(other, WORKFLOW, "{from}");
        assert_ne!(digest(&other), digest(WORKFLOW), "{other}");
    }
}
