//! Enrolment and the steps that lead to one other: what each is written as.

use hubwright::hubspot::platform::Object;
use hubwright::hubspot::switches::Switches;
use hubwright::lower;
use hubwright::model::rule::{AssociationPath, Number, NumberTest};
use hubwright::model::workflow::{
    Action, Again, Assignee, ChangedTo, Enrol, Event, ExistingOwner, Field, Piece, Place, Priority, SetValue, StepId,
    Suppress, Task, TaskKind, Text, Trigger,
};
use hubwright::model::{FlowName, FlowTarget, PortalName};

use serde_json::Value;

use super::models::{known, place, property, set, text, workflow};
use super::{actions, option, own_list, portal_list, sheet, unfilled};

#[test]
fn each_enrolment_has_its_criteria() {
    let change = |name: &str, to| Trigger { property: property(name), to };
    let with = |object, enrol, suppress| {
        let mut flow = workflow(object, vec![]);
        flow.enrol = enrol;
        flow.suppress = suppress;
        let fields = lower::flow(&flow, &Switches::default()).fields;
        Value::Object(fields.iter().map(|(key, doc)| ((*key).to_owned(), unfilled(doc))).collect())
    };
    let score = ChangedTo::Number(NumberTest::GreaterOrEqual, Number(80.0));
    let cases = vec![
        (
            "enroll when, re-enroll when",
            with(Object::Contact, Enrol::When(known("email"), vec![change("score", score)]), Suppress::Nobody),
        ),
        ("enroll when, once", with(Object::Deal, Enrol::When(known("amount"), vec![]), Suppress::Nobody)),
        (
            "enroll on changes and created",
            with(
                Object::Contact,
                Enrol::On(
                    vec![
                        Event::Change(change("a", ChangedTo::Any)),
                        Event::Change(change("b", ChangedTo::Unknown)),
                        Event::Change(change("c", ChangedTo::Choice(vec![option("x"), option("y")]))),
                        Event::Change(change("d", ChangedTo::Texts(vec!["one".to_owned()]))),
                        Event::Change(change("e", ChangedTo::Texts(vec!["one".to_owned(), "two".to_owned()]))),
                        Event::Change(change("f", ChangedTo::Bool(true))),
                        Event::Created,
                    ],
                    Again::Always,
                ),
                Suppress::Lists(vec![own_list("onboarding"), portal_list("VIP")]),
            ),
        ),
        ("enroll manually", with(Object::Ticket, Enrol::Manually(Again::Always), Suppress::Rule(known("closed")))),
        (
            "lists hold back other records than contacts through a filter",
            with(Object::Company, Enrol::Manually(Again::Never), Suppress::Lists(vec![own_list("targets")])),
        ),
    ];
    insta::assert_snapshot!(sheet(cases));
}

