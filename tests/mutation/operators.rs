//! The portal's rows of operators against what the compiler writes for each type of the catalog, walked from both ends.

use std::collections::{BTreeMap, BTreeSet};

use hubwright::catalog::FeatureKind;
use hubwright::emulator::rows::{Kind, OPERATIONS};
use hubwright::hubspot::switches::Switches;
use hubwright::lower;
use hubwright::model::rule::Leaf;
use hubwright::model::{ManagedProperty, Program};
use serde_json::Value;

use crate::compiled;

/// A feature of each type, with two of its values.
const FEATURES: &[(&str, &str, [&str; 2])] = &[
    ("bool", "{ type: bool }", ["true", "false"]),
    ("number", "{ type: number }", ["3", "4.5"]),
    ("string", "{ type: string }", ["\"x\"", "\"y\""]),
    ("date", "{ type: date }", ["3", "4"]),
    ("datetime", "{ type: datetime }", ["3", "4"]),
    ("enum", "{ type: enum, options: { a: A, b: B } }", ["a", "b"]),
    ("set", "{ type: set, options: { a: A, b: B } }", ["a", "b"]),
    ("owner", "{ type: owner }", ["user(\"a@b.example\")", "user(\"c@d.example\")"]),
    ("pipeline", "{ type: pipeline }", ["pipeline(\"P\")", "pipeline(\"Q\")"]),
    ("stage", "{ type: stage, pipeline: P }", ["stage(\"S\")", "stage(\"T\")"]),
    ("form", "{ type: form }", ["form(\"F\")", "form(\"G\")"]),
    ("email", "{ type: email }", ["email(\"E\")", "email(\"F\")"]),
    ("list", "{ type: list }", ["list(\"L\")", "list(\"M\")"]),
];

/// Every test of the language, on `f` and its values `X` and `Y`.
const TESTS: &[&str] = &[
    "f is known",
    "f is unknown",
    "f is X",
    "f is not X",
    "f in (X, Y)",
    "f not in (X, Y)",
    "f < X",
    "f <= X",
    "f > X",
    "f >= X",
    "f between X and Y",
    "f not between X and Y",
    "f contains X",
    "f does not contain X",
    "f contains any of (X, Y)",
    "f contains none of (X, Y)",
    "f starts with X",
    "f ends with X",
    "f has any of (X, Y)",
    "f has all of (X, Y)",
    "f has none of (X, Y)",
    "f is exactly (X, Y)",
    "f before 2026-01-01",
    "f after 2026-01-01",
    "f on 2026-01-01",
    "f in last 3 days",
    "f more than 3 days ago",
];

/// Operators that the portal knows and this width of the language never writes.
const UNWRITTEN: &[(&str, &str, &str)] = &[
    ("", "HAS_EVER", "the language's history has no form yet"),
    ("", "HAS_NEVER", "the language's history has no form yet"),
    ("MULTISTRING", "CONTAINS_EXACTLY", "no form of the language means it"),
    ("MULTISTRING", "DOES_NOT_CONTAIN_EXACTLY", "no form of the language means it"),
    ("MULTISTRING", "STARTS_WITH", "the language takes one beginning"),
    ("MULTISTRING", "ENDS_WITH", "the language takes one end"),
];

/// Operations that the portal knows and this width of the language never writes.
const UNWRITTEN_OPERATIONS: &[(&str, &str)] = &[
    ("NUMBER_RANGED", "its bounds have no fraction, so a range is two comparisons"),
    ("DATETIME", "an older spelling of TIME_POINT"),
    ("DATE", "an older spelling of TIME_POINT"),
    ("RANGED_DATE", "an older spelling of TIME_RANGED"),
    ("ROLLING_DATE_RANGE", "an older spelling of TIME_RANGED"),
    ("ROLLING_PROPERTY_UPDATED", "the language's updates have no form yet"),
    ("CALENDAR_DATE", "the language's calendar units have no form yet"),
    ("COMPARATIVE_DATE", "the language's comparison of two features has no form yet"),
    ("COMPARATIVE_PROPERTY_UPDATED", "the language's updates have no form yet"),
    ("COMPARATIVE_STRING", "the language's comparison of two features has no form yet"),
];

/// Types of properties and operations that fit in HubSpot and are written another way.
const OTHERWISE: &[(Kind, &str, &str)] = &[(Kind::Bool, "ENUMERATION", "BOOL says the same")];

/// Kinds of properties that no feature stands for: nothing but their presence could be asked.
const NO_FEATURE: &[Kind] = &[Kind::Other];

/// An operation as the compiler wrote it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Written {
    property_type: String,
    operation: String,
    operator: String,
    keys: BTreeSet<String>,
}

/// Everything that the compiler writes for a type of the catalog.
fn written(kind: &str, feature: &str, [x, y]: [&str; 2]) -> BTreeSet<Written> {
    let catalog = format!("objects: {{ deal: {{ features: {{ f: {feature} }} }} }}");
    let mut all = BTreeSet::new();
    for test in TESTS {
        for not in ["", "not "] {
            let rule = format!("{not}{}", test.replace('X', x).replace('Y', y));
            let text = format!("segment s on deal {{ version 1 where {rule} }}");
            let (program, problems) = compiled::checked(&[("rules/features.yaml", &catalog), ("rules/s.seg", &text)]);
            match compiled::errors(&problems).as_slice() {
                [] => all.extend(operations(&program)),
                // It is of another type, or HubSpot cannot say its opposite.
                [(code, _)] if OF_TYPES.contains(code) => {}
                other => panic!("{kind}: {rule}: {other:?}"),
            }
        }
    }
    all
}

