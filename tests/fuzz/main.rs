//! The bodies of `bodies.rs` over what failed once, over every program and YAML file here, and over mutations of them.
//!
//! The same seeds give the same inputs. A failing input is cut down and left in `tests/fuzz/regressions/`, where it is
//! tried first from then on. `HUBWRIGHT_FUZZ=600 cargo test --test fuzz` goes on for as many seconds with new ones, and
//! `HUBWRIGHT_BODY` chooses a body; `.ci/fuzz` does the same with cargo-fuzz.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod bodies;
mod mutate;
mod seeds;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use bodies::Body;
use mutate::{Random, mutated, smaller};
use seeds::{Seed, regressions, seeds};

const PROGRAMS: &[&str] = &[".seg", ".flow"];

/// How many mutations of all seeds a body gets.
const CASES: usize = 600;

/// How long an input may take that is not even 32 KB, in the slowest build on a slow day.
const LONG: Duration = Duration::from_secs(20);

/// Words of the grammar, and of the catalog that programs are checked against.
fn words() -> Vec<String> {
    let grammar = include_str!("../../grammar/hubwright.pest");
    let catalog = include_str!("../spec/check/features.yaml");
    let quoted = grammar.split('"').skip(1).step_by(2);
    let named = catalog.split(|c: char| !c.is_alphanumeric() && c != '_');
    let mut words: Vec<String> = quoted.chain(named).filter(|word| word.len() > 1).map(str::to_owned).collect();
    words.sort();
    words.dedup();
    words
}

fn fails(body: fn(&[u8]), data: &[u8]) -> bool {
    catch_unwind(AssertUnwindSafe(|| body(data))).is_err()
}

/// Tries one input; a failing one is cut down, kept and shown.
fn attempt((name, body): Body, data: &[u8], from: &str) {
    let started = Instant::now();
    if fails(body, data) {
        let small = smaller(data, |data| fails(body, data));
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/regressions").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let hash = small.iter().fold(5381_u64, |hash, byte| hash.wrapping_mul(33) ^ u64::from(*byte));
        let path = folder.join(format!("{hash:016x}"));
        std::fs::write(&path, &small).unwrap();
        panic!("`{name}` fails on {}, made from {from}:\n{}", path.display(), String::from_utf8_lossy(&small));
    }
    let took = started.elapsed();
    assert!(took < LONG, "`{name}` takes {took:?} for {} bytes made from {from}", data.len());
}

/// Tries what failed once, the seeds themselves, and mutations; for longer where that was asked for.
fn run(name: &str, endings: &[&str]) {
    let body = *bodies::ALL.iter().find(|(known, _)| *known == name).unwrap();
    if std::env::var("HUBWRIGHT_BODY").is_ok_and(|wanted| wanted != name) {
        return;
    }
    let seeds = seeds(endings);
    assert!(seeds.len() > 5, "there are seeds");
    for Seed { path, data } in regressions(name).iter().chain(&seeds) {
        attempt(body, data, path);
    }
    let words = words();
    let longer = std::env::var("HUBWRIGHT_FUZZ").ok().map(|seconds| Duration::from_secs(seconds.parse().unwrap()));
    let began = Instant::now();
    let mut case = 0;
    while longer.map_or(case < CASES, |longer| began.elapsed() < longer) {
        let shift = if longer.is_some() { 1_000_000 } else { 0 };
        let mut random = Random::new(u64::try_from(case + shift).unwrap());
        let (seed, other) = (&seeds[random.below(seeds.len())], &seeds[random.below(seeds.len())]);
        let data = mutated(&mut random, &seed.data, &other.data, &words);
        attempt(body, &data, &format!("{} (case {case})", seed.path));
        case += 1;
    }
    if longer.is_some() {
        println!("`{name}`: {case} cases");
    }
}

#[test]
fn whatever_is_scanned_is_cut_at_characters() {
    run("scan", PROGRAMS);
}

#[test]
fn whatever_is_parsed_is_read_or_told() {
    run("parse", PROGRAMS);
}

#[test]
fn whatever_is_formatted_keeps_its_meaning() {
    run("format", PROGRAMS);
}

#[test]
fn whatever_is_checked_gives_the_same_program_each_time() {
    run("check", PROGRAMS);
}

#[test]
fn whatever_is_read_as_a_catalog_is_read_or_told() {
    run("catalog", &[".yaml"]);
}

#[test]
fn whatever_is_read_as_settings_is_read_or_told() {
    run("settings", &[".yaml"]);
}

#[test]
fn whatever_is_read_as_a_plan_or_a_record_is_taken_or_refused() {
    run("stored", &[".json", ".snap", ".yaml"]);
}

/// A body that could not fail would prove nothing.
#[test]
fn a_failing_input_is_cut_down_to_what_fails() {
    let found = smaller(b"aaaaaaaaXbbbbbbbbbbbYcc", |data| data.contains(&b'X') && data.contains(&b'Y'));
    assert_eq!(found, b"XY");
}
