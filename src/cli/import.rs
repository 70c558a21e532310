//! `import`: reads a portal as code, proves it by a plan that has nothing to do, and only then writes it.

use std::collections::BTreeMap;
use std::rc::Rc;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::catalog::{self, Pulled};
use super::output::{Batch, New, Over};
use super::planning::{Against, Ground, plan_on};
use super::project::{self, Project};
use super::world::{self, Connection, Recorded};
use super::{Exit, Failure, Shared, count, product, snapshot};
use crate::apply::facts;
use crate::import::{self, About, Asked, Called, Draft, Drafted, Excluded, Inputs, Kept, Known, Lost, our_fault};
use crate::lift::{Features, Loss};
use crate::plan::build::Options;
use crate::plan::{self, Claim, Plan, text};
use crate::portal::Portal;
use crate::portal::saved::Saved;
use crate::problem::Problem;
use crate::problem::deploy::Fault;
use crate::record::{Event, NewEntry, ObjectKind};
use crate::settings::{Environment, EnvironmentKind, ObjectBindings, Settings, print_object_bindings};
use crate::source::SourceFile;
use crate::syntax;
use crate::syntax::ast::Declaration;

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Titles or ids of what is imported; everything, if none is given.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Import one kind only.
    #[arg(long, value_enum, value_name = "KIND")]
    only: Option<Only>,
    /// The environment; needed where more than one is declared.
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// Write nothing where anything cannot be said as it is.
    #[arg(long)]
    strict: bool,
    /// Show what would be written, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// How it is told what was imported, and what could not be.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Only {
    /// Segments and static lists.
    Lists,
    /// Workflows.
    Workflows,
}

/// How the report is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For a machine.
    Json,
}

/// A project with a draft in it, and the plan that proves it.
struct Proved {
    draft: Draft,
    bindings: ObjectBindings,
    claims: Vec<Claim>,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    let project = shared.sound_project(arguments.env.as_deref())?;
    let environment = project.environment(arguments.env.as_deref())?;
    let Some(settings) = &project.settings else { return Err(Failure::default()) };
    let ground = Ground::of(&project, environment, Against::Portal)?;
    let (saved, unseen) = snapshot::save(&ground.connection, environment, &ground.recorded.history, &ground.bindings)?;
    snapshot::told(&unseen);
    // From here on nothing is asked of the portal: what it showed is what is written and what is proved.
    let saved = Rc::new(saved);
    let bindings = ground.bindings.clone();
    let mut ground = Ground { connection: Connection::saved(Rc::clone(&saved), environment), ..ground };
    let before = plan_on(&project, environment, &ground, &Options::default())?;
    settled(&before)?;
    let catalogs = catalogs(&project, environment, &ground)?;
    let (called, proved) =
        prove(&project, settings, environment, (&mut ground, &saved, &before), &catalogs, arguments)?;
    if !proved.draft.unknown.is_empty() {
        return Err(Problem::nowhere(Fault::NothingToImport { names: proved.draft.unknown.clone() }).into());
    }
    let mut losses = proved.draft.losses.clone();
    losses.extend(made_up(&proved.bindings, &bindings, &called));
    let files = files(&project, environment, &catalogs, &proved);
    let is_refused = arguments.strict && !losses.is_empty();
    let written = !is_refused && !arguments.dry_run;
    let Ground { recorded, .. } = ground;
    let outcome = if written {
        write(&project, environment, &files, &proved.claims, recorded)
            .and_then(|()| Ok(catalogs.remove_gone(&project.root)?))
    } else {
        Ok(())
    };
    // What failed half-way has losses too, which no later import tells again.
    report(arguments.format, &proved.draft, &files, &losses, written && outcome.is_ok())?;
    outcome?;
    if is_refused {
        return Err(Problem::nowhere(Fault::ImportLosses { losses: losses.len() }).into());
    }
    Ok(Exit::Done)
}

/// Refuses to import beside changes that are not deployed: nobody could tell afterwards whose a difference is.
fn settled(plan: &Plan) -> Result<(), Problem> {
    let changes = plan.changes.iter().map(|change| &change.object);
    let mut open = changes.chain(plan.stops.iter().map(|stop| &stop.object));
    match open.next() {
        None => Ok(()),
        Some(first) => Err(Problem::nowhere(Fault::ImportOverChanges { object: first.clone(), more: open.count() })),
    }
}

