//! The embedded portal's own rows of the filter grammar, transcribed from HubSpot's OpenAPI and what was seen live.

pub mod events;
pub mod links;
pub mod time;

use super::json::{Field, Json, optional, required};

/// A property's type, as far as filters tell types apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is HubSpot's name of the type")]
pub enum Kind {
    String,
    Number,
    Bool,
    Enumeration,
    Date,
    DateTime,
    /// json, object_coordinates: nothing but known and unknown.
    Other,
}

impl Kind {
    /// Reads a property's `type`.
    #[must_use]
    pub fn of(word: &str) -> Self {
        match word {
            "string" | "phone_number" => Self::String,
            "number" | "currency_number" => Self::Number,
            "bool" => Self::Bool,
            "enumeration" => Self::Enumeration,
            "date" => Self::Date,
            "datetime" => Self::DateTime,
            _ => Self::Other,
        }
    }
}

/// Every kind.
pub const ANY: &[Kind] =
    &[Kind::String, Kind::Number, Kind::Bool, Kind::Enumeration, Kind::Date, Kind::DateTime, Kind::Other];
const TIMES: &[Kind] = &[Kind::Date, Kind::DateTime];

/// A property operation.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// `operationType`.
    pub name: &'static str,
    /// Its own members beside `operator` and `includeObjectsWithNoValueSet`.
    pub fields: &'static [Field],
    /// The operators that it has.
    pub operators: &'static [&'static str],
    /// The property types that it is for.
    pub kinds: &'static [Kind],
}

/// The months.
pub const LONG_MONTHS: &[&str] = &[
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
];
const MONTHS: Json = Json::Enum(LONG_MONTHS);
/// The months as the older DATE operation has them.
pub const SHORT_MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const ENDPOINT: Json = Json::Enum(&["INCLUSIVE", "EXCLUSIVE"]);
const PARSER: Json = Json::Enum(&["VALUE", "UPDATED_AT"]);
const COMPARED: &[Field] =
    &[required("comparisonPropertyName", Json::Filled), optional("defaultComparisonValue", Json::Text)];

