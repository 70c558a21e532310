//! The client of a portal, over scripted transports and over HTTP on this machine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use hubwright::catalog::Sensitivity;
use hubwright::portal::testing::{Counted, Fault, Faulty, HTML, Scripted, answer};
use hubwright::portal::{
    Broken, ErrorClass, FlowRead, Garbage, Method, Portal, PortalError, Request, Response, Transport,
};
use hubwright::problem::{Problem, deploy};
use hubwright::settings::{ApiPaths, BatchSizes};
use serde_json::{Value, json};

type Call = fn(&Portal<'_>) -> Result<(), PortalError>;

fn portal(transport: &dyn Transport) -> Portal<'_> {
    Portal::new(transport, ApiPaths::default(), BatchSizes::default())
}

fn ids(count: usize) -> Vec<String> {
    (1..=count).map(|id| id.to_string()).collect()
}

fn list(id: &str) -> Value {
    json!({
        "listId": id, "name": format!("List {id}"), "objectTypeId": "0-1", "processingType": "DYNAMIC", "listVersion": 1,
    })
}

fn limited(policy: &str) -> Value {
    json!({ "status": "error", "message": "limit", "errorType": "RATE_LIMIT", "policyName": policy })
}

/// A portal with lists and flows of its own, some missing from batches, that refuses long addresses.
struct Toy {
    lists: Vec<String>,
    /// Lists that batches leave out though they are there.
    shy: Vec<String>,
    flows: Vec<String>,
    hidden: Vec<String>,
    longest: usize,
}

impl Transport for Toy {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        let last = request.path.rsplit('/').next().unwrap_or_default().to_owned();
        let not_found = || Ok(answer(404, &json!({ "status": "error", "category": "OBJECT_NOT_FOUND" })));
        match (request.method, request.path.as_str()) {
            (Method::Get, "/crm/lists/2026-09") => {
                let asked: Vec<&String> =
                    request.query.iter().filter(|(name, _)| name == "listIds").map(|(_, id)| id).collect();
                if asked.len() > self.longest {
                    return Ok(Response { status: 414, headers: Vec::new(), body: HTML.to_owned() });
                }
                let there = asked.into_iter().filter(|id| self.lists.contains(id) && !self.shy.contains(id));
                Ok(answer(200, &json!({ "lists": there.map(|id| list(id)).collect::<Vec<_>>() })))
            }
            (Method::Get, path) if path.starts_with("/crm/lists/2026-09/") => {
                if self.lists.contains(&last) {
                    Ok(answer(200, &json!({ "list": list(&last) })))
                } else {
                    not_found()
                }
            }
            (Method::Post, "/automation/v4/flows/batch/read") => {
                let inputs = request.body.as_ref().unwrap()["inputs"].as_array().unwrap();
                let asked = inputs.iter().map(|input| input["flowId"].as_str().unwrap().to_owned());
                let (there, missing): (Vec<_>, Vec<_>) = asked.partition(|id| self.flows.contains(id));
                let results: Vec<Value> = there.iter().map(|id| json!({ "id": id, "isEnabled": false })).collect();
                let errors: Vec<Value> =
                    missing.iter().map(|id| json!({ "category": "OBJECT_NOT_FOUND", "id": id })).collect();
                let status = if errors.is_empty() { 200 } else { 207 };
                Ok(answer(status, &json!({ "status": "COMPLETE", "results": results, "errors": errors })))
            }
            (Method::Get, _) if self.flows.contains(&last) => Ok(answer(200, &json!({ "id": last }))),
            (Method::Get, _) if self.hidden.contains(&last) => {
                Ok(answer(403, &json!({ "status": "error", "message": "Access denied. Flow must be accessible" })))
            }
            (Method::Get | Method::Post | Method::Put | Method::Patch | Method::Delete, _) => not_found(),
        }
    }

    fn pause(&self, _: u64) {}
}

fn toy() -> Toy {
    Toy { lists: ids(230), shy: Vec::new(), flows: ids(230), hidden: Vec::new(), longest: 1000 }
}

