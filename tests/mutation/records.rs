//! Records such that each literal of a filter decides about one of them.

use crate::compiled::Deployed;
use hubwright::hubspot::doc::Hole;
use hubwright::model::ListName;
use hubwright::portal::transport::Method;
use serde_json::json;

/// The portal's clock and zone: eleven in the morning in Berlin.
pub const NOW: &str = "2026-11-23T10:00:00Z";
pub const ZONE: &str = "Europe/Berlin";

/// Values of each property; the nth contact has the nth of each. A contact beyond the last value has none.
const CONTACTS: &[(&str, &[&str])] = &[
    ("firstname", &["Ann", "US", "Cy"]),
    ("country", &["US", "us", "USA", "AUS", "AUSA", "CA", "cab", "DE", "C"]),
    ("score", &["-5", "0", "79", "80", "81", "89", "90", "91", "100"]),
    ("ratio", &["80", "1.5", "0.5", "0", "-0.5", "0.25"]),
    ("vip", &["true", "false", "true"]),
    ("paused", &["false", "false"]),
    ("tier", &["a", "b", "c"]),
    ("interests", &["pricing", "api", "pricing;api", "jobs", "pricing;api;jobs", "api;jobs"]),
    (
        "born",
        &[
            "2025-03-10",
            "2026-02-15",
            "2026-03-09",
            "2026-03-10",
            "2026-03-11",
            "2026-04-05",
            "2027-03-10",
            "2026-11-18",
            "2026-11-19",
            "2026-11-20",
            "2026-11-21",
            "2026-11-22",
            "2026-11-23",
            "2026-11-24",
        ],
    ),
    ("renewed", &["2026-03-10", "2026-11-22", "2027-01-01"]),
    (
        "seen",
        &[
            "2025-03-10T12:00:00Z",
            "2026-02-10T12:00:00Z",
            "2026-02-15T12:00:00Z",
            "2026-04-05T12:00:00Z",
            "2027-03-10T12:00:00Z",
            // Around the ends of 2026-03-10 in Berlin.
            "2026-03-09T12:00:00Z",
            "2026-03-09T22:59:59.999Z",
            "2026-03-09T23:00:00Z",
            "2026-03-09T23:00:00.001Z",
            "2026-03-09T23:00:00.500Z",
            "2026-03-09T23:00:30Z",
            "2026-03-09T23:30:00Z",
            "2026-03-10T12:00:00Z",
            "2026-03-10T22:30:00Z",
            "2026-03-10T22:59:30Z",
            "2026-03-10T22:59:59.500Z",
            "2026-03-10T22:59:59.998Z",
            "2026-03-10T22:59:59.999Z",
            "2026-03-10T23:00:00Z",
            "2026-03-11T12:00:00Z",
            // Around the ends of windows that end now.
            "2026-11-18T23:00:00Z",
            "2026-11-19T22:59:59.999Z",
            "2026-11-19T23:00:00Z",
            "2026-11-20T23:00:00Z",
            "2026-11-22T22:59:59.999Z",
            "2026-11-22T23:00:00Z",
            "2026-11-22T23:00:00.001Z",
            "2026-11-23T02:00:00Z",
            "2026-11-23T09:59:59.999Z",
            "2026-11-23T10:00:00Z",
            "2026-11-23T10:00:00.001Z",
            "2026-11-24T12:00:00Z",
        ],
    ),
    ("met", &["2026-03-10T12:00:00Z", "2026-11-22T12:00:00Z", "2027-01-01T12:00:00Z"]),
    ("hubspot_owner_id", &["701", "702"]),
    ("first_form", &["f-demo", "f-news"]),
    ("last_email", &["9001", "9002"]),
    ("source_list", &["900", "901"]),
];

/// More contacts than any property has values: the last ones are empty.
const HOW_MANY: usize = 36;

/// What the last two contacts had before: one has something else now, one nothing.
const BEFORE: &[(&str, &str, &str)] = &[
    ("country", "US", "DE"),
    ("score", "80", "12"),
    ("vip", "true", "false"),
    ("tier", "a", "c"),
    ("interests", "pricing", "jobs"),
    ("hubspot_owner_id", "701", "702"),
    ("first_form", "f-demo", "f-news"),
    ("last_email", "9001", "9002"),
    ("source_list", "900", "901"),
];

/// Returns a portal with the records, seen from the things in `portal.yaml`.
pub fn portal() -> Deployed {
    let deployed = Deployed::new(&format!("{}{}", include_str!("portal.yaml"), records()), NOW, ZONE);
    for (at, is_cleared) in [(HOW_MANY - 2, false), (HOW_MANY - 1, true)] {
        let then = |then: &str| if is_cleared { String::new() } else { then.to_owned() };
        let changes: Vec<_> = BEFORE.iter().map(|(name, _, now)| (*name, then(now))).collect();
        change(&deployed, "contacts", &format!("r{at}"), &changes);
    }
    for (object, key, name, now) in [
        ("contacts", "was_high", "score", "12"),
        ("contacts", "was_higher", "score", "12"),
        ("contacts", "was_both", "interests", "jobs"),
        ("contacts", "was_here", "country", "FR"),
        ("contacts", "was_a", "tier", "c"),
        ("companies", "was_retail", "branch", "FARMING"),
        ("deals", "was_open", "dealstage", "won"),
        ("deals", "was_renewal", "pipeline", "upgrades"),
    ] {
        change(&deployed, object, key, &[(name, now.to_owned())]);
    }
    deployed
}

