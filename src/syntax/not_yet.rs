//! Constructs of the language that a later version compiles: known by their words, so that a reader of the reference
//! is told so and not puzzled by an "expected …".

use super::mistake::Want;
use super::repair::{Finding, Meaning};
use super::token::Kind;
use super::view::View;
use crate::problem::Problem;
use crate::problem::syntax::Fault;

/// A construct of a later width.
struct Construct {
    /// Its words: `#` is a number, `@` a word, `r` a word that is not `task`, `*` anything, `s` a unit of the calendar.
    words: &'static [&'static str],
    /// How it is called.
    name: &'static str,
    /// What does something like it.
    instead: &'static str,
    /// How much of the text it is.
    extent: Extent,
}

/// How much of the text a construct takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// What follows a feature, up to the next `and`, `or`, bracket or line.
    Test,
    /// A line or step.
    Statement,
}

const ACTION: &str = "the step `action \"…\" v1 { … }` writes any action by its type";
const SHIFTS: &str = "count in weeks or days: `today - 26 weeks`";
const WIDTHS: &str = "count in weeks or days: `in last 26 weeks`";

macro_rules! constructs {
    ($($extent:ident [$($word:literal)*] $name:literal $instead:expr;)*) => {
        &[$(Construct { words: &[$($word),*], name: $name, instead: $instead, extent: Extent::$extent }),*]
    };
}

/// Longer and more special ones first.
const CONSTRUCTS: &[Construct] = constructs![
    Test ["in" "last" "#" "s"] "months, quarters and years" WIDTHS;
    Test ["in" "next" "#" "s"] "months, quarters and years" WIDTHS;
    Test ["@" "today" "-" "#" "s"] "months, quarters and years" SHIFTS;
    Test ["@" "today" "+" "#" "s"] "months, quarters and years" SHIFTS;
    Test ["more" "than" "#" "s"] "months, quarters and years" WIDTHS;
    Statement ["unenroll"] "unenroll when" "";
    Statement ["only" "if"] "only if" "put the steps into `if … { … }`";
    Statement ["goal" "when"] "goal when" "";
    Statement ["schedule"] "schedule" "";
    Statement ["active" "on"] "active on" "";
    Statement ["not" "active"] "not active on" "";
    Statement ["wait" "until" "*"] "wait until" "`wait 3 days` is supported; the step `action \"…\" v1 { … }` writes any action by its type";
    Statement ["wait" "for" "*"] "wait for" "`wait 3 days` is supported; the step `action \"…\" v1 { … }` writes any action by its type";
    Statement ["now" "+"] "now + SPAN" "only `now` alone is supported";
    Statement ["now" "-"] "now - SPAN" "only `now` alone is supported";
    Statement ["split"] "split" ACTION;
    Statement ["notify"] "notify" ACTION;
    Statement ["increase"] "increase" ACTION;
    Statement ["decrease"] "decrease" ACTION;
    Statement ["append"] "append" ACTION;
    Statement ["call" "webhook"] "call webhook" ACTION;
    Statement ["run" "code"] "run code" ACTION;
    Statement ["go" "to"] "go to" "put the steps that are skipped into `if … { … }`";
    Statement ["create" "note"] "create note" ACTION;
    Statement ["create" "r"] "create RECORD" ACTION;
];

/// Says that what stands around a token is of a later width, if it is.
pub(super) fn not_yet(view: &View<'_>, at: usize, wants: &[Want]) -> Option<Finding> {
    let fits = |construct: &Construct, from: usize| {
        let length = construct.words.len();
        let covers = from <= at && at < from + length;
        // One word alone could as well be a name that something is wrong behind.
        let placed = length > 1 || wants.iter().any(|want| matches!(want, Want::Step | Want::Line | Want::Header));
        covers && placed && construct.words.iter().enumerate().all(|(after, word)| is(view, from + after, word))
    };
    let (construct, from) = CONSTRUCTS
        .iter()
        .find_map(|it| (at.saturating_sub(4)..=at).find(|from| fits(it, *from)).map(|from| (it, from)))?;
    let named = if construct.words.last() == Some(&"*") { construct.words.len() - 1 } else { construct.words.len() };
    let fault = Fault::NotYet { construct: construct.name.to_owned(), instead: construct.instead };
    let problem = Problem::at(view.span(from, from + named), fault);
    let repair = match construct.extent {
        Extent::Test => view.repair(from, view.end_of_test(at), "is known", Meaning::Lost),
        Extent::Statement => view.skip_statement(from),
    };
    Some(Finding { problem, repair })
}

fn is(view: &View<'_>, at: usize, want: &str) -> bool {
    let Some(token) = view.tokens.get(at) else { return false };
    match want {
        "#" => token.kind == Kind::Number,
        "@" => token.kind == Kind::Word,
        "*" => true,
        "r" => token.kind == Kind::Word && view.word(at) != "task",
        "s" => matches!(view.word(at), "month" | "months" | "quarter" | "quarters" | "year" | "years"),
        word => view.word(at) == word,
    }
}