/// Property operations.
pub const OPERATIONS: &[Operation] = &[
    Operation { name: "ALL_PROPERTY", fields: &[], operators: &["IS_KNOWN", "IS_UNKNOWN"], kinds: ANY },
    Operation {
        name: "BOOL",
        fields: &[required("value", Json::Bool)],
        operators: &["IS_EQUAL_TO", "IS_NOT_EQUAL_TO", "HAS_EVER_BEEN_EQUAL_TO", "HAS_NEVER_BEEN_EQUAL_TO"],
        kinds: &[Kind::Bool],
    },
    Operation {
        name: "STRING",
        fields: &[required("value", Json::Text)],
        operators: &[
            "IS_EQUAL_TO",
            "IS_NOT_EQUAL_TO",
            "CONTAINS",
            "DOES_NOT_CONTAIN",
            "STARTS_WITH",
            "ENDS_WITH",
            "HAS_EVER_BEEN_EQUAL_TO",
            "HAS_NEVER_BEEN_EQUAL_TO",
            "HAS_EVER_CONTAINED",
            "HAS_NEVER_CONTAINED",
        ],
        kinds: &[Kind::String],
    },
    Operation {
        name: "MULTISTRING",
        fields: &[required("values", Json::Texts)],
        operators: &[
            "IS_EQUAL_TO",
            "IS_NOT_EQUAL_TO",
            "CONTAINS",
            "DOES_NOT_CONTAIN",
            "STARTS_WITH",
            "ENDS_WITH",
            "CONTAINS_EXACTLY",
            "DOES_NOT_CONTAIN_EXACTLY",
            "HAS_EVER_BEEN_EQUAL_TO",
            "HAS_NEVER_BEEN_EQUAL_TO",
        ],
        kinds: &[Kind::String],
    },
    Operation {
        name: "NUMBER",
        fields: &[required("value", Json::Number)],
        operators: &[
            "IS_EQUAL_TO",
            "IS_NOT_EQUAL_TO",
            "IS_GREATER_THAN",
            "IS_GREATER_THAN_OR_EQUAL_TO",
            "IS_LESS_THAN",
            "IS_LESS_THAN_OR_EQUAL_TO",
            "HAS_EVER_BEEN_EQUAL_TO",
            "HAS_NEVER_BEEN_EQUAL_TO",
        ],
        kinds: &[Kind::Number],
    },
    Operation {
        name: "NUMBER_RANGED",
        fields: &[required("lowerBound", Json::Number), required("upperBound", Json::Number)],
        operators: &["IS_BETWEEN", "IS_NOT_BETWEEN"],
        kinds: &[Kind::Number],
    },
    Operation {
        name: "ENUMERATION",
        fields: &[required("values", Json::Texts)],
        operators: &[
            "IS_ANY_OF",
            "IS_NONE_OF",
            "IS_EXACTLY",
            "IS_NOT_EXACTLY",
            "CONTAINS_ALL",
            "DOES_NOT_CONTAIN_ALL",
            "HAS_EVER_BEEN_ANY_OF",
            "HAS_NEVER_BEEN_ANY_OF",
            "HAS_EVER_BEEN_EXACTLY",
            "HAS_NEVER_BEEN_EXACTLY",
            "HAS_EVER_CONTAINED_ALL",
            "HAS_NEVER_CONTAINED_ALL",
        ],
        // A capture of a workflow has it on a yes-or-no property, with "true".
        kinds: &[Kind::Enumeration, Kind::Bool],
    },
    Operation {
        name: "TIME_POINT",
        fields: &[
            required("type", Json::Enum(&["TIME_POINT"])),
            required("timePoint", Json::Object),
            optional("endpointBehavior", Json::Enum(&["EXCLUSIVE"])),
            optional("propertyParser", PARSER),
        ],
        operators: &["IS_BEFORE", "IS_AFTER"],
        kinds: TIMES,
    },
    Operation {
        name: "TIME_RANGED",
        fields: &[
            required("type", Json::Enum(&["TIME_RANGED"])),
            required("lowerBoundTimePoint", Json::Object),
            required("upperBoundTimePoint", Json::Object),
            optional("lowerBoundEndpointBehavior", ENDPOINT),
            optional("upperBoundEndpointBehavior", ENDPOINT),
            optional("propertyParser", PARSER),
        ],
        operators: &["IS_BETWEEN", "IS_NOT_BETWEEN"],
        kinds: TIMES,
    },
    Operation {
        name: "DATETIME",
        fields: &[required("timestamp", Json::Whole), required("requiresTimeZoneConversion", Json::Bool)],
        operators: &["IS_EQUAL_TO", "IS_BEFORE", "IS_AFTER", "IS_BEFORE_DATE", "IS_AFTER_DATE"],
        kinds: TIMES,
    },
    Operation {
        name: "DATE",
        fields: &[
            required("year", Json::Whole),
            required("month", Json::Enum(SHORT_MONTHS)),
            required("day", Json::Whole),
        ],
        operators: &["EQUAL", "BEFORE", "AFTER"],
        kinds: TIMES,
    },
    Operation {
        name: "RANGED_DATE",
        fields: &[
            required("lowerBound", Json::Whole),
            required("upperBound", Json::Whole),
            required("requiresTimeZoneConversion", Json::Bool),
        ],
        operators: &["IS_BETWEEN", "IS_NOT_BETWEEN"],
        kinds: TIMES,
    },
    Operation {
        name: "ROLLING_DATE_RANGE",
        fields: &[required("numberOfDays", Json::Whole), required("requiresTimeZoneConversion", Json::Bool)],
        operators: &[
            "IS_LESS_THAN_X_DAYS_AGO",
            "IS_MORE_THAN_X_DAYS_AGO",
            "IS_LESS_THAN_X_DAYS_FROM_NOW",
            "IS_MORE_THAN_X_DAYS_FROM_NOW",
        ],
        kinds: TIMES,
    },
    Operation {
        name: "ROLLING_PROPERTY_UPDATED",
        fields: &[required("numberOfDays", Json::Whole)],
        operators: &["UPDATED_IN_LAST_X_DAYS", "NOT_UPDATED_IN_LAST_X_DAYS"],
        kinds: ANY,
    },
    Operation {
        name: "CALENDAR_DATE",
        fields: &[
            required("timeUnit", Json::Enum(&["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"])),
            optional("timeUnitCount", Json::Whole),
            optional("useFiscalYear", Json::Bool),
            optional("fiscalYearStart", MONTHS),
        ],
        operators: &[
            "IN_THIS_TIME_UNIT",
            "IN_THIS_TIME_UNIT_SO_FAR",
            "IN_LAST_TIME_UNIT",
            "IN_LAST_TIME_UNIT_SO_FAR",
            "IN_NEXT_TIME_UNIT",
        ],
        kinds: TIMES,
    },
    Operation { name: "COMPARATIVE_DATE", fields: COMPARED, operators: &["IS_BEFORE", "IS_AFTER"], kinds: TIMES },
    Operation {
        name: "COMPARATIVE_PROPERTY_UPDATED",
        fields: COMPARED,
        operators: &["IS_BEFORE", "IS_AFTER"],
        kinds: ANY,
    },
    Operation {
        name: "COMPARATIVE_STRING",
        fields: COMPARED,
        operators: &["IS_EQUAL_TO", "IS_NOT_EQUAL_TO", "CONTAINS", "DOES_NOT_CONTAIN", "STARTS_WITH", "ENDS_WITH"],
        kinds: &[Kind::String],
    },
];

