//! What a declaration says, as bytes of a fixed encoding, and the hash over them.
//!
//! INVARIANT: encoding `d1` is frozen. Digests lie in the records of real portals, so a change of one byte would make
//! every deployed version look changed. A new construct gets new words; another shape of what is here needs `d2`.
//!
//! The encoding: a text is its length in bytes (four, big-endian) and its UTF-8 bytes; a sequence is its count (four,
//! big-endian) and its items; a variant is its word as a text and then its fields in the order of the model. Nothing
//! is left out by being empty. Own lists and workflows stand by their oldest name, properties by object and internal
//! name. Titles, owners, descriptions, step names, places and switches are not in it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::rule::{
    AssociatedTest, AssociationPath, Branch, ChoiceTest, ChoiceValue, Empty, Leaf, Membership, NumberTest,
    PropertyTest, Sign, Test, TextTest, TextsTest,
};
use super::workflow::{
    Action, Again, Assignee, Block, ChangedTo, Enrol, Event, ExistingOwner, Field, MatchValue, Piece, Place, Priority,
    SetValue, Step, Suppress, Task, TaskKind, Text, Trigger,
};
use super::{Digest, FlowTarget, ListTarget, PortalName, Property, Rule};
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
    out.word(object.word());
    out.rule(rule);
    out.digest()
}

