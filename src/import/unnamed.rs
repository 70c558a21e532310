//! Ids that stand for things which may have no name of their own: a form that is gone, one of two e-mails of one name, a
//! call to action, which HubSpot's API does not list.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::catalog::{Catalog, FeatureKind};
use crate::hubspot::id::{self, id_text, is_portals_own};
use crate::hubspot::switches::{EmailIds, Switches};
use crate::model::PortalName;
use crate::portal::saved::Saved;

/// A sort of thing that may be bound under a made-up name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    App,
    Campaign,
    Cta,
    Email,
    Form,
    Owner,
    Secret,
    Subscription,
    Team,
    Thing,
    User,
    Workflow,
}

impl Sort {
    pub const ALL: [Self; 12] = [
        Self::App,
        Self::Campaign,
        Self::Cta,
        Self::Email,
        Self::Form,
        Self::Owner,
        Self::Secret,
        Self::Subscription,
        Self::Team,
        Self::Thing,
        Self::User,
        Self::Workflow,
    ];

    /// Makes the name of one.
    pub fn name(self, name: String) -> PortalName {
        match self {
            Self::App => PortalName::App(name),
            Self::Campaign => PortalName::Campaign(name),
            Self::Cta => PortalName::Cta(name),
            Self::Email => PortalName::Email(name),
            Self::Form => PortalName::Form(name),
            Self::Owner => PortalName::Owner(name),
            Self::Secret => PortalName::Secret(name),
            Self::Subscription => PortalName::Subscription(name),
            Self::Team => PortalName::Team(name),
            Self::Thing => PortalName::Thing(name),
            Self::User => PortalName::User(name),
            Self::Workflow => PortalName::Workflow(name),
        }
    }

    /// Returns the word of the bindings.
    pub fn kind(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Campaign => "campaign",
            Self::Cta => "cta",
            Self::Email => "email",
            Self::Form => "form",
            Self::Owner => "owner",
            Self::Secret => "secret",
            Self::Subscription => "subscription",
            Self::Team => "team",
            Self::Thing => "thing",
            Self::User => "user",
            Self::Workflow => "workflow",
        }
    }

    /// Returns what a thing is called that has no name at all.
    fn stem(self, id: &str) -> String {
        match self {
            Self::Secret => id.to_owned(),
            Self::App => "app".to_owned(),
            Self::Cta => "call to action".to_owned(),
            Self::Campaign | Self::Email => "e-mail without a name".to_owned(),
            Self::Form => "form without a name".to_owned(),
            Self::Owner => "owner without a name".to_owned(),
            Self::Subscription => "subscription without a name".to_owned(),
            Self::Team => "team without a name".to_owned(),
            // The key that its id stands under says more.
            Self::Thing => "thing".to_owned(),
            Self::User => "user without a name".to_owned(),
            Self::Workflow => "workflow without a name".to_owned(),
        }
    }
}

/// An id for which a name may have to be made up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unnamed {
    /// What it is an id of.
    pub sort: Sort,
    /// The id.
    pub id: String,
    /// What the thing is called, but for a number.
    pub stem: String,
}

impl Unnamed {
    fn new(sort: Sort, id: String) -> Self {
        let stem = sort.stem(&id);
        Self { sort, id, stem }
    }
}

/// Returns how a source writes a name that was made up, by the kind that the bindings have it under.
#[must_use]
pub fn reference(kind: &str, name: &str) -> String {
    let sort = Sort::ALL.into_iter().find(|sort| sort.kind() == kind);
    sort.map_or_else(|| format!("{kind}({name:?})"), |sort| sort.name(name.to_owned()).to_string())
}

/// Keys under which ids stand, alone or in arrays, and what they are ids of; of an e-mail that filters name, the switches
/// say which number.
const KEYS: [(&str, Sort); 16] = [
    ("appId", Sort::App),
    ("content_id", Sort::Email),
    ("ctaName", Sort::Cta),
    ("email_content_id", Sort::Email),
    ("emailId", Sort::Email),
    ("flow_id", Sort::Workflow),
    ("formId", Sort::Form),
    ("secretName", Sort::Secret),
    ("secretNames", Sort::Secret),
    ("subscriptionId", Sort::Subscription),
    ("subscriptionIds", Sort::Subscription),
    ("teamId", Sort::Team),
    ("team_ids", Sort::Team),
    ("userId", Sort::User),
    ("user_id", Sort::User),
    ("user_ids", Sort::User),
];

