//! Rows of what is looked at: scopes by command, families of endpoints, and what ends when.

use jiff::civil::{Date, date};

use crate::settings::ApiPaths;

/// Whether every project needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Every one.
    Always,
    /// One whose rules name such a thing.
    WhereNamed,
}

/// What a command has to be allowed.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// The command.
    pub command: &'static str,
    /// For what.
    pub what: &'static str,
    /// The scopes, of which one is enough.
    pub any: &'static [&'static str],
    /// Who needs it.
    pub need: Need,
}

const fn always(command: &'static str, what: &'static str, any: &'static [&'static str]) -> Scope {
    Scope { command, what, any, need: Need::Always }
}

const fn named(command: &'static str, what: &'static str, any: &'static [&'static str]) -> Scope {
    Scope { command, what, any, need: Need::WhereNamed }
}

const WRITES_LISTS: &[&str] = &["crm.lists.write", "crm.segments.write"];
const AUTOMATION: &[&str] = &["automation"];

/// Scopes by command, as HubSpot's OpenAPI names them. `snapshot` and `resolve` want what `plan` wants, and `apply`
/// wants it too.
pub const SCOPES: &[Scope] = &[
    always("plan", "lists", &["crm.lists.read", "crm.segments.read"]),
    always("plan", "workflows", AUTOMATION),
    always("plan", "properties of contacts", &["crm.schemas.contacts.read", "crm.objects.contacts.read"]),
    named("plan", "properties of companies", &["crm.schemas.companies.read", "crm.objects.companies.read"]),
    named("plan", "properties of deals", &["crm.schemas.deals.read", "crm.objects.deals.read"]),
    named("plan", "properties of tickets", &["tickets"]),
    named("plan", "custom objects", &["crm.schemas.custom.read"]),
    named("plan", "owners", &["crm.objects.owners.read"]),
    named("plan", "users", &["settings.users.read", "crm.objects.users.read"]),
    named("plan", "teams", &["settings.users.teams.read"]),
    named("plan", "forms", &["forms"]),
    named("plan", "marketing e-mails", &["content", "marketing.email.read", "marketing.email.write"]),
    named("plan", "subscriptions", &["communication_preferences.read", "communication_preferences.read_write"]),
    named("plan", "events of the portal's own", &["behavioral_events.event_definitions.read_write"]),
    always("apply", "lists", WRITES_LISTS),
    always("apply", "workflows", AUTOMATION),
    named("apply", "managed properties of contacts", &["crm.schemas.contacts.write"]),
    named("apply", "managed properties of companies", &["crm.schemas.companies.write"]),
    named("apply", "managed properties of deals", &["crm.schemas.deals.write"]),
    named("apply", "managed properties of tickets", &["tickets"]),
    always("probe", "lists", WRITES_LISTS),
    always("probe", "workflows", AUTOMATION),
    always("probe", "contacts", &["crm.objects.contacts.write"]),
    always("probe", "properties of contacts", &["crm.schemas.contacts.write"]),
];

/// A family of endpoints, with one cheap read of it.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// What it is called here.
    pub name: &'static str,
    /// The read.
    pub path: fn(&ApiPaths) -> String,
    /// Its query.
    pub query: &'static [(&'static str, &'static str)],
    /// Who needs it.
    pub need: Need,
}

const fn family(
    name: &'static str,
    need: Need,
    query: &'static [(&'static str, &'static str)],
    path: fn(&ApiPaths) -> String,
) -> Family {
    Family { name, path, query, need }
}

const ONE: &[(&str, &str)] = &[("limit", "1")];

/// The families.
pub const FAMILIES: &[Family] = &[
    family("account", Need::Always, &[], ApiPaths::account),
    // The root folder is always there, and a list need not be.
    family("lists", Need::Always, &[], |paths| format!("{}/folders", paths.lists())),
    family("workflows", Need::Always, ONE, ApiPaths::flows),
    family("properties", Need::Always, &[], |paths| format!("{}/email", paths.properties("contacts"))),
    family("pipelines", Need::WhereNamed, &[], |paths| paths.pipelines("deals")),
    family("custom objects", Need::WhereNamed, &[], ApiPaths::object_schemas),
    family("owners", Need::WhereNamed, ONE, ApiPaths::owners),
    family("users", Need::WhereNamed, ONE, ApiPaths::users),
    family("teams", Need::WhereNamed, &[], ApiPaths::teams),
    family("forms", Need::WhereNamed, ONE, ApiPaths::forms),
    family("marketing e-mails", Need::WhereNamed, ONE, ApiPaths::emails),
    family("subscriptions", Need::WhereNamed, &[], ApiPaths::subscriptions),
    family("events", Need::WhereNamed, ONE, ApiPaths::event_definitions),
    family("association labels", Need::WhereNamed, &[], |paths| paths.association_labels("contacts", "companies")),
];

/// What HubSpot has announced to end.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// The version as it stands in paths, a part between slashes.
    pub version: &'static str,
    /// The last day, or the first of the month where no day is known.
    pub on: Date,
    /// The day in words.
    pub when: &'static str,
}

/// By HubSpot's changelog of 15 September 2026, and its rule that a dated version is supported for 18 months.
pub const ENDS: &[End] = &[
    End { version: "v4", on: date(2027, 3, 30), when: "30 March 2027" },
    End { version: "v1", on: date(2027, 9, 1), when: "September 2027" },
    End { version: "v2", on: date(2027, 9, 1), when: "September 2027" },
    End { version: "v3", on: date(2027, 9, 1), when: "September 2027" },
    End { version: "2026-03", on: date(2027, 9, 30), when: "about September 2027" },
    End { version: "2026-09", on: date(2028, 3, 8), when: "about March 2028" },
];
