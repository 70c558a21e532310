//! Programs compiled, and an embedded portal that has the ids for their holes: for tests about the JSON itself.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::collections::{BTreeMap, BTreeSet};

use hubwright::catalog::{self, Provenance};
use hubwright::check;
use hubwright::emulator::{AccountType, Embedded, PortalIdentity, State, World, members, seed};
use hubwright::hubspot::doc::Hole;
use hubwright::hubspot::switches::Switches;
use hubwright::lower::{self, DesiredFlow, DesiredList};
use hubwright::model::{FlowName, ListName, Program};
use hubwright::plan::body::{create_list_body, shell_flow_body};
use hubwright::plan::names::{of_flow, of_list};
use hubwright::portal::observe::{Answering, NameBindings, Questions, snapshot};
use hubwright::portal::transport::{Method, Request, Transport as _};
use hubwright::portal::{Portal, Response};
use hubwright::problem::Problem;
use hubwright::settings::{ApiPaths, BatchSizes, Bindings};
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::syntax;
use jiff::Timestamp;
use serde_json::{Value, json};

pub const LISTS: &str = "/crm/lists/2026-09";
pub const FLOWS: &str = "/automation/v4/flows";

/// Checks a program against the catalog of `rules/features.yaml` among the files.
pub fn checked(files: &[(&str, &str)]) -> (Program, Vec<Problem>) {
    let file = |(path, text): &(&str, &str)| SourceFile { path: (*path).to_owned(), text: (*text).to_owned() };
    let sources = Sources::new(files.iter().map(file).collect());
    let catalogs: Vec<(FileId, Provenance)> =
        sources.iter().filter_map(|(id, file)| Some((id, Provenance::of(&file.path)?))).collect();
    let (catalog, mut problems) = catalog::read(&sources, &catalogs);
    let mut trees = Vec::new();
    for (id, file) in sources.iter().filter(|(_, file)| is_program(&file.path)) {
        let (tree, mut found) = syntax::parse(id, &file.text);
        problems.append(&mut found);
        trees.push(tree);
    }
    let code = sources.iter().filter_map(|(_, file)| {
        let path = file.path.strip_prefix("workflows/code/")?;
        Some((path.to_owned(), file.text.clone()))
    });
    let (program, mut found) = check::program_with_code(&trees, &code.collect(), &catalog, "acme", &["demo"]);
    problems.append(&mut found);
    (program, problems)
}

fn is_program(path: &str) -> bool {
    path.ends_with(".seg") || path.ends_with(".flow")
}

/// Returns what of problems is said to people: codes and messages of errors.
pub fn errors(problems: &[Problem]) -> Vec<(&'static str, String)> {
    let words = problems.iter().filter(|problem| problem.is_error()).map(Problem::words);
    words.map(|words| (words.code, words.message)).collect()
}

/// Checks a program that has no errors.
#[track_caller]
pub fn program(files: &[(&str, &str)]) -> Program {
    let (program, problems) = checked(files);
    assert_eq!(errors(&problems), [], "the program compiles");
    program
}

/// An embedded portal, and the ids that it gave to what programs name.
pub struct Deployed {
    pub portal: Embedded,
    now: Timestamp,
    zone: String,
    ids: BTreeMap<Hole, String>,
}

impl Deployed {
    /// Makes a portal whose clock stands still.
    pub fn new(records: &str, now: &str, zone: &str) -> Self {
        Self::with(records, now, zone, Switches::default())
    }

    /// Makes a portal whose clock stands still and whose switches are set.
    pub fn with(records: &str, now: &str, zone: &str, switches: Switches) -> Self {
        let identity =
            PortalIdentity { portal_id: 1001, account_type: AccountType::Standard, time_zone: zone.to_owned() };
        let now = now.parse().unwrap();
        let world = World { now, seed: 7 };
        let mut state = State::in_memory(identity, switches).unwrap();
        seed(&mut state, &world, records).unwrap_or_else(|error| panic!("{error}\n{records}"));
        Self { portal: Embedded::in_world(state, world), now, zone: zone.to_owned(), ids: BTreeMap::new() }
    }

