//! What HubSpot's screens, SQL and habit say in several words, and how it is said here: a row for each.
//!
//! A row is tried where the grammar has stopped, so that no right text is ever taken for one of them.

use super::ast::RefKind;
use super::mistake::{Want, Wanted};
use super::repair::{Finding, Meaning};
use super::token::{Kind, Token};
use super::view::View;
use super::words::is_name;
use crate::problem::syntax::{Fault, Slip};
use crate::problem::{Problem, Safety};

/// A phrase by its words, and what to write in its place.
struct Phrase {
    /// Its words, whatever the case of their letters: `#` is a number, `@` a name, `$` something that [`taken`] knows.
    said: &'static [&'static str],
    /// What to write, with `{0}` for the first thing that is no fixed word; a `|` stands between two ways.
    right: &'static str,
    slip: Slip,
}

macro_rules! phrases {
    ($($slip:ident { $($($said:literal)+ => $right:literal;)+ })+) => {
        &[$($(Phrase { said: &[$($said),+], right: $right, slip: Slip::$slip }),+),+]
    };
}

/// Longer and more special ones first.
const PHRASES: &[Phrase] = phrases! {
    Empty {
        "is" "not" "known" => "is unknown";
        "is" "not" "unknown" => "is known";
        "is" "not" "null" => "is known";
        "is" "null" => "is unknown";
        "is" "not" "empty" => "is known";
        "is" "empty" => "is unknown";
    }
    Window {
        "is" "more" "than" "#" "$unit" "ago" => "more than {0} {1} ago";
        "is" "more" "than" "#" "$unit" "from" "now" => "more than {0} {1} from now";
        "is" "less" "than" "#" "$unit" "ago" => "in last {0} {1}";
        "is" "less" "than" "#" "$unit" "from" "now" => "in next {0} {1}";
        "less" "than" "#" "$unit" "ago" => "in last {0} {1}";
        "less" "than" "#" "$unit" "from" "now" => "in next {0} {1}";
        "is" "older" "than" "#" "$unit" => "more than {0} {1} ago";
        "older" "than" "#" "$unit" => "more than {0} {1} ago";
        "newer" "than" "#" "$unit" => "in last {0} {1}";
        "since" "$day" => "after {0}|on {0}";
        "until" "$day" => "before {0}|on {0}";
        "is" "between" "$day" "and" "$day" => "from {0} to {1}";
        "between" "$day" "and" "$day" => "from {0} to {1}";
        "is" "before" "$day" => "before {0}";
        "is" "after" "$day" => "after {0}";
        "is" "on" "$day" => "on {0}";
        ">=" "$day" => "after {0}|on {0}";
        "<=" "$day" => "before {0}|on {0}";
        ">" "$day" => "after {0}";
        "<" "$day" => "before {0}";
        "is" "last" "#" "$unit" => "in last {0} {1}";
        "is" "next" "#" "$unit" => "in next {0} {1}";
        "is" "this" "$calendar" => "in this {0}";
        "is" "last" "$calendar" => "in previous {0}";
        "is" "next" "$calendar" => "in next {0}";
        "this" "$calendar" => "in this {0}";
        "in" "#" "$unit" => "in next {0} {1}";
        "@" "not" "in" "last" "#" "$unit" => "not {0} in last {1} {2}";
        "@" "not" "in" "next" "#" "$unit" => "not {0} in next {1} {2}";
        "@" "not" "before" "$day" => "not {0} before {1}";
        "@" "not" "after" "$day" => "not {0} after {1}";
        "@" "not" "on" "$day" => "not {0} on {1}";
        "before" "@" "-" "#" "$unit" => "before {0}";
        "before" "@" "+" "#" "$unit" => "before {0}";
        "after" "@" "-" "#" "$unit" => "after {0}";
        "after" "@" "+" "#" "$unit" => "after {0}";
        "was" "changed" => "changed";
        "has" "changed" => "changed";
    }
    Operator {
        "is" "greater" "than" "or" "equal" "to" "#" => ">= {0}";
        "is" "less" "than" "or" "equal" "to" "#" => "<= {0}";
        "is" "greater" "than" "#" => "> {0}";
        "is" "more" "than" "#" => "> {0}";
        "is" "less" "than" "#" => "< {0}";
        "greater" "than" "#" => "> {0}";
        "is" "not" "equal" "to" "$value" => "is not {0}";
        "is" "equal" "to" "$value" => "is {0}";
        "equal" "to" "$value" => "is {0}";
        "is" "at" "least" "#" => ">= {0}";
        "is" "at" "most" "#" => "<= {0}";
        "is" "$order" "#" => "{0} {1}";
        "=>" "#" => ">= {0}";
        "is" "not" "between" "#" "and" "#" => "not between {0} and {1}";
        "is" "between" "#" "and" "#" => "between {0} and {1}";
        "@" "$order" "#" "and" "$order" "#" => "{0} {1} {2} and {0} {3} {4}";
        "@" "$order" "#" "or" "$order" "#" => "({0} {1} {2} or {0} {3} {4})";
        "contains" "all" "of" "$values" => "has all of {0}";
        "not" "contains" "$value" => "does not contain {0}";
        "@" "not" "starts" "with" "$text" => "not {0} starts with {1}";
        "@" "not" "ends" "with" "$text" => "not {0} ends with {1}";
        "@" "does" "not" "start" "with" "$text" => "not {0} starts with {1}";
        "@" "does" "not" "end" "with" "$text" => "not {0} ends with {1}";
        "has" "ever" "been" "$value" => "was ever {0}";
        "has" "never" "been" "$value" => "was never {0}";
        "on" "@" "changed" => "on {0} changes";
        "changed" "to" "$value" => "was ever {0}";
        "@" "is" "not" "member" "of" => "not member of";
        "@" "is" "member" "of" => "member of";
        "is" "not" "member" "of" => "not member of";
        "is" "member" "of" => "member of";
    }
    OneOf {
        "is" "$value" "$alternatives" => "in ({0}{1})";
        "not" "in" "$list" => "not in ({0})";
        "in" "$list" => "in ({0})";
        "not" "in" "$value" => "not in ({0})";
        "in" "$value" => "in ({0})";
        "has" "any" "of" "$value" => "has any of ({0})";
        "has" "all" "of" "$value" => "has all of ({0})";
        "has" "none" "of" "$value" => "has none of ({0})";
        "has" "$value" => "has any of ({0})";
    }
    Word {
        "$kind" "$text" => "{0}({1})";
        "any" "@" "where" => "any {0}";
        "count" "(" "@" ")" "$order" "#" => "any {0}";
        "goto" "@" => "go to {0}";
        "set" "@" "to" "$value" => "set {0} = {1}";
        "increment" "@" "by" "#" => "increase {0} by {1}";
        "increment" "@" => "increase {0} by 1";
        "decrement" "@" "by" "#" => "decrease {0} by {1}";
        "decrement" "@" => "decrease {0} by 1";
        "delay" "#" "$unit" => "wait {0} {1}";
    }
};

