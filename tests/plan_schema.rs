//! The published form of plans: `docs/plan.schema.json` says exactly what is printed, and an edited plan is not read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use hubwright::plan::build::Options;
use hubwright::plan::{
    BadPlan, Bearer, Change, ChangeKind, Claim, Deployed, Drift, Expect, FORMAT, Notice, Plan, SavedPlan, Sensitive,
    StepChanges, Stop, StopReason, Target, Write, key,
};
use hubwright::record::{ObjectKey, ObjectKind, Wrote};
use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/plan.schema.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
});

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| jsonschema::validator_for(&SCHEMA).unwrap());

fn problems(document: &Value) -> Vec<String> {
    VALIDATOR.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn list() -> ObjectKey {
    key(ObjectKind::List, "hot_leads", "warm_leads")
}

fn flow() -> ObjectKey {
    key(ObjectKind::Workflow, "nurture", "nurture")
}

fn text(text: &str) -> String {
    text.to_owned()
}

/// Every kind of change; the match makes a new one fail to compile until it stands here.
fn kinds() -> Vec<ChangeKind> {
    use ChangeKind::{
        Create, Delete, Prepare, ReEncode, ReLink, Rename, Repair, Replace, SetAside, SwitchOff, SwitchOn, Text, Update,
    };
    match Create {
        Create | Prepare | Update | ReEncode | ReLink | Text | Rename | SetAside | Replace | Repair | SwitchOn
        | SwitchOff | Delete => {}
    }
    vec![
        Create, Prepare, Update, ReEncode, ReLink, Text, Rename, SetAside, Replace, Repair, SwitchOn, SwitchOff, Delete,
    ]
}

/// Every write.
fn writes() -> Vec<Write> {
    match Write::DeleteFlow {
        Write::CreateGroup { .. }
        | Write::CreateProperty { .. }
        | Write::UpdateProperty { .. }
        | Write::CreateFolder { .. }
        | Write::CreateList { .. }
        | Write::UpdateFilters { .. }
        | Write::RenameList { .. }
        | Write::DeleteList
        | Write::CreateFlow { .. }
        | Write::ReplaceFlow { .. }
        | Write::DeleteFlow => {}
    }
    let object = || text("contacts");
    vec![
        Write::CreateGroup { object: object(), body: json!({ "name": "hubwright", "label": "hubwright" }) },
        Write::CreateProperty { object: object(), body: json!({ "name": "score", "type": "number" }) },
        Write::UpdateProperty { object: object(), name: text("score"), body: json!({ "label": "Score" }) },
        Write::CreateFolder { name: text("hubwright"), parent: None },
        Write::CreateFolder { name: text("acme"), parent: Some(json!("17")) },
        Write::CreateFolder { name: text("acme"), parent: Some(json!({ "$hubwright": "folder" })) },
        Write::CreateList { body: json!({ "name": "Hot leads (v1)", "listFolderId": { "$hubwright": "folder" } }) },
        Write::UpdateFilters { filter: json!({ "filterBranchType": "OR", "filters": [{ "value": 80.5 }] }) },
        Write::RenameList { title: text("Hot leads (v2)") },
        Write::DeleteList,
        Write::CreateFlow { body: json!({ "actions": [], "isEnabled": false }) },
        Write::ReplaceFlow { body: json!({ "revisionId": { "$hubwright": "revision" } }) },
        Write::DeleteFlow,
    ]
}

/// Every reason for a stop.
fn reasons() -> Vec<StopReason> {
    match StopReason::MayBeHidden {
        StopReason::Drifted { .. }
        | StopReason::DeletedInPortal { .. }
        | StopReason::Hidden { .. }
        | StopReason::MayBeHidden
        | StopReason::SameVersion { .. }
        | StopReason::Candidates { .. }
        | StopReason::MarkedTwice { .. }
        | StopReason::TitleTaken { .. }
        | StopReason::Unresolved { .. }
        | StopReason::Unbound { .. }
        | StopReason::Ambiguous { .. }
        | StopReason::BrokenContract { .. }
        | StopReason::ReadOnly { .. }
        | StopReason::OtherEventObject { .. }
        | StopReason::FieldMissing { .. }
        | StopReason::DeletesNotAllowed
        | StopReason::Referenced { .. }
        | StopReason::Unmanageable { .. }
        | StopReason::NotFetched { .. }
        | StopReason::Needs { .. } => {}
    }
    let ids = || vec![text("7"), text("8")];
    vec![
        StopReason::Drifted { difference: vec![text("- 80"), text("+ 85")], sensitive: Sensitive::Yes },
        StopReason::DeletedInPortal { id: text("7") },
        StopReason::Hidden { id: text("7") },
        StopReason::MayBeHidden,
        StopReason::SameVersion { version: 3 },
        StopReason::Candidates { found: vec![(text("7"), text("Hot leads (v1)"))] },
        StopReason::MarkedTwice { ids: ids() },
        StopReason::TitleTaken { title: text("Hot leads (v1)"), id: text("7"), bearer: Bearer::Alike },
        StopReason::TitleTaken { title: text("Hot leads (v1)"), id: text("7"), bearer: Bearer::Other },
        StopReason::Unresolved { name: text("team(\"SDR\")"), known: vec![text("Sales")] },
        StopReason::Unbound {
            name: text("cta(\"Top banner\")"),
            file: text("bindings/demo.yaml"),
            key: text("cta"),
            known: vec![text("Footer")],
        },
        StopReason::Ambiguous { name: text("team(\"SDR\")"), ids: ids() },
        StopReason::BrokenContract { property: text("contact.score"), wanted: text("number"), found: None },
        StopReason::BrokenContract {
            property: text("contact.score"),
            wanted: text("number"),
            found: Some(text("type string, field text")),
        },
        StopReason::ReadOnly { property: text("contact.notes_last_updated") },
        StopReason::OtherEventObject {
            event: text("renewal_started"),
            wanted: text("contact"),
            found: text("COMPANY"),
        },
        StopReason::FieldMissing { action: text("0-31"), name: text("Set status"), field: text("marketableType") },
        StopReason::DeletesNotAllowed,
        StopReason::Referenced { portal: 3, known: 1 },
        StopReason::Unmanageable { what: text("a workflow on `0-2`") },
        StopReason::NotFetched { to: text("company") },
        StopReason::Needs { object: list() },
    ]
}

/// Every notice.
fn notices() -> Vec<Notice> {
    let paused = Notice::Paused { object: flow() };
    match paused {
        Notice::Paused { .. }
        | Notice::SwitchedOn { .. }
        | Notice::Orphan { .. }
        | Notice::NotOurs { .. }
        | Notice::Kept { .. }
        | Notice::Marked { .. }
        | Notice::ActionNotListed { .. }
        | Notice::FieldNotListed { .. }
        | Notice::Settled { .. } => {}
    }
    vec![
        paused,
        Notice::SwitchedOn { object: flow() },
        Notice::Orphan { object: list(), id: text("7") },
        Notice::NotOurs { object: flow(), id: text("8") },
        Notice::Kept { object: flow(), fields: vec![text("timeWindows")] },
        Notice::Marked { object: flow() },
        Notice::ActionNotListed { object: flow(), action: text("1-7") },
        Notice::FieldNotListed { object: flow(), action: text("0-31"), field: text("reason") },
        Notice::Settled { object: list(), found: text("as the source wants it") },
    ]
}

/// Everything that must still be so.
fn expectations() -> Vec<Expect> {
    let flow = Expect::Flow { revision: text("12") };
    match flow {
        Expect::List { .. } | Expect::Flow { .. } | Expect::Property { .. } => {}
    }
    let list = |filters_updated_at| Expect::List { version: text("4"), filters_updated_at, title: text("Hot (v1)") };
    vec![
        flow,
        list(None),
        list(Some(text("2026-11-23T08:00:00Z"))),
        Expect::Property { definition: json!({ "type": "number" }) },
    ]
}

fn deployed() -> Deployed {
    Deployed {
        version: Some(3),
        digest: Some(text("d1:0123456789ab")),
        switch: Some(true),
        text: text("segment hot_leads on contact {\n  …\n}"),
        links: BTreeMap::from([(text("team(\"SDR\")"), text("42"))]),
    }
}

fn change(kinds: Vec<ChangeKind>, writes: Vec<Write>, expect: Option<Expect>) -> Change {
    Change {
        object: list(),
        kinds,
        title: text("Hot “leads” (v3)"),
        id: Some(text("7")),
        expect,
        writes,
        before: Some(json!({ "listId": "7", "size": 3, "nothing": null })),
        after: Some(json!({ "name": "Hot leads (v3)", "filterBranch": { "value": [1.5, -2, true] } })),
        deployed: deployed(),
        was: Some(text("segment hot_leads …")),
        needs: vec![flow()],
        steps: Some(StepChanges {
            changed: vec![text("1")],
            fresh: vec![text("9")],
            gone: vec![text("2")],
            waiting_gone: 1,
        }),
        sensitive: Sensitive::Yes,
    }
}

/// A plan that holds every form of everything.
fn plan() -> Plan {
    let bare = Change {
        id: None,
        before: None,
        after: None,
        deployed: Deployed::default(),
        was: None,
        needs: Vec::new(),
        steps: None,
        sensitive: Sensitive::No,
        object: key(ObjectKind::Folder, "hubwright/acme", "hubwright/acme"),
        ..change(vec![ChangeKind::Create], vec![Write::CreateFolder { name: text("acme"), parent: None }], None)
    };
    let mut changes = vec![change(kinds(), writes(), None), bare];
    changes.extend(expectations().into_iter().map(|expect| {
        let object = key(ObjectKind::Property, "contact.score", "contact.score");
        Change { object, ..change(vec![ChangeKind::Update], vec![Write::DeleteList], Some(expect)) }
    }));
    let claim =
        |wrote| Claim { object: flow(), id: text("9"), wrote, live: json!({ "id": "9" }), deployed: deployed() };
    Plan {
        format: FORMAT,
        project: text("acme"),
        target: Target {
            environment: text("demo"),
            kind: text("embedded"),
            portal: 1001,
            account_type: text("STANDARD"),
            time_zone: text("America/New_York"),
        },
        sources: text("s1:00ff"),
        record: text("12:00ff"),
        asked: Options { overwrite: BTreeSet::from([text("nurture")]), ..Options::default() },
        names: BTreeMap::from([(text("team(\"SDR\")"), text("42"))]),
        changes,
        stops: reasons().into_iter().map(|why| Stop { object: list(), why }).collect(),
        drift: vec![Drift { object: list(), id: text("7"), difference: vec![text("+ x")], sensitive: Sensitive::No }],
        notices: notices(),
        claims: vec![claim(Wrote::Created), claim(Wrote::Updated)],
        unchanged: 12,
    }
}

fn printed() -> Value {
    serde_json::from_str(&SavedPlan::print(&plan())).unwrap()
}

/// Returns the words that tell the forms of a definition apart.
fn tags(definition: &str, tag: &str) -> BTreeSet<String> {
    let forms = SCHEMA["$defs"][definition]["oneOf"].as_array().unwrap();
    forms.iter().map(|form| form["properties"][tag]["const"].as_str().unwrap().to_owned()).collect()
}

fn tags_of(values: impl IntoIterator<Item = Value>, tag: &str) -> BTreeSet<String> {
    values.into_iter().map(|value| value[tag].as_str().unwrap().to_owned()).collect()
}

fn json_of<T: serde::Serialize>(values: Vec<T>) -> impl Iterator<Item = Value> {
    values.into_iter().map(|value| serde_json::to_value(value).unwrap())
}

#[test]
fn a_plan_with_every_form_of_everything_is_as_the_schema_says() {
    assert_eq!(problems(&printed()), Vec::<String>::new());
}

#[test]
fn the_schema_knows_exactly_the_forms_there_are() {
    assert_eq!(tags("write", "write"), tags_of(json_of(writes()), "write"));
    assert_eq!(tags("reason", "reason"), tags_of(json_of(reasons()), "reason"));
    assert_eq!(tags("notice", "notice"), tags_of(json_of(notices()), "notice"));
    assert_eq!(tags("expect", "of"), tags_of(json_of(expectations()), "of"));
    let known: Vec<Value> = SCHEMA["$defs"]["kind"]["enum"].as_array().unwrap().clone();
    assert_eq!(known, json_of(kinds()).collect::<Vec<_>>());
    assert_eq!(SCHEMA["$defs"]["plan"]["properties"]["format"]["const"], json!(FORMAT));
}

#[test]
fn every_field_of_the_schema_is_described() {
    fn walk(place: &str, value: &Value, bare: &mut Vec<String>) {
        if let Some(fields) = value.get("properties").and_then(Value::as_object) {
            let undescribed =
                fields.iter().filter(|(_, field)| field["description"].as_str().is_none_or(str::is_empty));
            bare.extend(undescribed.map(|(name, _)| format!("{place}.{name}")));
        }
        match value {
            Value::Object(entries) => {
                entries.iter().for_each(|(key, value)| walk(&format!("{place}/{key}"), value, bare))
            }
            Value::Array(items) => items.iter().for_each(|value| walk(place, value, bare)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut bare = Vec::new();
    walk("", &SCHEMA, &mut bare);
    assert_eq!(bare, Vec::<String>::new());
}

/// Tells whether a place in a plan is within a document of HubSpot's, which may hold anything.
fn is_free(place: &str) -> bool {
    let free = ["/before", "/after", "/body", "/filter", "/live", "/definition", "/names", "/links"];
    free.iter().any(|name| place.contains(&format!("{name}/")) || place.ends_with(name))
}

/// Returns every object of a document with its place.
fn objects(place: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            found.push(place.to_owned());
            entries.iter().for_each(|(key, value)| objects(&format!("{place}/{key}"), value, found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| objects(&format!("{place}/{at}"), value, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn an_unknown_key_or_a_missing_field_anywhere_is_refused() {
    let whole = printed();
    let mut places = Vec::new();
    objects("", &whole, &mut places);
    let ours: Vec<&String> = places.iter().filter(|place| !is_free(place)).collect();
    assert!(ours.len() > 60, "the walk finds our objects: {}", ours.len());
    for place in ours {
        let mut more = whole.clone();
        more.pointer_mut(place).unwrap().as_object_mut().unwrap().insert(text("surprise"), json!(1));
        assert!(!VALIDATOR.is_valid(&more), "an unknown key at {place} is taken");
        let keys: Vec<String> = whole.pointer(place).unwrap().as_object().unwrap().keys().cloned().collect();
        for key in keys {
            let mut less = whole.clone();
            less.pointer_mut(place).unwrap().as_object_mut().unwrap().remove(&key);
            assert!(!VALIDATOR.is_valid(&less), "{place} without `{key}` is taken");
        }
    }
}

#[test]
fn a_saved_plan_is_read_back_as_it_was() {
    assert_eq!(SavedPlan::read(&SavedPlan::print(&plan())), Ok(plan()));
}

#[test]
fn a_list_that_gains_members_keeps_the_digest_of_its_plan_and_one_that_was_edited_does_not() {
    let of = |before: Value| {
        let mut plan = plan();
        plan.changes[0].before = Some(before.clone());
        plan.claims[0].object = list();
        plan.claims[0].live = before;
        plan.digest()
    };
    let now = of(json!({ "listId": "7", "name": "Hot leads (v1)", "size": 3, "updatedAt": "2026-11-23T08:00:00Z" }));
    let later = json!({ "listId": "7", "name": "Hot leads (v1)", "size": 9, "updatedAt": "2026-11-24T08:00:00Z" });
    assert_eq!(of(later), now);
    assert_ne!(of(json!({ "listId": "7", "name": "Hot leads (v2)", "size": 3 })), now);
}

#[test]
fn every_digit_of_a_float_survives_saving_and_reading() {
    let number = "0.10000000000000003";
    let sent = format!("{{\"value\":{number},\"other\":123456789.12345679}}");
    let read: Value = serde_json::from_str(&sent).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), format!("{{\"other\":123456789.12345679,\"value\":{number}}}"));
    let mut bits = 1_u64;
    for _ in 0..20_000 {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let float = f64::from_bits(bits);
        if float.is_finite() {
            let text = serde_json::to_string(&float).unwrap();
            assert_eq!(serde_json::from_str::<f64>(&text).unwrap().to_bits(), bits, "{text}");
        }
    }
}

#[test]
fn a_plan_with_a_key_more_or_a_value_other_is_edited() {
    let mut more = printed();
    more["plan"]["changes"][0]["reviewed"] = json!(true);
    assert_eq!(SavedPlan::read(&more.to_string()), Err(BadPlan::Edited));
    let mut other = printed();
    other["plan"]["changes"][0]["writes"][7]["filter"]["filters"][0]["value"] = json!(8.5);
    assert_eq!(SavedPlan::read(&other.to_string()), Err(BadPlan::Edited));
    let mut fewer = printed();
    fewer["plan"]["stops"] = json!([]);
    assert_eq!(SavedPlan::read(&fewer.to_string()), Err(BadPlan::Edited));
    let mut older = printed();
    older["plan"]["format"] = json!(0);
    assert_eq!(SavedPlan::read(&older.to_string()), Err(BadPlan::Format(0)));
}

/// Returns where a byte of a value stands that can be another one: inside a text that is no key, or a digit.
fn editable(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let (mut places, mut inside, mut at) = (Vec::new(), None, 0);
    while at < bytes.len() {
        match (bytes[at], inside) {
            (b'\\', Some(_)) => at += 1,
            (b'"', Some(start)) => {
                inside = None;
                // A text with a colon behind it is a key.
                if !text[at + 1..].trim_start().starts_with(':') {
                    places.extend((start + 1..at).filter(|place| bytes[*place].is_ascii_alphanumeric()));
                }
            }
            (b'"', None) => inside = Some(at),
            (b'0'..=b'9', None) => places.push(at),
            _ => {}
        }
        at += 1;
    }
    places
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_byte_that_was_changed_never_gives_another_plan(place: prop::sample::Index, by in 1_u8..10) {
        static TEXT: LazyLock<String> = LazyLock::new(|| SavedPlan::print(&plan()));
        static PLACES: LazyLock<Vec<usize>> = LazyLock::new(|| editable(&TEXT));
        let at = PLACES[place.index(PLACES.len())];
        let mut bytes = TEXT.clone().into_bytes();
        bytes[at] = match bytes[at] {
            digit @ b'0'..=b'9' => b'0' + (digit - b'0' + by) % 10,
            b'x' => b'y',
            _ => b'x',
        };
        let edited = String::from_utf8(bytes).unwrap();
        prop_assert_ne!(&edited, &*TEXT);
        match SavedPlan::read(&edited) {
            Ok(read) => prop_assert_eq!(read, plan(), "byte {} gave another plan", at),
            Err(BadPlan::Edited | BadPlan::Format(_) | BadPlan::NotAPlan(_)) => {}
        }
    }

    #[test]
    fn no_text_makes_the_reader_fall(text in ".{0,200}") {
        prop_assert!(SavedPlan::read(&text).is_err());
    }
}
