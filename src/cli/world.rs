//! What a command needs of the world: the portal behind an environment, its record, the time.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use secrecy::SecretString;

use super::project::Project;
use crate::emulator::{AccountType, Embedded, PortalIdentity, SeedError, SeedReport, State, World};
use crate::plan::known::History;
use crate::portal::https::{Host, Https};
use crate::portal::observe::{Answering, NameBindings};
use crate::portal::saved::Saved;
use crate::portal::{Garbage, Method, Portal, PortalError, Transport, Where};
use crate::problem::Problem;
use crate::problem::deploy::Fault;
use crate::record::{self, FileStore, GitStore, Log, Store};
use crate::settings::{Environment, EnvironmentKind, ObjectBindings, RecordPlace};
use crate::source::{FileId, SourceFile, Sources};

/// The time zone of portals that are made here.
pub const TIME_ZONE: &str = "America/New_York";

/// The largest seed that is read, in bytes.
pub const LARGEST_SEED: u64 = 64 * 1024 * 1024;

/// The only variable that chooses a host.
const ALLOW_HOST: &str = "HUBWRIGHT_ALLOW_HOST";

/// A portal that can be asked.
pub struct Connection {
    transport: Box<dyn Transport>,
    environment: Environment,
}

impl Connection {
    /// Opens the portal of an environment; an embedded one that does not exist yet is made and seeded.
    ///
    /// # Errors
    /// Where there is no token, the host may not be used, or the embedded portal cannot be opened.
    pub fn open(project: &Project, environment: &Environment) -> Result<Self, Problem> {
        let transport: Box<dyn Transport> = match environment.kind {
            EnvironmentKind::Embedded => Box::new(Embedded::new(embedded(project, environment)?)),
            EnvironmentKind::Sandbox | EnvironmentKind::Production => Box::new(https(environment)?),
        };
        Ok(Self { transport, environment: environment.clone() })
    }

    /// Takes a portal that was saved.
    #[must_use]
    pub fn saved(saved: Rc<Saved>, environment: &Environment) -> Self {
        Self { transport: Box::new(saved), environment: environment.clone() }
    }

    /// Returns the transport.
    #[must_use]
    pub fn transport(&self) -> &dyn Transport {
        self.transport.as_ref()
    }

    /// Makes the client.
    #[must_use]
    pub fn portal(&self) -> Portal<'_> {
        Portal::new(self.transport(), self.environment.paths.clone(), self.environment.batch)
    }

    /// Asks the portal who it is: the first request of every command, before anything else.
    ///
    /// # Errors
    /// Where it is not the declared one.
    pub fn account(&self, portal: &Portal<'_>) -> Result<Answering, Problem> {
        let account = portal.account().map_err(portal_problem)?;
        let environment = &self.environment;
        if account.portal != environment.portal {
            return Err(Problem::nowhere(Fault::WrongPortal {
                environment: environment.name.clone(),
                declared: environment.portal,
                found: account.portal,
            }));
        }
        let (declared, fits) = match environment.kind {
            EnvironmentKind::Embedded => ("embedded", true),
            EnvironmentKind::Sandbox => ("sandbox", matches!(account.kind.as_str(), "SANDBOX" | "DEVELOPER_TEST")),
            EnvironmentKind::Production => ("production", account.kind == "STANDARD"),
        };
        if !fits {
            return Err(Problem::nowhere(Fault::WrongAccountType {
                environment: environment.name.clone(),
                declared: declared.to_owned(),
                found: account.kind,
            }));
        }
        // Days begin where the portal says: another zone would move the bounds of every date unseen.
        let Some(time_zone) = account.time_zone.filter(|zone| !zone.is_empty()) else {
            let at = Where { method: Method::Get, path: environment.paths.account() };
            return Err(portal_problem(PortalError::Garbage { at, what: Garbage::Shape("timeZone".to_owned()) }));
        };
        Ok(Answering { portal: account.portal, account_type: account.kind, time_zone })
    }
}

/// Makes a problem of what a portal did not do.
#[must_use]
pub fn portal_problem(error: PortalError) -> Problem {
    Problem::nowhere(Fault::Portal(error))
}

/// Returns the time.
#[must_use]
pub fn clock() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

