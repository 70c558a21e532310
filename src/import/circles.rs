//! Lists that ask, by way of others, who is in themselves: declarations have an order, and no such list has a place in it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::hubspot::filter::lists_named;

/// How far the search has come with a list.
#[derive(Clone, Copy)]
struct Seen {
    /// When it was first met.
    number: usize,
    /// The earliest that is met again from it.
    lowest: usize,
    /// Whether it is on the path that is not closed yet.
    open: bool,
}

/// Finds them among all lists of a portal: each set of lists of which every one leads to every other.
pub(super) fn in_circles(lists: &BTreeMap<String, Value>) -> BTreeSet<String> {
    let named: BTreeMap<&str, Vec<String>> = lists
        .iter()
        .map(|(id, list)| {
            let named = list.get("filterBranch").map(lists_named).unwrap_or_default();
            (id.as_str(), named.into_iter().filter(|id| lists.contains_key(id)).collect())
        })
        .collect();
    let mut found = BTreeSet::new();
    let mut seen: BTreeMap<&str, Seen> = BTreeMap::new();
    let mut path: Vec<&str> = Vec::new();
    for first in named.keys() {
        if seen.contains_key(first) {
            continue;
        }
        // A list of what is left to do instead of recursion: a chain of lists may be as long as it likes.
        let mut open: Vec<(&str, usize)> = vec![(first, 0)];
        while let Some((id, next)) = open.pop() {
            if next == 0 {
                let number = seen.len();
                seen.insert(id, Seen { number, lowest: number, open: true });
                path.push(id);
            }
            let to = named.get(id).and_then(|named| named.get(next)).map(String::as_str);
            if let Some(to) = to {
                open.push((id, next + 1));
                match seen.get(to).copied() {
                    None => open.push((to, 0)),
                    Some(met) if met.open => lower(&mut seen, id, met.number),
                    Some(_) => {}
                }
                continue;
            }
            let Some(mine) = seen.get(id).copied() else { continue };
            if let Some((from, _)) = open.last() {
                lower(&mut seen, from, mine.lowest);
            }
            if mine.lowest == mine.number {
                let begins = path.iter().rposition(|other| *other == id).unwrap_or_default();
                let closed = path.split_off(begins);
                for other in &closed {
                    if let Some(other) = seen.get_mut(other) {
                        other.open = false;
                    }
                }
                let itself = || named.get(id).is_some_and(|named| named.iter().any(|to| to == id));
                if closed.len() > 1 || itself() {
                    found.extend(closed.into_iter().map(str::to_owned));
                }
            }
        }
    }
    found
}

fn lower(seen: &mut BTreeMap<&str, Seen>, id: &str, to: usize) {
    if let Some(seen) = seen.get_mut(id) {
        seen.lowest = seen.lowest.min(to);
    }
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

    #[test]
    fn a_long_chain_is_no_circle_and_takes_no_stack() {
        let size = 20_000;
        let chain: Vec<(usize, usize)> = (0..size - 1).map(|at| (at, at + 1)).collect();
        let lists: BTreeMap<String, Value> = portal(&[], 0);
        assert!(in_circles(&lists).is_empty());
        let lists = chain.iter().map(|(from, to)| {
            let filter = json!({ "filterType": "IN_LIST", "listId": to.to_string() });
            (from.to_string(), json!({ "filterBranch": { "filters": [filter] } }))
        });
        let mut lists: BTreeMap<String, Value> = lists.collect();
        assert!(in_circles(&lists).is_empty());
        lists.insert(
            (size - 1).to_string(),
            json!({ "filterBranch": { "filters": [{ "filterType": "IN_LIST", "listId": "0" }] } }),
        );
        assert_eq!(in_circles(&lists).len(), size);
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
