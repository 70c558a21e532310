//! The whole way of a project through the compiler, in memory.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use hubwright::catalog::{self, Provenance};
use hubwright::hubspot::switches::Switches;
use hubwright::model::Program;
use hubwright::problem::Problem;
use hubwright::report::{self, Diagnostics, Style};
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::{check, lint, lower, syntax};

/// What became of a project.
pub struct Compiled {
    pub sources: Sources,
    pub program: Program,
    pub problems: Vec<Problem>,
    /// How long each stage took, for measuring by hand.
    pub took: Vec<(&'static str, Duration)>,
}

impl Compiled {
    /// Returns each code once, in order.
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<_> = self.problems.iter().map(|problem| problem.words().code).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// Prints the problems.
    pub fn printed(&self, diagnostics: Diagnostics) -> String {
        let mut out = Vec::new();
        report::print(&mut out, &self.problems, &self.sources, diagnostics, Style::Bare).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// Prints the problems and returns how many bytes that gives.
    pub fn print(&self, diagnostics: Diagnostics) -> usize {
        self.printed(diagnostics).len()
    }
}

/// Reads, parses, checks, lints and lowers files.
pub fn compiled(files: &[(String, String)]) -> Compiled {
    let file = |(path, text): &(String, String)| SourceFile { path: path.clone(), text: text.clone() };
    let sources = Sources::new(files.iter().map(file).collect());
    let mut took = Vec::new();
    let mut last = Instant::now();
    let mut lap = |stage| {
        let now = Instant::now();
        took.push((stage, now - last));
        last = now;
    };
    let catalogs: Vec<(FileId, Provenance)> =
        sources.iter().filter_map(|(id, file)| Some((id, Provenance::of(&file.path)?))).collect();
    let (catalog, mut problems) = catalog::read(&sources, &catalogs);
    lap("catalog");
    let mut trees = Vec::new();
    for (id, file) in sources.iter().filter(|(_, file)| !file.path.ends_with(".yaml")) {
        let (tree, mut found) = syntax::parse(id, &file.text);
        problems.append(&mut found);
        trees.push(tree);
    }
    lap("parse");
    let (program, mut found) = check::program(&trees, &catalog, "acme", &["demo"]);
    problems.append(&mut found);
    lap("check");
    let world = lint::World { trees: &trees, catalog: &catalog, by_hand: &|_| true, bound: &BTreeMap::new() };
    problems.append(&mut lint::program(&world));
    lap("lint");
    let lint::Silenced { mut problems, mut idle } = lint::silence(&sources, &trees, problems);
    problems.append(&mut idle);
    lap("silence");
    let _ = lower::bundle(&program, &Switches::default());
    lap("lower");
    Compiled { sources, program, problems, took }
}
