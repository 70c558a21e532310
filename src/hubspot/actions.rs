//! HubSpot's action types: data rows.
//!
//! The compiler takes ids and versions from these rows, the lifting what a step of the language can say, and the checker
//! what an opaque step gets wrong. Fields of actions are documented in part only, so a row says how much is known of it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::list::text;

/// A type of action, as `actionTypeId` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionRow {
    /// Its id.
    pub id: &'static str,
    /// What it does.
    pub name: &'static str,
    /// What the language has for it.
    pub step: Step,
    /// The least version: the one that the compiler writes, else one that was seen. The server may raise it.
    pub version: u32,
    /// Its fields, as far as they are known.
    pub fields: &'static [FieldRow],
    /// How much is known of its fields.
    pub facts: Facts,
    /// The values of `type` within its fields that the step of the language writes.
    pub types: &'static [&'static str],
    /// What later actions may read of it, as far as that is known.
    pub outputs: &'static [&'static str],
}

/// What the language has for an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A step, which the compiler writes as this action.
    Own(&'static str),
    /// A step that is written as another action: HubSpot serves this one no more.
    Instead(&'static str),
    /// The opaque step alone.
    Opaque,
}

/// How much is known of an action's fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facts {
    /// All of them: HubSpot documents them, or answers have them.
    Whole,
    /// Some, or none, or by hearsay. Nothing is judged by them.
    Partial,
}

/// A field of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRow {
    /// Its name.
    pub name: &'static str,
    /// Its form.
    pub form: Form,
    /// Whether it may be left out.
    pub need: Need,
    /// Whether the step of the language can say it.
    pub said: Said,
}

/// The JSON of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Any text.
    Text,
    /// Text that holds a whole number: an id, or a count.
    Digits,
    /// One of some words, as text; there may be more than those. `true` and `false` are words too.
    Word(&'static [&'static str]),
    /// A list.
    List,
    /// An object.
    Fields,
}

/// Whether a field may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The action is nothing without it.
    Required,
    /// It may be missing.
    Optional,
}

/// Whether a step can say a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Whatever it holds.
    Whole,
    /// Where its list has one item at most.
    One,
    /// The step has no word for it.
    No,
}

impl ActionRow {
    /// Goes through the names of the fields that the step of the language can say.
    pub fn said(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().filter(|field| field.said != Said::No).map(|field| field.name)
    }

    const fn reads(self, outputs: &'static [&'static str]) -> Self {
        Self { outputs, ..self }
    }

    const fn types(self, types: &'static [&'static str]) -> Self {
        Self { types, ..self }
    }
}

/// An action type as a portal lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// What the portal calls it.
    pub name: String,
    /// Its fields, and whether they may be left out.
    pub fields: BTreeMap<String, Need>,
}

impl Listed {
    /// Reads one of a listing; nothing where it has no id.
    #[must_use]
    pub fn read(json: &Value) -> Option<Self> {
        let id = text(json.as_object()?, "actionTypeId")?.to_owned();
        let name = json.get("actionName").and_then(Value::as_str).unwrap_or(&id).to_owned();
        let fields = json.get("inputFieldDefinitions").and_then(Value::as_array).into_iter().flatten();
        let field = |field: &Value| {
            let required = field.get("isRequired").and_then(Value::as_bool) == Some(true);
            let need = if required { Need::Required } else { Need::Optional };
            Some((field.get("name")?.as_str()?.to_owned(), need))
        };
        let fields = fields.filter_map(field).collect();
        Some(Self { id, name, fields })
    }
}

/// Finds the row of an action type.
#[must_use]
pub fn row(id: &str) -> Option<&'static ActionRow> {
    ROWS.iter().find(|row| row.id == id)
}

const fn own(
    id: &'static str,
    name: &'static str,
    step: &'static str,
    version: u32,
    fields: &'static [FieldRow],
) -> ActionRow {
    ActionRow { id, name, step: Step::Own(step), version, fields, facts: Facts::Whole, types: &[], outputs: &[] }
}

