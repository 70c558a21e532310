//! Whatever a portal may answer is survived, and what is said of it is exactly what it does.

use hubwright::hubspot::switches::Switches;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::models::any_json;
use super::programs::{FRAMES, any_trees, compiles, portal, shuffled, written};

/// What is done to a piece of JSON.
#[derive(Clone, Debug)]
pub enum Change {
    Remove,
    Replace(Value),
    Add(&'static str, Value),
    Twice,
}

fn any_change() -> impl Strategy<Value = Change> {
    let words = prop::sample::select(vec![
        json!(""),
        json!("0"),
        json!("1"),
        json!("-1"),
        json!("true"),
        json!("MINUTES"),
        json!("GOTO"),
        json!(" a "),
        json!("a\u{0}b"),
        json!("a\u{202e}b"),
        json!("two\nlines \n"),
        json!("{first_name} {{ x }} {a.b}} {"),
        json!("{{ enrolled_object.firstname }}{{ enrolled_object.gone }}"),
        json!("{{ action_outputs.action_output_3.why }}"),
        json!("{% if x %}\u{fdd0}"),
        json!("<p>x &amp; y</p>"),
        json!(7),
        json!(0.5),
        json!(1e300),
        json!(true),
        json!(null),
        json!([]),
        json!({}),
        json!({ "type": "STATIC_VALUE", "staticValue": "x" }),
        json!({ "type": "OBJECT_PROPERTY", "propertyName": "country" }),
        json!({ "type": "FIELD_DATA", "actionId": "3", "dataKey": "why" }),
        json!({ "edgeType": "GOTO", "nextActionId": "2" }),
    ]);
    let keys = vec![
        "strange",
        "association",
        "connection",
        "defaultBranch",
        "defaultBranchName",
        "branchName",
        "percentage",
        "time_of_day",
        "days_of_week",
        "sortBy",
        "options",
        "year",
        "goalFilterBranch",
        "suppressionFilterBranch",
        "eventAnchor",
    ];
    prop_oneof![
        1 => Just(Change::Remove),
        3 => words.clone().prop_map(Change::Replace),
        1 => any_json().prop_map(Change::Replace),
        2 => (prop::sample::select(keys), words).prop_map(|(key, value)| Change::Add(key, value)),
        1 => Just(Change::Twice),
    ]
}

/// Filters are looked at where filters are tested.
fn is_filter(key: &str) -> bool {
    key == "nofilter"
}

/// Counts the pieces of JSON, and changes one of them.
fn change(json: &mut Value, at: &mut usize, change_to: &Change) -> bool {
    if *at == 0 {
        match (change_to, &mut *json) {
            (Change::Add(key, value), Value::Object(entries)) => drop(entries.insert((*key).to_owned(), value.clone())),
            (Change::Twice, Value::Array(items)) => items.extend(items.first().cloned()),
            (Change::Remove, Value::Array(items)) => drop(items.pop()),
            (Change::Remove, _) => *json = Value::Null,
            (Change::Replace(value), _) => *json = value.clone(),
            (Change::Add(..) | Change::Twice, _) => {}
        }
        return true;
    }
    *at -= 1;
    match json {
        Value::Array(items) => items.iter_mut().any(|item| change(item, at, change_to)),
        Value::Object(entries) => {
            entries.iter_mut().any(|(key, value)| !is_filter(key) && change(value, at, change_to))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn pieces(json: &Value) -> usize {
    1 + match json {
        Value::Array(items) => items.iter().map(pieces).sum(),
        Value::Object(entries) => {
            entries.iter().filter(|(key, _)| !is_filter(key)).map(|(_, value)| pieces(value)).sum::<usize>()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

proptest! {
    #[test]
    fn a_changed_flow_is_said_exactly_or_not_at_all(
        trees in any_trees(),
        frame in 0..FRAMES.len(),
        seed in 1..500_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any_change()), 1..3),
    ) {
        let (portal, switches) = (portal(), Switches::default());
        let Some(model) = compiles(&portal, FRAMES[frame], &written(&trees, &mut 0)) else { return Ok(()) };
        let mut json = portal.holds(&model, &switches, &shuffled(seed));
        for (at, change_to) in &changes {
            let count = pieces(&json);
            change(&mut json, &mut at.index(count), change_to);
        }
        if let Ok(lifted) = portal.lift(&json, &switches) {
            let text = portal.compare(&json, &lifted, &switches);
            prop_assert!(text.is_ok(), "{changes:?}\n{}", text.unwrap_err());
        }
    }

    #[test]
    fn any_json_is_survived(json in any_json(), member in any_json(), key in 0..8_usize) {
        let (portal, switches) = (portal(), Switches::default());
        let _ = portal.lift(&json, &switches);
        let mut flow = super::graphs::flow(vec![], None);
        let keys = ["actions", "enrollmentCriteria", "enrollmentSchedule", "timeWindows", "blockedDates", "goalFilterBranch", "dataSources", "suppressionListIds"];
        flow[keys[key]] = member.clone();
        if let Ok(lifted) = portal.lift(&flow, &switches) {
            prop_assert!(portal.compare(&flow, &lifted, &switches).is_ok());
        }
        for key in ["fields", "listBranches", "staticBranches", "testBranches", "inputFields", "queryParams"] {
            let mut action = json!({ "actionId": "1", "type": "SINGLE_CONNECTION", "actionTypeId": "0-7", "fields": {} });
            action[key] = member.clone();
            let flow = super::graphs::flow(vec![action], Some("1"));
            if let Ok(lifted) = portal.lift(&flow, &switches) {
                let text = portal.compare(&flow, &lifted, &switches);
                prop_assert!(text.is_ok(), "{}", text.unwrap_err());
            }
        }
    }
}
