//! A small portal: people, companies, deals, lists, a zone, a moment, and the settings of what is uncertain. A condition
//! is put to it in three ways: as it is written, as it is checked, and as it is compiled.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use hubwright::emulator::activity;
use hubwright::emulator::associations::connect;
use hubwright::emulator::object::Object as PortalObject;
use hubwright::emulator::state::{Held, LinkType, OptStatus as PortalStatus, RecordKey, RecordRow};
use hubwright::hubspot::doc::Hole;
use hubwright::hubspot::platform::Object;
use hubwright::hubspot::switches::Switches;
use hubwright::lower::DesiredList;
use hubwright::model::interpret::{Pattern, Reading, Record, compile};
use hubwright::model::rule::{AssociationPath, OptStatus, Rule};
use hubwright::model::{ListName, ListTarget, PortalName, Program};
use hubwright::plan::body::create_list_body;
use hubwright::portal::transport::Method;
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::syntax::ast::{Declaration, Expr, RefKind};
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::compiled::{self, Deployed};

pub const FEATURES: (&str, &str) = ("rules/features.yaml", include_str!("features.yaml"));

/// A contact, and its companies and deals by their place.
#[derive(Clone, Debug, Default)]
pub struct Contact {
    pub record: Record,
    pub companies: BTreeSet<usize>,
    pub deals: BTreeSet<usize>,
}

/// Everything that a condition is asked of.
#[derive(Clone)]
pub struct World {
    pub now: &'static str,
    pub zone: &'static str,
    pub switches: Switches,
    pub contacts: Vec<Contact>,
    pub companies: Vec<Record>,
    pub deals: Vec<Record>,
    /// The rules of the segments `first`, `second`, which may name `first`, and `companies`.
    pub segments: [String; 3],
    /// Members of the static list of the program, and of one in the portal.
    pub by_hand: BTreeSet<usize>,
    pub in_portal: BTreeSet<usize>,
}

/// What the segments of a world are called, and what they hold.
const SEGMENTS: [(&str, &str); 3] = [("companies", "company"), ("first", "contact"), ("second", "contact")];

/// Who passes a condition, by the places of contacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passing {
    /// As the portal evaluates the JSON.
    pub compiled: Vec<usize>,
    /// As the checked model is read.
    pub checked: Vec<usize>,
}

/// What came of a condition: who passes, or the codes with which it is refused.
pub type Outcome = Result<Passing, BTreeSet<&'static str>>;

/// What fails is shown as its program and its records.
impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} in {}\n{}", self.now, self.zone, self.lists())?;
        let set: Vec<_> = self.switches.chosen();
        let default: Vec<_> = Switches::default().chosen();
        let other: Vec<_> = set.into_iter().filter(|chosen| !default.contains(chosen)).collect();
        writeln!(f, "switches: {other:?}\nby hand: {:?}, in portal: {:?}", self.by_hand, self.in_portal)?;
        for (at, contact) in self.contacts.iter().enumerate() {
            writeln!(f, "c{at} of {:?}, {:?}: {:?}", contact.companies, contact.deals, contact.record)?;
        }
        writeln!(f, "companies: {:?}\ndeals: {:?}", self.companies, self.deals)
    }
}

/// Returns the id of what a reference names.
pub fn id(kind: RefKind, name: &str) -> &'static str {
    match (kind, name) {
        (RefKind::User, "ana@acme.example") => "701",
        (RefKind::User, _) => "702",
        (RefKind::Stage, "Open") => "s-open",
        (RefKind::Stage, _) => "s-won",
        (RefKind::Form, "Demo") => "f-demo",
        (RefKind::Form, _) => "f-other",
        (RefKind::Email, "News") => "901",
        (RefKind::Email, _) => "902",
        (RefKind::Cta, _) => "cta-1",
        (RefKind::Subscription, "Product news") => "801",
        (RefKind::Subscription, _) => "802",
        other => panic!("{other:?}"),
    }
}

/// Reads a condition.
pub fn parsed(rule: &str) -> Expr {
    let text = format!("segment s on contact {{ version 1 where {rule} }}");
    let sources = Sources::new(vec![SourceFile { path: "s.seg".to_owned(), text: text.clone() }]);
    let (tree, problems) = hubwright::syntax::parse(sources.iter().next().unwrap().0, &text);
    assert!(problems.is_empty(), "{rule}: {problems:?}");
    match tree.declarations.into_iter().next().unwrap() {
        Declaration::Segment(segment) => segment.rule,
        other => panic!("{other:?}"),
    }
}

