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

/// What stands in no text but beside a secret.
const PRIVATE_KEY: &str = "PRIVATE KEY-----";

/// Addresses whose path is the key to a channel, up to that path.
const CHANNELS: [&str; 6] = [
    "hooks.slack.com/services/",
    ".webhook.office.com/webhookb2/",
    "hooks.zapier.com/hooks/catch/",
    "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/",
    "api.telegram.org/bot",
];

/// The same with a region in the middle of the host.
const REGIONAL: [&str; 2] = [".make.com/", ".integromat.com/"];

/// The shortest path that is such a key.
const SHORTEST_PATH: usize = 8;

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

/// The first part of a GUID.
const SHORTEST_GUID: usize = 8;

/// The shortest part of a token behind a prefix that is no word.
const SHORTEST_KNOWN: usize = 10;

/// The shortest value of such a sure name.
const SHORTEST_SURE: usize = 6;
/// The shortest value behind such a word that may be a secret.
const SHORTEST: usize = 16;
/// The shortest part of one between hyphens that is no word.
const SHORTEST_PART: usize = 12;

/// Tells whether a text holds what looks like a secret.
pub fn looks_secret(text: &str) -> bool {
    let is = |text: &str| {
        text.contains(PRIVATE_KEY)
            || channels(text)
            || words(text).any(|word| known(word) || is_jwt(word))
            || bearers(text)
            || named(text)
            || logs_in(text)
    };
    is(text) || text.contains('%') && is(&decoded(text))
}

/// An address that is the key to a channel, written out to its end.
fn channels(text: &str) -> bool {
    let is_key = |rest: &str| rest.chars().take_while(|c| is_of_token(*c) || *c == ':').count() >= SHORTEST_PATH;
    let behind = |at: usize, length: usize| text.get(at + length..).unwrap_or_default();
    let whole = CHANNELS.iter().any(|sign| text.match_indices(sign).any(|(at, _)| is_key(behind(at, sign.len()))));
    let of_region = |rest: &str| {
        let host = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        REGIONAL.iter().any(|end| host.strip_prefix(end).is_some_and(is_key))
    };
    whole || text.match_indices("://hook").any(|(at, sign)| of_region(behind(at, sign.len()).trim_start_matches('.')))
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
        let ends = |c: char| c.is_whitespace() || "/\"'`?#<>&,()".contains(c);
        let user = rest.split(ends).next().and_then(|host| host.rsplit_once('@')).map(|(user, _)| user);
        let word = user.and_then(|user| user.split_once(':')).map(|(_, word)| word);
        word.is_some_and(|word| !word.is_empty() && !word.contains(['{', '$', '%']))
    })
}

/// Cuts a text at all that stands in no token.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))).filter(|word| !word.is_empty())
}

fn known(word: &str) -> bool {
    // Those of Amazon are of one length, and of capitals.
    let amazon = |word: &str| word.len() == 20 && word.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let is_part =
        |part: &str| part.len() >= SHORTEST_KNOWN && has_digit(part) && part.bytes().any(|c| c.is_ascii_alphabetic());
    PREFIXES.iter().any(|(prefix, least)| {
        let rest = word.strip_prefix(prefix).filter(|_| word.len() >= *least);
        rest.is_some_and(|rest| match *prefix {
            "AKIA" | "ASIA" => amazon(word) && has_digit(rest),
            // HubSpot's own: a GUID behind the region.
            "pat-na" | "pat-eu" | "pat-ap" => {
                rest.split('-').any(|part| part.len() >= SHORTEST_GUID && has_digit(part))
            }
            // What people write is of short words, or of letters alone.
            _ => rest.split(['-', '_', '.']).any(is_part),
        })
    })
}

/// Three parts, the first of which is the JSON of a header.
fn is_jwt(word: &str) -> bool {
    word.starts_with("eyJ") && word.len() > 40 && word.matches('.').count() == 2
}

