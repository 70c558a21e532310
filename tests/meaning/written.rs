//! What a condition means as it is written: the words of `docs/language.md`, put down once more and apart from
//! checker, interpreter and portal. It goes through the tree that the parser makes.
//!
//! A comparison on an empty value is false whatever the operator, `not` is true negation, `or unknown` makes a
//! comparison true for an empty value. Days are days of the calendar, and are compared as such.

use std::collections::BTreeSet;

use hubwright::hubspot::switches::{ClearedChange, Contains, HistoryOfEmpty, TextCase, WeekStart};
use hubwright::model::interpret::{Happening, Record, Version};
use hubwright::syntax::ast::{
    self, Calendar, CalendarUnit, Day, Expr, ExprKind, HowLong, Order, Side, Test, Unit, Value, ValueKind, When,
};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::forms::Type;
use super::world::World;

/// Who or what a condition is asked of.
#[derive(Clone, Copy)]
pub enum Subject<'a> {
    Contact(usize),
    Company(usize),
    Deal(usize),
    Event(&'a Happening),
}

/// Returns the contacts of a world that pass, by their place.
pub fn passing(world: &World, expr: &Expr) -> Vec<usize> {
    (0..world.contacts.len()).filter(|at| means(world, expr, Subject::Contact(*at))).collect()
}

/// Tells whether something passes a condition.
pub fn means(world: &World, expr: &Expr, subject: Subject<'_>) -> bool {
    match &expr.node {
        ExprKind::Or(parts) => parts.iter().any(|part| means(world, part, subject)),
        ExprKind::And(parts) => parts.iter().all(|part| means(world, part, subject)),
        ExprKind::Not(inner) => !means(world, inner, subject),
        ExprKind::Paren(inner) => means(world, inner, subject),
        ExprKind::Any { association, rule } => {
            let Subject::Contact(at) = subject else { panic!("only contacts are associated here") };
            let contact = &world.contacts[at];
            let passes = |other| rule.as_ref().is_none_or(|rule| means(world, rule, other));
            match association.node.as_str() {
                "company" => contact.companies.iter().any(|at| passes(Subject::Company(*at))),
                _ => contact.deals.iter().any(|at| passes(Subject::Deal(*at))),
            }
        }
        ExprKind::Member(target) => is_member(world, target, subject),
        ExprKind::Activity { activity, refine } => {
            let Subject::Contact(at) = subject else { panic!("only contacts do something here") };
            super::deeds::did(world, at, activity, refine)
        }
        ExprKind::Compare { feature, test, or_unknown } => {
            let of = Of::new(world, &feature.node, subject);
            of.passes(&test.node).unwrap_or(or_unknown.is_some() || matches!(test.node, Test::Unknown))
        }
    }
}

/// Tells whether something that happened at a moment lies in a window.
pub fn lies(world: &World, at: i64, when: &When) -> bool {
    let of = Of { world, subject: Subject::Contact(0), kind: Type::DateTime, versions: Vec::new() };
    of.lies(of.at(Timestamp::from_millisecond(at).unwrap()), when)
}

fn is_member(world: &World, target: &ast::Target, subject: Subject<'_>) -> bool {
    match (target, subject) {
        (ast::Target::Ref(_), Subject::Contact(at)) => world.in_portal.contains(&at),
        (ast::Target::Name(name), Subject::Contact(at)) if name.node == "by_hand" => world.by_hand.contains(&at),
        (ast::Target::Name(name), _) => means(world, &world.segment(&name.node), subject),
        (ast::Target::Ref(_), _) => panic!("only contacts are in the portal's list"),
    }
}

/// A feature of something.
struct Of<'a> {
    world: &'a World,
    subject: Subject<'a>,
    kind: Type,
    versions: Vec<Version>,
}

