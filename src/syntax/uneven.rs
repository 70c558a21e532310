//! Spans of months, quarters and years: they have no fixed length, and HubSpot is not known to count in them. A reader
//! is told so and not puzzled by an "expected `day`".

use super::repair::{Finding, Meaning};
use super::token::Kind;
use super::view::View;
use crate::problem::Problem;
use crate::problem::syntax::Fault;

/// A span, by the words that it stands among.
struct Span {
    /// Its words: `#` is a number, `@` a word, `s` a unit of uneven length.
    words: &'static [&'static str],
    /// The same in weeks.
    instead: &'static str,
}

const SHIFTS: &str = "`today - 26 weeks`";
const WINDOWS: &str = "`in last 26 weeks`";

/// Longer and more special ones first.
const SPANS: &[Span] = &[
    Span { words: &["in", "last", "#", "s"], instead: WINDOWS },
    Span { words: &["in", "next", "#", "s"], instead: WINDOWS },
    Span { words: &["@", "today", "-", "#", "s"], instead: SHIFTS },
    Span { words: &["@", "today", "+", "#", "s"], instead: SHIFTS },
    Span { words: &["more", "than", "#", "s"], instead: WINDOWS },
];

/// Says that what stands around a token is counted in a unit of uneven length, if it is.
pub(super) fn uneven(view: &View<'_>, at: usize) -> Option<Finding> {
    let fits = |span: &Span, from: usize| {
        let covers = from <= at && at < from + span.words.len();
        covers && span.words.iter().enumerate().all(|(after, word)| is(view, from + after, word))
    };
    let (span, from) =
        SPANS.iter().find_map(|it| (at.saturating_sub(4)..=at).find(|from| fits(it, *from)).map(|from| (it, from)))?;
    let end = from + span.words.len();
    let fault = Fault::UnevenUnit { unit: view.word(end - 1).to_owned(), instead: span.instead };
    let problem = Problem::at(view.span(from, end), fault);
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
