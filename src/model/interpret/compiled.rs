//! A rule as comparisons of numbers.

use super::Pattern;
use super::table::{NONE, Row, UNREADABLE};
use super::text::{Find, Found, compares};
use crate::model::rule::{ChoiceTest, NumberTest, Side, Sign};

/// A rule, compiled for the records of one layout.
pub struct Program {
    /// OR of ANDs: what is quick stands first in each.
    pub(super) branches: Box<[Box<[Op]>]>,
}

/// One test of a row.
pub(super) struct Op {
    /// The first cell that it looks at.
    pub slot: usize,
    /// Whether a row passes where nothing is there.
    pub empty: bool,
    pub ask: Ask,
}

/// What is asked of a cell in which something is.
pub(super) enum Ask {
    /// To be this one, or not.
    Is(u64, Sign),
    Number(NumberTest, f64),
    /// To have one of these texts in it.
    Text(Find, Found, Box<[Box<str>]>),
    /// To be the text of another cell, and what happens where that is empty.
    SameText(usize, bool),
    Pattern(Pattern),
    /// Which of these bits are set.
    Bits(ChoiceTest, Box<[u64]>),
    /// To lie from one cell to another one, or not.
    Within(u64, u64, Sign),
    /// To lie on a side of another cell, and what happens where that is empty.
    Against(Side, usize, bool),
    /// How many of the rows of another table pass all of these.
    Kids {
        place: usize,
        ops: Box<[Op]>,
        least: u64,
        most: u64,
        sign: Sign,
    },
    /// All of these, or not all.
    All(Box<[Op]>, Sign),
}

impl Program {
    /// Tells whether a record passes. It must lie in a table of the layout that was compiled with this program.
    #[must_use]
    pub fn passes(&self, row: Row<'_>) -> bool {
        self.branches.iter().any(|ops| all(ops, row))
    }
}

#[inline]
fn all(ops: &[Op], row: Row<'_>) -> bool {
    ops.iter().all(|op| op.passes(row))
}

#[inline]
fn signed(sign: Sign, holds: bool) -> bool {
    holds == (sign == Sign::Holds)
}

impl Op {
    /// Tells how long it takes, roughly.
    pub fn cost(&self) -> u8 {
        match self.ask {
            Ask::Is(..) | Ask::Number(..) | Ask::Bits(..) | Ask::Within(..) | Ask::Against(..) => 0,
            Ask::Text(..) | Ask::SameText(..) => 1,
            Ask::Kids { .. } | Ask::All(..) => 2,
            Ask::Pattern(_) => 3,
        }
    }

    fn passes(&self, row: Row<'_>) -> bool {
        let cell = row.cell(self.slot);
        match &self.ask {
            Ask::Bits(test, masks) => {
                if cell & super::layout::PRESENT == 0 {
                    return self.empty;
                }
                return bits(*test, row.cells(self.slot, masks.len()), masks);
            }
            Ask::Kids { place, ops, least, most, sign } => {
                return signed(*sign, counts(row, cell, *place, ops, *least, *most));
            }
            Ask::All(ops, sign) => return signed(*sign, all(ops, row)),
            _ if cell == NONE => return self.empty,
            Ask::Is(..)
            | Ask::Number(..)
            | Ask::Text(..)
            | Ask::SameText(..)
            | Ask::Pattern(_)
            | Ask::Within(..)
            | Ask::Against(..) => {}
        }
        match &self.ask {
            Ask::Is(wanted, sign) => signed(*sign, cell == *wanted),
            Ask::Number(test, wanted) => compares(*test, f64::from_bits(cell), *wanted),
            Ask::Text(find, found, wanted) => {
                let text = row.text(cell);
                found.fits(wanted.iter().any(|wanted| find.finds(wanted, text)))
            }
            Ask::SameText(other, empty) => match row.cell(*other) {
                NONE => *empty,
                other => row.text(cell) == row.text(other),
            },
            Ask::Pattern(pattern) => pattern(row.text(cell)),
            Ask::Within(from, until, sign) => signed(*sign, *from <= cell && cell <= *until && cell != UNREADABLE),
            Ask::Against(side, other, empty) => match row.cell(*other) {
                NONE | UNREADABLE => *empty,
                _ if cell == UNREADABLE => false,
                other => match side {
                    Side::Before => cell < other,
                    Side::After => cell > other,
                },
            },
            Ask::Bits(..) | Ask::Kids { .. } | Ask::All(..) => false,
        }
    }
}

/// Counts rows, and no further than the answer needs.
fn counts(row: Row<'_>, cell: u64, place: usize, ops: &[Op], least: u64, most: u64) -> bool {
    let mut count = 0;
    for kid in row.kids(place, cell) {
        if all(ops, kid) {
            count += 1;
            if count > most {
                return false;
            }
            if count >= least && most == u64::MAX {
                return true;
            }
        }
    }
    count >= least
}

fn bits(test: ChoiceTest, cells: &[u64], masks: &[u64]) -> bool {
    let each = || cells.iter().zip(masks);
    let any = || each().any(|(cell, mask)| cell & mask != 0);
    let has_all = || each().all(|(cell, mask)| cell & mask == *mask);
    let exactly = || {
        // The flag that something is there is no option; the one that there is another option counts as one.
        let mut own = super::layout::PRESENT;
        each().all(|(cell, mask)| cell & !std::mem::take(&mut own) == *mask)
    };
    match test {
        ChoiceTest::AnyOf => any(),
        ChoiceTest::NoneOf => !any(),
        ChoiceTest::AllOf => has_all(),
        ChoiceTest::NotAllOf => !has_all(),
        ChoiceTest::Exactly => exactly(),
        ChoiceTest::NotExactly => !exactly(),
    }
}
