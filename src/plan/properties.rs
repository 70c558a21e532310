//! Decides what becomes of each managed property, and holds the catalog against the portal.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::build::{Context, Decision, Entry, Repair};
use super::contract::fits;
use super::names;
use super::{Change, ChangeKind, Deployed, Drift, Expect, Sensitive, StopReason, Write, diff, key, normal};
use crate::catalog::{FeatureKind, Sensitivity};
use crate::lower;
use crate::model::walk::{Access, Use};
use crate::model::{ManagedProperty, Property};
use crate::record::{ObjectKey, ObjectKind};

/// Decides for every managed property.
pub(super) fn decide(context: &Context<'_>) -> Vec<Entry> {
    let mut groups: BTreeSet<(&str, String)> = BTreeSet::new();
    let mut entries = Vec::new();
    for managed in &context.inputs.program.properties {
        let property = &managed.property;
        let name = full_name(property);
        let live = context.inputs.snapshot.properties.get(&(property.object, property.name.clone()));
        let decision = match (names::path(context.inputs.snapshot, property.object), live) {
            (Err(stop), _) => Decision::Stop(stop),
            (Ok(path), None) => create(context, managed, (&name, path), &mut groups),
            (Ok(path), Some(live)) => existing(context, managed, (&name, path), live),
        };
        entries.push(Entry { key: property_key(property), refers: BTreeSet::new(), decision });
    }
    entries
}

/// Returns the keys of the managed properties among those that a declaration uses: it cannot be written without them.
pub(super) fn used(context: &Context<'_>, uses: &[Use<'_>]) -> BTreeSet<ObjectKey> {
    let managed = uses.iter().filter(|found| is_managed(context, found.property));
    managed.map(|found| property_key(found.property)).collect()
}

fn is_managed(context: &Context<'_>, property: &Property) -> bool {
    let is = |managed: &ManagedProperty| {
        managed.property.object == property.object && managed.property.name == property.name
    };
    context.inputs.program.properties.iter().any(is)
}

fn full_name(property: &Property) -> String {
    format!("{}.{}", property.object.word(), property.name)
}

fn property_key(property: &Property) -> ObjectKey {
    let name = full_name(property);
    key(ObjectKind::Property, &name, &name)
}

fn change(managed: &ManagedProperty, name: &str, kind: ChangeKind, writes: Vec<Write>, after: Value) -> Change {
    Change {
        object: key(ObjectKind::Property, name, name),
        kinds: vec![kind],
        title: managed.managed.label.clone(),
        id: None,
        expect: None,
        writes,
        before: None,
        after: Some(after),
        deployed: Deployed::default(),
        was: None,
        needs: Vec::new(),
        steps: None,
        sensitive: Sensitive::No,
    }
}

fn create<'a>(
    context: &Context<'_>,
    managed: &'a ManagedProperty,
    (name, path): (&str, &str),
    groups: &mut BTreeSet<(&'a str, String)>,
) -> Decision {
    let object = managed.property.object;
    let body = lower::property(managed).body;
    let mut writes = Vec::new();
    let group = &managed.managed.group;
    let there = context.inputs.snapshot.groups.get(&object).is_some_and(|names| names.contains(group));
    if !there && groups.insert((object.word(), group.clone())) {
        let body = json!({ "name": group, "label": group });
        writes.push(Write::CreateGroup { object: path.to_owned(), body });
    }
    writes.push(Write::CreateProperty { object: path.to_owned(), body: body.clone() });
    Decision::Change(Box::new(change(managed, name, ChangeKind::Create, writes, governed(&body))))
}

/// What of a definition the catalog governs. `options` are only ever added.
fn governed(definition: &Value) -> Value {
    let normal = normal::property(definition);
    let mut entries = Map::new();
    for field in ["type", "fieldType", "label", "description", "options"] {
        if let Some(value) = normal.get(field) {
            entries.insert(field.to_owned(), value.clone());
        }
    }
    Value::Object(entries)
}

fn existing(context: &Context<'_>, managed: &ManagedProperty, (name, path): (&str, &str), live: &Value) -> Decision {
    let wanted = lower::property(managed).body;
    for field in ["type", "fieldType", "dataSensitivity"] {
        let text = |value: &Value| {
            let absent = if field == "dataSensitivity" { "non_sensitive" } else { "" };
            value.get(field).and_then(Value::as_str).unwrap_or(absent).to_owned()
        };
        if text(&wanted) != text(live) {
            return Decision::Stop(StopReason::BrokenContract {
                property: name.to_owned(),
                wanted: format!("{field} {}", text(&wanted)),
                found: Some(format!("{field} {}", text(live))),
            });
        }
    }
    let mut body = Map::new();
    for field in ["label", "description"] {
        if let Some(value) = wanted.get(field).filter(|value| live.get(field) != Some(*value)) {
            body.insert(field.to_owned(), value.clone());
        }
    }
    if let Some(options) = added_options(&wanted, live) {
        body.insert("options".to_owned(), options);
    }
    if body.is_empty() {
        return Decision::Unchanged;
    }
    let mut after = live.clone();
    if let Some(entries) = after.as_object_mut() {
        entries.extend(body.clone());
    }
    if let Some(decision) = drifted(context, managed, live, &after) {
        return decision;
    }
    let kind = if body.contains_key("options") { ChangeKind::Update } else { ChangeKind::Text };
    let write = Write::UpdateProperty {
        object: path.to_owned(),
        name: managed.property.name.clone(),
        body: Value::Object(body),
    };
    let mut change = change(managed, name, kind, vec![write], governed(&after));
    change.id = Some(managed.property.name.clone());
    change.before = Some(live.clone());
    change.expect = Some(Expect::Property { definition: governed(live) });
    let (was, is) = (governed(live), governed(&after));
    change.deployed.text = diff::json(&was, &is).join("\n");
    Decision::Change(Box::new(change))
}

