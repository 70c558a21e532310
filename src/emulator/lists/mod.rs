//! Lists: made, read, renamed, given other filters, deleted, restored.

pub mod folders;
pub mod members;
pub mod of_record;
pub mod search;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::evaluate;
use super::json::{Field, Json, id, judge_fields, missing, optional, present, required, text};
use super::judge::filter::judge_root;
use super::judge::{Place, Scope, judge_keys};
use super::object::Object;
use super::read_back::{shown, stored_branch};
use super::reply::{Answer, Refusal, Reply};
use super::routes::{Call, unknown_id};
use super::schemas;
use super::state::{ListRow, Millis, Processing, State, World, iso};
use crate::hubspot::switches::{
    CreateEcho, DeletedByName, DeletedTitles, ListCycles, ListProcessing, RepeatedDelete, Switches, UnknownIds,
};
use crate::portal::transport::Method;

/// How long a deleted list can be restored.
const RESTORABLE: Millis = 90 * 24 * 3600 * 1000;
/// How long a URL may be.
const LONGEST_URL: usize = 8 * 1024;

/// Whether a view holds the filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filters {
    /// It does.
    Shown,
    /// It does not.
    Left,
}

/// Answers requests to lists.
///
/// # Errors
/// As HubSpot refuses.
pub fn answer(call: &mut Call<'_>, parts: &[&str]) -> Answer {
    let method = call.request.method;
    match (method, parts) {
        (Method::Post, []) => create(call),
        (Method::Get, []) => get_many(call),
        (Method::Post, ["search"]) => search::search(call),
        (Method::Post, ["all"]) => search::all(call),
        (_, ["records", rest @ ..]) => of_record::answer(call, rest),
        (_, ["folders", rest @ ..]) => folders::answer(call, rest),
        (Method::Get, ["object-type-id", object, "name", name]) => by_name(call, object, name),
        (Method::Get, [list]) => get(call, list),
        (Method::Put, [list, "update-list-name"]) => rename(call, list),
        (Method::Put, [list, "update-list-filters"]) => update_filters(call, list),
        (Method::Delete, [list]) => delete(call, list),
        (Method::Put, [list, "restore"]) => restore(call, list),
        (_, [list, "memberships", rest @ ..]) => members::answer(call, list, rest),
        _ => Err(Refusal::no_route()),
    }
}

const CREATE: &[Field] = &[
    required("name", Json::Filled),
    required("objectTypeId", Json::Filled),
    required("processingType", Json::Enum(&["MANUAL", "DYNAMIC", "SNAPSHOT"])),
    optional("filterBranch", Json::Object),
    optional("listFolderId", Json::Id),
    optional("customProperties", Json::TextMap),
    optional("listPermissions", Json::Object),
    optional("membershipSettings", Json::Object),
];

fn create(call: &mut Call<'_>) -> Answer {
    let body = call.body()?.clone();
    judge_fields(&body, CREATE)?;
    judge_keys(call.state, &body, &[], CREATE)?;
    let name = text(&body, "name").unwrap_or_default();
    let object = list_object(call.state, text(&body, "objectTypeId").unwrap_or_default())?;
    let processing = text(&body, "processingType").and_then(Processing::by_word).unwrap_or(Processing::Manual);
    judge_title(call, name, None)?;
    let folder = match present(&body, "listFolderId").and_then(id) {
        None => 0,
        Some(folder) => folders::find(call.state, &folder)?,
    };
    let filter = match (present(&body, "filterBranch"), processing) {
        (None, Processing::Manual) => None,
        (Some(_), Processing::Manual) => return Err(Refusal::validation("A MANUAL list cannot have filters")),
        (None, Processing::Dynamic | Processing::Snapshot) => return Err(missing(&["filterBranch"])),
        (Some(branch), Processing::Dynamic | Processing::Snapshot) => {
            judge_root(Scope { state: call.state, place: Place::List, object }, branch)?;
            Some(stored_branch(branch))
        }
    };
    let description = present(&body, "customProperties").and_then(|custom| custom.get("hs_description"));
    let now = call.now();
    let number = call.state.next_number("list", 1);
    let mut row = ListRow {
        id: number,
        name: name.to_owned(),
        object,
        processing,
        version: 1,
        filter,
        folder,
        description: description.and_then(Value::as_str).map(str::to_owned),
        members: BTreeMap::new(),
        permissions: present(&body, "listPermissions").cloned(),
        membership_settings: present(&body, "membershipSettings").cloned(),
        pending: 0,
        created: now,
        updated: now,
        filters_updated: now,
        deleted: None,
    };
    row.pending = pending(call.switches(), &row);
    if row.processing == Processing::Snapshot {
        let found = evaluate::matching(call.state, call.world, &row);
        row.members = found.into_iter().map(|record| (record, now)).collect();
    }
    let echo = match call.switches().create_echo {
        CreateEcho::Echoed => Filters::Shown,
        CreateEcho::Omitted => Filters::Left,
    };
    let view = written(call.switches(), &row, echo);
    call.state.data.lists.put(number, row);
    Ok(Reply::ok(json!({ "list": view })))
}

