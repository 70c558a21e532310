//! Each case of `tests/deploy` is a story of a project and a portal: files, commands, what people do in the portal.
//! Its transcript is a snapshot beside it. Unasked: after every apply that ends 0 the plan is empty.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[path = "deploy/script.rs"]
mod script;
#[path = "deploy/stage.rs"]
mod stage;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

#[test]
fn every_case_ends_as_its_transcript_says_and_no_apply_leaves_work() {
    let only = std::env::var("CASE").unwrap_or_default();
    let mut cases: Vec<PathBuf> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/deploy"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "case"))
        .filter(|path| path.to_str().unwrap().contains(&only))
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    let queue = Mutex::new(cases.into_iter());
    let failed: Mutex<Vec<String>> = Mutex::new(Vec::new());
    // What a case costs is waiting for processes.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(path) = { queue.lock().unwrap().next() } {
                    let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
                    if std::panic::catch_unwind(|| play(&path, &name)).is_err() {
                        failed.lock().unwrap().push(name);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "failed: {}", failed.join(", "));
}

fn play(path: &Path, name: &str) {
    let blocks = script::read(&std::fs::read_to_string(path).unwrap());
    let mut stage = stage::Stage::new();
    for block in &blocks {
        stage.play(block);
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("deploy");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, stage.transcript));
}
