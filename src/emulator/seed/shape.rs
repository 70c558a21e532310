//! The shape of a seed file.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct File {
    pub objects: Vec<CustomObject>,
    pub properties: BTreeMap<String, Vec<Property>>,
    pub owners: Vec<Owner>,
    pub users: Vec<User>,
    pub teams: Vec<Team>,
    pub forms: Vec<Form>,
    pub emails: Vec<Email>,
    pub subscriptions: Vec<Subscription>,
    pub event_types: Vec<EventType>,
    pub pipelines: BTreeMap<String, Vec<Pipeline>>,
    pub labels: Vec<Label>,
    pub folders: Vec<Folder>,
    pub lists: Vec<List>,
    pub flows: Vec<Flow>,
    pub records: BTreeMap<String, Vec<BTreeMap<String, serde_yaml::Value>>>,
    pub associations: Vec<Association>,
    pub submissions: Vec<Submission>,
    pub events: Vec<Event>,
    pub opted: Vec<Opted>,
}

/// A custom object.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct CustomObject {
    pub name: String,
    /// The number in its type id.
    pub id: Option<u32>,
    pub singular: Option<String>,
    pub plural: Option<String>,
    /// Objects that its records can be associated with.
    #[serde(default)]
    pub associated: Vec<String>,
}

/// A property.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct Property {
    pub name: String,
    pub label: Option<String>,
    #[serde(rename = "type")]
    pub kind: String,
    pub field: Option<String>,
    #[serde(default)]
    pub options: Options,
    pub group: Option<String>,
    pub sensitivity: Option<String>,
    pub description: Option<String>,
    #[serde(default)]
    pub unique: bool,
    #[serde(default)]
    pub calculated: bool,
    /// The options are the portal's owners.
    #[serde(default)]
    pub owners: bool,
}

/// Options: values with labels, or values that are labels too.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub enum Options {
    Labelled(serde_yaml::Mapping),
    Bare(Vec<serde_yaml::Value>),
}

impl Default for Options {
    fn default() -> Self {
        Self::Bare(Vec::new())
    }
}

/// An owner.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct Owner {
    pub email: String,
    #[serde(default)]
    pub first: String,
    #[serde(default)]
    pub last: String,
    pub id: Option<u64>,
    pub user: Option<u64>,
    #[serde(default)]
    pub archived: bool,
}

/// A user who owns nothing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct User {
    pub email: String,
    #[serde(default)]
    pub first: String,
    #[serde(default)]
    pub last: String,
    pub id: Option<u64>,
}

/// A team.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct Team {
    pub name: String,
    pub id: Option<u64>,
    #[serde(default)]
    pub members: Vec<String>,
}

/// A form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct Form {
    pub name: String,
    pub id: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    #[serde(default)]
    pub archived: bool,
}

/// A marketing e-mail.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct Email {
    pub name: String,
    pub id: Option<u64>,
    #[serde(default)]
    pub subject: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub state: Option<String>,
    #[serde(default)]
    pub archived: bool,
}

/// A type of e-mail subscription.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct Subscription {
    pub name: String,
    pub id: Option<u64>,
    #[serde(default)]
    pub inactive: bool,
}

/// The definition of an event.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct EventType {
    pub name: String,
    pub object: String,
    pub id: Option<String>,
    #[serde(default)]
    pub properties: Vec<Property>,
}

/// A pipeline.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct Pipeline {
    pub label: String,
    pub id: Option<String>,
    pub stages: Vec<Stage>,
}

/// A stage; its state is a deal's probability or a ticket's OPEN and CLOSED.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct Stage {
    pub label: String,
    pub id: Option<String>,
    pub state: Option<String>,
}

/// A label of associations.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct Label {
    pub from: String,
    pub to: String,
    pub label: String,
    pub inverse: Option<String>,
    pub name: Option<String>,
}

/// A folder of lists.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct Folder {
    pub name: String,
    pub parent: Option<String>,
}

/// A list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct List {
    pub name: String,
    pub object: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub id: Option<u64>,
    pub folder: Option<String>,
    pub description: Option<String>,
    pub filter: Option<serde_json::Value>,
    #[serde(default)]
    pub members: Vec<String>,
}

/// A workflow.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct Flow {
    pub name: String,
    pub object: String,
    pub id: Option<u64>,
    #[serde(default)]
    pub enabled: bool,
    #[serde(default)]
    pub sensitive: bool,
    #[serde(default)]
    pub body: serde_json::Map<String, serde_json::Value>,
}

/// An association of two records.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct Association {
    pub from: String,
    pub to: String,
    pub label: Option<String>,
}

/// A form that a contact filled out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct Submission {
    pub contact: String,
    pub form: String,
    pub at: String,
    pub page: Option<String>,
}

/// Something that happened to a record. What has no name here is a property of the event.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct Event {
    pub of: String,
    pub did: String,
    pub at: String,
    #[serde(flatten)]
    pub properties: BTreeMap<String, serde_yaml::Value>,
}

/// What a contact said about a subscription.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the example in the module's documentation says what each is")]
pub struct Opted {
    pub contact: String,
    pub subscription: serde_yaml::Value,
    pub status: String,
}
