//! The client of a portal.

pub mod transport;
