//! The rows of parts and of action types, each with a workflow that proves it: the second half of `docs/coverage.md` is
//! made of them, and written anew with `INSTA_UPDATE=always cargo test --test lift_flows coverage`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use hubwright::hubspot::actions::{self, ActionRow, Facts, Form, Need, Step};
use hubwright::hubspot::doc::Hole;
use hubwright::hubspot::parts::{Fate, Group, ROWS, Row};
use hubwright::hubspot::switches::Switches;
use hubwright::lift::LiftedFlow;
use hubwright::model::PortalName;
use hubwright::source::FileId;
use hubwright::syntax::{format, print};
use serde_json::{Map, Value, json};

use super::graphs::flow;
use super::held::{Part, held};
use super::programs::{self, STEPS};
use super::world::Portal;

/// What each group is called, and the member that names its type.
const GROUPS: [(Group, &str); 9] = [
    (Group::Flow, "Kinds of workflows"),
    (Group::Enrolment, "Enrolment"),
    (Group::Schedule, "Schedules"),
    (Group::Member, "Other members of a workflow"),
    (Group::Action, "Types of actions"),
    (Group::Edge, "Edges"),
    (Group::Proof, "Proofs of a webhook"),
    (Group::Value, "Values in the fields of actions"),
    (Group::Source, "What `dataSources` fetch"),
];

const HIGH: &str = "lead_score >= 80";
const CODE: &str = "def main(event):\n    return {}\n";

/// Returns object, lines and steps of the workflow that a written row is compiled from.
fn source(row: &Row) -> (&'static str, String, &'static str) {
    let frame = |line: &str| ("contact", line.to_owned(), "");
    let manual = |line: &str| ("contact", format!("enroll manually {line}"), "");
    let steps = |steps| ("contact", "enroll manually".to_owned(), steps);
    match (row.group, row.kind, row.word) {
        (Group::Flow, _, "PLATFORM_FLOW") => ("company", "enroll manually".to_owned(), ""),
        (Group::Flow, ..) | (Group::Member, "name" | "description", _) | (Group::Enrolment, "MANUAL", _) => manual(""),
        (Group::Enrolment, "LIST_BASED", "reEnrollmentTriggersFilterBranches") => {
            frame(&format!("enroll when {HIGH} re-enroll when lead_score changes"))
        }
        (Group::Enrolment, "LIST_BASED", "unEnrollObjectsNotMeetingCriteria") => {
            frame(&format!("enroll when {HIGH} unenroll when no longer matching"))
        }
        (Group::Enrolment, "LIST_BASED", _) => frame(&format!("enroll when {HIGH}")),
        (Group::Enrolment, _, "refinementCriteria") => frame(&format!("enroll on tier changes to high only if {HIGH}")),
        (Group::Enrolment, ..) => frame("enroll on tier changes to high"),
        (Group::Schedule, "DAILY", _) => manual("schedule daily at 02:00"),
        (Group::Schedule, "WEEKLY", _) => manual("schedule weekly on monday, thursday at 12:15"),
        (Group::Schedule, "MONTHLY_SPECIFIC_DAYS", _) => manual("schedule monthly on 1, 15 at 00:00"),
        (Group::Schedule, _, "FIRST_MONDAY_OF_MONTH") => manual("schedule monthly on first monday at 09:00"),
        (Group::Schedule, "MONTHLY_RELATIVE_DAYS", _) => manual("schedule monthly on last day at 09:00"),
        (Group::Schedule, "YEARLY", _) => manual("schedule yearly on dec 24 at 09:00"),
        (Group::Schedule, ..) => manual("schedule 30 days before birthday every year at 09:00"),
        (Group::Member, "goalFilterBranch", _) => manual("goal when tier is high"),
        (Group::Member, "suppressionListIds", _) => manual("suppress member of excluded"),
        (Group::Member, "suppressionFilterBranch", _) => {
            ("company", "enroll manually suppress employees < 10".to_owned(), "")
        }
        (Group::Member, "timeWindows", _) => manual("active on weekdays 08:00-18:00"),
        (Group::Member, "blockedDates", "year") => manual("not active on 2027-01-02"),
        (Group::Member, ..) => manual("not active on dec 25"),
        (Group::Action, "LIST_BRANCH", _) => steps("if country is known { set p0 = \"x\" } else { set p1 = \"x\" }"),
        (Group::Action, "STATIC_BRANCH", _) => {
            steps("match tier { high => { set p0 = \"x\" } else => { set p1 = \"x\" } }")
        }
        (Group::Action, "AB_TEST_BRANCH", _) => steps("split { 50% { set p0 = \"x\" } 50% { set p1 = \"x\" } }"),
        (Group::Action, "CUSTOM_CODE", _) => steps("run code \"a.py\" on PYTHON39 { output tier: string }"),
        (Group::Action, "WEBHOOK", _) => steps("call webhook GET \"https://hooks.example/in\""),
        (Group::Action, ..) | (Group::Edge, "STANDARD", _) => steps("wait 1 day set p0 = \"x\""),
        (Group::Edge, ..) => steps("if country is known { set p0 = \"x\" } wait 1 day"),
        (Group::Proof, "AUTH_KEY", "HEADER") => {
            steps("call webhook GET \"https://hooks.example/in\" sign with secret(\"broker key\") in header \"X-Key\"")
        }
        (Group::Proof, "AUTH_KEY", _) => {
            steps("call webhook GET \"https://hooks.example/in\" sign with secret(\"broker key\") in query \"key\"")
        }
        (Group::Proof, ..) => steps("call webhook GET \"https://hooks.example/in\" sign with app(\"broker\")"),
        (Group::Value, "STATIC_VALUE", _) => steps("set tier = high"),
        (Group::Value, "OBJECT_PROPERTY", _) => steps("copy country to note"),
        (Group::Value, "INCREMENT", _) => steps("increase lead_score by 10"),
        (Group::Value, "TIMESTAMP", _) => steps("set last_seen = now"),
        (Group::Value, "RELATIVE_DATETIME", _) => steps("set birthday = now + 3 days"),
        (Group::Value, "STATIC_APPEND_VALUE", _) => steps("append pricing to interests"),
        (Group::Value, "FIELD_DATA", _) => steps("wait for tier changes to high up to 90 minutes { set p0 = \"x\" }"),
        (Group::Value, "ENROLLED_OBJECT", _) => steps("create deal { dealname = \"New\" }"),
        (Group::Value, ..) => steps("copy company.country to country"),
        (Group::Source, ..) => steps("set note = \"From {company.country}\""),
    }
}

