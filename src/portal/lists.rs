//! Lists and their folders.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::answer::{as_id, id, items, text};
use super::client::{Effect, at};
use super::paths::encoded;
use super::transport::{Method, Request};
use super::{Garbage, Portal, PortalError};

/// HubSpot's largest page.
const PAGE: u64 = 500;

/// A list as the portal shows it: whole, with what we look at taken out.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveList {
    /// Its id.
    pub id: String,
    /// Its title; HubSpot calls it the name.
    pub title: String,
    /// The object type id.
    pub object_type: String,
    /// `DYNAMIC`, `MANUAL`, `SNAPSHOT`, or a kind we don't know.
    pub processing: String,
    /// Grows by one with each edit of the filters.
    pub version: Option<i64>,
    /// When the filters were last edited.
    pub filters_updated_at: Option<String>,
    /// When it was deleted: a deleted list still answers.
    pub deleted_at: Option<String>,
    /// The folder's name; only enumerations show it.
    pub folder: Option<String>,
    /// All of it, as it came. Filters are only in lists read by id or title.
    pub body: Value,
}

impl LiveList {
    /// Reads a list; nothing where id or title is missing.
    #[must_use]
    pub fn read(body: Value) -> Option<Self> {
        Some(Self {
            id: id(&body, "listId")?,
            title: text(&body, "name")?,
            object_type: text(&body, "objectTypeId").unwrap_or_default(),
            processing: text(&body, "processingType").unwrap_or_default(),
            version: body.get("listVersion").and_then(Value::as_i64),
            filters_updated_at: text(&body, "filtersUpdatedAt"),
            deleted_at: text(&body, "deletedAt"),
            folder: body.get("additionalProperties").and_then(|extra| text(extra, "hs_folder_name")),
            body,
        })
    }

    /// Returns the filters, where they were asked for and the list has any.
    #[must_use]
    pub fn filters(&self) -> Option<&Value> {
        self.body.get("filterBranch").filter(|branch| !branch.is_null())
    }
}

/// Lists asked for by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListsRead {
    /// Those that are there, deleted ones with their date, by id.
    pub found: BTreeMap<String, LiveList>,
    /// Those that the portal, asked singly, does not have.
    pub absent: Vec<String>,
}

/// A folder of lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// Its id; the root's is `0`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The folders in it.
    pub folders: Vec<Folder>,
    /// The ids of the lists in it.
    pub lists: Vec<String>,
}

