//! `show`: prints a saved plan.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Exit, Failure, Printing, Shared, product};
use crate::plan::{BadPlan, Plan, SavedPlan};
use crate::problem::{Problem, deploy};

/// Arguments of `show`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The saved plan.
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(_shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    let plan = read(&arguments.plan)?;
    product(&arguments.printing.print(&plan));
    Ok(Exit::Done)
}

/// Reads a saved plan.
///
/// # Errors
/// Where the file cannot be read, is no plan, or was edited.
pub fn read(path: &Path) -> Result<Plan, Problem> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| BadPlan::NotAPlan(error.to_string()));
    text.and_then(|text| SavedPlan::read(&text))
        .map_err(|why| Problem::nowhere(deploy::Fault::BadPlanFile { path: shown, why }))
}
