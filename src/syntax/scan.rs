//! Cuts a text at its declarations, before anything is parsed.
//!
//! A declaration begins at its keyword in column 1, or where the one before it has closed its braces. So a broken
//! declaration hides no other, and the parser, which stops at its first mistake, has little text to stop in. Brackets
//! and strings are judged here, because here both ends of them are known.
//!
//! INVARIANT: what is handed on as readable has its brackets and strings closed and nests at most [`MAX_NESTING`]
//! levels; the parser recurses over brackets and nothing else, so its stack is bounded.

use std::ops::Range;

use super::token::{Kind, Token, Tokens, tokens};
use crate::problem::syntax::Fault;
use crate::problem::{Note, Problem, nearest};
use crate::source::{FileId, Ident, Span, Spanned};

/// How many brackets, and `not` before them, may stand in each other.
pub const MAX_NESTING: usize = 64;

/// How many problems the scanner tells of one file, so that a file of brackets does not fill the memory.
const MAX_TOLD: usize = 1000;

/// A text cut at its declarations, before anything is parsed.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// Where each token stands, in order; between them are blanks and comments.
    pub tokens: Vec<Span>,
    /// Where each declaration stands, and whatever stands in the place of one.
    pub pieces: Vec<Span>,
    /// What is wrong with brackets, strings and places of declarations.
    pub problems: Vec<Problem>,
}

/// Cuts a text of at most [`super::MAX_FILE_BYTES`], and shows the cuts.
#[must_use]
pub fn outline(file: FileId, text: &str) -> Outline {
    let Scan { tokens, pieces, problems } = scan(file, text);
    let places: Vec<Span> = tokens.iter().map(|token| place(file, *token)).collect();
    let whole = |piece: &Piece| {
        let own = places.get(piece.tokens.clone())?;
        Some(own.first()?.to(*own.last()?))
    };
    Outline { pieces: pieces.iter().filter_map(whole).collect(), tokens: places, problems }
}

/// One declaration's part of a file.
#[derive(Debug)]
pub(super) struct Piece {
    /// The `///` lines before it.
    pub doc: Option<String>,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Whether the parser may have it.
    pub state: State,
}

/// What the scanner found out about a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// A declaration with brackets and strings in order.
    Readable,
    /// A declaration whose brackets or strings are not in order: reported.
    Broken,
    /// No declaration at all: reported.
    Stray,
}

/// A file in pieces.
pub(super) struct Scan {
    /// All tokens of the file.
    pub tokens: Vec<Token>,
    /// The pieces in order.
    pub pieces: Vec<Piece>,
    /// What is wrong with brackets, strings and places of declarations.
    pub problems: Vec<Problem>,
}

/// Cuts a text.
pub(super) fn scan(file: FileId, text: &str) -> Scan {
    let Tokens { all, docs, hidden } = tokens(text);
    let mut cutter =
        Cutter { file, text, tokens: &all, pieces: Vec::new(), problems: Vec::new(), open: Open::default() };
    for (at, token) in all.iter().enumerate() {
        cutter.take(at, *token);
    }
    cutter.close(all.len());
    let Cutter { mut pieces, mut problems, .. } = cutter;
    // One is told of, however many a binary file has.
    if let Some((at, character)) = hidden.first() {
        let at = *at as usize;
        let span = Span::new(file, at, at + character.len_utf8());
        problems.push(Problem::at(span, Fault::InvisibleCharacter { character: *character }));
    }
    give_docs(text, &all, &docs, &mut pieces);
    Scan { tokens: all, pieces, problems }
}

/// Returns the name that a declaration's tokens give it, however broken the rest.
pub(super) fn declared_name(file: FileId, text: &str, tokens: &[Token]) -> Option<Ident> {
    let skip = if tokens.first()?.text(text) == "static" { 2 } else { 1 };
    let name = tokens.get(skip).filter(|token| token.kind == Kind::Word)?;
    Some(Spanned::new(name.text(text).to_owned(), place(file, *name)))
}

/// Returns where a token stands.
pub(super) fn place(file: FileId, token: Token) -> Span {
    Span { file, start: token.start, end: token.end }
}

const KEYWORDS: [&str; 4] = ["segment", "static", "template", "workflow"];

struct Cutter<'t> {
    file: FileId,
    text: &'t str,
    tokens: &'t [Token],
    pieces: Vec<Piece>,
    problems: Vec<Problem>,
    open: Open,
}

/// The piece that is being taken.
#[derive(Default)]
struct Open {
    from: usize,
    state: Option<State>,
    brackets: Vec<Bracket>,
    /// How deep the brackets are, with each `not` before one of them counted as one more.
    depth: usize,
    /// How many `not` stand directly before this place.
    nots: usize,
    /// A `}` has closed the last bracket: the declaration is complete.
    complete: bool,
    /// Brackets are not followed any more: one mistake is told of, not its consequences.
    lost: bool,
    told_too_deep: bool,
}

