//! Activities as what they are in HubSpot: events of a record with something to recognise them by.

use super::Reading;
use super::record::{Happening, Millis, Record};
use super::text::Fold;
use crate::hubspot::switches::{PagePatterns, SubscriptionSilence};
use crate::model::rule::{Activity, CtaVerb, EmailVerb, EventType, OptStatus, PageMatch, Refine};

/// The event type of a filled form.
const SUBMITTED: &str = "4-1639801";
/// The event type of a visited page.
const VISITED: &str = "4-96000";
/// The event types of what becomes of a call to action.
const CTA_VIEWED: &str = "4-1555804";
const CTA_CLICKED: &str = "4-1555805";
/// The event types of what becomes of an e-mail.
const SENT: &str = "4-667638";
const DELIVERED: &str = "4-665536";
const OPENED: &str = "4-666440";
const CLICKED: &str = "4-666288";
const REPLIED: &str = "4-665538";
const BOUNCED: &str = "4-5470331";
/// No event type is known for it.
const UNSUBSCRIBED: &str = "email_unsubscribe";

/// The form of a submission.
const FORM: &str = "hs_form_id";
/// The address of a page.
const URL: &str = "hs_url";
/// The call to action.
const CTA: &str = "hs_cta_id";
/// The e-mail.
const EMAIL: &str = "hs_email_campaign_group_id";

/// What has to have happened, and what must not have happened beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deed {
    /// The id of the event's type.
    pub event: &'static str,
    /// The id of another type that must not be there, with the same mark.
    pub without: Option<&'static str>,
    /// What tells one such event from another; nothing means any.
    pub mark: Option<Mark>,
}

/// By what an event is recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A property is this text, after both are folded.
    Is(&'static str, Fold, String),
    /// A property holds this text, after both are folded.
    Has(&'static str, Fold, String),
    /// A regular expression is found in a property.
    Matches(&'static str, String),
}

/// What an activity asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// That something happened.
    Deed(Deed),
    /// The status of a subscription, by its id.
    Subscription(OptStatus, String),
}

impl Reading<'_> {
    /// Returns what an activity asks.
    pub(super) fn asked(&self, activity: &Activity) -> Asked {
        let deed = |event, mark| Asked::Deed(Deed { event, without: None, mark });
        match activity {
            Activity::Form(form) => {
                deed(SUBMITTED, form.as_ref().map(|form| Mark::Is(FORM, Fold::Exact, (self.ids)(form))))
            }
            Activity::Page(how, address) => {
                let (whole, part) = self.fold_page();
                let mark = match how {
                    PageMatch::Equal => Mark::Is(URL, whole, whole.of(address).into_owned()),
                    // A part is a part of the address as it is compared.
                    PageMatch::Contains => Mark::Has(URL, whole, part.of(address).into_owned()),
                    PageMatch::Regex => {
                        let pattern = match self.switches.page_patterns {
                            PagePatterns::Part => address.clone(),
                            PagePatterns::Whole => format!("^(?:{address})$"),
                        };
                        Mark::Matches(URL, pattern)
                    }
                };
                deed(VISITED, Some(mark))
            }
            Activity::Cta(verb, name) => {
                let event = match verb {
                    CtaVerb::Viewed => CTA_VIEWED,
                    CtaVerb::Clicked => CTA_CLICKED,
                };
                deed(event, Some(Mark::Is(CTA, Fold::Exact, (self.ids)(name))))
            }
            Activity::Email(verb, name) => {
                let (event, without) = email(*verb);
                let mark = Mark::Is(EMAIL, Fold::Exact, (self.ids)(name));
                Asked::Deed(Deed { event, without, mark: Some(mark) })
            }
            Activity::Subscription(status, name) => Asked::Subscription(*status, (self.ids)(name)),
        }
    }

    /// Returns the id of an event's type.
    pub(super) fn event_id(&self, event: &EventType) -> String {
        match event {
            EventType::Standard { id, .. } => (*id).to_owned(),
            EventType::Custom(name) => (self.ids)(name),
        }
    }

    /// Returns the status of a record's subscription; none where it has none.
    pub(super) fn status(&self, record: &Record, subscription: &str) -> Option<OptStatus> {
        let said = record.subscriptions.get(subscription).copied();
        match self.switches.subscription_silence {
            SubscriptionSilence::NotOpted => said.or(Some(OptStatus::Neither)),
            SubscriptionSilence::Nothing => said,
        }
    }

    /// Tells whether an event is recognised.
    pub(super) fn is_marked(&self, mark: &Mark, event: &Happening) -> bool {
        let value = |property: &str| event.properties.get(property).filter(|value| !value.is_empty());
        match mark {
            Mark::Is(property, fold, wanted) => value(property).is_some_and(|value| fold.of(value) == wanted.as_str()),
            Mark::Has(property, fold, wanted) => value(property).is_some_and(|value| fold.of(value).contains(wanted)),
            Mark::Matches(property, pattern) => value(property).is_some_and(|value| (self.patterns)(pattern)(value)),
        }
    }

    /// Tells whether something that happened at a moment counts.
    pub(super) fn counts(&self, refine: &Refine, at: Millis) -> bool {
        match refine {
            Refine::Ever | Refine::AtLeast(_) | Refine::AtMost(_) => true,
            Refine::During(time) => {
                self.span(time).is_some_and(|(span, sign)| span.has(at) == (sign == crate::model::rule::Sign::Holds))
            }
        }
    }
}

/// Returns how often something has to have happened.
pub(super) fn times(refine: &Refine) -> std::ops::RangeInclusive<u64> {
    match refine {
        Refine::Ever | Refine::During(_) => 1..=u64::MAX,
        Refine::AtLeast(count) => u64::from(*count)..=u64::MAX,
        Refine::AtMost(count) => 0..=u64::from(*count),
    }
}

/// Returns the event of a verb, and the one that must not be there.
fn email(verb: EmailVerb) -> (&'static str, Option<&'static str>) {
    match verb {
        EmailVerb::Sent => (SENT, None),
        EmailVerb::SentNotReceived => (SENT, Some(DELIVERED)),
        EmailVerb::SentNotClicked => (SENT, Some(CLICKED)),
        EmailVerb::Received => (DELIVERED, None),
        EmailVerb::ReceivedNotOpened => (DELIVERED, Some(OPENED)),
        EmailVerb::Opened => (OPENED, None),
        EmailVerb::OpenedNotClicked => (OPENED, Some(CLICKED)),
        EmailVerb::OpenedNotReplied => (OPENED, Some(REPLIED)),
        EmailVerb::Clicked => (CLICKED, None),
        EmailVerb::Replied => (REPLIED, None),
        EmailVerb::Bounced => (BOUNCED, None),
        EmailVerb::Unsubscribed => (UNSUBSCRIBED, None),
    }
}
