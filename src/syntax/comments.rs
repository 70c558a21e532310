//! The comments of a file, with what stands around them.

use super::token::tokens;
use crate::source::{FileId, Span};

/// A comment of two slashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment<'t> {
    /// What stands behind the slashes.
    pub text: &'t str,
    /// Where it stands, with them.
    pub at: Span,
    /// Where the last token before it on its line ends; none where it has the line to itself.
    pub behind: Option<u32>,
    /// Where the next token begins; none at the end of the file.
    pub before: Option<u32>,
}

/// Returns the comments in order.
#[must_use]
pub fn comments(file: FileId, text: &str) -> Vec<Comment<'_>> {
    let found = tokens(text).all;
    let mut comments = Vec::new();
    let mut last: Option<u32> = None;
    for next in found.iter().map(Some).chain([None]) {
        let (from, to) = (last.unwrap_or(0) as usize, next.map_or(text.len(), |token| token.start as usize));
        let gap = text.get(from..to).unwrap_or("");
        let behind = last;
        last = next.map(|token| token.end);
        // Most gaps are a blank.
        if !gap.as_bytes().contains(&b'/') {
            continue;
        }
        let mut at = from;
        for (number, line) in gap.split_inclusive('\n').enumerate() {
            if let Some(slashes) = line.find("//") {
                let comment = line.get(slashes..).unwrap_or("").trim_end();
                let start = at + slashes;
                comments.push(Comment {
                    text: comment.trim_start_matches('/'),
                    at: Span::new(file, start, start + comment.len()),
                    behind: behind.filter(|_| number == 0),
                    before: next.map(|token| token.start),
                });
            }
            at += line.len();
        }
    }
    comments
}
