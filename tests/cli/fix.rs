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
    assert!(said.contains("9 fixes made in 1 file\n"), "{said}");
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
fn words_stay_apart_where_a_sign_goes() {
    let flow = |steps: &str| format!("workflow w on contact {{ version 1 enroll manually {steps} }}\n");
    let sealed = Sealed::project();
    sealed.write("workflows/a.flow", flow("copy firstname to lastname;end;"));
    sealed.write(
        "rules/z.yaml",
        "objects: { contact: { features: { firstname: { type: string }, lastname: { type: string } } } }\n",
    );
    let ended = sealed.run(&["check", "--fix", "--diagnostics", "plain"]);
    let text = std::fs::read_to_string(sealed.root().join("workflows/a.flow")).unwrap();
    assert_eq!((text, ended.code), (flow("copy firstname to lastname end"), 0), "{}", ended.err);
}

#[test]
fn two_signs_are_one_where_a_value_is_given() {
    let flow = |steps: &str| format!("workflow w on contact {{ version 1 enroll manually {steps} }}\n");
    let sealed = Sealed::project();
    sealed.write("workflows/a.flow", flow("set country == \"US\" action \"1-2\" v1 { id == country other==1 }"));
    let ended = sealed.run(&["check", "--fix", "--diagnostics", "plain"]);
    let text = std::fs::read_to_string(sealed.root().join("workflows/a.flow")).unwrap();
    assert_eq!(text, flow("set country = \"US\" action \"1-2\" v1 { id = country other = 1 }"), "{}", ended.err);
}

#[test]
fn what_cannot_be_read_with_a_fix_is_not_fixed() {
    for text in [
        "segment a on contact { version == 1 where country is \"US\" }\n",
        "segment a on contact { version 1 where country == \"US\" == \"DE\" }\n",
        "segment a on contact { version 1 where (country == \"US\" }\n",
    ] {
        let (after, code, said) = fixed(text);
        assert_eq!((after.as_str(), code), (text, 3), "{said}");
    }
    // A mistake beside it is another matter.
    let (after, _, said) = fixed("segment a on contact { version 1 titel \"x\" where country == \"US\" }\n");
    assert_eq!(after, "segment a on contact { version 1 titel \"x\" where country is \"US\" }\n", "{said}");
}

/// A value that stands twice is an error, so nobody knows what its declaration meant: no meaning is lost.
#[test]
fn what_stands_twice_goes() {
    let flow = |steps: &str| format!("workflow w on contact {{ version 1 enroll manually {steps} }}\n");
    for (twice, once) in [
        ("match country { \"US\", \"US\" => { end } }", "match country { \"US\" => { end } }"),
        ("n: action \"1-2\" v1 { } returns (a, a) end", "n: action \"1-2\" v1 { } returns (a) end"),
        (
            "rotate owner_id among user(\"a@b.example\"), user( \"a@b.example\" )",
            "rotate owner_id among user(\"a@b.example\")",
        ),
    ] {
        let sealed = Sealed::project();
        sealed.write("workflows/a.flow", flow(twice));
        let mix =
            "segment b on contact { version 1 where country is \"US\" and country is \"DE\" or country is known }\n";
        sealed.write("rules/b.seg", mix);
        let ended = sealed.run(&["check", "--fix", "--diagnostics", "plain"]);
        let text = |path: &str| std::fs::read_to_string(sealed.root().join(path)).unwrap();
        assert_eq!(text("workflows/a.flow"), flow(once), "{}", ended.err);
        assert!(text("rules/b.seg").contains("where (country"), "a fix elsewhere is made as well");
        assert!(ended.err.contains("2 fixes made in 2 files\n"), "{}", ended.err);
    }
}

#[test]
fn many_are_mended_in_one_run() {
    let rule = |sign: &str| {
        let parts: Vec<String> = (0..20).map(|n| format!("country {sign} \"c{n}\"")).collect();
        format!("segment a on contact {{ version 1 where {} }}\n", parts.join(" or "))
    };
    let segments =
        |sign: &str| (0..300).map(|n| rule(sign).replace("segment a", &format!("segment a{n}"))).collect::<String>();
    let (text, code, said) = fixed(&segments("=="));
    assert_eq!((text == segments("is"), code), (true, 0));
    assert!(said.contains("6000 fixes made in 1 file\n"), "{}", said.lines().last().unwrap_or(""));
    let one = |sign: &str| {
        let parts: Vec<String> = (0..3000).map(|n| format!("country {sign} \"c{}\"", n % 100)).collect();
        format!("segment a on contact {{ version 1 where {} }}\n", parts.join(" or "))
    };
    let (text, code, said) = fixed(&one("=="));
    assert_eq!((text == one("is"), code), (true, 0));
    assert!(said.contains("3000 fixes made in 1 file\n"), "{}", said.lines().last().unwrap_or(""));
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
