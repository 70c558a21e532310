//! Members that HubSpot adds tomorrow: a plan takes them for no difference, and an apply carries them along.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use hubwright::plan::Notice;
use hubwright::plan::build::Options;
use hubwright::portal::{Broken, Method, Request, Response, Transport};
use hubwright::record::MemoryStore;
use serde_json::{Map, Value, json};

use crate::harness::{Project, deploy, is_settled, plan, portal};

const FLOW: &str = "/// Greets.\nworkflow greeting on contact {\n  version 1\n  enroll manually\n  wait 2 days\n  if job is \"Cook\" { \
                    create note \"A cook\" } else { set job = \"Guest\" }\n}\n";

fn project(flow: &str) -> Project {
    Project::of(&[
        ("hubwright.yaml", "name: tomorrow\nenvironments:\n  demo: { kind: embedded, portal: 1001 }\n"),
        (
            "rules/features.yaml",
            "objects:\n  contact:\n    features:\n      job: { property: jobtitle, type: string }\n",
        ),
        ("workflows/all.flow", flow),
    ])
}

/// A portal whose workflows and actions have a member more than the one behind it knows. As HubSpot does, it forgets what
/// a body leaves out.
struct Newer<'t> {
    inner: &'t dyn Transport,
    /// What it holds by action id; that of the workflow by nothing.
    held: RefCell<BTreeMap<String, Value>>,
    writes: Cell<usize>,
}

impl<'t> Newer<'t> {
    fn new(inner: &'t dyn Transport) -> Self {
        Self { inner, held: RefCell::default(), writes: Cell::default() }
    }

    /// Takes the members out of a body, as what is held from now on.
    fn take(&self, body: &mut Value) {
        let mut held = BTreeMap::new();
        each(body, &mut |id, entries| {
            if let Some(value) = entries.remove("sinceTomorrow") {
                held.insert(id, value);
            }
        });
        self.held.replace(held);
    }

    fn give(&self, body: &mut Value) {
        each(body, &mut |id, entries| {
            if let Some(value) = self.held.borrow().get(&id) {
                entries.insert("sinceTomorrow".to_owned(), value.clone());
            }
        });
    }
}

fn each(flow: &mut Value, visit: &mut dyn FnMut(String, &mut Map<String, Value>)) {
    let Some(entries) = flow.as_object_mut() else { return };
    visit(String::new(), entries);
    for action in entries.get_mut("actions").and_then(Value::as_array_mut).into_iter().flatten() {
        let id = action["actionId"].as_str().unwrap().to_owned();
        visit(id, action.as_object_mut().unwrap());
    }
}

impl Transport for Newer<'_> {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        let is_flow = request.path.contains("/flows/");
        let mut request = request.clone();
        if let (true, Method::Put, Some(body)) = (is_flow, request.method, &mut request.body) {
            self.writes.set(self.writes.get() + 1);
            self.take(body);
        }
        let mut response = self.inner.send(&request)?;
        if let (true, Ok(mut body)) = (is_flow, serde_json::from_str::<Value>(&response.body)) {
            self.give(&mut body);
            response.body = body.to_string();
        }
        Ok(response)
    }

    fn pause(&self, milliseconds: u64) {
        self.inner.pause(milliseconds);
    }
}

#[test]
fn what_hubspot_adds_tomorrow_survives_a_plan_and_an_apply() {
    let (embedded, mut store) = (portal("{}"), MemoryStore::default());
    let newer = Newer::new(&embedded);
    deploy(&project(FLOW), &newer, &mut store, &Options::default());
    // HubSpot's next release: each workflow and each action has a member more.
    let ids = embedded.with(|state, _| {
        let row = state.data.flows.values().next().unwrap();
        let actions = row.body["actions"].as_array().unwrap().clone();
        actions.iter().map(|action| action["actionId"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    });
    assert!(ids.len() >= 4, "{ids:?}");
    let all = ids.iter().cloned().chain([String::new()]).map(|id| (id.clone(), json!({ "of": id }))).collect();
    newer.held.replace(all);
    let before = newer.held.borrow().clone();

    is_settled(&project(FLOW), &newer, &mut store, &Options::default());
    let made = plan(&project(FLOW), &newer, &mut store, &Options::default()).unwrap();
    let added = "sinceTomorrow of its actions".to_owned();
    let told = made.notices.iter().any(|it| matches!(it, Notice::Kept { fields, .. } if fields.contains(&added)));
    assert!(told, "{:?}", made.notices);

    let edited = FLOW.replace("version 1", "version 2").replace("wait 2 days", "wait 3 days").replace("Guest", "Host");
    deploy(&project(&edited), &newer, &mut store, &Options::default());
    is_settled(&project(&edited), &newer, &mut store, &Options::default());
    assert!(newer.writes.get() > 0);
    assert_eq!(*newer.held.borrow(), before, "edited actions keep it as well as untouched ones");

    // What goes takes its own along.
    let shorter = edited.replace("version 2", "version 3").replace("  wait 3 days\n", "");
    deploy(&project(&shorter), &newer, &mut store, &Options::default());
    is_settled(&project(&shorter), &newer, &mut store, &Options::default());
    assert_eq!(newer.held.borrow().len(), before.len() - 1);
}
