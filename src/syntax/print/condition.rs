//! Prints conditions.

use super::super::ast::{
    Activity, Address, ButNot, Calendar, CalendarUnit, Day, EventOf, Expr, ExprKind, PageMatch, Refine, Target, Test,
    When,
};
use super::super::words::quoted;
use super::value::{date, how_long, order, shift, side, target, value, values};

/// How tightly what stands around an expression binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Around {
    /// Nothing, or parentheses.
    Free,
    Or,
    And,
    Not,
}

/// Prints on one line.
pub(super) fn expression(rule: &Expr) -> String {
    inside(rule, Around::Free)
}

/// Returns the outermost `and` or `or` and what it joins.
pub(super) fn outermost(rule: &Expr) -> (&'static str, Vec<String>) {
    match &rule.node {
        ExprKind::Or(parts) => ("or", parts.iter().map(|part| inside(part, Around::Or)).collect()),
        ExprKind::And(parts) => ("and", parts.iter().map(|part| inside(part, Around::And)).collect()),
        ExprKind::Not(_)
        | ExprKind::Paren(_)
        | ExprKind::Any { .. }
        | ExprKind::Member(_)
        | ExprKind::Activity { .. }
        | ExprKind::Compare { .. } => ("", vec![expression(rule)]),
    }
}

fn inside(rule: &Expr, around: Around) -> String {
    match &rule.node {
        ExprKind::Or(parts) => bracketed(around > Around::Free, join(parts, " or ", Around::Or)),
        ExprKind::And(parts) => bracketed(around > Around::Or, join(parts, " and ", Around::And)),
        ExprKind::Not(inner) => format!("not {}", inside(inner, Around::Not)),
        ExprKind::Paren(inner) => format!("({})", expression(inner)),
        ExprKind::Any { association, rule: None } => format!("any {}", association.node),
        ExprKind::Any { association, rule: Some(rule) } => format!("any {} ({})", association.node, expression(rule)),
        ExprKind::Member(list) => format!("member of {}", target(list)),
        ExprKind::Activity { activity: did, refine } => {
            let mut text = activity(did);
            for it in refine {
                text.push(' ');
                text.push_str(&refined(&it.node));
            }
            text
        }
        ExprKind::Compare { feature, test: it, or_unknown: None } => format!("{} {}", feature.node, test(&it.node)),
        // Beside `and`, `or` and `not` its reach is shown by parentheses.
        ExprKind::Compare { feature, test: it, or_unknown: Some(_) } => {
            bracketed(around > Around::Free, format!("{} {} or unknown", feature.node, test(&it.node)))
        }
    }
}

fn join(parts: &[Expr], word: &str, around: Around) -> String {
    parts.iter().map(|part| inside(part, around)).collect::<Vec<_>>().join(word)
}

fn bracketed(needed: bool, text: String) -> String {
    if needed { format!("({text})") } else { text }
}

fn test(test: &Test) -> String {
    match test {
        Test::Known => "is known".to_owned(),
        Test::Unknown => "is unknown".to_owned(),
        Test::Is(it) => format!("is {}", value(it)),
        Test::IsNot(it) => format!("is not {}", value(it)),
        Test::In(items) => format!("in {}", values(items)),
        Test::NotIn(items) => format!("not in {}", values(items)),
        Test::Order(sign, it) => format!("{} {}", order(*sign), value(it)),
        Test::Between { negated, low, high } => {
            let not = if *negated { "not " } else { "" };
            format!("{not}between {} and {}", value(low), value(high))
        }
        Test::Contains(it) => format!("contains {}", value(it)),
        Test::ContainsAny(items) => format!("contains any of {}", values(items)),
        Test::ContainsNone(items) => format!("contains none of {}", values(items)),
        Test::DoesNotContain(it) => format!("does not contain {}", value(it)),
        Test::StartsWith(it) => format!("starts with {}", value(it)),
        Test::EndsWith(it) => format!("ends with {}", value(it)),
        Test::HasAny(items) => format!("has any of {}", values(items)),
        Test::HasAll(items) => format!("has all of {}", values(items)),
        Test::HasNone(items) => format!("has none of {}", values(items)),
        Test::IsExactly(items) => format!("is exactly {}", values(items)),
        Test::When(it) => when(it),
        Test::Changed(it) => format!("changed {}", when(it)),
        Test::NotChanged(it) => format!("not changed {}", when(it)),
        Test::ChangedAgainst(order, other) => format!("changed {} {} changed", side(*order), other.node),
        Test::SameAs(other) => format!("is same as {}", other.node),
        Test::WasEver(it) => format!("was ever {}", value(it)),
        Test::WasEverIn(items) => format!("was ever in {}", values(items)),
        Test::WasNever(it) => format!("was never {}", value(it)),
        Test::WasNeverIn(items) => format!("was never in {}", values(items)),
    }
}

