//! The probe finds what a portal is like, whatever it is like; and leaves nothing behind, however it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use hubwright::emulator::{AccountType, Embedded, PortalIdentity, State, World};
use hubwright::hubspot::switches::Switches;
use hubwright::portal::{Broken, Method, Portal, Request, Response, Transport};
use hubwright::probe::journal::{self, Kind, Line};
use hubwright::probe::{self, Around, Cut, How, Outcome, Question, questions};
use hubwright::settings::{ApiPaths, BatchSizes};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A Monday, eight in the morning in New York.
const NOW: &str = "2026-06-01T12:00:00Z";
const ZONE: &str = "America/New_York";

/// What is somebody's own and must stay as it is.
const SEED: &str = "
owners: [{ email: ada@acme.example, first: Ada, last: Ost }]
subscriptions: [{ name: News }]
lists: [{ name: Guests, object: contact, type: MANUAL, members: [bea] }]
flows: [{ name: Greetings, object: contact, enabled: true }]
records: { contact: [{ as: bea, email: bea@acme.example, firstname: Bea }] }
";

fn portal_at(now: &str, settings: &[(&str, &str)]) -> Embedded {
    let mut switches = Switches::default();
    for (switch, choice) in settings {
        switches.set(switch, choice).unwrap();
    }
    let identity = PortalIdentity { portal_id: 7, account_type: AccountType::Sandbox, time_zone: ZONE.to_owned() };
    let mut state = State::in_memory(identity, switches).unwrap();
    let world = World { now: now.parse().unwrap(), seed: 0 };
    hubwright::emulator::seed(&mut state, &world, SEED).unwrap();
    Embedded::in_world(state, world)
}

fn run(
    transport: &dyn Transport,
    run: &str,
    now: &str,
    questions: &[Question],
    journal: &mut Vec<String>,
) -> Result<Outcome, Cut> {
    let paths = ApiPaths::default();
    let portal = Portal::new(transport, paths.clone(), BatchSizes::default());
    let around =
        Around { run: run.to_owned(), now: now.parse::<Timestamp>().unwrap(), zone: TimeZone::get(ZONE).unwrap() };
    probe::run(&portal, &paths, around, questions, journal, &mut |_| {})
}

/// Removes what a journal says is left, and returns the journal's rest.
fn tidy(transport: &dyn Transport, journal: &mut Vec<String>) {
    let paths = ApiPaths::default();
    let portal = Portal::new(transport, paths.clone(), BatchSizes::default());
    let left = journal::left(&journal.join("\n"));
    let stays = probe::tidy(&portal, &paths, &left, journal).unwrap();
    assert_eq!(stays, []);
}

fn probeable() -> Vec<Question> {
    questions::all().into_iter().filter(|question| matches!(question.how, How::Try(_))).collect()
}

/// Everything that lives in a portal: lists that are not deleted, workflows, properties, records.
fn alive(portal: &Embedded) -> BTreeSet<String> {
    portal.with(|state, _| {
        let data = &state.data;
        let lists = data.lists.values().filter(|row| row.deleted.is_none()).map(|row| format!("list {row:?}"));
        let flows = data.flows.values().filter(|row| row.deleted.is_none()).map(|row| format!("flow {row:?}"));
        let properties = data.properties.iter().filter(|(_, row)| row.archived.is_none());
        let properties = properties.map(|(key, row)| format!("property {key:?} {row:?}"));
        let records = data.records.iter().filter(|(_, row)| row.archived.is_none());
        let records = records.map(|(key, row)| format!("record {key:?} {row:?}"));
        lists.chain(flows).chain(properties).chain(records).collect()
    })
}

/// Demands that a portal holds what it held.
fn is_as_before(portal: &Embedded, before: &BTreeSet<String>, when: &str) {
    let now = alive(portal);
    let changed: Vec<&String> = now.symmetric_difference(before).collect();
    assert!(changed.is_empty(), "{when}: {changed:#?}");
}

