//! The forms of conditions as rows: what every other file here goes through. A form that has no row is not tested, so
//! `tree.rs` looks for one of each construct of the tree.

/// What a form is a test of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    Bool,
    Number,
    Text,
    Enum,
    Owner,
    Stage,
    Pipeline,
    Form,
    Email,
    List,
    Set,
    Date,
    DateTime,
    /// No property.
    Nothing,
}

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Home {
    Contact,
    Company,
    Deal,
    /// The custom object.
    Custom,
}

impl Home {
    pub const ALL: [Self; 4] = [Self::Contact, Self::Company, Self::Deal, Self::Custom];
}

/// Whether a form stands as it is, or under `not`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Polarity {
    Plain,
    Negated,
}

impl Polarity {
    pub const BOTH: [Self; 2] = [Self::Plain, Self::Negated];

    pub fn turned(self) -> Self {
        match self {
            Self::Plain => Self::Negated,
            Self::Negated => Self::Plain,
        }
    }
}

/// A form of the language.
#[derive(Debug)]
pub struct Form {
    /// Forms of one family have one file of snapshots.
    pub family: &'static str,
    /// As it is written, with holes: see `pool.rs`.
    pub text: &'static str,
    /// What it fits.
    pub types: &'static [Type],
    /// What it is asked of, where it is no test of a property.
    pub on: Home,
}

#[allow(dead_code, reason = "the reference has no catalogs at random")]
impl Form {
    /// Tells whether it names what only the catalog of the snapshots has.
    pub fn is_of_fixed_catalog(&self) -> bool {
        matches!(self.family, "associations" | "other ways" | "custom objects")
    }

    /// Tells whether it asks what a record did.
    pub fn is_activity(&self) -> bool {
        self.types == [Nothing] && self.family != "members" && !self.is_of_fixed_catalog()
    }
}

const fn form(family: &'static str, text: &'static str, types: &'static [Type]) -> Form {
    Form { family, text, types, on: Home::Contact }
}

/// A form of conditions on the custom object.
const fn custom(text: &'static str) -> Form {
    Form { family: "custom objects", text, types: &[Nothing], on: Home::Custom }
}

use Type::{Bool, Date, DateTime, Email, Enum, List, Nothing, Number, Owner, Pipeline, Set, Stage, Text};

const VALUES: &[Type] = &[Bool, Number, Text, Enum, Owner, Stage, Pipeline, Type::Form, Email, List];
const TIMES: &[Type] = &[Date, DateTime];
const PROPERTIES: &[Type] =
    &[Bool, Number, Text, Enum, Owner, Stage, Pipeline, Type::Form, Email, List, Set, Date, DateTime];
const REMEMBERED: &[Type] = &[Bool, Number, Text, Enum, Owner];

/// Families that are about what only the catalogs here have; the reference shows the others.
#[allow(dead_code, reason = "the reference asks for it")]
pub const OF_TESTS: &[&str] = &["other ways", "custom objects", "refused events"];

