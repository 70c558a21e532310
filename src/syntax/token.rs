//! The words of a text with their places, just exact enough to cut it, to bound it and to name what stands where.
//!
//! The parser has tokens of its own, made by the grammar. These ones never fail: whatever stands in a file becomes
//! some token, so that the scanner can look past a mistake. One pass, no look back, linear in the text.

use crate::source::is_control;

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a keyword; letters beyond ASCII included.
    Word,
    /// A number.
    Number,
    /// `2026-11-23`
    Date,
    /// `09:00`
    Time,
    /// `"…"` or `"""…"""`, closed.
    Text,
    /// A string that its line, or for `"""` the file, does not close.
    OpenText,
    /// `'…'` on one line.
    SingleQuoted,
    /// `“…”` and its like on one line.
    SmartQuoted,
    /// `(`, `[`, `{`
    Open,
    /// `)`, `]`, `}`
    Close,
    /// `# …` or `-- …` to the end of the line, or `/* … */`: comments of other languages.
    ForeignComment,
    /// A blank or control character that cannot be seen.
    Invisible,
    /// Any other sign, of one or two characters.
    Sign,
}

/// A token; offsets are bytes of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// What it looks like.
    pub kind: Kind,
    /// Whether nothing but blanks stands before it on its line.
    pub leads: bool,
    /// Its first byte.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
}

impl Token {
    /// Returns its text.
    pub fn text(self, file: &str) -> &str {
        file.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

/// All that one pass finds.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    /// The tokens in order.
    pub all: Vec<Token>,
    /// The `///` lines: where each begins and ends.
    pub docs: Vec<(u32, u32)>,
    /// Characters that cannot be seen inside strings and comments, where nothing else would notice them.
    pub hidden: Vec<(u32, char)>,
}

/// Reads all tokens of a text that is shorter than 4 GiB.
pub(super) fn tokens(text: &str) -> Tokens {
    let mut lexer = Lexer { text, at: 0, leads: true, closes: Closers::default(), found: Tokens::default() };
    if text.starts_with('\u{feff}') {
        lexer.at = '\u{feff}'.len_utf8();
    }
    while let Some(next) = lexer.peek() {
        lexer.read(next);
    }
    lexer.found
}

/// Tells whether a character cannot be seen in a string or a comment. Those that join letters and set their direction
/// belong to the writing of several languages.
pub(super) fn is_hidden(c: char) -> bool {
    is_control(c) || matches!(c, '\u{feff}' | '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{2028}' | '\u{2029}')
}

fn is_invisible(c: char) -> bool {
    is_hidden(c) || matches!(c, '\u{200c}'..='\u{200f}') || (c.is_whitespace() && !c.is_ascii())
}

/// How far a closing `'` or `”` is looked for.
const QUOTED_AT_MOST: usize = 200;

/// Whether the rest of the text may still hold an end of each kind; without it, many openings would be quadratic.
#[derive(Default)]
struct Closers {
    no_triple: bool,
    no_comment: bool,
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    leads: bool,
    closes: Closers,
    found: Tokens,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let end = self.at + length;
        let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.found.all.push(Token { kind, leads: self.leads, start: offset(self.at), end: offset(end) });
        self.leads = false;
        self.at = end;
    }

