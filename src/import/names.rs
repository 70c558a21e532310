//! What the ids of a portal are called: each by its own name where only one thing bears it, else by one that is made up.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::hubspot::list::List;
use crate::hubspot::platform::Object;
use crate::hubspot::switches::Switches;
use crate::lift::{Names, looks_secret};
use crate::model::PortalName;
use crate::portal::saved::Saved;
use crate::portal::{Portal, PortalError};
use crate::settings::{Bindings, ObjectBindings};

use super::unnamed::{Sort, Unnamed, unnamed};

/// The names of a portal's ids, and which of them were made up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Called {
    /// The names.
    pub names: Names,
    /// Those that were made up: by kind, then name, with the id.
    pub made_up: BTreeMap<String, BTreeMap<String, String>>,
    /// Whose own name is another's too: kinds and ids.
    pub shared: BTreeSet<(String, String)>,
}

/// Reads what the ids of a portal stand for.
///
/// # Errors
/// The first request that the portal does not answer; what the token may not see is none.
pub fn names(
    portal: &Portal<'_>,
    saved: &Saved,
    catalog: &Catalog,
    by_hand: &Bindings,
    bound: &ObjectBindings,
    switches: &Switches,
) -> Result<Called, PortalError> {
    let mut naming = Naming::default();
    for (kind, names) in &bound.things {
        naming.made_before(kind, names);
    }
    naming.by_hand(by_hand);
    naming.people(portal)?;
    naming.things(portal)?;
    let objects = naming.objects(portal, catalog)?;
    naming.associations(portal, catalog, &objects)?;
    naming.lists(saved, &objects);
    let flows = portal.all_flows()?.into_iter().map(|flow| (flow.name.unwrap_or_default(), flow.id));
    naming.unique(flows, PortalName::Workflow);
    let unnamed = unnamed(saved, catalog, switches);
    naming.name_by_hand(&unnamed, &by_hand.things);
    for it in unnamed {
        naming.make_up(it);
    }
    Ok(naming.called)
}

