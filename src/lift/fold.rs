//! Several filters as the one condition that people write for them.
//!
//! A span of days that HubSpot has no filter for is compiled to several, and so are `between` and `not opted in to`.
//! Each is found again here; what is left is joined by `and` and `or`.

use crate::model::rule::{
    Activity, ActivityTest, AssociatedTest, DayPart, Empty, Leaf, Number, NumberTest, OptStatus, PropertyTest, Sign,
    Stamp, Test, TimeTest,
};
use crate::model::{PortalName, Property};
use crate::syntax::ast::{Expr, ExprKind};

use super::value::made;
use super::{World, write};

/// One condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// What one filter holds.
    Leaf(Leaf),
    /// `between a and b`
    Between(Property, Number, Number, Empty),
    /// `after today - 7 days`: the days until now, or later than the begin of today.
    Since(Property, u32, Empty),
    /// `not opted in to`: what is left when a contact has not this status.
    NotOpted(OptStatus, PortalName),
}

/// Writes an OR of ANDs.
///
/// # Errors
/// Where a part has no form of its own, and none together with another one.
pub fn written(branches: Vec<Vec<Leaf>>, world: &World<'_>) -> Result<Expr, String> {
    let parts = |leaves: Vec<Leaf>| together(leaves).into_iter().map(Part::Leaf).collect::<Vec<Part>>();
    let mut branches: Vec<Vec<Part>> = branches.into_iter().map(parts).collect();
    merge(&mut branches);
    widen(&mut branches);
    let mut written = Vec::new();
    for branch in branches {
        let mut conditions = Vec::new();
        for part in between(branch) {
            conditions.extend(write::part(&part, world)?);
        }
        written.push(all(conditions));
    }
    let several = written.len() > 1;
    // Both words in one line are told apart by parentheses.
    let bracketed = |branch: Expr| match branch.node {
        ExprKind::And(_) if several => made(ExprKind::Paren(Box::new(branch))),
        _ => branch,
    };
    Ok(any(written.into_iter().map(bracketed).collect()))
}

/// Writes what an associated record must pass.
pub fn associated(tests: &[AssociatedTest], world: &World<'_>) -> Result<Expr, String> {
    let leaf = |test: &AssociatedTest| match test {
        AssociatedTest::Property(test) => Leaf::Property(test.clone()),
        AssociatedTest::Member(test) => Leaf::Member(test.clone()),
    };
    let mut conditions = Vec::new();
    for part in between(tests.iter().map(leaf).map(Part::Leaf).collect()) {
        conditions.extend(write::part(&part, world)?);
    }
    Ok(all(conditions))
}

/// Joins conditions by `and`.
pub fn all(mut conditions: Vec<Expr>) -> Expr {
    match (conditions.pop(), conditions.is_empty()) {
        (Some(only), true) => only,
        (last, _) => made(ExprKind::And(conditions.into_iter().chain(last).collect())),
    }
}

fn any(mut conditions: Vec<Expr>) -> Expr {
    match (conditions.pop(), conditions.is_empty()) {
        (Some(only), true) => only,
        (last, _) => made(ExprKind::Or(conditions.into_iter().chain(last).collect())),
    }
}

/// Drops doubles.
fn together(leaves: Vec<Leaf>) -> Vec<Leaf> {
    let mut kept: Vec<Leaf> = Vec::new();
    for leaf in leaves {
        if !kept.contains(&leaf) {
            kept.push(leaf);
        }
    }
    kept
}

/// Makes one branch of two that differ in one part where these two are one condition.
fn merge(branches: &mut Vec<Vec<Part>>) {
    while let Some((first, second, merged)) = mergeable(branches) {
        branches.remove(second);
        if let Some(place) = branches.get_mut(first) {
            *place = merged;
        }
    }
}

/// Finds two branches to be merged, and what they become.
fn mergeable(branches: &[Vec<Part>]) -> Option<(usize, usize, Vec<Part>)> {
    let is_half = |part: &Part| halves(part).is_some();
    for (second, later) in branches.iter().enumerate() {
        if !later.iter().any(is_half) {
            continue;
        }
        for (first, earlier) in branches.iter().enumerate().filter(|(first, _)| *first != second) {
            let Some((at, whole)) = one_of_two(earlier, later) else { continue };
            let mut merged = earlier.clone();
            if let Some(place) = merged.get_mut(at) {
                *place = whole;
            }
            let (low, high) = if first < second { (first, second) } else { (second, first) };
            return Some((low, high, merged));
        }
    }
    None
}

/// Returns the place of the one part in which two branches differ, and what both become.
fn one_of_two(earlier: &[Part], later: &[Part]) -> Option<(usize, Part)> {
    if earlier.len() != later.len() {
        return None;
    }
    let mut own = earlier.iter().enumerate().filter(|(_, part)| !later.contains(part));
    let mut other = later.iter().filter(|part| !earlier.contains(part));
    match (own.next(), own.next(), other.next(), other.next()) {
        (Some((at, left)), None, Some(right), None) => whole(left, right).map(|whole| (at, whole)),
        _ => None,
    }
}

