//! A portal becomes code, and the plan of that code has nothing to do.
#![cfg(feature = "edge")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod corpus;
#[path = "import/portal.rs"]
mod portal;

use std::collections::BTreeSet;

use hubwright::catalog::Catalog;
use hubwright::emulator::{AccountType, Embedded, PortalIdentity, State, World};
use hubwright::hubspot::switches::{ListCycles, Switches};
use hubwright::import;
use hubwright::portal::crawl::crawl;
use hubwright::portal::saved::Recording;
use hubwright::portal::testing::{Fault, Faulty};
use hubwright::portal::{Method, Portal, Transport};
use hubwright::settings::{ApiPaths, BatchSizes, Bindings, ObjectBindings};
use portal::Stage;
use serde_json::{Value, json};

const SEED: &str = include_str!("seed.yaml");

/// Puts the project of this repository into a portal, takes its marks away as somebody might who never heard of us, and
/// leaves nothing of it but the portal.
fn shipped() -> Stage {
    let stage = Stage::new(SEED);
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["rules", "workflows"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_str().unwrap();
                stage.write(&format!("{folder}/{name}"), &std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    stage.done(&["apply", "--auto-approve"]);
    for folder in ["rules", "workflows", ".hubwright/record"] {
        std::fs::remove_dir_all(stage.root().join(folder)).unwrap();
    }
    let flows = stage.ask(Method::Get, "/automation/v4/flows", None);
    for flow in flows["results"].as_array().unwrap() {
        let id = flow["id"].as_str().unwrap();
        let mut body = stage.live(id);
        let entries = body.as_object_mut().unwrap();
        for key in ["createdAt", "updatedAt", "dataSources"] {
            entries.remove(key);
        }
        let text = entries.get("description").and_then(Value::as_str).unwrap_or_default();
        let said = text.lines().filter(|line| !line.starts_with("hubwright ")).collect::<Vec<_>>().join("\n");
        entries.insert("description".to_owned(), json!(said.trim_end()));
        entries.insert("uuid".to_owned(), json!(format!("by-hand-{id}")));
        stage.ask(Method::Put, &format!("/automation/v4/flows/{id}"), Some(body));
    }
    stage
}

#[test]
fn the_programme_of_this_repository_comes_back_from_a_portal() {
    let stage = shipped();
    let report: Value = serde_json::from_str(&stage.done(&["import", "--format", "json"])).unwrap();
    let lost: Vec<String> = report["losses"].as_array().unwrap().iter().map(Value::to_string).collect();
    let objects = report["imported"].as_array().unwrap().len();
    let mut shown = format!("{objects} objects\n\n# Not said\n{}\n", lost.join("\n"));
    for (path, text) in stage.sources().iter().filter(|(path, _)| !path.starts_with("rules/portal/")) {
        shown.push_str(&format!("\n──── {path}\n{text}"));
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(shown) });
    stage.is_proved();
}

/// Puts a stored workflow into a portal of its own.
fn stored(flow: &Value) -> (Stage, String) {
    let stage = Stage::new("{}");
    for property in corpus::missing_properties(flow) {
        stage.ask(Method::Post, "/crm/v3/properties/companies", Some(property));
    }
    let id = stage.flow(corpus::created(flow));
    (stage, id)
}

/// The source file of the only workflow.
fn source(stage: &Stage) -> (String, String) {
    let mut flows = stage.sources().into_iter().filter(|(path, _)| path.ends_with(".flow"));
    let found = flows.next().expect("a workflow was imported");
    assert!(flows.next().is_none());
    found
}

#[test]
fn a_stored_workflow_is_imported_whole_and_an_edit_of_one_line_changes_that_alone() {
    for (path, flow) in corpus::workflows() {
        let (stage, id) = stored(&flow);
        let report = stage.done(&["import"]);
        assert!(!report.contains("could not be said"), "{}: {report}", path.display());
        stage.is_proved();
        stage.done(&["build", "--out", "built"]);
        let (file, text) = source(&stage);
        // The last number that is written is the easiest line to change.
        let (at, line) = text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.contains("set ") || line.contains("increase "))
            .last()
            .unwrap();
        let edited: Vec<String> = text
            .lines()
            .enumerate()
            .map(|(number, text)| match (number == at, text) {
                (true, line) => changed(line),
                (false, "  version 1") => "  version 2".to_owned(),
                (false, text) => text.to_owned(),
            })
            .collect();
        stage.write(&file, &format!("{}\n", edited.join("\n")));
        let before = stage.live(&id);
        stage.done(&["apply", "--auto-approve"]);
        let after = stage.live(&id);
        let actions = |flow: &Value| flow["actions"].as_array().unwrap().clone();
        let (old, new) = (actions(&before), actions(&after));
        assert_eq!(old.len(), new.len(), "{}", path.display());
        let differing = old.iter().filter(|action| !new.contains(action)).count();
        assert_eq!(differing, 1, "{}: `{line}` changes one action", path.display());
        let ids = |actions: &[Value]| actions.iter().map(|it| it["actionId"].clone()).collect::<Vec<_>>();
        let (mut old_ids, mut new_ids) = (ids(&old), ids(&new));
        old_ids.sort_by_key(Value::to_string);
        new_ids.sort_by_key(Value::to_string);
        assert_eq!(old_ids, new_ids, "{}: every action keeps its id", path.display());
        assert_eq!(before["enrollmentCriteria"], after["enrollmentCriteria"], "{}", path.display());
        stage.is_proved();
    }
}

