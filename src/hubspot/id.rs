//! How ids stand in HubSpot's JSON: under keys that say so, as text or as numbers.

use serde_json::{Map, Value};

/// How a key ends under which an id stands, or several.
const ENDS: [&str; 4] = ["Id", "Ids", "_id", "_ids"];

/// Reads an id, which may stand as text or as a number.
#[must_use]
pub fn id_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Tells whether ids stand under a key, alone or in an array.
#[must_use]
pub fn is_id_key(key: &str) -> bool {
    stem(key).is_some()
}

/// Returns what a key calls the thing whose id stands under it: `sequence` of `sequenceId` and `sequence_ids`.
#[must_use]
pub fn stem(key: &str) -> Option<&str> {
    if key == "id" {
        return Some("thing");
    }
    ENDS.iter().find_map(|end| key.strip_suffix(end)).filter(|stem| !stem.is_empty())
}

/// Tells whether a text is such an id as each portal gives to its own things: a number, a GUID, the type of a custom
/// object or event.
#[must_use]
pub fn is_portals_own(id: &str) -> bool {
    const GUID: [usize; 5] = [8, 4, 4, 4, 12];
    let number = id.strip_prefix("2-").or_else(|| id.strip_prefix("6-")).unwrap_or(id);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_number || id.split('-').map(str::len).eq(GUID) && id.split('-').all(is_hex)
}

/// Tells whether an id that stands in an object is HubSpot's, the same in each portal: that of an association of its own.
#[must_use]
pub fn is_hubspots(object: &Map<String, Value>, key: &str) -> bool {
    key == "associationTypeId" && object.get("associationCategory").and_then(Value::as_str) == Some("HUBSPOT_DEFINED")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_texts_show_what_is_an_id() {
        assert_eq!(
            ["sequenceId", "team_ids", "flowIds", "list_id"].map(stem),
            ["sequence", "team", "flow", "list"].map(Some)
        );
        assert_eq!(["Id", "_id", "idea", "paid"].map(stem), [None; 4]);
        assert!(stem("id") == Some("thing") && is_id_key("id") && is_id_key("listId") && !is_id_key("value"));
        let own = ["7", "0123", "2-4711", "6-4711", "0f0e0d0c-1111-2222-3333-00000000000A"];
        assert!(own.into_iter().all(is_portals_own));
        let others =
            ["", "0-3", "-1", "CONTACT_OWNER", "0f0e0d0c-1111-2222-3333-00000000000", "0f0e0d0c1111222233330000"];
        assert!(!others.into_iter().any(is_portals_own));
    }
}
