//! The words of `syntax`: the text is not of the language.

use super::Words;

/// What can be wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// A file is longer than is read.
    FileTooLarge {
        /// Its length.
        bytes: u64,
        /// What is read at most.
        limit: u64,
    },
    /// A file is not UTF-8.
    NotUtf8 {
        /// The first byte that belongs to no character.
        byte_offset: usize,
    },
    /// A character that cannot be seen.
    InvisibleCharacter {
        /// The character.
        character: char,
    },
    /// A string is not closed on its line.
    UnclosedText,
    /// A `"""` string is not closed in its file.
    UnclosedBlockText,
    /// A bracket is not closed before its declaration ends.
    UnclosedBracket {
        /// The bracket.
        opened: char,
    },
    /// A bracket is closed by one of another kind.
    MismatchedBracket {
        /// The open one.
        opened: char,
        /// The closing one.
        found: char,
    },
    /// A closing bracket that closes nothing.
    StrayBracket {
        /// The bracket.
        found: char,
    },
    /// More brackets, or `not`, in each other than are read.
    TooDeep {
        /// How many are read.
        limit: usize,
    },
    /// Something stands where a declaration begins.
    NotADeclaration {
        /// What stands there.
        found: String,
        /// The keyword that is nearest to it.
        nearest: Option<&'static str>,
    },
    /// The grammar wants something else.
    Expected {
        /// What may stand here, the likeliest first.
        expected: Vec<&'static str>,
        /// What stands there; none at the end.
        found: Option<String>,
        /// The keyword that is nearest to it.
        nearest: Option<String>,
    },
    /// A reserved word as a name or option.
    ReservedName {
        /// The word.
        word: String,
    },
    /// A name with letters beyond ASCII.
    NameNotAscii {
        /// The name.
        name: String,
    },
    /// Another language's spelling of something that this one has.
    Slip {
        /// What kind of spelling.
        slip: Slip,
        /// As written.
        written: String,
        /// What to write.
        right: String,
    },
    /// A span in months, quarters or years.
    UnevenUnit {
        /// The unit as written.
        unit: String,
        /// The same in weeks.
        instead: &'static str,
    },
    /// A header line after a step.
    LineAfterStep,
    /// A header line after the rule of a segment.
    LineAfterRule,
    /// `changes` where a condition stands.
    EventAsCondition,
    /// A count of associated records.
    CountedRecords {
        /// Which, where they were named as they can be.
        association: Option<String>,
    },
    /// A segment without `where`.
    MissingWhere,
    /// A declaration without `on OBJECT`.
    MissingObject,
    /// `or unknown` after something that is no comparison.
    OrUnknownMisplaced,
    /// `not f is v or unknown`: two readings.
    OrUnknownAfterNot,
    /// `word("…")` where `word` is no kind of reference.
    UnknownReference {
        /// The word.
        word: String,
        /// The kind that is nearest.
        nearest: Option<String>,
    },
    /// A date where a value stands.
    DateAsValue {
        /// The date.
        date: String,
    },
    /// A whole number that is larger than any this place can hold.
    NumberTooLarge,
    /// A backslash before something that it does not escape.
    BadEscape {
        /// Both.
        escape: String,
    },
    /// A bare name where a text stands, which no parameter has.
    NotAParameter {
        /// The name.
        name: String,
    },
    /// An escape of a character that no text can hold.
    ControlEscape {
        /// Both.
        escape: String,
    },
    /// A file has more problems than are shown.
    TooManyProblems,
    /// `fmt --check`: a file has another form than the canonical one.
    NotFormatted,
    /// Grammar and reader disagree: a fault of ours.
    Unreadable,
}

/// A spelling that other languages have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// `=`, `==`, `!=`, `&&`, `equals`
    Operator,
    /// `AND`
    Case,
    /// `is empty`, `is null`
    Empty,
    /// `is one of`
    OneOf,
    /// `within 3 days`, `3 days ago`
    Window,
    /// `'…'`, `“…”`
    Quotes,
    /// `elseif`, `elif`
    ElseIf,
    /// `then`
    Then,
    /// `;`
    Semicolon,
    /// `# …`, `/* … */`
    Comment,
}

