//! Which parts of a workflow have a form in the language: data rows, beside those of filters in `coverage` and those of
//! action types in `actions`.
//!
//! A test has a workflow for each row; `docs/coverage.md` is generated from both.

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// The kind of workflow: the member, and what it says.
    Flow,
    /// How records enrol.
    Enrolment,
    /// When they enrol.
    Schedule,
    /// Another member of the workflow.
    Member,
    /// The type of an action.
    Action,
    /// The kind of an edge.
    Edge,
    /// How a call of an address proves where it comes from.
    Proof,
    /// A value in the fields of an action.
    Value,
    /// What `dataSources` fetch for the tokens in texts.
    Source,
}

/// What becomes of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The compiler writes it, and it is read again.
    Written,
    /// It passes through the opaque step, in HubSpot's own words.
    Passed,
    /// The source has no word for it, and a write leaves it as it is in the portal.
    Stays,
    /// A workflow that has it is left alone. Says why.
    LeftAlone(&'static str),
}

/// A part of a workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub group: Group,
    /// Its type, or the member that holds it.
    pub kind: &'static str,
    /// What of it is meant; empty for all.
    pub word: &'static str,
    /// How the language spells it; empty where it does not.
    pub ours: &'static str,
    /// What becomes of it.
    pub fate: Fate,
}

/// Tells whether a write leaves a member of a workflow as it is in the portal.
#[must_use]
pub fn stays(member: &str) -> bool {
    ROWS.iter().any(|row| row.group == Group::Member && row.kind == member && row.fate == Fate::Stays)
}

const fn written(group: Group, kind: &'static str, word: &'static str, ours: &'static str) -> Row {
    Row { group, kind, word, ours, fate: Fate::Written }
}

const fn passed(group: Group, kind: &'static str, word: &'static str) -> Row {
    Row { group, kind, word, ours: "`action \"…\"`", fate: Fate::Passed }
}

const fn kept(kind: &'static str, word: &'static str) -> Row {
    Row { group: Member, kind, word, ours: "", fate: Fate::Stays }
}

const fn left_alone(group: Group, kind: &'static str, word: &'static str, why: &'static str) -> Row {
    Row { group, kind, word, ours: "", fate: Fate::LeftAlone(why) }
}

use Group::{Action, Edge, Enrolment, Flow, Member, Proof, Schedule, Source, Value};

