//! The files of the catalog as one: the union, in which an entry written by hand wins over a generated one.

use std::collections::BTreeMap;

use super::feature::{self, check_name, filled};
use super::{Association, Catalog, CustomEvent, CustomObject, Feature, Owner, events};
use crate::hubspot::platform::{CustomObject as PortalObject, Object};
use crate::problem::catalog::{Fault, Thing};
use crate::problem::{Note, Problem, nearest};
use crate::source::{FileId, Sources, Span, Spanned};
use crate::yaml::{self, Entry, Kind, Node, Reader};

/// Where a file of the catalog comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provenance {
    /// Written by a person.
    Hand,
    /// Written by `catalog pull` from a portal.
    Generated,
}

impl Provenance {
    /// Tells by a path, relative to the project, whether it is a file of the catalog and where it comes from.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        let is_yaml = path.ends_with(".yaml") || path.ends_with(".yml");
        match path.strip_prefix("rules/").filter(|_| is_yaml)? {
            generated if generated.starts_with("portal/") => Some(Self::Generated),
            _ => Some(Self::Hand),
        }
    }
}

/// How many known names a problem holds.
const MOST_NAMED: usize = 20;

/// Reads files as one catalog. What is good is kept whatever else is wrong; problems are in the order of places.
#[must_use]
pub fn read(files: &Sources, which: &[(FileId, Provenance)]) -> (Catalog, Vec<Problem>) {
    let mut which = which.to_vec();
    which.sort_by_key(|(file, provenance)| (*provenance, *file));
    let mut union = Union::default();
    let mut roots = Vec::new();
    for (file, provenance) in which {
        let Some(source) = files.get(file) else { continue };
        match yaml::read(file, &source.text) {
            Ok(Some(root)) => {
                // A file may name a custom object that a later one declares.
                union.customs.extend(customs(&root));
                roots.push((Spanned::new(source.path.clone(), Span::new(file, 0, 0)), provenance, root));
            }
            Ok(None) => {}
            Err(slip) => union.problems.push(Problem::at(slip.span, slip.node)),
        }
    }
    for (path, provenance, root) in &roots {
        let mut reader = Reader::new();
        union.file(&mut reader, *provenance, path, root);
        union.problems.append(&mut reader.problems);
    }
    union.finish()
}

/// Finds the custom objects of a file, whatever else is wrong with it.
fn customs(root: &Node) -> Vec<(String, Object)> {
    let under = |node: &Node, key: &str| -> Option<Node> {
        let Kind::Map(entries) = &node.kind else { return None };
        entries.iter().find(|entry| entry.key.node == key).map(|entry| entry.value.clone())
    };
    let Some(Node { kind: Kind::Map(objects), .. }) = under(root, "objects") else { return Vec::new() };
    let named = |entry: &Entry| {
        let Kind::Scalar { text, .. } = under(&entry.value, "custom")?.kind else { return None };
        let word = &entry.key.node;
        let custom = PortalObject::new(word, &text);
        Object::standard(word).is_none().then(|| (word.clone(), Object::Custom(custom)))
    };
    objects.iter().filter_map(named).collect()
}

/// Which entry holds a name: where it stands and who wrote it.
type Holder = (Span, Provenance);

#[derive(Default)]
struct Union {
    catalog: Catalog,
    problems: Vec<Problem>,
    names: BTreeMap<(Thing, String), Holder>,
    properties: BTreeMap<(Object, String), (Holder, String)>,
    labels: BTreeMap<(Object, String), Span>,
    /// The custom objects of all files by their word.
    customs: BTreeMap<String, Object>,
}

impl Union {
    fn file(&mut self, reader: &mut Reader, provenance: Provenance, whole: &Spanned<String>, root: &Node) {
        let Some(fields) = reader.fields("a catalog", whole, root, &["owners", "objects", "events"]) else { return };
        for entry in fields.get("owners").map(|entry| reader.names(entry)).unwrap_or_default() {
            self.owner(reader, provenance, entry);
        }
        for entry in fields.get("objects").map(|entry| reader.names(entry)).unwrap_or_default() {
            self.object(reader, provenance, entry);
        }
        for entry in fields.get("events").map(|entry| reader.names(entry)).unwrap_or_default() {
            self.event(reader, provenance, entry);
        }
    }

    /// Claims a name; false where another entry holds it, which then has been reported.
    fn claim(&mut self, what: Thing, key: String, name: &Spanned<String>, provenance: Provenance) -> bool {
        let Some((first, holder)) = self.names.get(&(what, key.clone())).copied() else {
            self.names.insert((what, key), (name.span, provenance));
            return true;
        };
        let name_text = name.node.clone();
        self.problems.push(if holder == provenance {
            Problem::at(name.span, Fault::DoubledEntry { what, name: name_text }).and(first, Note::FirstHere)
        } else {
            Problem::at(first, Fault::Overridden { what, name: name_text }).and(name.span, Note::AndHere)
        });
        false
    }

