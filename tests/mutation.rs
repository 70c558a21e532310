//! The embedded portal is no mirror of the writer: it notices whatever is changed in what the compiler wrote.
//!
//! Each key of each compiled document is renamed and left out, each literal becomes another one, each element of an
//! array is taken away: one at a time. The portal must refuse the document, or a list must have other members, or a
//! workflow must read back as something that a plan shows. What it rightly takes for the same stands in
//! `exceptions.rs` with the reason, and must stay so.
#![cfg(feature = "edge")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod compiled;
#[path = "mutation/coverage.rs"]
mod coverage;
#[path = "mutation/exceptions.rs"]
mod exceptions;
#[path = "mutation/mutants.rs"]
mod mutants;
#[path = "mutation/operators.rs"]
mod operators;
#[path = "mutation/programs.rs"]
mod programs;
#[path = "mutation/records.rs"]
mod records;
#[path = "mutation/words.rs"]
mod words;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use compiled::{Deployed, FLOWS, LISTS};
use exceptions::{Exception, Fate, of_flows, of_lists};
use hubwright::hubspot::doc::Hole;
use hubwright::hubspot::platform::Object;
use hubwright::lower::DesiredFlow;
use hubwright::model::Program;
use hubwright::plan::assign::assign;
use hubwright::plan::body::{create_flow_body, create_list_body, fill_flow};
use hubwright::plan::normal;
use hubwright::portal::transport::Method;
use mutants::{Mutant, mutants};
use serde_json::{Value, json};

fn program(text: &str, file: &str) -> Program {
    compiled::program(&[
        ("rules/features.yaml", include_str!("mutation/features.yaml")),
        ("rules/lists.seg", programs::LISTS),
        (file, text),
        ("workflows/code/score.py", programs::CODE),
    ])
}

/// What became of each mutant of a document, counted; and those that had another fate than they must.
#[derive(Default)]
struct Verdict {
    fates: BTreeMap<Fate, usize>,
    survivors: Vec<String>,
    excused: BTreeMap<&'static str, usize>,
}

