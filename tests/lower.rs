#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod models;

use std::fmt::Write as _;

use hubwright::catalog::{ChoiceOption, FeatureKind, Managed, Sensitivity};
use hubwright::hubspot::doc::{Doc, Hole};
use hubwright::hubspot::platform::Object;
use hubwright::hubspot::switches::{Convergence, Switches};
use hubwright::lower::{self, DesiredFlow};
use hubwright::model::rule::{
    AssociatedTest, AssociationPath, Branch, ChoiceTest, ChoiceValue, DayPart, Empty, Leaf, Membership, Number,
    NumberTest, Rule, Sign, Stamp, Test, TextTest, TextsTest, TimeTest,
};
use hubwright::model::workflow::{
    Action, Again, Assignee, Block, ChangedTo, Enrol, Event, ExistingOwner, Field, MatchValue, Piece, Place, Priority,
    SetValue, Step, StepId, Suppress, Task, TaskKind, Text, Trigger,
};
use hubwright::model::{
    FlowName, FlowTarget, ListName, ListTarget, ManagedProperty, PortalName, Program, Segment, StaticList,
};
use jiff::civil::date;
use models::{
    any_actions, at, block, head, known, place, property, property_of, rule_of, set, test, text, version, when,
    workflow,
};
use proptest::prelude::*;
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

/// The only filter of a rule of one test.
fn filter(name: &str, it: Test) -> Value {
    unfilled(&lower::rule(&when(name, it), &Switches::default()))["filterBranches"][0]["filters"][0].clone()
}

#[test]
fn a_rule_is_an_or_of_ands_with_every_key_written() {
    let leaves = vec![Leaf::Property(test("email", Test::Known))];
    let mut passes = test("country", Test::Text(TextTest::NotEqual, "US".to_owned()));
    passes.empty = Empty::Passes;
    let rule = Rule { branches: vec![Branch { leaves }, Branch { leaves: vec![Leaf::Property(passes)] }] };
    insta::assert_json_snapshot!(unfilled(&lower::rule(&rule, &Switches::default())));
}

#[test]
fn each_test_of_a_value_has_its_filter() {
    let texts = || vec!["a".to_owned(), "b".to_owned()];
    let number = |test| Test::Number(test, Number(2.5));
    let mut cases = vec![
        ("known", Test::Known),
        ("unknown", Test::Unknown),
        ("is true", Test::Bool(Sign::Holds, true)),
        ("is not true", Test::Bool(Sign::Not, true)),
        ("= 3", Test::Number(NumberTest::Equal, Number(3.0))),
        ("is not 2.5", number(NumberTest::NotEqual)),
        ("< 2.5", number(NumberTest::Less)),
        ("<= 2.5", number(NumberTest::LessOrEqual)),
        ("> 2.5", number(NumberTest::Greater)),
        (">= 2.5", number(NumberTest::GreaterOrEqual)),
    ];
    for (title, it) in [
        ("is text", TextTest::Equal),
        ("is not text", TextTest::NotEqual),
        ("contains", TextTest::Contains),
        ("does not contain", TextTest::DoesNotContain),
        ("starts with", TextTest::StartsWith),
        ("ends with", TextTest::EndsWith),
    ] {
        cases.push((title, Test::Text(it, "a".to_owned())));
    }
    for (title, it) in [
        ("in texts", TextsTest::EqualAny),
        ("not in texts", TextsTest::EqualNone),
        ("contains any of", TextsTest::ContainsAny),
        ("contains none of", TextsTest::ContainsNone),
    ] {
        cases.push((title, Test::Texts(it, texts())));
    }
    for (title, it) in [
        ("has any of", ChoiceTest::AnyOf),
        ("has none of", ChoiceTest::NoneOf),
        ("has all of", ChoiceTest::AllOf),
        ("not has all of", ChoiceTest::NotAllOf),
        ("is exactly", ChoiceTest::Exactly),
        ("not is exactly", ChoiceTest::NotExactly),
    ] {
        cases.push((title, Test::Choice(it, vec![option("x"), option("y")])));
    }
    let owner = ChoiceValue::Portal(PortalName::Owner("ada@acme.example".to_owned()));
    cases.push(("is an owner", Test::Choice(ChoiceTest::AnyOf, vec![owner])));
    let cases = cases.into_iter().map(|(title, it)| (title, filter("f", it)["operation"].clone())).collect();
    insta::assert_snapshot!(sheet(cases));
}

