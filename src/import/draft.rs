//! Reads every object that is asked for into a declaration, and names those that can't be one as things of the portal.

use std::collections::BTreeMap;

use serde_json::Value;

use super::circles::in_circles;
use super::known::Version;
use super::{About, Called, Excluded, Kept, Known, Lost, Paths, our_fault};
use crate::hubspot::switches::Switches;
use crate::lift::naming::Taken;
use crate::lift::{self, Features, Loss, Names, World};
use crate::model::PortalName;
use crate::plan::identity;
use crate::portal::saved::Saved;
use crate::record::{ObjectKey, ObjectKind};
use crate::settings::ListTags;
use crate::source::FileId;
use crate::syntax;
use crate::syntax::ast::{Declaration, HeaderLine, Line, WorkflowForm};

/// What a draft is made of.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The portal as it was read.
    pub saved: &'a Saved,
    /// The folder of each list that lies in one.
    pub folders: &'a BTreeMap<String, String>,
    /// What its properties, associations, objects and events are called.
    pub features: &'a Features<'a>,
    /// What its ids are called.
    pub called: &'a Called,
    /// Its time zone.
    pub time_zone: &'a str,
    /// What is not certain of HubSpot, as it was chosen.
    pub switches: &'a Switches,
    /// The environment, for workflows that are on.
    pub environment: &'a str,
    /// Whose its objects are already.
    pub known: &'a Known,
    /// How lists carry their version.
    pub list_tags: ListTags,
    /// The files that are there.
    pub files: &'a BTreeMap<String, String>,
    /// What is asked for.
    pub asked: &'a Asked,
}

/// Which objects are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// One kind only.
    pub only: Option<ObjectKind>,
    /// These only: titles, whatever the case, or ids.
    pub named: Vec<String>,
}

impl Asked {
    fn takes(&self, kind: ObjectKind, id: &str, title: &str) -> bool {
        let is = |name: &String| name == id || name.to_lowercase() == title.to_lowercase();
        self.only.is_none_or(|only| only == kind) && (self.named.is_empty() || self.named.iter().any(is))
    }
}

/// An object as a declaration in a file of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Drafted {
    /// List or workflow.
    pub kind: ObjectKind,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is called.
    pub name: String,
    /// All of it, as the portal has it.
    pub live: Value,
    /// Where it stands.
    pub path: String,
    /// What it says.
    pub text: String,
    /// The sources of its code steps, by their paths.
    pub code: BTreeMap<String, String>,
}

impl Drafted {
    /// Tells whether an object of a plan is this one.
    #[must_use]
    pub fn is(&self, object: &ObjectKey) -> bool {
        (object.kind, &object.name) == (self.kind, &self.name)
    }
}

/// What would be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The objects, lists first, each by its number.
    pub objects: Vec<Drafted>,
    /// What could not be said.
    pub losses: Vec<Lost>,
    /// What was asked for by a name or id that nothing bears.
    pub unknown: Vec<String>,
}

/// Reads the objects that are asked for, but for those that are left out.
#[must_use]
pub fn draft(inputs: &Inputs<'_>, excluded: &Excluded) -> Draft {
    let mut drafting =
        Drafting { inputs, names: inputs.called.names.clone(), excluded: excluded.clone(), unmanaged: BTreeMap::new() };
    drafting.leave_circles();
    drafting.name(ObjectKind::List);
    drafting.name(ObjectKind::Workflow);
    // What cannot be a declaration is named as a thing of the portal by those that need it: they are read again.
    loop {
        let read = drafting.read();
        if drafting.unmanaged.is_empty() {
            return drafting.finish(read);
        }
        for (key, losses) in std::mem::take(&mut drafting.unmanaged) {
            match key.0 {
                ObjectKind::Workflow => drafting.names.flows.remove(&key.1),
                ObjectKind::List | ObjectKind::Property | ObjectKind::Folder => drafting.names.lists.remove(&key.1),
            };
            drafting.excluded.insert(key, losses);
        }
    }
}

/// Objects that were read, with what of them is kept otherwise.
type Read = Vec<(Drafted, Vec<Loss>)>;

struct Drafting<'a> {
    inputs: &'a Inputs<'a>,
    names: Names,
    excluded: Excluded,
    unmanaged: Excluded,
}

