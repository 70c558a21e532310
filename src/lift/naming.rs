//! Names for what had only a title.

use std::collections::BTreeSet;

use any_ascii::any_ascii;

use crate::syntax::is_name;

/// The longest name that is made of a title.
const LONGEST: usize = 60;

/// Names that were given, and must not be given again.
#[derive(Clone, Debug, Default)]
pub struct Taken(BTreeSet<String>);

impl Taken {
    /// Keeps a name from being given.
    pub fn keep(&mut self, name: &str) {
        self.0.insert(name.to_ascii_lowercase());
    }

    /// Gives a name that nothing else has, whatever the case of its letters: the one that the title suggests, else the
    /// kind of thing with its id, which no other thing has.
    pub fn give(&mut self, title: &str, kind: &str, id: &str) -> String {
        let of_id = || format!("{kind}_{}", words(id));
        let name = suggested(title, kind).filter(|name| !self.0.contains(name)).unwrap_or_else(of_id);
        // Somebody may have called another thing by that word and number.
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !self.0.contains(name));
        let name = free.unwrap_or(name);
        self.keep(&name);
        name
    }

    /// Gives names to things that have one each already, in their order: its own, where that is a name of the language and
    /// free, else one that is made of it. Who has its name keeps it, whatever stands before it.
    pub fn give_own<'n>(&mut self, own: impl Iterator<Item = &'n str> + Clone, kind: &str) -> Vec<String> {
        let mut free: BTreeSet<&str> = BTreeSet::new();
        for name in own.clone().filter(|name| is_name(name)) {
            if self.0.insert(name.to_ascii_lowercase()) {
                free.insert(name);
            }
        }
        own.map(
            |name| if free.remove(name) { name.to_owned() } else { self.give(&format!("{kind} {name}"), kind, name) },
        )
        .collect()
    }
}

/// Returns the name that a title suggests, in small letters of the Latin alphabet; nothing where it says no word.
fn suggested(title: &str, kind: &str) -> Option<String> {
    let words = words(&any_ascii(title));
    let cut = words.get(..LONGEST).filter(|_| words.len() > LONGEST);
    let short = cut.map_or(words.as_str(), |cut| cut.rsplit_once('_').map_or(cut, |(whole, _)| whole));
    if short.is_empty() {
        None
    } else if is_name(short) {
        Some(short.to_owned())
    } else {
        // It begins with a digit, or is a word of the language.
        Some(format!("{kind}_{short}"))
    }
}

/// Returns a title in small letters of the Latin alphabet, for a folder; nothing where it says no word.
#[must_use]
pub fn slug(title: &str) -> Option<String> {
    Some(words(&any_ascii(title))).filter(|words| !words.is_empty())
}

/// Joins the letters and digits of a text to words.
fn words(text: &str) -> String {
    let parts = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_title_in_any_script_is_a_name_that_can_be_read() {
        let of = |title| suggested(title, "list").unwrap_or_default();
        assert_eq!(of("High-intent leads (EMEA)"), "high_intent_leads_emea");
        assert_eq!(of("Größere Kunden"), "grossere_kunden");
        assert_eq!(of("Крупные клиенты"), "krupnye_klienty");
        assert_eq!([of("2026 leads"), of("or")], ["list_2026_leads", "list_or"]);
        assert_eq!([of(""), of("!!!")], [""; 2]);
        assert!(of(&"many words ".repeat(40)).len() <= LONGEST);
    }

    #[test]
    fn no_name_is_given_twice_whatever_the_case() {
        let mut taken = Taken::default();
        taken.keep("Hot");
        assert_eq!(taken.give("hot", "list", "7"), "list_7");
        assert_eq!(taken.give("Warm!", "list", "8"), "warm");
        assert_eq!(taken.give("WARM", "list", "9"), "list_9");
        taken.keep("list_10");
        assert_eq!(taken.give("", "list", "10"), "list_10_2");
    }

    proptest! {
        #[test]
        fn any_titles_get_names_of_their_own(titles in proptest::collection::vec(".{0,80}", 0..20)) {
            let mut taken = Taken::default();
            let names: Vec<String> = titles.iter().enumerate().map(|(id, title)| taken.give(title, "list", &id.to_string())).collect();
            prop_assert!(names.iter().all(|name| is_name(name)));
            prop_assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        }
    }
}