fn https(environment: &Environment) -> Result<Https, Problem> {
    let variable = token_variable(&environment.name);
    let token = std::env::var(&variable).ok().filter(|token| !token.trim().is_empty());
    let Some(token) = token else {
        let environment = environment.name.clone();
        return Err(Problem::nowhere(Fault::TokenMissing { environment, variable }));
    };
    let allow = std::env::var(ALLOW_HOST).ok();
    let host = Host::choose(allow.as_deref())
        .map_err(|_| Problem::nowhere(Fault::BadHost { value: allow.unwrap_or_default() }))?;
    Ok(Https::new(SecretString::from(token.trim().to_owned()), host))
}

/// Returns the only variable that an environment's token is taken from.
#[must_use]
pub fn token_variable(environment: &str) -> String {
    let word: String =
        environment.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    format!("HUBWRIGHT_TOKEN_{word}")
}

/// Returns where an embedded portal keeps its data.
#[must_use]
pub fn embedded_path(root: &Path, environment: &Environment) -> PathBuf {
    root.join(".hubwright").join("portal").join(format!("{}.sqlite", environment.portal))
}

/// Opens an embedded portal, or makes and seeds it.
///
/// # Errors
/// Where it can be neither opened nor made, or the seed is not good.
pub fn embedded(project: &Project, environment: &Environment) -> Result<State, Problem> {
    embedded_as(project, environment, AccountType::Standard)
}

/// The same, with the account type that a new one is made with.
///
/// # Errors
/// As [`embedded`].
pub fn embedded_as(project: &Project, environment: &Environment, account_type: AccountType) -> Result<State, Problem> {
    let path = embedded_path(&project.root, environment);
    let bad = |why: String| Problem::nowhere(Fault::Embedded { place: path.display().to_string(), why });
    let switches = project.settings.as_ref().map(|settings| settings.switches).unwrap_or_default();
    if path.exists() {
        return State::open(&path, switches).map_err(|error| bad(error.to_string()));
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| bad(error.to_string()))?;
    }
    // Made in a place of its own and put here when it is whole: a kill leaves no portal without its seed, and of two
    // commands that make it at once one finds the other's.
    let workshop = tempfile::Builder::new().prefix("new-").tempdir_in(path.parent().unwrap_or(&project.root));
    let workshop = workshop.map_err(|error| bad(error.to_string()))?;
    let new = workshop.path().join("portal.sqlite");
    let identity = PortalIdentity { portal_id: environment.portal, account_type, time_zone: TIME_ZONE.to_owned() };
    let mut state = State::create(&new, identity, switches).map_err(|error| bad(error.to_string()))?;
    if let Some(seed) = &environment.seed {
        let text = super::folder::read_text(&project.root.join(seed), LARGEST_SEED).map_err(|why| why.words());
        let text = text.map_err(|error| bad(format!("the seed `{seed}` cannot be read: {error}")))?;
        load_seed(&mut state, &text).map_err(|error| bad(format!("the seed `{seed}`: {error}")))?;
    }
    drop(state);
    let new = tempfile::TempPath::try_from_path(new).map_err(|error| bad(error.to_string()))?;
    let made = new.persist_noclobber(&path);
    match made {
        Err(failed) if failed.error.kind() != std::io::ErrorKind::AlreadyExists => {
            return Err(bad(failed.error.to_string()));
        }
        Ok(()) | Err(_) => {}
    }
    State::open(&path, switches).map_err(|error| bad(error.to_string()))
}

/// Loads a seed.
///
/// # Errors
/// Where the seed is not good; nothing of it is loaded then.
pub fn load_seed(state: &mut State, text: &str) -> Result<SeedReport, SeedError> {
    crate::emulator::seed(state, &World { now: clock(), seed: 0 }, text)
}

