//! From a formula without `not` to OR of ANDs, bounded while it grows.
//!
//! INVARIANT: digests are taken over this form. What is removed here as redundant today is removed for ever under the
//! encoding `d1`, and nothing more: a cleverer form would make every deployed version look changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Rule;
use crate::model::digest::{self, Identities};
use crate::model::rule::{
    Activity, ActivityTest, AssociatedTest, AssociationPath, Branch, ChoiceTest, DayPart, Empty, EventTest, Leaf,
    Membership, NumberTest, PropertyTest, Refine, Sign, Stamp, Test, TextTest, TextsTest, TimeTest,
};
use crate::source::Span;

/// How many filters one list or one condition may hold.
pub const MOST_FILTERS: usize = 250;

/// How large the form may be on the way: what is multiplied out may shrink again, but not from any size.
const MOST_ON_THE_WAY: usize = 4 * MOST_FILTERS;

/// How many pairs of branches may be compared for one condition: far more than any needs that HubSpot can hold.
const MOST_COMPARED: usize = 1 << 28;

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
    let mut leaves = Leaves { identities, keys: BTreeMap::new(), known: Vec::new(), left: MOST_COMPARED };
    let branches = leaves.branches(formula)?;
    if branches.is_empty() {
        return Err(Refusal::Never);
    }
    if leaves.size(&branches) > MOST_FILTERS {
        return Err(Refusal::TooMany);
    }
    Ok(Rule { branches: leaves.sorted(branches) })
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

/// A leaf, by the order in which it was met: leaves are the same where their bytes are.
type Key = usize;

/// The leaves of a branch, in the order of their keys.
type Keys = Vec<Key>;

struct Leaves<'a> {
    identities: &'a Identities,
    /// The key of each leaf by its bytes.
    keys: BTreeMap<Vec<u8>, Key>,
    /// The leaves by their keys.
    known: Vec<Known>,
    /// How many pairs of branches may still be compared.
    left: usize,
}

struct Known {
    /// None of a test that was only asked for as the stronger one of another.
    leaf: Option<Leaf>,
    /// For a test that empty values pass: the same test that they fail.
    stronger: Option<Key>,
}

