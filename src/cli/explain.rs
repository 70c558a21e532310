//! `explain`: prints the page of a code.

use clap::Args;

use super::{Exit, Failure, product};
use crate::problem;

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A code, as problems show it; all codes if not given.
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let Some(wanted) = &arguments.code else {
        let codes: Vec<&str> = problem::pages().map(|(code, _)| code).collect();
        product(&format!("{}\n", codes.join("\n")))?;
        return Ok(Exit::Done);
    };
    if let Some((_, page)) = problem::pages().find(|(code, _)| code == wanted) {
        product(&plain(page))?;
        return Ok(Exit::Done);
    }
    let nearest = problem::nearest(wanted, problem::pages().map(|(code, _)| code));
    let hint =
        nearest.map_or_else(|| "`hubwright explain` lists all".to_owned(), |near| format!("did you mean `{near}`?"));
    talk!("there is no code `{}`; {hint}", crate::plan::text::safe(wanted));
    Ok(Exit::Usage)
}

/// How pages describe what they cannot show, with what is said of it.
const DESCRIBED: [&str; 3] = ["<U+", "<byte ", " × \""];
const NOTE: &str = "\nBetween `<` and `>` stands what can't be shown: a character by its number, a byte, or a text that is there so many\n\
                    times, with `{n}` counting from 1.\n";

/// Takes from a page what only a reader of Markdown needs: blocks are indented instead of fenced.
fn plain(page: &str) -> String {
    let mut text = String::new();
    let mut in_block = false;
    for line in page.lines() {
        if line.starts_with("```") {
            in_block = !in_block;
            continue;
        }
        let shown = if in_block { line } else { line.strip_prefix("# ").unwrap_or(line) };
        if in_block && !shown.is_empty() {
            text.push_str("    ");
        }
        text.push_str(shown);
        text.push('\n');
    }
    if DESCRIBED.iter().any(|form| page.contains(form)) {
        text.push_str(NOTE);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_page_is_plain_text_in_a_terminal() {
        let page = "# a::b\n\nIt is `so`.\n\nWrong:\n\n```yaml\n# hubwright.yaml\nname: x\n\na: 1\n```\n";
        let text = "a::b\n\nIt is `so`.\n\nWrong:\n\n    # hubwright.yaml\n    name: x\n\n    a: 1\n";
        assert_eq!(plain(page), text);
        assert!(plain("# a::b\n\n```hubwright\nwhere <65 × \"(\">\n```\n").ends_with("counting from 1.\n"));
    }
}
