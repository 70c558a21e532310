//! Prints tokens by their marks, with the comments between them.

use super::super::words::with_margin;
use super::page::{Blank, Edit, Gap, Page, STEP};

/// A comment that is still to be printed.
struct Comment<'t> {
    text: &'t str,
    /// Whether it has a line to itself.
    own_line: bool,
    /// Whether a blank line stands before it.
    apart: bool,
}

/// Comments since the last token, and the line feeds behind the last of them.
#[derive(Default)]
struct Waiting<'t> {
    comments: Vec<Comment<'t>>,
    feeds: usize,
}

impl<'t> Waiting<'t> {
    fn read(&mut self, gap: &'t str) {
        let mut lines = gap.split('\n');
        let mut line = lines.next();
        while let Some(text) = line {
            if let Some(from) = text.find("//") {
                let text = text.get(from..).unwrap_or("").trim_end();
                self.comments.push(Comment { text, own_line: self.feeds > 0, apart: self.feeds > 1 });
                self.feeds = 0;
            }
            line = lines.next();
            self.feeds += usize::from(line.is_some());
        }
    }
}

struct Printer<'p, 't> {
    page: &'p Page<'t>,
    out: String,
    /// The margin of the present line.
    indent: usize,
    waiting: Waiting<'t>,
}

impl Page<'_> {
    /// Prints the file.
    pub(super) fn print(&self) -> String {
        let out = String::with_capacity(self.text.len() + self.text.len() / 8);
        // The first line of a file begins a line, though no line feed is before it.
        let waiting = Waiting { feeds: 1, ..Waiting::default() };
        let mut printer = Printer { page: self, out, indent: 0, waiting };
        let mut read = 0;
        for at in 0..self.tokens.len() {
            if read <= at {
                printer.waiting.read(self.gap(at));
                read = at + 1;
            }
            let mark = self.mark(at);
            if mark.edit == Edit::Skip {
                continue;
            }
            // A comment before a comma goes behind it.
            if self.word(at) == "," {
                printer.out.push(',');
                continue;
            }
            if mark.gap == Gap::Break(Blank::Connective) {
                printer.waiting.read(self.gap(at + 1));
                read = at + 2;
            }
            printer.token(at);
        }
        printer.waiting.read(self.gap(self.tokens.len()));
        printer.comments(Blank::Free, 0);
        if !printer.out.is_empty() {
            printer.out.push('\n');
        }
        printer.out
    }
}

impl Printer<'_, '_> {
    fn token(&mut self, at: usize) {
        let mark = self.page.mark(at);
        let indent = usize::from(mark.indent);
        match mark.gap {
            Gap::Flat if self.waiting.comments.is_empty() => {
                if self.page.is_apart(at) {
                    self.out.push(' ');
                }
                self.waiting.feeds = 0;
            }
            Gap::Flat => {
                self.comments(Blank::No, indent);
                self.line(indent, false);
            }
            Gap::Break(blank) => {
                let apart = match blank {
                    Blank::No | Blank::Connective | Blank::Last => false,
                    Blank::Free => self.waiting.feeds > 1,
                    Blank::First => {
                        self.waiting.feeds > 1 && self.waiting.comments.iter().any(|comment| comment.own_line)
                    }
                    Blank::Always => {
                        self.waiting.feeds > 1 || self.waiting.comments.iter().all(|comment| !comment.own_line)
                    }
                };
                self.comments(blank, if blank == Blank::Last { indent + STEP } else { indent });
                self.line(indent, apart);
            }
        }
        self.waiting.feeds = 0;
        if mark.edit == Edit::Open {
            self.out.push('(');
        }
        let word = self.page.word(at);
        match with_margin(word, self.indent + STEP) {
            Some(text) => self.out.push_str(&text),
            None => self.out.push_str(word),
        }
        match mark.edit {
            Edit::Close => self.out.push(')'),
            Edit::Comma => self.out.push(','),
            Edit::None | Edit::Open | Edit::Skip | Edit::Tight => {}
        }
    }

    /// Prints what waits; only the first can stand behind a token on its line.
    fn comments(&mut self, blank: Blank, indent: usize) {
        let mut first_line = true;
        for (at, comment) in std::mem::take(&mut self.waiting.comments).into_iter().enumerate() {
            if at == 0 && !comment.own_line && !self.out.is_empty() {
                self.out.push(' ');
            } else {
                let apart = match blank {
                    Blank::No | Blank::Connective => false,
                    Blank::Free | Blank::Last => comment.apart,
                    Blank::First => comment.apart && !first_line,
                    Blank::Always => comment.apart || first_line,
                };
                self.line(indent, apart);
                first_line = false;
            }
            self.out.push_str(comment.text);
        }
    }

    /// Begins a line.
    fn line(&mut self, indent: usize, apart: bool) {
        if !self.out.is_empty() {
            self.out.push_str(if apart { "\n\n" } else { "\n" });
        }
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.indent = indent;
    }
}
