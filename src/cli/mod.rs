//! The command line: one file a command, one enum of exit codes.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it reads files, the clock, the environment"
)]

/// Says something to the person at the terminal. Nobody may listen: that is no failure, and no reason to panic.
macro_rules! talk {
    ($($said:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr().lock(), $($said)*);
    }};
}

mod adopt;
mod apply;
mod bound;
mod build;
mod bump;
mod catalog;
mod check;
mod consent;
mod doctor;
mod exit;
mod explain;
mod fix;
mod fmt;
mod folder;
mod import;
mod init;
mod known;
mod output;
mod plan;
mod planning;
mod portal;
mod probe;
mod project;
mod resolve;
mod revision;
mod rewrite;
mod show;
mod snapshot;
mod world;

use std::ffi::OsString;
use std::io::{IsTerminal as _, Write as _};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use exit::Exit;

use crate::check::Texts;
use crate::plan::redact::Values;
use crate::problem::Problem;
use crate::problem::settings::Fault as SettingsFault;
use crate::report::{self, Diagnostics, Style};
use crate::source::Sources;
use project::Project;

/// Rules as code for HubSpot: segments and workflows, type-checked, diffed and applied.
#[derive(Debug, Parser)]
#[command(name = "hubwright", version, max_term_width = 100, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    shared: Shared,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 internal failure; 2 changes to make (plan --detailed-exitcode, catalog pull --check); \
3 problems in the rules; 4 not authenticated, not permitted or the wrong portal; 5 the portal refused, could not be \
reached, or some objects failed; 6 stopped by a guard; 64 wrong usage.";

/// What every command takes.
#[derive(Debug, Args)]
struct Shared {
    /// The project's folder; the nearest one above this folder if not given.
    #[arg(long, global = true, value_name = "DIR")]
    project: Option<PathBuf>,
    /// How problems are printed.
    #[arg(long, global = true, value_enum, default_value_t)]
    diagnostics: Diagnostics,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new project that passes `check`.
    Init(init::Arguments),
    /// Read and check everything; no network, no token.
    Check(check::Arguments),
    /// Bring files into their one canonical form.
    Fmt(fmt::Arguments),
    /// Write the compiled JSON, one file an object.
    Build(build::Arguments),
    /// Show what an apply would do.
    Plan(plan::Arguments),
    /// Write what differs to the portal.
    Apply(apply::Arguments),
    /// Save what a plan needs, so that one can be made without token and network.
    Snapshot(snapshot::Arguments),
    /// Show what each name of the portal means in an environment.
    Resolve(resolve::Arguments),
    /// Print a saved plan.
    Show(show::Arguments),
    /// Write the next version of declarations that changed.
    Bump(bump::Arguments),
    /// Read a portal as code; nothing in it is changed.
    Import(import::Arguments),
    /// Say that an object of the portal is a declaration of this project.
    Adopt(adopt::Arguments),
    /// Look at a portal: token, scopes, what answers, limits, what HubSpot ends when.
    Doctor(doctor::Arguments),
    /// Settle by experiments in a sandbox what is not certain about HubSpot.
    Probe(probe::Arguments),
    /// The feature catalog and the portal.
    #[command(subcommand)]
    Catalog(catalog::Command),
    /// Explain a code.
    Explain(explain::Arguments),
    /// The embedded portal.
    #[command(subcommand)]
    Portal(portal::Command),
}

/// How a plan is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For a machine: versioned, with a schema in `docs/plan.schema.json`.
    Json,
    /// For a pull request.
    Markdown,
}

/// How a plan is printed, as arguments.
#[derive(Debug, Args)]
struct Printing {
    /// How the plan is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Show what Markdown redacts: e-mail addresses, queries of URLs, literals of sensitive features.
    #[arg(long)]
    show_values: bool,
}

impl Printing {
    fn print(&self, plan: &crate::plan::Plan) -> String {
        let values = if self.show_values { Values::Shown } else { Values::Redacted };
        match self.format {
            Format::Text => crate::plan::text::print(plan),
            Format::Json => crate::plan::SavedPlan::print(plan),
            Format::Markdown => crate::plan::markdown::print(plan, values),
        }
    }
}

/// What a command ended with: problems that are still to be printed.
#[derive(Debug, Default)]
struct Failure {
    problems: Vec<Problem>,
    sources: Sources,
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self { problems: vec![problem], sources: Sources::default() }
    }
}

impl From<(Vec<Problem>, Sources)> for Failure {
    fn from((problems, sources): (Vec<Problem>, Sources)) -> Self {
        Self { problems, sources }
    }
}

