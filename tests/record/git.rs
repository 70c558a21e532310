//! A record in a git ref.

use std::path::{Path, PathBuf};
use std::process::Command;

use hubwright::record::{GitStore, Log, NewEntry, RecordError, Store as _, fold};

use super::{code, created, intent, key};

struct World {
    folder: tempfile::TempDir,
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "--quiet", "--bare", "remote.git"]);
        Self { folder }
    }

    fn remote(&self) -> PathBuf {
        self.folder.path().join("remote.git")
    }

    fn clone(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        git(self.folder.path(), &["init", "--quiet", name]);
        git(&path, &["remote", "add", "origin", &self.remote().display().to_string()]);
        path
    }

    fn head(&self) -> String {
        git(&self.remote(), &["for-each-ref", "--format=%(refname) %(objectname)"])
    }
}

fn names(log: &Log) -> Vec<String> {
    log.entries().iter().map(|entry| entry.said.object.name.clone()).collect()
}

fn by(run: &str, mut entry: NewEntry) -> NewEntry {
    entry.run = run.to_owned();
    entry
}

fn pending(clone: &Path) -> PathBuf {
    clone.join(".hubwright/record/5.pending.jsonl")
}

#[test]
fn a_clone_that_starts_empty_sees_all() {
    let world = World::new();
    let first = world.clone("first");
    let mut store = GitStore::new(&first, 5);
    assert_eq!(store.load().unwrap(), Log::default());
    store.append(&[intent("a")]).unwrap();
    assert_eq!(world.head(), "", "an appended entry is only here");
    store.sync().unwrap();
    store.append(&[created("a", "7")]).unwrap();
    store.append(&[intent("b")]).unwrap();
    store.sync().unwrap();
    store.sync().unwrap();

    let second = world.clone("second");
    let mut store = GitStore::new(&second, 5);
    assert_eq!(names(&store.load().unwrap()), ["a", "a", "b"]);
    assert_eq!(GitStore::new(&second, 6).load().unwrap(), Log::default(), "a log belongs to one portal");
    assert_eq!(git(&world.remote(), &["rev-list", "--count", "refs/hubwright/5"]), "2");
    assert_eq!(
        git(&world.remote(), &["log", "-1", "--format=%an <%ae>", "refs/hubwright/5"]),
        "hubwright <hubwright@localhost>"
    );
    assert_eq!(git(&second, &["status", "--porcelain", "--", ":!.hubwright"]), "");
}

#[test]
fn of_two_who_apply_the_same_one_wins_and_one_is_told_before_it_writes() {
    for begun in [&[] as &[NewEntry], &[intent("z")]] {
        let world = World::new();
        let (first, second) = (world.clone("first"), world.clone("second"));
        let (mut one, mut two) = (GitStore::new(&first, 5), GitStore::new(&second, 5));
        one.append(begun).unwrap();
        one.sync().unwrap();
        one.load().unwrap();
        two.load().unwrap();
        one.append(&[intent("a"), intent("b")]).unwrap();
        two.append(&[intent("b"), intent("c")]).unwrap();
        one.begin().unwrap();
        let head = world.head();
        let error = two.begin().unwrap_err();
        assert!(matches!(&error, RecordError::Raced { objects, .. } if objects == &["list a", "list b"]), "{error:?}");
        assert_eq!(world.head(), head, "nothing half-pushed");
        let mut again = GitStore::new(&second, 5);
        drop(two);
        let log = again.load().unwrap();
        assert_eq!(names(&log).split_off(begun.len()), ["a", "b"], "what the loser wanted is forgotten");
        again.append(&[intent("c")]).unwrap();
        again.sync().unwrap();
    }
}

#[test]
fn who_planned_before_somebody_else_began_is_told_whatever_it_touches() {
    let world = World::new();
    let (first, second) = (world.clone("first"), world.clone("second"));
    let (mut one, mut two) = (GitStore::new(&first, 5), GitStore::new(&second, 5));
    one.load().unwrap();
    // What an earlier run of the second left is not a part of what it begins.
    two.append(&[by("r0", created("z", "9"))]).unwrap();
    drop(two);
    let mut two = GitStore::new(&second, 5);
    two.load().unwrap();
    one.append(&[intent("a")]).unwrap();
    two.append(&[intent("b"), created("c", "3")]).unwrap();
    one.begin().unwrap();
    let head = world.head();
    let error = two.begin().unwrap_err();
    assert!(matches!(&error, RecordError::Raced { objects, .. } if objects == &["list a"]), "{error:?}");
    assert_eq!(world.head(), head);
    drop(two);
    let mut two = GitStore::new(&second, 5);
    assert_eq!(names(&two.load().unwrap()), ["a", "z"], "an outcome is kept, and nothing of the run that was told");
    two.append(&[intent("b")]).unwrap();
    two.begin().unwrap();
}