const fn opaque(id: &'static str, name: &'static str, version: u32, fields: &'static [FieldRow]) -> ActionRow {
    ActionRow { id, name, step: Step::Opaque, version, fields, facts: Facts::Partial, types: &[], outputs: &[] }
}

const fn required(name: &'static str, form: Form) -> FieldRow {
    FieldRow { name, form, need: Need::Required, said: Said::Whole }
}

const fn optional(name: &'static str, form: Form) -> FieldRow {
    FieldRow { name, form, need: Need::Optional, said: Said::Whole }
}

const fn unsaid(name: &'static str, form: Form) -> FieldRow {
    FieldRow { name, form, need: Need::Optional, said: Said::No }
}

use Form::{Digits, Fields, List, Text, Word};

const TRUTH: Form = Word(&["true", "false"]);
const UNITS: Form = Word(&["MINUTES", "HOURS", "DAYS", "WEEKS", "MONTHS"]);
const MEMBERSHIP: &[FieldRow] = &[required("listId", Digits), required("targetObject", Text)];

/// A wait for some time, for a day of the week or for a time of the day.
pub const WAIT: ActionRow = own(
    "0-1",
    "delay",
    "`wait 2 days`, `wait until tuesday at 09:00`",
    0,
    &[
        required("delta", Digits),
        required("time_unit", UNITS),
        FieldRow { name: "days_of_week", form: List, need: Need::Optional, said: Said::One },
        optional("time_of_day", Fields),
    ],
);

/// A task about the enrolled record.
pub const CREATE_TASK: ActionRow = own(
    "0-3",
    "create a task",
    "`create task \"…\" { … }`",
    0,
    &[
        required("task_type", Word(&["TODO", "CALL", "EMAIL"])),
        required("subject", Text),
        optional("body", Text),
        optional("associations", List),
        optional("use_explicit_associations", TRUTH),
        optional("priority", Word(&["NONE", "LOW", "MEDIUM", "HIGH"])),
        optional("owner_assignment", Fields),
        optional("due_time", Fields),
        unsaid("queue_id", Text),
    ],
)
.types(&["CUSTOM", "ENROLLED_OBJECT", "OBJECT_PROPERTY", "STATIC_VALUE"]);

/// A marketing e-mail.
pub const SEND_EMAIL: ActionRow =
    own("0-4", "send a marketing e-mail", "`send email(\"…\")`", 0, &[required("content_id", Digits)]);

/// A property of the enrolled record or of an associated one.
pub const SET_PROPERTY: ActionRow = own(
    "0-5",
    "set a property",
    "`set FEATURE = VALUE`, `clear`, `copy … to …`, `increase`, `decrease`, `append`",
    0,
    &[required("property_name", Text), required("value", Fields), optional("association", Fields)],
)
.types(&[
    "STATIC_VALUE",
    "OBJECT_PROPERTY",
    "FETCHED_OBJECT_PROPERTY",
    "INCREMENT",
    "STATIC_APPEND_VALUE",
    "TIMESTAMP",
    "RELATIVE_DATETIME",
]);

/// An e-mail to users, teams and owners.
pub const INTERNAL_EMAIL: ActionRow = own(
    "0-8",
    "send an e-mail to users",
    "`notify … \"…\"`",
    0,
    &[
        required("subject", Text),
        required("body", Text),
        optional("user_ids", List),
        optional("team_ids", List),
        optional("owner_properties", List),
    ],
);

/// A notification in HubSpot's own app.
pub const IN_APP: ActionRow = own(
    "0-9",
    "notify users in the app",
    "`notify … by app \"…\"`",
    0,
    &[
        required("subject", Text),
        required("body", Text),
        required("delivery_method", Word(&["APP"])),
        optional("user_ids", List),
        optional("team_ids", List),
        optional("owner_properties", List),
    ],
);