/// Runs a whole probe under some settings and holds what it says to them; returns what it could not tell.
fn finds(now: &str, settings: &[(&str, &str)]) -> BTreeMap<&'static str, String> {
    let portal = portal_at(now, settings);
    let before = alive(&portal);
    let mut journal = Vec::new();
    let outcome = run(&portal, "r1", now, &probeable(), &mut journal).unwrap();
    assert_eq!(outcome.stays, [], "{settings:?}");
    is_as_before(&portal, &before, &format!("{settings:?}"));
    assert_eq!(journal::left(&journal.join("\n")), [], "{settings:?}: and the journal says so");
    let truth: BTreeMap<&str, &str> = portal.with(|state, _| state.switches.chosen()).into_iter().collect();
    let mut open = BTreeMap::new();
    for finding in &outcome.findings {
        let Some(switch) = finding.question.settles else { continue };
        match &finding.seen.answer {
            Some(answer) => assert_eq!(answer, truth[switch], "{settings:?}: {switch}: {}", finding.seen.evidence),
            None => {
                open.insert(switch, finding.seen.evidence.clone());
            }
        }
    }
    open
}

#[test]
fn under_the_defaults_every_probeable_question_is_answered() {
    let portal = portal_at(NOW, &[]);
    let outcome = run(&portal, "r1", NOW, &probeable(), &mut Vec::new()).unwrap();
    let open: Vec<_> = outcome.findings.iter().filter(|finding| finding.seen.answer.is_none()).collect();
    assert!(open.is_empty(), "{open:#?}");
    assert_eq!(finds(NOW, &[]), BTreeMap::new());
}

#[test]
fn every_choice_of_every_probeable_switch_is_found() {
    let probeable: Vec<&str> = probeable().iter().filter_map(|question| question.settles).collect();
    let rows = Switches::ROWS.iter().flat_map(|row| row.choices.iter().skip(1).map(|(choice, _)| (row.name, *choice)));
    for (switch, choice) in rows {
        let open = finds(NOW, &[(switch, choice)]);
        assert!(!open.contains_key(switch), "{switch}: {choice}: {}", open[switch]);
        // Where any range is taken, that one of them is says nothing.
        let expected: &[&str] = if (switch, choice) == ("relative_ranges", "free") { &["on_today"] } else { &[] };
        assert_eq!(open.keys().copied().collect::<Vec<_>>(), expected, "{switch}: {choice}");
        assert!(probeable.contains(&switch) || open.is_empty());
    }
}

#[test]
fn the_beginning_of_the_week_is_found_on_each_of_its_days() {
    for day in 1..=7 {
        for choice in ["monday", "sunday"] {
            let now = format!("2026-06-0{day}T12:00:00Z");
            let portal = portal_at(&now, &[("week_start", choice)]);
            let asked: Vec<Question> = probeable().into_iter().filter(|row| row.id == "week_start").collect();
            let outcome = run(&portal, "r1", &now, &asked, &mut Vec::new()).unwrap();
            assert_eq!(outcome.findings[0].seen.answer.as_deref(), Some(choice), "{now}");
        }
    }
    // Nobody knows on which day the portal will look: nothing is said.
    let late = "2026-06-02T03:30:00Z";
    let portal = portal_at(late, &[]);
    let asked: Vec<Question> = probeable().into_iter().filter(|row| row.id == "week_start").collect();
    let outcome = run(&portal, "r1", late, &asked, &mut Vec::new()).unwrap();
    assert_eq!(outcome.findings[0].seen.answer, None);
}

/// Says how a question is answered, for the page.
fn how(question: &Question) -> String {
    match question.how {
        How::Try(_) => "by experiment".to_owned(),
        How::By(switches, rest) => {
            let names: Vec<String> = switches.iter().map(|name| format!("`{name}`")).collect();
            let rest = if rest.is_empty() { String::new() } else { format!("; open stays {rest}") };
            format!("by {}{rest}", names.join(", "))
        }
        How::Not(why) => format!("not by probe: {why}"),
    }
}

#[test]
fn the_page_has_every_question() {
    let mut made = "\n| switch | question | choices | how |\n|---|---|---|---|\n".to_owned();
    let all = questions::all();
    for question in all.iter().filter(|question| question.settles.is_some()) {
        let row = Switches::ROWS.iter().find(|row| row.name == question.id).unwrap();
        let choices: Vec<String> = row.choices.iter().map(|(choice, _)| format!("`{choice}`")).collect();
        made += &format!("| `{}` | {} | {} | {} |\n", question.id, question.words, choices.join(", "), how(question));
    }
    made += "\nWhat has no switch, since nothing that is written depends on it or several switches share it:\n\n";
    made += "| question | in words | how |\n|---|---|---|\n";
    for question in all.iter().filter(|question| question.settles.is_none()) {
        made += &format!("| {} | {} | {} |\n", question.id, question.words, how(question));
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/facts.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (head, written) = text.split_once("cargo test --test probe page -->\n").unwrap();
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        std::fs::write(&path, format!("{head}cargo test --test probe page -->\n{made}")).unwrap();
        return;
    }
    assert!(written == made, "docs/facts.md is out of date: INSTA_UPDATE=always cargo test --test probe page");
}

