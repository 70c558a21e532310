//! The catalog of a world: what rules call its objects, features, ways and events, and what HubSpot calls them. It is
//! written out twice, as the file that the compiler reads and as the properties that the portal has.

use std::fmt::Write as _;

pub use super::forms::Home;
use super::forms::Type;
use super::pool::{FORMS_OF_PORTAL, LISTS_OF_PORTAL, MAILS_OF_PORTAL};

/// A name that rules may use.
#[derive(Clone, Debug)]
pub struct Feature {
    pub home: Home,
    pub name: String,
    pub property: String,
    pub kind: Type,
    /// Values and labels.
    pub options: Vec<(String, String)>,
    /// The place of a stage's pipeline.
    pub pipeline: usize,
    pub required: bool,
    pub range: Option<(i64, i64)>,
}

/// How a contact can be bound to another record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bond {
    Company,
    Deal,
    /// Labelled.
    Decides,
    Custom,
    /// Labelled.
    Spoke,
}

impl Bond {
    pub const ALL: [Self; 5] = [Self::Company, Self::Deal, Self::Decides, Self::Custom, Self::Spoke];

    pub fn to(self) -> Home {
        match self {
            Self::Company => Home::Company,
            Self::Deal | Self::Decides => Home::Deal,
            Self::Custom | Self::Spoke => Home::Custom,
        }
    }

    pub fn is_labelled(self) -> bool {
        matches!(self, Self::Decides | Self::Spoke)
    }
}

/// Which end of a bond a way begins at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    OfContact,
    OfOther,
}

/// A way from records to others.
#[derive(Clone, Debug)]
pub struct Way {
    pub name: String,
    pub bond: Bond,
    pub from: Side,
    pub label: Option<String>,
}

impl Way {
    pub fn from(&self) -> Home {
        match self.from {
            Side::OfContact => Home::Contact,
            Side::OfOther => self.bond.to(),
        }
    }

    pub fn to(&self) -> Home {
        match self.from {
            Side::OfContact => self.bond.to(),
            Side::OfOther => Home::Contact,
        }
    }
}

/// An event: its word, its id in the portal, its name there where it is the portal's own.
#[derive(Clone, Debug)]
pub struct Event {
    pub word: String,
    pub id: &'static str,
    pub custom: Option<String>,
    pub properties: Vec<Feature>,
    /// What a rule may ask of one event: one filter or several that hold together, and alternatives.
    pub conditions: Vec<String>,
    pub alternatives: Vec<String>,
}

/// A pipeline of deals: its id and label, and those of its stages.
#[derive(Clone, Debug)]
pub struct Pipeline {
    pub id: &'static str,
    pub label: String,
    pub stages: Vec<(&'static str, String)>,
}

#[derive(Clone, Debug)]
pub struct Catalog {
    pub features: Vec<Feature>,
    pub ways: Vec<Way>,
    pub events: Vec<Event>,
    pub pipelines: Vec<Pipeline>,
    /// The word of the custom object, and its name in the portal.
    pub custom: (String, String),
}

/// The number of the custom object's type.
pub const CUSTOM: u32 = 41;

/// The id of the portal's own event.
pub const RENEWAL: &str = "6-1234567";

impl Catalog {
    /// Returns the word of an object.
    pub fn word(&self, home: Home) -> &str {
        match home {
            Home::Contact => "contact",
            Home::Company => "company",
            Home::Deal => "deal",
            Home::Custom => &self.custom.0,
        }
    }

    pub fn of(&self, home: Home) -> impl Iterator<Item = &Feature> {
        self.features.iter().filter(move |feature| feature.home == home)
    }

    pub fn feature(&self, home: Home, name: &str) -> &Feature {
        self.of(home).find(|feature| feature.name == name).unwrap()
    }

    pub fn event(&self, word: &str) -> &Event {
        self.events.iter().find(|event| event.word == word).unwrap()
    }

    pub fn way(&self, from: Home, name: &str) -> &Way {
        self.ways.iter().find(|way| way.from() == from && way.name == name).unwrap()
    }

    /// Returns the portal's own event.
    pub fn renewal(&self) -> &Event {
        self.events.iter().find(|event| event.id == RENEWAL).unwrap()
    }

