//! A log in a git ref of the remote: `refs/hubwright/<portal id>`.
//!
//! The ref points to a commit whose tree holds one file, the log. It grows by compare-and-swap: a push names the
//! commit that it replaces. What is not pushed yet waits in a journal beside the project, which continues the log that
//! was there when it was begun.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "the record is kept in a git ref")]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::entry::{Event, NewEntry, ObjectKind};
use super::file::objects;
use super::journal::Journal;
use super::log::Log;
use super::{RecordError, Store};

/// The file in the ref's tree.
const FILE: &str = "record.jsonl";
/// How often a push is tried against others that touch other objects.
const TRIES: usize = 5;
/// What would point git elsewhere than to the project, where hubwright runs inside a hook.
const ELSEWHERE: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_REPLACE_REF_BASE",
];

/// Keeps a log in a ref of the remote `origin`.
pub struct GitStore {
    root: PathBuf,
    portal: u64,
    journal: Journal,
    loaded: Option<Loaded>,
}

/// What the remote has.
struct Remote {
    /// The commit; none where there is no ref yet.
    commit: Option<String>,
    text: Vec<u8>,
    log: Log,
}

struct Loaded {
    remote: Remote,
    /// The remote's log and what waits.
    log: Log,
    /// The lines of what waits.
    waiting: String,
    /// The journal's bytes as they were read, until we hold its lock.
    journal: Vec<u8>,
    /// Bytes of whole lines in the journal; none where it has to be rewritten.
    sound: Option<u64>,
}

/// What becomes of a push where others added something since.
#[derive(Clone, Copy)]
enum Others {
    /// It is given up.
    Win,
    /// It goes behind what they added, where that is about other objects.
    ComeFirst,
}

/// How a push went.
enum Pushed {
    /// It arrived.
    Through,
    /// Others were faster: what was to be pushed, and what the remote has now.
    Outrun(Box<(Loaded, Remote)>),
}

impl GitStore {
    /// Names the log of a portal for the repository that a project's folder is in; nothing is run yet.
    #[must_use]
    pub fn new(project: &Path, portal: u64) -> Self {
        let path = project.join(".hubwright").join("record").join(format!("{portal}.pending.jsonl"));
        Self { root: project.to_owned(), portal, journal: Journal::new(path), loaded: None }
    }

    fn reference(&self) -> String {
        format!("refs/hubwright/{}", self.portal)
    }

    /// Where the last log that we saw is kept: a ref of our own, which no fetch of branches touches.
    fn seen(&self) -> String {
        format!("refs/hubwright-seen/{}", self.portal)
    }

    fn fetch(&self) -> Result<Remote, RecordError> {
        let reference = self.reference();
        let listed = self.text(&["ls-remote", "--refs", "origin", &reference])?;
        let is_there = listed.lines().any(|line| line.split('\t').nth(1) == Some(&reference));
        if !is_there {
            // A log that was removed whole was meant to be removed.
            return Ok(Remote { commit: None, text: Vec::new(), log: Log::default() });
        }
        let known = self.commit(&self.seen())?;
        let earlier = known.as_deref().map(|commit| self.log_of(commit)).transpose()?;
        // Into a name of its own first: what we saw before is replaced only by what continues it.
        let fetched = format!("{}-fetched", self.seen());
        let spec = format!("+{reference}:{fetched}");
        let plainly = ["--quiet", "--no-tags", "--no-prune", "--no-recurse-submodules", "--no-write-fetch-head"];
        self.text(&[&["fetch"], &plainly[..], &["--refmap=", "origin", &spec]].concat())?;
        let commit = self.text(&["rev-parse", "--verify", "--quiet", &format!("{fetched}^{{commit}}")])?;
        let (text, log) = self.log_of(&commit)?;
        if let Some((_, earlier)) = earlier
            && !log.continues(&earlier)
        {
            let (entries, acknowledged) = (log.sequence(), earlier.sequence());
            return Err(RecordError::Short { place: self.place(), entries, acknowledged });
        }
        self.text(&["update-ref", &self.seen(), &commit])?;
        Ok(Remote { commit: Some(commit), text, log })
    }