#[derive(Default)]
struct Naming {
    called: Called,
    /// Names that are given, by kind, in small letters.
    taken: BTreeSet<(&'static str, String)>,
    /// Kinds that the token may not see.
    unseen: BTreeSet<&'static str>,
    /// What each id was called where it shares its name with others.
    shared: BTreeMap<(&'static str, String), String>,
}

impl Naming {
    fn give(&mut self, id: &str, name: PortalName) {
        if let Some((kind, called)) = name.bindable() {
            self.taken.insert((kind, called.to_lowercase()));
        }
        self.called.names.insert(id, name);
    }

    /// Takes names that an earlier import made up: a name stays what it was.
    fn made_before(&mut self, kind: &str, names: &BTreeMap<String, String>) {
        let Some(sort) = Sort::ALL.into_iter().find(|sort| sort.kind() == kind) else { return };
        for (name, id) in names {
            // What was made up says of which keys it is.
            let stem = name.rsplit_once(" [").map(|(stem, _)| stem).filter(|_| sort == Sort::Thing);
            match stem {
                Some(stem) => self.give_under(id, stem, name),
                None => self.give(id, sort.name(name.clone())),
            }
        }
    }

    fn give_under(&mut self, id: &str, stem: &str, name: &str) {
        self.taken.insert((Sort::Thing.kind(), name.to_lowercase()));
        self.called.names.insert_under(id, stem, PortalName::Thing(name.to_owned()));
    }

    /// Takes the names that people gave to things of no kind. A number may be that of two: which one is meant, nobody knows.
    fn name_by_hand(&mut self, unnamed: &BTreeSet<Unnamed>, by_hand: &BTreeMap<String, String>) {
        for (name, id) in by_hand {
            self.taken.insert((Sort::Thing.kind(), name.to_lowercase()));
            let mut of = unnamed.iter().filter(|it| it.sort == Sort::Thing && it.id == *id);
            if let (Some(only), None) = (of.next(), of.next()) {
                self.give_under(id, &only.stem, name);
            }
        }
    }

    fn by_hand(&mut self, bindings: &Bindings) {
        type Make = fn(String) -> PortalName;
        let rows: [(&BTreeMap<String, String>, Make); 4] = [
            (&bindings.apps, PortalName::App),
            (&bindings.ctas, PortalName::Cta),
            (&bindings.secrets, PortalName::Secret),
            (&bindings.urls, PortalName::Url),
        ];
        for (names, make) in rows {
            for (name, id) in names {
                self.give(id, make(name.clone()));
            }
        }
    }

    /// Gives each thing its own name where no other has it, whatever the case of its letters.
    fn unique(&mut self, things: impl Iterator<Item = (String, String)>, make: impl Fn(String) -> PortalName) {
        let things: Vec<(String, String)> = things.collect();
        let mut bearers: BTreeMap<String, usize> = BTreeMap::new();
        for (name, _) in &things {
            *bearers.entry(name.to_lowercase()).or_default() += 1;
        }
        for (name, id) in things {
            let is_only = bearers.get(&name.to_lowercase()) == Some(&1) && !name.trim().is_empty();
            // A name is written into sources and bindings; one that looks like a secret is not.
            let (is_only, name) = if looks_secret(&name) { (false, String::new()) } else { (is_only, name) };
            let named = make(name.clone());
            let is_named = self.called.names.thing(&id, |known| is_of_one_kind(known, &named)).is_some();
            if is_only && !is_named {
                self.give(&id, named);
            } else if let Some((kind, _)) = named.bindable().filter(|_| !name.trim().is_empty()) {
                self.shared.insert((kind, id), name);
            }
        }
    }

    /// Takes what the token may see. Of what it may not see nobody can tell that it has no name.
    fn seen<T>(&mut self, answer: Result<Vec<T>, PortalError>, kinds: &[&'static str]) -> Result<Vec<T>, PortalError> {
        match answer {
            Err(PortalError::NotPermitted { .. }) => {
                self.unseen.extend(kinds);
                Ok(Vec::new())
            }
            answer => answer,
        }
    }

    fn people(&mut self, portal: &Portal<'_>) -> Result<(), PortalError> {
        let owners = self.seen(portal.owners(), &["owner", "user"])?;
        let users = owners.iter().filter_map(|owner| Some((owner.email.clone()?, owner.user.clone()?)));
        self.unique(users, PortalName::User);
        let ids = owners.iter().filter_map(|owner| Some((owner.email.clone()?, owner.id.clone())));
        self.unique(ids, PortalName::Owner);
        let teams = self.seen(portal.teams(), &["team"])?;
        self.unique(teams.into_iter().map(|team| (team.name, team.id)), PortalName::Team);
        Ok(())
    }

    fn things(&mut self, portal: &Portal<'_>) -> Result<(), PortalError> {
        let forms = self.seen(portal.forms(), &["form"])?;
        self.unique(forms.into_iter().map(|form| (form.name, form.id)), PortalName::Form);
        let emails = self.seen(portal.emails(), &["campaign", "email"])?;
        let emails: Vec<_> = emails.into_iter().filter(crate::portal::Email::is_automated).collect();
        let campaigns = emails.iter().filter_map(|email| Some((email.name.clone(), email.campaign.clone()?)));
        self.unique(campaigns, PortalName::Campaign);
        self.unique(emails.iter().map(|email| (email.name.clone(), email.id.clone())), PortalName::Email);
        let subscriptions = self.seen(portal.subscriptions(), &["subscription"])?;
        let active = subscriptions.into_iter().filter(|it| it.active);
        self.unique(active.map(|it| (it.name, it.id)), PortalName::Subscription);
        let events = self.seen(portal.event_definitions(), &[])?.into_iter();
        self.unique(events.map(|event| (event.name, event.type_id)), PortalName::Event);
        Ok(())
    }

    /// Names custom objects and pipelines, and returns the type id of each object of the catalog.
    fn objects(&mut self, portal: &Portal<'_>, catalog: &Catalog) -> Result<BTreeMap<String, Object>, PortalError> {
        let schemas = self.seen(portal.object_schemas(), &[])?;
        let mut ids = BTreeMap::new();
        for object in catalog.objects() {
            let (id, path) = match object {
                Object::Custom(custom) => {
                    let mut named = schemas.iter().filter(|it| it.name.eq_ignore_ascii_case(custom.name()));
                    let Some(schema) = named.next() else { continue };
                    self.give(&schema.type_id, PortalName::Object(custom));
                    (schema.type_id.clone(), schema.type_id.as_str())
                }
                Object::Contact | Object::Company | Object::Deal | Object::Ticket => {
                    let (Some(id), Some(path)) = (object.type_id(), object.plural()) else { continue };
                    (id.to_owned(), path)
                }
            };
            ids.insert(id, object);
            for pipeline in self.seen(portal.pipelines(path), &[])? {
                let label = &pipeline.label;
                let stages = pipeline.stages.iter().map(|stage| (stage.label.clone(), stage.id.clone()));
                self.unique(stages, |stage| PortalName::Stage { object, pipeline: label.clone(), label: stage });
                self.give(&pipeline.id, PortalName::Pipeline { object, label: label.clone() });
            }
        }
        Ok(ids)
    }

    fn associations(
        &mut self,
        portal: &Portal<'_>,
        catalog: &Catalog,
        objects: &BTreeMap<String, Object>,
    ) -> Result<(), PortalError> {
        let id = |object: Object| objects.iter().find(|(_, known)| **known == object).map(|(id, _)| id.as_str());
        let pairs: BTreeSet<(Object, Object)> = catalog.associations.values().map(|it| (it.from, it.to)).collect();
        for (from, to) in pairs {
            let Some((a, b)) = id(from).zip(id(to)) else { continue };
            let own =
                self.seen(portal.association_labels(a, b), &[])?.into_iter().filter(|it| it.category == "USER_DEFINED");
            let (plain, labelled): (Vec<_>, Vec<_>) =
                own.partition(|it| it.label.as_deref().unwrap_or_default().is_empty());
            for label in plain {
                self.give(&label.type_id.to_string(), PortalName::Association { from, to });
            }
            let labelled = labelled.into_iter().filter_map(|it| Some((it.label?, it.type_id.to_string())));
            self.unique(labelled, |label| PortalName::Label { from, to, label });
        }
        Ok(())
    }

    fn lists(&mut self, saved: &Saved, objects: &BTreeMap<String, Object>) {
        for object in objects.values() {
            let of = saved.lists().values().map(|list| List::read(list.clone())).filter(|list| !list.is_deleted());
            let of = of.filter(|list| list.object_type_id().and_then(|id| objects.get(&id)) == Some(object));
            let titled = of.filter_map(|list| Some((list.title()?.to_owned(), list.id()?)));
            self.unique(titled, |title| PortalName::List { object: *object, title });
        }
    }

    /// Makes up a name for what has none of its own.
    fn make_up(&mut self, it: Unnamed) {
        let Unnamed { sort, id, stem } = it;
        let is_one = |name: &PortalName| name.bindable().is_some_and(|(kind, _)| kind == sort.kind());
        let named = match sort {
            Sort::Thing => self.called.names.under(&id, &stem),
            Sort::App
            | Sort::Campaign
            | Sort::Cta
            | Sort::Email
            | Sort::Form
            | Sort::Owner
            | Sort::Secret
            | Sort::Subscription
            | Sort::Team
            | Sort::User
            | Sort::Workflow => self.called.names.thing(&id, is_one),
        };
        if named.is_some() || self.unseen.contains(sort.kind()) {
            return;
        }
        let own = self.shared.get(&(sort.kind(), id.clone())).cloned();
        if own.is_some() {
            self.called.shared.insert((sort.kind().to_owned(), id.clone()));
        }
        let stem = own.unwrap_or(stem);
        // A secret is called as the portal calls it; what shares a name is told apart by its number.
        let first = (sort == Sort::Secret).then(|| stem.clone());
        let numbered = (1..).map(|number: u32| format!("{stem} [{number}]"));
        let is_free = |name: &String| !self.taken.contains(&(sort.kind(), name.to_lowercase()));
        let Some(name) = first.into_iter().chain(numbered).find(is_free) else { return };
        self.called.made_up.entry(sort.kind().to_owned()).or_default().insert(name.clone(), id.clone());
        match sort {
            Sort::Thing => self.give_under(&id, &stem, &name),
            Sort::App
            | Sort::Campaign
            | Sort::Cta
            | Sort::Email
            | Sort::Form
            | Sort::Owner
            | Sort::Secret
            | Sort::Subscription
            | Sort::Team
            | Sort::User
            | Sort::Workflow => self.give(&id, sort.name(name)),
        }
    }
}

fn is_of_one_kind(one: &PortalName, other: &PortalName) -> bool {
    one.bindable().zip(other.bindable()).is_some_and(|((one, _), (other, _))| one == other)
}
