//! Conditions at random. Leaves are drawn from the forms, over a catalog.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::catalog::{Catalog, Home};
use super::catalogs::catalog;
use super::forms::{FORMS, Form, Polarity, Type, refusal};
use super::pool::{self, Around, Days, WHEN};
use super::world::{Asked, World};
use super::worlds::{self, When};

/// A condition.
#[derive(Clone)]
pub enum Tree {
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    /// Some associated record passes.
    Any(String, Option<Box<Self>>),
    Leaf(Leaf),
}

/// A form with its holes filled.
#[derive(Clone)]
pub struct Leaf {
    pub form: &'static Form,
    pub kind: Type,
    pub text: String,
    pub or_unknown: bool,
}

/// How tightly what stands around a condition binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Nothing,
    Or,
    And,
    Not,
}

impl Tree {
    /// A form, as it is or under `not`.
    pub fn of(leaf: Leaf, polarity: Polarity) -> Self {
        match polarity {
            Polarity::Plain => Self::Leaf(leaf),
            Polarity::Negated => Self::Not(Box::new(Self::Leaf(leaf))),
        }
    }

    /// Returns the condition that is asked of the records of an object.
    pub fn asked(&self, on: Home) -> Asked {
        Asked { on, text: self.text() }
    }

    /// Writes the condition with no more parentheses than it needs.
    pub fn text(&self) -> String {
        self.within(Binding::Nothing)
    }

    fn within(&self, around: Binding) -> String {
        let joined = |parts: &[Self], word: &str, inside: Binding| {
            parts.iter().map(|part| part.within(inside)).collect::<Vec<_>>().join(word)
        };
        let (text, own) = match self {
            Self::Or(parts) => (joined(parts, " or ", Binding::Or), Binding::Or),
            Self::And(parts) => (joined(parts, " and ", Binding::And), Binding::And),
            Self::Not(inner) => (format!("not {}", inner.within(Binding::Not)), Binding::Not),
            Self::Any(whose, Some(inner)) => return format!("any {whose} ({})", inner.text()),
            Self::Any(whose, None) => return format!("any {whose}"),
            Self::Leaf(leaf) => return leaf.within(around),
        };
        if own < around { format!("({text})") } else { text }
    }

    /// Turns the operands of every `and` and `or` round.
    pub fn reversed(&self) -> Self {
        let all = |parts: &[Self]| parts.iter().rev().map(Self::reversed).collect();
        match self {
            Self::Or(parts) => Self::Or(all(parts)),
            Self::And(parts) => Self::And(all(parts)),
            Self::Not(inner) => Self::Not(Box::new(inner.reversed())),
            Self::Any(whose, inner) => {
                Self::Any(whose.clone(), inner.as_ref().map(|inner| Box::new(inner.reversed())))
            }
            Self::Leaf(leaf) => Self::Leaf(leaf.clone()),
        }
    }

    /// Returns the codes with which it may be refused, because of the forms in it.
    pub fn refusals(&self, polarity: Polarity) -> BTreeSet<&'static str> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(|part| part.refusals(polarity)).collect(),
            Self::Not(inner) => inner.refusals(polarity.turned()),
            Self::Any(_, inner) => {
                let negated = (polarity == Polarity::Negated).then_some("check::no-negation");
                let inner = inner.iter().flat_map(|inner| inner.refusals(Polarity::Plain));
                inner.chain(negated).collect()
            }
            Self::Leaf(leaf) => refusal(leaf.form, leaf.kind, polarity).into_iter().collect(),
        }
    }
}

impl Leaf {
    fn within(&self, around: Binding) -> String {
        let text = &self.text;
        match (self.or_unknown, around) {
            (false, _) => text.clone(),
            (true, Binding::Nothing) => format!("{text} or unknown"),
            (true, Binding::Or | Binding::And | Binding::Not) => format!("({text} or unknown)"),
        }
    }
}

/// What fails is shown as it would be written.
impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// Tells whether `or unknown` may stand behind a form.
pub fn takes_unknown(form: &Form, kind: Type) -> bool {
    kind != Type::Nothing && form.family != "presence"
}

/// What a condition has to have a form for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Plain,
    Negated,
    /// Itself and its opposite.
    Both,
}

impl Sign {
    fn turned(self) -> Self {
        match self {
            Self::Plain => Self::Negated,
            Self::Negated => Self::Plain,
            Self::Both => Self::Both,
        }
    }

    fn polarities(self) -> &'static [Polarity] {
        match self {
            Self::Plain => &[Polarity::Plain],
            Self::Negated => &[Polarity::Negated],
            Self::Both => &Polarity::BOTH,
        }
    }
}


/// A condition on the records of an object.
#[derive(Clone, Debug)]
pub struct Rule {
    pub on: Home,
    pub tree: Tree,
}

/// Generates a catalog, a world of it, and conditions in it.
pub fn world_and_rules(sign: Sign, count: usize) -> impl Strategy<Value = (World, Vec<Rule>)> {
    (catalog(), select(WHEN)).prop_flat_map(move |(catalog, when)| {
        let catalog = Arc::new(catalog);
        (worlds::world(&catalog, when), rules(&catalog, when, sign, count))
    })
}

/// Generates a catalog and conditions over it.
pub fn catalog_and_rules(sign: Sign, count: usize) -> impl Strategy<Value = (Arc<Catalog>, Vec<Rule>)> {
    (catalog(), select(WHEN)).prop_flat_map(move |(catalog, when)| {
        let catalog = Arc::new(catalog);
        (Just(Arc::clone(&catalog)), rules(&catalog, when, sign, count))
    })
}

