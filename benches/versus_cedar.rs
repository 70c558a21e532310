//! Whole processes, on one machine and in one run: `check` beside the validation of as many policies by Cedar's command
//! line tool, `check` of growing projects, and what a call costs that has nothing to do.
//!
//! `.ci/versus-cedar` builds what is measured and runs this with the paths of hubwright and of cedar. It prints every figure, names each bound that is missed, and ends with 1 if one is. What it judges are ratios of processes that
//! ran in turn; of milliseconds alone it judges the two that are promised as such.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[allow(dead_code, reason = "the tests look at single segments")]
#[path = "generate/mod.rs"]
mod generate;
#[path = "versus_cedar/measure.rs"]
mod measure;

use std::path::Path;
use std::process::{Command, ExitCode};

use measure::{Figures, in_turn};

const SEED: u64 = 1;
/// How many segments stand beside as many policies.
const COMPARED: usize = 10_000;
const GROWING: [usize; 3] = [1_000, 10_000, 100_000];
/// How much longer a segment may take in the largest project than in the smallest: caches, and a deeper search by name.
const LINEAR: f64 = 2.0;

/// A bound that is held or missed.
struct Verdict {
    what: String,
    ratio: f64,
    most: f64,
    unit: &'static str,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        // A process of its own: what it holds must not be counted to the processes that this one starts later.
        ["generate", count, folder] => {
            let (count, folder) = (count.parse().unwrap(), Path::new(folder));
            generate::write_project(&folder.join("project"), count, SEED).unwrap();
            generate::write_policies(&folder.join("policies"), count, SEED).unwrap();
            ExitCode::SUCCESS
        }
        [hubwright, cedar] => compare(hubwright, cedar),
        // Among all benchmarks of `cargo bench` this one has nothing to compare.
        _ => {
            eprintln!("versus_cedar: skipped; `.ci/versus-cedar` runs it with the paths of hubwright and of cedar");
            ExitCode::SUCCESS
        }
    }
}

fn compare(hubwright: &str, cedar: &str) -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    for count in GROWING {
        generate(count, &folder.path().join(count.to_string()));
    }
    let mut verdicts = Vec::new();
    beside_cedar(hubwright, cedar, &folder.path().join(COMPARED.to_string()), &mut verdicts);
    growth(hubwright, folder.path(), &mut verdicts);
    small(hubwright, &mut verdicts);
    println!("\nbounds");
    for Verdict { what, ratio, most, unit } in &verdicts {
        let held = if ratio <= most { "held" } else { "MISSED" };
        println!("  {what:52} {ratio:8.3}{unit}   at most {most:6.3}{unit}   {held}");
    }
    let missed = verdicts.iter().filter(|verdict| verdict.ratio > verdict.most).count();
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn generate(count: usize, folder: &Path) {
    let this = std::env::current_exe().unwrap();
    let done = Command::new(this).args(["generate", &count.to_string()]).arg(folder).status().unwrap();
    assert!(done.success(), "the generator failed");
}

