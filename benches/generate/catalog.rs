//! What the segments are about: features with their types, as a feature catalog and as a schema of Cedar.

use std::fmt::Write as _;
use std::sync::LazyLock;

/// Teams that own features and segments: name, team.
pub const OWNERS: [(&str, &str); 4] =
    [("growth", "Growth"), ("sales_ops", "Sales operations"), ("success", "Customer success"), ("data", "Data")];

/// An object, and what it is called in the schema.
pub struct Thing {
    /// The word of the language.
    pub word: &'static str,
    /// The entity type.
    pub entity: &'static str,
    /// Its features, counted signals aside.
    features: &'static [(&'static str, Kind, Presence)],
    /// What is counted over several windows.
    signals: &'static [&'static str],
}

/// A feature.
#[derive(Clone)]
pub struct Feature {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// Whether it may be empty.
    pub presence: Presence,
}

/// The type of a feature, with its options.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// true or false
    Bool,
    /// A number.
    Number,
    /// Text.
    Text,
    /// A moment.
    Time,
    /// One of the options.
    Enum(&'static [&'static str]),
    /// Any of the options.
    Set(&'static [&'static str]),
}

/// Whether a feature always has a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It has.
    Always,
    /// It may be empty, and rules say what becomes of it then.
    Perhaps,
}

use Kind::{Bool, Enum, Number, Set, Text, Time};
use Presence::{Always, Perhaps};

const STAGES: &[&str] = &[
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
    "other",
];
const SOURCES: &[&str] =
    &["ORGANIC_SEARCH", "PAID_SEARCH", "EMAIL_MARKETING", "SOCIAL_MEDIA", "REFERRALS", "DIRECT_TRAFFIC", "OFFLINE"];
const PERSONAS: &[&str] = &["champion", "decision_maker", "evaluator", "end_user", "blocker", "legal", "procurement"];
const TOPICS: &[&str] =
    &["pricing", "api", "integrations", "security", "training", "reporting", "automation", "migration", "support"];
const PRODUCTS: &[&str] = &["core", "analytics", "connect", "guard", "studio", "archive"];
const TIERS: &[&str] = &["platinum", "gold", "silver", "basic"];
const PLANS: &[&str] = &["free", "team", "business", "enterprise"];
const DEAL_TYPES: &[&str] = &["newbusiness", "existingbusiness", "renewal", "pilot"];
const FORECASTS: &[&str] = &["OMIT", "PIPELINE", "BEST_CASE", "MOST_LIKELY", "COMMIT"];

/// How many days the windows of counted signals have; short ones may be empty.
const WINDOWS: [(u32, Presence); 4] = [(7, Perhaps), (14, Perhaps), (30, Always), (90, Always)];

/// What there are segments of.
pub const OBJECTS: [Thing; 3] = [
    Thing {
        word: "contact",
        entity: "Contact",
        features: &[
            ("email", Text, Always),
            ("job_title", Text, Always),
            ("country", Text, Always),
            ("city", Text, Always),
            ("language", Text, Always),
            ("website", Text, Always),
            ("utm_campaign", Text, Perhaps),
            ("mobile_phone", Text, Perhaps),
            ("linkedin_page", Text, Perhaps),
            ("lifecycle_stage", Enum(STAGES), Always),
            ("original_source", Enum(SOURCES), Always),
            ("buying_role", Enum(PERSONAS), Always),
            ("interests", Set(TOPICS), Always),
            ("products_tried", Set(PRODUCTS), Always),
            ("opted_out", Bool, Always),
            ("is_champion", Bool, Always),
            ("has_calendar_link", Bool, Always),
            ("lead_score", Number, Always),
            ("fit_score", Number, Perhaps),
            ("engagement_score", Number, Perhaps),
            ("last_activity", Time, Always),
            ("created_at", Time, Always),
            ("last_mail_opened", Time, Always),
            ("became_lead_at", Time, Always),
        ],
        signals: &[
            "email_opens",
            "email_clicks",
            "pricing_views",
            "docs_views",
            "blog_visits",
            "form_submissions",
            "demo_requests",
            "webinar_visits",
            "calls_answered",
            "meetings_held",
            "chat_messages",
            "sequence_replies",
            "trial_logins",
            "api_calls",
            "downloads",
            "invites_sent",
        ],
    },
    Thing {
        word: "company",
        entity: "Company",
        features: &[
            ("company_name", Text, Always),
            ("domain", Text, Always),
            ("industry", Text, Always),
            ("country", Text, Always),
            ("parent_name", Text, Perhaps),
            ("plan", Enum(PLANS), Always),
            ("tier", Enum(TIERS), Always),
            ("lifecycle_stage", Enum(STAGES), Always),
            ("products", Set(PRODUCTS), Always),
            ("is_partner", Bool, Always),
            ("has_contract", Bool, Always),
            ("employees", Number, Always),
            ("annual_revenue", Number, Always),
            ("health_score", Number, Perhaps),
            ("nps", Number, Perhaps),
            ("last_activity", Time, Always),
            ("customer_since", Time, Always),
        ],
        signals: &[
            "active_users",
            "logins",
            "seats_added",
            "tickets_opened",
            "invoices_paid",
            "exports_made",
            "errors_seen",
            "reviews_held",
        ],
    },
    Thing {
        word: "deal",
        entity: "Deal",
        features: &[
            ("deal_name", Text, Always),
            ("next_step", Text, Always),
            ("competitor", Text, Perhaps),
            ("deal_type", Enum(DEAL_TYPES), Always),
            ("forecast", Enum(FORECASTS), Always),
            ("products", Set(PRODUCTS), Always),
            ("is_multi_year", Bool, Always),
            ("amount", Number, Always),
            ("probability", Number, Always),
            ("discount", Number, Perhaps),
            ("last_activity", Time, Always),
            ("entered_stage_at", Time, Always),
        ],
        signals: &["calls_made", "mails_sent", "meetings_booked", "stage_changes"],
    },
];