/// Returns the digest of a workflow.
#[must_use]
pub fn workflow(object: Object, enrol: &Enrol, suppress: &Suppress, steps: &[Step], identities: &Identities) -> Digest {
    let mut out = Encoder::new(identities);
    out.word("workflow");
    out.word(object.word());
    out.enrol(enrol);
    out.suppress(suppress);
    out.many(steps, Encoder::step);
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
        let mut text = String::from("d1:");
        for byte in Sha256::digest(&self.bytes) {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
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

    fn rule(&mut self, rule: &Rule) {
        self.word("any of");
        self.many(&rule.branches, |out, Branch { leaves }| {
            out.word("all of");
            out.many(leaves, Self::leaf);
        });
    }

    fn leaf(&mut self, leaf: &Leaf) {
        match leaf {
            Leaf::Property(test) => self.property_test(test),
            Leaf::Member(membership) => self.membership(membership),
            Leaf::Any { association, tests } => {
                self.word("associated");
                self.association(association);
                self.many(tests, |out, test| match test {
                    AssociatedTest::Property(test) => out.property_test(test),
                    AssociatedTest::Member(membership) => out.membership(membership),
                });
            }
        }
    }

    fn property_test(&mut self, test: &PropertyTest) {
        self.word("property");
        self.property(&test.property);
        self.test(&test.test);
        self.word(match test.empty {
            Empty::Fails => "empty fails",
            Empty::Passes => "empty passes",
        });
    }

    fn membership(&mut self, Membership { list, sign }: &Membership) {
        self.word("member");
        self.sign(*sign);
        self.list(list);
    }

    fn property(&mut self, property: &Property) {
        self.word(property.object.word());
        self.word(&property.name);
    }

    fn association(&mut self, path: &AssociationPath) {
        self.word(path.from.word());
        self.word(path.to.word());
        self.maybe(path.label.as_ref(), |out, label| out.word(label));
    }

    fn sign(&mut self, sign: Sign) {
        self.word(match sign {
            Sign::Holds => "is",
            Sign::Not => "is not",
        });
    }

    fn test(&mut self, test: &Test) {
        match test {
            Test::Known => self.word("known"),
            Test::Unknown => self.word("unknown"),
            Test::Bool(sign, value) => {
                self.word("bool");
                self.sign(*sign);
                self.bool(*value);
            }
            Test::Number(comparison, number) => {
                self.word("number");
                self.comparison(*comparison);
                self.word(&number.text());
            }
            Test::Text(comparison, text) => {
                self.word("text");
                self.word(match comparison {
                    TextTest::Equal => "equal",
                    TextTest::NotEqual => "not equal",
                    TextTest::Contains => "contains",
                    TextTest::DoesNotContain => "does not contain",
                    TextTest::StartsWith => "starts with",
                    TextTest::EndsWith => "ends with",
                });
                self.word(text);
            }
            Test::Texts(comparison, texts) => {
                self.word("texts");
                self.word(match comparison {
                    TextsTest::EqualAny => "equal any",
                    TextsTest::EqualNone => "equal none",
                    TextsTest::ContainsAny => "contains any",
                    TextsTest::ContainsNone => "contains none",
                });
                self.many(texts, |out, text| out.word(text));
            }
            Test::Choice(comparison, values) => {
                self.word("choice");
                self.word(match comparison {
                    ChoiceTest::AnyOf => "any of",
                    ChoiceTest::NoneOf => "none of",
                    ChoiceTest::AllOf => "all of",
                    ChoiceTest::NotAllOf => "not all of",
                    ChoiceTest::Exactly => "exactly",
                    ChoiceTest::NotExactly => "not exactly",
                });
                self.many(values, Self::choice);
            }
            Test::Before(date) => {
                self.word("before");
                self.word(&date.to_string());
            }
            Test::After(date) => {
                self.word("after");
                self.word(&date.to_string());
            }
            Test::On(sign, date) => {
                self.word("on");
                self.sign(*sign);
                self.word(&date.to_string());
            }
            Test::InLast(sign, days) => {
                self.word("in last days");
                self.sign(*sign);
                self.number(*days);
            }
            Test::MoreThanAgo(days) => {
                self.word("more than days ago");
                self.number(*days);
            }
            Test::AfterToday => self.word("after today"),
        }
    }

    fn bool(&mut self, value: bool) {
        self.word(if value { "true" } else { "false" });
    }

    fn comparison(&mut self, comparison: NumberTest) {
        self.word(match comparison {
            NumberTest::Equal => "=",
            NumberTest::NotEqual => "!=",
            NumberTest::Less => "<",
            NumberTest::LessOrEqual => "<=",
            NumberTest::Greater => ">",
            NumberTest::GreaterOrEqual => ">=",
        });
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
            PortalName::Email(name) => ["email", name, "", ""],
            PortalName::List { object, title } => ["list", object.word(), title, ""],
            PortalName::User(address) => ["user", address, "", ""],
            PortalName::Owner(address) => ["owner", address, "", ""],
            PortalName::Team(name) => ["team", name, "", ""],
            PortalName::Workflow(name) => ["workflow", name, "", ""],
            PortalName::Pipeline { object, label } => ["pipeline", object.word(), label, ""],
            PortalName::Stage { object, pipeline, label } => ["stage", object.word(), pipeline, label],
            PortalName::Label { from, to, label } => ["label", from.word(), to.word(), label],
        };
        self.word("portal");
        for word in words {
            self.word(word);
        }
    }

    fn enrol(&mut self, enrol: &Enrol) {
        match enrol {
            Enrol::When(rule, triggers) => {
                self.word("enroll when");
                self.rule(rule);
                self.many(triggers, Self::trigger);
            }
            Enrol::On(events, again) => {
                self.word("enroll on");
                self.many(events, Self::event);
                self.again(*again);
            }
            Enrol::Manually(again) => {
                self.word("enroll manually");
                self.again(*again);
            }
        }
    }

    fn event(&mut self, event: &Event) {
        match event {
            Event::Change(trigger) => self.trigger(trigger),
            Event::Created => self.word("created"),
        }
    }

    fn again(&mut self, again: Again) {
        self.word(match again {
            Again::Never => "once",
            Again::Always => "again",
        });
    }

    fn trigger(&mut self, trigger: &Trigger) {
        self.word("changes");
        self.property(&trigger.property);
        match &trigger.to {
            ChangedTo::Any => self.word("any"),
            ChangedTo::Unknown => self.word("unknown"),
            ChangedTo::Choice(values) => {
                self.word("choice");
                self.many(values, Self::choice);
            }
            ChangedTo::Texts(texts) => {
                self.word("texts");
                self.many(texts, |out, text| out.word(text));
            }
            ChangedTo::Bool(value) => {
                self.word("bool");
                self.bool(*value);
            }
            ChangedTo::Number(comparison, number) => {
                self.word("number");
                self.comparison(*comparison);
                self.word(&number.text());
            }
        }
    }

    fn suppress(&mut self, suppress: &Suppress) {
        match suppress {
            Suppress::Nobody => self.word("suppress nobody"),
            Suppress::Lists(lists) => {
                self.word("suppress lists");
                self.many(lists, Self::list);
            }
            Suppress::Rule(rule) => {
                self.word("suppress rule");
                self.rule(rule);
            }
        }
    }

    fn step(&mut self, step: &Step) {
        match &step.action {
            Action::Wait(minutes) => {
                self.word("wait");
                self.number(*minutes);
            }
            Action::Set(place, value) => {
                self.word("set");
                self.place(place);
                self.set_value(value);
            }
            Action::Copy { from, to } => {
                self.word("copy");
                self.property(from);
                self.place(to);
            }
            Action::If { arms, otherwise } => {
                self.word("if");
                self.many(arms, |out, (rule, block)| {
                    out.rule(rule);
                    out.block(block);
                });
                self.block(otherwise);
            }
            Action::Match { input, arms, otherwise } => {
                self.word("match");
                self.property(input);
                self.many(arms, |out, (values, block)| {
                    out.many(values, |out, value| match value {
                        MatchValue::Plain(text) => {
                            out.word("plain");
                            out.word(text);
                        }
                        MatchValue::Portal(name) => out.portal(name),
                    });
                    out.block(block);
                });
                self.block(otherwise);
            }
            Action::SendEmail(email) => {
                self.word("send");
                self.portal(email);
            }
            Action::CreateTask(task) => self.task(task),
            Action::Rotate { property, users, teams, existing } => {
                self.word("rotate");
                self.property(property);
                self.many(users, Self::portal);
                self.many(teams, Self::portal);
                self.word(match existing {
                    ExistingOwner::Keep => "keep",
                    ExistingOwner::Overwrite => "overwrite",
                });
            }
            Action::AddTo(list) => {
                self.word("add to");
                self.list(list);
            }
            Action::RemoveFrom(list) => {
                self.word("remove from");
                self.list(list);
            }
            Action::EnrollIn(flow) => {
                self.word("enroll in");
                self.flow(flow);
            }
            Action::Opaque { type_id, version, fields, returns } => {
                self.word("action");
                self.word(type_id);
                self.number(*version);
                self.fields(fields);
                self.many(returns, |out, key| out.word(key));
            }
            Action::End => self.word("end"),
        }
    }

    fn block(&mut self, block: &Block) {
        self.word("block");
        self.maybe(block.label.as_ref(), |out, label| out.word(label));
        self.many(&block.steps, Self::step);
    }

    fn place(&mut self, place: &Place) {
        self.maybe(place.association.as_ref(), Self::association);
        self.property(&place.property);
    }

    fn set_value(&mut self, value: &SetValue) {
        match value {
            SetValue::Clear => self.word("clear"),
            SetValue::Now => self.word("now"),
            SetValue::Plain(text) => {
                self.word("plain");
                self.word(text);
            }
            SetValue::Options(options) => {
                self.word("options");
                self.many(options, |out, option| out.word(option));
            }
            SetValue::Text(text) => self.text(text),
            SetValue::Portal(name) => self.portal(name),
        }
    }

    fn text(&mut self, text: &Text) {
        self.word("text");
        self.many(&text.pieces, |out, piece| match piece {
            Piece::Literal(literal) => {
                out.word("literal");
                out.word(literal);
            }
            Piece::Property(property) => {
                out.word("value of");
                out.property(property);
            }
            Piece::Output { step, key } => {
                out.word("output");
                out.number(step.0);
                out.word(key);
            }
        });
    }

    fn task(&mut self, task: &Task) {
        self.word("task");
        self.text(&task.subject);
        self.maybe(task.body.as_ref(), Self::text);
        self.word(match task.kind {
            TaskKind::Todo => "todo",
            TaskKind::Call => "call",
            TaskKind::Email => "email",
        });
        self.word(match task.priority {
            Priority::None => "none",
            Priority::Low => "low",
            Priority::Medium => "medium",
            Priority::High => "high",
        });
        self.maybe(task.due.as_ref(), |out, due| out.number(*due));
        self.maybe(task.assign.as_ref(), |out, assign| match assign {
            Assignee::Property(property) => {
                out.word("value of");
                out.property(property);
            }
            Assignee::User(name) => out.portal(name),
        });
    }

    fn fields(&mut self, fields: &[(String, Field)]) {
        self.many(fields, |out, (key, field)| {
            out.word(key);
            out.field(field);
        });
    }

    fn field(&mut self, field: &Field) {
        match field {
            Field::Text(text) => self.text(text),
            Field::Number(number) => {
                self.word("number");
                self.word(&number.text());
            }
            Field::Bool(value) => {
                self.word("bool");
                self.bool(*value);
            }
            Field::Portal(name) => self.portal(name),
            Field::List(list) => self.list(list),
            Field::Several(fields) => {
                self.word("several");
                self.many(fields, Self::field);
            }
            Field::Fields(fields) => {
                self.word("fields");
                self.fields(fields);
            }
        }
    }
}
