//! Records in memory, as programs read them.

use std::borrow::Borrow;

use super::Reading;
use super::layout::{ANOTHER, Key, Kid, Layout, PRESENT, Word};
use super::plain::{changed, options, was};
use super::record::{Happening, Millis, Record, Subject};
use super::text::number;
use crate::hubspot::switches::HistoryOfEmpty;
use crate::model::rule::OptStatus;

/// The cell of what is not there.
pub(super) const NONE: u64 = u64::MAX;
/// The cell of a moment that can't be read.
pub(super) const UNREADABLE: u64 = 0;

/// How many bits of a range say how long it is.
const LENGTH: u32 = 24;

/// Records of an object, or events of a type.
#[derive(Clone, Debug, Default)]
pub struct Table {
    width: usize,
    rows: usize,
    cells: Vec<u64>,
    texts: String,
    kids: Vec<Table>,
}

/// One record of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'t> {
    table: &'t Table,
    cells: &'t [u64],
}

impl Layout {
    /// Lays records out, in the reading that the layout was made with.
    #[must_use]
    pub fn table<R: Borrow<Record>>(&self, reading: &Reading<'_>, records: impl IntoIterator<Item = R>) -> Table {
        let mut table = Table::of(self);
        for record in records {
            table.record(self, reading, record.borrow());
        }
        table
    }
}

impl Table {
    fn of(layout: &Layout) -> Self {
        let kids = layout.kids.iter().map(|(_, layout)| Self::of(layout)).collect();
        Self { width: layout.width, kids, ..Self::default() }
    }

    /// Returns how many records it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Tells whether it has no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Returns a record by its place.
    #[must_use]
    pub fn row(&self, at: usize) -> Option<Row<'_>> {
        let cells = self.cells.get(at * self.width..(at + 1) * self.width)?;
        (at < self.rows).then_some(Row { table: self, cells })
    }

    /// Returns all records in their order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows).filter_map(|at| self.row(at))
    }

    fn record(&mut self, layout: &Layout, reading: &Reading<'_>, record: &Record) {
        for column in &layout.columns {
            match &column.key {
                Key::Lists => {
                    let has = |word: &Word| matches!(word, Word::List(list) if record.lists.contains(list));
                    let words = column.words.iter().enumerate().filter(|(_, word)| has(word)).map(|(at, _)| at);
                    self.bits(column.mask(words), PRESENT);
                }
                Key::Subscription(id) => {
                    let status = reading.status(record, id);
                    self.cells.push(status.map_or(NONE, status_cell));
                }
                Key::Kid(place) => self.kid(layout, reading, *place, record),
                Key::At => self.cells.push(NONE),
                Key::Known(_)
                | Key::Bool(_)
                | Key::Number(_)
                | Key::Text(..)
                | Key::Options(_)
                | Key::Past(_)
                | Key::Moment(_)
                | Key::Changed(_) => self.property(&column.key, column.words.as_slice(), reading, record, column),
            }
        }
        self.rows += 1;
    }

    fn event(&mut self, layout: &Layout, reading: &Reading<'_>, event: &Happening) {
        for column in &layout.columns {
            match &column.key {
                Key::At => self.cells.push(moment_cell(event.at)),
                // An event is in no list, and has neither events nor associated records.
                Key::Lists | Key::Subscription(_) | Key::Kid(_) => self.cells.push(NONE),
                Key::Known(_)
                | Key::Bool(_)
                | Key::Number(_)
                | Key::Text(..)
                | Key::Options(_)
                | Key::Past(_)
                | Key::Moment(_)
                | Key::Changed(_) => self.property(&column.key, column.words.as_slice(), reading, event, column),
            }
        }
        self.rows += 1;
    }

    fn property(
        &mut self,
        key: &Key,
        words: &[Word],
        reading: &Reading<'_>,
        subject: &impl Subject,
        column: &super::layout::Column,
    ) {
        let cell = match key {
            Key::Known(name) => subject.value(name).map_or(NONE, |_| 1),
            Key::Bool(name) => subject.value(name).map_or(NONE, bool_cell),
            Key::Number(name) => subject.value(name).map_or(NONE, |value| number(value).to_bits()),
            Key::Text(name, fold) => match subject.value(name) {
                Some(value) => {
                    let start = self.texts.len();
                    self.texts.push_str(&fold.of(value));
                    range(start, self.texts.len() - start)
                }
                None => NONE,
            },
            Key::Moment(property) => {
                let value = subject.value(&property.name);
                value.map_or(NONE, |value| reading.moment(property, value).map_or(UNREADABLE, moment_cell))
            }
            Key::Changed(property) => changed(reading, property, subject).map_or(NONE, moment_cell),
            Key::Options(name) => {
                let has = subject.value(name).map(options).unwrap_or_default();
                let named =
                    |option: &str| words.iter().position(|word| matches!(word, Word::Option(it) if it == option));
                let mut flags = if subject.value(name).is_some() { PRESENT } else { 0 };
                if has.iter().any(|option| named(option).is_none()) {
                    flags |= ANOTHER;
                }
                return self.bits(column.mask(has.iter().filter_map(|option| named(option))), flags);
            }
            Key::Past(property) => {
                let present = subject.value(&property.name).is_some();
                let counts = present || reading.switches.history_of_empty == HistoryOfEmpty::Past;
                let values =
                    || subject.versions(&property.name).map(|(value, _)| value).filter(|value| !value.is_empty());
                let ever =
                    |word: &Word| matches!(word, Word::Past(past) if values().any(|value| was(reading, past, value)));
                let found = words.iter().enumerate().filter(|(_, word)| ever(word)).map(|(at, _)| at);
                let flags = if counts && values().next().is_some() { PRESENT } else { 0 };
                return self.bits(column.mask(found), flags);
            }
            Key::Lists | Key::Subscription(_) | Key::Kid(_) | Key::At => NONE,
        };
        self.cells.push(cell);
    }

    fn bits(&mut self, mut cells: Box<[u64]>, flags: u64) {
        if let Some(first) = cells.first_mut() {
            *first |= flags;
        }
        self.cells.extend(cells);
    }

    fn kid(&mut self, layout: &Layout, reading: &Reading<'_>, place: usize, record: &Record) {
        let (Some((kid, inner)), Some(table)) = (layout.kids.get(place), self.kids.get_mut(place)) else { return };
        let start = table.rows;
        match kid {
            Kid::Others(path) => {
                let others = record.associated.get(path).into_iter().flatten();
                others.for_each(|other| table.record(inner, reading, other));
            }
            Kid::Events(id) => {
                let events = record.events.iter().filter(|event| event.event == *id);
                events.for_each(|event| table.event(inner, reading, event));
            }
        }
        self.cells.push(range(start, table.rows - start));
    }
}

