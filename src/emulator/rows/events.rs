//! Rows of what can happen to a record: the event that HubSpot makes of it, and the older filters that read the same.

/// How a row is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// HubSpot's documentation or a stored workflow has it.
    Seen,
    /// The name is a guess after its neighbours: what is written by it may have another name in a real portal.
    Guessed,
}

/// What an event's property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Text.
    Text,
    /// The id of a form.
    Form,
    /// The number of an e-mail.
    Email,
}

/// A property of an event.
#[derive(Clone, Copy, Debug)]
pub struct EventProperty {
    /// Its word in a seed.
    pub word: &'static str,
    /// Its name in filters.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// How the name is known.
    pub basis: Basis,
}

/// A kind of event.
#[derive(Clone, Copy, Debug)]
pub struct EventKind {
    /// Its word in a seed.
    pub word: &'static str,
    /// The event type's id; the word again where no type is known, so that no UNIFIED_EVENTS branch can name it.
    pub id: &'static str,
    /// Its properties. More may stand in an event: these have a word.
    pub properties: &'static [EventProperty],
}

/// The form of a submission.
pub const FORM: &str = "hs_form_id";
/// The page that a form stands on.
pub const PAGE: &str = "hs_page_id";
/// The address of a page.
pub const URL: &str = "hs_url";
/// The address of a link in an e-mail.
pub const LINK: &str = "hs_click_raw_url";
/// A CTA.
pub const CTA: &str = "hs_cta_id";
/// The placement of a CTA.
pub const PLACEMENT: &str = "hs_cta_placement_id";
/// The e-mail, as HubSpot's events name it.
pub const EMAIL_GROUP: &str = "hs_email_campaign_group_id";
/// The e-mail by its own number. It stands beside [`EMAIL_GROUP`], because it is not certain which one is meant where.
pub const EMAIL_CONTENT: &str = "hs_email_content_id";
/// The property that changed.
pub const CHANGED_NAME: &str = "hs_name";
/// The value that it changed to.
pub const CHANGED_VALUE: &str = "hs_value";

/// The event type of a new record.
pub const OBJECT_CREATED: &str = "4-1463224";
const SUBMITTED: &str = super::links::FORM_SUBMITTED;
const VISITED: &str = "4-96000";
const CTA_VIEWED: &str = "4-1555804";
const CTA_CLICKED: &str = "4-1555805";
const SENT: &str = "4-667638";
const DELIVERED: &str = "4-665536";
const OPENED: &str = "4-666440";
const CLICKED: &str = "4-666288";
const REPLIED: &str = "4-665538";
const BOUNCED: &str = "4-5470331";
// 4-666289 is some change of a subscription: whether leaving by an e-mail's link is one is not known.
const UNSUBSCRIBED: &str = "email_unsubscribe";
const SPAM: &str = "email_spam";

const fn property(word: &'static str, name: &'static str, holds: Holds, basis: Basis) -> EventProperty {
    EventProperty { word, name, holds, basis }
}

const EMAIL: EventProperty = property("email", EMAIL_GROUP, Holds::Email, Basis::Seen);
const CTAS: &[EventProperty] =
    &[property("cta", CTA, Holds::Text, Basis::Guessed), property("placement", PLACEMENT, Holds::Text, Basis::Guessed)];

/// What can happen. A custom event is named by its type id and needs no row.
pub const EVENTS: &[EventKind] = &[
    EventKind {
        word: "form_submission",
        id: SUBMITTED,
        properties: &[
            property("form", FORM, Holds::Form, Basis::Seen),
            property("page", PAGE, Holds::Text, Basis::Guessed),
        ],
    },
    EventKind { word: "page_view", id: VISITED, properties: &[property("url", URL, Holds::Text, Basis::Guessed)] },
    EventKind { word: "cta_view", id: CTA_VIEWED, properties: CTAS },
    EventKind { word: "cta_click", id: CTA_CLICKED, properties: CTAS },
    EventKind { word: "email_sent", id: SENT, properties: &[EMAIL] },
    EventKind { word: "email_delivered", id: DELIVERED, properties: &[EMAIL] },
    EventKind { word: "email_open", id: OPENED, properties: &[EMAIL] },
    EventKind {
        word: "email_click",
        id: CLICKED,
        properties: &[EMAIL, property("url", LINK, Holds::Text, Basis::Guessed)],
    },
    EventKind { word: "email_reply", id: REPLIED, properties: &[EMAIL] },
    EventKind { word: "email_bounce", id: BOUNCED, properties: &[EMAIL] },
    EventKind { word: UNSUBSCRIBED, id: UNSUBSCRIBED, properties: &[EMAIL] },
    EventKind { word: SPAM, id: SPAM, properties: &[EMAIL] },
    EventKind {
        word: "meeting_booked",
        id: "4-1720599",
        properties: &[property("outcome", "hs_meeting_outcome", Holds::Text, Basis::Guessed)],
    },
];

