//! The command line from outside: help, exit codes, diagnostics, bad input, what is printed where.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[path = "cli/bad_input.rs"]
mod bad_input;
#[path = "cli/fix.rs"]
mod fix;
#[path = "cli/fmt.rs"]
mod fmt;
#[path = "cli/markdown.rs"]
mod markdown;
#[path = "cli/probe.rs"]
mod probe;
#[path = "cli/sealed.rs"]
mod sealed;
#[path = "cli/switches.rs"]
mod switches;

use std::fmt::Write as _;

use sealed::Sealed;

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("cli");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn the_help_of_every_command_is_as_it_was() {
    let sealed = Sealed::empty();
    let commands: &[&[&str]] = &[
        &[],
        &["init"],
        &["check"],
        &["fmt"],
        &["build"],
        &["plan"],
        &["apply"],
        &["show"],
        &["bump"],
        &["adopt"],
        &["doctor"],
        &["probe"],
        &["catalog"],
        &["catalog", "pull"],
        &["catalog", "check"],
        &["explain"],
        &["portal"],
        &["portal", "serve"],
        &["portal", "seed"],
        &["portal", "reset"],
    ];
    let mut text = String::new();
    for command in commands {
        let ended = sealed.run(&[command, &["--help"][..]].concat());
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{command:?}");
        let _ = writeln!(text, "$ hubwright {}\n{}", [command, &["--help"][..]].concat().join(" "), ended.out);
    }
    snapshot("help", &text);
}

#[test]
fn every_exit_code_is_reached_as_documented() {
    let sealed = Sealed::project();
    let ends = |arguments: &[&str], code: i32| {
        let ended = sealed.run(arguments);
        assert_eq!(ended.code, code, "{arguments:?}: {}{}", ended.out, ended.err);
    };
    ends(&["--version"], 0);
    ends(&["check"], 0);
    ends(&["plan"], 0);
    ends(&["plan", "--detailed-exitcode"], 2);
    ends(&["apply"], 6);
    ends(&["apply", "--auto-approve"], 0);
    ends(&["plan", "--detailed-exitcode"], 0);
    ends(&["explain", "deploy::nobody-such"], 64);
    // Clap's own 2 means something else here.
    ends(&[], 64);
    ends(&["plan", "--no-such-flag"], 64);
    ends(&["no-such-command"], 64);
    ends(&["plan", "--format", "yaml"], 64);
    ends(&["bump"], 64);
    ends(&["portal"], 64);
    ends(&["portal", "serve", "--port", "0"], 4);
    ends(&["apply", "--overwrite", "nothing"], 64);
    ends(&["apply", "p.json", "--repair"], 64);
    sealed.write("rules/leads.seg", "segment a on contact { version 1 where nothing is 1 }\n");
    ends(&["check"], 3);
    ends(&["plan"], 3);
    sealed.write("hubwright.yaml", "name: x\nenvironments: { a: { kind: sandbox, portal: 5, record: file } }\n");
    sealed.write("rules/leads.seg", "segment a on contact { version 1 where country is \"US\" }\n");
    std::fs::remove_dir_all(sealed.root().join("workflows")).unwrap();
    ends(&["plan"], 4);
    let variables = [("HUBWRIGHT_TOKEN_A", "secret-token-value"), ("HUBWRIGHT_ALLOW_HOST", "127.0.0.1:9")];
    let ended = sealed.run_with(&["plan"], &variables);
    assert_eq!(ended.code, 5, "{}", ended.err);
    assert!(!format!("{ended:?}").contains("secret-token-value"));
}