/// Features: what HubSpot calls them, and their type.
const FEATURES: &[(&str, &str, Type)] = &[
    ("country", "country", Type::Text),
    ("note", "note", Type::Text),
    ("score", "score", Type::Number),
    ("vip", "vip", Type::Bool),
    ("tier", "tier", Type::Enum),
    ("interests", "interests", Type::Set),
    ("born", "born", Type::Date),
    ("renewed", "renewed", Type::Date),
    ("seen", "seen", Type::DateTime),
    ("demo_at", "demo_at", Type::DateTime),
    ("owner_id", "hubspot_owner_id", Type::Owner),
    ("branch", "branch", Type::Text),
    ("employees", "numberofemployees", Type::Number),
    ("founded", "founded", Type::Date),
    ("visited", "visited", Type::DateTime),
    ("phase", "dealstage", Type::Stage),
    ("amount", "amount", Type::Number),
    ("plan", "plan_name", Type::Text),
    ("auto", "auto", Type::Bool),
    ("level", "level", Type::Enum),
    ("extras", "extras", Type::Set),
    ("form", "hs_form_id", Type::Enum),
    ("email", "hs_email_campaign_group_id", Type::Enum),
];

impl<'a> Of<'a> {
    fn new(world: &'a World, feature: &str, subject: Subject<'a>) -> Self {
        let (_, property, kind) = FEATURES.iter().find(|(name, ..)| *name == feature).unwrap();
        let of = |record: &Record| record.properties.get(*property).cloned().unwrap_or_default();
        let versions = match subject {
            Subject::Contact(at) => of(&world.contacts[at].record),
            Subject::Company(at) => of(&world.companies[at]),
            Subject::Deal(at) => of(&world.deals[at]),
            Subject::Event(event) => {
                let value = event.properties.get(*property).cloned();
                value.map(|value| Version { value, at: event.at }).into_iter().collect()
            }
        };
        Self { world, subject, kind: *kind, versions }
    }

    fn value(&self) -> Option<&str> {
        self.versions.last().map(|version| version.value.as_str()).filter(|value| !value.is_empty())
    }

    /// Tells whether a test passes; nothing where the value that it is about is empty.
    fn passes(&self, test: &Test) -> Option<bool> {
        let value = self.value();
        match test {
            Test::Known => Some(value.is_some()),
            Test::Unknown => Some(value.is_none()),
            Test::Is(wanted) => Some(self.is(value?, wanted)),
            Test::IsNot(wanted) => Some(!self.is(value?, wanted)),
            Test::In(wanted) => Some(self.is_one(value?, wanted)),
            Test::NotIn(wanted) => Some(!self.is_one(value?, wanted)),
            Test::Order(order, wanted) => Some(compare(value?, *order, wanted)),
            Test::Between { negated, low, high } => {
                let inside = (number(&word(low))..=number(&word(high))).contains(&number(value?));
                Some(inside != *negated)
            }
            Test::Contains(part) => Some(self.contains(value?, part)),
            Test::DoesNotContain(part) => Some(!self.contains(value?, part)),
            Test::ContainsAny(parts) => value.map(|value| parts.iter().any(|part| self.contains(value, part))),
            Test::ContainsNone(parts) => value.map(|value| !parts.iter().any(|part| self.contains(value, part))),
            Test::StartsWith(part) => Some(self.fold(value?).starts_with(&self.fold(&word(part)))),
            Test::EndsWith(part) => Some(self.fold(value?).ends_with(&self.fold(&word(part)))),
            Test::HasAny(wanted) => value.map(|value| wanted.iter().any(|wanted| set(value).contains(&word(wanted)))),
            Test::HasNone(wanted) => value.map(|value| !wanted.iter().any(|one| set(value).contains(&word(one)))),
            Test::HasAll(wanted) => value.map(|value| wanted.iter().all(|wanted| set(value).contains(&word(wanted)))),
            Test::IsExactly(wanted) => value.map(|value| set(value) == wanted.iter().map(word).collect()),
            Test::When(When::Before(day)) if matches!(day.node, Day::Feature(_)) => {
                self.against(Side::Before, &day.node)
            }
            Test::When(When::After(day)) if matches!(day.node, Day::Feature(_)) => self.against(Side::After, &day.node),
            Test::When(when) => Some(self.lies(self.moment(value?), when)),
            Test::Changed(when) => Some(self.lies(self.changed()?, when)),
            Test::NotChanged(when) => Some(!self.lies(self.changed()?, when)),
            Test::ChangedAgainst(side, other) => {
                let (own, other) = (self.changed()?, Self::new(self.world, &other.node, self.subject).changed());
                Some(other.is_some_and(|other| beside(*side, own, other)))
            }
            Test::SameAs(other) => {
                let other = Self::new(self.world, &other.node, self.subject);
                let value = value?.to_lowercase();
                Some(other.value().is_some_and(|other| other.to_lowercase() == value))
            }
            Test::WasEver(wanted) => Some(self.past()?.any(|value| self.is(value, wanted))),
            Test::WasNever(wanted) => Some(!self.past()?.any(|value| self.is(value, wanted))),
            Test::WasEverIn(wanted) => Some(self.past()?.any(|value| self.is_one(value, wanted))),
            Test::WasNeverIn(wanted) => Some(!self.past()?.any(|value| self.is_one(value, wanted))),
        }
    }

