//! A live flow as a workflow of the language.

use std::collections::BTreeMap;

use serde_json::Value;

use super::features::object;
use super::frame::{lines, says_nothing};
use super::graph::{Actions, actions};
use super::lifting::{Lifting, each_place};
use super::nest::nest;
use super::node::Node;
use super::secret::{is_named_secret, looks_secret};
use super::step::{one, steps};
use super::value::{is_sayable, made, nowhere};
use super::{Loss, World};
use crate::hubspot::parts;
use crate::hubspot::platform::Object;
use crate::lower::flow_variant;
use crate::source::Spanned;
use crate::syntax::ast::{Body, Declaration, HeaderLine, Line, Workflow, WorkflowForm};

/// The longest title.
const LONGEST_TITLE: usize = 200;

/// Members that are read here, or that belong to the portal.
const KNOWN: [&str; 26] = [
    "actions",
    "blockedDates",
    "canEnrollFromSalesforce",
    "createdAt",
    "crmObjectCreationStatus",
    "customProperties",
    "dataSources",
    "description",
    "enrollmentCriteria",
    "enrollmentSchedule",
    "eventAnchor",
    "flowType",
    "goalFilterBranch",
    "id",
    "isEnabled",
    "name",
    "nextAvailableActionId",
    "objectTypeId",
    "revisionId",
    "startActionId",
    "suppressionFilterBranch",
    "suppressionListIds",
    "timeWindows",
    "type",
    "unEnrollmentSetting",
    "updatedAt",
];

/// A flow as a workflow.
#[derive(Clone, Debug, PartialEq)]
pub struct LiftedFlow {
    /// The workflow.
    pub declaration: Declaration,
    /// The sources of its code steps, by their paths below `workflows/code/`.
    pub code: BTreeMap<String, String>,
    /// What is kept as the portal has it, or named otherwise.
    pub losses: Vec<Loss>,
}

/// Reads a live flow. A workflow that is on says `enabled` in the named environment; one that is off says neither.
///
/// # Errors
/// All reasons for which the language cannot say exactly what the flow does.
pub fn flow(
    json: &Value,
    called: &str,
    switched_on_in: Option<&str>,
    world: &World<'_>,
) -> Result<LiftedFlow, Vec<Loss>> {
    let flow = Node::root(json);
    let on = head(&flow, world).map_err(one)?;
    let secrets = secrets(&flow);
    if !secrets.is_empty() {
        return Err(secrets);
    }
    let mut losses = Vec::new();
    let head = header(&flow, called, switched_on_in).map_err(|loss| losses.push(loss));
    let frame = lines(&flow, on, world).map_err(|found| losses.extend(found));
    let read = actions(&flow).map_err(|found| losses.extend(found));
    let body = read.and_then(|actions| body(&flow, on, called, &actions, world).map_err(|found| losses.extend(found)));
    let (Ok((doc, head)), Ok(frame), Ok(body)) = (head, frame, body) else { return Err(losses) };
    let (steps, code, mut noted) = body;
    noted.extend(kept(&flow));
    let lines = head.into_iter().chain(frame).map(made).collect();
    let form = WorkflowForm::Own { object: made(on.word().to_owned()), body: Body { lines, steps } };
    let declaration = Declaration::Workflow(Workflow { doc, name: made(called.to_owned()), form, span: nowhere() });
    Ok(LiftedFlow { declaration, code, losses: noted })
}

type Steps = (Vec<crate::syntax::ast::Step>, BTreeMap<String, String>, Vec<Loss>);

fn body<'j>(
    flow: &Node<'j>,
    on: Object,
    called: &str,
    actions: &Actions<'j>,
    world: &World<'_>,
) -> Result<Steps, Vec<Loss>> {
    let items = nest(&actions.graph)
        .map_err(|faults| faults.into_iter().map(|fault| actions.fault(fault)).collect::<Vec<_>>())?;
    let mut lifting = Lifting::new(flow, on, called, actions, *world);
    let steps = steps(&mut lifting, &items)?;
    Ok((steps, lifting.notes.code, lifting.notes.losses))
}

/// Reads which kind of flow it is, and on which object.
fn head(flow: &Node<'_>, world: &World<'_>) -> Result<Object, Loss> {
    if !flow.json.is_object() {
        return Err(flow.loss("it is no flow"));
    }
    if flow.get("flowType").is_some() {
        flow.fixed("flowType", "WORKFLOW")?;
    }
    let id = flow.id("objectTypeId")?;
    let on = object(&id, world.names);
    let on = on.ok_or_else(|| Loss::new("/objectTypeId", format!("the language has no word for the object {id}")))?;
    flow.fixed("type", flow_variant(on))?;
    Ok(on)
}

