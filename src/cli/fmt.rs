//! `fmt`: brings files into their one canonical form.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;

use super::folder::{self, Unreadable};
use super::rewrite::rewrite;
use super::{Exit, Failure, Shared, product};
use crate::plan::diff;
use crate::problem::syntax::Fault;
use crate::problem::{Problem, settings};
use crate::report::Diagnostics;
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::{self, MAX_FILE_BYTES};

/// Arguments of `fmt`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files, or folders with all that is in them; every file of the project if none is given.
    #[arg(value_name = "PATH", conflicts_with = "stdin")]
    paths: Vec<PathBuf>,
    /// Write nothing: show what would change, and end with 3 where something would.
    #[arg(long)]
    check: bool,
    /// Read one file from standard input and write it to standard output.
    #[arg(long)]
    stdin: bool,
}

/// What formatting made of a file.
enum Outcome {
    Same,
    Differs(String),
    Wrong(Vec<Problem>),
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    let mut problems = Vec::new();
    let files = if arguments.stdin {
        vec![(PathBuf::from("<stdin>"), read_stdin()?)]
    } else {
        read(paths(shared, arguments, &mut problems)?, &mut problems)
    };
    let shown = |path: &Path| path.display().to_string();
    let sources = files.iter().map(|(path, text)| SourceFile { path: shown(path), text: text.clone() });
    let sources = Sources::new(sources.collect());
    let all: Vec<(FileId, &SourceFile)> = sources.iter().collect();
    let outcomes: Vec<Outcome> = all.par_iter().map(|(id, file)| outcome(*id, &file.text)).collect();
    let mut changed = 0;
    for ((id, file), outcome) in all.iter().zip(outcomes) {
        match outcome {
            Outcome::Wrong(found) => problems.extend(found),
            Outcome::Same if arguments.stdin && !arguments.check => product(&file.text)?,
            Outcome::Same => {}
            Outcome::Differs(text) if arguments.check => {
                changed += 1;
                problems.push(Problem::at(first_difference(*id, &file.text, &text), Fault::NotFormatted));
                if shared.diagnostics == Diagnostics::Human {
                    product(&difference(file, &text))?;
                }
            }
            Outcome::Differs(text) if arguments.stdin => product(&text)?,
            Outcome::Differs(text) => match rewrite(Path::new(&file.path), &file.text, &text) {
                Ok(()) => changed += 1,
                Err(problem) => problems.push(problem),
            },
        }
    }
    let exit = Exit::of(&problems);
    shared.report(&problems, &sources);
    if !arguments.stdin && shared.diagnostics != Diagnostics::Json {
        let done = if arguments.check { "not formatted" } else { "formatted" };
        talk!("{} of {} files {done}", changed, all.len());
    }
    Ok(exit)
}

fn outcome(file: FileId, text: &str) -> Outcome {
    match syntax::format(file, text) {
        Ok(formatted) if formatted == text => Outcome::Same,
        Ok(formatted) => Outcome::Differs(formatted),
        Err(problems) => Outcome::Wrong(problems),
    }
}

/// Returns the files to format, as a person would name them.
fn paths(shared: &Shared, arguments: &Arguments, problems: &mut Vec<Problem>) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    if arguments.paths.is_empty() {
        let root = shared.root()?;
        for below in ["rules", "workflows"] {
            found.extend(below_folder(&root, below, problems));
        }
    }
    for path in &arguments.paths {
        if path.is_dir() {
            found.extend(below_folder(path, "", problems));
        } else if path.extension().is_some_and(|kind| kind == "seg" || kind == "flow") {
            found.push(path.clone());
        } else {
            let (path, why) = (path.display().to_string(), "`fmt` formats `.seg` and `.flow` files".to_owned());
            problems.push(Problem::nowhere(settings::Fault::UnreadableFile { path, why }));
        }
    }
    Ok(found)
}

fn below_folder(root: &Path, below: &str, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    folder::programs(root, below, &mut paths, problems);
    // Named from where the command runs, where that is short.
    let here = std::env::current_dir().unwrap_or_default();
    let named = |path: &String| {
        let full = root.join(path);
        full.strip_prefix(&here).map(Path::to_owned).unwrap_or(full)
    };
    paths.iter().map(named).collect()
}

/// Reads the files; what cannot be read is told of.
fn read(mut paths: Vec<PathBuf>, problems: &mut Vec<Problem>) -> Vec<(PathBuf, String)> {
    paths.sort();
    paths.dedup();
    let mut files = Vec::new();
    for path in paths {
        match folder::read_text(&path, MAX_FILE_BYTES) {
            Ok(text) => files.push((path, text)),
            Err(why) => {
                let path = path.display().to_string();
                problems.push(Problem::nowhere(settings::Fault::UnreadableFile { path, why: why.words() }));
            }
        }
    }
    files
}

fn read_stdin() -> Result<String, Problem> {
    let unreadable = |why: String| {
        let path = "standard input".to_owned();
        Problem::nowhere(settings::Fault::UnreadableFile { path, why })
    };
    let mut bytes = Vec::new();
    let most = MAX_FILE_BYTES.saturating_add(1);
    std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(|error| unreadable(error.to_string()))?;
    let read = bytes.len() as u64;
    if read > MAX_FILE_BYTES {
        return Err(unreadable(Unreadable::TooLarge(read).words()));
    }
    String::from_utf8(bytes).map_err(|error| unreadable(Unreadable::NotUtf8(error.utf8_error().valid_up_to()).words()))
}

/// Returns the first line that would change.
fn first_difference(file: FileId, text: &str, formatted: &str) -> Span {
    let same = text.lines().zip(formatted.lines()).take_while(|(a, b)| a == b).count();
    let start: usize = text.split_inclusive('\n').take(same).map(str::len).sum();
    let length = text.get(start..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
    Span::new(file, start, start + length)
}

fn difference(file: &SourceFile, formatted: &str) -> String {
    let mut out = format!("{}\n", crate::plan::text::safe(&file.path));
    for line in diff::lines(&file.text, formatted) {
        out.push_str(&crate::plan::text::safe(&line));
        out.push('\n');
    }
    out.push('\n');
    out
}
