//! hubwright: rules as code for HubSpot.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

#[cfg(feature = "edge")]
pub mod apply;
pub mod catalog;
pub mod check;
#[cfg(feature = "edge")]
pub mod cli;
#[cfg(feature = "edge")]
pub mod emulator;
pub mod hubspot;
pub mod lower;
pub mod model;
pub mod plan;
pub mod portal;
pub mod problem;
pub mod record;
#[cfg(feature = "edge")]
pub mod report;
pub mod settings;
pub mod source;
pub mod syntax;
