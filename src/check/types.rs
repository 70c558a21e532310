//! Which test fits which type: rows of data.

use crate::catalog::FeatureKind;

/// The type of a feature without what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the type's name")]
pub enum Kind {
    Bool,
    Number,
    Text,
    Date,
    DateTime,
    Enum,
    Set,
    Owner,
    Pipeline,
    Stage,
    Form,
    Email,
    List,
}

impl Kind {
    /// Every type.
    pub const ALL: [Self; 13] = [
        Self::Bool,
        Self::Number,
        Self::Text,
        Self::Date,
        Self::DateTime,
        Self::Enum,
        Self::Set,
        Self::Owner,
        Self::Pipeline,
        Self::Stage,
        Self::Form,
        Self::Email,
        Self::List,
    ];

    /// Returns the type of a feature.
    pub fn of(kind: &FeatureKind) -> Self {
        match kind {
            FeatureKind::Bool => Self::Bool,
            FeatureKind::Number => Self::Number,
            FeatureKind::Text => Self::Text,
            FeatureKind::Date => Self::Date,
            FeatureKind::DateTime => Self::DateTime,
            FeatureKind::Enum(_) => Self::Enum,
            FeatureKind::Set(_) => Self::Set,
            FeatureKind::Owner => Self::Owner,
            FeatureKind::Pipeline => Self::Pipeline,
            FeatureKind::Stage { .. } => Self::Stage,
            FeatureKind::Form => Self::Form,
            FeatureKind::Email => Self::Email,
            FeatureKind::List => Self::List,
        }
    }
}

/// Tests that fit the same types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// `is known`, `is unknown`
    Presence,
    /// `is`, `is not`, `in`, `not in`
    Equality,
    /// `<`, `<=`, `>`, `>=`, `between`
    Order,
    /// `contains`, `starts with`, `ends with`, `is same as`
    Text,
    /// `has any of`, `has all of`, `has none of`, `is exactly`
    Set,
    /// `before`, `after`, `on`, `from … to`, `in last`, `more than … ago` and their like
    Time,
    /// `changed`, `not changed`
    Change,
    /// `was ever`, `was never`
    History,
}

/// A row: tests, how they are written, and the types they fit.
pub struct Row {
    /// The tests.
    pub form: Form,
    /// How people write them.
    pub spellings: &'static str,
    /// The types.
    pub fits: &'static [Kind],
}

/// Which test fits which type.
pub const TESTS: &[Row] = &[
    Row {
        form: Form::Equality,
        spellings: "`is`, `is not`, `in`, `not in`",
        fits: &[
            Kind::Bool,
            Kind::Number,
            Kind::Text,
            Kind::Enum,
            Kind::Owner,
            Kind::Pipeline,
            Kind::Stage,
            Kind::Form,
            Kind::Email,
            Kind::List,
        ],
    },
    Row { form: Form::Order, spellings: "`<`, `<=`, `>`, `>=`, `between`", fits: &[Kind::Number] },
    Row {
        form: Form::Text,
        spellings: "`contains`, `does not contain`, `starts with`, `ends with`, `is same as`",
        fits: &[Kind::Text],
    },
    Row { form: Form::Set, spellings: "`has any of`, `has all of`, `has none of`, `is exactly`", fits: &[Kind::Set] },
    Row {
        form: Form::Time,
        spellings: "`before`, `after`, `on`, `from … to …`, `in last … days`, `in next … days`, `in this month`, `more than … days ago`, `more than … days from now`",
        fits: &[Kind::Date, Kind::DateTime],
    },
    Row {
        form: Form::History,
        spellings: "`was ever`, `was never`",
        fits: &[Kind::Bool, Kind::Number, Kind::Text, Kind::Enum, Kind::Owner],
    },
    Row {
        form: Form::Change, spellings: "`changed in last … days`, `not changed in last … days`", fits: &Kind::ALL
    },
    Row { form: Form::Presence, spellings: "`is known`, `is unknown`", fits: &Kind::ALL },
];

/// Which property may be copied to which: each to its own type, and these.
pub const COPIES: &[(Kind, Kind)] = &[(Kind::Number, Kind::Text), (Kind::Enum, Kind::Text), (Kind::Enum, Kind::Set)];

/// Tells whether what a feature of one type holds can be written into one of another.
pub fn copies(from: &FeatureKind, to: &FeatureKind) -> bool {
    let (from, to) = (Kind::of(from), Kind::of(to));
    from == to || COPIES.contains(&(from, to))
}

/// What `match` can look at.
pub const MATCHES: &[Kind] =
    &[Kind::Enum, Kind::Owner, Kind::Stage, Kind::Pipeline, Kind::Bool, Kind::Text, Kind::Number];

/// Tells whether `match` can look at a feature of a type.
pub fn matches(kind: &FeatureKind) -> bool {
    MATCHES.contains(&Kind::of(kind))
}

/// Tells whether tests fit a type.
pub fn fits(form: Form, kind: Kind) -> bool {
    TESTS.iter().any(|row| row.form == form && row.fits.contains(&kind))
}

/// Returns the spellings of all tests that fit a type.
pub fn spellings(kind: Kind) -> String {
    let rows = TESTS.iter().filter(|row| row.fits.contains(&kind));
    rows.map(|row| row.spellings).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_test_beside_presence() {
        for kind in Kind::ALL {
            assert!(fits(Form::Presence, kind), "{kind:?}");
            assert!(TESTS.iter().filter(|row| row.fits.contains(&kind)).count() >= 2, "{kind:?}");
        }
    }

    #[test]
    fn every_form_has_one_row_with_types_named_once() {
        for (at, row) in TESTS.iter().enumerate() {
            assert!(TESTS.iter().skip(at + 1).all(|later| later.form != row.form));
            let mut kinds = row.fits.to_vec();
            kinds.sort();
            kinds.dedup();
            assert_eq!(kinds.len(), row.fits.len());
        }
    }
}
