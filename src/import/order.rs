//! The order in which what was drafted is written: what a declaration names stands before it does, so that a project whose
//! files did not all come to be compiles, but for workflows that enrol in each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{Drafted, Place};
use crate::plan::deletions::named;

/// Orders drafted objects so.
#[must_use]
pub fn named_first(objects: &[Drafted]) -> Vec<&Drafted> {
    let places: BTreeMap<Place, &Drafted> =
        objects.iter().map(|object| ((object.kind, object.id.clone()), object)).collect();
    let mut begun: BTreeSet<Place> = BTreeSet::new();
    let mut ordered = Vec::with_capacity(objects.len());
    for first in objects {
        // A list of what is left to do instead of recursion: a chain may be as long as a portal.
        let mut open: Vec<(&Drafted, Vec<Place>)> = Vec::new();
        let mut next = Some(first);
        while let Some(object) = next {
            if begun.insert((object.kind, object.id.clone())) {
                open.push((object, named(&object.live).into_iter().collect()));
            }
            next = loop {
                let Some((object, names)) = open.last_mut() else { break None };
                match names.pop() {
                    Some(place) if begun.contains(&place) => {}
                    Some(place) => {
                        if let Some(named) = places.get(&place) {
                            break Some(*named);
                        }
                    }
                    None => {
                        ordered.push(*object);
                        open.pop();
                    }
                }
            };
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::record::ObjectKind;

    fn list(id: usize, names: &BTreeSet<usize>) -> Drafted {
        let filters: Vec<_> = names
            .iter()
            .map(|id| json!({ "filterType": "IN_LIST", "operator": "IN_LIST", "listId": id.to_string() }))
            .collect();
        let text = || id.to_string();
        Drafted {
            kind: ObjectKind::List,
            id: text(),
            title: text(),
            name: text(),
            live: json!({ "filterBranch": { "filters": filters } }),
            path: text(),
            text: text(),
            code: BTreeMap::new(),
        }
    }

    proptest! {
        #[test]
        fn what_is_named_comes_first_and_each_comes_once(
            names in prop::collection::vec(prop::collection::btree_set(0..40_usize, 0..4), 40),
            places in Just((0..40_usize).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            // No circles: each names what has a smaller place.
            let of = |id: usize| names[id].iter().copied().filter(|other| places[*other] < places[id]).collect();
            let objects: Vec<Drafted> = (0..40).map(|id| list(id, &of(id))).collect();
            let ordered: Vec<usize> = named_first(&objects).iter().map(|it| it.id.parse().unwrap()).collect();
            prop_assert_eq!(ordered.iter().copied().collect::<BTreeSet<usize>>().len(), 40);
            for (at, id) in ordered.iter().enumerate() {
                prop_assert!(of(*id).iter().all(|named| ordered[..at].contains(named)), "{:?}", ordered);
            }
        }
    }

    #[test]
    fn circles_and_long_chains_end() {
        let circle = [list(0, &BTreeSet::from([1])), list(1, &BTreeSet::from([0]))];
        assert_eq!(named_first(&circle).len(), 2);
        let chain: Vec<Drafted> = (0..20_000).map(|id| list(id, &BTreeSet::from([id + 1]))).collect();
        let first = named_first(&chain).first().map(|it| it.id.clone());
        assert_eq!(first.as_deref(), Some("19999"));
    }
}
