//! Search and enumeration of lists. Neither ever shows filters.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{Filters, list_object, size, view, words};
use crate::emulator::json::{Field, Json, array, id, judge_fields, optional, present, text};
use crate::emulator::judge::judge_keys;
use crate::emulator::reply::{Answer, Refusal, Reply};
use crate::emulator::routes::Call;
use crate::emulator::state::{ListRow, Processing, State};
use crate::hubspot::switches::{ListReferences, SearchLag};

const SEARCH: &[Field] = &[
    optional("query", Json::Text),
    optional("objectTypeId", Json::Text),
    optional("processingTypes", Json::Texts),
    optional("listIds", Json::Array),
    optional("additionalProperties", Json::Texts),
    optional("offset", Json::Whole),
    optional("count", Json::Whole),
    optional("sort", Json::Text),
];

/// Finds lists by a part of their name.
pub(super) fn search(call: &mut Call<'_>) -> Answer {
    let body = call.body()?.clone();
    judge_fields(&body, SEARCH)?;
    judge_keys(call.state, &body, &[], SEARCH)?;
    let query = text(&body, "query").unwrap_or_default().to_lowercase();
    let ids: Vec<String> = array(&body, "listIds")?.iter().filter_map(id).collect();
    let found: Vec<u64> = filtered(call, &body)?
        .into_iter()
        .filter(|row| query.is_empty() || row.name.to_lowercase().contains(&query))
        .filter(|row| ids.is_empty() || ids.contains(&row.id.to_string()))
        .map(|row| row.id)
        .collect();
    let count = page_size(&body, 0)?;
    let offset = body.get("offset").and_then(Value::as_u64).unwrap_or_default();
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    let total = found.len();
    let page: Vec<u64> = found.into_iter().skip(offset).take(count).collect();
    let next = offset.saturating_add(page.len());
    let lists = items(call, &body, &page)?;
    Ok(Reply::ok(json!({ "lists": lists, "offset": next, "hasMore": next < total, "total": total })))
}

const ALL: &[Field] = &[
    optional("objectTypeId", Json::Text),
    optional("processingTypes", Json::Texts),
    optional("additionalProperties", Json::Texts),
    optional("count", Json::Whole),
    optional("after", Json::Text),
];

/// Shows all lists, by ascending id; the cursor is bound to the filters.
pub(super) fn all(call: &mut Call<'_>) -> Answer {
    let body = call.body()?.clone();
    judge_fields(&body, ALL)?;
    judge_keys(call.state, &body, &[], ALL)?;
    let bound = binding(&body);
    let after = match text(&body, "after") {
        None => 0,
        Some(cursor) => cursor
            .split_once('.')
            .filter(|(binding, _)| *binding == bound)
            .and_then(|(_, last)| last.parse::<u64>().ok())
            .ok_or_else(|| {
                Refusal::validation("The cursor is not valid for this request").sub_category("INVALID_CURSOR")
            })?,
    };
    let count = page_size(&body, 20)?;
    let found: Vec<u64> = filtered(call, &body)?.into_iter().map(|row| row.id).collect();
    let total = found.len();
    let rest: Vec<u64> = found.into_iter().filter(|number| *number > after).collect();
    let more = rest.len() > count;
    let page: Vec<u64> = rest.into_iter().take(count).collect();
    let mut out = Map::new();
    if let (true, Some(last)) = (more, page.last()) {
        out.insert("paging".to_owned(), json!({ "next": { "after": format!("{bound}.{last}") } }));
    }
    let results = items(call, &body, &page)?;
    out.insert("results".to_owned(), Value::Array(results));
    out.insert("total".to_owned(), json!(total));
    Ok(Reply::ok(Value::Object(out)))
}

