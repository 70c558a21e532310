//! `build`: writes the compiled JSON.

use std::path::PathBuf;

use clap::Args;

use super::output::{Secrecy, write_whole};
use super::{Exit, Failure, Shared};
use crate::lower;

/// Arguments of `build`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Where the files go; files of an earlier build that are not made again stay.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    let project = shared.sound_project(None)?;
    let switches = project.settings.as_ref().map(|settings| settings.switches).unwrap_or_default();
    let bundle = lower::bundle(&project.program, &switches);
    for (path, json) in &bundle {
        let mut text = serde_json::to_string_pretty(json).unwrap_or_default();
        text.push('\n');
        write_whole(&arguments.out.join(path), &text, Secrecy::Everybody)?;
    }
    talk!("{} files in {}", bundle.len(), arguments.out.display());
    Ok(Exit::Done)
}
