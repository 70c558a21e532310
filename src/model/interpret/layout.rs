//! How records lie in a table: which numbers stand for what of them.

use crate::model::rule::{AssociationPath, Past};
use crate::model::{ListTarget, Property};

use super::text::Fold;

/// How the records of an object, or the events of a type, lie in a table: a row each, cells of 64 bits.
///
/// It holds what the rules that it was compiled with ask about, and nothing else.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    pub(super) columns: Vec<Column>,
    /// What each row has several of: a table of its own, of which the row has a range.
    pub(super) kids: Vec<(Kid, Layout)>,
    /// How many cells a row has.
    pub(super) width: usize,
}

/// One or several cells of a row.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub key: Key,
    /// What has a bit of its own in the cells, in the order of bits.
    pub words: Vec<Word>,
    /// The first cell.
    pub slot: usize,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Key {
    /// Whether a property has a value.
    Known(String),
    /// A bool: 0, 1, or 2 for what is neither.
    Bool(String),
    /// The bits of a float.
    Number(String),
    /// A text: where it stands among the texts of the table, and how long it is.
    Text(String, Fold),
    /// A bit for each option.
    Options(String),
    /// A bit for each question about the past.
    Past(Property),
    /// The moment that a property holds.
    Moment(Property),
    /// The moment of a property's last change.
    Changed(Property),
    /// A bit for each list.
    Lists,
    /// The status of a subscription, by its id.
    Subscription(String),
    /// The rows of another table, by the place among the kids.
    Kid(usize),
    /// When an event happened.
    At,
}

/// What has a bit.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    /// An option of a property.
    Option(String),
    /// A question about a property's past.
    Past(Past),
    /// A list.
    List(ListTarget),
}

/// What a record has several of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kid {
    /// Associated records.
    Others(AssociationPath),
    /// Events of a type, by its id.
    Events(String),
}

/// The bit of a column that says that there is something.
pub(super) const PRESENT: u64 = 1;
/// The bit of a column that says that there is something which no rule names.
pub(super) const ANOTHER: u64 = 2;
/// How many bits stand before those of the words.
const BEFORE: usize = 2;

impl Column {
    fn cells(&self) -> usize {
        match self.key {
            Key::Options(_) | Key::Past(_) | Key::Lists => (self.words.len() + BEFORE).div_ceil(64),
            Key::Known(_)
            | Key::Bool(_)
            | Key::Number(_)
            | Key::Text(..)
            | Key::Moment(_)
            | Key::Changed(_)
            | Key::Subscription(_)
            | Key::Kid(_)
            | Key::At => 1,
        }
    }

    /// Returns the cells in which just the bits of some words are set.
    pub fn mask(&self, words: impl Iterator<Item = usize>) -> Box<[u64]> {
        let mut mask = vec![0_u64; self.cells()];
        for word in words {
            let bit = word + BEFORE;
            if let Some(cell) = mask.get_mut(bit / 64) {
                *cell |= 1 << (bit % 64);
            }
        }
        mask.into_boxed_slice()
    }
}

impl Layout {
    /// Returns the place of a column, which is made where it is new.
    pub(super) fn column(&mut self, key: Key) -> usize {
        let known = self.columns.iter().position(|column| column.key == key);
        known.unwrap_or_else(|| {
            self.columns.push(Column { key, words: Vec::new(), slot: 0 });
            self.columns.len() - 1
        })
    }

    /// Returns the first cell of a column.
    pub(super) fn slot(&mut self, key: Key) -> usize {
        let column = self.column(key);
        self.columns.get(column).map_or(0, |column| column.slot)
    }

    /// Returns the first cell of a column and the cells with the bits of some words.
    pub(super) fn bits(&mut self, key: Key, words: impl Iterator<Item = Word>) -> (usize, Box<[u64]>) {
        let at = self.column(key);
        let Some(column) = self.columns.get_mut(at) else { return (0, Box::default()) };
        let mut places = Vec::new();
        for word in words {
            let known = column.words.iter().position(|known| *known == word);
            places.push(known.unwrap_or_else(|| {
                column.words.push(word);
                column.words.len() - 1
            }));
        }
        (column.slot, column.mask(places.into_iter()))
    }

    /// Returns the cell that has the range of a kid, and the place of the kid.
    pub(super) fn kid(&mut self, kid: Kid) -> (usize, usize) {
        let known = self.kids.iter().position(|(known, _)| *known == kid);
        let place = known.unwrap_or_else(|| {
            self.kids.push((kid, Self::default()));
            self.kids.len() - 1
        });
        (self.slot(Key::Kid(place)), place)
    }

    /// Gives each column its cells. Before this a layout only learns which columns there are.
    pub(super) fn place(&mut self) {
        self.width = 0;
        for column in &mut self.columns {
            column.slot = self.width;
            self.width += column.cells();
        }
        self.kids.iter_mut().for_each(|(_, layout)| layout.place());
    }
}
