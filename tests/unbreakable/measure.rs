//! Measuring by hand: `HUBWRIGHT_MEASURE=1000000 cargo test --test unbreakable -- measure --nocapture`, and with
//! `HUBWRIGHT_CASE` for some of them. No assertion: a test that measures time fails on a slow day.

use hubwright::report::Diagnostics;

use crate::{compiled::compiled, huge};

#[test]
fn measure() {
    let Ok(bytes) = std::env::var("HUBWRIGHT_MEASURE") else { return };
    let bytes: usize = bytes.parse().unwrap();
    let wanted = std::env::var("HUBWRIGHT_CASE").unwrap_or_default();
    for (name, case) in huge::all().filter(|(name, _)| name.contains(&wanted)) {
        let mut line = format!("{name:45}");
        for bytes in [bytes / 2, bytes] {
            let compiled = compiled(&case(bytes));
            let started = std::time::Instant::now();
            let printed = compiled.print(Diagnostics::Human) + compiled.print(Diagnostics::Plain);
            let all: f64 = compiled.took.iter().map(|(_, took)| took.as_secs_f64()).sum();
            let stages: Vec<String> =
                compiled.took.iter().map(|(stage, took)| format!("{stage} {:.2}", took.as_secs_f64())).collect();
            line.push_str(&format!(
                " | {all:6.2}s ({}) print {:.2}s {printed}B; {} problems {:?}",
                stages.join(" "),
                started.elapsed().as_secs_f64(),
                compiled.problems.len(),
                compiled.codes().iter().take(3).collect::<Vec<_>>(),
            ));
        }
        println!("{line}");
    }
}
