//! A condition in the form that HubSpot can hold: OR of ANDs of leaves.

use jiff::civil::Date;

use super::{ListTarget, PortalName, Property};
use crate::hubspot::platform::Object;

/// OR of ANDs of leaves: sorted, without doubles, never empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The ANDs; a record passes one of them.
    pub branches: Vec<Branch>,
}

/// AND of leaves; never empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// What a record must pass, each.
    pub leaves: Vec<Leaf>,
}

/// One filter of HubSpot, or one association branch.
#[derive(Clone, Debug, PartialEq)]
pub enum Leaf {
    /// A test of a property.
    Property(PropertyTest),
    /// `member of`
    Member(Membership),
    /// Some associated record passes all tests.
    Any {
        /// The way to the records.
        association: AssociationPath,
        /// What one record must pass; empty means any record.
        tests: Vec<AssociatedTest>,
    },
}

/// What an associated record must pass: associations do not nest.
#[derive(Clone, Debug, PartialEq)]
pub enum AssociatedTest {
    /// A test of a property.
    Property(PropertyTest),
    /// `member of`
    Member(Membership),
}

/// A test of membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The list.
    pub list: ListTarget,
    /// In it, or not.
    pub sign: Sign,
}

/// Whether a test holds or its opposite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// It holds.
    Holds,
    /// Its opposite holds.
    Not,
}

/// The way from a record to associated ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssociationPath {
    /// The object it leads from.
    pub from: Object,
    /// The object it leads to.
    pub to: Object,
    /// The portal's label; none for HubSpot's own association.
    pub label: Option<String>,
}

impl AssociationPath {
    /// Returns what must be looked up in the portal; nothing for HubSpot's own associations.
    #[must_use]
    pub fn portal_name(&self) -> Option<PortalName> {
        self.label.clone().map(|label| PortalName::Label { from: self.from, to: self.to, label })
    }
}

/// A test of a property's value, and what becomes of records without one.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyTest {
    /// The property.
    pub property: Property,
    /// The test.
    pub test: Test,
    /// What becomes of records without a value.
    pub empty: Empty,
}

/// What becomes of records without a value. [`Test::Known`] and [`Test::Unknown`] always have [`Empty::Fails`]
/// written beside them; HubSpot does not look at it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Empty {
    /// They fail.
    Fails,
    /// They pass.
    Passes,
}

/// A test that one filter of HubSpot can hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// There is a value.
    Known,
    /// There is none.
    Unknown,
    /// A bool is, or is not, the value.
    Bool(Sign, bool),
    /// A number against one number.
    Number(NumberTest, Number),
    /// Text against one text.
    Text(TextTest, String),
    /// Text against several: sorted, two at least.
    Texts(TextsTest, Vec<String>),
    /// An option, owner, stage or set against values: sorted, one at least.
    Choice(ChoiceTest, Vec<ChoiceValue>),
    /// Before the day begins.
    Before(Date),
    /// After the day ends.
    After(Date),
    /// Within the day, or not within it.
    On(Sign, Date),
    /// From 00:00 that many days ago until now, or not within it.
    InLast(Sign, u32),
    /// Before 00:00 that many days ago.
    MoreThanAgo(u32),
    /// After today: the other half of what is not [`Test::MoreThanAgo`].
    AfterToday,
}

/// A comparison of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the comparison's name")]
pub enum NumberTest {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A comparison with one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the comparison's name")]
pub enum TextTest {
    Equal,
    NotEqual,
    Contains,
    DoesNotContain,
    StartsWith,
    EndsWith,
}

/// A comparison with several texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the comparison's name")]
pub enum TextsTest {
    EqualAny,
    EqualNone,
    ContainsAny,
    ContainsNone,
}

/// A comparison with options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the comparison's name")]
pub enum ChoiceTest {
    AnyOf,
    NoneOf,
    AllOf,
    NotAllOf,
    Exactly,
    NotExactly,
}

/// An option, or a thing of the portal whose id is the value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChoiceValue {
    /// An option's internal value.
    Option(String),
    /// An owner, a pipeline, a stage, a form, an e-mail, a list.
    Portal(PortalName),
}

/// A number as a decimal that 64-bit floats hold exactly enough: at most 15 significant digits.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Number(pub f64);

impl Number {
    /// Returns the JSON number, whole where it is whole.
    #[must_use]
    pub fn json(self) -> serde_json::Value {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        if self.0.fract() == 0.0 && self.0.abs() < 9_007_199_254_740_992.0 {
            serde_json::Value::from(self.0 as i64)
        } else {
            serde_json::Value::from(self.0)
        }
    }

    /// Returns the text that HubSpot wants where a number stands as text.
    #[must_use]
    pub fn text(self) -> String {
        // A small number as JSON has an exponent, which is no number where HubSpot reads text.
        if self.0.fract() == 0.0 { self.json().to_string() } else { self.0.to_string() }
    }
}
