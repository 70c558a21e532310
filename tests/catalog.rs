//! Each file of `tests/spec/catalog` is a catalog; its snapshot holds the source, what is wrong and what is kept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[path = "spec/yaml.rs"]
mod yaml;

use std::fmt::Write;

use hubwright::catalog::{self, Catalog, FeatureKind, Provenance};
use hubwright::hubspot::platform::Object;
use hubwright::source::{FileId, SourceFile, Sources};
use proptest::prelude::*;

fn read(sources: &Sources) -> (Catalog, Vec<hubwright::problem::Problem>) {
    let which: Vec<(FileId, Provenance)> =
        sources.iter().filter_map(|(id, file)| Some((id, Provenance::of(&file.path)?))).collect();
    catalog::read(sources, &which)
}

#[test]
fn each_catalog_gives_its_problems_and_keeps_what_is_good() {
    yaml::each("catalog", "rules/features.yaml", |sources| {
        let (catalog, problems) = read(sources);
        (problems, kept(&catalog))
    });
}

/// Lists what a catalog holds, a line each.
fn kept(catalog: &Catalog) -> String {
    let mut text = String::new();
    for (name, owner) in &catalog.owners {
        writeln!(text, "owner {name}: {}", owner.team).unwrap();
    }
    for feature in catalog.features.values() {
        write!(text, "{}.{}: {} of {}", feature.object.word(), feature.name, feature.kind.word(), feature.property)
            .unwrap();
        if let FeatureKind::Enum(options) | FeatureKind::Set(options) = &feature.kind {
            let options: Vec<_> = options.iter().map(|option| format!("{}={}", option.value, option.label)).collect();
            write!(text, " ({})", options.join("|")).unwrap();
        }
        if let FeatureKind::Stage { pipeline } = &feature.kind {
            write!(text, " ({})", pipeline.as_deref().unwrap_or("of any pipeline")).unwrap();
        }
        if let Some(range) = feature.range {
            write!(text, " {range:?}").unwrap();
        }
        if let Some(source) = &feature.source {
            write!(text, " {source:?}").unwrap();
        }
        if let Some(managed) = &feature.managed {
            write!(text, " {managed:?}").unwrap();
        }
        writeln!(
            text,
            "{}{}",
            if feature.required { " required" } else { "" },
            match feature.sensitivity.word() {
                "non_sensitive" => "",
                word => word,
            }
        )
        .unwrap();
    }
    for association in catalog.associations.values() {
        let label = association.label.as_deref().unwrap_or("-");
        writeln!(text, "{}.{} -> {} ({label})", association.from.word(), association.name, association.to.word())
            .unwrap();
    }
    for (name, object) in &catalog.custom_objects {
        let Object::Custom(custom) = object.object else { panic!("{object:?}") };
        writeln!(text, "custom object {name}: {}", custom.name()).unwrap();
    }
    for (name, event) in &catalog.events {
        writeln!(text, "event {name}: {} on {}", event.custom, event.on).unwrap();
    }
    for (object, name) in &catalog.faulty {
        writeln!(text, "faulty {}.{name}", object.word()).unwrap();
    }
    text
}

#[test]
fn every_code_of_the_catalog_has_a_spec() {
    yaml::every_code_is_seen(&["catalog"], hubwright::problem::catalog::PAGES);
}

#[test]
fn every_feature_of_the_shipped_project_has_an_owner_a_description_and_a_source() {
    let path = "rules/features.yaml";
    let text = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let sources = Sources::new(vec![SourceFile { path: path.to_owned(), text }]);
    let (catalog, problems) = read(&sources);
    assert_eq!(problems, []);
    for feature in catalog.features.values() {
        let name = &feature.name;
        assert!(feature.owner.is_some() && feature.about.is_some(), "{name}");
        let source = feature.source.as_ref().unwrap_or_else(|| panic!("{name} has no source"));
        // What is more than the latest value is derived over a window.
        assert!(source.aggregate == "last" || source.window.is_some(), "{name}");
    }
}

#[test]
fn files_in_any_order_are_one_catalog() {
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let owners = "owners: { growth: { team: Growth } }\n";
    let features = "objects: { contact: { features: { a: { type: number, owner: growth } } } }\n";
    let (first, problems) = read(&Sources::new(vec![file("rules/a.yaml", owners), file("rules/b.yaml", features)]));
    assert_eq!(problems, []);
    let (second, problems) = read(&Sources::new(vec![file("rules/a.yaml", features), file("rules/b.yaml", owners)]));
    assert_eq!(problems, []);
    assert_eq!(first.features.keys().collect::<Vec<_>>(), second.features.keys().collect::<Vec<_>>());
}

#[test]
fn a_spelling_mistake_in_every_file_is_reported_in_one_run() {
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let files = (0..3).map(|n| file(&format!("rules/{n}.yaml"), "owners: [\n")).collect();
    assert_eq!(read(&Sources::new(files)).1.len(), 3);
}

/// Texts that look like a catalog, so that the reader gets deeper than its first bracket.
fn catalog_like() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "objects:",
        "contact:",
        "features:",
        "\n",
        "\n  ",
        "\n    ",
        "\n      ",
        "a:",
        "{",
        "}",
        "[",
        "]",
        ",",
        ": ",
        "type:",
        "enum",
        "number",
        "options:",
        "range:",
        "null",
        "&x ",
        "*x",
        "- ",
        "\"",
        "'",
        "#",
        "|",
        ">",
        "managed:",
        "label:",
        "\t",
        "associations:",
        "to:",
        "events:",
        "owners:",
        "team:",
        "é",
        "\u{feff}",
        "---",
        "!",
        "%",
        "? ",
        "<<:",
        "1.0",
        "true",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_problems_inside_it_and_no_panic(text in prop_oneof![any::<String>(), catalog_like()]) {
        let sources = Sources::new(vec![SourceFile { path: "rules/x.yaml".to_owned(), text }]);
        for problem in read(&sources).1 {
            let words = problem.words();
            prop_assert!(!words.message.contains('\n'), "{:?}", words.message);
            let span = problem.at.unwrap();
            let text = &sources.get(span.file).unwrap().text;
            prop_assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
        }
    }
}
