//! Which constructs of HubSpot's filters have a form in the language: data rows.
//!
//! The lifting asks these rows what it knows, and says in their words what has no form. A test has a sample for each
//! row; `docs/coverage.md` is generated from both.

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// A filter branch and its operator.
    Branch,
    /// A filter and its operator.
    Filter,
    /// A test of a property: its operation type and its operator.
    Operation,
    /// What narrows an activity.
    Refine,
    /// A point of time.
    Point,
    /// What a point of time or a test of one refers to: the member that says so, and what it says.
    Reference,
}

/// What becomes of a construct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The compiler writes it, and it is read again.
    Written,
    /// It is another spelling of what the compiler writes: shown, and left as it is in the portal.
    Read,
    /// It has no form: whatever holds it stays in the portal as it is. Says why.
    Opaque(&'static str),
}

/// A construct of HubSpot's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub group: Group,
    /// Its type.
    pub kind: &'static str,
    /// Its operator; empty where it has none, or where all are alike.
    pub word: &'static str,
    /// How the language spells it; empty where it has no form.
    pub ours: &'static str,
    /// What becomes of it.
    pub kept: Kept,
}

/// Tells whether a construct is one that has a form.
///
/// # Errors
/// Why it has none.
pub fn held(group: Group, kind: &str, word: &str) -> Result<(), String> {
    let of_kind = |row: &&Row| row.group == group && row.kind == kind;
    let row = ROWS.iter().find(|row| of_kind(row) && row.word == word);
    // Of a type that has no form each operator has none.
    let whole = || ROWS.iter().find(|row| of_kind(row) && row.word.is_empty() && matches!(row.kept, Kept::Opaque(_)));
    match row.or_else(whole).map(|row| row.kept) {
        Some(Kept::Written | Kept::Read) => Ok(()),
        Some(Kept::Opaque(why)) => Err(why.to_owned()),
        None if word.is_empty() => Err(format!("`{kind}` is not known")),
        None => Err(format!("`{kind}` with `{word}` is not known")),
    }
}

const fn written(group: Group, kind: &'static str, word: &'static str, ours: &'static str) -> Row {
    Row { group, kind, word, ours, kept: Kept::Written }
}

const fn read(group: Group, kind: &'static str, word: &'static str, ours: &'static str) -> Row {
    Row { group, kind, word, ours, kept: Kept::Read }
}

const fn opaque(group: Group, kind: &'static str, word: &'static str, why: &'static str) -> Row {
    Row { group, kind, word, ours: "", kept: Kept::Opaque(why) }
}

use Group::{Branch, Filter, Operation, Point, Reference, Refine};

const INSTANTS: &str = "an instant to the millisecond has no form in the language";
const OF_PARTS: &str = "the past of a property is asked for whole values, and not for what they contained";
const OF_SETS: &str = "sets are not asked for their past";
const OF_TEXTS: &str = "several texts of the past in one filter would be written as several filters";
const WHOLE_WORDS: &str = "what HubSpot takes for a whole word is not known";

