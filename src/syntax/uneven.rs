//! Spans of months, quarters and years: they have no fixed length, and HubSpot is not known to count in them. A reader
//! is told so and not puzzled by an "expected `day`".

use super::mistake::{Want, Wanted};
use super::repair::{Finding, Meaning};
use super::token::Kind;
use super::view::View;
use crate::problem::Problem;
use crate::problem::syntax::Fault;

/// A span, by the words that it stands among.
struct Span {
    /// Its words: `#` is a number, `@` a word, `s` a unit of uneven length.
    words: &'static [&'static str],
    /// The same in days: `#` is how many.
    instead: &'static str,
    /// What is read in its place; the rest of a test is left out with it.
    with: &'static str,
}

/// Longer and more special ones first.
const SPANS: &[Span] = &[
    Span { words: &["in", "last", "#", "s"], instead: "in last # days", with: "is known" },
    Span { words: &["in", "next", "#", "s"], instead: "in next # days", with: "is known" },
    Span { words: &["@", "today", "-", "#", "s"], instead: "@ today - # days", with: "is known" },
    Span { words: &["@", "today", "+", "#", "s"], instead: "@ today + # days", with: "is known" },
    Span { words: &["more", "than", "#", "s"], instead: "more than # days", with: "is known" },
];

/// A span of a wait or a moment, where a unit is wanted.
const ALONE: Span = Span { words: &["#", "s"], instead: "# days", with: "1 day" };

/// Says that what stands around a token is counted in a unit of uneven length, if it is.
pub(super) fn uneven(view: &View<'_>, at: usize, wanted: &Wanted) -> Option<Finding> {
    let fits = |span: &Span, from: usize| {
        let covers = from <= at && at < from + span.words.len();
        covers && span.words.iter().enumerate().all(|(after, word)| is(view, from + after, word))
    };
    let (span, from) = SPANS
        .iter()
        .find_map(|it| (at.saturating_sub(4)..=at).find(|from| fits(it, *from)).map(|from| (it, from)))
        .or_else(|| {
            let from = at.checked_sub(1).filter(|from| wanted.has(Want::Unit) && fits(&ALONE, *from))?;
            Some((&ALONE, from))
        })?;
    let end = from + span.words.len();
    let unit = view.word(end - 1);
    let days = days(view.word(end - 2), unit).unwrap_or_else(|| "90".to_owned());
    let instead = span.instead.replace('#', &days).replace('@', view.word(from));
    let problem = Problem::at(view.span(from, end), Fault::UnevenUnit { unit: unit.to_owned(), instead });
    let to = if span.words.len() == ALONE.words.len() { end } else { view.end_of_test(at) };
    let repair = view.repair(from, to, span.with, Meaning::Lost);
    Some(Finding { problem, repair })
}

/// Returns about how many days so many units are.
fn days(count: &str, unit: &str) -> Option<String> {
    let each = match unit {
        "quarter" | "quarters" => 91,
        "year" | "years" => 365,
        _ => 30,
    };
    let count: u32 = count.replace('_', "").parse().ok()?;
    count.checked_mul(each).map(|days| days.to_string())
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
