//! What a portal holds, as files of a project: which objects become declarations, what they are called, where they
//! stand, and what could not be said.
//!
//! Nothing here writes: a [`Draft`] is what would be written. Whether it says what the portal holds, a plan must show,
//! which has to be empty; what it is not empty for is left out, and the draft is made again without it.

mod circles;
mod draft;
mod known;
mod names;
mod order;
mod paths;
mod unnamed;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::lift::Loss;
use crate::record::ObjectKind;

pub use draft::{Asked, Draft, Drafted, Inputs, draft};
pub use known::{Known, Place};
pub use names::{Called, names};
pub use order::named_first;
pub use paths::Paths;
pub use unnamed::reference;

/// Something that an import could not say as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// What it is about.
    pub about: About,
    /// Where it stands: a JSON pointer into the object.
    pub place: String,
    /// Why, as one sentence without an end.
    pub why: String,
    /// What there is instead.
    pub kept: Kept,
}

/// What a loss is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A list or a workflow of the portal.
    Object {
        /// Which.
        kind: ObjectKind,
        /// Its id.
        id: String,
        /// Its title.
        title: String,
    },
    /// A thing that objects of the portal name.
    Thing {
        /// The kind of its name.
        kind: String,
        /// Its id.
        id: String,
    },
}

/// What there is instead of what could not be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The object stays in the portal and is not managed; this is how others name it, where they can.
    InPortal(Option<String>),
    /// The part stays as the portal has it, and each write keeps it.
    AsItIs,
    /// It is called by a name that was made up, and bound to its id.
    MadeUp(String),
}

impl Lost {
    /// Says what there is instead.
    #[must_use]
    pub fn instead(&self) -> String {
        match &self.kept {
            Kept::InPortal(Some(name)) => format!("it stays in the portal, and is not managed; `{name}` names it"),
            Kept::InPortal(None) => "it stays in the portal, is not managed, and no source can name it".to_owned(),
            Kept::AsItIs => "it is kept as the portal has it".to_owned(),
            Kept::MadeUp(name) => format!("it is bound under the made-up name `{name}`"),
        }
    }

    /// Returns it as a person reads it: the object, the reason, what there is instead.
    #[must_use]
    pub fn line(&self) -> String {
        let place = if self.place.is_empty() { String::new() } else { format!(" at {}", self.place) };
        let about = match &self.about {
            About::Object { kind, id, title } => format!("{} “{title}” (id {id}){place}", kind.word()),
            About::Thing { kind, id } => format!("{kind} (id {id}){place}"),
        };
        format!("{about}: {}; {}", self.why, self.instead())
    }

    /// Returns it as a machine reads it.
    #[must_use]
    pub fn json(&self) -> Value {
        let about = match &self.about {
            About::Object { kind, id, title } => json!({ "kind": kind.word(), "id": id, "title": title }),
            About::Thing { kind, id } => json!({ "kind": kind, "id": id }),
        };
        let kept = match self.kept {
            Kept::InPortal(_) => "in-portal",
            Kept::AsItIs => "as-it-is",
            Kept::MadeUp(_) => "made-up-name",
        };
        json!({ "object": about, "place": self.place, "why": self.why, "kept": kept, "instead": self.instead() })
    }
}

/// Makes the loss of something that we did wrong.
#[must_use]
pub fn our_fault(what: &str) -> Loss {
    Loss::new("", format!("{what}; that is a fault of hubwright, please report it"))
}

/// Objects that are left out, with the reason.
pub type Excluded = BTreeMap<Place, Vec<Loss>>;
