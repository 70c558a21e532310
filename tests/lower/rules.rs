//! Conditions: what each test and each membership is written as.

use hubwright::hubspot::platform::Object;
use hubwright::hubspot::switches::Switches;
use hubwright::lower;
use hubwright::model::PortalName;
use hubwright::model::rule::{
    AssociatedTest, AssociationPath, Branch, ChoiceTest, ChoiceValue, DayPart, Empty, Leaf, Membership, Number,
    NumberTest, Rule, Sign, Stamp, Test, TextTest, TextsTest, TimeTest,
};
use jiff::civil::date;
use serde_json::Value;

use super::models::{rule_of, test, when};
use super::{option, own_list, portal_list, sheet, unfilled};

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
