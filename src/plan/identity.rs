//! Which object of the portal a declaration is: by record, then by committed bindings, then by its mark.

use std::collections::BTreeMap;

use super::known::History;
use super::names;
use super::snapshot::{FlowRead, ListRead, Snapshot};
use crate::hubspot::platform::Object;
use crate::record::ObjectKey;
use crate::settings::{ListTags, ObjectBindings};

/// How an object was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// By the record of deployments.
    Record,
    /// By the committed bindings.
    Binding,
    /// By its mark in the portal.
    Mark,
}

/// What a declaration is in the portal.
#[derive(Clone, Debug, PartialEq)]
pub enum Identity {
    /// One object.
    Is {
        /// Its id.
        id: String,
        /// How it was recognised.
        by: By,
        /// Its whole JSON.
        live: serde_json::Value,
    },
    /// None yet.
    New,
    /// One that was known and is gone.
    Gone {
        /// Its id.
        id: String,
    },
    /// One that is there and that the portal does not show.
    Hidden {
        /// Its id.
        id: String,
    },
    /// Several bear its mark.
    MarkedTwice {
        /// Their ids.
        ids: Vec<String>,
    },
}

/// Returns the `uuid` that marks a workflow.
#[must_use]
pub fn flow_mark(project: &str, name: &str) -> String {
    format!("hubwright:{project}:{name}")
}

/// Returns the last line of a workflow's description.
#[must_use]
pub fn trailer(project: &str, name: &str, version: u32, digest: &crate::model::Digest) -> String {
    format!("hubwright {project}/{name} v{version} {}", digest.short())
}

/// Returns a workflow's whole description.
#[must_use]
pub fn description(doc: Option<&str>, trailer: &str) -> String {
    match doc {
        Some(doc) => format!("{doc}\n\n{trailer}"),
        None => trailer.to_owned(),
    }
}

/// Returns the title that a list bears in the portal.
#[must_use]
pub fn list_title(title: &str, version: Option<u32>, tags: ListTags) -> String {
    match (version, tags) {
        (Some(version), ListTags::TitleSuffix) => format!("{title} (v{version})"),
        (_, ListTags::None) | (None, ListTags::TitleSuffix) => title.to_owned(),
    }
}

/// Cuts a live title that ends with a version into the title without it and the number; nothing of any other.
#[must_use]
pub fn title_and_version(live: &str, tags: ListTags) -> Option<(&str, u32)> {
    let (title, number) = live.strip_suffix(')')?.rsplit_once(" (v")?;
    let number = number.parse().ok().filter(|number| *number > 0)?;
    // Written as we write it, or it is somebody's own.
    (list_title(title, Some(number), tags) == live).then_some((title, number))
}

