//! A small portal: people, companies, lists, a zone and a moment.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use hubwright::hubspot::switches::Switches;
use hubwright::lower::DesiredList;

use super::language::{Expr, Test};
use crate::compiled::{self, Deployed};

/// A record. An empty text is no value.
#[derive(Clone, Debug, Default)]
pub struct Record {
    pub values: BTreeMap<&'static str, String>,
    /// The companies of a contact, by their place.
    pub companies: BTreeSet<usize>,
}

/// Everything that a condition is asked of.
#[derive(Clone)]
pub struct World {
    pub now: &'static str,
    pub zone: &'static str,
    pub contacts: Vec<Record>,
    pub companies: Vec<Record>,
    /// The rule of the segment `first`.
    pub first: Expr,
    /// The rule of the segment `second`, which may name `first`.
    pub second: Expr,
    /// The rule of the segment `companies`.
    pub companies_rule: Expr,
    /// Members of the static list of the program, and of one in the portal.
    pub by_hand: BTreeSet<usize>,
    pub in_portal: BTreeSet<usize>,
}

/// A world's portal, with its lists.
pub struct Running {
    pub deployed: Deployed,
    /// The id of each contact.
    ids: Vec<u64>,
}

/// What came of a condition.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// These contacts pass, by their place.
    Passing(Vec<usize>),
    /// It does not compile, for this.
    Refused(&'static str),
}

/// What fails is shown as its program and its seed.
impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seed = self.seed();
        let records = seed.split_once("records:").map_or("", |(_, records)| records);
        let by_hand = &self.by_hand;
        write!(f, "{} in {}\n{}// by hand: {by_hand:?}\n{records}", self.now, self.zone, self.lists())
    }
}

impl World {
    /// The lists that conditions name.
    fn lists(&self) -> String {
        format!(
            "static list by_hand on contact {{ }}
segment companies on company {{ version 1 where {} }}
segment first on contact {{ version 1 where {} }}
segment second on contact {{ version 1 where {} }}
",
            self.companies_rule.text(),
            self.first.text(),
            self.second.text()
        )
    }

    /// Makes the portal with all lists.
    pub fn run(&self) -> Running {
        let program = compiled::program(&[FEATURES, ("rules/lists.seg", &self.lists())]);
        let mut deployed = Deployed::new(&self.seed(), self.now, self.zone);
        deployed.deploy(&program);
        let ids = deployed.portal.with(|state, _| {
            let id = |at| {
                let text = state.data.seeded.get(&format!("record/c{at}")).unwrap();
                text.rsplit('/').next().unwrap().parse().unwrap()
            };
            (0..self.contacts.len()).map(id).collect::<Vec<u64>>()
        });
        let running = Running { deployed, ids };
        running.fill_by_hand(&self.by_hand);
        running
    }

    fn seed(&self) -> String {
        let mut yaml = SEED.to_owned();
        for (object, key, records) in [("contact", "c", &self.contacts), ("company", "f", &self.companies)] {
            writeln!(yaml, "  {object}:").unwrap();
            for (at, record) in records.iter().enumerate() {
                write!(yaml, "    - {{ as: {key}{at}").unwrap();
                for (name, value) in &record.values {
                    write!(yaml, ", {}: {value:?}", property(name)).unwrap();
                }
                yaml += " }\n";
            }
        }
        yaml += "associations:\n";
        for (at, contact) in self.contacts.iter().enumerate() {
            for company in &contact.companies {
                writeln!(yaml, "  - {{ from: c{at}, to: f{company} }}").unwrap();
            }
        }
        let members: Vec<String> = self.in_portal.iter().map(|at| format!("c{at}")).collect();
        writeln!(yaml, "lists:\n  - {{ name: In the portal, object: contact, members: [{}] }}", members.join(", "))
            .unwrap();
        yaml.replace("associations:\nlists:", "lists:")
    }

    /// Compiles a condition beside the lists and asks the portal who passes.
    pub fn ask(&self, running: &mut Running, rule: &str) -> Outcome {
        self.ask_all(running, &[rule.to_owned()]).remove(0)
    }

    /// Compiles conditions beside the lists, all of them or none, and asks the portal who passes each.
    pub fn ask_all(&self, running: &mut Running, rules: &[String]) -> Vec<Outcome> {
        let asked: String = rules
            .iter()
            .enumerate()
            .map(|(at, rule)| format!("segment asked{at} on contact {{ version 1 where {rule} }}\n"))
            .collect();
        let (program, problems) =
            compiled::checked(&[FEATURES, ("rules/lists.seg", &self.lists()), ("rules/asked.seg", &asked)]);
        match compiled::errors(&problems).as_slice() {
            [] => {}
            [(code, _)] => return vec![Outcome::Refused(code)],
            many => panic!("{rules:?}: {many:?}"),
        }
        let list = |at| {
            let name = format!("asked{at}");
            hubwright::lower::list(
                program.segments.iter().find(|segment| segment.head.name == name).unwrap(),
                &Switches::default(),
            )
        };
        let lists: Vec<DesiredList> = (0..rules.len()).map(list).collect();
        running.deployed.resolve(&lists, &[]);
        let passing = |list: &DesiredList| {
            let members: BTreeSet<u64> = running.deployed.members_of(list).into_iter().collect();
            Outcome::Passing((0..running.ids.len()).filter(|at| members.contains(&running.ids[*at])).collect())
        };
        lists.iter().map(passing).collect()
    }

    /// Returns a world without records, and with lists that nobody is in.
    pub fn empty(now: &'static str, zone: &'static str) -> Self {
        let known = |feature| Expr::Compare { feature, test: Test::Known, or_unknown: false };
        Self {
            now,
            zone,
            contacts: Vec::new(),
            companies: Vec::new(),
            first: known("country"),
            second: known("country"),
            companies_rule: known("branch"),
            by_hand: BTreeSet::new(),
            in_portal: BTreeSet::new(),
        }
    }
}

impl Running {
    fn fill_by_hand(&self, members: &BTreeSet<usize>) {
        use hubwright::hubspot::doc::Hole;
        use hubwright::model::ListName;
        use hubwright::portal::transport::Method;
        let list = self.deployed.find(&Hole::List(ListName("by_hand".to_owned()))).unwrap();
        let ids: Vec<String> = members.iter().map(|at| self.ids[*at].to_string()).collect();
        let path = format!("{}/{list}/memberships/add", compiled::LISTS);
        self.deployed.ok(Method::Put, &path, Some(serde_json::json!(ids)));
    }
}

fn property(feature: &str) -> &str {
    match feature {
        "owner_id" => "hubspot_owner_id",
        "employees" => "numberofemployees",
        other => other,
    }
}

pub const FEATURES: (&str, &str) = ("rules/features.yaml", include_str!("features.yaml"));

const SEED: &str = "
properties:
  contact:
    - { name: score, type: number }
    - { name: vip, type: bool }
    - { name: tier, type: enumeration, options: { a: A, b: B, c: C } }
    - { name: interests, type: enumeration, field: checkbox, options: { pricing: Pricing, api: API, jobs: Jobs } }
    - { name: born, type: date }
    - { name: seen, type: datetime }
  company:
    - { name: branch, type: string }
    - { name: founded, type: date }
    - { name: visited, type: datetime }
owners:
  - { email: ana@acme.example, id: 701, user: 501 }
  - { email: bob@acme.example, id: 702, user: 502 }
records:
";
