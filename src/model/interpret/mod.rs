//! What a checked rule means: whether a record passes it, told without a portal.
//!
//! It is the second reading of a rule. The embedded portal has the first one, of the JSON that the rule compiles to;
//! tests hold the two against each other, and both against the words of the language. Whatever has to know who passes
//! a rule builds on this module and not on a portal: what a change of a rule does to records, examples beside a rule,
//! a rule that is tried before it is deployed.
//!
//! There are two layers, and they agree:
//!
//! - [`Reading::passes`] is plain: it goes through the rule as it stands, and is easily seen to be right.
//! - [`compile`] is fast: it looks names, days, options and texts up once, lays records out in [`Table`]s of plain
//!   numbers, and then tests a record with a few comparisons and without allocating.
//!
//! What is not certain about HubSpot is a setting of the reading: the same [`Switches`] that the embedded portal has.
//! The words of the language (`docs/language.md`) hold for the defaults of all of them.
//!
//! A day ends with its last millisecond on the clock of the portal's zone. Where that millisecond comes twice, because
//! clocks are turned back over midnight, it is the first one: that is what the JSON can say.

mod compiled;
mod deed;
mod emit;
mod layout;
mod moment;
mod plain;
mod record;
mod table;
mod text;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::PortalName;
use super::rule::Rule;
use crate::hubspot::switches::Switches;

pub use compiled::Program;
pub use layout::Layout;
pub use record::{Happening, Millis, Record, Version};
pub use table::{Row, Table};

/// When, where and under which assumptions a rule is read.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// Now.
    pub now: Timestamp,
    /// The portal's zone: its days are days.
    pub zone: &'a TimeZone,
    /// How what is uncertain is judged.
    pub switches: Switches,
    /// The id of a thing of the portal. What the portal does not have must get an id that no value is.
    pub ids: &'a dyn Fn(&PortalName) -> String,
    /// Reads a regular expression. It is the caller's because the language has no engine of its own.
    pub patterns: &'a dyn Fn(&str) -> Pattern,
}

/// Tells whether a regular expression is found in a text.
pub type Pattern = Box<dyn Fn(&str) -> bool + Send + Sync>;

impl Reading<'_> {
    /// Tells whether a record passes a rule.
    #[must_use]
    pub fn passes(&self, rule: &Rule, record: &Record) -> bool {
        plain::passes(self, rule, record)
    }
}

/// Compiles rules on one object: how their records have to lie, and a program for each rule.
///
/// The reading is fixed with it: a rule that has a window of time is compiled again when time has passed.
#[must_use]
pub fn compile<'r>(reading: &Reading<'_>, rules: impl Iterator<Item = &'r Rule> + Clone) -> (Layout, Vec<Program>) {
    emit::all(reading, rules)
}
