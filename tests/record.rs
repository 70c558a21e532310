//! The record of deployments: its text, what is known from it, and the two places where it is kept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use hubwright::model::Digest;
use hubwright::record::{
    Event, Facts, Intent, Log, Marks, NewEntry, ObjectKey, ObjectKind, Origin, RecordError, State, Switched, Wrote,
    fold,
};
use proptest::prelude::*;
use serde_json::json;

fn key(name: &str) -> ObjectKey {
    ObjectKey { kind: ObjectKind::List, name: name.to_owned(), identity: name.to_owned() }
}

fn said(object: ObjectKey, event: Event) -> NewEntry {
    NewEntry {
        at: "2026-11-23T10:00:00Z".to_owned(),
        project: "acme".to_owned(),
        environment: "prod".to_owned(),
        run: "r1".to_owned(),
        object,
        event,
    }
}

fn intent(name: &str) -> NewEntry {
    let marks = Marks { title: Some(name.to_owned()), uuid: None };
    let body = Some(json!({ "name": name }));
    said(key(name), Event::Intent(Intent { change: "create".to_owned(), body, marks, ..Intent::default() }))
}

fn facts(id: &str, version: u32, digest: &str) -> Box<Facts> {
    Box::new(Facts {
        id: id.to_owned(),
        version: Some(version),
        digest: Some(Digest(digest.to_owned())),
        revision: None,
        list_version: Some(1),
        filters_updated_at: None,
        after: json!({ "listId": id, "size": 1.5 }),
        wanted: None,
        switched: Some(Switched::On),
        text: "segment …".to_owned(),
    })
}

fn done(name: &str, wrote: Wrote, id: &str, version: u32, digest: &str) -> NewEntry {
    said(key(name), Event::Done { wrote, facts: facts(id, version, digest) })
}

fn created(name: &str, id: &str) -> NewEntry {
    done(name, Wrote::Created, id, 1, "d1:a")
}

fn written(entries: &[NewEntry]) -> (Log, String) {
    let mut log = Log::default();
    let text = log.push(entries, "here").unwrap();
    (log, text)
}

fn known(entries: &[NewEntry]) -> State {
    fold(&written(entries).0)
}

#[test]
fn what_was_written_is_read() {
    let (log, text) = written(&[intent("a"), created("a", "7"), intent("b")]);
    assert_eq!(text.lines().count(), 3);
    assert_eq!(Log::parse(text.as_bytes(), "here").unwrap(), log);
    assert!(text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "each line is JSON");
}

#[test]
fn a_cut_at_any_byte_leaves_the_whole_lines_before_it() {
    let (log, text) = written(&[intent("a"), created("a", "7"), intent("ü")]);
    for end in 0..=text.len() {
        let cut = &text.as_bytes()[..end];
        let read = Log::parse(cut, "here").unwrap();
        let whole = cut.iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(read.entries(), &log.entries()[..whole], "cut at {end}");
        let ends_whole = cut.is_empty() || cut.ends_with(b"\n");
        assert_eq!(read.torn() == 0, ends_whole, "cut at {end}: what is dropped is said");
    }
}

