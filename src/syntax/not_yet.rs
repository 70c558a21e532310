//! Constructs of the language that a later version compiles: known by their words, so that a reader of the reference
//! is told so and not puzzled by an "expected …".

use super::repair::{Finding, Meaning};
use super::token::Kind;
use super::view::View;
use crate::problem::Problem;
use crate::problem::syntax::Fault;

/// A construct of a later width.
struct Construct {
    /// Its words: `#` is a number, `@` a word, `s` a unit of the calendar.
    words: &'static [&'static str],
    /// How it is called.
    name: &'static str,
    /// What does something like it.
    instead: &'static str,
}

const SHIFTS: &str = "count in weeks or days: `today - 26 weeks`";
const WIDTHS: &str = "count in weeks or days: `in last 26 weeks`";

macro_rules! constructs {
    ($([$($word:literal)*] $name:literal $instead:expr;)*) => {
        &[$(Construct { words: &[$($word),*], name: $name, instead: $instead }),*]
    };
}

/// Longer and more special ones first.
const CONSTRUCTS: &[Construct] = constructs![
    ["in" "last" "#" "s"] "months, quarters and years" WIDTHS;
    ["in" "next" "#" "s"] "months, quarters and years" WIDTHS;
    ["@" "today" "-" "#" "s"] "months, quarters and years" SHIFTS;
    ["@" "today" "+" "#" "s"] "months, quarters and years" SHIFTS;
    ["more" "than" "#" "s"] "months, quarters and years" WIDTHS;
];

/// Says that what stands around a token is of a later width, if it is.
pub(super) fn not_yet(view: &View<'_>, at: usize) -> Option<Finding> {
    let fits = |construct: &Construct, from: usize| {
        let covers = from <= at && at < from + construct.words.len();
        covers && construct.words.iter().enumerate().all(|(after, word)| is(view, from + after, word))
    };
    let (construct, from) = CONSTRUCTS
        .iter()
        .find_map(|it| (at.saturating_sub(4)..=at).find(|from| fits(it, *from)).map(|from| (it, from)))?;
    let fault = Fault::NotYet { construct: construct.name.to_owned(), instead: construct.instead };
    let problem = Problem::at(view.span(from, from + construct.words.len()), fault);
    let repair = view.repair(from, view.end_of_test(at), "is known", Meaning::Lost);
    Some(Finding { problem, repair })
}

fn is(view: &View<'_>, at: usize, want: &str) -> bool {
    let Some(token) = view.tokens.get(at) else { return false };
    match want {
        "#" => token.kind == Kind::Number,
        "@" => token.kind == Kind::Word,
        "s" => matches!(view.word(at), "month" | "months" | "quarter" | "quarters" | "year" | "years"),
        word => view.word(at) == word,
    }
}
