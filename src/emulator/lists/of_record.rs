//! The lists that a record is in.

use serde_json::{Value, json};

use super::list_object;
use crate::emulator::evaluate;
use crate::emulator::json::{Json, array, id, judge_fields, object, required, text};
use crate::emulator::reply::{Answer, Refusal, Reply};
use crate::emulator::routes::Call;
use crate::emulator::state::{ListRow, Processing, RecordKey, iso};
use crate::portal::transport::Method;

/// Answers requests to the lists of one record, or of several.
pub(super) fn answer(call: &Call<'_>, parts: &[&str]) -> Answer {
    match (call.request.method, parts) {
        (Method::Get, [object, record, "memberships"]) => {
            let lists = lists(call, key(call, object, record)?);
            Ok(Reply::ok(json!({ "total": lists.len(), "results": lists })))
        }
        (Method::Post, ["memberships", "batch", "read"]) => batch(call),
        _ => Err(Refusal::no_route()),
    }
}

fn key(call: &Call<'_>, object: &str, record: &str) -> Result<RecordKey, Refusal> {
    let object = list_object(call.state, object)?;
    let id = record.parse().map_err(|_| Refusal::validation(format!("Invalid record id {record}")))?;
    Ok(RecordKey { object, id })
}

fn batch(call: &Call<'_>) -> Answer {
    let body = call.body()?;
    judge_fields(body, &[required("inputs", Json::Array)])?;
    let mut results = Vec::new();
    for input in array(body, "inputs")? {
        let input = object(input, "inputs")?;
        judge_fields(input, &[required("objectTypeId", Json::Filled), required("recordId", Json::Id)])?;
        let record = input.get("recordId").and_then(id).unwrap_or_default();
        let key = key(call, text(input, "objectTypeId").unwrap_or_default(), &record)?;
        results.push(json!({
            "objectTypeId": key.object.id(),
            "recordId": record,
            "recordListMemberships": lists(call, key),
        }));
    }
    let now = iso(call.now());
    Ok(Reply::ok(json!({ "status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now })))
}

fn lists(call: &Call<'_>, record: RecordKey) -> Vec<Value> {
    let living = call.state.data.lists.values().filter(|row| row.deleted.is_none() && row.object == record.object);
    living.filter_map(|row| membership(call, row, record.id)).collect()
}

fn membership(call: &Call<'_>, row: &ListRow, record: u64) -> Option<Value> {
    let since = match row.processing {
        Processing::Manual | Processing::Snapshot => *row.members.get(&record)?,
        // Nobody notes when a filter began to accept a record: it did not before the filter was there.
        Processing::Dynamic => {
            evaluate::matching(call.state, call.world, row).contains(&record).then_some(row.filters_updated)?
        }
    };
    Some(json!({
        "listId": row.id.to_string(),
        "listVersion": row.version,
        "isPublicList": true,
        "firstAddedTimestamp": iso(since),
        "lastAddedTimestamp": iso(since),
    }))
}