impl<'t> Row<'t> {
    /// Returns a cell.
    #[inline]
    pub(super) fn cell(self, slot: usize) -> u64 {
        self.cells.get(slot).copied().unwrap_or(NONE)
    }

    /// Returns cells from a slot on.
    #[inline]
    pub(super) fn cells(self, slot: usize, count: usize) -> &'t [u64] {
        self.cells.get(slot..slot + count).unwrap_or_default()
    }

    /// Returns the text of a cell.
    #[inline]
    pub(super) fn text(self, cell: u64) -> &'t str {
        self.table.texts.get(ranged(cell)).unwrap_or_default()
    }

    /// Returns the rows of a kid.
    #[inline]
    pub(super) fn kids(self, place: usize, cell: u64) -> impl Iterator<Item = Row<'t>> {
        let table = self.table.kids.get(place);
        let range = if cell == NONE { 0..0 } else { ranged(cell) };
        table.into_iter().flat_map(move |table| range.clone().filter_map(move |at| table.row(at)))
    }
}

/// Packs a range into a cell. HubSpot's texts have 65,536 characters at most, a record has fewer events than 2^24.
fn range(start: usize, length: usize) -> u64 {
    ((start as u64) << LENGTH) | (length as u64).min((1 << LENGTH) - 1)
}

fn ranged(cell: u64) -> std::ops::Range<usize> {
    let start = (cell >> LENGTH) as usize;
    start..start + (cell & ((1 << LENGTH) - 1)) as usize
}

fn bool_cell(value: &str) -> u64 {
    match value {
        "false" => 0,
        "true" => 1,
        _ => 2,
    }
}

/// Returns the cell of a status.
pub(super) fn status_cell(status: OptStatus) -> u64 {
    match status {
        OptStatus::In => 0,
        OptStatus::Out => 1,
        OptStatus::Neither => 2,
    }
}

/// Returns the cell of a moment: in the order of moments, and none of those with a meaning of their own.
pub(super) fn moment_cell(at: Millis) -> u64 {
    (at.cast_unsigned() ^ (1 << 63)).clamp(UNREADABLE + 1, NONE - 1)
}