/// Writes another value at the end of a step, which may stand within braces.
fn changed(line: &str) -> String {
    let (step, end) = line.strip_suffix(" }").map_or((line, ""), |step| (step, " }"));
    match step.strip_suffix('"') {
        Some(text) => format!("{text}0\"{end}"),
        None => format!("{step}0{end}"),
    }
}

/// What the README shows: a portal as years of clicking left it.
#[test]
fn an_old_portal_is_read_as_a_person_would_have_written_it() {
    let stage = Stage::new(include_str!("../docs/portal/seed.yaml"));
    let report: Value = serde_json::from_str(&stage.done(&["import", "--format", "json"])).unwrap();
    let mut shown = format!("{:#}\n", report["losses"]);
    for (path, text) in stage.sources().iter().filter(|(path, _)| !path.starts_with("rules/portal/")) {
        shown.push_str(&format!("\n──── {path}\n{text}"));
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(shown) });
    stage.is_proved();
}

/// Older tests of dates are shown as what they mean, and stay as they are spelled when something beside them changes.
#[test]
fn an_older_test_of_dates_is_read_and_is_not_rewritten() {
    let stage = Stage::new("{}");
    let group = |kind: &str, filters: &[Value], branches: &[Value]| json!({ "filterBranchType": kind, "filterBranchOperator": kind, "filters": filters, "filterBranches": branches });
    let old = |operator: &str| {
        let operation = json!({ "operationType": "ROLLING_PROPERTY_UPDATED", "operator": operator, "numberOfDays": 7,
            "includeObjectsWithNoValueSet": false });
        let filter = json!({ "filterType": "PROPERTY", "property": "jobtitle", "operation": operation });
        group("AND", &[filter], &[])
    };
    let rule = || group("OR", &[], &[old("UPDATED_IN_LAST_X_DAYS")]);
    let list = json!({ "name": "Lately", "objectTypeId": "0-1", "processingType": "DYNAMIC", "filterBranch": rule() });
    stage.ask(Method::Post, "/crm/v3/lists", Some(list));
    let branch = json!({ "branchName": "Not lately", "filterBranch": old("NOT_UPDATED_IN_LAST_X_DAYS"),
        "connection": { "edgeType": "STANDARD", "nextActionId": "1" } });
    let id = stage.flow(json!({ "type": "CONTACT_FLOW", "flowType": "WORKFLOW", "objectTypeId": "0-1", "name": "Old",
        "isEnabled": false, "startActionId": "2", "timeWindows": [], "blockedDates": [], "customProperties": {},
        "suppressionListIds": [], "canEnrollFromSalesforce": false, "dataSources": [],
        "enrollmentCriteria": { "type": "LIST_BASED", "shouldReEnroll": false, "unEnrollObjectsNotMeetingCriteria": false,
            "listFilterBranch": rule(), "reEnrollmentTriggersFilterBranches": [] },
        "actions": [
            { "type": "LIST_BRANCH", "actionId": "2", "listBranches": [branch] },
            { "type": "SINGLE_CONNECTION", "actionId": "1", "actionTypeVersion": 0, "actionTypeId": "0-5",
                "fields": { "property_name": "jobtitle", "value": { "type": "STATIC_VALUE", "staticValue": "a" } } },
        ] }));
    let report = stage.done(&["import"]);
    assert!(!report.contains("could not be said"), "{report}");
    stage.is_proved();
    let (file, text) = source(&stage);
    assert!(text.contains("changed in last 7 days") && text.contains("not changed in last 7 days"), "{text}");
    // Adopted as it is; then another value is set.
    stage.done(&["apply", "--auto-approve"]);
    let before = stage.live(&id);
    stage.write(&file, &text.replace("\"a\"", "\"b\"").replace("  version 1", "  version 2"));
    stage.done(&["apply", "--auto-approve"]);
    let after = stage.live(&id);
    assert_ne!(before["actions"], after["actions"]);
    assert_eq!(before["actions"][0]["listBranches"], after["actions"][0]["listBranches"]);
    assert_eq!(before["enrollmentCriteria"], after["enrollmentCriteria"]);
    assert!(after.to_string().contains("NOT_UPDATED_IN_LAST_X_DAYS"), "{after:#}");
    stage.is_proved();
}

