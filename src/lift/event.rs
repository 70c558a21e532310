//! Events: as conditions, and as what enrols records.

use serde_json::Value;

use crate::catalog::events::Event;
use crate::catalog::{Feature, FeatureKind};
use crate::hubspot::coverage::{self, Group};
use crate::hubspot::platform::Object;
use crate::model::PortalName;
use crate::model::rule::{
    ChoiceTest, ChoiceValue, Empty, EventTest, EventType, Leaf, NumberTest, PropertyTest, Sign, Test,
};
use crate::plan::normal;
use crate::syntax::ast::{self, Change};

use super::node::Node;
use super::property::{self, Find};
use super::value::{made, nowhere, written};
use super::{Loss, World, activity, rule, write};

/// The event type of a changed property.
const PROPERTY_CHANGED: &str = "4-655002";
/// The event type of a record that is made.
const RECORD_CREATED: &str = "4-1463224";

/// Members of a branch on events.
const MEMBERS: [&str; 6] =
    ["eventTypeId", "filterBranchOperator", "filterBranchType", "filterBranches", "filters", "operator"];

/// Returns what enrols a record, or what a wait waits for: one event.
///
/// # Errors
/// Where the language has no such event.
pub fn event(branch: &Value, object: Object, world: &World<'_>) -> Result<ast::Event, Vec<Loss>> {
    let branch = Node::root(branch);
    let one = |loss: Loss| vec![loss];
    branch.only(&MEMBERS).map_err(one)?;
    branch.fixed("filterBranchType", "UNIFIED_EVENTS").map_err(one)?;
    branch.fixed("operator", "HAS_COMPLETED").map_err(one)?;
    childless(&branch).map_err(one)?;
    match branch.text("eventTypeId").map_err(one)? {
        PROPERTY_CHANGED => changes(&branch, object, world).map_err(one),
        RECORD_CREATED if branch.items("filters").map_err(one)?.is_empty() => Ok(ast::Event::Created(nowhere())),
        RECORD_CREATED => Err(vec![branch.loss("a new record is narrowed by filters")]),
        _ => {
            let (word, event) = named(&branch, world).map_err(one)?;
            if event.object != object {
                return Err(vec![branch.loss(format!("`{word}` happens to another object"))]);
            }
            let tests = tests(&branch, event, world)?;
            Ok(ast::Event::Did(write::event_of(word, event, &tests)))
        }
    }
}

/// Returns what enrols a record again: the change of a property.
///
/// # Errors
/// Where the language has no such change.
pub fn trigger(branch: &Value, object: Object, world: &World<'_>) -> Result<ast::Event, Vec<Loss>> {
    let branch = Node::root(branch);
    let read = || {
        branch.fixed("filterBranchType", "AND")?;
        branch.only(&["filterBranchOperator", "filterBranchType", "filterBranches", "filters"])?;
        childless(&branch)?;
        changes(&branch, object, world)
    };
    read().map_err(|loss| vec![loss])
}

/// Reads an event of the record as a condition.
pub fn read(branch: &Node<'_>, object: Object, world: &World<'_>) -> Result<EventTest, Vec<Loss>> {
    let one = |loss: Loss| vec![loss];
    branch.only(&[&MEMBERS[..], &["coalescingRefineBy", "pruningRefineBy"]].concat()).map_err(one)?;
    childless(branch).map_err(one)?;
    let (word, event) = named(branch, world).map_err(one)?;
    if event.object != object {
        return Err(vec![branch.loss(format!("`{word}` happens to another object"))]);
    }
    let tests = tests(branch, event, world)?;
    let refine = normal::filter(branch.json);
    let canonical = Node { json: &refine, place: branch.place.clone() };
    let refine = activity::refine(&canonical, world).map_err(|loss| vec![branch.told(loss)])?;
    let sign = match branch.text("operator").map_err(one)? {
        "HAS_COMPLETED" => Sign::Holds,
        _ => Sign::Not,
    };
    let counted = matches!(refine, crate::model::rule::Refine::AtLeast(_) | crate::model::rule::Refine::AtMost(_));
    if sign == Sign::Not && counted {
        return Err(vec![branch.loss("what did not happen is not counted")]);
    }
    Ok(EventTest { event: event_type(event), tests, sign, refine })
}