/// Every form.
pub const FORMS: &[Form] = &[
    form("equality", "{f} is {v}", VALUES),
    form("equality", "{f} in {vs}", VALUES),
    form("equality", "{f} is not {v}", VALUES),
    form("equality", "{f} not in {vs}", VALUES),
    form("order", "{f} < {v}", &[Number]),
    form("order", "{f} <= {v}", &[Number]),
    form("order", "{f} > {v}", &[Number]),
    form("order", "{f} >= {v}", &[Number]),
    form("order", "{f} between {lo-hi}", &[Number]),
    form("order", "{f} not between {lo-hi}", &[Number]),
    form("text", "{f} contains {part}", &[Text]),
    form("text", "{f} does not contain {part}", &[Text]),
    form("text", "{f} contains any of {parts}", &[Text]),
    form("text", "{f} contains none of {parts}", &[Text]),
    form("text", "{f} starts with {part}", &[Text]),
    form("text", "{f} ends with {part}", &[Text]),
    form("sets", "{f} has any of {vs}", &[Set]),
    form("sets", "{f} has none of {vs}", &[Set]),
    form("sets", "{f} has all of {vs}", &[Set]),
    form("sets", "{f} is exactly {vs}", &[Set]),
    form("presence", "{f} is known", PROPERTIES),
    form("presence", "{f} is unknown", PROPERTIES),
    form("history", "{f} was ever {v}", REMEMBERED),
    form("history", "{f} was never {v}", REMEMBERED),
    form("history", "{f} was ever in {vs}", REMEMBERED),
    form("history", "{f} was never in {vs}", REMEMBERED),
    form("days", "{f} before {d}", TIMES),
    form("days", "{f} after {d}", TIMES),
    form("days", "{f} on {d}", TIMES),
    form("days", "{f} from {d-d}", TIMES),
    form("relative days", "{f} before today", TIMES),
    form("relative days", "{f} before today - {k}", TIMES),
    form("relative days", "{f} before today + 1 day", TIMES),
    form("relative days", "{f} before today + {k+}", TIMES),
    form("relative days", "{f} after today", TIMES),
    form("relative days", "{f} after today - {k}", TIMES),
    form("relative days", "{f} after today + {k}", TIMES),
    form("relative days", "{f} on today", TIMES),
    form("relative days", "{f} on today - {k}", TIMES),
    form("relative days", "{f} on today + 1 day", TIMES),
    form("relative days", "{f} on today + {k+}", TIMES),
    form("relative spans", "{f} from today - 7 days to today - {k}", TIMES),
    form("relative spans", "{f} from today - {k} to today", TIMES),
    form("relative spans", "{f} from today - {k} to today + {k}", TIMES),
    form("relative spans", "{f} from today to today + {k}", TIMES),
    form("relative spans", "{f} from today + 1 day to today + {k}", TIMES),
    form("relative spans", "{f} from today + 3 days to today + {k+}", TIMES),
    form("relative spans", "{f} from {d} to today", TIMES),
    form("relative spans", "{f} from {d} to today - {k}", TIMES),
    form("relative spans", "{f} from {d} to today + {k}", TIMES),
    form("relative spans", "{f} from today to {d}", TIMES),
    form("relative spans", "{f} from today - {k} to {d}", TIMES),
    form("relative spans", "{f} from today + 1 day to {d}", TIMES),
    form("relative spans", "{f} from today + {k+} to {d}", TIMES),
    form("windows", "{f} in last {k0}", TIMES),
    form("windows", "{f} in next {k}", TIMES),
    form("windows", "{f} more than {k0} ago", TIMES),
    form("windows", "{f} more than {k} from now", TIMES),
    form("windows", "{f} in next 0 days", TIMES),
    form("calendar", "{f} in this {unit}", TIMES),
    form("calendar", "{f} in previous {unit}", TIMES),
    form("calendar", "{f} in next {unit}", TIMES),
    form("other features", "{f} before {other}", TIMES),
    form("other features", "{f} after {other}", TIMES),
    form("other features", "{f} is same as {other}", &[Text]),
    form("changes", "{f} changed in last {k0}", PROPERTIES),
    form("changes", "{f} changed more than {k0} ago", PROPERTIES),
    form("changes", "{f} changed before {d}", PROPERTIES),
    form("changes", "{f} changed after {d}", PROPERTIES),
    form("changes", "{f} changed on {d}", PROPERTIES),
    form("changes", "{f} changed from {d-d}", PROPERTIES),
    form("changes", "{f} changed before today - {k}", PROPERTIES),
    form("changes", "{f} changed after today - {k}", PROPERTIES),
    form("changes", "{f} changed on today", PROPERTIES),
    form("changes", "{f} changed on today - {k}", PROPERTIES),
    form("changes", "{f} changed from today - 7 days to today - {k}", PROPERTIES),
    form("changes", "{f} changed before today", PROPERTIES),
    form("changes", "{f} changed from today - {k} to today", PROPERTIES),
    form("changes", "{f} changed from {d} to today - {k}", PROPERTIES),
    form("changes", "{f} changed from {d} to today", PROPERTIES),
    form("changes", "{f} changed from today - {k} to {d}", PROPERTIES),
    form("changes", "{f} changed after today", PROPERTIES),
    form("changes", "{f} changed in next {k}", PROPERTIES),
    form("changes", "{f} changed in this {unit}", PROPERTIES),
    form("changes", "{f} not changed in last {k0}", PROPERTIES),
    form("changes", "{f} not changed more than {k0} ago", PROPERTIES),
    form("changes", "{f} not changed after {d}", PROPERTIES),
    form("changes", "{f} not changed on {d}", PROPERTIES),
    form("changes", "{f} not changed from {d-d}", PROPERTIES),
    form("changes", "{f} not changed before today - {k}", PROPERTIES),
    form("changes", "{f} not changed after today - {k}", PROPERTIES),
    form("changes", "{f} not changed before {d}", PROPERTIES),
    form("changes", "{f} not changed on today", PROPERTIES),
    form("changes", "{f} changed before {changed} changed", PROPERTIES),
    form("changes", "{f} changed after {changed} changed", PROPERTIES),
    form("members", "member of {list}", &[Nothing]),
    form("associations", "any company", &[Nothing]),
    form("associations", "any company ({of-company})", &[Nothing]),
    form("associations", "any deal", &[Nothing]),
    form("other ways", "any deal ({of-deal})", &[Nothing]),
    form("other ways", "any decision_maker", &[Nothing]),
    form("other ways", "any decision_maker ({of-deal})", &[Nothing]),
    form("other ways", "any attendance", &[Nothing]),
    form("other ways", "any attendance ({of-custom})", &[Nothing]),
    form("other ways", "any talk ({of-custom})", &[Nothing]),
    custom("({of-custom})"),
    custom("{without-negation}"),
    custom("any contact"),
    custom("any contact ({of-contact})"),
    custom("any speaker ({of-contact})"),
    form("other ways", "any attendance (any contact)", &[Nothing]),
    custom("any contact (submitted {form})"),
    form("activities", "submitted {form}", &[Nothing]),
    form("activities", "submitted {form} {times}", &[Nothing]),
    form("activity windows", "submitted {form} {window}", &[Nothing]),
    form("activities", "viewed page {page}", &[Nothing]),
    form("activities", "viewed page {page} {times}", &[Nothing]),
    form("activity windows", "viewed page {page} {window}", &[Nothing]),
    form("activities", "viewed cta(\"Banner\")", &[Nothing]),
    form("activities", "viewed cta(\"Banner\") {times}", &[Nothing]),
    form("activity windows", "viewed cta(\"Banner\") {window}", &[Nothing]),
    form("activities", "clicked cta(\"Banner\")", &[Nothing]),
    form("activities", "clicked cta(\"Banner\") {times}", &[Nothing]),
    form("activity windows", "clicked cta(\"Banner\") {window}", &[Nothing]),
    form("activity windows", "submitted {form} {times} {window of today}", &[Nothing]),
    form("e-mails", "{mail}", &[Nothing]),
    form("e-mails", "{mail} {times}", &[Nothing]),
    form("e-mail windows", "{mail} {window of days}", &[Nothing]),
    form("e-mail windows", "{mail} {window of today}", &[Nothing]),
    form("subscriptions", "opted in to {subscription}", &[Nothing]),
    form("subscriptions", "opted out of {subscription}", &[Nothing]),
    form("subscriptions", "opted in to {subscription} {times}", &[Nothing]),
    form("subscriptions", "opted out of {subscription} {window of days}", &[Nothing]),
    form("events", "did {event}", &[Nothing]),
    form("events", "did {event} {times}", &[Nothing]),
    form("event windows", "did {event} {window}", &[Nothing]),
    form("refused events", "did {event and not}", &[Nothing]),
    form("refused events", "did {event and no filter}", &[Nothing]),
    form("events", "did {event of alternatives}", &[Nothing]),
    form("event windows", "did {event of alternatives} {window}", &[Nothing]),
    form("events", "did {event of alternatives} {times}", &[Nothing]),
];

