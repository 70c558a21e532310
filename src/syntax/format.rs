//! Brings a file into its one canonical form.
//!
//! The formatter prints the file's own tokens and comments again and changes what stands between them: so it cannot
//! lose a comment, and a number stays as its writer spelt it. The tree says where lines begin and how far they are
//! indented. Of the tokens themselves it changes three things that have no meaning: it puts `or unknown` into the
//! parentheses that show its reach, writes commas between fields on one line, and takes away needless ones.
//!
//! - A line is at most 100 characters wide; only what cannot be broken, such as a string, may be longer.
//! - A rule stands on one line, or each part of it on its own with `and` or `or` first; then the groups inside it.
//! - A comment stays before or behind what it stood before or behind. At most one blank line stays between two things,
//!   none at the begin and end of a block, and one always stands between declarations.
//! - Lines end with a line feed, the last one too; a byte order mark goes. Texts between `"""` mean the same as before.

mod comment;
mod edit;
mod line;
mod page;
mod rule;
mod step;

use super::token::tokens;
use crate::problem::Problem;
use crate::source::FileId;

/// Formats a file.
///
/// # Errors
/// What is wrong with a file that cannot be read whole: it has no form of its own yet and is left alone.
pub fn format(file: FileId, text: &str) -> Result<String, Vec<Problem>> {
    let (tree, problems) = super::parse(file, text);
    if !problems.is_empty() {
        return Err(problems);
    }
    let found = tokens(text);
    let mut page = page::Page::new(text, &found.all);
    for declaration in &tree.declarations {
        page.edit(declaration);
    }
    page.measure();
    for declaration in &tree.declarations {
        page.declaration(declaration);
    }
    let formatted = page.print();
    // Parentheses that were put in are laid out as those that were there.
    if page.adds_parentheses() { format(file, &formatted) } else { Ok(formatted) }
}

#[cfg(test)]
mod tests;