/// Pulls the generated catalogs, where this environment is the one that they come from. What they leave out is told where
/// something needs it.
fn catalogs(project: &Project, environment: &Environment, ground: &Ground) -> Result<Pulled, Problem> {
    match catalog::source(project, None) {
        Ok(source) if source.name == environment.name => {
            Pulled::of(project, &ground.connection.portal(), ground.account.portal, environment)
        }
        // They come from another portal: what it has is what the rules may name.
        Ok(_) => Ok(Pulled::default()),
        Err(problem) => Err(problem),
    }
}

/// Drafts, checks and plans until nothing is left to do: what a plan is not empty for is left out, as our own fault.
fn prove(
    project: &Project,
    settings: &Settings,
    environment: &Environment,
    (ground, saved, before): (&mut Ground, &Saved, &Plan),
    catalogs: &Pulled,
    arguments: &Arguments,
) -> Result<(Called, Proved), Failure> {
    let with_catalogs = with(project, catalogs, &[]);
    sound(&with_catalogs)?;
    let already = ground.bindings.clone();
    let (called, folders) = {
        let portal = ground.connection.portal();
        let names = &ground.bound.names;
        let called = import::names(&portal, saved, &with_catalogs.catalog, names, &already, &settings.switches);
        (called.map_err(world::portal_problem)?, folders(&portal)?)
    };
    let time_zone = ground.account.time_zone.clone();
    let known = Known::of(&project.program, templates(project), &ground.recorded.history, &already, saved, before);
    let features = Features::new(&with_catalogs.catalog);
    let files = with_catalogs.sources.iter().map(|(_, file)| (file.path.clone(), file.text.clone())).collect();
    let inputs = Inputs {
        saved,
        folders: &folders,
        features: &features,
        called: &called,
        time_zone: &time_zone,
        switches: &settings.switches,
        environment: &environment.name,
        known: &known,
        list_tags: settings.list_tags,
        files: &files,
        asked: &asked(arguments),
    };
    let mut excluded = Excluded::new();
    loop {
        let draft = import::draft(&inputs, &excluded);
        let whole = with(project, catalogs, &draft.objects);
        let faults = faults(&whole, &draft)?;
        if !faults.is_empty() {
            excluded.extend(faults);
            continue;
        }
        let bindings = bound(&already, &draft, &called, &whole, settings);
        ground.bindings = bindings.clone();
        let plan = plan_on(&whole, environment, ground, &Options::default())?;
        let open = differences(&plan, &draft);
        if open.is_empty() {
            // Whatever else would now be written: not by an import.
            settled(&plan)?;
            let is_drafted = |claim: &Claim| draft.objects.iter().any(|it| it.is(&claim.object));
            let claims = plan.claims.into_iter().filter(is_drafted).collect();
            return Ok((called, Proved { draft, bindings, claims }));
        }
        excluded.extend(open);
    }
}

/// Names the templates of a project: they share theirs with workflows, and stand in no program.
fn templates(project: &Project) -> impl Iterator<Item = String> {
    let files = project.sources.iter().filter(|(_, file)| project::is_program(&file.path));
    files.flat_map(|(id, file)| syntax::parse(id, &file.text).0.declarations).filter_map(
        |declaration| match declaration {
            Declaration::Template(it) => Some(it.name.node),
            Declaration::Segment(_) | Declaration::StaticList(_) | Declaration::Workflow(_) => None,
        },
    )
}

fn asked(arguments: &Arguments) -> Asked {
    let only = arguments.only.map(|only| match only {
        Only::Lists => ObjectKind::List,
        Only::Workflows => ObjectKind::Workflow,
    });
    Asked { only, named: arguments.names.clone() }
}

/// Returns the folder of each list that lies in one.
fn folders(portal: &Portal<'_>) -> Result<BTreeMap<String, String>, Problem> {
    let lists = portal.all_lists().map_err(world::portal_problem)?;
    Ok(lists.into_iter().filter_map(|list| Some((list.id, list.folder?))).collect())
}

/// Puts what is drafted beside the files of a project, generated catalogs in the place of those that are there.
fn with(project: &Project, catalogs: &Pulled, objects: &[Drafted]) -> Project {
    let drafted = objects.iter().flat_map(|object| {
        let code = object.code.iter().map(|(path, text)| (path.clone(), text.clone()));
        std::iter::once((object.path.clone(), object.text.clone())).chain(code)
    });
    let new = drafted.map(|(path, text)| SourceFile { path, text });
    let kept = catalogs.after(&project.sources);
    Project::of_texts(project.root.clone(), kept.iter().map(|(_, file)| file.clone()).chain(new).collect())
}

