//! What HubSpot's own clients ask for beside the program: `.ci/clients` drives a portal with them.

use super::support::{Portal, number, one};
use serde_json::{Value, json};

const CONTACTS: &str = "/crm/objects/2026-09/contacts";

fn id_of(portal: &mut Portal, email: &str) -> String {
    let path = format!("{CONTACTS}/{email}?idProperty=email");
    portal.get(&path).ok()["id"].as_str().unwrap().to_owned()
}

fn texts<'a>(rows: &'a Value, name: &str) -> Vec<&'a str> {
    rows.as_array().unwrap().iter().map(|row| row[name].as_str().unwrap()).collect()
}

#[test]
fn truth_in_a_query_has_any_case() {
    let mut portal = Portal::seeded();
    let made = portal.list("Hot", one(number("score", "IS_GREATER_THAN", 50))).ok();
    let path = format!("/crm/v3/lists/{}?includeFilters=", made["list"]["listId"].as_str().unwrap());
    for yes in ["true", "True"] {
        assert!(portal.get(&format!("{path}{yes}")).ok()["list"]["filterBranch"].is_object(), "{yes}");
    }
    assert!(portal.get(&format!("{path}False")).ok()["list"].get("filterBranch").is_none());
}

#[test]
fn a_record_knows_its_lists() {
    let mut portal = Portal::seeded();
    let hot = portal.list("Hot", one(number("score", "IS_GREATER_THAN", 50))).ok()["list"]["listId"].clone();
    let (ada, bea) = (id_of(&mut portal, "ada@north.example"), id_of(&mut portal, "bea@north.example"));
    let got = portal.get(&format!("/crm/lists/2026-09/records/0-1/{ada}/memberships")).ok();
    assert_eq!(got["total"], 2);
    assert!(texts(&got["results"], "listId").contains(&hot.as_str().unwrap()));
    for name in ["firstAddedTimestamp", "lastAddedTimestamp"] {
        assert_eq!(got["results"][1][name], "2026-11-23T10:00:00.000Z");
    }
    let inputs = [&ada, &bea].map(|id| json!({ "objectTypeId": "0-1", "recordId": id }));
    let got = portal.post("/crm/v3/lists/records/memberships/batch/read", json!({ "inputs": inputs })).ok();
    assert_eq!(got["results"][0]["recordListMemberships"].as_array().unwrap().len(), 2);
    assert_eq!(got["results"][1]["recordListMemberships"], json!([]));
}

#[test]
fn ids_of_folders_are_numbers_in_v3_and_texts_in_dated_versions() {
    let mut portal = Portal::seeded();
    let old = portal.post("/crm/v3/lists/folders", json!({ "name": "a" })).ok();
    assert_eq!((&old["folder"]["id"], &old["folder"]["parentFolderId"]), (&json!(1), &json!(0)));
    let new = portal.get("/crm/lists/2026-09/folders?folderId=1").ok();
    assert_eq!((&new["folder"]["id"], &new["folder"]["parentFolderId"]), (&json!("1"), &json!("0")));
}

#[test]
fn a_stage_is_read_by_its_id() {
    let mut portal = Portal::seeded();
    let all = portal.get("/crm/pipelines/2026-09/deals").ok();
    let renewals = all["results"].as_array().unwrap().iter().find(|row| row["label"] == "Renewals").unwrap();
    let (pipeline, stage) = (renewals["id"].as_str().unwrap(), renewals["stages"][1]["id"].as_str().unwrap());
    let path = format!("/crm/pipelines/2026-09/deals/{pipeline}/stages/");
    assert_eq!(portal.get(&format!("{path}{stage}")).ok()["label"], "Won");
    portal.get(&format!("{path}nowhere")).refused(404, "");
}

#[test]
fn a_label_is_changed_and_deleted_both_ways() {
    let mut portal = Portal::seeded();
    let path = "/crm/associations/2026-09/contacts/companies/labels";
    let made = portal.post(path, json!({ "label": "Knows", "name": "knows", "inverseLabel": "Known by" })).ok();
    let type_id = made["results"][0]["typeId"].clone();
    let (ada, north) = (id_of(&mut portal, "ada@north.example"), portal.get("/crm/objects/2026-09/companies").ok());
    let pair = format!("{CONTACTS}/{ada}/associations/companies");
    let with = json!([{ "associationCategory": "USER_DEFINED", "associationTypeId": type_id }]);
    portal.put(&format!("{pair}/{}", north["results"][0]["id"].as_str().unwrap()), with).ok();
    let labels = |portal: &mut Portal| portal.get(&pair).ok()["results"][0]["associationTypes"].to_string();
    assert!(labels(&mut portal).contains("\"Knows\""));
    let change = json!({ "associationTypeId": type_id, "label": "Met" });
    assert_eq!(portal.put(path, change).status, 204);
    assert!(labels(&mut portal).contains("\"Met\""));
    let back = portal.get("/crm/associations/2026-09/companies/contacts/labels").ok().to_string();
    assert!(back.contains("\"Met\"") && !back.contains("Known by"), "without a second text the first goes both ways");
    assert_eq!(portal.delete(&format!("{path}/{type_id}")).status, 204);
    assert!(!labels(&mut portal).contains("USER_DEFINED"), "no record has it any more");
    assert!(!portal.get("/crm/associations/2026-09/companies/contacts/labels").ok().to_string().contains("Met"));
    portal.delete(&format!("{path}/{type_id}")).refused(400, "");
    portal.delete(&format!("{path}/279")).refused(400, "");
}

