//! What a filter asks of one property.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::time::{Clock, Span};
use crate::emulator::json::{object, text};
use crate::emulator::object::Object;
use crate::emulator::read_back::number_of;
use crate::emulator::rows::Kind;
use crate::emulator::state::{RecordRow, State};
use crate::hubspot::switches::{Contains, KnownFlag, Switches, TextCase};

/// A test of a property.
#[derive(Debug)]
pub struct Test {
    property: String,
    kind: Kind,
    /// The kind of the property that it is held against, if it is.
    other: Kind,
    /// Whether a record without a value passes, whatever the operator.
    empty_passes: bool,
    ask: Ask,
    negated: bool,
    over: Over,
}

/// On what the question is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    /// The present value.
    Value,
    /// Any value that the property ever had.
    History,
    /// The time of the last change.
    Update,
}

/// The question.
#[derive(Debug)]
enum Ask {
    Known,
    Bool(bool),
    Text(Mode, Vec<String>),
    Number(Order, f64),
    NumberRange(f64, f64),
    Choice(Set, BTreeSet<String>),
    During(Span),
    /// Another property of the same record: which, and the text test.
    SameText(Mode, String),
    /// Before or after another property's value.
    Against(Order, String),
    /// Changed before or after another property changed.
    ChangedAgainst(Order, String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Equal,
    Contains,
    ContainsExactly,
    Starts,
    Ends,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Less,
    LessOrEqual,
    Equal,
    GreaterOrEqual,
    Greater,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Set {
    AnyOf,
    Exactly,
    ContainsAll,
}

impl Test {
    /// Reads a PROPERTY filter; none where it can't be read.
    #[must_use]
    pub fn of(state: &State, clock: &Clock, whose: Object, filter: &Map<String, Value>) -> Option<Self> {
        let property = text(filter, "property")?.to_owned();
        let map = object(filter.get("operation")?, "operation").ok()?;
        let kind_of = |name: &str| state.property(whose, name).map_or(Kind::Other, |row| Kind::of(&row.kind));
        let kind = kind_of(&property);
        let other = text(map, "comparisonPropertyName").map_or(Kind::Other, kind_of);
        let operator = text(map, "operator")?;
        let by_update = text(map, "propertyParser") == Some("UPDATED_AT");
        let (ask, negated) = ask(clock, map, operator)?;
        let over = match (by_update, operator.starts_with("HAS_EVER") || operator.starts_with("HAS_NEVER")) {
            (true, _) => Over::Update,
            (false, true) => Over::History,
            (false, false) => match text(map, "operationType") {
                Some("ROLLING_PROPERTY_UPDATED" | "COMPARATIVE_PROPERTY_UPDATED") => Over::Update,
                _ => Over::Value,
            },
        };
        Some(Self {
            property,
            kind,
            other,
            empty_passes: map.get("includeObjectsWithNoValueSet") == Some(&Value::Bool(true)),
            ask,
            negated,
            over,
        })
    }

    /// Tells whether a record passes.
    #[must_use]
    pub fn accepts(&self, switches: &Switches, clock: &Clock, record: &RecordRow) -> bool {
        if matches!(self.ask, Ask::Known) {
            return self.knows(switches, record);
        }
        match self.over {
            Over::Update => match record.changed(&self.property) {
                None => self.empty_passes,
                Some(at) => self.holds_at(record, at) != self.negated,
            },
            Over::Value => match record.value(&self.property) {
                None => self.empty_passes,
                Some(value) => self.holds(switches, clock, record, value) != self.negated,
            },
            Over::History => {
                let mut held = record
                    .values
                    .get(&self.property)
                    .into_iter()
                    .flatten()
                    .map(|held| held.value.as_str())
                    .filter(|value| !value.is_empty())
                    .peekable();
                if held.peek().is_none() {
                    return self.empty_passes;
                }
                held.any(|value| self.holds(switches, clock, record, value)) != self.negated
            }
        }
    }

    fn knows(&self, switches: &Switches, record: &RecordRow) -> bool {
        let known = record.value(&self.property).is_some();
        match switches.known_flag {
            KnownFlag::Ignored => known != self.negated,
            KnownFlag::Heeded if known => !self.negated,
            KnownFlag::Heeded => self.empty_passes,
        }
    }

    fn holds(&self, switches: &Switches, clock: &Clock, record: &RecordRow, value: &str) -> bool {
        match &self.ask {
            Ask::Known => true,
            Ask::Bool(wanted) => value == if *wanted { "true" } else { "false" },
            Ask::Text(mode, wanted) => wanted.iter().any(|wanted| reads(switches, *mode, value, wanted)),
            Ask::Number(order, wanted) => value.trim().parse::<f64>().is_ok_and(|value| order.holds(value, *wanted)),
            Ask::NumberRange(lower, upper) => {
                value.trim().parse::<f64>().is_ok_and(|value| *lower <= value && value <= *upper)
            }
            Ask::Choice(set, wanted) => {
                let has: BTreeSet<&str> = value.split(';').filter(|part| !part.is_empty()).collect();
                match set {
                    Set::AnyOf => wanted.iter().any(|wanted| has.contains(wanted.as_str())),
                    Set::ContainsAll => wanted.iter().all(|wanted| has.contains(wanted.as_str())),
                    Set::Exactly => has.len() == wanted.len() && wanted.iter().all(|one| has.contains(one.as_str())),
                }
            }
            Ask::During(span) => {
                clock.moment(value, self.kind, &span.zone).is_some_and(|at| span.holds_for(clock, record, at))
            }
            Ask::SameText(mode, other) => record.value(other).is_some_and(|wanted| {
                // This comparison is documented to ignore case.
                matches_text(*mode, &value.to_lowercase(), &wanted.to_lowercase(), switches.contains)
            }),
            Ask::Against(order, other) => {
                let at = |value: &str, kind: Kind| clock.moment(value, kind, &clock.zone);
                match (at(value, self.kind), record.value(other).and_then(|value| at(value, self.other))) {
                    (Some(own), Some(other)) => order.holds(own, other),
                    _ => false,
                }
            }
            Ask::ChangedAgainst(..) => false,
        }
    }

    fn holds_at(&self, record: &RecordRow, at: i64) -> bool {
        match &self.ask {
            Ask::During(span) => span.holds_for_update(record, at),
            Ask::ChangedAgainst(order, other) => record.changed(other).is_some_and(|other| order.holds(at, other)),
            Ask::Known
            | Ask::Bool(_)
            | Ask::Text(..)
            | Ask::Number(..)
            | Ask::NumberRange(..)
            | Ask::Choice(..)
            | Ask::SameText(..)
            | Ask::Against(..) => false,
        }
    }
}

impl Order {
    fn holds<T: PartialOrd>(self, left: T, right: T) -> bool {
        match self {
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Equal => left == right,
            Self::GreaterOrEqual => left >= right,
            Self::Greater => left > right,
        }
    }
}

fn reads(switches: &Switches, mode: Mode, value: &str, wanted: &str) -> bool {
    match (switches.text_case, mode) {
        (TextCase::Exact, _) | (TextCase::Ignored, Mode::ContainsExactly) => {
            matches_text(mode, value, wanted, switches.contains)
        }
        (TextCase::Ignored, _) => matches_text(mode, &value.to_lowercase(), &wanted.to_lowercase(), switches.contains),
    }
}

fn matches_text(mode: Mode, value: &str, wanted: &str, contains: Contains) -> bool {
    match (mode, contains) {
        (Mode::Equal, _) => value == wanted,
        (Mode::Starts, _) => value.starts_with(wanted),
        (Mode::Ends, _) => value.ends_with(wanted),
        (Mode::ContainsExactly, _) | (Mode::Contains, Contains::Substring) => value.contains(wanted),
        (Mode::Contains, Contains::Word) => {
            let words = |text: &str| -> Vec<String> {
                text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
            };
            let (value, wanted) = (words(value), words(wanted));
            !wanted.is_empty() && value.windows(wanted.len()).any(|window| *window == *wanted)
        }
    }
}

/// Reads the question, and whether it is turned round.
fn ask(clock: &Clock, map: &Map<String, Value>, operator: &str) -> Option<(Ask, bool)> {
    let values = || -> Vec<String> {
        map.get("values")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    let negated = operator.contains("NOT") || operator.contains("NEVER") || operator.contains("NONE");
    let found = match text(map, "operationType")? {
        "ALL_PROPERTY" => return Some((Ask::Known, operator == "IS_UNKNOWN")),
        "BOOL" => Ask::Bool(map.get("value")?.as_bool()?),
        "STRING" => Ask::Text(mode(operator), vec![text(map, "value")?.to_owned()]),
        "MULTISTRING" => Ask::Text(mode(operator), values()),
        "NUMBER" => {
            let order = match operator {
                "IS_GREATER_THAN" => Order::Greater,
                "IS_GREATER_THAN_OR_EQUAL_TO" => Order::GreaterOrEqual,
                "IS_LESS_THAN" => Order::Less,
                "IS_LESS_THAN_OR_EQUAL_TO" => Order::LessOrEqual,
                _ => Order::Equal,
            };
            Ask::Number(order, number_of(map.get("value")?)?)
        }
        "NUMBER_RANGED" => Ask::NumberRange(number_of(map.get("lowerBound")?)?, number_of(map.get("upperBound")?)?),
        "ENUMERATION" => {
            let set = match operator {
                "IS_EXACTLY" | "IS_NOT_EXACTLY" | "HAS_EVER_BEEN_EXACTLY" | "HAS_NEVER_BEEN_EXACTLY" => Set::Exactly,
                "CONTAINS_ALL" | "DOES_NOT_CONTAIN_ALL" | "HAS_EVER_CONTAINED_ALL" | "HAS_NEVER_CONTAINED_ALL" => {
                    Set::ContainsAll
                }
                _ => Set::AnyOf,
            };
            Ask::Choice(set, values().into_iter().collect())
        }
        "COMPARATIVE_STRING" => Ask::SameText(mode(operator), text(map, "comparisonPropertyName")?.to_owned()),
        "COMPARATIVE_DATE" => Ask::Against(before_or_after(operator), text(map, "comparisonPropertyName")?.to_owned()),
        "COMPARATIVE_PROPERTY_UPDATED" => {
            Ask::ChangedAgainst(before_or_after(operator), text(map, "comparisonPropertyName")?.to_owned())
        }
        _ => {
            let span = clock.span(map)?;
            // A span of its own says what IS_MORE_THAN and the like mean; only these two turn it round.
            return Some((Ask::During(span), matches!(operator, "IS_NOT_BETWEEN" | "NOT_UPDATED_IN_LAST_X_DAYS")));
        }
    };
    Some((found, negated))
}

fn before_or_after(operator: &str) -> Order {
    if operator == "IS_BEFORE" { Order::Less } else { Order::Greater }
}

fn mode(operator: &str) -> Mode {
    match operator {
        "CONTAINS" | "DOES_NOT_CONTAIN" | "HAS_EVER_CONTAINED" | "HAS_NEVER_CONTAINED" => Mode::Contains,
        "CONTAINS_EXACTLY" | "DOES_NOT_CONTAIN_EXACTLY" => Mode::ContainsExactly,
        "STARTS_WITH" => Mode::Starts,
        "ENDS_WITH" => Mode::Ends,
        _ => Mode::Equal,
    }
}
