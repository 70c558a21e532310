//! A sealed folder in which a case happens, with the real binary and the portal beside it.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use hubwright::emulator::{State, World, handle};
use hubwright::portal::Transport as _;
use hubwright::portal::https::{Host, Https};
use hubwright::portal::transport::{Method, Request};
use hubwright::source::FileId;
use serde_json::{Map, Value, json};

use crate::script::{Block, words};

/// What HubSpot says to leave out of a PUT, and what it fills in itself.
const SERVERS: &[&str] =
    &["createdAt", "updatedAt", "dataSources", "id", "nextAvailableActionId", "crmObjectCreationStatus"];

/// The token of served portals.
const TOKEN: &str = "pat-na1-of-a-test";

/// How a command ended.
pub struct Ended {
    /// Its exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// A folder with a project, and what happened in it so far.
pub struct Stage {
    folder: tempfile::TempDir,
    base: bool,
    drift_stays: bool,
    served: Option<(Child, String)>,
    /// What happened, to be held against the snapshot.
    pub transcript: String,
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some((child, _)) = &mut self.served {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Stage {
    /// Makes a folder with the base project in it.
    pub fn new() -> Self {
        let folder = crate::script::fast_folder();
        let stage = Self { folder, base: true, drift_stays: false, served: None, transcript: String::new() };
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/deploy/base"), &stage.project());
        stage
    }

    fn project(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    /// Plays one block.
    pub fn play(&mut self, block: &Block) {
        match block {
            Block::Says(text) => self.say(text),
            Block::Empty => {
                assert!(std::mem::take(&mut self.base), "`empty` stands once");
                std::fs::remove_dir_all(self.project()).unwrap();
                std::fs::create_dir(self.project()).unwrap();
            }
            Block::File { path, text } => {
                let full = self.project().join(path);
                std::fs::create_dir_all(full.parent().unwrap()).unwrap();
                std::fs::write(full, text).unwrap();
                self.say(&format!("--- file {path}\n{}", text.trim_end()));
            }
            Block::Edit { path, changes } => self.edit(path, changes),
            Block::Remove { path } => {
                let full = self.project().join(path);
                if full.is_dir() {
                    std::fs::remove_dir_all(full).unwrap();
                } else {
                    std::fs::remove_file(&full).unwrap_or_else(|error| panic!("{path}: {error}"));
                }
                self.say(&format!("--- remove {path}"));
            }
            Block::Git { arguments } => self.git(arguments),
            Block::Run { line, quiet } => self.run(line, *quiet),
            Block::Serve { line } => self.serve(line),
            Block::Portal { line, body, show } => self.portal(line, body.as_ref(), show),
            Block::Show { path } => {
                let text = std::fs::read_to_string(self.project().join(path));
                let text = text.unwrap_or_else(|_| "(is not there)".to_owned());
                self.say(&format!("--- show {path}\n{}", text.trim_end()));
            }
            Block::DriftStays => self.drift_stays = true,
        }
    }

    fn say(&mut self, text: &str) {
        let _ = writeln!(self.transcript, "{text}\n");
    }

    fn edit(&mut self, path: &str, changes: &[(String, String)]) {
        let full = self.project().join(path);
        let mut text = std::fs::read_to_string(&full).unwrap();
        let mut said = format!("--- edit {path}");
        for (old, new) in changes {
            assert_eq!(text.matches(old.as_str()).count(), 1, "{path}: `{old}` is to be there once in\n{text}");
            text = text.replace(old.as_str(), new);
            let _ = write!(said, "\n- {}\n+ {}", old.replace('\n', "\n- "), new.replace('\n', "\n+ "));
        }
        std::fs::write(full, text).unwrap();
        self.say(&said);
    }

    /// A command with an empty environment but for the path and a home of its own.
    fn sealed(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("HOME", self.folder.path()).current_dir(self.project()).stdin(Stdio::null());
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command
    }

    fn git(&mut self, arguments: &[String]) {
        let mut command = self.sealed("git");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Ana").env(format!("GIT_{role}_EMAIL"), "ana@acme.example");
        }
        let output = command.args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        self.say(&format!("--- git {}", arguments.join(" ")));
    }

    fn run(&mut self, line: &str, quiet: bool) {
        let ended = self.command(line);
        let mut said = format!("--- run {line}\n");
        if quiet {
            assert_eq!(ended.code, 0, "{line} is given: {}{}", ended.out, ended.err);
        } else {
            said.push_str(&ended.out);
            if !ended.err.is_empty() {
                let _ = write!(said, "--- stderr\n{}", ended.err);
            }
        }
        let _ = write!(said, "--- exit {}", ended.code);
        self.say(&said);
        // Unasked: after an apply there is nothing to do.
        let arguments = words(line);
        if ended.code == 0 && arguments.iter().any(|word| word == "apply") {
            self.nothing_to_do(line);
        }
        let is_plan = arguments.iter().any(|word| word == "plan");
        let is_aside = arguments.iter().any(|word| matches!(word.as_str(), "--against" | "--out"));
        // Over a network it is the same code, and slower.
        if is_plan && !is_aside && self.served.is_none() && !ended.out.is_empty() {
            self.same_against_what_is_saved(line, &ended);
        }
    }

    /// Unasked: a plan is the same without the portal, against what was saved of it.
    fn same_against_what_is_saved(&self, line: &str, ended: &Ended) {
        let arguments = words(line);
        let kept = |after: &str| {
            let at = arguments.iter().position(|word| word == after)?;
            arguments.get(at..at + 2).map(<[String]>::to_vec)
        };
        let saved = self.folder.path().join("saved.json").display().to_string();
        let mut take: Vec<String> = arguments.iter().take_while(|word| *word != "plan").cloned().collect();
        take.extend(["snapshot".to_owned(), "--out".to_owned(), saved.clone()]);
        take.extend(["--env", "--project"].into_iter().filter_map(kept).flatten());
        let taken = self.command(&take.join(" "));
        assert_eq!(taken.code, 0, "before `{line}`: {}{}", taken.out, taken.err);
        let mut again = arguments.clone();
        again.extend(["--against".to_owned(), saved]);
        let against =
            self.command(&again.iter().filter(|word| !word.contains("TOKEN")).cloned().collect::<Vec<_>>().join(" "));
        assert_eq!(
            (against.code, &against.out),
            (ended.code, &ended.out),
            "`{line}` against what was saved: {}",
            against.err
        );
    }

    fn nothing_to_do(&mut self, after: &str) {
        let keep = |word: &&String| word.contains('=') && !word.starts_with('-');
        let arguments = words(after);
        let mut line: Vec<String> = arguments.iter().filter(keep).cloned().collect();
        line.extend(["plan".to_owned(), "--detailed-exitcode".to_owned()]);
        for (at, word) in arguments.iter().enumerate() {
            if word == "--env" || word == "--project" {
                line.extend(arguments.get(at..at + 2).unwrap().to_vec());
            }
        }
        let ended = self.command(&line.join(" "));
        let done = if std::mem::take(&mut self.drift_stays) { "nothing to do" } else { "Nothing to do" };
        let empty = ended.code == 0 && ended.out.contains(done);
        assert!(
            empty,
            "after `{after}` the plan is not empty (exit {}):\n{}{}\nbefore that:\n{}",
            ended.code, ended.out, ended.err, self.transcript
        );
    }

    fn command(&self, line: &str) -> Ended {
        let mut arguments = words(&self.filled(line));
        let program = arguments.iter().position(|word| !word.contains('=')).unwrap_or(0);
        let mut command = self.sealed(env!("CARGO_BIN_EXE_hubwright"));
        for variable in arguments.drain(..program) {
            let (name, value) = variable.split_once('=').unwrap();
            command.env(name, value.replace("TOKEN", TOKEN));
        }
        if let Some((_, address)) = &self.served {
            command.env("HUBWRIGHT_ALLOW_HOST", address);
        }
        let output = command.args(&arguments).output().unwrap();
        let text = |bytes: &[u8]| self.plain(&String::from_utf8_lossy(bytes));
        let code = output.status.code().unwrap_or_else(|| panic!("{line}: ended by a signal"));
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert!(code != 101 && code != 1, "{line} panicked: {err}");
        Ended { code, out, err }
    }

    fn serve(&mut self, line: &str) {
        assert!(self.served.is_none(), "one portal at a time is served");
        let mut command = self.sealed(env!("CARGO_BIN_EXE_hubwright"));
        command.env("HUBWRIGHT_PORTAL_TOKEN", TOKEN).args(["portal", "serve", "--port", "0"]).args(words(line));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let Some(address) = first.trim().strip_prefix("http://") else {
            let mut why = String::new();
            child.stderr.take().unwrap().read_to_string(&mut why).unwrap();
            panic!("portal serve {line}: {why}");
        };
        self.served = Some((child, address.to_owned()));
        self.say(&format!("--- serve {line}"));
    }

    /// Takes out what differs from run to run: the folder, times, digests.
    fn plain(&self, text: &str) -> String {
        let project = self.project();
        let mut text = text.replace(project.to_str().unwrap(), "<project>");
        text = text.replace(self.folder.path().to_str().unwrap(), "<home>");
        if let Some((_, address)) = &self.served {
            text = text.replace(address.as_str(), "<address>");
        }
        let text = replaced(&text, "p1:", 64, |c| c.is_ascii_hexdigit(), "p1:<digest>");
        let text = replaced(&text, "s1:", 64, |c| c.is_ascii_hexdigit(), "s1:<digest>");
        replaced(&text, "20", 18, |c| c.is_ascii_digit() || "-:.TZ".contains(c), "<time>")
    }

    fn opened<T>(&self, work: impl FnOnce(&mut State, &World) -> T) -> T {
        let folder = self.project().join(".hubwright/portal");
        let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|kind| kind == "sqlite"))
            .collect();
        found.sort();
        let text = std::fs::read_to_string(self.project().join("hubwright.yaml")).unwrap();
        let switches = hubwright::settings::read(FileId(0), &text).0.map(|settings| settings.switches);
        let mut state = State::open(&found[0], switches.unwrap_or_default()).unwrap();
        work(&mut state, &World { now: jiff::Timestamp::now(), seed: 0 })
    }

