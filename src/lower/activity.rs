//! Activities as filters, events as branches.

use serde_json::Value;

use super::filter::{portal_text, property};
use crate::hubspot::doc::Doc;
use crate::model::rule::{
    Activity, ActivityTest, CtaVerb, EmailVerb, EventTest, EventType, OptStatus, PageMatch, Refine, Sign,
};

/// Writes a test of what a record did.
pub fn activity(test: &ActivityTest) -> Doc {
    let holds = test.sign == Sign::Holds;
    let either = |yes: &'static str, no: &'static str| Doc::text(if holds { yes } else { no });
    let mut entries = match &test.activity {
        Activity::Form(form) => {
            let mut entries = vec![
                ("filterType", Doc::text("FORM_SUBMISSION")),
                ("operator", either("FILLED_OUT", "NOT_FILLED_OUT")),
            ];
            entries.extend(form.as_ref().map(|form| ("formId", portal_text(form))));
            entries
        }
        Activity::Page(how, address) => {
            let operator = match how {
                PageMatch::Equal => either("HAS_PAGEVIEW_EQ", "NOT_HAS_PAGEVIEW_EQ"),
                PageMatch::Contains => either("HAS_PAGEVIEW_CONTAINS", "NOT_HAS_PAGEVIEW_CONTAINS"),
                PageMatch::Regex => either("HAS_PAGEVIEW_MATCHES_REGEX", "NOT_HAS_PAGEVIEW_MATCHES_REGEX"),
            };
            vec![("filterType", Doc::text("PAGE_VIEW")), ("operator", operator), ("pageUrl", Doc::text(address))]
        }
        Activity::Cta(verb, name) => {
            let operator = match verb {
                CtaVerb::Viewed => either("HAS_OPENED_CTA", "HAS_NOT_OPENED_CTA"),
                CtaVerb::Clicked => either("HAS_CLICKED_CTA", "HAS_NOT_CLICKED_CTA"),
            };
            vec![("filterType", Doc::text("CTA")), ("operator", operator), ("ctaName", portal_text(name))]
        }
        Activity::Email(verb, name) => vec![
            ("filterType", Doc::text("EMAIL_EVENT")),
            ("operator", Doc::text(email_operator(*verb))),
            ("emailId", portal_text(name)),
            ("level", Doc::text("HUBSPOT_CAMPAIGN")),
        ],
        Activity::Subscription(status, name) => {
            let status = match status {
                OptStatus::In => "OPT_IN",
                OptStatus::Out => "OPT_OUT",
                OptStatus::Neither => "NOT_OPTED",
            };
            vec![
                ("filterType", Doc::text("EMAIL_SUBSCRIPTION")),
                ("acceptedStatuses", Doc::List(vec![Doc::text(status)])),
                ("subscriptionIds", Doc::List(vec![portal_text(name)])),
                ("subscriptionType", Doc::text("SUBSCRIPTION")),
            ]
        }
    };
    entries.extend(refined(&test.refine));
    owned(entries)
}

/// Writes a test of an event of the record.
pub fn did(test: &EventTest) -> Doc {
    let event_type = match &test.event {
        EventType::Standard { id, .. } => Doc::text(*id),
        EventType::Custom(name) => portal_text(name),
    };
    let operator = match test.sign {
        Sign::Holds => "HAS_COMPLETED",
        Sign::Not => "HAS_NOT_COMPLETED",
    };
    let mut entries = vec![
        ("eventTypeId", event_type),
        ("filterBranchOperator", Doc::text("AND")),
        ("filterBranchType", Doc::text("UNIFIED_EVENTS")),
        ("filterBranches", Doc::List(Vec::new())),
        ("filters", Doc::List(test.tests.iter().map(property).collect())),
        ("operator", Doc::text(operator)),
    ];
    entries.extend(refined(&test.refine));
    owned(entries)
}

fn email_operator(verb: EmailVerb) -> &'static str {
    match verb {
        EmailVerb::Sent => "SENT",
        EmailVerb::SentNotReceived => "SENT_BUT_NOT_RECEIVED",
        EmailVerb::SentNotClicked => "SENT_BUT_LINK_NOT_CLICKED",
        EmailVerb::Received => "RECEIVED",
        EmailVerb::ReceivedNotOpened => "RECEIVED_BUT_NOT_OPENED",
        EmailVerb::Opened => "OPENED",
        EmailVerb::OpenedNotClicked => "OPENED_BUT_LINK_NOT_CLICKED",
        EmailVerb::OpenedNotReplied => "OPENED_BUT_NOT_REPLIED",
        EmailVerb::Clicked => "LINK_CLICKED",
        EmailVerb::Replied => "REPLIED",
        EmailVerb::Bounced => "BOUNCED",
        EmailVerb::Unsubscribed => "UNSUBSCRIBED",
    }
}

fn refined(refine: &Refine) -> Option<(&'static str, Doc)> {
    let times = |bound: &str, count: u32| {
        let count = Doc::Plain(Value::from(count));
        ("coalescingRefineBy", Doc::map([("type", Doc::text("NUM_OCCURRENCES")), (bound, count)]))
    };
    match refine {
        Refine::Ever => None,
        Refine::AtLeast(count) => Some(times("minOccurrences", *count)),
        Refine::AtMost(count) => Some(times("maxOccurrences", *count)),
        Refine::During(time) => Some(("pruningRefineBy", super::filter::window(time))),
    }
}

fn owned(entries: Vec<(&str, Doc)>) -> Doc {
    Doc::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}
