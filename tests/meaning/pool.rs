//! What stands in the holes of forms: values at the edges of each other, days and windows around now.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use proptest::sample::Index;

use hubwright::catalog::{is_identifier, is_reserved};

use super::catalog::{Catalog, Event, Feature, Home};
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
pub const SETS: &[&str] = &["pricing", "api", "pricing;api", "api;pricing", "jobs", "pricing;api;jobs"];
/// Owners: their ids, and what rules call them.
pub const OWNERS: &[(&str, &str)] = &[("701", "user(\"ana@acme.example\")"), ("702", "user(\"bob@acme.example\")")];
/// Things of the portal: their ids, and what rules call them.
pub const FORMS_OF_PORTAL: &[(&str, &str)] = &[("f-demo", "form(\"Demo\")"), ("f-other", "form(\"Other\")")];
pub const MAILS_OF_PORTAL: &[(&str, &str)] = &[("901", "email(\"News\")"), ("902", "email(\"Offer\")")];
pub const LISTS_OF_PORTAL: &[(&str, &str)] = &[("90", "list(\"In the portal\")"), ("91", "list(\"Elsewhere\")")];

/// Returns what records of an object can be a member of.
pub fn lists(home: Home) -> &'static [&'static str] {
    match home {
        Home::Contact => &["first", "second", "by_hand", "list(\"In the portal\")"],
        Home::Company => &["companies"],
        Home::Deal => &["deals"],
        Home::Custom => &["customs"],
    }
}

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

/// What the holes of a form are filled from.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    pub catalog: &'a Catalog,
    pub days: &'a Days,
    /// What a test of a property is of.
    pub feature: Option<&'a Feature>,
    pub home: Home,
}

impl<'a> Around<'a> {
    /// Returns what surrounds a form, where a test of a property is of the first feature of its type.
    pub fn first(catalog: &'a Catalog, days: &'a Days, form: &Form, kind: Type) -> Self {
        let feature = catalog.features.iter().find(|feature| feature.kind == kind);
        Self { catalog, days, feature, home: feature.map_or(form.on, |feature| feature.home) }
    }

    fn kind(&self) -> Type {
        self.feature.map_or(Type::Nothing, |feature| feature.kind)
    }

    /// Returns what the feature can be compared with: the first of its own type, and the first of another.
    fn others(&self) -> Vec<String> {
        let times = [Type::Date, Type::DateTime];
        let fits = |kind: Type| kind == self.kind() || times.contains(&kind) && times.contains(&self.kind());
        let others = || self.beside().filter(|other| fits(other.kind));
        let own = others().find(|other| other.kind == self.kind());
        let strange = others().find(|other| other.kind != self.kind());
        own.into_iter().chain(strange).map(|other| other.name.clone()).collect()
    }

    /// Returns features whose last change can be compared: those that are not the first of their type, or any.
    fn changed(&self) -> Vec<String> {
        let is_second = |other: &&Feature| {
            self.catalog.of(self.home).find(|one| one.kind == other.kind).unwrap().name != other.name
        };
        let mut found: Vec<String> = self.beside().filter(is_second).map(|other| other.name.clone()).collect();
        if found.is_empty() {
            found = self.beside().map(|other| other.name.clone()).collect();
        }
        if found.len() > 2 {
            found = vec![found[0].clone(), found[found.len() - 1].clone()];
        }
        found
    }

    fn beside(&self) -> impl Iterator<Item = &'a Feature> {
        let (catalog, own, home) = (self.catalog, self.feature, self.home);
        catalog.of(home).filter(move |other| own.is_none_or(|own| own.name != other.name))
    }

    /// Returns values of the feature as rules write them.
    fn written(&self) -> Vec<String> {
        let all = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        let second = |values: &[(&str, &str)]| values.iter().map(|(_, value)| (*value).to_owned()).collect();
        let Some(feature) = self.feature else { return Vec::new() };
        match feature.kind {
            Type::Bool => all(TRUTHS),
            Type::Number => all(NUMBERS),
            Type::Text => TEXTS.iter().map(|value| format!("{value:?}")).collect(),
            Type::Enum | Type::Set => feature.options.iter().map(|(value, _)| option(value)).collect(),
            Type::Owner => second(OWNERS),
            Type::Form => second(FORMS_OF_PORTAL),
            Type::Email => second(MAILS_OF_PORTAL),
            Type::List => second(LISTS_OF_PORTAL),
            Type::Pipeline => {
                self.catalog.pipelines.iter().map(|pipeline| format!("pipeline({:?})", pipeline.label)).collect()
            }
            Type::Stage => {
                let pipeline = &self.catalog.pipelines[feature.pipeline];
                let (label, stages) = (&pipeline.label, &pipeline.stages);
                let whole = stages.iter().take(1).map(|(_, stage)| format!("pipeline({label:?}).stage({stage:?})"));
                whole.chain(stages.iter().map(|(_, stage)| format!("stage({stage:?})"))).collect()
            }
            Type::Date | Type::DateTime | Type::Nothing => Vec::new(),
        }
    }
}

/// An option that is no word stands in quotes. So does one that reads as a test of emptiness.
fn option(value: &str) -> String {
    if is_identifier(value) && !is_reserved(value) && value != "null" { value.to_owned() } else { format!("{value:?}") }
}

