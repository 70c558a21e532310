//! The embedded portal: a stateful stand-in for a HubSpot portal.
//!
//! [`handle`] is a function: a state, a world (clock and seed) and a request go in, a response comes out. What is
//! around it is thin: [`transport::Embedded`] calls it in process, [`server`] puts it on loopback.
//!
//! INVARIANT: it is no mirror of the writer. It judges raw JSON against rows of its own ([`rows`], [`judge`]), which
//! were transcribed from HubSpot's OpenAPI, its documentation and what was observed live, and it reads filters with
//! its own [`evaluate`]. Of the rest of the crate it uses the switches, which are settings, and the transport's
//! request and response.
//!
//! - [`state`], [`entity`], [`store`], [`table`]: typed rows in memory, written through to SQLite, one transaction a request.
//! - [`routes`]: which path is which endpoint; path families v3, v4 and dated ones answer alike.
//! - [`lists`], [`flows`], [`properties`], [`records`], [`associations`], [`directory`]: the endpoints.
//! - [`judge`], [`rows`]: what HubSpot refuses; [`read_back`]: what it makes of what it stores.
//! - [`activity`]: what happens to records; [`mod@seed`]: a portal's content from YAML.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it has a database, a clock and a socket"
)]

pub mod activity;
pub mod associations;
pub mod directory;
pub mod entity;
pub mod evaluate;
pub mod flows;
pub mod json;
pub mod judge;
pub mod lists;
pub mod object;
pub mod properties;
pub mod read_back;
pub mod records;
pub mod reply;
pub mod routes;
pub mod rows;
pub mod schemas;
pub mod seed;
pub mod server;
pub mod standard;
pub mod state;
pub mod store;
pub mod table;
pub mod transport;

pub use evaluate::members;
pub use routes::handle;
pub use seed::{SeedError, SeedReport, seed};
pub use server::{ServeError, ServeOptions, serve};
pub use state::{AccountType, PortalIdentity, State, StateError, World};
pub use transport::Embedded;
