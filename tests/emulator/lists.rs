//! Lists from creation to restoration.

use super::support::{Portal, number, one};
use serde_json::{Value, json};

const L: &str = "/crm/lists/2026-09";

fn branch() -> Value {
    one(number("score", "IS_GREATER_THAN", 50))
}

fn manual(name: &str) -> Value {
    json!({ "name": name, "objectTypeId": "0-1", "processingType": "MANUAL" })
}

#[test]
fn creation_answers_200_and_fills_defaults() {
    let mut portal = Portal::seeded();
    let sent = json!({ "filterBranchType": "OR", "filterBranches": [{ "filterBranchType": "AND",
        "filters": [number("score", "IS_GREATER_THAN", 50)] }] });
    let got = portal.list("Hot", sent);
    assert_eq!(got.status, 200);
    let list = &got.body["list"];
    assert_eq!(list["listVersion"], 1);
    assert_eq!(list["processingStatus"], "PROCESSING");
    assert_eq!(list["size"], Value::Null);
    assert_eq!(list["filterBranch"]["filterBranchOperator"], "OR");
    assert_eq!(list["filterBranch"]["filters"], json!([]));
    assert_eq!(
        list["filterBranch"]["filterBranches"][0]["filters"][0]["operation"]["includeObjectsWithNoValueSet"],
        false
    );
    let id = list["listId"].as_str().unwrap();
    let read = portal.get(&format!("{L}/{id}?includeFilters=true")).ok();
    assert_eq!(read["list"]["processingStatus"], "COMPLETE");
    assert_eq!(read["list"]["size"], 1);
    assert_eq!(read["list"]["filterBranch"], list["filterBranch"]);
    let bare = portal.get(&format!("{L}/{id}")).ok();
    assert!(bare["list"].get("filterBranch").is_none());
}

#[test]
fn path_families_answer_alike() {
    let mut portal = Portal::seeded();
    portal.list("Hot", branch()).ok();
    let answers: Vec<Value> = ["/crm/v3/lists", "/crm/lists/2026-03", L]
        .iter()
        .map(|base| portal.get(&format!("{base}/2?includeFilters=true")).ok())
        .collect();
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[1], answers[2]);
}

#[test]
fn a_title_is_unique_whatever_its_case_and_object() {
    let mut portal = Portal::seeded();
    portal.list("Hot Leads", branch()).ok();
    let mut other = manual("hot leads");
    other["objectTypeId"] = json!("0-2");
    portal.post(L, other.clone()).refused(400, "ILS.DUPLICATE_LIST_NAMES");
    portal.put_bare(&format!("{L}/1/update-list-name?listName=HOT LEADS")).refused(400, "ILS.DUPLICATE_LIST_NAMES");
    portal.put_bare(&format!("{L}/2/update-list-name?listName=hot LEADS")).ok();
    portal.delete(&format!("{L}/2")).ok();
    portal.post(L, other.clone()).ok();
    portal.put_bare(&format!("{L}/2/restore")).refused(400, "ILS.DUPLICATE_LIST_NAMES");

    let mut portal = Portal::seeded_with(&[("deleted_titles", "taken")]);
    portal.list("Hot Leads", branch()).ok();
    portal.delete(&format!("{L}/2")).ok();
    portal.post(L, other).refused(400, "ILS.DUPLICATE_LIST_NAMES");
}

#[test]
fn bodies_of_creation_are_judged() {
    let mut portal = Portal::seeded();
    for (key, value, sub) in [
        ("name", json!(null), ""),
        ("name", json!("  "), ""),
        ("name", json!(3), ""),
        ("processingType", json!("STATIC"), ""),
        ("processingType", json!(null), ""),
        ("objectTypeId", json!("0-53"), "ListError.INVALID_OBJECT_TYPE_FOR_LIST"),
        ("objectTypeId", json!(null), ""),
        ("filterBranch", branch(), ""),
        ("processingType", json!("DYNAMIC"), ""),
        ("listFolderId", json!(99), ""),
    ] {
        let mut body = manual("x");
        body[key] = value;
        let got = portal.post(L, body);
        let status = if key == "listFolderId" { 404 } else { 400 };
        got.refused(status, sub);
    }
    portal.post(L, json!([])).refused(400, "");
}

