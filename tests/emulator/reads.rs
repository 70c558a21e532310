//! What is only read: account, people, assets, pipelines; and properties and records.

use super::support::Portal;
use serde_json::{Value, json};

#[test]
fn account_details_say_which_portal_it_is() {
    let mut portal = Portal::seeded();
    for base in ["/account-info/v3/details", "/account-info/2026-03/details", "/account-info/2026-09/details"] {
        let got = portal.get(base).ok();
        assert_eq!(
            (&got["portalId"], &got["accountType"], &got["timeZone"]),
            (&json!(4711), &json!("STANDARD"), &json!("Europe/Paris"))
        );
        assert_eq!(got["utcOffset"], "+01:00");
    }
}

#[test]
fn owner_and_user_ids_never_agree() {
    let mut portal = Portal::seeded();
    let got = portal.get("/crm/owners/2026-09?email=ANA@acme.example").ok();
    let ana = &got["results"][0];
    assert_ne!(ana["id"], json!(ana["userId"].to_string()));
    assert_eq!(ana["teams"][0]["name"], "SDR");
    assert_eq!(portal.get("/crm/owners/2026-09").ok()["results"].as_array().unwrap().len(), 2);
    let old = portal.get("/crm/owners/2026-09?archived=true").ok();
    assert_eq!(old["results"][0]["userId"], Value::Null);
    let page = portal.get("/crm/owners/2026-09?limit=1").ok();
    let after = page["paging"]["next"]["after"].as_str().unwrap();
    let rest = portal.get(&format!("/crm/owners/2026-09?limit=1&after={after}")).ok();
    assert_eq!(rest["results"][0]["email"], "bob@acme.example");
    assert!(rest.get("paging").is_none());
    let users = portal.get("/settings/users/2026-09").ok();
    assert_eq!(users["results"].as_array().unwrap().len(), 4);
    let by_user = portal.get(&format!("/crm/v3/owners/{}?idProperty=userId", ana["userId"])).ok();
    assert_eq!(by_user["email"], "ana@acme.example");
    let teams = portal.get("/settings/users/2026-09/teams").ok();
    assert_eq!(teams["results"][0]["userIds"].as_array().unwrap().len(), 2);
    assert_eq!(portal.get("/settings/v3/users/teams").ok(), teams);
}

