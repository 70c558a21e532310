//! Says what is wrong where the grammar stops.
//!
//! The parser knows a place and what it wanted there. What was meant is seen from the words around that place.

use super::ast::RefKind;
use super::counted::counted;
use super::repair::{Finding, Meaning};
use super::scan::{place, shortened};
use super::slip::slip;
use super::token::{Kind, Token};
use super::uneven::uneven;
use super::view::View;
use super::words::{RESERVED, is_name, quoted};
use crate::problem::syntax::{Fault, Slip};
use crate::problem::{Problem, nearest};
use crate::source::Span;

/// A kind of thing that the grammar wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    Name,
    Value,
    Condition,
    Test,
    Day,
    Unit,
    Type,
    Step,
    Line,
    Header,
    TaskLine,
    CodeLine,
    Weekday,
    Where,
    On,
    Block,
}

/// What the grammar wanted where it stopped.
pub(super) struct Wanted {
    /// How it is said.
    pub words: Vec<&'static str>,
    /// What kinds of thing.
    pub kinds: Vec<Want>,
}

impl Wanted {
    /// Tells whether a kind of thing is among it.
    pub fn has(&self, want: Want) -> bool {
        self.kinds.contains(&want)
    }
}

/// Says what is wrong at a token, or at the end where there is none.
pub(super) fn mistake(view: &View<'_>, at: usize, wanted: &Wanted) -> Finding {
    let Some(token) = view.tokens.get(at).copied() else {
        let end = view.tokens.last().map_or(0, |token| token.end as usize);
        let fault = Fault::Expected { expected: wanted.words.clone(), found: None, nearest: None };
        return Finding { problem: Problem::at(Span::new(view.file, end, end), fault), repair: None };
    };
    uneven(view, at)
        .or_else(|| counted(view, at, wanted))
        .or_else(|| spelling(view, at, wanted))
        .or_else(|| unfinished(view, at, wanted))
        .or_else(|| missing(view, at, wanted))
        .or_else(|| wrong_name(view, at, token, wanted))
        .unwrap_or_else(|| unexpected(view, at, token, wanted))
}

/// Words of tests; a capital one where a test stands is a matter of spelling.
const TESTS: [&str; 15] = [
    "is", "in", "not", "has", "between", "contains", "does", "starts", "ends", "before", "after", "more", "from",
    "was", "changed",
];

fn spelling(view: &View<'_>, at: usize, wanted: &Wanted) -> Option<Finding> {
    let word = view.word(at);
    let test = wanted.has(Want::Test);
    let lower = word.to_lowercase();
    if lower != word {
        let keyword = format!("`{lower}`");
        if wanted.words.contains(&keyword.as_str()) || (test && TESTS.contains(&lower.as_str())) {
            return Some(slip(view, at, at + 1, Slip::Case, &lower));
        }
    }
    // `NOT x is 1`: the capital word was taken for a feature.
    if let Some(before) = at.checked_sub(1)
        && test
        && matches!(view.word(before), "NOT" | "Not")
    {
        return Some(slip(view, before, at, Slip::Case, "not"));
    }
    let window = |from: usize, to: usize| Some(slip(view, from, to, Slip::Window, "in last"));
    match word {
        "=" if test => Some(slip(view, at, at + 1, Slip::Operator, "is")),
        "equals" | "equal" | "eq" if test => Some(slip(view, at, at + 1, Slip::Operator, "is")),
        "startswith" | "starts_with" | "begins" if test => {
            let with = usize::from(view.word(at + 1) == "with");
            Some(slip(view, at, at + 1 + with, Slip::Operator, "starts with"))
        }
        "endswith" | "ends_with" if test => Some(slip(view, at, at + 1, Slip::Operator, "ends with")),
        "like" | "includes" if test => Some(slip(view, at, at + 1, Slip::Operator, "contains")),
        "exists" if test => Some(slip(view, at, at + 1, Slip::Empty, "is known")),
        "then" if wanted.has(Want::Block) => Some(slip(view, at, at + 1, Slip::Then, "")),
        "within" if test => {
            let the = at + 1 + usize::from(view.word(at + 1) == "the");
            window(at, the + usize::from(matches!(view.word(the), "last" | "past")))
        }
        "the" if at > 0 && view.word(at - 1) == "in" && view.word(at + 1) == "next" => {
            Some(slip(view, at - 1, at + 2, Slip::Window, "in next"))
        }
        "month" | "week" | "quarter" | "year" if at > 1 && view.word(at - 1) == "last" && view.word(at - 2) == "in" => {
            Some(slip(view, at - 2, at, Slip::Window, "in previous"))
        }
        "current" if at > 0 && view.word(at - 1) == "in" => Some(slip(view, at - 1, at + 1, Slip::Window, "in this")),
        "the" | "past" if at > 0 && view.word(at - 1) == "in" => {
            let the = usize::from(word == "the");
            window(at - 1, at + the + usize::from(matches!(view.word(at + the), "last" | "past")))
        }
        "last" if test => window(at, at + 1),
        _ => ago(view, at),
    }
}

