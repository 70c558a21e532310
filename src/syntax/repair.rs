//! Mends a declaration after its mistakes are reported, so that the next one is found in the same run.
//!
//! The parser reads the mended text; every place it gives is led back to the text as written.

use std::borrow::Cow;

use super::token::Token;
use crate::problem::Problem;
use crate::source::{FileId, Span};

/// Whether a mended text still says what its writer meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Only the spelling was wrong: the tree may be checked.
    Kept,
    /// The text stands for something else: it serves to find further mistakes and gives no tree.
    Lost,
}

/// A part of the file and what to read in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Repair {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What to read.
    pub with: Box<str>,
    /// What it does to the meaning.
    pub meaning: Meaning,
}

/// A mistake and how to read on, if there is a way.
#[derive(Debug)]
pub(super) struct Finding {
    /// What to report.
    pub problem: Problem,
    /// How to read on.
    pub repair: Option<Repair>,
}

/// A piece of a file with its repairs made.
pub(super) struct Mended<'t> {
    file: FileId,
    tokens: &'t [Token],
    /// The text that is parsed: the file's own where nothing is mended.
    pub text: Cow<'t, str>,
    runs: Vec<Run>,
}

/// A stretch of the mended text and the stretch of the file it stands for. There may be some for each token.
struct Run {
    /// Where it begins in the mended text; it ends where the next one begins.
    mended: u32,
    written: (u32, u32),
    kind: RunKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum RunKind {
    Copied,
    Replaced,
}

impl<'t> Mended<'t> {
    /// Makes the repairs, which are sorted by place and do not overlap.
    pub fn new(file: FileId, source: &'t str, tokens: &'t [Token], repairs: &[Repair]) -> Self {
        let start = tokens.first().map_or(0, |token| token.start as usize);
        let end = tokens.last().map_or(0, |token| token.end as usize);
        if repairs.is_empty() {
            let text = source.get(start..end).unwrap_or("");
            let whole = Run { mended: 0, written: (offset(start), offset(end)), kind: RunKind::Copied };
            return Self { file, tokens, text: Cow::Borrowed(text), runs: vec![whole] };
        }
        let text = Cow::Owned(String::with_capacity(end - start));
        let mut mended = Self { file, tokens, text, runs: Vec::new() };
        let mut at = start;
        for repair in repairs {
            let from = repair.start as usize;
            mended.push(source.get(at..from).unwrap_or(""), (at, from), RunKind::Copied);
            at = repair.end as usize;
            // Blanks keep the words beside it apart; they stand for nothing in the file.
            mended.push(" ", (from, from), RunKind::Copied);
            if !repair.with.is_empty() {
                mended.push(&repair.with, (from, at), RunKind::Replaced);
                mended.push(" ", (at, at), RunKind::Copied);
            }
        }
        mended.push(source.get(at..end).unwrap_or(""), (at, end), RunKind::Copied);
        mended
    }

    fn push(&mut self, text: &str, written: (usize, usize), kind: RunKind) {
        if !text.is_empty() {
            let mended = offset(self.text.len());
            self.text.to_mut().push_str(text);
            self.runs.push(Run { mended, written: (offset(written.0), offset(written.1)), kind });
        }
    }

    /// Leads the first byte of something back to the file.
    pub fn written_start(&self, at: usize) -> usize {
        self.run(at).map_or(0, |run| match run.kind {
            RunKind::Copied => run.written.0 as usize + (at - run.mended as usize),
            RunKind::Replaced => run.written.0 as usize,
        })
    }

    /// Leads a stretch back to the file, without the blanks and comments at its end.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let written_end = self.run(end.saturating_sub(1)).map_or(0, |run| match run.kind {
            RunKind::Copied => (run.written.0 as usize + (end - run.mended as usize)).min(run.written.1 as usize),
            RunKind::Replaced => run.written.1 as usize,
        });
        let written_start = self.written_start(start);
        let after = self.tokens.partition_point(|token| token.end as usize <= written_end);
        let last =
            after.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(written_end, |token| token.end as usize);
        Span::new(self.file, written_start, last.max(written_start))
    }

    /// Tells whether a place of the mended text was put there by a repair.
    pub fn is_replaced(&self, at: usize) -> bool {
        self.run(at).is_some_and(|run| run.kind == RunKind::Replaced)
    }

    fn run(&self, at: usize) -> Option<&Run> {
        let after = self.runs.partition_point(|run| run.mended as usize <= at);
        self.runs.get(after.saturating_sub(1))
    }
}

fn offset(byte: usize) -> u32 {
    u32::try_from(byte).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn places_lead_back_over_repairs() {
        let source = "a == b && c // tail\n";
        let all = tokens(source).all;
        let repair = |start, end, with: &str| Repair { start, end, with: with.into(), meaning: Meaning::Kept };
        let mended = Mended::new(FileId(0), source, &all, &[repair(2, 4, "is"), repair(7, 9, "and")]);
        assert_eq!(mended.text, "a  is  b  and  c");
        let at = |word: &str| mended.text.find(word).unwrap();
        assert_eq!(mended.span(at("b"), at("b") + 1), Span::new(FileId(0), 5, 6));
        assert_eq!(mended.span(at("is"), at("is") + 2), Span::new(FileId(0), 2, 4));
        assert_eq!(mended.span(0, mended.text.len()), Span::new(FileId(0), 0, 11));
        assert_eq!(mended.span(0, at("b")), Span::new(FileId(0), 0, 4), "without the blank at the end");
        assert_eq!(mended.span(at("b"), at("and")), Span::new(FileId(0), 5, 6), "nor the blank of a repair");
    }
}
