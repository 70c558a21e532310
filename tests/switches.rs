//! The shipped project goes through, and stays, whatever HubSpot turns out to do: under every choice of every switch
//! it is applied, the plan is empty afterwards, and so it is after a change.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::fs;
use std::path::Path;
use std::process::Command;

use hubwright::hubspot::switches::Switches;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The shipped project in a folder of its own, under one choice of one switch.
fn project(switch: &str, choice: &str) -> tempfile::TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    for part in ["rules", "workflows"] {
        copy(&root.join(part), &folder.path().join(part));
    }
    fs::create_dir_all(folder.path().join("tests")).unwrap();
    fs::copy(root.join("tests/seed.yaml"), folder.path().join("tests/seed.yaml")).unwrap();
    let settings = fs::read_to_string(root.join("hubwright.yaml")).unwrap();
    fs::write(folder.path().join("hubwright.yaml"), format!("{settings}\nswitches: {{ {switch}: {choice} }}\n"))
        .unwrap();
    folder
}

/// Runs a command and returns how it ended with all that it printed.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_hubwright"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (output.status.code().unwrap(), text)
}

fn goes_through(folder: &Path, what: &str) {
    let (code, text) = run(folder, &["apply", "--auto-approve"]);
    assert_eq!(code, 0, "{what}: apply\n{text}");
    let (code, text) = run(folder, &["plan", "--detailed-exitcode"]);
    assert_eq!(code, 0, "{what}: the plan afterwards\n{text}");
    assert!(text.contains("Nothing to do"), "{what}: the plan afterwards\n{text}");
}

#[test]
fn every_choice_of_every_switch_is_lived_with() {
    // The defaults are what every other test runs under.
    let choices: Vec<(&str, &str)> = Switches::ROWS
        .iter()
        .flat_map(|row| row.choices.iter().skip(1).map(|(choice, _)| (row.name, *choice)))
        .collect();
    assert!(choices.len() >= Switches::ROWS.len());
    let (first, second) = choices.split_at(choices.len() / 2);
    std::thread::scope(|scope| {
        for half in [first, second] {
            scope.spawn(move || half.iter().for_each(|(switch, choice)| is_lived_with(switch, choice)));
        }
    });
}

fn is_lived_with(switch: &str, choice: &str) {
    let what = format!("{switch}: {choice}");
    let folder = project(switch, choice);
    goes_through(folder.path(), &what);
    for file in ["rules/inbound.seg", "workflows/inbound.flow"] {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        let changed = text.replace("lead_score >= 80", "lead_score >= 85");
        assert_ne!(text, changed, "{file} holds the threshold");
        fs::write(path, changed).unwrap();
    }
    let (code, text) = run(folder.path(), &["bump", "--changed"]);
    assert_eq!(code, 0, "{what}: bump\n{text}");
    goes_through(folder.path(), &what);
}
