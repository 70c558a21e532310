//! `hubwright.yaml` and the bindings of an environment, read and checked.

mod bindings;
mod capabilities;
mod read;

use std::collections::BTreeMap;

pub use self::bindings::{bindings, object_bindings, print_object_bindings};
pub use self::capabilities::{Capabilities, capabilities};
pub use self::read::read;
use crate::hubspot::switches::Switches;

/// What `hubwright.yaml` says.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The project's name, part of every mark.
    pub name: String,
    /// Environments by name.
    pub environments: BTreeMap<String, Environment>,
    /// How lists carry their version.
    pub list_tags: ListTags,
    /// The settings of the switches.
    pub switches: Switches,
    /// The switches that `hubwright.yaml` itself sets, with their choices: no capability file changes them.
    pub chosen: Vec<(String, String)>,
    /// The environment whose portal the generated catalogs come from.
    pub catalog_from: Option<String>,
}

/// One portal that the project is applied to.
#[derive(Clone, Debug, PartialEq)]
pub struct Environment {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: EnvironmentKind,
    /// The portal id that account details must show.
    pub portal: u64,
    /// Where the record of deployments is kept.
    pub record: RecordPlace,
    /// For an embedded portal: the seed that a new one is loaded with, relative to the project.
    pub seed: Option<String>,
    /// How many ids go into one batch request.
    pub batch: BatchSizes,
    /// Where the API's path families are: part of the URL path.
    pub paths: ApiPaths,
}

/// What stands behind an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EnvironmentKind {
    /// The portal that hubwright itself keeps under `.hubwright/portal/`.
    Embedded,
    /// A real portal of type SANDBOX or DEVELOPER_TEST.
    Sandbox,
    /// A real portal of type STANDARD.
    Production,
}

/// Where a record is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordPlace {
    /// `.hubwright/record/<portal id>.jsonl`
    File,
    /// `refs/hubwright/<portal id>` of the remote `origin`
    Git,
}

/// How many things go into one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchSizes {
    /// Lists by id.
    pub lists: usize,
    /// Flows by id.
    pub flows: usize,
}

impl BatchSizes {
    /// The largest batch: more than this was never seen to be answered whole.
    pub const MOST: usize = 100;
}

impl Default for BatchSizes {
    fn default() -> Self {
        Self { lists: Self::MOST, flows: Self::MOST }
    }
}

/// The version segments of the API's paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiPaths {
    /// The dated version of the CRM APIs, or `v3`.
    pub crm: String,
    /// The base path of the workflows API.
    pub automation: String,
}

impl Default for ApiPaths {
    fn default() -> Self {
        Self { crm: "2026-09".to_owned(), automation: "/automation/v4".to_owned() }
    }
}

/// How a list's title shows its version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListTags {
    /// `High-intent leads (v3)`
    #[default]
    TitleSuffix,
    /// The title alone.
    None,
}

/// `bindings/<env>.objects.yaml`: objects of this project and their portal ids, as `adopt` and `import` wrote them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectBindings {
    /// Segments and static lists by name.
    pub lists: BTreeMap<String, String>,
    /// Workflows by name.
    pub workflows: BTreeMap<String, String>,
    /// Things of the portal under names that `import` made up, since they have none of their own: by kind, then name.
    pub things: BTreeMap<String, BTreeMap<String, String>>,
}

/// `bindings/<env>.yaml`: things of the portal that HubSpot's API can't find by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bindings {
    /// Addresses by the name in `url("…")`.
    pub urls: BTreeMap<String, String>,
    /// App ids by the name in `app("…")`.
    pub apps: BTreeMap<String, String>,
    /// Names of the portal's secrets by the name in `secret("…")`; never their values.
    pub secrets: BTreeMap<String, String>,
    /// Ids of calls to action by the name in `cta("…")`.
    pub ctas: BTreeMap<String, String>,
    /// Ids of anything else by the name in `thing("…")`.
    pub things: BTreeMap<String, String>,
}
