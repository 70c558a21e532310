//! `check --fix`: makes the fixes that cannot change a meaning.

use std::collections::BTreeMap;

use super::Failure;
use super::project::{Project, is_program};
use super::revision;
use super::rewrite::rewrite;
use crate::problem::{self, Fix, Problem};
use crate::source::SourceFile;

/// How often the fixed texts are checked again; each time at least one fix is made.
const ROUNDS: usize = 50;

/// Fixes what can be, and returns the project as it is then.
///
/// All is done in memory until nothing is left to fix; then each changed file is written whole.
pub(super) fn run(project: Project) -> Result<Project, Failure> {
    let mut files: Vec<SourceFile> = project.sources.iter().map(|(_, file)| file.clone()).collect();
    let mut made = 0;
    let mut fixed: Option<Project> = None;
    for _ in 0..ROUNDS {
        let present = fixed.as_ref().unwrap_or(&project);
        let fixes: Vec<&Fix> = present.problems.iter().filter_map(|problem| problem.fix.as_deref()).collect();
        let mut changed = false;
        // Sources are sorted by path, and so are their ids.
        for ((id, _), file) in present.sources.iter().zip(&mut files).filter(|(_, file)| is_program(&file.path)) {
            if let Some((text, count)) = problem::apply(id, &file.text, fixes.iter().copied()) {
                file.text = text;
                made += count;
                changed = true;
            }
        }
        if !changed {
            break;
        }
        fixed = Some(Project::of_texts(project.root.clone(), files.clone()));
    }
    let Some(fixed) = fixed.filter(|fixed| keeps_meaning(&project, fixed)) else { return Ok(project) };
    let mut written = 0;
    let mut unwritten: Vec<Problem> = Vec::new();
    for ((_, was), (_, is)) in project.sources.iter().zip(fixed.sources.iter()).filter(|(was, is)| was.1 != is.1) {
        match rewrite(&project.root.join(&was.path), &was.text, &is.text) {
            Ok(()) => written += 1,
            Err(problem) => unwritten.push(problem),
        }
    }
    talk!("{made} fixes made in {written} files");
    if !unwritten.is_empty() {
        return Err((unwritten, project.sources).into());
    }
    Ok(Project::read(project.root))
}

/// Tells whether every declaration that compiled means what it meant: the last line behind which nothing is written.
fn keeps_meaning(before: &Project, after: &Project) -> bool {
    let versions = |project: &Project| -> BTreeMap<(String, String), String> {
        let versions = revision::versions(&project.program);
        versions.map(|(kind, head, it)| ((format!("{kind:?}"), head.name.clone()), it.digest.0.clone())).collect()
    };
    let after = versions(after);
    versions(before).iter().all(|(name, digest)| after.get(name) == Some(digest))
}
