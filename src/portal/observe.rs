//! Takes a snapshot of a portal: all that a plan must know, in as few requests as there are pages of it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::{AssociationLabel, EventDefinition, FlowRead, Portal, PortalError};
use crate::catalog::Sensitivity;
use crate::hubspot::platform::{CustomObject, Object, TASK};
use crate::model::{PortalName, Program, walk};
use crate::plan::identity::{flow_mark, list_mark};
use crate::plan::known::History;
use crate::plan::names as program_names;
use crate::plan::snapshot::{Bound, FlowHead, FlowRead as SnapshotFlow, Found, ListHead, ListRead, Snapshot};
use crate::record::ObjectKind;
use crate::settings::{Bindings, ListTags, ObjectBindings, Settings};

/// The folder of the portal in which each project has its own for its lists.
pub const FOLDER: &str = "hubwright";

/// What a plan wants to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// Lists by id: those that the record and the bindings name.
    pub lists: BTreeSet<String>,
    /// Flows by id: those that the record and the bindings name.
    pub flows: BTreeSet<String>,
    /// Titles that mark a list of ours, without a version.
    pub list_titles: BTreeSet<String>,
    /// How lists carry their version.
    pub list_tags: ListTags,
    /// The project's name.
    pub project: String,
    /// Names of workflows, former ones among them.
    pub workflows: BTreeSet<String>,
    /// Titles of workflows, former ones among them, in lower case.
    pub flow_titles: BTreeSet<String>,
    /// Whose properties are looked at.
    pub properties: BTreeSet<(Object, Sensitivity)>,
    /// Properties of the plain class that the program uses: only where one is missing, those that are archived are looked
    /// at.
    pub used: BTreeSet<(Object, String)>,
    /// Properties that the program manages: only where one is missing are the groups of its object looked at.
    pub managed: BTreeSet<(Object, String)>,
    /// Objects with workflows: what their actions may be is asked where a portal tells.
    pub acting: BTreeSet<Object>,
    /// Names of the portal.
    pub names: BTreeSet<PortalName>,
    /// What HubSpot's API can't look up.
    pub bound: NameBindings,
    /// Names that `import` made up: by kind, then name.
    pub things: BTreeMap<String, BTreeMap<String, String>>,
}

/// The names that an environment binds by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameBindings {
    /// Where they stand, relative to the project, whether or not there is such a file.
    pub file: String,
    /// What they mean.
    pub names: Bindings,
}

impl Questions {
    /// Collects what a plan of a program must know.
    #[must_use]
    pub fn of(
        program: &Program,
        settings: &Settings,
        history: &History,
        bindings: &ObjectBindings,
        bound: NameBindings,
    ) -> Self {
        let mut questions = Questions {
            bound,
            list_tags: settings.list_tags,
            project: program.project.clone(),
            lists: bindings.lists.values().cloned().collect(),
            flows: bindings.workflows.values().cloned().collect(),
            things: bindings.things.clone(),
            names: program_names::of_program(program, &settings.switches),
            ..Questions::default()
        };
        for known in history.objects() {
            let ids = match known.key.kind {
                ObjectKind::List => &mut questions.lists,
                ObjectKind::Workflow => &mut questions.flows,
                ObjectKind::Property | ObjectKind::Folder => continue,
            };
            ids.extend(known.id.clone());
        }
        let mut used = BTreeSet::new();
        let mut uses = |found: walk::Use<'_>| {
            used.insert((found.property.object, found.property.sensitivity, found.property.name.clone()));
        };
        for segment in &program.segments {
            questions.list_titles.insert(segment.head.title.clone());
            questions.list_titles.extend(segment.head.former_titles.iter().cloned());
            walk::rule(&segment.rule, &mut uses);
        }
        for list in &program.static_lists {
            questions.list_titles.insert(list.head.title.clone());
            questions.list_titles.extend(list.head.former_titles.iter().cloned());
        }
        for workflow in &program.workflows {
            questions.workflows.insert(workflow.head.name.clone());
            questions.acting.insert(workflow.object);
            questions.workflows.extend(workflow.head.formerly.iter().cloned());
            let titles = std::iter::once(&workflow.head.title).chain(&workflow.head.former_titles);
            questions.flow_titles.extend(titles.map(|title| title.to_lowercase()));
            walk::workflow(workflow, &mut uses);
        }
        let mut properties: BTreeSet<(Object, Sensitivity)> =
            used.iter().map(|(object, sensitivity, _)| (*object, *sensitivity)).collect();
        for managed in &program.properties {
            properties.insert((managed.property.object, managed.property.sensitivity));
            questions.managed.insert((managed.property.object, managed.property.name.clone()));
        }
        questions.properties = properties;
        // Archived properties of other classes are not looked for: they would take requests of their own.
        let plain = used.into_iter().filter(|(_, sensitivity, _)| *sensitivity == Sensitivity::Plain);
        questions.used = plain.map(|(object, _, name)| (object, name)).collect();
        questions
    }
}

