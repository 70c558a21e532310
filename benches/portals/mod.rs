//! Portals of any size that look like real ones: what years of clicking leave behind.
//!
//! A count gives the same portal each time. Its lists and workflows are made by requests, so that the embedded portal
//! judges what stands here; ids therefore count up from the first that a portal gives.

mod flows;
mod lists;
#[path = "../generate/random.rs"]
mod random;
mod served;

use hubwright::emulator::{AccountType, PortalIdentity, State, World, handle, seed};
use hubwright::hubspot::switches::Switches;
use hubwright::portal::{Method, Request};
use serde_json::{Value, json};

use random::Random;
pub use served::{TOKEN, serve};

/// The number of every portal that is made here.
pub const PORTAL: u64 = 77;

/// The settings of a project that has it as its only environment.
pub const SETTINGS: &str = "name: many\nenvironments:\n  live: { kind: sandbox, portal: 77, record: file }\n";

/// The variable that the environment's token is taken from.
pub const TOKEN_VARIABLE: &str = "HUBWRIGHT_TOKEN_LIVE";

/// The time zone of the portal, which the dates in its rules are in.
const ZONE: &str = "America/New_York";

/// The first id that an embedded portal gives to a workflow.
const FIRST_FLOW: usize = 1_600_000_001;

/// How much there is of what lists and workflows name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Things {
    /// Forms.
    pub forms: usize,
    /// E-mails that workflows send.
    pub emails: usize,
    /// People who own records.
    pub owners: usize,
}

/// Returns how much there is of them in a portal with so many lists and workflows: it grows as they do.
pub fn things(lists: usize, flows: usize) -> Things {
    let objects = lists + flows;
    Things { forms: 3 + objects / 20, emails: 5 + objects / 10, owners: 4 + objects / 50 }
}

/// What lists and workflows may name.
struct Portal {
    things: Things,
    lists: usize,
}

/// Makes a portal with so many lists and workflows.
pub fn portal(lists: usize, flows: usize) -> State {
    let identity = PortalIdentity { portal_id: PORTAL, account_type: AccountType::Sandbox, time_zone: ZONE.to_owned() };
    let mut state = State::in_memory(identity, Switches::default()).unwrap();
    let world = World { now: "2026-06-01T12:00:00Z".parse().unwrap(), seed: 0 };
    let portal = Portal { things: things(lists, flows), lists };
    seed(&mut state, &world, &portal.seed().to_string()).unwrap();
    let mut make = |path: &str, body: Value| {
        let response = handle(&mut state, &world, &Request::new(Method::Post, path).body(body.clone()));
        assert!(response.status < 300, "{path}: {} {}\n{body:#}", response.status, response.body);
    };
    let mut random = Random::new(1);
    for number in 0..lists {
        make("/crm/lists/2026-09", lists::list(&portal, number, &mut random));
    }
    for number in 0..flows {
        make("/automation/v4/flows", flows::flow(&portal, number, &mut random));
    }
    state
}

impl Portal {
    /// Returns what has to be there before lists and workflows can name it: JSON is YAML too.
    fn seed(&self) -> Value {
        let owners: Vec<Value> =
            (0..self.things.owners).map(|at| json!({ "email": owner(at), "user": user(at) })).collect();
        let forms: Vec<Value> = (0..self.things.forms)
            .map(|at| json!({ "name": format!("Anfrage {at}: Größe & Preis"), "id": form(at) }))
            .collect();
        let emails: Vec<Value> = (0..self.things.emails)
            .map(|at| json!({ "name": format!("Mail {at} – Grüße"), "id": email(at), "subject": format!("News {at}") }))
            .collect();
        json!({
            "properties": {
                "contact": [
                    { "name": "lead_score", "label": "Lead score", "type": "number", "field": "number" },
                    { "name": "plan", "label": "Plan", "type": "enumeration", "field": "select",
                      "options": { "free": "Free", "team": "Team", "Enterprise (old)": "Enterprise", "übergang": "Übergang" } },
                    { "name": "topics", "label": "Topics", "type": "enumeration", "field": "checkbox",
                      "options": { "api": "API", "billing": "Billing", "security": "Security" } },
                    { "name": "last_login", "label": "Last login", "type": "datetime", "field": "date" },
                    { "name": "contract_end", "label": "End of the contract", "type": "date", "field": "date" },
                    { "name": "newsletter", "label": "Newsletter", "type": "bool", "field": "booleancheckbox" },
                ],
                "company": [
                    { "name": "seats", "label": "Seats", "type": "number", "field": "number" },
                    { "name": "tier", "label": "Tier", "type": "enumeration", "field": "radio", "options": { "gold": "Gold", "basic": "Basic" } },
                ],
                "deal": [{ "name": "margin", "label": "Margin", "type": "number", "field": "number" }],
            },
            "owners": owners,
            "teams": [{ "name": "Advisers", "id": TEAM, "members": [owner(0), owner(1)] }],
            "forms": forms,
            "emails": emails,
            "subscriptions": [{ "name": "Product news", "id": SUBSCRIPTION }],
            "folders": [{ "name": "Sales 2021" }, { "name": "Événements" }, { "name": "Old" }],
        })
    }
}

const TEAM: usize = 30_000_001;
const SUBSCRIPTION: usize = 321_981_152;

fn owner(at: usize) -> String {
    format!("person{at}@harbour.example")
}

fn user(at: usize) -> usize {
    50_000_000 + at
}

fn form(at: usize) -> String {
    format!("0d5c7a10-0000-4000-8000-{at:012x}")
}

fn email(at: usize) -> usize {
    186_000_000_000 + at
}

const SUBJECTS: [&str; 12] = [
    "Warm leads",
    "Größere Kunden",
    "Clients à risque",
    "Крупные клиенты",
    "顧客",
    "Trial, ends soon",
    "São Paulo: evento",
    "Webinar (spring)",
    "2026 renewals",
    "Customers / advocates",
    "match",
    "Łódź & Gdańsk",
];
const REGIONS: [&str; 6] = ["EMEA", "DACH", "Ibérica", "US-East", "apac", "Norden"];

/// Makes a title; one of eight differs from the one before it in marks and accents alone.
fn title(number: usize, random: &mut Random) -> String {
    let region = random.of(&REGIONS);
    match number % 8 {
        6 => format!("Größte Konten, {}", number / 8),
        7 => format!("Grosste Konten ({})", number / 8),
        _ => format!("{} {region} {number}", random.of(&SUBJECTS)),
    }
}

/// Makes the OR of ANDs that each rule is.
fn any_of(branches: Vec<Value>) -> Value {
    json!({ "filterBranchType": "OR", "filterBranchOperator": "OR", "filters": [], "filterBranches": branches })
}

/// Makes an AND of filters and of branches.
fn all_of(filters: Vec<Value>, branches: Vec<Value>) -> Value {
    json!({ "filterBranchType": "AND", "filterBranchOperator": "AND", "filters": filters, "filterBranches": branches })
}

/// Makes a filter on a property.
fn property(name: &str, mut operation: Value, when_empty: bool) -> Value {
    operation["includeObjectsWithNoValueSet"] = json!(when_empty);
    json!({ "filterType": "PROPERTY", "property": name, "operation": operation })
}

/// Makes a filter on the members of a list.
fn in_list(list: usize, operator: &str) -> Value {
    json!({ "filterType": "IN_LIST", "listId": list.to_string(), "operator": operator })
}
