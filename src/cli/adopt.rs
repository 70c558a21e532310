//! `adopt`: says that an object of the portal is a declaration of this project.

use clap::Args;

use super::planning::declared;
use super::world::{self, Connection};
use super::{Exit, Failure, Secrecy, Shared, write_whole};
use crate::apply::facts;
use crate::hubspot::platform::Object;
use crate::model::Head;
use crate::plan::{Deployed, key};
use crate::portal::{FlowRead, Portal};
use crate::problem::deploy::Fault;
use crate::problem::{Problem, nearest};
use crate::record::{Event, NewEntry, ObjectKind};
use crate::settings::{EnvironmentKind, print_object_bindings};

/// Arguments of `adopt`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The declaration.
    #[arg(value_name = "NAME")]
    name: String,
    /// The object's id in the portal; the plan lists candidates.
    #[arg(long, value_name = "ID")]
    id: String,
    /// The environment; needed where more than one is declared.
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
}

/// A declaration, as far as its object must fit.
struct Declaration<'a> {
    kind: ObjectKind,
    head: &'a Head,
    object: Object,
    processing: &'static str,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<Exit, Failure> {
    let project = shared.sound_project()?;
    let environment = project.environment(arguments.env.as_deref())?;
    let program = &project.program;
    let list = |kind, head, object, processing| Declaration { kind, head, object, processing };
    let segments = program.segments.iter().map(|it| list(ObjectKind::List, &it.head, it.object, "DYNAMIC"));
    let lists = program.static_lists.iter().map(|it| list(ObjectKind::List, &it.head, it.object, "MANUAL"));
    let flows = program.workflows.iter().map(|it| list(ObjectKind::Workflow, &it.head, it.object, ""));
    let Some(declaration) = segments.chain(lists).chain(flows).find(|it| it.head.name == arguments.name) else {
        let nearest = nearest(&arguments.name, declared(&project).iter().copied());
        return Err(Problem::nowhere(Fault::NoSuchDeclaration { name: arguments.name.clone(), nearest }).into());
    };
    let connection = Connection::open(&project, environment)?;
    let portal = connection.portal();
    connection.account(&portal)?;
    let live = live(&portal, &declaration, &arguments.id)?;
    let mut recorded = world::record(&project, environment)?;
    let object = key(declaration.kind, &declaration.head.name, declaration.head.identity());
    if let Some(known) = recorded.history.objects().find(|known| {
        known.key.kind == object.kind
            && known.id.as_deref() == Some(&arguments.id)
            && known.key.identity != object.identity
    }) {
        return Err(cannot(arguments, format!("it is `{}` of this project", known.key.name)).into());
    }
    let mut bindings = world::bindings(&project, environment)?;
    if environment.kind != EnvironmentKind::Embedded {
        let places = match declaration.kind {
            ObjectKind::Workflow => &mut bindings.workflows,
            ObjectKind::List | ObjectKind::Property | ObjectKind::Folder => &mut bindings.lists,
        };
        places.insert(arguments.name.clone(), arguments.id.clone());
        let path = project.root.join(world::bindings_path(environment));
        write_whole(&path, &print_object_bindings(&bindings), Secrecy::Everybody)?;
        eprintln!("written to {}; commit it", path.display());
    }
    // No version and no digest: what it says is the portal's, and the next plan shows what differs.
    let entry = NewEntry {
        at: world::clock().to_string(),
        project: program.project.clone(),
        environment: environment.name.clone(),
        run: format!("adopt-{}", world::clock().as_millisecond()),
        change: None,
        object,
        event: Event::Adopted { facts: Box::new(facts(&arguments.id, &live, &Deployed::default())) },
    };
    let store = recorded.store.as_mut();
    store.append(&[entry]).and_then(|()| store.sync()).map_err(|error| Problem::nowhere(Fault::Record(error)))?;
    eprintln!(
        "{} `{}` is now id {}; `hubwright plan` shows what differs",
        declaration.kind.word(),
        arguments.name,
        arguments.id
    );
    Ok(Exit::Done)
}

fn cannot(arguments: &Arguments, why: String) -> Problem {
    Problem::nowhere(Fault::CannotAdopt { name: arguments.name.clone(), id: arguments.id.clone(), why })
}

/// Reads the object and holds it against the declaration.
fn live(portal: &Portal<'_>, declaration: &Declaration<'_>, id: &str) -> Result<serde_json::Value, Failure> {
    let cannot = |why: String| {
        let name = declaration.head.name.clone();
        Failure::from(Problem::nowhere(Fault::CannotAdopt { name, id: id.to_owned(), why }))
    };
    let (body, object_type, processing) = match declaration.kind {
        ObjectKind::Workflow => match portal.flow(id).map_err(world::portal_problem)? {
            FlowRead::Found(flow) => (flow.body, flow.object_type, String::new()),
            FlowRead::Hidden => return Err(cannot("the portal does not show it to this token".to_owned())),
            FlowRead::Gone => return Err(cannot("it is not there".to_owned())),
        },
        ObjectKind::List | ObjectKind::Property | ObjectKind::Folder => {
            match portal.list(id).map_err(world::portal_problem)? {
                Some(list) if list.deleted_at.is_none() => (list.body, list.object_type, list.processing),
                Some(_) | None => return Err(cannot("it is not there".to_owned())),
            }
        }
    };
    if object_type != declaration.object.type_id() {
        return Err(cannot(format!(
            "it holds records of type {object_type}, and not of {}",
            declaration.object.word()
        )));
    }
    if processing != declaration.processing {
        return Err(cannot(format!(
            "it is a {processing} list, and the declaration makes a {} one",
            declaration.processing
        )));
    }
    Ok(body)
}
