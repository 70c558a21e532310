//! What a machine can do about a problem.

use std::collections::BTreeMap;

use crate::source::{FileId, Span};

/// A change of the sources that answers a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced; all of it or nothing.
    pub edits: Vec<Edit>,
    /// Whether a machine may do it without asking.
    pub safety: Safety,
}

/// A part of a file and what is to stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The part; empty where something is put in.
    pub at: Span,
    /// What is to stand there.
    pub with: String,
}

/// Whether a fix can change a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// There is one thing that can be meant, and this says it.
    Safe,
    /// This is likely meant: a person decides.
    Unsafe,
}

/// Makes safe fixes in the text of a file. Of two that are in each other's way the first is made: the other one is
/// found again in the text that this gives. Returns nothing where there is nothing to make.
#[must_use]
pub fn apply<'f>(file: FileId, text: &str, fixes: impl IntoIterator<Item = &'f Fix>) -> Option<(String, usize)> {
    let mut taken = Taken::default();
    let safe = fixes.into_iter().filter(|fix| fix.safety == Safety::Safe && !fix.edits.is_empty());
    let made = safe.filter(|fix| taken.take(file, text, fix)).count();
    if made == 0 {
        return None;
    }
    let taken = taken.by_start;
    let mut out = String::with_capacity(text.len() + 16 * taken.len());
    let mut from = 0;
    for edit in taken.into_values() {
        out.push_str(text.get(from..edit.at.start as usize)?);
        out.push_str(&edit.with);
        from = edit.at.end as usize;
    }
    out.push_str(text.get(from..)?);
    Some((out, made))
}

/// Edits that are not in each other's way.
#[derive(Default)]
struct Taken<'f> {
    by_start: BTreeMap<u32, &'f Edit>,
}

impl<'f> Taken<'f> {
    /// Takes all edits of a fix, or none and says so.
    fn take(&mut self, file: FileId, text: &str, fix: &'f Fix) -> bool {
        for (number, edit) in fix.edits.iter().enumerate() {
            if !is_possible(file, text, edit) || !self.is_free(edit.at) {
                for own in fix.edits.iter().take(number) {
                    self.by_start.remove(&own.at.start);
                }
                return false;
            }
            self.by_start.insert(edit.at.start, edit);
        }
        true
    }

    /// Tells whether nothing is taken at a place: what stands nearest before and behind it tells, as no two collide.
    fn is_free(&self, at: Span) -> bool {
        let before = self.by_start.range(..at.start).next_back();
        let from_here = self.by_start.range(at.start..).next();
        before.is_none_or(|(_, edit)| edit.at.end <= at.start)
            && from_here.is_none_or(|(start, _)| *start > at.start && *start >= at.end)
    }
}

/// Tells whether an edit is of this file and takes no comment away.
fn is_possible(file: FileId, text: &str, edit: &Edit) -> bool {
    let replaced = text.get(edit.at.start as usize..edit.at.end as usize);
    edit.at.file == file && replaced.is_some_and(|replaced| !replaced.contains("//"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(edits: &[(usize, usize, &str)], safety: Safety) -> Fix {
        let edit = |(from, to, with): &(usize, usize, &str)| Edit {
            at: Span::new(FileId(0), *from, *to),
            with: (*with).to_owned(),
        };
        Fix { edits: edits.iter().map(edit).collect(), safety }
    }

    #[test]
    fn fixes_are_made_whole_and_from_the_first() {
        let safe = |edits: &[(usize, usize, &str)]| fix(edits, Safety::Safe);
        let made = |fixes: &[Fix]| apply(FileId(0), "abc // d", fixes);
        assert_eq!(
            made(&[safe(&[(2, 3, "z")]), safe(&[(0, 0, "("), (1, 1, ")")])]),
            Some(("(a)bz // d".to_owned(), 2))
        );
        assert_eq!(made(&[safe(&[(0, 2, "x")]), safe(&[(1, 3, "y")])]), Some(("xc // d".to_owned(), 1)));
        assert_eq!(made(&[safe(&[(0, 8, "x")])]), None, "a comment would go");
        assert_eq!(made(&[fix(&[(0, 1, "x")], Safety::Unsafe)]), None);
        assert_eq!(made(&[safe(&[(7, 99, "x")])]), None, "another text");
        assert_eq!(made(&[safe(&[(1, 1, "x"), (0, 2, "y")])]), None, "in its own way");
        assert_eq!(made(&[safe(&[(0, 1, "x"), (0, 1, "y")]), safe(&[(0, 2, "")])]), Some(("c // d".to_owned(), 1)));
    }
}
