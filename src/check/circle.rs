//! Circles of names that need each other, in a time that grows with their number alone.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What each name needs.
pub type Needs<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Finds circles: of each name in turn that stands on one and in none before, the shortest way back to itself.
pub fn circles<'a>(needs: &Needs<'a>) -> impl Iterator<Item = Vec<&'a str>> {
    let groups = groups(needs);
    let mut found: BTreeSet<&str> = BTreeSet::new();
    needs.keys().filter_map(move |start| {
        if found.contains(start) {
            return None;
        }
        let circle = circle(start, needs, &groups)?;
        found.extend(circle.iter().copied());
        Some(circle)
    })
}

/// Returns every name that stands on a circle.
pub fn in_circles<'a>(needs: &Needs<'a>) -> BTreeSet<&'a str> {
    let groups = groups(needs);
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    needs.keys().filter_map(|name| groups.get(name)).for_each(|group| *sizes.entry(*group).or_default() += 1);
    let several = |name: &str| groups.get(name).and_then(|group| sizes.get(group)).is_some_and(|size| *size > 1);
    needs.iter().filter(|(name, all)| several(name) || all.contains(*name)).map(|(name, _)| *name).collect()
}

/// Finds the shortest way from a name back to itself; it leads through names of one group.
fn circle<'a>(start: &'a str, needs: &Needs<'a>, groups: &BTreeMap<&'a str, usize>) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut next = VecDeque::from([start]);
    let own = groups.get(start);
    while let Some(name) = next.pop_front() {
        for need in needs.get(name).into_iter().flatten().copied().filter(|need| groups.get(need) == own) {
            if need == start {
                let mut way = vec![name];
                while let Some(before) = way.last().and_then(|last| came_from.get(last)) {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            if !came_from.contains_key(need) {
                came_from.insert(need, name);
                next.push_back(need);
            }
        }
    }
    None
}

/// Numbers names so that two have the same number where each needs the other, directly or not: in the order in which
/// a walk along the needs is done with them, and then against the needs from the last of them. No recursion: a chain
/// may be as long as a project.
fn groups<'a>(needs: &Needs<'a>) -> BTreeMap<&'a str, usize> {
    let of = |name: &str| needs.get(name).into_iter().flatten().copied();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut done: Vec<&str> = Vec::with_capacity(needs.len());
    for start in needs.keys().copied() {
        if !seen.insert(start) {
            continue;
        }
        let mut way = vec![(start, of(start))];
        while let Some((name, rest)) = way.last_mut() {
            match rest.find(|need| needs.contains_key(need) && seen.insert(need)) {
                Some(need) => way.push((need, of(need))),
                None => {
                    done.push(name);
                    way.pop();
                }
            }
        }
    }
    let mut wanted_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, all) in needs {
        all.iter().for_each(|need| wanted_by.entry(need).or_default().push(name));
    }
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    for (group, start) in done.into_iter().rev().enumerate() {
        let mut open = vec![start];
        while let Some(name) = open.pop() {
            if !groups.contains_key(name) {
                groups.insert(name, group);
                open.extend(wanted_by.get(name).into_iter().flatten());
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pairs: &[(&'static str, &'static str)]) -> Vec<String> {
        let mut needs = Needs::new();
        for (name, need) in pairs {
            needs.entry(name).or_default().insert(need);
        }
        circles(&needs).map(|circle| circle.join(" ")).collect()
    }

    #[test]
    fn each_name_on_a_circle_is_in_one_and_no_other_name_is() {
        assert_eq!(found(&[("a", "b"), ("b", "c"), ("c", "a")]), ["a b c"]);
        assert_eq!(found(&[("a", "a"), ("a", "b"), ("b", "c"), ("c", "d"), ("d", "c")]), ["a", "c d"]);
        assert_eq!(found(&[("a", "b"), ("b", "a"), ("b", "c"), ("c", "b"), ("x", "a")]), ["a b", "c b"]);
        assert_eq!(found(&[("a", "b"), ("b", "nobody")]), [""; 0]);
    }

    #[test]
    fn a_long_chain_between_two_circles_takes_no_stack_and_is_walked_once() {
        let names: Vec<String> = (0..200_000).map(|n| format!("s{n:06}")).collect();
        let mut needs: Needs<'_> =
            names.windows(2).map(|two| (two[0].as_str(), BTreeSet::from([two[1].as_str()]))).collect();
        for end in [&names[0], &names[names.len() - 1]] {
            needs.entry(end).or_default().insert(end);
        }
        assert_eq!(circles(&needs).collect::<Vec<_>>(), [["s000000"], ["s199999"]]);
    }
}
