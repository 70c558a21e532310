//! `check --fix`: what it mends, what it leaves to a person.

use super::sealed::Sealed;

fn fixed(text: &str) -> (String, i32, String) {
    let sealed = Sealed::project();
    sealed.write("rules/a.seg", text);
    let ended = sealed.run(&["check", "--fix", "--diagnostics", "plain"]);
    (std::fs::read_to_string(sealed.root().join("rules/a.seg")).unwrap(), ended.code, ended.err)
}

#[test]
fn spellings_with_one_meaning_are_mended() {
    let slips = "# of another language\nsegment a on contact { version 1; where country==\"US\" && lifecycle_stage != 'lead' AND country is one of (“DE”, \"AT\") }\n";
    let (text, code, said) = fixed(slips);
    assert_eq!(
        text,
        "// of another language\nsegment a on contact { version 1 where country is \"US\" and lifecycle_stage is not \"lead\" and country in (\"DE\", \"AT\") }\n"
    );
    assert!(said.contains("fixes made in 1 files"), "{said}");
    // What the mended text means is judged as any other.
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("check::drops-empty"), "{said}");
}

#[test]
fn a_value_that_stands_twice_goes() {
    let twice = "segment a on contact { version 1 where lifecycle_stage in (lead, customer, lead , \"customer\") and country in (\"US\", \"US\") }\n";
    let (text, code, said) = fixed(twice);
    assert_eq!(code, 0, "{said}");
    assert_eq!(
        text,
        "segment a on contact { version 1 where lifecycle_stage in (lead, customer) and country in (\"US\") }\n"
    );
}

#[test]
fn the_reading_of_a_mix_is_spelt_out() {
    let mix = "segment a on contact { version 1 where country is \"US\" and lifecycle_stage is lead or lifecycle_stage is known }\n";
    let (text, code, said) = fixed(mix);
    assert_eq!(code, 0, "{said}");
    assert_eq!(
        text,
        mix.replace("country is \"US\" and lifecycle_stage is lead", "(country is \"US\" and lifecycle_stage is lead)")
    );
}

#[test]
fn what_can_be_meant_in_two_ways_stays() {
    for text in [
        "segment a on contact { version 1 where country is empty }\n",
        "segment a on contact { version 1 where country is 'a\\b' }\n",
        "segment a on contact { version 1 where coutry is \"US\" }\n",
    ] {
        let (after, code, _) = fixed(text);
        assert_eq!((after.as_str(), code), (text, 3));
    }
}

#[test]
fn a_machine_reads_the_fixes() {
    let sealed = Sealed::project();
    sealed.write("rules/a.seg", "segment a on contact { version 1 where country == \"US\" }\n");
    let ended = sealed.run(&["check", "--diagnostics", "json"]);
    assert!(ended.out.contains(r#""fix":{"edits":[{"column":48,"end":49,"#), "{}", ended.out);
    assert!(ended.out.contains(r#""safe":true"#), "{}", ended.out);
}

#[test]
fn a_silenced_warning_is_told_by_no_command_and_warnings_can_be_denied() {
    let sealed = Sealed::project();
    let dropped = "segment a on contact {\n  version 1\n  where country is not \"US\"\n}\n";
    sealed.write("rules/a.seg", dropped);
    assert_eq!(sealed.run(&["check"]).code, 0);
    let ended = sealed.run(&["check", "--deny-warnings", "--diagnostics", "plain"]);
    assert_eq!(ended.code, 3);
    assert!(ended.err.contains("check::drops-empty") && ended.err.contains("lint::unused-segment"), "{}", ended.err);
    let allowed = "// allow check::drops-empty: of no interest\n// allow lint::unused-segment: people look at it\n";
    sealed.write("rules/a.seg", format!("{allowed}{dropped}"));
    let ended = sealed.run(&["check", "--deny-warnings", "--diagnostics", "plain"]);
    assert_eq!((ended.code, ended.err.lines().count()), (0, 1), "{}", ended.err);
    let ended = sealed.run(&["plan", "--diagnostics", "plain"]);
    assert!(!ended.err.contains("drops-empty"), "{}", ended.err);
}