impl Portal<'_> {
    /// Enumerates all lists, without their filters.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn all_lists(&self) -> Result<Vec<LiveList>, PortalError> {
        if !self.paths.enumerates_lists() {
            return self.searched_lists();
        }
        let body = json!({ "processingTypes": [], "additionalProperties": [], "count": PAGE });
        let request = Request::new(Method::Post, format!("{}/all", self.paths.lists())).body(body);
        self.posted_pages(&request)?.into_iter().map(|row| read(&request, row)).collect()
    }

    /// Reads lists with their filters, in batches.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn lists(&self, ids: &[String]) -> Result<ListsRead, PortalError> {
        let mut read = ListsRead::default();
        for batch in ids.chunks(self.batch.lists.max(1)) {
            self.lists_into(batch, &mut read)?;
        }
        Ok(read)
    }

    /// Reads one list with its filters. One that was deleted answers still: see [`LiveList::deleted_at`].
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn list(&self, list: &str) -> Result<Option<LiveList>, PortalError> {
        self.one_list(&self.list_request(Method::Get, list, "").with("includeFilters", true))
    }

    /// Finds a list with its filters by its title, whatever the case of its letters.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn list_by_title(&self, object_type: &str, title: &str) -> Result<Option<LiveList>, PortalError> {
        let path = format!("{}/object-type-id/{}/name/{}", self.paths.lists(), encoded(object_type), encoded(title));
        self.one_list(&Request::new(Method::Get, path).with("includeFilters", true))
    }

    /// Creates a list. The answer need not echo the filters: read it back.
    ///
    /// # Errors
    /// [`PortalError`]; a title that is taken is refused with `ILS.DUPLICATE_LIST_NAMES`.
    pub fn create_list(&self, body: Value) -> Result<LiveList, PortalError> {
        let request = Request::new(Method::Post, self.paths.lists()).body(body);
        let answer = self.json(&request, Effect::Write)?;
        LiveList::read(unwrapped(answer, "list")).ok_or_else(|| Self::misshapen(&request, Effect::Write, "list.listId"))
    }

    /// Gives a list another title.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn rename_list(&self, list: &str, title: &str) -> Result<(), PortalError> {
        self.write(&self.list_request(Method::Put, list, "/update-list-name").with("listName", title))
    }

    /// Replaces the filters of a DYNAMIC list; records that newly match are not enrolled in workflows.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn update_list_filters(&self, list: &str, filter_branch: Value) -> Result<(), PortalError> {
        let request = self.list_request(Method::Put, list, "/update-list-filters");
        self.write(&request.with("enrollObjectsInWorkflows", false).body(json!({ "filterBranch": filter_branch })))
    }

    /// Deletes a list.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn delete_list(&self, list: &str) -> Result<(), PortalError> {
        self.write(&self.list_request(Method::Delete, list, ""))
    }

    /// Reads a folder with what is directly in it; the root is `0`.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn folder(&self, folder: &str) -> Result<Folder, PortalError> {
        let request = Request::new(Method::Get, format!("{}/folders", self.paths.lists())).with("folderId", folder);
        let answer = unwrapped(self.json(&request, Effect::Read)?, "folder");
        read_folder(&answer, 0).ok_or_else(|| Self::misshapen(&request, Effect::Read, "folder.id"))
    }

    /// Creates a folder and returns its id.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn create_folder(&self, name: &str, parent: &str) -> Result<String, PortalError> {
        let request = Request::new(Method::Post, format!("{}/folders", self.paths.lists()))
            .body(json!({ "name": name, "parentFolderId": parent }));
        let answer = unwrapped(self.json(&request, Effect::Write)?, "folder");
        id(&answer, "id").ok_or_else(|| Self::misshapen(&request, Effect::Write, "folder.id"))
    }

    /// Puts a list into a folder.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn move_list(&self, list: &str, folder: &str) -> Result<(), PortalError> {
        let request = Request::new(Method::Put, format!("{}/folders/move-list", self.paths.lists()));
        self.write(&request.body(json!({ "listId": list, "newFolderId": folder })))
    }

    fn list_request(&self, method: Method, list: &str, tail: &str) -> Request {
        Request::new(method, format!("{}/{}{tail}", self.paths.lists(), encoded(list)))
    }

    fn one_list(&self, request: &Request) -> Result<Option<LiveList>, PortalError> {
        match self.json(request, Effect::Read) {
            Ok(answer) => read(request, unwrapped(answer, "list")).map(Some),
            Err(PortalError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Halves what was too long or came back short, down to single reads, which alone can say that a list is absent.
    fn lists_into(&self, ids: &[String], into: &mut ListsRead) -> Result<(), PortalError> {
        if let [single] = ids {
            match self.list(single)? {
                Some(list) => into.found.insert(single.clone(), list).map_or((), drop),
                None => into.absent.push(single.clone()),
            }
            return Ok(());
        }
        let mut request = Request::new(Method::Get, self.paths.lists());
        for list in ids {
            request = request.with("listIds", list);
        }
        request = request.with("includeFilters", true);
        let rows = match self.rows(&request, "lists") {
            Ok(rows) => rows,
            Err(error) if too_long(&error) => Vec::new(),
            Err(error) => return Err(error),
        };
        for row in rows {
            let list = read(&request, row)?;
            if ids.contains(&list.id) {
                into.found.entry(list.id.clone()).or_insert(list);
            }
        }
        let missing: Vec<String> = ids.iter().filter(|list| !into.found.contains_key(*list)).cloned().collect();
        if missing.is_empty() {
            return Ok(());
        }
        let (first, second) = missing.split_at(missing.len().div_ceil(2));
        for half in [first, second] {
            if !half.is_empty() {
                self.lists_into(half, into)?;
            }
        }
        Ok(())
    }

    /// Enumerates by search where there is no `/all`.
    fn searched_lists(&self) -> Result<Vec<LiveList>, PortalError> {
        let mut found = Vec::new();
        let mut offset = 0_u64;
        loop {
            let body = json!({
                "listIds": [], "processingTypes": [], "additionalProperties": [], "offset": offset, "count": PAGE,
            });
            let request = Request::new(Method::Post, format!("{}/search", self.paths.lists())).body(body);
            let page = self.json(&request, Effect::Read)?;
            if !page.get("lists").is_some_and(Value::is_array) {
                return Err(Self::misshapen(&request, Effect::Read, "lists"));
            }
            for row in items(&page, "lists") {
                found.push(read(&request, row.clone())?);
            }
            if page.get("hasMore").and_then(Value::as_bool) != Some(true) {
                return Ok(found);
            }
            let next = page.get("offset").and_then(Value::as_u64).unwrap_or_default();
            if next <= offset {
                return Err(PortalError::Garbage { at: at(&request), what: Garbage::Loop });
            }
            offset = next;
        }
    }
}

/// Tells whether a request was refused for its length.
pub(super) fn too_long(error: &PortalError) -> bool {
    error.refusal().is_some_and(|refusal| matches!(refusal.status, 413 | 414 | 431))
}

/// Takes what stands under a key, or the whole where some clients saw it bare.
pub(super) fn unwrapped(mut answer: Value, key: &str) -> Value {
    match answer.get_mut(key) {
        Some(inner @ Value::Object(_)) => inner.take(),
        Some(_) | None => answer,
    }
}

fn read(request: &Request, row: Value) -> Result<LiveList, PortalError> {
    LiveList::read(row).ok_or_else(|| Portal::misshapen(request, Effect::Read, "listId, name"))
}

/// Folders nest, and a portal may say anything: sixty-four levels are read.
fn read_folder(value: &Value, depth: usize) -> Option<Folder> {
    let inner: Vec<Folder> = if depth < 64 {
        items(value, "childNodes").filter_map(|child| read_folder(child, depth + 1)).collect()
    } else {
        Vec::new()
    };
    Some(Folder {
        id: id(value, "id")?,
        name: text(value, "name").unwrap_or_default(),
        folders: inner,
        lists: items(value, "childLists").filter_map(as_id).collect(),
    })
}