impl World {
    /// Returns a world without records, and with lists that nobody is in.
    pub fn empty((now, zone): (&'static str, &'static str)) -> Self {
        let known = |feature: &str| format!("{feature} is known");
        Self {
            now,
            zone,
            switches: Switches::default(),
            contacts: Vec::new(),
            companies: Vec::new(),
            deals: Vec::new(),
            segments: [known("branch"), known("country"), known("country")],
            by_hand: BTreeSet::new(),
            in_portal: BTreeSet::new(),
        }
    }

    /// Returns the rule of a segment as it is written.
    pub fn segment(&self, name: &str) -> Expr {
        let at = SEGMENTS.iter().position(|(known, _)| *known == name).unwrap();
        parsed(&self.segments[at])
    }

    /// The lists that conditions name.
    pub fn lists(&self) -> String {
        let mut text = "static list by_hand on contact { }\n".to_owned();
        for ((name, object), rule) in SEGMENTS.iter().zip(&self.segments) {
            writeln!(text, "segment {name} on {object} {{ version 1 where {rule} }}").unwrap();
        }
        text
    }

    /// Makes the portal with all lists.
    pub fn run(&self) -> Running<'_> {
        let program = compiled::program(&[FEATURES, ("rules/lists.seg", &self.lists())]);
        let mut deployed = Deployed::with(SEED, self.now, self.zone, self.switches);
        self.fill(&deployed);
        let members: Vec<String> = self.in_portal.iter().map(|at| (CONTACTS + *at as u64).to_string()).collect();
        let list = deployed.ok(
            Method::Post,
            compiled::LISTS,
            Some(serde_json::json!({
                "name": "In the portal", "objectTypeId": "0-1", "processingType": "MANUAL",
            })),
        );
        let path = |list: &str| format!("{}/{list}/memberships/add", compiled::LISTS);
        let number = list["list"]["listId"].as_str().unwrap();
        deployed.ok(Method::Put, &path(number), Some(serde_json::json!(members)));
        deployed.deploy(&program);
        let by_hand = deployed.find(&Hole::List(ListName("by_hand".to_owned()))).unwrap();
        let members: Vec<String> = self.by_hand.iter().map(|at| (CONTACTS + *at as u64).to_string()).collect();
        deployed.ok(Method::Put, &path(&by_hand), Some(serde_json::json!(members)));
        let mut running = Running { world: self, deployed, records: Vec::new() };
        running.records = running.interpreted(&program);
        running
    }

    /// Puts the records into the portal.
    fn fill(&self, deployed: &Deployed) {
        let contacts: Vec<&Record> = self.contacts.iter().map(|contact| &contact.record).collect();
        let kinds = [
            (PortalObject::Contact, CONTACTS, contacts),
            (PortalObject::Company, COMPANIES, self.companies.iter().collect()),
            (PortalObject::Deal, DEALS, self.deals.iter().collect()),
        ];
        deployed.portal.with(|state, world| {
            for (object, first, records) in kinds {
                for (id, record) in (first..).zip(records) {
                    state.data.records.put(RecordKey { object, id }, row(id, record, world.now.as_millisecond()));
                }
            }
            for (at, contact) in self.contacts.iter().enumerate() {
                let from = RecordKey { object: PortalObject::Contact, id: CONTACTS + at as u64 };
                let mut link = |object, id: u64, type_id| {
                    let link = LinkType { category: "HUBSPOT_DEFINED".to_owned(), type_id };
                    connect(state, from, RecordKey { object, id }, &link).unwrap();
                };
                contact.companies.iter().for_each(|at| link(PortalObject::Company, COMPANIES + *at as u64, 279));
                contact.deals.iter().for_each(|at| link(PortalObject::Deal, DEALS + *at as u64, 4));
            }
            state.commit(world.now.as_millisecond(), "a world").unwrap();
            let key = |at: usize| RecordKey { object: PortalObject::Contact, id: CONTACTS + at as u64 };
            for (at, contact) in self.contacts.iter().enumerate() {
                let happened = contact.record.events.iter().cloned().map(|event| activity::Happening {
                    record: key(at),
                    event: event.event,
                    at: event.at,
                    properties: event.properties,
                });
                activity::load(state, world, happened).unwrap();
                let said =
                    contact.record.subscriptions.iter().map(|(id, status)| (key(at), id.clone(), opted(*status)));
                activity::opt(state, world, said.collect::<Vec<_>>()).unwrap();
            }
        });
    }
}

/// The numbers of the first records of each object.
const CONTACTS: u64 = 1_000;
const COMPANIES: u64 = 2_000;
const DEALS: u64 = 3_000;

fn opted(status: OptStatus) -> PortalStatus {
    match status {
        OptStatus::In => PortalStatus::OptIn,
        OptStatus::Out => PortalStatus::OptOut,
        OptStatus::Neither => PortalStatus::NotOpted,
    }
}

