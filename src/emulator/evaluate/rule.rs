//! A stored filter, read once for all records.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::test::Test;
use super::time::{Clock, Span};
use crate::emulator::json::{id, present, text};
use crate::emulator::object::Object;
use crate::emulator::state::{LinkType, State};

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
    /// Some associated record is in a list.
    AssociatedInList {
        /// Where the association leads.
        to: Object,
        /// Its type.
        link: LinkType,
        /// The list.
        list: u64,
    },
    /// To have filled out a form.
    Submitted(Submissions),
}

/// How often which form is to have been filled out, and when.
#[derive(Debug)]
pub struct Submissions {
    /// The form; any where there is none.
    pub form: Option<String>,
    /// When.
    pub during: Option<Span>,
    /// How often.
    pub times: RangeInclusive<u64>,
}

impl Rule {
    /// Reads a branch. What it can't read accepts nobody.
    #[must_use]
    pub fn of(state: &State, clock: &Clock, object: Object, branch: &Value) -> Self {
        let Some(map) = branch.as_object() else {
            return Self::Constant(false);
        };
        let items = |name: &str| map.get(name).and_then(Value::as_array).into_iter().flatten();
        let inside = |object: Object| -> Vec<Self> {
            items("filters")
                .map(|filter| Self::of_filter(state, clock, object, filter))
                .chain(items("filterBranches").map(|branch| Self::of(state, clock, object, branch)))
                .collect()
        };
        match text(map, "filterBranchType") {
            Some("OR") => Self::Any(inside(object)),
            Some("AND") => Self::All(inside(object)),
            Some("NOT_ALL") => Self::Not(Box::new(Self::All(inside(object)))),
            Some("NOT_ANY") => Self::Not(Box::new(Self::Any(inside(object)))),
            Some("ASSOCIATION") => match text(map, "objectTypeId").and_then(Object::by_id) {
                Some(to) => Self::Associated { to, link: link(map), rule: Box::new(Self::All(inside(to))) },
                None => Self::Constant(false),
            },
            // No events are recorded here, so none has been completed.
            Some("UNIFIED_EVENTS") => Self::Constant(text(map, "operator") == Some("HAS_NOT_COMPLETED")),
            _ => Self::Constant(false),
        }
    }

    fn of_filter(state: &State, clock: &Clock, object: Object, filter: &Value) -> Self {
        let Some(map) = filter.as_object() else {
            return Self::Constant(false);
        };
        let operator = text(map, "operator").unwrap_or_default();
        let list = present(map, "listId").and_then(id).and_then(|id| id.parse::<u64>().ok());
        match text(map, "filterType") {
            Some("PROPERTY") => match Test::of(state, clock, object, map) {
                Some(test) => Self::Property(test),
                None => Self::Constant(false),
            },
            Some("IN_LIST") => {
                let rule = match (present(map, "metadata"), list) {
                    (None, Some(list)) => Self::InList(list),
                    _ => Self::Constant(false),
                };
                negated(rule, operator == "NOT_IN_LIST")
            }
            Some("ASSOCIATION") => {
                let to = list.and_then(|list| state.data.lists.get(&list)).map(|row| row.object);
                let rule = match (to, list) {
                    (Some(to), Some(list)) => Self::AssociatedInList { to, link: link(map), list },
                    _ => Self::Constant(false),
                };
                negated(rule, operator == "NOT_IN_LIST")
            }
            Some("FORM_SUBMISSION") => {
                let rule = Self::Submitted(Submissions {
                    form: text(map, "formId").map(str::to_owned),
                    during: present(map, "pruningRefineBy").and_then(|refine| clock.refined(refine)),
                    times: times(map),
                });
                negated(rule, operator == "NOT_FILLED_OUT")
            }
            Some("CONSTANT") => Self::Constant(map.get("shouldAccept") == Some(&Value::Bool(true))),
            Some("EMAIL_SUBSCRIPTION") => {
                let statuses = map.get("acceptedStatuses").and_then(Value::as_array);
                Self::Constant(statuses.is_some_and(|statuses| statuses.contains(&Value::from("NOT_OPTED"))))
            }
            // Nothing of the sort ever happens here.
            _ => Self::Constant(operator.starts_with("NOT_") || operator.starts_with("HAS_NOT_")),
        }
    }
}

fn negated(rule: Rule, is_negative: bool) -> Rule {
    if is_negative { Rule::Not(Box::new(rule)) } else { rule }
}

fn link(map: &Map<String, Value>) -> LinkType {
    LinkType {
        category: text(map, "associationCategory").unwrap_or_default().to_owned(),
        type_id: map.get("associationTypeId").and_then(Value::as_u64).unwrap_or_default(),
    }
}

fn times(map: &Map<String, Value>) -> RangeInclusive<u64> {
    let Some(refine) = present(map, "coalescingRefineBy") else {
        return 1..=u64::MAX;
    };
    let number = |name: &str| refine.get(name).and_then(Value::as_u64);
    number("minOccurrences").unwrap_or(0)..=number("maxOccurrences").unwrap_or(u64::MAX)
}
