//! Words and strings as they are spelt.

use super::token::is_hidden;
use crate::source::is_no_text;

/// What `\{` and `\}` are read as: braces that begin and end no value of a text. No source can hold these themselves.
const BRACES: [(char, char); 2] = [('{', '\u{fdd0}'), ('}', '\u{fdd1}')];

/// Returns the sign that an escaped brace stands for.
#[must_use]
pub fn escaped_brace(c: char) -> Option<char> {
    BRACES.iter().find(|(_, escaped)| *escaped == c).map(|(brace, _)| *brace)
}

/// Returns a text with plain braces in the place of escaped ones: for wherever braces mean nothing else.
#[must_use]
pub fn plain_braces(text: &str) -> String {
    text.chars().map(|c| escaped_brace(c).unwrap_or(c)).collect()
}

/// Returns a text with escaped braces in the place of plain ones: the opposite of [`plain_braces`].
#[must_use]
pub fn escaped_braces(text: &str) -> String {
    let escaped = |c: char| BRACES.iter().find(|(brace, _)| *brace == c).map_or(c, |(_, escaped)| *escaped);
    text.chars().map(escaped).collect()
}

/// Words that are never a bare name; the grammar's rule `reserved` has the same.
pub const RESERVED: [&str; 20] = [
    "and", "or", "not", "is", "in", "any", "member", "of", "has", "was", "known", "unknown", "true", "false", "today",
    "now", "if", "else", "where", "between",
];

/// Tells whether a text can stand as a bare name.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !RESERVED.contains(&text)
}

/// Writes a text as a string of the language, on one line.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            other => push_escaped(&mut out, other),
        }
    }
    out.push('"');
    out
}

/// Writes a text of several lines between `"""`, each line behind this many blanks.
#[must_use]
pub fn block_quoted(text: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let mut out = String::from("\"\"\"\n");
    for line in text.split('\n') {
        // A line of blanks only would be read as an empty one, and a tab could be taken for a part of the margin.
        let visible = match line.chars().next() {
            Some(first) if line.trim().is_empty() || first == '\t' => {
                out.push_str(&margin);
                out.push_str(&format!("\\u{{{:x}}}", u32::from(first)));
                line.get(first.len_utf8()..).unwrap_or("")
            }
            Some(_) => {
                out.push_str(&margin);
                line
            }
            None => "",
        };
        let has_mark = visible.contains("\"\"\"");
        for c in visible.chars() {
            match c {
                '"' if has_mark => out.push_str("\\\""),
                '\t' => out.push('\t'),
                other => push_escaped(&mut out, other),
            }
        }
        out.push('\n');
    }
    out.push_str(&margin);
    out.push_str("\"\"\"");
    out
}

fn push_escaped(out: &mut String, c: char) {
    if let Some(brace) = escaped_brace(c) {
        return out.extend(['\\', brace]);
    }
    match c {
        '\\' => out.push_str("\\\\"),
        c if is_hidden(c) || c == '\r' => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
        c => out.push(c),
    }
}

/// What a string says, and the escapes in it that are none.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unquoted {
    /// The text.
    pub text: String,
    /// Bytes of the literal, from and to.
    pub bad: Vec<(usize, usize)>,
    /// Escapes of characters that no text can hold.
    pub controls: Vec<(usize, usize)>,
}

/// Reads a string with its quotes.
pub(super) fn unquoted(literal: &str) -> Unquoted {
    let block = literal.strip_prefix("\"\"\"").and_then(|rest| rest.strip_suffix("\"\"\""));
    let inner = block.or_else(|| literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))).unwrap_or(literal);
    let before = (literal.len() - inner.len()) / 2;
    let mut read = unescaped(inner);
    for (start, end) in read.bad.iter_mut().chain(&mut read.controls) {
        (*start, *end) = (*start + before, *end + before);
    }
    match block {
        Some(inner) => Unquoted { text: unescaped(&without_margin(inner)).text, ..read },
        None => read,
    }
}

/// Gives a `"""` literal of several lines another margin, and plain line feeds; it is read as the same text. Nothing
/// where it is no such literal.
pub(super) fn with_margin(literal: &str, indent: usize) -> Option<String> {
    let inner = literal.strip_prefix("\"\"\"")?.strip_suffix("\"\"\"").filter(|inner| inner.contains('\n'))?;
    let inner = inner.replace("\r\n", "\n");
    // A carriage return that was before another one would be taken for half a line feed now.
    if inner.contains("\r\n") {
        return None;
    }
    let Some((lines, closing)) = lines_without_margin(&inner) else {
        return Some(literal.replace("\r\n", "\n"));
    };
    let margin = " ".repeat(indent);
    let mut out = String::with_capacity(literal.len() + lines.len() * indent);
    out.push_str("\"\"\"");
    for line in &lines {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(&margin);
            out.push_str(line);
        }
    }
    if closing == Closing::OnItsOwnLine {
        out.push('\n');
        out.push_str(&margin);
    }
    out.push_str("\"\"\"");
    Some(out)
}

/// Takes the margin off a text that begins on the line below its `"""`: as much as all its lines share.
fn without_margin(inner: &str) -> String {
    let inner = inner.replace("\r\n", "\n");
    lines_without_margin(&inner).map(|(lines, _)| lines.join("\n")).unwrap_or(inner)
}

/// Where the closing `"""` of a text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Closing {
    OnItsOwnLine,
    BehindTheText,
}

