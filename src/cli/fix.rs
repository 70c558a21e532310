//! `check --fix`: makes the fixes that cannot change a meaning.

use std::collections::{BTreeMap, BTreeSet};

use super::project::{Project, is_program};
use super::revision;
use super::rewrite::rewrite;
use super::{Failure, count};
use crate::check::Texts;
use crate::problem::{self, Fix, Problem};
use crate::record::ObjectKind;
use crate::source::{FileId, SourceFile, Span};
use crate::syntax;

/// How often the fixed texts are checked again: of one declaration a check tells a hundred problems, and so fixes.
const ROUNDS: usize = 50;

/// Fixes what can be, and returns the project as it is then.
///
/// All is done in memory until nothing is left to fix; then each changed file is written whole.
pub(super) fn run(project: Project) -> Result<Project, Failure> {
    let mut kept: BTreeSet<FileId> = BTreeSet::new();
    let fixed = loop {
        let Some(fixed) = Fixed::of(&project, &kept) else { return Ok(project) };
        let other = other_meaning(&project, &fixed.project);
        if other.is_empty() {
            break fixed;
        }
        // The last line behind which nothing is written. A file with no fix of its own has its meaning from elsewhere.
        let own: BTreeSet<FileId> =
            other.iter().map(|at| at.file).filter(|file| fixed.made.contains_key(file)).collect();
        for file in if own.is_empty() { fixed.made.into_keys().collect() } else { own } {
            let path = project.sources.get(file).map_or("", |file| &file.path);
            talk!("nothing is fixed in {path}: a declaration without a mistake would mean something else");
            kept.insert(file);
        }
    };
    let mut written = 0;
    let mut unwritten: Vec<Problem> = Vec::new();
    for ((_, was), (_, is)) in
        project.sources.iter().zip(fixed.project.sources.iter()).filter(|(was, is)| was.1 != is.1)
    {
        match rewrite(&project.root.join(&was.path), &was.text, &is.text) {
            Ok(()) => written += 1,
            Err(problem) => unwritten.push(problem),
        }
    }
    talk!("{} made in {}", count(fixed.made.values().sum(), "fix"), count(written, "file"));
    if fixed.ended == Ended::Early {
        talk!("more can be fixed: run it again");
    }
    if !unwritten.is_empty() {
        return Err((unwritten, project.sources).into());
    }
    Ok(Project::read(project.root, None, Texts::LeftOut))
}

/// A project with its fixes made.
struct Fixed {
    project: Project,
    /// How many, by file.
    made: BTreeMap<FileId, usize>,
    ended: Ended,
}

/// Why no more fixes were made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// There are no more.
    Done,
    /// There were too many.
    Early,
}

impl Fixed {
    /// Fixes all files but those that are kept. Returns nothing where there is nothing to fix.
    fn of(project: &Project, kept: &BTreeSet<FileId>) -> Option<Self> {
        let mut files: Vec<SourceFile> = project.sources.iter().map(|(_, file)| file.clone()).collect();
        let mut fixed: Option<Project> = None;
        let mut made: BTreeMap<FileId, usize> = BTreeMap::new();
        let mut ended = Ended::Early;
        for _ in 0..ROUNDS {
            let before: usize = made.values().sum();
            let found = fixes(fixed.as_ref().unwrap_or(project));
            // Sources are sorted by path, and so are their ids.
            for ((id, _), file) in project.sources.iter().zip(&mut files).filter(|((id, _), _)| !kept.contains(id)) {
                let Some(found) = found.get(&id) else { continue };
                if let Some((text, count)) = problem::apply(id, &file.text, found) {
                    file.text = text;
                    *made.entry(id).or_default() += count;
                }
            }
            if made.values().sum::<usize>() == before {
                ended = Ended::Done;
                break;
            }
            fixed = Some(Project::of_texts(project.root.clone(), files.clone()));
        }
        fixed.map(|project| Self { project, made, ended })
    }
}

/// Returns the fixes of each file that has problems: those of its spelling all at once, those of the checker as told.
fn fixes(project: &Project) -> BTreeMap<FileId, Vec<Fix>> {
    let mut found: BTreeMap<FileId, Vec<Fix>> = BTreeMap::new();
    for problem in &project.problems {
        let Some(at) = problem.at else { continue };
        let Some(file) = project.sources.get(at.file).filter(|file| is_program(&file.path)) else { continue };
        let of_file = found.entry(at.file).or_insert_with(|| syntax::fixes(at.file, &file.text));
        of_file.extend(problem.fix.as_deref().cloned());
    }
    found
}

/// Returns the names of declarations that mean something else now, or nothing. Of one with a mistake, nobody knows what
/// it meant.
fn other_meaning(before: &Project, after: &Project) -> Vec<Span> {
    let faulty = faulty(before);
    let is_faulty = |name: &Span| faulty.range(..start(*name)).next_back().is_some_and(|(_, end)| *end > start(*name));
    let now: BTreeMap<(ObjectKind, &str), &str> = versions(after).map(|(key, digest, _)| (key, digest)).collect();
    let sound = versions(before).filter(|(_, _, name)| !is_faulty(name));
    sound.filter(|(key, digest, _)| now.get(key) != Some(digest)).map(|(_, _, name)| name).collect()
}

fn versions(project: &Project) -> impl Iterator<Item = ((ObjectKind, &str), &str, Span)> {
    let all = revision::versions(&project.program);
    all.map(|(kind, head, version)| ((kind, head.name.as_str()), version.digest.0.as_str(), head.at))
}

/// A byte of the sources.
type Place = (FileId, u32);

fn start(span: Span) -> Place {
    (span.file, span.start)
}

/// Returns where declarations with an error begin and end.
fn faulty(project: &Project) -> BTreeMap<Place, Place> {
    let errors = project.problems.iter().filter(|problem| problem.is_error());
    let errors: BTreeSet<Place> = errors.filter_map(|problem| problem.at.map(start)).collect();
    let programs = project.sources.iter().filter(|(_, file)| is_program(&file.path));
    let declarations = programs.flat_map(|(id, file)| syntax::outline(id, &file.text).pieces);
    let ends = declarations.map(|at| (start(at), (at.file, at.end)));
    ends.filter(|(from, to)| errors.range(from..to).next().is_some()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_declaration_keeps_its_meaning_and_a_faulty_one_has_none_to_keep() {
        let project = |rules: &str| {
            let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
            let catalog = "objects: { contact: { features: { a: { type: number } } } }\n";
            let settings = "name: acme\nenvironments: { demo: { kind: embedded, portal: 1 } }\n";
            let files =
                vec![file("hubwright.yaml", settings), file("rules/a.yaml", catalog), file("rules/b.seg", rules)];
            Project::of_texts(std::path::PathBuf::new(), files)
        };
        let rules = |b: &str, c: &str| {
            let segment = |name: &str, rule: &str| format!("segment {name} on contact {{ version 1 where {rule} }}");
            project(&format!("{} {}\n", segment("b", b), segment("c", c)))
        };
        let before = rules("a is 1", "a == 2");
        let other = |b: &str, c: &str| other_meaning(&before, &rules(b, c)).len();
        assert_eq!(other("a is 1", "a is 2"), 0);
        assert_eq!(other("a is 1", "a is 3"), 0, "it was faulty");
        assert_eq!(other("a is 3", "a is 2"), 1);
        assert_eq!(other("a is", "a is 2"), 1, "it is gone");
    }
}
