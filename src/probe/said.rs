//! What a portal said to one request, and what an experiment makes of it.

use serde_json::Value;

use crate::portal::Response;

/// The longest sentence of a portal that is kept as evidence.
const SENTENCE: usize = 120;

/// An answer, be it yes or no.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The HTTP status.
    pub status: u16,
    /// The body; null where it is no JSON.
    pub body: Value,
    /// How many requests the portal's headers say it allows in a window.
    pub allowed: Option<String>,
}

impl Said {
    /// Reads a response.
    #[must_use]
    pub fn of(response: &Response) -> Self {
        Self {
            status: response.status,
            body: serde_json::from_str(&response.body).unwrap_or_default(),
            allowed: response.header("x-hubspot-ratelimit-max").map(str::to_owned),
        }
    }

    /// Makes the answer of a write that ended in an error of the server.
    #[must_use]
    pub fn failed(status: u16) -> Self {
        Self { status, body: Value::Null, allowed: None }
    }

    /// Tells whether it is a yes.
    #[must_use]
    pub fn ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Tells whether it is a no to what was asked. That the token may not ask, or that the server failed, says nothing
    /// about the portal.
    #[must_use]
    pub fn refused(&self) -> bool {
        (400..500).contains(&self.status) && self.status != 403
    }

    /// Returns the text at a pointer, or nothing.
    #[must_use]
    pub fn text(&self, pointer: &str) -> &str {
        self.body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// Says it by its codes alone: the status, category and sub-category.
    #[must_use]
    pub fn code(&self) -> String {
        let word = |key: &str| self.body.get(key).and_then(Value::as_str).filter(|_| !self.ok());
        let words = [word("category"), word("subCategory")].into_iter().flatten();
        [self.status.to_string()].into_iter().chain(words.map(str::to_owned)).collect::<Vec<_>>().join(" ")
    }

    /// Says it in a line: the status and, of a refusal, what the portal calls it.
    #[must_use]
    pub fn short(&self) -> String {
        if self.ok() {
            return self.status.to_string();
        }
        let word = |key: &str| self.body.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let sentence = |text: &str| unnumbered(text).chars().take(SENTENCE).collect::<String>();
        let parts = [
            word("category").map(str::to_owned),
            word("subCategory").map(str::to_owned),
            word("message").map(sentence),
        ];
        [Some(self.status.to_string())].into_iter().chain(parts).flatten().collect::<Vec<_>>().join(" ")
    }
}

/// Leaves the numbers out of a sentence: they are ids that are others the next time.
fn unnumbered(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match (c.is_ascii_digit(), out.ends_with('…')) {
            (true, true) => {}
            (true, false) => out.push('…'),
            (false, _) => out.push(c),
        }
    }
    out
}

/// What an experiment saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The answer: of a switch, its choice. None where the experiment could not tell.
    pub answer: Option<String>,
    /// What it is taken from.
    pub evidence: String,
}

impl Seen {
    /// It is so.
    #[must_use]
    pub fn so(answer: &str, evidence: impl Into<String>) -> Self {
        Self { answer: Some(answer.to_owned()), evidence: evidence.into() }
    }

    /// It cannot be told.
    #[must_use]
    pub fn open(why: impl Into<String>) -> Self {
        Self { answer: None, evidence: why.into() }
    }
}