#[test]
fn each_test_of_a_date_has_its_filter() {
    let day = date(2026, 11, 23);
    let cases = [
        ("before", Test::Time(Stamp::Value, TimeTest::Before(day))),
        ("after", Test::Time(Stamp::Value, TimeTest::After(day))),
        ("on", Test::Time(Stamp::Value, TimeTest::Within(Sign::Holds, day, day))),
        ("not on", Test::Time(Stamp::Value, TimeTest::Within(Sign::Not, day, day))),
        ("in last 3 days", Test::Time(Stamp::Value, TimeTest::LastDays(Sign::Holds, 3))),
        ("not in last 3 days", Test::Time(Stamp::Value, TimeTest::LastDays(Sign::Not, 3))),
        ("in last 0 days", Test::Time(Stamp::Value, TimeTest::LastDays(Sign::Holds, 0))),
        ("more than 7 days ago", Test::Time(Stamp::Value, TimeTest::BeforeToday(7))),
        ("after today", Test::Time(Stamp::Value, TimeTest::AfterToday(0, DayPart::Begin))),
    ];
    let cases = cases.into_iter().map(|(title, it)| (title, filter("f", it)["operation"].clone())).collect();
    insta::assert_snapshot!(sheet(cases));
}

#[test]
fn lists_and_associations_have_their_branches() {
    let member = |list, sign| Leaf::Member(Membership { list, sign });
    let path = |label: Option<&str>| AssociationPath {
        from: Object::Contact,
        to: Object::Company,
        label: label.map(str::to_owned),
    };
    let tests = vec![
        AssociatedTest::Property(test("employees", Test::Number(NumberTest::GreaterOrEqual, Number(200.0)))),
        AssociatedTest::Member(Membership { list: own_list("targets"), sign: Sign::Holds }),
    ];
    let cases = [
        ("member of onboarding", member(own_list("onboarding"), Sign::Holds)),
        ("not member of list(\"VIP\")", member(portal_list("VIP"), Sign::Not)),
        ("any company (…)", Leaf::Any { association: path(None), tests }),
        ("any company with a label", Leaf::Any { association: path(Some("Main")), tests: Vec::new() }),
    ];
    let cases = cases
        .into_iter()
        .map(|(title, leaf)| {
            (title, unfilled(&lower::rule(&rule_of(vec![leaf]), &Switches::default()))["filterBranches"][0].clone())
        })
        .collect();
    insta::assert_snapshot!(sheet(cases));
}

#[test]
fn every_pair_of_objects_has_an_association_of_hubspots_own() {
    for from in Object::STANDARD {
        for to in Object::STANDARD {
            let leaf = Leaf::Any { association: AssociationPath { from, to, label: None }, tests: Vec::new() };
            let json = unfilled(&lower::rule(&rule_of(vec![leaf]), &Switches::default()));
            let branch = &json["filterBranches"][0]["filterBranches"][0];
            assert!(branch["associationTypeId"].is_u64(), "{from:?} to {to:?}");
        }
    }
}

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

