//! One source for two portals whose ids all differ: what is promoted from one to the other are names.
#![cfg(feature = "edge")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};

use hubwright::emulator::{State, World, handle};
use hubwright::hubspot::switches::Switches;
use hubwright::portal::{Method, Request};
use serde_json::{Value, json};

const SETTINGS: &str = "\
name: acme
environments:
  sandbox: { kind: embedded, portal: 1, seed: sandbox.yaml }
  live: { kind: embedded, portal: 2, seed: live.yaml }
";

const FEATURES: &str = r#"
objects:
  contact:
    features:
      score: { property: lead_score, type: number }
      owner_id: { property: hubspot_owner_id, type: owner }
    associations:
      seat: { to: seat }
      buyer: { to: deal, label: Buyer }
  deal:
    features:
      stage: { property: dealstage, type: stage, pipeline: Renewals }
  seat:
    custom: seat
    features: { plan: { type: string } }
events:
  renewal: { custom: renewal_started, on: contact, properties: { tier: { type: string } } }
"#;

const RULES: &str = r#"
segment buyers on contact {
  version 1
  where any buyer (stage is stage("Due")) and any seat (plan is "Pro")
}

segment warm on contact {
  version 1
  where score >= 50
    and member of buyers
    and not member of list("Do not contact")
    and submitted form("Demo request")
    and opened email("Welcome")
    and opted in to subscription("News")
    and owner_id is user("ana@acme.example")
    and did renewal where (tier is "gold")
}

static list called on contact {}
"#;

const FLOWS: &str = r#"
workflow second on contact { version 1  enroll manually  add to called }

workflow first on contact {
  version 1
  enroll when member of warm
  suppress member of list("Do not contact")
  send email("Welcome")
  rotate owner_id among team("SDR"), user("ana@acme.example")
  notify user("ana@acme.example") by app "Warm" { body "Look." }
  create task "Call" { assign to user("ana@acme.example") }
  enroll in second
  enroll in workflow("By hand")
}
"#;

/// A seed whose ids all begin with a number of its own.
fn seed(number: u64, form: &str) -> String {
    // Associations are counted as they are made.
    let more = if number == 7 { "  - { name: desk, id: 7999, associated: [contact, deal] }" } else { "" };
    format!(
        r#"
objects:
{more}
  - {{ name: seat, id: {number}000, associated: [contact] }}
properties:
  contact: [{{ name: lead_score, label: Lead score, type: number, field: number }}]
  seat: [{{ name: plan, label: Plan, type: string, field: text }}]
owners: [{{ email: ana@acme.example, first: Ana, last: A, id: {number}11, user: {number}12 }}]
teams: [{{ name: SDR, id: {number}13, members: [ana@acme.example] }}]
forms: [{{ name: {form}, id: "{number}f8a1b2c-0000-4000-8000-000000000001" }}]
emails: [{{ name: Welcome, id: {number}14, subject: Welcome }}]
subscriptions: [{{ name: News, id: {number}15 }}]
event_types: [{{ name: renewal_started, object: contact, id: "6-{number}16", properties: [{{ name: tier, label: Tier, type: string, field: text }}] }}]
pipelines:
  deal: [{{ label: Renewals, id: "p{number}", stages: [{{ label: Due, id: "s{number}", state: "0.5" }}, {{ label: Won, id: "w{number}", state: "1.0" }}, {{ label: Lost, id: "l{number}", state: "0.0" }}] }}]
labels: [{{ from: contact, to: deal, label: Buyer, inverse: Bought }}]
"#
    )
}

struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new(form: &str) -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        project.write("hubwright.yaml", SETTINGS);
        project.write("rules/features.yaml", FEATURES);
        project.write("rules/all.seg", RULES);
        project.write("workflows/all.flow", FLOWS);
        project.write("sandbox.yaml", &seed(4, "Demo request"));
        project.write("live.yaml", &seed(7, form));
        project
    }

    fn write(&self, path: &str, text: &str) {
        let full = self.folder.path().join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(full, text).unwrap();
    }

    fn run(&self, line: &str) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hubwright"));
        command.env_clear().env("HOME", self.folder.path()).current_dir(self.folder.path()).stdin(Stdio::null());
        let output = command.args(line.split(' ')).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn done(&self, line: &str) -> String {
        let (code, out, err) = self.run(line);
        assert_eq!(code, 0, "{line}: {out}{err}");
        out
    }

    /// The first look makes the portal.
    fn looked(&self, environment: &str) {
        let (code, out, err) = self.run(&format!("plan --env {environment}"));
        assert!(matches!(code, 0 | 6), "{code}: {out}{err}");
    }

    fn in_portal<T>(
        &self,
        portal: u64,
        work: impl FnOnce(&mut dyn FnMut(Method, &str, Option<Value>) -> Value) -> T,
    ) -> T {
        let file = self.folder.path().join(format!(".hubwright/portal/{portal}.sqlite"));
        let mut state = State::open(Path::new(&file), Switches::default()).unwrap();
        let world = World { now: "2026-06-01T12:00:00Z".parse().unwrap(), seed: 0 };
        work(&mut |method, path, body| {
            let (path, query) = path.split_once('?').unwrap_or((path, ""));
            let mut request = Request::new(method, path);
            for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
                request = request.with(name, value);
            }
            request.body = body;
            let response = handle(&mut state, &world, &request);
            assert!(response.status < 300, "{path}: {}", response.body);
            serde_json::from_str(&response.body).unwrap_or(Value::Null)
        })
    }

    /// Makes what no seed can: other lists and workflows, so that the numbers of ours differ too.
    fn by_hand(&self, portal: u64, more: usize) {
        self.in_portal(portal, |ask| {
            let list = |name: String| json!({ "name": name, "objectTypeId": "0-1", "processingType": "MANUAL" });
            let flow = |name: String| {
                json!({ "type": "CONTACT_FLOW", "flowType": "WORKFLOW", "isEnabled": false,
                "objectTypeId": "0-1", "name": name, "actions": [] })
            };
            for number in 0..more {
                ask(Method::Post, "/crm/v3/lists", Some(list(format!("Other {number}"))));
                ask(Method::Post, "/automation/v4/flows", Some(flow(format!("Other {number}"))));
            }
            ask(Method::Post, "/crm/v3/lists", Some(list("Do not contact".to_owned())));
            ask(Method::Post, "/automation/v4/flows", Some(flow("By hand".to_owned())));
        });
    }

    /// Returns what each name means in an environment, our own lists and workflows among them.
    fn ids(&self, environment: &str, portal: u64) -> BTreeMap<String, String> {
        let out = self.done(&format!("resolve --env {environment} --format json"));
        let found: Value = serde_json::from_str(&out).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let names = found["names"].as_array().unwrap().iter().map(|row| (text(&row["name"]), text(&row["id"])));
        let ours = self.documents(portal).into_iter().map(|(name, json)| {
            let id = json.get("listId").or(json.get("id")).unwrap();
            (name, text(id))
        });
        names.chain(ours).collect()
    }

    /// Returns our own lists and workflows whole, by kind and title.
    fn documents(&self, portal: u64) -> Vec<(String, Value)> {
        self.in_portal(portal, |ask| {
            let search =
                json!({ "listIds": [], "processingTypes": [], "additionalProperties": [], "offset": 0, "count": 500 });
            let lists = ask(Method::Post, "/crm/v3/lists/search", Some(search));
            let mut found = Vec::new();
            for row in lists["lists"].as_array().unwrap() {
                let title = row["name"].as_str().unwrap();
                if title.ends_with("(v1)") || title.ends_with("(v2)") || title == "Called" {
                    let id = row["listId"].as_str().unwrap();
                    let list = ask(Method::Get, &format!("/crm/v3/lists/{id}?includeFilters=true"), None);
                    found.push((format!("list {}", title.split(" (v").next().unwrap()), list["list"].clone()));
                }
            }
            for row in ask(Method::Get, "/automation/v4/flows", None)["results"].as_array().unwrap() {
                if row["uuid"].as_str().is_some_and(|uuid| uuid.starts_with("hubwright:")) {
                    let id = row["id"].as_str().unwrap();
                    let flow = ask(Method::Get, &format!("/automation/v4/flows/{id}"), None);
                    found.push((format!("workflow {}", row["name"].as_str().unwrap()), flow));
                }
            }
            found
        })
    }
}

