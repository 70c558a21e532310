//! Rows of events and associations.

/// The event type of a property that changes.
pub const PROPERTY_CHANGE: &str = "4-655002";
/// The event type of a form that is filled out.
pub const FORM_SUBMITTED: &str = "4-1639801";
/// HubSpot's own event types.
pub const EVENT_TYPES: &[&str] = &[
    PROPERTY_CHANGE,
    FORM_SUBMITTED,
    "4-1463224",
    "4-666440",
    "4-666288",
    "4-665538",
    "4-665536",
    "4-667638",
    "4-5470331",
    "4-666289",
    "4-1639797",
    "4-1639799",
    "4-68559",
    "4-69072",
    "4-1733817",
    "4-1741072",
    "4-1722276",
    "4-1555804",
    "4-1555805",
    "4-675783",
    "4-1553675",
    "4-96000",
    "4-1720599",
    "4-1466013",
    "4-1466014",
    "4-1753168",
    "4-1814177",
    "4-675773",
    "4-675776",
    "4-675777",
    "4-675778",
];

/// HubSpot's own associations: from, to, type id, whether it has a label of its own.
pub const ASSOCIATIONS: &[(&str, &str, u64, Option<&str>)] = &[
    ("0-1", "0-2", 279, None),
    ("0-1", "0-2", 1, Some("Primary")),
    ("0-1", "0-2", 931, Some("Billing contact")),
    ("0-2", "0-1", 280, None),
    ("0-2", "0-1", 2, Some("Primary")),
    ("0-2", "0-1", 930, Some("Billing contact")),
    ("0-1", "0-3", 4, None),
    ("0-3", "0-1", 3, None),
    ("0-1", "0-5", 15, None),
    ("0-5", "0-1", 16, None),
    ("0-2", "0-3", 342, None),
    ("0-2", "0-3", 6, Some("Primary")),
    ("0-3", "0-2", 341, None),
    ("0-3", "0-2", 5, Some("Primary")),
    ("0-2", "0-5", 340, None),
    ("0-2", "0-5", 25, Some("Primary")),
    ("0-5", "0-2", 339, None),
    ("0-5", "0-2", 26, Some("Primary")),
    ("0-3", "0-5", 27, None),
    ("0-5", "0-3", 28, None),
    ("0-1", "0-1", 449, None),
    ("0-2", "0-2", 450, None),
    ("0-2", "0-2", 13, Some("Child Company")),
    ("0-2", "0-2", 14, Some("Parent Company")),
    ("0-3", "0-3", 451, None),
    ("0-5", "0-5", 452, None),
];

/// The object type id of tasks, of which the portal holds no records.
pub const TASK: &str = "0-27";

/// HubSpot's own associations with tasks: object, type id towards the task, type id away from it.
pub const TASK_ASSOCIATIONS: &[(&str, u64, u64)] =
    &[("0-1", 203, 204), ("0-2", 191, 192), ("0-3", 215, 216), ("0-5", 229, 230)];