#[test]
fn outcomes_of_other_objects_go_behind_each_other() {
    let world = World::new();
    let (first, second) = (world.clone("first"), world.clone("second"));
    let (mut one, mut two) = (GitStore::new(&first, 5), GitStore::new(&second, 5));
    one.load().unwrap();
    one.append(&[intent("a")]).unwrap();
    one.begin().unwrap();
    two.load().unwrap();
    two.append(&[intent("b")]).unwrap();
    two.begin().unwrap();
    two.append(&[created("b", "8")]).unwrap();
    one.append(&[created("a", "7")]).unwrap();
    two.sync().unwrap();
    one.sync().unwrap();
    assert_eq!(names(&GitStore::new(&second, 5).load().unwrap()), ["a", "b", "b", "a"]);
}

#[test]
fn what_could_not_be_pushed_can_still_be_added_to() {
    let world = World::new();
    let first = world.clone("first");
    let mut store = GitStore::new(&first, 5);
    store.append(&[intent("a")]).unwrap();
    store.begin().unwrap();
    let (remote, away) = (world.remote(), world.folder.path().join("away.git"));
    std::fs::rename(&remote, &away).unwrap();
    store.append(&[created("a", "7")]).unwrap();
    store.sync().unwrap_err();
    store.append(&[intent("b")]).unwrap();
    std::fs::rename(&away, &remote).unwrap();
    store.sync().unwrap();
    assert_eq!(names(&GitStore::new(&first, 5).load().unwrap()), ["a", "a", "b"]);
}

#[test]
fn what_was_not_pushed_before_a_kill_is_pushed_after_it() {
    let world = World::new();
    let (first, second) = (world.clone("first"), world.clone("second"));
    let mut store = GitStore::new(&first, 5);
    store.append(&[intent("a")]).unwrap();
    store.sync().unwrap();
    store.append(&[created("a", "7")]).unwrap();
    drop(store);
    // Meanwhile somebody else went on, with the same object too.
    let mut other = GitStore::new(&second, 5);
    other.load().unwrap();
    other.append(&[intent("b"), intent("a")]).unwrap();
    other.sync().unwrap();

    let mut store = GitStore::new(&first, 5);
    let log = store.load().unwrap();
    assert_eq!(names(&log), ["a", "b", "a", "a"]);
    let state = fold(&log);
    assert_eq!(state.object("acme", &key("a")).unwrap().id.as_deref(), Some("7"), "an outcome is never lost");
    store.append(&[intent("c")]).unwrap();
    drop(store);
    let mut store = GitStore::new(&first, 5);
    assert_eq!(names(&store.load().unwrap()), ["a", "b", "a", "a", "c"], "also not by a second kill");
    store.sync().unwrap();
    assert_eq!(names(&GitStore::new(&second, 5).load().unwrap()), ["a", "b", "a", "a", "c"]);
}

#[test]
fn a_kill_between_push_and_tidying_doubles_nothing() {
    let world = World::new();
    let first = world.clone("first");
    let mut store = GitStore::new(&first, 5);
    store.append(&[intent("a"), created("a", "7")]).unwrap();
    let journal = std::fs::read(pending(&first)).unwrap();
    store.sync().unwrap();
    drop(store);
    std::fs::write(pending(&first), journal).unwrap();
    let mut store = GitStore::new(&first, 5);
    assert_eq!(names(&store.load().unwrap()), ["a", "a"]);
    store.append(&[intent("b")]).unwrap();
    store.sync().unwrap();
    assert_eq!(names(&GitStore::new(&first, 5).load().unwrap()), ["a", "a", "b"]);
}

#[test]
fn a_journal_torn_at_any_byte_loses_only_its_last_line() {
    let world = World::new();
    let first = world.clone("first");
    let mut store = GitStore::new(&first, 5);
    store.append(&[intent("a")]).unwrap();
    store.sync().unwrap();
    store.append(&[created("a", "7")]).unwrap();
    let whole = std::fs::read(pending(&first)).unwrap().len();
    store.append(&[intent("b")]).unwrap();
    drop(store);
    let bytes = std::fs::read(pending(&first)).unwrap();
    for end in [0, 1, whole - 1, whole, whole + 1, bytes.len() - 1] {
        std::fs::write(pending(&first), &bytes[..end]).unwrap();
        let log = GitStore::new(&first, 5).load().unwrap();
        assert_eq!(log.entries().len(), if end < whole { 1 } else { 2 }, "cut at {end}");
    }
    let mut store = GitStore::new(&first, 5);
    store.append(&[intent("c")]).unwrap();
    store.sync().unwrap();
    assert_eq!(names(&GitStore::new(&first, 5).load().unwrap()), ["a", "a", "c"]);
}

