//! The rows of coverage, each with a sample that proves it: `docs/coverage.md` is made of them, and written anew with
//! `INSTA_UPDATE=always cargo test --test lift coverage`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use hubwright::emulator::rows;
use hubwright::hubspot::coverage::{Group, Kept, ROWS, Row, held};
use hubwright::hubspot::doc::Hole;
use hubwright::hubspot::platform::Object;
use hubwright::hubspot::switches::{ActivityWindows, Switches};
use hubwright::model::PortalName;
use hubwright::plan::normal;
use serde_json::{Value, json};

use super::catalog::{self, Home};
use super::held::{Part, held as held_page};
use super::portal::Portal;
use super::world::Asked;

/// When samples are read, and where.
const WHEN: (&str, &str) = ("2026-11-23T10:00:00Z", "Europe/Berlin");

/// What each group is called, and the member that names its type.
const GROUPS: [(Group, &str, &str); 6] = [
    (Group::Branch, "Branches", "filterBranchType"),
    (Group::Filter, "Filters", "filterType"),
    (Group::Operation, "Tests of a property", "operationType"),
    (Group::Refine, "What narrows an activity", "type"),
    (Group::Point, "Points of time", "timeType"),
    (Group::Reference, "What a point of time refers to", ""),
];

/// Gives the portal of the samples; all that they name has an id.
pub fn portal(switches: Switches) -> Portal {
    Portal::new(&Arc::new(catalog::fixed()), WHEN, switches)
}

/// Returns the id of a thing of the portal.
pub fn id(portal: &Portal, name: PortalName) -> String {
    portal.id(&Hole::Portal(name))
}

/// Wraps filters and branches as a portal stores them.
pub fn rule(filters: &[Value], branches: &[Value]) -> Value {
    let and = json!({ "filterBranchType": "AND", "filterBranchOperator": "AND", "filters": filters, "filterBranches": branches });
    json!({ "filterBranchType": "OR", "filterBranchOperator": "OR", "filters": [], "filterBranches": [and] })
}

/// Makes a test of a property.
pub fn test(property: &str, kind: &str, operator: &str, more: &Value) -> Value {
    let mut operation = json!({ "operationType": kind, "operator": operator, "includeObjectsWithNoValueSet": false });
    operation.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "filterType": "PROPERTY", "property": property, "operation": operation })
}

/// Makes a day counted from today; none means now.
pub fn indexed(reference: &str, days: i64) -> Value {
    let mut point = json!({ "timeType": "INDEXED", "indexReference": { "referenceType": reference }, "zoneId": WHEN.1, "timezoneSource": "CUSTOM" });
    if days != 0 {
        point["offset"] = json!({ "days": days });
    }
    point
}

/// Makes the begin of a day.
pub fn begin(day: i64) -> Value {
    json!({ "timeType": "DATE", "year": 2026, "month": 11, "day": day, "hour": 0, "minute": 0, "second": 0,
        "millisecond": 0, "zoneId": WHEN.1, "timezoneSource": "CUSTOM" })
}

pub fn point(at: &Value, parser: &str) -> Value {
    json!({ "type": "TIME_POINT", "timePoint": at, "endpointBehavior": "EXCLUSIVE", "propertyParser": parser })
}

pub fn range(from: &Value, to: &Value) -> Value {
    json!({ "type": "TIME_RANGED", "lowerBoundTimePoint": from, "upperBoundTimePoint": to,
        "lowerBoundEndpointBehavior": "INCLUSIVE", "upperBoundEndpointBehavior": "INCLUSIVE", "propertyParser": "VALUE" })
}

