//! The `hubwright` command.
fn main() {}