    /// Sends one request to the portal in its file, or to the one that is served.
    fn ask(&self, request: &Request) -> (u16, Value) {
        let response = match &self.served {
            Some((_, address)) => {
                let host = Host::choose(Some(address)).unwrap();
                Https::new(TOKEN.to_owned().into(), host).send(request).unwrap()
            }
            None => self.opened(|state, world| handle(state, world, request)),
        };
        (response.status, serde_json::from_str(&response.body).unwrap_or(Value::Null))
    }

    /// Writes `{list:TITLE}` and `{flow:TITLE}` as ids.
    fn filled(&self, text: &str) -> String {
        let mut text = text.to_owned();
        while let Some((start, end)) = text.find('{').and_then(|start| Some((start, start + text[start..].find('}')?)))
        {
            let inner = text[start + 1..end].to_owned();
            let (kind, title) = inner.split_once(':').unwrap_or_else(|| panic!("`{{{inner}}}`"));
            let id = self.id(kind, title).unwrap_or_else(|| panic!("the portal has no {kind} `{title}`"));
            text.replace_range(start..=end, &id);
        }
        text
    }

    fn id(&self, kind: &str, title: &str) -> Option<String> {
        let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        match kind {
            "list" => {
                let search = Request::new(Method::Post, "/crm/v3/lists/search").body(json!({ "count": 500 }));
                let (_, found) = self.ask(&search);
                let lists = found["lists"].as_array().cloned().unwrap_or_default();
                lists.iter().find(|list| list["name"] == title).and_then(|list| text(list, "listId"))
            }
            "flow" => {
                let (_, found) = self.ask(&Request::new(Method::Get, "/automation/v4/flows"));
                let flows = found["results"].as_array().cloned().unwrap_or_default();
                flows.iter().find(|flow| flow["name"] == title).and_then(|flow| text(flow, "id"))
            }
            _ => panic!("`{kind}` is neither `list` nor `flow`"),
        }
    }

