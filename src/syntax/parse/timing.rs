//! Reads schedules, hours, and what a wait waits for.

use super::super::ast::{
    Anchor, Date, Days, Holiday, HowLong, Line, Month, Schedule, ScheduleDays, Shift, Side, Time, Until, Weekday,
};
use super::grammar::Rule;
use super::reader::{Node, Reader, parts};
use crate::source::Spanned;

impl Reader<'_> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the days of schedules")]
    pub(super) fn schedule(&mut self, node: &Node<'_>) -> Option<Schedule> {
        let mut inner = parts(node);
        let days = inner.next()?;
        let mut said = parts(&days);
        let on = match days.as_rule() {
            Rule::daily => ScheduleDays::Daily,
            Rule::weekly => ScheduleDays::Weekly(self.weekdays(&days)?),
            Rule::monthly => match said.next()? {
                part if part.as_rule() == Rule::first_monday => ScheduleDays::FirstMonday,
                part if part.as_rule() == Rule::last_day => ScheduleDays::LastDay,
                first => {
                    let first = self.integer(&first);
                    ScheduleDays::Monthly(std::iter::once(first).chain(said.map(|day| self.integer(&day))).collect())
                }
            },
            Rule::yearly => {
                let day = said.next()?;
                let read = self.day_of_year(&day)?;
                ScheduleDays::Yearly(Spanned::new(read, self.span(&day)))
            }
            Rule::by_feature => {
                let shift = match said.next_if(|part| part.as_rule() == Rule::distance) {
                    Some(distance) => Some(self.distance(&distance)?),
                    None => None,
                };
                let feature = self.name(&mut said)?;
                ScheduleDays::Feature { shift, feature, every_year: said.next().map(|part| self.span(&part)) }
            }
            _ => return None,
        };
        Some(Schedule { on, at: self.at_time(&inner.next()?)? })
    }

    pub(super) fn active_line(&mut self, node: &Node<'_>) -> Option<Line> {
        let mut inner = parts(node);
        let days = inner.next()?;
        let is_weekdays = days.clone().into_inner().any(|part| part.as_rule() == Rule::kw_weekdays);
        let days = if is_weekdays { Days::Weekdays } else { Days::These(self.weekdays(&days)?) };
        let from = self.time(&inner.next()?)?;
        Some(Line::ActiveOn { days, from, to: self.time(&inner.find(|part| part.as_rule() == Rule::time)?)? })
    }

    pub(super) fn holiday(&mut self, node: &Node<'_>) -> Option<Spanned<Holiday>> {
        let day = parts(node).find(|part| matches!(part.as_rule(), Rule::date | Rule::day_of_year))?;
        let read = if day.as_rule() == Rule::date {
            Holiday::Date(self.date(&day)?.node)
        } else {
            let (month, day) = self.day_of_year(&day)?;
            Holiday::Yearly(month, day)
        };
        Some(Spanned::new(read, self.span(&day)))
    }

    pub(super) fn until(&mut self, node: &Node<'_>) -> Option<Until> {
        let mut inner = parts(node);
        if node.as_rule() == Rule::until_time {
            return Some(Until::Time(self.time(&inner.next()?)?));
        }
        if node.as_rule() == Rule::until_weekday {
            let day = self.weekday(&inner.next()?)?;
            return Some(Until::Weekday(day, self.maybe_at(inner.next())?));
        }
        let shift = match inner.next_if(|part| part.as_rule() == Rule::distance) {
            Some(distance) => Some(self.distance(&distance)?),
            None => None,
        };
        let day = inner.next()?;
        let anchor =
            if day.as_rule() == Rule::date { Anchor::Date(self.date(&day)?) } else { Anchor::Feature(self.word(&day)) };
        Some(Until::Day { shift, anchor, at: self.maybe_at(inner.next())? })
    }

    /// Reads what stands behind `now`.
    pub(super) fn moment(&mut self, node: &Node<'_>) -> Option<Option<Shift>> {
        let Some(shift) = parts(node).find(|part| part.as_rule() == Rule::moment_shift) else { return Some(None) };
        let mut inner = parts(&shift);
        let side = if inner.next()?.as_rule() == Rule::plus { Side::After } else { Side::Before };
        Some(Some(Shift { side, by: self.how_long(&inner.next()?)? }))
    }

    /// The outer nothing is a tree that cannot be; the inner one an `at` that is not there.
    #[expect(clippy::option_option, reason = "both mean something, and the caller asks for one after the other")]
    fn maybe_at(&mut self, node: Option<Node<'_>>) -> Option<Option<Spanned<Time>>> {
        match node {
            Some(at) => self.at_time(&at).map(Some),
            None => Some(None),
        }
    }

    fn at_time(&mut self, node: &Node<'_>) -> Option<Spanned<Time>> {
        let time = parts(node).find(|part| part.as_rule() == Rule::time)?;
        self.time(&time)
    }

    fn time(&mut self, node: &Node<'_>) -> Option<Spanned<Time>> {
        let (hour, minute) = node.as_str().split_once(':')?;
        Some(Spanned::new(Time { hour: hour.parse().ok()?, minute: minute.parse().ok()? }, self.span(node)))
    }

    fn distance(&mut self, node: &Node<'_>) -> Option<(Side, HowLong)> {
        let mut inner = parts(node);
        let by = self.how_long(&inner.next()?)?;
        let before = node.clone().into_inner().any(|part| part.as_rule() == Rule::kw_before);
        Some((if before { Side::Before } else { Side::After }, by))
    }

    fn weekdays(&mut self, node: &Node<'_>) -> Option<Vec<Spanned<Weekday>>> {
        parts(node).filter(|part| part.as_rule() == Rule::weekday).map(|day| self.weekday(&day)).collect()
    }

    fn weekday(&mut self, node: &Node<'_>) -> Option<Spanned<Weekday>> {
        let day = Weekday::ALL.into_iter().find(|day| day.word() == node.as_str())?;
        Some(Spanned::new(day, self.span(node)))
    }

    fn day_of_year(&mut self, node: &Node<'_>) -> Option<(Month, u8)> {
        let mut inner = parts(node);
        let written = inner.next()?;
        let month = Month::ALL.into_iter().find(|month| month.word() == written.as_str())?;
        // A day that is none stays one: the checker says so.
        let day = self.integer(&inner.next()?).node;
        Some((month, u8::try_from(day).unwrap_or(u8::MAX)))
    }

    fn date(&mut self, node: &Node<'_>) -> Option<Spanned<Date>> {
        let mut parts = node.as_str().splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let date = Date { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
        Some(Spanned::new(date, self.span(node)))
    }
}