fn operation(kind: &str, word: &str) -> Value {
    let of = |property: &str, more: Value| test(property, kind, word, &more);
    let old = |more: Value| {
        let mut more = more;
        more["requiresTimeZoneConversion"] = json!(true);
        more
    };
    match kind {
        "ALL_PROPERTY" => of("country", json!({})),
        "BOOL" => of("vip", json!({ "value": true })),
        "STRING" => of("country", json!({ "value": "US" })),
        "MULTISTRING" => of("country", json!({ "values": ["FR", "US"] })),
        "NUMBER" => of("score", json!({ "value": 3 })),
        "NUMBER_RANGED" => of("score", json!({ "lowerBound": 1, "upperBound": 3 })),
        "ENUMERATION" if word.contains("EXACTLY") || word.contains("CONTAIN") => {
            of("interests", json!({ "values": ["api", "pricing"] }))
        }
        "ENUMERATION" => of("tier", json!({ "values": ["a", "b"] })),
        "TIME_POINT" if word == "IS_BEFORE" => of("seen", point(&indexed("TODAY", -7), "VALUE")),
        "TIME_POINT" => of("seen", point(&indexed("TODAY", 7), "VALUE")),
        "TIME_RANGED" => of("seen", range(&indexed("TODAY", -7), &indexed("NOW", 0))),
        "DATETIME" if word.starts_with("IS_AFTER") => of("seen", old(json!({ "timestamp": 1_795_474_799_999_i64 }))),
        "DATETIME" => of("seen", old(json!({ "timestamp": 1_795_388_400_000_i64 }))),
        "DATE" => of("born", json!({ "year": 2026, "month": "NOV", "day": 23 })),
        "RANGED_DATE" => {
            of("born", old(json!({ "lowerBound": 1_795_388_400_000_i64, "upperBound": 1_795_474_799_999_i64 })))
        }
        "ROLLING_DATE_RANGE" => of("seen", old(json!({ "numberOfDays": 7 }))),
        "ROLLING_PROPERTY_UPDATED" => of("country", json!({ "numberOfDays": 7 })),
        "CALENDAR_DATE" => of("seen", json!({ "timeUnit": "MONTH" })),
        "COMPARATIVE_DATE" => of("born", json!({ "comparisonPropertyName": "renewed" })),
        _ => of("country", json!({ "comparisonPropertyName": "note" })),
    }
}

fn filter(portal: &Portal, kind: &str, word: &str) -> Value {
    let more = match kind {
        "PROPERTY" => return operation("NUMBER", "IS_GREATER_THAN_OR_EQUAL_TO"),
        "IN_LIST" => {
            let list = PortalName::List { object: Object::Contact, title: "In the portal".to_owned() };
            json!({ "operator": word, "listId": id(portal, list) })
        }
        "FORM_SUBMISSION" => json!({ "operator": word, "formId": id(portal, PortalName::Form("Demo".to_owned())) }),
        "FORM_SUBMISSION_ON_PAGE" => json!({ "operator": "FILLED_OUT", "pageId": "7" }),
        "PAGE_VIEW" => json!({ "operator": word, "pageUrl": "https://acme.example/pricing", "enableTracking": false }),
        "CTA" => {
            let operator = if word.is_empty() { "HAS_CLICKED_CTA_PLACEMENT" } else { word };
            json!({ "operator": operator, "ctaName": id(portal, PortalName::Cta("Banner".to_owned())) })
        }
        "EMAIL_EVENT" => {
            let email = id(portal, PortalName::Email("News".to_owned()));
            json!({ "operator": word, "appId": "0", "level": "HUBSPOT_CAMPAIGN", "emailId": email })
        }
        "EMAIL_SUBSCRIPTION" => {
            let subscription = id(portal, PortalName::Subscription("News".to_owned()));
            json!({ "subscriptionIds": [subscription], "acceptedStatuses": ["OPT_IN"] })
        }
        "CONSTANT" => json!({ "shouldAccept": true }),
        "EVENT" => json!({ "operator": "HAS_EVENT", "eventId": "1" }),
        _ => json!({ "operator": "WHATEVER" }),
    };
    let mut filter = json!({ "filterType": kind });
    filter.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    filter
}

