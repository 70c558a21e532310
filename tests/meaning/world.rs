//! A small portal: records of each object, lists, a zone, a moment, and the settings of what is uncertain. A condition
//! is put to it in three ways: as it is written, as it is checked, and as it is compiled.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::rc::Rc;
use std::sync::Arc;

use hubwright::emulator::activity;
use hubwright::emulator::associations::{connect, plain};
use hubwright::emulator::object::Object as PortalObject;
use hubwright::emulator::state::{Held, LinkType, OptStatus as PortalStatus, RecordKey, RecordRow, State};
use hubwright::hubspot::doc::Hole;
use hubwright::hubspot::platform::{CustomObject, Object};
use hubwright::hubspot::switches::Switches;
use hubwright::lower::DesiredList;
use hubwright::model::interpret::{Pattern, Reading, Record, compile};
use hubwright::model::rule::{AssociationPath, OptStatus, Rule};
use hubwright::model::{ListName, ListTarget, PortalName, Program, Segment};
use hubwright::plan::body::create_list_body;
use hubwright::portal::transport::Method;
use hubwright::source::{FileId, SourceFile, Sources};
use hubwright::syntax::ast::{Declaration, Expr, RefKind};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::catalog::{Bond, CUSTOM, Catalog, Home, Side, Way};
use crate::compiled::{self, Deployed};

/// A contact, and what it is bound to by its place. Whatever bears a label is bound plainly too.
#[derive(Clone, Debug, Default)]
pub struct Contact {
    pub record: Record,
    pub bound: BTreeMap<Bond, BTreeSet<usize>>,
}

impl Contact {
    /// Makes a contact that is bound to some others.
    pub fn bound(bond: Bond, to: &[usize]) -> Self {
        Self { bound: [(bond, to.iter().copied().collect())].into(), ..Self::default() }
    }

    /// Returns what it is bound to.
    fn others(&self, bond: Bond) -> BTreeSet<usize> {
        let of = |bond: Bond| self.bound.get(&bond).cloned().unwrap_or_default();
        match bond {
            Bond::Company | Bond::Decides | Bond::Spoke => of(bond),
            Bond::Deal => &of(bond) | &of(Bond::Decides),
            Bond::Custom => &of(bond) | &of(Bond::Spoke),
        }
    }
}

/// Everything that a condition is asked of.
#[derive(Clone)]
pub struct World {
    pub now: &'static str,
    pub zone: &'static str,
    pub switches: Switches,
    pub catalog: Arc<Catalog>,
    pub contacts: Vec<Contact>,
    pub companies: Vec<Record>,
    pub deals: Vec<Record>,
    /// Records of the custom object.
    pub customs: Vec<Record>,
    /// The rules of the segments that conditions name; that of `second` may name `first`.
    pub segments: [String; 5],
    /// Members of the static list of the program, and of one in the portal.
    pub by_hand: BTreeSet<usize>,
    pub in_portal: BTreeSet<usize>,
}

/// What the segments of a world are called, and what they hold.
const SEGMENTS: [(&str, Home); 5] = [
    ("companies", Home::Company),
    ("deals", Home::Deal),
    ("customs", Home::Custom),
    ("first", Home::Contact),
    ("second", Home::Contact),
];

/// A condition, and what it is asked of.
#[derive(Clone, Debug)]
pub struct Asked {
    pub on: Home,
    pub text: String,
}

/// Who passes a condition, by the places of records.
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
        writeln!(f, "{} in {}\n{}\n{}", self.now, self.zone, self.catalog.yaml(), self.lists())?;
        let set: Vec<_> = self.switches.chosen();
        let default: Vec<_> = Switches::default().chosen();
        let other: Vec<_> = set.into_iter().filter(|chosen| !default.contains(chosen)).collect();
        writeln!(f, "switches: {other:?}\nby hand: {:?}, in portal: {:?}", self.by_hand, self.in_portal)?;
        for (at, contact) in self.contacts.iter().enumerate() {
            writeln!(f, "c{at} bound to {:?}: {:?}", contact.bound, contact.record)?;
        }
        writeln!(f, "companies: {:?}\ndeals: {:?}\ncustom: {:?}", self.companies, self.deals, self.customs)
    }
}