/// Where branches meet, HubSpot keeps one edge for the way in, not always the first one.
#[test]
fn an_edit_beside_a_merge_leaves_it_one_way_in() {
    let delay = |id: &str, minutes: &str, edge: Value| {
        json!({ "type": "SINGLE_CONNECTION", "actionId": id, "actionTypeId": "0-1", "actionTypeVersion": 0,
                "fields": { "delta": minutes, "time_unit": "MINUTES" }, "connection": edge })
    };
    let edge = |kind: &str, to: &str| json!({ "edgeType": kind, "nextActionId": to });
    let known = json!({ "filterBranchType": "AND", "filterBranchOperator": "AND", "filterBranches": [], "filters": [
        { "filterType": "PROPERTY", "property": "jobtitle", "operation": { "operationType": "ALL_PROPERTY", "operator": "IS_KNOWN" } }
    ] });
    let mut last = delay("4", "7200", Value::Null);
    last.as_object_mut().unwrap().remove("connection");
    for (edit, to) in [("wait 3 days", "wait 30 days"), ("wait 4 days", "wait 40 days"), ("    wait 3 days\n", "")] {
        let stage = Stage::new("{}");
        let id = stage.flow(json!({
            "name": "Merge", "type": "CONTACT_FLOW", "flowType": "WORKFLOW", "objectTypeId": "0-1", "isEnabled": false,
            "startActionId": "1", "timeWindows": [], "blockedDates": [], "customProperties": {},
            "suppressionListIds": [], "canEnrollFromSalesforce": false,
            "enrollmentCriteria": { "type": "MANUAL", "shouldReEnroll": false },
            "actions": [
                { "type": "LIST_BRANCH", "actionId": "1", "listBranches": [
                    { "branchName": "y", "filterBranch": known, "connection": edge("STANDARD", "2") } ],
                  "defaultBranch": edge("STANDARD", "3") },
                delay("2", "4320", edge("GOTO", "4")),
                delay("3", "5760", edge("STANDARD", "4")),
                last,
            ],
        }));
        stage.done(&["import"]);
        let (file, text) = source(&stage);
        assert!(text.contains(edit), "{text}");
        let before = stage.live(&id);
        stage.write(&file, &text.replace(edit, to).replace("version 1", "version 2"));
        stage.done(&["fmt"]);
        stage.done(&["apply", "--auto-approve"]);
        stage.is_proved();
        let untouched =
            |flow: &Value| flow["actions"].as_array().unwrap().iter().find(|it| it["actionId"] == "4").cloned();
        assert_eq!(untouched(&before), untouched(&stage.live(&id)));
    }
}

