//! From rules to programs.

use super::Reading;
use super::compiled::{Ask, Op, Program};
use super::deed::{Asked, Deed, Mark, times};
use super::layout::{Key, Kid, Layout, Word};
use super::plain::chosen;
use super::record::Millis;
use super::table::{moment_cell, status_cell};
use super::text::{Find, Fold, Found};
use crate::hubspot::switches::{KnownFlag, OtherEmpty};
use crate::model::rule::{
    ActivityTest, AssociatedTest, ChoiceTest, Empty, EventTest, Leaf, Membership, PropertyTest, Refine, Rule, Sign,
    Stamp, Test, TimeTest,
};

/// Compiles rules together with the layout of their records.
pub(super) fn all<'r>(reading: &Reading<'_>, rules: impl Iterator<Item = &'r Rule> + Clone) -> (Layout, Vec<Program>) {
    let mut layout = Layout::default();
    // Which columns there are is known when all rules were read; the first reading learns just that.
    for rule in rules.clone() {
        let _ = program(reading, &mut layout, rule);
    }
    layout.place();
    let programs = rules.map(|rule| program(reading, &mut layout, rule)).collect();
    (layout, programs)
}

fn program(reading: &Reading<'_>, layout: &mut Layout, rule: &Rule) -> Program {
    let mut branches = Vec::new();
    for branch in &rule.branches {
        let mut ops: Vec<Op> = branch.leaves.iter().map(|one| leaf(reading, layout, one)).collect();
        ops.sort_by_key(Op::cost);
        branches.push(ops.into_boxed_slice());
    }
    Program { branches: branches.into_boxed_slice() }
}

fn leaf(reading: &Reading<'_>, layout: &mut Layout, leaf: &Leaf) -> Op {
    match leaf {
        Leaf::Property(test) => property(reading, layout, test),
        Leaf::Member(membership) => member(layout, membership),
        Leaf::Activity(test) => activity(reading, layout, test),
        Leaf::Event(test) => event(reading, layout, test),
        Leaf::Any { association, tests } => {
            kids(layout, Kid::Others(association.clone()), 1..=u64::MAX, Sign::Holds, |layout| {
                let one = |test: &AssociatedTest| match test {
                    AssociatedTest::Property(test) => property(reading, layout, test),
                    AssociatedTest::Member(membership) => member(layout, membership),
                };
                tests.iter().map(one).collect()
            })
        }
    }
}

fn member(layout: &mut Layout, membership: &Membership) -> Op {
    let (slot, mask) = layout.bits(Key::Lists, std::iter::once(Word::List(membership.list.clone())));
    let test = match membership.sign {
        Sign::Holds => ChoiceTest::AnyOf,
        Sign::Not => ChoiceTest::NoneOf,
    };
    Op { slot, empty: false, ask: Ask::Bits(test, mask) }
}

fn kids(
    layout: &mut Layout,
    kid: Kid,
    times: std::ops::RangeInclusive<u64>,
    sign: Sign,
    ops: impl FnOnce(&mut Layout) -> Vec<Op>,
) -> Op {
    let (slot, place) = layout.kid(kid);
    let mut ops = layout.kids.get_mut(place).map(|(_, inner)| ops(inner)).unwrap_or_default();
    ops.sort_by_key(Op::cost);
    let (least, most) = times.into_inner();
    Op { slot, empty: false, ask: Ask::Kids { place, ops: ops.into_boxed_slice(), least, most, sign } }
}

fn activity(reading: &Reading<'_>, layout: &mut Layout, test: &ActivityTest) -> Op {
    match reading.asked(&test.activity) {
        Asked::Subscription(status, id) => Op {
            slot: layout.slot(Key::Subscription(id)),
            empty: test.sign == Sign::Not,
            ask: Ask::Is(status_cell(status), test.sign),
        },
        Asked::Deed(Deed { event, without, mark }) => {
            let ops = |layout: &mut Layout| {
                let mark = mark.as_ref().map(|mark| marked(reading, layout, mark));
                mark.into_iter().chain(window(reading, layout, &test.refine)).collect::<Vec<Op>>()
            };
            let kid = |event: &str| Kid::Events(event.to_owned());
            let Some(without) = without else {
                return kids(layout, kid(event), times(&test.refine), test.sign, ops);
            };
            let some = kids(layout, kid(event), times(&test.refine), Sign::Holds, ops);
            let none = kids(layout, kid(without), 0..=0, Sign::Holds, ops);
            Op { slot: some.slot, empty: false, ask: Ask::All(Box::new([some, none]), test.sign) }
        }
    }
}

fn event(reading: &Reading<'_>, layout: &mut Layout, test: &EventTest) -> Op {
    let kid = Kid::Events(reading.event_id(&test.event));
    kids(layout, kid, times(&test.refine), test.sign, |layout| {
        let mut ops: Vec<Op> = test.tests.iter().map(|test| property(reading, layout, test)).collect();
        ops.extend(window(reading, layout, &test.refine));
        ops
    })
}

