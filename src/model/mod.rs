//! The checked program: names looked up, types fitting, templates expanded, rules in normal form.
//!
//! INVARIANT: a name in here is declared, a property test fits its property's type, and no two things claim one name.

pub mod digest;
pub mod interpret;
pub mod rule;
pub mod timing;
pub mod walk;
pub mod workflow;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::catalog::{Managed, Sensitivity};
use crate::hubspot::platform::{CustomObject, Object};
use crate::source::Span;

pub use rule::Rule;
pub use workflow::Workflow;

/// Everything one project declares.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    /// The project's name, part of every mark.
    pub project: String,
    /// Properties that `apply` creates and updates.
    pub properties: Vec<ManagedProperty>,
    /// Segments, each after those it refers to.
    pub segments: Vec<Segment>,
    /// Static lists, by name.
    pub static_lists: Vec<StaticList>,
    /// Workflows, by name.
    pub workflows: Vec<Workflow>,
    /// Names of sensitive features and of their properties: what is said of them is no text for a pull request.
    pub sensitive: BTreeSet<String>,
}

/// What every declaration has.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Its name in the project.
    pub name: String,
    /// Earlier names, as written; the last one is the oldest.
    pub formerly: Vec<String>,
    /// Its title in the portal, without a version.
    pub title: String,
    /// The titles that it had under its former names, where its title is made of its name.
    pub former_titles: Vec<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Its description.
    pub doc: Option<String>,
    /// Where its name stands.
    pub at: Span,
    /// The declaration in canonical spelling, with its template behind it where it uses one: what plans show as a diff.
    /// None where nobody asked for a plan.
    pub text: Option<String>,
}

impl Head {
    /// Returns the oldest name: what digests call it, so that a rename changes no digest.
    #[must_use]
    pub fn identity(&self) -> &str {
        self.formerly.last().unwrap_or(&self.name)
    }
}

/// The version of a declaration and the digest of what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// `version N`
    pub number: u32,
    /// Where the number stands.
    pub at: Span,
    /// What the declaration says.
    pub digest: Digest,
}

/// A numbered encoding and the hash under it: `d1:` and 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Digest(pub String);

impl Digest {
    /// Returns the form that stands in marks: the encoding and twelve digits.
    #[must_use]
    pub fn short(&self) -> &str {
        self.0.get(..15).unwrap_or(&self.0)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A list that HubSpot fills by a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Name, title, owner.
    pub head: Head,
    /// Version and digest.
    pub version: Version,
    /// The object whose records it holds.
    pub object: Object,
    /// What a record must pass.
    pub rule: Rule,
}

/// A list that workflows and people fill.
#[derive(Clone, Debug, PartialEq)]
pub struct StaticList {
    /// Name, title, owner.
    pub head: Head,
    /// The object whose records it holds.
    pub object: Object,
}

/// A property of a managed feature.
#[derive(Clone, Debug, PartialEq)]
pub struct ManagedProperty {
    /// The property with its type.
    pub property: Property,
    /// What HubSpot calls its type and field, and what people see.
    pub managed: Managed,
    /// The feature's `about`.
    pub about: Option<String>,
    /// Where the feature stands in the catalog.
    pub at: Span,
}

/// A property of an object, by HubSpot's internal name. All tests and steps about it share one.
#[derive(Clone, Debug, PartialEq)]
pub struct Property(Arc<PropertyFacts>);

/// What is known of a property.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyFacts {
    /// The feature's name, for people.
    pub feature: String,
    /// The object.
    pub object: Object,
    /// HubSpot's internal name.
    pub name: String,
    /// The type.
    pub kind: crate::catalog::FeatureKind,
    /// HubSpot's data sensitivity.
    pub sensitivity: Sensitivity,
}

impl From<PropertyFacts> for Property {
    fn from(facts: PropertyFacts) -> Self {
        Self(Arc::new(facts))
    }
}

impl Deref for Property {
    type Target = PropertyFacts;

    fn deref(&self) -> &PropertyFacts {
        &self.0
    }
}

/// The name of a segment or static list of this program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListName(pub String);

/// The name of a workflow of this program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowName(pub String);

/// A list that a rule or a step names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListTarget {
    /// Of this program.
    Own(ListName),
    /// Of the portal: always [`PortalName::List`].
    Portal(PortalName),
}

/// A workflow that a step names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FlowTarget {
    /// Of this program.
    Own(FlowName),
    /// Of the portal: always [`PortalName::Workflow`].
    Portal(PortalName),
}

/// A thing of the portal by its name; an id is found at plan time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PortalName {
    /// A form.
    Form(String),
    /// An automated marketing e-mail.
    Email(String),
    /// The same e-mail, where HubSpot wants the number of its campaign.
    Campaign(String),
    /// A list that this project does not manage; lists of one title can only be told apart by object.
    List {
        /// The object whose records it holds.
        object: Object,
        /// Its title.
        title: String,
    },
    /// A user by e-mail address, where HubSpot wants the user id.
    User(String),
    /// The same user, where HubSpot wants the owner id.
    Owner(String),
    /// A team.
    Team(String),
    /// A type of e-mail subscription.
    Subscription(String),
    /// A call to action.
    Cta(String),
    /// An app whose signature a webhook carries.
    App(String),
    /// The address of a webhook.
    Url(String),
    /// A secret that the portal keeps; only its name is ever known here.
    Secret(String),
    /// What no other name is for, in the fields of an opaque step.
    Thing(String),
    /// An event of the portal's own, by its internal name.
    Event(String),
    /// A workflow that this project does not manage.
    Workflow(String),
    /// A pipeline of an object.
    Pipeline {
        /// The object.
        object: Object,
        /// Its label.
        label: String,
    },
    /// A stage of a pipeline.
    Stage {
        /// The object.
        object: Object,
        /// The pipeline's label.
        pipeline: String,
        /// Its label.
        label: String,
    },
    /// A custom object: its object type id is wanted.
    Object(CustomObject),
    /// The association without a label from or to a custom object, in its direction.
    Association {
        /// The object it leads from.
        from: Object,
        /// The object it leads to.
        to: Object,
    },
    /// The association from a task to a custom object's records: each portal has its own.
    TaskLink(CustomObject),
    /// The same association, where HubSpot wants its category.
    TaskCategory(CustomObject),
    /// A labelled association, in its direction.
    Label {
        /// The object it leads from.
        from: Object,
        /// The object it leads to.
        to: Object,
        /// Its label.
        label: String,
    },
}

