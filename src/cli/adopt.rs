//! `adopt`: says that an object of the portal is a declaration of this project.

use clap::{Args, ValueEnum};

use super::output::{Secrecy, write_whole};
use super::planning::declared;
use super::world::{self, Connection};
use super::{Exit, Failure, Shared};
use crate::apply::facts;
use crate::hubspot::platform::Object;
use crate::model::Head;
use crate::plan::known::History;
use crate::plan::{Deployed, key};
use crate::portal::{FlowRead, Portal};
use crate::problem::deploy::Fault;
use crate::problem::{Problem, nearest};
use crate::record::{Event, NewEntry, ObjectKey, ObjectKind, Origin};
use crate::settings::{EnvironmentKind, ObjectBindings, print_object_bindings};

/// Arguments of `adopt`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The declaration.
    #[arg(value_name = "NAME")]
    name: String,
    /// The object's id in the portal; the plan lists candidates.
    #[arg(long, value_name = "ID")]
    id: String,
    /// What is adopted; needed where a list and a workflow are called so.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// The environment; needed where more than one is declared.
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
}

/// What can be adopted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// A segment or a static list.
    List,
    /// A workflow.
    Workflow,
}

impl Kind {
    fn object(self) -> ObjectKind {
        match self {
            Self::List => ObjectKind::List,
            Self::Workflow => ObjectKind::Workflow,
        }
    }
}

/// A declaration, as far as its object must fit.
struct Declaration<'a> {
    kind: ObjectKind,
    head: &'a Head,
    object: Object,
    processing: &'static str,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    let project = shared.sound_project(arguments.env.as_deref())?;
    let environment = project.environment(arguments.env.as_deref())?;
    let program = &project.program;
    let list = |kind, head, object, processing| Declaration { kind, head, object, processing };
    let segments = program.segments.iter().map(|it| list(ObjectKind::List, &it.head, it.object, "DYNAMIC"));
    let lists = program.static_lists.iter().map(|it| list(ObjectKind::List, &it.head, it.object, "MANUAL"));
    let flows = program.workflows.iter().map(|it| list(ObjectKind::Workflow, &it.head, it.object, ""));
    let mut named = segments
        .chain(lists)
        .chain(flows)
        .filter(|it| it.head.name == arguments.name && arguments.kind.is_none_or(|kind| kind.object() == it.kind));
    let (found, other) = (named.next(), named.next());
    if other.is_some() {
        return Err(Problem::nowhere(Fault::TwoDeclarations { name: arguments.name.clone() }).into());
    }
    let Some(declaration) = found else {
        let nearest = nearest(&arguments.name, declared(&project).iter().copied().filter(|it| *it != arguments.name));
        let kind = arguments.kind.map(|kind| format!("{} ", kind.object().word())).unwrap_or_default();
        let name = format!("{kind}{}", arguments.name);
        return Err(Problem::nowhere(Fault::NoSuchDeclaration { name, nearest }).into());
    };
    if arguments.id.is_empty() || !arguments.id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(cannot(arguments, "an id is a number".to_owned()).into());
    }
    let connection = Connection::open(&project, environment)?;
    let portal = connection.portal();
    connection.account(&portal)?;
    let (id, live) = live(&portal, &declaration, &arguments.id)?;
    let mut recorded = world::record(&project, environment)?;
    let object = declaration.key();
    let mut bindings = world::bindings(&project, environment)?;
    if let Some(why) = anothers(&recorded.history, &bindings, &declaration, &id) {
        return Err(cannot(arguments, why).into());
    }
    if let Some(old) = before(&recorded.history, &bindings, &declaration).filter(|old| *old != id)
        && !is_only_adopted(&recorded.history, &declaration, &old)
        && is_there(&portal, declaration.kind, &old)?
    {
        // Nobody would look after the old one any more, and it would go on.
        let why = format!("the declaration is id {old}, which is still in the portal; delete that one first");
        return Err(cannot(arguments, why).into());
    }
    if environment.kind != EnvironmentKind::Embedded {
        declaration.kind.bound_mut(&mut bindings).insert(arguments.name.clone(), id.clone());
        let path = project.root.join(world::bindings_path(environment));
        write_whole(&path, &print_object_bindings(&bindings), Secrecy::Everybody)?;
        talk!("written to {}; commit it", path.display());
    }
    // No version and no digest: what it says is the portal's, and the next plan shows what differs.
    let entry = NewEntry {
        at: world::clock().to_string(),
        project: program.project.clone(),
        environment: environment.name.clone(),
        run: format!("adopt-{}", world::clock().as_millisecond()),
        change: None,
        object,
        event: Event::Adopted { facts: Box::new(facts(&id, &live, &Deployed::default())) },
    };
    let store = recorded.store.as_mut();
    store.append(&[entry]).and_then(|()| store.sync()).map_err(|error| Problem::nowhere(Fault::Record(error)))?;
    talk!("{} `{}` is now id {id}; `hubwright plan` shows what differs", declaration.kind.word(), arguments.name);
    Ok(Exit::Done)
}