/// Says how the phrase around a token is said here, if it is one.
pub(super) fn phrase(view: &View<'_>, at: usize, wanted: &Wanted) -> Option<Finding> {
    let row = PHRASES.iter().find_map(|phrase| {
        let earliest = at.saturating_sub(phrase.said.len() + 4);
        (earliest..=at).rev().find_map(|from| {
            let (to, things) = fits(view, phrase, from)?;
            // A value that the grammar took for something else ends where it stopped.
            let covers =
                at < to || (at == to && phrase.said.last() == Some(&"$alternatives") && wanted.has(Want::Test));
            let stands = phrase.slip == Slip::Word || in_condition(view, from);
            (covers && stands).then(|| finding(view, (from, to), phrase, &things))
        })
    });
    row.or_else(|| associated(view, at)).or_else(|| alone(view, at, wanted))
}

/// Tells whether a condition or an event may stand at a token.
fn in_condition(view: &View<'_>, from: usize) -> bool {
    (0..from).any(|at| matches!(view.word(at), "where" | "when" | "if" | "suppress" | "enroll" | "re-enroll"))
}

fn finding(view: &View<'_>, (from, to): (usize, usize), phrase: &Phrase, things: &[String]) -> Finding {
    let ways: Vec<String> = phrase.right.split('|').map(|way| filled(way, things)).collect();
    let right = ways.iter().map(|way| format!("`{way}`")).collect::<Vec<_>>().join(" or ");
    let span = view.span(from, to);
    let fault = Fault::Slip { slip: phrase.slip, written: view.between(from, to), right };
    let mut problem = Problem::at(span, fault);
    let repair = match ways.as_slice() {
        [way] => {
            problem = problem.with_fix(Safety::Unsafe, [(span, way.clone())]);
            view.repair(from, to, way, Meaning::Kept)
        }
        [] => None,
        [way, ..] => view.repair(from, to, way, Meaning::Lost),
    };
    Finding { problem, repair }
}

