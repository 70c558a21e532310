//! Associated records that are counted: `at least 2 deals`, `any deal (…) at least 2 times`, `any deal >= 2`.

use super::mistake::{UNITS, Want, Wanted, is_comparison};
use super::repair::{Finding, Meaning};
use super::token::Kind;
use super::view::View;
use super::words::is_name;
use crate::problem::Problem;
use crate::problem::syntax::Fault;

/// Tells a count of associated records, before them or behind them.
pub(super) fn counted(view: &View<'_>, at: usize, wanted: &Wanted) -> Option<Finding> {
    before(view, at, wanted).or_else(|| behind(view, at))
}

/// `at least 2 deals`: the first word was taken for a feature.
fn before(view: &View<'_>, at: usize, wanted: &Wanted) -> Option<Finding> {
    if !wanted.has(Want::Test) {
        return None;
    }
    let from = at.checked_sub(1)?;
    let number = match (view.word(from), view.word(at)) {
        ("at", "least" | "most") | ("more" | "fewer" | "less", "than") => at + 1,
        ("exactly", _) => at,
        _ => return None,
    };
    let any = usize::from(view.word(number + 1) == "any");
    let what = number + 1 + any;
    let word = view.word(what);
    // Days are counted elsewhere, and so is what a record did.
    let other = UNITS.contains(&word) || matches!(word, "time" | "times");
    if !is_number(view, number) || !is_name(word) || other {
        return None;
    }
    let to = if view.word(what + 1) == "(" { end_of_group(view, what + 1)? } else { what + 1 };
    Some(finding(view, from, to, (any == 1).then(|| word.to_owned())))
}

/// `any deal (…) at least 2 times`, `any deal >= 2`.
fn behind(view: &View<'_>, at: usize) -> Option<Finding> {
    let last = at.checked_sub(1)?;
    let name = if view.word(last) == ")" { start_of_group(view, last)?.checked_sub(1)? } else { last };
    let from = name.checked_sub(1).filter(|any| view.word(*any) == "any")?;
    let number = match (view.word(at), view.word(at + 1)) {
        ("at", "least" | "most") | ("more" | "fewer" | "less", "than") => at + 2,
        (sign, _) if is_comparison(sign) || sign == "exactly" => at + 1,
        _ => return None,
    };
    if !is_number(view, number) {
        return None;
    }
    let times = usize::from(matches!(view.word(number + 1), "time" | "times"));
    Some(finding(view, from, number + 1 + times, Some(view.word(name).to_owned())))
}

fn finding(view: &View<'_>, from: usize, to: usize, association: Option<String>) -> Finding {
    let problem = Problem::at(view.span(from, to), Fault::CountedRecords { association });
    Finding { problem, repair: view.repair(from, to, "x is known", Meaning::Lost) }
}

fn is_number(view: &View<'_>, at: usize) -> bool {
    view.tokens.get(at).is_some_and(|token| token.kind == Kind::Number)
}

/// Returns what stands behind the bracket that closes this one.
fn end_of_group(view: &View<'_>, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in view.tokens.iter().enumerate().skip(open) {
        if token.kind == Kind::Open {
            depth += 1;
        } else if token.kind == Kind::Close {
            depth = depth.checked_sub(1)?;
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// Returns the bracket that this one closes.
fn start_of_group(view: &View<'_>, close: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for at in (0..=close).rev() {
        let token = view.tokens.get(at)?;
        if token.kind == Kind::Close {
            depth += 1;
        } else if token.kind == Kind::Open {
            depth = depth.checked_sub(1)?;
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}
