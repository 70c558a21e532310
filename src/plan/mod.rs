//! Desired and live meet: identity, normal form, differences, guards.

pub mod assign;
pub mod body;
pub mod normal;
mod tokens;
