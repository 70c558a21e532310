//! The one place that touches the API.

use hubwright::emulator::activity::{Happening, load};
use hubwright::emulator::object::Object;
use hubwright::emulator::state::RecordKey;
use hubwright::emulator::{AccountType, PortalIdentity, State, World, handle, seed};
use hubwright::hubspot::switches::Switches;
use hubwright::portal::transport::{Method, Request, Response};
use serde_json::{Value, json};

pub const NOW: &str = "2026-11-23T10:00:00Z";

pub const SEED: &str = r#"
properties:
  contact:
    - { name: score, type: number }
    - { name: email_opens_7d, type: number }
    - { name: interests, type: enumeration, field: checkbox, options: { pricing: Pricing, api: API, docs: Docs } }
    - { name: renewal, type: date }
    - { name: last_seen, type: datetime }
    - { name: vip, type: bool }
    - { name: tier, type: enumeration, options: [A, B, C] }
    - { name: sum, type: number, calculated: true }
    - { name: ssn, type: string, sensitivity: sensitive }
  company:
    - { name: plan, type: string }
owners:
  - { email: ana@acme.example, first: Ana, last: Alvarez }
  - { email: bob@acme.example, first: Bob, last: Brown }
  - { email: old@acme.example, archived: true }
users:
  - { email: ops@acme.example }
teams:
  - { name: SDR, members: [ana@acme.example, bob@acme.example] }
forms:
  - { name: Demo request, id: f-demo }
  - { name: Twin }
  - { name: Twin }
  - { name: Popup, type: flow }
emails:
  - { name: "Nurture #1", id: 9001 }
  - { name: Newsletter, id: 9002, type: BATCH_EMAIL, state: DRAFT }
pipelines:
  deal:
    - { label: Renewals, stages: [{ label: Open, state: "0.3" }, { label: Won, state: "1.0" }] }
labels:
  - { from: contact, to: deal, label: Decision maker, inverse: Decided by }
lists:
  - { name: Do not contact, object: contact, members: [ada] }
flows:
  - { name: Payroll, object: contact, sensitive: true, id: 77 }
  - { name: Welcome, object: contact, enabled: true, id: 78 }
records:
  contact:
    - { as: ada, email: Ada@north.example, firstname: Ada, country: France, score: 90, interests: [pricing, api], renewal: today + 10 days, last_seen: now - 2 hours, vip: true, lifecyclestage: lead, hubspot_owner_id: ana@acme.example, tier: A }
    - { as: bea, email: bea@north.example, firstname: Bea, country: france, score: 40, interests: [api], renewal: today, last_seen: now - 3 days, vip: false, lifecyclestage: customer, tier: B }
    - { as: cy, email: cy@south.example, firstname: Cy, score: 0, renewal: today - 8 days, last_seen: now - 40 days }
    - { as: dee, email: dee@south.example, firstname: Dee, country: Spain }
  company:
    - { as: north, name: North, domain: north.example, numberofemployees: 250, plan: pro }
    - { as: south, name: South, domain: south.example, numberofemployees: 10 }
  deal:
    - { as: big, dealname: Big one, pipeline: Renewals, dealstage: Open, amount: 1000 }
associations:
  - { from: ada, to: north }
  - { from: bea, to: north }
  - { from: cy, to: south }
  - { from: ada, to: big, label: Decision maker }
submissions:
  - { contact: ada, form: Demo request, at: now - 3 hours }
  - { contact: ada, form: Demo request, at: today - 20 days }
  - { contact: bea, form: Demo request, at: today - 20 days }
"#;

/// A portal with a fixed clock.
pub struct Portal {
    pub state: State,
    pub world: World,
}

/// An answer that was read.
#[derive(Debug)]
pub struct Got {
    pub status: u16,
    pub body: Value,
    pub raw: Response,
}

impl Got {
    pub fn sub(&self) -> &str {
        self.body["subCategory"].as_str().unwrap_or_default()
    }

    pub fn why(&self) -> &str {
        self.raw.header("x-hubwright-why").unwrap_or_default()
    }

    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status < 300, "{} {} ({})", self.status, self.body, self.why());
        self.body
    }

    #[track_caller]
    pub fn refused(self, status: u16, sub: &str) -> Self {
        assert_eq!((self.status, self.sub()), (status, sub), "{} ({})", self.body, self.why());
        if status == 400 {
            assert_eq!(self.body["category"], "VALIDATION_ERROR");
        }
        self
    }
}

