//! Action types that the language has a step for. A step is read where the fields are what that step writes, and
//! nothing else: every member is looked at, and one that is not ours leaves the action to the opaque step.

use super::lifting::Lifting;
use super::names::Called;
use super::node::Node;
use super::text::Markup;
use super::timing::{delay, lasting, minutes, until_date, until_time};
use super::value::{made, nowhere, number, reference, value};
use crate::catalog::{Feature, FeatureKind};
use crate::check::types;
use crate::hubspot::actions::{self, ActionRow};
use crate::hubspot::id::id_text;
use crate::hubspot::platform::Object;
use crate::hubspot::switches::AppendSets;
use crate::model::PortalName;
use crate::model::rule::AssociationPath;
use crate::syntax::ast::{Action, Channel, Direction, Field, HowLong, Path, Target, TaskLine, Value, ValueKind};

/// HubSpot's own associations from a task to the record that it is about.
const TASK_ASSOCIATIONS: [(Object, &str); 4] =
    [(Object::Contact, "204"), (Object::Company, "192"), (Object::Deal, "216"), (Object::Ticket, "230")];

const ENROLLED_OBJECT: &str = "{{ enrolled_object }}";
const MINUTES_PER_DAY: u32 = 24 * 60;

/// How the fields of an action type are read.
type Read = for<'a, 'j> fn(&mut Lifting<'a, 'j>, usize, &Node<'j>) -> Option<Action>;

/// How the fields of each action type are read that has a step.
const TYPES: [(ActionRow, Read); 13] = [
    (actions::WAIT, wait),
    (actions::CREATE_TASK, create_task),
    (actions::SEND_EMAIL, send_email),
    (actions::SET_PROPERTY, set_property),
    (actions::INTERNAL_EMAIL, by_email),
    (actions::IN_APP, by_app),
    (actions::ROTATE_OWNER, rotate),
    (actions::CREATE_RECORD, create_record),
    (actions::ENROLL, enroll),
    (actions::WAIT_FOR_DATE, wait_for_date),
    (actions::CREATE_NOTE, create_note),
    (actions::ADD_TO_LIST, add_to),
    (actions::REMOVE_FROM_LIST, remove_from),
];

/// Tells whether an action is of a row. A higher version than the compiler writes is no difference; a lower one may have
/// other fields.
pub(super) fn is_of(action: &Node<'_>, row: &ActionRow) -> bool {
    let version = action.get("actionTypeVersion").map_or(Some(0), |version| version.json.as_u64());
    action.text("actionTypeId").is_ok_and(|id| id == row.id)
        && version.is_some_and(|version| version >= u64::from(row.version))
}

/// Reads an action as a step of the language.
pub(super) fn typed<'j>(lifting: &mut Lifting<'_, 'j>, node: usize, action: &Node<'j>) -> Option<Action> {
    let (row, read) = TYPES.iter().find(|(row, _)| is_of(action, row))?;
    // What the action has beside its fields has been looked at.
    let fields = action.need("fields").ok()?;
    fields.only(&row.said().collect::<Vec<_>>()).ok()?;
    lifting.attempt(|lifting| read(lifting, node, &fields))
}

fn wait<'j>(_: &mut Lifting<'_, 'j>, _: usize, fields: &Node<'j>) -> Option<Action> {
    let plain = minutes(fields).map(|minutes| Action::Wait(lasting(minutes)));
    plain.or_else(|| until_time(fields).map(Action::WaitUntil))
}

fn wait_for_date<'j>(lifting: &mut Lifting<'_, 'j>, _: usize, fields: &Node<'j>) -> Option<Action> {
    until_date(fields, lifting.object, &lifting.world).map(Action::WaitUntil)
}

fn send_email<'j>(lifting: &mut Lifting<'_, 'j>, _: usize, fields: &Node<'j>) -> Option<Action> {
    if lifting.object != Object::Contact {
        return None;
    }
    let name = thing(lifting, &fields.id("content_id").ok()?, |name| matches!(name, PortalName::Email(_)))?;
    Some(Action::Send(name))
}

