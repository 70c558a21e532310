//! Experiments on workflows that are off.

use serde_json::{Value, json};

use super::lab::{Cut, Lab, PATIENCE, join, known, neither, one};
use super::said::{Said, Seen};

fn step(id: &str, type_id: &str, fields: Value, more: Value) -> Value {
    let mut step = json!({ "type": "SINGLE_CONNECTION", "actionId": id, "actionTypeId": type_id,
        "actionTypeVersion": 0, "fields": fields });
    join(&mut step, more);
    step
}

fn delay(id: &str) -> Value {
    step(id, "0-1", json!({ "delta": "5", "time_unit": "DAYS" }), json!({}))
}

fn to(id: &str, kind: &str) -> Value {
    json!({ "edgeType": kind, "nextActionId": id })
}

fn delay_then(id: &str, next: &str) -> Value {
    let mut step = delay(id);
    join(&mut step, json!({ "connection": to(next, "STANDARD") }));
    step
}

/// Makes a workflow of one delay and reads it when it is whole.
fn whole(lab: &mut Lab<'_>, more: Value) -> Result<Result<Value, Seen>, Cut> {
    let made = lab.flow(json!([delay("1")]), more)?;
    Ok(lab.settled(&made)?.ok_or_else(|| Seen::open(format!("no workflow could be made: {}", made.short()))))
}

/// Tries a change of a workflow, and where it is refused one that is known to be right.
fn changed(lab: &Lab<'_>, live: &Value, changes: Value, control: Value) -> Result<Result<Said, Seen>, Cut> {
    let said = lab.put(live, changes)?;
    if said.ok() {
        return Ok(Ok(said));
    }
    if !said.refused() {
        return Ok(Err(Seen::open(said.short())));
    }
    let other = lab.put(live, control)?;
    Ok(if other.ok() { Ok(said) } else { Err(neither(&other)) })
}

pub(super) fn convergence(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let merged = |second: &str| {
        let branch =
            json!({ "branchName": "a", "filterBranch": one(known("email")), "connection": to("2", "STANDARD") });
        json!([{ "type": "LIST_BRANCH", "actionId": "1", "listBranches": [branch], "defaultBranchName": "b",
            "defaultBranch": to("2", second) }, delay("2")])
    };
    lab.flow_takes((merged("GOTO"), json!({})), (merged("STANDARD"), json!({})), "goto", "standard")
}

pub(super) fn unknown_fields(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let more = json!([step("1", "0-1", json!({ "delta": "5", "time_unit": "DAYS", "hwprobe": "x" }), json!({}))]);
    lab.flow_takes((more, json!({})), (json!([delay("1")]), json!({})), "kept", "refused")
}

pub(super) fn creation_status(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let made = lab.flow(json!([delay("1")]), json!({}))?;
    if !made.ok() {
        return Ok(Seen::open(made.short()));
    }
    let reply = made.text("/crmObjectCreationStatus").to_owned();
    if reply != "PENDING" {
        return Ok(Seen::so("at-once", format!("the reply says {reply}")));
    }
    let path = format!("{}/{}", lab.paths.flows(), made.text("/id"));
    for reads in 0..PATIENCE {
        let said = lab.get(&path)?;
        if said.ok() && said.text("/crmObjectCreationStatus") != "PENDING" {
            let choice = if reads == 0 { "one-read" } else { "three-reads" };
            return Ok(Seen::so(choice, format!("the reply says PENDING, and so do {reads} reads")));
        }
        if reads > 0 {
            lab.rest();
        }
    }
    Ok(Seen::open("PENDING for two minutes"))
}

pub(super) fn uuid_unique(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let uuid = lab.name();
    let first = lab.flow(json!([]), json!({ "uuid": uuid }))?;
    if !first.ok() {
        return Ok(Seen::open(first.short()));
    }
    let other = lab.name();
    let same = (json!([]), json!({ "uuid": uuid }));
    lab.flow_takes(same, (json!([]), json!({ "uuid": other })), "free", "refused")
}

pub(super) fn uuid_change(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let (uuid, other) = (lab.name(), lab.name());
    let live = match whole(lab, json!({ "uuid": uuid }))? {
        Ok(live) => live,
        Err(seen) => return Ok(seen),
    };
    let said = match changed(lab, &live, json!({ "uuid": other }), json!({}))? {
        Ok(said) => said,
        Err(seen) => return Ok(seen),
    };
    Ok(match (said.ok(), said.text("/uuid")) {
        (false, _) => Seen::so("refused", said.short()),
        (true, now) if now == other => Seen::so("taken", "the reply has the new uuid"),
        (true, now) if now == uuid => Seen::so("ignored", "the reply has the old uuid"),
        (true, now) => Seen::open(format!("the reply has the uuid `{now}`")),
    })
}

pub(super) fn put_omitted_text(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let live = match whole(lab, json!({ "description": "a probe" }))? {
        Ok(live) => live,
        Err(seen) => return Ok(seen),
    };
    let said = lab.put(&live, json!({ "description": null }))?;
    Ok(match (said.ok(), said.text("/description")) {
        (false, _) => Seen::open(said.short()),
        (true, "") => Seen::so("cleared", "a description that was left out is gone"),
        (true, "a probe") => Seen::so("kept", "a description that was left out is still there"),
        (true, _) => Seen::open("another description came back"),
    })
}

