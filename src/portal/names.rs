//! The account, and the things of a portal that rules call by name.

use std::collections::BTreeSet;

use serde_json::Value;

use super::answer::{id, items, text};
use super::client::Effect;
use super::transport::{Method, Request};
use super::{Portal, PortalError};
use crate::catalog::portal::Property;
use crate::hubspot::platform::Object;

/// Account details: the first thing that is asked of every portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The portal id.
    pub portal: u64,
    /// `STANDARD`, `SANDBOX`, `DEVELOPER_TEST`, or a kind we don't know.
    pub kind: String,
    /// The zone that day bounds are in.
    pub time_zone: Option<String>,
}

/// A label of an association, in one direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssociationLabel {
    /// `HUBSPOT_DEFINED` or `USER_DEFINED`: the same number may be both.
    pub category: String,
    /// Its number.
    pub type_id: u64,
    /// Its text; none for the plain association.
    pub label: Option<String>,
}

/// What a portal says of a custom object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectSchema {
    /// Such as `2-1234567`.
    pub type_id: String,
    /// Its name, the only one of the portal, whatever the case.
    pub name: String,
    /// Whether it may have properties of other classes than the plain one.
    pub sensitive: bool,
    /// The associations that it defines: type ids of the objects that each leads from and to.
    pub associated: BTreeSet<(String, String)>,
}

/// An owner of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// What properties of type owner hold.
    pub id: String,
    /// What workflow actions want; queues have none.
    pub user: Option<String>,
    /// What people are called by in rules.
    pub email: Option<String>,
}

/// A user of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// What workflow actions want.
    pub id: String,
    /// What people are called by in rules.
    pub email: Option<String>,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: String,
    /// Its name, which need not be the only one.
    pub name: String,
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Its GUID.
    pub id: String,
    /// Its name, which need not be the only one.
    pub name: String,
}

/// A marketing e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// What workflows call `content_id`.
    pub id: String,
    /// Its name, which need not be the only one.
    pub name: String,
    /// `AUTOMATED_EMAIL` can be sent by a workflow.
    pub kind: String,
    /// `AUTOMATED` when it is live.
    pub state: String,
    /// What filters and events may call it.
    pub campaign: Option<String>,
}

impl Email {
    /// Tells whether workflows send it.
    #[must_use]
    pub fn is_automated(&self) -> bool {
        matches!(self.kind.as_str(), "AUTOMATED_EMAIL" | "AUTOMATED_AB_EMAIL")
    }
}

/// A type of e-mail subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: String,
    /// Its name, the only one of its brand at most.
    pub name: String,
    /// Whether people can still subscribe to it.
    pub active: bool,
}

/// The definition of an event of the portal's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventDefinition {
    /// Its internal name, which no other event gets again.
    pub name: String,
    /// What filters call it: `6-1234567`.
    pub type_id: String,
    /// The portal's word for the object whose records it happens to, where it says one.
    pub object: Option<String>,
    /// Its properties.
    pub properties: Vec<Property>,
}

/// A pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Its id.
    pub id: String,
    /// Its label, the only one of its object, whatever the case.
    pub label: String,
    /// Its stages.
    pub stages: Vec<Stage>,
}

/// A stage of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its id.
    pub id: String,
    /// Its label, the only one of its pipeline.
    pub label: String,
}

