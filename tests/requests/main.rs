//! How many requests a plan and an apply may send: counted at the transport, never timed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[path = "../faults/harness.rs"]
mod harness;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use harness::{Project, apply, census, deploy, plan, portal};
use hubwright::catalog::Catalog;
use hubwright::emulator::Embedded;
use hubwright::lift::catalog::{is_unseen, write};
use hubwright::plan::build::Options;
use hubwright::portal::testing::{Counted, HTML, answer};
use hubwright::portal::{Broken, Method, Portal, Request, Response, Transport};
use hubwright::record::MemoryStore;
use hubwright::settings::{ApiPaths, BatchSizes};

const MANY: usize = 1_000;

const SETTINGS: &str = "name: large\nenvironments:\n  demo: { kind: embedded, portal: 1001 }\n";

const FEATURES: &str = "
objects:
  contact:
    features:
      lead_score: { type: number, managed: { label: Lead score, group: hubwright, field: number } }
      job: { property: jobtitle, type: string }
";

fn segments(of: usize) -> String {
    (0..of).fold(String::new(), |mut text, at| {
        let _ = write!(
            text,
            "segment s{at} on contact {{\n  version 1\n  title \"Segment {at}\"\n  where lead_score >= {at}\n}}\n\n"
        );
        text
    })
}

fn workflows(of: usize) -> String {
    (0..of).fold(String::new(), |mut text, at| {
        let _ = write!(
            text,
            "workflow w{at} on contact {{\n  version 1\n  title \"Workflow {at}\"\n  enroll when member of s{at}\n  set \
             job = \"{at}\"\n}}\n\n"
        );
        text
    })
}

/// A project that was deployed, with its portal and its record.
struct Deployed {
    project: Project,
    embedded: Embedded,
    store: MemoryStore,
}

impl Deployed {
    fn of(seed: &str, files: &[(&str, &str)]) -> Self {
        let (project, embedded, mut store) = (Project::of(files), portal(seed), MemoryStore::default());
        deploy(&project, &embedded, &mut store, &Options::default());
        Self { project, embedded, store }
    }

    /// Plans, demands that nothing is to be done, and returns what was asked.
    fn counts(&mut self) -> BTreeMap<String, usize> {
        let counted = Counted::new(&self.embedded);
        let made = plan(&self.project, &counted, &mut self.store, &Options::default()).unwrap();
        assert_eq!((made.changes.len(), made.stops.len(), made.claims.len()), (0, 0, 0));
        counted.counts()
    }
}

fn counts(rows: &[(&str, usize)]) -> BTreeMap<String, usize> {
    rows.iter().map(|(shape, count)| ((*shape).to_owned(), *count)).collect()
}

/// What lists cost: details, enumeration, bodies, folders.
const LISTS: &[(&str, usize)] = &[
    ("GET /account-info/2026-09/details", 1),
    ("POST /crm/lists/2026-09/all", 2),
    ("GET /crm/lists/2026-09", 10),
    ("GET /crm/lists/2026-09/folders", 2),
];

/// What flows cost besides: listing, bodies.
const FLOWS: &[(&str, usize)] = &[("GET /automation/v4/flows", 10), ("POST /automation/v4/flows/batch/read", 10)];

#[test]
fn a_plan_of_a_thousand_lists_asks_for_them_in_hundreds() {
    let files = [("hubwright.yaml", SETTINGS), ("rules/f.yaml", FEATURES), ("rules/s.seg", &segments(MANY))];
    let mut deployed = Deployed::of("{}", &files);
    let properties = [("GET /crm/properties/2026-09/contacts", 1), ("GET /automation/v4/flows", 1)];
    assert_eq!(deployed.counts(), counts(&[LISTS, &properties].concat()));
}

#[test]
fn a_plan_of_a_thousand_lists_and_a_thousand_flows_costs_thirty_five_requests() {
    let files = [
        ("hubwright.yaml", SETTINGS),
        ("rules/f.yaml", FEATURES),
        ("rules/s.seg", &segments(MANY)),
        ("workflows/w.flow", &workflows(MANY)),
    ];
    let mut deployed = Deployed::of("{}", &files);
    assert_eq!(census(&deployed.embedded)["flows"], MANY);
    let found = deployed.counts();
    assert_eq!(found, counts(&[LISTS, FLOWS, &[("GET /crm/properties/2026-09/contacts", 1)]].concat()));
    assert_eq!(found.values().sum::<usize>() - 1, 35, "besides one object type with one sensitivity class");
}

/// Names of every kind that resolves, a label of associations, and a property of another class of sensitivity.
const NAMED: &str = r#"
segment owned on contact {
  version 1
  where owner_id is user("ana@acme.example") and member of list("Do not contact")
}

