//! What a filter asks of the things that happened to a record.

use regex::Regex;
use serde_json::{Map, Value};

use super::refine::{Count, Pruning, Tally};
use super::test::Test;
use super::time::Clock;
use crate::emulator::json::{id, present, text};
use crate::emulator::object::Object;
use crate::emulator::rows::Kind;
use crate::emulator::rows::events::{
    CHANGED_NAME, CHANGED_VALUE, EMAIL_CONTENT, EMAIL_GROUP, How, OBJECT_CREATED, READINGS, Reading, Sense,
};
use crate::emulator::rows::links::PROPERTY_CHANGE;
use crate::emulator::state::{EventKey, EventRow, RecordKey, RecordRow, State};
use crate::hubspot::switches::{EmailIds, PagePatterns, PageUrls};

/// A question about what happened.
#[derive(Debug)]
pub struct Did {
    some: Happened,
    /// What is not to have happened beside it.
    without: Option<Happened>,
    pruning: Pruning,
    count: Count,
    sense: Sense,
}

/// Events of a type that pass some tests.
#[derive(Debug)]
struct Happened {
    /// The type; any where there is none.
    event: Option<String>,
    probes: Vec<Probe>,
}

/// A test of an event.
#[derive(Debug)]
enum Probe {
    Property(Test),
    Same(&'static str, String),
    Address(&'static str, String),
    AddressPart(&'static str, String),
    AddressPattern(&'static str, Box<Regex>),
}

/// Where what a question is about is looked up.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The portal.
    pub state: &'a State,
    /// The time.
    pub clock: &'a Clock,
    /// Whose records are asked.
    pub object: Object,
}

impl Did {
    /// Reads a filter on forms, pages, CTAs or e-mails. None where it can't be read.
    #[must_use]
    pub fn of_filter(around: Around<'_>, filter: &Map<String, Value>) -> Option<Self> {
        let (name, operator) = (text(filter, "filterType")?, text(filter, "operator")?);
        let row = READINGS.iter().find(|row| (row.filter, row.operator) == (name, operator))?;
        let without = match row.without {
            Some(event) => Some(Happened { event: Some(event.to_owned()), probes: probes(around, row, filter)? }),
            None => None,
        };
        let some = Happened { event: Some(row.event.to_owned()), probes: probes(around, row, filter)? };
        Self::refined(around.clock, some, without, row.sense, filter)
    }

    /// Reads a UNIFIED_EVENTS branch.
    #[must_use]
    pub fn of_branch(around: Around<'_>, branch: &Map<String, Value>) -> Option<Self> {
        let sense = match text(branch, "operator")? {
            "HAS_COMPLETED" => Sense::Happened,
            "HAS_NOT_COMPLETED" => Sense::NotHappened,
            _ => return None,
        };
        let filters = branch.get("filters").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let is_flat = branch.get("filterBranches").and_then(Value::as_array).is_none_or(Vec::is_empty);
        let is_plain = |filter: &Value| filter.get("filterType") == Some(&Value::from("PROPERTY"));
        if !is_flat || !filters.iter().all(is_plain) {
            return None;
        }
        Self::of_lines(around, Some(text(branch, "eventTypeId")?), filters, sense, branch)
    }

    /// Reads the older filters that name an event's type and lines on its properties.
    #[must_use]
    pub fn of_event_filter(around: Around<'_>, filter: &Map<String, Value>) -> Option<Self> {
        let event = |name: &str| present(filter, name).and_then(id);
        let lines = filter.get("filterLines").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let (event, sense) = match (text(filter, "filterType")?, text(filter, "operator")) {
            ("EVENT", Some("HAS_EVENT")) => (Some(event("eventId")?), Sense::Happened),
            ("EVENT", Some("NOT_HAS_EVENT")) => (Some(event("eventId")?), Sense::NotHappened),
            ("INTEGRATION_EVENT", _) => (Some(event("eventTypeId")?), Sense::Happened),
            ("UNIFIED_EVENTS", _) => (event("eventTypeId"), Sense::Happened),
            _ => return None,
        };
        Self::of_lines(around, event.as_deref(), lines, sense, filter)
    }

    fn of_lines(
        around: Around<'_>,
        event: Option<&str>,
        lines: &[Value],
        sense: Sense,
        map: &Map<String, Value>,
    ) -> Option<Self> {
        let changed = changed_kind(around, lines);
        let kind = |property: &str| if property == CHANGED_VALUE { changed } else { Kind::Other };
        let probes: Option<Vec<Probe>> = lines
            .iter()
            .map(|line| {
                let property = event_property(around, line.get("property")?.as_str()?);
                Some(Probe::Property(Test::of(around.clock, kind, property, line.get("operation")?)?))
            })
            .collect();
        let some = Happened { event: event.map(str::to_owned), probes: probes? };
        Self::refined(around.clock, some, None, sense, map)
    }

    fn refined(
        clock: &Clock,
        some: Happened,
        without: Option<Happened>,
        sense: Sense,
        map: &Map<String, Value>,
    ) -> Option<Self> {
        Some(Self { some, without, pruning: Pruning::of(clock, map)?, count: Count::of(map)?, sense })
    }

    /// Tells whether a record passes.
    #[must_use]
    pub fn accepts(&self, around: Around<'_>, record: &RecordRow) -> bool {
        let happened = self.count.holds(self.tally(around, record, &self.some))
            && self.without.as_ref().is_none_or(|without| self.tally(around, record, without).passed == 0);
        happened == (self.sense == Sense::Happened)
    }

    /// Fetches a record's events, prunes them, filters them, and counts.
    fn tally(&self, around: Around<'_>, record: &RecordRow, wanted: &Happened) -> Tally {
        let mut tally = Tally::default();
        let mut look = |event: &EventRow| {
            let is_wanted = wanted.event.as_ref().is_none_or(|wanted| *wanted == event.event);
            if is_wanted && self.pruning.keeps(around.clock, record, event.at) {
                tally.fetched += 1;
                tally.passed += u64::from(wanted.probes.iter().all(|probe| probe.accepts(around.clock, event)));
            }
        };
        let key = RecordKey { object: around.object, id: record.id };
        let all = EventKey { record: key, number: 0 }..=EventKey { record: key, number: u64::MAX };
        around.state.data.events.range(all).for_each(|(_, event)| look(event));
        match wanted.event.as_deref() {
            Some(PROPERTY_CHANGE) => changes(record).for_each(|event| look(&event)),
            Some(OBJECT_CREATED) => look(&EventRow {
                event: OBJECT_CREATED.to_owned(),
                at: record.created,
                properties: std::collections::BTreeMap::new(),
            }),
            _ => {}
        }
        tally
    }
}

/// Returns the changes of a record's properties as events. What a record was made with is no change: so it was seen.
fn changes(record: &RecordRow) -> impl Iterator<Item = EventRow> {
    record.values.iter().flat_map(|(name, held)| {
        held.iter().filter(|held| held.at != record.created).map(|held| EventRow {
            event: PROPERTY_CHANGE.to_owned(),
            at: held.at,
            properties: [(CHANGED_NAME.to_owned(), name.clone()), (CHANGED_VALUE.to_owned(), held.value.clone())]
                .into(),
        })
    })
}

/// Returns the type of the property that lines on a change name.
fn changed_kind(around: Around<'_>, lines: &[Value]) -> Kind {
    lines
        .iter()
        .filter(|line| line.get("property").and_then(Value::as_str) == Some(CHANGED_NAME))
        .find_map(|line| around.state.property(around.object, line.pointer("/operation/value")?.as_str()?))
        .map_or(Kind::Other, |row| Kind::of(&row.kind))
}

/// Returns the property of our rows that an event's property is read from.
fn event_property<'a>(around: Around<'_>, name: &'a str) -> &'a str {
    match around.clock.switches.email_ids {
        EmailIds::Content if name == EMAIL_GROUP => EMAIL_CONTENT,
        EmailIds::Content | EmailIds::Campaign => name,
    }
}

fn probes(around: Around<'_>, row: &Reading, filter: &Map<String, Value>) -> Option<Vec<Probe>> {
    row.members
        .iter()
        .filter_map(|(member, property, how)| Some((event_property(around, property), *how, present(filter, member)?)))
        .map(|(property, how, value)| {
            let value = id(value)?;
            let switches = &around.clock.switches;
            Some(match how {
                How::Same => Probe::Same(property, value),
                How::Address => Probe::Address(property, address(switches.page_urls, &value)),
                How::AddressPart => Probe::AddressPart(property, part(switches.page_urls, &value)),
                How::AddressPattern => {
                    let pattern = match switches.page_patterns {
                        PagePatterns::Part => value,
                        PagePatterns::Whole => format!("^(?:{value})$"),
                    };
                    // What this engine can't read (it has no look-around) matches nobody.
                    Probe::AddressPattern(property, Box::new(Regex::new(&pattern).ok()?))
                }
            })
        })
        .collect()
}

impl Probe {
    fn accepts(&self, clock: &Clock, event: &EventRow) -> bool {
        let urls = clock.switches.page_urls;
        let value = |property: &str| event.properties.get(property);
        match self {
            Self::Property(test) => test.accepts(clock, event),
            Self::Same(property, wanted) => value(property) == Some(wanted),
            Self::Address(property, wanted) => value(property).is_some_and(|value| address(urls, value) == *wanted),
            Self::AddressPart(property, wanted) => {
                value(property).is_some_and(|value| address(urls, value).contains(wanted.as_str()))
            }
            Self::AddressPattern(property, pattern) => value(property).is_some_and(|value| pattern.is_match(value)),
        }
    }
}

/// Returns what of an address is compared.
fn address(urls: PageUrls, value: &str) -> String {
    match urls {
        PageUrls::Exact => value.to_owned(),
        PageUrls::Loose => {
            let rest = value.split_once("://").map_or(value, |(_, rest)| rest);
            let end = rest.find(['?', '#']).unwrap_or(rest.len());
            rest.get(..end).unwrap_or(rest).trim_end_matches('/').to_lowercase()
        }
    }
}

fn part(urls: PageUrls, value: &str) -> String {
    match urls {
        PageUrls::Exact => value.to_owned(),
        PageUrls::Loose => value.to_lowercase(),
    }
}