fn row(id: u64, record: &Record, now: i64) -> RecordRow {
    let mut values: BTreeMap<String, Vec<Held>> = BTreeMap::new();
    values.insert("hs_object_id".to_owned(), vec![Held { value: id.to_string(), at: 0 }]);
    for (name, versions) in &record.properties {
        let held = versions.iter().map(|version| Held { value: version.value.clone(), at: version.at });
        values.insert(name.clone(), held.collect());
    }
    RecordRow { id, values, created: 0, updated: now, archived: None }
}

/// A world's portal with its lists, and its records as the interpreter has them.
pub struct Running<'w> {
    world: &'w World,
    pub deployed: Deployed,
    records: Vec<Record>,
}

fn pattern(pattern: &str) -> Pattern {
    match regex::Regex::new(pattern) {
        Ok(regex) => Box::new(move |text| regex.is_match(text)),
        Err(_) => Box::new(|_| false),
    }
}

impl Running<'_> {
    /// Reads rules of records: one by one, and compiled together. Both readings agree.
    fn read(&self, rules: &[&Rule], records: &[Record]) -> Vec<Vec<usize>> {
        let ids = |name: &PortalName| match name {
            // Which of its two numbers stands in the JSON is the writer's matter: here an e-mail has one.
            PortalName::Email(email) => id(RefKind::Email, email).to_owned(),
            name => self.deployed.find(&Hole::Portal(name.clone())).unwrap_or_else(|| panic!("{name} has no id")),
        };
        let zone = TimeZone::get(self.world.zone).unwrap();
        let now = self.world.now.parse().unwrap();
        let reading = Reading { now, zone: &zone, switches: self.world.switches, ids: &ids, patterns: &pattern };
        let (layout, programs) = compile(&reading, rules.iter().copied());
        let table = layout.table(&reading, records);
        let plain = |rule: &Rule| places(records.iter().map(|record| reading.passes(rule, record)));
        let plain: Vec<Vec<usize>> = rules.iter().map(|rule| plain(rule)).collect();
        let fast: Vec<_> = programs.iter().map(|one| places(table.rows().map(|row| one.passes(row)))).collect();
        assert_eq!(fast, plain, "the compiled reading and the plain one");
        plain
    }

    /// Returns the contacts with all that belongs to them.
    fn interpreted(&self, program: &Program) -> Vec<Record> {
        let rule = |name: &str| &program.segments.iter().find(|segment| segment.head.name == name).unwrap().rule;
        let list = |name: &str| ListTarget::Own(ListName(name.to_owned()));
        let mut companies = self.world.companies.clone();
        for at in self.read(&[rule("companies")], &companies).remove(0) {
            companies[at].lists.insert(list("companies"));
        }
        let path = |to| AssociationPath { from: Object::Contact, to, label: None };
        let portal = PortalName::List { object: Object::Contact, title: "In the portal".to_owned() };
        let mut records: Vec<Record> = self
            .world
            .contacts
            .iter()
            .enumerate()
            .map(|(at, contact)| {
                let mut record = contact.record.clone();
                let companies = contact.companies.iter().map(|at| companies[*at].clone()).collect();
                let deals = contact.deals.iter().map(|at| self.world.deals[*at].clone()).collect();
                record.associated = [(path(Object::Company), companies), (path(Object::Deal), deals)].into();
                if self.world.by_hand.contains(&at) {
                    record.lists.insert(list("by_hand"));
                }
                if self.world.in_portal.contains(&at) {
                    record.lists.insert(ListTarget::Portal(portal.clone()));
                }
                record
            })
            .collect();
        for name in ["first", "second"] {
            for at in self.read(&[rule(name)], &records).remove(0) {
                records[at].lists.insert(list(name));
            }
        }
        records
    }

    /// Compiles a condition beside the lists and asks who passes.
    pub fn ask(&mut self, rule: &str) -> Outcome {
        self.ask_all(&[rule.to_owned()]).remove(0)
    }

    /// Compiles conditions beside the lists and asks who passes each.
    pub fn ask_all(&mut self, rules: &[String]) -> Vec<Outcome> {
        let (program, refused) = checked(&self.world.lists(), rules);
        let asked: Vec<_> = (0..rules.len())
            .map(|at| program.segments.iter().find(|segment| segment.head.name == format!("asked{at}")))
            .collect();
        let fine: Vec<_> =
            asked.iter().zip(&refused).filter(|(_, codes)| codes.is_empty()).map(|(found, _)| found.unwrap()).collect();
        let lists: Vec<DesiredList> =
            fine.iter().map(|segment| hubwright::lower::list(segment, &self.world.switches)).collect();
        self.deployed.resolve(&lists, &[]);
        let rules: Vec<&Rule> = fine.iter().map(|segment| &segment.rule).collect();
        let checked = self.read(&rules, &self.records);
        let passing = |list: &DesiredList| -> Vec<usize> {
            let members = self.deployed.members_of(list);
            members.into_iter().map(|id| usize::try_from(id - CONTACTS).unwrap()).collect()
        };
        let mut found = lists.iter().zip(checked).map(|(list, checked)| Passing { compiled: passing(list), checked });
        let of = |codes: BTreeSet<&'static str>| if codes.is_empty() { Ok(found.next().unwrap()) } else { Err(codes) };
        refused.into_iter().map(of).collect()
    }
}

