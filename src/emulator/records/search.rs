//! Search of records: groups of comparisons with values as they are stored.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use super::{living, view};
use crate::emulator::json::{Field, Json, array, judge_fields, object, optional, present, required, text};
use crate::emulator::object::Object;
use crate::emulator::reply::{Answer, Refusal, Reply};
use crate::emulator::routes::Call;
use crate::emulator::state::RecordRow;

const SEARCH: &[Field] = &[
    optional("query", Json::Text),
    optional("limit", Json::Whole),
    optional("after", Json::Id),
    optional("sorts", Json::Array),
    optional("properties", Json::Texts),
    optional("filterGroups", Json::Array),
];
const FILTER: &[Field] = &[
    required("propertyName", Json::Filled),
    required("operator", Json::Filled),
    optional("value", Json::Text),
    optional("highValue", Json::Text),
    optional("values", Json::Texts),
];
/// How many groups there may be, and how many filters in one and in all.
const MOST: (usize, usize, usize) = (5, 6, 18);
/// Beyond which result no page goes.
const LAST: usize = 10_000;

/// Finds records that pass all filters of one of the groups.
pub(super) fn search(call: &Call<'_>, whose: Object) -> Answer {
    let body = call.body()?;
    judge_fields(body, SEARCH)?;
    let groups = groups(call, whose, body)?;
    let query = text(body, "query").unwrap_or_default().to_lowercase();
    let found: Vec<&RecordRow> = living(call.state, whose)
        .filter(|row| groups.is_empty() || groups.iter().any(|group| group.iter().all(|filter| filter.accepts(row))))
        .filter(|row| query.is_empty() || holds(row, &query))
        .collect();
    let number = |name: &str| present(body, name).and_then(crate::emulator::json::id).and_then(|id| id.parse().ok());
    let after: usize = number("after").unwrap_or_default();
    let limit: usize = number("limit").unwrap_or(10);
    if limit > 200 || after.saturating_add(limit) > LAST {
        return Err(Refusal::validation("A page has at most 200 results, and none goes beyond 10000"));
    }
    let wanted: Vec<String> = array(body, "properties")?.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let total = found.len();
    let results: Vec<Value> =
        sorted(found, body)?.into_iter().skip(after).take(limit).map(|row| view(whose, row, &wanted)).collect();
    let next = after.saturating_add(results.len());
    let mut out = json!({ "total": total, "results": results });
    if let (true, Some(map)) = (next < total, out.as_object_mut()) {
        map.insert("paging".to_owned(), json!({ "next": { "after": next.to_string() } }));
    }
    Ok(Reply::ok(out))
}

/// One comparison. Text is compared whatever its case.
struct Filter {
    property: String,
    operator: Operator,
    values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Eq,
    Neq,
    Lt,
    Lte,
    Gt,
    Gte,
    Between,
    In,
    NotIn,
    HasProperty,
    NotHasProperty,
    ContainsToken,
    NotContainsToken,
}

/// The words of the wire, each with how many values it takes; none where it takes any number.
const OPERATORS: &[(&str, Operator, Option<usize>)] = &[
    ("EQ", Operator::Eq, Some(1)),
    ("NEQ", Operator::Neq, Some(1)),
    ("LT", Operator::Lt, Some(1)),
    ("LTE", Operator::Lte, Some(1)),
    ("GT", Operator::Gt, Some(1)),
    ("GTE", Operator::Gte, Some(1)),
    ("BETWEEN", Operator::Between, Some(2)),
    ("IN", Operator::In, None),
    ("NOT_IN", Operator::NotIn, None),
    ("HAS_PROPERTY", Operator::HasProperty, Some(0)),
    ("NOT_HAS_PROPERTY", Operator::NotHasProperty, Some(0)),
    ("CONTAINS_TOKEN", Operator::ContainsToken, Some(1)),
    ("NOT_CONTAINS_TOKEN", Operator::NotContainsToken, Some(1)),
];