pub fn identity() -> PortalIdentity {
    PortalIdentity { portal_id: 4711, account_type: AccountType::Standard, time_zone: "Europe/Paris".to_owned() }
}

pub fn world() -> World {
    World { now: NOW.parse().unwrap(), seed: 7 }
}

impl Portal {
    pub fn bare() -> Self {
        Self::with(&[])
    }

    pub fn with(switches: &[(&str, &str)]) -> Self {
        let mut chosen = Switches::default();
        for (name, choice) in switches {
            chosen.set(name, choice).unwrap();
        }
        Self { state: State::in_memory(identity(), chosen).unwrap(), world: world() }
    }

    pub fn seeded() -> Self {
        Self::seeded_with(&[])
    }

    pub fn seeded_with(switches: &[(&str, &str)]) -> Self {
        let mut portal = Self::with(switches);
        seed(&mut portal.state, &portal.world, SEED).unwrap();
        portal
    }

    /// Reads one more seed.
    pub fn also(&mut self, text: &str) {
        seed(&mut self.state, &self.world, text).unwrap();
    }

    /// Lets something happen to a contact at an exact time.
    pub fn happened(&mut self, contact: u64, event: &str, at: i64, properties: &[(&str, &str)]) {
        let record = RecordKey { object: Object::Contact, id: contact };
        let properties = properties.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        load(&mut self.state, &self.world, [Happening { record, event: event.to_owned(), at, properties }]).unwrap();
    }

    pub fn send(&mut self, request: Request) -> Got {
        let raw = handle(&mut self.state, &self.world, &request);
        let body = serde_json::from_str(&raw.body).unwrap_or(Value::Null);
        Got { status: raw.status, body, raw }
    }

    pub fn get(&mut self, path: &str) -> Got {
        self.send(split(Method::Get, path))
    }

    pub fn post(&mut self, path: &str, body: Value) -> Got {
        self.send(split(Method::Post, path).body(body))
    }

    pub fn put(&mut self, path: &str, body: Value) -> Got {
        self.send(split(Method::Put, path).body(body))
    }

    pub fn put_bare(&mut self, path: &str) -> Got {
        self.send(split(Method::Put, path))
    }

    pub fn patch(&mut self, path: &str, body: Value) -> Got {
        self.send(split(Method::Patch, path).body(body))
    }

    pub fn delete(&mut self, path: &str) -> Got {
        self.send(split(Method::Delete, path))
    }

    pub fn list(&mut self, name: &str, branch: Value) -> Got {
        self.post(
            "/crm/lists/2026-09",
            json!({ "name": name, "objectTypeId": "0-1", "processingType": "DYNAMIC", "filterBranch": branch }),
        )
    }

    /// Makes a list and returns who is in it, by first name.
    #[track_caller]
    pub fn members_of(&mut self, branch: Value) -> Vec<String> {
        let name = format!("list {}", self.state.requests);
        let id = self.list(&name, branch).ok()["list"]["listId"].as_str().unwrap().to_owned();
        let got = self.get(&format!("/crm/lists/2026-09/{id}/memberships")).ok();
        let ids: Vec<String> =
            got["results"].as_array().unwrap().iter().map(|row| row["recordId"].as_str().unwrap().to_owned()).collect();
        ids.iter()
            .map(|id| {
                let got = self.get(&format!("/crm/objects/2026-09/contacts/{id}")).ok();
                got["properties"]["firstname"].as_str().unwrap().to_owned()
            })
            .collect()
    }
}

fn split(method: Method, path: &str) -> Request {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut request = Request::new(method, path);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap();
        request = request.with(name, value);
    }
    request
}

pub fn and(filters: Vec<Value>) -> Value {
    json!({ "filterBranchType": "AND", "filterBranchOperator": "AND", "filterBranches": [], "filters": filters })
}

pub fn or(ands: Vec<Value>) -> Value {
    json!({ "filterBranchType": "OR", "filterBranchOperator": "OR", "filterBranches": ands, "filters": [] })
}

pub fn one(filter: Value) -> Value {
    or(vec![and(vec![filter])])
}

pub fn property(name: &str, operation: Value) -> Value {
    json!({ "filterType": "PROPERTY", "property": name, "operation": operation })
}

pub fn number(name: &str, operator: &str, value: i64) -> Value {
    property(name, json!({ "operationType": "NUMBER", "operator": operator, "value": value }))
}
