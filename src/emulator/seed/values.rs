//! Values of records in a seed, and the records themselves.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::shape::File;
use super::{SeedError, Sower};
use crate::emulator::associations::{connect, plain};
use crate::emulator::evaluate::time::instant;
use crate::emulator::object::Object;
use crate::emulator::records::values::{fit, judge_email};
use crate::emulator::records::{insert, modified};
use crate::emulator::rows::Kind;
use crate::emulator::rows::links::ASSOCIATIONS;
use crate::emulator::schemas::SchemaRow;
use crate::emulator::state::{LinkType, Millis, PropertyRow, RecordKey, iso};
use crate::emulator::table::Key;

impl Sower<'_> {
    pub(super) fn records(&mut self, file: &File) -> Result<(), SeedError> {
        let mut keys = std::collections::BTreeSet::new();
        for word in file.records.keys() {
            self.object(word)?;
        }
        // By object type, not by name in the alphabet: contacts come first.
        let customs: Vec<Object> = self.state.data.schemas.values().map(SchemaRow::object).collect();
        for object in Object::STANDARD.into_iter().chain(customs) {
            for (word, rows) in &file.records {
                if self.object_named(word) != Some(object) {
                    continue;
                }
                for row in rows {
                    let key = row
                        .get("as")
                        .and_then(serde_yaml::Value::as_str)
                        .ok_or_else(|| self.fault("records:", format!("a record of `{word}` has no `as`")))?;
                    if !keys.insert(key.to_owned()) {
                        return Err(self.fault(&place(key), format!("two records are called `{key}`")));
                    }
                    self.one(object, key, row)?;
                }
            }
        }
        Ok(())
    }

    fn one(&mut self, object: Object, key: &str, row: &BTreeMap<String, serde_yaml::Value>) -> Result<(), SeedError> {
        let now = self.world.millis();
        let mut values = BTreeMap::new();
        let mut created = None;
        for (name, value) in row.iter().filter(|(name, _)| *name != "as") {
            let property = self.state.property(object, name).cloned().ok_or_else(|| {
                self.fault(&place(key), format!("record `{key}`: {} has no property `{name}`", object.singular()))
            })?;
            let text = self
                .text(&property, value, row)
                .ok_or_else(|| self.fault(&place(key), format!("record `{key}`: `{name}` has no such value")))?;
            let text = fit(self.state, object, &property, &text)
                .map_err(|(_, what)| self.fault(&place(key), format!("record `{key}`: {what}")))?;
            if name == "createdate" {
                created = instant(&text);
            }
            values.insert(name.clone(), text);
        }
        self.report.records += 1;
        let at = created.unwrap_or(now).min(now);
        let known = self.seeded(&format!("record/{key}")).and_then(|text| RecordKey::parse(&text));
        let email = values.get("email").filter(|_| object == Object::Contact).cloned();
        judge_email(self.state, email.as_deref(), known.map(|known| known.id))
            .map_err(|refusal| self.fault(&place(key), format!("record `{key}`: {}", refusal.message)))?;
        if let Some(known) = known.filter(|known| known.object == object) {
            self.report.known += 1;
            self.state.data.records.edit(&known, |row| {
                for (name, value) in &values {
                    row.set(name, value, now);
                }
            });
            return Ok(());
        }
        let made = insert(self.state, object, &values, at);
        let made = RecordKey { object, id: made.id };
        // What only the server writes may stand in a seed, so that there is a past to look at.
        let written = values.get(modified(object)).and_then(|text| instant(text)).unwrap_or(at);
        self.state.data.records.edit(&made, |row| row.updated = written);
        self.note(format!("record/{key}"), made.text());
        Ok(())
    }

    /// Returns a value as HubSpot's text.
    fn text(
        &self,
        property: &PropertyRow,
        value: &serde_yaml::Value,
        row: &BTreeMap<String, serde_yaml::Value>,
    ) -> Option<String> {
        if let serde_yaml::Value::Sequence(items) = value {
            let items: Option<Vec<String>> = items.iter().map(scalar).collect();
            return Some(items?.join(";"));
        }
        let text = scalar(value)?;
        match Kind::of(&property.kind) {
            Kind::Date => Some(match self.relative(&text) {
                Some(at) => {
                    let at = jiff::Timestamp::from_millisecond(at).ok()?;
                    at.to_zoned_datetime(self.state.zone()).date().to_string()
                }
                None => text,
            }),
            Kind::DateTime => Some(self.relative(&text).map_or(text, iso)),
            Kind::Enumeration if property.referenced.is_some() && text.contains('@') => {
                let mut owners = self.state.data.owners.values();
                owners.find(|owner| owner.email.eq_ignore_ascii_case(&text)).map(|owner| owner.id.to_string())
            }
            Kind::Enumeration => Some(self.option(property, &text, row).unwrap_or(text)),
            Kind::String | Kind::Number | Kind::Bool | Kind::Other => Some(text),
        }
    }

    /// Finds a pipeline or stage by its label; the stage in the record's own pipeline.
    fn option(&self, property: &PropertyRow, text: &str, row: &BTreeMap<String, serde_yaml::Value>) -> Option<String> {
        let (object, own) = match property.name.as_str() {
            "pipeline" | "dealstage" => (Object::Deal, row.get("pipeline")),
            "hs_pipeline" | "hs_pipeline_stage" => (Object::Ticket, row.get("hs_pipeline")),
            _ => return None,
        };
        if property.options.iter().any(|option| option.value == text) {
            return None;
        }
        let own = own.and_then(scalar);
        let mut pipelines =
            self.state.data.pipelines.iter().filter(|(key, _)| key.object == object).map(|(_, row)| row);
        if property.name.ends_with("pipeline") {
            return pipelines.find(|row| row.label == text).map(|row| row.id.clone());
        }
        pipelines
            .filter(|row| own.as_ref().is_none_or(|own| row.id == *own || row.label == *own))
            .flat_map(|row| &row.stages)
            .find(|stage| stage.label == text)
            .map(|stage| stage.id.clone())
    }

    /// Reads `today - 3 days`, `now + 2 hours`.
    pub(super) fn relative(&self, text: &str) -> Option<Millis> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (start, rest) = words.split_first()?;
        let zone = self.state.zone();
        let now: DateTime = self.world.now.to_zoned_datetime(zone.clone()).datetime();
        let start = match *start {
            "now" => now,
            "today" => now.date().to_datetime(jiff::civil::Time::midnight()),
            _ => return None,
        };
        let shifted = match rest {
            [] => start,
            [sign, amount, unit] => {
                let amount: i64 = amount.parse().ok()?;
                let amount = match *sign {
                    "+" => amount,
                    "-" => amount.checked_neg()?,
                    _ => return None,
                };
                let span = jiff::Span::new();
                let span = match unit.trim_end_matches('s') {
                    "minute" => span.try_minutes(amount).ok()?,
                    "hour" => span.try_hours(amount).ok()?,
                    "day" => span.try_days(amount).ok()?,
                    "week" => span.try_weeks(amount).ok()?,
                    _ => return None,
                };
                start.checked_add(span).ok()?
            }
            _ => return None,
        };
        to_millis(shifted, zone)
    }

    pub(super) fn associations(&mut self, file: &File) -> Result<(), SeedError> {
        for row in &file.associations {
            let (from, to) = (self.record(&row.from)?, self.record(&row.to)?);
            let link = match &row.label {
                None => plain(self.state, from.object, to.object),
                Some(label) => self.labelled(from.object, to.object, label),
            };
            let link = link.ok_or_else(|| {
                let label = row.label.as_deref().unwrap_or("without a label");
                self.fault(&row.from, format!("no association {label} leads from `{}` to `{}`", row.from, row.to))
            })?;
            connect(self.state, from, to, &link).map_err(|refusal| self.fault(&row.from, refusal.message))?;
        }
        Ok(())
    }

    fn labelled(&self, from: Object, to: Object, label: &str) -> Option<LinkType> {
        let made =
            self.state.data.labels.iter().find(|(key, row)| (key.from, key.to) == (from, to) && row.label == label);
        if let Some((key, _)) = made {
            return Some(LinkType { category: "USER_DEFINED".to_owned(), type_id: key.type_id });
        }
        ASSOCIATIONS
            .iter()
            .find(|(a, b, _, known)| from.id() == *a && to.id() == *b && *known == Some(label))
            .map(|(_, _, id, _)| LinkType { category: "HUBSPOT_DEFINED".to_owned(), type_id: *id })
    }
}

fn to_millis(at: DateTime, zone: TimeZone) -> Option<Millis> {
    Some(at.to_zoned_datetime(zone).ok()?.timestamp().as_millisecond())
}

/// Returns what stands in the file where a record is.
fn place(key: &str) -> String {
    format!("as: {key}")
}

/// Returns a plain value as text.
pub(super) fn scalar(value: &serde_yaml::Value) -> Option<String> {
    match value {
        serde_yaml::Value::Null => Some(String::new()),
        serde_yaml::Value::Bool(truth) => Some(truth.to_string()),
        serde_yaml::Value::Number(number) => Some(number.to_string()),
        serde_yaml::Value::String(text) => Some(text.clone()),
        serde_yaml::Value::Sequence(_) | serde_yaml::Value::Mapping(_) | serde_yaml::Value::Tagged(_) => None,
    }
}
