//! `apply`: writes what differs to the portal.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::consent;
use super::planning::{self, Against, Asked, Planned};
use super::world::{self, Connection};
use super::{Exit, Failure, Printing, Shared, product, show};
use crate::apply::{self, Outcome, Run};
use crate::plan::{Plan, text};
use crate::problem::Problem;
use crate::problem::deploy::{Fault, Question};
use crate::settings::{Environment, EnvironmentKind};

/// Arguments of `apply`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A saved plan: that and nothing else is applied, and nothing is asked.
    #[arg(value_name = "PLAN", conflicts_with_all = ["overwrite", "repair", "resume", "allow_deletes", "auto_approve"])]
    plan: Option<PathBuf>,
    /// The environment; needed where more than one is declared.
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// Ask nothing.
    #[arg(long)]
    auto_approve: bool,
    /// Apply only where the plan has this digest.
    #[arg(long, value_name = "DIGEST")]
    expect: Option<String>,
    /// Go on where hubwright would stop.
    #[arg(long, value_enum, value_name = "WHAT")]
    allow: Vec<Allow>,
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    printing: Printing,
}

/// What may be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Allow {
    /// Applying to a production portal.
    Unproven,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    let saved = arguments.plan.as_deref().map(show::read).transpose()?;
    let named = arguments.env.as_deref().or(saved.as_ref().map(|plan| plan.target.environment.as_str()));
    let project = shared.sound_project(named)?;
    let environment = project.environment(named)?;
    // Before account details: what ends here talks to no portal, so it has no first request, and a production token is
    // not even read before somebody allows it. Whatever does ask the portal asks who it is first, and ends 4.
    if environment.kind == EnvironmentKind::Production && !arguments.allow.contains(&Allow::Unproven) {
        return Err(Problem::nowhere(Fault::Unproven).into());
    }
    let asked = match &saved {
        Some(saved) => &Asked::as_saved(saved),
        None => &arguments.asked,
    };
    let Planned { plan, connection, mut recorded } = planning::plan(&project, environment, Against::Portal, asked)?;
    let plan = match saved {
        Some(saved) => {
            same_target(&saved, &plan)?;
            unmoved(&saved, &plan)?;
            saved
        }
        None => plan,
    };
    if let Some(expected) = arguments.expect.as_ref().filter(|expected| **expected != plan.digest()) {
        let fault = Fault::OtherDigest { expected: expected.clone(), found: plan.digest() };
        return Err(Problem::nowhere(fault).into());
    }
    product(&arguments.printing.print(&plan))?;
    if !plan.is_empty() && arguments.plan.is_none() && !arguments.auto_approve {
        approve(&plan)?;
    }
    let outcome = carry_out(&plan, &connection, environment, recorded.store.as_mut())?;
    Ok(close(shared, &plan, &outcome))
}

/// A saved plan is for one project, environment and portal.
fn same_target(saved: &Plan, now: &Plan) -> Result<(), Problem> {
    let rows = [
        ("project", saved.project.clone(), now.project.clone()),
        ("environment", saved.target.environment.clone(), now.target.environment.clone()),
        ("portal", saved.target.portal.to_string(), now.target.portal.to_string()),
    ];
    for (what, plan, here) in rows {
        if plan != here {
            return Err(Problem::nowhere(Fault::OtherPlan { what: what.to_owned(), plan, here }));
        }
    }
    if saved.sources != now.sources { Err(Problem::nowhere(Fault::OtherSources)) } else { Ok(()) }
}

/// A saved plan holds only while nothing it stands on has moved: the record, the names, the objects it writes.
fn unmoved(saved: &Plan, now: &Plan) -> Result<(), Problem> {
    let stale = |what: String| Err(Problem::nowhere(Fault::Stale { what }));
    if saved.record != now.record {
        return stale("the record of deployments".to_owned());
    }
    if let Some((name, _)) = saved.names.iter().find(|(name, id)| now.names.get(*name) != Some(id)) {
        return stale(format!("what {name} means"));
    }
    for change in &saved.changes {
        let again = now.changes.iter().find(|other| other.object == change.object && other.kinds == change.kinds);
        // Revisions and not whole documents: a list counts its members in its own.
        if again.is_none_or(|again| again.expect != change.expect || again.writes != change.writes) {
            return stale(format!("{} `{}`", change.object.kind.word(), change.object.name));
        }
    }
    Ok(())
}

fn approve(plan: &Plan) -> Result<(), Problem> {
    let words = format!("Write {} changes to portal {}?", plan.changes.len(), plan.target.portal);
    consent::ask(Question::Apply, &words)
}

fn carry_out(
    plan: &Plan,
    connection: &Connection,
    environment: &Environment,
    store: &mut dyn crate::record::Store,
) -> Result<Outcome, Failure> {
    let bar = progress_bar(plan);
    let now = || world::clock().to_string();
    let portal = connection.portal();
    let mut run = Run {
        portal: &portal,
        transport: connection.transport(),
        store,
        now: &now,
        run: format!("{}-{}", environment.name, world::clock().as_millisecond()),
        progress: &mut |at| {
            bar.set_position(at.done as u64);
            bar.set_message(text::safe(&at.change.object.name));
        },
    };
    let outcome = apply::apply(plan, &mut run).map_err(|error| Problem::nowhere(Fault::Record(error)));
    bar.finish_and_clear();
    Ok(outcome?)
}

/// Progress on a terminal only.
fn progress_bar(plan: &Plan) -> ProgressBar {
    if plan.is_empty() || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(plan.changes.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar
}

/// Says what was done, honestly, and how it ended.
fn close(shared: &Shared, plan: &Plan, outcome: &Outcome) -> Exit {
    let mut lines = String::new();
    for finished in &outcome.done {
        let kinds: Vec<&str> = finished.kinds.iter().map(|kind| kind.word()).collect();
        let id = finished.id.as_ref().map(|id| format!(" (id {id})")).unwrap_or_default();
        let line = format!(
            "✓ {} {}{id}: {}, “{}”",
            finished.object.kind.word(),
            finished.object.name,
            kinds.join(", "),
            finished.title
        );
        lines.push_str(&text::safe(&line));
        lines.push('\n');
    }
    let failed = plan.changes.len() - outcome.done.len();
    if !plan.is_empty() {
        lines.push_str(&format!(
            "\nApplied: {} done, {failed} not done, {} stopped.\n",
            outcome.done.len(),
            plan.stops.len()
        ));
    }
    // Standard output carries the plan where a machine listens; what was done is talk then.
    if !lines.is_empty() {
        talk!("{}", lines.trim_end_matches('\n'));
    }
    let problems: Vec<Problem> = outcome.failed.iter().cloned().map(Problem::nowhere).collect();
    shared.report(&problems, &crate::source::Sources::default());
    let exit = Exit::of_apply(&problems, outcome.done.len());
    if exit == Exit::Done && !plan.stops.is_empty() { Exit::Guard } else { exit }
}
