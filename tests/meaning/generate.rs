//! Worlds and conditions at random, with what lies at the edges more often than not.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::language::{Expr, List, Test};
use super::world::{Record, World};

/// Moments and zones: plain ones, days on which clocks change (in Havana at midnight), the turn of a year, midnight.
pub const WHEN: &[(&str, &str)] = &[
    ("2026-11-23T10:00:00Z", "Europe/Berlin"),
    ("2026-11-23T02:00:00Z", "America/New_York"),
    ("2026-03-08T17:00:00Z", "America/New_York"),
    ("2026-11-01T12:00:00Z", "America/New_York"),
    ("2026-03-29T11:00:00Z", "Europe/Berlin"),
    ("2026-03-08T17:00:00Z", "America/Havana"),
    ("2026-11-01T17:00:00Z", "America/Havana"),
    ("2026-01-01T00:30:00Z", "America/New_York"),
    ("2026-06-01T00:00:00Z", "UTC"),
    ("2026-05-31T18:30:00Z", "Asia/Kolkata"),
    ("2026-04-05T02:00:00Z", "Pacific/Auckland"),
];

pub const TEXTS: &[&str] = &["US", "us", "USA", "AUS", "Zürich", "ZÜRICH", "x y", "Y", "\"q\""];
pub const PARTS: &[&str] = &["US", "us", "A", "zür", "x y", "y", "\"q\""];
pub const NUMBERS: &[&str] = &["-1", "0", "2.5", "3", "80", "81"];
pub const OPTIONS: &[&str] = &["a", "b", "c"];
pub const INTERESTS: &[&str] = &["pricing", "api", "jobs"];
pub const OWNERS: &[&str] = &["701", "702"];
const WINDOWS: &[i32] = &[0, 1, 3, 7];

/// Whether what is generated stands under `not`: some tests have no opposite that HubSpot could hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Plain,
    Negated,
    /// Both must be possible.
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
}

/// Whose features a condition may name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Contact,
    Company,
}

/// Generates a world, and a condition in it.
pub fn world_and_rule(sign: Sign) -> impl Strategy<Value = (World, Expr)> {
    select(WHEN).prop_flat_map(move |(now, zone)| {
        let days = days(now, zone);
        let rules = (compare(Of::Contact, Sign::Both, &days), second(&days), compare(Of::Company, Sign::Both, &days));
        let records = (vec(company(&days), 4), vec(contact(&days), 12));
        let members = (btree_set(0..12_usize, 0..6), btree_set(0..12_usize, 0..6));
        (rules, records, members, expr(Of::Contact, 3, sign, &days)).prop_map(
            move |((first, second, companies_rule), (companies, contacts), (by_hand, in_portal), rule)| {
                let world = World { now, zone, contacts, companies, first, second, companies_rule, by_hand, in_portal };
                (world, rule)
            },
        )
    })
}

/// Days around now and around the edges of windows, with the moments in them that lie at an edge.
#[derive(Clone)]
pub struct Days {
    pub dates: Vec<Date>,
    pub moments: Vec<String>,
}

/// Returns the days around a moment.
pub fn days(now: &str, zone: &str) -> Days {
    let now: Timestamp = now.parse().unwrap();
    let zone = TimeZone::get(zone).unwrap();
    let today = now.to_zoned_datetime(zone.clone()).date();
    let offsets = [-40, -8, -7, -6, -4, -3, -2, -1, 0, 1, 2];
    let dates: Vec<Date> = offsets.iter().map(|days| today + days.days()).collect();
    let times = [
        Time::midnight(),
        Time::constant(0, 0, 0, 1_000_000),
        Time::constant(12, 0, 0, 0),
        Time::constant(23, 59, 59, 999_000_000),
    ];
    let mut moments: Vec<Timestamp> = dates
        .iter()
        .flat_map(|date| {
            times.iter().map(|time| date.to_datetime(*time).to_zoned_datetime(zone.clone()).unwrap().timestamp())
        })
        .collect();
    moments.extend([now - 1.milliseconds(), now, now + 1.milliseconds()]);
    let moments = moments.iter().map(|moment| format!("{moment:.3}")).collect();
    Days { dates, moments }
}

