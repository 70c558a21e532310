//! `snapshot`: saves what a plan needs, so that one can be made without token and network.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::Args;
use serde::{Deserialize, Serialize};

use super::output::{Secrecy, write_whole};
use super::world::{self, Connection, Recorded};
use super::{Exit, Failure, Shared, count, folder};
use crate::plan::known::History;
use crate::portal::Portal;
use crate::portal::crawl::{Unseen, crawl};
use crate::portal::saved::{Recording, Saved};
use crate::problem::Problem;
use crate::problem::deploy::{BadSnapshot, Fault};
use crate::record::{self, Log, MemoryStore, NewEntry, ObjectKind};
use crate::settings::{Environment, ObjectBindings};

/// Arguments of `snapshot`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Where it is saved.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The environment; needed where more than one is declared.
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
}

/// The format that is written; another one is refused.
const FORMAT: u64 = 1;

/// The largest snapshot that is read, in bytes: a portal of ten thousand lists and workflows stays below.
const LARGEST: u64 = 1024 * 1024 * 1024;

/// A portal and its record at one moment.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u64,
    /// When it was taken, in RFC 3339.
    taken: String,
    /// The head of the record; a plan that is made of this says that it stands on it.
    record_head: String,
    /// What the record says, of every project.
    record: Vec<NewEntry>,
    /// What the portal answered.
    portal: Saved,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    let project = shared.sound_project(arguments.env.as_deref())?;
    let environment = project.environment(arguments.env.as_deref())?;
    let connection = Connection::open(&project, environment)?;
    connection.account(&connection.portal())?;
    let bindings = world::bindings(&project, environment)?;
    let mut recorded = world::record(&project, environment)?;
    let (saved, unseen) = save(&connection, environment, &recorded.history, &bindings)?;
    told(&unseen);
    let log = recorded.store.load().map_err(|error| Problem::nowhere(Fault::Record(error)))?;
    let (lists, flows) = (saved.lists().len(), saved.flows().len());
    let file = File {
        format: FORMAT,
        taken: world::clock().to_string(),
        record_head: log.head().to_string(),
        record: log.entries().iter().map(|entry| entry.said.clone()).collect(),
        portal: saved,
    };
    let text = serde_json::to_string(&file).map_err(|error| {
        Problem::nowhere(Fault::BadSnapshot {
            path: arguments.out.display().to_string(),
            why: BadSnapshot::NotOne(error.to_string()),
        })
    })?;
    // It holds all that the portal shows: whoever may read it is decided by who runs this.
    write_whole(&arguments.out, &text, Secrecy::Owner)?;
    talk!("{} and {} saved to {}", count(lists, "list"), count(flows, "workflow"), arguments.out.display());
    Ok(Exit::Done)
}

/// Asks a portal everything once.
pub(super) fn save(
    connection: &Connection,
    environment: &Environment,
    history: &History,
    bindings: &ObjectBindings,
) -> Result<(Saved, Vec<Unseen>), Problem> {
    let known = |kind: ObjectKind| {
        let ours = history.objects().filter(move |known| known.key.kind == kind);
        ours.filter_map(|known| known.id.clone())
    };
    let lists: BTreeSet<String> = known(ObjectKind::List).chain(bindings.lists.values().cloned()).collect();
    let flows: BTreeSet<String> = known(ObjectKind::Workflow).chain(bindings.workflows.values().cloned()).collect();
    let recording = Recording::new(connection.transport(), &environment.paths);
    let portal = Portal::new(&recording, environment.paths.clone(), environment.batch);
    let unseen = crawl(&portal, &lists, &flows).map_err(world::portal_problem)?;
    drop(portal);
    Ok((recording.finish(), unseen))
}

/// Says what the token may not see.
pub(super) fn told(unseen: &[Unseen]) {
    for Unseen { what, why } in unseen {
        talk!("the token may not see {what}: {}", world::portal_problem(why.clone()).words().message);
    }
}

/// Opens a portal that was saved, with its record.
pub(super) fn open(path: &Path, project: &str, environment: &Environment) -> Result<(Connection, Recorded), Problem> {
    let bad = |why: BadSnapshot| Problem::nowhere(Fault::BadSnapshot { path: path.display().to_string(), why });
    let text = folder::read_text(path, LARGEST).map_err(|why| bad(BadSnapshot::NotOne(why.words())))?;
    let format = serde_json::from_str::<Format>(&text).map_err(|error| bad(BadSnapshot::NotOne(error.to_string())))?;
    if format.format != FORMAT {
        return Err(bad(BadSnapshot::Format { found: format.format, known: FORMAT }));
    }
    let file: File = serde_json::from_str(&text).map_err(|error| bad(BadSnapshot::NotOne(error.to_string())))?;
    let mut log = Log::default();
    log.push(&file.record, "the snapshot").map_err(|error| Problem::nowhere(Fault::Record(error)))?;
    let history = History::of(&record::fold(&log), project);
    talk!("the portal and its record are as they were saved at {}", file.taken);
    let connection = Connection::saved(Rc::new(file.portal), environment);
    // Nothing is ever added to it: a plan that is made of it writes to no portal.
    Ok((connection, Recorded { store: Box::new(MemoryStore::default()), head: file.record_head, history }))
}

/// What has to be right before anything else is read.
#[derive(Deserialize)]
struct Format {
    format: u64,
}