#[derive(Clone, Copy)]
struct Bracket {
    token: Token,
    sign: char,
    weight: usize,
}

impl Cutter<'_> {
    fn take(&mut self, at: usize, token: Token) {
        let word = token.text(self.text);
        if self.begins_declaration(at, token, word) {
            self.close(at);
            self.open = Open { from: at, state: Some(State::Readable), ..Open::default() };
        } else if self.open.state.is_none() || self.open.complete {
            if self.problems.len() >= MAX_TOLD {
                return;
            }
            // Signs and comments that do not belong here are told of as slips, with the piece they follow.
            if matches!(token.kind, Kind::ForeignComment | Kind::Invisible) || word == ";" {
                return;
            }
            self.close(at);
            self.open = Open { from: at, state: Some(State::Stray), ..Open::default() };
            self.stray(token, word);
        }
        self.follow(token, word);
    }

    fn begins_declaration(&self, at: usize, token: Token, word: &str) -> bool {
        if token.kind != Kind::Word || !KEYWORDS.contains(&word) {
            return false;
        }
        let text_at = |at: usize| self.tokens.get(at).map(|token| token.text(self.text));
        if word == "static" && text_at(at + 1) != Some("list") {
            return false;
        }
        let before = self.text.get(..token.start as usize).unwrap_or("");
        let first_column = before.is_empty() || before.ends_with('\n') || before == "\u{feff}";
        // A workflow made from a template ends with `)`.
        let after_another = at.checked_sub(1).is_none_or(|last| matches!(text_at(last), Some(")" | "}" | ";")));
        first_column || self.open.state.is_none() || (self.open.brackets.is_empty() && !self.open.lost && after_another)
    }

    fn stray(&mut self, token: Token, word: &str) {
        let span = place(self.file, token);
        self.problems.push(match (token.kind, word.chars().next()) {
            (Kind::Close, Some(found)) => Problem::at(span, Fault::StrayBracket { found }),
            _ => {
                let wanted = nearest(word, KEYWORDS);
                let nearest = KEYWORDS.into_iter().find(|keyword| wanted.as_deref() == Some(keyword));
                let nearest = nearest.map(|keyword| if keyword == "static" { "static list" } else { keyword });
                Problem::at(span, Fault::NotADeclaration { found: shortened(word), nearest })
            }
        });
    }

    /// Follows brackets, strings and depth.
    fn follow(&mut self, token: Token, word: &str) {
        let sign = word.chars().next().unwrap_or(' ');
        let nots = std::mem::take(&mut self.open.nots);
        match token.kind {
            Kind::Open => {
                let weight = nots + 1;
                self.open.depth += weight;
                self.open.brackets.push(Bracket { token, sign, weight });
                self.check_depth(token, 0);
            }
            Kind::Close => self.close_bracket(token, sign),
            Kind::Word if word == "not" => {
                self.open.nots = nots + 1;
                self.check_depth(token, nots + 1);
            }
            Kind::OpenText if self.open.state == Some(State::Readable) => {
                let (start, end) = (token.start as usize, token.end as usize);
                let opened = |length: usize| Span::new(self.file, start, start + length);
                // The end of the file says nothing of where the text was to end; that of a line does.
                self.problems.push(if word.starts_with("\"\"\"") {
                    Problem::at(opened(3), Fault::UnclosedBlockText)
                } else {
                    let at = Span::new(self.file, end, end);
                    Problem::at(at, Fault::UnclosedText).and(opened(1), Note::OpenedHere)
                });
                self.lose();
            }
            Kind::OpenText
            | Kind::Word
            | Kind::Number
            | Kind::Date
            | Kind::Time
            | Kind::Text
            | Kind::SingleQuoted
            | Kind::SmartQuoted
            | Kind::ForeignComment
            | Kind::Invisible
            | Kind::Sign => {}
        }
    }

    fn close_bracket(&mut self, token: Token, found: char) {
        if self.open.lost {
            return;
        }
        let Some(bracket) = self.open.brackets.pop() else {
            // A stray piece has told of this already.
            if self.open.state == Some(State::Readable) {
                self.problems.push(Problem::at(place(self.file, token), Fault::StrayBracket { found }));
            }
            return self.lose();
        };
        self.open.depth -= bracket.weight;
        let pair = matches!((bracket.sign, found), ('(', ')') | ('[', ']') | ('{', '}'));
        if !pair {
            if self.open.state == Some(State::Readable) {
                let fault = Fault::MismatchedBracket { opened: bracket.sign, found };
                let opened = place(self.file, bracket.token);
                self.problems.push(Problem::at(place(self.file, token), fault).and(opened, Note::OpenedHere));
            }
            return self.lose();
        }
        self.open.complete = found == '}' && self.open.brackets.is_empty();
    }

    fn check_depth(&mut self, token: Token, more: usize) {
        if self.open.depth + more > MAX_NESTING && !self.open.told_too_deep {
            self.open.told_too_deep = true;
            let fault = Fault::TooDeep { limit: MAX_NESTING };
            self.problems.push(Problem::at(place(self.file, token), fault));
            self.break_off();
        }
    }

    /// Stops following brackets: what comes up to the next declaration in column 1 belongs to this piece.
    fn lose(&mut self) {
        self.open.lost = true;
        self.break_off();
    }

    fn break_off(&mut self) {
        if self.open.state == Some(State::Readable) {
            self.open.state = Some(State::Broken);
        }
    }

    /// Ends the piece before this token.
    fn close(&mut self, to: usize) {
        let open = std::mem::take(&mut self.open);
        let mut state = open.state.unwrap_or(State::Stray);
        if let (false, State::Readable | State::Broken, Some(bracket)) =
            (open.lost || open.told_too_deep, state, open.brackets.last())
        {
            let end = to.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.end as usize);
            let fault = Fault::UnclosedBracket { opened: bracket.sign };
            let opened = place(self.file, bracket.token);
            self.problems.push(Problem::at(Span::new(self.file, end, end), fault).and(opened, Note::OpenedHere));
            state = State::Broken;
        }
        if open.from < to {
            self.pieces.push(Piece { doc: None, tokens: open.from..to, state });
        }
    }
}

