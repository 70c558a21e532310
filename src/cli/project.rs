//! Reads a project's folder: every file that counts, and what the stages make of it.

use std::path::{Path, PathBuf};

use rayon::iter::Either;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::bound;
use super::folder::{self, Unreadable};
use super::known;
use crate::catalog::{self, Catalog, Provenance};
use crate::check::{Declared, Texts};
use crate::lint::{self, Silenced};
use crate::model::Program;
use crate::problem::{Fact, Problem, settings::Fault};
use crate::settings::{Environment, Settings};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::{self, ast};

/// Where the sources of code steps lie.
const CODE: &str = "workflows/code/";

/// The file that makes a folder a project.
pub const SETTINGS: &str = "hubwright.yaml";

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
    /// Everything that was found, but for warnings that a comment silences.
    pub problems: Vec<Problem>,
    /// What is perhaps not meant; for `check` alone to tell, since it stops nothing.
    pub lints: Vec<Problem>,
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
    /// Reads and checks a project, with what is known of the portal of an environment.
    #[must_use]
    pub fn read(root: PathBuf, environment: Option<&str>, texts: Texts) -> Self {
        let mut problems = Vec::new();
        let mut paths = vec![SETTINGS.to_owned()];
        for below in ["rules", "workflows"] {
            folder::sources(&root, below, &mut paths, &mut problems);
        }
        paths.extend(known::path(&root, environment));
        folder::bindings(&root, &mut paths, &mut problems);
        let (files, unreadable) = paths.into_par_iter().partition_map(|path| match read_file(&root, path) {
            Ok(file) => Either::Left(file),
            Err(unreadable) => Either::Right(unreadable),
        });
        Self::check(root, files, unreadable, problems, texts)
    }

    /// Checks texts that were read elsewhere, say from a git revision.
    #[must_use]
    pub fn of_texts(root: PathBuf, files: Vec<SourceFile>) -> Self {
        Self::check(root, files, Vec::new(), Vec::new(), Texts::Kept)
    }

    /// Checks on a thread of the pool: what other threads have given back can be taken again there, and memory that is
    /// asked for anew costs more than what is done in it.
    fn check(
        root: PathBuf,
        files: Vec<SourceFile>,
        unreadable: Vec<(String, Unreadable)>,
        problems: Vec<Problem>,
        texts: Texts,
    ) -> Self {
        rayon::scope(|_| Self::check_here(root, files, unreadable, problems, texts))
    }

    fn check_here(
        root: PathBuf,
        mut files: Vec<SourceFile>,
        unreadable: Vec<(String, Unreadable)>,
        mut problems: Vec<Problem>,
        texts: Texts,
    ) -> Self {
        // A file that cannot be read stands among the sources as an empty one: its problem needs a place.
        files.extend(unreadable.iter().map(|(path, _)| SourceFile { path: path.clone(), text: String::new() }));
        let sources = Sources::new(files);
        for (path, why) in unreadable {
            let file = sources.iter().find(|(_, file)| file.path == path).map_or(FileId(0), |(id, _)| id);
            problems.push(match why {
                Unreadable::TooLarge(bytes) => syntax::too_large(file, bytes),
                Unreadable::Misplaced => Problem::at(Span::new(file, 0, 0), Fault::MisplacedFile { path }),
                Unreadable::NotUtf8(offset) => syntax::not_utf8(file, offset),
                Unreadable::Io(why) => Problem::nowhere(Fault::UnreadableFile { path, why }),
            });
        }
        let settings = sources.iter().find(|(_, file)| file.path == SETTINGS).and_then(|(id, file)| {
            let (settings, mut found) = crate::settings::read(id, &file.text);
            problems.append(&mut found);
            settings.map(|settings| known::with(settings, &sources, &mut problems))
        });
        let bound = settings.as_ref().map(|it| bound::of(it, &sources, &mut problems)).unwrap_or_default();
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
        let code = sources
            .iter()
            .filter_map(|(_, file)| Some((file.path.strip_prefix(CODE)?.to_owned(), file.text.clone())))
            .collect();
        let switches = settings.as_ref().map(|settings| settings.switches).unwrap_or_default();
        let declared = Declared::new(&trees, &code, &catalog, &environments).under(switches).with(texts);
        let checked = declared.all().par_iter().map(|declaration| declared.check(declaration)).collect();
        let (program, mut found) = declared.program(name, checked);
        // Whatever names a feature, or an environment, would be wrong for one reason, which is told already.
        let lost = |problem: &Problem| problem.is_error() && matches!(problem.fact, Fact::Yaml(_));
        if settings.is_some() && !problems.iter().any(lost) {
            problems.append(&mut found);
        }
        // Of a program with mistakes nobody knows what it is meant to be.
        let whole = settings.is_some() && !problems.iter().any(Problem::is_error);
        let by_hand = |id: FileId| {
            let path = sources.get(id).map_or("", |file| &file.path);
            matches!(Provenance::of(path), Some(Provenance::Hand))
        };
        let world = lint::World { trees: &trees, catalog: &catalog, by_hand: &by_hand, bound: &bound };
        let lints = lint::LINTS.par_iter().filter(|_| whole).flat_map_iter(|lint| {
            let mut found = Vec::new();
            lint(&world, &mut found);
            found
        });
        problems.par_extend(lints);
        let by_file = lint::by_file(&trees);
        let files: Vec<(FileId, &SourceFile)> = sources.iter().collect();
        let allows = files.par_iter().flat_map_iter(|(id, file)| lint::allows(*id, file, by_file.get(id).copied()));
        let Silenced { mut problems, idle } = lint::hear(allows.collect(), problems);
        drop(by_file);
        // Freeing the trees takes a while, and nothing waits for it.
        rayon::spawn(move || drop(trees));
        problems.sort_by_key(|problem| problem.at.map(|at| (at.file, at.start, at.end)));
        let mut lints: Vec<Problem> =
            problems.extract_if(.., |problem| matches!(problem.fact, Fact::Lint(_))).collect();
        lints.extend(idle.into_iter().filter(|_| whole));
        Self { root, sources, settings, catalog, program, problems, lints }
    }

    /// Tells whether it compiles.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.settings.is_some() && !self.problems.iter().any(Problem::is_error)
    }

    /// Returns a digest over every source, path by path; of what is bound a plan has what it was made with.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (_, file) in self.sources.iter().filter(|(_, file)| !bound::is_bindings(&file.path)) {
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

/// Tells whether a path is the source of a code step.
fn is_code(path: &str) -> bool {
    path.starts_with(CODE) && (path.ends_with(".py") || path.ends_with(".js"))
}

/// Tells whether a path counts as a source.
#[must_use]
pub fn is_source(path: &str) -> bool {
    path == SETTINGS || is_program(path) || is_code(path) || Provenance::of(path).is_some()
}

/// Tells whether a path ends like a source and is none: what it declares would be left out without a word.
#[must_use]
pub fn is_misplaced(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let like_one = match ending.as_str() {
        "seg" | "flow" => true,
        "yaml" | "yml" => path.starts_with("rules/"),
        _ => false,
    };
    like_one && !is_source(path)
}

fn read_file(root: &Path, path: String) -> Result<SourceFile, (String, Unreadable)> {
    if is_misplaced(&path) {
        return Err((path, Unreadable::Misplaced));
    }
    match folder::read_text(&root.join(&path), syntax::MAX_FILE_BYTES) {
        Ok(text) => Ok(SourceFile { path, text }),
        Err(why) => Err((path, why)),
    }
}