fn single(id: &str, type_id: &str, version: u32, fields: Value) -> Value {
    json!({ "actionId": id, "type": "SINGLE_CONNECTION", "actionTypeId": type_id, "actionTypeVersion": version, "fields": fields })
}

/// Returns the members of the workflow that a row is about which nothing compiles to.
fn members(row: &Row) -> Value {
    let (kind, word) = (row.kind, row.word);
    let value = |property: &str, more: Value| {
        let mut value = json!({ "type": kind });
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let mut set = single("1", "0-5", 0, json!({ "property_name": property, "value": value }));
        // Some read what an action before them gave.
        if !value.to_string().contains("action_output_1") {
            return json!({ "startActionId": "1", "actions": [set] });
        }
        let mut ask = single("1", "0-172351286", 11, json!({ "message": "Hot?" }));
        ask["connection"] = json!({ "edgeType": "STANDARD", "nextActionId": "2" });
        set["actionId"] = json!("2");
        json!({ "startActionId": "1", "actions": [ask, set] })
    };
    let plain = json!({ "type": "STATIC_VALUE", "staticValue": "x" });
    match (row.group, kind) {
        (Group::Flow, _) => json!({ kind: word }),
        (Group::Enrolment, "DATASET") => {
            json!({ "enrollmentCriteria": { "type": kind, "datasetId": 5, "shouldReEnroll": false } })
        }
        (Group::Enrolment, _) => json!({ "enrollmentCriteria": { "type": kind, "shouldReEnroll": false,
            "eventFilterBranches": [], "listMembershipFilterBranches": [{ "filterBranchType": "AND" }] } }),
        (Group::Member, "timeWindows") => json!({ kind: [{ "day": "MONDAY" }] }),
        (Group::Member, "unEnrollmentSetting") => json!({ kind: { "type": word, "flowIds": ["5"] } }),
        (Group::Member, "eventAnchor") if word == "STATIC_DATE_ANCHOR" => {
            json!({ kind: { "type": word, "month": "MAY", "dayOfMonth": 1 } })
        }
        (Group::Member, "eventAnchor") => json!({ kind: { "type": word, "contactProperty": "birthday" } }),
        (Group::Member, "customProperties") => json!({ kind: { "purpose": "Cleaning" } }),
        (Group::Member, _) => json!({ kind: true }),
        (Group::Value, "RELATIVE_DATETIME") => {
            let zone = json!({ "type": "STATIC_TIME_ZONE", "timeZoneId": "Europe/Paris" });
            value("last_seen", json!({ "timeDelay": { "delta": 3, "timeUnit": "DAYS", "daysOfWeek": [], word: zone } }))
        }
        (Group::Value, "APPEND_OBJECT_PROPERTY") => value("note", json!({ "appendPropertyName": "country" })),
        (Group::Value, "FIELD_DATA") => value("note", json!({ "actionId": "1", "dataKey": "answer" })),
        (Group::Value, "ACTION_OUTPUT_OBJECT_PROPERTY") => {
            value("note", json!({ "actionOutputPropertyToken": "{{ action_outputs.action_output_1.answer }}" }))
        }
        (Group::Value, "ENROLLMENT_EVENT_PROPERTY") => {
            value("note", json!({ "enrollmentEventPropertyToken": "{{ enrollment_event.hs_url }}" }))
        }
        (Group::Value, "ENROLLMENT_DATASET_COLUMN") => {
            value("note", json!({ "enrollmentDatasetColumnToken": "{{ enrollment_dataset.sum }}" }))
        }
        (Group::Value, "SINGLE_OBJECT_COORDINATES") => {
            value("note", json!({ "coordinatesToken": "{{ enrolled_object }}" }))
        }
        (Group::Value, "LIST") => value("note", json!({ "values": [plain] })),
        (Group::Value, "MAP") => value("note", json!({ "values": { "key": plain } })),
        (Group::Value, "COPY_ASSOCIATION") => {
            let spec = json!({ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279 });
            let association = json!({ "target": { "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 192 },
                "value": { "type": kind, "sourceSpec": spec } });
            let fields = json!({ "task_type": "TODO", "subject": "Call", "priority": "NONE",
                "associations": [association], "use_explicit_associations": "true" });
            json!({ "startActionId": "1", "actions": [single("1", "0-3", 0, fields)] })
        }
        (Group::Source, _) => {
            let more = match (kind, word) {
                ("ASSOCIATION" | "ASSOCIATION_TIMESTAMP", _) => {
                    json!({ "objectTypeId": "0-2", "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279 })
                }
                ("STATIC_PROPERTY_FILTER", _) => json!({ "propertyName": "name", "staticValue": "x" }),
                ("ENROLLED_RECORD_PROPERTY_FILTER", _) => {
                    json!({ "propertyName": "name", "recordFieldName": "company" })
                }
                ("DATASET_FIELD_PROPERTY_FILTER", _) => json!({ "propertyName": "name", "datasetFieldName": "sum" }),
                _ => json!({ "propertyName": "name", "argumentName": "sum" }),
            };
            let mut fetched = json!({ "name": "fetched_object_1", "type": kind });
            fetched.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            if word == "sortBy" {
                fetched["sortBy"] = json!({ "property": "name", "order": "ASC" });
            }
            let ask = json!({ "message": "About {{ fetched_objects.fetched_object_1.name }}" });
            json!({ "startActionId": "1", "actions": [single("1", "0-172351286", 11, ask)], "dataSources": [fetched] })
        }
        _ => panic!("{row:?} has no sample"),
    }
}

fn portal() -> Portal {
    let portal = programs::portal();
    portal.know("BROKER_KEY", Hole::Portal(PortalName::Secret("broker key".to_owned())));
    // What a sample has as an id is bound by hand.
    portal.know("7", Hole::Portal(PortalName::Thing("Seven".to_owned())));
    portal
}

/// Returns what a portal holds of a compiled workflow.
fn compiled(portal: &Portal, on: &str, frame: &str, steps: &str) -> Value {
    let text = format!("/// What it is for.\nworkflow x on {on} {{ version 1 title \"A title\" {frame}\n{steps} }}");
    let program = portal.program(&text, &BTreeMap::from([("a.py".to_owned(), CODE.to_owned())]));
    let model = program.workflows.iter().find(|workflow| workflow.head.name == "x").unwrap();
    portal.holds(model, &Switches::default(), &[])
}

fn sample(portal: &Portal, row: &Row) -> Value {
    if row.fate == Fate::Written {
        let (on, frame, steps) = source(row);
        return compiled(portal, on, &frame, steps);
    }
    let mut sample = flow(vec![], None);
    sample.as_object_mut().unwrap().extend(members(row).as_object().unwrap().clone());
    sample
}

/// Tells whether an object within JSON is what is looked for.
fn any(json: &Value, is: &dyn Fn(&Map<String, Value>) -> bool) -> bool {
    match json {
        Value::Array(items) => items.iter().any(|item| any(item, is)),
        Value::Object(entries) => is(entries) || entries.values().any(|value| any(value, is)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Tells whether a workflow has what a row is about.
fn holds(json: &Value, row: &Row) -> bool {
    let (kind, word) = (row.kind, row.word);
    let says =
        |entries: &Map<String, Value>, key: &str, text: &str| entries.get(key).and_then(Value::as_str) == Some(text);
    let something = |value: &Value| {
        !matches!(value, Value::Null | Value::Bool(false)) && *value != json!([]) && *value != json!({})
    };
    let typed = |part: &Value| {
        part["type"] == kind
            && (word.is_empty() || something(&part[word]) || any(part, &|it| it.values().any(|it| it == word)))
    };
    match row.group {
        Group::Flow => json[kind] == word,
        Group::Enrolment => typed(&json["enrollmentCriteria"]),
        Group::Schedule => typed(&json["enrollmentSchedule"]),
        Group::Member if word == "startTime" => json[kind][0].get(word).is_none(),
        Group::Member => {
            something(&json[kind])
                && (word.is_empty() || json[kind]["type"] == word || any(&json[kind], &|it| it.contains_key(word)))
        }
        Group::Action => json["actions"].as_array().unwrap().iter().any(typed),
        Group::Edge => any(&json["actions"], &|it| says(it, "edgeType", kind)),
        Group::Proof => {
            any(&json["actions"], &|it| says(it, "type", kind) && (word.is_empty() || says(it, "location", word)))
        }
        Group::Value => any(&json["actions"], &|it| {
            typed(&Value::Object(it.clone()))
                || it
                    .get("timeDelay")
                    .is_some_and(|delay| it["type"] == kind && (word.is_empty() || something(&delay[word])))
        }),
        Group::Source => json["dataSources"].as_array().unwrap().iter().any(typed),
    }
}

/// Shows what is read of a sample, without what each workflow has.
fn shown(lifted: &LiftedFlow, enrolment: bool) -> String {
    let common = ["version 1", "title \"A title\"", "title \"A graph\"", "enabled in demo", ""];
    let text = format(FileId(0), &print::declaration(&lifted.declaration)).unwrap();
    // The declaration's own lines are not indented.
    let lines = text.lines().filter(|line| line.starts_with(' ')).map(str::trim);
    let own = lines.filter(|line| !common.contains(line) && (enrolment || *line != "enroll manually"));
    own.collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// Returns what a row is shown as, having proved it.
fn proved(row: &Row) -> String {
    let portal = portal();
    let sample = sample(&portal, row);
    assert!(holds(&sample, row), "its sample has it: {row:?}\n{sample:#}");
    let lifted = portal.lift(&sample, &Switches::default());
    let lifted = match (row.fate, lifted) {
        (Fate::LeftAlone(why), Err(losses)) => {
            assert!(losses.iter().any(|loss| loss.why == why), "{row:?}: {losses:?}");
            return format!("| opaque | {why} |");
        }
        (Fate::Written | Fate::Passed | Fate::Stays, Ok(lifted)) => lifted,
        (_, lifted) => panic!("{row:?}: {lifted:#?}"),
    };
    let text = portal.compare(&sample, &lifted, &Switches::default()).unwrap_or_else(|why| panic!("{row:?}: {why}"));
    let is_opaque = text.contains("action \"");
    let show = shown(&lifted, row.group == Group::Enrolment);
    match row.fate {
        Fate::Written => {
            assert!(!is_opaque, "{row:?}: {text}");
            let show = match (row.group, row.kind) {
                (Group::Flow, _) => {
                    text.lines().find(|line| line.starts_with("workflow")).unwrap().trim_end_matches(" {").to_owned()
                }
                (Group::Member, "name") => "title \"A title\"".to_owned(),
                (Group::Member, "description") => "/// What it is for.".to_owned(),
                _ => show,
            };
            format!("{} | written | `{show}` |", row.ours)
        }
        Fate::Passed => {
            assert!(is_opaque, "{row:?}: {text}");
            format!("{} | passed | `{show}` |", row.ours)
        }
        Fate::Stays => {
            assert!(!is_opaque, "{row:?}: {text}");
            let told = lifted.losses.iter().any(|loss| loss.place == format!("/{}", row.kind));
            assert!(told, "{row:?}: {:?}", lifted.losses);
            // Another title is a write, and the write has it.
            let mut before = sample.clone();
            before["name"] = json!("An older title");
            let (sent, _) = portal.sent(&before, &lifted, &Switches::default()).unwrap();
            assert_eq!((&sent["name"], &sent[row.kind]), (&sample["name"], &sample[row.kind]), "{row:?}");
            "| stays | |".to_owned()
        }
        Fate::LeftAlone(_) => unreachable!("it was lifted"),
    }
}

/// A step for each action type that has one.
const OWN: [(&str, &str); 14] = [
    ("0-1", "wait 2 days"),
    ("0-3", "create task \"Call {first_name}\" { due in 2 hours priority high }"),
    ("0-4", "send email(\"Welcome\")"),
    ("0-5", "set tier = high"),
    ("0-8", "notify team(\"SDR\") \"New: {first_name}\""),
    ("0-9", "notify owner_id by app \"Look at {first_name}\""),
    ("0-11", "rotate owner_id among team(\"SDR\")"),
    ("0-14", "create deal { dealname = \"For {first_name}\" }"),
    ("0-15", "enroll in follow_up"),
    ("0-29", "wait for tier changes to high up to 90 minutes { set p0 = \"x\" }"),
    ("0-35", "wait until 3 days before birthday at 09:00"),
    ("0-169425243", "create note \"Seen by {first_name}\""),
    ("0-63809083", "add to by_hand"),
    ("0-63863438", "remove from by_hand"),
];

/// Lifts a workflow and compiles it again.
fn round(portal: &Portal, json: &Value) -> (LiftedFlow, String) {
    let lifted = portal.lift(json, &Switches::default()).unwrap_or_else(|losses| panic!("{losses:#?}\n{json:#}"));
    let text = portal.compare(json, &lifted, &Switches::default()).unwrap_or_else(|why| panic!("{why}"));
    (lifted, text)
}

/// Returns the place of the action of a type.
fn place(json: &Value, type_id: &str) -> usize {
    json["actions"].as_array().unwrap().iter().position(|action| action["actionTypeId"] == type_id).unwrap()
}

/// Proves that an action type is the step of its row, and that what the step cannot say passes unchanged.
fn proved_own(row: &ActionRow) -> String {
    let portal = portal();
    let (_, step) = OWN.iter().find(|(id, _)| *id == row.id).unwrap_or_else(|| panic!("{row:?} has no step"));
    let json = compiled(&portal, "contact", "enroll manually", step);
    let at = place(&json, row.id);
    assert_eq!(json["actions"][at]["actionTypeVersion"], row.version, "{row:?}");
    let (lifted, text) = round(&portal, &json);
    assert!(!text.contains("action \""), "{row:?}: {text}");
    let with = |key: &str, value: Value| {
        let mut other = json.clone();
        other["actions"][at][key] = value;
        other
    };
    let raised = with("actionTypeVersion", json!(row.version + 3));
    assert!(!round(&portal, &raised).1.contains("action \""), "{row:?}");
    if row.id != actions::WAIT_FOR_EVENT.id {
        let mut fields = json["actions"][at]["fields"].clone();
        fields["added_tomorrow"] = json!("x");
        if let Some(id) = fields["flow_id"].as_str() {
            // In fields, a workflow is called by its title.
            portal.know(id, Hole::Portal(PortalName::Workflow("Follow up".to_owned())));
        }
        let (_, text) = round(&portal, &with("fields", fields));
        assert!(text.contains(&format!("action \"{}\"", row.id)) && text.contains("added_tomorrow"), "{text}");
    }
    shown(&lifted, false)
}

/// Proves that an action type passes through the opaque step.
fn proved_opaque(row: &ActionRow) -> String {
    let field = |form: Form| match form {
        Form::Text => json!("x"),
        Form::Digits => json!("7"),
        Form::Word(words) => json!(words[0]),
        Form::List => json!(["x"]),
        Form::Fields => json!({ "x": "y" }),
    };
    let mut fields: Map<String, Value> = row.fields.iter().map(|it| (it.name.to_owned(), field(it.form))).collect();
    fields.insert("added_tomorrow".to_owned(), json!("x"));
    let mut json = flow(vec![single("1", row.id, row.version, Value::Object(fields.clone()))], Some("1"));
    assert!(round(&portal(), &json).1.contains("added_tomorrow"), "{row:?}");
    fields.remove("added_tomorrow");
    json["actions"][0]["fields"] = Value::Object(fields);
    let (lifted, text) = round(&portal(), &json);
    assert!(text.contains(&format!("action \"{}\" v{}", row.id, row.version)), "{row:?}: {text}");
    shown(&lifted, false)
}

fn page() -> String {
    let mut page = "## Parts of a workflow\n".to_owned();
    for (group, title) in GROUPS {
        write!(
            page,
            "\n### {title}\n\n| HubSpot | in the language | kept | sample, as it is read |\n|---|---|---|---|\n"
        )
        .unwrap();
        for row in ROWS.iter().filter(|row| row.group == group) {
            let word = if row.word.is_empty() { String::new() } else { format!(" `{}`", row.word) };
            let without = if row.word == "startTime" { " without" } else { "" };
            writeln!(page, "| `{}`{without}{word} | {}", row.kind, proved(row).trim_start()).unwrap();
        }
    }
    page.push_str(
        "\n## Action types\n\nThe version is the least one: a higher one in the portal is no difference. Of fields in *italics* an action is nothing without \
         them. Where HubSpot documents all fields of an action, `check` warns of others (**all**). Behind an arrow stands what a later action may read.\n\n| HubSpot | what it does | version | fields | \
         in the language | kept | sample, as it is read |\n|---|---|---|---|---|---|---|\n",
    );
    for row in actions::ROWS {
        let (ours, kept, sample) = match row.step {
            Step::Own(step) => (step.to_owned(), "written", proved_own(row)),
            Step::Instead(step) => (format!("`action \"…\"`; better {step}"), "passed", proved_opaque(row)),
            Step::Opaque => ("`action \"…\"`".to_owned(), "passed", proved_opaque(row)),
        };
        let fields = row.fields.iter().map(|field| match field.need {
            Need::Required => format!("*`{}`*", field.name),
            Need::Optional => format!("`{}`", field.name),
        });
        let mut fields: Vec<String> = fields.collect();
        if row.facts == Facts::Whole {
            fields.insert(0, "**all**:".to_owned());
        }
        fields.extend(row.outputs.iter().map(|output| format!("→ `{output}`")));
        let (id, name, version, fields) = (row.id, row.name, row.version, fields.join(" "));
        writeln!(page, "| `{id}` | {name} | {version} | {fields} | {ours} | {kept} | `{sample}` |").unwrap();
    }
    page
}

#[test]
fn every_row_of_a_workflow_is_proved_by_a_sample() {
    held(Part::Workflows, &page(), "cargo test --test lift_flows coverage");
}

/// The rows know each field that the compiler writes, and need none that it leaves out.
#[test]
fn what_is_compiled_has_the_fields_of_its_row() {
    let portal = portal();
    for step in STEPS.iter().filter(|step| !step.contains("action \"") && !step.contains("run code")) {
        let json = compiled(&portal, "contact", "enroll manually", step);
        for action in json["actions"].as_array().unwrap() {
            let Some(id) = action["actionTypeId"].as_str() else { continue };
            let row = actions::row(id).unwrap_or_else(|| panic!("{id} has no row"));
            let fields = action["fields"].as_object().unwrap();
            let said: BTreeSet<&str> = row.said().collect();
            assert!(fields.keys().all(|key| said.contains(key.as_str())), "{step}: {fields:?}");
            for field in row.fields.iter().filter(|field| field.need == Need::Required) {
                assert!(fields.contains_key(field.name), "{step}: {fields:?} has no {}", field.name);
            }
        }
    }
}

#[test]
fn no_row_stands_twice() {
    let parts: BTreeSet<_> = ROWS.iter().map(|row| (row.group, row.kind, row.word)).collect();
    assert_eq!(parts.len(), ROWS.len());
    let ids: BTreeSet<_> = actions::ROWS.iter().map(|row| row.id).collect();
    assert_eq!(ids.len(), actions::ROWS.len());
    assert_eq!(OWN.len(), actions::ROWS.iter().filter(|row| matches!(row.step, Step::Own(_))).count());
}