#[test]
fn what_no_probe_can_tell_is_said_to_be_so() {
    let switches: Vec<Question> = questions::all().into_iter().filter(|question| question.settles.is_some()).collect();
    let not: Vec<&str> =
        switches.iter().filter(|question| matches!(question.how, How::Not(_))).map(|question| question.id).collect();
    let expected = [
        "page_urls",
        "page_patterns",
        "activity_windows",
        "email_app",
        "email_level",
        "email_ids",
        "subscription_ids",
        "put_enabled",
        "schedule_delta",
    ];
    assert_eq!(not, expected);
    assert_eq!(switches.len(), Switches::ROWS.len());
}

/// Lets so many requests through; the next is done and its answer lost, or not done at all; then the line is dead.
struct Dying<'t> {
    inner: &'t Embedded,
    left: Cell<usize>,
    last: Last,
}

#[derive(Clone, Copy, Debug)]
enum Last {
    Done,
    Lost,
}

impl Transport for Dying<'_> {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        match self.left.get() {
            0 => Err(Broken::NotSent("dead".to_owned())),
            1 => {
                self.left.set(0);
                match self.last {
                    Last::Lost => Err(Broken::NotSent("dead".to_owned())),
                    Last::Done => {
                        self.inner.send(request)?;
                        Err(Broken::NoAnswer("dead".to_owned()))
                    }
                }
            }
            left => {
                self.left.set(left - 1);
                self.inner.send(request)
            }
        }
    }

    fn pause(&self, milliseconds: u64) {
        self.inner.pause(milliseconds);
    }
}

/// Cuts a probe off at each request in turn and lets the next run tidy up.
fn cut_off_everywhere(settings: &[(&str, &str)], last: Last, stride: usize) {
    let mut cut = 0;
    for requests in (1..).step_by(stride) {
        let portal = portal_at(NOW, settings);
        let before = alive(&portal);
        let mut journal = Vec::new();
        let dying = Dying { inner: &portal, left: Cell::new(requests), last };
        let ended = run(&dying, "r1", NOW, &probeable(), &mut journal);
        tidy(&portal, &mut journal);
        is_as_before(&portal, &before, &format!("{settings:?}: cut off after {requests} requests, {last:?}"));
        assert_eq!(journal::left(&journal.join("\n")), [], "after {requests} requests, {last:?}");
        match ended {
            Ok(_) => break,
            Err(_) => cut += 1,
        }
    }
    assert!(cut > 200 / stride, "{cut} places");
}

#[test]
fn a_probe_that_is_cut_off_anywhere_is_tidied_up_by_the_next() {
    std::thread::scope(|scope| {
        scope.spawn(|| cut_off_everywhere(&[], Last::Done, 1));
        scope.spawn(|| cut_off_everywhere(&[], Last::Lost, 7));
    });
}

#[test]
fn so_is_one_in_a_portal_that_is_slow_to_show_what_it_has() {
    let settings = [
        ("search_lag", "five-seconds"),
        ("deleted_by_name", "found"),
        ("unknown_ids", "bad-request"),
        ("repeated_delete", "done"),
    ];
    cut_off_everywhere(&settings, Last::Done, 11);
}

