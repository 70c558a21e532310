//! A portal as it answered once: asked again, it answers the same, and what was not asked then it does not know.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::collections::BTreeSet;

use hubwright::emulator::{AccountType, Embedded, PortalIdentity, State, World};
use hubwright::hubspot::switches::Switches;
use hubwright::portal::crawl::crawl;
use hubwright::portal::saved::{Recording, Saved};
use hubwright::portal::testing::{Counted, Fault, Faulty};
use hubwright::portal::{FlowRead, Method, Portal, PortalError, Request, Transport};
use hubwright::problem::{Problem, deploy};
use hubwright::settings::{ApiPaths, BatchSizes};
use serde_json::{Value, json};

fn embedded(lists: usize, flows: usize) -> Embedded {
    let identity =
        PortalIdentity { portal_id: 7, account_type: AccountType::Sandbox, time_zone: "Europe/Paris".to_owned() };
    let state = State::in_memory(identity, Switches::default()).unwrap();
    let world = World { now: "2026-06-01T12:00:00Z".parse().unwrap(), seed: 0 };
    let portal = Embedded::in_world(state, world);
    let client = client(&portal);
    for number in 0..lists {
        let body = json!({ "name": format!("List {number} ß/%"), "objectTypeId": "0-1", "processingType": "MANUAL" });
        client.create_list(body).unwrap();
    }
    for number in 0..flows {
        let body = json!({ "type": "CONTACT_FLOW", "flowType": "WORKFLOW", "isEnabled": false, "objectTypeId": "0-1",
            "name": format!("Flow {number}"), "actions": [] });
        client.create_flow(body).unwrap();
    }
    portal
}

fn client(transport: &dyn Transport) -> Portal<'_> {
    Portal::new(transport, ApiPaths::default(), BatchSizes::default())
}

fn saved(transport: &dyn Transport) -> Saved {
    let recording = Recording::new(transport, &ApiPaths::default());
    let nothing = BTreeSet::new();
    assert_eq!(crawl(&client(&recording), &nothing, &nothing).unwrap(), []);
    recording.finish()
}

#[test]
fn what_was_saved_answers_as_the_portal_did_in_any_batch_and_by_any_name() {
    let portal = embedded(120, 3);
    let saved: Saved = serde_json::from_str(&serde_json::to_string(&saved(&portal)).unwrap()).unwrap();
    let (live, kept) = (client(&portal), client(&saved));
    let rows = live.all_lists().unwrap();
    assert_eq!(rows, kept.all_lists().unwrap());
    let ids: Vec<String> = rows.iter().rev().step_by(7).map(|list| list.id.clone()).collect();
    assert_eq!(live.lists(&ids).unwrap(), kept.lists(&ids).unwrap());
    for title in ["LIST 3 ß/%", "List 3 ß/%", "Nowhere", "%"] {
        assert_eq!(live.list_by_title("0-1", title).unwrap(), kept.list_by_title("0-1", title).unwrap(), "{title}");
        assert_eq!(kept.list_by_title("0-2", title).unwrap(), None, "{title}");
    }
    let ids: Vec<String> = live.all_flows().unwrap().into_iter().map(|flow| flow.id).collect();
    assert_eq!(live.flows(&ids).unwrap(), kept.flows(&ids).unwrap());
    assert_eq!(live.flow(&ids[0]).unwrap(), kept.flow(&ids[0]).unwrap());
    assert_eq!(live.account().unwrap(), kept.account().unwrap());
    assert_eq!(live.pipelines("deals").unwrap(), kept.pipelines("deals").unwrap());
    assert_eq!(live.folder("0").unwrap(), kept.folder("0").unwrap());
}