#[test]
fn each_step_has_its_action() {
    let company = AssociationPath { from: Object::Contact, to: Object::Company, label: None };
    let labelled = AssociationPath { label: Some("Main".to_owned()), ..company.clone() };
    let on = |association, name: &str| Place { association: Some(association), property: property(name) };
    let literal = |text: &str| Piece::Literal(text.to_owned());
    let returned = || Piece::Output { step: StepId(0), key: "reason".to_owned() };
    let task = Task {
        subject: Text { pieces: vec![literal("Call "), Piece::Property(property("firstname"))] },
        body: Some(Text {
            pieces: vec![literal("<b>Why</b> & how: "), returned(), Piece::Property(property("a_rationale"))],
        }),
        kind: TaskKind::Call,
        priority: Priority::High,
        due: Some(1440),
        assign: Some(Assignee::Property(property("hubspot_owner_id"))),
    };
    let plain_task = Task {
        subject: text("Look"),
        body: None,
        kind: TaskKind::Todo,
        priority: Priority::None,
        due: Some(90),
        assign: Some(Assignee::User(PortalName::Owner("ada@acme.example".to_owned()))),
    };
    let opaque = Action::Opaque {
        type_id: "0-172351286".to_owned(),
        version: 11,
        fields: vec![
            ("message".to_owned(), Field::Text(text("{{ enrolled_object.x }}"))),
            ("again".to_owned(), Field::Text(Text { pieces: vec![literal("so: "), returned()] })),
            (
                "nested".to_owned(),
                Field::Fields(vec![(
                    "a".to_owned(),
                    Field::Several(vec![
                        Field::Number(Number(1.0)),
                        Field::Bool(true),
                        Field::List(own_list("targets")),
                        Field::Portal(PortalName::Form("Demo".to_owned())),
                    ]),
                )]),
            ),
        ],
        returns: vec!["reason".to_owned()],
    };
    let cases = vec![
        ("wait 2 days", Action::Wait(2880)),
        ("set priority = high", set("priority", "high")),
        ("clear priority", Action::Set(place("priority"), SetValue::Clear)),
        ("set last = now", Action::Set(place("last"), SetValue::Now)),
        (
            "set interests = (a, b)",
            Action::Set(place("interests"), SetValue::Options(vec!["a".to_owned(), "b".to_owned()])),
        ),
        (
            "set note = \"Hi {firstname}\"",
            Action::Set(
                place("note"),
                SetValue::Text(Text { pieces: vec![literal("Hi <"), Piece::Property(property("firstname"))] }),
            ),
        ),
        (
            "set owner = user(…)",
            Action::Set(place("hubspot_owner_id"), SetValue::Portal(PortalName::Owner("ada@acme.example".to_owned()))),
        ),
        ("set company.tier = A", Action::Set(on(company, "tier"), SetValue::Plain("A".to_owned()))),
        ("copy a to main_company.b", Action::Copy { from: place("a"), to: on(labelled, "b") }),
        ("send email", Action::SendEmail(PortalName::Email("Nurture #1".to_owned()))),
        ("create task", Action::CreateTask(task)),
        ("create task for a user", Action::CreateTask(plain_task)),
        (
            "rotate among a team, keep",
            Action::Rotate {
                property: property("hubspot_owner_id"),
                users: vec![],
                teams: vec![PortalName::Team("SDR".to_owned())],
                existing: ExistingOwner::Keep,
            },
        ),
        (
            "rotate among users, overwrite",
            Action::Rotate {
                property: property("hubspot_owner_id"),
                users: vec![PortalName::User("ada@acme.example".to_owned())],
                teams: vec![],
                existing: ExistingOwner::Overwrite,
            },
        ),
        ("add to", Action::AddTo(own_list("na_leads"))),
        ("remove from list(…)", Action::RemoveFrom(portal_list("VIP"))),
        ("enroll in", Action::EnrollIn(FlowTarget::Own(FlowName("nurture".to_owned())))),
        ("enroll in workflow(…)", Action::EnrollIn(FlowTarget::Portal(PortalName::Workflow("Old".to_owned())))),
        ("action", opaque),
    ];
    let cases = cases
        .into_iter()
        .map(|(title, action)| {
            let flow = lower::flow(&workflow(Object::Contact, vec![action]), &Switches::default());
            (title, actions(&flow)[0].clone())
        })
        .collect();
    insta::assert_snapshot!(sheet(cases));
}

#[test]
fn a_task_is_associated_with_the_kind_of_record_that_is_enrolled() {
    let task = Task {
        subject: text("Look"),
        body: None,
        kind: TaskKind::Todo,
        priority: Priority::None,
        due: None,
        assign: None,
    };
    let ids = Object::STANDARD.map(|object| {
        let flow = lower::flow(&workflow(object, vec![Action::CreateTask(task.clone())]), &Switches::default());
        actions(&flow)[0]["fields"]["associations"][0]["target"]["associationTypeId"].as_u64()
    });
    assert_eq!(ids, [Some(204), Some(192), Some(216), Some(230)]);
}
