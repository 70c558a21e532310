//! The record of deployments: its text, what is known from it, and the two places where it is kept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[cfg(feature = "edge")]
mod file;
#[cfg(feature = "edge")]
mod git;

use hubwright::model::Digest;
use hubwright::problem::{Problem, deploy};
use hubwright::record::{
    Event, Facts, Intent, Log, Marks, NewEntry, ObjectKey, ObjectKind, Origin, RecordError, State, Switched, Wrote,
    fold,
};
use proptest::prelude::*;
use serde_json::json;

fn code(error: RecordError) -> &'static str {
    Problem::nowhere(deploy::Fault::Record(error)).words().code
}

fn key(name: &str) -> ObjectKey {
    ObjectKey { kind: ObjectKind::List, name: name.to_owned(), identity: name.to_owned() }
}

fn said(object: ObjectKey, event: Event) -> NewEntry {
    NewEntry {
        at: "2026-11-23T10:00:00Z".to_owned(),
        project: "acme".to_owned(),
        environment: "prod".to_owned(),
        run: "r1".to_owned(),
        change: None,
        object,
        event,
    }
}

fn intent(name: &str) -> NewEntry {
    let marks = Marks { title: Some(name.to_owned()), uuid: None };
    let body = Some(json!({ "name": name }));
    said(
        key(name),
        Event::Intent(Intent { change: "create".to_owned(), body, marks, does: Wrote::Created, ..Intent::default() }),
    )
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
        links: std::collections::BTreeMap::new(),
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
    assert!(matches!(&error, RecordError::Unwritable { object, .. } if object == "list a"));
    assert_eq!(code(error), "deploy::record-unwritable");
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
    let error = Log::parse(line.as_bytes(), "here").unwrap_err();
    assert!(matches!(error, RecordError::Newer { line: 1, format: 2, .. }), "{error:?}");
    assert_eq!(code(error), "deploy::record-newer");
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
fn an_outcome_is_about_the_intent_of_its_own_change() {
    let of = |change: u32, mut entry: NewEntry| {
        entry.change = Some(change);
        entry
    };
    let unknown = || said(key("a"), Event::Unknown { why: "reset".to_owned() });
    let refused = || said(key("a"), Event::Refused { why: "skipped".to_owned() });
    let pending = |entries: &[NewEntry]| -> Vec<(Option<u32>, bool)> {
        let state = known(entries);
        let pending = &state.object("acme", &key("a")).unwrap().pending;
        pending.iter().map(|pending| (pending.change, pending.unknown.is_some())).collect()
    };
    let both = [of(0, intent("a")), of(1, intent("a"))];
    let and = |more: &[NewEntry]| pending(&[&both[..], more].concat());
    assert_eq!(and(&[of(0, unknown())]), [(Some(0), true), (Some(1), false)]);
    assert_eq!(and(&[of(0, unknown()), of(1, refused())]), [(Some(0), true)]);
    assert_eq!(and(&[of(0, created("a", "7"))]), [(Some(1), false)], "the second is still to be sent");
    assert_eq!(and(&[of(1, created("a", "7"))]), [], "what came before is settled by what was read last");
    assert_eq!(and(&[created("a", "7")]), [], "and all of it by a look at the object");
}

#[test]
fn a_digest_counts_from_its_intent_until_it_is_refused() {
    let sent = |digest: &str| {
        let mut entry = intent("a");
        if let Event::Intent(intent) = &mut entry.event {
            (intent.version, intent.digest) = (Some(2), Some(Digest(digest.to_owned())));
        }
        entry
    };
    let digests = |entries: &[NewEntry]| -> Vec<String> {
        let digests = known(entries).object("acme", &key("a")).unwrap().digests();
        digests.get(&2).into_iter().flatten().map(|digest| digest.0.clone()).collect()
    };
    let refused = said(key("a"), Event::Refused { why: "no".to_owned() });
    let partly = done("a", Wrote::Created, "7", 1, "d1:a");
    let deleted = said(key("a"), Event::Deleted { id: "7".to_owned() });
    assert_eq!(digests(&[sent("d1:b")]), ["d1:b"], "a kill may have come after it was sent");
    assert_eq!(digests(&[sent("d1:b"), refused]), Vec::<String>::new());
    assert_eq!(digests(&[sent("d1:b"), sent("d1:c"), partly]), ["d1:b", "d1:c"], "whatever came of them");
    assert_eq!(digests(&[sent("d1:b"), deleted]), ["d1:b"]);
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
    assert_eq!(origin(&[intent("a"), updated("7")]), Some(Origin::Created), "made by a run that was cut off");
    let mut found = intent("a");
    if let Event::Intent(intent) = &mut found.event {
        intent.does = Wrote::Updated;
    }
    assert_eq!(origin(&[found, updated("7")]), None, "it was there before");
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
    assert_eq!(object.digests()[&1].len(), 1);
    assert_eq!(object.digests()[&2].iter().map(|digest| digest.0.as_str()).collect::<Vec<_>>(), ["d1:b", "d1:c"]);
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