fn filled(way: &str, things: &[String]) -> String {
    let each = things.iter().enumerate();
    each.fold(way.to_owned(), |text, (number, thing)| text.replace(&format!("{{{number}}}"), thing))
}

/// Returns where a phrase ends that begins at a token, and what stands in it for its signs.
fn fits(view: &View<'_>, phrase: &Phrase, from: usize) -> Option<(usize, Vec<String>)> {
    let mut at = from;
    let mut things = Vec::new();
    for want in phrase.said {
        let end = if want.starts_with('$') || matches!(*want, "#" | "@") {
            let end = taken(view, at, want)?;
            things.push(thing(view, at, end, want));
            end
        } else {
            view.word(at).eq_ignore_ascii_case(want).then_some(at + 1)?
        };
        at = end;
    }
    Some((at, things))
}

/// Words behind `in` that are no options.
const WINDOWS: [&str; 9] = ["last", "next", "this", "previous", "the", "past", "current", "header", "query"];

/// Returns where a thing of a sort ends that begins at a token.
fn taken(view: &View<'_>, at: usize, want: &str) -> Option<usize> {
    let token = view.tokens.get(at)?;
    let word = view.word(at);
    let one = |is: bool| is.then_some(at + 1);
    match want {
        "#" => one(token.kind == Kind::Number),
        "@" => one(token.kind == Kind::Word && is_name(word)),
        "$text" => one(token.kind == Kind::Text),
        "$unit" => one(matches!(word, "minutes" | "minute" | "hours" | "hour" | "days" | "day" | "weeks" | "week")),
        "$calendar" => one(matches!(word, "week" | "month" | "quarter" | "year")),
        "$order" => one(matches!(word, "<" | "<=" | ">" | ">=")),
        "$kind" => one(RefKind::ALL.iter().any(|kind| kind.word() == word)),
        "$day" if word == "today" => {
            let shift = matches!(view.word(at + 1), "+" | "-") && taken(view, at + 2, "#").is_some();
            if shift { taken(view, at + 3, "$unit") } else { Some(at + 1) }
        }
        "$day" => one(token.kind == Kind::Date),
        "$value" => {
            let reference = view.word(at + 1) == "(" && view.word(at + 3) == ")" && token.kind == Kind::Word;
            if reference {
                return taken(view, at, "$kind").map(|_| at + 4);
            }
            let plain = matches!(token.kind, Kind::Text | Kind::Number) || matches!(word, "true" | "false");
            one(plain || (token.kind == Kind::Word && is_name(word) && !WINDOWS.contains(&word)))
        }
        "$alternatives" => {
            let mut end = at;
            while view.word(end) == "or"
                && let Some(next) = taken(view, end + 1, "$value")
            {
                end = next;
            }
            (end > at).then_some(end)
        }
        "$values" if word == "(" => closed(view, at),
        "$list" if word == "[" => closed(view, at),
        _ => None,
    }
}

/// Returns what stands for a sign, as it is written in its new place.
fn thing(view: &View<'_>, from: usize, to: usize, want: &str) -> String {
    match want {
        // Without its brackets.
        "$list" => view.between(from + 1, to - 1),
        "$alternatives" => {
            let mut text = String::new();
            let mut at = from;
            while let Some(end) = taken(view, at + 1, "$value").filter(|_| at < to) {
                text.push_str(", ");
                text.push_str(&view.between(at + 1, end));
                at = end;
            }
            text
        }
        _ => view.between(from, to),
    }
}

