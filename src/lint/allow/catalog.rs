//! The comments of YAML files, and which line each is about.

use super::Allow;
use crate::source::{FileId, Span};

/// Returns the comments of a YAML file that are to silence something. One that stands alone is about the next line that
/// says something, one behind a line about that line.
pub(super) fn allows(id: FileId, text: &str) -> Vec<Allow<'_>> {
    let mut found = Vec::new();
    let mut end = text.len();
    // From below, so that what follows a comment is known.
    let mut below = None;
    for line in text.split_inclusive('\n').rev() {
        let start = end - line.len();
        let whole = Span::new(id, start, end);
        end = start;
        // A `#` begins a comment behind a blank only.
        if let Some(before) = line.find("# allow ").and_then(|hash| line.get(..hash))
            && (before.is_empty() || before.ends_with([' ', '\t']))
        {
            let said = line.get(before.len() + 1..).unwrap_or_default();
            let at = Span::new(id, start + before.len(), start + line.trim_end().len());
            let within = if before.trim().is_empty() { below.unwrap_or(at) } else { whole };
            found.extend(Allow::of(said, at, within));
        }
        let says_something = !line.trim().is_empty() && !line.trim_start().starts_with('#');
        if says_something {
            below = Some(whole);
        }
    }
    found.reverse();
    found
}
