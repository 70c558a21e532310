//! What a condition means: two-valued logic, written down once more and apart from compiler and portal.
//!
//! A comparison on an empty value is false whatever the operator, `not` is true negation, `or unknown` makes a
//! comparison true for an empty value.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::language::{Expr, List, Test};
use super::world::{Record, World};

/// Returns the contacts of a world that pass, by their place.
pub fn passing(world: &World, expr: &Expr) -> Vec<usize> {
    (0..world.contacts.len()).filter(|at| contact(world, expr, *at)).collect()
}

fn contact(world: &World, expr: &Expr, at: usize) -> bool {
    match expr {
        Expr::And(parts) => parts.iter().all(|part| contact(world, part, at)),
        Expr::Or(parts) => parts.iter().any(|part| contact(world, part, at)),
        Expr::Not(inner) => !contact(world, inner, at),
        Expr::Any(rule) => {
            world.contacts[at].companies.iter().any(|at| rule.as_ref().is_none_or(|rule| company(world, rule, *at)))
        }
        Expr::Member(List::First) => contact(world, &world.first, at),
        Expr::Member(List::Second) => contact(world, &world.second, at),
        Expr::Member(List::ByHand) => world.by_hand.contains(&at),
        Expr::Member(List::InPortal) => world.in_portal.contains(&at),
        Expr::Member(List::Companies) => panic!("contacts are no companies"),
        Expr::Compare { feature, test, or_unknown } => compare(world, &world.contacts[at], feature, test, *or_unknown),
    }
}

fn company(world: &World, expr: &Expr, at: usize) -> bool {
    match expr {
        Expr::And(parts) => parts.iter().all(|part| company(world, part, at)),
        Expr::Or(parts) => parts.iter().any(|part| company(world, part, at)),
        Expr::Not(inner) => !company(world, inner, at),
        Expr::Member(List::Companies) => company(world, &world.companies_rule, at),
        Expr::Any(_) | Expr::Member(_) => panic!("companies have neither"),
        Expr::Compare { feature, test, or_unknown } => compare(world, &world.companies[at], feature, test, *or_unknown),
    }
}

fn compare(world: &World, record: &Record, feature: &str, test: &Test, or_unknown: bool) -> bool {
    match record.values.get(feature).filter(|value| !value.is_empty()) {
        None => or_unknown || matches!(test, Test::Unknown),
        Some(value) => holds(world, feature, test, value),
    }
}

fn holds(world: &World, feature: &str, test: &Test, value: &str) -> bool {
    let equal = |wanted: &String| match feature {
        "score" | "employees" => number(value) == number(wanted),
        "country" | "branch" => value.to_lowercase() == wanted.to_lowercase(),
        _ => value == wanted,
    };
    let contains = |wanted: &String| value.to_lowercase().contains(&wanted.to_lowercase());
    let has: Vec<&str> = value.split(';').collect();
    let in_set = |wanted: &String| has.contains(&wanted.as_str());
    match test {
        Test::Known => true,
        Test::Unknown => false,
        Test::In(values) => values.iter().any(equal),
        Test::NotIn(values) => !values.iter().any(equal),
        Test::Contains(values) => values.iter().any(contains),
        Test::ContainsNone(values) => !values.iter().any(contains),
        Test::Starts(wanted) => value.to_lowercase().starts_with(&wanted.to_lowercase()),
        Test::Ends(wanted) => value.to_lowercase().ends_with(&wanted.to_lowercase()),
        Test::Number("<", wanted) => number(value) < *wanted,
        Test::Number("<=", wanted) => number(value) <= *wanted,
        Test::Number(">", wanted) => number(value) > *wanted,
        Test::Number(_, wanted) => number(value) >= *wanted,
        Test::Between(low, high) => (*low..=*high).contains(&number(value)),
        Test::NotBetween(low, high) => !(*low..=*high).contains(&number(value)),
        Test::HasAny(values) => values.iter().any(in_set),
        Test::HasNone(values) => !values.iter().any(in_set),
        Test::HasAll(values) => values.iter().all(in_set),
        Test::Exactly(values) => values.iter().all(in_set) && has.iter().all(|has| values.iter().any(|it| it == has)),
        Test::Before(day) => day_of(world, value) < *day,
        Test::After(day) => day_of(world, value) > *day,
        Test::On(day) => day_of(world, value) == *day,
        Test::InLast(days) => !is_before_days_ago(world, value, *days) && !is_to_come(world, value),
        Test::MoreThanAgo(days) => is_before_days_ago(world, value, *days),
    }
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

/// Returns the day on which a value lies: a date's own, or a moment's in the portal's zone.
fn day_of(world: &World, value: &str) -> Date {
    match value.parse::<Timestamp>() {
        Ok(moment) => moment.to_zoned_datetime(zone(world)).date(),
        Err(_) => value.parse().unwrap(),
    }
}

fn is_before_days_ago(world: &World, value: &str, days: i32) -> bool {
    day_of(world, value) < now(world).to_zoned_datetime(zone(world)).date() - days.days()
}

/// A date lies where its day begins: today has begun. A moment lies where it lies.
fn is_to_come(world: &World, value: &str) -> bool {
    match value.parse::<Timestamp>() {
        Ok(moment) => moment > now(world),
        Err(_) => day_of(world, value) > now(world).to_zoned_datetime(zone(world)).date(),
    }
}

fn now(world: &World) -> Timestamp {
    world.now.parse().unwrap()
}

fn zone(world: &World) -> TimeZone {
    TimeZone::get(world.zone).unwrap()
}
