//! Searching records by groups of filters on their properties. Operators that compare sizes or parts of text are
//! refused by name: nothing here asks for them.

use serde_json::{Map, Value, json};

use super::{living, view};
use crate::emulator::json::{Field, Json, array, judge_fields, object, optional, required, text};
use crate::emulator::object::Object;
use crate::emulator::reply::{Answer, Refusal, Reply};
use crate::emulator::routes::Call;
use crate::emulator::state::RecordRow;

const SEARCH: &[Field] = &[
    optional("filterGroups", Json::Array),
    optional("sorts", Json::Array),
    optional("properties", Json::Texts),
    optional("limit", Json::Whole),
    optional("after", Json::Id),
];
const FILTER: &[Field] = &[
    required("propertyName", Json::Filled),
    required("operator", Json::Filled),
    optional("value", Json::Text),
    optional("values", Json::Texts),
];
/// How many groups a search has, and filters in each and in all of them.
const MOST_GROUPS: usize = 5;
const MOST_FILTERS: usize = 6;
const MOST_IN_ALL: usize = 18;
/// How many records a page has, unless asked, and at most.
const PAGE: usize = 10;
const MOST_ROWS: usize = 200;
/// How far a search can be paged.
const MOST_FOUND: usize = 10_000;

/// Answers a search.
///
/// # Errors
/// 400 for what HubSpot refuses, and for operators that are not known here.
pub(super) fn answer(call: &Call<'_>, whose: Object) -> Answer {
    let body = call.body()?;
    judge_fields(body, SEARCH)?;
    let groups = groups(call, whose, body)?;
    let limit = body.get("limit").and_then(Value::as_u64).map_or(PAGE, |limit| usize::try_from(limit).unwrap_or(0));
    if !(1..=MOST_ROWS).contains(&limit) {
        return Err(Refusal::validation(format!("limit must be between 1 and {MOST_ROWS}")));
    }
    let after = body.get("after").map(|after| after.as_str().map_or_else(|| after.to_string(), str::to_owned));
    let after: usize = match after.map(|after| after.parse()) {
        None => 0,
        Some(Ok(after)) => after,
        Some(Err(_)) => return Err(Refusal::validation("after must be a number")),
    };
    if after + limit > MOST_FOUND {
        return Err(Refusal::validation(format!("a search goes no further than {MOST_FOUND} records")));
    }
    let passes =
        |row: &&RecordRow| groups.is_empty() || groups.iter().any(|group| group.iter().all(|it| it.passes(row)));
    let found: Vec<&RecordRow> = living(call.state, whose).filter(passes).collect();
    let wanted: Vec<String> = array(body, "properties")?.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let rows: Vec<Value> = found.iter().skip(after).take(limit).map(|row| view(whose, row, &wanted)).collect();
    let mut out = json!({ "total": found.len(), "results": rows });
    if let (true, Some(map)) = (after + limit < found.len(), out.as_object_mut()) {
        map.insert("paging".to_owned(), json!({ "next": { "after": (after + limit).to_string() } }));
    }
    Ok(Reply::ok(out))
}

/// A filter that was judged.
struct Filter<'a> {
    property: &'a str,
    operator: &'a str,
    values: Vec<String>,
}

impl Filter<'_> {
    fn passes(&self, row: &RecordRow) -> bool {
        let value = row.value(self.property).map(str::to_lowercase);
        let is_one = value.as_ref().is_some_and(|value| self.values.contains(value));
        match self.operator {
            "HAS_PROPERTY" => value.is_some(),
            "NOT_HAS_PROPERTY" => value.is_none(),
            "EQ" | "IN" => is_one,
            _ => !is_one,
        }
    }
}

fn groups<'a>(call: &Call<'_>, whose: Object, body: &'a Map<String, Value>) -> Result<Vec<Vec<Filter<'a>>>, Refusal> {
    let mut groups = Vec::new();
    for group in array(body, "filterGroups")? {
        let filters = array(object(group, "filterGroups")?, "filters")?;
        let filters: Result<Vec<Filter<'_>>, Refusal> =
            filters.iter().map(|filter| judged(call, whose, filter)).collect();
        groups.push(filters?);
    }
    let in_all: usize = groups.iter().map(Vec::len).sum();
    if groups.len() > MOST_GROUPS || in_all > MOST_IN_ALL || groups.iter().any(|group| group.len() > MOST_FILTERS) {
        return Err(Refusal::validation(format!(
            "a search has at most {MOST_GROUPS} filterGroups of {MOST_FILTERS} filters, and {MOST_IN_ALL} filters in all"
        )));
    }
    Ok(groups)
}

fn judged<'a>(call: &Call<'_>, whose: Object, filter: &'a Value) -> Result<Filter<'a>, Refusal> {
    let map = object(filter, "filters")?;
    judge_fields(map, FILTER)?;
    let property = text(map, "propertyName").unwrap_or_default();
    let operator = text(map, "operator").unwrap_or_default();
    if call.state.property(whose, property).is_none() {
        return Err(Refusal::validation(format!("There is no property {property} to search by")));
    }
    let values: Vec<String> = match operator {
        "HAS_PROPERTY" | "NOT_HAS_PROPERTY" => Vec::new(),
        "EQ" | "NEQ" => vec![text(map, "value").unwrap_or_default().to_lowercase()],
        "IN" | "NOT_IN" => array(map, "values")?.iter().filter_map(Value::as_str).map(str::to_lowercase).collect(),
        _ => return Err(Refusal::validation(format!("{operator} is no operator that is known here"))),
    };
    Ok(Filter { property, operator, values })
}
