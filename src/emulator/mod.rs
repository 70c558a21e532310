//! emulator

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it has a database, a clock and a socket"
)]