macro_rules! pages {
    ($($kind:literal),* $(,)?) => {
        &[$((concat!("syntax::", $kind), include_str!(concat!("../../docs/problems/syntax/", $kind, ".md")))),*]
    };
}

/// Every code of this stage with its page.
pub const PAGES: &[(&str, &str)] = pages![
    "bad-escape",
    "comment-sign",
    "counted-records",
    "date-as-value",
    "date-window",
    "else-if",
    "empty-test",
    "event-as-condition",
    "expected",
    "file-too-large",
    "invisible-character",
    "keyword-case",
    "line-after-rule",
    "line-after-step",
    "mismatched-bracket",
    "missing-object",
    "missing-where",
    "name-not-ascii",
    "not-a-declaration",
    "not-a-parameter",
    "not-formatted",
    "not-utf8",
    "number-too-large",
    "one-of",
    "operator",
    "or-unknown-after-not",
    "or-unknown-misplaced",
    "quotes",
    "reserved-name",
    "semicolon",
    "stray-bracket",
    "then",
    "too-deep",
    "too-many-problems",
    "unclosed-bracket",
    "unclosed-text",
    "uneven-unit",
    "unknown-reference",
    "unreadable",
];

/// Says a fault.
#[must_use]
pub fn words(fault: &Fault) -> Words {
    match fault {
        Fault::FileTooLarge { .. }
        | Fault::NotUtf8 { .. }
        | Fault::InvisibleCharacter { .. }
        | Fault::UnclosedText
        | Fault::UnclosedBlockText
        | Fault::BadEscape { .. }
        | Fault::ControlEscape { .. }
        | Fault::NotAParameter { .. }
        | Fault::NotFormatted
        | Fault::TooManyProblems
        | Fault::Unreadable => of_the_text(fault),
        Fault::UnclosedBracket { opened } => Words::error(
            "syntax::unclosed-bracket",
            format!("`{opened}` is not closed"),
            "still open here",
            format!("close it with `{}`", closing(*opened)),
        ),
        Fault::MismatchedBracket { opened, found } => Words::error(
            "syntax::mismatched-bracket",
            format!("`{opened}` is closed by `{found}`"),
            format!("`{}` expected", closing(*opened)),
            format!("a `{}` is missing before this one, or this one is a slip", closing(*opened)),
        ),
        Fault::StrayBracket { found } => Words::error(
            "syntax::stray-bracket",
            format!("`{found}` closes nothing"),
            "nothing is open here",
            "take it away, or look for a bracket closed too early before it",
        ),
        Fault::TooDeep { limit } => Words::error(
            "syntax::too-deep",
            format!("more than {limit} brackets or `not` in each other"),
            "too deep from here",
            "put the inner part into a segment of its own and say `member of` it",
        ),
        Fault::NotADeclaration { found, nearest } => Words::error(
            "syntax::not-a-declaration",
            format!("a declaration cannot begin with `{found}`"),
            "expected `segment`, `static list`, `template` or `workflow`",
            nearest.map(|word| format!("did you mean `{word}`?")).unwrap_or_default(),
        ),
        Fault::Expected { expected, found, nearest } => {
            let expected = either(expected);
            let help = nearest.as_ref().map(|word| format!("did you mean `{word}`?")).unwrap_or_default();
            let found = found.as_ref().map_or_else(|| "the end".to_owned(), |found| format!("`{found}`"));
            Words::error("syntax::expected", format!("expected {expected}, found {found}"), "not expected here", help)
        }
        Fault::ReservedName { word } => Words::error(
            "syntax::reserved-name",
            format!("`{word}` is a word of the language and no name"),
            "reserved",
            format!("an option is quoted: `\"{word}\"`; a feature or parameter needs another name in this project"),
        ),
        Fault::NameNotAscii { name } => Words::error(
            "syntax::name-not-ascii",
            format!("`{name}` is no name: names have the letters a to z, digits and `_`"),
            "not a name",
            format!(
                "an option is quoted: `\"{name}\"`; a feature can have any name in this project and keep its property"
            ),
        ),
        Fault::Slip { slip, written, right } => of_a_slip(*slip, written, right),
        Fault::UnevenUnit { unit, instead } => Words::error(
            "syntax::uneven-unit",
            format!("a span has no `{unit}`: they differ in length"),
            "not minutes, hours, days or weeks",
            format!("count in weeks or days: {instead}; `in this month` is a unit of the calendar"),
        ),
        Fault::LineAfterStep => Words::error(
            "syntax::line-after-step",
            "this line stands after a step",
            "belongs above the steps",
            "lines that say when and whether a workflow runs come first, then its steps",
        ),
        Fault::LineAfterRule => Words::error(
            "syntax::line-after-rule",
            "this line stands after the rule",
            "belongs above `where`",
            "`version`, `title`, `owner` and `formerly` come first, then the rule to the end",
        ),
        Fault::EventAsCondition => Words::error(
            "syntax::event-as-condition",
            "`changes` is an event and no condition",
            "happens at a moment",
            "a workflow enrols with `enroll on FEATURE changes`; a condition compares the value it has",
        ),
        Fault::CountedRecords { association } => {
            let any = format!("any {}", association.as_deref().unwrap_or("deal"));
            Words::error(
                "syntax::counted-records",
                "HubSpot can't count associated records here",
                "a count",
                format!(
                    "ask for one with `{any}` or `{any} (…)`; where the number matters, let HubSpot calculate a property that counts them, and compare that feature"
                ),
            )
        }
        Fault::MissingWhere => Words::error(
            "syntax::missing-where",
            "a segment's rule begins with `where`",
            "`where` expected",
            "after `version`, `title`, `owner` and `formerly` write `where` and the condition",
        ),
        Fault::MissingObject => Words::error(
            "syntax::missing-object",
            "this declaration does not say whose records it is about",
            "`on` expected",
            "write the object after the name: `on contact`",
        ),
        Fault::OrUnknownMisplaced => Words::error(
            "syntax::or-unknown-misplaced",
            "`or unknown` does not stand after a comparison",
            "nothing to compare here",
            "write it directly after the comparison it belongs to: `(country is \"US\" or unknown)`",
        ),
        Fault::OrUnknownAfterNot => Words::error(
            "syntax::or-unknown-after-not",
            "`not … or unknown` can be read in two ways",
            "does `not` cover this?",
            "put the comparison with its `or unknown` in parentheses: `not (country is \"US\" or unknown)`",
        ),
        Fault::UnknownReference { word, nearest } => Words::error(
            "syntax::unknown-reference",
            format!("there is no kind of reference `{word}(…)`"),
            "not a thing of the portal",
            nearest.as_ref().map_or_else(
                || "references are `form`, `email`, `list`, `user`, `team`, `pipeline`, `stage`, `workflow`".to_owned(),
                |kind| format!("did you mean `{kind}(…)`?"),
            ),
        ),
        Fault::DateAsValue { date } => Words::error(
            "syntax::date-as-value",
            format!("the date `{date}` is no value"),
            "a whole day",
            format!("compare with `on {date}`, `before {date}` or `after {date}`; to write it, quote it: `\"{date}\"`"),
        ),
        Fault::NumberTooLarge => {
            Words::error("syntax::number-too-large", "this whole number is too large", "more than 4294967295", "")
        }
    }
}