    fn owner(&mut self, reader: &mut Reader, provenance: Provenance, entry: &Entry) {
        check_name(reader, Thing::Owner, &entry.key);
        let Some(fields) = reader.fields("an owner", &entry.key, &entry.value, &["team", "contact"]) else { return };
        let team = reader.need(&fields, "team").and_then(|entry| filled(reader, entry, "team"));
        let contact = fields.get("contact").and_then(|entry| filled(reader, entry, "contact")).map(|text| text.node);
        if self.claim(Thing::Owner, entry.key.node.clone(), &entry.key, provenance) {
            // An owner whose team is missing still is an owner: what names it is right.
            let team = team.map(|text| text.node).unwrap_or_default();
            self.catalog.owners.insert(entry.key.node.clone(), Owner { team, contact, at: entry.key.span });
        }
    }

    fn object(&mut self, reader: &mut Reader, provenance: Provenance, entry: &Entry) {
        let word = &entry.key;
        let standard = Object::standard(&word.node);
        let known = standard.or_else(|| self.customs.get(&word.node).copied());
        let Some(fields) = reader.fields("an object", word, &entry.value, &["custom", "features", "associations"])
        else {
            return;
        };
        let custom = fields.get("custom");
        match (standard, custom) {
            (Some(_), None) => {}
            // Another file says what it is in the portal, and this one more about it.
            (None, None) if known.is_some() => {}
            (Some(_), Some(custom)) => reader.report(custom.key.span, Fault::NotCustom { object: word.node.clone() }),
            (None, Some(custom)) => self.custom_object(reader, provenance, word, custom),
            (None, None) => {
                reader.report(word.span, Fault::UnknownObject { word: word.node.clone(), known: self.objects() })
            }
        }
        let features = fields.get("features").map(|entry| reader.names(entry)).unwrap_or_default();
        for entry in features {
            // Those of an object that is none are checked in the same way, and go no further.
            let read = feature::read(reader, known.unwrap_or(Object::Contact), entry);
            let Some(object) = known else { continue };
            self.feature(object, provenance, &entry.key, read);
        }
        let ways = fields.get("associations").map(|entry| reader.names(entry)).unwrap_or_default();
        for entry in ways {
            self.association(reader, known, provenance, entry);
        }
    }

    fn custom_object(&mut self, reader: &mut Reader, provenance: Provenance, word: &Spanned<String>, custom: &Entry) {
        check_name(reader, Thing::Object, word);
        let Some(custom) = filled(reader, custom, "custom") else { return };
        if self.claim(Thing::Object, word.node.clone(), word, provenance) {
            let object = Object::Custom(PortalObject::new(&word.node, &custom.node));
            self.catalog.custom_objects.insert(word.node.clone(), CustomObject { object, at: word.span });
        }
    }

    fn feature(&mut self, object: Object, provenance: Provenance, name: &Spanned<String>, read: Option<feature::Read>) {
        let key = (object, name.node.clone());
        if !self.claim(Thing::Feature, format!("{} {}", object.word(), name.node), name, provenance) {
            return;
        }
        let Some(read) = read else {
            self.catalog.faulty.insert(key);
            return;
        };
        if !self.claim_property(object, provenance, name, &read.property) {
            return;
        }
        if let Some(label) = read.label {
            self.claim_label(object, label);
        }
        match read.feature {
            Some(feature) => drop(self.catalog.features.insert(key, feature)),
            None => drop(self.catalog.faulty.insert(key)),
        }
    }

    fn claim_property(
        &mut self,
        object: Object,
        provenance: Provenance,
        name: &Spanned<String>,
        property: &Spanned<String>,
    ) -> bool {
        let key = (object, property.node.clone());
        let Some(((first, holder), feature)) = self.properties.get(&key).cloned() else {
            self.properties.insert(key, ((property.span, provenance), name.node.clone()));
            return true;
        };
        let (object, property_name) = (object.word().to_owned(), property.node.clone());
        if holder == provenance {
            let fault = Fault::DoubledProperty { object, property: property_name, first: feature };
            self.problems.push(Problem::at(property.span, fault).and(first, Note::FirstHere));
            // The name is good and rules may use it: only its property is somebody else's.
            return true;
        }
        let fault = Fault::OverriddenProperty { object, property: property_name, name: feature };
        self.problems.push(Problem::at(first, fault).and(property.span, Note::AndHere));
        false
    }

    fn claim_label(&mut self, object: Object, label: Spanned<String>) {
        let key = (object, label.node.to_lowercase());
        if let Some(first) = self.labels.get(&key) {
            let fault = Fault::DoubledPropertyLabel { object: object.word().to_owned(), label: label.node };
            self.problems.push(Problem::at(label.span, fault).and(*first, Note::FirstHere));
        } else {
            self.labels.insert(key, label.span);
        }
    }

