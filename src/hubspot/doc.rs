//! JSON with holes: what the compiler writes before any id is known.

use std::borrow::Cow;

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::hubspot::platform::Object;
use crate::model::rule::{AssociationPath, DayPart};
use crate::model::workflow::StepId;
use crate::model::{FlowName, ListName, PortalName, Sense};

/// A JSON tree in which some values are found later.
#[derive(Clone, Debug, PartialEq)]
pub enum Doc {
    /// A text that is known. Most are HubSpot's words, which nobody needs to copy.
    Text(Cow<'static, str>),
    /// Another value that is known.
    Plain(Value),
    /// An array.
    List(Vec<Doc>),
    /// An object.
    Map(Entries),
    /// An id that is found later, as text or as a number.
    Hole(Hole, Shape),
    /// Text with the ids of steps and the names of fetches in it.
    Joined(Vec<Part>),
}

/// The members of an object, by their keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Entries(Vec<(Cow<'static, str>, Doc)>);

/// How an id stands in the JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// `"42"`
    Text,
    /// `42`
    Number,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// As it stands.
    Literal(String),
    /// The action id of a step.
    Step(StepId),
    /// The name under which the workflow fetches associated records.
    Fetch(AssociationPath),
}

/// Something whose id is found later.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hole {
    /// A list of this program.
    List(ListName),
    /// A workflow of this program.
    Flow(FlowName),
    /// A thing of the portal.
    Portal(PortalName),
    /// The action id of a step of the same workflow.
    Step(StepId),
    /// The name under which the workflow fetches associated records.
    Fetch(AssociationPath),
    /// The portal's time zone.
    TimeZone,
    /// The begin or the end of a day in the portal's time zone, in milliseconds since 1970.
    Moment(Date, DayPart),
}

impl Hole {
    /// Returns the milliseconds of a moment in a time zone; nothing where it is no moment, or there is no such zone.
    #[must_use]
    pub fn moment(&self, zone: &str) -> Option<String> {
        let Self::Moment(day, part) = self else { return None };
        let time = match part {
            DayPart::Begin => day.at(0, 0, 0, 0),
            DayPart::End => day.at(23, 59, 59, 999_000_000),
        };
        Some(time.in_tz(zone).ok()?.timestamp().as_millisecond().to_string())
    }
}

/// The key under which a hole stands in JSON that people review and plans keep.
pub const HOLE_KEY: &str = "$hubwright";

impl Doc {
    /// Makes a text.
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Text(text.into())
    }

    /// Makes the type id of an object of HubSpot: that of a custom one is the portal's.
    #[must_use]
    pub fn object_type(object: Object) -> Self {
        match (object, object.type_id()) {
            (Object::Custom(custom), _) => Self::Hole(Hole::Portal(PortalName::Object(custom)), Shape::Text),
            (_, id) => Self::text(id.unwrap_or_default()),
        }
    }

    /// Makes an object; of two members with one key the later one stays.
    pub fn map<K: Into<Cow<'static, str>>>(entries: impl IntoIterator<Item = (K, Doc)>) -> Self {
        let mut entries: Vec<(Cow<'static, str>, Doc)> =
            entries.into_iter().map(|(key, value)| (key.into(), value)).collect();
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        entries.dedup_by(|later, kept| {
            let doubled = later.0 == kept.0;
            if doubled {
                std::mem::swap(later, kept);
            }
            doubled
        });
        Self::Map(Entries(entries))
    }

    /// Fills every hole that `find` knows; others stand as `{"$hubwright": "…"}`, with `"as": "number"` where they
    /// must become a number.
    pub fn fill(&self, find: &dyn Fn(&Hole) -> Option<String>) -> Value {
        match self {
            Self::Text(text) => Value::String(text.clone().into_owned()),
            Self::Plain(value) => value.clone(),
            Self::List(items) => Value::Array(items.iter().map(|item| item.fill(find)).collect()),
            Self::Map(entries) => {
                Value::Object(entries.iter().map(|(key, value)| (key.to_owned(), value.fill(find))).collect())
            }
            Self::Hole(hole, shape) => match find(hole) {
                Some(id) => shape.value(&id),
                None => placeholder(hole, *shape),
            },
            Self::Joined(parts) => Value::String(
                parts
                    .iter()
                    .map(|part| match part {
                        Part::Literal(text) => text.clone(),
                        Part::Step(step) => {
                            let hole = Hole::Step(*step);
                            find(&hole).unwrap_or_else(|| format!("${}", hole.label()))
                        }
                        Part::Fetch(path) => {
                            let hole = Hole::Fetch(path.clone());
                            find(&hole).unwrap_or_else(|| format!("${}", hole.label()))
                        }
                    })
                    .collect(),
            ),
        }
    }

    /// Calls `visit` with every hole, in the order of the JSON.
    pub fn holes(&self, visit: &mut dyn FnMut(&Hole)) {
        match self {
            Self::Text(_) | Self::Plain(_) => {}
            Self::List(items) => items.iter().for_each(|item| item.holes(visit)),
            Self::Map(entries) => entries.iter().for_each(|(_, item)| item.holes(visit)),
            Self::Hole(hole, _) => visit(hole),
            Self::Joined(parts) => {
                for part in parts {
                    match part {
                        Part::Literal(_) => {}
                        Part::Step(step) => visit(&Hole::Step(*step)),
                        Part::Fetch(path) => visit(&Hole::Fetch(path.clone())),
                    }
                }
            }
        }
    }
}