/// Says what is wrong with a file or a string as a text.
fn of_the_text(fault: &Fault) -> Words {
    #[expect(clippy::wildcard_enum_match_arm, reason = "`words` sends these and no others here")]
    match fault {
        Fault::FileTooLarge { bytes, limit } => Words::error(
            "syntax::file-too-large",
            format!("the file has {bytes} bytes; at most {limit} are read"),
            "",
            "split it: names are unique over the project, so declarations can stand in any file",
        ),
        Fault::NotUtf8 { byte_offset } => Words::error(
            "syntax::not-utf8",
            format!("the file is not UTF-8: byte {byte_offset} belongs to no character"),
            "",
            "save it as UTF-8",
        ),
        Fault::InvisibleCharacter { character } => Words::error(
            "syntax::invisible-character",
            format!("there is a character here that cannot be seen (U+{:04X})", u32::from(*character)),
            "invisible",
            "take it away; in a string write it as an escape: `\\u{…}`",
        ),
        Fault::UnclosedText => Words::error(
            "syntax::unclosed-text",
            "a string is not closed on its line",
            "the line ends here",
            "close it with `\"`; a text over several lines stands between `\"\"\"`",
        ),
        Fault::UnclosedBlockText => Words::error(
            "syntax::unclosed-text",
            "a `\"\"\"` string is not closed",
            "the file ends here",
            "close it with `\"\"\"`",
        ),
        Fault::BadEscape { escape } => Words::error(
            "syntax::bad-escape",
            format!("`{escape}` is no escape"),
            "not an escape",
            "escapes are `\\\"`, `\\\\`, `\\{`, `\\}`, `\\n`, `\\t` and `\\u{1f600}`; a plain backslash is `\\\\`",
        ),
        Fault::NotAParameter { name } => Words::error(
            "syntax::not-a-parameter",
            format!("`{name}` is no parameter of a template, and no text"),
            "a text stands here",
            format!("a text is quoted: `\"{name}\"`; a feature stands in braces in it: `\"{{{name}}}\"`"),
        ),
        Fault::ControlEscape { escape } => Words::error(
            "syntax::bad-escape",
            format!("`{escape}` is a control character, which no text in HubSpot holds"),
            "a control character",
            "take it away; a line feed is `\\n` and a tab `\\t`",
        ),
        Fault::NotFormatted => Words::error(
            "syntax::not-formatted",
            "the file is not in its canonical form",
            "the first line that differs",
            "run `hubwright fmt`",
        ),
        Fault::TooManyProblems => Words::error(
            "syntax::too-many-problems",
            "more problems of this file are not shown",
            "",
            "mend the ones above first",
        ),
        _ => Words::error(
            "syntax::unreadable",
            "this declaration could not be read",
            "a fault in hubwright, not in the rules",
            "please report it with the declaration",
        ),
    }
}

