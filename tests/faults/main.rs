//! What is left after an apply that was cut off, lied to, or ran out of room: never a second object, never a deletion
//! that nobody asked for, and a next plan that is exactly the rest.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod crash;
mod harness;
mod hidden;
mod known;
mod programs;
mod tomorrow;
