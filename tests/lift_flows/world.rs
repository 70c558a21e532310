//! A portal that has an id for everything that is named, and what came back from it.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use hubwright::catalog::{self, Catalog, Provenance};
use hubwright::hubspot::doc::Hole;
use hubwright::hubspot::flow::Flow;
use hubwright::hubspot::switches::Switches;
use hubwright::lift::{self, Features, LiftedFlow, Loss, Names, World};
use hubwright::lower::{self, DesiredFlow};
use hubwright::model::workflow::Workflow;
use hubwright::model::{PortalName, Program};
use hubwright::plan::assign::assign;
use hubwright::plan::body::{create_flow_body, fill_flow, merge_flow};
use hubwright::plan::normal::{self, Reading};
use hubwright::source::{SourceFile, Sources};
use hubwright::syntax::print;
use serde_json::{Value, json};

use super::compiled;

pub const ZONE: &str = "Europe/Berlin";

/// A catalog, what else the project declares, and the ids that the portal gave.
pub struct Portal {
    pub catalog: String,
    /// Declarations beside the workflow that is looked at.
    pub others: String,
    ids: RefCell<BTreeMap<Hole, String>>,
    read: OnceCell<Catalog>,
}

impl Portal {
    pub fn new(catalog: &str, others: &str) -> Self {
        Self { catalog: catalog.to_owned(), others: others.to_owned(), ids: RefCell::default(), read: OnceCell::new() }
    }

    /// Returns the id of a thing; it gets one where it has none.
    pub fn find(&self, hole: &Hole) -> Option<String> {
        match hole {
            Hole::TimeZone => return Some(ZONE.to_owned()),
            Hole::Moment(..) => return hole.moment(ZONE),
            Hole::Step(_) => return None,
            Hole::Portal(PortalName::TaskCategory(_)) => return Some("USER_DEFINED".to_owned()),
            Hole::List(_) | Hole::Flow(_) | Hole::Portal(_) | Hole::Fetch(_) => {}
        }
        let mut ids = self.ids.borrow_mut();
        let number = 1000 + ids.len();
        let new = || match hole {
            Hole::Fetch(_) => format!("fetched_object_{number}"),
            Hole::Portal(PortalName::Url(_)) => format!("https://bound.example/{number}"),
            // A secret that no binding names is called as the portal calls it.
            Hole::Portal(PortalName::Secret(name)) => name.replace(' ', "_"),
            Hole::Portal(PortalName::Object(_) | PortalName::Event(_)) => format!("2-{number}"),
            Hole::List(_) | Hole::Flow(_) | Hole::Portal(_) | Hole::Step(_) | Hole::TimeZone | Hole::Moment(..) => {
                number.to_string()
            }
        };
        Some(ids.entry(hole.clone()).or_insert_with(new).clone())
    }

    /// Gives a thing an id.
    pub fn know(&self, id: &str, hole: Hole) {
        self.ids.borrow_mut().insert(hole, id.to_owned());
    }

    pub fn names(&self) -> Names {
        let mut names = Names::default();
        for (hole, id) in self.ids.borrow().iter() {
            match hole {
                Hole::List(name) => drop(names.lists.insert(id.clone(), name.0.clone())),
                Hole::Flow(name) => drop(names.flows.insert(id.clone(), name.0.clone())),
                Hole::Portal(name) => {
                    names.insert(id.clone(), name.clone());
                    if let PortalName::Object(custom) = name {
                        names.insert("USER_DEFINED", PortalName::TaskCategory(*custom));
                    }
                }
                Hole::Fetch(_) | Hole::Step(_) | Hole::TimeZone | Hole::Moment(..) => {}
            }
        }
        names
    }

    /// Checks a workflow beside all else; `code` has the files of its code steps.
    #[track_caller]
    pub fn program(&self, workflow: &str, code: &BTreeMap<String, String>) -> Program {
        let mut files = vec![("rules/features.yaml", self.catalog.as_str()), ("workflows/others.flow", &self.others)];
        files.push(("workflows/x.flow", workflow));
        let paths: Vec<(String, &str)> =
            code.iter().map(|(path, text)| (format!("workflows/code/{path}"), text.as_str())).collect();
        files.extend(paths.iter().map(|(path, text)| (path.as_str(), *text)));
        let (program, problems) = compiled::checked(&files);
        assert_eq!(compiled::errors(&problems), [], "{workflow}");
        program
    }

    /// Returns what the portal holds after a workflow was made; `numbers` are the ids of its actions, in turn.
    pub fn holds(&self, model: &Workflow, switches: &Switches, numbers: &[usize]) -> Value {
        let desired = lower::flow(model, switches);
        let mut assignment = assign(&desired.actions, desired.start, None, 1, &|hole| self.find(hole));
        for (at, id) in assignment.ids.values_mut().enumerate() {
            *id = numbers.get(at).map_or(10_000 + at, |number| number + 1).to_string();
        }
        let mut body = create_flow_body(model.object, &fill_flow(&desired, &assignment, &|hole| self.find(hole)));
        body.insert("objectTypeId".to_owned(), desired.object_type.fill(&|hole| self.find(hole)));
        body.extend(said(&desired));
        let sources = desired.fetches.iter().map(|(path, source)| {
            let mut source = source.fill(&|hole| self.find(hole));
            source["name"] = json!(self.find(&Hole::Fetch(path.clone())));
            source
        });
        body.insert("dataSources".to_owned(), sources.collect());
        body.insert("id".to_owned(), json!("4711"));
        body.insert("revisionId".to_owned(), json!("3"));
        Value::Object(body)
    }

