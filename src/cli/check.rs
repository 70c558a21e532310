//! `check`: reads and checks everything.

use clap::Args;
use rayon::prelude::*;

use super::fix;
use super::project::Project;
use super::revision::{self, Since};
use super::{Exit, Failure, Shared, count, product};
use crate::lower;
use crate::problem::Problem;
use crate::report::{self, Diagnostics, Style};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Also require a new version of every declaration that changed since this git revision.
    #[arg(long, value_name = "REF")]
    since: Option<String>,
    /// Make the fixes that cannot change a meaning, then report what is left.
    #[arg(long)]
    fix: bool,
    /// End with 3 for warnings too.
    #[arg(long)]
    deny_warnings: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    let mut project = shared.project(None)?;
    if arguments.fix {
        project = fix::run(project)?;
    }
    let mut problems: Vec<Problem> = project.problems.iter().chain(&project.lints).cloned().collect();
    problems.sort_by_key(|problem| problem.at.map(|at| (at.file, at.start, at.end)));
    if let (Some(reference), true) = (&arguments.since, project.is_sound()) {
        let since = Since::read(&project, reference)?;
        problems.extend(revision::missing_bumps(&project, &since));
    }
    match shared.diagnostics {
        // A machine that listens reads the product.
        Diagnostics::Json => {
            let mut text = Vec::new();
            let _ = report::print(&mut text, &problems, &project.sources, Diagnostics::Json, Style::Bare);
            product(&String::from_utf8_lossy(&text))?;
        }
        Diagnostics::Human | Diagnostics::Plain => shared.report(&problems, &project.sources),
    }
    if project.is_sound() {
        lower_all(&project);
    }
    let errors = problems.iter().filter(|problem| Problem::is_error(problem)).count();
    let warnings = problems.len() - errors;
    if shared.diagnostics != Diagnostics::Json {
        let program = &project.program;
        let checked = [
            count(program.segments.len(), "segment"),
            count(program.static_lists.len(), "static list"),
            count(program.workflows.len(), "workflow"),
            count(project.catalog.features.len(), "feature"),
        ];
        talk!("{}: {}, {}", checked.join(", "), count(errors, "error"), count(warnings, "warning"));
    }
    let exit = Exit::of(&problems);
    // The process ends: all that it holds goes with it, and would take long to be freed piece by piece.
    std::mem::forget(project);
    Ok(if arguments.deny_warnings && exit == Exit::Done && warnings > 0 { Exit::Problems } else { exit })
}

/// Compiles everything once and keeps nothing: a fault of ours shows here, and not when somebody wants to apply.
fn lower_all(project: &Project) {
    let program = &project.program;
    let switches = project.settings.as_ref().map(|settings| settings.switches).unwrap_or_default();
    program.segments.par_iter().for_each(|segment| drop(lower::list(segment, &switches)));
    program.static_lists.par_iter().for_each(|list| drop(lower::static_list(list)));
    program.workflows.par_iter().for_each(|workflow| drop(lower::flow(workflow, &switches)));
    program.properties.par_iter().for_each(|property| drop(lower::property(property)));
}
