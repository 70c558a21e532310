//! The JSON of HubSpot.

pub mod switches;