    /// Writes the file of the project.
    pub fn yaml(&self) -> String {
        let mut text = "objects:\n".to_owned();
        for home in Home::ALL {
            writeln!(text, "  {}:", quoted(self.word(home))).unwrap();
            if home == Home::Custom {
                writeln!(text, "    custom: {}", quoted(&self.custom.1)).unwrap();
            }
            text.push_str("    features:\n");
            for feature in self.of(home) {
                writeln!(text, "      {}", self.entry(feature)).unwrap();
            }
            let ways: Vec<&Way> = self.ways.iter().filter(|way| way.from() == home).collect();
            if !ways.is_empty() {
                text.push_str("    associations:\n");
            }
            for way in ways {
                let label = way.label.as_ref().map(|label| format!(", label: {}", quoted(label))).unwrap_or_default();
                writeln!(text, "      {}: {{ to: {}{label} }}", quoted(&way.name), quoted(self.word(way.to())))
                    .unwrap();
            }
        }
        text.push_str("events:\n");
        for event in &self.events {
            // What HubSpot calls the form and the e-mail of its own events needs no catalog.
            let is_known = |one: &Feature| event.custom.is_none() && matches!(one.kind, Type::Form | Type::Email);
            let properties: Vec<&Feature> = event.properties.iter().filter(|one| !is_known(one)).collect();
            if properties.is_empty() {
                continue;
            }
            writeln!(text, "  {}:", quoted(&event.word)).unwrap();
            if let Some(name) = &event.custom {
                writeln!(text, "    custom: {}\n    on: contact", quoted(name)).unwrap();
            }
            text.push_str("    properties:\n");
            for property in properties {
                writeln!(text, "      {}", self.entry(property)).unwrap();
            }
        }
        text
    }

    fn entry(&self, feature: &Feature) -> String {
        let Feature { name, property, kind, .. } = feature;
        let mut parts = vec![format!("property: {}", quoted(property)), format!("type: {}", word(*kind))];
        if !feature.options.is_empty() {
            parts.push(format!("options: {}", options(feature)));
        }
        if *kind == Type::Stage {
            parts.push(format!("pipeline: {}", quoted(&self.pipelines[feature.pipeline].label)));
        }
        if feature.required {
            parts.push("required: true".to_owned());
        }
        if let Some((low, high)) = feature.range {
            parts.push(format!("range: [{low}, {high}]"));
        }
        format!("{}: {{ {} }}", quoted(name), parts.join(", "))
    }

    /// Writes what the portal has of it.
    pub fn seed(&self) -> String {
        let (word, name) = (quoted(self.word(Home::Custom)), quoted(&self.custom.1));
        let mut text =
            format!("objects:\n  - {{ name: {name}, singular: {word}, id: {CUSTOM}, associated: [contact] }}\n");
        let there = |home: Home| if home == Home::Custom { name.clone() } else { self.word(home).to_owned() };
        text.push_str("properties:\n");
        for home in Home::ALL {
            writeln!(text, "  {}:", there(home)).unwrap();
            // Deals have a property each for pipeline and stage of their own.
            for feature in self.of(home).filter(|one| !["dealstage", "pipeline"].contains(&one.property.as_str())) {
                let (kind, more) = stored(feature);
                writeln!(text, "    - {{ name: {}, type: {kind}{more} }}", quoted(&feature.property)).unwrap();
            }
        }
        text.push_str("labels:\n");
        for forth in self.ways.iter().filter(|way| way.from == Side::OfContact) {
            let Some(label) = &forth.label else { continue };
            let back = self.ways.iter().find(|way| way.bond == forth.bond && way.from == Side::OfOther);
            let back = back.and_then(|way| way.label.as_ref()).unwrap_or(label);
            let (to, label, back) = (there(forth.to()), quoted(label), quoted(back));
            writeln!(text, "  - {{ from: contact, to: {to}, label: {label}, inverse: {back} }}").unwrap();
        }
        text.push_str("pipelines:\n  deal:\n");
        for Pipeline { id, label, stages } in &self.pipelines {
            let stage =
                |(id, label): &(&str, String)| format!("{{ label: {}, id: {id}, state: \"0.3\" }}", quoted(label));
            let stages: Vec<String> = stages.iter().map(stage).collect();
            writeln!(text, "    - {{ label: {}, id: {id}, stages: [{}] }}", quoted(label), stages.join(", ")).unwrap();
        }
        text.push_str("event_types:\n");
        let name = self.renewal().custom.as_ref().unwrap();
        writeln!(text, "  - {{ name: {}, object: contact, id: {RENEWAL} }}", quoted(name)).unwrap();
        text + THINGS
    }
}

/// What each portal has, whatever its catalog.
const THINGS: &str = "forms:
  - { name: Demo, id: f-demo }
  - { name: Other, id: f-other }
emails:
  - { name: News, id: 901 }
  - { name: Offer, id: 902 }
subscriptions:
  - { name: Product news, id: 801 }
  - { name: Offers, id: 802 }
lists:
  - { name: In the portal, object: contact, id: 90 }
  - { name: Elsewhere, object: contact, id: 91 }
owners:
  - { email: ana@acme.example, id: 701, user: 501 }
  - { email: bob@acme.example, id: 702, user: 502 }
";

/// JSON's texts are YAML's too.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn options(feature: &Feature) -> String {
    let each = feature.options.iter().map(|(value, label)| format!("{}: {}", quoted(value), quoted(label)));
    format!("{{ {} }}", each.collect::<Vec<_>>().join(", "))
}

