//! Bad input gets a code and a way out, ends as documented, and changes nothing.

use crate::sealed::Sealed;

/// Checks and applies: the exit code, the code of a problem, and that nothing was changed.
fn refused(sealed: &Sealed, exit: i32, code: &str) {
    for arguments in [&["check", "--diagnostics", "json"][..], &["apply", "--auto-approve", "--diagnostics", "json"]] {
        let before = sealed.files();
        let ended = sealed.run(arguments);
        assert_eq!(ended.code, exit, "{arguments:?}: {}{}", ended.out, ended.err);
        assert!(ended.codes().iter().any(|found| found == code), "{code}: {:?}", ended.codes());
        assert_eq!(sealed.files(), before, "{arguments:?} changed something");
    }
}

#[test]
fn a_file_that_is_not_utf8_is_named_with_its_place() {
    let sealed = Sealed::project();
    sealed.write("rules/bad.seg", b"segment a on contact { version 1 where country is \"\xff\" }\n");
    refused(&sealed, 3, "syntax::not-utf8");
    let sealed = Sealed::project();
    sealed.write("rules/more.yaml", b"objects: { contact: { features: { a: { type: \"\xff\" } } } }\n");
    refused(&sealed, 3, "syntax::not-utf8");
    let sealed = Sealed::project();
    sealed.write("hubwright.yaml", b"name: \xff\n");
    refused(&sealed, 3, "syntax::not-utf8");
}

#[test]
fn a_source_where_none_is_read_is_no_silence() {
    for path in ["rules/a.flow", "workflows/a.seg", "rules/A.SEG", "workflows/a.Flow", "rules/deep/a.YAML"] {
        let sealed = Sealed::project();
        sealed.write(path, "static list a on contact { owner growth }\n");
        let ended = sealed.run(&["check", "--diagnostics", "json"]);
        assert!(ended.out.contains(path), "{path} is the place: {}", ended.out);
        refused(&sealed, 3, "settings::misplaced-file");
    }
    let sealed = Sealed::project();
    for path in ["rules/notes.md", "rules/a.seg.bak", "workflows/code/settings.yaml"] {
        sealed.write(path, "mine\n");
    }
    assert_eq!(sealed.run(&["check"]).code, 0);
}

#[test]
fn a_file_of_a_hundred_megabytes_is_not_read() {
    let sealed = Sealed::project();
    for path in ["rules/large.seg", "workflows/large.flow", "rules/large.yaml"] {
        let file = std::fs::File::create(sealed.root().join(path)).unwrap();
        file.set_len(100 << 20).unwrap();
    }
    refused(&sealed, 3, "syntax::file-too-large");
}

#[test]
fn a_hundred_thousand_parentheses_are_too_deep() {
    let sealed = Sealed::project();
    let deep = format!("segment a on contact {{ version 1 where {}country is known", "(".repeat(100_000));
    sealed.write("rules/deep.seg", format!("{deep}{} }}\n", ")".repeat(100_000)));
    refused(&sealed, 3, "syntax::too-deep");
    // Nor are they where they are never closed.
    sealed.write("rules/deep.seg", deep);
    refused(&sealed, 3, "syntax::too-deep");
    let sealed = Sealed::project();
    sealed.write("rules/deep.yaml", format!("objects: {}{}\n", "[".repeat(100_000), "]".repeat(100_000)));
    refused(&sealed, 3, "yaml::too-deep");
}

#[test]
fn a_hundred_thousand_negations_end() {
    let sealed = Sealed::project();
    let many = "not ".repeat(100_000);
    sealed.write("rules/deep.seg", format!("segment a on contact {{ version 1 where {many}country is known }}\n"));
    let ended = sealed.run(&["check", "--diagnostics", "json"]);
    assert!(ended.code == 0 || ended.code == 3, "{}", ended.err);
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let inner = format!("*a{}, ", level - 1).repeat(10);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", inner.trim_end_matches(", ")));
    }
    for path in ["rules/bomb.yaml", "hubwright.yaml"] {
        let sealed = Sealed::project();
        sealed.write(path, &bomb);
        refused(&sealed, 3, "yaml::alias-bomb");
    }
}

#[test]
fn yaml_that_contradicts_itself_is_refused() {
    let sealed = Sealed::project();
    sealed.write(
        "rules/more.yaml",
        "objects:\n  contact:\n    features:\n      a: { type: string }\n      a: { type: number }\n",
    );
    refused(&sealed, 3, "yaml::doubled-key");
    let sealed = Sealed::project();
    sealed.write("hubwright.yaml", "name: x\nname: y\nenvironments: { a: { kind: embedded, portal: 1 } }\n");
    refused(&sealed, 3, "yaml::doubled-key");
}

#[test]
fn without_a_project_every_command_says_so() {
    let sealed = Sealed::empty();
    for arguments in [
        &["check"][..],
        &["build", "--out", "x"],
        &["plan"],
        &["apply", "--auto-approve"],
        &["bump", "a"],
        &["adopt", "a", "--id", "1"],
        &["portal", "seed", "x"],
        &["portal", "reset", "--yes"],
        &["check", "--project", "/no/such/folder"],
    ] {
        let ended = sealed.run(&[arguments, &["--diagnostics", "json"][..]].concat());
        assert_eq!((ended.code, ended.codes()), (64, vec!["settings::no-project".to_owned()]), "{arguments:?}");
    }
    assert_eq!(sealed.files(), []);
}

