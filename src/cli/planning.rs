//! Makes a plan for an environment: what `plan`, `apply` and `adopt` share.

use std::path::Path;

use clap::Args;

use super::Failure;
use super::project::Project;
use super::snapshot;
use super::world::{self, Connection, Recorded};
use crate::model::Program;
use crate::plan::Plan;
use crate::plan::build::{self, Deletes, Inputs, Options, Repair};
use crate::plan::known::History;
use crate::plan::snapshot::Snapshot;
use crate::portal::observe::{self, Answering, NameBindings, Questions};
use crate::problem::deploy::Fault;
use crate::problem::{Problem, nearest};
use crate::settings::{Environment, ObjectBindings, Settings};

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

/// Where a plan looks for what is there.
#[derive(Clone, Copy, Debug)]
pub enum Against<'a> {
    /// In the portal and its record.
    Portal,
    /// In a file that `snapshot` saved.
    Snapshot(&'a Path),
}

/// What a plan is made of, besides the sources: a portal, its record, and what is bound to it.
pub struct Ground {
    /// The portal.
    pub connection: Connection,
    /// Who answers there.
    pub account: Answering,
    /// The record.
    pub recorded: Recorded,
    /// Objects of this project that are bound to ids.
    pub bindings: ObjectBindings,
    /// Names that are bound by hand.
    pub bound: NameBindings,
}

impl Ground {
    /// Reads what there is before the sources are looked at: the portal is asked who it is, and nothing more.
    ///
    /// # Errors
    /// Where the portal or the record cannot be read, or the portal is another than declared.
    pub fn of(project: &Project, environment: &Environment, against: Against<'_>) -> Result<Self, Failure> {
        let (connection, saved) = match against {
            Against::Portal => (Connection::open(project, environment)?, None),
            Against::Snapshot(path) => {
                let (connection, recorded) = snapshot::open(path, &project.program.project, environment)?;
                (connection, Some(recorded))
            }
        };
        let account = connection.account(&connection.portal())?;
        let bindings = world::bindings(project, environment)?;
        let recorded = saved.map_or_else(|| world::record(project, environment), Ok)?;
        let bound = world::name_bindings(project, environment)?;
        Ok(Self { connection, account, recorded, bindings, bound })
    }

    /// Looks at all that a program asks of the portal.
    ///
    /// # Errors
    /// The first request that the portal does not answer.
    pub fn look(&self, program: &Program, settings: &Settings) -> Result<Snapshot, Problem> {
        let Self { recorded, bindings, bound, .. } = self;
        let questions = Questions::of(program, settings, &recorded.history, bindings, bound.clone());
        observe::snapshot(&self.connection.portal(), &self.account, &questions).map_err(world::portal_problem)
    }
}

/// Makes a plan.
///
/// # Errors
/// Where the portal or the record cannot be read, or the portal is another than declared.
pub fn plan(
    project: &Project,
    environment: &Environment,
    against: Against<'_>,
    asked: &Asked,
) -> Result<Planned, Failure> {
    let ground = Ground::of(project, environment, against)?;
    let options = asked.options(project, &ground.recorded.history)?;
    let plan = plan_on(project, environment, &ground, &options)?;
    let Ground { connection, recorded, .. } = ground;
    Ok(Planned { plan, connection, recorded })
}

/// Makes a plan of a project on some ground.
///
/// # Errors
/// The first request that the portal does not answer.
pub fn plan_on(
    project: &Project,
    environment: &Environment,
    ground: &Ground,
    options: &Options,
) -> Result<Plan, Failure> {
    let Some(settings) = &project.settings else {
        return Err(Failure::default());
    };
    let snapshot = ground.look(&project.program, settings)?;
    Ok(build::build(Inputs {
        program: &project.program,
        settings,
        environment,
        snapshot: &snapshot,
        record: &ground.recorded.history,
        record_head: &ground.recorded.head,
        bindings: &ground.bindings,
        sources: &project.digest(),
        options,
    }))
}
