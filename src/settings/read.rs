//! `hubwright.yaml` as YAML says it.

use std::collections::BTreeMap;

use super::{ApiPaths, BatchSizes, Environment, EnvironmentKind, ListTags, RecordPlace, Settings};
use crate::catalog::is_identifier;
use crate::catalog::is_reserved;
use crate::hubspot::switches::{BadSwitch, Switches};
use crate::problem::settings::Fault;
use crate::problem::yaml::Fault as Shape;
use crate::problem::{Fact, Note, Problem};
use crate::source::{FileId, Span, Spanned};
use crate::yaml::{self, Entry, Fields, Node, Reader};

const KEYS: &[&str] = &["name", "environments", "tags", "switches", "catalog"];
const ENVIRONMENT_KEYS: &[&str] = &["kind", "portal", "record", "seed", "batch", "paths"];
/// The longest name of a project: it is part of a flow's `uuid`, of marks and of a folder's name.
const NAME: usize = 50;

/// Reads the settings. They are returned only where nothing is wrong: a setting that was misread is never used.
#[must_use]
pub fn read(file: FileId, text: &str) -> (Option<Settings>, Vec<Problem>) {
    let mut reader = Reader::refusing(chooses_host);
    let whole = Spanned::new("hubwright.yaml".to_owned(), Span::new(file, 0, 0));
    let settings = match yaml::read(file, text) {
        Ok(Some(root)) => settings(&mut reader, &whole, &root),
        Ok(None) => {
            reader.report(whole.span, Shape::MissingKey { key: "name", of: "`hubwright.yaml`" });
            None
        }
        Err(slip) => {
            reader.report(slip.span, slip.node);
            None
        }
    };
    let mut problems = reader.problems;
    problems.sort_by_key(|problem| problem.at);
    (settings.filter(|_| problems.is_empty()), problems)
}

/// Knows the keys by which a file would choose where the token is sent, however they are spelt.
fn chooses_host(key: &str) -> Option<Fact> {
    let plain: String = key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let parts = ["host", "url", "uri", "endpoint", "server", "token", "proxy", "domain", "origin", "authority"];
    let chooses = plain == "api" || plain == "base" || parts.iter().any(|part| plain.contains(part));
    chooses.then(|| Fault::ChosenHost { key: key.to_owned() }.into())
}

fn settings(reader: &mut Reader, whole: &Spanned<String>, root: &Node) -> Option<Settings> {
    let fields = reader.fields("`hubwright.yaml`", whole, root, KEYS)?;
    let name = reader.need(&fields, "name").and_then(|entry| reader.text(entry));
    if let Some(name) = &name
        && !is_project_name(&name.node)
    {
        reader.report(name.span, Fault::BadProjectName { name: name.node.clone(), limit: NAME });
    }
    let declared = reader.need(&fields, "environments").map(|entry| (entry.key.span, reader.names(entry)));
    let (at, declared) = declared.unwrap_or((whole.span, Vec::new()));
    // An environment with a fault still is one: what names it is right.
    let named: Vec<String> = declared.iter().map(|entry| entry.key.node.clone()).collect();
    let environments = environments(reader, declared);
    if named.is_empty() && fields.get("environments").is_some() {
        reader.report(at, Fault::NoEnvironments);
    }
    let list_tags = fields.get("tags").map(|entry| tags(reader, entry)).unwrap_or_default();
    let (switches, chosen) = fields.get("switches").map(|entry| switches(reader, entry)).unwrap_or_default();
    let catalog_from = fields.get("catalog").and_then(|entry| catalog_from(reader, entry, &named));
    Some(Settings { name: name?.node, environments, list_tags, switches, chosen, catalog_from })
}

