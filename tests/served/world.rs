//! A served portal, projects in folders, and the binary in a sealed environment.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::channel;

use hubwright::emulator::server::serve_until;
use hubwright::emulator::{AccountType, PortalIdentity, ServeOptions, State};
use hubwright::hubspot::switches::Switches;
use hubwright::portal::Portal;
use hubwright::portal::https::{Host, Https};
use hubwright::settings::{ApiPaths, BatchSizes};

pub const TOKEN: &str = "pat-na1-served";
pub const PORTAL: u64 = 4242;

pub const SETTINGS: &str = "name: served\nenvironments:\n  staging: { kind: sandbox, portal: 4242 }\n";
pub const FEATURES: &str = "objects:\n  contact:\n    features:\n      job: { property: jobtitle, type: string }\n";
pub const SEGMENTS: &str = "\
segment engineers on contact {
  version 1
  where job contains any of (\"Engineer\")
}

segment writers on contact {
  version 1
  where job contains any of (\"Writer\")
}
";
pub const WORKFLOWS: &str = "\
workflow greet on contact {
  version 1
  enroll when member of engineers
  set job = \"Greeted\"
}
";

/// Serves a sandbox in a thread of this process; it ends with it.
pub fn serve() -> SocketAddr {
    let identity =
        PortalIdentity { portal_id: PORTAL, account_type: AccountType::Sandbox, time_zone: "UTC".to_owned() };
    let (send, receive) = channel();
    std::thread::spawn(move || {
        let state = State::in_memory(identity, Switches::default()).unwrap();
        let options = ServeOptions { port: 0, token: TOKEN.to_owned().into(), seed: 0 };
        serve_until(state, options, std::future::pending(), |address| send.send(address).unwrap()).unwrap();
    });
    receive.recv().unwrap()
}

/// What anybody else with a token may do to a served portal.
pub fn as_somebody_else<T>(address: SocketAddr, work: impl FnOnce(&Portal<'_>) -> T) -> T {
    let https = Https::new(TOKEN.to_owned().into(), Host::choose(Some(&address.to_string())).unwrap());
    work(&Portal::new(&https, ApiPaths::default(), BatchSizes::default()))
}

/// The titles of lists and the names of flows: a doubled one would stand there twice.
pub fn content(address: SocketAddr) -> Vec<String> {
    as_somebody_else(address, |portal| {
        let lists = portal.all_lists().unwrap().into_iter().map(|list| list.title);
        let flows = portal.all_flows().unwrap().into_iter().filter_map(|flow| flow.name);
        let mut all: Vec<String> = lists.chain(flows).collect();
        all.sort();
        all
    })
}

/// A folder for one test.
pub struct World {
    pub folder: tempfile::TempDir,
}

impl World {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a project that keeps its record in a file.
    pub fn project(&self, settings: &str) -> PathBuf {
        let path = self.path("project");
        write(&path, settings);
        path
    }

    /// Makes a bare remote with one commit of the project, and returns its path.
    pub fn remote(&self) -> PathBuf {
        let (remote, source) = (self.path("remote.git"), self.path("source"));
        git(self.folder.path(), &["init", "--quiet", "--bare", "--initial-branch=main", "remote.git"]);
        write(&source, SETTINGS);
        std::fs::write(source.join(".gitignore"), ".hubwright/\n").unwrap();
        git(&source, &["init", "--quiet", "--initial-branch=main"]);
        git(&source, &["add", "-A"]);
        git(&source, &["-c", "user.name=t", "-c", "user.email=t@t.example", "commit", "--quiet", "-m", "Rules"]);
        git(&source, &["push", "--quiet", &remote.display().to_string(), "main"]);
        remote
    }

    pub fn clone(&self, name: &str) -> PathBuf {
        git(self.folder.path(), &["clone", "--quiet", "remote.git", name]);
        self.path(name)
    }
}

fn write(path: &Path, settings: &str) {
    std::fs::create_dir_all(path.join("rules")).unwrap();
    std::fs::create_dir_all(path.join("workflows")).unwrap();
    std::fs::write(path.join("hubwright.yaml"), settings).unwrap();
    std::fs::write(path.join("rules/features.yaml"), FEATURES).unwrap();
    std::fs::write(path.join("rules/all.seg"), SEGMENTS).unwrap();
    std::fs::write(path.join("workflows/all.flow"), WORKFLOWS).unwrap();
}

pub fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    let output = sealed(command.current_dir(folder).args(arguments)).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Nothing of the machine's own settings gets in.
fn sealed(command: &mut Command) -> &mut Command {
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", "/nonexistent")
        .env("GIT_CONFIG_NOSYSTEM", "1")
}

/// A command against a portal at an address, with a token.
pub fn command(folder: &Path, arguments: &[&str], address: SocketAddr, token: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hubwright"));
    sealed(&mut command).current_dir(folder).args(arguments).env("HUBWRIGHT_ALLOW_HOST", address.to_string());
    if let Some(token) = token {
        command.env("HUBWRIGHT_TOKEN_STAGING", token);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a command said and how it ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("it ended by itself"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Demands an exit code and something in what is told to people.
    pub fn is(self, code: i32, says: &str) -> Self {
        assert!(!self.err.contains("panicked"), "{self:?}");
        assert!(!self.err.contains(TOKEN) && !self.out.contains(TOKEN), "the token is told to nobody: {self:?}");
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.err.contains(says) || self.out.contains(says), "{says}: {self:?}");
        self
    }
}

pub fn run(folder: &Path, arguments: &[&str], address: SocketAddr) -> Ended {
    Ended::of(command(folder, arguments, address, Some(TOKEN)).output().unwrap())
}

/// A process that is ended with its owner.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}