fn actions(flow: &DesiredFlow) -> Value {
    flow.actions.iter().map(|action| unfilled(&action.body)).collect()
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

fn branching() -> Vec<Action> {
    let arm = |label: Option<&str>, actions| Block { label: label.map(str::to_owned), ..block(actions) };
    vec![
        Action::If {
            arms: vec![(known("a"), arm(Some("Has a"), vec![set("x", "1")])), (known("b"), arm(None, vec![]))],
            otherwise: arm(None, vec![set("x", "2"), Action::End]),
        },
        Action::Match {
            input: place("country"),
            arms: vec![
                (
                    vec![MatchValue::Plain("US".to_owned()), MatchValue::Plain("CA".to_owned())],
                    arm(None, vec![set("na", "true")]),
                ),
                (
                    vec![MatchValue::Portal(PortalName::Owner("ada@acme.example".to_owned()))],
                    arm(None, vec![Action::End]),
                ),
            ],
            otherwise: arm(Some("Elsewhere"), vec![]),
        },
        set("done", "true"),
    ]
}

/// Edges only: which slot of which action leads where, and how.
fn edges(flow: &DesiredFlow) -> Vec<String> {
    let mut lines = Vec::new();
    for action in &flow.actions {
        let json = action.body.fill(&step_number);
        let id = json["actionId"].as_str().unwrap().to_owned();
        let mut line = |slot: &str, edge: &Value| {
            if edge.is_object() {
                let (kind, to) = (edge["edgeType"].as_str().unwrap(), edge["nextActionId"].as_str().unwrap());
                lines.push(format!("{id} {slot} {kind} {to}"));
            } else {
                lines.push(format!("{id} {slot} nowhere"));
            }
        };
        match json["type"].as_str().unwrap() {
            "LIST_BRANCH" => {
                json["listBranches"].as_array().unwrap().iter().for_each(|it| line("branch", &it["connection"]));
                line("default", &json["defaultBranch"]);
            }
            "STATIC_BRANCH" => {
                json["staticBranches"].as_array().unwrap().iter().for_each(|it| line("value", &it["connection"]));
                line("default", &json["defaultBranch"]);
            }
            _ => line("next", &json["connection"]),
        }
    }
    lines
}

fn step_number(hole: &Hole) -> Option<String> {
    match hole {
        Hole::Step(step) => Some(step.0.to_string()),
        Hole::List(_) | Hole::Flow(_) | Hole::Portal(_) | Hole::Fetch(_) | Hole::TimeZone | Hole::Moment(..) => None,
    }
}

#[test]
fn branches_compile_to_branch_actions() {
    let flow = lower::flow(&workflow(Object::Contact, branching()), &Switches::default());
    insta::assert_json_snapshot!(actions(&flow));
}

#[test]
fn one_standard_edge_leads_into_an_action_and_goto_for_the_others() {
    let flow = lower::flow(&workflow(Object::Contact, branching()), &Switches::default());
    assert_eq!(
        edges(&flow),
        [
            "0 branch STANDARD 1",
            "0 branch STANDARD 4",
            "0 default STANDARD 2",
            "1 next GOTO 4",
            "2 next nowhere",
            "4 value STANDARD 5",
            "4 value GOTO 5",
            "4 value nowhere",
            "4 default STANDARD 7",
            "5 next GOTO 7",
            "7 next nowhere",
        ]
    );
}

#[test]
fn all_edges_are_standard_where_the_switch_says_so() {
    let switches = Switches { convergence: Convergence::Standard, ..Switches::default() };
    let flow = lower::flow(&workflow(Object::Contact, branching()), &switches);
    assert!(edges(&flow).iter().all(|edge| !edge.contains("GOTO")), "{:#?}", edges(&flow));
}

#[test]
fn a_workflow_that_only_ends_has_no_start() {
    let flow = lower::flow(&workflow(Object::Contact, vec![Action::End]), &Switches::default());
    assert_eq!((flow.start, flow.actions.len()), (None, 0));
}

/// Which branch a record takes, in turn.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn among(&mut self, count: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % count
    }
}

