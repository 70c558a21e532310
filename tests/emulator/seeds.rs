//! Seeds: whole or not at all, and twice is once.

use super::support::{Portal, SEED};
use hubwright::emulator::seed;
use serde_json::json;

#[test]
fn a_second_reading_doubles_nothing() {
    let mut portal = Portal::bare();
    let first = seed(&mut portal.state, &portal.world, SEED).unwrap();
    assert_eq!(first.records, 7);
    let second = seed(&mut portal.state, &portal.world, SEED).unwrap();
    assert_eq!((second.made, second.records), (0, 7));
    let got = portal.get("/crm/v3/objects/contacts?limit=100").ok();
    assert_eq!(got["results"].as_array().unwrap().len(), 4);
    assert_eq!(portal.get("/marketing/v3/forms").ok()["results"].as_array().unwrap().len(), 3);
    portal.patch("/crm/v3/objects/contacts/101", json!({ "properties": { "score": "1" } })).ok();
    seed(&mut portal.state, &portal.world, SEED).unwrap();
    assert_eq!(portal.get("/crm/v3/objects/contacts/101?properties=score").ok()["properties"]["score"], "90");
}

#[test]
fn what_happened_twice_is_two_and_a_second_reading_adds_only_what_is_new() {
    let mut portal = Portal::seeded();
    let visit = "  - { of: ada, did: page_view, at: now - 1 hour, url: \"https://a.example\" }\n";
    let two = format!("events:\n{visit}{visit}opted:\n  - {{ contact: ada, subscription: 1, status: OPT_IN }}\n");
    let submissions = portal.state.data.events.len();
    assert_eq!(seed(&mut portal.state, &portal.world, &two).unwrap().made, 3);
    assert_eq!(portal.state.data.events.len(), submissions + 2);
    let again = seed(&mut portal.state, &portal.world, &two).unwrap();
    assert_eq!((again.made, again.known), (0, 3));
    assert_eq!(seed(&mut portal.state, &portal.world, &format!("events:\n{visit}{visit}{visit}")).unwrap().made, 1);
    // They are rolled back with the rest of a seed that is not taken.
    let bad = format!("events:\n{visit}{visit}{visit}{visit}  - {{ of: nobody, did: page_view, at: now }}\n");
    seed(&mut portal.state, &portal.world, &bad).unwrap_err();
    assert_eq!(portal.state.data.events.len(), submissions + 3);
}

#[test]
fn a_bad_seed_says_where_and_leaves_nothing() {
    for (text, line, word) in [
        (
            "records:\n  contact:\n    - { as: a, email: a@b.example }\n    - { as: b, nothing: 1 }\n",
            Some(4),
            "nothing",
        ),
        ("owners:\n  - { email: x@y.example }\nwombats: []\n", Some(3), "wombats"),
        ("owners: [", Some(2), ""),
        ("records:\n  contact:\n    - { email: a@b.example }\n", Some(1), "as"),
        ("records:\n  contact:\n    - { as: a, score: 1 }\n", Some(3), "score"),
        ("associations:\n  - { from: a, to: b }\n", None, "`a`"),
        ("owners:\n  - { email: x@y.example, id: 5, user: 5 }\n", Some(2), "one id"),
        ("properties:\n  contact:\n    - { name: email, type: number }\n", Some(3), "string"),
        ("records:\n  wombat: []\n", Some(2), "wombat"),
        (
            "records:\n  contact:\n    - { as: a, email: a@b.example }\nevents:\n  - { of: a, did: danced, at: now }\n",
            Some(5),
            "danced",
        ),
        (
            "records:\n  contact:\n    - { as: a, email: a@b.example }\nevents:\n  - { of: a, did: email_open, at: now, email: None }\n",
            Some(5),
            "e-mail",
        ),
        (
            "records:\n  contact:\n    - { as: a, email: a@b.example }\nevents:\n  - { of: a, did: 6-1, at: soon }\n",
            Some(5),
            "time",
        ),
        (
            "records:\n  contact:\n    - { as: a, email: a@b.example }\nopted:\n  - { contact: a, subscription: 1, status: YES }\n",
            None,
            "status",
        ),
    ] {
        let mut portal = Portal::bare();
        let fault = seed(&mut portal.state, &portal.world, text).unwrap_err();
        assert!(fault.what.contains(word), "{text}: {fault}");
        if line.is_some() {
            assert_eq!(fault.line, line, "{text}: {fault}");
        }
        assert!(portal.state.data.owners.is_empty() && portal.state.data.records.is_empty());
    }
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut text = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, before) in ["b", "c", "d", "e", "f", "g", "h", "i"].iter().zip(["a", "b", "c", "d", "e", "f", "g", "h"])
    {
        text.push_str(&format!(
            "{name}: &{name} [*{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}]\n"
        ));
    }
    let mut portal = Portal::bare();
    assert!(seed(&mut portal.state, &portal.world, &text).is_err());
}
