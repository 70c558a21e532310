//! A portal in a file, as people left it, and a project beside it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hubwright::emulator::{AccountType, PortalIdentity, State, World, handle};
use hubwright::hubspot::switches::Switches;
use hubwright::portal::{Method, Request};
use serde_json::{Value, json};

pub const PORTAL: u64 = 77;

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A project with an embedded portal.
pub struct Stage {
    folder: tempfile::TempDir,
}

impl Stage {
    /// Makes a project without a rule, and a portal filled by a seed.
    pub fn new(seed: &str) -> Self {
        let stage = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir_all(stage.database().parent().unwrap()).unwrap();
        let identity = PortalIdentity {
            portal_id: PORTAL,
            account_type: AccountType::Standard,
            time_zone: "America/New_York".to_owned(),
        };
        let mut state = State::create(&stage.database(), identity, Switches::default()).unwrap();
        hubwright::emulator::seed(&mut state, &world(), seed).unwrap();
        stage.write("hubwright.yaml", "name: acme\nenvironments:\n  demo: { kind: embedded, portal: 77 }\n");
        stage
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    fn database(&self) -> PathBuf {
        self.root().join(format!(".hubwright/portal/{PORTAL}.sqlite"))
    }

    pub fn write(&self, path: &str, text: &str) {
        let full = self.root().join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(full, text).unwrap();
    }

    /// Returns every source of the project with its text.
    pub fn sources(&self) -> Vec<(String, String)> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() { walk(&path, found) } else { found.push(path) }
            }
        }
        let mut found = Vec::new();
        for below in ["rules", "workflows", "bindings"] {
            walk(&self.root().join(below), &mut found);
        }
        found.sort();
        let text = |path: PathBuf| {
            let short = path.strip_prefix(self.root()).unwrap().to_str().unwrap().to_owned();
            (short, std::fs::read_to_string(path).unwrap())
        };
        found.into_iter().map(text).collect()
    }

    /// Does what a person does in the portal.
    pub fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        self.ask_of(Switches::default(), method, path, body)
    }

    /// Does it in a portal that is otherwise in what is not certain.
    pub fn ask_of(&self, switches: Switches, method: Method, path: &str, body: Option<Value>) -> Value {
        let mut state = State::open(&self.database(), switches).unwrap();
        let mut request = Request::new(method, path);
        request.body = body;
        let response = handle(&mut state, &world(), &request);
        assert!(response.status < 300, "{method:?} {path}: {} {}", response.status, response.body);
        serde_json::from_str(&response.body).unwrap_or(Value::Null)
    }

    /// Makes a workflow.
    pub fn flow(&self, body: Value) -> String {
        self.ask(Method::Post, "/automation/v4/flows", Some(body))["id"].as_str().unwrap().to_owned()
    }

    /// Returns a workflow as it is.
    pub fn live(&self, flow: &str) -> Value {
        self.ask(Method::Get, &format!("/automation/v4/flows/{flow}"), None)
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hubwright"));
        command.env_clear().env("HOME", self.root()).current_dir(self.root()).stdin(Stdio::null());
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        let output = command.args(arguments).output().unwrap();
        Ended {
            code: output.status.code().unwrap_or_else(|| panic!("{arguments:?} ended by a signal")),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command that has to end well, and returns what it printed.
    pub fn done(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments);
        assert_eq!(ended.code, 0, "{arguments:?}: {}\n{}", ended.out, ended.err);
        ended.out
    }

    /// Demands what every import promises: files in their one form, a program that compiles, a plan that has nothing to
    /// do, and a second import that changes nothing.
    pub fn is_proved(&self) {
        self.done(&["fmt", "--check"]);
        self.done(&["check"]);
        let plan = self.run(&["plan", "--detailed-exitcode"]);
        assert_eq!(plan.code, 0, "{}{}", plan.out, plan.err);
        assert!(plan.out.contains("Nothing to do"), "{}", plan.out);
        let before = self.sources();
        let again = self.done(&["import", "--format", "json"]);
        let again: Value = serde_json::from_str(&again).unwrap();
        assert_eq!(again["imported"], json!([]), "nothing is left to import");
        assert_eq!(self.sources(), before, "the second import changes nothing");
    }
}

pub fn world() -> World {
    World { now: "2026-06-01T12:00:00Z".parse().unwrap(), seed: 0 }
}
