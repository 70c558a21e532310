//! Live flows read back: what the portal holds is said in the language, and compiles to what the portal holds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod compiled;
mod held;
mod models;

#[path = "lift_flows/corpus.rs"]
mod corpus;
#[path = "lift_flows/coverage.rs"]
mod coverage;
#[path = "lift_flows/graphs.rs"]
mod graphs;
#[path = "lift_flows/mutations.rs"]
mod mutations;
#[path = "lift_flows/programs.rs"]
mod programs;
#[path = "lift_flows/rows.rs"]
mod rows;
#[path = "lift_flows/samples.rs"]
mod samples;
#[path = "lift_flows/world.rs"]
mod world;