impl Running<'_> {
    /// Returns what is sent to the portal for conditions.
    pub fn bodies(&mut self, rules: &[String]) -> Vec<Value> {
        let (program, refused) = checked(&self.world.lists(), rules);
        assert!(refused.iter().all(BTreeSet::is_empty), "{refused:?}");
        let asked = program.segments.iter().filter(|segment| segment.head.name.starts_with("asked"));
        let lists: Vec<DesiredList> = asked.map(|one| hubwright::lower::list(one, &self.world.switches)).collect();
        self.deployed.resolve(&lists, &[]);
        let body = |list| Value::Object(create_list_body(list, "asked once", &|hole| self.deployed.find(hole)));
        lists.iter().map(body).collect()
    }

    /// Sends a list to the portal and returns who is in it; nothing where the portal refuses it.
    pub fn members(&self, body: &Value) -> Option<Vec<u64>> {
        let (status, made) = self.deployed.send(Method::Post, compiled::LISTS, Some(body.clone()));
        if status >= 300 {
            return None;
        }
        let list = made["list"]["listId"].as_str().unwrap();
        let members = self.deployed.members(list);
        self.deployed.ok(Method::Delete, &format!("{}/{list}", compiled::LISTS), None);
        Some(members)
    }
}

/// Checks conditions, each in a file of its own, and tells with which codes each is refused.
pub fn checked(lists: &str, rules: &[String]) -> (Program, Vec<BTreeSet<&'static str>>) {
    let file = |(at, rule): (usize, &String)| {
        let text = format!("segment asked{at} on contact {{ version 1 where {rule} }}\n");
        // The first files of all, in this order: a file's number is that of its condition.
        (format!("rules/asked{at:05}.seg"), text)
    };
    let asked: Vec<(String, String)> = rules.iter().enumerate().map(file).collect();
    let mut files = vec![FEATURES, ("rules/lists.seg", lists)];
    files.extend(asked.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let (program, problems) = compiled::checked(&files);
    let mut refused = vec![BTreeSet::new(); rules.len()];
    for problem in problems.iter().filter(|problem| problem.is_error()) {
        let FileId(file) = problem.at.unwrap().file;
        let codes = refused.get_mut(usize::try_from(file).unwrap());
        codes.unwrap_or_else(|| panic!("{problem:?}")).insert(problem.words().code);
    }
    (program, refused)
}

fn places(passing: impl Iterator<Item = bool>) -> Vec<usize> {
    passing.enumerate().filter(|(_, passes)| *passes).map(|(at, _)| at).collect()
}

const SEED: &str = "
properties:
  contact:
    - { name: note, type: string }
    - { name: score, type: number }
    - { name: vip, type: bool }
    - { name: tier, type: enumeration, options: { a: A, b: B, c: C } }
    - { name: interests, type: enumeration, field: checkbox, options: { pricing: Pricing, api: API, jobs: Jobs } }
    - { name: born, type: date }
    - { name: renewed, type: date }
    - { name: seen, type: datetime }
    - { name: demo_at, type: datetime }
  company:
    - { name: branch, type: string }
    - { name: founded, type: date }
    - { name: visited, type: datetime }
pipelines:
  deal:
    - { label: Sales, id: sales, stages: [{ label: Open, id: s-open, state: \"0.3\" }, { label: Won, id: s-won, state: \"1.0\" }] }
forms:
  - { name: Demo, id: f-demo }
  - { name: Other, id: f-other }
emails:
  - { name: News, id: 901 }
  - { name: Offer, id: 902 }
subscriptions:
  - { name: Product news, id: 801 }
  - { name: Offers, id: 802 }
event_types:
  - { name: renewal_started, object: contact, id: 6-1234567 }
owners:
  - { email: ana@acme.example, id: 701, user: 501 }
  - { email: bob@acme.example, id: 702, user: 502 }
";
