//! The comments of `.seg` and `.flow` files, and what each is about.

use std::collections::BTreeMap;

use super::Allow;
use crate::lint::walk::places;
use crate::source::{FileId, Span};
use crate::syntax::ast::File;
use crate::syntax::{Comment, comments};

/// Returns the comments of a file that are to silence something.
pub(super) fn allows<'t>(id: FileId, text: &'t str, tree: Option<&File>) -> Vec<Allow<'t>> {
    let things = Things::of(id, text, tree);
    let all = comments(id, text).into_iter();
    all.filter_map(|comment| Allow::of(comment.text, comment.at, things.about(&comment))).collect()
}

/// What a comment of a file can be about.
#[derive(Default)]
struct Things {
    /// Where declarations stand, by their ends.
    declarations: BTreeMap<u32, Span>,
    /// The largest thing that begins at each byte where one does.
    largest: BTreeMap<u32, Span>,
    /// Where the lines stand.
    lines: Vec<Span>,
}

impl Things {
    fn of(id: FileId, text: &str, tree: Option<&File>) -> Self {
        let mut things = Self::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            things.lines.push(Span::new(id, start, start + line.len()));
            start += line.len();
        }
        let Some(tree) = tree else { return things };
        things.declarations = tree.declarations.iter().map(|it| (it.span().end, it.span())).collect();
        places(tree, &mut |span| {
            let largest = things.largest.entry(span.start).or_insert(span);
            *largest = largest.to(span);
        });
        things
    }

    fn about(&self, comment: &Comment<'_>) -> Span {
        match (comment.behind, comment.before) {
            (Some(behind), _) => self.behind(comment, behind),
            (None, Some(before)) => self.after(comment, before),
            (None, None) => comment.at,
        }
    }

    /// Returns what a comment ends: a declaration, else its line.
    fn behind(&self, comment: &Comment<'_>, end: u32) -> Span {
        self.declarations.get(&end).copied().unwrap_or_else(|| self.line(comment.at.start).unwrap_or(comment.at))
    }

    /// Returns what follows a comment: the first thing on the next line, however many lines it has; else that line.
    fn after(&self, comment: &Comment<'_>, start: u32) -> Span {
        let line = self.line(start).unwrap_or(comment.at);
        self.largest.range(start..line.end.max(start)).next().map_or(line, |(_, thing)| *thing)
    }

    fn line(&self, byte: u32) -> Option<Span> {
        self.lines.get(self.lines.partition_point(|line| line.end <= byte)).copied()
    }
}
