//! What stands in the holes of forms: values at the edges of each other, days and windows around now.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::forms::{Form, Type};

/// Moments and zones: plain ones, days on which clocks change (in Havana at midnight), the turn of a year, midnight.
pub const WHEN: &[(&str, &str)] = &[
    ("2026-11-23T10:00:00Z", "Europe/Berlin"),
    ("2026-11-23T02:00:00Z", "America/New_York"),
    ("2026-03-08T17:00:00Z", "America/New_York"),
    ("2026-11-01T12:00:00Z", "America/New_York"),
    ("2026-03-29T11:00:00Z", "Europe/Berlin"),
    ("2026-03-08T17:00:00Z", "America/Havana"),
    ("2026-11-01T17:00:00Z", "America/Havana"),
    ("2026-01-01T00:30:00Z", "America/New_York"),
    ("2026-06-01T00:00:00Z", "UTC"),
    ("2026-05-31T18:30:00Z", "Asia/Kolkata"),
    ("2026-04-05T02:00:00Z", "Pacific/Auckland"),
];

pub const TEXTS: &[&str] = &["US", "us", "USA", "AUS", "Zürich", "ZÜRICH", "x y", "Y", "\"q\""];
pub const PARTS: &[&str] = &["US", "us", "A", "zür", "x y", "y", "\"q\""];
pub const NUMBERS: &[&str] = &["-1", "0", "2.5", "3", "80", "81"];
pub const TRUTHS: &[&str] = &["true", "false"];
pub const OPTIONS: &[&str] = &["a", "b", "c"];
pub const INTERESTS: &[&str] = &["pricing", "api", "jobs"];
pub const SETS: &[&str] = &["pricing", "api", "pricing;api", "api;pricing", "jobs", "pricing;api;jobs"];
/// Owners: their ids, and what rules call them.
pub const OWNERS: &[(&str, &str)] = &[("701", "user(\"ana@acme.example\")"), ("702", "user(\"bob@acme.example\")")];
/// Stages of deals: their ids, and what rules call them.
pub const STAGES: &[(&str, &str)] = &[("s-open", "stage(\"Open\")"), ("s-won", "stage(\"Won\")")];
/// What a condition can be a member of.
pub const LISTS: &[&str] = &["first", "second", "by_hand", "list(\"In the portal\")"];

/// Days around now and around the edges of windows, with the moments in them that lie at an edge.
#[derive(Clone)]
pub struct Days {
    pub dates: Vec<Date>,
    pub moments: Vec<String>,
}

/// Returns the days around a moment.
pub fn days((now, zone): (&str, &str)) -> Days {
    let now: Timestamp = now.parse().unwrap();
    let zone = TimeZone::get(zone).unwrap();
    let today = now.to_zoned_datetime(zone.clone()).date();
    let offsets = [-40, -8, -7, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 7, 8];
    let dates: Vec<Date> = offsets.iter().map(|days| today + days.days()).collect();
    let times = [
        Time::midnight(),
        Time::constant(0, 0, 0, 1_000_000),
        Time::constant(12, 0, 0, 0),
        Time::constant(23, 59, 59, 999_000_000),
    ];
    let mut moments: Vec<Timestamp> = dates
        .iter()
        .flat_map(|date| {
            times.iter().map(|time| date.to_datetime(*time).to_zoned_datetime(zone.clone()).unwrap().timestamp())
        })
        .collect();
    moments.extend([now - 1.milliseconds(), now, now + 1.milliseconds()]);
    let moments = moments.iter().map(|moment| format!("{moment:.3}")).collect();
    Days { dates, moments }
}

/// The feature of contacts that stands for a type.
pub fn feature(kind: Type) -> &'static str {
    match kind {
        Type::Bool => "vip",
        Type::Number => "score",
        Type::Text => "country",
        Type::Enum => "tier",
        Type::Owner => "owner_id",
        Type::Stage => "phase",
        Type::Set => "interests",
        Type::Date => "born",
        Type::DateTime => "seen",
        Type::Nothing => "",
    }
}

/// Returns values of a type as rules write them.
fn written(kind: Type) -> Vec<String> {
    let all = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    let second = |values: &[(&str, &str)]| values.iter().map(|(_, value)| (*value).to_owned()).collect();
    match kind {
        Type::Bool => all(TRUTHS),
        Type::Number => all(NUMBERS),
        Type::Text => TEXTS.iter().map(|value| format!("{value:?}")).collect(),
        Type::Enum => all(OPTIONS),
        Type::Owner => second(OWNERS),
        Type::Stage => second(STAGES),
        Type::Set => all(INTERESTS),
        Type::Date | Type::DateTime | Type::Nothing => Vec::new(),
    }
}

/// One and two of some values, in parentheses.
fn several(values: &[String]) -> Vec<String> {
    let one = values.iter().map(|value| format!("({value})"));
    let two = values.windows(2).map(|pair| format!("({}, {})", pair[0], pair[1]));
    one.chain(two).collect()
}