/// All features, object by object.
pub static FEATURES: LazyLock<Vec<Vec<Feature>>> = LazyLock::new(|| OBJECTS.iter().map(Thing::features).collect());

impl Thing {
    fn features(&self) -> Vec<Feature> {
        let own = self.features.iter().map(|(name, kind, presence)| ((*name).to_owned(), *kind, *presence));
        let counted = self
            .signals
            .iter()
            .flat_map(|signal| WINDOWS.map(|(days, presence)| (format!("{signal}_{days}d"), Number, presence)));
        own.chain(counted).map(|(name, kind, presence)| Feature { name, kind, presence }).collect()
    }
}

/// Writes the catalog.
pub fn yaml() -> String {
    let mut text = "# The feature catalog of a generated project.\n\nowners:\n".to_owned();
    for (name, team) in OWNERS {
        let _ = writeln!(text, "  {name}: {{ team: {team}, contact: {}@generated.example }}", name.replace('_', "-"));
    }
    text.push_str("\nobjects:\n");
    for (thing, features) in OBJECTS.iter().zip(&*FEATURES) {
        let _ = writeln!(text, "  {}:\n    features:", thing.word);
        for (at, Feature { name, kind, presence }) in features.iter().enumerate() {
            let owner = OWNERS[at % OWNERS.len()].0;
            let kind = match kind {
                Bool => "bool".to_owned(),
                Number => "number".to_owned(),
                Text => "string".to_owned(),
                Time => "datetime".to_owned(),
                Enum(options) => format!("enum, options: {}", labelled(options)),
                Set(options) => format!("set, options: {}", labelled(options)),
            };
            let required = if *presence == Always { ", required: true" } else { "" };
            let about = format!("{} of the {}.", name.replace('_', " "), thing.word);
            let _ = writeln!(text, "      {name}: {{ type: {kind}, owner: {owner}, about: {about}{required} }}");
        }
        let companies =
            if thing.word == "company" { "" } else { "    associations:\n      company: { to: company }\n" };
        text.push_str(companies);
    }
    text
}

fn labelled(options: &[&str]) -> String {
    let options: Vec<String> =
        options.iter().map(|option| format!("{option}: {}", option.to_lowercase().replace('_', " "))).collect();
    format!("{{ {} }}", options.join(", "))
}

/// Writes the schema.
pub fn schema() -> String {
    let mut text = "entity Segment;\n".to_owned();
    for (thing, features) in OBJECTS.iter().zip(&*FEATURES) {
        let _ = writeln!(text, "entity {} in [Segment] = {{", thing.entity);
        if thing.word != "company" {
            text.push_str("  company: Company,\n");
        }
        for Feature { name, kind, presence } in features {
            let optional = if *presence == Always { "" } else { "?" };
            let kind = match kind {
                Bool => "Bool",
                Number => "Long",
                Text | Enum(_) => "String",
                Time => "datetime",
                Set(_) => "Set<String>",
            };
            let _ = writeln!(text, "  {name}{optional}: {kind},");
        }
        text.push_str("};\n");
    }
    let principals: Vec<&str> = OBJECTS.iter().map(|thing| thing.entity).collect();
    let _ = writeln!(
        text,
        "action select appliesTo {{ principal: [{}], resource: [Segment], context: {{ now: datetime }} }};",
        principals.join(", ")
    );
    text
}