segment decided on contact {
  version 1
  where any decision_maker (deal_stage is stage("Won")) and any company (employees >= 10)
}

segment lined on deal {
  version 1
  where line is pipeline("Renewals")
}

segment formed on contact {
  version 1
  where last_form is form("Demo request")
}

segment secret on contact {
  version 1
  where ssn_last4 is known
}
"#;

const NAMING: &str = r#"
workflow busy on contact {
  version 1
  enroll when member of owned
  rotate owner_id among team("SDR")
  send email("Nurture #1")
  enroll in workflow("Welcome")
}
"#;

const NAMED_FEATURES: &str = r#"
objects:
  contact:
    features:
      lead_score: { type: number, managed: { label: Lead score, group: hubwright, field: number } }
      job: { property: jobtitle, type: string }
      owner_id: { property: hubspot_owner_id, type: owner }
      ssn_last4: { type: string, sensitivity: sensitive }
      last_form: { type: form }
    associations:
      company: { to: company }
      decision_maker: { to: deal, label: "Decision maker" }
  company:
    features:
      employees: { property: numberofemployees, type: number }
  deal:
    features:
      line: { property: pipeline, type: pipeline }
      deal_stage: { property: dealstage, type: stage, pipeline: Renewals }
"#;

fn named_seed() -> String {
    let mut seed = String::from(
        "properties:\n  contact:\n    - { name: ssn_last4, label: SSN, type: string, field: text, sensitivity: sensitive }\n    - { \
         name: last_form, label: Last form, type: enumeration, field: select, options: [11111111-1111-4111-8111-111111111111] }\n\
         owners:\n  - { email: ana@acme.example }\nteams:\n  - { name: SDR, members: [ana@acme.example] }\npipelines:\n  \
         deal:\n    - { label: Renewals, stages: [{ label: Open, state: \"0.3\" }, { label: Won, state: \"1.0\" }] }\n\
         labels:\n  - { from: contact, to: deal, label: Decision maker, inverse: Decided by }\nlists:\n  - { name: Do not \
         contact, object: contact, type: MANUAL }\nflows:\n  - { name: Welcome, object: contact, enabled: true, body: { \
         actions: [] } }\nemails:\n  - { name: \"Nurture #1\" }\n",
    );
    for at in 0..149 {
        let _ = writeln!(seed, "  - {{ name: \"Mail {at}\" }}");
    }
    seed.push_str("forms:\n  - { name: Demo request, id: 11111111-1111-4111-8111-111111111111 }\n");
    for at in 0..149 {
        let _ = writeln!(seed, "  - {{ name: \"Form {at}\" }}");
    }
    seed
}

#[test]
fn a_plan_with_names_of_every_kind_asks_once_for_each_page_of_them() {
    let files = [
        ("hubwright.yaml", SETTINGS),
        ("rules/f.yaml", NAMED_FEATURES),
        ("rules/s.seg", &segments(MANY - 6)),
        ("rules/n.seg", NAMED),
        ("workflows/w.flow", &workflows(MANY - 6)),
        ("workflows/n.flow", NAMING),
    ];
    let seed = named_seed();
    let mut deployed = Deployed::of(&seed, &files);
    let more = [
        // Contacts plain and sensitive, companies, deals.
        ("GET /crm/properties/2026-09/contacts", 2),
        ("GET /crm/properties/2026-09/companies", 1),
        ("GET /crm/properties/2026-09/deals", 1),
        // From contacts to deals there are labels; from contacts to companies only what HubSpot defines.
        ("GET /crm/associations/2026-09/0-1/0-3/labels", 1),
        ("GET /crm/owners/2026-09", 1),
        ("GET /settings/users/2026-09/teams", 1),
        ("GET /marketing/emails/2026-09", 2),
        ("GET /marketing/v3/forms", 2),
        ("GET /crm/pipelines/2026-09/deals", 1),
    ];
    assert_eq!(deployed.counts(), counts(&[LISTS, FLOWS, &more].concat()));
}

#[test]
fn an_apply_that_changes_one_list_costs_at_most_ten_requests_besides_the_plan() {
    let files = [("hubwright.yaml", SETTINGS), ("rules/f.yaml", FEATURES), ("rules/s.seg", &segments(200))];
    let mut deployed = Deployed::of("{}", &files);
    let changed = segments(200).replacen("version 1", "version 2", 1).replacen("lead_score >= 0", "lead_score >= 7", 1);
    let files = [("hubwright.yaml", SETTINGS), ("rules/f.yaml", FEATURES), ("rules/s.seg", changed.as_str())];
    deployed.project = Project::of(&files);
    let made = plan(&deployed.project, &deployed.embedded, &mut deployed.store, &Options::default()).unwrap();
    assert_eq!(made.changes.len(), 1);
    let counted = Counted::new(&deployed.embedded);
    let outcome = apply(&deployed.project, &made, &counted, &mut deployed.store).unwrap();
    assert_eq!(outcome.failed, []);
    // Compared, filters written, renamed, read back.
    assert_eq!(counted.total(), 4, "{:?}", counted.counts());
    deployed.counts();
}

