//! Texts with values in them: `{feature}` and `{name.key}`.

use crate::model::workflow::{Piece, Text};
use crate::problem::check::{FlowFault, NameFault};
use crate::problem::nearest;
use crate::source::{Ident, Span, Spanned};
use crate::syntax::{escaped_brace, plain_braces};

use super::step::{Certainty, Seen, Walk};
use super::{Checker, property};

/// The signs of HubSpot's own language for texts.
const HUBSPOTS: [&str; 6] = ["{{", "}}", "{%", "%}", "{#", "#}"];

impl Checker<'_> {
    /// Checks a text of a step.
    pub(super) fn text(&mut self, text: &Spanned<String>, walk: &Walk<'_>) -> Option<Text> {
        let mut pieces = Vec::new();
        let mut whole = self.escapes(text);
        for (part, at) in placed(text) {
            let piece = match part {
                Part::Literal(literal) => Some(Piece::Literal(plain_braces(literal))),
                Part::Name(name) => {
                    let name = Ident::new(name.to_owned(), at);
                    self.feature(&name, walk.object).map(|feature| Piece::Property(property::of(feature)))
                }
                Part::Path(first, key) => self.read(first, key, at, walk),
                Part::Brace(written) => {
                    self.report(at, FlowFault::BadBrace { written: written.to_owned() });
                    None
                }
            };
            match piece {
                Some(piece) => pieces.push(piece),
                None => whole = None,
            }
        }
        whole.map(|()| Text { pieces })
    }

    /// Checks a text in the fields of `action`: all but `{name.key}` of a named step passes as it is.
    pub(super) fn field_text(&mut self, text: &Spanned<String>, walk: &Walk<'_>) -> Option<Text> {
        let mut pieces: Vec<Piece> = Vec::new();
        let literal = |pieces: &mut Vec<Piece>, more: &str| match pieces.last_mut() {
            Some(Piece::Literal(last)) => last.push_str(more),
            Some(Piece::Property(_) | Piece::Associated(..) | Piece::Output { .. }) | None => {
                pieces.push(Piece::Literal(more.to_owned()))
            }
        };
        let mut whole = self.escapes(text);
        for (part, at) in placed(text) {
            match part {
                Part::Literal(more) | Part::Brace(more) => literal(&mut pieces, &plain_braces(more)),
                Part::Name(name) => {
                    self.warn_literal(name, at, walk);
                    literal(&mut pieces, &format!("{{{name}}}"));
                }
                Part::Path(first, key) => match self.read(first, key, at, walk) {
                    Some(piece) => pieces.push(piece),
                    None => whole = None,
                },
            }
        }
        whole.map(|()| Text { pieces })
    }

    /// Warns of `{feature}` where braces stand for themselves.
    pub(super) fn warn_literal(&mut self, name: &str, at: Span, walk: &Walk<'_>) {
        if self.catalog.feature(walk.object, name).is_some() {
            self.report(at, FlowFault::LiteralBraces { name: name.to_owned() });
        }
    }

    /// Warns of `{feature}` in an address.
    pub(super) fn warn_literals(&mut self, text: &Spanned<String>, walk: &Walk<'_>) {
        for (part, at) in placed(text) {
            if let Part::Name(name) = part {
                self.warn_literal(name, at, walk);
            }
        }
    }

    /// Reports an escaped brace where HubSpot would read it with the sign beside it as its own.
    fn escapes(&mut self, text: &Spanned<String>) -> Option<()> {
        let brace = |c: char| escaped_brace(c).unwrap_or(c);
        let pairs = text.node.chars().zip(text.node.chars().skip(1));
        let escaped = pairs.filter(|(first, second)| escaped_brace(*first).or(escaped_brace(*second)).is_some());
        let mut written = escaped.map(|(first, second)| String::from_iter([brace(first), brace(second)]));
        match written.find(|pair| HUBSPOTS.contains(&pair.as_str())) {
            Some(written) => {
                self.report(text.span, FlowFault::EscapedPair { written });
                None
            }
            None => Some(()),
        }
    }

    /// Reads what an earlier step returned, or a feature of an associated record.
    fn read(&mut self, name: &str, key: &str, at: Span, walk: &Walk<'_>) -> Option<Piece> {
        if self.catalog.association(walk.object, name).is_some() && walk.names().any(|step| step == name) {
            self.report(at, FlowFault::StepOrAssociation { name: name.to_owned() });
            return None;
        }
        let (id, returns, certainty) = match walk.seen(name) {
            Seen::Before { id, returns, certainty } => (id, returns, certainty),
            Seen::Elsewhere => {
                self.report(at, FlowFault::NotRun { name: name.to_owned() });
                return None;
            }
            Seen::Never if self.catalog.association(walk.object, name).is_some() => {
                let path = self.association(&Ident::new(name.to_owned(), at), walk.object)?;
                let feature = self.feature(&Ident::new(key.to_owned(), at), path.to)?;
                return Some(Piece::Associated(path, property::of(feature)));
            }
            Seen::Never => {
                let near = nearest(name, walk.names());
                self.report(at, NameFault::UnknownStep { name: name.to_owned(), near });
                return None;
            }
        };
        if !returns.iter().any(|known| known == key) {
            let near = nearest(key, returns.iter().map(String::as_str));
            let fault =
                NameFault::UnknownOutput { step: name.to_owned(), key: key.to_owned(), near, known: returns.to_vec() };
            self.report(at, fault);
            return None;
        }
        if certainty == Certainty::Some {
            self.report(at, FlowFault::PerhapsNotRun { name: name.to_owned() });
        }
        Some(Piece::Output { step: id, key: key.to_owned() })
    }
}

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    /// As it stands.
    Literal(&'a str),
    /// `{name}`
    Name(&'a str),
    /// `{first.second}`
    Path(&'a str, &'a str),
    /// A brace that belongs to none of these, with what follows it.
    Brace(&'a str),
}

impl Part<'_> {
    /// Returns how long it is as written.
    fn length(&self) -> usize {
        match self {
            Part::Literal(text) | Part::Brace(text) => text.len(),
            Part::Name(name) => name.len() + "{}".len(),
            Part::Path(first, second) => first.len() + second.len() + "{.}".len(),
        }
    }
}

/// Cuts a text into parts with their places. In a text with escapes, or over several lines, that is the whole.
fn placed(text: &Spanned<String>) -> Vec<(Part<'_>, Span)> {
    let escaped = text.node.contains(['"', '\\', '\n', '\u{fdd0}', '\u{fdd1}']);
    let as_written = !escaped && (text.span.end - text.span.start) as usize == text.node.len() + "\"\"".len();
    let mut at = text.span.start.saturating_add(1);
    let mut all = Vec::new();
    for part in parts(&text.node) {
        let end = at.saturating_add(u32::try_from(part.length()).unwrap_or(u32::MAX));
        let place = if as_written { Span { start: at, end, ..text.span } } else { text.span };
        at = end;
        all.push((part, place));
    }
    all
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    // Behind the last `}}` none is looked for: of many open braces, each would search all that follows.
    let behind_last = text.rfind("}}").map_or(text.len(), |at| text.len() - at - 2);
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        if !before.is_empty() {
            parts.push(Part::Literal(before));
        }
        let closing = from.len().checked_sub(behind_last).and_then(|length| from.get(..length)).unwrap_or("");
        let (part, after) = braced(from, closing);
        parts.push(part);
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest));
    }
    parts
}