#[test]
fn lists_and_flows_are_read_in_hundreds() {
    let toy = toy();
    let counted = Counted::new(&toy);
    let portal = portal(&counted);
    assert_eq!(portal.lists(&ids(230)).unwrap().found.len(), 230);
    assert_eq!(portal.flows(&ids(230)).unwrap().len(), 230);
    assert_eq!(counted.counts()["GET /crm/lists/2026-09"], 3);
    assert_eq!(counted.counts()["POST /automation/v4/flows/batch/read"], 3);
    assert_eq!(counted.total(), 6);
}

#[test]
fn an_address_that_is_too_long_halves_the_batch() {
    let toy = Toy { longest: 30, ..toy() };
    let counted = Counted::new(&toy);
    let read = portal(&counted).lists(&ids(100)).unwrap();
    assert_eq!((read.found.len(), read.absent.len()), (100, 0));
    assert_eq!(counted.total(), 7, "100, then 2 of 50, then 4 of 25");
}

#[test]
fn what_a_short_answer_leaves_out_is_asked_for_again_before_it_is_called_absent() {
    let toy = Toy { shy: vec!["17".to_owned(), "60".to_owned(), "61".to_owned()], ..toy() };
    let mut wanted = ids(99);
    wanted.push("999".to_owned());
    let read = portal(&toy).lists(&wanted).unwrap();
    assert_eq!(read.found.len(), 99, "a list that batches leave out is there");
    assert_eq!(read.absent, ["999"]);
}

#[test]
fn a_flow_that_a_batch_does_not_find_is_hidden_or_gone_and_the_two_are_told_apart() {
    let toy = Toy { flows: ids(3), hidden: vec!["7".to_owned()], ..toy() };
    let wanted: Vec<String> = ["1", "7", "3", "8"].map(str::to_owned).to_vec();
    let read = portal(&toy).flows(&wanted).unwrap();
    assert!(matches!(&read["1"], FlowRead::Found(flow) if flow.id == "1" && flow.enabled == Some(false)));
    assert_eq!(read["7"], FlowRead::Hidden);
    assert_eq!(read["8"], FlowRead::Gone);
    assert_eq!(read.len(), 4);
}

#[test]
fn a_missing_scope_is_no_hidden_flow() {
    let body = json!({ "status": "error", "category": "MISSING_SCOPES", "message": "no",
        "errors": [{ "message": "One or more", "context": { "requiredGranularScopes": ["automation"] } }] });
    let scripted = Scripted::json([(403, body)]);
    let error = portal(&scripted).flow("7").unwrap_err();
    assert!(matches!(&error, PortalError::NotPermitted { scopes, .. } if scopes == &["automation"]), "{error:?}");
    assert_eq!(error.exit(), ErrorClass::NotPermitted);
}

#[test]
fn what_an_embedded_portal_says_beside_hubspots_words_is_kept_and_said() {
    let headers = || vec![("x-hubwright-why".to_owned(), "action `7` was used before".to_owned())];
    let refusal = answer(400, &json!({ "status": "error", "category": "VALIDATION_ERROR", "message": "bad flow" }));
    let scripted = Scripted::new([
        Ok(Response { headers: headers(), ..refusal }),
        Ok(Response { status: 500, headers: headers(), body: String::new() }),
    ]);
    let portal = portal(&scripted);
    let refused = portal.replace_flow("7", json!({})).unwrap_err();
    assert_eq!(refused.refusal().and_then(|refusal| refusal.why.as_deref()), Some("action `7` was used before"));
    let said = Problem::nowhere(deploy::Fault::Portal(refused)).words().message;
    assert!(said.contains("bad flow: in truth, action `7` was used before"), "{said}");
    let unknown = portal.replace_flow("7", json!({})).unwrap_err();
    let said = Problem::nowhere(deploy::Fault::Portal(unknown)).words().message;
    assert!(said.contains("status 500: action `7` was used before"), "{said}");
}