/// What a reader of the source expects to happen; true means the record left.
fn run_model(steps: &[Step], choices: &mut Choices<'_>, seen: &mut Vec<u32>) -> bool {
    for step in steps {
        let left = match &step.action {
            Action::End => return true,
            Action::If { arms, otherwise } => {
                seen.push(step.id.0);
                let at = choices.among(arms.len() + 1);
                let block = arms.get(at).map_or(otherwise, |(_, block)| block);
                run_model(&block.steps, choices, seen)
            }
            Action::Match { arms, otherwise, .. } => {
                seen.push(step.id.0);
                let blocks: Vec<&Block> =
                    arms.iter().flat_map(|(values, block)| values.iter().map(move |_| block)).collect();
                let at = choices.among(blocks.len() + 1);
                let block = blocks.get(at).copied().unwrap_or(otherwise);
                run_model(&block.steps, choices, seen)
            }
            Action::WaitFor { branch, happened, otherwise, .. } => {
                seen.extend([step.id.0, branch.0]);
                let block = if choices.among(2) == 0 { happened } else { otherwise };
                run_model(&block.steps, choices, seen)
            }
            Action::Split(arms) => {
                seen.push(step.id.0);
                let (_, block) = &arms[choices.among(arms.len())];
                run_model(&block.steps, choices, seen)
            }
            Action::GoTo(_) => unreachable!("none is generated"),
            Action::Wait(_)
            | Action::WaitUntil(_)
            | Action::Set(..)
            | Action::Increase(..)
            | Action::Append(..)
            | Action::Copy { .. }
            | Action::SendEmail(_)
            | Action::CreateTask(_)
            | Action::Notify(_)
            | Action::CreateNote(_)
            | Action::CreateRecord { .. }
            | Action::Webhook(_)
            | Action::RunCode(_)
            | Action::Rotate { .. }
            | Action::AddTo(_)
            | Action::RemoveFrom(_)
            | Action::EnrollIn(_)
            | Action::Opaque { .. } => {
                seen.push(step.id.0);
                false
            }
        };
        if left {
            return true;
        }
    }
    false
}

fn run_graph(flow: &DesiredFlow, choices: &mut Choices<'_>) -> Vec<u32> {
    let actions: std::collections::BTreeMap<String, Value> = flow
        .actions
        .iter()
        .map(|action| {
            let json = action.body.fill(&step_number);
            (json["actionId"].as_str().unwrap().to_owned(), json)
        })
        .collect();
    let mut seen = Vec::new();
    let mut here = flow.start.map(|step| step.0.to_string());
    while let Some(id) = here {
        seen.push(id.parse().unwrap());
        let action = &actions[&id];
        let edge = match action["type"].as_str().unwrap() {
            "SINGLE_CONNECTION" => &action["connection"],
            "AB_TEST_BRANCH" => {
                let branches = action["testBranches"].as_array().unwrap();
                &branches[choices.among(branches.len())]["connection"]
            }
            kind => {
                let key = if kind == "LIST_BRANCH" { "listBranches" } else { "staticBranches" };
                let branches = action[key].as_array().unwrap();
                let at = choices.among(branches.len() + 1);
                branches.get(at).map_or(&action["defaultBranch"], |branch| &branch["connection"])
            }
        };
        here = edge["nextActionId"].as_str().map(str::to_owned);
    }
    seen
}

proptest! {
    #[test]
    fn a_record_goes_through_the_graph_as_through_the_source(
        actions in any_actions(),
        choices in prop::collection::vec(any::<u8>(), 0..12),
    ) {
        let model = workflow(Object::Contact, actions);
        let flow = lower::flow(&model, &Switches::default());
        let mut expected = Vec::new();
        run_model(&model.steps, &mut Choices(choices.iter()), &mut expected);
        prop_assert_eq!(run_graph(&flow, &mut Choices(choices.iter())), expected);
    }

    #[test]
    fn no_action_is_entered_by_two_standard_edges(actions in any_actions()) {
        let flow = lower::flow(&workflow(Object::Contact, actions), &Switches::default());
        let mut entered = std::collections::BTreeSet::new();
        for edge in edges(&flow) {
            if let Some((_, to)) = edge.split_once(" STANDARD ") {
                prop_assert!(entered.insert(to.to_owned()), "{}", edge);
            }
        }
        for edge in edges(&flow) {
            if let Some((_, to)) = edge.split_once(" GOTO ") {
                prop_assert!(entered.contains(to), "{}", edge);
            }
        }
    }
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
    secret.property.sensitivity = Sensitivity::Sensitive;
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
