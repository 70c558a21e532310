//! `portal`: serves, seeds and resets an embedded portal.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use secrecy::SecretString;

use super::consent;
use super::project::Project;
use super::world::{self, embedded_path};
use super::{Exit, Failure, Shared};
use crate::emulator::store::StoreError;
use crate::emulator::{self, AccountType, PortalIdentity, ServeOptions, State, StateError};
use crate::problem::Problem;
use crate::problem::deploy::{Fault, Question};
use crate::settings::{Environment, EnvironmentKind};

/// The variable that holds the token of a served portal.
const TOKEN: &str = "HUBWRIGHT_PORTAL_TOKEN";

/// What to do with an embedded portal.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Put it on loopback, behind the bearer token in HUBWRIGHT_PORTAL_TOKEN.
    Serve(Serve),
    /// Load records, properties and names into it.
    Seed(Seed),
    /// Remove it with its record; the next command makes a new one.
    Reset(Reset),
}

/// Arguments of `portal serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The port; 0 takes a free one and prints it.
    #[arg(long, value_name = "N")]
    port: u16,
    /// Serve the portal of this id and not the one of an environment.
    #[arg(long, value_name = "ID")]
    portal: Option<u64>,
    /// The account type of a portal that does not exist yet.
    #[arg(long = "type", value_enum, default_value_t, ignore_case = true)]
    account_type: Account,
    /// The embedded environment; needed where more than one is declared and no `--portal` is given.
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
}

/// HubSpot's account types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Account {
    #[default]
    #[value(name = "STANDARD")]
    Standard,
    #[value(name = "SANDBOX")]
    Sandbox,
    #[value(name = "DEVELOPER_TEST")]
    DeveloperTest,
}

impl Account {
    fn of(self) -> AccountType {
        match self {
            Self::Standard => AccountType::Standard,
            Self::Sandbox => AccountType::Sandbox,
            Self::DeveloperTest => AccountType::DeveloperTest,
        }
    }
}

/// Arguments of `portal seed`.
#[derive(Debug, Args)]
pub struct Seed {
    /// The seed.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The embedded environment; needed where more than one is declared.
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
}

/// Arguments of `portal reset`.
#[derive(Debug, Args)]
pub struct Reset {
    /// The embedded environment; needed where more than one is declared.
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// Ask nothing; needed where no terminal is there to answer.
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(shared: &Shared, command: &Command) -> Result<Exit, Failure> {
    match command {
        Command::Serve(arguments) => serve(shared, arguments),
        Command::Seed(arguments) => seed(shared, arguments),
        Command::Reset(arguments) => reset(shared, arguments),
    }
}

/// Chooses an environment that is embedded.
fn embedded<'p>(project: &'p Project, wanted: Option<&str>) -> Result<&'p Environment, Failure> {
    let environment = project.environment(wanted)?;
    if environment.kind == EnvironmentKind::Embedded {
        return Ok(environment);
    }
    let why = "this environment is a real portal".to_owned();
    Err(Problem::nowhere(Fault::Embedded { place: environment.name.clone(), why }).into())
}

fn bad(place: &str, why: impl ToString) -> Failure {
    Problem::nowhere(Fault::Embedded { place: place.to_owned(), why: why.to_string() }).into()
}

fn serve(shared: &Shared, arguments: &Serve) -> Result<Exit, Failure> {
    let project = shared.project(arguments.env.as_deref())?;
    let token = std::env::var(TOKEN).ok().filter(|token| !token.trim().is_empty());
    let Some(token) = token else {
        let fault = Fault::TokenMissing { environment: "portal serve".to_owned(), variable: TOKEN.to_owned() };
        return Err(Problem::nowhere(fault).into());
    };
    let state = match arguments.portal {
        None => {
            let environment = embedded(&project, arguments.env.as_deref())?;
            world::embedded_as(&project, environment, arguments.account_type.of())?
        }
        Some(id) => numbered(&project, id, arguments.account_type)?,
    };
    let options = ServeOptions { port: arguments.port, token: SecretString::from(token.trim().to_owned()), seed: 0 };
    let ready = |address: std::net::SocketAddr| {
        // The product: whoever started it with port 0 reads where it is; whoever does not read it knows the port.
        let _ = super::product(&format!("http://{address}\n"));
        talk!("the embedded portal answers at http://{address}; Ctrl-C ends it");
    };
    emulator::serve(state, options, ready).map_err(|error| bad("portal serve", error))?;
    Ok(Exit::Done)
}

/// Opens the portal of an id, or makes an empty one.
fn numbered(project: &Project, id: u64, account_type: Account) -> Result<State, Failure> {
    let path = project.root.join(".hubwright").join("portal").join(format!("{id}.sqlite"));
    let place = path.display().to_string();
    let switches = project.settings.as_ref().map(|settings| settings.switches).unwrap_or_default();
    if path.exists() {
        return State::open(&path, switches).map_err(|error| bad(&place, error));
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| bad(&place, error))?;
    }
    let account_type = account_type.of();
    let identity = PortalIdentity { portal_id: id, account_type, time_zone: world::TIME_ZONE.to_owned() };
    State::create(&path, identity, switches).map_err(|error| bad(&place, error))
}

fn seed(shared: &Shared, arguments: &Seed) -> Result<Exit, Failure> {
    let project = shared.project(arguments.env.as_deref())?;
    let environment = embedded(&project, arguments.env.as_deref())?;
    let path = arguments.file.display().to_string();
    let text = super::folder::read_text(&arguments.file, world::LARGEST_SEED)
        .map_err(|why| Problem::nowhere(Fault::UnreadableArgument { path: path.clone(), why: why.words() }))?;
    let mut state = world::embedded(&project, environment)?;
    let report = world::load_seed(&mut state, &text).map_err(|error| bad(&path, error))?;
    talk!("{} new, {} there already", report.made, report.known);
    Ok(Exit::Done)
}

fn reset(shared: &Shared, arguments: &Reset) -> Result<Exit, Failure> {
    let project = shared.project(arguments.env.as_deref())?;
    let environment = embedded(&project, arguments.env.as_deref())?;
    let path = embedded_path(&project.root, environment);
    if !arguments.yes {
        ask(&path.display().to_string())?;
    }
    let place = path.display().to_string();
    let switches = project.settings.as_ref().map(|settings| settings.switches).unwrap_or_default();
    // What another process has open would go on there, unseen, and be lost with it.
    if let Err(busy @ StateError::Store(StoreError::Busy)) = State::open(&path, switches) {
        return Err(bad(&place, busy));
    }
    world::remove_database(&path).map_err(|error| bad(&place, error))?;
    let record = project.root.join(".hubwright").join("record");
    for suffix in ["jsonl", "head", "pending.jsonl"] {
        let file = record.join(format!("{}.{suffix}", environment.portal));
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(bad(&place, error)),
            Ok(()) | Err(_) => {}
        }
    }
    talk!("removed {place} and its record; the next plan makes a new one");
    Ok(Exit::Done)
}

fn ask(place: &str) -> Result<(), Problem> {
    consent::ask(Question::Reset, &format!("Remove {place} with everything in it, and its record?"))
}
