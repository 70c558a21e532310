//! The words of `syntax`.

use super::Words;

/// What can be wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {}

/// Every code of this stage with its page.
pub const PAGES: &[(&str, &str)] = &[];

/// Says a fault.
#[must_use]
pub fn words(fault: &Fault) -> Words {
    match *fault {}
}
