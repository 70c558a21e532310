//! Conditions at random. Leaves are drawn from the forms, over a catalog.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::catalog::{Catalog, Feature, Home};
use super::catalogs::catalog;
use super::forms::{FORMS, Form, Polarity, Type, refusal};
use super::pool::{self, Around, Days, WHEN};
use super::world::{Asked, World};
use super::worlds;

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
            Self::Any(whose, inner) => Self::Any(whose.clone(), inner.as_ref().map(|inner| Box::new(inner.reversed()))),
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
    let worlds = (catalog(), select(WHEN)).prop_flat_map(|(catalog, when)| worlds::world(&Arc::new(catalog), when));
    (worlds, shapes(count)).prop_map(move |(world, shapes)| {
        let rules = rules(&world.catalog, (world.now, world.zone), sign, shapes);
        (world, rules)
    })
}

/// Generates a catalog and conditions over it.
pub fn catalog_and_rules(sign: Sign, count: usize) -> impl Strategy<Value = (Arc<Catalog>, Vec<Rule>)> {
    (catalog(), select(WHEN), shapes(count)).prop_map(move |(catalog, when, shapes)| {
        let catalog = Arc::new(catalog);
        let rules = rules(&catalog, when, sign, shapes);
        (catalog, rules)
    })
}

/// What a condition is before it is known over which catalog: choices that are still to be made among what there is.
#[derive(Clone, Debug)]
enum Shape {
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    /// The way, and what the other record passes. Where no way leads on, it is what the record itself passes.
    Any(Index, Option<Box<Self>>),
    Leaf(Choice),
}

#[derive(Clone, Debug)]
struct Choice {
    of: Among,
    form: Index,
    picks: Vec<Index>,
    unknown: Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Among {
    /// What HubSpot has a filter for.
    Fitting,
    All,
}

/// Whether empty values pass, where that can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    Fails,
    Passes,
}

fn shapes(count: usize) -> impl Strategy<Value = Vec<(Home, Shape)>> {
    let home = prop_oneof![
        5 => Just(Home::Contact),
        1 => Just(Home::Company),
        1 => Just(Home::Deal),
        2 => Just(Home::Custom),
    ];
    vec((home, shape(3)), count)
}

fn shape(depth: u32) -> BoxedStrategy<Shape> {
    let unknown = prop_oneof![7 => Just(Unknown::Fails), 3 => Just(Unknown::Passes)];
    let of = prop_oneof![29 => Just(Among::Fitting), 1 => Just(Among::All)];
    let leaf = (of, any::<Index>(), vec(any::<Index>(), 2), unknown)
        .prop_map(|(of, form, picks, unknown)| Shape::Leaf(Choice { of, form, picks, unknown }));
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = shape(depth - 1);
    let parts = vec(inner.clone(), 2..=3);
    let way = (any::<Index>(), prop::option::weighted(0.85, inner.clone()));
    prop_oneof![
        2 => leaf,
        2 => parts.clone().prop_map(Shape::And),
        2 => parts.prop_map(Shape::Or),
        2 => inner.prop_map(|inner| Shape::Not(Box::new(inner))),
        2 => way.prop_map(|(way, inner)| Shape::Any(way, inner.map(Box::new))),
    ]
    .boxed()
}

fn rules(catalog: &Catalog, when: (&str, &str), sign: Sign, shapes: Vec<(Home, Shape)>) -> Vec<Rule> {
    let days = pool::days(when);
    let ground = Ground { catalog, days: &days, forms: forms(catalog, &days) };
    shapes.into_iter().map(|(on, shape)| Rule { on, tree: ground.tree(&shape, on, Where::Record, sign) }).collect()
}

/// What conditions are made over.
struct Ground<'a> {
    catalog: &'a Catalog,
    days: &'a Days,
    forms: Vec<Place<'a>>,
}

/// Where a condition stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Record,
    /// Within `any … (…)`.
    Associated,
}

