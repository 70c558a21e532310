//! What looks like a secret. A source is read by many, and its history keeps it: no such text is brought into one.

use std::collections::BTreeSet;

/// How tokens of well-known services begin, and how long one is at least.
const PREFIXES: [(&str, usize); 16] = [
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
];

/// What stands in no text but beside a secret: a private key, and addresses whose path is the key to a channel.
const SIGNS: [&str; 3] = ["PRIVATE KEY-----", "hooks.slack.com/services/", ".webhook.office.com/webhookb2/"];

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

/// The shortest value behind such a word that may be a secret.
const SHORTEST: usize = 16;
/// The shortest part of one between hyphens that is no word.
const SHORTEST_PART: usize = 12;

/// Tells whether a text holds what looks like a secret.
pub(super) fn looks_secret(text: &str) -> bool {
    SIGNS.iter().any(|sign| text.contains(sign))
        || words(text).any(|word| known(word) || is_jwt(word))
        || bearers(text)
        || named(text)
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
            let rest = text.get(at + word.len()..).unwrap_or_default();
            let token = rest.split(|c: char| !is_of_token(c)).next().unwrap_or_default();
            is_random(token)
        })
    })
}

/// `key=…`, `"token": "…"` and their like.
fn named(text: &str) -> bool {
    text.match_indices(['=', ':']).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '"', '\'']);
        let name = before.rsplit(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).next();
        let behind = text.get(at + 1..).unwrap_or_default().trim_start_matches([' ', '"', '\'']);
        is_named_secret(name.unwrap_or_default(), behind.split(|c: char| !is_of_token(c)).next().unwrap_or_default())
    })
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
    word.len() >= SHORTEST
        && word.chars().all(|c| is_of_token(c) || matches!(c, '.' | '='))
        && word.split(['-', '_', '/']).any(|part| {
            let distinct: BTreeSet<char> = part.chars().collect();
            let letters = part.bytes().any(|byte| byte.is_ascii_alphabetic());
            part.len() >= SHORTEST_PART && has_digit(part) && letters && distinct.len() >= SHORTEST_PART / 2
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
        ] {
            assert!(looks_secret(&format!("before {} after", made(prefix))), "{prefix}");
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
        ] {
            assert!(!looks_secret(text), "{text}");
        }
    }
}
