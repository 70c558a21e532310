//! The kinds of actions and of the values in them.

use serde_json::{Map, Value};

use super::call::{judge_code, judge_webhook};
use super::fields::{Steps, judge_action_fields};
use super::filter::judge_root;
use super::flow::judge_time;
use super::graph::{Edge, judge_graph};
use super::{Scope, judge_keys};
use crate::emulator::json::{
    Field, Json, array, judge_fields, malformed, missing, object, optional, present, required, text,
};
use crate::emulator::reply::Refusal;

/// How many actions a workflow may have.
const MOST_ACTIONS: usize = 500;
/// How many branches a list branch may have.
const MOST_LIST_BRANCHES: usize = 20;
/// How many branches a static branch may have.
const MOST_STATIC_BRANCHES: usize = 250;
/// How long a branch's name may be.
const LONGEST_BRANCH_NAME: usize = 50;

/// Types of actions, with their members.
pub const ACTIONS: &[(&str, &[Field])] = &[
    (
        "SINGLE_CONNECTION",
        &[
            required("actionId", Json::Filled),
            required("actionTypeId", Json::Filled),
            required("actionTypeVersion", Json::Whole),
            required("fields", Json::Object),
            optional("connection", Json::Object),
        ],
    ),
    (
        "LIST_BRANCH",
        &[
            required("actionId", Json::Filled),
            required("listBranches", Json::Array),
            optional("defaultBranchName", Json::Text),
            optional("defaultBranch", Json::Object),
        ],
    ),
    (
        "STATIC_BRANCH",
        &[
            required("actionId", Json::Filled),
            required("inputValue", Json::Object),
            required("staticBranches", Json::Array),
            optional("defaultBranchName", Json::Text),
            optional("defaultBranch", Json::Object),
        ],
    ),
    ("AB_TEST_BRANCH", &[required("actionId", Json::Filled), required("testBranches", Json::Array)]),
    (
        "CUSTOM_CODE",
        &[
            required("actionId", Json::Filled),
            required("runtime", Json::Filled),
            required("sourceCode", Json::Text),
            required("secretNames", Json::Texts),
            required("inputFields", Json::Array),
            required("outputFields", Json::Array),
            optional("connection", Json::Object),
        ],
    ),
    (
        "WEBHOOK",
        &[
            required("actionId", Json::Filled),
            required(
                "method",
                Json::Enum(&["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]),
            ),
            required("webhookUrl", Json::Filled),
            required("queryParams", Json::Array),
            optional("authSettings", Json::Object),
            optional("connection", Json::Object),
        ],
    ),
];

/// Returns the members of an action of a type.
#[must_use]
pub fn action_fields(kind: &str) -> &'static [Field] {
    ACTIONS.iter().find(|(known, _)| *known == kind).map_or(&[], |(_, fields)| fields)
}

const CONNECTION: &[Field] =
    &[required("edgeType", Json::Enum(&["STANDARD", "GOTO"])), required("nextActionId", Json::Filled)];

/// Judges the actions of a workflow, each by itself and as a graph.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_actions(scope: Scope<'_>, body: &Map<String, Value>) -> Result<(), Refusal> {
    let actions = array(body, "actions")?;
    if actions.len() > MOST_ACTIONS {
        return Err(Refusal::validation(format!("No more than {MOST_ACTIONS} actions are allowed")));
    }
    let mut steps = Steps::new();
    for action in actions {
        let action = object(action, "actions")?;
        let id = present(action, "actionId").ok_or_else(|| missing(&["actionId"]))?;
        let id = id.as_str().ok_or_else(|| malformed("actionId", "text"))?;
        if !steps.insert(id) {
            return Err(Refusal::validation(format!("Action {id} stands twice")));
        }
    }
    let mut edges = Vec::new();
    for action in actions {
        judge_action(scope, object(action, "actions")?, &steps, &mut edges)?;
    }
    judge_graph(scope.state, text(body, "startActionId"), &steps, &edges)
}