#[test]
fn what_was_asked_for_and_not_there_is_gone_and_of_what_may_be_newer_nobody_knows() {
    let portal = embedded(1, 1);
    let saved = saved(&portal);
    let kept = client(&saved);
    // Lists are counted: one before the last that was read is gone, one after it may have been made since.
    assert_eq!(kept.lists(&["0".to_owned()]).unwrap().absent, ["0"]);
    assert!(matches!(kept.lists(&["404".to_owned()]), Err(PortalError::NotSaved { .. })));
    assert!(matches!(kept.list("404"), Err(PortalError::NotSaved { .. })));
    // Flows with sensitive data are in no listing: one that was not asked for by its id may be there.
    let error = kept.flow("404").unwrap_err();
    assert!(matches!(error, PortalError::NotSaved { .. }), "{error:?}");
    let problem = Problem::nowhere(deploy::Fault::Portal(error));
    assert_eq!(problem.words().code, "deploy::not-saved");
    assert!(matches!(kept.flows(&["404".to_owned(), "405".to_owned()]), Err(PortalError::NotSaved { .. })));
    // One that was asked for is known to be gone.
    let recording = Recording::new(&portal, &ApiPaths::default());
    let asked = BTreeSet::from(["404".to_owned()]);
    crawl(&client(&recording), &asked, &asked).unwrap();
    let again = recording.finish();
    assert_eq!(client(&again).flow("404").unwrap(), FlowRead::Gone);
    assert_eq!(client(&again).lists(&["404".to_owned()]).unwrap().absent, ["404"]);
    assert!(matches!(kept.owners(), Ok(owners) if owners.is_empty()));
    assert!(matches!(kept.users(), Err(PortalError::NotSaved { .. })), "nobody asked for users");
    assert!(matches!(kept.delete_flow("1"), Err(PortalError::NotSaved { .. })), "nothing is written");
}

#[test]
fn what_the_token_may_not_see_is_told_once_and_is_refused_again_and_limits_are_not_kept() {
    let portal = embedded(2, 0);
    let refusal = json!({ "status": "error", "category": "MISSING_SCOPES", "message": "no" });
    let faulty = Faulty::new(&portal);
    let faulty = faulty.then(Fault::Status(429, json!({ "policyName": "SECONDLY" })));
    let faulty = faulty.on(Method::Get, "/marketing/v3/forms", Fault::Status(403, refusal));
    let recording = Recording::new(&faulty, &ApiPaths::default());
    let unseen = crawl(&client(&recording), &BTreeSet::new(), &BTreeSet::new()).unwrap();
    assert_eq!(unseen.iter().map(|one| one.what).collect::<Vec<_>>(), ["forms"]);
    let saved = recording.finish();
    assert!(matches!(client(&saved).forms(), Err(PortalError::NotPermitted { .. })));
    assert_eq!(client(&saved).account().unwrap().portal, 7, "the answer that counts is the last one");
    let refused = Faulty::new(&portal).on(Method::Get, "/automation/v4/flows", Fault::Status(403, Value::Null));
    let recording = Recording::new(&refused, &ApiPaths::default());
    let error = crawl(&client(&recording), &BTreeSet::new(), &BTreeSet::new()).unwrap_err();
    assert!(matches!(error, PortalError::NotPermitted { .. }), "without workflows there is nothing to plan");
}

/// 1,000 lists are two pages and ten batches, 1,000 flows ten and ten; folders, account, and pages of names are the rest.
#[test]
fn a_portal_is_read_in_as_few_requests_as_it_has_pages() {
    let count = |lists: usize, flows: usize| {
        let portal = embedded(lists, flows);
        let counted = Counted::new(&portal);
        let _ = saved(&counted);
        let of_lists = counted.starting("POST /crm/lists") + counted.starting("GET /crm/lists");
        let of_flows = counted.starting("GET /automation") + counted.starting("POST /automation");
        (of_lists, of_flows, counted.total() - of_lists - of_flows)
    };
    let (no_lists, no_flows, names) = count(0, 0);
    assert_eq!((no_lists, no_flows), (2, 1), "an empty page each, and the root of folders");
    let standard = 4;
    assert_eq!(names, 1 + 1 + standard * 6 + standard * standard + 6, "account, schemas, properties, labels, names");
    assert_eq!(count(1_000, 1_000), (2 + 10 + 1, 10 + 10, names));
}

proptest::proptest! {
    #[test]
    fn no_request_makes_it_fall(path in "(/crm/lists/2026-09|/automation/v4/flows)?[/a-z0-9%-]{0,30}", id in "[0-9a-z%]{0,5}") {
        let portal = embedded(1, 0);
        let saved = saved(&portal);
        for method in [Method::Get, Method::Post] {
            let request = Request::new(method, path.clone()).with("listIds", &id).body(json!({ "inputs": [id.clone(), { "flowId": id }] }));
            let _ = saved.send(&request);
        }
    }
}
