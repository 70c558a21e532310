//! Activities as filters, events as branches.

use jiff::civil::Date;
use serde_json::Value;

use super::filter::{portal_text, property, window};
use crate::hubspot::doc::{Doc, Hole, Shape};
use crate::hubspot::switches::{ActivityWindows, EmailApp, EmailIds, EmailLevel, RangeEnds, RefineWords, Switches};
use crate::model::PortalName;
use crate::model::rule::{
    Activity, ActivityTest, ChoiceValue, CtaVerb, DayPart, EmailVerb, EventTest, EventType, OptStatus, PageMatch,
    PropertyTest, Refine, Sign, Test, TimeTest,
};

/// Writes a test of what a record did.
pub fn activity(test: &ActivityTest, switches: &Switches) -> Doc {
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
            vec![
                ("filterType", Doc::text("PAGE_VIEW")),
                ("operator", operator),
                ("pageUrl", Doc::text(address.clone())),
            ]
        }
        Activity::Cta(verb, name) => {
            let operator = match verb {
                CtaVerb::Viewed => either("HAS_OPENED_CTA", "HAS_NOT_OPENED_CTA"),
                CtaVerb::Clicked => either("HAS_CLICKED_CTA", "HAS_NOT_CLICKED_CTA"),
            };
            vec![("filterType", Doc::text("CTA")), ("operator", operator), ("ctaName", portal_text(name))]
        }
        Activity::Email(verb, name) => {
            let mut entries = vec![
                ("filterType", Doc::text("EMAIL_EVENT")),
                ("operator", Doc::text(email_operator(*verb))),
                ("appId", Doc::text(email_app(switches))),
                ("emailId", portal_text(&email(name, switches))),
                ("level", Doc::text(email_level(switches))),
            ];
            // The filter takes instants alone, and no count.
            entries.extend(instants(&test.refine, switches).map(|instants| ("pruningRefineBy", instants)));
            return Doc::map(entries);
        }
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
    entries.extend(refined(&test.refine, switches));
    Doc::map(entries)
}

/// Writes a test of an event of the record.
pub fn did(test: &EventTest, switches: &Switches) -> Doc {
    let operator = match test.sign {
        Sign::Holds => "HAS_COMPLETED",
        Sign::Not => "HAS_NOT_COMPLETED",
    };
    let mut entries = vec![
        ("eventTypeId", event_type(&test.event)),
        ("filterBranchOperator", Doc::text("AND")),
        ("filterBranchType", Doc::text("UNIFIED_EVENTS")),
        ("filterBranches", Doc::List(Vec::new())),
        ("filters", Doc::List(test.tests.iter().map(|test| of_event(test, switches)).collect())),
        ("operator", Doc::text(operator)),
    ];
    entries.extend(refined(&test.refine, switches));
    Doc::map(entries)
}

/// Writes the id of an event type.
pub fn event_type(event: &EventType) -> Doc {
    match event {
        EventType::Standard { id, .. } => Doc::text(*id),
        EventType::Custom(name) => portal_text(name),
    }
}

/// Writes a test of a property of an event.
pub fn of_event(test: &PropertyTest, switches: &Switches) -> Doc {
    let Test::Choice(comparison, values) = &test.test else { return property(test) };
    let value = |value: &ChoiceValue| match value {
        ChoiceValue::Portal(name) => ChoiceValue::Portal(email(name, switches)),
        ChoiceValue::Option(option) => ChoiceValue::Option(option.clone()),
    };
    let values = values.iter().map(value).collect();
    property(&PropertyTest { test: Test::Choice(*comparison, values), ..test.clone() })
}

/// Returns an e-mail under the number that filters know it by; all else as it is.
fn email(name: &PortalName, switches: &Switches) -> PortalName {
    match (name, switches.email_ids) {
        (PortalName::Email(name), EmailIds::Campaign) => PortalName::Campaign(name.clone()),
        (name, EmailIds::Content | EmailIds::Campaign) => name.clone(),
    }
}

fn email_app(switches: &Switches) -> &'static str {
    match switches.email_app {
        EmailApp::Zero => "0",
        EmailApp::Batch => "113",
    }
}

fn email_level(switches: &Switches) -> &'static str {
    match switches.email_level {
        EmailLevel::Campaign => "HUBSPOT_CAMPAIGN",
        EmailLevel::Api => "EMAIL_API_CAMPAIGN",
        EmailLevel::ApiGroup => "EMAIL_API_CAMPAIGN_GROUP",
    }
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

fn refined(refine: &Refine, switches: &Switches) -> Option<(&'static str, Doc)> {
    let times = |bound: &'static str, count: u32| {
        ("coalescingRefineBy", Doc::map([("type", Doc::text("NUM_OCCURRENCES")), (bound, number(count))]))
    };
    match refine {
        Refine::Ever => None,
        Refine::AtLeast(count) => Some(times("minOccurrences", *count)),
        Refine::AtMost(count) => Some(times("maxOccurrences", *count)),
        Refine::During(time) => Some(("pruningRefineBy", during(time, switches))),
    }
}

