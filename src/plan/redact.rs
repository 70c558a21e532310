//! What must not stand in a pull request: e-mail addresses, queries of URLs, literals of sensitive features.

use super::Sensitive;

/// What stands for it.
pub const REDACTED: &str = "‹redacted›";

/// Whether values are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Values {
    /// They are redacted.
    #[default]
    Redacted,
    /// They are shown.
    Shown,
}

/// Redacts one line of text: addresses and queries anywhere, and every literal where a sensitive feature is near.
#[must_use]
pub fn line(text: &str, sensitive: Sensitive, values: Values) -> String {
    match (values, sensitive) {
        (Values::Shown, _) => text.to_owned(),
        (Values::Redacted, Sensitive::No) => queries(&addresses(text)),
        (Values::Redacted, Sensitive::Yes) => queries(&addresses(&literals(text))),
    }
}

/// Redacts every quoted text and every number of a line, but for versions and titles. Which literal belongs to which
/// feature is not asked: a rule may be spread over lines, and what stood there before is not looked up any more.
fn literals(text: &str) -> String {
    let words = text.trim_start_matches(['+', '-', ' ', '~']);
    if ["version ", "title "].iter().any(|start| words.starts_with(start)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let before = out.chars().next_back();
        let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let length = if next == '"' {
            quoted(rest)
        } else if next.is_ascii_digit() && !in_word {
            rest.len()
                - rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')).len()
        } else {
            out.push(next);
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
            continue;
        };
        out.push_str(REDACTED);
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// Returns the length of a quoted text: to its closing quote, or to the end where the line breaks it.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return at + 1,
            _ => escaped = false,
        }
    }
    text.len()
}

fn is_address_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-')
}

/// Redacts e-mail addresses.
fn addresses(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, found) = rest.split_at(at);
        let after = found.get(1..).unwrap_or_default();
        let local = before.len() - before.trim_end_matches(is_address_char).len();
        let domain = after.len() - after.trim_start_matches(is_address_char).len();
        let is_address = local > 0 && after.get(..domain).is_some_and(|domain| domain.contains('.'));
        if is_address {
            result.push_str(before.get(..before.len() - local).unwrap_or_default());
            result.push_str(REDACTED);
            rest = after.get(domain..).unwrap_or_default();
        } else {
            result.push_str(before);
            result.push('@');
            rest = after;
        }
    }
    result.push_str(rest);
    result
}

/// Redacts what stands behind `?` in URLs.
fn queries(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, found) = rest.split_at(at);
        let end = found.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ')' | '>')).unwrap_or(found.len());
        let (url, after) = found.split_at(end);
        result.push_str(before);
        match url.split_once('?') {
            Some((base, _)) => {
                result.push_str(base);
                result.push('?');
                result.push_str(REDACTED);
            }
            None => result.push_str(url),
        }
        rest = after;
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_queries_and_sensitive_literals_go() {
        let hide = |text: &str| line(text, Sensitive::No, Values::Redacted);
        assert_eq!(hide("ask ada.l@corp.example now"), "ask ‹redacted› now");
        assert_eq!(hide("https://a.example/x?token=1&b=2 end"), "https://a.example/x?‹redacted› end");
        assert_eq!(hide("a @ b, @team"), "a @ b, @team");
        assert_eq!(line("1234", Sensitive::Yes, Values::Shown), "1234");
    }

    #[test]
    fn near_a_sensitive_feature_every_literal_goes() {
        let hide = |text: &str| line(text, Sensitive::Yes, Values::Redacted);
        assert_eq!(
            hide("-   where ssn_last4 in (\"12\\\"34\", 99.5)"),
            "-   where ssn_last4 in (‹redacted›, ‹redacted›)"
        );
        assert_eq!(hide("+     or born after 1990-01-31"), "+     or born after ‹redacted›");
        assert_eq!(hide("  \"a text that goes on"), "  ‹redacted›");
        assert_eq!(hide("+   version 2"), "+   version 2");
    }
}
