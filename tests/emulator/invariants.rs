//! What holds for every request: no panic, no half-writes, nothing lost in a kill.

use std::collections::BTreeMap;

use hubwright::emulator::{State, StateError, handle, members, seed};
use hubwright::hubspot::switches::Switches;
use hubwright::portal::transport::{Method, Request, Transport};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::{Portal, SEED, identity, number, one, world};

#[test]
fn the_portal_uses_nothing_of_the_writer() {
    let allowed = ["crate::emulator::", "crate::hubspot::switches::", "crate::portal::transport::"];
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/emulator"))];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            read += 1;
            let text = std::fs::read_to_string(&path).unwrap();
            for (at, _) in text.match_indices("crate::") {
                let rest = &text[at..];
                assert!(allowed.iter().any(|one| rest.starts_with(one)), "{}: {}", path.display(), &rest[..40]);
            }
        }
    }
    assert!(read > 30);
}

#[test]
fn what_was_answered_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("portal.sqlite");
    let mut state = State::create(&path, identity(), Switches::default()).unwrap();
    seed(&mut state, &world(), SEED).unwrap();
    let request = Request::new(Method::Post, "/crm/v3/lists").body(json!({ "name": "Hot", "objectTypeId": "0-1",
        "processingType": "DYNAMIC", "filterBranch": one(number("score", "IS_GREATER_THAN", 50)) }));
    assert_eq!(handle(&mut state, &world(), &request).status, 200);
    // A copy of the files as a kill leaves them: nothing was closed.
    let copy = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    let again = State::open(&copy.path().join("portal.sqlite"), Switches::default()).unwrap();
    assert_eq!(again.identity(), &identity());
    assert_eq!(members(&again, &world(), "2"), vec![101]);
    assert!(again.events().unwrap().last().unwrap().starts_with("POST /crm/v3/lists"));
}

#[test]
fn two_processes_do_not_share_a_file_and_only_a_portal_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("portal.sqlite");
    assert!(State::remove(&path).is_ok());
    let state = State::create(&path, identity(), Switches::default()).unwrap();
    assert!(matches!(State::open(&path, Switches::default()).err(), Some(StateError::Store(_))));
    assert!(State::remove(&path).is_err());
    drop(state);
    assert!(State::open(&path, Switches::default()).is_ok());
    State::remove(&path).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    std::fs::write(&path, "something of somebody's").unwrap();
    assert!(State::remove(&path).is_err() && path.exists());
}

#[test]
fn a_file_that_is_no_portal_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.sqlite");
    let open = || State::open(&path, Switches::default()).err();
    assert!(matches!(open(), Some(StateError::Store(_))));
    std::fs::write(&path, "not a database, and long enough to be looked at").unwrap();
    assert!(matches!(open(), Some(StateError::Store(_))));
    std::fs::write(&path, "").unwrap();
    assert!(matches!(open(), Some(StateError::Store(_))));
    assert!(State::create(&path, identity(), Switches::default()).is_err());
    std::fs::remove_file(&path).unwrap();
    let mut bytes = {
        State::create(&path, identity(), Switches::default()).unwrap();
        std::fs::read(&path).unwrap()
    };
    for at in (4096..bytes.len()).step_by(7) {
        bytes[at] ^= 0x5a;
    }
    std::fs::write(&path, &bytes).unwrap();
    assert!(open().is_some());
    let mut bad = identity();
    bad.time_zone = "Mars/Olympus".to_owned();
    assert!(matches!(State::in_memory(bad, Switches::default()).err(), Some(StateError::TimeZone(_))));
}

#[test]
fn a_thousand_lists_and_flows_are_kept_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let state = State::create(&folder.path().join("p.sqlite"), identity(), Switches::default()).unwrap();
    let portal = hubwright::emulator::Embedded::in_world(state, world());
    portal.with(|state, world| seed(state, world, SEED).unwrap());
    for at in 0..1000 {
        let list = json!({ "name": format!("list {at}"), "objectTypeId": "0-1", "processingType": "DYNAMIC",
            "filterBranch": one(number("score", "IS_GREATER_THAN", at)) });
        assert_eq!(portal.send(&Request::new(Method::Post, "/crm/lists/2026-09").body(list)).unwrap().status, 200);
        let mut flow =
            super::flows::with_actions(json!([super::flows::delay("1", Some("2")), super::flows::delay("2", None)]));
        flow["uuid"] = json!(format!("hubwright:x:{at}"));
        assert_eq!(portal.send(&Request::new(Method::Post, "/automation/v4/flows").body(flow)).unwrap().status, 201);
    }
    for page in 0..10 {
        let mut request = Request::new(Method::Get, "/crm/lists/2026-09").with("includeFilters", true);
        for id in 0..100 {
            request = request.with("listIds", 2 + page * 100 + id);
        }
        let got: Value = serde_json::from_str(&portal.send(&request).unwrap().body).unwrap();
        assert_eq!(got["lists"].as_array().unwrap().len(), 100);
    }
}