impl Entries {
    /// Returns the members, sorted by their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Doc)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// Returns the member of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Doc> {
        let at = self.0.binary_search_by(|(known, _)| known.as_ref().cmp(key)).ok()?;
        self.0.get(at).map(|(_, value)| value)
    }
}

impl IntoIterator for Entries {
    type Item = (Cow<'static, str>, Doc);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Shape {
    /// Puts an id into JSON; an id that is no number stays text, for the portal to refuse.
    #[must_use]
    pub fn value(self, id: &str) -> Value {
        match self {
            Self::Text => Value::String(id.to_owned()),
            Self::Number => id.parse::<i64>().map_or_else(|_| Value::String(id.to_owned()), Value::from),
        }
    }
}

impl Hole {
    /// Returns the hole's name in JSON: `list:high_intent`, `step:3`, `portal:form("Demo request")`. No two holes
    /// share one.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::List(name) => format!("list:{}", name.0),
            Self::Flow(name) => format!("workflow:{}", name.0),
            Self::Portal(name) => format!("portal:{}", unmistakable(name)),
            Self::Step(step) => format!("step:{}", step.0),
            Self::Fetch(AssociationPath { from, to, label }) => {
                let label = label.as_ref().map(|label| format!(" {label:?}")).unwrap_or_default();
                format!("fetch:{} {}{label}", from.word(), to.word())
            }
            Self::TimeZone => "time-zone".to_owned(),
            Self::Moment(day, DayPart::Begin) => format!("moment:{day} 00:00"),
            Self::Moment(day, DayPart::End) => format!("moment:{day} 23:59:59.999"),
        }
    }
}

/// What people read is shorter: there, a user is a user, and the object goes without saying.
fn unmistakable(name: &PortalName) -> String {
    match name.sense() {
        Sense::Plain => name.to_string(),
        Sense::Owner(address) => format!("owner({address:?})"),
        Sense::Campaign => format!("campaign of {name}"),
        Sense::Category => format!("category of {name}"),
        Sense::Of(object) => format!("{} {name}", object.word()),
    }
}

fn placeholder(hole: &Hole, shape: Shape) -> Value {
    let mut entry = Map::new();
    entry.insert(HOLE_KEY.to_owned(), Value::String(hole.label()));
    if shape == Shape::Number {
        entry.insert("as".to_owned(), Value::String("number".to_owned()));
    }
    Value::Object(entry)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    #[test]
    fn no_two_holes_share_a_label() {
        let name = || "x".to_owned();
        let list = |object| PortalName::List { object, title: name() };
        let pipeline = |object| PortalName::Pipeline { object, label: name() };
        let portal = [
            PortalName::Form(name()),
            PortalName::Email(name()),
            PortalName::Campaign(name()),
            PortalName::Subscription(name()),
            PortalName::Cta(name()),
            PortalName::App(name()),
            PortalName::Url(name()),
            PortalName::Secret(name()),
            PortalName::Thing(name()),
            PortalName::Event(name()),
            list(Object::Contact),
            list(Object::Deal),
            PortalName::User(name()),
            PortalName::Owner(name()),
            PortalName::Team(name()),
            PortalName::Workflow(name()),
            pipeline(Object::Deal),
            pipeline(Object::Ticket),
            PortalName::Stage { object: Object::Deal, pipeline: name(), label: name() },
            PortalName::Stage { object: Object::Ticket, pipeline: name(), label: name() },
            PortalName::Label { from: Object::Deal, to: Object::Contact, label: name() },
            PortalName::Label { from: Object::Contact, to: Object::Deal, label: name() },
        ];
        let mut holes: Vec<Hole> = portal.into_iter().map(Hole::Portal).collect();
        holes.extend([
            Hole::List(ListName(name())),
            Hole::Flow(FlowName(name())),
            Hole::Step(StepId(1)),
            Hole::TimeZone,
            Hole::Moment(Date::constant(2026, 11, 23), DayPart::Begin),
            Hole::Moment(Date::constant(2026, 11, 23), DayPart::End),
        ]);
        let labels: BTreeSet<String> = holes.iter().map(Hole::label).collect();
        assert_eq!(labels.len(), holes.len(), "{labels:?}");
    }

    #[test]
    fn holes_are_filled_as_text_or_number_and_unknown_ones_stay_visible() {
        let hole = |shape| Doc::Hole(Hole::List(ListName("hot".to_owned())), shape);
        let joined = Doc::Joined(vec![
            Part::Literal("{{ a_".to_owned()),
            Part::Step(StepId(3)),
            Part::Literal(".x }}".to_owned()),
        ]);
        let doc = Doc::List(vec![hole(Shape::Text), hole(Shape::Number), joined]);
        let find = |hole: &Hole| Some(if matches!(hole, Hole::Step(_)) { "9" } else { "42" }.to_owned());
        assert_eq!(doc.fill(&find), json!(["42", 42, "{{ a_9.x }}"]));
        assert_eq!(
            doc.fill(&|_| None),
            json!([{ "$hubwright": "list:hot" }, { "$hubwright": "list:hot", "as": "number" }, "{{ a_$step:3.x }}"])
        );
    }
}