/// A number that nothing names is bound under a name that was made up: each other portal has to say what it means there.
#[test]
fn a_number_of_the_portal_plans_only_back_to_its_own() {
    const GUID: &str = "0f0e0d0c-1111-4222-8333-00000000000a";
    let stage = Stage::new("{}");
    let step = |id: &str, (kind, version): (&str, u32), fields: Value| {
        let next = (id != "3").then(|| (id.parse::<u32>().unwrap() + 1).to_string());
        let mut step = json!({ "type": "SINGLE_CONNECTION", "actionId": id, "actionTypeId": kind,
            "actionTypeVersion": version, "fields": fields });
        if let Some(next) = next {
            step["connection"] = json!({ "edgeType": "STANDARD", "nextActionId": next });
        }
        step
    };
    let association = |category: &str, id: u32| json!({ "associationCategory": category, "associationTypeId": id });
    let flow = stage.flow(json!({
        "name": "Chase", "type": "CONTACT_FLOW", "flowType": "WORKFLOW", "objectTypeId": "0-1", "isEnabled": false,
        "startActionId": "1", "timeWindows": [], "blockedDates": [], "customProperties": {}, "suppressionListIds": [],
        "canEnrollFromSalesforce": false, "enrollmentCriteria": { "type": "MANUAL", "shouldReEnroll": false },
        "actions": [
            step("1", ("0-46510720", 6), json!({ "sequenceId": "990004711", "senderType": "CONTACT_OWNER" })),
            // The number of one sort of thing is another thing of another sort.
            step("2", ("0-44475148", 1), json!({ "playbookId": GUID, "surveyIds": [990004711, 990004712], "rank": "5", "id": "990004713",
                "to": [association("USER_DEFINED", 990004714), association("HUBSPOT_DEFINED", 279)] })),
            step("3", ("0-5", 0), json!({ "property_name": "jobtitle", "value": { "type": "STATIC_VALUE", "staticValue": "a" } })),
        ],
    }));
    // A name that a person gave stands where it is sure what is meant: here one number is that of a sequence and of a survey.
    let by_hand = format!("thing: {{ A hard case: \"{GUID}\", A sequence: \"990004711\" }}\n");
    stage.write("bindings/demo.yaml", &by_hand);
    let said = stage.done(&["import"]);
    assert!(said.contains("it is bound under the made-up name `thing(\"sequence [1]\")`"), "{said}");
    let (file, text) = source(&stage);
    for line in [
        "sequenceId = thing(\"sequence [1]\")",
        "playbookId = thing(\"A hard case\")",
        "id = thing(\"thing [1]\")",
        "surveyIds = [thing(\"survey [1]\"), thing(\"survey [2]\")]",
        "rank = \"5\"",
        "associationTypeId = thing(\"associationType [1]\")",
        // HubSpot's own is the same everywhere.
        "associationTypeId = 279",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("99000471") && !text.contains(GUID), "{text}");
    stage.is_proved();
    // What is not edited stays as it is spelled: numbers as numbers.
    let before = stage.live(&flow);
    stage.write(&file, &text.replace("\"a\"", "\"b\"").replace("version 1", "version 2"));
    stage.done(&["apply", "--auto-approve"]);
    let after = stage.live(&flow);
    assert_eq!(before["actions"][1], after["actions"][1]);
    assert_ne!(before["actions"][2], after["actions"][2]);
    stage.is_proved();
    let two =
        "name: acme\nenvironments:\n  demo: { kind: embedded, portal: 77 }\n  other: { kind: embedded, portal: 78 }\n";
    stage.write("hubwright.yaml", two);
    let plan = stage.run(&["plan", "--env", "other"]);
    assert_eq!(plan.code, 6, "{}{}", plan.out, plan.err);
    assert!(plan.out.contains("thing(\"") && plan.out.contains("bindings/other.yaml"), "{}", plan.out);
    let bound = "thing:\n  \"sequence [1]\": \"5\"\n  \"A hard case\": \"p-6\"\n  \"thing [1]\": \"9\"\n  \"survey [1]\": \"7\"\n  \"survey [2]\": \"8\"\n  \"associationType [1]\": \"10\"\n";
    stage.write("bindings/other.yaml", bound);
    stage.done(&["apply", "--env", "other", "--auto-approve"]);
    // The type of an association is a number, wherever it stands.
    stage.done(&["build", "--out", "built"]);
    let built = std::fs::read_to_string(stage.root().join("built/workflows/chase.json")).unwrap();
    let built: Value = serde_json::from_str(&built).unwrap();
    let shapes: Vec<&Value> = built
        .pointer("/actions/1/fields/to")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["associationTypeId"])
        .collect();
    assert_eq!((&shapes[0]["as"], shapes[1]), (&json!("number"), &json!(279)), "{built:#}");
    let resolved = stage.done(&["resolve", "--env", "other"]);
    assert!(resolved.contains("thing(\"survey [2]\")           8") && !resolved.contains("99000471"), "{resolved}");
}

