//! Whose the objects of a portal are before anything is imported.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::model::Program;
use crate::plan::known::History;
use crate::plan::{self, Plan};
use crate::portal::saved::Saved;
use crate::record::ObjectKind;
use crate::settings::ObjectBindings;

/// An object of the portal: its kind and its id.
pub type Place = (ObjectKind, String);

/// The version that an object was deployed with last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// The object is as it was left.
    AsLeft(u32),
    /// Somebody changed it since: under this version stands something else.
    Changed(u32),
}

/// What an import finds taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Objects that are declared already, with their names.
    pub declared: BTreeMap<Place, String>,
    /// Objects that are somebody else's, with whose.
    pub others: BTreeMap<Place, String>,
    /// Names that an earlier import gave to objects: they stay.
    pub reserved: BTreeMap<Place, String>,
    /// Every name that is declared, by kind.
    pub taken: BTreeSet<(ObjectKind, String)>,
    /// Versions of objects that were deployed once.
    pub versions: BTreeMap<Place, Version>,
}

impl Known {
    /// Finds it out from the program, the names of its templates, the record, the bindings, and a plan of what there is.
    #[must_use]
    pub fn of(
        program: &Program,
        templates: impl Iterator<Item = String>,
        history: &History,
        bindings: &ObjectBindings,
        saved: &Saved,
        before: &Plan,
    ) -> Self {
        let lists = program.segments.iter().map(|it| &it.head).chain(program.static_lists.iter().map(|it| &it.head));
        let heads = lists.map(|head| (ObjectKind::List, head));
        let heads = heads.chain(program.workflows.iter().map(|it| (ObjectKind::Workflow, &it.head)));
        let claimed: BTreeMap<_, _> = before.claims.iter().map(|claim| (&claim.object, &claim.id)).collect();
        let (mut declared, mut taken) = (BTreeMap::new(), BTreeSet::new());
        for (kind, head) in heads {
            let names = || std::iter::once(&head.name).chain(&head.formerly);
            let key = plan::key(kind, &head.name, head.identity());
            let recorded = history.object(&key).and_then(|known| known.id.clone());
            let bound = || names().find_map(|name| kind.bound(bindings).get(name).cloned());
            let id = recorded.or_else(bound).or_else(|| claimed.get(&key).map(|id| (*id).clone()));
            declared.extend(id.map(|id| ((kind, id), head.name.clone())));
            taken.extend(names().map(|name| (kind, name.clone())));
        }
        let (mut others, mut orphaned) = (BTreeMap::new(), BTreeMap::new());
        for (kind, objects) in [(ObjectKind::List, saved.lists()), (ObjectKind::Workflow, saved.flows())] {
            for id in objects.keys() {
                // What this project once held and no longer declares is imported under the name that it had.
                match history.whose(kind, id) {
                    Some((project, name)) if project == program.project => {
                        orphaned.insert((kind, id.clone()), name.to_owned());
                    }
                    Some((project, name)) => {
                        others.insert((kind, id.clone()), format!("`{name}` of `{project}`"));
                    }
                    None => {}
                }
            }
        }
        for (id, flow) in saved.flows() {
            // A mark of ours on a workflow that no record knows: another project's, whose record is elsewhere.
            let mark = flow.get("uuid").and_then(Value::as_str).filter(|uuid| uuid.starts_with("hubwright:"));
            let place = (ObjectKind::Workflow, id.clone());
            let is_ours = declared.contains_key(&place) || orphaned.contains_key(&place);
            others.extend(mark.filter(|_| !is_ours).map(|mark| (place, format!("`{mark}`"))));
        }
        others.retain(|place, _| !declared.contains_key(place));
        let reserve =
            |kind: ObjectKind| kind.bound(bindings).iter().map(move |(name, id)| ((kind, id.clone()), name.clone()));
        let reserved = reserve(ObjectKind::List).chain(reserve(ObjectKind::Workflow)).chain(orphaned).collect();
        taken.extend(templates.map(|name| (ObjectKind::Workflow, name)));
        let versions = history.objects().filter_map(|known| {
            let place = (known.key.kind, known.id.clone()?);
            let (live, definition): (_, fn(&Value) -> Value) = match known.key.kind {
                ObjectKind::List => (saved.lists().get(&place.1)?, plan::lists::expected),
                ObjectKind::Workflow => (saved.flows().get(&place.1)?, |flow| Value::Object(plan::flows::core(flow))),
                ObjectKind::Property | ObjectKind::Folder => return None,
            };
            let as_left = known.after.as_ref().is_some_and(|after| definition(after) == definition(live));
            let version = known.version?;
            Some((place, if as_left { Version::AsLeft(version) } else { Version::Changed(version) }))
        });
        Self { declared, others, reserved, taken, versions: versions.collect() }
    }
}
