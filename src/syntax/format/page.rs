//! The tokens of a file, what stands before each, and how wide a stretch of them is on one line.

use super::super::ast::RefKind;
use super::super::token::{Kind, Token};

/// A line is at most so wide, in characters.
pub(super) const WIDTH: usize = 100;

/// How far a block stands to the right of what opens it.
pub(super) const STEP: usize = 2;

/// What stands before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing or a blank, as the two tokens want it.
    Flat,
    /// A line feed.
    Break(Blank),
}

/// Which blank lines stay before a token that begins a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blank {
    /// None.
    No,
    /// None, and a comment behind the token moves before it: the token is an `and` or `or`.
    Connective,
    /// One at most, anywhere.
    Free,
    /// None before the first thing: the token follows a `{`.
    First,
    /// None directly before the token: it is a closing bracket, and comments belong to what it closes.
    Last,
    /// Always one: the token begins a declaration.
    Always,
}

/// What is changed of a token itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    /// Nothing.
    None,
    /// A `(` is put before it.
    Open,
    /// A `)` is put behind it.
    Close,
    /// A `,` is put behind it.
    Comma,
    /// It is left out: a comma.
    Skip,
    /// No blank stands before it.
    Tight,
}

/// All that is decided about a token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub gap: Gap,
    pub edit: Edit,
    /// The margin of its line where it begins one, be it that a comment before it ends the line.
    pub indent: u16,
}

/// Widths and stiff places of all tokens before one.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    width: usize,
    /// Comments, and texts of several lines: what stands around them cannot be on one line.
    stiff: usize,
}

/// A file's tokens with their marks.
pub(super) struct Page<'t> {
    pub text: &'t str,
    pub tokens: &'t [Token],
    marks: Vec<Mark>,
    pairs: Vec<usize>,
    sums: Vec<Sum>,
}

impl<'t> Page<'t> {
    pub fn new(text: &'t str, tokens: &'t [Token]) -> Self {
        let marks = vec![Mark { gap: Gap::Flat, edit: Edit::None, indent: 0 }; tokens.len()];
        let mut pairs = vec![0; tokens.len()];
        let mut open = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            if token.kind == Kind::Open {
                open.push(at);
            } else if let (Kind::Close, Some(from)) = (token.kind, open.last().copied()) {
                open.pop();
                if let Some(pair) = pairs.get_mut(from) {
                    *pair = at;
                }
            }
        }
        Self { text, tokens, marks, pairs, sums: Vec::new() }
    }

    /// Returns the token at a byte of the file, or the next one.
    pub fn at(&self, byte: u32) -> usize {
        self.tokens.partition_point(|token| token.start < byte)
    }

    pub fn word(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| token.text(self.text))
    }

    /// Returns the bracket that closes the one at a token; nothing where none stands there.
    pub fn pair(&self, at: usize) -> Option<usize> {
        self.pairs.get(at).copied().filter(|close| *close > 0)
    }

    pub fn mark(&self, at: usize) -> Mark {
        self.marks.get(at).copied().unwrap_or(Mark { gap: Gap::Flat, edit: Edit::None, indent: 0 })
    }

    pub fn change(&mut self, at: usize, edit: Edit) {
        if let Some(mark) = self.marks.get_mut(at) {
            mark.edit = edit;
        }
    }

    /// Begins a line with a token.
    pub fn start(&mut self, at: usize, indent: usize, blank: Blank) {
        self.margin(at, indent);
        if let Some(mark) = self.marks.get_mut(at) {
            mark.gap = Gap::Break(blank);
        }
    }

    /// Sets the margin that a token has where a comment pushes it to a new line.
    pub fn margin(&mut self, at: usize, indent: usize) {
        if let Some(mark) = self.marks.get_mut(at) {
            mark.indent = u16::try_from(indent).unwrap_or(u16::MAX);
        }
    }

    /// Adds up widths, once no token changes any more.
    pub fn measure(&mut self) {
        let mut sums = Vec::with_capacity(self.tokens.len() + 1);
        let mut sum = Sum::default();
        sums.push(sum);
        for at in 0..self.tokens.len() {
            sum.width += usize::from(self.is_apart(at)) + self.own_width(at);
            sum.stiff += usize::from(self.gap(at).contains('/')) + usize::from(self.is_stiff(at));
            sums.push(sum);
        }
        self.sums = sums;
    }

    /// Returns how wide the tokens from one to before another are on one line; nothing where they cannot be.
    pub fn width(&self, from: usize, to: usize) -> Option<usize> {
        if from >= to {
            return Some(0);
        }
        let (first, last) = (self.sums.get(from + 1)?, self.sums.get(to)?);
        let soft = last.stiff == first.stiff && !self.is_stiff(from);
        soft.then(|| last.width - first.width + self.own_width(from))
    }

    /// Returns what stands between a token and the one before it.
    pub fn gap(&self, at: usize) -> &'t str {
        let from = at.checked_sub(1).and_then(|before| self.tokens.get(before)).map_or(0, |token| token.end);
        let to = self.tokens.get(at).map_or(self.text.len(), |token| token.start as usize);
        self.text.get(from as usize..to).unwrap_or("")
    }

    fn is_stiff(&self, at: usize) -> bool {
        let token = self.tokens.get(at);
        token.is_some_and(|token| token.kind == Kind::Text) && self.word(at).contains('\n')
    }

    fn own_width(&self, at: usize) -> usize {
        let word = self.word(at);
        let length = if word.is_ascii() { word.len() } else { word.chars().count() };
        match self.mark(at).edit {
            Edit::None | Edit::Tight => length,
            Edit::Open | Edit::Close | Edit::Comma => length + 1,
            Edit::Skip => 0,
        }
    }

    /// Tells whether a blank stands before a token on one line.
    pub fn is_apart(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        if matches!(self.mark(at).edit, Edit::Tight | Edit::Skip) {
            return false;
        }
        let opened = self.mark(at).edit == Edit::Open;
        match (self.word(before), self.word(at)) {
            ("(" | "[" | ".", _) | (_, ")" | "]" | "," | ":" | "." | "%") | ("{", "}") => false,
            // `today - 7 days`, but `re-enroll`.
            ("-", _) | (_, "-") => !self.gap(at).is_empty(),
            (word, "(") if !opened => {
                let is_kind = word == "stage" || RefKind::ALL.iter().any(|kind| kind.word() == word);
                !is_kind || self.tokens.get(at + 1).is_none_or(|token| token.kind != Kind::Text)
            }
            _ => true,
        }
    }
}