/// Reads what begins with a brace; `closing` is as much of it as can hold a `}}`.
fn braced<'t>(from: &'t str, closing: &str) -> (Part<'t>, &'t str) {
    for double in ["{{", "}}"] {
        if from.starts_with(double) {
            let end = closing.find("}}").map_or(double.len(), |at| at + 2);
            let (written, after) = from.split_at(end);
            return (Part::Brace(written), after);
        }
    }
    let inner = from.strip_prefix('{').unwrap_or("");
    // The next brace decides; beyond it nothing is searched.
    let next = inner.find(['{', '}']).map(|at| inner.split_at(at));
    if let Some((inner, after)) = next.and_then(|(inner, rest)| Some((inner, rest.strip_prefix('}')?))) {
        return match inner.split_once('.') {
            None if is_name(inner) => (Part::Name(inner), after),
            Some((first, second)) if is_name(first) && is_name(second) => (Part::Path(first, second), after),
            // What is between braces without being a name is wrong as a whole.
            None | Some(_) => {
                let (written, after) = from.split_at(inner.len() + 2);
                (Part::Brace(written), after)
            }
        };
    }
    let (written, after) = from.split_at(1);
    (Part::Brace(written), after)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::Part::{Brace, Literal, Name, Path};
    use super::parts;

    #[test]
    fn braces_hold_names_and_paths_and_nothing_else() {
        assert_eq!(
            parts("Call {firstname}: {score.value}!"),
            [Literal("Call "), Name("firstname"), Literal(": "), Path("score", "value"), Literal("!")]
        );
        assert_eq!(parts("{{ contact.x }} a"), [Brace("{{ contact.x }}"), Literal(" a")]);
        assert_eq!(parts("a } {"), [Literal("a "), Brace("}"), Literal(" "), Brace("{")]);
        assert_eq!(parts("{a b}{é}"), [Brace("{a b}"), Brace("{é}")]);
        assert_eq!(parts("{{"), [Brace("{{")]);
        assert_eq!(parts("{{a}} {{ b"), [Brace("{{a}}"), Literal(" "), Brace("{{"), Literal(" b")]);
        assert_eq!(parts("{{a}}}"), [Brace("{{a}}"), Brace("}")]);
        assert_eq!(parts("{a{b}"), [Brace("{"), Literal("a"), Name("b")]);
    }
}