/// Returns what a live title marks where it stands for a declaration with a version: the title without the version,
/// in lower case, since the portal tells no cases apart.
#[must_use]
pub fn list_mark(live: &str, tags: ListTags) -> String {
    let live = live.to_lowercase();
    if tags == ListTags::None {
        return live;
    }
    let without = live.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (v"));
    match without {
        Some((title, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            title.to_owned()
        }
        Some(_) | None => live,
    }
}

/// Tells whether a live title is the mark of a list: its title, with any version where it has one.
#[must_use]
pub fn is_list_mark(live: &str, title: &str, versioned: bool, tags: ListTags) -> bool {
    let title = title.to_lowercase();
    if versioned && tags == ListTags::TitleSuffix {
        live.to_lowercase() != title && list_mark(live, tags) == title
    } else {
        live.to_lowercase() == title
    }
}

/// What is looked for: a declaration by all its names.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The id that the record knows.
    pub recorded: Option<&'a str>,
    /// Its name and its former names, the present one first.
    pub names: Vec<&'a str>,
    /// Its key.
    pub key: &'a ObjectKey,
    /// What the record knows of other objects: a mark that they bear is theirs.
    pub record: &'a History,
    /// Its title and its former ones, the present one first.
    pub titles: Vec<&'a str>,
    /// Whether it has a version.
    pub versioned: bool,
    /// The object whose records it is about.
    pub object: Object,
}

/// Finds a list.
#[must_use]
pub fn list(wanted: &Wanted<'_>, bindings: &ObjectBindings, tags: ListTags, snapshot: &Snapshot) -> Identity {
    let known = wanted
        .recorded
        .map(|id| (id, By::Record))
        .or_else(|| bound(wanted, &bindings.lists).map(|id| (id, By::Binding)));
    if let Some((id, by)) = known {
        return match snapshot.lists.get(id) {
            Some(ListRead::Found(live)) => Identity::Is { id: id.to_owned(), by, live: live.clone() },
            Some(ListRead::Gone) | None => Identity::Gone { id: id.to_owned() },
        };
    }
    let marked = snapshot.list_heads.iter().filter(|head| {
        !is_anothers(wanted, &bindings.lists, &head.id)
            && names::is_type_id(snapshot, wanted.object, &head.object_type)
            && wanted.titles.iter().any(|title| is_list_mark(&head.title, title, wanted.versioned, tags))
            && (head.processing == "DYNAMIC") == wanted.versioned
    });
    by_mark(marked.map(|head| head.id.as_str()), |id| match snapshot.lists.get(id) {
        Some(ListRead::Found(live)) => Identity::Is { id: id.to_owned(), by: By::Mark, live: live.clone() },
        Some(ListRead::Gone) | None => Identity::New,
    })
}

/// Finds a workflow.
#[must_use]
pub fn flow(wanted: &Wanted<'_>, project: &str, bindings: &ObjectBindings, snapshot: &Snapshot) -> Identity {
    let read = |id: &str, by: By| match snapshot.flows.get(id) {
        Some(FlowRead::Found(live)) => Identity::Is { id: id.to_owned(), by, live: live.clone() },
        Some(FlowRead::Hidden) => Identity::Hidden { id: id.to_owned() },
        Some(FlowRead::Gone) | None => Identity::Gone { id: id.to_owned() },
    };
    if let Some(id) = wanted.recorded {
        return read(id, By::Record);
    }
    if let Some(id) = bound(wanted, &bindings.workflows) {
        return read(id, By::Binding);
    }
    let marks: Vec<String> = wanted.names.iter().map(|name| flow_mark(project, name)).collect();
    let marked = snapshot.flow_heads.iter().filter(|head| {
        !is_anothers(wanted, &bindings.workflows, &head.id)
            && head.uuid.as_ref().is_some_and(|uuid| marks.contains(uuid))
    });
    let marked: Vec<&str> = marked.map(|head| head.id.as_str()).collect();
    // One that was adopted has a `uuid` of its own: there, and only there, the description is the mark.
    let trailed = snapshot.flows.iter().filter(|(id, read)| {
        let bears = match read {
            FlowRead::Found(live) => bears_trailer(live, project, &wanted.names),
            FlowRead::Hidden | FlowRead::Gone => false,
        };
        marked.is_empty() && bears && !is_anothers(wanted, &bindings.workflows, id)
    });
    by_mark(trailed.map(|(id, _)| id.as_str()).chain(marked.iter().copied()), |id| read(id, By::Mark))
}

/// Tells whether the last line of a workflow's description is that of a declaration.
pub(super) fn bears_trailer(live: &serde_json::Value, project: &str, names: &[&str]) -> bool {
    let last = live.get("description").and_then(|text| text.as_str()?.lines().last()).unwrap_or_default();
    names.iter().any(|name| last.starts_with(&format!("hubwright {project}/{name} v")))
}

/// Finds lists that may be the one that is wanted, though they do not bear its mark: its title may have changed since
/// the record was lost. They are in the project's folder and nobody's.
#[must_use]
pub fn stray_lists(
    wanted: &Wanted<'_>,
    project: &str,
    bindings: &ObjectBindings,
    tags: ListTags,
    snapshot: &Snapshot,
) -> Vec<(String, String)> {
    let is_tagged = |title: &str| list_mark(title, tags) != title.to_lowercase();
    let strays = snapshot.list_heads.iter().filter(|head| {
        head.folder.as_deref() == Some(project)
            && names::is_type_id(snapshot, wanted.object, &head.object_type)
            && (head.processing == "DYNAMIC") == wanted.versioned
            && (!wanted.versioned || tags == ListTags::None || is_tagged(&head.title))
            && !is_anothers(wanted, &bindings.lists, &head.id)
    });
    strays.map(|head| (head.id.clone(), head.title.clone())).collect()
}

/// Finds workflows that may be the one that is wanted, though they do not bear its mark, which one that was adopted
/// never had: they are called so and nobody's.
#[must_use]
pub fn stray_flows(
    wanted: &Wanted<'_>,
    project: &str,
    bindings: &ObjectBindings,
    snapshot: &Snapshot,
) -> Vec<(String, String)> {
    let ours = flow_mark(project, "");
    let strays = snapshot.flow_heads.iter().filter(|head| {
        wanted.titles.iter().any(|title| title.to_lowercase() == head.title.to_lowercase())
            && head.uuid.as_ref().is_none_or(|uuid| uuid.starts_with(&ours) || !uuid.starts_with("hubwright:"))
            && !is_anothers(wanted, &bindings.workflows, &head.id)
    });
    strays.map(|head| (head.id.clone(), head.title.clone())).collect()
}

/// Tells whether an object that bears a mark is known to be another of ours.
fn is_anothers(wanted: &Wanted<'_>, bindings: &BTreeMap<String, String>, id: &str) -> bool {
    wanted.record.is_anothers(wanted.key, id)
        || bindings.iter().any(|(name, bound)| bound == id && !wanted.names.contains(&name.as_str()))
}

fn bound<'a>(wanted: &Wanted<'_>, bindings: &'a BTreeMap<String, String>) -> Option<&'a str> {
    wanted.names.iter().find_map(|name| bindings.get(*name)).map(String::as_str)
}

fn by_mark<'a>(marked: impl Iterator<Item = &'a str>, one: impl FnOnce(&str) -> Identity) -> Identity {
    let ids: Vec<&str> = marked.collect();
    match ids.as_slice() {
        [] => Identity::New,
        [id] => one(id),
        _ => Identity::MarkedTwice { ids: ids.iter().map(|id| (*id).to_owned()).collect() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_with_any_version_is_a_mark_and_nothing_else_is() {
        let is = |live| is_list_mark(live, "Hot leads", true, ListTags::TitleSuffix);
        assert!(is("Hot leads (v1)") && is("hot LEADS (v23)"));
        assert!(!is("Hot leads") && !is("Hot leads (v)") && !is("Hot leads (vx)") && !is("Hot leads two (v1)"));
        assert!(is_list_mark("Hot leads", "Hot leads", true, ListTags::None));
        assert!(is_list_mark("Na leads", "NA leads", false, ListTags::TitleSuffix));
    }
}
