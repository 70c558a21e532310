//! Conditions as a tree of the test's own, and how they are written.

use std::fmt::{self, Write as _};

use jiff::civil::Date;

/// A condition.
#[derive(Clone)]
pub enum Expr {
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    /// Some company of the contact passes; without a condition any does.
    Any(Option<Box<Self>>),
    Member(List),
    Compare {
        feature: &'static str,
        test: Test,
        or_unknown: bool,
    },
}

/// What one can be a member of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    First,
    Second,
    ByHand,
    InPortal,
    /// Of companies.
    Companies,
}

/// A test of one value.
#[derive(Clone, Debug)]
pub enum Test {
    Known,
    Unknown,
    /// `is`, `in`: equal to one of these.
    In(Vec<String>),
    /// `is not`, `not in`: known, and equal to none of these.
    NotIn(Vec<String>),
    Contains(Vec<String>),
    ContainsNone(Vec<String>),
    Starts(String),
    Ends(String),
    Number(&'static str, f64),
    Between(f64, f64),
    NotBetween(f64, f64),
    HasAny(Vec<String>),
    HasNone(Vec<String>),
    HasAll(Vec<String>),
    Exactly(Vec<String>),
    Before(Date),
    After(Date),
    On(Date),
    InLast(i32),
    MoreThanAgo(i32),
}

/// How tightly what stands around a condition binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Around {
    Nothing,
    Or,
    And,
    Not,
}

impl Expr {
    /// Writes the condition with no more parentheses than it needs.
    pub fn text(&self) -> String {
        self.within(Around::Nothing)
    }

    fn within(&self, around: Around) -> String {
        let joined = |parts: &[Self], word: &str, inside: Around| {
            parts.iter().map(|part| part.within(inside)).collect::<Vec<_>>().join(word)
        };
        let (text, own) = match self {
            Self::Or(parts) => (joined(parts, " or ", Around::Or), Around::Or),
            Self::And(parts) => (joined(parts, " and ", Around::And), Around::And),
            Self::Not(inner) => (format!("not {}", inner.within(Around::Not)), Around::Not),
            Self::Any(None) => return "any company".to_owned(),
            Self::Any(Some(inner)) => return format!("any company ({})", inner.text()),
            Self::Member(list) => return format!("member of {}", list.text()),
            Self::Compare { feature, test, or_unknown: false } => return test.text(feature),
            Self::Compare { feature, test, or_unknown: true } if around == Around::Nothing => {
                return format!("{} or unknown", test.text(feature));
            }
            Self::Compare { feature, test, or_unknown: true } => return format!("({} or unknown)", test.text(feature)),
        };
        if own < around { format!("({text})") } else { text }
    }
}

/// What fails is shown as it would be written.
impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl List {
    fn text(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::ByHand => "by_hand",
            Self::InPortal => "list(\"In the portal\")",
            Self::Companies => "companies",
        }
    }
}

impl Test {
    fn text(&self, feature: &str) -> String {
        let mut text = format!("{feature} ");
        let many = |values: &[String]| format!("({})", written(feature, values).join(", "));
        match self {
            Self::Known => text += "is known",
            Self::Unknown => text += "is unknown",
            Self::In(values) => match written(feature, values).as_slice() {
                [one] => text += &format!("is {one}"),
                _ => text += &format!("in {}", many(values)),
            },
            Self::NotIn(values) => match written(feature, values).as_slice() {
                [one] => text += &format!("is not {one}"),
                _ => text += &format!("not in {}", many(values)),
            },
            Self::Contains(values) => match written(feature, values).as_slice() {
                [one] => text += &format!("contains {one}"),
                _ => text += &format!("contains any of {}", many(values)),
            },
            Self::ContainsNone(values) => match written(feature, values).as_slice() {
                [one] => text += &format!("does not contain {one}"),
                _ => text += &format!("contains none of {}", many(values)),
            },
            Self::Starts(value) => write!(text, "starts with {value:?}").unwrap(),
            Self::Ends(value) => write!(text, "ends with {value:?}").unwrap(),
            Self::Number(order, number) => write!(text, "{order} {number}").unwrap(),
            Self::Between(low, high) => write!(text, "between {low} and {high}").unwrap(),
            Self::NotBetween(low, high) => write!(text, "not between {low} and {high}").unwrap(),
            Self::HasAny(values) => text += &format!("has any of {}", many(values)),
            Self::HasNone(values) => text += &format!("has none of {}", many(values)),
            Self::HasAll(values) => text += &format!("has all of {}", many(values)),
            Self::Exactly(values) => text += &format!("is exactly {}", many(values)),
            Self::Before(day) => write!(text, "before {day}").unwrap(),
            Self::After(day) => write!(text, "after {day}").unwrap(),
            Self::On(day) => write!(text, "on {day}").unwrap(),
            Self::InLast(days) => write!(text, "in last {days} days").unwrap(),
            Self::MoreThanAgo(days) => write!(text, "more than {days} days ago").unwrap(),
        }
        text
    }
}

/// Writes values as the language has them: texts in quotes, owners by their address, all else bare.
fn written(feature: &str, values: &[String]) -> Vec<String> {
    let one = |value: &String| match feature {
        "country" | "branch" => format!("{value:?}"),
        "owner_id" => format!("user(\"{}\")", if value == "701" { "ana@acme.example" } else { "bob@acme.example" }),
        _ => value.clone(),
    };
    values.iter().map(one).collect()
}
