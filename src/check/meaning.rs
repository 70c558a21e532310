//! The law that the compiler keeps: what a condition means as written is what its normal form means.
//!
//! Two small evaluators, one of the tree and one of the normal form, over generated conditions and records.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not generated is not evaluated")]

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;
use proptest::prelude::*;

use crate::catalog::{Association, Catalog, ChoiceOption, Feature, FeatureKind, Sensitivity};
use crate::hubspot::platform::Object;
use crate::model::ListTarget;
use crate::model::rule::{
    AssociatedTest, ChoiceTest, ChoiceValue, DayPart, Empty, Leaf, Membership, NumberTest, PropertyTest, Rule, Sign,
    Stamp, Test, TextTest, TextsTest, TimeTest,
};
use crate::source::{FileId, Ident, Span, Spanned};
use crate::syntax::ast::{
    self, Day, Declaration, Duration, Expr, ExprKind, HeaderLine, Order, Target, Unit, Value, ValueKind, When,
};

/// The day on which conditions are evaluated.
const TODAY: Date = Date::constant(2026, 11, 23);

/// A contact or company: values by feature, and what it is a member of.
#[derive(Clone, Debug)]
struct Record {
    number: Option<i32>,
    text: Option<&'static str>,
    choice: Option<&'static str>,
    set: Option<BTreeSet<&'static str>>,
    truth: Option<bool>,
    /// Days from today.
    day: Option<i32>,
    lists: BTreeSet<&'static str>,
    companies: Vec<Option<i32>>,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn the_normal_form_means_what_is_written(expr in expr(), records in prop::collection::vec(record(), 1..12)) {
        match checked(&expr) {
            Outcome::Rule(rule) => {
                for record in &records {
                    prop_assert_eq!(holds(&rule, record), means(&expr, record), "{:?}\n{:?}", rule, record);
                }
            }
            Outcome::Never => {
                for record in &records {
                    prop_assert!(!means(&expr, record), "{:?}", record);
                }
            }
            // HubSpot can't hold it.
            Outcome::Refused => {}
        }
    }

    #[test]
    fn two_negations_are_none(expr in expr()) {
        let once = Expr::new(ExprKind::Not(Box::new(paren(expr.clone()))), at());
        let twice = Expr::new(ExprKind::Not(Box::new(paren(once))), at());
        prop_assert_eq!(checked(&twice), checked(&expr));
    }

    #[test]
    fn the_order_of_operands_does_not_matter(expr in expr()) {
        prop_assert_eq!(checked(&reversed(&expr)), checked(&expr));
    }

