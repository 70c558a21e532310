//! `bump`: writes the next version of declarations that changed.

use std::collections::BTreeMap;

use clap::Args;

use super::revision::{self, Since};
use super::rewrite::rewrite;
use super::{Exit, Failure, Shared, project, world};
use crate::model::Version;
use crate::problem::deploy::Fault;
use crate::problem::{Problem, nearest};
use crate::source::FileId;

/// Arguments of `bump`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The declarations.
    #[arg(value_name = "NAME", required_unless_present = "changed", conflicts_with = "changed")]
    names: Vec<String>,
    /// Every declaration that changed and has the version that was deployed.
    #[arg(long)]
    changed: bool,
    /// With `--changed`: compare with a git revision and not with the record.
    #[arg(long, value_name = "REF", requires = "changed")]
    since: Option<String>,
    /// With `--changed`: the environment whose record is compared with.
    #[arg(long, value_name = "ENV", requires = "changed")]
    env: Option<String>,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    let project = shared.sound_project(None)?;
    let mut next: Vec<(String, Version, u32)> = Vec::new();
    if arguments.changed {
        let versions = revision::versions(&project.program);
        if let Some(reference) = &arguments.since {
            let since = Since::read(&project, reference)?;
            next.extend(versions.filter_map(|(kind, head, version)| {
                let then = revision::unbumped(since.version(kind, head)?, version)?;
                Some((head.name.clone(), version.clone(), then.saturating_add(1)))
            }));
        } else {
            let environment = project.environment(arguments.env.as_deref())?;
            let recorded = world::record(&project, environment)?;
            for (kind, head, version) in versions {
                let key = crate::plan::key(kind, &head.name, head.identity());
                let taken = |number: u32| {
                    let digests = recorded.history.digests(&key, number);
                    !digests.is_empty() && !digests.contains(&version.digest.0)
                };
                let mut number = version.number;
                while taken(number) {
                    number = number.saturating_add(1);
                }
                if number != version.number {
                    next.push((head.name.clone(), version.clone(), number));
                }
            }
        }
    } else {
        for name in &arguments.names {
            let found: Vec<(String, Version, u32)> = revision::versions(&project.program)
                .filter(|(_, head, _)| head.name == *name)
                .map(|(_, head, version)| (head.name.clone(), version.clone(), version.number.saturating_add(1)))
                .collect();
            if found.is_empty() {
                // Static lists have no version, so they are no candidates.
                let known = revision::versions(&project.program).map(|(_, head, _)| head.name.as_str());
                let nearest = nearest(name, known);
                return Err(Problem::nowhere(Fault::NoSuchDeclaration { name: name.clone(), nearest }).into());
            }
            next.extend(found);
        }
    }
    write(&project, &next)?;
    for (name, version, number) in &next {
        talk!("{name}: version {} -> {number}", version.number);
    }
    if next.is_empty() {
        talk!("nothing changed under a version that was deployed");
    }
    Ok(Exit::Done)
}

/// Writes the numbers into their files, where nobody changed them meanwhile.
fn write(project: &project::Project, next: &[(String, Version, u32)]) -> Result<(), Failure> {
    let mut by_file: BTreeMap<FileId, Vec<(&Version, u32)>> = BTreeMap::new();
    for (_, version, number) in next {
        by_file.entry(version.at.file).or_default().push((version, *number));
    }
    for (file, mut places) in by_file {
        let Some(source) = project.sources.get(file) else { continue };
        // From the end, so that the places before stay true.
        places.sort_by_key(|(version, _)| std::cmp::Reverse(version.at.start));
        places.dedup_by_key(|(version, _)| version.at);
        let mut text = source.text.clone();
        for (version, number) in places {
            text.replace_range(version.at.start as usize..version.at.end as usize, &number.to_string());
        }
        rewrite(&project.root.join(&source.path), &source.text, &text)?;
    }
    Ok(())
}