/// Makes a list of contacts by its rule.
fn list(stage: &Stage, title: &str, filter: &Value) -> String {
    let body = json!({ "name": title, "objectTypeId": "0-1", "processingType": "DYNAMIC", "filterBranch": filter });
    stage.ask(Method::Post, "/crm/v3/lists", Some(body))["list"]["listId"].as_str().unwrap().to_owned()
}

fn all_of(filter: Value) -> Value {
    json!({ "filterBranchType": "OR", "filterBranchOperator": "OR", "filters": [], "filterBranches": [
        { "filterBranchType": "AND", "filterBranchOperator": "AND", "filterBranches": [], "filters": [filter] } ] })
}

fn titled() -> Value {
    all_of(json!({ "filterType": "PROPERTY", "property": "jobtitle",
        "operation": { "operationType": "ALL_PROPERTY", "operator": "IS_KNOWN" } }))
}

fn member_of(list: &str) -> Value {
    all_of(json!({ "filterType": "IN_LIST", "operator": "IN_LIST", "listId": list }))
}

/// All of a circle stays in the portal: were one of it left out, the next import would take that one up.
#[test]
fn lists_that_lead_to_themselves_stay_in_the_portal() {
    let stage = Stage::new("{}");
    let first = list(&stage, "First", &titled());
    let second = list(&stage, "Second", &member_of(&first));
    list(&stage, "Third", &member_of(&second));
    let switches = Switches { list_cycles: ListCycles::Taken, ..Switches::default() };
    let body = json!({ "filterBranch": member_of(&second) });
    stage.ask_of(switches, Method::Put, &format!("/crm/v3/lists/{first}/update-list-filters"), Some(body));
    let said = stage.done(&["import"]);
    for title in ["First", "Second"] {
        let line = said.lines().find(|line| line.contains(&format!("“{title}”"))).unwrap();
        assert!(line.contains("who is in itself") && line.contains(&format!("`list(\"{title}\")`")), "{line}");
    }
    let lists: Vec<String> =
        stage.sources().into_iter().map(|(path, _)| path).filter(|path| path.ends_with(".seg")).collect();
    assert_eq!(lists, ["rules/contact/third.seg"]);
    stage.is_proved();
}

#[test]
fn titles_are_read_as_people_wrote_them() {
    let stage = Stage::new("{}");
    for title in ["Leads", "Leads (v1)", "Partners (v3)", " Blank around ", "Tab\there", "Quote \"x\" \\ {y}"] {
        list(&stage, title, &titled());
    }
    let said = stage.done(&["import"]);
    assert!(!said.contains("fault of hubwright"), "{said}");
    let heads: Vec<String> = stage
        .sources()
        .into_iter()
        .filter(|(path, _)| path.ends_with(".seg"))
        .map(|(path, text)| {
            let lines = text.lines().filter(|line| line.starts_with("  version") || line.starts_with("  title"));
            format!("{path}:{}", lines.collect::<String>())
        })
        .collect();
    insta::assert_snapshot!(format!("{}\n{said}", heads.join("\n")));
    stage.is_proved();
}

