//! From a formula without `not` to OR of ANDs, bounded while it grows.
//!
//! INVARIANT: digests are taken over this form. What is removed here as redundant today is removed for ever under the
//! encoding `d1`, and nothing more: a cleverer form would make every deployed version look changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Rule;
use crate::model::digest::{self, Identities};
use crate::model::rule::{
    Activity, ActivityTest, AssociatedTest, AssociationPath, Branch, ChoiceTest, DayPart, Empty, EventTest, Leaf,
    Membership, NumberTest, PropertyTest, Refine, Sign, Test, TextTest, TextsTest, TimeTest,
};
use crate::source::Span;

/// How many filters one list or one condition may hold.
pub const MOST_FILTERS: usize = 250;

/// How large the form may be on the way: what is multiplied out may shrink again, but not from any size.
const MOST_ON_THE_WAY: usize = 4 * MOST_FILTERS;

/// A condition in which `not` stands nowhere: it has been pushed into the leaves.
#[derive(Clone, Debug, PartialEq)]
pub enum Formula {
    /// All hold.
    All(Vec<Self>, Span),
    /// One holds.
    Any(Vec<Self>, Span),
    /// A test of a property.
    Property(PropertyTest),
    /// A test of membership.
    Member(Membership),
    /// What the record did.
    Activity(ActivityTest),
    /// An event of the record.
    Event(EventTest),
    /// Some associated record passes the rule.
    Associated(AssociationPath, Option<Box<Self>>),
}

/// Why a formula has no form that HubSpot can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It holds more filters than HubSpot does, without being multiplied out.
    TooMany,
    /// Bringing it into OR of ANDs multiplies a part of it.
    Multiplies {
        /// The part.
        at: Span,
        /// How many filters it becomes.
        filters: usize,
    },
    /// No record can pass it.
    Never,
}

/// Brings a formula into the form of HubSpot: sorted, without doubles, absorbed and contradictory branches.
///
/// # Errors
/// Where HubSpot cannot hold the result; the whole result of a part that multiplies is never computed.
pub fn rule(formula: &Formula, identities: &Identities) -> Result<Rule, Refusal> {
    let mut leaves = Leaves { identities, known: BTreeMap::new(), stronger: BTreeMap::new() };
    let branches = leaves.branches(formula)?;
    if branches.is_empty() {
        return Err(Refusal::Never);
    }
    if leaves.size(&branches) > MOST_FILTERS {
        return Err(Refusal::TooMany);
    }
    let branches = branches
        .iter()
        .map(|keys| Branch { leaves: keys.iter().filter_map(|key| leaves.known.get(key).cloned()).collect() })
        .collect();
    Ok(Rule { branches })
}

/// Returns what holds of exactly the values of which a test does not hold: several mean any of them.
/// Nothing where HubSpot has no such test.
pub fn opposite(test: &Test) -> Option<Vec<Test>> {
    let one = match test {
        Test::Known => Test::Unknown,
        Test::Unknown => Test::Known,
        Test::Bool(sign, value) => Test::Bool(other(*sign), *value),
        Test::Number(comparison, number) => Test::Number(
            match comparison {
                NumberTest::Equal => NumberTest::NotEqual,
                NumberTest::NotEqual => NumberTest::Equal,
                NumberTest::Less => NumberTest::GreaterOrEqual,
                NumberTest::LessOrEqual => NumberTest::Greater,
                NumberTest::Greater => NumberTest::LessOrEqual,
                NumberTest::GreaterOrEqual => NumberTest::Less,
            },
            *number,
        ),
        Test::Text(comparison, text) => Test::Text(
            match comparison {
                TextTest::Equal => TextTest::NotEqual,
                TextTest::NotEqual => TextTest::Equal,
                TextTest::Contains => TextTest::DoesNotContain,
                TextTest::DoesNotContain => TextTest::Contains,
                TextTest::StartsWith | TextTest::EndsWith => return None,
            },
            text.clone(),
        ),
        Test::Texts(comparison, texts) => Test::Texts(
            match comparison {
                TextsTest::EqualAny => TextsTest::EqualNone,
                TextsTest::EqualNone => TextsTest::EqualAny,
                TextsTest::ContainsAny => TextsTest::ContainsNone,
                TextsTest::ContainsNone => TextsTest::ContainsAny,
            },
            texts.clone(),
        ),
        Test::Choice(comparison, values) => Test::Choice(
            match comparison {
                ChoiceTest::AnyOf => ChoiceTest::NoneOf,
                ChoiceTest::NoneOf => ChoiceTest::AnyOf,
                ChoiceTest::AllOf => ChoiceTest::NotAllOf,
                ChoiceTest::NotAllOf => ChoiceTest::AllOf,
                ChoiceTest::Exactly => ChoiceTest::NotExactly,
                ChoiceTest::NotExactly => ChoiceTest::Exactly,
            },
            values.clone(),
        ),
        Test::Past(sign, past) => Test::Past(other(*sign), past.clone()),
        Test::Time(stamp, time) => {
            return Some(opposite_time(time)?.into_iter().map(|time| Test::Time(*stamp, time)).collect());
        }
        Test::SameText(_) => return None,
    };
    Some(vec![one])
}