/// Returns every text of a form: each hole filled with everything that fits.
pub fn texts(form: &Form, kind: Type, days: &Days) -> Vec<String> {
    let mut texts = vec![form.text.replace("{f}", feature(kind))];
    loop {
        let Some((start, end)) = texts[0].find('{').zip(texts[0].find('}')) else { return texts };
        let hole = texts[0][start + 1..end].to_owned();
        let fillings = fillings(&hole, kind, days);
        let with = |text: &String| {
            let (start, end) = (text.find('{').unwrap(), text.find('}').unwrap());
            fillings
                .iter()
                .map(|filling| format!("{}{filling}{}", &text[..start], &text[end + 1..]))
                .collect::<Vec<_>>()
        };
        texts = texts.iter().flat_map(with).collect();
    }
}

fn fillings(hole: &str, kind: Type, days: &Days) -> Vec<String> {
    let all = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<String>>();
    let quoted = || PARTS.iter().map(|part| format!("{part:?}")).collect::<Vec<String>>();
    match hole {
        "v" => written(kind),
        "vs" => several(&written(kind)),
        "lo-hi" => {
            let from = |at: usize| NUMBERS[at..].iter().map(move |high| format!("{} and {high}", NUMBERS[at]));
            (0..NUMBERS.len()).flat_map(from).collect()
        }
        "part" => quoted(),
        "parts" => several(&quoted()),
        "d" => days.dates.iter().step_by(2).map(Date::to_string).collect(),
        "d-d" => days.dates.chunks(3).map(|some| format!("{} to {}", some[0], some[some.len() - 1])).collect(),
        "k" => all(&["1 day", "3 days", "1 week"]),
        "k+" => all(&["3 days", "1 week"]),
        "k0" => all(&["0 days", "1 day", "3 days", "1 week"]),
        "unit" => all(&["week", "month", "quarter", "year"]),
        "other" => all(match kind {
            Type::Date => &["renewed", "seen"],
            Type::DateTime => &["demo_at", "born"],
            _ => &["note"],
        }),
        "changed" => all(&["note", "demo_at"]),
        "list" => all(LISTS),
        "of-company" => all(&[
            "branch is \"us\"",
            "employees >= 3 and visited in last 3 days",
            "not (founded before today)",
            "branch is not \"us\" or employees is unknown",
            "member of companies",
        ]),
        "form" => all(&["form(\"Demo\")", "form(\"Other\")", "any form"]),
        "page" => all(&[
            "\"https://acme.example/pricing\"",
            "containing \"e.example/pricing\"",
            "matching \"acme[.]example/(de|fr)/\"",
            "matching \"https://acme.example/.*\"",
        ]),
        "mail" => {
            let verbs = [
                "was sent {}",
                "was sent {} but not received",
                "was sent {} but not clicked",
                "received {}",
                "received {} but not opened",
                "opened {}",
                "opened {} but not clicked",
                "opened {} but not replied",
                "clicked {}",
                "replied to {}",
                "bounced on {}",
                "unsubscribed from {}",
            ];
            verbs.iter().map(|verb| verb.replace("{}", "email(\"News\")")).collect()
        }
        "subscription" => all(&["subscription(\"Product news\")", "subscription(\"Offers\")"]),
        "times" => all(&["at least 2 times", "at least 3 times", "at most 1 time", "at most 2 times"]),
        "window of days" => {
            let days: Vec<String> = days.dates.iter().step_by(5).map(Date::to_string).collect();
            let each = |day: &String| [format!("before {day}"), format!("after {day}"), format!("on {day}")];
            let spans = days.windows(2).map(|pair| format!("from {} to {}", pair[0], pair[1]));
            days.iter().flat_map(each).chain(spans).collect()
        }
        "window of today" => all(&[
            "in last 0 days",
            "in last 3 days",
            "more than 3 days ago",
            "on today",
            "before today",
            "before today - 3 days",
            "after today - 3 days",
            "from today - 7 days to today",
        ]),
        "window" => [fillings("window of days", kind, days), fillings("window of today", kind, days)].concat(),
        "event" => all(&[
            "renewal",
            "renewal where (amount >= 3)",
            "renewal where (plan contains \"us\" and auto is true)",
            "renewal where (plan not in (\"us\", \"fr\") and amount is not 3)",
            "renewal where (level in (a, b))",
            "renewal where (level is not a and auto is not true)",
            "renewal where (extras has any of (x))",
            "renewal where (extras has none of (x, y))",
            "renewal where (plan starts with \"u\" and plan ends with \"s\" and plan is not \"us\")",
            "email_open where (email is email(\"News\"))",
            "form_submission where (form is form(\"Demo\"))",
        ]),
        "event of alternatives" => all(&[
            "renewal where (amount > 3 or auto is true)",
            "renewal where (plan in (\"us\", \"fr\"))",
            "renewal where ((amount not between 0 and 3 or level is b) and plan does not contain \"us\")",
        ]),
        other => panic!("nothing fills {{{other}}}"),
    }
}
