//! Asks a person, where there is one.

use std::io::{BufRead, IsTerminal as _, Write as _};

use crate::problem::Problem;
use crate::problem::deploy::{Fault, Question};

/// Asks a question that `yes` answers and nothing else does.
///
/// # Errors
/// Where nobody is there, or another word is said.
pub fn ask(question: Question, words: &str) -> Result<(), Problem> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(Problem::nowhere(Fault::NobodyToAsk(question)));
    }
    let mut stderr = std::io::stderr().lock();
    let _ = write!(stderr, "{words} Only `yes` does: ");
    let _ = stderr.flush();
    answered(&mut stdin.lock())
}

fn answered(input: &mut dyn BufRead) -> Result<(), Problem> {
    let mut answer = String::new();
    let read = input.read_line(&mut answer);
    if read.is_ok() && answer.trim() == "yes" { Ok(()) } else { Err(Problem::nowhere(Fault::NotApproved)) }
}

#[cfg(test)]
mod tests {
    use super::answered;

    #[test]
    fn only_yes_is_yes() {
        for yes in ["yes\n", "yes", " yes \r\n"] {
            assert_eq!(answered(&mut yes.as_bytes()), Ok(()));
        }
        for no in ["", "\n", "y\n", "no\n", "Yes\n", "yes please\n"] {
            let said = answered(&mut no.as_bytes()).map_err(|problem| problem.words().code);
            assert_eq!(said, Err("deploy::not-approved"), "{no:?}");
        }
        assert!(answered(&mut [0xff, b'\n'].as_slice()).is_err(), "no text at all");
    }
}
