//! `docs/dates.md` is made of what the checker and the writer do. Written anew with `INSTA_UPDATE=always`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use hubwright::lower;
use serde_json::Value;

use crate::checked;

/// A table: its title, what it says first, its features by type, and its tests.
struct Table {
    title: &'static str,
    says: &'static str,
    features: &'static [(&'static str, &'static str)],
    tests: &'static [&'static str],
}

const TABLES: &[Table] = &[
    Table {
        title: "Days and windows",
        says: "What a feature of type `date` or `datetime` holds.",
        features: &[("date", "born"), ("datetime", "seen")],
        tests: &[
            "before 2026-11-23",
            "before today",
            "before today - 7 days",
            "before today + 1 day",
            "before today + 7 days",
            "after 2026-11-23",
            "after today",
            "after today - 7 days",
            "after today + 7 days",
            "on 2026-11-23",
            "on today",
            "on today - 7 days",
            "on today + 7 days",
            "from 2026-01-01 to 2026-03-31",
            "from 2026-01-01 to today",
            "from 2026-01-01 to today + 7 days",
            "from today to 2026-12-31",
            "from today - 30 days to today - 7 days",
            "from today - 7 days to today",
            "from today to today + 60 days",
            "from today + 30 days to today + 60 days",
            "in last 7 days",
            "in next 7 days",
            "more than 7 days ago",
            "more than 7 days from now",
            "in this week",
            "in previous month",
            "in next quarter",
        ],
    },
    Table {
        title: "Other features",
        says: "`date` and `datetime` are compared with another feature of either type; the last test is of a `string`.",
        features: &[("date", "born"), ("datetime", "seen"), ("string", "email")],
        tests: &["before renewed", "after renewed", "before demo_at", "after demo_at", "is same as note"],
    },
    Table {
        title: "Changes",
        says: "When a property last changed, whatever its type. Nothing has changed later than now.",
        features: &[("any", "stage")],
        tests: &[
            "changed before 2026-11-23",
            "changed before today - 7 days",
            "changed after 2026-11-23",
            "changed after today",
            "changed after today - 7 days",
            "changed on 2026-11-23",
            "changed on today",
            "changed on today - 7 days",
            "changed from 2026-01-01 to 2026-03-31",
            "changed from 2026-01-01 to today",
            "changed from today - 30 days to today - 7 days",
            "changed in last 7 days",
            "not changed in last 7 days",
            "changed in next 7 days",
            "changed more than 7 days ago",
            "changed more than 7 days from now",
            "changed in this month",
            "changed before tier changed",
            "changed after tier changed",
        ],
    },
    Table {
        title: "The past: choices",
        says: "Every value that a property has now or ever had.",
        features: &[("enum", "stage")],
        tests: &["was ever lead", "was never lead", "was ever in (lead, customer)", "was never in (lead, customer)"],
    },
    Table {
        title: "The past: values",
        says: "",
        features: &[("number", "amount")],
        tests: &["was ever 3", "was never 3", "was ever in (1, 2)", "was never in (1, 2)"],
    },
];

#[test]
fn the_page_of_dates_is_what_is_compiled() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/dates.md");
    let made = page();
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        std::fs::write(&path, &made).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == made, "docs/dates.md is out of date: INSTA_UPDATE=always cargo test --test check dates");
}

fn page() -> String {
    let mut page = String::from(
        "# What tests of dates compile to\n\n\
         Made by a test from what the checker and the writer do; `tests/check/dates.rs` writes it. Each filter is told by its \
         operation, operator and bounds. `TODAY` is 00:00 of the day in the portal's zone, `NOW` the clock, `TODAY+7 23:59:59.999` \
         the end of that day. A bound behind `IS_BEFORE` and `IS_AFTER` is exclusive, the two of a range are inclusive. A record \
         without a value fails each filter of a test as written and passes each one of its opposite; `or unknown` turns both round. \
         A code in place of filters says why there are none: `hubwright explain CODE`.\n",
    );
    for table in TABLES {
        write!(page, "\n## {}\n\n", table.title).unwrap();
        if !table.says.is_empty() {
            write!(page, "{}\n\n", table.says).unwrap();
        }
        page.push_str("| test | type | as written | under `not` |\n|---|---|---|---|\n");
        for test in table.tests {
            let mut rows: Vec<(String, [String; 2])> = Vec::new();
            for (kind, feature) in table.features {
                let cells =
                    [compiled(&format!("{feature} {test}"), false), compiled(&format!("not ({feature} {test})"), true)];
                match rows.last_mut().filter(|(_, known)| *known == cells) {
                    Some((kinds, _)) => write!(kinds, ", {kind}").unwrap(),
                    None if cells[0] == "`check::wrong-test`" => {}
                    None => rows.push(((*kind).to_owned(), cells)),
                }
            }
            for (kinds, [yes, no]) in rows {
                writeln!(page, "| `{test}` | {kinds} | {yes} | {no} |").unwrap();
            }
        }
    }
    page
}

