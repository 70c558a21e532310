//! A plan as a comment of a pull request.

use std::fmt::Write as _;

use crate::sealed::Sealed;

/// What GitHub refuses.
const LIMIT: usize = 65_536;

fn hostile() -> Sealed {
    let sealed = Sealed::project();
    sealed.write(
        "rules/features.yaml",
        "objects:\n  contact:\n    features:\n      country: { type: string }\n      \
         ssn_last4: { type: string, sensitivity: sensitive, managed: { label: SSN, group: s, field: text } }\n",
    );
    sealed.write(
        "rules/leads.seg",
        "segment a on contact { version 1 title \"</details> @team #12 <b>` | ana@acme.example\"\n  \
         where country contains \"https://x.example/p?token=abc123\" and ssn_last4 is \"4711\"\n}\n",
    );
    sealed.write(
        "workflows/leads.flow",
        "/// Asks bob@acme.example, see https://x.example/q?key=deadbeef and @growth, fixes #7.\n\
         workflow w on contact {\n  version 1\n  enroll when country is \"```\" and ssn_last4 is \"4712\"\n  \
         create task \"Call @bob about #7 `x` <img>\" { due in 1 day }\n}\n",
    );
    sealed
}

#[test]
fn nothing_in_a_comment_pings_links_leaks_or_breaks_out() {
    let sealed = hostile();
    let ended = sealed.run(&["plan", "--format", "markdown"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    for leak in ["ana@acme", "bob@acme", "abc123", "deadbeef", "4711", "4712", "acme.example"] {
        assert!(!ended.out.contains(leak), "{leak}:\n{}", ended.out);
    }
    assert!(ended.out.contains("‹redacted›"));
    let mut outside = String::new();
    let mut fence: Option<String> = None;
    for line in ended.out.lines() {
        let ticks = "`".repeat(line.bytes().take_while(|byte| *byte == b'`').count());
        match &fence {
            Some(open) if *open == line => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => outside.extend([line, "\n"]),
        }
    }
    assert_eq!(fence, None, "every fence is closed");
    assert!(!outside.contains("<b>") && !outside.contains("<img>"));
    // In a picture `#` starts an entity, and nothing in a fence links an issue; a ping is a ping everywhere.
    for text in [ended.out.replace('#', ""), outside] {
        for (at, _) in text.match_indices(['@', '#']) {
            let next = text[at + 1..].chars().next();
            let is_heading = text[..at].chars().all(|c| c == '#') || text[at..].starts_with("# hubwright");
            assert!(next == Some('\u{200b}') || is_heading, "at {at}: {}", &text[at.saturating_sub(20)..]);
        }
    }
    let opened = ended.out.matches("<details>").count();
    assert_eq!(opened, ended.out.lines().filter(|line| *line == "</details>").count());
    let shown = sealed.run(&["plan", "--format", "markdown", "--show-values"]);
    assert!(shown.out.contains("4711") && shown.out.contains("abc123"));
}

#[test]
fn the_summary_comes_first_and_details_are_collapsed() {
    let ended = Sealed::project().run(&["plan", "--format", "markdown"]);
    let mut lines = ended.out.lines();
    assert_eq!(lines.next(), Some("### hubwright: local · portal 1 · embedded (STANDARD)"));
    assert_eq!(lines.nth(1), Some("Plan: 4 to create, 0 unchanged."));
    assert!(ended.out.contains("```mermaid\n") && ended.out.contains("<details>"));
}

#[test]
fn a_plan_over_three_hundred_workflows_is_cut_with_a_note() {
    let sealed = Sealed::project();
    let mut text = String::new();
    for number in 0..300 {
        let _ = writeln!(
            text,
            "/// Workflow number {number}, which has a description of some length so that it takes room.\n\
             workflow w{number} on contact {{\n  version 1\n  enroll when country is \"{number}\"\n  wait 1 day\n  \
             create task \"Task of workflow {number}\" {{ due in 1 day }}\n  wait 2 days\n}}"
        );
    }
    sealed.write("workflows/many.flow", text);
    let ended = sealed.run(&["plan", "--format", "markdown"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    let length = ended.out.chars().count();
    assert!(length < LIMIT && length > LIMIT / 2, "{length}");
    assert!(ended.out.contains("Cut to fit:") && ended.out.contains("digest `p1:"));
    assert!(ended.out.contains("Plan: 304 to create"));
}