#[test]
fn a_plain_association_is_shown_with_its_type_each_way() {
    let mut portal = Portal::seeded();
    let (dee, companies) = (id_of(&mut portal, "dee@south.example"), portal.get("/crm/objects/2026-09/companies").ok());
    let south = companies["results"][1]["id"].as_str().unwrap();
    let made = portal.put_bare(&format!("{CONTACTS}/{dee}/associations/default/companies/{south}")).ok();
    let inputs = json!({ "inputs": [{ "from": { "id": dee }, "to": { "id": south } }] });
    let batch = portal.post("/crm/associations/2026-09/contacts/companies/batch/associate/default", inputs);
    assert_eq!(batch.status, 200);
    for got in [made, batch.body] {
        assert!(got["startedAt"].is_string() && got["completedAt"].is_string());
        assert_eq!((&got["results"][0]["from"]["id"], &got["results"][0]["to"]["id"]), (&json!(dee), &json!(south)));
        let types: Vec<&Value> =
            got["results"].as_array().unwrap().iter().map(|row| &row["associationSpec"]["associationTypeId"]).collect();
        assert_eq!(types, [&json!(279), &json!(280)]);
    }
}

#[test]
fn a_property_shows_what_it_was() {
    let mut portal = Portal::seeded();
    let ada = id_of(&mut portal, "ada@north.example");
    portal.patch(&format!("{CONTACTS}/{ada}"), json!({ "properties": { "country": "Spain" } })).ok();
    let got = portal.get(&format!("{CONTACTS}/{ada}?propertiesWithHistory=country,phone")).ok();
    assert_eq!(texts(&got["propertiesWithHistory"]["country"], "value"), ["Spain", "France"], "the newest first");
    assert_eq!(got["propertiesWithHistory"]["phone"], json!([]));
    let body = json!({ "inputs": [{ "id": ada }], "properties": [], "propertiesWithHistory": ["country"] });
    let got = portal.post(&format!("{CONTACTS}/batch/read"), body).ok();
    assert_eq!(got["results"][0]["propertiesWithHistory"]["country"][0]["value"], "Spain");
}

fn search(portal: &mut Portal, filters: Value) -> Vec<String> {
    let body = json!({ "filterGroups": [{ "filters": filters }], "sorts": ["-score"], "limit": 100 });
    let got = portal.post(&format!("{CONTACTS}/search"), body).ok();
    got["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["properties"]["firstname"].as_str().unwrap().into())
        .collect()
}

#[test]
fn records_are_found_by_each_operator_of_a_search() {
    let mut portal = Portal::seeded();
    for (property, operator, values, found) in [
        ("country", "EQ", json!({ "value": "FRANCE" }), vec!["Ada", "Bea"]),
        ("country", "NEQ", json!({ "value": "france" }), vec!["Cy", "Dee"]),
        ("score", "LT", json!({ "value": "40" }), vec!["Cy"]),
        ("score", "LTE", json!({ "value": "40" }), vec!["Bea", "Cy"]),
        ("score", "GT", json!({ "value": "40" }), vec!["Ada"]),
        ("score", "GTE", json!({ "value": "40" }), vec!["Ada", "Bea"]),
        ("score", "BETWEEN", json!({ "value": "0", "highValue": "40" }), vec!["Bea", "Cy"]),
        ("country", "IN", json!({ "values": ["spain", "italy"] }), vec!["Dee"]),
        ("country", "NOT_IN", json!({ "values": ["france"] }), vec!["Cy", "Dee"]),
        ("country", "HAS_PROPERTY", json!({}), vec!["Ada", "Bea", "Dee"]),
        ("country", "NOT_HAS_PROPERTY", json!({}), vec!["Cy"]),
        ("email", "CONTAINS_TOKEN", json!({ "value": "south" }), vec!["Cy", "Dee"]),
        ("email", "CONTAINS_TOKEN", json!({ "value": "*outh.ex*" }), vec!["Cy", "Dee"]),
        ("email", "NOT_CONTAINS_TOKEN", json!({ "value": "sout" }), vec!["Ada", "Bea", "Cy", "Dee"]),
    ] {
        let mut filter = values.clone();
        filter["propertyName"] = json!(property);
        filter["operator"] = json!(operator);
        assert_eq!(search(&mut portal, json!([filter])), found, "{property} {operator} {values}");
    }
}

#[test]
fn a_search_has_groups_pages_and_limits() {
    let mut portal = Portal::seeded();
    let path = format!("{CONTACTS}/search");
    let is = |name: &str| json!({ "filters": [{ "propertyName": "firstname", "operator": "EQ", "value": name }] });
    let body =
        |limit: u64, after: &str| json!({ "filterGroups": [is("Ada"), is("Dee")], "limit": limit, "after": after });
    let first = portal.post(&path, body(1, "0")).ok();
    assert_eq!((&first["total"], &first["paging"]["next"]["after"]), (&json!(2), &json!("1")));
    let second = portal.post(&path, body(1, "1")).ok();
    assert_eq!(second["results"][0]["properties"]["firstname"], "Dee");
    assert!(second.get("paging").is_none());
    assert_eq!(portal.post(&path, json!({})).ok()["total"], 4);
    assert_eq!(portal.post(&path, json!({ "query": "NORTH.example" })).ok()["total"], 2);
    for wrong in [
        body(201, "0"),
        body(1, "10000"),
        json!({ "filterGroups": [is("a"), is("b"), is("c"), is("d"), is("e"), is("f")] }),
        json!({ "filterGroups": [{ "filters": [{ "propertyName": "nothing", "operator": "EQ", "value": "a" }] }] }),
        json!({ "filterGroups": [{ "filters": [{ "propertyName": "email", "operator": "LIKE", "value": "a" }] }] }),
        json!({ "filterGroups": [{ "filters": [{ "propertyName": "email", "operator": "BETWEEN", "value": "a" }] }] }),
        json!({ "sorts": ["email", "score"] }),
    ] {
        portal.post(&path, wrong).refused(400, "");
    }
}
