//! The `hubwright` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(hubwright::cli::run(std::env::args_os()).code())
}
