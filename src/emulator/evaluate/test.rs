//! What a filter asks of one property.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::subject::Subject;
use super::time::{Clock, Span};
use crate::emulator::json::{present, text};
use crate::emulator::read_back::number_of;
use crate::emulator::rows::Kind;
use crate::hubspot::switches::{Contains, HistoryOfEmpty, KnownFlag, OtherEmpty, RangeEnds, Switches, TextCase};

/// A test of a property.
#[derive(Debug)]
pub struct Test {
    property: String,
    kind: Kind,
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
    SameText(Mode, Other),
    /// Before or after another property's value, which is of a kind.
    Against(Order, Other, Kind),
    /// Changed before or after another property changed.
    ChangedAgainst(Order, String),
}

/// Another property of the same record, and what it counts as where it is empty.
#[derive(Debug)]
struct Other {
    property: String,
    default: Option<String>,
}

impl Other {
    fn value<'a>(&'a self, subject: &'a impl Subject) -> Option<&'a str> {
        subject.value(&self.property).or(self.default.as_deref())
    }
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
    /// Reads an operation on a property; none where it can't be read. `kind` says of which type a property is.
    #[must_use]
    pub fn of(clock: &Clock, kind: impl Fn(&str) -> Kind, property: &str, operation: &Value) -> Option<Self> {
        let map = operation.as_object()?;
        let operator = text(map, "operator")?;
        let asked = ask(clock, &kind, map, operator)?;
        let is_historical = operator.starts_with("HAS_EVER") || operator.starts_with("HAS_NEVER");
        let over = match (text(map, "operationType"), text(map, "propertyParser")) {
            (Some("ROLLING_PROPERTY_UPDATED" | "COMPARATIVE_PROPERTY_UPDATED"), _) => Over::Update,
            (Some("TIME_POINT" | "TIME_RANGED"), Some("UPDATED_AT")) => Over::Update,
            _ if is_historical => Over::History,
            _ => Over::Value,
        };
        Some(Self {
            property: property.to_owned(),
            kind: kind(property),
            empty_passes: map.get("includeObjectsWithNoValueSet") == Some(&Value::Bool(true)),
            ask: asked.ask,
            negated: asked.negated,
            over,
        })
    }

    /// Tells whether a record or an event passes.
    #[must_use]
    pub fn accepts(&self, clock: &Clock, subject: &impl Subject) -> bool {
        if matches!(self.ask, Ask::Known) {
            return self.knows(&clock.switches, subject);
        }
        let value = subject.value(&self.property);
        let held = match self.over {
            Over::Update => match clock.changed(subject, &self.property) {
                None => return self.empty_passes,
                Some(at) => self.holds_at(clock, subject, at),
            },
            Over::Value => match value {
                None => return self.empty_passes,
                Some(value) => self.holds(clock, subject, value),
            },
            Over::History => {
                let past = subject.past(&self.property);
                let counts = value.is_some() || clock.switches.history_of_empty == HistoryOfEmpty::Past;
                if past.is_empty() || !counts {
                    return self.empty_passes;
                }
                Some(past.into_iter().any(|value| self.holds(clock, subject, value) == Some(true)))
            }
        };
        match (held, clock.switches.other_empty) {
            (Some(held), _) => held != self.negated,
            (None, OtherEmpty::Fails) => false,
            (None, OtherEmpty::Flag) => self.empty_passes,
        }
    }

    fn knows(&self, switches: &Switches, subject: &impl Subject) -> bool {
        let known = subject.value(&self.property).is_some();
        match switches.known_flag {
            KnownFlag::Ignored => known != self.negated,
            KnownFlag::Heeded if known => !self.negated,
            KnownFlag::Heeded => self.empty_passes,
        }
    }

