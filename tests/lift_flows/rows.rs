//! The embedded portal judges by rows of its own. They agree with those of the compiler, or the difference has a reason.

use std::collections::BTreeSet;

use hubwright::emulator::json::{self, Json};
use hubwright::emulator::judge::{action, call, fetch, fields, flow};
use hubwright::hubspot::actions::{self, FieldRow, Form, Need, Step};
use hubwright::hubspot::parts::{Group, ROWS};

/// Where the two differ on purpose: action type, field, reason. Each difference has to be there.
const DIFFERENCES: [(&str, &str, &str); 4] = [
    ("0-13", "operation", "the embedded portal fails on this action as HubSpot does, whatever its fields are"),
    ("0-13", "list_id", "the embedded portal fails on this action as HubSpot does, whatever its fields are"),
    ("0-25", "source_property", "known by hearsay: the compiler judges nothing by it, the embedded portal looks it up"),
    ("0-25", "target_property", "known by hearsay: the compiler judges nothing by it, the embedded portal looks it up"),
];

fn form(json: Json) -> Form {
    match json {
        Json::Text | Json::Filled => Form::Text,
        Json::NumberText => Form::Digits,
        Json::Enum(words) => Form::Word(words),
        Json::Array | Json::Texts | Json::Wholes => Form::List,
        Json::Object | Json::TextMap => Form::Fields,
        Json::Whole | Json::Number | Json::Bool | Json::Id | Json::Any => panic!("no action has a {json:?}"),
    }
}

fn same(ours: &FieldRow, its: &json::Field) -> bool {
    let need = match its.need {
        json::Need::Required => Need::Required,
        json::Need::Optional => Need::Optional,
    };
    (ours.form, ours.need) == (form(its.json), need)
}

#[test]
fn action_types_are_those_of_the_embedded_portal() {
    let mut differences: BTreeSet<(&str, &str)> = BTreeSet::new();
    for its in fields::KINDS {
        let ours = actions::row(its.id).unwrap_or_else(|| panic!("{} has no row", its.id));
        assert!(i64::from(ours.version) <= its.newest, "{}: its version is not there", its.id);
        let names: BTreeSet<&str> =
            ours.fields.iter().map(|field| field.name).chain(its.fields.iter().map(|field| field.name)).collect();
        for name in names {
            let here = ours.fields.iter().find(|field| field.name == name);
            let there = its.fields.iter().find(|field| field.name == name);
            if !here.zip(there).is_some_and(|(here, there)| same(here, there)) {
                differences.insert((its.id, name));
            }
        }
    }
    let told: BTreeSet<(&str, &str)> = DIFFERENCES.iter().map(|(id, field, _)| (*id, *field)).collect();
    assert_eq!(differences, told);
    // What is written is judged; what only passes is taken as it is.
    let judged: BTreeSet<&str> = fields::KINDS.iter().map(|kind| kind.id).collect();
    for row in actions::ROWS.iter().filter(|row| matches!(row.step, Step::Own(_))) {
        assert!(judged.contains(row.id), "{row:?} is judged by nothing");
    }
}

#[test]
fn parts_of_a_workflow_are_those_of_the_embedded_portal() {
    let ours = |group: Group| ROWS.iter().filter(move |row| row.group == group).map(|row| row.kind);
    let names = |rows: &[(&'static str, &[json::Field])]| rows.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>();
    for (group, its) in [
        (Group::Enrolment, flow::CRITERIA),
        (Group::Schedule, flow::SCHEDULES),
        (Group::Action, action::ACTIONS),
        (Group::Proof, call::AUTH),
    ] {
        assert_eq!(ours(group).collect::<BTreeSet<_>>(), names(its), "{group:?}");
    }
    // Two stand in associations alone, which are judged by what they lead to.
    let associated = ["COPY_ASSOCIATION", "ENROLLED_OBJECT"];
    let values: BTreeSet<&str> = ours(Group::Value).filter(|kind| !associated.contains(kind)).collect();
    assert_eq!(values, names(action::VALUES));
    assert_eq!(values.len(), 15);
    let Json::Enum(sources) = fetch::TYPES else { panic!("a closed set") };
    assert_eq!(ours(Group::Source).collect::<BTreeSet<_>>(), sources.iter().copied().collect());
    let anchors: BTreeSet<&str> = ROWS.iter().filter(|row| row.kind == "eventAnchor").map(|row| row.word).collect();
    assert_eq!(anchors, names(flow::ANCHORS));
    for object in [hubwright::emulator::object::Object::Contact, hubwright::emulator::object::Object::Company] {
        // The switch, the mark, the first action and the frame of others are no rows of their own.
        let framed = ["isEnabled", "uuid", "startActionId", "actions", "enrollmentCriteria", "enrollmentSchedule"];
        for field in flow::stored_fields(object).iter().filter(|field| !framed.contains(&field.name)) {
            assert!(ours(Group::Member).any(|kind| kind == field.name), "{} has no row", field.name);
        }
    }
}