/// How a member of a filter is held against an event's property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The same id.
    Same,
    /// The same address.
    Address,
    /// An address that holds it.
    AddressPart,
    /// An address that matches it.
    AddressPattern,
}

/// Whether a filter wants that something happened or that it did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// It happened.
    Happened,
    /// It did not.
    NotHappened,
}

/// What an operator of a filter that is older than events asks of them.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// `filterType`.
    pub filter: &'static str,
    /// `operator`.
    pub operator: &'static str,
    /// The event type.
    pub event: &'static str,
    /// An event that is not to have happened beside it.
    pub without: Option<&'static str>,
    /// Whether it is to have happened.
    pub sense: Sense,
    /// The filter's members, with the event's properties that they are held against. An absent member asks nothing.
    pub members: &'static [(&'static str, &'static str, How)],
}

type Members = &'static [(&'static str, &'static str, How)];

const ON_FORM: Members = &[("formId", FORM, How::Same)];
const ON_PAGE: Members = &[("pageId", PAGE, How::Same), ("formId", FORM, How::Same)];
const AT: Members = &[("pageUrl", URL, How::Address)];
const AT_PART: Members = &[("pageUrl", URL, How::AddressPart)];
const AT_PATTERN: Members = &[("pageUrl", URL, How::AddressPattern)];
const OF_CTA: Members = &[("ctaName", CTA, How::Same)];
const OF_PLACEMENT: Members = &[("ctaName", PLACEMENT, How::Same)];
// `appId` and `level` say how the e-mail's number is to be understood; the portal has one kind of e-mail.
const OF_EMAIL: Members = &[("emailId", EMAIL_GROUP, How::Same), ("clickUrl", LINK, How::Address)];

const fn did(filter: &'static str, operator: &'static str, event: &'static str, members: Members) -> Reading {
    Reading { filter, operator, event, without: None, sense: Sense::Happened, members }
}

const fn not(filter: &'static str, operator: &'static str, event: &'static str, members: Members) -> Reading {
    Reading { filter, operator, event, without: None, sense: Sense::NotHappened, members }
}

const fn email(operator: &'static str, event: &'static str) -> Reading {
    did("EMAIL_EVENT", operator, event, OF_EMAIL)
}

const fn but_not(operator: &'static str, event: &'static str, without: &'static str) -> Reading {
    Reading {
        filter: "EMAIL_EVENT",
        operator,
        event,
        without: Some(without),
        sense: Sense::Happened,
        members: OF_EMAIL,
    }
}