fn set_property<'j>(lifting: &mut Lifting<'_, 'j>, node: usize, fields: &Node<'j>) -> Option<Action> {
    let way = match fields.get("association") {
        Some(it) => Some(lifting.association(&it)?),
        None => None,
    };
    let object = way.as_ref().map_or(lifting.object, |way| way.to);
    let feature = lifting.writable(object, fields.text("property_name").ok()?)?;
    let path = lifting.path(way.as_ref(), feature)?;
    let given = fields.get("value")?;
    match given.text("type").ok()? {
        "STATIC_VALUE" if given.text("staticValue").ok()?.is_empty() => {
            given.only(&["type", "staticValue"]).ok()?;
            Some(Action::Clear(path))
        }
        "INCREMENT" => increase(&given, path, feature),
        "STATIC_APPEND_VALUE" => append(lifting, node, &given, path, feature),
        "OBJECT_PROPERTY" | "FETCHED_OBJECT_PROPERTY" => {
            let (from, source) = lifting.property(&given)?;
            (from != path && types::copies(&source.kind, &feature.kind)).then_some(Action::Copy { from, to: path })
        }
        _ => Some(Action::Set { path, value: set_value(lifting, node, &given, feature)? }),
    }
}

fn increase(given: &Node<'_>, path: Path, feature: &Feature) -> Option<Action> {
    given.only(&["type", "incrementAmount"]).ok()?;
    let amount = given.get("incrementAmount")?.json.as_f64()?;
    let direction = if amount < 0.0 { Direction::Decrease } else { Direction::Increase };
    let by = number(amount.abs()).filter(|_| amount != 0.0 && feature.kind == FeatureKind::Number)?;
    Some(Action::Change { direction, path, by: made(ValueKind::Number(by.text())) })
}

fn append<'j>(
    lifting: &mut Lifting<'_, 'j>,
    node: usize,
    given: &Node<'j>,
    to: Path,
    feature: &Feature,
) -> Option<Action> {
    given.only(&["type", "staticAppendValue"]).ok()?;
    let stored = given.text("staticAppendValue").ok()?;
    let added = match &feature.kind {
        FeatureKind::Set(_) => {
            let option = match lifting.world.switches.append_sets {
                AppendSets::Bare => stored,
                AppendSets::Semicolon => stored.strip_prefix(';')?,
            };
            value(feature, option, &lifting.world).ok()?
        }
        FeatureKind::Text if !stored.is_empty() => ValueKind::Text(lifting.text(node, stored, Markup::Plain)?),
        FeatureKind::Text
        | FeatureKind::Bool
        | FeatureKind::Number
        | FeatureKind::Date
        | FeatureKind::DateTime
        | FeatureKind::Enum(_)
        | FeatureKind::Owner
        | FeatureKind::Pipeline
        | FeatureKind::Stage { .. }
        | FeatureKind::Form
        | FeatureKind::Email
        | FeatureKind::List => return None,
    };
    Some(Action::Append { value: made(added), to })
}

/// Reads what is written into a feature.
fn set_value<'j>(lifting: &mut Lifting<'_, 'j>, node: usize, given: &Node<'j>, feature: &Feature) -> Option<Value> {
    let is_moment = matches!(feature.kind, FeatureKind::Date | FeatureKind::DateTime);
    if is_moment {
        return moment(given, &feature.kind).map(made);
    }
    given.only(&["type", "staticValue"]).ok()?;
    given.fixed("type", "STATIC_VALUE").ok()?;
    let stored = given.text("staticValue").ok()?;
    if feature.kind == FeatureKind::Text {
        let text = lifting.text(node, stored, Markup::Plain).filter(|text| !text.is_empty())?;
        return Some(made(ValueKind::Text(text)));
    }
    let said = value(feature, stored, &lifting.world).ok()?;
    // A number may be spelled in another way than ours.
    let exact = match &said {
        ValueKind::Number(written) => written == stored,
        ValueKind::Text(_)
        | ValueKind::Bool(_)
        | ValueKind::Word(_)
        | ValueKind::Path(..)
        | ValueKind::Ref(_)
        | ValueKind::Duration(_)
        | ValueKind::Now(_)
        | ValueKind::List(_)
        | ValueKind::Fields(_) => true,
    };
    exact.then(|| made(escaped(said)))
}

/// Options in quotes are texts in which braces stand for themselves either way.
fn escaped(value: ValueKind) -> ValueKind {
    if let ValueKind::Text(text) = &value { ValueKind::Text(crate::syntax::escaped_braces(text)) } else { value }
}