fn when(when: &When) -> String {
    match when {
        When::Before(it) => format!("before {}", day(&it.node)),
        When::After(it) => format!("after {}", day(&it.node)),
        When::On(it) => format!("on {}", day(&it.node)),
        When::FromTo(first, last) => format!("from {} to {}", day(&first.node), day(&last.node)),
        When::InLast(it) => format!("in last {}", how_long(it)),
        When::InNext(it) => format!("in next {}", how_long(it)),
        When::InCalendar(which, unit) => {
            let which = match which {
                Calendar::This => "this",
                Calendar::Previous => "previous",
                Calendar::Next => "next",
            };
            let unit = match unit {
                CalendarUnit::Week => "week",
                CalendarUnit::Month => "month",
                CalendarUnit::Quarter => "quarter",
                CalendarUnit::Year => "year",
            };
            format!("in {which} {unit}")
        }
        When::MoreThanAgo(it) => format!("more than {} ago", how_long(it)),
        When::MoreThanFromNow(it) => format!("more than {} from now", how_long(it)),
    }
}

pub(super) fn day(day: &Day) -> String {
    match day {
        Day::Date(it) => date(*it),
        Day::Today(None) => "today".to_owned(),
        Day::Today(Some(by)) => format!("today {}", shift(by)),
        Day::Feature(name) => name.node.clone(),
    }
}

fn activity(activity: &Activity) -> String {
    match activity {
        Activity::SubmittedAny => "submitted any form".to_owned(),
        Activity::Submitted(it) => format!("submitted {}", target(it)),
        Activity::ViewedPage(how, address) => {
            let how = match how {
                PageMatch::Is => "",
                PageMatch::Containing => "containing ",
                PageMatch::Matching => "matching ",
            };
            match address {
                Address::Text(address) => format!("viewed page {how}{}", quoted(&address.node)),
                Address::Parameter(name) => format!("viewed page {how}{}", name.node),
            }
        }
        Activity::Viewed(it) => format!("viewed {}", target(it)),
        Activity::Clicked(it) => format!("clicked {}", target(it)),
        Activity::RepliedTo(it) => format!("replied to {}", target(it)),
        Activity::BouncedOn(it) => format!("bounced on {}", target(it)),
        Activity::UnsubscribedFrom(it) => format!("unsubscribed from {}", target(it)),
        Activity::Opened(it, but) => but_not("opened", it, *but),
        Activity::Received(it, but) => but_not("received", it, *but),
        Activity::WasSent(it, but) => but_not("was sent", it, *but),
        Activity::OptedIn(it) => format!("opted in to {}", target(it)),
        Activity::OptedOut(it) => format!("opted out of {}", target(it)),
        Activity::Did(it) => format!("did {}", event_of(it)),
    }
}

fn but_not(verb: &str, what: &Target, but: Option<ButNot>) -> String {
    let but = match but {
        None => "",
        Some(ButNot::Clicked) => " but not clicked",
        Some(ButNot::Replied) => " but not replied",
        Some(ButNot::Opened) => " but not opened",
        Some(ButNot::Received) => " but not received",
    };
    format!("{verb} {}{but}", target(what))
}

/// Prints an event with what narrows it.
pub(super) fn event_of(it: &EventOf) -> String {
    match &it.rule {
        Some(rule) => format!("{} where ({})", it.event.node, expression(rule)),
        None => it.event.node.clone(),
    }
}

fn refined(it: &Refine) -> String {
    let times = |count: u32| if count == 1 { "time" } else { "times" };
    match it {
        Refine::AtLeast(count) => format!("at least {} {}", count.node, times(count.node)),
        Refine::AtMost(count) => format!("at most {} {}", count.node, times(count.node)),
        Refine::When(it) => when(it),
    }
}
