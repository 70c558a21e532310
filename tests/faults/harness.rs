//! A project from texts, a portal in memory, and one run of plan and apply, each through any transport and record.
#![allow(dead_code)]

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use hubwright::apply::{self, Outcome, Run};
use hubwright::catalog::{self, Provenance};
use hubwright::emulator::{AccountType, Embedded, PortalIdentity, State, World};
use hubwright::hubspot::switches::Switches;
use hubwright::model::Program;
use hubwright::plan::build::{self, Deletes, Inputs, Options};
use hubwright::plan::known::History;
use hubwright::plan::{Plan, flows, lists};
use hubwright::portal::observe::{self, Answering, NameBindings, Questions};
use hubwright::portal::testing::Fault;
use hubwright::portal::{Broken, FlowRead, Method, Portal, PortalError, Request, Response, Transport};
use hubwright::record::{self, GitStore, Log, NewEntry, ObjectKey, RecordError, Store};
use hubwright::settings::{ObjectBindings, Settings};
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::{check, settings, syntax};
use serde_json::{Value, json};

pub const PORTAL: u64 = 1001;

/// A checked program with its settings.
pub struct Project {
    pub settings: Settings,
    pub program: Program,
}

impl Project {
    /// Compiles texts; a problem of any kind is a mistake in the test.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| SourceFile { path: (*path).to_owned(), text: (*text).to_owned() });
        let sources = Sources::new(files.collect());
        let mut problems = Vec::new();
        let (id, file) = sources.iter().find(|(_, file)| file.path == "hubwright.yaml").expect("settings");
        let (settings, found) = settings::read(id, &file.text);
        problems.extend(found);
        let settings = settings.unwrap_or_else(|| panic!("{problems:?}"));
        let catalogs: Vec<(FileId, Provenance)> =
            sources.iter().filter_map(|(id, file)| Some((id, Provenance::of(&file.path)?))).collect();
        let (catalog, found) = catalog::read(&sources, &catalogs);
        problems.extend(found);
        let mut trees = Vec::new();
        for (id, file) in sources.iter() {
            if file.path.ends_with(".seg") || file.path.ends_with(".flow") {
                let (tree, found) = syntax::parse(id, &file.text);
                trees.push(tree);
                problems.extend(found);
            }
        }
        let environments: Vec<&str> = settings.environments.keys().map(String::as_str).collect();
        let (program, found) = check::program(&trees, &catalog, &settings.name, &environments);
        problems.extend(found);
        let errors: Vec<_> = problems.iter().filter(|problem| problem.is_error()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        Self { settings, program }
    }
}

/// Makes a portal that lives in memory, with a clock that goes on only while somebody waits.
pub fn portal(seed: &str) -> Embedded {
    portal_with(seed, Switches::default())
}

/// The same with other settings of what is uncertain.
pub fn portal_with(seed: &str, switches: Switches) -> Embedded {
    let identity = PortalIdentity {
        portal_id: PORTAL,
        account_type: AccountType::Standard,
        time_zone: "America/New_York".to_owned(),
    };
    let mut state = State::in_memory(identity, switches).unwrap();
    let world = World { now: "2026-06-01T12:00:00Z".parse().unwrap(), seed: 0 };
    hubwright::emulator::seed(&mut state, &world, seed).unwrap();
    Embedded::in_world(state, world)
}

/// Makes the plan of a project as the command does.
pub fn plan(
    project: &Project,
    transport: &dyn Transport,
    store: &mut dyn Store,
    options: &Options,
) -> Result<Plan, PortalError> {
    let environment = project.settings.environments.values().next().unwrap();
    let log: Log = store.load().expect("the record can be read");
    let history = History::of(&record::fold(&log), &project.program.project);
    let client = Portal::new(transport, environment.paths.clone(), environment.batch);
    let account = client.account()?;
    assert_eq!(account.portal, PORTAL);
    let account = Answering {
        portal: account.portal,
        account_type: account.kind,
        time_zone: account.time_zone.unwrap_or_default(),
    };
    let bindings = ObjectBindings::default();
    let questions = Questions::of(&project.program, &project.settings, &history, &bindings, NameBindings::default());
    let snapshot = observe::snapshot(&client, &account, &questions)?;
    Ok(build::build(Inputs {
        program: &project.program,
        settings: &project.settings,
        environment,
        snapshot: &snapshot,
        record: &history,
        record_head: &log.head().to_string(),
        bindings: &bindings,
        sources: "s1:test",
        options,
    }))
}

/// Carries a plan out.
pub fn apply(
    project: &Project,
    plan: &Plan,
    transport: &dyn Transport,
    store: &mut dyn Store,
) -> Result<Outcome, RecordError> {
    let environment = project.settings.environments.values().next().unwrap();
    let client = Portal::new(transport, environment.paths.clone(), environment.batch);
    let mut run = Run {
        portal: &client,
        transport,
        store,
        now: &|| "2026-06-01T12:00:00Z".to_owned(),
        run: "run".to_owned(),
        progress: &mut |_| {},
    };
    apply::apply(plan, &mut run)
}