/// Reads `now` and what is counted from it.
pub(super) fn moment(given: &Node<'_>, kind: &FeatureKind) -> Option<ValueKind> {
    match given.text("type").ok()? {
        "TIMESTAMP" => {
            given.only(&["type", "timestampType"]).ok()?;
            given.fixed("timestampType", "EXECUTION_TIME").ok()?;
            Some(ValueKind::Now(None))
        }
        "RELATIVE_DATETIME" => {
            given.only(&["type", "timeDelay"]).ok()?;
            delay(&given.get("timeDelay")?, kind).map(|shift| ValueKind::Now(Some(shift)))
        }
        _ => None,
    }
}

/// Names a thing of the portal by its id.
fn thing(lifting: &Lifting<'_, '_>, id: &str, is_meant: impl Fn(&PortalName) -> bool) -> Option<Target> {
    let name = lifting.world.names.thing(id, is_meant).and_then(reference)?;
    Some(Target::Ref(Box::new(name)))
}

/// Reads the users and teams that a step names, each once.
fn people(lifting: &Lifting<'_, '_>, fields: &Node<'_>) -> Option<Vec<Target>> {
    type IsMeant = fn(&PortalName) -> bool;
    const KEYS: [(&str, IsMeant); 2] = [
        ("user_ids", |name| matches!(name, PortalName::User(_))),
        ("team_ids", |name| matches!(name, PortalName::Team(_))),
    ];
    let mut found: Vec<Target> = Vec::new();
    for (key, meant) in KEYS {
        for item in fields.items(key).ok()? {
            let target = thing(lifting, &id_text(item.json)?, meant)?;
            if found.contains(&target) {
                return None;
            }
            found.push(target);
        }
    }
    Some(found)
}

fn by_email<'j>(lifting: &mut Lifting<'_, 'j>, node: usize, fields: &Node<'j>) -> Option<Action> {
    notify(lifting, node, fields, Channel::Email)
}

fn by_app<'j>(lifting: &mut Lifting<'_, 'j>, node: usize, fields: &Node<'j>) -> Option<Action> {
    notify(lifting, node, fields, Channel::App)
}

fn notify<'j>(lifting: &mut Lifting<'_, 'j>, node: usize, fields: &Node<'j>, channel: Channel) -> Option<Action> {
    let markup = match channel {
        Channel::Email => Markup::Html,
        Channel::App => {
            fields.fixed("delivery_method", "APP").ok()?;
            Markup::Plain
        }
    };
    let mut targets = people(lifting, fields)?;
    let owners = fields.items("owner_properties").ok()?;
    let owners = owners.iter().map(|owner| owner.json.as_str()).collect::<Option<Vec<_>>>()?;
    // They are written in the order of their names.
    if !owners.is_sorted_by(|a, b| a < b) {
        return None;
    }
    for property in owners {
        let feature = lifting.feature(lifting.object, property)?;
        targets.push(Target::Name(made(owner_feature(feature)?.name.clone())));
    }
    if targets.is_empty() {
        return None;
    }
    let subject = subject(lifting, node, fields.text("subject").ok()?, Markup::Plain)?;
    let body = match fields.text("body").ok()? {
        "" => None,
        body => Some(made(lifting.text(node, body, markup)?)),
    };
    let by = match channel {
        Channel::Email => None,
        Channel::App => Some(made(Channel::App)),
    };
    Some(Action::Notify { targets, by, subject: made(subject), body })
}

/// Reads a text that must say something.
fn subject<'j>(lifting: &mut Lifting<'_, 'j>, node: usize, stored: &str, markup: Markup) -> Option<String> {
    lifting.text(node, stored, markup).filter(|text| !text.trim().is_empty())
}

fn owner_feature(feature: &Feature) -> Option<&Feature> {
    (feature.kind == FeatureKind::Owner).then_some(feature)
}

fn create_note<'j>(lifting: &mut Lifting<'_, 'j>, node: usize, fields: &Node<'j>) -> Option<Action> {
    subject(lifting, node, fields.text("note_body").ok()?, Markup::Html).map(|text| Action::CreateNote(made(text)))
}

