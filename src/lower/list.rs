//! A segment or static list.

use super::DesiredList;
use super::filter::rule;
use crate::hubspot::doc::Doc;
use crate::hubspot::switches::Switches;
use crate::model::{ListName, Segment, StaticList};

/// Writes a segment.
#[must_use]
pub fn list(segment: &Segment, switches: &Switches) -> DesiredList {
    DesiredList {
        name: ListName(segment.head.name.clone()),
        object: segment.object,
        object_type: Doc::object_type(segment.object),
        title: segment.head.title.clone(),
        filter: Some(rule(&segment.rule, switches)),
    }
}

/// Writes a static list: it has no filter.
#[must_use]
pub fn static_list(list: &StaticList) -> DesiredList {
    DesiredList {
        name: ListName(list.head.name.clone()),
        object: list.object,
        object_type: Doc::object_type(list.object),
        title: list.head.title.clone(),
        filter: None,
    }
}