/// `< 3 days ago`, `is 3 days ago`, `3 days ago` alone.
fn ago(view: &View<'_>, at: usize) -> Option<Finding> {
    let number = (at.saturating_sub(1)..=at).find(|from| {
        view.tokens.get(*from).is_some_and(|token| token.kind == Kind::Number) && view.word(from + 2) == "ago"
    })?;
    let before = number.checked_sub(1).filter(|sign| {
        view.tokens.get(*sign).is_some_and(|token| token.kind == Kind::Sign)
            || matches!(view.word(*sign), "is" | "before")
    });
    let from = before.unwrap_or(number);
    let span = view.between(number, number + 2);
    let fault = Fault::Slip {
        slip: Slip::Window,
        written: view.between(from, number + 3),
        right: format!("`in last {span}` or `more than {span} ago`"),
    };
    let problem = Problem::at(view.span(from, number + 3), fault);
    Some(Finding { problem, repair: view.repair(from, number + 3, "is known", Meaning::Lost) })
}

fn missing(view: &View<'_>, at: usize, wanted: &Wanted) -> Option<Finding> {
    let word = view.word(at);
    let found = |fault: Fault, repair| Some(Finding { problem: Problem::at(view.span(at, at + 1), fault), repair });
    if wanted.has(Want::Where) {
        let next = view.word(at + 1);
        let begins = matches!(word, "(" | "not" | "any" | "member") || TESTS.contains(&next) || is_comparison(next);
        if word == "}" {
            return found(Fault::MissingWhere, view.repair(at, at, "where x is known", Meaning::Lost));
        } else if begins {
            return found(Fault::MissingWhere, view.repair(at, at, "where", Meaning::Kept));
        }
    }
    // Only the head of a declaration wants `on` and nothing more than `=` beside it.
    if wanted.has(Want::On) && wanted.words.len() <= 2 && word == "{" && !wanted.words.contains(&"`when`") {
        return found(Fault::MissingObject, view.repair(at, at, "on x", Meaning::Lost));
    }
    if word == "changes" && wanted.has(Want::Test) {
        return found(Fault::EventAsCondition, view.repair(at, view.end_of_test(at), "is known", Meaning::Lost));
    }
    let after_rule = wanted.words.contains(&"`and`") && wanted.words.contains(&"`or`");
    if after_rule && HEADERS.contains(&word) && matches!(view.word(0), "segment") {
        return found(Fault::LineAfterRule, view.repair(at, at + 2, "", Meaning::Lost));
    }
    if word == "unknown" && at > 0 && view.word(at - 1) == "or" && wanted.has(Want::Condition) {
        return found(Fault::OrUnknownMisplaced, view.repair(at, at + 1, "x is known", Meaning::Lost));
    }
    None
}

/// The statement before this one lacks its last word, and the first word of this one was taken for it.
fn unfinished(view: &View<'_>, at: usize, wanted: &Wanted) -> Option<Finding> {
    let keyword = at.checked_sub(1)?;
    let leads = view.tokens.get(keyword).is_some_and(|token| token.leads);
    let word = view.word(keyword);
    let statement = STEPS.contains(&word) || LINES.contains(&word);
    let complete_alone = matches!(word, "end" | "enabled" | "disabled");
    let follows = keyword.checked_sub(1).is_some_and(|before| !matches!(view.word(before), "{" | "}"));
    let taken_for_a_name =
        !wanted.has(Want::Name) && [Want::Step, Want::Line, Want::Test].iter().any(|it| wanted.has(*it));
    if !(leads && statement && !complete_alone && follows && taken_for_a_name) {
        return None;
    }
    let fault =
        Fault::Expected { expected: vec!["the rest of the line before"], found: Some(word.to_owned()), nearest: None };
    let problem = Problem::at(view.span(keyword, at), fault);
    Some(Finding { problem, repair: view.repair(keyword, keyword, "x", Meaning::Lost) })
}

/// Tells whether a sign compares.
pub(super) fn is_comparison(word: &str) -> bool {
    matches!(word, "=" | "<" | ">" | "<=" | ">=")
}