/// A journal is a file like others: whatever it says, only what a probe called so is removed.
#[test]
fn what_a_journal_says_of_somebodys_own_is_not_believed() {
    let portal = portal_at(NOW, &[]);
    let (list, flow, record) = portal.with(|state, _| {
        let data = &state.data;
        let (list, flow) = (data.lists.iter().next().unwrap().0, data.flows.iter().next().unwrap().0);
        (list.to_string(), flow.to_string(), data.records.iter().next().unwrap().0.id.to_string())
    });
    let nameless = portal
        .send(
            &Request::new(Method::Post, "/crm/v3/objects/contacts")
                .body(json!({ "properties": { "firstname": "No" } })),
        )
        .unwrap();
    let nameless = serde_json::from_str::<Value>(&nameless.body).unwrap()["id"].as_str().unwrap().to_owned();
    let before = alive(&portal);
    let mut lines = Vec::new();
    let all = [
        (Kind::Flow, flow),
        (Kind::List, list),
        (Kind::List, "../objects/contacts/1".to_owned()),
        (Kind::Contact, record),
        (Kind::Contact, nameless),
        (Kind::Property, "jobtitle".to_owned()),
    ];
    for (kind, id) in all.clone() {
        let key = format!("{}_r1_x", journal::PREFIX);
        lines.push(journal::print(&Line::About { kind, key: key.clone() }));
        lines.push(journal::print(&Line::Made { kind, key, id }));
    }
    let paths = ApiPaths::default();
    let asked = Portal::new(&portal, paths.clone(), BatchSizes::default());
    let left = journal::left(&lines.join("\n"));
    let stays = probe::tidy(&asked, &paths, &left, &mut lines).unwrap();
    let why: Vec<&str> = stays.iter().map(|(_, why)| why.as_str()).collect();
    for (called, said) in ["Greetings", "Guests", "../objects", "bea@acme.example", "200", "jobtitle"].iter().zip(&why)
    {
        assert!(said.contains(called), "{why:?}");
    }
    assert_eq!(why.len(), all.len(), "{why:?}");
    is_as_before(&portal, &before, "a journal that names what is somebody's");
}

/// Does one write, and answers it and every so many of those that follow with an error of the server.
struct Failing<'t> {
    inner: &'t Embedded,
    writes: Cell<usize>,
    first: usize,
    every: usize,
}

impl Transport for Failing<'_> {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        let response = self.inner.send(request)?;
        if request.method == Method::Get {
            return Ok(response);
        }
        let number = self.writes.replace(self.writes.get() + 1);
        let fails = number >= self.first && (number - self.first).is_multiple_of(self.every);
        Ok(if fails { Response { status: 503, body: String::new(), ..response } } else { response })
    }

    fn pause(&self, milliseconds: u64) {
        self.inner.pause(milliseconds);
    }
}

#[test]
fn an_error_of_the_server_is_never_taken_for_an_answer() {
    let settings = [("unknown_keys", "refused"), ("convergence", "standard"), ("refine_words", "singular")];
    for first in 0..40 {
        let portal = portal_at(NOW, if first % 2 == 0 { &settings } else { &[] });
        let before = alive(&portal);
        let failing = Failing { inner: &portal, writes: Cell::new(0), first, every: 40 };
        let mut journal = Vec::new();
        let outcome = run(&failing, "r1", NOW, &probeable(), &mut journal).unwrap();
        let truth: BTreeMap<&str, &str> = portal.with(|state, _| state.switches.chosen()).into_iter().collect();
        for finding in &outcome.findings {
            if let (Some(switch), Some(answer)) = (finding.question.settles, &finding.seen.answer) {
                assert_eq!(answer, truth[switch], "{first}: {switch}: {}", finding.seen.evidence);
            }
        }
        tidy(&portal, &mut journal);
        is_as_before(&portal, &before, &format!("{first}"));
    }
}

/// A journal whose disk is full.
struct Full(usize);

impl journal::Journal for Full {
    fn write(&mut self, _: &str) -> Result<(), String> {
        self.0 = self.0.checked_sub(1).ok_or("the disk is full")?;
        Ok(())
    }
}

#[test]
fn what_cannot_be_written_down_is_not_made() {
    let portal = portal_at(NOW, &[]);
    let before = alive(&portal);
    let paths = ApiPaths::default();
    let client = Portal::new(&portal, paths.clone(), BatchSizes::default());
    let around = Around { run: "r1".to_owned(), now: NOW.parse().unwrap(), zone: TimeZone::UTC };
    let ended = probe::run(&client, &paths, around, &probeable(), &mut Full(0), &mut |_| {});
    assert_eq!(ended.map(|_| ()), Err(Cut::Journal("the disk is full".to_owned())));
    is_as_before(&portal, &before, "nothing was made");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// One experiment's portal is another's too: what one switch does must not look like what another does.
    #[test]
    fn settings_do_not_disturb_each_other(picks in prop::collection::vec((0..Switches::ROWS.len(), 0..4_usize), 2..8)) {
        let settings: Vec<(&str, &str)> = picks
            .iter()
            .map(|(row, choice)| {
                let row = &Switches::ROWS[*row];
                (row.name, row.choices[choice % row.choices.len()].0)
            })
            .collect();
        let open = finds(NOW, &settings);
        let open: Vec<&str> = open.keys().copied().filter(|switch| *switch != "on_today").collect();
        prop_assert_eq!(open, Vec::<&str>::new(), "{:?}", settings);
    }
}