/// Plans and applies in a healthy world, and holds both to what they promise.
pub fn deploy(project: &Project, transport: &dyn Transport, store: &mut dyn Store, options: &Options) -> Plan {
    let made = plan(project, transport, store, options).unwrap();
    assert_eq!(made.stops, [], "nothing stops");
    let outcome = apply(project, &made, transport, store).unwrap();
    assert_eq!(outcome.failed, [], "nothing fails");
    made
}

/// Plans once more and demands that nothing is left to do, to claim, or to tell.
pub fn is_settled(project: &Project, transport: &dyn Transport, store: &mut dyn Store, options: &Options) {
    let again = plan(project, transport, store, options).unwrap();
    assert_eq!(again.changes, [], "the second plan is empty");
    assert_eq!((again.stops, again.drift, again.claims), (vec![], vec![], vec![]), "and has nothing to settle");
}

/// Asks for what is no longer in the source to be deleted.
pub fn deletes() -> Options {
    Options { deletes: Deletes::Delete, ..Options::default() }
}

/// A record that stops taking entries: at the k-th, or when the process is said to have died.
pub struct Ledger<S> {
    pub kept: S,
    pub dead: Rc<Cell<bool>>,
    left: Option<usize>,
}

impl<S: Store> Ledger<S> {
    pub fn of(kept: S) -> Self {
        Self { kept, dead: Rc::default(), left: None }
    }

    /// Lets this many calls of `append` through.
    pub fn full_after(mut self, appends: usize) -> Self {
        self.left = Some(appends);
        self
    }

    fn refused(&self) -> RecordError {
        RecordError::Io { place: self.kept.place(), why: "no space left on device".to_owned() }
    }
}

impl<S: Store> Store for Ledger<S> {
    fn load(&mut self) -> Result<Log, RecordError> {
        self.kept.load()
    }

    fn append(&mut self, entries: &[NewEntry]) -> Result<(), RecordError> {
        if let Some(left) = self.left {
            let Some(less) = left.checked_sub(1) else { return Err(self.refused()) };
            self.left = Some(less);
        }
        if self.dead.get() { Err(self.refused()) } else { self.kept.append(entries) }
    }

    fn begin(&mut self) -> Result<(), RecordError> {
        if self.dead.get() { Err(self.refused()) } else { self.kept.begin() }
    }

    fn sync(&mut self) -> Result<(), RecordError> {
        if self.dead.get() { Err(self.refused()) } else { self.kept.sync() }
    }

    fn place(&self) -> String {
        self.kept.place()
    }
}

/// Clones of one remote: each has a journal of its own, and what it pushed is all that the others know.
pub struct Clones(tempfile::TempDir);

impl Clones {
    pub fn new() -> Self {
        let clones = Self(tempfile::tempdir().unwrap());
        clones.git(&["init", "--quiet", "--bare", "remote.git"]);
        clones
    }

    fn git(&self, arguments: &[&str]) {
        let status = std::process::Command::new("git").arg("-C").arg(self.0.path()).args(arguments).status().unwrap();
        assert!(status.success(), "{arguments:?}");
    }

    pub fn store(&self, name: &str) -> GitStore {
        if !self.0.path().join(name).exists() {
            let remote = self.0.path().join("remote.git").display().to_string();
            self.git(&["init", "--quiet", name]);
            self.git(&["-C", name, "remote", "add", "origin", &remote]);
        }
        GitStore::new(&self.0.path().join(name), PORTAL)
    }
}

/// Lets requests through until the process dies: before a request is sent, or after the portal has carried it out.
pub struct Mortal<'t> {
    inner: &'t dyn Transport,
    left: Cell<usize>,
    dead: Rc<Cell<bool>>,
    last: Fault,
}

impl<'t> Mortal<'t> {
    /// Lets this many requests through; `last` says what becomes of the next one.
    pub fn new(inner: &'t dyn Transport, dead: &Rc<Cell<bool>>, left: usize, last: Fault) -> Self {
        Self { inner, left: Cell::new(left), dead: Rc::clone(dead), last }
    }
}

impl Transport for Mortal<'_> {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        if self.dead.get() {
            return Err(Broken::NotSent("the process is dead".to_owned()));
        }
        let left = self.left.get();
        if left > 0 {
            self.left.set(left - 1);
            return self.inner.send(request);
        }
        self.dead.set(true);
        if self.last == Fault::DropAfter {
            self.inner.send(request).unwrap();
        }
        Err(Broken::NotSent("the process is dead".to_owned()))
    }

    fn pause(&self, milliseconds: u64) {
        self.inner.pause(milliseconds);
    }
}

/// Remembers every write that goes through it.
pub struct Heard<'t> {
    inner: &'t dyn Transport,
    requests: Cell<usize>,
    writes: RefCell<Vec<(usize, String)>>,
}

impl<'t> Heard<'t> {
    pub fn new(inner: &'t dyn Transport) -> Self {
        Self { inner, requests: Cell::new(0), writes: RefCell::default() }
    }

