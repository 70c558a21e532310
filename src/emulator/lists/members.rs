//! The members of lists.

use std::collections::btree_map::Entry;

use serde_json::{Map, Value, json};

use super::{find, find_living};
use crate::emulator::evaluate;
use crate::emulator::json::{array, id};
use crate::emulator::reply::{Answer, Refusal, Reply};
use crate::emulator::routes::Call;
use crate::emulator::state::{Millis, Processing, RecordKey, iso};
use crate::hubspot::switches::DynamicMembers;
use crate::portal::transport::Method;

/// Answers requests to the members of a list.
pub(super) fn answer(call: &mut Call<'_>, list: &str, parts: &[&str]) -> Answer {
    match (call.request.method, parts) {
        (Method::Get, [] | ["join-order"]) => read(call, list),
        (Method::Delete, []) => {
            let (number, _) = writable(call, list)?;
            if let Some(number) = number {
                call.state.data.lists.edit(&number, |row| row.members.clear());
            }
            Ok(Reply::empty())
        }
        (Method::Put, ["add"]) => {
            let ids = bare(call)?;
            change(call, list, &ids, &[])
        }
        (Method::Put, ["remove"]) => {
            let ids = bare(call)?;
            change(call, list, &[], &ids)
        }
        (Method::Put, ["add-and-remove"]) => {
            let body = call.body()?.clone();
            let add = ids(array(&body, "recordIdsToAdd")?)?;
            let remove = ids(array(&body, "recordIdsToRemove")?)?;
            change(call, list, &add, &remove)
        }
        (Method::Put, ["add-from", source]) => {
            let source = find_living(call, source)?.clone();
            let found = evaluate::matching(call.state, call.world, &source);
            change(call, list, &found, &[])?;
            Ok(Reply::empty())
        }
        _ => Err(Refusal::no_route()),
    }
}

fn bare(call: &Call<'_>) -> Result<Vec<u64>, Refusal> {
    match &call.request.body {
        Some(Value::Array(items)) => ids(items),
        _ => Err(Refusal::validation("Invalid input JSON: an array of record ids is expected")),
    }
}

fn ids(items: &[Value]) -> Result<Vec<u64>, Refusal> {
    items
        .iter()
        .map(|item| {
            id(item)
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| Refusal::validation(format!("Invalid input JSON: {item} is no record id")))
        })
        .collect()
}

/// Finds a list whose members may be written; none where the write is to do nothing.
fn writable(call: &Call<'_>, list: &str) -> Result<(Option<u64>, crate::emulator::object::Object), Refusal> {
    let row = find_living(call, list)?;
    match (row.processing, call.switches().dynamic_members) {
        (Processing::Manual | Processing::Snapshot, _) => Ok((Some(row.id), row.object)),
        (Processing::Dynamic, DynamicMembers::Ignored) => Ok((None, row.object)),
        (Processing::Dynamic, DynamicMembers::Refused) => {
            Err(Refusal::validation(format!("List {list} is DYNAMIC: its members cannot be changed")))
        }
    }
}

fn change(call: &mut Call<'_>, list: &str, add: &[u64], remove: &[u64]) -> Answer {
    let (number, object) = writable(call, list)?;
    let mut out = Map::new();
    let Some(number) = number else {
        return Ok(Reply::ok(Value::Object(out)));
    };
    let now = call.now();
    let exists = |record: &u64| {
        call.state.data.records.get(&RecordKey { object, id: *record }).is_some_and(|row| row.archived.is_none())
    };
    let (known, lost): (Vec<u64>, Vec<u64>) = add.iter().copied().partition(exists);
    let (gone, never): (Vec<u64>, Vec<u64>) = remove.iter().copied().partition(exists);
    let changed = call.state.data.lists.edit(&number, |row| {
        let mut added = Vec::new();
        for record in known {
            if let Entry::Vacant(place) = row.members.entry(record) {
                place.insert(now);
                added.push(record);
            }
        }
        let removed: Vec<u64> = gone.into_iter().filter(|record| row.members.remove(record).is_some()).collect();
        (added, removed)
    });
    let (added, removed) = changed.unwrap_or_default();
    // HubSpot's own spelling; arrays without members are left out.
    let missing: Vec<u64> = lost.into_iter().chain(never).collect();
    for (key, records) in [("recordsIdsAdded", added), ("recordIdsRemoved", removed), ("recordIdsMissing", missing)] {
        if !records.is_empty() {
            let records: Vec<String> = records.iter().map(u64::to_string).collect();
            out.insert(key.to_owned(), json!(records));
        }
    }
    Ok(Reply::ok(Value::Object(out)))
}

fn read(call: &mut Call<'_>, list: &str) -> Answer {
    let row = find(call, list)?.clone();
    let limit = call.limit(100, 250)?;
    let found: Vec<(u64, Millis)> = match row.processing {
        Processing::Manual | Processing::Snapshot => row.members.iter().map(|(record, at)| (*record, *at)).collect(),
        Processing::Dynamic => evaluate::matching(call.state, call.world, &row)
            .into_iter()
            .map(|record| (record, row.filters_updated))
            .collect(),
    };
    let cursor = |name: &str| -> Result<Option<u64>, Refusal> {
        call.param(name)
            .map(|text| text.parse::<u64>().map_err(|_| Refusal::validation(format!("Invalid cursor {text}"))))
            .transpose()
    };
    let (after, before) = (cursor("after")?, cursor("before")?);
    let total = found.len();
    let mut rest: Vec<(u64, Millis)> = match (after, before) {
        (Some(after), _) => found.into_iter().filter(|(record, _)| *record > after).collect(),
        (None, Some(before)) => found.into_iter().rev().filter(|(record, _)| *record < before).collect(),
        (None, None) => found,
    };
    let more = rest.len() > limit;
    rest.truncate(limit);
    let results: Vec<Value> = rest
        .iter()
        .map(|(record, at)| json!({ "recordId": record.to_string(), "membershipTimestamp": iso(*at) }))
        .collect();
    let mut out = json!({ "results": results, "total": total });
    if let (true, Some((last, _)), Some(map)) = (more, rest.last(), out.as_object_mut()) {
        let paging = match (after, before) {
            (None, Some(_)) => json!({ "prev": { "before": last.to_string() } }),
            _ => json!({ "next": { "after": last.to_string() } }),
        };
        map.insert("paging".to_owned(), paging);
    }
    Ok(Reply::ok(out))
}