/// Removes a database with the files that SQLite keeps beside it.
///
/// # Errors
/// Where a file that is there cannot be removed.
pub fn remove_database(path: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// A record that was read.
pub struct Recorded {
    /// Where it is kept.
    pub store: Box<dyn Store>,
    /// Its head.
    pub head: String,
    /// What it says of this project.
    pub history: History,
}

/// Reads the record of an environment.
///
/// # Errors
/// Where it cannot be read, or is not what was written.
pub fn record(project: &Project, environment: &Environment) -> Result<Recorded, Problem> {
    let mut store: Box<dyn Store> = match environment.record {
        RecordPlace::File => Box::new(FileStore::new(&project.root, environment.portal)),
        RecordPlace::Git => Box::new(GitStore::new(&project.root, environment.portal)),
    };
    let log: Log = store.load().map_err(|error| Problem::nowhere(Fault::Record(error)))?;
    let history = History::of(&record::fold(&log), &project.program.project);
    Ok(Recorded { head: log.head().to_string(), store, history })
}

/// Returns where the bindings of an environment's objects are kept, relative to the project.
#[must_use]
pub fn bindings_path(environment: &Environment) -> String {
    format!("bindings/{}.objects.yaml", environment.name)
}

/// Reads the committed bindings of an environment. An embedded portal has none for objects: where it is made anew, ids are
/// others.
///
/// # Errors
/// The problems of the file, with its text to print them beside.
pub fn bindings(project: &Project, environment: &Environment) -> Result<ObjectBindings, (Vec<Problem>, Sources)> {
    let bindings = bound(project, bindings_path(environment), crate::settings::object_bindings)?;
    Ok(match environment.kind {
        EnvironmentKind::Embedded => ObjectBindings { things: bindings.things, ..ObjectBindings::default() },
        EnvironmentKind::Sandbox | EnvironmentKind::Production => bindings,
    })
}

/// Reads what an environment's names mean that HubSpot's API can't look up, as people wrote it down.
///
/// # Errors
/// The problems of the file, with its text to print them beside.
pub fn name_bindings(project: &Project, environment: &Environment) -> Result<NameBindings, (Vec<Problem>, Sources)> {
    let file = format!("bindings/{}.yaml", environment.name);
    let names = bound(project, file.clone(), crate::settings::bindings)?;
    Ok(NameBindings { file, names })
}

/// Reads a file of bindings; one that is not there binds nothing.
fn bound<T: Default>(
    project: &Project,
    path: String,
    read: impl Fn(FileId, &str) -> (Option<T>, Vec<Problem>),
) -> Result<T, (Vec<Problem>, Sources)> {
    let full = project.root.join(&path);
    if !full.exists() {
        return Ok(T::default());
    }
    let text = match super::folder::read_text(&full, crate::syntax::MAX_FILE_BYTES) {
        Ok(text) => text,
        Err(why) => {
            let fault = crate::problem::settings::Fault::UnreadableFile { path, why: why.words() };
            return Err((vec![Problem::nowhere(fault)], Sources::default()));
        }
    };
    let (bindings, problems) = read(FileId(0), &text);
    match bindings {
        Some(bindings) if !problems.iter().any(Problem::is_error) => Ok(bindings),
        Some(_) | None => Err((problems, Sources::new(vec![SourceFile { path, text }]))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::portal::testing::Scripted;
    use crate::problem::Fact;

    #[test]
    fn a_portal_that_does_not_tell_its_time_zone_is_not_taken_for_one_in_utc() {
        let settings = "name: x\nenvironments: { demo: { kind: sandbox, portal: 7, record: file } }\n";
        let environment = crate::settings::read(FileId(0), settings).0.unwrap().environments["demo"].clone();
        let answers = |portal: u64, zone: serde_json::Value| {
            let account = json!({ "portalId": portal, "accountType": "SANDBOX", "timeZone": zone });
            let transport: Box<dyn Transport> = Box::new(Scripted::json([(200, account)]));
            let connection = Connection { transport, environment: environment.clone() };
            let portal = connection.portal();
            connection.account(&portal)
        };
        assert_eq!(answers(7, json!("Europe/Paris")).unwrap().time_zone, "Europe/Paris");
        for zone in [json!(null), json!(""), json!(2)] {
            let problem = answers(7, zone).unwrap_err();
            assert_eq!((problem.words().code, crate::cli::Exit::of([&problem]).code()), ("deploy::garbage", 5));
        }
        // Another portal is another portal first.
        let other = answers(8, json!(null)).unwrap_err();
        assert!(matches!(&other.fact, Fact::Deploy(fault) if matches!(**fault, Fault::WrongPortal { .. })));
    }
}
