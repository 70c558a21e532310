//! Spellings of other languages that are wrong wherever they stand.

use super::repair::{Finding, Meaning};
use super::token::{Kind, Token};
use super::view::View;
use super::words::quoted;
use crate::problem::syntax::{Fault, Slip};
use crate::problem::{Problem, Safety};
use crate::source::Span;

/// Finds them among the first tokens of a piece, one after the other: there may be as many as tokens.
pub(super) fn slips(view: &View<'_>, length: usize) -> impl Iterator<Item = Finding> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < length {
            let (finding, taken) = view_at(view, at, *view.tokens.get(at)?).unzip();
            at += taken.unwrap_or(1);
            if finding.is_some() {
                return finding;
            }
        }
        None
    })
}

/// Reports a slip over some tokens and reads `with` in their place.
pub(super) fn slip(view: &View<'_>, from: usize, to: usize, slip: Slip, with: &str) -> Finding {
    let written = view.between(from, to);
    let right = format!("`{with}`");
    let span = view.span(from, to);
    let safety = safety(slip, &written);
    let problem =
        Problem::at(span, Fault::Slip { slip, written, right }).with_fix(safety, [(span, apart(view, span, with))]);
    Finding { problem, repair: view.repair(from, to, with, Meaning::Kept) }
}

/// Tells whether the spelling can stand for one thing only.
fn safety(slip: Slip, written: &str) -> Safety {
    let certain = match slip {
        Slip::Case | Slip::OneOf | Slip::ElseIf | Slip::Then | Slip::Semicolon | Slip::Comment => true,
        // In other languages `like` has signs for any text.
        Slip::Operator => written != "like",
        // What a backslash says differs between languages.
        Slip::Quotes => !written.contains('\\'),
        // There may be an option of that name; and `within` looks to both sides.
        Slip::Empty | Slip::Window | Slip::Word => false,
    };
    if certain { Safety::Safe } else { Safety::Unsafe }
}

/// Keeps words apart that would touch: what is written and what stands beside its place, or these two where nothing is.
fn apart(view: &View<'_>, span: Span, with: &str) -> String {
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '"' | '\'' | '-'));
    let before = touches(view.text.get(..span.start as usize).and_then(|text| text.chars().next_back()));
    let after = touches(view.text.get(span.end as usize..).and_then(|text| text.chars().next()));
    if with.is_empty() {
        return if before && after { " ".to_owned() } else { String::new() };
    }
    let blank = |needed: bool| if needed { " " } else { "" };
    format!("{}{with}{}", blank(before), blank(after))
}

fn view_at(view: &View<'_>, at: usize, token: Token) -> Option<(Finding, usize)> {
    let one = |kind: Slip, with: &str| Some((slip(view, at, at + 1, kind, with), 1));
    match token.kind {
        Kind::Sign => {
            let sign = token.text(view.text);
            if sign == ";" {
                return one(Slip::Semicolon, "");
            }
            if sign == "==" && !is_tested(view, at) {
                return one(Slip::Operator, "=");
            }
            one(Slip::Operator, operator(sign)?)
        }
        Kind::SingleQuoted | Kind::SmartQuoted => {
            let text = token.text(view.text);
            let mut inner = text.chars();
            inner.next();
            inner.next_back();
            // There, a quote within is escaped.
            one(Slip::Quotes, &quoted(&inner.as_str().replace("\\'", "'")))
        }
        Kind::ForeignComment => Some((comment(view, at, token), 1)),
        Kind::Invisible => {
            let character = token.text(view.text).chars().next().unwrap_or('\0');
            let problem = Problem::at(view.span(at, at + 1), Fault::InvisibleCharacter { character });
            Some((Finding { problem, repair: view.repair(at, at + 1, "", Meaning::Kept) }, 1))
        }
        Kind::Word => word(view, at, token.text(view.text)),
        Kind::Number | Kind::Date | Kind::Time | Kind::Text | Kind::OpenText | Kind::Open | Kind::Close => None,
    }
}

fn comment(view: &View<'_>, at: usize, token: Token) -> Finding {
    let right = "`//` before each line of it".to_owned();
    let span = view.span(at, at + 1);
    let mut problem = Problem::at(span, Fault::Slip { slip: Slip::Comment, written: String::new(), right });
    let length = if token.text(view.text).starts_with('#') { 1 } else { 2 };
    if !token.text(view.text).starts_with("/*") {
        let sign = Span { end: span.start + length, ..span };
        problem = problem.with_fix(Safety::Safe, [(sign, "//".to_owned())]);
    }
    Finding { problem, repair: view.repair(at, at + 1, "", Meaning::Kept) }
}

/// Tells whether what stands before a sign is a feature that a condition begins with. Elsewhere a name gets a value:
/// `set f = v`, the fields of a step, inputs, parameters.
fn is_tested(view: &View<'_>, sign: usize) -> bool {
    const CONDITIONS: [&str; 8] = ["where", "when", "if", "suppress", "and", "or", "not", "("];
    sign.checked_sub(2).is_some_and(|before| CONDITIONS.contains(&view.word(before)))
}

/// Returns the right spelling of an operator that the language never has.
fn operator(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "==" => "is",
        "!=" | "<>" | "≠" => "is not",
        "&&" => "and",
        "||" => "or",
        "!" => "not",
        "=<" | "≤" => "<=",
        "≥" => ">=",
        _ => return None,
    })
}

fn word(view: &View<'_>, at: usize, word: &str) -> Option<(Finding, usize)> {
    let next = |after: usize| view.word(at + after);
    match word {
        "is" => {
            let negated = next(1) == "not";
            let first = if negated { 2 } else { 1 };
            let pick = |plain: &'static str, other: &'static str| if negated { other } else { plain };
            match (next(first), next(first + 1)) {
                ("empty" | "null" | "nil" | "blank", _) => {
                    let taken = first + 1;
                    Some((slip(view, at, at + taken, Slip::Empty, pick("is unknown", "is known")), taken))
                }
                ("one" | "any", "of") => {
                    let taken = first + 2;
                    Some((slip(view, at, at + taken, Slip::OneOf, pick("in", "not in")), taken))
                }
                ("none", "of") => Some((slip(view, at, at + first + 2, Slip::OneOf, pick("not in", "in")), first + 2)),
                ("in", _) => Some((slip(view, at, at + first + 1, Slip::OneOf, pick("in", "not in")), first + 1)),
                _ => None,
            }
        }
        "elseif" | "elif" if at > 0 && view.word(at - 1) == "}" && next(1) != ":" => {
            Some((slip(view, at, at + 1, Slip::ElseIf, "else if"), 1))
        }
        _ => None,
    }
}