#[test]
fn check_needs_no_token_no_network_and_leaves_nothing_behind() {
    let sealed = Sealed::project();
    sealed.write("hubwright.yaml", "name: x\nenvironments: { live: { kind: production, portal: 5 } }\n");
    let before = sealed.files();
    let ended = sealed.run_with(&["check"], &[("HUBWRIGHT_ALLOW_HOST", "nonsense://")]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(sealed.files(), before);
}

#[test]
fn a_name_that_bindings_alone_explain_is_looked_up_without_a_portal() {
    let sealed = Sealed::project();
    sealed.write(
        "hubwright.yaml",
        "name: acme\nenvironments:\n  demo: { kind: embedded, portal: 1001 }\n  live: { kind: production, portal: 1002 }\n",
    );
    sealed.write(
        "workflows/calls.flow",
        "/// Calls out.\nworkflow calls on contact {\n  version 1\n  enroll manually\n  call webhook GET url(\"leads\") { \
         key = 1 } sign with secret(\"key\") in header \"X-Key\"\n}\n",
    );
    let told = |sealed: &Sealed| {
        let ended = sealed.run(&["check", "--diagnostics", "plain"]);
        assert_eq!(ended.code, 0, "{}", ended.err);
        let unbound = ended.err.lines().filter(|line| line.contains("lint::unbound-name"));
        unbound.map(|line| line.split_once("lint::unbound-name").unwrap().1.to_owned()).collect::<Vec<_>>().join("\n")
    };
    let both = told(&sealed);
    assert!(both.contains("`url(\"leads\")` means nothing in `demo`, `live`"), "{both}");
    assert!(both.contains("`secret(\"key\")` means nothing in `demo`, `live`"), "{both}");
    sealed.write("bindings/demo.yaml", "url: { leads: \"https://hooks.acme.example/leads\" }\nsecret: { key: KEY }\n");
    let one = told(&sealed);
    assert!(one.contains("`url(\"leads\")` means nothing in `live`"), "{one}");
    // A made-up name that import wrote is bound as well.
    sealed.write("bindings/live.yaml", "url: { leads: \"https://hooks.acme.example/leads\" }\n");
    sealed.write("bindings/live.objects.yaml", "things: { secret: { key: KEY } }\n");
    assert_eq!(told(&sealed), "");
    sealed.write("bindings/live.yaml", "url: { leads: \"no address\" }\n");
    let ended = sealed.run(&["check", "--diagnostics", "plain"]);
    assert!(ended.code == 3 && ended.err.contains("bindings/live.yaml:1:"), "{}", ended.err);
}

#[test]
fn a_new_project_passes_check_builds_the_same_bytes_and_is_not_overwritten() {
    let sealed = Sealed::project();
    assert_eq!(sealed.run(&["check"]).code, 0);
    assert_eq!(sealed.run(&["build", "--out", "one"]).code, 0);
    assert_eq!(sealed.run(&["build", "--out", "two"]).code, 0);
    let of = |folder: &str| {
        let files = sealed.files().into_iter();
        let root = sealed.root().join(folder);
        files.filter_map(|(path, bytes)| Some((path.strip_prefix(&root).ok()?.to_owned(), bytes))).collect::<Vec<_>>()
    };
    assert_eq!(of("one"), of("two"));
    assert_eq!(of("one").len(), 3);
    let before = sealed.files();
    assert_eq!(sealed.run(&["init"]).code, 64);
    assert_eq!(sealed.files(), before);
    // One that is named is that one and no other, whatever lies above it.
    std::fs::create_dir(sealed.root().join("rules/deep")).unwrap();
    assert_eq!(sealed.run(&["check", "--project", "rules/../.."]).code, 64);
    assert_eq!(sealed.run(&["check", "--project", "rules/deep"]).code, 64);
    assert_eq!(sealed.run(&["check", "--project", "rules/.."]).code, 0);
}

/// Ten different mistakes in three files, beside files that are sound.
fn ten_mistakes() -> Sealed {
    let sealed = Sealed::project();
    sealed.write(
        "rules/a.seg",
        "segment one on contact { version 1 where contry is \"US\" }\n\
         segment two on contact { version 1 where lifecycle_stage is custmer }\n\
         segment three on contact { version 1 where country >= 3 }\n\
         segment four on contact { version 1 where country == \"US\" }\n",
    );
    sealed.write(
        "rules/b.seg",
        "segment five on contact { where country is \"US\" }\n\
         segment six on contact { version 1 where member of sevn }\n\
         segment six on contact { version 1 where country is known }\n",
    );
    sealed.write(
        "workflows/c.flow",
        "workflow eight on contact {\n  version 1\n  enroll when country is known\n  enroll in nine\n}\n\
         workflow ten on contact {\n  version 1\n  enroll when country is known\n  end\n  wait 1 day\n}\n\
         workflow eleven on contact {\n  version 1\n  enroll manualy\n}\n",
    );
    sealed
}

#[test]
fn ten_mistakes_in_three_files_give_ten_codes_and_places_in_one_run() {
    let sealed = ten_mistakes();
    let human = sealed.run(&["check"]);
    let plain = sealed.run(&["check", "--diagnostics", "plain"]);
    let json = sealed.run(&["check", "--diagnostics", "json"]);
    assert_eq!((human.code, plain.code, json.code), (3, 3, 3));
    assert_eq!((human.out.as_str(), plain.out.as_str(), json.err.as_str()), ("", "", ""));
    let values: Vec<serde_json::Value> = json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut codes: Vec<&str> = values.iter().map(|value| value["code"].as_str().unwrap()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert!(codes.len() >= 10, "{codes:?}");
    for value in &values {
        assert!(value["at"]["line"].as_u64().is_some_and(|line| line > 0), "{value}");
        assert!(["rules/a.seg", "rules/b.seg", "workflows/c.flow"].contains(&value["at"]["path"].as_str().unwrap()));
    }
    snapshot("ten_mistakes", &format!("{}\n{}\n{}", human.err, plain.err, json.out));
}

#[test]
fn nothing_is_coloured_that_no_terminal_reads() {
    let sealed = ten_mistakes();
    for variables in [&[][..], &[("NO_COLOR", "1")], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]] {
        for arguments in [&["check"][..], &["plan"], &["--help"], &["plan", "--no-such-flag"]] {
            let ended = sealed.run_with(arguments, variables);
            assert!(!ended.out.contains('\u{1b}') && !ended.err.contains('\u{1b}'), "{arguments:?} {variables:?}");
        }
    }
}

#[test]
fn products_go_to_standard_output_and_talk_to_standard_error() {
    let sealed = Sealed::project();
    let check = sealed.run(&["check"]);
    assert!(check.out.is_empty() && check.err.contains("0 errors"));
    for format in ["text", "json", "markdown"] {
        let plan = sealed.run(&["plan", "--format", format]);
        assert!(plan.err.is_empty() && plan.out.contains("qualified_leads"), "{format}: {}", plan.err);
    }
    let plan = sealed.run(&["plan", "--format", "json", "--out", "p.json"]);
    let value: serde_json::Value = serde_json::from_str(&plan.out).unwrap();
    assert_eq!(value["plan"]["format"], 1);
    assert_eq!(plan.err, "saved to p.json\n");
    let apply = sealed.run(&["apply", "p.json", "--format", "json"]);
    assert_eq!(apply.code, 0);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&apply.out).unwrap(), value);
    assert!(apply.err.contains("Applied: 4 done, 0 not done"));
    let explain = sealed.run(&["explain", "check::unknown-feature"]);
    assert!(explain.out.starts_with("check::unknown-feature\n") && explain.err.is_empty());
    assert!(explain.out.contains("\nRight:\n\n    where ") && !explain.out.contains("```"), "{}", explain.out);
}

#[cfg(unix)]
#[test]
fn a_saved_plan_and_the_record_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let sealed = Sealed::project();
    assert_eq!(sealed.run(&["plan", "--out", "p.json"]).code, 0);
    assert_eq!(sealed.run(&["apply", "p.json"]).code, 0);
    for file in ["p.json", ".hubwright/record/1.jsonl"] {
        let mode = std::fs::metadata(sealed.root().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[cfg(unix)]
#[test]
fn a_new_version_is_written_into_the_file_that_is_there() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let sealed = Sealed::project();
    sealed.write("more/a.txt", "segment a on contact { version 1 where country is known }\n");
    let (path, link) = (sealed.root().join("more/a.txt"), sealed.root().join("rules/a.seg"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    symlink(&path, &link).unwrap();
    let ended = sealed.run(&["bump", "a"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(std::fs::read_to_string(&path).unwrap().contains("version 2"));
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}