fn branch(portal: &Portal, kind: &str, word: &str) -> Value {
    let number = test("numberofemployees", "NUMBER", "IS_GREATER_THAN", &json!({ "value": 200 }));
    match kind {
        "OR" => {
            let and = |value: i64| {
                let filter = test("score", "NUMBER", "IS_EQUAL_TO", &json!({ "value": value }));
                json!({ "filterBranchType": "AND", "filters": [filter] })
            };
            json!({ "filterBranchType": "OR", "filterBranches": [and(1), and(2)] })
        }
        "AND" => rule(&[operation("NUMBER", "IS_GREATER_THAN"), operation("BOOL", "IS_EQUAL_TO")], &[]),
        "ASSOCIATION" => rule(
            &[],
            &[json!({ "filterBranchType": kind, "operator": word, "objectTypeId": "0-2", "associationTypeId": 279,
                "associationCategory": "HUBSPOT_DEFINED", "filters": [number] })],
        ),
        "UNIFIED_EVENTS" => {
            let booked = id(portal, PortalName::Form("Demo".to_owned()));
            let filter = test("hs_form_id", "ENUMERATION", "IS_ANY_OF", &json!({ "values": [booked] }));
            rule(
                &[],
                &[
                    json!({ "filterBranchType": kind, "operator": word, "eventTypeId": "4-1639801", "filters": [filter] }),
                ],
            )
        }
        _ => rule(&[], &[json!({ "filterBranchType": kind, "filters": [operation("BOOL", "IS_EQUAL_TO")] })]),
    }
}

fn refined(portal: &Portal, kind: &str) -> Value {
    let past = |amount: i64| json!({ "amount": amount, "offsetDirection": "PAST", "timeUnit": "DAYS" });
    let common = |kind: &str, operator: &str, more: Value| test("", kind, operator, &more)["operation"].clone();
    let (of, refine) = match kind {
        "NUM_OCCURRENCES" => ("FORM_SUBMISSION", json!({ "type": kind, "minOccurrences": 3 })),
        "TIME_POINT" => ("FORM_SUBMISSION", common(kind, "IS_BEFORE", point(&begin(23), "VALUE"))),
        "TIME_RANGED" => {
            ("FORM_SUBMISSION", common(kind, "IS_BETWEEN", range(&indexed("TODAY", -7), &indexed("NOW", 0))))
        }
        "RELATIVE_COMPARATIVE" => {
            ("FORM_SUBMISSION", json!({ "type": kind, "comparison": "BEFORE", "timeOffset": past(7) }))
        }
        "RELATIVE_RANGED" => (
            "FORM_SUBMISSION",
            json!({ "type": kind, "rangeType": "BETWEEN", "lowerBoundOffset": past(7), "upperBoundOffset": past(0) }),
        ),
        // 00:00 of 23 November in Berlin, and the end of the 24th.
        "ABSOLUTE_COMPARATIVE" => {
            ("EMAIL_EVENT", json!({ "type": kind, "comparison": "BEFORE", "timestamp": 1_795_388_400_000_i64 }))
        }
        "ABSOLUTE_RANGED" => (
            "EMAIL_EVENT",
            json!({ "type": kind, "rangeType": "BETWEEN", "lowerTimestamp": 1_795_388_400_000_i64,
                "upperTimestamp": 1_795_561_199_999_i64 }),
        ),
        _ => ("FORM_SUBMISSION", json!({ "type": kind })),
    };
    let operator = if of == "EMAIL_EVENT" { "OPENED" } else { "FILLED_OUT" };
    let mut filter = filter(portal, of, operator);
    let member =
        if matches!(kind, "NUM_OCCURRENCES" | "SET_OCCURRENCES") { "coalescingRefineBy" } else { "pruningRefineBy" };
    filter[member] = refine;
    filter
}

fn other(reference: &str) -> Value {
    json!({ "timeType": "PROPERTY_REFERENCED", "property": "demo_at", "referenceType": reference, "zoneId": WHEN.1,
        "timezoneSource": "CUSTOM" })
}

fn sample(portal: &Portal, row: &Row) -> Value {
    let (kind, word) = (row.kind, row.word);
    let at = |point_: &Value, parser: &str| test("seen", "TIME_POINT", "IS_BEFORE", &point(point_, parser));
    let filter = match row.group {
        Group::Branch => return branch(portal, kind, word),
        Group::Filter => filter(portal, kind, word),
        Group::Operation => operation(kind, word),
        Group::Refine => refined(portal, kind),
        Group::Point if kind == "DATE" => at(&begin(23), "VALUE"),
        Group::Point if kind == "INDEXED" => at(&indexed("TODAY", -7), "VALUE"),
        Group::Point => at(&other("VALUE"), "VALUE"),
        Group::Reference if kind == "indexReference" && word == "NOW" => operation("TIME_RANGED", "IS_BETWEEN"),
        Group::Reference if kind == "indexReference" => at(&indexed(word, -7), "VALUE"),
        Group::Reference if kind == "propertyParser" => at(&indexed("TODAY", -7), word),
        Group::Reference => at(&other(word), if word == "UPDATED_AT" { "UPDATED_AT" } else { "VALUE" }),
    };
    rule(&[filter], &[])
}

