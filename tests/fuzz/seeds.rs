//! What mutations begin with: every program and every YAML file of the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// A file that a body may begin with.
pub struct Seed {
    /// Its path in the repository.
    pub path: String,
    /// What it holds.
    pub data: Vec<u8>,
}

/// Returns every file below some folders that ends in one of these ways, in the order of paths.
pub fn seeds(endings: &[&str]) -> Vec<Seed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = vec![root.join("hubwright.yaml")];
    for folder in ["rules", "workflows", "docs/example", "tests/spec", "tests/deploy", "src/cli/init"] {
        walk(&root.join(folder), &mut paths);
    }
    paths.sort();
    let wanted = |path: &PathBuf| endings.iter().any(|ending| path.to_string_lossy().ends_with(ending));
    let seed = |path: &PathBuf| {
        let relative = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        Seed { path: relative, data: fs::read(path).unwrap() }
    };
    paths.iter().filter(|path| wanted(path)).map(seed).collect()
}

/// Returns what failed once, of one body.
pub fn regressions(body: &str) -> Vec<Seed> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/regressions").join(body);
    let mut paths = Vec::new();
    walk(&folder, &mut paths);
    paths.sort();
    paths.iter().map(|path| Seed { path: path.display().to_string(), data: fs::read(path).unwrap() }).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}