#[test]
fn a_change_of_any_byte_is_seen_wherever_it_is() {
    let (log, text) = written(&[intent("a"), created("a", "7"), intent("b")]);
    for place in 0..text.len() {
        for change in [1_u8, 0x20, 0x80] {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= change;
            match Log::parse(&bytes, "here") {
                Err(RecordError::Damaged { .. }) => {}
                // The last line's end became something else: the line counts as never acknowledged.
                Ok(read) => {
                    assert_eq!(place, text.len() - 1, "a change at {place} went unseen");
                    assert_eq!(read.entries(), &log.entries()[..2]);
                }
                Err(other) => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn a_line_that_is_left_out_doubled_or_moved_is_seen() {
    let (_, text) = written(&[intent("a"), created("a", "7"), intent("b"), created("b", "8")]);
    let lines: Vec<&str> = text.lines().collect();
    for order in [vec![0, 2, 3], vec![1, 2, 3], vec![0, 0, 1, 2, 3], vec![0, 2, 1, 3], vec![0, 1, 3]] {
        let changed: String = order.iter().map(|index| format!("{}\n", lines[*index])).collect();
        assert!(matches!(Log::parse(changed.as_bytes(), "here"), Err(RecordError::Damaged { .. })), "{order:?}");
    }
}

#[test]
fn an_entry_that_could_not_be_read_back_is_not_written() {
    let mut deep = json!(1);
    for _ in 0..127 {
        deep = json!([deep]);
    }
    let mut entry = intent("a");
    if let Event::Intent(intent) = &mut entry.event {
        intent.before = Some(deep);
    }
    let mut log = Log::default();
    let error = log.push(&[intent("b"), entry], "here").unwrap_err();
    assert!(matches!(error, RecordError::Unwritable { object, .. } if object == "list a"));
    assert_eq!(log, Log::default(), "nothing of it is in the log");
}

#[test]
fn a_later_format_is_not_guessed_at() {
    use sha2::{Digest as _, Sha256};
    let json = r#"{"format":2,"sequence":1,"news":true}"#;
    let mut hash = Sha256::new();
    hash.update([0_u8; 32]);
    hash.update(json.as_bytes());
    let sum: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let line = format!("{{\"sum\":\"{sum}\",\"entry\":{json}}}\n");
    assert!(matches!(Log::parse(line.as_bytes(), "here"), Err(RecordError::Newer { line: 1, format: 2, .. })));
}

#[test]
fn an_intent_is_pending_until_its_outcome_is_known() {
    let state = known(&[intent("a")]);
    let object = state.object("acme", &key("a")).unwrap();
    assert_eq!((object.pending.len(), &object.id, &object.pending[0].unknown), (1, &None, &None));

    let unknown = said(key("a"), Event::Unknown { why: "reset".to_owned() });
    let state = known(&[intent("a"), unknown.clone()]);
    assert_eq!(state.object("acme", &key("a")).unwrap().pending[0].unknown.as_deref(), Some("reset"));

    let refused = said(key("a"), Event::Refused { why: "no".to_owned() });
    let state = known(&[intent("a"), unknown, intent("a"), refused]);
    let pending = &state.object("acme", &key("a")).unwrap().pending;
    assert_eq!(pending.len(), 1, "a later refusal doesn't settle an earlier unknown");
    assert_eq!(pending[0].unknown.as_deref(), Some("reset"));

    let state = known(&[intent("a"), created("a", "7")]);
    assert!(state.object("acme", &key("a")).unwrap().pending.is_empty());
}

#[test]
fn only_what_we_created_or_adopted_is_ours() {
    let origin = |entries: &[NewEntry]| known(entries).object("acme", &key("a")).unwrap().origin;
    let updated = |id: &str| done("a", Wrote::Updated, id, 1, "d1:a");
    let adopted = |id: &str| said(key("a"), Event::Adopted { facts: facts(id, 1, "d1:a") });
    assert_eq!(origin(&[created("a", "7"), updated("7")]), Some(Origin::Created));
    assert_eq!(origin(&[adopted("7"), updated("7")]), Some(Origin::Adopted));
    assert_eq!(origin(&[created("a", "7"), adopted("7")]), Some(Origin::Created));
    assert_eq!(origin(&[updated("7")]), None);
    assert_eq!(origin(&[created("a", "7"), updated("8")]), None, "another id is another object");
}

#[test]
fn digests_are_kept_for_ever_and_a_rename_keeps_the_object() {
    let renamed = ObjectKey { name: "b".to_owned(), ..key("a") };
    let state = known(&[
        created("a", "7"),
        done("a", Wrote::Updated, "7", 2, "d1:b"),
        said(key("a"), Event::Deleted { id: "7".to_owned() }),
        said(renamed.clone(), Event::Done { wrote: Wrote::Created, facts: facts("9", 2, "d1:c") }),
    ]);
    let object = state.object("acme", &key("a")).unwrap();
    assert_eq!(object.key.name, "b");
    assert_eq!(object.id.as_deref(), Some("9"));
    assert_eq!(object.digests[&1].len(), 1);
    assert_eq!(object.digests[&2].iter().map(|digest| digest.0.as_str()).collect::<Vec<_>>(), ["d1:b", "d1:c"]);
    assert!(object.left.contains("7"));
    assert_eq!(state.objects("acme").count(), 1);
    assert_eq!(state.objects("other").count(), 0);
    assert_eq!(state.holder(ObjectKind::List, "9").unwrap().key, renamed);
    assert_eq!(state.holder(ObjectKind::List, "7"), None);
}

#[test]
fn an_id_that_another_project_holds_is_known() {
    let mut theirs = created("a", "7");
    theirs.project = "other".to_owned();
    let state = known(&[theirs, created("a", "8")]);
    assert_eq!(state.holder(ObjectKind::List, "7").unwrap().project, "other");
    assert_eq!(state.object("acme", &key("a")).unwrap().id.as_deref(), Some("8"));
    assert_eq!(state.holder(ObjectKind::Workflow, "7"), None);
}

fn any_entry() -> impl Strategy<Value = NewEntry> {
    let name = prop_oneof!["a", "b", "\\PC{0,8}"];
    let id = prop_oneof![Just("7".to_owned()), Just("8".to_owned()), "\\PC{0,4}"];
    let kind = prop_oneof![Just(ObjectKind::List), Just(ObjectKind::Workflow), Just(ObjectKind::Property)];
    (kind, name, id, 0_u32..4, 0..7).prop_map(|(kind, name, id, version, event)| {
        let facts = facts(&id, version, "d1:x");
        let event = match event {
            0 => Event::Intent(Intent { change: "update".to_owned(), id: Some(id), ..Intent::default() }),
            1 => Event::Done { wrote: Wrote::Created, facts },
            2 => Event::Done { wrote: Wrote::Updated, facts },
            3 => Event::Refused { why: id },
            4 => Event::Unknown { why: id },
            5 => Event::Adopted { facts },
            _ => Event::Deleted { id },
        };
        said(ObjectKey { kind, name: name.clone(), identity: name }, event)
    })
}

proptest! {
    #[test]
    fn any_sequence_of_entries_means_something_and_is_read_as_written(
        entries in prop::collection::vec(any_entry(), 0..24),
    ) {
        let (log, text) = written(&entries);
        let read = Log::parse(text.as_bytes(), "here").unwrap();
        prop_assert_eq!(&read, &log);
        let state = fold(&read);
        for object in state.objects("acme") {
            prop_assert_eq!(object.id.is_none(), object.facts.is_none());
            prop_assert!(object.origin.is_none() || object.id.is_some());
            prop_assert!(object.id.as_ref().is_none_or(|id| !object.left.contains(id)));
        }
    }

    #[test]
    fn any_bytes_are_a_log_or_damage(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let whole = bytes.contains(&b'\n');
        prop_assert_eq!(Log::parse(&bytes, "here").is_err(), whole);
    }
}

#[cfg(feature = "edge")]
mod file {
    use std::path::PathBuf;

    use hubwright::record::{FileStore, Store as _};

    use super::*;

    fn project() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".hubwright/record/5.jsonl");
        (folder, path)
    }

    #[test]
    fn what_is_appended_is_there_for_the_next() {
        let (folder, path) = project();
        let mut store = FileStore::new(folder.path(), 5);
        assert_eq!(store.load().unwrap(), Log::default());
        assert!(!path.exists(), "reading writes nothing");
        store.append(&[intent("a")]).unwrap();
        store.append(&[created("a", "7"), intent("b")]).unwrap();
        store.sync().unwrap();
        drop(store);
        assert_eq!(FileStore::new(folder.path(), 5).load().unwrap().entries().len(), 3);
    }

    #[test]
    fn a_torn_end_is_dropped_and_written_over() {
        let (folder, path) = project();
        let mut store = FileStore::new(folder.path(), 5);
        store.append(&[intent("a")]).unwrap();
        store.sync().unwrap();
        drop(store);
        let mut bytes = std::fs::read(&path).unwrap();
        let whole = bytes.len();
        bytes.extend_from_within(..whole / 2);
        std::fs::write(&path, &bytes).unwrap();

        let mut store = FileStore::new(folder.path(), 5);
        let log = store.load().unwrap();
        assert_eq!((log.entries().len(), log.torn()), (1, whole / 2));
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "reading changes nothing");
        store.append(&[created("a", "7")]).unwrap();
        drop(store);
        let log = FileStore::new(folder.path(), 5).load().unwrap();
        assert_eq!((log.entries().len(), log.torn()), (2, 0));
    }

    #[test]
    fn a_record_cut_short_at_any_byte_is_reported_once_it_was_synced() {
        let (folder, path) = project();
        let mut store = FileStore::new(folder.path(), 5);
        store.append(&[intent("a"), created("a", "7")]).unwrap();
        store.sync().unwrap();
        store.append(&[intent("b")]).unwrap();
        drop(store);
        let bytes = std::fs::read(&path).unwrap();
        let synced = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(1).unwrap().0 + 1;
        for end in 0..bytes.len() {
            std::fs::write(&path, &bytes[..end]).unwrap();
            match FileStore::new(folder.path(), 5).load() {
                Err(RecordError::Short { acknowledged: 2, .. }) => assert!(end < synced, "{end}"),
                Ok(log) => {
                    assert!(end >= synced, "{end}");
                    assert_eq!(log.entries().len(), 2, "only the last line is lost");
                }
                Err(other) => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn another_record_in_its_place_is_damage_and_a_removed_one_is_a_new_one() {
        let (folder, path) = project();
        let mut store = FileStore::new(folder.path(), 5);
        store.append(&[intent("a")]).unwrap();
        store.sync().unwrap();
        drop(store);
        std::fs::write(&path, written(&[intent("x")]).1).unwrap();
        let error = FileStore::new(folder.path(), 5).load().unwrap_err();
        assert!(matches!(error, RecordError::Damaged { line: 1, .. }), "{error:?}");

        std::fs::remove_file(&path).unwrap();
        let mut store = FileStore::new(folder.path(), 5);
        assert_eq!(store.load().unwrap(), Log::default());
        store.append(&[intent("y")]).unwrap();
        store.sync().unwrap();
        drop(store);
        assert_eq!(FileStore::new(folder.path(), 5).load().unwrap().entries().len(), 1);
    }

    #[test]
    fn of_two_who_apply_one_is_told() {
        let (folder, _) = project();
        let mut first = FileStore::new(folder.path(), 5);
        let mut second = FileStore::new(folder.path(), 5);
        first.load().unwrap();
        second.load().unwrap();
        first.append(&[intent("a")]).unwrap();
        assert!(matches!(second.append(&[intent("a")]).unwrap_err(), RecordError::Locked { .. }));
        drop(first);
        let error = second.append(&[intent("a")]).unwrap_err();
        assert!(matches!(&error, RecordError::Raced { objects, .. } if objects == &["list a"]), "{error:?}");
        let mut third = FileStore::new(folder.path(), 5);
        assert_eq!(third.load().unwrap().entries().len(), 1);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_said() {
        let (folder, _) = project();
        std::fs::write(folder.path().join(".hubwright"), "a file").unwrap();
        let mut store = FileStore::new(folder.path(), 5);
        assert!(matches!(store.append(&[intent("a")]).unwrap_err(), RecordError::Io { .. }));
    }

    #[cfg(unix)]
    #[test]
    fn the_record_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let (folder, path) = project();
        FileStore::new(folder.path(), 5).append(&[intent("a")]).unwrap();
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[cfg(feature = "edge")]
mod git {
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use hubwright::record::{GitStore, Store as _};

    use super::*;

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
            one.sync().unwrap();
            let head = world.head();
            let error = two.sync().unwrap_err();
            assert!(matches!(&error, RecordError::Raced { objects, .. } if objects == &["list b"]), "{error:?}");
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
    fn those_who_touch_other_objects_both_win() {
        let world = World::new();
        let (first, second) = (world.clone("first"), world.clone("second"));
        let (mut one, mut two) = (GitStore::new(&first, 5), GitStore::new(&second, 5));
        one.load().unwrap();
        two.load().unwrap();
        one.append(&[intent("a")]).unwrap();
        two.append(&[intent("b")]).unwrap();
        one.sync().unwrap();
        two.sync().unwrap();
        two.append(&[created("b", "8")]).unwrap();
        one.append(&[created("a", "7")]).unwrap();
        two.sync().unwrap();
        one.sync().unwrap();
        assert_eq!(names(&GitStore::new(&second, 5).load().unwrap()), ["a", "b", "b", "a"]);
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
        assert!(matches!(two.append(&[intent("b")]).unwrap_err(), RecordError::Locked { .. }));
        drop(one);
        assert!(matches!(two.append(&[intent("b")]).unwrap_err(), RecordError::Raced { .. }));
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
}
