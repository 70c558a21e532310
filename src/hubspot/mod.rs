//! The JSON of HubSpot.

pub mod actions;
pub mod coverage;
pub mod doc;
pub mod filter;
pub mod flow;
pub mod id;
pub mod list;
pub mod parts;
pub mod platform;
pub mod switches;
pub mod zones;