fn words(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(words).prop_map(str::to_owned)
}

/// A value, no value, or the empty text, which is none.
fn maybe(value: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = Option<String>> {
    prop_oneof![4 => value.prop_map(Some), 1 => Just(None), 1 => Just(Some(String::new()))]
}

fn contact(days: &Days) -> impl Strategy<Value = Record> + use<> {
    let set = subsequence(INTERESTS, 1..=3).prop_map(|values| values.join(";"));
    let date = select(days.dates.clone()).prop_map(|date| date.to_string());
    let values = (
        maybe(words(TEXTS)),
        maybe(words(NUMBERS)),
        maybe(words(&["true", "false"])),
        maybe(words(OPTIONS)),
        maybe(set),
        maybe(date),
        maybe(select(days.moments.clone())),
        maybe(words(OWNERS)),
    );
    (values, btree_set(0..4_usize, 0..3)).prop_map(|((a, b, c, d, e, f, g, h), companies)| {
        let names = ["country", "score", "vip", "tier", "interests", "born", "seen", "owner_id"];
        Record {
            values: names.into_iter().zip([a, b, c, d, e, f, g, h]).filter_map(|(n, v)| Some((n, v?))).collect(),
            companies,
        }
    })
}

fn company(days: &Days) -> impl Strategy<Value = Record> + use<> {
    let date = select(days.dates.clone()).prop_map(|date| date.to_string());
    (maybe(words(TEXTS)), maybe(words(NUMBERS)), maybe(date), maybe(select(days.moments.clone()))).prop_map(
        |(a, b, c, d)| {
            let names = ["branch", "employees", "founded", "visited"];
            let values = names.into_iter().zip([a, b, c, d]).filter_map(|(name, value)| Some((name, value?))).collect();
            Record { values, companies: Default::default() }
        },
    )
}

/// The rule of the segment `second`, which may name the first.
fn second(days: &Days) -> BoxedStrategy<Expr> {
    let first = Expr::Member(List::First);
    let not_first = Expr::Not(Box::new(first.clone()));
    let leaf = compare(Of::Contact, Sign::Both, days);
    prop_oneof![
        leaf.clone(),
        leaf.clone().prop_map(move |leaf| Expr::Or(vec![leaf, first.clone()])),
        leaf.prop_map(move |leaf| Expr::And(vec![leaf, not_first.clone()])),
    ]
    .boxed()
}

fn expr(of: Of, depth: u32, sign: Sign, days: &Days) -> BoxedStrategy<Expr> {
    let leaf = leaf(of, sign, days);
    if depth == 0 {
        return leaf;
    }
    let below = expr(of, depth - 1, sign, days);
    let parts = vec(below, 2..=3);
    let turned = expr(of, depth - 1, sign.turned(), days);
    prop_oneof![
        2 => leaf,
        2 => parts.clone().prop_map(Expr::And),
        2 => parts.prop_map(Expr::Or),
        2 => turned.prop_map(|inner| Expr::Not(Box::new(inner))),
    ]
    .boxed()
}

fn leaf(of: Of, sign: Sign, days: &Days) -> BoxedStrategy<Expr> {
    let compare = compare(of, sign, days);
    let lists = match of {
        Of::Contact => &[List::First, List::Second, List::ByHand, List::InPortal][..],
        Of::Company => &[List::Companies],
    };
    let member = select(lists).prop_map(Expr::Member);
    match (of, sign) {
        (Of::Contact, Sign::Plain) => {
            let inner = option::weighted(0.8, expr(Of::Company, 2, Sign::Plain, days));
            let any = inner.prop_map(|inner| Expr::Any(inner.map(Box::new)));
            prop_oneof![6 => compare, 2 => member, 1 => any].boxed()
        }
        (Of::Contact | Of::Company, Sign::Plain | Sign::Negated | Sign::Both) => {
            prop_oneof![6 => compare, 2 => member].boxed()
        }
    }
}

fn compare(of: Of, sign: Sign, days: &Days) -> BoxedStrategy<Expr> {
    let compare = tests(of, sign, days).prop_flat_map(|(feature, test)| {
        let is_presence = matches!(test, Test::Known | Test::Unknown);
        let or_unknown = if is_presence { Just(false).boxed() } else { prop::bool::weighted(0.3).boxed() };
        or_unknown.prop_map(move |or_unknown| Expr::Compare { feature, test: test.clone(), or_unknown })
    });
    compare.boxed()
}

/// A feature and a test of it.
fn tests(of: Of, sign: Sign, days: &Days) -> BoxedStrategy<(&'static str, Test)> {
    let named = |name: &'static str, test: BoxedStrategy<Test>| {
        prop_oneof![8 => test, 1 => Just(Test::Known), 1 => Just(Test::Unknown)]
            .prop_map(move |test| (name, test))
            .boxed()
    };
    match of {
        Of::Contact => prop_oneof![
            named("country", texts(sign)),
            named("score", numbers()),
            named("vip", of_choice(&["true", "false"])),
            named("tier", of_choice(OPTIONS)),
            named("interests", sets()),
            named("born", times(days)),
            named("seen", times(days)),
            named("owner_id", of_choice(OWNERS)),
        ]
        .boxed(),
        Of::Company => prop_oneof![
            named("branch", texts(sign)),
            named("employees", numbers()),
            named("founded", times(days)),
            named("visited", times(days)),
        ]
        .boxed(),
    }
}