/// Everything the portal holds, as text.
fn dump(portal: &Portal) -> String {
    format!("{:?}", portal.state.data)
        .split("generation")
        .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest))
        .collect()
}

fn any_json() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "OR",
        "AND",
        "PROPERTY",
        "ASSOCIATION",
        "UNIFIED_EVENTS",
        "0-1",
        "0-2",
        "MANUAL",
        "DYNAMIC",
        "CONTACT_FLOW",
        "PLATFORM_FLOW",
        "WORKFLOW",
        "1",
        "2",
        "77",
        "78",
        "101",
        "NUMBER",
        "IS_EQUAL_TO",
        "score",
        "TIME_POINT",
        "INDEXED",
        "TODAY",
        "UTC",
        "FLOW_ID",
        "SINGLE_CONNECTION",
        "LIST_BRANCH",
        "0-1",
        "0-5",
        "STANDARD",
        "",
        "ä\u{0}☃",
        "STATIC_VALUE",
        "2026-11-23",
        "IN_LIST",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        words.prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    let keys = prop::sample::select(vec![
        "name",
        "objectTypeId",
        "processingType",
        "filterBranch",
        "filterBranchType",
        "filterBranchOperator",
        "filterBranches",
        "filters",
        "filterType",
        "property",
        "operation",
        "operationType",
        "operator",
        "value",
        "values",
        "type",
        "flowType",
        "isEnabled",
        "actions",
        "actionId",
        "actionTypeId",
        "actionTypeVersion",
        "fields",
        "connection",
        "edgeType",
        "nextActionId",
        "startActionId",
        "revisionId",
        "inputs",
        "id",
        "properties",
        "listId",
        "timePoint",
        "timeType",
        "offset",
        "days",
        "indexReference",
        "referenceType",
        "zoneId",
        "enrollmentCriteria",
        "eventTypeId",
        "listBranches",
        "label",
        "options",
        "count",
        "after",
        "from",
        "to",
        "types",
        "associationCategory",
        "associationTypeId",
        "email",
        "flowId",
        "newFolderId",
        "suppressionListIds",
    ]);
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(keys.clone(), inner, 0..8).prop_map(|map: BTreeMap<&str, Value>| {
                Value::Object(map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
            }),
        ]
    })
}

fn any_request() -> impl Strategy<Value = Request> {
    let paths = prop::sample::select(vec![
        "/crm/lists/2026-09",
        "/crm/v3/lists/1",
        "/crm/v3/lists/2/update-list-filters",
        "/crm/v3/lists/1/update-list-name",
        "/crm/v3/lists/search",
        "/crm/v3/lists/all",
        "/crm/v3/lists/folders",
        "/crm/v3/lists/folders/move-list",
        "/crm/v3/lists/1/restore",
        "/crm/v3/lists/1/memberships",
        "/crm/v3/lists/1/memberships/add",
        "/crm/v3/lists/1/memberships/add-and-remove",
        "/crm/v3/lists/object-type-id/0-1/name/%zz%20",
        "/automation/v4/flows",
        "/automation/v4/flows/78",
        "/automation/v4/flows/77",
        "/automation/v4/flows/batch/read",
        "/crm/v3/objects/contacts",
        "/crm/v3/objects/contacts/101",
        "/crm/v3/objects/contacts/batch/read",
        "/crm/v3/objects/contacts/batch/create",
        "/crm/v3/objects/contacts/batch/update",
        "/crm/v3/properties/contacts",
        "/crm/v3/properties/contacts/score",
        "/crm/v3/properties/contacts/groups",
        "/crm/v4/associations/0-1/0-2/labels",
        "/crm/v4/associations/0-1/0-2/batch/create",
        "/crm/v4/objects/contacts/101/associations/companies/105",
        "/crm/v3/owners",
        "/settings/v3/users",
        "/marketing/v3/forms",
        "/marketing/v3/emails",
        "/crm/v3/pipelines/deals",
        "/account-info/v3/details",
        "/",
        "",
    ]);
    let methods = prop::sample::select(vec![Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete]);
    let query = prop::collection::vec(
        (
            prop::sample::select(vec!["limit", "after", "listIds", "listName", "includeFilters", "email", "archived"]),
            "[0-9a-z]{0,4}",
        ),
        0..3,
    );
    (methods, paths, query, prop::option::weighted(0.9, any_json())).prop_map(|(method, path, query, body)| Request {
        method,
        path: path.to_owned(),
        query: query.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        body,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_request_panics_and_a_refused_one_changes_nothing(requests in prop::collection::vec(any_request(), 1..6)) {
        let mut portal = Portal::seeded();
        portal.list("Hot", one(number("score", "IS_GREATER_THAN", 50))).ok();
        for request in requests {
            let before = dump(&portal);
            let got = portal.send(request.clone());
            prop_assert!((200..=500).contains(&got.status));
            if got.status >= 400 {
                prop_assert_eq!(before, dump(&portal), "{:?}", request);
            }
            let reopened = portal.state.events();
            prop_assert!(reopened.is_ok());
        }
    }
}
