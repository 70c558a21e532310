//! Several filters as the one condition that people write for them.
//!
//! A span of days that HubSpot has no filter for is compiled to several, and so are `between` and `not opted in to`.
//! Each is found again here; what is left is joined by `and` and `or`.

use crate::model::rule::{
    Activity, ActivityTest, AssociatedTest, AssociationPath, DayPart, Empty, Leaf, Number, NumberTest, OptStatus,
    PropertyTest, Sign, Stamp, Test, TimeTest,
};
use crate::model::{PortalName, Property};
use crate::syntax::ast::{Expr, ExprKind};

use super::rule::Tree;
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
    /// `any company (…)`
    Any(AssociationPath, Vec<Self>),
}

impl Part {
    /// Takes a leaf.
    pub fn of(leaf: Leaf) -> Self {
        let Leaf::Any { association, tests } = leaf else { return Self::Leaf(leaf) };
        let test = |test: AssociatedTest| match test {
            AssociatedTest::Property(test) => Self::Leaf(Leaf::Property(test)),
            AssociatedTest::Member(test) => Self::Leaf(Leaf::Member(test)),
        };
        Self::Any(association, together(tests).into_iter().map(test).collect())
    }
}

/// Writes an OR of ANDs.
///
/// # Errors
/// Where a part has no form of its own, and none together with another one.
pub fn written(branches: Vec<Vec<Leaf>>, world: &World<'_>) -> Result<Expr, String> {
    let parts = |leaves: Vec<Leaf>| together(leaves).into_iter().map(Part::of).collect::<Vec<Part>>();
    let mut branches: Vec<Vec<Part>> = branches.into_iter().map(parts).collect();
    merge(&mut branches);
    widen(&mut branches);
    let written: Vec<Expr> = branches.into_iter().map(|branch| conjunction(branch, world)).collect::<Result<_, _>>()?;
    let several = written.len() > 1;
    Ok(any(written.into_iter().map(|branch| if several { bracketed(branch) } else { branch }).collect()))
}

/// Writes a tree as it nests.
///
/// # Errors
/// Where a part has no form of its own.
pub fn nested(tree: &Tree, world: &World<'_>) -> Result<Expr, String> {
    match tree {
        Tree::Leaf(leaf) => conjunction(vec![Part::of(leaf.clone())], world),
        Tree::Any(parts) => {
            let parts: Vec<Expr> = parts.iter().map(|part| nested(part, world)).collect::<Result<_, _>>()?;
            Ok(any(parts.into_iter().map(bracketed).collect()))
        }
        Tree::All(parts) => {
            let leaf = |part: &Tree| if let Tree::Leaf(leaf) = part { Some(Part::of(leaf.clone())) } else { None };
            let own: Vec<Part> = parts.iter().filter_map(leaf).collect();
            let mut conditions = conditions(own, world)?;
            for part in parts.iter().filter(|part| !matches!(part, Tree::Leaf(_))) {
                conditions.push(bracketed(nested(part, world)?));
            }
            Ok(all(conditions))
        }
    }
}

/// Puts what `and` or `or` joins in parentheses: both words in one line are told apart by these.
fn bracketed(condition: Expr) -> Expr {
    let joined = matches!(condition.node, ExprKind::And(_) | ExprKind::Or(_));
    if joined { made(ExprKind::Paren(Box::new(condition))) } else { condition }
}

/// Writes an AND.
///
/// # Errors
/// Where a part has no form.
pub fn conjunction(parts: Vec<Part>, world: &World<'_>) -> Result<Expr, String> {
    conditions(parts, world).map(all)
}

fn conditions(parts: Vec<Part>, world: &World<'_>) -> Result<Vec<Expr>, String> {
    let mut conditions = Vec::new();
    for part in between(parts) {
        conditions.extend(write::part(part, world)?);
    }
    Ok(conditions)
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
fn together<T: PartialEq>(items: Vec<T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
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
        Part::Any(_, parts) => parts.iter().find_map(halves),
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
            let Test::Time(Stamp::Value, TimeTest::LastDays(Sign::Holds, days)) = &until_now.test else { return None };
            (same && later.test == LATER).then(|| Part::Since(left.property.clone(), *days, left.empty))
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
        // Some record passes x or y where some record passes x, or some record passes y.
        (Part::Any(way, left), Part::Any(other, right)) if way == other => {
            let (at, whole) = one_of_two(left, right)?;
            let mut merged = left.clone();
            *merged.get_mut(at)? = whole;
            Some(Part::Any(way.clone(), merged))
        }
        (Part::Leaf(_) | Part::Between(..) | Part::Since(..) | Part::NotOpted(..) | Part::Any(..), _) => None,
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