#[test]
fn filters_change_the_version_and_names_do_not() {
    let mut portal = Portal::seeded();
    portal.list("Hot", branch()).ok();
    portal.world.now = "2026-11-23T11:00:00Z".parse().unwrap();
    let got = portal
        .put(&format!("{L}/2/update-list-filters"), json!({ "filterBranch": one(number("score", "IS_LESS_THAN", 9)) }))
        .ok();
    assert_eq!(got["updatedList"]["listVersion"], 2);
    assert_eq!(got["updatedList"]["filtersUpdatedAt"], "2026-11-23T11:00:00.000Z");
    portal.world.now = "2026-11-23T12:00:00Z".parse().unwrap();
    let got = portal.put_bare(&format!("{L}/2/update-list-name?listName=Cold")).ok();
    assert_eq!(got["updatedList"]["listVersion"], 2);
    assert_eq!(got["updatedList"]["filtersUpdatedAt"], "2026-11-23T11:00:00.000Z");
    assert_eq!(got["updatedList"]["updatedAt"], "2026-11-23T12:00:00.000Z");
    portal.put(&format!("{L}/1/update-list-filters"), json!({ "filterBranch": branch() })).refused(400, "");
    portal.put(&format!("{L}/2/update-list-filters"), json!({})).refused(400, "");
    let mine = one(json!({ "filterType": "IN_LIST", "operator": "IN_LIST", "listId": "2" }));
    portal.put(&format!("{L}/2/update-list-filters"), json!({ "filterBranch": mine })).refused(400, "");
}

#[test]
fn a_deleted_list_is_a_tombstone_until_it_is_restored_or_purged() {
    let mut portal = Portal::seeded();
    portal.list("Hot", branch()).ok();
    assert_eq!(portal.delete(&format!("{L}/2")).status, 204);
    let got = portal.get(&format!("{L}/2?includeFilters=true")).ok();
    assert_eq!(got["list"]["name"], "Hot");
    assert!(got["list"]["deletedAt"].is_string());
    assert!(got["list"]["filterBranch"].is_object());
    portal.get(&format!("{L}/object-type-id/0-1/name/hot")).refused(404, "");
    assert_eq!(portal.post(&format!("{L}/all"), json!({})).ok()["total"], 1);
    assert_eq!(portal.get(&format!("{L}?listIds=2")).ok()["lists"], json!([]));
    portal.delete(&format!("{L}/2")).refused(404, "");
    assert_eq!(portal.put_bare(&format!("{L}/2/restore")).status, 204);
    let got = portal.get(&format!("{L}/2")).ok();
    assert_eq!(got["list"]["listVersion"], 2);
    assert!(got["list"].get("deletedAt").is_none());
    portal.put_bare(&format!("{L}/2/restore")).refused(404, "");
    portal.delete(&format!("{L}/2")).ok();
    portal.world.now = "2027-03-23T12:00:00Z".parse().unwrap();
    portal.get(&format!("{L}/2")).refused(404, "");
    portal.put_bare(&format!("{L}/2/restore")).refused(404, "");
}

#[test]
fn ids_that_nothing_has_are_refused() {
    let mut portal = Portal::seeded();
    portal.get(&format!("{L}/99")).refused(404, "");
    portal.get(&format!("{L}/9223372036854775807")).refused(400, "");
    portal.get(&format!("{L}/abc")).refused(400, "");
    Portal::with(&[("unknown_ids", "bad-request")]).get(&format!("{L}/99")).refused(400, "");
    portal.get(&format!("{L}/object-type-id/0-1/name/nobody")).refused(404, "");
}

