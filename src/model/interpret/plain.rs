//! The plain reading: through a rule as it stands, over a record as it stands.

use std::collections::BTreeSet;

use super::Reading;
use super::deed::{Asked, Deed, times};
use super::record::{Happening, Millis, Record, Subject};
use super::text::{Fold, compares, number};
use crate::hubspot::switches::{ClearedChange, HistoryOfEmpty, KnownFlag, OtherEmpty};
use crate::model::Property;
use crate::model::rule::{
    ActivityTest, AssociatedTest, ChoiceTest, ChoiceValue, Empty, EventTest, Leaf, Membership, Past, PropertyTest,
    Refine, Rule, Side, Sign, Stamp, Test, TimeTest,
};

/// Tells whether a record passes a rule.
pub(super) fn passes(reading: &Reading<'_>, rule: &Rule, record: &Record) -> bool {
    rule.branches.iter().any(|branch| branch.leaves.iter().all(|leaf| leaf_passes(reading, leaf, record)))
}

fn leaf_passes(reading: &Reading<'_>, leaf: &Leaf, record: &Record) -> bool {
    match leaf {
        Leaf::Property(test) => property_passes(reading, test, record),
        Leaf::Member(membership) => is_member(membership, record),
        Leaf::Activity(test) => activity_passes(reading, test, record),
        Leaf::Event(test) => event_passes(reading, test, record),
        Leaf::Any { association, tests } => {
            let mut others = record.associated.get(association).into_iter().flatten();
            others.any(|other| {
                tests.iter().all(|test| match test {
                    AssociatedTest::Property(test) => property_passes(reading, test, other),
                    AssociatedTest::Member(membership) => is_member(membership, other),
                })
            })
        }
    }
}

fn is_member(membership: &Membership, record: &Record) -> bool {
    signed(membership.sign, record.lists.contains(&membership.list))
}

/// Turns an answer round where the opposite is asked.
fn signed(sign: Sign, holds: bool) -> bool {
    holds == (sign == Sign::Holds)
}

/// What a value that is there passes, or what decides where there is none.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// There is a value, and it passes or not.
    Value(bool),
    /// There is none: the test says what becomes of those.
    Empty,
    /// The value of the other property is missing.
    OtherEmpty,
}

/// Tells whether a record or an event passes a test of a property.
fn property_passes(reading: &Reading<'_>, test: &PropertyTest, subject: &impl Subject) -> bool {
    let empty_passes = test.empty == Empty::Passes;
    match outcome(reading, &test.property, &test.test, subject) {
        Outcome::Value(passes) => passes,
        Outcome::Empty => empty_passes,
        Outcome::OtherEmpty => match reading.switches.other_empty {
            OtherEmpty::Fails => false,
            OtherEmpty::Flag => empty_passes,
        },
    }
}

fn outcome(reading: &Reading<'_>, property: &Property, test: &Test, subject: &impl Subject) -> Outcome {
    let value = subject.value(&property.name);
    let present = |passes: &dyn Fn(&str) -> bool| value.map_or(Outcome::Empty, |value| Outcome::Value(passes(value)));
    match test {
        Test::Known | Test::Unknown => match (value, reading.switches.known_flag) {
            (None, KnownFlag::Heeded) => Outcome::Empty,
            (found, KnownFlag::Ignored | KnownFlag::Heeded) => {
                Outcome::Value(found.is_some() == (*test == Test::Known))
            }
        },
        Test::Bool(sign, wanted) => present(&|value| signed(*sign, value == word(*wanted))),
        Test::Number(comparison, wanted) => present(&|value| compares(*comparison, number(value), wanted.0)),
        Test::Text(comparison, wanted) => {
            let (find, found) = reading.find(*comparison);
            let fold = reading.fold();
            present(&|value| found.fits(find.finds(&fold.of(wanted), &fold.of(value))))
        }
        Test::Texts(comparison, wanted) => {
            let (find, found) = reading.find_some(*comparison);
            let fold = reading.fold();
            present(&|value| found.fits(wanted.iter().any(|wanted| find.finds(&fold.of(wanted), &fold.of(value)))))
        }
        Test::Choice(comparison, wanted) => {
            let wanted: BTreeSet<String> = wanted.iter().map(|wanted| chosen(reading, wanted)).collect();
            present(&|value| chooses(*comparison, &options(value), &wanted))
        }
        Test::Past(sign, past) => history(reading, property, *sign, past, subject),
        Test::Time(stamp, TimeTest::Against(side, other)) => {
            against(reading, *stamp, *side, [property, other], subject)
        }
        Test::Time(stamp, time) => {
            let at = match stamp {
                Stamp::Value => value.map(|value| reading.moment(property, value)),
                Stamp::Changed => changed(reading, property, subject).map(Some),
            };
            let (Some(at), Some((span, sign))) = (at, reading.span(time)) else { return Outcome::Empty };
            Outcome::Value(signed(sign, at.is_some_and(|at| span.has(at))))
        }
        Test::SameText(other) => match (value, subject.value(&other.name)) {
            (None, _) => Outcome::Empty,
            (Some(_), None) => Outcome::OtherEmpty,
            // This comparison is documented to ignore the case of letters.
            (Some(value), Some(other)) => Outcome::Value(Fold::Lower.of(value) == Fold::Lower.of(other)),
        },
    }
}