/// What does not compile, and why: a form, its types, how it stands, and the code. All else compiles.
pub const REFUSED: &[(&str, &[Type], Polarity, &str)] = &[
    ("{f} starts with {part}", &[Text], Polarity::Negated, NO_NEGATION),
    ("{f} ends with {part}", &[Text], Polarity::Negated, NO_NEGATION),
    ("any company", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("any company ({of-company})", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("any deal", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("any deal ({of-deal})", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("any decision_maker", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("any decision_maker ({of-deal})", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("any attendance", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("any attendance ({of-custom})", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("any talk ({of-custom})", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("{without-negation}", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("any contact", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("any contact ({of-contact})", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("any speaker ({of-contact})", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("any attendance (any contact)", &[Nothing], Polarity::Plain, "check::nested-any"),
    ("any attendance (any contact)", &[Nothing], Polarity::Negated, "check::nested-any"),
    ("any contact (submitted {form})", &[Nothing], Polarity::Plain, "check::activity-within-any"),
    ("any contact (submitted {form})", &[Nothing], Polarity::Negated, "check::activity-within-any"),
    ("submitted {form} {times} {window of today}", &[Nothing], Polarity::Plain, "check::two-refinements"),
    ("submitted {form} {times} {window of today}", &[Nothing], Polarity::Negated, "check::two-refinements"),
    ("opted in to {subscription} {times}", &[Nothing], Polarity::Plain, "check::wrong-refinement"),
    ("opted in to {subscription} {times}", &[Nothing], Polarity::Negated, "check::wrong-refinement"),
    ("opted out of {subscription} {window of days}", &[Nothing], Polarity::Plain, "check::wrong-refinement"),
    ("opted out of {subscription} {window of days}", &[Nothing], Polarity::Negated, "check::wrong-refinement"),
    ("{f} in this {unit}", TIMES, Polarity::Negated, NO_NEGATION),
    ("{f} in previous {unit}", TIMES, Polarity::Negated, NO_NEGATION),
    ("{f} in next {unit}", TIMES, Polarity::Negated, NO_NEGATION),
    ("{f} before {other}", TIMES, Polarity::Negated, NO_NEGATION),
    ("{f} after {other}", TIMES, Polarity::Negated, NO_NEGATION),
    ("{f} is same as {other}", &[Text], Polarity::Negated, NO_NEGATION),
    ("{f} changed before {changed} changed", PROPERTIES, Polarity::Negated, NO_NEGATION),
    ("{f} changed after {changed} changed", PROPERTIES, Polarity::Negated, NO_NEGATION),
    ("{f} before today + {k+}", &[DateTime], Polarity::Plain, NO_EXACT_FORM),
    ("{f} after today + {k}", &[DateTime], Polarity::Negated, NO_NEGATION),
    ("{f} on today + 1 day", &[DateTime], Polarity::Plain, NO_EXACT_FORM),
    ("{f} on today + {k+}", &[DateTime], Polarity::Plain, NO_EXACT_FORM),
    ("{f} on today + {k+}", &[DateTime], Polarity::Negated, NO_EXACT_FORM),
    ("{f} from today - {k} to today + {k}", &[DateTime], Polarity::Plain, NO_EXACT_FORM),
    ("{f} from today to today + {k}", &[DateTime], Polarity::Plain, NO_EXACT_FORM),
    ("{f} from today + 1 day to today + {k}", &[DateTime], Polarity::Plain, NO_EXACT_FORM),
    ("{f} from today + 3 days to today + {k+}", &[DateTime], Polarity::Plain, NO_EXACT_FORM),
    ("{f} from today + 3 days to today + {k+}", &[DateTime], Polarity::Negated, NO_EXACT_FORM),
    ("{f} from {d} to today + {k}", &[DateTime], Polarity::Plain, NO_EXACT_FORM),
    ("{f} from today + {k+} to {d}", &[DateTime], Polarity::Negated, NO_NEGATION),
    ("submitted {form} {window}", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("viewed page {page} {window}", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("viewed cta(\"Banner\") {window}", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("clicked cta(\"Banner\") {window}", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("{mail}", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("{mail} {window of days}", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("{mail} {window of today}", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("{mail} {window of today}", &[Nothing], Polarity::Plain, NO_EMAIL_FILTER),
    ("{mail} {times}", &[Nothing], Polarity::Negated, NO_NEGATION),
    ("{mail} {times}", &[Nothing], Polarity::Plain, NO_EMAIL_FILTER),
    ("{f} in next 0 days", TIMES, Polarity::Plain, BAD_WINDOW),
    ("{f} in next 0 days", TIMES, Polarity::Negated, BAD_WINDOW),
    ("{f} changed after today", PROPERTIES, Polarity::Plain, NOT_YET),
    ("{f} changed after today", PROPERTIES, Polarity::Negated, NOT_YET),
    ("{f} changed in next {k}", PROPERTIES, Polarity::Plain, NOT_YET),
    ("{f} changed in next {k}", PROPERTIES, Polarity::Negated, NOT_YET),
    ("{f} changed in this {unit}", PROPERTIES, Polarity::Plain, IN_CALENDAR),
    ("{f} changed in this {unit}", PROPERTIES, Polarity::Negated, IN_CALENDAR),
    ("did {event and not}", &[Nothing], Polarity::Plain, EVENT_EMPTY),
    ("did {event and not}", &[Nothing], Polarity::Negated, EVENT_EMPTY),
    ("did {event and no filter}", &[Nothing], Polarity::Plain, WRONG_EVENT_TEST),
    ("did {event and no filter}", &[Nothing], Polarity::Negated, WRONG_EVENT_TEST),
    ("did {event of alternatives} {times}", &[Nothing], Polarity::Plain, COUNTED_ALTERNATIVES),
    ("did {event of alternatives} {times}", &[Nothing], Polarity::Negated, COUNTED_ALTERNATIVES),
];

const NO_NEGATION: &str = "check::no-negation";
const NO_EMAIL_FILTER: &str = "check::no-email-filter";
const COUNTED_ALTERNATIVES: &str = "check::counted-alternatives";
const NO_EXACT_FORM: &str = "check::no-exact-form";
const BAD_WINDOW: &str = "check::bad-window";
const NOT_YET: &str = "check::future-change";
const IN_CALENDAR: &str = "check::changed-in-calendar";
const EVENT_EMPTY: &str = "check::event-empty";
const WRONG_EVENT_TEST: &str = "check::wrong-event-test";

/// Returns the code with which a form is refused.
pub fn refusal(form: &Form, kind: Type, polarity: Polarity) -> Option<&'static str> {
    let is_meant =
        |row: &&(&str, &[Type], Polarity, &str)| row.0 == form.text && row.1.contains(&kind) && row.2 == polarity;
    REFUSED.iter().find(is_meant).map(|row| row.3)
}