/// Writes a window of time; one that is counted from today can be said in two ways.
fn during(time: &TimeTest, switches: &Switches) -> Doc {
    match (switches.activity_windows, time) {
        (ActivityWindows::Offsets, TimeTest::LastDays(sign, days)) => {
            between(*sign, past(*days, switches), past(0, switches))
        }
        (ActivityWindows::Offsets, TimeTest::NextDays(sign, days)) => {
            between(*sign, past(0, switches), offset(*days, Ahead::Future, switches))
        }
        (ActivityWindows::Offsets, TimeTest::BeforeToday(days)) => relative("BEFORE", past(*days, switches)),
        (ActivityWindows::Offsets, TimeTest::AfterToday(days, _)) => {
            relative("AFTER", offset(*days, Ahead::Future, switches))
        }
        (
            ActivityWindows::Operations | ActivityWindows::Offsets,
            TimeTest::Before(_)
            | TimeTest::After(_)
            | TimeTest::Within(..)
            | TimeTest::BeforeToday(_)
            | TimeTest::AfterToday(..)
            | TimeTest::LastDays(..)
            | TimeTest::NextDays(..)
            | TimeTest::Calendar(..)
            | TimeTest::Against(..),
        ) => window(time),
    }
}

/// To which side of today an offset leads.
#[derive(Clone, Copy)]
enum Ahead {
    Past,
    Future,
}

fn past(days: u32, switches: &Switches) -> Doc {
    offset(days, Ahead::Past, switches)
}

fn offset(days: u32, ahead: Ahead, switches: &Switches) -> Doc {
    let (direction, unit) = match (switches.refine_words, ahead) {
        (RefineWords::Plural, Ahead::Past) => ("PAST", "DAYS"),
        (RefineWords::Plural, Ahead::Future) => ("FUTURE", "DAYS"),
        (RefineWords::Singular, Ahead::Past) => ("BEFORE", "DAY"),
        (RefineWords::Singular, Ahead::Future) => ("AFTER", "DAY"),
    };
    Doc::map([("amount", number(days)), ("offsetDirection", Doc::text(direction)), ("timeUnit", Doc::text(unit))])
}

fn relative(comparison: &'static str, offset: Doc) -> Doc {
    Doc::map([
        ("comparison", Doc::text(comparison)),
        ("timeOffset", offset),
        ("type", Doc::text("RELATIVE_COMPARATIVE")),
    ])
}

fn between(sign: Sign, lower: Doc, upper: Doc) -> Doc {
    Doc::map([
        ("lowerBoundOffset", lower),
        ("rangeType", Doc::text(range_type(sign))),
        ("type", Doc::text("RELATIVE_RANGED")),
        ("upperBoundOffset", upper),
    ])
}

fn range_type(sign: Sign) -> &'static str {
    match sign {
        Sign::Holds => "BETWEEN",
        Sign::Not => "NOT_BETWEEN",
    }
}

/// Writes a window of named days by its instants, which the portal's time zone makes of them.
fn instants(refine: &Refine, switches: &Switches) -> Option<Doc> {
    let Refine::During(time) = refine else { return None };
    let compared = |comparison: &'static str, date: Date, part| {
        Doc::map([
            ("comparison", Doc::text(comparison)),
            ("timestamp", instant(date, part)),
            ("type", Doc::text("ABSOLUTE_COMPARATIVE")),
        ])
    };
    match time {
        TimeTest::Before(date) => Some(compared("BEFORE", *date, DayPart::Begin)),
        TimeTest::After(date) => Some(compared("AFTER", *date, DayPart::End)),
        TimeTest::Within(sign, first, last) => {
            // Where the ends do not belong to the range, they are the neighbours of the days.
            let (lower, upper) = match switches.range_ends {
                RangeEnds::Inclusive => (instant(*first, DayPart::Begin), instant(*last, DayPart::End)),
                RangeEnds::Exclusive => (
                    instant(first.yesterday().unwrap_or(*first), DayPart::End),
                    instant(last.tomorrow().unwrap_or(*last), DayPart::Begin),
                ),
            };
            Some(Doc::map([
                ("lowerTimestamp", lower),
                ("rangeType", Doc::text(range_type(*sign))),
                ("type", Doc::text("ABSOLUTE_RANGED")),
                ("upperTimestamp", upper),
            ]))
        }
        // The checker refuses these for e-mails.
        TimeTest::BeforeToday(_)
        | TimeTest::AfterToday(..)
        | TimeTest::LastDays(..)
        | TimeTest::NextDays(..)
        | TimeTest::Calendar(..)
        | TimeTest::Against(..) => None,
    }
}

fn instant(date: Date, part: DayPart) -> Doc {
    Doc::Hole(Hole::Moment(date, part), Shape::Number)
}

fn number(value: u32) -> Doc {
    Doc::Plain(Value::from(value))
}
