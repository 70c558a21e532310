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
        for part in parts(&text.node) {
            let piece = match part {
                Part::Literal(literal) => Some(Piece::Literal(plain_braces(literal))),
                Part::Name(name) => {
                    let name = Ident::new(name.to_owned(), text.span);
                    self.feature(&name, walk.object).map(|feature| Piece::Property(property::of(feature)))
                }
                Part::Path(first, key) => self.read(first, key, text.span, walk),
                Part::Brace(written) => {
                    self.report(text.span, FlowFault::BadBrace { written: written.to_owned() });
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
        for part in parts(&text.node) {
            match part {
                Part::Literal(more) | Part::Brace(more) => literal(&mut pieces, &plain_braces(more)),
                Part::Name(name) => literal(&mut pieces, &format!("{{{name}}}")),
                Part::Path(first, key) => match self.read(first, key, text.span, walk) {
                    Some(piece) => pieces.push(piece),
                    None => whole = None,
                },
            }
        }
        whole.map(|()| Text { pieces })
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

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        if !before.is_empty() {
            parts.push(Part::Literal(before));
        }
        let (part, after) = braced(from);
        parts.push(part);
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest));
    }
    parts
}

/// Reads what begins with a brace.
fn braced(from: &str) -> (Part<'_>, &str) {
    for double in ["{{", "}}"] {
        if from.starts_with(double) {
            let end = from.find("}}").map_or(double.len(), |at| at + 2);
            let (written, after) = from.split_at(end);
            return (Part::Brace(written), after);
        }
    }
    let whole = from.strip_prefix('{').and_then(|inner| inner.split_once('}'));
    if let Some((inner, after)) = whole {
        match inner.split_once('.') {
            None if is_name(inner) => return (Part::Name(inner), after),
            Some((first, second)) if is_name(first) && is_name(second) => return (Part::Path(first, second), after),
            // What is between braces without being a name is wrong as a whole.
            None | Some(_) if !inner.contains('{') => {
                let (written, after) = from.split_at(inner.len() + 2);
                return (Part::Brace(written), after);
            }
            None | Some(_) => {}
        }
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
    }
}