/// What operations on an event's properties may be: operation and operators.
pub const EVENT_OPERATIONS: &[(&str, &[&str])] = &[
    ("ALL_PROPERTY", &["IS_KNOWN", "IS_UNKNOWN"]),
    ("BOOL", &["IS_EQUAL_TO", "IS_NOT_EQUAL_TO"]),
    ("ENUMERATION", &["IS_ANY_OF", "IS_NONE_OF"]),
    ("STRING", &["IS_EQUAL_TO", "IS_NOT_EQUAL_TO", "CONTAINS", "DOES_NOT_CONTAIN", "STARTS_WITH", "ENDS_WITH"]),
    ("MULTISTRING", &["IS_EQUAL_TO", "IS_NOT_EQUAL_TO", "CONTAINS", "DOES_NOT_CONTAIN", "STARTS_WITH", "ENDS_WITH"]),
    (
        "NUMBER",
        &[
            "IS_EQUAL_TO",
            "IS_NOT_EQUAL_TO",
            "IS_GREATER_THAN",
            "IS_GREATER_THAN_OR_EQUAL_TO",
            "IS_LESS_THAN",
            "IS_LESS_THAN_OR_EQUAL_TO",
        ],
    ),
];

/// A kind of filter other than PROPERTY's operation inside it.
#[derive(Clone, Copy, Debug)]
pub struct FilterKind {
    /// `filterType`.
    pub name: &'static str,
    /// Its own members.
    pub fields: &'static [Field],
    /// The values of `operator`; empty where it has none.
    pub operators: &'static [&'static str],
}

const PRUNING: Field = optional("pruningRefineBy", Json::Object);
const COALESCING: Field = optional("coalescingRefineBy", Json::Object);
const FILLED_OUT: &[&str] = &["FILLED_OUT", "NOT_FILLED_OUT"];
/// The categories of associations.
pub const CATEGORIES: &[&str] = &["HUBSPOT_DEFINED", "USER_DEFINED", "INTEGRATOR_DEFINED", "WORK"];