    fn portal(&mut self, line: &str, body: Option<&Value>, show: &[String]) {
        let (method, path) = line.split_once(' ').unwrap();
        let path = self.filled(path);
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        let is_flow = path.contains("/flows/");
        let method = match method {
            "GET" => Method::Get,
            "POST" => Method::Post,
            "PUT" => Method::Put,
            "PATCH" => Method::Patch,
            "DELETE" => Method::Delete,
            _ => panic!("no such method: {line}"),
        };
        let mut request = Request::new(method, path);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap();
            request = request.with(name, value);
        }
        if let Some(body) = body {
            request = request.body(body.clone());
        }
        // HubSpot's editor saves a workflow whole: a PATCH here is a read, the change, and a PUT.
        if method == Method::Patch && is_flow {
            let (status, mut whole) = self.ask(&Request::new(Method::Get, path));
            assert_eq!(status, 200, "{line}: {whole}");
            merge(&mut whole, body.unwrap());
            let whole: Map<String, Value> = whole
                .as_object()
                .unwrap()
                .clone()
                .into_iter()
                .filter(|(key, _)| !SERVERS.contains(&key.as_str()))
                .collect();
            request = Request::new(Method::Put, path).body(Value::Object(whole));
        }
        let (status, answer) = self.ask(&request);
        let mut said = format!("--- portal {line}\n{status}");
        if let Some(body) = body {
            let _ = write!(said, " for {body}");
        }
        if status >= 400 {
            let _ = write!(said, ": {}", answer["message"].as_str().unwrap_or_default());
        }
        for pointer in show {
            let value = answer.pointer(pointer).cloned().unwrap_or(Value::Null);
            let _ = write!(said, "\n{pointer} = {value}");
        }
        let said = self.plain(&said);
        self.say(&said);
    }
}

/// Merges as RFC 7386 has it.
fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                if value.is_null() {
                    into.remove(key);
                } else {
                    merge(into.entry(key.clone()).or_insert(Value::Null), value);
                }
            }
        }
        (into, from) => *into = from.clone(),
    }
}

/// Replaces every run of characters that starts so and is at least so long.
fn replaced(text: &str, start: &str, least: usize, inner: impl Fn(char) -> bool, by: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(start) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let tail = &from[start.len()..];
        let length = tail.find(|c| !inner(c)).unwrap_or(tail.len());
        if length >= least {
            out.push_str(by);
            rest = &tail[length..];
        } else {
            out.push_str(start);
            rest = tail;
        }
    }
    out.push_str(rest);
    out
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}
