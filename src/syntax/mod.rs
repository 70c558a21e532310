//! From text to tree.
//!
//! `scan` cuts a file at its declarations and judges brackets and strings; `parse` reads one declaration at a time;
//! `mistake` says what is wrong where the grammar stops; `print` writes a tree back;
//! `format` brings a file into its one canonical form, with its comments.

pub mod ast;
mod comments;
mod counted;
mod format;
mod mistake;
mod parse;
mod phrase;
pub mod print;
mod repair;
mod scan;
mod slip;
mod token;
mod uneven;
mod view;
mod words;

pub use comments::{Comment, comments};
pub use format::format;
pub use parse::{MAX_FILE_BYTES, fixes, not_utf8, parse, too_large};
pub use scan::{MAX_NESTING, Outline, outline};
pub use words::{RESERVED, block_quoted, escaped_brace, escaped_braces, is_name, plain_braces, quoted};