/// `Bearer …` and `Basic …` with a token behind it.
fn bearers(text: &str) -> bool {
    ["Bearer ", "bearer ", "Basic "].iter().any(|word| {
        text.match_indices(word).any(|(at, _)| is_random(value(text.get(at + word.len()..).unwrap_or_default()).text))
    })
}

/// `key=…`, `"token": "…"`, `"x-api-key", "…"` and their like.
fn named(text: &str) -> bool {
    text.match_indices(['=', ':', ',']).any(|(at, sign)| {
        let before = text.get(..at).unwrap_or_default();
        let name = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ']' | '}'));
        let begins =
            name.rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).map_or(0, |at| at + 1);
        let of_query = name.get(..begins).is_some_and(|before| before.ends_with(['?', '&', ';']));
        let name = name.get(begins..).unwrap_or_default();
        let value = value(text.get(at + 1..).unwrap_or_default());
        let is_pair = sign != ",";
        // In code, a name that something is made by or read from stands where a value does.
        let is_literal = value.quoted || is_pair && !value.is_called;
        is_literal && is_named_secret(name, value.text)
            || is_pair && (value.quoted || of_query) && is_sure(name, value.text)
    })
}

/// The word that a text begins with.
struct Value<'t> {
    text: &'t str,
    /// Whether it is written out between quotes.
    quoted: bool,
    /// Whether more of an expression follows: a call, a member.
    is_called: bool,
}

/// Finds the word that a text begins with, past blanks, quotes, brackets before a quote, and the scheme of a header.
fn value(text: &str) -> Value<'_> {
    let mut rest = text;
    let mut quoted = false;
    loop {
        let plain = rest.trim_start();
        let inner = unquoted(plain.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '{')));
        quoted |= inner.is_some();
        let inner = inner.unwrap_or(plain);
        let next = SCHEMES.iter().find_map(|scheme| inner.strip_prefix(scheme)).unwrap_or(inner);
        if next.len() == rest.len() {
            break;
        }
        rest = next;
    }
    let text = rest.split(|c: char| !is_of_token(c)).next().unwrap_or_default();
    let is_called = rest.get(text.len()..).is_some_and(|rest| rest.starts_with(['(', '.', '[']));
    Value { text, quoted, is_called }
}

/// Takes the quotes before a text away; Python and SQL write a letter before them.
fn unquoted(text: &str) -> Option<&str> {
    let letter = text.strip_prefix(['b', 'f', 'r', 'u', 'B', 'F', 'R', 'U', 'N']);
    let quote = |text: &str| text.starts_with(['"', '\'', '`']);
    let text = letter.filter(|text| quote(text)).unwrap_or(text);
    quote(text).then(|| text.trim_start_matches(['"', '\'', '`']))
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
            "https://hooks.slack.com/services/T0/B0/",
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
            concat!("the key AKIA", "IOSFODNN7EXAMPLE of Amazon"),
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
            "`https://api.telegram.org/bot${process.env.TG}/sendMessage`",
            "\"https://hooks.slack.com/services/\" + process.env.SLACK_PATH",
            "ASIA-PACIFIC-CUSTOMERS-2024",
            "ASIA_PACIFIC_TIER_1_ACCOUNTS",
            "sk-novinky-2024-zlava-na-produkty",
            "hf_first_conversion_date_2024",
            "npm_score_last_quarter_2024",
            "const signature = createHmacSha256(body)",
            "token: getOAuth2AccessToken()",
            "update(key, hubspotContact2Properties)",
            "[\"username\",\"password\",\"address1\"]",
            "['access_token','oauth2']",
            "{\"type\":\"password\",\"line1\":\"x\"}",
            "\"password\": \"{{ password1 }}\"",
            "f\"https://x/?apikey={apikey1}\"",
            "https://acme.example<br>Mail:ana@acme.example",
            "https://x.example:443?mail=a@b.example",
            "\"https://%s:%s@host\" % (user, pw)",
            "webhook.post(url); // see https://www.make.com/en/help",
        ] {
            assert!(!looks_secret(text), "{text}");
        }
    }
}
