//! What a plan must know of a portal: taken once, then looked at without any request.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::hubspot::actions::Listed;
use crate::hubspot::platform::Object;
use crate::model::PortalName;

/// A portal at one moment, as far as one program is concerned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// The portal id.
    pub portal: u64,
    /// HubSpot's account type.
    pub account_type: String,
    /// The portal's time zone.
    pub time_zone: String,
    /// Every list that is there, without filters.
    pub list_heads: Vec<ListHead>,
    /// Lists that were read whole, by id.
    pub lists: BTreeMap<String, ListRead>,
    /// Every flow that the portal shows.
    pub flow_heads: Vec<FlowHead>,
    /// Flows that were read whole, by id.
    pub flows: BTreeMap<String, FlowRead>,
    /// Folders for lists: path from the root and id.
    pub folders: BTreeMap<String, String>,
    /// Definitions of properties by object and internal name.
    pub properties: BTreeMap<(Object, String), Value>,
    /// Properties that the program uses and that are archived: none of these is in `properties`.
    pub archived: BTreeSet<(Object, String)>,
    /// Names of property groups by object.
    pub groups: BTreeMap<Object, Vec<String>>,
    /// What the portal says of whose each event of its own is, by the event's type id.
    pub event_objects: BTreeMap<String, String>,
    /// The action types that the portal lists for an object; it is not here where the portal does not tell.
    pub actions: BTreeMap<Object, Vec<Listed>>,
    /// What the portal has of each kind of name that the program uses.
    pub names: BTreeMap<PortalName, Found>,
}

/// What a listing shows of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListHead {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The object type id.
    pub object_type: String,
    /// `DYNAMIC`, `MANUAL`, `SNAPSHOT`
    pub processing: String,
    /// The name of the folder that it is in.
    pub folder: Option<String>,
    /// How many things refer to it, where the portal says.
    pub references: Option<u64>,
}

/// What a listing shows of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowHead {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its `uuid`.
    pub uuid: Option<String>,
}

/// What reading a list by its id told.
#[derive(Clone, Debug, PartialEq)]
pub enum ListRead {
    /// It is there.
    Found(Value),
    /// It was deleted, or never was.
    Gone,
}

/// What reading a flow by its id told.
#[derive(Clone, Debug, PartialEq)]
pub enum FlowRead {
    /// It is there.
    Found(Value),
    /// It is there, and this token may not see it.
    Hidden,
    /// It is not there.
    Gone,
}

/// What a name means in a portal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The ids of what bears the name.
    pub ids: Vec<String>,
    /// What else there is of its kind, for a message.
    pub known: Vec<String>,
    /// Where it has to be bound, where the portal can't be asked for it.
    pub bound: Option<Bound>,
}

/// A place of a file where a name of the portal is bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The file, relative to the project.
    pub file: String,
    /// The key in it.
    pub key: String,
}