#[test]
fn a_record_that_was_put_back_or_damaged_is_not_believed() {
    let world = World::new();
    let first = world.clone("first");
    let mut store = GitStore::new(&first, 5);
    store.append(&[intent("a")]).unwrap();
    store.sync().unwrap();
    let old = git(&world.remote(), &["rev-parse", "refs/hubwright/5"]);
    store.append(&[created("a", "7")]).unwrap();
    store.sync().unwrap();
    drop(store);
    let new = git(&world.remote(), &["rev-parse", "refs/hubwright/5"]);
    git(&world.remote(), &["update-ref", "refs/hubwright/5", &old]);
    for _ in 0..2 {
        let error = GitStore::new(&first, 5).load().unwrap_err();
        assert!(matches!(error, RecordError::Short { entries: 1, acknowledged: 2, .. }), "{error:?}");
    }
    git(&world.remote(), &["update-ref", "refs/hubwright/5", &new]);
    assert_eq!(GitStore::new(&first, 5).load().unwrap().entries().len(), 2);

    let other = world.clone("other");
    std::fs::write(other.join("record.jsonl"), "{\"sum\":").unwrap();
    git(&other, &["add", "record.jsonl"]);
    git(&other, &["-c", "user.name=x", "-c", "user.email=x@x", "commit", "--quiet", "-m", "x"]);
    git(&other, &["push", "--quiet", "origin", "HEAD:refs/hubwright/9"]);
    let error = GitStore::new(&first, 9).load().unwrap_err();
    assert!(matches!(error, RecordError::Damaged { line: 1, .. }), "{error:?}");
}

#[test]
fn a_record_that_was_removed_is_a_new_one_and_what_waits_for_it_is_not_guessed_at() {
    let world = World::new();
    let first = world.clone("first");
    let mut store = GitStore::new(&first, 5);
    store.append(&[intent("a")]).unwrap();
    store.sync().unwrap();
    git(&world.remote(), &["update-ref", "-d", "refs/hubwright/5"]);
    assert_eq!(GitStore::new(&first, 5).load().unwrap(), Log::default());
    store.append(&[created("a", "7")]).unwrap();
    drop(store);
    assert!(matches!(GitStore::new(&first, 5).load().unwrap_err(), RecordError::Adrift { .. }));
}

#[test]
fn hooks_do_not_run_and_no_user_is_needed() {
    let world = World::new();
    let first = world.clone("first");
    for hook in ["pre-push", "reference-transaction"] {
        let path = first.join(".git/hooks").join(hook);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "#!/bin/sh\ntouch \"$0.ran\"\nexit 1\n").unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    let mut store = GitStore::new(&first, 5);
    store.append(&[intent("a")]).unwrap();
    store.sync().unwrap();
    assert!(!first.join(".git/hooks/pre-push.ran").exists());
    assert!(!first.join(".git/hooks/reference-transaction.ran").exists());
}

#[test]
fn two_in_one_checkout_do_not_share_a_journal() {
    let world = World::new();
    let first = world.clone("first");
    let (mut one, mut two) = (GitStore::new(&first, 5), GitStore::new(&first, 5));
    one.load().unwrap();
    two.load().unwrap();
    one.append(&[intent("a")]).unwrap();
    assert_eq!(code(two.append(&[intent("b")]).unwrap_err()), "deploy::record-locked");
    drop(one);
    assert_eq!(code(two.append(&[intent("b")]).unwrap_err()), "deploy::record-raced");
}

#[test]
fn a_file_url_is_a_remote_too_and_none_is_said() {
    let world = World::new();
    let first = world.clone("first");
    git(&first, &["remote", "set-url", "origin", &format!("file://{}", world.remote().display())]);
    let mut store = GitStore::new(&first, 5);
    store.append(&[intent("a")]).unwrap();
    store.sync().unwrap();
    assert_eq!(GitStore::new(&first, 5).load().unwrap().entries().len(), 1);

    git(&first, &["remote", "remove", "origin"]);
    let error = GitStore::new(&first, 5).load().unwrap_err();
    assert!(matches!(&error, RecordError::Git { command, .. } if command == "ls-remote"), "{error:?}");
}

#[test]
fn a_remote_that_cannot_be_written_keeps_what_waits() {
    let world = World::new();
    let first = world.clone("first");
    let mut store = GitStore::new(&first, 5);
    store.append(&[intent("a")]).unwrap();
    let hook = world.remote().join("hooks/pre-receive");
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, "#!/bin/sh\nexit 1\n").unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let error = store.sync().unwrap_err();
    assert!(matches!(&error, RecordError::Git { command, .. } if command == "push"), "{error:?}");
    std::fs::remove_file(hook).unwrap();
    store.sync().unwrap();
    assert_eq!(GitStore::new(&first, 5).load().unwrap().entries().len(), 1);
}