    /// Puts the question to a value; no answer where it is about another property that is empty.
    fn holds(&self, clock: &Clock, subject: &impl Subject, value: &str) -> Option<bool> {
        let switches = &clock.switches;
        Some(match &self.ask {
            Ask::Known => true,
            Ask::Bool(wanted) => value == if *wanted { "true" } else { "false" },
            Ask::Text(mode, wanted) => wanted.iter().any(|wanted| reads(switches, *mode, value, wanted)),
            Ask::Number(order, wanted) => value.trim().parse::<f64>().is_ok_and(|value| order.holds(value, *wanted)),
            Ask::NumberRange(lower, upper) => {
                value.trim().parse::<f64>().is_ok_and(|value| match switches.range_ends {
                    RangeEnds::Inclusive => *lower <= value && value <= *upper,
                    RangeEnds::Exclusive => *lower < value && value < *upper,
                })
            }
            Ask::Choice(set, wanted) => {
                let has: BTreeSet<&str> = value.split(';').filter(|part| !part.is_empty()).collect();
                match set {
                    Set::AnyOf => wanted.iter().any(|wanted| has.contains(wanted.as_str())),
                    Set::ContainsAll => wanted.iter().all(|wanted| has.contains(wanted.as_str())),
                    Set::Exactly => has.len() == wanted.len() && wanted.iter().all(|one| has.contains(one.as_str())),
                }
            }
            Ask::During(span) => match clock.moment(value, self.kind, &span.zone) {
                Some(at) => span.holds(clock, subject, at)?,
                None => false,
            },
            Ask::SameText(mode, other) => {
                // This comparison is documented to ignore case.
                let (value, wanted) = (value.to_lowercase(), other.value(subject)?.to_lowercase());
                matches_text(*mode, &value, &wanted, switches.contains)
            }
            Ask::Against(order, other, kind) => {
                let wanted = clock.moment(other.value(subject)?, *kind, &clock.zone)?;
                clock.moment(value, self.kind, &clock.zone).is_some_and(|own| order.holds(own, wanted))
            }
            Ask::ChangedAgainst(..) => false,
        })
    }