    fn log_of(&self, commit: &str) -> Result<(Vec<u8>, Log), RecordError> {
        let text = self.git(&["cat-file", "blob", &format!("{commit}:{FILE}")], None)?.stdout;
        let log = Log::parse(&text, &self.place())?;
        if log.torn() > 0 {
            // A blob is written whole: here an unfinished line is damage.
            return Err(RecordError::Damaged { place: self.place(), line: log.entries().len() + 1 });
        }
        Ok((text, log))
    }

    /// Returns the commit of a local ref, if there is such a ref.
    fn commit(&self, reference: &str) -> Result<Option<String>, RecordError> {
        let found = self.text(&["for-each-ref", "--format=%(objectname)", reference])?;
        Ok(found.lines().next().map(str::to_owned))
    }

    /// Puts what waits behind what the remote has now.
    fn join(&self, remote: Remote, journal: Vec<u8>) -> Result<Loaded, RecordError> {
        let mut log = remote.log.clone();
        let whole = journal.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let lines = journal.get(..whole).unwrap_or_default();
        if lines.is_empty() {
            return Ok(Loaded { remote, log, waiting: String::new(), journal, sound: Some(0) });
        }
        let adrift = || RecordError::Adrift { place: self.journal.place() };
        let mut ours = remote.log.continued_by(lines).ok_or_else(adrift)?;
        let base = ours.entries().len();
        ours.extend_from(lines, &self.journal.place())?;
        if base == remote.log.entries().len() {
            let waiting = String::from_utf8_lossy(lines).into_owned();
            let sound = u64::try_from(whole).ok();
            return Ok(Loaded { remote, log: ours, waiting, journal, sound });
        }
        if remote.log.continues(&ours) {
            // The push arrived; only its answer, or our tidying, did not.
            return Ok(Loaded { remote, log, waiting: String::new(), journal, sound: None });
        }
        let mine: Vec<NewEntry> = ours.entries().iter().skip(base).map(|entry| entry.said.clone()).collect();
        let theirs = touched(remote.log.entries().iter().skip(base).map(|entry| &entry.said));
        // An intent that nobody else has seen was not acted upon; what others did with the object since is newer.
        // Outcomes are kept: they are facts, whoever came first.
        let settled = touched(mine.iter().filter(|said| !is_intent(said)));
        let kept: Vec<NewEntry> = mine
            .into_iter()
            .filter(|said| !is_intent(said) || settled.contains(&target(said)) || !theirs.contains(&target(said)))
            .collect();
        let waiting = log.push(&kept, &self.journal.place())?;
        Ok(Loaded { remote, log, waiting, journal, sound: None })
    }

    /// Writes the log as a commit and moves the remote's ref to it, if the ref is still where we saw it.
    fn push(&self, remote: &Remote, text: &[u8]) -> Result<(String, Result<(), RecordError>), RecordError> {
        let id = |output: Output| String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let blob = id(self.git(&["hash-object", "-w", "--no-filters", "--stdin"], Some(text))?);
        let tree = id(self.git(&["mktree"], Some(format!("100644 blob {blob}\t{FILE}\n").as_bytes()))?);
        let message = format!("Record of portal {}", self.portal);
        let mut arguments = vec!["commit-tree", tree.as_str(), "-m", message.as_str()];
        if let Some(parent) = &remote.commit {
            arguments.extend(["-p", parent.as_str()]);
        }
        let commit = id(self.git(&arguments, None)?);
        let reference = self.reference();
        let lease = format!("--force-with-lease={reference}:{}", remote.commit.as_deref().unwrap_or_default());
        let spec = format!("{commit}:{reference}");
        let pushed = self.git(
            &["push", "--quiet", "--no-verify", "--no-follow-tags", "--recurse-submodules=no", &lease, "origin", &spec],
            None,
        );
        Ok((commit, pushed.map(drop)))
    }