fn word(kind: Type) -> &'static str {
    match kind {
        Type::Bool => "bool",
        Type::Number => "number",
        Type::Text => "string",
        Type::Enum => "enum",
        Type::Owner => "owner",
        Type::Stage => "stage",
        Type::Pipeline => "pipeline",
        Type::Form => "form",
        Type::Email => "email",
        Type::List => "list",
        Type::Set => "set",
        Type::Date => "date",
        Type::DateTime => "datetime",
        Type::Nothing => unreachable!(),
    }
}

/// Returns the type that the portal's property has, and what else is said of it.
fn stored(feature: &Feature) -> (&'static str, String) {
    let choices = |values: &[(&str, &str)]| {
        let all: Vec<String> = values.iter().map(|(id, _)| quoted(id)).collect();
        format!(", options: [{}]", all.join(", "))
    };
    match feature.kind {
        Type::Bool => ("bool", String::new()),
        Type::Number => ("number", String::new()),
        Type::Text => ("string", String::new()),
        Type::Date => ("date", String::new()),
        Type::DateTime => ("datetime", String::new()),
        Type::Enum => ("enumeration", format!(", options: {}", options(feature))),
        Type::Set => ("enumeration", format!(", field: checkbox, options: {}", options(feature))),
        Type::Owner => ("enumeration", ", owners: true".to_owned()),
        Type::Form => ("enumeration", choices(FORMS_OF_PORTAL)),
        Type::Email => ("enumeration", choices(MAILS_OF_PORTAL)),
        Type::List => ("enumeration", choices(LISTS_OF_PORTAL)),
        // Where HubSpot has its options from is not told.
        Type::Stage | Type::Pipeline => ("enumeration", String::new()),
        Type::Nothing => unreachable!(),
    }
}

/// Makes a feature of what each has.
pub fn feature(home: Home, name: &str, property: &str, kind: Type) -> Feature {
    let (name, property) = (name.to_owned(), property.to_owned());
    Feature { home, name, property, kind, options: Vec::new(), pipeline: 0, required: false, range: None }
}

