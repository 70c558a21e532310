//! `fmt`: brings files into their one canonical form.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;

use super::folder::{self, Unreadable};
use super::rewrite::rewrite;
use super::{Exit, Failure, Shared, count, product};
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
    // What is shown of a path need not be its name, so the path itself stays beside it. Sources are sorted, and these
    // are in the same order.
    let mut files: Vec<(PathBuf, SourceFile)> = files.into_iter().map(|(path, text)| shown(path, text)).collect();
    files.sort_by(|(_, a), (_, b)| a.path.cmp(&b.path));
    let (paths, files): (Vec<PathBuf>, Vec<SourceFile>) = files.into_iter().unzip();
    let sources = Sources::new(files);
    let all: Vec<(FileId, &SourceFile)> = sources.iter().collect();
    let outcomes: Vec<Outcome> = all.par_iter().map(|(id, file)| outcome(*id, &file.text)).collect();
    let mut changed = 0;
    for (((id, file), path), outcome) in all.iter().zip(&paths).zip(outcomes) {
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
            Outcome::Differs(text) => match rewrite(path, &file.text, &text) {
                Ok(()) => changed += 1,
                Err(problem) => problems.push(problem),
            },
        }
    }
    let exit = Exit::of(&problems);
    shared.report(&problems, &sources);
    if !arguments.stdin && shared.diagnostics != Diagnostics::Json {
        let done = if arguments.check { "not formatted" } else { "formatted" };
        talk!("{changed} of {} {done}", count(all.len(), "file"));
    }
    Ok(exit)
}

fn shown(path: PathBuf, text: String) -> (PathBuf, SourceFile) {
    let shown = path.display().to_string();
    (path, SourceFile { path: shown, text })
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

/// Reads the files, each once, whatever names it has; what cannot be read is told of.
fn read(paths: Vec<PathBuf>, problems: &mut Vec<Problem>) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut known = BTreeSet::new();
    for path in paths {
        if !known.insert(std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone())) {
            continue;
        }
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

/// Returns the first line that would change, if only at its end.
fn first_difference(file: FileId, text: &str, formatted: &str) -> Span {
    let (was, is) = (text.split_inclusive('\n'), formatted.split_inclusive('\n'));
    let start: usize = was.zip(is).take_while(|(was, is)| was == is).map(|(was, _)| was.len()).sum();
    let length = text.get(start..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
    Span::new(file, start, start + length)
}

fn difference(file: &SourceFile, formatted: &str) -> String {
    let mut out = format!("{}\n", crate::plan::text::safe(&file.path));
    for line in diff::lines(&file.text, formatted) {
        out.push_str(&crate::plan::text::safe(&line));
        out.push('\n');
    }
    if !file.text.ends_with('\n') {
        out.push_str("  (no line feed at its end)\n");
    }
    out.push('\n');
    out
}
