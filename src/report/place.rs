//! Lines and columns of many places: each text is looked through once.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::source::{FileId, Sources, Span};

/// Where the lines of texts begin, learned when first asked for.
pub struct Places<'s> {
    sources: &'s Sources,
    lines: RefCell<BTreeMap<FileId, Vec<usize>>>,
}

impl<'s> Places<'s> {
    /// Knows nothing yet.
    pub fn new(sources: &'s Sources) -> Self {
        Self { sources, lines: RefCell::default() }
    }

    /// Returns path, line and column of a place, both from 1, the column in characters.
    pub fn of(&self, span: Span) -> Option<(String, usize, usize)> {
        let file = self.sources.get(span.file)?;
        let Some((line, start)) = self.line(span.file, span.start as usize) else {
            return Some((file.path.clone(), 1, 1));
        };
        let column = file.text.get(start..span.start as usize).map_or(0, |before| before.chars().count());
        Some((file.path.clone(), line + 1, column + 1))
    }

    /// Returns the line, from 0, that holds a byte, and where it begins. Nothing where the byte is not of the text.
    pub fn line(&self, file: FileId, at: usize) -> Option<(usize, usize)> {
        let text = &self.sources.get(file)?.text;
        if !text.is_char_boundary(at) {
            return None;
        }
        let mut known = self.lines.borrow_mut();
        let starts = known
            .entry(file)
            .or_insert_with(|| std::iter::once(0).chain(text.match_indices('\n').map(|(end, _)| end + 1)).collect());
        let line = starts.partition_point(|start| *start <= at).saturating_sub(1);
        Some((line, *starts.get(line)?))
    }

    /// Returns where a line, from 0, begins; the end of the text behind the last one.
    pub fn start(&self, file: FileId, line: usize) -> Option<usize> {
        let end = self.sources.get(file)?.text.len();
        self.line(file, 0)?;
        Some(self.lines.borrow().get(&file)?.get(line).copied().unwrap_or(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn places_are_those_of_the_sources() {
        let text = "é\n\nab\r\n".to_owned();
        let sources = Sources::new(vec![SourceFile { path: "a".to_owned(), text: text.clone() }]);
        let places = Places::new(&sources);
        for at in (0..=text.len() + 1).filter(|at| text.is_char_boundary(*at)) {
            let span = Span::new(FileId(0), at, at);
            let (_, line, column) = places.of(span).unwrap();
            assert_eq!((line, column), sources.line_column(span), "{at}");
        }
        assert_eq!(places.of(Span::new(FileId(0), 1, 1)).unwrap().1, 1, "no place within a character");
        assert_eq!((places.start(FileId(0), 1), places.start(FileId(0), 9)), (Some(3), Some(text.len())));
    }
}