/// Kinds of filters.
pub const FILTERS: &[FilterKind] = &[
    FilterKind {
        name: "PROPERTY",
        fields: &[required("property", Json::Filled), required("operation", Json::Object)],
        operators: &[],
    },
    FilterKind {
        name: "IN_LIST",
        fields: &[optional("listId", Json::Id), optional("metadata", Json::Object)],
        operators: &["IN_LIST", "NOT_IN_LIST"],
    },
    FilterKind {
        name: "ASSOCIATION",
        fields: &[
            required("listId", Json::Id),
            required("associationTypeId", Json::Whole),
            required("associationCategory", Json::Enum(CATEGORIES)),
            required("coalescingRefineBy", Json::Object),
            optional("toObjectType", Json::Text),
            optional("toObjectTypeId", Json::Text),
        ],
        operators: &["IN_LIST", "NOT_IN_LIST"],
    },
    FilterKind {
        name: "FORM_SUBMISSION",
        fields: &[optional("formId", Json::Filled), PRUNING, COALESCING],
        operators: FILLED_OUT,
    },
    FilterKind {
        name: "FORM_SUBMISSION_ON_PAGE",
        fields: &[required("pageId", Json::Filled), optional("formId", Json::Filled), PRUNING, COALESCING],
        operators: FILLED_OUT,
    },
    FilterKind {
        name: "PAGE_VIEW",
        fields: &[required("pageUrl", Json::Filled), optional("enableTracking", Json::Bool), PRUNING, COALESCING],
        operators: &[
            "HAS_PAGEVIEW_EQ",
            "HAS_PAGEVIEW_CONTAINS",
            "HAS_PAGEVIEW_MATCHES_REGEX",
            "NOT_HAS_PAGEVIEW_EQ",
            "NOT_HAS_PAGEVIEW_CONTAINS",
            "NOT_HAS_PAGEVIEW_MATCHES_REGEX",
        ],
    },
    FilterKind {
        name: "CTA",
        fields: &[required("ctaName", Json::Filled), PRUNING, COALESCING],
        operators: &[
            "HAS_CLICKED_CTA",
            "HAS_NOT_CLICKED_CTA",
            "HAS_OPENED_CTA",
            "HAS_NOT_OPENED_CTA",
            "HAS_CLICKED_CTA_PLACEMENT",
            "HAS_NOT_CLICKED_CTA_PLACEMENT",
            "HAS_OPENED_CTA_PLACEMENT",
            "HAS_NOT_OPENED_CTA_PLACEMENT",
        ],
    },
    FilterKind {
        name: "EVENT",
        fields: &[required("eventId", Json::Filled), PRUNING, COALESCING],
        operators: &["HAS_EVENT", "NOT_HAS_EVENT"],
    },
    FilterKind {
        name: "UNIFIED_EVENTS",
        fields: &[required("filterLines", Json::Array), optional("eventTypeId", Json::Text), PRUNING, COALESCING],
        operators: &[],
    },
    FilterKind {
        name: "INTEGRATION_EVENT",
        fields: &[required("eventTypeId", Json::Whole), required("filterLines", Json::Array)],
        operators: &[],
    },
    FilterKind {
        name: "EMAIL_EVENT",
        fields: &[
            required("appId", Json::Id),
            required("emailId", Json::Id),
            required("level", Json::Enum(&["EMAIL_API_CAMPAIGN", "EMAIL_API_CAMPAIGN_GROUP", "HUBSPOT_CAMPAIGN"])),
            optional("clickUrl", Json::Filled),
            PRUNING,
        ],
        operators: &[
            "LINK_CLICKED",
            "MARKED_SPAM",
            "OPENED",
            "OPENED_BUT_LINK_NOT_CLICKED",
            "OPENED_BUT_NOT_REPLIED",
            "REPLIED",
            "UNSUBSCRIBED",
            "BOUNCED",
            "RECEIVED",
            "RECEIVED_BUT_NOT_OPENED",
            "SENT",
            "SENT_BUT_LINK_NOT_CLICKED",
            "SENT_BUT_NOT_RECEIVED",
        ],
    },
    FilterKind {
        name: "EMAIL_SUBSCRIPTION",
        fields: &[
            required("subscriptionIds", Json::Array),
            required("acceptedStatuses", Json::Texts),
            optional("subscriptionType", Json::Enum(&["PORTAL", "BRAND", "SUBSCRIPTION", "HARDBOUNCE", "SPAMREPORT"])),
        ],
        operators: &[],
    },
    FilterKind {
        name: "COMMUNICATION_SUBSCRIPTION",
        fields: &[
            required("channel", Json::Enum(&["EMAIL", "WHATSAPP", "SMS"])),
            required("subscriptionType", Json::Enum(&["PORTAL_WIDE", "BUSINESS_UNIT_WIDE", "INDIVIDUAL_SUBSCRIPTION"])),
            required("subscriptionIds", Json::Array),
            required("acceptedOptStates", Json::Texts),
            optional("businessUnitId", Json::Id),
        ],
        operators: &[],
    },
    FilterKind {
        name: "SURVEY_MONKEY",
        fields: &[required("surveyId", Json::Filled)],
        operators: &["HAS_RESPONDED_TO_SURVEY", "HAS_NOT_RESPONDED_TO_SURVEY"],
    },
    FilterKind {
        name: "SURVEY_MONKEY_VALUE",
        fields: &[
            required("surveyId", Json::Filled),
            required("surveyQuestion", Json::Filled),
            required("valueComparison", Json::Object),
            optional("surveyAnswerRowId", Json::Text),
            optional("surveyAnswerColId", Json::Text),
        ],
        operators: &["HAS_ANSWERED_SURVEY_QUESTION_WITH_VALUE"],
    },
    FilterKind {
        name: "WEBINAR",
        fields: &[optional("webinarId", Json::Filled)],
        operators: &[
            "HAS_WEBINAR_REGISTRATION",
            "NOT_HAS_WEBINAR_REGISTRATION",
            "HAS_WEBINAR_ATTENDANCE",
            "NOT_HAS_WEBINAR_ATTENDANCE",
        ],
    },
    FilterKind {
        name: "PRIVACY",
        fields: &[required("privacyName", Json::Filled)],
        operators: &[
            "PRIVACY_CONSENT_APPROVE",
            "PRIVACY_CONSENT_DECLINE",
            "PRIVACY_CONSENT_REVOKE",
            "PRIVACY_CONSENT_GRANTED",
            "PRIVACY_CONSENT_NOT_GRANTED",
        ],
    },
    FilterKind { name: "ADS_TIME", fields: &[required("pruningRefineBy", Json::Object)], operators: &[] },
    FilterKind {
        name: "ADS_SEARCH",
        fields: &[
            required("adNetwork", Json::Enum(&["LINKEDIN", "ADWORDS", "FACEBOOK"])),
            required("entityType", Json::Enum(&["AD", "ADGROUP", "CAMPAIGN"])),
            required("searchTermType", Json::Enum(&["ID", "NAME", "AD_TYPE"])),
            optional("searchTerms", Json::Texts),
        ],
        operators: &["CONTAINS", "IS_EQUAL_TO", "STARTS_WITH", "ENDS_WITH", "IS_KNOWN"],
    },
    FilterKind {
        name: "CONSTANT",
        fields: &[required("shouldAccept", Json::Bool), optional("source", Json::Text)],
        operators: &[],
    },
];