#[test]
fn forms_and_emails_have_names_that_repeat() {
    let mut portal = Portal::seeded();
    let names = |got: &Value| -> Vec<String> {
        got["results"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    let forms = portal.get("/marketing/v3/forms").ok();
    assert_eq!(names(&forms).iter().filter(|name| *name == "Twin").count(), 2);
    assert!(!names(&forms).contains(&"Popup".to_owned()));
    let all = portal.get("/marketing/v3/forms?formTypes=all&limit=100").ok();
    assert!(names(&all).contains(&"Popup".to_owned()));
    let emails = portal.get("/marketing/emails/2026-09?type=AUTOMATED_EMAIL").ok();
    assert_eq!((names(&emails).len(), &emails["results"][0]["state"]), (1, &json!("AUTOMATED")));
}

#[test]
fn pipelines_have_stages() {
    let mut portal = Portal::seeded();
    let got = portal.get("/crm/pipelines/2026-09/deals").ok();
    assert_eq!(got["results"][0]["id"], "default");
    assert_eq!(got["results"][0]["stages"][0]["id"], "appointmentscheduled");
    assert_eq!(got["results"][1]["label"], "Renewals");
    let tickets = portal.get("/crm/v3/pipelines/0-5/0").ok();
    assert_eq!(tickets["stages"].as_array().unwrap().len(), 4);
}

#[test]
fn labels_are_told_apart_by_category_and_number() {
    let mut portal = Portal::seeded();
    let got = portal.get("/crm/associations/2026-09/contact/deal/labels").ok();
    assert_eq!(got, portal.get("/crm/v4/associations/contacts/deals/labels").ok());
    let rows = got["results"].as_array().unwrap();
    assert!(rows.contains(&json!({ "category": "HUBSPOT_DEFINED", "typeId": 4, "label": null })));
    assert!(rows.contains(&json!({ "category": "USER_DEFINED", "typeId": 1, "label": "Decision maker" })));
    let back = portal.get("/crm/associations/2026-09/0-3/0-1/labels").ok();
    assert!(
        back["results"]
            .as_array()
            .unwrap()
            .contains(&json!({ "category": "USER_DEFINED", "typeId": 2, "label": "Decided by" }))
    );
}

#[test]
fn property_lists_hold_one_class_of_sensitivity() {
    let mut portal = Portal::seeded();
    let names = |got: Value| -> Vec<String> {
        got["results"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    let plain = names(portal.get("/crm/properties/2026-09/contacts").ok());
    assert!(plain.contains(&"email".to_owned()) && !plain.contains(&"ssn".to_owned()));
    assert_eq!(names(portal.get("/crm/properties/2026-09/0-1?dataSensitivity=sensitive").ok()), ["ssn"]);
    assert!(names(portal.get("/crm/v3/properties/contact?dataSensitivity=highly_sensitive").ok()).is_empty());
    portal.get("/crm/v3/properties/contacts/ssn").refused(404, "");
    portal.get("/crm/v3/properties/contacts/ssn?dataSensitivity=sensitive").ok();
    portal.get("/crm/v3/properties/wombats").refused(400, "");
}

#[test]
fn properties_are_made_changed_and_archived() {
    let mut portal = Portal::seeded();
    let base = "/crm/properties/2026-09/contacts";
    let body = json!({ "name": "mood", "label": "Mood", "type": "enumeration", "fieldType": "select", "groupName": "contactinformation",
        "options": [{ "label": "Good", "value": "good", "displayOrder": 0 }] });
    let got = portal.post(base, body.clone());
    assert_eq!((got.status, got.raw.header("location")), (201, Some("/crm/properties/2026-09/contacts/mood")));
    let again = portal.post(base, body.clone());
    assert_eq!((again.status, again.sub()), (409, "Properties.PROPERTY_WITH_NAME_EXISTS"));
    let got = portal
        .patch(&format!("{base}/mood"), json!({ "options": [{ "label": "Bad", "value": "bad", "displayOrder": 0 }] }))
        .ok();
    assert_eq!(got["options"].as_array().unwrap().len(), 1);
    for (key, value) in
        [("type", json!("text")), ("fieldType", json!("number")), ("groupName", json!("none")), ("name", json!("Mood"))]
    {
        let mut bad = body.clone();
        bad["name"] = json!("other");
        bad["label"] = json!("Other");
        bad[key] = value;
        portal.post(base, bad).refused(400, "");
    }
    let filter = super::support::property(
        "mood",
        json!({ "operationType": "ENUMERATION", "operator": "IS_ANY_OF", "values": ["bad"] }),
    );
    portal.list("moody", super::support::one(filter)).ok();
    portal.delete(&format!("{base}/mood")).refused(400, "PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE");
    portal.delete("/crm/v3/lists/2").ok();
    assert_eq!(portal.delete(&format!("{base}/mood")).status, 204);
    portal.get(&format!("{base}/mood")).refused(404, "");
    portal.delete(&format!("{base}/mood")).refused(404, "");
    portal.post(base, body).ok();
    portal.delete(&format!("{base}/email")).refused(400, "");
}

#[test]
fn groups_are_made_and_go_when_empty() {
    let mut portal = Portal::bare();
    let base = "/crm/properties/2026-09/deals/groups";
    assert_eq!(portal.post(base, json!({ "name": "hubwright", "label": "hubwright" })).status, 201);
    assert_eq!(portal.post(base, json!({ "name": "hubwright", "label": "hubwright" })).status, 409);
    portal.delete(&format!("{base}/dealinformation")).refused(400, "PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES");
    assert_eq!(portal.delete(&format!("{base}/hubwright")).status, 204);
}

#[test]
fn records_are_judged_value_by_value() {
    let mut portal = Portal::seeded();
    let base = "/crm/objects/2026-09/contacts";
    let bad = json!({ "properties": { "email": "nobody", "nothing": "x", "tier": "Z", "score": "many", "createdate": "2026-01-01", "renewal": "soon" } });
    let got = portal.post(base, bad).refused(400, "");
    let mut codes: Vec<&str> =
        got.body["errors"].as_array().unwrap().iter().map(|error| error["code"].as_str().unwrap()).collect();
    codes.sort_unstable();
    assert_eq!(
        codes,
        ["INVALID_DATE", "INVALID_EMAIL", "INVALID_LONG", "INVALID_OPTION", "PROPERTY_DOESNT_EXIST", "READ_ONLY_VALUE"]
    );
    portal.post(base, json!({ "properties": {} })).refused(400, "");
    let got = portal.post(base, json!({ "properties": { "email": "New@x.example" } }));
    assert_eq!((got.status, &got.body["properties"]["email"]), (201, &json!("new@x.example")));
    let got = portal.post(base, json!({ "properties": { "email": "new@X.example" } }));
    assert_eq!((got.status, &got.body["category"]), (409, &json!("CONFLICT")));
    let got = portal.get(&format!("{base}/101?properties=tier,nothing,city&associations=companies")).ok();
    assert_eq!(got["properties"]["tier"], "A");
    assert_eq!(got["properties"]["city"], Value::Null);
    assert_eq!(got["associations"]["companies"]["results"].as_array().unwrap().len(), 1);
    let missing = portal.get(&format!("{base}/99999"));
    assert_eq!((missing.status, missing.body.get("category")), (404, None));
    portal.get(&format!("{base}/abc")).refused(404, "");
}

#[test]
fn batches_are_partial_or_whole() {
    let mut portal = Portal::seeded();
    let base = "/crm/objects/2026-09/contacts/batch";
    let got = portal.post(
        &format!("{base}/read"),
        json!({ "inputs": [{ "id": "101" }, { "id": "999" }], "properties": ["score"] }),
    );
    assert_eq!((got.status, &got.body["errors"][0]["context"]["ids"]), (207, &json!(["999"])));
    let many: Vec<Value> = (0..101).map(|id| json!({ "id": id.to_string() })).collect();
    portal.post(&format!("{base}/read"), json!({ "inputs": many, "properties": [] })).refused(400, "");
    let twice = json!({ "inputs": [{ "properties": { "email": "a@b.example" } }, { "properties": { "email": "a@b.example" } }] });
    assert_eq!(portal.post(&format!("{base}/create"), twice).status, 409);
    let found = portal.get("/crm/v3/objects/contacts/a@b.example?idProperty=email");
    assert_eq!(found.status, 404);
    let got =
        portal.post(&format!("{base}/update"), json!({ "inputs": [{ "id": "101", "properties": { "score": "1" } }] }));
    assert_eq!(got.status, 200);
}

#[test]
fn associations_have_two_directions() {
    let mut portal = Portal::seeded();
    let types = json!([{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279 }]);
    assert_eq!(portal.put("/crm/v4/objects/contacts/104/associations/companies/106", types).status, 201);
    let got = portal.get("/crm/objects/2026-09/companies/106/associations/contacts").ok();
    let row = got["results"].as_array().unwrap().iter().find(|row| row["toObjectId"] == "104").unwrap().clone();
    assert_eq!(row["associationTypes"][0]["typeId"], 280);
    let wrong = json!([{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 280 }]);
    portal.put("/crm/v4/objects/contacts/104/associations/companies/106", wrong).refused(400, "");
    let got = portal.post(
        "/crm/associations/2026-09/contacts/deals/batch/create",
        json!({ "inputs": [{ "from": { "id": "104" }, "to": { "id": "107" }, "types": [{ "associationCategory": "USER_DEFINED", "associationTypeId": 1 }] },
            { "from": { "id": "104" }, "to": { "id": "999" }, "types": [] }, { "from": { "id": "999" }, "to": { "id": "107" } }] }),
    );
    assert_eq!((got.status, got.body["results"][0]["labels"].clone()), (207, json!(["Decision maker"])));
}

#[test]
fn unknown_routes_are_html_and_wrong_methods_405() {
    let mut portal = Portal::bare();
    for path in [
        "/",
        "/crm/v3/widgets",
        "/crm/lists/2025-01",
        "/crm/v3/lists/1/nothing",
        "/crm/v3/listsx",
        "/automation/v3/workflows",
    ] {
        let got = portal.get(path);
        assert_eq!((got.status, got.raw.header("content-type")), (404, Some("text/html;charset=iso-8859-1")), "{path}");
    }
    assert_eq!(portal.delete("/crm/v3/owners").status, 405);
}

#[test]
fn the_rate_is_limited_where_the_switch_says_so() {
    let mut portal = Portal::with(&[("rate_limit", "hundred")]);
    let first = portal.get("/account-info/v3/details");
    assert_eq!(first.raw.header("x-hubspot-ratelimit-remaining"), Some("99"));
    for _ in 0..99 {
        portal.get("/account-info/v3/details").ok();
    }
    let got = portal.get("/account-info/v3/details");
    assert_eq!(
        (got.status, &got.body["errorType"], &got.body["policyName"]),
        (429, &json!("RATE_LIMIT"), &json!("TEN_SECONDLY_ROLLING"))
    );
    portal.post("/automation/v4/flows", super::flows::smallest()).ok();
    portal.world.now = "2026-11-23T10:00:10Z".parse().unwrap();
    portal.get("/account-info/v3/details").ok();
}

#[test]
fn records_are_searched_by_groups_of_filters_a_page_at_a_time() {
    let mut portal = Portal::bare();
    portal.also(
        "records:\n  contact:\n    - { as: a, email: a@acme.example, country: US }\n    - { as: b, email: b@acme.example, \
         country: fr }\n    - { as: c, email: c@acme.example }\n",
    );
    let at = "/crm/objects/2026-09/contacts/search";
    let found = |portal: &mut Portal, groups: Value| {
        let got = portal.post(at, json!({ "filterGroups": groups, "properties": ["country"] })).ok();
        let rows = got["results"].as_array().unwrap().iter();
        let names: Vec<String> = rows.map(|row| row["properties"]["email"].as_str().unwrap()[..1].to_owned()).collect();
        assert_eq!(got["total"], json!(names.len()));
        names.concat()
    };
    let filter = |operator: &str, rest: Value| {
        let mut filter = json!({ "propertyName": "country", "operator": operator });
        filter.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        filter
    };
    for (filter, names) in [
        (filter("HAS_PROPERTY", json!({})), "ab"),
        (filter("NOT_HAS_PROPERTY", json!({})), "c"),
        (filter("EQ", json!({ "value": "us" })), "a"),
        (filter("NEQ", json!({ "value": "US" })), "bc"),
        (filter("IN", json!({ "values": ["us", "fr"] })), "ab"),
        (filter("NOT_IN", json!({ "values": ["us", "de"] })), "bc"),
        (filter("GT", json!({ "value": "fr" })), "a"),
        (filter("BETWEEN", json!({ "value": "aa", "highValue": "fr" })), "b"),
    ] {
        assert_eq!(found(&mut portal, json!([{ "filters": [filter] }])), names, "{filter}");
    }
    let (known, us) = (filter("HAS_PROPERTY", json!({})), filter("NEQ", json!({ "value": "us" })));
    assert_eq!(found(&mut portal, json!([{ "filters": [known, us] }])), "b");
    let either = json!([{ "filters": [known] }, { "filters": [filter("NOT_HAS_PROPERTY", json!({}))] }]);
    assert_eq!(found(&mut portal, either), "abc");
    let first = portal.post(at, json!({ "limit": 2 })).ok();
    assert_eq!((&first["total"], &first["paging"]["next"]["after"]), (&json!(3), &json!("2")));
    let rest = portal.post(at, json!({ "limit": 2, "after": "2" })).ok();
    assert_eq!((rest["results"].as_array().unwrap().len(), rest.get("paging")), (1, None));
    let six: Vec<Value> = (0..6).map(|_| json!({ "filters": [known] })).collect();
    let seven = json!([{ "filters": vec![known.clone(); 7] }]);
    for body in [
        json!({ "filterGroups": six }),
        json!({ "filterGroups": seven }),
        json!({ "limit": 201 }),
        json!({ "limit": 200, "after": "9900" }),
        json!({ "filterGroups": [{ "filters": [{ "propertyName": "nothing_of_ours", "operator": "HAS_PROPERTY" }] }] }),
        json!({ "filterGroups": [{ "filters": [filter("LIKE", json!({ "value": "1" }))] }] }),
    ] {
        portal.post(at, body).refused(400, "");
    }
}

#[test]
fn an_event_shows_its_properties_to_who_asks_and_a_custom_object_says_whether_it_is_sensitive() {
    let mut portal = Portal::bare();
    portal.also(
        "objects:\n  - { name: visit, associated: [contact] }\n  - { name: lone }\nproperties:\n  visit:\n    - { name: \
         secret, type: string, sensitivity: sensitive }\nevent_types:\n  - { name: renewal, object: contact, properties: [{ \
         name: plan, type: enumeration, options: { pro: Pro } }] }\n",
    );
    let plain = portal.get("/events/2026-09/event-definitions").ok();
    assert!(plain["results"][0].get("properties").is_none());
    let whole = portal.get("/events/2026-09/event-definitions?includeProperties=true").ok();
    let property = &whole["results"][0]["properties"][0];
    assert_eq!((&property["name"], &property["type"]), (&json!("plan"), &json!("enumeration")));
    assert_eq!(property["options"][0]["value"], "pro");
    let schemas = portal.get("/crm-object-schemas/2026-09/schemas").ok();
    let sensitive: Vec<&Value> =
        schemas["results"].as_array().unwrap().iter().map(|row| &row["allowsSensitiveProperties"]).collect();
    assert_eq!(sensitive, [&json!(true), &json!(false)]);
}
