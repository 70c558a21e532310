//! The tokens of one piece, and where in them tests and statements begin and end.

use super::repair::{Meaning, Repair};
use super::scan::{place, shortened};
use super::token::{Kind, Token};
use crate::source::{FileId, Span};

/// The tokens of one piece.
pub(super) struct View<'t> {
    /// The file.
    pub file: FileId,
    /// Its text.
    pub text: &'t str,
    /// The tokens of the piece.
    pub tokens: &'t [Token],
}

impl View<'_> {
    /// Returns the text of a token; nothing beyond the end.
    pub fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text(self.text))
    }

    /// Returns where some tokens stand.
    pub fn span(&self, from: usize, to: usize) -> Span {
        let end = Span::new(self.file, self.text.len(), self.text.len());
        let place_of =
            |at: usize| self.tokens.get(at).or(self.tokens.last()).map_or(end, |token| place(self.file, *token));
        place_of(from).to(place_of(to.saturating_sub(1).max(from)))
    }

    /// Returns some tokens as they are written, on one line.
    pub fn between(&self, from: usize, to: usize) -> String {
        let span = self.span(from, to);
        shortened(self.text.get(span.start as usize..span.end as usize).unwrap_or(""))
    }

    /// Reads something else in the place of some tokens.
    pub fn repair(&self, from: usize, to: usize, with: &str, meaning: Meaning) -> Option<Repair> {
        let start = self.tokens.get(from)?.start;
        let end = if to > from { self.tokens.get(to - 1)?.end } else { start };
        Some(Repair { start, end, with: with.into(), meaning })
    }

    /// Returns the end of the test that a token belongs to: the next `and`, `or`, bracket or line.
    pub fn end_of_test(&self, at: usize) -> usize {
        let ends = |end: usize, token: Token| {
            end > at && (token.leads || matches!(self.word(end), "and" | "or" | "as" | "then")) || self.word(end) == "{"
        };
        self.end_of(at, ends)
    }

    /// Leaves out the line or step that a token stands in.
    ///
    /// A statement is what stands on one line and the blocks that begin there. In a segment the rule itself is no
    /// such line: it is read as one that is always right.
    pub fn skip_statement(&self, at: usize) -> Option<Repair> {
        let from = self.start_of_statement(at)?;
        let to = self.end_of_statement(from);
        // A segment keeps a rule, whatever is wrong beside it: its absence would be told as a mistake of its own.
        let with = if self.word(0) == "segment" && (from..to).any(|at| self.word(at) == "where") {
            "where x is known"
        } else {
            ""
        };
        (to > at).then(|| self.repair(from, to, with, Meaning::Lost)).flatten()
    }

    fn start_of_statement(&self, at: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for from in (0..=at).rev() {
            let token = self.tokens.get(from)?;
            if token.kind == Kind::Close {
                if from == at {
                    return None;
                }
                depth += 1;
            } else if token.kind == Kind::Open && from < at {
                if depth == 0 {
                    return (self.word(from) == "{").then_some(from + 1);
                }
                depth -= 1;
            }
            if depth == 0 && token.leads && from > 0 && token.kind != Kind::Close {
                return Some(from);
            }
        }
        None
    }

    fn end_of_statement(&self, from: usize) -> usize {
        let goes_on = |end: usize| matches!(self.word(end), "and" | "or" | "else");
        self.end_of(from, |end, token| end > from && token.leads && !goes_on(end))
    }

    /// Goes on to a token that is an end, or closes more than was opened on the way; brackets are passed whole.
    fn end_of(&self, from: usize, ends: impl Fn(usize, Token) -> bool) -> usize {
        let mut depth = 0_usize;
        let mut end = from;
        while let Some(token) = self.tokens.get(end) {
            if depth == 0 && token.kind != Kind::Close && ends(end, *token) {
                break;
            }
            if token.kind == Kind::Open {
                depth += 1;
            } else if token.kind == Kind::Close {
                let Some(less) = depth.checked_sub(1) else { break };
                depth = less;
            }
            end += 1;
        }
        end
    }
}