fn judge_action<'a>(
    scope: Scope<'_>,
    action: &'a Map<String, Value>,
    steps: &Steps<'_>,
    edges: &mut Vec<Edge<'a>>,
) -> Result<(), Refusal> {
    let kind = text(action, "type").ok_or_else(|| missing(&["type"]))?;
    let Some((_, fields)) = ACTIONS.iter().find(|(known, _)| *known == kind) else {
        return Err(Refusal::validation(format!("Invalid input JSON: {kind} is no type of action")));
    };
    judge_fields(action, fields)?;
    judge_keys(scope.state, action, &["type"], fields)?;
    judge_branch_name(action, "defaultBranchName")?;
    let from = text(action, "actionId").unwrap_or_default();
    let mut lead = |connection: Option<&'a Value>| judge_connection(from, connection, edges);
    lead(present(action, "connection"))?;
    lead(present(action, "defaultBranch"))?;
    match kind {
        "SINGLE_CONNECTION" => judge_action_fields(scope, action, steps),
        "LIST_BRANCH" => {
            let branches = limited(action, "listBranches", MOST_LIST_BRANCHES)?;
            for branch in branches {
                let branch = object(branch, "listBranches")?;
                let row = [
                    optional("branchName", Json::Text),
                    optional("filterBranch", Json::Object),
                    optional("connection", Json::Object),
                ];
                judge_fields(branch, &row)?;
                judge_keys(scope.state, branch, &[], &row)?;
                judge_branch_name(branch, "branchName")?;
                if let Some(filter) = present(branch, "filterBranch") {
                    judge_root(scope, filter)?;
                }
                judge_connection(from, present(branch, "connection"), edges)?;
            }
            Ok(())
        }
        "STATIC_BRANCH" => {
            judge_value(scope, action.get("inputValue").unwrap_or(&Value::Null), steps)?;
            for branch in limited(action, "staticBranches", MOST_STATIC_BRANCHES)? {
                let branch = object(branch, "staticBranches")?;
                let row = [required("branchValue", Json::Text), optional("connection", Json::Object)];
                judge_fields(branch, &row)?;
                judge_keys(scope.state, branch, &[], &row)?;
                judge_connection(from, present(branch, "connection"), edges)?;
            }
            Ok(())
        }
        "AB_TEST_BRANCH" => {
            let branches = array(action, "testBranches")?;
            let mut shares = Vec::new();
            for branch in branches {
                let branch = object(branch, "testBranches")?;
                let row = [required("connection", Json::Object), optional("percentage", Json::Whole)];
                judge_fields(branch, &row)?;
                judge_keys(scope.state, branch, &[], &row)?;
                shares.extend(branch.get("percentage").and_then(Value::as_i64));
                judge_connection(from, present(branch, "connection"), edges)?;
            }
            judge_shares(branches.len(), &shares)
        }
        _ => {
            for name in ["inputFields", "queryParams"] {
                for field in array(action, name)? {
                    let field = object(field, name)?;
                    judge_fields(field, &[required("name", Json::Filled), required("value", Json::Object)])?;
                    judge_value(scope, field.get("value").unwrap_or(&Value::Null), steps)?;
                }
            }
            if kind == "WEBHOOK" { judge_webhook(scope, action) } else { judge_code(scope, action) }
        }
    }
}

/// Two ways at least; shares that are given are given for each, and are all there is.
fn judge_shares(branches: usize, shares: &[i64]) -> Result<(), Refusal> {
    if branches < 2 {
        return Err(Refusal::validation("A test needs at least two branches"));
    }
    let given = !shares.is_empty();
    let wrong = shares.len() != branches || shares.iter().any(|share| *share < 1) || shares.iter().sum::<i64>() != 100;
    if given && wrong {
        return Err(Refusal::validation("The percentages of the branches must add up to 100"));
    }
    Ok(())
}

fn limited<'a>(action: &'a Map<String, Value>, name: &str, most: usize) -> Result<&'a [Value], Refusal> {
    let branches = array(action, name)?;
    if branches.len() > most {
        return Err(Refusal::validation(format!("No more than {most} {name} are allowed")));
    }
    Ok(branches)
}

/// A branch's name that is too long was seen to end in an error of the server.
fn judge_branch_name(map: &Map<String, Value>, name: &str) -> Result<(), Refusal> {
    match text(map, name) {
        Some(found) if found.chars().count() > LONGEST_BRANCH_NAME => {
            Err(Refusal::crash(format!("{name} has more than {LONGEST_BRANCH_NAME} characters")))
        }
        _ => Ok(()),
    }
}