#[test]
fn a_web_page_instead_of_not_found_says_nothing_about_the_thing() {
    for body in [HTML, "  \n<html>"] {
        let page = || Ok(Response { status: 404, headers: Vec::new(), body: body.to_owned() });
        let scripted = Scripted::new([page(), page()]);
        let portal = portal(&scripted);
        assert!(matches!(portal.flow("7").unwrap_err(), PortalError::Garbage { what: Garbage::Html, .. }));
        assert!(matches!(portal.list("7").unwrap_err(), PortalError::Garbage { what: Garbage::Html, .. }));
    }
    let empty = Scripted::new([Ok(Response { status: 404, headers: Vec::new(), body: String::new() })]);
    assert_eq!(portal(&empty).list("7").unwrap(), None);
}

#[test]
fn a_listing_is_followed_to_its_end() {
    let row = |id: u32| json!({ "id": id.to_string(), "isEnabled": true, "objectTypeId": "0-1" });
    let scripted = Scripted::json([
        (200, json!({ "results": [row(1)], "paging": { "next": { "after": "AAAS0%3D" } } })),
        (200, json!({ "results": [], "paging": { "next": { "after": 2 } } })),
        (200, json!({ "results": [row(2)], "paging": null })),
    ]);
    let flows = portal(&scripted).all_flows().unwrap();
    assert_eq!(flows.iter().map(|flow| flow.id.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    let cursors: Vec<_> = scripted.asked().iter().map(|request| request.query.last().unwrap().1.clone()).collect();
    assert_eq!(cursors, ["100", "AAAS0=", "2"], "a cursor that came encoded is decoded, for it is encoded again");
}

#[test]
fn a_listing_that_turns_in_a_circle_ends() {
    let page = |after: &str| (200, json!({ "results": [], "paging": { "next": { "after": after } } }));
    let scripted = Scripted::json([page("a"), page("b"), page("a"), page("b")]);
    let error = portal(&scripted).owners().unwrap_err();
    assert!(matches!(error, PortalError::Garbage { what: Garbage::Loop, .. }));
    assert_eq!(scripted.asked().len(), 3);
}

#[test]
fn a_cursor_of_another_kind_does_not_end_a_listing_early() {
    let scripted = Scripted::json([(200, json!({ "results": [], "paging": { "next": { "after": ["x"] } } }))]);
    assert!(matches!(portal(&scripted).all_flows().unwrap_err(), PortalError::Garbage { .. }));
}

#[test]
fn lists_are_searched_where_they_cannot_be_enumerated() {
    let page = |id: &str, more: bool, offset: u64| {
        (200, json!({ "lists": [list(id)], "hasMore": more, "offset": offset, "total": 2 }))
    };
    let paths = ApiPaths { crm: "v3".to_owned(), ..ApiPaths::default() };
    let scripted = Scripted::json([page("1", true, 1), page("2", false, 2)]);
    let lists = Portal::new(&scripted, paths.clone(), BatchSizes::default()).all_lists().unwrap();
    assert_eq!(lists.len(), 2);
    let asked = scripted.asked();
    assert_eq!(asked[1].path, "/crm/v3/lists/search");
    assert_eq!(
        asked[1].body.clone().unwrap(),
        json!({ "listIds": [], "processingTypes": [], "additionalProperties": [], "offset": 1, "count": 500 })
    );
    let stuck = Scripted::json([page("1", true, 0)]);
    let error = Portal::new(&stuck, paths, BatchSizes::default()).all_lists().unwrap_err();
    assert!(matches!(error, PortalError::Garbage { what: Garbage::Loop, .. }));
}

#[test]
fn limits_are_waited_for_also_by_writes() {
    let created = json!({ "list": list("7") });
    let headers = vec![("retry-after".to_owned(), "3".to_owned())];
    let scripted = Scripted::new([
        Ok(answer(429, &limited("TEN_SECONDLY_ROLLING"))),
        Ok(answer(429, &limited("SECONDLY"))),
        Ok(answer(423, &json!({ "message": "locked" }))),
        Ok(Response { status: 477, headers, body: String::new() }),
        Ok(answer(200, &created)),
    ]);
    assert_eq!(portal(&scripted).create_list(json!({})).unwrap().id, "7");
    assert_eq!(scripted.pauses(), [10_000, 2_000, 6_000, 3_000]);
}

#[test]
fn the_daily_limit_and_endless_limits_are_not_waited_for() {
    let daily = Scripted::json([(429, limited("DAILY"))]);
    let error = portal(&daily).account().unwrap_err();
    assert!(matches!(&error, PortalError::Limited { policy, .. } if policy == "DAILY"));
    assert_eq!((error.exit(), daily.asked().len()), (ErrorClass::Unreachable, 1));

    let rolling = Scripted::json((0..9).map(|_| (429, limited("TEN_SECONDLY_ROLLING"))));
    assert!(matches!(portal(&rolling).account().unwrap_err(), PortalError::Limited { .. }));
    assert_eq!(rolling.asked().len(), 5);

    let headers = vec![("retry-after".to_owned(), "86400".to_owned())];
    let tomorrow = Scripted::new([Ok(Response { status: 477, headers, body: String::new() })]);
    assert!(matches!(portal(&tomorrow).account().unwrap_err(), PortalError::Limited { .. }));
    assert_eq!(tomorrow.asked().len(), 1);
}

#[test]
fn a_read_is_tried_again_after_server_errors_and_broken_connections() {
    let scripted = Scripted::new([
        Ok(Response { status: 502, headers: Vec::new(), body: HTML.to_owned() }),
        Err(Broken::NoAnswer("reset".to_owned())),
        Err(Broken::NotSent("refused".to_owned())),
        Ok(answer(200, &json!({ "portalId": 7, "accountType": "SANDBOX", "timeZone": "UTC" }))),
    ]);
    let account = portal(&scripted).account().unwrap();
    assert_eq!((account.portal, account.kind.as_str()), (7, "SANDBOX"));
    assert_eq!(scripted.pauses(), [200, 400, 800]);

    let batch = Scripted::json([(500, json!({})), (200, json!({ "results": [{ "id": 1 }, { "id": 2 }] }))]);
    assert_eq!(portal(&batch).flows(&ids(2)).unwrap().len(), 2, "a POST that only reads is a read");

    let down = Scripted::json((0..9).map(|_| (503, json!({}))));
    let error = portal(&down).account().unwrap_err();
    assert_eq!((error.exit(), down.asked().len()), (ErrorClass::Unreachable, 5));
}

#[test]
fn a_write_of_unknown_outcome_is_sent_once() {
    let outcomes: [fn() -> Result<Response, Broken>; 5] = [
        || Ok(answer(500, &json!({}))),
        || Ok(answer(408, &json!({}))),
        || Err(Broken::NoAnswer("reset".to_owned())),
        || Ok(Response { status: 200, headers: Vec::new(), body: HTML.to_owned() }),
        || Ok(Response { status: 200, headers: Vec::new(), body: "{\"list\": {\"lis".to_owned() }),
    ];
    for outcome in outcomes {
        let writes: [Call; 4] = [
            |portal| portal.create_list(json!({})).map(drop),
            |portal| portal.rename_list("7", "x"),
            |portal| portal.create_flow(json!({})).map(drop),
            |portal| portal.replace_flow("7", json!({})).map(drop),
        ];
        for write in writes {
            let scripted = Scripted::new((0..9).map(|_| outcome()));
            let error = write(&portal(&scripted)).unwrap_err();
            assert!(matches!(error, PortalError::Unknown { .. }), "{error:?}");
            assert_eq!((error.exit(), scripted.asked().len()), (ErrorClass::Unknown, 1));
        }
    }
}

#[test]
fn a_write_that_was_certainly_not_sent_is_sent_again() {
    let scripted = Scripted::new([Err(Broken::NotSent("refused".to_owned())), Ok(answer(204, &Value::Null))]);
    portal(&scripted).delete_list("7").unwrap();
    assert_eq!(scripted.asked().len(), 2);
    let gone = Scripted::new([]);
    assert!(matches!(portal(&gone).delete_list("7").unwrap_err(), PortalError::Unreachable { .. }));
}

#[test]
fn a_refusal_keeps_what_the_portal_said() {
    let body = json!({ "status": "error", "message": "taken", "correlationId": "c-1", "category": "VALIDATION_ERROR",
        "subCategory": "ILS.DUPLICATE_LIST_NAMES",
        "errors": [{ "message": "in detail", "code": "X" }, { "message": "taken" }] });
    let scripted = Scripted::json([(400, body), (401, json!({ "category": "INVALID_AUTHENTICATION" }))]);
    let portal = portal(&scripted);
    let error = portal.create_list(json!({})).unwrap_err();
    assert_eq!(error.exit(), ErrorClass::Refused);
    assert_eq!(error.at().to_string(), "POST /crm/lists/2026-09");
    let refusal = error.refusal().unwrap();
    assert!(refusal.says("ILS.DUPLICATE_LIST_NAMES") && refusal.says("X") && !refusal.says("Y"));
    assert_eq!(refusal.messages, ["taken", "in detail"]);
    assert_eq!(refusal.correlation_id.as_deref(), Some("c-1"));
    assert!(matches!(portal.account().unwrap_err(), PortalError::Unauthenticated { .. }));
}

#[test]
fn every_answer_that_is_no_answer_is_said_and_never_a_panic() {
    let nested = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let bodies = [
        "",
        " ",
        HTML,
        "{",
        "null",
        "1",
        "[]",
        "{}",
        "\u{0}",
        "{\"results\": 1}",
        "{\"results\": [1]}",
        "{\"results\": [{}]}",
        "{\"lists\": {}}",
        "{\"portalId\": -1}",
        "{\"list\": 3}",
        "{\"folder\": []}",
        &nested,
    ];
    let reads: [Call; 13] = [
        |portal| portal.account().map(drop),
        |portal| portal.all_lists().map(drop),
        |portal| portal.lists(&ids(2)).map(drop),
        |portal| portal.list("7").map(drop),
        |portal| portal.list_by_title("0-1", "x").map(drop),
        |portal| portal.folder("0").map(drop),
        |portal| portal.all_flows().map(drop),
        |portal| portal.flows(&ids(2)).map(drop),
        |portal| portal.flow("7").map(drop),
        |portal| portal.owners().map(drop),
        |portal| portal.forms().map(drop),
        |portal| portal.pipelines("deals").map(drop),
        |portal| portal.association_labels("0-1", "0-2").map(drop),
    ];
    for body in bodies {
        for (index, read) in reads.iter().enumerate() {
            let answers = (0..9).map(|_| Ok(Response { status: 200, headers: Vec::new(), body: body.to_owned() }));
            let error = read(&portal(&Scripted::new(answers)));
            assert!(matches!(error, Err(PortalError::Garbage { .. })), "read {index} of {body:.40}: {error:?}");
        }
    }
    let scripted = Scripted::json([(200, json!({ "results": [] }))]);
    assert!(portal(&scripted).properties("0-1", Sensitivity::Plain).unwrap().is_empty());
    assert_eq!(scripted.asked()[0].query, [("dataSensitivity".to_owned(), "non_sensitive".to_owned())]);
}

#[test]
fn an_id_that_climbs_is_not_sent() {
    let scripted = Scripted::new([]);
    let client = portal(&scripted);
    for id in ["", ".", ".."] {
        assert!(matches!(client.delete_list(id).unwrap_err(), PortalError::Forbidden { .. }));
        assert!(matches!(client.delete_flow(id).unwrap_err(), PortalError::Forbidden { .. }));
    }
    assert!(scripted.asked().is_empty());
    let hostile = Scripted::json([(204, Value::Null)]);
    portal(&hostile).delete_list("7/restore?x=1").unwrap();
    assert_eq!(hostile.asked()[0].path, "/crm/lists/2026-09/7%2Frestore%3Fx%3D1");
}

#[test]
fn titles_go_where_the_portal_wants_them() {
    let scripted = Scripted::json([(200, json!({})), (200, json!({ "list": list("7") })), (200, json!({}))]);
    let portal = portal(&scripted);
    portal.rename_list("7", "A & B (v2)").unwrap();
    portal.list_by_title("0-1", "A / B").unwrap();
    portal.update_list_filters("7", json!({ "filterBranchType": "OR" })).unwrap();
    let asked = scripted.asked();
    assert_eq!(asked[0].query, [("listName".to_owned(), "A & B (v2)".to_owned())]);
    assert_eq!(asked[1].path, "/crm/lists/2026-09/object-type-id/0-1/name/A%20%2F%20B");
    assert_eq!(asked[2].query, [("enrollObjectsInWorkflows".to_owned(), "false".to_owned())]);
    assert_eq!(asked[2].body.clone().unwrap(), json!({ "filterBranch": { "filterBranchType": "OR" } }));
}

#[test]
fn requests_keep_a_pace_of_eight_a_second_and_hold_back_when_the_portal_says_so() {
    let account = || answer(200, &json!({ "portalId": 7, "accountType": "SANDBOX" }));
    let scripted = Scripted::new((0..12).map(|_| Ok(account())));
    let client = portal(&scripted);
    for _ in 0..12 {
        client.account().unwrap();
    }
    assert_eq!(scripted.pauses(), [125; 4], "a burst of eight, then one every 125 ms");

    let headers = vec![
        ("x-hubspot-ratelimit-remaining".to_owned(), "0".to_owned()),
        ("x-hubspot-ratelimit-interval-milliseconds".to_owned(), "10000".to_owned()),
    ];
    let scripted = Scripted::new([Ok(Response { headers, ..account() }), Ok(account())]);
    let client = portal(&scripted);
    client.account().unwrap();
    client.account().unwrap();
    assert_eq!(scripted.pauses(), [10_000]);
}

#[test]
fn a_faulty_transport_breaks_what_it_is_told_to() {
    let toy = toy();
    let faulty = Faulty::new(&toy).on(Method::Get, "/lists/", Fault::HalfBody).then(Fault::DropAfter).dead_after(4);
    let client = portal(&faulty);
    assert!(matches!(client.list("1").unwrap_err(), PortalError::Garbage { what: Garbage::NotJson, .. }));
    assert!(client.list("1").unwrap().is_some(), "a dropped answer to a read is asked for again");
    assert!(client.list("1").unwrap().is_some());
    assert!(matches!(client.list("1").unwrap_err(), PortalError::Unreachable { .. }), "dead from here on");
}

#[test]
fn action_types_are_asked_of_a_beta_alone_and_read_whatever_comes() {
    let beta = |transport: &dyn Transport, automation: &str| {
        let paths = ApiPaths { automation: automation.to_owned(), ..ApiPaths::default() };
        Portal::new(transport, paths, BatchSizes::default()).action_types("0-1")
    };
    let nothing = Scripted::json([]);
    assert!(matches!(beta(&nothing, "/automation/v4"), Ok(None)), "nothing was asked");
    for status in [403, 404] {
        let refused = Scripted::json([(status, json!({ "status": "error", "message": "no" }))]);
        assert!(matches!(beta(&refused, "/automation/2026-09-beta"), Ok(None)), "{status}");
    }
    let fields =
        json!([{ "name": "a", "isRequired": true }, { "name": "b", "isRequired": "yes" }, { "label": "c" }, null]);
    let rows = json!([{ "actionTypeId": "0-7", "inputFieldDefinitions": fields }, { "actionName": "of no id" }, 7]);
    let whole = Scripted::json([(200, json!({ "results": rows }))]);
    let listed = beta(&whole, "/automation/2026-09-beta/").unwrap().unwrap();
    let read: Vec<_> = listed.iter().map(|it| (it.id.as_str(), it.name.as_str(), format!("{:?}", it.fields))).collect();
    assert_eq!(read, [("0-7", "0-7", "{\"a\": Required, \"b\": Optional}".to_owned())]);
}