impl Drafting<'_> {
    /// Goes through the objects of a kind by their numbers: what is made first keeps its name, whatever comes later.
    fn objects(&self, kind: ObjectKind) -> Vec<(&String, &Value)> {
        let all = match kind {
            ObjectKind::Workflow => self.inputs.saved.flows(),
            ObjectKind::List | ObjectKind::Property | ObjectKind::Folder => self.inputs.saved.lists(),
        };
        let mut all: Vec<(&String, &Value)> = all.iter().filter(|(_, live)| !is_deleted(live)).collect();
        all.sort_by_key(|(id, _)| (id.len(), *id));
        all
    }

    /// Leaves all lists of a circle where they are, and not only one: the next import would take that one up.
    fn leave_circles(&mut self) {
        for id in in_circles(self.inputs.saved.lists()) {
            let Some(list) = self.inputs.saved.lists().get(&id).filter(|list| !is_deleted(list)) else { continue };
            let is_asked = self.inputs.asked.takes(ObjectKind::List, &id, title(list));
            let place = (ObjectKind::List, id);
            if is_asked && !self.inputs.known.declared.contains_key(&place) {
                let why = "it asks, by way of other lists, who is in itself, and no declaration can";
                self.excluded.entry(place).or_insert_with(|| vec![Loss::new("/filterBranch", why)]);
            }
        }
    }

    /// Gives every object that is to be a declaration its name.
    fn name(&mut self, kind: ObjectKind) {
        let Inputs { known, asked, list_tags, .. } = self.inputs;
        let Known { declared, others, reserved, taken, .. } = known;
        let mut given = Taken::default();
        for (_, name) in taken.iter().filter(|(of, _)| *of == kind) {
            given.keep(name);
        }
        for (_, name) in reserved.iter().filter(|((of, _), _)| *of == kind) {
            given.keep(name);
        }
        let mut names = BTreeMap::new();
        for (id, live) in self.objects(kind) {
            let key = (kind, id.clone());
            if let Some(name) = declared.get(&key) {
                names.insert(id.clone(), name.clone());
            } else if !others.contains_key(&key) && asked.takes(kind, id, title(live)) {
                // The name lasts longer than the version that the title shows.
                let title = title(live);
                let bare = identity::title_and_version(title, *list_tags).map_or(title, |(bare, _)| bare);
                let name = reserved.get(&key).cloned().unwrap_or_else(|| given.give(bare, kind.word(), id));
                if !self.excluded.contains_key(&key) {
                    names.insert(id.clone(), name);
                }
            }
        }
        match kind {
            ObjectKind::Workflow => self.names.flows = names,
            ObjectKind::List | ObjectKind::Property | ObjectKind::Folder => self.names.lists = names,
        }
    }

    /// Reads all that has a name and is not declared yet; what has no form is noted as not managed.
    fn read(&mut self) -> Read {
        let inputs = self.inputs;
        let names = self.names.clone();
        let world =
            World { features: inputs.features, names: &names, time_zone: inputs.time_zone, switches: inputs.switches };
        let mut paths = Paths::new(inputs.files.keys().cloned());
        let mut read = Vec::new();
        let mut unmanaged = Excluded::new();
        for kind in [ObjectKind::List, ObjectKind::Workflow] {
            let called = if kind == ObjectKind::Workflow { &names.flows } else { &names.lists };
            for (id, live) in self.objects(kind) {
                let key = (kind, id.clone());
                let Some(name) = called.get(id).filter(|_| !inputs.known.declared.contains_key(&key)) else { continue };
                match self.one(kind, id, live, name, &world, &mut paths) {
                    Ok(found) => read.push(found),
                    Err(losses) => drop(unmanaged.insert(key, losses)),
                }
            }
        }
        self.unmanaged = unmanaged;
        read
    }

    fn one(
        &self,
        kind: ObjectKind,
        id: &str,
        live: &Value,
        name: &str,
        world: &World<'_>,
        paths: &mut Paths,
    ) -> Result<(Drafted, Vec<Loss>), Vec<Loss>> {
        let (declaration, code, losses) = match kind {
            ObjectKind::Workflow => {
                let lifted = lift::flow(live, name, Some(self.inputs.environment), world)?;
                (lifted.declaration, lifted.code, lifted.losses)
            }
            ObjectKind::List | ObjectKind::Property | ObjectKind::Folder => {
                let list = versioned(lift::list(live, name, world)?, self.inputs.list_tags);
                (list, BTreeMap::new(), Vec::new())
            }
        };
        let declaration = match self.inputs.known.versions.get(&(kind, id.to_owned())) {
            Some(Version::AsLeft(number)) => numbered(declaration, *number),
            Some(Version::Changed(number)) => {
                let why = format!(
                    "it was changed in the portal since version {number} of it was deployed, whose source is lost"
                );
                return Err(vec![Loss::new("", why)]);
            }
            None => declaration,
        };
        let object = object_of(&declaration).to_owned();
        let printed = syntax::print::declaration(&declaration);
        // A file of its own: a line feed ends it.
        let text = syntax::format(FileId(0), &format!("{printed}\n"));
        let text = text.map_err(|problems| {
            let first = problems.first().map(|problem| problem.words());
            let why = first.map(|words| format!("{} ({})", words.message, words.code)).unwrap_or_default();
            vec![our_fault(&format!("what was written of it does not read: {why}"))]
        })?;
        let path = match kind {
            ObjectKind::Workflow => paths.flow(&object, name),
            ObjectKind::List | ObjectKind::Property | ObjectKind::Folder => {
                paths.list(self.inputs.folders.get(id).map(String::as_str), &object, name)
            }
        };
        let code: BTreeMap<String, String> =
            code.into_iter().map(|(path, text)| (format!("workflows/code/{path}"), text)).collect();
        let is_another =
            |(path, text): &(&String, &String)| paths.is_taken(path) && self.inputs.files.get(*path) != Some(*text);
        if let Some((path, _)) = code.iter().find(is_another) {
            let why = format!("its code would stand in {path}, which is there and is never written over");
            return Err(vec![Loss::new("", why)]);
        }
        let title = title(live).to_owned();
        let (id, name, live) = (id.to_owned(), name.to_owned(), live.clone());
        Ok((Drafted { kind, id, title, name, live, path, text, code }, losses))
    }

    fn finish(self, read: Read) -> Draft {
        let mut draft = Draft::default();
        for (object, losses) in read {
            let about = about(object.kind, &object.id, &object.title);
            let lost = |loss: Loss| Lost { about: about.clone(), place: loss.place, why: loss.why, kept: Kept::AsItIs };
            draft.losses.extend(losses.into_iter().map(lost));
            draft.objects.push(object);
        }
        for kind in [ObjectKind::List, ObjectKind::Workflow] {
            for (id, live) in self.objects(kind) {
                let key = (kind, id.clone());
                let mut losses = self.excluded.get(&key).cloned().unwrap_or_default();
                let whose =
                    self.inputs.known.others.get(&key).filter(|_| self.inputs.asked.takes(kind, id, title(live)));
                losses.extend(whose.map(|whose| Loss::new("", format!("it is {whose}: it has its source elsewhere"))));
                let kept = Kept::InPortal(self.reference(kind, id));
                let about = about(kind, id, title(live));
                draft.losses.extend(losses.into_iter().map(|loss| Lost {
                    about: about.clone(),
                    place: loss.place,
                    why: loss.why,
                    kept: kept.clone(),
                }));
            }
        }
        let bears = |name: &&String| {
            let kinds = [ObjectKind::List, ObjectKind::Workflow].into_iter();
            let kinds = kinds.filter(|kind| self.inputs.asked.only.is_none_or(|only| only == *kind));
            let mut all = kinds.flat_map(|kind| self.objects(kind));
            !all.any(|(id, live)| *name == id || name.to_lowercase() == title(live).to_lowercase())
        };
        draft.unknown = self.inputs.asked.named.iter().filter(bears).cloned().collect();
        draft
    }

    /// Returns how others name an object that is not managed.
    fn reference(&self, kind: ObjectKind, id: &str) -> Option<String> {
        let is_meant = |name: &PortalName| match kind {
            ObjectKind::Workflow => matches!(name, PortalName::Workflow(_)),
            ObjectKind::List | ObjectKind::Property | ObjectKind::Folder => matches!(name, PortalName::List { .. }),
        };
        self.names.thing(id, is_meant).map(ToString::to_string)
    }
}