    fn is(&self, value: &str, wanted: &Value) -> bool {
        match self.kind {
            Type::Number => number(value) == number(&word(wanted)),
            Type::Text => self.fold(value) == self.fold(&word(wanted)),
            _ => value == word(wanted),
        }
    }

    fn is_one(&self, value: &str, wanted: &[Value]) -> bool {
        wanted.iter().any(|wanted| self.is(value, wanted))
    }

    /// The language leaves the case of letters to HubSpot.
    fn fold(&self, text: &str) -> String {
        match self.world.switches.text_case {
            TextCase::Ignored => text.to_lowercase(),
            TextCase::Exact => text.to_owned(),
        }
    }

    /// So it does with what a part is.
    fn contains(&self, value: &str, part: &Value) -> bool {
        let (value, part) = (self.fold(value), self.fold(&word(part)));
        match self.world.switches.contains {
            Contains::Substring => value.contains(&part),
            Contains::Word => {
                let split = |text: &str| -> String {
                    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
                    format!(" {} ", words.collect::<Vec<_>>().join(" "))
                };
                split(&part).trim() != "" && split(&value).contains(&split(&part))
            }
        }
    }

    /// What it ever was. The language counts a feature that is empty now by its past, unless HubSpot does not.
    fn past(&self) -> Option<impl Iterator<Item = &str>> {
        let counts = self.value().is_some() || self.world.switches.history_of_empty == HistoryOfEmpty::Past;
        let values = || self.versions.iter().map(|version| version.value.as_str()).filter(|value| !value.is_empty());
        (counts && values().next().is_some()).then(values)
    }

    fn changed(&self) -> Option<Moment> {
        let counts = self.value().is_some() || self.world.switches.cleared_change == ClearedChange::Counts;
        let last = self.versions.last().filter(|_| counts)?;
        Some(self.at(Timestamp::from_millisecond(last.at).unwrap()))
    }

    fn against(&self, side: Side, other: &Day) -> Option<bool> {
        let own = self.moment(self.value()?);
        let Day::Feature(other) = other else { unreachable!() };
        let other = Self::new(self.world, &other.node, self.subject);
        Some(other.value().is_some_and(|value| beside(side, own, other.moment(value))))
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get(self.world.zone).unwrap()
    }

    fn at(&self, at: Timestamp) -> Moment {
        Moment { day: at.to_zoned_datetime(self.zone()).date(), at }
    }

    /// A date lies where its day begins. A moment lies where it lies.
    fn moment(&self, value: &str) -> Moment {
        match self.kind {
            Type::Date => {
                let day: Date = value.parse().unwrap();
                Moment { day, at: self.begin(day) }
            }
            _ => self.at(value.parse().unwrap()),
        }
    }