    /// Takes the journal's lock, and makes sure that nobody used the journal since we read it.
    fn hold(&mut self) -> Result<(), RecordError> {
        if self.journal.is_locked() {
            return Ok(());
        }
        self.journal.lock()?;
        let now = self.journal.read()?.unwrap_or_default();
        match &self.loaded {
            Some(loaded) if loaded.journal != now => {
                Err(RecordError::Raced { place: self.journal.place(), objects: Vec::new() })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Pushes what waits.
    fn publish(&mut self, others: Others) -> Result<(), RecordError> {
        if self.loaded.as_ref().is_none_or(|loaded| loaded.waiting.is_empty()) {
            return Ok(());
        }
        self.hold()?;
        for _ in 0..TRIES {
            let Some(loaded) = self.loaded.take_if(|loaded| !loaded.waiting.is_empty()) else { return Ok(()) };
            let (loaded, remote) = match self.try_push(loaded)? {
                Pushed::Through => return Ok(()),
                Pushed::Outrun(both) => *both,
            };
            let base = loaded.remote.log.entries().len();
            let mine: Vec<NewEntry> = loaded.log.entries().iter().skip(base).map(|entry| entry.said.clone()).collect();
            let theirs = || remote.log.entries().iter().skip(base).map(|entry| &entry.said);
            let both = match others {
                Others::Win => {
                    // Nothing was acted upon yet, and the one who is told so acts upon none of it. What an earlier run
                    // left here is still true.
                    let run = mine.last().map(|said| said.run.clone());
                    let kept: Vec<NewEntry> = mine.into_iter().filter(|said| Some(&said.run) != run.as_ref()).collect();
                    let waiting = remote.log.clone().push(&kept, &self.journal.place())?;
                    self.journal.replace(&waiting)?;
                    return Err(RecordError::Raced { place: self.place(), objects: objects(theirs()) });
                }
                Others::ComeFirst => {
                    let theirs = touched(theirs());
                    objects(mine.iter().filter(|said| theirs.contains(&target(said))))
                }
            };
            if !both.is_empty() {
                return Err(RecordError::Raced { place: self.place(), objects: both });
            }
            let mut log = remote.log.clone();
            let waiting = log.push(&mine, &self.journal.place())?;
            self.journal.replace(&waiting)?;
            let sound = Some(length(&waiting));
            self.loaded = Some(Loaded { remote, log, waiting, journal: Vec::new(), sound });
        }
        Err(RecordError::Raced { place: self.place(), objects: Vec::new() })
    }

    /// Pushes once. Where that fails for another reason than that somebody was faster, all waits as before.
    fn try_push(&mut self, loaded: Loaded) -> Result<Pushed, RecordError> {
        let text = [loaded.remote.text.as_slice(), loaded.waiting.as_bytes()].concat();
        let found = self.push(&loaded.remote, &text).and_then(|(commit, pushed)| match pushed {
            Ok(()) => Ok((commit, None)),
            Err(failure) => self.fetch().map(|remote| (commit, Some((failure, remote)))),
        });
        match found {
            Ok((commit, None)) => self.settle(commit, text, loaded.log).map(|()| Pushed::Through),
            Ok((commit, Some((_, remote)))) if remote.commit.as_ref() == Some(&commit) => {
                self.settle(commit, text, loaded.log).map(|()| Pushed::Through)
            }
            Ok((_, Some((failure, remote)))) if remote.commit == loaded.remote.commit => {
                self.loaded = Some(loaded);
                Err(failure)
            }
            Ok((_, Some((_, remote)))) => Ok(Pushed::Outrun(Box::new((loaded, remote)))),
            Err(error) => {
                self.loaded = Some(loaded);
                Err(error)
            }
        }
    }

    /// Takes over what was pushed; the journal is empty from here on.
    fn settle(&mut self, commit: String, text: Vec<u8>, log: Log) -> Result<(), RecordError> {
        self.text(&["update-ref", &self.seen(), &commit])?;
        self.journal.replace("")?;
        let remote = Remote { commit: Some(commit), text, log: log.clone() };
        self.loaded = Some(Loaded { remote, log, waiting: String::new(), journal: Vec::new(), sound: Some(0) });
        Ok(())
    }

    fn text(&self, arguments: &[&str]) -> Result<String, RecordError> {
        Ok(String::from_utf8_lossy(&self.git(arguments, None)?.stdout).trim().to_owned())
    }

    /// Runs git: no shell, no hooks, no questions.
    fn git(&self, arguments: &[&str], input: Option<&[u8]>) -> Result<Output, RecordError> {
        let command = arguments.first().copied().unwrap_or_default();
        let failed = |why: String| RecordError::Git { command: command.to_owned(), why };
        let mut git = Command::new("git");
        git.arg("-C").arg(&self.root);
        git.args(["-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c", "maintenance.auto=false"]);
        git.args(["-c", "push.gpgSign=false", "-c", "core.quotePath=true"]).args(arguments);
        for name in ELSEWHERE {
            git.env_remove(name);
        }
        git.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
        for role in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{role}_NAME"), "hubwright").env(format!("GIT_{role}_EMAIL"), "hubwright@localhost");
        }
        git.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
        git.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = git.spawn().map_err(|error| {
            let is_missing = error.kind() == std::io::ErrorKind::NotFound;
            failed(if is_missing { "there is no program `git` on the PATH".to_owned() } else { error.to_string() })
        })?;
        if let (Some(input), Some(mut stdin)) = (input, child.stdin.take()) {
            // Where git ends early, its status says why.
            let _ = stdin.write_all(input);
        }
        let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
        if output.status.success() {
            Ok(output)
        } else {
            Err(failed(without_credentials(String::from_utf8_lossy(&output.stderr).trim())))
        }
    }
}

impl Store for GitStore {
    fn load(&mut self) -> Result<Log, RecordError> {
        let journal = self.journal.read()?.unwrap_or_default();
        let loaded = self.join(self.fetch()?, journal)?;
        let log = loaded.log.clone();
        self.loaded = Some(loaded);
        Ok(log)
    }

    fn append(&mut self, entries: &[NewEntry]) -> Result<(), RecordError> {
        if self.loaded.is_none() {
            self.load()?;
        }
        self.hold()?;
        let place = self.journal.place();
        let Some(loaded) = &mut self.loaded else { return Ok(()) };
        let before = loaded.log.entries().len();
        let text = loaded.log.push(entries, &place)?;
        let written = match loaded.sound {
            Some(sound) => self.journal.append(sound, &text).map(|()| sound),
            None => self.journal.replace(&format!("{}{text}", loaded.waiting)).map(|()| length(&loaded.waiting)),
        };
        match written {
            Ok(sound) => {
                loaded.sound = Some(sound + length(&text));
                loaded.waiting.push_str(&text);
                Ok(())
            }
            Err(error) => {
                loaded.log.truncate(before);
                Err(error)
            }
        }
    }

    fn begin(&mut self) -> Result<(), RecordError> {
        self.publish(Others::Win)
    }

    fn sync(&mut self) -> Result<(), RecordError> {
        self.publish(Others::ComeFirst)
    }

    fn place(&self) -> String {
        format!("{} of origin", self.reference())
    }
}

type Target = (String, ObjectKind, String);

fn target(said: &NewEntry) -> Target {
    (said.project.clone(), said.object.kind, said.object.identity.clone())
}

fn touched<'a>(entries: impl Iterator<Item = &'a NewEntry>) -> BTreeSet<Target> {
    entries.map(target).collect()
}

fn is_intent(said: &NewEntry) -> bool {
    matches!(said.event, Event::Intent(_))
}

fn length(text: &str) -> u64 {
    u64::try_from(text.len()).unwrap_or(u64::MAX)
}

/// A remote's address may hold a password, and git repeats addresses in what it complains about.
fn without_credentials(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        out.push_str(before);
        out.push_str("://");
        let end = after.find(|c: char| c == '/' || c == '\'' || c.is_whitespace()).unwrap_or(after.len());
        let (authority, tail) = after.split_at(end);
        out.push_str(authority.rsplit_once('@').map_or(authority, |(_, host)| host));
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_says_is_shown_without_credentials() {
        let said = "fatal: unable to access 'https://bot:s3cret@git.example/x.git/': no route to file:///srv/x";
        let shown = without_credentials(said);
        assert_eq!(shown, "fatal: unable to access 'https://git.example/x.git/': no route to file:///srv/x");
    }
}