/// Tells whether a text can name a project: a letter, then letters, digits, `_` and `-`.
fn is_project_name(text: &str) -> bool {
    text.len() <= NAME
        && text.bytes().next().is_some_and(|first| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

fn environments(reader: &mut Reader, declared: Vec<&Entry>) -> BTreeMap<String, Environment> {
    let mut environments = BTreeMap::new();
    let mut portals: BTreeMap<u64, Spanned<String>> = BTreeMap::new();
    for entry in declared {
        let name = &entry.key;
        // Lower case only: the name in upper case is part of an environment variable's.
        let is_name = is_identifier(&name.node) && !name.node.bytes().any(|byte| byte.is_ascii_uppercase());
        if !is_name || is_reserved(&name.node) {
            reader.report(name.span, Fault::BadEnvironmentName { name: name.node.clone() });
        }
        let Some(fields) = reader.fields("an environment", name, &entry.value, ENVIRONMENT_KEYS) else { continue };
        let Some((environment, portal)) = environment(reader, name, &fields) else { continue };
        if let Some(first) = portals.get(&environment.portal) {
            let fault = Fault::DoubledPortal { portal: environment.portal, first: first.node.clone() };
            reader.problems.push(Problem::at(portal, fault).and(first.span, Note::FirstHere));
        } else {
            portals.insert(environment.portal, Spanned::new(name.node.clone(), portal));
        }
        environments.insert(name.node.clone(), environment);
    }
    environments
}

/// Reads one environment, with the place of its portal id.
fn environment(reader: &mut Reader, name: &Spanned<String>, fields: &Fields<'_>) -> Option<(Environment, Span)> {
    let kinds = &[
        ("embedded", EnvironmentKind::Embedded),
        ("sandbox", EnvironmentKind::Sandbox),
        ("production", EnvironmentKind::Production),
    ];
    let kind = reader.need(fields, "kind").and_then(|entry| word(reader, "kind", entry, kinds));
    let portal = reader.need(fields, "portal").and_then(|entry| portal(reader, entry));
    let records = &[("file", RecordPlace::File), ("git", RecordPlace::Git)];
    let record = fields.get("record").and_then(|entry| word(reader, "record", entry, records));
    let seed = fields.get("seed").and_then(|entry| seed(reader, entry, kind));
    let batch = fields.get("batch").map(|entry| batch(reader, entry)).unwrap_or_default();
    let paths = fields.get("paths").map(|entry| paths(reader, entry)).unwrap_or_default();
    let (kind, portal) = (kind?, portal?);
    let usual = match kind {
        EnvironmentKind::Embedded => RecordPlace::File,
        EnvironmentKind::Sandbox | EnvironmentKind::Production => RecordPlace::Git,
    };
    let record = record.unwrap_or(usual);
    let environment = Environment { name: name.node.clone(), kind, portal: portal.node, record, seed, batch, paths };
    Some((environment, portal.span))
}

/// Reads a word that is one of a few.
fn word<T: Copy>(reader: &mut Reader, key: &'static str, entry: &Entry, known: &[(&'static str, T)]) -> Option<T> {
    let text = reader.text(entry)?;
    let found = known.iter().find(|(word, _)| *word == text.node).map(|(_, meaning)| *meaning);
    if found.is_none() {
        let known = known.iter().map(|(word, _)| *word).collect();
        reader.report(text.span, Fault::UnknownWord { key, word: text.node, known });
    }
    found
}

fn portal(reader: &mut Reader, entry: &Entry) -> Option<Spanned<u64>> {
    let text = reader.text(entry)?;
    let number = Some(&text.node).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let number = number.and_then(|text| text.parse().ok()).filter(|number| *number > 0);
    if number.is_none() {
        reader.report(text.span, Fault::BadPortal { text: text.node });
    }
    number.map(|number| Spanned::new(number, text.span))
}

fn seed(reader: &mut Reader, entry: &Entry, kind: Option<EnvironmentKind>) -> Option<String> {
    match kind {
        Some(EnvironmentKind::Sandbox | EnvironmentKind::Production) => {
            reader.report(entry.key.span, Fault::SeedNotEmbedded);
        }
        Some(EnvironmentKind::Embedded) | None => {}
    }
    let path = reader.text(entry)?;
    // A file of the project: a seed names no other place of the machine.
    let inside = !path.node.is_empty()
        && !path.node.starts_with('/')
        && !path.node.contains(['\\', ':', '\0'])
        && path.node.split('/').all(|part| !matches!(part, "" | "." | ".."));
    if !inside {
        reader.report(path.span, Fault::BadSeedPath { path: path.node.clone() });
    }
    Some(path.node)
}

