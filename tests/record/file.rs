//! A record in a file.

use std::path::PathBuf;

use hubwright::record::{FileStore, Log, RecordError, Store as _};

use super::{created, intent, written};

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
