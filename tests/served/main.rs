//! The real binary against a portal that is served on loopback: clones, races, tokens, and portals that talk nonsense.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]
#![cfg(feature = "edge")]

mod answers;
mod clones;
mod kills;
mod nonsense;
mod same_file;
mod tokens;
mod world;
