//! Makes a plan for an environment: what `plan`, `apply` and `adopt` share.

use clap::Args;

use super::Failure;
use super::project::Project;
use super::world::{self, Connection, Recorded};
use crate::plan::Plan;
use crate::plan::build::{self, Deletes, Inputs, Options, Repair};
use crate::plan::known::History;
use crate::portal::observe::{self, Questions};
use crate::problem::deploy::Fault;
use crate::problem::{Problem, nearest};
use crate::settings::Environment;

/// What may be asked of a plan.
#[derive(Debug, Default, Args)]
pub struct Asked {
    /// Write over what somebody changed in the portal, for this declaration.
    #[arg(long, value_name = "NAME")]
    overwrite: Vec<String>,
    /// Set back what somebody changed in the portal and the source did not.
    #[arg(long)]
    repair: bool,
    /// Switch a workflow on again that somebody paused in the portal.
    #[arg(long, value_name = "NAME")]
    resume: Vec<String>,
    /// Delete what we made and the source no longer has.
    #[arg(long)]
    allow_deletes: bool,
}

impl Asked {
    /// Checks the names and makes options of it.
    ///
    /// # Errors
    /// Where a name is neither a declaration nor in the record.
    fn options(&self, project: &Project, history: &History) -> Result<Options, Failure> {
        // What is no longer in the source is known by the record: it may be what a deletion is about.
        let mut known = declared(project);
        known.extend(history.objects().map(|known| known.key.name.as_str()));
        for name in self.overwrite.iter().chain(&self.resume) {
            if !known.contains(&name.as_str()) {
                let nearest = nearest(name, known.iter().copied());
                return Err(Problem::nowhere(Fault::NoSuchDeclaration { name: name.clone(), nearest }).into());
            }
        }
        Ok(Options {
            overwrite: self.overwrite.iter().cloned().collect(),
            resume: self.resume.iter().cloned().collect(),
            repair: if self.repair { Repair::SetBack } else { Repair::Report },
            deletes: if self.allow_deletes { Deletes::Delete } else { Deletes::Keep },
        })
    }
}

impl Asked {
    /// Asks for what a saved plan was asked for: a plan made so is the same, unless something moved.
    #[must_use]
    pub fn as_saved(saved: &Plan) -> Self {
        let Options { overwrite, resume, repair, deletes } = saved.asked.clone();
        Self {
            overwrite: overwrite.into_iter().collect(),
            repair: repair == Repair::SetBack,
            resume: resume.into_iter().collect(),
            allow_deletes: deletes == Deletes::Delete,
        }
    }
}

/// Names every declaration of a project.
#[must_use]
pub fn declared(project: &Project) -> Vec<&str> {
    let program = &project.program;
    let heads = program.segments.iter().map(|segment| &segment.head);
    let heads = heads.chain(program.static_lists.iter().map(|list| &list.head));
    let heads = heads.chain(program.workflows.iter().map(|workflow| &workflow.head));
    heads.map(|head| head.name.as_str()).collect()
}

/// A plan with what it takes to apply it.
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// The portal.
    pub connection: Connection,
    /// The record.
    pub recorded: Recorded,
}

/// Makes a plan.
///
/// # Errors
/// Where the portal or the record cannot be read, or the portal is another than declared.
pub fn plan(project: &Project, environment: &Environment, asked: &Asked) -> Result<Planned, Failure> {
    let connection = Connection::open(project, environment)?;
    let portal = connection.portal();
    let account = connection.account(&portal)?;
    let bindings = world::bindings(project, environment)?;
    let recorded = world::record(project, environment)?;
    let options = asked.options(project, &recorded.history)?;
    let Some(settings) = &project.settings else {
        return Err(Failure::default());
    };
    let bound = world::name_bindings(project, environment)?;
    let questions = Questions::of(&project.program, settings, &recorded.history, &bindings, bound);
    let snapshot = observe::snapshot(&portal, &account, &questions).map_err(world::portal_problem)?;
    let sources = project.digest();
    let plan = build::build(Inputs {
        program: &project.program,
        settings,
        environment,
        snapshot: &snapshot,
        record: &recorded.history,
        record_head: &recorded.head,
        bindings: &bindings,
        sources: &sources,
        options: &options,
    });
    drop(portal);
    Ok(Planned { plan, connection, recorded })
}