fn opposite_time(time: &TimeTest) -> Option<Vec<TimeTest>> {
    let one = match time {
        TimeTest::Before(date) => TimeTest::After(date.yesterday().ok()?),
        TimeTest::After(date) => TimeTest::Before(date.tomorrow().ok()?),
        TimeTest::Within(sign, first, last) => TimeTest::Within(other(*sign), *first, *last),
        TimeTest::LastDays(sign, days) => TimeTest::LastDays(other(*sign), *days),
        TimeTest::NextDays(sign, days) => TimeTest::NextDays(other(*sign), *days),
        TimeTest::BeforeToday(days) => {
            return Some(vec![TimeTest::LastDays(Sign::Holds, *days), TimeTest::AfterToday(0, DayPart::Begin)]);
        }
        TimeTest::AfterToday(..) | TimeTest::Calendar(..) | TimeTest::Against(..) => return None,
    };
    Some(vec![one])
}

/// Returns the other sign.
pub fn other(sign: Sign) -> Sign {
    match sign {
        Sign::Holds => Sign::Not,
        Sign::Not => Sign::Holds,
    }
}

/// The bytes of a leaf: leaves are the same where these are.
type Key = Vec<u8>;

/// Leaves by their bytes.
type Keys = BTreeSet<Key>;

struct Leaves<'a> {
    identities: &'a Identities,
    known: BTreeMap<Key, Leaf>,
    /// For a test that empty values pass: the same test that they fail.
    stronger: BTreeMap<Key, Key>,
}

