//! What each portal has from its first day on: HubSpot's own properties, groups and pipelines.

use std::collections::BTreeMap;

use super::object::Object;
use super::state::{Choice, Data, GroupRow, Named, PipelineRow, PropertyRow, Sensitivity, StageRow};

/// A property of HubSpot's.
struct Standard {
    object: Object,
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    field: &'static str,
    write: Write,
    options: &'static [(&'static str, &'static str)],
}

/// Who fills a property.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Write {
    People,
    Server,
    /// People, with the portal's owners as options.
    Owners,
}

const NONE: &[(&str, &str)] = &[];
const STAGES: &[(&str, &str)] = &[
    ("subscriber", "Subscriber"),
    ("lead", "Lead"),
    ("marketingqualifiedlead", "Marketing Qualified Lead"),
    ("salesqualifiedlead", "Sales Qualified Lead"),
    ("opportunity", "Opportunity"),
    ("customer", "Customer"),
    ("evangelist", "Evangelist"),
    ("other", "Other"),
];
const LEAD_STATUS: &[(&str, &str)] = &[
    ("NEW", "New"),
    ("OPEN", "Open"),
    ("IN_PROGRESS", "In Progress"),
    ("OPEN_DEAL", "Open Deal"),
    ("UNQUALIFIED", "Unqualified"),
    ("ATTEMPTED_TO_CONTACT", "Attempted to Contact"),
    ("CONNECTED", "Connected"),
    ("BAD_TIMING", "Bad Timing"),
];
const INDUSTRIES: &[(&str, &str)] = &[
    ("ACCOUNTING", "Accounting"),
    ("AUTOMOTIVE", "Automotive"),
    ("BANKING", "Banking"),
    ("COMPUTER_SOFTWARE", "Computer Software"),
    ("CONSTRUCTION", "Construction"),
    ("CONSUMER_GOODS", "Consumer Goods"),
    ("EDUCATION_MANAGEMENT", "Education Management"),
    ("FINANCIAL_SERVICES", "Financial Services"),
    ("GAMBLING_CASINOS", "Gambling & Casinos"),
    ("GOVERNMENT_ADMINISTRATION", "Government Administration"),
    ("HIGHER_EDUCATION", "Higher Education"),
    ("HOSPITAL_HEALTH_CARE", "Hospital & Health Care"),
    ("HOSPITALITY", "Hospitality"),
    ("HUMAN_RESOURCES", "Human Resources"),
    ("INFORMATION_TECHNOLOGY_AND_SERVICES", "Information Technology and Services"),
    ("INSURANCE", "Insurance"),
    ("INTERNET", "Internet"),
    ("LEGAL_SERVICES", "Legal Services"),
    ("LOGISTICS_AND_SUPPLY_CHAIN", "Logistics and Supply Chain"),
    ("MACHINERY", "Machinery"),
    ("MANAGEMENT_CONSULTING", "Management Consulting"),
    ("MARKETING_AND_ADVERTISING", "Marketing and Advertising"),
    ("NON_PROFIT_ORGANIZATION_MANAGEMENT", "Non-Profit Organization Management"),
    ("PHARMACEUTICALS", "Pharmaceuticals"),
    ("REAL_ESTATE", "Real Estate"),
    ("RENEWABLES_ENVIRONMENT", "Renewables & Environment"),
    ("RETAIL", "Retail"),
    ("STAFFING_AND_RECRUITING", "Staffing and Recruiting"),
    ("TELECOMMUNICATIONS", "Telecommunications"),
    ("TRANSPORTATION_TRUCKING_RAILROAD", "Transportation/Trucking/Railroad"),
    ("UTILITIES", "Utilities"),
];
const PRIORITIES: &[(&str, &str)] = &[("LOW", "Low"), ("MEDIUM", "Medium"), ("HIGH", "High"), ("URGENT", "Urgent")];
const DEAL_TYPES: &[(&str, &str)] = &[("newbusiness", "New Business"), ("existingbusiness", "Existing Business")];
const DEAL_PRIORITIES: &[(&str, &str)] = &[("low", "Low"), ("medium", "Medium"), ("high", "High")];
const TICKET_CATEGORIES: &[(&str, &str)] = &[
    ("PRODUCT_ISSUE", "Product Issue"),
    ("BILLING_ISSUE", "Billing Issue"),
    ("FEATURE_REQUEST", "Feature Request"),
    ("GENERAL_INQUIRY", "General Inquiry"),
];
const COMPANY_TYPES: &[(&str, &str)] = &[
    ("PROSPECT", "Prospect"),
    ("PARTNER", "Partner"),
    ("RESELLER", "Reseller"),
    ("VENDOR", "Vendor"),
    ("OTHER", "Other"),
];

