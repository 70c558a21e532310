//! Reads tests of a moment, of changes and of the past.

use super::super::ast::{Calendar, CalendarUnit, Date, Day, Shift, Side, Test, When};
use super::grammar::Rule;
use super::reader::{Node, Reader, only, parts};
use crate::source::Spanned;

impl Reader<'_> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the ones of moments")]
    pub(super) fn when(&mut self, node: &Node<'_>) -> Option<When> {
        let test = only(node)?;
        let mut inner = parts(&test);
        let first = inner.next()?;
        Some(match test.as_rule() {
            Rule::in_window => match first.as_rule() {
                Rule::in_last => When::InLast(self.how_long(&only(&first)?)?),
                Rule::in_next => When::InNext(self.how_long(&only(&first)?)?),
                _ => calendar(&first)?,
            },
            Rule::before => When::Before(self.day(&first)?),
            Rule::after => When::After(self.day(&first)?),
            Rule::on => When::On(self.day(&first)?),
            Rule::from_to => When::FromTo(self.day(&first)?, self.day(&inner.next()?)?),
            Rule::more_than => {
                let span = self.how_long(&first)?;
                if inner.next().is_some() { When::MoreThanFromNow(span) } else { When::MoreThanAgo(span) }
            }
            _ => return None,
        })
    }

    /// Reads `changed WHEN` and `changed before g changed`.
    pub(super) fn changed(&mut self, node: &Node<'_>) -> Option<Test> {
        let what = only(node)?;
        if what.as_rule() == Rule::when {
            return Some(Test::Changed(self.when(&what)?));
        }
        let before = what.clone().into_inner().next()?.as_rule() == Rule::kw_before;
        let side = if before { Side::Before } else { Side::After };
        Some(Test::ChangedAgainst(side, self.name(&mut parts(&what))?))
    }

    /// Reads `was ever v` and its like.
    pub(super) fn was(&mut self, node: &Node<'_>) -> Option<Test> {
        let ever = node.clone().into_inner().any(|word| word.as_rule() == Rule::kw_ever);
        let what = only(node)?;
        Some(if what.as_rule() == Rule::not_in {
            let values = self.values(&only(&what)?)?;
            if ever { Test::WasEverIn(values) } else { Test::WasNeverIn(values) }
        } else {
            let value = self.value(&what)?;
            if ever { Test::WasEver(value) } else { Test::WasNever(value) }
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the ones of days")]
    fn day(&mut self, node: &Node<'_>) -> Option<Spanned<Day>> {
        let mut inner = node.clone().into_inner();
        let first = inner.next()?;
        let day = match first.as_rule() {
            Rule::date => Day::Date(date(&first)?),
            Rule::ident => Day::Feature(self.word(&first)),
            _ => Day::Today(match inner.next() {
                Some(shift) => Some(self.shift(&shift)?),
                None => None,
            }),
        };
        Some(Spanned::new(day, self.span(node)))
    }

    fn shift(&mut self, node: &Node<'_>) -> Option<Shift> {
        let mut inner = node.clone().into_inner();
        let side = if inner.next()?.as_rule() == Rule::minus { Side::Before } else { Side::After };
        Some(Shift { side, by: self.how_long(&inner.next()?)? })
    }
}

fn calendar(node: &Node<'_>) -> Option<When> {
    let mut words = node.clone().into_inner();
    let which = match words.next()?.as_str() {
        "this" => Calendar::This,
        "previous" => Calendar::Previous,
        _ => Calendar::Next,
    };
    let unit = match words.next()?.as_str() {
        "week" => CalendarUnit::Week,
        "month" => CalendarUnit::Month,
        "quarter" => CalendarUnit::Quarter,
        "year" => CalendarUnit::Year,
        _ => return None,
    };
    Some(When::InCalendar(which, unit))
}

fn date(node: &Node<'_>) -> Option<Date> {
    let mut numbers = node.as_str().split('-');
    let year = numbers.next()?.parse().ok()?;
    let month = numbers.next()?.parse().ok()?;
    let day = numbers.next()?.parse().ok()?;
    Some(Date { year, month, day })
}