    fn holds_at(&self, clock: &Clock, subject: &impl Subject, at: i64) -> Option<bool> {
        match &self.ask {
            Ask::During(span) => span.holds(clock, subject, at),
            Ask::ChangedAgainst(order, other) => Some(order.holds(at, clock.changed(subject, other)?)),
            Ask::Known
            | Ask::Bool(_)
            | Ask::Text(..)
            | Ask::Number(..)
            | Ask::NumberRange(..)
            | Ask::Choice(..)
            | Ask::SameText(..)
            | Ask::Against(..) => Some(false),
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

/// A question, and whether it is turned round.
struct Asked {
    ask: Ask,
    negated: bool,
}

/// Reads the question; none where an operator is unknown to its operation.
fn ask(clock: &Clock, kind: impl Fn(&str) -> Kind, map: &Map<String, Value>, operator: &str) -> Option<Asked> {
    let values = || -> Vec<String> {
        let values = map.get("values").and_then(Value::as_array).into_iter().flatten();
        values.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let other = || -> Option<Other> {
        let default = present(map, "defaultComparisonValue").and_then(Value::as_str).map(str::to_owned);
        let property = text(map, "comparisonPropertyName")?.to_owned();
        Some(Other { property, default: default.filter(|text| !text.is_empty()) })
    };
    let asked = |ask: Ask, negated: bool| Some(Asked { ask, negated });
    match text(map, "operationType")? {
        "ALL_PROPERTY" => match operator {
            "IS_KNOWN" => asked(Ask::Known, false),
            "IS_UNKNOWN" => asked(Ask::Known, true),
            _ => None,
        },
        "BOOL" => {
            let (_, negated) = mode(operator).filter(|(mode, _)| *mode == Mode::Equal)?;
            asked(Ask::Bool(map.get("value")?.as_bool()?), negated)
        }
        "STRING" => {
            let (mode, negated) = mode(operator)?;
            asked(Ask::Text(mode, vec![text(map, "value")?.to_owned()]), negated)
        }
        "MULTISTRING" => {
            let (mode, negated) = mode(operator)?;
            asked(Ask::Text(mode, values()), negated)
        }
        "COMPARATIVE_STRING" => {
            let (mode, negated) = mode(operator)?;
            asked(Ask::SameText(mode, other()?), negated)
        }
        "NUMBER" => {
            let (order, negated) = order(operator)?;
            asked(Ask::Number(order, number_of(map.get("value")?)?), negated)
        }
        "NUMBER_RANGED" => {
            let range = Ask::NumberRange(number_of(map.get("lowerBound")?)?, number_of(map.get("upperBound")?)?);
            asked(range, between(operator)?)
        }
        "ENUMERATION" => {
            let (set, negated) = set(operator)?;
            asked(Ask::Choice(set, values().into_iter().collect()), negated)
        }
        "COMPARATIVE_DATE" => {
            let other = other()?;
            let kind = kind(&other.property);
            asked(Ask::Against(before_or_after(operator)?, other, kind), false)
        }
        "COMPARATIVE_PROPERTY_UPDATED" => {
            asked(Ask::ChangedAgainst(before_or_after(operator)?, other()?.property), false)
        }
        "TIME_RANGED" | "RANGED_DATE" => asked(Ask::During(clock.span(map)?), between(operator)?),
        // A span of its own says what IS_MORE_THAN and the like mean.
        _ => asked(Ask::During(clock.span(map)?), operator == "NOT_UPDATED_IN_LAST_X_DAYS"),
    }
}

fn before_or_after(operator: &str) -> Option<Order> {
    match operator {
        "IS_BEFORE" => Some(Order::Less),
        "IS_AFTER" => Some(Order::Greater),
        _ => None,
    }
}

/// Tells whether an operator on a range is turned round.
fn between(operator: &str) -> Option<bool> {
    match operator {
        "IS_BETWEEN" => Some(false),
        "IS_NOT_BETWEEN" => Some(true),
        _ => None,
    }
}

/// Returns what an operator does with numbers, and whether it is turned round.
fn order(operator: &str) -> Option<(Order, bool)> {
    Some(match operator {
        "IS_EQUAL_TO" | "HAS_EVER_BEEN_EQUAL_TO" => (Order::Equal, false),
        "IS_NOT_EQUAL_TO" | "HAS_NEVER_BEEN_EQUAL_TO" => (Order::Equal, true),
        "IS_GREATER_THAN" => (Order::Greater, false),
        "IS_GREATER_THAN_OR_EQUAL_TO" => (Order::GreaterOrEqual, false),
        "IS_LESS_THAN" => (Order::Less, false),
        "IS_LESS_THAN_OR_EQUAL_TO" => (Order::LessOrEqual, false),
        _ => return None,
    })
}

/// Returns what an operator does with options, and whether it is turned round.
fn set(operator: &str) -> Option<(Set, bool)> {
    Some(match operator {
        "IS_ANY_OF" | "HAS_EVER_BEEN_ANY_OF" => (Set::AnyOf, false),
        "IS_NONE_OF" | "HAS_NEVER_BEEN_ANY_OF" => (Set::AnyOf, true),
        "IS_EXACTLY" | "HAS_EVER_BEEN_EXACTLY" => (Set::Exactly, false),
        "IS_NOT_EXACTLY" | "HAS_NEVER_BEEN_EXACTLY" => (Set::Exactly, true),
        "CONTAINS_ALL" | "HAS_EVER_CONTAINED_ALL" => (Set::ContainsAll, false),
        "DOES_NOT_CONTAIN_ALL" | "HAS_NEVER_CONTAINED_ALL" => (Set::ContainsAll, true),
        _ => return None,
    })
}

/// Returns what an operator does with text, and whether it is turned round.
fn mode(operator: &str) -> Option<(Mode, bool)> {
    Some(match operator {
        "IS_EQUAL_TO" | "HAS_EVER_BEEN_EQUAL_TO" => (Mode::Equal, false),
        "IS_NOT_EQUAL_TO" | "HAS_NEVER_BEEN_EQUAL_TO" => (Mode::Equal, true),
        "CONTAINS" | "HAS_EVER_CONTAINED" => (Mode::Contains, false),
        "DOES_NOT_CONTAIN" | "HAS_NEVER_CONTAINED" => (Mode::Contains, true),
        "CONTAINS_EXACTLY" => (Mode::ContainsExactly, false),
        "DOES_NOT_CONTAIN_EXACTLY" => (Mode::ContainsExactly, true),
        "STARTS_WITH" => (Mode::Starts, false),
        "ENDS_WITH" => (Mode::Ends, false),
        _ => return None,
    })
}
