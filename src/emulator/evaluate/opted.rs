//! What a filter asks of what a contact said about subscriptions.

use serde_json::{Map, Value};

use super::did::Around;
use crate::emulator::json::id;
use crate::emulator::state::{OptKey, OptStatus, RecordKey, RecordRow};
use crate::hubspot::switches::{SubscriptionIds, SubscriptionSilence};

/// A question about subscriptions. `subscriptionType` is not looked at: ids of all types stand in one table.
#[derive(Debug)]
pub struct Opted {
    subscriptions: Vec<String>,
    statuses: Vec<OptStatus>,
}

impl Opted {
    /// Reads an EMAIL_SUBSCRIPTION filter. None where it can't be read.
    #[must_use]
    pub fn of(filter: &Map<String, Value>) -> Option<Self> {
        let items = |name: &str| filter.get(name).and_then(Value::as_array);
        let subscriptions: Option<Vec<String>> = items("subscriptionIds")?.iter().map(id).collect();
        let statuses: Option<Vec<OptStatus>> =
            items("acceptedStatuses")?.iter().map(|word| OptStatus::by_word(word.as_str()?)).collect();
        let subscriptions = subscriptions.filter(|ids| !ids.is_empty())?;
        Some(Self { subscriptions, statuses: statuses? })
    }

    /// Tells whether a record passes.
    #[must_use]
    pub fn accepts(&self, around: Around<'_>, record: &RecordRow) -> bool {
        let record = RecordKey { object: around.object, id: record.id };
        let accepts = |subscription: &String| {
            let said = around.state.data.opted.get(&OptKey { record, subscription: subscription.clone() }).copied();
            let status = match around.clock.switches.subscription_silence {
                SubscriptionSilence::NotOpted => said.or(Some(OptStatus::NotOpted)),
                SubscriptionSilence::Nothing => said,
            };
            status.is_some_and(|status| self.statuses.contains(&status))
        };
        match around.clock.switches.subscription_ids {
            SubscriptionIds::Any => self.subscriptions.iter().any(accepts),
            SubscriptionIds::All => self.subscriptions.iter().all(accepts),
        }
    }
}