    fn begin(&self, day: Date) -> Timestamp {
        day.to_zoned_datetime(self.zone()).unwrap().timestamp()
    }

    fn lies(&self, moment: Moment, when: &When) -> bool {
        let now = self.at(self.world.now.parse().unwrap());
        let day = |day: &Day| match day {
            Day::Date(day) => Date::new(day.year, day.month, day.day).unwrap(),
            Day::Today(None) => now.day,
            Day::Today(Some(shift)) => match shift.side {
                Side::Before => now.day - days(&shift.by).days(),
                Side::After => now.day + days(&shift.by).days(),
            },
            Day::Feature(_) => unreachable!(),
        };
        match when {
            When::Before(wanted) => moment.day < day(&wanted.node),
            When::After(wanted) => moment.day > day(&wanted.node),
            When::On(wanted) => moment.day == day(&wanted.node),
            When::FromTo(first, last) => (day(&first.node)..=day(&last.node)).contains(&moment.day),
            // From 00:00 that many days ago until now.
            When::InLast(span) => moment.day >= now.day - days(span).days() && moment.at <= now.at,
            When::MoreThanAgo(span) => moment.day < now.day - days(span).days(),
            // From now until 00:00 of that day, which is inside.
            When::InNext(span) => {
                let last = now.day + days(span).days();
                moment.at >= now.at && (moment.day < last || moment.at == self.begin(last))
            }
            When::MoreThanFromNow(span) => {
                let last = now.day + days(span).days();
                moment.day >= last && moment.at != self.begin(last)
            }
            When::InCalendar(span, unit) => {
                let ahead = match span {
                    Calendar::Previous => -1,
                    Calendar::This => 0,
                    Calendar::Next => 1,
                };
                self.period(moment.day, *unit) == self.period(now.day, *unit) + ahead
            }
        }
    }

    /// Numbers weeks, months, quarters and years.
    fn period(&self, day: Date, unit: CalendarUnit) -> i32 {
        let month = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
        match unit {
            CalendarUnit::Week => {
                let first = match self.world.switches.week_start {
                    WeekStart::Monday => Date::constant(2001, 1, 1),
                    WeekStart::Sunday => Date::constant(2000, 12, 31),
                };
                day.since((jiff::Unit::Day, first)).unwrap().get_days().div_euclid(7)
            }
            CalendarUnit::Month => month,
            CalendarUnit::Quarter => month.div_euclid(3),
            CalendarUnit::Year => month.div_euclid(12),
        }
    }
}

/// A moment, and the day that it lies on.
#[derive(Clone, Copy)]
struct Moment {
    day: Date,
    at: Timestamp,
}

fn beside(side: Side, own: Moment, other: Moment) -> bool {
    match side {
        Side::Before => own.at < other.at,
        Side::After => own.at > other.at,
    }
}

fn days(written: &HowLong) -> i32 {
    let HowLong::Duration(written) = written else { panic!("{written:?}") };
    let span = written.node;
    let count = i32::try_from(span.count).unwrap();
    match span.unit {
        Unit::Weeks => 7 * count,
        _ => count,
    }
}

fn compare(value: &str, order: Order, wanted: &Value) -> bool {
    let (left, right) = (number(value), number(&word(wanted)));
    match order {
        Order::Less => left < right,
        Order::LessOrEqual => left <= right,
        Order::Greater => left > right,
        Order::GreaterOrEqual => left >= right,
    }
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

fn set(value: &str) -> BTreeSet<String> {
    value.split(';').map(str::to_owned).collect()
}

/// Returns a value as HubSpot has it.
fn word(value: &Value) -> String {
    match &value.node {
        ValueKind::Text(text) | ValueKind::Word(text) | ValueKind::Number(text) => text.clone(),
        ValueKind::Bool(truth) => truth.to_string(),
        ValueKind::Ref(reference) => super::world::id(reference.kind.node, &reference.name.node).to_owned(),
        other => panic!("{other:?}"),
    }
}
