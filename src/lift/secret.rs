//! What looks like a secret. A source is read by many, and its history keeps it: no such text is brought into one.

use std::collections::BTreeSet;

/// How tokens of well-known services begin, and how long one is at least.
const PREFIXES: [(&str, usize); 26] = [
    ("pat-na", 20),
    ("pat-eu", 20),
    ("pat-ap", 20),
    ("sk_live_", 16),
    ("rk_live_", 16),
    ("sk_test_", 16),
    ("sk-", 24),
    ("AKIA", 20),
    ("ASIA", 20),
    ("AIza", 30),
    ("xoxb-", 16),
    ("xoxp-", 16),
    ("ghp_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("SG.", 30),
    ("sk-ant-", 20),
    ("gho_", 20),
    ("ghs_", 20),
    ("ghu_", 20),
    ("shpat_", 20),
    ("shpss_", 20),
    ("npm_", 20),
    ("hf_", 20),
    ("ya29.", 20),
    ("dop_v1_", 20),
];

/// What stands in no text but beside a secret: a private key, and addresses whose path is the key to a channel.
const SIGNS: [&str; 7] = [
    "PRIVATE KEY-----",
    "hooks.slack.com/services/",
    ".webhook.office.com/webhookb2/",
    "hooks.zapier.com/hooks/catch/",
    "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/",
    "api.telegram.org/bot",
];

/// Hosts whose address has a region in it and is otherwise a key: how it begins, and how it goes on.
const REGIONAL: [(&str, &str); 2] = [("hook.", ".make.com/"), ("hook.", ".integromat.com/")];

/// Words before a value that say that it is one.
const NAMES: [&str; 14] = [
    "key",
    "apikey",
    "api_key",
    "hapikey",
    "token",
    "access_token",
    "secret",
    "password",
    "passwd",
    "pwd",
    "pass",
    "sig",
    "signature",
    "authorization",
];

/// Those of them whose value is one however short it is, where it is written out.
const SURE: [&str; 9] =
    ["apikey", "api_key", "hapikey", "access_token", "secret", "password", "passwd", "pwd", "client_secret"];

/// Words between a name and its value that say how it is used.
const SCHEMES: [&str; 5] = ["Token ", "token ", "Bearer ", "Basic ", "ApiKey "];

/// The shortest value of such a sure name.
const SHORTEST_SURE: usize = 6;
/// The shortest value behind such a word that may be a secret.
const SHORTEST: usize = 16;
/// The shortest part of one between hyphens that is no word.
const SHORTEST_PART: usize = 12;

/// Tells whether a text holds what looks like a secret.
pub fn looks_secret(text: &str) -> bool {
    let is = |text: &str| {
        SIGNS.iter().any(|sign| text.contains(sign))
            || REGIONAL.iter().any(|(begin, end)| text.contains(begin) && text.contains(end))
            || words(text).any(|word| known(word) || is_jwt(word))
            || bearers(text)
            || named(text)
            || logs_in(text)
    };
    is(text) || text.contains('%') && is(&decoded(text))
}

/// Reads what an address writes as `%2B`.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// An address with a password in it: `postgres://user:password@host`.
fn logs_in(text: &str) -> bool {
    text.match_indices("://").any(|(at, _)| {
        let rest = text.get(at + 3..).unwrap_or_default();
        let host = rest.split(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '`')).next();
        let user = host.and_then(|host| host.rsplit_once('@')).map(|(user, _)| user);
        user.and_then(|user| user.split_once(':'))
            .is_some_and(|(_, word)| !word.is_empty() && !word.contains(['{', '$']))
    })
}

/// Cuts a text at all that stands in no token.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))).filter(|word| !word.is_empty())
}

fn known(word: &str) -> bool {
    PREFIXES.iter().any(|(prefix, least)| word.starts_with(prefix) && word.len() >= *least && has_digit(word))
}

/// Three parts, the first of which is the JSON of a header.
fn is_jwt(word: &str) -> bool {
    word.starts_with("eyJ") && word.len() > 40 && word.matches('.').count() == 2
}

/// `Bearer …` and `Basic …` with a token behind it.
fn bearers(text: &str) -> bool {
    ["Bearer ", "bearer ", "Basic "].iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let (_, token) = value(text.get(at + word.len()..).unwrap_or_default());
            is_random(token)
        })
    })
}

/// `key=…`, `"token": "…"`, `"x-api-key", "…"` and their like.
fn named(text: &str) -> bool {
    text.match_indices(['=', ':', ',']).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let name = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ']' | '}'));
        let begins =
            name.rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).map_or(0, |at| at + 1);
        let of_query = name.get(..begins).is_some_and(|before| before.ends_with(['?', '&', ';']));
        let name = name.get(begins..).unwrap_or_default();
        let (quoted, value) = value(text.get(at + 1..).unwrap_or_default());
        is_named_secret(name, value) || (quoted || of_query) && is_sure(name, value)
    })
}