/// The portal that answered, from account details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answering {
    /// Its id.
    pub portal: u64,
    /// Its account type.
    pub account_type: String,
    /// Its time zone.
    pub time_zone: String,
}

/// Takes a snapshot.
///
/// # Errors
/// The first request that the portal does not answer: half a snapshot is none.
pub fn snapshot(portal: &Portal<'_>, account: &Answering, questions: &Questions) -> Result<Snapshot, PortalError> {
    let mut snapshot = Snapshot {
        portal: account.portal,
        account_type: account.account_type.clone(),
        time_zone: account.time_zone.clone(),
        ..Snapshot::default()
    };
    // A custom object is reached by its type id alone.
    let objects = questions.names.iter().filter(|name| matches!(name, PortalName::Object(_)));
    names(portal, objects, questions, &mut snapshot)?;
    lists(portal, questions, &mut snapshot)?;
    flows(portal, questions, &mut snapshot)?;
    for (object, sensitivity) in &questions.properties {
        let Some(path) = path(&snapshot, *object) else { continue };
        for definition in portal.properties(&path, *sensitivity)? {
            if let Some(name) = definition.get("name").and_then(serde_json::Value::as_str) {
                snapshot.properties.insert((*object, name.to_owned()), definition);
            }
        }
    }
    for object in &questions.acting {
        let Some(type_id) = type_id(&snapshot, *object) else { continue };
        if let Some(listed) = portal.action_types(&type_id)? {
            snapshot.actions.insert(*object, listed);
        }
    }
    archived(portal, questions, &mut snapshot)?;
    other_classes(portal, questions, &mut snapshot)?;
    let missing = questions.managed.iter().filter(|key| !snapshot.properties.contains_key(*key));
    let objects: BTreeSet<Object> = missing.map(|(object, _)| *object).collect();
    for object in &objects {
        let Some(path) = path(&snapshot, *object) else { continue };
        let groups = portal.property_groups(&path)?;
        let names = groups.iter().filter_map(|group| group.get("name")?.as_str()).map(str::to_owned).collect();
        snapshot.groups.insert(*object, names);
    }
    let others = questions.names.iter().filter(|name| !matches!(name, PortalName::Object(_)));
    names(portal, others, questions, &mut snapshot)?;
    Ok(snapshot)
}

/// Returns what stands for an object in paths; nothing for a custom one that the portal does not have.
fn path(snapshot: &Snapshot, object: Object) -> Option<String> {
    program_names::path(snapshot, object).ok().map(str::to_owned)
}