/// Tells whose the object is, where it is another's.
fn anothers(history: &History, bindings: &ObjectBindings, declaration: &Declaration<'_>, id: &str) -> Option<String> {
    let object = declaration.key();
    let of_id = |known: &&crate::plan::known::Known| {
        known.key.kind == object.kind && known.id.as_deref() == Some(id) && known.key.identity != object.identity
    };
    if let Some(known) = history.objects().find(of_id) {
        return Some(format!("it is `{}` of this project", known.key.name));
    }
    if history.is_anothers(&object, id) {
        return Some("it is another project's".to_owned());
    }
    let mut bound =
        declaration.kind.bound(bindings).iter().filter(|(name, bound)| *bound == id && !declaration.is(name));
    bound.next().map(|(name, _)| format!("it is `{name}` by the committed bindings"))
}

/// Returns the id that the declaration had until now.
fn before(history: &History, bindings: &ObjectBindings, declaration: &Declaration<'_>) -> Option<String> {
    let recorded = history.object(&declaration.key()).and_then(|known| known.id.clone());
    let mut bound = declaration.kind.bound(bindings).iter().filter(|(name, _)| declaration.is(name));
    recorded.or_else(|| bound.next().map(|(_, id)| id.clone()))
}

/// Tells whether the declaration was only said to be an object, and never deployed to it: that can be taken back, and the
/// object is as people left it.
fn is_only_adopted(history: &History, declaration: &Declaration<'_>, id: &str) -> bool {
    let known = history.object(&declaration.key());
    known.is_some_and(|known| {
        known.id.as_deref() == Some(id)
            && known.origin == Some(Origin::Adopted)
            && !known.deployed
            && known.pending.is_none()
    })
}

fn is_there(portal: &Portal<'_>, kind: ObjectKind, id: &str) -> Result<bool, Problem> {
    Ok(match kind {
        ObjectKind::Workflow => match portal.flow(id).map_err(world::portal_problem)? {
            FlowRead::Found(_) | FlowRead::Hidden => true,
            FlowRead::Gone => false,
        },
        ObjectKind::List | ObjectKind::Property | ObjectKind::Folder => {
            portal.list(id).map_err(world::portal_problem)?.is_some_and(|list| list.deleted_at.is_none())
        }
    })
}

impl Declaration<'_> {
    fn key(&self) -> ObjectKey {
        key(self.kind, &self.head.name, self.head.identity())
    }

    /// Tells whether this is its name, or was.
    fn is(&self, name: &String) -> bool {
        self.head.name == *name || self.head.formerly.contains(name)
    }
}

fn cannot(arguments: &Arguments, why: String) -> Problem {
    Problem::nowhere(Fault::CannotAdopt { name: arguments.name.clone(), id: arguments.id.clone(), why })
}

/// Reads the object, with its id as the portal writes it, and holds it against the declaration.
fn live(portal: &Portal<'_>, declaration: &Declaration<'_>, id: &str) -> Result<(String, serde_json::Value), Failure> {
    let cannot = |why: String| {
        let name = declaration.head.name.clone();
        Failure::from(Problem::nowhere(Fault::CannotAdopt { name, id: id.to_owned(), why }))
    };
    let (its, body, object_type, processing) = match declaration.kind {
        ObjectKind::Workflow => match portal.flow(id).map_err(world::portal_problem)? {
            FlowRead::Found(flow) => (flow.id, flow.body, flow.object_type, String::new()),
            FlowRead::Hidden => return Err(cannot("the portal does not show it to this token".to_owned())),
            FlowRead::Gone => return Err(cannot("it is not there".to_owned())),
        },
        ObjectKind::List | ObjectKind::Property | ObjectKind::Folder => {
            match portal.list(id).map_err(world::portal_problem)? {
                Some(list) if list.deleted_at.is_none() => (list.id, list.body, list.object_type, list.processing),
                Some(_) | None => return Err(cannot("it is not there".to_owned())),
            }
        }
    };
    let wanted = portal.object_type_id(declaration.object).map_err(world::portal_problem)?;
    if wanted.as_ref() != Some(&object_type) {
        return Err(cannot(format!(
            "it holds records of type {object_type}, and not of {}",
            declaration.object.word()
        )));
    }
    // A list that was filled once is a static one from then on.
    let processing = if processing == "SNAPSHOT" { "MANUAL".to_owned() } else { processing };
    if processing != declaration.processing {
        return Err(cannot(format!(
            "it is a {processing} list, and the declaration makes a {} one",
            declaration.processing
        )));
    }
    Ok((its, body))
}
