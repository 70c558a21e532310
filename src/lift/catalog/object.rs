//! An object of the portal: its features, and the ways to other records.

use std::collections::BTreeMap;

use super::yaml::{Line, Value};
use super::{Loss, Taken, Writer, entry, lose, property};
use crate::catalog::portal::{Association, Origin, PortalObject, State};
use crate::hubspot::platform::{Object, association_type_id};
use crate::source::is_no_text;

impl Writer<'_> {
    /// Writes what stands below the word of an object.
    pub(super) fn object(&self, id: &str, object: Object, known: &PortalObject, losses: &mut Vec<Loss>) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Object::Custom(custom) = object
            && !self.by_hand.custom_objects.contains_key(object.word())
        {
            lines.push(Line::Entry("custom".to_owned(), Value::text(custom.name())));
        }
        for (key, below) in [
            ("features", self.features(object, known, losses)),
            ("associations", self.associations(id, object, losses)),
        ] {
            if below.iter().any(Line::is_entry) {
                lines.push(Line::block(key, below));
            } else {
                lines.extend(below);
            }
        }
        lines
    }

    fn features(&self, object: Object, known: &PortalObject, losses: &mut Vec<Loss>) -> Vec<Line> {
        let by_hand: Vec<_> = self.by_hand.features_of(object).collect();
        let mut taken = Taken::default();
        let faulty = self.by_hand.faulty.iter().filter(|(of, _)| *of == object).map(|(_, name)| name);
        for name in by_hand.iter().map(|feature| &feature.name).chain(faulty) {
            taken.keep(name);
        }
        let wanted: Vec<_> = known
            .properties
            .values()
            .filter(|property| property.state == State::Live)
            .filter(|property| by_hand.iter().all(|feature| feature.property != property.name))
            .collect();
        let names = taken.give_own(wanted.iter().map(|property| property.name.as_str()), "property");
        let mut lines = Vec::new();
        for (property, name) in wanted.into_iter().zip(names) {
            let place = format!("/{}/{}", object.word(), property.name);
            let of = Some((&known.which, known.pipelines.as_slice()));
            let keys = match property::unnameable(property) {
                Some(why) => Err(why.to_owned()),
                None => property::keys(property, of, &place, &mut lines, losses),
            };
            match keys {
                Ok(mut keys) => {
                    if name != property.name {
                        keys.insert(0, ("property", Value::text(&property.name)));
                    }
                    keys.extend(property::more_keys(property));
                    lines.push(entry(&name, keys));
                }
                Err(why) => lose(&mut lines, losses, place, &format!("property `{}`", property.name), &why),
            }
        }
        lines
    }

    fn associations(&self, id: &str, from: Object, losses: &mut Vec<Loss>) -> Vec<Line> {
        let by_hand: Vec<_> = self.by_hand.associations.values().filter(|it| it.from == from).collect();
        let mut taken = Taken::default();
        for association in &by_hand {
            taken.keep(&association.name);
        }
        // Where its own word is a name already, the plain one is called by it no more.
        let (mut plain, mut labelled) = (BTreeMap::new(), Vec::new());
        let leads = self.facts.associations.iter().filter(|it| it.from == id);
        for (found, to) in leads.filter_map(|found| Some((found, *self.objects.get(&found.to)?))) {
            let label = found.label.as_deref().filter(|label| !label.is_empty());
            let has = |it: &&&crate::catalog::Association| {
                it.to == to && it.label.as_deref().map(str::to_lowercase) == label.map(str::to_lowercase)
            };
            if by_hand.iter().any(|it| has(&it)) {
                continue;
            }
            match label {
                None if is_plain(found, from, to) => drop(plain.insert(to.word(), to)),
                Some(label) if found.origin == Origin::Portal => labelled.push((label, to)),
                // HubSpot's own labels have no name that a plan looks up.
                None | Some(_) => {}
            }
        }
        let mut lines = Vec::new();
        let names = taken.give_own(plain.keys().copied(), "to");
        for (to, name) in plain.values().zip(names) {
            lines.push(entry(&name, vec![("to", Value::text(to.word()))]));
        }
        for (at, (label, to)) in labelled.iter().enumerate() {
            let is_twin = |(other, (twin, its)): (usize, &(&str, Object))| {
                other != at && its == to && twin.to_lowercase() == label.to_lowercase()
            };
            let why = if labelled.iter().enumerate().any(is_twin) {
                Some("another label to the same object has this text")
            } else if label.trim().is_empty() || label.chars().any(is_no_text) {
                Some("its text is blank, or holds a character that no text holds")
            } else {
                None
            };
            match why {
                Some(why) => {
                    let place = format!("/{}/associations/{}", from.word(), to.word());
                    lose(&mut lines, losses, place, &format!("label `{label}` to {}", to.word()), why);
                }
                None => {
                    let name = taken.give(label, "label", &format!("{} {label}", to.word()));
                    lines.push(entry(&name, vec![("to", Value::text(to.word())), ("label", Value::text(*label))]));
                }
            }
        }
        lines
    }
}

/// Tells whether an association without a label is the one that `to` alone stands for.
fn is_plain(found: &Association, from: Object, to: Object) -> bool {
    match association_type_id(from, to) {
        Some(own) => found.origin == Origin::HubSpot && found.type_id == u64::from(own),
        None => found.origin == Origin::Portal,
    }
}