const fn row(
    object: Object,
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    field: &'static str,
    options: &'static [(&'static str, &'static str)],
) -> Standard {
    Standard { object, name, label, kind, field, write: Write::People, options }
}

const fn server(object: Object, name: &'static str, label: &'static str, kind: &'static str) -> Standard {
    let field = if matches!(kind.as_bytes(), b"number") { "number" } else { "date" };
    Standard { object, name, label, kind, field, write: Write::Server, options: NONE }
}

const fn owner(object: Object) -> Standard {
    Standard {
        object,
        name: "hubspot_owner_id",
        label: "Owner",
        kind: "enumeration",
        field: "select",
        write: Write::Owners,
        options: NONE,
    }
}

use Object::{Company, Contact, Deal, Ticket};

const PROPERTIES: &[Standard] = &[
    row(Contact, "email", "Email", "string", "text", NONE),
    row(Contact, "firstname", "First Name", "string", "text", NONE),
    row(Contact, "lastname", "Last Name", "string", "text", NONE),
    row(Contact, "phone", "Phone Number", "string", "phonenumber", NONE),
    row(Contact, "mobilephone", "Mobile Phone Number", "string", "phonenumber", NONE),
    row(Contact, "company", "Company Name", "string", "text", NONE),
    row(Contact, "jobtitle", "Job Title", "string", "text", NONE),
    row(Contact, "website", "Website URL", "string", "text", NONE),
    row(Contact, "address", "Street Address", "string", "text", NONE),
    row(Contact, "city", "City", "string", "text", NONE),
    row(Contact, "state", "State/Region", "string", "text", NONE),
    row(Contact, "zip", "Postal Code", "string", "text", NONE),
    row(Contact, "country", "Country/Region", "string", "text", NONE),
    row(Contact, "industry", "Industry", "string", "text", NONE),
    row(Contact, "annualrevenue", "Annual Revenue", "string", "text", NONE),
    row(Contact, "numemployees", "Number of Employees", "enumeration", "select", NONE),
    row(Contact, "message", "Message", "string", "textarea", NONE),
    row(Contact, "lifecyclestage", "Lifecycle Stage", "enumeration", "radio", STAGES),
    row(Contact, "hs_lead_status", "Lead Status", "enumeration", "radio", LEAD_STATUS),
    row(Contact, "hubspotscore", "HubSpot Score", "number", "number", NONE),
    row(Contact, "closedate", "Close Date", "datetime", "date", NONE),
    row(Contact, "hs_email_optout", "Unsubscribed from all email", "bool", "booleancheckbox", NONE),
    owner(Contact),
    server(Contact, "createdate", "Create Date", "datetime"),
    server(Contact, "lastmodifieddate", "Last Modified Date", "datetime"),
    server(Contact, "hs_object_id", "Record ID", "number"),
    server(Contact, "notes_last_contacted", "Last Contacted", "datetime"),
    server(Contact, "notes_last_updated", "Last Activity Date", "datetime"),
    server(Contact, "num_associated_deals", "Number of Associated Deals", "number"),
    row(Company, "name", "Company name", "string", "text", NONE),
    row(Company, "domain", "Company Domain Name", "string", "text", NONE),
    row(Company, "description", "Description", "string", "textarea", NONE),
    row(Company, "phone", "Phone Number", "string", "phonenumber", NONE),
    row(Company, "website", "Website URL", "string", "text", NONE),
    row(Company, "address", "Street Address", "string", "text", NONE),
    row(Company, "city", "City", "string", "text", NONE),
    row(Company, "state", "State/Region", "string", "text", NONE),
    row(Company, "zip", "Postal Code", "string", "text", NONE),
    row(Company, "country", "Country/Region", "string", "text", NONE),
    row(Company, "industry", "Industry", "enumeration", "select", INDUSTRIES),
    row(Company, "type", "Type", "enumeration", "radio", COMPANY_TYPES),
    row(Company, "numberofemployees", "Number of Employees", "number", "number", NONE),
    row(Company, "annualrevenue", "Annual Revenue", "number", "number", NONE),
    row(Company, "lifecyclestage", "Lifecycle Stage", "enumeration", "radio", STAGES),
    row(Company, "hs_lead_status", "Lead Status", "enumeration", "radio", LEAD_STATUS),
    row(Company, "closedate", "Close Date", "datetime", "date", NONE),
    owner(Company),
    server(Company, "createdate", "Create Date", "datetime"),
    server(Company, "hs_lastmodifieddate", "Last Modified Date", "datetime"),
    server(Company, "hs_object_id", "Record ID", "number"),
    server(Company, "notes_last_contacted", "Last Contacted", "datetime"),
    server(Company, "notes_last_updated", "Last Activity Date", "datetime"),
    server(Company, "num_associated_contacts", "Number of Associated Contacts", "number"),
    server(Company, "num_associated_deals", "Number of Associated Deals", "number"),
    row(Deal, "dealname", "Deal Name", "string", "text", NONE),
    row(Deal, "amount", "Amount", "number", "number", NONE),
    row(Deal, "closedate", "Close Date", "datetime", "date", NONE),
    row(Deal, "pipeline", "Pipeline", "enumeration", "select", NONE),
    row(Deal, "dealstage", "Deal Stage", "enumeration", "radio", NONE),
    row(Deal, "dealtype", "Deal Type", "enumeration", "radio", DEAL_TYPES),
    row(Deal, "hs_priority", "Priority", "enumeration", "select", DEAL_PRIORITIES),
    row(Deal, "description", "Deal Description", "string", "textarea", NONE),
    row(Deal, "closed_lost_reason", "Closed Lost Reason", "string", "textarea", NONE),
    row(Deal, "closed_won_reason", "Closed Won Reason", "string", "textarea", NONE),
    owner(Deal),
    server(Deal, "createdate", "Create Date", "datetime"),
    server(Deal, "hs_lastmodifieddate", "Last Modified Date", "datetime"),
    server(Deal, "hs_object_id", "Record ID", "number"),
    server(Deal, "notes_last_contacted", "Last Contacted", "datetime"),
    server(Deal, "notes_last_updated", "Last Activity Date", "datetime"),
    row(Ticket, "subject", "Ticket name", "string", "text", NONE),
    row(Ticket, "content", "Ticket description", "string", "textarea", NONE),
    row(Ticket, "hs_pipeline", "Pipeline", "enumeration", "select", NONE),
    row(Ticket, "hs_pipeline_stage", "Ticket status", "enumeration", "select", NONE),
    row(Ticket, "hs_ticket_priority", "Priority", "enumeration", "select", PRIORITIES),
    row(Ticket, "hs_ticket_category", "Category", "enumeration", "select", TICKET_CATEGORIES),
    row(Ticket, "closed_date", "Close date", "datetime", "date", NONE),
    owner(Ticket),
    server(Ticket, "createdate", "Create date", "datetime"),
    server(Ticket, "hs_lastmodifieddate", "Last modified date", "datetime"),
    server(Ticket, "hs_object_id", "Record ID", "number"),
];