#[test]
fn an_output_that_cannot_be_written_changes_nothing() {
    let sealed = Sealed::project();
    sealed.write("file", "x");
    for arguments in [&["build", "--out", "file"][..], &["build", "--out", "/proc/none"], &["plan", "--out", "file/p"]]
    {
        let ended = sealed.run(&[arguments, &["--diagnostics", "json"][..]].concat());
        assert_eq!(
            (ended.code, ended.codes()),
            (64, vec!["settings::output-not-writable".to_owned()]),
            "{arguments:?}"
        );
    }
    assert_eq!(std::fs::read(sealed.root().join("file")).unwrap(), b"x");
}

#[test]
fn a_file_in_the_repository_chooses_neither_a_host_nor_a_token() {
    let sealed = Sealed::project();
    for line in
        ["host: evil.example", "token: abc", "url: \"https://evil.example\"", "HUBWRIGHT_ALLOW_HOST: evil.example"]
    {
        sealed.write(
            "hubwright.yaml",
            format!("name: x\nenvironments:\n  a:\n    kind: sandbox\n    portal: 5\n    {line}\n"),
        );
        let before = sealed.files();
        let ended = sealed.run_with(&["plan", "--diagnostics", "json"], &[("HUBWRIGHT_TOKEN_A", "very-secret")]);
        assert_eq!(ended.code, 3, "{line}: {}", ended.err);
        assert!(!format!("{ended:?}").contains("very-secret"));
        assert_eq!(sealed.files(), before);
    }
    let codes = sealed.run(&["check", "--diagnostics", "json"]).codes();
    assert!(!codes.is_empty());
    // An environment's name becomes part of a variable's name and of a path.
    sealed.write("hubwright.yaml", "name: x\nenvironments: { \"../a\": { kind: embedded, portal: 5 } }\n");
    refused(&sealed, 3, "settings::bad-environment-name");
    sealed.write(
        "hubwright.yaml",
        "name: x\nenvironments: { a: { kind: embedded, portal: 5, seed: ../../etc/passwd } }\n",
    );
    refused(&sealed, 3, "settings::bad-seed-path");
}

#[test]
fn a_seed_that_is_missing_or_bad_makes_no_portal() {
    let sealed = Sealed::project();
    sealed.write("hubwright.yaml", "name: x\nenvironments: { a: { kind: embedded, portal: 5, seed: seed.yaml } }\n");
    let ended = sealed.run(&["plan", "--diagnostics", "json"]);
    assert_eq!((ended.code, ended.codes()), (5, vec!["deploy::embedded-portal".to_owned()]), "{}", ended.err);
    sealed.write("seed.yaml", "records: { contact: [{ as: a, email: x@y.example, no_such_property: 1 }] }\n");
    let ended = sealed.run(&["plan", "--diagnostics", "json"]);
    assert_eq!((ended.code, ended.codes()), (5, vec!["deploy::embedded-portal".to_owned()]), "{}", ended.err);
    assert!(!sealed.root().join(".hubwright/portal/5.sqlite").exists());
    sealed.write("seed.yaml", "records: { contact: [{ as: a, email: x@y.example }] }\n");
    assert_eq!(sealed.run(&["plan"]).code, 0);
}

#[test]
fn a_seed_on_the_command_line_that_cannot_be_read_is_wrong_usage() {
    let sealed = Sealed::project();
    sealed.write("latin.yaml", b"records: \xff\n");
    let before = sealed.files();
    for file in ["missing.yaml", "rules", "latin.yaml"] {
        let ended = sealed.run(&["portal", "seed", file, "--diagnostics", "json"]);
        assert_eq!((ended.code, ended.codes()), (64, vec!["deploy::unreadable-argument".to_owned()]), "{file}");
        assert_eq!(sealed.files(), before);
    }
}

#[test]
fn a_reset_that_nobody_can_confirm_says_how_to_ask_for_it() {
    let sealed = Sealed::project();
    assert_eq!(sealed.run(&["plan"]).code, 0);
    let ended = sealed.run(&["portal", "reset"]);
    assert_eq!(ended.code, 6);
    assert!(ended.err.contains("--yes") && !ended.err.contains("--auto-approve"), "{}", ended.err);
    assert_eq!(sealed.run(&["portal", "reset", "--yes"]).code, 0);
}

#[test]
fn an_embedded_portal_that_is_no_database_is_not_replaced() {
    let sealed = Sealed::project();
    sealed.write(".hubwright/portal/1.sqlite", "not a database, but somebody's only copy of something");
    let before = sealed.files();
    let ended = sealed.run(&["apply", "--auto-approve", "--diagnostics", "json"]);
    assert_eq!((ended.code, ended.codes()), (5, vec!["deploy::embedded-portal".to_owned()]), "{}", ended.err);
    assert_eq!(sealed.files(), before);
}
