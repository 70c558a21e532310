//! From the checked program to JSON with holes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[path = "lower/graph.rs"]
mod graph;
mod models;
#[path = "lower/rules.rs"]
mod rules;
#[path = "lower/steps.rs"]
mod steps;

use std::fmt::Write as _;

use hubwright::catalog::{ChoiceOption, FeatureKind, Managed, Sensitivity};
use hubwright::hubspot::doc::Doc;
use hubwright::hubspot::platform::Object;
use hubwright::hubspot::switches::Switches;
use hubwright::lower::{self, DesiredFlow};
use hubwright::model::rule::ChoiceValue;
use hubwright::model::workflow::Action;
use hubwright::model::{
    ListName, ListTarget, ManagedProperty, PortalName, Program, PropertyFacts, Segment, StaticList,
};
use models::{at, head, known, property, property_of, set, version, workflow};
use serde_json::Value;

fn own_list(name: &str) -> ListTarget {
    ListTarget::Own(ListName(name.to_owned()))
}

fn portal_list(title: &str) -> ListTarget {
    ListTarget::Portal(PortalName::List { object: Object::Contact, title: title.to_owned() })
}

fn option(value: &str) -> ChoiceValue {
    ChoiceValue::Option(value.to_owned())
}

fn unfilled(doc: &Doc) -> Value {
    doc.fill(&|_| None)
}

/// One heading and one piece of JSON a case.
fn sheet(cases: Vec<(&str, Value)>) -> String {
    let mut sheet = String::new();
    for (title, json) in cases {
        writeln!(sheet, "# {title}\n{}\n", serde_json::to_string_pretty(&json).unwrap()).unwrap();
    }
    sheet
}

/// The actions of a workflow, with what only a portal knows left open.
fn actions(flow: &DesiredFlow) -> Value {
    flow.actions.iter().map(|action| unfilled(&action.body)).collect()
}

#[test]
fn managed_features_become_properties() {
    let managed = |name: &str, kind: FeatureKind, field: &str| ManagedProperty {
        property: property_of(Object::Contact, name, kind),
        managed: Managed { label: format!("The {name}"), group: "hubwright".to_owned(), field: field.to_owned() },
        about: Some("What it means.".to_owned()),
        at: at(),
    };
    let option = |value: &str| ChoiceOption { value: value.to_owned(), label: value.to_uppercase() };
    let mut secret = managed("ssn", FeatureKind::Text, "text");
    let (feature, name) = ("ssn".to_owned(), "ssn".to_owned());
    let (object, kind, sensitivity) = (Object::Contact, FeatureKind::Text, Sensitivity::Sensitive);
    secret.property = PropertyFacts { feature, object, name, kind, sensitivity }.into();
    secret.about = None;
    let cases = vec![
        ("number", managed("opens", FeatureKind::Number, "number")),
        ("bool", managed("vip", FeatureKind::Bool, "booleancheckbox")),
        ("enum", managed("tier", FeatureKind::Enum([option("a"), option("b")].into()), "select")),
        ("owner", managed("second_owner", FeatureKind::Owner, "select")),
        ("sensitive", secret),
    ];
    let cases = cases.into_iter().map(|(title, it)| (title, lower::property(&it).body)).collect();
    insta::assert_snapshot!(sheet(cases));
}

#[test]
fn a_program_is_one_file_an_object_and_the_same_bytes_each_time() {
    let segment = Segment { head: head("hot"), version: version(), object: Object::Contact, rule: known("email") };
    let mut greet = workflow(Object::Contact, vec![set("greeted", "true"), Action::AddTo(own_list("na"))]);
    greet.head.doc = Some("Greets.".to_owned());
    let program = Program {
        project: "acme".to_owned(),
        properties: vec![ManagedProperty {
            property: property("opens"),
            managed: Managed { label: "Opens".to_owned(), group: "hubwright".to_owned(), field: "text".to_owned() },
            about: None,
            at: at(),
        }],
        segments: vec![segment],
        static_lists: vec![StaticList { head: head("na"), object: Object::Contact }],
        workflows: vec![greet],
        sensitive: std::collections::BTreeSet::new(),
    };
    let files = lower::bundle(&program, &Switches::default());
    assert_eq!(files, lower::bundle(&program, &Switches::default()));
    let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["lists/hot.json", "lists/na.json", "properties/contact.opens.json", "workflows/flow.json"]);
    insta::assert_snapshot!(sheet(files.iter().map(|(path, json)| (path.as_str(), json.clone())).collect()));
}