/// Looks for the properties that are used and missing among those that are archived.
fn archived(portal: &Portal<'_>, questions: &Questions, snapshot: &mut Snapshot) -> Result<(), PortalError> {
    let missing: BTreeSet<(Object, String)> = questions
        .used
        .iter()
        .filter(|key| !snapshot.properties.contains_key(*key) && !questions.managed.contains(*key))
        .cloned()
        .collect();
    let objects: BTreeSet<Object> = missing.iter().map(|(object, _)| *object).collect();
    for object in objects {
        let Some(path) = path(snapshot, object) else { continue };
        let definitions = portal.archived_properties(&path)?;
        let names =
            definitions.iter().filter_map(|definition| definition.get("name").and_then(serde_json::Value::as_str));
        let found = names.map(|name| (object, name.to_owned())).filter(|key| missing.contains(key));
        snapshot.archived.extend(found);
    }
    Ok(())
}

/// Looks for managed properties that are missing in the classes of sensitivity that no listing showed: a name can be
/// borne once, whatever its class.
fn other_classes(portal: &Portal<'_>, questions: &Questions, snapshot: &mut Snapshot) -> Result<(), PortalError> {
    let missing: BTreeSet<(Object, String)> =
        questions.managed.iter().filter(|key| !snapshot.properties.contains_key(*key)).cloned().collect();
    let objects: BTreeSet<Object> = missing.iter().map(|(object, _)| *object).collect();
    let classes = [Sensitivity::Plain, Sensitivity::Sensitive, Sensitivity::HighlySensitive];
    for (object, class) in objects.into_iter().flat_map(|object| classes.map(|class| (object, class))) {
        if questions.properties.contains(&(object, class)) {
            continue;
        }
        let Some(path) = path(snapshot, object) else { continue };
        let definitions = match portal.properties(&path, class) {
            Ok(definitions) => definitions,
            // The program does not use this class, so a token need not be allowed to see it: making the property is
            // refused then where its name is borne.
            Err(PortalError::NotPermitted { .. }) => continue,
            Err(error) => return Err(error),
        };
        for definition in definitions {
            let name = definition.get("name").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
            if missing.contains(&(object, name.clone())) {
                snapshot.properties.insert((object, name), definition);
            }
        }
    }
    Ok(())
}

fn lists(portal: &Portal<'_>, questions: &Questions, snapshot: &mut Snapshot) -> Result<(), PortalError> {
    let mut wanted = questions.lists.clone();
    let marks: BTreeSet<String> = questions.list_titles.iter().map(|title| title.to_lowercase()).collect();
    for row in portal.all_lists()? {
        let references = row.body.pointer("/additionalProperties/hs_list_reference_count");
        let head = ListHead {
            references: references.and_then(|count| count.as_str()?.parse().ok()),
            id: row.id,
            title: row.title,
            object_type: row.object_type,
            processing: row.processing,
            folder: row.folder,
        };
        if marks.contains(&list_mark(&head.title, questions.list_tags)) || marks.contains(&head.title.to_lowercase()) {
            wanted.insert(head.id.clone());
        }
        snapshot.list_heads.push(head);
    }
    let ids: Vec<String> = wanted.into_iter().collect();
    let read = portal.lists(&ids)?;
    for id in read.absent {
        snapshot.lists.insert(id, ListRead::Gone);
    }
    for (id, list) in read.found {
        // A deleted list answers for ninety days as if it were there.
        let state = if list.deleted_at.is_some() { ListRead::Gone } else { ListRead::Found(list.body) };
        snapshot.lists.insert(id, state);
    }
    let root = portal.folder("0")?;
    if let Some(ours) = root.folders.iter().find(|folder| folder.name == FOLDER) {
        snapshot.folders.insert(FOLDER.to_owned(), ours.id.clone());
        for folder in portal.folder(&ours.id)?.folders {
            snapshot.folders.insert(format!("{FOLDER}/{}", folder.name), folder.id);
        }
    }
    Ok(())
}