fn of_a_slip(slip: Slip, written: &str, right: &str) -> Words {
    let (code, message) = match slip {
        Slip::Operator => ("syntax::operator", format!("`{written}` is no operator of the language")),
        Slip::Case => ("syntax::keyword-case", format!("`{written}` is written in small letters")),
        Slip::Empty => ("syntax::empty-test", format!("`{written}` is no test")),
        Slip::OneOf => ("syntax::one-of", format!("`{written}` is no test")),
        Slip::Window => ("syntax::date-window", format!("`{written}` is no date test")),
        Slip::Quotes => ("syntax::quotes", "a text stands between straight double quotes".to_owned()),
        Slip::ElseIf => ("syntax::else-if", format!("`{written}` is two words")),
        Slip::Then => ("syntax::then", "`then` is not written: the block follows the condition".to_owned()),
        Slip::Semicolon => ("syntax::semicolon", "a line does not end with `;`".to_owned()),
        Slip::Comment => ("syntax::comment-sign", "a comment begins with `//`".to_owned()),
    };
    let help = match slip {
        Slip::Semicolon | Slip::Then => "take it away".to_owned(),
        Slip::Empty => format!("write {right}; an option of that name is quoted"),
        Slip::Operator | Slip::Case | Slip::OneOf | Slip::Window | Slip::Quotes | Slip::ElseIf | Slip::Comment => {
            format!("write {right}")
        }
    };
    Words::error(code, message, "", help)
}

fn closing(opened: char) -> char {
    match opened {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// How many things an "expected" names at most.
const NAMED_AT_MOST: usize = 6;

/// Joins to "a, b or c".
fn either(things: &[&str]) -> String {
    let shown = things.get(..NAMED_AT_MOST).unwrap_or(things);
    match shown {
        [] => "something else".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_sorted_and_begin_with_their_code() {
        assert!(PAGES.is_sorted_by_key(|(code, _)| code));
        for (code, page) in PAGES {
            assert_eq!(page.lines().next(), Some(format!("# {code}").as_str()));
        }
    }
}
