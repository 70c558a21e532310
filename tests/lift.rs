//! What a portal holds comes back as it was: filters are read into the language, and what is read compiles to the same
//! filters again. What has no form is said, and never guessed.
//!
//! `PROPTEST_CASES` says how many catalogs are tried.
#![cfg(feature = "edge")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs, dead_code)]
#![allow(clippy::wildcard_enum_match_arm, reason = "what no form writes is not read")]

#[path = "meaning/catalog.rs"]
mod catalog;
#[path = "meaning/catalogs.rs"]
mod catalogs;
mod compiled;
#[path = "lift/coverage.rs"]
mod coverage;
#[path = "meaning/deeds.rs"]
mod deeds;
#[path = "lift/events.rs"]
mod events;
#[path = "meaning/forms.rs"]
mod forms;
#[path = "meaning/generate.rs"]
mod generate;
mod held;
#[path = "lift/noise.rs"]
mod noise;
#[path = "meaning/pool.rs"]
mod pool;
#[path = "lift/portal.rs"]
mod portal;
#[path = "lift/round.rs"]
mod round;
#[path = "lift/sheet.rs"]
mod sheet;
#[path = "meaning/world.rs"]
mod world;
#[path = "meaning/worlds.rs"]
mod worlds;
#[path = "meaning/written.rs"]
mod written;
