//! What a declaration says, as bytes of a fixed encoding, and the hash over them.
//!
//! INVARIANT: encoding `d1` is frozen. Digests lie in the records of real portals, so a change of one byte would make
//! every deployed version look changed. A new construct gets new words; another shape of what is here needs `d2`.
//!
//! The encoding: a text is its length in bytes (four, big-endian) and its UTF-8 bytes; a sequence is its count (four,
//! big-endian) and its items; a variant is its word as a text and then its fields in the order of the model. Nothing
//! is left out by being empty. Own lists and workflows stand by their oldest name, properties by object and internal
//! name. Titles, owners, descriptions, step names, places and switches are not in it.

mod rule;
mod timing;
mod workflow;

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::rule::{ChoiceValue, Leaf};
use super::timing::Frame;
use super::workflow::{Enrol, Event, Step, Suppress};
use super::{Digest, FlowTarget, ListTarget, PortalName, Rule};
use crate::hubspot::platform::Object;

/// The oldest name of each declaration that was renamed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identities {
    /// Segments and static lists.
    pub lists: BTreeMap<String, String>,
    /// Workflows.
    pub flows: BTreeMap<String, String>,
}

/// Returns the digest of a segment.
#[must_use]
pub fn segment(object: Object, rule: &Rule, identities: &Identities) -> Digest {
    let mut out = Encoder::new(identities);
    out.word("segment");
    out.object(object);
    out.rule(rule);
    out.digest()
}

/// Returns the digest of a workflow.
#[must_use]
pub fn workflow(
    object: Object,
    enrol: &Enrol,
    suppress: &Suppress,
    frame: &Frame,
    steps: &[Step],
    identities: &Identities,
) -> Digest {
    let mut out = Encoder::new(identities);
    out.word("workflow");
    out.object(object);
    out.enrol(enrol);
    out.suppress(suppress);
    out.many(steps, Encoder::step);
    // The steps are counted, so what is behind them can be absent.
    out.frame(frame);
    out.digest()
}

/// Returns the bytes of a leaf: what leaves are sorted and compared by, so that neither order nor sameness depends
/// on the name of a feature or on a rename.
#[must_use]
pub fn leaf(leaf: &Leaf, identities: &Identities) -> Vec<u8> {
    let mut out = Encoder::new(identities);
    out.leaf(leaf);
    out.bytes
}

/// Returns the bytes of a list that is named: what sets of lists are sorted by.
#[must_use]
pub fn list(target: &ListTarget, identities: &Identities) -> Vec<u8> {
    let mut out = Encoder::new(identities);
    out.list(target);
    out.bytes
}

/// Returns the bytes of an event: what sets of events are sorted by.
#[must_use]
pub fn event(event: &Event) -> Vec<u8> {
    let identities = Identities::default();
    let mut out = Encoder::new(&identities);
    out.event(event);
    out.bytes
}

struct Encoder<'a> {
    bytes: Vec<u8>,
    identities: &'a Identities,
}

impl<'a> Encoder<'a> {
    fn new(identities: &'a Identities) -> Self {
        Self { bytes: Vec::new(), identities }
    }

    fn digest(self) -> Digest {
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
        let mut text = String::with_capacity(3 + 64);
        text.push_str("d1:");
        for byte in Sha256::digest(&self.bytes) {
            text.push(digit(byte >> 4));
            text.push(digit(byte & 15));
        }
        Digest(text)
    }

    fn count(&mut self, count: usize) {
        self.bytes.extend(u32::try_from(count).unwrap_or(u32::MAX).to_be_bytes());
    }

    fn word(&mut self, word: &str) {
        self.count(word.len());
        self.bytes.extend(word.as_bytes());
    }

    /// A custom object stands by its name in the portal: its word in the catalog is nobody's business.
    fn object(&mut self, object: Object) {
        if let Object::Custom(_) = object {
            self.word("custom");
        }
        self.word(named(object));
    }

    fn number(&mut self, number: u32) {
        self.word(&number.to_string());
    }

    fn many<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.count(items.len());
        for item in items {
            each(self, item);
        }
    }

    fn maybe<T>(&mut self, item: Option<&T>, each: impl FnMut(&mut Self, &T)) {
        self.many(item.map_or(&[], std::slice::from_ref), each);
    }

    fn choice(&mut self, value: &ChoiceValue) {
        match value {
            ChoiceValue::Option(option) => {
                self.word("option");
                self.word(option);
            }
            ChoiceValue::Portal(name) => self.portal(name),
        }
    }

    fn list(&mut self, target: &ListTarget) {
        match target {
            ListTarget::Own(name) => {
                self.word("own list");
                let oldest = self.identities.lists.get(&name.0).unwrap_or(&name.0);
                self.word(oldest);
            }
            ListTarget::Portal(name) => self.portal(name),
        }
    }

    fn flow(&mut self, target: &FlowTarget) {
        match target {
            FlowTarget::Own(name) => {
                self.word("own workflow");
                let oldest = self.identities.flows.get(&name.0).unwrap_or(&name.0);
                self.word(oldest);
            }
            FlowTarget::Portal(name) => self.portal(name),
        }
    }

    fn portal(&mut self, name: &PortalName) {
        let words: [&str; 4] = match name {
            PortalName::Form(name) => ["form", name, "", ""],
            // The writer's choice of a number is not the declaration's.
            PortalName::Email(name) | PortalName::Campaign(name) => ["email", name, "", ""],
            PortalName::List { object, title } => ["list", named(*object), title, ""],
            PortalName::User(address) => ["user", address, "", ""],
            PortalName::Owner(address) => ["owner", address, "", ""],
            PortalName::Team(name) => ["team", name, "", ""],
            PortalName::Subscription(name) => ["subscription", name, "", ""],
            PortalName::Cta(name) => ["cta", name, "", ""],
            PortalName::App(name) => ["app", name, "", ""],
            PortalName::Url(name) => ["url", name, "", ""],
            PortalName::Secret(name) => ["secret", name, "", ""],
            PortalName::Thing(name) => ["thing", name, "", ""],
            PortalName::Event(name) => ["event", name, "", ""],
            PortalName::Workflow(name) => ["workflow", name, "", ""],
            PortalName::Pipeline { object, label } => ["pipeline", named(*object), label, ""],
            PortalName::Stage { object, pipeline, label } => ["stage", named(*object), pipeline, label],
            PortalName::Object(custom) => ["object", custom.name(), "", ""],
            PortalName::Association { from, to } => ["association", named(*from), named(*to), ""],
            PortalName::TaskLink(custom) => ["association", "task", custom.name(), ""],
            PortalName::TaskCategory(custom) => ["category", "task", custom.name(), ""],
            PortalName::Label { from, to, label } => ["label", named(*from), named(*to), label],
        };
        self.word("portal");
        for word in words {
            self.word(word);
        }
    }
}

fn named(object: Object) -> &'static str {
    match object {
        Object::Custom(custom) => custom.name(),
        Object::Contact | Object::Company | Object::Deal | Object::Ticket => object.word(),
    }
}