/// Files, the record and the portal: an import that cannot write one of them leaves all of them as they were.
#[cfg(unix)]
#[test]
fn an_import_that_cannot_write_a_file_writes_none() {
    let stage = Stage::new(include_str!("../docs/portal/seed.yaml"));
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), stage.root().join("workflows")).unwrap();
    let ended = stage.run(&["import"]);
    assert_ne!(ended.code, 0);
    assert!(ended.err.contains("settings::output-not-writable") && ended.err.contains("it is a link"), "{}", ended.err);
    assert_eq!(stage.sources(), []);
    assert!(std::fs::read_dir(outside.path()).unwrap().next().is_none());
    let record = stage.root().join(".hubwright/record");
    let entries =
        std::fs::read_dir(record).into_iter().flatten().map(|entry| std::fs::read_to_string(entry.unwrap().path()));
    assert!(entries.flatten().all(|text| !text.contains("adopted")), "nothing is recorded");
    std::fs::remove_file(stage.root().join("workflows")).unwrap();
    stage.done(&["import"]);
    stage.is_proved();
}

/// What somebody clicks in an imported workflow that nothing was deployed to yet is told, and stops nothing: its source did
/// not change.
#[test]
fn a_click_in_an_imported_workflow_is_drift_and_no_change_of_the_source() {
    let stage = Stage::new(include_str!("../docs/portal/seed.yaml"));
    stage.done(&["import"]);
    let flows = stage.ask(Method::Get, "/automation/v4/flows", None);
    let id = flows["results"][0]["id"].as_str().unwrap().to_owned();
    let mut body = stage.live(&id);
    for key in ["createdAt", "updatedAt", "dataSources"] {
        body.as_object_mut().unwrap().remove(key);
    }
    body["name"] = json!("Clicked");
    stage.ask(Method::Put, &format!("/automation/v4/flows/{id}"), Some(body));
    let plan = stage.run(&["plan", "--detailed-exitcode"]);
    assert_eq!(plan.code, 0, "{}{}", plan.out, plan.err);
    assert!(plan.out.contains("was changed in the portal since it was last deployed or adopted"), "{}", plan.out);
    stage.ask(
        Method::Post,
        "/crm/v3/lists",
        Some(json!({ "name": "New", "objectTypeId": "0-1", "processingType": "MANUAL" })),
    );
    stage.done(&["import", "New"]);
    stage.done(&["apply", "--auto-approve", "--repair"]);
    assert_ne!(stage.live(&id)["name"], "Clicked");
    stage.is_proved();
}

/// Of what the token may not see, nobody can tell that it has no name: none is made up, for it would stay for good.
#[test]
fn what_the_token_may_not_see_gets_no_name() {
    const FORM: &str = "1f8a1b2c-0000-4000-8000-000000000001";
    let identity =
        PortalIdentity { portal_id: 7, account_type: AccountType::Standard, time_zone: "Europe/Paris".to_owned() };
    let portal = Embedded::in_world(
        State::in_memory(identity, Switches::default()).unwrap(),
        World { now: "2026-06-01T12:00:00Z".parse().unwrap(), seed: 0 },
    );
    let filter = all_of(json!({ "filterType": "FORM_SUBMISSION", "formId": FORM, "operator": "FILLED_OUT" }));
    fn client(transport: &dyn Transport) -> Portal<'_> {
        Portal::new(transport, ApiPaths::default(), BatchSizes::default())
    }
    let list = json!({ "name": "Asked", "objectTypeId": "0-1", "processingType": "DYNAMIC", "filterBranch": filter });
    client(&portal).create_list(list).unwrap();
    let made_up = |transport: &dyn Transport| {
        let recording = Recording::new(transport, &ApiPaths::default());
        crawl(&client(&recording), &BTreeSet::new(), &BTreeSet::new()).unwrap();
        let saved = recording.finish();
        let (bindings, bound) = (Bindings::default(), ObjectBindings::default());
        import::names(&client(&saved), &saved, &Catalog::default(), &bindings, &bound, &Switches::default())
            .unwrap()
            .made_up
    };
    assert!(made_up(&portal)["form"].values().eq([FORM]));
    let refusal = json!({ "status": "error", "category": "MISSING_SCOPES", "message": "no" });
    let blind = Faulty::new(&portal).on(Method::Get, "/marketing/v3/forms", Fault::Status(403, refusal));
    assert_eq!(made_up(&blind).get("form"), None);
}