/// A stage: id, label, and the one member of its metadata that matters.
type Stage = (&'static str, &'static str, &'static str);

const DEAL_STAGES: &[Stage] = &[
    ("appointmentscheduled", "Appointment Scheduled", "0.2"),
    ("qualifiedtobuy", "Qualified To Buy", "0.4"),
    ("presentationscheduled", "Presentation Scheduled", "0.6"),
    ("decisionmakerboughtin", "Decision Maker Bought-In", "0.8"),
    ("contractsent", "Contract Sent", "0.9"),
    ("closedwon", "Closed Won", "1.0"),
    ("closedlost", "Closed Lost", "0.0"),
];
const TICKET_STAGES: &[Stage] = &[
    ("1", "New", "OPEN"),
    ("2", "Waiting on contact", "OPEN"),
    ("3", "Waiting on us", "OPEN"),
    ("4", "Closed", "CLOSED"),
];

/// Puts into a new portal what each portal has.
pub fn furnish(data: &mut Data) {
    for object in Object::STANDARD {
        let name = group(object);
        let label = format!("{} information", capital(&object.singular()));
        data.groups.put(Named::new(object, name.clone()), GroupRow { name, label, display_order: 0 });
    }
    for standard in PROPERTIES {
        data.properties.put(Named::new(standard.object, standard.name), property(standard));
    }
    let pipelines =
        [(Deal, "default", "Sales Pipeline", DEAL_STAGES), (Ticket, "0", "Support Pipeline", TICKET_STAGES)];
    for (object, id, label, stages) in pipelines {
        let stages = stages.iter().map(|(id, label, state)| StageRow {
            id: (*id).to_owned(),
            label: (*label).to_owned(),
            metadata: metadata(object, state),
        });
        let row =
            PipelineRow { id: id.to_owned(), label: label.to_owned(), order: 0, stages: stages.collect(), created: 0 };
        data.pipelines.put(Named::new(object, id), row);
    }
    stages_as_options(data);
}

/// Puts into a portal what each custom object has from its first day on.
pub fn furnish_custom(data: &mut Data, object: Object, singular: &str) {
    let name = group(object);
    let label = format!("{} information", capital(singular));
    data.groups.put(Named::new(object, name.clone()), GroupRow { name, label, display_order: 0 });
    for (name, label, kind) in [
        ("hs_object_id", "Record ID", "number"),
        ("hs_createdate", "Object create date/time", "datetime"),
        ("hs_lastmodifieddate", "Object last modified date/time", "datetime"),
    ] {
        data.properties.put(Named::new(object, name), property(&server(object, name, label, kind)));
    }
    data.properties.put(Named::new(object, "hubspot_owner_id"), property(&owner(object)));
}

/// Returns the name of the group that an object's properties are in by default.
#[must_use]
pub fn group(object: Object) -> String {
    format!("{}information", object.singular())
}

fn property(standard: &Standard) -> PropertyRow {
    PropertyRow {
        name: standard.name.to_owned(),
        label: standard.label.to_owned(),
        kind: standard.kind.to_owned(),
        field: standard.field.to_owned(),
        group: group(standard.object),
        description: String::new(),
        options: options(standard.kind, standard.options),
        sensitivity: Sensitivity::NonSensitive,
        hidden: false,
        unique: standard.object == Contact && standard.name == "email",
        calculated: false,
        hubspot_defined: true,
        read_only: standard.write == Write::Server,
        referenced: (standard.write == Write::Owners).then(|| "OWNER".to_owned()),
        display_order: -1,
        created: 0,
        updated: 0,
        archived: None,
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn options(kind: &str, rows: &[(&str, &str)]) -> Vec<Choice> {
    let rows = if kind == "bool" && rows.is_empty() { &[("true", "True"), ("false", "False")] } else { rows };
    rows.iter().map(|(value, label)| choice(value, label)).collect()
}

/// Makes an option that is shown.
#[must_use]
pub fn choice(value: &str, label: &str) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned(), hidden: false, description: String::new() }
}

/// Returns what a stage's metadata holds: a deal's probability, a ticket's state.
#[must_use]
pub fn metadata(object: Object, state: &str) -> BTreeMap<String, String> {
    match object {
        Deal => {
            let closed = state.parse::<f64>().is_ok_and(|probability| probability <= 0.0 || probability >= 1.0);
            BTreeMap::from([("probability".to_owned(), state.to_owned()), ("isClosed".to_owned(), closed.to_string())])
        }
        Ticket => BTreeMap::from([
            ("ticketState".to_owned(), state.to_owned()),
            ("isClosed".to_owned(), (state == "CLOSED").to_string()),
        ]),
        Contact | Company | Object::Custom(_) => BTreeMap::new(),
    }
}

/// Makes the options of the properties that hold a pipeline or a stage.
pub fn stages_as_options(data: &mut Data) {
    for (object, pipeline, stage) in [(Deal, "pipeline", "dealstage"), (Ticket, "hs_pipeline", "hs_pipeline_stage")] {
        let mut rows: Vec<PipelineRow> =
            data.pipelines.iter().filter(|(key, _)| key.object == object).map(|(_, row)| row.clone()).collect();
        rows.sort_by_key(|row| row.order);
        let pipelines: Vec<Choice> = rows.iter().map(|row| choice(&row.id, &row.label)).collect();
        let stages: Vec<Choice> =
            rows.iter().flat_map(|row| &row.stages).map(|stage| choice(&stage.id, &stage.label)).collect();
        for (name, options) in [(pipeline, pipelines), (stage, stages)] {
            data.properties.edit(&Named::new(object, name), |row| row.options = options);
        }
    }
}
