//! YAML as a person would write it: what fits stands on one line, and a text stands in quotes only where it must.

use std::fmt::Write as _;

use crate::source::is_control;

/// How long a line may be before a mapping is broken into one entry a line.
const WIDTH: usize = 120;

/// A line of a mapping.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    /// A sentence for who reads the file.
    Comment(String),
    /// A key with its value.
    Entry(String, Value),
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Text.
    Text(String),
    /// `true`
    True,
    /// A mapping that stands on its key's line where it fits.
    Map(Vec<Line>),
    /// A mapping with one entry a line.
    Block(Vec<Line>),
}

impl Line {
    /// Makes a key with one entry a line below it.
    pub(super) fn block(key: &str, lines: Vec<Self>) -> Self {
        Self::Entry(key.to_owned(), Value::Block(lines))
    }

    /// Tells whether this says anything to the reader of catalogs.
    pub(super) fn is_entry(&self) -> bool {
        matches!(self, Self::Entry(..))
    }
}

impl Value {
    /// Makes a text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// Prints a mapping below what is there.
pub(super) fn print(out: &mut String, lines: &[Line]) {
    block(out, 0, lines);
}

fn block(out: &mut String, depth: usize, lines: &[Line]) {
    let indent = "  ".repeat(depth);
    for line in lines {
        // Writing into a string cannot fail.
        let _ = match line {
            Line::Comment(text) => writeln!(out, "{indent}# {}", comment(text)),
            Line::Entry(key, value) => {
                let key = key_of(key);
                let beside = flow(value).map(|flow| format!("{indent}{key}: {flow}"));
                match (beside, value) {
                    (Some(line), Value::Text(_) | Value::True) => writeln!(out, "{line}"),
                    (Some(line), Value::Map(_)) if line.chars().count() <= WIDTH => writeln!(out, "{line}"),
                    (_, Value::Map(lines) | Value::Block(lines)) => {
                        let _ = writeln!(out, "{indent}{key}:");
                        block(out, depth + 1, lines);
                        Ok(())
                    }
                    (None, Value::Text(_) | Value::True) => Ok(()),
                }
            }
        };
    }
}

/// Prints a value beside its key; nothing where it needs lines of its own.
fn flow(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(scalar(text)),
        Value::True => Some("true".to_owned()),
        Value::Block(_) => None,
        Value::Map(lines) => {
            let entry = |line: &Line| match line {
                Line::Comment(_) => None,
                Line::Entry(key, value) => Some(format!("{}: {}", key_of(key), flow(value)?)),
            };
            let entries: Option<Vec<String>> = lines.iter().map(entry).collect();
            Some(format!("{{ {} }}", entries?.join(", ")))
        }
    }
}

/// Writes a key: `on` is a word of the catalog, and stands bare wherever people write one.
fn key_of(text: &str) -> String {
    if text == "on" { text.to_owned() } else { scalar(text) }
}

/// Words that YAML, in one of its versions, takes for something else than text.
const NO_TEXTS: &[&str] = &["null", "true", "false", "yes", "no", "on", "off", "y", "n"];

/// Writes a text: bare where everybody reads it as that text, else in double quotes.
fn scalar(text: &str) -> String {
    let is_bare = text.chars().next().is_some_and(char::is_alphanumeric)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | ' ' | '.' | '/' | '(' | ')' | '+' | '&' | '-'))
        && !text.ends_with(' ')
        && !NO_TEXTS.contains(&text.to_lowercase().as_str());
    if is_bare {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        let _ = match c {
            '"' => write!(out, "\\\""),
            '\\' => write!(out, "\\\\"),
            '\n' => write!(out, "\\n"),
            '\r' => write!(out, "\\r"),
            '\t' => write!(out, "\\t"),
            c if is_unseen(c) => write!(out, "\\U{:08X}", u32::from(c)),
            c => write!(out, "{c}"),
        };
    }
    out.push('"');
    out
}

/// Keeps a comment on its line, whatever a portal's words hold.
fn comment(text: &str) -> String {
    text.chars().map(|c| if is_unseen(c) || matches!(c, '\n' | '\r' | '\t') { '\u{fffd}' } else { c }).collect()
}

/// Tells whether a character must not stand in a file as it is: it is invisible, or ends a line somewhere.
fn is_unseen(c: char) -> bool {
    is_control(c)
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}')
        || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stands_in_quotes_only_where_it_must() {
        for bare in ["lead", "Größe (EU)", "0", "1.0", "R&D", "a_b-c"] {
            assert_eq!(scalar(bare), bare);
        }
        for quoted in ["", "null", "Yes", "-a", "a: b", "a #b", " a", "{a", "'", "~", "a, b"] {
            assert_eq!(scalar(quoted), format!("\"{quoted}\""));
        }
        assert_eq!(scalar("a\"\\\n\u{202e}\u{85}"), "\"a\\\"\\\\\\n\\U0000202E\\U00000085\"");
        assert_eq!(comment("a\nb: c"), "a\u{fffd}b: c");
    }

    #[test]
    fn what_does_not_fit_on_a_line_has_one_entry_a_line() {
        let options = |count: usize| {
            let options = (0..count).map(|at| Line::Entry(format!("v{at}"), Value::text(format!("Option {at}"))));
            vec![Line::Entry("x".to_owned(), Value::Map(options.collect()))]
        };
        let text = |lines: &[Line]| {
            let mut out = String::new();
            print(&mut out, lines);
            out
        };
        assert_eq!(text(&options(2)), "x: { v0: Option 0, v1: Option 1 }\n");
        assert_eq!(text(&options(40)).lines().count(), 41);
    }
}