/// Reads the object type of a list.
///
/// # Errors
/// 400 where lists of it can't be made.
pub fn list_object(state: &State, id: &str) -> Result<Object, Refusal> {
    Object::by_id(id).filter(|object| schemas::has(state, *object)).ok_or_else(|| {
        Refusal::validation(format!("The objectTypeId {id} is not valid for this portal."))
            .sub_category("ListError.INVALID_OBJECT_TYPE_FOR_LIST")
    })
}

/// A title is taken whatever its case and whatever the object type.
fn judge_title(call: &Call<'_>, name: &str, own: Option<u64>) -> Result<(), Refusal> {
    let lower = name.to_lowercase();
    let counts = |row: &ListRow| match call.switches().deleted_titles {
        DeletedTitles::Free => row.deleted.is_none(),
        DeletedTitles::Taken => !is_purged(row, call.now()),
    };
    let taken = call.state.data.lists.values().any(|row| {
        Some(row.id) != own && row.name.len() == name.len() && counts(row) && row.name.to_lowercase() == lower
    }) || call.state.data.lists.values().any(|row| {
        // A change of case can change the length in bytes.
        Some(row.id) != own
            && row.name.len() != name.len()
            && !row.name.is_ascii()
            && counts(row)
            && row.name.to_lowercase() == lower
    });
    if taken {
        return Err(Refusal::validation(format!("A list already exists with the name {name}."))
            .sub_category("ILS.DUPLICATE_LIST_NAMES"));
    }
    Ok(())
}

/// Tells whether a deleted list can no longer be restored, nor read.
#[must_use]
pub fn is_purged(row: &ListRow, now: Millis) -> bool {
    row.deleted.is_some_and(|deleted| now.saturating_sub(deleted) > RESTORABLE)
}

fn pending(switches: Switches, row: &ListRow) -> u64 {
    match (switches.list_processing, &row.filter) {
        (_, None) | (ListProcessing::AtOnce | ListProcessing::Reply, Some(_)) => 0,
        (ListProcessing::ThreeReads, Some(_)) => 3,
    }
}

/// Shows a list as the reply to a write does: without a size, and perhaps still at work.
fn written(switches: Switches, row: &ListRow, filters: Filters) -> Value {
    let mut view = view(switches, row, filters);
    if row.filter.is_some()
        && switches.list_processing != ListProcessing::AtOnce
        && let Some(map) = view.as_object_mut()
    {
        map.insert("processingStatus".to_owned(), json!("PROCESSING"));
    }
    view
}

/// Shows a list.
#[must_use]
pub fn view(switches: Switches, row: &ListRow, filters: Filters) -> Value {
    let unassigned = match row.processing {
        Processing::Manual => Value::Null,
        Processing::Dynamic | Processing::Snapshot => json!(true),
    };
    let mut out = json!({
        "listId": row.id.to_string(),
        "listVersion": row.version,
        "name": row.name,
        "objectTypeId": row.object.id(),
        "processingType": row.processing.word(),
        "processingStatus": if row.pending > 0 { "PROCESSING" } else { "COMPLETE" },
        "createdAt": iso(row.created),
        "updatedAt": iso(row.updated),
        "filtersUpdatedAt": iso(row.filters_updated),
        "createdById": "1",
        "updatedById": "1",
        "listPermissions": row.permissions.clone()
            .unwrap_or_else(|| json!({ "teamsWithEditAccess": [], "usersWithEditAccess": [] })),
        "membershipSettings": row.membership_settings.clone()
            .unwrap_or_else(|| json!({ "membershipTeamId": null, "includeUnassigned": unassigned })),
    });
    if let Some(map) = out.as_object_mut() {
        if let Some(deleted) = row.deleted {
            map.insert("deletedAt".to_owned(), json!(iso(deleted)));
        }
        if let (Some(filter), Filters::Shown) = (&row.filter, filters) {
            map.insert("filterBranch".to_owned(), shown(&switches, filter));
        }
    }
    out
}

