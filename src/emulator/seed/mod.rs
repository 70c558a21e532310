//! A portal's content from YAML: what workflows name, and records to segment.
//!
//! ```yaml
//! properties:
//!   contact:
//!     - { name: email_opens_7d, label: "E-mail opens, 7 days", type: number, field: number }
//!     - { name: interests, label: Interests, type: enumeration, field: checkbox, options: { pricing: Pricing, api: API } }
//!     - { name: ssn_last4, label: SSN, type: string, field: text, sensitivity: sensitive }
//! owners:                       # each is a user too; the two ids always differ, and are made up where absent
//!   - { email: ana@acme.example, first: Ana, last: Alvarez }
//!   - { email: old@acme.example, archived: true }
//! users:                        # users who own nothing
//!   - { email: ops@acme.example }
//! teams:
//!   - { name: SDR, members: [ana@acme.example] }
//! forms:
//!   - { name: Demo request }    # type: hubspot
//! emails:
//!   - { name: "Nurture #1", subject: Hello }    # type: AUTOMATED_EMAIL, state: AUTOMATED
//! objects:                      # custom objects; elsewhere they go by their names
//!   - { name: webinar_attendance, singular: Attendance, plural: Attendances, associated: [contact] }
//! subscriptions:
//!   - { name: Product news, id: 321981152 }    # inactive: nobody can subscribe to it any more
//! event_types:                  # definitions of events of the portal's own
//!   - { name: renewal_started, object: contact, id: 6-1234567, properties: [{ name: plan, type: string }] }
//! pipelines:
//!   deal:
//!     - { label: Renewals, stages: [{ label: Open, state: "0.3" }, { label: Won, state: "1.0" }] }
//! labels:
//!   - { from: contact, to: deal, label: Decision maker, inverse: Decided by }
//! folders:
//!   - { name: Marketing }
//! lists:                        # lists that nobody manages by rules; a filter is stored as it is, judged by nobody
//!   - { name: Do not contact, object: contact, type: MANUAL, members: [c1] }
//!   - { name: Old leads, object: contact, type: DYNAMIC, folder: Marketing, filter: { filterBranchType: OR } }
//! flows:                        # workflows that nobody manages by rules
//!   - { name: Welcome, object: contact, enabled: true, body: { actions: [] } }
//!   - { name: Payroll, object: contact, sensitive: true }
//! records:                      # `as` is a key in this file; all else are properties
//!   contact:
//!     - { as: c1, email: ada@north.example, lifecyclestage: lead, createdate: today - 40 days, interests: [api] }
//!   company:
//!     - { as: north, name: North, hubspot_owner_id: ana@acme.example }
//! associations:
//!   - { from: c1, to: north }
//!   - { from: c1, to: d1, label: Decision maker }
//! submissions:
//!   - { contact: c1, form: Demo request, at: now - 3 hours }    # page: the id of the page it stands on
//! events:                       # `did` is a word of `rows::events`, the name or the id of an event type; all else are its properties
//!   - { of: c1, did: page_view, at: now - 2 days, url: "https://north.example/pricing" }
//!   - { of: c1, did: email_click, at: now - 1 hour, email: "Nurture #1", url: "https://north.example/docs" }
//!   - { of: north, did: 6-1234567, at: today, plan: pro }
//! opted:                        # OPT_IN, OPT_OUT or NOT_OPTED; who is not named said nothing
//!   - { contact: c1, subscription: Product news, status: OPT_IN }    # or its id
//! ```
//!
//! Dates and times may be relative (`today`, `now`, `+` or `-` a number of minutes, hours, days or weeks): they are
//! counted when the seed is read. Owners may be named by e-mail, pipelines and stages by label. A second reading adds
//! what is new, gives seeded records their seeded values again, and doubles nothing.

pub mod events;
pub mod shape;
pub mod things;
pub mod values;

use std::fmt;

use super::object::Object;
use super::schemas;
use super::state::{RecordKey, State, World};
use super::table::Key;
use shape::File;

/// What a seed did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeedReport {
    /// Things of all kinds that are new.
    pub made: usize,
    /// Things that were there already.
    pub known: usize,
    /// Records of the file, new or known.
    pub records: usize,
}

/// Why a seed is not taken; nothing of it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedError {
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong there.
    pub what: String,
}

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl std::error::Error for SeedError {}

/// A seed being read.
pub(super) struct Sower<'a> {
    state: &'a mut State,
    world: &'a World,
    text: &'a str,
    report: SeedReport,
}

/// Loads a seed into a portal: all of it or nothing.
///
/// # Errors
/// Where it can't be read, contradicts itself, or names what is not there.
pub fn seed(state: &mut State, world: &World, text: &str) -> Result<SeedReport, SeedError> {
    let file: File = serde_yaml::from_str(text)
        .map_err(|error| SeedError { line: error.location().map(|place| place.line()), what: error.to_string() })?;
    let mut sower = Sower { state, world, text, report: SeedReport::default() };
    let sown = sower.sow(&file);
    let report = sower.report;
    match sown {
        Ok(()) => state
            .commit(world.millis(), "seed")
            .map(|()| report)
            .map_err(|error| SeedError { line: None, what: error.to_string() }),
        Err(error) => {
            state.data.roll_back();
            Err(error)
        }
    }
}

impl Sower<'_> {
    fn sow(&mut self, file: &File) -> Result<(), SeedError> {
        self.custom_objects(file)?;
        self.pipelines(file)?;
        self.people(file)?;
        self.properties(file)?;
        self.assets(file)?;
        self.labels(file)?;
        self.records(file)?;
        self.associations(file)?;
        self.submissions(file)?;
        self.events(file)?;
        self.opted(file)?;
        self.lists(file)?;
        self.flows(file)
    }

    /// Makes an error at the line where a word of the file first stands.
    fn fault(&self, word: &str, what: impl Into<String>) -> SeedError {
        let line = (!word.is_empty()).then(|| self.text.lines().position(|line| line.contains(word))).flatten();
        SeedError { line: line.map(|line| line + 1), what: what.into() }
    }

    /// Returns what a key of an earlier reading made.
    fn seeded(&self, key: &str) -> Option<String> {
        self.state.data.seeded.get(&key.to_owned()).cloned()
    }

    /// Notes what a key made.
    fn note(&mut self, key: String, made: String) {
        self.report.made += 1;
        self.state.data.seeded.put(key, made);
    }

    /// Finds the record of a key in the file.
    fn record(&self, key: &str) -> Result<RecordKey, SeedError> {
        self.seeded(&format!("record/{key}"))
            .and_then(|text| RecordKey::parse(&text))
            .ok_or_else(|| self.fault(key, format!("there is no record `{key}`")))
    }

    fn object(&self, word: &str) -> Result<Object, SeedError> {
        self.object_named(word).ok_or_else(|| self.fault(word, format!("there is no object type `{word}`")))
    }

    /// A seed calls a custom object by its name.
    fn object_named(&self, word: &str) -> Option<Object> {
        schemas::by_name(self.state, word).or_else(|| schemas::find(self.state, word))
    }
}