pub(super) fn put_read_only(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let live = match whole(lab, json!({}))? {
        Ok(live) => live,
        Err(seen) => return Ok(seen),
    };
    let changes = json!({ "createdAt": live.get("createdAt"), "updatedAt": live.get("updatedAt") });
    Ok(match changed(lab, &live, changes, json!({}))? {
        Ok(said) if said.ok() => Seen::so("ignored", "createdAt and updatedAt were taken"),
        Ok(said) => Seen::so("refused", said.short()),
        Err(seen) => seen,
    })
}

pub(super) fn idle_put(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let live = match whole(lab, json!({}))? {
        Ok(live) => live,
        Err(seen) => return Ok(seen),
    };
    // The first PUT may fill in what the creation left out; the second changes nothing for sure.
    let first = lab.put(&live, json!({}))?;
    let revision = first.text("/revisionId").to_owned();
    let second = lab.put(&live, json!({ "revisionId": revision }))?;
    Ok(match (first.ok() && second.ok(), second.text("/revisionId") == revision) {
        (false, _) => Seen::open(format!("{}, then {}", first.short(), second.short())),
        (true, true) => Seen::so("nothing", "the revision stayed"),
        (true, false) => Seen::so("counts", "the revision went up"),
    })
}

pub(super) fn custom_properties(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let made = lab.flow(json!([]), json!({ "customProperties": { "hwprobe": "x" } }))?;
    if !(made.ok() || made.refused()) {
        return Ok(Seen::open(made.short()));
    }
    if !made.ok() {
        let other = lab.flow(json!([]), json!({}))?;
        return Ok(if other.ok() { Seen::so("refused", made.short()) } else { neither(&other) });
    }
    Ok(match made.text("/customProperties/hwprobe") {
        "x" => Seen::so("kept", "the reply has the key"),
        _ => Seen::so("dropped", "the reply does not have the key"),
    })
}

pub(super) fn action_id_reuse(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let made = lab.flow(json!([delay_then("1", "5"), delay("5")]), json!({}))?;
    let Some(live) = lab.settled(&made)? else {
        return Ok(Seen::open(format!("no workflow could be made: {}", made.short())));
    };
    // 3 is below the counter and was never used; 9 is above it.
    let with = |id: &str| json!({ "actions": [delay_then("1", "5"), delay_then("5", id), delay(id)] });
    Ok(match changed(lab, &live, with("3"), with("9"))? {
        Ok(said) if said.ok() => Seen::so("used", "an id below the counter that was never used is taken"),
        Ok(said) => Seen::so("below-counter", said.short()),
        Err(seen) => seen,
    })
}

pub(super) fn action_kind_change(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let live = match whole(lab, json!({}))? {
        Ok(live) => live,
        Err(seen) => return Ok(seen),
    };
    let set = |id: &str| {
        step(
            id,
            "0-5",
            json!({ "property_name": "city", "value": { "type": "STATIC_VALUE", "staticValue": "x" } }),
            json!({}),
        )
    };
    let same = json!({ "actions": [set("1")] });
    let other = json!({ "actions": [set("2")], "startActionId": "2" });
    Ok(match changed(lab, &live, same, other)? {
        Ok(said) if said.ok() => Seen::so("taken", "a delay became an action that sets a property, under its id"),
        Ok(said) => Seen::so("refused", said.short()),
        Err(seen) => seen,
    })
}

pub(super) fn append_sets(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    if let Err(why) = lab.scratch()? {
        return Ok(Seen::open(why));
    }
    let name = lab.of("set");
    let append = |text: &str| {
        let value = json!({ "type": "STATIC_APPEND_VALUE", "staticAppendValue": text });
        json!([step("1", "0-5", json!({ "property_name": name, "value": value }), json!({}))])
    };
    let bare = lab.flow(append("a"), json!({}))?;
    let semicolon = lab.flow(append(";a"), json!({}))?;
    Ok(match (bare.ok(), semicolon.ok()) {
        (true, false) if !semicolon.refused() => Seen::open(semicolon.short()),
        (false, true) if !bare.refused() => Seen::open(bare.short()),
        (true, false) => Seen::so("bare", format!("`a` is taken; `;a`: {}", semicolon.short())),
        (false, true) => Seen::so("semicolon", format!("`;a` is taken; `a`: {}", bare.short())),
        (true, true) => Seen::open("both are taken, and only a run would show what they do"),
        (false, false) => Seen::open(format!("neither is taken: {}", bare.short())),
    })
}

