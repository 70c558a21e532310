//! What each phase of a check costs, on one thread and in one process: `cargo bench --bench phases -- [SEGMENTS]`.
//!
//! Figures of a machine that does other things as well: the shortest of several rounds is shown, with lines a second and
//! the share of the whole, so that a change in one phase shows beside the others.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use hubwright::catalog::{self, Provenance};
use hubwright::hubspot::switches::Switches;
use hubwright::problem::Problem;
use hubwright::source::{SourceFile, Sources};
use hubwright::syntax::{self, ast};
use hubwright::{check, lower};

#[allow(dead_code, reason = "the other benchmark writes to folders")]
#[path = "generate/mod.rs"]
mod generate;

const SEED: u64 = 1;
const ROUNDS: usize = 7;
const PHASES: [&str; 5] = ["catalog", "parse", "check", "lower", "print"];

fn main() {
    let asked: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![1_000, 10_000] } else { asked };
    for count in sizes {
        phases(count);
    }
}

/// Runs all phases over so many segments and prints the best of each.
fn phases(count: usize) {
    let files = generate::project(count, SEED).map(|(path, text)| SourceFile { path, text }).collect();
    let sources = Sources::new(files);
    let lines: usize = sources.iter().map(|(_, file)| file.text.lines().count()).sum();
    let mut best = [Duration::MAX; PHASES.len()];
    for _ in 0..ROUNDS {
        for (best, now) in best.iter_mut().zip(round(&sources, count)) {
            *best = now.min(*best);
        }
    }
    let whole: Duration = best.iter().sum();
    println!("{count} segments, {lines} lines");
    for (phase, time) in PHASES.iter().zip(best) {
        let seconds = time.as_secs_f64();
        println!(
            "  {phase:8} {:9.2} ms {:8.2} us a segment {:12.0} lines/s {:5.1} %",
            seconds * 1e3,
            seconds * 1e6 / count as f64,
            lines as f64 / seconds,
            100.0 * seconds / whole.as_secs_f64(),
        );
    }
}

fn round(sources: &Sources, count: usize) -> [Duration; PHASES.len()] {
    let start = Instant::now();
    let catalogs: Vec<_> = sources.iter().filter_map(|(id, file)| Some((id, Provenance::of(&file.path)?))).collect();
    let (catalog, problems) = catalog::read(sources, &catalogs);
    none(&problems);
    let catalog_read = start.elapsed();

    let start = Instant::now();
    let programs = sources.iter().filter(|(_, file)| file.path.ends_with(".seg"));
    let parsed: Vec<(ast::File, Vec<Problem>)> = programs.map(|(id, file)| syntax::parse(id, &file.text)).collect();
    let parsing = start.elapsed();
    let mut trees = Vec::new();
    for (tree, problems) in parsed {
        none(&problems);
        trees.push(tree);
    }

    let start = Instant::now();
    let (program, problems) = check::program(&trees, &catalog, "generated", &["demo"]);
    none(&problems);
    assert_eq!(program.segments.len(), count);
    let checking = start.elapsed();

    let start = Instant::now();
    let switches = Switches::default();
    let lists: Vec<_> = program.segments.iter().map(|segment| lower::list(segment, &switches)).collect();
    black_box(&lists);
    let lowering = start.elapsed();

    let start = Instant::now();
    let texts = trees.iter().flat_map(|tree| &tree.declarations).map(syntax::print::declaration);
    black_box(texts.map(|text| text.len()).sum::<usize>());
    let printing = start.elapsed();
    [catalog_read, parsing, checking, lowering, printing]
}

fn none(problems: &[Problem]) {
    assert!(problems.is_empty(), "a generated program has a problem: {problems:?}");
}
