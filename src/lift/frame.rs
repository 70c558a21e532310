//! What stands before the steps: who enrols, when, and who never does.

use serde_json::Value;

use super::names::Called;
use super::node::Node;
use super::step::{Once, one, within};
use super::timing::{blocked, schedule, windows};
use super::value::{made, nowhere, reference};
use super::{Loss, World, event, rule, trigger};
use crate::hubspot::id::id_text;
use crate::hubspot::platform::Object;
use crate::model::PortalName;
use crate::source::Spanned;
use crate::syntax::ast::{Event, Expr, ExprKind, Line, Target};

/// Reads every line that a flow has between its head and its steps.
pub(super) fn lines(flow: &Node<'_>, object: Object, world: &World<'_>) -> Result<Vec<Line>, Vec<Loss>> {
    let parts = [
        enrolment(flow, object, world),
        suppression(flow, object, world),
        goal(flow, object, world),
        match flow.get("enrollmentSchedule") {
            Some(it) if !is_nothing(&it) => {
                schedule(&it, object, world).map(|it| vec![Line::Schedule(it)]).map_err(one)
            }
            Some(_) | None => Ok(Vec::new()),
        },
        windows(flow).map_err(one),
        blocked(flow).map_err(one),
    ];
    let (mut lines, mut losses) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Ok(found) => lines.extend(found),
            Err(found) => losses.extend(found),
        }
    }
    if losses.is_empty() { Ok(lines) } else { Err(losses) }
}

fn is_nothing(it: &Node<'_>) -> bool {
    it.json.as_object().is_some_and(serde_json::Map::is_empty) || it.json.as_array().is_some_and(Vec::is_empty)
}

fn enrolment(flow: &Node<'_>, object: Object, world: &World<'_>) -> Result<Vec<Line>, Vec<Loss>> {
    let Some(it) = flow.get("enrollmentCriteria").filter(|it| !is_nothing(it)) else {
        return Err(one(flow.loss("nothing says how records enrol, and each workflow of the language does")));
    };
    match it.text("type").map_err(one)? {
        "LIST_BASED" => by_rule(&it, object, world),
        "EVENT_BASED" => by_events(&it, object, world),
        "MANUAL" => {
            it.only(&["type", "shouldReEnroll"]).map_err(one)?;
            let again = truth(&it, "shouldReEnroll").map_err(one)?;
            Ok([Line::EnrollManually].into_iter().chain(again.then_some(Line::ReEnroll(None))).collect())
        }
        other => Err(one(it.loss(format!("the language has no enrolment of the type `{other}`")))),
    }
}

fn by_rule(it: &Node<'_>, object: Object, world: &World<'_>) -> Result<Vec<Line>, Vec<Loss>> {
    let members = [
        "type",
        "shouldReEnroll",
        "listFilterBranch",
        "unEnrollObjectsNotMeetingCriteria",
        "reEnrollmentTriggersFilterBranches",
    ];
    it.only(&members).map_err(one)?;
    let filter = it.need("listFilterBranch").map_err(one)?;
    let condition = rule(filter.json, object, world).map_err(|losses| within(losses, &filter))?;
    let mut triggers: Vec<Event> = Vec::new();
    let mut once = Once::default();
    for branch in it.items("reEnrollmentTriggersFilterBranches").map_err(one)? {
        let trigger = trigger(branch.json, object, world).map_err(|losses| within(losses, &branch))?;
        let tested = match &trigger {
            Event::Changes { feature, .. } => tests(&condition, &feature.node),
            Event::Created(_) | Event::Did(_) => false,
        };
        if !tested || !once.is_new(&branch) {
            let why = "it enrols again on the change of what the condition does not test, or says the same twice";
            return Err(one(branch.loss(why)));
        }
        triggers.push(trigger);
    }
    if truth(it, "shouldReEnroll").map_err(one)? == triggers.is_empty() {
        return Err(one(it.loss("whether records enrol again and the changes that let them do not go together")));
    }
    let mut lines = vec![Line::EnrollWhen(condition)];
    lines.extend(triggers.into_iter().map(|trigger| Line::ReEnroll(Some(trigger))));
    if truth(it, "unEnrollObjectsNotMeetingCriteria").map_err(one)? {
        lines.push(Line::Unenroll);
    }
    Ok(lines)
}

/// Tells whether a condition tests a feature of the enrolled record.
fn tests(condition: &Expr, feature: &str) -> bool {
    let mut open = vec![condition];
    while let Some(part) = open.pop() {
        match &part.node {
            ExprKind::Or(parts) | ExprKind::And(parts) => open.extend(parts),
            ExprKind::Not(inner) | ExprKind::Paren(inner) => open.push(inner),
            ExprKind::Compare { feature: tested, .. } if tested.node == feature => return true,
            ExprKind::Compare { .. } | ExprKind::Any { .. } | ExprKind::Member(_) | ExprKind::Activity { .. } => {}
        }
    }
    false
}

