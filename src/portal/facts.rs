//! Reads all that rules can name of a portal, once: what generated catalogs are written from.

use std::collections::{BTreeMap, BTreeSet};

use super::{ObjectSchema, Portal, PortalError};
use crate::catalog::Sensitivity;
use crate::catalog::portal::{
    Association, Event, Facts, Origin, Pipeline, PortalObject, Property, State, Unseen, Which,
};
use crate::hubspot::platform::Object;

/// The classes of properties that every object of HubSpot's own may have.
const CLASSES: [Sensitivity; 3] = [Sensitivity::Plain, Sensitivity::Sensitive, Sensitivity::HighlySensitive];

/// Whether the pipelines of an object are read.
#[derive(Clone, Copy)]
enum Pipelines {
    /// They are.
    Read,
    /// It has none that anything could name.
    Leave,
}

impl Portal<'_> {
    /// Reads properties, pipelines, custom objects, associations with their labels, and events.
    ///
    /// It takes 32 requests: 12 for the properties of HubSpot's own objects in each class, 2 for pipelines, 16 for the
    /// pairs of these objects, 1 for schemas, 1 for a page of events. Each custom object adds 2, 2 more where it may
    /// have sensitive properties, and 2 for every other object that it is associated with (1 for itself).
    ///
    /// # Errors
    /// [`PortalError`]; what the token may not read is none, and is said in the facts.
    pub fn facts(&self, portal: u64) -> Result<Facts, PortalError> {
        let mut facts = Facts { portal, ..Facts::default() };
        let schemas = match seen(self.object_schemas())? {
            Some(schemas) => schemas,
            None => {
                facts.unseen.push(Unseen::CustomObjects);
                Vec::new()
            }
        };
        for object in Object::STANDARD {
            let pipelines = match object {
                Object::Deal | Object::Ticket | Object::Custom(_) => Pipelines::Read,
                // Theirs is the lifecycle, which is a property like any other.
                Object::Contact | Object::Company => Pipelines::Leave,
            };
            let (Some(id), Some(path)) = (object.type_id(), object.plural()) else { continue };
            let read = self.object_facts(&mut facts, Which::Standard(object), path, &CLASSES, pipelines)?;
            facts.objects.insert(id.to_owned(), read);
        }
        for schema in &schemas {
            let (which, id) = (Which::Custom(schema.name.clone()), schema.type_id.as_str());
            let classes = if schema.sensitive { &CLASSES[..] } else { &[Sensitivity::Plain] };
            let read = self.object_facts(&mut facts, which, id, classes, Pipelines::Read)?;
            facts.objects.insert(id.to_owned(), read);
        }
        for (from, to) in pairs(&schemas, &facts) {
            self.labels(&mut facts, from, to)?;
        }
        facts.events = match seen(self.event_definitions())? {
            Some(events) => {
                let event =
                    |it: super::EventDefinition| Event { name: it.name, object: it.object, properties: it.properties };
                Some(events.into_iter().map(event).collect())
            }
            None => {
                facts.unseen.push(Unseen::Events);
                None
            }
        };
        Ok(facts)
    }

    /// Adds the properties that are archived, of the objects that are named.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn read_archived(&self, facts: &mut Facts, wanted: &BTreeSet<Object>) -> Result<(), PortalError> {
        for object in wanted {
            let Some(id) = facts.object(*object).map(|(id, _)| id.to_owned()) else { continue };
            let rows = self.archived_properties(object.plural().unwrap_or(&id))?;
            let Some(known) = facts.objects.get_mut(&id) else { continue };
            for property in rows.iter().filter_map(Property::read) {
                let archived = Property { state: State::Archived, ..property };
                // A name may have been given again since.
                known.properties.entry(archived.name.clone()).or_insert(archived);
            }
        }
        Ok(())
    }

    fn object_facts(
        &self,
        facts: &mut Facts,
        which: Which,
        path: &str,
        classes: &[Sensitivity],
        pipelines: Pipelines,
    ) -> Result<PortalObject, PortalError> {
        let object = which.name().to_owned();
        let mut properties = BTreeMap::new();
        for class in classes {
            match seen(self.properties(path, *class))? {
                Some(rows) => {
                    let read = rows.iter().filter_map(Property::read);
                    // The class that was asked for is the property's, whether or not the portal repeats it.
                    let read = read.map(|property| Property { sensitivity: *class, ..property });
                    properties.extend(read.map(|property| (property.name.clone(), property)));
                }
                None => facts.unseen.push(Unseen::Properties { object: object.clone(), sensitivity: *class }),
            }
        }
        let found = match pipelines {
            Pipelines::Read => seen(self.pipelines(path))?,
            Pipelines::Leave => Some(Vec::new()),
        };
        if found.is_none() {
            facts.unseen.push(Unseen::Pipelines { object });
        }
        let pipeline = |it: super::Pipeline| Pipeline {
            label: it.label,
            stages: it.stages.into_iter().map(|stage| stage.label).collect(),
        };
        let pipelines = found.into_iter().flatten().map(pipeline).collect();
        Ok(PortalObject { which, properties, pipelines })
    }

    fn labels(&self, facts: &mut Facts, from: String, to: String) -> Result<(), PortalError> {
        let name =
            |facts: &Facts, id: &String| facts.objects.get(id).map(|it| it.which.name().to_owned()).unwrap_or_default();
        let Some(mut found) = seen(self.association_labels(&from, &to))? else {
            let unseen = Unseen::Labels { from: name(facts, &from), to: name(facts, &to) };
            facts.unseen.push(unseen);
            return Ok(());
        };
        // The portal gives them in any order.
        found.sort_by_key(|label| (label.type_id, label.category.clone()));
        facts.associations.extend(found.into_iter().map(|label| Association {
            from: from.clone(),
            to: to.clone(),
            origin: if label.category == "USER_DEFINED" { Origin::Portal } else { Origin::HubSpot },
            type_id: label.type_id,
            label: label.label,
        }));
        Ok(())
    }
}

/// Returns the pairs of objects that may be associated, in both directions: HubSpot's own are with each other, and a
/// custom object is with those that its schema names.
fn pairs(schemas: &[ObjectSchema], facts: &Facts) -> BTreeSet<(String, String)> {
    let own = || Object::STANDARD.into_iter().filter_map(|object| object.type_id().map(str::to_owned));
    let mut pairs: BTreeSet<(String, String)> =
        own().flat_map(|from| own().map(move |to| (from.clone(), to))).collect();
    let known = |id: &String| facts.objects.contains_key(id);
    for (from, to) in schemas.iter().flat_map(|schema| &schema.associated).filter(|(from, to)| known(from) && known(to))
    {
        pairs.insert((from.clone(), to.clone()));
        pairs.insert((to.clone(), from.clone()));
    }
    pairs
}

/// Takes a refusal for want of permission as an answer.
fn seen<T>(answer: Result<T, PortalError>) -> Result<Option<T>, PortalError> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(PortalError::NotPermitted { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
