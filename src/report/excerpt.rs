//! The lines of a source around one problem: as few as show it, as data and not as commands for a terminal.

use std::ops::Range;

use super::place::Places;
use crate::source::{Sources, Span};

/// How many places of one problem are drawn.
const MOST_LABELS: usize = 20;
/// How many lines a place may have to be drawn whole; of a longer one it is the first line.
const MOST_LINES: usize = 40;
/// How far from the main place another one may stand to be drawn beside it.
const FAR: usize = 4 * 1024;
/// How long a line may be to be shown: of a longer one nobody sees the place.
const LONGEST: usize = 2000;

/// A part of a text with places in it.
pub struct Excerpt {
    /// The lines.
    pub text: String,
    /// The number of the first one, from 0.
    pub first: usize,
    /// The places as bytes of `text`, in the order in which they were given; none where one is not drawn.
    pub labels: Vec<Option<Range<usize>>>,
}

/// Cuts the lines around the first place, with those of the others that are near. Nothing where a line is too long.
pub fn excerpt(sources: &Sources, places: &Places<'_>, spans: &[Span]) -> Option<Excerpt> {
    let main = *spans.first()?;
    let text = &sources.get(main.file)?.text;
    let near = |span: &Span| span.file == main.file && span.start.abs_diff(main.start) as usize <= FAR;
    let cut: Vec<Option<Range<usize>>> = spans
        .iter()
        .enumerate()
        .map(|(at, span)| if at < MOST_LABELS && near(span) { shortened(text, places, *span) } else { None })
        .collect();
    cut.first()?.as_ref()?;
    let start = cut.iter().flatten().map(|place| place.start).min()?;
    let end = cut.iter().flatten().map(|place| place.end).max()?;
    let first = places.line(main.file, start)?.0.saturating_sub(1);
    let last = places.line(main.file, end)?.0 + 1;
    let from = places.start(main.file, first)?;
    let lines = text.get(from..places.start(main.file, last + 1)?)?;
    if lines.split('\n').any(|line| line.len() > LONGEST) {
        return None;
    }
    let moved = |at: usize| Some(shown(text.get(from..at)?).len());
    let labels =
        cut.into_iter().map(|place| place.and_then(|place| Some(moved(place.start)?..moved(place.end)?))).collect();
    Some(Excerpt { text: shown(lines), first, labels })
}

/// Returns a place, or its first line where it has very many.
fn shortened(text: &str, places: &Places<'_>, span: Span) -> Option<Range<usize>> {
    let (start, end) = (span.start as usize, span.end as usize);
    let first = places.line(span.file, start)?.0;
    if places.line(span.file, end)?.0 - first <= MOST_LINES {
        return Some(start..end.max(start));
    }
    let line = text.get(start..places.start(span.file, first + 1)?)?;
    Some(start..start + line.trim_end().len())
}

/// Replaces what would change how a terminal shows the line.
fn shown(text: &str) -> String {
    let harmless = |c: char| !(c.is_control() || crate::plan::text::reorders(c));
    text.chars().map(|c| if harmless(c) || matches!(c, '\n' | '\t' | '\r') { c } else { '\u{fffd}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, SourceFile};

    fn cut(text: &str, spans: &[(usize, usize)]) -> Option<Excerpt> {
        let sources = Sources::new(vec![SourceFile { path: "a".to_owned(), text: text.to_owned() }]);
        let spans: Vec<Span> = spans.iter().map(|(start, end)| Span::new(FileId(0), *start, *end)).collect();
        excerpt(&sources, &Places::new(&sources), &spans)
    }

    #[test]
    fn it_holds_the_lines_of_near_places_and_those_around_them() {
        let text = "a\nb\nc\nd\ne\nf\n";
        let found = cut(text, &[(4, 5), (6, 7)]).unwrap();
        assert_eq!((found.text.as_str(), found.first), ("b\nc\nd\ne\n", 1));
        assert_eq!(found.labels, [Some(2..3), Some(4..5)]);
    }

    #[test]
    fn far_places_long_lines_and_long_places_do_not_make_it_long() {
        let far = format!("a\n{}b\n", "x\n".repeat(FAR));
        let found = cut(&far, &[(0, 1), (far.len() - 2, far.len() - 1)]).unwrap();
        assert_eq!((found.text.as_str(), found.labels), ("a\nx\n", vec![Some(0..1), None]));
        assert!(cut(&"x".repeat(LONGEST + 1), &[(5, 6)]).is_none());
        let found = cut(&far, &[(0, far.len())]).unwrap();
        assert_eq!((found.text.as_str(), found.labels), ("a\nx\n", vec![Some(0..1)]));
    }

    #[test]
    fn commands_for_a_terminal_are_shown_and_not_given() {
        let found = cut("\u{1b}[31m \u{202e}x\r\n", &[(9, 10)]).unwrap();
        assert_eq!(found.text, "\u{fffd}[31m \u{fffd}x\r\n");
        assert_eq!(&found.text[found.labels[0].clone().unwrap()], "x");
    }
}
