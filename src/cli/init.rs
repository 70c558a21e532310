//! `init`: makes a new project that passes `check`.

use std::path::PathBuf;

use clap::Args;

use super::output::{Secrecy, write_whole};
use super::project::SETTINGS;
use super::{Exit, Failure, Shared};
use crate::problem::Problem;
use crate::problem::settings::Fault;

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder of the new project.
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

/// The files of a new project.
const FILES: &[(&str, &str)] = &[
    (SETTINGS, include_str!("init/hubwright.yaml")),
    ("rules/features.yaml", include_str!("init/features.yaml")),
    ("rules/leads.seg", include_str!("init/leads.seg")),
    ("workflows/leads.flow", include_str!("init/leads.flow")),
];

/// What git is to leave alone.
const IGNORE: (&str, &str) = (".gitignore", ".hubwright/\n");

pub(super) fn run(_shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    // A folder that is under git already has its own.
    let ignored = arguments.folder.join(IGNORE.0).exists();
    let files = FILES.iter().chain(std::iter::once(&IGNORE).filter(|_| !ignored));
    let taken = FILES.iter().map(|(path, _)| arguments.folder.join(path)).find(|path| path.exists());
    if let Some(path) = taken {
        let path = path.display().to_string();
        return Err(Problem::nowhere(Fault::OutputNotWritable { path, why: "it is there already".to_owned() }).into());
    }
    for (path, text) in files {
        write_whole(&arguments.folder.join(path), text, Secrecy::Everybody)?;
    }
    talk!("a new project in {}; `hubwright check`, then `hubwright apply`", arguments.folder.display());
    if ignored {
        talk!("add `.hubwright/` to its .gitignore");
    }
    Ok(Exit::Done)
}
