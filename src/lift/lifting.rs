//! What the steps of one flow are read against, and what is noted on the way.

use std::collections::{BTreeMap, BTreeSet};

use super::features::path;
use super::graph::Actions;
use super::naming::Taken;
use super::node::Node;
use super::text::{self, Markup, Token, tokens};
use super::value::made;
use super::{Loss, World};
use crate::catalog::Feature;
use crate::hubspot::platform::Object;
use crate::model::rule::AssociationPath;
use crate::syntax::ast::{Action, Path};
use crate::syntax::is_name;
use serde_json::Value;

/// A flow whose steps are being read.
pub(super) struct Lifting<'a, 'j> {
    pub world: World<'a>,
    /// The object whose records enrol.
    pub object: Object,
    /// What the workflow is called.
    pub called: &'a str,
    pub actions: &'a Actions<'j>,
    /// What each name of `dataSources` fetches.
    sources: BTreeMap<String, AssociationPath>,
    /// A name for each node, given to the step where something names it.
    names: Vec<String>,
    /// What later steps read of each node.
    pub read: Vec<BTreeSet<String>>,
    pub notes: Notes,
}

/// What is noted while steps are read.
#[derive(Default)]
pub(super) struct Notes {
    /// What was kept, or is named otherwise.
    pub losses: Vec<Loss>,
    /// Which node reads which other one, and what of it.
    pub reads: Vec<(usize, usize, String)>,
    /// The code of steps, by the path of its file.
    pub code: BTreeMap<String, String>,
}

/// How far the notes were.
#[derive(Clone, Copy)]
struct Noted(usize, usize);

impl<'a, 'j> Lifting<'a, 'j> {
    pub(super) fn new(
        flow: &Node<'j>,
        object: Object,
        called: &'a str,
        actions: &'a Actions<'j>,
        world: World<'a>,
    ) -> Self {
        let mut taken = Taken::default();
        world.features.associations(object).for_each(|name| taken.keep(name));
        let names = actions.spots.iter().map(|spot| {
            let word = word(&spot.json);
            taken.give(&format!("{word} {}", spot.id), word, &spot.id)
        });
        let names = names.collect();
        let mut read = vec![BTreeSet::new(); actions.spots.len()];
        for spot in &actions.spots {
            each_text(spot.json.json, &mut |text| {
                for token in tokens(text) {
                    if let Token::Output(id, key) = token
                        && is_name(key)
                        && let Some(keys) = actions.by_id.get(id).and_then(|at| read.get_mut(*at))
                    {
                        keys.insert(key.to_owned());
                    }
                }
            });
        }
        Self {
            world,
            object,
            called,
            actions,
            sources: sources(flow, object, &world),
            names,
            read,
            notes: Notes::default(),
        }
    }

    /// Returns the name of a step.
    pub(super) fn name(&self, node: usize) -> &str {
        self.names.get(node).map_or("", String::as_str)
    }

    /// Tries to read a step; where that fails, nothing of it stays in the notes.
    pub(super) fn attempt(&mut self, read: impl FnOnce(&mut Self) -> Option<Action>) -> Option<Action> {
        let Noted(losses, reads) = Noted(self.notes.losses.len(), self.notes.reads.len());
        let action = read(self);
        if action.is_none() {
            self.notes.losses.truncate(losses);
            self.notes.reads.truncate(reads);
        }
        action
    }

    /// Writes a text of a step; nothing where it has no form.
    pub(super) fn text(&mut self, node: usize, stored: &str, markup: Markup) -> Option<String> {
        text::text(stored, markup, &mut |token| self.token(node, token))
    }

