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
    /// What the record did.
    Activity(Box<ActivityTest>),
    /// An event of the record.
    Event(Box<EventTest>),
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
    /// Returns what must be looked up in the portal; nothing for HubSpot's own associations, which have the same
    /// number everywhere.
    #[must_use]
    pub fn portal_name(&self) -> Option<PortalName> {
        let (from, to) = (self.from, self.to);
        match (&self.label, from, to) {
            (Some(label), _, _) => Some(PortalName::Label { from, to, label: label.clone() }),
            (None, Object::Custom(_), _) | (None, _, Object::Custom(_)) => Some(PortalName::Association { from, to }),
            (None, _, _) => None,
        }
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
    /// A value that the property has now or ever had, or one that it never had.
    Past(Sign, Past),
    /// The moment that the property holds, or that of its last change.
    Time(Stamp, TimeTest),
    /// The text of another property of the same record, whatever the case of its letters. False if either is empty.
    SameText(Property),
}

/// A value that a property may have had.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each is the type of the value")]
pub enum Past {
    Bool(bool),
    Number(Number),
    Text(String),
    /// One of these, sorted, one at least.
    Choice(Vec<ChoiceValue>),
}

/// Which moment of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stamp {
    /// The one that it holds: dates and datetimes alone.
    Value,
    /// The one at which it last changed: any property.
    Changed,
}

/// A test of a moment that one filter can hold. Days are days of the portal's zone.
#[derive(Clone, Debug, PartialEq)]
pub enum TimeTest {
    /// Before the day begins.
    Before(Date),
    /// After the day ends.
    After(Date),
    /// From the begin of the first day to the end of the last one, or not within.
    Within(Sign, Date, Date),
    /// Before 00:00 that many days ago.
    BeforeToday(u32),
    /// After 00:00, or after the end, of the day that many days ahead.
    AfterToday(u32, DayPart),
    /// From 00:00 that many days ago until now, or not within.
    LastDays(Sign, u32),
    /// From now until 00:00 that many days ahead, or not within.
    NextDays(Sign, u32),
    /// In a unit of the calendar.
    Calendar(CalendarSpan, CalendarUnit),
    /// Before or after the same moment of another property of the same record. False if either is empty.
    Against(Side, Property),
}

/// Which end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayPart {
    /// 00:00
    Begin,
    /// The last millisecond.
    End,
}

/// Which unit of the calendar, seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is its own name")]
pub enum CalendarSpan {
    This,
    Last,
    Next,
}

/// A unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the unit's name")]
pub enum CalendarUnit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// Before or after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is its own name")]
pub enum Side {
    Before,
    After,
}

/// A test of what a record did, or what was done to it: one filter.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivityTest {
    /// What was done.
    pub activity: Activity,
    /// Done, or not done.
    pub sign: Sign,
    /// How often, or when: one of both at most.
    pub refine: Refine,
}

/// What a record did, or what was done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Activity {
    /// A form was submitted: always [`PortalName::Form`], or any form.
    Form(Option<PortalName>),
    /// A page was viewed.
    Page(PageMatch, String),
    /// A call to action: always [`PortalName::Cta`].
    Cta(CtaVerb, PortalName),
    /// A marketing e-mail: always [`PortalName::Email`].
    Email(EmailVerb, PortalName),
    /// The status of a subscription: always [`PortalName::Subscription`].
    Subscription(OptStatus, PortalName),
}

/// How the address of a page is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the comparison's name")]
pub enum PageMatch {
    Equal,
    Contains,
    Regex,
}

/// What became of a call to action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the verb")]
pub enum CtaVerb {
    Viewed,
    Clicked,
}

/// What became of a marketing e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the verb")]
pub enum EmailVerb {
    Sent,
    SentNotReceived,
    SentNotClicked,
    Received,
    ReceivedNotOpened,
    Opened,
    OpenedNotClicked,
    OpenedNotReplied,
    Clicked,
    Replied,
    Bounced,
    Unsubscribed,
}

/// The status of a subscription: a record has one of them at most; whether each has one, a switch says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OptStatus {
    /// Opted in.
    In,
    /// Opted out.
    Out,
    /// Neither.
    Neither,
}

/// What narrows an activity or an event: HubSpot takes one of these.
#[derive(Clone, Debug, PartialEq)]
pub enum Refine {
    /// Ever, once at least.
    Ever,
    /// That often at least.
    AtLeast(u32),
    /// That often at most: also never.
    AtMost(u32),
    /// Within a time: no test against another property.
    During(TimeTest),
}

/// A test of an event of the record: one branch.
#[derive(Clone, Debug, PartialEq)]
pub struct EventTest {
    /// Which event.
    pub event: EventType,
    /// What one event must pass; the properties are the event's own.
    pub tests: Vec<PropertyTest>,
    /// There is such an event, or none.
    pub sign: Sign,
    /// How often, or when.
    pub refine: Refine,
}

/// A type of event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventType {
    /// HubSpot's own, by its event type id.
    Standard {
        /// The word of the language.
        word: &'static str,
        /// Such as `4-1639801`.
        id: &'static str,
    },
    /// The portal's own: always [`PortalName::Event`].
    Custom(PortalName),
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