/// Returns the lines without the margin that they share; nothing where the text begins beside its `"""`.
fn lines_without_margin(inner: &str) -> Option<(Vec<&str>, Closing)> {
    let (first, rest) = inner.split_once('\n')?;
    if !first.trim_matches([' ', '\t']).is_empty() {
        return None;
    }
    let blank = |line: &str| line.trim_matches([' ', '\t']).is_empty();
    let mut lines: Vec<&str> = rest.split('\n').collect();
    let closing = lines.last().copied().filter(|line| blank(line));
    if closing.is_some() {
        lines.pop();
    }
    let margin = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let shared = lines.iter().copied().filter(|line| !blank(line)).chain(closing).map(margin).min().unwrap_or(0);
    let cut = lines.into_iter().map(|line| line.get(shared.min(margin(line))..).unwrap_or("")).collect();
    Some((cut, if closing.is_some() { Closing::OnItsOwnLine } else { Closing::BehindTheText }))
}

fn unescaped(inner: &str) -> Unquoted {
    let mut text = String::with_capacity(inner.len());
    let (mut bad, mut controls) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(rest) = inner.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = rest.find('\\').unwrap_or(rest.len());
        text.push_str(rest.get(..plain).unwrap_or(""));
        at += plain;
        let Some(escape) = rest.get(plain..).filter(|rest| !rest.is_empty()) else { break };
        match escape_of(escape) {
            Ok((c, length)) => {
                // Escapes of two signs are known ones.
                if length > 2 && is_no_text(c) {
                    controls.push((at, at + length));
                }
                text.push(c);
                at += length;
            }
            Err(length) => {
                // Without braces, which would be looked at once more.
                text.extend(escape.chars().take_while(|c| *c != '{').take(length));
                bad.push((at, at + length));
                at += length;
            }
        }
    }
    Unquoted { text, bad, controls }
}

/// Reads the escape that a text begins with: the character and how long it is, or how long the wrong one is.
fn escape_of(text: &str) -> Result<(char, usize), usize> {
    let Some(kind) = text.chars().nth(1) else { return Err(1) };
    let code = |rest: &str| {
        let (end, _) = rest.char_indices().take(7).find(|(_, c)| *c == '}')?;
        let hex = rest.get(..end).filter(|hex| !hex.is_empty() && hex.chars().all(|c| c.is_ascii_hexdigit()))?;
        let c = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)?;
        Some((c, "\\u{}".len() + hex.len()))
    };
    match kind {
        '"' => Ok(('"', 2)),
        '\\' => Ok(('\\', 2)),
        'n' => Ok(('\n', 2)),
        't' => Ok(('\t', 2)),
        '{' => Ok(('\u{fdd0}', 2)),
        '}' => Ok(('\u{fdd1}', 2)),
        'u' => {
            let hex = text.strip_prefix("\\u{");
            // What is between the braces is wrong with them.
            let wrong = hex.and_then(|hex| {
                hex.find(|c: char| !c.is_ascii_alphanumeric())
                    .filter(|end| hex.get(*end..).is_some_and(|rest| rest.starts_with('}')))
            });
            hex.and_then(code).ok_or(wrong.map_or(2, |end| "\\u{}".len() + end))
        }
        other => Err(1 + other.len_utf8()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes_are_read() {
        assert_eq!(unquoted(r#""a\"b\\c\n\t\u{1f600}""#).text, "a\"b\\c\n\t😀");
    }

    #[test]
    fn escaped_braces_are_told_from_plain_ones() {
        let read = unquoted(r#""\{a\} {b}""#);
        assert_eq!((plain_braces(&read.text).as_str(), quoted(&read.text).as_str()), ("{a} {b}", r#""\{a\} {b}""#));
        assert_ne!(read.text, "{a} {b}");
        assert_eq!(read.controls, []);
    }

    #[test]
    fn an_escape_makes_no_character_that_a_text_cannot_hold() {
        for (literal, at) in [
            (r#""a\u{0}""#, (2, 7)),
            (r#""\u{1b}""#, (1, 7)),
            (r#""\u{fdd0}""#, (1, 9)),
            ("\"\"\"\n  \\u{9f}\"\"\"", (6, 12)),
        ] {
            assert_eq!(unquoted(literal).controls, [at], "{literal}");
        }
        assert_eq!(unquoted(r#""\u{202e}\u{200b}\u{d}""#).controls, []);
    }

    #[test]
    fn a_wrong_escape_keeps_its_place() {
        for (literal, bad) in
            [(r#""a\q""#, (2, 4)), (r#""\u{110000}""#, (1, 11)), (r#""\u""#, (1, 3)), (r#""\é""#, (1, 4))]
        {
            assert_eq!(unquoted(literal).bad, [bad], "{literal}");
        }
    }

    #[test]
    fn a_block_text_loses_the_margin_its_lines_share() {
        assert_eq!(unquoted("\"\"\"\n    a\r\n      b\n\n    \"\"\"").text, "a\n  b\n");
        assert_eq!(unquoted("\"\"\"a\n  b\"\"\"").text, "a\n  b");
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_back(text in any::<String>()) {
            let read = unquoted(&quoted(&text));
            prop_assert_eq!(read.text, text);
            prop_assert!(read.bad.is_empty());
        }

        #[test]
        fn another_margin_keeps_the_text(inner in "[ \t\na\r\\\\]{0,20}", indent in 0_usize..5) {
            let literal = format!("\"\"\"\n{inner}\"\"\"");
            let moved = with_margin(&literal, indent).unwrap_or_else(|| literal.clone());
            prop_assert_eq!(unquoted(&moved).text, unquoted(&literal).text);
            prop_assert_eq!(with_margin(&moved, indent).unwrap_or_else(|| moved.clone()), moved);
        }

        #[test]
        fn what_is_block_quoted_is_read_back(text in "[ \t\na\"\\\\é\r]{0,20}", indent in 0_usize..5) {
            let read = unquoted(&block_quoted(&text, indent));
            prop_assert_eq!(read.text, text);
        }
    }
}