impl Leaves<'_> {
    fn branches(&mut self, formula: &Formula) -> Result<Vec<Keys>, Refusal> {
        match formula {
            Formula::Property(test) => Ok(self.leaf(Leaf::Property(test.clone()))),
            Formula::Member(membership) => Ok(self.leaf(Leaf::Member(membership.clone()))),
            Formula::Activity(test) => Ok(self.leaf(Leaf::Activity(test.clone()))),
            Formula::Event(test) => Ok(self.leaf(Leaf::Event(test.clone()))),
            Formula::Associated(association, None) => {
                Ok(self.leaf(Leaf::Any { association: association.clone(), tests: Vec::new() }))
            }
            Formula::Associated(association, Some(inner)) => self.associated(association, inner),
            Formula::Any(parts, _) => {
                let mut all = Vec::new();
                for part in parts {
                    all.extend(self.branches(part)?);
                    if self.size(&all) > MOST_ON_THE_WAY {
                        all = self.absorb(all);
                        if self.size(&all) > MOST_ON_THE_WAY {
                            return Err(Refusal::TooMany);
                        }
                    }
                }
                Ok(self.absorb(all))
            }
            Formula::All(parts, at) => self.product(parts, *at),
        }
    }

    fn leaf(&mut self, leaf: Leaf) -> Vec<Keys> {
        let key = digest::leaf(&leaf, self.identities);
        if let Leaf::Property(test @ PropertyTest { empty: Empty::Fails, .. }) = &leaf {
            let weaker = Leaf::Property(PropertyTest { empty: Empty::Passes, ..test.clone() });
            self.stronger.insert(digest::leaf(&weaker, self.identities), key.clone());
        }
        self.known.insert(key.clone(), leaf);
        vec![Keys::from([key])]
    }

    /// Some record passes `x or y` where some record passes x, or some record passes y.
    fn associated(&mut self, association: &AssociationPath, inner: &Formula) -> Result<Vec<Keys>, Refusal> {
        let branches = self.branches(inner)?;
        let mut all = Vec::new();
        for keys in branches {
            let tests = keys
                .iter()
                .filter_map(|key| match self.known.get(key)? {
                    Leaf::Property(test) => Some(AssociatedTest::Property(test.clone())),
                    Leaf::Member(membership) => Some(AssociatedTest::Member(membership.clone())),
                    // The checker refuses these within an association.
                    Leaf::Activity(_) | Leaf::Event(_) | Leaf::Any { .. } => None,
                })
                .collect();
            all.extend(self.leaf(Leaf::Any { association: association.clone(), tests }));
        }
        Ok(self.absorb(all))
    }

    fn product(&mut self, parts: &[Formula], at: Span) -> Result<Vec<Keys>, Refusal> {
        let mut all = vec![Keys::new()];
        let mut added = 0;
        for part in parts {
            let factors = self.branches(part)?;
            added += self.size(&factors);
            // Known before anything is multiplied: each branch is joined with each.
            let filters = self.size(&all) * factors.len() + self.size(&factors) * all.len();
            if filters > 16 * MOST_ON_THE_WAY {
                return Err(Refusal::Multiplies { at, filters });
            }
            let mut joined = Vec::new();
            for left in &all {
                for right in &factors {
                    if !self.contradict(left, right) {
                        joined.push(self.joined(left, right));
                    }
                }
            }
            all = self.absorb(joined);
            let filters = self.size(&all);
            if filters > MOST_ON_THE_WAY {
                return Err(if filters > added { Refusal::Multiplies { at, filters } } else { Refusal::TooMany });
            }
        }
        let filters = self.size(&all);
        if filters > MOST_FILTERS && filters > added {
            return Err(Refusal::Multiplies { at, filters });
        }
        Ok(all)
    }

    /// Counts what HubSpot counts as filters.
    fn size(&self, branches: &[Keys]) -> usize {
        let weight = |key: &Key| match self.known.get(key) {
            Some(Leaf::Any { tests, .. }) => tests.len().max(1),
            Some(Leaf::Event(test)) => test.tests.len().max(1),
            Some(Leaf::Property(_) | Leaf::Member(_) | Leaf::Activity(_)) | None => 1,
        };
        branches.iter().flatten().map(weight).sum()
    }

    /// Joins two branches, without a test that empty values pass beside the same test that they fail.
    fn joined(&self, left: &Keys, right: &Keys) -> Keys {
        let has = |key: &Key| left.contains(key) || right.contains(key);
        let implied = |key: &Key| self.stronger.get(key).is_some_and(has);
        left.union(right).filter(|key| !implied(key)).cloned().collect()
    }

    /// Sorts branches and removes doubles and those that another one absorbs: `a or (a and b)` is `a`.
    fn absorb(&self, mut branches: Vec<Keys>) -> Vec<Keys> {
        branches.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        let mut kept: Vec<Keys> = Vec::new();
        for branch in branches {
            if !kept.iter().any(|wider| self.implies(&branch, wider)) {
                kept.retain(|narrower| !self.implies(narrower, &branch));
                kept.push(branch);
            }
        }
        kept.sort();
        kept
    }

    /// Tells whether what passes one branch passes another, by what is in both.
    fn implies(&self, narrow: &Keys, wide: &Keys) -> bool {
        let stronger = |key: &Key| self.stronger.get(key).is_some_and(|key| narrow.contains(key));
        wide.iter().all(|key| narrow.contains(key) || stronger(key))
    }

    /// Tells whether no record passes two branches, each of which some record may pass.
    fn contradict(&self, left: &Keys, right: &Keys) -> bool {
        let leaf = |key: &Key| self.known.get(key);
        left.iter().filter_map(leaf).any(|left| right.iter().filter_map(leaf).any(|right| never_both(left, right)))
    }
}