/// Tells what becomes of a property whose words somebody changed since it was last deployed. Options are only ever added, so
/// nobody's are lost.
fn drifted(context: &Context<'_>, managed: &ManagedProperty, live: &Value, after: &Value) -> Option<Decision> {
    let words = |definition: &Value| {
        let fields = ["label", "description"].map(|field| (field.to_owned(), definition.get(field).cloned()));
        Value::Object(fields.into_iter().filter_map(|(field, value)| Some((field, value?))).collect())
    };
    let object = property_key(&managed.property);
    let was = context.inputs.record.object(&object)?.after.as_ref().map(words)?;
    let (live, after) = (words(live), words(after));
    if was == live || live == after || context.may_overwrite(&object.name) {
        return None;
    }
    let difference = diff::json(&was, &live);
    if was != after {
        return Some(Decision::Stop(StopReason::Drifted { difference, sensitive: Sensitive::No }));
    }
    let id = managed.property.name.clone();
    let report = context.inputs.options.repair == Repair::Report;
    report.then_some(Decision::Drift(Drift { object, id, difference, sensitive: Sensitive::No }))
}

/// Returns what the catalog governs of a definition that was read back.
#[must_use]
pub fn read_back(live: &Value) -> Value {
    governed(live)
}

/// Returns the sensitivity class in which a changed property is read.
#[must_use]
pub fn sensitivity(change: &Change) -> Sensitivity {
    let written = change.writes.iter().filter(|write| write.property().is_some());
    let word = written.filter_map(Write::body).find_map(|body| body.get("dataSensitivity")?.as_str());
    let word = word.or_else(|| change.before.as_ref()?.get("dataSensitivity")?.as_str());
    [Sensitivity::Sensitive, Sensitivity::HighlySensitive]
        .into_iter()
        .find(|known| Some(known.word()) == word)
        .unwrap_or_default()
}

/// Returns all options of the portal with those of the catalog that it lacks behind them; nothing where none lack.
fn added_options(wanted: &Value, live: &Value) -> Option<Value> {
    let empty = Vec::new();
    let of = |value: &'_ Value| value.get("options").and_then(Value::as_array).cloned().unwrap_or(empty.clone());
    let values: BTreeSet<String> = of(live).iter().filter_map(option_value).collect();
    let mut all = of(live);
    let next = all.len();
    for option in of(wanted) {
        if option_value(&option).is_some_and(|value| !values.contains(&value)) {
            let mut option = option;
            if let Some(entries) = option.as_object_mut() {
                entries.insert("displayOrder".to_owned(), json!(all.len()));
            }
            all.push(option);
        }
    }
    (all.len() > next).then_some(Value::Array(all))
}

fn option_value(option: &Value) -> Option<String> {
    option.get("value").and_then(Value::as_str).map(str::to_owned)
}

/// Tells how a property that a rule uses differs from what the catalog says of it.
pub(super) fn broken(context: &Context<'_>, found: &Use<'_>) -> Option<StopReason> {
    let property = found.property;
    let managed = is_managed(context, property);
    let name = full_name(property);
    let live = context.inputs.snapshot.properties.get(&(property.object, property.name.clone()));
    let wanted = property.kind.word().to_owned();
    let Some(live) = live else {
        let is_archived = context.inputs.snapshot.archived.contains(&(property.object, property.name.clone()));
        let found = is_archived.then(|| "a property of that name that is archived".to_owned());
        return (!managed).then_some(StopReason::BrokenContract { property: name, wanted, found });
    };
    let text = |field: &str| live.get(field).and_then(Value::as_str).unwrap_or_default();
    if !fits(&property.kind, text("type"), text("fieldType")) {
        let found = Some(format!("type {}, field {}", text("type"), text("fieldType")));
        return Some(StopReason::BrokenContract { property: name, wanted, found });
    }
    if found.access == Access::Written && is_read_only(live) {
        return Some(StopReason::ReadOnly { property: name });
    }
    if !matches!(property.kind, FeatureKind::Enum(_) | FeatureKind::Set(_)) || managed {
        return None;
    }
    let options: BTreeSet<String> =
        live.get("options").and_then(Value::as_array).into_iter().flatten().filter_map(option_value).collect();
    if options.is_empty() {
        // Options that come from elsewhere (users, say) are not listed.
        return None;
    }
    let missing = found.literals.iter().find(|literal| !options.contains(*literal))?;
    let known: Vec<String> = options.into_iter().collect();
    Some(StopReason::BrokenContract {
        property: name,
        wanted: format!("option {missing}"),
        found: Some(format!("options {}", known.join(", "))),
    })
}

/// Tells whether the portal makes a property's value itself, as it does with what it calculates.
fn is_read_only(live: &Value) -> bool {
    let is = |value: Option<&Value>| value.and_then(Value::as_bool).unwrap_or(false);
    is(live.get("calculated")) || is(live.pointer("/modificationMetadata/readOnlyValue"))
}