impl Filter {
    fn read(call: &Call<'_>, whose: Object, value: &Value) -> Result<Self, Refusal> {
        let map = object(value, "filters")?;
        judge_fields(map, FILTER)?;
        let property = text(map, "propertyName").unwrap_or_default().to_owned();
        if call.state.property(whose, &property).is_none() {
            return Err(Refusal::validation(format!("There is no property {property}")));
        }
        let word = text(map, "operator").unwrap_or_default();
        let found = OPERATORS.iter().find(|(known, _, _)| *known == word);
        let (_, operator, takes) =
            found.ok_or_else(|| Refusal::validation(format!("{word} is no operator of a search")))?;
        let single = [text(map, "value"), text(map, "highValue")].into_iter().flatten();
        let several = array(map, "values")?.iter().filter_map(Value::as_str);
        let values: Vec<String> = match takes {
            None => several.map(str::to_lowercase).collect(),
            Some(takes) => single.take(*takes).map(str::to_lowercase).collect(),
        };
        if takes.map_or(values.is_empty(), |takes| values.len() != takes) {
            return Err(Refusal::validation(format!("{word} has not the values that it needs")));
        }
        Ok(Self { property, operator: *operator, values })
    }

    fn accepts(&self, row: &RecordRow) -> bool {
        let held = row.value(&self.property).map(str::to_lowercase);
        let first = self.values.first().map(String::as_str).unwrap_or_default();
        let second = self.values.get(1).map(String::as_str).unwrap_or_default();
        // An empty value is neither below nor above another, and equal to none.
        let is = |accepted: &[Ordering], other: &str| {
            held.as_deref().is_some_and(|held| accepted.contains(&compare(held, other)))
        };
        let listed = || held.as_ref().is_some_and(|held| self.values.contains(held));
        let token = || {
            let wanted = first.trim_matches('*');
            held.as_deref().is_some_and(|held| {
                if wanted.len() < first.len() {
                    held.contains(wanted)
                } else {
                    held.split(|c: char| !c.is_alphanumeric()).any(|part| part == wanted) || held == wanted
                }
            })
        };
        match self.operator {
            Operator::Eq => is(&[Ordering::Equal], first),
            Operator::Neq => !is(&[Ordering::Equal], first),
            Operator::Lt => is(&[Ordering::Less], first),
            Operator::Lte => is(&[Ordering::Less, Ordering::Equal], first),
            Operator::Gt => is(&[Ordering::Greater], first),
            Operator::Gte => is(&[Ordering::Greater, Ordering::Equal], first),
            Operator::Between => {
                is(&[Ordering::Greater, Ordering::Equal], first) && is(&[Ordering::Less, Ordering::Equal], second)
            }
            Operator::In => listed(),
            Operator::NotIn => !listed(),
            Operator::HasProperty => held.is_some(),
            Operator::NotHasProperty => held.is_none(),
            Operator::ContainsToken => token(),
            Operator::NotContainsToken => !token(),
        }
    }
}

fn groups(call: &Call<'_>, whose: Object, body: &Map<String, Value>) -> Result<Vec<Vec<Filter>>, Refusal> {
    let mut out: Vec<Vec<Filter>> = Vec::new();
    for group in array(body, "filterGroups")? {
        let filters = array(object(group, "filterGroups")?, "filters")?;
        out.push(filters.iter().map(|filter| Filter::read(call, whose, filter)).collect::<Result<_, _>>()?);
    }
    let (most, in_one, in_all) = MOST;
    let all: usize = out.iter().map(Vec::len).sum();
    if out.len() > most || all > in_all || out.iter().any(|group| group.len() > in_one) {
        return Err(Refusal::validation(format!(
            "A search has at most {most} groups, {in_one} filters in a group, and {in_all} filters in all"
        )));
    }
    Ok(out)
}

/// Puts numbers in the order of numbers, everything else in that of text.
fn compare(a: &str, b: &str) -> Ordering {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.total_cmp(&b),
        _ => a.cmp(b),
    }
}

fn holds(row: &RecordRow, query: &str) -> bool {
    row.values.keys().any(|name| row.value(name).is_some_and(|value| value.to_lowercase().contains(query)))
}

/// Sorts by the one property that a search may name; by id where it names none.
fn sorted<'a>(mut found: Vec<&'a RecordRow>, body: &Map<String, Value>) -> Result<Vec<&'a RecordRow>, Refusal> {
    let (name, down) = match array(body, "sorts")? {
        [] => return Ok(found),
        [Value::String(name)] => (name.trim_start_matches('-').to_owned(), name.starts_with('-')),
        [Value::Object(map)] => (
            text(map, "propertyName").unwrap_or_default().to_owned(),
            text(map, "direction").is_some_and(|direction| direction.starts_with("DESC")),
        ),
        _ => return Err(Refusal::validation("A search has at most one sort")),
    };
    found.sort_by(|a, b| {
        let order = compare(a.value(&name).unwrap_or_default(), b.value(&name).unwrap_or_default());
        if down { order.reverse() } else { order }
    });
    Ok(found)
}