fn sound(project: &Project) -> Result<(), Failure> {
    if project.is_sound() {
        return Ok(());
    }
    Err(Failure { problems: project.problems.clone(), sources: project.sources.clone() })
}

/// What is demanded of titles, and people's own need not be.
const TITLES: [&str; 2] = ["check::bad-title", "check::doubled-title"];

/// Finds the drafted objects that do not compile. Anything else that does not is told as it is.
fn faults(whole: &Project, draft: &Draft) -> Result<Excluded, Failure> {
    let mut found = Excluded::new();
    for problem in whole.problems.iter().filter(|problem| problem.is_error()) {
        let file = problem.at.and_then(|at| whole.sources.get(at.file)).map(|file| file.path.as_str());
        // What stands twice is a mistake of either place: that of a person is left alone.
        let others = problem.also.iter().filter_map(|(at, _)| whole.sources.get(at.file));
        let places: Vec<&str> = file.into_iter().chain(others.map(|file| file.path.as_str())).collect();
        let Some(object) = draft.objects.iter().find(|object| places.contains(&object.path.as_str())) else {
            return Err(Failure { problems: vec![problem.clone()], sources: whole.sources.clone() });
        };
        let words = problem.words();
        let is_drafted = |path: &&str| draft.objects.iter().any(|object| object.path == **path);
        let loss = if !places.iter().all(is_drafted) {
            Loss::new("", format!("it can't stand beside what is declared: {} ({})", words.message, words.code))
        } else if TITLES.contains(&words.code) {
            Loss::new("/name", format!("its title can't be that of a declaration: {} ({})", words.message, words.code))
        } else {
            our_fault(&format!("what was written of it does not compile: {} ({})", words.message, words.code))
        };
        found.entry((object.kind, object.id.clone())).or_default().push(loss);
    }
    Ok(found)
}

/// Finds the drafted objects that a plan would change.
fn differences(plan: &Plan, draft: &Draft) -> Excluded {
    let ours = |what: &str| our_fault(&format!("what was written of it is not what the portal has: {what}"));
    let changes = plan.changes.iter().map(|change| (&change.object, ours("it would be written otherwise")));
    let drift = plan.drift.iter().map(|drift| (&drift.object, ours("it would be set back")));
    let stops = plan.stops.iter().map(|stop| {
        let fault = Fault::Stopped { object: stop.object.clone(), why: stop.why.clone() };
        let words = Problem::nowhere(fault).words();
        (&stop.object, Loss::new("", format!("a plan would stop at it: {} ({})", words.message, words.code)))
    });
    let mut found = Excluded::new();
    for (object, loss) in changes.chain(drift).chain(stops) {
        for drafted in draft.objects.iter().filter(|drafted| drafted.is(object)) {
            found.insert((drafted.kind, drafted.id.clone()), vec![loss.clone()]);
        }
    }
    found
}

/// Returns the bindings with what is drafted, and with the made-up names that are used.
fn bound(
    before: &ObjectBindings,
    draft: &Draft,
    called: &import::Called,
    whole: &Project,
    settings: &Settings,
) -> ObjectBindings {
    let mut bindings = before.clone();
    for object in &draft.objects {
        object.kind.bound_mut(&mut bindings).insert(object.name.clone(), object.id.clone());
    }
    for name in plan::names::of_program(&whole.program, &settings.switches) {
        let Some((kind, name)) = name.bindable() else { continue };
        if let Some(id) = called.made_up.get(kind).and_then(|names| names.get(name)) {
            bindings.things.entry(kind.to_owned()).or_default().insert(name.to_owned(), id.clone());
        }
    }
    bindings
}

/// Tells of the names that were made up by this import.
fn made_up(now: &ObjectBindings, before: &ObjectBindings, called: &Called) -> Vec<Lost> {
    let is_new = |kind: &str, name: &str| before.things.get(kind).is_none_or(|names| !names.contains_key(name));
    let rows = now.things.iter().flat_map(|(kind, names)| names.iter().map(move |(name, id)| (kind, name, id)));
    // A secret is called as the portal calls it.
    let new = rows.filter(|(kind, name, _)| *kind != "secret" && is_new(kind, name));
    new.map(|(kind, name, id)| {
        let why = match called.shared.contains(&(kind.clone(), id.clone())) {
            true => "it shares its name with another",
            false => "it has no name of its own",
        };
        let kept = Kept::MadeUp(import::reference(kind, name));
        Lost {
            about: About::Thing { kind: kind.clone(), id: id.clone() },
            place: String::new(),
            why: why.to_owned(),
            kept,
        }
    })
    .collect()
}