/// Reads, checks and lowers a project beside the validation of its policies.
fn beside_cedar(hubwright: &str, cedar: &str, folder: &Path, verdicts: &mut Vec<Verdict>) {
    let check = check(hubwright, &folder.join("project"));
    let mut validate = Command::new(cedar);
    validate.arg("validate").arg("--policies").arg(folder.join("policies/policies.cedar"));
    validate.arg("--schema").arg(folder.join("policies/schema.cedarschema"));
    let mut format = Command::new(hubwright);
    format.args(["fmt", "--check", "--project"]).arg(folder.join("project"));
    let formats = Command::new(hubwright).args(["fmt", "--help"]).output().unwrap().status.success();
    println!("{COMPARED} segments beside {COMPARED} policies, {} and {}", megabytes(&folder.join("project")), {
        megabytes(&folder.join("policies"))
    });
    let mut commands = vec![check, validate];
    if formats {
        commands.push(format);
    }
    let figures = in_turn(&mut commands, 15);
    print("hubwright check", &figures[0]);
    print("cedar validate", &figures[1]);
    let mut judge = |what: &str, ours: f64, theirs: f64, most: f64| {
        verdicts.push(Verdict { what: what.to_owned(), ratio: ours / theirs, most, unit: "" });
    };
    let [ours, theirs] = [&figures[0], &figures[1]];
    // The fastest run of each: what else the machine does takes a core from who uses two, and none from who uses one.
    judge("time of `check` by that of Cedar", ours.shortest, theirs.shortest, 0.25);
    judge("peak memory of `check` by that of Cedar", ours.memory, theirs.memory, 0.5);
    println!("  on one core: {:.3} of Cedar's processor time", ours.cpu() / theirs.cpu());
    match figures.get(2) {
        Some(format) => {
            print("hubwright fmt --check", format);
            judge("time of `fmt --check` by that of `check`", format.wall, ours.wall, 2.0);
        }
        None => println!("  hubwright fmt --check: skipped, this hubwright has no `fmt`"),
    }
}

fn growth(hubwright: &str, folder: &Path, verdicts: &mut Vec<Verdict>) {
    println!("\ngrowth");
    let mut commands: Vec<Command> =
        GROWING.iter().map(|count| check(hubwright, &folder.join(count.to_string()).join("project"))).collect();
    let figures = in_turn(&mut commands, 5);
    let each: Vec<f64> = GROWING.iter().zip(&figures).map(|(count, it)| it.cpu() * 1e6 / *count as f64).collect();
    for ((count, figures), each) in GROWING.iter().zip(&figures).zip(&each) {
        print(&format!("check of {count}"), figures);
        println!("    {each:.1} us of processor time and {:.1} KiB a segment", figures.memory * 1024.0 / *count as f64);
    }
    // From the middle size on: the smallest one is mostly what every process costs.
    let what = format!("time a segment, {} by {}", GROWING[2], GROWING[1]);
    verdicts.push(Verdict { what, ratio: each[2] / each[1], most: LINEAR, unit: "" });
}

fn small(hubwright: &str, verdicts: &mut Vec<Verdict>) {
    println!("\nsmall");
    let mut version = Command::new(hubwright);
    version.arg("--version");
    let shipped = check(hubwright, Path::new(env!("CARGO_MANIFEST_DIR")));
    let figures = in_turn(&mut [Command::new("/bin/true"), version, shipped], 21);
    print("/bin/true", &figures[0]);
    print("hubwright --version", &figures[1]);
    print("check of the shipped project", &figures[2]);
    let mut judge = |what: &str, ratio: f64, most: f64, unit: &'static str| {
        verdicts.push(Verdict { what: what.to_owned(), ratio, most, unit });
    };
    judge("`--version` beyond /bin/true", (figures[1].wall - figures[0].wall) * 1e3, 5.0, " ms");
    judge("`check` of the shipped project", figures[2].wall * 1e3, 15.0, " ms");
    let size = std::fs::metadata(hubwright).unwrap().len() as f64 / 1e6;
    println!("  the binary has {size:.1} MB");
    judge("size of the binary", size, 15.0, " MB");
}

fn check(hubwright: &str, project: &Path) -> Command {
    let mut check = Command::new(hubwright);
    check.args(["check", "--project"]).arg(project);
    check
}

fn print(what: &str, it: &Figures) {
    println!(
        "  {what:30} {:8.1} ms   ({:.1} to {:.1})   processor {:8.1} ms   peak {:6.1} MiB",
        it.wall * 1e3,
        it.shortest * 1e3,
        it.longest * 1e3,
        it.cpu() * 1e3,
        it.memory
    );
}

fn megabytes(folder: &Path) -> String {
    fn bytes(folder: &Path) -> u64 {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { bytes(&path) } else { path.metadata().unwrap().len() }).sum()
    }
    format!("{:.1} MB", bytes(folder) as f64 / 1e6)
}
