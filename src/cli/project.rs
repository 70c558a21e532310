//! Reads a project's folder: every file that counts, and what the stages make of it.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::catalog::{self, Catalog, Provenance};
use crate::model::Program;
use crate::problem::{Problem, settings::Fault};
use crate::settings::{Environment, Settings};
use crate::source::{FileId, SourceFile, Sources};
use crate::syntax::{self, ast};

/// The file that makes a folder a project.
pub const SETTINGS: &str = "hubwright.yaml";

/// How deep folders below `rules/` and `workflows/` may lie: a link to a parent must not go on for ever.
const DEEPEST: usize = 16;

/// A project as read.
#[derive(Debug)]
pub struct Project {
    /// Its folder.
    pub root: PathBuf,
    /// Its texts.
    pub sources: Sources,
    /// What `hubwright.yaml` says, where it can be read.
    pub settings: Option<Settings>,
    /// The feature catalog.
    pub catalog: Catalog,
    /// The checked program; what is wrong is left out of it.
    pub program: Program,
    /// Everything that was found.
    pub problems: Vec<Problem>,
}

/// Finds the project that this folder belongs to: the folder itself, or the nearest above it.
///
/// # Errors
/// Where none of them has a `hubwright.yaml`.
pub fn find() -> Result<PathBuf, Problem> {
    let here = std::path::absolute(".").unwrap_or_else(|_| PathBuf::from("."));
    let found = here.ancestors().find(|folder| folder.join(SETTINGS).is_file());
    found.map(Path::to_owned).ok_or_else(|| no_project(Path::new(".")))
}

/// Takes the project of a folder that was named: that one and no other, whatever lies above it.
///
/// # Errors
/// Where it has no `hubwright.yaml`.
pub fn named(folder: &Path) -> Result<PathBuf, Problem> {
    let found = std::fs::canonicalize(folder).ok().filter(|folder| folder.join(SETTINGS).is_file());
    found.ok_or_else(|| no_project(folder))
}

fn no_project(from: &Path) -> Problem {
    Problem::nowhere(Fault::NoProject { from: from.display().to_string() })
}

impl Project {
    /// Reads and checks a project.
    #[must_use]
    pub fn read(root: PathBuf) -> Self {
        let mut problems = Vec::new();
        let mut paths = vec![SETTINGS.to_owned()];
        for folder in ["rules", "workflows"] {
            walk(&root, folder, 0, &mut paths, &mut problems);
        }
        let mut unreadable = Vec::new();
        let files: Vec<SourceFile> = paths
            .into_iter()
            .filter_map(|path| {
                read_file(&root, path).unwrap_or_else(|(path, problem)| {
                    unreadable.push((path, problem));
                    None
                })
            })
            .collect();
        Self::check(root, files, unreadable, problems)
    }

    /// Checks texts that were read elsewhere, say from a git revision.
    #[must_use]
    pub fn of_texts(root: PathBuf, files: Vec<SourceFile>) -> Self {
        Self::check(root, files, Vec::new(), Vec::new())
    }

    fn check(
        root: PathBuf,
        mut files: Vec<SourceFile>,
        unreadable: Vec<(String, Unreadable)>,
        mut problems: Vec<Problem>,
    ) -> Self {
        // A file that cannot be read stands among the sources as an empty one: its problem needs a place.
        files.extend(unreadable.iter().map(|(path, _)| SourceFile { path: path.clone(), text: String::new() }));
        let sources = Sources::new(files);
        for (path, why) in unreadable {
            let file = sources.iter().find(|(_, file)| file.path == path).map_or(FileId(0), |(id, _)| id);
            problems.push(match why {
                Unreadable::TooLarge(bytes) => syntax::too_large(file, bytes),
                Unreadable::NotUtf8(offset) => syntax::not_utf8(file, offset),
                Unreadable::Io(why) => Problem::nowhere(Fault::UnreadableFile { path, why }),
            });
        }
        let settings = sources.iter().find(|(_, file)| file.path == SETTINGS).and_then(|(id, file)| {
            let (settings, mut found) = crate::settings::read(id, &file.text);
            problems.append(&mut found);
            settings
        });
        let catalogs: Vec<(FileId, Provenance)> =
            sources.iter().filter_map(|(id, file)| Some((id, Provenance::of(&file.path)?))).collect();
        let (catalog, mut found) = catalog::read(&sources, &catalogs);
        problems.append(&mut found);
        let programs: Vec<(FileId, &SourceFile)> = sources.iter().filter(|(_, file)| is_program(&file.path)).collect();
        let parsed: Vec<(ast::File, Vec<Problem>)> =
            programs.par_iter().map(|(id, file)| syntax::parse(*id, &file.text)).collect();
        let mut trees = Vec::new();
        for (tree, mut found) in parsed {
            trees.push(tree);
            problems.append(&mut found);
        }
        let (name, environments) = match &settings {
            Some(settings) => {
                let names: Vec<&str> = settings.environments.keys().map(String::as_str).collect();
                (settings.name.as_str(), names)
            }
            None => ("", Vec::new()),
        };
        let (program, mut found) = crate::check::program(&trees, &catalog, name, &environments);
        problems.append(&mut found);
        problems.sort_by_key(|problem| problem.at.map(|at| (at.file, at.start, at.end)));
        Self { root, sources, settings, catalog, program, problems }
    }