/// One and two of some values, in parentheses.
fn several(values: &[String]) -> Vec<String> {
    let one = values.iter().map(|value| format!("({value})"));
    let two = values.windows(2).map(|pair| format!("({}, {})", pair[0], pair[1]));
    one.chain(two).collect()
}

/// Returns every text of a form: each hole filled with everything that fits.
pub fn texts(form: &Form, around: &Around<'_>) -> Vec<String> {
    let mut texts = vec![named(form, around)];
    while let Some((_, hole, _)) = texts.first().and_then(|text| first_hole(text)) {
        let fillings = fillings(hole, around);
        let with = |text: &String| {
            let (before, _, behind) = first_hole(text).unwrap();
            fillings.iter().map(|filling| format!("{before}{filling}{behind}")).collect::<Vec<_>>()
        };
        texts = texts.iter().flat_map(with).collect();
    }
    texts
}

/// Returns one text of a form: each hole filled with what is picked for it.
pub fn one(form: &Form, around: &Around<'_>, picks: &[Index]) -> String {
    let mut text = named(form, around);
    for pick in picks.iter().cycle() {
        let Some((before, hole, behind)) = first_hole(&text) else { break };
        text = format!("{before}{}{behind}", pick.get(&fillings(hole, around)));
    }
    text
}

/// Tells whether there is something for each hole of a form.
pub fn can_fill(form: &Form, around: &Around<'_>) -> bool {
    (!form.text.contains("{other}") || !around.others().is_empty())
        && (!form.text.contains("{changed}") || !around.changed().is_empty())
}

fn named(form: &Form, around: &Around<'_>) -> String {
    let name = around.feature.map_or("", |feature| &feature.name);
    form.text.replace("{f}", name)
}

/// Cuts a text at its first hole. Braces of values stand in quotes, behind the word of a hole that is filled.
fn first_hole(text: &str) -> Option<(&str, &str, &str)> {
    let mut in_quotes = false;
    let mut start = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => in_quotes = !in_quotes,
            '{' if !in_quotes => start = Some(at),
            '}' if !in_quotes => {
                let start = start.unwrap();
                return Some((&text[..start], &text[start + 1..at], &text[at + 1..]));
            }
            _ => {}
        }
    }
    None
}

fn fillings(hole: &str, around: &Around<'_>) -> Vec<String> {
    let days = around.days;
    let all = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<String>>();
    let quoted = || PARTS.iter().map(|part| format!("{part:?}")).collect::<Vec<String>>();
    match hole {
        "v" => around.written(),
        "vs" => several(&around.written()),
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
        "other" => around.others(),
        "changed" => around.changed(),
        "list" => all(lists(around.home)),
        "of-company" => all(&[
            "branch is \"us\"",
            "employees >= 3 and visited in last 3 days",
            "not (founded before today)",
            "branch is not \"us\" or employees is unknown",
            "member of companies",
        ]),
        "of-deal" => all(&[
            "phase is stage(\"Open\")",
            "not (funnel in (pipeline(\"Sales\")))",
            "funnel is known and phase is not stage(\"Won\")",
            "member of deals",
        ]),
        "of-contact" => all(&[
            "country is \"us\"",
            "member of second",
            "not member of by_hand and score < 80",
            "first_form is form(\"Demo\") or vip is true",
            "seen in last 3 days",
        ]),
        "of-custom" => all(&[
            "status is \"left early\"",
            "status not in (came, Absent) or unknown",
            "topics has all of (sales, code)",
            "topics is exactly (code)",
            "minutes between 0 and 3",
            "paid is not true",
            "remark contains \"US\"",
            "remark is known and remark is not \"us\"",
            "held after today - 3 days",
            "held changed in last 3 days",
            "joined in last 3 days",
            "status was ever Absent",
            "host is user(\"ana@acme.example\")",
            "member of customs",
        ]),
        "without-negation" => all(&[
            "remark starts with \"u\"",
            "remark is same as answer",
            "joined before left",
            "joined in this month",
            "minutes changed after remark changed",
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
        "window" => [fillings("window of days", around), fillings("window of today", around)].concat(),
        "event" => {
            let asked = |event: &Event| {
                let each = event.conditions.iter();
                each.map(
                    |one| if one.is_empty() { event.word.clone() } else { format!("{} where ({one})", event.word) },
                )
                .collect::<Vec<_>>()
            };
            around.catalog.events.iter().flat_map(asked).collect()
        }
        "event of alternatives" => {
            let asked = |event: &Event| {
                event.alternatives.iter().map(|one| format!("{} where ({one})", event.word)).collect::<Vec<_>>()
            };
            around.catalog.events.iter().rev().flat_map(asked).collect()
        }
        "event and not" => {
            let (word, name) = some_property(around.catalog);
            ["not {} is \"us\"", "{} is \"us\" or unknown"]
                .map(|one| format!("{word} where ({})", one.replace("{}", name)))
                .to_vec()
        }
        "event and no filter" => {
            let (word, name) = some_property(around.catalog);
            ["{} is known", "{} was ever \"us\"", "{} in last 3 days", "{} changed on today"]
                .map(|one| format!("{word} where ({})", one.replace("{}", name)))
                .to_vec()
        }
        other => panic!("nothing fills {{{other}}}"),
    }
}

/// Returns the portal's own event and a text of it.
fn some_property(catalog: &Catalog) -> (&str, &str) {
    let event = catalog.renewal();
    (&event.word, &event.properties.iter().find(|property| property.kind == Type::Text).unwrap().name)
}