/// What tells a name from another that is written the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense<'n> {
    /// Nothing: there is no other.
    Plain,
    /// A user as the owner of records, with the address.
    Owner(&'n str),
    /// An e-mail as the campaign that HubSpot counts it by.
    Campaign,
    /// An association by its category.
    Category,
    /// Whose it is.
    Of(Object),
}

impl PortalName {
    /// Returns the kind and the name under which `bindings/<env>.objects.yaml` may bind it.
    #[must_use]
    pub fn bindable(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::App(name) => Some(("app", name)),
            Self::Campaign(name) => Some(("campaign", name)),
            Self::Cta(name) => Some(("cta", name)),
            Self::Email(name) => Some(("email", name)),
            Self::Form(name) => Some(("form", name)),
            Self::List { title, .. } => Some(("list", title)),
            Self::Owner(address) => Some(("owner", address)),
            Self::Secret(name) => Some(("secret", name)),
            Self::Subscription(name) => Some(("subscription", name)),
            Self::Team(name) => Some(("team", name)),
            Self::Thing(name) => Some(("thing", name)),
            Self::User(address) => Some(("user", address)),
            Self::Workflow(name) => Some(("workflow", name)),
            Self::Url(_)
            | Self::Event(_)
            | Self::Pipeline { .. }
            | Self::Stage { .. }
            | Self::Object(_)
            | Self::Association { .. }
            | Self::TaskLink(_)
            | Self::TaskCategory(_)
            | Self::Label { .. } => None,
        }
    }

    /// Returns what tells it from another name that is written the same.
    #[must_use]
    pub fn sense(&self) -> Sense<'_> {
        match self {
            Self::Owner(address) => Sense::Owner(address),
            Self::Campaign(_) => Sense::Campaign,
            Self::TaskCategory(_) => Sense::Category,
            Self::List { object, .. } | Self::Pipeline { object, .. } | Self::Stage { object, .. } => {
                Sense::Of(*object)
            }
            Self::Form(_)
            | Self::Email(_)
            | Self::User(_)
            | Self::Team(_)
            | Self::Subscription(_)
            | Self::Cta(_)
            | Self::App(_)
            | Self::Url(_)
            | Self::Secret(_)
            | Self::Thing(_)
            | Self::Event(_)
            | Self::Workflow(_)
            | Self::Object(_)
            | Self::Association { .. }
            | Self::TaskLink(_)
            | Self::Label { .. } => Sense::Plain,
        }
    }

    /// Returns the key of `bindings/<env>.yaml` under which a name stands that HubSpot's API can't look up.
    #[must_use]
    pub fn bound_under(&self) -> Option<&'static str> {
        match self {
            Self::Cta(_) => Some("cta"),
            Self::App(_) => Some("app"),
            Self::Url(_) => Some("url"),
            Self::Secret(_) => Some("secret"),
            Self::Thing(_) => Some("thing"),
            Self::Form(_)
            | Self::Email(_)
            | Self::Campaign(_)
            | Self::List { .. }
            | Self::User(_)
            | Self::Owner(_)
            | Self::Team(_)
            | Self::Subscription(_)
            | Self::Event(_)
            | Self::Workflow(_)
            | Self::Pipeline { .. }
            | Self::Stage { .. }
            | Self::Label { .. }
            | Self::Object(_)
            | Self::TaskLink(_)
            | Self::TaskCategory(_)
            | Self::Association { .. } => None,
        }
    }
}

impl fmt::Display for PortalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(name) => write!(f, "form({name:?})"),
            Self::Email(name) | Self::Campaign(name) => write!(f, "email({name:?})"),
            Self::List { title, .. } => write!(f, "list({title:?})"),
            Self::User(address) | Self::Owner(address) => write!(f, "user({address:?})"),
            Self::Team(name) => write!(f, "team({name:?})"),
            Self::Subscription(name) => write!(f, "subscription({name:?})"),
            Self::Cta(name) => write!(f, "cta({name:?})"),
            Self::App(name) => write!(f, "app({name:?})"),
            Self::Url(name) => write!(f, "url({name:?})"),
            Self::Secret(name) => write!(f, "secret({name:?})"),
            Self::Thing(name) => write!(f, "thing({name:?})"),
            Self::Event(name) => write!(f, "the event {name:?}"),
            Self::Workflow(name) => write!(f, "workflow({name:?})"),
            Self::Pipeline { label, .. } => write!(f, "pipeline({label:?})"),
            Self::Stage { pipeline, label, .. } => write!(f, "pipeline({pipeline:?}).stage({label:?})"),
            Self::Object(custom) => write!(f, "the custom object {:?}", custom.name()),
            Self::Association { from, to } => write!(f, "the association from {} to {}", from.word(), to.word()),
            Self::TaskLink(custom) | Self::TaskCategory(custom) => {
                write!(f, "the association from tasks to the custom object {:?}", custom.name())
            }
            Self::Label { from, to, label } => {
                write!(f, "the association label {label:?} from {} to {}", from.word(), to.word())
            }
        }
    }
}
