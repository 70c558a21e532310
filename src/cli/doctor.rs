//! `doctor`: looks at an environment's portal and says what would stand in the way.

use clap::{Args, ValueEnum};
use jiff::tz::TimeZone;

use super::world::{self, Connection};
use super::{Exit, Failure, Shared, product};
use crate::doctor::{self, Health};

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The environment; needed where more than one is declared.
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// How the report is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How the report is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For a machine.
    Json,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    let project = shared.project(arguments.env.as_deref())?;
    let environment = project.environment(arguments.env.as_deref())?;
    let connection = Connection::open(&project, environment)?;
    let portal = connection.portal();
    let today = world::clock().to_zoned_datetime(TimeZone::UTC).date();
    let report = doctor::examine(&portal, environment, today).map_err(world::portal_problem)?;
    match arguments.format {
        Format::Text => product(&doctor::text(&report))?,
        Format::Json => product(&doctor::json(&report))?,
    }
    // What every command asks first says best why this one would end there.
    connection.account(&portal)?;
    Ok(match report.health() {
        Health::Well => Exit::Done,
        Health::Closed => Exit::NotPermitted,
        Health::Lacking => Exit::Portal,
    })
}