/// Returns the type of an event as the checked program has it.
fn event_type(event: &Event) -> EventType {
    match &event.of {
        crate::catalog::events::Kind::Standard(standard) => {
            EventType::Standard { word: standard.word, id: standard.id }
        }
        crate::catalog::events::Kind::Custom(name) => EventType::Custom(PortalName::Event(name.clone())),
    }
}

fn named<'a>(branch: &Node<'_>, world: &World<'a>) -> Result<(&'a str, &'a Event), Loss> {
    let id = branch.text("eventTypeId")?;
    let found = world.features.event(id, world.names);
    found.ok_or_else(|| branch.loss(format!("the catalog has no event for the type `{id}`")))
}

fn childless(branch: &Node<'_>) -> Result<(), Loss> {
    // Where it is absent, it is this one.
    if branch.get("filterBranchOperator").is_some() {
        branch.fixed("filterBranchOperator", "AND")?;
    }
    match branch.items("filterBranches")?.first() {
        Some(child) => Err(child.loss("branches stand within a branch on events")),
        None => Ok(()),
    }
}

/// Reads what one event must pass.
fn tests(branch: &Node<'_>, event: &Event, world: &World<'_>) -> Result<Vec<PropertyTest>, Vec<Loss>> {
    let find: &Find<'_> = &|name| event.properties.values().find(|feature| feature.property == name);
    let mut losses = Vec::new();
    let mut found = Vec::new();
    for filter in branch.items("filters").map_err(|loss| vec![loss])? {
        match of_event(&filter, find, world).map_err(|loss| filter.told(loss)) {
            Ok(tests) => found.extend(tests),
            Err(loss) => losses.push(loss),
        }
    }
    if !losses.is_empty() {
        return Err(losses);
    }
    if !found.is_empty() {
        let leaves = found.iter().cloned().map(Leaf::Property).collect();
        found = rule::least(vec![leaves])
            .map_err(|why| vec![branch.loss(why)])?
            .into_iter()
            .flat_map(|branch| branch.leaves)
            .filter_map(|leaf| match leaf {
                Leaf::Property(test) => Some(test),
                Leaf::Member(_) | Leaf::Activity(_) | Leaf::Event(_) | Leaf::Any { .. } => None,
            })
            .collect();
    }
    Ok(found)
}

fn of_event(filter: &Node<'_>, find: &Find<'_>, world: &World<'_>) -> Result<Vec<PropertyTest>, Loss> {
    let canonical = world.reading().filter(filter.json);
    let canonical = Node { json: &canonical, place: filter.place.clone() };
    if canonical.text("filterType")? != "PROPERTY" {
        return Err(filter.loss("an event is narrowed by its own properties alone"));
    }
    let feature = property::feature(&canonical, "property", find)?;
    let tests = if feature.kind == FeatureKind::Email {
        emails(&canonical, feature, world)?
    } else {
        property::read(&canonical, find, world)?
    };
    if tests.iter().all(is_of_events) { Ok(tests) } else { Err(filter.loss("an event takes no such test")) }
}

/// Events know e-mails by the number that filters have for them.
fn emails(filter: &Node<'_>, feature: &Feature, world: &World<'_>) -> Result<Vec<PropertyTest>, Loss> {
    filter.only(&["filterType", "operation", "property"])?;
    let operation = filter.need("operation")?;
    operation.only(&["includeObjectsWithNoValueSet", "operationType", "operator", "values"])?;
    operation.fixed("operationType", "ENUMERATION")?;
    operation.fixed_flag("includeObjectsWithNoValueSet")?;
    let comparison = match operation.text("operator")? {
        "IS_ANY_OF" => ChoiceTest::AnyOf,
        "IS_NONE_OF" => ChoiceTest::NoneOf,
        _ => return Err(operation.loss("an event takes no such test")),
    };
    let email = |value: &Node<'_>| {
        let found = value.json.as_str().and_then(|id| activity::email_named(id, world));
        found.map(ChoiceValue::Portal).ok_or_else(|| value.loss("nothing is known of the e-mail with this id"))
    };
    let mut values: Vec<ChoiceValue> = operation.items("values")?.iter().map(email).collect::<Result<_, _>>()?;
    values.sort();
    values.dedup();
    if values.is_empty() {
        return Err(operation.loss("it has no values"));
    }
    let property = crate::check::property::of(feature);
    Ok(vec![PropertyTest { property, test: Test::Choice(comparison, values), empty: Empty::Fails }])
}

