//! `catalog`: writes generated catalogs from a portal, and holds the whole catalog against one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::output::{Batch, New, Over};
use super::project::Project;
use super::world::{Connection, portal_problem};
use super::{Exit, Failure, Shared, count, product, snapshot};
use crate::catalog::portal::Facts;
use crate::catalog::{self, Catalog, Provenance};
use crate::lift::catalog::{FOLDER, changes, is_generated, is_unseen, write};
use crate::plan::contract::{self, Broken};
use crate::portal::Portal;
use crate::problem::deploy::Fault;
use crate::problem::settings::Fault as SettingsFault;
use crate::problem::{Fact, Problem};
use crate::settings::Environment;
use crate::source::{FileId, SourceFile, Sources};

/// Commands of `catalog`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write `rules/portal/` from what the portal has.
    Pull(Pull),
    /// Hold the whole catalog against the portal.
    Check(Check),
}

/// Arguments of `catalog pull`.
#[derive(Debug, Args)]
pub struct Pull {
    /// The environment that hubwright.yaml names for it below `catalog`; no other is taken.
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// Pull from a portal that `snapshot` saved: no token and no network.
    #[arg(long, value_name = "SNAPSHOT")]
    against: Option<PathBuf>,
    /// Write nothing, and end with 2 where there is something to write.
    #[arg(long)]
    check: bool,
}

/// Arguments of `catalog check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The environment; the one that `catalog:` names, or the only one, if not given.
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// Hold it against a portal that `snapshot` saved: no token and no network.
    #[arg(long, value_name = "SNAPSHOT", conflicts_with = "records")]
    against: Option<PathBuf>,
    /// Also count the records without a value of a `required` feature: one request each.
    #[arg(long)]
    records: bool,
}

pub(super) fn run(shared: &Shared, command: &Command) -> Result<Exit, Failure> {
    match command {
        Command::Pull(arguments) => pull(shared, arguments),
        Command::Check(arguments) => check(shared, arguments),
    }
}

fn pull(shared: &Shared, arguments: &Pull) -> Result<Exit, Failure> {
    // What is missing in the catalog may be all that is wrong with the rules.
    let project = shared.project(arguments.env.as_deref())?;
    let at_hand = |problem: &Problem| problem.at.is_none_or(|at| !is_pulled(&project.sources, at.file));
    if project.settings.is_none() || project.problems.iter().any(|it| matches!(it.fact, Fact::Yaml(_)) && at_hand(it)) {
        return Err(Failure { problems: project.problems, sources: project.sources });
    }
    let environment = source(&project, arguments.env.as_deref())?;
    let connection = open(&project, environment, arguments.against.as_deref())?;
    let portal = connection.portal();
    let account = connection.account(&portal)?;
    let pulled = Pulled::of(&project, &portal, account.portal, environment)?;
    let Pulled { new, gone, left_out } = &pulled;
    if *left_out > 0 {
        talk!("{} left out; a comment in its file says why", count(*left_out, "thing"));
    }
    if new.is_empty() && gone.is_empty() {
        product("Nothing to write: the generated catalogs are what the portal has.\n")?;
        return Ok(Exit::Done);
    }
    let mut said = changes(&generated(&project.sources), &generated(&pulled.after(&project.sources)));
    said.extend(new.keys().map(|path| format!("{} {path}", if arguments.check { "would write" } else { "wrote" })));
    said.extend(gone.iter().map(|path| format!("{} {path}", if arguments.check { "would remove" } else { "removed" })));
    if !arguments.check {
        Batch::of(&project.root, &pulled.files(&project.sources))?.put()?;
        pulled.remove_gone(&project.root)?;
    }
    product(&said.into_iter().map(|line| line + "\n").collect::<String>())?;
    Ok(if arguments.check { Exit::Changes } else { Exit::Done })
}

fn check(shared: &Shared, arguments: &Check) -> Result<Exit, Failure> {
    let project = shared.project(arguments.env.as_deref())?;
    let of_catalog = |problem: &Problem| matches!(problem.fact, Fact::Yaml(_) | Fact::Catalog(_)) && problem.is_error();
    if project.settings.is_none() || project.problems.iter().any(of_catalog) {
        return Err(Failure { problems: project.problems, sources: project.sources });
    }
    let from = project.settings.as_ref().and_then(|settings| settings.catalog_from.as_deref());
    let environment = project.environment(arguments.env.as_deref().or(from))?;
    let connection = open(&project, environment, arguments.against.as_deref())?;
    let portal = connection.portal();
    let account = connection.account(&portal)?;
    let mut facts = portal.facts(account.portal).map_err(portal_problem)?;
    say_unseen(&facts);
    let missing = contract::missing(&project.catalog, &facts);
    portal.read_archived(&mut facts, &missing).map_err(portal_problem)?;
    let mut problems = contract::check(&project.catalog, &facts);
    if arguments.records {
        for (feature, object) in contract::required(&project.catalog, &facts) {
            let records = portal.count_empty(object, &feature.property).map_err(portal_problem)?;
            if records > 0 {
                let property = contract::full_name(feature.object, &feature.property);
                problems.push(Problem::at(feature.at, Fault::Broken(Broken::Empty { property, records })));
            }
        }
        problems.sort_by_key(|problem| problem.at);
    }
    drop(portal);
    if !problems.is_empty() {
        return Err(Failure { problems, sources: project.sources });
    }
    let Catalog { features, associations, events, .. } = &project.catalog;
    product(&format!(
        "The catalog agrees with portal {}: {}, {}, {}.\n",
        account.portal,
        count(features.len(), "feature"),
        count(associations.len(), "association"),
        count(events.len(), "event"),
    ))?;
    Ok(Exit::Done)
}