impl Ground<'_> {
    fn tree(&self, shape: &Shape, home: Home, place: Where, sign: Sign) -> Tree {
        let all = |parts: &[Shape]| parts.iter().map(|part| self.tree(part, home, place, sign)).collect();
        match shape {
            Shape::And(parts) => Tree::And(all(parts)),
            Shape::Or(parts) => Tree::Or(all(parts)),
            Shape::Not(inner) => Tree::Not(Box::new(self.tree(inner, home, place, sign.turned()))),
            Shape::Any(pick, inner) => {
                let ways: Vec<_> = self.catalog.ways.iter().filter(|way| way.from() == home).collect();
                // Nothing but a helper says that no associated record passes, and no other one is within another.
                let leads = place == Where::Record && sign == Sign::Plain && !ways.is_empty();
                match inner {
                    None if !leads => self.member(home),
                    Some(inner) if !leads => self.tree(inner, home, place, sign),
                    inner => {
                        let way = pick.get(&ways);
                        let inner = inner.as_ref().map(|inner| self.tree(inner, way.to(), Where::Associated, sign));
                        Tree::Any(way.name.clone(), inner.map(Box::new))
                    }
                }
            }
            Shape::Leaf(choice) => Tree::Leaf(self.leaf(choice, home, place, sign)),
        }
    }

    fn leaf(&self, choice: &Choice, home: Home, place: Where, sign: Sign) -> Leaf {
        let compiles = |one: &Place<'_>| {
            choice.of == Among::All
                || sign.polarities().iter().all(|polarity| refusal(one.form, one.kind(), *polarity).is_none())
        };
        let here = |one: &Place<'_>| one.home == home && (place == Where::Record || !one.form.is_activity());
        let fitting: Vec<&Place<'_>> = self.forms.iter().filter(|one| here(one) && compiles(one)).collect();
        choice.form.get(&fitting).filled(self.catalog, self.days, &choice.picks, choice.unknown)
    }

    fn member(&self, home: Home) -> Tree {
        let form = FORMS.iter().find(|form| form.family == "members").unwrap();
        let text = format!("member of {}", pool::lists(home)[0]);
        Tree::Leaf(Leaf { form, kind: Type::Nothing, text, or_unknown: false })
    }
}

/// A form, what it is asked of, and of which feature it is a test.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub form: &'static Form,
    pub home: Home,
    pub feature: Option<&'a Feature>,
}

impl Place<'_> {
    pub fn kind(&self) -> Type {
        self.feature.map_or(Type::Nothing, |feature| feature.kind)
    }

    /// Fills the form.
    pub fn filled(&self, catalog: &Catalog, days: &Days, picks: &[Index], unknown: Unknown) -> Leaf {
        let around = Around { catalog, days, feature: self.feature, home: self.home };
        let kind = self.kind();
        let or_unknown = unknown == Unknown::Passes && takes_unknown(self.form, kind);
        Leaf { form: self.form, kind, text: pool::one(self.form, &around, picks), or_unknown }
    }
}

/// Returns every form with each feature that it can be a test of, and what it is asked of. Forms that name features of
/// the catalog of the snapshots stand for what is generated as a tree.
pub fn forms<'a>(catalog: &'a Catalog, days: &Days) -> Vec<Place<'a>> {
    let mut all = Vec::new();
    for form in FORMS.iter().filter(|form| !form.is_of_fixed_catalog()) {
        if form.types == [Type::Nothing] {
            let everywhere = form.family == "members";
            let homes = Home::ALL.into_iter().filter(|home| *home == form.on || everywhere);
            all.extend(homes.map(|home| Place { form, home, feature: None }));
            continue;
        }
        for feature in catalog.features.iter().filter(|one| form.types.contains(&one.kind)) {
            let home = feature.home;
            if pool::can_fill(form, &Around { catalog, days, feature: Some(feature), home }) {
                all.push(Place { form, home, feature: Some(feature) });
            }
        }
    }
    all
}