/// Every part that is known.
pub const ROWS: &[Row] = &[
    written(Flow, "type", "CONTACT_FLOW", "`workflow … on contact`"),
    written(Flow, "type", "PLATFORM_FLOW", "`workflow … on company`, and each other object"),
    written(Flow, "flowType", "WORKFLOW", "`workflow`"),
    left_alone(Flow, "flowType", "ACTION_SET", "`flowType` is `ACTION_SET`, and the language has `WORKFLOW` alone"),
    left_alone(Flow, "flowType", "UNKNOWN", "`flowType` is `UNKNOWN`, and the language has `WORKFLOW` alone"),
    written(Enrolment, "LIST_BASED", "", "`enroll when …`"),
    written(Enrolment, "LIST_BASED", "reEnrollmentTriggersFilterBranches", "`re-enroll when … changes`"),
    written(Enrolment, "LIST_BASED", "unEnrollObjectsNotMeetingCriteria", "`unenroll when no longer matching`"),
    written(Enrolment, "EVENT_BASED", "", "`enroll on …`"),
    written(Enrolment, "EVENT_BASED", "refinementCriteria", "`only if …`"),
    left_alone(
        Enrolment,
        "EVENT_BASED",
        "listMembershipFilterBranches",
        "the language has no enrolment on the entry into a list",
    ),
    written(Enrolment, "MANUAL", "", "`enroll manually`"),
    left_alone(Enrolment, "DATASET", "", "the language has no enrolment of the type `DATASET`"),
    written(Schedule, "DAILY", "", "`schedule daily at 09:00`"),
    written(Schedule, "WEEKLY", "", "`schedule weekly on monday at 09:00`"),
    written(Schedule, "MONTHLY_SPECIFIC_DAYS", "", "`schedule monthly on 1, 15 at 09:00`"),
    written(Schedule, "MONTHLY_RELATIVE_DAYS", "FIRST_MONDAY_OF_MONTH", "`schedule monthly on first monday at 09:00`"),
    written(Schedule, "MONTHLY_RELATIVE_DAYS", "LAST_DAY_OF_MONTH", "`schedule monthly on last day at 09:00`"),
    written(Schedule, "YEARLY", "", "`schedule yearly on dec 24 at 09:00`"),
    written(Schedule, "PROPERTY_BASED", "", "`schedule 30 days before DATE at 09:00`"),
    written(Member, "name", "", "`title \"…\"`"),
    written(Member, "description", "", "`/// …`"),
    written(Member, "goalFilterBranch", "", "`goal when …`"),
    written(Member, "suppressionListIds", "", "`suppress member of …`"),
    written(Member, "suppressionFilterBranch", "", "`suppress …`"),
    written(Member, "timeWindows", "", "`active on weekdays 09:00-18:00`"),
    left_alone(Member, "timeWindows", "startTime", "it has no `startTime`"),
    written(Member, "blockedDates", "", "`not active on dec 25`"),
    written(Member, "blockedDates", "year", "`not active on 2027-01-02`"),
    kept("unEnrollmentSetting", "ALL"),
    kept("unEnrollmentSetting", "SELECTIVE"),
    kept("eventAnchor", "CONTACT_PROPERTY_ANCHOR"),
    kept("eventAnchor", "STATIC_DATE_ANCHOR"),
    kept("canEnrollFromSalesforce", ""),
    kept("customProperties", ""),
    written(Action, "SINGLE_CONNECTION", "", "a step, or `action \"…\"`: see below"),
    written(Action, "LIST_BRANCH", "", "`if … { } else { }`"),
    written(Action, "STATIC_BRANCH", "", "`match FEATURE { … }`"),
    written(Action, "AB_TEST_BRANCH", "", "`split { 50% { } 50% { } }`"),
    written(Action, "CUSTOM_CODE", "", "`run code \"…\"`"),
    written(Action, "WEBHOOK", "", "`call webhook …`"),
    written(Edge, "STANDARD", "", "the next step"),
    written(Edge, "GOTO", "", "where branches meet again; `go to STEP`"),
    written(Proof, "AUTH_KEY", "HEADER", "`sign with secret(\"…\") in header \"…\"`"),
    written(Proof, "AUTH_KEY", "QUERY_PARAM", "`sign with secret(\"…\") in query \"…\"`"),
    written(Proof, "SIGNATURE", "", "`sign with app(\"…\")`"),
    written(Value, "STATIC_VALUE", "", "`set f = v`; `clear f` for the empty text"),
    written(Value, "OBJECT_PROPERTY", "", "`copy a to b`"),
    written(Value, "FETCHED_OBJECT_PROPERTY", "", "`copy company.a to b`"),
    written(Value, "INCREMENT", "", "`increase f by 10`"),
    written(Value, "TIMESTAMP", "", "`set f = now`"),
    written(Value, "RELATIVE_DATETIME", "", "`set f = now + 3 days`"),
    passed(Value, "RELATIVE_DATETIME", "timeZoneStrategy"),
    written(Value, "STATIC_APPEND_VALUE", "", "`append v to f`"),
    passed(Value, "APPEND_OBJECT_PROPERTY", ""),
    written(Value, "FIELD_DATA", "hs_event_criteria_met", "the blocks of `wait for …`"),
    left_alone(Value, "FIELD_DATA", "", "it names an action by its number, and steps have none in a source"),
    passed(Value, "ACTION_OUTPUT_OBJECT_PROPERTY", ""),
    passed(Value, "ENROLLMENT_EVENT_PROPERTY", ""),
    passed(Value, "ENROLLMENT_DATASET_COLUMN", ""),
    passed(Value, "SINGLE_OBJECT_COORDINATES", ""),
    passed(Value, "LIST", ""),
    passed(Value, "MAP", ""),
    written(Value, "ENROLLED_OBJECT", "", "`create deal { … }`, `create task …`"),
    passed(Value, "COPY_ASSOCIATION", ""),
    written(Source, "ASSOCIATION", "", "`{company.name}`, `copy company.a to b`"),
    passed(Source, "ASSOCIATION", "sortBy"),
    passed(Source, "ASSOCIATION_TIMESTAMP", ""),
    passed(Source, "STATIC_PROPERTY_FILTER", ""),
    passed(Source, "ENROLLED_RECORD_PROPERTY_FILTER", ""),
    passed(Source, "DATASET_FIELD_PROPERTY_FILTER", ""),
    passed(Source, "ENROLLED_ARGUMENT_PROPERTY_FILTER", ""),
];
