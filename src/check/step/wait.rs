//! Waits for days, times and events; shares.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::catalog::FeatureKind;
use crate::hubspot::platform::Object;
use crate::model::digest;
use crate::model::timing::{Distance, Side, TimeOfDay, Unit, Until};
use crate::model::workflow::{Action, StepId};
use crate::problem::check::{NameFault, StepFault, ValueFault};
use crate::problem::nearest;
use crate::source::{Ident, Span, Spanned};
use crate::syntax::ast::{self, Anchor, Block, Event, HowLong, Shift, Time};

use super::super::{Checker, property};
use super::walk::Ahead;
use super::{After, Walk};

impl Checker<'_> {
    pub(super) fn wait_until(&mut self, until: &ast::Until, object: Object) -> Option<Until> {
        match until {
            ast::Until::Weekday(day, at) => {
                let at = self.maybe_time(at.as_ref())?;
                Some(Until::Weekday(day.node, at))
            }
            ast::Until::Time(time) => self.time_of_day(time).map(Until::Time),
            ast::Until::Day { shift, anchor: Anchor::Date(day), at } => {
                let at = self.maybe_time(at.as_ref());
                let date = self.shifted_date(day, shift.as_ref());
                Some(Until::Date(date?, at?))
            }
            ast::Until::Day { shift, anchor: Anchor::Feature(name), at } => {
                let time = self.maybe_time(at.as_ref());
                let feature = self.date_feature(name, object)?;
                let whole = match (&feature.kind, at) {
                    (FeatureKind::Date, _) => Some("a wait for a date"),
                    (_, Some(_)) => Some("a wait with a time of the day"),
                    (_, None) => None,
                };
                let shift = match shift {
                    Some((side, by)) => Some(self.distance(*side, by, whole)?),
                    None => None,
                };
                Some(Until::Property { property: property::of(&feature), shift, at: time? })
            }
        }
    }

    /// The outer nothing is a reported fault.
    #[expect(clippy::option_option, reason = "a time that is wrong and one that is absent are two things")]
    fn maybe_time(&mut self, at: Option<&Spanned<Time>>) -> Option<Option<TimeOfDay>> {
        match at {
            Some(at) => self.time_of_day(at).map(Some),
            None => Some(None),
        }
    }

    fn shifted_date(&mut self, day: &Spanned<ast::Date>, shift: Option<&(Side, HowLong)>) -> Option<Date> {
        let days = match shift {
            Some((side, by)) => {
                let days = self.whole_days(by, "a wait for a date")?;
                if *side == Side::Before { -days } else { days }
            }
            None => 0,
        };
        let ast::Date { year, month, day: number } = day.node;
        let date = Date::new(year, month, number).ok().and_then(|date| date.checked_add(days.days()).ok());
        let date = date.filter(|date| (1970..=9998).contains(&date.year()));
        if date.is_none() {
            self.report(day.span, ValueFault::NoSuchDay);
        }
        date
    }

    /// Reads `now + 3 days`.
    pub(super) fn shifted(&mut self, shift: &Shift, kind: &FeatureKind) -> Option<Distance> {
        let whole = (*kind == FeatureKind::Date).then_some("a feature of type date");
        self.distance(shift.side, &shift.by, whole)
    }

    /// Reads how far a moment is from another; weeks count as days, so that one distance has one encoding.
    pub(super) fn distance(&mut self, side: Side, written: &HowLong, whole: Option<&'static str>) -> Option<Distance> {
        let by = self.how_long(written)?;
        match (by.node.unit, whole) {
            (Unit::Days | Unit::Weeks, _) => {
                let days = self.whole_days(written, "this")?;
                Some(Distance { side, count: days.unsigned_abs(), unit: Unit::Days })
            }
            (Unit::Minutes | Unit::Hours, Some(why)) => {
                self.report(by.span, StepFault::WholeDays { why });
                None
            }
            (unit, None) => {
                // No more minutes than a wait may have.
                self.minutes(written, 0)?;
                Some(Distance { side, count: by.node.count, unit })
            }
        }
    }

    pub(super) fn wait_for(
        &mut self,
        id: StepId,
        (events, up_to): (&[Event], &HowLong),
        (block, otherwise): (&Block, Option<&Block>),
        walk: &mut Walk<'_>,
    ) -> (Option<Action>, After) {
        let minutes = self.minutes(up_to, 1);
        let read: Vec<_> = events.iter().map(|event| self.event(event, walk.object)).collect();
        let events = read.into_iter().collect::<Option<Vec<_>>>().map(|events| {
            let mut events = events.concat();
            events.sort_by_cached_key(digest::event);
            events.dedup();
            events
        });
        walk.fork();
        let (happened, first) = self.block(Some(block), (id, 0), walk);
        let (otherwise, second) = self.block(otherwise, (id, 1), walk);
        walk.join();
        let after = if first == After::Ends && second == After::Ends { After::Ends } else { After::GoesOn };
        let action = (|| {
            Some(Action::WaitFor {
                events: events?,
                minutes: minutes?,
                branch: StepId(id.0.saturating_add(1)),
                happened: happened?,
                otherwise: otherwise?,
            })
        })();
        (action, after)
    }

    pub(super) fn split(
        &mut self,
        id: StepId,
        arms: &[(Spanned<u32>, Block)],
        at: Span,
        walk: &mut Walk<'_>,
    ) -> (Option<Action>, After) {
        if arms.len() < 2 {
            self.report(at, StepFault::OneArm);
        }
        let mut whole = arms.len() >= 2;
        for (share, _) in arms.iter().filter(|(share, _)| !(1..=99).contains(&share.node)) {
            self.report(share.span, StepFault::Share { share: share.node });
            whole = false;
        }
        let sum: u64 = arms.iter().map(|(share, _)| u64::from(share.node)).sum();
        if whole && sum != 100 {
            self.report(at, StepFault::Shares { sum });
            whole = false;
        }
        let mut all_end = true;
        let mut checked = Some(Vec::with_capacity(arms.len()));
        walk.fork();
        for (place, (share, written)) in arms.iter().enumerate() {
            let leads = match written.steps.first().map(|step| &step.action) {
                Some(ast::Action::End) => false,
                Some(_) => true,
                None => walk.follows,
            };
            if !leads {
                self.report(written.span, StepFault::EmptyArm);
                whole = false;
            }
            let (block, after) = self.block(Some(written), (id, place), walk);
            all_end &= after == After::Ends;
            match (block, checked.as_mut()) {
                (Some(block), Some(checked)) => checked.push((share.node, block)),
                (None, _) | (_, None) => checked = None,
            }
        }
        walk.join();
        let action = checked.filter(|_| whole).map(Action::Split);
        (action, if all_end { After::Ends } else { After::GoesOn })
    }

    /// Finds the step that `go to` names; it has not begun yet.
    pub(super) fn go_to(&mut self, name: &Ident, walk: &mut Walk<'_>) -> Option<Action> {
        match walk.target(&name.node) {
            Ahead::Later(target) => {
                walk.jump(target);
                Some(Action::GoTo(target))
            }
            Ahead::Begun => {
                walk.stop();
                self.report(name.span, StepFault::GoToBackwards { name: name.node.clone() });
                None
            }
            Ahead::Never => {
                walk.stop();
                let near = nearest(&name.node, walk.names());
                let fault = NameFault::UnknownStep { name: name.node.clone(), near };
                self.report(name.span, fault);
                None
            }
        }
    }
}