#[test]
fn many_are_read_at_once_but_not_by_a_url_too_long() {
    let mut portal = Portal::seeded();
    for at in 0..5 {
        portal.post(L, manual(&format!("list {at}"))).ok();
    }
    let got = portal.get(&format!("{L}?listIds=2&listIds=99&listIds=4&includeFilters=true")).ok();
    let ids: Vec<&str> = got["lists"].as_array().unwrap().iter().map(|list| list["listId"].as_str().unwrap()).collect();
    assert_eq!(ids, ["2", "4"]);
    let many: Vec<String> = (0..900).map(|id| format!("listIds={id}")).collect();
    assert_eq!(portal.get(&format!("{L}?{}", many.join("&"))).status, 414);
}

#[test]
fn enumeration_pages_by_a_cursor_that_is_bound_to_the_filters() {
    let mut portal = Portal::bare();
    for at in 0..45 {
        portal.post(L, manual(&format!("list {at}"))).ok();
    }
    let mut seen = Vec::new();
    let mut body = json!({ "processingTypes": ["MANUAL"], "additionalProperties": ["hs_folder_id"], "count": 20 });
    loop {
        let got = portal.post(&format!("{L}/all"), body.clone()).ok();
        let rows = got["results"].as_array().unwrap();
        assert!(rows.iter().all(|row| row.get("filterBranch").is_none() && row.get("size").is_none()));
        assert!(rows.iter().all(|row| row["additionalProperties"]["hs_list_size"] == "0"));
        seen.extend(rows.iter().map(|row| row["listId"].as_str().unwrap().parse::<u64>().unwrap()));
        match got["paging"]["next"]["after"].as_str() {
            Some(after) => body["after"] = json!(after),
            None => break,
        }
    }
    assert_eq!(seen, (1..=45).collect::<Vec<u64>>());
    body["processingTypes"] = json!(["DYNAMIC"]);
    portal.post(&format!("{L}/all"), body.clone()).refused(400, "INVALID_CURSOR");
    body["after"] = json!("nonsense");
    portal.post(&format!("{L}/all"), body.clone()).refused(400, "INVALID_CURSOR");
    portal.post(&format!("{L}/all"), json!({ "processingTypes": ["X"] })).refused(400, "INVALID_PROCESSING_TYPE");
}

#[test]
fn search_finds_parts_of_names_and_may_lag() {
    let mut portal = Portal::with(&[("search_lag", "five-seconds")]);
    portal.post(L, manual("Hot leads")).ok();
    let body =
        json!({ "query": "LEAD", "offset": 0, "additionalProperties": [], "listIds": [], "processingTypes": [] });
    assert_eq!(portal.post(&format!("{L}/search"), body.clone()).ok()["total"], 0);
    portal.post(L, manual("hot leads")).refused(400, "ILS.DUPLICATE_LIST_NAMES");
    portal.world.now = "2026-11-23T10:00:06Z".parse().unwrap();
    let got = portal.post(&format!("{L}/search"), body).ok();
    assert_eq!(
        (got["total"].as_u64(), got["hasMore"].as_bool(), got["offset"].as_u64()),
        (Some(1), Some(false), Some(1))
    );
}

#[test]
fn references_are_counted_from_lists_and_where_the_switch_says_so_from_workflows() {
    for (switches, count) in [(&[][..], "1"), (&[("list_references", "lists-and-workflows")][..], "2")] {
        assert_eq!(references(Portal::seeded_with(switches)), count);
    }
}

fn references(mut portal: Portal) -> String {
    let member = json!({ "filterType": "IN_LIST", "operator": "IN_LIST", "listId": "1" });
    portal.list("Hot", one(member)).ok();
    let mut flow = super::flows::with_actions(json!([super::flows::step(
        "1",
        "0-63809083",
        json!({ "listId": "1", "targetObject": "{{ enrolled_object }}" }),
        None
    )]));
    flow["suppressionListIds"] = json!([1]);
    portal.post("/automation/v4/flows", flow).ok();
    let got = portal.post(&format!("{L}/search"), json!({ "listIds": ["1"] })).ok();
    got["lists"][0]["additionalProperties"]["hs_list_reference_count"].as_str().unwrap().to_owned()
}