/// An owner, from users and teams in turn.
pub const ROTATE_OWNER: ActionRow = own(
    "0-11",
    "rotate records among owners",
    "`rotate OWNER among …`",
    0,
    &[
        required("target_property", Text),
        optional("overwrite_current_owner", TRUTH),
        optional("user_ids", List),
        optional("team_ids", List),
    ],
);

/// A record that hangs on the enrolled one.
pub const CREATE_RECORD: ActionRow = own(
    "0-14",
    "create a record",
    "`create deal { … }`",
    0,
    &[
        required("object_type_id", Text),
        required("properties", List),
        optional("associations", List),
        optional("use_explicit_associations", TRUTH),
    ],
)
.types(&[
    "ENROLLED_OBJECT",
    "STATIC_VALUE",
    "OBJECT_PROPERTY",
    "FETCHED_OBJECT_PROPERTY",
    "TIMESTAMP",
    "RELATIVE_DATETIME",
]);

/// Another workflow.
pub const ENROLL: ActionRow =
    own("0-15", "enrol in another workflow", "`enroll in WORKFLOW`", 0, &[required("flow_id", Digits)]);

/// What a wait for events tells the branch behind it: whether one happened.
pub const CRITERIA_MET: &str = "hs_event_criteria_met";

/// A wait for events; a branch on what came of it stands behind it.
pub const WAIT_FOR_EVENT: ActionRow = own(
    "0-29",
    "wait for an event",
    "`wait for EVENT up to 3 days { … }`",
    0,
    &[required("event_filter_branches", List), optional("expiration_minutes", Digits)],
)
.reads(&[CRITERIA_MET]);

/// A wait for a date, or for days before or after one.
pub const WAIT_FOR_DATE: ActionRow = own(
    "0-35",
    "wait until a date",
    "`wait until 3 days before DATE`",
    0,
    &[
        required("date", Fields),
        required("delta", Digits),
        required("time_unit", UNITS),
        optional("time_of_day", Fields),
    ],
)
.types(&["STATIC_VALUE", "OBJECT_PROPERTY"]);

/// A note on the enrolled record. No page of HubSpot's tells its fields.
pub const CREATE_NOTE: ActionRow = ActionRow {
    facts: Facts::Partial,
    ..own(
        "0-169425243",
        "create a note",
        "`create note \"…\"`",
        0,
        &[required("note_body", Text), unsaid("pin_note", TRUTH)],
    )
};

/// A static list, which the enrolled record enters.
pub const ADD_TO_LIST: ActionRow = own("0-63809083", "add to a list", "`add to LIST`", 5, MEMBERSHIP);

/// A static list, which the enrolled record leaves.
pub const REMOVE_FROM_LIST: ActionRow = own("0-63863438", "remove from a list", "`remove from LIST`", 5, MEMBERSHIP);

/// The action for both, before those two.
const OLD_LIST: ActionRow = ActionRow {
    step: Step::Instead("`add to LIST`, `remove from LIST`"),
    facts: Facts::Whole,
    ..opaque(
        "0-13",
        "add to or remove from a list",
        0,
        &[required("operation", Word(&["ADD", "REMOVE"])), required("list_id", Digits)],
    )
};

const MARKETING_STATUS: ActionRow = ActionRow {
    facts: Facts::Whole,
    ..opaque(
        "0-31",
        "set the marketing status of a contact",
        13,
        &[required("targetContact", Text), required("marketableType", Word(&["MARKETABLE", "NON_MARKETABLE"]))],
    )
};

