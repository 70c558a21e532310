//! Refine-bys: which events count, and how many there have to be.
//!
//! The order is HubSpot's: what happened is fetched, pruned by its time, filtered, and then counted.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::subject::Subject;
use super::time::{Border, Clock, End, Span, first};
use crate::emulator::json::{present, text};
use crate::emulator::state::Millis;
use crate::hubspot::switches::{RangeEnds, RelativeRefines};

/// When what counts has to have happened.
#[derive(Debug)]
pub struct Pruning {
    span: Span,
    side: Side,
}

/// On which side of the ends of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Inside,
    Outside,
}

impl Pruning {
    /// Reads a filter's pruning; without one everything counts. None where it can't be read.
    #[must_use]
    pub fn of(clock: &Clock, filter: &Map<String, Value>) -> Option<Self> {
        let open = Span { lower: End::Open, upper: End::Open, zone: clock.zone.clone() };
        let Some(refine) = present(filter, "pruningRefineBy") else {
            return Some(Self { span: open, side: Side::Inside });
        };
        let map = refine.as_object()?;
        let side = match (text(map, "operator"), text(map, "rangeType")) {
            (Some("IS_NOT_BETWEEN"), _) | (_, Some("NOT_BETWEEN")) => Side::Outside,
            _ => Side::Inside,
        };
        let at = |name: &str| map.get(name).and_then(Value::as_i64);
        let offset = |name: &str| clock.offset(map.get(name)?.as_object()?);
        let span = match text(map, "type")? {
            "TIME_POINT" | "TIME_RANGED" => clock.span(map)?,
            "ABSOLUTE_COMPARATIVE" => clock.compared(map, at("timestamp")?)?,
            "RELATIVE_COMPARATIVE" => clock.compared(map, offset("timeOffset")?)?,
            "ABSOLUTE_RANGED" => clock.ranged(at("lowerTimestamp")?, at("upperTimestamp")?),
            "RELATIVE_RANGED" => clock.ranged(offset("lowerBoundOffset")?, offset("upperBoundOffset")?),
            "ALL_HISTORY" => open,
            _ => return None,
        };
        Some(Self { span, side })
    }

    /// Tells whether something at a time counts.
    #[must_use]
    pub fn keeps(&self, clock: &Clock, subject: &impl Subject, at: Millis) -> bool {
        self.span.holds(clock, subject, at).is_some_and(|inside| inside == (self.side == Side::Inside))
    }
}

impl Clock {
    fn compared(&self, map: &Map<String, Value>, at: Millis) -> Option<Span> {
        let end = End::At(at, Border::Outside);
        let (lower, upper) = match text(map, "comparison")? {
            "BEFORE" => (End::Open, end),
            "AFTER" => (end, End::Open),
            _ => return None,
        };
        Some(Span { lower, upper, zone: self.zone.clone() })
    }

    fn ranged(&self, lower: Millis, upper: Millis) -> Span {
        let border = match self.switches.range_ends {
            RangeEnds::Inclusive => Border::Inside,
            RangeEnds::Exclusive => Border::Outside,
        };
        Span { lower: End::At(lower, border), upper: End::At(upper, border), zone: self.zone.clone() }
    }

    /// Returns the instant that an offset leads to, in either spelling of its words.
    fn offset(&self, offset: &Map<String, Value>) -> Option<Millis> {
        let amount = offset.get("amount")?.as_i64()?;
        let amount = match text(offset, "offsetDirection")? {
            "PAST" | "BEFORE" => amount.checked_neg()?,
            "FUTURE" | "AFTER" => amount,
            _ => return None,
        };
        let days = match text(offset, "timeUnit")? {
            "DAYS" | "DAY" => amount,
            "WEEKS" | "WEEK" => amount.checked_mul(7)?,
            "HOURS" => return self.now.as_millisecond().checked_add(amount.checked_mul(3_600_000)?),
            "MINUTES" => return self.now.as_millisecond().checked_add(amount.checked_mul(60_000)?),
            _ => return None,
        };
        match self.switches.relative_refines {
            RelativeRefines::Rolling => self.now.as_millisecond().checked_add(days.checked_mul(86_400_000)?),
            RelativeRefines::Days => {
                let day = self.today(&self.zone).checked_add(super::time::days_span(days)?).ok()?;
                self.millis(first(day), &self.zone)
            }
        }
    }
}

/// How many there have to be.
#[derive(Debug)]
pub enum Count {
    /// So many that pass.
    Times(RangeInclusive<u64>),
    /// So many of those that there are.
    Of(Share, Empty),
}

/// How many of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// All.
    All,
    /// At least one.
    Any,
    /// None.
    None,
}

/// Whether an empty set passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// It does.
    Passes,
    /// It does not.
    Fails,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// What was there after pruning.
    pub fetched: u64,
    /// What of it passed the filter.
    pub passed: u64,
}

impl Count {
    /// Reads a filter's count; without one it is at least one. None where it can't be read.
    #[must_use]
    pub fn of(filter: &Map<String, Value>) -> Option<Self> {
        let Some(refine) = present(filter, "coalescingRefineBy") else {
            return Some(Self::Times(1..=u64::MAX));
        };
        let map = refine.as_object()?;
        match text(map, "type")? {
            "NUM_OCCURRENCES" => {
                let number = |name: &str| present(map, name).map(|number| number.as_u64());
                let least = number("minOccurrences").unwrap_or(Some(0))?;
                Some(Self::Times(least..=number("maxOccurrences").unwrap_or(Some(u64::MAX))?))
            }
            "SET_OCCURRENCES" => Some(match text(map, "setType")? {
                "ALL" => Self::Of(Share::All, Empty::Fails),
                "ALL_INCLUDE_EMPTY" => Self::Of(Share::All, Empty::Passes),
                "ANY" => Self::Of(Share::Any, Empty::Fails),
                "ANY_INCLUDE_EMPTY" => Self::Of(Share::Any, Empty::Passes),
                "NONE" => Self::Of(Share::None, Empty::Passes),
                "NONE_EXCLUDE_EMPTY" => Self::Of(Share::None, Empty::Fails),
                _ => return None,
            }),
            _ => None,
        }
    }

    /// Tells whether it is so many.
    #[must_use]
    pub fn holds(&self, tally: Tally) -> bool {
        match self {
            Self::Times(times) => times.contains(&tally.passed),
            Self::Of(_, empty) if tally.fetched == 0 => *empty == Empty::Passes,
            Self::Of(Share::All, _) => tally.passed == tally.fetched,
            Self::Of(Share::Any, _) => tally.passed > 0,
            Self::Of(Share::None, _) => tally.passed == 0,
        }
    }
}
