//! The embedded portal against what HubSpot does.
#![cfg(feature = "edge")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[path = "emulator/activities.rs"]
mod activities;
#[path = "emulator/asked.rs"]
mod asked;
mod corpus;
#[path = "emulator/filters.rs"]
mod filters;
#[path = "emulator/flows.rs"]
mod flows;
#[path = "emulator/invariants.rs"]
mod invariants;
#[path = "emulator/judged.rs"]
mod judged;
#[path = "emulator/lists.rs"]
mod lists;
#[path = "emulator/members.rs"]
mod members;
#[path = "emulator/mutations.rs"]
mod mutations;
#[path = "emulator/reads.rs"]
mod reads;
#[path = "emulator/rows.rs"]
mod rows;
#[path = "emulator/seeds.rs"]
mod seeds;
#[path = "emulator/served.rs"]
mod served;
#[path = "emulator/stored.rs"]
mod stored;
#[path = "emulator/support.rs"]
mod support;
#[path = "emulator/switched.rs"]
mod switched;
#[path = "emulator/values.rs"]
mod values;
