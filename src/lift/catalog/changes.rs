//! What is otherwise between two generated catalogs, in words.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Association, Catalog, ChoiceOption, CustomEvent, Feature};

/// How many things that came are named, and not only counted.
const MOST_NAMED: usize = 8;
/// How many options are named.
const MOST_OPTIONS: usize = 5;

/// Returns what changed, a line each, object by object. What is gone or changed is named, since rules may use it.
#[must_use]
pub fn changes(before: &Catalog, after: &Catalog) -> Vec<String> {
    let mut lines = Vec::new();
    let words: BTreeSet<&str> = before.objects().chain(after.objects()).map(|object| object.word()).collect();
    for word in words {
        let custom = |of: &Catalog| of.custom_objects.contains_key(word);
        match (custom(before), custom(after)) {
            (false, true) => lines.push(format!("{word}: new object")),
            (true, false) => lines.push(format!("{word}: object gone")),
            (true, true) | (false, false) => {}
        }
        let (was, is) = (features(before, word), features(after, word));
        compare(&mut lines, &format!("{word}: "), "feature", &was, &is, feature);
        let (was, is) = (associations(before, word), associations(after, word));
        compare(&mut lines, &format!("{word}: "), "association", &was, &is, |was, is| {
            let leads = |it: &Association| match &it.label {
                Some(label) => format!("leads to {} by the label `{label}`", it.to.word()),
                None => format!("leads to {}", it.to.word()),
            };
            (leads(was) != leads(is)).then(|| format!("{} (before: {})", leads(is), leads(was)))
        });
    }
    let names = |of: &Catalog| -> BTreeSet<String> { of.events.keys().cloned().collect() };
    came_and_went(&mut lines, "", "event", &names(before), &names(after));
    for (word, was) in &before.events {
        let Some(is) = after.events.get(word) else { continue };
        if was.custom != is.custom || was.on != is.on {
            lines.push(format!(
                "event `{word}` is `{}` on {} (before: `{}` on {})",
                is.custom, is.on, was.custom, was.on
            ));
        }
        let (was, is) = (properties(was), properties(is));
        compare(&mut lines, &format!("event `{word}`: "), "property", &was, &is, feature);
    }
    lines
}

fn properties(of: &CustomEvent) -> BTreeMap<&str, &Feature> {
    of.properties.iter().map(|(name, feature)| (name.as_str(), feature)).collect()
}

fn features<'c>(of: &'c Catalog, word: &str) -> BTreeMap<&'c str, &'c Feature> {
    let of = of.features.values().filter(|feature| feature.object.word() == word);
    of.map(|feature| (feature.name.as_str(), feature)).collect()
}

fn associations<'c>(of: &'c Catalog, word: &str) -> BTreeMap<&'c str, &'c Association> {
    let of = of.associations.values().filter(|association| association.from.word() == word);
    of.map(|association| (association.name.as_str(), association)).collect()
}

/// Tells what came, what went, and how what stayed differs.
fn compare<T>(
    lines: &mut Vec<String>,
    whose: &str,
    what: &str,
    was: &BTreeMap<&str, &T>,
    is: &BTreeMap<&str, &T>,
    differs: impl Fn(&T, &T) -> Option<String>,
) {
    let names = |of: &BTreeMap<&str, &T>| -> BTreeSet<String> { of.keys().map(|name| (*name).to_owned()).collect() };
    came_and_went(lines, whose, what, &names(was), &names(is));
    for (name, was) in was {
        let difference = is.get(name).and_then(|is| differs(was, is));
        lines.extend(difference.map(|how| format!("{whose}{what} `{name}` {how}")));
    }
}

fn came_and_went(lines: &mut Vec<String>, whose: &str, what: &str, was: &BTreeSet<String>, is: &BTreeSet<String>) {
    let came: Vec<&str> = is.difference(was).map(String::as_str).collect();
    let went: Vec<&str> = was.difference(is).map(String::as_str).collect();
    if !came.is_empty() {
        let which = if came.len() <= MOST_NAMED { format!(": {}", quoted(&came, MOST_NAMED)) } else { String::new() };
        lines.push(format!("{whose}{} added{which}", counted(came.len(), what)));
    }
    if !went.is_empty() {
        lines.push(format!("{whose}{} gone: {}", counted(went.len(), what), quoted(&went, went.len())));
    }
}

/// Says how a feature differs; nothing where it does not.
fn feature(was: &Feature, is: &Feature) -> Option<String> {
    let mut said = Vec::new();
    if was.property != is.property {
        said.push(format!("stands for `{}` (before: `{}`)", is.property, was.property));
    }
    if was.kind.word() != is.kind.word() {
        said.push(format!("is of type {} (before: {})", is.kind.word(), was.kind.word()));
    } else if let (Some(was), Some(is)) = (was.kind.options(), is.kind.options()) {
        said.extend(option_changes(was, is));
    } else if was.kind != is.kind {
        said.push("holds the stages of other pipelines".to_owned());
    }
    if was.calculated != is.calculated {
        said.push(if is.calculated { "is calculated" } else { "is not calculated any more" }.to_owned());
    }
    if was.sensitivity != is.sensitivity {
        said.push(format!("has sensitivity {} (before: {})", is.sensitivity.word(), was.sensitivity.word()));
    }
    if was.about != is.about {
        said.push("has another description".to_owned());
    }
    (!said.is_empty()).then(|| said.join("; "))
}

fn option_changes(was: &[ChoiceOption], is: &[ChoiceOption]) -> Vec<String> {
    let values = |of: &[ChoiceOption]| -> BTreeSet<String> { of.iter().map(|option| option.value.clone()).collect() };
    let (old, new) = (values(was), values(is));
    let mut said = Vec::new();
    let came: Vec<&str> = new.difference(&old).map(String::as_str).collect();
    let went: Vec<&str> = old.difference(&new).map(String::as_str).collect();
    if !came.is_empty() {
        said.push(format!("has {} more: {}", counted(came.len(), "option"), quoted(&came, MOST_OPTIONS)));
    }
    if !went.is_empty() {
        said.push(format!("lost {}: {}", counted(went.len(), "option"), quoted(&went, went.len())));
    }
    if said.is_empty() && was != is {
        said.push("has other labels, or its options in another order".to_owned());
    }
    said
}

fn counted(count: usize, what: &str) -> String {
    match (count, what.strip_suffix('y')) {
        (1, _) => format!("1 {what}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {what}s"),
    }
}

fn quoted(names: &[&str], most: usize) -> String {
    let shown: Vec<String> = names.iter().take(most).map(|name| format!("`{name}`")).collect();
    let rest = names.len().saturating_sub(most);
    if rest == 0 { shown.join(", ") } else { format!("{} and {rest} more", shown.join(", ")) }
}