/// Reads title, description and switch.
fn header(flow: &Node<'_>, called: &str, switched_on_in: Option<&str>) -> Result<(Option<String>, Vec<Line>), Loss> {
    let title = flow.text("name")?;
    let fits = is_sayable(title)
        && title.trim() == title
        && !title.chars().any(char::is_control)
        && title.chars().count() <= LONGEST_TITLE;
    if title.trim().is_empty() {
        return Err(flow.need("name")?.loss("it has no title"));
    }
    if !fits {
        let why = format!("a title has no blanks around it, no line breaks, and {LONGEST_TITLE} characters at most");
        return Err(flow.need("name")?.loss(why));
    }
    let doc = match flow.get("description") {
        Some(description) => doc(&description, called)?,
        None => None,
    };
    let header = |line| Line::Header(line);
    let mut lines = vec![
        header(HeaderLine::Version(Spanned::new(1, nowhere()))),
        header(HeaderLine::Title(made(title.to_owned()))),
    ];
    if let Some(environment) = switched_on_in.filter(|_| flow.json.get("isEnabled") == Some(&Value::Bool(true))) {
        lines.push(Line::Switch { on: true, environments: vec![made(environment.to_owned())] });
    }
    Ok((doc, lines))
}

/// Reads a description as the lines before a declaration. Blanks at its end say nothing, and neither does our own mark.
fn doc(description: &Node<'_>, called: &str) -> Result<Option<String>, Loss> {
    let Some(text) = description.json.as_str() else { return Err(description.loss("it is no text")) };
    let text = text.trim_end();
    let (before, last) = text.rsplit_once('\n').unwrap_or(("", text));
    let text = if is_mark(last, called) { before.trim_end() } else { text };
    if text.is_empty() {
        return Ok(None);
    }
    let says = |line: &str| line.trim_end() == line && !line.chars().any(|c| c.is_control() && c != '\t');
    if !is_sayable(text) || text.chars().any(crate::source::is_control) || !text.split('\n').all(says) {
        return Err(description.loss("a line of it ends with a blank, or holds characters that no source can"));
    }
    Ok(Some(text.to_owned()))
}

/// Tells whether a line is the mark of a workflow of this name: `hubwright project/name v2 d1:1a2b3c4d5e6f`. That of
/// another one was copied with a description, and is text.
fn is_mark(line: &str, called: &str) -> bool {
    let mut words = line.split(' ');
    let (tool, of, version, digest) = (words.next(), words.next(), words.next(), words.next());
    tool == Some("hubwright")
        && of.and_then(|of| of.rsplit_once('/')).is_some_and(|(_, name)| name == called)
        && version.and_then(|version| version.strip_prefix('v')).is_some_and(|number| number.parse::<u32>().is_ok())
        && digest.is_some_and(|digest| digest.starts_with("d1:"))
        && words.next().is_none()
}

/// Says what the language has no word for at the top of a flow, and what a write therefore keeps.
fn kept(flow: &Node<'_>) -> Vec<Loss> {
    let entries = flow.json.as_object().into_iter().flatten();
    let unsaid = entries.filter(|(key, value)| {
        let key = key.as_str();
        (parts::stays(key) || !KNOWN.contains(&key)) && key != "uuid" && !says_nothing(value)
    });
    let keys = unsaid.map(|(key, _)| key);
    keys.filter_map(|key| Some(flow.get(key)?.loss("the language has no word for it"))).collect()
}

/// What becomes source.
const SOURCE: [&str; 8] = [
    "actions",
    "description",
    "enrollmentCriteria",
    "enrollmentSchedule",
    "filterBranch",
    "goalFilterBranch",
    "name",
    "suppressionFilterBranch",
];

/// Finds what looks like a secret in what would become source of a flow or a list. The value itself is never said.
pub(super) fn secrets(live: &Node<'_>) -> Vec<Loss> {
    let mut found = Vec::new();
    for key in SOURCE {
        let Some(part) = live.get(key) else { continue };
        each_place(&part, &mut |text, place, around| {
            if looks_secret(text) || around.iter().any(|name| is_named_secret(name, text)) {
                let why = "this looks like a secret: keep it in HubSpot, and name it with `secret(\"…\")`";
                found.push(Loss::new(place, why));
            }
        });
    }
    found
}
