//! What a condition means as it is written: the words of `docs/language.md`, put down once more and apart from
//! checker, interpreter and portal. It goes through the tree that the parser makes.
//!
//! A comparison on an empty value is false whatever the operator, `not` is true negation, `or unknown` makes a
//! comparison true for an empty value. Days are days of the calendar, and are compared as such.

use std::collections::BTreeSet;

use hubwright::hubspot::switches::{ClearedChange, Contains, HistoryOfEmpty, TextCase, WeekStart};
use hubwright::model::interpret::{Happening, Version};
use hubwright::syntax::ast::{
    self, Calendar, CalendarUnit, Day, Expr, ExprKind, HowLong, Order, RefKind, Side, Test, Unit, Value, ValueKind,
    When,
};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::catalog::{Event, Feature, Home, feature};
use super::forms::Type;
use super::world::World;

/// Who or what a condition is asked of.
#[derive(Clone, Copy)]
pub enum Subject<'a> {
    Record(Home, usize),
    Happening(&'a Happening, &'a Event),
}

/// Returns the records of a world that pass, by their place.
pub fn passing(world: &World, home: Home, expr: &Expr) -> Vec<usize> {
    (0..world.records(home).len()).filter(|at| means(world, expr, Subject::Record(home, *at))).collect()
}

/// Tells whether something passes a condition.
pub fn means(world: &World, expr: &Expr, subject: Subject<'_>) -> bool {
    match &expr.node {
        ExprKind::Or(parts) => parts.iter().any(|part| means(world, part, subject)),
        ExprKind::And(parts) => parts.iter().all(|part| means(world, part, subject)),
        ExprKind::Not(inner) => !means(world, inner, subject),
        ExprKind::Paren(inner) => means(world, inner, subject),
        ExprKind::Any { association, rule } => {
            let Subject::Record(home, at) = subject else { panic!("an event has no associations") };
            let way = world.catalog.way(home, &association.node);
            let passes = |other| rule.as_ref().is_none_or(|rule| means(world, rule, Subject::Record(way.to(), other)));
            world.led(way, at).into_iter().any(passes)
        }
        ExprKind::Member(target) => is_member(world, target, subject),
        ExprKind::Activity { activity, refine } => {
            let Subject::Record(Home::Contact, at) = subject else { panic!("only contacts do something here") };
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
    let feature = feature(Home::Contact, "happened", "happened", Type::DateTime);
    let of = Of { world, subject: Subject::Record(Home::Contact, 0), feature: &feature, versions: Vec::new() };
    of.lies(of.at(Timestamp::from_millisecond(at).unwrap()), when)
}

fn is_member(world: &World, target: &ast::Target, subject: Subject<'_>) -> bool {
    match (target, subject) {
        (ast::Target::Ref(_), Subject::Record(Home::Contact, at)) => world.in_portal.contains(&at),
        (ast::Target::Ref(_), _) => panic!("only contacts are in the portal's list"),
        (ast::Target::Name(name), Subject::Record(_, at)) if name.node == "by_hand" => world.by_hand.contains(&at),
        (ast::Target::Name(name), _) => means(world, &world.segment(&name.node), subject),
    }
}

/// A feature of something.
struct Of<'a> {
    world: &'a World,
    subject: Subject<'a>,
    feature: &'a Feature,
    versions: Vec<Version>,
}

impl<'a> Of<'a> {
    fn new(world: &'a World, name: &str, subject: Subject<'a>) -> Self {
        let (feature, versions) = match subject {
            Subject::Record(home, at) => {
                let feature = world.catalog.feature(home, name);
                (feature, world.record(home, at).properties.get(&feature.property).cloned().unwrap_or_default())
            }
            Subject::Happening(happening, event) => {
                let feature = event.properties.iter().find(|property| property.name == name).unwrap();
                let value = happening.properties.get(&feature.property).cloned();
                (feature, value.map(|value| Version { value, at: happening.at }).into_iter().collect())
            }
        };
        Self { world, subject, feature, versions }
    }

    /// Returns a value as HubSpot has it.
    fn word(&self, value: &Value) -> String {
        match &value.node {
            ValueKind::Text(text) | ValueKind::Word(text) | ValueKind::Number(text) => text.clone(),
            ValueKind::Bool(truth) => truth.to_string(),
            ValueKind::Ref(reference) => {
                let pipelines = &self.world.catalog.pipelines;
                let stage = |label: &str| {
                    let mut stages = pipelines[self.feature.pipeline].stages.iter();
                    stages.find(|(_, known)| known == label).unwrap().0.to_owned()
                };
                let name = &reference.name.node;
                match (reference.kind.node, &reference.stage) {
                    (_, Some(label)) => stage(&label.node),
                    (RefKind::Stage, None) => stage(name),
                    (RefKind::Pipeline, None) => {
                        pipelines.iter().find(|pipeline| pipeline.label == *name).unwrap().id.to_owned()
                    }
                    (kind, None) => super::world::id(kind, name).to_owned(),
                }
            }
            other => panic!("{other:?}"),
        }
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
            Test::Order(order, wanted) => Some(compare(value?, *order, &self.word(wanted))),
            Test::Between { negated, low, high } => {
                let inside = (number(&self.word(low))..=number(&self.word(high))).contains(&number(value?));
                Some(inside != *negated)
            }
            Test::Contains(part) => Some(self.contains(value?, part)),
            Test::DoesNotContain(part) => Some(!self.contains(value?, part)),
            Test::ContainsAny(parts) => value.map(|value| parts.iter().any(|part| self.contains(value, part))),
            Test::ContainsNone(parts) => value.map(|value| !parts.iter().any(|part| self.contains(value, part))),
            Test::StartsWith(part) => Some(self.fold(value?).starts_with(&self.fold(&self.word(part)))),
            Test::EndsWith(part) => Some(self.fold(value?).ends_with(&self.fold(&self.word(part)))),
            Test::HasAny(wanted) => {
                value.map(|value| wanted.iter().any(|wanted| set(value).contains(&self.word(wanted))))
            }
            Test::HasNone(wanted) => value.map(|value| !wanted.iter().any(|one| set(value).contains(&self.word(one)))),
            Test::HasAll(wanted) => {
                value.map(|value| wanted.iter().all(|wanted| set(value).contains(&self.word(wanted))))
            }
            Test::IsExactly(wanted) => {
                value.map(|value| set(value) == wanted.iter().map(|one| self.word(one)).collect())
            }
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
        match self.feature.kind {
            Type::Number => number(value) == number(&self.word(wanted)),
            Type::Text => self.fold(value) == self.fold(&self.word(wanted)),
            _ => value == self.word(wanted),
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
        let (value, part) = (self.fold(value), self.fold(&self.word(part)));
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
        match self.feature.kind {
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

fn compare(value: &str, order: Order, wanted: &str) -> bool {
    let (left, right) = (number(value), number(wanted));
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
