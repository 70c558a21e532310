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
    /// Its words: `#` is a number, `@` a word, `*` anything, `s` a unit of the calendar.
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
    /// A whole condition, up to the same.
    Condition,
    /// A line or step.
    Statement,
}

const LIST: &str = "make a list of these records in HubSpot and write `member of list(\"…\")`";
const WINDOW: &str = "`in last N days` and `more than N days ago` are supported";
const DAYS: &str = "write the day itself, such as `2026-11-23`, or `in last N days`, `more than N days ago`";
const RANGE: &str = "name the feature twice: `f after 2025-12-31 and f before 2026-02-01`";
const WIDTHS: &str = "count in weeks or days: `in last 26 weeks`";

macro_rules! constructs {
    ($($extent:ident [$($word:literal)*] $name:literal $instead:expr;)*) => {
        &[$(Construct { words: &[$($word),*], name: $name, instead: $instead, extent: Extent::$extent }),*]
    };
}

/// Longer and more special ones first.
const CONSTRUCTS: &[Construct] = constructs![
    Condition ["submitted" "form"] "submitted form" LIST;
    Condition ["submitted" "any"] "submitted any form" LIST;
    Condition ["viewed" "page"] "viewed page" LIST;
    Condition ["viewed" "cta"] "viewed cta" LIST;
    Condition ["clicked" "cta"] "clicked cta" LIST;
    Condition ["clicked" "email"] "clicked email" LIST;
    Condition ["replied" "to"] "replied to email" LIST;
    Condition ["bounced" "on" "email"] "bounced on email" LIST;
    Condition ["unsubscribed" "from"] "unsubscribed from email" LIST;
    Condition ["opened" "email"] "opened email" LIST;
    Condition ["received" "email"] "received email" LIST;
    Condition ["was" "sent"] "was sent email" LIST;
    Condition ["opted" "in" "to"] "opted in to" LIST;
    Condition ["opted" "out"] "opted out of" LIST;
    Condition ["did" "@"] "did EVENT" LIST;
    Test ["was" "ever"] "was ever" LIST;
    Test ["was" "never"] "was never" LIST;
    Test ["not" "changed"] "not changed" LIST;
    Test ["changed" "*"] "changed" LIST;
    Test ["is" "same" "as" "*"] "is same as" LIST;
    Test ["in" "last" "#" "s"] "months, quarters and years" WIDTHS;
    Test ["more" "than" "#" "s"] "months, quarters and years" WIDTHS;
    Test ["more" "than" "#" "@" "from"] "more than N days from now" WINDOW;
    Test ["in" "next"] "in next" WINDOW;
    Test ["in" "this"] "in this month" WINDOW;
    Test ["in" "previous"] "in previous month" WINDOW;
    Test ["before" "today"] "today" DAYS;
    Test ["after" "today"] "today" DAYS;
    Test ["on" "today"] "today" DAYS;
    Test ["before" "@"] "before another feature" LIST;
    Test ["after" "@"] "after another feature" LIST;
    Test ["from" "*"] "from D to D" RANGE;
    Statement ["enroll" "on" "@" "where"] "enroll on EVENT" "`enroll on FEATURE changes` and `enroll on created` are supported";
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
        Extent::Condition => view.repair(from, view.end_of_test(at), "x is known", Meaning::Lost),
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
        "s" => matches!(view.word(at), "month" | "months" | "quarter" | "quarters" | "year" | "years"),
        word => view.word(at) == word,
    }
}
