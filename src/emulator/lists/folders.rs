//! Folders of lists. The folder `0` is the root.

use serde_json::{Value, json};

use crate::emulator::json::{Json, id, judge_fields, present, required, text};
use crate::emulator::reply::{Answer, Refusal, Reply};
use crate::emulator::routes::{Call, unknown_id};
use crate::emulator::state::{FolderRow, State, iso};
use crate::portal::transport::Method;

/// Answers requests to folders.
pub(super) fn answer(call: &mut Call<'_>, parts: &[&str]) -> Answer {
    match (call.request.method, parts) {
        (Method::Get, []) => {
            let folder = find(call.state, call.param("folderId").unwrap_or("0"))?;
            shown(call, folder)
        }
        (Method::Post, []) => create(call),
        (Method::Put, ["move-list"]) => move_list(call),
        (Method::Put, [folder, "rename"]) => rename(call, folder),
        (Method::Put, [folder, "move", parent]) => move_folder(call, folder, parent),
        (Method::Delete, [folder]) => delete(call, folder),
        _ => Err(Refusal::no_route()),
    }
}

/// Reads the id of a folder that there is.
///
/// # Errors
/// 400 or 404.
pub fn find(state: &State, folder: &str) -> Result<u64, Refusal> {
    let number: u64 = folder.parse().map_err(|_| Refusal::validation(format!("Invalid folder id {folder}")))?;
    if number == 0 || state.data.folders.get(&number).is_some() {
        return Ok(number);
    }
    Err(unknown_id(state.switches, "Folder", folder))
}

fn find_own(call: &Call<'_>, folder: &str) -> Result<u64, Refusal> {
    match find(call.state, folder)? {
        0 => Err(Refusal::validation("The root folder cannot be changed")),
        number => Ok(number),
    }
}

/// How ids of folders are written: HubSpot's OpenAPI of v3 has numbers, those of dated versions have texts.
#[derive(Clone, Copy, Debug)]
enum Ids {
    Numbers,
    Texts,
}

impl Ids {
    fn of(call: &Call<'_>) -> Self {
        if call.base.contains("/v3/") { Self::Numbers } else { Self::Texts }
    }

    fn show(self, number: u64) -> Value {
        match self {
            Self::Numbers => json!(number),
            Self::Texts => json!(number.to_string()),
        }
    }
}

fn tree(state: &State, ids: Ids, number: u64, depth: usize) -> Value {
    let lists: Vec<u64> = state
        .data
        .lists
        .values()
        .filter(|row| row.folder == number && row.deleted.is_none())
        .map(|row| row.id)
        .collect();
    let below: Vec<Value> = state
        .data
        .folders
        .values()
        .filter(|row| row.parent == number && depth < 64)
        .map(|row| tree(state, ids, row.id, depth + 1))
        .collect();
    let row = state.data.folders.get(&number);
    let mut out = json!({
        "id": ids.show(number),
        "parentFolderId": ids.show(row.map_or(0, |row| row.parent)),
        "childLists": lists,
        "childNodes": below,
    });
    if let (Some(map), Some(row)) = (out.as_object_mut(), row) {
        map.insert("name".to_owned(), json!(row.name));
        map.insert("createdAt".to_owned(), json!(iso(row.created)));
        map.insert("updatedAt".to_owned(), json!(iso(row.updated)));
        map.insert("userId".to_owned(), json!(1));
    }
    out
}

fn shown(call: &Call<'_>, number: u64) -> Answer {
    Ok(Reply::ok(json!({ "folder": tree(call.state, Ids::of(call), number, 0) })))
}

fn create(call: &mut Call<'_>) -> Answer {
    let body = call.body()?;
    judge_fields(body, &[required("name", Json::Filled)])?;
    let name = text(body, "name").unwrap_or_default().to_owned();
    let parent = match present(body, "parentFolderId").and_then(id) {
        None => 0,
        Some(parent) => find(call.state, &parent)?,
    };
    let now = call.now();
    let number = call.state.next_number("folder", 1);
    call.state.data.folders.put(number, FolderRow { id: number, name, parent, created: now, updated: now });
    shown(call, number)
}

fn rename(call: &mut Call<'_>, folder: &str) -> Answer {
    let number = find_own(call, folder)?;
    let name = call.param("newFolderName").unwrap_or_default().to_owned();
    if name.trim().is_empty() {
        return Err(Refusal::validation("newFolderName must not be blank"));
    }
    let now = call.now();
    call.state.data.folders.edit(&number, |row| {
        row.name = name;
        row.updated = now;
    });
    shown(call, number)
}

fn move_folder(call: &mut Call<'_>, folder: &str, parent: &str) -> Answer {
    let number = find_own(call, folder)?;
    let parent = find(call.state, parent)?;
    let mut above = parent;
    while above != 0 {
        if above == number {
            return Err(Refusal::validation("A folder cannot be moved into itself"));
        }
        above = call.state.data.folders.get(&above).map_or(0, |row| row.parent);
    }
    let now = call.now();
    call.state.data.folders.edit(&number, |row| {
        row.parent = parent;
        row.updated = now;
    });
    shown(call, number)
}

fn move_list(call: &mut Call<'_>) -> Answer {
    let body = call.body()?;
    judge_fields(body, &[required("listId", Json::Id), required("newFolderId", Json::Id)])?;
    let list = present(body, "listId").and_then(id).unwrap_or_default();
    let folder = present(body, "newFolderId").and_then(id).unwrap_or_default();
    let folder = find(call.state, &folder)?;
    let number = super::find_living(call, &list)?.id;
    call.state.data.lists.edit(&number, |row| row.folder = folder);
    Ok(Reply::empty())
}

fn delete(call: &mut Call<'_>, folder: &str) -> Answer {
    let number = find_own(call, folder)?;
    let is_used = call.state.data.folders.values().any(|row| row.parent == number)
        || call.state.data.lists.values().any(|row| row.folder == number && row.deleted.is_none());
    if is_used {
        return Err(Refusal::validation("The folder is not empty"));
    }
    call.state.data.folders.remove(&number);
    Ok(Reply::empty())
}
