//! `show`: prints a saved plan.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Exit, Failure, Printing, Shared, folder, product};
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
    product(&arguments.printing.print(&plan))?;
    Ok(Exit::Done)
}

/// The largest plan that is read, in bytes: one over every list and workflow of a portal stays below.
pub const LARGEST: u64 = 256 * 1024 * 1024;

/// Reads a saved plan.
///
/// # Errors
/// Where the file cannot be read, is no plan, or was edited.
pub fn read(path: &Path) -> Result<Plan, Problem> {
    let shown = path.display().to_string();
    let text = folder::read_text(path, LARGEST).map_err(|why| BadPlan::NotAPlan(why.words()));
    text.and_then(|text| SavedPlan::read(&text))
        .map_err(|why| Problem::nowhere(deploy::Fault::BadPlanFile { path: shown, why }))
}
