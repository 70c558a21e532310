//! Tables whose rows the code has: types, references, parameters, events, keys. People say what each row means, in
//! the order of the page; a row that nobody says anything of fails the test, and so does one that the code has not.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use hubwright::catalog::{self, Provenance, events};
use hubwright::check::types::{COPIES, Kind, MATCHES, TESTS};
use hubwright::hubspot::platform::Object;
use hubwright::problem::yaml::Fault;
use hubwright::problem::{Fact, Problem};
use hubwright::settings;
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::syntax::ast::RefKind;
use serde::Deserialize;
use serde_yaml::Mapping;

/// A table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Which rows.
    of: Of,
    /// What is said of each, in the order of the page.
    rows: Mapping,
}

/// Where rows come from.
#[derive(Clone, Deserialize, PartialEq)]
#[serde(try_from = "String")]
enum Of {
    /// `RefKind::ALL`
    References,
    /// The grammar's `parameter_kind`.
    Parameters,
    /// The types of features.
    Types,
    /// The objects of HubSpot.
    Objects,
    /// HubSpot's own events.
    Events,
    /// `keys of a feature`: those of a mapping of the catalog, the settings or the bindings, as problems call it.
    Keys(String),
    /// `page: thing | instead`: the page alone has them; its headings.
    Page(String, String),
}

impl TryFrom<String> for Of {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if let Some(of) = text.strip_prefix("keys of ") {
            return Ok(Self::Keys(of.to_owned()));
        }
        if let Some((first, second)) = text.strip_prefix("page: ").and_then(|headings| headings.split_once(" | ")) {
            return Ok(Self::Page(first.to_owned(), second.to_owned()));
        }
        Ok(match text.as_str() {
            "references" => Self::References,
            "parameters" => Self::Parameters,
            "types" => Self::Types,
            "objects" => Self::Objects,
            "events" => Self::Events,
            other => return Err(format!("no rows are called {other}")),
        })
    }
}

impl Table {
    fn rows(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rows.iter().map(|(name, says)| {
            let says = says.as_str().unwrap_or_else(|| panic!("{name:?} has no sentence"));
            (name.as_str().unwrap_or_else(|| panic!("{name:?} is no text: quote it")), says)
        })
    }

    /// Returns what people have written.
    pub fn written(&self) -> String {
        self.rows().map(|(name, says)| format!("{name} {says}")).collect::<Vec<_>>().join(" ")
    }

    /// Writes the table.
    pub fn markdown(&self) -> String {
        let wanted = self.of.names();
        let named: BTreeSet<String> = self.rows().map(|(name, _)| name.to_owned()).collect();
        if let Some(wanted) = &wanted {
            let missing: Vec<&String> = wanted.difference(&named).collect();
            assert!(missing.is_empty(), "{} without a row: {missing:?}: add each to `rows`", self.of.heading().0);
            let strange: Vec<&String> = named.difference(wanted).collect();
            assert!(strange.is_empty(), "{} that the code has not: {strange:?}: remove each", self.of.heading().0);
        }
        let (first, second) = self.of.heading();
        let mut out = format!("| {first} | {second} |\n|---|---|\n");
        for (name, says) in self.rows() {
            let shown = if wanted.is_some() { format!("`{name}`") } else { name.to_owned() };
            writeln!(out, "| {shown} | {}{} |", says.trim().replace('\n', " "), self.of.more(name)).unwrap();
        }
        out
    }
}

impl Of {
    fn heading(&self) -> (&str, &str) {
        match self {
            Self::References => ("reference", "what it names and where it is looked up"),
            Self::Parameters => ("parameter", "what it takes"),
            Self::Types => ("type", "what it holds"),
            Self::Objects => ("object", "what it is"),
            Self::Events => ("event", "what happened, and what its rule may name"),
            Self::Keys(_) => ("key", "what it says"),
            Self::Page(first, second) => (first, second),
        }
    }

    /// Returns the names that the rows must have.
    fn names(&self) -> Option<BTreeSet<String>> {
        Some(match self {
            Self::References => RefKind::ALL.iter().map(|kind| kind.word().to_owned()).collect(),
            Self::Parameters => {
                let grammar = super::grammar::Grammar::read();
                grammar.words("parameter_kind").into_iter().flatten().collect()
            }
            Self::Types => Kind::ALL.iter().map(|kind| word(*kind).to_owned()).collect(),
            Self::Objects => Object::STANDARD.iter().map(|object| object.word().to_owned()).collect(),
            Self::Events => events::STANDARD.iter().map(|event| event.word.to_owned()).collect(),
            Self::Keys(of) => keys(of).iter().map(|key| (*key).to_owned()).collect(),
            Self::Page(..) => return None,
        })
    }