/// What the checker says where a test or a value does not fit a type, or a negation has no form.
const OF_TYPES: &[&str] = &["check::wrong-test", "check::no-negation"];

fn operations(program: &Program) -> Vec<Written> {
    let [segment] = program.segments.as_slice() else { panic!("one segment") };
    let Some(Leaf::Property(test)) = segment.rule.branches[0].leaves.first() else { panic!("a test of a property") };
    let property_type = property_type(&test.property.kind, &test.property);
    let filter = lower::rule(&segment.rule, &Switches::default()).fill(&|_| Some("1".to_owned()));
    let branches = filter["filterBranches"].as_array().unwrap().iter();
    let filters = branches.flat_map(|branch| branch["filters"].as_array().unwrap());
    filters
        .map(|filter| {
            let operation = filter["operation"].as_object().unwrap();
            let word = |key: &str| operation.get(key).and_then(Value::as_str).unwrap().to_owned();
            Written {
                property_type: property_type.clone(),
                operation: word("operationType"),
                operator: word("operator"),
                keys: operation.keys().cloned().collect(),
            }
        })
        .collect()
}

/// The type of property that such a feature is made as.
fn property_type(kind: &FeatureKind, property: &hubwright::model::Property) -> String {
    let managed =
        hubwright::catalog::Managed { label: "F".to_owned(), group: "g".to_owned(), field: "text".to_owned() };
    let property = hubwright::model::PropertyFacts { kind: kind.clone(), ..(**property).clone() }.into();
    let at = hubwright::source::Span::new(hubwright::source::FileId(0), 0, 0);
    let body = lower::property(&ManagedProperty { property, managed, about: None, at }).body;
    body["type"].as_str().unwrap().to_owned()
}

fn all_written() -> BTreeMap<&'static str, BTreeSet<Written>> {
    FEATURES.iter().map(|(kind, feature, values)| (*kind, written(kind, feature, *values))).collect()
}

#[test]
fn the_portal_takes_every_operation_that_the_compiler_writes() {
    for (kind, written) in all_written() {
        assert!(written.len() > 2, "{kind}: {written:#?}");
        for written in written {
            let row = OPERATIONS.iter().find(|row| row.name == written.operation).expect("the operation is known");
            assert!(row.kinds.contains(&Kind::of(&written.property_type)), "{kind}: {written:?}");
            assert!(row.operators.contains(&written.operator.as_str()), "{kind}: {written:?}");
            let common = ["operationType", "operator", "includeObjectsWithNoValueSet"];
            let known: BTreeSet<&str> = row.fields.iter().map(|field| field.name).chain(common).collect();
            let keys: BTreeSet<&str> = written.keys.iter().map(String::as_str).collect();
            // Every key is written, also where HubSpot has a default.
            assert_eq!(keys, known, "{kind}: {written:?}");
        }
    }
}

#[test]
fn the_compiler_writes_every_operation_that_the_portal_takes() {
    let all: BTreeSet<(String, String, String)> = all_written()
        .into_values()
        .flatten()
        .map(|written| (format!("{:?}", Kind::of(&written.property_type)), written.operation, written.operator))
        .collect();
    for row in OPERATIONS {
        for kind in row.kinds.iter().filter(|kind| !NO_FEATURE.contains(kind)) {
            for operator in row.operators {
                let is_written = all.contains(&(format!("{kind:?}"), row.name.to_owned(), (*operator).to_owned()));
                let of_operation = UNWRITTEN_OPERATIONS.iter().any(|(name, _)| *name == row.name);
                let of_operator = UNWRITTEN.iter().any(|(name, word, _)| match *name {
                    "" => operator.starts_with(word),
                    name => name == row.name && word == operator,
                });
                let otherwise = OTHERWISE.iter().any(|(known, name, _)| known == kind && *name == row.name);
                let expected = !(of_operation || of_operator || otherwise);
                assert_eq!(is_written, expected, "{kind:?} {} {operator}", row.name);
            }
        }
    }
}

#[test]
fn every_type_of_the_catalog_is_walked() {
    // The match has no other arm: a new type stops the build here.
    let word = |kind: &FeatureKind| match kind {
        FeatureKind::Bool
        | FeatureKind::Number
        | FeatureKind::Text
        | FeatureKind::Date
        | FeatureKind::DateTime
        | FeatureKind::Enum(_)
        | FeatureKind::Set(_)
        | FeatureKind::Owner
        | FeatureKind::Pipeline
        | FeatureKind::Stage { .. }
        | FeatureKind::Form
        | FeatureKind::Email
        | FeatureKind::List => kind.word(),
    };
    assert_eq!(FEATURES.len(), 13);
    for (kind, feature, _) in FEATURES {
        let catalog = format!("objects: {{ deal: {{ features: {{ f: {feature} }} }} }}");
        let text = "segment s on deal { version 1 where f is known }";
        let program = compiled::program(&[("rules/features.yaml", &catalog), ("rules/s.seg", text)]);
        let Some(Leaf::Property(test)) = program.segments[0].rule.branches[0].leaves.first() else { panic!("{kind}") };
        assert_eq!(word(&test.property.kind), *kind);
    }
}