fn rotate<'j>(lifting: &mut Lifting<'_, 'j>, _: usize, fields: &Node<'j>) -> Option<Action> {
    let feature = owner_feature(lifting.writable(lifting.object, fields.text("target_property").ok()?)?)?;
    let overwrite = match fields.text("overwrite_current_owner").ok()? {
        "true" => Some(nowhere()),
        "false" => None,
        _ => return None,
    };
    let among = people(lifting, fields).filter(|among| !among.is_empty())?;
    Some(Action::Rotate { feature: lifting.path(None, feature)?, among, overwrite })
}

fn enroll<'j>(lifting: &mut Lifting<'_, 'j>, _: usize, fields: &Node<'j>) -> Option<Action> {
    called(lifting.world.names.flow(&fields.id("flow_id").ok()?)?).map(Action::EnrollIn)
}

fn add_to<'j>(lifting: &mut Lifting<'_, 'j>, _: usize, fields: &Node<'j>) -> Option<Action> {
    on_list(lifting, fields).map(Action::AddTo)
}

fn remove_from<'j>(lifting: &mut Lifting<'_, 'j>, _: usize, fields: &Node<'j>) -> Option<Action> {
    on_list(lifting, fields).map(Action::RemoveFrom)
}

fn on_list(lifting: &Lifting<'_, '_>, fields: &Node<'_>) -> Option<Target> {
    fields.fixed("targetObject", ENROLLED_OBJECT).ok()?;
    list(lifting, &fields.id("listId").ok()?)
}

/// Names a list of the records that enrol.
pub(super) fn list(lifting: &Lifting<'_, '_>, id: &str) -> Option<Target> {
    let found = lifting.world.names.list(id)?;
    let of_another = matches!(found, Called::Portal(PortalName::List { object, .. }) if *object != lifting.object);
    if of_another { None } else { called(found) }
}

fn called(name: Called<'_>) -> Option<Target> {
    Some(match name {
        Called::Own(name) => Target::Name(made(name.to_owned())),
        Called::Portal(name) => Target::Ref(Box::new(reference(name)?)),
    })
}

fn create_task<'j>(lifting: &mut Lifting<'_, 'j>, node: usize, fields: &Node<'j>) -> Option<Action> {
    const KINDS: [(&str, Option<&str>); 3] = [("TODO", None), ("CALL", Some("call")), ("EMAIL", Some("email"))];
    const PRIORITIES: [(&str, Option<&str>); 4] =
        [("NONE", None), ("LOW", Some("low")), ("MEDIUM", Some("medium")), ("HIGH", Some("high"))];
    let word = |rows: &[(&str, Option<&'static str>)], key: &str| {
        let stored = fields.text(key).ok()?;
        rows.iter().find(|(known, _)| *known == stored).map(|(_, word)| *word)
    };
    let (kind, priority) = (word(&KINDS, "task_type")?, word(&PRIORITIES, "priority")?);
    let about = |target: &Node<'_>| {
        let id = target.id("associationTypeId").ok()?;
        if let Object::Custom(custom) = lifting.object {
            // Each portal has its own for a custom object.
            let link = |name: &PortalName| *name == PortalName::TaskLink(custom);
            let category = |name: &PortalName| *name == PortalName::TaskCategory(custom);
            lifting.world.names.thing(&id, link)?;
            return lifting.world.names.thing(target.text("associationCategory").ok()?, category).map(|_| ());
        }
        target.fixed("associationCategory", "HUBSPOT_DEFINED").ok()?;
        TASK_ASSOCIATIONS.contains(&(lifting.object, id.as_str())).then_some(())
    };
    with_enrolled(fields, &about)?;
    let subject = subject(lifting, node, fields.text("subject").ok()?, Markup::Plain)?;
    let mut lines = Vec::new();
    if let Some(due) = fields.get("due_time") {
        lines.push(TaskLine::Due(due_in(&due)?));
    }
    lines.extend(priority.map(|word| TaskLine::Priority(made(word.to_owned()))));
    lines.extend(kind.map(|word| TaskLine::Type(made(word.to_owned()))));
    if fields.get("body").is_some() {
        lines.push(TaskLine::Body(made(lifting.text(node, fields.text("body").ok()?, Markup::Html)?)));
    }
    if let Some(owner) = fields.get("owner_assignment") {
        lines.push(TaskLine::Assign(assignee(lifting, &owner)?));
    }
    Some(Action::CreateTask { subject: made(subject), lines: lines.into_iter().map(made).collect() })
}