/// Runs a command line and returns how it ended.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    unharmed(|| dispatch(arguments))
}

/// A fault of our own ends with the documented number too; what it was is printed by then.
fn unharmed(work: impl FnOnce() -> Exit) -> Exit {
    if cfg!(panic = "abort") {
        // The shipped binary has no unwinding to catch: what a fault prints is printed, and then the number follows.
        let print = std::panic::take_hook();
        #[expect(clippy::disallowed_methods, reason = "nothing else ends a run that cannot unwind with a number")]
        std::panic::set_hook(Box::new(move |fault| {
            print(fault);
            std::process::exit(i32::from(Exit::Internal.code()));
        }));
    }
    std::panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or(Exit::Internal)
}

fn dispatch(arguments: Vec<OsString>) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            // Help and version are no errors; clap's own 2 means something else here.
            return if error.use_stderr() { Exit::Usage } else { Exit::Done };
        }
    };
    let shared = &arguments.shared;
    let result = match arguments.command {
        Command::Init(arguments) => init::run(shared, &arguments),
        Command::Check(arguments) => check::run(shared, &arguments),
        Command::Fmt(arguments) => fmt::run(shared, &arguments),
        Command::Build(arguments) => build::run(shared, &arguments),
        Command::Plan(arguments) => plan::run(shared, &arguments),
        Command::Apply(arguments) => apply::run(shared, &arguments),
        Command::Snapshot(arguments) => snapshot::run(shared, &arguments),
        Command::Resolve(arguments) => resolve::run(shared, &arguments),
        Command::Show(arguments) => show::run(shared, &arguments),
        Command::Bump(arguments) => bump::run(shared, &arguments),
        Command::Import(arguments) => import::run(shared, &arguments),
        Command::Adopt(arguments) => adopt::run(shared, &arguments),
        Command::Doctor(arguments) => doctor::run(shared, &arguments),
        Command::Probe(arguments) => probe::run(shared, &arguments),
        Command::Catalog(command) => catalog::run(shared, &command),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Portal(command) => portal::run(shared, &command),
    };
    match result {
        Ok(exit) => exit,
        Err(failure) => {
            let exit = Exit::of(&failure.problems);
            shared.report(&failure.problems, &failure.sources);
            if exit == Exit::Done { Exit::Internal } else { exit }
        }
    }
}

impl Shared {
    /// Prints problems to standard error.
    fn report(&self, problems: &[Problem], sources: &Sources) {
        let mut stderr = std::io::stderr().lock();
        let style = if wants_colour() { Style::Colour } else { Style::Bare };
        let _ = report::print(&mut stderr, problems, sources, self.diagnostics, style);
    }

    /// Finds and reads the project, with what is known of the portal of an environment. No plan is made of it.
    fn project(&self, environment: Option<&str>) -> Result<Project, Failure> {
        Ok(Project::read(self.root()?, environment, Texts::LeftOut))
    }

    /// Finds the project's folder.
    fn root(&self) -> Result<PathBuf, Problem> {
        match &self.project {
            Some(folder) => project::named(folder),
            None => project::find(),
        }
    }

    /// Finds and reads a project that compiles; its warnings are printed.
    fn sound_project(&self, environment: Option<&str>) -> Result<Project, Failure> {
        let project = Project::read(self.root()?, environment, Texts::Kept);
        if project.is_sound() {
            self.report(&project.problems, &project.sources);
            return Ok(project);
        }
        Err(Failure { problems: project.problems, sources: project.sources })
    }
}

/// Colour only on a terminal, and never with `NO_COLOR`.
fn wants_colour() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    std::io::stderr().is_terminal() && !unwanted
}

/// Prints a product to standard output. A reader that went away has what it wanted; any other failure is told, since a
/// product that was cut must not look like a whole one.
fn product(text: &str) -> Result<(), Problem> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            let fault = SettingsFault::OutputNotWritable { path: "standard output".to_owned(), why: error.to_string() };
            Err(Problem::nowhere(fault))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Says how many of something there are.
fn count(number: usize, what: &str) -> String {
    let ending = match number {
        1 => "",
        _ if what.ends_with('x') => "es",
        _ => "s",
    };
    format!("{number} {what}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_our_own_ends_one_and_not_as_the_language_ends_it() {
        assert_eq!(unharmed(|| panic!("a fault that a test makes")).code(), 1);
        assert_eq!(unharmed(|| Exit::Guard), Exit::Guard);
    }
}