/// The statuses of a subscription.
pub const OPT_STATUSES: &[&str] = &["OPT_IN", "OPT_OUT", "NOT_OPTED"];

/// The lists that an IN_LIST filter may name by `metadata` and not by id.
pub const IN_LIST_TYPES: &[&str] = &[
    "WORKFLOWS_ENROLLMENT",
    "WORKFLOWS_ACTIVE",
    "WORKFLOWS_GOAL",
    "WORKFLOWS_COMPLETED",
    "IMPORT",
    "DATASET",
    "DATASETS",
];

/// A kind of branch.
#[derive(Clone, Copy, Debug)]
pub struct BranchKind {
    /// `filterBranchType`.
    pub name: &'static str,
    /// Its own members.
    pub fields: &'static [Field],
    /// What `filterBranchOperator` has to be.
    pub operator: &'static str,
    /// The branches that may stand in it.
    pub holds: &'static [&'static str],
}

/// Kinds of branches that may be written. NOT_ALL, NOT_ANY and RESTRICTED stand in the schema and nowhere else.
pub const BRANCHES: &[BranchKind] = &[
    BranchKind { name: "OR", fields: &[], operator: "OR", holds: &["AND"] },
    BranchKind { name: "AND", fields: &[], operator: "AND", holds: &["UNIFIED_EVENTS", "ASSOCIATION"] },
    BranchKind {
        name: "UNIFIED_EVENTS",
        fields: &[
            required("eventTypeId", Json::Filled),
            required("operator", Json::Enum(&["HAS_COMPLETED", "HAS_NOT_COMPLETED"])),
            PRUNING,
            COALESCING,
        ],
        operator: "AND",
        holds: &[],
    },
    BranchKind {
        name: "ASSOCIATION",
        fields: &[
            required("objectTypeId", Json::Filled),
            required("operator", Json::Enum(&["IN_LIST"])),
            required("associationTypeId", Json::Whole),
            required("associationCategory", Json::Enum(CATEGORIES)),
        ],
        operator: "AND",
        holds: &[],
    },
];
