//! What the switches of a project decide while it is checked.

use super::sealed::{Ended, Sealed};

/// Checks a segment in a project, with one more line in `hubwright.yaml`.
fn checked(switches: &str, text: &str) -> Ended {
    let sealed = Sealed::project();
    let settings = std::fs::read_to_string(sealed.root().join("hubwright.yaml")).unwrap();
    sealed.write("hubwright.yaml", format!("{settings}\n{switches}\n"));
    sealed.write("rules/asked.seg", text);
    sealed.run(&["check", "--diagnostics", "json"])
}

const NOT_OPTED_IN: &str = "// allow lint::unused-segment: nothing else is asked\nsegment asked on contact { version 1 where not opted in to subscription(\"News\") }\n";

#[test]
fn where_silence_is_no_status_the_other_two_are_not_the_opposite_of_one() {
    assert_eq!(checked("", NOT_OPTED_IN).codes(), [""; 0]);
    assert_eq!(checked("switches: { subscription_silence: not-opted }", NOT_OPTED_IN).codes(), [""; 0]);

    let silence = "switches: { subscription_silence: nothing }";
    let refused = checked(silence, NOT_OPTED_IN);
    assert_eq!((refused.code, refused.codes()), (3, vec!["check::no-negation".to_owned()]), "{}", refused.err);
    let line = refused.out.lines().chain(refused.err.lines()).find(|line| line.starts_with('{')).unwrap();
    let problem: serde_json::Value = serde_json::from_str(line).unwrap();
    let help = problem["help"].as_str().unwrap();
    let quoted: Vec<&str> = help.split('`').collect();
    let mended = format!("{}{}\n", NOT_OPTED_IN.replace("opted in to subscription(\"News\")", quoted[3]), quoted[1]);
    assert_eq!(checked(silence, &mended).codes(), [""; 0], "{mended}");

    // What does not rest on the opposite stays as it is.
    let plain = NOT_OPTED_IN.replace("not opted in", "opted out");
    assert_eq!(checked(silence, &plain.replace(" to ", " of ")).codes(), [""; 0]);
}
