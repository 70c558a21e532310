//! Made-up ids: what a compiled program names is given one, and found again by it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use hubwright::catalog::{self as read, Provenance};
use hubwright::hubspot::doc::{Doc, Hole};
use hubwright::hubspot::platform::{CustomObject, Object};
use hubwright::hubspot::switches::Switches;
use hubwright::lift::{self, Features, Loss, Names};
use hubwright::lower;
use hubwright::plan::normal::Reading;
use hubwright::source::{SourceFile, Sources};
use hubwright::syntax::print;
use serde_json::Value;

use super::catalog::{Catalog, Home};
use super::world::{self, Asked, FEATURES, World};

/// A catalog, and the ids of all that was named so far.
pub struct Portal {
    pub catalog: Arc<Catalog>,
    pub zone: &'static str,
    pub switches: Switches,
    lists: String,
    read: read::Catalog,
    ids: RefCell<BTreeMap<Hole, String>>,
    names: RefCell<Names>,
}

/// A condition as it went round: its filter, and how it is read.
pub struct Lifted {
    pub json: Value,
    pub text: Result<String, Vec<Loss>>,
}

impl Portal {
    pub fn new(catalog: &Arc<Catalog>, (now, zone): (&'static str, &'static str), switches: Switches) -> Self {
        let text = catalog.yaml();
        let sources = Sources::new(vec![SourceFile { path: FEATURES.to_owned(), text }]);
        let files: Vec<_> = sources.iter().map(|(id, file)| (id, Provenance::of(&file.path).unwrap())).collect();
        let (read, _) = read::read(&sources, &files);
        let lists = World::empty(Arc::clone(catalog), (now, zone)).lists();
        Self {
            catalog: Arc::clone(catalog),
            zone,
            switches,
            lists,
            read,
            ids: RefCell::default(),
            names: RefCell::default(),
        }
    }

    /// Returns what the checker calls an object.
    pub fn object(&self, home: Home) -> Object {
        let (word, name) = &self.catalog.custom;
        match home {
            Home::Contact => Object::Contact,
            Home::Company => Object::Company,
            Home::Deal => Object::Deal,
            Home::Custom => Object::Custom(CustomObject::new(word, name)),
        }
    }

    /// Fills the holes of a document; each thing has an id of its own.
    pub fn filled(&self, doc: &Doc) -> Value {
        doc.fill(&|hole| match hole {
            Hole::TimeZone => Some(self.zone.to_owned()),
            Hole::Moment(..) => hole.moment(self.zone),
            hole => Some(self.id(hole)),
        })
    }

    /// Returns the id of a hole.
    pub fn id(&self, hole: &Hole) -> String {
        let mut ids = self.ids.borrow_mut();
        let next = (1000 + ids.len()).to_string();
        if let Some(known) = ids.get(hole) {
            return known.clone();
        }
        let mut names = self.names.borrow_mut();
        match hole {
            Hole::List(name) => {
                names.lists.insert(next.clone(), name.0.clone());
            }
            Hole::Portal(name) => names.insert(next.clone(), name.clone()),
            other => panic!("{other:?} stands in no filter"),
        }
        ids.insert(hole.clone(), next.clone());
        next
    }

    /// Compiles conditions: the filter of each that is not refused.
    pub fn compiled(&self, asked: &[Asked]) -> Vec<Option<Value>> {
        let (program, refused) = world::checked(&self.catalog, &self.lists, asked);
        let one = |at: usize| {
            let segment = program.segments.iter().find(|segment| segment.head.name == format!("asked{at}")).unwrap();
            let list = lower::list(segment, &self.switches).spelled(&self.switches);
            self.filled(&list.filter.unwrap())
        };
        refused.iter().enumerate().map(|(at, codes)| codes.is_empty().then(|| one(at))).collect()
    }

    /// Compiles a condition and says why not.
    pub fn refusal(&self, asked: &Asked) -> String {
        format!("{:?}", world::checked(&self.catalog, &self.lists, std::slice::from_ref(asked)).1)
    }

    /// Returns the normal form of filters, with what older spellings mean in this portal.
    pub fn meant(&self, json: &Value) -> Value {
        Reading { time_zone: self.zone, switches: &self.switches }.filter(json)
    }

    /// Reads a filter.
    pub fn lifted(&self, json: &Value, home: Home) -> Result<String, Vec<Loss>> {
        self.within(|world| lift::rule(json, self.object(home), world).map(|rule| print::expression(&rule)))
    }

    /// Returns the catalog as it is read.
    pub fn read(&self) -> &read::Catalog {
        &self.read
    }

    /// Gives what filters are read against.
    pub fn within<T>(&self, ask: impl FnOnce(&lift::World<'_>) -> T) -> T {
        let features = Features::new(&self.read);
        let names = self.names.borrow();
        ask(&lift::World { features: &features, names: &names, time_zone: self.zone, switches: &self.switches })
    }
}
