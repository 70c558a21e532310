//! The program as it was at a git revision: what pull requests are compared with.

use std::collections::BTreeMap;
use std::process::Command;

use super::project::{self, Project};
use crate::model::{Head, Program, Version};
use crate::problem::Problem;
use crate::problem::deploy::Fault;
use crate::record::ObjectKind;
use crate::source::SourceFile;

/// What was declared at a revision.
pub struct Since {
    reference: String,
    versions: BTreeMap<(ObjectKind, String), Version>,
}

impl Since {
    /// Reads and checks the project as it was at a revision; what did not compile then has no version.
    ///
    /// # Errors
    /// Where git is not there or does not know the revision.
    pub fn read(project: &Project, reference: &str) -> Result<Self, Problem> {
        let git = |arguments: &[&str]| run(project, arguments);
        // What is given must not be taken for an option.
        let commit = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{reference}^{{commit}}")])
            .map_err(|_| Problem::nowhere(Fault::Git { why: format!("there is no revision `{reference}` here") }))?;
        let commit = commit.trim().to_owned();
        let listed = git(&["ls-tree", "-r", "-z", "--name-only", &commit])?;
        let mut files = Vec::new();
        for path in listed.split('\0').filter(|path| project::is_source(path)) {
            let text = git(&["show", &format!("{commit}:./{path}")])?;
            files.push(SourceFile { path: path.to_owned(), text });
        }
        // What is known of the portal is known now: it is no reason why a rule should not compile then.
        let known = project.sources.iter().filter(|(_, file)| super::known::whose(&file.path).is_some());
        files.extend(known.map(|(_, file)| file.clone()));
        let then = Project::of_texts(project.root.clone(), files);
        let versions =
            versions(&then.program).map(|(kind, head, version)| ((kind, head.identity().to_owned()), version.clone()));
        Ok(Self { reference: reference.to_owned(), versions: versions.collect() })
    }

    /// Returns what a declaration was.
    #[must_use]
    pub fn version(&self, kind: ObjectKind, head: &Head) -> Option<&Version> {
        self.versions.get(&(kind, head.identity().to_owned()))
    }
}

/// Goes through every declaration that has a version.
pub fn versions(program: &Program) -> impl Iterator<Item = (ObjectKind, &Head, &Version)> {
    let segments = program.segments.iter().map(|segment| (ObjectKind::List, &segment.head, &segment.version));
    segments.chain(program.workflows.iter().map(|flow| (ObjectKind::Workflow, &flow.head, &flow.version)))
}

/// Returns the version that a changed declaration must be above, where it is not: a number that went back says no more
/// of what changed than one that stayed.
#[must_use]
pub fn unbumped(then: &Version, now: &Version) -> Option<u32> {
    (then.digest != now.digest && now.number <= then.number).then_some(then.number)
}

/// Finds declarations that changed since a revision and have no higher version.
#[must_use]
pub fn missing_bumps(project: &Project, since: &Since) -> Vec<Problem> {
    let changed = versions(&project.program).filter_map(|(kind, head, version)| {
        let then = unbumped(since.version(kind, head)?, version)?;
        let (name, since) = (head.name.clone(), since.reference.clone());
        Some(Problem::at(version.at, Fault::MissingBump { name, version: version.number, then, since }))
    });
    changed.collect()
}

/// Runs git in the project's folder; `rules/` below it is named relative to it.
fn run(project: &Project, arguments: &[&str]) -> Result<String, Problem> {
    let bad = |why: String| Problem::nowhere(Fault::Git { why });
    let output = Command::new("git")
        .args(["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"])
        .args(arguments)
        .current_dir(&project.root)
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .output()
        .map_err(|error| bad(format!("it cannot be run: {error}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(bad(said.lines().next().unwrap_or("it failed").to_owned()));
    }
    String::from_utf8(output.stdout).map_err(|_| bad("a file is not UTF-8".to_owned()))
}