    /// Sends a request and reads the answer.
    pub fn send(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut request = Request::new(method, path);
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            request = request.with(name, value);
        }
        request.body = body;
        let Response { status, body, .. } = self.portal.send(&request).unwrap();
        (status, serde_json::from_str(&body).unwrap_or(Value::Null))
    }

    #[track_caller]
    pub fn ok(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let (status, answer) = self.send(method, path, body.clone());
        assert!(status < 300, "{status} {answer} to {}", serde_json::to_string_pretty(&body).unwrap());
        answer
    }

    /// Returns the id that stands where a hole is.
    pub fn find(&self, hole: &Hole) -> Option<String> {
        match hole {
            Hole::TimeZone => Some(self.zone.clone()),
            // No program of the tests reads two kinds of associated records in one workflow.
            Hole::Fetch(_) => Some("fetched_object_1".to_owned()),
            Hole::Moment(..) => hole.moment(&self.zone),
            Hole::List(_) | Hole::Flow(_) | Hole::Portal(_) | Hole::Step(_) => self.ids.get(hole).cloned(),
        }
    }

    /// Looks every name of the portal up as a plan does; each must mean one thing.
    pub fn resolve(&mut self, lists: &[DesiredList], flows: &[DesiredFlow]) {
        let mut names = BTreeSet::new();
        lists.iter().for_each(|list| of_list(list, &mut names));
        flows.iter().for_each(|flow| of_flow(flow, &mut names));
        if names.iter().all(|name| self.ids.contains_key(&Hole::Portal(name.clone()))) {
            return;
        }
        let client = Portal::new(&self.portal, ApiPaths::default(), BatchSizes::default());
        let account = Answering { portal: 1001, account_type: "STANDARD".to_owned(), time_zone: self.zone.clone() };
        let ctas = [("Banner".to_owned(), "cta-1".to_owned())].into();
        let bound = NameBindings { file: String::new(), names: Bindings { ctas, ..Bindings::default() } };
        let questions = Questions { names, bound, ..Questions::default() };
        let snapshot = snapshot(&client, &account, &questions).unwrap();
        for (name, found) in snapshot.names {
            let [id] = found.ids.as_slice() else { panic!("{name} means {:?}", found.ids) };
            self.ids.insert(Hole::Portal(name), id.clone());
        }
    }

    /// Makes the lists of a program, each after those it names, and an empty workflow for each of its workflows.
    pub fn deploy(&mut self, program: &Program) -> (Vec<DesiredList>, Vec<DesiredFlow>) {
        let statics = program.static_lists.iter().map(lower::static_list);
        let lists: Vec<DesiredList> =
            statics.chain(program.segments.iter().map(|one| lower::list(one, &Switches::default()))).collect();
        let flows: Vec<DesiredFlow> =
            program.workflows.iter().map(|flow| lower::flow(flow, &Switches::default())).collect();
        self.resolve(&lists, &flows);
        for list in &lists {
            let body = create_list_body(list, &list.title, &|hole| self.find(hole));
            let made = self.ok(Method::Post, LISTS, Some(Value::Object(body)));
            self.learn(Hole::List(ListName(list.name.0.clone())), &made["list"]["listId"]);
        }
        for flow in &flows {
            let body = shell_flow_body(flow.object, &flow.title, &format!("hubwright:acme:{}", flow.name.0));
            let made = self.ok(Method::Post, FLOWS, Some(Value::Object(body)));
            self.learn(Hole::Flow(FlowName(flow.name.0.clone())), &made["id"]);
        }
        (lists, flows)
    }

    fn learn(&mut self, hole: Hole, id: &Value) {
        self.ids.insert(hole, id.as_str().unwrap().to_owned());
    }

    /// Returns who is in a list, by the portal's own evaluation: ids of records. What was waited for between requests
    /// does not count: the clock stands still.
    pub fn members(&self, list: &str) -> Vec<u64> {
        self.portal.with(|state, world| members(state, &World { now: self.now, ..*world }, list))
    }

    /// Makes a list of a rule and returns who is in it; the list is gone again afterwards.
    #[track_caller]
    pub fn members_of(&self, list: &DesiredList) -> Vec<u64> {
        let body = create_list_body(list, "asked once", &|hole| self.find(hole));
        let made = self.ok(Method::Post, LISTS, Some(json!(body)));
        let id = made["list"]["listId"].as_str().unwrap();
        let members = self.members(id);
        self.ok(Method::Delete, &format!("{LISTS}/{id}"), None);
        members
    }
}