/// Shows a list as a read does, with its size; counts the read.
fn read(call: &mut Call<'_>, number: u64) -> Option<Value> {
    let row = call.state.data.lists.get(&number)?;
    let filters = if call.flag("includeFilters") { Filters::Shown } else { Filters::Left };
    let mut out = view(call.switches(), row, filters);
    let is_pending = row.pending > 0;
    if !is_pending {
        let size = size(call.state, call.world, number);
        if let Some(map) = out.as_object_mut() {
            map.insert("size".to_owned(), json!(size));
        }
    } else {
        call.state.data.lists.edit(&number, |row| row.pending -= 1);
    }
    Some(out)
}

/// Returns how many members a list has. The count is kept for a minute, as long as no row it could depend on changes.
pub fn size(state: &mut State, world: &World, number: u64) -> u64 {
    let data = &state.data;
    let generation =
        data.records.generation() + data.links.generation() + data.events.generation() + data.opted.generation();
    let minute = world.millis().div_euclid(60_000);
    let Some(row) = state.data.lists.get(&number) else {
        return 0;
    };
    let version = row.version;
    let generation = generation.wrapping_mul(1_000_003).wrapping_add(version);
    if row.processing != Processing::Dynamic {
        return u64::try_from(row.members.len()).unwrap_or(u64::MAX);
    }
    if let Some((known, at, size)) = state.sizes.get(&number)
        && (*known, *at) == (generation, minute)
        && !evaluate::reads_lists(row)
    {
        return *size;
    }
    let size = u64::try_from(evaluate::matching(state, world, row).len()).unwrap_or(u64::MAX);
    state.sizes.insert(number, (generation, minute, size));
    size
}

/// Finds a list that is not purged, by the id of a path.
///
/// # Errors
/// 404, or 400 for what can be no list's id.
pub fn find<'a>(call: &'a Call<'_>, list: &str) -> Result<&'a ListRow, Refusal> {
    let now = call.now();
    let number: u64 = match list.parse() {
        Ok(number) => number,
        Err(_) => return Err(Refusal::validation(format!("Invalid list id {list}"))),
    };
    if number > u64::from(u32::MAX >> 1) && call.switches().unknown_ids == UnknownIds::NotFound {
        return Err(Refusal::validation(format!("Invalid list id {list}")));
    }
    call.state
        .data
        .lists
        .get(&number)
        .filter(|row| !is_purged(row, now))
        .ok_or_else(|| unknown_id(call.switches(), "List", list))
}

/// Finds a list that is not deleted.
///
/// # Errors
/// 404 where there is none.
pub fn find_living<'a>(call: &'a Call<'_>, list: &str) -> Result<&'a ListRow, Refusal> {
    let row = find(call, list)?;
    if row.deleted.is_some() {
        return Err(unknown_id(call.switches(), "List", list));
    }
    Ok(row)
}

fn get(call: &mut Call<'_>, list: &str) -> Answer {
    let number = find(call, list)?.id;
    let view = read(call, number).unwrap_or_default();
    Ok(Reply::ok(json!({ "list": view })))
}

fn get_many(call: &mut Call<'_>) -> Answer {
    let encoded: usize = call.request.query.iter().map(|(name, value)| name.len() + value.len() * 2 + 2).sum();
    if call.request.path.len() + encoded > LONGEST_URL {
        return Err(Refusal::other(414, "VALIDATION_ERROR", "Request-URI Too Long"));
    }
    let mut numbers = Vec::new();
    let mut seen = BTreeSet::new();
    for id in call.params("listIds") {
        let number = id.parse::<u64>().map_err(|_| Refusal::validation(format!("Invalid list id {id}")))?;
        if seen.insert(number) {
            numbers.push(number);
        }
    }
    let now = call.now();
    let lives = |call: &Call<'_>, number: &u64| {
        call.state.data.lists.get(number).is_some_and(|row| !is_purged(row, now) && row.deleted.is_none())
    };
    let mut lists = Vec::new();
    for number in numbers {
        if lives(call, &number) {
            lists.extend(read(call, number));
        }
    }
    Ok(Reply::ok(json!({ "lists": lists })))
}

fn by_name(call: &mut Call<'_>, object: &str, name: &str) -> Answer {
    let object = list_object(call.state, object)?;
    let lower = name.to_lowercase();
    let named = |row: &&ListRow| row.object == object && row.name.to_lowercase() == lower;
    let now = call.now();
    let lists = &call.state.data.lists;
    let living = lists.values().find(|row| row.deleted.is_none() && named(row));
    let found = match (living, call.switches().deleted_by_name) {
        (None, DeletedByName::Found) => lists.values().rfind(|row| named(row) && !is_purged(row, now)),
        (living, _) => living,
    };
    let Some(number) = found.map(|row| row.id) else {
        return Err(Refusal::not_found(format!(
            "List does not exist with name {name} and object type ID {}.",
            object.id()
        )));
    };
    let view = read(call, number).unwrap_or_default();
    Ok(Reply::ok(json!({ "list": view })))
}