pub(super) fn even_shares(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let branch = |id: &str| json!({ "connection": to(id, "STANDARD"), "percentage": 50 });
    let split = json!([{ "type": "AB_TEST_BRANCH", "actionId": "1", "testBranches": [branch("2"), branch("3")] },
        delay("2"), delay("3")]);
    let made = lab.flow(split, json!({}))?;
    let Some(live) = lab.settled(&made)? else { return Ok(Seen::open(made.short())) };
    let actions = live.get("actions").and_then(Value::as_array);
    let split = actions.into_iter().flatten().find_map(|action| action.get("testBranches"));
    Ok(match split.and_then(|branches| branches.get(0)) {
        Some(branch) if branch.get("percentage").is_some() => Seen::so("kept", "two shares of 50 came back"),
        Some(_) => Seen::so("dropped", "two branches came back without their shares of 50"),
        None => Seen::open("the split did not come back"),
    })
}

pub(super) fn code_outputs(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let code = |kind: &str| {
        json!([{ "type": "CUSTOM_CODE", "actionId": "1", "runtime": "NODE20X", "sourceCode": "exports.main = async () => {};",
            "secretNames": [], "inputFields": [], "outputFields": [{ "name": "out", "type": kind }] }])
    };
    lab.flow_takes((code("NUMBER"), json!({})), (code("STRING"), json!({})), "all", "seen")
}

pub(super) fn put_data_sources(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let live = match whole(lab, json!({}))? {
        Ok(live) => live,
        Err(seen) => return Ok(seen),
    };
    let source = json!({ "type": "ASSOCIATION", "name": "fetched_object_1", "objectTypeId": "0-2",
        "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279 });
    let said = match changed(lab, &live, json!({ "dataSources": [source] }), json!({}))? {
        Ok(said) => said,
        Err(seen) => return Ok(seen),
    };
    let stored = said.body.get("dataSources").and_then(Value::as_array).map_or(0, Vec::len);
    Ok(match (said.ok(), stored) {
        (false, _) => Seen::so("refused", said.short()),
        (true, 0) => Seen::so("refused", "dropped in silence"),
        (true, _) => Seen::so("taken", "the reply has the new data source"),
    })
}

/// What a portal says to workflows and ids that are known to be wrong.
pub(super) fn statuses(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let live = match whole(lab, json!({}))? {
        Ok(live) => live,
        Err(seen) => return Ok(seen),
    };
    let mut told =
        vec![format!("GET of an unknown id: {}", lab.get(&format!("{}/999999999999", lab.paths.flows()))?.code())];
    for (what, revision) in [("none", Value::Null), ("a future one", json!("99")), ("0", json!("0"))] {
        let said = lab.put(&live, json!({ "revisionId": revision }))?;
        told.push(format!("PUT with revision {what}: {}", said.code()));
    }
    Ok(Seen::so("see the evidence", told.join("; ")))
}

pub(super) fn unreachable(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let apart = lab.flow(json!([delay("1"), delay("2")]), json!({}))?;
    let startless = lab.flow(json!([delay("1")]), json!({ "startActionId": null }))?;
    Ok(Seen::so(
        "see the evidence",
        format!(
            "POST of an action that nothing leads to: {}; without startActionId: {}",
            apart.code(),
            startless.code()
        ),
    ))
}

pub(super) fn action_ids(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let large = lab.flow(json!([delay("1000")]), json!({}))?;
    let word = lab.flow(json!([delay("first")]), json!({}))?;
    Ok(Seen::so(
        "see the evidence",
        format!("POST with the id 1000: {}; with the id `first`: {}", large.code(), word.code()),
    ))
}

pub(super) fn default_flag(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let mut told = Vec::new();
    for operator in ["IS_EQUAL_TO", "IS_NOT_EQUAL_TO"] {
        let operation = json!({ "operationType": "STRING", "operator": operator, "value": "x" });
        let made = lab.dynamic(one(super::lab::property("city", operation)))?;
        if !made.ok() {
            return Ok(Seen::open(made.short()));
        }
        let path = format!("{}/{}", lab.paths.lists(), made.text("/list/listId"));
        let said =
            lab.send(&crate::portal::Request::new(crate::portal::Method::Get, path).with("includeFilters", true))?;
        let flag = said
            .body
            .pointer("/list/filterBranch/filterBranches/0/filters/0/operation/includeObjectsWithNoValueSet")
            .map_or_else(|| "left out".to_owned(), Value::to_string);
        told.push(format!("{operator} came back with {flag}"));
    }
    Ok(Seen::so("see the evidence", told.join("; ")))
}

pub(super) fn variant_on_put(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let live = match whole(lab, json!({}))? {
        Ok(live) => live,
        Err(seen) => return Ok(seen),
    };
    let said = lab.put(&live, json!({ "type": "PLATFORM_FLOW" }))?;
    Ok(Seen::so(if said.ok() { "taken" } else { "refused" }, said.code()))
}

pub(super) fn top_level_keys(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    lab.flow_takes((json!([]), json!({ "hwprobeKey": "x" })), (json!([]), json!({})), "accepted", "refused")
}

/// Whether a name of many characters, a line break and an emoji survive.
pub(super) fn texts(lab: &mut Lab<'_>) -> Result<Seen, Cut> {
    let text = "line one\nline two \u{1f600}";
    let made = lab.flow(json!([]), json!({ "description": text }))?;
    let survives = made.text("/description") == text;
    Ok(Seen::so(if survives { "they survive" } else { "they do not survive" }, made.code()))
}
