//! Worlds and conditions at random, with what lies at the edges more often than not. Leaves are drawn from the forms.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use hubwright::hubspot::switches::Switches;
use hubwright::model::interpret::{Happening, Record, Version};
use hubwright::model::rule::OptStatus;
use jiff::Timestamp;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::deeds::{CTA_CLICK, CTA_VIEW, FORM, MAILS, PAGE, RENEWAL};
use super::forms::{FORMS, Form, Polarity, Type, refusal};
use super::pool::{self, Days, INTERESTS, NUMBERS, OPTIONS, OWNERS, STAGES, TEXTS, TRUTHS, WHEN};
use super::world::{Contact, World};

/// A condition.
#[derive(Clone)]
pub enum Tree {
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    /// Some associated record passes.
    Any(&'static str, Box<Self>),
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
enum Around {
    Nothing,
    Or,
    And,
    Not,
}

impl Tree {
    /// A form, where it is of a deal asked through the deals of a contact.
    pub fn of(leaf: Leaf, polarity: Polarity) -> Self {
        let kind = leaf.kind;
        let leaf = match polarity {
            Polarity::Plain => Self::Leaf(leaf),
            Polarity::Negated => Self::Not(Box::new(Self::Leaf(leaf))),
        };
        if kind == Type::Stage { Self::Any("deal", Box::new(leaf)) } else { leaf }
    }

    /// Writes the condition with no more parentheses than it needs.
    pub fn text(&self) -> String {
        self.within(Around::Nothing)
    }

    fn within(&self, around: Around) -> String {
        let joined = |parts: &[Self], word: &str, inside: Around| {
            parts.iter().map(|part| part.within(inside)).collect::<Vec<_>>().join(word)
        };
        let (text, own) = match self {
            Self::Or(parts) => (joined(parts, " or ", Around::Or), Around::Or),
            Self::And(parts) => (joined(parts, " and ", Around::And), Around::And),
            Self::Not(inner) => (format!("not {}", inner.within(Around::Not)), Around::Not),
            Self::Any(whose, inner) => return format!("any {whose} ({})", inner.text()),
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
            Self::Any(whose, inner) => Self::Any(whose, Box::new(inner.reversed())),
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
                inner.refusals(Polarity::Plain).into_iter().chain(negated).collect()
            }
            Self::Leaf(leaf) => refusal(leaf.form, leaf.kind, polarity).into_iter().collect(),
        }
    }
}

impl Leaf {
    fn within(&self, around: Around) -> String {
        let text = &self.text;
        match (self.or_unknown, around) {
            (false, _) => text.clone(),
            (true, Around::Nothing) => format!("{text} or unknown"),
            (true, Around::Or | Around::And | Around::Not) => format!("({text} or unknown)"),
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

/// Generates a world, and a condition in it.
pub fn world_and_rule(sign: Sign) -> impl Strategy<Value = (World, Tree)> {
    select(WHEN).prop_flat_map(move |when| {
        let days = pool::days(when);
        let records = (vec(company(&days), 4), vec(contact(when, &days), 12), vec(deal(), 3));
        let members = (btree_set(0..12_usize, 0..6), btree_set(0..12_usize, 0..6));
        (segments(), records, members, tree(&days, 3, sign)).prop_map(
            move |(segments, (companies, contacts, deals), (by_hand, in_portal), rule)| {
                let switches = Switches::default();
                let (now, zone) = when;
                let world = World { now, zone, switches, contacts, companies, deals, segments, by_hand, in_portal };
                (world, rule)
            },
        )
    })
}

/// Picks a choice of each of some switches.
pub fn switches(names: &'static [&'static str]) -> impl Strategy<Value = Switches> {
    vec(any::<Index>(), names.len()).prop_map(move |picks| {
        let mut switches = Switches::default();
        for (name, pick) in names.iter().zip(picks) {
            let row = Switches::ROWS.iter().find(|row| row.name == *name).unwrap();
            switches.set(name, pick.get(row.choices).0).unwrap();
        }
        switches
    })
}

fn words(words: &'static [&'static str]) -> BoxedStrategy<String> {
    select(words).prop_map(str::to_owned).boxed()
}

fn ids(pairs: &'static [(&'static str, &'static str)]) -> BoxedStrategy<String> {
    select(pairs).prop_map(|(id, _)| id.to_owned()).boxed()
}

fn values(kind: Type, days: &Days) -> BoxedStrategy<String> {
    match kind {
        Type::Bool => words(TRUTHS),
        Type::Number => words(NUMBERS),
        Type::Text => words(TEXTS),
        Type::Enum => words(OPTIONS),
        Type::Owner => ids(OWNERS),
        Type::Stage => ids(STAGES),
        Type::Set => subsequence(INTERESTS, 1..=3).prop_map(|values| values.join(";")).boxed(),
        Type::Date => select(days.dates.clone()).prop_map(|date| date.to_string()).boxed(),
        Type::DateTime => select(days.moments.clone()).boxed(),
        Type::Nothing => Just(String::new()).boxed(),
    }
}

/// Some properties with their past: none, one value, or several; the empty text is no value.
fn record(of: &[(&'static str, Type)], past: Vec<i64>, days: &Days) -> impl Strategy<Value = Record> + use<> {
    let property = |(name, kind): &(&'static str, Type)| {
        let name = *name;
        let value = prop_oneof![5 => values(*kind, days), 1 => Just(String::new())];
        let held = vec((value, select(past.clone())), 0..=3).prop_map(|mut held| {
            held.sort_by_key(|(_, at)| *at);
            held.into_iter().map(|(value, at)| Version { value, at }).collect::<Vec<_>>()
        });
        held.prop_map(move |held| (name.to_owned(), held))
    };
    let all: Vec<_> = of.iter().map(property).collect();
    all.prop_map(|all| Record {
        properties: all.into_iter().filter(|(_, held)| !held.is_empty()).collect(),
        ..Record::default()
    })
}

/// Moments at edges that are no later than now.
pub fn past((now, _): (&str, &str), days: &Days) -> Vec<i64> {
    let now: Timestamp = now.parse().unwrap();
    let all = days.moments.iter().map(|moment| moment.parse::<Timestamp>().unwrap());
    all.filter(|moment| *moment <= now).map(Timestamp::as_millisecond).collect()
}

fn contact(when: (&str, &str), days: &Days) -> impl Strategy<Value = Contact> + use<> {
    let of = [
        ("country", Type::Text),
        ("note", Type::Text),
        ("score", Type::Number),
        ("vip", Type::Bool),
        ("tier", Type::Enum),
        ("interests", Type::Set),
        ("born", Type::Date),
        ("renewed", Type::Date),
        ("seen", Type::DateTime),
        ("demo_at", Type::DateTime),
        ("hubspot_owner_id", Type::Owner),
    ];
    let links = (btree_set(0..4_usize, 0..3), btree_set(0..3_usize, 0..2));
    let status = || prop::option::of(select(&[OptStatus::In, OptStatus::Out, OptStatus::Neither][..]));
    let said = (status(), status()).prop_map(|(first, second)| {
        let said = [("801", first), ("802", second)];
        said.into_iter().filter_map(|(id, said)| Some((id.to_owned(), said?))).collect::<BTreeMap<_, _>>()
    });
    let done = vec(happening(past(when, days)), 0..8);
    (record(&of, past(when, days), days), links, done, said).prop_map(
        |(record, (companies, deals), events, subscriptions)| Contact {
            record: Record { events, subscriptions, ..record },
            companies,
            deals,
        },
    )
}

/// What a contact may have done, and when.
fn happening(past: Vec<i64>) -> impl Strategy<Value = Happening> {
    type Done = (&'static str, Vec<(&'static str, &'static str)>);
    let one =
        |(event, property): (&'static str, &'static str), values: &'static [&'static str]| -> BoxedStrategy<Done> {
            select(values).prop_map(move |value| (event, vec![(property, value)])).boxed()
        };
    let renewal = (
        select(&["-1", "2.5", "3", "80", ""][..]),
        select(&["us", "US bus", "fr", "x", ""][..]),
        select(&["true", "false", ""][..]),
        select(&["a", "b", ""][..]),
        select(&["x", "y", "x;y", ""][..]),
    );
    let renewal = renewal.prop_map(|(amount, plan, auto, level, extras)| -> Done {
        let all = [("amount", amount), ("plan_name", plan), ("auto", auto), ("level", level), ("extras", extras)];
        (RENEWAL, all.into_iter().filter(|(_, value)| !value.is_empty()).collect())
    });
    let mails = select(&MAILS[..]).prop_flat_map(move |mail| one(mail, &["901", "902"]));
    let what = prop_oneof![
        2 => one(FORM, &["f-demo", "f-other"]),
        2 => one(PAGE, PAGES),
        1 => one(CTA_VIEW, &["cta-1", "cta-2"]),
        1 => one(CTA_CLICK, &["cta-1", "cta-2"]),
        4 => mails,
        3 => renewal,
    ];
    (what, select(past)).prop_map(|((event, properties), at)| Happening {
        event: event.to_owned(),
        at,
        properties: properties.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
    })
}

/// Addresses that are the same page or not, as one reads them.
pub const PAGES: &[&str] = &[
    "https://acme.example/pricing",
    "HTTPS://Acme.example/Pricing/?a=b#c",
    "acme.example/pricing",
    "https://acme.example/de/pricing",
    "http://acme.example/fr/?q=/pricing",
    "https://acme.example/",
    "https://acme.example/pricing/team",
    "https://acme-example/pricing",
    "https://some.acme-example/pricing",
];

fn company(days: &Days) -> impl Strategy<Value = Record> + use<> {
    let of = [
        ("branch", Type::Text),
        ("numberofemployees", Type::Number),
        ("founded", Type::Date),
        ("visited", Type::DateTime),
    ];
    record(&of, vec![0], days)
}

fn deal() -> impl Strategy<Value = Record> {
    record(&[("dealstage", Type::Stage)], vec![0], &Days { dates: Vec::new(), moments: Vec::new() })
}

/// The rules of segments that others name.
fn segments() -> impl Strategy<Value = [String; 3]> {
    let company = words(&["branch is known", "employees < 80 or unknown", "not branch contains \"us\""]);
    let first = words(&["country is known", "score >= 3", "not vip is true", "interests has any of (api)"]);
    let second = words(&["member of first or tier is a", "not member of first", "country is \"us\" and score < 80"]);
    (company, first, second).prop_map(|(company, first, second)| [company, first, second])
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

fn tree(days: &Days, depth: u32, sign: Sign) -> BoxedStrategy<Tree> {
    let leaf = leaf(days, sign);
    if depth == 0 {
        return leaf;
    }
    let parts = vec(tree(days, depth - 1, sign), 2..=3);
    let turned = tree(days, depth - 1, sign.turned());
    prop_oneof![
        2 => leaf,
        2 => parts.clone().prop_map(Tree::And),
        2 => parts.prop_map(Tree::Or),
        2 => turned.prop_map(|inner| Tree::Not(Box::new(inner))),
    ]
    .boxed()
}

/// A leaf, now and then one that HubSpot has no filter for.
fn leaf(days: &Days, sign: Sign) -> BoxedStrategy<Tree> {
    let fits = |form: &Form, kind: Type| {
        sign.polarities().iter().all(|polarity| {
            let is_bare = kind != Type::Stage || *polarity == Polarity::Plain;
            is_bare && refusal(form, kind, *polarity).is_none()
        })
    };
    let all: Vec<(&'static Form, Type)> =
        FORMS.iter().flat_map(|form| form.types.iter().map(move |kind| (form, *kind))).collect();
    let fitting: Vec<_> = all.iter().copied().filter(|(form, kind)| fits(form, *kind)).collect();
    let days = days.clone();
    (prop_oneof![29 => select(fitting), 1 => select(all)], any::<Index>(), prop::bool::weighted(0.3))
        .prop_map(move |((form, kind), text, or_unknown)| {
            let texts = pool::texts(form, kind, &days);
            let or_unknown = or_unknown && takes_unknown(form, kind);
            Tree::of(Leaf { form, kind, text: text.get(&texts).clone(), or_unknown }, Polarity::Plain)
        })
        .boxed()
}
