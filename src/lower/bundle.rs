//! Everything a program compiles to, one file an object, for people to review.

use serde_json::{Map, Value, json};

use super::{DesiredFlow, DesiredList, flow, list, property, static_list};
use crate::hubspot::doc::{Doc, Hole, Shape};
use crate::hubspot::platform::Object;
use crate::hubspot::switches::Switches;
use crate::model::Program;

/// Writes all objects with their paths, sorted by path. Ids that only a portal knows stand as holes.
#[must_use]
pub fn bundle(program: &Program, switches: &Switches) -> Vec<(String, Value)> {
    let lists = program
        .segments
        .iter()
        .map(|segment| list(segment, switches).spelled(switches))
        .chain(program.static_lists.iter().map(static_list));
    let flows = program.workflows.iter().map(|workflow| flow(workflow, switches));
    let properties = program.properties.iter().map(property);
    let mut files: Vec<(String, Value)> = lists
        .map(|list| (format!("lists/{}.json", list.name.0), list_json(&list)))
        .chain(flows.map(|flow| (format!("workflows/{}.json", flow.name.0), flow_json(&flow))))
        .chain(properties.map(|it| (format!("properties/{}.{}.json", it.object.word(), it.name), it.body)))
        .collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}

/// Returns HubSpot's word for the two kinds of flow: contacts have one of their own.
#[must_use]
pub fn flow_variant(object: Object) -> &'static str {
    match object {
        Object::Contact => "CONTACT_FLOW",
        Object::Company | Object::Deal | Object::Ticket | Object::Custom(_) => "PLATFORM_FLOW",
    }
}

fn unfilled(doc: &Doc) -> Value {
    doc.fill(&|_| None)
}

fn list_json(list: &DesiredList) -> Value {
    let mut body = Map::new();
    body.insert("name".to_owned(), json!(list.title));
    body.insert("objectTypeId".to_owned(), unfilled(&list.object_type));
    body.insert("processingType".to_owned(), json!(list.processing_type()));
    if let Some(filter) = &list.filter {
        body.insert("filterBranch".to_owned(), unfilled(filter));
    }
    Value::Object(body)
}

fn flow_json(flow: &DesiredFlow) -> Value {
    let mut body = Map::new();
    body.insert("name".to_owned(), json!(flow.title));
    if let Some(description) = &flow.description {
        body.insert("description".to_owned(), json!(description));
    }
    body.insert("type".to_owned(), json!(flow_variant(flow.object)));
    body.insert("flowType".to_owned(), json!("WORKFLOW"));
    body.insert("objectTypeId".to_owned(), unfilled(&flow.object_type));
    for (key, doc) in &flow.fields {
        body.insert((*key).to_owned(), unfilled(doc));
    }
    body.insert("actions".to_owned(), flow.actions.iter().map(|action| unfilled(&action.body)).collect());
    if let Some(start) = flow.start {
        body.insert("startActionId".to_owned(), unfilled(&Doc::Hole(Hole::Step(start), Shape::Text)));
    }
    Value::Object(body)
}