/// Returns what follows the bracket that closes this one.
fn closed(view: &View<'_>, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in view.tokens.iter().enumerate().skip(open) {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.checked_sub(1)?,
            Kind::Word
            | Kind::Number
            | Kind::Date
            | Kind::Time
            | Kind::Text
            | Kind::OpenText
            | Kind::SingleQuoted
            | Kind::SmartQuoted
            | Kind::ForeignComment
            | Kind::Invisible
            | Kind::Sign => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// `company.employees > 3`: a test of an associated record.
fn associated(view: &View<'_>, at: usize) -> Option<Finding> {
    let from = at.checked_sub(1).filter(|_| view.word(at) == ".")?;
    let (name, feature) = (taken(view, from, "@")? - 1, taken(view, at + 1, "@")? - 1);
    let to = view.end_of_test(feature);
    let compared = matches!(view.word(feature + 1), "is" | "in" | "has" | "not" | "contains" | "<" | "<=" | ">" | ">=");
    let right = format!("any {} ({})", view.word(name), view.between(feature, to));
    compared.then(|| {
        let fault = Fault::Slip { slip: Slip::Word, written: view.between(from, to), right: format!("`{right}`") };
        let problem = Problem::at(view.span(from, to), fault);
        Finding { problem, repair: view.repair(from, to, &right, Meaning::Kept) }
    })
}

/// `opted_out` alone: a feature is no condition, whatever its type.
fn alone(view: &View<'_>, at: usize, wanted: &Wanted) -> Option<Finding> {
    let name = at.checked_sub(1).filter(|_| wanted.has(Want::Test))?;
    let token = view.tokens.get(name)?;
    let begins = name.checked_sub(1).map(|before| view.word(before))?;
    let in_condition = matches!(begins, "where" | "if" | "when" | "and" | "or" | "not" | "(");
    let ends =
        |token: &Token| token.leads || token.kind == Kind::Close || matches!(view.word(at), "and" | "or" | "{" | "as");
    if !in_condition || token.kind != Kind::Word || !view.tokens.get(at).is_none_or(ends) {
        return None;
    }
    let word = view.word(name);
    let right = format!("`{word} is true` or `{word} is known`");
    let fault = Fault::Slip { slip: Slip::Word, written: word.to_owned(), right };
    let problem = Problem::at(view.span(name, at), fault);
    Some(Finding { problem, repair: view.repair(name, at, &format!("{word} is known"), Meaning::Lost) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Fact;
    use crate::source::FileId;
    use crate::syntax::parse;

    /// What `tests/phrases.rs` reads, too.
    const EXAMPLES: &str = include_str!("../../tests/spec/phrases.txt");

    #[test]
    fn each_row_has_an_example() {
        let told: Vec<String> = EXAMPLES
            .lines()
            .filter_map(|line| line.split_once(": "))
            .flat_map(|(place, text)| match place {
                "rule" => parse(FileId(0), &format!("segment a on contact {{ version 1 where {text} }}")).1,
                _ => parse(FileId(0), &format!("workflow a on contact {{ version 1 {text} }}")).1,
            })
            .filter_map(|problem| {
                let Fact::Syntax(Fault::Slip { slip, written, .. }) = problem.fact else { return None };
                Some(format!("{slip:?} {written}"))
            })
            .collect();
        for phrase in PHRASES {
            let met = told.iter().any(|told| {
                let text = told.split_once(' ').map(|(_, written)| written).unwrap_or_default();
                let all = crate::syntax::token::tokens(text).all;
                let view = View { file: FileId(0), text, tokens: &all };
                let same = told.starts_with(&format!("{:?} ", phrase.slip));
                same && fits(&view, phrase, 0).is_some_and(|(end, _)| end == all.len())
            });
            assert!(met, "no example has `{}`", phrase.said.join(" "));
        }
    }
}
