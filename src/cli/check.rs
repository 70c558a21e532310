//! `check`: reads and checks everything.

use clap::Args;

use super::fix;
use super::revision::{self, Since};
use super::{Exit, Failure, Shared, product};
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
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    let mut project = shared.project()?;
    if arguments.fix {
        project = fix::run(project)?;
    }
    let mut problems = project.problems.clone();
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
    Ok(Exit::of(&problems))
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
