//! What happened to the records of a seed, and what they said about subscriptions.

use std::collections::BTreeMap;

use super::shape::File;
use super::things::Names;
use super::values::scalar;
use super::{SeedError, Sower};
use crate::emulator::activity::{Happening, kind, put};
use crate::emulator::evaluate::time::instant;
use crate::emulator::rows::events::{EventProperty, Holds};
use crate::emulator::state::{Millis, OptKey, OptStatus};

impl Sower<'_> {
    pub(super) fn submissions(&mut self, file: &File) -> Result<(), SeedError> {
        for (at, row) in file.submissions.iter().enumerate() {
            let mut properties = vec![("form", row.form.clone())];
            properties.extend(row.page.clone().map(|page| ("page", page)));
            let properties = properties.into_iter().map(|(word, value)| (word.to_owned(), value)).collect();
            let key = format!("submission/{}/{}/{at}", row.contact, row.form);
            self.happened(key, &row.contact, "form_submission", &row.at, properties)?;
        }
        Ok(())
    }

    pub(super) fn events(&mut self, file: &File) -> Result<(), SeedError> {
        let mut seen = Names::default();
        for row in &file.events {
            let defined = self.state.data.event_types.get(&row.did).map(|row| row.type_id.clone());
            let did = defined.unwrap_or_else(|| row.did.clone());
            let is_custom = did.split_once('-').is_some_and(|(kind, number)| {
                matches!(kind, "4" | "6") && !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
            });
            if kind(&did).is_none() && !is_custom {
                return Err(self.fault(&row.did, format!("nothing that happens is called `{}`", row.did)));
            }
            let mut properties = BTreeMap::new();
            for (name, value) in &row.properties {
                let value = scalar(value)
                    .ok_or_else(|| self.fault(name, format!("`{name}` of an event is neither text nor number")))?;
                properties.insert(name.clone(), value);
            }
            // Two of the same at the same time are two.
            let said: Vec<String> = properties.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let key = seen.key("event", &[&row.of, &row.did, &row.at, &said.join("&")].map(String::as_str).join("/"));
            self.happened(key, &row.of, &did, &row.at, properties)?;
        }
        Ok(())
    }

    pub(super) fn opted(&mut self, file: &File) -> Result<(), SeedError> {
        for row in &file.opted {
            let record = self.record(&row.contact)?;
            let status = OptStatus::by_word(&row.status)
                .ok_or_else(|| self.fault(&row.status, format!("`{}` is no status", row.status)))?;
            let said = scalar(&row.subscription).filter(|id| !id.is_empty());
            let said = said.ok_or_else(|| self.fault(&row.contact, "a subscription has a name or an id".to_owned()))?;
            let called = self.state.data.subscriptions.values().find(|row| row.name == said);
            let subscription = called.map_or(said, |row| row.id.to_string());
            let key = OptKey { record, subscription };
            if self.state.data.opted.get(&key).is_some() {
                self.report.known += 1;
            } else {
                self.report.made += 1;
            }
            self.state.data.opted.put(key, status);
        }
        Ok(())
    }

    /// Puts one thing that happened into the table, unless an earlier reading did.
    fn happened(
        &mut self,
        key: String,
        who: &str,
        event: &str,
        at: &str,
        properties: BTreeMap<String, String>,
    ) -> Result<(), SeedError> {
        let record = self.record(who)?;
        let at = self.time(at)?;
        let known = kind(event).map_or(&[][..], |kind| kind.properties);
        let mut named = BTreeMap::new();
        for (word, value) in properties {
            let row = known.iter().find(|row| row.word == word || row.name == word);
            named.insert(word, self.named(row, value)?);
        }
        if self.seeded(&key).is_some() {
            self.report.known += 1;
            return Ok(());
        }
        let happening = Happening { record, event: event.to_owned(), at, properties: named };
        let number = put(self.state, happening);
        self.note(key, number.to_string());
        Ok(())
    }

    fn time(&self, text: &str) -> Result<Millis, SeedError> {
        self.relative(text).or_else(|| instant(text)).ok_or_else(|| self.fault(text, format!("`{text}` is no time")))
    }

    /// Returns the id of a form or an e-mail that stands by its name, and everything else as it is.
    fn named(&self, row: Option<&EventProperty>, value: String) -> Result<String, SeedError> {
        let data = &self.state.data;
        match row.map_or(Holds::Text, |row| row.holds) {
            Holds::Text => Ok(value),
            Holds::Form if data.forms.get(&value).is_some() => Ok(value),
            Holds::Form => {
                let form = data.forms.values().find(|form| form.name == value).map(|form| form.id.clone());
                form.ok_or_else(|| self.fault(&value, format!("there is no form `{value}`")))
            }
            Holds::Email if value.parse().is_ok_and(|id: u64| data.emails.get(&id).is_some()) => Ok(value),
            Holds::Email => {
                let email = data.emails.values().find(|email| email.name == value).map(|email| email.id.to_string());
                email.ok_or_else(|| self.fault(&value, format!("there is no e-mail `{value}`")))
            }
        }
    }
}