    /// Tells whether it compiles.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.settings.is_some() && !self.problems.iter().any(Problem::is_error)
    }

    /// Returns a digest over every source, path by path.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (_, file) in self.sources.iter() {
            for part in [&file.path, &file.text] {
                hash.update(part.len().to_le_bytes());
                hash.update(part.as_bytes());
            }
        }
        let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("s1:{digest}")
    }

    /// Chooses an environment: the named one, or the only one.
    ///
    /// # Errors
    /// Where the name is not declared, or none was given and there are several.
    pub fn environment(&self, wanted: Option<&str>) -> Result<&Environment, Problem> {
        let environments = self.settings.iter().flat_map(|settings| &settings.environments);
        let known: Vec<String> = environments.clone().map(|(name, _)| name.clone()).collect();
        let mut found = environments.map(|(_, environment)| environment);
        match wanted {
            Some(name) => found
                .find(|environment| environment.name == name)
                .ok_or_else(|| Problem::nowhere(Fault::UnknownEnvironment { name: name.to_owned(), known })),
            None => match (found.next(), found.next()) {
                (Some(only), None) => Ok(only),
                (Some(_), Some(_)) | (None, _) => Err(Problem::nowhere(Fault::EnvironmentNeeded { known })),
            },
        }
    }
}

/// Tells whether a path is a file of the language.
#[must_use]
pub fn is_program(path: &str) -> bool {
    (path.starts_with("rules/") && path.ends_with(".seg"))
        || (path.starts_with("workflows/") && path.ends_with(".flow"))
}

/// Tells whether a path counts as a source.
#[must_use]
pub fn is_source(path: &str) -> bool {
    path == SETTINGS || is_program(path) || Provenance::of(path).is_some()
}

/// Why a file could not be read.
enum Unreadable {
    TooLarge(u64),
    NotUtf8(usize),
    Io(String),
}

fn walk(root: &Path, folder: &str, depth: usize, paths: &mut Vec<String>, problems: &mut Vec<Problem>) {
    let unreadable = |why: String| Problem::nowhere(Fault::UnreadableFile { path: folder.to_owned(), why });
    let entries = match std::fs::read_dir(root.join(folder)) {
        Ok(entries) => entries,
        Err(error) if depth == 0 && error.kind() == std::io::ErrorKind::NotFound => return,
        Err(error) => return problems.push(unreadable(error.to_string())),
    };
    if depth > DEEPEST {
        return problems.push(unreadable(format!("folders lie more than {DEEPEST} deep")));
    }
    let mut names: Vec<String> = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    for name in names {
        let path = format!("{folder}/{name}");
        let full = root.join(&path);
        if full.is_dir() {
            walk(root, &path, depth + 1, paths, problems);
        } else if is_source(&path) {
            paths.push(path);
        }
    }
}

fn read_file(root: &Path, path: String) -> Result<Option<SourceFile>, (String, Unreadable)> {
    let full = root.join(&path);
    let io = |error: std::io::Error| Unreadable::Io(error.to_string());
    let size = match std::fs::metadata(&full) {
        Ok(metadata) => metadata.len(),
        Err(error) => return Err((path, io(error))),
    };
    if size > syntax::MAX_FILE_BYTES {
        return Err((path, Unreadable::TooLarge(size)));
    }
    let bytes = match std::fs::read(&full) {
        Ok(bytes) => bytes,
        Err(error) => return Err((path, io(error))),
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(SourceFile { path, text })),
        Err(error) => Err((path, Unreadable::NotUtf8(error.utf8_error().valid_up_to()))),
    }
}
