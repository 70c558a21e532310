//! Texts and numbers as they are compared.

use std::borrow::Cow;

use super::Reading;
use crate::hubspot::switches::{Contains, PageUrls, TextCase};
use crate::model::rule::{NumberTest, TextTest, TextsTest};

/// What becomes of a text before it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    /// Nothing.
    Exact,
    /// Capitals are small letters.
    Lower,
    /// The address of a page without scheme, query and fragment, in small letters.
    Page,
}

impl Fold {
    /// Returns the text to compare.
    pub fn of(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Exact => Cow::Borrowed(text),
            Self::Lower => Cow::Owned(text.to_lowercase()),
            Self::Page => {
                let (_, rest) = text.split_once("://").unwrap_or(("", text));
                let (path, _) = rest.split_once(['?', '#']).unwrap_or((rest, ""));
                Cow::Owned(path.trim_end_matches('/').to_lowercase())
            }
        }
    }
}

/// How a text is looked for in another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Find {
    /// It is the other one.
    Whole,
    /// It begins it.
    Start,
    /// It ends it.
    End,
    /// It is any part of it.
    Part,
    /// Its words follow each other in it.
    Words,
}

impl Find {
    /// Tells whether a text is found. Both are folded already.
    pub fn finds(self, wanted: &str, text: &str) -> bool {
        match self {
            Self::Whole => text == wanted,
            Self::Start => text.starts_with(wanted),
            Self::End => text.ends_with(wanted),
            Self::Part => text.contains(wanted),
            Self::Words => has_words(wanted, text),
        }
    }
}

/// Tells whether the words of one text stand in another one, next to each other.
fn has_words(wanted: &str, text: &str) -> bool {
    if words(wanted).next().is_none() {
        return false;
    }
    let mut rest = words(text);
    loop {
        let mut here = rest.clone();
        if words(wanted).all(|word| here.next() == Some(word)) {
            return true;
        }
        if rest.next().is_none() {
            return false;
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

impl Reading<'_> {
    /// Returns how texts of properties are folded.
    pub(super) fn fold(&self) -> Fold {
        match self.switches.text_case {
            TextCase::Ignored => Fold::Lower,
            TextCase::Exact => Fold::Exact,
        }
    }

    /// Returns how addresses of pages are folded, and how a part of one is.
    pub(super) fn fold_page(&self) -> (Fold, Fold) {
        match self.switches.page_urls {
            PageUrls::Exact => (Fold::Exact, Fold::Exact),
            PageUrls::Loose => (Fold::Page, Fold::Lower),
        }
    }

    fn part(&self) -> Find {
        match self.switches.contains {
            Contains::Substring => Find::Part,
            Contains::Word => Find::Words,
        }
    }

    /// Returns what a comparison looks for, and whether it must not be found.
    pub(super) fn find(&self, test: TextTest) -> (Find, Found) {
        match test {
            TextTest::Equal => (Find::Whole, Found::Wanted),
            TextTest::NotEqual => (Find::Whole, Found::Unwanted),
            TextTest::Contains => (self.part(), Found::Wanted),
            TextTest::DoesNotContain => (self.part(), Found::Unwanted),
            TextTest::StartsWith => (Find::Start, Found::Wanted),
            TextTest::EndsWith => (Find::End, Found::Wanted),
        }
    }

    /// Returns what a comparison with several looks for, and whether none of them must be found.
    pub(super) fn find_some(&self, test: TextsTest) -> (Find, Found) {
        match test {
            TextsTest::EqualAny => (Find::Whole, Found::Wanted),
            TextsTest::EqualNone => (Find::Whole, Found::Unwanted),
            TextsTest::ContainsAny => (self.part(), Found::Wanted),
            TextsTest::ContainsNone => (self.part(), Found::Unwanted),
        }
    }
}

/// Whether what is looked for is to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It is.
    Wanted,
    /// It is not.
    Unwanted,
}

impl Found {
    /// Tells whether what was found is as it must be.
    pub fn fits(self, found: bool) -> bool {
        found == (self == Self::Wanted)
    }
}

/// Reads a number. What is no number is neither equal to one nor on any side of it.
pub(super) fn number(value: &str) -> f64 {
    value.trim().parse().unwrap_or(f64::NAN)
}

/// Tells whether a number passes a comparison.
pub(super) fn compares(test: NumberTest, left: f64, right: f64) -> bool {
    #[expect(clippy::float_cmp, reason = "a value is the number that the rule names, or it is another one")]
    match test {
        NumberTest::Equal => left == right,
        NumberTest::NotEqual => left != right,
        NumberTest::Less => left < right,
        NumberTest::LessOrEqual => left <= right,
        NumberTest::Greater => left > right,
        NumberTest::GreaterOrEqual => left >= right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_next_to_each_other_and_whole() {
        for (wanted, text, found) in [
            ("b c", "a b-c d", true),
            ("b d", "a b c d", false),
            ("b", "abc", false),
            ("", "a", false),
            ("a", "", false),
            ("c d e", "c d", false),
            ("a b", "a a b", true),
        ] {
            assert_eq!(Find::Words.finds(wanted, text), found, "{wanted:?} in {text:?}");
        }
    }

    #[test]
    fn an_address_is_compared_without_what_does_not_name_the_page() {
        assert_eq!(Fold::Page.of("HTTPS://Acme.example/Pricing/?a=b#c"), "acme.example/pricing");
        assert_eq!(Fold::Page.of("acme.example"), "acme.example");
    }
}
