//! From HubSpot's JSON to the language and its catalog: what a portal holds, as a person would have written it.
//!
//! The opposite way of `lower`. What the language has no words for is never guessed: it is said, with its place.
//!
//! A filter is read in its normal form, so that a spelling is known in one place; it becomes a leaf of the checked
//! program, or a loss by the rows of `hubspot::coverage`. Leaves are then written as people write them.
//!
//! INVARIANT: what is read compiles to JSON that `plan::normal` holds for the same. Where the compiler would write it
//! anew, it is a loss.

mod action;
mod activity;
pub mod catalog;
mod event;
mod features;
mod flow;
mod fold;
mod frame;
mod graph;
mod lifting;
mod list;
mod moment;
mod names;
pub mod naming;
mod nest;
mod node;
mod opaque;
mod property;
mod reach;
mod rule;
mod secret;
mod step;
mod text;
mod timing;
mod value;
mod write;

use std::fmt;

use crate::hubspot::switches::Switches;
use crate::plan::normal::Reading;

pub use event::{event, trigger};
pub use features::Features;
pub use flow::{LiftedFlow, flow};
pub use list::list;
pub use names::{Called, Names};
pub use rule::rule;
pub use secret::looks_secret;
pub use value::{reference, value};

/// What a portal's JSON is read against.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// What the portal's properties, associations, custom objects and events are called here.
    pub features: &'a Features<'a>,
    /// What the portal's ids are called.
    pub names: &'a Names,
    /// The portal's time zone, which the dates of rules are in.
    pub time_zone: &'a str,
    /// What is not certain of HubSpot, as it was chosen.
    pub switches: &'a Switches,
}

impl<'a> World<'a> {
    /// Returns how the older spellings of this portal are read.
    fn reading(&self) -> Reading<'a> {
        Reading { time_zone: self.time_zone, switches: self.switches }
    }
}

/// Something that the language cannot say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Where it stands in the JSON, as a JSON pointer.
    pub place: String,
    /// Why it cannot be said, as one sentence without an end.
    pub why: String,
}

impl Loss {
    /// Makes one.
    #[must_use]
    pub fn new(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self { place: place.into(), why: why.into() }
    }

    /// Places it inside of what is looked at.
    #[must_use]
    pub fn within(self, outer: &str) -> Self {
        Self { place: format!("{outer}{}", self.place), ..self }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, why } = self;
        write!(f, "{place}: {why}")
    }
}