fn flows(portal: &Portal<'_>, questions: &Questions, snapshot: &mut Snapshot) -> Result<(), PortalError> {
    let marks: BTreeSet<String> = questions.workflows.iter().map(|name| flow_mark(&questions.project, name)).collect();
    let mut wanted = questions.flows.clone();
    for row in portal.all_flows()? {
        let is_called = row.name.as_ref().is_some_and(|name| questions.flow_titles.contains(&name.to_lowercase()));
        if is_called || row.uuid.as_ref().is_some_and(|uuid| marks.contains(uuid)) {
            wanted.insert(row.id.clone());
        }
        snapshot.flow_heads.push(FlowHead { id: row.id, title: row.name.unwrap_or_default(), uuid: row.uuid });
    }
    let ids: Vec<String> = wanted.into_iter().collect();
    for (id, read) in portal.flows(&ids)? {
        let state = match read {
            FlowRead::Found(flow) => SnapshotFlow::Found(flow.body),
            FlowRead::Hidden => SnapshotFlow::Hidden,
            FlowRead::Gone => SnapshotFlow::Gone,
        };
        snapshot.flows.insert(id, state);
    }
    Ok(())
}

fn type_id(snapshot: &Snapshot, object: Object) -> Option<String> {
    match object {
        Object::Custom(_) => path(snapshot, object),
        Object::Contact | Object::Company | Object::Deal | Object::Ticket => object.type_id().map(str::to_owned),
    }
}

/// A thing of the portal: what it is called and its id.
type Called = (String, String);

fn names<'n>(
    portal: &Portal<'_>,
    names: impl Iterator<Item = &'n PortalName>,
    questions: &Questions,
    snapshot: &mut Snapshot,
) -> Result<(), PortalError> {
    let mut pages = Pages::default();
    let bound = &questions.bound;
    for name in names {
        if let Some(id) = name.bindable().and_then(|(kind, called)| questions.things.get(kind)?.get(called)) {
            // It has no name of its own in the portal, or shares one.
            snapshot.names.insert(name.clone(), Found { ids: vec![id.clone()], ..Found::default() });
            continue;
        }
        let things = pages.of(portal, name, snapshot, &bound.names)?;
        let called = match name {
            PortalName::Form(called)
            | PortalName::Email(called)
            | PortalName::Campaign(called)
            | PortalName::Team(called)
            | PortalName::Subscription(called)
            | PortalName::Cta(called)
            | PortalName::App(called)
            | PortalName::Url(called)
            | PortalName::Secret(called)
            | PortalName::Thing(called)
            | PortalName::Event(called)
            | PortalName::Workflow(called)
            | PortalName::User(called)
            | PortalName::Owner(called) => called,
            PortalName::List { title, .. } => title,
            PortalName::Pipeline { label, .. } | PortalName::Stage { label, .. } | PortalName::Label { label, .. } => {
                label
            }
            PortalName::Object(custom) => custom.name(),
            PortalName::Association { .. } | PortalName::TaskLink(_) | PortalName::TaskCategory(_) => "",
        };
        // HubSpot looks titles, labels and addresses up without regard to case; a binding has the name as written.
        let bears = |thing: &&Called| match name.bound_under() {
            Some(_) => thing.0 == *called,
            None => thing.0.to_lowercase() == called.to_lowercase(),
        };
        let ids: Vec<String> = things.iter().filter(bears).map(|(_, id)| id.clone()).collect();
        // The plain association of a custom object bears no label.
        let labelled = things.iter().filter(|(called, _)| !called.is_empty());
        let mut known: Vec<String> = labelled.map(|(called, _)| called.clone()).collect();
        known.sort();
        known.dedup();
        let bound = name.bound_under().map(|key| Bound { file: bound.file.clone(), key: key.to_owned() });
        snapshot.names.insert(name.clone(), Found { ids, known, bound });
    }
    let events = pages.events.into_iter().flatten();
    snapshot.event_objects.extend(events.filter_map(|event| Some((event.type_id, event.object?))));
    Ok(())
}