    fn read(&mut self, next: char) {
        let rest = self.rest();
        match next {
            '\n' => {
                self.leads = true;
                self.at += 1;
            }
            ' ' | '\t' | '\r' => self.at += 1,
            '/' if rest.starts_with("//") => self.comment(),
            '/' if rest.starts_with("/*") => self.foreign_comment(),
            '#' => self.push(Kind::ForeignComment, line_length(rest)),
            '-' if rest.starts_with("--") => self.push(Kind::ForeignComment, line_length(rest)),
            '"' => self.string(),
            '\'' => self.quoted(Kind::SingleQuoted, &['\'']),
            '‘' | '’' => self.quoted(Kind::SmartQuoted, &['’', '‘', '\'']),
            '“' | '”' | '„' | '«' => self.quoted(Kind::SmartQuoted, &['”', '“', '"', '»']),
            '(' | '[' | '{' => self.push(Kind::Open, 1),
            ')' | ']' | '}' => self.push(Kind::Close, 1),
            '0'..='9' => self.number(),
            // Between two times of the day a hyphen is one: `08:00-18:00`.
            '-' if self
                .found
                .all
                .last()
                .is_some_and(|last| last.kind == Kind::Time && last.end as usize == self.at) =>
            {
                self.push(Kind::Sign, 1);
            }
            '-' if rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) => self.number(),
            c if c == '_' || c.is_alphabetic() => self.push(Kind::Word, word_length(rest)),
            c if is_invisible(c) => {
                // A run of them is one token: a binary file gives few problems and not a million.
                let length = rest.find(|c| !is_invisible(c)).unwrap_or(rest.len());
                self.push(Kind::Invisible, length);
            }
            c => {
                const PAIRS: [&str; 10] = ["==", "!=", "<>", "<=", ">=", "=>", "&&", "||", "=<", ":="];
                let length = PAIRS.iter().find(|pair| rest.starts_with(**pair)).map_or(c.len_utf8(), |pair| pair.len());
                self.push(Kind::Sign, length);
            }
        }
    }

    fn comment(&mut self) {
        let rest = self.rest();
        let length = line_length(rest);
        self.look_for_controls(length);
        if self.leads && rest.starts_with("///") && !rest.starts_with("////") {
            let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            self.found.docs.push((offset(self.at), offset(self.at + length)));
        }
        self.at += length;
    }

    fn foreign_comment(&mut self) {
        let rest = self.rest();
        let end = if self.closes.no_comment { None } else { rest.find("*/") };
        self.closes.no_comment |= end.is_none();
        self.push(Kind::ForeignComment, end.map_or_else(|| line_length(rest), |end| end + 2));
    }

    fn string(&mut self) {
        let rest = self.rest();
        let (kind, length) = if let Some(inner) = rest.strip_prefix("\"\"\"") {
            let end = if self.closes.no_triple { None } else { end_of_block_text(inner) };
            self.closes.no_triple |= end.is_none();
            end.map_or_else(|| (Kind::OpenText, line_length(rest)), |end| (Kind::Text, end + 6))
        } else {
            let end = end_of_text(rest.get(1..).unwrap_or(""));
            end.map_or_else(|| (Kind::OpenText, line_length(rest)), |end| (Kind::Text, end + 2))
        };
        self.look_for_controls(length);
        self.push(kind, length);
    }

    fn quoted(&mut self, kind: Kind, ends: &[char]) {
        let rest = self.rest();
        let open = rest.chars().next().map_or(1, char::len_utf8);
        // The look ahead is bounded, so that a long line of opening quotes stays linear.
        let line = rest.char_indices().skip(1).take(QUOTED_AT_MOST).take_while(|(_, c)| *c != '\n');
        let mut escaped = false;
        let mut closes = |c: char| {
            let plain = !escaped;
            escaped = c == '\\' && plain;
            plain && ends.contains(&c)
        };
        match line.into_iter().find(|(_, c)| closes(*c)) {
            Some((end, close)) => self.push(kind, end + close.len_utf8()),
            None => self.push(Kind::Sign, open),
        }
    }

    fn number(&mut self) {
        let rest = self.rest();
        if is_shape(rest, "dddd-dd-dd") {
            return self.push(Kind::Date, 10);
        }
        if is_shape(rest, "dd:dd") {
            return self.push(Kind::Time, 5);
        }
        let sign = usize::from(rest.starts_with('-'));
        let whole = sign + word_length(rest.get(sign..).unwrap_or(""));
        let tail = rest.get(whole..).unwrap_or("");
        let fraction = match tail.strip_prefix('.') {
            Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => 1 + word_length(after),
            _ => 0,
        };
        self.push(Kind::Number, whole + fraction);
    }

    fn look_for_controls(&mut self, length: usize) {
        let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let inside = self.rest().get(..length).unwrap_or("");
        // Of plain text, which nearly all is, no character is looked at twice.
        if inside.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
            return;
        }
        for (at, c) in inside.char_indices().filter(|(_, c)| is_hidden(*c)) {
            self.found.hidden.push((offset(self.at + at), c));
        }
    }
}

fn line_length(text: &str) -> usize {
    let line = text.split('\n').next().unwrap_or("");
    line.strip_suffix('\r').unwrap_or(line).len()
}

fn word_length(text: &str) -> usize {
    // Nearly all words are ASCII: their bytes are looked at as they are.
    let plain = text.bytes().take_while(|byte| *byte == b'_' || byte.is_ascii_alphanumeric()).count();
    match text.as_bytes().get(plain) {
        Some(byte) if !byte.is_ascii() => text.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(text.len()),
        Some(_) | None => plain,
    }
}

/// Finds the closing quote on the same line, past escaped characters.
fn end_of_text(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '\n' => return None,
            '"' if !escaped => return Some(at),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    None
}

/// Finds the closing `"""`, past escaped characters.
fn end_of_block_text(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if c == '"' && !escaped && text.get(at..).is_some_and(|rest| rest.starts_with("\"\"\"")) {
            return Some(at);
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

/// Tells whether a text begins with digits (`d`) and signs in this order and ends a word there.
fn is_shape(text: &str, shape: &str) -> bool {
    let mut chars = text.chars();
    let fits = shape.chars().all(|want| match chars.next() {
        Some(c) if want == 'd' => c.is_ascii_digit(),
        other => other == Some(want),
    });
    fits && !chars.next().is_some_and(|c| c == '_' || c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        tokens(text).all.into_iter().map(|token| (token.kind, token.text(text))).collect()
    }

    #[test]
    fn dates_times_and_numbers_are_told_apart() {
        use Kind::{Date, Number, Sign, Time, Word};
        assert_eq!(
            kinds("2026-11-23 09:00 -5 10_000 0.25 3days a-b"),
            [
                (Date, "2026-11-23"),
                (Time, "09:00"),
                (Number, "-5"),
                (Number, "10_000"),
                (Number, "0.25"),
                (Number, "3days"),
                (Word, "a"),
                (Sign, "-"),
                (Word, "b"),
            ]
        );
    }

    #[test]
    fn an_open_block_text_takes_its_line_only() {
        assert_eq!(kinds("\"\"\" a\nb"), [(Kind::OpenText, "\"\"\" a"), (Kind::Word, "b")]);
    }

    #[test]
    fn escaped_quotes_do_not_close() {
        assert_eq!(
            kinds(r#""a\"b" "c\\" d"#),
            [(Kind::Text, r#""a\"b""#), (Kind::Text, r#""c\\""#), (Kind::Word, "d")]
        );
    }

    #[test]
    fn four_slashes_are_a_comment_and_three_a_doc() {
        let found = tokens("/// doc\n//// not\n// not\n");
        assert_eq!(found.docs, [(0, 7)]);
        assert!(found.all.is_empty());
    }

    #[test]
    fn a_run_of_control_characters_is_one_token() {
        assert_eq!(tokens(&"\0".repeat(1000)).all.len(), 1);
    }
}