/// Every operator of the filters on forms, pages, CTAs and e-mails.
pub const READINGS: &[Reading] = &[
    did("FORM_SUBMISSION", "FILLED_OUT", SUBMITTED, ON_FORM),
    not("FORM_SUBMISSION", "NOT_FILLED_OUT", SUBMITTED, ON_FORM),
    did("FORM_SUBMISSION_ON_PAGE", "FILLED_OUT", SUBMITTED, ON_PAGE),
    not("FORM_SUBMISSION_ON_PAGE", "NOT_FILLED_OUT", SUBMITTED, ON_PAGE),
    did("PAGE_VIEW", "HAS_PAGEVIEW_EQ", VISITED, AT),
    did("PAGE_VIEW", "HAS_PAGEVIEW_CONTAINS", VISITED, AT_PART),
    did("PAGE_VIEW", "HAS_PAGEVIEW_MATCHES_REGEX", VISITED, AT_PATTERN),
    not("PAGE_VIEW", "NOT_HAS_PAGEVIEW_EQ", VISITED, AT),
    not("PAGE_VIEW", "NOT_HAS_PAGEVIEW_CONTAINS", VISITED, AT_PART),
    not("PAGE_VIEW", "NOT_HAS_PAGEVIEW_MATCHES_REGEX", VISITED, AT_PATTERN),
    did("CTA", "HAS_CLICKED_CTA", CTA_CLICKED, OF_CTA),
    not("CTA", "HAS_NOT_CLICKED_CTA", CTA_CLICKED, OF_CTA),
    did("CTA", "HAS_OPENED_CTA", CTA_VIEWED, OF_CTA),
    not("CTA", "HAS_NOT_OPENED_CTA", CTA_VIEWED, OF_CTA),
    did("CTA", "HAS_CLICKED_CTA_PLACEMENT", CTA_CLICKED, OF_PLACEMENT),
    not("CTA", "HAS_NOT_CLICKED_CTA_PLACEMENT", CTA_CLICKED, OF_PLACEMENT),
    did("CTA", "HAS_OPENED_CTA_PLACEMENT", CTA_VIEWED, OF_PLACEMENT),
    not("CTA", "HAS_NOT_OPENED_CTA_PLACEMENT", CTA_VIEWED, OF_PLACEMENT),
    email("SENT", SENT),
    email("RECEIVED", DELIVERED),
    email("OPENED", OPENED),
    email("LINK_CLICKED", CLICKED),
    email("REPLIED", REPLIED),
    email("BOUNCED", BOUNCED),
    email("UNSUBSCRIBED", UNSUBSCRIBED),
    email("MARKED_SPAM", SPAM),
    but_not("SENT_BUT_NOT_RECEIVED", SENT, DELIVERED),
    but_not("SENT_BUT_LINK_NOT_CLICKED", SENT, CLICKED),
    but_not("RECEIVED_BUT_NOT_OPENED", DELIVERED, OPENED),
    but_not("OPENED_BUT_LINK_NOT_CLICKED", OPENED, CLICKED),
    but_not("OPENED_BUT_NOT_REPLIED", OPENED, REPLIED),
];

/// What never happens in the embedded portal: `filterType`, `operator`, and what every record is then.
pub const NEVER_HERE: &[(&str, &str, Sense)] = &[
    ("SURVEY_MONKEY", "HAS_RESPONDED_TO_SURVEY", Sense::Happened),
    ("SURVEY_MONKEY", "HAS_NOT_RESPONDED_TO_SURVEY", Sense::NotHappened),
    ("SURVEY_MONKEY_VALUE", "HAS_ANSWERED_SURVEY_QUESTION_WITH_VALUE", Sense::Happened),
    ("WEBINAR", "HAS_WEBINAR_REGISTRATION", Sense::Happened),
    ("WEBINAR", "NOT_HAS_WEBINAR_REGISTRATION", Sense::NotHappened),
    ("WEBINAR", "HAS_WEBINAR_ATTENDANCE", Sense::Happened),
    ("WEBINAR", "NOT_HAS_WEBINAR_ATTENDANCE", Sense::NotHappened),
    ("PRIVACY", "PRIVACY_CONSENT_APPROVE", Sense::Happened),
    ("PRIVACY", "PRIVACY_CONSENT_DECLINE", Sense::Happened),
    ("PRIVACY", "PRIVACY_CONSENT_REVOKE", Sense::Happened),
    ("PRIVACY", "PRIVACY_CONSENT_GRANTED", Sense::Happened),
    ("PRIVACY", "PRIVACY_CONSENT_NOT_GRANTED", Sense::NotHappened),
    ("ADS_SEARCH", "CONTAINS", Sense::Happened),
    ("ADS_SEARCH", "IS_EQUAL_TO", Sense::Happened),
    ("ADS_SEARCH", "STARTS_WITH", Sense::Happened),
    ("ADS_SEARCH", "ENDS_WITH", Sense::Happened),
    ("ADS_SEARCH", "IS_KNOWN", Sense::Happened),
    ("ADS_TIME", "", Sense::Happened),
    ("COMMUNICATION_SUBSCRIPTION", "", Sense::Happened),
];