/// What was asked already: each kind of name is listed once.
#[derive(Default)]
struct Pages {
    forms: Option<Vec<Called>>,
    emails: Option<Vec<super::Email>>,
    subscriptions: Option<Vec<Called>>,
    events: Option<Vec<EventDefinition>>,
    teams: Option<Vec<Called>>,
    owners: Option<Vec<super::Owner>>,
    pipelines: BTreeMap<Object, Vec<super::Pipeline>>,
    labels: BTreeMap<(Object, Object), Vec<Called>>,
    tasks: BTreeMap<CustomObject, Vec<AssociationLabel>>,
    objects: Option<Vec<Called>>,
}

impl Pages {
    fn of(
        &mut self,
        portal: &Portal<'_>,
        name: &PortalName,
        snapshot: &Snapshot,
        bound: &Bindings,
    ) -> Result<Vec<Called>, PortalError> {
        let bindings = |names: &BTreeMap<String, String>| {
            names.iter().map(|(called, means)| (called.clone(), means.clone())).collect()
        };
        Ok(match name {
            PortalName::Form(_) => {
                once(&mut self.forms, || Ok(portal.forms()?.into_iter().map(|form| (form.name, form.id)).collect()))?
            }
            PortalName::Email(_) => {
                let emails = once(&mut self.emails, || automated(portal))?;
                emails.into_iter().map(|email| (email.name, email.id)).collect()
            }
            PortalName::Campaign(_) => {
                let emails = once(&mut self.emails, || automated(portal))?;
                emails.into_iter().filter_map(|email| Some((email.name, email.campaign?))).collect()
            }
            PortalName::Team(_) => {
                once(&mut self.teams, || Ok(portal.teams()?.into_iter().map(|team| (team.name, team.id)).collect()))?
            }
            PortalName::User(_) => {
                let owners = once(&mut self.owners, || portal.owners())?;
                owners.into_iter().filter_map(|owner| Some((owner.email?, owner.user?))).collect()
            }
            PortalName::Owner(_) => {
                let owners = once(&mut self.owners, || portal.owners())?;
                owners.into_iter().filter_map(|owner| Some((owner.email?, owner.id))).collect()
            }
            PortalName::List { object, title } => {
                let Some(type_id) = type_id(snapshot, *object) else { return Ok(Vec::new()) };
                let heads = snapshot.list_heads.iter().filter(|head| head.object_type == type_id);
                let mut lists: Vec<Called> = heads.map(|head| (head.title.clone(), head.id.clone())).collect();
                // A listing lags behind: a list that was made a moment ago is found by its title.
                if !lists.iter().any(|(called, _)| called.to_lowercase() == title.to_lowercase()) {
                    let found = portal.list_by_title(&type_id, title)?;
                    let found = found.filter(|list| list.deleted_at.is_none());
                    lists.extend(found.map(|list| (list.title, list.id)));
                }
                lists
            }
            PortalName::Subscription(_) => once(&mut self.subscriptions, || {
                let active = portal.subscriptions()?.into_iter().filter(|it| it.active);
                Ok(active.map(|it| (it.name, it.id)).collect())
            })?,
            PortalName::Event(_) => {
                let events = once(&mut self.events, || portal.event_definitions())?;
                events.into_iter().map(|event| (event.name, event.type_id)).collect()
            }
            PortalName::Cta(_) => bindings(&bound.ctas),
            PortalName::App(_) => bindings(&bound.apps),
            PortalName::Url(_) => bindings(&bound.urls),
            PortalName::Secret(_) => bindings(&bound.secrets),
            PortalName::Thing(_) => bindings(&bound.things),
            PortalName::Workflow(_) => {
                snapshot.flow_heads.iter().map(|head| (head.title.clone(), head.id.clone())).collect()
            }
            PortalName::Pipeline { object, .. } => {
                let Some(path) = path(snapshot, *object) else { return Ok(Vec::new()) };
                let pipelines = self.pipelines(portal, *object, &path)?;
                pipelines.iter().map(|pipeline| (pipeline.label.clone(), pipeline.id.clone())).collect()
            }
            PortalName::Stage { object, pipeline, .. } => {
                let of = |found: &&super::Pipeline| found.label.to_lowercase() == pipeline.to_lowercase();
                let Some(path) = path(snapshot, *object) else { return Ok(Vec::new()) };
                let stages = self.pipelines(portal, *object, &path)?.iter().filter(of).flat_map(|found| &found.stages);
                stages.map(|stage| (stage.label.clone(), stage.id.clone())).collect()
            }
            PortalName::Object(_) => once(&mut self.objects, || {
                Ok(portal.object_schemas()?.into_iter().map(|schema| (schema.name, schema.type_id)).collect())
            })?,
            // The plain association of a custom object bears no label, and is the portal's own all the same.
            PortalName::Association { from, to } => self.labels(portal, (*from, *to), snapshot)?,
            PortalName::Label { from, to, .. } => self.labels(portal, (*from, *to), snapshot)?,
            PortalName::TaskLink(custom) => {
                let links = self.task_links(portal, *custom, snapshot)?;
                links.into_iter().map(|it| (it.label.unwrap_or_default(), it.type_id.to_string())).collect()
            }
            PortalName::TaskCategory(custom) => {
                let links = self.task_links(portal, *custom, snapshot)?;
                links.into_iter().map(|it| (it.label.unwrap_or_default(), it.category)).collect()
            }
        })
    }

