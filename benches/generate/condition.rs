//! Conditions in both languages: each pair asks the same of a record.

use super::catalog::{FEATURES, Feature, Kind, OBJECTS, Presence};
use super::random::Random;

/// A condition.
pub struct Condition {
    /// In the language.
    pub segment: String,
    /// In Cedar's.
    pub policy: String,
}

const WORDS: [&str; 12] = [
    "Head of",
    "director",
    "platform",
    "Berlin",
    "Zürich",
    "logistics",
    "cloud",
    "example.com",
    "manufacturing",
    "finance",
    "north",
    "engineering",
];
const INDUSTRIES: [&str; 6] = ["SOFTWARE", "RETAIL", "BANKING", "LOGISTICS", "EDUCATION", "ENERGY"];

/// Makes a condition on records of an object, of features that no condition beside it is about.
pub fn any(object: usize, random: &mut Random, known: &[String], used: &mut Vec<String>) -> Condition {
    match random.below(100) {
        // A third of all segments refers to another one, more or less.
        0..=9 if !known.is_empty() => member(random, known, used),
        10..=15 if OBJECTS[object].word != "company" => of_company(object, random, used),
        0..=29 => either(object, random, used),
        30..=44 => or_unknown(object, random, used),
        _ => plain(object, random, used),
    }
}

/// In a segment of those that have been made, or not in it.
fn member(random: &mut Random, known: &[String], used: &mut Vec<String>) -> Condition {
    let name = random.of(known);
    if used.contains(name) {
        return member(random, known, used);
    }
    used.push(name.clone());
    if random.below(3) == 0 {
        Condition { segment: format!("member of {name}"), policy: format!("principal in Segment::\"{name}\"") }
    } else {
        Condition { segment: format!("not member of {name}"), policy: format!("!(principal in Segment::\"{name}\")") }
    }
}

/// The company of a contact or deal.
fn of_company(object: usize, random: &mut Random, used: &mut Vec<String>) -> Condition {
    if used.iter().any(|name| name == "company") {
        return plain(object, random, used);
    }
    used.push("company".to_owned());
    let (employees, industry) = (50 * (1 + random.below(40)), random.of(&INDUSTRIES));
    Condition {
        segment: format!("any company (employees >= {employees} and industry is \"{industry}\")"),
        policy: format!("(principal.company.employees >= {employees} && principal.company.industry == \"{industry}\")"),
    }
}

/// One of two.
fn either(object: usize, random: &mut Random, used: &mut Vec<String>) -> Condition {
    let (left, right) = (plain(object, random, used), plain(object, random, used));
    Condition {
        segment: format!("({} or {})", left.segment, right.segment),
        policy: format!("({} || {})", left.policy, right.policy),
    }
}

/// A comparison that empty values pass, or one of presence.
fn or_unknown(object: usize, random: &mut Random, used: &mut Vec<String>) -> Condition {
    let Feature { name, kind, .. } = feature(object, Presence::Perhaps, random, used);
    let number = 1 + random.below(60);
    match (kind, random.below(4)) {
        (Kind::Number, 1..) => Condition {
            segment: format!("({name} < {number} or unknown)"),
            policy: format!("(if principal has {name} then principal.{name} < {number} else true)"),
        },
        (_, 0) => Condition { segment: format!("{name} is unknown"), policy: format!("!(principal has {name})") },
        (_, _) => Condition { segment: format!("{name} is known"), policy: format!("principal has {name}") },
    }
}

/// A comparison of a feature that always has a value.
fn plain(object: usize, random: &mut Random, used: &mut Vec<String>) -> Condition {
    let Feature { name, kind, .. } = feature(object, Presence::Always, random, used);
    let (segment, policy) = match kind {
        Kind::Bool => {
            let truth = random.below(2) == 0;
            (format!("{name} is {truth}"), format!("principal.{name} == {truth}"))
        }
        Kind::Number => number(&name, random),
        Kind::Text => text(&name, random),
        Kind::Time => {
            let days = 3 + random.below(60);
            let age = format!("context.now.durationSince(principal.{name})");
            if random.below(2) == 0 {
                (format!("{name} in last {days} days"), format!("{age} <= duration(\"{days}d\")"))
            } else {
                (format!("{name} more than {days} days ago"), format!("{age} > duration(\"{days}d\")"))
            }
        }
        Kind::Enum(options) => {
            let (bare, quoted) = some(options, random);
            if random.below(3) == 0 {
                (format!("{name} not in ({bare})"), format!("!([{quoted}].contains(principal.{name}))"))
            } else {
                (format!("{name} in ({bare})"), format!("[{quoted}].contains(principal.{name})"))
            }
        }
        Kind::Set(options) => {
            let (bare, quoted) = some(options, random);
            if random.below(3) == 0 {
                (format!("{name} has all of ({bare})"), format!("principal.{name}.containsAll([{quoted}])"))
            } else {
                (format!("{name} has any of ({bare})"), format!("principal.{name}.containsAny([{quoted}])"))
            }
        }
    };
    Condition { segment, policy }
}

fn number(name: &str, random: &mut Random) -> (String, String) {
    let (low, more) = (1 + random.below(50), 10 + random.below(50));
    match random.below(5) {
        0 => (
            format!("{name} between {low} and {}", low + more),
            format!("principal.{name} >= {low} && principal.{name} <= {}", low + more),
        ),
        1 => (format!("{name} < {low}"), format!("principal.{name} < {low}")),
        _ => (format!("{name} >= {low}"), format!("principal.{name} >= {low}")),
    }
}

fn text(name: &str, random: &mut Random) -> (String, String) {
    let word = random.of(&WORDS);
    match random.below(4) {
        0 => (format!("{name} is \"{word}\""), format!("principal.{name} == \"{word}\"")),
        1 => (format!("{name} starts with \"{word}\""), format!("principal.{name} like \"{word}*\"")),
        2 => (format!("{name} ends with \"{word}\""), format!("principal.{name} like \"*{word}\"")),
        _ => (format!("{name} contains \"{word}\""), format!("principal.{name} like \"*{word}*\"")),
    }
}

/// Two or three options beside each other, bare and in quotes.
fn some(options: &[&str], random: &mut Random) -> (String, String) {
    let count = (2 + random.below(2)).min(options.len());
    let from = random.below(options.len() - count + 1);
    let chosen = &options[from..from + count];
    let quoted: Vec<String> = chosen.iter().map(|option| format!("\"{option}\"")).collect();
    (chosen.join(", "), quoted.join(", "))
}

/// Chooses a feature that is not used yet.
fn feature(object: usize, presence: Presence, random: &mut Random, used: &mut Vec<String>) -> Feature {
    // Each type as often as another, so that the many counted signals do not crowd out the rest.
    let features = &FEATURES[object];
    let same = |a: Kind, b: Kind| std::mem::discriminant(&a) == std::mem::discriminant(&b);
    loop {
        let wanted = random.of(features).kind;
        let numbers_again = wanted == Kind::Number && random.below(2) == 0;
        let fits: Vec<&Feature> =
            features.iter().filter(|it| it.presence == presence && same(it.kind, wanted)).collect();
        if fits.is_empty() || numbers_again {
            continue;
        }
        let found = random.of(&fits);
        if !used.contains(&found.name) {
            used.push(found.name.clone());
            return (*found).clone();
        }
    }
}