    /// Returns a write that was sent more than once.
    pub fn doubled(&self) -> Option<String> {
        let writes = self.writes.borrow();
        let is_again = |at: usize, said: &String| writes[..at].iter().any(|(_, before)| before == said);
        let again = writes.iter().enumerate().find(|(at, (_, said))| is_again(*at, said));
        again.map(|(_, (_, said))| said.clone())
    }

    /// Returns how many requests there were.
    pub fn requests(&self) -> usize {
        self.requests.get()
    }

    /// Returns which of the requests were writes.
    pub fn writes(&self) -> Vec<usize> {
        self.writes.borrow().iter().map(|(at, _)| *at).collect()
    }
}

impl Transport for Heard<'_> {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        let reads = ["/all", "/search", "/batch/read"].iter().any(|tail| request.path.ends_with(tail));
        if request.method != Method::Get && !reads {
            let said = format!("{} {} {:?} {:?}", request.method.name(), request.path, request.query, request.body);
            self.writes.borrow_mut().push((self.requests.get(), said));
        }
        self.requests.set(self.requests.get() + 1);
        self.inner.send(request)
    }

    fn pause(&self, milliseconds: u64) {
        self.inner.pause(milliseconds);
    }
}

/// Everything of a portal that the project is about, with titles in the place of ids: two portals that were brought
/// to one state on two ways have equal portraits.
pub fn portrait(embedded: &Embedded) -> Value {
    let client = Portal::new(embedded, hubwright::settings::ApiPaths::default(), Default::default());
    let heads = client.all_lists().unwrap();
    let rows = client.all_flows().unwrap();
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    titles.extend(heads.iter().map(|head| (head.id.clone(), format!("list {}", head.title))));
    titles.extend(rows.iter().map(|row| (row.id.clone(), format!("flow {}", row.name.clone().unwrap_or_default()))));
    let folders: BTreeMap<u64, String> = embedded.with(|state, _| {
        state.data.folders.iter().map(|(id, row)| (*id, format!("{}<{}", row.name, row.parent != 0))).collect()
    });
    let mut found = Vec::new();
    for head in &heads {
        let list = client.list(&head.id).unwrap().expect("it was just listed");
        let mut normal = lists::expected(&list.body);
        name_ids(&mut normal, &titles);
        let folder = embedded.with(|state, _| state.living_list(&head.id).map(|row| row.folder));
        found.push(json!({
            "list": normal, "object": list.object_type, "processing": list.processing,
            "folder": folder.and_then(|folder| folders.get(&folder).cloned()),
        }));
    }
    for row in &rows {
        let FlowRead::Found(flow) = client.flow(&row.id).unwrap() else { panic!("it was just listed") };
        let mut normal = flows::expected(&flow.body);
        name_ids(&mut normal, &titles);
        // The order of suppression lists is that of their ids.
        if let Some(ids) = normal.get_mut("suppressionListIds").and_then(Value::as_array_mut) {
            ids.sort_by_key(ToString::to_string);
        }
        found.push(json!({ "flow": normal, "uuid": row.uuid }));
    }
    found.extend(embedded.with(|state, _| {
        let living = state.data.properties.iter().filter(|(_, row)| row.archived.is_none());
        let made = living.filter(|(_, row)| !row.hubspot_defined);
        made.map(|(key, row)| {
            let options: Vec<Value> = row.options.iter().map(|option| json!([option.value, option.label])).collect();
            json!({ "property": format!("{key:?}"), "type": row.kind, "label": row.label, "options": options })
        })
        .collect::<Vec<_>>()
    }));
    found.sort_by_key(ToString::to_string);
    Value::Array(found)
}

/// How many rows of each kind a portal has ever had: deleted lists and flows are counted too.
pub fn census(embedded: &Embedded) -> BTreeMap<&'static str, usize> {
    embedded.with(|state, _| {
        BTreeMap::from([
            ("lists", state.data.lists.iter().count()),
            ("folders", state.data.folders.iter().count()),
            ("flows", state.data.flows.iter().count()),
            ("properties", state.data.properties.iter().count()),
            ("groups", state.data.groups.iter().count()),
        ])
    })
}

/// How many requests of each kind of write a portal has carried out.
pub fn events(embedded: &Embedded, beginning: &str) -> usize {
    let events = embedded.with(|state, _| state.events().unwrap());
    events.iter().filter(|event| event.starts_with(beginning)).count()
}

fn name_ids(value: &mut Value, titles: &BTreeMap<String, String>) {
    let name = |value: &mut Value| {
        let id = match &*value {
            Value::String(id) => id.clone(),
            Value::Number(id) => id.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return,
        };
        if let Some(title) = titles.get(&id) {
            *value = json!(title);
        }
    };
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                match (key.as_str(), value) {
                    ("listId" | "list_id" | "flowId" | "flow_id" | "targetFlowId", value) if !value.is_object() => {
                        name(value);
                    }
                    ("suppressionListIds", Value::Array(ids)) => ids.iter_mut().for_each(name),
                    (_, value) => name_ids(value, titles),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| name_ids(item, titles)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The objects of some changes.
pub fn objects(plan: &Plan) -> BTreeSet<ObjectKey> {
    plan.changes.iter().map(|change| change.object.clone()).collect()
}
