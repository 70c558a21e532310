//! `plan`: shows what an apply would do.

use std::path::{Path, PathBuf};

use clap::Args;

use super::output::{Secrecy, write_whole};
use super::planning::{self, Against, Asked};
use super::{Exit, Failure, Printing, Shared, folder, product, show};
use crate::plan::{BadPlan, Plan, SavedPlan};
use crate::problem::Problem;
use crate::problem::settings::Fault;

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The environment; needed where more than one is declared.
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// Plan against a portal that `snapshot` saved: no token and no network.
    #[arg(long, value_name = "SNAPSHOT")]
    against: Option<PathBuf>,
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
    let project = shared.sound_project(arguments.env.as_deref())?;
    let environment = project.environment(arguments.env.as_deref())?;
    let against = arguments.against.as_deref().map_or(Against::Portal, Against::Snapshot);
    let planned = planning::plan(&project, environment, against, &arguments.asked)?;
    product(&arguments.printing.print(&planned.plan))?;
    if let Some(path) = &arguments.out {
        may_be_replaced(path)?;
        write_whole(path, &SavedPlan::print(&planned.plan), Secrecy::Owner)?;
        talk!("saved to {}", path.display());
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

/// A plan is written over an older plan and over nothing else.
fn may_be_replaced(path: &Path) -> Result<(), Problem> {
    let refuse = |why: &str| {
        let fault = Fault::OutputNotWritable { path: path.display().to_string(), why: why.to_owned() };
        Err(Problem::nowhere(fault))
    };
    match path.symlink_metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Ok(found) if found.is_file() => match folder::read_text(path, show::LARGEST).map(|text| SavedPlan::read(&text))
        {
            Ok(Ok(_) | Err(BadPlan::Format(_) | BadPlan::Edited)) => Ok(()),
            Ok(Err(BadPlan::NotAPlan(_))) | Err(_) => refuse("something that is no saved plan is there already"),
        },
        Ok(_) | Err(_) => refuse("something that is no ordinary file is there already"),
    }
}