/// Reads the one association that what is made has: with the enrolled record.
fn with_enrolled(fields: &Node<'_>, is_meant: &dyn Fn(&Node<'_>) -> Option<()>) -> Option<()> {
    fields.fixed("use_explicit_associations", "true").ok()?;
    let associations = fields.items("associations").ok()?;
    let [one] = associations.as_slice() else { return None };
    one.only(&["target", "value"]).ok()?;
    let (target, value) = (one.get("target")?, one.get("value")?);
    value.only(&["type"]).ok()?;
    value.fixed("type", "ENROLLED_OBJECT").ok()?;
    target.only(&["associationCategory", "associationTypeId"]).ok()?;
    is_meant(&target)
}

fn due_in(due: &Node<'_>) -> Option<HowLong> {
    due.only(&["delta", "timeUnit", "daysOfWeek"]).ok()?;
    if !due.items("daysOfWeek").ok()?.is_empty() {
        return None;
    }
    let delta = due.get("delta")?.json.as_f64().and_then(number)?;
    let delta: u32 = delta.text().parse().ok()?;
    let minutes = match due.text("timeUnit").ok()? {
        "DAYS" => delta.checked_mul(MINUTES_PER_DAY)?,
        "MINUTES" if !delta.is_multiple_of(MINUTES_PER_DAY) => delta,
        _ => return None,
    };
    Some(lasting(minutes))
}

fn assignee(lifting: &Lifting<'_, '_>, owner: &Node<'_>) -> Option<Target> {
    owner.only(&["type", "value"]).ok()?;
    owner.fixed("type", "CUSTOM").ok()?;
    let value = owner.get("value")?;
    match value.text("type").ok()? {
        "OBJECT_PROPERTY" => {
            value.only(&["type", "propertyName"]).ok()?;
            let feature = lifting.feature(lifting.object, value.text("propertyName").ok()?)?;
            Some(Target::Name(made(owner_feature(feature)?.name.clone())))
        }
        "STATIC_VALUE" => {
            value.only(&["type", "staticValue"]).ok()?;
            thing(lifting, value.text("staticValue").ok()?, |name| matches!(name, PortalName::Owner(_)))
        }
        _ => None,
    }
}

fn create_record<'j>(lifting: &mut Lifting<'_, 'j>, node: usize, fields: &Node<'j>) -> Option<Action> {
    let object = super::features::object(&fields.id("object_type_id").ok()?, lifting.world.names)?;
    let (from, to) = (object, lifting.object);
    let plain = AssociationPath { from, to, label: None };
    let about = |target: &Node<'_>| {
        let category = if plain.portal_name().is_some() { "USER_DEFINED" } else { "HUBSPOT_DEFINED" };
        target.fixed("associationCategory", category).ok()?;
        let id = target.id("associationTypeId").ok()?;
        super::features::path(from, to, &id, lifting.world.names).filter(|path| *path == plain).map(drop)
    };
    with_enrolled(fields, &about)?;
    let mut values: Vec<Field> = Vec::new();
    for property in fields.items("properties").ok()? {
        property.only(&["targetProperty", "value"]).ok()?;
        let feature = lifting.writable(object, property.text("targetProperty").ok()?)?;
        let given = property.get("value")?;
        let value = match lifting.property(&given) {
            Some((path, source)) => types::copies(&source.kind, &feature.kind).then(|| made(path_value(path)))?,
            None => quoted_option(set_value(lifting, node, &given, feature)?),
        };
        if values.iter().any(|field| field.key.node == feature.name) {
            return None;
        }
        values.push(Field { key: made(feature.name.clone()), value });
    }
    Some(Action::CreateRecord { object: made(object.word().to_owned()), fields: values })
}

/// A bare name is a feature here.
fn quoted_option(value: Value) -> Value {
    value.map(|value| if let ValueKind::Word(word) = value { ValueKind::Text(word) } else { value })
}

/// Writes a path as a value.
pub(super) fn path_value(path: Path) -> ValueKind {
    match path.association {
        Some(association) => ValueKind::Path(association, path.feature),
        None => ValueKind::Word(path.feature.node),
    }
}
