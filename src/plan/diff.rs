//! Differences of texts and of JSON, as lines that a reviewer reads.

use serde_json::Value;
use similar::{Algorithm, ChangeTag, capture_diff_slices, group_diff_ops};

/// How many lines of one difference are shown.
const MOST_LINES: usize = 400;

/// How many lines that are the same stand around a change.
const CONTEXT: usize = 3;

/// Returns the lines of a unified difference: ` `, `-` or `+` first, with some lines of context.
#[must_use]
pub fn lines(before: &str, after: &str) -> Vec<String> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let ops = capture_diff_slices(Algorithm::Myers, &before, &after);
    let mut lines = Vec::new();
    for (number, group) in group_diff_ops(ops, CONTEXT).iter().enumerate() {
        if number > 0 {
            lines.push("  …".to_owned());
        }
        for change in group.iter().flat_map(|op| op.iter_changes(&before, &after)) {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            lines.push(format!("{sign} {}", change.value()).trim_end().to_owned());
        }
    }
    if lines.len() > MOST_LINES {
        let rest = lines.len() - MOST_LINES;
        lines.truncate(MOST_LINES);
        lines.push(format!("  … and {rest} more lines"));
    }
    lines
}

/// Returns the difference of two JSON values, over their indented print.
#[must_use]
pub fn json(before: &Value, after: &Value) -> Vec<String> {
    let print = |value: &Value| {
        let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
        text.push('\n');
        text
    };
    lines(&print(before), &print(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_shows_what_goes_and_what_comes() {
        assert_eq!(lines("a\nb\n", "a\nc\n"), ["  a", "- b", "+ c"]);
        assert!(lines("a\n", "a\n").is_empty());
    }
}