/// What an event has to pass to be recognised.
fn marked(reading: &Reading<'_>, layout: &mut Layout, mark: &Mark) -> Op {
    let (name, fold, ask) = match mark {
        Mark::Is(name, fold, wanted) => (name, *fold, text(Find::Whole, Found::Wanted, [wanted.as_str()].into_iter())),
        Mark::Has(name, fold, wanted) => (name, *fold, text(Find::Part, Found::Wanted, [wanted.as_str()].into_iter())),
        Mark::Matches(name, pattern) => (name, Fold::Exact, Ask::Pattern((reading.patterns)(pattern))),
    };
    Op { slot: layout.slot(Key::Text((*name).to_owned(), fold)), empty: false, ask }
}

/// What an event has to pass to fall into the time that is asked about.
fn window(reading: &Reading<'_>, layout: &mut Layout, refine: &Refine) -> Option<Op> {
    match refine {
        Refine::Ever | Refine::AtLeast(_) | Refine::AtMost(_) => None,
        Refine::During(time) => Some(Op { slot: layout.slot(Key::At), empty: false, ask: within(reading, time) }),
    }
}

fn text<'t>(find: Find, found: Found, wanted: impl Iterator<Item = &'t str>) -> Ask {
    Ask::Text(find, found, wanted.map(Box::from).collect())
}

/// A test of time against another property has no span: nothing lies in it.
fn within(reading: &Reading<'_>, time: &TimeTest) -> Ask {
    let Some((span, sign)) = reading.span(time) else { return Ask::Within(1, 0, Sign::Holds) };
    let cell = |at: Millis| if at == Millis::MIN { 0 } else { moment_cell(at) };
    Ask::Within(cell(span.from), cell(span.until), sign)
}

fn property(reading: &Reading<'_>, layout: &mut Layout, test: &PropertyTest) -> Op {
    let property = &test.property;
    let name = || property.name.clone();
    let empty = test.empty == Empty::Passes;
    let other_empty = match reading.switches.other_empty {
        OtherEmpty::Fails => false,
        OtherEmpty::Flag => empty,
    };
    let fold = reading.fold();
    let (slot, ask) = match &test.test {
        Test::Known | Test::Unknown => {
            let sign = if test.test == Test::Known { Sign::Holds } else { Sign::Not };
            let empty = match reading.switches.known_flag {
                KnownFlag::Ignored => sign == Sign::Not,
                KnownFlag::Heeded => empty,
            };
            return Op { slot: layout.slot(Key::Known(name())), empty, ask: Ask::Is(1, sign) };
        }
        Test::Bool(sign, wanted) => (layout.slot(Key::Bool(name())), Ask::Is(u64::from(*wanted), *sign)),
        Test::Number(comparison, wanted) => (layout.slot(Key::Number(name())), Ask::Number(*comparison, wanted.0)),
        Test::Text(comparison, wanted) => {
            let (find, found) = reading.find(*comparison);
            let wanted = fold.of(wanted);
            (layout.slot(Key::Text(name(), fold)), text(find, found, [wanted.as_ref()].into_iter()))
        }
        Test::Texts(comparison, wanted) => {
            let (find, found) = reading.find_some(*comparison);
            let wanted = wanted.iter().map(|wanted| Box::from(fold.of(wanted).as_ref())).collect();
            (layout.slot(Key::Text(name(), fold)), Ask::Text(find, found, wanted))
        }
        Test::Choice(comparison, wanted) => {
            let words = wanted.iter().map(|wanted| Word::Option(chosen(reading, wanted)));
            let (slot, mask) = layout.bits(Key::Options(name()), words);
            (slot, Ask::Bits(*comparison, mask))
        }
        Test::Past(sign, past) => {
            let (slot, mask) = layout.bits(Key::Past(property.clone()), std::iter::once(Word::Past(past.clone())));
            let test = match sign {
                Sign::Holds => ChoiceTest::AnyOf,
                Sign::Not => ChoiceTest::NoneOf,
            };
            (slot, Ask::Bits(test, mask))
        }
        Test::Time(stamp, time) => {
            let key = match stamp {
                Stamp::Value => Key::Moment,
                Stamp::Changed => Key::Changed,
            };
            let slot = layout.slot(key(property.clone()));
            match time {
                TimeTest::Against(side, other) => {
                    (slot, Ask::Against(*side, layout.slot(key(other.clone())), other_empty))
                }
                TimeTest::Before(_)
                | TimeTest::After(_)
                | TimeTest::Within(..)
                | TimeTest::BeforeToday(_)
                | TimeTest::AfterToday(..)
                | TimeTest::LastDays(..)
                | TimeTest::NextDays(..)
                | TimeTest::Calendar(..) => (slot, within(reading, time)),
            }
        }
        Test::SameText(other) => {
            let other = layout.slot(Key::Text(other.name.clone(), Fold::Lower));
            (layout.slot(Key::Text(name(), Fold::Lower)), Ask::SameText(other, other_empty))
        }
    };
    Op { slot, empty, ask }
}