fn batch(reader: &mut Reader, entry: &Entry) -> BatchSizes {
    let mut sizes = BatchSizes::default();
    let Some(fields) = reader.fields("the batch sizes", &entry.key, &entry.value, &["lists", "flows"]) else {
        return sizes;
    };
    for (key, size) in [("lists", &mut sizes.lists), ("flows", &mut sizes.flows)] {
        let Some(entry) = fields.get(key) else { continue };
        let Some(count) = reader.count(entry) else { continue };
        match usize::try_from(count).ok().filter(|count| (1..=BatchSizes::MOST).contains(count)) {
            Some(count) => *size = count,
            None => reader.report(entry.value.span, Fault::BadBatch { key, limit: BatchSizes::MOST }),
        }
    }
    sizes
}

fn paths(reader: &mut Reader, entry: &Entry) -> ApiPaths {
    let mut paths = ApiPaths::default();
    let Some(fields) = reader.fields("the paths", &entry.key, &entry.value, &["crm", "automation"]) else {
        return paths;
    };
    if let Some(text) = fields.get("crm").and_then(|entry| reader.text(entry)) {
        if is_segment(&text.node) {
            paths.crm = text.node;
        } else {
            reader.report(text.span, Fault::BadPath { key: "crm", value: text.node, example: "2026-09" });
        }
    }
    if let Some(text) = fields.get("automation").and_then(|entry| reader.text(entry)) {
        if text.node.strip_prefix('/').is_some_and(|path| path.split('/').all(is_segment)) {
            paths.automation = text.node;
        } else {
            reader.report(text.span, Fault::BadPath { key: "automation", value: text.node, example: "/automation/v4" });
        }
    }
    paths
}

/// Tells whether a text is one plain segment of a path. A host, a query or a way up could send the token elsewhere.
fn is_segment(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        && !text.contains("..")
}

fn tags(reader: &mut Reader, entry: &Entry) -> ListTags {
    let Some(fields) = reader.fields("the tags", &entry.key, &entry.value, &["lists"]) else {
        return ListTags::default();
    };
    let known = &[("title-suffix", ListTags::TitleSuffix), ("none", ListTags::None)];
    fields.get("lists").and_then(|entry| word(reader, "lists", entry, known)).unwrap_or_default()
}

/// Reads the switches: all settings, and those that stand there.
fn switches(reader: &mut Reader, entry: &Entry) -> (Switches, Vec<(String, String)>) {
    let mut switches = Switches::default();
    let mut chosen = Vec::new();
    for entry in reader.names(entry) {
        let Some(choice) = reader.text(entry) else { continue };
        match switches.set(&entry.key.node, &choice.node) {
            Ok(()) => chosen.push((entry.key.node.clone(), choice.node)),
            Err(BadSwitch::Name { known }) => {
                reader.report(entry.key.span, Fault::UnknownSwitch { name: entry.key.node.clone(), known });
            }
            Err(BadSwitch::Choice { switch, known }) => {
                reader.report(choice.span, Fault::UnknownChoice { switch, choice: choice.node, known });
            }
        }
    }
    (switches, chosen)
}

fn catalog_from(reader: &mut Reader, entry: &Entry, named: &[String]) -> Option<String> {
    let fields = reader.fields("the catalog's settings", &entry.key, &entry.value, &["from"])?;
    let from = reader.need(&fields, "from").and_then(|entry| reader.text(entry))?;
    if !named.contains(&from.node) {
        let known = named.to_vec();
        reader.report(from.span, Fault::UnknownEnvironment { name: from.node.clone(), known });
    }
    Some(from.node)
}
