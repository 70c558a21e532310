//! The project that ships, applied to its own embedded portal: the seed gives each rule something to tell apart.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use hubwright::emulator::{State, World, members};
use hubwright::hubspot::switches::Switches;
use jiff::Timestamp;

/// Applies a copy of the project and opens the portal that it made.
fn applied(folder: &Path) -> State {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::copy(root.join("hubwright.yaml"), folder.join("hubwright.yaml")).unwrap();
    std::fs::create_dir_all(folder.join("tests")).unwrap();
    std::fs::copy(root.join("tests/seed.yaml"), folder.join("tests/seed.yaml")).unwrap();
    for part in ["rules", "workflows"] {
        std::fs::create_dir(folder.join(part)).unwrap();
        for entry in std::fs::read_dir(root.join(part)).unwrap() {
            let path = entry.unwrap().path();
            std::fs::copy(&path, folder.join(part).join(path.file_name().unwrap())).unwrap();
        }
    }
    let done = Command::new(env!("CARGO_BIN_EXE_hubwright"))
        .args(["apply", "--auto-approve"])
        .current_dir(folder)
        .env_remove("HUBWRIGHT_ALLOW_HOST")
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    State::open(&folder.join(".hubwright/portal/1001.sqlite"), Switches::default()).unwrap()
}

#[test]
fn each_segment_of_the_shipped_project_holds_some_records_and_not_all() {
    let folder = tempfile::tempdir().unwrap();
    let state = applied(folder.path());
    let world = World { now: Timestamp::now(), seed: 0 };
    let mut held: BTreeMap<String, usize> = BTreeMap::new();
    for (id, list) in state.data.lists.iter().filter(|(_, list)| list.name.ends_with("(v1)")) {
        let found = members(&state, &world, &id.to_string()).len();
        let all = state.data.records.iter().filter(|(key, _)| key.object == list.object).count();
        assert!(found >= 5 && found * 2 < all, "{}: {found} of {all}", list.name);
        held.insert(list.name.clone(), found);
    }
    assert_eq!(held.len(), 10, "{held:?}");
}

#[test]
fn the_shipped_project_compiles_without_a_warning() {
    let done = Command::new(env!("CARGO_BIN_EXE_hubwright"))
        .arg("check")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success() && said.contains("0 errors, 0 warnings"), "{said}");
}
