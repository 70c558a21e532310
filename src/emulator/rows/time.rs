//! Rows of time points and refine-bys.

use super::super::json::{Field, Json, optional, required};

/// The time of day in a reference.
pub const CLOCK: &[Field] = &[
    optional("hour", Json::Whole),
    optional("minute", Json::Whole),
    optional("second", Json::Whole),
    optional("millisecond", Json::Whole),
];

/// Time points: `timeType` and members.
pub const TIME_POINTS: &[(&str, &[Field])] = &[
    (
        "DATE",
        &[
            required("year", Json::Whole),
            required("month", Json::Whole),
            required("day", Json::Whole),
            optional("hour", Json::Whole),
            optional("minute", Json::Whole),
            optional("second", Json::Whole),
            optional("millisecond", Json::Whole),
            required("zoneId", Json::Filled),
            optional("timezoneSource", Json::Enum(&["CUSTOM", "PORTAL", "USER"])),
        ],
    ),
    (
        "INDEXED",
        &[
            required("indexReference", Json::Object),
            optional("offset", Json::Object),
            required("zoneId", Json::Filled),
            optional("timezoneSource", Json::Enum(&["CUSTOM", "PORTAL", "USER"])),
        ],
    ),
    (
        "PROPERTY_REFERENCED",
        &[
            required("property", Json::Filled),
            required("referenceType", Json::Enum(&["VALUE", "UPDATED_AT"])),
            required("zoneId", Json::Filled),
            optional("timezoneSource", Json::Enum(&["CUSTOM", "PORTAL", "USER"])),
        ],
    ),
];

/// References of indexed time points: `referenceType` and members beside the time of day.
pub const REFERENCES: &[(&str, &[Field])] = &[
    ("NOW", &[]),
    ("TODAY", &[]),
    (
        "WEEK",
        &[required(
            "dayOfWeek",
            Json::Enum(&["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]),
        )],
    ),
    ("MONTH", &[required("day", Json::Whole)]),
    ("QUARTER", &[required("day", Json::Whole), required("month", Json::Whole)]),
    ("YEAR", &[required("day", Json::Whole), required("month", Json::Whole)]),
    ("FISCAL_QUARTER", &[required("day", Json::Whole), required("month", Json::Whole)]),
    ("FISCAL_YEAR", &[required("day", Json::Whole), required("month", Json::Whole)]),
];

/// The units of an offset.
pub const OFFSET_UNITS: &[&str] =
    &["years", "quarters", "months", "weeks", "days", "hours", "minutes", "seconds", "milliseconds"];

/// The members of an offset in a refine-by.
pub const REFINE_OFFSET: &[Field] = &[
    required("amount", Json::Whole),
    required("offsetDirection", Json::Enum(&["PAST", "FUTURE"])),
    required("timeUnit", Json::Enum(&["DAYS", "WEEKS", "HOURS", "MINUTES"])),
];

/// The same in the words of the schema's descriptions.
pub const REFINE_OFFSET_SINGULAR: &[Field] = &[
    required("amount", Json::Whole),
    required("offsetDirection", Json::Enum(&["BEFORE", "AFTER"])),
    required("timeUnit", Json::Enum(&["DAY", "WEEK"])),
];

/// Refine-bys: `type` and members. TIME_POINT and TIME_RANGED are operations and stand in `OPERATIONS`.
pub const REFINES: &[(&str, &[Field])] = &[
    ("NUM_OCCURRENCES", &[optional("minOccurrences", Json::Whole), optional("maxOccurrences", Json::Whole)]),
    (
        "ABSOLUTE_COMPARATIVE",
        &[required("comparison", Json::Enum(&["BEFORE", "AFTER"])), required("timestamp", Json::Whole)],
    ),
    (
        "ABSOLUTE_RANGED",
        &[
            required("rangeType", Json::Enum(&["BETWEEN", "NOT_BETWEEN"])),
            required("lowerTimestamp", Json::Whole),
            required("upperTimestamp", Json::Whole),
        ],
    ),
    (
        "RELATIVE_COMPARATIVE",
        &[required("comparison", Json::Enum(&["BEFORE", "AFTER"])), required("timeOffset", Json::Object)],
    ),
    (
        "RELATIVE_RANGED",
        &[
            required("rangeType", Json::Enum(&["BETWEEN", "NOT_BETWEEN"])),
            required("lowerBoundOffset", Json::Object),
            required("upperBoundOffset", Json::Object),
        ],
    ),
    (
        "SET_OCCURRENCES",
        &[required(
            "setType",
            Json::Enum(&["ALL", "ALL_INCLUDE_EMPTY", "ANY", "ANY_INCLUDE_EMPTY", "NONE", "NONE_EXCLUDE_EMPTY"]),
        )],
    ),
    ("ALL_HISTORY", &[]),
];