fn rules(catalog: &Arc<Catalog>, when: When, sign: Sign, count: usize) -> impl Strategy<Value = Vec<Rule>> + use<> {
    let ground = Ground { catalog: Arc::clone(catalog), days: Arc::new(pool::days(when)) };
    let rule = move |home: Home, weight: u32| {
        let tree = tree(&ground, home, Where::Record, 3, sign);
        (weight, tree.prop_map(move |tree| Rule { on: home, tree }).boxed())
    };
    let homes = [(Home::Contact, 5), (Home::Company, 1), (Home::Deal, 1), (Home::Custom, 2)];
    vec(proptest::strategy::Union::new_weighted(homes.map(|(home, weight)| rule(home, weight)).to_vec()), count)
}

/// What all conditions of a catalog are made over.
#[derive(Clone)]
struct Ground {
    catalog: Arc<Catalog>,
    days: Arc<Days>,
}

/// Where a condition stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Record,
    /// Within `any … (…)`.
    Associated,
}

fn tree(ground: &Ground, home: Home, place: Where, depth: u32, sign: Sign) -> BoxedStrategy<Tree> {
    let leaf = leaf(ground, home, place, sign);
    if depth == 0 {
        return leaf;
    }
    let parts = vec(tree(ground, home, place, depth - 1, sign), 2..=3);
    let turned = tree(ground, home, place, depth - 1, sign.turned());
    let mut all = vec![
        (2, leaf),
        (2, parts.clone().prop_map(Tree::And).boxed()),
        (2, parts.prop_map(Tree::Or).boxed()),
        (2, turned.prop_map(|inner| Tree::Not(Box::new(inner))).boxed()),
    ];
    // Nothing but a helper says that no associated record passes.
    if place == Where::Record && sign == Sign::Plain {
        for way in ground.catalog.ways.iter().filter(|way| way.from() == home) {
            let (name, bare) = (way.name.clone(), Tree::Any(way.name.clone(), None));
            let inner = tree(ground, way.to(), Where::Associated, 1, sign);
            let some = prop_oneof![
                4 => inner.prop_map(move |inner| Tree::Any(name.clone(), Some(Box::new(inner)))),
                1 => Just(bare),
            ];
            all.push((1, some.boxed()));
        }
    }
    proptest::strategy::Union::new_weighted(all).boxed()
}

/// A leaf, now and then one that HubSpot has no filter for.
fn leaf(ground: &Ground, home: Home, place: Where, sign: Sign) -> BoxedStrategy<Tree> {
    let compiles = |form: &Form, kind: Type| {
        sign.polarities().iter().all(|polarity| refusal(form, kind, *polarity).is_none())
    };
    let all: Vec<(&'static Form, Option<usize>)> = forms(&ground.catalog, &ground.days)
        .into_iter()
        .filter(|(form, _, on)| *on == home && (place == Where::Record || !form.is_activity()))
        .map(|(form, feature, _)| (form, feature))
        .collect();
    let kind = {
        let catalog = Arc::clone(&ground.catalog);
        move |feature: Option<usize>| feature.map_or(Type::Nothing, |at| catalog.features[at].kind)
    };
    let fitting: Vec<_> = all.iter().copied().filter(|(form, feature)| compiles(form, kind(*feature))).collect();
    let ground = ground.clone();
    let unknown = prop_oneof![7 => Just(Unknown::Fails), 3 => Just(Unknown::Passes)];
    (prop_oneof![29 => select(fitting), 1 => select(all)], vec(any::<Index>(), 2), unknown)
        .prop_map(move |((form, feature), picks, unknown)| {
            Tree::Leaf(filled(&ground.catalog, &ground.days, form, feature, &picks, unknown))
        })
        .boxed()
}

/// Whether empty values pass, where that can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    Fails,
    Passes,
}

/// Fills a form.
pub fn filled(
    catalog: &Catalog,
    days: &Days,
    form: &'static Form,
    feature: Option<usize>,
    picks: &[Index],
    unknown: Unknown,
) -> Leaf {
    let feature = feature.map(|at| &catalog.features[at]);
    let around = Around { catalog, days, feature, home: feature.map_or(form.on, |feature| feature.home) };
    let kind = feature.map_or(Type::Nothing, |feature| feature.kind);
    let or_unknown = unknown == Unknown::Passes && takes_unknown(form, kind);
    Leaf { form, kind, text: pool::one(form, &around, picks), or_unknown }
}

/// Returns every form with each feature that it can be a test of, and what it is asked of. Forms that name features of
/// the catalog of the snapshots stand for what is generated as a tree.
pub fn forms(catalog: &Catalog, days: &Days) -> Vec<(&'static Form, Option<usize>, Home)> {
    let mut all = Vec::new();
    for form in FORMS.iter().filter(|form| !form.is_of_fixed_catalog()) {
        if form.types == [Type::Nothing] {
            let everywhere = form.family == "members";
            let homes = Home::ALL.into_iter().filter(|home| *home == form.on || everywhere);
            all.extend(homes.map(|home| (form, None, home)));
            continue;
        }
        for (at, feature) in catalog.features.iter().enumerate().filter(|(_, one)| form.types.contains(&one.kind)) {
            let around = Around { catalog, days, feature: Some(feature), home: feature.home };
            if pool::can_fill(form, &around) {
                all.push((form, Some(at), feature.home));
            }
        }
    }
    all
}