#[test]
fn the_code_of_another_workflow_is_never_written_over() {
    let stage = Stage::new("{}");
    stage.write("workflows/code/score/code_1.js", "// mine\n");
    let mine = "workflow mine on contact {\n  version 1\n  enroll manually\n\n  run code \"score/code_1.js\" on NODE20X {}\n}\n";
    stage.write("workflows/mine.flow", mine);
    stage.done(&["apply", "--auto-approve"]);
    stage.flow(json!({
        "name": "Score", "type": "CONTACT_FLOW", "flowType": "WORKFLOW", "objectTypeId": "0-1", "isEnabled": false,
        "startActionId": "1", "timeWindows": [], "blockedDates": [], "customProperties": {}, "suppressionListIds": [],
        "canEnrollFromSalesforce": false, "enrollmentCriteria": { "type": "MANUAL", "shouldReEnroll": false },
        "actions": [{ "type": "CUSTOM_CODE", "actionId": "1", "sourceCode": "theirs", "runtime": "NODE20X",
                      "secretNames": [], "inputFields": [], "outputFields": [] }],
    }));
    let said = stage.done(&["import"]);
    assert!(said.contains("workflows/code/score/code_1.js, which is there and is never written over"), "{said}");
    let kept = std::fs::read_to_string(stage.root().join("workflows/code/score/code_1.js")).unwrap();
    assert_eq!(kept, "// mine\n");
    stage.done(&["plan", "--detailed-exitcode"]);
}

#[test]
fn an_import_that_nobody_merged_puts_nothing_at_risk() {
    let stage = Stage::new(include_str!("../docs/portal/seed.yaml"));
    stage.done(&["import"]);
    for folder in ["rules", "workflows", "bindings"] {
        std::fs::remove_dir_all(stage.root().join(folder)).unwrap();
    }
    let plan = stage.run(&["plan", "--allow-deletes", "--detailed-exitcode"]);
    assert_eq!(plan.code, 0, "nothing is deleted: {}{}", plan.out, plan.err);
    // And what was thrown away can be imported once more.
    let again: Value = serde_json::from_str(&stage.done(&["import", "--format", "json"])).unwrap();
    assert!(!again["imported"].as_array().unwrap().is_empty(), "{again:#}");
    stage.is_proved();
}

/// What was deployed once, and whose file is lost, comes back under the version that it has.
#[test]
fn what_was_deployed_comes_back_under_its_version() {
    let stage = Stage::new(include_str!("../docs/portal/seed.yaml"));
    stage.done(&["import"]);
    let of = |kind: &str, says: &str| {
        let found = |(path, text): &(String, String)| path.ends_with(kind) && text.contains(says);
        stage.sources().into_iter().find(found).unwrap()
    };
    let (flow, list) = (of(".flow", "wait 3 days"), of(".seg", "where "));
    let longer = flow.1.replace("wait 3 days", "wait 4 days");
    stage.write(&flow.0, &longer.replace("version 1", "version 2"));
    let narrower = list.1.replacen("where ", "where email is known and ", 1);
    stage.write(&list.0, &narrower.replace("version 1", "version 2"));
    stage.done(&["fmt"]);
    stage.done(&["apply", "--auto-approve"]);
    for path in [&flow.0, &list.0] {
        std::fs::remove_file(stage.root().join(path)).unwrap();
    }
    stage.done(&["import"]);
    for path in [&flow.0, &list.0] {
        let text = std::fs::read_to_string(stage.root().join(path)).unwrap();
        assert!(text.contains("version 2"), "{text}");
    }
    stage.is_proved();
}

