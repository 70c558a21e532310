//! HubSpot's tokens in texts, as values between braces.

use super::value::is_sayable;
use crate::syntax::escaped_braces;

/// What stands around the literals of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Markup {
    /// Nothing: characters stand for themselves.
    Plain,
    /// HTML: `&`, `<` and `>` are escaped in literals.
    Html,
}

/// What a token reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// `{{ enrolled_object.PROPERTY }}`
    Property(&'t str),
    /// `{{ fetched_objects.NAME.PROPERTY }}`
    Fetched(&'t str, &'t str),
    /// `{{ action_outputs.action_output_ID.KEY }}`
    Output(&'t str, &'t str),
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece<'t> {
    /// As it stands, with all that follows behind it.
    Literal(&'t str, &'t str),
    /// All from two open braces to the next two closed ones, or two braces that nothing closes.
    Braces(&'t str),
}

/// The signs of HubSpot's own language for texts.
const HUBSPOTS: [&str; 6] = ["{{", "}}", "{%", "%}", "{#", "#}"];

/// Goes through the tokens of a text that are spelled as we spell them.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Literal(..) => None,
        Piece::Braces(written) => token(written),
    })
}

/// Writes a text of a step. `name` writes what a token reads; nothing comes back where that, or what else stands
/// between braces, has no form.
pub(super) fn text(stored: &str, markup: Markup, name: &mut dyn FnMut(&Token<'_>) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    for piece in pieces(stored) {
        match piece {
            Piece::Literal(literal, _) => out.push_str(&escaped_braces(&unescaped(literal, markup)?)),
            Piece::Braces(written) => out.push_str(&format!("{{{}}}", name(&token(written)?)?)),
        }
    }
    let plain = crate::syntax::plain_braces(&out);
    // Beside an escaped brace, another sign may make one of HubSpot's.
    let pairs = HUBSPOTS.iter().any(|pair| plain.contains(pair));
    (stored.is_empty() || is_sayable(stored) && !pairs).then_some(out)
}

/// Writes a text in the fields of an opaque step, where all but `{a.b}` stands for itself. The error is what is wrong.
pub(super) fn field(stored: &str, name: &mut dyn FnMut(&Token<'_>) -> Option<String>) -> Result<String, &'static str> {
    if !stored.is_empty() && !is_sayable(stored) {
        return Err("it holds characters that no source can");
    }
    let mut out = String::new();
    for piece in pieces(stored) {
        match piece {
            Piece::Literal(literal, on) => out.push_str(&lone_braces_escaped(literal, on)),
            Piece::Braces(written) => {
                let token = token(written);
                match token.as_ref().and_then(&mut *name) {
                    Some(said) => out.push_str(&format!("{{{said}}}")),
                    None if written.contains("action_output") => {
                        return Err("it reads what an action returned, and that cannot be said");
                    }
                    None => out.push_str(written),
                }
            }
        }
    }
    // What HubSpot reads as its own sign stays so; beside an escaped brace, the checker would refuse it.
    let signs: Vec<char> = out.chars().collect();
    let beside = |pair: &[char]| {
        let plain: String = pair.iter().map(|c| crate::syntax::escaped_brace(*c).unwrap_or(*c)).collect();
        pair.iter().any(|c| crate::syntax::escaped_brace(*c).is_some()) && HUBSPOTS.contains(&plain.as_str())
    };
    if signs.windows(2).any(beside) {
        return Err("its braces would be read otherwise");
    }
    Ok(out)
}

/// Escapes an open brace where a name and a closed one follow it.
fn lone_braces_escaped(literal: &str, on: &str) -> String {
    let mut out = String::with_capacity(literal.len());
    for (at, c) in literal.char_indices() {
        let inner = on.get(at..).and_then(|rest| rest.strip_prefix('{')?.split_once('}')).map(|(inner, _)| inner);
        let named = inner.is_some_and(|inner| inner.split('.').all(is_word) && inner.matches('.').count() < 2);
        if named { out.push_str(&escaped_braces("{")) } else { out.push(c) }
    }
    out
}

/// Cuts a text where the checker does.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("}}")).min() {
        let (before, from) = rest.split_at(at);
        if !before.is_empty() {
            pieces.push(Piece::Literal(before, rest));
        }
        let end = from.find("}}").map_or(2, |end| end + 2);
        let (written, after) = from.split_at(end);
        pieces.push(Piece::Braces(written));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest, rest));
    }
    pieces
}

fn token(written: &str) -> Option<Token<'_>> {
    let inner = written.strip_prefix("{{ ")?.strip_suffix(" }}")?;
    let parts: Vec<&str> = inner.split('.').collect();
    if !parts.iter().all(|part| is_word(part)) {
        return None;
    }
    match parts.as_slice() {
        ["enrolled_object", property] => Some(Token::Property(property)),
        ["fetched_objects", name, property] => Some(Token::Fetched(name, property)),
        ["action_outputs", action, key] => Some(Token::Output(action.strip_prefix("action_output_")?, key)),
        _ => None,
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Takes the escapes of HTML away; nothing where there is more than those.
fn unescaped(literal: &str, markup: Markup) -> Option<String> {
    match markup {
        Markup::Plain => Some(literal.to_owned()),
        Markup::Html => {
            let plain = literal.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            let again = plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            (again == literal).then_some(plain)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(token: &Token<'_>) -> Option<String> {
        match token {
            Token::Property("firstname") => Some("first_name".to_owned()),
            Token::Output("7", key) => Some(format!("code_7.{key}")),
            Token::Property(_) | Token::Fetched(..) | Token::Output(..) => None,
        }
    }

    #[test]
    fn tokens_become_values_and_other_braces_stand_for_themselves() {
        let of =
            |stored| text(stored, Markup::Plain, &mut |token| said(token)).map(|text| crate::syntax::quoted(&text));
        assert_eq!(of("Call {{ enrolled_object.firstname }}!").unwrap(), r#""Call {first_name}!""#);
        assert_eq!(of("a {b} }").unwrap(), r#""a \{b\} \}""#);
        for strange in ["{{ enrolled_object.other }}", "{{enrolled_object.firstname}}", "{% if x %}", "{{ x", "a }}"] {
            assert_eq!(of(strange), None, "{strange}");
        }
        assert_eq!(of("{{{ enrolled_object.firstname }}"), None);
        assert_eq!(of("{{ enrolled_object.firstname }}}"), None);
    }

    #[test]
    fn html_is_read_where_there_are_no_tags() {
        let of = |stored| text(stored, Markup::Html, &mut |token| said(token));
        assert_eq!(of("a &amp; b &lt;c&gt; {{ enrolled_object.firstname }}").unwrap(), "a & b <c> {first_name}");
        assert_eq!((of("<p>a</p>"), of("a & b"), of("a &nbsp; b")), (None, None, None));
    }

    #[test]
    fn fields_keep_all_that_is_hubspots() {
        let of = |stored| field(stored, &mut |token| said(token)).map(|text| crate::syntax::quoted(&text));
        let kept = "{{ x | y }} {% if a %} { b } {{ enrolled_object.other }}";
        assert_eq!(of(kept).unwrap(), format!("\"{kept}\""));
        assert_eq!(of("{{ action_outputs.action_output_7.x }} {a.b}}").unwrap(), r#""{code_7.x} \{a.b}}""#);
        assert!(of("{{action_outputs.action_output_7.x}}").is_err());
        assert!(of("{{ action_outputs.action_output_8.x }}").is_err());
    }
}
