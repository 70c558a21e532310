//! What can happen to a record: HubSpot's own events as rows, and those of the catalog.
//!
//! A row has the properties of an event whose names are known from HubSpot's documentation or from stored workflows.
//! Names that are guesses are in no row: a catalog that knows better adds them under the event's word.

use std::collections::BTreeMap;

use super::{Catalog, Feature, FeatureKind, Sensitivity};
use crate::hubspot::platform::Object;
use crate::source::{FileId, Span};

/// An event that HubSpot knows in every portal.
#[derive(Debug, PartialEq, Eq)]
pub struct StandardEvent {
    /// The word of the language.
    pub word: &'static str,
    /// HubSpot's event type id.
    pub id: &'static str,
    /// The object it happens to.
    pub object: Object,
    /// Its properties.
    pub properties: &'static [EventProperty],
}

/// A property of a standard event.
#[derive(Debug, PartialEq, Eq)]
pub struct EventProperty {
    /// The word of the language.
    pub word: &'static str,
    /// HubSpot's name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
}

/// What a property of a standard event holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A form.
    Form,
    /// A marketing e-mail.
    Email,
}

const fn contact(word: &'static str, id: &'static str, properties: &'static [EventProperty]) -> StandardEvent {
    StandardEvent { word, id, object: Object::Contact, properties }
}

const FORM: &[EventProperty] = &[EventProperty { word: "form", name: "hs_form_id", holds: Holds::Form }];
const EMAIL: &[EventProperty] =
    &[EventProperty { word: "email", name: "hs_email_campaign_group_id", holds: Holds::Email }];

/// HubSpot's own events. A changed property and a new record are events too, with words of their own.
///
/// Left out: events of sequences, of which four ids are known and not which is which; surveys, ads and playbooks, of
/// whose objects nothing is known.
pub const STANDARD: &[StandardEvent] = &[
    contact("form_submission", "4-1639801", FORM),
    contact("form_view", "4-1639797", &[]),
    contact("form_interaction", "4-1639799", &[]),
    contact("email_sent", "4-667638", EMAIL),
    contact("email_delivered", "4-665536", EMAIL),
    contact("email_open", "4-666440", EMAIL),
    contact("email_click", "4-666288", EMAIL),
    contact("email_reply", "4-665538", EMAIL),
    contact("email_bounce", "4-5470331", EMAIL),
    contact("subscription_change", "4-666289", &[]),
    contact("page_visit", "4-96000", &[]),
    contact("cta_view", "4-1555804", &[]),
    contact("cta_click", "4-1555805", &[]),
    contact("media_play", "4-675783", &[]),
    contact("sms_click", "4-1722276", &[]),
    contact("meeting_booked", "4-1720599", &[]),
    contact("call_start", "4-1733817", &[]),
    contact("call_end", "4-1741072", &[]),
    contact("marketing_event_registration", "4-68559", &[]),
    contact("marketing_event_cancellation", "4-69072", &[]),
];

/// Finds a standard event.
#[must_use]
pub fn standard(word: &str) -> Option<&'static StandardEvent> {
    STANDARD.iter().find(|event| event.word == word)
}

/// An event that rules may name.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// How the portal knows it.
    pub of: Kind,
    /// The object it happens to.
    pub object: Object,
    /// What its rules may name.
    pub properties: BTreeMap<String, Feature>,
}

/// How a portal knows an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// By HubSpot's id.
    Standard(&'static StandardEvent),
    /// By its name in the portal.
    Custom(String),
}

impl Catalog {
    /// Finds an event by its word.
    #[must_use]
    pub fn event(&self, word: &str) -> Option<Event> {
        let own = self.events.get(word);
        if let Some(event) = standard(word) {
            let mut properties: BTreeMap<String, Feature> =
                event.properties.iter().map(|property| (property.word.to_owned(), feature(event, property))).collect();
            properties.extend(own.iter().flat_map(|own| own.properties.clone()));
            return Some(Event { of: Kind::Standard(event), object: event.object, properties });
        }
        let own = own?;
        let object = self.object(&own.on)?;
        Some(Event { of: Kind::Custom(own.custom.clone()), object, properties: own.properties.clone() })
    }

    /// Goes through the words of all events, HubSpot's own first.
    pub fn event_words(&self) -> impl Iterator<Item = &str> {
        let own = self.events.keys().map(String::as_str).filter(|word| standard(word).is_none());
        STANDARD.iter().map(|event| event.word).chain(own)
    }
}

fn feature(event: &StandardEvent, property: &EventProperty) -> Feature {
    let kind = match property.holds {
        Holds::Form => FeatureKind::Form,
        Holds::Email => FeatureKind::Email,
    };
    of_event(event.object, property.word, property.name.to_owned(), kind, Span::new(FileId(0), 0, 0))
}

/// Returns what stands for the moment at which something happened to a record of an object.
#[must_use]
pub fn moment(object: Object, at: Span) -> Feature {
    of_event(object, "happened", "happened".to_owned(), FeatureKind::DateTime, at)
}

/// Makes the feature that stands for a property of an event.
pub(super) fn of_event(object: Object, word: &str, property: String, kind: FeatureKind, at: Span) -> Feature {
    Feature {
        name: word.to_owned(),
        object,
        property,
        kind,
        required: true,
        range: None,
        owner: None,
        about: None,
        source: None,
        managed: None,
        sensitivity: Sensitivity::Plain,
        calculated: false,
        at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{is_identifier, is_reserved};

    #[test]
    fn words_and_ids_are_used_once_and_are_names() {
        for (at, event) in STANDARD.iter().enumerate() {
            assert!(is_identifier(event.word) && !is_reserved(event.word), "{}", event.word);
            let later = STANDARD.iter().skip(at + 1);
            assert!(later.clone().all(|other| other.word != event.word && other.id != event.id), "{}", event.word);
            // `created` and `changes` are events of their own.
            assert_ne!(event.word, "created");
        }
    }
}