/// The catalog that snapshots are made with.
pub fn fixed() -> Catalog {
    use Home::{Company, Contact, Custom, Deal};
    let rows: &[(Home, &str, &str, Type, &[&str])] = &[
        (Contact, "country", "country", Type::Text, &[]),
        (Contact, "note", "note", Type::Text, &[]),
        (Contact, "score", "score", Type::Number, &[]),
        (Contact, "vip", "vip", Type::Bool, &[]),
        (Contact, "tier", "tier", Type::Enum, &["a", "b", "c"]),
        (Contact, "interests", "interests", Type::Set, &["pricing", "api", "jobs"]),
        (Contact, "born", "born", Type::Date, &[]),
        (Contact, "renewed", "renewed", Type::Date, &[]),
        (Contact, "seen", "seen", Type::DateTime, &[]),
        (Contact, "demo_at", "demo_at", Type::DateTime, &[]),
        (Contact, "owner_id", "hubspot_owner_id", Type::Owner, &[]),
        (Contact, "first_form", "first_form", Type::Form, &[]),
        (Contact, "last_mail", "last_mail", Type::Email, &[]),
        (Contact, "came_from", "came_from", Type::List, &[]),
        (Company, "branch", "branch", Type::Text, &[]),
        (Company, "employees", "numberofemployees", Type::Number, &[]),
        (Company, "founded", "founded", Type::Date, &[]),
        (Company, "visited", "visited", Type::DateTime, &[]),
        (Deal, "phase", "dealstage", Type::Stage, &[]),
        (Deal, "funnel", "pipeline", Type::Pipeline, &[]),
        (Custom, "status", "status", Type::Enum, &["came", "left early", "Absent"]),
        (Custom, "topics", "topics", Type::Set, &["sales", "code"]),
        (Custom, "minutes", "minutes_there", Type::Number, &[]),
        (Custom, "paid", "paid", Type::Bool, &[]),
        (Custom, "remark", "remark", Type::Text, &[]),
        (Custom, "answer", "answer", Type::Text, &[]),
        (Custom, "held", "held_on", Type::Date, &[]),
        (Custom, "joined", "joined_at", Type::DateTime, &[]),
        (Custom, "left", "left_at", Type::DateTime, &[]),
        (Custom, "host", "hubspot_owner_id", Type::Owner, &[]),
    ];
    let own = |values: &[&str]| values.iter().map(|value| ((*value).to_owned(), value.to_uppercase())).collect();
    let row = |(home, name, property, kind, values): &(Home, &str, &str, Type, &[&str])| Feature {
        options: own(values),
        ..feature(*home, name, property, *kind)
    };
    let way = |name: &str, bond: Bond, from: Side, label: Option<&str>| Way {
        name: name.to_owned(),
        bond,
        from,
        label: label.map(str::to_owned),
    };
    let property = |name: &str, property: &str, kind: Type, values: &[&str]| Feature {
        options: own(values),
        ..feature(Contact, name, property, kind)
    };
    let all = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let stage = |id: &'static str, label: &str| (id, label.to_owned());
    Catalog {
        features: rows.iter().map(row).collect(),
        ways: vec![
            way("company", Bond::Company, Side::OfContact, None),
            way("deal", Bond::Deal, Side::OfContact, None),
            way("decision_maker", Bond::Decides, Side::OfContact, Some("Decision maker")),
            way("attendance", Bond::Custom, Side::OfContact, None),
            way("talk", Bond::Spoke, Side::OfContact, Some("Speaker")),
            way("contact", Bond::Custom, Side::OfOther, None),
            way("speaker", Bond::Spoke, Side::OfOther, Some("Spoken by")),
            way("decided_by", Bond::Decides, Side::OfOther, Some("Decided by")),
        ],
        events: vec![
            Event {
                word: "renewal".to_owned(),
                id: RENEWAL,
                custom: Some("renewal_started".to_owned()),
                properties: vec![
                    property("amount", "amount", Type::Number, &[]),
                    property("plan", "plan_name", Type::Text, &[]),
                    property("auto", "auto", Type::Bool, &[]),
                    property("level", "level", Type::Enum, &["a", "b"]),
                    property("extras", "extras", Type::Set, &["x", "y"]),
                ],
                conditions: all(EVENTS),
                alternatives: all(ALTERNATIVES),
            },
            Event {
                word: "meeting_booked".to_owned(),
                id: "4-1720599",
                custom: None,
                properties: vec![property("outcome", "hs_meeting_outcome", Type::Text, &[])],
                conditions: all(&["outcome starts with \"US\"", "outcome is not \"us\""]),
                alternatives: all(&["outcome contains any of (\"z\", \"us\")"]),
            },
            mail(),
            form(),
        ],
        pipelines: vec![
            Pipeline {
                id: "sales",
                label: "Sales".to_owned(),
                stages: vec![stage("s-open", "Open"), stage("s-won", "Won")],
            },
            // A stage is the pipeline's: that two have the same label is no matter.
            Pipeline { id: "renewals", label: "Renewals".to_owned(), stages: vec![stage("r-open", "Open")] },
        ],
        custom: ("attendance".to_owned(), "webinar_attendance".to_owned()),
    }
}

/// HubSpot's events with properties of their own.
pub fn mail() -> Event {
    let properties = vec![feature(Home::Contact, "email", "hs_email_campaign_group_id", Type::Email)];
    let of = |text: &str| vec![text.to_owned()];
    let (conditions, alternatives) = (of("email is email(\"News\")"), Vec::new());
    Event { word: "email_open".to_owned(), id: "4-666440", custom: None, properties, conditions, alternatives }
}

pub fn form() -> Event {
    let properties = vec![feature(Home::Contact, "form", "hs_form_id", Type::Form)];
    let of = |text: &str| vec![text.to_owned()];
    let (conditions, alternatives) = (of("form is form(\"Demo\")"), Vec::new());
    Event { word: "form_submission".to_owned(), id: "4-1639801", custom: None, properties, conditions, alternatives }
}

const EVENTS: &[&str] = &[
    "",
    "amount >= 3",
    "amount > 3 and amount <= 80",
    "amount < 3",
    "amount is 3",
    "amount between 0 and 3",
    "plan contains \"us\" and auto is true",
    "plan not in (\"us\", \"fr\") and amount is not 3",
    "plan is \"us\"",
    "plan in (\"us\")",
    "plan does not contain \"us\"",
    "plan contains none of (\"us\", \"f\")",
    "auto is false",
    "level in (a, b)",
    "level is b",
    "level not in (a)",
    "level is not a and auto is not true",
    "extras has any of (x)",
    "extras has none of (x, y)",
    "plan starts with \"u\" and plan ends with \"s\" and plan is not \"us\"",
];

const ALTERNATIVES: &[&str] = &[
    "amount > 3 or auto is true",
    "amount in (2.5, 3)",
    "plan contains any of (\"us\", \"f\")",
    "plan in (\"us\", \"fr\")",
    "(amount not between 0 and 3 or level is b) and plan does not contain \"us\"",
];
