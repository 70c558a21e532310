//! `resolve`: shows what each name of the portal means in an environment.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::planning::{Against, Ground};
use super::{Exit, Failure, Shared, count, product};
use crate::model::{PortalName, Sense};
use crate::plan::snapshot::{Found, Snapshot};
use crate::plan::{names, text};

/// Arguments of `resolve`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The environment; needed where more than one is declared.
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// Look into a portal that `snapshot` saved: no token and no network.
    #[arg(long, value_name = "SNAPSHOT")]
    against: Option<PathBuf>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How the table is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For a machine.
    Json,
}

/// Of candidates, so many are shown.
const MOST_SHOWN: usize = 20;

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    let project = shared.sound_project(arguments.env.as_deref())?;
    let environment = project.environment(arguments.env.as_deref())?;
    let Some(settings) = &project.settings else { return Err(Failure::default()) };
    let against = arguments.against.as_deref().map_or(Against::Portal, Against::Snapshot);
    let ground = Ground::of(&project, environment, against)?;
    let snapshot = ground.look(&project.program, settings)?;
    match arguments.format {
        Format::Text => product(&table(&snapshot))?,
        Format::Json => product(&format!("{:#}\n", listed(&snapshot)))?,
    }
    let open = snapshot.names.keys().filter(|name| names::resolve(&snapshot, name).is_err()).count();
    talk!("{} in portal {}, {open} of them without one meaning", count(snapshot.names.len(), "name"), snapshot.portal);
    Ok(if open == 0 { Exit::Done } else { Exit::Guard })
}

/// A line for each name: what the sources call it, and its id or why it has none.
fn table(snapshot: &Snapshot) -> String {
    let rows: Vec<(String, String)> =
        snapshot.names.iter().map(|(name, found)| (called(name), meaning(snapshot, name, found))).collect();
    let width = rows.iter().map(|(called, _)| called.chars().count()).max().unwrap_or_default();
    let line = |(called, meaning): &(String, String)| {
        let gap = " ".repeat(width - called.chars().count());
        format!("{}{gap}  {}\n", text::safe(called), text::safe(meaning))
    };
    rows.iter().map(line).collect()
}

/// Some names stand for two things of one person or e-mail.
fn called(name: &PortalName) -> String {
    match name.sense() {
        Sense::Plain => name.to_string(),
        Sense::Owner(_) => format!("{name} as owner"),
        Sense::Campaign => format!("{name} as campaign"),
        Sense::Category => format!("{name} as category"),
        Sense::Of(object) => format!("{name} of {}", object.word()),
    }
}

fn meaning(snapshot: &Snapshot, name: &PortalName, found: &Found) -> String {
    if let Ok(id) = names::resolve(snapshot, name) {
        return id.to_owned();
    }
    if found.ids.len() > 1 {
        return format!("has {} meanings: {}", found.ids.len(), found.ids.join(", "));
    }
    if let Some(bound) = &found.bound {
        return format!("is not bound: `{}` of {}", bound.key, bound.file);
    }
    let known: Vec<&str> = found.known.iter().take(MOST_SHOWN).map(String::as_str).collect();
    match known.as_slice() {
        [] => "is not there, and nothing of its kind is".to_owned(),
        known => format!("is not there; there are {}", known.join(", ")),
    }
}

fn listed(snapshot: &Snapshot) -> Value {
    let row = |(name, found): (&PortalName, &Found)| {
        let id = names::resolve(snapshot, name).ok();
        json!({ "name": called(name), "id": id, "ids": found.ids, "known": if id.is_none() { &found.known[..] } else { &[] } })
    };
    json!({ "portal": snapshot.portal, "names": snapshot.names.iter().map(row).collect::<Vec<Value>>() })
}
