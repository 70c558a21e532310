//! A rule as a filter branch: the same JSON in lists and in flows.
//!
//! Every key is written, also where HubSpot has a default for it: what is written is what is read back, and no
//! default that HubSpot changes later can change a rule.

use jiff::civil::Date;
use serde_json::Value;

use crate::hubspot::doc::{Doc, Hole, Shape};
use crate::hubspot::platform;
use crate::hubspot::switches::Switches;
use crate::model::rule::{
    AssociatedTest, AssociationPath, Branch, CalendarSpan, CalendarUnit, ChoiceTest, ChoiceValue, DayPart, Empty, Leaf,
    Membership, NumberTest, Past, PropertyTest, Rule, Side, Sign, Stamp, Test, TextTest, TextsTest, TimeTest,
};
use crate::model::workflow::{ChangedTo, Event, Trigger};

use super::activity::{activity, did, event_type, of_event};
use crate::catalog::FeatureKind;
use crate::model::{ListTarget, PortalName, Property};

/// The event type of a changed property.
const PROPERTY_CHANGED: &str = "4-655002";
/// The event type of a record that is made.
const RECORD_CREATED: &str = "4-1463224";

/// What every record has, so that "any" can be said of associated ones.
const RECORD_ID: &str = "hs_object_id";

const KNOWN: Operator = Operator { kind: "ALL_PROPERTY", word: "IS_KNOWN" };
const UNKNOWN: Operator = Operator { kind: "ALL_PROPERTY", word: "IS_UNKNOWN" };
const BEFORE: Operator = Operator { kind: "TIME_POINT", word: "IS_BEFORE" };
const AFTER: Operator = Operator { kind: "TIME_POINT", word: "IS_AFTER" };

/// An operation type and an operator of it.
#[derive(Clone, Copy)]
struct Operator {
    kind: &'static str,
    word: &'static str,
}