/// Finds the value that a text begins with, past blanks, brackets, quotes and the scheme of a header; and whether it is
/// written out between quotes.
fn value(text: &str) -> (bool, &str) {
    let mut rest = text;
    let mut quoted = false;
    loop {
        let plain = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '{'));
        // Python and SQL write a letter before the quote.
        let letter = plain.strip_prefix(['b', 'f', 'r', 'u', 'B', 'F', 'R', 'U', 'N']).filter(|it| is_quote(it));
        let inner = letter.unwrap_or(plain).trim_start_matches(['"', '\'', '`']);
        quoted |= inner.len() < letter.unwrap_or(plain).len();
        let next = SCHEMES.iter().find_map(|scheme| inner.strip_prefix(scheme)).unwrap_or(inner);
        if next.len() == rest.len() {
            break;
        }
        rest = next;
    }
    (quoted, rest.split(|c: char| !is_of_token(c)).next().unwrap_or_default())
}

fn is_quote(text: &str) -> bool {
    text.starts_with(['"', '\'', '`'])
}

/// Tells whether a short value is one under a name that says so, and is written out: a word and digits, and no name of
/// something that holds it.
fn is_sure(name: &str, value: &str) -> bool {
    let name = name.replace('-', "_").to_ascii_lowercase();
    let is_one = SURE.iter().any(|word| name == *word || name.ends_with(&format!("_{word}")));
    is_one && value.len() >= SHORTEST_SURE && has_digit(value) && !value.contains('_')
}

/// Tells whether a value is one that looks like a secret under a name that says that it is one.
pub(super) fn is_named_secret(name: &str, value: &str) -> bool {
    let plain = name.replace('-', "_");
    let lower = plain.to_ascii_lowercase();
    let says = |word: &&str| {
        let camel = word.get(..1).map(str::to_ascii_uppercase).unwrap_or_default() + word.get(1..).unwrap_or_default();
        lower == **word || lower.ends_with(&format!("_{word}")) || plain.ends_with(&camel)
    };
    NAMES.iter().any(says) && is_random(value)
}

fn is_of_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '/' | '~')
}

fn has_digit(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

/// Long, of letters and digits in one, and of many different ones: no words that people join.
fn is_random(word: &str) -> bool {
    let distinct = |part: &str| part.chars().collect::<BTreeSet<char>>().len();
    let any = |part: &str, is: fn(&u8) -> bool| part.bytes().any(|byte| is(&byte));
    if word.len() < SHORTEST || !word.chars().all(|c| is_of_token(c) || matches!(c, '.' | '=')) {
        return false;
    }
    // Base 64 has slashes, and digits seldom.
    let mixed = has_digit(word) && any(word, u8::is_ascii_uppercase) && any(word, u8::is_ascii_lowercase);
    let whole = mixed && word.len() >= 2 * SHORTEST && distinct(word) >= SHORTEST;
    whole
        || word.split(['-', '_', '/', '+']).any(|part| {
            let letters = any(part, u8::is_ascii_alphabetic);
            part.len() >= SHORTEST_PART && has_digit(part) && letters && distinct(part) >= SHORTEST_PART / 2
        })
}

#[cfg(test)]
mod tests {
    use super::looks_secret;

    /// Put together here, so that no scanner takes this file for one that leaks.
    fn made(prefix: &str) -> String {
        format!("{prefix}{}", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4")
    }

    #[test]
    fn what_looks_like_a_secret_is_found_wherever_it_stands() {
        for prefix in [
            "pat-na1-",
            "sk_live_",
            "AKIA",
            "xoxb-",
            "Bearer ",
            "https://x.example/?key=",
            "token: '",
            "api-key=\"",
            "apiToken = ",
            "const apiKey = `",
            "api_key\t=\t\"",
            "secret_key = b\"",
            "token = (\n    \"",
            "'x-api-key', '",
            "setHeader(\"Authorization\", \"Token ",
            "f\"Bearer {'",
            "postgres://user:",
            "shpat_",
            "npm_",
            "hf_",
            "ya29.",
            "https://x.example/?access%5Ftoken=",
            "https://hooks.zapier.com/hooks/catch/1/",
            "https://discord.com/api/webhooks/1/",
            "https://hook.eu1.make.com/",
            "https://api.telegram.org/bot1:",
        ] {
            assert!(looks_secret(&format!("before {}@host/ after", made(prefix))), "{prefix}");
        }
        for text in [
            "aws_secret_access_key = \"wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY\"",
            "https://x.example/?key=ab%2Bcd1234567890efgh",
            "https://x.example/in?password=hunter2",
            "password: 'hunter2'",
        ] {
            assert!(looks_secret(text), "{text}");
        }
        assert!(looks_secret(&format!("{}.{}.{}", made("eyJ"), made("x"), made("y"))));
    }

    #[test]
    fn what_people_write_is_none() {
        for text in [
            "https://hooks.example/deals?source=hubspot&key=deal_stage",
            "const token = process.env.HUBSPOT_PRIVATE_APP_TOKEN",
            "token: {{ enrolled_object.some_property_with_a_long_name_2 }}",
            "Bearer tokens are not written here",
            "secret=",
            "key: hs_analytics_source_data_of_the_last_2_weeks",
            "propertyToken: {{ fetched_objects.fetched_object_1003.country }}",
            "price-list-2026-for-all-enterprise-customers",
            "https://x.example/?access_token={{ enrolled_object.token_2 }}",
            "password = input_2",
            "the secret: 12 of 500 customers answer",
            "const secret = process.env.SECRET1, name = 'x'",
            "https://user:${PASSWORD}@x.example/",
            "see https://x.example/a:b and mail ana@x.example",
            "['first', 'second2'], token, 'value 1'",
        ] {
            assert!(!looks_secret(text), "{text}");
        }
    }
}