/// Gives each declaration the `///` lines between it and the one before it.
fn give_docs(text: &str, tokens: &[Token], docs: &[(u32, u32)], pieces: &mut [Piece]) {
    let mut docs = docs.iter().peekable();
    for piece in pieces {
        let place = |at: usize| tokens.get(at).map_or((0, 0), |token| (token.start, token.end));
        let start = place(piece.tokens.start).0;
        let last_end = piece.tokens.start.checked_sub(1).map_or(0, |last| place(last).1);
        let mut lines = Vec::new();
        while let Some((from, to)) = docs.next_if(|(from, _)| *from < start) {
            if *from >= last_end {
                let line = text.get(*from as usize..*to as usize).unwrap_or("").trim_start_matches('/');
                lines.push(line.strip_prefix(' ').unwrap_or(line).trim_end());
            }
        }
        piece.doc = (!lines.is_empty()).then(|| lines.join("\n"));
    }
}

/// Cuts what is quoted in a message to a length that a line can hold.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    let line: String = text.chars().take_while(|c| *c != '\n' && *c != '\r').take(LONGEST).collect();
    if line.len() == text.len() { line } else { format!("{line}…") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<(State, Option<String>, String)> {
        let scan = scan(FileId(0), text);
        let own = |piece: &Piece| {
            let tokens = &scan.tokens[piece.tokens.clone()];
            text[tokens[0].start as usize..tokens[tokens.len() - 1].end as usize].to_owned()
        };
        scan.pieces.iter().map(|piece| (piece.state, piece.doc.clone(), own(piece))).collect()
    }

    fn states(text: &str) -> Vec<State> {
        pieces(text).into_iter().map(|(state, ..)| state).collect()
    }

    #[test]
    fn declarations_in_column_one_end_what_is_open() {
        use State::{Broken, Readable};
        assert_eq!(states("segment a on b { where (\nsegment c on d { }\n"), [Broken, Readable]);
    }

    #[test]
    fn keywords_in_strings_and_comments_do_not_cut() {
        assert_eq!(states("workflow a on b { body \"\"\"\nsegment\n\"\"\"\n// segment\n}"), [State::Readable]);
    }

    #[test]
    fn declarations_on_one_line_are_cut_where_the_first_closes() {
        assert_eq!(states("segment a on b { } segment c on d { }"), [State::Readable; 2]);
        assert_eq!(states("workflow a = b(c: workflow) workflow d = e()"), [State::Readable; 2]);
    }

    #[test]
    fn docs_belong_to_the_next_declaration_only() {
        let text = "/// One.\n//// no\n///  two\nsegment a on b {\n  /// inside\n}\nsegment c on d { }\n";
        let docs: Vec<_> = pieces(text).into_iter().map(|(_, doc, _)| doc).collect();
        assert_eq!(docs, [Some("One.\n two".to_owned()), None]);
    }

    #[test]
    fn a_byte_order_mark_does_not_move_the_first_column() {
        assert_eq!(states("\u{feff}segment a on b { }"), [State::Readable]);
    }

    #[test]
    fn a_hundred_thousand_parentheses_are_one_problem() {
        let text = format!("segment a on b {{ where {} }}", "(".repeat(100_000));
        assert_eq!(scan(FileId(0), &text).problems.len(), 1);
    }
}