/// What an operation compares with.
enum Operand {
    Nothing,
    One(Value),
    Several(Vec<Doc>),
    /// A moment; of the property's value, or of its last change.
    Point(Stamp, Doc),
    Range(Stamp, Doc, Doc),
    /// Another property of the same record.
    Property(String),
    /// A unit of the calendar.
    Unit(&'static str),
}

/// Writes a rule: an OR of ANDs.
#[must_use]
pub fn rule(rule: &Rule, switches: &Switches) -> Doc {
    group("OR", Vec::new(), rule.branches.iter().map(|one| branch(one, switches)).collect())
}

/// Writes one list of lists: who is in one of them passes.
#[must_use]
pub fn in_any(lists: &[ListTarget]) -> Doc {
    let member = |list: &ListTarget| {
        group("AND", vec![membership(&Membership { list: list.clone(), sign: Sign::Holds })], Vec::new())
    };
    group("OR", Vec::new(), lists.iter().map(member).collect())
}

/// Writes the change that enrols a record again: an AND of the property's name and its new value.
#[must_use]
pub fn trigger(trigger: &Trigger) -> Doc {
    group("AND", change(trigger), Vec::new())
}

/// Writes an event that enrols a record; HubSpot refuses nesting in it.
#[must_use]
pub fn event(event: &Event, switches: &Switches) -> Doc {
    let (event_type, filters) = match event {
        Event::Change(trigger) => (Doc::text(PROPERTY_CHANGED), change(trigger)),
        Event::Created => (Doc::text(RECORD_CREATED), Vec::new()),
        Event::Did(event, tests) => (event_type(event), tests.iter().map(|test| of_event(test, switches)).collect()),
    };
    Doc::map([
        ("eventTypeId", event_type),
        ("filterBranchOperator", Doc::text("AND")),
        ("filterBranchType", Doc::text("UNIFIED_EVENTS")),
        ("filterBranches", Doc::List(Vec::new())),
        ("filters", Doc::List(filters)),
        ("operator", Doc::text("HAS_COMPLETED")),
    ])
}

/// Returns category and type id of an association, as branches and steps name it.
#[must_use]
pub fn association(path: &AssociationPath) -> [(&'static str, Doc); 2] {
    let (category, id) = match path.portal_name() {
        Some(label) => ("USER_DEFINED", Doc::Hole(Hole::Portal(label), Shape::Number)),
        None => ("HUBSPOT_DEFINED", Doc::Plain(Value::from(platform::association_type_id(path.from, path.to)))),
    };
    [("associationCategory", Doc::text(category)), ("associationTypeId", id)]
}

/// Returns the hole of a list.
#[must_use]
pub fn list(target: &ListTarget) -> Hole {
    match target {
        ListTarget::Own(name) => Hole::List(name.clone()),
        ListTarget::Portal(name) => Hole::Portal(name.clone()),
    }
}

/// Returns a thing of the portal as text.
#[must_use]
pub fn portal_text(name: &PortalName) -> Doc {
    Doc::Hole(Hole::Portal(name.clone()), Shape::Text)
}

fn branch(branch: &Branch, switches: &Switches) -> Doc {
    let mut filters = Vec::new();
    let mut branches = Vec::new();
    for leaf in &branch.leaves {
        match leaf {
            Leaf::Property(test) => filters.push(property(test)),
            Leaf::Member(test) => filters.push(membership(test)),
            Leaf::Activity(test) => filters.push(activity(test, switches)),
            Leaf::Event(test) => branches.push(did(test, switches)),
            Leaf::Any { association, tests } => branches.push(any(association, tests)),
        }
    }
    group("AND", filters, branches)
}

fn any(path: &AssociationPath, tests: &[AssociatedTest]) -> Doc {
    let filters = if tests.is_empty() {
        // The branch must have a filter; every record has an id.
        vec![filter(RECORD_ID, operation(KNOWN, Empty::Fails, Operand::Nothing))]
    } else {
        tests
            .iter()
            .map(|test| match test {
                AssociatedTest::Property(test) => property(test),
                AssociatedTest::Member(test) => membership(test),
            })
            .collect()
    };
    let [category, id] = association(path);
    Doc::map([
        category,
        id,
        ("filterBranchOperator", Doc::text("AND")),
        ("filterBranchType", Doc::text("ASSOCIATION")),
        ("filterBranches", Doc::List(Vec::new())),
        ("filters", Doc::List(filters)),
        ("objectTypeId", Doc::object_type(path.to)),
        // It has nothing to do with lists: "some associated record passes all filters".
        ("operator", Doc::text("IN_LIST")),
    ])
}

fn group(kind: &'static str, filters: Vec<Doc>, branches: Vec<Doc>) -> Doc {
    Doc::map([
        ("filterBranchOperator", Doc::text(kind)),
        ("filterBranchType", Doc::text(kind)),
        ("filterBranches", Doc::List(branches)),
        ("filters", Doc::List(filters)),
    ])
}

fn membership(test: &Membership) -> Doc {
    Doc::map([
        ("filterType", Doc::text("IN_LIST")),
        ("listId", Doc::Hole(list(&test.list), Shape::Text)),
        (
            "operator",
            Doc::text(match test.sign {
                Sign::Holds => "IN_LIST",
                Sign::Not => "NOT_IN_LIST",
            }),
        ),
    ])
}

fn change(trigger: &Trigger) -> Vec<Doc> {
    let (operator, operand) = match &trigger.to {
        ChangedTo::Any => (KNOWN, Operand::Nothing),
        ChangedTo::Unknown => (UNKNOWN, Operand::Nothing),
        ChangedTo::Choice(values) => choice(ChoiceTest::AnyOf, values),
        ChangedTo::Texts(texts) => match texts.as_slice() {
            [one] => text(TextTest::Equal, one),
            _ => several(TextsTest::EqualAny, texts),
        },
        ChangedTo::Bool(value) => bool_test(Sign::Holds, *value),
        ChangedTo::Number(test, number) => (number_operator(*test), Operand::One(number.json())),
    };
    let name = text(TextTest::Equal, &trigger.property.name);
    vec![
        filter("hs_name", operation(name.0, Empty::Fails, name.1)),
        filter("hs_value", operation(operator, Empty::Fails, operand)),
    ]
}

pub(super) fn property(test: &PropertyTest) -> Doc {
    let (operator, operand) = match &test.test {
        Test::Known => (KNOWN, Operand::Nothing),
        Test::Unknown => (UNKNOWN, Operand::Nothing),
        Test::Bool(sign, value) => bool_test(*sign, *value),
        Test::Number(test, number) => (number_operator(*test), Operand::One(number.json())),
        Test::Text(test, value) => text(*test, value),
        Test::Texts(test, values) => several(*test, values),
        Test::Choice(test, values) => choice(*test, values),
        Test::Past(sign, past) => history(*sign, past),
        Test::Time(stamp, test) => time(*stamp, test),
        Test::SameText(other) => {
            (Operator { kind: "COMPARATIVE_STRING", word: "IS_EQUAL_TO" }, Operand::Property(other.name.clone()))
        }
    };
    filter(&test.property.name, operation(operator, test.empty, operand))
}

fn history(sign: Sign, past: &Past) -> (Operator, Operand) {
    let equal = match sign {
        Sign::Holds => "HAS_EVER_BEEN_EQUAL_TO",
        Sign::Not => "HAS_NEVER_BEEN_EQUAL_TO",
    };
    match past {
        Past::Bool(value) => (Operator { kind: "BOOL", word: equal }, Operand::One(Value::Bool(*value))),
        Past::Number(number) => (Operator { kind: "NUMBER", word: equal }, Operand::One(number.json())),
        Past::Text(text) => (Operator { kind: "STRING", word: equal }, Operand::One(Value::String(text.clone()))),
        Past::Choice(values) => {
            let word = match sign {
                Sign::Holds => "HAS_EVER_BEEN_ANY_OF",
                Sign::Not => "HAS_NEVER_BEEN_ANY_OF",
            };
            (Operator { kind: "ENUMERATION", word }, Operand::Several(chosen(values)))
        }
    }
}

fn time(stamp: Stamp, test: &TimeTest) -> (Operator, Operand) {
    let point = |operator, at| (operator, Operand::Point(stamp, at));
    let range = |sign, from, to| (between(sign), Operand::Range(stamp, from, to));
    match test {
        TimeTest::Before(date) => point(BEFORE, moment(*date, DayPart::Begin)),
        TimeTest::After(date) => point(AFTER, moment(*date, DayPart::End)),
        TimeTest::Within(sign, first, last) => {
            range(*sign, moment(*first, DayPart::Begin), moment(*last, DayPart::End))
        }
        TimeTest::LastDays(sign, days) => range(*sign, from_today(-i64::from(*days), DayPart::Begin), now()),
        TimeTest::NextDays(sign, days) => range(*sign, now(), from_today(i64::from(*days), DayPart::Begin)),
        TimeTest::BeforeToday(days) => point(BEFORE, from_today(-i64::from(*days), DayPart::Begin)),
        TimeTest::AfterToday(days, part) => point(AFTER, from_today(i64::from(*days), *part)),
        TimeTest::Calendar(span, unit) => {
            let word = match span {
                CalendarSpan::This => "IN_THIS_TIME_UNIT",
                CalendarSpan::Last => "IN_LAST_TIME_UNIT",
                CalendarSpan::Next => "IN_NEXT_TIME_UNIT",
            };
            let unit = match unit {
                CalendarUnit::Day => "DAY",
                CalendarUnit::Week => "WEEK",
                CalendarUnit::Month => "MONTH",
                CalendarUnit::Quarter => "QUARTER",
                CalendarUnit::Year => "YEAR",
            };
            (Operator { kind: "CALENDAR_DATE", word }, Operand::Unit(unit))
        }
        TimeTest::Against(side, other) => {
            let operator = match side {
                Side::Before => BEFORE,
                Side::After => AFTER,
            };
            // HubSpot refers to the moment of another property only where that holds one.
            match (stamp, &other.kind) {
                (Stamp::Changed, _) | (Stamp::Value, FeatureKind::DateTime) => {
                    point(operator, referenced(other, stamp))
                }
                (Stamp::Value, _) => {
                    (Operator { kind: "COMPARATIVE_DATE", ..operator }, Operand::Property(other.name.clone()))
                }
            }
        }
    }
}

/// Writes a window of time that an activity has to fall into.
pub(super) fn window(test: &TimeTest) -> Doc {
    let (operator, operand) = time(Stamp::Value, test);
    operation(operator, Empty::Fails, operand)
}

fn filter(property: &str, operation: Doc) -> Doc {
    Doc::map([
        ("filterType", Doc::text("PROPERTY")),
        ("operation", operation),
        ("property", Doc::text(property.to_owned())),
    ])
}

fn operation(operator: Operator, empty: Empty, operand: Operand) -> Doc {
    let mut entries = vec![
        ("includeObjectsWithNoValueSet", Doc::Plain(Value::Bool(matches!(empty, Empty::Passes)))),
        ("operationType", Doc::text(operator.kind)),
        ("operator", Doc::text(operator.word)),
    ];
    match operand {
        Operand::Nothing => {}
        Operand::One(value) => entries.push(("value", Doc::Plain(value))),
        Operand::Several(values) => entries.push(("values", Doc::List(values))),
        Operand::Point(stamp, point) => entries.extend([
            ("type", Doc::text(operator.kind)),
            ("timePoint", point),
            ("endpointBehavior", Doc::text("EXCLUSIVE")),
            ("propertyParser", Doc::text(parser(stamp))),
        ]),
        Operand::Range(stamp, lower, upper) => entries.extend([
            ("type", Doc::text(operator.kind)),
            ("lowerBoundTimePoint", lower),
            ("lowerBoundEndpointBehavior", Doc::text("INCLUSIVE")),
            ("upperBoundTimePoint", upper),
            ("upperBoundEndpointBehavior", Doc::text("INCLUSIVE")),
            ("propertyParser", Doc::text(parser(stamp))),
        ]),
        Operand::Property(name) => entries.push(("comparisonPropertyName", Doc::text(name))),
        Operand::Unit(unit) => entries.push(("timeUnit", Doc::text(unit))),
    }
    Doc::map(entries)
}

fn bool_test(sign: Sign, value: bool) -> (Operator, Operand) {
    let word = match sign {
        Sign::Holds => "IS_EQUAL_TO",
        Sign::Not => "IS_NOT_EQUAL_TO",
    };
    (Operator { kind: "BOOL", word }, Operand::One(Value::Bool(value)))
}

fn number_operator(test: NumberTest) -> Operator {
    let word = match test {
        NumberTest::Equal => "IS_EQUAL_TO",
        NumberTest::NotEqual => "IS_NOT_EQUAL_TO",
        NumberTest::Less => "IS_LESS_THAN",
        NumberTest::LessOrEqual => "IS_LESS_THAN_OR_EQUAL_TO",
        NumberTest::Greater => "IS_GREATER_THAN",
        NumberTest::GreaterOrEqual => "IS_GREATER_THAN_OR_EQUAL_TO",
    };
    Operator { kind: "NUMBER", word }
}

fn text(test: TextTest, value: &str) -> (Operator, Operand) {
    let word = match test {
        TextTest::Equal => "IS_EQUAL_TO",
        TextTest::NotEqual => "IS_NOT_EQUAL_TO",
        TextTest::Contains => "CONTAINS",
        TextTest::DoesNotContain => "DOES_NOT_CONTAIN",
        TextTest::StartsWith => "STARTS_WITH",
        TextTest::EndsWith => "ENDS_WITH",
    };
    (Operator { kind: "STRING", word }, Operand::One(Value::String(value.to_owned())))
}

fn several(test: TextsTest, values: &[String]) -> (Operator, Operand) {
    let word = match test {
        TextsTest::EqualAny => "IS_EQUAL_TO",
        TextsTest::EqualNone => "IS_NOT_EQUAL_TO",
        TextsTest::ContainsAny => "CONTAINS",
        TextsTest::ContainsNone => "DOES_NOT_CONTAIN",
    };
    (Operator { kind: "MULTISTRING", word }, Operand::Several(values.iter().cloned().map(Doc::text).collect()))
}

fn choice(test: ChoiceTest, values: &[ChoiceValue]) -> (Operator, Operand) {
    let word = match test {
        ChoiceTest::AnyOf => "IS_ANY_OF",
        ChoiceTest::NoneOf => "IS_NONE_OF",
        ChoiceTest::AllOf => "CONTAINS_ALL",
        ChoiceTest::NotAllOf => "DOES_NOT_CONTAIN_ALL",
        ChoiceTest::Exactly => "IS_EXACTLY",
        ChoiceTest::NotExactly => "IS_NOT_EXACTLY",
    };
    (Operator { kind: "ENUMERATION", word }, Operand::Several(chosen(values)))
}

fn chosen(values: &[ChoiceValue]) -> Vec<Doc> {
    let chosen = |value: &ChoiceValue| match value {
        ChoiceValue::Option(value) => Doc::text(value.clone()),
        ChoiceValue::Portal(name) => portal_text(name),
    };
    values.iter().map(chosen).collect()
}

fn between(sign: Sign) -> Operator {
    let word = match sign {
        Sign::Holds => "IS_BETWEEN",
        Sign::Not => "IS_NOT_BETWEEN",
    };
    Operator { kind: "TIME_RANGED", word }
}

fn moment(date: Date, part: DayPart) -> Doc {
    let [hour, minute, second, millisecond] = match part {
        DayPart::Begin => [0, 0, 0, 0],
        DayPart::End => [23, 59, 59, 999],
    };
    let number = |value: i32| Doc::Plain(Value::from(value));
    Doc::map([
        ("timeType", Doc::text("DATE")),
        ("year", number(i32::from(date.year()))),
        ("month", number(i32::from(date.month()))),
        ("day", number(i32::from(date.day()))),
        ("hour", number(hour)),
        ("minute", number(minute)),
        ("second", number(second)),
        ("millisecond", number(millisecond)),
        ("timezoneSource", Doc::text("CUSTOM")),
        ("zoneId", Doc::Hole(Hole::TimeZone, Shape::Text)),
    ])
}

fn parser(stamp: Stamp) -> &'static str {
    match stamp {
        Stamp::Value => "VALUE",
        Stamp::Changed => "UPDATED_AT",
    }
}

/// The moment at which the filter is looked at.
fn now() -> Doc {
    indexed(vec![("referenceType", Doc::text("NOW"))], 0)
}

/// A day counted from today.
pub(super) fn from_today(days: i64, part: DayPart) -> Doc {
    let mut reference = vec![("referenceType", Doc::text("TODAY"))];
    match part {
        DayPart::Begin => {}
        DayPart::End => {
            let end = [("hour", 23), ("minute", 59), ("second", 59), ("millisecond", 999)];
            reference.extend(end.map(|(key, value)| (key, Doc::Plain(Value::from(value)))));
        }
    }
    indexed(reference, days)
}

/// HubSpot leaves an offset of nothing out, and so is it written.
fn indexed(reference: Vec<(&'static str, Doc)>, days: i64) -> Doc {
    let mut entries = vec![
        ("timeType", Doc::text("INDEXED")),
        ("indexReference", Doc::map(reference)),
        ("timezoneSource", Doc::text("CUSTOM")),
        ("zoneId", Doc::Hole(Hole::TimeZone, Shape::Text)),
    ];
    if days != 0 {
        entries.push(("offset", Doc::map([("days", Doc::Plain(Value::from(days)))])));
    }
    Doc::map(entries)
}

/// The moment of another property of the same record.
fn referenced(other: &Property, stamp: Stamp) -> Doc {
    Doc::map([
        ("timeType", Doc::text("PROPERTY_REFERENCED")),
        ("property", Doc::text(other.name.clone())),
        ("referenceType", Doc::text(parser(stamp))),
        ("timezoneSource", Doc::text("CUSTOM")),
        ("zoneId", Doc::Hole(Hole::TimeZone, Shape::Text)),
    ])
}