/// Returns the samples of all rows.
pub fn samples(portal: &Portal) -> Vec<Value> {
    ROWS.iter().map(|row| sample(portal, row)).collect()
}

/// Tells whether JSON holds the construct of a row anywhere.
fn holds(json: &Value, row: &Row) -> bool {
    let (_, _, key) = GROUPS.iter().find(|(group, ..)| *group == row.group).unwrap();
    let is = |key: &str, word: &str| json.get(key).and_then(Value::as_str) == Some(word);
    let here = match row.group {
        Group::Reference if row.kind == "indexReference" => is("referenceType", row.word),
        Group::Reference => is(row.kind, row.word),
        _ => is(key, row.kind) && (row.word.is_empty() || is("operator", row.word)),
    };
    here || match json {
        Value::Array(items) => items.iter().any(|item| holds(item, row)),
        Value::Object(entries) => entries.values().any(|item| holds(item, row)),
        _ => false,
    }
}

/// Returns what a row is shown as, having proved it.
fn proved(row: &Row) -> String {
    let windows =
        if row.kind.starts_with("RELATIVE_") { ActivityWindows::Offsets } else { ActivityWindows::Operations };
    let portal = portal(Switches { activity_windows: windows, ..Switches::default() });
    let sample = sample(&portal, row);
    assert!(holds(&sample, row) || row.word.is_empty(), "its sample has it: {row:?}\n{sample:#}");
    let lifted = portal.lifted(&sample, Home::Contact);
    match (row.kept, lifted) {
        (Kept::Opaque(why), Err(losses)) => {
            assert!(losses.iter().any(|loss| loss.why == why), "{row:?}: {losses:?}");
            format!("opaque: {why}")
        }
        (Kept::Written | Kept::Read, Ok(text)) => {
            let asked = Asked { on: Home::Contact, text: text.clone() };
            let compiled = portal.compiled(std::slice::from_ref(&asked)).remove(0);
            let compiled = compiled.unwrap_or_else(|| panic!("{text}: {}", portal.refusal(&asked)));
            assert_eq!(normal::filter(&compiled), portal.meant(&sample), "{row:?}: {text}");
            assert_eq!(holds(&compiled, row), row.kept == Kept::Written, "the compiler writes it: {row:?}");
            let kept = if row.kept == Kept::Written { "written" } else { "read" };
            format!("{kept} | `{}`", text.replace('|', "\\|"))
        }
        (_, lifted) => panic!("{row:?}: {lifted:?}"),
    }
}

