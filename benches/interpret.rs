//! How many records a second one core judges: rules compiled once, a million records in memory.
//!
//! `cargo bench --bench interpret` prints it for each of a few rules; `RECORDS=100000` takes fewer.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::hint::black_box;
use std::time::Instant;

use hubwright::catalog::{self, Provenance};
use hubwright::check;
use hubwright::hubspot::switches::Switches;
use hubwright::model::PortalName;
use hubwright::model::interpret::{Happening, Pattern, Reading, Record, compile};
use hubwright::model::rule::Rule;
use hubwright::model::{ListName, ListTarget, Program};
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::syntax;
use jiff::tz::TimeZone;

const FEATURES: &str = "
objects:
  contact:
    features:
      lifecycle_stage: { property: lifecyclestage, type: enum, options: { lead: Lead, mql: MQL, customer: Customer, other: Other } }
      lead_score: { type: number }
      last_activity: { property: notes_last_updated, type: datetime }
      renewal_date: { type: date }
      country: { type: string }
      email: { type: string }
      interests: { type: set, options: { pricing: Pricing, api: API, jobs: Jobs } }
    associations:
      company: { to: company }
  company:
    features:
      employees: { property: numberofemployees, type: number }
      industry: { type: string }
";

/// Each with what it is made of.
const RULES: &[(&str, &str)] = &[
    ("one number", "lead_score >= 80"),
    ("options, numbers, a window, a list", "lifecycle_stage in (lead, mql) and lead_score >= 80 and last_activity in last 7 days and not member of suppressed"),
    ("texts", "(country not in (\"US\", \"CA\") or unknown) and (email contains any of (\"sales\", \"info\") or (email does not contain \"test\" or unknown))"),
    (
        "associated records beside all of it",
        "lifecycle_stage in (lead, mql) and lead_score >= 20 and last_activity in last 30 days and not member of suppressed
         and any company (employees >= 200 and (industry is not \"GOVERNMENT\" or unknown))",
    ),
    (
        "ten filters in four branches",
        "(lead_score between 20 and 40 or unknown) and interests has all of (pricing, api)
         or renewal_date after 2026-11-23 and country is \"DE\" or lifecycle_stage is customer and not last_activity more than 30 days ago
         or member of suppressed and email ends with \"@acme.example\" and lead_score < 10",
    ),
];

/// What the target is, in millions of records a second.
const TARGET: f64 = 3.0;

fn main() {
    let count: usize = std::env::var("RECORDS").ok().and_then(|count| count.parse().ok()).unwrap_or(1_000_000);
    let program = program();
    let rule = |at: usize| &program.segments.iter().find(|segment| segment.head.name == format!("s{at}")).unwrap().rule;
    let rules: Vec<&Rule> = (0..RULES.len()).map(rule).collect();
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let id = |name: &PortalName| name.to_string();
    let none = |_: &str| -> Pattern { Box::new(|_| false) };
    let reading = Reading {
        now: "2026-11-23T10:00:00Z".parse().unwrap(),
        zone: &zone,
        switches: Switches::default(),
        ids: &id,
        patterns: &none,
    };
    let (layout, programs) = compile(&reading, rules.iter().copied());
    let started = Instant::now();
    let table = layout.table(&reading, (0..count).map(record));
    println!("{count} records laid out in {:.1} s", started.elapsed().as_secs_f64());
    let mut slowest = f64::MAX;
    for ((name, _), program) in RULES.iter().zip(&programs) {
        let mut best = f64::MAX;
        let mut passing = 0;
        for _ in 0..5 {
            let started = Instant::now();
            passing = table.rows().filter(|row| program.passes(black_box(*row))).count();
            best = best.min(started.elapsed().as_secs_f64());
        }
        #[expect(clippy::cast_precision_loss, reason = "a few million")]
        let rate = count as f64 / best / 1e6;
        slowest = slowest.min(rate);
        println!("{rate:8.1} M records/s  {passing:8} pass  {name}");
    }
    let verdict = if slowest >= TARGET { "met" } else { "MISSED" };
    println!("the slowest is {slowest:.1} M records/s a core; at least {TARGET} is wanted: {verdict}");
}

fn program() -> Program {
    let mut rules = "segment suppressed on contact { version 1 where email is known }\n".to_owned();
    for (at, (_, rule)) in RULES.iter().enumerate() {
        rules += &format!("segment s{at} on contact {{ version 1 where {rule} }}\n");
    }
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let sources = Sources::new(vec![file("rules/features.yaml", FEATURES), file("rules/rules.seg", &rules)]);
    let catalogs: Vec<(FileId, Provenance)> =
        sources.iter().filter_map(|(id, file)| Some((id, Provenance::of(&file.path)?))).collect();
    let (catalog, problems) = catalog::read(&sources, &catalogs);
    assert!(problems.is_empty(), "{problems:?}");
    let (id, source) = sources.iter().find(|(_, file)| file.path.ends_with(".seg")).unwrap();
    let (tree, problems) = syntax::parse(id, &source.text);
    assert!(problems.is_empty(), "{problems:?}");
    let (program, problems) = check::program(&[tree], &catalog, "bench", &[]);
    let errors: Vec<_> = problems.iter().filter(|problem| problem.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    program
}

/// A record of its own for each number, the same in each run.
fn record(number: usize) -> Record {
    let mut state = number as u64;
    let mut pick = move |below: u64| {
        // SplitMix64: a few lines, and no two records alike.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    };
    const NOW: i64 = 1_795_428_000_000;
    let mut record = Record::default();
    let day = |pick: &mut dyn FnMut(u64) -> u64| NOW - i64::try_from(pick(90)).unwrap() * 86_400_000;
    let stages = ["lead", "mql", "customer", "other", ""];
    record.set("lifecyclestage", stages[pick(5) as usize], NOW);
    record.set("lead_score", &pick(100).to_string(), NOW);
    record.set("notes_last_updated", &day(&mut pick).to_string(), NOW);
    record.set("renewal_date", &format!("2026-{:02}-{:02}", 1 + pick(12), 1 + pick(28)), NOW);
    record.set("country", ["US", "CA", "DE", "FR", "Österreich", ""][pick(6) as usize], NOW);
    let domain = ["acme.example", "north.example", "test.example"][pick(3) as usize];
    record.set("email", &format!("{}.{}@{domain}", ["ada", "sales", "grace"][pick(3) as usize], number), NOW);
    record.set("interests", ["pricing", "api;pricing", "jobs", ""][pick(4) as usize], NOW);
    if pick(4) == 0 {
        record.lists.insert(ListTarget::Own(ListName("suppressed".to_owned())));
    }
    let mut company = Record::default();
    company.set("numberofemployees", &pick(400).to_string(), NOW);
    company.set("industry", ["GOVERNMENT", "SOFTWARE", ""][pick(3) as usize], NOW);
    let path = hubwright::model::rule::AssociationPath {
        from: hubwright::hubspot::platform::Object::Contact,
        to: hubwright::hubspot::platform::Object::Company,
        label: None,
    };
    record.associated.insert(path, vec![company]);
    record.events.push(Happening { event: "4-96000".to_owned(), at: day(&mut pick), properties: Default::default() });
    record
}