/// Writes what has no form alone as the whole that it is a half of, where the other half changes nothing: where it is
/// within another branch already.
fn widen(branches: &mut [Vec<Part>]) {
    let all = branches.to_vec();
    for (own, branch) in branches.iter_mut().enumerate() {
        for at in 0..branch.len() {
            let Some(half) = branch.get(at).cloned() else { continue };
            if halves(&half) != Some(Alone::Unsayable) {
                continue;
            }
            let rest: Vec<&Part> =
                branch.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, it)| it).collect();
            let found = all.iter().enumerate().filter(|(other, _)| *other != own).find_map(|(_, other)| {
                let fits = |candidate: &&Part| other.iter().all(|part| part == *candidate || rest.contains(&part));
                other.iter().filter(fits).find_map(|candidate| whole(candidate, &half))
            });
            if let (Some(whole), Some(place)) = (found, branch.get_mut(at)) {
                *place = whole;
            }
        }
    }
}

/// Whether a half of a condition has a form of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alone {
    Sayable,
    Unsayable,
}

/// Tells whether a part is the half of a condition that is looked for.
fn halves(part: &Part) -> Option<Alone> {
    match part {
        Part::Leaf(Leaf::Property(PropertyTest { property, test, .. })) if *test == LATER => {
            let date = property.kind == crate::catalog::FeatureKind::Date;
            Some(if date { Alone::Sayable } else { Alone::Unsayable })
        }
        Part::Leaf(Leaf::Activity(test)) => match &test.activity {
            Activity::Subscription(OptStatus::Neither, _) => Some(Alone::Sayable),
            Activity::Subscription(OptStatus::In | OptStatus::Out, _)
            | Activity::Form(_)
            | Activity::Page(..)
            | Activity::Cta(..)
            | Activity::Email(..) => None,
        },
        Part::Leaf(Leaf::Property(_) | Leaf::Member(_) | Leaf::Event(_) | Leaf::Any { .. })
        | Part::Between(..)
        | Part::Since(..)
        | Part::NotOpted(..) => None,
    }
}

/// Later than the begin of today: the second half of each span of days that is open to the future.
const LATER: Test = Test::Time(Stamp::Value, TimeTest::AfterToday(0, DayPart::Begin));

/// Returns the condition that holds where one of two does.
fn whole(left: &Part, right: &Part) -> Option<Part> {
    match (left, right) {
        (Part::Leaf(Leaf::Property(left)), Part::Leaf(Leaf::Property(right))) => {
            let same = left.property == right.property && left.empty == right.empty;
            let (until_now, later) = if right.test == LATER { (left, right) } else { (right, left) };
            match &until_now.test {
                Test::Time(Stamp::Value, TimeTest::LastDays(Sign::Holds, days)) if same && later.test == LATER => {
                    Some(Part::Since(left.property.clone(), *days, left.empty))
                }
                _ => None,
            }
        }
        (Part::Leaf(Leaf::Activity(left)), Part::Leaf(Leaf::Activity(right))) => {
            let (ActivityTest { activity: left, .. }, ActivityTest { activity: right, .. }) = (&**left, &**right);
            let (Activity::Subscription(one, name), Activity::Subscription(another, other)) = (left, right) else {
                return None;
            };
            let status = match (one, another) {
                (OptStatus::Neither, OptStatus::Out) | (OptStatus::Out, OptStatus::Neither) => OptStatus::In,
                (OptStatus::Neither, OptStatus::In) | (OptStatus::In, OptStatus::Neither) => OptStatus::Out,
                (OptStatus::In | OptStatus::Out | OptStatus::Neither, _) => return None,
            };
            (name == other).then(|| Part::NotOpted(status, name.clone()))
        }
        (Part::Leaf(_) | Part::Between(..) | Part::Since(..) | Part::NotOpted(..), _) => None,
    }
}

/// Makes `between` of a lower and an upper bound on one property.
fn between(parts: Vec<Part>) -> Vec<Part> {
    let mut made: Vec<Part> = Vec::new();
    for part in parts {
        let whole = made.iter().enumerate().find_map(|(at, earlier)| Some((at, bounded(earlier, &part)?)));
        match whole {
            Some((at, whole)) => {
                if let Some(place) = made.get_mut(at) {
                    *place = whole;
                }
            }
            None => made.push(part),
        }
    }
    made
}

fn bounded(left: &Part, right: &Part) -> Option<Part> {
    let (Part::Leaf(Leaf::Property(left)), Part::Leaf(Leaf::Property(right))) = (left, right) else { return None };
    if left.property != right.property || left.empty != right.empty {
        return None;
    }
    let (low, high) = match (&left.test, &right.test) {
        (Test::Number(NumberTest::GreaterOrEqual, low), Test::Number(NumberTest::LessOrEqual, high))
        | (Test::Number(NumberTest::LessOrEqual, high), Test::Number(NumberTest::GreaterOrEqual, low)) => (*low, *high),
        _ => return None,
    };
    (low.0 <= high.0).then(|| Part::Between(left.property.clone(), low, high, left.empty))
}