fn by_events(it: &Node<'_>, object: Object, world: &World<'_>) -> Result<Vec<Line>, Vec<Loss>> {
    let members =
        ["type", "eventFilterBranches", "listMembershipFilterBranches", "shouldReEnroll", "refinementCriteria"];
    it.only(&members).map_err(one)?;
    if let Some(members) = it.get("listMembershipFilterBranches").filter(|members| !is_nothing(members)) {
        return Err(one(members.loss("the language has no enrolment on the entry into a list")));
    }
    let mut events: Vec<Event> = Vec::new();
    let mut losses = Vec::new();
    let mut once = Once::default();
    for branch in it.items("eventFilterBranches").map_err(one)? {
        match event(branch.json, object, world) {
            Ok(_) if !once.is_new(&branch) => losses.push(branch.loss("the same event stands there twice")),
            Ok(event) => events.push(event),
            Err(found) => losses.extend(within(found, &branch)),
        }
    }
    if events.is_empty() && losses.is_empty() {
        losses.push(it.loss("records enrol on an event, and there is none"));
    }
    if !losses.is_empty() {
        return Err(losses);
    }
    let mut lines: Vec<Line> = events.into_iter().map(Line::EnrollOn).collect();
    if truth(it, "shouldReEnroll").map_err(one)? {
        lines.push(Line::ReEnroll(None));
    }
    if let Some(filter) = it.get("refinementCriteria").filter(|filter| !is_nothing(filter)) {
        lines.push(Line::OnlyIf(rule(filter.json, object, world).map_err(|losses| within(losses, &filter))?));
    }
    Ok(lines)
}

/// Reads true or false; an absent one is false.
fn truth(it: &Node<'_>, key: &str) -> Result<bool, Loss> {
    match it.get(key) {
        None => Ok(false),
        Some(found) => found.json.as_bool().ok_or_else(|| found.loss("it is neither true nor false")),
    }
}

/// Contacts are held back by lists; all other records by a filter.
fn suppression(flow: &Node<'_>, object: Object, world: &World<'_>) -> Result<Vec<Line>, Vec<Loss>> {
    let lists = flow.items("suppressionListIds").map_err(one)?;
    let filter = flow.get("suppressionFilterBranch").filter(|filter| !is_nothing(filter));
    match (object, filter) {
        (Object::Contact, Some(filter)) => Err(one(filter.loss("contacts are held back by lists alone"))),
        (Object::Contact, None) => {
            let mut found: Vec<Expr> = Vec::new();
            for list in lists {
                let member = member(&list, object, world).map_err(one)?;
                if found.contains(&member) {
                    return Err(one(list.loss("the same list stands there twice")));
                }
                found.push(member);
            }
            Ok(found.into_iter().map(Line::Suppress).collect())
        }
        (_, _) if !lists.is_empty() => Err(one(flow.loss("only contacts are held back by lists"))),
        (_, Some(filter)) => {
            let rule = rule(filter.json, object, world).map_err(|losses| within(losses, &filter))?;
            Ok(vec![Line::Suppress(rule)])
        }
        (_, None) => Ok(Vec::new()),
    }
}

fn member(list: &Node<'_>, object: Object, world: &World<'_>) -> Result<Expr, Loss> {
    let id = id_text(list.json).ok_or_else(|| list.loss("it is no id of a list"))?;
    let unknown = || list.loss(format!("nothing has a name for the list {id}"));
    let target = match world.names.list(&id).ok_or_else(unknown)? {
        Called::Own(name) => Target::Name(made(name.to_owned())),
        Called::Portal(PortalName::List { object: its, .. }) if *its != object => {
            return Err(list.loss(format!("the list {id} holds records of another object")));
        }
        Called::Portal(name) => Target::Ref(Box::new(reference(name).ok_or_else(unknown)?)),
    };
    Ok(Spanned::new(ExprKind::Member(target), nowhere()))
}

fn goal(flow: &Node<'_>, object: Object, world: &World<'_>) -> Result<Vec<Line>, Vec<Loss>> {
    let Some(filter) = flow.get("goalFilterBranch").filter(|filter| !is_nothing(filter)) else { return Ok(Vec::new()) };
    if object != Object::Contact {
        return Err(one(filter.loss("only workflows on contacts have a goal")));
    }
    let rule = rule(filter.json, object, world).map_err(|losses| within(losses, &filter))?;
    Ok(vec![Line::Goal(rule)])
}

/// Tells whether a value says nothing: absent, null, empty or false.
pub(super) fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        Value::Bool(true) | Value::Number(_) | Value::String(_) => false,
    }
}
