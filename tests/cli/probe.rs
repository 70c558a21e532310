//! `probe` and `doctor` from outside: who is asked, what is written, how they end.

use super::sealed::Sealed;

const FILE: &str = "bindings/local.capabilities.yaml";

fn text(sealed: &Sealed, path: &str) -> String {
    std::fs::read_to_string(sealed.root().join(path)).unwrap()
}

#[test]
fn a_probe_asks_first_and_writes_what_the_next_command_reads() {
    let sealed = Sealed::project();
    let asked = sealed.run(&["probe", "--env", "local", "--diagnostics", "json"]);
    assert_eq!((asked.code, asked.codes()), (6, vec!["deploy::nobody-to-ask".to_owned()]));
    assert!(!sealed.root().join(FILE).exists());
    let settings = text(&sealed, "hubwright.yaml");
    sealed.write("hubwright.yaml", format!("{settings}\nswitches: {{ text_case: exact }}\n"));
    let probed = sealed.run(&["probe", "--env", "local", "--yes"]);
    assert_eq!(probed.code, 0, "{}", probed.err);
    assert!(
        probed.out.contains("text_case             exact: the scratch contact is not in the list\n"),
        "{}",
        probed.out
    );
    let found = text(&sealed, FILE);
    assert!(found.contains("  text_case:\n    answer: \"exact\"\n"), "{found}");
    // What was found once is found again, and the file is the same.
    assert_eq!(sealed.run(&["probe", "--env", "local", "--yes"]).code, 0);
    assert_eq!(text(&sealed, FILE), found);
    assert_eq!(text(&sealed, ".hubwright/probe/1.jsonl"), "", "nothing is left");
    assert_eq!(sealed.run(&["plan"]).code, 0);
}

#[test]
fn a_capability_file_wins_over_the_defaults_and_hubwright_yaml_over_it() {
    let sealed = Sealed::project();
    let rule = "// allow lint::unused-segment: nothing else is asked\n\
                segment asked on contact { version 1 where not opted in to subscription(\"News\") }\n";
    sealed.write("rules/asked.seg", rule);
    let check = || sealed.run(&["check", "--diagnostics", "json"]).codes();
    assert_eq!(check(), [""; 0]);
    sealed.write(FILE, "portal: 1\nswitches: { subscription_silence: { answer: nothing } }\n");
    assert_eq!(check(), ["check::no-negation"]);
    let settings = text(&sealed, "hubwright.yaml");
    sealed.write("hubwright.yaml", format!("{settings}\nswitches: {{ subscription_silence: not-opted }}\n"));
    assert_eq!(check(), [""; 0]);
    // What the file says wrongly is told at its place, whatever the settings say.
    sealed.write(FILE, "portal: 1\nswitches: { subscription_silence: { answer: never } }\n");
    let wrong = sealed.run(&["check", "--diagnostics", "plain"]);
    assert!(wrong.err.contains("bindings/local.capabilities.yaml:2:"), "{}", wrong.err);
    assert_eq!((wrong.code, check()), (3, vec!["settings::unknown-choice".to_owned()]));
}

#[test]
fn which_file_counts_is_decided_by_the_environment_then_by_the_catalog() {
    let sealed = Sealed::project();
    let rule = "// allow lint::unused-segment: nothing else is asked\n\
                segment asked on contact { version 1 where not opted in to subscription(\"News\") }\n";
    sealed.write("rules/asked.seg", rule);
    let settings = text(&sealed, "hubwright.yaml");
    let two = settings.replace("environments:\n", "environments:\n  other: { kind: embedded, portal: 2 }\n");
    let strict =
        |portal: u64| format!("portal: {portal}\nswitches: {{ subscription_silence: {{ answer: nothing }} }}\n");
    let refused = |arguments: &[&str]| {
        let all = [arguments, &["--diagnostics", "json"]].concat();
        sealed.run(&all).codes().contains(&"check::no-negation".to_owned())
    };
    sealed.write("hubwright.yaml", &two);
    sealed.write("bindings/other.capabilities.yaml", strict(2));
    assert!(!refused(&["check"]), "of two environments none is chosen");
    assert!(!refused(&["plan", "--env", "local"]) && refused(&["plan", "--env", "other"]));
    sealed.write("hubwright.yaml", format!("{two}\ncatalog: {{ from: other }}\n"));
    assert!(refused(&["check"]) && refused(&["plan", "--env", "local"]), "the catalog's counts where there is no own");
    sealed.write(FILE, "portal: 1\nswitches: {}\n");
    assert!(refused(&["check"]) && !refused(&["plan", "--env", "local"]));
}

#[test]
fn a_production_portal_is_not_probed() {
    let sealed = Sealed::project();
    let settings = text(&sealed, "hubwright.yaml").replace("kind: embedded", "kind: production");
    sealed.write("hubwright.yaml", settings);
    let ended = sealed.run(&["probe", "--env", "local", "--yes", "--diagnostics", "json"]);
    assert_eq!((ended.code, ended.codes()), (6, vec!["deploy::not-probed".to_owned()]));
}

#[test]
fn what_a_portal_does_not_let_go_is_told_and_tried_again() {
    let sealed = Sealed::project();
    sealed.write("rules/used.yaml", "objects: { contact: { features: { used: { type: number, property: hwprobe_1_used, managed: { label: Used, group: contactinformation, field: number } } } } }\n");
    sealed.write("rules/used.seg", "segment used_up on contact { version 1 where used > 1 }\n");
    let applied = sealed.run(&["apply", "--auto-approve"]);
    assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
    let line = "{\"what\":\"about\",\"kind\":\"property\",\"key\":\"hwprobe_1_used\"}\n";
    // A line that was cut off says nothing, and spoils none that follows.
    sealed.write(".hubwright/probe/1.jsonl", format!("{line}{{\"what\":\"ab"));
    for _ in 0..2 {
        let ended = sealed.run(&["probe", "--env", "local", "--yes", "--diagnostics", "json"]);
        assert_eq!((ended.code, ended.codes()), (5, vec!["deploy::probe-left".to_owned()]), "{}", ended.err);
        assert!(!sealed.root().join(FILE).exists());
    }
}

#[test]
fn doctor_looks_at_the_embedded_portal() {
    let sealed = Sealed::project();
    let ended = sealed.run(&["doctor"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.out.contains("portal        1, as `local` declares; STANDARD\n"), "{}", ended.out);
    let json = sealed.run(&["doctor", "--format", "json"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json.out).unwrap()["health"], "well");
    let settings = text(&sealed, "hubwright.yaml").replace("kind: embedded", "kind: sandbox");
    sealed.write("hubwright.yaml", settings);
    assert_eq!(sealed.run(&["doctor"]).code, 4, "no token");
}
