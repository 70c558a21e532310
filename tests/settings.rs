//! Each file of `tests/spec/settings` is a `hubwright.yaml` or bindings; its snapshot holds the source and the outcome.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[path = "spec/yaml.rs"]
mod yaml;

use hubwright::hubspot::switches::Switches;
use hubwright::problem::settings::Fault;
use hubwright::problem::{Problem, settings::PAGES};
use hubwright::settings::{self, ObjectBindings, Settings};
use hubwright::source::FileId;
use proptest::prelude::*;

#[test]
fn each_file_gives_its_problems_or_its_settings() {
    yaml::each("settings", "hubwright.yaml", |sources| {
        let (id, file) = sources.iter().next().unwrap();
        let (problems, read) = if file.path.ends_with(".objects.yaml") {
            let (bindings, problems) = settings::object_bindings(id, &file.text);
            (problems, bindings.map(|bindings| settings::print_object_bindings(&bindings)))
        } else if file.path.ends_with(".capabilities.yaml") {
            let (found, problems) = settings::capabilities(id, &file.text, 1001);
            (problems, found.map(|found| format!("{found:#?}\n")))
        } else if file.path.starts_with("bindings/") {
            let (bindings, problems) = settings::bindings(id, &file.text);
            (problems, bindings.map(|bindings| format!("{bindings:#?}\n")))
        } else {
            let (settings, problems) = settings::read(id, &file.text);
            (problems, settings.map(say))
        };
        (problems, read.unwrap_or_default())
    });
}

/// Says settings, of the switches only those that stand otherwise than usual: the table grows.
fn say(settings: Settings) -> String {
    let usual = Switches::default();
    let switches: Vec<_> = settings.switches.chosen().into_iter().filter(|row| !usual.chosen().contains(row)).collect();
    let Settings { name, environments, list_tags, switches: _, chosen: _, catalog_from } = settings;
    let environments: Vec<_> = environments.into_values().collect();
    format!("{name}, tags {list_tags:?}, catalog from {catalog_from:?}, switches {switches:?}\n{environments:#?}\n")
}

#[test]
fn every_code_of_a_file_has_a_spec() {
    // Faults of the project's folder stand in no file; the command line reports them.
    let folder = [
        Problem::nowhere(Fault::NoProject { from: ".".to_owned() }),
        Problem::nowhere(Fault::UnreadableFile { path: "x".to_owned(), why: "gone".to_owned() }),
        Problem::nowhere(Fault::MisplacedFile { path: "x".to_owned() }),
        Problem::nowhere(Fault::OutputNotWritable { path: "x".to_owned(), why: "full".to_owned() }),
        Problem::nowhere(Fault::EnvironmentNeeded { known: vec!["a".to_owned(), "b".to_owned()] }),
    ];
    let folder: Vec<_> = folder.iter().map(|problem| problem.words().code).collect();
    let pages: Vec<_> = PAGES.iter().copied().filter(|(code, _)| !folder.contains(code)).collect();
    yaml::every_code_is_seen(&["settings"], &pages);
}

#[test]
fn every_code_of_yaml_has_a_spec() {
    // These two need more text than a person reads; the reader's own tests have them.
    let long = ["yaml::too-large", "yaml::alias-bomb"];
    let pages: Vec<_> =
        hubwright::problem::yaml::PAGES.iter().copied().filter(|(code, _)| !long.contains(code)).collect();
    yaml::every_code_is_seen(&["settings", "catalog"], &pages);
}

#[test]
fn the_shipped_project_declares_one_embedded_environment_with_a_seed_that_is_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("hubwright.yaml")).unwrap();
    let (settings, problems) = settings::read(FileId(0), &text);
    assert_eq!(problems, []);
    let environments: Vec<_> = settings.unwrap().environments.into_values().collect();
    let [environment] = environments.as_slice() else { panic!("{environments:?}") };
    assert_eq!(environment.kind, settings::EnvironmentKind::Embedded);
    assert!(root.join(environment.seed.as_ref().unwrap()).is_file());
}

#[test]
fn settings_with_one_fault_are_not_used() {
    let good = "name: acme\nenvironments:\n  demo: { kind: embedded, portal: 1001 }\n";
    assert!(settings::read(FileId(0), good).0.is_some());
    assert!(settings::read(FileId(0), &format!("{good}switches: {{ convergence: x }}\n")).0.is_none());
}

