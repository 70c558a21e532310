//! What happens to records, put into a portal: page views, submissions, e-mails opened, events of any kind, and what
//! contacts said about subscriptions. HubSpot gathers these itself; here a seed or a test says that they happened.

use std::collections::BTreeMap;

use super::rows::events::{EMAIL_CONTENT, EMAIL_GROUP, EVENTS, EventKind, Holds};
use super::state::{EventKey, EventRow, Millis, OptKey, OptStatus, RecordKey, State, StateError, World};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// To whom.
    pub record: RecordKey,
    /// What: a word of [`EVENTS`], or the id of an event type.
    pub event: String,
    /// When.
    pub at: Millis,
    /// The event's properties, by their word in [`EVENTS`] or by name.
    pub properties: BTreeMap<String, String>,
}

/// Puts what happened into a portal, all of it in one transaction.
///
/// # Errors
/// What the file answers.
pub fn load(state: &mut State, world: &World, happened: impl IntoIterator<Item = Happening>) -> Result<(), StateError> {
    for happening in happened {
        put(state, happening);
    }
    state.commit(world.millis(), "events")
}

/// Puts what contacts said about subscriptions into a portal, all of it in one transaction.
///
/// # Errors
/// What the file answers.
pub fn opt(
    state: &mut State,
    world: &World,
    said: impl IntoIterator<Item = (RecordKey, String, OptStatus)>,
) -> Result<(), StateError> {
    for (record, subscription, status) in said {
        state.data.opted.put(OptKey { record, subscription }, status);
    }
    state.commit(world.millis(), "subscriptions")
}

/// Finds a kind of event by its word or id.
#[must_use]
pub fn kind(event: &str) -> Option<&'static EventKind> {
    EVENTS.iter().find(|kind| kind.word == event || kind.id == event)
}

/// Puts one thing into the table and returns its number.
pub(super) fn put(state: &mut State, happening: Happening) -> u64 {
    let Happening { record, event, at, properties } = happening;
    let kind = kind(&event);
    let mut named = BTreeMap::new();
    for (word, value) in properties {
        let known = kind.and_then(|kind| kind.properties.iter().find(|known| known.word == word || known.name == word));
        if known.is_some_and(|known| known.holds == Holds::Email) {
            let campaign = value.parse().ok().and_then(|id| state.data.emails.get(&id)).map(|email| email.campaign);
            named.insert(EMAIL_GROUP.to_owned(), campaign.map_or_else(|| value.clone(), |id| id.to_string()));
            named.insert(EMAIL_CONTENT.to_owned(), value);
        } else {
            named.insert(known.map_or(word, |known| known.name.to_owned()), value);
        }
    }
    let number = state.next_number("happening", 1);
    let event = kind.map_or(event, |kind| kind.id.to_owned());
    state.data.events.put(EventKey { record, number }, EventRow { event, at, properties: named });
    number
}
