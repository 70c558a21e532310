//! Lists that ask, by way of others, who is in themselves: declarations have an order, and no such list has a place in it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::check::circle;
use crate::hubspot::filter::lists_named;

/// Finds them among all lists of a portal.
pub(super) fn in_circles(lists: &BTreeMap<String, Value>) -> BTreeSet<String> {
    let named: BTreeMap<&str, BTreeSet<String>> = lists
        .iter()
        .map(|(id, list)| (id.as_str(), list.get("filterBranch").map(lists_named).unwrap_or_default()))
        .collect();
    let needs = named.iter().map(|(id, named)| (*id, named.iter().map(String::as_str).collect())).collect();
    circle::in_circles(&needs).into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn portal(edges: &[(usize, usize)], size: usize) -> BTreeMap<String, Value> {
        let filters = |of: usize| -> Vec<Value> {
            let to = edges.iter().filter(|(from, _)| *from == of);
            to.map(|(_, to)| json!({ "filterType": "IN_LIST", "operator": "IN_LIST", "listId": to.to_string() }))
                .collect()
        };
        (0..size).map(|id| (id.to_string(), json!({ "filterBranch": { "filters": filters(id) } }))).collect()
    }

    proptest! {
        #[test]
        fn those_are_found_that_lead_to_themselves(edges in prop::collection::vec((0..9_usize, 0..9_usize), 0..16)) {
            let reaches = |from: usize| {
                let mut open = vec![from];
                let mut known = BTreeSet::new();
                while let Some(at) = open.pop() {
                    open.extend(edges.iter().filter(|(a, b)| *a == at && known.insert(*b)).map(|(_, b)| *b));
                }
                known.contains(&from)
            };
            let wanted: BTreeSet<String> = (0..9).filter(|id| reaches(*id)).map(|id| id.to_string()).collect();
            prop_assert_eq!(in_circles(&portal(&edges, 9)), wanted);
        }
    }
}