/// A path that ends has no connection; an empty one is refused.
fn judge_connection<'a>(
    from: &'a str,
    connection: Option<&'a Value>,
    edges: &mut Vec<Edge<'a>>,
) -> Result<(), Refusal> {
    if let Some(connection) = connection {
        let connection = object(connection, "connection")?;
        judge_fields(connection, CONNECTION)?;
        edges.push(Edge {
            from,
            kind: text(connection, "edgeType").unwrap_or_default(),
            to: text(connection, "nextActionId").unwrap_or_default(),
        });
    }
    Ok(())
}

const DELAY_UNITS: Json = Json::Enum(&[
    "NANOS",
    "MICROS",
    "MILLIS",
    "SECONDS",
    "MINUTES",
    "HOURS",
    "HALF_DAYS",
    "DAYS",
    "WEEKS",
    "MONTHS",
    "YEARS",
    "DECADES",
    "CENTURIES",
    "MILLENNIA",
    "ERAS",
    "FOREVER",
]);

/// Types of values, with their members.
pub const VALUES: &[(&str, &[Field])] = &[
    ("STATIC_VALUE", &[required("staticValue", Json::Text)]),
    ("OBJECT_PROPERTY", &[required("propertyName", Json::Filled)]),
    ("FIELD_DATA", &[required("actionId", Json::Filled), required("dataKey", Json::Filled)]),
    ("FETCHED_OBJECT_PROPERTY", &[required("propertyToken", Json::Filled)]),
    ("INCREMENT", &[required("incrementAmount", Json::Number)]),
    ("TIMESTAMP", &[required("timestampType", Json::Enum(&["EXECUTION_TIME"]))]),
    ("RELATIVE_DATETIME", &[required("timeDelay", Json::Object)]),
    ("APPEND_OBJECT_PROPERTY", &[required("appendPropertyName", Json::Filled)]),
    ("STATIC_APPEND_VALUE", &[required("staticAppendValue", Json::Text)]),
    ("ENROLLMENT_EVENT_PROPERTY", &[required("enrollmentEventPropertyToken", Json::Filled)]),
    ("ENROLLMENT_DATASET_COLUMN", &[required("enrollmentDatasetColumnToken", Json::Filled)]),
    ("ACTION_OUTPUT_OBJECT_PROPERTY", &[required("actionOutputPropertyToken", Json::Filled)]),
    ("SINGLE_OBJECT_COORDINATES", &[required("coordinatesToken", Json::Filled)]),
    ("LIST", &[required("values", Json::Array)]),
    ("MAP", &[required("values", Json::Object)]),
];

/// Judges a value and returns its type.
///
/// # Errors
/// The refusal of the first thing that is wrong.
pub fn judge_value<'a>(scope: Scope<'_>, value: &'a Value, steps: &Steps<'_>) -> Result<&'a str, Refusal> {
    let map = object(value, "value")?;
    let kind = text(map, "type").ok_or_else(|| missing(&["type"]))?;
    let Some((_, fields)) = VALUES.iter().find(|(known, _)| *known == kind) else {
        return Err(Refusal::validation(format!("Invalid input JSON: {kind} is no type of value")));
    };
    judge_fields(map, fields)?;
    judge_keys(scope.state, map, &["type"], fields)?;
    for name in ["propertyName", "appendPropertyName"] {
        if let Some(property) = text(map, name)
            && scope.state.property(scope.object, property).is_none()
        {
            return Err(Refusal::validation(format!("Property \"{property}\" does not exist")));
        }
    }
    match kind {
        "FIELD_DATA" => {
            let step = text(map, "actionId").unwrap_or_default();
            if !steps.contains(step) {
                return Err(Refusal::validation(format!("There is no action {step} to read from")));
            }
        }
        "RELATIVE_DATETIME" => {
            let delay = object(map.get("timeDelay").unwrap_or(&Value::Null), "timeDelay")?;
            let row = [
                required("delta", Json::Whole),
                required("timeUnit", DELAY_UNITS),
                required("daysOfWeek", Json::Texts),
                optional("timeOfDay", Json::Object),
                optional("timeZoneStrategy", Json::Object),
            ];
            judge_fields(delay, &row)?;
            if let Some(time) = present(delay, "timeOfDay") {
                judge_time(time, "timeOfDay")?;
            }
        }
        "LIST" => {
            for value in array(map, "values")? {
                judge_value(scope, value, steps)?;
            }
        }
        _ => {}
    }
    Ok(kind)
}
