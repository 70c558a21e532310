//! The real binary in a folder of its own, with an empty environment.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A folder with a project that `init` made.
pub struct Sealed {
    folder: tempfile::TempDir,
}

impl Sealed {
    /// Makes an empty folder.
    pub fn empty() -> Self {
        let sealed = Self { folder: fast_folder() };
        std::fs::create_dir(sealed.root()).unwrap();
        sealed
    }

    /// Makes a new project.
    pub fn project() -> Self {
        let sealed = Self::empty();
        assert_eq!(sealed.run(&["init"]).code, 0);
        sealed
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let full = self.root().join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(full, text).unwrap();
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, &[])
    }

    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hubwright"));
        command.env_clear().env("HOME", self.folder.path()).current_dir(self.root()).stdin(Stdio::null());
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.envs(variables.iter().copied()).args(arguments);
        let output = command.output().unwrap();
        let text =
            |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(self.root().to_str().unwrap(), "<project>");
        let ended = Ended {
            code: output.status.code().unwrap_or_else(|| panic!("{arguments:?} ended by a signal")),
            out: text(output.stdout),
            err: text(output.stderr),
        };
        assert!(!ended.err.contains("panicked at"), "{arguments:?}: {}", ended.err);
        ended
    }

    /// Every file with its contents, but for the lock that readers leave.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        fn walk(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                let path = entry.path();
                if path.is_dir() {
                    walk(&path, files);
                } else {
                    let large = entry.metadata().unwrap().len() > 10_000_000;
                    files.push((path.clone(), if large { Vec::new() } else { std::fs::read(path).unwrap() }));
                }
            }
        }
        let mut files = Vec::new();
        walk(&self.root(), &mut files);
        files.sort();
        files
    }
}

impl Ended {
    /// Returns the codes of the problems that were printed as JSON.
    pub fn codes(&self) -> Vec<String> {
        let lines = self.out.lines().chain(self.err.lines()).filter(|line| line.starts_with('{'));
        let values = lines.map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        values.map(|value| value["code"].as_str().unwrap().to_owned()).collect()
    }
}

/// A folder in memory where the machine has one: what is sealed there need not survive a power cut.
fn fast_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}
