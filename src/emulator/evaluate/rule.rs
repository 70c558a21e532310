//! A stored filter, read once for all records.

use serde_json::{Map, Value};

use super::did::{Around, Did};
use super::opted::Opted;
use super::refine::Count;
use super::test::Test;
use crate::emulator::json::{id, present, text};
use crate::emulator::object::Object;
use crate::emulator::rows::Kind;
use crate::emulator::rows::events::{NEVER_HERE, Sense};
use crate::emulator::state::LinkType;

/// What a filter asks of a record.
#[derive(Debug)]
pub enum Rule {
    /// All of these.
    All(Vec<Rule>),
    /// One of these.
    Any(Vec<Rule>),
    /// Not this.
    Not(Box<Rule>),
    /// Always or never.
    Constant(bool),
    /// What can't be read: it accepts nobody.
    Unreadable,
    /// Something about a property.
    Property(Test),
    /// To be in a list.
    InList(u64),
    /// Some associated record passes.
    Associated {
        /// Where the association leads.
        to: Object,
        /// Its type.
        link: LinkType,
        /// What is asked of the other record.
        rule: Box<Rule>,
    },
    /// So many associated records are in a list.
    AssociatedInList {
        /// Where the association leads.
        to: Object,
        /// Its type.
        link: LinkType,
        /// The list.
        list: u64,
        /// How many.
        count: Count,
    },
    /// That something happened, or did not.
    Did(Did),
    /// What was said about subscriptions.
    Opted(Opted),
}

impl Rule {
    /// Reads a branch. What it can't read accepts nobody.
    #[must_use]
    pub fn of(around: Around<'_>, branch: &Value) -> Self {
        Self::of_branch(around, branch).unwrap_or(Self::Unreadable)
    }

    /// Reads one filter. What it can't read accepts nobody.
    #[must_use]
    pub fn of_filter(around: Around<'_>, filter: &Value) -> Self {
        filter.as_object().and_then(|map| Self::of_members(around, map)).unwrap_or(Self::Unreadable)
    }

    fn of_branch(around: Around<'_>, branch: &Value) -> Option<Self> {
        let map = branch.as_object()?;
        let items = |name: &str| map.get(name).and_then(Value::as_array).into_iter().flatten();
        let inside = |around: Around<'_>| -> Vec<Self> {
            items("filters")
                .map(|filter| Self::of_filter(around, filter))
                .chain(items("filterBranches").map(|branch| Self::of(around, branch)))
                .collect()
        };
        Some(match text(map, "filterBranchType")? {
            "OR" => Self::Any(inside(around)),
            "AND" => Self::All(inside(around)),
            "NOT_ALL" => Self::Not(Box::new(Self::All(readable(inside(around))?))),
            "NOT_ANY" => Self::Not(Box::new(Self::Any(readable(inside(around))?))),
            "ASSOCIATION" => {
                let to = Object::by_id(text(map, "objectTypeId")?)?;
                Self::Associated {
                    to,
                    link: link(map),
                    rule: Box::new(Self::All(inside(Around { object: to, ..around }))),
                }
            }
            "UNIFIED_EVENTS" => Self::Did(Did::of_branch(around, map)?),
            _ => return None,
        })
    }

    fn of_members(around: Around<'_>, map: &Map<String, Value>) -> Option<Self> {
        let (name, operator) = (text(map, "filterType")?, text(map, "operator").unwrap_or_default());
        let list = present(map, "listId").and_then(id).and_then(|id| id.parse::<u64>().ok());
        Some(match name {
            "PROPERTY" => {
                let kind = |property: &str| {
                    around.state.property(around.object, property).map_or(Kind::Other, |row| Kind::of(&row.kind))
                };
                Self::Property(Test::of(around.clock, kind, text(map, "property")?, map.get("operation")?)?)
            }
            "IN_LIST" => {
                // Imports and enrolments do not happen here.
                let rule = match present(map, "metadata") {
                    None => Self::InList(list?),
                    Some(_) => Self::Constant(false),
                };
                listed(rule, operator)?
            }
            "ASSOCIATION" => {
                let list = list?;
                let rule = match around.state.data.lists.get(&list) {
                    Some(row) => {
                        Self::AssociatedInList { to: row.object, link: link(map), list, count: Count::of(map)? }
                    }
                    None => Self::Constant(false),
                };
                listed(rule, operator)?
            }
            "FORM_SUBMISSION" | "FORM_SUBMISSION_ON_PAGE" | "PAGE_VIEW" | "CTA" | "EMAIL_EVENT" => {
                Self::Did(Did::of_filter(around, map)?)
            }
            "EVENT" | "INTEGRATION_EVENT" | "UNIFIED_EVENTS" => Self::Did(Did::of_event_filter(around, map)?),
            "EMAIL_SUBSCRIPTION" => Self::Opted(Opted::of(map)?),
            "CONSTANT" => Self::Constant(map.get("shouldAccept")?.as_bool()?),
            _ => {
                let (_, _, sense) =
                    NEVER_HERE.iter().find(|(filter, known, _)| (*filter, *known) == (name, operator))?;
                Self::Constant(*sense == Sense::NotHappened)
            }
        })
    }
}

/// Returns rules that are turned round together: what can't be read would accept everybody then.
fn readable(rules: Vec<Rule>) -> Option<Vec<Rule>> {
    rules.iter().all(|rule| !matches!(rule, Rule::Unreadable)).then_some(rules)
}

fn listed(rule: Rule, operator: &str) -> Option<Rule> {
    match operator {
        "IN_LIST" => Some(rule),
        "NOT_IN_LIST" => Some(Rule::Not(Box::new(rule))),
        _ => None,
    }
}

fn link(map: &Map<String, Value>) -> LinkType {
    LinkType {
        category: text(map, "associationCategory").unwrap_or_default().to_owned(),
        type_id: map.get("associationTypeId").and_then(Value::as_u64).unwrap_or_default(),
    }
}