/// Tells whether no record passes both. Only exact opposites are known to exclude each other: two texts that differ,
/// even in case alone, are neither equal nor disjoint.
fn never_both(left: &Leaf, right: &Leaf) -> bool {
    match (left, right) {
        (Leaf::Property(left), Leaf::Property(right)) => {
            let same = (left.property.object, &left.property.name) == (right.property.object, &right.property.name);
            same && (no_value_passes(left, right)
                || only_empty(left) && fails_empty(right)
                || only_empty(right) && fails_empty(left))
        }
        (Leaf::Member(left), Leaf::Member(right)) => left.list == right.list && left.sign != right.sign,
        (Leaf::Activity(left), Leaf::Activity(right)) => {
            let narrowed = |test: &ActivityTest| (test.sign, test.refine.clone());
            match (&left.activity, &right.activity) {
                // A record has one status.
                (Activity::Subscription(one, name), Activity::Subscription(another, other)) => {
                    name == other && one != another
                }
                (one, another) => one == another && never_so_often(&narrowed(left), &narrowed(right)),
            }
        }
        (Leaf::Event(left), Leaf::Event(right)) => {
            let narrowed = |test: &EventTest| (test.sign, test.refine.clone());
            let same = left.event == right.event && left.tests == right.tests;
            same && never_so_often(&narrowed(left), &narrowed(right))
        }
        // Two associated records may differ.
        (
            Leaf::Property(_) | Leaf::Member(_) | Leaf::Activity(_) | Leaf::Event(_) | Leaf::Any { .. },
            Leaf::Property(_) | Leaf::Member(_) | Leaf::Activity(_) | Leaf::Event(_) | Leaf::Any { .. },
        ) => false,
    }
}

/// Tells whether nothing happens as often as both say.
fn never_so_often(left: &(Sign, Refine), right: &(Sign, Refine)) -> bool {
    match (how_often(left), how_often(right)) {
        (Some((least, most)), Some((other_least, other_most))) => {
            most.is_some_and(|most| most < other_least) || other_most.is_some_and(|most| most < least)
        }
        // What never happened did not happen within a time.
        (Some((_, most)), None) => right.0 == Sign::Holds && most == Some(0),
        (None, Some((_, most))) => left.0 == Sign::Holds && most == Some(0),
        (None, None) => left.1 == right.1 && left.0 != right.0,
    }
}

/// Returns how often something has to have happened: at least, and at most. Nothing where that is about a time.
fn how_often((sign, refine): &(Sign, Refine)) -> Option<(u32, Option<u32>)> {
    match (sign, refine) {
        (_, Refine::During(_)) => None,
        (Sign::Holds, Refine::Ever) => Some((1, None)),
        (Sign::Not, Refine::Ever) => Some((0, Some(0))),
        (Sign::Holds, Refine::AtLeast(count)) => Some((*count, None)),
        (Sign::Not, Refine::AtLeast(count)) => Some((0, Some(count.saturating_sub(1)))),
        (Sign::Holds, Refine::AtMost(count)) => Some((0, Some(*count))),
        (Sign::Not, Refine::AtMost(count)) => Some((count.saturating_add(1), None)),
    }
}

fn no_value_passes(left: &PropertyTest, right: &PropertyTest) -> bool {
    let both_pass_empty = left.empty == Empty::Passes && right.empty == Empty::Passes;
    !both_pass_empty && opposite(&left.test).is_some_and(|tests| tests == [right.test.clone()])
}

fn only_empty(test: &PropertyTest) -> bool {
    test.test == Test::Unknown
}

fn fails_empty(test: &PropertyTest) -> bool {
    test.empty == Empty::Fails && test.test != Test::Unknown
}