impl Leaves<'_> {
    fn branches(&mut self, formula: &Formula) -> Result<Vec<Keys>, Refusal> {
        match formula {
            Formula::Property(test) => Ok(self.leaf(Leaf::Property(test.clone()))),
            Formula::Member(membership) => Ok(self.leaf(Leaf::Member(membership.clone()))),
            Formula::Activity(test) => Ok(self.leaf(Leaf::Activity(Box::new(test.clone())))),
            Formula::Event(test) => Ok(self.leaf(Leaf::Event(Box::new(test.clone())))),
            Formula::Associated(association, None) => {
                Ok(self.leaf(Leaf::Any { association: association.clone(), tests: Vec::new() }))
            }
            Formula::Associated(association, Some(inner)) => self.associated(association, inner),
            Formula::Any(parts, _) => {
                let mut all = Vec::new();
                let mut filters = 0;
                let mut seen: BTreeSet<Keys> = BTreeSet::new();
                for part in parts {
                    // What is repeated is told by a look, and not by a comparison with all.
                    let mut more = self.branches(part)?;
                    more.retain(|branch| seen.insert(branch.clone()));
                    filters += self.size(&more);
                    all.extend(more);
                    if filters > MOST_ON_THE_WAY {
                        self.spend(all.len()).ok_or(Refusal::TooMany)?;
                        all = self.absorb(all);
                        filters = self.size(&all);
                        if filters > MOST_ON_THE_WAY {
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
        let key = self.key(digest::leaf(&leaf, self.identities));
        let stronger = match &leaf {
            Leaf::Property(test @ PropertyTest { empty: Empty::Passes, .. }) => {
                let stronger = Leaf::Property(PropertyTest { empty: Empty::Fails, ..test.clone() });
                Some(self.key(digest::leaf(&stronger, self.identities)))
            }
            Leaf::Property(PropertyTest { empty: Empty::Fails, .. })
            | Leaf::Member(_)
            | Leaf::Activity(_)
            | Leaf::Event(_)
            | Leaf::Any { .. } => None,
        };
        if let Some(known) = self.known.get_mut(key) {
            *known = Known { leaf: Some(leaf), stronger };
        }
        vec![vec![key]]
    }

    fn key(&mut self, bytes: Vec<u8>) -> Key {
        let next = self.known.len();
        let key = *self.keys.entry(bytes).or_insert(next);
        if key == next {
            self.known.push(Known { leaf: None, stronger: None });
        }
        key
    }

    fn get(&self, key: Key) -> Option<&Leaf> {
        self.known.get(key)?.leaf.as_ref()
    }

    fn stronger(&self, key: Key) -> Option<Key> {
        self.known.get(key)?.stronger
    }

    /// Returns the place of each key in the order of bytes: what is written down is in this order.
    fn ranks(&self) -> Vec<usize> {
        let mut ranks = vec![0; self.known.len()];
        for (rank, key) in self.keys.values().enumerate() {
            if let Some(place) = ranks.get_mut(*key) {
                *place = rank;
            }
        }
        ranks
    }

    /// Writes the branches down: sorted by their leaves, each with its leaves sorted by their bytes.
    fn sorted(mut self, branches: Vec<Keys>) -> Vec<Branch> {
        let ranks = self.ranks();
        let mut uses = vec![0_usize; self.known.len()];
        let mut ranked: Vec<Vec<(usize, Key)>> = Vec::with_capacity(branches.len());
        for keys in branches {
            let mut branch: Vec<(usize, Key)> = Vec::with_capacity(keys.len());
            for key in keys {
                branch.extend(ranks.get(key).map(|rank| (*rank, key)));
                if let Some(uses) = uses.get_mut(key) {
                    *uses += 1;
                }
            }
            branch.sort_unstable();
            ranked.push(branch);
        }
        ranked.sort_unstable();
        // Most leaves stand in one branch: that one takes them as they are.
        let mut take = |key: Key| {
            let (uses, known) = (uses.get_mut(key)?, self.known.get_mut(key)?);
            *uses -= 1;
            if *uses == 0 { known.leaf.take() } else { known.leaf.clone() }
        };
        let branch = |keys: Vec<(usize, Key)>| keys.into_iter().filter_map(|(_, key)| take(key)).collect();
        ranked.into_iter().map(branch).map(|leaves| Branch { leaves }).collect()
    }

    /// Some record passes `x or y` where some record passes x, or some record passes y.
    fn associated(&mut self, association: &AssociationPath, inner: &Formula) -> Result<Vec<Keys>, Refusal> {
        let branches = self.branches(inner)?;
        let ranks = self.ranks();
        let mut all = Vec::new();
        for mut keys in branches {
            keys.sort_by_key(|key| ranks.get(*key));
            let tests = keys
                .iter()
                .filter_map(|key| match self.get(*key)? {
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
            // Where nothing can be absorbed the size is known, and a part that is too large is never made.
            let independent = self.independent(&all, &factors);
            if independent && filters > MOST_ON_THE_WAY {
                return Err(if filters > added { Refusal::Multiplies { at, filters } } else { Refusal::TooMany });
            }
            if !independent {
                self.spend(all.len() * factors.len()).ok_or(Refusal::Multiplies { at, filters })?;
            }
            let mut joined = Vec::new();
            for left in &all {
                for right in &factors {
                    if !self.contradict(left, right) {
                        joined.push(self.joined(left, right));
                    }
                }
            }
            all = if independent { joined } else { self.absorb(joined) };
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

    /// Pays for comparing so many branches, each with each. Nothing where too many have been compared.
    fn spend(&mut self, branches: usize) -> Option<()> {
        self.left = self.left.checked_sub(branches.saturating_mul(branches))?;
        Some(())
    }

    /// Tells whether no leaf of one side has to do with one of the other: then each branch joined with each is a branch
    /// of its own, which no other one absorbs.
    fn independent(&self, left: &[Keys], right: &[Keys]) -> bool {
        let distinct = |branches: &[Keys]| branches.iter().flatten().copied().collect::<BTreeSet<Key>>();
        let (left, right) = (distinct(left), distinct(right));
        let related = |a: Key, b: Key| {
            let exclude = || self.get(a).zip(self.get(b)).is_some_and(|(a, b)| never_both(a, b));
            a == b || self.stronger(a) == Some(b) || self.stronger(b) == Some(a) || exclude()
        };
        !left.iter().any(|a| right.iter().any(|b| related(*a, *b)))
    }

    /// Counts what HubSpot counts as filters.
    fn size(&self, branches: &[Keys]) -> usize {
        let weight = |key: &Key| match self.get(*key) {
            Some(Leaf::Any { tests, .. }) => tests.len().max(1),
            Some(Leaf::Event(test)) => test.tests.len().max(1),
            Some(Leaf::Property(_) | Leaf::Member(_) | Leaf::Activity(_)) | None => 1,
        };
        branches.iter().flatten().map(weight).sum()
    }

    /// Joins two branches, without a test that empty values pass beside the same test that they fail.
    fn joined(&self, left: &Keys, right: &Keys) -> Keys {
        let mut all: Keys = left.iter().chain(right).copied().collect();
        all.sort_unstable();
        all.dedup();
        let implied = |key: Key| self.stronger(key).is_some_and(|stronger| all.binary_search(&stronger).is_ok());
        if all.iter().any(|key| implied(*key)) {
            return all.iter().copied().filter(|key| !implied(*key)).collect();
        }
        all
    }

    /// Removes doubles and branches that another one absorbs: `a or (a and b)` is `a`.
    fn absorb(&self, mut branches: Vec<Keys>) -> Vec<Keys> {
        if branches.len() < 2 {
            return branches;
        }
        branches.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        // A shorter branch is absorbed by a longer one only where a test of it is the stronger one of another.
        let stronger = self.known.iter().any(|known| known.stronger.is_some());
        let mut kept: Vec<Keys> = Vec::new();
        for branch in branches {
            if !kept.iter().any(|wider| self.implies(&branch, wider)) {
                if stronger {
                    kept.retain(|narrower| !self.implies(narrower, &branch));
                }
                kept.push(branch);
            }
        }
        kept
    }

    /// Tells whether what passes one branch passes another, by what is in both.
    fn implies(&self, narrow: &Keys, wide: &Keys) -> bool {
        let has = |key: Key| narrow.binary_search(&key).is_ok();
        wide.iter().all(|key| has(*key) || self.stronger(*key).is_some_and(has))
    }

    /// Tells whether no record passes two branches, each of which some record may pass.
    fn contradict(&self, left: &Keys, right: &Keys) -> bool {
        let leaf = |key: &Key| self.get(*key);
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

/// A property that was emptied has a past and a last change all the same.
fn fails_empty(test: &PropertyTest) -> bool {
    let of_value = match &test.test {
        Test::Unknown | Test::Past(..) | Test::Time(Stamp::Changed, _) => false,
        Test::Known
        | Test::Bool(..)
        | Test::Number(..)
        | Test::Text(..)
        | Test::Texts(..)
        | Test::Choice(..)
        | Test::Time(Stamp::Value, _)
        | Test::SameText(_) => true,
    };
    test.empty == Empty::Fails && of_value
}