#[test]
fn batch_sizes_are_settings() {
    let settings = SETTINGS.replace("portal: 1001", "portal: 1001, batch: { lists: 50, flows: 20 }");
    let files = [
        ("hubwright.yaml", settings.as_str()),
        ("rules/f.yaml", FEATURES),
        ("rules/s.seg", &segments(100)),
        ("workflows/w.flow", &workflows(100)),
    ];
    let found = Deployed::of("{}", &files).counts();
    assert_eq!(found["GET /crm/lists/2026-09"], 2);
    assert_eq!(found["POST /automation/v4/flows/batch/read"], 5);
}

/// A token that may not see sensitive properties.
struct Plain<'t>(&'t dyn Transport);

impl Transport for Plain<'_> {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        let sensitive = request.query.iter().any(|(name, word)| name == "dataSensitivity" && word != "non_sensitive");
        if sensitive {
            return Ok(answer(403, &serde_json::json!({ "status": "error", "category": "MISSING_SCOPES" })));
        }
        self.0.send(request)
    }

    fn pause(&self, milliseconds: u64) {
        self.0.pause(milliseconds);
    }
}

#[test]
fn other_classes_are_looked_at_only_for_a_managed_property_that_is_missing_and_only_where_the_token_may() {
    let files = [("hubwright.yaml", SETTINGS), ("rules/f.yaml", FEATURES), ("rules/s.seg", &segments(1))];
    let (project, embedded, mut store) = (Project::of(&files), portal("{}"), MemoryStore::default());
    let plain = Plain(&embedded);
    let counted = Counted::new(&plain);
    let made = plan(&project, &counted, &mut store, &Options::default()).unwrap();
    assert_eq!(counted.counts()["GET /crm/properties/2026-09/contacts"], 3);
    let property = made.changes.iter().find(|change| change.object.name == "contact.lead_score").unwrap();
    let segment = made.changes.iter().find(|change| change.object.name == "s0").unwrap();
    assert!(segment.needs.contains(&property.object), "a segment is not tried where its property failed");
    assert_eq!(apply(&project, &made, &plain, &mut store).unwrap().failed, []);
    let counted = Counted::new(&plain);
    assert!(plan(&project, &counted, &mut store, &Options::default()).unwrap().is_empty());
    assert_eq!(counted.counts()["GET /crm/properties/2026-09/contacts"], 1);
}

/// A portal, or what stands before it, that takes no long addresses, and answers long batches in part.
struct Narrow<'t>(&'t dyn Transport);

impl Transport for Narrow<'_> {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        let ids = request.query.iter().filter(|(name, _)| name == "listIds").count();
        if request.method == Method::Get && ids > 40 {
            return Ok(Response { status: 414, headers: Vec::new(), body: HTML.to_owned() });
        }
        let mut request = request.clone();
        let inputs =
            request.body.as_mut().and_then(|body| body.get_mut("inputs")).and_then(|inputs| inputs.as_array_mut());
        if let Some(inputs) = inputs.filter(|_| request.path.ends_with("/flows/batch/read")) {
            inputs.truncate(60);
        }
        self.0.send(&request)
    }

    fn pause(&self, milliseconds: u64) {
        self.0.pause(milliseconds);
    }
}

#[test]
fn a_414_and_a_short_answer_halve_the_batch() {
    let files = [
        ("hubwright.yaml", SETTINGS),
        ("rules/f.yaml", FEATURES),
        ("rules/s.seg", &segments(100)),
        ("workflows/w.flow", &workflows(100)),
    ];
    let mut deployed = Deployed::of("{}", &files);
    let narrow = Narrow(&deployed.embedded);
    let counted = Counted::new(&narrow);
    let made = plan(&deployed.project, &counted, &mut deployed.store, &Options::default()).unwrap();
    assert_eq!((made.changes.len(), made.stops.len(), made.unchanged), (0, 0, 201));
    // 100, then 50 and 50, then four times 25.
    assert_eq!(counted.counts()["GET /crm/lists/2026-09"], 7);
    // 100 of which 60 came, then 20 and 20.
    assert_eq!(counted.counts()["POST /automation/v4/flows/batch/read"], 3);
}

/// What the facts of a portal without custom objects cost: properties of four objects in three classes, pipelines,
/// schemas, events, and every pair of HubSpot's own objects.
const FACTS: usize = 32;