    /// Writes a text in the fields of an opaque step.
    pub(super) fn field_text(&mut self, node: usize, stored: &str) -> Result<String, &'static str> {
        text::field(stored, &mut |token| match token {
            // It passes as it is.
            Token::Property(_) => None,
            Token::Fetched(..) | Token::Output(..) => self.token(node, token),
        })
    }

    /// Says what a token reads.
    fn token(&mut self, node: usize, token: &Token<'_>) -> Option<String> {
        match token {
            Token::Property(property) => self.feature(self.object, property).map(|feature| feature.name.clone()),
            Token::Fetched(name, property) => {
                let path = self.sources.get(*name)?.clone();
                let association = self.world.features.association(&path)?;
                Some(format!("{association}.{}", self.feature(path.to, property)?.name))
            }
            Token::Output(id, key) => {
                let producer = *self.actions.by_id.get(*id).filter(|_| is_name(key))?;
                let name = self.name(producer).to_owned();
                self.notes.reads.push((node, producer, (*key).to_owned()));
                Some(format!("{name}.{key}"))
            }
        }
    }

    /// Finds the feature of a property.
    pub(super) fn feature(&self, object: Object, property: &str) -> Option<&'a Feature> {
        self.world.features.feature(object, property)
    }

    /// Finds the feature of a property that steps may write.
    pub(super) fn writable(&self, object: Object, property: &str) -> Option<&'a Feature> {
        self.feature(object, property).filter(|feature| !feature.calculated)
    }

    /// Finds the way that a category and a type id name, from the enrolled record.
    pub(super) fn association(&self, it: &Node<'_>) -> Option<AssociationPath> {
        it.only(&["associationCategory", "associationTypeId"]).ok()?;
        let id = it.id("associationTypeId").ok()?;
        let ways = self.world.features.reached(self.object);
        let found = ways.filter_map(|to| path(self.object, to, &id, self.world.names)).next()?;
        let category = if found.portal_name().is_some() { "USER_DEFINED" } else { "HUBSPOT_DEFINED" };
        it.fixed("associationCategory", category).ok()?;
        Some(found)
    }

    /// Names a feature of the enrolled record, or of an associated one.
    pub(super) fn path(&self, association: Option<&AssociationPath>, feature: &Feature) -> Option<Path> {
        let association = match association {
            Some(path) => Some(made(self.world.features.association(path)?.to_owned())),
            None => None,
        };
        Some(Path { association, feature: made(feature.name.clone()) })
    }

    /// Reads a value that is a property of the enrolled record, or of an associated one.
    pub(super) fn property(&self, value: &Node<'_>) -> Option<(Path, &'a Feature)> {
        match value.text("type").ok()? {
            "OBJECT_PROPERTY" => {
                value.only(&["type", "propertyName"]).ok()?;
                let feature = self.feature(self.object, value.text("propertyName").ok()?)?;
                Some((self.path(None, feature)?, feature))
            }
            "FETCHED_OBJECT_PROPERTY" => {
                value.only(&["type", "propertyToken"]).ok()?;
                let written = value.text("propertyToken").ok()?;
                let token = tokens(written).next()?;
                let Token::Fetched(name, property) = token else { return None };
                if written != format!("{{{{ fetched_objects.{name}.{property} }}}}") {
                    return None;
                }
                let path = self.sources.get(name)?;
                let feature = self.feature(path.to, property)?;
                Some((self.path(Some(path), feature)?, feature))
            }
            _ => None,
        }
    }
}

/// Reads what `dataSources` fetch: those that a step of ours can name.
fn sources(flow: &Node<'_>, object: Object, world: &World<'_>) -> BTreeMap<String, AssociationPath> {
    let read = |source: &Node<'_>| {
        source.only(&["name", "type", "objectTypeId", "associationCategory", "associationTypeId"]).ok()?;
        source.fixed("type", "ASSOCIATION").ok()?;
        let to = super::features::object(&source.id("objectTypeId").ok()?, world.names)?;
        let path = path(object, to, &source.id("associationTypeId").ok()?, world.names)?;
        let category = if path.portal_name().is_some() { "USER_DEFINED" } else { "HUBSPOT_DEFINED" };
        source.fixed("associationCategory", category).ok()?;
        world.features.association(&path)?;
        Some((source.text("name").ok()?.to_owned(), path))
    };
    let mut found: BTreeMap<String, AssociationPath> = BTreeMap::new();
    for (name, path) in flow.items("dataSources").unwrap_or_default().iter().filter_map(read) {
        // Of two that fetch the same records, a plan takes the first one.
        if !found.values().any(|known| *known == path) {
            found.insert(name, path);
        }
    }
    found
}

/// The word that a step's name begins with.
fn word(action: &Node<'_>) -> &'static str {
    match action.get("type").and_then(|kind| kind.json.as_str()) {
        Some("CUSTOM_CODE") => "code",
        Some("WEBHOOK") => "webhook",
        Some("LIST_BRANCH" | "STATIC_BRANCH") => "branch",
        Some("AB_TEST_BRANCH") => "split",
        _ => "step",
    }
}

/// Goes through all texts of a piece of JSON.
fn each_text(json: &Value, see: &mut dyn FnMut(&str)) {
    each_place(&Node::root(json), &mut |text, _, _| see(text));
}

/// Goes through all texts of a piece of JSON, with their places, and with what they may be named by: the key, and the
/// texts under `name` and `key` around them.
pub(super) fn each_place(it: &Node<'_>, see: &mut dyn FnMut(&str, &str, &[&str])) {
    let mut open: Vec<(Node<'_>, Vec<&str>)> = vec![(it.clone(), Vec::new())];
    while let Some((it, named)) = open.pop() {
        match it.json {
            Value::String(text) => see(text, &it.place, &named),
            Value::Array(items) => {
                let item = |(at, json)| (Node { json, place: format!("{}/{at}", it.place) }, named.clone());
                open.extend(items.iter().enumerate().map(item));
            }
            Value::Object(entries) => {
                let inner = ["name", "key"].iter().filter_map(|key| entries.get(*key)?.as_str());
                let inner: Vec<&str> = inner.collect();
                // What holds a value names it: `{ "name": "token", "value": { "staticValue": … } }`.
                let value = |key: &str| matches!(key, "value" | "staticValue");
                let members = entries.keys().filter_map(|key| {
                    let around = named.iter().filter(|_| value(key));
                    Some((it.get(key)?, around.chain(&inner).copied().chain([key.as_str()]).collect()))
                });
                open.extend(members);
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