/// Every construct that is known.
pub const ROWS: &[Row] = &[
    written(Branch, "OR", "", "`a or b`"),
    written(Branch, "AND", "", "`a and b`"),
    written(Branch, "ASSOCIATION", "IN_LIST", "`any company (…)`"),
    opaque(Branch, "ASSOCIATION", "NOT_IN_LIST", "that no associated record passes is said by a segment of its own"),
    written(Branch, "UNIFIED_EVENTS", "HAS_COMPLETED", "`did renewal where (…)`"),
    written(Branch, "UNIFIED_EVENTS", "HAS_NOT_COMPLETED", "`not did renewal where (…)`"),
    opaque(Branch, "NOT_ALL", "", "what a `NOT_ALL` branch means is documented nowhere"),
    opaque(Branch, "NOT_ANY", "", "what a `NOT_ANY` branch means is documented nowhere"),
    opaque(Branch, "RESTRICTED", "", "a part of the rule is hidden from this token"),
    opaque(Branch, "PROPERTY_ASSOCIATION", "", "records that a property names are reached by no association"),
    written(Filter, "PROPERTY", "", "`score >= 3`"),
    written(Filter, "IN_LIST", "IN_LIST", "`member of hot`, `member of list(\"…\")`"),
    written(Filter, "IN_LIST", "NOT_IN_LIST", "`not member of hot`"),
    opaque(Filter, "ASSOCIATION", "", "lists of associated records are asked for by `any company (member of …)` alone"),
    written(Filter, "FORM_SUBMISSION", "FILLED_OUT", "`submitted form(\"…\")`, `submitted any form`"),
    written(Filter, "FORM_SUBMISSION", "NOT_FILLED_OUT", "`not submitted form(\"…\")`"),
    opaque(Filter, "FORM_SUBMISSION_ON_PAGE", "", "a form on one page has no form in the language"),
    written(Filter, "PAGE_VIEW", "HAS_PAGEVIEW_EQ", "`viewed page \"…\"`"),
    written(Filter, "PAGE_VIEW", "HAS_PAGEVIEW_CONTAINS", "`viewed page containing \"…\"`"),
    written(Filter, "PAGE_VIEW", "HAS_PAGEVIEW_MATCHES_REGEX", "`viewed page matching \"…\"`"),
    written(Filter, "PAGE_VIEW", "NOT_HAS_PAGEVIEW_EQ", "`not viewed page \"…\"`"),
    written(Filter, "PAGE_VIEW", "NOT_HAS_PAGEVIEW_CONTAINS", "`not viewed page containing \"…\"`"),
    written(Filter, "PAGE_VIEW", "NOT_HAS_PAGEVIEW_MATCHES_REGEX", "`not viewed page matching \"…\"`"),
    written(Filter, "CTA", "HAS_CLICKED_CTA", "`clicked cta(\"…\")`"),
    written(Filter, "CTA", "HAS_NOT_CLICKED_CTA", "`not clicked cta(\"…\")`"),
    written(Filter, "CTA", "HAS_OPENED_CTA", "`viewed cta(\"…\")`"),
    written(Filter, "CTA", "HAS_NOT_OPENED_CTA", "`not viewed cta(\"…\")`"),
    opaque(Filter, "CTA", "", "placements of calls to action have no form in the language"),
    opaque(Filter, "EVENT", "", "legacy events have no form in the language"),
    opaque(Filter, "UNIFIED_EVENTS", "", "events stand in branches of their own and not in this filter"),
    opaque(Filter, "INTEGRATION_EVENT", "", "events of integrations have no form in the language"),
    written(Filter, "EMAIL_EVENT", "SENT", "`was sent email(\"…\")`"),
    written(Filter, "EMAIL_EVENT", "SENT_BUT_NOT_RECEIVED", "`was sent email(\"…\") but not received`"),
    written(Filter, "EMAIL_EVENT", "SENT_BUT_LINK_NOT_CLICKED", "`was sent email(\"…\") but not clicked`"),
    written(Filter, "EMAIL_EVENT", "RECEIVED", "`received email(\"…\")`"),
    written(Filter, "EMAIL_EVENT", "RECEIVED_BUT_NOT_OPENED", "`received email(\"…\") but not opened`"),
    written(Filter, "EMAIL_EVENT", "OPENED", "`opened email(\"…\")`"),
    written(Filter, "EMAIL_EVENT", "OPENED_BUT_LINK_NOT_CLICKED", "`opened email(\"…\") but not clicked`"),
    written(Filter, "EMAIL_EVENT", "OPENED_BUT_NOT_REPLIED", "`opened email(\"…\") but not replied`"),
    written(Filter, "EMAIL_EVENT", "LINK_CLICKED", "`clicked email(\"…\")`"),
    written(Filter, "EMAIL_EVENT", "REPLIED", "`replied to email(\"…\")`"),
    written(Filter, "EMAIL_EVENT", "BOUNCED", "`bounced on email(\"…\")`"),
    written(Filter, "EMAIL_EVENT", "UNSUBSCRIBED", "`unsubscribed from email(\"…\")`"),
    opaque(Filter, "EMAIL_EVENT", "MARKED_SPAM", "complaints of spam have no form in the language"),
    written(Filter, "EMAIL_SUBSCRIPTION", "", "`opted in to subscription(\"…\")`, `opted out of …`"),
    opaque(Filter, "COMMUNICATION_SUBSCRIPTION", "", "subscriptions to SMS and WhatsApp have no form in the language"),
    opaque(Filter, "SURVEY_MONKEY", "", "surveys have no form in the language"),
    opaque(Filter, "SURVEY_MONKEY_VALUE", "", "answers to surveys have no form in the language"),
    opaque(Filter, "WEBINAR", "", "webinars have no form in the language"),
    opaque(Filter, "PRIVACY", "", "privacy consent has no form in the language"),
    opaque(Filter, "ADS_TIME", "", "the time of ads has no form in the language"),
    opaque(Filter, "ADS_SEARCH", "", "the search for ads has no form in the language"),
    opaque(Filter, "CONSTANT", "", "a filter that everybody or nobody passes has no form in the language"),
    opaque(Filter, "NUM_ASSOCIATIONS", "", "associated records are not counted"),
    opaque(Filter, "PROPERTY_ASSOCIATION", "", "records that a property names are reached by no association"),
    opaque(Filter, "CAMPAIGN_INFLUENCED", "", "the influence of campaigns has no form in the language"),
    written(Operation, "ALL_PROPERTY", "IS_KNOWN", "`f is known`"),
    written(Operation, "ALL_PROPERTY", "IS_UNKNOWN", "`f is unknown`"),
    opaque(Operation, "ALL_PROPERTY", "IS_BLANK", "whether blank is the same as unknown is not known"),
    opaque(Operation, "ALL_PROPERTY", "IS_NOT_BLANK", "whether not blank is the same as known is not known"),
    written(Operation, "BOOL", "IS_EQUAL_TO", "`f is true`"),
    written(Operation, "BOOL", "IS_NOT_EQUAL_TO", "`f is not true`"),
    written(Operation, "BOOL", "HAS_EVER_BEEN_EQUAL_TO", "`f was ever true`"),
    written(Operation, "BOOL", "HAS_NEVER_BEEN_EQUAL_TO", "`f was never true`"),
    written(Operation, "STRING", "IS_EQUAL_TO", "`f is \"x\"`"),
    written(Operation, "STRING", "IS_NOT_EQUAL_TO", "`f is not \"x\"`"),
    written(Operation, "STRING", "CONTAINS", "`f contains \"x\"`"),
    written(Operation, "STRING", "DOES_NOT_CONTAIN", "`f does not contain \"x\"`"),
    written(Operation, "STRING", "STARTS_WITH", "`f starts with \"x\"`"),
    written(Operation, "STRING", "ENDS_WITH", "`f ends with \"x\"`"),
    written(Operation, "STRING", "HAS_EVER_BEEN_EQUAL_TO", "`f was ever \"x\"`"),
    written(Operation, "STRING", "HAS_NEVER_BEEN_EQUAL_TO", "`f was never \"x\"`"),
    opaque(Operation, "STRING", "HAS_EVER_CONTAINED", OF_PARTS),
    opaque(Operation, "STRING", "HAS_NEVER_CONTAINED", OF_PARTS),
    written(Operation, "MULTISTRING", "IS_EQUAL_TO", "`f in (\"x\", \"y\")`"),
    written(Operation, "MULTISTRING", "IS_NOT_EQUAL_TO", "`f not in (\"x\", \"y\")`"),
    written(Operation, "MULTISTRING", "CONTAINS", "`f contains any of (\"x\", \"y\")`"),
    written(Operation, "MULTISTRING", "DOES_NOT_CONTAIN", "`f contains none of (\"x\", \"y\")`"),
    opaque(
        Operation,
        "MULTISTRING",
        "STARTS_WITH",
        "several beginnings in one filter would be written as several filters",
    ),
    opaque(Operation, "MULTISTRING", "ENDS_WITH", "several ends in one filter would be written as several filters"),
    opaque(Operation, "MULTISTRING", "CONTAINS_EXACTLY", WHOLE_WORDS),
    opaque(Operation, "MULTISTRING", "DOES_NOT_CONTAIN_EXACTLY", WHOLE_WORDS),
    opaque(Operation, "MULTISTRING", "HAS_EVER_BEEN_EQUAL_TO", OF_TEXTS),
    opaque(Operation, "MULTISTRING", "HAS_NEVER_BEEN_EQUAL_TO", OF_TEXTS),
    written(Operation, "NUMBER", "IS_EQUAL_TO", "`f is 3`"),
    written(Operation, "NUMBER", "IS_NOT_EQUAL_TO", "`f is not 3`"),
    written(Operation, "NUMBER", "IS_LESS_THAN", "`f < 3`"),
    written(Operation, "NUMBER", "IS_LESS_THAN_OR_EQUAL_TO", "`f <= 3`"),
    written(Operation, "NUMBER", "IS_GREATER_THAN", "`f > 3`"),
    written(Operation, "NUMBER", "IS_GREATER_THAN_OR_EQUAL_TO", "`f >= 3`"),
    written(Operation, "NUMBER", "HAS_EVER_BEEN_EQUAL_TO", "`f was ever 3`"),
    written(Operation, "NUMBER", "HAS_NEVER_BEEN_EQUAL_TO", "`f was never 3`"),
    read(Operation, "NUMBER_RANGED", "IS_BETWEEN", "`f between 1 and 3`"),
    opaque(
        Operation,
        "NUMBER_RANGED",
        "IS_NOT_BETWEEN",
        "what lies outside of a range would be written as two branches",
    ),
    written(Operation, "ENUMERATION", "IS_ANY_OF", "`f is a`, `f in (a, b)`, `f has any of (a, b)`"),
    written(Operation, "ENUMERATION", "IS_NONE_OF", "`f is not a`, `f not in (a, b)`, `f has none of (a, b)`"),
    written(Operation, "ENUMERATION", "IS_EXACTLY", "`f is exactly (a, b)`"),
    written(Operation, "ENUMERATION", "IS_NOT_EXACTLY", "`not f is exactly (a, b)`"),
    written(Operation, "ENUMERATION", "CONTAINS_ALL", "`f has all of (a, b)`"),
    written(Operation, "ENUMERATION", "DOES_NOT_CONTAIN_ALL", "`not f has all of (a, b)`"),
    written(Operation, "ENUMERATION", "HAS_EVER_BEEN_ANY_OF", "`f was ever a`, `f was ever in (a, b)`"),
    written(Operation, "ENUMERATION", "HAS_NEVER_BEEN_ANY_OF", "`f was never a`, `f was never in (a, b)`"),
    opaque(Operation, "ENUMERATION", "HAS_EVER_BEEN_EXACTLY", OF_SETS),
    opaque(Operation, "ENUMERATION", "HAS_NEVER_BEEN_EXACTLY", OF_SETS),
    opaque(Operation, "ENUMERATION", "HAS_EVER_CONTAINED_ALL", OF_SETS),
    opaque(Operation, "ENUMERATION", "HAS_NEVER_CONTAINED_ALL", OF_SETS),
    written(Operation, "TIME_POINT", "IS_BEFORE", "`f before D`, `f more than 7 days ago`, `f before g`"),
    written(Operation, "TIME_POINT", "IS_AFTER", "`f after D`, `f more than 7 days from now`, `f after g`"),
    written(
        Operation,
        "TIME_RANGED",
        "IS_BETWEEN",
        "`f on D`, `f from D to D`, `f in last 7 days`, `f in next 7 days`",
    ),
    written(
        Operation,
        "TIME_RANGED",
        "IS_NOT_BETWEEN",
        "`not f on D`, `not f in last 7 days`, `f not changed in last 7 days`",
    ),
    opaque(Operation, "DATETIME", "IS_EQUAL_TO", INSTANTS),
    read(Operation, "DATETIME", "IS_BEFORE", "`f before D`, where the instant begins a day"),
    read(Operation, "DATETIME", "IS_AFTER", "`f after D`, where the instant ends a day"),
    read(Operation, "DATETIME", "IS_BEFORE_DATE", "`f before D`"),
    read(Operation, "DATETIME", "IS_AFTER_DATE", "`f after D`"),
    read(Operation, "DATE", "AFTER", "`f after D`"),
    read(Operation, "DATE", "BEFORE", "`f before D`"),
    read(Operation, "DATE", "EQUAL", "`f on D`"),
    read(Operation, "RANGED_DATE", "IS_BETWEEN", "`f from D to D`, where the instants begin and end days"),
    read(Operation, "RANGED_DATE", "IS_NOT_BETWEEN", "`not f from D to D`, where the instants begin and end days"),
    read(Operation, "ROLLING_DATE_RANGE", "IS_LESS_THAN_X_DAYS_AGO", "`f in last 7 days`"),
    read(Operation, "ROLLING_DATE_RANGE", "IS_MORE_THAN_X_DAYS_AGO", "`f more than 7 days ago`"),
    read(Operation, "ROLLING_DATE_RANGE", "IS_LESS_THAN_X_DAYS_FROM_NOW", "`f in next 7 days`"),
    read(Operation, "ROLLING_DATE_RANGE", "IS_MORE_THAN_X_DAYS_FROM_NOW", "`f more than 7 days from now`"),
    read(Operation, "ROLLING_PROPERTY_UPDATED", "UPDATED_IN_LAST_X_DAYS", "`f changed in last 7 days`"),
    read(Operation, "ROLLING_PROPERTY_UPDATED", "NOT_UPDATED_IN_LAST_X_DAYS", "`not f changed in last 7 days`"),
    written(Operation, "CALENDAR_DATE", "IN_THIS_TIME_UNIT", "`f in this month`, `f on today`"),
    written(Operation, "CALENDAR_DATE", "IN_LAST_TIME_UNIT", "`f in previous month`"),
    written(Operation, "CALENDAR_DATE", "IN_NEXT_TIME_UNIT", "`f in next month`"),
    opaque(
        Operation,
        "CALENDAR_DATE",
        "IN_THIS_TIME_UNIT_SO_FAR",
        "a unit of the calendar so far has no form in the language",
    ),
    opaque(
        Operation,
        "CALENDAR_DATE",
        "IN_LAST_TIME_UNIT_SO_FAR",
        "a unit of the calendar so far has no form in the language",
    ),
    written(Operation, "COMPARATIVE_DATE", "IS_BEFORE", "`f before g`"),
    written(Operation, "COMPARATIVE_DATE", "IS_AFTER", "`f after g`"),
    read(Operation, "COMPARATIVE_PROPERTY_UPDATED", "IS_BEFORE", "`f changed before g changed`"),
    read(Operation, "COMPARATIVE_PROPERTY_UPDATED", "IS_AFTER", "`f changed after g changed`"),
    written(Operation, "COMPARATIVE_STRING", "IS_EQUAL_TO", "`f is same as g`"),
    opaque(
        Operation,
        "COMPARATIVE_STRING",
        "IS_NOT_EQUAL_TO",
        "texts of two properties are compared by `is same as` alone",
    ),
    opaque(Operation, "COMPARATIVE_STRING", "CONTAINS", "texts of two properties are compared by `is same as` alone"),
    opaque(
        Operation,
        "COMPARATIVE_STRING",
        "DOES_NOT_CONTAIN",
        "texts of two properties are compared by `is same as` alone",
    ),
    opaque(
        Operation,
        "COMPARATIVE_STRING",
        "STARTS_WITH",
        "texts of two properties are compared by `is same as` alone",
    ),
    opaque(Operation, "COMPARATIVE_STRING", "ENDS_WITH", "texts of two properties are compared by `is same as` alone"),
    written(Refine, "NUM_OCCURRENCES", "", "`at least 3 times`, `at most 3 times`"),
    written(Refine, "TIME_POINT", "", "`before 2026-11-23`, `more than 7 days ago`"),
    written(Refine, "TIME_RANGED", "", "`in last 7 days`, `from D to D`"),
    written(Refine, "ABSOLUTE_COMPARATIVE", "", "`opened email(\"…\") before 2026-11-23`"),
    written(Refine, "ABSOLUTE_RANGED", "", "`opened email(\"…\") from D to D`"),
    written(Refine, "RELATIVE_COMPARATIVE", "", "`more than 7 days ago`, where a switch chooses this spelling"),
    written(Refine, "RELATIVE_RANGED", "", "`in last 7 days`, where a switch chooses this spelling"),
    opaque(Refine, "SET_OCCURRENCES", "", "occurrences by sets have no form in the language"),
    opaque(Refine, "ALL_HISTORY", "", "a look at all of the past has no form in the language"),
    written(Point, "DATE", "", "`2026-11-23`"),
    written(Point, "INDEXED", "", "`today`, `today - 7 days`, `in last 7 days`"),
    written(Point, "PROPERTY_REFERENCED", "", "`before g`"),
    written(Reference, "indexReference", "NOW", "the end of `in last 7 days`"),
    written(Reference, "indexReference", "TODAY", "`today`"),
    opaque(Reference, "indexReference", "WEEK", "a day of the week is no day that the language counts from"),
    opaque(Reference, "indexReference", "MONTH", "a day of the month is no day that the language counts from"),
    opaque(Reference, "indexReference", "QUARTER", "a day of the quarter is no day that the language counts from"),
    opaque(Reference, "indexReference", "YEAR", "a day of the year is no day that the language counts from"),
    opaque(Reference, "indexReference", "FISCAL_QUARTER", "fiscal quarters have no form in the language"),
    opaque(Reference, "indexReference", "FISCAL_YEAR", "fiscal years have no form in the language"),
    written(Reference, "propertyParser", "VALUE", "the moment that a feature holds"),
    written(Reference, "propertyParser", "UPDATED_AT", "`changed …`"),
    opaque(Reference, "propertyParser", "ANNIVERSARY", "anniversaries have no form in the language"),
    written(Reference, "referenceType", "VALUE", "`before g`"),
    written(Reference, "referenceType", "UPDATED_AT", "`changed before g changed`"),
    opaque(Reference, "referenceType", "ANNIVERSARY", "anniversaries have no form in the language"),
];
