//! What it costs to import a portal as it grows: time and peak memory of the process, for each object.
//!
//! `cargo bench --bench import` imports portals of 100, 1,000 and 5,000 objects, half of them lists and half workflows,
//! and says whether what an object costs stays what it was. The portal is served by this process, and what is measured
//! is the other one: its processor time, and the most memory that it held.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[allow(dead_code, reason = "the other benchmark compares processes that run in turn")]
#[path = "versus_cedar/measure.rs"]
mod measure;
#[allow(dead_code, reason = "the test counts what there is of names")]
mod portals;

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, ExitCode};

use measure::{Run, once};

const SIZES: [usize; 3] = [100, 1_000, 5_000];
/// Each size is imported so often; the best run counts, since nothing makes a process cheaper than it is.
const ROUNDS: usize = 3;
/// How much more an object may cost in a larger portal: caches, and deeper searches by name.
const LINEAR: f64 = 1.3;

/// What an import cost.
struct Cost {
    objects: usize,
    /// Seconds of all processors.
    time: f64,
    /// Peak resident memory, in MiB.
    memory: f64,
}

fn main() -> ExitCode {
    let asked: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    let costs: Vec<Cost> = sizes.into_iter().map(import).inspect(print).collect();
    println!("\nbounds");
    let mut held = true;
    for (what, of) in [("time", (|it| it.time) as fn(&Cost) -> f64), ("memory", |it| it.memory)] {
        let each = |cost: &Cost| of(cost) / cost.objects as f64;
        // Of two sizes the difference, so that what every import costs does not hide what an object does.
        let more = |from: &Cost, to: &Cost| (of(to) - of(from)) / (to.objects - from.objects) as f64;
        let by_size = costs.windows(2).map(|pair| {
            (format!("{what} an object, {} by {}", pair[1].objects, pair[0].objects), each(&pair[1]) / each(&pair[0]))
        });
        let by_more = costs.windows(3).map(|three| {
            let ratio = more(&three[1], &three[2]) / more(&three[0], &three[1]);
            (format!("{what} of one object more, above by below {}", three[1].objects), ratio)
        });
        for (what, ratio) in by_size.chain(by_more) {
            let word = if ratio <= LINEAR { "held" } else { "MISSED" };
            held &= ratio <= LINEAR;
            println!("  {what:52} {ratio:8.3}   at most {LINEAR:6.3}   {word}");
        }
    }
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn print(cost: &Cost) {
    let Cost { objects, time, memory } = cost;
    let (each, kib) = (time * 1e6 / *objects as f64, memory * 1024.0 / *objects as f64);
    println!(
        "{objects:6} objects: processor {:9.1} ms, {each:8.1} us an object   peak {memory:7.1} MiB, {kib:7.1} KiB an object",
        time * 1e3
    );
}

/// Imports a portal of so many objects into a new project, several times.
fn import(objects: usize) -> Cost {
    let address = portals::serve(portals::portal(objects / 2, objects - objects / 2));
    let runs: Vec<Run> = (0..ROUNDS).map(|_| into_new_project(address, objects)).collect();
    let least = |of: fn(&Run) -> f64| runs.iter().map(of).fold(f64::INFINITY, f64::min);
    Cost { objects, time: least(|run| run.user + run.system), memory: least(|run| run.memory) }
}

fn into_new_project(address: SocketAddr, objects: usize) -> Run {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("hubwright.yaml"), portals::SETTINGS).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_hubwright"));
    command.arg("import").current_dir(folder.path());
    command.env("HUBWRIGHT_ALLOW_HOST", address.to_string()).env(portals::TOKEN_VARIABLE, portals::TOKEN);
    let run = once(&mut command);
    let written = files(&folder.path().join("rules")) + files(&folder.path().join("workflows"));
    assert!(written * 10 >= objects * 9, "{written} files of {objects} objects");
    run
}

fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}