/// Every action type that is known.
pub const ROWS: &[ActionRow] = &[
    WAIT,
    CREATE_TASK,
    SEND_EMAIL,
    SET_PROPERTY,
    INTERNAL_EMAIL,
    IN_APP,
    ROTATE_OWNER,
    OLD_LIST,
    CREATE_RECORD,
    ENROLL,
    opaque("0-18", "an action of Salesforce", 0, &[]),
    opaque("0-19", "an action of Salesforce", 0, &[]),
    opaque(
        "0-23",
        "send an e-mail to given addresses",
        0,
        &[optional("email_content_id", Digits), optional("recipient_emails", List)],
    ),
    opaque(
        "0-25",
        "copy a property",
        0,
        &[optional("source_property", Text), optional("target_property", Text), optional("target_object", Text)],
    ),
    opaque("0-28", "send an SMS", 0, &[]),
    WAIT_FOR_EVENT,
    opaque("0-30", "add to or remove from an ads audience", 0, &[]),
    MARKETING_STATUS,
    opaque("0-33", "format data", 0, &[]),
    WAIT_FOR_DATE,
    CREATE_NOTE,
    ADD_TO_LIST,
    REMOVE_FROM_LIST,
    opaque("0-4702372", "leave a sequence", 0, &[]),
    opaque("0-18224765", "delete a contact", 42, &[]),
    opaque("0-25085031", "send a WhatsApp message", 0, &[]),
    opaque("0-40900952", "send an SMS", 0, &[]),
    opaque(
        "0-43347357",
        "set a communication subscription",
        7,
        &[
            optional("targetContact", Text),
            optional("channel", Text),
            optional("optState", Text),
            optional("subscriptionId", Digits),
            optional("legalBasis", Text),
            optional("legalBasisExplanation", Text),
        ],
    ),
    opaque("0-44475148", "assign the owner of a conversation", 0, &[]),
    opaque(
        "0-46510720",
        "enrol in a sequence",
        6,
        &[
            optional("sequenceId", Digits),
            optional("senderType", Word(&["CONTACT_OWNER", "SPECIFIC_USER"])),
            optional("contactOwnerProperty", Text),
            optional("userId", Digits),
            optional("shouldUseContactTimeZone", TRUTH),
        ],
    ),
    opaque("0-61139476", "remove association labels", 0, &[]),
    opaque("0-61139484", "update association labels", 0, &[]),
    opaque(
        "0-63189541",
        "create associations",
        6,
        &[
            optional("fromObjectType", Text),
            optional("toObjectType", Text),
            optional("createAssociationOnly", TRUTH),
            optional("matchBy", Text),
            optional("enrolledObjectPropertyNameToMatch", Text),
            optional("associatedObjectPropertyNameToMatch", Text),
        ],
    ),
    opaque("0-73444249", "apply association labels", 0, &[]),
    opaque("0-172351286", "ask an AI model", 11, &[required("message", Text)]),
    opaque("0-177946906", "enrich a record", 0, &[]),
    opaque("0-195318603", "an AI action", 0, &[]),
    opaque("0-199186210", "send a survey", 0, &[]),
    opaque("0-201091202", "an AI action", 0, &[]),
    opaque("0-207702619", "an AI action", 0, &[]),
    opaque("0-216647524", "an AI action", 0, &[]),
    opaque("0-217709844", "an action of prospecting", 0, &[]),
    opaque("0-218870680", "an AI action", 0, &[]),
    opaque("0-219160146", "an action of buyer intent", 0, &[]),
    opaque("0-219161394", "an action of buyer intent", 0, &[]),
    opaque("0-219292676", "an action of buyer intent", 0, &[]),
    opaque("0-225935194", "format a phone number", 0, &[]),
    opaque("0-230189361", "send a WhatsApp message", 0, &[]),
    opaque("0-261589386", "increase or decrease a number", 0, &[]),
    opaque("1-100451", "an action of Asana", 0, &[]),
    opaque("1-1633220", "an action of Jira", 0, &[]),
    opaque("1-2796901", "an action of Google Sheets", 0, &[]),
    opaque("1-2825058", "an action of Trello", 0, &[]),
    opaque("1-9488285", "an action of Google Sheets", 0, &[]),
    opaque("1-24662337", "an action of ClickUp", 0, &[]),
    opaque(
        "1-179507819",
        "send a message to Slack",
        0,
        &[optional("slackUserIds", List), optional("channelIds", List), optional("message", Text)],
    ),
];