    fn read_catalog(&self) -> Catalog {
        let sources =
            Sources::new(vec![SourceFile { path: "rules/features.yaml".to_owned(), text: self.catalog.clone() }]);
        let (file, path) = sources.iter().map(|(id, file)| (id, file.path.clone())).next().unwrap();
        let (catalog, problems) = catalog::read(&sources, &[(file, Provenance::of(&path).unwrap())]);
        assert_eq!(compiled::errors(&problems), [], "{}", self.catalog);
        catalog
    }

    pub fn lift(&self, json: &Value, switches: &Switches) -> Result<LiftedFlow, Vec<Loss>> {
        let names = self.names();
        let features = Features::new(self.read.get_or_init(|| self.read_catalog()));
        let world = World { features: &features, names: &names, time_zone: ZONE, switches };
        lift::flow(json, "lifted", Some("demo"), &world)
    }

    /// Compiles what was lifted and returns what a write would send, and the source.
    #[track_caller]
    pub fn sent(&self, json: &Value, lifted: &LiftedFlow, switches: &Switches) -> Result<(Value, String), String> {
        let text = print::declaration(&lifted.declaration);
        let formatted =
            hubwright::syntax::format(hubwright::source::FileId(0), &text).map_err(|it| format!("{it:?}\n{text}"))?;
        let program = self.program(&formatted, &lifted.code);
        let model = program.workflows.iter().find(|workflow| workflow.head.name == "lifted").unwrap();
        let desired = lower::flow(model, switches);
        let live = Flow::read(json.clone());
        let assignment = assign(&desired.actions, desired.start, Some(&live), 1, &|hole| self.find(hole));
        // What is fetched is known by the name that it has in the portal.
        let fetched = |hole: &Hole| {
            let (_, source) = desired.fetches.iter().find(|(path, _)| *hole == Hole::Fetch(path.clone()))?;
            let wanted = source.fill(&|hole| self.find(hole));
            let same = |source: &&Value| {
                let mut source = (*source).clone();
                let entries = source.as_object_mut().unwrap();
                entries.retain(|key, value| key != "name" && !value.is_null());
                source == wanted
            };
            Some(json["dataSources"].as_array()?.iter().find(same)?["name"].as_str()?.to_owned())
        };
        let mut governed = fill_flow(&desired, &assignment, &|hole| fetched(hole).or_else(|| self.find(hole)));
        governed.extend(said(&desired));
        Ok((Value::Object(merge_flow(json, &governed)), text))
    }

    /// Compiles what was lifted and says whether it is what the portal holds.
    #[track_caller]
    pub fn compare(&self, json: &Value, lifted: &LiftedFlow, switches: &Switches) -> Result<String, String> {
        let (wanted, text) = self.sent(json, lifted, switches)?;
        let json = &Reading { time_zone: ZONE, switches }.newer(json);
        if normal::equal_flow_shape(&wanted, json) {
            return Ok(text);
        }
        let shape = |json: &Value| serde_json::to_string_pretty(&normal::flow_shape(json)).unwrap();
        let (wanted, live) = (shape(&wanted), shape(json));
        let differs: Vec<(&str, &str)> = wanted.lines().zip(live.lines()).filter(|(a, b)| a != b).take(12).collect();
        Err(format!("{text}\n{differs:#?}\nwanted {wanted}\nlive {live}"))
    }
}

fn said(desired: &DesiredFlow) -> Vec<(String, Value)> {
    let description = desired.description.as_ref().map(|text| ("description".to_owned(), json!(text)));
    [("name".to_owned(), json!(desired.title))].into_iter().chain(description).collect()
}

/// Shuffles actions and kinds of edges, which say nothing, and raises versions.
pub fn disturbed(json: &Value, order: &[usize], standard: &[bool]) -> Value {
    fn edges(json: &mut Value, standard: &mut impl Iterator<Item = bool>) {
        match json {
            Value::Array(items) => items.iter_mut().for_each(|item| edges(item, standard)),
            Value::Object(entries) => {
                if entries.contains_key("edgeType") {
                    let kind = if standard.next().unwrap_or(true) { "STANDARD" } else { "GOTO" };
                    entries.insert("edgeType".to_owned(), json!(kind));
                }
                entries.values_mut().for_each(|value| edges(value, standard));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut json = json.clone();
    edges(&mut json, &mut standard.iter().copied());
    let actions = json["actions"].as_array_mut().unwrap();
    let mut places: Vec<usize> = (0..actions.len()).collect();
    places.sort_by_key(|at| order.get(*at).copied().unwrap_or(*at));
    *actions = places.iter().map(|at| actions[*at].clone()).collect();
    json
}
