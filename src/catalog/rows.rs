//! Facts that the catalog is held against, as rows.

use crate::syntax::{RESERVED, is_name};

/// Tells whether a word is reserved by the language.
#[must_use]
pub fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// Tells whether a word has the form of a name, reserved or not.
#[must_use]
pub fn is_identifier(word: &str) -> bool {
    is_name(word) || is_reserved(word)
}

/// The longest internal name of a property.
pub(super) const PROPERTY_NAME: usize = 100;

/// Tells whether HubSpot takes a word as the internal name of a property or a group: lower case, first a letter.
#[must_use]
pub fn is_internal_name(word: &str) -> bool {
    word.len() <= PROPERTY_NAME
        && word.bytes().next().is_some_and(|first| first.is_ascii_lowercase())
        && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Every type of the catalog, with the field types that HubSpot gives a property of it; the first is the usual one.
/// A type without a row of fields stands for a thing of the portal and can't be made by `apply`.
pub(super) const TYPES: &[(&str, &[&str])] = &[
    ("bool", &["booleancheckbox"]),
    ("number", &["number"]),
    ("string", &["text", "textarea", "html", "phonenumber"]),
    ("date", &["date"]),
    ("datetime", &["date"]),
    ("enum", &["select", "radio"]),
    ("set", &["checkbox"]),
    ("owner", &[]),
    ("pipeline", &[]),
    ("stage", &[]),
    ("form", &[]),
    ("email", &[]),
    ("list", &[]),
];

/// Returns the field types of a type; empty for one that can't be managed.
pub(super) fn fields(kind: &str) -> &'static [&'static str] {
    TYPES.iter().find(|(word, _)| *word == kind).map_or(&[], |(_, fields)| fields)
}

/// Words of `sensitivity`, as HubSpot's `dataSensitivity` has them.
pub(super) const SENSITIVITIES: &[&str] = &["non_sensitive", "sensitive", "highly_sensitive"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::FeatureKind;

    #[test]
    fn every_type_of_the_model_has_its_row_under_its_word() {
        let kinds = [
            FeatureKind::Bool,
            FeatureKind::Number,
            FeatureKind::Text,
            FeatureKind::Date,
            FeatureKind::DateTime,
            FeatureKind::Enum([].into()),
            FeatureKind::Set([].into()),
            FeatureKind::Owner,
            FeatureKind::Pipeline,
            FeatureKind::Stage { pipeline: None },
            FeatureKind::Form,
            FeatureKind::Email,
            FeatureKind::List,
        ];
        let words: Vec<_> = TYPES.iter().map(|(word, _)| *word).collect();
        assert_eq!(kinds.iter().map(FeatureKind::word).collect::<Vec<_>>(), words);
    }
}