impl Portal<'_> {
    /// Reads account details.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn account(&self) -> Result<Account, PortalError> {
        let request = Request::new(Method::Get, self.paths.account());
        let answer = self.json(&request, Effect::Read)?;
        let portal = id(&answer, "portalId").and_then(|portal| portal.parse().ok());
        Ok(Account {
            portal: portal.ok_or_else(|| Self::misshapen(&request, Effect::Read, "portalId"))?,
            kind: text(&answer, "accountType").ok_or_else(|| Self::misshapen(&request, Effect::Read, "accountType"))?,
            time_zone: text(&answer, "timeZone"),
        })
    }

    /// Reads the labels of associations from one object to another.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn association_labels(&self, from: &str, to: &str) -> Result<Vec<AssociationLabel>, PortalError> {
        let request = Request::new(Method::Get, self.paths.association_labels(from, to));
        self.read_all(&request, self.rows(&request, "results")?, "results[].typeId", |row| {
            Some(AssociationLabel {
                category: text(row, "category")?,
                type_id: row.get("typeId").and_then(Value::as_u64)?,
                label: text(row, "label"),
            })
        })
    }

    /// Reads all active owners.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn owners(&self) -> Result<Vec<Owner>, PortalError> {
        let request = Request::new(Method::Get, self.paths.owners()).with("limit", 500);
        self.read_all(&request, self.pages(&request)?, "results[].id", |row| {
            Some(Owner { id: id(row, "id")?, user: id(row, "userId"), email: text(row, "email") })
        })
    }

    /// Reads all users.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn users(&self) -> Result<Vec<User>, PortalError> {
        let request = Request::new(Method::Get, self.paths.users()).with("limit", 100);
        self.read_all(&request, self.pages(&request)?, "results[].id", |row| {
            Some(User { id: id(row, "id")?, email: text(row, "email") })
        })
    }

    /// Reads all teams.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn teams(&self) -> Result<Vec<Team>, PortalError> {
        let request = Request::new(Method::Get, format!("{}/teams", self.paths.users()));
        self.read_all(&request, self.rows(&request, "results")?, "results[].id, name", |row| {
            Some(Team { id: id(row, "id")?, name: text(row, "name")? })
        })
    }

    /// Reads all forms of every type; without being asked, the portal shows one type only.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn forms(&self) -> Result<Vec<Form>, PortalError> {
        let request = Request::new(Method::Get, self.paths.forms()).with("formTypes", "all").with("limit", 100);
        self.read_all(&request, self.pages(&request)?, "results[].id, name", |row| {
            Some(Form { id: id(row, "id")?, name: text(row, "name")? })
        })
    }

    /// Reads all marketing e-mails.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn emails(&self) -> Result<Vec<Email>, PortalError> {
        let request = Request::new(Method::Get, self.paths.emails()).with("limit", 100);
        self.read_all(&request, self.pages(&request)?, "results[].id, name", |row| {
            Some(Email {
                id: id(row, "id")?,
                name: text(row, "name")?,
                kind: text(row, "type").unwrap_or_default(),
                state: text(row, "state").unwrap_or_default(),
                campaign: id(row, "emailCampaignGroupId"),
            })
        })
    }

    /// Reads all types of e-mail subscriptions, which are not paged.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn subscriptions(&self) -> Result<Vec<Subscription>, PortalError> {
        let request = Request::new(Method::Get, self.paths.subscriptions());
        self.read_all(&request, self.rows(&request, "results")?, "results[].id, name", |row| {
            let active = row.get("isActive").and_then(Value::as_bool).unwrap_or(true);
            Some(Subscription { id: id(row, "id")?, name: text(row, "name")?, active })
        })
    }

    /// Reads all definitions of events of the portal's own.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn event_definitions(&self) -> Result<Vec<EventDefinition>, PortalError> {
        let request = Request::new(Method::Get, self.paths.event_definitions()).with("limit", 100);
        let request = request.with("includeProperties", true);
        self.read_all(&request, self.pages(&request)?, "results[].name, objectTypeId", |row| {
            Some(EventDefinition {
                name: text(row, "name")?,
                type_id: id(row, "objectTypeId")?,
                object: text(row, "primaryObject"),
                properties: items(row, "properties").filter_map(Property::read).collect(),
            })
        })
    }

    /// Reads all pipelines of an object with their stages.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn pipelines(&self, object: &str) -> Result<Vec<Pipeline>, PortalError> {
        let request = Request::new(Method::Get, self.paths.pipelines(object));
        self.read_all(&request, self.rows(&request, "results")?, "results[].id, label, stages", |row| {
            let stage = |stage: &Value| Some(Stage { id: id(stage, "id")?, label: text(stage, "label")? });
            let stages: Option<Vec<Stage>> = items(row, "stages").map(stage).collect();
            Some(Pipeline { id: id(row, "id")?, label: text(row, "label")?, stages: stages? })
        })
    }

    /// Reads the schemas of all custom objects.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn object_schemas(&self) -> Result<Vec<ObjectSchema>, PortalError> {
        let request =
            Request::new(Method::Get, self.paths.object_schemas()).with("includeAssociationDefinitions", true);
        self.read_all(&request, self.rows(&request, "results")?, "results[].objectTypeId, name", |row| {
            let pair = |it: &Value| Some((id(it, "fromObjectTypeId")?, id(it, "toObjectTypeId")?));
            Some(ObjectSchema {
                type_id: id(row, "objectTypeId")?,
                name: text(row, "name")?,
                // A portal that does not say may have them.
                sensitive: row.get("allowsSensitiveProperties").and_then(Value::as_bool).unwrap_or(true),
                associated: items(row, "associations").filter_map(pair).collect(),
            })
        })
    }

    /// Finds the type id of an object; nothing where the portal does not have a custom one.
    ///
    /// # Errors
    /// [`PortalError`]
    pub fn object_type_id(&self, object: Object) -> Result<Option<String>, PortalError> {
        let custom = match object {
            Object::Custom(custom) => custom,
            Object::Contact | Object::Company | Object::Deal | Object::Ticket => {
                return Ok(object.type_id().map(str::to_owned));
            }
        };
        let is_its = |schema: &ObjectSchema| schema.name.eq_ignore_ascii_case(custom.name());
        Ok(self.object_schemas()?.into_iter().find(is_its).map(|schema| schema.type_id))
    }

    fn read_all<T>(
        &self,
        request: &Request,
        rows: Vec<Value>,
        place: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<Vec<T>, PortalError> {
        let missing = || Self::misshapen(request, Effect::Read, place);
        rows.iter().map(|row| read(row).ok_or_else(missing)).collect()
    }
}