fn rename(call: &mut Call<'_>, list: &str) -> Answer {
    let number = find_living(call, list)?.id;
    let name = call.param("listName").unwrap_or_default().to_owned();
    if name.trim().is_empty() {
        return Err(Refusal::validation("listName must not be blank"));
    }
    judge_title(call, &name, Some(number))?;
    let now = call.now();
    call.state.data.lists.edit(&number, |row| {
        row.name = name;
        row.updated = now;
    });
    updated(call, number)
}

fn updated(call: &Call<'_>, number: u64) -> Answer {
    let filters = if call.flag("includeFilters") { Filters::Shown } else { Filters::Left };
    let row = call.state.data.lists.get(&number).ok_or_else(|| Refusal::internal("the list has gone"))?;
    Ok(Reply::ok(json!({ "updatedList": view(call.switches(), row, filters) })))
}

fn update_filters(call: &mut Call<'_>, list: &str) -> Answer {
    let row = find_living(call, list)?;
    let (number, object) = (row.id, row.object);
    if row.processing != Processing::Dynamic {
        return Err(Refusal::validation(format!("List {number} is not DYNAMIC: its filters cannot be updated")));
    }
    const UPDATE: &[Field] = &[required("filterBranch", Json::Object)];
    let body = call.body()?;
    judge_fields(body, UPDATE)?;
    judge_keys(call.state, body, &[], UPDATE)?;
    let branch = body.get("filterBranch").unwrap_or(&Value::Null);
    judge_root(Scope { state: call.state, place: Place::List, object }, branch)?;
    let stored = stored_branch(branch);
    if call.switches().list_cycles == ListCycles::Refused && leads_to(call.state, &stored, number, &mut BTreeSet::new())
    {
        return Err(Refusal::validation(format!("List {number} cannot refer to itself")));
    }
    let now = call.now();
    let switches = call.switches();
    let view = call.state.data.lists.edit(&number, |row| {
        row.filter = Some(stored);
        row.version += 1;
        row.filters_updated = now;
        row.updated = now;
        row.pending = pending(switches, row);
        written(switches, row, Filters::Shown)
    });
    Ok(Reply::ok(json!({ "updatedList": view })))
}

/// Tells whether a filter refers to a list, itself or through other lists.
fn leads_to(state: &State, filter: &Value, wanted: u64, seen: &mut BTreeSet<u64>) -> bool {
    let mut named = Vec::new();
    evaluate::lists_named(filter, &mut named);
    named.into_iter().any(|number| {
        number == wanted
            || (seen.insert(number)
                && state
                    .data
                    .lists
                    .get(&number)
                    .and_then(|row| row.filter.as_ref())
                    .is_some_and(|inner| leads_to(state, inner, wanted, seen)))
    })
}

fn delete(call: &mut Call<'_>, list: &str) -> Answer {
    let row = find(call, list)?;
    let number = row.id;
    if row.deleted.is_some() {
        return repeated(call, list);
    }
    let now = call.now();
    call.state.data.lists.edit(&number, |row| {
        row.deleted = Some(now);
        row.updated = now;
    });
    Ok(Reply::empty())
}

fn restore(call: &mut Call<'_>, list: &str) -> Answer {
    let row = find(call, list)?;
    let (number, name) = (row.id, row.name.clone());
    if row.deleted.is_none() {
        return repeated(call, list);
    }
    judge_title(call, &name, Some(number))?;
    let now = call.now();
    call.state.data.lists.edit(&number, |row| {
        row.deleted = None;
        row.version += 1;
        row.updated = now;
    });
    Ok(Reply::empty())
}

fn repeated(call: &Call<'_>, list: &str) -> Answer {
    match call.switches().repeated_delete {
        RepeatedDelete::Done => Ok(Reply::empty()),
        RepeatedDelete::Refused => Err(unknown_id(call.switches(), "List", list)),
    }
}

/// Returns the members of a body that a list's search and enumeration share.
fn words<'a>(body: &'a Map<String, Value>, name: &str) -> Result<Vec<&'a str>, Refusal> {
    Ok(super::json::array(body, name)?.iter().filter_map(Value::as_str).collect())
}