fn page() -> String {
    let mut page = "\
# What of HubSpot has a form in the language

Made of the rows that the reader of live portals goes by, each proved by a sample: filters by `INSTA_UPDATE=always cargo test --test lift coverage`, [workflows](#parts-of-a-workflow)
and their [actions](#action-types) by `INSTA_UPDATE=always cargo test --test lift_flows coverage`.

- **written**: the compiler writes it, and it is read back as what stands beside it.
- **read**: another spelling of what the compiler writes. It is read as what stands beside it, and stays in the portal as it is.
- **passed**: HubSpot's own words pass through the opaque step `action \"…\"`, and come out unchanged.
- **stays**: the source has no word for it. A write leaves it as it is in the portal, and `import` says so.
- **opaque**: it has no form. What holds it is left alone: for a list there is `member of list(\"…\")`, for a workflow `enroll in workflow(\"…\")`.
"
    .to_owned();
    for (group, title, _) in GROUPS {
        write!(
            page,
            "\n## {title}\n\n| HubSpot | in the language | kept | sample, as it is read |\n|---|---|---|---|\n"
        )
        .unwrap();
        for row in ROWS.iter().filter(|row| row.group == group) {
            let name =
                if row.word.is_empty() { format!("`{}`", row.kind) } else { format!("`{}` `{}`", row.kind, row.word) };
            let proved = proved(row);
            let cells = match row.kept {
                Kept::Opaque(_) => format!("| opaque | {} |", proved.trim_start_matches("opaque: ")),
                Kept::Written | Kept::Read => format!("{} | {proved} |", row.ours),
            };
            writeln!(page, "| {name} | {}", cells.trim_start_matches("")).unwrap();
        }
    }
    page
}

#[test]
fn every_row_of_coverage_is_proved_by_a_sample() {
    held_page(Part::Filters, &page(), "cargo test --test lift coverage");
}

/// The embedded portal has rows of its own. What it takes has a row here, and what is written is taken.
#[test]
fn the_rows_are_those_of_the_embedded_portal() {
    let known = |group: Group, kind: &str, word: &str| {
        let of_kind = |row: &&Row| row.group == group && row.kind == kind;
        ROWS.iter().filter(of_kind).any(|row| row.word == word || row.word.is_empty())
    };
    let mut taken: BTreeSet<(Group, &str, &str)> = BTreeSet::new();
    for operation in rows::OPERATIONS {
        taken.extend(operation.operators.iter().map(|operator| (Group::Operation, operation.name, *operator)));
    }
    for filter in rows::FILTERS {
        taken.insert((Group::Filter, filter.name, ""));
        taken.extend(filter.operators.iter().map(|operator| (Group::Filter, filter.name, *operator)));
    }
    for branch in rows::BRANCHES {
        let operators: &[&str] = match branch.name {
            "ASSOCIATION" => &["IN_LIST"],
            "UNIFIED_EVENTS" => &["HAS_COMPLETED", "HAS_NOT_COMPLETED"],
            _ => &[""],
        };
        taken.extend(operators.iter().map(|operator| (Group::Branch, branch.name, *operator)));
    }
    taken.extend(rows::time::TIME_POINTS.iter().map(|(kind, _)| (Group::Point, *kind, "")));
    taken.extend(rows::time::REFERENCES.iter().map(|(word, _)| (Group::Reference, "indexReference", *word)));
    taken.extend(rows::time::REFINES.iter().map(|(kind, _)| (Group::Refine, *kind, "")));
    for (group, kind, word) in &taken {
        // Of a filter that has operators, each one has a row.
        let listed = *group == Group::Filter && word.is_empty();
        let here = if listed { ROWS.iter().any(|row| row.kind == *kind) } else { known(*group, kind, word) };
        assert!(here, "{group:?} {kind} {word} has no row");
    }
    for row in ROWS.iter().filter(|row| row.kept == Kept::Written) {
        let elsewhere = matches!(row.kind, "TIME_POINT" | "TIME_RANGED") && row.group == Group::Refine
            || row.group == Group::Reference && row.kind != "indexReference";
        assert!(elsewhere || taken.contains(&(row.group, row.kind, row.word)), "{row:?} is refused");
    }
}

/// HubSpot's own lists: 20 filter types and three that older lists have, 18 operation types, 7 branch types and an old one.
#[test]
fn no_type_is_missing_and_none_stands_twice() {
    let kinds =
        |group: Group| ROWS.iter().filter(|row| row.group == group).map(|row| row.kind).collect::<BTreeSet<_>>();
    assert_eq!(kinds(Group::Filter).len(), 20 + 3);
    assert_eq!(kinds(Group::Operation).len(), 18);
    assert_eq!(kinds(Group::Branch).len(), 7 + 1);
    let unique: BTreeSet<_> = ROWS.iter().map(|row| (row.group, row.kind, row.word)).collect();
    assert_eq!(unique.len(), ROWS.len());
    assert_eq!(held(Group::Filter, "NEWER", "X"), Err("`NEWER` with `X` is not known".to_owned()));
    assert_eq!(held(Group::Operation, "NUMBER", "IS_ODD"), Err("`NUMBER` with `IS_ODD` is not known".to_owned()));
}
