//! Which other words could stand where a word stands.

use hubwright::emulator::rows::{BRANCHES, FILTERS, OPERATIONS};
use serde_json::{Map, Value};

/// Words of one kind: where one of them stands, each of the others could.
const TABLES: &[&[&str]] = &[
    &["OR", "AND", "NOT_ALL", "NOT_ANY", "RESTRICTED", "UNIFIED_EVENTS", "ASSOCIATION"],
    &["HAS_COMPLETED", "HAS_NOT_COMPLETED", "IN_LIST", "NOT_IN_LIST"],
    &["DATE", "INDEXED", "PROPERTY_REFERENCED"],
    &["NOW", "TODAY", "WEEK", "MONTH", "QUARTER", "YEAR", "FISCAL_QUARTER", "FISCAL_YEAR"],
    &["INCLUSIVE", "EXCLUSIVE"],
    &["VALUE", "UPDATED_AT"],
    &["CUSTOM", "PORTAL", "USER"],
    &["Europe/Berlin", "America/New_York"],
    &["HUBSPOT_DEFINED", "USER_DEFINED", "INTEGRATOR_DEFINED", "WORK"],
    &["MANUAL", "DYNAMIC", "SNAPSHOT"],
    &["0-1", "0-2", "0-3", "0-5", "2-1"],
    &["4-655002", "4-1463224", "4-1639801", "4-666440"],
    &["CONTACT_FLOW", "PLATFORM_FLOW"],
    &["WORKFLOW", "ACTION_SET", "UNKNOWN"],
    &["LIST_BASED", "EVENT_BASED", "MANUAL", "DATASET"],
    &["SINGLE_CONNECTION", "LIST_BRANCH", "STATIC_BRANCH", "AB_TEST_BRANCH", "CUSTOM_CODE", "WEBHOOK"],
    &["STANDARD", "GOTO"],
    &["0-1", "0-3", "0-4", "0-5", "0-8", "0-9", "0-11", "0-13", "0-14", "0-15", "0-63809083", "0-63863438"],
    &[
        "STATIC_VALUE",
        "OBJECT_PROPERTY",
        "FIELD_DATA",
        "TIMESTAMP",
        "INCREMENT",
        "RELATIVE_DATETIME",
        "ENROLLED_OBJECT",
    ],
    &["ENROLLED_OBJECT", "COPY_ASSOCIATION"],
    &["EXECUTION_TIME", "ENROLLMENT_TIME"],
    &["MINUTES", "HOURS", "DAYS", "WEEKS", "MONTHS", "YEARS"],
    &["TODO", "CALL", "EMAIL"],
    &["NONE", "LOW", "MEDIUM", "HIGH"],
    &["true", "false"],
    // Things of the portal.
    &["a", "b", "c"],
    &["pricing", "api", "jobs"],
    &["country", "firstname"],
    &["score", "ratio"],
    &["vip", "paused"],
    &["born", "renewed"],
    &["seen", "met"],
    &["701", "702"],
    &["501", "502"],
    &["301", "302"],
    &["9001", "9002"],
    &["7001", "7002"],
    &["900", "901"],
    &["f-demo", "f-news"],
    &["open", "won", "started"],
    &["renewals", "upgrades"],
];

/// Returns what a text becomes: one that nothing knows, another number, each other word of its kind.
pub fn others(holder: &Map<String, Value>, key: &str, text: &str) -> Vec<String> {
    let mut others = vec![format!("{text}x")];
    others.extend(text.parse::<i64>().map(|number| (number + 1).to_string()));
    for table in tables(holder, key).iter().filter(|table| table.contains(&text)) {
        others.extend(table.iter().filter(|word| **word != text).map(|word| (*word).to_owned()));
    }
    others.sort();
    others.dedup();
    others
}

fn tables<'a>(holder: &Map<String, Value>, key: &str) -> Vec<Vec<&'a str>> {
    let mut tables: Vec<Vec<&str>> = TABLES.iter().map(|table| table.to_vec()).collect();
    let word = |key: &str| holder.get(key).and_then(Value::as_str).unwrap_or_default();
    match key {
        "operationType" | "type" => tables.push(OPERATIONS.iter().map(|row| row.name).collect()),
        "filterType" => tables.push(FILTERS.iter().map(|row| row.name).collect()),
        "filterBranchOperator" => tables.push(BRANCHES.iter().map(|row| row.operator).collect()),
        "operator" => {
            let of_operation = OPERATIONS.iter().filter(|row| row.name == word("operationType"));
            tables.extend(of_operation.map(|row| row.operators.to_vec()));
            let of_filter = FILTERS.iter().filter(|row| row.name == word("filterType"));
            tables.extend(of_filter.map(|row| row.operators.to_vec()));
        }
        _ => {}
    }
    tables
}