/// A title that ends like a version of ours is that version: the next one takes its place.
fn versioned(declaration: Declaration, tags: ListTags) -> Declaration {
    let Declaration::Segment(mut segment) = declaration else { return declaration };
    for at in 1..segment.header.len() {
        let Some([HeaderLine::Version(version), HeaderLine::Title(title)]) = segment.header.get_mut(at - 1..=at) else {
            continue;
        };
        if let Some((bare, number)) = identity::title_and_version(&title.node, tags) {
            version.node = number;
            title.node = bare.to_owned();
        }
    }
    Declaration::Segment(segment)
}

/// Gives a declaration the version that it has.
fn numbered(mut declaration: Declaration, number: u32) -> Declaration {
    let header: Vec<&mut HeaderLine> = match &mut declaration {
        Declaration::Segment(it) => it.header.iter_mut().collect(),
        Declaration::Workflow(it) => match &mut it.form {
            WorkflowForm::Own { body, .. } => {
                let lines = body.lines.iter_mut();
                lines.filter_map(|line| if let Line::Header(it) = &mut line.node { Some(it) } else { None }).collect()
            }
            WorkflowForm::Use { .. } => Vec::new(),
        },
        Declaration::StaticList(_) | Declaration::Template(_) => Vec::new(),
    };
    for line in header {
        if let HeaderLine::Version(version) = line {
            version.node = number;
        }
    }
    declaration
}

fn about(kind: ObjectKind, id: &str, title: &str) -> About {
    About::Object { kind, id: id.to_owned(), title: title.to_owned() }
}

fn title(live: &Value) -> &str {
    live.get("name").and_then(Value::as_str).unwrap_or_default()
}

/// A deleted list answers still.
fn is_deleted(live: &Value) -> bool {
    live.get("deletedAt").is_some_and(|at| !at.is_null())
}

fn object_of(declaration: &Declaration) -> &str {
    match declaration {
        Declaration::Segment(it) => &it.object.node,
        Declaration::StaticList(it) => &it.object.node,
        Declaration::Template(it) => &it.object.node,
        Declaration::Workflow(it) => match &it.form {
            WorkflowForm::Own { object, .. } => &object.node,
            WorkflowForm::Use { template, .. } => &template.node,
        },
    }
}
