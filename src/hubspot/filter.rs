//! A total view over live filters: any JSON is read, whatever it holds.

use std::collections::BTreeSet;

use serde_json::Value;

use super::id::id_text;

/// Keys under which filters and fields of actions name one list.
const LIST_KEYS: [&str; 2] = ["listId", "list_id"];
/// Keys under which flows name several lists.
const LISTS_KEYS: [&str; 1] = ["suppressionListIds"];

/// Returns the ids of all lists that a filter, a list or a flow names, wherever they stand in it.
#[must_use]
pub fn lists_named(json: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    // A list of things to look at instead of recursion: a portal may nest as deep as it likes.
    let mut open = vec![json];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(entries) => {
                // The list's own id is no reference; only filters and fields of actions refer.
                let refers = entries.contains_key("filterType") || entries.contains_key("targetObject");
                for (key, value) in entries {
                    if LISTS_KEYS.contains(&key.as_str()) {
                        found.extend(value.as_array().into_iter().flatten().filter_map(id_text));
                    } else if LIST_KEYS.contains(&key.as_str()) && (refers || key == "list_id") {
                        found.extend(id_text(value));
                    } else {
                        open.push(value);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_found_in_filters_fields_and_suppression_and_the_list_itself_is_not() {
        let json = json!({
            "listId": "1",
            "filterBranch": { "filterBranches": [{ "filters": [{ "filterType": "IN_LIST", "listId": 2 }] }] },
            "suppressionListIds": [3, "4"],
            "actions": [{ "fields": { "listId": "5", "targetObject": "{{ enrolled_object }}" } }, { "fields": { "list_id": "6" } }],
        });
        assert_eq!(lists_named(&json), ["2", "3", "4", "5", "6"].map(str::to_owned).into());
    }
}
