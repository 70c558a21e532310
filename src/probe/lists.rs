//! Experiments on lists: what making, reading, deleting and searching them answers.

use serde_json::{Value, json};

use super::lab::{Cut, Lab, MOMENT_MS, PATIENCE, all, any, known, list_of, one};
use super::said::{Said, Seen};
use crate::portal::{Method, Request};

/// Ids that are tried for one that nothing has.
const FAR: [u64; 3] = [1_000_003, 10_000_019, 100_000_007];

fn path(lab: &Lab<'_>, made: &Said) -> String {
    format!("{}/{}", lab.paths.lists(), made.text("/list/listId"))
}

/// Makes a list that is known to be right, and deletes it.
fn deleted(lab: &mut Lab<'_>, name: &str) -> Result<Result<String, Seen>, Cut> {
    let made = lab.titled(name, list_of(one(known("email"))))?;
    if !made.ok() {
        return Ok(Err(Seen::open(format!("no list could be made: {}", made.short()))));
    }
    let path = path(lab, &made);
    let said = lab.send(&Request::new(Method::Delete, &path))?;
    Ok(if said.ok() { Ok(path) } else { Err(Seen::open(format!("a list could not be deleted: {}", said.short()))) })
}

pub(super) fn deleted_titles(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let name = lab.name();
    if let Err(seen) = deleted(lab, &name)? {
        return Ok(seen);
    }
    let again = lab.titled(&name, list_of(one(known("email"))))?;
    if again.ok() {
        return Ok(Seen::so("free", "a second list took the title of a deleted one"));
    }
    if !again.refused() {
        return Ok(Seen::open(again.short()));
    }
    let other = lab.dynamic(one(known("email")))?;
    Ok(if other.ok() { Seen::so("taken", again.short()) } else { super::lab::neither(&other) })
}

pub(super) fn deleted_by_name(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let name = lab.name();
    if let Err(seen) = deleted(lab, &name)? {
        return Ok(seen);
    }
    let said = lab.get(&format!("{}/object-type-id/0-1/name/{name}", lab.paths.lists()))?;
    Ok(match (said.status, said.text("/list/deletedAt")) {
        (200..=299, "") => Seen::open("found by its name, and not said to be deleted"),
        (200..=299, _) => Seen::so("found", "found, with deletedAt"),
        (404, _) => Seen::so("hidden", said.short()),
        _ => Seen::open(said.short()),
    })
}

pub(super) fn repeated_delete(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let name = lab.name();
    let path = match deleted(lab, &name)? {
        Ok(path) => path,
        Err(seen) => return Ok(seen),
    };
    let said = lab.send(&Request::new(Method::Delete, path))?;
    Ok(match said.status {
        200..=299 => Seen::so("done", said.short()),
        400 | 404 => Seen::so("refused", said.short()),
        _ => Seen::open(said.short()),
    })
}

pub(super) fn unknown_ids(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    for id in FAR {
        let said = lab.get(&format!("{}/{id}", lab.paths.lists()))?;
        match said.status {
            404 => return Ok(Seen::so("not-found", said.short())),
            400 => return Ok(Seen::so("bad-request", said.short())),
            200..=299 => {}
            _ => return Ok(Seen::open(said.short())),
        }
    }
    Ok(Seen::open("every id that was tried is a list's"))
}

fn search(lab: &Lab<'_>, id: &str) -> Result<Said, Cut> {
    let body = json!({ "listIds": [id], "processingTypes": [], "additionalProperties": ["hs_list_reference_count"], "offset": 0 });
    lab.send(&Request::new(Method::Post, format!("{}/search", lab.paths.lists())).body(body))
}

fn rows(said: &Said) -> usize {
    said.body.get("lists").and_then(Value::as_array).map_or(0, Vec::len)
}

pub(super) fn search_lag(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let made = lab.dynamic(one(known("email")))?;
    let id = made.text("/list/listId").to_owned();
    let first = search(lab, &id)?;
    if !(made.ok() && first.ok()) {
        return Ok(Seen::open(format!("made {}, searched {}", made.short(), first.short())));
    }
    if rows(&first) > 0 {
        return Ok(Seen::so("none", "the first search found it"));
    }
    for look in 1..=PATIENCE {
        lab.rest();
        if rows(&search(lab, &id)?) > 0 {
            let seconds = u64::try_from(look).unwrap_or(u64::MAX).saturating_mul(MOMENT_MS) / 1_000;
            return Ok(Seen::so("five-seconds", format!("found by a search after {seconds} seconds")));
        }
    }
    Ok(Seen::open("not found by searches for two minutes"))
}

pub(super) fn list_processing(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let made = lab.dynamic(one(known("email")))?;
    if !made.ok() {
        return Ok(Seen::open(made.short()));
    }
    let reply = made.text("/list/processingStatus").to_owned();
    if reply.starts_with("COMPLETE") {
        return Ok(Seen::so("at-once", format!("the reply says {reply}")));
    }
    let path = path(lab, &made);
    for reads in 0..PATIENCE {
        let said = lab.get(&path)?;
        if said.text("/list/processingStatus").starts_with("COMPLETE") {
            let choice = if reads == 0 { "reply" } else { "three-reads" };
            return Ok(Seen::so(choice, format!("the reply says {reply}; {reads} reads found it still at work")));
        }
        if reads > 0 {
            lab.rest();
        }
    }
    Ok(Seen::open("still at work after two minutes"))
}

pub(super) fn create_echo(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let made = lab.dynamic(one(known("email")))?;
    Ok(match (made.ok(), made.body.pointer("/list/filterBranch")) {
        (true, Some(Value::Object(_))) => Seen::so("echoed", "the reply has filterBranch"),
        (true, Some(_) | None) => Seen::so("omitted", "the reply has no filterBranch"),
        (false, _) => Seen::open(made.short()),
    })
}