impl Verdict {
    fn note(&mut self, exceptions: &[&'static Exception], least: Fate, mutant: &Mutant, fate: Fate) {
        *self.fates.entry(fate).or_default() += 1;
        let mine: Vec<_> = exceptions.iter().filter(|exception| (exception.is)(mutant)).collect();
        match mine.as_slice() {
            [] if fate <= least => {}
            [] => self.survivors.push(format!("{fate:?}: {}", mutant.line())),
            [exception, ..] => {
                *self.excused.entry(exception.why).or_default() += 1;
                if exception.fate != fate {
                    let line = mutant.line();
                    self.survivors.push(format!("{fate:?}, not {:?}: {line} ({})", exception.fate, exception.why));
                }
            }
        }
    }

    #[track_caller]
    fn judge(&self, exceptions: &[&'static Exception]) {
        println!("{:?}", self.fates);
        assert!(self.survivors.is_empty(), "{} survive:\n{}", self.survivors.len(), self.survivors.join("\n"));
        for exception in exceptions {
            assert!(self.excused.contains_key(exception.why), "nothing is excused because {}", exception.why);
        }
    }
}

/// A refusal must look like HubSpot's; two changes were seen to end in 500 without a body.
#[track_caller]
fn is_refused(status: u16, answer: &Value, mutant: &Mutant) -> bool {
    if status < 300 {
        return false;
    }
    if status == 500 && answer.is_null() {
        assert!(mutant.became("0-13") || mutant.became("YEARS"), "{}: {status}", mutant.line());
        return true;
    }
    let category = answer["category"].as_str();
    let fits = match status {
        400 => category == Some("VALIDATION_ERROR"),
        500 => category == Some("INTERNAL_ERROR"),
        _ => false,
    };
    assert!(fits && answer["correlationId"].is_string(), "{}: {status} {answer}", mutant.line());
    true
}

/// A segment of each condition.
fn segments() -> Program {
    let segment = |(at, rule): (usize, &&str)| {
        format!("segment s{at} on contact {{ version 1 title \"S {at}\" where {rule} }}\n")
    };
    let segments: String = programs::ON_CONTACTS.iter().enumerate().map(segment).collect();
    program(&segments, "rules/segments.seg")
}

fn workflows() -> Program {
    program(programs::WORKFLOWS, "workflows/all.flow")
}

#[test]
fn no_change_of_a_compiled_list_goes_unnoticed() {
    let program = segments();
    let mut portal = records::portal();
    let (lists, _) = portal.deploy(&program);
    records::put_into(&portal, "hand_made");
    let exceptions = of_lists();
    let mut verdict = Verdict::default();
    for list in &lists {
        let rule = list.name.0.strip_prefix('s').and_then(|at| programs::ON_CONTACTS.get(at.parse::<usize>().ok()?));
        let about = rule.copied().unwrap_or(&list.name.0);
        let body = Value::Object(create_list_body(list, "A mutant", &|hole| portal.find(hole)));
        let original = kept_list(&portal, &body).unwrap();
        if rule.is_some() {
            let count = original.members.len();
            assert!(count > 0, "{about}: nobody passes");
        }
        mutants(about, &body, &mut |mutant| {
            let fate = match kept_list(&portal, &mutant.document) {
                Err((status, answer)) => {
                    assert!(is_refused(status, &answer, mutant));
                    Fate::Refused
                }
                Ok(kept) if kept.members != original.members => Fate::Meant,
                Ok(kept) if kept.read != original.read => Fate::Shown,
                Ok(_) => Fate::Unseen,
            };
            // A list that no rule fills has no members that could differ.
            let least = if list.filter.is_some() { Fate::Meant } else { Fate::Shown };
            verdict.note(&exceptions, least, mutant, fate);
        });
    }
    verdict.judge(&exceptions);
}

struct KeptList {
    members: Vec<u64>,
    read: Value,
}

/// Makes a list, looks at it and deletes it.
fn kept_list(portal: &Deployed, body: &Value) -> Result<KeptList, (u16, Value)> {
    let (status, made) = portal.send(Method::Post, LISTS, Some(body.clone()));
    if status >= 300 {
        return Err((status, made));
    }
    let id = made["list"]["listId"].as_str().unwrap();
    let read = portal.ok(Method::Get, &format!("{LISTS}/{id}?includeFilters=true"), None);
    let kept = KeptList { members: portal.members(id), read: normal::list(&read["list"]) };
    portal.ok(Method::Delete, &format!("{LISTS}/{id}"), None);
    Ok(kept)
}

#[test]
fn no_change_of_a_compiled_workflow_goes_unnoticed() {
    let program = workflows();
    let mut portal = records::portal();
    let (_, flows) = portal.deploy(&program);
    let exceptions = of_flows();
    let mut verdict = Verdict::default();
    for flow in &flows {
        let body = flow_body(&portal, flow);
        let original = kept_flow(&portal, &body).unwrap();
        assert!(normal::equal_flow(&body, &original), "{} reads back as it was sent", flow.name.0);
        mutants(&flow.name.0, &body, &mut |mutant| {
            let fate = match kept_flow(&portal, &mutant.document) {
                Err((status, answer)) => {
                    assert!(is_refused(status, &answer, mutant));
                    Fate::Refused
                }
                Ok(read) if !normal::equal_flow(&body, &read) => Fate::Shown,
                Ok(_) => Fate::Unseen,
            };
            verdict.note(&exceptions, Fate::Shown, mutant, fate);
        });
    }
    verdict.judge(&exceptions);
}

/// The whole body that creates a workflow.
fn flow_body(portal: &Deployed, flow: &DesiredFlow) -> Value {
    let find = |hole: &Hole| portal.find(hole);
    let assignment = assign(&flow.actions, flow.start, None, 1, &find);
    let mut governed = fill_flow(flow, &assignment, &find);
    let uuid = format!("hubwright:mutants:{}", flow.name.0);
    for (key, value) in [("name", "A mutant"), ("description", "About it."), ("uuid", uuid.as_str())] {
        governed.insert(key.to_owned(), json!(value));
    }
    if let [(_, source)] = flow.fetches.as_slice() {
        let mut source = source.fill(&find);
        source["name"] = json!("fetched_object_1");
        governed.insert("dataSources".to_owned(), json!([source]));
    }
    Value::Object(create_flow_body(flow.object, &governed))
}

/// Makes a workflow, reads it and deletes it.
fn kept_flow(portal: &Deployed, body: &Value) -> Result<Value, (u16, Value)> {
    let (status, made) = portal.send(Method::Post, FLOWS, Some(body.clone()));
    if status >= 300 {
        return Err((status, made));
    }
    let path = format!("{FLOWS}/{}", made["id"].as_str().unwrap());
    let read = portal.ok(Method::Get, &path, None);
    portal.ok(Method::Delete, &path, None);
    Ok(read)
}

#[test]
fn what_a_creation_refuses_an_update_refuses() {
    let mut portal = records::portal();
    let (lists, _) = portal.deploy(&segments());
    for list in lists.iter().filter(|list| list.filter.is_some()).step_by(8) {
        let body = Value::Object(create_list_body(list, "A mutant", &|hole| portal.find(hole)));
        let live = portal.ok(Method::Post, LISTS, Some(renamed(&body)));
        let path = format!("{LISTS}/{}/update-list-filters", live["list"]["listId"].as_str().unwrap());
        mutants(&list.name.0, &body, &mut |mutant| {
            let filters = json!({ "filterBranch": mutant.document["filterBranch"] });
            if mutant.place[0] == "filterBranch" && filters["filterBranch"].is_object() {
                let created = portal.send(Method::Post, LISTS, Some(renamed(&mutant.document))).0;
                let updated = portal.send(Method::Put, &path, Some(filters)).0;
                assert_eq!(created, updated, "{}", mutant.line());
            }
        });
    }
    let mut portal = records::portal();
    let (_, flows) = portal.deploy(&workflows());
    for flow in flows.iter().filter(|flow| flow.object == Object::Deal) {
        let mut body = flow_body(&portal, flow);
        let live = portal.ok(Method::Post, FLOWS, Some(body.clone()));
        let path = format!("{FLOWS}/{}", live["id"].as_str().unwrap());
        for key in FIXED {
            body.as_object_mut().unwrap().remove(key);
        }
        mutants(&flow.name.0, &body, &mut |mutant| {
            let mut create = mutant.document.clone();
            create["objectTypeId"] = live["objectTypeId"].clone();
            create["flowType"] = live["flowType"].clone();
            create["uuid"] = Value::Null;
            let mut replace = mutant.document.clone();
            // What an update may not do to an action that is there is another test's.
            let live = portal.ok(Method::Get, &path, None);
            replace["revisionId"] = live["revisionId"].clone();
            let is_step =
                mutant.holder.contains_key("actionId") && ["type", "actionTypeId"].contains(&mutant.key.as_str());
            if !is_step {
                let created = portal.send(Method::Post, FLOWS, Some(create)).0;
                let replaced = portal.send(Method::Put, &path, Some(replace)).0;
                assert_eq!(created < 300, replaced < 300, "{}: {created} and {replaced}", mutant.line());
            }
        });
    }
}

/// What a body that replaces a workflow leaves out.
const FIXED: [&str; 3] = ["objectTypeId", "flowType", "dataSources"];

fn renamed(body: &Value) -> Value {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let mut body = body.clone();
    body["name"] = json!(format!("Mutant {}", COUNT.fetch_add(1, Ordering::Relaxed)));
    body
}