/// Returns a bool as HubSpot has it.
pub(super) fn word(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// Returns an option, or the id of a thing of the portal.
pub(super) fn chosen(reading: &Reading<'_>, value: &ChoiceValue) -> String {
    match value {
        ChoiceValue::Option(option) => option.clone(),
        ChoiceValue::Portal(name) => (reading.ids)(name),
    }
}

/// Returns the options of a value: a set has several.
pub(super) fn options(value: &str) -> BTreeSet<&str> {
    value.split(';').filter(|option| !option.is_empty()).collect()
}

fn chooses(test: ChoiceTest, has: &BTreeSet<&str>, wanted: &BTreeSet<String>) -> bool {
    let any = wanted.iter().any(|wanted| has.contains(wanted.as_str()));
    let all = wanted.iter().all(|wanted| has.contains(wanted.as_str()));
    match test {
        ChoiceTest::AnyOf => any,
        ChoiceTest::NoneOf => !any,
        ChoiceTest::AllOf => all,
        ChoiceTest::NotAllOf => !all,
        ChoiceTest::Exactly => all && has.len() == wanted.len(),
        ChoiceTest::NotExactly => !(all && has.len() == wanted.len()),
    }
}

fn history(reading: &Reading<'_>, property: &Property, sign: Sign, past: &Past, subject: &impl Subject) -> Outcome {
    let looked_at = match reading.switches.history_of_empty {
        HistoryOfEmpty::Past => true,
        HistoryOfEmpty::Empty => subject.value(&property.name).is_some(),
    };
    let mut values =
        subject.versions(&property.name).map(|(value, _)| value).filter(|value| !value.is_empty()).peekable();
    if !looked_at || values.peek().is_none() {
        return Outcome::Empty;
    }
    Outcome::Value(signed(sign, values.any(|value| was(reading, past, value))))
}

/// Tells whether a value is one that is looked for in the past.
pub(super) fn was(reading: &Reading<'_>, past: &Past, value: &str) -> bool {
    match past {
        Past::Bool(wanted) => value == word(*wanted),
        #[expect(clippy::float_cmp, reason = "a value is the number that the rule names, or it is another one")]
        Past::Number(wanted) => number(value) == wanted.0,
        Past::Text(wanted) => reading.fold().of(value) == reading.fold().of(wanted),
        Past::Choice(wanted) => {
            let has = options(value);
            wanted.iter().any(|wanted| has.contains(chosen(reading, wanted).as_str()))
        }
    }
}

/// Returns when a property last changed; none where that does not count.
pub(super) fn changed(reading: &Reading<'_>, property: &Property, subject: &impl Subject) -> Option<Millis> {
    let (_, at) = subject.versions(&property.name).next_back()?;
    match reading.switches.cleared_change {
        ClearedChange::Counts => Some(at),
        ClearedChange::Empty => subject.value(&property.name).map(|_| at),
    }
}

fn against(
    reading: &Reading<'_>,
    stamp: Stamp,
    side: Side,
    [own, other]: [&Property; 2],
    subject: &impl Subject,
) -> Outcome {
    let at = |property: &Property| match stamp {
        Stamp::Value => subject.value(&property.name).map(|value| reading.moment(property, value)),
        Stamp::Changed => changed(reading, property, subject).map(Some),
    };
    let Some(own) = at(own) else { return Outcome::Empty };
    // What another property holds and is no moment is as good as nothing.
    let Some(other) = at(other).flatten() else { return Outcome::OtherEmpty };
    Outcome::Value(own.is_some_and(|own| match side {
        Side::Before => own < other,
        Side::After => own > other,
    }))
}

fn activity_passes(reading: &Reading<'_>, test: &ActivityTest, record: &Record) -> bool {
    let holds = match reading.asked(&test.activity) {
        Asked::Subscription(status, subscription) => reading.status(record, &subscription) == Some(status),
        Asked::Deed(deed) => did(reading, &deed, &test.refine, record),
    };
    signed(test.sign, holds)
}

fn did(reading: &Reading<'_>, deed: &Deed, refine: &Refine, record: &Record) -> bool {
    let is_marked = |event: &Happening| deed.mark.as_ref().is_none_or(|mark| reading.is_marked(mark, event));
    let count = |event: &str| count(reading, record, event, refine, is_marked);
    times(refine).contains(&count(deed.event)) && deed.without.is_none_or(|without| count(without) == 0)
}

fn event_passes(reading: &Reading<'_>, test: &EventTest, record: &Record) -> bool {
    let fits = |event: &Happening| test.tests.iter().all(|test| property_passes(reading, test, event));
    let count = count(reading, record, &reading.event_id(&test.event), &test.refine, fits);
    signed(test.sign, times(&test.refine).contains(&count))
}

/// Counts the events of a type that fall into the time asked about and fit.
fn count(
    reading: &Reading<'_>,
    record: &Record,
    event: &str,
    refine: &Refine,
    fits: impl Fn(&Happening) -> bool,
) -> u64 {
    let events = record.events.iter().filter(|found| found.event == event);
    events.filter(|found| reading.counts(refine, found.at) && fits(found)).map(|_| 1).sum()
}