    /// Lists the associations that a portal has made itself: their labels, empty for the plain one, and type ids.
    fn labels(
        &mut self,
        portal: &Portal<'_>,
        (from, to): (Object, Object),
        snapshot: &Snapshot,
    ) -> Result<Vec<Called>, PortalError> {
        if let Some(known) = self.labels.get(&(from, to)) {
            return Ok(known.clone());
        }
        let Some((a, b)) = type_id(snapshot, from).zip(type_id(snapshot, to)) else { return Ok(Vec::new()) };
        let found = portal.association_labels(&a, &b)?;
        let own = found.into_iter().filter(|label| label.category == "USER_DEFINED");
        let labels: Vec<Called> =
            own.map(|label| (label.label.unwrap_or_default(), label.type_id.to_string())).collect();
        self.labels.insert((from, to), labels.clone());
        Ok(labels)
    }

    /// Lists the associations from tasks to a custom object.
    fn task_links(
        &mut self,
        portal: &Portal<'_>,
        custom: CustomObject,
        snapshot: &Snapshot,
    ) -> Result<Vec<AssociationLabel>, PortalError> {
        match self.tasks.entry(custom) {
            Entry::Occupied(known) => Ok(known.get().clone()),
            Entry::Vacant(place) => {
                let Some(to) = type_id(snapshot, Object::Custom(custom)) else { return Ok(Vec::new()) };
                Ok(place.insert(portal.association_labels(TASK, &to)?).clone())
            }
        }
    }

    fn pipelines(
        &mut self,
        portal: &Portal<'_>,
        object: Object,
        path: &str,
    ) -> Result<&Vec<super::Pipeline>, PortalError> {
        match self.pipelines.entry(object) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(portal.pipelines(path)?)),
        }
    }
}

/// Returns the e-mails that workflows send.
fn automated(portal: &Portal<'_>) -> Result<Vec<super::Email>, PortalError> {
    Ok(portal.emails()?.into_iter().filter(super::Email::is_automated).collect())
}

/// Asks once and remembers.
fn once<T: Clone>(
    kept: &mut Option<Vec<T>>,
    ask: impl FnOnce() -> Result<Vec<T>, PortalError>,
) -> Result<Vec<T>, PortalError> {
    if let Some(known) = kept {
        return Ok(known.clone());
    }
    let found = ask()?;
    *kept = Some(found.clone());
    Ok(found)
}