/// Tells what a condition compiles to, or the code of the problem with it.
fn compiled(rule: &str, empty: bool) -> String {
    let (_, program, problems) = checked(&[("a.seg", &format!("segment s on contact {{ version 1 where {rule} }}"))]);
    if let Some(problem) = problems.iter().find(|problem| problem.is_error()) {
        return format!("`{}`", problem.words().code);
    }
    let json = lower::rule(&program.segments[0].rule, &hubwright::hubspot::switches::Switches::default())
        .fill(&|_| Some("UTC".to_owned()));
    let branch = |branch: &Value| {
        let filters = branch["filters"].as_array().unwrap().iter();
        let filters: Vec<String> = filters.map(|filter| operation(&filter["operation"], empty)).collect();
        filters.join(" and ")
    };
    let branches: Vec<String> = json["filterBranches"].as_array().unwrap().iter().map(branch).collect();
    branches.join("<br>or ")
}

fn operation(operation: &Value, empty: bool) -> String {
    assert_eq!(operation["includeObjectsWithNoValueSet"], empty);
    let mut members: BTreeMap<&str, &Value> =
        operation.as_object().unwrap().iter().map(|(key, value)| (key.as_str(), value)).collect();
    for told in ["includeObjectsWithNoValueSet", "type"] {
        members.remove(told);
    }
    let mut take = |key: &str| members.remove(key);
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut said: Vec<String> = ["operationType", "operator"].into_iter().filter_map(&mut take).map(text).collect();
    said.extend(take("timePoint").map(point));
    if let (Some(lower), Some(upper)) = (take("lowerBoundTimePoint"), take("upperBoundTimePoint")) {
        said.push(format!("{} … {}", point(lower), point(upper)));
    }
    said.extend(["comparisonPropertyName", "timeUnit", "value", "values"].into_iter().filter_map(&mut take).map(text));
    for (key, usual) in [
        ("endpointBehavior", "EXCLUSIVE"),
        ("lowerBoundEndpointBehavior", "INCLUSIVE"),
        ("upperBoundEndpointBehavior", "INCLUSIVE"),
        ("propertyParser", "VALUE"),
    ] {
        said.extend(take(key).map(text).filter(|found| found != usual));
    }
    assert!(members.is_empty(), "not told: {members:?}");
    format!("`{}`", said.join(" "))
}

fn point(point: &Value) -> String {
    let clock = |of: &Value| match (of.get("hour"), of.get("millisecond")) {
        (Some(hour), Some(millisecond)) if *hour == 23 && *millisecond == 999 => " 23:59:59.999",
        (Some(hour), _) if *hour != 0 => panic!("{of}"),
        _ => "",
    };
    match point["timeType"].as_str().unwrap() {
        "DATE" => {
            let clock = if clock(point).is_empty() { " 00:00" } else { clock(point) };
            format!(
                "{}-{:02}-{:02}{clock}",
                point["year"],
                point["month"].as_u64().unwrap(),
                point["day"].as_u64().unwrap()
            )
        }
        "INDEXED" => {
            let reference = &point["indexReference"];
            let offset = point.get("offset").map_or(0, |offset| offset["days"].as_i64().unwrap());
            let offset = if offset == 0 { String::new() } else { format!("{offset:+}") };
            format!("{}{offset}{}", reference["referenceType"].as_str().unwrap(), clock(reference))
        }
        other => {
            format!("{other} {} {}", point["property"].as_str().unwrap(), point["referenceType"].as_str().unwrap())
        }
    }
}
