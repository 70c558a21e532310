//! Text with values in it, as tokens.

use crate::hubspot::doc::{Doc, Part};
use crate::model::workflow::{Piece, Text};

/// What stands around the literals of a text.
#[derive(Clone, Copy)]
pub(super) enum Markup {
    /// Nothing: characters stand for themselves.
    Plain,
    /// HTML: `&`, `<` and `>` are escaped in literals, never in tokens.
    Html,
}

/// Writes a text; one that hangs on nothing found later is plain JSON.
pub(super) fn text(text: &Text, markup: Markup) -> Doc {
    let mut parts: Vec<Part> = Vec::new();
    for piece in &text.pieces {
        match piece {
            Piece::Literal(literal) => push(&mut parts, &escaped(literal, markup)),
            Piece::Property(property) => push(&mut parts, &format!("{{{{ enrolled_object.{} }}}}", property.name)),
            Piece::Associated(path, property) => {
                push(&mut parts, "{{ fetched_objects.");
                parts.push(Part::Fetch(path.clone()));
                push(&mut parts, &format!(".{} }}}}", property.name));
            }
            Piece::Output { step, key } => {
                push(&mut parts, "{{ action_outputs.action_output_");
                parts.push(Part::Step(*step));
                push(&mut parts, &format!(".{key} }}}}"));
            }
        }
    }
    match parts.as_slice() {
        [] => Doc::text(""),
        [Part::Literal(literal)] => Doc::text(literal.clone()),
        _ => Doc::Joined(parts),
    }
}

fn push(parts: &mut Vec<Part>, text: &str) {
    if let Some(Part::Literal(last)) = parts.last_mut() {
        last.push_str(text);
    } else if !text.is_empty() {
        parts.push(Part::Literal(text.to_owned()));
    }
}

fn escaped(literal: &str, markup: Markup) -> String {
    match markup {
        Markup::Plain => literal.to_owned(),
        Markup::Html => literal.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
    }
}
