//! What must not stand in a pull request: e-mail addresses, queries of URLs, literals of sensitive features.

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

/// Redacts one line of text.
#[must_use]
pub fn line(text: &str, secrets: &[String], values: Values) -> String {
    match values {
        Values::Shown => text.to_owned(),
        Values::Redacted => queries(&addresses(&literals(text, secrets))),
    }
}

/// Redacts literals where they stand as whole words.
fn literals(text: &str, secrets: &[String]) -> String {
    let mut sorted: Vec<&String> = secrets.iter().filter(|secret| !secret.is_empty()).collect();
    sorted.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    let mut result = text.to_owned();
    for secret in sorted {
        let mut next = String::with_capacity(result.len());
        let mut rest = result.as_str();
        while let Some(at) = rest.find(secret.as_str()) {
            let (before, found) = rest.split_at(at);
            let after = found.get(secret.len()..).unwrap_or_default();
            let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            let whole = !is_word(before.chars().next_back()) && !is_word(after.chars().next());
            next.push_str(before);
            next.push_str(if whole { REDACTED } else { secret });
            rest = after;
        }
        next.push_str(rest);
        result = next;
    }
    result
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
        let hide = |text: &str| line(text, &["1234".to_owned()], Values::Redacted);
        assert_eq!(hide("ask ada.l@corp.example now"), "ask ‹redacted› now");
        assert_eq!(hide("https://a.example/x?token=1&b=2 end"), "https://a.example/x?‹redacted› end");
        assert_eq!(hide("ssn_last4 is \"1234\" and 12345"), "ssn_last4 is \"‹redacted›\" and 12345");
        assert_eq!(hide("a @ b, @team"), "a @ b, @team");
        assert_eq!(line("1234", &["1234".to_owned()], Values::Shown), "1234");
    }
}