fn texts(sign: Sign) -> BoxedStrategy<Test> {
    let values = || vec(words(TEXTS), 1..=3);
    let parts = || vec(words(PARTS), 1..=3);
    let always = prop_oneof![
        values().prop_map(Test::In),
        values().prop_map(Test::NotIn),
        parts().prop_map(Test::Contains),
        parts().prop_map(Test::ContainsNone),
    ];
    if sign == Sign::Plain {
        prop_oneof![4 => always, 1 => words(PARTS).prop_map(Test::Starts), 1 => words(PARTS).prop_map(Test::Ends)]
            .boxed()
    } else {
        always.boxed()
    }
}

fn numbers() -> BoxedStrategy<Test> {
    let one = || select(NUMBERS).prop_map(|number| number.parse::<f64>().unwrap());
    let range = || (one(), one()).prop_map(|(a, b)| (a.min(b), a.max(b)));
    let values = || vec(words(NUMBERS), 1..=3);
    prop_oneof![
        values().prop_map(Test::In),
        values().prop_map(Test::NotIn),
        (select(&["<", "<=", ">", ">="][..]), one()).prop_map(|(order, number)| Test::Number(order, number)),
        range().prop_map(|(low, high)| Test::Between(low, high)),
        range().prop_map(|(low, high)| Test::NotBetween(low, high)),
    ]
    .boxed()
}

fn of_choice(options: &'static [&'static str]) -> BoxedStrategy<Test> {
    let values = || vec(words(options), 1..=2);
    prop_oneof![values().prop_map(Test::In), values().prop_map(Test::NotIn)].boxed()
}

fn sets() -> BoxedStrategy<Test> {
    let values = || vec(words(INTERESTS), 1..=3);
    prop_oneof![
        values().prop_map(Test::HasAny),
        values().prop_map(Test::HasNone),
        values().prop_map(Test::HasAll),
        values().prop_map(Test::Exactly),
    ]
    .boxed()
}

fn times(days: &Days) -> BoxedStrategy<Test> {
    let day = || select(days.dates.clone());
    prop_oneof![
        day().prop_map(Test::Before),
        day().prop_map(Test::After),
        day().prop_map(Test::On),
        select(WINDOWS).prop_map(Test::InLast),
        select(WINDOWS).prop_map(Test::MoreThanAgo),
    ]
    .boxed()
}
