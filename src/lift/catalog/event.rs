//! The events of the portal's own.

use std::collections::BTreeSet;

use super::yaml::{Line, Value};
use super::{Loss, Taken, Writer, entry, lose, property};
use crate::catalog::events;
use crate::catalog::portal::{Event, State};
use crate::source::is_no_text;

/// What can happen to records without being declared.
const WORDS: [&str; 2] = ["created", "changes"];

impl Writer<'_> {
    /// Writes what stands below `events`.
    pub(super) fn events(&self, losses: &mut Vec<Loss>) -> Vec<Line> {
        let mut taken = Taken::default();
        let standard = events::STANDARD.iter().map(|event| event.word);
        for word in standard.chain(WORDS).chain(self.by_hand.events.keys().map(String::as_str)) {
            taken.keep(word);
        }
        let declared: BTreeSet<&str> = self.by_hand.events.values().map(|event| event.custom.as_str()).collect();
        let mut wanted: Vec<&Event> = self.facts.events.iter().flatten().collect();
        wanted.retain(|event| !declared.contains(event.name.as_str()));
        wanted.sort_by(|a, b| a.name.cmp(&b.name));
        wanted.dedup_by(|a, b| a.name == b.name);
        let names = taken.give_own(wanted.iter().map(|event| event.name.as_str()), "event");
        let mut lines = Vec::new();
        for (event, name) in wanted.into_iter().zip(names) {
            let place = format!("/events/{}", event.name);
            let what = format!("event `{}`", event.name);
            let object = event.object.as_deref().unwrap_or_default();
            let on = self.facts.spelt(object).and_then(|id| self.objects.get(id));
            if event.name.trim().is_empty() || event.name.chars().any(is_no_text) {
                lose(&mut lines, losses, place, &what, "its name is none");
            } else if let Some(on) = on {
                let properties = properties(event, &place, &mut lines, losses);
                let mut keys = vec![("custom", Value::text(&event.name)), ("on", Value::text(on.word()))];
                if properties.iter().any(Line::is_entry) {
                    keys.push(("properties", Value::Map(properties)));
                }
                lines.push(entry(&name, keys));
            } else {
                let why = format!("it happens to `{object}`, of which no rule can be written");
                lose(&mut lines, losses, place, &what, &why);
            }
        }
        lines
    }
}

fn properties(event: &Event, place: &str, above: &mut Vec<Line>, losses: &mut Vec<Loss>) -> Vec<Line> {
    let mut wanted: Vec<_> = event.properties.iter().filter(|property| property.state == State::Live).collect();
    wanted.sort_by(|a, b| a.name.cmp(&b.name));
    wanted.dedup_by(|a, b| a.name == b.name);
    let names = Taken::default().give_own(wanted.iter().map(|property| property.name.as_str()), "property");
    let mut lines = Vec::new();
    for (property, name) in wanted.into_iter().zip(names) {
        let place = format!("{place}/{}", property.name);
        let keys = if property.name.chars().any(is_no_text) {
            Err("its name is none".to_owned())
        } else {
            property::keys(property, None, &place, above, losses)
        };
        match keys {
            Ok(mut keys) => {
                if name != property.name {
                    keys.insert(0, ("property", Value::text(&property.name)));
                }
                lines.push(entry(&name, keys));
            }
            Err(why) => {
                let what = format!("property `{}` of event `{}`", property.name, event.name);
                lose(above, losses, place, &what, &why);
            }
        }
    }
    lines
}