    /// Returns what the code knows of a row.
    fn more(&self, name: &str) -> String {
        match self {
            Self::Types => of_type(name),
            Self::Events => of_event(name),
            Self::Objects => {
                let object = Object::STANDARD.into_iter().find(|object| object.word() == name).unwrap();
                format!(" In HubSpot `{}`.", object.type_id().unwrap())
            }
            Self::References | Self::Parameters | Self::Keys(_) | Self::Page(..) => String::new(),
        }
    }
}

fn of_type(name: &str) -> String {
    let kind = Kind::ALL.into_iter().find(|kind| word(*kind) == name).unwrap();
    let tests = TESTS.iter().filter(|row| row.fits.contains(&kind)).map(|row| row.spellings);
    let copies = COPIES.iter().filter(|(from, _)| *from == kind).map(|(_, to)| format!("`{}`", word(*to)));
    let copies: Vec<String> = copies.collect();
    let copied = if copies.is_empty() { String::new() } else { format!(" Copied to {} as well.", copies.join(", ")) };
    let matched = if MATCHES.contains(&kind) { " `match` can look at it." } else { "" };
    format!(" Tests: {}.{copied}{matched}", tests.collect::<Vec<_>>().join(", "))
}

fn of_event(name: &str) -> String {
    let event = events::standard(name).unwrap();
    let holds = |property: &events::EventProperty| {
        let kind = match property.holds {
            events::Holds::Form => Kind::Form,
            events::Holds::Email => Kind::Email,
        };
        format!("`{}` of type `{}`", property.word, word(kind))
    };
    let properties: Vec<String> = event.properties.iter().map(holds).collect();
    let properties = if properties.is_empty() { String::new() } else { format!(" {}.", properties.join(", ")) };
    format!("{properties} Of a {}; in HubSpot `{}`.", event.object.word(), event.id)
}

/// Returns the catalog's word for a type.
pub fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "bool",
        Kind::Number => "number",
        Kind::Text => "string",
        Kind::Date => "date",
        Kind::DateTime => "datetime",
        Kind::Enum => "enum",
        Kind::Set => "set",
        Kind::Owner => "owner",
        Kind::Pipeline => "pipeline",
        Kind::Stage => "stage",
        Kind::Form => "form",
        Kind::Email => "email",
        Kind::List => "list",
    }
}

/// A catalog with a key that nobody knows in every mapping.
const STRANGE_CATALOG: &str = "
zzz: 1
owners: { growth: { team: Growth, zzz: 1 } }
objects:
  contact:
    zzz: 1
    features:
      a: { type: number, zzz: 1, managed: { label: A, group: a, zzz: 1 }, source: { event: a, as: count, zzz: 1 } }
    associations: { company: { to: company, zzz: 1 } }
events:
  e: { custom: e, on: contact, zzz: 1, properties: { p: { type: number, zzz: 1 } } }
";

const STRANGE_SETTINGS: &str = "
name: acme
zzz: 1
environments: { demo: { kind: embedded, portal: 1, zzz: 1, batch: { zzz: 1 }, paths: { zzz: 1 } } }
tags: { zzz: 1 }
catalog: { zzz: 1 }
";

/// Returns the keys that a mapping takes, as the problem with a strange one lists them.
fn keys(of: &str) -> &'static [&'static str] {
    let file = SourceFile { path: "rules/a.yaml".to_owned(), text: STRANGE_CATALOG.to_owned() };
    let (_, mut problems) = catalog::read(&Sources::new(vec![file]), &[(FileId(0), Provenance::Hand)]);
    problems.extend(settings::read(FileId(0), STRANGE_SETTINGS).1);
    problems.extend(settings::bindings(FileId(0), "zzz: 1\n").1);
    let known = |problem: &Problem| match &problem.fact {
        Fact::Yaml(Fault::UnknownKey { of: found, known, .. }) if *found == of => Some(*known),
        _ => None,
    };
    problems.iter().find_map(known).unwrap_or_else(|| {
        let all = problems.iter().map(|problem| problem.words().message).collect::<Vec<_>>();
        panic!("no mapping is called {of}: {all:?}")
    })
}