fn wrong_name(view: &View<'_>, at: usize, token: Token, wanted: &Wanted) -> Option<Finding> {
    let word = view.word(at);
    let value = wanted.has(Want::Value);
    let name = wanted.has(Want::Name);
    let next = view.word(at + 1);
    let compared = wanted.has(Want::Condition) && (TESTS.contains(&next) || is_comparison(next));
    let found = |fault: Fault, with: &str| {
        let problem = Problem::at(view.span(at, at + 1), fault);
        Some(Finding { problem, repair: view.repair(at, at + 1, with, Meaning::Lost) })
    };
    let stand_in = if value { quoted(word) } else { "x".to_owned() };
    let is_word = token.kind == Kind::Word;
    if (token.kind == Kind::Date || word == "today") && value {
        found(Fault::DateAsValue { date: word.to_owned() }, &stand_in)
    } else if RESERVED.contains(&word) && (value || name || compared) {
        found(Fault::ReservedName { word: word.to_owned() }, &stand_in)
    } else if is_word && !word.is_ascii() && (value || name || wanted.has(Want::Condition)) {
        found(Fault::NameNotAscii { name: shortened(word) }, &stand_in)
    } else if word == "(" {
        unknown_reference(view, at)
    } else {
        None
    }
}

/// `word("…")` where a value or name may stand: the word was taken, and its parenthesis is too much.
fn unknown_reference(view: &View<'_>, at: usize) -> Option<Finding> {
    let before = at.checked_sub(1)?;
    let word = view.word(before);
    let text = view.tokens.get(at + 1).is_some_and(|token| token.kind == Kind::Text);
    if !text || !is_name(word) || view.word(at + 2) != ")" {
        return None;
    }
    let known = RefKind::ALL.iter().map(|kind| kind.word());
    let nearest = if word == "owner" { Some("user".to_owned()) } else { nearest(word, known) };
    let fault = Fault::UnknownReference { word: shortened(word), nearest };
    let problem = Problem::at(view.span(before, at), fault);
    Some(Finding { problem, repair: view.repair(before, at + 3, "x", Meaning::Lost) })
}

const HEADERS: [&str; 5] = ["version", "title", "owner", "formerly", "where"];
const LINES: [&str; 14] = [
    "version",
    "title",
    "owner",
    "formerly",
    "enabled",
    "disabled",
    "enroll",
    "re-enroll",
    "suppress",
    "only",
    "goal",
    "unenroll",
    "schedule",
    "active",
];
const STEPS: [&str; 22] = [
    "if", "match", "wait", "set", "clear", "copy", "send", "create", "rotate", "add", "remove", "enroll", "action",
    "end", "split", "append", "increase", "decrease", "notify", "call", "run", "go",
];
const CODE_LINES: [&str; 3] = ["input", "output", "uses"];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const TASK_LINES: [&str; 5] = ["due", "priority", "type", "body", "assign"];
const TYPES: [&str; 19] = [
    "feature",
    "segment",
    "duration",
    "number",
    "string",
    "bool",
    "form",
    "email",
    "list",
    "user",
    "team",
    "pipeline",
    "stage",
    "workflow",
    "subscription",
    "secret",
    "cta",
    "app",
    "url",
];
/// Units of a span.
pub(super) const UNITS: [&str; 8] = ["minutes", "minute", "hours", "hour", "days", "day", "weeks", "week"];

fn unexpected(view: &View<'_>, at: usize, token: Token, wanted: &Wanted) -> Finding {
    let word = view.word(at);
    let named = wanted.words.iter().filter_map(|word| word.strip_prefix('`')?.strip_suffix('`'));
    let mut known: Vec<&str> = named.collect();
    for (want, words) in [
        (Want::Header, HEADERS.as_slice()),
        (Want::Line, &LINES),
        (Want::Step, &STEPS),
        (Want::TaskLine, &TASK_LINES),
        (Want::CodeLine, &CODE_LINES),
        (Want::Weekday, &WEEKDAYS),
        (Want::Unit, &UNITS),
        (Want::Test, &TESTS),
        (Want::Type, &TYPES),
    ] {
        if wanted.has(want) {
            known.extend(words);
        }
    }
    known.retain(|known| is_name(known) || RESERVED.contains(known));
    // A word of one or two letters is near to too many others, and a keyword in the wrong place is no misspelling.
    let keyword = STEPS.contains(&word) || LINES.contains(&word) || RESERVED.contains(&word);
    let tried = token.kind == Kind::Word && word.len() > 2 && !keyword;
    let near = if tried { nearest(word, known).filter(|near| near != word) } else { None };
    let begins =
        [Want::Step, Want::Line, Want::Header, Want::TaskLine, Want::CodeLine].iter().any(|want| wanted.has(*want));
    // Where no line may begin and one does, or a block ends, the line before lacks its end: that one is left out.
    let blamed = if !begins && (token.leads || token.kind == Kind::Close) { at.saturating_sub(1) } else { at };
    let repair =
        near.as_ref().map_or_else(|| view.skip_statement(blamed), |near| view.repair(at, at + 1, near, Meaning::Lost));
    let fault = Fault::Expected { expected: wanted.words.clone(), found: Some(shortened(word)), nearest: near };
    Finding { problem: Problem::at(place(view.file, token), fault), repair }
}