#[test]
fn folders_hold_lists_and_folders() {
    let mut portal = Portal::bare();
    let outer = portal.post(&format!("{L}/folders"), json!({ "name": "hubwright" })).ok()["folder"]["id"].clone();
    let inner = portal.post(&format!("{L}/folders"), json!({ "name": "acme", "parentFolderId": outer })).ok()["folder"]
        ["id"]
        .clone();
    let mut body = manual("Hot");
    body["listFolderId"] = inner.clone();
    portal.post(L, body).ok();
    let tree = portal.get(&format!("{L}/folders?folderId=0")).ok();
    assert_eq!(tree["folder"]["childNodes"][0]["childNodes"][0]["childLists"], json!([1]));
    assert_eq!(portal.put(&format!("{L}/folders/move-list"), json!({ "listId": "1", "newFolderId": "0" })).status, 204);
    assert_eq!(portal.get(&format!("{L}/folders")).ok()["folder"]["childLists"], json!([1]));
    portal.delete(&format!("{L}/folders/1")).refused(400, "");
    portal.put_bare(&format!("{L}/folders/1/move/2")).refused(400, "");
    portal.put_bare(&format!("{L}/folders/2/rename?newFolderName=other")).ok();
    portal.put_bare(&format!("{L}/folders/2/move/0")).ok();
    assert_eq!(portal.delete(&format!("{L}/folders/1")).status, 204);
    portal.get(&format!("{L}/folders?folderId=1")).refused(404, "");
    let row = portal.post(&format!("{L}/all"), json!({})).ok();
    assert_eq!(row["results"][0]["additionalProperties"].get("hs_folder_name"), None);
}

#[test]
fn members_are_put_into_manual_lists_only() {
    let mut portal = Portal::seeded();
    portal.list("Hot", branch()).ok();
    let got = portal.put(&format!("{L}/1/memberships/add"), json!(["102", "101", "9999"])).ok();
    assert_eq!(got, json!({ "recordsIdsAdded": ["102"], "recordIdsMissing": ["9999"] }));
    let got = portal.put(&format!("{L}/1/memberships/remove"), json!(["101"])).ok();
    assert_eq!(got, json!({ "recordIdsRemoved": ["101"] }));
    let got = portal.get(&format!("{L}/1/memberships?limit=1")).ok();
    assert_eq!(got["results"][0]["recordId"], "102");
    portal.put(&format!("{L}/2/memberships/add"), json!(["102"])).refused(400, "");
    let mut portal = Portal::seeded_with(&[("dynamic_members", "ignored")]);
    portal.list("Hot", branch()).ok();
    assert_eq!(portal.put(&format!("{L}/2/memberships/add"), json!(["102"])).ok(), json!({}));
}

#[test]
fn a_snapshot_is_taken_once() {
    let mut portal = Portal::seeded();
    let body = json!({ "name": "Then", "objectTypeId": "0-1", "processingType": "SNAPSHOT", "filterBranch": branch() });
    portal.post(L, body).ok();
    let size = |portal: &mut Portal| portal.get(&format!("{L}/2/memberships")).ok()["total"].clone();
    assert_eq!(size(&mut portal), 1);
    portal.patch("/crm/v3/objects/contacts/102", json!({ "properties": { "score": "99" } })).ok();
    assert_eq!(size(&mut portal), 1);
    portal.put(&format!("{L}/2/update-list-filters"), json!({ "filterBranch": branch() })).refused(400, "");
}

#[test]
fn reads_may_shuffle_sets_and_strip_empties() {
    let mut portal = Portal::seeded_with(&[("read_order", "shuffled"), ("read_empties", "stripped")]);
    let sent = super::support::or(vec![
        super::support::and(vec![number("score", "IS_LESS_THAN", 1), number("score", "IS_LESS_THAN", 2)]),
        super::support::and(vec![number("score", "IS_LESS_THAN", 3)]),
    ]);
    portal.list("Hot", sent).ok();
    let got = portal.get(&format!("{L}/2?includeFilters=true")).ok();
    let branch = &got["list"]["filterBranch"];
    assert!(branch.get("filters").is_none());
    assert_eq!(branch["filterBranches"][0]["filters"][0]["operation"]["value"], 3.0);
    assert_eq!(branch["filterBranches"][1]["filters"][0]["operation"]["value"], 2.0);
}