/// Tells what was imported, into which files, and what could not be said.
fn report(format: Format, draft: &Draft, files: &[New<'_>], losses: &[Lost], written: bool) -> Result<(), Problem> {
    match format {
        Format::Text => {
            let mut out = String::new();
            let objects: BTreeMap<&str, &Drafted> = draft.objects.iter().map(|it| (it.path.as_str(), it)).collect();
            for file in files {
                match objects.get(file.path.as_str()) {
                    Some(object) => {
                        let title = text::safe(&object.title);
                        out.push_str(&format!("{}  {} “{title}”\n", file.path, object.kind.word()));
                    }
                    None => out.push_str(&format!("{}\n", file.path)),
                }
            }
            if !losses.is_empty() {
                out.push_str("\nWhat could not be said as it is:\n");
            }
            for lost in losses {
                out.push_str(&format!("· {}\n", text::safe(&lost.line())));
            }
            product(&out)?;
        }
        Format::Json => {
            let row = |object: &Drafted| json!({ "kind": object.kind.word(), "id": object.id, "title": object.title, "name": object.name, "path": object.path });
            let imported: Vec<Value> = draft.objects.iter().map(row).collect();
            let lost: Vec<Value> = losses.iter().map(Lost::json).collect();
            let files: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
            let all = json!({ "imported": imported, "files": files, "losses": lost, "written": written });
            product(&format!("{all:#}\n"))?;
        }
    }
    let of = |kind: ObjectKind| draft.objects.iter().filter(|object| object.kind == kind).count();
    let (lists, flows) = (count(of(ObjectKind::List), "list"), count(of(ObjectKind::Workflow), "workflow"));
    talk!("{lists} and {flows} as code; a plan of it has nothing to do");
    if !written {
        talk!("nothing was written");
    }
    Ok(())
}

/// Collects the files that an import writes, in this order: bindings and catalogs, then each object behind its code and
/// behind what it names.
fn files<'p>(project: &'p Project, environment: &Environment, catalogs: &Pulled, proved: &Proved) -> Vec<New<'p>> {
    let bindings = match environment.kind {
        EnvironmentKind::Embedded => {
            ObjectBindings { things: proved.bindings.things.clone(), ..ObjectBindings::default() }
        }
        EnvironmentKind::Sandbox | EnvironmentKind::Production => proved.bindings.clone(),
    };
    let path = world::bindings_path(environment);
    let was = project.sources.iter().find(|(_, file)| file.path == path).map(|(_, file)| file.text.as_str());
    let text = print_object_bindings(&bindings);
    let is_new = bindings != ObjectBindings::default() && was != Some(text.as_str());
    let bindings = is_new.then_some(New { path, text, over: Over::Read(was) });
    let objects = import::named_first(&proved.draft.objects).into_iter().flat_map(|object| {
        let code = object.code.iter().map(|(path, text)| (path.clone(), text.clone()));
        code.chain([(object.path.clone(), object.text.clone())])
    });
    let objects = objects.map(|(path, text)| New { path, text, over: Over::Nothing });
    bindings.into_iter().chain(catalogs.files(&project.sources)).chain(objects).collect()
}

/// Writes it all. Every file lies there in full before the record is written, and the record before the first file takes
/// its place: a run that is cut off leaves objects that nothing declares, which no plan deletes and the next import takes
/// up again, and no declaration that a plan would make a second time.
fn write(
    project: &Project,
    environment: &Environment,
    files: &[New<'_>],
    claims: &[Claim],
    mut recorded: Recorded,
) -> Result<(), Failure> {
    let batch = Batch::of(&project.root, files)?;
    let entry = |claim: &Claim| NewEntry {
        at: world::clock().to_string(),
        project: project.program.project.clone(),
        environment: environment.name.clone(),
        run: format!("import-{}", world::clock().as_millisecond()),
        change: None,
        object: claim.object.clone(),
        event: Event::Adopted { facts: Box::new(facts(&claim.id, &claim.live, &claim.deployed)) },
    };
    let entries: Vec<NewEntry> = claims.iter().map(entry).collect();
    let store = recorded.store.as_mut();
    store.append(&entries).and_then(|()| store.sync()).map_err(|error| Problem::nowhere(Fault::Record(error)))?;
    Ok(batch.put()?)
}