/// Returns the only environment that generated catalogs may come from.
pub(super) fn source<'p>(project: &'p Project, asked: Option<&str>) -> Result<&'p Environment, Problem> {
    let settings = project.settings.iter();
    let environments: Vec<&String> = settings.clone().flat_map(|settings| settings.environments.keys()).collect();
    let from = settings.filter_map(|settings| settings.catalog_from.as_deref()).next();
    let from = match (from, environments.as_slice()) {
        (Some(from), _) => from,
        (None, [only]) => only.as_str(),
        (None, _) => {
            let known = environments.into_iter().cloned().collect();
            return Err(Problem::nowhere(Fault::NoCatalogSource { known }));
        }
    };
    // A name that is no environment's is told as that.
    let environment = project.environment(Some(asked.unwrap_or(from)))?;
    if environment.name == from {
        return Ok(environment);
    }
    let (asked, from) = (environment.name.clone(), from.to_owned());
    Err(Problem::nowhere(Fault::OtherCatalogSource { asked, from }))
}

/// Opens the portal, or what was saved of it.
fn open(project: &Project, environment: &Environment, against: Option<&Path>) -> Result<Connection, Problem> {
    let name = project.settings.as_ref().map_or("", |settings| settings.name.as_str());
    match against {
        Some(path) => snapshot::open(path, name, environment).map(|(connection, _)| connection),
        None => Connection::open(project, environment),
    }
}

fn say_unseen(facts: &Facts) {
    for unseen in &facts.unseen {
        talk!("not read, since the token may not: {unseen}");
    }
}

/// Goes through the files of `rules/portal/`.
fn pulled(sources: &Sources) -> impl Iterator<Item = (&str, &str)> {
    let files = sources.iter().map(|(_, file)| (file.path.as_str(), file.text.as_str()));
    files.filter(|(path, _)| path.starts_with(FOLDER))
}

/// Tells whether a file is the work of a pull: what somebody else put into its folder is declared by hand.
fn is_pulled(sources: &Sources, file: FileId) -> bool {
    sources.get(file).is_some_and(|file| file.path.starts_with(FOLDER) && is_generated(&file.text))
}

/// Reads what is generated of the catalog; what it says of objects that a file written by hand names is read too.
fn generated(sources: &Sources) -> Catalog {
    let files: Vec<(FileId, Provenance)> =
        sources.iter().filter_map(|(id, file)| Some((id, Provenance::of(&file.path)?))).collect();
    catalog::read(sources, &files).0.of_files(&|file| is_pulled(sources, file))
}

/// What a pull writes and removes, all of it below `rules/portal/`.
#[derive(Debug, Default)]
pub(super) struct Pulled {
    /// Files that are new, or say something else than those that are there.
    new: BTreeMap<String, String>,
    /// Files of what the portal no longer has.
    gone: Vec<String>,
    /// How much no catalog can declare.
    left_out: usize,
}

impl Pulled {
    /// Reads what the portal has.
    ///
    /// # Errors
    /// The first request that the portal does not answer, and a file that somebody wrote in the place of a generated one.
    pub(super) fn of(
        project: &Project,
        portal: &Portal<'_>,
        id: u64,
        environment: &Environment,
    ) -> Result<Self, Problem> {
        let facts = portal.facts(id).map_err(portal_problem)?;
        say_unseen(&facts);
        let by_hand = project.catalog.of_files(&|file| !is_pulled(&project.sources, file));
        let written = write(&facts, &by_hand, &environment.name);
        let there: BTreeMap<&str, &str> = pulled(&project.sources).collect();
        let is_gone = |(path, text): &(&&str, &&str)| {
            is_generated(text) && !written.files.contains_key(**path) && !is_unseen(&facts, &by_hand, path)
        };
        let gone = there.iter().filter(is_gone).map(|(path, _)| (*path).to_owned()).collect();
        let mut new = BTreeMap::new();
        for (path, text) in written.files {
            match there.get(path.as_str()) {
                Some(old) if *old == text => {}
                Some(old) if !is_generated(old) => return Err(Problem::nowhere(Fault::NotGenerated { path })),
                Some(_) | None => drop(new.insert(path, text)),
            }
        }
        Ok(Self { new, gone, left_out: written.losses.len() })
    }

    /// Returns the texts as they are after it.
    pub(super) fn after(&self, sources: &Sources) -> Sources {
        let is_old = |path: &String| self.gone.contains(path) || self.new.contains_key(path);
        let kept = sources.iter().map(|(_, file)| file.clone()).filter(|file| !is_old(&file.path));
        let new = self.new.iter().map(|(path, text)| SourceFile { path: path.clone(), text: text.clone() });
        Sources::new(kept.chain(new).collect())
    }

    /// Returns the new files, each in the place of the one that was read.
    pub(super) fn files<'s>(&self, sources: &'s Sources) -> Vec<New<'s>> {
        let there: BTreeMap<&str, &str> = pulled(sources).collect();
        let new = |(path, text): (&String, &String)| {
            let over = Over::Read(there.get(path.as_str()).copied());
            New { path: path.clone(), text: text.clone(), over }
        };
        self.new.iter().map(new).collect()
    }

    /// Removes those that are no longer made, when the new ones are there.
    ///
    /// # Errors
    /// Where one cannot be removed.
    pub(super) fn remove_gone(&self, root: &Path) -> Result<(), Problem> {
        self.gone.iter().try_for_each(|path| {
            std::fs::remove_file(root.join(path)).map_err(|error| {
                Problem::nowhere(SettingsFault::OutputNotWritable { path: path.clone(), why: error.to_string() })
            })
        })
    }
}