/// Every text and number that stands under a key at which an id may stand.
fn leaves(json: &Value, under: &str, found: &mut BTreeSet<String>) {
    // An action's own number is no id of the portal's.
    const OWN: [&str; 9] = [
        "actionId",
        "nextActionId",
        "startActionId",
        "nextAvailableActionId",
        "actionTypeVersion",
        "revisionId",
        "listVersion",
        "delta",
        "value",
    ];
    match json {
        Value::Array(items) => items.iter().for_each(|item| leaves(item, under, found)),
        Value::Object(entries) => entries.iter().for_each(|(key, inner)| leaves(inner, key, found)),
        Value::String(text) if !OWN.contains(&under) => drop(found.insert(text.clone())),
        Value::Number(number) if !OWN.contains(&under) => drop(found.insert(number.to_string())),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Number(_) => {}
    }
}

#[test]
fn an_edit_is_promoted_and_no_id_of_one_portal_stands_in_the_other() {
    let project = Project::new("Demo request");
    for environment in ["sandbox", "live"] {
        project.looked(environment);
    }
    project.by_hand(1, 1);
    project.by_hand(2, 40);
    for environment in ["sandbox", "live"] {
        project.done(&format!("apply --auto-approve --env {environment}"));
    }
    project.write(
        "rules/all.seg",
        &RULES
            .replace("score >= 50", "score >= 60")
            .replace("segment warm on contact {\n  version 1", "segment warm on contact {\n  version 2"),
    );
    for environment in ["sandbox", "live"] {
        project.done(&format!("apply --auto-approve --env {environment}"));
        let plan = project.done(&format!("plan --detailed-exitcode --env {environment}"));
        assert!(plan.contains("Nothing to do"), "{plan}");
    }
    let (sandbox, live) = (project.ids("sandbox", 1), project.ids("live", 2));
    assert_eq!(sandbox.keys().collect::<Vec<_>>(), live.keys().collect::<Vec<_>>());
    assert!(sandbox.len() >= 18, "{sandbox:#?}");
    for (name, id) in &sandbox {
        assert_ne!(*id, live[name], "{name} has another id in each portal");
    }
    let words = |ids: &BTreeMap<String, String>| ids.values().cloned().collect::<BTreeSet<String>>();
    for (portal, theirs) in [(1, words(&live)), (2, words(&sandbox))] {
        for (name, document) in project.documents(portal) {
            let mut found = BTreeSet::new();
            leaves(&document, "", &mut found);
            let foreign: Vec<&String> = found.intersection(&theirs).collect();
            assert_eq!(foreign, Vec::<&String>::new(), "{name} in portal {portal}");
        }
    }
}

#[test]
fn a_form_that_one_portal_does_not_have_stops_its_plan_alone() {
    let project = Project::new("Another form");
    for environment in ["sandbox", "live"] {
        project.looked(environment);
    }
    project.by_hand(1, 0);
    project.by_hand(2, 40);
    project.done("apply --auto-approve --env sandbox");
    let (code, out, _) = project.run("plan --env live");
    assert_eq!(code, 6, "{out}");
    assert!(
        out.contains("form(\"Demo request\")") && out.contains("deploy::unresolved") && out.contains("Another form"),
        "{out}"
    );
    assert!(project.done("plan --detailed-exitcode --env sandbox").contains("Nothing to do"));
}
