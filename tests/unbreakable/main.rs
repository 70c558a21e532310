//! Whatever a source holds, the compiler ends with a program or a diagnostic, soon and within bounded memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod bounded;
mod compiled;
mod deep;
mod huge;
mod measure;
mod prefixes;