/// Changes a record of the seed.
fn change(deployed: &Deployed, object: &str, key: &str, values: &[(&str, String)]) {
    let seeded = deployed.portal.with(|state, _| state.data.seeded.get(&format!("record/{key}")).cloned()).unwrap();
    let id = seeded.rsplit('/').next().unwrap();
    let properties: serde_json::Map<_, _> = values.iter().map(|(name, now)| ((*name).to_owned(), json!(now))).collect();
    let path = format!("/crm/objects/2026-09/{object}/{id}");
    deployed.ok(Method::Patch, &path, Some(json!({ "properties": properties })));
}

/// Puts two contacts into a static list of the program.
pub fn put_into(deployed: &Deployed, list: &str) {
    let list = deployed.find(&Hole::List(ListName(list.to_owned()))).unwrap();
    let contact = |email: &str| {
        let found = deployed.ok(Method::Get, &format!("/crm/objects/2026-09/contacts/{email}?idProperty=email"), None);
        found["id"].clone()
    };
    let ids = json!([contact("r2@acme.example"), contact("r6@acme.example")]);
    deployed.ok(Method::Put, &format!("/crm/lists/2026-09/{list}/memberships/add"), Some(ids));
}

fn records() -> String {
    let mut yaml = "records:\n  contact:\n".to_owned();
    for at in 0..HOW_MANY {
        yaml += &format!("    - {{ as: r{at}, email: r{at}@acme.example");
        for (name, values) in CONTACTS {
            let before = BEFORE.iter().find(|(known, ..)| known == name).map(|(_, then, _)| *then);
            let value = if at + 2 >= HOW_MANY { before } else { values.get(at).copied() };
            if let Some(value) = value {
                yaml += &format!(", {name}: {value:?}");
            }
        }
        yaml += " }\n";
    }
    // What a rule of several tests needs: contacts that differ in one of them.
    for (at, score) in ["79", "80", "81", "89", "90", "91", "''"].iter().enumerate() {
        for (tier, vip) in [("a", "true"), ("a", "''"), ("b", "true"), ("b", "''"), ("''", "true"), ("''", "''")] {
            yaml += &format!("    - {{ as: p{at}{tier}{vip}, score: {score}, tier: {tier}, vip: {vip} }}\n")
                .replace("''", "\"\"");
        }
    }
    yaml + "    - { as: d1, country: DEN }
    - { as: d2, country: ODE }
    - { as: d3, country: ODEN }
    - { as: was_here, country: DE }
    - { as: was_high, score: 80, tier: a }
    - { as: was_higher, score: 90, vip: true }
    - { as: was_both, interests: pricing;api }
    - { as: was_a, score: 85, tier: a }
    - { as: c1 }
    - { as: c2 }
    - { as: c3 }
    - { as: c4 }
    - { as: c5 }
    - { as: c6 }
    - { as: c7 }
    - { as: c8 }
    - { as: c9 }
  company:
    - { as: large, name: Large, numberofemployees: 200, branch: GOVERNMENT, rank: a }
    - { as: next, name: Next, numberofemployees: 199, branch: RETAIL, rank: b }
    - { as: more, name: More, numberofemployees: 201 }
    - { as: none, name: None }
    - { as: retail, name: Retail, numberofemployees: 500, branch: RETAIL }
    - { as: trade, name: Trade, numberofemployees: 500, branch: RETAIL TRADE }
    - { as: was_retail, name: Was retail, numberofemployees: 500, branch: RETAIL }
    - { as: nearly, name: Nearly, numberofemployees: 199, branch: FARMING }
  deal:
    - { as: opened, dealname: Opened, pipeline: Renewals, dealstage: Open, amount: 1000 }
    - { as: closed, dealname: Closed, pipeline: Renewals, dealstage: Won, amount: 1001 }
    - { as: was_open, dealname: Was open, pipeline: Renewals, dealstage: Open, amount: 3 }
    - { as: was_renewal, dealname: Was a renewal, pipeline: Renewals, amount: 2000 }
    - { as: little, dealname: Little, pipeline: Renewals, dealstage: Won, amount: 5 }
    - { as: bare, dealname: Bare, amount: 3000 }
    - { as: unpriced, dealname: Unpriced, pipeline: Renewals, dealstage: Won }
    - { as: begun, dealname: Begun, pipeline: Upgrades, dealstage: Started, amount: 5 }
associations:
  - { from: r0, to: large }
  - { from: r1, to: next }
  - { from: r2, to: more }
  - { from: r3, to: none }
  - { from: r4, to: large }
  - { from: r4, to: next }
  - { from: r0, to: opened, label: Decision maker }
  - { from: r1, to: opened }
  - { from: r2, to: closed, label: Decision maker }
  - { from: r5, to: closed }
  - { from: r6, to: begun }
  - { from: c1, to: was_open }
  - { from: c2, to: was_renewal }
  - { from: c3, to: little }
  - { from: c4, to: bare }
  - { from: c5, to: unpriced }
  - { from: c6, to: retail }
  - { from: c7, to: trade }
  - { from: c8, to: was_retail }
  - { from: c9, to: nearly }
"
}
