//! `plan`: shows what an apply would do.

use std::path::PathBuf;

use clap::Args;

use super::planning::{self, Asked};
use super::{Exit, Failure, Printing, Secrecy, Shared, product, write_whole};
use crate::plan::{Plan, SavedPlan};

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The environment; needed where more than one is declared.
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// Save the plan, for `apply FILE`.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// End with 2 where there are changes to make.
    #[arg(long)]
    detailed_exitcode: bool,
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    let project = shared.sound_project()?;
    let environment = project.environment(arguments.env.as_deref())?;
    let planned = planning::plan(&project, environment, &arguments.asked)?;
    product(&arguments.printing.print(&planned.plan));
    if let Some(path) = &arguments.out {
        write_whole(path, &SavedPlan::print(&planned.plan), Secrecy::Owner)?;
        eprintln!("saved to {}", path.display());
    }
    let with_changes = if arguments.detailed_exitcode { Exit::Changes } else { Exit::Done };
    Ok(exit(&planned.plan, with_changes))
}

/// A stopped object ends 6 whatever else there is; drift that the plan won't write is no change.
fn exit(plan: &Plan, with_changes: Exit) -> Exit {
    if !plan.stops.is_empty() {
        Exit::Guard
    } else if plan.is_empty() {
        Exit::Done
    } else {
        with_changes
    }
}