/// Returns the id of what a reference names, whatever the catalog.
pub fn id(kind: RefKind, name: &str) -> &'static str {
    match (kind, name) {
        (RefKind::User, "ana@acme.example") => "701",
        (RefKind::User, _) => "702",
        (RefKind::List, "In the portal") => "90",
        (RefKind::List, _) => "91",
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

/// Reads a condition. That of a segment is read once, however many records it is asked of.
pub fn parsed(rule: &str) -> Rc<Expr> {
    thread_local! {
        static READ: RefCell<BTreeMap<String, Rc<Expr>>> = RefCell::default();
    }
    let known = READ.with_borrow(|read| read.get(rule).cloned());
    known.unwrap_or_else(|| {
        let expr = Rc::new(read(rule));
        READ.with_borrow_mut(|read| read.insert(rule.to_owned(), Rc::clone(&expr)));
        expr
    })
}

fn read(rule: &str) -> Expr {
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
    pub fn empty(catalog: Arc<Catalog>, (now, zone): (&'static str, &'static str)) -> Self {
        let known = |(_, home): (&str, Home)| format!("{} is known", catalog.of(home).next().unwrap().name);
        Self {
            now,
            zone,
            switches: Switches::default(),
            segments: SEGMENTS.map(known),
            catalog,
            contacts: Vec::new(),
            companies: Vec::new(),
            deals: Vec::new(),
            customs: Vec::new(),
            by_hand: BTreeSet::new(),
            in_portal: BTreeSet::new(),
        }
    }

    /// Returns the records of an object.
    pub fn records(&self, home: Home) -> Vec<&Record> {
        match home {
            Home::Contact => self.contacts.iter().map(|contact| &contact.record).collect(),
            Home::Company => self.companies.iter().collect(),
            Home::Deal => self.deals.iter().collect(),
            Home::Custom => self.customs.iter().collect(),
        }
    }

    pub fn record(&self, home: Home, at: usize) -> &Record {
        match home {
            Home::Contact => &self.contacts[at].record,
            Home::Company => &self.companies[at],
            Home::Deal => &self.deals[at],
            Home::Custom => &self.customs[at],
        }
    }

    /// Returns where a way leads from a record.
    pub fn led(&self, way: &Way, at: usize) -> BTreeSet<usize> {
        match way.from {
            Side::OfContact => self.contacts[at].others(way.bond),
            Side::OfOther => {
                let contacts = self.contacts.iter().enumerate().filter(|(_, one)| !one.bound.is_empty());
                contacts.filter(|(_, one)| one.others(way.bond).contains(&at)).map(|(at, _)| at).collect()
            }
        }
    }

    /// Returns the rule of a segment as it is written.
    pub fn segment(&self, name: &str) -> Rc<Expr> {
        let at = SEGMENTS.iter().position(|(known, _)| *known == name).unwrap();
        parsed(&self.segments[at])
    }

    /// The lists that conditions name.
    pub fn lists(&self) -> String {
        let mut text = "static list by_hand on contact { }\n".to_owned();
        for ((name, object), rule) in SEGMENTS.iter().zip(&self.segments) {
            let object = self.catalog.word(*object);
            writeln!(text, "segment {name} on {object} {{ version 1 where {rule} }}").unwrap();
        }
        text
    }

    /// Makes the portal with all lists.
    pub fn run(&self) -> Running<'_> {
        let program = compiled::program(&[(FEATURES, &self.catalog.yaml()), ("rules/lists.seg", &self.lists())]);
        let mut deployed = Deployed::with(&self.catalog.seed(), self.now, self.zone, self.switches);
        self.fill(&deployed);
        let members: Vec<String> = self.in_portal.iter().map(|at| (FIRST + *at as u64).to_string()).collect();
        let path = |list: &str| format!("{}/{list}/memberships/add", compiled::LISTS);
        let in_portal = path(id(RefKind::List, "In the portal"));
        deployed.ok(Method::Put, &in_portal, Some(serde_json::json!(members)));
        deployed.deploy(&program);
        let by_hand = deployed.find(&Hole::List(ListName("by_hand".to_owned()))).unwrap();
        let members: Vec<String> = self.by_hand.iter().map(|at| (FIRST + *at as u64).to_string()).collect();
        deployed.ok(Method::Put, &path(&by_hand), Some(serde_json::json!(members)));
        let mut running = Running { world: self, deployed, records: BTreeMap::new() };
        running.records = running.interpreted(&program);
        running
    }

    /// Puts the records into the portal.
    fn fill(&self, deployed: &Deployed) {
        deployed.portal.with(|state, world| {
            for home in Home::ALL {
                for (id, record) in (FIRST..).zip(self.records(home)) {
                    let key = RecordKey { object: there(home), id };
                    state.data.records.put(key, row(id, record, world.now.as_millisecond()));
                }
            }
            for (at, contact) in self.contacts.iter().enumerate() {
                let from = key(Home::Contact, at);
                for (bond, others) in &contact.bound {
                    let link = self.link(state, *bond);
                    for other in others {
                        connect(state, from, key(bond.to(), *other), &link).unwrap();
                    }
                }
            }
            state.commit(world.now.as_millisecond(), "a world").unwrap();
            for (at, contact) in self.contacts.iter().enumerate() {
                let happened = contact.record.events.iter().cloned().map(|event| activity::Happening {
                    record: key(Home::Contact, at),
                    event: event.event,
                    at: event.at,
                    properties: event.properties,
                });
                activity::load(state, world, happened).unwrap();
                let said = contact
                    .record
                    .subscriptions
                    .iter()
                    .map(|(id, status)| (key(Home::Contact, at), id.clone(), opted(*status)));
                activity::opt(state, world, said.collect::<Vec<_>>()).unwrap();
            }
        });
    }

    /// Returns the portal's own number of a bond.
    fn link(&self, state: &State, bond: Bond) -> LinkType {
        let (from, to) = (there(Home::Contact), there(bond.to()));
        let way = self.catalog.ways.iter().find(|way| way.bond == bond && way.from == Side::OfContact).unwrap();
        let Some(label) = &way.label else { return plain(state, from, to).unwrap() };
        let found = state.data.labels.iter().find(|(key, row)| (key.from, key.to) == (from, to) && row.label == *label);
        LinkType { category: "USER_DEFINED".to_owned(), type_id: found.unwrap().0.type_id }
    }
}

