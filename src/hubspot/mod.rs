//! The JSON of HubSpot.

pub mod doc;
pub mod platform;
pub mod switches;