/// A pause is no change of what was deployed; a click is one, and the source of that version is not what the portal has.
#[test]
fn what_was_changed_since_it_was_deployed_is_told_so() {
    let stage = Stage::new("{}");
    stage.write("rules/a.seg", "segment hot on contact {\n  version 2\n\n  where createdate is known\n}\n");
    let flow = |name: &str| {
        format!("workflow {name} on contact {{\n  version 3\n  enabled\n  enroll manually\n\n  wait 1 day\n}}\n")
    };
    stage.write("workflows/a.flow", &flow("paused"));
    stage.write("workflows/b.flow", &flow("clicked"));
    stage.write("rules/features.yaml", "objects:\n  contact:\n    features:\n      createdate: { type: datetime }\n");
    stage.done(&["apply", "--auto-approve"]);
    for path in ["rules/a.seg", "rules/features.yaml", "workflows/a.flow", "workflows/b.flow"] {
        std::fs::remove_file(stage.root().join(path)).unwrap();
    }
    let flows = stage.ask(Method::Get, "/automation/v4/flows", None);
    for row in flows["results"].as_array().unwrap() {
        let id = row["id"].as_str().unwrap();
        let mut body = stage.live(id);
        for key in ["createdAt", "updatedAt", "dataSources"] {
            body.as_object_mut().unwrap().remove(key);
        }
        match row["name"].as_str().unwrap() {
            "Paused" => body["isEnabled"] = json!(false),
            _ => body["actions"][0]["fields"]["delta"] = json!("4321"),
        }
        stage.ask(Method::Put, &format!("/automation/v4/flows/{id}"), Some(body));
    }
    let said = stage.done(&["import"]);
    assert!(
        said.contains("“Clicked”") && said.contains("since version 3 of it was deployed, whose source is lost"),
        "{said}"
    );
    assert!(!said.contains("fault of hubwright"), "{said}");
    let sources = stage.sources();
    let of = |name: &str| &sources.iter().find(|(path, _)| path.ends_with(name)).unwrap().1;
    assert!(of("hot.seg").contains("version 2") && of("paused.flow").contains("version 3"), "{sources:?}");
    stage.is_proved();
}

#[test]
fn a_list_that_was_filled_once_is_a_static_list_and_a_secret_in_a_rule_stays_out() {
    let stage = Stage::new("{}");
    let filter = |value: &str| {
        json!({ "filterBranchType": "OR", "filterBranchOperator": "OR", "filters": [], "filterBranches": [
            { "filterBranchType": "AND", "filterBranchOperator": "AND", "filterBranches": [], "filters": [
                { "filterType": "PROPERTY", "property": "jobtitle", "operation": { "operationType": "MULTISTRING",
                  "operator": "IS_EQUAL_TO", "values": [value], "includeObjectsWithNoValueSet": false } } ] } ] })
    };
    let list = |name: &str, kind: &str, value: &str| {
        let body =
            json!({ "name": name, "objectTypeId": "0-1", "processingType": kind, "filterBranch": filter(value) });
        stage.ask(Method::Post, "/crm/v3/lists", Some(body));
    };
    list("Filled once", "SNAPSHOT", "Cook");
    list("Keyed", "DYNAMIC", concat!("sk_", "live_4eC39HqLyjWDarjtT1"));
    let said = stage.done(&["import"]);
    assert!(said.contains("this looks like a secret"), "{said}");
    let sources = stage.sources();
    assert!(sources.iter().any(|(_, text)| text.contains("static list filled_once on contact")), "{sources:?}");
    assert!(!sources.iter().any(|(_, text)| text.contains("4eC39H")), "{sources:?}");
    stage.is_proved();
}

#[test]
fn a_list_whose_title_is_declared_already_is_left_to_its_people() {
    let stage = Stage::new("{}");
    stage.write("rules/a.seg", "static list hot on contact {\n  title \"Hot\"\n}\n\nsegment cold on contact {\n  version 1\n  title \"Cold\"\n\n  where member of hot\n}\n");
    stage.done(&["apply", "--auto-approve"]);
    let list = |name: &str| {
        let body = json!({ "name": name, "objectTypeId": "0-1", "processingType": "MANUAL" });
        stage.ask(Method::Post, "/crm/v3/lists", Some(body));
    };
    list("Cold");
    list("Warm");
    let said = stage.done(&["import"]);
    assert!(said.contains("it can't stand beside what is declared"), "{said}");
    assert!(!said.contains("fault of hubwright"), "{said}");
    let sources = stage.sources();
    assert!(sources.iter().any(|(_, text)| text.contains("title \"Warm\"")), "the rest is imported: {sources:?}");
    stage.is_proved();
}