fn is_of_events(test: &PropertyTest) -> bool {
    let fits = match &test.test {
        Test::Bool(..) | Test::Number(..) | Test::Text(..) => true,
        Test::Choice(comparison, _) => matches!(comparison, ChoiceTest::AnyOf | ChoiceTest::NoneOf),
        // HubSpot takes one text at a time.
        Test::Texts(..) | Test::Known | Test::Unknown | Test::Past(..) | Test::Time(..) | Test::SameText(_) => false,
    };
    fits && test.empty == Empty::Fails
}

/// Reads the name of a property and its new value.
fn changes(branch: &Node<'_>, object: Object, world: &World<'_>) -> Result<ast::Event, Loss> {
    let (mut name, mut to) = (None, None);
    for filter in branch.items("filters")? {
        filter.only(&["filterType", "operation", "property"])?;
        filter.fixed("filterType", "PROPERTY")?;
        match filter.text("property")? {
            "hs_name" if name.is_none() => name = Some(filter),
            "hs_value" if to.is_none() => to = Some(filter),
            _ => return Err(filter.loss("a change is the name of a property and its new value")),
        }
    }
    let (Some(name), Some(to)) = (name, to) else {
        return Err(branch.loss("a change is the name of a property and its new value"));
    };
    let (named, valued) = (normal::filter(name.json), normal::filter(to.json));
    let operation = |json, filter: &Node<'_>| Node { json, place: filter.place.clone() }.need("operation");
    let operation = operation(&named, &name)?;
    operation.only(&["includeObjectsWithNoValueSet", "operationType", "operator", "value"])?;
    operation.fixed("operationType", "STRING")?;
    operation.fixed("operator", "IS_EQUAL_TO")?;
    operation.fixed_flag("includeObjectsWithNoValueSet")?;
    let property = operation.text("value")?;
    let feature = world.features.feature(object, property);
    let feature =
        feature.ok_or_else(|| operation.loss(format!("the catalog has no feature of the property `{property}`")))?;
    let valued = Node { json: &valued, place: to.place.clone() };
    let to = change(&valued, feature, world).map_err(|loss| to.told(loss))?;
    Ok(ast::Event::Changes { feature: made(feature.name.clone()), to: to.map(made) })
}

fn change(filter: &Node<'_>, feature: &Feature, world: &World<'_>) -> Result<Option<Change>, Loss> {
    let unwritten = || filter.loss("the language has no such change");
    let operation = filter.need("operation")?;
    coverage::held(Group::Operation, operation.text("operationType")?, operation.text("operator")?)
        .map_err(|why| operation.loss(why))?;
    let find: &Find<'_> = &|name| (name == "hs_value").then_some(feature);
    let tests = property::read(filter, find, world)?;
    let [PropertyTest { test, empty: Empty::Fails, .. }] = tests.as_slice() else { return Err(unwritten()) };
    let values = |values: Vec<ast::ValueKind>| {
        let mut values: Vec<ast::Value> = values.into_iter().map(made).collect();
        match values.pop() {
            Some(only) if values.is_empty() => Some(Change::Value(only)),
            last => Some(Change::AnyOf(values.into_iter().chain(last).collect())),
        }
    };
    match test {
        Test::Known => Ok(None),
        Test::Unknown => Ok(Some(Change::Unknown)),
        Test::Bool(Sign::Holds, truth) => Ok(Some(Change::Value(made(ast::ValueKind::Bool(*truth))))),
        Test::Number(NumberTest::Equal, number) => Ok(Some(Change::Value(made(ast::ValueKind::Number(number.text()))))),
        Test::Number(comparison, number) => {
            let order = write::order(*comparison).ok_or_else(unwritten)?;
            Ok(Some(Change::Order(order, made(ast::ValueKind::Number(number.text())))))
        }
        Test::Text(crate::model::rule::TextTest::Equal, text) => {
            Ok(Some(Change::Value(made(ast::ValueKind::Text(text.clone())))))
        }
        Test::Texts(crate::model::rule::TextsTest::EqualAny, texts) => {
            Ok(values(texts.iter().cloned().map(ast::ValueKind::Text).collect()))
        }
        Test::Choice(ChoiceTest::AnyOf, chosen) => Ok(values(chosen.iter().map(written).collect())),
        Test::Bool(..)
        | Test::Text(..)
        | Test::Texts(..)
        | Test::Choice(..)
        | Test::Past(..)
        | Test::Time(..)
        | Test::SameText(_) => Err(unwritten()),
    }
}
