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
