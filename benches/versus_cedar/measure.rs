//! Runs processes in turn and keeps what the operating system says of each.

use std::process::{Command, Stdio};
use std::time::Instant;

use wait4::Wait4 as _;

/// What several runs of one command took: medians, in seconds and MiB.
pub struct Figures {
    pub wall: f64,
    pub shortest: f64,
    pub longest: f64,
    pub user: f64,
    pub system: f64,
    /// Peak resident memory.
    pub memory: f64,
}

impl Figures {
    /// The time of all processors together.
    pub fn cpu(&self) -> f64 {
        self.user + self.system
    }
}

/// Runs all commands in turn, several times, so that a machine that does other things slows each of them alike; a round
/// before them is not counted.
pub fn in_turn(commands: &mut [Command], rounds: usize) -> Vec<Figures> {
    let mut runs: Vec<Vec<Run>> = commands.iter().map(|_| Vec::new()).collect();
    for round in 0..=rounds {
        for (command, runs) in commands.iter_mut().zip(&mut runs) {
            let run = once(command);
            if round > 0 {
                runs.push(run);
            }
        }
    }
    runs.iter().map(|runs| figures(runs)).collect()
}

/// What one run of a command took, in seconds and MiB.
pub struct Run {
    pub wall: f64,
    pub user: f64,
    pub system: f64,
    /// Peak resident memory.
    pub memory: f64,
}

/// Runs a command that has to end well.
pub fn once(command: &mut Command) -> Run {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let done = child.wait4().unwrap();
    let wall = start.elapsed().as_secs_f64();
    // A process that fails early would look like a fast one.
    assert!(done.status.success(), "{command:?} ended with {}", done.status);
    Run {
        wall,
        user: done.rusage.utime.as_secs_f64(),
        system: done.rusage.stime.as_secs_f64(),
        memory: done.rusage.maxrss as f64 / f64::from(1024 * 1024),
    }
}

fn figures(runs: &[Run]) -> Figures {
    let of = |what: fn(&Run) -> f64| {
        let mut all: Vec<f64> = runs.iter().map(what).collect();
        all.sort_by(f64::total_cmp);
        all
    };
    let median = |what| {
        let all = of(what);
        all[all.len() / 2]
    };
    let walls = of(|run| run.wall);
    Figures {
        wall: median(|run| run.wall),
        shortest: walls[0],
        longest: walls[walls.len() - 1],
        user: median(|run| run.user),
        system: median(|run| run.system),
        memory: median(|run| run.memory),
    }
}