    #[test]
    fn the_normal_form_is_sorted_and_without_doubles(expr in expr()) {
        if let Outcome::Rule(rule) = checked(&expr) {
            prop_assert!(!rule.branches.is_empty());
            for (at, branch) in rule.branches.iter().enumerate() {
                prop_assert!(!branch.leaves.is_empty());
                for other in rule.branches.iter().skip(at + 1) {
                    prop_assert!(!branch.leaves.iter().all(|leaf| other.leaves.contains(leaf)), "absorbed");
                    prop_assert!(!other.leaves.iter().all(|leaf| branch.leaves.contains(leaf)), "absorbed");
                }
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Rule(Rule),
    Never,
    Refused,
}

fn checked(expr: &Expr) -> Outcome {
    let segment = |name: &str, rule: Expr| {
        Declaration::Segment(ast::Segment {
            doc: None,
            name: ident(name),
            object: ident("contact"),
            header: vec![HeaderLine::Version(Spanned::new(1, at()))],
            rule,
            span: at(),
        })
    };
    let member = compare("truth", ast::Test::Known, None);
    let declarations = vec![segment("s", expr.clone()), segment("one", member.clone()), segment("two", member)];
    let file = ast::File { declarations, unread: Vec::new() };
    let (program, problems) = super::program(&[file], &catalog(), "p", &[]);
    let errors: Vec<&str> =
        problems.iter().filter(|problem| problem.is_error()).map(|problem| problem.words().code).collect();
    match errors.as_slice() {
        [] => Outcome::Rule(program.segments.into_iter().find(|one| one.head.name == "s").unwrap().rule),
        ["check::never-true"] => Outcome::Never,
        codes => {
            let known = ["check::no-negation", "check::too-many-filters"];
            assert!(codes.iter().all(|code| known.contains(code)), "{codes:?}");
            Outcome::Refused
        }
    }
}

/// Turns the operands of every `and` and `or` round.
fn reversed(expr: &Expr) -> Expr {
    let all = |parts: &[Expr]| parts.iter().rev().map(reversed).collect();
    let kind = match &expr.node {
        ExprKind::Or(parts) => ExprKind::Or(all(parts)),
        ExprKind::And(parts) => ExprKind::And(all(parts)),
        ExprKind::Not(inner) => ExprKind::Not(Box::new(reversed(inner))),
        ExprKind::Paren(inner) => ExprKind::Paren(Box::new(reversed(inner))),
        other => other.clone(),
    };
    Expr::new(kind, expr.span)
}

// ---- what is written ----

fn means(expr: &Expr, record: &Record) -> bool {
    match &expr.node {
        ExprKind::Or(parts) => parts.iter().any(|part| means(part, record)),
        ExprKind::And(parts) => parts.iter().all(|part| means(part, record)),
        ExprKind::Not(inner) => !means(inner, record),
        ExprKind::Paren(inner) => means(inner, record),
        ExprKind::Member(Target::Name(name)) => record.lists.contains(name.node.as_str()),
        ExprKind::Member(Target::Ref(_)) => unreachable!(),
        ExprKind::Any { rule, .. } => record.companies.iter().any(|number| {
            let company = Record { number: *number, ..empty() };
            rule.as_ref().is_none_or(|rule| means(rule, &company))
        }),
        ExprKind::Activity { .. } => unreachable!(),
        ExprKind::Compare { feature, test, or_unknown } => {
            let is_empty = is_empty(&feature.node, record);
            match &test.node {
                ast::Test::Known => !is_empty || or_unknown.is_some(),
                ast::Test::Unknown => is_empty,
                _ if is_empty => or_unknown.is_some(),
                test => passes(&feature.node, test, record),
            }
        }
    }
}

fn is_empty(feature: &str, record: &Record) -> bool {
    match feature {
        "number" => record.number.is_none(),
        "text" => record.text.is_none(),
        "choice" => record.choice.is_none(),
        "set" => record.set.is_none(),
        "truth" => record.truth.is_none(),
        "day" => record.day.is_none(),
        other => unreachable!("{other}"),
    }
}

fn passes(feature: &str, test: &ast::Test, record: &Record) -> bool {
    let one_of = |values: &[Value]| values.iter().any(|value| is(feature, value, record));
    match test {
        ast::Test::Is(value) => is(feature, value, record),
        ast::Test::IsNot(value) => !is(feature, value, record),
        ast::Test::In(values) => one_of(values),
        ast::Test::NotIn(values) => !one_of(values),
        ast::Test::Order(order, value) => ordered(record.number.unwrap(), *order, number(value)),
        ast::Test::Between { negated, low, high } => {
            (number(low)..=number(high)).contains(&record.number.unwrap()) != *negated
        }
        ast::Test::Contains(value) => contains(record, value),
        ast::Test::DoesNotContain(value) => !contains(record, value),
        ast::Test::ContainsAny(values) => values.iter().any(|value| contains(record, value)),
        ast::Test::ContainsNone(values) => !values.iter().any(|value| contains(record, value)),
        ast::Test::StartsWith(value) => lower(record.text.unwrap()).starts_with(&lower(&word(value))),
        ast::Test::EndsWith(value) => lower(record.text.unwrap()).ends_with(&lower(&word(value))),
        ast::Test::HasAny(values) => values.iter().any(|value| has(record, value)),
        ast::Test::HasAll(values) => values.iter().all(|value| has(record, value)),
        ast::Test::HasNone(values) => !values.iter().any(|value| has(record, value)),
        ast::Test::IsExactly(values) => {
            let wanted: BTreeSet<String> = values.iter().map(word).collect();
            record.set.as_ref().unwrap().iter().map(|one| (*one).to_owned()).collect::<BTreeSet<_>>() == wanted
        }
        ast::Test::When(When::Before(day)) => date(record) < written(&day.node),
        ast::Test::When(When::After(day)) => date(record) > written(&day.node),
        ast::Test::When(When::On(day)) => date(record) == written(&day.node),
        ast::Test::When(When::InLast(span)) => (-days(span.node)..=0).contains(&record.day.unwrap()),
        ast::Test::When(When::MoreThanAgo(span)) => record.day.unwrap() < -days(span.node),
        _ => unreachable!(),
    }
}

fn is(feature: &str, value: &Value, record: &Record) -> bool {
    match feature {
        "number" => record.number.unwrap() == number(value),
        "text" => lower(record.text.unwrap()) == lower(&word(value)),
        "choice" => record.choice.unwrap() == word(value),
        "truth" => ValueKind::Bool(record.truth.unwrap()) == value.node,
        other => unreachable!("{other}"),
    }
}

fn contains(record: &Record, value: &Value) -> bool {
    lower(record.text.unwrap()).contains(&lower(&word(value)))
}

fn has(record: &Record, value: &Value) -> bool {
    record.set.as_ref().unwrap().contains(word(value).as_str())
}

/// HubSpot compares text without regard to case.
fn lower(text: &str) -> String {
    text.to_lowercase()
}

fn ordered(left: i32, order: Order, right: i32) -> bool {
    match order {
        Order::Less => left < right,
        Order::LessOrEqual => left <= right,
        Order::Greater => left > right,
        Order::GreaterOrEqual => left >= right,
    }
}

fn number(value: &Value) -> i32 {
    let ValueKind::Number(text) = &value.node else { unreachable!() };
    text.parse().unwrap()
}

fn word(value: &Value) -> String {
    match &value.node {
        ValueKind::Text(text) | ValueKind::Word(text) => text.clone(),
        _ => unreachable!(),
    }
}

fn days(span: Duration) -> i32 {
    let count = i32::try_from(span.count).unwrap();
    if span.unit == Unit::Weeks { 7 * count } else { count }
}

fn written(day: &Day) -> Date {
    let Day::Date(day) = day else { unreachable!() };
    Date::new(day.year, day.month, day.day).unwrap()
}

fn date(record: &Record) -> Date {
    TODAY.checked_add(record.day.unwrap().days()).unwrap()
}

// ---- the normal form ----

fn holds(rule: &Rule, record: &Record) -> bool {
    rule.branches.iter().any(|branch| branch.leaves.iter().all(|leaf| leaf_holds(leaf, record)))
}

fn leaf_holds(leaf: &Leaf, record: &Record) -> bool {
    match leaf {
        Leaf::Property(test) => test_holds(test, record),
        Leaf::Activity(_) | Leaf::Event(_) => unreachable!(),
        Leaf::Member(member) => member_holds(member, record),
        Leaf::Any { tests, .. } => record.companies.iter().any(|number| {
            let company = Record { number: *number, ..empty() };
            tests.iter().all(|test| match test {
                AssociatedTest::Property(test) => test_holds(test, &company),
                AssociatedTest::Member(member) => member_holds(member, &company),
            })
        }),
    }
}

fn member_holds(member: &Membership, record: &Record) -> bool {
    let ListTarget::Own(name) = &member.list else { unreachable!() };
    record.lists.contains(name.0.as_str()) == (member.sign == Sign::Holds)
}

fn test_holds(test: &PropertyTest, record: &Record) -> bool {
    let is_empty = is_empty(&test.property.name, record);
    let signed = |sign: Sign, holds: bool| holds == (sign == Sign::Holds);
    match &test.test {
        Test::Known => !is_empty,
        Test::Unknown => is_empty,
        _ if is_empty => test.empty == Empty::Passes,
        Test::Bool(sign, value) => signed(*sign, record.truth == Some(*value)),
        Test::Number(comparison, right) => {
            let left = f64::from(record.number.unwrap());
            match comparison {
                NumberTest::Equal => left == right.0,
                NumberTest::NotEqual => left != right.0,
                NumberTest::Less => left < right.0,
                NumberTest::LessOrEqual => left <= right.0,
                NumberTest::Greater => left > right.0,
                NumberTest::GreaterOrEqual => left >= right.0,
            }
        }
        Test::Text(comparison, right) => {
            let (left, right) = (lower(record.text.unwrap()), lower(right));
            match comparison {
                TextTest::Equal => left == right,
                TextTest::NotEqual => left != right,
                TextTest::Contains => left.contains(&right),
                TextTest::DoesNotContain => !left.contains(&right),
                TextTest::StartsWith => left.starts_with(&right),
                TextTest::EndsWith => left.ends_with(&right),
            }
        }
        Test::Texts(comparison, texts) => {
            let left = lower(record.text.unwrap());
            match comparison {
                TextsTest::EqualAny => texts.iter().any(|text| lower(text) == left),
                TextsTest::EqualNone => !texts.iter().any(|text| lower(text) == left),
                TextsTest::ContainsAny => texts.iter().any(|text| left.contains(&lower(text))),
                TextsTest::ContainsNone => !texts.iter().any(|text| left.contains(&lower(text))),
            }
        }
        Test::Choice(comparison, values) => {
            let wanted: BTreeSet<&str> = values
                .iter()
                .map(|value| match value {
                    ChoiceValue::Option(option) => option.as_str(),
                    ChoiceValue::Portal(_) => unreachable!(),
                })
                .collect();
            let mine = match test.property.name.as_str() {
                "choice" => record.choice.into_iter().collect(),
                _ => record.set.clone().unwrap(),
            };
            match comparison {
                ChoiceTest::AnyOf => !mine.is_disjoint(&wanted),
                ChoiceTest::NoneOf => mine.is_disjoint(&wanted),
                ChoiceTest::AllOf => mine.is_superset(&wanted),
                ChoiceTest::NotAllOf => !mine.is_superset(&wanted),
                ChoiceTest::Exactly => mine == wanted,
                ChoiceTest::NotExactly => mine != wanted,
            }
        }
        Test::Time(Stamp::Value, TimeTest::Before(day)) => date(record) < *day,
        Test::Time(Stamp::Value, TimeTest::After(day)) => date(record) > *day,
        Test::Time(Stamp::Value, TimeTest::Within(sign, day, _)) => signed(*sign, date(record) == *day),
        Test::Time(Stamp::Value, TimeTest::LastDays(sign, days)) => {
            signed(*sign, (-i32::try_from(*days).unwrap()..=0).contains(&record.day.unwrap()))
        }
        Test::Time(Stamp::Value, TimeTest::BeforeToday(days)) => record.day.unwrap() < -i32::try_from(*days).unwrap(),
        Test::Time(Stamp::Value, TimeTest::AfterToday(0, DayPart::Begin)) => record.day.unwrap() > 0,
        _ => unreachable!(),
    }
}

// ---- what is generated ----

const TEXTS: [&str; 5] = ["a", "A", "ab", "b", "Bc"];
const OPTIONS: [&str; 3] = ["x", "y", "z"];

fn record() -> impl Strategy<Value = Record> {
    let option = prop::sample::select(&OPTIONS[..]);
    (
        prop::option::of(-1..5),
        prop::option::of(prop::sample::select(&TEXTS[..])),
        prop::option::of(option.clone()),
        prop::option::of(prop::collection::btree_set(option, 1..=3)),
        prop::option::of(any::<bool>()),
        prop::option::of(-9..4),
        prop::collection::btree_set(prop::sample::select(&["one", "two"][..]), 0..=2),
        prop::collection::vec(prop::option::of(-1..5), 0..3),
    )
        .prop_map(|(number, text, choice, set, truth, day, lists, companies)| Record {
            number,
            text,
            choice,
            set,
            truth,
            day,
            lists,
            companies,
        })
}

fn empty() -> Record {
    Record {
        number: None,
        text: None,
        choice: None,
        set: None,
        truth: None,
        day: None,
        lists: BTreeSet::new(),
        companies: Vec::new(),
    }
}

fn expr() -> impl Strategy<Value = Expr> {
    let company = (numbers(), numbers(), any::<bool>()).prop_map(|(one, two, both)| {
        let parts = vec![one, two];
        Expr::new(if both { ExprKind::And(parts) } else { ExprKind::Or(parts) }, at())
    });
    let leaf = prop_oneof![
        4 => numbers(),
        4 => texts(),
        3 => choices(),
        3 => sets(),
        2 => any::<bool>().prop_flat_map(|value| compared("truth", prop_oneof![
            Just(ast::Test::Is(Value::new(ValueKind::Bool(value), at()))),
            Just(ast::Test::IsNot(Value::new(ValueKind::Bool(value), at()))),
        ])),
        4 => times(),
        2 => prop::sample::select(&["one", "two"][..])
            .prop_map(|name| Expr::new(ExprKind::Member(Target::Name(ident(name))), at())),
        1 => prop::option::of(company).prop_map(|rule| {
            Expr::new(ExprKind::Any { association: ident("company"), rule: rule.map(Box::new) }, at())
        }),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        let parts = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            parts.clone().prop_map(|parts| paren(Expr::new(ExprKind::And(parts), at()))),
            parts.prop_map(|parts| paren(Expr::new(ExprKind::Or(parts), at()))),
            inner.prop_map(|inner| Expr::new(ExprKind::Not(Box::new(paren(inner))), at())),
        ]
    })
}

/// A comparison, with and without `or unknown`, among them the two of presence.
fn compared(feature: &'static str, test: impl Strategy<Value = ast::Test> + 'static) -> BoxedStrategy<Expr> {
    let test = prop_oneof![8 => test, 1 => Just(ast::Test::Known), 1 => Just(ast::Test::Unknown)];
    (test, any::<bool>()).prop_map(move |(test, or_unknown)| compare(feature, test, or_unknown.then(at))).boxed()
}

fn numbers() -> BoxedStrategy<Expr> {
    let value = || (0..4_i32).prop_map(|number| Value::new(ValueKind::Number(number.to_string()), at()));
    let order = prop::sample::select(vec![Order::Less, Order::LessOrEqual, Order::Greater, Order::GreaterOrEqual]);
    let between = (0..4_i32, 0..3_i32, any::<bool>()).prop_map(|(low, more, negated)| {
        let end = |number: i32| Value::new(ValueKind::Number(number.to_string()), at());
        ast::Test::Between { negated, low: end(low), high: end(low + more) }
    });
    compared(
        "number",
        prop_oneof![
            value().prop_map(ast::Test::Is),
            value().prop_map(ast::Test::IsNot),
            prop::collection::vec(value(), 1..3).prop_map(ast::Test::In),
            prop::collection::vec(value(), 1..3).prop_map(ast::Test::NotIn),
            (order, value()).prop_map(|(order, value)| ast::Test::Order(order, value)),
            between,
        ],
    )
}

fn texts() -> BoxedStrategy<Expr> {
    let value = || prop::sample::select(&TEXTS[..]).prop_map(|text| Value::new(ValueKind::Text(text.to_owned()), at()));
    let values = || prop::collection::vec(value(), 1..4);
    compared(
        "text",
        prop_oneof![
            value().prop_map(ast::Test::Is),
            value().prop_map(ast::Test::IsNot),
            values().prop_map(ast::Test::In),
            values().prop_map(ast::Test::NotIn),
            value().prop_map(ast::Test::Contains),
            value().prop_map(ast::Test::DoesNotContain),
            values().prop_map(ast::Test::ContainsAny),
            values().prop_map(ast::Test::ContainsNone),
            value().prop_map(ast::Test::StartsWith),
            value().prop_map(ast::Test::EndsWith),
        ],
    )
}

fn options() -> impl Strategy<Value = Vec<Value>> {
    let value = prop::sample::select(&OPTIONS[..]).prop_map(|text| Value::new(ValueKind::Word(text.to_owned()), at()));
    prop::collection::vec(value, 1..3)
}

fn choices() -> BoxedStrategy<Expr> {
    compared("choice", prop_oneof![options().prop_map(ast::Test::In), options().prop_map(ast::Test::NotIn)])
}

fn sets() -> BoxedStrategy<Expr> {
    compared(
        "set",
        prop_oneof![
            options().prop_map(ast::Test::HasAny),
            options().prop_map(ast::Test::HasAll),
            options().prop_map(ast::Test::HasNone),
            options().prop_map(ast::Test::IsExactly),
        ],
    )
}

fn times() -> BoxedStrategy<Expr> {
    let day = || (18..28_i8).prop_map(|day| Spanned::new(Day::Date(ast::Date { year: 2026, month: 11, day }), at()));
    let span = || {
        (0..8_u32, any::<bool>()).prop_map(|(count, weeks)| {
            let unit = if weeks { Unit::Weeks } else { Unit::Days };
            Spanned::new(Duration { count, unit }, at())
        })
    };
    compared(
        "day",
        prop_oneof![
            day().prop_map(|it| ast::Test::When(When::Before(it))),
            day().prop_map(|it| ast::Test::When(When::After(it))),
            day().prop_map(|it| ast::Test::When(When::On(it))),
            span().prop_map(|it| ast::Test::When(When::InLast(it))),
            span().prop_map(|it| ast::Test::When(When::MoreThanAgo(it))),
        ],
    )
}

fn compare(feature: &str, test: ast::Test, or_unknown: Option<Span>) -> Expr {
    Expr::new(ExprKind::Compare { feature: ident(feature), test: Spanned::new(test, at()), or_unknown }, at())
}

fn paren(inner: Expr) -> Expr {
    Expr::new(ExprKind::Paren(Box::new(inner)), at())
}

fn ident(name: &str) -> Ident {
    Ident::new(name.to_owned(), at())
}

fn at() -> Span {
    Span::new(FileId(0), 0, 0)
}

fn catalog() -> Catalog {
    let options: Vec<ChoiceOption> =
        OPTIONS.iter().map(|value| ChoiceOption { value: (*value).to_owned(), label: (*value).to_owned() }).collect();
    let kinds = [
        ("number", FeatureKind::Number),
        ("text", FeatureKind::Text),
        ("choice", FeatureKind::Enum(options.clone().into())),
        ("set", FeatureKind::Set(options.into())),
        ("truth", FeatureKind::Bool),
        ("day", FeatureKind::Date),
    ];
    let feature = |object: Object, name: &str, kind: &FeatureKind| Feature {
        name: name.to_owned(),
        object,
        property: name.to_owned(),
        kind: kind.clone(),
        required: false,
        range: None,
        owner: None,
        about: None,
        source: None,
        managed: None,
        sensitivity: Sensitivity::Plain,
        calculated: false,
        at: at(),
    };
    let features: BTreeMap<(Object, String), Feature> = [Object::Contact, Object::Company]
        .into_iter()
        .flat_map(|object| {
            kinds.iter().map(move |(name, kind)| ((object, (*name).to_owned()), feature(object, name, kind)))
        })
        .collect();
    let company =
        Association { name: "company".to_owned(), from: Object::Contact, to: Object::Company, label: None, at: at() };
    let associations = BTreeMap::from([((Object::Contact, "company".to_owned()), company)]);
    Catalog { features, associations, ..Catalog::default() }
}