#[test]
fn the_facts_of_a_portal_cost_thirty_two_requests_and_a_few_for_each_custom_object() {
    let facts = |seed: &str| {
        let embedded = portal(seed);
        let counted = Counted::new(&embedded);
        let facts = client(&counted).facts(1001).unwrap();
        assert_eq!(facts.unseen, []);
        counted.counts()
    };
    let plain = facts("{}");
    assert_eq!(plain.values().sum::<usize>(), FACTS);
    assert_eq!(plain["GET /crm/properties/2026-09/contacts"], 3);
    assert_eq!(plain.keys().filter(|shape| shape.contains("/associations/")).count(), 16);
    // Its properties and pipelines, and both directions of each pair.
    let custom = "objects:\n  - { name: visit, associated: [contact] }\n  - { name: lone }\n  - { name: node, associated: [visit] }\n";
    assert_eq!(facts(custom).values().sum::<usize>(), FACTS + 4 + 2 + 4);
    let sensitive =
        format!("{custom}properties:\n  lone:\n    - {{ name: secret, type: string, sensitivity: sensitive }}\n");
    assert_eq!(facts(&sensitive).values().sum::<usize>(), FACTS + 4 + 4 + 4);
}

fn client<'t>(transport: &'t dyn Transport) -> Portal<'t> {
    Portal::new(transport, ApiPaths::default(), BatchSizes::default())
}

/// A token without some scopes: paths that hold one of these texts are refused.
struct Without<'t>(&'t dyn Transport, &'t [&'static str]);

impl Transport for Without<'_> {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        let query = request.query.iter().map(|(name, value)| format!("?{name}={value}"));
        let whole = request.path.clone() + &query.collect::<String>();
        if self.1.iter().any(|part| whole.contains(part)) {
            return Ok(answer(403, &serde_json::json!({ "status": "error", "category": "MISSING_SCOPES" })));
        }
        self.0.send(request)
    }

    fn pause(&self, milliseconds: u64) {
        self.0.pause(milliseconds);
    }
}

#[test]
fn what_a_token_may_not_read_is_said_and_its_files_are_neither_written_nor_given_up() {
    let embedded = portal("objects:\n  - { name: visit, associated: [contact] }\n");
    let all = client(&embedded).facts(1001).unwrap();
    let written = write(&all, &Catalog::default(), "demo");
    assert!(written.files.keys().all(|path| !is_unseen(&all, &Catalog::default(), path)));
    let closed = [
        "properties/2026-09/tickets",
        "schemas",
        "event-definitions",
        "=sensitive",
        "pipelines/2026-09/deals",
        "0-1/0-3/labels",
    ];
    let without = Without(&embedded, &closed);
    let facts = client(&without).facts(1001).unwrap();
    let said: Vec<String> = facts.unseen.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "custom objects",
            "sensitive properties of contact",
            "sensitive properties of company",
            "sensitive properties of deal",
            "pipelines of deal",
            "properties of ticket",
            "sensitive properties of ticket",
            "highly sensitive properties of ticket",
            "labels of associations from contact to deal",
            "definitions of events",
        ]
    );
    let kept = |word: &str| is_unseen(&facts, &Catalog::default(), &format!("rules/portal/{word}.yaml"));
    let files = ["contact", "deal", "ticket", "visit", "events"];
    assert_eq!(files.map(kept), [false, false, true, true, true]);
    let written = write(&facts, &Catalog::default(), "demo");
    assert!(!written.files.contains_key("rules/portal/ticket.yaml"));
    assert!(written.files["rules/portal/deal.yaml"].contains("dealstage: { type: stage }"));
}

#[test]
fn an_archived_property_is_looked_for_only_where_one_that_is_used_is_missing() {
    let files = [
        ("hubwright.yaml", SETTINGS),
        ("rules/f.yaml", NAMED_FEATURES),
        ("rules/s.seg", "segment a on company { version 1 where employees >= 1 }\n"),
    ];
    let (project, embedded, mut store) = (Project::of(&files), portal("{}"), MemoryStore::default());
    let counted = Counted::new(&embedded);
    plan(&project, &counted, &mut store, &Options::default()).unwrap();
    assert_eq!(counted.counts()["GET /crm/properties/2026-09/companies"], 1);
    let files = [
        ("hubwright.yaml", SETTINGS),
        ("rules/f.yaml", "objects: { company: { features: { gone: { type: number } } } }"),
        ("rules/s.seg", "segment a on company { version 1 where gone >= 1 }\n"),
    ];
    let project = Project::of(&files);
    let counted = Counted::new(&embedded);
    assert_eq!(plan(&project, &counted, &mut store, &Options::default()).unwrap().stops.len(), 1);
    assert_eq!(counted.counts()["GET /crm/properties/2026-09/companies"], 2);
}