pub const FEATURES: &str = "rules/features.yaml";

/// The number of the first record of each object.
const FIRST: u64 = 1_000;

fn key(home: Home, at: usize) -> RecordKey {
    RecordKey { object: there(home), id: FIRST + at as u64 }
}

/// Returns what the portal calls an object.
fn there(home: Home) -> PortalObject {
    match home {
        Home::Contact => PortalObject::Contact,
        Home::Company => PortalObject::Company,
        Home::Deal => PortalObject::Deal,
        Home::Custom => PortalObject::Custom(CUSTOM),
    }
}

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
    records: BTreeMap<Home, Vec<Record>>,
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

    /// Returns the records of each object with all that belongs to them.
    fn interpreted(&self, program: &Program) -> BTreeMap<Home, Vec<Record>> {
        let world = self.world;
        let rule = |name: &str| &program.segments.iter().find(|segment| segment.head.name == name).unwrap().rule;
        let list = |name: &str| ListTarget::Own(ListName(name.to_owned()));
        let own = |home: Home| world.records(home).into_iter().cloned().collect::<Vec<Record>>();
        let mut alone: BTreeMap<Home, Vec<Record>> = Home::ALL.into_iter().map(|home| (home, own(home))).collect();
        let contacts = alone.get_mut(&Home::Contact).unwrap();
        let portal = PortalName::List { object: Object::Contact, title: "In the portal".to_owned() };
        for (members, list) in [(&world.by_hand, list("by_hand")), (&world.in_portal, ListTarget::Portal(portal))] {
            for at in members {
                contacts[*at].lists.insert(list.clone());
            }
        }
        for (name, home) in SEGMENTS {
            for at in self.read(&[rule(name)], &alone[&home]).remove(0) {
                alone.get_mut(&home).unwrap()[at].lists.insert(list(name));
            }
        }
        let with_others = |home: Home| {
            let ways: Vec<&Way> = world.catalog.ways.iter().filter(|way| way.from() == home).collect();
            let of = |at: usize, way: &&Way| {
                let others = world.led(way, at).into_iter().map(|other| alone[&way.to()][other].clone());
                let (from, to) = (self.object(home), self.object(way.to()));
                (AssociationPath { from, to, label: way.label.clone() }, others.collect::<Vec<_>>())
            };
            let one = |(at, record): (usize, &Record)| Record {
                associated: ways.iter().map(|way| of(at, way)).collect(),
                ..record.clone()
            };
            (home, alone[&home].iter().enumerate().map(one).collect())
        };
        Home::ALL.into_iter().map(with_others).collect()
    }

    /// Returns what the checker calls an object.
    fn object(&self, home: Home) -> Object {
        let (word, name) = &self.world.catalog.custom;
        match home {
            Home::Contact => Object::Contact,
            Home::Company => Object::Company,
            Home::Deal => Object::Deal,
            Home::Custom => Object::Custom(CustomObject::new(word, name)),
        }
    }

    /// Compiles conditions beside the lists and asks who passes each.
    pub fn ask(&mut self, asked: &[Asked]) -> Vec<Outcome> {
        let (program, refused) = checked(&self.world.catalog, &self.world.lists(), asked);
        let found: Vec<Option<&Segment>> = (0..asked.len())
            .map(|at| program.segments.iter().find(|segment| segment.head.name == format!("asked{at}")))
            .collect();
        let fine: Vec<(usize, &Segment, DesiredList)> = (0..asked.len())
            .filter(|at| refused[*at].is_empty())
            .map(|at| (at, found[at].unwrap(), hubwright::lower::list(found[at].unwrap(), &self.world.switches)))
            .collect();
        let lists: Vec<DesiredList> = fine.iter().map(|(_, _, list)| list.clone()).collect();
        self.deployed.resolve(&lists, &[]);
        let mut passing: Vec<Option<Passing>> = vec![None; asked.len()];
        for home in Home::ALL {
            let of: Vec<_> = fine.iter().filter(|(at, ..)| asked[*at].on == home).collect();
            if of.is_empty() {
                continue;
            }
            let rules: Vec<&Rule> = of.iter().map(|(_, segment, _)| &segment.rule).collect();
            for ((at, _, list), checked) in of.iter().zip(self.read(&rules, &self.records[&home])) {
                let members = self.deployed.members_of(list);
                let compiled = members.into_iter().map(|id| usize::try_from(id - FIRST).unwrap()).collect();
                passing[*at] = Some(Passing { compiled, checked });
            }
        }
        refused.into_iter().zip(passing).map(|(codes, passing)| passing.ok_or(codes)).collect()
    }
}

impl Running<'_> {
    /// Returns what is sent to the portal for conditions.
    pub fn bodies(&mut self, asked: &[Asked]) -> Vec<Value> {
        let (program, refused) = checked(&self.world.catalog, &self.world.lists(), asked);
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
pub fn checked(catalog: &Catalog, lists: &str, rules: &[Asked]) -> (Program, Vec<BTreeSet<&'static str>>) {
    let file = |(at, Asked { on, text }): (usize, &Asked)| {
        let text = format!("segment asked{at} on {} {{ version 1 where {text} }}\n", catalog.word(*on));
        // The first files of all, in this order: a file's number is that of its condition.
        (format!("rules/asked{at:05}.seg"), text)
    };
    let asked: Vec<(String, String)> = rules.iter().enumerate().map(file).collect();
    let features = catalog.yaml();
    let mut files = vec![(FEATURES, features.as_str()), ("rules/lists.seg", lists)];
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