/// A short text that changes when the filters change.
fn binding(body: &Map<String, Value>) -> String {
    let mut types: Vec<&str> = words(body, "processingTypes").unwrap_or_default();
    types.sort_unstable();
    let text = format!("{:?}{types:?}", text(body, "objectTypeId"));
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

fn page_size(body: &Map<String, Value>, least: i64) -> Result<usize, Refusal> {
    match present(body, "count").and_then(Value::as_i64) {
        None => Ok(20),
        Some(count) if (least.max(1)..=500).contains(&count) => Ok(usize::try_from(count).unwrap_or(20)),
        Some(_) => Err(Refusal::validation("count must not be more than 500")),
    }
}

/// Returns the living lists of the types asked for. A new one may not show yet.
fn filtered<'a>(call: &'a Call<'_>, body: &Map<String, Value>) -> Result<Vec<&'a ListRow>, Refusal> {
    let object = text(body, "objectTypeId").map(|id| list_object(call.state, id)).transpose()?;
    let mut types = Vec::new();
    for word in words(body, "processingTypes")? {
        let kind = Processing::by_word(word).ok_or_else(|| {
            Refusal::validation(format!("{word} is no processing type")).sub_category("INVALID_PROCESSING_TYPE")
        })?;
        types.push(kind);
    }
    let newest = match call.switches().search_lag {
        SearchLag::None => i64::MAX,
        SearchLag::FiveSeconds => call.now().saturating_sub(5_000),
    };
    Ok(call
        .state
        .data
        .lists
        .values()
        .filter(|row| row.deleted.is_none() && row.created <= newest)
        .filter(|row| object.is_none_or(|object| row.object == object))
        .filter(|row| types.is_empty() || types.contains(&row.processing))
        .collect())
}

/// Counts what refers to each list.
fn references(state: &State, counted: ListReferences) -> BTreeMap<u64, u64> {
    let mut out = BTreeMap::new();
    let mut count = |named: BTreeSet<u64>| {
        for number in named {
            *out.entry(number).or_default() += 1;
        }
    };
    for row in state.data.lists.values().filter(|row| row.deleted.is_none()) {
        let mut named = BTreeSet::new();
        row.filter.iter().for_each(|filter| names(filter, &mut named));
        count(named);
    }
    let flows = match counted {
        ListReferences::Lists => None,
        ListReferences::ListsAndWorkflows => Some(state.data.flows.values()),
    };
    for row in flows.into_iter().flatten().filter(|row| row.deleted.is_none()) {
        let mut named = BTreeSet::new();
        row.body.values().for_each(|part| names(part, &mut named));
        let suppressed = row.body.get("suppressionListIds").and_then(Value::as_array);
        named.extend(suppressed.into_iter().flatten().filter_map(Value::as_u64));
        count(named);
    }
    out
}

/// Collects what stands under `listId`: in filters, and in the fields of actions.
fn names(value: &Value, out: &mut BTreeSet<u64>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| names(item, out)),
        Value::Object(map) => {
            out.extend(map.get("listId").and_then(id).and_then(|id| id.parse::<u64>().ok()));
            map.values().for_each(|member| names(member, out));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn items(call: &mut Call<'_>, body: &Map<String, Value>, numbers: &[u64]) -> Result<Vec<Value>, Refusal> {
    let wanted = words(body, "additionalProperties")?;
    let references = references(call.state, call.switches().list_references);
    let mut out = Vec::new();
    for number in numbers {
        let size = size(call.state, call.world, *number);
        let Some(row) = call.state.data.lists.get(number) else {
            continue;
        };
        let folder = call.state.data.folders.get(&row.folder).map(|folder| folder.name.clone());
        let mut more = Map::new();
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                more.insert(name.to_owned(), json!(value));
            }
        };
        add("hs_list_size", Some(size.to_string()));
        add("hs_list_reference_count", Some(references.get(number).copied().unwrap_or_default().to_string()));
        add("hs_folder_name", folder);
        for name in &wanted {
            match *name {
                "hs_description" => add(name, row.description.clone()),
                "hs_folder_id" => add(name, Some(row.folder.to_string())),
                "hs_definition_updated_at" => add(name, Some(row.filters_updated.to_string())),
                "hs_lastmodifieddate" => add(name, Some(row.updated.to_string())),
                "hs_created_by_userid" => add(name, Some("1".to_owned())),
                _ => {}
            }
        }
        let mut item = view(call.switches(), row, Filters::Left);
        if let Some(map) = item.as_object_mut() {
            map.insert("additionalProperties".to_owned(), Value::Object(more));
        }
        out.push(item);
    }
    Ok(out)
}
