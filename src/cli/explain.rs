//! `explain`: prints the page of a code.

use clap::Args;

use super::{Exit, Failure, product};
use crate::problem;

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A code, as problems show it; all codes if not given.
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let Some(wanted) = &arguments.code else {
        let codes: Vec<&str> = problem::pages().map(|(code, _)| code).collect();
        product(&format!("{}\n", codes.join("\n")))?;
        return Ok(Exit::Done);
    };
    if let Some((_, page)) = problem::pages().find(|(code, _)| code == wanted) {
        product(page)?;
        return Ok(Exit::Done);
    }
    let nearest = problem::nearest(wanted, problem::pages().map(|(code, _)| code));
    let hint =
        nearest.map_or_else(|| "`hubwright explain` lists all".to_owned(), |near| format!("did you mean `{near}`?"));
    talk!("there is no code `{}`; {hint}", crate::plan::text::safe(wanted));
    Ok(Exit::Usage)
}