    fn association(&mut self, reader: &mut Reader, from: Option<Object>, provenance: Provenance, entry: &Entry) {
        check_name(reader, Thing::Association, &entry.key);
        let Some(fields) = reader.fields("an association", &entry.key, &entry.value, &["to", "label"]) else { return };
        let to = reader.need(&fields, "to").and_then(|entry| reader.text(entry));
        let label = fields.get("label").and_then(|entry| filled(reader, entry, "label")).map(|text| text.node);
        let Some(word) = to else { return };
        let to = self.named(&word);
        let (Some(from), Some(to)) = (from, to) else { return };
        let key = format!("{} {}", from.word(), entry.key.node);
        if self.claim(Thing::Association, key, &entry.key, provenance) {
            let name = entry.key.node.clone();
            let association = Association { name: name.clone(), from, to, label, at: entry.key.span };
            self.catalog.associations.insert((from, name), association);
        }
    }

    fn event(&mut self, reader: &mut Reader, provenance: Provenance, entry: &Entry) {
        check_name(reader, Thing::Event, &entry.key);
        let Some(fields) = reader.fields("an event", &entry.key, &entry.value, &["custom", "on", "properties"]) else {
            return;
        };
        // An entry under the word of one of HubSpot's own events says what else is known of it.
        let (custom, on) = match events::standard(&entry.key.node) {
            Some(event) => {
                for key in ["custom", "on"] {
                    if let Some(entry) = fields.get(key) {
                        reader.report(entry.key.span, Fault::StandardEvent { word: event.word, key });
                    }
                }
                let said = |text: &str| Some(Spanned::new(text.to_owned(), entry.key.span));
                (said(event.word), said(event.object.word()))
            }
            None => (
                reader.need(&fields, "custom").and_then(|entry| filled(reader, entry, "custom")),
                reader.need(&fields, "on").and_then(|entry| reader.text(entry)),
            ),
        };
        let object = on.as_ref().and_then(|on| self.named(on));
        let mut known_properties = BTreeMap::new();
        let properties = fields.get("properties").map(|entry| reader.names(entry)).unwrap_or_default();
        for property in properties {
            check_name(reader, Thing::EventProperty, &property.key);
            let known = &["property", "type", "options", "about"];
            let Some(fields) = reader.fields("a property of an event", &property.key, &property.value, known) else {
                continue;
            };
            let word = feature::type_word(reader, &fields);
            let kind = word.and_then(|word| feature::kind(reader, &fields, property.key.span, word));
            let name = fields.get("property").and_then(|entry| reader.text(entry));
            let name = name.map_or_else(|| property.key.node.clone(), |name| name.node);
            if let (Some(kind), Some(object)) = (kind, object) {
                let feature = events::of_event(object, &property.key.node, name, kind, property.key.span);
                known_properties.insert(property.key.node.clone(), feature);
            }
        }
        let (Some(custom), Some(on)) = (custom, on) else { return };
        if self.claim(Thing::Event, entry.key.node.clone(), &entry.key, provenance) {
            let (custom, on, properties) = (custom.node, on.node, known_properties);
            let event = CustomEvent { custom, on, properties, at: entry.key.span };
            self.catalog.events.insert(entry.key.node.clone(), event);
        }
    }

    /// Finds the object that a word names.
    fn named(&mut self, word: &Spanned<String>) -> Option<Object> {
        let found = Object::standard(&word.node).or_else(|| self.customs.get(&word.node).copied());
        if found.is_none() {
            let fault = Fault::UnknownObject { word: word.node.clone(), known: self.objects() };
            self.problems.push(Problem::at(word.span, fault));
        }
        found
    }

    fn objects(&self) -> Vec<String> {
        let standard = Object::STANDARD.iter().map(|object| object.word().to_owned());
        standard.chain(self.customs.keys().cloned()).collect()
    }

    /// Checks the names that any file may declare, and puts the problems in order.
    fn finish(mut self) -> (Catalog, Vec<Problem>) {
        for owner in self.catalog.features.values().filter_map(unknown_owner(&self.catalog.owners)) {
            let names = || self.catalog.owners.keys().map(String::as_str);
            // What the help names, and no more: as many features may have no owner.
            let known = nearest(&owner.node, names()).into_iter();
            let known = known.chain(names().take(MOST_NAMED).map(str::to_owned)).collect();
            self.problems.push(Problem::at(owner.span, Fault::UnknownOwner { name: owner.node.clone(), known }));
        }
        self.problems.sort_by_key(|problem| problem.at);
        (self.catalog, self.problems)
    }
}

fn unknown_owner(owners: &BTreeMap<String, Owner>) -> impl Fn(&Feature) -> Option<&Spanned<String>> {
    |feature| feature.owner.as_ref().filter(|owner| !owners.contains_key(&owner.node))
}