#[test]
fn a_key_that_would_choose_the_host_is_refused_in_every_place_and_spelling() {
    let keys = ["host", "baseUrl", "base_url", "api", "API-URL", "token", "accessToken", "proxy", "endpoint", "server"];
    for key in keys {
        let places = [
            format!("name: a\n{key}: x\nenvironments: {{ demo: {{ kind: embedded, portal: 1 }} }}\n"),
            format!("name: a\nenvironments: {{ demo: {{ kind: embedded, portal: 1, {key}: x }} }}\n"),
            format!("name: a\nenvironments: {{ demo: {{ kind: embedded, portal: 1, paths: {{ {key}: x }} }} }}\n"),
        ];
        for text in places {
            let (read, problems) = settings::read(FileId(0), &text);
            assert!(read.is_none());
            let codes: Vec<_> = problems.iter().map(|problem| problem.words().code).collect();
            assert_eq!(codes, ["settings::chosen-host"], "{text}");
        }
    }
}

fn paths() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a-z0-9/.:@%?#\\\\-]{0,20}"]
}

#[test]
fn every_thing_that_may_be_bound_is_read_under_its_kind() {
    use hubwright::model::PortalName as Name;
    let make: [fn(String) -> Name; 11] = [
        Name::App,
        Name::Campaign,
        Name::Cta,
        Name::Email,
        Name::Form,
        Name::Owner,
        Name::Secret,
        Name::Subscription,
        Name::Team,
        Name::User,
        Name::Workflow,
    ];
    for name in make.map(|make| make("x".to_owned())) {
        let (kind, called) = name.bindable().unwrap();
        let text = format!("things: {{ {kind}: {{ {called}: \"7\" }} }}");
        let (read, problems) = settings::object_bindings(FileId(0), &text);
        assert_eq!(read.unwrap().things[kind][called], "7", "{problems:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused_without_a_panic(text in any::<String>()) {
        for (read, problems) in [
            { let (read, problems) = settings::read(FileId(0), &text); (read.is_some(), problems) },
            { let (read, problems) = settings::object_bindings(FileId(0), &text); (read.is_some(), problems) },
            { let (read, problems) = settings::bindings(FileId(0), &text); (read.is_some(), problems) },
        ] {
            prop_assert_eq!(read, problems.is_empty());
        }
    }

    #[test]
    fn whatever_paths_say_the_host_stays(crm in paths(), automation in paths()) {
        let quote = |text: &str| serde_json::Value::from(text).to_string();
        let text = format!(
            "name: a\nenvironments: {{ demo: {{ kind: production, portal: 1, paths: {{ crm: {}, automation: {} }} }} }}\n",
            quote(&crm), quote(&automation),
        );
        if let (Some(settings), _) = settings::read(FileId(0), &text) {
            let paths = &settings.environments["demo"].paths;
            let url = format!("https://api.hubapi.com{}/flows/crm/{}/lists", paths.automation, paths.crm);
            prop_assert!(!url["https://".len()..].contains("//"), "{url}");
            prop_assert!(!url.contains(".."), "{url}");
            prop_assert!(url.starts_with("https://api.hubapi.com/"), "{url}");
            prop_assert!(!url.contains(['?', '#', '@', '\\', '%']), "{url}");
        }
    }

    #[test]
    fn printed_bindings_are_read_back(
        lists in prop::collection::btree_map("[a-z_][a-z0-9_]{0,8}", 1_u64.., 0..5),
        workflows in prop::collection::btree_map("[a-z_][a-z0-9_]{0,8}", 1_u64.., 0..5),
        forms in prop::collection::btree_map("\\PC{1,12}", "[a-f0-9-]{1,36}", 0..4),
    ) {
        let text = |map: std::collections::BTreeMap<String, u64>| map.into_iter().map(|(name, id)| (name, id.to_string())).collect();
        let things = std::collections::BTreeMap::from([("form".to_owned(), forms)]);
        let things = things.into_iter().filter(|(_, names)| !names.is_empty()).collect();
        let bindings = ObjectBindings { lists: text(lists), workflows: text(workflows), things };
        let printed = settings::print_object_bindings(&bindings);
        let (read, problems) = settings::object_bindings(FileId(0), &printed);
        prop_assume!(problems.iter().all(|problem| problem.words().code != "settings::doubled-id"));
        prop_assert_eq!(read, Some(bindings), "{} {:?}", printed, problems);
    }
}