/// Properties of events whose values are ids.
const OF_EVENTS: [(&str, Sort); 2] = [("hs_form_id", Sort::Form), ("hs_email_campaign_group_id", Sort::Campaign)];

/// Finds all of them, in an order that depends on nothing but the portal.
pub(super) fn unnamed(saved: &Saved, catalog: &Catalog, switches: &Switches) -> BTreeSet<Unnamed> {
    let of_type = |feature: &crate::catalog::Feature| match feature.kind {
        FeatureKind::Owner => Some((feature.property.clone(), Sort::Owner)),
        FeatureKind::Form => Some((feature.property.clone(), Sort::Form)),
        FeatureKind::Email => Some((feature.property.clone(), Sort::Email)),
        FeatureKind::Bool
        | FeatureKind::Number
        | FeatureKind::Text
        | FeatureKind::Date
        | FeatureKind::DateTime
        | FeatureKind::Enum(_)
        | FeatureKind::Set(_)
        | FeatureKind::Pipeline
        | FeatureKind::Stage { .. }
        | FeatureKind::List => None,
    };
    let mut properties: Vec<(String, Sort)> = catalog.features.values().filter_map(of_type).collect();
    properties.extend(OF_EVENTS.map(|(property, sort)| (property.to_owned(), sort)));
    let email = match switches.email_ids {
        EmailIds::Content => Sort::Email,
        EmailIds::Campaign => Sort::Campaign,
    };
    let mut found = BTreeSet::new();
    // A list of things to look at instead of recursion: a portal may nest as deep as it likes.
    let filters = saved.lists().values().filter_map(|list| list.get("filterBranch"));
    let mut open: Vec<(&Value, Within)> =
        filters.chain(saved.flows().values()).map(|value| (value, Within::Definition)).collect();
    while let Some((value, within)) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items.iter().map(|item| (item, within))),
            Value::Object(entries) => {
                let is_step = entries.contains_key("actionTypeId");
                for (key, inner) in entries {
                    match KEYS.iter().find(|(known, _)| known == key) {
                        Some(("emailId", _)) => found.extend(ids(inner).map(|id| Unnamed::new(email, id))),
                        Some((_, sort)) => found.extend(ids(inner).map(|id| Unnamed::new(*sort, id))),
                        None => {
                            let within = if is_step && key == "fields" { Within::Fields } else { within };
                            if let (Within::Fields, Some(stem), false) =
                                (within, id::stem(key), id::is_hubspots(entries, key))
                            {
                                let own = ids(inner).filter(|id| is_portals_own(id));
                                let thing = |id| Unnamed { sort: Sort::Thing, id, stem: stem.to_owned() };
                                found.extend(own.map(thing));
                            }
                            open.push((inner, within));
                        }
                    }
                }
                let text = |key: &str| entries.get(key).and_then(Value::as_str);
                let property = text("property").or_else(|| text("property_name")).or_else(|| text("targetProperty"));
                for (_, sort) in properties.iter().filter(|(known, _)| Some(known.as_str()) == property) {
                    let operand = entries.get("operation").and_then(|it| it.get("values"));
                    let written = entries.get("value").and_then(|it| it.get("staticValue"));
                    let named = operand.into_iter().chain(written).flat_map(ids);
                    found.extend(named.map(|id| Unnamed::new(*sort, id)));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    found
}

/// Where something stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Anywhere in a list or a workflow.
    Definition,
    /// In the fields of a step: those that the language has no word for are written as they are.
    Fields,
}

/// Reads one id, or several.
fn ids(value: &Value) -> impl Iterator<Item = String> + '_ {
    let several = value.as_array().into_iter().flatten();
    let one = Some(value).filter(|value| !value.is_array());
    // What holds a token is no id.
    several.chain(one).filter_map(id_text).filter(|id| !id.contains(['{', ' ']))
}