pub(super) fn dynamic_members(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let contact = match lab.scratch()? {
        Ok(scratch) => scratch.subject,
        Err(why) => return Ok(Seen::open(why)),
    };
    let made = lab.dynamic(one(known("email")))?;
    if !made.ok() {
        return Ok(Seen::open(made.short()));
    }
    let path = format!("{}/memberships/add", path(lab, &made));
    let said = lab.send(&Request::new(Method::Put, path).body(json!([contact])))?;
    Ok(match said.status {
        200..=299 => Seen::so("ignored", said.short()),
        400 => Seen::so("refused", said.short()),
        _ => Seen::open(said.short()),
    })
}

pub(super) fn list_cycles(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let member_of = |id: &str| one(json!({ "filterType": "IN_LIST", "listId": id, "operator": "IN_LIST" }));
    let inner = lab.dynamic(one(known("email")))?;
    let outer = lab.dynamic(member_of(inner.text("/list/listId")))?;
    if !(inner.ok() && outer.ok()) {
        return Ok(Seen::open(format!("made {} and {}", inner.short(), outer.short())));
    }
    let path = format!("{}/update-list-filters", path(lab, &inner));
    let update = |root: Value| Request::new(Method::Put, &path).body(json!({ "filterBranch": root }));
    let said = lab.send(&update(member_of(outer.text("/list/listId"))))?;
    if said.ok() {
        // A circle is not left behind for the portal to go round in.
        lab.send(&update(one(known("email"))))?;
        return Ok(Seen::so("taken", "the second list took a filter that closes the circle"));
    }
    if !said.refused() {
        return Ok(Seen::open(said.short()));
    }
    let control = lab.send(&update(one(known("firstname"))))?;
    Ok(if control.ok() { Seen::so("refused", said.short()) } else { super::lab::neither(&control) })
}

pub(super) fn list_references(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let named = lab.list(json!({ "processingType": "MANUAL" }))?;
    let id = named.text("/list/listId").to_owned();
    let filter = json!({ "filterType": "IN_LIST", "listId": id, "operator": "IN_LIST" });
    let list = lab.dynamic(one(filter))?;
    let number = id.parse::<u64>().unwrap_or_default();
    let flow = lab.flow(json!([]), json!({ "suppressionListIds": [number] }))?;
    if !(named.ok() && list.ok() && flow.ok()) {
        return Ok(Seen::open(format!("made {}, {} and {}", named.short(), list.short(), flow.short())));
    }
    let mut lone = 0;
    for _ in 0..PATIENCE {
        let said = search(lab, &id)?;
        match said.text("/lists/0/additionalProperties/hs_list_reference_count") {
            "2" => return Ok(Seen::so("lists-and-workflows", "named by a list and a workflow, it counts 2")),
            // The other may be counted a moment later.
            "1" if lone > 4 => return Ok(Seen::so("lists", "named by a list and a workflow, it counts 1")),
            "1" => lone += 1,
            _ => {}
        }
        lab.rest();
    }
    Ok(Seen::open("nothing was counted for two minutes"))
}

/// Reads a list of three filters back.
fn read_back(lab: &mut Lab<'_>) -> Result<Result<Value, Seen>, Cut> {
    let made = lab.dynamic(any(&[all(&[known("lastname"), known("email"), known("city")], &[])]))?;
    if !made.ok() {
        return Ok(Err(Seen::open(made.short())));
    }
    let path = path(lab, &made);
    let said = lab.send(&Request::new(Method::Get, path).with("includeFilters", true))?;
    Ok(match said.body.pointer("/list/filterBranch") {
        Some(branch) => Ok(branch.clone()),
        None => Err(Seen::open(format!("made {}, read {}", made.short(), said.short()))),
    })
}

pub(super) fn read_order(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let branch = match read_back(lab)? {
        Ok(branch) => branch,
        Err(seen) => return Ok(seen),
    };
    let filters = branch.pointer("/filterBranches/0/filters").and_then(Value::as_array);
    let names: Vec<&str> =
        filters.into_iter().flatten().filter_map(|filter| filter.get("property").and_then(Value::as_str)).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    Ok(match names.as_slice() {
        ["lastname", "email", "city"] => Seen::so("kept", "sent lastname, email, city: they came back so"),
        _ if sorted == ["city", "email", "lastname"] => {
            Seen::so("shuffled", format!("sent lastname, email, city: {} came back", names.join(", ")))
        }
        _ => Seen::open(format!("sent three filters: {} came back", names.len())),
    })
}

pub(super) fn read_empties(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let branch = match read_back(lab)? {
        Ok(branch) => branch,
        Err(seen) => return Ok(seen),
    };
    Ok(match branch.get("filters") {
        Some(Value::Array(filters)) if filters.is_empty() => Seen::so("kept", "an OR came back with `filters: []`"),
        None => Seen::so("stripped", "an OR came back without `filters`"),
        Some(_) => Seen::open("an OR came back with filters in it"),
    })
}

pub(super) fn unknown_keys(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let mut tried = list_of(one(known("email")));
    super::lab::join(&mut tried, json!({ "hwprobeKey": "x" }));
    lab.takes(tried, list_of(one(known("email"))), "ignored", "refused")
}

/// The portal says in its headers that it counts; how many it allows is told with it.
pub(super) fn rate_limit(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let said = lab.get(&lab.paths.account())?;
    Ok(match said.allowed {
        Some(allowed) => Seen::so("hundred", format!("the headers allow {allowed} requests in a window")),
        None => Seen::so("none", "the headers name no limit"),
    })
}
